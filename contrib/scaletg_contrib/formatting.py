"""Read, find and clean formatted text the way Telegram's servers do, without a network.

    >>> parse("<b>Hi</b> &amp; bye", "HTML")
    ('Hi & bye', [{'type': 'bold', 'offset': 0, 'length': 2}])
    >>> find_entities("ask @botfather")
    [{'type': 'mention', 'offset': 4, 'length': 10}]

Four functions: `parse` reads a parse mode, `find_entities` finds links, mentions and the like, `fix` cleans a text
and its entities, and `format_text` does all of it, as sendMessage does. Nothing is stored and nothing is sent.

Entities are dictionaries in Telegram's form. Their offsets and lengths count UTF-16 code units. The length that
Telegram limits (4096 for a text, 1024 for a caption) counts code points of the cleaned text: `len(text)`.
A `text_mention` carries `{"user": {"id": N}}`: only the server knows the rest of the user.
https://core.telegram.org/bots/api#formatting-options
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any, NoReturn

__all__ = ["FormatError", "find_entities", "fix", "format_text", "parse"]

Entity = dict[str, Any]


class FormatError(ValueError):
    """Say why Telegram refuses a text. `description` is Telegram's own wording without `Bad Request: `."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class _Invalid(Exception):
    """An address, date or emoji that Telegram does not take; the caller decides whether that is an error."""


###############################################################################
# Units and kinds #############################################################
###############################################################################

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SPACE = " \t\r\n\0\v"

_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")  # may overlap: they are cut where needed
_CODE = ("pre", "code")
_BARE = (*_CODE, "date_time")  # hold no other entity
_QUOTE = ("blockquote", "expandable_blockquote")
# Of entities with the same place, the one named first comes first.
_ORDER = ["blockquote", "pre", "code", "date_time", "text_link", "", *_SPLITTABLE, "custom_emoji"]
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
_RANK.update(expandable_blockquote=_RANK["blockquote"], text_mention=_RANK["text_link"])


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _entity(kind: str, offset: int, length: int, **details: Any) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **details}


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _place(entity: Entity) -> tuple[int, int, int]:
    is_language_block = entity["type"] == "pre" and "language" in entity
    return (
        entity["offset"],
        -entity["length"],
        _RANK.get(entity["type"], _RANK[""]) * 2 - is_language_block,
    )


def _cannot_parse(reason: str) -> NoReturn:
    raise FormatError(f"can't parse entities: {reason}")


def _require_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise FormatError("strings must be encoded in UTF-8") from None


class _Output:
    """The text without its marks, and how many UTF-16 units it has so far."""

    def __init__(self) -> None:
        self.text = ""
        self.units = 0

    def add(self, text: str) -> None:
        self.text += text
        self.units += _units(text)


###############################################################################
# Links, dates and custom emoji ###############################################
###############################################################################

_SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
_PORT = re.compile(r"(.+):([^:\]@]*)", re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9a-fA-F]{2}|[^\0-\x7f])*")
_LOGIN = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:]|%[0-9a-fA-F]{2}|[^\0-\x7f])*")
_OWN_SCHEME = re.compile(r"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
_MAX_USER_ID = (1 << 40) - 1


def _lower(text: str) -> str:
    """Lower ASCII letters only: Telegram leaves all others as they are."""
    return re.sub("[A-Z]+", lambda match: match[0].lower(), text)


def _tidy_link(link: str) -> str:
    """Write *link* as Telegram stores it, or raise `_Invalid` with Telegram's reason."""
    own = _OWN_SCHEME.match(link)
    rest = link[own.end() :] if own else link
    scheme, login, host, port, path = _split_link(rest)
    if not own:
        if "." not in host and not host.startswith("["):
            raise _Invalid("Wrong HTTP URL")
        return f"{scheme}://{login}{host}{port}{path}"
    name = own[1].lower()
    if rest.lower().startswith("http://") or scheme == "https" or login or port or host.startswith("["):
        raise _Invalid("Wrong tg URL" if name == "tg" else "Wrong ton URL")
    if not re.fullmatch(r"[A-Za-z0-9\-_.]*" if name == "tonsite" else r"[A-Za-z0-9\-_]*", host):
        raise _Invalid("Unallowed characters in URL host")
    return f"{name}://{host}{path[1:] if path.startswith('/?') else path}"


def _split_link(link: str) -> tuple[str, str, str, str, str]:
    """Split *link* into scheme, login with its @, host, port with its colon, and path."""
    given = _SCHEME.match(link)
    scheme = given[1].lower() if given else "http"
    rest = link[given.end() :] if given else link
    if scheme not in ("http", "https"):
        raise _Invalid("Unsupported URL protocol")
    place = re.match(r"[^/?#]*", rest)[0]  # type: ignore[index]  # matches any text
    login_host, port = _split_port(place)
    login, _, host = login_host.rpartition("@")
    host = _lower(host)
    _check_host(host, login)
    login = f"{login}@" if login else ""
    return scheme, login, host, port, _tidy_path(rest[len(place) :])


def _split_port(place: str) -> tuple[str, str]:
    match = _PORT.fullmatch(place)
    if not match:
        return place, ""
    port = match[2].lstrip("0") or "0"
    if not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) <= 65535:
        raise _Invalid("Wrong port number specified in the URL")
    return match[1], f":{port}"


def _check_host(host: str, login: str) -> None:
    if host[:1] == "[" and host[-1:] == "]":
        return _check_ipv6(host[1:-1])
    if not host:
        raise _Invalid("URL host is empty")
    if host == ".":
        raise _Invalid("Host is invalid")
    _check_characters(host, _HOST, "host")
    return _check_characters(login, _LOGIN, "userinfo")


def _check_characters(part: str, allowed: re.Pattern[str], name: str) -> None:
    end = allowed.match(part).end()  # type: ignore[union-attr]  # matches any text
    if part[end : end + 1] == "%":
        raise _Invalid(f"Wrong percent-encoded symbol in URL {name}")
    if end < len(part):
        raise _Invalid(f"Disallowed character in URL {name}")


def _check_ipv6(address: str) -> None:
    import ipaddress  # rarely needed and slow to import

    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        raise _Invalid("Wrong IPv6 address specified in the URL") from None


def _tidy_path(path: str) -> str:
    path = path.rstrip(_SPACE)
    path = re.sub(r"[\0- ]", lambda match: f"%{ord(match[0]):02X}", path)
    return path if path.startswith("/") else "/" + path


