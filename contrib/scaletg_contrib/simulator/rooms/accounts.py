# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""The profile, the settings and the Stars of an account to which a bot is connected.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, User
from scaletg_contrib.simulator.rooms.bots import read_profile_photo
from scaletg_contrib.simulator.rooms.media import read_photo

MAX_NAME, MAX_BIO = 64, 140  # characters
MIN_TRANSFER, MAX_TRANSFER = 1, 10_000  # Stars
GIFT_TYPES = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def _owner(sim: Core, bot: BotAccount, p: Parameters, right: str) -> User:
    """Return the person of a connection that permits this to the bot."""
    return sim.world.users[sim.find_connection(bot, p, right)["user_id"]]


def _log_user(sim: Core, person: User) -> bool:
    sim.world.log("user", user=person.to_telegram())
    return True


@method
def set_business_account_name(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    first, last = p.required("first_name"), p.text("last_name")
    person = _owner(sim, bot, p, "can_edit_name")
    if len(first) > MAX_NAME:
        raise Refused("FIRSTNAME_INVALID")
    if len(last) > MAX_NAME:
        raise Refused("LASTNAME_INVALID")
    person.first_name, person.last_name = first, last
    return _log_user(sim, person)


@method
def set_business_account_username(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    name = p.text("username")
    person = _owner(sim, bot, p, "can_edit_username")
    if name and not re.fullmatch(r"[A-Za-z](?!\w*__)\w{3,30}[A-Za-z0-9]", name, re.ASCII):
        raise Refused("USERNAME_INVALID")
    if name == person.username:
        raise Refused("USERNAME_NOT_MODIFIED")
    others: list[Any] = [*sim.world.users.values(), *sim.world.bots.values(), *sim.world.chats.values()]
    if name and any(other.username.lower() == name.lower() for other in others if other is not person):
        raise Refused("USERNAME_OCCUPIED")
    person.username = name
    return _log_user(sim, person)


@method
def set_business_account_bio(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    person = _owner(sim, bot, p, "can_edit_bio")
    if len(p.text("bio")) > MAX_BIO:
        raise Refused("ABOUT_TOO_LONG")
    person.bio = p.text("bio")
    return True


@method
def set_business_account_profile_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    file = read_profile_photo(p)
    person = _owner(sim, bot, p, "can_edit_profile_photo")
    person.photos = [read_photo(sim, p, "photo", file), *person.photos]
    return True


@method
def remove_business_account_profile_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    person = _owner(sim, bot, p, "can_edit_profile_photo")
    person.photos = person.photos[1:]
    return True


@method
def set_business_account_gift_settings(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    if not p.has("accepted_gift_types"):
        raise Refused("accepted gift types aren't specified")
    given = fields.an_object(
        p.data("accepted_gift_types", "accepted gift types"), "object expected as accepted gift types"
    )
    types = {name: _required_flag(given, name) for name in GIFT_TYPES[:4]}
    types["gifts_from_channels"] = fields.flag(given, "gifts_from_channels") or "gifts_from_channels" not in given
    person = _owner(sim, bot, p, "can_change_gift_settings")
    person.gift_settings = {"show_gift_button": p.flag("show_gift_button"), "accepted_gift_types": types}
    return True


def _required_flag(given: Data, name: str) -> bool:
    if name not in given:
        raise FieldError(f'Can\'t find field "{name}"')
    return fields.flag(given, name)


@method
def get_business_account_star_balance(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return {"amount": _owner(sim, bot, p, "can_view_gifts_and_stars").stars}


@method
def transfer_business_account_stars(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    stars = p.number("star_count", 0, 0, 10**9)
    person = _owner(sim, bot, p, "can_transfer_stars")
    if stars < MIN_TRANSFER:
        raise Refused("invalid amount of Telegram Stars to transfer specified")
    if stars > MAX_TRANSFER:
        raise Refused("STARS_AMOUNT_INVALID")
    if person.stars < stars:
        raise Refused("BALANCE_TOO_LOW")
    person.stars -= stars
    bot.star_balance += stars
    source = {"type": "user", "transaction_type": "business_account_transfer", "user": person.to_telegram()}
    bot.star_transactions.append(
        {"id": f"stxr{sim.world.token(20)}", "amount": stars, "date": sim.now, "source": source}
    )
    return True
