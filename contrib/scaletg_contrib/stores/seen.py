"""Updates that were processed, remembered in a store."""

from __future__ import annotations

import logging
from typing import Any

import scaletg
from scaletg_contrib.stores.base import Store
from scaletg_contrib.stores.errors import Conflict, StoreError
from scaletg_contrib.stores.opening import open_store

log = logging.getLogger("scaletg.stores")


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
