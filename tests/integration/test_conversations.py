"""Conversations of several people, held by four processes of which one is killed every second."""

from __future__ import annotations

import itertools
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from killing import Workers

CONTRIB = Path(__file__).resolve().parents[1] / "contrib"
sys.path.insert(0, str(CONTRIB))  # for the helpers of those tests

import session_workers  # noqa: E402 (found by the line above)
from servers import Missing, mariadb_server, or_skip, postgresql_server, redis_server  # noqa: E402

SERVERS = {"postgresql": postgresql_server, "mariadb": mariadb_server, "redis": redis_server}
SECONDS = 8
PEOPLE = 6


@pytest.mark.parametrize("kind", ["sqlite", *SERVERS])
def test_killed_workers_lose_and_repeat_no_answer(kind: str, tmp_path: Path) -> None:
    if kind == "sqlite":
        talk_and_kill(f"sqlite:///{tmp_path}/bot.db", SECONDS)
        return
    try:
        with SERVERS[kind]() as server:
            talk_and_kill(server.url, SECONDS)
    except Missing as error:
        or_skip(error)


def talk_and_kill(url: str, seconds: float) -> Workers:
    """Let people hold one conversation after the other, each waiting for its answer; check every one of them."""
    stop, end, numbers = threading.Event(), time.monotonic() + seconds, itertools.count(1)
    with Workers(4, session_workers.serve_survey, url, f"t{uuid.uuid4().hex[:16]}") as workers:

        def say(user: int, text: str) -> str:
            return str(workers.answer(session_workers.message(next(numbers), text, user=user)))

        def hold(user: int) -> int:
            count = 0
            while time.monotonic() < end:
                got = [say(user, text) for text in ("/survey", "1", "20", "300", "4000", "50000")]
                assert got == [*(f"Number {number}?" for number in range(1, 6)), "Sum 54326"]
                count += 1
            return count

        assert say(99, "/survey") == "Number 1?"
        killer = workers.kill_every(1, stop)
        try:
            with ThreadPoolExecutor(PEOPLE) as pool:
                held = list(pool.map(hold, range(1, PEOPLE + 1)))
        finally:
            stop.set()
            killer.join()
    assert all(held)
    assert workers.killed >= seconds / 2
    assert workers.interrupted
    return workers
