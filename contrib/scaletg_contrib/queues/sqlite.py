"""A queue in a SQLite file, for any number of web processes and workers on one machine.

What orders them is a lock of the kernel for each chat, which ends with its process: so another worker goes on at once
when one is killed, and nobody has a lease. The file says what waits, and which chat is the next.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Set
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import scaletg
from scaletg_contrib.queues.bell import ring
from scaletg_contrib.queues.contract import DeadLetter, Entry, Handle, Status, WorkerStatus
from scaletg_contrib.queues.errors import Full, Unavailable
from scaletg_contrib.queues.group import GroupWriter
from scaletg_contrib.queues.locks import refuse_network
from scaletg_contrib.queues.sqlite_worker import SQLiteWorker
from scaletg_contrib.stores.sqlite_file import FORKS, Connection, SQLiteFile

__all__ = ["SQLiteEngine"]

TABLES = """
CREATE TABLE IF NOT EXISTS {0}_updates (id INTEGER PRIMARY KEY AUTOINCREMENT, bot INTEGER NOT NULL,
    update_id INTEGER NOT NULL, chat INTEGER NOT NULL, body BLOB NOT NULL, arrived REAL NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0, deaths INTEGER NOT NULL DEFAULT 0, begun TEXT);
CREATE INDEX IF NOT EXISTS {0}_updates_of_chat ON {0}_updates (bot, chat, id);
CREATE TABLE IF NOT EXISTS {0}_chats (bot INTEGER, chat INTEGER, ready REAL NOT NULL, PRIMARY KEY (bot, chat))
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS {0}_chats_ready ON {0}_chats (bot, ready, chat);
CREATE TABLE IF NOT EXISTS {0}_taken (id INTEGER PRIMARY KEY, bot INTEGER, update_id INTEGER, time REAL NOT NULL,
    UNIQUE (bot, update_id));
CREATE TABLE IF NOT EXISTS {0}_dead (id INTEGER PRIMARY KEY AUTOINCREMENT, bot INTEGER, update_id INTEGER, chat INTEGER,
    body BLOB, reason TEXT, time REAL, failures INTEGER, deaths INTEGER);
CREATE TABLE IF NOT EXISTS {0}_workers (name TEXT PRIMARY KEY, port INTEGER, threads INTEGER, busy INTEGER,
    finished INTEGER, redelivered INTEGER, time REAL) WITHOUT ROWID
