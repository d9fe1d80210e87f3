"""Records in Redis or Valkey."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from scaletg_contrib.stores.base import REMEMBER_SECONDS, PerProcess, Row, Store, need_packages

SWAP = """
local old = redis.call('HMGET', KEYS[1], 'version', 'expires')
if (old[1] or '0') ~= ARGV[1] then return 0 end
if old[2] and old[2] ~= '' and tonumber(old[2]) <= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'version', ARGV[4], 'expires', ARGV[5])
if ARGV[5] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[6]) end
return 1
"""


class RedisStore(Store):
    """Every row is a hash `NAME:r:KEY`; Redis itself removes it when its version need not be remembered any more."""

    def _setup(self, url: str) -> None:
        need_packages(self.url, "redis", "redis")
        self._address = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url
        self._prefix = f"{self.name}:".encode()
        self._client = PerProcess(self._make_client)
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
        """End the connections of this process."""
        if made := self._client.pop():
            made[0].close()
