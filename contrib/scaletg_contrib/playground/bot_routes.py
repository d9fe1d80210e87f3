"""What only a bot in this process can show: its jobs, broadcasts, payments, registry and stores, and a chat as a test.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bottle

from scaletg_contrib.feature import loaded_objects
from scaletg_contrib.playground import export
from scaletg_contrib.playground.broadcasts import change_broadcast, list_broadcasts
from scaletg_contrib.playground.jobs import delete_job, list_jobs, run_job
from scaletg_contrib.playground.program import module_of_bot
from scaletg_contrib.playground.registry import jump_into_state, list_registry
from scaletg_contrib.playground.sales import list_payments, refund_payment
from scaletg_contrib.playground.watched import WatchedBot
from scaletg_contrib.simulator import ActionError, Data
from scaletg_contrib.simulator.faces.control import Control
from scaletg_contrib.stores import StoreError
from scaletg_contrib.stores.snapshots import stores_of

__all__ = ["BotControl", "export_test"]


class BotControl(Control):
    """The routes of the page for a bot in this process."""

    def __init__(self, playground: WatchedBot) -> None:
        super().__init__(playground)
        self.playground = playground
        self.bot = playground.bot

    def install(self, app: bottle.Bottle) -> None:
        """Route the paths of the page to this."""
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", "/playground/test", self.test),
            ("GET", "/playground/registry", lambda: list_registry(self.bot)),
            ("GET", "/playground/jobs", lambda: list_jobs(self.bot)),
            ("POST", "/playground/jobs/run", self.with_body(self.run_job)),
            ("POST", "/playground/jobs/delete", self.with_body(self.delete_job)),
            ("GET", "/playground/broadcasts", lambda: list_broadcasts(self.bot)),
            ("POST", "/playground/broadcasts/change", self.with_body(self.change_broadcast)),
            ("GET", "/playground/payments", lambda: list_payments(self.bot)),
            ("POST", "/playground/payments/refund", self.with_body(self.refund_payment)),
            ("POST", "/playground/pause", self.with_body(self.playground.pause)),
            ("POST", "/playground/record", self.with_body(self.store_record)),
            ("POST", "/playground/state", self.with_body(self.set_state)),
        ]
        for verb, path, function in routes:
            app.route(path, verb, self.guarded(function))

    def test(self) -> str:
        """Return the conversation of a chat as a test."""
        try:
            return export_test(self.playground, bottle.request.query.getunicode("chat") or "")
        except ValueError as error:
            raise ActionError(str(error)) from error

    def run_job(self, id: str) -> Data:
        """Do a job before it is due."""
        return run_job(self.bot, id)

    def delete_job(self, id: str) -> None:
        """Take a job away."""
        delete_job(self.bot, id)

    def change_broadcast(self, id: str, change: str) -> None:
        """Let a broadcast wait, go on or end."""
        change_broadcast(self.bot, id, change)

    def refund_payment(self, charge_id: str) -> None:
        """Pay a payment back."""
        refund_payment(self.bot, charge_id)

    def store_record(self, key: str, value: Any, place: str = "") -> bool:
        """Replace a record of one of the bot's stores."""
        stores = stores_of([self.bot, *loaded_objects(self.bot)])
        found = next((store for store in stores if repr(store) == place and store.get(key) is not None), None)
        if found is None:
            raise ActionError(f"there is no record {key!r} in {place or 'a store of the bot'} any more")
        try:
            found.put(key, value)
        except (StoreError, TypeError, ValueError) as error:
            raise ActionError(f"the record {key!r} cannot be stored: {error}") from error
        return True

    def set_state(self, name: str, user: int, chat: str) -> bool:
        """Put a person into a state."""
        jump_into_state(self.bot, name, self.playground.world.chats[chat].id, user)
        return True


def export_test(playground: WatchedBot, key: str) -> str:
    """Return a chat as a test for the test kit: what people did, and what the bot answered."""
    found = module_of_bot(playground.bot)
    module, name = (Path(found[0].__file__).stem, found[1]) if found else ("bot", "bot")
    return export.export_test(playground, key, module, name)
