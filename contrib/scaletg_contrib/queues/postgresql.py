"""A queue in PostgreSQL, for web processes and workers on any number of machines.

What orders a chat is an advisory lock, which belongs to the session of the worker's thread: the server frees it when
the connection ends, and ends the connection of a worker that is silent (`idle_session_timeout`). So nobody has a lease.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Set
from typing import Any
from urllib.parse import parse_qsl, urlencode

import scaletg
from scaletg_contrib.queues.contract import DeadLetter, Entry, Handle, Status, WorkerStatus
from scaletg_contrib.queues.errors import Full, Unavailable
from scaletg_contrib.queues.postgresql_worker import PostgreSQLWorker
from scaletg_contrib.stores.base import PerProcess, need_packages, without_password
from scaletg_contrib.stores.postgresql import read_conninfo

__all__ = ["PostgreSQLEngine"]

TABLES = """
CREATE TABLE {0}_updates (id bigserial PRIMARY KEY, bot bigint NOT NULL, update_id bigint NOT NULL,
    chat bigint NOT NULL, body bytea NOT NULL, arrived double precision NOT NULL, failures int NOT NULL DEFAULT 0,
    deaths int NOT NULL DEFAULT 0, begun timestamptz);
CREATE INDEX {0}_updates_of_chat ON {0}_updates (bot, chat, id);
CREATE TABLE {0}_chats (bot bigint, chat bigint, ready double precision NOT NULL,
    PRIMARY KEY (bot, chat));
CREATE INDEX {0}_chats_ready ON {0}_chats (ready);
CREATE TABLE {0}_taken (bot bigint, update_id bigint, time double precision NOT NULL,
    PRIMARY KEY (bot, update_id));
CREATE INDEX {0}_taken_time ON {0}_taken (time);
CREATE TABLE {0}_dead (id bigserial PRIMARY KEY, bot bigint, update_id bigint, chat bigint, body bytea,
    reason text, time double precision, failures int, deaths int);
CREATE TABLE {0}_workers (name text PRIMARY KEY, threads int, busy int, finished int, redelivered int,
    time double precision);
"""
NOW = "extract(epoch FROM clock_timestamp())::double precision"
# The row of the chat is locked by the insertion, also if it exists: a worker that wants to delete it waits, and sees
# the new update.
ENQUEUE = f"""
WITH known AS (INSERT INTO {{0}}_taken VALUES (%(bot)s, %(update_id)s, {NOW}) ON CONFLICT DO NOTHING RETURNING 1),
new AS (INSERT INTO {{0}}_updates (bot, update_id, chat, body, arrived)
    SELECT %(bot)s, %(update_id)s, %(key)s, %(body)s, {NOW} WHERE CASE WHEN %(again)s THEN NOT EXISTS (
        SELECT 1 FROM {{0}}_updates WHERE bot = %(bot)s AND chat = %(key)s AND update_id = %(update_id)s)
    ELSE EXISTS (SELECT 1 FROM known) END RETURNING id),
chat AS (INSERT INTO {{0}}_chats SELECT %(bot)s, %(key)s, {NOW} FROM new
    ON CONFLICT (bot, chat) DO UPDATE SET ready = {{0}}_chats.ready)
