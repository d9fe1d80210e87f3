"""Keep small records under a key, with a version, an expiry and a lease, in one of five kinds of store.

    store = open_store("sqlite:///bot.db")      # memory: sqlite: postgresql: mysql: mariadb: redis: valkey:
    store.put("cart:7", {"items": 2}, ttl=3600)
    with store.lock("cart:7", 10):              # nobody else is in here, on any machine
        ...
    bot = scaletg.Bot(seen=SeenUpdates(store))  # an update is processed once, whichever process gets it

Stored: one table (or key prefix in Redis) named `scaletg`, made on first use; values are JSON. Several processes,
threads and machines may use one store at the same time, except `memory:`, which lives and dies with its process.
Every write is one compare-and-set of one row, so a killed process leaves nothing half done. A deleted or expired record
keeps its version for an hour: no version comes twice, and a late writer is always found out.
Expiry is judged by the clock of the machine that asks: keep the machines' clocks together (NTP).
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import os
import random
import re
import socket
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import scaletg

__all__ = [
    "Conflict", "Held", "Lease", "LeaseLost", "Record", "SeenUpdates", "Store", "StoreDown", "StoreError", "open_store",
]  # fmt: skip

KEY_BYTES = 200  # in UTF-8; with the prefix it fits into every database's index
VALUE_BYTES = 1 << 20
REMEMBER_SECONDS = 3600.0  # how long a deleted or expired record keeps its version
TIDY_SECONDS, TIDY_ROWS = 60.0, 1000  # writes purge in passing: at most so many rows, and then not for a while
RETRY_SECONDS = 5.0  # when the store is down
ANY_TIME = -1.0  # before every expiry
RELEASED = -1  # a version that no row has
MOVED = ">"  # begins the text of a row that says where its record is now
DELETED = ""  # is no JSON; its time alone would bring a deleted record back where the clock is a bit behind

log = logging.getLogger("scaletg.stores")
T = TypeVar("T")

# Errors ######################################################################


class StoreError(scaletg.ScaleTGError):
    """Is the base of what a store raises."""


class Conflict(StoreError):
    """The record has not the version that the caller expects: *version* is the one it has, 0 if there is none."""

    def __init__(self, key: str, expected: int, version: int) -> None:
        has = f"it has version {version}" if version else "there is no such record"
        super().__init__(
            f"record {key!r}: version {expected} was expected, but {has}. Read it again and repeat the change."
        )
        self.key, self.expected, self.version = key, expected, version


class LeaseLost(StoreError):
    """A lease ran out before it was renewed or released, so somebody else may have worked at the same time."""


class _TryLater(StoreError, scaletg.Retry):
    """Makes Telegram deliver the update again when nobody catches it."""

    def __init__(self, text: str, seconds: float) -> None:
        scaletg.Retry.__init__(self, seconds)
        self.args = (text,)


class Held(_TryLater):
    """Somebody else holds the lease for *seconds* more."""


class StoreDown(_TryLater):
    """The store cannot be reached or refuses to work; for a bot that is a `scaletg.Retry`."""


# Records and leases ##########################################################


class Record(NamedTuple):
    """What is stored under a key: a JSON value, its version and when it expires (None: never)."""

    key: str
    value: Any
    version: int
    expires: float | None


class Lease:
    """Is the right to work on *key* until *expires*; in a `with` block it is released at the end.

    *fence* grows with every lease of the key. Hand it to a system outside of the store, which then can refuse a
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
            raise self._lost() from error

    def release(self) -> bool:
        """Let others in; return False if the lease ran out and somebody else took it (theirs is not touched)."""
        if self._version != RELEASED and not self._store._forget(_name("l:", self.key), self._version, ANY_TIME):
            return False
        self._version = RELEASED
        return True

    def _lost(self) -> LeaseLost:
        return LeaseLost(
            f"the lease of {self.key!r} ran out after {self._seconds:g} s while it was in use. "
            "Take it for longer, or call renew() in between."
        )

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if not self.release() and kind is None:
                raise self._lost()
        except StoreDown as error:  # the work is done, and the lease runs out by itself
            log.warning("the lease of %r could not be released: %s", self.key, error)


