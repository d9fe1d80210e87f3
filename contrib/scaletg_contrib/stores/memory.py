"""Records in memory, which exist only within their process."""

from __future__ import annotations

import bisect
import threading
from collections.abc import Iterator

from scaletg_contrib.stores.base import PerProcess, Row, Store


class MemoryStore(Store):
    """Keeps rows in a dictionary."""

    def _setup(self, url: str) -> None:
        self._rows: dict[bytes, Row] = {}
        self._names: list[bytes] = []  # in order
        self._lock = PerProcess(threading.Lock)

    def _read(self, name: bytes) -> Row | None:
        return self._rows.get(name)

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        with self._lock.get():
            old = self._rows.get(name)
            fits = old.fits(version, after) if old else version == 0
            if fits:
                if not old:
                    bisect.insort(self._names, name)
                self._rows[name] = row
            return fits

    def _drop(self, name: bytes, version: int, after: float) -> bool:
        with self._lock.get():
            row = self._rows.get(name)
            fits = row is not None and row.fits(version, after)
            if fits:
                del self._rows[name]
                del self._names[bisect.bisect_left(self._names, name)]
            return fits

    def _range(self, low: bytes, high: bytes, page: int) -> Iterator[tuple[bytes, Row]]:
        while True:
            with self._lock.get():
                start = bisect.bisect_left(self._names, low)
                found = [(name, self._rows[name]) for name in self._names[start : start + page] if name < high]
            yield from found
            if len(found) < page:
                return
            low = found[-1][0] + b"\0"

    def _purge(self, before: float) -> int:
        with self._lock.get():
            old = [name for name, row in self._rows.items() if row.expires is not None and row.expires < before]
            for name in old:
                del self._rows[name]
            if old:
                self._names = sorted(self._rows)
        return len(old)
