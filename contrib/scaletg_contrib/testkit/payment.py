"""A payment, as the person sees it.

Part of `scaletg_contrib.testkit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import scaletg
from scaletg_contrib.simulator import Data
from scaletg_contrib.testkit.options import Answer

if TYPE_CHECKING:
    from scaletg_contrib.testkit.conversation import Conversation

__all__ = ["Payment"]

__tracebackhide__ = True  # pytest shows the line of the test, and the bot's code


class Payment:
    """An invoice that a person pays: what the bot answered, what it costs, and whether the money was taken."""

    def __init__(self, conversation: Conversation, query_id: str) -> None:
        self._conversation = conversation
        #: The id of the shipping query and the pre-checkout query.
        self.query_id = query_id
        #: The bot's newest message since the person paid, `None` if it sent none.
        self.answer: scaletg.Message | None = None

    def __repr__(self) -> str:
        if self.is_paid:
            return "<Payment: paid>"
        if self.error_message is not None:
            return f"<Payment: refused: {self.error_message}>"
        if self.shipping_options:
            return f"<Payment: choose the shipping: {', '.join(option.id for option in self.shipping_options)}>"
        query = "shipping_query" if self._checkout["step"] == "shipping" else "pre_checkout_query"
        return f"<Payment: the bot has not answered the {query}>"

    @property
    def _checkout(self) -> Data:
        found: Data = self._conversation.telegram.sim.world.checkouts[self.query_id]
        return found

    @property
    def is_paid(self) -> bool:
        """Whether the money was taken."""
        return bool(self._checkout["status"] == "paid")

    @property
    def error_message(self) -> str | None:
        """What the person reads when the bot has refused the order or its shipping, or `None`."""
        decision = self._checkout["answer"] or {}
        return None if decision.get("ok", True) else decision["error_message"]

    @property
    def total_amount(self) -> int:
        """What it costs with the tip and the shipping, in the smallest units of the currency."""
        return int(self._checkout["total"])

    @property
    def currency(self) -> str:
        """The currency, `XTR` for Stars."""
        return str(self._checkout["invoice"]["currency"])

    @property
    def shipping_options(self) -> list[scaletg.ShippingOption]:
        """The ways of shipping that the person can choose now."""
        if self._checkout["step"] != "shipping":
            return []
        decision = self._checkout["answer"] or {}
        return [scaletg.ShippingOption.from_dict(option) for option in decision.get("shipping_options") or ()]

    def choose_shipping(self, option: str | int = 0) -> Answer:
        """Choose one of the ways of shipping, by number or id; returns the bot's answer."""
        self._conversation.do("choose_shipping", self.query_id, option)
        self.answer = self._conversation._answer
        return self.answer
