"""What happened in the chats of a playground, and the names that a test has for it.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import keyword
import operator
from typing import Any

from scaletg_contrib.playground.code_of_tests import Code
from scaletg_contrib.simulator import ActionError, Chat, Data, User
from scaletg_contrib.simulator.checkpoints import without_undone

__all__ = ["PLACELESS", "Session", "events_since_cleared"]

#: The actions that do not happen in a chat, or only in the person's private chat.
PLACELESS = {"share", "send_web_app_data", "choose_shipping", "stop_draft"}
#: The actions that make people and chats: a test begins with these.
_MAKING = {"create_group", "add_user"}
#: Names that have another meaning in the test.
_TAKEN = {"bot", "telegram", "base64"}
#: Names of more characters make lines that cannot be broken.
LONGEST_NAME = 24


def events_since_cleared(sim: Any, key: str) -> list[Data]:
    """Return the events that have happened and were not undone, after those of a chat were cleared the last time."""
    events = without_undone(sim.world.events)
    cleared = 0
    for event in events:
        if event["type"] == "cleared" and event["chat"] == key:
            cleared = event["seq"]
    return [event for event in events if event["seq"] > cleared]


class Session:
    """The acts of people and the events of one chat, or of all chats, and the variables that stand for them."""

    def __init__(self, sim: Any, key: str = "") -> None:
        self.sim = sim
        chats = [chat for chat in sim.world.chats.values() if chat.messages and not chat.migrated_to]
        #: The chats of the test.
        self.chats: list[Chat] = [chat for chat in chats if chat.key == key or not key]
        if not self.chats:
            raise ValueError("this chat has no messages yet" if key else "nobody has written anything yet")
        self._keys = {chat.key for chat in self.chats}
        self.events = events_since_cleared(sim, key)
        self.acts = [act for act in self.events_of_type("act") if self._is_here(act)]
        self.acts.sort(key=operator.itemgetter("began"))
        self.people: dict[tuple[str, int], str] = {}  #: the variables of people, by the key of the chat and their id
        self.mentioned: dict[int, None] = {}  #: people who are only mentioned
        self.places: dict[str, str] = {}  #: the variables of other chats, by their keys
        self.queries: dict[str, str] = {}  #: the variables of queries, by their ids
        #: Everything that the bot said, because it may contain ids.
        self.said_by_bot = " ".join(_content_of_call(call["parameters"]) for call in self.events_of_type("call"))

    def events_of_type(self, name: str) -> list[Data]:
        """Return the events of one type."""
        return [event for event in self.events if event["type"] == name]

    ############################################################################
    # Acts

    def _is_here(self, act: Data) -> bool:
        return act["name"] not in _MAKING and "user" in act["parameters"] and self.key_of(act) in self._keys

    def key_of(self, act: Data) -> str:
        """Return the key of the chat in which somebody acted, "" if there is none."""
        place = act["parameters"].get("chat")
        if place is None or act["name"] in PLACELESS:
            return f"{self.sim.account.id}:{self.actor(act)}"
        if str(place) in self.sim.world.chats:
            return str(place)
        try:
            return str(self.sim.find_place(None, place).key)
        except ActionError:  # it was renamed
            return ""

    def actor(self, act: Data) -> int:
        """Return the id of who acted."""
        return int(self.sim.find_person(act["parameters"]["user"]).id)

    ############################################################################
    # Names

    def who(self, key: str, user_id: int) -> str:
        """Return the variable of a person in a chat."""
        if (key, user_id) not in self.people:
            number = user_id % 1000
            name = _as_name(self.sim.world.users[user_id].first_name) or f"user{number}"
            chat = self.sim.world.chats[key]
            if len(self.chats) > 1 and not chat.is_private:
                name = f"{name}_in_{_as_name(chat.title) or abs(chat.id) % 1000}"[:LONGEST_NAME].rstrip("_")
            if name in self.people.values():
                name = f"{name}{number}"
            self.people[key, user_id] = name
        return self.people[key, user_id]

    def is_used(self, chat: Chat) -> bool:
        """Return whether the test needs a chat."""
        return any(key == chat.key for key, _ in self.people)

    def speakers(self, chat: Chat) -> list[int]:
        """Return who has a variable in a chat."""
        return [user_id for key, user_id in self.people if key == chat.key]

    def fields_of(self, user: User) -> Data:
        """Return what a person needs beside the first name."""
        fields: Data = {}
        if str(user.id) in self.said_by_bot:
            fields["id"] = user.id
        for name in ("last_name", "username", "language_code", "is_premium", "bio"):
            if getattr(user, name):
                fields[name] = getattr(user, name)
        if user.phone_number.lstrip("+") in self.said_by_bot:
            fields["phone_number"] = user.phone_number
        return fields

    def name_of_other(self, who: Any) -> str:
        """Return the name of a person who must exist."""
        user = self.sim.find_person(who)
        self.mentioned.setdefault(user.id)
        return str(user.first_name)

    def place_named(self, key: str) -> str:
        """Return the variable of a chat that is only mentioned."""
        return self.places.setdefault(key, f"place{len(self.places) + 1}")

    def query_named(self, query_id: str, kind: str) -> str:
        """Return the variable of a query."""
        return self.queries.setdefault(query_id, f"{kind}{len(self.queries) + 1}")

    ############################################################################
    # Members

    def members(self, chat: Chat) -> list[int]:
        """Return who is in a chat at the beginning, the owner first."""
        if chat.is_private:
            return [chat.id]
        owner = self.owner(chat)
        others = []
        for member in chat.members.values():
            if (
                member.user_id in self.sim.world.users
                and member.user_id != owner
                and not self.joins(chat, member.user_id)
            ):
                others.append(member.user_id)
        return [owner, *others]

    def joins(self, chat: Chat, user_id: int) -> bool:
        """Return whether it is an act of the test that a person joins."""
        for act in self.acts:
            if act["name"] == "join" and self.key_of(act) == chat.key and self.actor(act) == user_id:
                return True
        return False

    def owner(self, chat: Chat) -> int:
        """Return who owns a chat; a private chat is the person's."""
        if chat.is_private:
            return chat.id
        people = [member for member in chat.members.values() if member.user_id in self.sim.world.users]
        owners = [member.user_id for member in people if member.status == "creator"]
        found: int = [*owners, *(member.user_id for member in people), next(iter(self.sim.world.users))][0]
        return found

    ############################################################################
    # Messages

    def is_of_bot(self, chat: Chat, raw: Data) -> bool:
        """Return whether the bot has sent a message."""
        sender = raw.get("from")
        if not sender:
            return not chat.is_private
        return bool(sender.get("id") == self.sim.account.id)

    def scene(self, key: str, seq: int) -> dict[int, Data]:
        """Return the messages of a chat that were there before an event, with their keyboards, the oldest first."""
        alive: dict[int, Data] = {}
        for event in self.events:
            if event["seq"] >= seq:
                break
            if event.get("chat") != key:
                continue
            if event["type"] in ("message", "edit"):
                alive[event["message"]["message_id"]] = event.get("markup") or {}
            if event["type"] == "delete":
                alive.pop(event["message_id"], None)
        return alive

    def message(self, who: str, key: str, message_id: int, seq: int) -> Code:
        """Return a message by its place from the end, among those that are there before an event."""
        alive = list(self.scene(key, seq))
        place = -1
        if message_id in alive:
            place = alive.index(message_id) - len(alive)
        return Code(f"{who}.messages[{place}]")

    def label_of(self, key: str, message_id: Any, button: Any, seq: int) -> tuple[Any, bool]:
        """Return a button by its label, and whether this finds it without the message: it is in the newest that has it.

        A label that two buttons of a message have is no name: such a button keeps its position.
        """
        scene = self.scene(key, seq)
        if message_id is None:
            message_id = next((one for one in reversed(scene) if _find_button(scene[one], button)), None)
        found = _find_button(scene.get(message_id, {}), button)
        if found is None:
            return button, message_id is None
        label = found["text"]
        if [one["text"] for one in _buttons(scene[message_id])].count(label) > 1:
            return button, False
        having = [number for number, markup in scene.items() if _has_button(markup, label)]
        return label, having[-1] == message_id


def _as_name(text: str) -> str:
    """Return a text as a part of a variable's name, "" if that is not possible."""
    name = "_".join("".join(filter(str.isalnum, word)) for word in text.lower().split())
    if not name.isidentifier() or keyword.iskeyword(name) or name in _TAKEN:
        return ""
    return name


def _buttons(markup: Data) -> list[Data]:
    return [button for row in markup.get("inline_keyboard", ()) for button in row]


def _find_button(markup: Data, which: Any) -> Data | None:
    """Return the button that a press named: by its position, text or data."""
    if isinstance(which, (list, tuple)):
        row, column = which
        rows: list[list[Data]] = markup.get("inline_keyboard", [])
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None
    for field in ("text", "callback_data"):
        for button in _buttons(markup):
            if button.get(field) == which:
                return button
    return None


def _has_button(markup: Data, label: str) -> bool:
    return any(label in (button["text"], button.get("callback_data")) for button in _buttons(markup))


def _content_of_call(parameters: Data) -> str:
    """Return the content of a call, without its recipients."""
    kept = [value for name, value in parameters.items() if not name.endswith(("chat_id", "user_id"))]
    return str(kept)
