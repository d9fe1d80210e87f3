# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""People: adding them, and blocking a bot.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.acting import chat_of_person, message_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters
from scaletg_contrib.simulator.records import BotAccount, Data, Member, User

#: What people can report.
REASONS = ("spam", "violence", "pornography", "child_abuse", "copyright", "fake", "illegal_drugs", "personal_details")


@action
def add_user(
    sim: Core,
    first_name: str,
    *,
    id: int | None = None,
    last_name: str = "",
    username: str = "",
    language_code: str = "",
    is_premium: bool = False,
    phone_number: str = "",
    bio: str = "",
) -> User:
    """Add a person. *id* and *phone_number* are made up if they are missing."""
    with sim.world.changed:
        _check_is_new(sim, id, username)
        if not first_name.strip():
            raise ActionError("a person must have a first_name, and this one is empty")
        number = id or sim.world.new_id("user", 7_000_000_001)
        phone_number = phone_number or f"+1202555{number % 10000:04}"
        user = User(
            number, first_name, last_name, username, language_code, is_premium, phone_number=phone_number, bio=bio
        )
        sim.world.users[user.id] = user
        sim.world.log("user", user=user.to_telegram())
    return user


def _check_is_new(sim: Core, number: int | None, username: str) -> None:
    """Raise `ActionError` if the id or username is in use."""
    if number is not None and not 0 < number < 2**52:
        raise ActionError(f"{number} is not an id of a person: choose one from 1 to {2**52 - 1}, or leave it out")
    for item in (*sim.world.users.values(), *sim.world.bots.values()):
        if item.id == number:
            raise ActionError(f"{item.first_name} has the id {number} already: choose another one, or leave it out")
        if username and item.username.lower() == username.lower():
            raise ActionError(f"{item.first_name} has the username {username!r} already: choose another one")


@action
def block(sim: Core, user: Person, *, bot: Bot | None = None) -> None:
    """Block the bot, or stop it, as a user's client calls it."""
    _set_blocked(sim, user, bot, True)


@action
def unblock(sim: Core, user: Person, *, bot: Bot | None = None) -> None:
    """Unblock the bot."""
    _set_blocked(sim, user, bot, False)


@action
def report(
    sim: Core,
    user: Person,
    *,
    reason: str = "spam",
    message_id: int = 0,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> None:
    """Report a chat, or a message in it, to Telegram's moderators; bots are not notified."""
    if reason not in REASONS:
        raise ActionError(f"reason={reason!r}: {', '.join(REASONS)}")
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        if message_id:
            message_of(sim, place, message_id, lambda _: False, "")
        about: Data = {"user_id": person.id, "reason": reason, "message_id": message_id}
        sim.world.log("report", chat_id=place.id, chat=place.key, **about)


@action
def configure_bot(
    sim: Core,
    user: Person,
    *,
    bot: Bot | None = None,
    privacy: bool | None = None,
    can_join_groups: bool | None = None,
    supports_inline_queries: bool | None = None,
    supports_guest_queries: bool | None = None,
    supports_join_request_queries: bool | None = None,
    can_connect_to_business: bool | None = None,
    can_manage_bots: bool | None = None,
    can_verify: bool | None = None,
    star_balance: int | None = None,
) -> BotAccount:
    """Change the settings of a bot, as its owner does with @BotFather; what is left out stays.

    *privacy*: whether it gets only what is meant for it in groups. *can_verify*: whether its organization may verify
    others, which Telegram decides. *star_balance*: its Stars.
    """
    given = {
        "privacy": privacy,
        "can_join_groups": can_join_groups,
        "supports_inline_queries": supports_inline_queries,
        "supports_guest_queries": supports_guest_queries,
        "supports_join_request_queries": supports_join_request_queries,
        "can_connect_to_business": can_connect_to_business,
        "can_manage_bots": can_manage_bots,
        "can_verify": can_verify,
        "star_balance": star_balance,
    }
    with sim.world.changed:
        sim.find_person(user)
        account = sim.find_bot(bot)
        for name, value in given.items():
            if value is not None:
                setattr(account, name, value)
        sim.world.log("bot", bot=account.get_me())
    return account


def _set_blocked(sim: Core, user: Any, bot: Any, blocked: bool) -> None:
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        if (account.id in person.blocked) == blocked:
            return
        chat = sim.world.private_chat(account, person)
        states = [Member(account.id, "member"), Member(account.id, "kicked")]
        old, new = states if blocked else reversed(states)
        chat.members[account.id] = new
        person.blocked = [*person.blocked, account.id] if blocked else [x for x in person.blocked if x != account.id]
        update = {
            "chat": sim.world.chat_data(chat),
            "from": person.to_telegram(),
            "date": sim.now,
            "old_chat_member": sim.member_data(chat, old),
            "new_chat_member": sim.member_data(chat, new),
        }
        told = {"member": update["new_chat_member"], "actor": person.id}
        sim.world.log("member", chat_id=chat.id, chat=chat.key, **told)
        sim.update(account, "my_chat_member", update, f"member:{chat.key}")


@method
def get_user_profile_photos(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    user = sim.find_user(p)
    first, limit = p.number("offset"), p.number("limit", 100, 1, 100)
    return {"total_count": len(user.photos), "photos": user.photos[first : first + limit]}
