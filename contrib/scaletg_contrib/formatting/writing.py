"""Write a text with its entities as HTML or MarkdownV2."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import accumulate
from typing import Any, NamedTuple

from scaletg import Object, escape_html, escape_markdown
from scaletg_contrib.formatting.entities import CODE, QUOTE, SPLITTABLE, Entity, count_units

_HTML, _MARKDOWN = 1, 2
# How an entity is written in both modes: by the first row of its type whose details it has, else as plain text.
_FORMS = (
    ("bold", "<b>{text}</b>", "*{text}*"),
    ("italic", "<i>{text}</i>", "_{text}_"),
    ("underline", "<u>{text}</u>", "__{text}__"),
    ("strikethrough", "<s>{text}</s>", "~{text}~"),
    ("spoiler", "<tg-spoiler>{text}</tg-spoiler>", "||{text}||"),
    ("code", "<code>{text}</code>", "`{text}`"),
    ("pre", '<pre><code class="language-{language}">{text}</code></pre>', "```{language}\n{text}```"),
    ("pre", "<pre>{text}</pre>", "```\n{text}```"),
    ("blockquote", "<blockquote>{text}</blockquote>", None),
    ("expandable_blockquote", "<blockquote expandable>{text}</blockquote>", None),
    ("text_link", '<a href="{url}">{text}</a>', "[{text}]({url})"),
    ("text_mention", '<a href="tg://user?id={user_id}">{text}</a>', "[{text}](tg://user?id={user_id})"),
    (
        "custom_emoji",
        '<tg-emoji emoji-id="{custom_emoji_id}">{text}</tg-emoji>',
        "![{text}](tg://emoji?id={custom_emoji_id})",
    ),
    (
        "date_time",
        '<tg-time unix="{unix_time}" format="{date_time_format}">{text}</tg-time>',
        "![{text}](tg://time?unix={unix_time}&format={date_time_format})",
    ),
    ("date_time", '<tg-time unix="{unix_time}">{text}</tg-time>', "![{text}](tg://time?unix={unix_time})"),
)


# The details that a form needs.
_DETAILS: dict[str, set[str]] = {}
for _kind, *_forms in _FORMS:
    for _form in filter(None, _forms):
        _DETAILS[_form] = {*re.findall(r"{(\w+)}", _form)} - {"text"}


class _Span(NamedTuple):
    """A part of a text, in UTF-16 units, and the markup around it; the outer one of two has the lower *order*."""

    begin: int
    order: int
    end: int
    kind: str
    before: str
    after: str


def to_html(text: str, entities: Iterable[Any] | None) -> str:
    """Return *text* with its *entities* as HTML for parse_mode="HTML".

        >>> to_html("1 < 2", [{"type": "bold", "offset": 0, "length": 1}])
        '<b>1</b> &lt; 2'

    If two entities overlap partly, the later one is written in two parts. https://core.telegram.org/bots/api#html-style
    """
    data = _encode(text)
    size = len(data) // 2
    spans = _spans(entities, size, _HTML)
    return "".join(_write_part(data, 0, size, spans, escape_html))


def to_markdown(text: str, entities: Iterable[Any] | None) -> str:
    """Return *text* with its *entities* as MarkdownV2.

    MarkdownV2 can only quote whole lines and takes the end of the last one into the quote; other quotes are left out.
    https://core.telegram.org/bots/api#markdownv2-style
    """
    data, given = _encode(text), list(entities or ())
    size = len(data) // 2
    spans = _spans(given, size, _MARKDOWN)
    codes = _Places.of_kind("code", spans), _Places.of_kind("pre", spans)
    line_sizes = [count_units(line) + 1 for line in text.split("\n")]
    line_begins = set(accumulate(line_sizes, initial=0))
    parts, place = [], 0
    for kind, begin, end in _whole_line_quotes(given, line_begins, size):
        if begin < place:  # it is inside the previous quote
            continue
        if begin > place and any(places.has_end_after(begin) for places in codes):
            # The line end before the quote is written outside the code; inside it, the quote would not begin a line.
            parts += [_markdown_part(data, place, begin - 1, spans), "\n"]
        else:
            parts.append(_markdown_part(data, place, begin, spans))
        if place == begin > 0:
            parts.append("**")  # an empty bold keeps two quotes apart
        parts.append(">")
        parts.append(_markdown_part(data, begin, end, spans, _escape_quoted))
        if kind == "expandable_blockquote":
            parts.append("||")
        if end < size:
            parts.append("\n")
        place = min(end + 1, size)
    return "".join([*parts, _markdown_part(data, place, size, spans)])


def _whole_line_quotes(entities: Iterable[Any], line_begins: set[int], size: int) -> list[tuple[str, int, int]]:
    """Return kind, begin and end of the quotes that begin and end with a line; the end of the last line is left out."""
    quotes = []
    for entity in map(_as_dictionary, entities):
        if not _is_entity(entity) or entity["type"] not in QUOTE:
            continue
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if begin not in line_begins or not 0 <= begin < end <= size:
            continue
        if end in line_begins:
            quotes.append((entity["type"], begin, end - 1))
        elif end + 1 in line_begins:
            quotes.append((entity["type"], begin, end))
    return sorted(quotes, key=lambda quote: (quote[1], -quote[2]))


class _Places:
    """Spans of one kind, which do not overlap, to look up by position."""

    def __init__(self, spans: Iterable[_Span]) -> None:
        ordered = sorted(spans)
        self.begins = [span.begin for span in ordered]
        self.ends = [span.end for span in ordered]

    @classmethod
    def of_kind(cls, kind: str, spans: Iterable[_Span]) -> _Places:
        return cls(span for span in spans if span.kind == kind)

    def has_end_after(self, place: int) -> bool:
        """Return whether a span that begins before *place* ends there or later."""
        before = bisect_left(self.begins, place) - 1
        return before >= 0 and self.ends[before] >= place


def _escape_quoted(text: str) -> str:
    return escape_markdown(text).replace("\n", "\n>")


def _markdown_part(
    data: bytes, begin: int, end: int, spans: list[_Span], escape: Callable[[str], str] = escape_markdown
) -> str:
    """Write a part as MarkdownV2, where `_` and `__` would be read as one: an empty bold keeps them apart."""
    written = [""]
    for piece in _write_part(data, begin, end, spans, escape, code_is_bare=True):
        if not piece:
            continue
        if written[-1].endswith("_") and piece.startswith("_"):
            written.append("**")
        written.append(piece)
    return "".join(written)


def _write_part(
    data: bytes, begin: int, end: int, spans: list[_Span], escape: Callable[[str], str], *, code_is_bare: bool = False
) -> list[str]:
    """Write a part of a text in UTF-16 with its *spans*, a heap; spans that continue after it stay in the heap.

    Each span is opened where it begins and closed where it ends. One that ends after the span around it is closed
    with it, and goes back to the heap with its rest. It uses a stack instead of recursion, so nesting has no limit.
    """
    pieces: list[str] = []
    opened: list[_Span] = []
    place = begin
    while True:
        stop = end
        if opened:
            stop = opened[-1].end
        if spans and spans[0].begin < stop:
            span = heappop(spans)
            if span.end <= place:
                continue
            if span.end > stop:
                heappush(spans, span._replace(begin=stop))
                span = span._replace(end=stop)
            first = max(span.begin, place)
            pieces += [escape(_cut(data, place, first)), span.before]
            place = first
            if code_is_bare and span.kind in CODE:
                pieces += [_escape_code(_cut(data, first, span.end)), span.after]
                place = span.end
                _skip_to(place, spans)
            else:
                opened.append(span)
        else:
            pieces.append(escape(_cut(data, place, stop)))
            place = stop
            if not opened:
                return pieces
            pieces.append(opened.pop().after)


def _skip_to(place: int, spans: list[_Span]) -> None:
    """Make all spans of a heap begin at *place* or later."""
    while spans and spans[0].begin < place:
        span = heappop(spans)
        if span.end > place:
            heappush(spans, span._replace(begin=place))


def _spans(entities: Iterable[Any] | None, size: int, mode: int) -> list[_Span]:
    """Return a heap of the spans of a text of *size* units. Spans of one kind do not overlap.

    So at most as many are open at once as there are kinds, and the work grows with the number of entities, whatever
    they are. Telegram joins bold and its like where they overlap, and keeps the first one of others.
    """
    found = []
    for entity in map(_as_dictionary, entities or ()):
        if not _is_entity(entity):
            continue
        around = _markup_around(entity, mode)
        begin = max(entity["offset"], 0)
        end = min(entity["offset"] + entity["length"], size)
        if around is not None and begin < end:
            found.append(_Span(begin, 0, end, entity["type"], *around))
    found.sort(key=_outer_first)  # which keeps the order of spans at the same position
    last_of_kind: dict[str, int] = {}
    kept: list[_Span] = []
    for span in found:
        last = last_of_kind.get(span.kind)
        if last is None or kept[last].end <= span.begin:
            last_of_kind[span.kind] = len(kept)
            kept.append(span)
        elif span.kind in SPLITTABLE and span.end > kept[last].end:
            kept[last] = kept[last]._replace(end=span.end)
    kept.sort(key=_outer_first)  # some have become longer
    return [span._replace(order=order) for order, span in enumerate(kept)]  # a sorted list is a heap


def _outer_first(span: _Span) -> tuple[int, int]:
    return span.begin, -span.end


def _markup_around(entity: Entity, mode: int) -> tuple[str, str] | None:
    """Return the markup before and after an entity, `None` if it is written as plain text."""
    details: dict[str, str] = {}
    for name, value in entity.items():
        if value not in (None, ""):
            details[name] = _quote_detail(name, value, mode)
    user = entity.get("user")
    if isinstance(user, dict) and user.get("id") is not None:
        details["user_id"] = _quote_detail("user_id", user["id"], mode)
    for row in _FORMS:
        form = row[mode]
        if row[0] != entity["type"] or not form:
            continue
        if all(details.get(name) for name in _DETAILS[form]):
            before, after = form.split("{text}")
            return before.format_map(details), after.format_map(details)
    return None


def _quote_detail(name: str, value: Any, mode: int) -> str:
    if mode == _HTML:
        return escape_html(value)
    if name == "language":  # a blank ends it, and it cannot contain escapes
        if not re.fullmatch(r"[^\s`]+", str(value)):
            return ""
        return str(value)
    return re.sub(r"([\\)])", r"\\\1", str(value))


def _escape_code(text: str) -> str:
    """Escape the few characters that have a meaning in code of MarkdownV2."""
    return re.sub(r"([\\`])", r"\\\1", text)


def _as_dictionary(entity: Any) -> Any:
    if isinstance(entity, Object):
        return entity.to_dict()
    return entity


def _is_entity(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return False
    return type(value.get("offset")) is int and type(value.get("length")) is int


def _encode(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _cut(data: bytes, begin: int, end: int) -> str:
    """Return a part of a text in UTF-16, from one code unit to before another."""
    return data[2 * max(begin, 0) : 2 * max(end, 0)].decode("utf-16-le", "replace")
