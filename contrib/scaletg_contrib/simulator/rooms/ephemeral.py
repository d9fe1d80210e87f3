# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Ephemeral messages: a bot shows a message in a group to one member only, and edits or deletes it.

Part of `scaletg_contrib.simulator`. They are apart from the messages of the chat. The source of this part of the server
is not public: what is refused here follows the reference and the reports of others.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.markup import check_markup, read_markup
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, Message, keep_filled, leave_out
from scaletg_contrib.simulator.rooms.edits import NOT_MODIFIED
from scaletg_contrib.simulator.rooms.media import media_flags, read_media
from scaletg_contrib.simulator.rooms.messages import build_rich, build_text
from scaletg_contrib.simulator.sending import read_caption
from scaletg_contrib.simulator.tables import COPIED

_CAPTIONED = ("photo", "video", "animation", "audio", "document", "voice", "live_photo")


def _message(sim: Core, bot: BotAccount, p: Parameters, refusal: str) -> Message:
    chat = sim.find_chat(bot, p)
    receiver = sim.find_user(p, "receiver_user_id")
    sim.check_access(bot, chat)
    found = chat.ephemeral.get(p.number("ephemeral_message_id"))
    if found is None or found.is_deleted or found.sender != bot.id or found.details["receiver"] != receiver.id:
        raise Refused(refusal)
    return found


def _edit(sim: Core, bot: BotAccount, p: Parameters, removed: tuple[str, ...], content: Data) -> bool:
    markup = read_markup(p, inline_only=True)
    message = _message(sim, bot, p, "message to edit not found")
    chat = sim.world.chats[message.chat]
    check_markup(markup, chat)
    kept = leave_out(message.raw, *removed, "reply_markup")
    raw = {**kept, **content, **keep_filled(reply_markup=markup)}
    if raw == message.raw:
        raise Refused(NOT_MODIFIED)
    message.versions.append(message.raw)
    message.raw, message.markup = raw, markup
    sim.world.log("ephemeral", chat_id=chat.id, chat=chat.key, message=raw, receiver=message.details["receiver"])
    return True


def _require(message: Message, kinds: tuple[str, ...], refusal: str) -> None:
    if not any(kind in message.raw for kind in kinds):
        raise Refused(refusal)


@method
def edit_ephemeral_message_text(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    content: Any = build_rich(sim, bot, p)[0] if p.has("rich_message") else build_text(sim, bot, p)[0]
    kinds = ("text", "rich_message")
    _require(_message(sim, bot, p, "message to edit not found"), kinds, "there is no text in the message to edit")
    return _edit(sim, bot, p, ("text", "entities", "link_preview_options", "rich_message"), content)


@method
def edit_ephemeral_message_media(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _edit(sim, bot, p, COPIED, read_media(sim, p, p.data("media", "media") or {}))


@method
def edit_ephemeral_message_caption(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    content = media_flags(p, read_caption(sim, p))
    message = _message(sim, bot, p, "message to edit not found")
    _require(message, _CAPTIONED, "there is no caption in the message to edit")
    return _edit(sim, bot, p, ("caption", "caption_entities", "show_caption_above_media"), content)


@method
def edit_ephemeral_message_reply_markup(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _edit(sim, bot, p, (), {})


@method
def delete_ephemeral_message(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    message = _message(sim, bot, p, "message to delete not found")
    message.is_deleted = True
    chat = sim.world.chats[message.chat]
    about: Data = {"message": message.raw, "receiver": message.details["receiver"], "is_deleted": True}
    sim.world.log("ephemeral", chat_id=chat.id, chat=chat.key, **about)
    return True
