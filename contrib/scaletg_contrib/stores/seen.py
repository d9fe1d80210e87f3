"""Remember delivered updates in a store, so that each is processed once, by one of several processes."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import weakref
from collections.abc import Callable, Hashable
from typing import Any

import scaletg
from scaletg_contrib.stores.base import PerProcess, Store
from scaletg_contrib.stores.errors import Conflict, StoreDown, StoreError
from scaletg_contrib.stores.holders import has_ended, this_process
from scaletg_contrib.stores.keys import key as key_of
from scaletg_contrib.stores.opening import open_store

HELD, FREE, DONE = "held", "free", "done"  # the states of a claim, also in the record
AWAY_SECONDS = 0.5  # between two tries to write when the store is away

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
        self._unwritten = PerProcess(self._new_unwritten)

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
        unwritten = self._unwritten.pop()
        if unwritten is not None:
            unwritten.close()

    def _hold(self, claim: scaletg.Claim, version: int) -> scaletg.Claim:
        until = self._new_end()
        try:
            claim.fence = self._put(claim, version, until)
        except StoreDown:  # it may have been written all the same
            self._unwritten.get().add((claim.key, until), lambda: self._give_back(claim.key, until))
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
        except StoreDown as error:
            self._log_lost(claim, what, error)
            self._unwritten.get().add(claim, lambda: self._save_unless_taken(claim))
        except StoreError as error:
            self._log_lost(claim, what, error)

    def _save_unless_taken(self, claim: scaletg.Claim) -> None:
        with contextlib.suppress(Conflict):  # or it was written the first time, without an answer
            self._save(claim)

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

    def _give_back(self, key: str, until: float) -> None:
        """Free a claim that this process has written without knowing it: that with this end."""
        found = self.store.get(self._key(key))
        if found is None or found.value["holder"] != this_process() or found.value["until"] != until:
            return
        value = {**found.value, "state": FREE, "until": 0, "holder": None}
        with contextlib.suppress(Conflict):
            self.store.put(self._key(key), value, version=found.version, ttl=self.keep)

    def _new_unwritten(self) -> _Unwritten:
        return _Unwritten(self.seconds)

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


class _Unwritten:
    """What could not be written because the store was away, and the thread that writes it once the store answers.

    To all others, what is not written is in the hands of a living process, until the lease runs out.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._writes: dict[Hashable, tuple[Callable[[], None], float]] = {}  # with the time until which they matter
        self._lock = threading.Lock()
        self._has_thread = False

    def add(self, name: Hashable, write: Callable[[], None]) -> None:
        """Call *write* until it does not raise `StoreDown`; another one of the same name takes its place."""
        with self._lock:
            self._writes[name] = write, time.monotonic() + self._seconds
            if not self._has_thread:
                threading.Thread(target=self._write_all, name="scaletg unwritten", daemon=True).start()
                self._has_thread = True

    def close(self) -> None:
        """Leave it to the ends of the leases."""
        with self._lock:
            self._writes.clear()

    def _write_all(self) -> None:
        while True:
            time.sleep(AWAY_SECONDS)
            with self._lock:
                writes = list(self._writes.items())
                if not writes:
                    self._has_thread = False
                    return
            for name, entry in writes:
                write, until = entry
                if time.monotonic() < until:
                    try:
                        write()
                    except StoreDown:
                        break
                    except Exception:  # the thread goes on with the others
                        log.exception("what the store missed when it was away could not be written")
                with self._lock:
                    if self._writes.get(name) is entry:
                        del self._writes[name]


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
