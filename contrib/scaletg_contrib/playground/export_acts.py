"""Write what people did in a playground as lines of a test.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from scaletg_contrib.playground.code_of_tests import Code, write_call
from scaletg_contrib.playground.session import PLACELESS, Session
from scaletg_contrib.simulator import Data, blank_picture

__all__ = ["Acts"]

#: The largest file that is written into the test; a made-up file of the same kind replaces a larger one.
LARGEST_FILE = 50_000
#: The actions that have a function in the test kit, with their positional parameters.
_KNOWN: dict[str, list[str]] = {
    "send": ["text"],
    "start": ["payload"],
    "tap": ["key"],
    "edit": ["text"],
    "send_file": ["kind"],
    "send_photo": [],
    "send_location": ["latitude", "longitude"],
    "send_dice": ["emoji"],
    "send_contact": [],
    "pay": [],
    "leave": [],
    "block": [],
    "unblock": [],
}
_FILES = ("photo", "video", "animation", "audio", "document", "voice", "video_note", "sticker")


class Acts:
    """Writes the acts of a session, each with what it needs to be the same again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sim = session.sim

    def lines(self, act: Data, events: list[Data]) -> list[str]:
        """Return the lines that repeat an act of a person, after which these events happened."""
        session = self._session
        key = session.key_of(act)
        step = _Step(act, key, session.who(key, session.actor(act)), events)
        special: Callable[[_Step], list[str]] | None = getattr(self, f"_write_{step.name}", None)
        if special:
            return special(step)
        at = self._at_message(step)
        p = {**step.given, **at}
        if p.get("reply_to"):
            p["reply_to"] = Code(f"{self._message(step, p['reply_to'])}.message_id")
        if step.name in _KNOWN:
            values = [p.pop(name) for name in _KNOWN[step.name] if name in p]
            return [f"{step.who}.{write_call(step.name, *values, **p)}"]
        return [f"{step.who}.{_do(step, p)}"]

    def _message(self, step: _Step, message_id: int) -> Code:
        return self._session.message(step.who, step.key, message_id, step.act["began"] + 1)

    def _at_message(self, step: _Step) -> Data:
        """Take the message out of the parameters of an act, and return it as an argument of the test kit."""
        message_id = step.given.pop("message_id", None)
        return {} if message_id is None else {"message": self._message(step, message_id)}

    ############################################################################
    # Messages

    def _write_delete(self, step: _Step) -> list[str]:
        return [f"{step.who}.delete({self._message(step, step.given['message_id'])})"]

    def _write_react(self, step: _Step) -> list[str]:
        return [f"{step.who}.{self._with_list(step, step.given.get('emoji', []))}"]

    def _write_vote(self, step: _Step) -> list[str]:
        return [f"{step.who}.{self._with_list(step, step.given.get('options', []))}"]

    def _with_list(self, step: _Step, values: Any) -> str:
        if not isinstance(values, list):
            values = [values]
        return write_call(step.name, *values, **self._at_message(step))

    def _write_send_dice(self, step: _Step) -> list[str]:
        value = 1
        for event in reversed(step.events):
            if "dice" in event.get("message", {}):
                value = event["message"]["dice"]["value"]
        if "emoji" not in step.given:
            return [f"{step.who}.{write_call('send_dice', value=value)}"]
        return [f"{step.who}.{write_call('send_dice', step.given['emoji'], value=value)}"]

    def _write_send_contact(self, step: _Step) -> list[str]:
        if "who" not in step.given:
            return [f"{step.who}.send_contact()"]
        return [f"{step.who}.{write_call('send_contact', self._session.name_of_other(step.given['who']))}"]

    def _write_send_file(self, step: _Step) -> list[str]:
        p = dict(step.given)
        kind = p.pop("kind", "photo")
        given: Data = {}
        contents = self._contents(step)
        if contents and contents[0]:
            given["content"] = contents[0]
        if kind == "photo":
            return [f"{step.who}.{write_call('send_photo', **given, **p)}"]
        return [f"{step.who}.{write_call('send_file', kind, **given, **p)}"]

    def _write_send_album(self, step: _Step) -> list[str]:
        files = []
        for file, content in zip(step.given["files"], self._contents(step), strict=False):
            kept = {name: value for name, value in file.items() if name != "content" and value not in (None, "")}
            if content:
                kept["content"] = content
            files.append(kept)
        return [f"{step.who}.{write_call('send_album', *files)}"]

    def _write_forward(self, step: _Step) -> list[str]:
        p = dict(step.given)
        chat = self._sim.world.chats[step.key]
        if str(p.pop("source", step.key)) not in (step.key, str(chat.id)):
            return [f"# Here {step.who} forwarded a message of another chat, which is not part of this test."]
        p |= {"message": self._message(step, p.pop("message_id")), "source": Code(f"{step.who}.chat")}
        return [f"{step.who}.{_do(step, p)}"]

    ############################################################################
    # Chats and members

    def _write_share(self, step: _Step) -> list[str]:
        p = dict(step.given)
        if "users" in p:
            p["users"] = [self._session.name_of_other(user) for user in p["users"]]
        if "shared_chat" in p:
            chat = self._sim.find_place(None, p["shared_chat"])
            shared = f"{step.who}.chat"
            if chat.key != step.key:
                shared = self._session.place_named(chat.key)
            p["shared_chat"] = Code(shared)
        return [f"{step.who}.{_do(step, p)}"]

    def _write_set_role(self, step: _Step) -> list[str]:
        p = dict(step.given)
        account = self._sim.account
        if str(p["member"]).lower().lstrip("@") in (account.username.lower(), str(account.id)):
            p["member"] = Code("telegram.account")
        else:
            p["member"] = self._session.name_of_other(p["member"])
        return [f"{step.who}.{_do(step, p)}"]

    def _write_join(self, step: _Step) -> list[str]:
        """Return the line that lets a person join, who then has a variable."""
        session = self._session
        chat = self._sim.world.chats[step.key]
        owner = session.who(step.key, session.owner(chat))
        user = self._sim.world.users[session.actor(step.act)]
        return [f"{step.who} = {owner}.{write_call('by', user.first_name, **session.fields_of(user))}"]

    ############################################################################
    # Queries and payments

    def _write_inline_query(self, step: _Step) -> list[str]:
        query_id = ""
        for event in reversed(step.events):
            if event["type"] == "inline_query":
                query_id = event["query_id"]
        variable = self._session.query_named(query_id, "offer")
        p = dict(step.given)
        query = p.pop("query", "")
        inline_query = self._sim.world.inline_queries.get(query_id, {})
        answer = inline_query.get("answer") or {}
        results = answer.get("results", [])
        field = "title"
        if not all("title" in result for result in results):
            field = "id"
        values = [result[field] for result in results]
        return [
            f"{variable} = {step.who}.{write_call('inline', query, **p)}",
            f"assert [result.{field} for result in {variable}.results] == {values!r}",
        ]

    def _write_choose(self, step: _Step) -> list[str]:
        return [f"{self._session.queries[step.given['query_id']]}.choose({step.given.get('result', 0)!r})"]

    def _write_press(self, step: _Step) -> list[str]:
        """Return the press of a button by its label, with the message only if a newer one has such a button, too."""
        began = step.act["began"] + 1
        message_id = step.given.get("message_id")
        button, is_newest = self._session.label_of(step.key, message_id, step.given["button"], began)
        at: Data = {}
        if not is_newest and message_id is not None:
            at["message"] = self._message(step, message_id)
        shipping = _shipping(step.events)
        if shipping is None:
            return [f"{step.who}.{write_call('press', button, **at)}"]
        return [f"{self._payment(shipping, 'pay')} = {step.who}.{_do(step, {'button': button, **at})}"]

    def _write_pay(self, step: _Step) -> list[str]:
        """Return the payment; where shipping is chosen later, its query gets a name."""
        at = self._at_message(step)
        shipping = _shipping(step.events)
        if shipping is None:
            return [f"{step.who}.{write_call('pay', **at, **step.given)}"]
        return [f"{self._payment(shipping)} = {step.who}.{_do(step, {**at, **step.given})}"]

    def _payment(self, query_id: str, field: str = "") -> str:
        """Return the variable of a payment, whose query is the variable or one of its fields."""
        variable = self._session.query_named(query_id, "payment")
        if field:
            self._session.queries[query_id] = f"{variable}[{field!r}]"
        return variable

    def _write_choose_shipping(self, step: _Step) -> list[str]:
        query = Code(self._session.queries[step.given["query_id"]])
        return [f"{step.who}.{write_call('do', 'choose_shipping', query, step.given.get('option', 0))}"]

    ############################################################################
    # Contents of files

    def _contents(self, step: _Step) -> list[Code | None]:
        """Return the contents of the files that a person sent, `None` for those that were made up or are too large."""
        chat = self._sim.world.chats[step.key]
        contents: list[Code | None] = []
        for event in step.events:
            is_here = event["type"] == "message" and event["chat"] == step.key
            if not is_here or self._session.is_of_bot(chat, event["message"]):
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
        content = self._sim.world.files[sent["file_id"]].content
        if content == made_up or len(content) > LARGEST_FILE:
            return None
        encoded = base64.b64encode(content).decode()
        return Code(f"base64.b64decode({encoded!r})")


class _Step:
    """One act: who did what where, with which parameters, and what happened until the next one."""

    def __init__(self, act: Data, key: str, who: str, events: list[Data]) -> None:
        self.act, self.key, self.who, self.events = act, key, who, events
        self.name: str = act["name"]
        self.given: Data = {}
        for name, value in act["parameters"].items():
            if name not in ("user", "chat", "bot", "content") and value not in (None, "", []):
                self.given[name] = value


def _do(step: _Step, p: Data) -> str:
    """Return a call of an action that has no function in the test kit."""
    if step.name not in PLACELESS:
        p["chat"] = Code(f"{step.who}.chat")
    if "message" in p:
        p["message_id"] = Code(f"{p.pop('message')}.message_id")
    return write_call("do", step.name, **p)


def _shipping(events: list[Data]) -> str | None:
    """Return the id of a query for shipping, if there is one among these events."""
    for event in events:
        update = event.get("update", {})
        if "shipping_query" in update:
            return str(update["shipping_query"]["id"])
    return None
