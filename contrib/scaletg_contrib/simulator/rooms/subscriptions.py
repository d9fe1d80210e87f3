# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Subscriptions in Stars: they renew by themselves, are cancelled and resumed, and fail without Stars.

Part of `scaletg_contrib.simulator`. The bot gets the update `subscription` for what a person or the passing of time
changes, and none for what it changes itself.
"""

from __future__ import annotations

from scaletg_contrib.simulator.actions import ActionError, Bot, Person, action, method, timer
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data
from scaletg_contrib.simulator.rooms.payments import renew_payment


@method
def edit_user_star_subscription(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    user = sim.find_user(p)
    payment = sim.world.payments.get(p.required("telegram_payment_charge_id"))
    if payment is None or payment["user_id"] != user.id or payment["bot_id"] != bot.id:
        raise Refused("CHARGE_ID_INVALID")
    payment = sim.world.payments[str(payment.get("first", payment["telegram_payment_charge_id"]))]
    if "subscription_expiration_date" not in payment:
        raise Refused("CHARGE_ID_INVALID")
    payment["is_canceled"] = p.flag("is_canceled")
    payment["canceled_by_bot"] = payment["is_canceled"]
    return True


@action
def edit_subscription(
    sim: Core, user: Person, *, cancel: bool = True, charge_id: str = "", bot: Bot | None = None
) -> None:
    """Cancel a subscription to the bot, by default the newest, or with *cancel* False resume it."""
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        found = [
            (number, item)
            for number, item in sim.world.payments.items()
            if (item["user_id"], item["bot_id"]) == (person.id, account.id) and "subscription_expiration_date" in item
        ]
        found = [(number, item) for number, item in found if not charge_id or number == charge_id]
        if not found:
            raise ActionError(f"{person.first_name} has no such subscription to @{account.username}: pay starts one")
        payment = found[-1][1]
        if payment["subscription_expiration_date"] <= sim.now:
            raise ActionError(f"the subscription of {person.first_name} has ended: pay starts another one")
        if payment.get("canceled_by_bot") and not cancel:
            raise ActionError(f"@{account.username} has cancelled this subscription, so only the bot resumes it")
        if bool(payment.get("is_canceled")) == cancel:
            raise ActionError(
                f"the subscription of {person.first_name} is {'cancelled' if cancel else 'active'} already"
            )
        payment["is_canceled"] = cancel
        _notify_of_subscription(sim, payment, "canceled" if cancel else "active")


@timer
def renew_subscription(sim: Core, due: Data) -> None:
    """Take the Stars for the next period, or end the subscription."""
    payment = sim.world.payments.get(due["charge_id"])
    if payment is None or payment.get("is_canceled") or payment["refunded"]:
        return
    if sim.world.users[payment["user_id"]].stars < payment["total_amount"]:
        _notify_of_subscription(sim, payment, "failed")
        return
    renew_payment(sim, payment)


def _notify_of_subscription(sim: Core, payment: Data, state: str) -> None:
    person, bot = sim.world.users[payment["user_id"]], sim.world.bots[payment["bot_id"]]
    update = {"user": person.to_telegram(), "invoice_payload": payment["invoice_payload"], "state": state}
    sim.world.log("subscription", bot_id=bot.id, user_id=person.id, state=state)
    sim.update(bot, "subscription", update, f"payment:{person.id}")
