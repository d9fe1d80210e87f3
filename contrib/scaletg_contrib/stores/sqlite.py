"""Records in a SQLite file, with the standard library alone."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import scaletg
from scaletg_contrib.stores.base import unreadable_url
from scaletg_contrib.stores.sql import SQLStore
from scaletg_contrib.stores.sqlite_file import FORKS, Connection, SQLiteFile

SQLITE_SETUP = (
    "PRAGMA synchronous = {1}",
    """CREATE TABLE IF NOT EXISTS {0}
    (name BLOB PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL, expires REAL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS {0}_expires ON {0} (expires)",
)


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
        self._file = SQLiteFile(path, f"store {self.url}", self.timeout, self._prepare)

    def _run(self, sql: str, **values: Any) -> tuple[list[Any], int]:
        with FORKS:
            try:
                return self._run_now(sql, values)
            except sqlite3.Error as error:
                raise self._store_down(error) from error

    def _run_now(self, sql: str, values: dict[str, Any], again: bool = False) -> tuple[list[Any], int]:
        connection = self._file.take(is_write=not sql.startswith("SELECT"))
        try:
            result = self._execute(connection, sql, values)
        except sqlite3.Error as error:
            connection.close()
            if str(error).startswith("no such table") and not again:
                return self._run_now(sql, values, again=True)  # a new connection creates the table
            raise
        self._file.give_back(connection)
        return result

    def _execute(self, connection: Connection, sql: str, values: dict[str, Any]) -> tuple[list[Any], int]:
        try:
            cursor = connection.execute(sql.format(self.name), values)
            return cursor.fetchall(), cursor.rowcount
        except sqlite3.IntegrityError:
            return [], 0

    def _prepare(self, connection: Connection) -> None:
        """Create the table, and check the format of what is there."""
        for sql in SQLITE_SETUP:
            connection.execute(sql.format(self.name, self._synchronous))
        self._check_format(lambda sql, values: self._execute(connection, sql, values))

    def close(self) -> None:
        """End the connections of this process."""
        self._file.close()
