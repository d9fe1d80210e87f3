# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Topics of forums.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.acting import group_of, label_of
from scaletg_contrib.simulator.actions import ActionError, BotMethod, Person, Place, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, User, keep_filled

MAX_TOPIC_NAME = 128  #: characters; what is longer is cut
#: Some of the emoji that anybody may use as the icon of a topic.
TOPIC_ICONS = ("📰", "💡", "⚡️", "🎙", "🔝", "🗣", "🆒", "❗️")
_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def _forum(sim: Core, bot: BotAccount, p: Parameters) -> Chat:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    if not chat.is_forum:
        raise Refused("the chat is not a forum")
    return chat


def _topic(sim: Core, bot: BotAccount, p: Parameters, what: str, right: str = "can_manage_topics") -> tuple[Chat, Data]:
    """Return the topic of a call; the bot has created it, or has the right to *what*."""
    chat = _forum(sim, bot, p)
    topic = chat.topics.get(p.number("message_thread_id"))
    if topic is None:
        raise Refused("message thread not found")
    if topic["creator"] != bot.id:
        sim.check_right(bot, chat, right, f"not enough rights to {what}")
    return chat, topic


def _topic_name(p: Parameters) -> str:
    return p.text("name").strip()[:MAX_TOPIC_NAME]


@method
def create_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    name, chat = _topic_name(p), _forum(sim, bot, p)
    sim.check_right(bot, chat, "can_manage_topics", "not enough rights to create a topic")
    if not name:
        raise Refused("title must be non-empty")
    colour = p.number("icon_color") or _COLOURS[0]
    if colour not in _COLOURS:
        raise Refused("TOPIC_ICON_COLOR_INVALID")
    look: Data = {"name": name, "icon_color": colour}
    look |= keep_filled(icon_custom_emoji_id=p.text("icon_custom_emoji_id"))
    return {"message_thread_id": _add_topic(sim, bot, chat, look), **look}


def _add_topic(sim: Core, creator: User, chat: Chat, look: Data) -> int:
    message = sim.service(chat, creator, {"forum_topic_created": look})
    chat.topics[message.id] = {"message_thread_id": message.id, **look, "is_closed": False, "creator": creator.id}
    message.raw = {**message.raw, "message_thread_id": message.id, "is_topic_message": True}
    return message.id


@method
def edit_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    name = _topic_name(p)
    chat, topic = _topic(sim, bot, p, "edit the topic")
    if p.has("name") and not name:
        raise Refused("title must be non-empty")
    edits: Data = keep_filled(name=name)
    if p.values.get("icon_custom_emoji_id") is not None:
        edits["icon_custom_emoji_id"] = p.text("icon_custom_emoji_id")
    if not edits or all(topic.get(key) == value for key, value in edits.items()):
        raise Refused("TOPIC_NOT_MODIFIED")
    topic |= edits
    sim.service(chat, bot, {"forum_topic_edited": edits}, thread=topic["message_thread_id"])
    return True


def _close_topic(sim: Core, bot: BotAccount, p: Parameters, closed: bool) -> bool:
    chat, topic = _topic(sim, bot, p, "close or open the topic")
    if topic["is_closed"] == closed:
        raise Refused("TOPIC_NOT_MODIFIED")
    topic["is_closed"] = closed
    name = "forum_topic_closed" if closed else "forum_topic_reopened"
    sim.service(chat, bot, {name: {}}, thread=topic["message_thread_id"])
    return True


@method
def close_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _close_topic(sim, bot, p, True)


@method
def reopen_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _close_topic(sim, bot, p, False)


@method
def delete_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, topic = _topic(sim, bot, p, "delete the topic", "can_delete_messages")
    del chat.topics[topic["message_thread_id"]]
    for message in chat.messages.values():
        if message.raw.get("message_thread_id") == topic["message_thread_id"] and not message.is_deleted:
            sim.remove(chat, message)
    return True


@method
def unpin_all_forum_topic_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, topic = _topic(sim, bot, p, "manage pinned messages in the chat", "can_pin_messages")
    number = topic["message_thread_id"]
    chat.pinned = [
        message_id for message_id in chat.pinned if chat.messages[message_id].raw.get("message_thread_id") != number
    ]
    return True


