"""Sign the data of buttons, and pack any JSON value into them; menus and conversations use it.

    signer = Signer("menus", secret)                   # a secret that all processes know
    data = signer.sign("again", "8 apples", place="7")  # 'again:HdCq0zq4V7o8 apples', for the chat 7 only
    signer.read("again", data.removeprefix("again:"), place="7")      # '8 apples', or StaleData is raised

Telegram limits the data of a button to 64 bytes. A `Packer` keeps longer data in a store, under a hash of it, for
`keep` seconds after it was last packed, and puts the hash into the button. Stored: this data, and the secret of a bot
without a token.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import Any

from scaletg_contrib.stores import Conflict, Store

__all__ = ["MAC_SIGNS", "REFERENCE_SIGNS", "Packer", "Signer", "StaleData", "reference_of", "shared_secret"]

DATA_BYTES = 64  # Telegram's limit for the data of a button
MAC_BYTES, MAC_SIGNS = 8, 11  # 64 bits of a signature, as base64
REFERENCE_SIGNS = 16  # 96 bits of a hash
STORED = "*"  # the first character of a reference to the store; JSON never begins with it


class StaleData(Exception):
    """The data of a button is forged, belongs to another place, or is no longer in the store."""


class Signer:
    """Signs the data of buttons with a key that is derived from a secret, for one *purpose*."""

    def __init__(self, purpose: str, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"scaletg " + purpose.encode(), "sha256")

    def sign(self, head: str, rest: str, *, place: str = "") -> str:
        """Return `head:SIGNATURErest`; it is valid only for the same *place*, such as a chat."""
        text = json.dumps([place, head, rest]).encode()
        signature = hmac.digest(self._key, text, "sha256")[:MAC_BYTES]
        return f"{head}:{_letters(signature)}{rest}"

    def read(self, head: str, data: str, *, place: str = "") -> str:
        """Return the rest that was signed; *data* is what follows `head:`. Raise `StaleData` if it is forged."""
        rest = data[MAC_SIGNS:]
        expected = self.sign(head, rest, place=place).encode("utf-8", "replace")
        given = f"{head}:{data}".encode("utf-8", "replace")
        if not hmac.compare_digest(expected, given):
            raise StaleData
        return rest


class Packer:
    """Packs a key and any JSON value into the data of buttons of one place, and reads them.

    *record*: a function that returns the key of a hash in the store. *keep*: how many seconds a record is kept.
    """

    def __init__(self, signer: Signer, store: Store, record: Callable[[str], str], *, place: str, keep: float) -> None:
        self._signer, self._store, self._record = signer, store, record
        self._place, self._keep_seconds = place, keep
        self._kept: set[str] = set()

    def pack(self, head: str, key: str, value: Any) -> str:
        """Return `head:SIGNATURE` followed by the key and value as JSON, or by the key and a reference to the store."""
        text = json.dumps([key, value], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        data = self._signer.sign(head, text, place=self._place)
        if len(data.encode()) > DATA_BYTES:
            data = self._signer.sign(head, f"{STORED}{self._keep(value)}{key}", place=self._place)
        if len(data.encode()) > DATA_BYTES:
            raise ValueError(
                f"{head!r} is too long: {DATA_BYTES} bytes must hold it, the signature and a reference to the value. "
                "Use a shorter name."
            )
        return data

    def unpack(self, head: str, data: str) -> tuple[str, Any]:
        """Return the key and the value; raise `StaleData` if the data is forged, or is no longer in the store."""
        rest = self._signer.read(head, data, place=self._place)
        if not rest.startswith(STORED):
            key, value = json.loads(rest)
            return key, value
        reference, key = rest[1 : REFERENCE_SIGNS + 1], rest[REFERENCE_SIGNS + 1 :]
        record = self._store.get(self._record(reference))
        if record is None or not isinstance(record.value, str) or reference_of(record.value) != reference:
            raise StaleData
        return key, json.loads(record.value)

    def _keep(self, value: Any) -> str:
        """Store a value under its hash, so that the same value is stored only once."""
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
        reference = reference_of(text)
        if reference not in self._kept:
            self._store.put(self._record(reference), text, ttl=self._keep_seconds)
            self._kept.add(reference)
        return reference


def shared_secret(store: Store, key: str) -> str:
    """Return the secret that a store keeps under *key*; the first process that needs it creates it."""
    with contextlib.suppress(Conflict):
        store.put(key, secrets.token_hex(32), version=0)
    record = store.get(key)
    if record is None:
        raise RuntimeError(f"the secret {key!r} disappeared from {store!r} right after it was stored there")
    return str(record.value)


def reference_of(text: str) -> str:
    """Return a short hash of a string, in letters that callback data may contain."""
    return _letters(hashlib.sha256(text.encode()).digest())[:REFERENCE_SIGNS]


def _letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
