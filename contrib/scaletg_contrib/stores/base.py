"""The part that all kinds of store share, based on six operations of a backend: see `Store`."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import json
import logging
import os
import random
import re
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

import scaletg
from scaletg_contrib.stores.errors import Conflict, Held, LeaseLost, StoreDown, WrongFormat
from scaletg_contrib.stores.holders import has_ended, this_process

FORMAT = "2"  # of keys and rows; every store has a record of it
KEY_BYTES = 500  # in UTF-8; with the prefix it fits into every database's index
VALUE_BYTES = 1 << 20
REMEMBER_SECONDS = 3600.0  # how long a deleted or expired record keeps its version
TIDY_SECONDS, TIDY_ROWS = 60.0, 1000  # writes purge as a side effect: at most so many rows, at most so often
PAGE_ROWS = 500  # read at a time
RETRY_SECONDS = 5.0  # waiting time when the store is down
LOG_SECONDS = 10.0  # between two log lines about it
ANY_TIME = -1.0  # before every expiry
RELEASED = -1  # a version that no row has
MOVED = ">"  # the first character of a row that says where its record is now
DELETED = ""  # not JSON; its time alone would bring a deleted record back where the clock is a bit behind

log = logging.getLogger("scaletg.stores")
T = TypeVar("T")
Down = TypeVar("Down", bound=StoreDown)

# Records and leases ##########################################################


class Record(NamedTuple):
    """A stored record: a JSON value, its version and when it expires (None: never)."""

    key: str
    value: Any
    version: int
    expires: float | None


class Lease:
    """The right to work on *key* until *expires*; a `with` block releases it at the end.

    *fence* grows with every lease of the key. Hand it to a system outside of the store, which can then refuse a
    holder that is too late: it has seen a higher number. Inside the store compare-and-set does the same.
    """

    def __init__(self, store: Store, key: str, seconds: float, version: int, expires: float) -> None:
        self.key, self.fence, self.expires = key, version, expires
        self._store, self._seconds, self._version = store, seconds, version

    def renew(self, seconds: float | None = None) -> None:
        """Hold the lease for *seconds* (as many as at first) from now; raise `LeaseLost` if it already ran out."""
        try:
            self._version, self.expires = self._store._lease(self.key, seconds or self._seconds, self._version)
        except Conflict as error:
            raise self._lease_lost() from error

    def release(self) -> bool:
        """Release the lease; return False if it has expired and somebody else holds it, whose lease does not change."""
        if self._version != RELEASED and not self._store._forget(row_name("l:", self.key), self._version, ANY_TIME):
            return False
        self._version = RELEASED
        return True

    def _lease_lost(self) -> LeaseLost:
        return LeaseLost(
            f"the lease of {self.key!r} ran out after {self._seconds:g} s while it was in use. "
            "Take it for longer, or call renew() in between."
        )

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if not self.release() and kind is None:
                raise self._lease_lost()
        except StoreDown as error:  # the work is done, and the lease expires by itself
            log.warning("the lease of %r could not be released: %s", self.key, error)


# What all stores share ##########################################################


class Row(NamedTuple):
    """A record as a backend stores it: expired records still exist, deleted ones have no text."""

    text: str
    version: int
    expires: float | None

    def alive(self, now: float) -> bool:
        """Return whether this record exists: it is neither deleted, moved nor expired."""
        return self.text != DELETED and (self.expires is None or self.expires > now)

    def fits(self, version: int, after: float) -> bool:
        """Return whether the row has this version and expires later than *after*."""
        return self.version == version and (self.expires is None or self.expires > after)

    @property
    def is_moved(self) -> bool:
        """Return whether the record is now at another key."""
        return self.text.startswith(MOVED)


class _Move(NamedTuple):
    """Where a record is now, and its old value; it is stored in the row of the old key."""

    key: str
    value: Any
    expires: float | None
    has_landed: bool = False

    @property
    def text(self) -> str:
        return MOVED + json.dumps(list(self))

    @classmethod
    def read(cls, row: Row) -> _Move:
        return cls(*json.loads(row.text.removeprefix(MOVED)))


class Store:
    """Stores records. A backend adds six operations on rows; everything else is here, and the same for all."""

    hint = "Check that the server runs and that the address, user and password of the URL are right."
    #: Whether the cost of `first` depends only on what it returns.
    has_ranges = True

    def __init__(self, url: str, name: str, clock: Callable[[], float], timeout: float) -> None:
        self.url, self.name, self.clock, self.timeout = without_password(url), name, clock, timeout
        self._tidy_at = 0.0
        self._log_at = 0.0
        self._setup(url)

    def _setup(self, url: str) -> None:
        """Read the part of the URL that the backend defines, without connecting."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<Store {self.url}>"

    def get(self, key: str) -> Record | None:
        """Return the record, or None if it does not exist or has expired.

        If a record was moved recently, return the record at its new key.
        """
        row = self._read(row_name("r:", key))
        if row is None or not row.alive(self.clock()):
            return None
        if row.is_moved:
            move = _Move.read(row)
            if not move.has_landed:  # the process that moved it was killed before that
                self._land(row_name("r:", key), row, None)
            return self.get(move.key)
        return Record(key, json.loads(row.text), *row[1:])

    def put(self, key: str, value: Any, *, version: int | None = None, ttl: float | None = None) -> int:
        """Store a JSON *value* for *ttl* seconds (None: for ever) and return its new version.

        With *version* the record must have exactly that one (0: it must not exist), else `Conflict` is raised.
        """
        text, expires = to_json(key, value), self._expiry(ttl)
        return self._put(row_name("r:", key), text, version, expires, is_likely_new=version == 0)

    def delete(self, key: str, version: int | None = None, *, remember: bool = True) -> bool:
        """Delete the record and return whether there was one; *version* as with `put`.

        The version is remembered for an hour, in case that the key is used again. A queue, whose keys are used once,
        passes `remember=False`: then a later `first` does not have to skip deleted rows.
        """
        name = row_name("r:", key)
        end = self._forget if remember else self._drop
        while True:
            current = self._current_version(name)
            if version is not None and version != current:
                raise Conflict(key, version, current)
            if not current or end(name, current, self.clock()):
                return bool(current)

    def change(self, key: str, function: Callable[[Any], Any], *, default: Any = None, ttl: float | None = None) -> Any:
        """Replace the value by `function(value)` and return the new value, without losing changes of others.

        *function* gets *default* if there is no record. It is called again if somebody else was quicker.
        A record keeps its expiry; with *ttl* it expires so many seconds from now.
        """
        while True:
            found = self.get(key) or Record(key, default, 0, None)
            value = function(found.value)
            expires = found.expires if ttl is None else self._expiry(ttl)
            with contextlib.suppress(Conflict):
                self._put(row_name("r:", found.key), to_json(key, value), found.version, expires, not found.version)
                return value

    def move(
        self,
        key: str,
        new_key: str,
        function: Callable[[Any], Any] = lambda value: value,
        *,
        merge: Callable[[Any, Any], Any] | None = None,
        keep: float = REMEMBER_SECONDS,
    ) -> bool:
        """Move a record, whose value becomes `function(value)`, and return whether it was moved.

        It stays where it is if there is a record at the new key, unless *merge* says what becomes of both: it gets the
        values of the old and of the new key. Both functions are called again if somebody else was quicker.
        Nobody's change is lost: for *keep* seconds whoever reads the old key gets the record at the new one, so that
        what began before the move is finished after it; `delete`, and `put` without a version, mean the old key itself.
        """
        name, new_name = row_name("r:", key), row_name("r:", new_key)
        while key != new_key:
            row = self._read(name)
            if row is None or not row.alive(self.clock()):
                return False
            if row.is_moved:  # perhaps by a process that was killed before the record was at its new key
                move = _Move.read(row)
                return move.key == new_key and not move.has_landed and self._land(name, row, merge)
            there = self._read(new_name)
            if merge is None and there is not None and self._is_record(there):
                return False
            value = function(json.loads(row.text))
            to_json(new_key, value)  # raises if the value is not JSON
            text = _Move(new_key, value, row.expires).text
            version = self._version_above(max(row.version, there.version if there else 0))
            moved = Row(text, version, self.clock() + keep)
            if self._swap(name, row.version, moved, self.clock()):
                return self._land(name, moved, merge)
        return False

    def moved(self, key: str) -> Record | None:
        """Return the record that was moved away from *key* as it was then, None if it is no longer kept.

        Here is what lost in a merge. Its version and expiry are those of what is kept.
        """
        row = self._read(row_name("r:", key))
        if row is None or not row.alive(self.clock()) or not row.is_moved:
            return None
        return Record(key, _Move.read(row).value, row.version, row.expires)

    def _is_record(self, row: Row) -> bool:
        return row.alive(self.clock()) and not row.is_moved

    def _land(self, name: bytes, moved: Row, merge: Callable[[Any, Any], Any] | None) -> bool:
        """Write a moved record to its new key, or merge it with the record there, and remember that this is done."""
        move = _Move.read(moved)
        new_name = row_name("r:", move.key)
        while True:
            there = self._read(new_name)
            value, expires = move.value, move.expires
            if there is not None and self._is_record(there):
                if merge is None:
                    return False
                value = merge(value, json.loads(there.text))
                expires = None if expires is None or there.expires is None else max(expires, there.expires)
            elif there is not None and there.version > moved.version:  # deleted after the move
                return False
            version = there.version if there is not None else 0
            row = Row(to_json(move.key, value), self._version_above(max(version, moved.version)), expires)
            if self._swap(new_name, version, row, ANY_TIME):
                landed = Row(move._replace(has_landed=True).text, moved.version, moved.expires)
                self._swap(name, moved.version, landed, ANY_TIME)
                return True

    def scan(self, prefix: str = "") -> Iterator[Record]:
        """Yield the records whose key starts with *prefix*, in the order of their keys.

        What others write meanwhile may or may not be among them.
        """
        low = encode("r:" + prefix)
        return self._records(low, _name_after(low), PAGE_ROWS)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys that start with *prefix* in order, including those of recently moved records."""
        low = encode("r:" + prefix)
        for name, row in self._range(low, _name_after(low), PAGE_ROWS):
            if row.alive(self.clock()):
                yield key_in(name)

    def first(self, low: str, high: str, limit: int) -> list[Record]:
        """Return the first *limit* records with *low* <= key < *high*, in the order of their keys in UTF-8.

        It reads an ordered index, so its cost does not depend on how many records follow. Use it for what is due next.
        """
        if limit < 1:
            raise ValueError(f"first(limit={limit!r}): give a number above 0.")
        return list(itertools.islice(self._records(encode("r:" + low), encode("r:" + high), limit), limit))

    def _records(self, low: bytes, high: bytes, page: int) -> Iterator[Record]:
        for name, row in self._range(low, high, page):
            if self._is_record(row):
                yield Record(key_in(name), json.loads(row.text), *row[1:])

    def acquire(self, key: str, seconds: float, *, wait: float = 0.0) -> Lease:
        """Take the lease of *key* for *seconds*; raise `Held` if another holder still has it after *wait* seconds.

        A lease is separate from the record of the same key: it keeps out those who ask for the lease, nobody else.
        That of a process that was killed on this machine (Linux) is free at once.
        """
        give_up, pause = time.monotonic() + wait, 0.002
        while True:
            try:
                version, expires = self._take_lease(key, seconds)
                return Lease(self, key, seconds, version, expires)
            except Conflict:
                left = give_up - time.monotonic()
                if left <= 0:
                    raise self._held_by_others(key) from None
            time.sleep(min(left, pause * random.uniform(0.5, 1)))
            pause = min(pause * 1.5, 0.1)

    def lock(self, key: str, seconds: float, *, wait: float | None = None) -> Lease:
        """Take the lease for a `with` block, waiting as long as another holder may have it, or *wait* seconds."""
        return self.acquire(key, seconds, wait=seconds if wait is None else wait)

    def purge(self, keep: float = REMEMBER_SECONDS) -> int:
        """Remove the records that expired more than *keep* seconds ago and return how many.

        Writes do this as a side effect.
        """
        count = part = self._purge(self.clock() - keep)
        while part >= TIDY_ROWS:
            part = self._purge(self.clock() - keep)
            count += part
        return count

    def close(self) -> None:
        """End this process's connections. A later call opens new ones."""

    def _expiry(self, ttl: float | None) -> float | None:
        if ttl is not None and not 0 < ttl < 1e10:
            raise ValueError(
                f"{ttl!r} is not a duration in seconds. Give a number above 0 (for ttl also None: no end)."
            )
        return None if ttl is None else self.clock() + ttl

    def _put(
        self, name: bytes, text: str, version: int | None, expires: float | None, is_likely_new: bool = False
    ) -> int:
        self._tidy()
        if is_likely_new and self._swap(name, 0, Row(text, new := self._version_above(0), expires), ANY_TIME):
            return new  # without reading it first
        if version:
            new, after = self._version_above(version), self.clock()
            if self._swap(name, version, Row(text, new, expires), after):
                return new
            raise Conflict(key_in(name), version, self._current_version(name))
        while True:
            found = self._read(name)
            if found and version == 0 and found.alive(self.clock()):
                raise Conflict(key_in(name), 0, found.version)
            old = found.version if found else 0
            new = self._version_above(old)
            if self._swap(name, old, Row(text, new, expires), ANY_TIME):
                return new

    def _current_version(self, name: bytes) -> int:
        row = self._read(name)
        return row.version if row and row.alive(self.clock()) else 0

    def _version_above(self, version: int) -> int:
        """Return a version above *version*, and above all that this key had before it was purged: the time in µs."""
        return max(version + 1, int(self.clock() * 1e6))

    def _forget(self, name: bytes, version: int, after: float) -> bool:
        return self._swap(name, version, Row(DELETED, self._version_above(version), self.clock()), after)

    def _lease(self, key: str, seconds: float, version: int) -> tuple[int, float]:
        expires = self._expiry(seconds)
        assert expires is not None
        owner = json.dumps([f"{socket.gethostname()}, process {os.getpid()}", this_process()])
        return self._put(row_name("l:", key), owner, version, expires), expires

    def _take_lease(self, key: str, seconds: float) -> tuple[int, float]:
        """Take a lease that is free, or that of a process that has ended; raise `Conflict` if another one holds it."""
        try:
            return self._lease(key, seconds, 0)
        except Conflict:
            row = self._read(row_name("l:", key))
            if row is None or not has_ended(_owner_in(row)[1]):
                raise
            return self._lease(key, seconds, row.version)

    def _held_by_others(self, key: str) -> Held:
        row = self._read(row_name("l:", key))
        left = max(0.0, (row.expires or 0) - self.clock()) if row else 0.0
        owner = _owner_in(row)[0]
        return Held(f"the lease of {key!r} is held by {owner} for {left:.1f} s more. Wait longer, or try again.", left)

    def _tidy(self) -> None:
        now = self.clock()
        if now >= self._tidy_at:
            self._tidy_at = now + TIDY_SECONDS
            with contextlib.suppress(StoreDown):  # the write that follows raises a better error
                if self._purge(now - REMEMBER_SECONDS) >= TIDY_ROWS:
                    self._tidy_at = now

    def _store_down(self, error: Exception) -> StoreDown:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        return self._log(StoreDown(f"store {self.url}: {reason or type(error).__name__}. {self.hint}", RETRY_SECONDS))

    def _log(self, error: Down) -> Down:
        """Log an error from time to time, because otherwise it is only visible as repeated updates."""
        now = time.monotonic()
        if now >= self._log_at:
            self._log_at = now + LOG_SECONDS
            log.error("%s", error)
        return error

    def _refuse_format(self, found: str | None) -> None:
        """Raise `WrongFormat` if that is not the format of this code; None: there are records, but none of a format."""
        if found != FORMAT:
            has = "records without a format" if found is None else f"records of the format {found}"
            raise self._log(
                WrongFormat(
                    f"store {self.url}, {self.name!r}: it has {has}, written by another version or program; this code "
                    f"needs the format {FORMAT}. Use another file, database or name=, or delete what is there.",
                    RETRY_SECONDS,
                )
            )

    def _read(self, name: bytes) -> Row | None:
        raise NotImplementedError

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        """Set the row if its version is *version* (0: there is no row) and it expires later than *after*."""
        raise NotImplementedError

    def _drop(self, name: bytes, version: int, after: float) -> bool:
        """Remove the row under the same conditions as `_swap`."""
        raise NotImplementedError

    def _range(self, low: bytes, high: bytes, page: int) -> Iterator[tuple[bytes, Row]]:
        """Yield the rows with low <= name < high in order, reading *page* at a time; dead ones may be missing."""
        raise NotImplementedError

    def _purge(self, before: float) -> int:
        """Remove rows that expired before that time, about `TIDY_ROWS` at most; return how many."""
        raise NotImplementedError


