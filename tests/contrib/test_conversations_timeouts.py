"""Time-outs of conversations: whatever goes wrong with one concerns that one only, and nobody is told twice."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest
from backends import Clock
from session_workers import message

import scaletg
from scaletg_contrib.conversations import Conversations, TimedOut, ask
from scaletg_contrib.conversations.plugin import LATE_SECONDS, LOOK_AGAIN_SECONDS
from scaletg_contrib.conversations.timeouts import TimeOuts
from scaletg_contrib.jobs.claims import PAUSES
from scaletg_contrib.stores import Store, open_store
from talking import Recorder

LEASE_SECONDS = 10.0  # of the jobs
TOLD = "That took too long, so I have stopped asking."


@pytest.fixture
def store(clock: Clock) -> Store:
    return open_store("memory:", clock=clock)


class Line(Recorder):
    """A way to Telegram that a test breaks: `faults` are raised one after the other, before or after they are sent."""

    def __init__(self, *faults: Exception | None) -> None:
        super().__init__()
        self.faults = list(faults)
        self.meanwhile: Any = None

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        if self.meanwhile is not None:
            self.meanwhile()
        return super().call(name, parameters, files)

    def told(self) -> list[tuple[int, str]]:
        return [(values["chat_id"], values["text"]) for name, values in self.calls if name == "sendMessage"]


def make_bot(store: Store, *functions: Any) -> tuple[scaletg.Bot, Conversations, Line]:
    talks = Conversations(store, watch_seconds=None)
    for function in functions:
        talks.conversation(f"/{function.__name__}")(function)
    bot = scaletg.Bot(username="test_bot", retry_budget=0)
    bot.load(talks)
    line = bot.api.transport = Line()
    return bot, talks, line


def begin(bot: scaletg.Bot, command: str, *people: int) -> None:
    for person in people:
        assert bot.process(message(person, command, user=person)).error is None


def quick() -> Any:
    yield ask("Quick?", timeout=10)


class Failure(BaseException):
    """What is no `Exception`, for example of a thread pool."""


@pytest.mark.parametrize(
    "error", [ValueError("x"), asyncio.CancelledError(), SystemExit(3), GeneratorExit(), Failure(), MemoryError()]
)
def test_a_conversation_that_raises_stops_no_other(store: Store, clock: Clock, error: BaseException) -> None:
    tries: list[float] = []

    def bad() -> Any:
        try:
            yield ask("Bad?", timeout=5)
        except TimedOut:
            tries.append(clock.now)
            raise error from None

    bot, talks, line = make_bot(store, bad, quick)
    begin(bot, "/bad", 1)
    begin(bot, "/quick", 2, 3)
    clock.now += 60
    talks.expire(bot)
    assert sorted(line.told()) == [(2, TOLD), (3, TOLD)]
    for _ in range(20):
        clock.now += 300
        talks.expire(bot)
    assert len(tries) == len(PAUSES) + 1
    pauses = [later - sooner for sooner, later in itertools.pairwise(tries)]
    assert all(waited >= pause for waited, pause in zip(pauses, PAUSES, strict=True))
    assert [record.key for record in store.scan() if "/due/" in record.key] == []
    assert bot.process(message(9, "/cancel", user=1)).reply.text == "Cancelled."


def test_a_bad_one_is_tried_again_with_growing_pauses(store: Store, clock: Clock) -> None:
    tries: list[float] = []

    def bad() -> Any:
        try:
            yield ask("Bad?", timeout=5)
        except TimedOut:
            tries.append(clock.now)
            if len(tries) < 4:
                raise OSError("not yet") from None
            return "At last."

    bot, talks, line = make_bot(store, bad)
    begin(bot, "/bad", 1)
    clock.now += 5
    start = clock.now
    for _ in range(200):
        talks.expire(bot)
        clock.now += 1
    assert [moment - start for moment in tries] == [0, 5, 30, 155]
    assert line.told() == [(1, "At last.")]


def refused(kind: type[scaletg.ApiError], code: int, **values: Any) -> Exception:
    return kind(str(code), code=code, description="x", method="sendMessage", parameters={}, **values)


NOT_REACHED = scaletg.NetworkError("no network", sent=False, method="sendMessage", parameters={})
LOST = scaletg.Timeout("no answer", sent=True, method="sendMessage", parameters={})


@pytest.mark.parametrize(
    "fault", [NOT_REACHED, refused(scaletg.ServerError, 502), refused(scaletg.TooManyRequests, 429, retry_after=40)]
)
def test_who_was_not_reached_is_told_later_and_once(store: Store, clock: Clock, fault: Exception) -> None:
    bot, talks, line = make_bot(store, quick)
    begin(bot, "/quick", 1, 2, 3)
    clock.now += 60
    line.faults = [fault, fault]
    talks.expire(bot)
    assert len(line.told()) == 1
    for _ in range(10):
        clock.now += 60
        talks.expire(bot)
    assert sorted(line.told()) == [(1, TOLD), (2, TOLD), (3, TOLD)]


def test_the_wait_that_telegram_asks_for_is_kept(store: Store, clock: Clock) -> None:
    bot, talks, line = make_bot(store, quick)
    begin(bot, "/quick", 1)
    clock.now += 60
    line.faults = [refused(scaletg.TooManyRequests, 429, retry_after=40)]
    talks.expire(bot)
    clock.now += 39
    assert talks.expire(bot) == 0
    clock.now += 1
    assert talks.expire(bot) == 1


@pytest.mark.parametrize("fault", [LOST, refused(scaletg.Forbidden, 403), refused(scaletg.BadRequest, 400)])
def test_what_may_have_been_sent_or_cannot_be_is_not_sent_again(store: Store, clock: Clock, fault: Exception) -> None:
    bot, talks, line = make_bot(store, quick)
    begin(bot, "/quick", 1, 2)
    clock.now += 60
    line.faults = [fault]
    assert talks.expire(bot) == 2
    clock.now += 1000
    assert talks.expire(bot) == 0
    assert len(line.told()) == 1


def several() -> Any:
    try:
        yield ask("Quick?", timeout=10)
    except TimedOut:
        yield "One."
        yield "Two."
        answer = yield ask("Three?")
        return f"You said {answer}"


def test_what_was_sent_before_a_failure_is_not_sent_again(store: Store, clock: Clock) -> None:
    bot, talks, line = make_bot(store, several)
    begin(bot, "/several", 1)
    clock.now += 60
    line.faults = [None, NOT_REACHED]
    talks.expire(bot)
    assert line.told() == [(1, "One.")]
    clock.now += 5
    assert talks.expire(bot) == 1
    assert line.told() == [(1, "One."), (1, "Two."), (1, "Three?")]


def test_a_question_that_a_time_out_could_not_ask_is_asked_again(store: Store, clock: Clock) -> None:
    bot, talks, line = make_bot(store, several)
    begin(bot, "/several", 1)
    clock.now += 60
    line.faults = [None, None, refused(scaletg.BadRequest, 400)]
    assert talks.expire(bot) == 1
    assert bot.process(message(5, "four", user=1)).reply.text == "Three?"
    assert bot.process(message(6, "four", user=1)).reply.text == "You said four"


def test_a_question_that_a_late_answer_could_not_get_is_asked_again(store: Store, clock: Clock) -> None:
    bot, _, line = make_bot(store, several)
    begin(bot, "/several", 1)
    clock.now += 60
    line.faults = [None, None, refused(scaletg.BadRequest, 400)]
    assert bot.complete(message(5, "late", user=1)).retry_after is None
    assert bot.process(message(6, "four", user=1)).reply.text == "Three?"
    assert bot.process(message(7, "four", user=1)).reply.text == "You said four"


def test_a_question_that_was_answered_meanwhile_is_not_told(store: Store, clock: Clock) -> None:
    bot, talks, line = make_bot(store, quick)
    begin(bot, "/quick", 1)
    clock.now += 60
    line.faults = [NOT_REACHED]
    talks.expire(bot)
    begin(bot, "/quick", 1001)
    bot.process(message(7, "/quick", user=1))
    clock.now += 9
    bot.process(message(8, "yes", user=1))
    clock.now += 60
    talks.expire(bot)
    assert [chat for chat, _ in line.told()] == [1001]


def test_two_processes_tell_each_person_once(store: Store, clock: Clock) -> None:
    """Each call takes longer than half a lease, and the other process looks during each of them."""
    (first, talks, line), (second, others, other_line) = make_bot(store, several), make_bot(store, several)
    begin(first, "/several", *range(1, 9))
    clock.now += 60

    def meanwhile() -> None:
        clock.now += LEASE_SECONDS * 0.6
        line.meanwhile = None
        others.expire(second)
        line.meanwhile = meanwhile

    line.meanwhile = meanwhile
    talks.expire(first)
    told = [*line.told(), *other_line.told()]
    assert sorted(told) == sorted((person, text) for person in range(1, 9) for text in ("One.", "Two.", "Three?"))


def test_a_process_that_dies_over_one_holds_up_no_other(store: Store, clock: Clock) -> None:
    bot, talks, line = make_bot(store, quick)
    begin(bot, "/quick", 1, 2)
    clock.now += 60
    line.faults = [KeyboardInterrupt()]  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        talks.expire(bot)
    assert talks.expire(bot) == 1
    assert len(line.told()) == 1
    clock.now += LEASE_SECONDS
    assert talks.expire(bot) == 1
    assert sorted(line.told()) == [(1, TOLD), (2, TOLD)]


def test_a_wildcard_that_a_deploy_added_ends_its_conversation_only(store: Store, clock: Clock) -> None:
    bot, _, _ = make_bot(store, quick)
    begin(bot, "/quick", 1)

    def newer(size: int) -> Any:
        yield ask("Quick?", timeout=10)

    newer.__name__ = "quick"
    later = Conversations(store, watch_seconds=None)
    later.conversation("/quick <size:int>")(newer)
    bot = scaletg.Bot(username="test_bot")
    bot.load(later)
    line = bot.api.transport = Line()
    clock.now += 60
    assert later.expire(bot) == 1
    assert line.told() == [(1, "I have changed in the meantime, so this conversation has ended. Please start again.")]


def test_more_are_found_than_fit_on_one_page(store: Store, clock: Clock) -> None:
    bot, talks, _ = make_bot(store, quick)
    begin(bot, "/quick", *range(1, 251))
    clock.now += 60
    assert talks.expire(bot) == 250


def test_two_bots_on_one_store_share_no_time_outs(store: Store, clock: Clock) -> None:
    bots = []
    for token in ("1000000001:test", "1000000002:test"):
        talks = Conversations(store, watch_seconds=None)
        talks.conversation("/quick")(quick)
        bot = scaletg.Bot(token, username="test_bot")
        bot.load(talks)
        bot.api.transport = Line()
        bots.append((bot, talks))
    begin(bots[0][0], "/quick", 1)
    assert bots[1][0].process(message(2, "yes")).reply is None
    clock.now += 60
    assert bots[1][1].expire(bots[1][0]) == 0
    assert bots[0][1].expire(bots[0][0]) == 1


def test_a_time_out_waits_for_its_question_if_a_process_stands_still_before_it_saves_the_talk(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait() -> Any:
        yield ask("Well?", timeout=60)

    bot, talks, line = make_bot(store, wait)
    other, other_talks, other_line = make_bot(store, wait)
    plan = TimeOuts.plan

    def plan_and_stand_still(*arguments: Any) -> None:
        plan(*arguments)
        clock.now += 65
        other_talks.expire(other)

    monkeypatch.setattr(TimeOuts, "plan", plan_and_stand_still)
    begin(bot, "/wait", 1)
    clock.now += LOOK_AGAIN_SECONDS - 1
    talks.expire(bot)
    assert line.told() == other_line.told() == []
    clock.now += 2
    talks.expire(bot)
    assert line.told() == [(1, TOLD)]


def test_a_time_out_whose_question_never_comes_is_left_after_an_hour(store: Store, clock: Clock) -> None:
    def wait() -> Any:
        yield ask("Well?", timeout=60)

    bot, talks, _ = make_bot(store, wait)
    begin(bot, "/wait", 1)
    (talk,) = [record for record in store.scan() if record.key.endswith("/talk/1/0/1")]
    store.delete(talk.key)
    for seconds, is_waiting in ((60, True), (LATE_SECONDS - 31, True), (62, False)):
        clock.now += seconds
        talks.expire(bot)
        assert any("/due/" in record.key for record in store.scan()) is is_waiting


def test_a_time_out_is_taken_away_when_somebody_else_has_changed_the_talk(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait() -> Any:
        yield ask("Well?", timeout=60)
        yield ask("And?", timeout=60)

    bot, _, _ = make_bot(store, wait)
    begin(bot, "/wait", 1)
    plan = TimeOuts.plan

    def plan_late(times: TimeOuts, due: str, key: str, talk: Any) -> None:
        plan(times, due, key, talk)
        monkeypatch.setattr(TimeOuts, "plan", plan)
        assert bot.process(message(50, "first", user=1)).error is None

    monkeypatch.setattr(TimeOuts, "plan", plan_late)
    assert bot.process(message(51, "second", user=1)).error is None
    assert len([record for record in store.scan() if "/due/" in record.key]) == 0
