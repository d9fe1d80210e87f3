"""Find the questions whose time is over, and tell each conversation of it: one that fails stops no other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any, Protocol

import scaletg
from scaletg_contrib.conversations.keeping import KeptTalk
from scaletg_contrib.conversations.talk import Talk
from scaletg_contrib.conversations.turn import Answer, Turn
from scaletg_contrib.stores import Conflict, Held, LeaseLost, Record

__all__ = ["TimeOuts", "Watch"]

LEASE_SECONDS = 30.0  # of one time-out, besides what one call may take; it is renewed after each message
PAGE = 100  # records that are read at once
ATTEMPTS = 5  # of a conversation whose function raises at its time-out
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 10.0, 300.0  # between attempts

log = logging.getLogger("scaletg.conversations")


class Talks(Protocol):
    """What the time-outs need of `Conversations`."""

    watch_seconds: float | None

    def store_of(self, bot: Any) -> Any:
        """Return the store of a bot."""

    def key(self, bot: Any, *parts: Any) -> str:
        """Return the key of a record."""

    def due_key(self, bot: Any, due: str) -> str:
        """Return the key of the record of a time-out."""

    def kept_talk(self, bot: Any, key: str, found: Record | None) -> KeptTalk:
        """Return a talk with all that a turn needs."""

    def methods(self, answer: Answer, talk: Talk, bot: Any) -> list[Any]:
        """Return what a turn says as methods."""

    def mark_unsent(self, bot: Any, found: Record, cause: Any) -> None:
        """Note in a talk that the question which *cause* has asked was not sent."""

    def expire(self, bot: Any) -> int:
        """Tell the conversations whose open question has timed out."""


def is_failure(error: BaseException) -> bool:
    """Return whether an exception is a failure of what it came from, and does not mean that the process ends."""
    return not isinstance(error, KeyboardInterrupt) and type(error).__name__ != "GreenletExit"


class _NotSentYet(Exception):
    """Telegram could not be reached, or asks to wait: the same is sent again later."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__("Telegram did not take the message")
        self.seconds = seconds


class TimeOuts:
    """The time-outs of one bot. Each is a record: which talk, how many messages were sent, how many attempts failed."""

    def __init__(self, talks: Talks, bot: Any) -> None:
        self._talks, self._bot, self._store = talks, bot, talks.store_of(bot)
        self._lease_seconds = LEASE_SECONDS + bot.timeout + bot.retry_budget

    def tell_all(self) -> int:
        """Tell all that is due; return how many conversations were told."""
        count = 0
        for record in self._due_records():
            count += self._tell_alone(record)
        return count

    def _due_records(self) -> Iterator[Record]:
        """Yield what is due now, the oldest first, without what was put off."""
        now = self._store.clock()
        low, high = self._talks.due_key(self._bot, ""), self._talks.due_key(self._bot, f"{int(now * 1000) + 1:013}")
        while True:
            page = self._store.first(low, high, PAGE)
            for record in page:
                if record.value.get("not_before", 0) <= now:
                    yield record
            if len(page) < PAGE:
                return
            low = page[-1].key + " "  # behind this key, and before all others

    def _tell_alone(self, record: Record) -> int:
        """Tell one while no other process does; whatever goes wrong concerns this one only."""
        try:
            lease = self._store.acquire(record.key, self._lease_seconds)
        except Held:
            return 0
        try:
            current = self._store.get(record.key)  # another process may have told it just now
            return 0 if current is None else _OneTimeOut(self._talks, self._bot, current, lease).tell()
        except LeaseLost as error:
            log.warning("conversations: %s", error)
        except scaletg.Retry:
            pass  # the person was quicker, or the store is away: the next look decides
        except BaseException as error:
            if not is_failure(error):
                raise
            self._put_off(record.key, error)
        finally:
            lease.release()
        return 0

    def _put_off(self, key: str, error: BaseException) -> None:
        """Try one that failed again later, each time later; give it up after some attempts."""
        current = self._store.get(key)
        if current is None:
            return
        value, is_unsent = dict(current.value), isinstance(error, _NotSentYet)
        attempts = value["attempts"] = value.get("attempts", 0) + 1
        if attempts >= ATTEMPTS and not is_unsent:
            log.error(
                "conversation %s failed at its time-out %s times: it is given up",
                value["talk"],
                attempts,
                exc_info=error,
            )
            self._store.delete(key)
            return
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
        if isinstance(error, _NotSentYet):
            pause = max(pause, error.seconds or 0)
        log.error(
            "conversation %s: its time-out could not be told (attempt %s): it is tried again in %g s",
            value["talk"], attempts, pause, exc_info=None if is_unsent else error,
        )  # fmt: skip
        value["not_before"] = self._store.clock() + pause
        try:
            self._store.put(key, value, version=current.version)
        except Conflict:
            log.info("conversations: %s has changed meanwhile", key)