# What all stores do ##########################################################


class Row(NamedTuple):
    """A record as a backend keeps it: expired ones are still there, deleted ones have no text."""

    text: str
    version: int
    expires: float | None

    def alive(self, now: float) -> bool:
        return self.text != DELETED and (self.expires is None or self.expires > now)

    @property
    def is_moved(self) -> bool:
        return self.text.startswith(MOVED)


class Store:
    """Keeps records. A backend adds five operations on rows; everything else is here and the same for all."""

    hint = "Check that the server runs and that the address, user and password of the URL are right."

    def __init__(self, url: str, name: str, clock: Callable[[], float], timeout: float) -> None:
        self.url, self.name, self.clock, self.timeout = _without_password(url), name, clock, timeout
        self._tidy_at = 0.0
        self._setup(url)

    def _setup(self, url: str) -> None:
        """Read the backend's own part of the URL; nothing connects yet."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<Store {self.url}>"

    def get(self, key: str) -> Record | None:
        """Return the record, or None if there is none or it expired.

        Of a record that was moved lately it is that at its new key.
        """
        row = self._read(_name("r:", key))
        if row is None or not row.alive(self.clock()):
            return None
        if row.is_moved:
            self._land(row)  # if who moved it was ended before that
            return self.get(json.loads(row.text.removeprefix(MOVED))[0])
        return Record(key, json.loads(row.text), *row[1:])

    def put(self, key: str, value: Any, *, version: int | None = None, ttl: float | None = None) -> int:
        """Store a JSON *value* for *ttl* seconds (None: for ever) and return its new version.

        With *version* the record must have exactly that one (0: it must not exist), else `Conflict` is raised.
        """
        return self._put(_name("r:", key), _dump(key, value), version, self._until(ttl), is_likely_new=version == 0)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Delete the record and return whether there was one; *version* as with `put`."""
        name = _name("r:", key)
        while True:
            current = self._current(name)
            if version is not None and version != current:
                raise Conflict(key, version, current)
            if not current or self._forget(name, current, self.clock()):
                return bool(current)

    def change(self, key: str, function: Callable[[Any], Any], *, default: Any = None, ttl: float | None = None) -> Any:
        """Replace the value by `function(value)` and return the new one; nobody else's change is lost.

        *function* gets *default* if there is no record. It is called again if somebody came between.
        """
        while True:
            record = self.get(key)
            value = function(record.value if record else default)
            with contextlib.suppress(Conflict):
                self.put(record.key if record else key, value, version=record.version if record else 0, ttl=ttl)
                return value

    def move(self, key: str, new_key: str, function: Callable[[Any], Any] = lambda value: value) -> bool:
        """Move a record, whose value becomes `function(value)`; return False if there is none, or one at the new key.

        Nobody's change is lost: for an hour whoever reads the old key gets the record at the new one, so that what was
        begun before the move is finished after it; `delete`, and `put` without a version, mean the old key itself.
        *function* is called again if somebody came between.
        """
        while key != new_key and (record := self.get(key)) is not None and record.key == key:
            value = function(record.value)
            _dump(new_key, value)  # which raises for what is no JSON
            there = self._read(_name("r:", new_key))
            version = self._next(max(record.version, there.version if there else 0))
            text = MOVED + json.dumps([new_key, value, record.expires])
            told = Row(text, version, self.clock() + REMEMBER_SECONDS)
            if self._swap(_name("r:", key), record.version, told, self.clock()):
                return self._land(told)
        return False

    def _land(self, told: Row) -> bool:
        """Put a record that was moved at its new key; return False if one lives there, or has come there since."""
        key, value, expires = json.loads(told.text.removeprefix(MOVED))
        there = self._read(_name("r:", key))
        if there and (there.version > told.version or (there.alive(self.clock()) and not there.is_moved)):
            return False
        row = Row(_dump(key, value), self._next(told.version), expires)
        return self._swap(_name("r:", key), there.version if there else 0, row, ANY_TIME)

    def scan(self, prefix: str = "") -> Iterator[Record]:
        """Yield the records whose key starts with *prefix*, in the order of their keys.

        What others write meanwhile may or may not be among them. Redis looks at every key of its database for this.
        """
        for name, row in self._range(_encode("r:" + prefix)):
            if row.alive(self.clock()) and not row.is_moved:
                yield Record(_key(name), json.loads(row.text), *row[1:])

    def acquire(self, key: str, seconds: float, *, wait: float = 0.0) -> Lease:
        """Take the lease of *key* for *seconds*; raise `Held` if others still hold it after *wait* seconds.

        A lease is separate from the record of the same key: it keeps out those who ask for the lease, nobody else.
        """
        give_up, pause = time.monotonic() + wait, 0.002
        while True:
            try:
                version, expires = self._lease(key, seconds, 0)
                return Lease(self, key, seconds, version, expires)
            except Conflict:
                left = give_up - time.monotonic()
                if left <= 0:
                    raise self._held(key) from None
            time.sleep(min(left, pause * random.uniform(0.5, 1)))
            pause = min(pause * 1.5, 0.1)

    def lock(self, key: str, seconds: float, *, wait: float | None = None) -> Lease:
        """Take the lease for a `with` block, waiting as long as another holder may have it, or *wait* seconds."""
        return self.acquire(key, seconds, wait=seconds if wait is None else wait)

    def purge(self, keep: float = REMEMBER_SECONDS) -> int:
        """Remove what expired more than *keep* seconds ago and return how much it was.

        Writes do this in passing; Redis does it on its own (and returns 0).
        """
        count = part = self._purge(self.clock() - keep)
        while part >= TIDY_ROWS:
            part = self._purge(self.clock() - keep)
            count += part
        return count

    def close(self) -> None:
        """End this process's connections. A later call opens new ones."""

    def _until(self, ttl: float | None) -> float | None:
        if ttl is not None and not 0 < ttl < 1e10:
            raise ValueError(f"{ttl!r} seconds were asked for. Give a number above 0 (for ttl also None: no expiry).")
        return None if ttl is None else self.clock() + ttl

    def _put(
        self, name: bytes, text: str, version: int | None, expires: float | None, is_likely_new: bool = False
    ) -> int:
        self._tidy()
        if is_likely_new and self._swap(name, 0, Row(text, new := self._next(0), expires), ANY_TIME):
            return new  # without reading it first
        if version:
            new, after = self._next(version), self.clock()
            if self._swap(name, version, Row(text, new, expires), after):
                return new
            raise Conflict(_key(name), version, self._current(name))
        while True:
            found = self._read(name)
            if found and version == 0 and found.alive(self.clock()):
                raise Conflict(_key(name), 0, found.version)
            old = found.version if found else 0
            new = self._next(old)
            if self._swap(name, old, Row(text, new, expires), ANY_TIME):
                return new

    def _current(self, name: bytes) -> int:
        row = self._read(name)
        return row.version if row and row.alive(self.clock()) else 0

    def _next(self, version: int) -> int:
        """Return a version above *version*, and above all that this key had before it was purged: the time in µs."""
        return max(version + 1, int(self.clock() * 1e6))

    def _forget(self, name: bytes, version: int, after: float) -> bool:
        return self._swap(name, version, Row(DELETED, self._next(version), self.clock()), after)

    def _lease(self, key: str, seconds: float, version: int) -> tuple[int, float]:
        expires = self._until(seconds)
        assert expires is not None
        owner = json.dumps(f"{socket.gethostname()}, process {os.getpid()}")
        return self._put(_name("l:", key), owner, version, expires), expires

    def _held(self, key: str) -> Held:
        row = self._read(_name("l:", key))
        left = max(0.0, (row.expires or 0) - self.clock()) if row else 0.0
        owner = json.loads(row.text) if row and row.text else "somebody"
        return Held(f"the lease of {key!r} is held by {owner} for {left:.1f} s more. Wait longer, or try again.", left)

    def _tidy(self) -> None:
        now = self.clock()
        if now >= self._tidy_at:
            self._tidy_at = now + TIDY_SECONDS
            with contextlib.suppress(StoreDown):  # the write that follows tells it better
                if self._purge(now - REMEMBER_SECONDS) >= TIDY_ROWS:
                    self._tidy_at = now

    def _down(self, error: Exception) -> StoreDown:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        return StoreDown(f"store {self.url}: {reason or type(error).__name__}. {self.hint}", RETRY_SECONDS)

    def _read(self, name: bytes) -> Row | None:
        raise NotImplementedError

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        """Set the row if its version is *version* (0: there is no row) and it expires later than *after*."""
        raise NotImplementedError

    def _range(self, prefix: bytes) -> Iterator[tuple[bytes, Row]]:
        raise NotImplementedError

    def _purge(self, before: float) -> int:
        """Remove rows that expired before that time, about `TIDY_ROWS` at most; return how many."""
        raise NotImplementedError


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"key {text[2:]!r} is not valid Unicode ({error.reason}). Use whole characters.") from error


