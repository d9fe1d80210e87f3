"""Pace what a bot sends on its own, with one budget for all of its processes.

Part of `scaletg_contrib.limits`.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable
from typing import Any

import scaletg
from scaletg_contrib.feature import Feature
from scaletg_contrib.limits.floods import LOOK_SECONDS, Floods, SharedFloods, is_sent
from scaletg_contrib.limits.rates import Rate
from scaletg_contrib.stores import Conflict, Store, StoreDown
from scaletg_contrib.transports import wrap_transport

__all__ = ["BotPace", "Pace"]

CHAT = Rate(1, 1.0)  # one message a second in a private chat
GROUP = Rate(18, 60.0)  # with GROUP_BURST never more than 20 in a minute, which is what a group may get
GROUP_BURST = 2
AT_ONCE = 0.05  # of a second's places: so many at once, to make up for what was slept too long, and as many less in all
COUNT_SECONDS = 1.0  # between two times that the messages of those who did not ask are counted
KEEP_SECONDS = 60.0  # how long the store keeps until when places are taken: longer than any of them
BATCH_SECONDS = 0.1  # how long a process may use places that it has taken
BATCHES = 50  # in a second, at most: a process takes several places at once if there are more


class Pace(Feature):
    """Gives apps the module `pace`, and shares what Telegram refuses (429) between all processes of the bot.

        bot.load(Pace())

        @bot.app("/news")
        def news(message, pace, bot):
            for person in everybody():
                pace.wait()                     # until there is a place: 30 a second for all processes together
                bot.api.send_message(person, "News!")
            return "Done."

    Only code that calls `wait` is slowed down: answers of apps leave at once. They are counted, too, so that `wait`
    gives only the places that they leave.
    *per_second*: how many messages the bot may send in a second, 30 unless it pays for more (up to 1000).
    *store*: a URL, an open store, or None for the bot's store. *name*: the word that apps write. *namespace*: the third
    part of the keys (default: the name).
    """

    feature = "pace"

    def __init__(
        self,
        store: str | Store | None = None,
        *,
        per_second: int = 30,
        name: str = "pace",
        namespace: str | None = None,
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        if isinstance(per_second, bool) or not isinstance(per_second, int) or not 1 <= per_second <= 1000:
            raise scaletg.ConfigError(
                f"Pace(per_second={per_second!r}): give a whole number from 1 to 1000. Telegram allows 30, and up to "
                "1000 to bots that pay for it (allow_paid_broadcast)."
            )
        self.per_second = per_second
        self._of_bots: weakref.WeakKeyDictionary[Any, BotPace] = weakref.WeakKeyDictionary()

        @scaletg.module(name, scope="bot", autouse=True)
        def give_pace(bot: Any) -> BotPace:
            """Give what paces the messages of this bot."""
            return self.of(bot)

        self.give_pace = give_pace

    def setup(self, bot: Any) -> None:
        """Share the 429 errors of a bot between its processes, and count what it sends; `bot.load` calls it."""
        super().setup(bot)
        self.of(bot)
        bot.add_watch(self._count_response)

    def of(self, bot: Any) -> BotPace:
        """Return what paces the messages of a bot, for code outside of an update."""
        if bot not in self._of_bots:
            self._of_bots[bot] = BotPace(self, bot)
        return self._of_bots[bot]

    def _count_response(self, outcome: scaletg.Outcome) -> None:
        """Count the reply that leaves in the webhook's response: the transport does not see it."""
        reply = outcome.reply_in_response
        if reply is None:
            return
        data = reply.to_dict()
        if data.get("chat_id") is not None and is_sent(data["method"]):
            self.of(outcome.bot).note_sent()

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move nothing: what is kept of a chat is over within a minute."""
        return 0

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete nothing: what is kept of a chat is over within a minute."""
        return 0


