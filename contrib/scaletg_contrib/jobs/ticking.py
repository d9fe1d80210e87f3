"""One thread for the clocks of all bots of a process: it lets each look when its time has come."""

from __future__ import annotations

import threading
import time
from typing import Protocol

__all__ = ["LOOKS_PER_SECOND", "Ticker"]

LOOKS_PER_SECOND = 20  # of all clocks together, while there is nothing to do


class Looks(Protocol):
    """A clock, as its ticker knows it."""

    def look(self) -> float:
        """Begin what is due; return the seconds until the next look."""


class Ticker:
    """Calls `look` of clocks, one after the other; its thread ends when there are none."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._times: dict[Looks, float] = {}  # when each clock looks next
        self._has_thread = False

    def add(self, clock: Looks) -> None:
        """Let a clock look, now and later."""
        with self._changed:
            self._times[clock] = 0.0
            self._changed.notify_all()
            if not self._has_thread:
                self._has_thread = True
                threading.Thread(target=self._tick, name="scaletg-jobs", daemon=True).start()

    def remove(self, clock: Looks) -> None:
        """Let a clock look no more."""
        with self._changed:
            self._times.pop(clock, None)
            self._changed.notify_all()

    def wake(self, clock: Looks) -> None:
        """Let a clock look at once."""
        with self._changed:
            if clock in self._times:
                self._times[clock] = 0.0
                self._changed.notify_all()

    def seconds_between_looks(self, least: float) -> float:
        """Return how often a clock may look: with many clocks less often, so that all together ask no more."""
        return max(least, len(self._times) / LOOKS_PER_SECOND)

    def _tick(self) -> None:
        while True:
            clock = self._wait_for_next()
            if clock is None:
                return
            pause = clock.look()
            with self._changed:
                if clock in self._times:  # sooner, if somebody has woken it meanwhile
                    self._times[clock] = min(self._times[clock], time.monotonic() + pause)

    def _wait_for_next(self) -> Looks | None:
        """Wait until a clock has to look, and return it; None if there is none any more."""
        with self._changed:
            while self._times:
                clock = min(self._times, key=self._times.__getitem__)
                left = self._times[clock] - time.monotonic()
                if left <= 0:
                    self._times[clock] = float("inf")  # until it has looked
                    return clock
                self._changed.wait(min(left, threading.TIMEOUT_MAX))
            self._has_thread = False
            return None
