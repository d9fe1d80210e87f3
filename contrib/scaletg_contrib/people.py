"""Know the people and groups that a bot has met: what they are called, and whether a message can reach them.

    people = People()

    @bot.app("/stats")
    def stats(message, people):
        return f"{people.count()} people, {people.count(reachable=True)} of them can be written to."

    bot.load(people)

Stored, in the store of the bot: one record for each person, `<bot id>/people/people/person/<id>`, with the newest
`User` that Telegram sent, the days on which the person was seen first and last, and whether the bot is blocked; and one
for each group and channel, `<bot id>/people/people/chat/<id>`. A record is written when something in it has changed, so
for most updates nothing is read and nothing written.
With `People`, a job that was made with only the id of a person has a user with a name and a language.
"""

from __future__ import annotations

import contextlib
import datetime
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

import scaletg
from scaletg_contrib.feature import Feature, loaded_objects
from scaletg_contrib.migration import FollowsGroups, add_missing, move_records
from scaletg_contrib.stores import Store, StoreDown
from scaletg_contrib.texts import Sentence, Texts, Translation

__all__ = ["KnownChat", "KnownPeople", "People", "Person"]

REMEMBERED = 10_000  # people and chats whose records a process knows without reading them
PAGE = 500  # records that are read at a time
AFTER_ALL = "~"  # sorts behind every character of an id
GONE = ("left", "kicked")  # the states of a member that is not in the chat

Data = dict[str, Any]


class Person(NamedTuple):
    """A person whom the bot has met. Days are in UTC."""

    id: int
    user: Any  # the newest `scaletg.User`
    first_seen: datetime.date
    last_seen: datetime.date
    is_reachable: bool  # has a private chat with the bot, and has not blocked it
    is_blocked: bool

    @property
    def language_code(self) -> str | None:
        """Return the language of the person's app, such as "de"; None if Telegram has not sent it."""
        code: str | None = self.user.language_code
        return code


class KnownChat(NamedTuple):
    """A group or a channel that the bot has met. Days are in UTC."""

    id: int
    chat: Any  # the newest `scaletg.Chat`
    first_seen: datetime.date
    last_seen: datetime.date
    is_reachable: bool  # the bot is still in it


