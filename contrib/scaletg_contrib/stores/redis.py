"""Records in Redis or Valkey."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import scaletg
from scaletg_contrib.stores.base import (
    FORMAT,
    REMEMBER_SECONDS,
    TIDY_ROWS,
    PerProcess,
    Row,
    Store,
    need_packages,
    unreadable_url,
)

# All keys of a store have the same hash tag, because a script may only use keys of one node of a cluster.
# KEYS: the row, the names of the records in order, these names by their expiry, the format (which may have been flushed
# together with everything else). Without a new version the row is deleted.
SWAP = """
local old = redis.call('HMGET', KEYS[1], 'version', 'expires')
if (old[1] or '0') ~= ARGV[1] then return 0 end
if old[2] and old[2] ~= '' and tonumber(old[2]) <= tonumber(ARGV[2]) then return 0 end
if ARGV[4] == '' then
    redis.call('DEL', KEYS[1])
    redis.call('ZREM', KEYS[2], ARGV[7])
    redis.call('ZREM', KEYS[3], ARGV[7])
    return 1
end
redis.call('SETNX', KEYS[4], FORMAT)
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'version', ARGV[4], 'expires', ARGV[5])
if ARGV[5] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[6]) end
local name = ARGV[7]
if string.sub(name, 1, 2) == 'r:' then
    if ARGV[3] == '' then
        redis.call('ZREM', KEYS[2], name)
        redis.call('ZREM', KEYS[3], name)
    else
        redis.call('ZADD', KEYS[2], 0, name)
        if ARGV[5] == '' then redis.call('ZREM', KEYS[3], name) else redis.call('ZADD', KEYS[3], ARGV[5], name) end
    end
end
return 1
"""
# KEYS: the names of the records in order. ARGV: where the range begins and ends, how many names, the start of a row.
RANGE = """
local names = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
local rows = {}
for number, name in ipairs(names) do
    local row = redis.call('HMGET', ARGV[4] .. name, 'value', 'version', 'expires')
    rows[number] = {name, row[1] or '', row[2] or '0', row[3] or ''}
end
return rows
"""
# KEYS: as for SWAP, without the row. ARGV: the time, how many, the start of a row.
PURGE = """
local names = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
for _, name in ipairs(names) do
    redis.call('ZREM', KEYS[1], name)
    redis.call('ZREM', KEYS[2], name)
    redis.call('DEL', ARGV[3] .. name)
end
return #names
"""


SCRIPTS = (SWAP.replace("FORMAT", f"'{FORMAT}'"), RANGE, PURGE)


class _Client:
    """The connections of one process, and the scripts."""

    def __init__(self, client: Any) -> None:
        self.redis = client
        self.is_ready = False
        self.swap, self.range, self.purge = (client.register_script(text) for text in SCRIPTS)


class RedisStore(Store):
    """Every row is a hash `{NAME}:r:KEY`; Redis removes it when its version no longer has to be remembered.

    Two sorted sets list the records: `{NAME}:names` in the order of their names, `{NAME}:expiries` by when they expire.
    """

    def _setup(self, url: str) -> None:
        need_packages(self.url, "redis", "redis")
        self._address = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url
        self._prefix = f"{{{self.name}}}:".encode()
        self._names, self._expiries = self._prefix + b"names", self._prefix + b"expiries"
        self._format = self._prefix + b"format"
        self._client = PerProcess(self._make_client)
        self._check_url()

    def _check_url(self) -> None:
        """Create a client without connecting: it raises an error for options that it does not know."""
        try:
            self._client.get().redis.connection_pool.make_connection()
        except TypeError as error:
            option = re.search(r"keyword argument '(\w+)'", str(error))
            if option is None:
                raise
            also = " Options of TLS need a URL that begins with rediss:// or valkeys://." if "ssl" in option[1] else ""
            raise scaletg.ConfigError(f"store {self.url!r}: the option {option[1]!r} is not known.{also}") from None
        except ValueError:
            raise unreadable_url(self.url) from None

    def _make_client(self) -> _Client:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        client = redis.Redis.from_url(
            self._address,
            socket_timeout=self.timeout,
            socket_connect_timeout=self.timeout,
            retry=Retry(NoBackoff(), 0),  # a write that is sent twice would conflict with itself
        )
        return _Client(client)

    @contextlib.contextmanager
    def _redis(self) -> Iterator[_Client]:
        import redis

        try:
            client = self._client.get()
            if not client.is_ready:
                self._check_format(client)
            yield client
        except redis.RedisError as error:
            raise self._store_down(error) from error

    def _check_format(self, client: _Client) -> None:
        """Write the format into a new store, and refuse one that has another."""
        key = self._format
        found = client.redis.get(key)
        if found is None and not client.redis.exists(self._names) and not self._has_old_keys(client):
            client.redis.set(key, FORMAT, nx=True)
        if found is None:  # also if another process was quicker, because the format is written first
            found = client.redis.get(key)
        self._refuse_format(found.decode() if found else None)
        client.is_ready = True

    def _has_old_keys(self, client: _Client) -> bool:
        """Return whether there are keys without a hash tag, from an older format; it reads all keys, once."""
        return next(client.redis.scan_iter(match=f"{self.name}:[lr]:*", count=1000), None) is not None

    def _read(self, name: bytes) -> Row | None:
        with self._redis() as client:
            text, version, expires = client.redis.hmget(self._prefix + name, "value", "version", "expires")
        return _row(text, version, expires) if version else None

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        keep = "" if row.expires is None else max(1, int((row.expires - self.clock() + REMEMBER_SECONDS) * 1000))
        expires = "" if row.expires is None else repr(row.expires)
        keys = [self._prefix + name, self._names, self._expiries, self._format]
        with self._redis() as client:
            return bool(client.swap(keys, [version, after, row.text, row.version, expires, keep, name]))

    def _drop(self, name: bytes, version: int, after: float) -> bool:
        keys = [self._prefix + name, self._names, self._expiries, self._format]
        with self._redis() as client:
            return bool(client.swap(keys, [version, after, "", "", "", "", name]))

    def _range(self, low: bytes, high: bytes, page: int) -> Iterator[tuple[bytes, Row]]:
        low = b"[" + low
        while True:
            with self._redis() as client:
                found = client.range([self._names], [low, b"(" + high, page, self._prefix])
            for name, *row in found:
                yield name, _row(*row)
            if len(found) < page:
                return
            low = b"(" + found[-1][0]

    def _purge(self, before: float) -> int:
        with self._redis() as client:
            return int(client.purge([self._names, self._expiries], [before, TIDY_ROWS, self._prefix]))

    def close(self) -> None:
        """End the connections of this process."""
        if made := self._client.pop():
            made.redis.close()


def _row(text: bytes, version: bytes, expires: bytes) -> Row:
    return Row(text.decode(), int(version), float(expires) if expires else None)
