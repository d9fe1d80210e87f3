"""The registry of the bot for the page: its processors, and why an app was not asked.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.feature import loaded_objects
from scaletg_contrib.simulator import Data
from scaletg_contrib.states import States

__all__ = ["describe_processor", "jump_into_state", "list_registry", "name_misfit", "short_place", "state_names"]

_WILDCARD = re.compile(r"<(\w+)(?::(\w+)(?::(.*))?)?>")
#: What the filters of wildcards take, and how that is called.
_FILTERS = {"int": (r"[+-]?\d+", "a whole number"), "float": (r"[+-]?\d+(\.\d+)?", "a number")}


def list_registry(bot: scaletg.Bot) -> list[Data]:
    """Return the processors of a bot in their order, as its table has them."""
    functions = {item.place: item.function for item in [*bot.registry.modules.values(), *bot.registry.apps]}
    found = []
    for role, name, purpose, takes, place in _split_table(bot.table()):
        if role == "module" and _is_gate(bot, name):
            role = "gate"
        about = inspect.getdoc(functions.get(place)) or ""
        found.append(
            {
                "role": role,
                "name": name,
                "purpose": purpose,
                "takes": takes.split(", ") if takes else [],
                "place": short_place(place),
                "about": about.partition("\n")[0],
                "is_own": _is_own(place),
            }
        )
    return found


def _split_table(table: str) -> list[list[str]]:
    """Return the cells of a table, a list for each line; a cell begins below its heading."""
    header, *lines = table.split("\n")
    starts = [0, *map(header.index, ("NAME", "FOR", "TAKES", "PLACE"))]
    ends = [*starts[1:], None]
    rows = []
    for line in lines:
        rows.append([line[start:end].strip() for start, end in zip(starts, ends, strict=True)])
    return rows


def describe_processor(bot: scaletg.Bot, step: Any, text: str = "") -> Data:
    """Return what the page shows of a step beyond the trace: whose it is, and what its rule did not take of *text*."""
    is_gate = step.role == "module" and _is_gate(bot, step.name)
    found = {"is_own": _is_own(step.place), "is_gate": is_gate, "hint": _hint(bot, step, text)}
    return {**found, "place": short_place(step.place)}


def short_place(place: str) -> str:
    """Return a file and line relative to the project or, for a library, to the folder that it is imported from."""
    file = place.rpartition(":")[0]
    if not os.path.isabs(file):
        return place
    folders = [os.path.abspath(folder) for folder in (os.curdir, *sys.path)]
    root = Path(file).anchor
    around = [folder for folder in folders if folder != root and Path(file).is_relative_to(folder)]
    if not around:
        return place
    return os.path.relpath(place, max(around, key=len))


def _hint(bot: scaletg.Bot, step: Any, text: str) -> str:
    """Return which wildcard did not take which word, for an app whose command is right."""
    if step.role != "app" or step.miss != "rule":
        return ""
    for app in bot.registry.apps:
        if app.label == step.name:
            return _name_first_misfit(app.rules, text)
    return ""


def _name_first_misfit(rules: Iterable[str], text: str) -> str:
    command = text.partition(" ")[0].partition("@")[0]
    if not command.startswith("/"):
        return ""
    for rule in rules:
        if rule.split(" ")[0] == command:
            misfit = name_misfit(rule, text)
            if misfit:
                return misfit
    return ""


def _is_gate(bot: scaletg.Bot, name: str) -> bool:
    module = bot.registry.modules.get(name)
    if module is None or not module.autouse:
        return False
    return module.scope == "update"


def _is_own(place: str) -> bool:
    """Return whether a processor is the bot author's, not of the library."""
    file = place.rpartition(":")[0]
    return bool(file) and scaletg.is_author_file(os.path.abspath(file))


def name_misfit(rule: str, text: str) -> str:
    """Return which wildcard of a command's rule did not take which word, or "".

    >>> name_misfit("/remind <minutes:int> <text:rest>", "/remind soon tea")
    "<minutes:int> needs a whole number, but got 'soon'"
    """
    words = text.split()
    for place, part in enumerate(rule.split()):
        wildcard = _WILDCARD.fullmatch(part)
        if wildcard is None:
            continue
        if place >= len(words):
            return f"nothing is left for {part}"
        pattern, what = _filter_of(wildcard)
        if pattern and not re.fullmatch(pattern, words[place], re.ASCII):
            return f"{part} needs {what}, but got {words[place]!r}"
        if wildcard[2] == "rest":
            return ""
    too_many = words[len(rule.split()) :]
    if too_many:
        return f"nothing takes {' '.join(too_many)!r}"
    return ""


def _filter_of(wildcard: re.Match[str]) -> tuple[str, str]:
    if wildcard[2] == "re" and wildcard[3]:
        return wildcard[3], f"a word of the form {wildcard[3]}"
    return _FILTERS.get(wildcard[2] or "", ("", ""))


def jump_into_state(bot: scaletg.Bot, name: str, chat: int, user: int) -> None:
    """Put a person into a state, as an app does with `state.set(name)`."""
    for owner in loaded_objects(bot):
        if isinstance(owner, States):
            with owner.of(chat, user, bot=bot) as state:
                state.set(name)


def state_names(bot: scaletg.Bot) -> list[str]:
    """Return the names of the states that the apps of a bot wait for."""
    names: set[str] = set()
    for app in bot.registry.apps:
        for predicate in app.when:
            names.update(getattr(predicate.function, "states", ()))
    return sorted(names)
