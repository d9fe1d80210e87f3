"""Convert instances of attrs classes to JSON and back, by the annotations of their fields, and check values."""

from __future__ import annotations

import datetime
import enum
import json
import math
import types
import typing
from collections import abc
from collections.abc import Callable
from typing import Any, NamedTuple

import attr

Data = dict[str, Any]

ANNOTATE = "what else an attrs class can hold comes back only if the field's annotation says what it is."


def check_json(name: str, value: Any, is_typed: bool = False) -> None:
    """Raise `TypeError` if *value* is not JSON; *name* is how an app refers to it."""
    try:
        wrong = _find_wrong(name, value)
    except RecursionError:
        wrong = f"{name} contains itself, or is nested too deep"
    if wrong:
        raise TypeError(
            f"{wrong}. Use dictionaries with strings as keys, lists, strings, finite numbers, booleans and None; "
            + (
                ANNOTATE
                if is_typed
                else "tuples, dates, sets, enums and your own objects are kept by Sessions(type=...), an attrs class."
            )
        )


def _find_wrong(name: str, value: Any) -> str | None:
    """Return the place of the first value that is not JSON, and the value."""
    if value is None or isinstance(value, (str, int)):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else f"{name} is {value}"
    if isinstance(value, dict):
        keys = [key for key in value if not isinstance(key, str)]
        if keys:
            return f"{name} has the key {keys[0]!r}, which is not a string: write {str(keys[0])!r}"
        found = (_find_wrong(f"{name}[{key!r}]", item) for key, item in value.items())
    elif isinstance(value, list):
        found = (_find_wrong(f"{name}[{place}]", item) for place, item in enumerate(value))
    else:
        return describe(name, value)
    return next(filter(None, found), None)


class Form(NamedTuple):
    """How values of an annotation are written as JSON and read back; both are checked when the session's class is."""

    read: Callable[[Any], Any]
    write: Callable[[Any, str], Any]  # gets the value and its place
    is_plain: bool = False  # JSON already


PLAIN = Form(lambda value: value, lambda value, place: value, is_plain=True)
#: Classes of single values: the functions that write a value as JSON, and read it back.
_SINGLE: dict[Any, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    datetime.datetime: (datetime.datetime.isoformat, datetime.datetime.fromisoformat),
    datetime.date: (datetime.date.isoformat, datetime.date.fromisoformat),
    datetime.time: (datetime.time.isoformat, datetime.time.fromisoformat),
    datetime.timedelta: (datetime.timedelta.total_seconds, lambda seconds: datetime.timedelta(seconds=seconds)),
}
_GROUPS: dict[Any, Any] = {
    **dict.fromkeys((list, abc.Sequence, abc.MutableSequence, abc.Collection, abc.Iterable), list),
    **dict.fromkeys((set, abc.Set, abc.MutableSet), set),
    frozenset: frozenset,
    tuple: tuple,
}
_PLAIN_KINDS = (Any, object, None, type(None), str, int, float, bool)
_MAPPINGS = (dict, abc.Mapping, abc.MutableMapping)
WORKS = (
    "JSON's values, other attrs classes, enums of strings and numbers, date, datetime, time, timedelta, "
    "list, Sequence, set, frozenset, tuple, dict and Mapping of them, and `... | None`"
)


def form_of(kind: Any, known: dict[Any, Form]) -> Form:
    """Return how values of the annotation *kind* are stored. Raises `TypeError` if it is not supported."""
    origin, parts = typing.get_origin(kind) or kind, typing.get_args(kind)
    if origin is typing.Annotated:
        return form_of(parts[0], known)
    if origin in (typing.Union, types.UnionType):
        return _union(kind, [form_of(part, known) for part in parts if part is not type(None)])
    if origin in _PLAIN_KINDS or (origin is typing.Literal and all(isinstance(part, (str, int)) for part in parts)):
        return PLAIN
    if origin is tuple and parts and parts[-1] is not ...:
        return _form_of_tuple([form_of(part, known) for part in parts])
    if origin in _GROUPS:
        return _group(_GROUPS[origin], form_of(parts[0] if parts else Any, known), kind)
    if origin in _MAPPINGS:
        return _form_of_mapping(
            form_of(parts[0] if parts else str, known), form_of(parts[1] if parts else Any, known), parts
        )
    if isinstance(kind, type):
        return _form_of_class(kind, known)
    raise TypeError(f"{kind!r} cannot be kept. What can: {WORKS}")


def _form_of_class(kind: type[Any], known: dict[Any, Form]) -> Form:
    if kind in _SINGLE:
        to_json, back = _SINGLE[kind]
        return Form(_read_optional(back), _writer_of(kind, lambda value, place: to_json(value)))
    if issubclass(kind, enum.Enum) and all(isinstance(item.value, (str, int, float)) for item in kind):
        return Form(_read_optional(kind), _writer_of(kind, lambda value, place: value.value))
    if attr.has(kind):
        return known.get(kind) or _form_of_attrs(kind, known)
    raise TypeError(f"{kind.__name__!r} cannot be kept. What can: {WORKS}")


