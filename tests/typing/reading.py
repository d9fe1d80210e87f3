"""What type checkers know of the fields of types, and of what can be asked of them. Checked, not run."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, assert_type

import attrs

import scaletg


def fields(message: scaletg.Message, update: scaletg.Update) -> None:
    assert_type(message.message_id, int)
    assert_type(message.text, str | None)
    assert_type(message.from_user, scaletg.User | None)
    assert_type(message.photo, list[scaletg.PhotoSize] | None)
    assert_type(message.date, datetime)
    assert_type(message.edit_date, datetime | None)
    assert_type(message.chat.type, str)
    assert_type(message.is_topic_message, bool | None)
    assert_type(message.reply_to_message, scaletg.Message | None)
    assert_type(update.callback_query, scaletg.CallbackQuery | None)
    message.text = "changed"
    message.text = None


def dates_with_a_word_of_their_own(member: scaletg.ChatMemberRestricted) -> None:
    assert_type(member.until_date, datetime | Literal[0])


def unions(member: scaletg.ChatMember, query: scaletg.CallbackQuery) -> None:
    assert_type(member.user, scaletg.User)  # every member has it
    if member.status == "kicked":
        assert_type(member, scaletg.ChatMemberBanned)
    elif isinstance(member, scaletg.ChatMemberAdministrator):
        assert_type(member.can_delete_messages, bool)
    assert_type(query.message, scaletg.Message | scaletg.InaccessibleMessage | None)
    if query.message is not None:
        assert_type(query.message.chat, scaletg.Chat)
        assert_type(query.message.caption, str | None)
        assert_type(query.message.answer("x"), scaletg.SendMessage)
    if isinstance(query.message, scaletg.Message):
        assert_type(query.message.text, str | None)


def text_in_text(text: scaletg.RichText) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(text_in_text(part) for part in text)
    if isinstance(text, scaletg.RichTextBold):
        return text_in_text(text.text)
    return ""


def questions(update: scaletg.Update, message: scaletg.Message, user: scaletg.User) -> None:
    assert_type(update.kind, str | None)
    assert_type(update.key, int)
    assert_type(scaletg.kind_of(update.to_dict()), str | None)
    assert_type(update.chat, scaletg.Chat | None)
    assert_type(update.user, scaletg.User | None)
    assert_type(update.event, scaletg.Object | None)
    assert_type(update.message_any, scaletg.Message | scaletg.InaccessibleMessage | None)
    assert_type(message.content_type, str | None)
    assert_type(message.args, str)
    assert_type(message.link, str | None)
    assert_type(message.text_html, str | None)
    assert_type(message.parse_entities("url"), list[tuple[scaletg.MessageEntity, str]])
    assert_type(user.full_name, str)
    assert_type(user.mention_html(), str)


def whole_objects(data: dict[str, Any], bot: scaletg.Bot) -> None:
    message = scaletg.Message.from_dict(data, bot)
    assert_type(message, scaletg.Message)
    assert_type(message.to_dict(), dict[str, Any])
    assert_type(scaletg.SendMessage.from_dict(data), scaletg.SendMessage)
    attrs.fields(scaletg.Message)  # pyrefly: ignore[bad-argument-type]  # it asks for a class that attrs made
    attrs.fields(scaletg.SendMessage)  # pyrefly: ignore[bad-argument-type]  # the same


def made_by_hand(when: datetime) -> None:
    chat = scaletg.Chat(7, "private", first_name="Ada")
    message = scaletg.Message(1, when, chat, text="hi", from_user=scaletg.User(7, False, "Ada"))
    assert_type(message, scaletg.Message)
    scaletg.Message(message_id=1, date=0, chat={"id": 7, "type": "private"})
    assert_type(scaletg.InputMediaPhoto("file-id").type, Literal["photo"])
    scaletg.ReactionTypeEmoji("👍")
    entity = scaletg.MessageEntity("bold", 0, 2)
    scaletg.MessageEntity(entity.type, 2, 2)  # what was read can be sent


def schema_as_data() -> None:
    entry = scaletg.schema.types["Message"]
    assert_type(entry, scaletg.Entry)
    assert_type(entry.fields[0].python_name, str)
    assert_type(scaletg.schema.kinds, dict[str, str])