def _name(kind: str, key: str) -> bytes:
    """Return the row's name: "r:" for records, "l:" for leases. Bytes are compared alike by all databases."""
    name = _encode(kind + key)
    if not key or len(name) > KEY_BYTES + len(kind):
        raise ValueError(f"key {key[:50]!r} has {len(name) - 2} bytes in UTF-8. Use a key of 1 to {KEY_BYTES} bytes.")
    return name


def _key(name: bytes) -> str:
    return name[2:].decode()


def _dump(key: str, value: Any) -> str:
    """Return *value* as JSON in ASCII, which every database keeps unchanged, whatever its encoding."""
    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(
            f"the value for record {key!r} is not JSON: {error}. "
            "Store dictionaries with text keys, lists, texts, finite numbers, booleans and None."
        ) from error
    if len(text) > VALUE_BYTES:
        raise ValueError(f"the value for record {key!r} has {len(text)} bytes as JSON. Keep it below {VALUE_BYTES}.")
    return text


class _PerProcess(Generic[T]):
    """Gives every process its own value: after a fork the parent's locks and connections stay untouched and open."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make, self._values = make, dict[int, T]()

    def get(self) -> T:
        pid = os.getpid()
        return self._values.get(pid) or self._values.setdefault(pid, self._make())

    def pop(self) -> T | None:
        return self._values.pop(os.getpid(), None)


# Memory ######################################################################


class _Memory(Store):
    def _setup(self, url: str) -> None:
        self._rows: dict[bytes, Row] = {}
        self._lock = _PerProcess(threading.Lock)

    def _read(self, name: bytes) -> Row | None:
        return self._rows.get(name)

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        with self._lock.get():
            old = self._rows.get(name)
            fits = old.version == version and (old.expires is None or old.expires > after) if old else version == 0
            if fits:
                self._rows[name] = row
            return fits

    def _range(self, prefix: bytes) -> Iterator[tuple[bytes, Row]]:
        with self._lock.get():
            found = sorted(item for item in self._rows.items() if item[0].startswith(prefix))
        yield from found

    def _purge(self, before: float) -> int:
        with self._lock.get():
            old = [name for name, row in self._rows.items() if row.expires is not None and row.expires < before]
            for name in old:
                del self._rows[name]
        return len(old)


# SQL: the standard library's SQLite; SQLAlchemy for the servers ##############

READ = "SELECT value, version, expires FROM {0} WHERE name = :name"
INSERT = "INSERT INTO {0} (name, value, version, expires) VALUES (:name, :value, :version, :expires)"
UPDATE = """UPDATE {0} SET value = :value, version = :version, expires = :expires
    WHERE name = :name AND version = :old AND (expires IS NULL OR expires > :after)"""
RANGE = "SELECT name, value, version, expires FROM {0} WHERE name >= :low AND name < :high ORDER BY name LIMIT 500"
PURGE = f"""DELETE FROM {{0}} WHERE expires < :before AND name IN (SELECT name FROM (
    SELECT name FROM {{0}} WHERE expires < :before ORDER BY expires LIMIT {TIDY_ROWS}) AS old)"""
SQLITE_SETUP = (
    "PRAGMA synchronous = {1}",
    """CREATE TABLE IF NOT EXISTS {0}
    (name BLOB PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL, expires REAL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS {0}_expires ON {0} (expires)",
)


