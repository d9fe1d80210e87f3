"""The exceptions of queues."""

from __future__ import annotations

import scaletg

__all__ = ["Full", "QueueError", "Unavailable"]

FULL_SECONDS, AWAY_SECONDS = 10.0, 5.0  # after which Telegram delivers the update again


class QueueError(scaletg.ScaleTGError):
    """The base class of the exceptions of queues."""


class _TryLater(QueueError, scaletg.Retry):
    """If nothing catches it, Telegram delivers the update again."""

    def __init__(self, text: str, seconds: float) -> None:
        scaletg.Retry.__init__(self, seconds)
        self.args = (text,)


class Full(_TryLater):
    """The queue has reached its `max_depth`: the webhook answers 503, and Telegram keeps the update."""

    def __init__(self, text: str, seconds: float = FULL_SECONDS) -> None:
        super().__init__(text, seconds)


class Unavailable(_TryLater):
    """The engine cannot be reached or has not answered in time, so it is not known whether it has the update."""

    def __init__(self, text: str, seconds: float = AWAY_SECONDS) -> None:
        super().__init__(text, seconds)
