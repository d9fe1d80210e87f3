"""A queue in PostgreSQL, for web processes and workers on any number of machines.

What orders a chat is an advisory lock, which belongs to a session of a worker: the server frees it when the connection
ends, and ends the connection of a worker that is silent (`idle_session_timeout`). So nobody has a lease.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl, urlencode

import scaletg
from scaletg_contrib.queues.contract import Entry, Verdict
from scaletg_contrib.queues.errors import Unavailable
from scaletg_contrib.queues.sql import TABLES, Run, SQLEngine
from scaletg_contrib.queues.sql_worker import (
    AWAY_SECONDS,
    BEGIN,
    BUSY_SECONDS,
    FIRST,
    IDLE_SECONDS,
    TICK,
    Held,
    SQLWorker,
    statements_of,
)  # fmt: skip
from scaletg_contrib.stores.base import PerProcess, need_packages, without_password
from scaletg_contrib.stores.postgresql import read_conninfo

__all__ = ["CLAIM", "PostgreSQLEngine"]

# The row of the chat is locked by the insertion, also if it exists: a worker that wants to delete it waits, and sees
# the new update.
PUT = """
WITH known AS (INSERT INTO {0}_taken (bot, update_id, time) VALUES (:bot, :update_id, {now}) ON CONFLICT DO NOTHING
    RETURNING 1),
new AS (INSERT INTO {0}_updates (bot, update_id, chat, body, arrived)
    SELECT :bot, :update_id, :key, :body, {now} WHERE CASE WHEN :again THEN NOT EXISTS (
        SELECT 1 FROM {0}_updates WHERE bot = :bot AND chat = :key AND update_id = :update_id)
    ELSE EXISTS (SELECT 1 FROM known) END RETURNING id),
chat AS (INSERT INTO {0}_chats SELECT :bot, :key, {now} FROM new
    ON CONFLICT (bot, chat) DO UPDATE SET ready = {0}_chats.ready)