class _SQL(Store):
    def _run(self, sql: str, **values: Any) -> tuple[list[Any], int]:
        """Run one statement as a transaction; return the rows it read and how many it wrote (0: key exists)."""
        raise NotImplementedError

    def _read(self, name: bytes) -> Row | None:
        rows, _ = self._run(READ, name=name)
        return Row(*rows[0]) if rows else None

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        new = {"name": name, "value": row.text, "version": row.version, "expires": row.expires}
        _, count = self._run(UPDATE, **new, old=version, after=after) if version else self._run(INSERT, **new)
        return count == 1

    def _range(self, prefix: bytes) -> Iterator[tuple[bytes, Row]]:
        low, high = prefix, prefix[:-1] + bytes([prefix[-1] + 1])  # UTF-8 has no byte 255
        while rows := self._run(RANGE, low=low, high=high)[0]:
            yield from ((name, Row(*row)) for name, *row in rows)
            low = rows[-1][0] + b"\0"

    def _purge(self, before: float) -> int:
        return self._run(PURGE, before=before)[1]


class _Connection(sqlite3.Connection):
    """A connection that a store may forget: Python 3.13 warns of one that nobody closed."""

    def __del__(self) -> None:
        try:
            self.close()
        except sqlite3.Error:  # it was never opened
            return