@method
def unpin_all_general_forum_topic_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _forum(sim, bot, p)
    sim.check_right(bot, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    chat.pinned = [message_id for message_id in chat.pinned if "message_thread_id" in chat.messages[message_id].raw]
    return True


@method
def edit_general_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    name = _topic_name(p)
    chat = _forum(sim, bot, p)
    sim.check_right(bot, chat, "can_manage_topics", "not enough rights to edit the topic")
    if not name or name == chat.general_topic["name"]:
        raise Refused("TOPIC_NOT_MODIFIED" if name else "title must be non-empty")
    chat.general_topic = {**chat.general_topic, "name": name}
    sim.service(chat, bot, {"forum_topic_edited": {"name": name}})
    return True


def _general_method(name: str, flag: str, value: bool, service: str) -> BotMethod:
    """Return a method that closes, opens, hides or shows the topic "General"."""

    def change(sim: Core, bot: BotAccount, p: Parameters) -> bool:
        chat = _forum(sim, bot, p)
        sim.check_right(bot, chat, "can_manage_topics", "not enough rights to close or open the topic")
        if chat.general_topic[flag] == value:
            raise Refused("TOPIC_NOT_MODIFIED")
        chat.general_topic = {**chat.general_topic, flag: value}
        sim.service(chat, bot, {service: {}})
        return True

    change.__name__ = name
    return method(change)


@method
def get_forum_topic_icon_stickers(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    if not sim.world.topic_icons:
        look: Data = {"width": 512, "height": 512, "is_animated": True, "is_video": False, "type": "custom_emoji"}
        for emoji in TOPIC_ICONS:
            icon = sim.store_file("sticker", b"icon", **look, emoji=emoji, custom_emoji_id=sim.world.long_id())
            sim.world.topic_icons.append(sim.file_data(icon))
    return sim.world.topic_icons


close_general_forum_topic = _general_method("close_general_forum_topic", "is_closed", True, "forum_topic_closed")
reopen_general_forum_topic = _general_method("reopen_general_forum_topic", "is_closed", False, "forum_topic_reopened")
hide_general_forum_topic = _general_method("hide_general_forum_topic", "is_hidden", True, "general_forum_topic_hidden")
unhide_general_forum_topic = _general_method(
    "unhide_general_forum_topic", "is_hidden", False, "general_forum_topic_unhidden"
)


@action
def create_topic(sim: Core, user: Person, chat: Place, name: str) -> int:
    """Create a topic in a forum; returns its number."""
    with sim.world.changed:
        person, place = _forum_of_person(sim, user, chat)
        if not name.strip():
            raise ActionError("a topic must have a name, and this one is empty")
        _check_manages(sim, person, place)
        return _add_topic(sim, person, place, {"name": name.strip()[:MAX_TOPIC_NAME], "icon_color": _COLOURS[0]})


@action
def edit_topic(
    sim: Core, user: Person, chat: Place, topic: int, *, name: str = "", is_closed: bool | None = None
) -> None:
    """Rename, close or reopen a topic, which the person has created or may manage."""
    with sim.world.changed:
        person, place = _forum_of_person(sim, user, chat)
        found = place.topics.get(topic)
        if found is None:
            raise ActionError(f"there is no topic {topic} in {label_of(place)}: {names_of(place.topics)}")
        if found["creator"] != person.id:
            _check_manages(sim, person, place)
        if name.strip():
            found["name"] = name.strip()[:MAX_TOPIC_NAME]
            sim.service(place, person, {"forum_topic_edited": {"name": found["name"]}}, thread=topic)
        if is_closed is not None and is_closed != found["is_closed"]:
            found["is_closed"] = is_closed
            kind = "forum_topic_closed" if is_closed else "forum_topic_reopened"
            sim.service(place, person, {kind: {}}, thread=topic)


def _forum_of_person(sim: Core, user: Person, chat: Place) -> tuple[User, Chat]:
    person, place = sim.find_person(user), group_of(sim, chat)
    if not place.is_forum:
        raise ActionError(f"{label_of(place)} has no topics: create_group with is_forum makes a forum")
    return person, place


def _check_manages(sim: Core, person: User, chat: Chat) -> None:
    member = sim.member(chat, person.id)
    if not member.has_right("can_manage_topics") and not sim.may_send(chat, member, "can_manage_topics"):
        raise ActionError(f"{person.first_name} may not manage topics in {label_of(chat)}: set_role gives the right")
