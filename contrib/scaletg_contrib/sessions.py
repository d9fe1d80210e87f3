"""Keep data from one update to the next: a dictionary for each person, chat or topic, correct with many processes.

    bot.load(Sessions())

    @bot.app("/count")
    def count(message, session):
        session["count"] = session.get("count", 0) + 1
        return f"You counted to {session['count']}."

Stored, in the store of the bot: one JSON record for each session, `<bot id>/sessions/session/<chat>/<person>`. It is
read at the first access and written only if it has changed: one read and at most one write for each update. The write
is a compare-and-set: if another process has changed the session, the update is processed again from the start, and its
first reply is never sent. The record remembers the last updates that changed it, so an update that is
delivered again after a worker was killed does not count twice. An update that fails changes nothing: an exception,
`Retry`, a reply that is refused, or a value in the session that is not JSON.
"""

from __future__ import annotations

import contextlib
import copy
import json
import keyword
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

import attr

import scaletg
from scaletg_contrib.attrs_json import PLAIN, Data, check_json, form_of
from scaletg_contrib.feature import Feature
from scaletg_contrib.migration import FollowsGroups, move_records
from scaletg_contrib.stores import Conflict, Lease, Store, key_parts

__all__ = ["Session", "SessionError", "Sessions"]

REMEMBERED = 32  # how many updates that changed it a session remembers
REMEMBERED_SIZE = 65_536  # the largest size of their changes, as JSON
EMPTY_SECONDS = 86_400.0  # how long an empty session remembers its updates

KeyFunction = Callable[[Any], str | int | None]


class SessionError(scaletg.ScaleTGError):
    """A session cannot be used: the update has no session, or the data does not fit the code."""