def _own_query(link: str, name: str) -> dict[str, str] | None:
    """Read the query of `tg://NAME?...`, or give None for any other address."""
    match = re.match(rf"tg:(?://)?{name}/?\?([^#]*)", link, re.IGNORECASE | re.DOTALL)
    if not match:
        return None
    query: dict[str, str] = {}
    for part in match[1].split("&"):
        key, _, value = part.partition("=")
        query.setdefault(key, value)
    return query


def _strict_int(digits: str, bits: int) -> int:
    if not re.fullmatch(r"0|-?[1-9][0-9]{0,18}", digits) or not -(1 << bits - 1) <= int(digits) < 1 << bits - 1:
        raise _Invalid
    return int(digits)


def _link_details(link: str) -> Entity | None:
    """Make the type and details of an entity that links to *link*; None if it is no address."""
    try:
        query = _own_query(link, "user")
        user_id = _strict_int((query or {}).get("id", ""), 64)
        if 0 < user_id <= _MAX_USER_ID:
            return {"type": "text_mention", "user": {"id": user_id}}
    except _Invalid:
        pass
    try:
        return {"type": "text_link", "url": _tidy_link(link)}
    except _Invalid:
        return None


def _emoji_details(emoji_id: str) -> Entity:
    if _strict_int(emoji_id, 64) == 0:
        raise _Invalid
    return {"type": "custom_emoji", "custom_emoji_id": emoji_id}


def _date_details(unix_time: int, date_format: str) -> Entity:
    details: Entity = {"type": "date_time", "unix_time": unix_time}
    if date_format:
        details["date_time_format"] = _tidy_date_format(date_format)
    return details


def _tidy_date_format(date_format: str) -> str:
    """Write a date format in Telegram's order: weekday, date, time; the short form wins over the long one."""
    if date_format in ("r", "R"):
        return "r"
    if not re.fullmatch("[wdtWDT]*", date_format):
        raise _Invalid
    weekday = "w" if "w" in date_format.lower() else ""
    return weekday + "".join(next((c for c in pair if c in date_format), "") for pair in ("dD", "tT"))


###############################################################################
# HTML ########################################################################
###############################################################################

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
_TAG_NAME = re.compile(rf"[^{_SPACE}>]*")
_ATTRIBUTE = re.compile(rf"[^{_SPACE}=>/\"']*")
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


class _Html:
    """Reads one HTML text; a method reads one piece of it at `self.at`."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.at = 0
        self.output = _Output()
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
            _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        if any("\ud800" <= c <= "\udfff" for c in self.output.text):
            _cannot_parse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for entity in self.entities:
            entity.pop("class", None)
        return self.output.text, self.entities

    def fail(self, reason: str, at: int) -> NoReturn:
        _cannot_parse(f"{reason} at byte offset {_bytes(self.source[:at])}")

    def skip_space(self) -> None:
        while not self.at_end() and self.source[self.at] in _SPACE:
            self.at += 1

    def at_end(self) -> bool:
        """Tell whether nothing follows; inside a tag, a NUL character ends the text too."""
        return self.source[self.at : self.at + 1] in ("", "\0")

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.source, self.at)
        assert match  # every pattern here also matches nothing
        self.at = match.end()
        return match

    def read_start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = _lower(self.take(_TAG_NAME)[0])
        if self.at_end():
            self.fail("Unclosed start tag", begin)
        if tag not in _TAGS:
            self.fail(f'Unsupported start tag "{tag}"', begin)
        attributes = self.read_attributes(tag, begin)
        if tag == "span" and not attributes.get("class"):
            self.fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append((tag, attributes, self.output.units, len(self.output.text)))

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
        value = _lower(self.take(_TOKEN)[0])
        if self.at < len(self.source) and self.source[self.at] not in _SPACE + ">":
            self.fail("Unexpected end of name token", begin)
        return value

    def read_end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self.fail("Unexpected end tag", begin)
        self.at += 2
        tag = _lower(self.take(_TAG_NAME)[0])
        self.skip_space()
        if not self.source.startswith(">", self.at):
            self.fail("Unclosed end tag", begin)
        self.at += 1
        expected, attributes, units, characters = self.open.pop()
        if tag and tag != expected:
            reason = 'Unmatched end tag at byte offset {}, expected "</{}>", found "</{}>"'
            _cannot_parse(reason.format(_bytes(self.source[:begin]), expected, tag))
        self.close(expected, attributes, units, self.output.text[characters:])

    def close(self, tag: str, attributes: dict[str, str], offset: int, inner: str) -> None:
        length = self.output.units - offset
        if not length:
            return
        details = self.details(tag, attributes, inner)
        if not details:
            return
        entity = {**_entity("", offset, length), **details}
        previous = self.entities[-1] if self.entities else None
        if previous and self.make_language_block(previous, entity):
            return
        self.entities.append(entity)

    def make_language_block(self, inner: Entity, outer: Entity) -> bool:
        """Turn code and pre of the very same span into one pre, if the code names a language."""
        if (inner["offset"], inner["length"]) != (outer["offset"], outer["length"]):
            return False
        if {inner["type"], outer["type"]} != {"pre", "code"} or "language" in inner:
            return False
        language = inner.pop("class", None) or outer.pop("class", None)
        if not language:
            return False
        inner.update(type="pre", language=language)
        return True

    def details(self, tag: str, attributes: dict[str, str], inner: str) -> Entity | None:
        kind = _TAGS[tag]
        if kind == "text_link":
            return _link_details(attributes.get("href") or inner)
        if kind == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        if kind == "code":
            return {"type": "code", "class": attributes.get("class", "")[len("language-") :]}
        if kind == "custom_emoji":
            try:
                return _emoji_details(attributes.get("emoji-id", ""))
            except _Invalid:
                _cannot_parse("Invalid custom emoji identifier specified")
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
            details = _date_details(unix_time, attributes.get("format", ""))
        except _Invalid:
            _cannot_parse("Invalid date format used")
        return details if 0 < unix_time < 1 << 31 else None


###############################################################################
# MarkdownV2 ##################################################################
###############################################################################

_MARKS = {
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
    **{_MARKS[mark]: mark for mark in ("*", "_", "__", "~", "||", "`", "```")},
}
_NAMES = {"text_link": "TextUrl", "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote"}  # in error texts
_ESCAPED = re.compile(r"\\([\x01-\x7e])")
_PLAIN = re.compile(r"[^\\\n_*\[\]()~`>#+\-=|{}.!]+")
_PLAIN_CODE = re.compile(r"[^\\`]+")
_MARK = re.compile(r"__|\|\||```|!\[|.", re.DOTALL)
_FOLD = re.compile(r"\|\|(\r?\n(?!>)|\Z)")
_LINK_END = re.compile(r"\(((?:\\[\x01-\x7e]|[^)])*)(\)?)", re.DOTALL)
_LANGUAGE = re.compile(rf"([^{_SPACE}`]+)(?=[{_SPACE}])|")
_NEWLINE = re.compile(r"\n\r?|\r\n?|")


class _MarkdownV2:
    """Reads one MarkdownV2 text; `self.open` holds the entities whose end is still to come, outermost first."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.at = 0
        self.output = _Output()
        self.entities: list[Entity] = []
        self.open: list[tuple[str, str, int, int, int]] = []  # kind, language, place, units and characters before
        self.in_quote = False
        self.line_start = True  # only here a quote may begin

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
        _cannot_parse(f"{reason} at byte offset {_bytes(self.source[:at])}")

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
        in_code = self.kind in _CODE
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
            self.entities.append({**_entity("", offset, self.output.units - offset), **details})

    def read_mark(self) -> bool:
        begin = self.at
        match = _MARK.match(self.source, begin)
        assert match  # there is a character
        mark = match[0]
        if mark == "```" and self.kind == "code":
            mark = "`"
        self.at += len(mark)
        if mark == _END_MARKS.get(self.kind):
            self.read_end()
        elif mark == ">" and self.line_start and self.in_quote:
            pass
        elif mark not in _MARKS or (mark == ">" and not self.line_start):
            reason = "Character '{}' is reserved and must be escaped with the preceding '\\'"
            _cannot_parse(reason.format(mark[0]))
        else:
            self.read_begin(_MARKS[mark], begin)
        return True

    def read_begin(self, kind: str, begin: int) -> None:
        language = ""
        if kind == "blockquote":
            self.in_quote = True
        if kind == "pre":
            language = self.take(_LANGUAGE)[1] or ""
            self.take(_NEWLINE)
        self.open.append((kind, language, begin, self.output.units, len(self.output.text)))

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.source, self.at)
        assert match  # the patterns here also match nothing
        self.at = match.end()
        return match

    def read_end(self) -> None:
        kind, language, _, offset, characters = self.open.pop()
        if kind == "text_link":
            link = self.read_link()
            self.keep(_link_details(self.output.text[characters:] if link is None else link), offset)
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
        _cannot_parse("The entity must contain a tg://emoji or tg://time URL")
    try:
        if (query := _own_query(link, "emoji")) is not None:
            return _emoji_details(query.get("id", ""))
        if (query := _own_query(link, "time")) is not None:
            unix_time = _strict_int(query.get("unix", ""), 32)
            if unix_time > 0:
                return _date_details(unix_time, query.get("format", ""))
    except _Invalid:
        pass
    _cannot_parse("Invalid tg://emoji or tg://time URL specified")


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


