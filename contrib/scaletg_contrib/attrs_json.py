"""Convert instances of attrs classes to JSON and back, by the annotations of their fields, and check values."""

from __future__ import annotations

import datetime
import enum
import json
import math
import operator
import types
import typing
from collections import abc
from collections.abc import Callable
from typing import Any, NamedTuple

import attr

__all__ = ["Form", "check_json", "describe", "form_of"]

Data = dict[str, Any]

ANNOTATE = "what else an attrs class can hold comes back only if the field's annotation says what it is."


def check_json(name: str, value: Any, is_typed: bool = False) -> None:
    """Raise `TypeError` if *value* is not JSON; *name* is how an app refers to it."""
    try:
        wrong: str | None = _find_wrong(name, value)
    except RecursionError:
        wrong = f"{name} contains itself, or is nested too deep"
    if wrong is None:
        return
    hint = "tuples, dates, sets, enums and your own objects are kept by Sessions(type=...), an attrs class."
    if is_typed:
        hint = ANNOTATE
    raise TypeError(
        f"{wrong}. Use dictionaries with strings as keys, lists, strings, finite numbers, booleans and None; {hint}"
    )


def _find_wrong(name: str, value: Any) -> str | None:
    """Return the place of the first value that is not JSON, and the value."""
    if value is None or isinstance(value, (str, int)):
        return None
    if isinstance(value, float):
        if math.isfinite(value):
            return None
        return f"{name} is {value}"
    places: Any
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                return f"{name} has the key {key!r}, which is not a string: write {str(key)!r}"
        places = value.items()
    elif isinstance(value, list):
        places = enumerate(value)
    else:
        return describe(name, value)
    for place, item in places:
        wrong = _find_wrong(f"{name}[{place!r}]", item)
        if wrong:
            return wrong
    return None


class Form(NamedTuple):
    """How values of an annotation are written as JSON and read back; both are checked when the session's class is."""

    read: Callable[[Any], Any]
    write: Callable[[Any, str], Any]  # gets the value and its place
    is_plain: bool = False  # JSON already


def _keep(value: Any, place: str = "") -> Any:
    return value


PLAIN = Form(_keep, _keep, is_plain=True)


def _from_seconds(seconds: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=seconds)


