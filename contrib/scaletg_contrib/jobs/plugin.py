"""Tie jobs to a bot: the module `jobs`, `bot.jobs`, the clock, and the check whether jobs are done."""

from __future__ import annotations

import functools
import logging
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import scaletg
from scaletg_contrib.feature import Feature, loaded_objects
from scaletg_contrib.jobs.asking import BotJobs, UpdateJobs
from scaletg_contrib.jobs.book import Book, Data, new_job
from scaletg_contrib.jobs.running import Clock, Runner
from scaletg_contrib.jobs.schedule import check_cron, next_time
from scaletg_contrib.jobs.ticking import Ticker
from scaletg_contrib.migration import KEEP_SECONDS, FollowsGroups
from scaletg_contrib.stores import Store, key_parts

__all__ = ["Jobs"]

OVERDUE_MS = 10_000  # how late a job must be before the bot is not ready, because no clock runs
EVERY = "e-"  # begins the labels of the jobs of the code

log = logging.getLogger("scaletg.jobs")


class Jobs(Feature, FollowsGroups):
    """Gives apps and modules the module `jobs`, and does what is due.

    *store*: a URL, an open store, or None for the bot's store. *name*: the word that apps write. *namespace*: the third
    part of the keys in the store, if it is not the name.
    *every*: repeated jobs of the bot itself, as cron lines by name: `{"tidy": "0 3 * * *"}`; they belong to nobody.
    *zone*: the time zone of cron lines that have none of their own.
    *lease*: the seconds after which a process on another machine takes over the jobs of a process that was killed.
    *threads*: how many jobs one process does at the same time. *watch_seconds*: a process looks for due jobs at most
    once in this time; None: it has no clock (see `run_due`). Raises `ConfigError` for wrong values.
    """

    feature = "jobs"

    def __init__(
        self,
        store: str | Store | None = None,
        *,
        name: str = "jobs",
        namespace: str | None = None,
        every: Mapping[str, str] | None = None,
        zone: str = "UTC",
        lease: float = 10.0,
        threads: int = 4,
        watch_seconds: float | None = 1.0,
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        self.every, self.zone, self.lease, self.threads = dict(every or {}), zone, lease, threads
        self.watch_seconds = watch_seconds
        for option, value in (("lease", lease), ("threads", threads), ("watch_seconds", watch_seconds)):
            if value is not None and (isinstance(value, bool) or not 0 < value < 100_000):
                raise scaletg.ConfigError(f"Jobs({option}={value!r}): give a number above 0.")
        for job_name, cron in self.every.items():
            try:
                check_cron(cron, zone)
            except ValueError as error:
                raise scaletg.ConfigError(f"Jobs(every=...): {job_name!r}: {error}.") from None
        #: What is called in place of `bot.complete(update, seen=...)`, for example to show what becomes of a job.
        self.complete: Callable[..., Any] | None = None
        self._reported: set[str] = set()  # the repeated jobs without an app that were logged
        self._runners: weakref.WeakKeyDictionary[Any, Runner] = weakref.WeakKeyDictionary()
        #: The bots whose jobs somebody does by `run_due`: a clock would be cut off when their process ends.
        self.without_clock: weakref.WeakSet[Any] = weakref.WeakSet()
        self._clocks: weakref.WeakKeyDictionary[Any, Clock] = weakref.WeakKeyDictionary()
        self._ticker = Ticker()  # one thread for the clocks of all bots
        self._modules = [
            scaletg.module(name, last=True)(_generator(self._give)),
            scaletg.module(f"{name}_of_bot", scope="bot")(_function(self.of)),
            scaletg.module(f"{name}_clock", scope="bot", autouse=True)(_bot_generator(self._keep_clock)),
        ]
        self.give, self.give_outside, self.keep_clock = self._modules

    def setup(self, bot: Any) -> None:
        """Let `GET /ready` fail if jobs are due and nobody does them; `bot.load` calls it."""
        super().setup(bot)
        bot.add_ready_check(self.name, lambda: self.is_ready(bot))

    # The modules

    def _give(self, update: Any, bot: Any) -> Iterator[Any]:
        """Give an app what makes jobs; what it asked for is kept when its update went well."""
        jobs = UpdateJobs(self.book(bot), self.zone, functools.partial(self.names_for, bot), update)
        error = yield jobs
        if error is None:
            at = jobs.save()
            if at is not None:
                self._notify_clock(bot, at)

    def of(self, bot: Any) -> BotJobs:
        """Return the jobs of a bot, for code outside of an update: it makes, lists, cancels and does them."""
        self.book(bot)  # raises for a store that cannot hold jobs
        return BotJobs(
            functools.partial(self.book, bot),
            self.zone,
            functools.partial(self.names_for, bot),
            owner=self,
            keep=lambda job, data: self.runner(bot).keep(job, data),
            run_due=functools.partial(self.run_due, bot),
            run_one=lambda where: self.runner(bot).run_now(where),
            notify=functools.partial(self._notify_clock, bot),
        )

    def _keep_clock(self, bot: Any) -> Iterator[None]:
        """Let a clock run as long as the bot lives; not in a test, where time stands still."""
        clock = None
        is_wanted = self.watch_seconds is not None and bot not in self.without_clock
        if is_wanted and not getattr(bot.api.transport, "stands_still", False):
            self.keep_every(bot)
            assert self.watch_seconds is not None
            beat = functools.partial(self._beat, bot)
            clock = Clock(self.runner(bot), self._ticker, self.watch_seconds, self.threads, beat)
            self._clocks[bot] = clock
            clock.start()
        yield
        if clock is not None:
            clock.stop()
            self._clocks.pop(bot, None)

    @scaletg.app(on="job", fallback=True, order=scaletg.Order.LAST)
    def refuse_unknown(self, job: Any, bot: Any) -> None:
        """Fail for a job that no app takes, so that it is tried again: a newer process may know it."""
        known = self.names_for(bot, job.name)
        if known is not None:
            raise scaletg.RegistrationError(
                f"no app takes the job {job.name!r}, which was made by other code: "
                f'there are {", ".join(known) or "none"}. Keep @bot.app({job.name!r}, on="job") until its jobs are '
                "done, or delete them with `scaletg jobs delete`"
            )

    # What belongs to one bot

    def book(self, bot: Any) -> Book:
        """Return the jobs of a bot."""
        store = self.store_of(bot)
        if not store.has_ranges:
            raise scaletg.ConfigError(
                f"store {store.url}: it cannot say which job is due next, because its keys have no order. Give the "
                'jobs another store: Jobs(store="postgresql://..."), or one of SQLite, MySQL, MariaDB or Redis.'
            )
        return Book(store, functools.partial(self.key, bot))

    def runner(self, bot: Any) -> Runner:
        """Return what does the jobs of a bot."""
        found = self._runners.get(bot)
        if found is None or found.book.store is not self.store_of(bot):
            find = functools.partial(_find_person, bot)
            found = self._runners[bot] = Runner(bot, self.book(bot), self.lease, find)
        found.complete = self.complete or bot.complete
        return found

    def names_for(self, bot: Any, name: str) -> list[str] | None:
        """Return None if an app takes jobs of this name, else the names that apps take."""
        known: list[str] = []
        for app in bot.registry.apps:
            if "job" not in app.kinds or getattr(app.function, "__func__", None) is Jobs.refuse_unknown:
                continue
            if not app.rules or app.match_rules(name, "job", {"name": name}) is not None:
                return None
            known += app.rules
        return known

    def run_due(self, bot: Any, complete: Any = None) -> int:
        """Do all jobs that are due now, and return how many these were; for platforms without a permanent process.

        *complete*: a function that is called instead of `bot.complete`. After this call, no clock starts in this
        process.
        """
        self.without_clock.add(bot)
        self.keep_every(bot)
        return self.runner(bot).run_due(complete)

    def run_queued(self, bot: Any, place: Mapping[str, Any], leave: Callable[[], None]) -> bool:
        """Do a job that came through the queue of the bot, and return whether it is one of this object.

        *leave* lets the chat go on before a long job is done.
        """
        if not place["where"].startswith(self.key(bot, "job", "")):
            return False
        runner = self.runner(bot)
        runner.run(runner.book.entry(place["at"], place["where"]), leave)
        return True

    def next_due(self, bot: Any) -> float | None:
        """Return when the first job is due, in seconds since 1970 by the clock of the store; None if there is none."""
        self.keep_every(bot)
        at = self.book(bot).next_due()
        return None if at is None else at / 1000

    def keep_every(self, bot: Any) -> None:
        """Store the repeated jobs of *every*, and delete those that are no longer in it."""
        book = self.book(bot)
        for name, cron in self.every.items():
            self._report_unknown(bot, name)
            first = next_time(cron, self.zone, book.now / 1000)
            assert first is not None  # the constructor has checked it
            job = new_job(name, int(first * 1000), book.now, key=name, cron=cron, zone=self.zone)
            book.keep_in_step(book.where(0, 0, EVERY + name), job)
        for where, value in list(book.all(0, 0)):
            label = key_parts(where)[6]
            if label.startswith(EVERY) and value["name"] not in self.every:
                book.cancel(where)

    def _report_unknown(self, bot: Any, name: str) -> None:
        """Log once that no app takes a repeated job: nobody should learn that at three in the night."""
        known = self.names_for(bot, name)
        if known is not None and name not in self._reported:
            self._reported.add(name)
            log.error(
                'Jobs(every=...): no app takes the job %r. Write @bot.app(%r, on="job") above one; there are: %s',
                name, name, ", ".join(known) or "none",
            )  # fmt: skip

    def is_ready(self, bot: Any) -> bool:
        """Return False if jobs are due and no process of the bot has a clock."""
        book = self.book(bot)
        if bot in self._clocks or book.store.get(self.key(bot, "clock")) is not None:
            return True
        at = book.next_due()
        return at is None or at > book.now - OVERDUE_MS

    def _beat(self, bot: Any, seconds: float) -> None:
        self.store_of(bot).put(self.key(bot, "clock"), True, ttl=seconds)

    def _notify_clock(self, bot: Any, at: int) -> None:
        clock = self._clocks.get(bot)
        if clock is not None:
            clock.notify(at)

    # People and chats

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move the jobs of a chat to another id, and return how many; of two of one key that of the new chat stays."""
        return self.book(self.bot_or(bot)).move(old_chat, new_chat, KEEP_SECONDS)

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the jobs of a person, in all chats, and return how many."""
        return self.book(self.bot_or(bot)).forget(user_id)


def _find_person(bot: Any, user_id: int) -> Data | None:
    """Return what a loaded object knows of a person whose id is all that a job says: see `scaletg_contrib.people`."""
    for owner in loaded_objects(bot):
        find = getattr(owner, "find_person", None)
        found: Data | None = find(bot, user_id) if callable(find) else None
        if found is not None:
            return found
    return None


def _generator(give: Callable[[Any, Any], Iterator[Any]]) -> Callable[..., Any]:
    """Return a function that can be marked: a bound method cannot."""

    def give_jobs(update: Any, bot: Any) -> Iterator[Any]:
        yield from give(update, bot)

    return give_jobs


def _bot_generator(give: Callable[[Any], Iterator[Any]]) -> Callable[..., Any]:
    def keep_clock(bot: Any) -> Iterator[Any]:
        yield from give(bot)

    return keep_clock


def _function(give: Callable[[Any], Any]) -> Callable[..., Any]:
    def give_jobs_of_bot(bot: Any) -> Any:
        return give(bot)

    return give_jobs_of_bot
