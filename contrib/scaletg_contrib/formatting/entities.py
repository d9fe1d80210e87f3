"""Offsets, kinds and positions of entities, and Telegram's error messages about them."""

from __future__ import annotations

import re
from typing import Any, NoReturn

Entity = dict[str, Any]


class FormatError(ValueError):
    """Say why Telegram refuses a text. `description` is Telegram's own wording without `Bad Request: `."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class Invalid(Exception):
    """An address, date or emoji that Telegram does not accept; the caller decides whether that is an error."""


ASTRAL = re.compile("[\U00010000-\U0010ffff]")
SPACE = " \t\r\n\0\v"

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")  # may overlap: they are split where needed
CODE = ("pre", "code")
BARE = (*CODE, "date_time")  # contain no other entity
QUOTE = ("blockquote", "expandable_blockquote")
# Entities at the same position are sorted in this order.
_ORDER = ["blockquote", "pre", "code", "date_time", "text_link", "", *SPLITTABLE, "custom_emoji"]
RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
RANK.update(expandable_blockquote=RANK["blockquote"], text_mention=RANK["text_link"])


def count_units(text: str) -> int:
    """Return the length in UTF-16 code units, in which the Bot API counts."""
    return len(text) if text.isascii() else len(text) + len(ASTRAL.findall(text))


def size_in_bytes(text: str) -> int:
    """Return the length in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def make_entity(kind: str, offset: int, length: int, **details: Any) -> Entity:
    """Return an entity in Telegram's form."""
    return {"type": kind, "offset": offset, "length": length, **details}


def end_of(entity: Entity) -> int:
    """Return where an entity ends."""
    return int(entity["offset"] + entity["length"])


def place_of(entity: Entity) -> tuple[int, int, int]:
    """Return the sort key of an entity: the outer one of two comes first."""
    is_language_block = entity["type"] == "pre" and "language" in entity
    return (
        entity["offset"],
        -entity["length"],
        RANK.get(entity["type"], RANK[""]) * 2 - is_language_block,
    )


def cannot_parse(reason: str) -> NoReturn:
    """Refuse a text in Telegram's words."""
    raise FormatError(f"can't parse entities: {reason}")


def require_unicode(text: str) -> None:
    """Refuse a text that cannot be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise FormatError("strings must be encoded in UTF-8") from None


class Output:
    """The text without its markup, and its length in UTF-16 units so far."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.units = 0
        #: How many characters there are.
        self.size = 0

    def add(self, text: str) -> None:
        """Add a piece of plain text."""
        self._pieces.append(text)
        self.units += count_units(text)
        self.size += len(text)

    @property
    def text(self) -> str:
        """Return the whole text."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""
