"""A simulated Telegram for the bot of any library, which runs in its own process and connects over HTTP.

Part of `scaletg_contrib.testkit`.
"""

from __future__ import annotations

import time
from typing import Any

import scaletg
from scaletg_contrib.simulator import Clock, Data
from scaletg_contrib.testkit.telegram import Telegram

__all__ = ["RemoteTelegram"]

__tracebackhide__ = True


class RemoteTelegram(Telegram):
    """A Telegram on a free port: start the bot with `url` as the base URL of its API, and talk to it.

    *token*: the bot's. *patience*: for how many seconds an action waits for the bot to fetch its updates and to call
    something; a bot that is silent costs this time. The clock is the real one, since the bot has its own.
    """

    def __init__(self, token: str = "1000000001:test", *, patience: float = 10.0, **options: Any) -> None:
        super().__init__(scaletg.Bot(token), **options)
        self.patience = patience
        self.sim.world.clock = Clock()
        self.sim.receivers.pop(self.account.id)
        self._server = self.sim.serve()
        #: The base URL of the Bot API, without the part `/bot<token>`.
        self.url: str = self._server.url

    def close(self) -> None:
        """Stop the server."""
        self.sim.stop()
        super().close()

    def __exit__(self, kind: object, error: BaseException | None, place: object) -> None:
        self.sim.stop()
        super().__exit__(kind, error, place)

    def get_ready(self) -> None:
        """Leave the choice of kinds to the bot, but keep those that it is sent anyway."""

    def settle(self) -> None:
        """Wait until the bot has fetched all updates, and has called something since."""
        began = self._asked_at()
        deadline = time.monotonic() + self.patience
        with self.sim.world.changed:
            while not self._is_settled(began) and time.monotonic() < deadline:
                self.sim.world.changed.wait(0.05)
        self._raise_failure()

    def _asked_at(self) -> int:
        """Return the number of the newest update that waits, 0 if none does."""
        events = reversed(self.sim.world.events)
        return next((event["seq"] for event in events if event["type"] == "update"), 0)

    def _is_settled(self, began: int) -> bool:
        if self.account.pending:
            return False
        calls: list[Data] = self.sim.world.events_after(began, {"call"})
        return began == 0 or any(event["method"] not in ("getUpdates", "getMe") for event in calls)