def _name_after(prefix: bytes) -> bytes:
    """Return the first name behind all that start with *prefix*; UTF-8 has no byte 255."""
    return prefix[:-1] + bytes([prefix[-1] + 1])


def encode(text: str) -> bytes:
    """Return a key, or the start of one, as bytes."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"key {text[2:]!r} is not valid Unicode ({error.reason}). Use whole characters.") from error


def row_name(kind: str, key: str) -> bytes:
    """Return the row's name: "r:" for records, "l:" for leases. Bytes are compared alike by all databases."""
    name = encode(kind + key)
    if not key or len(name) > KEY_BYTES + len(kind):
        raise ValueError(f"key {key[:50]!r} has {len(name) - 2} bytes in UTF-8. Use a key of 1 to {KEY_BYTES} bytes.")
    return name


def _owner_in(row: Row | None) -> tuple[str, Any]:
    """Return whose lease a row is: for people, and as `this_process` names it."""
    if row is None or row.text == DELETED:
        return "somebody", None
    owner, holder = json.loads(row.text)
    return owner, holder


def key_in(name: bytes) -> str:
    """Return the key in a row's name."""
    return name[2:].decode()


def to_json(key: str, value: Any) -> str:
    """Return *value* as JSON in ASCII, which every database keeps unchanged, whatever its encoding."""
    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(
            f"the value for record {key!r} is not JSON: {error}. "
            "Store dictionaries with strings as keys, lists, strings, finite numbers, booleans and None."
        ) from error
    if len(text) > VALUE_BYTES:
        raise ValueError(f"the value for record {key!r} has {len(text)} bytes as JSON. Keep it below {VALUE_BYTES}.")
    return text


