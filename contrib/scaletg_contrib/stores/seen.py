"""Remember delivered updates in a store, so that each is processed once, by one of several processes."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any

import scaletg
from scaletg_contrib.stores.base import PerProcess, Store
from scaletg_contrib.stores.errors import Conflict, StoreDown, StoreError
from scaletg_contrib.stores.holders import has_ended, this_process
from scaletg_contrib.stores.keys import key as key_of
from scaletg_contrib.stores.opening import open_store

HELD, FREE, DONE = "held", "free", "done"  # the states of a claim, also in the record
DOUBT_SECONDS = 0.5  # between two tries to give back a claim that may have been written

log = logging.getLogger("scaletg.stores")


class SeenUpdates:
    """Ensures that every update is processed once, by one of several processes: `Bot(seen=SeenUpdates(store))`.

    A claim is a lease of *seconds*, which a thread renews while the update is processed: the claim of a process that
    died runs out, and that counts as a death; on the same machine (Linux) its end is known at once. Replies are kept
    for *keep* seconds; Telegram gives an update up after 24 hours. *namespace*: the third part of the keys. When the
    store cannot be reached, `claim` and `made` raise `StoreDown`; what cannot be remembered after that is logged.
    """

    #: Replies are kept as JSON, so replies with files are sent while the claim is held.
    keeps_files = False

    def __init__(
        self, store: str | Store, *, namespace: str = "updates", seconds: float = 30.0, keep: float = 24 * 3600.0
    ) -> None:
        #: The store.
        self.store = open_store(store) if isinstance(store, str) else store
        self.namespace, self.seconds, self.keep = namespace, seconds, keep
        self._leases = PerProcess(self._new_leases)
        self._doubts = PerProcess(self._new_doubts)

    def claim(self, key: str, takeover: bool = False) -> Any:
        """Return a claim, `scaletg.RUNNING` if a living process holds one, or what is kept of an update that is done.

        With *takeover* a process that holds the claim counts as dead.
        """
        new = scaletg.Claim(key)
        try:
            return self._hold(new, 0)
        except Conflict:
            return self._claim_again(key, takeover)

    def _claim_again(self, key: str, takeover: bool) -> Any:
        found = self.store.get(self._key(key))
        if found is None:
            return self.claim(key, takeover)
        state = found.value
        if state["state"] == DONE:
            return scaletg.Kept(state["replies"])
        is_held = state["state"] == HELD
        if is_held and not takeover and not self._is_abandoned(state):
            return scaletg.RUNNING
        claim = scaletg.Claim(
            key,
            failures=state["failures"],
            deaths=state["deaths"] + is_held,
            replies=state["replies"],
            sent=state["sent"],
        )
        try:
            return self._hold(claim, found.version)
        except Conflict:  # another process was quicker, and is alive
            return self._claim_again(key, takeover=False)

    def _is_abandoned(self, state: dict[str, Any]) -> bool:
        """Return whether the process that holds a claim is dead, or has to be taken for dead."""
        return state["until"] <= self.store.clock() or has_ended(state["holder"])

    def made(self, claim: scaletg.Claim, replies: list[Any] | None, hold: bool) -> bool:
        """Keep the replies before any of them is sent; return False if another process has taken over the update."""
        claim.replies = replies
        claim.state = HELD if hold else FREE
        try:
            self._save(claim)
        except Conflict:
            return False
        except ValueError as error:
            self._keep_nothing(claim, error)
        return True

    def sent(self, claim: scaletg.Claim, count: int) -> bool:
        """Remember that so many replies were sent; return False if another process has taken over the update."""
        claim.sent = count
        try:
            self._save(claim)
        except Conflict:
            return False
        except StoreError as error:
            self._log_lost(claim, f"{count} of its replies have left", error)
        return True

    def done(self, claim: scaletg.Claim, replies: list[Any] | None) -> None:
        """Remember that the update is finished, with its replies."""
        claim.replies = replies
        claim.state = DONE
        try:
            self._save_or_log(claim, "it is finished")
        except ValueError as error:
            self._keep_nothing(claim, error)

    def failed(self, claim: scaletg.Claim, died: bool = False) -> None:
        """Release the claim and count an exception, or with *died* the death of the process."""
        if died:
            claim.deaths += 1
        else:
            claim.failures += 1
        claim.state = FREE
        self._save_or_log(claim, "it failed")

    def release(self, claim: scaletg.Claim, after: float) -> None:
        """Release the claim without counting anything; the update is delivered again in *after* seconds."""
        claim.state = FREE
        self._save_or_log(claim, "it is to come again")

    def forget(self, key: str) -> None:
        """Forget an update, so that it is processed again."""
        self.store.delete(self._key(key))

    def close(self) -> None:
        """Stop renewing the claims of this process, so that they expire; a later claim is renewed again."""
        leases = self._leases.pop()
        if leases is not None:
            leases.close()
        doubts = self._doubts.pop()
        if doubts is not None:
            doubts.close()

    def _hold(self, claim: scaletg.Claim, version: int) -> scaletg.Claim:
        until = self._new_end()
        try:
            claim.fence = self._put(claim, version, until)
        except StoreDown:  # it may have been written all the same
            self._doubts.get().add(self._key(claim.key), until)
            raise
        self._leases.get().add(claim)
        return claim

    def _save(self, claim: scaletg.Claim) -> None:
        """Store the current claim; raise `Conflict` if another process has taken over the update."""
        leases = self._leases.get()
        with leases.lock_of(claim):
            if claim.state != HELD:
                leases.end(claim)
            try:
                claim.fence = self._put(claim, claim.fence)
            except Conflict:
                leases.end(claim)
                raise

    def _save_or_log(self, claim: scaletg.Claim, what: str) -> None:
        try:
            self._save(claim)
        except StoreError as error:
            self._log_lost(claim, what, error)

    def _log_lost(self, claim: scaletg.Claim, what: str, error: StoreError) -> None:
        log.error("update %s: %s, but that could not be stored: %s", claim.key, what, error)

    def _keep_nothing(self, claim: scaletg.Claim, error: ValueError) -> None:
        """Remember an update without its replies, which are too large for a record."""
        log.error("update %s: its replies cannot be kept for a further delivery: %s", claim.key, error)
        claim.replies = None if claim.state == HELD else []
        claim.state = HELD if claim.state == HELD else DONE
        self._save_or_log(claim, "its replies are not kept")

    def _new_end(self) -> float:
        return self.store.clock() + self.seconds

    def _put(self, claim: scaletg.Claim, version: int, until: float | None = None) -> int:
        is_held = claim.state == HELD
        value = {
            "state": claim.state,
            "until": (until or self._new_end()) if is_held else 0,
            "holder": this_process() if is_held else None,
            "failures": claim.failures,
            "deaths": claim.deaths,
            "replies": claim.replies,
            "sent": claim.sent,
        }
        return self.store.put(self._key(claim.key), value, version=version, ttl=self.keep)

    def _key(self, key: str) -> str:
        bot_id, _, update_id = key.partition("/")
        return key_of(int(bot_id), "seen", self.namespace, update_id)

    def _give_back(self, key: str, ends: set[float]) -> None:
        """Free a claim that this process has written without knowing it: it has one of these ends."""
        found = self.store.get(key)
        if found is None or found.value["holder"] != this_process() or found.value["until"] not in ends:
            return
        value = {**found.value, "state": FREE, "until": 0, "holder": None}
        with contextlib.suppress(Conflict):
            self.store.put(key, value, version=found.version, ttl=self.keep)

    def _new_doubts(self) -> _Doubts:
        return _Doubts(self._give_back)

    def _new_leases(self) -> _Leases:
        return _Leases(self.seconds / 4, self._renew)

    def _renew(self, claim: scaletg.Claim) -> None:
        try:
            claim.fence = self._put(claim, claim.fence)
        except Conflict:
            log.warning("update %s was taken over by another process while this one worked on it", claim.key)
            raise
        except StoreError as error:
            log.warning("the claim of update %s could not be renewed: %s", claim.key, error)


class _Doubts:
    """The claims that may have been written although the store has failed, and the thread that gives them back.

    To all others, such a claim is that of a living process, until its lease runs out.
    """

    def __init__(self, give_back: Callable[[str, set[float]], None]) -> None:
        self._give_back = give_back
        self._ends: dict[str, set[float]] = {}  # of the leases, by key
        self._lock = threading.Lock()
        self._has_thread = False

    def add(self, key: str, until: float) -> None:
        """Give a claim back once the store answers."""
        with self._lock:
            self._ends.setdefault(key, set()).add(until)
            if not self._has_thread:
                threading.Thread(target=self._give_all_back, name="scaletg doubts", daemon=True).start()
                self._has_thread = True

    def close(self) -> None:
        """Leave what is in doubt to the ends of the leases."""
        with self._lock:
            self._ends.clear()

    def _give_all_back(self) -> None:
        while True:
            time.sleep(DOUBT_SECONDS)
            with self._lock:
                tried = {key: set(ends) for key, ends in self._ends.items()}
                if not tried:
                    self._has_thread = False
                    return
            for key, ends in tried.items():
                try:
                    self._give_back(key, ends)
                except StoreDown:
                    break
                self._forget(key, ends)

    def _forget(self, key: str, ends: set[float]) -> None:
        with self._lock:
            left = self._ends.pop(key, set()) - ends
            if left:  # it was claimed once more in the meantime
                self._ends[key] = left


class _Leases:
    """The claims that this process holds, and the thread that renews them; it ends when there are none.

    The thread does not keep this object alive: if the object is garbage collected, its claims are no longer renewed.
    """

    def __init__(self, pause_seconds: float, renew: Callable[[scaletg.Claim], None]) -> None:
        self._pause_seconds, self._renew = pause_seconds, renew
        # What nobody uses any more runs out: the outcome of `bot.process`, say, that was never delivered.
        self._held: weakref.WeakKeyDictionary[scaletg.Claim, tuple[threading.Lock, float]] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()
        self._has_thread = False

    def add(self, claim: scaletg.Claim) -> None:
        """Start renewing a claim."""
        with self._lock:
            self._held[claim] = threading.Lock(), time.monotonic()
            if not self._has_thread:
                threading.Thread(
                    target=_keep_renewing,
                    args=(weakref.ref(self), self._pause_seconds),
                    name="scaletg leases",
                    daemon=True,
                ).start()
                self._has_thread = True

    def lock_of(self, claim: scaletg.Claim) -> threading.Lock:
        """Return the lock that prevents the thread from renewing a claim."""
        lock, _ = self._held.get(claim) or (threading.Lock(), 0)
        return lock

    def end(self, claim: scaletg.Claim) -> None:
        """Stop renewing a claim."""
        self._held.pop(claim, None)

    def close(self) -> None:
        """Stop renewing all claims, after waiting for a renewal in progress."""
        for claim, (lock, _) in list(self._held.items()):
            with lock:
                self.end(claim)

    def renew_all(self) -> bool:
        """Renew the claims that have been held for a while; return False if there are no claims left."""
        for claim, (lock, since) in list(self._held.items()):
            if time.monotonic() - since >= self._pause_seconds:
                self._renew_one(claim, lock)
        with self._lock:
            self._has_thread = bool(self._held)
            return self._has_thread

    def _renew_one(self, claim: scaletg.Claim, lock: threading.Lock) -> None:
        with lock:
            if claim not in self._held:
                return
            try:
                self._renew(claim)
            except Conflict:
                self.end(claim)


def _keep_renewing(leases: weakref.ref[_Leases], pause_seconds: float) -> None:
    while True:
        time.sleep(pause_seconds)
        found = leases()
        if found is None or not found.renew_all():
            return
        del found
