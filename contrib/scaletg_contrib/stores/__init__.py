"""Keep small records under a key, with a version, an expiry and a lease, in one of six kinds of store.

    store = open_store("sqlite:///bot.db")      # memory: sqlite: postgresql: mysql: redis: nats: and others
    store.put("cart:7", {"items": 2}, ttl=3600)
    with store.lock("cart:7", 10):              # no other process on any machine executes this block
        ...
    bot = scaletg.Bot(seen=SeenUpdates(store))  # an update is processed once, also by several processes

Stored: one table (bucket in NATS, key prefix in Redis) named `scaletg`, created on first use; values are JSON. Several
processes, threads and machines may use one store at the same time, except `memory:`, which exists only within its
process.
Every write is one compare-and-set of one row, so a killed process leaves no partial change. A deleted or expired record
keeps its version for an hour, so no version is used twice, and a late writer always gets a conflict.
Expiry depends on the clock of the machine that reads: synchronize the clocks (NTP).
"""

from __future__ import annotations

from scaletg_contrib.stores.base import Lease, Record, Store
from scaletg_contrib.stores.errors import Conflict, Held, LeaseLost, StoreDown, StoreError, WrongFormat
from scaletg_contrib.stores.keys import key, key_parts
from scaletg_contrib.stores.opening import open_store
from scaletg_contrib.stores.seen import SeenUpdates

__all__ = [
    "Conflict", "Held", "Lease", "LeaseLost", "Record", "SeenUpdates", "Store", "StoreDown", "StoreError",
    "WrongFormat", "key", "key_parts", "open_store",
]  # fmt: skip
