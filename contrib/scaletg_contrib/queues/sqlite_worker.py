"""A worker of the queue in a SQLite file: it looks for chats that are ready, and takes those that nobody has."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Set
from typing import TYPE_CHECKING, Any, NamedTuple

from scaletg_contrib.queues.bell import Bell, ring
from scaletg_contrib.queues.contract import Again, Dead, Delivery, Entry, Handle, Verdict, this_worker
from scaletg_contrib.queues.crew import Crew
from scaletg_contrib.queues.errors import Unavailable
from scaletg_contrib.queues.locks import locks_of
from scaletg_contrib.stores.sqlite_file import Connection

if TYPE_CHECKING:
    from scaletg_contrib.queues.sqlite import SQLiteEngine

__all__ = ["SQLiteWorker"]

PAGE = 50  # chats that are looked at together
IDLE_SECONDS = 1.0  # between two looks when nothing rings
BUSY_SECONDS = 0.1  # between two looks while other processes have chats: the end of one of them rings nothing
AWAY_SECONDS = 0.5  # between two tries when the file cannot be used
BEAT_SECONDS = 2.0  # between two signs of life

log = logging.getLogger("scaletg.queues")

READY = "SELECT ready, chat FROM {0}_chats WHERE bot = ? AND (ready, chat) > (?, ?) ORDER BY ready, chat LIMIT ?"
BEAT = "INSERT OR REPLACE INTO {0}_workers VALUES (?, ?, ?, ?, ?, ?, ?)"
HEAD = """SELECT id, bot, update_id, chat, body, arrived, failures, deaths, begun FROM {0}_updates
    WHERE bot = ?1 AND chat = ?2 AND EXISTS (SELECT 1 FROM {0}_chats WHERE bot = ?1 AND chat = ?2 AND ready <= ?3)
    ORDER BY id LIMIT 1"""


class _Held(NamedTuple):
    """The first update of a chat whose lock this process has."""

    lock: str
    row: int
    delivery: Delivery


class SQLiteWorker:
    """The worker of one call of `Engine.work`. One idle thread at a time looks for work; the others wait behind it."""

    def __init__(self, engine: SQLiteEngine, handle: Handle, stop: threading.Event, bots: Set[int] | None) -> None:
        self._engine, self._handle, self._stop, self._bots = engine, handle, stop, bots
        self._locks = locks_of(engine.lock_path)
        self._bell = Bell()
        self._looking = threading.Lock()
        self._is_asleep = False
        self._chats: Iterator[tuple[int, int]] = iter(())
        self._last_bot = 0
        self._pause = IDLE_SECONDS
        self._finished = self._redelivered = 0
        self._beat_at = 0.0

    def run(self, threads: int) -> None:
        """Work until the end; see `Engine.work`."""
        self._crew = Crew(threads, self._work)
        while not self._stop.is_set():
            self._crew.fill()
            self._beat()
            self._stop.wait(BEAT_SECONDS / 4)
        ring([self._bell.port])
        self._crew.wait(self._beat)
        self._bell.close()
        self._try(lambda db: self._sql(db, "DELETE FROM {0}_workers WHERE name = ?", self._name))

    @property
    def _name(self) -> str:
        return f"{this_worker()}/{self._bell.port}"

    def _beat(self) -> None:
        """Say that this worker is there, and what it has done."""
        now = time.time()
        if abs(now - self._beat_at) >= BEAT_SECONDS:
            self._beat_at = now
            row = (
                self._name,
                self._bell.port,
                self._crew.threads,
                self._crew.busy,
                self._finished,
                self._redelivered,
                now,
            )
            self._try(lambda db: self._sql(db, "INSERT OR REPLACE INTO {0}_workers VALUES (?, ?, ?, ?, ?, ?, ?)", *row))

    def _try(self, function: Callable[[Connection], Any]) -> None:
        try:
            self._engine.write(function)
        except Unavailable as error:
            log.warning("%s", error)

    def _insist(self, function: Callable[[Connection], Any]) -> None:
        """Write, however long the file cannot be used: an outage is nobody's failure."""
        while True:
            try:
                self._engine.write(function)
                return
            except Unavailable as error:
                log.warning("%s Next try in %s s", error, AWAY_SECONDS)
            time.sleep(AWAY_SECONDS)

    def _sql(self, db: Connection, sql: str, *values: Any) -> Any:
        return self._engine.sql(db, sql, *values)

    # Finding work

    def _work(self) -> bool:
        """Wait for an update, and work on it; return False at the end."""
        held = self._take()
        if held is None:
            return False
        self._settle(held, self._crew.handle(self._handle, held.delivery))
        return True

    def _take(self) -> _Held | None:
        with self._looking:
            while not self._stop.is_set():
                try:
                    held = self._find()
                    if held is not None:
                        return held
                except Unavailable as error:
                    log.warning("%s Next try in %s s", error, AWAY_SECONDS)
                    self._stop.wait(AWAY_SECONDS)
                    continue
                self._is_asleep = True
                self._bell.wait(self._pause)
                self._is_asleep = False
        ring([self._bell.port])  # the next one
        return None

    def _find(self) -> _Held | None:
        """Take the first update of a chat that is ready and that nobody has, or say how long to sleep."""
        held = self._take_one()  # of those that were found before
        if held is None:
            self._pause, self._chats = IDLE_SECONDS, self._ready_chats()
            held = self._take_one()
        return held

    def _take_one(self) -> _Held | None:
        for bot, chat in self._chats:
            lock = f"{self._engine.name}/{bot}/{chat}"
            if self._locks.take(lock):
                held = self._read_first(lock, bot, chat)
                if held is not None:
                    return held
            elif not self._locks.has(lock):
                self._pause = min(self._pause, BUSY_SECONDS)
        return None

    def _ready_chats(self) -> Iterator[tuple[int, int]]:
        """Yield the chats that are ready, of one bot after the other; that which waits the longest comes first."""
        bots = self._waiting_bots()
        for bot in [bot for bot in bots if bot > self._last_bot] + [bot for bot in bots if bot <= self._last_bot]:
            self._last_bot = bot
            yield from self._ready_chats_of(bot)

    def _waiting_bots(self) -> list[int]:
        """Return the bots that have updates, by one step of an index for each."""
        bots: list[int] = []
        found = self._engine.read("SELECT MIN(bot) FROM {0}_chats")
        while found[0][0] is not None:
            bots.append(found[0][0])
            found = self._engine.read("SELECT MIN(bot) FROM {0}_chats WHERE bot > ?", bots[-1])
        return [bot for bot in bots if self._bots is None or bot in self._bots]

    def _ready_chats_of(self, bot: int) -> Iterator[tuple[int, int]]:
        ready, chat = -1.0, 0
        while True:
            page = self._engine.read(READY, bot, ready, chat, PAGE)
            for ready, chat in page:
                now = time.time()
                if ready > now:
                    self._pause = min(self._pause, ready - now)
                    return
                yield bot, chat
            if len(page) < PAGE:
                return

    def _read_first(self, lock: str, bot: int, chat: int) -> _Held | None:
        """Read the first update of a chat again, now that the lock is taken; free it if there is none any more."""
        try:
            rows = self._engine.read(HEAD, bot, chat, time.time())
            if rows:
                return self._hold(lock, *rows[0])
        except BaseException:
            self._locks.free(lock)
            raise
        self._locks.free(lock)
        return None

    def _hold(self, lock: str, row: int, *columns: Any) -> _Held:
        *entry, arrived, failures, deaths, begun = columns
        if begun is not None:  # the lock is free, so whoever has begun it has died
            deaths += 1
            self._redelivered += 1
            self._engine.write(
                lambda db: self._sql(db, "UPDATE {0}_updates SET deaths = ?, begun = NULL WHERE id = ?", deaths, row)
            )
        delivery = Delivery(
            Entry(*entry),
            failures=failures,
            deaths=deaths,
            waited=max(0.0, time.time() - arrived),
            begin=lambda: self._begin(row),
        )
        return _Held(lock, row, delivery)

    # What becomes of it

    def _begin(self, row: int) -> None:
        self._insist(lambda db: self._sql(db, "UPDATE {0}_updates SET begun = ? WHERE id = ?", self._name, row))

    def _settle(self, held: _Held, verdict: Verdict) -> None:
        if isinstance(verdict, Again):
            self._insist(lambda db: self._put_off(db, held, verdict))
        else:
            self._insist(lambda db: self._end(db, held, verdict))
            self._finished += 1
        self._locks.free(held.lock)
        if self._is_asleep:
            ring([self._bell.port])

    def _put_off(self, db: Connection, held: _Held, verdict: Again) -> None:
        change = "UPDATE {0}_updates SET failures = failures + ?, begun = NULL WHERE id = ?"
        self._sql(db, change, int(verdict.failed), held.row)
        self._set_ready(db, held, time.time() + verdict.seconds)

    def _end(self, db: Connection, held: _Held, verdict: Verdict) -> None:
        if isinstance(verdict, Dead):
            bury = "INSERT INTO {0}_dead (bot, update_id, chat, body, reason, time, failures, deaths) "
            bury += "SELECT bot, update_id, chat, body, ?, ?, failures, deaths FROM {0}_updates WHERE id = ?"
            self._sql(db, bury, verdict.reason, time.time(), held.row)
        self._sql(db, "DELETE FROM {0}_updates WHERE id = ?", held.row)
        bot, _, chat, _ = held.delivery.entry
        following = self._sql(
            db, "SELECT arrived FROM {0}_updates WHERE bot = ? AND chat = ? ORDER BY id LIMIT 1", bot, chat
        ).fetchone()
        if following is None:
            self._sql(db, "DELETE FROM {0}_chats WHERE bot = ? AND chat = ?", bot, chat)
        else:
            self._set_ready(db, held, following[0])

    def _set_ready(self, db: Connection, held: _Held, ready: float) -> None:
        bot, _, chat, _ = held.delivery.entry
        self._sql(db, "UPDATE {0}_chats SET ready = ? WHERE bot = ? AND chat = ?", ready, bot, chat)
