"""Processes that do jobs until somebody ends them, and the campaigns that kill, freeze and poison them."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from typing import Any, NamedTuple

from backends import spawn, unique
from session_workers import message

import scaletg
from killing import CallServer, Workers
from scaletg_contrib.jobs import Jobs, claims
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import SeenUpdates, Store, open_store

PERSONS = 100
THREADS = 4
PATIENCE = 120.0  # seconds until jobs that are left are taken for lost


def make_bot(store: Store, lease: float, base_url: str = "") -> scaletg.Bot:
    """Make a bot whose job counts in a session and says its number."""
    options: dict[str, Any] = {"base_url": base_url} if base_url else {}
    bot = scaletg.Bot("1:token", username="test_bot", stop_seconds=1, **options)
    bot.load(Sessions(store))
    bot.load(Jobs(store, lease=lease, threads=THREADS, watch_seconds=0.5 if base_url else None))

    @bot.app("count", on="job")
    def count(job: Any, session: Any) -> str:
        session["count"] = session.get("count", 0) + 1
        return f"Job {job.data.number}"

    @bot.app("poison", on="job")
    def poison(job: Any) -> None:
        os._exit(1)

    @bot.app("slow", on="job")
    def slow(job: Any, session: Any) -> str:
        session["count"] = session.get("count", 0) + 1
        time.sleep(job.data.seconds)
        return f"Job {job.data.number}"

    return bot


def make_planner(url: str, name: str) -> scaletg.Bot:
    """Make a bot that plans a job for each message; its own clock does none."""
    store = open_store(url, name=name, timeout=30)
    bot = scaletg.Bot("1:token", username="test_bot", seen=SeenUpdates(store, seconds=1))
    bot.load(Sessions(store))
    bot.load(Jobs(store, watch_seconds=None))

    @bot.app("/plan <number:int>")
    def plan(message: Any, session: Any, jobs: Any, number: int) -> str:
        session["planned"] = session.get("planned", 0) + 1
        jobs.later(0, "planned", number=number)
        jobs.later(0, "newest", key="newest", number=number)
        return str(session["planned"])

    bot.app("planned", on="job")(lambda job: "")
    bot.app("newest", on="job")(lambda job: "")
    return bot


def plan_and_kill(url: str, kills: int) -> tuple[int, Counter[int], int, Workers]:
    """Plan jobs in four processes of which one is killed each second; return how many updates were delivered, how often
    each has a job, and how many jobs have a key."""
    name, stop, sent = unique(), threading.Event(), 0
    with Workers(4, make_planner, url, name) as workers:
        workers.answer(message(1, "/plan 1", user=1))
        killer = workers.kill_every(1, stop)
        sent = 1
        try:
            while len(workers.killed) < kills or not workers.interrupted:
                ids = list(range(sent + 1, sent + 25))
                sent += len(ids)
                workers.deliver(message(one, f"/plan {one}", user=one % 10 + 1) for one in ids)
                workers.wait_for(ids)
        finally:
            stop.set()
            killer.join()
    planner = make_planner(url, name)
    jobs = planner.jobs.all()
    planner.jobs.book.store.close()
    planned = Counter(job.data["number"] for job in jobs if job.name == "planned")
    return sent, planned, sum(job.key == "newest" for job in jobs), workers


def do_jobs(url: str, name: str, lease: float, telegram_url: str, pipe: Any) -> None:
    """Do jobs in this process until it ends."""
    bot = make_bot(open_store(url, name=name, timeout=30), lease, f"{telegram_url}/{os.getpid()}")
    bot.start()
    pipe.send(os.getpid())
    pipe.recv()


def begin_and_wait(url: str, name: str, ready: Any, is_elsewhere: bool) -> None:
    """Begin a job and stop there, until somebody kills this process; it may be of another machine."""
    if is_elsewhere:
        claims.this_process = lambda: ["another machine", 1, "1"]
    bot = scaletg.Bot("1000000001:test", username="test_bot")
    bot.load(Jobs(open_store(url, name=name), lease=3600))

    @bot.app("wait", on="job")
    def wait(job: Any) -> None:
        ready.set()
        time.sleep(600)

    bot.jobs.later(0, "wait", chat=7, key="only")
    bot.jobs.run_due()


class Clocks:
    """*number* processes that do jobs, each replaced when it is killed or dies."""

    def __init__(self, number: int, *arguments: Any) -> None:
        self._arguments = arguments
        self._slots: list[Any] = [self._start() for _ in range(number)]
        self.deaths = self.kills = 0

    def _start(self) -> Any:
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=do_jobs, args=(*self._arguments, theirs), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def wait_until_ready(self) -> None:
        for _, pipe in self._slots:
            assert pipe.poll(60)

    @property
    def pids(self) -> list[int]:
        return [process.pid for process, _ in self._slots]

    def kill_one(self) -> None:
        os.kill(random.choice(self.pids), signal.SIGKILL)
        self.kills += 1
        self.replace_the_dead()

    def kill_each_second(self, end: float) -> None:
        """Kill one each second until *end*."""
        while time.time() < end:
            time.sleep(1)
            self.kill_one()

    def replace_the_dead(self) -> None:
        for number, (process, pipe) in enumerate(self._slots):
            process.join(0.05)
            if not process.is_alive():
                self.deaths += 1
                pipe.close()
                self._slots[number] = self._start()

    def close(self) -> None:
        for process, _ in self._slots:
            process.kill()
        for process, pipe in self._slots:
            process.join(60)
            pipe.close()


class Result(NamedTuple):
    """What came of a campaign."""

    jobs: int
    kills: int
    lost: int
    doubled: int
    sessions: int
    wrong_sessions: int
    left: int


def left_of(bot: scaletg.Bot) -> int:
    return len(bot.jobs.all())


def kill_and_count(url: str, name: str, *, seconds: float, jobs: int, lease: float) -> Result:
    """Let *jobs* be due over *seconds*, kill one of four processes each second, and count what came of them."""
    with CallServer() as telegram:
        store = open_store(url, name=name, timeout=30)
        planner = make_bot(store, lease)
        clocks = Clocks(4, url, name, lease, telegram.url)
        try:
            clocks.wait_until_ready()
            start = time.time()
            killer = threading.Thread(target=clocks.kill_each_second, args=(start + seconds + 1,))
            killer.start()  # now already, since the planning takes its time where the store is slow
            for number in range(jobs):
                at = start + 1 + number * seconds / jobs
                planner.jobs.later(max(0, at - time.time()), "count", chat=number % PERSONS + 1, number=number)
            killer.join()
            give_up = time.monotonic() + PATIENCE
            while left_of(planner) and time.monotonic() < give_up:
                time.sleep(0.2)
            left = left_of(planner)
        finally:
            clocks.close()
        said = Counter(call.parameters["text"] for call in telegram.of("sendMessage"))
        wrong = 0
        for person in range(1, PERSONS + 1):
            record = store.get(f"1/sessions/session/{person}/{person}")
            expected = len(range(person - 1, jobs, PERSONS))
            wrong += (record.value["data"]["count"] if record else 0) != expected
        store.close()
    lost = sum(f"Job {number}" not in said for number in range(jobs))
    return Result(jobs, clocks.kills, lost, sum(said.values()) - len(said), PERSONS, wrong, left)


def poison_and_count(url: str, name: str, *, innocents: int, lease: float) -> tuple[int, int, int]:
    """Let one job kill its process beside others; return how many others were done, jobs are left, processes died."""
    with CallServer() as telegram:
        store = open_store(url, name=name, timeout=30)
        planner = make_bot(store, lease)
        planner.jobs.later(0, "poison", chat=1000)
        for number in range(innocents):
            planner.jobs.later(0, "slow", chat=number + 1, number=number, seconds=0.05)
        clocks = Clocks(1, url, name, lease, telegram.url)
        try:
            give_up = time.monotonic() + PATIENCE
            while left_of(planner) and time.monotonic() < give_up:
                clocks.replace_the_dead()
            left = left_of(planner)
        finally:
            clocks.close()
        done = len({call.parameters["text"] for call in telegram.of("sendMessage")})
        store.close()
    return done, left, clocks.deaths


def freeze_and_count(url: str, name: str, *, jobs: int, lease: float) -> tuple[Counter[str], int]:
    """Stop a process in the middle of each job for longer than the lease, and let it go on; return what was said."""
    with CallServer() as telegram:
        store = open_store(url, name=name, timeout=30)
        planner = make_bot(store, lease)
        clocks = Clocks(2, url, name, lease, telegram.url)
        try:
            clocks.wait_until_ready()
            for number in range(jobs):
                planner.jobs.later(0, "slow", chat=7, number=number, seconds=0.3)
                _freeze_the_holder(planner, clocks, lease)
                give_up = time.monotonic() + PATIENCE
                while left_of(planner) and time.monotonic() < give_up:
                    time.sleep(0.05)
            time.sleep(lease)  # the one that was frozen has long gone on
        finally:
            clocks.close()
        said = Counter(call.parameters["text"] for call in telegram.of("sendMessage"))
        record = store.get("1/sessions/session/7/7")
        count = record.value["data"]["count"] if record else 0
        store.close()
    return said, count


def _freeze_the_holder(planner: scaletg.Bot, clocks: Clocks, lease: float) -> None:
    """Freeze both processes as soon as one holds the job, and let them go on one after the other."""
    book = planner.jobs.book
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if any(value["state"] == "held" for _, value in book.all()):
            break
    pids = clocks.pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(lease * 1.5)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
        time.sleep(lease / 2)
