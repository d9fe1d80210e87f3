"""The payments of the bot on the page: what was paid, whether the bot has delivered it, and paying it back.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import operator
from typing import Any

import scaletg
from scaletg_contrib.feature import features_of
from scaletg_contrib.simulator import ActionError, Data

__all__ = ["list_payments", "refund_payment"]


def list_payments(bot: scaletg.Bot) -> list[Data]:
    """Return what was paid, the newest first."""
    found: list[Data] = []
    for owner in features_of(bot, "payments"):
        for payment in owner.all(bot=bot):
            row = {**payment._asdict(), "state": _state_of(payment, bot)}
            for name in ("paid", "subscribed_until", "refunded"):
                row[name] = None if row[name] is None else row[name].timestamp()
            found.append(row)
    return sorted(found, key=operator.itemgetter("paid"), reverse=True)


def _state_of(payment: Any, bot: scaletg.Bot) -> str:
    if payment.refunded is not None:
        return "refunded"
    if bot.jobs.find(f"refund {payment.charge_id}", chat=None, user=None) is not None:
        return "to be refunded"
    return "delivered" if payment.is_delivered else "not delivered"


def refund_payment(bot: scaletg.Bot, charge_id: str) -> None:
    """Pay a payment back, by a job."""
    for owner in features_of(bot, "payments"):
        if owner.find(charge_id, bot=bot) is not None:
            try:
                owner.refund(charge_id, bot=bot)
            except ValueError as error:
                raise ActionError(str(error)) from error
            return
    raise ActionError("this payment is not there any more")
