"""Write the pages of Telegram's types and methods from the schema."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import scaletg

BASE = "https://core.telegram.org/bots/api#"


def make_pages() -> dict[str, str]:
    """Return the pages by their names."""
    return {"reference/methods.md": _methods(), "reference/types.md": _types(), "reference/kinds.md": _kinds()}


def _methods() -> str:
    functions = scaletg.schema.methods
    parts = [
        f"# Methods\n\nAll {len(functions)} methods of Bot API {scaletg.API_VERSION}.\n",
        "Each is a class, such as `scaletg.SendMessage(chat_id, text)`, whose objects an app returns, "
        "and a function of `bot.api`, such as `bot.api.send_message(chat_id, text)`, which calls Telegram at once; "
        "see [the API client](../api.md).\n",
    ]
    for name, entry in functions.items():
        shown = f"`scaletg.{name[0].upper()}{name[1:]}`, `bot.api.{_snake(name)}`"
        returns = f"Returns {_linked(str(entry.returns))}." if entry.returns else ""
        parts.append(f"## {name}\n\n{shown}. {returns} [Telegram's page]({BASE}{name.lower()})\n\n{_table(entry)}")
    return "\n".join(parts)


def _types() -> str:
    shortcuts = _shortcuts()
    parts = [
        f"# Types\n\nAll {len(scaletg.schema.types)} types of Bot API {scaletg.API_VERSION}.\n",
        "Each is a class of `scaletg`; what Telegram sends beyond these fields is an attribute as well: "
        "see [types for editors](../types.md).\n",
    ]
    for name, entry in scaletg.schema.types.items():
        parts.append(f"## {name}\n\n[Telegram's page]({BASE}{name.lower()})\n\n{_table(entry)}")
        if entry.members:
            parts.append(f"One of {', '.join(_linked(member) for member in entry.members)}.\n")
        if shortcuts[name]:
            parts.append(f"Shortcuts: {', '.join(f'`{verb}`' for verb in shortcuts[name])}.\n")
    return "\n".join(parts)


def _kinds() -> str:
    """Return the page of the kinds of update, and what one can ask for with `on=`."""
    rows = [f"| `{kind}` | {_linked(name)} |" for kind, name in scaletg.schema.kinds.items()]
    return "\n".join(
        [
            "# Kinds of update\n",
            'What an app can name as a parameter, and ask for with `on=`: `on="message"`, `on="message:photo"`.\n',
            "Each field of the type can follow the colon, and a field of that field after another: "
            "see [rules and queries](../rules.md#queries).\n",
            "| Kind | Type |",
            "|---|---|",
            *rows,
            "",
        ]
    )


def _table(entry: Any) -> str:
    if not entry.fields:
        return ""
    rows = [
        f"| `{field.python_name}` | {_linked(field.type)} | {'yes' if field.required else ''} |"
        for field in entry.fields
    ]
    return "\n".join(["| Field | Type | Required |", "|---|---|---|", *rows, ""])


def _linked(kind: str) -> str:
    """Return the name of a type, in which names of the schema lead to their entries."""
    text = kind.replace("|", "or").replace("[", " of ").replace("]", "")
    return re.sub(r"\b[A-Z]\w+", lambda found: _link(found[0]), text)


def _link(name: str) -> str:
    return f"[{name}](types.md#{name.lower()})" if name in scaletg.schema.types else name


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _shortcuts() -> dict[str, list[str]]:
    """Return the public functions of each type that are not fields."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in scaletg.schema.types:
        for base in getattr(scaletg, name).__mro__:
            if base.__name__.endswith("Shortcuts"):
                found[name] += sorted(verb for verb in vars(base) if not verb.startswith("_"))
    return found
