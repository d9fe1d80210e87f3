"""Buttons whose data lie in the store, made and pressed in four processes of which one is killed every second."""

from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from backends import SHARED, served, unique
from session_workers import make_shared_packer, message, press

from killing import Workers

SECONDS, AT_MOST = 5, 300
PEOPLE = 6


@pytest.mark.parametrize("kind", SHARED)
def test_buttons_of_killed_workers_are_valid_in_all_others(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        press_and_kill(url)


def press_and_kill(url: str) -> None:
    """Have buttons made and pressed; the first ones at once, so that the processes have to agree on a key."""
    numbers, stop, begun = itertools.count(1), threading.Event(), time.monotonic()
    made: list[tuple[int, str, str]] = []
    with Workers(4, make_shared_packer, url, unique()) as workers:

        def use(user: int) -> None:
            while (passed := time.monotonic() - begun) < SECONDS or (not workers.interrupted and passed < AT_MOST):
                number = next(numbers)
                text = f"{'long ' * 30}{number}" if number % 3 else f"short {number}"
                data = workers.answer(message(number, f"/pack {text}", user=user))
                assert len(data.encode()) <= 64
                made.append((user, data, text))
                assert workers.answer(press(next(numbers), data, user=user)) == text

        killer = workers.kill_every(1, stop)
        try:
            with ThreadPoolExecutor(PEOPLE) as pool:
                list(pool.map(use, range(1, PEOPLE + 1)))
        finally:
            stop.set()
            killer.join()
        again = [press(next(numbers), data, user=user) for user, data, _ in made[:200]]
        workers.deliver(again)
        assert workers.wait_for([one["update_id"] for one in again]) == [text for *_, text in made[:200]]
    assert workers.interrupted
