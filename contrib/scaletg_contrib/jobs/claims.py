"""A job that this process works on: its record is its claim, which only one process holds at a time."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

import scaletg
from scaletg_contrib.jobs.book import DONE, HELD, PAUSED, WAITING, Book, Data, Entry, after_this, is_held, label_of
from scaletg_contrib.stores import Conflict, Record, StoreError
from scaletg_contrib.stores.holders import this_process

__all__ = ["PAUSES", "HeldJob", "hold", "number_of"]

PAUSES = (5.0, 25.0, 125.0, 625.0)  # after each failure, in seconds; after the last attempt it goes to `dead_letter`

log = logging.getLogger("scaletg.jobs")


def hold(book: Book, entry: Entry, found: Record, lease: float) -> HeldJob | None:
    """Claim the job of a record as it was found; None if somebody else has it, or there is nothing to do any more."""
    value, now = found.value, book.now
    if is_held(value, now):
        return None
    was_begun = value["state"] == HELD
    held = {
        **value,
        "state": HELD,
        "until": now + int(lease * 1000),
        "holder": secrets.token_hex(8),
        "process": this_process(),
        "deaths": value["deaths"] + was_begun,
    }
    try:
        version = book.store.put(found.key, held, version=found.version)
    except Conflict:
        return None
    job = HeldJob(book, entry, found.key, held, version, lease)
    is_late = value["late"] is not None and now > value["due"] + value["late"] * 1000 and not value["replies"]
    if is_late or (value["once"] and was_begun) or value["is_cancelled"]:
        reason = "it was cancelled"
        if is_late:
            reason = "it is too late"
        elif value["once"] and was_begun:
            reason = "it was begun before, and is done once at most"
        log.info("job %r of %s is skipped: %s", value["name"], found.key, reason)
        job.finish()
        return None
    return job


def number_of(text: str) -> int:
    """Return a number below zero that stands for a text, as an id of an update; the page reads it in JavaScript."""
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
    return -(number >> 12 | 1)  # 52 bits


class HeldJob:
    """One job in hand. It is what remembers its update: see `scaletg.Seen`."""

    #: Replies are kept as JSON, so those with files leave under the claim.
    keeps_files = False

    def __init__(self, book: Book, entry: Entry, where: str, value: Data, version: int, lease: float) -> None:
        self.where, self.entry = where, entry
        self.id = label_of(where)
        self._book, self._value, self._version, self._lease = book, value, version, lease
        self._lock = threading.Lock()
        self._is_over = False
        self._renewed = book.now
        #: Lets the other updates of the chat go on before the job is done.
        self.leave: Callable[[], None] = lambda: None
        #: Returns whether the process is about to end.
        self.is_stopping: Callable[[], bool] = lambda: False

    def update(self, user: Data | None = None) -> Data:
        """Return the job as an update; *user* is more that is known of its person."""
        value = self._value
        job = {"id": self.id, "name": value["name"], "due": value["due"] // 1000, "chat": value["chat"]}
        job |= {"user": user or value["user"], "data": dict(value["data"]), **value["place"]}
        return {"update_id": self._update_id, "job": {name: one for name, one in job.items() if one is not None}}

    @property
    def user(self) -> Data | None:
        """Return the person whose job it is."""
        user: Data | None = self._value["user"]
        return user

    @property
    def _update_id(self) -> int:
        """Return the same id each time that the job is tried, and another for each time that it is due.

        It is below zero, where Telegram has none.
        """
        text = f"{self.where} {self._value['due']} {self._value['made_at']}"
        return number_of(text)

    # What a long job does

    def keep(self, data: Data) -> None:
        """Store the place of a long job; see `scaletg.Job.keep`."""
        self.leave()
        with self._lock:
            kept = {**self._value["data"], **data}
            changes: Data = {"data": kept, "until": self._new_end()}
            if kept != self._value["data"]:  # it gets on: the processes that died before did not die of what is next
                changes["deaths"] = 0
            if not self._save(**changes):
                raise scaletg.Stop("")  # another process goes on with it
            is_over = self._value["is_cancelled"] or self._value["successor"] is not None
            is_paused = self._value["is_paused"]
        if is_over:
            raise scaletg.Stop("")
        if is_paused or self.is_stopping():
            raise scaletg.Retry(1)

    def renew(self) -> None:
        """Hold the job for another lease, if a part of this one is over."""
        with self._lock:
            if not self._is_over and self._book.now - self._renewed > self._lease * 250:
                self._save(until=self._new_end())

    def _new_end(self) -> int:
        self._renewed = self._book.now
        return self._renewed + int(self._lease * 1000)

    # What remembers the update: see `scaletg.Seen`

    def claim(self, key: str, takeover: bool = False) -> scaletg.Claim:
        """Return the claim, which this process has."""
        value = self._value
        pauses = () if value["once"] else PAUSES
        counts: dict[str, Any] = {name: value[name] for name in ("failures", "deaths", "replies", "sent")}
        return scaletg.Claim(key, **counts, pauses=pauses, since=self._renewed / 1000)

    def made(self, claim: scaletg.Claim, replies: list[Any] | None, hold: bool) -> bool:
        """Keep the replies before anything leaves; return False if somebody else has taken the job over."""
        with self._lock:
            try:
                return self._save(replies=replies, sent=0, until=self._new_end())
            except ValueError as error:
                log.error("job %s: its replies cannot be kept, and leave once at most: %s", self.where, error)
                return self._save(replies=None, once=True)

    def sent(self, claim: scaletg.Claim, count: int) -> bool:
        """Remember that so many of the replies have left; return False if somebody else has taken the job over."""
        with self._lock:
            return self._save(sent=count, until=self._new_end())

    def done(self, claim: scaletg.Claim, replies: list[Any] | None) -> None:
        """Take the job away, or put it at its next time."""
        self._or_log("it is done", self.finish)

    def failed(self, claim: scaletg.Claim, died: bool = False) -> None:
        """Count an exception, or with *died* a death of the process, and put the job off."""
        if died:
            deaths = self._value["deaths"] + 1
            self._or_log("its process has died", lambda: self._put_off(0, deaths=deaths))
            return
        pause = claim.pauses[claim.failures] if claim.pauses else 0
        self._or_log("it failed", lambda: self._put_off(pause, failures=claim.failures + 1))

    def release(self, claim: scaletg.Claim, after: float) -> None:
        """Put the job off without counting anything."""
        self._or_log("it is to come again", lambda: self._put_off(after))

    def forget(self, key: str) -> None:
        """Forget nothing: what is done is gone."""

    def _or_log(self, what: str, change: Callable[[], Any]) -> None:
        try:
            change()
        except StoreError as error:  # its lease runs out
            log.error("job %s: %s, but that could not be stored: %s", self.where, what, error)

    # The record

    def finish(self) -> bool:
        """Take the job away, or put it at its next time; return False if somebody else has taken it over."""

        def end(value: Data) -> Data:
            following = after_this(value, self._book.now)
            if following["state"] == WAITING:
                self._book.enter(following["at"], self.where)
            return following

        with self._lock:
            if not self._save_as(end):
                return False
            self._end_at(self._value["at"], self._value["state"])
            return True

    def _end_at(self, at: int, state: str) -> None:
        """Take the old entry out of the index, unless it is the new one, too."""
        self._is_over = True
        if at != self.entry.at or state != WAITING:
            self._book.leave(self.entry.at, self.where)

    def _put_off(self, seconds: float, **changes: Any) -> None:
        with self._lock:
            at = self._book.now + int(seconds * 1000)
            self._book.enter(at, self.where)
            state = PAUSED if self._value["is_paused"] else WAITING
            if self._save(at=at, state=state, until=0, **changes):
                self._end_at(at, state)

    def _save(self, **changes: Any) -> bool:
        """Change the record; what others have planned or cancelled meanwhile stays."""
        return self._save_as(lambda value: {**value, **changes})

    def _save_as(self, change: Callable[[Data], Data]) -> bool:
        while not self._is_over:
            value = change(self._value)
            try:
                self._version = self._book.write(self.where, value, self._version)
            except Conflict:
                if not self._read_again():
                    self._is_over = True
                continue
            self._value = value
            self._is_over = value["state"] == DONE
            return True
        return False

    def _read_again(self) -> bool:
        """Read the record that somebody has changed; return False if this process does not hold it any more."""
        found = self._book.store.get(self.where)
        if found is None or found.value.get("holder") != self._value["holder"] or found.value["state"] != HELD:
            log.warning("job %s was taken over by another process while this one worked on it", self.where)
            return False
        self.where, self._value, self._version = found.key, found.value, found.version
        return True