SELECT count(*) FROM new
"""
SERVER = "extract(epoch FROM pg_postmaster_start_time())::double precision"  # distinguishes its runs
LOCK = "hashtextextended('{0}/' || bot || '/' || chat, 0)"
# OFFSET 0 keeps the lock out of the inner query: the outer one tries one chat after the other until it has one.
CLAIM = f"""SELECT bot, chat FROM (SELECT bot, chat FROM {{0}}_chats WHERE ready <= {{now}}
        AND (:bots::bigint[] IS NULL OR bot = ANY(:bots)) ORDER BY ready OFFSET 0) AS waiting
    WHERE pg_try_advisory_lock({LOCK}) LIMIT 1"""
NOTHING = "SELECT 1 WHERE false"
UNLOCK = f"SELECT pg_advisory_unlock({LOCK}) FROM (SELECT :bot::bigint AS bot, :chat::bigint AS chat) AS one"
# A restart of the server ends all sessions, and kills no worker: one that still says that it is there may be working.
MAY_LIVE = """begun_on <> {server} AND ({now} - {server} < :silent / 2 OR EXISTS (
    SELECT 1 FROM {0}_workers WHERE name = begun AND time > {now} - :silent))"""
FIRST_HERE = FIRST.replace("{has_died}", f"coalesce({MAY_LIVE}, false), {{has_died}}")
PUT_OFF = "UPDATE {0}_chats SET ready = {now} + :seconds WHERE bot = :bot AND chat = :chat"
# What a living worker has not in hand came back by a restart: verdicts are not written to disk at once.
CAME_BACK = """UPDATE {0}_updates SET begun = NULL, begun_on = NULL
    WHERE begun = :worker AND begun_on <> {server} AND id <> ALL(:held)"""
NEXT = "SELECT min(ready) - {now} FROM {0}_chats WHERE :bots::bigint[] IS NULL OR bot = ANY(:bots)"
HAS_TABLES = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = '{0}_workers'"
# What is lost if the server loses its power is at most a verdict: then the update comes again, and is known as seen.
SETUP = "SET idle_session_timeout = {milliseconds}; SET synchronous_commit = off; SET tcp_keepalives_idle = 5"
SILENT_SECONDS = 5.0  # after which the server takes a worker for frozen

log = logging.getLogger("scaletg.queues")
T = TypeVar("T")


class PostgreSQLWorker(SQLWorker["PostgreSQLEngine"]):
    """Lets a session of its own lock a chat, and reads its first update."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._bots = None if self.bots is None else sorted(self.bots)
        self._woken = threading.Event()
        self._idle: list[Any] = []  # sessions that have no chat
        self._listening: Any = None
        self.beat_seconds = min(self.beat_seconds, self.engine.silent_seconds / 4)

    # Sessions

    def _new_session(self) -> Any:
        session = self.engine.connect(SETUP.format(milliseconds=round(self.engine.silent_seconds * 1000)))
        session.prepare_threshold = 3  # a session is the own one of a worker, not of a pooler
        return session

    @contextlib.contextmanager
    def _session(self) -> Iterator[Any]:
        """Give a session that has no chat; if it fails, those that are idle have probably ended, too."""
        with self.engine.errors():
            session = next((one for one in iter(self._pop_idle, None) if not one.closed), None) or self._new_session()
            try:
                yield session
            except BaseException:
                for one in [session, *iter(self._pop_idle, None)]:
                    one.close()
                raise

    def _pop_idle(self) -> Any:
        return self._idle.pop() if self._idle else None

    def listen(self) -> None:
        """See `SQLWorker.listen`."""
        try:
            with self.engine.errors():
                if self._listening is None:
                    self._listening = self.engine.connect()
                    self._check_pooler(self._listening)
                    self.engine.run_on(self._listening)("LISTEN {0}")
                    self.engine.read(CAME_BACK, worker=self.name, held=self._held_rows())
                for _ in self._listening.notifies(timeout=TICK, stop_after=1):
                    self.wake()
        except Unavailable as error:
            log.warning("%s Next try in %s s", error, AWAY_SECONDS)
            self._end_listening()
            self.stop.wait(AWAY_SECONDS)

    def _end_listening(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None

    def _check_pooler(self, session: Any) -> None:
        """Refuse a pooler that gives a session to whoever has a transaction: a lock would be anybody's."""
        own = session.execute("SELECT pg_backend_pid()").fetchone()
        with self._new_session() as other, other.transaction():  # which takes what has just become free
            is_shared = other.execute("SELECT pg_backend_pid()").fetchone() == own
        if is_shared:
            raise scaletg.ConfigError(
                f"queue {self.engine.url}: the worker reaches PostgreSQL through a pooler in transaction mode, such as "
                "PgBouncer, but the locks of chats need sessions. Give workers the address of the server itself, or of "
                "a pooler in session mode; web processes may use the pooler."
            )

    def show_life(self) -> None:
        """See `SQLWorker.show_life`. The server ends sessions that say nothing."""
        for session in [*self._idle, *(held.lock for held in list(self.held))]:
            with contextlib.suppress(Exception):  # whoever uses it next will see
                session.execute("SELECT 1")
        super().show_life()

    def close(self) -> None:
        """See `SQLWorker.close`."""
        self._end_listening()
        for session in iter(self._pop_idle, None):
            session.close()

    # Updates

    def find(self) -> Held | None:
        """See `SQLWorker.find`."""
        self._woken.clear()
        with self._session() as session:
            run = self.engine.run_on(session)
            held = self._find_by(session, run(CLAIM, bots=self._bots))
            if held is not None:
                return held
            seconds = run(NEXT, bots=self._bots)[0][0]
            self.pause = IDLE_SECONDS if seconds is None else min(max(seconds, BUSY_SECONDS), IDLE_SECONDS)
        self._idle.append(session)
        return None

    def _find_by(self, session: Any, chats: list[Any]) -> Held | None:
        """Return the first update of a chat that was claimed, or claim others until there is none."""
        run = self.engine.run_on(session)
        while chats:
            held = self._read_first(session, run, *chats[0])
            if held is not None:
                return held
            chats = run(CLAIM, bots=self._bots)
        return None

    def _read_first(self, session: Any, run: Run, bot: int, chat: int) -> Held | None:
        """Return the first update of a chat that is locked now; unlock it if there is none that may begin."""
        for row, *columns in run(FIRST_HERE, bot=bot, chat=chat, silent=self.engine.silent_seconds):
            *fields, may_live, has_died = columns
            if not may_live:
                return self.hold(session, row, *fields, has_died)
            run(PUT_OFF, bot=bot, chat=chat, seconds=AWAY_SECONDS)
        run(UNLOCK, bot=bot, chat=chat)
        return None

    def begin(self, session: Any, row: int) -> None:
        """See `SQLWorker.begin`. Without the session the chat is somebody else's by now."""
        with self.engine.errors():
            self.engine.run_on(session)(BEGIN, id=row, worker=self.name)

    def settle(self, held: Held, verdict: Verdict) -> Held | None:
        """See `SQLWorker.settle`. Only the session that has the lock may write it; it claims the next chat, too."""
        statements, values = statements_of(verdict)
        claim = CLAIM if not self.stop.is_set() else NOTHING
        statements = ["BEGIN", *statements, "COMMIT", UNLOCK, claim]
        session = held.lock
        try:
            with self.engine.errors():
                results = self.engine.run_all(session, statements, **held.place, **values, bots=self._bots)
                following = self._find_by(session, results[-1])
        except Unavailable as error:
            session.close()
            update_id = held.delivery.entry.update_id
            log.warning("the verdict on update %s may be lost, and it comes again: %s", update_id, error)
            self.insist([CAME_BACK], worker=self.name, held=self._held_rows())
            self.wake()
            return None
        if following is None:
            self._idle.append(session)
        else:
            self.wake()  # there may be more, for others
        return following

    def _held_rows(self) -> list[int]:
        return [held.place["id"] for held in list(self.held)]

    def let_go(self, held: Held) -> None:
        """See `SQLWorker.let_go`."""
        held.lock.close()

    def sleep(self, seconds: float) -> None:
        """See `SQLWorker.sleep`."""
        self._woken.wait(seconds)

    def wake(self) -> None:
        """See `SQLWorker.wake`."""
        self._woken.set()


class PostgreSQLEngine(SQLEngine):
    """See `contract.Engine`. What the URL has is libpq's, but for *silent_seconds*."""

    words: ClassVar = {
        "serial": "bigserial PRIMARY KEY",
        "compact": "",
        "order": "ready",
        "now": "extract(epoch FROM clock_timestamp())::double precision",
        "server": SERVER,
        "has_died": f"coalesce(begun_on = {SERVER}, false)",
    }
    worker = PostgreSQLWorker
    taken_in = "SELECT last_value FROM {0}_updates_id_seq WHERE is_called"

    def __init__(self, url: str, *, name: str, max_depth: int, timeout: float) -> None:
        super().__init__(without_password(url), name, max_depth)
        need_packages(self.url, "postgresql", "psycopg")
        address, _, query = url.partition("?")
        options = dict(parse_qsl(query, keep_blank_values=True))
        self.silent_seconds = _seconds(self.url, options.pop("silent_seconds", SILENT_SECONDS))
        found = read_conninfo(self.url, f"{address}?{urlencode(options)}")
        limits = {"connect_timeout": max(2, round(timeout)), "tcp_user_timeout": round(timeout * 1000)}
        alive = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
        self._parameters = {"application_name": "scaletg", **limits, **alive, **found}
        self._idle: PerProcess[list[Any]] = PerProcess(list)
        self._has_tables = False

    def format(self, sql: str) -> str:
        """See `SQLEngine.format`."""
        return _name_values(super().format(sql))

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Raise `Unavailable` for the driver's errors."""
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            hint = "Check that the server runs, and that the address, user and password of the URL are right."
            raise Unavailable(f"queue {self.url}: {' '.join(str(error).split())}. {hint}") from error

    def connect(self, setup: str = "") -> Any:
        """Return a new connection, in which each statement is a transaction; *setup* is run first."""
        import psycopg

        connection = psycopg.connect(**self._parameters, autocommit=True, prepare_threshold=None)
        try:
            self._make_tables(connection)
            self.run_all(connection, [setup])
        except BaseException:
            connection.close()
            raise
        return connection

    def _make_tables(self, connection: Any) -> None:
        run = self.run_on(connection)
        if not self._has_tables and not run(HAS_TABLES):
            with connection.transaction():
                run("SELECT pg_advisory_xact_lock(hashtextextended('scaletg tables', 0))")
                self.run_all(connection, [TABLES])
        self._has_tables = True

    def run_on(self, connection: Any) -> Run:
        """Return what runs a statement on a connection."""

        def run(sql: str, **values: Any) -> list[Any]:
            cursor = connection.execute(self.format(sql), values)
            return cursor.fetchall() if cursor.description else []

        return run

    def run_all(self, connection: Any, statements: list[str], **values: Any) -> list[list[Any]]:
        """Run statements in one round trip, and return the rows of each."""
        import psycopg

        cursor = psycopg.ClientCursor(connection)
        cursor.execute(self.format("; ".join(statements)), values)
        found: list[list[Any]] = []
        while len(found) == 0 or cursor.nextset():
            found.append(cursor.fetchall() if cursor.description else [])
        return found

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

    def _with_connection(self, use: Callable[[Any], T]) -> T:
        """Return what *use* returns; again on a new connection, if the server has ended the old ones."""
        import psycopg

        with self.errors():
            try:
                with self._connection() as connection:
                    return use(connection)
            except psycopg.OperationalError:
                self.close()
                with self._connection() as connection:
                    return use(connection)

    def read(self, sql: str, **values: Any) -> list[Any]:
        """See `SQLEngine.read`."""
        return self._with_connection(lambda connection: self.run_on(connection)(sql, **values))

    def write(self, change: Callable[[Run], T], is_durable: bool = False) -> T:
        """See `SQLEngine.write`."""

        def use(connection: Any) -> T:
            with connection.transaction():
                return change(self.run_on(connection))

        return self._with_connection(use)

    def _put(self, run: Run, entry: Entry, again: bool) -> bool:
        return bool(run(PUT, **entry._asdict(), again=again)[0][0])

    def _insert(self, entry: Entry, again: bool) -> bool:
        """See `SQLEngine._insert`. `NOTIFY` is not in the transaction, because commits would wait for each other."""
        statements, values = ["BEGIN", PUT, "COMMIT", "NOTIFY {0}"], {**entry._asdict(), "again": again}
        results = self._with_connection(lambda connection: self.run_all(connection, statements, **values))
        return bool(results[1][0][0])

    def wake(self) -> None:
        """See `SQLEngine.wake`."""
        self.read("NOTIFY {0}")

    def is_ready(self) -> bool:
        """See `Engine.is_ready`. A server that may only be read cannot take in."""
        return not self.read("SELECT pg_is_in_recovery()")[0][0]

    def close(self) -> None:
        """See `Engine.close`."""
        for connection in self._idle.pop() or []:
            connection.close()


@functools.lru_cache
def _name_values(sql: str) -> str:
    """Write `:name` as psycopg does."""
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql)


def _seconds(url: str, value: Any) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0
    if not 1 <= seconds <= 3600:
        raise scaletg.ConfigError(f"queue {url!r}: silent_seconds={value} must be a number from 1 to 3600.")
    return seconds
