"""What the queues in SQL databases have in common: their tables, dead letters and figures; see `sql_worker`, too.

A statement is written once for all databases: `{0}` is the name of the queue, `{now}` the time in seconds as the
database knows it, and `:name` a value. A chat that has updates has a row of its own, which says when it is ready.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, ClassVar, TypeVar

from scaletg_contrib.queues.contract import DeadLetter, Entry, Handle, Status, WorkerStatus
from scaletg_contrib.queues.errors import Full
from scaletg_contrib.queues.sql_worker import SQLWorker

__all__ = ["Run", "SQLEngine"]

TABLES = """
CREATE TABLE IF NOT EXISTS {0}_updates (id {serial}, bot bigint NOT NULL, update_id bigint NOT NULL,
    chat bigint NOT NULL, body bytea NOT NULL, arrived double precision NOT NULL, failures int NOT NULL DEFAULT 0,
    deaths int NOT NULL DEFAULT 0, begun text, begun_on double precision);
CREATE INDEX IF NOT EXISTS {0}_updates_of_chat ON {0}_updates (bot, chat, id);
CREATE TABLE IF NOT EXISTS {0}_chats (bot bigint, chat bigint, ready double precision NOT NULL,
    PRIMARY KEY (bot, chat)) {compact};
CREATE INDEX IF NOT EXISTS {0}_chats_ready ON {0}_chats ({order});
CREATE TABLE IF NOT EXISTS {0}_taken (id {serial}, bot bigint, update_id bigint, time double precision NOT NULL,
    UNIQUE (bot, update_id));
CREATE TABLE IF NOT EXISTS {0}_dead (id {serial}, bot bigint, update_id bigint, chat bigint, body bytea, reason text,
    time double precision, failures int, deaths int);
CREATE TABLE IF NOT EXISTS {0}_workers (name text PRIMARY KEY, bell int, threads int, busy int, finished int,
    redelivered int, time double precision)
