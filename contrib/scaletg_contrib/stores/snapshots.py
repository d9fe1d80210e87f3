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
    found = [getattr(owner, "store", None) for owner in owners]
    return list({id(store): store for store in found if isinstance(store, Store)}.values())


class Snapshot:
    """The records of stores, as they are now."""

    def __init__(self, stores: Iterable[Store]) -> None:
        self._kept: list[tuple[Store, dict[str, Record]]] = []
        for store in stores:
            records = {record.key: record for record in itertools.islice(store.scan(), MOST_RECORDS + 1)}
            if len(records) <= MOST_RECORDS:
                self._kept.append((store, records))

    def restore(self) -> int:
        """Bring the records back, and return how many of them were different."""
        return sum(_restore(store, records) for store, records in self._kept)


def _restore(store: Store, earlier: dict[str, Record]) -> int:
    count = 0
    present = {record.key: record for record in store.scan()}
    for key in present.keys() - earlier.keys():
        store.delete(key)
        count += 1
    for key, record in earlier.items():
        ttl = None if record.expires is None else record.expires - store.clock()
        is_over = ttl is not None and ttl <= 0
        if not is_over and (key not in present or present[key].value != record.value):
            store.put(key, record.value, ttl=ttl)
            count += 1
    return count
