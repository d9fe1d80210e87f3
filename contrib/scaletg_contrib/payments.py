"""Sell things: check the order in time, deliver once, refund reliably, and know who has subscribed.

    payments = Payments()

    @bot.app("/tea")
    def offer(message):
        price = [{"label": "Tea", "amount": 50}]
        return message.answer_invoice("Tea", "A cup of it", payload="tea:1", currency="XTR", prices=price)

    @payments.check("tea:<cups:int>")               # before the person pays: None, or why not
    def is_there(cups):
        return None if stock >= cups else "We have no tea left."

    @payments.paid("tea:<cups:int>")                # once for each payment
    def deliver(payment, cups):
        return "Here is your tea."

    bot.load(payments)

Stored, in the store of the bot: each payment, `<bot id>/payments/payments/charge/<charge id>`, and each subscription,
`<bot id>/payments/payments/subscription/<person>/<payload>`. A refund is a job (`scaletg_contrib.jobs`), which is
repeated after a failure, also after a restart. https://core.telegram.org/bots/payments-stars
"""

from __future__ import annotations

import contextvars
import datetime
import inspect
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, NamedTuple, TypeVar

import scaletg
from scaletg_contrib.feature import Feature, as_list
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.stores import Store, key_parts
from scaletg_contrib.texts import Texts, Translation

__all__ = ["Payment", "Payments", "PaymentsOfBot"]

CHECK_SECONDS = 8.0  # Telegram cancels the payment after 10 seconds without an answer
LOCK_SECONDS = 60.0  # how long a payment is delivered at most, before another process may do it
GRACE_SECONDS = 3600.0  # after the end of a subscription, in which its renewal may still come
REFUND, SUBSCRIPTION_END = "scaletg:refund", "scaletg:subscription_end"
REFUNDED = "CHARGE_ALREADY_REFUNDED"  # what Telegram says of a payment that was paid back before

log = logging.getLogger("scaletg.payments")
Data = dict[str, Any]
F = TypeVar("F", bound=Callable[..., Any])

# The bot whose update a function of the author has in hand: one object can be loaded by the bots of many tokens.
_bot_at_work: contextvars.ContextVar[Any] = contextvars.ContextVar("bot at work", default=None)


class Payment(NamedTuple):
    """A payment that was made. *amount*: in the smallest unit of the currency (Stars: one Star). Times are in UTC."""

    charge_id: str
    user_id: int
    payload: str
    currency: str
    amount: int
    paid: datetime.datetime
    subscribed_until: datetime.datetime | None
    is_first: bool  # False for the renewals of a subscription
    refunded: datetime.datetime | None
    is_delivered: bool = False  # whether its app has finished


