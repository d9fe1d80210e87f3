"""A simulator around one bot, whose updates are explained in the log of events.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.feature import loaded_objects
from scaletg_contrib.playground.errors import describe_error, describe_place
from scaletg_contrib.playground.jobs import jobs_of, show_jobs
from scaletg_contrib.playground.program import file_of_bot
from scaletg_contrib.playground.registry import state_names
from scaletg_contrib.playground.stage import Stage
from scaletg_contrib.playground.values import changed_records, error_text, plain_data, stored_records
from scaletg_contrib.playground.why import explain, trace_data
from scaletg_contrib.simulator import Data, Result, Transport, User
from scaletg_contrib.stores import StoreError
from scaletg_contrib.stores.snapshots import Snapshot, stores_of
from scaletg_contrib.testkit.unsent import discard_cut_off

__all__ = ["BOT_ID", "WatchedBot"]

log = logging.getLogger("scaletg")
BOT_ID = 1_000_000_001
#: Telegram's names for the menus of a bot's commands.
SCOPES = {
    "default": "default",
    "private": "all_private_chats",
    "groups": "all_group_chats",
    "admins": "all_chat_administrators",
}
#: A file of this name beside the bot replaces the usual people.
SETUP_FILE = "playground.json"


class WatchedBot(Stage):
    """A simulator around one bot, whose updates are explained in the log of events."""

    is_paused = False

    def __init__(self, bot: scaletg.Bot) -> None:
        super().__init__(open=False)
        self.bot = bot
        self.file = file_of_bot(bot)
        self._unsent: dict[int, list[Data]] = {}  # methods that were not sent, by the update of their app
        self._states: dict[Any, Data] = {}  # the last values of modules, by module, chat and user
        name = _username(self.file)
        # The token is random, so that nobody else can guess the address of the Bot API.
        self.account = self.add_bot(f"{BOT_ID}:{secrets.token_urlsafe(24)}", first_name=_title(name), username=name)
        self._take_over()
        self.begin_with(self.file.with_name(SETUP_FILE) if self.file else None)

    def _take_over(self) -> None:
        """Let the bot talk to this simulator, and ask for the kinds of update that it wants."""
        usual = set(scaletg.schema.usual_kinds) - scaletg.KINDS_ON_REQUEST
        self.account.allowed_updates = sorted(usual | set(self.bot.allowed_updates))
        self.bot.api.transport = Transport(self, self.account)
        self.attach(self.account, self.receive)
        show_jobs(self.bot, self.do_job)
        if self.bot.id is None:
            self.bot.id = self.account.id  # it is part of the keys of the bot's records
        if self.bot.development is None:
            self.bot.development = True  # finds methods that are not sent
        self.account.username = self.bot.username or self.account.username
        for scope, menu in self.bot.commands.items():
            if menu:
                commands = [{"command": name, "description": about} for name, about in menu.items()]
                self.account.commands[f"{SCOPES[scope]}/"] = commands

    def add_user(self, first_name: str, *, id: int | None = None, **fields: Any) -> User:
        """Add a person, whose chat with the bot appears on the page at once."""
        user = super().add_user(first_name, id=id, **fields)
        self.world.private_chat(self.account, user)
        return user

    ############################################################################
    # Answering

    def receive(self, update: Data) -> Result:
        """Let the bot process an update as its webhook would, send its reply, and log the outcome."""
        try:
            outcome = self._complete(update)
        except Exception as error:  # noqa: BLE001  # not from an app: the bot itself, or its store, cannot be used
            self._log_failure(f"update {update['update_id']} was not processed", error)
            return Result(200)
        if outcome.retry_after is not None:
            return Result(503, outcome.retry_after)
        return Result(200)

    def do_job(self, update: Data, **options: Any) -> scaletg.Outcome:
        """Let the bot do a job, and show its way as that of an update."""
        before = getattr(self.answering, "update_id", None)
        self.answering.update_id = update["update_id"]
        self.world.log("job", update=update)
        try:
            return self._complete(update, **options)
        finally:
            self.answering.update_id = before

    def _complete(self, update: Data, **options: Any) -> scaletg.Outcome:
        """Let the bot process an update, and log the outcome."""
        began, before = self.world.last_event, stored_records(self.bot)
        outcome = self.bot.complete(update, trace=True, **options)
        if outcome.error is not None:
            discard_cut_off(outcome.error)
        try:
            self._log_trace(update, outcome, began, changed_records(before, stored_records(self.bot)))
        except Exception as error:  # noqa: BLE001  # the chat continues, even if something cannot be shown
            self._log_failure(f"the result of update {update['update_id']} cannot be shown", error)
        return outcome

    def note_unsent(self, text: str, file: str, line: int) -> None:
        """Record a method that was created but neither returned nor sent, for the update of this thread."""
        place = {"text": text, **describe_place(file, line)}
        update_id = getattr(self.answering, "update_id", None)
        if update_id is None:
            self.world.log("note", level="warning", text=f"{text} ({place['file']}:{line})", is_mistake=False)
        else:
            self._unsent.setdefault(update_id, []).append(place)

    def _unsent_of(self, update_id: int, trace: Data) -> list[Data]:
        """Return the unsent methods of an update; those of an app that raised an exception do not count."""
        found = self._unsent.pop(update_id, [])
        is_cut_off = any(step["status"] in ("raised", "stopped", "retry") for step in trace["steps"])
        return [] if is_cut_off else found

    def _log_failure(self, what: str, error: Exception) -> None:
        """Report a failure on the page and in the terminal."""
        text = f"{what}: {type(error).__name__}: {error_text(error)}"
        log.error("%s", text, exc_info=error)  # a record with a traceback is not shown on the page
        self.world.log("note", level="error", text=text, is_mistake=False, error=describe_error(error))

    def _log_trace(self, update: Data, outcome: scaletg.Outcome, began: int, stored: list[Data]) -> None:
        assert outcome.trace is not None  # it was requested
        update_id = update["update_id"]
        calls = [event for event in self.world.events_after(began, {"call"}) if event.get("update_id") == update_id]
        trace = trace_data(outcome.trace, calls, self.bot, _text_of(update))
        unsent = self._unsent_of(update_id, trace)
        error = outcome.error
        if isinstance(error, scaletg.ApiError) and all(step["status"] != "raised" for step in trace["steps"]):
            error = None  # a refused reply is shown with its call, and the bot's code has not raised
        self.world.log(
            "trace",
            bot_id=self.account.id,
            update_id=update_id,
            trace=trace,
            app=outcome.app,
            reply=_reply_of(outcome),
            duplicate=outcome.duplicate,
            retry_after=outcome.retry_after,
            given_up=outcome.given_up,
            error=None if error is None else describe_error(error),
            unsent=unsent,
            why=explain(
                update, trace, outcome=outcome, calls=calls, commands=self.bot.commands["default"], unsent=unsent
            ),
            state=self._state(update, outcome.trace) + stored,
        )

    def _state(self, update: Data, trace: scaletg.Trace) -> list[Data]:
        """Return the values of the modules, and which of them changed since the last update of this chat and user."""
        event = next((value for key, value in update.items() if key != "update_id"), None) or {}
        message = event.get("message") or event
        place = (message.get("chat", {}).get("id"), event.get("from", {}).get("id"))
        states = []
        for step in trace.steps:
            if step.role == "module" and step.status == "evaluated":
                now = plain_data(step.result)
                key = (step.name, *place)
                before = self._states.get(key)
                self._states[key] = now
                states.append({"module": step.name, "place": step.place, "before": before, "now": now})
        return states

    ############################################################################
    # Trouble

    def pause(self, is_paused: bool) -> None:
        """Make updates wait, as if the bot were down, or deliver them in their order."""
        with self.world.changed:
            self.is_paused = is_paused
            self.world.log("paused", is_paused=is_paused)
        self.pump()

    def deliver_next(self) -> bool:
        """Let the bot process the next update; return whether there was one."""
        was_one = not self.is_paused and super().deliver_next()
        if was_one:
            self.take_checkpoint()
        return was_one

    ############################################################################
    # Earlier states

    def take_checkpoint(self) -> None:
        """Keep the present state of the chats and of the bot's stores, to go back to it."""
        try:
            self.checkpoints.take(self._keep_stores)
        except StoreError as error:  # the bot itself reports that its store is down
            log.warning("the state of the bot's stores is not kept: %s", error)

    def _keep_stores(self) -> tuple[Snapshot, Data]:
        return Snapshot(stores_of([self.bot, *loaded_objects(self.bot)])), dict(self._states)

    def go_back(self, before: int) -> Data:
        """Go back to the state from before an event, also in the bot's stores, and say what came back."""
        snapshot, states = self.checkpoints.go_back(before)
        self._states = states
        count = snapshot.restore()
        records = f"{count} record{'' if count == 1 else 's'} of the bot's stores"
        return {"text": f"Back to before this message: the chats, and {records if count else 'the stores'}."}

    ############################################################################
    # Serving

    def info(self) -> Data:
        """Return what the page asks for first."""
        return {
            **super().info(),
            "is_traced": True,
            "file": os.path.relpath(self.file) if self.file else None,
            "has_jobs": bool(jobs_of(self.bot)),
            "states": state_names(self.bot),
        }


def _text_of(update: Data) -> str:
    event = update.get(scaletg.kind_of(update) or "") or {}
    return str(event.get("text") or event.get("data") or "")


def _reply_of(outcome: scaletg.Outcome) -> Any:
    reply = outcome.reply
    return plain_data(reply.to_dict() if isinstance(reply, scaletg.Object) else reply)


def _username(path: Path | None) -> str:
    stem = _usable_letters(path.stem) if path else ""
    if path and stem == "bot":
        stem = path.resolve().parent.name
    stem = _usable_letters(stem).strip("_") or "your"
    return (stem if stem.lower().endswith("bot") else f"{stem}_bot")[-32:]


def _usable_letters(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "", name)


def _title(username: str) -> str:
    return username.replace("_", " ").strip().capitalize()
