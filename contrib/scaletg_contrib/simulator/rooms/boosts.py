# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Boosts of supergroups and channels.

Part of `scaletg_contrib.simulator`. A boost ends by itself, or when the person takes it back.
"""

from __future__ import annotations

from scaletg_contrib.simulator.acting import group_of, label_of
from scaletg_contrib.simulator.actions import ActionError, Person, Place, action, method, timer
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, keep_filled

SOURCES = ("premium", "gift_code", "giveaway")
_DAY = 24 * 3600


@method
def get_user_chat_boosts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = sim.find_chat(bot, p)
    user = sim.find_user(p)
    sim.check_access(bot, chat)
    if chat.type not in ("supergroup", "channel"):
        raise Refused("PEER_ID_INVALID")
    if not sim.member(chat, bot.id).is_admin:
        raise Refused("CHAT_ADMIN_REQUIRED")
    return {"boosts": [_boost_data(item) for item in chat.boosts.values() if item["user_id"] == user.id]}


def _boost_data(boost: Data) -> Data:
    return {key: boost[key] for key in ("boost_id", "add_date", "expiration_date", "source")}


@action
def boost(
    sim: Core,
    user: Person,
    chat: Place,
    *,
    source: str = "premium",
    days: int = 30,
    giveaway_message_id: int = 0,
    prize_star_count: int = 0,
) -> str:
    """Boost a supergroup or channel; returns the id of the boost.

    *source*: `premium` (of a person with Telegram Premium), `gift_code`, or `giveaway` with the giveaway's message and
    the Stars of the prize, if any.
    """
    with sim.world.changed:
        person, place = sim.find_person(user), group_of(sim, chat)
        if place.type not in ("supergroup", "channel"):
            raise ActionError(f"{label_of(place)} is a basic group: only supergroups and channels can be boosted")
        if source not in SOURCES:
            raise ActionError(f"there is no source {source!r}: {', '.join(SOURCES)}")
        if source == "premium" and not person.is_premium:
            raise ActionError(f"{person.first_name} has no Telegram Premium: use add_user with is_premium")
        origin: Data = {"source": source, "user": person.to_telegram()}
        if source == "giveaway":
            origin = {"source": source, "giveaway_message_id": giveaway_message_id, "user": person.to_telegram()}
            origin |= keep_filled(prize_star_count=prize_star_count)
        number, end = sim.world.token(16), sim.now + days * _DAY
        added: Data = {"boost_id": number, "add_date": sim.now, "expiration_date": end, "source": origin}
        place.boosts[number] = {**added, "user_id": person.id}
        sim.at(end, "expire_boost", chat=place.key, boost_id=number)
        _notify_of_boost(sim, place, "chat_boost", {"boost": added})
        if place.type == "supergroup":
            count = sum(item["user_id"] == person.id for item in place.boosts.values())
            sim.service(place, person, {"boost_added": {"boost_count": count}})
    return number


@action
def remove_boost(sim: Core, user: Person, chat: Place, *, boost_id: str = "") -> None:
    """Take a boost back, by default the person's newest."""
    with sim.world.changed:
        person, place = sim.find_person(user), group_of(sim, chat)
        own = [number for number, item in place.boosts.items() if item["user_id"] == person.id]
        if not own or (boost_id and boost_id not in own):
            raise ActionError(f"{person.first_name} has no such boost of {label_of(place)}: boost adds one")
        _remove_boost(sim, place, boost_id or own[-1])


@timer
def expire_boost(sim: Core, due: Data) -> None:
    """End a boost whose time is over."""
    chat = sim.world.chats.get(due["chat"])
    if chat is not None and due["boost_id"] in chat.boosts:
        _remove_boost(sim, chat, due["boost_id"])


def _remove_boost(sim: Core, chat: Chat, number: str) -> None:
    removed = chat.boosts.pop(number)
    about = {"boost_id": number, "remove_date": sim.now, "source": removed["source"]}
    _notify_of_boost(sim, chat, "removed_chat_boost", about)


def _notify_of_boost(sim: Core, chat: Chat, kind: str, about: Data) -> None:
    sim.world.log("boost", chat_id=chat.id, chat=chat.key, kind=kind, **about)
    for bot in sim.listeners(chat):
        if sim.member(chat, bot.id).is_admin:
            sim.update(bot, kind, {"chat": sim.world.chat_data(chat), **about}, f"boost:{chat.key}")
