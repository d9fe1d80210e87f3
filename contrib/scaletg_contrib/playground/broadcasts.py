"""The broadcasts of the bot on the page: how far each is, what failed, and letting it wait, go on or end.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import operator

import scaletg
from scaletg_contrib.feature import features_of
from scaletg_contrib.simulator import ActionError, Data

__all__ = ["change_broadcast", "list_broadcasts"]

CHANGES = ("pause", "resume", "cancel")


def list_broadcasts(bot: scaletg.Bot) -> list[Data]:
    """Return the broadcasts, the newest first."""
    found: list[Data] = []
    for owner in features_of(bot, "broadcast"):
        for report in owner.reports(bot=bot):
            ended = None if report.ended is None else report.ended.timestamp()
            row = {**report._asdict(), "started": report.started.timestamp(), "ended": ended}
            found.append({**row, "done": report.done, "is_over": report.is_over})
    return sorted(found, key=operator.itemgetter("started"), reverse=True)


def change_broadcast(bot: scaletg.Bot, id: str, change: str) -> None:
    """Let a broadcast wait, go on or end: *change* is "pause", "resume" or "cancel"."""
    if change not in CHANGES:
        raise ActionError(f"a broadcast cannot {change!r}: it can {', '.join(CHANGES)}")
    if not any(getattr(owner, change)(id, bot=bot) for owner in features_of(bot, "broadcast")):
        raise ActionError("this broadcast is over, or that is done already")