class _OneTimeOut:
    """One time-out that is being told."""

    def __init__(self, talks: Talks, bot: Any, record: Record, lease: Any) -> None:
        self._talks, self._bot, self._record, self._lease = talks, bot, record, lease
        self._store = talks.store_of(bot)
        self._due = _due_of(record)
        self._value = dict(record.value)

    def tell(self) -> int:
        """Let the talk time out, and send what it says; return 1 if there was something to tell."""
        found = self._store.get(self._value["talk"])
        answer = None
        if found is not None:
            kept = self._talks.kept_talk(self._bot, found.key, found)
            kept.keeps_told_due = True  # it is removed here, when all is sent
            answer = Turn(kept, kept.talk, self._due).time_out()
        if answer is None:  # it was answered in time
            self._store.delete(self._record.key)
            return 0
        methods = self._talks.methods(answer, kept.talk, self._bot)
        was_sent = True
        for number, method in enumerate(methods):
            if number < self._value.get("sent", 0):
                method.discard()
                continue
            was_sent = self._send(method, methods[number:])
            self._lease.renew()
            self._note_sent(number + 1, len(methods))
        if not was_sent:  # a question is always the last that is said
            current = self._store.get(kept.key)
            if current is not None:
                self._talks.mark_unsent(self._bot, current, self._due)
        self._store.delete(self._record.key)
        return 1

    def _send(self, method: Any, rest: list[Any]) -> bool:
        """Send one message; return whether it reached the person. Raise `_NotSentYet` if it is to be sent again."""
        try:
            self._bot.api(method)
        except scaletg.ScaleTGError as error:
            if getattr(error, "repeatable", False):
                for one in rest:
                    one.discard()
                raise _NotSentYet(getattr(error, "retry_after", None)) from error
            log.error("conversation %s: what it says at its time-out was not sent: %s", self._value["talk"], error)
            return False
        return True

    def _note_sent(self, count: int, of: int) -> None:
        """Note how much was sent, so that it is not sent again; after the last one the record goes."""
        if count < of:
            self._value["sent"] = count
            self._store.put(self._record.key, self._value)


def _due_of(record: Record) -> str:
    """Return the name of a time-out by the key of its record."""
    return record.key.rpartition("/")[2]


class Watch:
    """A thread that looks for time-outs, as long as the bot lives; one of several processes does it at a time."""

    def __init__(self, talks: Talks, bot: Any, stop: threading.Event | None = None) -> None:
        self._talks, self._bot = talks, bot
        self._stop = stop or threading.Event()

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self.run, daemon=True, name="conversations").start()

    def stop(self) -> None:
        """End the thread after its present look."""
        self._stop.set()

    def run(self) -> None:
        """Look again and again, until it is stopped."""
        seconds = self._talks.watch_seconds or 0.0
        while not self._stop.is_set():
            try:
                self._look(seconds)
            except BaseException as error:
                if not is_failure(error):
                    raise
                log.error("conversations: the search for questions whose time is over has failed: %r", error)
            self._stop.wait(seconds)

    def _look(self, seconds: float) -> None:
        try:
            self._talks.store_of(self._bot).acquire(self._talks.key(self._bot, "look"), seconds * 0.9)
        except Held:  # another process has just looked
            return
        self._talks.expire(self._bot)
