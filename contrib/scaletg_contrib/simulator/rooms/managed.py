# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Managed bots: people create bots by way of another one, which gets their tokens.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.actions import ActionError, Bot, Person, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused, to_int
from scaletg_contrib.simulator.records import BotAccount, Data, User

MAX_ADDED = 10  #: people who may use a managed bot besides its owner


@method
def get_managed_bot_token(sim: Core, bot: BotAccount, p: Parameters) -> str:
    return _managed(sim, bot, p).token


@method
def replace_managed_bot_token(sim: Core, bot: BotAccount, p: Parameters) -> str:
    managed = _managed(sim, bot, p)
    managed.token = _new_token(sim, managed.id)
    return managed.token


@method
def get_managed_bot_access_settings(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    managed = _managed(sim, bot, p)
    if managed.access is None:
        return {"is_access_restricted": False}
    added = [sim.world.users[number].to_telegram() for number in managed.access]
    return {"is_access_restricted": True, "added_users": added}


@method
def set_managed_bot_access_settings(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    is_restricted, ids = p.flag("is_access_restricted"), p.list_of("added_user_ids", "user identifiers")
    if len(ids) > MAX_ADDED:
        raise Refused("too many user identifiers specified")
    managed = _managed(sim, bot, p)
    if not is_restricted:
        managed.access = None
        return True
    numbers = [to_int(item) for item in ids]
    if any(number not in sim.world.users for number in numbers):
        raise Refused("USER_ID_INVALID")
    managed.access = numbers
    return True


def _managed(sim: Core, bot: BotAccount, p: Parameters) -> BotAccount:
    found = sim.world.bots.get(sim.find_user(p).id)
    if found is None or found.manager != bot.id:
        raise Refused("BOT_NOT_MANAGED")
    return found


def _new_token(sim: Core, bot_id: int) -> str:
    return f"{bot_id}:AA{sim.world.token(33)}"


@action
def create_managed_bot(
    sim: Core, user: Person, username: str, *, first_name: str = "Shop", bot: Bot | None = None
) -> BotAccount:
    """Create a bot that another bot manages."""
    with sim.world.changed:
        person, manager = sim.find_person(user), sim.find_bot(bot)
        if not manager.can_manage_bots:
            raise ActionError(f"@{manager.username} manages no bots: its can_manage_bots is False")
        if any(one.username.lower() == username.lower() for one in sim.world.bots.values()):
            raise ActionError(f"there is a bot @{username} already: choose another username")
        number = sim.world.new_id("managed bot", 8_000_000_001)
        made = sim.add_bot(
            _new_token(sim, number), first_name=first_name, username=username, manager=manager.id, owner=person.id
        )
        _notify_manager(sim, person, made)
    return made


@action
def replace_token(sim: Core, user: Person, managed: Bot) -> str:
    """Give a managed bot a new token, as its owner can; returns it."""
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(managed)
        if account.owner != person.id:
            raise ActionError(f"@{account.username} is not a bot of {person.first_name}: create_managed_bot makes one")
        account.token = _new_token(sim, account.id)
        _notify_manager(sim, person, account)
    return account.token


def _notify_manager(sim: Core, person: User, managed: BotAccount) -> None:
    about = {"user": person.to_telegram(), "bot": managed.to_telegram()}
    sim.update(sim.world.bots[managed.manager], "managed_bot", about, f"managed:{person.id}")
