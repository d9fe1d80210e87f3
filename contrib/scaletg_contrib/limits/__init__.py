"""Pace what a bot sends on its own: see `Pace`."""

from __future__ import annotations

from scaletg_contrib.limits.floods import Floods, SharedFloods
from scaletg_contrib.limits.pace import BotPace, Pace
from scaletg_contrib.limits.rates import Rate

__all__ = ["BotPace", "Floods", "Pace", "Rate", "SharedFloods"]
