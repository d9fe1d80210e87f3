"""Methods that were created but neither returned nor sent.

Part of `scaletg_contrib.testkit`; the playground uses it, too.
"""

from __future__ import annotations

import contextlib
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import scaletg

__all__ = ["collect_unsent_methods", "discard_cut_off"]


@contextlib.contextmanager
def collect_unsent_methods() -> Iterator[list[scaletg.UnsentMethod]]:
    """Collect the warnings about methods that were neither returned nor sent; other warnings are not affected."""
    found: list[scaletg.UnsentMethod] = []
    with warnings.catch_warnings():
        warnings.simplefilter("always", scaletg.UnsentMethod)
        show_others = warnings.showwarning

        def show(
            message: Any, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
        ) -> None:
            if issubclass(category, scaletg.UnsentMethod):
                found.append(scaletg.UnsentMethod(f"{filename}:{lineno}: {message}"))
            else:
                show_others(message, category, filename, lineno, file, line)

        warnings.showwarning = show
        yield found


def discard_cut_off(error: BaseException) -> None:
    """Discard the methods that an app had created when it raised: they exist as long as the traceback."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            if isinstance(value, scaletg.Method):
                with contextlib.suppress(AttributeError):  # if it was its own constructor that raised
                    value.discard()
