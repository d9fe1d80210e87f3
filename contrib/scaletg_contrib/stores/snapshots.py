"""All records of some stores at one time, to bring them back later: for going back in time while one develops.

Part of `scaletg_contrib.stores`. Leases and the versions of records are not part of it: a record that comes back gets a
new version, so that whoever holds the one in between notices it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from scaletg_contrib.stores.base import Record, Store

__all__ = ["Snapshot", "stores_of"]

#: The most records of a store that are kept; a larger store is left as it is.
MOST_RECORDS = 2_000


def stores_of(owners: Iterable[Any]) -> list[Store]:
    """Return the stores of the objects that a bot has loaded, each once."""
    stores: dict[int, Store] = {}
    for owner in owners:
        store = getattr(owner, "store", None)
        if isinstance(store, Store):
            stores[id(store)] = store
    return list(stores.values())


class Snapshot:
    """The records of stores, as they are now."""

    def __init__(self, stores: Iterable[Store]) -> None:
        self._kept: list[tuple[Store, dict[str, Record]]] = []
        for store in stores:
            records = _records_of(store, MOST_RECORDS + 1)
            if len(records) <= MOST_RECORDS:
                self._kept.append((store, records))

    def restore(self) -> int:
        """Bring the records back, and return how many of them were different."""
        return sum(_restore(store, records) for store, records in self._kept)


def _records_of(store: Store, limit: int | None = None) -> dict[str, Record]:
    return {record.key: record for record in itertools.islice(store.scan(), limit)}


def _restore(store: Store, earlier: dict[str, Record]) -> int:
    count = 0
    present = _records_of(store)
    for key in present.keys() - earlier.keys():
        store.delete(key)
        count += 1
    for key, record in earlier.items():
        if key in present and present[key].value == record.value:
            continue
        ttl = None
        if record.expires is not None:
            ttl = record.expires - store.clock()
            if ttl <= 0:
                continue
        store.put(key, record.value, ttl=ttl)
        count += 1
    return count
