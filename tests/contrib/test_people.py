"""Whom a bot has met, whom it can write to, and how everything about a person is deleted; on every kind of store."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from backends import Clock
from session_workers import message

import scaletg
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.people import PAGE, People
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import Store, StoreDown
from talking import Recorder

DAY = 86_400.0


class World:
    """A bot that keeps people, and updates for it."""

    def __init__(self, store: Store, **options: Any) -> None:
        self.bot = scaletg.Bot("1000000001:test", username="test_bot", retry_budget=0)
        self.bot.store, self.bot.seen = store, scaletg.SeenUpdates()
        self.line = self.bot.api.transport = Recorder()
        self.people = People(**options)
        self.bot.load(self.people)
        self.known = self.people.of(self.bot)
        self.count = 0

    def send(self, text: str = "hello", **fields: Any) -> scaletg.Outcome:
        self.count += 1
        return self.bot.complete(message(self.count, text, **fields))

    def member(self, chat: int, status: str, user: int = 1, **fields: Any) -> scaletg.Outcome:
        """Let the bot's own membership change."""
        self.count += 1
        kind = "private" if chat > 0 else "supergroup"
        bot_user = {"id": 1000000001, "is_bot": True, "first_name": "Test"}
        member = {"status": status, "user": bot_user, "until_date": 0, **fields}
        event = {
            "chat": {"id": chat, "type": kind, "title": "Group"},
            "from": {"id": user, "is_bot": False, "first_name": "Ada"},
            "date": 1_700_000_000,
            "old_chat_member": {"status": "member", "user": bot_user},
            "new_chat_member": member,
        }
        return self.bot.complete({"update_id": self.count, "my_chat_member": event})


def ids(people: Iterator[Any]) -> list[int]:
    return sorted(person.id for person in people)


def test_a_person_is_known_by_the_newest_name(each_store: Store, clock: Clock) -> None:
    world = World(each_store)
    world.send(user=7)
    clock.now += 2 * DAY
    update = message(50, "hi", user=7)
    update["message"]["from"] |= {"first_name": "Augusta", "language_code": "de"}
    world.bot.complete(update)
    person = world.known.find(7)
    assert person is not None
    assert (person.id, person.user.first_name, person.language_code) == (7, "Augusta", "de")
    assert (person.first_seen, person.last_seen) == (datetime.date(2027, 1, 15), datetime.date(2027, 1, 17))
    assert person.is_reachable
    assert world.known.find(8) is None


def test_who_blocks_the_bot_is_not_reachable_until_it_is_unblocked(each_store: Store) -> None:
    world = World(each_store)
    world.send(user=7)
    world.send(user=8)
    world.member(7, "kicked", user=7)
    assert (ids(world.known.reachable()), world.known.count(), world.known.count(reachable=True)) == ([8], 2, 1)
    found = world.known.find(7)
    assert found is not None
    assert found.is_blocked
    world.member(7, "member", user=7)
    assert ids(world.known.reachable()) == [7, 8]


def test_another_process_learns_of_a_block_and_of_its_end(each_store: Store) -> None:
    first, second = World(each_store), World(each_store)
    first.send(user=7)
    second.send(user=7)
    second.member(7, "kicked", user=7)
    assert ids(first.known.reachable()) == []
    first.member(7, "member", user=7)
    assert ids(second.known.reachable()) == [7]


def test_who_was_only_seen_in_a_group_cannot_be_written_to(each_store: Store) -> None:
    world = World(each_store)
    world.send(user=7, chat=-100)
    assert (world.known.count(), ids(world.known.reachable()), ids(world.known.chats())) == (1, [], [-100])
    world.send(user=7)
    world.send(user=7, chat=-100)
    assert ids(world.known.reachable()) == [7]


@pytest.mark.parametrize(("status", "fields", "is_in"), [
    ("member", {}, True), ("administrator", {}, True), ("left", {}, False), ("kicked", {}, False),
    ("restricted", {"is_member": True}, True), ("restricted", {"is_member": False}, False),
])  # fmt: skip
def test_a_group_that_the_bot_has_left_is_not_reachable(
    memory: Store, status: str, fields: dict[str, Any], is_in: bool
) -> None:
    world = World(memory)
    world.send(user=7, chat=-100)
    world.member(-100, status, **fields)
    chat = world.known.find_chat(-100)
    assert chat is not None
    assert chat.is_reachable is is_in
    assert ids(world.known.chats()) == ([-100] if is_in else [])


def test_nothing_is_read_or_written_while_nothing_changes(memory: Store, clock: Clock) -> None:
    world = World(memory)
    world.send(user=7)
    touched: list[str] = []
    for name in ("get", "change"):
        way = getattr(memory, name)
        setattr(memory, name, lambda *a, name=name, way=way, **k: (touched.append(name), way(*a, **k))[1])
    world.send(user=7)
    assert touched == []
    clock.now += DAY
    world.send(user=7)
    assert touched[:2] == ["get", "change"]


def test_bots_and_jobs_are_not_people(memory: Store) -> None:
    world = World(memory)
    update = message(1, "hi", user=7)
    update["message"]["from"]["is_bot"] = True
    world.bot.complete(update)
    world.bot.complete({"update_id": -1, "job": {"name": "x", "data": {}, "due": 0, "user": {"id": 9}}})
    assert world.known.count() == 0


