"""Records that live and die with their process."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from scaletg_contrib.stores.base import PerProcess, Row, Store


class MemoryStore(Store):
    """Keeps rows in a dictionary."""

    def _setup(self, url: str) -> None:
        self._rows: dict[bytes, Row] = {}
        self._lock = PerProcess(threading.Lock)

    def _read(self, name: bytes) -> Row | None:
        return self._rows.get(name)

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        with self._lock.get():
            old = self._rows.get(name)
            fits = old.version == version and (old.expires is None or old.expires > after) if old else version == 0
            if fits:
                self._rows[name] = row
            return fits

    def _range(self, prefix: bytes) -> Iterator[tuple[bytes, Row]]:
        with self._lock.get():
            found = sorted(item for item in self._rows.items() if item[0].startswith(prefix))
        yield from found

    def _purge(self, before: float) -> int:
        with self._lock.get():
            old = [name for name, row in self._rows.items() if row.expires is not None and row.expires < before]
            for name in old:
                del self._rows[name]
        return len(old)
