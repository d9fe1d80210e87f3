"""What the simulated Telegram knows: people, bots, chats, messages, files, the clock and the log of all that happened.

Part of `scaletg_contrib.simulator`. Everything here is plain data in dataclasses, so a whole world can be written to
a file and read back. Dictionaries in Telegram's form (`Message.raw`) are never changed, only replaced: whoever got
one may keep it.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import marshal
import math
import random
import re
import string
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

__all__ = ["BotAccount", "Chat", "Clock", "Member", "Message", "Pending", "StoredFile", "User", "World"]

Data = dict[str, Any]

SUPERGROUP = -1_001_000_000_000
BASIC_GROUP = -4_000_000_000

#: The permissions of a member, in Telegram's order.
PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
#: The rights of an administrator; those of a channel and those of a group only are told apart when they are shown.
RIGHTS = [
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_manage_direct_messages",
    "can_manage_tags",
    "can_send_welcome_messages",
    "is_anonymous",
]
GROUP_RIGHTS = {"can_pin_messages", "can_manage_topics", "can_manage_tags"}
CHANNEL_RIGHTS = {"can_post_messages", "can_edit_messages", "can_manage_direct_messages"}


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


@dataclass
class User:
    """A person, and what bots see of it."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_premium: bool = False
    phone_number: str = ""
    bio: str = ""
    is_deleted: bool = False
    blocked: list[int] = field(default_factory=list)  #: ids of the bots that it has blocked
    photos: list[list[Data]] = field(default_factory=list)
    stars: int = 10_000

    is_bot = False

    def to_telegram(self) -> Data:
        """Return the person as a User."""
        raw: Data = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            raw["last_name"] = self.last_name
        if self.username:
            raw["username"] = self.username
        if self.language_code:
            raw["language_code"] = self.language_code
        if self.is_premium:
            raw["is_premium"] = True
        return raw


@dataclass
class Pending:
    """An update that waits for delivery."""

    update: Data
    queue: str  #: updates of one queue are delivered one after the other
    expires: float
    created: float
    attempts: int = 0
    next_try: float = 0.0
    in_flight: bool = False


@dataclass
class BotAccount(User):
    """A bot, with all that it set and all that waits for it."""

    token: str = ""
    can_join_groups: bool = True
    privacy: bool = True  #: privacy mode: in groups it sees only what is meant for it
    supports_inline_queries: bool = True
    next_update_id: int = 0
    pending: list[Pending] = field(default_factory=list)
    allowed_updates: list[str] | None = None
    webhook: Data = field(default_factory=dict)
    logged_out: bool = False
    commands: dict[str, list[Data]] = field(default_factory=dict)  #: by scope and language
    names: dict[str, str] = field(default_factory=dict)  #: by language
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[str, Data] = field(default_factory=dict)  #: by chat id, "" for all
    default_rights: dict[str, Data] = field(default_factory=dict)
    star_balance: int = 0
    star_transactions: list[Data] = field(default_factory=list)

    is_bot = True

    def get_me(self) -> Data:
        """Return the bot as getMe does."""
        return {
            **self.to_telegram(),
            "can_join_groups": self.can_join_groups,
            "can_read_all_group_messages": not self.privacy,
            "supports_guest_queries": False,
            "supports_inline_queries": self.supports_inline_queries,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
            "supports_join_request_queries": False,
        }


@dataclass
class Member:
    """What somebody is in a chat: `creator`, `administrator`, `member`, `restricted`, `left` or `kicked`."""

    user_id: int
    status: str = "member"
    rights: list[str] = field(default_factory=list)
    permissions: list[str] = field(default_factory=list)
    until_date: int = 0
    custom_title: str = ""
    tag: str = ""
    is_member: bool = True  #: a restricted one may be gone
    promoted_by: int = 0

    @property
    def is_here(self) -> bool:
        """Whether it is a member at present."""
        return self.status in ("creator", "administrator", "member") or (self.status == "restricted" and self.is_member)

    @property
    def is_admin(self) -> bool:
        """Whether it is the owner or an administrator."""
        return self.status in ("creator", "administrator")

    def has_right(self, name: str) -> bool:
        """Return whether it has a right of administrators."""
        return self.status == "creator" or (self.status == "administrator" and name in self.rights)


@dataclass(slots=True)
class Message:
    """One message, as bots see it in `raw`, and what only the simulator knows of it."""

    raw: Data
    chat: str  #: the key of its chat
    sender: int  #: the id of the user or bot that sent it
    markup: Data | None = None  #: its keyboard of any kind, also those that `raw` does not show
    is_deleted: bool = False
    versions: list[Data] = field(default_factory=list)  #: what it was before each edit
    reactions: dict[str, list[Data]] = field(default_factory=dict)  #: by the id of who reacted
    votes: dict[str, list[int]] = field(default_factory=dict)  #: of a poll, by the id of the voter
    details: Data = field(default_factory=dict)  #: the invoice's payload, the poll's hidden answer, ...

    @property
    def id(self) -> int:
        """The number of the message in its chat."""
        return int(self.raw["message_id"])


