"""Write tables as text: aligned if they are narrow, else row by row; part of `scaletg_contrib.formatting`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from scaletg_contrib.formatting.entities import Entity, count_units, make_entity

#: Columns of letters that a telephone shows in one line of code.
MAX_WIDTH = 40


@dataclass
class Cell:
    """One cell: its text, its formatting, and `right` or `center` if it is not at the left."""

    align: str = ""
    text: str = ""
    entities: list[Entity] = field(default_factory=list)


def write_table(rows: list[list[Cell]]) -> tuple[str, list[Entity]]:
    """Return a table as text and entities; the first row names the columns."""
    widths = list(map(_width_of_column, zip(*rows, strict=True)))
    has_lines = any("\n" in cell.text for row in rows for cell in row)
    if has_lines or sum(widths) + 3 * (len(widths) - 1) > MAX_WIDTH:
        return _write_rows(rows)
    lines = []
    for row in rows:
        cells = map(_align, row, widths)
        lines.append(" | ".join(cells).rstrip())
    dashes = ["-" * width for width in widths]
    lines.insert(1, "-+-".join(dashes))
    text = "\n".join(lines)
    return text, [make_entity("pre", 0, count_units(text))]


def _align(cell: Cell, width: int) -> str:
    blanks = width - _width(cell.text)
    before = {"right": blanks, "center": blanks // 2}.get(cell.align, 0)
    return " " * before + cell.text + " " * (blanks - before)


def _width_of_column(cells: Iterable[Cell]) -> int:
    return max(_width(cell.text) for cell in cells)


def _width(text: str) -> int:
    """Return how many columns a text takes where all letters are equally wide."""
    return sum(map(_width_of_letter, text))


def _width_of_letter(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1


def _write_rows(rows: list[list[Cell]]) -> tuple[str, list[Entity]]:
    """Write each row by itself: its first cell in bold, and a line for each other one, which names its column."""
    names, *body = rows
    pieces: list[str] = []
    entities: list[Entity] = []
    units = 0

    def add(text: str, own: list[Entity]) -> None:
        nonlocal units
        for entity in own:
            entities.append({**entity, "offset": entity["offset"] + units})
        pieces.append(text)
        units += count_units(text)

    for row in body or [names]:
        if pieces:
            add("\n\n", [])
        head, *others = row
        add(head.text, [make_entity("bold", 0, count_units(head.text)), *head.entities])
        for name, cell in zip(names[1:], others, strict=True):
            if not cell.text:
                continue
            add("\n• ", [])
            if name.text and body:
                add(f"{name.text}: ", [])
            add(cell.text, cell.entities)
    return "".join(pieces), entities
