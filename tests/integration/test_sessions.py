"""One counter of a whole group, counted by four processes of which one is killed every second."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import session_workers
from backends import SHARED, served, unique

from killing import CallServer, Workers

KILLS = 5


@pytest.mark.parametrize("kind", SHARED)
def test_killed_workers_lose_no_increment_and_repeat_no_answer(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        count_and_kill(url, KILLS)


def count_and_kill(url: str, kills: int) -> Workers:
    """Send numbers of messages, kill one of four workers each second until so many died, and check all answers."""
    stop, sent = threading.Event(), 0
    with (
        CallServer() as telegram,
        Workers(4, session_workers.make_counter, url, unique(), telegram.url) as workers,
    ):
        workers.answer(session_workers.message(1, "/count", chat=-5))
        killer = workers.kill_every(1, stop)
        sent = 1
        try:
            while len(workers.killed) < kills or not workers.interrupted:
                ids = list(range(sent + 1, sent + 13))
                sent += len(ids)
                workers.deliver(session_workers.message(number, "/count", chat=-5) for number in ids)
                workers.wait_for(ids)
        finally:
            stop.set()
            killer.join()
        answers = workers.wait_for(list(range(1, sent + 1)))
    assert sorted(map(int, answers)) == list(range(1, sent + 1))
    workers.check_calls(telegram, {(-5, f"Number {answer}"): update for update, answer in enumerate(answers, 1)})
    return workers
