"""Clean a text and its entities as Telegram does."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from scaletg_contrib.formatting.entities import (
    ASTRAL,
    BARE,
    QUOTE,
    RANK,
    SPLITTABLE,
    Entity,
    FormatError,
    Invalid,
    count_units,
    end_of,
    make_entity,
    place_of,
    require_unicode,
    size_in_bytes,
)
from scaletg_contrib.formatting.finding import Span, find_entities, without_crossing
from scaletg_contrib.formatting.links import MAX_USER_ID, date_details, emoji_details, link_details, tidy_link
from scaletg_contrib.formatting.parsing import parse

###############################################################################
# fix #########################################################################
###############################################################################

_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_MARKS_IN_A_ROW = re.compile("[\u200e\u200f](?=[\u200e\u200f])")  # only the last of several direction marks counts
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
    """Clean *text* and *entities* as Telegram does with every text.

        >>> fix(" Hi \\r\\n", [{"type": "bold", "offset": 1, "length": 3}])
        ('Hi', [{'type': 'bold', 'offset': 0, 'length': 2}])

    *automatic* adds the entities of `find_entities`, *trim* removes blanks at both ends, *allow_empty* allows blanks.
    Raises `FormatError` for entities that are not inside the text.
    """
    require_unicode(text)
    fixed = _nest(_check_ranges(entities))
    text, fixed = clean_text(text, fixed)
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
    """Drop and split entities until none overlap partly, pre and code contain no others, and links contain no links."""
    entities = sorted(entities, key=place_of)
    quotes, splittable, others = _sorted_out(entities)
    quotes = without_crossing(quotes)
    others = _within_quotes(without_crossing(others), quotes)
    return _split(splittable, others + quotes)


def _sorted_out(entities: list[Entity]) -> tuple[list[Entity], list[Entity], list[Entity]]:
    """Return the quotes, bold and similar entities, and all others."""
    quotes, splittable, others = [], [], []
    for entity in entities:
        if entity["type"] in QUOTE:
            quotes.append(entity)
        elif entity["type"] in SPLITTABLE:
            splittable.append(entity)
        else:
            others.append(entity)
    return quotes, splittable, others


class _Row:
    """Entities that do not overlap, to look up by position."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities = sorted(entities, key=place_of)
        self.begins = [entity["offset"] for entity in self.entities]
        self.ends = [end_of(entity) for entity in self.entities]

    def overlapping(self, entity: Entity) -> list[Entity]:
        """Return those that overlap with *entity*."""
        first = bisect_right(self.ends, entity["offset"])
        after = bisect_left(self.begins, end_of(entity))
        return self.entities[first:after]


def _within_quotes(entities: list[Entity], quotes: list[Entity]) -> list[Entity]:
    """Keep the entities that are completely inside a quote, or completely outside all quotes."""
    row = _Row(quotes)

    def fits(entity: Entity) -> bool:
        for quote in row.overlapping(entity):
            if entity["offset"] < quote["offset"] or end_of(entity) > end_of(quote):
                return False
        return True

    return list(filter(fits, entities))


def _split(splittable: list[Entity], others: list[Entity]) -> list[Entity]:
    """Split bold and similar entities wherever another entity begins or ends; remove those inside pre and code."""
    runs = []
    places = set()
    for kind in SPLITTABLE:
        for begin, end in _runs(splittable, kind):
            runs.append((kind, begin, end))
            places.add(begin)
    for other in others:
        places.update((other["offset"], end_of(other)))
    cuts = sorted(places)
    bare = _Row(other for other in others if other["type"] in BARE)
    kept = list(others)
    for kind, begin, end in runs:
        inner = cuts[bisect_right(cuts, begin) : bisect_left(cuts, end)]
        for start, stop in itertools.pairwise([begin, *inner, end]):
            piece = make_entity(kind, start, stop - start)
            if not bare.overlapping(piece):
                kept.append(piece)
    return sorted(kept, key=place_of)


def _runs(entities: list[Entity], kind: str) -> list[Span]:
    """Merge the entities of one kind that overlap or touch."""
    runs: list[Span] = []
    for entity in entities:
        if entity["type"] != kind:
            continue
        if runs and entity["offset"] <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end_of(entity)))
        else:
            runs.append((entity["offset"], end_of(entity)))
    return runs