class Payments(Feature):
    """Checks orders, calls the app of a payment once, refunds payments, and keeps subscriptions.

    Apps that name `payments` get the payments of the bot of their update (`PaymentsOfBot`).

    *store*: a URL, an open store, or None for the bot's store. *namespace*: the third part of the keys in the store.
    *texts*: replaces or translates `TEXTS` (see `scaletg_contrib.texts`).
    """

    feature = "payments"
    TEXTS: ClassVar[dict[str, str]] = {
        "unknown": "This can no longer be bought. You have not paid anything.",
        "unchecked": "Your order could not be checked. Please try again later. You have not paid anything.",
    }

    def __init__(
        self, store: str | Store | None = None, *, namespace: str | None = None, texts: Translation | None = None
    ) -> None:
        super().__init__(store, name="payments", namespace=namespace)
        self.texts = Texts("Payments", self.TEXTS, texts)
        self._count = 0

        @scaletg.module("payment", last=True)
        def give_payment(update: Any, bot: Any, jobs: Any) -> Iterator[Payment | None]:
            """Give the payment of this update, None if there is none or it was delivered before."""
            yield from self._give(update, bot, jobs)

        @scaletg.module("payment_takers")
        def give_takers() -> list[str]:
            """Give a list of the functions that were called for the payment of this update."""
            return []

        @scaletg.module("payments")
        def give_payments(bot: Any) -> PaymentsOfBot:
            """Give the payments of the bot whose update this is."""
            return PaymentsOfBot(self, bot)

        self.give_payment, self.give_takers, self.give_payments = give_payment, give_takers, give_payments

    def setup(self, bot: Any) -> None:
        """Load the jobs, if the bot does not load them itself; `bot.load` calls it."""
        super().setup(bot)
        bot.require("jobs", Jobs)

    def bot_or(self, bot: Any) -> Any:
        """Return *bot*, or the bot whose update an app of this object has in hand, or the first that has loaded it."""
        return super().bot_or(_bot_at_work.get() if bot is None else bot)

    # What the author writes

    def check(self, *rules: str, **options: Any) -> Callable[[F], F]:
        """Register a function that is called before a person pays.

        It returns None, or a string that says why the order is refused. *rules*: match the payload of the invoice. The
        function can name `pre_checkout_query`, wildcards and modules. If it raises or takes longer than 8 seconds, the
        order is refused, because Telegram waits only 10 seconds. Raises `RegistrationError` after `bot.load`.
        """
        _check_rules(rules, "check")

        def register(function: F) -> F:
            def answer_checkout(pre_checkout_query: Any, bot: Any, **values: Any) -> Any:
                values |= _named(function, pre_checkout_query=pre_checkout_query, bot=bot)
                return self._answer_in_time(function, pre_checkout_query, bot, values)

            self._add(answer_checkout, function, rules, {**options, "on": "pre_checkout_query"})
            return function

        return register

    def paid(self, *rules: str, **options: Any) -> Callable[[F], F]:
        """Register an app that is called once for each payment; its answer is sent.

        *rules*: match the payload of the invoice. The app can name `payment`, `message`, wildcards and modules. If it
        fails, it is called again when the update comes again (`on_error="retry"`); to refund the payment, call
        `payments.refund(payment.charge_id)`. Raises `RegistrationError` after `bot.load`.
        """
        _check_rules(rules, "paid")

        def register(function: F) -> F:
            def deliver(payment: Any, payment_takers: list[str], bot: Any, **values: Any) -> Any:
                payment_takers.append(function.__name__)
                return _call_for(bot, function, {**values, **_named(function, payment=payment, bot=bot)})

            when = [_is_to_deliver, *as_list(options.pop("when", ()))]
            self._add(deliver, function, rules, {**options, "on": "message:successful_payment", "when": when})
            return function

        return register

    def ended(self, *rules: str, **options: Any) -> Callable[[F], F]:
        """Register an app for subscriptions that have ended: cancelled by the person, or because a payment failed.

        *rules*: match the payload. The app takes a job in the person's private chat; it can name `user` and `chat`.
        Raises `RegistrationError` after `bot.load`.
        """
        _check_rules(rules, "ended")

        def register(function: F) -> F:
            def tell_end(job: Any, bot: Any, **values: Any) -> Any:
                return _call_for(bot, function, {**values, **_named(function, job=job, bot=bot)})

            names = [f"{SUBSCRIPTION_END}:{rule}" for rule in rules]
            self._add(tell_end, function, names, {**options, "on": "job"})
            return function

        return register

    def _add(self, app: Callable[..., Any], function: Any, rules: Any, options: Data) -> None:
        if self.bot is not None:
            raise scaletg.RegistrationError(f"{function.__name__!r} comes after bot.load(...): load the payments last.")
        self._count += 1
        name = f"app {self._count}"
        setattr(self, name, scaletg.app(*rules, like=function, **options)(app))

    # Before the payment

    @scaletg.app(on="pre_checkout_query", fallback=True, order=scaletg.Order.LEFTOVERS)
    def refuse_unknown(self, pre_checkout_query: Any, user: Any) -> Any:
        """Refuse what no app sells any more, rather than let the person wait."""
        return pre_checkout_query.answer(False, error_message=self.texts.say("unknown", user))

    def _answer_in_time(self, function: Any, query: Any, bot: Any, values: Data) -> Any:
        """Return the answer to an order; if the check takes too long, another thread refuses the order meanwhile."""
        has_ended = threading.Lock()  # whoever gets it answers
        sentence = self.texts.say("unchecked", query.from_user)

        def refuse() -> None:
            if has_ended.acquire(blocking=False):
                log.error("the check of the order %r takes too long, so the order is refused", query.invoice_payload)
                try:
                    bot.api.answer_pre_checkout_query(query.id, False, error_message=sentence)
                except scaletg.ScaleTGError as error:
                    log.error("the order %r could not be refused: %s", query.invoice_payload, error)

        timer = threading.Timer(CHECK_SECONDS, refuse)
        timer.daemon = True
        timer.start()
        try:
            refusal = _call_for(bot, function, values)
            if refusal is not None and not isinstance(refusal, str):
                raise TypeError(
                    f"{function.__name__!r} returned {refusal!r}: return None, or a string that says why not"
                )
        except BaseException as error:
            if not scaletg.is_failure(error):
                raise
            log.exception("the check of the order %r failed, so the order is refused", query.invoice_payload)
            refusal = sentence
        finally:
            timer.cancel()
        if not has_ended.acquire(blocking=False):
            return ""
        if refusal is None:
            return query.answer(True)
        return query.answer(False, error_message=refusal)

    # After it

    def _give(self, update: Any, bot: Any, jobs: Any) -> Iterator[Payment | None]:
        paid = getattr(update.event, "successful_payment", None) if update.kind == "message" else None
        if paid is None:
            yield None
            return
        store, charge_id = self.store_of(bot), paid.telegram_payment_charge_id
        key = self.key(bot, "charge", charge_id)
        with store.lock(key, LOCK_SECONDS, wait=0):  # raises Retry while another process delivers it
            found = store.get(key)
            value = self._value_of(paid, update, store.clock()) if found is None else found.value
            if value["is_delivered"] or value["refunded"] is not None:
                self._keep_subscription(value, charge_id, bot, jobs)  # a process may have been killed before
                yield None
                return
            if found is None:
                store.put(key, value)  # from now on the app can refund it
            error = yield _payment(charge_id, value)
            if error is None:
                self._keep_subscription(value, charge_id, bot, jobs)
                store.change(key, lambda kept: {**(kept or value), "is_delivered": True})

    @scaletg.app(on="message:successful_payment", fallback=True, order=scaletg.Order.LEFTOVERS)
    def note_unknown(self, payment: Payment | None, payment_takers: list[str]) -> None:
        """Log a payment that no app takes; it is stored, so that it can be refunded."""
        if payment is not None and not payment_takers:
            log.error(
                "no app takes the payment %s (%r): write @payments.paid(...) with a rule for its payload, and give "
                "the person what was paid for, or call payments.refund(%r)",
                payment.charge_id, payment.payload, payment.charge_id,
            )  # fmt: skip

    def _value_of(self, paid: Any, update: Any, now: float) -> Data:
        until = paid.subscription_expiration_date
        return {
            "user": update.user.id,
            "payload": paid.invoice_payload,
            "currency": paid.currency,
            "amount": paid.total_amount,
            "paid": now,
            "until": None if until is None else until.timestamp(),
            "is_first": not paid.is_recurring or bool(paid.is_first_recurring),
            "refunded": None,
            "is_delivered": False,
        }

    def find(self, charge_id: str, *, bot: Any = None) -> Payment | None:
        """Return the payment with this charge id; None if there is none."""
        bot = self.bot_or(bot)
        found = self.store_of(bot).get(self.key(bot, "charge", charge_id))
        return None if found is None else _payment(charge_id, found.value)

    def all(self, *, bot: Any = None) -> Iterator[Payment]:
        """Yield all payments, in the order of their charge ids."""
        bot = self.bot_or(bot)
        for record in self.store_of(bot).scan(self.key(bot, "charge", "")):
            yield _payment(key_parts(record.key)[-1], record.value)

    # Refunds

    def refund(self, charge_id: str, *, bot: Any = None) -> None:
        """Refund a payment in Stars, by a job, which is repeated after a failure; a second refund does nothing.

        If all five attempts fail, `scaletg dead list` shows the job.
        Raises `ValueError` if there is no such payment, or it is not in Stars.
        https://core.telegram.org/bots/api#refundstarpayment
        """
        bot = self.bot_or(bot)
        payment = self.find(charge_id, bot=bot)
        if payment is None:
            raise ValueError(
                f"bot {bot.id} has no payment {charge_id!r}: give the charge_id of a Payment, or name "
                "`payments` in the app if several tokens share it"
            )
        if payment.currency != "XTR":
            raise ValueError(
                f"payment {charge_id!r} is in {payment.currency}, but Telegram refunds only Stars: refund it with your "
                "payment provider"
            )
        # The job belongs to nobody, so that `/forget me` does not delete it.
        bot.jobs.later(0, REFUND, chat=None, user=None, key=f"refund {charge_id}", data={"charge": charge_id})

    @scaletg.app(REFUND, on="job")
    def pay_back(self, job: Any, bot: Any) -> str:
        """Refund the payment of a job that `refund` has made."""
        charge_id = job.data.charge
        payment = self.find(charge_id, bot=bot)
        if payment is None or payment.refunded is not None:
            return ""
        try:
            bot.api.refund_star_payment(payment.user_id, charge_id)
        except scaletg.BadRequest as error:
            if REFUNDED not in error.description:
                raise
        store, key = self.store_of(bot), self.key(bot, "charge", charge_id)
        store.change(key, lambda value: {**value, "refunded": store.clock()})
        log.info("payment %s was refunded", charge_id)
        return ""

    # Subscriptions

    def subscribed_until(self, user_id: int, payload: str, *, bot: Any = None) -> datetime.datetime | None:
        """Return until when a person has paid for a subscription, in UTC; None if it is over or never existed."""
        bot = self.bot_or(bot)
        store = self.store_of(bot)
        found = store.get(self.key(bot, "subscription", user_id, payload))
        if found is None or found.value["until"] <= store.clock():
            return None
        return _moment(found.value["until"])

    def cancel_subscription(self, user_id: int, payload: str, *, bot: Any = None) -> None:
        """Cancel a subscription; it lasts as long as it has been paid for. Raises `ValueError` if there is none.

        https://core.telegram.org/bots/api#edituserstarsubscription
        """
        bot = self.bot_or(bot)
        found = self.store_of(bot).get(self.key(bot, "subscription", user_id, payload))
        if found is None:
            raise ValueError(
                f"user {user_id} has no subscription {payload!r} of bot {bot.id}: if several tokens share the app, "
                "name `payments` in it"
            )
        bot.api.edit_user_star_subscription(user_id, found.value["charge"], True)

    def _keep_subscription(self, value: Data, charge_id: str, bot: Any, jobs: Any) -> None:
        if value["until"] is None or value["until"] + GRACE_SECONDS <= self.store_of(bot).clock():
            return
        key = self.key(bot, "subscription", value["user"], value["payload"])
        first = charge_id if value["is_first"] else None

        def change(old: Data | None) -> Data:
            until = max(value["until"], 0 if old is None else old["until"])
            return {"until": until, "charge": first or (old or {"charge": charge_id})["charge"]}

        until = self.store_of(bot).change(key, change)["until"]
        name = f"{SUBSCRIPTION_END}:{value['payload']}"
        if _has_app(bot, name):
            moment = _moment(until + GRACE_SECONDS)
            jobs.at(moment, name, chat=value["user"], key=f"subscription {value['payload']}")

    # People and chats

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move nothing: payments belong to people."""
        return 0

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the subscriptions of a person, and return how many; payments stay, for your accounts."""
        bot, count = self.bot_or(bot), 0
        store = self.store_of(bot)
        for key in list(store.keys(f"{self.key(bot, 'subscription', user_id)}/")):
            count += store.delete(key)
        return count


