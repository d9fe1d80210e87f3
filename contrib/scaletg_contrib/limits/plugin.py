"""Tie limits to a bot: a gate for all that people send, a condition for apps, and a module that counts.

Part of `scaletg_contrib.limits`.
"""

from __future__ import annotations

import collections
import math
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import scaletg
from scaletg_contrib.feature import Feature
from scaletg_contrib.limits.rates import Rate
from scaletg_contrib.migration import FollowsGroups, move_records
from scaletg_contrib.refusals import plain_refusal_for
from scaletg_contrib.sessions import KEYS, KeyFunction
from scaletg_contrib.stores import Conflict, Store, key_parts
from scaletg_contrib.texts import Texts, Translation

__all__ = ["Hits", "Limits"]

#: What the gate counts: what people send on their own.
COUNTED = frozenset(
    [
        *("message", "edited_message", "business_message", "edited_business_message", "guest_message"),
        *("callback_query", "inline_query"),
    ]
)
#: Messages with these are never stopped: they are about money, or other parts of the bot depend on them.
ALWAYS = ("successful_payment", "refunded_payment", "migrate_to_chat_id", "migrate_from_chat_id")
REMEMBERED = 4  # updates that were let in: if they are processed again, they are not counted again
NOTHING: dict[str, Any] = {"until": 0.0, "silent": 0.0, "told": None, "updates": []}
#: The sentence for a time to wait, with its unit in seconds, and up to how many of these it is used.
WAITS = (("seconds", 1, 90), ("minutes", 60, 90), ("hours", 3600, 48), ("days", 86_400, math.inf))


