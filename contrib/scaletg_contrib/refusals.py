"""Say no to a person in the way of the update: to a message, a button, an inline query or a payment.

    raise scaletg.Stop(refusal_for(update, "Not today."))

Nothing is stored.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.texts import PLAIN

__all__ = ["plain_refusal_for", "refusal_for"]

NOTE_LETTERS = 200  # that Telegram shows above the chat


def refusal_for(update: Any, text: str, **options: Any) -> Any:
    """Return a reply that says no in the way of the update's kind; "" where nobody waits for one."""
    kind, event = update.kind, update.event
    if kind == "message":
        return event.answer(text, **options) if _is_addressed(event) else ""
    if kind == "callback_query":
        return event.answer(text[:NOTE_LETTERS], show_alert=True)
    if kind == "inline_query":
        return event.answer([], cache_time=0, is_personal=True)
    if kind in ("pre_checkout_query", "shipping_query"):
        return event.answer(False, error_message=text)
    return ""


def plain_refusal_for(update: Any, text: str) -> Any:
    """Return the same for a sentence of ours, which is sent without the bot's default parse mode."""
    return refusal_for(update, text, **PLAIN)


def _is_addressed(message: Any) -> bool:
    """Return whether somebody waits for an answer: in a group only a person who gives a command."""
    return message.chat.type == "private" or (message.text or message.caption or "").startswith("/")