class _Forks:
    """Lets a fork wait until no SQLite statement runs, and closes what is open: a child could neither use nor end it.

    https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_connection_across_a_fork_
    """

    def __init__(self) -> None:
        self.stores: weakref.WeakSet[_SQLite] = weakref.WeakSet()
        self.renew()

    def renew(self) -> None:
        self._changed, self._running = threading.Condition(), 0

    def __enter__(self) -> None:
        with self._changed:
            self._running += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def hold(self) -> None:
        self._changed.acquire()
        self._changed.wait_for(lambda: not self._running)
        for store in self.stores:
            store.close()

    def go_on(self) -> None:
        self._changed.release()


_forks = _Forks()
if hasattr(os, "register_at_fork"):  # Windows has none
    os.register_at_fork(before=_forks.hold, after_in_parent=_forks.go_on, after_in_child=_forks.renew)


class _SQLite(_SQL):
    """Does without SQLAlchemy, which would cost five times the CPU and one more package."""

    hint = "Check that the folder exists, that this user may write to it and that the disk has room."

    def _setup(self, url: str) -> None:
        parts = urlsplit(url)
        path, options = unquote(parts.path[1:]), dict(parse_qsl(parts.query))
        self._synchronous = options.pop("synchronous", "normal")
        if parts.netloc or path in ("", ":memory:") or options or self._synchronous not in ("normal", "full"):
            raise scaletg.ConfigError(
                f"store {url!r}: not a SQLite file. Write 'sqlite:///bot.db' (in this folder) or 'sqlite:////var/bot.db',"
                " with '?synchronous=full' to survive also a power cut; for no file at all write 'memory:'."
            )
        self._path = os.path.abspath(path)
        self._idle: _PerProcess[list[sqlite3.Connection]] = _PerProcess(list)
        _forks.stores.add(self)

    def _run(self, sql: str, **values: Any) -> tuple[list[Any], int]:
        with _forks:
            return self._run_now(sql, values)

    def _run_now(self, sql: str, values: dict[str, Any]) -> tuple[list[Any], int]:
        idle = self._idle.get()
        try:
            connection = idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            cursor = connection.execute(sql.format(self.name), values)
            result: tuple[list[Any], int] = cursor.fetchall(), cursor.rowcount
        except sqlite3.IntegrityError:
            result = [], 0
        except sqlite3.Error as error:
            connection.close()
            raise self._down(error) from error
        idle.append(connection)
        return result

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self._path, timeout=self.timeout, isolation_level=None, check_same_thread=False, factory=_Connection
            )
        except sqlite3.Error as error:
            raise self._down(error) from error
        try:
            self._use_wal(connection)
            for sql in SQLITE_SETUP:
                connection.execute(sql.format(self.name, self._synchronous))
        except sqlite3.Error as error:
            connection.close()
            raise self._down(error) from error
        return connection

    def _use_wal(self, connection: sqlite3.Connection) -> None:
        """Switch to WAL, again and again: SQLite does not wait here when several processes start at once."""
        give_up = time.monotonic() + self.timeout
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.01)

    def close(self) -> None:
        for connection in self._idle.pop() or []:
            connection.close()


