"""Rates such as "20/minute", and the rule by which a place is free or not.

Part of `scaletg_contrib.limits`; it knows neither bots nor stores.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import scaletg

__all__ = ["Rate"]

UNITS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0}
FORM = re.compile(r"\s*(\d+)\s*(?:/|per)\s*(\d*)\s*(second|minute|hour|day)s?\s*", re.IGNORECASE)
ROUNDING = 2.5e-7  # seconds for each place that is added: floats of the present time are no more exact


class Rate(NamedTuple):
    """So many places in so many seconds: `Rate.parse("20/minute")`.

    It is counted by the generic cell rate algorithm (GCRA), which needs one number for each person: until when places
    are taken. A place takes `seconds / places`. At rest a person has all *places* at once; then one comes free after
    the other. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
    """

    places: float
    seconds: float

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read "20/minute", "3/hour" or "5/10 seconds". Raises `ConfigError`."""
        found = FORM.fullmatch(text) if isinstance(text, str) else None
        if found is None or 0 in (int(found[1]), int(found[2] or 1)):
            raise scaletg.ConfigError(
                f"{text!r} is not a rate. Write a number above 0 and a unit of time, for example '20/minute', "
                "'3/hour' or '5/10 seconds'."
            )
        return cls(int(found[1]), int(found[2] or 1) * UNITS[found[3].lower()])

    @property
    def step(self) -> float:
        """Return the seconds that one place takes."""
        return self.seconds / self.places

    def take(self, taken_until: float, now: float, wanted: int = 1, burst: float | None = None) -> tuple[float, float]:
        """Take the *wanted* number of places; return until when places are taken, and the seconds to wait (0: none).

        *burst*: how many places are free at once after a rest (default: all).

            >>> Rate(2, 60.0).take(0.0, 1000.0)
            (1030.0, 0.0)
            >>> Rate(2, 60.0).take(1060.0, 1000.0)
            (1060.0, 30.0)
        """
        depth = self.step * (self.places if burst is None else burst)
        begin = max(now, min(taken_until, now + self.seconds))  # a clock that was turned back shuts nobody out for long
        until = begin + self.step * wanted
        wait = until - now - depth
        if wait > ROUNDING * self.places:
            return taken_until, wait
        return until, 0.0

    def charge(self, taken_until: float, now: float, used: int) -> float:
        """Return until when places are taken after so many were *used* without asking."""
        return min(max(now, taken_until) + self.step * used, now + self.seconds)
