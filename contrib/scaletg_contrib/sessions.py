"""Remember something from one update to the next: a dictionary for each person, chat or topic, right in many processes.

    bot.load(Sessions("sqlite:///bot.db"))              # or a URL of scaletg_contrib.stores, or an open store

    @bot.app("/count")
    def count(message, session):
        session["count"] = session.get("count", 0) + 1
        return f"You counted to {session['count']}."

Stored: one JSON record for each session, read when it is first touched and written only if it changed: one read and at
most one write an update. The write is a compare-and-set: if another process changed the session meanwhile, the update
is processed again from the start, and its first reply is never sent. The record remembers the last updates that changed
it, so an update that is delivered again after a worker was killed does not count twice. An update that fails, by an
exception or `Retry`, changes nothing. An update that leaves in the session what is no JSON fails, too.
"""

from __future__ import annotations

import contextlib
import copy
import datetime
import enum
import json
import logging
import math
import threading
import types
import typing
from collections import abc
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from typing import Any, NamedTuple

import attr

import scaletg
from scaletg_contrib.stores import Conflict, Lease, Store, open_store

__all__ = ["Session", "SessionError", "Sessions"]

REMEMBERED = 32  # updates that a session knows to have changed it
REMEMBERED_SIZE = 2000  # of what it was before them, as JSON; always kept for the newest one
EMPTY_SECONDS = 86_400.0  # how long a session that was emptied remembers its updates
FIRST = -1_000_000  # the order of the apps that move sessions: before all others

ANNOTATE = "what else an attrs class can hold comes back only if the field's annotation says what it is."

log = logging.getLogger("scaletg.sessions")
Data = dict[str, Any]
KeyFunction = Callable[[Any], str | int | None]


class SessionError(scaletg.ScaleTGError):
    """A session cannot be used: the update belongs to none, or its data do not fit the code."""


class Sessions:
    """Gives apps and modules the module `session`.

    *store*: a URL for `scaletg_contrib.stores.open_store`, or an open store.
    *key*: whose session it is: "chat+user", "chat", "user", "topic", or a function that gets the update and returns a
    text or number. What has no chat, as an inline query, belongs to the private chat with its user.
    *name*: of the module; several Sessions with different names can be loaded.
    *type*: an attrs class; apps then get an instance of it. *ttl*: seconds after its last change until it is forgotten.
    *lock*: seconds for which the session is locked, from the first touch to the end of the update. Then no update is
    processed twice, which matters to apps that call Telegram before they are done; it costs two more writes.
    *migrations*: functions that turn data of one shape into the next one; only ever add to the list.
    """

    def __init__(
        self,
        store: str | Store = "sqlite:///bot.db",
        *,
        key: str | KeyFunction = "chat+user",
        name: str = "session",
        type: type[Any] | None = None,
        ttl: float | None = None,
        lock: float | None = None,
        migrations: Sequence[Callable[[Data], Data]] = (),
    ) -> None:
        if not callable(key) and key not in KEYS:
            raise scaletg.ConfigError(f"Sessions(key={key!r}): use one of {', '.join(KEYS)}, or a function.")
        if type is not None and not attr.has(type):
            raise scaletg.ConfigError(f"Sessions(type={type!r}): it is no attrs class. Put @attrs.define above it.")
        try:
            self._form = _PLAIN if type is None else _form_of(type, {})
        except TypeError as error:
            raise scaletg.ConfigError(f"Sessions(type={getattr(type, '__name__', type)}): {error}.") from error
        for option, seconds in (("ttl", ttl), ("lock", lock)):
            if seconds is not None and not _is_duration(seconds):
                raise scaletg.ConfigError(f"Sessions({option}={seconds!r}): give seconds above 0, as 3600, or None.")
        self.store = open_store(store) if isinstance(store, str) else store
        self.name, self.type, self.ttl, self.lock, self.migrations = name, type, ttl, lock, list(migrations)
        self._key_of = key if callable(key) else KEYS[key]
        self._prefix = f"session:{name}:"
        self._unsaved = threading.local()

        @scaletg.module(name)
        def give(update: Any) -> Iterator[Any]:
            yield from self._give(update)

        setattr(self, name, give)

    def _give(self, update: Any) -> Iterator[Any]:
        """Give the session of this update, and save it when the update is done."""
        self._raise_unsaved(update)
        one = _OneUpdate(self, update)
        try:
            value = Session(one) if self.type is None else one.load_typed()
            if (yield value) is None:
                self._save(one, update)
        finally:
            one.unlock()

    def _save(self, one: _OneUpdate, update: Any) -> None:
        """Save at the end of an update.

        It is too late then for an error that fails the update, so one asks for the update anew and is raised there.
        """
        try:
            one.save()
        except SessionError as error:
            self._unsaved.found = update.to_dict(), error
            raise scaletg.Retry(0) from error

    def _raise_unsaved(self, update: Any) -> None:
        """Raise why the session could not be saved when this update was processed just now."""
        found = vars(self._unsaved).pop("found", None)
        if found and found[0] == update.to_dict():
            raise found[1]

    @scaletg.app(on="message:migrate_to_chat_id", order=FIRST)
    def move_to(self, message: Any) -> None:
        """Take the sessions of a group along when it becomes a supergroup."""
        self.move(message.chat.id, message.migrate_to_chat_id)

    @scaletg.app(on="message:migrate_from_chat_id", order=FIRST)
    def move_from(self, message: Any) -> None:
        """Do the same when the supergroup tells first."""
        self.move(message.migrate_from_chat_id, message.chat.id)

    def move(self, old_chat: int, new_chat: int) -> int:
        """Move the sessions of a chat to another id; return how many. Those that are there already stay."""
        count, old = 0, f"{self._prefix}{old_chat}"
        for record in list(self.store.scan(old)):
            rest = record.key[len(old) :]
            if rest[:1].isdigit():
                continue  # the id of another chat begins alike
            if self.store.move(record.key, f"{self._prefix}{new_chat}{rest}"):
                count += 1
            else:
                log.warning("chat %s has a session %r already: that of chat %s is dropped", new_chat, rest, old_chat)
        return count

    def _key(self, update: Any) -> str:
        key = self._key_of(update)
        if key is None:
            raise SessionError(
                f"update {getattr(update, 'update_id', None)} ({update.kind}) has no session: it names nobody. "
                f"Do not ask for {self.name!r} there, or give Sessions a key function."
            )
        return f"{self._prefix}{key}"

    def _migrate(self, key: str, data: Data, shape: int) -> Data:
        if shape > len(self.migrations):
            raise SessionError(
                f"session {key!r} has shape {shape}, but this code knows {len(self.migrations)} migrations. "
                "It was saved by newer code: run that code here, too."
            )
        for migrate in self.migrations[shape:]:
            data = migrate(data)
            if not isinstance(data, dict):
                raise SessionError(
                    f"session {key!r}: the migration {_name_of(migrate)!r} returned {data!r}. "
                    "Return a dictionary: the data in their new shape."
                )
        return data