class _Server(_SQL):
    """PostgreSQL, and MySQL or MariaDB."""

    def _setup(self, url: str) -> None:
        scheme, _, self._address = url.partition("://")
        self._kind = "mysql" if scheme in ("mysql", "mariadb") else "postgresql"
        self._driver = {"mysql": "pymysql", "postgresql": "psycopg"}[self._kind]
        _need(self.url, self._kind, "sqlalchemy", self._driver)
        self._engine = _PerProcess(self._make_engine)
        self._engine.get()  # tells at once if the URL cannot be read
        self._ready = False

    def _make_engine(self) -> Any:
        import sqlalchemy

        seconds = max(2, round(self.timeout))
        mysql = dict.fromkeys(("connect_timeout", "read_timeout", "write_timeout"), seconds)
        arguments: dict[str, dict[str, Any]] = {
            "mysql": {**mysql, "init_command": "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"},
            "postgresql": {"connect_timeout": seconds, "tcp_user_timeout": seconds * 1000, "prepare_threshold": None},
        }  # no prepared statements: PgBouncer does not keep them
        return sqlalchemy.create_engine(
            f"{self._kind}+{self._driver}://{self._address}",
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,  # there is never anything to roll back
            pool_pre_ping=True,
            pool_timeout=self.timeout,
            hide_parameters=True,
            connect_args=arguments[self._kind],
        )

    def _run(self, sql: str, **values: Any) -> tuple[list[Any], int]:
        import sqlalchemy

        try:
            if not self._ready:
                self._make_table()
            with self._engine.get().connect() as connection:
                result = connection.execute(sqlalchemy.text(sql.format(self.name)), values)
                return result.all() if result.returns_rows else [], result.rowcount
        except sqlalchemy.exc.IntegrityError:
            return [], 0
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise self._down(error) from error

    def _make_table(self) -> None:
        import sqlalchemy as sql
        from sqlalchemy.dialects.mysql import MEDIUMTEXT, VARBINARY

        metadata = sql.MetaData()
        sql.Table(
            self.name,
            metadata,
            sql.Column("name", sql.LargeBinary().with_variant(VARBINARY(255), "mysql"), primary_key=True),
            sql.Column("value", sql.Text().with_variant(MEDIUMTEXT(), "mysql"), nullable=False),
            sql.Column("version", sql.BigInteger(), nullable=False),
            sql.Column("expires", sql.Double(), index=True),
        )
        try:
            metadata.create_all(self._engine.get())
        except sql.exc.DBAPIError:  # another process was quicker, or it fails again
            metadata.create_all(self._engine.get())
        self._ready = True

    def close(self) -> None:
        if engine := self._engine.pop():
            engine.dispose()


