"""Values of modules, and records of the bot's stores, as data for the page.

Part of `scaletg_contrib.playground`. A value of the bot's author can be anything: a client of a database, a tree whose
nodes refer to their parents, an object whose `__repr__` raises. So the page only looks into values that are certainly
data, if possible without running code of the author, and with limits of depth, size and time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import itertools
import math
import re
import time
from collections import UserDict, UserList, deque
from collections.abc import Iterable, Mapping
from types import MemberDescriptorType
from typing import Any

import scaletg
from scaletg_contrib.feature import owners_of_processors
from scaletg_contrib.simulator import Data

__all__ = ["changed_records", "error_text", "plain_data", "shown", "stored_records"]

#: How many records of a bot's store are read before and after an update.
RECORDS = 500
#: The limits of a look into a value: depth, number of values, and seconds.
DEPTH, VALUES, SECONDS = 8, 2_000, 0.2
#: The limits of a string: one in the author's data, and the `repr` of an object.
TEXT, BRIEF = 5_000, 500


def stored_records(bot: scaletg.Bot) -> dict[tuple[str, str], Any]:
    """Return the records of the bot's stores: of loaded objects that have a store, such as sessions."""
    stores: dict[int, Any] = {}
    for owner in owners_of_processors(bot, object):
        store = getattr(owner, "store", None)
        if hasattr(store, "scan"):
            stores[id(store)] = store
    records = {}
    for store in stores.values():
        with contextlib.suppress(Exception):  # the bot itself reports a store that is down
            for record in itertools.islice(store.scan(), RECORDS):
                is_secret = "secret" in re.split("[:/]", record.key)
                records[repr(store), record.key] = "(not shown)" if is_secret else record.value
    return records


def changed_records(before: Mapping[tuple[str, str], Any], now: Mapping[tuple[str, str], Any]) -> list[Data]:
    """Return the records that have changed, in the form of a module's state."""
    keys = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    values = [(key, plain_data(before.get(key)), plain_data(now.get(key))) for key in keys]
    return [
        {"stored": key, "place": store, "before": old, "now": new, "can_edit": new is not None}
        for (store, key), old, new in values
    ]


def plain_data(value: Any) -> Any:
    """Return a value as data for JSON, as far as its content can be read."""
    return _Look().into(value)


def shown(value: Any) -> str | None:
    """Return in at most 500 characters what a processor returned; `None` if that was `None`."""
    if value is None:
        return None
    try:
        is_brief = isinstance(value, scaletg.Object) or not _is_data(value)
    except Exception as error:  # noqa: BLE001  # a proxy may raise when its class is read
        return _describe_unreadable(value, error)
    return _brief_repr(value) if is_brief else _cut(repr(plain_data(value)), BRIEF)


def error_text(error: BaseException) -> str:
    """Return the message of an exception, or its class if its `__str__` raises."""
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001  # the author's code
        return f"({type(error).__name__}.__str__ raised {type(second).__name__})"