def test_a_store_that_is_away_stops_nobody(memory: Store) -> None:
    world = World(memory)

    @world.bot.app("/start")
    def start(message: Any) -> str:
        return "Hello"

    def fail(*values: Any, **options: Any) -> Any:
        raise StoreDown("away", 1.0)

    memory.get = fail  # type: ignore[method-assign]
    assert world.send("/start").error is None
    assert world.line.texts == ["Hello"]


def test_a_refused_answer_tells_who_has_blocked_the_bot(memory: Store) -> None:
    world = World(memory)

    @world.bot.app("/start")
    def start(message: Any) -> str:
        return "Hello"

    class Blocking(Recorder):
        def call(self, name: str, parameters: Any, files: Any) -> Any:
            super().call(name, parameters, files)
            description = "Forbidden: bot was blocked by the user"
            return {"ok": False, "error_code": 403, "description": description}

    world.bot.api.transport = Blocking()
    outcome = world.send("/start", user=7)
    assert isinstance(outcome.delivery_error, scaletg.Forbidden)
    person = world.known.find(7)
    assert person is not None
    assert not person.is_reachable


def test_all_go_on_behind_a_person_over_several_pages(memory: Store) -> None:
    world = World(memory)
    for user in range(1, PAGE + 20):
        world.send(user=user)
    everybody = [person.id for person in world.known.reachable()]
    assert sorted(everybody) == list(range(1, PAGE + 20))
    place = everybody[PAGE // 2]
    behind = [person.id for person in world.known.reachable(after=place)]
    assert behind == everybody[PAGE // 2 + 1 :]
    assert list(world.known.reachable(after=everybody[-1])) == []


def test_a_group_that_became_a_supergroup_keeps_its_record(each_store: Store) -> None:
    world = World(each_store)
    world.send(user=7, chat=-5)
    world.send("", user=7, chat=-5, migrate_to_chat_id=-1005)
    assert ids(world.known.chats()) == [-1005]
    chat = world.known.find_chat(-1005)
    assert chat is not None
    assert chat.chat.type == "supergroup"


def test_a_job_for_an_id_knows_the_name(memory: Store, clock: Clock) -> None:
    world = World(memory)
    jobs = Jobs(watch_seconds=None)
    world.bot.load(jobs)

    @world.bot.app("greet", on="job")
    def greet(job: Any, user: Any) -> str:
        return f"{user.first_name or 'nobody'} {user.language_code}"

    update = message(1, "hi", user=7)
    update["message"]["from"]["language_code"] = "ru"
    world.bot.complete(update)
    world.bot.jobs.later(0, "greet", chat=7)
    world.bot.jobs.later(0, "greet", chat=8)
    clock.now += 1
    jobs.run_due(world.bot)
    assert sorted(world.line.texts) == ["Ada ru", "nobody None"]


def test_forget_me_deletes_what_all_loaded_objects_have_stored(each_store: Store) -> None:
    world = World(each_store, forget_command="/forget me")
    sessions = Sessions()
    world.bot.load(sessions)

    @world.bot.app("/count")
    def count(message: Any, session: Any) -> str:
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    for user in (7, 7, 8):
        world.send("/count", user=user)
    world.send("/forget me", user=7)
    assert world.line.texts[-1] == "Everything that I had stored about you is deleted."
    assert (world.known.find(7), ids(world.known.all())) == (None, [8])
    world.send("/count", user=7)
    world.send("/count", user=8)
    assert world.line.texts[-2:] == ["1", "2"]
    assert ids(world.known.all()) == [7, 8]


def test_forget_me_reaches_what_was_loaded_by_its_name(memory: Store) -> None:
    names = ["scaletg_contrib.people", "scaletg_contrib.sessions"]
    options = {"people": {"forget_command": "/forget me"}}
    bot = scaletg.Bot("1000000001:test", username="test_bot", enabled_modules=names, contrib=options)
    bot.store, bot.seen = memory, scaletg.SeenUpdates()
    line = bot.api.transport = Recorder()

    @bot.app("/count")
    def count(message: Any, session: Any) -> str:
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    for number, text in enumerate(["/count", "/count", "/forget me", "/count"]):
        bot.complete(message(number, text, user=7))
    assert line.texts == ["1", "2", "Everything that I had stored about you is deleted.", "1"]


def test_forget_everywhere_counts_the_records(memory: Store) -> None:
    world = World(memory)
    world.send(user=7)
    assert world.people.forget_everywhere(7) == 1
    assert world.people.forget_everywhere(7) == 0


def test_each_bot_of_one_registry_knows_its_own_people(memory: Store) -> None:
    world = World(memory)
    other = world.bot.with_token("1000000002:test")
    other.api.transport = Recorder()
    world.send(user=7)
    other.complete(message(1, "hi", user=8))
    assert ids(world.known.all()) == [7]
    assert ids(world.people.of(other).all()) == [8]


def test_the_sentence_can_be_replaced(memory: Store) -> None:
    world = World(memory, forget_command="/forget me", texts={"forgotten": "Weg."})
    world.send("/forget me")
    assert world.line.texts == ["Weg."]
