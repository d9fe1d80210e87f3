"""Read parse_mode="HTML"."""

from __future__ import annotations

import re
from functools import reduce
from typing import NoReturn

from scaletg_contrib.formatting.entities import SPACE, Entity, Invalid, Output, cannot_parse, make_entity, size_in_bytes
from scaletg_contrib.formatting.links import date_details, emoji_details, link_details, lower_ascii

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]*)|([0-9]*))|([a-zA-Z]*));?")
_NOTHING = re.compile("(?!)")
_CLASSES = {"span": re.compile(r"tg-spoiler\Z"), "code": re.compile("language-")}  # others are ignored
_TAG_NAME = re.compile(rf"[^{SPACE}>]*")
_ATTRIBUTE = re.compile(rf"[^{SPACE}=>/\"']*")
_QUOTED = {quote: re.compile(f"{quote}([^\0{quote}]*)") for quote in "'\""}
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")


def _decode_reference(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name, match[0])
    if len(match[0].rstrip(";")) >= 10:
        return match[0]
    code = int(hexadecimal or decimal or "0", 16 if hexadecimal else 10)
    return chr(code) if 0 < code < 0x10FFFF else match[0]


def read_html(text: str) -> tuple[str, list[Entity]]:
    """Read HTML into plain text and entities."""
    return _Html(text).read()


class _Html:
    """Reads one HTML text; each function reads one piece of it at `self.at`."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.at = 0
        self.output = Output()
        self.entities: list[Entity] = []
        self.open: list[tuple[str, dict[str, str], int, int]] = []  # tag, attributes, units and characters before

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            begin = self.source.find("<", self.at)
            end = len(self.source) if begin < 0 else begin
            self.output.add(_REFERENCE.sub(_decode_reference, self.source[self.at : end]))
            self.at = end
            if begin >= 0:
                self.read_end_tag() if self.source.startswith("</", begin) else self.read_start_tag()
        if self.open:
            cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        if any("\ud800" <= c <= "\udfff" for c in self.output.text):
            cannot_parse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for entity in self.entities:
            entity.pop("class", None)
        return self.output.text, self.entities

    def fail(self, reason: str, at: int) -> NoReturn:
        cannot_parse(f"{reason} at byte offset {size_in_bytes(self.source[:at])}")

    def skip_space(self) -> None:
        while not self.at_end() and self.source[self.at] in SPACE:
            self.at += 1

    def at_end(self) -> bool:
        """Return whether the text ends here; inside a tag, a NUL character ends the text, too."""
        return self.source[self.at : self.at + 1] in ("", "\0")

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.source, self.at)
        assert match  # every pattern here also matches an empty string
        self.at = match.end()
        return match

    def read_start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = lower_ascii(self.take(_TAG_NAME)[0])
        if self.at_end():
            self.fail("Unclosed start tag", begin)
        if tag not in _TAGS:
            self.fail(f'Unsupported start tag "{tag}"', begin)
        attributes = self.read_attributes(tag, begin)
        if tag == "span" and not attributes.get("class"):
            self.fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append((tag, attributes, self.output.units, self.output.size))

    def read_attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self.skip_space()
            if self.source.startswith(">", self.at):
                self.at += 1
                return attributes
            name = self.take(_ATTRIBUTE)[0]
            if not name:
                self.fail(f'Empty attribute name in the tag "{tag}"', begin)
            value = self.read_value(tag, begin)
            if value is None:
                attributes.setdefault(name, "")
            elif name != "class" or _CLASSES.get(tag, _NOTHING).match(value):
                attributes[name] = value

    def read_value(self, tag: str, begin: int) -> str | None:
        self.skip_space()
        has_value = self.source.startswith("=", self.at)
        if has_value:
            self.at += 1
            self.skip_space()
        if self.at_end():
            self.fail(f'Unclosed start tag "{tag}"', begin)
        if not has_value:
            return None
        quote = self.source[self.at]
        value = self.read_quoted(quote) if quote in "'\"" else self.read_token()
        if self.at_end():
            self.fail("Unclosed start tag", begin)
        return value

    def read_quoted(self, quote: str) -> str:
        value = self.take(_QUOTED[quote])[1]
        if self.source.startswith(quote, self.at):
            self.at += 1
        return _REFERENCE.sub(_decode_reference, value)

    def read_token(self) -> str:
        begin = self.at
        value = lower_ascii(self.take(_TOKEN)[0])
        if self.at < len(self.source) and self.source[self.at] not in SPACE + ">":
            self.fail("Unexpected end of name token", begin)
        return value

    def read_end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self.fail("Unexpected end tag", begin)
        self.at += 2
        tag = lower_ascii(self.take(_TAG_NAME)[0])
        self.skip_space()
        if not self.source.startswith(">", self.at):
            self.fail("Unclosed end tag", begin)
        self.at += 1
        expected, attributes, units, characters = self.open.pop()
        if tag and tag != expected:
            reason = 'Unmatched end tag at byte offset {}, expected "</{}>", found "</{}>"'
            cannot_parse(reason.format(size_in_bytes(self.source[:begin]), expected, tag))
        self.close(expected, attributes, units, characters)

    def close(self, tag: str, attributes: dict[str, str], offset: int, characters: int) -> None:
        length = self.output.units - offset
        if not length:
            return
        details = self.details(tag, attributes, characters)
        if not details:
            return
        entity = {**make_entity("", offset, length), **details}
        previous = self.entities[-1] if self.entities else None
        if previous and self.make_language_block(previous, entity):
            return
        self.entities.append(entity)

    def make_language_block(self, inner: Entity, outer: Entity) -> bool:
        """Replace code and pre of the same span by one pre, if the code names a language."""
        if (inner["offset"], inner["length"]) != (outer["offset"], outer["length"]):
            return False
        if {inner["type"], outer["type"]} != {"pre", "code"} or "language" in inner:
            return False
        language = inner.pop("class", None) or outer.pop("class", None)
        if not language:
            return False
        inner.update(type="pre", language=language)
        return True

    def details(self, tag: str, attributes: dict[str, str], characters: int) -> Entity | None:
        kind = _TAGS[tag]
        if kind == "text_link":
            return link_details(attributes.get("href") or self.output.text[characters:])
        if kind == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        if kind == "code":
            return {"type": "code", "class": attributes.get("class", "")[len("language-") :]}
        if kind == "custom_emoji":
            try:
                return emoji_details(attributes.get("emoji-id", ""))
            except Invalid:
                cannot_parse("Invalid custom emoji identifier specified")
        if kind == "date_time":
            return self.date_details(attributes)
        return {"type": kind}

    def date_details(self, attributes: dict[str, str]) -> Entity | None:
        unix = attributes.get("unix", "")
        digits = re.match("[0-9]*", unix.removeprefix("-"))[0]  # type: ignore[index]  # matches any text
        unix_time = reduce(lambda number, digit: (number * 10 + int(digit)) % (1 << 32), digits, 0)
        if unix.startswith("-"):
            unix_time = -unix_time % (1 << 32)
        try:
            details = date_details(unix_time, attributes.get("format", ""))
        except Invalid:
            cannot_parse("Invalid date format used")
        return details if 0 < unix_time < 1 << 31 else None
