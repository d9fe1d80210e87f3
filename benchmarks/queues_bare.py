"""The clients of the queues' engines without ScaleTG: they put messages in and take them out, and nothing else.

No order per chat, no duplicates, no counts of failures and deaths, and a death between taking a message and its end
loses it (SQLite, PostgreSQL). So they are the floor of what an engine costs, not another way to do the same.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

__all__ = ["BARE"]

BODY = b"x" * 500


class BareSQLite:
    """One connection; each message is a transaction, synced to the disk when it is put in."""

    def __init__(self, path: str, threads: int) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, body BLOB)")

    def take_in(self, count: int) -> float:
        self._db.execute("PRAGMA synchronous = FULL")
        started = time.perf_counter()
        for _ in range(count):
            self._db.execute("INSERT INTO messages (body) VALUES (?)", (BODY,))
        return count / (time.perf_counter() - started)

    def give_out(self, count: int) -> float:
        self._db.execute("PRAGMA synchronous = NORMAL")
        started = time.perf_counter()
        for _ in range(count):
            number, _ = self._db.execute("SELECT id, body FROM messages ORDER BY id LIMIT 1").fetchone()
            self._db.execute("DELETE FROM messages WHERE id = ?", (number,))
        return count / (time.perf_counter() - started)

    def close(self) -> None:
        self._db.close()


class BarePostgreSQL:
    """A connection for each thread; each message is a transaction, synced to the disk when it is put in."""

    def __init__(self, url: str, threads: int) -> None:
        import psycopg

        self._pool = ThreadPoolExecutor(threads)
        self._own, self._all = threading.local(), list[Any]()
        self._connect = lambda: psycopg.connect(url, autocommit=True)
        self._run("CREATE TABLE bare (id bigserial PRIMARY KEY, body bytea)")

    def _run(self, sql: str, values: tuple[Any, ...] = ()) -> None:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._connect()
            self._all.append(self._own.connection)
        self._own.connection.execute(sql, values)

    def take_in(self, count: int) -> float:
        return self._many(count, "INSERT INTO bare (body) VALUES (%s)", (BODY,))

    def give_out(self, count: int) -> float:
        first = "SELECT id FROM bare ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1"
        return self._many(count, f"DELETE FROM bare WHERE id = ({first}) RETURNING body", ())

    def _many(self, count: int, sql: str, values: tuple[Any, ...]) -> float:
        started = time.perf_counter()
        list(self._pool.map(lambda _: self._run(sql, values), range(count)))
        return count / (time.perf_counter() - started)

    def close(self) -> None:
        self._pool.shutdown()
        for connection in self._all:
            connection.close()


class BareNATS:
    """One connection; as many messages at a time as there are threads; a work queue with one consumer."""

    def __init__(self, url: str, threads: int) -> None:
        self._url, self._threads = url, threads
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._connect())

    async def _connect(self) -> None:
        import nats
        from nats.js.api import RetentionPolicy

        self._client = await nats.connect(self._url)
        self._stream = self._client.jetstream()
        await self._stream.add_stream(name="bare", subjects=["bare"], retention=RetentionPolicy.WORK_QUEUE)
        self._messages = await self._stream.pull_subscribe("bare", durable="bare")

    def take_in(self, count: int) -> float:
        return self._measure(count, self._publish)

    async def _publish(self, count: int) -> None:
        async def publish(share: int) -> None:
            for _ in range(share):
                await self._stream.publish("bare", BODY)

        await asyncio.gather(*(publish(len(range(first, count, self._threads))) for first in range(self._threads)))

    def give_out(self, count: int) -> float:
        return self._measure(count, self._fetch)

    async def _fetch(self, count: int) -> None:
        while count:
            messages = await self._messages.fetch(min(count, self._threads))
            await asyncio.gather(*(message.ack_sync() for message in messages))
            count -= len(messages)

    def _measure(self, count: int, run: Any) -> float:
        started = time.perf_counter()
        self._loop.run_until_complete(run(count))
        return count / (time.perf_counter() - started)

    def close(self) -> None:
        self._loop.run_until_complete(self._client.close())
        self._loop.close()


BARE: dict[str, Any] = {"SQLite": BareSQLite, "PostgreSQL": BarePostgreSQL, "NATS": BareNATS}
