"""Payments: orders are checked in time, delivered once, paid back until it is done; subscriptions renew and end."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from session_workers import message

import scaletg
from scaletg_contrib import payments as payments_file
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.payments import Payment, Payments
from scaletg_contrib.stores import Store
from scaletg_contrib.testkit import Telegram
from talking import Recorder

MONTH = 2_592_000


class World:
    """A shop, and updates for it."""

    def __init__(self, store: Store) -> None:
        self.bot = scaletg.Bot("1000000001:test", username="test_bot", retry_budget=0, on_error="retry")
        self.bot.store, self.bot.seen = store, scaletg.SeenUpdates()
        self.line = self.bot.api.transport = Recorder()
        self.clock: Any = store.clock
        self.jobs, self.payments = Jobs(watch_seconds=None), Payments()
        self.delivered: list[Payment] = []
        self.failing = False

        @self.payments.check("tea:<cups:int>", "club")
        def check(cups: int = 1) -> str | None:
            if cups == 13:
                raise OSError("the stock is away")
            if cups == 12:
                return True  # type: ignore[return-value]  # a mistake
            return None if cups < 10 else "We have no tea left."

        @self.payments.paid("tea:<cups:int>")
        def deliver(payment: Payment, cups: int) -> str:
            if self.failing:
                raise OSError("not now")
            if cups == 9:  # somebody else was faster
                self.payments.refund(payment.charge_id)
            self.delivered.append(payment)
            return f"{cups} cups"

        @self.payments.paid("club")
        def welcome(payment: Payment) -> str:
            return "Welcome" if payment.is_first else "Thank you"

        @self.payments.ended("club")
        def miss(user: Any) -> str:
            return f"Goodbye, {user.id}"

        self.bot.load(self.jobs)
        self.bot.load(self.payments)

    def order(self, payload: str) -> dict[str, Any]:
        query = {
            "id": "5", "from": {"id": 7, "is_bot": False, "first_name": "Ada"}, "currency": "XTR",
            "total_amount": 50, "invoice_payload": payload,
        }  # fmt: skip
        reply = self.bot.process({"update_id": 1, "pre_checkout_query": query}).reply
        self.bot.seen = scaletg.SeenUpdates()
        found: dict[str, Any] = reply.to_dict()
        return found

    def pay(self, number: int, payload: str = "tea:2", charge: str = "c1", **fields: Any) -> scaletg.Outcome:
        paid = {
            "currency": "XTR", "total_amount": 50, "invoice_payload": payload,
            "telegram_payment_charge_id": charge, "provider_payment_charge_id": "", **fields,
        }  # fmt: skip
        return self.bot.complete(message(number, "", user=7, successful_payment=paid))

    def after(self, seconds: float) -> list[str]:
        self.clock.now += seconds
        before = len(self.line.texts)
        self.jobs.run_due(self.bot)
        return self.line.texts[before:]


UNCHECKED = "Your order could not be checked. Please try again later. You have not paid anything."


@pytest.mark.parametrize(("payload", "ok", "reason"), [
    ("tea:9", True, None), ("tea:10", False, "We have no tea left."), ("tea:13", False, UNCHECKED),
    ("tea:12", False, UNCHECKED),
    ("club", True, None),
    ("coffee", False, "This can no longer be bought. You have not paid anything."),
])  # fmt: skip
def test_every_order_is_answered(memory: Store, payload: str, ok: bool, reason: str | None) -> None:
    answer = World(memory).order(payload)
    assert (answer["method"], answer["ok"], answer.get("error_message")) == ("answerPreCheckoutQuery", ok, reason)


def test_a_check_that_takes_too_long_refuses_the_order_in_time(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payments_file, "CHECK_SECONDS", 0.01)
    bot, payments, refused = scaletg.Bot("7:token", username="test_bot"), Payments(), threading.Event()

    class Line(Recorder):
        def call(self, name: str, parameters: Any, files: Any) -> Any:
            answer = super().call(name, parameters, files)
            refused.set()
            return answer

    @payments.check("tea")
    def check(pre_checkout_query: Any) -> None:
        assert refused.wait(60)  # as a slow database does, until the order was refused

    line = bot.api.transport = Line()
    bot.load(payments)
    bot.store = memory
    query = {
        "id": "5", "from": {"id": 7, "is_bot": False, "first_name": "Ada"}, "currency": "XTR", "total_amount": 50,
        "invoice_payload": "tea",
    }  # fmt: skip
    assert not bot.process({"update_id": 1, "pre_checkout_query": query}).reply
    ((name, parameters),) = line.calls
    assert (name, parameters["ok"], parameters["error_message"]) == ("answerPreCheckoutQuery", False, UNCHECKED)


def test_a_payment_is_delivered_once_however_often_it_comes(each_store: Store) -> None:
    world = World(each_store)
    for number in (1, 2, 3):
        world.pay(number)
    world.pay(4, charge="c2")
    assert [payment.charge_id for payment in world.delivered] == ["c1", "c2"]
    assert world.line.texts == ["2 cups", "2 cups"]
    payment = world.payments.find("c1")
    assert payment is not None
    assert (payment.user_id, payment.amount, payment.currency, payment.payload) == (7, 50, "XTR", "tea:2")


def test_a_delivery_that_failed_is_tried_again(each_store: Store) -> None:
    world = World(each_store)
    world.failing = True
    assert world.pay(1).retry_after is not None
    world.failing = False
    world.pay(1)
    world.pay(2)
    assert (len(world.delivered), world.line.texts) == (1, ["2 cups"])


def test_while_one_process_delivers_another_waits(each_store: Store) -> None:
    world = World(each_store)
    with each_store.lock(world.payments.key(world.bot, "charge", "c1"), 60):
        assert world.pay(1).retry_after is not None
    assert world.delivered == []
    world.pay(1)
    assert len(world.delivered) == 1


@pytest.mark.parametrize("first", [None, "CHARGE_ALREADY_REFUNDED", "Internal Server Error"])
def test_a_refund_is_tried_until_it_is_done(each_store: Store, first: str | None) -> None:
    world = World(each_store)
    world.pay(1)
    if first is not None:
        world.line.refused["refundStarPayment"] = f"Bad Request: {first}"
    world.payments.refund("c1")
    world.after(1)
    if first == "Internal Server Error":
        assert world.payments.find("c1").refunded is None  # type: ignore[union-attr]  # it is known
        del world.line.refused["refundStarPayment"]
        world.after(6)
    payment = world.payments.find("c1")
    assert payment is not None
    assert payment.refunded is not None
    world.payments.refund("c1")
    count = len(world.line.calls)
    world.after(1)
    assert len(world.line.calls) == count


def test_an_unknown_payment_cannot_be_paid_back(memory: Store) -> None:
    with pytest.raises(ValueError, match="has no payment 'c9'"):
        World(memory).payments.refund("c9")


def test_an_app_can_refund_the_payment_that_it_gets(each_store: Store) -> None:
    world = World(each_store)
    world.pay(1, "tea:9")
    assert world.payments.find("c1").refunded is None  # type: ignore[union-attr]  # it is known
    world.jobs.forget(7)  # the refund is not the person's to delete
    world.after(1)
    assert world.payments.find("c1").refunded is not None  # type: ignore[union-attr]


def test_a_payment_that_was_refunded_before_its_delivery_is_not_delivered(each_store: Store) -> None:
    world = World(each_store)
    world.failing = True
    world.pay(1)
    world.payments.refund("c1")
    world.after(1)
    world.failing = False
    world.pay(1)
    assert world.delivered == []


def test_a_payment_that_no_app_takes_is_kept_and_logged(memory: Store, caplog: pytest.LogCaptureFixture) -> None:
    world = World(memory)
    world.pay(1, "coffee")
    assert "no app takes the payment c1 ('coffee')" in caplog.text
    assert world.payments.find("c1") is not None
    caplog.clear()
    world.pay(2, "tea:1", "c2")
    assert caplog.text == ""


def test_telegram_refunds_only_stars(memory: Store) -> None:
    world = World(memory)
    world.pay(1, currency="EUR")
    with pytest.raises(ValueError, match="is in EUR, but Telegram refunds only Stars"):
        world.payments.refund("c1")


def test_a_kill_between_a_payment_and_its_subscription_loses_neither(each_store: Store) -> None:
    world = World(each_store)
    until = int(world.clock.now) + MONTH
    world.pay(1, "club", subscription_expiration_date=until, is_recurring=True, is_first_recurring=True)
    world.payments.forget(7)  # as if the process had been killed before these two were stored
    world.jobs.forget(7)
    world.bot.seen = scaletg.SeenUpdates()
    world.pay(2, "club", subscription_expiration_date=until, is_recurring=True, is_first_recurring=True)
    assert world.payments.subscribed_until(7, "club") is not None
    assert world.after(MONTH + 3700) == ["Goodbye, 7"]


def test_a_subscription_renews_and_ends(each_store: Store) -> None:
    world = World(each_store)
    start = int(world.clock.now)

    def pay(number: int, until: int, **fields: Any) -> None:
        world.pay(number, "club", f"c{number}", subscription_expiration_date=until, is_recurring=True, **fields)

    pay(1, start + MONTH, is_first_recurring=True)
    assert world.payments.subscribed_until(7, "club") is not None
    assert world.after(MONTH - 100) == []
    pay(2, start + 2 * MONTH)
    assert world.line.texts == ["Welcome", "Thank you"]
    until = world.payments.subscribed_until(7, "club")
    assert until is not None
    assert until.timestamp() == start + 2 * MONTH
    assert world.after(MONTH + 200) == []
    assert world.payments.subscribed_until(7, "club") is None
    assert world.after(3600) == ["Goodbye, 7"]
    world.payments.cancel_subscription(7, "club")
    assert world.line.calls[-1] == (
        "editUserStarSubscription", {"user_id": 7, "telegram_payment_charge_id": "c1", "is_canceled": True}
    )  # fmt: skip
    assert world.payments.forget(7) == 1
    with pytest.raises(ValueError, match="no subscription 'club'"):
        world.payments.cancel_subscription(7, "club")


def test_rules_are_needed_and_come_before_the_bot(memory: Store) -> None:
    def deliver(payment: Payment) -> str:
        return "Here it is."

    with pytest.raises(scaletg.RegistrationError, match="has no rule"):
        Payments().paid()(lambda payment: "")
    with pytest.raises(scaletg.RegistrationError, match="has no rule"):
        Payments().paid(deliver)  # type: ignore[arg-type]  # @payments.paid without a rule
    with pytest.raises(scaletg.RegistrationError, match="load the payments last"):
        World(memory).payments.paid("late")(lambda payment: "")


def test_a_shop_sells_refuses_and_pays_back_in_a_simulated_telegram() -> None:
    bot, payments, stock = scaletg.Bot(store="memory:"), Payments(), [1]

    @bot.app("/tea")
    def offer(message: Any) -> Any:
        price = [{"label": "Tea", "amount": 50}]
        return message.answer_invoice("Tea", "A cup", payload="tea", currency="XTR", prices=price)

    @payments.check("tea")
    def check() -> str | None:
        return None if stock[0] else "Sold out."

    @payments.paid("tea")
    def deliver(payment: Payment) -> str:
        stock[0] -= 1
        return f"Your tea, {payment.charge_id}"

    bot.load(payments)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("/tea")
        paid = ada.pay()
        assert paid.is_paid
        charge = ada.last.text.split()[-1]
        ada.send("/tea")
        refused = ada.pay()
        assert (refused.is_paid, refused.error_message) == (False, "Sold out.")
        stars = ada.user.stars
        payments.refund(charge)
        telegram.advance(seconds=1)
        assert ada.user.stars == stars + 50


def test_any_app_of_another_token_has_the_payments_of_its_own_bot(memory: Store) -> None:
    world = World(memory)
    found: list[Any] = []

    @world.bot.app("/refund <receipt>")
    def refund(message: Any, payments: Any, receipt: str) -> str:
        found.append((payments.find(receipt), payments.subscribed_until(7, "club")))
        payments.refund(receipt)
        return "Done."

    @world.bot.app("/leave")
    def leave(message: Any, payments: Any) -> None:
        payments.cancel_subscription(7, "club")

    other = world.bot.with_token("1000000002:test")
    line = other.api.transport = Recorder()
    until = int(memory.clock()) + 1000
    other.complete(message(1, "", user=7, successful_payment=paid_for("tea:1", "c9")))
    club = {**paid_for("club", "c10"), "subscription_expiration_date": until, "is_recurring": True}
    other.complete(message(2, "", user=7, successful_payment={**club, "is_first_recurring": True}))
    reply = other.process(message(3, "/refund c9", user=7)).reply
    assert isinstance(reply, scaletg.SendMessage)
    assert reply.text == "Done."
    (payment, subscribed_until), *_ = found
    assert payment.charge_id == "c9"
    assert subscribed_until.timestamp() == until
    world.jobs.run_due(other)
    assert other.complete(message(4, "/leave", user=7)).error is None
    names = [name for name, _ in line.calls]
    assert "refundStarPayment" in names
    assert "editUserStarSubscription" in names
    error = world.bot.process(message(5, "/refund c9", user=7)).error
    assert "has no payment 'c9': give the charge_id" in str(error)


def paid_for(payload: str, charge_id: str) -> dict[str, Any]:
    return {
        "currency": "XTR", "total_amount": 50, "invoice_payload": payload,
        "telegram_payment_charge_id": charge_id, "provider_payment_charge_id": "",
    }  # fmt: skip


def test_an_app_of_another_token_pays_back_with_its_own_bot(memory: Store) -> None:
    world = World(memory)
    other = world.bot.with_token("1000000002:test")
    line = other.api.transport = Recorder()
    paid = {
        "currency": "XTR", "total_amount": 50, "invoice_payload": "tea:9",
        "telegram_payment_charge_id": "c9", "provider_payment_charge_id": "",
    }  # fmt: skip
    outcome = other.complete(message(1, "", user=7, successful_payment=paid))
    assert (outcome.error, len(world.delivered)) == (None, 1)
    assert world.payments.find("c9") is None  # outside of the app it is the first bot's object again
    world.jobs.run_due(other)
    payment = world.payments.find("c9", bot=other)
    assert payment is not None
    assert payment.refunded is not None
    assert "refundStarPayment" in [call[0] for call in line.calls]