"""
FORGET = [
    """DELETE FROM {0}_taken WHERE id IN (SELECT id FROM
        (SELECT id, time FROM {0}_taken ORDER BY id LIMIT 1000) AS oldest WHERE time < {now} - :keep)""",
    "DELETE FROM {0}_workers WHERE time < {now} - :keep",
]
DEAD = """SELECT id, bot, update_id, chat, body, reason, time, failures, deaths FROM {0}_dead
    WHERE id > :last AND bot = coalesce(:bot, bot) ORDER BY id LIMIT 100"""
TAKE_LETTER = "DELETE FROM {0}_dead WHERE id = :id RETURNING bot, update_id, chat, body"
COUNT = "SELECT count(*) FROM {0}_updates"
BY_BOT = "SELECT bot, count(*) FROM {0}_updates GROUP BY bot"
OLDEST = "SELECT {now} - arrived FROM {0}_updates ORDER BY id LIMIT 1"
WORKERS = """SELECT name, threads, busy, finished, redelivered, {now} - time FROM {0}_workers
    WHERE time > {now} - :seconds ORDER BY name"""
KEEP_SECONDS = 48 * 3600.0  # how long an update is known after it was taken in; Telegram gives up after 24 hours
SEEN_SECONDS = 10.0  # a worker that was not seen for longer is not there
COUNT_SECONDS = 1.0  # how old the count of updates may be that says that the queue is full,
COUNTS_IN_BETWEEN = 10  # and this times what counting takes

T = TypeVar("T")
#: Runs a statement of a transaction with its values, and returns its rows.
Run = Callable[..., list[Any]]


class SQLEngine:
    """See `contract.Engine`. What is particular to a database is in the subclasses."""

    #: What the words in braces of a statement stand for in this database.
    words: ClassVar[Mapping[str, str]]
    #: The worker of this database.
    worker: type[SQLWorker[Any]]
    #: The statement that returns how many updates were ever taken in.
    taken_in: str

    def __init__(self, url: str, name: str, max_depth: int) -> None:
        self.url, self.name, self._max_depth = url, name, max_depth
        self._count, self._count_until = 0, 0.0

    def format(self, sql: str) -> str:
        """Return a statement as the database reads it, but for its values."""
        return sql.format(self.name, **self.words)

    def read(self, sql: str, **values: Any) -> list[Any]:
        """Return the rows of a statement, which is a transaction of its own. Raises `Unavailable`."""
        raise NotImplementedError

    def write(self, change: Callable[[Run], T], is_durable: bool = False) -> T:
        """Return what *change* returns, once its transaction is written. Raises `Unavailable`.

        *is_durable*: not even a power cut undoes it.
        """
        raise NotImplementedError

    def wake(self) -> None:
        """Wake the workers."""
        raise NotImplementedError

    # Taking in

    def _put(self, run: Run, entry: Entry, again: bool) -> bool:
        """Insert an update; return whether it is new."""
        raise NotImplementedError

    def enqueue(self, entry: Entry, *, again: bool = False) -> bool:
        """See `Engine.enqueue`."""
        self._check_depth()
        is_new = self._insert(entry, again)
        if is_new:
            self._count += 1
        return is_new

    def _insert(self, entry: Entry, again: bool) -> bool:
        """Insert an update and wake the workers; return whether it is new."""
        is_new = self.write(lambda run: self._put(run, entry, again), is_durable=True)
        if is_new:
            self.wake()
        return is_new

    def _check_depth(self) -> None:
        """Raise `Full` if there are too many updates, which are counted now and then, because that takes a while."""
        started = time.monotonic()
        if started >= self._count_until:
            self._count_until = started + COUNT_SECONDS
            self._count = self.read(COUNT)[0][0]
            self.write(lambda run: [run(sql, keep=KEEP_SECONDS) for sql in FORGET])
            took = time.monotonic() - started
            self._count_until += COUNTS_IN_BETWEEN * took
        if self._count >= self._max_depth:
            raise Full(
                f"queue {self.url} is full: it has {self._count} updates, and max_depth is {self._max_depth}. "
                "Start more workers."
            )

    # Working

    def work(self, handle: Handle, *, threads: int, stop: threading.Event, bots: Set[int] | None = None) -> None:
        """See `Engine.work`."""
        self.worker(self, handle, stop, bots).run(threads)

    # Dead letters

    def dead(self, bot: int | None = None) -> Iterator[DeadLetter]:
        """See `Engine.dead`."""
        last = 0
        while rows := self.read(DEAD, last=last, bot=bot):
            for last, *entry, reason, when, failures, deaths in rows:
                yield DeadLetter(str(last), Entry(*entry), reason, when, failures, deaths)

    def put_back(self, letter_id: str) -> bool:
        """See `Engine.put_back`."""

        def put_back(run: Run) -> bool:
            rows = _take_letter(run, letter_id)
            for row in rows:
                self._put(run, Entry(*row), again=True)
            return bool(rows)

        is_back = self.write(put_back, is_durable=True)
        self.wake()
        return is_back

    def purge(self, letter_id: str) -> bool:
        """See `Engine.purge`."""
        return bool(self.write(lambda run: _take_letter(run, letter_id)))

    # State

    def status(self) -> Status:
        """See `Engine.status`."""
        by_bot = dict(self.read(BY_BOT))
        oldest = [max(0.0, age) for (age,) in self.read(OLDEST)]
        taken_in = sum(number for (number,) in self.read(self.taken_in))
        dead = self.read("SELECT count(*) FROM {0}_dead")[0][0]
        workers = [WorkerStatus(*row) for row in self.read(WORKERS, seconds=SEEN_SECONDS)]
        depth, redelivered = sum(by_bot.values()), sum(worker.redelivered for worker in workers)
        return Status(
            time.time(), depth, max(oldest, default=0.0), taken_in, taken_in - depth, redelivered, dead, by_bot, {},
            workers,
        )  # fmt: skip


def _take_letter(run: Run, letter_id: str) -> list[Any]:
    return run(TAKE_LETTER, id=int(letter_id)) if letter_id.isdecimal() else []
