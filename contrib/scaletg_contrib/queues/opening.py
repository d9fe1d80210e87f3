"""Open the queue at a URL: the table of all engines."""

from __future__ import annotations

import importlib
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

import scaletg
from scaletg_contrib.queues.contract import Engine
from scaletg_contrib.stores.base import without_password

__all__ = ["ENGINES", "open_queue"]

_POSTGRESQL = ("postgresql", "PostgreSQLEngine")
_NATS = ("nats", "NATSEngine")
#: The file and the class of an engine, by how its URL begins. The file is imported when it is needed.
ENGINES = {
    "sqlite": ("sqlite", "SQLiteEngine"),
    **dict.fromkeys(("postgresql", "postgres"), _POSTGRESQL),
    **dict.fromkeys(("nats", "tls"), _NATS),
}


def open_queue(url: str, *, name: str = "scaletg", max_depth: int = 100_000, timeout: float = 4.0) -> Engine:
    """Return the queue at *url*; it connects at its first use, separately in each process.

    *name*: the beginning of the names of its tables or streams; queues that share a database or a cluster need
    different names. *max_depth*: how many updates may wait before the queue is full. Both can also be in the URL:
    `?name=shop&max_depth=5000`. *timeout*: how many seconds to wait for the engine; Telegram gets its answer a second
    later at most.

    An engine is made by `Engine(url, name=, max_depth=, timeout=)`, where the URL keeps its remaining options.
    Raises `ConfigError` for a URL or a name that is wrong.
    """
    kind = url.partition(":")[0]
    if kind not in ENGINES:
        raise scaletg.ConfigError(
            f"queue {without_password(url)!r}: unknown kind of queue. Begin the URL with one of {', '.join(ENGINES)}."
        )
    address, _, query = url.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    name = options.pop("name", name)
    max_depth = _number(url, options.pop("max_depth", max_depth))
    if not re.fullmatch("[a-z][a-z0-9_]{0,39}", name):
        raise scaletg.ConfigError(f"queue name {name!r}: use up to 40 of a-z, 0-9 and _, a letter first.")
    if options:
        address += "?" + urlencode(options)
    file, class_name = ENGINES[kind]
    engine: Any = getattr(importlib.import_module(f"{__package__}.{file}"), class_name)
    opened: Engine = engine(address, name=name, max_depth=max_depth, timeout=timeout)
    return opened


def _number(url: str, value: Any) -> int:
    try:
        number = int(value)
    except ValueError:
        number = 0
    if number < 1:
        raise scaletg.ConfigError(f"queue {without_password(url)!r}: max_depth={value} must be a number above 0.")
    return number
