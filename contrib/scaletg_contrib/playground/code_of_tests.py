"""The lines of a test that the playground exports, as text.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

from typing import Any

import scaletg
from scaletg_contrib.simulator import Data

__all__ = ["Code", "more_arguments", "write_assertion", "write_call"]


class Code(str):
    """Code that is written into a test as it is."""

    def __repr__(self) -> str:
        return str(self)


def write_call(name: str, /, *values: Any, **named: Any) -> str:
    """Return the call of a function with these arguments."""
    given = [repr(value) for value in values]
    for key, value in named.items():
        given.append(f"{key}={value!r}")
    return f"{name}({', '.join(given)})"


def more_arguments(named: Data) -> str:
    """Return named arguments that follow others in a call."""
    return "".join(f", {name}={value!r}" for name, value in named.items())


def write_assertion(message: str, raw: Data) -> str:
    """Return the assertions about a message."""
    if "text" in raw:
        return f"{message}.text == {raw['text']!r}"
    if "caption" in raw:
        return f"{message}.caption == {raw['caption']!r}"
    for field in scaletg.schema.types["Message"].fields:
        if field.about and field.name in raw:
            return f"{message}.{field.name}"
    return f"{message}.message_id"
