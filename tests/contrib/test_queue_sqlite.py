"""What only the queue in a SQLite file has: its locks, and what it costs."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from backends import spawn
from engines import Worker, entry, wait_for

import scaletg
from scaletg_contrib.queues import Delivery, Done, Unavailable, Verdict, locks, open_queue
from scaletg_contrib.queues.bell import Bell, ring
from scaletg_contrib.queues.locks import locks_of, refuse_network
from scaletg_contrib.queues.sqlite import SQLiteEngine
from scaletg_contrib.stores.sqlite_file import Connection

# Locks #######################################################################


def try_lock(path: str, name: str) -> None:
    raise SystemExit(0 if locks_of(path).take(name) else 3)


def result_of(context: multiprocessing.context.BaseContext, path: str, name: str) -> int | None:
    process = context.Process(target=try_lock, args=(path, name))  # type: ignore[attr-defined]
    process.start()
    process.join(60)
    code: int | None = process.exitcode
    return code


def test_a_lock_keeps_out_threads_and_processes(tmp_path: Path) -> None:
    path = str(tmp_path / "locks")
    mine = locks_of(path)
    assert mine.take("a") is True
    assert mine.has("a")
    assert mine.take("a") is False
    assert [result_of(spawn, path, name) for name in ("a", "b")] == [3, 0]
    mine.free("a")
    assert not mine.has("a")
    assert result_of(spawn, path, "a") == 0
    assert mine.take("a") is True


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_of_a_fork_does_not_free_the_lock_of_its_parent(tmp_path: Path) -> None:
    path = str(tmp_path / "locks")
    assert locks_of(path).take("a")
    fork = multiprocessing.get_context("fork")
    assert [result_of(fork, path, name) for name in ("a", "b")] == [3, 0]
    assert result_of(spawn, path, "a") == 3


def test_a_file_is_opened_once_in_a_process(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "locks")
    assert locks_of(str(tmp_path / "locks")) is locks_of(str(tmp_path / "link"))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/home/ada/updates.db", "ext4"),
        ("/mnt/shared/updates.db", "nfs4"),
        ("/mnt/sharedby/updates.db", "ext4"),
        ("/mnt/shared/local/updates.db", "xfs"),
        ("/mnt/with blank/u.db", "cifs"),
    ],
)
def test_a_network_file_system_is_refused(monkeypatch: pytest.MonkeyPatch, path: str, kind: str) -> None:
    mounts = (
        "21 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
        "22 21 0:40 / /mnt/shared rw shared:2 - nfs4 host:/data rw\n"
        "23 22 8:2 / /mnt/shared/local rw - xfs /dev/sdb1 rw\n"
        "24 21 0:41 / /mnt/with\\040blank rw - cifs //host/data rw\n"
    )
    monkeypatch.setattr(locks.Path, "read_text", lambda self, **_: mounts)
    if kind in ("nfs4", "cifs"):
        with pytest.raises(scaletg.ConfigError, match=rf"network file system \({kind}\).*postgresql://"):
            refuse_network(path, "queue 'q'")
    else:
        refuse_network(path, "queue 'q'")


def test_a_bell_wakes_whoever_waits_or_will_wait() -> None:
    bell = Bell()
    ring([bell.port, 1])
    started = time.monotonic()
    bell.wait(60)
    bell.wait(0.01)
    assert time.monotonic() - started < 30
    bell.close()


# The file ####################################################################


def test_the_url_names_a_file() -> None:
    for url in ("sqlite://", "sqlite:///:memory:", "sqlite://host/u.db", "sqlite:///u.db?journal=off"):
        with pytest.raises(scaletg.ConfigError, match="not a SQLite file"):
            open_queue(url)


def test_a_file_that_is_locked_for_too_long_is_not_available(tmp_path: Path) -> None:
    engine = open_queue(f"sqlite:///{tmp_path}/u.db", timeout=0.2)
    engine.enqueue(entry(1))
    other = sqlite3.connect(tmp_path / "u.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(Unavailable, match="locked"):
        engine.enqueue(entry(2))
    assert time.monotonic() - started >= 0.2
    with pytest.raises(Unavailable):
        engine.is_ready()
    other.execute("ROLLBACK")
    other.close()
    assert engine.enqueue(entry(2)) is True
    engine.close()


def test_no_thread_waits_longer_than_its_time(tmp_path: Path) -> None:
    """Whoever waits for the thread that writes has less time left for the file."""
    engine = open_queue(f"sqlite:///{tmp_path}/u.db", timeout=0.5)
    engine.enqueue(entry(0))
    other = sqlite3.connect(tmp_path / "u.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    took: list[float] = []

    def take_in(number: int) -> None:
        time.sleep(number / 20)
        started = time.monotonic()
        with pytest.raises(Unavailable):
            engine.enqueue(entry(number))
        took.append(time.monotonic() - started)

    threads = [threading.Thread(target=take_in, args=(number,)) for number in range(1, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    engine.close()
    assert len(took) == 9
    assert sum(took) / len(took) < 0.9  # a busy machine may hold up one of them


def test_an_outage_is_waited_for_and_not_counted(tmp_path: Path) -> None:
    engine = open_queue(f"sqlite:///{tmp_path}/u.db", timeout=0.05)
    engine.enqueue(entry(1))
    other = sqlite3.connect(tmp_path / "u.db", isolation_level=None, check_same_thread=False)
    begun, go_on = threading.Event(), threading.Event()

    def handle(delivery: Delivery) -> Verdict:
        begun.set()
        go_on.wait(60)
        return Done()

    worker = Worker(engine)
    worker.verdict = handle
    with worker:
        begun.wait(60)
        other.execute("BEGIN IMMEDIATE")
        go_on.set()
        time.sleep(0.3)  # the worker tries in vain meanwhile
        other.execute("ROLLBACK")
        wait_for(lambda: engine.status().depth == 0)
    other.close()
    assert [(one.failures, one.deaths) for one in worker.given] == [(0, 0)]
    engine.close()


def test_a_backlog_makes_a_claim_no_dearer(tmp_path: Path) -> None:
    """Counts the steps of SQLite's virtual machine, which are the same on a busy machine."""
    steps = {}
    for depth in (100, 10_000):
        path = tmp_path / f"{depth}.db"
        engine = open_queue(f"sqlite:///{path}")
        engine.enqueue(entry(0, key=0))
        engine.close()
        with sqlite3.connect(path) as db:
            rows = [(7, number, number % (depth // 2)) for number in range(1, depth)]
            db.executemany(
                "INSERT INTO scaletg_updates (bot, update_id, chat, body, arrived) VALUES (?, ?, ?, '{}', 1)", rows
            )
            db.executemany(
                "INSERT OR IGNORE INTO scaletg_chats VALUES (?, ?, ?)", [(7, chat, 1.0) for _, _, chat in rows]
            )
        db.close()
        steps[depth] = _steps_of_claims(f"sqlite:///{path}")
    assert steps[10_000] < 1.5 * steps[100]


def _steps_of_claims(url: str) -> int:
    """Return the steps until so many updates are finished."""
    counted = [0]

    class Counting(SQLiteEngine):
        def _prepare(self, db: Connection) -> None:
            super()._prepare(db)

            def count() -> int:
                counted[0] += 1
                return 0

            db.set_progress_handler(count, 10)

    engine = Counting(url, name="scaletg", max_depth=10**6, timeout=4)
    stop = threading.Event()
    done: list[Delivery] = []

    def handle(delivery: Delivery) -> Verdict:
        done.append(delivery)
        if len(done) == 50:
            stop.set()
        return Done()

    engine.work(handle, threads=1, stop=stop)
    engine.close()
    return counted[0]