@dataclass
class Chat:
    """A chat. The key of a group or channel is its id; that of a private chat names the bot and the user."""

    key: str
    id: int
    type: str
    title: str = ""
    username: str = ""
    description: str = ""
    is_forum: bool = False
    bot_id: int = 0  #: of a private chat
    messages: dict[int, Message] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    last_message_id: int = 0
    permissions: list[str] = field(default_factory=lambda: [*PERMISSIONS])
    pinned: list[int] = field(default_factory=list)
    photo: list[Data] = field(default_factory=list)
    topics: dict[int, Data] = field(default_factory=dict)
    general_topic: Data = field(default_factory=lambda: {"name": "General", "is_closed": False, "is_hidden": False})
    invite_links: dict[str, Data] = field(default_factory=dict)
    join_requests: dict[int, str] = field(default_factory=dict)  #: invite link by the id of who asks
    banned_chats: list[int] = field(default_factory=list)
    migrated_to: int = 0
    sticker_set: str = ""
    keyboards: dict[int, Data] = field(default_factory=dict)  #: the reply keyboard that each user sees
    action: Data = field(default_factory=dict)
    drafts: dict[int, Data] = field(default_factory=dict)
    has_started: bool = False  #: of a private chat: whether the bot may write

    @property
    def is_private(self) -> bool:
        """Whether it is the chat of a bot and one person."""
        return self.type == "private"


@dataclass
class StoredFile:
    """A file, with the ids that bots know it by."""

    file_id: str
    unique_id: str
    kind: str
    content: bytes
    name: str = ""
    mime_type: str = ""
    path: str = ""
    details: Data = field(default_factory=dict)


