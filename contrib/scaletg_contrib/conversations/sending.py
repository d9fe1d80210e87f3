"""Create methods from the output of a talk: strings, questions with their buttons, and methods."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

import scaletg
from scaletg_contrib.callback_data import Signer, StaleData
from scaletg_contrib.conversations.questions import Ask
from scaletg_contrib.conversations.talk import Talk
from scaletg_contrib.conversations.turn import Press
from scaletg_contrib.texts import PLAIN, Sentence

__all__ = ["methods_for", "read_press"]

# What the data of a button hold behind the signature: the token of the talk, the step of the question, the button's
# place among the buttons, and the mark of the question.
PRESS = re.compile(r"(?P<token>[\w-]{8})(?P<step>\d{1,6})\.(?P<place>\d{1,3})\.(?P<mark>\w{8})", re.ASCII)


def methods_for(talk: Talk, parts: Sequence[Any], *, signer: Signer, head: str, message: Any = None) -> list[Any]:
    """Return the output as methods; *message* is the one that it answers, *head* is the beginning of callback data."""
    methods = []
    for part in parts:
        if isinstance(part, Ask):
            methods.append(_question_method(talk, part, signer, head, message))
        elif isinstance(part, str):
            if part:
                plain = PLAIN if isinstance(part, Sentence) else {}
                methods.append(scaletg.SendMessage(text=str(part), **_place_for(talk, message), **plain))
        elif part is not None:
            methods.append(part)
    return methods


def _question_method(talk: Talk, question: Ask, signer: Signer, head: str, message: Any) -> Any:
    options = _place_for(talk, message)
    if question.buttons:
        options["reply_markup"] = _keyboard(talk, question, signer, head)
    elif _is_in_group(talk):
        options["reply_markup"] = scaletg.ForceReply(selective=True)  # without it, the bot may not see the answer
    return scaletg.SendMessage(text=question.text, **{**options, **question.options})


def _is_in_group(talk: Talk) -> bool:
    return bool(talk.place["chat_id"] < 0)


def _place_for(talk: Talk, message: Any) -> dict[str, Any]:
    """Return the parameters of the place; in a group the message is a reply to the one that it answers."""
    options = dict(talk.place)
    if _is_in_group(talk) and message is not None:
        options["reply_parameters"] = scaletg.ReplyParameters(
            message_id=message.message_id, allow_sending_without_reply=True
        )
    return options


def _keyboard(talk: Talk, question: Ask, signer: Signer, head: str) -> Any:
    places = itertools.count()
    rows = []
    for row in question.buttons:
        data = [f"{talk.token}{question.number}.{next(places)}.{question.mark}" for _ in row]
        labels = [label for label, _ in row]
        rows.append({label: signer.sign(head, rest) for label, rest in zip(labels, data, strict=True)})
    return scaletg.inline_keyboard(*rows)


def read_press(signer: Signer, head: str, data: str) -> tuple[str, Press] | None:
    """Return the token of the talk and the pressed button; None if it is forged, or not a button of a question."""
    start, colon, rest = data.partition(":")
    if start != head or not colon:
        return None
    try:
        found = PRESS.fullmatch(signer.read(head, rest))
    except StaleData:
        return None
    if found is None:
        return None
    return found["token"], Press(int(found["step"]), int(found["place"]), found["mark"])
