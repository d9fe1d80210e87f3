"""One counter of a whole group, counted by four processes of which one is killed every second."""

from __future__ import annotations

import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from killing import Workers

CONTRIB = Path(__file__).resolve().parents[1] / "contrib"
sys.path.insert(0, str(CONTRIB))  # for the helpers of those tests

import session_workers  # noqa: E402 (found by the line above)
from servers import Missing, mariadb_server, or_skip, postgresql_server, redis_server  # noqa: E402

SERVERS = {"postgresql": postgresql_server, "mariadb": mariadb_server, "redis": redis_server}
SECONDS = 8


@pytest.mark.parametrize("kind", ["sqlite", *SERVERS])
def test_killed_workers_lose_no_increment_and_repeat_no_answer(kind: str, tmp_path: Path) -> None:
    if kind == "sqlite":
        count_and_kill(f"sqlite:///{tmp_path}/bot.db", SECONDS)
        return
    try:
        with SERVERS[kind]() as server:
            count_and_kill(server.url, SECONDS)
    except Missing as error:
        or_skip(error)


def count_and_kill(url: str, seconds: float) -> Workers:
    """Send numbers of messages for so many seconds, kill one of four workers each second, and check all answers."""
    stop, sent, end = threading.Event(), 0, time.monotonic() + seconds
    with Workers(4, session_workers.serve, url, f"t{uuid.uuid4().hex[:16]}") as workers:
        workers.deliver([session_workers.message(1, "/count", chat=-5)])
        workers.wait_for([1])
        killer = workers.kill_every(1, stop)
        sent = 1
        try:
            while time.monotonic() < end:
                ids = list(range(sent + 1, sent + 13))
                sent += len(ids)
                workers.deliver(session_workers.message(number, "/count", chat=-5) for number in ids)
                workers.wait_for(ids)
        finally:
            stop.set()
            killer.join()
        answers: list[Any] = workers.wait_for(list(range(1, sent + 1)))
    assert sorted(map(int, answers)) == list(range(1, sent + 1))
    assert workers.killed >= seconds / 2
    assert workers.interrupted
    return workers
