# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Pinned messages.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.acting import chat_of_person, label_of, message_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Message, User


def _pinnable(sim: Core, bot: BotAccount, p: Parameters) -> Chat:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if not chat.is_private:
        sim.check_right(bot, chat, right, "not enough rights to manage pinned messages in the chat")
    return chat


@method
def pin_chat_message(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _pinnable(sim, bot, p)
    pin_message(sim, chat, bot, sim.find_message(chat, p.number("message_id"), "message to pin not found"))
    return True


@method
def unpin_chat_message(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _pinnable(sim, bot, p)
    number = p.number("message_id") or max(chat.pinned, default=0)
    if number not in chat.messages or chat.messages[number].is_deleted:
        raise Refused("message to unpin not found")
    chat.pinned = [message_id for message_id in chat.pinned if message_id != number]
    sim.world.log("unpin", chat_id=chat.id, chat=chat.key, message_id=number)
    return True


@method
def unpin_all_chat_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _pinnable(sim, bot, p)
    chat.pinned = []
    sim.world.log("unpin", chat_id=chat.id, chat=chat.key, message_id=0)
    return True


@action
def pin(sim: Core, user: Person, message_id: int, *, chat: Place | None = None, bot: Bot | None = None) -> None:
    """Pin a message."""
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        message = message_of(sim, place, message_id, lambda _: False, "")
        pin_message(sim, place, person, message)


@action
def unpin(sim: Core, user: Person, *, message_id: int = 0, chat: Place | None = None, bot: Bot | None = None) -> None:
    """Unpin a message, by default the newest of the pinned ones; bots are not notified."""
    with sim.world.changed:
        place = chat_of_person(sim, sim.find_person(user), chat, bot)
        number = message_id or max(place.pinned, default=0)
        if number not in place.pinned:
            raise ActionError(f"message {number} is not pinned in {label_of(place)}: {names_of(place.pinned)}")
        place.pinned = [item for item in place.pinned if item != number]
        sim.world.log("unpin", chat_id=place.id, chat=place.key, message_id=number)


def pin_message(sim: Core, chat: Chat, actor: User, message: Message) -> None:
    """Pin a message for a person or a bot."""
    chat.pinned = [message_id for message_id in chat.pinned if message_id != message.id] + [message.id]
    sim.world.log("pin", chat_id=chat.id, chat=chat.key, message_id=message.id)
    sim.service(chat, actor, {"pinned_message": sim.replied(message)})
