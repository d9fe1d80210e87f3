"""A worker of the queue in PostgreSQL: each thread has a session, which holds the lock of the chat that it works on."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Set
from typing import TYPE_CHECKING, Any, NamedTuple

import scaletg
from scaletg_contrib.queues.contract import Again, Dead, Delivery, Entry, Handle, Verdict, this_worker
from scaletg_contrib.queues.crew import Crew
from scaletg_contrib.queues.errors import Unavailable

if TYPE_CHECKING:
    from scaletg_contrib.queues.postgresql import PostgreSQLEngine

__all__ = ["PostgreSQLWorker"]

IDLE_SECONDS = 1.0  # between two looks when nothing is notified
BUSY_SECONDS = 0.1  # between two looks while others have chats: the end of a worker notifies nobody
AWAY_SECONDS = 0.5  # between two tries when the server cannot be used
BEAT_SECONDS = 2.0  # between two signs of life to people
HOLD_SECONDS = 600.0  # an app that takes longer is taken for one that hangs

log = logging.getLogger("scaletg.queues")

NOW = "extract(epoch FROM clock_timestamp())::double precision"
LOCK = "hashtextextended('{0}/' || bot || '/' || chat, 0)"
READY = f"ready <= {NOW} AND (%(bots)s::bigint[] IS NULL OR bot = ANY(%(bots)s))"
# OFFSET 0 keeps the lock out of the inner query: the outer one tries one chat after the other until it has one.
CLAIM = f"""SELECT bot, chat FROM (SELECT bot, chat FROM {{0}}_chats WHERE {READY} ORDER BY ready OFFSET 0) AS waiting
    WHERE pg_try_advisory_lock({LOCK}) LIMIT 1"""
# A statement of its own, because what the first one sees is older than the lock.
FIRST = f"""SELECT id, bot, update_id, chat, body, {NOW} - arrived, failures, deaths,
        begun IS NOT DISTINCT FROM pg_postmaster_start_time() AS has_died FROM {{0}}_updates
    WHERE bot = %(bot)s AND chat = %(chat)s AND EXISTS (
        SELECT 1 FROM {{0}}_chats WHERE bot = %(bot)s AND chat = %(chat)s AND ready <= {NOW}) ORDER BY id LIMIT 1"""
UNLOCK = f"SELECT pg_advisory_unlock({LOCK}) FROM (SELECT %(bot)s::bigint AS bot, %(chat)s::bigint AS chat) AS one;"
DIED = "UPDATE {0}_updates SET deaths = deaths + 1, begun = NULL WHERE id = %(id)s"
# What a server has begun that was restarted since is an outage, and nobody's death.
BEGIN = "UPDATE {0}_updates SET begun = pg_postmaster_start_time() WHERE id = %(id)s"
BURY = f"""INSERT INTO {{0}}_dead (bot, update_id, chat, body, reason, time, failures, deaths)
    SELECT bot, update_id, chat, body, %(reason)s, {NOW}, failures, deaths FROM {{0}}_updates WHERE id = %(id)s;"""
THIS_CHAT = "bot = %(bot)s AND chat = %(chat)s"
# The row of the chat is locked first, so that the next statement sees what others have enqueued.
END = f"""BEGIN; {{bury}} DELETE FROM {{0}}_updates WHERE id = %(id)s;
    SELECT 1 FROM {{0}}_chats WHERE {THIS_CHAT} FOR UPDATE;
    DELETE FROM {{0}}_chats WHERE {THIS_CHAT} AND NOT EXISTS (SELECT 1 FROM {{0}}_updates WHERE {THIS_CHAT});
    UPDATE {{0}}_chats SET ready = {NOW} WHERE {THIS_CHAT}; COMMIT; {UNLOCK}"""
PUT_OFF = f"""BEGIN; UPDATE {{0}}_updates SET failures = failures + %(failed)s, begun = NULL WHERE id = %(id)s;
    UPDATE {{0}}_chats SET ready = {NOW} + %(seconds)s WHERE {THIS_CHAT}; COMMIT; {UNLOCK}"""
NEXT = f"SELECT min(ready) - {NOW} FROM {{0}}_chats WHERE %(bots)s::bigint[] IS NULL OR bot = ANY(%(bots)s)"
BEAT = f"""INSERT INTO {{0}}_workers VALUES (%s, %s, %s, %s, %s, {NOW}) ON CONFLICT (name) DO UPDATE SET
    threads = excluded.threads, busy = excluded.busy, finished = excluded.finished,
    redelivered = excluded.redelivered, time = excluded.time"""
# What is lost if the server loses its power is at most a verdict: then the update comes again, and is known as seen.
SETUP = "SET idle_session_timeout = {milliseconds}; SET synchronous_commit = off; SET tcp_keepalives_idle = 5"


class _Held(NamedTuple):
    """The first update of a chat that is locked by a session."""

    session: Any
    values: dict[str, Any]
    delivery: Delivery


class PostgreSQLWorker:
    """The worker of one call of `Engine.work`. One idle thread at a time looks for work; the others wait behind it."""

    def __init__(self, engine: PostgreSQLEngine, handle: Handle, stop: threading.Event, bots: Set[int] | None) -> None:
        self._engine, self._handle, self._stop = engine, handle, stop
        self._bots = None if bots is None else sorted(bots)
        self._looking, self._woken = threading.Lock(), threading.Event()
        self._own = threading.local()  # the session of each thread
        self._held: dict[Any, float] = {}  # since when, by session
        self._finished = self._redelivered = 0
        self._beat_at = 0.0

    def run(self, threads: int) -> None:
        """Work until the end; see `Engine.work`."""
        import psycopg

        self._crew = Crew(threads, self._work)
        threading.Thread(target=self._keep_sessions, name="scaletg sessions", daemon=True).start()
        while not self._stop.is_set():
            try:
                with self._new_session() as session:
                    self._check_pooler(session)
                    session.execute(self._sql("LISTEN {0}"))
                    self._listen(session)
                    self._leave(session)
            except (psycopg.Error, Unavailable) as error:
                log.warning("%s Next try in %s s", self._engine.unavailable(error), AWAY_SECONDS)
                self._stop.wait(AWAY_SECONDS)
        self._woken.set()
        self._crew.wait(lambda: None)

    def _listen(self, session: Any) -> None:
        """Wake the thread that waits for work when something is enqueued, until the end."""
        while not self._stop.is_set():
            self._crew.fill()
            now = time.monotonic()
            if now - self._beat_at >= BEAT_SECONDS:
                self._beat_at = now
                row = (this_worker(), self._crew.threads, self._crew.busy, self._finished, self._redelivered)
                session.execute(self._sql(BEAT), row)
            for _ in session.notifies(timeout=0.2, stop_after=1):
                self._woken.set()

    def _leave(self, session: Any) -> None:
        session.execute(self._sql("DELETE FROM {0}_workers WHERE name = %s"), [this_worker()])

    def _check_pooler(self, session: Any) -> None:
        """Refuse a pooler that gives a session to whoever has a transaction: a lock would be anybody's."""
        own = session.execute("SELECT pg_backend_pid()").fetchone()
        with self._new_session() as other, other.transaction():  # which takes what has just become free
            is_shared = other.execute("SELECT pg_backend_pid()").fetchone() == own
        if is_shared:
            raise scaletg.ConfigError(
                f"queue {self._engine.url}: between the worker and PostgreSQL is a pooler in transaction mode, such as "
                "PgBouncer, and locks of chats need sessions. Give workers the address of the server itself, or of a "
                "pooler in session mode; web processes may use the pooler."
            )

    # Sessions

    def _new_session(self) -> Any:
        import psycopg

        session = self._engine.connect()
        setup = SETUP.format(milliseconds=round(self._engine.silent_seconds * 1000))
        psycopg.ClientCursor(session).execute(setup)
        return session

    def _keep_sessions(self) -> None:
        """Let the server hear of the sessions whose apps are slow; it ends those of a process that is frozen."""
        while self._crew.threads or not self._stop.is_set():
            time.sleep(self._engine.silent_seconds / 4)
            for session, since in list(self._held.items()):
                if time.monotonic() - since < HOLD_SECONDS:
                    with contextlib.suppress(Exception):  # whoever uses it next will see
                        session.execute("SELECT 1")

    def _sql(self, sql: str) -> str:
        return sql.replace("{0}", self._engine.name)

    # Finding work

    def _work(self) -> bool:
        """Wait for an update, and work on it; return False at the end."""
        held = self._take()
        if held is None:
            if session := getattr(self._own, "session", None):
                session.close()
            return False
        self._settle(held, self._crew.handle(self._handle, held.delivery))
        return True

    def _take(self) -> _Held | None:
        import psycopg

        with self._looking:
            while not self._stop.is_set():
                self._woken.clear()
                try:
                    session = self._session()
                    held = self._find(session)
                    if held is not None:
                        self._held[session] = time.monotonic()
                        return held
                    pause = self._seconds_to_next(session)
                except (psycopg.Error, Unavailable) as error:
                    log.warning("%s Next try in %s s", self._engine.unavailable(error), AWAY_SECONDS)
                    self._own.session = None
                    pause = AWAY_SECONDS
                self._woken.wait(pause)
        return None

    def _session(self) -> Any:
        session = getattr(self._own, "session", None)
        if session is None or session.closed:
            session = self._own.session = self._new_session()
        return session

    def _seconds_to_next(self, session: Any) -> float:
        seconds = session.execute(self._sql(NEXT), {"bots": self._bots}).fetchone()[0]
        if seconds is None:
            return IDLE_SECONDS
        return float(min(max(seconds, BUSY_SECONDS), IDLE_SECONDS))

    def _find(self, session: Any) -> _Held | None:
        """Lock a chat that is ready, and read its first update."""
        while True:
            chat = session.execute(self._sql(CLAIM), {"bots": self._bots}).fetchone()
            if chat is None:
                return None
            values = {"bot": chat[0], "chat": chat[1]}
            first = session.execute(self._sql(FIRST), values).fetchone()
            if first is not None:
                return self._hold(session, values, *first)
            session.execute(self._sql(UNLOCK), values)  # somebody was quicker

    def _hold(self, session: Any, values: dict[str, Any], row: int, *columns: Any) -> _Held:
        *entry, waited, failures, deaths, has_died = columns
        values["id"] = row
        if has_died:
            session.execute(self._sql(DIED), values)
            deaths += 1
            self._redelivered += 1

        def begin() -> None:
            with contextlib.suppress(Exception):  # the verdict will see that the session has ended
                session.execute(self._sql(BEGIN), values)

        delivery = Delivery(Entry(*entry), failures=failures, deaths=deaths, waited=max(0.0, waited), begin=begin)
        return _Held(session, values, delivery)

    # What becomes of it

    def _settle(self, held: _Held, verdict: Verdict) -> None:
        """Write the verdict by the session that has the lock: without it, the chat is somebody else's by now."""
        import psycopg

        values: dict[str, Any] = {**held.values}
        if isinstance(verdict, Again):
            sql = PUT_OFF
            values.update(seconds=verdict.seconds, failed=int(verdict.failed))
        else:
            sql = END.replace("{bury}", BURY if isinstance(verdict, Dead) else "")
            values["reason"] = verdict.reason if isinstance(verdict, Dead) else ""
        self._held.pop(held.session, None)
        try:
            psycopg.ClientCursor(held.session).execute(self._sql(sql), values)
            self._finished += not isinstance(verdict, Again)
        except psycopg.Error as error:
            held.session.close()
            text = "the verdict on update %s is lost, and it comes again: %s"
            log.warning(text, held.delivery.entry.update_id, self._engine.unavailable(error))
        self._woken.set()