class Changed(threading.Condition):
    """What threads wait for; to tell them costs nothing where none waits, which is nearly always."""

    waiting = 0

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until something changes, or the time is over."""
        self.waiting += 1  # whoever waits holds the lock
        try:
            return super().wait(timeout)
        finally:
            self.waiting -= 1

    def notify_all(self) -> None:
        """Wake all that wait."""
        if self.waiting:
            super().notify_all()


class World:
    """All of the state, one lock for it, and the log of events."""

    def __init__(self, *, clock: Clock | None = None, seed: int | None = None, max_events: int = 100_000) -> None:
        self.clock = clock or Clock()
        self.random = random.Random(seed)
        self.lock = threading.RLock()  #: that of `changed`, which is quicker to take than the condition around it
        self.changed = Changed(self.lock)
        self.users: dict[int, User] = {}
        self.bots: dict[int, BotAccount] = {}
        self.chats: dict[str, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.paths: dict[str, str] = {}  #: file ids by path
        self.callback_queries: dict[str, Data] = {}
        self.inline_queries: dict[str, Data] = {}
        self.checkouts: dict[str, Data] = {}  #: shipping and pre-checkout queries
        self.invoices: dict[str, Data] = {}  #: by link
        self.payments: dict[str, Data] = {}  #: by Telegram's charge id
        self.inline_messages: dict[str, Data] = {}
        self.web_app_queries: dict[str, Data] = {}
        self.sticker_sets: dict[str, Data] = {}
        self.gifts: list[Data] = []  #: for sale
        self.owned_gifts: dict[str, list[Data]] = {}  #: by the id of their owner
        self.polls: dict[str, list[Any]] = {}  #: chat key and message id by poll id
        self.timers: list[Data] = []
        self.last_message_ids: dict[int, int] = {}  #: of all private chats and basic groups of a bot, by its id
        self.last_ids: dict[str, int] = {}
        self.events: deque[Data] = deque(maxlen=max_events)
        self.last_event = 0

    # The log

    def log(self, kind: str, /, **data: Any) -> Data:
        """Add an event to the log and wake whoever waits for one."""
        with self.lock:
            self.last_event += 1
            event = {"seq": self.last_event, "time": self.clock.time(), "type": kind, **data}
            self.events.append(event)
            if self.changed.waiting:
                self.changed.notify_all()
        return event

    def events_after(self, seq: int, kinds: set[str] | None = None) -> list[Data]:
        """Return the events of the log that came after number *seq*, of some *kinds* or all."""
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
        """Return random characters that may stand in an address."""
        return "".join(self.random.choices(string.ascii_letters + string.digits + "-_", k=length))

    def next_message_id(self, chat: Chat) -> int:
        """Return the next number: supergroups and channels count on their own, all other chats of a bot together.

        A basic group of several bots has one numbering here, which goes on from the highest of theirs.
        """
        number = chat.last_message_id
        if chat.type not in ("supergroup", "channel"):
            number = max([number, *(self.last_message_ids.get(one, 0) for one in self._bots_of(chat))])
        self.use_message_id(chat, number + 1)
        return number + 1

    def use_message_id(self, chat: Chat, number: int) -> None:
        """Let the numbers of later messages be higher than this one."""
        chat.last_message_id = max(chat.last_message_id, number)
        if chat.type not in ("supergroup", "channel"):
            for one in self._bots_of(chat):
                self.last_message_ids[one] = max(self.last_message_ids.get(one, 0), number)

    def _bots_of(self, chat: Chat) -> list[int]:
        return [chat.bot_id] if chat.is_private else [one for one in self.bots if one in chat.members]

    # Looking things up

    def account(self, user_id: int) -> User | None:
        """Return the person or bot of an id."""
        return self.users.get(user_id) or self.bots.get(user_id)

    def private_chat(self, bot: BotAccount, user: User) -> Chat:
        """Return the private chat of a bot and a user, which is made if there is none."""
        key = f"{bot.id}:{user.id}"
        if key not in self.chats:
            self.chats[key] = Chat(key, user.id, "private", bot_id=bot.id)
        return self.chats[key]

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
            state = {name: _dump(value) for name, value in vars(self).items() if name not in _NOT_SAVED}
        return {**state, "time": self.clock.time(), "frozen": self.clock.frozen_at is not None}

    def restore(self, state: Data) -> None:
        """Take over a state that `dump` wrote, in place of this one; also one that the control API wrapped.

        Raises `ValueError` for what is no such state, and then nothing is changed.
        """
        if set(state) == {"ok", "result"}:
            state = state["result"]
        missing = sorted({"bots", "chats", "events", "users", "time", "frozen"} - set(state))
        if missing:
            lacks = f"it lacks {', '.join(missing)}"
            raise ValueError(f"this is no saved state: {lacks}. Load what GET /control/save or Simulator.save wrote")
        try:
            values = {name: _restore(state[name]) for name in state.keys() & (vars(self).keys() - _NOT_SAVED)}
            now = float(state["time"])
        except (LookupError, TypeError, ValueError) as error:
            raise ValueError(f"the saved state is damaged ({type(error).__name__}: {error}): save it anew") from error
        with self.changed:
            vars(self).update(values)
            self.events = deque(self.events, maxlen=100_000)
            if state["frozen"]:
                self.clock.frozen_at, self.clock.offset = now, 0.0
            self.changed.notify_all()


_NOT_SAVED = {"clock", "random", "lock", "changed"}
_CLASSES: dict[str, Any] = {
    kind.__name__: kind for kind in (BotAccount, Chat, Member, Message, Pending, StoredFile, User)
}


def _dump(value: Any) -> Any:
    """Return any part of the state as data for JSON; what JSON has not is marked with a key of its own."""
    if dataclasses.is_dataclass(value):
        return {"~": type(value).__name__, **{one.name: _dump(getattr(value, one.name)) for one in _fields(value)}}
    if isinstance(value, bytes):
        return {"~bytes": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        if all(isinstance(key, str) and key[:1] != "~" for key in value):
            return {key: _dump(item) for key, item in value.items()}
        return {"~dict": [[key, _dump(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple, deque)):
        return [_dump(item) for item in value]
    return value


def _fields(value: Any) -> tuple[Any, ...]:
    return dataclasses.fields(value)


def _restore(value: Any) -> Any:
    if isinstance(value, list):
        return [_restore(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "~bytes" in value:
        return base64.b64decode(value["~bytes"])
    if "~dict" in value:
        return {key: _restore(item) for key, item in value["~dict"]}
    if "~" in value:
        return _CLASSES[value["~"]](**{key: _restore(item) for key, item in value.items() if key != "~"})
    return {key: _restore(item) for key, item in value.items()}


def to_json(value: Any) -> str:
    """Return JSON without needless blanks; what a bot did is shown whatever it is: what JSON has not becomes text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=repr)
    if _NO_NUMBER.search(text):
        text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"), default=repr)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()  # half of a surrogate pair is no text


_NO_NUMBER = re.compile(r"[:,\[]-?(?:NaN|Infinity)")


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(one) for one in value]
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


def copy_of(data: Data) -> Data:
    """Return a copy for a bot of the same process, which may change what it gets."""
    copied: Data = marshal.loads(marshal.dumps(data))  # by far the fastest for plain data
    return copied
