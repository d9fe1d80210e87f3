"""What the workers of the queues in SQL databases have in common: looking for chats, signs of life, verdicts.

One idle thread at a time looks for a chat that is ready and that nobody has; the others wait behind it. What makes a
chat somebody's is a lock that ends with its holder: of the kernel, or of a session of the server.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Set
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from scaletg_contrib.queues.contract import Again, Dead, Delivery, Entry, Handle, Verdict, this_worker
from scaletg_contrib.queues.crew import Crew
from scaletg_contrib.queues.errors import Unavailable

if TYPE_CHECKING:
    from scaletg_contrib.queues.sql import SQLEngine

__all__ = ["BEGIN", "FIRST", "Held", "SQLWorker", "statements_of"]

TICK = 0.1  # between two looks at the threads
IDLE_SECONDS = 1.0  # between two looks for work when nothing wakes the worker
BUSY_SECONDS = 0.1  # between two looks while other processes have chats: the end of one of them wakes nobody
AWAY_SECONDS = 0.5  # between two tries when the database cannot be used
BEAT_SECONDS = 1.0  # between two signs of life
HOLD_SECONDS = 600.0  # an app that takes longer is taken for one that hangs

log = logging.getLogger("scaletg.queues")

# A statement of its own after the lock, because whoever had it before may have finished what made the chat ready.
FIRST = """SELECT id, bot, update_id, chat, body, {now} - arrived, failures, deaths, {has_died}
    FROM {0}_updates WHERE bot = :bot AND chat = :chat AND EXISTS (
        SELECT 1 FROM {0}_chats WHERE bot = :bot AND chat = :chat AND ready <= {now}) ORDER BY id LIMIT 1"""
DIED = "UPDATE {0}_updates SET deaths = deaths + 1, begun = NULL, begun_on = NULL WHERE id = :id"
BEGIN = "UPDATE {0}_updates SET begun = :worker, begun_on = {server} WHERE id = :id"
PUT_OFF = [
    "UPDATE {0}_updates SET failures = failures + :failed, begun = NULL, begun_on = NULL WHERE id = :id",
    "UPDATE {0}_chats SET ready = {now} + :seconds WHERE bot = :bot AND chat = :chat",
]
BURY = """INSERT INTO {0}_dead (bot, update_id, chat, body, reason, time, failures, deaths)
    SELECT bot, update_id, chat, body, :reason, {now}, failures, deaths FROM {0}_updates WHERE id = :id"""
FINISH = [
    "DELETE FROM {0}_updates WHERE id = :id",
    # It also locks the row, so that the next statement sees what others have enqueued.
    "UPDATE {0}_chats SET ready = {now} WHERE bot = :bot AND chat = :chat",
    """DELETE FROM {0}_chats WHERE bot = :bot AND chat = :chat
        AND NOT EXISTS (SELECT 1 FROM {0}_updates WHERE bot = :bot AND chat = :chat)""",
]
BEAT = """INSERT INTO {0}_workers VALUES (:name, :bell, :threads, :busy, :finished, :redelivered, {now})
    ON CONFLICT (name) DO UPDATE SET threads = excluded.threads, busy = excluded.busy, finished = excluded.finished,
    redelivered = excluded.redelivered, time = excluded.time"""
LEAVE = "DELETE FROM {0}_workers WHERE name = :name"


def statements_of(verdict: Verdict) -> tuple[list[str], dict[str, Any]]:
    """Return what writes a verdict, in one transaction, and its values beside those of the update."""
    if isinstance(verdict, Again):
        return PUT_OFF, {"seconds": verdict.seconds, "failed": int(verdict.failed)}
    if isinstance(verdict, Dead):
        return [BURY, *FINISH], {"reason": verdict.reason}
    return FINISH, {}


class Held:
    """The first update of a chat, whose lock is *lock*. *place*: its `id`, `bot` and `chat`."""

    def __init__(self, lock: Any, place: dict[str, int], delivery: Delivery) -> None:
        self.lock, self.place, self.delivery = lock, place, delivery
        self.since = time.monotonic()


E = TypeVar("E", bound="SQLEngine")
_numbers = itertools.count(1)


class SQLWorker(Generic[E]):
    """The worker of one call of `Engine.work`; subclasses know the locks, and what wakes the thread that looks."""

    #: What rings when there is work, if it has a number.
    bell = 0

    def __init__(self, engine: E, handle: Handle, stop: threading.Event, bots: Set[int] | None) -> None:
        self.engine, self.stop, self.bots = engine, stop, bots
        self.name = f"{this_worker()}/{next(_numbers)}"
        #: How long the thread that looks for work sleeps if it finds none.
        self.pause = IDLE_SECONDS
        self.beat_seconds = BEAT_SECONDS
        self.held: set[Held] = set()
        self._handle, self._looking = handle, threading.Lock()
        self._finished = self._redelivered = 0
        self._looked_at = 0.0

    # What a database has of its own

    def find(self) -> Held | None:
        """Lock a chat that is ready, and return its first update; None: there is none, and *pause* is set."""
        raise NotImplementedError

    def begin(self, lock: Any, row: int) -> None:
        """Note that the work on an update begins. It raises `Unavailable` if the chat is lost."""
        self.insist([BEGIN], id=row, worker=self.name)

    def settle(self, held: Held, verdict: Verdict) -> Held | None:
        """Write a verdict, and free the chat; the next one may be found at the same time."""
        raise NotImplementedError

    def let_go(self, held: Held) -> None:
        """Free a chat whose app hangs."""
        raise NotImplementedError

    def sleep(self, seconds: float) -> None:
        """Sleep until something wakes the worker."""
        raise NotImplementedError

    def wake(self) -> None:
        """Wake the thread that looks for work, or the next one that does."""
        raise NotImplementedError

    def listen(self) -> None:
        """Wait a moment, and pass on what wakes workers."""
        self.stop.wait(TICK)

    def show_life(self) -> None:
        """Say that this worker is there, and what it has done."""
        self._try(
            BEAT, name=self.name, bell=self.bell, threads=self._crew.threads, busy=self._crew.busy,
            finished=self._finished, redelivered=self._redelivered,
        )  # fmt: skip

    def close(self) -> None:
        """End what is open, when all threads have ended."""

    # Threads

    def run(self, threads: int) -> None:
        """Work until the end; see `Engine.work`."""
        self._crew = Crew(threads, self._work)
        try:
            while not self.stop.is_set():
                self.listen()
                self._crew.fill()
                self._look_after_held()
        finally:
            self.stop.set()
            self.wake()
            self._crew.wait(self._look_after_held)
            self._try(LEAVE, name=self.name)
            self.close()

    def _look_after_held(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < self.beat_seconds:
            return
        self._looked_at = now
        for held in list(self.held):
            if now - held.since > HOLD_SECONDS and self._drop(held):
                text = "update %s has taken more than %g s: it begins again in another thread or worker"
                log.error(text, held.delivery.entry.update_id, HOLD_SECONDS)
                self.let_go(held)
        self.show_life()

    def _work(self) -> bool:
        """Wait for an update, and work on it; return False at the end."""
        held = self._take()
        if held is None:
            return False
        while held is not None:
            self.held.add(held)
            held = self._finish(held)
        return True

    def _finish(self, held: Held) -> Held | None:
        verdict = self._crew.handle(self._handle, held.delivery)
        if not self._drop(held):
            return None
        following = self.settle(held, verdict)
        self._finished += not isinstance(verdict, Again)
        return following

    def _drop(self, held: Held) -> bool:
        """Return whether this worker still had it."""
        try:
            self.held.remove(held)
        except KeyError:
            return False
        return True

    def _take(self) -> Held | None:
        with self._looking:
            while not self.stop.is_set():
                try:
                    held = self.find()
                    if held is not None:
                        return held
                    pause = self.pause
                except Unavailable as error:
                    log.warning("%s Next try in %s s", error, AWAY_SECONDS)
                    pause = AWAY_SECONDS
                self.sleep(pause)
        self.wake()
        return None

    # Updates

    def hold(self, lock: Any, row: int, *columns: Any) -> Held:
        """Return a row of `FIRST` as what this worker has."""
        *fields, waited, failures, deaths, has_died = columns
        entry = Entry(*fields)
        if has_died:
            deaths += 1
            self._redelivered += 1
            self.engine.write(lambda run: run(DIED, id=row))
        delivery = Delivery(
            entry, failures=failures, deaths=deaths, waited=max(0.0, waited),
            begin=lambda: self.begin(lock, row),
        )  # fmt: skip
        return Held(lock, {"id": row, "bot": entry.bot, "chat": entry.key}, delivery)

    def _try(self, sql: str, **values: Any) -> None:
        try:
            self.engine.write(lambda run: run(sql, **values))
        except Unavailable as error:
            log.warning("%s", error)

    def insist(self, statements: list[str], **values: Any) -> None:
        """Write, however long the database cannot be used: an outage is nobody's failure."""
        while True:
            try:
                self.engine.write(lambda run: [run(sql, **values) for sql in statements])
                return
            except Unavailable as error:
                log.warning("%s Next try in %s s", error, AWAY_SECONDS)
            time.sleep(AWAY_SECONDS)
