"""A queue in a SQLite file, for any number of web processes and workers on one machine.

What orders them is a lock of the kernel for each chat, which ends with its process: so another worker goes on at once
when one is killed, and nobody has a lease. The file says what waits, and which chat is the next.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import scaletg
from scaletg_contrib.queues.bell import Bell, ring
from scaletg_contrib.queues.contract import Entry, Verdict
from scaletg_contrib.queues.errors import Unavailable
from scaletg_contrib.queues.group import GroupWriter
from scaletg_contrib.queues.locks import locks_of, refuse_network
from scaletg_contrib.queues.sql import SEEN_SECONDS, TABLES, Run, SQLEngine
from scaletg_contrib.queues.sql_worker import BUSY_SECONDS, FIRST, IDLE_SECONDS, Held, SQLWorker, statements_of
from scaletg_contrib.stores.sqlite_file import FORKS, Connection, SQLiteFile

__all__ = ["SQLiteEngine"]

PAGE = 50  # chats that are looked at together
KNOWN = "SELECT 1 FROM {0}_taken WHERE bot = :bot AND update_id = :update_id"
WAITING = "SELECT 1 FROM {0}_updates WHERE bot = :bot AND chat = :key AND update_id = :update_id"
PUT = [
    "INSERT OR IGNORE INTO {0}_taken (bot, update_id, time) VALUES (:bot, :update_id, {now})",
    "INSERT INTO {0}_updates (bot, update_id, chat, body, arrived) VALUES (:bot, :update_id, :key, :body, {now})",
    "INSERT OR IGNORE INTO {0}_chats VALUES (:bot, :key, {now})",
]
BELLS = "SELECT bell FROM {0}_workers WHERE time > {now} - :seconds"
NEXT_BOT = "SELECT min(bot) FROM {0}_chats WHERE bot > :bot"
READY = """SELECT ready, chat FROM {0}_chats WHERE bot = :bot AND (ready, chat) > (:ready, :chat)
    ORDER BY ready, chat LIMIT :page"""

T = TypeVar("T")


class SQLiteWorker(SQLWorker["SQLiteEngine"]):
    """Takes the lock of a chat, and then its first update."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._locks = locks_of(self.engine.lock_path)
        self._bell = Bell()
        self.bell = self._bell.port
        self._chats: Iterator[tuple[int, int]] = iter(())
        self._last_bot = 0
        self._is_asleep = False

    def find(self) -> Held | None:
        """See `SQLWorker.find`."""
        held = self._take_one()  # of those that were found before
        if held is None:
            self.pause, self._chats = IDLE_SECONDS, self._ready_chats()
            held = self._take_one()
        return held

    def _take_one(self) -> Held | None:
        for bot, chat in self._chats:
            lock = f"{self.engine.name}/{bot}/{chat}"
            if self._locks.take(lock):
                held = self._read_first(lock, bot, chat)
                if held is not None:
                    return held
            elif not self._locks.has(lock):
                self.pause = min(self.pause, BUSY_SECONDS)
        return None

    def _read_first(self, lock: str, bot: int, chat: int) -> Held | None:
        held = None
        try:
            for row in self.engine.read(FIRST, bot=bot, chat=chat):
                held = self.hold(lock, *row)
        finally:
            if held is None:
                self._locks.free(lock)
        return held

    def _ready_chats(self) -> Iterator[tuple[int, int]]:
        """Yield the chats that are ready, of one bot after the other; that which waits the longest comes first."""
        bots = self._waiting_bots()
        for bot in [bot for bot in bots if bot > self._last_bot] + [bot for bot in bots if bot <= self._last_bot]:
            self._last_bot = bot
            yield from self._ready_chats_of(bot)

    def _waiting_bots(self) -> list[int]:
        """Return the bots that have updates, by one step of an index for each."""
        bots: list[int] = []
        bot = self.engine.read(NEXT_BOT, bot=-1)[0][0]
        while bot is not None:
            bots.append(bot)
            bot = self.engine.read(NEXT_BOT, bot=bot)[0][0]
        return [bot for bot in bots if self.bots is None or bot in self.bots]

    def _ready_chats_of(self, bot: int) -> Iterator[tuple[int, int]]:
        ready, chat = -1.0, 0
        while True:
            page = self.engine.read(READY, bot=bot, ready=ready, chat=chat, page=PAGE)
            for ready, chat in page:
                now = time.time()
                if ready > now:
                    self.pause = min(self.pause, ready - now)
                    return
                yield bot, chat
            if len(page) < PAGE:
                return

    def settle(self, held: Held, verdict: Verdict) -> Held | None:
        """See `SQLWorker.settle`."""
        statements, values = statements_of(verdict)
        self.insist(statements, **held.place, **values)
        self.let_go(held)
        return None

    def let_go(self, held: Held) -> None:
        """See `SQLWorker.let_go`."""
        self._locks.free(held.lock)
        if self._is_asleep:
            self.wake()

    def sleep(self, seconds: float) -> None:
        """See `SQLWorker.sleep`."""
        self._is_asleep = True
        self._bell.wait(seconds)
        self._is_asleep = False

    def wake(self) -> None:
        """See `SQLWorker.wake`."""
        ring([self.bell])

    def close(self) -> None:
        """See `SQLWorker.close`."""
        self._bell.close()


