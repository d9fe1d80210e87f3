"""Write a conversation of the playground as a test for the test kit.

Part of `scaletg_contrib.playground`. The test does what people did, and asserts what the bot said until the next act of
somebody; it passes as it is exported. What it needs to be the same again goes into it: people's names and numbers, the
contents of files, and ids where the bot speaks of them.
"""

from __future__ import annotations

import base64
import keyword
import math
from collections.abc import Callable
from typing import Any

import scaletg
from scaletg_contrib.simulator import Chat, Data, User, blank_picture

__all__ = ["export_test"]

#: The largest file that is written into the test; a made-up file of the same kind replaces a larger one.
LARGEST_FILE = 50_000
#: The actions that do not happen in a chat, or only in the person's private chat.
_PLACELESS = {"share", "send_web_app_data", "choose_shipping", "stop_draft"}
#: The actions that have a function in the test kit, with their positional parameters.
_KNOWN: dict[str, list[str]] = {
    "send": ["text"],
    "start": ["payload"],
    "press": ["button"],
    "tap": ["key"],
    "edit": ["text"],
    "send_file": ["kind"],
    "send_photo": [],
    "send_location": ["latitude", "longitude"],
    "send_dice": ["emoji"],
    "send_contact": [],
    "pay": [],
    "join": [],
    "leave": [],
    "block": [],
    "unblock": [],
}
#: Names that have another meaning in the test.
_TAKEN = {"bot", "telegram", "base64"}
_FILES = ("photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker")


def export_test(sim: Any, key: str, module: str = "bot", name: str = "bot") -> str:
    """Return a chat as a test: what people did, and what the bot, *name* in *module*, answered."""
    return _Export(sim, key, module, name).write()


