"""Conversations of several people, held by four processes of which one is killed every second."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import session_workers
from backends import SHARED, served, unique

from killing import CallServer, Workers

KILLS = 4
PEOPLE = 6
ANSWERS = ["1", "20", "300", "4000", "50000"]


@pytest.mark.parametrize("kind", SHARED)
def test_killed_workers_lose_and_repeat_no_answer(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        talk_and_kill(url, KILLS)


def talk_and_kill(url: str, kills: int) -> Workers:
    """Let people hold one conversation after the other, each waiting for its answer; check every one of them.

    It ends after so many kills, if one of them has hit a worker with an update in hand.
    """
    stop, numbers = threading.Event(), itertools.count(1)
    noted: dict[tuple[int, str], int] = {}  # what is to be sent by calls -> the update that it answers
    with (
        CallServer() as telegram,
        Workers(4, session_workers.make_survey, url, unique(), telegram.url) as workers,
    ):

        def say(user: int, text: str, note: str = "") -> str:
            number = next(numbers)
            if note:
                noted[user, note] = number
            return str(workers.answer(session_workers.message(number, text, user=user)))

        def hold(user: int) -> int:
            count = 0
            while not count or len(workers.killed) < kills or not workers.interrupted:
                got = [say(user, f"/survey {count}")]
                got += [say(user, answer, f"Round {count}: {answer} is noted.") for answer in ANSWERS]
                assert got == [*(f"Number {number}?" for number in range(1, 6)), "Sum 54326"]
                count += 1
            return count

        assert say(99, "/survey 0") == "Number 1?"
        killer = workers.kill_every(1, stop)
        try:
            with ThreadPoolExecutor(PEOPLE) as pool:
                held = list(pool.map(hold, range(1, PEOPLE + 1)))
        finally:
            stop.set()
            killer.join()
    assert all(held)
    workers.check_calls(telegram, noted)
    return workers
