"""The program that holds the bot.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import scaletg

__all__ = ["file_of_bot", "module_of_bot"]


def file_of_bot(bot: scaletg.Bot) -> Path | None:
    """Return the file of the program that holds the bot."""
    found = module_of_bot(bot)
    return Path(found[0].__file__) if found else None


def module_of_bot(bot: scaletg.Bot) -> tuple[Any, str] | None:
    """Return the Python module that holds the bot, and its name there."""
    modules = [sys.modules.get("__main__"), *list(sys.modules.values())]
    for module in modules:
        names = vars(module) if module is not None and getattr(module, "__file__", None) else {}
        for name, value in list(names.items()):
            if value is bot:
                return module, name
    return None
