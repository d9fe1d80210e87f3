"""Settings that a `Telegram` lends to a bot, and takes back.

Part of `scaletg_contrib.testkit`.
"""

from __future__ import annotations

import weakref
from typing import Any

import scaletg

__all__ = ["Loan"]


_loans: weakref.WeakKeyDictionary[scaletg.Bot, list[Loan]] = weakref.WeakKeyDictionary()


class Loan:
    """Temporary settings of a bot: its transport, its id, its store. Loans can end in any order."""

    def __init__(self, bot: scaletg.Bot, settings: dict[str, Any]) -> None:
        self._bot = weakref.ref(bot)
        self._lent = settings
        self._own = {name: _read(bot, name) for name in settings}
        _loans.setdefault(bot, []).append(self)
        for name, value in settings.items():
            _write(bot, name, value)

    def end(self) -> None:
        """Restore the bot's own settings; if a later loan is still active, it restores them at its end."""
        bot = self._bot()
        if bot is None:
            return
        loans = _loans[bot]
        later = loans[loans.index(self) + 1 :]
        loans.remove(self)
        for name, own in self._own.items():
            following = next((item for item in later if name in item._lent), None)
            if following is not None:
                following._own[name] = own
            elif _read(bot, name) is self._lent[name]:  # otherwise the test has set it, and it stays
                _write(bot, name, own)


def _read(bot: scaletg.Bot, name: str) -> Any:
    if name == "transport":
        return bot.api.transport
    return bot.id if name == "id" else getattr(bot.options, name)


def _write(bot: scaletg.Bot, name: str, value: Any) -> None:
    setattr(bot.api if name == "transport" else bot, name, value)
