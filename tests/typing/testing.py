"""What type checkers know of the test kit. Checked, not run."""

from __future__ import annotations

from typing import Any, assert_type

import scaletg
from scaletg_contrib.testkit import Conversation, InlineAnswer, Payment, Telegram, WebApp


def people(bot: scaletg.Bot) -> None:
    telegram = Telegram(bot, patch_time=True)
    assert_type(telegram.private("Ada", language_code="pt"), Conversation)
    assert_type(telegram.group("Team", "Ada", "Ben").by("Ben"), Conversation)


def acts(chat: Conversation) -> None:
    first = chat.send("/start", parse_mode="HTML", topic=5)
    assert_type(first, scaletg.Message | Any)
    assert_type(chat.send("yes", reply_to=chat.last, quote="part"), scaletg.Message | Any)
    assert_type(chat.send("yes", reply_to=chat.last.message_id), scaletg.Message | Any)
    assert_type(chat.press("Tea", message=chat.last), scaletg.Message | Any)
    assert_type(chat.press((0, 1)), scaletg.Message | Any)
    assert_type(chat.send_file("voice", b"...", duration=3), scaletg.Message | Any)
    assert_type(chat.send_photo(caption="a cat"), scaletg.Message | Any)
    assert_type(chat.inline("tea"), InlineAnswer)
    assert_type(chat.inline("tea").choose(0), scaletg.Message)
    assert_type(chat.open("Shop"), WebApp)


def what_is_seen(chat: Conversation) -> None:
    assert_type(chat.last, scaletg.Message)
    assert_type(chat.last.text, str | None)
    assert_type(chat.replies, list[scaletg.Message])
    assert_type(chat.toast, str | None)
    assert_type(chat.buttons, list[list[str]])


def payments(chat: Conversation) -> None:
    payment = chat.pay(shipping=None, tip=5)
    assert_type(payment, Payment)
    assert_type(payment.is_paid, bool)
    assert_type(payment.error_message, str | None)
    assert_type(payment.shipping_options, list[scaletg.ShippingOption])
    assert_type(payment.choose_shipping("fast"), scaletg.Message | Any)
