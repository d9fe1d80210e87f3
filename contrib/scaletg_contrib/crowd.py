"""Let what has killed a process run alone in the next one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

__all__ = ["Crowd"]

ALONE_SECONDS = 60.0  # how long what is to be alone waits for the others


class Crowd:
    """What this process works on: the jobs or the updates of a queue.

    What killed a process may kill the next one, and those that were in it at the time would be taken for guilty, too.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._is_alone = False
        self._wanting = 0  # how many wait to be alone: nobody else enters before them

    @contextlib.contextmanager
    def enter(self, alone: bool) -> Iterator[None]:
        """Let others, or with *alone* nobody else, work meanwhile."""
        with self._changed:
            self._wanting += alone
            self._changed.wait_for(lambda: self._may_enter(alone), ALONE_SECONDS)
            self._wanting -= alone
            self._count += 1
            self._is_alone = self._is_alone or alone
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                if alone:
                    self._is_alone = False
                self._changed.notify_all()

    def _may_enter(self, alone: bool) -> bool:
        if self._is_alone:
            return False
        return self._count == 0 if alone else self._wanting == 0
