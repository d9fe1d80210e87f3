"""The whole state with its lock, the clock, and the log of events.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import random
import string
import threading
import time
from collections import deque
from typing import Any

from scaletg_contrib.simulator.records import BotAccount, Chat, Data, StoredFile, User
from scaletg_contrib.simulator.saving import dump_value, restore_value


class Clock:
    """The time of the simulator: the real one, or one that stands still until `advance` turns it."""

    def __init__(self, frozen_at: float | None = None) -> None:
        self.frozen_at = frozen_at
        self.offset = 0.0

    def time(self) -> float:
        """Return the time in seconds."""
        return (time.time() if self.frozen_at is None else self.frozen_at) + self.offset

    def date(self) -> int:
        """Return the time in whole seconds, as Telegram writes dates."""
        return int(self.time())


class Changed(threading.Condition):
    """A condition for waiting threads; notifying costs nothing if no thread waits, which is nearly always the case."""

    waiting = 0

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until something changes, or the time is over."""
        self.waiting += 1  # a thread that waits holds the lock
        try:
            return super().wait(timeout)
        finally:
            self.waiting -= 1

    def notify_all(self) -> None:
        """Wake all that wait."""
        if self.waiting:
            super().notify_all()


class World:
    """The whole state, its lock, and the log of events."""

    def __init__(self, *, clock: Clock | None = None, seed: int | None = None, max_events: int = 100_000) -> None:
        self.clock = clock or Clock()
        self.random = random.Random(seed)
        self.lock = threading.RLock()  #: the lock of `changed`, which is faster to take than the condition around it
        self.changed = Changed(self.lock)
        self.users: dict[int, User] = {}  #: people, by id
        self.bots: dict[int, BotAccount] = {}  #: by id
        self.chats: dict[str, Chat] = {}  #: by key: `BOT:PERSON` for a private chat, else the id of the chat
        self.files: dict[str, StoredFile] = {}  #: by file_id
        self.paths: dict[str, str] = {}  #: file ids by path
        self.callback_queries: dict[str, Data] = {}  #: pressed buttons, by the id of the query
        self.inline_queries: dict[str, Data] = {}  #: by id
        self.checkouts: dict[str, Data] = {}  #: shipping and pre-checkout queries
        self.invoices: dict[str, Data] = {}  #: by link
        self.payments: dict[str, Data] = {}  #: by Telegram's charge id
        self.inline_messages: dict[str, Data] = {}  #: where messages are that were sent inline, by inline_message_id
        self.web_app_queries: dict[str, Data] = {}  #: opened Web Apps that `answerWebAppQuery` can answer, by id
        self.guest_queries: dict[str, Data] = {}  #: calls of guest bots, by id
        self.sticker_sets: dict[str, Data] = {}  #: by name
        self.topic_icons: list[Data] = []  #: the stickers that topics of forums may have
        self.gifts: list[Data] = []  #: for sale
        self.owned_gifts: dict[str, list[Data]] = {}  #: by the id of their owner
        self.business_connections: dict[str, Data] = {}  #: by id
        self.join_queries: dict[str, Data] = {}  #: join requests that a bot decides on
        self.prepared_buttons: dict[str, Data] = {}  #: what `savePreparedKeyboardButton` has kept, by id
        self.polls: dict[str, list[Any]] = {}  #: chat key and message id by poll id
        self.timers: list[Data] = []  #: what happens later, such as the end of a poll
        self.last_message_ids: dict[int, int] = {}  #: of all private chats and basic groups of a bot, by its id
        self.last_ids: dict[str, int] = {}  #: the newest id of each kind of thing
        self.events: deque[Data] = deque(maxlen=max_events)  #: the log: everything that happened
        self.last_event: int = 0  #: the number of the newest event

    # The log

    def log(self, kind: str, /, **data: Any) -> Data:
        """Add an event to the log and wake the threads that wait for one."""
        with self.lock:
            self.last_event += 1
            event = {"seq": self.last_event, "time": self.clock.time(), "type": kind, **data}
            self.events.append(event)
            if self.changed.waiting:
                self.changed.notify_all()
        return event

    def events_after(self, seq: int, kinds: set[str] | None = None) -> list[Data]:
        """Return the events of the log after number *seq*, of some *kinds* or all."""
        with self.changed:
            count = min(len(self.events), self.last_event - seq)
            fresh = [self.events[index] for index in range(-count, 0)] if count < 50 else list(self.events)[-count:]
        return [event for event in fresh if kinds is None or event["type"] in kinds]

    # Numbers and names

    def new_id(self, what: str, start: int) -> int:
        """Return the next number of a series."""
        self.last_ids[what] = self.last_ids.get(what, start - 1) + 1
        return self.last_ids[what]

    def long_id(self) -> str:
        """Return a long number as text, as callback queries and polls have it."""
        return str(self.random.randrange(10**17, 9 * 10**18))

    def token(self, length: int) -> str:
        """Return random characters that can be part of an address."""
        return "".join(self.random.choices(string.ascii_letters + string.digits + "-_", k=length))

    def next_message_id(self, chat: Chat) -> int:
        """Return the next number: supergroups and channels count on their own, all other chats of a bot together.

        A basic group of several bots has one numbering here, which continues from the highest of theirs.
        """
        number = chat.last_message_id
        if chat.business_owner:
            chat.last_message_id = number + 1
            return number + 1
        if chat.type not in ("supergroup", "channel"):
            number = max([number, *(self.last_message_ids.get(bot, 0) for bot in self._bots_of(chat))])
        self.use_message_id(chat, number + 1)
        return number + 1

    def use_message_id(self, chat: Chat, number: int) -> None:
        """Make the numbers of later messages higher than this one."""
        chat.last_message_id = max(chat.last_message_id, number)
        if chat.type not in ("supergroup", "channel"):
            for bot in self._bots_of(chat):
                self.last_message_ids[bot] = max(self.last_message_ids.get(bot, 0), number)

    def _bots_of(self, chat: Chat) -> list[int]:
        return [chat.bot_id] if chat.is_private else [bot for bot in self.bots if bot in chat.members]

    # Looking things up

    def account(self, user_id: int) -> User | None:
        """Return the person or bot of an id."""
        return self.users.get(user_id) or self.bots.get(user_id)

    def private_chat(self, bot: BotAccount, user: User) -> Chat:
        """Return the private chat of a bot and a user, which is created if necessary."""
        key = f"{bot.id}:{user.id}"
        if key not in self.chats:
            self.chats[key] = Chat(key, user.id, "private", bot_id=bot.id)
        return self.chats[key]

    def business_chat(self, owner: User, customer: User) -> Chat:
        """Return the chat of a person who may connect a bot and of another person, which is created if necessary."""
        key = f"business:{owner.id}:{customer.id}"
        if key not in self.chats:
            self.chats[key] = Chat(key, customer.id, "private", business_owner=owner.id, has_started=True)
        return self.chats[key]

    def connection_of(self, owner: int) -> Data | None:
        """Return the connection of a person to a bot, if there is one."""
        found = [item for item in self.business_connections.values() if item["user_id"] == owner]
        return found[-1] if found else None

    def chat_of(self, bot: BotAccount, chat_id: int) -> Chat | None:
        """Return the chat that *bot* knows by this id."""
        return self.chats.get(f"{bot.id}:{chat_id}" if chat_id > 0 else str(chat_id))

    def chat_data(self, chat: Chat) -> Data:
        """Return a chat in Telegram's form."""
        raw: Data = {"id": chat.id}
        if chat.is_private:
            user = self.account(chat.id)
            if user:
                raw["first_name"] = user.first_name
                if user.last_name:
                    raw["last_name"] = user.last_name
                if user.username:
                    raw["username"] = user.username
            raw["type"] = "private"
            return raw
        raw["title"] = chat.title
        if chat.channel_key:
            raw["is_direct_messages"] = True
        if chat.username:
            raw["username"] = chat.username
        if chat.is_forum:
            raw["is_forum"] = True
        raw["type"] = chat.type
        if chat.type == "group":
            raw["all_members_are_administrators"] = False
        return raw

    # Saving and loading

    def dump(self) -> Data:
        """Return the whole state as data for JSON."""
        with self.changed:
            state = {name: dump_value(value) for name, value in vars(self).items() if name not in _NOT_SAVED}
        return {**state, "time": self.clock.time(), "frozen": self.clock.frozen_at is not None}

    def restore(self, state: Data) -> None:
        """Replace this state by one that `dump` wrote, or that the control API has wrapped.

        Raises `ValueError` if it is not such a state, without changing anything.
        """
        if set(state) == {"ok", "result"}:
            state = state["result"]
        missing = sorted({"bots", "chats", "events", "users", "time", "frozen"} - set(state))
        if missing:
            lacks = f"it lacks {', '.join(missing)}"
            raise ValueError(f"this is not a saved state: {lacks}. Load what GET /control/save or Simulator.save wrote")
        try:
            values = {name: restore_value(state[name]) for name in state.keys() & (vars(self).keys() - _NOT_SAVED)}
            now = float(state["time"])
        except (LookupError, TypeError, ValueError) as error:
            raise ValueError(f"the saved state is damaged ({type(error).__name__}: {error}): save it again") from error
        with self.changed:
            vars(self).update(values)
            self.events = deque(self.events, maxlen=100_000)
            if state["frozen"]:
                self.clock.frozen_at, self.clock.offset = now, 0.0
            self.changed.notify_all()


_NOT_SAVED = {"clock", "random", "lock", "changed"}
