# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Reactions to messages.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import chat_of_person, message_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User

_EMOJI = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 "
    "🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ "
    "🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡 "
)
#: The emoji that Telegram accepts as reactions.
REACTIONS = frozenset(_EMOJI.split())


def _read_reaction(given: Data) -> Data:
    kind = fields.text(given, "type", None)
    if kind == "emoji":
        return {"type": kind, "emoji": fields.text(given, "emoji", None)}
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": str(fields.number(given, "custom_emoji_id", None))}
    raise FieldError("invalid reaction type specified")


def check_reaction(reaction: Data) -> Data:
    """Return a reaction. Raises `Refused` if Telegram does not know it."""
    if reaction["type"] == "emoji" and reaction["emoji"].replace("\ufe0f", "") not in REACTIONS:
        raise Refused("REACTION_INVALID")
    return reaction


@method
def set_message_reaction(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "message to react not found")
    given = fields.objects(p.data("reaction", "reaction types"), "ReactionType", _read_reaction)
    reactions = [check_reaction(item) for item in given]
    if len(reactions) > 1:
        raise Refused("REACTIONS_TOO_MANY")
    message.reactions[str(bot.id)] = reactions
    sim.world.log("reaction", chat_id=chat.id, chat=chat.key, message_id=message.id, actor=bot.id, reactions=reactions)
    return True


@method
def delete_message_reaction(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    message = sim.find_message(chat, p.number("message_id"), "message to react not found")
    sim.check_right(bot, chat, "can_delete_messages", "CHAT_ADMIN_REQUIRED")
    actor = str(p.number("user_id") or p.number("actor_chat_id"))
    message.reactions.pop(actor, None)
    sim.world.log("reaction", chat_id=chat.id, chat=chat.key, message_id=message.id, actor=int(actor), reactions=[])
    return True


@method
def delete_all_message_reactions(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    sim.check_right(bot, chat, "can_delete_messages", "CHAT_ADMIN_REQUIRED")
    actor = str(p.number("user_id") or p.number("actor_chat_id"))
    for message in chat.messages.values():
        if message.reactions.pop(actor, None):
            about: Data = {"message_id": message.id, "actor": int(actor), "reactions": []}
            sim.world.log("reaction", chat_id=chat.id, chat=chat.key, **about)
    return True


@action
def react(
    sim: Core,
    user: Person,
    emoji: str | Sequence[str] = (),
    *,
    message_id: int | None = None,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> None:
    """React to a message (by default the newest) with one or more emoji; with none the reaction is taken back."""
    emoji = [emoji] if isinstance(emoji, str) else emoji
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        message = message_of(sim, place, message_id, lambda _: True, "")
        try:
            new = [check_reaction({"type": "emoji", "emoji": item}) for item in emoji]
        except Refused as refused:
            raise ActionError(f"Telegram has no reaction {emoji!r}") from refused
        old = message.reactions.get(str(person.id), [])
        message.reactions[str(person.id)] = new
        sim.world.log(
            "reaction", chat_id=place.id, chat=place.key, message_id=message.id, actor=person.id, reactions=new
        )
        _notify_of_reaction(sim, place, message, person, old, new)


def _notify_of_reaction(
    sim: Core, chat: Chat, message: Message, person: User, old: list[Data], new: list[Data]
) -> None:
    base: Data = {"chat": sim.world.chat_data(chat), "message_id": message.id, "date": sim.now}
    for bot in sim.listeners(chat):
        if chat.type == "channel":
            counts: dict[str, int] = {}
            for item in [item for given in message.reactions.values() for item in given]:
                counts[item["emoji"]] = counts.get(item["emoji"], 0) + 1
            shown = [{"type": {"type": "emoji", "emoji": name}, "total_count": n} for name, n in counts.items()]
            sim.update(bot, "message_reaction_count", {**base, "reactions": shown}, f"chat:{chat.key}")
        elif chat.is_private or sim.member(chat, bot.id).is_admin:
            user = {"user": person.to_telegram(), "old_reaction": old, "new_reaction": new}
            sim.update(bot, "message_reaction", {**base, **user}, f"chat:{chat.key}")
