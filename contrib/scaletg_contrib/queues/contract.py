"""What an engine of queues must do: see `Engine`. tests/contrib/test_queues.py holds every engine to it.

An engine keeps updates durably, and hands them to workers: those of one chat one after the other and in order, those of
different chats at the same time. Order, one update of a chat at a time, fail-over and redelivery are the work of the
engine; what becomes of an update is decided by the function that is passed to `work`.
"""

from __future__ import annotations

import functools
import os
import socket
import threading
from collections.abc import Callable, Iterator, Set
from typing import NamedTuple, Protocol

__all__ = [
    "SHORT_SECONDS", "Again", "Dead", "DeadLetter", "Delivery", "Done", "Engine", "Entry", "Handle", "Status",
    "Verdict", "WorkerStatus", "this_worker",
]  # fmt: skip

#: How long a chat that is to come again may hold up others, for example those of its partition; after a longer pause
#: the chat is parked: its updates stay in order, and nothing else waits for it.
SHORT_SECONDS = 1.0


class Entry(NamedTuple):
    """An update in a queue. *bot*: the id of the bot. *key*: see `Update.key`. *body*: the JSON that Telegram sent."""

    bot: int
    update_id: int
    key: int
    body: bytes


class Done(NamedTuple):
    """The update is finished: the engine forgets it."""


class Again(NamedTuple):
    """Deliver the update again after *seconds*, before all later updates of its chat.

    *failed*: it ended in an exception, which the engine counts; otherwise nothing is counted.
    """

    seconds: float
    failed: bool = False


class Dead(NamedTuple):
    """The update is given up: the engine keeps it among the dead letters, and goes on with the chat."""

    reason: str


Verdict = Done | Again | Dead


class Delivery:
    """An update that one worker has, and no other: a worker that had it before has died, or is taken for dead.

    *failures*: how often it ended in an exception, by the verdicts `Again(failed=True)`. *deaths*: how many workers
    have died, or were taken for dead, between `begin` and their verdict; an engine that cannot distinguish counts each
    further delivery that no verdict asked for. *waited*: seconds since it was taken in.
    """

    __slots__ = ("begin", "deaths", "entry", "failures", "waited")

    def __init__(
        self,
        entry: Entry,
        *,
        failures: int = 0,
        deaths: int = 0,
        waited: float = 0.0,
        begin: Callable[[], None] = lambda: None,
    ) -> None:
        self.entry, self.failures, self.deaths, self.waited = entry, failures, deaths, waited
        #: Call it when the work begins: what waits for others in the process has no part in its death. It raises
        #: `Unavailable` if the engine has given the update to somebody else meanwhile: then do not begin.
        self.begin = begin


#: What becomes of a delivery. It never raises, and may take long: the engine holds the chat meanwhile.
Handle = Callable[[Delivery], Verdict]


class DeadLetter(NamedTuple):
    """An update that was given up. The engine chooses its *id*; *time*: when it was given up, in seconds since 1970."""

    id: str
    entry: Entry
    reason: str
    time: float
    failures: int = 0
    deaths: int = 0


class WorkerStatus(NamedTuple):
    """A worker that was seen lately: how many of its *threads* are *busy*, and what it has done since its start.

    *seen_seconds*: how long ago it was seen.
    """

    name: str
    threads: int
    busy: int
    finished: int
    redelivered: int
    seen_seconds: float


class Status(NamedTuple):
    """The state of a queue. *depth* counts updates that are not finished; compare two readings to get rates.

    *time* is in seconds since 1970, *oldest_seconds* is how long the oldest update has waited.
    *taken_in* and *finished* never shrink while the queue exists. *redelivered*: deliveries after the death of a
    worker, by the workers that were seen lately. *by_partition* is empty where an engine has no partitions.
    """

    time: float
    depth: int
    oldest_seconds: float
    taken_in: int
    finished: int
    redelivered: int
    dead: int
    by_bot: dict[int, int]
    by_partition: dict[str, int]
    workers: list[WorkerStatus]


class Engine(Protocol):
    """A queue of updates. Any thread may call its functions, and any process that was forked after the start.

    Nothing is connected before the first call in a process.

    Every function raises `Unavailable` within *timeout* seconds (see `open_queue`) if the engine cannot be reached.
    """

    #: The URL without its password.
    url: str

    def enqueue(self, entry: Entry, *, again: bool = False) -> bool:
        """Store an update durably; return True if it is new, False if it was taken in before.

        An update is known by its bot and its id, for at least ten minutes after it is finished (SQL: two days).
        *again*: only one that is not finished counts as taken in before, where the engine knows that.
        Raises `Full`, or `Unavailable`: then the caller enqueues the same update again later.
        """

    def work(self, handle: Handle, *, threads: int, stop: threading.Event, bots: Set[int] | None = None) -> None:
        """Give updates to *handle* in *threads* threads until *stop* is set; return when no update is in hand any more.

        *bots*: the ids of the bots whose updates this worker takes; None: all. Per chat (bot and key) one update is in
        hand at a time, in the order in which they were enqueued, whichever workers there are, and an update comes
        before its successor until its verdict is `Done` or `Dead`. The death of a worker frees what it held.

        At the end the worker first ends its subscription and hands back what was not given to *handle*, then waits for
        what is. While the engine is away it waits and tries again; that is never counted, and raises nothing.
        """

    def dead(self, bot: int | None = None) -> Iterator[DeadLetter]:
        """Yield the dead letters, of one bot or of all, the oldest first."""

    def put_back(self, letter_id: str) -> bool:
        """Put a dead letter at the end of its chat, with no failures and deaths; return False if there is none.

        It is not a duplicate of itself.
        """

    def purge(self, letter_id: str) -> bool:
        """Delete a dead letter; return False if there is none."""

    def status(self) -> Status:
        """Return the state of the queue."""

    def is_ready(self) -> bool:
        """Return whether updates can be taken in now; a full queue is ready, too.

        An engine that cannot be reached returns False or raises `Unavailable`.
        """

    def close(self) -> None:
        """End the connections of this process. A later call opens new ones."""


def this_worker() -> str:
    """Return the name of this process for people: its machine and its process id."""
    return _name_worker(os.getpid())  # which is another one after a fork


@functools.cache
def _name_worker(pid: int) -> str:
    return f"{socket.gethostname()}/{pid}"
