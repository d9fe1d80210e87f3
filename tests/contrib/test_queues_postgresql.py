"""What only the queue in PostgreSQL has: sessions that the server ends, restarts, poolers. The rest: test_queues.py."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from backends import unique
from engines import Done, Worker, entry, notes, process, wait_for, work_in_process
from servers import Server, pgbouncer, postgresql_server

import scaletg
from scaletg_contrib.queues import Delivery, Engine, Unavailable, Verdict, open_queue
from scaletg_contrib.queues.postgresql import CLAIM


@pytest.fixture
def url(postgresql_service: Server) -> str:
    return f"{postgresql_service.url}?name={unique()}&silent_seconds=1"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_queue(url)
    yield opened
    opened.close()


@pytest.mark.parametrize("value", ["0", "0.9", "soon", "3601", "nan"])
def test_a_wrong_time_of_silence_is_refused(value: str) -> None:
    with pytest.raises(scaletg.ConfigError, match=f"silent_seconds={value} must be a number from 1 to 3600"):
        open_queue(f"postgresql://me:sesame@host/db?silent_seconds={value}")


def test_options_of_libpq_are_kept(url: str) -> None:
    engine = open_queue(f"{url}&application_name=other&sslmode=prefer")
    assert engine.enqueue(entry(1)) is True
    engine.close()


def test_a_slow_app_keeps_its_chat(engine: Engine, url: str) -> None:
    """It takes three times as long as a session may be silent, and is not taken for frozen."""

    def handle(delivery: Delivery) -> Verdict:
        time.sleep(3)
        return Done()

    one, other = Worker(engine), Worker(engine)
    one.verdict = other.verdict = handle
    engine.enqueue(entry(1))
    with one, other:
        wait_for(lambda: engine.status().depth == 0)
    assert len(one.given + other.given) == 1


def test_a_frozen_worker_loses_its_chat_and_its_verdict(engine: Engine, url: str, tmp_path: Path) -> None:
    path = tmp_path / "notes"
    engine.enqueue(entry(1))
    with process(work_in_process, url, str(path), 2.0) as frozen:
        wait_for(lambda: notes(path))
        os.kill(frozen.pid, signal.SIGSTOP)
        with Worker(engine) as worker:
            wait_for(lambda: worker.given)
            assert worker.given[0].deaths == 1
            wait_for(lambda: engine.status().depth == 0)
        engine.enqueue(entry(2))
        os.kill(frozen.pid, signal.SIGCONT)
        wait_for(lambda: engine.status().depth == 0)  # the worker goes on with what comes
    assert [line[4] for line in notes(path) if line[2] == "begin"] == ["1", "2"]


def test_a_restart_of_the_server_is_nobodys_death() -> None:
    with postgresql_server() as server:
        engine, release = open_queue(server.url), threading.Event()
        engine.enqueue(entry(1))
        worker = Worker(engine)

        def handle(delivery: Delivery) -> Verdict:
            release.wait(60)
            return Done()

        worker.verdict = handle
        with worker:
            wait_for(lambda: worker.given)
            server.stop()
            with pytest.raises(Unavailable):
                engine.enqueue(entry(2))
            server.start()
            release.set()
            wait_for(lambda: _depth(engine) == 0)
        assert {delivery.deaths for delivery in worker.given} == {0}
        engine.close()


def test_a_restart_of_the_server_frees_what_a_dead_worker_has_begun(tmp_path: Path) -> None:
    """Nobody can tell whether the restart or its end has ended its session; so it is no death, and the chat goes on."""
    with postgresql_server() as server:
        url, path = f"{server.url}?silent_seconds=1", tmp_path / "notes"
        engine = open_queue(url)
        engine.enqueue(entry(1))
        with process(work_in_process, url, str(path), 600.0):
            wait_for(lambda: notes(path))
            server.stop()
        server.start()
        with Worker(engine) as worker:
            wait_for(lambda: _depth(engine) == 0)
        assert [one.deaths for one in worker.given] == [0]
        engine.close()


def test_a_restart_of_the_server_takes_nothing_from_a_living_worker() -> None:
    with postgresql_server() as server:
        engine, release = open_queue(f"{server.url}?silent_seconds=1"), threading.Event()
        engine.enqueue(entry(1))
        slow = Worker(engine)
        slow.verdict = lambda delivery: release.wait(60) and Done()  # type: ignore[assignment,return-value]
        with slow:
            wait_for(lambda: slow.given)
            server.stop()
            server.start()
            with Worker(engine) as other:
                engine.enqueue(entry(2, key=2))
                wait_for(lambda: 2 in other.ids + slow.ids)
                engine.enqueue(entry(3, key=3))
                time.sleep(3)  # longer than a dead worker keeps its chat
                assert other.ids.count(1) + slow.ids.count(1) == 1
                release.set()
                wait_for(lambda: _depth(engine) == 0)
        engine.close()


def _depth(engine: Engine) -> int | None:
    try:
        return engine.status().depth
    except Unavailable:
        return None


def test_a_pooler_in_transaction_mode_is_refused_by_workers(postgresql_service: Server) -> None:
    name = unique()
    with pgbouncer(postgresql_service, "transaction") as pooler:
        engine = open_queue(f"{pooler.url}?name={name}")
        assert engine.enqueue(entry(1)) is True  # web processes may use it
        with pytest.raises(
            scaletg.ConfigError, match=r"a pooler in transaction mode.*the address of the server itself"
        ):
            engine.work(lambda delivery: Done(), threads=1, stop=threading.Event())
        engine.close()


def test_a_pooler_in_session_mode_is_fine(postgresql_service: Server) -> None:
    with pgbouncer(postgresql_service, "session") as pooler:
        engine = open_queue(f"{pooler.url}?name={unique()}")
        engine.enqueue(entry(1))
        with Worker(engine) as worker:
            wait_for(lambda: engine.status().depth == 0)
        assert worker.ids == [1]
        engine.close()


def test_a_chat_costs_as_little_behind_a_long_backlog(engine: Any) -> None:
    """The plan uses the index of what is ready, and sorts nothing."""
    with psycopg.connect(engine.url.replace("//", "//scaletg:secret@"), autocommit=True) as connection:
        engine.status()
        connection.execute(f"INSERT INTO {engine.name}_chats SELECT 7, n, n FROM generate_series(1, 50000) AS n")
        connection.execute(f"ANALYZE {engine.name}_chats")
        sql = "EXPLAIN " + engine.format(CLAIM)
        plan = "\n".join(line for (line,) in connection.execute(sql, {"bots": [7]}))
    assert f"Index Scan using {engine.name}_chats_ready" in plan
    assert "Sort" not in plan
