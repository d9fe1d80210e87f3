"""Read a text in any parse mode."""

from __future__ import annotations

from collections.abc import Callable

from scaletg_contrib.formatting.entities import Entity, FormatError, place_of, require_unicode
from scaletg_contrib.formatting.html_mode import read_html
from scaletg_contrib.formatting.markdown_mode import read_markdown, read_old_markdown

_READERS: dict[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "": lambda text: (text, []),
    "none": lambda text: (text, []),
    "html": read_html,
    "markdown": read_old_markdown,
    "markdownv2": read_markdown,
}


def parse(text: str, parse_mode: str | None = None) -> tuple[str, list[Entity]]:
    """Read *text* in *parse_mode* (HTML, MarkdownV2 or Markdown, in any case) into plain text and entities.

        >>> parse("*a* _b_", "MarkdownV2")
        ('a b', [{'type': 'bold', 'offset': 0, 'length': 1}, {'type': 'italic', 'offset': 2, 'length': 1}])

    The text is not cleaned yet: see `fix`. Raises `FormatError` with Telegram's error message.
    """
    require_unicode(text)
    reader = _READERS.get((parse_mode or "").lower())
    if reader is None:
        raise FormatError("unsupported parse_mode")
    text, entities = reader(text)
    return text, sorted(entities, key=place_of)