class People(Feature, FollowsGroups):
    """Provides the module `people`, and keeps its records up to date.

    *store*: a URL, an open store, or None for the bot's store. *name*: the word that apps write. *namespace*: the third
    part of the keys in the store, if it is not the name.
    *forget_command*: a command such as "/forget me", by which people have everything deleted that the bot has stored
    about them, in all objects that it has loaded. *texts*: replaces or translates `TEXTS` (see
    `scaletg_contrib.texts`).
    """

    feature = "people"
    TEXTS: ClassVar[dict[str, str]] = {"forgotten": "Everything that I had stored about you is deleted."}

    def __init__(
        self,
        store: str | Store | None = None,
        *,
        name: str = "people",
        namespace: str | None = None,
        forget_command: str | None = None,
        texts: Translation | None = None,
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        self.texts = Texts("People", self.TEXTS, texts)
        self._of_bots: weakref.WeakKeyDictionary[Any, KnownPeople] = weakref.WeakKeyDictionary()

        @scaletg.module(name)
        def give_people(bot: Any) -> KnownPeople:
            """Give the people that the bot has met."""
            return self.of(bot)

        @scaletg.module(f"{name}_seen", autouse=True, order=scaletg.Order.RECORDS)
        def note_people(update: Any, bot: Any) -> None:
            """Keep the records of who has sent this update."""
            self.of(bot).note_update(update)

        self.give_people, self.note_people = give_people, note_people
        if forget_command is not None:
            self.forget_me = scaletg.app(forget_command, menu=False)(self._make_forget())

    def setup(self, bot: Any) -> None:
        """Learn from replies that are refused who has blocked the bot; `bot.load` calls it."""
        super().setup(bot)
        bot.add_watch(self._learn_from_outcome)

    def of(self, bot: Any) -> KnownPeople:
        """Return the people that a bot has met, for code outside of an update."""
        if bot not in self._of_bots:
            self._of_bots[bot] = KnownPeople(self, bot)
        return self._of_bots[bot]

    @scaletg.app(on="my_chat_member", order=scaletg.Order.RECORDS)
    def note_membership(self, my_chat_member: Any, bot: Any) -> None:
        """Keep whether the bot is blocked, or has been removed from a group."""
        member = my_chat_member.new_chat_member
        is_gone = member.status in GONE or (member.status == "restricted" and not member.is_member)
        self.of(bot).note_reachable(my_chat_member.chat.id, not is_gone)

    def find_person(self, bot: Any, user_id: int) -> Data | None:
        """Return the newest `User` of a person as a dictionary; None if the bot has not met this person."""
        person = self.of(bot).find(user_id)
        return None if person is None else person.user.to_dict()

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move the record of a group to its new id."""
        bot = self.bot_or(bot)

        def change(value: Data) -> Data:
            return {**value, "known": {**value["known"], "id": new_chat, "type": "supergroup"}}

        return move_records(
            self.store_of(bot), self.key(bot, "chat"), old_chat, new_chat, merge=add_missing, change=change
        )

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the record of a person, and return how many there were. `forget_everywhere` deletes all the rest."""
        return int(self.of(self.bot_or(bot)).delete(user_id))

    def forget_everywhere(self, user_id: int, *, bot: Any = None) -> int:
        """Delete what all objects that the bot has loaded have stored about a person; return the number of records.

        Delete yourself what your own code stores, and sessions whose key is a function of yours.
        """
        bot = self.bot_or(bot)
        owners = [owner for owner in loaded_objects(bot) if callable(getattr(owner, "forget", None))]
        return sum(owner.forget(user_id, bot=bot) for owner in owners)

    def _make_forget(self) -> Any:
        def forget_me(user: Any, bot: Any) -> Sentence:
            """Delete everything that is stored about you."""
            self.forget_everywhere(user.id, bot=bot)
            return Sentence(self.texts.say("forgotten", user))

        return forget_me

    def _learn_from_outcome(self, outcome: Any) -> None:
        """Remember who has blocked the bot, if an answer or a job could not be delivered because of it."""
        error = outcome.delivery_error or outcome.error
        if isinstance(error, scaletg.Forbidden) and isinstance(error.parameters.get("chat_id"), int):
            self.of(outcome.bot).note_reachable(error.parameters["chat_id"], False)


class KnownPeople:
    """The people and chats that one bot has met: what apps get as `people`."""

    def __init__(self, owner: People, bot: Any) -> None:
        self._owner, self._bot_reference = owner, weakref.ref(bot)
        self._noted: OrderedDict[str, Data] = OrderedDict()
        self._lock = threading.Lock()

    # What is known

    def find(self, user_id: int) -> Person | None:
        """Return the person with this id; None if the bot has not met this person."""
        found = self._store.get(self._key("person", user_id))
        return None if found is None else self._person(found.value)

    def find_chat(self, chat_id: int) -> KnownChat | None:
        """Return the group or channel with this id; None if the bot has not met it."""
        found = self._store.get(self._key("chat", chat_id))
        return None if found is None else self._chat(found.value)

    def all(self, *, after: int | None = None) -> Iterator[Person]:
        """Yield everybody in the order of the records; *after*: continue after this id, for example after a crash."""
        return (self._person(value) for value in self._values("person", after))

    def reachable(self, *, after: int | None = None) -> Iterator[Person]:
        """Yield everybody who has a private chat with the bot and has not blocked it; *after*: see `all`."""
        return (person for person in self.all(after=after) if person.is_reachable)

    def chats(self, *, after: int | None = None) -> Iterator[KnownChat]:
        """Yield the groups and channels of which the bot is a member; *after*: see `all`."""
        found = (self._chat(value) for value in self._values("chat", after))
        return (chat for chat in found if chat.is_reachable)

    def count(self, *, reachable: bool = False) -> int:
        """Return how many people the bot has met; with *reachable*, only those whom it can write to.

        This reads all records, which takes a second or less for 100,000 people in SQLite.
        """
        return sum(1 for _ in (self.reachable() if reachable else self.all()))

    # What happens

    def note_update(self, update: Any) -> None:
        """Store who has sent an update, and where. If the store cannot be reached, the update continues."""
        if update.kind == "job":  # the bot has sent it to itself
            return
        with contextlib.suppress(StoreDown):  # which the store has logged
            self._note_sender(update)

    def note_reachable(self, chat_id: int, is_reachable: bool) -> None:
        """Store whether messages reach a person or a group; for code of yours that sends messages by itself.

        Nothing is stored for an id that the bot has never met.
        """
        key = self._key("person" if chat_id > 0 else "chat", chat_id)

        def change(value: Data | None) -> Data | None:
            return None if value is None else {**value, "reachable": is_reachable, "blocked": not is_reachable}

        self._change(key, change)

    def delete(self, user_id: int) -> bool:
        """Delete the record of a person, and return whether there was one."""
        key = self._key("person", user_id)
        with self._lock:
            self._noted.pop(key, None)
        return bool(self._store.delete(key))

    def _note_sender(self, update: Any) -> None:
        user, chat = update.user, update.chat
        is_private = chat is not None and chat.type == "private"
        is_sent = update.kind != "my_chat_member"  # which `note_membership` reads
        if user is not None and not user.is_bot:
            self._note(self._key("person", user.id), user.to_dict(), is_reachable=is_private and is_sent)
        if chat is not None and not is_private:
            self._note(self._key("chat", chat.id), chat.to_dict(), is_reachable=is_sent)

    def _note(self, key: str, known: Data, is_reachable: bool) -> None:
        """Write a record if it does not say already what is to be kept."""
        today = self._today()

        def change(value: Data | None) -> Data:
            new = {"known": known, "first": today, "last": today, "reachable": is_reachable, "blocked": False}
            if value is not None:
                new["first"] = value["first"]
                if not is_reachable:  # a message in a group says nothing about the private chat
                    new["reachable"], new["blocked"] = value["reachable"], value["blocked"]
            return new

        with self._lock:
            noted = self._noted.get(key)
        if noted is None or noted != change(noted):
            self._change(key, change)

    def _change(self, key: str, change: Any) -> None:
        """Write what *change* makes of a record, if that is another one, and remember it."""
        found = self._store.get(key)
        value = change(None if found is None else found.value)
        if value is None:
            return
        if found is None or found.value != value:
            value = self._store.change(key, change)
        with self._lock:
            self._noted[key] = value
            self._noted.move_to_end(key)
            if len(self._noted) > REMEMBERED:
                self._noted.popitem(last=False)

    def _person(self, value: Data) -> Person:
        user = scaletg.User.from_dict(value["known"], self._bot_reference())
        return Person(user.id, user, *_days(value), value["reachable"], value["blocked"])

    def _chat(self, value: Data) -> KnownChat:
        chat = scaletg.Chat.from_dict(value["known"], self._bot_reference())
        return KnownChat(chat.id, chat, *_days(value), value["reachable"])

    # The store

    @property
    def _store(self) -> Any:
        return self._owner.store_of(self._bot_reference())

    def _key(self, *parts: Any) -> str:
        return self._owner.key(self._bot_reference(), *parts)

    def _today(self) -> str:
        return datetime.datetime.fromtimestamp(self._store.clock(), datetime.UTC).date().isoformat()

    def _values(self, kind: str, after: int | None) -> Iterator[Data]:
        """Yield the records of a kind, page by page, so that none stays open while somebody is written to."""
        low = self._key(kind, "") if after is None else self._key(kind, after) + "\0"
        high = self._key(kind, "") + AFTER_ALL
        while True:
            page = self._store.first(low, high, PAGE)
            for record in page:
                yield record.value
            if len(page) < PAGE:
                return
            low = page[-1].key + "\0"


def _days(value: Data) -> tuple[datetime.date, datetime.date]:
    return datetime.date.fromisoformat(value["first"]), datetime.date.fromisoformat(value["last"])
