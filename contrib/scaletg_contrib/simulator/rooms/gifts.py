# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Gifts: a shop with three of them.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data
from scaletg_contrib.simulator.sending import read_text

#: What the simulated shop sells: an emoji and its price in Stars.
GIFTS = {"💝": 15, "🎁": 25, "🎂": 50}


@method
def get_available_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return {"gifts": _gifts(sim)}


def _gifts(sim: Core) -> list[Data]:
    """Return the gifts for sale; they are created at the first call."""
    if not sim.world.gifts:
        look: Data = {"width": 512, "height": 512, "is_animated": True, "is_video": False, "type": "custom_emoji"}
        for number, (emoji, price) in enumerate(GIFTS.items(), 5_170_000_000_000_000_001):
            sticker = sim.file_data(sim.store_file("sticker", b"gift", **look, emoji=emoji))
            sim.world.gifts.append({"id": str(number), "sticker": sticker, "star_count": price})
    return sim.world.gifts


@method
def send_gift(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    gift_id = p.required("gift_id")
    chat = sim.find_chat(bot, p) if p.has("chat_id") else _chat_with(sim, bot, p)
    gift = next((item for item in _gifts(sim) if item["id"] == gift_id), None)
    if gift is None:
        raise Refused("STARGIFT_INVALID")
    text, entities = ("", []) if not p.has("text") else read_text(sim, p, "text", "text_parse_mode", "text_entities")
    if len(text) > 128:
        raise Refused("gift text is too long")
    if bot.star_balance < gift["star_count"]:
        raise Refused("BALANCE_TOO_LOW")
    bot.star_balance -= gift["star_count"]
    given: Data = {"gift": gift, **({"text": text} if text else {}), **({"entities": entities} if entities else {})}
    owned = {"type": "regular", **given, "send_date": sim.now, "sender_user": bot.to_telegram()}
    sim.world.owned_gifts.setdefault(str(chat.id), []).append(owned)
    sim.service(chat, bot, {"gift": given})
    return True


def _chat_with(sim: Core, bot: BotAccount, p: Parameters) -> Chat:
    """Return the private chat with the person of a call; bots cannot receive gifts."""
    user = sim.find_user(p)
    if user.is_bot:
        raise Refused("USER_ID_INVALID")
    return sim.world.private_chat(bot, user)


@method
def get_user_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return _gifts_of(sim, sim.find_user(p).id)


@method
def get_chat_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return _gifts_of(sim, sim.find_chat(bot, p).id)


def _gifts_of(sim: Core, owner: int) -> Data:
    gifts = sim.world.owned_gifts.get(str(owner), [])
    return {"total_count": len(gifts), "gifts": gifts}
