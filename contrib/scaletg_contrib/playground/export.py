"""Write a conversation of the playground as a test for the test kit.

Part of `scaletg_contrib.playground`. The test does what people did, and asserts what the bot said until the next act of
somebody; it passes as it is exported. What it needs to be the same again goes into it: people's names and numbers, the
contents of files, and ids where the bot speaks of them. `session` knows what happened, `export_acts` writes what people
did, `layout` breaks lines that are too long.
"""

from __future__ import annotations

import math
from typing import Any

from scaletg_contrib.playground.code_of_tests import more_arguments, write_assertion
from scaletg_contrib.playground.export_acts import Acts
from scaletg_contrib.playground.layout import lay_out
from scaletg_contrib.playground.session import Session
from scaletg_contrib.simulator import Chat, Data, User

__all__ = ["export_test"]

#: The width that formatters use if nobody tells them another.
WIDTH = 88
#: For what fits on its line anyway.
WIDEST = 1000


def export_test(sim: Any, key: str = "", module: str = "bot", name: str = "bot", *, width: int = WIDTH) -> str:
    """Return a chat as a test, or all chats: what people did, and what the bot, *name* in *module*, answered.

    Its lines have at most *width* columns, and are laid out as ruff and Black do it.
    """
    return _Export(Session(sim, key), module, name, width).write()


