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
    frames = [
        {"file": _short(file), "line": line, "name": name, "code": code or "", "own": scaletg.is_author_file(file)}
        for file, line, name, code in traceback.extract_tb(error.__traceback__, limit=-FRAMES)
    ]
    if isinstance(error, SyntaxError) and error.filename and scaletg.is_author_file(error.filename):
        code = (error.text or "").strip()
        frames.append({"file": _short(error.filename), "line": error.lineno, "name": "", "code": code, "own": True})
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {
        "type": type(error).__name__,
        "text": error_text(error),
        "frames": frames,
        "cause": None if cause is None else describe_error(cause),
    }


def describe_place(file: str, line: int) -> Data:
    """Return a line of a file in the form of a frame."""
    return {"file": _short(file), "line": line, "name": "", "code": linecache.getline(file, line).strip(), "own": True}


def _short(path: str) -> str:
    short = os.path.relpath(path) if os.path.isabs(path) else path
    return path if short.startswith("..") else short
