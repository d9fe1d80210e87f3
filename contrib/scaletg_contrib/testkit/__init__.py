"""Test a bot by talking to it, in the same process: no token, no network, no waiting.

    >>> import scaletg
    >>> bot = scaletg.Bot()
    >>> @bot.app("/start <name>")
    ... def start(message, name="stranger"):
    ...     return f"Hello, {name}!"
    >>> chat = Telegram(bot).private("Ada")
    >>> chat.send("/start Ada").text
    'Hello, Ada!'
    >>> print(chat.snapshot())
    Ada: /start Ada
    bot: Hello, Ada!

The bot runs unchanged: its replies and its calls go to a `Simulator` (scaletg_contrib.simulator) that refuses what
Telegram would refuse. With pytest nothing has to be imported for failures to show the conversation and the trace: see
scaletg_contrib.testkit.plugin. Nothing is stored, and one Telegram serves one thread.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaletg_contrib.testkit.conversation import Conversation, InlineAnswer, WebApp
    from scaletg_contrib.testkit.payment import Payment
    from scaletg_contrib.testkit.remote import RemoteTelegram
    from scaletg_contrib.testkit.telegram import Telegram, open_telegrams

__all__ = ["Conversation", "InlineAnswer", "Payment", "RemoteTelegram", "Telegram", "WebApp", "open_telegrams"]

_PLACES = {
    "Conversation": "conversation",
    "InlineAnswer": "conversation",
    "Payment": "payment",
    "RemoteTelegram": "remote",
    "WebApp": "conversation",
    "Telegram": "telegram",
    "open_telegrams": "telegram",
}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use: pytest imports this package, with its plugin, at every start."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
