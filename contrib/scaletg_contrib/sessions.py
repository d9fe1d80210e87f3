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
import json
import logging
import threading
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from typing import Any

import attr

import scaletg
from scaletg_contrib.attrs_json import PLAIN, Data, check_json, form_of
from scaletg_contrib.stores import Conflict, Lease, Store, open_store

__all__ = ["Session", "SessionError", "Sessions"]

REMEMBERED = 32  # updates that a session knows to have changed it
REMEMBERED_SIZE = 2000  # of what it was before them, as JSON; always kept for the newest one
EMPTY_SECONDS = 86_400.0  # how long a session that was emptied remembers its updates
FIRST = -1_000_000  # the order of the apps that move sessions: before all others

log = logging.getLogger("scaletg.sessions")
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
            self._form = PLAIN if type is None else form_of(type, {})
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
        check_json(self._sessions.name, data, is_typed=self._typed is not None)
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
        check_json(f"session[{key!r}]", value)
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