def _form_of_attrs(kind: type[Any], known: dict[Any, Form]) -> Form:
    """Return the form of an attrs class; it may contain itself."""
    forms: dict[str, Form] = {}

    def write(value: Any, place: str) -> Data:
        # A field with init=False may have no value.
        found = {name: getattr(value, name) for name in forms if hasattr(value, name)}
        return {name: forms[name].write(item, f"{place}[{name!r}]") for name, item in found.items()}

    def read(raw: Any) -> Any:
        stored = _require_class(dict, raw)
        found = {name: form.read(stored[name]) for name, form in forms.items() if name in stored}
        fields = attr.fields(kind)
        made = kind(**{field.alias: found[field.name] for field in fields if field.init and field.name in found})
        for field in fields:
            if not field.init and field.name in found:
                object.__setattr__(made, field.name, found[field.name])  # also of a frozen class
        return made

    known[kind] = form = Form(_read_optional(read), _writer_of(kind, write, exactly=True))
    try:
        hints = typing.get_type_hints(kind, include_extras=True)
    except NameError as error:
        raise TypeError(f"{kind.__name__}: {error}. Define it above, in the same file") from error
    for field in attr.fields(kind):
        try:
            forms[field.name] = form_of(hints.get(field.name, field.type or Any), known)
        except TypeError as error:
            inner = str(error)
            raise TypeError(
                inner if inner.startswith("field ") else f"field {kind.__name__}.{field.name}: {inner}"
            ) from error
    return form


def _writer_of(kind: type[Any], write: Callable[[Any, str], Any], exactly: bool = False) -> Callable[[Any, str], Any]:
    """Return a function that refuses values that would be read back as another type."""

    def checked(value: Any, place: str) -> Any:
        fits = type(value) is kind if exactly else isinstance(value, kind)
        if kind is datetime.date and isinstance(value, datetime.datetime):
            fits = False  # though it is a date to Python
        if value is not None and not fits:
            raise TypeError(f"{describe(place, value)}, but its annotation says {kind.__name__!r}")
        return None if value is None else write(value, place)

    return checked


def _union(kind: Any, forms: list[Form]) -> Form:
    if len(forms) == 1 or all(form.is_plain for form in forms):
        return forms[0] if len(forms) == 1 else PLAIN
    raise TypeError(
        f"{kind} cannot be read back, because JSON does not say which of them it was. Use one type, or two fields"
    )


def _group(make: Any, member: Form, kind: Any) -> Form:
    def write(value: Any, place: str) -> list[Any]:
        is_set = make in (set, frozenset)
        if not isinstance(value, (set, frozenset) if is_set else (list, tuple)):
            raise TypeError(f"{describe(place, value)}, but its annotation says {kind}")
        found = [member.write(part, f"{place}[{number}]") for number, part in enumerate(value)]
        return sorted(found, key=_sort_key) if is_set else found

    def read(raw: Any) -> Any:
        return make(map(member.read, _require_class(list, raw)))

    return Form(_read_optional(read), _write_optional(write), is_plain=make is list and member.is_plain)


def _sort_key(value: Any) -> tuple[bool, Any]:
    """Sort numbers by size, before all other values; the order must be the same in every process."""
    return (False, value) if isinstance(value, (int, float)) else (True, json.dumps(value, sort_keys=True, default=str))


def _form_of_tuple(forms: list[Form]) -> Form:
    def write(value: Any, place: str) -> list[Any]:
        if not isinstance(value, (tuple, list)) or len(value) != len(forms):
            raise TypeError(f"{describe(place, value)}, but its annotation says a tuple of {len(forms)}")
        return [form.write(item, f"{place}[{number}]") for number, (form, item) in enumerate(zip(forms, value))]

    def read(raw: Any) -> tuple[Any, ...]:
        if len(_require_class(list, raw)) != len(forms):
            raise ValueError(f"{len(raw)} values are stored for a tuple of {len(forms)}")
        return tuple(form.read(item) for form, item in zip(forms, raw))

    return Form(_read_optional(read), _write_optional(write))


def _form_of_mapping(key: Form, member: Form, parts: tuple[Any, ...]) -> Form:
    """Return the form of a dictionary. In JSON its keys are strings, so numbers are written as strings."""
    kind = parts[0] if parts else str
    back: Callable[[str], Any] = {int: int, float: float}.get(kind, key.read)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        back = {str(item.value): item for item in kind}.__getitem__
    elif kind not in (Any, str, int, float, datetime.date, datetime.datetime, datetime.time):
        raise TypeError(f"a dictionary with keys of {kind!r} cannot be kept: use strings, numbers, enums or dates")
    is_text = kind in (Any, str)

    def write(value: Any, place: str) -> Data:
        if not isinstance(value, dict):
            raise TypeError(f"{describe(place, value)}, but its annotation says a dictionary")
        items = ((name, name if is_text else str(key.write(name, place)), part) for name, part in value.items())
        return {text: member.write(part, f"{place}[{name!r}]") for name, text, part in items}

    def read(raw: Any) -> Data:
        return {back(name): member.read(part) for name, part in _require_class(dict, raw).items()}

    return Form(_read_optional(read), _write_optional(write), is_plain=is_text and member.is_plain)


def _read_optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda raw: None if raw is None else read(raw)


def _write_optional(write: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    return lambda value, place: None if value is None else write(value, place)


def _require_class(kind: type[Any], raw: Any) -> Any:
    if not isinstance(raw, kind):
        raise TypeError(f"{raw!r} is stored where a {kind.__name__} is expected")
    return raw


def describe(place: str, value: Any) -> str:
    """Return a short description of the value at a place, and its type."""
    text = repr(value)
    return f"{place} is {text if len(text) < 80 else text[:76] + ' ...'}, of the type {type(value).__name__!r}"
