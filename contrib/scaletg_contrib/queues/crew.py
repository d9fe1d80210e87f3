"""The threads of a worker: more of them while some take long, so that slow chats do not hold up all others."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from scaletg_contrib.queues.contract import Again, Delivery, Handle, Verdict

__all__ = ["Crew"]

SLOW_SECONDS = 3.0  # whoever takes longer gets a substitute
MISTAKE_SECONDS = 5.0  # an update whose handling has raised comes again
MOST_TIMES = 4  # as many threads as this times the number asked for

log = logging.getLogger("scaletg.queues")


class Crew:
    """Threads that call *work* until it returns False; *work* calls `began` and `ended` around what may take long."""

    def __init__(self, threads: int, work: Callable[[], bool]) -> None:
        self.threads = 0
        self._least, self._work = threads, work
        self._busy: dict[int, float] = {}  # since when, by thread
        self._changing = threading.Lock()

    @property
    def busy(self) -> int:
        """Return how many threads are at something that may take long."""
        return len(self._busy)

    def began(self) -> None:
        """Note that this thread has begun something that may take long."""
        self._busy[threading.get_ident()] = time.monotonic()

    def ended(self) -> None:
        """Note that it has ended."""
        self._busy.pop(threading.get_ident(), None)

    def handle(self, handle: Handle, delivery: Delivery) -> Verdict:
        """Return what *handle* says; it should never raise, and if it does, the update comes again."""
        self.began()
        try:
            return handle(delivery)
        except BaseException:
            log.exception("update %s was not finished, and comes again", delivery.entry.update_id)
            return Again(MISTAKE_SECONDS)
        finally:
            self.ended()

    def fill(self) -> None:
        """Start the threads that are missing."""
        now = time.monotonic()
        slow = sum(now - since > SLOW_SECONDS for since in list(self._busy.values()))
        wanted = min(self._least + slow, MOST_TIMES * self._least)
        for _ in range(wanted - self.threads):
            with self._changing:
                self.threads += 1
            threading.Thread(target=self._run, name="scaletg-worker", daemon=True).start()

    def wait(self, until: Callable[[], Any]) -> None:
        """Wait until all threads have ended; *until* is called from time to time."""
        while self.threads:
            until()
            time.sleep(0.02)

    def _run(self) -> None:
        try:
            while self._work():
                pass
        except BaseException:  # a mistake of ours: the chat of what it had stays locked until the process ends
            log.critical("a thread of the worker has failed", exc_info=True)
            raise
        finally:
            with self._changing:
                self.threads -= 1
