"""Read, find and clean formatted text the way Telegram's servers do, without a network.

    >>> parse("<b>Hi</b> &amp; bye", "HTML")
    ('Hi & bye', [{'type': 'bold', 'offset': 0, 'length': 2}])
    >>> find_entities("ask @botfather")
    [{'type': 'mention', 'offset': 4, 'length': 10}]

`parse` reads a parse mode, and `to_html` and `to_markdown` write one. `from_markdown` reads the Markdown of language
models (`pip install scaletg[markdown]`), `split_formatted` makes messages of it, `rich_from_markdown` a rich message.
`find_entities` finds links, mentions and the like, `fix` cleans a text and its entities, and `format_text` does all of
it, as sendMessage does. Nothing is stored and nothing is sent.

Entities are dictionaries in Telegram's form. Their offsets and lengths count UTF-16 code units. The length that
Telegram limits (4096 for a text, 1024 for a caption) counts code points of the cleaned text: `len(text)`.
A `text_mention` contains `{"user": {"id": N}}`: only the server knows the rest of the user.
https://core.telegram.org/bots/api#formatting-options
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from scaletg_contrib.formatting.cleaning import fix, format_text
from scaletg_contrib.formatting.entities import Entity, FormatError
from scaletg_contrib.formatting.finding import find_entities
from scaletg_contrib.formatting.parsing import parse
from scaletg_contrib.formatting.splitting import split_formatted
from scaletg_contrib.formatting.writing import to_html, to_markdown

if TYPE_CHECKING:
    from scaletg_contrib.formatting.commonmark import from_markdown
    from scaletg_contrib.formatting.rich import rich_from_markdown

__all__ = [
    "Entity",
    "FormatError",
    "find_entities",
    "fix",
    "format_text",
    "from_markdown",
    "parse",
    "rich_from_markdown",
    "split_formatted",
    "to_html",
    "to_markdown",
]

_LATE = {"from_markdown": "commonmark", "rich_from_markdown": "rich"}


def __getattr__(name: str) -> Any:
    """Import what only some bots need when they first ask for it: every bot that uses a parse mode imports this."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_LATE[name]}"), name)
