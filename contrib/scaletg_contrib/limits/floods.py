"""Share what Telegram refuses for a time (429) between all processes of a bot.

    bot.load(Pace())

If Telegram has refused a call to a chat, further calls to this chat, in all processes, get the 429 that Telegram would
give, without a request: the bot waits as it does for a 429 of Telegram, or raises `TooManyRequests`. Other chats are
not slowed down. If Telegram refuses several chats in a row and accepts nothing in between, then the bot as a whole is
too fast, and all chats wait.

Stored: `<bot id>/pace/<namespace>/floods/<chat>`, or `all`, until the time is over. A process looks at them once a
second at most, and only when it calls. Part of `scaletg_contrib.limits`.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import scaletg
from scaletg_contrib.stores import Store, StoreDown, key_parts

__all__ = ["Floods", "SharedFloods"]

LOOK_SECONDS = 1.0  # between two looks at what other processes have stored
DOWN_SECONDS = 10.0  # the same, if the store cannot be reached
CHATS_IN_A_ROW = 3  # that are refused without one that is accepted: then it is not about a chat
ALL = "all"

log = logging.getLogger("scaletg.limits")


class Floods:
    """The chats to which Telegram refuses messages, and until when, for all processes of one bot."""

    def __init__(self, find_store: Callable[[], Store], key: Callable[..., str]) -> None:
        self._find_store, self._key = find_store, key
        self._until: dict[str, float] = {}
        self._refused: dict[str, float] = {}  # until when, since the last call that was accepted
        self._looked_at = -math.inf
        self._pause = LOOK_SECONDS
        self._lock = threading.Lock()

    def seconds_left(self, chat: int | str | None = None) -> float:
        """Return for how many seconds no message may be sent to a chat; without *chat*: to any chat."""
        now = self._find_store().clock()
        self._look(now)
        until = self._until.get(ALL, 0.0)
        if chat is not None:
            until = max(until, self._until.get(str(chat), 0.0))
        return max(0.0, until - now)

    def note_refused(self, chat: int | str, seconds: float) -> None:
        """Let all processes know that Telegram refuses messages to a chat for this number of seconds."""
        now = self._find_store().clock()
        places = [str(chat)]
        with self._lock:
            self._refused = {place: until for place, until in self._refused.items() if until > now}
            self._refused[str(chat)] = now + seconds
            if len(self._refused) >= CHATS_IN_A_ROW:
                places.append(ALL)
        for place in places:
            self._note(place, now, seconds)
        whom = f"chat {chat}" if len(places) == 1 else "all chats"
        log.warning("Telegram refuses messages to %s for %g s: all processes of the bot wait", whom, seconds)

    def note_accepted(self) -> None:
        """Remember that Telegram accepts messages, so that what it refuses concerns single chats."""
        if self._refused:
            with self._lock:
                self._refused = {}

    def _note(self, place: str, now: float, seconds: float) -> None:
        self._until[place] = max(now + seconds, self._until.get(place, 0.0))
        try:
            self._find_store().put(self._key("floods", place), seconds, ttl=seconds)
        except StoreDown as error:
            log.warning("the other processes do not know of this 429: %s", error)

    def _look(self, now: float) -> None:
        """Read what other processes have stored, if that was not done lately; one thread does it for all."""
        if abs(now - self._looked_at) < self._pause:
            return
        with self._lock:
            if abs(now - self._looked_at) < self._pause:
                return
            self._looked_at, self._pause = now, LOOK_SECONDS
        until = {place: end for place, end in self._until.items() if end > now}
        try:
            for record in self._find_store().scan(self._key("floods", "")):
                place = key_parts(record.key)[-1]
                until[place] = max(record.expires or 0.0, until.get(place, 0.0))
        except StoreDown:  # which the store has logged: this process goes on with what it was told itself
            self._pause = DOWN_SECONDS
        self._until = until


class SharedFloods:
    """A transport around another one, which gets no calls to chats that Telegram refuses for a time.

    *note_sent* is called after each message that Telegram took.
    """

    def __init__(self, inner: scaletg.Transport, floods: Floods, note_sent: Callable[[], Any]) -> None:
        self.inner, self.floods, self._note_sent = inner, floods, note_sent

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any], /) -> Mapping[str, Any]:
        """Return Telegram's answer, or its 429 if all processes are still to wait."""
        chat = parameters.get("chat_id")
        if chat is None or not is_sent(name):
            return self.inner.call(name, parameters, files)
        seconds = self.floods.seconds_left(chat)
        if seconds > 0:
            return _refusal(math.ceil(seconds))
        answer = self.inner.call(name, parameters, files)
        if answer.get("ok"):
            self.floods.note_accepted()
            self._note_sent()
        elif answer.get("error_code") == 429:
            self.floods.note_refused(chat, _seconds_of(answer))
        return answer

    def download(self, path: str, /) -> bytes | Iterable[bytes]:
        """Return the content of a file."""
        return self.inner.download(path)

    def sleep(self, seconds: float, /) -> None:
        """Wait before a call is repeated."""
        self.inner.sleep(seconds)


def is_sent(name: str) -> bool:
    """Return whether a method puts something into a chat: the others have limits of their own."""
    return name.startswith(("send", "edit", "copy", "forward"))


def _refusal(seconds: int) -> dict[str, Any]:
    return {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }


def _seconds_of(answer: Mapping[str, Any]) -> float:
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, Mapping) else None
    return float(seconds) if isinstance(seconds, (int, float)) and seconds > 0 else 1.0
