"""The jobs in a store: each is one record, which is its own claim. This file knows neither bot nor update.

    <bot id>/jobs/<namespace>/job/<chat>/<person>/<label>     the job, all that is known of it
    <bot id>/jobs/<namespace>/due/<milliseconds>/<digest>     an index in the order of time: where the job is

Only the record counts. Its entry in the index is written before it and removed after it, so whoever is killed in
between leaves an entry too many, and that is removed when its time comes: it does not fit the record. A process may
stand still in between until that time: then it writes the entry a second time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from scaletg_contrib.jobs.schedule import next_time
from scaletg_contrib.stores import Conflict, Record, Store, key_parts
from scaletg_contrib.stores.holders import has_ended

__all__ = ["Book", "Data", "Entry", "after_this", "is_held", "is_open", "label_of", "new_job"]

Data = dict[str, Any]

WAITING, PAUSED, HELD, DONE = "waiting", "paused", "held", "done"  # the states of a job
MAKERS = 10  # of the newest updates that have made a job of one key
SOON_MS = 1000  # when other processes may be looking at an entry already: their clocks differ a bit
MEMORY_MS = 25 * 3_600_000  # how long the update that made a job may be delivered again: Telegram gives up after a day


class Entry(NamedTuple):
    """An entry of the index: when to look at which job."""

    key: str
    at: int
    where: str
    version: int | None = None

    @property
    def turn(self) -> int | None:
        """Return the id of the chat, else of the person, with whose updates the job is in order."""
        chat, user = map(int, key_parts(self.where)[4:6])
        return chat or user or None


def label_of(where: str) -> str:
    """Return a short name of a job, for people and for the command line."""
    return hashlib.blake2b(where.encode(), digest_size=5).hexdigest()


def is_open(value: Data | None) -> bool:
    """Return whether a record is a job that is still to be done."""
    if value is None or value["state"] == DONE:
        return False
    return value["successor"] is not None or not value["is_cancelled"]


def is_held(value: Data, now: int) -> bool:
    """Return whether a living process works on a job, or one of which this machine knows nothing."""
    return bool(value["state"] == HELD and value["until"] > now and not has_ended(value["process"]))


class Book:
    """The jobs of one bot in one store. *key* makes a key of parts."""

    def __init__(self, store: Store, key: Callable[..., str]) -> None:
        self.store, self._key = store, key

    @property
    def now(self) -> int:
        """Return the time in milliseconds, by the clock of the store."""
        return int(self.store.clock() * 1000)

    def where(self, chat: int, user: int | str, label: str) -> str:
        """Return the key of a job."""
        return self._key("job", chat, user, label)

    # What people plan

    def put(self, where: str, job: Data, maker: str | None) -> bool:
        """Keep a job, in the place of one with the same key; return False if *maker* has made it before.

        If the one with this key is being done, the new one follows when that ends.
        """
        self.enter(job["at"], where)
        left: list[int] = []

        def plan(old: Data | None) -> Data | None:
            left.clear()
            makers = [] if old is None else old["makers"]
            if maker is not None:
                if maker in makers:
                    return None
                makers = [*makers, maker][-MAKERS:]
            if old is not None and self._is_held(old):
                return {**old, "successor": job, "makers": makers}
            if old is not None and is_open(old):
                left.append(old["at"])
            return {**job, "makers": makers}

        if not self._change(where, plan):
            self._mend_entry(where)
            return False
        for at in left:
            if at != job["at"]:
                self.leave(at, where)
        return True

    def cancel(self, where: str) -> bool:
        """Take a job away, and return whether there was one; one that is being done ends at its next `keep`."""
        left: list[int] = []

        def plan(old: Data | None) -> Data | None:
            left.clear()
            if old is None or not is_open(old):
                return None
            if self._is_held(old):
                return {**old, "is_cancelled": True, "successor": None}
            left.append(old["at"])
            return _tombstone(old)

        if not self._change(where, plan):
            return False
        for at in left:
            self.leave(at, where)
        return True

    def pause(self, where: str, is_paused: bool) -> bool:
        """Let a job wait until it is resumed, or go on; return whether that changed anything.

        A time that has passed meanwhile counts as missed: a repeated job is done at its next time, another at once.
        """
        left: list[int] = []

        def plan(old: Data | None) -> Data | None:
            left.clear()
            if old is None or not is_open(old) or old["is_paused"] == is_paused:
                return None
            new = {**old, "is_paused": is_paused}
            if self._is_held(old):
                return new
            if is_paused:
                left.append(old["at"])
                return {**new, "state": PAUSED}
            if new["cron"] is not None and new["at"] < self.now:
                new = _next_turn(new, self.now) or new
            self.enter(new["at"], where)
            return {**new, "state": WAITING}

        if not self._change(where, plan):
            return False
        for at in left:
            self.leave(at, where)
        return True

    def bring_forward(self, where: str) -> int | None:
        """Let a job be due now, and return when that is; None if there is none, or it is being done."""
        now, left = self.now, list[int]()

        def plan(old: Data | None) -> Data | None:
            left.clear()
            if old is None or not is_open(old) or self._is_held(old):
                return None
            left.append(old["at"])
            due = now if old["cron"] is not None else old["due"]  # a repeated job comes at its next time all the same
            return {**old, "at": now, "due": due, "state": WAITING}

        self.enter(now, where)
        if not self._change(where, plan):
            self.leave(now, where)
            return None
        for at in left:
            if at != now:
                self.leave(at, where)
        return now

    def get(self, where: str) -> Data | None:
        """Return a job that is still to be done, or None."""
        found = self.store.get(where)
        return found.value if found is not None and is_open(found.value) else None

    def all(self, *place: Any) -> Iterator[tuple[str, Data]]:
        """Yield the jobs that are still to be done, with their keys: of a chat, of a chat and a person, or of all."""
        for record in self.store.scan(self._key("job", *place) + "/"):
            if is_open(record.value):
                yield record.key, record.value

    def keep_in_step(self, where: str, job: Data) -> None:
        """Keep a repeated job of the code: one with the same times stays as it is."""

        def plan(old: Data | None) -> Data | None:
            if old is not None and is_open(old):
                newest = old["successor"] or old
                if (newest["cron"], newest["zone"]) == (job["cron"], job["zone"]):
                    return None
            if old is not None and self._is_held(old):
                return {**old, "successor": job}
            return {**job, "makers": []}

        self.enter(job["at"], where)
        self._change(where, plan)

    def _change(self, where: str, plan: Callable[[Data | None], Data | None]) -> bool:
        """Replace a record by what *plan* makes of it; nothing is done if that is None."""
        while True:
            found = self.store.get(where)
            value = plan(None if found is None else found.value)
            if value is None:
                return False
            with contextlib.suppress(Conflict):
                self.write(where if found is None else found.key, value, 0 if found is None else found.version)
                return True

    def write(self, where: str, value: Data, version: int) -> int:
        """Write a record by compare-and-set, and return its version; what is done is forgotten after a day."""
        ttl = None
        if value["state"] == DONE:
            ttl = (value["made_at"] + MEMORY_MS - self.now) / 1000
            if ttl <= 0 or not value["makers"]:
                self.store.delete(where, version)
                return 0
        written = self.store.put(where, value, version=version, ttl=ttl)
        if value["state"] == WAITING:
            self._enter_again(value["at"], where)
        return written

    def _is_held(self, value: Data) -> bool:
        return is_held(value, self.now)

    # The index

    def enter(self, at: int, where: str) -> None:
        """Put a job into the index."""
        with contextlib.suppress(Conflict):  # it is there
            self.store.put(self._entry_key(at, where), where, version=0)

    def _enter_again(self, at: int, where: str) -> None:
        """Put a job that is due into the index again, after its record: meanwhile another process may have removed it.

        The entry gets a new version, so that a process that is about to remove it notices.
        """
        if at <= self.now + SOON_MS:
            self.store.put(self._entry_key(at, where), where)

    def _mend_entry(self, where: str) -> None:
        """Put a job into the index that was made before, by a process that may have been killed meanwhile."""
        found = self.store.get(where)
        if found is not None and found.value["state"] == WAITING:
            self.store.put(self._entry_key(found.value["at"], where), where)

    def entry(self, at: int, where: str) -> Entry:
        """Return an entry of the index."""
        return Entry(self._entry_key(at, where), at, where)

    def leave(self, at: int, where: str) -> None:
        """Take a job out of the index."""
        self.store.delete(self._entry_key(at, where), remember=False)

    def _entry_key(self, at: int, where: str) -> str:
        return self._key("due", f"{at:013}", label_of(where))

    def due(self, until: int, limit: int, behind: str | None = None) -> list[Entry]:
        """Return the first entries up to a time, in order; those *behind* a key, if one is given."""
        low = self._key("due", "") if behind is None else behind + " "
        return list(map(_entry_of, self.store.first(low, self._key("due", f"{until + 1:013}"), limit)))

    def next_due(self) -> int | None:
        """Return when to look at the first job."""
        low = self._key("due", "")
        for entry in map(_entry_of, self.store.first(low, low[:-1] + "0", 1)):  # "0" follows "/"
            return entry.at
        return None

    def look_at(self, entry: Entry) -> Record | None:
        """Return the record to which an entry belongs; an entry that fits no job is removed."""
        found = self.store.get(entry.where)
        value = None if found is None or found.key != entry.where else found.value
        if value is not None and value["state"] in (WAITING, HELD):
            if value["at"] == entry.at:
                return found
            if value["successor"] and value["successor"]["at"] == entry.at:
                return None  # its turn comes when the other is done
        with contextlib.suppress(Conflict):  # it was written again, because its job is there now
            self.store.delete(entry.key, entry.version, remember=False)
        return None

    # Groups that became supergroups, and people who want to be forgotten

    def move(self, old_chat: int, new_chat: int, keep: float) -> int:
        """Move the jobs of a chat to another id, and return how many; of two of one key that of the new chat stays."""
        count = 0
        for where, value in list(self.all(old_chat)):
            user, label = key_parts(where)[5:7]
            new_where = self.where(new_chat, user, label)
            self.enter(value["at"], new_where)
            count += self.store.move(
                where, new_where, lambda job: _in_chat(job, new_chat), merge=lambda old, new: new, keep=keep
            )
            self._enter_again(value["at"], new_where)
        return count

    def forget(self, user_id: int) -> int:
        """Delete the jobs of a person, in all chats, and return how many."""
        count = 0
        for where, value in list(self.all()):
            if str(user_id) in key_parts(where)[4:6]:
                self.leave(value["at"], where)
                count += self.store.delete(where)
        return count


def _entry_of(record: Record) -> Entry:
    return Entry(record.key, int(key_parts(record.key)[4]), record.value, record.version)


def _in_chat(job: Data, chat_id: int) -> Data:
    return {**job, "chat": {**(job["chat"] or {}), "id": chat_id, "type": "supergroup"}}


def new_job(name: str, at: int, now: int, **fields: Any) -> Data:
    """Return the record of a new job."""
    job: Data = {
        "name": name, "at": at, "due": at, "made_at": now, "state": WAITING, "makers": [],
        "chat": None, "user": None, "place": {}, "data": {}, "key": None, "cron": None, "zone": None,
        "late": None, "once": False, "is_paused": False, "is_cancelled": False, "successor": None,
        "holder": "", "process": None, "until": 0, "failures": 0, "deaths": 0, "replies": None, "sent": 0,
    }  # fmt: skip
    return job | fields


def after_this(value: Data, now: int) -> Data:
    """Return what becomes of the record of a job that is done: the next job of its key, its next time, or its end."""
    if value["successor"]:
        return {**value["successor"], "makers": value["makers"]}
    if value["cron"] is not None and not value["is_cancelled"]:
        following = _next_turn(value, now)
        if following is not None:
            return following
    return _tombstone(value)


def _next_turn(value: Data, now: int) -> Data | None:
    """Return a repeated job at its next time: what was missed meanwhile is left out."""
    seconds = next_time(value["cron"], value["zone"], max(now, value["due"]) / 1000)
    if seconds is None:
        return None
    at = int(seconds * 1000)
    state = PAUSED if value["is_paused"] else WAITING
    fresh = {"until": 0, "failures": 0, "deaths": 0, "replies": None, "sent": 0}
    return {**value, **fresh, "at": at, "due": at, "state": state}


def _tombstone(value: Data) -> Data:
    """Return what is kept for a day of a job that is done, so that its update does not make it again."""
    return {"state": DONE, **{name: value[name] for name in ("makers", "made_at", "at")}}
