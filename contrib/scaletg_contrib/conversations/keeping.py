"""Keep one talk in a store: read it, save it by compare-and-set, with its time-out beside it."""

from __future__ import annotations

import contextlib
import inspect
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

import scaletg
from scaletg_contrib.conversations.replay import Function
from scaletg_contrib.conversations.talk import Talk
from scaletg_contrib.conversations.timeouts import TimeOuts
from scaletg_contrib.stores import Conflict, Held, Record, Store
from scaletg_contrib.texts import Sentence, Texts

__all__ = ["KeptTalk", "new_due", "time_of"]

COMPUTING = "computing"  # marks a record whose `once` is being computed
ENDED_SECONDS = 86_400.0  # how long a conversation that ended is kept for second deliveries


class KeptTalk:
    """One talk and its record; it is the host of a turn (see `turn.TurnHost`).

    *time_outs*: plans and drops the time-outs of questions. *user*: the person, for translations.
    """

    def __init__(
        self,
        store: Store,
        key: str,
        found: Record | None,
        *,
        talk: Talk | None = None,
        functions: Mapping[str, Function],
        changed: str,
        texts: Texts,
        once_seconds: float,
        time_outs: TimeOuts,
        bot: Any,
        user: Any = None,
    ) -> None:
        self.talk = talk or Talk.from_record(found.value if found else {})
        self.functions, self.changed = functions, changed
        self.is_development: bool = bot.development
        self.key = found.key if found else key
        self._store, self._version, self._time_outs = store, found.version if found else 0, time_outs
        self._texts, self._once_seconds, self._bot, self._user = texts, once_seconds, bot, user
        self._old_due = found.value["due"] if found else None
        self._old_told = found.value["told"] if found else None
        self.keeps_told_due = False  # a time-out that is being handled is removed by its handler
        if found is not None and COMPUTING in found.value:
            self._refuse_while_computed()

    @property
    def is_new(self) -> bool:
        """Return whether the talk has not been saved yet."""
        return self._version == 0

    def save(self, talk: Talk) -> None:
        """Save the talk, after the time-out of its question; raise `Retry` if another process was quicker."""
        due = talk.due
        if not self.keeps_told_due:
            talk.told = None
        ttl = ENDED_SECONDS if talk.has_ended else None
        try:
            if due and due != self._old_due:
                # This comes first, because a superfluous time-out does no harm.
                self._time_outs.plan(due, self.key, talk)
            self._version = self._store.put(self.key, talk.to_record(), version=self._version, ttl=ttl)
        except Conflict:
            if due and due != self._old_due:
                self._time_outs.drop(due, self.key)
            raise scaletg.Retry(0) from None
        if self._old_due and self._old_due != due and not self.keeps_told_due:
            self._time_outs.drop(self._old_due, self.key)
        if self._old_told and talk.told is None:
            self._time_outs.drop(self._old_told, self.key)
        self._old_due, self._old_told = due, talk.told

    @contextlib.contextmanager
    def compute_alone(self) -> Iterator[None]:
        """Prevent other processes from computing a `once` of this talk, and from saving the talk, in the meantime.

        Without the mark in the record, another message of the person could save the talk while the value is computed:
        that could not be saved then, and would be computed twice. Raise `Retry` if somebody else has changed the talk.
        """
        with self._store.acquire(f"{self.key}/once", self._once_seconds):
            current = self._store.get(self.key)
            if (current.version if current else 0) != self._version:
                raise scaletg.Retry(0)
            if current is not None:
                self._mark_as_computing(current)
            yield

    def _mark_as_computing(self, current: Record) -> None:
        ttl = None
        if current.expires is not None:
            ttl = max(current.expires - self._store.clock(), 1.0)
        try:
            marked = {**current.value, COMPUTING: True}
            self._version = self._store.put(self.key, marked, version=current.version, ttl=ttl)
        except Conflict:
            raise scaletg.Retry(0) from None

    def _refuse_while_computed(self) -> None:
        """Raise `Retry` while another process computes a `once`; the mark of a dead process expires."""
        try:
            self._store.acquire(f"{self.key}/once", self._once_seconds).release()
        except Held:
            raise scaletg.Retry(1) from None

    def values_for(self, talk: Talk, function: Function) -> dict[str, Any]:
        """Return the arguments for the function: those of the start, and the message if it names it."""
        values = dict(talk.arguments)
        if "message" in inspect.signature(function).parameters:
            values["message"] = self.restore_message(talk.message)
        return values

    def restore_message(self, raw: dict[str, Any]) -> Any:
        """Return a message that belongs to the bot."""
        return scaletg.Message.from_dict(raw, self._bot)

    def new_time_out(self, seconds: float) -> str:
        """Return a name for a time-out that is due after so many seconds."""
        return new_due(self._store.clock() + seconds)

    def is_over(self, due: str) -> bool:
        """Return whether a time-out is due."""
        return time_of(due) <= self._store.clock()

    def sentence(self, key: str) -> str:
        """Return one of the bot's own sentences, translated for this user."""
        return Sentence(self._texts.say(key, self._user))


def new_due(time: float) -> str:
    """Return a name for a time-out that sorts by its time: 13 digits of milliseconds and a random part."""
    return f"{int(time * 1000):013}.{secrets.token_hex(4)}"


def time_of(due: str) -> float:
    """Return when a time-out is due."""
    return int(due.partition(".")[0]) / 1000
