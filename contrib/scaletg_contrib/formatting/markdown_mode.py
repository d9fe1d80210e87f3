"""Read parse_mode="MarkdownV2", and "Markdown", the older one."""

from __future__ import annotations

import re
from typing import NoReturn

from scaletg_contrib.formatting.entities import (
    CODE,
    SPACE,
    Entity,
    Invalid,
    Output,
    cannot_parse,
    make_entity,
    size_in_bytes,
)
from scaletg_contrib.formatting.links import date_details, emoji_details, link_details, own_query, strict_int

###############################################################################
# MarkdownV2 ##################################################################
###############################################################################

MARKS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
    "[": "text_link",
    "![": "custom_emoji",
    "`": "code",
    "```": "pre",
    ">": "blockquote",
}
_END_MARKS = {
    "text_link": "]",
    "custom_emoji": "]",
    **{MARKS[mark]: mark for mark in ("*", "_", "__", "~", "||", "`", "```")},
}
_NAMES = {"text_link": "TextUrl", "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote"}  # in error texts
_ESCAPED = re.compile(r"\\([\x01-\x7e])")
_PLAIN = re.compile(r"[^\\\n_*\[\]()~`>#+\-=|{}.!]+")
_PLAIN_CODE = re.compile(r"[^\\`]+")
_MARK = re.compile(r"__|\|\||```|!\[|.", re.DOTALL)
_FOLD = re.compile(r"\|\|(\r?\n(?!>)|\Z)")
_LINK_END = re.compile(r"\(((?:\\[\x01-\x7e]|[^)])*)(\)?)", re.DOTALL)
_LANGUAGE = re.compile(rf"([^{SPACE}`]+)(?=[{SPACE}])|")
_NEWLINE = re.compile(r"\n\r?|\r\n?|")


def read_markdown(text: str) -> tuple[str, list[Entity]]:
    """Read MarkdownV2 into plain text and entities."""
    return _MarkdownV2(text).read()


