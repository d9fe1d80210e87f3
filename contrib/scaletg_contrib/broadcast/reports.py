"""What is known of a broadcast: its progress and its results."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

__all__ = ["COUNTS", "Report", "read_report"]

#: What can come of writing to one recipient.
COUNTS = ("sent", "blocked", "moved", "failed", "unsure")

Data = dict[str, Any]


class Report(NamedTuple):
    """The progress of a broadcast. Times are in UTC; numbers count recipients."""

    id: str
    state: str  # "waiting", "running", "paused", "done", "cancelled" or "given up" (see `scaletg dead list`)
    started: datetime.datetime
    ended: datetime.datetime | None
    total: int | None  # how many recipients; None: not known yet, or before the end
    sent: int  # that Telegram has taken
    blocked: int  # who have blocked the bot, or groups from which it was removed
    moved: int  # groups with a new id, among those sent
    failed: int  # that Telegram refused for another reason
    unsure: int  # that may have arrived: the connection broke
    repeated: int  # at most so many got it twice, because a process was killed
    reasons: dict[str, int]  # what Telegram said about those that failed, and how often

    @property
    def done(self) -> int:
        """Return how many recipients the broadcast has dealt with, whether they got it or not."""
        return self.sent + self.blocked + self.failed + self.unsure

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will be sent."""
        return self.state in ("done", "cancelled", "given up")

    def __str__(self) -> str:
        of = "" if self.total is None else f" of {self.total}"
        more = [f"{getattr(self, name)} {name}" for name in (*COUNTS[1:], "repeated") if getattr(self, name)]
        return ", ".join([f"{self.state}: {self.sent} sent, {self.done}{of} done", *more])


def read_report(broadcast_id: str, state: str, kept: Data, data: Data) -> Report:
    """Make a report of what was kept at the start (and the end), and of the data of the job."""
    counts = {name: data.get(name, 0) for name in (*COUNTS, "repeated")}
    ended = kept.get("ended")
    return Report(
        broadcast_id, state, _moment(kept["started"]), None if ended is None else _moment(ended),
        data.get("total"), reasons=data.get("reasons", {}), **counts,
    )  # fmt: skip


def _moment(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