def _is_duration(seconds: Any) -> bool:
    return isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and 0 < seconds < 1e10


def _name_of(function: Any) -> str:
    return str(getattr(function, "__name__", function))


# Whose session it is #########################################################


def _chat_id(update: Any) -> int | None:
    found = update.chat or update.user  # the private chat with a person has the person's id
    return found.id if found else None


def _chat_and_person(update: Any) -> str | None:
    chat, person = _chat_id(update), update.person_id
    return None if chat is None else f"{chat}:{person or 0}"


def _topic(update: Any) -> str | None:
    chat, message = _chat_id(update), update.message_any
    topic = getattr(message, "message_thread_id", None) if getattr(message, "is_topic_message", None) else None
    return None if chat is None else f"{chat}:{topic or 0}"


KEYS: dict[str, KeyFunction] = {
    "chat+user": _chat_and_person,
    "chat": _chat_id,
    "user": lambda update: update.person_id,
    "topic": _topic,
}


# One session during one update ###############################################


class _OneUpdate:
    """Reads the session of one update at most once, and writes it if it changed."""

    def __init__(self, sessions: Sessions, update: Any) -> None:
        self._sessions, self._update = sessions, update
        self._id: int = getattr(update, "update_id", None) or 0
        self._lease: Lease | None = None
        self._failure: Exception | None = None
        self._data: Data | None = None
        self._typed: Any = None

    @property
    def is_loaded(self) -> bool:
        return self._data is not None

    @property
    def data(self) -> Data:
        if self._data is None:
            try:
                self._data = self._load()
            except scaletg.Retry as error:
                self._failure = error  # raised again at the end, if an app caught it
                raise
        return self._data

    def load_typed(self) -> Any:
        kind = self._sessions.type
        assert kind is not None
        try:
            self._typed = self._sessions._form.read(self.data)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise SessionError(
                f"session {self._key!r} does not fit {kind.__name__}: {error}. "
                "Give what is new a default, and turn the rest by a migration."
            ) from error
        return self._typed

    def _load(self) -> Data:
        sessions = self._sessions
        self._key = sessions._key(self._update)
        if sessions.lock:
            self._lease = sessions.store.lock(self._key, sessions.lock)
        found = sessions.store.get(self._key)
        self._key = found.key if found else self._key  # another one if the group became a supergroup just now
        self._version = found.version if found else 0
        stored: Data = found.value if found else {"data": {}, "shape": len(sessions.migrations), "updates": []}
        self._updates: list[list[Any]] = stored["updates"]  # each an id, and what the session was before
        self._stored = _dump(stored["data"], stored["shape"])
        mine: list[Any] = next((one for one in self._updates if self._id and one[0] == self._id), [])
        #: Others changed it after this update did, before it was delivered again: the answer is found, nothing saved.
        self._is_past = bool(mine) and mine is not self._updates[-1]
        data = sessions._migrate(self._key, mine[1] if len(mine) == 2 else stored["data"], stored["shape"])
        self._before = copy.deepcopy(data)
        return data

    def save(self) -> None:
        """Write the session if it changed; raise `Retry` if somebody else changed it since it was read."""
        if self._failure:
            raise self._failure
        if self._data is None or self._is_past:
            return
        try:
            self._save()
        except (TypeError, ValueError) as error:
            raise SessionError(f"{self._key!r} was not saved: {error}") from error

    def _save(self) -> None:
        data = self._data if self._typed is None else self._sessions._form.write(self._typed, self._sessions.name)
        shape = len(self._sessions.migrations)
        try:
            text = _dump(data, shape)
        except (TypeError, ValueError, RecursionError):
            text = ""  # what is wrong is told below
        if text == self._stored or (not self._version and not data):
            return
        _check(self._sessions.name, data, is_typed=self._typed is not None)
        others = [one for one in self._updates if one[0] != self._id or not self._id]
        updates = _shortened([*others, [self._id, self._before]])
        value = {"data": data, "shape": shape, "updates": updates}
        ttl = self._sessions.ttl if data else min(self._sessions.ttl or EMPTY_SECONDS, EMPTY_SECONDS)
        try:
            self._version = self._sessions.store.put(self._key, value, version=self._version, ttl=ttl)
        except Conflict:
            raise scaletg.Retry(0) from None
        self._updates, self._stored = updates, text

    def unlock(self) -> None:
        if self._lease:
            with contextlib.suppress(scaletg.Retry):  # it runs out by itself
                self._lease.release()