class Sessions(Feature, FollowsGroups):
    """Provides the module `session`.

    *store*: a URL for `scaletg_contrib.stores.open_store`, or an open store; the bot's store otherwise.
    *key*: whose session it is: "chat+user", "chat", "user", "topic", or a function that gets the update and returns a
    string or an integer. An update without a chat, for example an inline query, belongs to the private chat
    with its user. *name*: the word that apps name; several Sessions with different names can be loaded.
    *namespace*: the third part of the keys in the store, if it is not the name.
    *type*: an attrs class; apps then get an instance of it. *ttl*: seconds after its last change until it is forgotten.
    *lock*: seconds for which the session is locked, from the first touch to the end of the update. Then no update is
    processed twice, which matters to apps that call Telegram before they are done; it costs two more writes.
    *migrations*: functions that turn data of one shape into the next one; only ever add to the list.
    """

    feature = "sessions"

    def __init__(
        self,
        store: str | Store | None = None,
        *,
        key: str | KeyFunction = "chat+user",
        name: str = "session",
        namespace: str | None = None,
        type: type[Any] | None = None,
        ttl: float | None = None,
        lock: float | None = None,
        migrations: Sequence[Callable[[Data], Data]] = (),
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        if not name.isidentifier() or keyword.iskeyword(name):
            raise scaletg.ConfigError(
                f"{self._class}(name={name!r}): apps write the name as a parameter, so it must be a Python name, for "
                "example 'cart'."
            )
        if not callable(key) and key not in KEYS:
            raise scaletg.ConfigError(f"{self._class}(key={key!r}): use one of {', '.join(KEYS)}, or a function.")
        if type is not None and not attr.has(type):
            raise scaletg.ConfigError(
                f"{self._class}(type={type!r}): it is not an attrs class. Put @attrs.define above it."
            )
        try:
            self._form = PLAIN if type is None else form_of(type, {})
        except TypeError as error:
            raise scaletg.ConfigError(f"{self._class}(type={getattr(type, '__name__', type)}): {error}.") from error
        for option, seconds in (("ttl", ttl), ("lock", lock)):
            if seconds is not None and not _is_duration(seconds):
                raise scaletg.ConfigError(
                    f"{self._class}({option}={seconds!r}): give seconds above 0, for example 3600, or None."
                )
        self.type, self.ttl, self.lock, self.migrations = type, ttl, lock, list(migrations)
        self._key_kind = key
        self._key_of = key if callable(key) else KEYS[key]

        @scaletg.module(name)
        def give(update: Any, bot: Any) -> Iterator[Any]:
            yield from self._give(update, bot)

        self._module = give

    @property
    def _class(self) -> str:
        return self.__class__.__name__

    def _give(self, update: Any, bot: Any) -> Iterator[Any]:
        """Provide the session of this update, and save it if the update succeeds."""
        current = _OneUpdate(self, update, bot)
        try:
            error = yield self._value_of(current)
            if error is None:
                current.save()
        finally:
            current.unlock()

    def _value_of(self, current: _OneUpdate) -> Any:
        """Return the value that apps get."""
        return Session(current) if self.type is None else current.load_typed()

    @contextlib.contextmanager
    def of(self, chat: int, user: int | None = None, *, bot: Any = None) -> Iterator[Any]:
        """Open the session of somebody from outside of their updates; it is saved at the end of the `with` block.

            with sessions.of(42) as session:        # the private chat with person 42
                session["credit"] = 100

        *chat*: the id of a chat; *user*: of the person in it, who in a private chat is the same. After an exception
        nothing is saved. Raises `SessionError` if an update has changed the session meanwhile: try it again.
        *bot*: whose sessions, if not those of the bot that has loaded this object.
        """
        bot = self.bot_or(bot)
        one = _OneUpdate(self, _update_of(chat, user, bot), bot)
        try:
            yield self._value_of(one)
            one.save()
        except scaletg.Retry as error:
            raise SessionError(
                f"the session of user {user} in chat {chat} was not saved: an update has changed it or holds it, "
                "or the store cannot be reached. Try again."
            ) from error
        finally:
            one.unlock()

    def read(self, chat: int, user: int | None = None, *, bot: Any = None) -> Data:
        """Return what is in the session of somebody, as a dictionary: nothing is locked, and changes are not saved.

        *chat*, *user* and *bot* are those of `of`.
        """
        bot = self.bot_or(bot)
        key = self._key(_update_of(chat, user, bot), bot)
        found = self.store_of(bot).get(key)
        return self._migrate(key, found.value["data"], found.value["shape"]) if found is not None else {}

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move the sessions of a chat to another id and return how many; if both have one, they are merged.

        A key that both have keeps the value of the new chat. *bot*: whose sessions, if not those of the bot that has
        loaded this object.
        """
        bot = bot or self._bot
        return move_records(self.store_of(bot), self.key(bot), old_chat, new_chat, self._unite)

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the sessions of a person, in all chats, and return how many. It looks at the keys of all sessions.

        If the keys come from a function, it deletes those that are equal to the id.
        """
        bot, count = bot or self._bot, 0
        store, prefix = self.store_of(bot), f"{self.key(bot)}/"
        for key in list(store.keys(prefix)):
            place = key_parts(key)[3:]
            whose = place if self._key_kind == "chat+user" else place[:1]
            if str(user_id) in whose:
                count += store.delete(key)
        return count

    def _unite(self, old: Data, new: Data) -> Data:
        """Return the new session, with the keys that only the old one has."""
        shape = len(self.migrations)
        data = {**self._migrate("of the group", old["data"], old["shape"]), **self._new_data(new)}
        updates = [update[:1] for update in old["updates"]] + _without_changes_of(new["updates"], new["shape"] != shape)
        return {"data": data, "shape": shape, "updates": updates[-REMEMBERED:]}

    def _new_data(self, new: Data) -> Data:
        return self._migrate("of the supergroup", new["data"], new["shape"])

    def _key(self, update: Any, bot: Any) -> str:
        key = self._key_of(update)
        if key is None:
            raise SessionError(
                f"update {getattr(update, 'update_id', None)} ({update.kind}) has no session: it has no user or chat. "
                f"Do not ask for {self.name!r} there, or give {self._class} a key function."
            )
        return self.key(bot, *(key if isinstance(key, tuple) else (key,)))

    def _migrate(self, key: str, data: Data, shape: int) -> Data:
        if shape > len(self.migrations):
            raise SessionError(
                f"session {key!r} has shape {shape}, but this code knows {len(self.migrations)} migrations. "
                "Newer code saved it: run that code here, too."
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


def _update_of(chat: int, user: int | None, bot: Any) -> Any:
    """Return an update of somebody who has sent none: all that counts is whose it is."""
    is_private = chat > 0
    person = user
    if user is None and is_private:
        person = chat
    job: Data = {"name": "", "chat": {"id": chat, "type": "private" if is_private else "supergroup"}}
    if person is not None:
        job["user"] = {"id": person, "is_bot": False, "first_name": ""}
    return scaletg.Update.from_dict({"job": job}, bot)


def _chat_id(update: Any) -> int | None:
    found = update.chat or update.user  # the private chat with a person has the person's id
    return found.id if found else None


def _chat_and_person(update: Any) -> tuple[int, int] | None:
    chat = _chat_id(update)
    return None if chat is None else (chat, update.person_id or 0)


def _topic(update: Any) -> tuple[int, int] | None:
    chat, message = _chat_id(update), update.message_any
    topic = getattr(message, "message_thread_id", None) if getattr(message, "is_topic_message", None) else None
    return None if chat is None else (chat, topic or 0)


KEYS: dict[str, Callable[[Any], Any]] = {
    "chat+user": _chat_and_person,
    "chat": _chat_id,
    "user": lambda update: update.person_id,
    "topic": _topic,
}


# One session during one update ###############################################


class _OneUpdate:
    """Reads the session of one update at most once, and writes it if it changed."""

    def __init__(self, sessions: Sessions, update: Any, bot: Any) -> None:
        self._sessions, self._update, self._bot = sessions, update, bot
        self._store: Store = sessions.store_of(bot)
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
                "Give new fields a default, and convert the others in a migration."
            ) from error
        return self._typed

    def _load(self) -> Data:
        sessions = self._sessions
        self._key = sessions._key(self._update, self._bot)
        if sessions.lock:
            self._lease = self._store.lock(self._key, sessions.lock)
        found = self._store.get(self._key)
        self._key = found.key if found else self._key  # another key if the group has just become a supergroup
        self._version = found.version if found else 0
        stored: Data = found.value if found else {"data": {}, "shape": len(sessions.migrations), "updates": []}
        self._updates: list[list[Any]] = stored["updates"]  # each with an id and its changes
        self._shape: int = stored["shape"]
        self._stored = _dump(stored["data"], stored["shape"])
        ids = [update[0] for update in self._updates]
        is_known = self._id in ids and bool(self._id)
        #: Other updates changed it after this one, before it was delivered again: answer as before, and save nothing.
        #: The same applies if the changes of the update were too large to be remembered.
        self._is_past = is_known and (self._updates[-1][0] != self._id or len(self._updates[-1]) == 1)
        before = _state_before(stored["data"], self._updates, self._id) if is_known else stored["data"]
        data = sessions._migrate(self._key, before, stored["shape"])
        self._state_before = copy.deepcopy(data)
        return data

    def save(self) -> None:
        """Write the session if it has changed; raise `Retry` if another update has changed it since it was read."""
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
            text = ""  # the error is raised below
        if text == self._stored or (not self._version and not data):
            return
        check_json(self._sessions.name, data, is_typed=self._typed is not None)
        assert data is not None
        others = [update for update in self._updates if update[0] != self._id or not self._id]
        others = _without_changes_of(others, self._shape != shape)
        updates = _shorten([*others, [self._id, _changes(self._state_before, data)]])
        value = {"data": data, "shape": shape, "updates": updates}
        ttl = self._sessions.ttl if data else min(self._sessions.ttl or EMPTY_SECONDS, EMPTY_SECONDS)
        try:
            self._version = self._store.put(self._key, value, version=self._version, ttl=ttl)
        except Conflict:
            raise scaletg.Retry(0) from None
        self._updates, self._stored, self._shape = updates, text, shape

    def unlock(self) -> None:
        if self._lease:
            with contextlib.suppress(scaletg.Retry):  # it expires by itself
                self._lease.release()


class Session(MutableMapping[str, Any]):
    """The dictionary that apps get: keys are strings, values are JSON.

    Changes deep inside of it, for example in a list, are saved as well. It does what a `dict` does, except that
    `json.dumps` takes `session.copy()`. To forget everything: `session.clear()`.
    """

    def __init__(self, current: _OneUpdate) -> None:
        self._current = current

    def __getitem__(self, key: str) -> Any:
        return self._current.data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        if not isinstance(key, str):
            raise TypeError(f"session[{key!r}]: the keys of a session are strings. Write session[{str(key)!r}].")
        check_json(f"session[{key!r}]", value)
        self._current.data[key] = value

    def __delitem__(self, key: str) -> None:
        del self._current.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._current.data)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._current.data)

    def __len__(self) -> int:
        return len(self._current.data)

    def __or__(self, other: Mapping[str, Any]) -> Data:
        """Return a dictionary with the keys of both; the values of *other* come first."""
        if not isinstance(other, Mapping):
            return NotImplemented
        return {**self, **other}

    def __ror__(self, other: Mapping[str, Any]) -> Data:
        """Return a dictionary with the keys of both; the values of the session come first."""
        if not isinstance(other, Mapping):
            return NotImplemented
        return {**other, **self}

    def __ior__(self, other: Any) -> Session:  # type: ignore[misc]  # as a dict, it takes pairs as well
        """Add the keys and values of *other* to the session."""
        self.update(other)
        return self

    def __repr__(self) -> str:
        return f"Session({self._current.data if self._current.is_loaded else '... not read yet'})"

    def popitem(self) -> tuple[str, Any]:
        """Remove the last key and return it with its value."""
        return self._current.data.popitem()

    def copy(self) -> Data:
        """Return the session as a new dictionary; nested values are shared."""
        return dict(self._current.data)

    def save(self) -> None:
        """Save now: before an app calls Telegram, so that the call is not repeated if another update was quicker."""
        self._current.save()


