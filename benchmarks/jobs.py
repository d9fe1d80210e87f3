"""What a job costs when many are planned, or due at once: planned by an update, done by `jobs.run_due`, on SQLite.

The value is what one costs when there are many, divided by what it costs when there are few.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import scaletg
from benchmarks.bots import HEADERS, SECRET, TOKEN, body_of, message_update
from benchmarks.harness import Case, Figure, compare
from scaletg_contrib.jobs import Jobs

FEW = 100
LIMIT = 1.3
LONG_SECONDS = 10_000_000


class Planner:
    """A bot with a store of its own, whose app plans as many jobs as its message says, due at once or much later."""

    def __init__(self, store: str) -> None:
        self.jobs = Jobs(watch_seconds=None)  # no clock: what is due is done when the benchmark says it
        self.bot = scaletg.Bot(TOKEN, secret_token=SECRET, store=store)
        self.bot.load(self.jobs)
        self.done = 0

        @self.bot.app("/plan <count:int> <seconds:int>")
        def plan(jobs: Any, count: int, seconds: int) -> str:
            for number in range(count):
                jobs.later(seconds, "job", number=number)
            return ""

        @self.bot.app("job", on="job")
        def work(job: Any) -> str:
            self.done += 1
            return ""

    def plan(self, count: int, seconds: int) -> None:
        """Let an update plan so many jobs."""
        status, _, answer = self.bot.handle(body_of(message_update(f"/plan {count} {seconds}")), HEADERS)
        if status != 200:
            raise SystemExit(f"The bot could not plan: {answer!r}")

    def run_due(self, count: int) -> None:
        """Do what is due, and see that it is so much."""
        before = self.done
        self.jobs.run_due(self.bot)
        if self.done - before != count:
            raise SystemExit(f"{self.done - before} jobs were done, and {count} were due")

    def plan_and_run(self, count: int) -> None:
        self.plan(count, 0)
        self.run_due(count)


def measure(quick: bool) -> Iterator[Figure]:
    many, due, rounds = (300, 200, 1) if quick else (10_000, 1_000, 5)
    with planner() as small, planner() as large:
        small.plan(FEW, LONG_SECONDS)
        for _ in range(many // FEW):
            large.plan(FEW, LONG_SECONDS)
        case = Case(lambda count: [1] * count, large.plan_and_run, small.plan_and_run, batch=30)
        ratio, cost, floor = compare({"": case}, rounds)[""]
        yield Figure(f"a job, {many:,} planned : {FEW} planned", ratio, limit=LIMIT, cost=cost, floor=floor)
    few_due, many_due = cost_of_due(FEW), cost_of_due(due)
    name = f"a job of {due:,} due at once : of {FEW}"
    yield Figure(name, many_due / few_due, limit=LIMIT, cost=many_due * 1e6, floor=few_due * 1e6)


@contextlib.contextmanager
def planner() -> Iterator[Planner]:
    with tempfile.TemporaryDirectory() as folder:
        one = Planner(f"sqlite:///{folder}/bot.db")
        yield one
        one.bot.close()


def cost_of_due(count: int) -> float:
    """Return the CPU seconds for one of so many jobs that are due at once."""
    with planner() as one:
        one.plan_and_run(1)  # what the first needs is there then
        for _ in range(count // FEW):
            one.plan(FEW, 0)
        started = time.process_time()
        one.run_due(count)
        return (time.process_time() - started) / count
