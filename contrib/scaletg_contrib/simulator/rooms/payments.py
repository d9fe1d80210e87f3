# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Invoices, payments and Stars.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import chat_of_person, message_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.money import write_amount
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.queries import QUERY_TOO_OLD, open_query
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User, keep_filled
from scaletg_contrib.simulator.sending import Built, send_content


def build_invoice(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    details = read_invoice(sim, bot, p)
    names = ("title", "description", "start_parameter", "currency", "total_amount")
    return {"invoice": {name: details[name] for name in names}}, {"invoice": details}


def read_invoice(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    """Return the checked fields of an invoice."""
    texts = {name: p.required(name) for name in ("title", "description", "payload", "currency")}
    if len(texts["title"]) > 32 or len(texts["description"]) > 255:
        raise Refused("INVOICE_TITLE_INVALID" if len(texts["title"]) > 32 else "INVOICE_DESCRIPTION_INVALID")
    if len(texts["payload"].encode("utf-8", "surrogatepass")) > 128:
        raise Refused("INVOICE_PAYLOAD_INVALID")
    prices = fields.read_prices(p.data("prices", "prices"))
    if texts["currency"] == "XTR" and len(prices) != 1:
        raise Refused("STARS_INVOICE_INVALID")
    if texts["currency"] != "XTR" and not p.has("provider_token"):
        raise Refused("PAYMENT_PROVIDER_INVALID")
    if not re.fullmatch("[A-Z]{3}", texts["currency"]):
        raise Refused("CURRENCY_TOTAL_AMOUNT_INVALID")
    total = sum(price["amount"] for price in prices)
    most = p.number("max_tip_amount")
    if most < 0:
        raise Refused("invalid max_tip_amount of the currency specified")
    tips = fields.read_tips(p.data("suggested_tip_amounts", "suggested tip amounts"), most)
    wants = ("need_name", "need_phone_number", "need_email", "need_shipping_address", "is_flexible")
    return {
        **texts,
        "start_parameter": p.text("start_parameter"),
        "prices": prices,
        "total_amount": total,
        "bot_id": bot.id,
        "max_tip_amount": most,
        "suggested_tip_amounts": tips,
        "subscription_period": p.number("subscription_period"),
        **{name: p.flag(name) for name in wants},
    }


@method
def create_invoice_link(sim: Core, bot: BotAccount, p: Parameters) -> str:
    link = f"https://t.me/${sim.world.token(16)}"
    sim.world.invoices[link] = read_invoice(sim, bot, p)
    return link


def _checkout(sim: Core, bot: BotAccount, p: Parameters, name: str, step: str, seconds: int) -> Data:
    query_id = p.required(name)
    found = sim.world.checkouts.get(query_id)
    if found is None or found["step"] != step or found["invoice"]["bot_id"] != bot.id:
        raise Refused(QUERY_TOO_OLD)
    return open_query(sim.world.checkouts, bot, query_id, sim.now, seconds)


def _read_option(given: Any) -> Data:
    """Return a shipping option that a bot offers."""
    with fields.reading("shipping option"):
        known = fields.an_object(given, "ShippingOption must be an Object")
        option: Data = {name: fields.text(known, name, None) for name in ("id", "title")}
        for name, shown in (("id", "identifier"), ("title", "title")):
            if not option[name]:
                raise FieldError(f"ShippingOption {shown} must be non-empty")
        if "prices" not in known:
            raise FieldError('Can\'t find field "prices"')
        prices = fields.items(known, "prices")
        with fields.reading("shipping option prices"):
            return {**option, "prices": fields.read_prices(prices)}


@method
def answer_shipping_query(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    ok = p.flag("ok")
    options = [_read_option(item) for item in p.list_of("shipping_options", "shipping options")] if ok else []
    if ok and not options:
        raise Refused("there must be at least one shipping option")
    if not ok:
        p.required("error_message")
    checkout = _checkout(sim, bot, p, "shipping_query_id", "shipping", 150)
    checkout["answer"] = {"ok": ok, "shipping_options": options, "error_message": p.text("error_message")}
    checkout["status"] = "waiting" if ok else "refused"
    sim.world.log("checkout_answer", query_id=p.text("shipping_query_id"), step="shipping", **checkout["answer"])
    return True


@method
def answer_pre_checkout_query(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    ok = p.flag("ok")
    if not ok:
        p.required("error_message")
    checkout = _checkout(sim, bot, p, "pre_checkout_query_id", "checkout", 10)
    checkout["answer"] = {"ok": ok, "error_message": "" if ok else p.text("error_message")}
    checkout["status"] = "paid" if ok else "refused"
    sim.world.log("checkout_answer", query_id=p.text("pre_checkout_query_id"), step="checkout", **checkout["answer"])
    if ok:
        finish_payment(sim, checkout)
    return True


@method
def get_my_star_balance(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return {"amount": bot.star_balance}


@method
def get_star_transactions(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    first, limit = p.number("offset", 0, 0), p.number("limit", 100, 1, 100)
    return {"transactions": bot.star_transactions[::-1][first : first + limit]}


@method
def refund_star_payment(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    user = sim.find_user(p)
    payment = sim.world.payments.get(p.required("telegram_payment_charge_id"))
    if payment is None or payment["user_id"] != user.id or payment["bot_id"] != bot.id or payment["currency"] != "XTR":
        raise Refused("CHARGE_ID_INVALID")
    if payment["refunded"]:
        raise Refused("CHARGE_ALREADY_REFUNDED")
    payment["refunded"] = True
    amount, charge = payment["total_amount"], payment["telegram_payment_charge_id"]
    bot.star_balance -= amount
    user.stars += amount
    receiver = {"type": "user", "transaction_type": "invoice_payment", "user": user.to_telegram()}
    receiver["invoice_payload"] = payment["invoice_payload"]
    bot.star_transactions.append({"id": charge, "amount": amount, "date": sim.now, "receiver": receiver})
    names = ("currency", "total_amount", "invoice_payload", "telegram_payment_charge_id", "provider_payment_charge_id")
    sim.post(sim.world.private_chat(bot, user), user, {"refunded_payment": {name: payment[name] for name in names}})
    return True


@action
def pay(
    sim: Core,
    user: Person,
    *,
    message_id: int | None = None,
    link: str | None = None,
    chat: Place | None = None,
    bot: Bot | None = None,
    order_info: Data | None = None,
    tip: int = 0,
) -> str:
    """Pay an invoice, of a message or of a link: the bot is asked to confirm. Returns the id of the query.

    `GET /control/queries/ID` then shows its `status`: `waiting`, `paid`, or `refused` with the bot's `error_message`;
    with `step` shipping, continue with `choose_shipping`. Paid media are bought in the same way, without a question.
    """
    with sim.world.changed:
        person = sim.find_person(user)
        if link is not None:
            if link not in sim.world.invoices:
                raise ActionError(f"there is no invoice {link!r}: createInvoiceLink returns the links of invoices")
            invoice, place = (
                sim.world.invoices[link],
                sim.find_place(person, None, sim.world.invoices[link]["bot_id"]),
            )
        else:
            place = chat_of_person(sim, person, chat, bot)
            message = message_of(sim, place, message_id, _is_for_sale, "with an invoice")
            if "paid_media" in message.raw:
                return buy_media(sim, person, message)
            if "invoice" not in message.raw:
                raise ActionError(f"message {message.id} is not an invoice: leave message_id out for the newest one")
            invoice = message.details["invoice"]
        return _check_out(sim, person, place, invoice, order_info or _order(person, invoice), tip)


def _check_out(sim: Core, person: User, chat: Chat, invoice: Data, order: Data, tip: int) -> str:
    query_id = sim.world.long_id()
    checkout: Data = {"user_id": person.id, "chat": chat.key, "invoice": invoice, "order": order, "date": sim.now}
    if not 0 <= tip <= invoice["max_tip_amount"]:
        raise ActionError(f"this invoice takes a tip from 0 to {invoice['max_tip_amount']}, not {tip}")
    checkout |= {"total": invoice["total_amount"] + tip, "answer": None, "status": "waiting"}
    _check_stars(person, invoice["currency"], checkout["total"])
    sim.world.checkouts[query_id] = checkout
    bot = sim.world.bots[invoice["bot_id"]]
    base = {"id": query_id, "from": person.to_telegram()}
    if invoice["is_flexible"] and invoice["need_shipping_address"]:
        if not isinstance(order.get("shipping_address"), dict):
            raise ActionError("the order_info of this invoice needs a shipping_address: an object, or leave it out")
        checkout["step"] = "shipping"
        asked = {"invoice_payload": invoice["payload"], "shipping_address": order["shipping_address"]}
        sim.update(bot, "shipping_query", {**base, **asked}, f"payment:{person.id}")
    else:
        _pre_checkout(sim, query_id, checkout, None)
    return query_id


def _pre_checkout(sim: Core, query_id: str, checkout: Data, option: Data | None) -> None:
    invoice, person = checkout["invoice"], sim.world.users[checkout["user_id"]]
    checkout |= {"step": "checkout", "answer": None, "option": option, "date": sim.now, "status": "waiting"}
    if option:
        checkout["total"] += sum(price["amount"] for price in option["prices"])
    query: Data = {"id": query_id, "from": person.to_telegram(), "currency": invoice["currency"]}
    query |= {"total_amount": checkout["total"], "invoice_payload": invoice["payload"]}
    if option:
        query["shipping_option_id"] = option["id"]
    query |= keep_filled(order_info=checkout["order"])
    bot = sim.world.bots[invoice["bot_id"]]
    sim.update(bot, "pre_checkout_query", query, f"payment:{person.id}")


@action
def choose_shipping(sim: Core, user: Person, query_id: str, option: int | str = 0) -> None:
    """Choose one of the shipping options that the bot offered, by number or id, and go on to the checkout."""
    with sim.world.changed:
        person, checkout = sim.find_person(user), sim.world.checkouts.get(query_id)
        if checkout is None or checkout["user_id"] != person.id:
            raise ActionError(f"{person.first_name} has no payment {query_id!r}: pay returns the id of a new one")
        options = (checkout["answer"] or {}).get("shipping_options") or []
        chosen = [item for place, item in enumerate(options) if option in (place, item["id"])]
        if not chosen:
            raise ActionError(f"there is no shipping option {option!r}: {names_of(item['id'] for item in options)}")
        _pre_checkout(sim, query_id, checkout, chosen[0])


def renew_payment(sim: Core, payment: Data) -> None:
    """Take the Stars for one more period of a subscription, and notify the bot."""
    person, bot = sim.world.users[payment["user_id"]], sim.world.bots[payment["bot_id"]]
    end = payment["subscription_expiration_date"] + payment["period"]
    payment["subscription_expiration_date"] = end
    charge = f"stxr{sim.world.token(20)}"
    _move_stars(sim, bot, person, payment["total_amount"], {"payload": payment["invoice_payload"]}, charge)
    names = ("currency", "total_amount", "invoice_payload", "provider_payment_charge_id")
    paid = {name: payment[name] for name in names} | {"subscription_expiration_date": end, "is_recurring": True}
    paid["telegram_payment_charge_id"] = charge
    first = payment["telegram_payment_charge_id"]
    sim.world.payments[charge] = {"user_id": person.id, "bot_id": bot.id, "refunded": False, "first": first, **paid}
    del sim.world.payments[charge]["subscription_expiration_date"]  # the first payment stands for the subscription
    sim.at(end, "renew_subscription", charge_id=first)
    sim.post(sim.world.private_chat(bot, person), person, {"successful_payment": paid})


def finish_payment(sim: Core, checkout: Data) -> None:
    """Take the money and notify the bot."""
    person, invoice = sim.world.users[checkout["user_id"]], checkout["invoice"]
    bot = sim.world.bots[invoice["bot_id"]]
    charge = f"stxr{sim.world.token(20)}"
    payment: Data = {"currency": invoice["currency"], "total_amount": checkout["total"]}
    payment["invoice_payload"] = invoice["payload"]
    if invoice.get("subscription_period"):
        end = sim.now + invoice["subscription_period"]
        payment |= {"subscription_expiration_date": end, "is_recurring": True, "is_first_recurring": True}
    if checkout.get("option"):
        payment["shipping_option_id"] = checkout["option"]["id"]
    payment |= keep_filled(order_info=checkout["order"])
    payment |= {"telegram_payment_charge_id": charge, "provider_payment_charge_id": sim.world.token(16)}
    if invoice["currency"] == "XTR":
        _move_stars(sim, bot, person, checkout["total"], invoice, charge)
    kept: Data = {"user_id": person.id, "bot_id": bot.id, "refunded": False, **payment}
    if invoice.get("subscription_period"):
        kept["period"] = invoice["subscription_period"]
        sim.at(payment["subscription_expiration_date"], "renew_subscription", charge_id=charge)
    sim.world.payments[charge] = kept
    sim.post(sim.world.chats[checkout["chat"]], person, {"successful_payment": payment})


def _move_stars(sim: Core, bot: BotAccount, person: User, amount: int, invoice: Data, charge: str) -> None:
    person.stars -= amount
    bot.star_balance += amount
    source = {"type": "user", "transaction_type": "invoice_payment", "user": person.to_telegram()}
    source["invoice_payload"] = invoice["payload"]
    bot.star_transactions.append({"id": charge, "amount": amount, "date": sim.now, "source": source})


def _is_for_sale(message: Message) -> bool:
    return "invoice" in message.raw or "paid_media" in message.raw


def _check_stars(person: User, currency: str, amount: int) -> None:
    if currency == "XTR" and person.stars < amount:
        raise ActionError(f"{person.first_name} has {person.stars} Stars, and this costs {amount}: sell it for less")


def buy_media(sim: Core, person: User, message: Message) -> str:
    """Buy paid media: the bot is notified if it has set a payload. Returns the id of the purchase."""
    bot = sim.world.bots.get(message.sender)
    if bot is None:
        raise ActionError(f"message {message.id} was not sent by a bot that is here, so nobody can sell its media")
    price, payload = message.raw["paid_media"]["star_count"], message.details.get("payload", "")
    _check_stars(person, "XTR", price)
    query_id, charge = sim.world.long_id(), f"stxr{sim.world.token(20)}"
    sold: Data = {"bot_id": bot.id, "payload": payload, "currency": "XTR"}
    done: Data = {"step": "paid_media", "status": "paid", "answer": {"ok": True, "error_message": ""}, "total": price}
    place: Data = {"user_id": person.id, "chat": message.chat, "date": sim.now}
    sim.world.checkouts[query_id] = {**place, **done, "invoice": sold, "order": {}}
    _move_stars(sim, bot, person, price, sold, charge)
    if payload:
        bought = {"from": person.to_telegram(), "paid_media_payload": payload}
        sim.update(bot, "purchased_paid_media", bought, f"payment:{person.id}")
    return query_id


def _order(person: User, invoice: Data) -> Data:
    """Return the data that a person enters for an invoice."""
    order: Data = {}
    if invoice["need_name"]:
        order["name"] = f"{person.first_name} {person.last_name}".strip()
    if invoice["need_phone_number"]:
        order["phone_number"] = person.phone_number.lstrip("+")
    if invoice["need_email"]:
        order["email"] = f"{person.first_name.lower()}@example.com"
    if invoice["need_shipping_address"]:
        street = {"street_line1": "Rua das Gaivotas 12", "street_line2": "", "post_code": "1200-000"}
        order["shipping_address"] = {"country_code": "PT", "state": "", "city": "Lisboa", **street}
    return order


@method
def send_invoice(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    content, details = build_invoice(sim, bot, p)
    invoice = content["invoice"]
    button = {"text": f"Pay {write_amount(invoice['total_amount'], invoice['currency'])}", "pay": True}
    return send_content(sim, bot, p, "invoice", content, details, button=button).raw
