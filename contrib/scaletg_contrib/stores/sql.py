"""The SQL statements that stores in SQL databases share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scaletg_contrib.stores.base import FORMAT, TIDY_ROWS, Row, Store

READ = "SELECT value, version, expires FROM {0} WHERE name = :name"
INSERT = "INSERT INTO {0} (name, value, version, expires) VALUES (:name, :value, :version, :expires)"
UPDATE = """UPDATE {0} SET value = :value, version = :version, expires = :expires
    WHERE name = :name AND version = :old AND (expires IS NULL OR expires > :after)"""
DROP = "DELETE FROM {0} WHERE name = :name AND version = :old AND (expires IS NULL OR expires > :after)"
RANGE = """SELECT name, value, version, expires FROM {0} WHERE name >= :low AND name < :high
    AND value <> '' AND (expires IS NULL OR expires > :now) ORDER BY name LIMIT :page"""
PURGE = f"""DELETE FROM {{0}} WHERE expires < :before AND name IN (SELECT name FROM (
    SELECT name FROM {{0}} WHERE expires < :before ORDER BY expires LIMIT {TIDY_ROWS}) AS old)"""


FORMAT_NAME = b"f:format"  # of the row that has the format
ANY = "SELECT 1 FROM {0} LIMIT 1"

Execute = Callable[[str, dict[str, Any]], tuple[list[Any], int]]


class SQLStore(Store):
    """Stores rows in a table; a backend defines how to run a statement."""

    def _check_format(self, execute: Execute) -> None:
        """Write the format into a new table, and refuse one that has another; *execute* runs a statement."""
        found, _ = execute(READ, {"name": FORMAT_NAME})
        if not found and not execute(ANY, {})[0]:
            execute(INSERT, {"name": FORMAT_NAME, "value": FORMAT, "version": 1, "expires": None})
        if not found:  # also if another process was quicker, because the format is written first
            found, _ = execute(READ, {"name": FORMAT_NAME})
        self._refuse_format(found[0][0] if found else None)

    def _run(self, sql: str, **values: Any) -> tuple[list[Any], int]:
        """Run one statement as a transaction; return the rows it read and how many it wrote (0: key exists)."""
        raise NotImplementedError

    def _read(self, name: bytes) -> Row | None:
        rows, _ = self._run(READ, name=name)
        return Row(*rows[0]) if rows else None

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        new = {"name": name, "value": row.text, "version": row.version, "expires": row.expires}
        _, count = self._run(UPDATE, **new, old=version, after=after) if version else self._run(INSERT, **new)
        return count == 1

    def _drop(self, name: bytes, version: int, after: float) -> bool:
        return self._run(DROP, name=name, old=version, after=after)[1] == 1

    def _range(self, low: bytes, high: bytes, page: int) -> Iterator[tuple[bytes, Row]]:
        while True:
            rows, _ = self._run(RANGE, low=low, high=high, now=self.clock(), page=page)
            for name, *row in rows:
                yield name, Row(*row)
            if len(rows) < page:
                return
            low = rows[-1][0] + b"\0"

    def _purge(self, before: float) -> int:
        return self._run(PURGE, before=before)[1]
