"""Write a conversation of the playground as a test for the test kit.

Part of `scaletg_contrib.playground`. The test does what people did, and asserts what the bot said until the next act of
somebody; it passes as it is exported. What it needs to be the same again goes into it: people's names and numbers, the
contents of files, and ids where the bot speaks of them.
"""

from __future__ import annotations

import base64
import keyword
import math
import operator
from collections.abc import Callable
from typing import Any

from scaletg_contrib.playground.code_of_tests import Code, more_arguments, write_assertion, write_call
from scaletg_contrib.simulator import Chat, Data, User, blank_picture
from scaletg_contrib.simulator.checkpoints import without_undone

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
        events = without_undone(sim.world.events)
        cleared = 0
        for event in events:
            if event["type"] == "cleared" and event["chat"] == key:
                cleared = event["seq"]
        self.events = [event for event in events if event["seq"] > cleared]
        self.acts = list(filter(self._is_here, self._events_of_type("act")))
        self.acts.sort(key=operator.itemgetter("began"))
        self.people: dict[int, str] = {}  #: the variables of people who act
        self.mentioned: dict[int, None] = {}  #: people who are only mentioned
        self.places: dict[str, str] = {}  #: the variables of other chats, by their keys
        self._waited = 0  #: the seconds that the test has let pass
        self.queries: dict[str, str] = {}  #: the variables of queries, by their ids
        #: Everything that the bot said, because it may contain ids.
        self.said_by_bot = " ".join(_content_of_call(call["parameters"]) for call in self._events_of_type("call"))

    def _events_of_type(self, name: str) -> list[Data]:
        return [event for event in self.events if event["type"] == name]

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
        steps: list[str] = []
        for number in range(len(self.acts)):
            steps += self._step(number)
        options = self._options()
        lines = ['"""A conversation of the playground. Run it with pytest, beside the file of the bot."""', ""]
        if any("base64." in step for step in steps):
            lines += ["import base64", ""]
        imported = self.name
        if imported != "bot":
            imported += " as bot"
        lines += [f"from {self.module} import {imported}", "from scaletg_contrib.testkit import Telegram", "", ""]
        lines += [f"def test_{self.module}_answers():", f"    with Telegram(bot{options}) as telegram:"]
        for line in [*self._setup(), *steps]:
            lines.append(f"        {line}")
        return "\n".join([*lines, ""])

    ############################################################################
    # The state at the beginning

    def _options(self) -> str:
        failed = [trace for trace in self._events_of_type("trace") if trace["error"]]
        refused = [call for call in self._events_of_type("call") if not call["answer"]["ok"]]
        own = self.sim.account.username
        texts = [str(act["parameters"]) for act in self.acts]
        options: Data = {}
        if own in self.said_by_bot or any(own in text for text in texts):
            options["username"] = own
        if failed or refused:
            options["strict"] = False
        return more_arguments(options)

    def _setup(self) -> list[str]:
        """Return the lines that create the chat, its people, and everything else that must exist."""
        users = self.sim.world.users
        members = self._members()
        lines = []
        for user_id in self.mentioned:
            if user_id not in members:
                lines.append(self._make_person(users[user_id]))
        for key, name in self.places.items():
            lines.append(self._make_chat(self.sim.world.chats[key], name))
        if self.chat.is_private:
            user = users[self.chat.id]
            return [*lines, f"{self._person(user.id)} = telegram.private({user.first_name!r}{self._fields(user)})"]
        names = []
        for user_id in members:
            user = users[user_id]
            names.append(repr(user.first_name))
            if self._fields(user):
                lines.append(self._make_person(user))
        owner = members[0]
        given = ", ".join(names) + self._group_options()
        lines.append(f"{self._person(owner)} = telegram.group({self.chat.title!r}, {given})")
        for user_id in self.people:
            if user_id != owner:
                lines.append(f"{self._person(user_id)} = {self._person(owner)}.by({users[user_id].first_name!r})")
        return lines

    def _group_options(self) -> str:
        chat = self.chat
        options: Data = {}
        if chat.type != "supergroup":
            options["type"] = chat.type
        if self.sim.member(chat, self.sim.account.id).is_admin:
            options["admin"] = True
        if chat.is_forum:
            options["is_forum"] = True
        if chat.username:
            options["username"] = chat.username
        if str(chat.id) in self.said_by_bot:
            options["id"] = chat.id
        return more_arguments(options)

    def _members(self) -> list[int]:
        """Return who is in the chat, the owner first."""
        if self.chat.is_private:
            return [self.chat.id]
        owners, others = [], []
        for member in self.chat.members.values():
            if member.user_id not in self.sim.world.users:
                continue
            if member.status == "creator":
                owners.append(member.user_id)
            else:
                others.append(member.user_id)
        return owners + others

    def _fields(self, user: User) -> str:
        fields: Data = {}
        if str(user.id) in self.said_by_bot:
            fields["id"] = user.id
        for name in ("last_name", "username", "language_code", "is_premium", "bio"):
            if getattr(user, name):
                fields[name] = getattr(user, name)
        if user.phone_number.lstrip("+") in self.said_by_bot:
            fields["phone_number"] = user.phone_number
        return more_arguments(fields)

    def _make_person(self, user: User) -> str:
        return f"telegram.user({user.first_name!r}{self._fields(user)})"

    def _make_chat(self, chat: Chat, name: str) -> str:
        users = self.sim.world.users
        owner = self.chat.id
        for member in chat.members.values():
            if member.status == "creator":
                owner = member.user_id
        maker = users.get(owner) or next(iter(users.values()))
        options: Data = {"type": chat.type}
        if str(chat.id) in self.said_by_bot:
            options["id"] = chat.id
        given = f"telegram.user({maker.first_name!r}), {chat.title!r}{more_arguments(options)}"
        return f"{name} = telegram.sim.create_group({given})"

    def _person(self, user_id: int) -> str:
        """Return the variable of a person."""
        if user_id not in self.people:
            number = user_id % 1000
            name = "".join(filter(str.isalnum, self.sim.world.users[user_id].first_name.lower()))
            if not name.isidentifier() or keyword.iskeyword(name) or name in _TAKEN:
                name = f"user{number}"
            if name in self.people.values():
                name = f"{name}{number}"
            self.people[user_id] = name
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
        end = self.sim.world.last_event
        if number + 1 < len(self.acts):
            following = self.acts[number + 1]
            if act["name"] == following["name"] == "inline_query":
                return []  # the query was still being typed
            end = following["began"]
        events = [event for event in self.events if act["began"] < event["seq"] <= end]
        who = self._person(self.sim.find_person(act["parameters"]["user"]).id)
        lines = self._lines_of_action(act, who, events)
        return [*lines, *self._wait_for_jobs(events), *self._assertions(who, events, act["name"])]

    def _wait_for_jobs(self, events: list[Data]) -> list[str]:
        """Return the line that lets time pass until the jobs are due which were done here."""
        times = [event["update"]["job"]["due"] for event in events if event["type"] == "job"]
        due = max(times, default=0)
        seconds = math.ceil(due - self.acts[0]["time"] - self._waited) + 1
        if not due or seconds <= 1:  # in a test what is due is done at once
            return []
        self._waited += seconds
        return [f"telegram.advance(seconds={seconds})"]

    def _lines_of_action(self, act: Data, who: str, events: list[Data]) -> list[str]:
        """Return the line that repeats an action of a person."""
        name = act["name"]
        p: Data = {}
        for key, value in act["parameters"].items():
            if key not in ("user", "chat", "bot", "content") and value not in (None, "", []):
                p[key] = value
        special: Callable[..., list[str]] | None = getattr(self, f"_write_{name}", None)
        if special:
            return special(who, p, events)
        message = p.pop("message_id", None)
        if message is not None:
            p["message"] = self._message(who, message, events)
        if p.get("reply_to"):
            p["reply_to"] = Code(f"{self._message(who, p['reply_to'], events)}.message_id")
        if name in _KNOWN:
            values = [p.pop(key) for key in _KNOWN[name] if key in p]
            return [f"{who}.{write_call(name, *values, **p)}"]
        return [f"{who}.{self._do(who, name, p)}"]

    def _do(self, who: str, name: str, p: Data) -> str:
        """Return a call of an action that has no function in the test kit."""
        if name not in _PLACELESS:
            p["chat"] = Code(f"{who}.chat")
        if "message" in p:
            p["message_id"] = Code(f"{p.pop('message')}.message_id")
        return write_call("do", name, **p)

    def _write_delete(self, who: str, p: Data, events: list[Data]) -> list[str]:
        return [f"{who}.delete({self._message(who, p['message_id'], events)})"]

    def _write_react(self, who: str, p: Data, events: list[Data]) -> list[str]:
        return [f"{who}.{self._with_list('react', p.get('emoji', []), who, p, events)}"]

    def _write_vote(self, who: str, p: Data, events: list[Data]) -> list[str]:
        return [f"{who}.{self._with_list('vote', p.get('options', []), who, p, events)}"]

    def _with_list(self, name: str, values: Any, who: str, p: Data, events: list[Data]) -> str:
        if not isinstance(values, list):
            values = [values]
        return write_call(name, *values, **self._take_message(who, p, events))

    def _take_message(self, who: str, p: Data, events: list[Data]) -> Data:
        """Take the message out of the parameters of an action, and return it as an argument of the test kit."""
        if "message_id" not in p:
            return {}
        return {"message": self._message(who, p.pop("message_id"), events)}

    def _write_send_dice(self, who: str, p: Data, events: list[Data]) -> list[str]:
        value = 1
        for event in reversed(events):
            if "dice" in event.get("message", {}):
                value = event["message"]["dice"]["value"]
        if "emoji" not in p:
            return [f"{who}.{write_call('send_dice', value=value)}"]
        return [f"{who}.{write_call('send_dice', p['emoji'], value=value)}"]

    def _write_send_contact(self, who: str, p: Data, events: list[Data]) -> list[str]:
        if "who" not in p:
            return [f"{who}.send_contact()"]
        return [f"{who}.{write_call('send_contact', self._name_of_other(p['who']))}"]

    def _write_send_file(self, who: str, p: Data, events: list[Data]) -> list[str]:
        kind = p.pop("kind", "photo")
        given: Data = {}
        contents = self._contents(events)
        if contents and contents[0]:
            given["content"] = contents[0]
        if kind == "photo":
            return [f"{who}.{write_call('send_photo', **given, **p)}"]
        return [f"{who}.{write_call('send_file', kind, **given, **p)}"]

    def _write_send_album(self, who: str, p: Data, events: list[Data]) -> list[str]:
        files = []
        for file, content in zip(p["files"], self._contents(events), strict=False):
            kept = {name: value for name, value in file.items() if name != "content" and value not in (None, "")}
            if content:
                kept["content"] = content
            files.append(kept)
        return [f"{who}.{write_call('send_album', *files)}"]

    def _write_share(self, who: str, p: Data, events: list[Data]) -> list[str]:
        if "users" in p:
            p["users"] = [self._name_of_other(user) for user in p["users"]]
        if "shared_chat" in p:
            chat = self.sim.find_place(None, p["shared_chat"])
            shared = f"{who}.chat"
            if chat.key != self.key:
                shared = self._place_named(chat.key)
            p["shared_chat"] = Code(shared)
        return [f"{who}.{self._do(who, 'share', p)}"]

    def _place_named(self, key: str) -> str:
        return self.places.setdefault(key, f"place{len(self.places) + 1}")

    def _write_set_role(self, who: str, p: Data, events: list[Data]) -> list[str]:
        names_of_bot = (self.sim.account.username.lower(), str(self.sim.account.id))
        if str(p["member"]).lower().lstrip("@") in names_of_bot:
            p["member"] = Code("telegram.account")
        else:
            p["member"] = self._name_of_other(p["member"])
        return [f"{who}.{self._do(who, 'set_role', p)}"]

    def _write_forward(self, who: str, p: Data, events: list[Data]) -> list[str]:
        source = str(p.pop("source", self.key))
        if source not in (self.key, str(self.chat.id)):
            return [f"# Here {who} forwarded a message of another chat, which is not part of this test."]
        p |= {"message": self._message(who, p.pop("message_id"), events), "source": Code(f"{who}.chat")}
        return [f"{who}.{self._do(who, 'forward', p)}"]

    def _write_inline_query(self, who: str, p: Data, events: list[Data]) -> list[str]:
        query_id = ""
        for event in reversed(events):
            if event["type"] == "inline_query":
                query_id = event["query_id"]
        variable = self.queries[query_id] = f"offer{len(self.queries) + 1}"
        query = p.pop("query", "")
        inline_query = self.sim.world.inline_queries.get(query_id, {})
        answer = inline_query.get("answer") or {}
        results = answer.get("results", [])
        field = "title"
        if not all("title" in result for result in results):
            field = "id"
        values = [result[field] for result in results]
        return [
            f"{variable} = {who}.{write_call('inline', query, **p)}",
            f"assert [result.{field} for result in {variable}.results] == {values!r}",
        ]

    def _write_choose(self, who: str, p: Data, events: list[Data]) -> list[str]:
        return [f"{self.queries[p['query_id']]}.choose({p.get('result', 0)!r})"]

    def _write_pay(self, who: str, p: Data, events: list[Data]) -> list[str]:
        """Return the payment; where shipping is chosen later, its query gets a name."""
        at = self._take_message(who, p, events)
        shipping = self._shipping(events)
        if shipping is None:
            return [f"{who}.{write_call('pay', **at, **p)}"]
        return [f"{self._query(shipping)} = {who}.{self._do(who, 'pay', {**at, **p})}"]

    def _write_press(self, who: str, p: Data, events: list[Data]) -> list[str]:
        at = self._take_message(who, p, events)
        shipping = self._shipping(events)
        if shipping is None:
            return [f"{who}.{write_call('press', p['button'], **at)}"]
        return [f"{self._query(shipping)} = {who}.{self._do(who, 'press', {**p, **at})}['pay']"]

    def _write_choose_shipping(self, who: str, p: Data, events: list[Data]) -> list[str]:
        query = Code(self.queries[p["query_id"]])
        return [f"{who}.{write_call('do', 'choose_shipping', query, p.get('option', 0))}"]

    def _shipping(self, events: list[Data]) -> str | None:
        for event in events:
            update = event.get("update", {})
            if "shipping_query" in update:
                return str(update["shipping_query"]["id"])
        return None

    def _query(self, query_id: str) -> str:
        return self.queries.setdefault(query_id, f"payment{len(self.queries) + 1}")

    def _contents(self, events: list[Data]) -> list[Code | None]:
        """Return the contents of the files that a person sent, `None` for those that were made up or are too large."""
        contents: list[Code | None] = []
        for event in events:
            if event["type"] != "message" or self._is_of_bot(event["message"]):
                continue
            for kind in _FILES:
                if kind in event["message"]:
                    contents.append(self._content_of_file(kind, event["message"][kind]))
                    break
        return contents

    def _content_of_file(self, kind: str, sent: Any) -> Code | None:
        made_up = f"a simulated {kind}\n".encode()
        if kind == "photo":
            sent = sent[-1]  # the largest size
            made_up = blank_picture()
        content = self.sim.world.files[sent["file_id"]].content
        if content == made_up or len(content) > LARGEST_FILE:
            return None
        encoded = base64.b64encode(content).decode()
        return Code(f"base64.b64decode({encoded!r})")

    def _message(self, who: str, message_id: int, events: list[Data]) -> Code:
        """Return a message of the chat by its place from the end, among those that are not deleted at that time."""
        began = self.sim.world.last_event + 1
        if events:
            began = events[0]["seq"]
        alive: dict[int, None] = {}
        for event in self.events:
            if event["seq"] >= began:
                break
            if event.get("chat") == self.key and event["type"] == "message":
                alive[event["message"]["message_id"]] = None
            if event.get("chat") == self.key and event["type"] == "delete":
                alive.pop(event["message_id"], None)
        place = -1
        if message_id in alive:
            place = list(alive).index(message_id) - len(alive)
        return Code(f"{who}.messages[{place}]")

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
        lines = []
        if not said:
            lines.append(f"assert {who}.is_silent")
        if len(said) > 1:
            lines.append(f"assert len({who}.replies) == {len(said)}")
        for number, raw in enumerate(said.values()):
            reply = f"{who}.replies[{number}]"
            lines.append(f"assert {write_assertion(reply, raw)}")
        toast = ""
        for event in events:
            if event["type"] == "callback_answer" and event["chat"] == self.key:
                toast = event["text"]
        if toast:
            lines.append(f"assert {who}.toast == {toast!r}")
        return lines

    def _is_of_bot(self, raw: Data) -> bool:
        sender = raw.get("from")
        if not sender:
            return not self.chat.is_private
        return bool(sender.get("id") == self.sim.account.id)


def _content_of_call(parameters: Data) -> str:
    """Return the content of a call, without its recipients."""
    kept = [value for name, value in parameters.items() if not name.endswith(("chat_id", "user_id"))]
    return str(kept)