SELECT count(*) FROM new
"""
PUT_BACK = "DELETE FROM {0}_dead WHERE id = %s RETURNING bot, update_id, chat, body"
TIDY = f"""DELETE FROM {{0}}_taken WHERE ctid IN (
    SELECT ctid FROM {{0}}_taken WHERE time < {NOW} - %s ORDER BY time LIMIT 1000)"""
DEAD = "SELECT * FROM {0}_dead WHERE id > %s AND bot = coalesce(%s, bot) ORDER BY id LIMIT 100"
KEEP_SECONDS = 48 * 3600.0  # how long an update is known after it was taken in; Telegram gives up after 24 hours
COUNT_SECONDS = 1.0  # how old the count of updates may be that says that the queue is full
SEEN_SECONDS = 10.0  # a worker that was not seen for longer is not there
SILENT_SECONDS = 5.0  # after which the server takes a worker for frozen


class PostgreSQLEngine:
    """See `contract.Engine`. What the URL has is libpq's, but for *silent_seconds*."""

    def __init__(self, url: str, *, name: str, max_depth: int, timeout: float) -> None:
        self.url, self.name, self._max_depth, self._timeout = without_password(url), name, max_depth, timeout
        need_packages(self.url, "postgresql", "psycopg")
        address, _, query = url.partition("?")
        options = dict(parse_qsl(query, keep_blank_values=True))
        self.silent_seconds = _seconds(self.url, options.pop("silent_seconds", SILENT_SECONDS))
        found = read_conninfo(self.url, f"{address}?{urlencode(options)}")
        limits = {"connect_timeout": max(2, round(timeout)), "tcp_user_timeout": round(timeout * 1000)}
        alive = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
        self._parameters = {"application_name": "scaletg", **limits, **alive, **found}
        self._idle: PerProcess[list[Any]] = PerProcess(list)
        self._is_prepared = False
        self._count, self._count_until = 0, 0.0

    def connect(self) -> Any:
        """Return a new connection, in which each statement is a transaction."""
        import psycopg

        connection = psycopg.connect(**self._parameters, autocommit=True, prepare_threshold=None)
        try:
            self._make_tables(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _make_tables(self, connection: Any) -> None:
        import psycopg

        if not self._is_prepared and not self._has_tables(connection):
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('scaletg tables', 0))")
                if not self._has_tables(connection):
                    psycopg.ClientCursor(connection).execute(TABLES.format(self.name))
        self._is_prepared = True

    def _has_tables(self, connection: Any) -> bool:
        sql = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = %s"
        return bool(connection.execute(sql, [f"{self.name}_workers"]).fetchone())

    def unavailable(self, error: Exception) -> Unavailable:
        """Return what says that the server cannot be used."""
        hint = "Check that the server runs, and that the address, user and password of the URL are right."
        return Unavailable(f"queue {self.url}: {' '.join(str(error).split())}. {hint}")

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Any]:
        idle = self._idle.get()
        connection = idle.pop() if idle else self.connect()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        idle.append(connection)

    def _run(self, sql: str, values: Any = None) -> list[Any]:
        """Run one statement and return its rows; again on a new connection, if the server has ended the old ones."""
        import psycopg

        try:
            try:
                return self._run_once(sql, values)
            except psycopg.OperationalError:
                self.close()
                return self._run_once(sql, values)
        except psycopg.Error as error:
            raise self.unavailable(error) from error

    def _run_once(self, sql: str, values: Any) -> list[Any]:
        with self._connection() as connection:
            cursor = connection.execute(sql.format(self.name), values)
            return cursor.fetchall() if cursor.description else [None] * cursor.rowcount

    # Taking in

    def enqueue(self, entry: Entry, *, again: bool = False) -> bool:
        """See `Engine.enqueue`."""
        self._check_depth()
        is_new = bool(self._run(ENQUEUE, {**entry._asdict(), "again": again})[0][0])
        if is_new:
            self._count += 1
            self._run("NOTIFY {0}")  # on its own: in a transaction, commits would wait for each other
        return is_new

    def _check_depth(self) -> None:
        """Raise `Full` if there are too many updates; they are counted once a second, because that takes a while."""
        now = time.monotonic()
        if now >= self._count_until:
            self._count_until = now + COUNT_SECONDS
            self._count = self._run("SELECT count(*) FROM {0}_updates")[0][0]
            self._run(TIDY, [KEEP_SECONDS])
        if self._count >= self._max_depth:
            raise Full(
                f"queue {self.url} has {self._count} updates, and may have {self._max_depth}: start more workers."
            )

    # Working

    def work(self, handle: Handle, *, threads: int, stop: threading.Event, bots: Set[int] | None = None) -> None:
        """See `Engine.work`."""
        PostgreSQLWorker(self, handle, stop, bots).run(threads)

    # Dead letters

    def dead(self, bot: int | None = None) -> Iterator[DeadLetter]:
        """See `Engine.dead`."""
        last = 0
        while rows := self._run(DEAD, [last, bot]):
            for last, *entry, reason, when, failures, deaths in rows:
                yield DeadLetter(str(last), Entry(*entry), reason, when, failures, deaths)

    def put_back(self, letter_id: str) -> bool:
        """See `Engine.put_back`."""
        import psycopg

        try:
            with self._connection() as connection, connection.transaction():
                found = connection.execute(PUT_BACK.format(self.name), [letter_id]).fetchone()
                if found is not None:
                    values = {**Entry(*found)._asdict(), "again": True}
                    connection.execute(ENQUEUE.format(self.name), values)
        except psycopg.Error as error:
            raise self.unavailable(error) from error
        self._run("NOTIFY {0}")
        return found is not None

    def purge(self, letter_id: str) -> bool:
        """See `Engine.purge`."""
        return bool(self._run("DELETE FROM {0}_dead WHERE id = %s", [letter_id]))

    # State

    def status(self) -> Status:
        """See `Engine.status`."""
        by_bot = dict(self._run("SELECT bot, count(*) FROM {0}_updates GROUP BY bot"))
        oldest = self._run(f"SELECT {NOW} - arrived FROM {{0}}_updates ORDER BY id LIMIT 1")
        taken_in = self._run("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {0}_updates_id_seq")[0][0]
        columns = f"name, threads, busy, finished, redelivered, {NOW} - time"
        rows = self._run(f"SELECT {columns} FROM {{0}}_workers WHERE time > {NOW} - %s ORDER BY name", [SEEN_SECONDS])
        depth, workers = sum(by_bot.values()), [WorkerStatus(*row) for row in rows]
        return Status(
            time.time(),
            depth,
            max((max(0.0, age) for (age,) in oldest), default=0.0),
            taken_in,
            taken_in - depth,
            sum(worker.redelivered for worker in workers),
            self._run("SELECT count(*) FROM {0}_dead")[0][0],
            by_bot,
            {},
            workers,
        )

    def is_ready(self) -> bool:
        """See `Engine.is_ready`. A server that may only be read cannot take in."""
        return not self._run("SELECT pg_is_in_recovery()")[0][0]

    def close(self) -> None:
        """See `Engine.close`."""
        for connection in self._idle.pop() or []:
            connection.close()


def _seconds(url: str, value: Any) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0
    if not 1 <= seconds <= 3600:
        raise scaletg.ConfigError(f"queue {url!r}: silent_seconds={value} must be a number from 1 to 3600.")
    return seconds
