"""Records in a bucket of NATS JetStream (KV)."""

from __future__ import annotations

import asyncio
import itertools
import math
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import scaletg
from scaletg_contrib.nats_client import HINT, Bridge, NatsDown, list_subjects, read_address
from scaletg_contrib.stores.base import FORMAT, REMEMBER_SECONDS, Row, Store, key_in

if TYPE_CHECKING:
    from nats.aio.client import Client

T = TypeVar("T")

FORMAT_NAME = b"f:format"
#: Codes of the server's errors: the record has another revision (two of them), there is no such stream.
WRONG_REVISION = (10071, 10164)
NO_STREAM = 10059
MARKER = "KV-Operation"  # the header of a message that says: deleted
EMPTY = "="  # the token of a part of a key between two "/"
REVISIONS = 10_000  # of records that were read, kept in memory
_KEPT = re.compile(rb"[A-Za-z0-9_-]*")
_OTHERS = re.compile(rb"[^A-Za-z0-9_-]")
_CODE = re.compile(rb"=([0-9A-F]{2})")

Found = tuple[Row | None, int]  # a row, and the revision to expect at the next write


class NatsStore(Store):
    """Every row is one key of the bucket NAME, with a revision that each write compares; `nats kv` shows them.

    The server removes a record by itself when its version no longer has to be remembered. A bucket has no order: a
    range lists all keys of its folder (what is before the last `/` of all its keys), and sorts them here.
    """

    hint = HINT
    has_ranges = False

    def _setup(self, url: str) -> None:
        address = read_address("store", url, {"replicas": "1"})
        replicas = address.options["replicas"]
        if replicas not in ("1", "3", "5"):
            raise scaletg.ConfigError(f"store {self.url!r}: replicas={replicas} is not 1, 3 or 5.")
        self._replicas = int(replicas)
        self._bridge = Bridge(address, self.timeout)
        self._stream, self._folder = f"KV_{self.name}", f"$KV.{self.name}."
        self._is_ready = False
        self._found: dict[bytes, Found] = {}

    def _run(self, use: Callable[[Client], Awaitable[T]]) -> T:
        async def use_bucket(client: Client) -> T:
            if not self._is_ready:
                await self._prepare(client)
            return await use(client)

        try:
            return self._bridge.run(use_bucket)
        except NatsDown as error:
            self._is_ready = False  # the bucket may have been deleted
            raise self._store_down(error) from error

    async def _prepare(self, client: Client) -> None:
        """Make the bucket, and write the format into a new one; refuse one that has another."""
        from nats.js.errors import NotFoundError

        js = client.jetstream(timeout=self.timeout)
        try:
            messages = (await js.stream_info(self._stream)).state.messages
        except NotFoundError:
            await js.create_key_value(bucket=self.name, replicas=self._replicas)
            messages = 0
        found, _ = await self._find(client, FORMAT_NAME)
        if found is None and not messages:
            await self._write(client, FORMAT_NAME, Row(FORMAT, 1, None), 0)
            found, _ = await self._find(client, FORMAT_NAME)  # of another process, if that was quicker
        self._refuse_format(found.text if found else None)
        self._is_ready = True

    def _read(self, name: bytes) -> Row | None:
        row, _ = self._run(lambda client: self._find(client, name))
        return row

    async def _find(self, client: Client, name: bytes) -> Found:
        from nats.js.errors import NotFoundError

        js = client.jetstream(timeout=self.timeout)
        try:
            message = await js.get_last_msg(self._stream, self._folder + _subject(name))  # from the leader
        except NotFoundError as error:
            if error.err_code == NO_STREAM:
                raise
            return None, 0
        is_deleted = MARKER in (message.headers or {})
        row = None if is_deleted else _row(message.data or b"")
        return self._remember(name, (row, message.seq or 0))

    def _remember(self, name: bytes, found: Found) -> Found:
        if len(self._found) >= REVISIONS:
            self._found.clear()
        self._found[name] = found
        return found

    def _swap(self, name: bytes, version: int, row: Row, after: float) -> bool:
        def fits(old: Row | None) -> bool:
            return old.fits(version, after) if old else version == 0

        return self._run(lambda client: self._replace(client, name, fits, row))

    def _drop(self, name: bytes, version: int, after: float) -> bool:
        def fits(old: Row | None) -> bool:
            return old is not None and old.fits(version, after)

        return self._run(lambda client: self._replace(client, name, fits, None))

    async def _replace(self, client: Client, name: bytes, fits: Callable[[Row | None], bool], row: Row | None) -> bool:
        """Write or remove a row if the old one fits; what was read or written last is not read again."""
        old, revision = self._found.pop(name, (None, 0))
        while True:
            if fits(old) and await self._write(client, name, row, revision):
                return True
            latest, latest_revision = await self._find(client, name)
            if not fits(latest):
                return False
            old, revision = latest, latest_revision

    async def _write(self, client: Client, name: bytes, row: Row | None, revision: int) -> bool:
        """Write a row, or a marker for none, if the key has this revision; return False if it has another."""
        from nats.errors import MaxPayloadError
        from nats.js.api import Header
        from nats.js.errors import APIError

        headers: dict[str, Any] = {Header.EXPECTED_LAST_SUBJECT_SEQUENCE: str(revision)}
        if row is None:
            headers[MARKER] = "DEL"
        js = client.jetstream(timeout=self.timeout)
        subject, data = self._folder + _subject(name), _data(row)
        try:
            done = await js.publish(subject, data, headers=headers, msg_ttl=self._seconds_to_keep(row))
        except APIError as error:
            if error.err_code in WRONG_REVISION:
                return False
            raise
        except MaxPayloadError:
            raise ValueError(
                f"the value for record {key_in(name)!r} has {len(data)} bytes, and the NATS server takes at most "
                f"{client.max_payload}. Set `max_payload: 2MB` in its configuration, or keep less in one record."
            ) from None
        self._remember(name, (row, done.seq))
        return True

    def _seconds_to_keep(self, row: Row | None) -> float | None:
        if row is None:
            return 1  # the least that the server takes
        if row.expires is None:
            return None
        return max(1, math.ceil(row.expires - self.clock() + REMEMBER_SECONDS))

    def _range(self, low: bytes, high: bytes, page: int) -> Iterator[tuple[bytes, Row]]:
        names = sorted(name for name in self._names(_common_folder(low, high)) if low <= name < high)
        for start in range(0, len(names), page):
            part = names[start : start + page]
            for name, (row, _) in zip(part, self._run(lambda client: self._find_all(client, part))):  # noqa: B023
                if row is not None:
                    yield name, row

    async def _find_all(self, client: Client, names: list[bytes]) -> list[Found]:
        return await asyncio.gather(*(self._find(client, name) for name in names))

    def _names(self, folder: bytes) -> list[bytes]:
        """Return all names in a folder, in no order."""
        return self._run(lambda client: self._list_names(client, folder))

    async def _list_names(self, client: Client, folder: bytes) -> list[bytes]:
        wanted = f"{self._folder}{_subject(folder)}".removesuffix(EMPTY) + ">"
        subjects = await list_subjects(client, self._stream, wanted, self.timeout)
        return [_name(subject.removeprefix(self._folder)) for subject in subjects]

    def _tidy(self) -> None:
        """Do nothing: the server removes what expired."""

    def _purge(self, before: float) -> int:
        old = [
            (name, row)
            for kind in (b"r:", b"l:")
            for name, row in self._range(kind, kind[:1] + b";", 500)
            if row.expires is not None and row.expires < before
        ]
        return sum(self._drop(name, row.version, -1.0) for name, row in old)

    def close(self) -> None:
        """End the connection of this process."""
        self._bridge.close()


