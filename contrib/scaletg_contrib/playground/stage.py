"""A simulator with what the page needs: people from a file, trouble of people, earlier states to go back to.

Part of `scaletg_contrib.playground`. It serves bots in any language; `WatchedBot` adds what only a bot in this process
can show.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.simulator import ActionError, BotAccount, Chat, Data, Server, Simulator, User
from scaletg_contrib.simulator.checkpoints import Checkpoints
from scaletg_contrib.simulator.records import keep_filled

__all__ = ["USUAL_PEOPLE", "Stage"]

#: The people if no file names others.
USUAL_PEOPLE: Data = {
    "people": [
        {"first_name": "Ada", "username": "ada", "language_code": "en"},
        {"first_name": "Ben", "username": "ben", "language_code": "en"},
    ]
}


class Stage(Simulator):
    """A simulator that the page shows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.checkpoints = Checkpoints(self.world)

    ############################################################################
    # People and groups in a file

    def setup(self) -> Data:
        """Return the people and groups as `add_setup` takes them."""
        groups = []
        for chat in self.world.chats.values():
            if not chat.is_private and not chat.migrated_to:
                groups.append(self._group_setup(chat))
        return {"people": [_person_setup(user) for user in self.world.users.values()], "groups": groups}

    def _group_setup(self, chat: Chat) -> Data:
        """Return a group with the names of its people, the owner first, and the status of the first bot."""
        names: list[str] = []
        bots = []
        members = [member for member in chat.members.values() if member.is_here]
        for member in sorted(members, key=lambda member: member.status != "creator"):
            person = self.world.users.get(member.user_id)
            if person is not None:
                names.append(person.username or person.first_name)
            elif member.user_id in self.world.bots:
                bots.append(member.status)
        return {"title": chat.title, "type": chat.type, "members": names, "bot": next(iter(bots), None)}

    def begin_with(self, path: Path | None) -> None:
        """Add the people in a file, or the usual two if it is not there."""
        if path is None or not path.is_file():
            return self.add_setup(USUAL_PEOPLE)
        try:
            self.add_setup(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise scaletg.ConfigError(
                f"{path} lists who is in the playground, but cannot be used: {error}. Correct the file or remove it."
            ) from error

    def add_setup(self, setup: Any) -> None:
        """Add people and groups; those whose name exists already do not change."""
        if not isinstance(setup, dict) or not set(setup) <= {"people", "groups"}:
            raise ValueError("the setup must be an object that has only the lists people and groups")
        for person in setup.get("people", []):
            if not isinstance(person, dict) or not isinstance(person.get("first_name"), str):
                raise ValueError(f"people: {person!r} needs a first_name")
            if not self._has_person(person):
                self.add_user(**person)
        for group in setup.get("groups", []):
            if not isinstance(group, dict) or not group.get("title") or not group.get("members"):
                raise ValueError(f"groups: {group!r} needs title and members; the first member is the owner")
            if not self._has_group(group["title"]):
                self._add_group(**group)

    def _has_person(self, person: Data) -> bool:
        return any(_is_same(person, user) for user in self.world.users.values())

    def _has_group(self, title: str) -> bool:
        return any(chat.title == title for chat in self.world.chats.values() if not chat.is_private)

    def _add_group(self, title: str, members: list[Any], bot: str | None = "member", **more: Any) -> None:
        owner, *others = members
        account = None
        if bot:
            account = next(iter(self.world.bots.values()), None)
        chat = self.create_group(owner, title, members=others, bot=account, **more)
        if bot == "administrator" and account is not None:
            self.set_role(owner, chat, account, status=bot)

    ############################################################################
    # Trouble

    def press_twice(self, user: Any, button: Any, chat: Any = None, message_id: int | None = None) -> None:
        """Press a button twice before the bot reacts, as an impatient person does."""
        act = {"user": user, "button": button, "chat": chat, "message_id": message_id}
        with self.world.changed:
            for _ in range(2):
                began = self.world.last_event
                self.press(**act)
                self.world.log("act", name="press", parameters=act, began=began)
        self.pump()

    def clear_chat(self, chat: str) -> None:
        """Delete the messages of a chat, as deleting the chat in a client does."""
        with self.world.changed:
            found = self.world.chats.get(chat)
            if found is None:
                raise ActionError(f"there is no chat {chat!r}: GET /control/state shows the keys of all")
            found.messages.clear()
            found.keyboards.clear()
            found.pinned.clear()
            self.world.log("cleared", chat=chat)

    ############################################################################
    # Earlier states

    def about_to_act(self) -> None:
        """Keep the present state, before a person does something."""
        self.take_checkpoint()

    def take_checkpoint(self) -> None:
        """Keep the present state, to go back to it."""
        self.checkpoints.take()

    def go_back(self, before: int) -> Data:
        """Go back to the state from before an event, and say what came back."""
        self.checkpoints.go_back(before)
        return {"text": "The chats are as they were before. What the bot itself has stored is not changed."}

    ############################################################################
    # Serving

    def info(self) -> Data:
        """Return what the page asks for first."""
        return {
            "bots": [self.describe_bot(bot) for bot in self.world.bots.values()],
            "is_traced": False,
            "file": None,
            "has_jobs": False,
            "states": [],
            "can_travel": True,
            "usual_people": USUAL_PEOPLE,
            "version": scaletg.__version__,
        }

    def describe_bot(self, bot: BotAccount) -> Data:
        """Return a bot with its token, which calls of the page's owner need."""
        return {**bot.get_me(), "token": bot.token, "privacy": bot.privacy}

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Server:
        """Serve the page, the Bot API and the control API in threads, and return the server."""
        # The routes know this class.
        from scaletg_contrib.playground.routes import make_page

        self.server = Server(make_page(self), host, port)
        self.server.start()
        self.start_delivery()
        return self.server


def _person_setup(user: User) -> Data:
    return keep_filled(
        first_name=user.first_name,
        last_name=user.last_name,
        username=user.username,
        language_code=user.language_code,
        is_premium=user.is_premium,
    )


def _is_same(person: Data, user: User) -> bool:
    if person.get("username"):
        return bool(person["username"].lower() == user.username.lower())
    return person["first_name"] == user.first_name and not user.username
