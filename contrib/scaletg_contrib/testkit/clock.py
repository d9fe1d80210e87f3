"""The clock of a test for `datetime.now`, `date.today` and `time.time` in the files of the bot's author.

Part of `scaletg_contrib.testkit`. Only what modules hold under a name is replaced: `from datetime import datetime`,
`import datetime`, `import time` and the like. Libraries keep the real time.
"""

from __future__ import annotations

import datetime
import sys
import time
import types
from collections.abc import Callable
from typing import Any

import scaletg

__all__ = ["PatchedTime"]

_datetime, _date = datetime.datetime, datetime.date


class PatchedTime:
    """Replaces what tells the time in the author's modules, until `end`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._kept: list[tuple[types.ModuleType, str, Any, Any]] = []
        stand_ins = _stand_ins(clock)
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if isinstance(module, types.ModuleType) and file and scaletg.is_author_file(file):
                self._patch(module, stand_ins)

    def _patch(self, module: types.ModuleType, stand_ins: dict[int, Any]) -> None:
        for name, value in list(vars(module).items()):
            if id(value) in stand_ins:
                stand_in = stand_ins[id(value)]
                self._kept.append((module, name, value, stand_in))
                setattr(module, name, stand_in)

    def end(self) -> None:
        """Restore what was replaced, unless something else has replaced it since then."""
        for module, name, value, stand_in in self._kept:
            if getattr(module, name, None) is stand_in:
                setattr(module, name, value)
        self._kept.clear()


def _stand_ins(clock: Callable[[], float]) -> dict[int, Any]:
    """Return what takes the place of the classes, functions and modules that tell the time, by their ids."""

    class Datetime(datetime.datetime, metaclass=_LikeDatetime):
        def __new__(cls, *values: Any, **named: Any) -> Any:
            return _datetime(*values, **named)

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return _datetime.fromtimestamp(clock(), tz)

        @classmethod
        def today(cls) -> Any:
            return _datetime.fromtimestamp(clock())  # as the function that it replaces

        @classmethod
        def utcnow(cls) -> Any:
            return _datetime.fromtimestamp(clock(), datetime.UTC).replace(tzinfo=None)

    class Date(datetime.date, metaclass=_LikeDate):
        def __new__(cls, *values: Any, **named: Any) -> Any:
            return _date(*values, **named)

        @classmethod
        def today(cls) -> Any:
            return _datetime.fromtimestamp(clock()).date()  # as the function that it replaces

    def seconds() -> float:
        return clock()

    def nanoseconds() -> int:
        return int(clock() * 10**9)

    dates = _like(datetime, datetime=Datetime, date=Date)
    times = _like(time, time=seconds, time_ns=nanoseconds)
    replaced = {_datetime: Datetime, _date: Date, datetime: dates, time: times, time.time: seconds}
    return {id(real): stand_in for real, stand_in in [*replaced.items(), (time.time_ns, nanoseconds)]}


class _LikeDatetime(type):
    """Makes `isinstance` true for real times."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _datetime)


class _LikeDate(type):
    """Makes `isinstance` true for real dates."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _date)


def _like(module: types.ModuleType, **others: Any) -> types.ModuleType:
    """Return a module with the contents of another one, but for these."""
    made = types.ModuleType(module.__name__, module.__doc__)
    vars(made).update({**vars(module), **others})
    return made
