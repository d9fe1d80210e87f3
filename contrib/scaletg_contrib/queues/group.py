"""Write for many threads in one transaction: whoever comes first writes for all who wait."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from scaletg_contrib.stores.base import PerProcess
from scaletg_contrib.stores.sqlite_file import FORKS, Connection, SQLiteFile

__all__ = ["GroupWriter"]

MOST = 200  # changes of one transaction
PAUSE_SECONDS = 0.002  # SQLite's own pauses grow to 0.1 s, and the last of many writers would wait for long


class _Change:
    __slots__ = ("error", "function", "give_up", "is_done", "is_durable", "result")

    def __init__(self, function: Callable[[Connection], Any], is_durable: bool, give_up: float) -> None:
        self.function, self.is_durable, self.give_up = function, is_durable, give_up
        self.is_done = False
        self.result: Any = None
        self.error: BaseException | None = None


class _Waiting:
    """The changes of this process that wait for a transaction, and the lock of the thread that writes."""

    def __init__(self) -> None:
        self.changes: deque[_Change] = deque()
        self.writing = threading.Lock()


class GroupWriter:
    """Writes to a file, in one transaction for all threads of this process that want to write at the time."""

    def __init__(self, file: SQLiteFile, timeout: float) -> None:
        self._file, self._timeout = file, timeout
        self._waiting = PerProcess(_Waiting)

    def write(self, function: Callable[[Connection], Any], is_durable: bool = False) -> Any:
        """Return what *function* returns after its transaction; *is_durable*: also a power cut does not undo it.

        Raises `sqlite3.Error` if nothing was written.
        """
        change, waiting = _Change(function, is_durable, time.monotonic() + self._timeout), self._waiting.get()
        waiting.changes.append(change)
        if not waiting.writing.acquire(timeout=self._timeout):
            try:
                waiting.changes.remove(change)
            except ValueError:  # it is being written now
                with waiting.writing:
                    pass
            else:
                raise sqlite3.OperationalError(f"another thread has been writing for more than {self._timeout:g} s")
        else:
            try:
                if not change.is_done:
                    self._write_waiting(waiting.changes)
            finally:
                waiting.writing.release()
        if change.error is not None:
            raise change.error
        return change.result

    def _write_waiting(self, changes: deque[_Change]) -> None:
        group = [changes.popleft() for _ in range(min(MOST, len(changes)))]
        try:
            with FORKS:
                self._write_group(group)
        except sqlite3.Error as error:
            for change in group:
                change.result, change.error = None, error
        finally:
            for change in group:
                change.is_done = True

    def _write_group(self, group: list[_Change]) -> None:
        connection = self._file.take(is_write=True)
        try:
            level = "FULL" if any(change.is_durable for change in group) else "NORMAL"
            connection.execute(f"PRAGMA synchronous = {level}")
            connection.execute("PRAGMA busy_timeout = 2")
            self._begin(connection, group[0].give_up)
            for change in group:
                change.result = change.function(connection)
            connection.execute("COMMIT")
            connection.execute(f"PRAGMA busy_timeout = {int(self._timeout * 1000)}")
        except BaseException:
            connection.close()
            raise
        self._file.give_back(connection)

    def _begin(self, connection: Connection, give_up: float) -> None:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > give_up:
                    raise
            time.sleep(random.uniform(0, PAUSE_SECONDS))
