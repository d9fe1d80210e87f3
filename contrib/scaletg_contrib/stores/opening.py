"""Open the store at a URL: the table of all kinds."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable

import scaletg
from scaletg_contrib.stores.base import Store, without_password

_SQLITE = ("sqlite", "SQLiteStore")
_POSTGRESQL = ("postgresql", "PostgreSQLStore")
_MYSQL = ("mysql", "MySQLStore")
_REDIS = ("redis", "RedisStore")
_NATS = ("nats", "NatsStore")
#: The file and the class of a kind of store, by how its URL begins. The file is imported when it is needed.
BACKENDS = {
    "memory": ("memory", "MemoryStore"),
    "sqlite": _SQLITE,
    **dict.fromkeys(("postgresql", "postgres", "postgresql+psycopg"), _POSTGRESQL),
    **dict.fromkeys(("mysql", "mariadb", "mysql+pymysql", "mariadb+pymysql"), _MYSQL),
    **dict.fromkeys(("redis", "rediss", "valkey", "valkeys"), _REDIS),
    "nats": _NATS,
}


def open_store(
    url: str, *, name: str = "scaletg", clock: Callable[[], float] = time.time, timeout: float = 5.0
) -> Store:
    """Return the store at *url*; it connects at its first use, separately in each process.

    *name* is its table, its bucket in NATS, or the start of its keys in Redis: bots that share a database take
    different names.
    *timeout* is how many seconds to wait for the server, or for SQLite's other writers.

        >>> store = open_store("memory:")
        >>> store.put("greeting", "hello") == store.get("greeting").version
        True
    """
    kind = url.partition(":")[0]
    if kind not in BACKENDS:
        raise scaletg.ConfigError(f"store {without_password(url)!r}: {_unknown_kind(kind)}")
    if not re.fullmatch("[a-z][a-z0-9_]{0,39}", name):
        raise scaletg.ConfigError(f"store name {name!r}: use up to 40 of a-z, 0-9 and _, a letter first.")
    file, class_name = BACKENDS[kind]
    backend: type[Store] = getattr(importlib.import_module(f"{__package__}.{file}"), class_name)
    return backend(url, name, clock, timeout)


def _unknown_kind(kind: str) -> str:
    plain, plus, driver = kind.partition("+")
    if plus and plain in BACKENDS:
        return f"the driver {driver!r} is not used. Begin the URL with {plain!r} alone."
    return f"unknown kind of store. Begin the URL with one of {', '.join(BACKENDS)}."
