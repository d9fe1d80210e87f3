"""Scenarios: what takes several steps in Telegram, by one name.

Part of `scaletg_contrib.simulator`. A scenario makes what it needs: a group, an invoice, a message of the bot. Only the
bot can answer the question before a payment, so this is left to it.
"""

from __future__ import annotations

from collections.abc import Callable

from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, did_you_mean
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, User, keep_filled
from scaletg_contrib.simulator.rooms.boosts import boost
from scaletg_contrib.simulator.rooms.business import connect_business, write_to
from scaletg_contrib.simulator.rooms.chats import create_group, migrate
from scaletg_contrib.simulator.rooms.invites import create_chat_invite_link, join
from scaletg_contrib.simulator.rooms.members import set_role
from scaletg_contrib.simulator.rooms.messages import send, start
from scaletg_contrib.simulator.rooms.payments import (
    answer_pre_checkout_query,
    create_invoice_link,
    pay,
    refund_star_payment,
    send_invoice,
)
from scaletg_contrib.simulator.rooms.people import add_user
from scaletg_contrib.simulator.rooms.subscriptions import edit_subscription

Scenario = Callable[[Core, User, BotAccount, "Chat | None"], Data]
INVOICE: Data = {"title": "Tea", "description": "A cup", "payload": "tea", "currency": "XTR"}
INVOICE["prices"] = [{"label": "Tea", "amount": 5}]
MONTH = 2_592_000  #: seconds of the only period of a subscription


def _payment(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """The person pays the newest invoice in the private chat, or one for 5 Stars that the bot sends."""
    start(sim, person, bot=bot)
    place = sim.world.private_chat(bot, person)
    if not any("invoice" in message.raw and not message.is_deleted for message in place.messages.values()):
        send_invoice(sim, bot, Parameters("sendInvoice", {"chat_id": person.id, **INVOICE}))
    return {"query_id": pay(sim, person, bot=bot)}


def _paid(sim: Core, person: User, bot: BotAccount, period: int = 0) -> Data:
    """Return a payment of a person; the bot's confirmation is made for it."""
    start(sim, person, bot=bot)
    about = {**INVOICE, **keep_filled(subscription_period=period)}
    link = create_invoice_link(sim, bot, Parameters("createInvoiceLink", about))
    query_id = pay(sim, person, link=link)
    answer = {"pre_checkout_query_id": query_id, "ok": True}
    answer_pre_checkout_query(sim, bot, Parameters("answerPreCheckoutQuery", answer))
    bot.pending = [item for item in bot.pending if item.update.get("pre_checkout_query", {}).get("id") != query_id]
    return next(reversed(sim.world.payments.values()))


def _refund(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """The newest payment of the person is refunded; without one there is a payment of 5 Stars before it."""
    own = [item for item in sim.world.payments.values() if (item["user_id"], item["bot_id"]) == (person.id, bot.id)]
    open_ones = [item for item in own if not item["refunded"] and item["currency"] == "XTR"]
    payment = open_ones[-1] if open_ones else _paid(sim, person, bot)
    charge = payment["telegram_payment_charge_id"]
    about = {"user_id": person.id, "telegram_payment_charge_id": charge}
    refund_star_payment(sim, bot, Parameters("refundStarPayment", about))
    return {"telegram_payment_charge_id": charge}


def _subscription(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """The person subscribes for 5 Stars a month, and cancels the subscription."""
    payment = _paid(sim, person, bot, MONTH)
    edit_subscription(sim, person, bot=bot)
    return {"telegram_payment_charge_id": payment["telegram_payment_charge_id"]}


def _group(sim: Core, person: User, bot: BotAccount, chat: Chat | None, type: str = "supergroup") -> Chat:
    """Return the group of a scenario, with the bot as an administrator; a new one if none is given."""
    place = chat or create_group(sim, person, "Scenario", type=type, bot=bot)
    if place.type != "group" and not sim.member(place, bot.id).is_admin:
        set_role(sim, person, place, bot, status="administrator")
    return place


def _join(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """Somebody new joins a group of the bot."""
    place = _group(sim, person, bot, chat)
    guest = add_user(sim, "Grace")
    join(sim, guest, place)
    return {"chat_id": place.id, "user_id": guest.id}


def _join_request(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """Somebody new asks to join a group by an invite link of the bot."""
    place = _group(sim, person, bot, chat)
    about = {"chat_id": place.id, "creates_join_request": True}
    link = create_chat_invite_link(sim, bot, Parameters("createChatInviteLink", about))
    guest = add_user(sim, "Grace")
    join(sim, guest, place, invite_link=link["invite_link"])
    return {"chat_id": place.id, "user_id": guest.id, "invite_link": link["invite_link"]}


def _migration(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """A basic group with the bot becomes a supergroup."""
    old = chat or create_group(sim, person, "Scenario", type="group", bot=bot)
    return {"old_chat_id": old.id, "new_chat_id": migrate(sim, person, old).id}


def _boost(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """The person boosts a group of the bot."""
    place = _group(sim, person, bot, chat)
    return {"chat_id": place.id, "boost_id": boost(sim, person, place, source="gift_code")}


def _business(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """The person connects the bot to the own account, and a customer writes."""
    connection = connect_business(sim, person, bot=bot)
    customer = add_user(sim, "Grace")
    message = write_to(sim, customer, person, "Do you have tea?")
    return {"business_connection_id": connection, "user_id": customer.id, "message_id": message.id}


def _channel(sim: Core, person: User, bot: BotAccount, chat: Chat | None) -> Data:
    """The person posts in a channel of the bot."""
    place = _group(sim, person, bot, chat, type="channel")
    return {"chat_id": place.id, "message_id": send(sim, person, "News", chat=place).id}


#: The scenarios by name.
SCENARIOS: dict[str, Scenario] = {
    "payment": _payment,
    "refund": _refund,
    "subscription": _subscription,
    "join": _join,
    "join_request": _join_request,
    "migration": _migration,
    "boost": _boost,
    "business": _business,
    "channel": _channel,
}


@action
def trigger(sim: Core, user: Person, scenario: str, *, chat: Place | None = None, bot: Bot | None = None) -> Data:
    """Play a scenario of several steps: payment, refund, subscription, join, join_request, migration, boost, ...

    Also business and channel. Returns the ids of what it made. *chat*: the group in which it happens, else a new one.
    """
    run = SCENARIOS.get(scenario)
    if run is None:
        near = did_you_mean(scenario, SCENARIOS)
        raise ActionError(f"there is no scenario {scenario!r}: {near}There are {', '.join(SCENARIOS)}")
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        place = None if chat is None else sim.find_place(None, chat)
        try:
            return run(sim, person, account, place)
        except Refused as refused:
            raise ActionError(f"the scenario {scenario!r} is not possible here: {refused.description}") from None
