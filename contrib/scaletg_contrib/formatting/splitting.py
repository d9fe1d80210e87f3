"""Split formatted text into messages; part of `scaletg_contrib.formatting`."""

from __future__ import annotations

from itertools import pairwise

import scaletg
from scaletg_contrib.formatting.cleaning import fix
from scaletg_contrib.formatting.entities import Entity, count_units, end_of

#: Entities of one message; Telegram ignores more. https://core.telegram.org/api/entities
MOST_ENTITIES = 100


def split_formatted(
    text: str, entities: list[Entity], limit: int = 4096, *, most_entities: int = MOST_ENTITIES
) -> list[tuple[str, list[Entity]]]:
    """Split a text and its entities into parts that Telegram takes: `[(text, entities), ...]`.

        >>> split_formatted("one two", [{"type": "code", "offset": 0, "length": 7}], limit=4)
        [('one', [{'type': 'code', 'offset': 0, 'length': 3}]), ('two', [{'type': 'code', 'offset': 0, 'length': 3}])]

    It prefers the ends of paragraphs, then of lines, then of words. *limit* counts UTF-16 code units. A part has at
    most *most_entities*. An entity that reaches over the end of a part continues in the next one; a block of code
    keeps its language. Blank parts are left out. Raises `ValueError` if *limit* is below 2.
    """
    text, entities = fix(text, entities, automatic=False, allow_empty=True)
    parts: list[tuple[str, list[Entity]]] = []
    begin = 0
    for piece in scaletg.split_text(text, limit):
        end = begin + count_units(piece)
        parts += _split_by_count(piece, _share(entities, begin, end), most_entities)
        begin = end
    fixed = [fix(*part, automatic=False, allow_empty=True) for part in parts]
    return [part for part in fixed if part[0]]


def _share(entities: list[Entity], begin: int, end: int) -> list[Entity]:
    """Return what entities cover of a part of the text."""
    share = []
    for entity in entities:
        first, last = max(entity["offset"], begin), min(end_of(entity), end)
        if first < last:
            share.append({**entity, "offset": first - begin, "length": last - first})
    return share


def _split_by_count(text: str, entities: list[Entity], most: int) -> list[tuple[str, list[Entity]]]:
    """Split a part where it would have too many entities."""
    if len(entities) <= most:
        return [(text, entities)]
    data = text.encode("utf-16-le")
    cuts = [0]
    while True:
        later = [entity["offset"] for entity in entities if end_of(entity) > cuts[-1]]
        if len(later) <= most:
            break
        cut = _cut_before(data, cuts[-1], later[most])
        if cut is None:  # so many begin at one place that no cut helps
            break
        cuts.append(cut)
    parts = []
    for begin, end in pairwise([*cuts, len(data) // 2]):
        piece = data[2 * begin : 2 * end].decode("utf-16-le")
        parts.append((piece, _share(entities, begin, end)[:most]))
    return parts


def _cut_before(data: bytes, begin: int, end: int) -> int | None:
    """Return the best place to cut between two places: behind the last line, else the last word."""
    if end <= begin:
        return None
    text = data[2 * begin : 2 * end].decode("utf-16-le")
    for mark in ("\n", " "):
        place = text.rfind(mark) + 1
        if text[:place].strip():
            return begin + count_units(text[:place])
    return end