class PaymentsOfBot:
    """What an app gets as `payments`: those of the bot that got the update, also if several bots share the app."""

    def __init__(self, owner: Payments, bot: Any) -> None:
        self._owner, self._bot = owner, bot

    def find(self, charge_id: str) -> Payment | None:
        """Return the payment with this charge id; None if there is none."""
        return self._owner.find(charge_id, bot=self._bot)

    def refund(self, charge_id: str) -> None:
        """Refund a payment in Stars; see `Payments.refund`."""
        self._owner.refund(charge_id, bot=self._bot)

    def subscribed_until(self, user_id: int, payload: str) -> datetime.datetime | None:
        """Return until when a person has paid for a subscription, in UTC; None if it is over or never existed."""
        return self._owner.subscribed_until(user_id, payload, bot=self._bot)

    def cancel_subscription(self, user_id: int, payload: str) -> None:
        """Cancel a subscription; see `Payments.cancel_subscription`."""
        self._owner.cancel_subscription(user_id, payload, bot=self._bot)


def _check_rules(rules: tuple[Any, ...], what: str) -> None:
    if not rules or not all(isinstance(rule, str) for rule in rules):
        names = "".join(f" of {rule.__name__!r}" for rule in rules if callable(rule))
        raise scaletg.RegistrationError(
            f'@payments.{what}{names} has no rule: name the payloads, for example @payments.{what}("tea:<cups:int>").'
        )


def _is_to_deliver(payment: Payment | None) -> bool:
    return payment is not None


def _call_for(bot: Any, function: Callable[..., Any], values: Data) -> Any:
    """Call a function of the author while this object knows for which bot."""
    token = _bot_at_work.set(bot)
    try:
        return function(**values)
    finally:
        _bot_at_work.reset(token)


def _named(function: Any, **values: Any) -> Data:
    """Return those of the values that a function names."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in values.items() if name in names}


def _has_app(bot: Any, name: str) -> bool:
    """Return whether an app takes the jobs of a name."""
    jobs = [app for app in bot.registry.apps if "job" in app.kinds and app.rules]
    return any(app.match_rules(name, "job", {"name": name}) is not None for app in jobs)


def _payment(charge_id: str, value: Data) -> Payment:
    until, refunded = value["until"], value["refunded"]
    return Payment(
        charge_id, value["user"], value["payload"], value["currency"], value["amount"], _moment(value["paid"]),
        None if until is None else _moment(until), value["is_first"], None if refunded is None else _moment(refunded),
        value["is_delivered"],
    )  # fmt: skip


def _moment(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
