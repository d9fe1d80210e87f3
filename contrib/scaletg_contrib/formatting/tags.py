"""Read what is left of HTML in a model's Markdown; part of `scaletg_contrib.formatting`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

#: The tags that Telegram has an entity for.
ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "summary": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "kbd": "code",
    "tt": "code",
    "tg-spoiler": "spoiler",
}
# Tags of HTML that show nothing themselves. Others, such as `<int>` in `vector<int>`, are text.
_SILENT = frozenset(
    "a abbr article aside body center cite details dd div dl dt figure figcaption font footer h1 h2 h3 h4 h5 h6 head "
    "header hr html img li main mark nav ol p pre q section small span sub sup table tbody td tfoot th thead think tr "
    "ul var".split()
)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][\w-]*)((?:\s[^<>]*)?)/?>", re.DOTALL)


def read_tags(source: str) -> Iterator[tuple[str, bool, str]]:
    """Give the tags that mean something as `(name, whether it ends, "")`, and other text as `("", False, text)`."""
    place = 0
    for found in _TAG.finditer(source):
        if found.start() > place:
            yield "", False, html.unescape(source[place : found.start()])
        place = found.end()
        name = (found[2] or "").lower()
        if name in ENTITY_OF_TAG or name == "br":
            yield name, bool(found[1]), ""
        elif name and name not in _SILENT:
            yield "", False, found[0]
    if place < len(source):
        yield "", False, html.unescape(source[place:])