class PerProcess(Generic[T]):
    """Gives every process its own value: after a fork the parent's locks and connections stay untouched and open."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make, self._values = make, dict[int, T]()

    def get(self) -> T:
        """Return the value of this process."""
        pid = os.getpid()
        return self._values.get(pid) or self._values.setdefault(pid, self._make())

    def pop(self) -> T | None:
        """Take the value of this process away, and return it."""
        return self._values.pop(os.getpid(), None)


def without_password(url: str) -> str:
    """Return a URL as it may be shown."""
    return re.sub("//.*@", "//", url, flags=re.DOTALL).partition("?")[0]


def unreadable_url(url: str, why: str = "") -> scaletg.ConfigError:
    """Return the error for a URL that a driver cannot read; *url* without its password, which drivers may quote."""
    return scaletg.ConfigError(
        f"store {url!r}: the URL cannot be read{why}. Write KIND://USER:PASSWORD@HOST:PORT/DATABASE, "
        "with %-codes for special characters in the password (urllib.parse.quote)."
    )


def need_packages(url: str, extra: str, *packages: str) -> None:
    """Raise `ConfigError` with the command that installs what is missing."""
    for package in packages:
        if not importlib.util.find_spec(package):
            raise scaletg.ConfigError(
                f"store {url!r}: the package {package!r} is missing. Install it with: pip install 'scaletg[{extra}]'"
            )