class Session(MutableMapping[str, Any]):
    """Is the dictionary that apps get: keys are text, values are what JSON knows.

    Changes deep inside of it, as in a list, are saved, too. To forget everything: `session.clear()`.
    """

    def __init__(self, one: _OneUpdate) -> None:
        self._one = one

    def __getitem__(self, key: str) -> Any:
        return self._one.data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        if not isinstance(key, str):
            raise TypeError(f"session[{key!r}]: the keys of a session are text. Write session[{str(key)!r}].")
        _check(f"session[{key!r}]", value)
        self._one.data[key] = value

    def __delitem__(self, key: str) -> None:
        del self._one.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._one.data)

    def __len__(self) -> int:
        return len(self._one.data)

    def __repr__(self) -> str:
        return f"Session({self._one.data if self._one.is_loaded else '... not read yet'})"

    def save(self) -> None:
        """Save now: before an app calls Telegram itself, so that the call is not repeated if others were quicker."""
        self._one.save()


def _shortened(updates: list[list[Any]]) -> list[list[Any]]:
    """Return the newest updates; of the older ones only the id if there is no room for more."""
    kept, size = updates[-1:], 0
    for one in reversed(updates[-REMEMBERED:-1]):
        size += len(json.dumps(one))
        kept.insert(0, one if size <= REMEMBERED_SIZE else one[:1])
    return kept


def _dump(data: Any, shape: int) -> str:
    return f"{shape} {json.dumps(data)}"


def _check(name: str, value: Any, is_typed: bool = False) -> None:
    """Raise `TypeError` if JSON does not keep *value* as it is; *name* is how an app gets at it."""
    try:
        wrong = _wrong(name, value)
    except RecursionError:
        wrong = f"{name} contains itself, or lies too deep"
    if wrong:
        raise TypeError(
            f"{wrong}. Use dictionaries with text keys, lists, texts, finite numbers, booleans and None; "
            + (
                ANNOTATE
                if is_typed
                else "dates, sets, enums and objects of your own are kept by Sessions(type=...), an attrs class."
            )
        )