def _read_legacy(text: str) -> tuple[str, list[Entity]]:
    output, entities, at = _Output(), [], 0
    while match := _LEGACY.search(text, at):
        output.add(text[at : match.start()])
        at = match.end()
        inner = next(match[name] for name in ("escaped", "pre", "marked", "link") if match[name] is not None)
        if not (match["escaped"] or match["end_pre"] or match["end_mark"] or match["end_link"]):
            _cannot_parse(f"Can't find end of the entity starting at byte offset {_bytes(text[: match.start()])}")
        offset = output.units
        output.add(inner)
        if match["escaped"] or output.units == offset:
            continue
        address = _LEGACY_ADDRESS.match(text, at) if match["link"] else None
        at = address.end() if address else at
        details = _legacy_details(match, address, output.text, text)
        if details:
            entities.append({**_entity("", offset, output.units - offset), **details})
    output.add(text[at:])
    return output.text, entities


def _legacy_details(match: re.Match[str], address: re.Match[str] | None, output: str, source: str) -> Entity | None:
    if match["link"] is not None:
        return _link_details(address[1] if address else _text_as_address(match, output, source))
    if match["pre"] is not None:
        return {"type": "pre", "language": match["language"]} if match["language"] else {"type": "pre"}
    return {"type": _MARKS[match["mark"]]}


def _text_as_address(match: re.Match[str], output: str, source: str) -> str:
    """Give the address of a link without one, with Telegram's fault.

    It writes the output over the source, so the text it then reads as the address may be moved: `[x.com]` gives
    `.comm`.
    """
    written, original = output.encode(), source.encode()
    begin, end = (_bytes(source[: match.start("link")]), _bytes(source[: match.end("link")]))
    return (written + original[len(written) :])[begin:end].decode(errors="replace")


###############################################################################
# parse #######################################################################
###############################################################################

_READERS: dict[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "": lambda text: (text, []),
    "none": lambda text: (text, []),
    "html": lambda text: _Html(text).read(),
    "markdown": _read_legacy,
    "markdownv2": lambda text: _MarkdownV2(text).read(),
}


def parse(text: str, parse_mode: str | None = None) -> tuple[str, list[Entity]]:
    """Read *text* in *parse_mode* (HTML, MarkdownV2 or Markdown, in any case) into plain text and entities.

        >>> parse("*a* _b_", "MarkdownV2")
        ('a b', [{'type': 'bold', 'offset': 0, 'length': 1}, {'type': 'italic', 'offset': 2, 'length': 1}])

    Nothing is cleaned yet: see `fix`. Raises `FormatError` with Telegram's own words.
    """
    _require_unicode(text)
    reader = _READERS.get((parse_mode or "").lower())
    if reader is None:
        raise FormatError("unsupported parse_mode")
    text, entities = reader(text)
    return text, sorted(entities, key=_place)


###############################################################################
# find_entities ###############################################################
###############################################################################

