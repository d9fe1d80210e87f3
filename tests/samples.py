"""Telegram dictionaries for the tests, made from the schema: minimal, complete, random and damaged ones.

samples.minimal("Message")          only the required fields
samples.complete("Message")         every field
samples.randomized("Message", rng)  the required fields and some others
samples.message("hi"), samples.update("callback_query", data="vote:1"), samples.parameters("sendMessage")
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

import scaletg

USER: dict[str, Any] = {"id": 42, "is_bot": False, "first_name": "Ada", "last_name": "Byron", "username": "ada"}
PRIVATE: dict[str, Any] = {"id": 42, "type": "private", "first_name": "Ada", "last_name": "Byron", "username": "ada"}
GROUP: dict[str, Any] = {"id": -1001234567890, "type": "supergroup", "title": "Engines"}
DATE = 1767225600
_UPDATE_IDS = itertools.count(1000)

_PLAIN: dict[str, Any] = {
    "int": 7,
    "str": "text",
    "InputFile": "file_id",
    "bool": True,
    "True": True,
    "float": 1.5,
    "datetime": DATE,
}

Pick = Callable[[Sequence[Any]], Any]


class _Maker:
    """Makes values of the schema's types: *pick* takes one of several, *wants* says if an optional field is set."""

    def __init__(self, pick: Pick, wants: Callable[[], bool]) -> None:
        self.pick = pick
        self.wants = wants

    def entry(self, entry: scaletg.Entry, depth: int) -> dict[str, Any]:
        fields = (field for field in entry.fields if field.required or (depth > 0 and self.wants()))
        return {field.name: self.field(field, depth - 1) for field in fields}

    def field(self, field: scaletg.Field, depth: int) -> Any:
        if field.literal is not None:
            return field.literal
        return self.pick(field.values) if field.values else self.value(field.type, depth)

    def value(self, kind: str, depth: int) -> Any:
        if kind in _PLAIN:
            return _PLAIN[kind]
        if kind.startswith("list[") and kind.endswith("]"):
            return [self.value(kind[5:-1], depth)] if depth >= 0 else []
        if " | " in kind:
            return self.value(self.pick([one for one in kind.split(" | ") if one != "InputFile"]), depth)
        entry = scaletg.schema.types[kind]
        if entry.members:
            return self.value(self.pick(entry.members if depth > 0 else entry.members[:1]), depth)
        return self.entry(entry, depth)


def _entry_of(name: str) -> scaletg.Entry:
    return scaletg.schema.types[name] if name in scaletg.schema.types else scaletg.schema.methods[name]


_PLAINEST = _Maker(lambda choices: choices[0], lambda: True)


def minimal(name: str, **fields: Any) -> dict[str, Any]:
    """Return an object of the type with its required fields, and *fields*."""
    return {**_PLAINEST.entry(_entry_of(name), 0), **fields}


def complete(name: str, depth: int = 1, **fields: Any) -> dict[str, Any]:
    """Return an object of the type with every field; what is nested deeper than *depth* has the required ones."""
    return {**_PLAINEST.entry(_entry_of(name), depth), **fields}


def randomized(name: str, random: Random, depth: int = 3) -> dict[str, Any]:
    """Return an object of the type with the required fields and some of the others."""
    return _Maker(random.choice, lambda: random.random() < 0.2).entry(_entry_of(name), depth)


def parameters(method: str, **values: Any) -> dict[str, Any]:
    """Return the required parameters of a method by their names, and *values*."""
    return minimal(method, **values)


def message(text: str | None = "hello", chat: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a message of Ada's, with her private chat if no other *chat* is given."""
    start = {"message_id": 5, "from": dict(USER), "chat": dict(chat or PRIVATE), "date": DATE}
    return {**start, **({} if text is None else {"text": text}), **fields}


def update(kind: str = "message", **fields: Any) -> dict[str, Any]:
    """Return an update of the *kind* with a new update_id; *fields* are those of the event."""
    type_name = scaletg.schema.kinds[kind]
    event = message(**fields) if type_name == "Message" else minimal(type_name, **fields)
    if "from" in event:
        event["from"] = dict(fields.get("from", USER))
    return {"update_id": next(_UPDATE_IDS), kind: event}


def json_values(max_leaves: int = 8) -> st.SearchStrategy[Any]:
    """Draw any value that JSON can hold."""
    plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    near = st.sampled_from([0, -1, 2**31, 2**63, 10**20, -(10**20), "", "from", "creator", "user", [], {}, [[]]])
    return st.recursive(
        plain | near,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys(), inner, max_size=3),
        max_leaves=max_leaves,
    )


def keys() -> st.SearchStrategy[str]:
    """Draw names: those that the schema has, those that it has not, and any text."""
    known = sorted({field.name for entry in scaletg.schema.types.values() for field in entry.fields})
    return (
        st.sampled_from(known)
        | st.sampled_from(["class", "reply", "kind", "event", "to_dict", "_raw"])
        | st.text(max_size=6)
    )


def instances(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw objects of the type as Telegram could send them."""
    return st.integers(0, 2**32).map(lambda seed: randomized(name, Random(seed)))


def damaged(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw objects of the type of which some fields hold any JSON, and some keys are unknown."""
    fields = [field.name for field in _entry_of(name).fields] or ["type"]
    spoilt = st.dictionaries(st.sampled_from(fields) | keys(), json_values(), max_size=4)
    return st.tuples(instances(name), spoilt).map(lambda pair: {**pair[0], **pair[1]})
