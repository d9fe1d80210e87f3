"""What changes under an open store: formats, tables, files, connections that may only read, forks."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from backends import SERVERS, Clock, unique, url_of

import scaletg
from scaletg_contrib.stores import StoreDown, WrongFormat, base, open_store

SQL = ["sqlite", "postgresql", "mariadb"]


def value_of(store: Any, key: str) -> Any:
    found = store.get(key)
    return found.value if found else None


@contextlib.contextmanager
def connected(kind: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Give a function that runs one statement beside the store, as a person would."""
    if kind == "sqlite":
        connection: Any = sqlite3.connect(request.getfixturevalue("tmp_path") / "bot.db", isolation_level=None)
    elif kind == "postgresql":
        import psycopg

        connection = psycopg.connect(url_of(kind, request), autocommit=True)
    else:
        import pymysql

        server = request.getfixturevalue("mariadb_service")
        given: dict[str, Any] = {"user": "scaletg", "password": "secret", "database": "scaletg"}
        connection = pymysql.connect(host="127.0.0.1", port=server.port, autocommit=True, **given)
    with contextlib.closing(connection):
        yield lambda sql: connection.cursor().execute(sql)


# Formats #####################################################################


@pytest.mark.parametrize("kind", SQL)
@pytest.mark.parametrize("old", ["no format", "another format"])
def test_a_table_of_another_format_is_refused_and_not_changed(
    kind: str, old: str, request: pytest.FixtureRequest
) -> None:
    name = unique()
    store = open_store(url_of(kind, request), name=name)
    store.put("key", 1)
    store.close()
    with connected(kind, request) as run:
        if old == "no format":
            run(f"DELETE FROM {name} WHERE value = '{base.FORMAT}' AND expires IS NULL AND version = 1")
        else:
            run(f"UPDATE {name} SET value = '99' WHERE version = 1")
    store = open_store(url_of(kind, request), name=name)
    has = "records without a format" if old == "no format" else "records of the format 99"
    for use in (store.get, lambda key: store.put(key, 2), lambda key: list(store.scan()), store.delete):
        with pytest.raises(
            WrongFormat, match=rf"'{name}': it has {has}, .* Use another file, database or name="
        ) as caught:
            use("key")
        assert isinstance(caught.value, (scaletg.Retry, scaletg.ConfigError))
    store.close()