# What updates changed ########################################################


def _changes(before: Data, after: Data) -> list[Any]:
    """Return how to undo the changes: the earlier values of changed or deleted keys, and the new keys."""
    old = {key: value for key, value in before.items() if key not in after or after[key] != value}
    return [old, [key for key in after if key not in before]]


def _state_before(data: Data, updates: list[list[Any]], update_id: int) -> Data:
    """Return the session as it was before an update, or as it is now if the changes since then are unknown."""
    found = copy.deepcopy(data)
    for update in reversed(updates):
        if len(update) == 1:
            return copy.deepcopy(data)
        old, new = update[1]
        found = {key: value for key, value in found.items() if key not in new} | old
        if update[0] == update_id:
            break
    return found


def _without_changes_of(updates: list[list[Any]], is_other_shape: bool) -> list[list[Any]]:
    """Return only the ids of the updates, because their changes are of data in another form."""
    return [update[:1] for update in updates] if is_other_shape else updates


def _shorten(updates: list[list[Any]]) -> list[list[Any]]:
    """Return the newest updates; the older of them without their changes, if there is no room for these."""
    kept: list[list[Any]] = []
    size = 0
    for update in reversed(updates[-REMEMBERED:]):
        size += len(json.dumps(update)) if len(update) > 1 else REMEMBERED_SIZE
        kept.insert(0, update if size <= REMEMBERED_SIZE else update[:1])
    return kept


def _dump(data: Any, shape: int) -> str:
    return f"{shape} {json.dumps(data)}"