# Redis and Valkey ############################################################

SWAP = """
local old = redis.call('HMGET', KEYS[1], 'version', 'expires')
if (old[1] or '0') ~= ARGV[1] then return 0 end
if old[2] and old[2] ~= '' and tonumber(old[2]) <= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'version', ARGV[4], 'expires', ARGV[5])
if ARGV[5] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[6]) end
return 1
"""


class _Redis(Store):
    """Every row is a hash `NAME:r:KEY`; Redis itself removes it when its version need not be remembered any more."""

    def _setup(self, url: str) -> None:
        _need(self.url, "redis", "redis")
        self._address = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url
        self._prefix = f"{self.name}:".encode()
        self._client = _PerProcess(self._make_client)
        self._client.get()  # tells at once if the URL cannot be read

    def _make_client(self) -> tuple[Any, Any]:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        client = redis.Redis.from_url(
            self._address,
            socket_timeout=self.timeout,
            socket_connect_timeout=self.timeout,
            retry=Retry(NoBackoff(), 0),  # a write that is sent twice would conflict with itself
        )
        return client, client.register_script(SWAP)

    @contextlib.contextmanager
    def _redis(self) -> Iterator[tuple[Any, Any]]:
        import redis

        try:
            yield self._client.get()
        except redis.RedisError as error:
            raise self._down(error) from error

    def _read(self, name: bytes) -> Row | None:
        with self._redis() as (client, _):
            text, version, expires = client.hmget(self._prefix + name, "value", "version", "expires")
        return Row(text.decode(), int(version), float(expires) if expires else None) if version else None

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        keep = "" if row.expires is None else max(1, int((row.expires - self.clock() + REMEMBER_SECONDS) * 1000))
        expires = "" if row.expires is None else repr(row.expires)
        with self._redis() as (_, swap):
            return bool(swap([self._prefix + name], [version, after, row.text, row.version, expires, keep]))

    def _range(self, prefix: bytes) -> Iterator[tuple[bytes, Row]]:
        pattern = re.sub(rb"([*?\[\]\\^])", rb"\\\1", self._prefix + prefix) + b"*"
        with self._redis() as (client, _):
            keys = sorted(set(client.scan_iter(match=pattern, count=1000)))
        for key in keys:
            if row := self._read(key[len(self._prefix) :]):
                yield key[len(self._prefix) :], row

    def _purge(self, before: float) -> int:
        return 0

    def close(self) -> None:
        if made := self._client.pop():
            made[0].close()


# Opening #####################################################################

BACKENDS: dict[str, type[Store]] = {
    "memory": _Memory,
    "sqlite": _SQLite,
    **dict.fromkeys(("postgresql", "postgres", "mysql", "mariadb"), _Server),
    **dict.fromkeys(("redis", "rediss", "valkey", "valkeys"), _Redis),
}


def open_store(
    url: str, *, name: str = "scaletg", clock: Callable[[], float] = time.time, timeout: float = 5.0
) -> Store:
    """Return the store at *url*; it connects at its first use, in every process anew.

    *name* is its table, or the start of its keys in Redis: bots that share a database take different names.
    *timeout* is how many seconds to wait for the server, or for SQLite's other writers.

        >>> store = open_store("memory:")
        >>> store.put("greeting", "hello") == store.get("greeting").version
        True
    """
    backend = BACKENDS.get(url.partition(":")[0])
    if not backend:
        raise scaletg.ConfigError(
            f"store {_without_password(url)!r}: unknown kind of store. Begin the URL with one of {', '.join(BACKENDS)}."
        )
    if not re.fullmatch("[a-z][a-z0-9_]{0,39}", name):
        raise scaletg.ConfigError(f"store name {name!r}: use up to 40 of a-z, 0-9 and _, a letter first.")
    try:
        return backend(url, name, clock, timeout)
    except scaletg.ScaleTGError:
        raise
    except Exception:  # noqa: BLE001 (each driver has its own, and its text may quote the password)
        raise scaletg.ConfigError(
            f"store {_without_password(url)!r}: the URL cannot be read. Write KIND://USER:PASSWORD@HOST:PORT/DATABASE, "
            "with %-codes for special characters in the password (urllib.parse.quote)."
        ) from None