_GAPS = r" \xa0\u1680\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000"
_NAME_LETTER = rf"[^\n/\[\]{{}}()'`<>\"@«»{_GAPS}]"
_LOGIN_BACKWARDS = re.compile(f"{_NAME_LETTER}*")
_HOST_BACKWARDS = re.compile(rf"(?:[A-Za-z0-9.\-_~]|[^\0-\xbf{_GAPS}])*(?:@{_NAME_LETTER}+)?")
#: A scheme that is an address of the web, also at the end of a longer word, but for three that are schemes themselves.
_SCHEME_BEFORE = re.compile(r"(?<![a-z0-9])(?!(?:shttp|[ts]ftp):)[a-z0-9]*?((?:https?|ftp|tonsite)://)\Z")
_DOMAIN_END = re.compile(rf"(?:[A-Za-z0-9.\-_~@]|[^\0-\xbf{_GAPS}])*")
_URL_PORT = re.compile(r":0*([1-9][0-9]{0,4})(?![0-9])")
_URL_PATH = re.compile(rf"[/?#][^\n<>\"«»{_GAPS}]*")
_PATH_TAIL = ".:;,('?!`"

# The middle dot, the non-joiner and the signs of Sinhala belong to hashtags as letters do.
_TAG_CHARACTER = "\\w\xb7\u200c\u0d80-\u0dff"
_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32})(?!\w)")
_SHORT_MENTIONS = {"gif", "nft", "pic", "ufc", "vid"}
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32}|(?!@))(?![\w/<>])")
_HASHTAG = re.compile(rf"#([{_TAG_CHARACTER}]+)")
_AT_NAME = re.compile("@[A-Za-z0-9_]{3,32}")
_AT_WHOLE_NAME = re.compile("@[A-Za-z0-9_]{3,32}(?![A-Za-z0-9_])")
_CASHTAG = re.compile(r"\$(?:1INCH|[A-Z]{1,8})(?![A-Z])")
_CARD = re.compile(r"[0-9]{16,19}(?= )|[0-9][0-9 \-]*")
_OWN_URL = re.compile(r"(tg|ton|tonsite)(?=(://[A-Za-z0-9_\-]{1,253}))", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(
    r"(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}"
    r"@(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9][.]){1,6}[a-z]{2,8}",
    re.IGNORECASE | re.ASCII,
)
_IPV4_PART = re.compile(r"0|[1-9][0-9]{0,2}")

Span = tuple[int, int]


def _is_tag_character(character: str) -> bool:
    if not re.match(f"[{_TAG_CHARACTER}]", character):
        return False
    return character.isascii() or unicodedata.category(character) not in ("No", "Nl")


def _find_mentions(text: str) -> Iterator[Span]:
    for match in _MENTION.finditer(text):
        if len(match[1]) >= 4 or match[1].lower() in _SHORT_MENTIONS:
            yield match.span()


def _find_commands(text: str) -> Iterator[Span]:
    return (match.span() for match in _COMMAND.finditer(text))


def _find_hashtags(text: str) -> Iterator[Span]:
    for match in _HASHTAG.finditer(text):
        begin, end = match.span()
        end = next((i for i in range(begin + 1, end) if not _is_tag_character(text[i])), end)
        if (begin and _is_tag_character(text[begin - 1])) or text[end : end + 1] == "#":
            continue
        end = min(end, begin + 257)
        if not any(unicodedata.category(character).startswith("L") for character in text[begin:end]):
            continue
        name = _AT_NAME.match(text, end)
        end = name.end() if name else end
        if text[end : end + 1] != "#":
            yield begin, end


def _find_cashtags(text: str) -> Iterator[Span]:
    for match in _CASHTAG.finditer(text):
        begin, end = match.span()
        name = _AT_WHOLE_NAME.match(text, end)
        end = name.end() if name else end
        neighbours = text[max(begin - 1, 0) : begin] + text[end : end + 1]
        if not any(character == "$" or _is_tag_character(character) for character in neighbours):
            yield begin, end


def _find_cards(text: str) -> Iterator[Span]:
    at = 0
    while match := _CARD.search(text, at):
        begin, at = match.start(), match.end()
        if _joins(text[begin - 1 : begin], ".,+-_"):
            at = begin + len(text[begin:]) - len(text[begin:].lstrip("0123456789 -"))
            continue
        number = match[0].rstrip(" -")
        digits = re.sub("[ -]", "", number)
        is_alone = not _joins(text[begin + len(number) :][:1], "-_")
        if is_alone and 13 <= len(digits) <= 19 and len(number) < 2 * len(digits) and _is_card(digits):
            yield begin, begin + len(number)


def _joins(neighbour: str, marks: str) -> bool:
    """Tell whether the character beside a number makes it part of something larger."""
    return neighbour != "" and (neighbour in marks or unicodedata.category(neighbour).startswith("L"))


def _is_card(digits: str) -> bool:
    """Check the check digit (Luhn) and the length, as far as the kind of card is known."""
    doubled = "0516273849"
    checked = [doubled.index(digit) if i % 2 else int(digit) for i, digit in enumerate(reversed(digits))]
    if sum(checked) % 10:
        return False
    first, length = int(digits[:4]), len(digits)
    if digits[0] == "4":
        return length in (13, 16, 18, 19)
    if 5100 <= first < 5600 or 2200 <= first <= 2204 or 2221 <= first <= 2720:
        return length == 16
    if digits[:2] in ("34", "37"):
        return length == 15
    if digits[:2] in ("62", "81"):
        return length >= 16
    return True


def _find_own_urls(text: str) -> Iterator[Span]:
    """Find addresses of Telegram's own schemes. Of tonsite:// it takes the last three letters: so does Telegram."""
    end = 0
    for match in _OWN_URL.finditer(text):
        if end and _bytes(text[end : end + 6]) < 6:
            return  # Telegram looks no further when fewer bytes are left
        end = _path_end(text, match.end(2))
        yield match.end(1) - min(len(match[1]), 3), end


def _find_urls(text: str) -> Iterator[tuple[str, Span]]:
    """Find web and mail addresses: everything starts at a dot, then grows to both sides."""
    start = 0
    while True:
        dot = text.find(".", start)
        if dot < 0 or dot + 1 == len(text):
            return
        if text[dot + 1] == " ":
            start = dot + 2
            continue
        run = _run_end(text, dot)
        end = _url_end(text, run, dot)
        begin = _url_begin(text, start, dot, run)
        if begin is None:
            end = text.rfind(".", 0, end) + 1
        else:
            if end > dot + 1:
                yield from _check_url(text, begin, end)
            while text[end : end + 1] == ".":
                end += 1
        start = max(end, dot + 1)


def _run_end(text: str, dot: int) -> int:
    """Tell where the letters end that stand from *dot* on without a gap, among them perhaps an @."""
    match = _DOMAIN_END.match(text, dot)
    assert match  # the dot at least
    return match.end()


def _url_begin(text: str, start: int, dot: int, run: int) -> int | None:
    """Tell where the address around *dot* begins; `None`: what stands before it lets it be none.

    It is read backwards, from the @ of the run or else from the dot: a host, with a login before it if an @ is there.
    """
    at = text.find("@", dot, run)
    middle, pattern = (dot, _HOST_BACKWARDS) if at < 0 else (at, _LOGIN_BACKWARDS)
    begin = middle - len(pattern.match(text[start:middle][::-1])[0])  # type: ignore[index]  # matches any text
    before = _lower(text[start:begin])
    if before.endswith("://") and len(before.encode()) >= 6:
        scheme = _SCHEME_BEFORE.search(before)
        return begin - len(scheme[1]) if scheme else None
    return None if before and re.match(r"[\w/#@]", text[begin - 1]) else begin


def _url_end(text: str, end: int, dot: int) -> int:
    port = _URL_PORT.match(text, end)
    if port and int(port[1]) <= 65535:
        end = port.end()
    end = _path_end(text, end)
    while end > dot + 1 and text[end - 1] == ".":
        end -= 1
    return end


def _path_end(text: str, begin: int) -> int:
    """Tell where the path ends that may begin at *begin*; a lone ? or # is none."""
    match = _URL_PATH.match(text, begin)
    if not match:
        return begin
    length = 1 + len(match[0][1:].rstrip(_PATH_TAIL))
    return begin + length if length > 1 or match[0].startswith("/") else begin


def _check_url(text: str, begin: int, end: int) -> Iterator[tuple[str, Span]]:
    url = text[begin:end]
    if _EMAIL.fullmatch(url):
        yield "email", (begin, end)
    elif url.startswith("mailto:") and _EMAIL.fullmatch(url[7:]):
        yield "email", (begin + 7, end)
    elif length := _url_length(url):
        yield "url", (begin, begin + length)


def _url_length(url: str) -> int:
    """Tell how much of *url* is an address: 0 if its host is none; the path ends at a bracket that nothing opens."""
    scheme = re.match(r"(?:https?|ftp|tonsite)://", url, re.IGNORECASE)
    rest = url[scheme.end() :] if scheme else url
    place = re.match("[^/?#]*", rest)[0]  # type: ignore[index]  # matches any text
    host = place.partition("@")[2] if "@" in place else place
    colon = host.rfind(":")
    host = host[:colon] if colon >= 0 else host
    if _lower(host) == "teiegram.org" or not (_is_ipv4(host) or _is_host(host, scheme is not None)):
        return 0
    path = rest[len(place) :]
    return len(url) - len(path) + _path_length(path)


def _is_ipv4(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and all(_IPV4_PART.fullmatch(part) and int(part) < 256 for part in parts)


def _path_length(path: str) -> int:
    closes = {")": "(", "]": "[", "}": "{"}
    balance = dict.fromkeys("([{", 0)
    length = len(path)
    for i, character in enumerate(path):
        if character in balance:
            balance[character] += 1
        elif character in closes:
            balance[closes[character]] -= 1
            if balance[closes[character]] < 0:
                length = i
                break
    return len(path[:length].rstrip(_PATH_TAIL))


def _is_host(host: str, has_scheme: bool) -> bool:
    parts = host.split(".")
    if len(parts) < 2 or any(not part or len(part.encode()) >= 64 or part.endswith("-") for part in parts):
        return False
    if "_" in parts[-2]:
        return False
    top = parts[-1]
    if top.startswith("xn--"):
        return len(top) > 5 and re.fullmatch("[A-Za-z0-9]*", top[4:]) is not None
    if has_scheme:
        return len(top) > 1 and not re.search("[_-]", top) and not re.fullmatch("[0-9.]*", host)
    lower = top.lower()
    return lower in _TOP_LEVEL and (lower == top or lower[1:] != top[1:])


_FINDERS: list[tuple[str, Callable[[str], Iterable[Span]]]] = [
    ("mention", _find_mentions),
    ("bot_command", _find_commands),
    ("hashtag", _find_hashtags),
    ("cashtag", _find_cashtags),
    ("bank_card_number", _find_cards),
    ("url", _find_own_urls),
]


def find_entities(text: str) -> list[Entity]:
    """Find what Telegram marks by itself: mentions, hashtags, cashtags, commands, links, mail addresses, bank cards.

        >>> find_entities("see example.com")
        [{'type': 'url', 'offset': 4, 'length': 11}]

    Telephone numbers are not found: only the server knows how.
    """
    found = [(kind, span) for kind, find in _FINDERS for span in find(text)]
    found += _find_urls(text)
    entities = [_entity(kind, begin, end - begin) for kind, (begin, end) in found]
    entities = _without_crossing(sorted(entities, key=_place))
    astral = [match.start() for match in _ASTRAL.finditer(text)]
    return [_in_units(entity, astral) for entity in entities] if astral else entities


def _in_units(entity: Entity, astral: list[int]) -> Entity:
    """Move an entity from code points to UTF-16 units, given the places of the characters that take two."""
    begin, end = (place + bisect_left(astral, place) for place in (entity["offset"], _end(entity)))
    return {**entity, "offset": begin, "length": end - begin}


def _without_crossing(entities: list[Entity]) -> list[Entity]:
    """Keep of sorted entities each that begins after the end of all kept before it."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity["offset"] >= _end(kept[-1]):
            kept.append(entity)
    return kept


# The top-level domains that make a link out of a word with a dot, without any "http://".
_TOP_LEVEL_NAMES = """
aaa aarp abb abbott abbvie abc able abogado abudhabi ac academy accenture accountant accountants aco actor ad ads
adult ae aeg aero aetna af afl africa ag agakhan agency ai aig airbus airforce airtel akdn al alibaba alipay allfinanz
allstate ally alsace alstom am amazon americanexpress americanfamily amex amfam amica amsterdam analytics android
anquan anz ao aol apartments app apple aq aquarelle ar arab aramco archi army arpa art arte as asda asia associates at
athleta attorney au auction audi audible audio auspost author auto autos aw aws ax axa az azure ba baby baidu banamex
band bank bar barcelona barclaycard barclays barefoot bargains baseball basketball bauhaus bayern bb bbc bbt bbva bcg
bcn bd be beats beauty beer bentley berlin best bestbuy bet bf bg bh bharti bi bible bid bike bing bingo bio biz bj
black blackfriday blockbuster blog bloomberg blue bm bms bmw bn bnpparibas bo boats boehringer bofa bom bond boo book
booking bosch bostik boston bot boutique box br bradesco bridgestone broadway broker brother brussels bs bt build
builders business buy buzz bv bw by bz bzh ca cab cafe cal call calvinklein cam camera camp canon capetown capital
capitalone car caravan cards care career careers cars casa case cash casino cat catering catholic cba cbn cbre cc cd
center ceo cern cf cfa cfd cg ch chanel channel charity chase chat cheap chintai christmas chrome church ci cipriani
circle cisco citadel citi citic city ck cl claims cleaning click clinic clinique clothing cloud club clubmed cm cn co
coach codes coffee college cologne com commbank community company compare computer comsec condos construction
consulting contact contractors cooking cool coop corsica country coupon coupons courses cpa cr credit creditcard
creditunion cricket crown crs cruise cruises cu cuisinella cv cw cx cy cymru cyou cz dabur dad dance data date datsun
day dclk dds de deal dealer deals degree delivery dell deloitte delta democrat dental dentist desi design dev dhl
diamonds diet digital direct directory discount discover dish diy dj dk dm dnp do docs doctor dog domains dot download
drive dtv dubai dunlop dupont durban dvag dvr dz earth eat ec eco edeka edu education ee eg email emerck energy
engineer engineering enterprises epson equipment er ericsson erni es esq estate et eu eurovision eus events exchange
expert exposed express extraspace fage fail fairwinds faith family fan fans farm farmers fashion fast fedex feedback
ferrari ferrero fi fidelity fido film final finance fire firestone firmdale fish fishing fit fitness fj fk flickr
flights flir florist flowers fly fm fo foo food football ford forex forsale forum foundation fox fr free fresenius frl
frogans frontier ftr fujitsu fun fund furniture futbol fyi ga gal gallery gallo gallup game games gap garden gay gb
gbiz gd gdn ge gea gent genting george gf gg ggee gh gi gift gifts gives giving gl glass gle global globo gm gmail
gmbh gmo gmx gn godaddy gold goldpoint golf goo goodyear goog google gop got gov gp gq gr grainger graphics gratis
green gripe grocery group gs gt gu gucci guge guide guitars guru gw gy hair hamburg hangout haus hbo hdfc hdfcbank
health healthcare help helsinki here hermes hiphop hisamitsu hitachi hiv hk hkt hm hn hockey holdings holiday
homedepot homegoods homes homesense honda horse hospital host hosting hot hotmail house how hr hsbc ht hu hughes hyatt
hyundai ibm icbc ice icu id ie ieee ifm ikano il im imamat imdb immo immobilien in inc industries infiniti info ing
ink institute insure int international intuit investments io ipiranga iq ir irish is ismaili ist istanbul it itau itv
jaguar java jcb je jeep jetzt jewelry jio jll jm jmp jnj jo jobs joburg jot joy jp jpmorgan jprs juegos juniper kaufen
kddi ke kerryhotels kerrylogistics kerryproperties kfh kg kh ki kia kids kim kindle kitchen kiwi km kn koeln komatsu
kosher kp kpmg kpn kr krd kred kuokgroup kw ky kyoto kz la lacaixa lamborghini lamer lancaster land landrover lanxess
lasalle lat latino latrobe law lawyer lb lc lds lease leclerc lefrak legal lego lexus lgbt li lidl life lifeinsurance
lifestyle lighting like lilly limited limo lincoln link lipsy live living lk llc llp loan loans locker locus lol
london lotte lotto love lpl lplfinancial lr ls lt ltd ltda lu lundbeck luxe luxury lv ly ma madrid maif maison makeup
man management mango map market marketing markets marriott marshalls mattel mba mc mckinsey md me med media meet
melbourne meme memorial men menu merckmsd mg mh miami microsoft mil mini mint mit mitsubishi mk ml mlb mls mm mma mn
mo mobi mobile moda moe moi mom monash monster mormon mortgage moscow moto motorcycles mov movie mp mq mr ms msd mt
mtn mtr mu museum music mv mw mx my mz na nab nagoya name navy nba nc ne nec net netbank netflix network neustar new
news next nextdirect nexus nf nfl ng ngo nhk ni nico nike nikon ninja nissan nissay nl no nokia norton now nowruz
nowtv np nr nra nrw ntt nu nyc nz obi observer office okinawa olayan olayangroup ollo om omega one ong onion onl
online ooo open oracle orange org organic origins osaka otsuka ott ovh pa page panasonic paris pars partners parts
party pay pccw pe pet pf pfizer pg ph pharmacy phd philips phone photo photography photos physio pics pictet pictures
pid pin ping pink pioneer pizza pk pl place play playstation plumbing plus pm pn pnc pohl poker politie porn post pr
pramerica praxi prime pro prod productions prof progressive promo properties property protection pru prudential ps pt
pub pw pwc py qa qpon quebec racing radio re read realestate realtor realty recipes red redstone redumbrella rehab
reise reisen reit reliance ren rent rentals repair report republican rest restaurant review reviews rexroth rich
richardli ricoh ril rio rip ro rocks rodeo rogers room rs rsvp ru rugby ruhr run rw rwe ryukyu sa saarland safe safety
sakura sale salon samsclub samsung sandvik sandvikcoromant sanofi sap sarl sas save saxo sb sbi sbs sc scb schaeffler
schmidt scholarships school schule schwarz science scot sd se search seat secure security seek select sener services
seven sew sex sexy sfr sg sh shangrila sharp shell shia shiksha shoes shop shopping shouji show si silk sina singles
site sj sk ski skin sky skype sl sling sm smart smile sn sncf so soccer social softbank software sohu solar solutions
song sony soy spa space sport spot sr srl ss st stada staples star statebank statefarm stc stcgroup stockholm storage
store stream study style su sucks supplies supply support surf surgery suzuki sv swatch swiss sx sy sydney systems sz
tab taipei talk taobao target tatamotors tatar tattoo tax taxi tc tci td tdk team tech technology tel temasek tennis
teva tf tg th thd theater theatre tiaa tickets tienda tips tires tirol tj tjmaxx tjx tk tkmaxx tl tm tmall tn to today
tokyo ton tools top toray toshiba total tours town toyota toys tr trade trading training travel travelers
travelersinsurance trust trv tt tube tui tunes tushu tv tvs tw tz ua ubank ubs ug uk unicom university uno uol ups us
uy uz va vacations vana vanguard vc ve vegas ventures verisign versicherung vet vg vi viajes video vig viking villas
vin vip virgin visa vision viva vivo vlaanderen vn vodka volvo vote voto voyage vu wales walmart walter wang wanggou
watches weather weatherchannel webcam weber website wed wedding weibo weir wf whoswho wien wiki williamhill win
windows wine winners wme wolterskluwer woodside work works world wow ws wtc wtf xbox xerox xihuan xin xxx xyz yachts
yahoo yamaxun yandex ye yodobashi yoga yokohama you youtube yt yun za zappos zara zero zip zm zone zuerich zw ελ ευ бг
бел дети ею католик ком мкд мон москва онлайн орг рус рф сайт срб укр қаз հայ ישראל קום ابوظبي ارامكو الاردن البحرين
الجزائر السعودية العليان المغرب امارات ایران بارت بازار بيتك بھارت تونس سودان سورية شبكة عراق عرب عمان فلسطين قطر
كاثوليك كوم مصر مليسيا موريتانيا موقع همراه پاکستان ڀارت कॉम नेट भारत भारतम् भारोत संगठन বাংলা ভারত ভাৰত ਭਾਰਤ ભારત
ଭାରତ இந்தியா இலங்கை சிங்கப்பூர் భారత్ ಭಾರತ ഭാരതം ලංකා คอม ไทย ລາວ გე みんな アマゾン クラウド グーグル コム ストア
セール ファッション ポイント 世界 中信 中国 中國 中文网 亚马逊 企业 佛山 信息 健康 八卦 公司 公益 台湾 台灣 商城 商店
商标 嘉里 嘉里大酒店 在线 大拿 天主教 娱乐 家電 广东 微博 慈善 我爱你 手机 招聘 政务 政府 新加坡 新闻 时尚 書籍 淡马锡
游戏 澳門 点看 移动 组织机构 网址 网店 网站 网络 联通 谷歌 购物 通販 集团 電訊盈科 飞利浦 食品 餐厅 香格里拉 香港 닷넷
닷컴 삼성 한국
"""
_TOP_LEVEL = frozenset(_TOP_LEVEL_NAMES.split())


###############################################################################
# fix #########################################################################
###############################################################################

_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_MARKS_IN_A_ROW = re.compile("[\u200e\u200f](?=[\u200e\u200f])")  # of direction marks only the last one counts
_CONTROL = re.compile("[\0-\x09\x0b\x0c\x0e-\x1f]")
_MAX_OFFSET = 1_000_000


def fix(
    text: str,
    entities: Iterable[Entity] = (),
    *,
    automatic: bool = True,
    trim: bool = True,
    allow_empty: bool = False,
) -> tuple[str, list[Entity]]:
    """Clean *text* and *entities* as Telegram does with every text that it gets.

        >>> fix(" Hi \\r\\n", [{"type": "bold", "offset": 1, "length": 3}])
        ('Hi', [{'type': 'bold', 'offset': 0, 'length': 2}])

    *automatic* adds what `find_entities` finds, *trim* cuts blanks at both ends, *allow_empty* takes a text of blanks.
    Raises `FormatError` for entities that do not lie in the text.
    """
    _require_unicode(text)
    fixed = _nest(_check_ranges(entities))
    text, fixed = _clean(text, fixed)
    fixed = _nest(fixed)
    if not text.strip(" \n"):
        if not allow_empty:
            raise FormatError("text must be non-empty")
        return "", []
    if trim:
        text, fixed = _trim(text, fixed)
    if automatic:
        fixed = _merge(fixed, find_entities(text))
    return text, fixed


def _check_ranges(entities: Iterable[Entity]) -> list[Entity]:
    checked = []
    for entity in entities:
        for name in ("offset", "length"):
            if not 0 <= entity[name] <= _MAX_OFFSET:
                raise FormatError(f"receive an entity with incorrect {name} {entity[name]}")
        if entity["length"]:
            checked.append(entity)
    return checked


def _nest(entities: list[Entity]) -> list[Entity]:
    """Drop and split entities until none cross, pre and code hold nothing else, and links hold no links."""
    entities = sorted(entities, key=_place)
    quotes = _without_crossing([entity for entity in entities if entity["type"] in _QUOTE])
    fixed = _without_crossing([entity for entity in entities if entity["type"] not in (*_QUOTE, *_SPLITTABLE)])
    fixed = _within_quotes(fixed, quotes)
    return _split([entity for entity in entities if entity["type"] in _SPLITTABLE], fixed + quotes)


class _Row:
    """Entities side by side, of which none crosses another, to look up by place."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities = sorted(entities, key=_place)
        self.begins = [entity["offset"] for entity in self.entities]
        self.ends = [_end(entity) for entity in self.entities]

    def under(self, entity: Entity) -> list[Entity]:
        """Give those that share a place with *entity*."""
        return self.entities[bisect_right(self.ends, entity["offset"]) : bisect_left(self.begins, _end(entity))]


def _within_quotes(entities: list[Entity], quotes: list[Entity]) -> list[Entity]:
    """Keep the entities that lie wholly inside a quote or wholly outside all of them."""
    row = _Row(quotes)

    def fits(entity: Entity) -> bool:
        return all(quote["offset"] <= entity["offset"] and _end(entity) <= _end(quote) for quote in row.under(entity))

    return [entity for entity in entities if fits(entity)]


def _split(splittable: list[Entity], others: list[Entity]) -> list[Entity]:
    """Cut bold and its like wherever another entity begins or ends; none is left inside pre and code."""
    runs = [(kind, *span) for kind in _SPLITTABLE for span in _runs(splittable, kind)]
    places = {begin for _, begin, _ in runs}
    places.update(place for other in others for place in (other["offset"], _end(other)))
    cuts = sorted(places)
    bare = _Row(other for other in others if other["type"] in _BARE)
    pieces = []
    for kind, begin, end in runs:
        stops = [begin, *cuts[bisect_right(cuts, begin) : bisect_left(cuts, end)], end]
        pieces += [_entity(kind, a, b - a) for a, b in itertools.pairwise(stops)]
    return sorted([piece for piece in pieces if not bare.under(piece)] + others, key=_place)


def _runs(entities: list[Entity], kind: str) -> list[Span]:
    """Join the entities of one kind that overlap or touch."""
    runs: list[Span] = []
    for entity in entities:
        if entity["type"] != kind:
            continue
        if runs and entity["offset"] <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], _end(entity)))
        else:
            runs.append((entity["offset"], _end(entity)))
    return runs


