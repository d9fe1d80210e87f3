"""One broadcast in the hands of a process: it sends, counts, keeps its place and shows how far it is."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import scaletg
from scaletg_contrib.broadcast.recipients import Recipient
from scaletg_contrib.broadcast.reports import read_report
from scaletg_contrib.broadcast.sending import Result, send_to
from scaletg_contrib.feature import loaded_objects

__all__ = ["Run"]

STATUS_SECONDS = 5.0  # between two edits of the status message
REASONS = 20  # that are counted apart

log = logging.getLogger("scaletg.broadcast")
Data = dict[str, Any]


class Run:
    """One broadcast in the hands of this process."""

    def __init__(self, owner: Any, job: Any, bot: Any, pace: Any) -> None:
        self._owner, self._job, self._bot, self._pace = owner, job, bot, pace
        self.data: Data = job.data.to_dict()
        self._people = owner.people_of(bot)
        self._shown_at = 0.0

    def send_all(self) -> None:
        """Send to all who have not got it yet, and keep the place after each."""
        if self.data.get("is_open"):  # the process that had it was killed, with so many in hand
            self._add("repeated", self._owner.threads)  # stored with the next place: see `HeldJob.keep`
        else:
            self.data["is_open"] = True
            self._owner.note_begin(self.data["id"], self._bot)
            if self.data["to"]["kind"] == "chats":
                self.data |= self._owner.keep_chats(self.data["id"], self._bot)
            if self.data.get("total") is None and self.data["to"]["kind"] != "query":
                self.data["total"] = sum(1 for _ in self._left(None))
            self._keep()
        self.show_status("running")
        with ThreadPoolExecutor(self._owner.threads) as pool:
            for recipients in _in_groups(self._left(self.data.get("after")), self._owner.threads):
                results = list(pool.map(self._send_or_error, recipients))
                self._count_all(recipients, results)
                self._keep()
                self.show_status("running")

    def note_stop(self) -> None:
        """Remember that nobody is in hand: the broadcast goes on later without anybody getting it twice."""
        self.data["is_open"] = False
        with contextlib.suppress(scaletg.Retry):  # it says again that the process ends
            self._keep()

    def _left(self, after: Any) -> Iterator[Recipient]:
        found: Iterator[Recipient] = self._owner.recipients_of(self.data, after, self._bot)
        return found

    def _send_or_error(self, recipient: Recipient) -> Result | scaletg.Retry | None:
        """Send to one recipient; an error that stops the broadcast for a time is returned: others are counted first."""
        try:
            parameters = self._owner.parameters_for(self.data["content"], recipient, self._bot)
        except Exception as error:  # of a function of the author, for this person
            log.exception("broadcast %s: making the content for chat %s failed", self.data["id"], recipient.chat_id)
            return Result("failed", f"{type(error).__name__}: {error}")
        if parameters is None or recipient.chat_id in self.data.get("new_ids", ()):
            return None  # there is nothing for this one, or it came by the id that this one had as a group
        method = parameters.pop("method")
        self._pace.wait()

        def call(chat_id: int | str) -> Any:
            return self._bot.api.call(method, chat_id=chat_id, **parameters)

        try:
            return send_to(call, recipient.chat_id, self._bot.api.transport.sleep)
        except scaletg.Retry as error:
            return error

    def _count_all(self, recipients: list[Recipient], results: list[Result | scaletg.Retry | None]) -> None:
        """Count what came of some recipients, up to one at which Telegram could not be reached; then raise that."""
        for number, (recipient, result) in enumerate(zip(recipients, results, strict=True)):
            if isinstance(result, scaletg.Retry):
                later = results[number + 1 :]
                self._add("repeated", sum(isinstance(one, Result) and one.word == "sent" for one in later))
                raise result
            self._count(recipient, result)

    def _count(self, recipient: Recipient, result: Result | None) -> None:
        self.data["after"] = recipient.place
        if result is None:
            return
        self._add(result.word)
        if result.word == "blocked" and isinstance(recipient.chat_id, int):
            self._people.note_reachable(recipient.chat_id, False)
        if result.new_chat_id is not None:
            self._add("moved")
            self.data["new_ids"] = [*self.data.get("new_ids", ()), result.new_chat_id]
            self._move(recipient.chat_id, result.new_chat_id)
        if result.word == "failed":
            reasons = self.data.setdefault("reasons", {})
            if result.reason in reasons or len(reasons) < REASONS:
                reasons[result.reason] = reasons.get(result.reason, 0) + 1

    def _add(self, word: str, count: int = 1) -> None:
        self.data[word] = self.data.get(word, 0) + count

    def _move(self, old_chat: Any, new_chat: int) -> None:
        """Let all that the bot has loaded follow a group to its new id."""
        for owner in loaded_objects(self._bot):
            move = getattr(owner, "move", None)
            if callable(move) and isinstance(old_chat, int):
                move(old_chat, new_chat, bot=self._bot)

    def _keep(self) -> None:
        """Store the place and the counts. Raises `Retry` or `Stop` if this process is not to go on."""
        self._job.keep(**self.data)

    def show_status(self, state: str) -> None:
        """Send or edit the status message, not too often. That it cannot be shown stops nothing."""
        chat, now = self.data.get("status_chat"), self._owner.store_of(self._bot).clock()
        if chat is None or (state == "running" and now - self._shown_at < STATUS_SECONDS and self._shown_at):
            return
        self._shown_at = now
        kept = {"started": now}
        parameters = self._owner.status_of(read_report(self.data["id"], state, kept, self.data))
        try:
            self._show(parameters)
        except scaletg.ChatMigrated as error:
            self.data |= {"status_chat": error.new_chat_id, "status_message": None}
            self._move(chat, error.new_chat_id)
            self._shown_at = 0.0  # the next time it is sent there
            if state != "running":
                self.show_status(state)
        except (scaletg.ApiError, scaletg.NetworkError) as error:
            log.info("the status of broadcast %s was not shown: %s", self.data["id"], error)

    def _show(self, parameters: Data) -> None:
        """Send the status message, or edit it."""
        chat = self.data["status_chat"]
        if self.data.get("status_message") is None:
            self.data["status_message"] = self._bot.api.send_message(chat, **parameters).message_id
            self._keep()
        else:
            self._bot.api.edit_message_text(chat_id=chat, message_id=self.data["status_message"], **parameters)


def _in_groups(recipients: Iterator[Recipient], size: int) -> Iterator[list[Recipient]]:
    group: list[Recipient] = []
    for recipient in recipients:
        group.append(recipient)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
