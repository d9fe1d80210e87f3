"""The clock of jobs: it runs in a thread, in time, alone with what was begun before, and not when it must not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import job_workers
import pytest
from backends import Clock, spawn, unique

import scaletg
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.jobs.claims import hold
from scaletg_contrib.jobs.running import Crowd
from scaletg_contrib.jobs.ticking import Ticker
from scaletg_contrib.stores import StoreDown, open_store
from scaletg_contrib.testkit import Telegram
from talking import Recorder

WAIT = 60.0


@pytest.fixture
def bots() -> Iterator[list[scaletg.Bot]]:
    made: list[scaletg.Bot] = []
    others = set(threading.enumerate())  # another test may have left a clock that nobody ends
    yield made
    for bot in made:
        bot.close()
    for thread in threading.enumerate():
        if thread.name.startswith("scaletg-job") and thread not in others:
            thread.join(WAIT)
    for bot in made:
        bot.jobs.book.store.close()


def make(bots: list[scaletg.Bot], store: Any = "memory:", **options: Any) -> tuple[scaletg.Bot, Jobs]:
    bot = scaletg.Bot("1000000001:test", username="test_bot", stop_seconds=1)
    bot.api.transport = Recorder()
    jobs = Jobs(store, **options)
    bot.load(jobs)
    bots.append(bot)
    return bot, jobs


def test_the_clock_does_jobs_in_time_from_the_start_of_the_bot(bots: list[scaletg.Bot]) -> None:
    bot, _ = make(bots)
    came: dict[int, float] = {}
    all_came = threading.Event()

    @bot.app("tick", on="job")
    def tick(job: Any) -> str:
        came[job.data.number] = time.time()
        if len(came) == 5:
            all_came.set()
        return ""

    start = time.time()
    bot.jobs.later(0.4, "tick", number=4)  # before the clock runs
    bot.start()
    for number in (0, 3, 1, 2):
        bot.jobs.later(number / 10, "tick", number=number)
    assert all_came.wait(WAIT)
    assert all(came[number] >= start + number / 10 for number in range(5))


def test_a_job_that_is_made_for_now_need_not_wait_for_the_next_look(bots: list[scaletg.Bot]) -> None:
    bot, _ = make(bots, watch_seconds=1000)
    came = threading.Event()
    bot.app("tick", on="job")(lambda job: came.set() or "")
    bot.app("/go")(lambda jobs: jobs.later(0, "tick") and "")
    bot.start()
    chat = {"id": 7, "type": "private"}
    bot.process({"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": chat, "text": "/go"}})
    assert came.wait(WAIT)


def test_jobs_of_one_process_run_side_by_side_up_to_a_number(bots: list[scaletg.Bot]) -> None:
    bot, _ = make(bots, threads=3)
    together = threading.Barrier(3)
    running: list[int] = []
    most: list[int] = []
    done = threading.Semaphore(0)

    @bot.app("side", on="job")
    def side(job: Any) -> str:
        running.append(1)
        most.append(len(running))
        together.wait(WAIT)
        running.pop()
        done.release()
        return ""

    for number in range(6):
        bot.jobs.later(0, "side", chat=number + 1)
    bot.start()
    assert all(done.acquire(timeout=WAIT) for _ in range(6))
    assert max(most) == 3


def test_a_job_that_takes_longer_than_its_lease_is_not_done_by_two(bots: list[scaletg.Bot], tmp_path: Path) -> None:
    """The clock renews the lease; that of the other bot looks all the time."""
    runs: list[str] = []
    may_end, was_renewed = threading.Event(), threading.Event()
    url = f"sqlite:///{tmp_path}/bot.db"
    store = open_store(url)
    for name in ("one", "two"):
        bot, jobs = make(bots, url if bots else store, lease=1, watch_seconds=0.05)
        bot.app("long", on="job")(lambda job, name=name: runs.append(name) or (may_end.wait(WAIT) and ""))
    bots[0].jobs.later(0, "long", chat=7)
    for bot in bots:
        bot.start()
    (where, first), *_ = jobs.book(bots[0]).all()
    deadline = time.monotonic() + WAIT
    while not was_renewed.is_set() and time.monotonic() < deadline:
        value = jobs.book(bots[0]).get(where)
        if value is not None and value["until"] > first["due"] + 3500:
            was_renewed.set()
        time.sleep(0.05)
    may_end.set()
    assert was_renewed.is_set()
    while jobs.book(bots[0]).get(where) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(runs) == 1


def start_holder(url: str, name: str, is_elsewhere: bool = False) -> Any:
    """Start a process that begins a job of chat 7, with a lease of an hour, and stops there."""
    ready = spawn.Event()
    process = spawn.Process(target=job_workers.begin_and_wait, args=(url, name, ready, is_elsewhere), daemon=True)
    process.start()
    assert ready.wait(WAIT)
    return process


def make_other(bots: list[scaletg.Bot], url: str, name: str, **options: Any) -> tuple[scaletg.Bot, threading.Event]:
    """Make a bot with the same jobs in this process; return what its app sets."""
    bot, _ = make(bots, open_store(url, name=name, **options), watch_seconds=0.05)
    came = threading.Event()
    bot.app("wait", on="job")(lambda job: came.set() or "")
    return bot, came


def test_the_job_of_a_killed_process_of_this_machine_is_done_at_once(bots: list[scaletg.Bot], shared_url: str) -> None:
    name = unique()
    process = start_holder(shared_url, name)
    bot, came = make_other(bots, shared_url, name)
    others = bot.jobs.owner.runner(bot).others
    bot.start()
    (where, value), *_ = bot.jobs.book.all()
    key = bot.jobs.book.entry(value["at"], where).key
    deadline = time.monotonic() + WAIT
    while key not in others and time.monotonic() < deadline:
        time.sleep(0.01)
    assert key in others and not came.is_set()  # the clock has seen that it is being done
    process.kill()
    assert came.wait(WAIT)
    process.join()


def test_the_job_of_a_killed_process_of_another_machine_waits_for_its_lease(
    bots: list[scaletg.Bot], shared_url: str
) -> None:
    name = unique()
    process = start_holder(shared_url, name, is_elsewhere=True)
    process.kill()
    process.join()
    clock = Clock()
    clock.now = time.time() + 3000
    bot, came = make_other(bots, shared_url, name, clock=clock)
    assert bot.jobs.run_due() == 0
    clock.now += 700
    assert bot.jobs.run_due() == 1 and came.is_set()


def test_a_new_job_takes_the_place_of_that_of_a_killed_process(bots: list[scaletg.Bot], shared_url: str) -> None:
    """It has the same key: while a living process does the old one, the new one follows it."""
    name = unique()
    process = start_holder(shared_url, name)
    bot, came = make_other(bots, shared_url, name)
    bot.jobs.later(60, "wait", chat=7, key="only", number=1)
    assert bot.jobs.book.get(bot.jobs.book.where(7, 7, "k-only"))["state"] == "held"
    process.kill()
    process.join()
    bot.jobs.later(60, "wait", chat=7, key="only", number=2)
    (job,) = bot.jobs.all()
    assert job.data == {"number": 2}
    assert bot.jobs.run_due() == 0 and not came.is_set()


def test_what_was_begun_before_runs_when_no_other_job_does() -> None:
    crowd = Crowd()
    log: list[str] = []
    inside, may_leave = threading.Event(), threading.Event()

    def innocent() -> None:
        with crowd.enter(alone=False):
            inside.set()
            may_leave.wait(WAIT)
            log.append("innocent")

    def begun_before() -> None:
        with crowd.enter(alone=True):
            log.append("begun before")

    threads = [threading.Thread(target=innocent), threading.Thread(target=begun_before)]
    threads[0].start()
    assert inside.wait(WAIT)
    threads[1].start()
    may_leave.set()
    for thread in threads:
        thread.join(WAIT)
    assert log == ["innocent", "begun before"]


def test_the_clock_goes_on_when_the_store_is_away_and_when_it_fails(
    bots: list[scaletg.Bot], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("scaletg_contrib.jobs.running.STORE_SECONDS", 0.01)
    bot, jobs = make(bots, watch_seconds=0.01)
    came = threading.Event()
    bot.app("tick", on="job")(lambda job: came.set() or "")
    faults: list[Exception] = [StoreDown("away", 1), ValueError("broken"), StoreDown("away", 1)]
    store = jobs.store_of(bot)
    own_first = store.first

    def first(*values: Any) -> Any:
        if faults:
            raise faults.pop()
        return own_first(*values)

    bot.jobs.later(0, "tick", chat=7)
    store.first = first
    bot.start()
    assert came.wait(WAIT)
    assert "the clock of the jobs has failed, and goes on" in caplog.text


def test_no_clock_runs_in_a_test_nor_if_it_is_not_wanted(bots: list[scaletg.Bot]) -> None:
    bot, jobs = make(bots)
    bot.app("tick", on="job")(lambda job: "")
    with Telegram(bot):
        bot.start()
        assert bot not in jobs._clocks
    bot, jobs = make(bots, watch_seconds=None)
    bot.app("tick", on="job")(lambda job: "")
    bot.start()
    assert bot not in jobs._clocks


def test_a_clock_that_runs_says_so_to_other_processes(bots: list[scaletg.Bot]) -> None:
    store = open_store("memory:")
    bot, jobs = make(bots, store)
    bot.app("tick", on="job")(lambda job: "")
    bot.start()
    deadline = time.monotonic() + WAIT
    while store.get(jobs.key(bot, "clock")) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    other, others = make(bots, store, watch_seconds=None)
    other.app("tick", on="job")(lambda job: "")
    other.jobs.later(0, "tick", chat=7)
    store.clock = lambda: time.time() + 30
    assert others.is_ready(other)


def test_jobs_of_a_chat_are_in_order_with_its_updates_while_the_bot_polls(bots: list[scaletg.Bot]) -> None:
    """The app of a message changes what the job changes, and takes its time."""
    bot, _ = make(bots, watch_seconds=0.01)
    log: list[str] = []
    inside = threading.Event()

    def message(update_id: int, text: str) -> dict[str, Any]:
        chat, person = {"id": 7, "type": "private"}, {"id": 7, "is_bot": False, "first_name": "Ada"}
        event = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": text}
        return {"update_id": update_id, "message": event}

    class Line(Recorder):
        def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
            if name != "getUpdates":
                return super().call(name, parameters, files)
            if (parameters.get("offset") or 0) <= 1:
                return {"ok": True, "result": [message(1, "/slow")]}
            return {"ok": True, "result": []}

        def sleep(self, seconds: float) -> None:
            inside.wait(0.01)

    @bot.app("/slow")
    def slow(jobs: Any, bot: Any) -> str:
        bot.jobs.later(0, "tick", chat=7)
        log.append("message begins")
        assert inside.wait(0.3) is False  # the job would set it
        log.append("message ends")
        return ""

    @bot.app("tick", on="job")
    def tick(bot: Any) -> str:
        inside.set()
        log.append("job")
        bot.stop()
        return ""

    bot.api.transport = Line()
    bot.run(reload=False, threads=4, poll_seconds=0)
    assert log == ["message begins", "message ends", "job"]


def test_a_claimed_job_of_another_process_does_not_hold_up_those_behind_it(bots: list[scaletg.Bot]) -> None:
    bot, jobs = make(bots, watch_seconds=0.01)
    came = threading.Event()
    bot.app("tick", on="job")(lambda job: came.set() or "")
    for number in range(250):
        bot.jobs.later(0, "tick", chat=number + 1)
    book = jobs.book(bot)
    for entry in book.due(book.now + 1000, 250)[:249]:
        assert hold(book, entry, book.look_at(entry), 1000) is not None  # type: ignore[arg-type]
    bot.start()
    assert came.wait(WAIT)


def test_a_chat_that_is_busy_holds_up_no_jobs_of_other_chats(bots: list[scaletg.Bot]) -> None:
    """The bot polls; more jobs than it does side by side wait behind an update of one chat."""
    bot, _ = make(bots, watch_seconds=0.01, threads=2)
    came = threading.Event()

    class Line(Recorder):
        def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
            if name != "getUpdates":
                return super().call(name, parameters, files)
            chat = {"id": 7, "type": "private"}
            update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": chat, "text": "/slow"}}
            return {"ok": True, "result": [update] if (parameters.get("offset") or 0) <= 1 else []}

        def sleep(self, seconds: float) -> None:
            came.wait(0.01)

    @bot.app("/slow")
    def slow(bot: Any) -> str:
        for _ in range(5):
            bot.jobs.later(0, "tick", chat=7)
        bot.jobs.later(0.1, "tick", chat=8)
        assert came.wait(WAIT)
        bot.stop()
        return ""

    @bot.app("tick", on="job")
    def tick(chat: Any) -> str:
        if chat.id == 8:
            came.set()
        return ""

    bot.api.transport = Line()
    bot.run(reload=False, threads=2, poll_seconds=0)
    assert came.is_set()


def test_a_new_job_comes_before_one_that_was_read_already(bots: list[scaletg.Bot]) -> None:
    bot, jobs = make(bots, watch_seconds=1000)
    log: list[str] = []
    both = threading.Event()

    @bot.app("tick", on="job")
    def tick(job: Any) -> str:
        log.append(job.data.text)
        if len(log) == 2:
            both.set()
        return ""

    bot.jobs.later(1.5, "tick", chat=7, text="later")
    bot.start()
    deadline = time.monotonic() + WAIT
    while jobs.store_of(bot).get(jobs.key(bot, "clock")) is None and time.monotonic() < deadline:
        time.sleep(0.01)  # the first look says that the clock runs, and reads what is due soon
    bot.jobs.later(0, "tick", chat=8, text="now")
    assert both.wait(WAIT)
    assert log == ["now", "later"]


def test_a_process_that_does_what_is_due_by_itself_gets_no_clock(bots: list[scaletg.Bot]) -> None:
    bot, jobs = make(bots)
    bot.app("tick", on="job")(lambda job: "")
    bot.jobs.later(0, "tick", chat=7)
    assert bot.jobs.run_due() == 1
    assert bot not in jobs._clocks


def test_the_clocks_of_many_bots_are_one_thread(bots: list[scaletg.Bot]) -> None:
    """As with `scaletg.host(bot, tokens=...)`: one object does the jobs of all."""
    came, all_came = set[int](), threading.Event()
    origin, jobs = make(bots, open_store("memory:"))

    @origin.app("tick", on="job")
    def tick(bot: Any) -> str:
        came.add(bot.id)
        if len(came) == 50:
            all_came.set()
        return ""

    many = [origin.with_token(f"{number}:test") for number in range(1, 51)]
    threads = {thread for thread in threading.enumerate() if thread.name == "scaletg-jobs"}
    for bot in many:
        bot.api.transport = Recorder()
        bot.start()
        jobs.of(bot).later(0, "tick", chat=7)
    new = {thread for thread in threading.enumerate() if thread.name == "scaletg-jobs"} - threads
    assert len(new) == 1
    assert all_came.wait(WAIT)
    for bot in many:
        bot.close()
    new.pop().join(WAIT)
    assert not jobs._clocks


class Looking:
    """A clock that counts its looks."""

    def __init__(self, pauses: list[float]) -> None:
        self.pauses, self.has_looked = pauses, threading.Semaphore(0)

    def look(self) -> float:
        self.has_looked.release()
        return self.pauses.pop(0) if self.pauses else 1000.0

    def waits(self) -> bool:
        return self.has_looked.acquire(timeout=WAIT)


def test_a_clock_looks_again_after_its_pause_or_when_it_is_woken() -> None:
    ticker, one, two = Ticker(), Looking([0.01, 0.0]), Looking([])
    for clock in (one, two):
        ticker.add(clock)
    assert all(one.waits() for _ in range(3)) and two.waits()
    ticker.wake(two)
    assert two.waits()
    ticker.remove(two)
    ticker.wake(two)
    ticker.wake(one)
    assert one.waits() and not two.has_looked.acquire(blocking=False)
    ticker.remove(one)


def test_a_new_clock_looks_after_the_last_one_has_gone() -> None:
    ticker = Ticker()
    for _ in range(3):
        clock = Looking([])
        ticker.add(clock)
        assert clock.waits()
        ticker.remove(clock)


@pytest.mark.parametrize(("clocks", "seconds"), [(1, 1.0), (20, 1.0), (21, 1.05), (1000, 50.0)])
def test_many_clocks_look_less_often(clocks: int, seconds: float) -> None:
    ticker = Ticker()
    ticker._times = {Looking([]): 0.0 for _ in range(clocks)}
    assert ticker.seconds_between_looks(1.0) == seconds
    assert ticker.seconds_between_looks(100.0) == 100.0


def test_more_jobs_than_one_page_come_in_time_between_two_looks(bots: list[scaletg.Bot]) -> None:
    bot, _ = make(bots, watch_seconds=1000, threads=100)
    came, all_came = set[int](), threading.Event()

    @bot.app("tick", on="job")
    def tick(job: Any) -> str:
        came.add(job.data.number)
        if len(came) == 250:
            all_came.set()
        return ""

    for number in range(250):
        bot.jobs.later(1 + number / 1000, "tick", chat=number + 1, number=number)
    bot.start()
    assert all_came.wait(WAIT)
