"""The part that all actions of people share: the person, the chat, and what the person may write there.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scaletg_contrib.simulator.actions import ActionError, names_of
from scaletg_contrib.simulator.core import CHANNEL_BOT, Core
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User
from scaletg_contrib.simulator.tables import CONTENT
from scaletg_contrib.simulator.threads import GENERAL, may_write, thread_of_reply


def chat_of_person(sim: Core, user: User, chat: Any, bot: Any = None) -> Chat:
    """Return a chat that the user may write to."""
    place = sim.find_place(user, chat, bot)
    if place.business_owner:
        if user.id not in (place.id, place.business_owner):
            raise ActionError(f"{user.first_name} is not in {label_of(place)}: it is the chat of two other people")
        return place
    if place.is_private:
        if place.id != user.id:
            raise ActionError(
                f"{user.first_name} is not in {label_of(place)}: leave the chat out for their private chat"
            )
        if place.bot_id in user.blocked:
            raise ActionError(f"{user.first_name} has blocked the bot: unblock it first")
        _check_may_use(sim, user, sim.world.bots[place.bot_id])
        place.has_started = True
        return place
    sim.expire_members(place)
    if not sim.member(place, user.id).is_here:
        raise ActionError(f"{user.first_name} is not in {place.title!r}: join it first")
    return place


def _check_may_use(sim: Core, user: User, bot: BotAccount) -> None:
    """Raise `ActionError` for a managed bot that only some people may use."""
    if bot.access is not None and user.id != bot.owner and user.id not in bot.access:
        what = "its access is restricted: setManagedBotAccessSettings changes that"
        raise ActionError(f"{user.first_name} may not use @{bot.username}: {what}")


def group_of(sim: Core, chat: Any) -> Chat:
    """Return a group, supergroup or channel."""
    place = sim.find_place(None, chat)
    if place.is_private:
        raise ActionError(f"{chat!r} is {label_of(place)}: name a group or a channel, which create_group makes")
    return place


def check_may_send(sim: Core, user: User, chat: Chat, permission: str, what: str) -> None:
    """Raise `ActionError` if a member of a group may not write such messages there."""
    member = sim.member(chat, user.id)
    if chat.type not in ("group", "supergroup") or sim.may_send(chat, member, permission):
        return
    if permission not in chat.permissions:
        why = f"only its administrators may. setChatPermissions with {permission} permits it to all"
    else:
        why = f"{user.first_name} is restricted there. restrictChatMember with {permission} permits it again"
    raise ActionError(f"{user.first_name} may not send {what} to {chat.title!r}: {why}")


def message_of(sim: Core, chat: Chat, message_id: int | None, fits: Callable[[Message], Any], what: str) -> Message:
    """Return a message by its number, or the newest suitable one."""
    if message_id:
        found = chat.messages.get(int(message_id))
        if found is None or found.is_deleted:
            newest = f"its newest has the number {max(chat.messages)}" if chat.messages else "it has none yet"
            raise ActionError(f"there is no message {message_id} in {label_of(chat)}: {newest}")
        return found
    for message in reversed(chat.messages.values()):
        if not message.is_deleted and fits(message):
            return message
    raise ActionError(f"there is no message {what} in {label_of(chat)}: send it first")


def write(
    sim: Core,
    user: Any,
    content: Data,
    *,
    chat: Any,
    bot: Any,
    reply_to: int = 0,
    quote: str = "",
    topic: int = 0,
    as_channel: Any = None,
    **fields: Any,
) -> Message:
    """Write what a person sends into a chat in which they may."""
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        kind = next((item for item in content if item in CONTENT), None)
        if kind:
            check_may_send(sim, person, place, *CONTENT[kind])
        if as_channel is not None:
            fields |= _channel_author(sim, person, place, group_of(sim, as_channel))
        thread = _topic(place, topic)
        if reply_to:
            answered = message_of(sim, place, reply_to, lambda _: False, "")
            thread = thread or thread_of_reply(place, answered.raw)
            fields |= {"reply_to_message": sim.replied(answered), **_quote_of(answered, quote)}
        if place.channel_key and not sim.member(place, person.id).is_admin:
            fields = {"direct_messages_topic": {"topic_id": person.id, "user": person.to_telegram()}, **fields}
        _check_is_open(sim, person, place, thread)
        return sim.post(place, person, content, thread=thread, **fields)


def _quote_of(answered: Message, quote: str) -> Data:
    """Return the quoted part of a message, with its place in the units of UTF-16."""
    if not quote:
        return {}
    text = str(answered.raw.get("text") or answered.raw.get("caption") or "")
    before, found, _ = text.partition(quote)
    if not found:
        raise ActionError(f"message {answered.id} does not contain {quote!r}: quote a part of {text[:40]!r}")
    return {"quote": {"text": quote, "position": len(before.encode("utf-16-le")) // 2, "is_manual": True}}


def check_text(text: str) -> None:
    """Raise `ActionError` for a text that no client sends."""
    if not text.strip():
        raise ActionError(f"the text {text!r} is empty, and no client sends such a message: give it one character")


def label_of(chat: Chat) -> str:
    """Return how an error names a chat."""
    return f"the private chat {chat.key}" if chat.is_private else repr(chat.title)


def _topic(chat: Chat, topic: int) -> int:
    """Return the thread of a topic, 0 for the topic General."""
    if topic in (0, GENERAL) or topic in chat.topics:
        return topic if topic in chat.topics else 0
    if not chat.is_forum:
        raise ActionError(f"{label_of(chat)} has no topics: leave topic out")
    raise ActionError(f"there is no topic {topic} in {label_of(chat)}: {names_of(chat.topics)}")


def _check_is_open(sim: Core, person: User, chat: Chat, thread: int) -> None:
    """Raise `ActionError` for a closed topic, unless the person manages topics or has created this one."""
    if not may_write(chat, thread, sim.member(chat, person.id)):
        name = chat.topics.get(thread, chat.general_topic)["name"]
        raise ActionError(f"the topic {name!r} of {label_of(chat)} is closed: a bot opens it with reopenForumTopic")


def _channel_author(sim: Core, person: User, chat: Chat, channel: Chat) -> Data:
    """Return the fields of a message that a person writes into a group in the name of a channel."""
    if channel.type != "channel" or sim.member(channel, person.id).status != "creator":
        raise ActionError(f"{label_of(channel)} is not a channel of {person.first_name}: create_group makes one")
    if chat.type != "supergroup":
        raise ActionError(f"{label_of(chat)} is not a supergroup: channels write into supergroups only")
    if channel.id in chat.banned_chats:
        raise ActionError(f"{label_of(channel)} is banned from {label_of(chat)}: unbanChatSenderChat lets it in again")
    return {"from": CHANNEL_BOT, "sender_chat": sim.world.chat_data(channel)}
