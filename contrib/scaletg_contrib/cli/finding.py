"""Find the bot that a command is about: in a file, in a Python module, or in the config file of the current folder."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import scaletg


def find_bot(target: str | None = None, *, needs_apps: bool = True) -> scaletg.Bot:
    """Return the bot of a file, of `module:name`, or of the current folder.

    Without a `bot.py` the config file makes a bot; where no apps are needed, a token in the environment is enough.
    Raises `scaletg.ConfigError` if there is no bot, or if its file cannot be imported.
    """
    sys.path.insert(0, os.getcwd())
    if target is None and not Path("bot.py").is_file():
        bot = scaletg.Bot()
        if bot.config_path or not needs_apps:
            return bot
        raise scaletg.ConfigError("there is no bot.py and no config file in this folder: name the bot's file")
    target = target or "bot.py"
    name, _, attribute = target.partition(":")
    return _bot_of(_import(name, target), attribute, target)


def find_bots(target: str | None = None) -> list[scaletg.Bot]:
    """Return the bot of `module:name` or of the current folder, or all bots of a file that names none."""
    first = find_bot(target)
    if ":" in (target or ""):
        return [first]
    others = [value for value in _names_in(target) if isinstance(value, scaletg.Bot)]
    return list(dict.fromkeys([first, *others]))


def find_tokens(target: str | None = None) -> Callable[[int], scaletg.Bot | None] | None:
    """Return what looks up the bots of `scaletg.host(bot, tokens=...)` in a file that was imported; None without it."""
    for value in _names_in(target):
        if getattr(value, "has_tokens", False):
            found: Callable[[int], scaletg.Bot | None] = value.bot
            return found
    return None


def _names_in(target: str | None) -> list[Any]:
    """Return the values of the names in the file of a bot, which was imported before."""
    name = (target or "bot.py").partition(":")[0]
    module = sys.modules.get(Path(name).stem if name.endswith(".py") else name)
    return [] if module is None else list(vars(module).values())


def _import(name: str, target: str) -> dict[str, Any]:
    try:
        if name.endswith(".py"):
            found = _import_file(Path(name))
        else:
            found = importlib.import_module(name)
        return dict(vars(found))
    except scaletg.ScaleTGError:
        raise
    except Exception as error:  # the file may raise any exception
        cause = scaletg.describe_failure(error)
        raise scaletg.ConfigError(f"the bot {target!r} cannot be imported: {cause}") from error


def _import_file(path: Path) -> Any:
    """Import a file as the Python module of its name, so that other modules and the reloader find it, too."""
    spec: Any = spec_from_file_location(path.stem, path.resolve())
    sys.path.insert(0, str(path.resolve().parent))
    found = sys.modules[path.stem] = module_from_spec(spec)
    try:
        spec.loader.exec_module(found)
    except BaseException:  # as `import` does: a module that failed half-way is not imported
        sys.modules.pop(path.stem, None)
        raise
    return found


def _bot_of(names: dict[str, Any], attribute: str, target: str) -> scaletg.Bot:
    bots = {name: value for name, value in names.items() if isinstance(value, scaletg.Bot)}
    names_to_try = ["bot", *bots]
    which = ""
    if attribute:
        names_to_try = [attribute]
        which = f" named {attribute!r}"
    for name in names_to_try:
        if name in bots:
            return bots[name]
    raise scaletg.ConfigError(f"{target!r} has no bot{which}: write bot = scaletg.Bot()")
