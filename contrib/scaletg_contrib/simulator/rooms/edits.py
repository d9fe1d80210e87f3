# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Editing and deleting messages.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.acting import chat_of_person, check_text, message_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.markup import check_markup, read_markup
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User, keep_filled, leave_out
from scaletg_contrib.simulator.rooms.media import media_flags, read_media
from scaletg_contrib.simulator.rooms.messages import build_rich, build_text
from scaletg_contrib.simulator.sending import content_kind, read_caption, read_message_ids
from scaletg_contrib.simulator.tables import ALONE_IN_ALBUMS, COPIED, IN_ALBUMS

#: The refusal of an edit that changes nothing.
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)

#: What has a caption, and what is not replaced by a file.
_CAPTIONED = {"photo", "video", "animation", "audio", "document", "voice", "paid_media", "live_photo"}
_NO_MEDIA = {"poll", "location", "contact", "invoice", "game"}


def editable(sim: Core, bot: BotAccount, p: Parameters) -> Message | None:
    """Return the message that an edit names, `None` for an inline one. Raises `Refused` if it may not be changed."""
    if p.has("inline_message_id"):
        if p.text("inline_message_id") not in sim.world.inline_messages:
            raise Refused("MESSAGE_ID_INVALID")
        return None
    if not p.has("chat_id") and not p.has("message_id"):
        raise Refused("message identifier is not specified")
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "message to edit not found")
    edits_posts = chat.type == "channel" and sim.member(chat, bot.id).has_right("can_edit_messages")
    if message.sender != bot.id and not edits_posts:
        raise Refused("message can't be edited")
    if "forward_origin" in message.raw:
        raise Refused("message can't be edited")
    if message.markup and "inline_keyboard" not in message.markup:
        raise Refused("message can't be edited")
    return message


def edit_content(sim: Core, bot: BotAccount, p: Parameters, removed: tuple[str, ...], content: Data) -> Any:
    """Put new content into a message, and the keyboard of the call or none."""
    markup = read_markup(p, inline_only=True)
    message = editable(sim, bot, p)
    if message is None:
        return _edit_inline(sim, p, removed, content, markup)
    check_markup(markup, sim.world.chats[message.chat])
    return edit_message(sim, message, removed, content, markup)


def edit_message(sim: Core, message: Message, removed: tuple[str, ...], content: Data, markup: Data | None) -> Data:
    kept = {key: value for key, value in message.raw.items() if key not in removed and key != "reply_markup"}
    raw = {**kept, **content, **keep_filled(reply_markup=markup)}
    if {**raw, "edit_date": 0} == {**message.raw, "edit_date": 0}:
        raise Refused(NOT_MODIFIED)
    sim.change(message, raw, markup=markup)
    return message.raw


def _edit_inline(sim: Core, p: Parameters, removed: tuple[str, ...], content: Data, markup: Data | None) -> bool:
    """Change a message that was sent via the bot, possibly in a chat that the bot does not know."""
    inline = sim.world.inline_messages[p.text("inline_message_id")]
    chat = sim.world.chats.get(inline["chat"])
    message = chat.messages.get(inline["message_id"]) if chat else None
    if message is not None:
        edit_message(sim, message, removed, content, markup)
    sim.world.log("inline_edit", inline_message_id=p.text("inline_message_id"), content=content, markup=markup)
    return True


