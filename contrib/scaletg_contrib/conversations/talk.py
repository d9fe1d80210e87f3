"""What is stored of a conversation: a talk and its steps. The states of a step are in one table.

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

#: What an event makes of a question: (state, event) -> state. What is not here cannot happen.
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
DONE = ("once", "failed")  # what must not happen twice
SAID = ("said",)
REMEMBERED = 8  # refused answers of which a second delivery is recognized


class Step:
    """One step of a talk: what the function yielded (its fingerprint), what came of it, and what caused that.

    *cause* is the id of an update or time-out. All that is said until the next step answers that cause.
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
        """Return whether it is a question that waits."""
        return self.state in OPEN

    @property
    def is_answered(self) -> bool:
        """Return whether it is a question that waits no more."""
        return self.state in ANSWERED

    def change(self, event: str, value: Any = None, cause: Any = None) -> None:
        """Let *event* happen to this question; raise `ValueError` if it cannot happen."""
        after = TRANSITIONS.get((self.state, event))
        if after is None:
            raise ValueError(f"{event!r} cannot happen to a step in the state {self.state!r}: see TRANSITIONS")
        self.state = after
        if self.is_answered:
            self.value, self.cause = value, cause


class Refusal:
    """An update that answered nothing: what it was told, and the number of the question that was asked again."""

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
        #: What the function is called with: the wildcards of the rule, or what `start` was given.
        self.arguments = arguments
        #: The message that started it, in Telegram's form; {} if none did.
        self.message = message
        #: Where its questions go: parameters of sendMessage.
        self.place = place
        #: It is in the data of its buttons.
        self.token = token
        #: The update that started it.
        self.begun = cause
        #: The update that is answered by what comes before the first step.
        self.cause = cause
        self.steps: list[Step] = []
        #: The last updates that answered nothing.
        self.refusals: list[Refusal] = []
        self.has_ended = False
        #: The time-out of the open question: its time as 13 digits of milliseconds, and an id.
        self.due: str | None = None
        #: The album of which a message was taken, or refused: its other messages are not answers.
        self.album: str | None = None

    def to_record(self) -> Data:
        """Return it as JSON."""
        steps = [step.to_record() for step in self.steps]
        refusals = [refusal.to_record() for refusal in self.refusals]
        return {**vars(self), "steps": steps, "refusals": refusals}

    @classmethod
    def from_record(cls, record: Data) -> Talk:
        """Return the talk that `to_record` was called of."""
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
        """Return whether an update or time-out was taken already."""
        causes: Iterable[Any] = (step.cause for step in self.steps)
        return cause == self.cause or cause in causes or self.refusal_of(cause) is not None

    def refusal_of(self, cause: Any) -> Refusal | None:
        """Return what an update was told that answered nothing."""
        for refusal in self.refusals:
            if refusal.cause == cause:
                return refusal
        return None

    def remember_refusal(self, cause: Any, text: str, question: int | None) -> None:
        """Remember that an update answered nothing, so that a second delivery is told the same."""
        self.refusals = [*self.refusals, Refusal(cause, text, question)][-REMEMBERED:]

    def end(self) -> None:
        """Note that the function has ended."""
        self.has_ended, self.due = True, None