class _MarkdownV2:
    """Reads one MarkdownV2 text; `self.open` contains the entities that have not ended yet, outermost first."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.at = 0
        self.output = Output()
        self.entities: list[Entity] = []
        self.open: list[tuple[str, str, int, int, int]] = []  # kind, language, place, units and characters before
        self.in_quote = False
        self.line_start = True  # a quote can begin only here

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self.read_plain() or self.read_escaped() or self.read_line_end() or self.read_mark()
        if self.in_quote and self.kind == "blockquote":
            self.close_quote("blockquote")
        if self.open:
            self.fail_unclosed()
        return self.output.text, self.entities

    @property
    def kind(self) -> str:
        return self.open[-1][0] if self.open else ""

    def fail(self, reason: str, at: int) -> NoReturn:
        cannot_parse(f"{reason} at byte offset {size_in_bytes(self.source[:at])}")

    def fail_unclosed(self) -> NoReturn:
        kind, language, begin, _, _ = self.open[-1]
        name = "PreCode" if language else _NAMES.get(kind, kind.capitalize())
        self.fail(f"Can't find end of {name} entity", begin)

    def add(self, text: str, *, breaks_lines: bool = True) -> None:
        self.output.add(text)
        rest = text.rstrip("\r")
        if rest:
            self.line_start = breaks_lines and rest.endswith("\n")

    def read_plain(self) -> bool:
        in_code = self.kind in CODE
        match = (_PLAIN_CODE if in_code else _PLAIN).match(self.source, self.at)
        if not match:
            return False
        self.at = match.end()
        self.add(match[0], breaks_lines=not in_code)
        return True

    def read_escaped(self) -> bool:
        if self.source[self.at] != "\\":
            return False
        match = _ESCAPED.match(self.source, self.at)
        self.at += 2 if match else 1
        self.add(match[1] if match else "\\")
        return True

    def read_line_end(self) -> bool:
        """Read a line end, or the || before it that makes a quote expandable."""
        fold = _FOLD.match(self.source, self.at) if self.in_quote and self.kind != "spoiler" else None
        if not fold and self.source[self.at] != "\n":
            return False
        line_end = fold[1] if fold else "\n"
        self.at = fold.end() if fold else self.at + 1
        self.add(line_end)
        if self.in_quote and (fold or not self.source.startswith(">", self.at)):
            self.close_quote("expandable_blockquote" if fold else "blockquote")
        return True

    def close_quote(self, kind: str) -> None:
        if self.kind != "blockquote":
            self.fail_unclosed()
        _, _, _, offset, _ = self.open.pop()
        self.in_quote = False
        self.keep({"type": kind}, offset)

    def keep(self, details: Entity | None, offset: int) -> None:
        if details and self.output.units > offset:
            self.entities.append({**make_entity("", offset, self.output.units - offset), **details})

    def read_mark(self) -> bool:
        begin = self.at
        match = _MARK.match(self.source, begin)
        assert match  # there is at least one character
        mark = match[0]
        if mark == "```" and self.kind == "code":
            mark = "`"
        self.at += len(mark)
        if mark == _END_MARKS.get(self.kind):
            self.read_end()
        elif mark == ">" and self.line_start and self.in_quote:
            pass
        elif mark not in MARKS or (mark == ">" and not self.line_start):
            reason = "Character '{}' is reserved and must be escaped with the preceding '\\'"
            cannot_parse(reason.format(mark[0]))
        else:
            self.read_begin(MARKS[mark], begin)
        return True

    def read_begin(self, kind: str, begin: int) -> None:
        language = ""
        if kind == "blockquote":
            self.in_quote = True
        if kind == "pre":
            language = self.take(_LANGUAGE)[1] or ""
            self.take(_NEWLINE)
        self.open.append((kind, language, begin, self.output.units, self.output.size))

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.source, self.at)
        assert match  # the patterns here also match an empty string
        self.at = match.end()
        return match

    def read_end(self) -> None:
        kind, language, _, offset, characters = self.open.pop()
        if kind == "text_link":
            link = self.read_link()
            self.keep(link_details(self.output.text[characters:] if link is None else link), offset)
        elif kind == "custom_emoji":
            self.keep(_own_details(self.read_link()), offset)
        elif language:
            self.keep({"type": kind, "language": language}, offset)
        else:
            self.keep({"type": kind}, offset)

    def read_link(self) -> str | None:
        match = _LINK_END.match(self.source, self.at)
        if not match:
            return None
        if not match[2]:
            self.fail("Can't find end of a URL", self.at + 1)
        self.at = match.end()
        return _ESCAPED.sub(r"\1", match[1])


def _own_details(link: str | None) -> Entity:
    """Read the address of `![...](...)`: a custom emoji or a date."""
    if link is None:
        cannot_parse("The entity must contain a tg://emoji or tg://time URL")
    try:
        if (query := own_query(link, "emoji")) is not None:
            return emoji_details(query.get("id", ""))
        if (query := own_query(link, "time")) is not None:
            unix_time = strict_int(query.get("unix", ""), 32)
            if unix_time > 0:
                return date_details(unix_time, query.get("format", ""))
    except Invalid:
        pass
    cannot_parse("Invalid tg://emoji or tg://time URL specified")


###############################################################################
# Markdown, the older one #####################################################
###############################################################################

_LEGACY = re.compile(
    r"""\\(?P<escaped>[_*`\[])
    | ```(?:(?P<language>[^ \t\r\n\0\v`]+)(?=[ \t\r\n\0\v]))?(?:\n\r?|\r\n?)?(?P<pre>.*?)(?P<end_pre>```|\Z)
    | (?P<mark>[_*`])(?P<marked>.*?)(?:(?P<end_mark>(?P=mark))|\Z)
    | \[(?P<link>.*?)(?:(?P<end_link>\])|\Z)
    """,
    re.DOTALL | re.VERBOSE,
)
_LEGACY_ADDRESS = re.compile(r"\(([^)]*)\)?", re.DOTALL)


def read_old_markdown(text: str) -> tuple[str, list[Entity]]:
    """Read the older Markdown into plain text and entities."""
    output, entities, at = Output(), [], 0
    while match := _LEGACY.search(text, at):
        output.add(text[at : match.start()])
        at = match.end()
        inner = next(match[name] for name in ("escaped", "pre", "marked", "link") if match[name] is not None)
        if not (match["escaped"] or match["end_pre"] or match["end_mark"] or match["end_link"]):
            cannot_parse(f"Can't find end of the entity starting at byte offset {size_in_bytes(text[: match.start()])}")
        offset = output.units
        output.add(inner)
        if match["escaped"] or output.units == offset:
            continue
        address = _LEGACY_ADDRESS.match(text, at) if match["link"] else None
        at = address.end() if address else at
        details = _legacy_details(match, address, output.text, text)
        if details:
            entities.append({**make_entity("", offset, output.units - offset), **details})
    output.add(text[at:])
    return output.text, entities


def _legacy_details(match: re.Match[str], address: re.Match[str] | None, output: str, source: str) -> Entity | None:
    if match["link"] is not None:
        return link_details(address[1] if address else _text_as_address(match, output, source))
    if match["pre"] is not None:
        return {"type": "pre", "language": match["language"]} if match["language"] else {"type": "pre"}
    return {"type": MARKS[match["mark"]]}


def _text_as_address(match: re.Match[str], output: str, source: str) -> str:
    """Return the address of a link without an address, with the same bug as Telegram.

    It writes the output over the source, so the text it then reads as the address may be moved: `[x.com]` gives
    `.comm`.
    """
    written, original = output.encode(), source.encode()
    begin, end = (size_in_bytes(source[: match.start("link")]), size_in_bytes(source[: match.end("link")]))
    return (written + original[len(written) :])[begin:end].decode(errors="replace")