def _merge(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    """Add the found entities that do not overlap with the given ones."""
    if not found:
        return entities
    quotes, splittable, given = _sorted_out(entities)
    row = _Row(given)
    found = [entity for entity in _within_quotes(found, quotes) if not row.overlapping(entity)]
    return _split(splittable, given + found + quotes)


def clean_text(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Remove the characters that Telegram removes, and move the entities accordingly."""
    if entities:
        astral = [match.start() for match in ASTRAL.finditer(text)]
        _check_places(text, entities, {place + before + 1 for before, place in enumerate(astral)})
        removed = []
        for match in _REMOVED.finditer(text):
            removed.append(match.start() + bisect_left(astral, match.start()))
        if removed:
            entities = [_without_removed(entity, removed) for entity in entities]
    text = _CONTROL.sub(" ", _REMOVED.sub("", text))
    return _MARKS_IN_A_ROW.sub("\u200c", text), [entity for entity in entities if entity["length"]]


def _without_removed(entity: Entity, removed: list[int]) -> Entity:
    begin, end = entity["offset"], end_of(entity)
    begin -= bisect_left(removed, begin)
    end -= bisect_left(removed, end)
    return {**entity, "offset": begin, "length": end - begin}


def _check_places(text: str, entities: list[Entity], middles: set[int]) -> None:
    """Refuse entities that reach outside the text, or begin or end in *middles*, between the halves of a character."""
    size = count_units(text)

    def split_at(place: int) -> str:
        return f"in a middle of a UTF-16 symbol at byte offset {size_in_bytes(_take_units(text, place + 1))}"

    faults = []  # Telegram names the first one
    for order, entity in enumerate(entities):
        begin, end = entity["offset"], end_of(entity)
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
    """Remove blanks at the end, and at the start up to the first entity."""
    text = text.rstrip(" \n")
    size = count_units(text)
    kept = []
    for entity in entities:
        left = size - entity["offset"]
        if left > 0:
            kept.append({**entity, "length": min(entity["length"], left)})
    kept.sort(key=place_of)
    cut = len(text) - len(text.lstrip(" \n"))
    if kept:
        cut = min(cut, kept[0]["offset"])
    return text[cut:], [{**entity, "offset": entity["offset"] - cut} for entity in kept]


###############################################################################
# format_text #################################################################
###############################################################################

_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
_MAX_BYTES = 1 << 15


def format_text(
    text: str, parse_mode: str | None = None, entities: Iterable[Entity] | None = None
) -> tuple[str, list[Entity]]:
    """Do everything that sendMessage does with a text before it sends it: check, parse, clean, find entities.

        >>> format_text(" *Hi* @botfather ", "MarkdownV2")[0]
        'Hi @botfather'

    With a *parse_mode*, *entities* are ignored. Raises `FormatError` with the words of Telegram's answer.
    """
    if not text:
        raise FormatError("message text is empty")
    require_unicode(text)
    if size_in_bytes(text) > _MAX_BYTES:
        raise FormatError("text is too long")
    text, parsed = parse(text, parse_mode)
    if (parse_mode or "").lower() in ("", "none"):
        parsed = list(entities or ())
    checked = map(_check_given, parsed)
    text, fixed = fix(text, filter(None, checked))
    return text, [entity for entity in fixed if entity["type"] != "bank_card_number"]


def _check_given(entity: Entity) -> Entity | None:
    """Return the fields of a given entity that Telegram accepts; None if it ignores the entity, or adds it itself."""
    for name in ("offset", "length", "type"):
        if name not in entity:
            raise FormatError(f"can't parse MessageEntity: Can't find field \"{name}\"")
    kind = entity["type"]
    if kind in _FOUND:
        return None
    if kind not in RANK or not kind:
        raise FormatError("can't parse MessageEntity: Unsupported type specified")
    details = _given_details(kind, entity)
    return details and {**make_entity(kind, entity["offset"], entity["length"]), **details}


def _given_details(kind: str, entity: Entity) -> Entity | None:
    if kind == "text_link":
        return _given_link(entity.get("url", ""))
    if kind == "text_mention":
        user = entity.get("user") or {}
        if not 0 < user.get("id", 0) <= MAX_USER_ID:
            return None
        return {"type": kind, "user": user}
    if kind == "pre" and entity.get("language"):
        return {"type": kind, "language": clean_text(entity["language"], [])[0]}
    try:
        if kind == "custom_emoji":
            return emoji_details(str(entity.get("custom_emoji_id", "")))
        if kind == "date_time":
            return _given_date(entity.get("unix_time", 0), entity.get("date_time_format", ""))
    except Invalid:
        name = "date"
        if kind == "custom_emoji":
            name = "custom emoji identifier"
        raise FormatError(f"invalid {name} specified") from None
    return {"type": kind}


def _given_link(url: str) -> Entity:
    url = clean_text(url, [])[0]
    try:
        return link_details(url) or {"type": "text_link", "url": tidy_link(url)}
    except Invalid as error:
        raise FormatError(f"entity URL '{url}' is invalid: {error}") from None


def _given_date(unix_time: int, date_format: str) -> Entity:
    if not 0 < unix_time < 1 << 31:
        raise Invalid
    return date_details(unix_time, date_format)