def _wrong(name: str, value: Any) -> str | None:
    """Return the place of the first thing that is no JSON, and what it is."""
    if value is None or isinstance(value, (str, int)):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else f"{name} is {value}"
    if isinstance(value, dict):
        keys = [key for key in value if not isinstance(key, str)]
        if keys:
            return f"{name} has the key {keys[0]!r}, which is no text: write {str(keys[0])!r}"
        found = (_wrong(f"{name}[{key!r}]", one) for key, one in value.items())
    elif isinstance(value, (list, tuple)):
        found = (_wrong(f"{name}[{place}]", one) for place, one in enumerate(value))
    else:
        return _told(name, value)
    return next(filter(None, found), None)


# attrs classes as JSON #######################################################


class _Form(NamedTuple):
    """How values of an annotation become JSON and come back; both are checked when the session's class is."""

    read: Callable[[Any], Any]
    write: Callable[[Any, str], Any]  # gets the value and its place
    is_plain: bool = False  # JSON already


_PLAIN = _Form(lambda value: value, lambda value, place: value, is_plain=True)
#: Classes of single values: what is stored of them, and back.
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
    "JSON's values, other attrs classes, enums of texts and numbers, date, datetime, time, timedelta, "
    "list, Sequence, set, frozenset, tuple, dict and Mapping of them, and `... | None`"
)


def _form_of(kind: Any, known: dict[Any, _Form]) -> _Form:
    """Return how values of the annotation *kind* are kept. Raises `TypeError` if they cannot be."""
    origin, parts = typing.get_origin(kind) or kind, typing.get_args(kind)
    if origin is typing.Annotated:
        return _form_of(parts[0], known)
    if origin in (typing.Union, types.UnionType):
        return _union(kind, [_form_of(part, known) for part in parts if part is not type(None)])
    if origin in _PLAIN_KINDS or (origin is typing.Literal and all(isinstance(one, (str, int)) for one in parts)):
        return _PLAIN
    if origin is tuple and parts and parts[-1] is not ...:
        return _fixed([_form_of(part, known) for part in parts])
    if origin in _GROUPS:
        return _group(_GROUPS[origin], _form_of(parts[0] if parts else Any, known), kind)
    if origin in _MAPPINGS:
        return _mapping(_form_of(parts[0] if parts else str, known), _form_of(parts[1] if parts else Any, known), parts)
    if isinstance(kind, type):
        return _form_of_class(kind, known)
    raise TypeError(f"{kind!r} cannot be kept. What can: {WORKS}")


def _form_of_class(kind: type[Any], known: dict[Any, _Form]) -> _Form:
    if kind in _SINGLE:
        to_json, back = _SINGLE[kind]
        return _Form(_optional(back), _writing(kind, lambda value, place: to_json(value)))
    if issubclass(kind, enum.Enum) and all(isinstance(one.value, (str, int, float)) for one in kind):
        return _Form(_optional(kind), _writing(kind, lambda value, place: value.value))
    if attr.has(kind):
        return known.get(kind) or _form_of_attrs(kind, known)
    raise TypeError(f"{kind.__name__!r} cannot be kept. What can: {WORKS}")


def _form_of_attrs(kind: type[Any], known: dict[Any, _Form]) -> _Form:
    """Return the form of an attrs class; it may contain itself."""
    forms: dict[str, _Form] = {}

    def write(value: Any, place: str) -> Data:
        found = {name: getattr(value, name) for name in forms if hasattr(value, name)}  # init=False may lack a value
        return {name: forms[name].write(one, f"{place}[{name!r}]") for name, one in found.items()}

    def read(raw: Any) -> Any:
        stored = _as(dict, raw)
        found = {name: form.read(stored[name]) for name, form in forms.items() if name in stored}
        fields = attr.fields(kind)
        made = kind(**{field.alias: found[field.name] for field in fields if field.init and field.name in found})
        for field in fields:
            if not field.init and field.name in found:
                object.__setattr__(made, field.name, found[field.name])  # also of a frozen class
        return made

    known[kind] = form = _Form(_optional(read), _writing(kind, write, exactly=True))
    try:
        hints = typing.get_type_hints(kind, include_extras=True)
    except NameError as error:
        raise TypeError(f"{kind.__name__}: {error}. Define it above, in the file itself") from error
    for field in attr.fields(kind):
        try:
            forms[field.name] = _form_of(hints.get(field.name, field.type or Any), known)
        except TypeError as error:
            inner = str(error)
            raise TypeError(
                inner if inner.startswith("field ") else f"field {kind.__name__}.{field.name}: {inner}"
            ) from error
    return form


