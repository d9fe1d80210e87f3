"""Updates that wait for their bots, and timers.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import random
from typing import Any

from scaletg_contrib.simulator.records import BotAccount, Data, Pending
from scaletg_contrib.simulator.world import Clock, World

#: Kinds of update that a bot gets only if it requests them.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
#: Seconds after which an update is dropped if the bot has not fetched it.
LIFETIMES = {
    "callback_query": 150,
    "shipping_query": 150,
    "pre_checkout_query": 150,
    "inline_query": 30,
    "chosen_inline_result": 600,
}
DAY = 24 * 3600
MAX_PENDING = 100_000  #: how many updates can wait for one bot


class Updates:
    """The world, its waiting updates, and simulated trouble."""

    is_stopping = False
    local = True  #: whether webhooks may have any address

    def __init__(self, *, clock: Clock | None = None, seed: int | None = None) -> None:
        self.world = World(clock=clock, seed=seed)
        self.poll_turns: dict[int, int] = {}  #: how often each bot has called getUpdates
        self.webhook_calls: dict[int, float] = {}  #: when each bot last set one
        self.troubles: list[Data] = []
        self.chances: dict[int, random.Random] = {}  #: the random numbers of each trouble

    @property
    def now(self) -> int:
        """The time in whole seconds."""
        return self.world.clock.date()

    def update(self, bot: BotAccount, kind: str, payload: Data, queue: str) -> Data | None:
        """Queue an update for a bot, unless it does not request that kind, or too many are waiting.

        It is queued twice if the trouble `duplicate` was requested.
        """
        wanted = bot.allowed_updates
        if (kind not in wanted) if wanted else (kind in ON_REQUEST):
            return None
        if bot.logged_out:
            return None
        if len(bot.pending) >= MAX_PENDING:
            self.world.log("dropped", bot_id=bot.id, kind=kind)
            return None
        update = {"update_id": bot.next_update_id, kind: payload}
        bot.next_update_id += 1
        self.queue(bot, update, queue)
        if self.use_up_trouble([trouble for trouble in self.troubles if trouble["kind"] == "duplicate"]):
            self.queue(bot, update, queue)
        return update

    def queue(self, bot: BotAccount, update: Data, queue: str) -> None:
        """Add an update to those that wait for delivery."""
        now = self.world.clock.time()
        kind = next(key for key in update if key != "update_id")
        bot.pending.append(Pending(update, queue, now + LIFETIMES.get(kind, DAY), now, next_try=now))
        self.world.log("update", bot_id=bot.id, update=update)

    def drop_expired(self, bot: BotAccount) -> None:
        """Drop the updates that have waited too long."""
        now = self.world.clock.time()
        if bot.pending and any(pending.expires <= now for pending in bot.pending):
            bot.pending = [pending for pending in bot.pending if pending.expires > now or pending.in_flight]

    def at(self, due: int, action: str, **data: Any) -> None:
        """Set a timer."""
        self.world.timers.append({"due": due, "action": action, **data})

    def use_up_trouble(self, troubles: list[Data]) -> Data | None:
        """Return the first of these troubles that happens now, and count it down; 0 times has no end."""
        for trouble in troubles:
            chance = self.chances.get(trouble["id"])
            if trouble["probability"] < 1 and chance is not None and chance.random() >= trouble["probability"]:
                continue
            if trouble["times"] == 1:
                self.troubles.remove(trouble)
            trouble["times"] -= trouble["times"] > 0
            return trouble
        return None
