# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Dice and games.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.acting import write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.pictures import blank_picture
from scaletg_contrib.simulator.records import BotAccount, Data, Message
from scaletg_contrib.simulator.sending import Built, send_built, send_content

#: The emoji of dice, and their numbers of sides.
DICE = {"🎲": 6, "🎯": 6, "🏀": 5, "⚽": 5, "🎳": 6, "🎰": 64}


def build_dice(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    emoji = p.text("emoji") or "🎲"
    if emoji.rstrip("\ufe0f") not in DICE:
        raise Refused("wrong emoji specified")
    return {"dice": {"emoji": emoji, "value": sim.world.random.randint(1, DICE[emoji.rstrip("\ufe0f")])}}, {}


def build_game(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    name = p.required("game_short_name")
    photo = sim.photo_sizes(blank_picture())
    return {"game": {"title": name, "description": name, "photo": photo}}, {"game_short_name": name}


@method
def set_game_score(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    user, message = sim.find_user(p), _game_message(sim, bot, p)
    scores: dict[str, int] = message.details.setdefault("scores", {})
    if p.number("score") <= scores.get(str(user.id), -1) and not p.flag("force"):
        raise Refused("BOT_SCORE_NOT_MODIFIED")
    scores[str(user.id)] = p.number("score", 0, 0)
    return message.raw


@method
def get_game_high_scores(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    sim.find_user(p)
    scores = _game_message(sim, bot, p).details.get("scores", {})
    order = sorted(scores.items(), key=lambda score: -score[1])
    people = [(sim.world.account(int(user_id)), score) for user_id, score in order]
    found = [(user, score) for user, score in people if user is not None]
    return [{"position": place, "user": item.to_telegram(), "score": n} for place, (item, n) in enumerate(found, 1)]


def _game_message(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    message = sim.find_message(sim.find_chat(bot, p), p.number("message_id"), "message to set game score not found")
    if "game" not in message.raw:
        raise Refused("message to set game score not found")
    return message


@action
def send_dice(
    sim: Core,
    user: Person,
    emoji: str = "🎲",
    *,
    value: int | None = None,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Throw a die; *value* sets the result."""
    sides = DICE.get(emoji.rstrip("\ufe0f"))
    if sides is None:
        raise ActionError(f"{emoji!r} cannot be thrown: use one of {' '.join(DICE)}")
    if value is not None and not 1 <= value <= sides:
        raise ActionError(f"{emoji} never shows {value}: it has the values 1 to {sides}")
    shown = sim.world.random.randint(1, sides) if value is None else value
    return write(sim, user, {"dice": {"emoji": emoji, "value": shown}}, chat=chat, bot=bot)


@method
def bot_send_dice(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "dice", build_dice(sim, bot, p))


@method
def send_game(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    content, details = build_game(sim, bot, p)
    button: Data = {"text": f"Play {content['game']['title']}", "callback_game": {}}
    return send_content(sim, bot, p, "game", content, details, button=button).raw