def _merge(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    """Add the found entities that cross none of the given ones."""
    if not found:
        return entities
    quotes = [entity for entity in entities if entity["type"] in _QUOTE]
    given = [entity for entity in entities if entity["type"] not in (*_QUOTE, *_SPLITTABLE)]
    row = _Row(given)
    found = [entity for entity in _within_quotes(found, quotes) if not row.under(entity)]
    return _split([entity for entity in entities if entity["type"] in _SPLITTABLE], given + found + quotes)


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Remove what Telegram does not keep and move the entities along."""
    if entities:
        astral = [match.start() for match in _ASTRAL.finditer(text)]
        _check_places(text, entities, {place + before + 1 for before, place in enumerate(astral)})
        removed = [match.start() + bisect_left(astral, match.start()) for match in _REMOVED.finditer(text)]
        entities = [_without_removed(entity, removed) for entity in entities] if removed else entities
    text = _CONTROL.sub(" ", _REMOVED.sub("", text))
    return _MARKS_IN_A_ROW.sub("\u200c", text), [entity for entity in entities if entity["length"]]


def _without_removed(entity: Entity, removed: list[int]) -> Entity:
    begin, end = (place - bisect_left(removed, place) for place in (entity["offset"], _end(entity)))
    return {**entity, "offset": begin, "length": end - begin}


def _check_places(text: str, entities: list[Entity], middles: set[int]) -> None:
    """Refuse entities that leave the text or begin or end in one of *middles*, between the halves of a character."""
    size = _units(text)

    def split_at(place: int) -> str:
        return f"in a middle of a UTF-16 symbol at byte offset {_bytes(_take_units(text, place + 1))}"

    faults = []  # Telegram names the one that it meets first
    for order, entity in enumerate(entities):
        begin, end = entity["offset"], _end(entity)
        if begin > size:
            faults.append((size + 1, 0, order, f"entity begins after the end of the text at UTF-16 offset {begin}"))
        elif begin in middles:
            faults.append((begin, 1, order, f"entity begins {split_at(begin)}"))
        elif end > size:
            reason = f"ends after the end of the text at UTF-16 offset {end}"
            faults.append((size + 2, 0, -order, f"entity beginning at UTF-16 offset {begin} {reason}"))
        elif end in middles:
            faults.append((end, 0, -order, f"entity beginning at UTF-16 offset {begin} ends {split_at(end)}"))
    if faults:
        raise FormatError(min(faults)[-1])


def _take_units(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut blanks at the end, and at the start up to the first entity."""
    text = text.rstrip(" \n")
    size = _units(text)
    kept = [
        {**entity, "length": min(entity["length"], size - entity["offset"])}
        for entity in entities
        if entity["offset"] < size
    ]
    kept.sort(key=_place)
    blanks = len(text) - len(text.lstrip(" \n"))
    cut = min(blanks, kept[0]["offset"]) if kept else blanks
    return text[cut:], [{**entity, "offset": entity["offset"] - cut} for entity in kept]


###############################################################################
# format_text #################################################################
###############################################################################

_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
_MAX_BYTES = 1 << 15


def format_text(
    text: str, parse_mode: str | None = None, entities: Iterable[Entity] | None = None
) -> tuple[str, list[Entity]]:
    """Do with a text all that sendMessage does before it sends: check, parse, clean, find entities.

        >>> format_text(" *Hi* @botfather ", "MarkdownV2")[0]
        'Hi @botfather'

    A *parse_mode* makes it ignore *entities*. Raises `FormatError` with the words of Telegram's answer.
    """
    if not text:
        raise FormatError("message text is empty")
    _require_unicode(text)
    if _bytes(text) > _MAX_BYTES:
        raise FormatError("text is too long")
    text, parsed = parse(text, parse_mode)
    is_plain = (parse_mode or "").lower() in ("", "none")
    checked = [_check_given(entity) for entity in (entities or () if is_plain else parsed)]
    text, fixed = fix(text, [entity for entity in checked if entity])
    return text, [entity for entity in fixed if entity["type"] != "bank_card_number"]


def _check_given(entity: Entity) -> Entity | None:
    """Take over what Telegram takes of a given entity; None for what it finds by itself or ignores."""
    for name in ("offset", "length", "type"):
        if name not in entity:
            raise FormatError(f"can't parse MessageEntity: Can't find field \"{name}\"")
    kind = entity["type"]
    if kind in _FOUND:
        return None
    if kind not in _RANK or not kind:
        raise FormatError("can't parse MessageEntity: Unsupported type specified")
    details = _given_details(kind, entity)
    return details and {**_entity(kind, entity["offset"], entity["length"]), **details}


def _given_details(kind: str, entity: Entity) -> Entity | None:
    if kind == "text_link":
        return _given_link(entity.get("url", ""))
    if kind == "text_mention":
        user = entity.get("user") or {}
        return {"type": kind, "user": user} if 0 < user.get("id", 0) <= _MAX_USER_ID else None
    if kind == "pre" and entity.get("language"):
        return {"type": kind, "language": _clean(entity["language"], [])[0]}
    try:
        if kind == "custom_emoji":
            return _emoji_details(str(entity.get("custom_emoji_id", "")))
        if kind == "date_time":
            return _given_date(entity.get("unix_time", 0), entity.get("date_time_format", ""))
    except _Invalid:
        name = "custom emoji identifier" if kind == "custom_emoji" else "date"
        raise FormatError(f"invalid {name} specified") from None
    return {"type": kind}


def _given_link(url: str) -> Entity:
    url = _clean(url, [])[0]
    try:
        return _link_details(url) or {"type": "text_link", "url": _tidy_link(url)}
    except _Invalid as error:
        raise FormatError(f"entity URL '{url}' is invalid: {error}") from None


def _given_date(unix_time: int, date_format: str) -> Entity:
    if not 0 < unix_time < 1 << 31:
        raise _Invalid
    return _date_details(unix_time, date_format)
