"""The connections of a process to a SQLite file, which several threads and processes use, and processes that fork."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable

from scaletg_contrib.stores.base import PerProcess

__all__ = ["FORKS", "Connection", "SQLiteFile"]

log = logging.getLogger("scaletg.stores")

FileId = tuple[int, int]  # the device, and the number of the file there


class Connection(sqlite3.Connection):
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
        self.files: weakref.WeakSet[SQLiteFile] = weakref.WeakSet()
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
        for file in self.files:
            file.close()

    def go_on(self) -> None:
        self._forks -= 1
        self._changed.notify_all()
        self._changed.release()


#: Statements run in `with FORKS:`.
FORKS = _Forks()
if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(before=FORKS.hold, after_in_parent=FORKS.go_on, after_in_child=FORKS.renew)


class SQLiteFile:
    """The connections of this process to a file, in WAL mode. *label*: the file in a log line.

    *prepare* is called with every new connection, to create tables; if it raises, the connection is closed.
    """

    def __init__(self, path: str, label: str, timeout: float, prepare: Callable[[Connection], None]) -> None:
        self._path, self._label, self._timeout, self._prepare = os.path.abspath(path), label, timeout, prepare
        self._looked_at = 0.0
        self._idle: PerProcess[list[Connection]] = PerProcess(list)
        FORKS.files.add(self)

    def take(self, is_write: bool) -> Connection:
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
            log.warning("%s: the file was deleted or replaced while it was in use, and is opened again", self._label)
            connection.close()
            self._delete_log_of(connection)

    def give_back(self, connection: Connection) -> None:
        """Keep a connection for the next use; one that had an error is closed instead."""
        self._idle.get().append(connection)

    def close(self) -> None:
        """End the connections of this process."""
        for connection in self._idle.pop() or []:
            connection.close()

    def _delete_log_of(self, connection: Connection) -> None:
        """Delete the log of a file that no longer exists, because SQLite would apply it to the current file."""
        if connection.log != (0, 0) and connection.log == _id_of(f"{self._path}-wal"):
            for end in ("-wal", "-shm"):
                with contextlib.suppress(OSError):  # another process was quicker
                    os.unlink(f"{self._path}{end}")

    def _connect(self) -> Connection:
        connection: Connection = sqlite3.connect(
            self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False, factory=Connection
        )
        try:
            self._use_wal(connection)
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        connection.file, connection.log = _id_of(self._path), _id_of(f"{self._path}-wal")
        return connection

    def _use_wal(self, connection: Connection) -> None:
        """Switch to WAL with repeated attempts: SQLite does not wait here when several processes start at once."""
        give_up = time.monotonic() + self._timeout
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.01)


def _id_of(path: str) -> FileId:
    """Return the identity of a file; zeros if it does not exist."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino
