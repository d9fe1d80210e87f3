"""Jobs on every kind of store: made once, done once, kept in order, tried again, left out, taken away."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from typing import Any

import pytest
from backends import KINDS, Clock, unique, url_of
from session_workers import message

import scaletg
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.jobs.book import Book, new_job
from scaletg_contrib.jobs.claims import PAUSES, hold
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import Record, Store, open_store
from talking import Recorder

UTC = datetime.UTC


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Store]:
    opened = open_store(url_of(request.param, request), name=unique(), clock=clock)
    yield opened
    opened.close()


class World:
    """A bot with jobs whose clock a test turns, and what it said."""

    def __init__(self, store: Store, **options: Any) -> None:
        self.store = store
        self.bot = scaletg.Bot("1000000001:test", username="test_bot", retry_budget=0)
        self.line = self.bot.api.transport = Recorder()
        self.jobs = Jobs(store, watch_seconds=None, **options)
        self.bot.load(self.jobs)
        self.count = 0

        @self.bot.app("say", on="job")
        def say(job: Any) -> Any:
            return job.data.text

    def app(self, *rules: str, **options: Any) -> Any:
        return self.bot.app(*rules, **options)

    def send(self, text: str, user: int = 7, **fields: Any) -> scaletg.Outcome:
        self.count += 1
        return self.bot.complete(message(self.count, text, user=user, **fields))

    def after(self, seconds: float) -> list[str]:
        """Let time pass, do what is due, and return what was said since."""
        self.store.clock.now += seconds  # type: ignore[attr-defined]  # a clock of the tests
        before = len(self.line.texts)
        self.jobs.run_due(self.bot)
        return self.line.texts[before:]

    def left(self) -> list[str]:
        """Return the keys of jobs and entries that are left."""
        prefix = "1000000001/jobs/"
        return [record.key for record in self.store.scan(prefix) if record.value != {} and not _is_done(record.value)]


def _is_done(value: Any) -> bool:
    return isinstance(value, dict) and value.get("state") == "done"


# Made and done


def test_a_gate_that_stops_jobs_is_logged_once_for_each_name(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    world = World(store)
    world.app("other", on="job")(lambda job: "other")

    @world.bot.module(autouse=True)
    def members_only(user: Any) -> None:
        if user.id == 8:
            raise scaletg.Stop()

    for name in ("say", "say", "other"):
        world.bot.jobs.later(0, name, chat=8, text="x")
        assert world.after(0) == []
    world.bot.jobs.later(0, "say", chat=7, text="for seven")
    assert world.after(0) == ["for seven"]
    lines = [record.getMessage() for record in caplog.records if "was stopped by the gate" in record.getMessage()]
    assert [line.partition(" (")[0] for line in lines] == [
        f"job {name!r} was stopped by the gate 'members_only'" for name in ("say", "other")
    ]
    assert "test_jobs.py:" in lines[0] and "write the gate with a parameter `message`" in lines[0]
    assert world.left() == []


def test_a_gate_that_names_the_message_lets_jobs_pass(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    world = World(store)

    @world.bot.module(autouse=True)
    def members_only(message: Any) -> None:
        raise scaletg.Stop("Members only")

    world.bot.jobs.later(0, "say", chat=8, text="x")
    assert world.after(0) == ["x"]
    assert "was stopped by the gate" not in caplog.text


def test_a_job_is_done_when_it_is_due_and_once(store: Store) -> None:
    world = World(store)
    world.app("/tea")(lambda jobs: jobs.later(600, "say", text="tea") and "ok")
    world.send("/tea")
    assert world.after(599.999) == []
    assert world.after(0.001) == ["tea"]
    assert world.after(10_000) == []
    assert world.left() == []


def stand_still(world: World, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the process stand still when it has written its next entry, while another one does what is due."""
    other, enter = World(world.store), Book.enter

    def enter_and_stand_still(book: Book, at: int, where: str) -> None:
        enter(book, at, where)
        monkeypatch.setattr(Book, "enter", enter)
        other.after(seconds)

    monkeypatch.setattr(Book, "enter", enter_and_stand_still)


def test_a_job_is_done_although_its_entry_was_removed_before_its_record_was_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(store)
    world.app("/tea")(lambda jobs: jobs.later(2, "say", text="tea") and "ok")
    stand_still(world, monkeypatch, 5)
    world.send("/tea")
    assert world.after(0) == ["tea"]
    assert world.left() == []


def test_an_update_that_comes_again_mends_the_entry_of_its_job(store: Store) -> None:
    world = World(store)
    book = world.jobs.book(world.bot)
    where = book.where(7, 7, "m-1")
    job = new_job("say", book.now, book.now, chat={"id": 7, "type": "private"}, data={"text": "tea"})
    assert book.put(where, job, "1.1")
    book.leave(job["at"], where)  # as when a process stood still, and was killed before it wrote the entry again
    assert not book.put(where, job, "1.1")
    assert world.after(0) == ["tea"]


def test_a_job_that_is_put_off_is_done_although_its_entry_was_removed_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, tries = World(store), []

    @world.app("try", on="job")
    def attempt(job: Any) -> str:
        tries.append(job)
        if len(tries) == 1:
            stand_still(world, monkeypatch, 5)
            raise scaletg.Retry(2)
        return "done"

    world.bot.jobs.later(1, "try", chat=7)
    assert world.after(1) == ["done"]
    assert world.left() == []


def test_an_entry_that_was_written_again_is_not_removed_by_who_saw_it_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(store)
    book = world.jobs.book(world.bot)
    where = book.where(7, 7, "k-tea")
    book.enter(book.now, where)
    (entry,) = book.due(book.now, 10)
    get = store.get

    def get_late(key: str) -> Any:
        found = get(key)
        monkeypatch.setattr(store, "get", get)
        book.put(
            where, new_job("say", book.now, book.now, chat={"id": 7, "type": "private"}, data={"text": "tea"}), None
        )
        return found

    monkeypatch.setattr(store, "get", get_late)
    assert book.look_at(entry) is None
    assert world.after(0) == ["tea"]


def test_jobs_are_done_in_the_order_of_their_times(store: Store) -> None:
    world = World(store)
    for seconds in (3, 1, 2, 0.5):
        world.bot.jobs.later(seconds, "say", chat=7, text=str(seconds))
    assert world.after(2.5) == ["0.5", "1", "2"]
    assert world.after(2.5) == ["3"]


def test_more_jobs_than_one_page_are_done(memory: Store) -> None:
    world = World(memory)
    for number in range(250):
        world.bot.jobs.later(number / 100, "say", chat=number + 1, text=str(number))
    assert world.after(5) == [str(number) for number in range(250)]


def test_a_job_has_the_session_and_the_person_of_the_update_that_made_it(memory: Store) -> None:
    world = World(memory)
    world.bot.load(Sessions(memory))

    @world.app("/count")
    def count(session: Any, jobs: Any) -> str:
        session["n"] = session.get("n", 0) + 1
        jobs.later(1, "count")
        return ""

    @world.app("count", on="job")
    def count_on(session: Any, user: Any, job: Any) -> str:
        session["n"] += 10
        return f"{user.first_name} {session['n']} {job.due.timestamp() - job.data.get('none', 0):.0f}"

    world.send("/count")
    due = memory.clock() + 1
    assert world.after(1) == [f"Ada 11 {due:.0f}"]


def test_a_job_for_somebody_else_has_their_chat_and_session(memory: Store) -> None:
    world = World(memory)
    world.bot.load(Sessions(memory))
    world.app("/gift")(lambda jobs: jobs.later(0, "gift", chat=8, user=8, sender=7) and "")

    @world.app("gift", on="job")
    def gift(job: Any, session: Any) -> str:
        session["gifts"] = session.get("gifts", 0) + 1
        return f"{session['gifts']} from {job.data.sender}"

    world.send("/gift")
    world.send("/gift")
    world.after(0)
    assert [(call["chat_id"], call["text"]) for _, call in world.line.calls] == [(8, "1 from 7"), (8, "2 from 7")]
    assert memory.get("1000000001/sessions/session/8/8") is not None
    assert memory.get("1000000001/sessions/session/7/7") is None


@pytest.mark.parametrize(
    "options, place",
    [
        ({}, (-5, 7)),
        ({"chat": 8}, (8, 8)),
        ({"user": 8}, (-5, 8)),
        ({"chat": -6}, (-6, None)),
        ({"chat": -5}, (-5, 7)),
        ({"chat": -6, "user": 8}, (-6, 8)),
        ({"chat": -5, "user": None}, (-5, None)),
        ({"chat": None, "user": None}, (None, None)),
    ],
)
def test_whose_a_job_is(memory: Store, options: dict[str, Any], place: Any) -> None:
    world = World(memory)
    world.app("/go")(lambda jobs: jobs.later(5, "say", **options) and "")
    world.send("/go", chat=-5)
    assert [(job.chat_id, job.user_id) for job in world.bot.jobs.list()] == [place]


def test_the_person_is_as_the_update_knew_them_and_as_somebody_else_knows_them(memory: Store) -> None:
    world = World(memory)
    world.jobs.find_person = lambda bot, user_id: {"id": user_id, "is_bot": False, "first_name": f"P{user_id}"}
    world.app("hi", on="job")(lambda user: f"Hi {user.first_name}")
    world.app("/go")(lambda jobs: [jobs.later(1, "hi") and None, jobs.later(2, "hi", user=7), ""][-1])
    world.send("/go")
    world.bot.jobs.later(3, "hi", user=9)
    assert world.after(3) == ["Hi Ada", "Hi Ada", "Hi P9"]


# Exactly once


def test_an_update_that_fails_makes_no_job(store: Store) -> None:
    world = World(store)

    @world.app("/go")
    def go(jobs: Any) -> str:
        jobs.later(0, "say", text="no")
        raise OSError("no")

    assert world.send("/go").error is not None
    assert world.after(1) == []
    assert world.left() == []


def test_an_update_that_is_delivered_again_makes_no_second_job(store: Store) -> None:
    world = World(store)
    world.app("/go")(lambda jobs: [jobs.later(5, "say", text="one"), jobs.later(5, "say", text="two"), ""][-1])
    again = message(5, "/go", user=7)
    for _ in range(2):
        world.bot.complete(again, seen=scaletg.SeenUpdates())
    assert world.after(5) == ["one", "two"]
    world.bot.complete(again, seen=scaletg.SeenUpdates())  # the process was killed before it noted that it was done
    assert world.after(5) == []
    assert world.after(25 * 3600) == []


@pytest.mark.parametrize("key", ["k", "with space/and ü"])
def test_a_job_of_a_key_is_replaced_and_an_older_update_does_not_bring_it_back(store: Store, key: str) -> None:
    world = World(store)

    @world.app("/go <text>")
    def go(jobs: Any, text: str) -> str:
        jobs.later(10, "say", key=key, text=text)
        return ""

    first = message(100, "/go one", user=7)
    world.bot.complete(first, seen=scaletg.SeenUpdates())
    world.send("/go two")
    world.bot.complete(first, seen=scaletg.SeenUpdates())
    world.send("/go other", user=8)
    assert sorted(world.after(10)) == ["other", "two"]
    world.bot.complete(first, seen=scaletg.SeenUpdates())
    assert world.after(10) == []
    assert world.left() == []


def test_what_an_app_asked_for_is_kept_after_the_session(memory: Store) -> None:
    world = World(memory)
    order: list[str] = []
    own_put = memory.put

    def put(key: str, *values: Any, **options: Any) -> int:
        order.append(key.split("/")[1])
        return own_put(key, *values, **options)

    memory.put = put  # type: ignore[method-assign]
    world.bot.load(Sessions(memory))

    @world.app("/go")
    def go(jobs: Any, session: Any) -> str:
        jobs.later(5, "say", text="x")
        session["n"] = 1
        return ""

    world.send("/go")
    assert order == ["sessions", "jobs", "jobs"]


# Somebody is killed, or late


def test_a_job_of_a_killed_process_is_done_by_another_after_the_lease(store: Store, clock: Clock) -> None:
    world = World(store, lease=10)
    world.bot.jobs.later(0, "say", chat=7, text="x")
    book = world.jobs.book(world.bot)
    (entry,) = book.due(book.now, 5)
    killed = hold(book, entry, book.look_at(entry), 10)  # type: ignore[arg-type]
    assert killed is not None
    assert world.after(9.9) == []
    assert world.after(0.2) == ["x"]
    assert not killed.made(killed.claim(""), [], True)  # who comes too late throws its reply away
    assert not killed.finish()
    assert world.left() == []


def test_replies_that_were_made_are_sent_by_another_and_no_app_runs(store: Store) -> None:
    world = World(store, lease=10)
    world.bot.jobs.later(0, "say", chat=7, text="never made again")
    book = world.jobs.book(world.bot)
    (entry,) = book.due(book.now, 5)
    killed = hold(book, entry, book.look_at(entry), 10)  # type: ignore[arg-type]
    assert killed is not None
    replies = [{"method": "sendMessage", "chat_id": 7, "text": text} for text in ("one", "two", "three")]
    assert killed.made(killed.claim(""), replies, True)
    assert killed.sent(killed.claim(""), 1)
    assert world.after(11) == ["two", "three"]


@pytest.mark.parametrize("deaths, said, given_up", [(4, ["x"], []), (5, [], [("say", "ProcessDied")])])
def test_a_job_that_kills_its_process_is_set_aside_after_five(
    memory: Store, deaths: int, said: list[str], given_up: list[Any]
) -> None:
    world = World(memory, lease=10)
    letters: list[Any] = []
    world.bot.dead_letter = lambda update, error: letters.append((update.job.name, type(error).__name__))
    world.bot.jobs.later(0, "say", chat=7, text="x")
    book = world.jobs.book(world.bot)
    for _ in range(deaths):
        (entry,) = book.due(book.now, 5)
        assert hold(book, entry, book.look_at(entry), 10) is not None  # type: ignore[arg-type]
        world.store.clock.now += 11  # type: ignore[attr-defined]
    assert world.after(0) == said
    assert letters == given_up
    assert world.left() == []


def test_a_job_that_raises_is_tried_again_with_growing_pauses_then_given_up(store: Store, clock: Clock) -> None:
    world = World(store)
    tries: list[float] = []
    letters: list[str] = []
    world.bot.dead_letter = lambda update, error: letters.append(str(error))

    @world.app("bad", on="job")
    def bad(job: Any) -> str:
        tries.append(clock.now)
        raise OSError("bad")

    world.bot.jobs.later(0, "bad", chat=7)
    for pause in PAUSES:
        world.after(0)
        world.after(pause - 0.01)
        clock.now += 0.01
    world.after(0)
    start = tries[0]
    assert [round(moment - start) for moment in tries] == [0, 5, 30, 155, 780]
    assert letters == ["bad"]
    assert world.after(100_000) == []
    assert world.left() == []


def test_a_repeated_job_that_is_given_up_goes_on_at_its_next_time(memory: Store, clock: Clock) -> None:
    world = World(memory)
    tries: list[float] = []

    @world.app("bad", on="job")
    def bad(job: Any) -> str:
        tries.append(clock.now)
        raise OSError("bad")

    world.bot.jobs.every("0 12 * * *", "bad", chat=7)
    for _ in range(200):
        world.after(900)
    assert len(tries) >= 10
    assert world.bot.jobs.list()[0].due.hour == 12


def test_retry_puts_a_job_off_and_counts_nothing(memory: Store) -> None:
    world = World(memory)
    tries: list[int] = []

    @world.app("wait", on="job")
    def wait(job: Any) -> str:
        tries.append(1)
        if len(tries) < 8:
            raise scaletg.Retry(60)
        return "at last"

    world.bot.jobs.later(0, "wait", chat=7)
    said = [text for _ in range(20) for text in world.after(60)]
    assert (len(tries), said) == (8, ["at last"])


def test_a_late_job_is_left_out(store: Store) -> None:
    world = World(store)
    world.bot.jobs.later(10, "say", chat=7, late=60, text="in time")
    assert world.after(70) == ["in time"]
    world.bot.jobs.later(10, "say", chat=7, late=60, text="late")
    assert world.after(70.001) == []
    assert world.left() == []


def test_once_is_rather_lost_than_doubled(memory: Store) -> None:
    world = World(memory, lease=10)
    world.bot.jobs.later(0, "say", chat=7, once=True, text="x")
    assert world.after(0) == ["x"]
    world.bot.jobs.later(0, "say", chat=7, once=True, text="x")
    book = world.jobs.book(world.bot)
    (entry,) = book.due(book.now, 5)
    assert hold(book, entry, book.look_at(entry), 10) is not None  # type: ignore[arg-type]
    assert world.after(11) == []
    assert world.left() == []


@pytest.mark.parametrize(
    "options, reason",
    [({"late": 5}, "it is too late"), ({"once": True}, "it was begun before"), ({}, "it was cancelled")],
)
def test_a_job_of_a_killed_process_that_is_skipped_is_logged_with_the_reason(
    memory: Store, caplog: pytest.LogCaptureFixture, options: dict[str, Any], reason: str
) -> None:
    world = World(memory, lease=10)
    world.bot.jobs.later(0, "say", chat=7, key="k", text="x", **options)
    book = world.jobs.book(world.bot)
    (entry,) = book.due(book.now, 5)
    assert hold(book, entry, book.look_at(entry), 10) is not None  # type: ignore[arg-type]
    if not options:
        assert world.bot.jobs.cancel("k", chat=7)
    with caplog.at_level("INFO", logger="scaletg.jobs"):
        assert world.after(11) == []
    assert f"is skipped: {reason}" in caplog.text
    assert world.left() == []


def test_once_is_not_tried_again_when_it_raises(memory: Store) -> None:
    world = World(memory)
    tries: list[int] = []
    world.app("bad", on="job")(lambda job: tries.append(1) or 1 / 0)
    world.bot.jobs.later(0, "bad", chat=7, once=True)
    for _ in range(5):
        world.after(1000)
    assert len(tries) == 1


# Repeated jobs, and both changes of summer time


def at(text: str) -> float:
    return datetime.datetime.fromisoformat(text).timestamp()


def test_a_repeated_job_follows_the_clock_of_its_zone_in_summer_and_winter(memory: Store, clock: Clock) -> None:
    clock.now = at("2026-03-27T12:00:00+01:00")
    world = World(memory)
    due: list[str] = []
    berlin = datetime.timezone(datetime.timedelta(0))
    world.app("news", on="job")(lambda job: due.append(job.due.astimezone(berlin).strftime("%d %H:%M")) or "")
    world.bot.jobs.every("0 9 * * *", "news", chat=7, zone="Europe/Berlin")
    for _ in range(4):
        world.after(24 * 3600)
    assert due == ["28 08:00", "29 07:00", "30 07:00", "31 07:00"]


@pytest.mark.parametrize(
    "cron, start, hours, expected",
    [
        ("30 2 * * *", "2026-03-28T12:00:00+01:00", 24, ["29 03:00"]),  # 02:30 does not exist: at the end of the gap
        ("30 2 * * *", "2026-10-24T12:00:00+02:00", 30, ["25 02:30"]),  # it comes twice, and is due once
        ("0 * * * *", "2026-10-25T00:30:00+02:00", 4, ["25 01:00", "25 02:00", "25 02:00", "25 03:00"]),
        ("0 9 * * mon-fri", "2026-10-23T12:00:00+02:00", 75, ["26 09:00"]),
    ],
)
def test_changes_of_summer_time(
    memory: Store, clock: Clock, cron: str, start: str, hours: int, expected: list[str]
) -> None:
    import zoneinfo

    clock.now = at(start)
    world = World(memory)
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    due: list[str] = []
    world.app("tick", on="job")(lambda job: due.append(job.due.astimezone(berlin).strftime("%d %H:%M")) or "")
    world.bot.jobs.every(cron, "tick", chat=7, zone="Europe/Berlin")
    for _ in range(hours * 4):
        world.after(900)
    assert due == expected


def test_a_repeated_job_that_was_missed_for_three_days_runs_once(store: Store, clock: Clock) -> None:
    clock.now = at("2026-03-27T12:00:00+01:00")
    world = World(store)
    world.bot.jobs.every("0 9 * * *", "say", chat=7, zone="Europe/Berlin", text="news")
    assert world.after(3 * 86_400) == ["news"]
    assert world.bot.jobs.list()[0].due.isoformat() == "2026-03-31T07:00:00+00:00"
    assert world.after(0) == []


def test_a_clock_that_was_turned_back_does_nothing_twice(memory: Store, clock: Clock) -> None:
    world = World(memory)
    world.bot.jobs.every("* * * * *", "say", chat=7, text="tick")
    assert world.after(60) == ["tick"]
    clock.now -= 3600
    assert world.after(0) == []
    assert [world.after(60) for _ in range(60)] == [[]] * 60
    assert world.after(60) == ["tick"]


def test_jobs_of_the_code_come_and_go_with_it(store: Store, clock: Clock) -> None:
    clock.now = at("2026-01-05T12:00:00+00:00")

    def world_of(every: dict[str, str]) -> World:
        world = World(store, every=every)
        world.app("tidy", on="job")(lambda job, chat=None, user=None: world.line.calls.append(("tidy", {})) or "")
        world.after(0)
        return world

    world = world_of({"tidy": "0 3 * * *"})
    world_of({"tidy": "0 3 * * *"})  # another process, or the same again
    assert [job.due.hour for job in world.bot.jobs.list()] == [3]
    world.after(86_400)
    assert world.line.calls == [("tidy", {})]
    world = world_of({"tidy": "0 4 * * *"})
    assert [job.due.hour for job in world.bot.jobs.list()] == [4]
    world.after(86_400)
    assert world.line.calls == [("tidy", {})]
    world = world_of({})
    assert world.bot.jobs.list() == []
    world.after(86_400)
    assert world.line.calls == []