class _Look:
    """One look into a value."""

    def __init__(self) -> None:
        self.values_left = VALUES
        self.end = time.monotonic() + SECONDS
        self.path: list[int] = []  # the ids of the values that this one is inside of

    def into(self, value: Any) -> Any:
        """Return a value as data, or a string that says that it cannot be read."""
        self.values_left -= 1
        if id(value) in self.path:
            return "(contains itself)"
        self.path.append(id(value))
        try:
            return self._data_of(value)
        except Exception as error:  # noqa: BLE001  # code of the author's, such as a property or a __repr__
            return _describe_unreadable(value, error)
        finally:
            self.path.pop()

    def _data_of(self, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return _cut(_text(value), TEXT)
        if isinstance(value, int):
            return int(value) if abs(value) < 2**63 else f"(a number of {int.bit_length(value)} bits)"
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else repr(float(value))
        if not _is_data(value):
            return _brief_repr(value)
        if len(self.path) > DEPTH:
            return "…"
        fields = _fields(value)
        return self._list(_items(value)) if fields is None else self._mapping(fields)

    def _mapping(self, fields: Iterable[tuple[Any, Any]]) -> Data:
        data: Data = {}
        for key, value in fields:
            if self._is_over():
                data["…"] = "…"
                break
            data[_key(key)] = self.into(value)
        return data

    def _list(self, values: Iterable[Any]) -> list[Any]:
        data: list[Any] = []
        for value in values:
            if self._is_over():
                data.append("…")
                break
            data.append(self.into(value))
        return data

    def _is_over(self) -> bool:
        return self.values_left <= 0 or time.monotonic() > self.end


def _is_data(value: Any) -> bool:
    """Return whether the content of a value can be read: a collection, an object with fields, or one of ours."""
    if isinstance(value, (dict, list, tuple, set, frozenset, deque, UserDict, UserList, scaletg.Object)):
        return True
    if isinstance(value, Mapping):
        return type(value).__module__.startswith("scaletg_contrib.")  # another one may be a database
    return bool(_field_names(value))


def _fields(value: Any) -> Iterable[tuple[Any, Any]] | None:
    """Return the keys and values of a mapping or an object with fields; `None` for a list."""
    if isinstance(value, dict):
        return dict.items(value)
    if isinstance(value, UserDict):
        return dict.items(vars(value)["data"])
    if isinstance(value, scaletg.Object):
        return dict.items(value.to_dict())
    if isinstance(value, Mapping):
        return ((key, value[key]) for key in value)
    names = _field_names(value)
    return [(name, _field(value, name)) for name in names] if names else None


def _items(value: Any) -> Iterable[Any]:
    """Return the values of a list, also of a subclass with an `__iter__` of its own."""
    if isinstance(value, UserList):
        value = vars(value)["data"]
    kinds: tuple[Any, ...] = (list, tuple, set, frozenset, deque)
    kind = next(item for item in kinds if isinstance(value, item))
    found: Iterable[Any] = kind.__iter__(value)
    return found


def _field_names(value: Any) -> list[str]:
    """Return the fields of an object of attrs, of a dataclass, or of a named tuple."""
    kind = type(value)
    attributes = getattr(kind, "__attrs_attrs__", None)
    if isinstance(attributes, tuple):
        return [attribute.name for attribute in attributes]
    if dataclasses.is_dataclass(kind):
        return [field.name for field in dataclasses.fields(kind)]
    if isinstance(value, tuple) and isinstance(getattr(kind, "_fields", None), tuple):
        return list(kind._fields)
    return []


def _field(value: Any, name: str) -> Any:
    """Return a field as it is stored: an attribute may be computed, or ask a database."""
    if isinstance(value, tuple):
        return tuple.__getitem__(value, _field_names(value).index(name))
    try:
        held = object.__getattribute__(value, "__dict__")
    except AttributeError:  # its class has slots only
        held = {}
    if name in held:
        return held[name]
    place = inspect.getattr_static(type(value), name, None)
    if isinstance(place, MemberDescriptorType):
        with contextlib.suppress(AttributeError):
            return place.__get__(value)
    return "(not set)"


def _key(key: Any) -> str:
    return _cut(_text(key), BRIEF) if isinstance(key, str) else _brief_repr(key)


def _text(value: str) -> str:
    """Return a string without lone surrogates, which JSON cannot contain."""
    return str.encode(value, "utf-8", "replace").decode()


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _brief_repr(value: Any) -> str:
    """Return the `repr` of an object without its address: two objects with the same content are the same state."""
    if isinstance(value, (bytes, bytearray, str)):
        value = value[:BRIEF]  # not the whole of a file
    try:
        text = _text(repr(value))
    except Exception as error:  # noqa: BLE001  # the author's code
        return _describe_unreadable(value, error)
    return _cut(re.sub(r" at 0x[0-9A-Fa-f]+", "", text), BRIEF)


def _describe_unreadable(value: Any, error: Exception) -> str:
    return f"({type(value).__name__} cannot be shown: {type(error).__name__}: {error_text(error)})"