@method
def edit_message_text(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    if p.has("rich_message") and not p.has("text"):
        return edit_content(sim, bot, p, ("rich_message", "text", "entities"), build_rich(sim, bot, p)[0])
    if not p.has("text"):
        editable(sim, bot, p)
    content, _ = build_text(sim, bot, p)
    message = editable(sim, bot, p)
    if message is not None and "text" not in message.raw and "rich_message" not in message.raw:
        raise Refused("there is no text in the message to edit")
    return edit_content(sim, bot, p, ("text", "entities", "link_preview_options", "rich_message"), content)


@method
def edit_message_caption(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    content = media_flags(p, read_caption(sim, p))
    message = editable(sim, bot, p)
    if message is not None and _CAPTIONED.isdisjoint(message.raw):
        raise Refused("there is no caption in the message to edit")
    return edit_content(sim, bot, p, ("caption", "caption_entities", "show_caption_above_media"), content)


@method
def edit_message_media(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    content = read_media(sim, p, p.data("media", "media") or {})
    message = editable(sim, bot, p)
    if message is not None:
        _check_replaceable(message, content_kind(content))
    return edit_content(sim, bot, p, COPIED, content)


def _check_replaceable(message: Message, new: str) -> None:
    """Refuse another file for a message without a file, or of a kind that cannot be in its album."""
    if not _NO_MEDIA.isdisjoint(message.raw):
        raise Refused("message media can't be edited")
    if "media_group_id" in message.raw:
        _check_in_album(content_kind(message.raw), new)


def _check_in_album(old: str, new: str) -> None:
    """Refuse another kind of media in an album than it can have."""
    if old != new and new not in IN_ALBUMS:
        raise Refused("message content type can't be used in an album")
    if old != new and {old, new} & ALONE_IN_ALBUMS:
        raise Refused("can't change media type in the album")


@method
def edit_message_reply_markup(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    return edit_content(sim, bot, p, (), {})


@method
def delete_message(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    if not p.has("message_id"):
        raise Refused("message identifier is not specified")
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "message to delete not found")
    _check_deletable(sim, bot, chat, message)
    sim.remove(chat, message)
    return True


@method
def delete_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    ids = read_message_ids(p)
    sim.check_access(bot, chat)
    found = [chat.messages[item] for item in ids if item in chat.messages]
    found = [message for message in found if not message.is_deleted]
    for message in found:
        _check_deletable(sim, bot, chat, message)
    for message in found:
        sim.remove(chat, message)
    return True


def _check_deletable(sim: Core, bot: BotAccount, chat: Chat, message: Message) -> None:
    member = sim.member(chat, bot.id)
    is_old = sim.now - message.raw["date"] > 48 * 3600
    if member.has_right("can_delete_messages"):
        return
    if message.sender != bot.id and not chat.is_private:
        raise Refused("message can't be deleted")
    if is_old:
        raise Refused("message can't be deleted for everyone")


@action
def edit(
    sim: Core,
    user: Person,
    text: str,
    *,
    message_id: int | None = None,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Change the text or caption of one of the person's messages, by default the newest."""
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        message = message_of(sim, place, message_id, lambda message: _is_editable(message, person), "to edit")
        if not _is_editable(message, person):
            raise ActionError(
                f"{person.first_name} cannot edit message {message.id}: it is not a text message of this person"
            )
        check_text(text)
        name, key = ("text", "entities") if "text" in message.raw else ("caption", "caption_entities")
        found, entities = sim.format(text)
        raw = {**leave_out(message.raw, key), name: found, **keep_filled(**{key: entities})}
        sim.change(message, raw, markup=message.markup)
        sim.edited_by_user(message)
    return message


@action
def delete(sim: Core, user: Person, message_id: int, *, chat: Place | None = None, bot: Bot | None = None) -> None:
    """Delete a message; bots are not notified."""
    with sim.world.changed:
        place = sim.find_place(sim.find_person(user), chat, bot)
        message = message_of(sim, place, message_id, lambda _: False, "")
        sim.remove(place, message)
        if place.business_owner:
            notify_of_deletion(sim, place, [message.id])


def notify_of_deletion(sim: Core, chat: Chat, message_ids: list[int]) -> None:
    """Notify the bot that is connected to an account of messages that were deleted there."""
    connection = sim.world.connection_of(chat.business_owner)
    if connection is not None and connection["is_enabled"]:
        update: Data = {"business_connection_id": connection["id"], "chat": sim.world.chat_data(chat)}
        bot = sim.world.bots[connection["bot_id"]]
        sim.update(bot, "deleted_business_messages", {**update, "message_ids": message_ids}, f"chat:{chat.key}")


def _is_editable(message: Message, person: User) -> bool:
    return message.sender == person.id and ("text" in message.raw or "caption" in message.raw)
