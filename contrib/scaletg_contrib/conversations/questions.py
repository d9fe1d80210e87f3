"""What a conversation yields, `ask(...)` and `once(...)`, and the exceptions at its questions."""

from __future__ import annotations

import difflib
import functools
import inspect
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import scaletg

__all__ = ["Ask", "Cancelled", "ConversationError", "Once", "TimedOut", "ask", "once"]

EXAMPLES = {"Ask": "yield ask('Which size?')", "Once": "yield once(random.randrange, 1000)"}


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


class ConversationError(scaletg.ScaleTGError):
    """A conversation breaks a rule: its replay asks another question, or an answer cannot be stored."""


class Cancelled(Exception):
    """Raised at the open question when the person cancels; a conversation can catch it and end with its own message."""


class TimedOut(Exception):
    """Raised at the open question when its time is over; a conversation can catch it and continue."""


class Ask:
    """A question, to be yielded as `ask(...)`; the answer comes back from the `yield`.

    *buttons*: labels, rows of labels, or a dictionary of labels and values; also typed labels count.
    *on*: which messages are answers: "text", "photo", "document", ..., or several; all but a text come as `Message`.
    *check*: gets the answer and returns what the conversation gets (for a file, None or True stand for the `Message`);
    the text of its `ValueError` is sent to the person, and the question is asked again.
    *timeout*: seconds after which `TimedOut` is raised in the conversation, or *default* is the answer.
    *key*: names the question, so that its text may change while it is open. *options*: of sendMessage.
    """

    def __init__(
        self,
        text: str,
        *,
        buttons: Sequence[Any] | Mapping[str, Any] | None = None,
        on: str | Sequence[str] = "text",
        check: Callable[[Any], Any] | None = None,
        timeout: float | None = None,
        default: Any = MISSING,
        key: str | None = None,
        **options: Any,
    ) -> None:
        self.text, self.check, self.timeout, self.default, self.key = text, check, timeout, default, key
        self.options = options
        self.buttons = _rows_of_buttons(buttons)
        self.on = list(on)
        if isinstance(on, str):
            self.on = [on]
        self._check_kinds(on)
        self.number = 0  # of the step, for the data of its buttons
        #: The buttons without their rows: pairs of a label and a value.
        self.choices = [button for row in self.buttons for button in row]
        #: The mark in the data of its buttons, so that they answer only the question that the person has read.
        self.mark = _fingerprint("ask", [text, self.labels])
        #: The fingerprint: it must not change while the question is open.
        self.print = self.mark
        if key:
            self.print = _fingerprint("ask", key)

    @property
    def labels(self) -> list[str]:
        """Return the labels of the buttons."""
        return [label for label, _ in self.choices]

    def _check_kinds(self, on: Any) -> None:
        fields = answer_fields()
        for kind in self.on or [""]:
            if kind not in fields:
                raise ConversationError(
                    f"ask({self.text!r}, on={on!r}): a message has no {kind!r}.{did_you_mean(kind, fields)} "
                    "All fields: https://core.telegram.org/bots/api#message; or 'any'."
                )

    def __repr__(self) -> str:
        return f"ask({self.text!r})"


class Once:
    """A call that is made once, to be yielded as `once(function, ...)`: replays get the stored result (JSON).

    If it raises, the exception is raised at the `yield`. If the conversation catches it, it is stored, too; if not,
    nothing is stored, and the next answer calls the function again. The class of the exception must be importable.
    """

    def __init__(self, function: Callable[..., Any], /, *values: Any, **named: Any) -> None:
        if not callable(function):
            raise ConversationError(
                f"once({function!r}): give a function, and after it the values to call it with: {EXAMPLES['Once']}."
            )
        self.compute = functools.partial(function, *values, **named)
        self.name = getattr(function, "__qualname__", type(function).__name__)
        self.print = _fingerprint("once", self.name)

    def __repr__(self) -> str:
        return f"once({self.name})"


ask = Ask
once = Once


def fingerprint_of(item: Any) -> str:
    """Return the fingerprint of a yielded value; a message has none."""
    if isinstance(item, (Ask, Once)):
        return item.print
    return ""


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return " Did you mean 'x'?", or "" if none of *names* is similar."""
    near = difflib.get_close_matches(word, list(names), n=1)
    if not near:
        return ""
    return f" Did you mean {near[0]!r}?"


def _fingerprint(kind: str, content: Any) -> str:
    source = json.dumps([kind, content])
    return f"{zlib.crc32(source.encode()):08x}"


def _rows_of_buttons(buttons: Any) -> list[list[tuple[str, Any]]]:
    if isinstance(buttons, Mapping):
        return [[(str(label), value)] for label, value in buttons.items()]
    rows: list[list[tuple[str, Any]]] = []
    for row in buttons or ():
        if isinstance(row, str):
            row = [row]
        rows.append([(label, label) for label in row])
    return rows


@functools.cache
def answer_fields() -> tuple[str, ...]:
    """Return what `on=` may name."""
    names = [field.name for field in scaletg.schema.types["Message"].fields]
    return (*names, "any")


@functools.cache
def notice_fields() -> frozenset[str]:
    """Return the fields of service messages; the page of the Bot API lists them after those that people send."""
    fields = answer_fields()
    return frozenset(fields[fields.index("new_chat_members") :]) - {"invoice", "reply_markup", "any"}


# What the author of a conversation reads #####################################


def shown(item: Any) -> str:
    """Describe a value that a conversation yields or returns; return "" for a value that it must not yield."""
    if isinstance(item, Ask):
        if item.labels:
            return f"{item!r} with the buttons {item.labels}"
        if item.key is not None:
            return f"ask(key={item.key!r})"
        return repr(item)
    if isinstance(item, (list, tuple)):
        parts = [shown(part) for part in item]
        if not all(parts):
            return ""
        return f"[{', '.join(parts)}]"
    if item is None or isinstance(item, (str, dict, Once, scaletg.Method)):
        return repr(item)
    return ""


def hint_for(item: Any, is_end: bool) -> str:
    """Say why a conversation cannot yield or return a value."""
    if is_end:
        return f"it returned {item!r}, which cannot be sent. Return a string, a method object, or a list of them."
    if item is Ask or item is Once:
        return f"it yields {item.__name__.lower()} itself: call it, for example {EXAMPLES[item.__name__]}."
    if inspect.isgenerator(item):
        return f"it yields the generator {item.__name__!r}: write `yield from {item.__name__}(...)`."
    return f"it yields {item!r}, which is not an ask(...), once(...), string or method object."
