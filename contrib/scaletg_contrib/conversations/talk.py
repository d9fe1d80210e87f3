"""The stored form of a conversation: a talk and its steps. One table has the states of a step.

A talk is stored as JSON: `Talk.to_record` and `Talk.from_record`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["DONE", "GIVEN", "OPEN", "SAID", "STEP_STATES", "TRANSITIONS", "Refusal", "Step", "Talk"]

Data = dict[str, Any]

#: The states that a step of a conversation can be in. docs/conversations.md shows this table, and tests go through it.
STEP_STATES: Mapping[str, str] = {
    "said": "something was said",
    "open": "a question that waits for its answer",
    "unsent": "a question that could not be sent: nothing answers it, it is asked again",
    "value": "a question that was answered by a text, a button or its default",
    "message": "a question that was answered by another message, such as a photo",
    "timeout": "a question whose time was over: `TimedOut` was raised",
    "cancel": "a question at which the person cancelled: `Cancelled` was raised",
    "once": "a `once` that was computed",
    "failed": "a `once` that raised an exception, which the conversation caught",
}

#: The new state of a question after an event: (state, event) -> state. Other combinations cannot happen.
TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("open", "text or button"): "value",
    ("open", "other message"): "message",
    ("open", "refused answer"): "open",
    ("open", "time-out"): "timeout",
    ("open", "time-out with default"): "value",
    ("open", "/cancel"): "cancel",
    ("open", "not sent"): "unsent",
    ("unsent", "any message"): "open",
    ("unsent", "sent after all"): "open",
    ("unsent", "time-out"): "timeout",
    ("unsent", "time-out with default"): "value",
    ("unsent", "/cancel"): "cancel",
    ("unsent", "not sent"): "unsent",
}

OPEN = ("open", "unsent")  # the question at the end of the steps
GIVEN = ("value", "message")  # the answers of the person
ANSWERED = (*GIVEN, "timeout", "cancel")
DONE = ("once", "failed")  # actions that must not happen twice
SAID = ("said",)
REMEMBERED = 8  # how many refused answers are remembered, to recognize their second delivery


class Step:
    """One step of a talk: the fingerprint of what the function yielded, its result, and the cause of the result.

    *cause* is the id of an update or time-out. Everything that is sent before the next step answers this cause.
    """

    __slots__ = ("cause", "print", "state", "value")

    def __init__(self, state: str, print: str, value: Any = None, cause: Any = None) -> None:
        self.state, self.print, self.value, self.cause = state, print, value, cause

    def __repr__(self) -> str:
        return f"Step({self.state!r}, {self.print!r}, {self.value!r}, {self.cause!r})"

    def to_record(self) -> Data:
        """Return it as JSON."""
        return {"state": self.state, "print": self.print, "value": self.value, "cause": self.cause}

    @property
    def is_open(self) -> bool:
        """Return whether it is a question that waits for its answer."""
        return self.state in OPEN

    @property
    def is_answered(self) -> bool:
        """Return whether it is a question that no longer waits for an answer."""
        return self.state in ANSWERED

    def change(self, event: str, value: Any = None, cause: Any = None) -> None:
        """Change the state of this question after *event*; raise `ValueError` if the event cannot happen."""
        after = TRANSITIONS.get((self.state, event))
        if after is None:
            raise ValueError(f"{event!r} cannot happen to a step in the state {self.state!r}: see TRANSITIONS")
        self.state = after
        if self.is_answered:
            self.value, self.cause = value, cause


class Refusal:
    """An update that answered no question: its notice, and the number of the question that was asked again."""

    __slots__ = ("cause", "question", "text")

    def __init__(self, cause: Any, text: str, question: int | None) -> None:
        self.cause, self.text, self.question = cause, text, question

    def to_record(self) -> Data:
        """Return it as JSON."""
        return {"cause": self.cause, "text": self.text, "question": self.question}


class Talk:
    """One conversation of one person in one place, as it is stored."""

    def __init__(self, name: str, arguments: Data, *, cause: Any, token: str, place: Data, message: Data) -> None:
        self.name = name
        #: The arguments for the function: the wildcards of the rule, or those of `start`.
        self.arguments = arguments
        #: The message that started it, in Telegram's form; {} if none did.
        self.message = message
        #: Where its questions are sent: parameters of sendMessage.
        self.place = place
        #: An id in the data of its buttons.
        self.token = token
        #: The update that started it.
        self.begun = cause
        #: The update that the messages before the first step answer.
        self.cause = cause
        self.steps: list[Step] = []
        #: The last updates that answered no question.
        self.refusals: list[Refusal] = []
        self.has_ended = False
        #: The time-out of the open question: its time as 13 digits of milliseconds, and an id.
        self.due: str | None = None
        #: The time-out that was told last: what it says is not sent any more when the person has gone on.
        self.told: str | None = None
        #: The album of which one message was accepted or refused: its other messages are not answers.
        self.album: str | None = None

    def to_record(self) -> Data:
        """Return it as JSON."""
        steps = [step.to_record() for step in self.steps]
        refusals = [refusal.to_record() for refusal in self.refusals]
        return {**vars(self), "steps": steps, "refusals": refusals}

    @classmethod
    def from_record(cls, record: Data) -> Talk:
        """Return the talk whose `to_record` returned the record."""
        talk = cls.__new__(cls)
        vars(talk).update(record)
        vars(talk).pop("computing", None)  # the mark of the record, not of the talk
        talk.steps = [Step(**step) for step in record["steps"]]
        talk.refusals = [Refusal(**refusal) for refusal in record["refusals"]]
        return talk

    @property
    def question(self) -> Step | None:
        """Return the step of the question that waits for its answer."""
        return self.steps[-1] if self.steps and self.steps[-1].is_open else None

    def knows(self, cause: Any) -> bool:
        """Return whether an update or time-out was handled already."""
        causes: Iterable[Any] = (step.cause for step in self.steps)
        return cause == self.cause or cause in causes or self.refusal_of(cause) is not None

    def refusal_of(self, cause: Any) -> Refusal | None:
        """Return the refusal of an update that answered no question."""
        for refusal in self.refusals:
            if refusal.cause == cause:
                return refusal
        return None

    def remember_refusal(self, cause: Any, text: str, question: int | None) -> None:
        """Remember that an update answered no question, so that a second delivery gets the same notice."""
        self.refusals = [*self.refusals, Refusal(cause, text, question)][-REMEMBERED:]

    def end(self) -> None:
        """Record that the function has ended."""
        self.has_ended, self.due = True, None