"""
FORGET = """DELETE FROM {0}_taken WHERE id IN
    (SELECT id FROM (SELECT id, time FROM {0}_taken ORDER BY id LIMIT 1000) WHERE time < ?)"""
DEAD = "SELECT * FROM {0}_dead WHERE id > ? AND bot = ifnull(?, bot) ORDER BY id LIMIT 100"
KEEP_SECONDS = 48 * 3600.0  # how long an update is known after it was taken in; Telegram gives up after 24 hours
SEEN_SECONDS = 10.0  # a worker that was not seen for longer is not there
COUNT_SECONDS = 1.0  # how old the count of updates may be that says that the queue is full


class SQLiteEngine:
    """See `contract.Engine`."""

    def __init__(self, url: str, *, name: str, max_depth: int, timeout: float) -> None:
        parts = urlsplit(url)
        path, options = unquote(parts.path[1:]), dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.netloc or path in ("", ":memory:") or options:
            raise scaletg.ConfigError(
                f"queue {url!r}: not a SQLite file. Write 'sqlite:///updates.db' (in this folder) or "
                "'sqlite:////var/updates.db', and no option but max_depth and name."
            )
        self.url, self.name, self._max_depth = url, name, max_depth
        #: The file of the locks of chats.
        self.lock_path = os.path.realpath(path) + "-locks"
        refuse_network(path, f"queue {url!r}")
        self._file = SQLiteFile(path, f"queue {url}", timeout, self._prepare)
        self._writer = GroupWriter(self._file, timeout)
        self._count, self._count_until = 0, 0.0
        self._ports: list[int] = []
        self._ports_until = 0.0
        self._tidy_at = 0.0

    def _prepare(self, db: Connection) -> None:
        for sql in TABLES.format(self.name).split(";"):
            db.execute(sql)

    def sql(self, db: Connection, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement of a transaction; `{0}` is the start of the names of the tables."""
        return db.execute(sql.format(self.name), values)

    def write(self, function: Callable[[Connection], Any], is_durable: bool = False) -> Any:
        """Return what a function returns, once its transaction is written."""
        try:
            return self._writer.write(function, is_durable)
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def read(self, sql: str, *values: Any) -> list[Any]:
        """Return the rows of a query."""
        try:
            with FORKS:
                db = self._file.take(is_write=False)
                rows = self.sql(db, sql, *values).fetchall()
                self._file.give_back(db)
                return rows
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> Unavailable:
        hint = "Check that the folder exists, that this user may write to it and that the disk has room."
        return Unavailable(f"queue {self.url}: {error}. {hint}")

    # Taking in

    def enqueue(self, entry: Entry, *, again: bool = False) -> bool:
        """See `Engine.enqueue`."""
        is_new: bool = self.write(lambda db: self._put(db, entry, again), is_durable=True)
        if is_new:
            self._ring()
        return is_new

    def _put(self, db: Connection, entry: Entry, again: bool) -> bool:
        bot, update_id, key, body = entry
        known = "SELECT 1 FROM {0}_taken WHERE bot = ? AND update_id = ?"
        place: tuple[int, ...] = (bot, update_id)
        if again:
            known, place = (
                "SELECT 1 FROM {0}_updates WHERE bot = ? AND chat = ? AND update_id = ?",
                (bot, key, update_id),
            )
        if self.sql(db, known, *place).fetchone():
            return False
        now = time.time()
        self._check_depth(db, now)
        self.sql(db, "INSERT OR IGNORE INTO {0}_taken (bot, update_id, time) VALUES (?, ?, ?)", bot, update_id, now)
        columns = "(bot, update_id, chat, body, arrived) VALUES (?, ?, ?, ?, ?)"
        self.sql(db, f"INSERT INTO {{0}}_updates {columns}", bot, update_id, key, body, now)
        self.sql(db, "INSERT OR IGNORE INTO {0}_chats VALUES (?, ?, ?)", bot, key, now)
        if now > self._tidy_at:
            self._tidy_at = now + 1
            self.sql(db, FORGET, now - KEEP_SECONDS)
        return True

    def _check_depth(self, db: Connection, now: float) -> None:
        """Raise `Full` if there are too many updates; they are counted once a second, because that takes a while."""
        if not now < self._count_until <= now + COUNT_SECONDS:
            self._count = self.sql(db, "SELECT COUNT(*) FROM {0}_updates").fetchone()[0]
            self._count_until = now + COUNT_SECONDS
        if self._count >= self._max_depth:
            raise Full(
                f"queue {self.url} has {self._count} updates, and may have {self._max_depth}: start more workers."
            )
        self._count += 1

    def _ring(self) -> None:
        """Wake the workers, which are known once a second."""
        now = time.monotonic()
        if now > self._ports_until:
            rows = self.read("SELECT port FROM {0}_workers WHERE time > ?", time.time() - SEEN_SECONDS)
            self._ports, self._ports_until = [port for (port,) in rows], now + 1
        ring(self._ports)

    # Working

    def work(self, handle: Handle, *, threads: int, stop: threading.Event, bots: Set[int] | None = None) -> None:
        """See `Engine.work`."""
        SQLiteWorker(self, handle, stop, bots).run(threads)

    # Dead letters

    def dead(self, bot: int | None = None) -> Iterator[DeadLetter]:
        """See `Engine.dead`."""
        last = 0
        while True:
            rows = self.read(
                "SELECT * FROM {0}_dead WHERE id > ? AND bot = ifnull(?, bot) ORDER BY id LIMIT 100", last, bot
            )
            for last, *entry, reason, when, failures, deaths in rows:
                yield DeadLetter(str(last), Entry(*entry), reason, when, failures, deaths)
            if not rows:
                return

    def put_back(self, letter_id: str) -> bool:
        """See `Engine.put_back`."""

        def put_back(db: Connection) -> bool:
            found = self.sql(db, "SELECT bot, update_id, chat, body FROM {0}_dead WHERE id = ?", letter_id).fetchone()
            if found is None:
                return False
            self._put(db, Entry(*found), again=True)
            self.sql(db, "DELETE FROM {0}_dead WHERE id = ?", letter_id)
            return True

        is_back: bool = self.write(put_back, is_durable=True)
        self._ring()
        return is_back

    def purge(self, letter_id: str) -> bool:
        """See `Engine.purge`."""
        return bool(self.write(lambda db: self.sql(db, "DELETE FROM {0}_dead WHERE id = ?", letter_id).rowcount))

    # State

    def status(self) -> Status:
        """See `Engine.status`."""
        now = time.time()
        by_bot = dict(self.read("SELECT bot, COUNT(*) FROM {0}_updates GROUP BY bot"))
        oldest = self.read("SELECT arrived FROM {0}_updates ORDER BY id LIMIT 1")
        taken = self.read("SELECT seq FROM sqlite_sequence WHERE name = '{0}_updates'")
        columns = "name, threads, busy, finished, redelivered, max(0.0, ?1 - time)"
        rows = self.read(f"SELECT {columns} FROM {{0}}_workers WHERE time > ?1 - ?2 ORDER BY name", now, SEEN_SECONDS)
        workers = list(map(WorkerStatus._make, rows))
        depth, taken_in = sum(by_bot.values()), sum(seq for (seq,) in taken)
        return Status(
            now,
            depth,
            max((max(0.0, now - arrived) for (arrived,) in oldest), default=0.0),
            taken_in,
            taken_in - depth,
            sum(worker.redelivered for worker in workers),
            self.read("SELECT COUNT(*) FROM {0}_dead")[0][0],
            by_bot,
            {},
            workers,
        )

    def is_ready(self) -> bool:
        """See `Engine.is_ready`."""
        self.write(lambda db: None)
        return True

    def close(self) -> None:
        """See `Engine.close`."""
        self._file.close()
