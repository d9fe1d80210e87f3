"""Run the function of a conversation again with its stored steps, and continue from there.

This file and `turn` know neither bot nor update nor store: what they need from them is in `Outside`.
"""

from __future__ import annotations

import importlib
import inspect
import json
import operator
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any, Protocol

import scaletg
from scaletg_contrib.conversations.questions import (
    Ask,
    Cancelled,
    ConversationError,
    Once,
    TimedOut,
    fingerprint_of,
    hint_for,
    shown,
)
from scaletg_contrib.conversations.talk import Step, Talk

__all__ = [
    "Changed",
    "Function",
    "Host",
    "Outside",
    "Replay",
    "discard",
    "place_of",
    "storable",
    "stored_error",
    "unknown_arguments",
]

Function = Callable[..., Generator[Any, Any, Any]]
RAISED = {"timeout": TimedOut, "cancel": Cancelled}


class Changed(Exception):
    """The function asks other questions than those that were answered, or takes other arguments."""

    def __init__(self, text: str, *, is_of_arguments: bool = False) -> None:
        super().__init__(text)
        self.is_of_arguments = is_of_arguments


class Outside(Protocol):
    """What the engine needs from outside."""

    def values_for(self, talk: Talk, function: Function) -> dict[str, Any]:
        """Return the arguments for the function."""

    def restore_message(self, raw: dict[str, Any]) -> Any:
        """Return the message that was an answer."""

    def new_time_out(self, seconds: float) -> str:
        """Return a name for a time-out that is due after so many seconds."""

    def sentence(self, key: str) -> str:
        """Return one of the bot's own sentences."""


class Host(Outside, Protocol):
    """What a replay needs."""

    def compute(self, item: Once, talk: Talk, cause: Any) -> Exception | None:
        """Call the function of a `once`, append its step, and return the exception that it raised."""


class Replay:
    """One run of the function: through the stored steps, then on to the next question or the end."""

    def __init__(self, host: Host, talk: Talk, function: Function, cause: Any, *, is_checked: bool = False) -> None:
        self._host, self._talk, self._function, self._cause_now = host, talk, function, cause
        #: What is sent because of the current cause, in order.
        self.said: list[Any] = []
        #: The questions by the numbers of their steps.
        self.questions: dict[int, Ask] = {}
        #: The question that is open now.
        self.pending: Ask | None = None
        #: The number of the next step; after a `Changed`, of the first different step.
        self.index = 0
        #: In development: what was yielded or returned, and at which line.
        self.trail: list[tuple[str, str]] = []
        self.first_trail: Sequence[tuple[str, str]] = ()  # the same values of the run that this one repeats
        self._is_checked = is_checked
        self._cause = talk.cause  # the cause that the following part answers
        self._failure: Exception | None = None  # the exception that a once() has just raised

    def run(self) -> None:
        """Run up to the open question or the end; raise `Changed` if the function differs from the stored steps."""
        generator = self._start()
        place, value, error = place_of(self._function), None, None
        while True:
            try:
                item = generator.send(value) if error is None else generator.throw(error)
            except StopIteration as end:
                return self._finish(end.value, place)
            except (Cancelled, TimedOut) as ended:
                key = "cancelled" if isinstance(ended, Cancelled) else "timed_out"
                return self._finish(self._host.sentence(key), place)
            except Exception as raised:
                if raised is error and self._failure is not None:  # from a once(), and not caught
                    raise self._failure from None
                raise
            place, self._failure = _line_of(generator), None
            step = self._step_for(item, place)
            self._say(item)
            if step.is_open:
                self.pending = item
                generator.close()
                return
            value, error = self._give_back(step)
            self.index += 1
            if isinstance(item, Ask):
                self._cause = step.cause

    def _start(self) -> Any:
        values = self._host.values_for(self._talk, self._function)
        try:
            inspect.signature(self._function).bind(**values)
        except TypeError as error:
            where = f"conversation {self._talk.name!r} ({place_of(self._function)})"
            raise Changed(f"{where} was begun with other arguments: {error}", is_of_arguments=True) from None
        return self._function(**values)

    def _step_for(self, item: Any, place: str) -> Step:
        """Return the stored step of a yielded value, or a new step if it was not yielded before."""
        self._note(item, place)
        if self.index == len(self._talk.steps):
            self._make_step(item)
        step = self._talk.steps[self.index]
        if step.print != fingerprint_of(item):
            raise self._difference(repr(item), place)
        return step

    def _make_step(self, item: Any) -> None:
        if isinstance(item, Once):
            self._failure = self._host.compute(item, self._talk, self._cause)
            return
        if isinstance(item, Ask):
            self._talk.due = None if item.timeout is None else self._host.new_time_out(item.timeout)
        state = "open" if isinstance(item, Ask) else "said"
        self._talk.steps.append(Step(state, fingerprint_of(item), None, self._cause))

    def _give_back(self, step: Step) -> tuple[Any, Exception | None]:
        """Return what the function gets from a step: a value, or an exception to raise there."""
        if step.state in RAISED:
            return None, RAISED[step.state]()
        if step.state == "failed":
            return None, rebuilt_error(step.value)
        if step.state == "message":
            return self._host.restore_message(step.value), None
        return step.value, None

    def _difference(self, what: str, place: str) -> Changed:
        return Changed(
            f"conversation {self._talk.name!r}: step {self.index + 1} is {what} now ({place}), but was something else "
            "before. Either its code has changed, or it does something different for the same answers: pass "
            "whatever differs each time through once()."
        )

    def _finish(self, value: Any, place: str) -> None:
        """End the conversation, and send *value*."""
        self._note(value, place, is_end=True)
        if self.index < len(self._talk.steps):
            raise self._difference("its end", place)
        self._talk.end()
        self._say(value)

    def _say(self, what: Any) -> None:
        """Send a value if it answers the current cause; if not, it was sent before, and this is a replay."""
        if isinstance(what, Ask):
            what.number = self.index
            self.questions[what.number] = what
        parts = what if isinstance(what, (list, tuple)) else [what]
        if self._cause == self._cause_now:
            self.said += [part for part in parts if not isinstance(part, Once)]
        else:
            discard(parts)

    def _note(self, item: Any, place: str, is_end: bool = False) -> None:
        """Check a yielded or returned value; in development, compare it with the run that this one repeats."""
        words = shown(item)
        if not words:
            raise ConversationError(f"conversation {self._talk.name!r} ({place}): {hint_for(item, is_end)}")
        if not self._is_checked:
            return
        if is_end:
            words = "its end" if item is None else f"its end with {words}"
        self.trail.append((words, place))
        if len(self.first_trail) < len(self.trail):
            return
        first, line = self.first_trail[len(self.trail) - 1]
        if first != words:
            first += "" if line == place else f" ({line})"
            raise ConversationError(
                f"conversation {self._talk.name!r} ({place}): the first run came to {first} here, a replay with "
                f"the same answers came to {words}. Pass whatever differs each time through once()."
            )


