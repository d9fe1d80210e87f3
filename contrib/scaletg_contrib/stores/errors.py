"""The exceptions of stores."""

from __future__ import annotations

import scaletg


class StoreError(scaletg.ScaleTGError):
    """The base class of the exceptions of stores."""


class Conflict(StoreError):
    """The record does not have the version that the caller expects: *version* is its own, 0 if there is no record."""

    def __init__(self, key: str, expected: int, version: int) -> None:
        has = f"it has version {version}" if version else "there is no such record"
        super().__init__(
            f"record {key!r}: version {expected} was expected, but {has}. Read it again and repeat the change."
        )
        self.key, self.expected, self.version = key, expected, version


class LeaseLost(StoreError):
    """A lease ran out before it was renewed or released, so somebody else may have worked at the same time."""


class _TryLater(StoreError, scaletg.Retry):
    """If nothing catches it, Telegram delivers the update again."""

    def __init__(self, text: str, seconds: float) -> None:
        scaletg.Retry.__init__(self, seconds)
        self.args = (text,)


class Held(_TryLater):
    """Somebody else holds the lease for *seconds* more."""


class StoreDown(_TryLater):
    """The store cannot be reached or does not work; for a bot this is a `scaletg.Retry`."""


class WrongFormat(StoreDown, scaletg.ConfigError):
    """The store has records of another format; none of them was read or changed."""