def test_a_store_that_cannot_be_used_is_logged_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A bot only has the update come again, and nobody would see why."""
    bot = scaletg.Bot("1:token", username="test_bot", store=f"sqlite:///{tmp_path}/no/bot.db")
    now = [1000.0]
    monkeypatch.setattr(base.time, "monotonic", lambda: now[0])
    said = []
    for seconds in (0.0, 9.9, 0.2):
        now[0] += seconds
        caplog.clear()
        assert bot.process({"update_id": 1, "poll": {"id": "1"}}).retry_after == base.RETRY_SECONDS
        said.append([record.getMessage() for record in caplog.records if record.name == "scaletg.stores"])
    assert [len(lines) for lines in said] == [1, 0, 1]
    assert "no/bot.db: unable to open database file. Check that the folder exists" in said[0][0]


@pytest.mark.parametrize("old", ["no format", "another format", "keys without a hash tag"])
def test_a_redis_store_of_another_format_is_refused(old: str, request: pytest.FixtureRequest) -> None:
    import redis

    name, url = unique(), url_of("redis", request)
    with redis.Redis.from_url(url) as client:
        if old == "keys without a hash tag":
            client.hset(f"{name}:r:key", "value", "1")
        else:
            store = open_store(url, name=name)
            store.put("key", 1)
            store.close()
            change = (client.delete, client.set)[old == "another format"]
            change(*[f"{{{name}}}:format", "99"][: 1 + (old == "another format")])
    store = open_store(url, name=name)
    with pytest.raises(WrongFormat):
        store.get("key")
    store.close()


def test_a_flushed_redis_works_on_and_is_no_old_store(request: pytest.FixtureRequest) -> None:
    import redis

    request.getfixturevalue("redis_service")  # skips or fails if there is no such server
    with SERVERS["redis"]() as server, redis.Redis.from_url(server.url) as client:
        store = open_store(server.url)
        store.put("key", 1)
        client.flushall()
        assert value_of(store, "key") is None
        store.put("key", 2)
        other = open_store(server.url)
        assert value_of(other, "key") == 2
        store.close()
        other.close()


# Tables and files ############################################################


@pytest.mark.parametrize("kind", SQL)
def test_a_table_that_vanished_is_made_again(kind: str, request: pytest.FixtureRequest) -> None:
    name = unique()
    store = open_store(url_of(kind, request), name=name)
    uses: list[Callable[[], Any]] = [
        lambda: store.put("key", 2),
        lambda: store.get("key"),
        lambda: list(store.scan()),
        lambda: store.delete("key"),
    ]
    with connected(kind, request) as run:
        for use in uses:
            store.put("key", 1)
            run(f"DROP TABLE {name}")
            use()
            assert value_of(store, "key") == (2 if use is uses[0] else None)
    store.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_sqlite_file_that_is_gone_is_noticed(
    tmp_path: Path, replaced: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """What is put afterwards is in the file that has its name now, for everybody."""
    store = open_store(f"sqlite:///{tmp_path}/bot.db")
    store.put("old", 1)
    if replaced:
        other = open_store(f"sqlite:///{tmp_path}/other.db")
        other.put("other", 1)
        other.close()
        os.replace(tmp_path / "other.db", tmp_path / "bot.db")
    else:
        (tmp_path / "bot.db").unlink()
    store.put("new", 2)
    assert "the file was deleted or replaced while it was in use" in caplog.text
    another = open_store(f"sqlite:///{tmp_path}/bot.db")
    assert [record.key for record in another.scan()] == ["new", *["other"][: int(replaced)]]
    assert [record.key for record in store.scan()] == ["new", *["other"][: int(replaced)]]
    store.close()
    another.close()


# Connections that may only read ##############################################

READ_ONLY = {
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}


@pytest.mark.parametrize("kind", READ_ONLY)
def test_a_connection_that_became_read_only_mends_itself(kind: str, request: pytest.FixtureRequest) -> None:
    """As after a failover: the pooled connections may only read, new ones may write."""
    store: Any = open_store(url_of(kind, request), name=unique())
    store.put("key", 1)
    store._execute(READ_ONLY[kind], {})
    store.put("key", 2)
    assert value_of(store, "key") == 2
    store.close()


def test_a_server_that_is_read_only_is_told_and_works_afterwards(request: pytest.FixtureRequest) -> None:
    name = unique()
    store = open_store(url_of("postgresql", request), name=name)
    store.put("key", 1)
    with connected("postgresql", request) as run:
        run("ALTER DATABASE postgres SET default_transaction_read_only = on")
        store.close()
        try:
            with pytest.raises(StoreDown, match="read-only transaction"):
                store.put("key", 2)
            assert value_of(store, "key") == 1
        finally:
            run("SET default_transaction_read_only = off")
            run("ALTER DATABASE postgres SET default_transaction_read_only = off")
    store.put("key", 3)
    assert value_of(store, "key") == 3
    store.close()


# Forks #######################################################################


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_fork_does_not_wait_for_busy_threads(tmp_path: Path, clock: Clock) -> None:
    """Statements that begin while it waits would keep it waiting for ever."""
    store = open_store(f"sqlite:///{tmp_path}/bot.db", timeout=30)
    store.put("key", 0)
    stop, done = threading.Event(), [0] * 4

    def keep_busy(number: int) -> None:
        while not stop.is_set():
            store.get("key")
            done[number] += 1

    threads = [threading.Thread(target=keep_busy, args=(number,), daemon=True) for number in range(4)]
    for thread in threads:
        thread.start()
    while not all(done):
        time.sleep(0.001)
    try:
        for _ in range(5):
            pid = os.fork()
            if not pid:
                os._exit(0)
            os.waitpid(pid, 0)
        seen = list(done)
        give_up = time.monotonic() + 60
        while any(now == earlier for now, earlier in zip(done, seen, strict=True)):  # all go on
            assert time.monotonic() < give_up
            time.sleep(0.001)
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
        store.close()
