"""What modules gave and what the bot's stores hold, as data for the page.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import re
from collections.abc import Mapping
from typing import Any

import scaletg
from scaletg_contrib.simulator import Data

__all__ = ["changed_records", "plain_data", "stored_records"]

#: Of a bot's store, so many records are looked at before and after an update.
RECORDS = 500


def stored_records(bot: scaletg.Bot) -> dict[tuple[str, str], Any]:
    """Return the records of the bot's stores: of what was loaded and keeps a store, as sessions do."""
    found = [getattr(getattr(one.function, "__self__", None), "store", None) for one in bot.registry]
    stores: dict[int, Any] = {id(one): one for one in found if hasattr(one, "scan")}
    records = {}
    for store in stores.values():
        with contextlib.suppress(scaletg.ScaleTGError):  # a store that is down is for the bot to tell
            for record in itertools.islice(store.scan(), RECORDS):
                is_secret = "secret" in record.key.split(":")
                records[repr(store), record.key] = "(not shown)" if is_secret else record.value
    return records


def changed_records(before: Mapping[tuple[str, str], Any], now: Mapping[tuple[str, str], Any]) -> list[Data]:
    """Return the records that are not as they were, in the form of a module's state."""
    keys = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    values = [(key, plain_data(before.get(key)), plain_data(now.get(key))) for key in keys]
    return [{"stored": key, "place": store, "before": old, "now": new} for (store, key), old, new in values]


def plain_data(value: Any) -> Any:
    """Return a value as data for JSON, as far as it can be looked into."""
    if isinstance(value, Mapping):
        return {str(key): plain_data(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_data(one) for one in value]
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()  # half of a surrogate pair is no text for JSON
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, scaletg.Object):
        return value.to_dict()
    if hasattr(type(value), "keys") and hasattr(type(value), "__getitem__"):
        return {str(key): plain_data(value[key]) for key in value.keys()}  # noqa: SIM118  # it need not be iterable
    if hasattr(type(value), "__attrs_attrs__"):
        return {one.name: plain_data(getattr(value, one.name)) for one in type(value).__attrs_attrs__}
    return re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(value))  # another object is no other state
