"""Questions of menus, asked and answered by four processes of which one is killed every second."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import session_workers
from backends import SHARED, served, unique

import scaletg
from killing import CallServer, Workers
from scaletg_contrib.stores import open_store

KILLS = 4
PEOPLE = 6


@pytest.mark.parametrize("kind", SHARED)
def test_killed_workers_lose_and_repeat_no_answer_to_a_menu(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        ask_and_kill(url, KILLS)


def ask_and_kill(url: str, kills: int) -> Workers:
    """Let people press the button that asks, and answer, again and again; check every menu that comes afterwards.

    It ends after so many kills, if one of them has hit a worker with an update in hand.
    """
    stop, numbers = threading.Event(), itertools.count(1)
    noted: dict[tuple[int, str], int] = {}  # what is sent by calls -> the update that it answers
    with (
        CallServer() as telegram,
        Workers(4, session_workers.make_asking, url, unique(), telegram.url) as workers,
    ):

        def order(user: int) -> int:
            button, count = data_of_button(user), 0
            while not count or len(workers.killed) < kills or not workers.interrupted:
                count += 1
                assert workers.answer(session_workers.press(next(numbers), button, user=user)) is None
                number = next(numbers)
                noted[user, f"tea {count} is noted."] = number
                answer = workers.answer(session_workers.message(number, f"tea {count}", user=user))
                assert answer == f"tea {count}, {count} answers"
            return count

        workers.answer(session_workers.message(next(numbers), "/order", user=99))
        killer = workers.kill_every(1, stop)
        try:
            with ThreadPoolExecutor(PEOPLE) as pool:
                counts = list(pool.map(order, range(1, PEOPLE + 1)))
        finally:
            stop.set()
            killer.join()
    assert all(counts)
    workers.check_calls(telegram, noted)
    return workers


def data_of_button(user: int) -> str:
    """Return what is in the button that asks: it is signed with the token, so another process makes the same."""
    bot = session_workers.ask_in_menu(scaletg.Bot("1:token", username="test_bot"), open_store("memory:"))
    shown = bot.process(session_workers.message(1, "/order", user=user)).reply
    assert isinstance(shown, scaletg.SendMessage)
    return str(shown.to_dict()["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