class _Export:
    """Writes a session as a test: each act of a person, then what the bot sent or changed until the next act."""

    def __init__(self, session: Session, module: str, name: str, width: int) -> None:
        self.session = session
        self.sim = session.sim
        self.module, self.name, self.width = module, name, width
        self._acts = Acts(session)
        self._made: set[int] = set()  #: people whom a line of the setup has made
        self._waited = 0  #: the seconds that the test has let pass

    def write(self) -> str:
        """Return the whole file."""
        steps: list[str] = []
        for number in range(len(self.session.acts)):
            steps += self._step(number)
        (opened,) = lay_out(f"Telegram(bot{self._options()})", 0, width=WIDEST)
        lines = ['"""A conversation of the playground. Run it with pytest, beside the file of the bot."""', ""]
        if any("base64." in step for step in steps):
            lines += ["import base64", ""]
        imported = self.name
        if imported != "bot":
            imported += " as bot"
        lines += ["from scaletg_contrib.testkit import Telegram", "", f"from {self.module} import {imported}", "", ""]
        lines += [f"def test_{self.module}_answers():", f"    with {opened} as telegram:"]
        for line in [*self._setup(), *steps]:
            lines += lay_out(line, 8, width=self.width)
        return "\n".join([*lines, ""])

    ############################################################################
    # The state at the beginning

    def _options(self) -> str:
        session = self.session
        failed = [trace for trace in session.events_of_type("trace") if trace["error"]]
        refused = [call for call in session.events_of_type("call") if not call["answer"]["ok"]]
        own = self.sim.account.username
        texts = [str(act["parameters"]) for act in session.acts]
        options: Data = {}
        if own in session.said_by_bot or any(own in text for text in texts):
            options["username"] = own
        if failed or refused:
            options["strict"] = False
        return more_arguments(options)

    def _setup(self) -> list[str]:
        """Return the lines that create the chats, their people, and everything else that must exist."""
        session = self.session
        chats = [chat for chat in session.chats if session.is_used(chat)]
        known = {user_id for chat in chats for user_id in session.members(chat)}
        lines = []
        for user_id in session.mentioned:
            if user_id not in known:
                lines.append(self._make_person(self.sim.world.users[user_id]))
        chats.sort(key=lambda chat: not chat.is_private)  # those who have a private chat are made by it
        self._made = {chat.id for chat in chats if chat.is_private}
        for key, name in session.places.items():
            lines.append(self._make_chat(self.sim.world.chats[key], name))
        for chat in chats:
            lines += self._setup_of_chat(chat)
        return lines

    def _setup_of_chat(self, chat: Chat) -> list[str]:
        session, users = self.session, self.sim.world.users
        if chat.is_private:
            user = users[chat.id]
            who = session.who(chat.key, user.id)
            return [f"{who} = telegram.private({user.first_name!r}{self._fields(user)})"]
        lines, names = [], []
        members = session.members(chat)
        for user_id in members:
            user = users[user_id]
            names.append(repr(user.first_name))
            if self._fields(user) and user_id not in self._made:
                lines.append(self._make_person(user))
                self._made.add(user_id)
        owner = session.who(chat.key, members[0])
        given = ", ".join([repr(chat.title), *names]) + self._group_options(chat)
        lines.append(f"{owner} = telegram.group({given})")
        for user_id in session.speakers(chat):
            if user_id in members[1:]:
                lines.append(f"{session.who(chat.key, user_id)} = {owner}.by({users[user_id].first_name!r})")
        return lines

    def _group_options(self, chat: Chat) -> str:
        options: Data = {}
        if chat.type != "supergroup":
            options["type"] = chat.type
        if self.sim.member(chat, self.sim.account.id).is_admin:
            options["admin"] = True
        if chat.is_forum:
            options["is_forum"] = True
        if chat.username:
            options["username"] = chat.username
        if str(chat.id) in self.session.said_by_bot:
            options["id"] = chat.id
        return more_arguments(options)

    def _fields(self, user: User) -> str:
        return more_arguments(self.session.fields_of(user))

    def _make_person(self, user: User) -> str:
        return f"telegram.user({user.first_name!r}{self._fields(user)})"

    def _make_chat(self, chat: Chat, name: str) -> str:
        maker = self.sim.world.users[self.session.owner(chat)]
        options: Data = {"type": chat.type}
        if str(chat.id) in self.session.said_by_bot:
            options["id"] = chat.id
        given = f"telegram.user({maker.first_name!r}), {chat.title!r}{more_arguments(options)}"
        return f"{name} = telegram.sim.create_group({given})"

    ############################################################################
    # What happened

    def _step(self, number: int) -> list[str]:
        acts = self.session.acts
        act = acts[number]
        end = self.sim.world.last_event
        if number + 1 < len(acts):
            following = acts[number + 1]
            if act["name"] == following["name"] == "inline_query":
                return []  # the query was still being typed
            end = following["began"]
        events = [event for event in self.session.events if act["began"] < event["seq"] <= end]
        lines = self._acts.lines(act, events)
        return [*lines, *self._wait_for_jobs(events), *self._assertions(act, events, end)]

    def _wait_for_jobs(self, events: list[Data]) -> list[str]:
        """Return the line that lets time pass until the jobs are due which were done here."""
        times = [event["update"]["job"]["due"] for event in events if event["type"] == "job"]
        due = max(times, default=0)
        seconds = math.ceil(due - self.session.acts[0]["time"] - self._waited) + 1
        if not due or seconds <= 1:  # in a test what is due is done at once
            return []
        self._waited += seconds
        return [f"telegram.advance(seconds={seconds})"]

    def _assertions(self, act: Data, events: list[Data], end: int) -> list[str]:
        """Return what the bot said as assertions: in the chat of the act, then in the other chats."""
        here = self.session.key_of(act)
        lines = self._assertions_here(act, here, events)
        for chat in self.session.chats:
            if chat.key == here:
                continue
            for message_id, raw in self._said(chat, events).items():
                who = self.session.who(chat.key, self.session.owner(chat))
                reply = self.session.message(who, chat.key, message_id, end + 1)
                lines.append(f"assert {write_assertion(reply, raw)}")
        return lines

    def _assertions_here(self, act: Data, key: str, events: list[Data]) -> list[str]:
        chat = self.sim.world.chats[key]
        who = self.session.who(key, self.session.actor(act))
        said = self._said(chat, events)
        if not said and act["name"] == "inline_query":
            return []
        lines = []
        if not said:
            lines.append(f"assert {who}.is_silent")
        if len(said) > 1:
            lines.append(f"assert len({who}.replies) == {len(said)}")
        for number, raw in enumerate(said.values()):
            lines.append(f"assert {write_assertion(f'{who}.replies[{number}]', raw)}")
        toast = ""
        for event in events:
            if event["type"] == "callback_answer" and event["chat"] == key:
                toast = event["text"]
        if toast:
            lines.append(f"assert {who}.toast == {toast!r}")
        return lines

    def _said(self, chat: Chat, events: list[Data]) -> dict[int, Data]:
        """Return the messages that the bot sent or changed in a chat, in the order in which it did so last."""
        said: dict[int, Data] = {}
        for event in events:
            if event.get("chat") != chat.key:
                continue
            if event["type"] == "delete":
                said.pop(event["message_id"], None)
            elif event["type"] in ("message", "edit") and self.session.is_of_bot(chat, event["message"]):
                said.pop(event["message"]["message_id"], None)
                said[event["message"]["message_id"]] = event["message"]
        return said
