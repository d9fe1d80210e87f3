# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Verification: the bot of an organization gives its mark to people and chats.

Part of `scaletg_contrib.simulator`. Telegram permits it to few bots: `configure_bot` with `can_verify`. The mark is in
`GET /control/state` and in a chat's details; the Bot API does not show it.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount

MAX_DESCRIPTION = 70  #: characters


def _verify(sim: Core, bot: BotAccount, p: Parameters, peer: Any) -> bool:
    if not bot.can_verify:
        raise Refused("BOT_VERIFIER_FORBIDDEN")
    if len(p.text("custom_description")) > MAX_DESCRIPTION:
        raise Refused("CUSTOM_DESCRIPTION_TOO_LONG")
    peer.verified_by[bot.id] = p.text("custom_description")
    sim.world.log("verified", bot_id=bot.id, peer_id=peer.id, description=peer.verified_by[bot.id])
    return True


def _take_mark(sim: Core, bot: BotAccount, peer: Any) -> bool:
    if not bot.can_verify:
        raise Refused("BOT_VERIFIER_FORBIDDEN")
    peer.verified_by.pop(bot.id, None)
    sim.world.log("verified", bot_id=bot.id, peer_id=peer.id, description=None)
    return True


def _peer_of_chat(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    chat = sim.find_chat(bot, p)
    return sim.world.users[chat.id] if chat.is_private else chat


@method
def verify_user(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _verify(sim, bot, p, sim.find_user(p))


@method
def verify_chat(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _verify(sim, bot, p, _peer_of_chat(sim, bot, p))


@method
def remove_user_verification(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _take_mark(sim, bot, sim.find_user(p))


@method
def remove_chat_verification(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _take_mark(sim, bot, _peer_of_chat(sim, bot, p))