def _writing(kind: type[Any], write: Callable[[Any, str], Any], exactly: bool = False) -> Callable[[Any, str], Any]:
    """Return a function that refuses what would come back as something else."""

    def checked(value: Any, place: str) -> Any:
        fits = type(value) is kind if exactly else isinstance(value, kind)
        if kind is datetime.date and isinstance(value, datetime.datetime):
            fits = False  # though it is a date to Python
        if value is not None and not fits:
            raise TypeError(f"{_told(place, value)}, but its annotation says {kind.__name__!r}")
        return None if value is None else write(value, place)

    return checked


def _union(kind: Any, forms: list[_Form]) -> _Form:
    if len(forms) == 1 or all(form.is_plain for form in forms):
        return forms[0] if len(forms) == 1 else _PLAIN
    raise TypeError(
        f"{kind} cannot be read back, for JSON does not say which of them it was. Use one type, or two fields"
    )


def _group(make: Any, one: _Form, kind: Any) -> _Form:
    def write(value: Any, place: str) -> list[Any]:
        is_set = make in (set, frozenset)
        if not isinstance(value, (set, frozenset) if is_set else (list, tuple)):
            raise TypeError(f"{_told(place, value)}, but its annotation says {kind}")
        found = [one.write(part, f"{place}[{number}]") for number, part in enumerate(value)]
        return sorted(found, key=_sorting) if is_set else found

    def read(raw: Any) -> Any:
        return make(map(one.read, _as(list, raw)))

    return _Form(_optional(read), _optional_write(write), is_plain=make is list and one.is_plain)


def _sorting(value: Any) -> tuple[bool, Any]:
    """Let numbers come before all else, by their size; the order must be the same in every process."""
    return (False, value) if isinstance(value, (int, float)) else (True, json.dumps(value, sort_keys=True, default=str))


def _fixed(forms: list[_Form]) -> _Form:
    def write(value: Any, place: str) -> list[Any]:
        if not isinstance(value, (tuple, list)) or len(value) != len(forms):
            raise TypeError(f"{_told(place, value)}, but its annotation says a tuple of {len(forms)}")
        return [form.write(one, f"{place}[{number}]") for number, (form, one) in enumerate(zip(forms, value))]

    def read(raw: Any) -> tuple[Any, ...]:
        if len(_as(list, raw)) != len(forms):
            raise ValueError(f"{len(raw)} values are stored for a tuple of {len(forms)}")
        return tuple(form.read(one) for form, one in zip(forms, raw))

    return _Form(_optional(read), _optional_write(write))


def _mapping(key: _Form, one: _Form, parts: tuple[Any, ...]) -> _Form:
    """Return the form of a dictionary. In JSON its keys are texts: numbers become such, and numbers again."""
    kind = parts[0] if parts else str
    back: Callable[[str], Any] = {int: int, float: float}.get(kind, key.read)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        back = {str(member.value): member for member in kind}.__getitem__
    elif kind not in (Any, str, int, float, datetime.date, datetime.datetime, datetime.time):
        raise TypeError(f"a dictionary with keys of {kind!r} cannot be kept: use texts, numbers, enums or dates")
    is_text = kind in (Any, str)

    def write(value: Any, place: str) -> Data:
        if not isinstance(value, dict):
            raise TypeError(f"{_told(place, value)}, but its annotation says a dictionary")
        items = ((name, name if is_text else str(key.write(name, place)), part) for name, part in value.items())
        return {text: one.write(part, f"{place}[{name!r}]") for name, text, part in items}

    def read(raw: Any) -> Data:
        return {back(name): one.read(part) for name, part in _as(dict, raw).items()}

    return _Form(_optional(read), _optional_write(write), is_plain=is_text and one.is_plain)


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda raw: None if raw is None else read(raw)


def _optional_write(write: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    return lambda value, place: None if value is None else write(value, place)


def _as(kind: type[Any], raw: Any) -> Any:
    if not isinstance(raw, kind):
        raise TypeError(f"{raw!r} is stored where a {kind.__name__} is expected")
    return raw


def _told(place: str, value: Any) -> str:
    text = repr(value)
    return f"{place} is {text if len(text) < 80 else text[:76] + ' ...'}, of the type {type(value).__name__!r}"
