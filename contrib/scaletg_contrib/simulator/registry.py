"""All methods of bots and actions of people, collected from the rooms.

Part of `scaletg_contrib.simulator`. A function of a room that is marked with `@method`, `@action` or `@timer` is in
one of these tables, and a room is in the list here, so that nothing depends on the order of imports.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scaletg_contrib.simulator.actions import ROLE, BotMethod
from scaletg_contrib.simulator.rooms import (
    accounts,
    albums,
    boosts,
    bots,
    business,
    chats,
    checklists,
    contacts,
    crowds,
    drafts,
    edits,
    ephemeral,
    forwards,
    games,
    gifts,
    guests,
    inline,
    invites,
    keyboards,
    locations,
    managed,
    media,
    members,
    messages,
    paid_media,
    passport,
    payments,
    people,
    pins,
    polls,
    profiles,
    raw,
    reactions,
    scenarios,
    stickers,
    stories,
    subscriptions,
    suggested_posts,
    topics,
    verification,
    web_apps,
    webhooks,
)

ROOMS = [
    accounts,
    albums,
    boosts,
    bots,
    business,
    chats,
    checklists,
    contacts,
    crowds,
    drafts,
    edits,
    ephemeral,
    forwards,
    games,
    gifts,
    guests,
    inline,
    invites,
    keyboards,
    locations,
    managed,
    media,
    members,
    messages,
    paid_media,
    passport,
    payments,
    people,
    pins,
    polls,
    profiles,
    raw,
    reactions,
    scenarios,
    stickers,
    stories,
    subscriptions,
    suggested_posts,
    topics,
    verification,
    web_apps,
    webhooks,
]


def _marked(role: str) -> dict[str, Callable[..., Any]]:
    """Return the functions of all rooms that are marked so, by their names."""
    found = [value for room in ROOMS for value in vars(room).values() if getattr(value, ROLE, None) == role]
    return {function.__name__: function for function in found}


def _camel(name: str) -> str:
    """Return a method's name in the Bot API: `sendPoll` for `send_poll` and `bot_send_poll`."""
    return re.sub("_([a-z])", lambda found: found[1].upper(), name.removeprefix("bot_"))


#: The Bot API's methods by name: functions of the simulator, the bot and the parameters.
METHODS: dict[str, BotMethod] = {_camel(name): function for name, function in _marked("method").items()}
#: The actions of people: functions of the simulator and the parameters of the action.
ACTIONS: dict[str, Callable[..., Any]] = _marked("action")
#: The functions to call when a timer is due, with the simulator and the timer.
TIMERS: dict[str, Callable[[Any, dict[str, Any]], None]] = _marked("timer")
