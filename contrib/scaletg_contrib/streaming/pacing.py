"""One budget for each chat, whoever writes into it; part of `scaletg_contrib.streaming`.

It knows neither bots nor time: the callers say what time it is.
"""

from __future__ import annotations

import threading
import weakref
from typing import Any

__all__ = ["ChatPace", "pace_of"]

SLOWEST = 10.0  # seconds between two calls, however often Telegram has refused


class ChatPace:
    """When the next call for a chat may be made. All texts that are written into it at the same time share it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.next_at = 0.0

    def note_call(self, now: float) -> None:
        """Let the next call wait."""
        self.next_at = now + self.seconds

    def note_refusal(self, now: float, retry_after: float) -> None:
        """Wait as long as Telegram asks, and call half as often from then on."""
        self.next_at = now + retry_after
        self.seconds = min(2 * self.seconds, SLOWEST)


_paces: weakref.WeakKeyDictionary[Any, weakref.WeakValueDictionary[Any, ChatPace]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def pace_of(bot: Any, chat: Any, seconds: float) -> ChatPace:
    """Return the pace of a chat, which lasts as long as somebody writes into it."""
    with _lock:
        of_bot = _paces.setdefault(bot, weakref.WeakValueDictionary())
        pace = of_bot.get(chat)
        if pace is None:
            pace = of_bot[chat] = ChatPace(seconds)
        return pace
