# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""The profiles of people: their status, music and channel, and what a bot may change there.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.acting import group_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, keep_filled
from scaletg_contrib.simulator.rooms.media import Content, decode_content, picture_of

MAX_HISTORY = 20  #: messages of a personal channel that a bot gets


@method
def set_user_emoji_status(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    user = sim.find_user(p)
    if user.is_bot:
        raise Refused("USER_ID_INVALID")
    if bot.id not in user.emoji_status_bots:
        raise Refused("USER_PERMISSION_DENIED", 403)
    emoji, until = p.number("emoji_status_custom_emoji_id"), p.number("emoji_status_expiration_date")
    user.emoji_status = {"custom_emoji_id": str(emoji), "until": until} if emoji else {}
    sim.world.log("user", user=user.to_telegram(), emoji_status=user.emoji_status)
    return True


@method
def get_user_profile_audios(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    user = sim.find_user(p)
    first, limit = p.number("offset", 0, 0), p.number("limit", 100, 1, 100)
    return {"total_count": len(user.audios), "audios": user.audios[first : first + limit]}


@method
def get_user_personal_chat_messages(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    user, limit = sim.find_user(p), p.number("limit", 0, 0, MAX_HISTORY)
    chat = sim.world.chats.get(user.personal_chat)
    if chat is None or not limit:
        return []
    shown = [message.raw for message in chat.messages.values() if not message.is_deleted]
    return shown[: -limit - 1 : -1]


@action
def allow_emoji_status(sim: Core, user: Person, *, allowed: bool = True, bot: Bot | None = None) -> None:
    """Permit a bot to change the emoji status of the person, as a Web App asks for it; or forbid it again."""
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        others = [number for number in person.emoji_status_bots if number != account.id]
        person.emoji_status_bots = [*others, account.id] if allowed else others


@action
def add_profile_photo(sim: Core, user: Person, content: Content | None = None) -> None:
    """Add a photo to the person's profile; without *content* a grey one."""
    with sim.world.changed:
        person = sim.find_person(user)
        data = None if content is None else decode_content(content)
        person.photos = [picture_of(sim, data), *person.photos]


@action
def add_profile_audio(sim: Core, user: Person, title: str, *, performer: str = "", duration: int = 180) -> None:
    """Add a piece of music to the person's profile."""
    with sim.world.changed:
        person = sim.find_person(user)
        named = {"title": title, **keep_filled(performer=performer)}
        file = sim.store_file("audio", b"the sound of a profile", f"{title}.mp3", duration=duration, **named)
        person.audios = [sim.file_data(file), *person.audios]


@action
def show_channel(sim: Core, user: Person, chat: Place) -> None:
    """Show a channel of the person on the profile."""
    with sim.world.changed:
        person, place = sim.find_person(user), group_of(sim, chat)
        if place.type != "channel" or not sim.member(place, person.id).is_admin:
            raise ActionError(f"{place.title!r} is not a channel of {person.first_name}: create_group makes one")
        person.personal_chat = place.key
