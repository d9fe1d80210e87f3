"""The engine of conversations alone, without bot, update and store: steps, answers, replay."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import scaletg
from scaletg_contrib.conversations import ask, once
from scaletg_contrib.conversations.keeping import new_due, time_of
from scaletg_contrib.conversations.plugin import Conversations
from scaletg_contrib.conversations.questions import Ask
from scaletg_contrib.conversations.talk import ANSWERED, DONE, GIVEN, OPEN, STEP_STATES, TRANSITIONS, Step, Talk
from scaletg_contrib.conversations.turn import Answer, Given, Press, Turn, mark_unsent

DOCS = Path(__file__).resolve().parents[2] / "docs"


class Desk:
    """What the engine needs from outside: one record in memory, a clock, the sentences of the class."""

    def __init__(self, *functions: Any, changed: str = "restart", is_development: bool = True) -> None:
        self.functions = {function.__name__: function for function in functions}
        self.changed, self.is_development = changed, is_development
        self.record: str | None = None
        self.now = 1000.0
        self.crash: BaseException | None = None  # raised in place of the next save

    @property
    def is_new(self) -> bool:
        return self.record is None

    def save(self, talk: Talk) -> None:
        if self.crash is not None:
            crash, self.crash = self.crash, None
            raise crash
        self.record = json.dumps(talk.to_record())

    @contextlib.contextmanager
    def compute_alone(self) -> Iterator[None]:
        yield

    def values_for(self, talk: Talk, function: Any) -> dict[str, Any]:
        return dict(talk.arguments)

    def restore_message(self, raw: dict[str, Any]) -> Any:
        return scaletg.Message.from_dict(raw)

    def new_time_out(self, seconds: float) -> str:
        return new_due(self.now + seconds)

    def is_over(self, due: str) -> bool:
        return time_of(due) <= self.now

    def sentence(self, key: str) -> str:
        return key

    # What tests do with it

    def talk(self) -> Talk:
        assert self.record is not None
        return Talk.from_record(json.loads(self.record))

    def begin(self, name: str, cause: Any = 1, **arguments: Any) -> list[str]:
        talk = Talk(name, arguments, cause=cause, token="token", place={"chat_id": 1}, message={})
        return words(Turn(self, talk, cause).go_on())

    def say(self, cause: Any, text: str, word: str = "", **given: Any) -> list[str]:
        return words(Turn(self, self.talk(), cause).take(Given(text=text, fields=frozenset({"text"}), **given), word))

    def press(self, cause: Any, press: Press) -> list[str]:
        return words(Turn(self, self.talk(), cause).take(Given(press)))

    def lose(self, cause: Any) -> bool:
        talk = self.talk()
        is_marked = mark_unsent(talk, cause)
        if is_marked:
            self.save(talk)
        return is_marked


def words(answer: Answer | None) -> list[str]:
    """Return what is said, as strings."""
    if answer is None:
        return ["not mine"]
    said = [part.text if isinstance(part, Ask) else part for part in answer.parts if part not in (None, "")]
    return said if answer.notice is None else [*said, f"({answer.notice})"]


# The table of states ##########################################################


def test_the_table_speaks_of_known_states_only() -> None:
    assert {state for state, _ in TRANSITIONS} == set(OPEN)
    assert set(TRANSITIONS.values()) <= set(STEP_STATES)
    assert {*OPEN, *ANSWERED, *GIVEN, *DONE, "said"} == set(STEP_STATES)


def test_every_question_can_be_left() -> None:
    for state in OPEN:
        assert {TRANSITIONS[state, "/cancel"], TRANSITIONS[state, "time-out"]} == {"cancel", "timeout"}


@pytest.mark.parametrize("state", STEP_STATES)
@pytest.mark.parametrize("event", sorted({event for _, event in TRANSITIONS}))
def test_only_what_the_table_says_can_happen(state: str, event: str) -> None:
    step = Step(state, "print", "old", 1)
    if (state, event) in TRANSITIONS:
        step.change(event, "new", 2)
        assert step.state == TRANSITIONS[state, event]
        assert (step.value, step.cause) == (("new", 2) if step.is_answered else ("old", 1))
    else:
        with pytest.raises(ValueError, match="cannot happen to a step"):
            step.change(event)


def test_the_docs_show_the_same_table() -> None:
    text = (DOCS / "conversations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| `(\w+)` \|$", text, re.MULTILINE)
    assert {(state, event): after for state, event, after in rows} == dict(TRANSITIONS)


# What the engine does #########################################################


def pizza() -> Any:
    size = yield ask("Size?", buttons=["S", "M"])
    number = yield once(lambda: 7)
    name = yield ask("Name?")
    return f"{number}: {size} for {name}"


def test_a_talk_goes_on_from_its_record() -> None:
    desk = Desk(pizza)
    assert desk.begin("pizza") == ["Size?"]
    assert desk.say(2, "x") == ["buttons", "Size?"]
    assert desk.say(3, "m") == ["Name?"]
    assert desk.say(3, "m") == ["Name?"]
    assert desk.say(2, "x") == ["buttons", "Size?"]
    assert desk.say(4, "Ada") == ["7: M for Ada"]
    assert desk.say(5, "more") == ["not mine"]
    assert [step.state for step in desk.talk().steps] == ["value", "once", "value"]


def test_a_record_is_what_it_was_after_json() -> None:
    desk = Desk(pizza)
    desk.begin("pizza")
    desk.say(2, "m")
    record = desk.talk().to_record()
    assert Talk.from_record(json.loads(json.dumps(record))).to_record() == record


def test_a_once_whose_save_failed_is_not_lost_and_not_kept() -> None:
    numbers = iter(range(10))

    def draw() -> Any:
        yield ask("Ready?")
        number = yield once(lambda: next(numbers))
        return f"You drew {number}"

    desk = Desk(draw)
    desk.begin("draw")
    desk.crash = OSError("killed")
    with pytest.raises(OSError, match="killed"):
        desk.say(2, "yes")
    assert desk.say(2, "yes") == ["You drew 1"]


# A state machine ##############################################################

QUESTIONS, LATE, BUTTONS = 5, 1, 3  # how many; the one with a time-out; the one with buttons
COMPUTED = 2  # a once comes right before this question


class Talks(RuleBasedStateMachine):
    """One person, whose updates come twice, whose replies get lost, in processes that die; and what must come of it."""

    def __init__(self) -> None:
        super().__init__()
        self.computed = 0
        self.cause = 0
        self.begin()

    def begin(self) -> None:
        self.answers: list[str] = []
        self.is_unsent = self.has_ended = False
        self.told: dict[int, list[str]] = {}
        self.asked_by: int | None = None  # the update that asked the open question
        self.drawn: int | None = None
        self.desk = Desk(self.make_survey())
        self.begun = self.next_cause()
        self.expect(self.desk.begin("survey", self.begun), ["Question 0?"])
        self.asked_by = self.begun

    def make_survey(self) -> Any:
        def draw() -> int:
            self.computed += 1
            return self.computed

        def survey() -> Any:
            got = []
            for number in range(QUESTIONS):
                if number == COMPUTED:
                    got.append(str((yield once(draw))))
                options: dict[str, Any] = {"timeout": 60, "default": "late"} if number == LATE else {}
                if number == BUTTONS:
                    options["buttons"] = ["A", "B"]
                got.append((yield ask(f"Question {number}?", **options)))
            return " ".join(got)

        return survey

    def next_cause(self) -> int:
        self.cause += 1
        return self.cause

    def expect(self, said: list[str], expected: list[str]) -> None:
        assert said == expected
        self.told[self.cause] = said

    @property
    def question(self) -> str:
        return f"Question {len(self.answers)}?"

    def gave(self, answer: str) -> list[str]:
        """Note an answer; return what is said then."""
        self.answers.append(answer)
        self.is_unsent = False
        if len(self.answers) == COMPUTED and self.drawn is None:
            self.drawn = self.computed
        if len(self.answers) < QUESTIONS:
            self.asked_by = self.cause
            return [self.question]
        self.has_ended, self.asked_by = True, None
        return [" ".join([*self.answers[:COMPUTED], str(self.drawn), *self.answers[COMPUTED:]])]

    def ask_again(self) -> list[str]:
        if self.is_unsent:
            self.is_unsent, self.asked_by = False, self.cause
        return [self.question]

    @precondition(lambda self: not self.has_ended)
    @rule(text=st.sampled_from(["A", "b", "something"]))
    def say(self, text: str) -> None:
        was_new = len(self.answers) + 1 == COMPUTED and self.drawn is None
        said = self.desk.say(self.next_cause(), text)
        if self.is_unsent:
            self.expect(said, self.ask_again())
        elif len(self.answers) == BUTTONS and text == "something":
            self.expect(said, ["buttons", self.question])
        else:
            answer = text.upper() if len(self.answers) == BUTTONS else text
            if was_new:
                self.drawn = self.computed
            self.expect(said, self.gave(answer))

    @precondition(lambda self: not self.has_ended and len(self.answers) == BUTTONS)
    @rule(place=st.integers(0, 2), is_current=st.booleans())
    def press(self, place: int, is_current: bool) -> None:
        question = Ask(self.question, buttons=["A", "B"])
        step = len(self.desk.talk().steps) - 1
        mark = question.mark if is_current else "00000000"
        said = self.desk.press(self.next_cause(), Press(step, place, mark))
        if is_current and place < 2:
            self.expect(said, self.gave("AB"[place]))
        elif self.is_unsent:
            self.expect(said, self.ask_again())
        else:
            assert said == [self.question, "(stale)"]

    @precondition(lambda self: not self.has_ended)
    @rule()
    def go_back(self) -> None:
        said = self.desk.say(self.next_cause(), "/back", "back")
        if not self.answers:
            self.expect(said, ["nothing_before", *self.ask_again()])
        elif len(self.answers) == COMPUTED:
            self.expect(said, ["done_before", *self.ask_again()])
        else:
            self.answers.pop()
            self.is_unsent, self.asked_by = False, None
            self.expect(said, [self.question])

    @precondition(lambda self: not self.has_ended)
    @rule()
    def cancel(self) -> None:
        self.expect(self.desk.say(self.next_cause(), "/cancel", "cancel"), ["cancelled"])
        self.has_ended, self.asked_by = True, None

    @precondition(lambda self: not self.has_ended)
    @rule()
    def wait(self) -> None:
        self.desk.now += 61
        due = self.desk.talk().due
        assert (due is not None) == (len(self.answers) == LATE)
        if due is not None:
            said = words(Turn(self.desk, self.desk.talk(), due).time_out())
            if self.drawn is None:
                self.drawn = self.computed
            answered = self.gave("late")
            assert said == answered
            assert words(Turn(self.desk, self.desk.talk(), due).time_out()) == said  # told again after a kill
            self.asked_by = None

    @precondition(lambda self: self.asked_by is not None and not self.is_unsent)
    @rule()
    def lose_the_reply(self) -> None:
        assert self.asked_by is not None
        self.is_unsent = self.desk.lose(self.asked_by)
        assert self.is_unsent

    @precondition(lambda self: bool(self.told))
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        cause = data.draw(st.sampled_from(sorted(self.told)[-3:]))
        talk = self.desk.talk()
        if not talk.knows(cause):
            return  # it was taken back by /back, or is forgotten: a new update then
        said = words(Turn(self.desk, talk, cause).go_on())
        if cause == self.asked_by:
            assert said[-1] == self.told[cause][-1]
            self.is_unsent = self.is_unsent and talk.refusal_of(cause) is not None

    @precondition(lambda self: not self.has_ended)
    @rule()
    def die_before_the_answer_is_saved(self) -> None:
        if self.is_unsent or len(self.answers) == BUTTONS or len(self.answers) + 1 == COMPUTED:
            return
        before = self.desk.record
        self.desk.crash = KeyboardInterrupt()
        with contextlib.suppress(KeyboardInterrupt):
            self.desk.say(self.cause + 1, "lost")
        assert self.desk.record == before

    @precondition(lambda self: self.has_ended)
    @rule()
    def start_again(self) -> None:
        assert self.desk.say(self.next_cause(), "hello") == ["not mine"]
        self.begin()

    @invariant()
    def the_record_is_in_order(self) -> None:
        talk = self.desk.talk()
        assert {step.state for step in talk.steps} <= set(STEP_STATES)
        assert [step for step in talk.steps[:-1] if step.is_open] == []
        assert (talk.question is None) == self.has_ended
        if talk.question is not None:
            assert (talk.question.state == "unsent") == self.is_unsent
        assert len([step for step in talk.steps if step.state in GIVEN]) == len(self.answers)


TestTalks = Talks.TestCase
TestTalks.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_the_sentences_are_those_that_the_engine_asks_for() -> None:
    files = Path(scaletg.__file__).parent / "contrib" / "scaletg_contrib" / "conversations"
    asked = set()
    for path in files.glob("*.py"):
        asked |= set(re.findall(r'(?:sentence|say)\("(\w+)"', path.read_text(encoding="utf-8")))
    assert asked | {"cancelled", "timed_out"} == set(Conversations.TEXTS)