class _Export:
    """Writes one chat as a test: each act of a person, then what the bot sent or changed until the next act."""

    def __init__(self, sim: Any, key: str, module: str, name: str) -> None:
        self.sim = sim
        self.key = key
        self.module, self.name = module, name
        found: Chat | None = sim.world.chats.get(key)
        if found is None or not found.messages:
            raise ValueError("this chat has no messages yet")
        self.chat = found
        events = list(sim.world.events)
        cleared = [event["seq"] for event in events if event["type"] == "cleared" and event["chat"] == key]
        self.events = [event for event in events if event["seq"] > max(cleared, default=0)]
        acts = (event for event in self.events if event["type"] == "act" and self._is_here(event))
        self.acts = sorted(acts, key=lambda act: act["began"])
        self.people: dict[int, str] = {}  #: the variables of people who act
        self.mentioned: dict[int, None] = {}  #: people who are only mentioned
        self.places: dict[str, str] = {}  #: the variables of other chats, by their keys
        self._waited = 0  #: the seconds that the test has let pass
        self.queries: dict[str, str] = {}  #: the variables of queries, by their ids
        #: Everything that the bot said, because it may contain ids.
        self.said_by_bot = " ".join(
            _content_of_call(event["parameters"]) for event in self.events if event["type"] == "call"
        )

    def _is_here(self, act: Data) -> bool:
        if act["name"] in ("create_group", "add_user"):
            return False
        p = act["parameters"]
        place = p.get("chat")
        if "user" in p and (place is None or act["name"] in _PLACELESS):
            return f"{self.sim.account.id}:{self.sim.find_person(p['user']).id}" == self.key
        return str(place) in (self.key, str(self.chat.id))

    def write(self) -> str:
        """Return the whole file."""
        lines = [line for number in range(len(self.acts)) for line in self._step(number)]
        body = [
            f"with Telegram(bot{self._options()}) as telegram:",
            *(f"    {line}" for line in [*self._setup(), *lines]),
        ]
        alias = "" if self.name == "bot" else " as bot"
        decoding = ["import base64", ""] if any("base64." in line for line in lines) else []
        return "\n".join(
            [
                '"""A conversation of the playground. Run it with pytest, beside the file of the bot."""',
                "",
                *decoding,
                f"from {self.module} import {self.name}{alias}",
                "from scaletg_contrib.testkit import Telegram",
                "",
                "",
                f"def test_{self.module}_answers():",
                *(f"    {line}" for line in body),
                "",
            ]
        )

    ############################################################################
    # The state at the beginning

    def _options(self) -> str:
        failed = [event for event in self.events if event["type"] == "trace" and event["error"]]
        refused = [event for event in self.events if event["type"] == "call" and not event["answer"]["ok"]]
        strict = ", strict=False" if failed or refused else ""
        own = self.sim.account.username
        texts = [self.said_by_bot, *(str(act["parameters"]) for act in self.acts)]
        return f", username={own!r}{strict}" if any(own in text for text in texts) else strict

    def _setup(self) -> list[str]:
        """Return the lines that create the chat, its people, and everything else that must exist."""
        lines = [
            self._make_person(self.sim.world.users[user_id])
            for user_id in self.mentioned
            if user_id not in self._members()
        ]
        lines += [self._make_chat(self.sim.world.chats[key], name) for key, name in self.places.items()]
        users = self.sim.world.users
        if self.chat.is_private:
            user = users[self.chat.id]
            return [*lines, f"{self._person(user.id)} = telegram.private({user.first_name!r}{self._fields(user)})"]
        owner, *here = self._members()
        lines += [self._make_person(users[user_id]) for user_id in [owner, *here] if self._fields(users[user_id])]
        given = ", ".join(repr(users[user_id].first_name) for user_id in [owner, *here])
        lines.append(f"{self._person(owner)} = telegram.group({self.chat.title!r}, {given}{self._group_options()})")
        others = [user_id for user_id in self.people if user_id != owner]
        return lines + [
            f"{self._person(user_id)} = {self._person(owner)}.by({users[user_id].first_name!r})" for user_id in others
        ]

    def _group_options(self) -> str:
        chat = self.chat
        options: Data = {} if chat.type == "supergroup" else {"type": chat.type}
        options |= {"admin": True} if self.sim.member(chat, self.sim.account.id).is_admin else {}
        options |= {"is_forum": True} if chat.is_forum else {}
        options |= {"username": chat.username} if chat.username else {}
        options |= {"id": chat.id} if str(chat.id) in self.said_by_bot else {}
        return "".join(f", {name}={value!r}" for name, value in options.items())

    def _members(self) -> list[int]:
        """Return who is in the chat, the owner first."""
        if self.chat.is_private:
            return [self.chat.id]
        people = [member for member in self.chat.members.values() if member.user_id in self.sim.world.users]
        return [person.user_id for person in sorted(people, key=lambda member: member.status != "creator")]

    def _fields(self, user: User) -> str:
        fields: Data = {}
        fields |= {"id": user.id} if str(user.id) in self.said_by_bot else {}
        for name in ("last_name", "username", "language_code", "is_premium", "bio"):
            fields |= {name: getattr(user, name)} if getattr(user, name) else {}
        fields |= {"phone_number": user.phone_number} if user.phone_number.lstrip("+") in self.said_by_bot else {}
        return "".join(f", {name}={value!r}" for name, value in fields.items())

    def _make_person(self, user: User) -> str:
        return f"telegram.user({user.first_name!r}{self._fields(user)})"

    def _make_chat(self, chat: Chat, name: str) -> str:
        owner = next((member.user_id for member in chat.members.values() if member.status == "creator"), self.chat.id)
        user = self.sim.world.users.get(owner) or next(iter(self.sim.world.users.values()))
        identity = f", id={chat.id}" if str(chat.id) in self.said_by_bot else ""
        maker = f"telegram.user({user.first_name!r})"
        return f"{name} = telegram.sim.create_group({maker}, {chat.title!r}, type={chat.type!r}{identity})"

    def _person(self, user_id: int) -> str:
        """Return the variable of a person."""
        if user_id not in self.people:
            first = "".join(letter for letter in self.sim.world.users[user_id].first_name.lower() if letter.isalnum())
            usable = first.isidentifier() and not keyword.iskeyword(first) and first not in _TAKEN
            name = first if usable else f"user{user_id % 1000}"
            self.people[user_id] = name if name not in self.people.values() else f"{name}{user_id % 1000}"
        return self.people[user_id]

    def _name_of_other(self, who: Any) -> str:
        """Return the name of a person who must exist."""
        user = self.sim.find_person(who)
        self.mentioned.setdefault(user.id)
        return str(user.first_name)

    ############################################################################
    # What people did

    def _step(self, number: int) -> list[str]:
        act = self.acts[number]
        following = self.acts[number + 1] if number + 1 < len(self.acts) else None
        if following and act["name"] == following["name"] == "inline_query":
            return []  # the query was still being typed
        end = following["began"] if following else self.sim.world.last_event
        events = [event for event in self.events if act["began"] < event["seq"] <= end]
        who = self._person(self.sim.find_person(act["parameters"]["user"]).id)
        lines = self._lines_of_action(act, who, events)
        return [*lines, *self._wait_for_jobs(events), *self._assertions(who, events, act["name"])]

    def _wait_for_jobs(self, events: list[Data]) -> list[str]:
        """Return the line that lets time pass until the jobs are due which were done here."""
        due = max((event["update"]["job"]["due"] for event in events if event["type"] == "job"), default=0)
        seconds = math.ceil(due - self.acts[0]["time"] - self._waited) + 1
        if not due or seconds <= 1:  # in a test what is due is done at once
            return []
        self._waited += seconds
        return [f"telegram.advance(seconds={seconds})"]

    def _lines_of_action(self, act: Data, who: str, events: list[Data]) -> list[str]:
        """Return the line that repeats an action of a person."""
        name = act["name"]
        p = {key: value for key, value in act["parameters"].items() if key not in ("user", "chat", "bot", "content")}
        p = {key: value for key, value in p.items() if value is not None and value != "" and value != []}
        special: Callable[..., list[str]] | None = getattr(self, f"_write_{name}", None)
        if special:
            return special(who, p, events)
        message = p.pop("message_id", None)
        if message is not None:
            p["message"] = self._message(who, message, events)
        if p.get("reply_to"):
            p["reply_to"] = _Code(f"{self._message(who, p['reply_to'], events)}.message_id")
        if name in _KNOWN:
            return [f"{who}.{_call(name, *(p.pop(key) for key in _KNOWN[name] if key in p), **p)}"]
        return [f"{who}.{self._do(who, name, p)}"]

    def _do(self, who: str, name: str, p: Data) -> str:
        """Return a call of an action that has no function in the test kit."""
        if name not in _PLACELESS:
            p["chat"] = _Code(f"{who}.chat")
        if "message" in p:
            p["message_id"] = _Code(f"{p.pop('message')}.message_id")
        return _call("do", name, **p)

    def _write_delete(self, who: str, p: Data, events: list[Data]) -> list[str]:
        return [f"{who}.delete({self._message(who, p['message_id'], events)})"]

    def _write_react(self, who: str, p: Data, events: list[Data]) -> list[str]:
        return [f"{who}.{self._with_list('react', p.get('emoji', []), who, p, events)}"]

    def _write_vote(self, who: str, p: Data, events: list[Data]) -> list[str]:
        return [f"{who}.{self._with_list('vote', p.get('options', []), who, p, events)}"]

    def _with_list(self, name: str, values: Any, who: str, p: Data, events: list[Data]) -> str:
        at = {"message": self._message(who, p["message_id"], events)} if "message_id" in p else {}
        return _call(name, *(values if isinstance(values, list) else [values]), **at)

    def _write_send_dice(self, who: str, p: Data, events: list[Data]) -> list[str]:
        thrown = [event["message"]["dice"] for event in events if "dice" in event.get("message", {})]
        emoji = [p["emoji"]] if "emoji" in p else []
        return [f"{who}.{_call('send_dice', *emoji, value=thrown[0]['value'] if thrown else 1)}"]

    def _write_send_contact(self, who: str, p: Data, events: list[Data]) -> list[str]:
        whose = [self._name_of_other(p["who"])] if "who" in p else []
        return [f"{who}.{_call('send_contact', *whose)}"]

    def _write_send_file(self, who: str, p: Data, events: list[Data]) -> list[str]:
        kind = p.pop("kind", "photo")
        content = next(iter(self._contents(events)), None)
        given = {"content": content} if content else {}
        values = [] if kind == "photo" else [kind]
        name = "send_photo" if kind == "photo" else "send_file"
        return [f"{who}.{_call(name, *values, **given, **p)}"]

    def _write_send_album(self, who: str, p: Data, events: list[Data]) -> list[str]:
        files = []
        for file, content in zip(p["files"], self._contents(events), strict=False):
            kept = {name: value for name, value in file.items() if name != "content" and value not in (None, "")}
            files.append({**kept, "content": content} if content else kept)
        return [f"{who}.{_call('send_album', *files)}"]

    def _write_share(self, who: str, p: Data, events: list[Data]) -> list[str]:
        if "users" in p:
            p["users"] = [self._name_of_other(user) for user in p["users"]]
        if "shared_chat" in p:
            chat = self.sim.find_place(None, p["shared_chat"])
            shared = f"{who}.chat" if chat.key == self.key else self._place_named(chat.key)
            p["shared_chat"] = _Code(shared)
        return [f"{who}.{self._do(who, 'share', p)}"]

    def _place_named(self, key: str) -> str:
        return self.places.setdefault(key, f"place{len(self.places) + 1}")

    def _write_set_role(self, who: str, p: Data, events: list[Data]) -> list[str]:
        own = (self.sim.account.username.lower(), str(self.sim.account.id))
        is_bot = str(p["member"]).lower().lstrip("@") in own
        p["member"] = _Code("telegram.account") if is_bot else self._name_of_other(p["member"])
        return [f"{who}.{self._do(who, 'set_role', p)}"]

    def _write_forward(self, who: str, p: Data, events: list[Data]) -> list[str]:
        source = str(p.pop("source", self.key))
        if source not in (self.key, str(self.chat.id)):
            return [f"# Here {who} forwarded a message of another chat, which is not part of this test."]
        p |= {"message": self._message(who, p.pop("message_id"), events), "source": _Code(f"{who}.chat")}
        return [f"{who}.{self._do(who, 'forward', p)}"]

    def _write_inline_query(self, who: str, p: Data, events: list[Data]) -> list[str]:
        asked = next((event["query_id"] for event in events if event["type"] == "inline_query"), "")
        variable = self.queries[asked] = f"offer{len(self.queries) + 1}"
        query = p.pop("query", "")
        lines = [f"{variable} = {who}.{_call('inline', query, **p)}"]
        results = (self.sim.world.inline_queries.get(asked, {}).get("answer") or {}).get("results", [])
        shown = "title" if all("title" in result for result in results) else "id"
        return [
            *lines,
            f"assert [one.{shown} for one in {variable}.results] == {[result[shown] for result in results]!r}",
        ]

    def _write_choose(self, who: str, p: Data, events: list[Data]) -> list[str]:
        return [f"{self.queries[p['query_id']]}.choose({p.get('result', 0)!r})"]

    def _write_pay(self, who: str, p: Data, events: list[Data]) -> list[str]:
        """Return the payment; where shipping is chosen later, its query gets a name."""
        at = {"message": self._message(who, p.pop("message_id"), events)} if "message_id" in p else {}
        shipping = self._shipping(events)
        if shipping is None:
            return [f"{who}.{_call('pay', **at, **p)}"]
        return [f"{self._query(shipping)} = {who}.{self._do(who, 'pay', {**at, **p})}"]

    def _write_press(self, who: str, p: Data, events: list[Data]) -> list[str]:
        at = {"message": self._message(who, p.pop("message_id"), events)} if "message_id" in p else {}
        shipping = self._shipping(events)
        if shipping is None:
            return [f"{who}.{_call('press', p['button'], **at)}"]
        return [f"{self._query(shipping)} = {who}.{self._do(who, 'press', {**p, **at})}['pay']"]

    def _write_choose_shipping(self, who: str, p: Data, events: list[Data]) -> list[str]:
        query = _Code(self.queries[p["query_id"]])
        return [f"{who}.{_call('do', 'choose_shipping', query, p.get('option', 0))}"]

    def _shipping(self, events: list[Data]) -> str | None:
        asked = [
            event["update"]["shipping_query"]["id"] for event in events if "shipping_query" in event.get("update", {})
        ]
        return asked[0] if asked else None

    def _query(self, query_id: str) -> str:
        return self.queries.setdefault(query_id, f"payment{len(self.queries) + 1}")

    def _contents(self, events: list[Data]) -> list[_Code | None]:
        """Return the contents of the files that a person sent, `None` for those that were made up or are too large."""
        contents: list[_Code | None] = []
        for raw in [
            event["message"] for event in events if event["type"] == "message" and not self._is_of_bot(event["message"])
        ]:
            kind = next((name for name in _FILES if name in raw), None)
            if kind:
                held = raw[kind][-1] if kind == "photo" else raw[kind]
                content = self.sim.world.files[held["file_id"]].content
                made_up = blank_picture() if kind == "photo" else f"a simulated {kind}\n".encode()
                is_kept = content != made_up and len(content) <= LARGEST_FILE
                contents.append(_Code(f"base64.b64decode({base64.b64encode(content).decode()!r})") if is_kept else None)
        return contents

    def _message(self, who: str, message_id: int, events: list[Data]) -> _Code:
        """Return a message of the chat by its place from the end, among those that are not deleted at that time."""
        began = events[0]["seq"] if events else self.sim.world.last_event + 1
        alive: dict[int, None] = {}
        for event in self.events:
            if event["seq"] >= began:
                break
            if event.get("chat") == self.key and event["type"] == "message":
                alive[event["message"]["message_id"]] = None
            if event.get("chat") == self.key and event["type"] == "delete":
                alive.pop(event["message_id"], None)
        numbers = list(alive)
        place = numbers.index(message_id) - len(numbers) if message_id in alive else -1
        return _Code(f"{who}.messages[{place}]")

    ############################################################################
    # What the bot answered

    def _assertions(self, who: str, events: list[Data], name: str) -> list[str]:
        """Return what the bot said as assertions."""
        said: dict[int, Data] = {}
        for event in events:
            if event.get("chat") != self.key:
                continue
            if event["type"] == "delete":
                said.pop(event["message_id"], None)
            elif event["type"] in ("message", "edit") and self._is_of_bot(event["message"]):
                said.pop(event["message"]["message_id"], None)
                said[event["message"]["message_id"]] = event["message"]
        if not said and name == "inline_query":
            return []
        lines = [f"assert {who}.is_silent"]
        if len(said) == 1:
            lines = [f"assert {_look(f'{who}.replies[0]', raw)}" for raw in said.values()]
        elif said:
            lines = [f"assert len({who}.replies) == {len(said)}"]
            lines += [f"assert {_look(f'{who}.replies[{n}]', raw)}" for n, raw in enumerate(said.values())]
        toasts = [event["text"] for event in events if event["type"] == "callback_answer" and event["chat"] == self.key]
        return lines + [f"assert {who}.toast == {text!r}" for text in toasts[-1:] if text]

    def _is_of_bot(self, raw: Data) -> bool:
        sender = raw.get("from") or {}
        return bool(sender.get("id") == self.sim.account.id or (not sender and not self.chat.is_private))


class _Code(str):
    """Code that is written into a test as it is."""

    def __repr__(self) -> str:
        return str(self)


def _call(name: str, /, *values: Any, **named: Any) -> str:
    return f"{name}({', '.join([*map(repr, values), *(f'{key}={value!r}' for key, value in named.items())])})"


def _content_of_call(parameters: Data) -> str:
    """Return the content of a call, without its recipients."""
    return str([value for name, value in parameters.items() if not name.endswith(("chat_id", "user_id"))])


def _look(message: str, raw: Data) -> str:
    """Return the assertions about a message."""
    if "text" in raw:
        return f"{message}.text == {raw['text']!r}"
    if "caption" in raw:
        return f"{message}.caption == {raw['caption']!r}"
    kinds = [field.name for field in scaletg.schema.types["Message"].fields if field.about]
    kind = next((name for name in kinds if name in raw), "message_id")
    return f"{message}.{kind}"
