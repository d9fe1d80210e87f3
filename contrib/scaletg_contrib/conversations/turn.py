"""Take an answer to the open question, and return what is sent because of it.

This file knows neither bot nor update nor store: what it needs from them is in `TurnHost`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import scaletg
from scaletg_contrib.conversations.questions import MISSING, Ask, ConversationError, Once, notice_fields
from scaletg_contrib.conversations.replay import (
    Changed,
    Function,
    Outside,
    Replay,
    discard,
    storable,
    stored_error,
    unknown_arguments,
)
from scaletg_contrib.conversations.talk import DONE, GIVEN, Step, Talk
from scaletg_contrib.texts import Sentence

__all__ = ["Answer", "Given", "Press", "Turn", "TurnHost", "mark_unsent"]

log = logging.getLogger("scaletg.conversations")


class Press(NamedTuple):
    """A pressed button: the number of the step of its question, its index there, and the mark of the question."""

    step: int
    place: int
    mark: str

    def belongs_to(self, question: Ask) -> bool:
        """Return whether it is a button of the question as it is now, not of an earlier form or another branch."""
        return self.mark == question.mark and self.place < len(question.choices)


class Given(NamedTuple):
    """A possible answer of a person: a pressed button, or a message."""

    press: Press | None = None
    text: str | None = None
    message: Any = None
    fields: frozenset[str] = frozenset()  # of the message
    album: str | None = None


class Answer(NamedTuple):
    """The output of a turn: strings, questions and methods, and a notice above the chat if a button was pressed."""

    parts: Sequence[Any]
    notice: str | None = None


class TurnHost(Outside, Protocol):
    """What a turn needs."""

    functions: Mapping[str, Function]
    changed: str  # "restart", "continue" or "cancel"
    is_development: bool

    @property
    def is_new(self) -> bool:
        """Return whether the talk has not been saved yet."""

    def save(self, talk: Talk) -> None:
        """Save the talk; raise `scaletg.Retry(0)` if another process has saved it in the meantime."""

    def is_over(self, due: str) -> bool:
        """Return whether a time-out is due."""

    def compute_alone(self) -> Any:
        """Return a context in which no other process computes a `once` of this talk."""


class Turn:
    """The effect of one update, or one time-out, on a talk."""

    def __init__(self, host: TurnHost, talk: Talk, cause: Any) -> None:
        self.host, self.talk, self.cause = host, talk, cause
        self._replay: Replay | None = None
        self._said: list[Any] = []
        self._is_changed = False
        self._album: str | None = None

    # What can happen to a talk

    def go_on(self) -> Answer:
        """Replay, continue to the next question, save, and return everything that is sent because of this cause."""
        refusal = self.talk.refusal_of(self.cause)
        if refusal is not None:
            self._run()
            return Answer([Sentence(refusal.text), self._question_number(refusal.question)])
        before = json.dumps(self.talk.to_record())
        question = self.talk.question
        if question is not None and question.state == "unsent" and question.cause == self.cause:
            question.change("sent after all")  # this is the same update again, and its notice is sent again
        self._run()
        if self.host.is_new or json.dumps(self.talk.to_record()) != before:
            self.host.save(self.talk)
        return Answer(self._said)

    def take(self, given: Given, word: str = "") -> Answer | None:
        """Take an answer, or the word "cancel" or "back"; return None if it is not meant for the conversation."""
        if self.talk.knows(self.cause):
            return self.go_on()
        if given.album is not None and given.album == self.talk.album:
            return Answer([])  # another message of this album was handled already
        if self.talk.has_ended:
            return None
        if word == "cancel":
            return self._cancel()
        question, due = self.talk.question, self.talk.due
        self._album = given.album
        self._run()
        pending = self._pending()
        if self._is_changed or question is None or pending is None:
            return self._ask_changed_question()
        if self._is_notice(given, pending):
            return None
        if due and self.host.is_over(due):
            self.talk.remember_refusal(self.cause, "", pending.number)
            self.cause = due
            return self.time_out()
        if word == "back":
            return self._step_back()
        return self._take_answer(given, question, pending)

    def time_out(self) -> Answer | None:
        """Answer the open question with its default, or end it; return None if it has not timed out."""
        if self.talk.knows(self.cause):
            return self.go_on()
        if self.talk.has_ended or self.talk.due != self.cause:
            return None
        self._run()
        if self._is_changed:
            return self._ask_changed_question()
        pending = self._pending()
        if pending is None:
            return self.go_on()
        if pending.default is MISSING:
            return self._answer("time-out", None)
        return self._answer("time-out with default", pending.default)

    def remind(self, text: str) -> Answer | None:
        """Send *text* and ask the open question again; return None if there is none."""
        if self.talk.knows(self.cause):
            return self.go_on()
        if self.talk.has_ended:
            return None
        self._run()
        if self._is_changed:
            return self._ask_changed_question()
        return self._refuse(text)

    # Answers

    def _take_answer(self, given: Given, question: Step, pending: Ask) -> Answer:
        press = given.press
        if question.state == "unsent" and not (press and press.step == pending.number and press.belongs_to(pending)):
            return self._refuse("")
        if press is not None and press.step != pending.number:
            return Answer([], self.host.sentence("stale"))
        if press is not None and not press.belongs_to(pending):
            return Answer([pending], self.host.sentence("stale"))
        if question.state == "unsent":
            question.change("sent after all")
        try:
            event, value = self._check_answer(pending, given)
        except ValueError as error:
            question.change("refused answer")
            return self._refuse(str(error))
        return self._answer(event, value)

    def _check_answer(self, question: Ask, given: Given) -> tuple[str, Any]:
        """Return the event of the question and its value; raise `ValueError` with the text for the person."""
        answer = question.choices[given.press.place][1] if given.press else self._answer_in(question, given)
        checked = answer if question.check is None else question.check(answer)
        if isinstance(answer, scaletg.Message) and (checked is None or checked is True):
            checked = answer
        if isinstance(checked, scaletg.Message):
            return "other message", checked.to_dict()
        return "text or button", storable(f"the answer to {question!r}", checked)

    def _answer_in(self, question: Ask, given: Given) -> Any:
        """Return the answer in a message: the value of a button, a text, or the message itself."""
        if "text" in question.on and given.text is not None:
            word = given.text.strip().casefold()
            for label, value in question.choices:
                if label.casefold() == word:
                    return value
            if question.choices and question.check is None:
                raise ValueError(self.host.sentence("buttons"))
            return given.text
        kinds = [kind for kind in question.on if kind != "text"]
        if "any" in kinds or not given.fields.isdisjoint(kinds):
            return given.message
        if question.buttons:
            raise ValueError(self.host.sentence("buttons"))
        raise ValueError(self.host.sentence("wrong_kind").replace("{kinds}", ", ".join(kinds) or "text"))

    def _answer(self, event: str, value: Any) -> Answer:
        """Change the open question after *event*, and continue."""
        question = self.talk.question
        if question is None:
            raise RuntimeError("there is no open question to answer")
        question.change(event, value, self.cause)
        self.talk.due, self.talk.album = None, self._album or self.talk.album
        return self.go_on()

    def _is_notice(self, given: Given, pending: Ask) -> bool:
        """Return whether this is a service message that the question does not ask for."""
        notices = given.fields & notice_fields()
        return bool(notices) and (notices | {"any"}).isdisjoint(pending.on)

    def _cancel(self) -> Answer:
        """Cancel at the open question; if the function has changed, or fails, the conversation ends all the same."""
        question = self.talk.question
        try:
            self._run_function()
            if question is not None and self._pending() is not None:
                return self._answer("/cancel", None)
        except Changed as change:
            log.warning("%s", change)
        except (scaletg.Retry, scaletg.Stop):
            raise
        except Exception:
            log.exception("conversation %r failed when it was cancelled: it has ended", self.talk.name)
        text = self.host.sentence("cancelled")
        self.talk.end()
        self.talk.remember_refusal(self.cause, text, None)
        self.host.save(self.talk)
        return Answer([text])

    def _step_back(self) -> Answer:
        """Forget the last answer and everything after it, unless a `once` is there, which must not happen twice."""
        steps = self.talk.steps
        given = [number for number, step in enumerate(steps) if step.state in GIVEN]
        if not given:
            return self._refuse(self.host.sentence("nothing_before"))
        if any(step.state in DONE for step in steps[given[-1] :]):
            return self._refuse(self.host.sentence("done_before"))
        del steps[given[-1] :]
        self._run()
        return self._refuse("")

    def _refuse(self, text: str, told: Sequence[Any] = ()) -> Answer:
        """Accept no answer; send *text* and the open question, or the notice *told* instead."""
        pending = self._pending()
        if pending is not None:
            self._ask_unsent_again(pending)
        self.talk.remember_refusal(self.cause, text, pending.number if pending else None)
        self.talk.album = self._album or self.talk.album
        self.host.save(self.talk)
        return Answer(told or [Sentence(text), pending])

    def _ask_unsent_again(self, pending: Ask) -> None:
        """Record that this update asks the unsent question; its time begins again."""
        question = self.talk.question
        if question is not None and question.state == "unsent":
            question.change("any message")
            question.cause = self.cause
            self.talk.due = None if pending.timeout is None else self.host.new_time_out(pending.timeout)

    def _ask_changed_question(self) -> Answer:
        """Accept no answer, because the person has not seen the question that is open now."""
        texts = [part for part in self._said if isinstance(part, str)]
        return self._refuse(" ".join(texts) if self._is_changed else "", self._said)

    # Running the function

    def _pending(self) -> Ask | None:
        return self._replay.pending if self._replay else None

    def _question_number(self, number: int | None) -> Ask | None:
        if number is None or self._replay is None:
            return None
        return self._replay.questions.get(number)

    def _run(self) -> None:
        """Run the function up to the open question or its end; if it has changed, do what `changed=` says."""
        try:
            self._run_function()
        except Changed as change:
            log.warning("%s", change)
            self._is_changed = True
            self._follow(change)
        if self.host.is_development and not self._is_changed:
            self._run_again()

    def _run_function(self) -> None:
        discard(self._said)
        self._said = []
        function = self.host.functions.get(self.talk.name)
        if function is None:
            raise Changed(f"conversation {self.talk.name!r} does not exist any more")
        self._replay = Replay(self, self.talk, function, self.cause, is_checked=self.host.is_development)
        try:
            self._replay.run()
        finally:
            self._said = self._replay.said

    def _follow(self, change: Changed) -> None:
        """Do what `changed=` says with a conversation whose function has changed."""
        function = self.host.functions.get(self.talk.name)
        if self.host.changed == "cancel" or function is None:
            return self._stop()
        for name in unknown_arguments(self.talk, function):
            del self.talk.arguments[name]
        first = self._replay.index if self._replay and self.host.changed == "continue" else 0
        if not change.is_of_arguments or self.host.changed == "restart":
            del self.talk.steps[first:]
        self._answer_with_what_follows()
        try:
            self._run_function()
        except Changed as second:
            if second.is_of_arguments or not change.is_of_arguments:
                return self._stop()
            return self._follow(second)
        if self.host.changed == "restart":
            self._said.insert(0, self.host.sentence("changed"))

    def _answer_with_what_follows(self) -> None:
        """Make everything after the last answer an answer to the current cause."""
        answered = [step for step in self.talk.steps if step.is_answered]
        if answered:
            answered[-1].cause = self.cause
        else:
            self.talk.cause = self.cause

    def _stop(self) -> None:
        self.talk.end()
        discard(self._said)
        self._replay, self._said = None, [self.host.sentence("stopped")]

    def _run_again(self) -> None:
        """Replay this run, which raises an error if the result is different."""
        if self._replay is None:
            return
        talk = Talk.from_record(json.loads(json.dumps(self.talk.to_record())))
        function = self.host.functions[talk.name]
        second = Replay(self, talk, function, MISSING, is_checked=True)  # a cause that gets no messages
        second.first_trail = self._replay.trail
        try:
            second.run()
        except Changed as change:
            raise ConversationError(str(change)) from None

    # What the replay needs

    def values_for(self, talk: Talk, function: Function) -> dict[str, Any]:
        """Return the arguments for the function."""
        return self.host.values_for(talk, function)

    def restore_message(self, raw: dict[str, Any]) -> Any:
        """Return the message that was an answer."""
        return self.host.restore_message(raw)

    def new_time_out(self, seconds: float) -> str:
        """Return a name for a time-out that is due after so many seconds."""
        return self.host.new_time_out(seconds)

    def sentence(self, key: str) -> str:
        """Return one of the bot's own sentences."""
        return self.host.sentence(key)

    def compute(self, item: Once, talk: Talk, cause: Any) -> Exception | None:
        """Compute a value while no other process does, and save it at once.

        An exception is saved with what follows: if the conversation does not catch it, nothing is.
        """
        with self.host.compute_alone():
            try:
                computed = item.compute()
            except (scaletg.Retry, scaletg.Stop):
                raise
            except Exception as error:  # noqa: BLE001 (the conversation decides)
                talk.steps.append(Step("failed", item.print, stored_error(error), cause))
                return error
            talk.steps.append(Step("once", item.print, storable(repr(item), computed), cause))
            self.host.save(talk)
        return None


def mark_unsent(talk: Talk, cause: Any) -> bool:
    """Mark the question that *cause* has asked as not sent; return False if there is none, or it is marked."""
    question = talk.question
    if question is None or question.state == "unsent" or not _was_asked_by(talk, question, cause):
        return False
    question.change("not sent")
    return True


def _was_asked_by(talk: Talk, question: Step, cause: Any) -> bool:
    """Return whether *cause* has asked the question, itself or as an answer that came after the time-out."""
    if question.cause == cause:
        return True
    last = talk.refusals[-1] if talk.refusals else None
    came_too_late = last is not None and last.cause == cause and last.text == ""
    return came_too_late and isinstance(question.cause, str)  # the name of the time-out