def discard(said: Iterable[Any]) -> None:
    """Discard methods that are not sent, so that they cause no warning."""
    for part in said:
        if isinstance(part, scaletg.Method):
            part.discard()


def unknown_arguments(talk: Talk, function: Function) -> list[str]:
    """Return the arguments of the start of a talk that its function no longer takes."""
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return []
    return [name for name in talk.arguments if name not in parameters]


def place_of(function: Function) -> str:
    """Return the file and line where a function begins."""
    return f"{function.__code__.co_filename}:{function.__code__.co_firstlineno}"


def _line_of(generator: Any) -> str:
    """Return the line at which a generator waits, the innermost one of nested ones."""
    while generator.gi_yieldfrom is not None and inspect.isgenerator(generator.gi_yieldfrom):
        generator = generator.gi_yieldfrom
    return f"{generator.gi_code.co_filename}:{generator.gi_frame.f_lineno}"


# What is stored ##############################################################


def stored_error(error: Exception) -> dict[str, Any]:
    """Return the stored form of an exception; of an exception that the store cannot keep, only its text."""
    kind = type(error)
    stored: dict[str, Any] = {
        "class": [kind.__module__, kind.__qualname__], "args": list(error.args), "values": vars(error)
    }  # fmt: skip
    try:
        stored = json.loads(json.dumps(stored, allow_nan=False))
    except (TypeError, ValueError):
        stored |= {"args": [str(error)], "values": {}}
    rebuilt_error(stored, error)
    return stored


def rebuilt_error(stored: dict[str, Any], cause: Exception | None = None) -> Exception:
    """Return the exception that a `once` has raised; raise *cause* if its class cannot be found."""
    module, name = stored["class"]
    try:
        kind = operator.attrgetter(name)(importlib.import_module(module))
    except (ImportError, AttributeError) as error:  # the class is defined in a function, or no longer exists
        raise cause or Changed(f"once() has raised {module}.{name}, which does not exist any more") from error
    made: Exception = kind.__new__(kind, *stored["args"])
    vars(made).update(stored["values"])
    return made


def storable(what: str, value: Any) -> Any:
    """Return *value* as it is read from the store, so that the first run gets the same value as a replay."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ConversationError(
            f"{what} is {value!r}, which cannot be stored: {error}. "
            "Return dictionaries, lists, strings, numbers, booleans or None."
        ) from error
