"""Records in a SQLite file, with the standard library alone."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
import weakref
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import scaletg
from scaletg_contrib.stores.base import PerProcess, unreadable_url
from scaletg_contrib.stores.errors import WrongFormat
from scaletg_contrib.stores.sql import SQLStore

log = logging.getLogger("scaletg.stores")

SQLITE_SETUP = (
    "PRAGMA synchronous = {1}",
    """CREATE TABLE IF NOT EXISTS {0}
    (name BLOB PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL, expires REAL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS {0}_expires ON {0} (expires)",
)


FileId = tuple[int, int]  # the device, and the number of the file there


class _Connection(sqlite3.Connection):
    """A connection that closes itself: Python 3.13 warns about connections that were not closed."""

    #: Its open files: the database, and the write-ahead log (WAL).
    file: FileId = (0, 0)
    log: FileId = (0, 0)

    def __del__(self) -> None:
        try:
            self.close()
        except sqlite3.Error:  # it was never opened
            return


class _Forks:
    """Makes a fork wait until no SQLite statement runs, and closes all connections, which a child cannot use or close.

    While a fork waits, no further statement begins.

    https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_connection_across_a_fork_
    """

    def __init__(self) -> None:
        self.stores: weakref.WeakSet[SQLiteStore] = weakref.WeakSet()
        self.renew()

    def renew(self) -> None:
        self._changed, self._running, self._forks = threading.Condition(), 0, 0

    def __enter__(self) -> None:
        with self._changed:
            if self._forks:
                self._changed.wait_for(lambda: not self._forks)
            self._running += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def hold(self) -> None:
        self._changed.acquire()
        self._forks += 1
        self._changed.wait_for(lambda: not self._running)
        for store in self.stores:
            store.close()

    def go_on(self) -> None:
        self._forks -= 1
        self._changed.notify_all()
        self._changed.release()


_forks = _Forks()
if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(before=_forks.hold, after_in_parent=_forks.go_on, after_in_child=_forks.renew)


class SQLiteStore(SQLStore):
    """Works without SQLAlchemy, which would need five times the CPU and one more package."""

    hint = "Check that the folder exists, that this user may write to it and that the disk has room."

    def _setup(self, url: str) -> None:
        try:
            parts = urlsplit(url)
        except ValueError:
            raise unreadable_url(self.url) from None
        path, options = unquote(parts.path[1:]), dict(parse_qsl(parts.query))
        self._synchronous = options.pop("synchronous", "normal")
        if parts.netloc or path in ("", ":memory:") or options or self._synchronous not in ("normal", "full"):
            raise scaletg.ConfigError(
                f"store {url!r}: not a SQLite file. Write 'sqlite:///bot.db' (in this folder) or 'sqlite:////var/bot.db',"
                " with '?synchronous=full' to survive also a power cut; for no file at all write 'memory:'."
            )
        self._path = os.path.abspath(path)
        self._looked_at = 0.0
        self._idle: PerProcess[list[_Connection]] = PerProcess(list)
        _forks.stores.add(self)

    def _run(self, sql: str, **values: Any) -> tuple[list[Any], int]:
        with _forks:
            return self._run_now(sql, values)

    def _run_now(self, sql: str, values: dict[str, Any], again: bool = False) -> tuple[list[Any], int]:
        connection = self._take_connection(is_write=not sql.startswith("SELECT"))
        try:
            result = self._execute(connection, sql, values)
        except sqlite3.Error as error:
            connection.close()
            if str(error).startswith("no such table") and not again:
                return self._run_now(sql, values, again=True)  # a new connection creates the table
            raise self._store_down(error) from error
        self._idle.get().append(connection)
        return result

    def _execute(self, connection: _Connection, sql: str, values: dict[str, Any]) -> tuple[list[Any], int]:
        try:
            cursor = connection.execute(sql.format(self.name), values)
            return cursor.fetchall(), cursor.rowcount
        except sqlite3.IntegrityError:
            return [], 0

    def _take_connection(self, is_write: bool) -> _Connection:
        """Return a connection to the current file, because writes to a deleted file are lost.

        Before a read, the file is checked at most once a second, because the check costs a fifth of the read.
        """
        idle, now, file = self._idle.get(), time.monotonic(), None
        if is_write or now > self._looked_at + 1:
            file, self._looked_at = _id_of(self._path), now
        while True:
            try:
                connection = idle.pop()
            except IndexError:
                return self._connect()
            if file is None or connection.file == file:
                return connection
            log.warning("store %s: the file was deleted or replaced while it was in use, and is opened again", self.url)
            connection.close()
            self._delete_log_of(connection)

    def _delete_log_of(self, connection: _Connection) -> None:
        """Delete the log of a file that no longer exists, because SQLite would apply it to the current file."""
        if connection.log != (0, 0) and connection.log == _id_of(f"{self._path}-wal"):
            for end in ("-wal", "-shm"):
                with contextlib.suppress(OSError):  # another process was quicker
                    os.unlink(f"{self._path}{end}")

    def _connect(self) -> _Connection:
        try:
            connection: _Connection = sqlite3.connect(
                self._path, timeout=self.timeout, isolation_level=None, check_same_thread=False, factory=_Connection
            )
        except sqlite3.Error as error:
            raise self._store_down(error) from error
        try:
            self._use_wal(connection)
            for sql in SQLITE_SETUP:
                connection.execute(sql.format(self.name, self._synchronous))
            self._check_format(lambda sql, values: self._execute(connection, sql, values))
        except sqlite3.Error as error:
            connection.close()
            raise self._store_down(error) from error
        except WrongFormat:
            connection.close()
            raise
        connection.file, connection.log = _id_of(self._path), _id_of(f"{self._path}-wal")
        return connection

    def _use_wal(self, connection: sqlite3.Connection) -> None:
        """Switch to WAL with repeated attempts: SQLite does not wait here when several processes start at once."""
        give_up = time.monotonic() + self.timeout
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.01)

    def close(self) -> None:
        """End the connections of this process."""
        for connection in self._idle.pop() or []:
            connection.close()


def _id_of(path: str) -> FileId:
    """Return the identity of a file; zeros if it does not exist."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino
