"""Do the jobs that are due: one after the other, or by a clock in a thread of its own."""

from __future__ import annotations

import contextlib
import functools
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import scaletg
from scaletg_contrib.crowd import Crowd
from scaletg_contrib.jobs.book import HELD, Book, Data, Entry, is_held
from scaletg_contrib.jobs.claims import HeldJob, hold, number_of
from scaletg_contrib.jobs.ticking import Ticker
from scaletg_contrib.stores.holders import has_ended

__all__ = ["Clock", "Runner"]

PAGE = 100  # entries that are read at once
MOST_AT_ONCE = 10_000  # jobs of one `run_due`: more are made by themselves, without end
BEAT_SECONDS = 15.0  # how often a clock says that it runs
STORE_SECONDS = 5.0  # between two looks when the store is away

log = logging.getLogger("scaletg.jobs")


class Others:
    """The jobs that other processes work on: until their leases end, or their processes, nobody need look at them."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[int, Any]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def add(self, key: str, value: Data) -> None:
        """Remember who works on the job of an entry."""
        self._held[key] = value["until"], value["process"]

    def forget_the_ended(self, now: int) -> None:
        """Forget the jobs that may be free by now."""
        have_ended: dict[str, bool] = {}  # a process may hold many
        for key, (until, process) in list(self._held.items()):
            name = str(process)
            if name not in have_ended:
                have_ended[name] = has_ended(process)
            if until <= now or have_ended[name]:
                del self._held[key]


class Runner:
    """Does the jobs of one bot. *lease*: seconds after which others take over those of a machine that is gone.

    *find_person* returns more of a person than is known from the job, or None.
    """

    def __init__(self, bot: Any, book: Book, lease: float, find_person: Callable[[int], Data | None]) -> None:
        self.bot, self.book, self.lease, self._find_person = bot, book, lease, find_person
        #: What a job is given to.
        self.complete: Callable[..., Any] = bot.complete
        #: The jobs that are being done, by their ids.
        self.held: dict[str, HeldJob] = {}
        #: Wakes the clock, which renews their leases; `None` if no clock runs.
        self.wake_clock: Callable[[], None] | None = None
        self._reported: set[tuple[str, str]] = set()  # names of jobs and of the gates that stopped them
        #: The jobs that other processes do.
        self.others = Others()
        self._crowd = Crowd()

    def run(self, entry: Entry, leave: Callable[[], None] = lambda: None, complete: Any = None) -> Any:
        """Do one job, and return its outcome; None if another process does it, or there was nothing to do."""
        found = self.book.look_at(entry)
        if found is None:
            return None
        if is_held(found.value, self.book.now):
            self.others.add(entry.key, found.value)
            return None
        was_begun = found.value["state"] == HELD or found.value["deaths"] > 0
        with self._crowd.enter(was_begun):
            job = hold(self.book, entry, found, self.lease)
            if job is None:
                return None
            job.leave, job.is_stopping = leave, lambda: bool(self.bot.is_stopping)
            self.held[job.id] = job
            try:
                with self._renewing(job):
                    return self._complete(job, complete or self.complete)
            finally:
                del self.held[job.id]

    @contextlib.contextmanager
    def _renewing(self, job: HeldJob) -> Iterator[None]:
        """Renew the lease of a job while it is done: the clock does it, else a thread that ends with the job."""
        if self.wake_clock is not None:
            self.wake_clock()
            yield
            return
        is_over = threading.Event()

        def renew() -> None:
            while not is_over.wait(self.lease / 4):
                with contextlib.suppress(scaletg.Retry):  # the store is away: the next time may be early enough
                    job.renew()

        threading.Thread(target=renew, name="scaletg-job-lease", daemon=True).start()
        try:
            yield
        finally:
            is_over.set()

    def queue(self, entry: Entry) -> None:
        """Put a job that is due into the queue of the bot, behind the updates of its chat.

        The job stays in the book, so that it is queued again if it is still there when the lease would have ended.
        """
        place = {"where": entry.where, "at": entry.at, "turn": entry.turn}
        self.bot.take_in({"update_id": number_of(entry.key), "job": place})
        self.others.add(entry.key, {"until": self.book.now + int(self.lease * 1000), "process": None})

    def run_now(self, where: str) -> Any:
        """Do a job before it is due, and return its outcome; None if there is none, or it is being done."""
        at = self.book.bring_forward(where)
        if at is None:
            return None
        return self.run(self.book.entry(at, where))

    def _complete(self, job: HeldJob, complete: Callable[..., Any]) -> Any:
        user = job.user
        if user is not None and not user.get("first_name"):
            user = self._find_person(user["id"]) or user
        update = job.update(user)
        try:
            outcome = complete(update, seen=job)
        except Exception:  # not of an app: for example a mistake that only shows in this process
            job.release(job.claim(""), STORE_SECONDS)
            raise
        if outcome.stopped_by is not None:
            self._report_gate(update["job"]["name"], outcome.stopped_by)
        return outcome

    def _report_gate(self, name: str, gate: Any) -> None:
        """Log once for each name of a job that a gate has stopped it: nobody was told, and its app was not called."""
        if (name, gate.name) not in self._reported:
            self._reported.add((name, gate.name))
            log.warning(
                "job %r was stopped by the gate %r (%s), so its app was not called. This is logged once. To let "
                "jobs pass, write the gate with a parameter `message`: it then checks messages only",
                name, gate.name, gate.place,
            )  # fmt: skip

    def run_due(self, complete: Any = None) -> int:
        """Do all that is due, one job after the other; return how many jobs that was."""
        count, tried = 0, set[Entry]()
        while count < MOST_AT_ONCE:
            entries = [entry for entry in self._due_entries() if entry not in tried]
            if not entries:
                return count
            for entry in entries:
                tried.add(entry)
                if self.run(entry, complete=complete) is not None:
                    tried.clear()
                    count += 1
        return count

    def _due_entries(self) -> Iterator[Entry]:
        behind = None
        while True:
            page = self.book.due(self.book.now, PAGE, behind)
            yield from page
            if len(page) < PAGE:
                return
            behind = page[-1].key

    def keep(self, job: Any, data: Data) -> None:
        """Store the place of a long job; see `scaletg.Job.keep`."""
        held = self.held.get(job.id)
        if held is not None:  # else a test has made the update itself
            held.keep(data)

    def renew(self) -> None:
        """Renew the leases of the jobs that are being done."""
        for job in list(self.held.values()):
            job.renew()


class Clock:
    """Does what is due for one bot. It looks into the index once in *seconds* at most, while there is nothing to do.

    *ticker* lets it look. *beat* is called from time to time, so that others know for some seconds that a clock runs.
    """

    def __init__(
        self, runner: Runner, ticker: Ticker, seconds: float, threads: int, beat: Callable[[float], None]
    ) -> None:
        self._runner, self._ticker, self._least_seconds = runner, ticker, seconds
        self._threads, self._beat = threads, beat
        self._page: deque[Entry] = deque()
        self._in_hand: set[str] = set()
        self._queued: set[str] = set()  # those of them that wait behind the updates of their chat
        self._behind: str | None = None
        self._next_look = 0
        self._next_beat = 0.0
        self._is_told = False
        self._has_stopped = False

    def start(self) -> None:
        """Begin to look."""
        self._runner.wake_clock = functools.partial(self._ticker.wake, self)
        self._ticker.add(self)

    def stop(self) -> None:
        """Look no more; jobs that are not ended yet are left to other processes."""
        self._has_stopped = True
        self._runner.wake_clock = None
        self._ticker.remove(self)

    def notify(self, at: int) -> None:
        """Look soon if there is a new job that is due before the next look."""
        if at <= self._next_look:
            self._is_told = True
            self._ticker.wake(self)

    @property
    def _seconds(self) -> float:
        return self._ticker.seconds_between_looks(self._least_seconds)

    def look(self) -> float:
        """Begin what is due; return the seconds until the next look."""
        try:
            return self._look()
        except scaletg.Retry:  # the store is away, and has said so
            return STORE_SECONDS
        except BaseException as error:
            if not scaletg.is_failure(error):
                raise
            log.exception("the clock of the jobs has failed, and goes on")
            return self._seconds

    def _look(self) -> float:
        """Begin what is due; return the seconds until the next look."""
        book = self._runner.book
        self._runner.renew()
        if book.now / 1000 >= self._next_beat:
            pause = max(BEAT_SECONDS, 4 * self._seconds)
            self._next_beat = book.now / 1000 + pause
            self._beat(4 * pause)
        if self._is_told:  # what is new may be due before what was read
            self._is_told, self._behind, self._next_look = False, None, 0
            self._page.clear()
        is_busy = self._in_hand or self._runner.held
        longest = min(self._seconds, self._runner.lease / 4) if is_busy else self._seconds
        while not self._runner.bot.is_stopping:
            if self._is_busy():
                return longest  # one that ends wakes the clock
            if not self._page and not self._read_page():
                break
            if self._page[0].at > book.now:
                return min((self._page[0].at - book.now) / 1000, longest)
            self._begin(self._page.popleft())
            longest = min(self._seconds, self._runner.lease / 4)
        return max(0.001, min((self._next_look - book.now) / 1000, longest))

    def _is_busy(self) -> bool:
        """Return whether no other job can begin; one that waits for its chat keeps no other from it."""
        return len(self._in_hand) - len(self._queued) >= self._threads or len(self._queued) >= PAGE

    def _read_page(self) -> bool:
        """Read what is due soon; return whether there is something to do. After a full page it reads on at once."""
        book, now = self._runner.book, self._runner.book.now
        if self._behind is None and now < self._next_look:
            return False
        if self._behind is None:
            self._next_look = now + int(self._seconds * 1000)
            self._runner.others.forget_the_ended(now)
        page = book.due(self._next_look, PAGE, self._behind)
        self._behind = None
        if len(page) == PAGE:
            if page[-1].at <= now:
                self._behind = page[-1].key
            else:  # what follows is not read yet
                self._next_look = page[-1].at
        others = self._runner.others
        self._page.extend(entry for entry in page if entry.key not in self._in_hand and entry.key not in others)
        return bool(self._page) or (self._behind is not None and self._read_page())

    def _begin(self, entry: Entry) -> None:
        if entry.key in self._in_hand:
            return
        if self._runner.bot.intake is not None:
            self._runner.queue(entry)
            return
        self._in_hand.add(entry.key)
        self._queued.add(entry.key)
        work = functools.partial(self._run, entry)
        if entry.turn is None or not self._runner.bot.in_turn(entry.turn, work):
            self._queued.discard(entry.key)
            threading.Thread(target=work, args=(lambda: None,), name="scaletg-job", daemon=True).start()

    def _run(self, entry: Entry, leave: Callable[[], None]) -> None:
        self._queued.discard(entry.key)
        try:
            if self._has_stopped or self._runner.bot.is_stopping:
                return
            self._runner.run(entry, leave)
        except scaletg.Retry as retry:  # the store is away: the job comes again
            log.info("the job of %s was not done, and comes again: %s", entry.where, retry)
        except BaseException as error:
            if not scaletg.is_failure(error):
                raise
            log.exception("the job of %s was not done, and comes again", entry.where)
        finally:
            self._in_hand.discard(entry.key)
            self._ticker.wake(self)