class BotPace:
    """Paces the messages of one bot: what apps get as `pace`, and `Pace().of(bot)`."""

    def __init__(self, owner: Pace, bot: Any) -> None:
        self._owner, self._bot_reference = owner, weakref.ref(bot)
        self._rate = Rate(owner.per_second * (1 - AT_ONCE), 1.0)  # with those at once never more than it may send
        self._batch = max(1, owner.per_second // BATCHES)
        self._lock = threading.Lock()
        self._places, self._places_until = 0, 0.0  # that this process has taken, and not used yet
        self._unasked = 0  # messages that left without asking, since they were last counted
        self._counted_at = 0.0
        #: Which chats Telegram wants to be left alone.
        self.floods = Floods(lambda: self._store, self._key)
        wrap_transport(bot, SharedFloods, lambda inner: SharedFloods(inner, self.floods, self.note_sent))

    def wait(self, chat_id: int | str | None = None, *, urgent: bool = False, at_most: float | None = None) -> bool:
        """Wait until there is a place for one message, take it, and return True.

        *chat_id*: also keep the limits of this chat, one message a second, and 20 a minute in a group; needed only to
        send several messages to the same chat. *urgent*: go before calls that are not urgent, as an answer to a person
        goes before a broadcast. *at_most*: the seconds after which it returns False, without a place, so that a job can
        check whether it should end.
        """
        give_up = None if at_most is None else self._store.clock() + at_most
        if chat_id is not None and not self._wait_for(lambda: self._take_of_chat(chat_id), give_up):
            return False
        if not self._wait_for(lambda: self._take_of_all(urgent), give_up):
            return False
        with self._lock:
            self._unasked = max(self._unasked - 1, -self._owner.per_second)
        return True

    def note_sent(self) -> None:
        """Count a message that was sent without `wait`.

        Other processes get the counts once a second, while something is paced.
        """
        now = self._store.clock()
        with self._lock:
            self._unasked += 1
            if abs(now - self._counted_at) < COUNT_SECONDS or self._unasked <= 0:
                return
            self._counted_at = now
            count, self._unasked = self._unasked, 0
        with contextlib.suppress(StoreDown):  # which the store has logged
            self._charge(count)

    @property
    def _bot(self) -> Any:
        return self._bot_reference()

    @property
    def _store(self) -> Any:
        return self._owner.store_of(self._bot)

    def _key(self, *parts: Any) -> str:
        return self._owner.key(self._bot, *parts)

    def _wait_for(self, take: Callable[[], float], give_up: float | None) -> bool:
        """Call *take* until it returns no seconds to wait."""
        while (seconds := take()) > 0:
            if give_up is not None:
                left = give_up - self._store.clock()
                if left <= 0:
                    return False
                seconds = min(seconds, left)
            self._bot.api.transport.sleep(min(seconds, LOOK_SECONDS))
        return True

    def _take_of_chat(self, chat_id: int | str) -> float:
        seconds = self.floods.seconds_left(chat_id)
        if seconds > 0:
            return seconds
        is_private = isinstance(chat_id, int) and chat_id > 0
        rate, burst = (CHAT, 1) if is_private else (GROUP, GROUP_BURST)
        return self._take(self._key("chat", chat_id), rate, 1, burst)

    def _take_of_all(self, urgent: bool) -> float:
        """Take a place among all messages, from those that this process has or from the store."""
        seconds = self.floods.seconds_left()
        if seconds > 0:
            return seconds
        with self._lock:
            if self._places > 0 and self._store.clock() < self._places_until:
                self._places -= 1
                return 0.0
        burst = self._rate.places if urgent else max(self._batch, self._owner.per_second * AT_ONCE)
        seconds = self._take(self._key("all"), self._rate, self._batch, burst)
        if seconds == 0 and self._batch > 1:
            with self._lock:
                self._places, self._places_until = self._batch - 1, self._store.clock() + BATCH_SECONDS
        return seconds

    def _take(self, key: str, rate: Rate, wanted: int, burst: float) -> float:
        """Take places from a rate in the store; return 0, or how many seconds to wait if there are none."""
        store = self._store
        while True:
            found = store.get(key)
            until, seconds = rate.take(found.value if found else 0.0, store.clock(), wanted, burst)
            if seconds > 0:
                return seconds
            with contextlib.suppress(Conflict):  # somebody else was quicker
                store.put(key, until, version=found.version if found else 0, ttl=KEEP_SECONDS)
                return 0.0

    def _charge(self, count: int) -> None:
        """Take places that were used without asking, if anybody asks at this time."""
        store, key = self._store, self._key("all")
        while (found := store.get(key)) is not None:
            until = self._rate.charge(found.value, store.clock(), count)
            with contextlib.suppress(Conflict):
                store.put(key, until, version=found.version, ttl=KEEP_SECONDS)
                return
