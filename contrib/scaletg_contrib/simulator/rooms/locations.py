# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Locations, including live ones, and venues.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.acting import chat_of_person, message_of, write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, Message, keep_filled
from scaletg_contrib.simulator.rooms.edits import edit_content, editable
from scaletg_contrib.simulator.sending import Built, send_built

#: The seconds that a live location may last; FOR_EVER is the only larger number.
LIVE_PERIODS, FOR_EVER = (60, 86_400), 0x7FFFFFFF
MAX_HEADING, MAX_RADIUS, MAX_ACCURACY = 360, 100_000, 1500


def build_location(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    location = _read_location(p)
    period = location.get("live_period", 0)
    if period and period != FOR_EVER and not LIVE_PERIODS[0] <= period <= LIVE_PERIODS[1]:
        raise Refused("wrong live location period specified")
    return {"location": location}, {}


def _read_location(p: Parameters) -> Data:
    location = _read_place(p)
    if p.has("horizontal_accuracy"):
        location["horizontal_accuracy"] = min(max(p.real("horizontal_accuracy"), 0.0), MAX_ACCURACY)
    if not 0 <= p.number("heading") <= MAX_HEADING:
        raise Refused("wrong live location heading specified")
    if not 0 <= p.number("proximity_alert_radius") <= MAX_RADIUS:
        raise Refused("wrong live location proximity alert radius specified")
    for name in ("live_period", "heading", "proximity_alert_radius"):
        if p.number(name):
            location[name] = p.number(name)
    return location


def _read_place(p: Parameters) -> Data:
    for name in ("latitude", "longitude"):
        if not p.text(name).strip():
            raise Refused(f"{name} is empty")
    latitude, longitude = p.real("latitude"), p.real("longitude")
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise Refused("invalid location specified")
    return {"latitude": latitude, "longitude": longitude}


def build_venue(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    location = _read_place(p)
    venue: Data = {"location": location, "title": p.required("title"), "address": p.required("address")}
    names = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    venue |= keep_filled(**{name: p.text(name) for name in names})
    return {"location": location, "venue": venue}, {}


@method
def edit_message_live_location(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    location = _read_location(p)
    message = editable(sim, bot, p)
    if message is not None:
        old = message.raw.get("location", {})
        if not _is_live(sim, message):
            raise Refused("message can't be edited")
        location = {**location, "live_period": location.get("live_period") or old["live_period"]}
    return edit_content(sim, bot, p, ("location",), {"location": location})


def _is_live(sim: Core, message: Message) -> bool:
    period = message.raw.get("location", {}).get("live_period", 0)
    return bool(period) and sim.now < message.raw["date"] + period


@method
def stop_message_live_location(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    message = editable(sim, bot, p)
    if message is None:
        return edit_content(sim, bot, p, (), {})
    if not _is_live(sim, message):
        raise Refused("message can't be edited")
    location = {key: value for key, value in message.raw["location"].items() if key in ("latitude", "longitude")}
    return edit_content(sim, bot, p, ("location",), {"location": location})


@action
def send_location(
    sim: Core,
    user: Person,
    latitude: float = 38.7223,
    longitude: float = -9.1393,
    *,
    title: str = "",
    address: str = "",
    live_period: int = 0,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Send a location, or with *title* and *address* a venue."""
    location: Data = {"latitude": latitude, "longitude": longitude}
    if live_period:
        location["live_period"] = live_period
    venue = {"venue": {"location": location, "title": title, "address": address}} if title else {}
    return write(sim, user, {"location": location, **venue}, chat=chat, bot=bot)


@action
def move_location(
    sim: Core,
    user: Person,
    latitude: float,
    longitude: float,
    *,
    message_id: int = 0,
    stop: bool = False,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Move the person's newest live location, or with *stop* end it there."""
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)

        def is_own(message: Message) -> bool:
            return message.sender == person.id and _is_live(sim, message)

        message = message_of(sim, place, message_id, is_own, "with a live location that has not ended")
        if not is_own(message):
            raise ActionError(f"message {message.id} is not a live location of {person.first_name} that has not ended")
        location: Data = {**message.raw["location"], "latitude": latitude, "longitude": longitude}
        if stop:
            del location["live_period"]
        sim.change(message, {**message.raw, "location": location}, markup=message.markup)
        sim.edited_by_user(message)
    return message


@method
def bot_send_location(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "location", build_location(sim, bot, p))


@method
def send_venue(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "venue", build_venue(sim, bot, p))
