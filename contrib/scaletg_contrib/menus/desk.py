"""Pack any JSON value into the data of a button and unpack it, in the chat of one update."""

from __future__ import annotations

from typing import Any, Protocol

import scaletg
from scaletg_contrib.callback_data import Packer, StaleData
from scaletg_contrib.menus.asking import OpenQuestion
from scaletg_contrib.texts import Texts

__all__ = ["Desk"]


class Owner(Protocol):
    """The parts of `Menus` that a desk uses."""

    texts: Texts

    def packer(self, bot: Any, place: str) -> Packer:
        """Return the packer for the buttons of a chat."""

    def name_of(self, target: Any) -> str:
        """Return the name of a menu: of its function, or the name itself."""

    def draw_for(self, desk: Desk, target: Any, args: dict[str, Any]) -> Any:
        """Return the message with a menu for the chat of an update."""

    def open_question(self, bot: Any, chat: int, person: int) -> OpenQuestion:
        """Return the question that a person in a chat was asked."""


class Desk:
    """Packs the data of buttons in the chat of one update; apps get it by naming `menus`."""

    def __init__(self, owner: Owner, update: Any, bot: Any, outcome: Any) -> None:
        self.owner, self.update, self.bot = owner, update, bot
        #: Knows what the functions of menus name.
        self.outcome = outcome
        #: The sentences of the bot.
        self.texts = owner.texts
        #: Packs a key beside the value, which menus need.
        self.packer = owner.packer(bot, str(update.chat.id if update.chat is not None else ""))

    def show(self, target: Any, /, **wildcards: Any) -> Any:
        """Return the message with a menu, for the chat of this update: `return menus.show(settings)`.

        *target*: the function of the menu, or its name. *wildcards*: what the menu's rule would give it.
        """
        return self.owner.draw_for(self, target, wildcards)

    @property
    def question(self) -> OpenQuestion | None:
        """What the person of this update was asked in this chat."""
        chat, person = self.update.chat, self.update.person_id
        if chat is None or person is None:
            return None
        return self.owner.open_question(self.bot, chat.id, person)

    def pack(self, head: str, value: Any) -> str:
        """Return the data of a button that a rule `head:<data:rest>` matches, whatever the size of *value*.

        It is signed, and valid in this chat only. Long data is kept in the store.
        """
        return self.packer.pack(head, "", value)

    def unpack(self, head: str, data: str) -> Any:
        """Return the value of `data`; if it is forged or too old, answer the person, and call no further app."""
        try:
            return self.packer.unpack(head, data)[1]
        except StaleData:
            raise scaletg.Stop(self.stale_answer()) from None

    def stale_answer(self) -> Any:
        """Return the answer to a button that is forged or too old."""
        return self.update.event.answer(self.say("stale"), show_alert=True)

    def say(self, key: str) -> str:
        """Return a sentence for the person who caused the update."""
        return self.texts.say(key, self.update.user)
