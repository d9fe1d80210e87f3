"""When a repeated job is due: cron lines by cronsim, zones by zoneinfo. This file knows neither bot nor store."""

from __future__ import annotations

import datetime
import functools
import zoneinfo
from typing import Any

import scaletg

__all__ = ["check_cron", "next_time", "zone_of"]

UTC = datetime.UTC


def _cronsim() -> Any:
    try:
        import cronsim
    except ImportError:
        raise scaletg.ConfigError(
            "jobs that are repeated need the package 'cronsim'. Install it with: pip install 'scaletg[jobs]'"
        ) from None
    return cronsim


@functools.cache
def zone_of(name: str) -> datetime.tzinfo:
    """Return the time zone of a name such as `Europe/Berlin`. Raises `ValueError` for others."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        hint = "Windows and small images of Linux need the package 'tzdata': pip install tzdata"
        raise ValueError(
            f"zone={name!r} is not a time zone: write a name of the IANA list, for example 'Europe/Berlin'. {hint}"
        ) from None


def check_cron(cron: str, zone: str) -> None:
    """Raise `ValueError` for a line that cron would not take, or that is never due."""
    cronsim = _cronsim()
    example = "write five fields (minute hour day month weekday), for example '0 9 * * mon-fri'"
    if not isinstance(cron, str) or len(cron.split()) != 5:
        raise ValueError(f"the cron line {cron!r} does not have five fields: {example}")
    now = datetime.datetime.now(zone_of(zone))
    try:
        next(cronsim.CronSim(cron, now))
    except cronsim.CronSimError as error:
        raise ValueError(f"the cron line {cron!r} is wrong ({error}): {example}") from None
    except StopIteration:
        raise ValueError(f"the cron line {cron!r} is never due in the next 50 years") from None


def next_time(cron: str, zone: str, after: float) -> float | None:
    """Return when a line is due next after a time, as the people in the zone see it; None if never.

    A time that a change to summer time leaves out comes at its end, one that comes twice in autumn is due once.
    """
    moment = datetime.datetime.fromtimestamp(after, UTC).astimezone(zone_of(zone))
    for found in _cronsim().CronSim(cron, moment):
        if found.timestamp() > after:
            return float(found.timestamp())
    return None