#: Classes of single values: the functions that write a value as JSON, and read it back.
_SINGLE: dict[Any, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    datetime.datetime: (datetime.datetime.isoformat, datetime.datetime.fromisoformat),
    datetime.date: (datetime.date.isoformat, datetime.date.fromisoformat),
    datetime.time: (datetime.time.isoformat, datetime.time.fromisoformat),
    datetime.timedelta: (datetime.timedelta.total_seconds, _from_seconds),
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
    if origin in _PLAIN_KINDS:
        return PLAIN
    if origin is typing.Literal and all(isinstance(part, (str, int)) for part in parts):
        return PLAIN
    if origin is tuple and parts and parts[-1] is not ...:
        return _form_of_tuple([form_of(part, known) for part in parts])
    if origin in _GROUPS:
        (member, *_) = parts or (Any,)
        return _group(_GROUPS[origin], form_of(member, known), kind)
    if origin in _MAPPINGS:
        key, member = parts or (str, Any)
        return _form_of_mapping(key, form_of(key, known), form_of(member, known))
    if isinstance(kind, type):
        return _form_of_class(kind, known)
    raise TypeError(f"{kind!r} cannot be kept. What can: {WORKS}")


def _form_of_class(kind: type[Any], known: dict[Any, Form]) -> Form:
    if kind in _SINGLE:
        to_json, back = _SINGLE[kind]
        return Form(_read_optional(back), _writer_of(kind, to_json))
    if issubclass(kind, enum.Enum) and all(isinstance(item.value, (str, int, float)) for item in kind):
        return Form(_read_optional(kind), _writer_of(kind, operator.attrgetter("value")))
    if attr.has(kind):
        return known.get(kind) or _form_of_attrs(kind, known)
    raise TypeError(f"{kind.__name__!r} cannot be kept. What can: {WORKS}")


def _form_of_attrs(kind: type[Any], known: dict[Any, Form]) -> Form:
    """Return the form of an attrs class; it may contain itself."""
    forms: dict[str, Form] = {}

    def write(value: Any, place: str) -> Data | None:
        if value is None:
            return None
        if type(value) is not kind:  # one of a subclass would be read back as one of this class
            raise _unlike_annotation(place, value, kind)
        found = {}
        for name, form in forms.items():
            if hasattr(value, name):  # a field with init=False may have no value
                found[name] = form.write(getattr(value, name), f"{place}[{name!r}]")
        return found

    def read(raw: Any) -> Any:
        stored = _require_class(dict, raw)
        arguments = {}
        others = {}
        for field in attr.fields(kind):
            if field.name not in stored:
                continue
            value = forms[field.name].read(stored[field.name])
            if field.init:
                arguments[field.alias] = value
            else:
                others[field.name] = value
        made = kind(**arguments)
        for name, value in others.items():
            object.__setattr__(made, name, value)  # also of a frozen class
        return made

    known[kind] = form = Form(_read_optional(read), write)
    try:
        hints = typing.get_type_hints(kind, include_extras=True)
    except NameError as error:
        raise TypeError(f"{kind.__name__}: {error}. Define it above, in the same file") from error
    for field in attr.fields(kind):
        try:
            forms[field.name] = form_of(hints.get(field.name, field.type or Any), known)
        except TypeError as error:
            text = str(error)
            if not text.startswith("field "):
                text = f"field {kind.__name__}.{field.name}: {text}"
            raise TypeError(text) from error
    return form


def _writer_of(kind: type[Any], to_json: Callable[[Any], Any]) -> Callable[[Any, str], Any]:
    """Return a function that refuses values that would be read back as another type."""

    def write(value: Any, place: str) -> Any:
        if value is None:
            return None
        fits = isinstance(value, kind)
        if kind is datetime.date and isinstance(value, datetime.datetime):
            fits = False  # though it is a date to Python
        if not fits:
            raise _unlike_annotation(place, value, kind)
        return to_json(value)

    return write


def _unlike_annotation(place: str, value: Any, kind: type[Any]) -> TypeError:
    return TypeError(f"{describe(place, value)}, but its annotation says {kind.__name__!r}")


def _union(kind: Any, forms: list[Form]) -> Form:
    if len(forms) == 1:
        return forms[0]
    if all(form.is_plain for form in forms):
        return PLAIN
    raise TypeError(
        f"{kind} cannot be read back, because JSON does not say which of them it was. Use one type, or two fields"
    )


def _group(make: Any, member: Form, kind: Any) -> Form:
    def write(value: Any, place: str) -> list[Any]:
        is_set = make in (set, frozenset)
        kinds: tuple[type, ...] = (list, tuple)
        if is_set:
            kinds = (set, frozenset)
        if not isinstance(value, kinds):
            raise TypeError(f"{describe(place, value)}, but its annotation says {kind}")
        found = []
        parts: Any = value
        for number, part in enumerate(parts):
            found.append(member.write(part, f"{place}[{number}]"))
        if is_set:
            found.sort(key=_sort_key)
        return found

    def read(raw: Any) -> Any:
        return make(map(member.read, _require_class(list, raw)))

    return Form(_read_optional(read), _write_optional(write), is_plain=make is list and member.is_plain)


def _sort_key(value: Any) -> tuple[bool, Any]:
    """Sort numbers by size, before all other values; the order must be the same in every process."""
    if isinstance(value, (int, float)):
        return False, value
    return True, json.dumps(value, sort_keys=True, default=str)


def _form_of_tuple(forms: list[Form]) -> Form:
    def write(value: Any, place: str) -> list[Any]:
        if not isinstance(value, (tuple, list)) or len(value) != len(forms):
            raise TypeError(f"{describe(place, value)}, but its annotation says a tuple of {len(forms)}")
        found = []
        for number, form in enumerate(forms):
            found.append(form.write(value[number], f"{place}[{number}]"))
        return found

    def read(raw: Any) -> tuple[Any, ...]:
        if len(_require_class(list, raw)) != len(forms):
            raise ValueError(f"{len(raw)} values are stored for a tuple of {len(forms)}")
        return tuple(form.read(item) for form, item in zip(forms, raw))

    return Form(_read_optional(read), _write_optional(write))


def _form_of_mapping(kind: Any, key: Form, member: Form) -> Form:
    """Return the form of a dictionary with keys of a *kind*. JSON has only strings as keys, so it writes numbers so."""
    back: Callable[[str], Any] = {int: int, float: float}.get(kind, key.read)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        back = {str(item.value): item for item in kind}.__getitem__
    elif kind not in (Any, str, int, float, datetime.date, datetime.datetime, datetime.time):
        raise TypeError(f"a dictionary with keys of {kind!r} cannot be kept: use strings, numbers, enums or dates")
    is_text = kind in (Any, str)

    def write(value: Any, place: str) -> Data:
        if not isinstance(value, dict):
            raise TypeError(f"{describe(place, value)}, but its annotation says a dictionary")
        found = {}
        for name, part in value.items():
            text = name
            if not is_text:
                text = str(key.write(name, place))
            found[text] = member.write(part, f"{place}[{name!r}]")
        return found

    def read(raw: Any) -> Data:
        stored = _require_class(dict, raw)
        return {back(name): member.read(part) for name, part in stored.items()}

    return Form(_read_optional(read), _write_optional(write), is_plain=is_text and member.is_plain)


def _read_optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read_optional(raw: Any) -> Any:
        if raw is None:
            return None
        return read(raw)

    return read_optional


def _write_optional(write: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    def write_optional(value: Any, place: str) -> Any:
        if value is None:
            return None
        return write(value, place)

    return write_optional


def _require_class(kind: type[Any], raw: Any) -> Any:
    if not isinstance(raw, kind):
        raise TypeError(f"{raw!r} is stored where a {kind.__name__} is expected")
    return raw


def describe(place: str, value: Any) -> str:
    """Return a short description of the value at a place, and its type."""
    text = repr(value)
    if len(text) >= 80:
        text = text[:76] + " ..."
    return f"{place} is {text}, of the type {type(value).__name__!r}"
