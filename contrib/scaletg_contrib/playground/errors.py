"""Describe an exception with its frames, those of the bot's author marked.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import linecache
import os
import traceback

import scaletg
from scaletg_contrib.playground.values import error_text
from scaletg_contrib.simulator import Data

__all__ = ["describe_error", "describe_place"]

#: The number of frames to show: the last ones of a longer traceback, such as that of a RecursionError.
FRAMES = 100


def describe_error(error: BaseException) -> Data:
    """Return an exception with its frames, those of the bot's author marked as `own`."""
    frames = []
    for file, line, name, code in traceback.extract_tb(error.__traceback__, limit=-FRAMES):
        frames.append(_frame(file, line, name, code, own=scaletg.is_author_file(file)))
    if isinstance(error, SyntaxError) and error.filename is not None and scaletg.is_author_file(error.filename):
        frames.append(_frame(error.filename, error.lineno, "", error.text))
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    described: Data = {"type": type(error).__name__, "text": error_text(error), "frames": frames, "cause": None}
    if cause is not None:
        described["cause"] = describe_error(cause)
    return described


def describe_place(file: str, line: int) -> Data:
    """Return a line of a file in the form of a frame."""
    return _frame(file, line, "", linecache.getline(file, line))


def _frame(file: str, line: int | None, name: str, code: str | None, *, own: bool = True) -> Data:
    return {"file": _short(file), "line": line, "name": name, "code": (code or "").strip(), "own": own}


def _short(path: str) -> str:
    if not os.path.isabs(path):
        return path
    short = os.path.relpath(path)
    if short.startswith(".."):
        return path
    return short