def _common_folder(low: bytes, high: bytes) -> bytes:
    """Return how all names of a range begin, up to the last `:` or `/`."""
    if high == low[:-1] + bytes([low[-1] + 1]):  # all that begin with *low*
        common = low
    else:
        same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(low, high))
        common = low[: sum(1 for _ in same)]
    return common[: max(common.rfind(b"/"), common.rfind(b":", 0, 2)) + 1]


def _subject(name: bytes) -> str:
    """Return a row's name as the tokens of a subject: its kind, and the parts of its key between `/`."""
    return ".".join(_token(part) for part in (name[:1], *name[2:].split(b"/")))


def _token(part: bytes) -> str:
    if not part:
        return EMPTY
    if _KEPT.fullmatch(part):
        return part.decode()
    return _OTHERS.sub(lambda found: b"=%02X" % found[0][0], part).decode()


def _name(subject: str) -> bytes:
    kind, *parts = subject.encode().split(b".")
    return kind + b":" + b"/".join(_part(token) for token in parts)


def _part(token: bytes) -> bytes:
    if token == EMPTY.encode():
        return b""
    return _CODE.sub(lambda found: bytes([int(found[1], 16)]), token)


def _data(row: Row | None) -> bytes:
    """Return a row as it is stored: its version and expiry in a line of their own."""
    if row is None:
        return b""
    return f"{row.version} {'' if row.expires is None else repr(row.expires)}\n{row.text}".encode()


def _row(data: bytes) -> Row:
    head, _, text = data.decode().partition("\n")
    version, _, expires = head.partition(" ")
    return Row(text, int(version), float(expires) if expires else None)