class SQLiteEngine(SQLEngine):
    """See `contract.Engine`."""

    words: ClassVar = {
        "serial": "integer PRIMARY KEY AUTOINCREMENT",
        "compact": "WITHOUT ROWID",
        "order": "bot, ready, chat",
        "now": ":now",
        "server": "0",
        "has_died": "begun IS NOT NULL",  # the lock is free, so whoever has begun it has died
    }
    worker = SQLiteWorker
    taken_in = "SELECT seq FROM sqlite_sequence WHERE name = '{0}_updates'"

    def __init__(self, url: str, *, name: str, max_depth: int, timeout: float) -> None:
        super().__init__(url, name, max_depth)
        parts = urlsplit(url)
        path, options = unquote(parts.path[1:]), dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.netloc or path in ("", ":memory:") or options:
            raise scaletg.ConfigError(
                f"queue {url!r}: not a SQLite file. Write 'sqlite:///updates.db' (in this folder) or "
                "'sqlite:////var/updates.db', and no option but max_depth and name."
            )
        #: The file of the locks of chats.
        self.lock_path = os.path.realpath(path) + "-locks"
        refuse_network(path, f"queue {url!r}")
        self._file = SQLiteFile(path, f"queue {url}", timeout, self._prepare)
        self._writer = GroupWriter(self._file, timeout)
        self._bells: list[int] = []
        self._bells_until = 0.0

    def _prepare(self, db: Connection) -> None:
        for sql in self.format(TABLES).split(";"):
            db.execute(sql)

    def _run_on(self, db: Connection) -> Run:
        return lambda sql, **values: db.execute(self.format(sql), {"now": time.time(), **values}).fetchall()

    def write(self, change: Callable[[Run], T], is_durable: bool = False) -> T:
        """See `SQLEngine.write`."""
        try:
            done: T = self._writer.write(lambda db: change(self._run_on(db)), is_durable)
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        return done

    def read(self, sql: str, **values: Any) -> list[Any]:
        """See `SQLEngine.read`."""
        try:
            with FORKS:
                db = self._file.take(is_write=False)
                rows = self._run_on(db)(sql, **values)
                self._file.give_back(db)
                return rows
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> Unavailable:
        hint = "Check that the folder exists, that this user may write to it and that the disk has room."
        return Unavailable(f"queue {self.url}: {error}. {hint}")

    def _put(self, run: Run, entry: Entry, again: bool) -> bool:
        values = entry._asdict()
        if run(WAITING if again else KNOWN, **values):
            return False
        for sql in PUT:
            run(sql, **values)
        return True

    def wake(self) -> None:
        """Wake the workers, which are known once a second."""
        now = time.monotonic()
        if now > self._bells_until:
            self._bells = [bell for (bell,) in self.read(BELLS, seconds=SEEN_SECONDS)]
            self._bells_until = now + 1
        ring(self._bells)

    def is_ready(self) -> bool:
        """See `Engine.is_ready`."""
        self.write(lambda run: None)
        return True

    def close(self) -> None:
        """See `Engine.close`."""
        self._file.close()