def _without_password(url: str) -> str:
    return re.sub("//.*@", "//", url, flags=re.DOTALL).partition("?")[0]


def _need(url: str, extra: str, *packages: str) -> None:
    for package in packages:
        if not importlib.util.find_spec(package):
            raise scaletg.ConfigError(
                f"store {url!r}: the package {package!r} is missing. Install it with: pip install 'scaletg[{extra}]'"
            )


# Exactly once ################################################################


class SeenUpdates:
    """Let every update be processed once, whichever processes get it: `Bot(seen=SeenUpdates(store))`.

    A claim is good for *seconds*, more than any app takes; the claim of a killed worker runs out after it.
    The reply is kept for *keep* seconds; Telegram gives an update up after 24 hours.
    Bots that share one store need different names. When the store is down, a claim raises `StoreDown`.
    """

    def __init__(
        self, store: str | Store, *, name: str = "bot", seconds: float = 90.0, keep: float = 24 * 3600.0
    ) -> None:
        #: The store; a URL is opened.
        self.store = open_store(store) if isinstance(store, str) else store
        self._name, self._seconds, self._keep = name, seconds, keep
        self._claims: dict[int, tuple[int, int]] = {}  # update_id -> version and failures of our claim

    def claim(self, update_id: int) -> Any:
        """Return None (run it now), `scaletg.RUNNING` (somebody else does) or the reply that it had."""
        try:
            return self._take(update_id, 0, 0)
        except Conflict:
            found = self.store.get(self._key(update_id))
        if found is None:
            return self.claim(update_id)
        if "reply" in found.value:
            return found.value["reply"]
        if found.value["until"] > self.store.clock():
            return scaletg.RUNNING
        try:
            return self._take(update_id, found.version, found.value["failures"])
        except Conflict:
            return scaletg.RUNNING

    def done(self, update_id: int, reply: dict[str, Any] | str) -> None:
        """Store the reply for further deliveries, also of an update that was released and then given up.

        What cannot be stored is logged: the update itself was processed, and repeating it would do harm.
        """
        try:
            claim = self._claims.pop(update_id, None)
            version = claim[0] if claim else self._released(update_id)
            self.store.put(self._key(update_id), {"reply": reply}, version=version, ttl=self._keep)
        except (StoreError, ValueError) as error:
            log.error("update %s was processed, but its reply could not be stored: %s", update_id, error)

    def release(self, update_id: int) -> int:
        """Give the claim back after a failure, for the next delivery; return how many attempts failed so far."""
        version, failures = self._claims.pop(update_id, (0, 0))
        try:
            self._save(update_id, version, failures + 1, 0.0)
        except StoreError as error:  # the claim runs out by itself, or did
            log.warning("update %s failed, but its claim could not be given back: %s", update_id, error)
        return failures + 1

    def _released(self, update_id: int) -> int:
        """Return the version of an update that nobody has claimed, 0 if it is unknown."""
        found = self.store.get(self._key(update_id))
        if found and found.value.get("until") != 0:
            raise Conflict(found.key, 0, found.version)
        return found.version if found else 0

    def _take(self, update_id: int, version: int, failures: int) -> None:
        until = self.store.clock() + self._seconds
        self._claims[update_id] = self._save(update_id, version, failures, until), failures

    def _save(self, update_id: int, version: int, failures: int, until: float) -> int:
        value = {"failures": failures, "until": until}
        return self.store.put(self._key(update_id), value, version=version, ttl=self._keep)

    def _key(self, update_id: int) -> str:
        return f"seen:{self._name}:{update_id}"