class Limits(Feature, FollowsGroups):
    """Limits how much people may send, to the bot as a whole or to single apps.

        limits = Limits("20/minute")                            # for each person, before any app is called

        @bot.app("/report", when=limits("3/hour", by="chat"))   # and for one app
        def report(message): ...

        bot.load(limits)

    *rate*: the rate of the gate; without one there is no gate. After a rest all places are free at once, then one after
    the other becomes free: "3/hour" allows three updates at once, and one more every 20 minutes.
    *by*: what is counted: "user", "chat", "chat+user", "topic", or a function that gets the update and returns a
    string, an integer, or None for an update that is not counted.
    *quiet*: the bot answers a person who is too fast once; then it stays silent for this number of seconds, and at
    least until there is a place again. *store*: a URL, an open store, or None for the bot's store. *name*: the word
    that apps write. *namespace*: the third part of the keys (default: the name). *texts*: replaces or translates
    `TEXTS` (see `scaletg_contrib.texts`).

    Raises `ConfigError` for a rate or a *by* that is not understood.
    """

    feature = "limits"
    TEXTS: ClassVar[dict[str, str]] = {
        "seconds": "That was too fast. Please try again in {count} s.",
        "minutes": "That was too much. Please try again in {count} min.",
        "hours": "That was too much. Please try again in {count} h.",
        "days": "That was too much. Please try again in {count} days.",
    }

    def __init__(
        self,
        rate: str | None = None,
        *,
        by: str | KeyFunction = "user",
        quiet: float = 60.0,
        store: str | Store | None = None,
        name: str = "limits",
        namespace: str | None = None,
        texts: Translation | None = None,
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        self.quiet, self.texts = quiet, Texts("Limits", self.TEXTS, texts)
        self._names: collections.Counter[str] = collections.Counter()

        @scaletg.module(name)
        def give_hits(update: Any, bot: Any) -> Hits:
            """Count what an app asks for."""
            return Hits(self, update, bot)

        self.give_hits = give_hits
        if rate is not None:
            self.gate = scaletg.module(f"{name}_gate", autouse=True)(self._make_gate(_Limit(rate, by, "gate")))

    def _make_gate(self, limit: _Limit) -> Callable[..., None]:
        def gate(update: Any, bot: Any) -> None:
            """Stop people who send too much."""
            if _is_counted(update):
                self._stop_beyond(limit, update, bot)

        return gate

    def __call__(self, rate: str, *, by: str | KeyFunction = "user", name: str | None = None) -> Callable[..., bool]:
        """Return a condition for `when=`: the app has not been used too often. It comes after other conditions.

        Who is too fast is told so once, and no further app is called. Each condition counts for itself; apps that are
        given the same one share its places. *name*: in the keys; by default the rate, with a number if there are
        several of that rate.
        """
        if name is None:
            self._names[rate] += 1
            count = self._names[rate]
            name = rate if count == 1 else f"{rate} {count}"
        limit = _Limit(rate, by, name)

        def is_within_limit(update: Any, bot: Any) -> bool:
            self._stop_beyond(limit, update, bot)
            return True

        return is_within_limit

    def _stop_beyond(self, limit: _Limit, update: Any, bot: Any) -> None:
        """Take a place, or raise `Stop` with the answer to who is too fast."""
        parts = limit.parts_of(update)
        if parts is None:
            return
        hit = self.take(bot, limit.rate, parts, update.update_id)
        if hit.wait > 0:
            raise scaletg.Stop(self._refusal(update, hit) if hit.is_told else _silence(update))

    def _refusal(self, update: Any, hit: Hit) -> Any:
        key, unit = next((key, unit) for key, unit, most in WAITS if hit.wait <= unit * most)
        text = self.texts.say(key, update.user, count=math.ceil(hit.wait / unit))
        return plain_refusal_for(update, text) if text else _silence(update)

    def take(self, bot: Any, rate: Rate, parts: tuple[str | int, ...], update_id: int | None = None) -> Hit:
        """Take a place for the *parts* of a key, and return how many seconds to wait if there is none.

        An update that is processed again gets the same answer, and is not counted again.
        """
        store, key = self.store_of(bot), self.key(bot, *parts)
        while True:
            found = store.get(key)
            now = store.clock()
            state = NOTHING if found is None else found.value
            if update_id is not None and update_id in state["updates"]:
                return Hit(0.0, False)
            until, wait = rate.take(state["until"], now)
            if wait > 0 and state["silent"] > now:
                return Hit(wait, state["told"] is not None and state["told"] == update_id)
            if wait > 0:
                state = {**state, "silent": now + max(wait, self.quiet), "told": update_id}
            else:
                state = {**state, "until": until, "updates": [*state["updates"], update_id][-REMEMBERED:]}
            ttl = max(state["until"], state["silent"]) - now
            try:
                store.put(key, state, version=found.version if found else 0, ttl=ttl)
            except Conflict:  # another process was quicker
                continue
            return Hit(wait, wait > 0)

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Count on for a group that became a supergroup; return how many records were moved."""
        bot = self.bot_or(bot)
        count = 0
        for kind in ("chat", "chat+user", "topic"):
            count += move_records(self.store_of(bot), self.key(bot, kind), old_chat, new_chat, _later_of)
        return count

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete what was counted of a person, and return how many records that was."""
        bot, count = self.bot_or(bot), 0
        store = self.store_of(bot)
        for key in list(store.keys(f"{self.key(bot)}/")):
            if str(user_id) in key_parts(key)[4:-1]:
                count += store.delete(key)
        return count


class Hit(NamedTuple):
    """The result of one attempt: the seconds to wait (0: a place was taken), and whether the bot answers the person."""

    wait: float
    is_told: bool


class Hits:
    """Counts for the update of an app: what apps get as `limits`."""

    def __init__(self, owner: Limits, update: Any, bot: Any) -> None:
        self._owner, self._update, self._bot = owner, update, bot

    def hit(self, rate: str, *, by: str | KeyFunction = "user", name: str | None = None) -> float:
        """Take a place and return 0; if there is none, return the seconds until there is one.

        *rate*: for example "5/day". *by*: see `Limits`. *name*: what is counted, by default the rate: apps that use the
        same name share the places. Raises `ConfigError` for a rate that is not understood.
        """
        limit = _Limit(rate, by, rate if name is None else name)
        parts = limit.parts_of(self._update)
        if parts is None:
            return 0.0
        return self._owner.take(self._bot, limit.rate, parts, self._update.update_id).wait


class _Limit:
    """A rate, who is counted, and the name of what is counted."""

    def __init__(self, rate: str, by: str | KeyFunction, name: str) -> None:
        self.rate = Rate.parse(rate)
        if not callable(by) and by not in KEYS:
            raise scaletg.ConfigError(f"the limit {rate!r} has by={by!r}: use one of {', '.join(KEYS)}, or a function.")
        self._kind = "own" if callable(by) else by
        self._key_of = by if callable(by) else KEYS[by]
        self._name = name

    def parts_of(self, update: Any) -> tuple[str | int, ...] | None:
        """Return the parts of the key for an update, None for what is not counted."""
        who = self._key_of(update)
        if who is None:
            return None
        return (self._kind, *(who if isinstance(who, tuple) else (who,)), self._name)


def _is_counted(update: Any) -> bool:
    if update.kind not in COUNTED:
        return False
    return not any(getattr(update.event, field, None) for field in ALWAYS)


def _silence(update: Any) -> Any:
    """Return the reply that says nothing; a button must not wait for ever."""
    return update.event.answer() if update.kind == "callback_query" else ""


def _later_of(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    return max(old, new, key=lambda state: state["until"])