def test_a_repeated_job_that_no_app_takes_is_logged_before_its_time(
    memory: Store, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(memory, every={"tidy": "0 3 * * *"})
    world.app("tidi", on="job")(lambda job: "")
    world.after(0)
    world.after(0)
    assert caplog.text.count("no app takes the job 'tidy'") == 1
    assert "there are: " in caplog.text


# Looking, cancelling, pausing


def test_apps_see_what_they_have_asked_for_in_the_same_update(store: Store) -> None:
    world = World(store)
    seen: list[Any] = []

    @world.app("/go")
    def go(jobs: Any) -> str:
        jobs.later(20, "say", key="a", text="a")
        job_id = jobs.later(10, "say", text="b")
        seen.append([(job.key, job.id == job_id) for job in jobs.list()])
        seen.append((jobs.cancel("a"), jobs.cancel("a"), jobs.cancel("none")))
        seen.append((jobs.pause(job_id), jobs.pause(job_id), jobs.resume(job_id), jobs.resume(job_id)))
        seen.append([job.data for job in jobs.list()])
        return ""

    world.send("/go")
    assert seen == [[(None, True), ("a", False)], (True, False, False), (True, False, True, False), [{"text": "b"}]]
    assert world.after(30) == ["b"]


def test_the_data_of_a_planned_job_reads_like_that_in_its_app(store: Store) -> None:
    world = World(store)
    world.jobs.of(world.bot).later(9, "say", text="tea", place={"street": "Dam"}, chat=7)
    (job,) = world.bot.jobs.list()
    assert (job.data.text, job.data["text"], job.data.place.street) == ("tea", "tea", "Dam")
    with pytest.raises(AttributeError, match="the data of this job has no 'txt', but text, place"):
        _ = job.data.txt
    assert job.data == {"text": "tea", "place": {"street": "Dam"}}


def test_cancel_takes_the_job_of_this_person_away(store: Store) -> None:
    world = World(store)
    world.app("/go")(lambda jobs: jobs.later(10, "say", key="k", text="x") and "")
    world.app("/stop")(lambda jobs: str(jobs.cancel("k")))
    world.send("/go", user=7)
    world.send("/go", user=8)
    world.send("/stop", user=7)
    world.send("/stop", user=7)
    assert world.line.texts == ["True", "False"]
    world.after(10)
    assert [call["chat_id"] for _, call in world.line.calls[2:]] == [8]
    assert world.left() == []


def test_a_paused_job_waits_until_it_is_resumed(store: Store) -> None:
    world = World(store)
    jobs = world.bot.jobs
    job_id = jobs.later(10, "say", chat=7, text="x")
    assert jobs.pause(job_id)
    assert not jobs.pause(job_id)
    assert world.after(100) == []
    assert [job.is_paused for job in jobs.list()] == [True]
    assert jobs.resume(job_id)
    assert world.after(0) == ["x"]
    assert world.left() == []


def test_a_repeated_job_that_is_resumed_leaves_out_what_was_missed(memory: Store, clock: Clock) -> None:
    clock.now = at("2026-01-05T12:00:00+00:00")
    world = World(memory)
    jobs = world.bot.jobs
    jobs.every("0 9 * * *", "say", chat=7, text="news")
    assert jobs.pause("news", chat=7) is False  # its key is its name
    assert jobs.pause("say", chat=7)
    world.after(3 * 86_400)
    assert jobs.resume("say", chat=7)
    assert world.after(0) == []
    assert world.after(86_400) == ["news"]


def test_a_job_can_plan_itself_again_and_cancel_itself(store: Store) -> None:
    world = World(store)

    @world.app("again", on="job")
    def again(job: Any, jobs: Any) -> str:
        number = job.data.number
        if number < 3:
            jobs.later(10, "again", key="k", number=number + 1)
        return str(number)

    @world.app("once_a_day", on="job")
    def once_a_day(jobs: Any) -> str:
        jobs.cancel("once_a_day")
        return "last"

    world.bot.jobs.later(10, "again", chat=7, key="k", number=1)
    assert [world.after(10) for _ in range(4)] == [["1"], ["2"], ["3"], []]
    world.bot.jobs.every("0 9 * * *", "once_a_day", chat=7)
    assert [world.after(86_400) for _ in range(3)] == [["last"], [], []]
    assert world.left() == []


def test_a_job_that_is_replaced_while_it_is_done_still_answers(store: Store) -> None:
    world = World(store)
    world.app("/late")(lambda jobs: jobs.later(5, "album", key="album", part=2) and "")

    @world.app("album", on="job")
    def album(job: Any) -> str:
        if job.data.part == 1:
            world.send("/late")
        return f"album {job.data.part}"

    world.app("/begin")(lambda jobs: jobs.later(1, "album", key="album", part=1) and "")
    world.send("/begin")
    assert world.after(1) == ["album 1"]
    assert world.after(5) == ["album 2"]
    assert world.left() == []


# Long jobs


def test_keep_stores_the_place_of_a_long_job(store: Store) -> None:
    world = World(store, lease=10)
    places: list[Any] = []

    @world.app("long", on="job")
    def long(job: Any) -> str:
        places.append(job.data.get("after", 0))
        job.keep(after=len(places) * 10)
        if len(places) < 3:
            raise OSError("no")
        return f"end {job.data.after}"

    world.bot.jobs.later(0, "long", chat=7, other=1)
    assert [text for pause in (0, 5, 25) for text in world.after(pause)] == ["end 30"]
    assert places == [0, 10, 20]


def test_keep_renews_the_lease(memory: Store, clock: Clock) -> None:
    world = World(memory, lease=10)
    other = Jobs(memory, watch_seconds=None, lease=10)
    bot = scaletg.Bot("1000000001:test", username="test_bot")
    runs: list[int] = []

    def long(job: Any) -> str:
        runs.append(1)
        for _ in range(5):
            clock.now += 9
            other.run_due(bot)
            job.keep()
        return ""

    for one in (bot, world.bot):
        one.app("long", on="job")(long)
    bot.load(other)
    world.bot.jobs.later(0, "long", chat=7)
    world.after(0)
    assert len(runs) == 1


def wait_for_renewal(store: Store, record: Record) -> None:
    """Wait until a job is held for longer than a record of it says."""
    deadline = time.monotonic() + 60
    while True:
        now = store.get(record.key)
        assert now is not None and time.monotonic() < deadline, "nobody has renewed the lease"
        if now.value["until"] > record.value["until"]:
            return
        time.sleep(0.005)


@pytest.mark.parametrize("door", ["run_due", "run_one"])
def test_the_lease_of_a_job_is_renewed_where_no_clock_runs(memory: Store, clock: Clock, door: str) -> None:
    """The job takes many leases and never calls `keep`; the process of another machine looks before each ends."""
    world = World(memory, lease=0.2)
    other = World(memory, lease=0.2)
    runs: list[str] = []

    @world.app("long", on="job")
    def long(job: Any) -> str:
        runs.append("first")
        for _ in range(5):
            (record,) = memory.scan("1000000001/jobs/jobs/job/")
            clock.now += 0.15
            wait_for_renewal(memory, record)
            assert other.after(0) == []
        return "done"

    other.app("long", on="job")(lambda job: runs.append("other") or "")
    job_id = world.bot.jobs.later(0, "long", chat=7)
    if door == "run_due":
        world.bot.jobs.run_due()
    else:
        world.bot.jobs.run(job_id)
    assert runs == ["first"] and world.line.texts == ["done"]
    assert world.left() == []


@pytest.mark.parametrize("how", ["cancel", "replace"])
def test_keep_ends_a_job_that_was_cancelled_or_replaced(store: Store, how: str) -> None:
    world = World(store)
    steps: list[int] = []

    @world.app("long", on="job")
    def long(job: Any) -> str:
        for step in range(10):
            steps.append(step)
            if step == 3 and how == "cancel":
                world.bot.jobs.cancel("k", chat=7)
            elif step == 3:
                world.bot.jobs.later(60, "say", chat=7, key="k", text="the other one")
            job.keep(step=step)
        return "never"

    world.bot.jobs.later(0, "long", chat=7, key="k")
    assert world.after(0) == []
    assert steps == [0, 1, 2, 3]
    assert world.after(60) == ([] if how == "cancel" else ["the other one"])
    assert world.left() == []


def test_keep_ends_a_job_when_the_process_is_to_end_and_the_next_one_goes_on(memory: Store) -> None:
    world = World(memory)
    steps: list[int] = []

    @world.app("long", on="job")
    def long(job: Any) -> str:
        for step in range(job.data.get("step", 0), 6):
            steps.append(step)
            if len(steps) == 3:
                world.bot.close()
            job.keep(step=step + 1)
        return "end"

    world.bot.jobs.later(0, "long", chat=7)
    assert world.after(0) == []
    world.bot.start()
    assert world.after(1) == ["end"]
    assert steps == [0, 1, 2, 3, 4, 5]


# Mistakes


@pytest.mark.parametrize(
    "call, fault",
    [
        (lambda jobs: jobs.later(-1, "say"), r"seconds from 0 to 100 years"),
        (lambda jobs: jobs.later(float("nan"), "say"), r"seconds from 0 to 100 years"),
        (lambda jobs: jobs.later("5", "say"), r"seconds from 0 to 100 years"),
        (lambda jobs: jobs.later(True, "say"), r"seconds from 0 to 100 years"),
        (lambda jobs: jobs.later(5, 5), r"a string, for example 'remind'"),
        (lambda jobs: jobs.later(5, "sya"), r"no app takes a job of this name.*say"),
        (lambda jobs: jobs.later(5, "say", user="Ada"), r"data of that name is written data="),
        (lambda jobs: jobs.later(5, "say", chat="@news"), r"data of that name is written data="),
        (lambda jobs: jobs.later(5, "say", key=5), r"key, late.*are options; data of such a name is written data="),
        (lambda jobs: jobs.later(5, "say", late="soon"), r"are options; data of such a name"),
        (lambda jobs: jobs.later(5, "say", once=1), r"are options; data of such a name"),
        (lambda jobs: jobs.later(5, "say", zone="UTC"), r"belongs to `every` and `at`"),
        (lambda jobs: jobs.later(5, "say", data="x"), r"not a dictionary"),
        (lambda jobs: jobs.later(5, "say", when=datetime.date(2026, 1, 1)), r"job\.data\['when'\]"),
        (lambda jobs: jobs.at(datetime.datetime.fromisoformat("2026-01-01"), "say"), r"no zone"),
        (lambda jobs: jobs.at("9:00", "say"), r"must be a datetime"),
        (lambda jobs: jobs.every("0 9 * *", "say"), r"five fields"),
        (lambda jobs: jobs.every("61 9 * * *", "say"), r"is wrong"),
        (lambda jobs: jobs.every("0 0 30 2 *", "say"), r"cron line"),
        (lambda jobs: jobs.every("0 9 * * *", "say", zone="Berlin"), r"not a time zone.*Europe/Berlin"),
    ],
)
def test_a_mistake_is_said_at_once(memory: Store, call: Any, fault: str) -> None:
    world = World(memory)
    with pytest.raises((ValueError, TypeError, scaletg.RegistrationError), match=fault):
        call(world.bot.jobs)
    assert list(memory.keys()) == []


def test_data_of_any_name_can_be_given(memory: Store) -> None:
    world = World(memory)
    world.app("all", on="job")(lambda job: ",".join(f"{name}={job.data[name]}" for name in sorted(job.data)))
    world.bot.jobs.later(0, "all", chat=7, name=3, seconds=4, data={"chat": 1, "user": 2})
    assert world.after(0) == ["chat=1,name=3,seconds=4,user=2"]


def test_at_takes_a_time_with_a_zone(memory: Store, clock: Clock) -> None:
    clock.now = at("2026-07-01T06:59:59+00:00")
    world = World(memory)
    nine = datetime.datetime.fromisoformat("2026-07-01T09:00")
    world.bot.jobs.at(nine, "say", chat=7, zone="Europe/Berlin", text="nine")
    world.bot.jobs.at(nine.replace(tzinfo=UTC), "say", chat=7, text="eleven")
    world.bot.jobs.at(datetime.datetime(1999, 1, 1, tzinfo=UTC), "say", chat=7, text="over")
    assert world.after(0) == ["over"]
    assert world.after(1) == ["nine"]
    assert world.after(7200) == ["eleven"]


@pytest.mark.parametrize(
    "options",
    [
        {"lease": 0},
        {"threads": -1},
        {"watch_seconds": True},
        {"every": {"x": "* * *"}},
        {"zone": 5, "every": {"x": "* * * * *"}},
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(scaletg.ConfigError, match=r"Jobs\("):
        Jobs(**options)


def test_a_job_that_no_app_takes_waits_for_newer_code_and_is_then_set_aside(memory: Store) -> None:
    old, new = World(memory), World(memory)
    letters: list[str] = []
    old.bot.dead_letter = lambda update, error: letters.append(str(error))
    new.app("newer:<n:int>", on="job")(lambda n: f"newer {n}")
    new.bot.jobs.later(0, "newer:5", chat=7)
    assert old.after(0) == []
    assert new.after(5) == ["newer 5"]
    new.bot.jobs.later(0, "newer:6", chat=7)
    for pause in (0, *PAUSES):
        old.after(pause)
    assert len(letters) == 1
    assert "no app takes the job 'newer:6'" in letters[0]


def test_a_job_app_that_gives_no_answer_is_enough(memory: Store) -> None:
    world = World(memory)
    world.app("quiet", on="job")(lambda job: None)
    world.bot.jobs.later(0, "quiet", chat=7)
    assert world.after(0) == []
    assert world.left() == []


# Groups, people, several bots


def test_jobs_follow_a_group_that_becomes_a_supergroup(store: Store) -> None:
    world = World(store)
    for key in ("a", "b"):
        world.bot.jobs.later(60, "say", chat=-5, user=7, key=key, text=f"{key} of the group")
    world.bot.jobs.later(60, "say", chat=-1005, user=7, key="b", text="b of the supergroup")
    world.bot.jobs.later(60, "say", chat=-55, text="another")
    assert world.jobs.move(-5, -1005) == 2
    assert world.jobs.move(-5, -1005) == 0
    world.after(60)
    said = sorted((call["chat_id"], call["text"]) for _, call in world.line.calls)
    assert said == [(-1005, "a of the group"), (-1005, "b of the supergroup"), (-55, "another")]
    assert world.left() == []


def test_the_jobs_of_a_person_are_forgotten(store: Store) -> None:
    world = World(store)
    world.bot.jobs.later(60, "say", chat=7, text="private")
    world.bot.jobs.later(60, "say", chat=-5, user=7, text="group")
    world.bot.jobs.later(60, "say", chat=-5, user=77, text="other")
    assert world.jobs.forget(7) == 2
    assert world.after(60) == ["other"]
    assert world.left() == []


def test_two_bots_on_one_store_share_no_jobs(store: Store) -> None:
    one = World(store)
    other = one.bot.with_token("1000000002:test")
    other.api.transport = Recorder()
    one.bot.jobs.later(0, "say", chat=7, text="one")
    other.jobs.later(0, "say", chat=7, text="other")
    assert one.jobs.run_due(other) == 1
    assert other.api.transport.texts == ["other"]
    assert one.after(0) == ["one"]


# Whether somebody does them


def test_the_bot_is_not_ready_while_jobs_are_due_and_no_clock_runs(memory: Store, clock: Clock) -> None:
    world = World(memory)
    assert world.jobs.is_ready(world.bot)
    world.bot.jobs.later(5, "say", chat=7, text="x")
    clock.now += 14.9
    assert world.jobs.is_ready(world.bot)
    clock.now += 0.2
    assert not world.jobs.is_ready(world.bot)
    memory.put(world.jobs.key(world.bot, "clock"), True, ttl=60)  # another process has a clock
    assert world.jobs.is_ready(world.bot)
    clock.now += 61
    assert not world.jobs.is_ready(world.bot)
    world.after(0)
    assert world.jobs.is_ready(world.bot)


def test_bot_jobs_without_a_clock_does_what_is_due(memory: Store) -> None:
    world = World(memory)
    world.bot.jobs.later(0, "say", chat=7, text="x")
    assert world.bot.jobs.run_due() == 1
    assert world.line.texts == ["x"]


def test_a_job_that_makes_jobs_without_end_ends_run_due(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaletg_contrib.jobs.running.MOST_AT_ONCE", 20)
    world = World(memory)
    world.app("more", on="job")(lambda jobs: jobs.later(0, "more") and "")
    world.bot.jobs.later(0, "more", chat=7)
    assert world.jobs.run_due(world.bot) == 20


def test_deaths_are_counted_since_a_long_job_last_got_on(memory: Store, clock: Clock) -> None:
    """A job of hours may lose many processes; what kills one at the same place again and again is set aside."""
    world, dead = World(memory), []
    world.bot.dead_letter = lambda update, error: dead.append(error)
    places = []

    @world.app("walk", on="job")
    def walk(job: Any) -> str:
        job.keep(begun=True)  # the same each time: this is not getting on
        places.append(job.data.get("place", 0))
        if len(places) > 8:
            raise KeyboardInterrupt  # stands for the end of the process
        job.keep(place=places[-1] + 1)
        raise KeyboardInterrupt

    world.bot.jobs.later(0, "walk", chat=7)
    for _ in range(8 + world.bot.options.max_deaths + 2):
        try:
            world.after(20)
        except KeyboardInterrupt:
            continue
    assert places == [*range(8), *[8] * (world.bot.options.max_deaths - 1)]  # one died after it had got on
    assert len(dead) == 1


def test_a_store_that_keeps_no_order_is_refused(nats_service: Any) -> None:
    bot = scaletg.Bot("1:token", username="test_bot", store=nats_service.url)
    bot.load(Jobs())
    with pytest.raises(scaletg.ConfigError, match=r"cannot say which job is due next.*Jobs\(store=\"postgresql:"):
        bot.start()
    bot.store.close()
