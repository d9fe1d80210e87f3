"""Read the Markdown that language models write into plain text and entities; part of `scaletg_contrib.formatting`.

CommonMark with tables and strikethrough, read by markdown-it-py (`pip install scaletg[markdown]`), which keeps to its
specification; what Telegram lacks (headings, lists, tables, pictures, rules) is written with what it has.
https://spec.commonmark.org and https://github.github.com/gfm
"""

from __future__ import annotations

import functools
import re
from typing import Any

from scaletg_contrib.formatting.cleaning import fix
from scaletg_contrib.formatting.entities import Entity, count_units, make_entity
from scaletg_contrib.formatting.links import link_details
from scaletg_contrib.formatting.tables import Cell, write_table
from scaletg_contrib.formatting.tags import ENTITY_OF_TAG, read_tags
from scaletg_contrib.formatting.unfinished import finish_markup

_ENTITY_OF_TOKEN = {"strong": "bold", "em": "italic", "s": "strikethrough"}
_RULE = "———"
BOXES = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
# Others are paths in somebody's folder or site, or mention a person whom the model does not know.
ADDRESS = re.compile(r"https?://|www\.|tg://(?!user\b)|ton://", re.IGNORECASE)
_MOST_BRACKETS = 1000  # of a paragraph
_MAX_NESTING = 100  # of lists and quotes; what nests deeper is left out by the parser


def from_markdown(text: str, *, unfinished: bool = False) -> tuple[str, list[Entity]]:
    """Read CommonMark as language models write it into plain text and entities, of any length.

        >>> from_markdown("# Tea\\n\\n- *green*\\n- black")
        ('Tea\\n\\n• green\\n• black', [{'type': 'bold', 'offset': 0, 'length': 3}, {'type': 'italic', 'offset': 7, 'length': 5}])

    Nothing is refused: markup that is not Markdown stays as it is written. *unfinished*: the text is still being
    written, so what is open at its end counts as closed. `split_formatted` makes messages of the result.
    Raises `RuntimeError` if markdown-it-py is not installed.
    """  # noqa: E501  # the result is one line
    text = _without_halves(text)
    writer = _Writer()
    writer.write_blocks(parse_markdown(text, unfinished=unfinished))
    plain, entities = fix(writer.text, writer.entities, automatic=False, allow_empty=True)
    if not plain and not unfinished:  # a text of comments or marks alone: something is better than nothing
        return fix(text, automatic=False, allow_empty=True)
    return plain, entities


def parse_markdown(text: str, *, unfinished: bool) -> list[Any]:
    """Return the tokens of a text."""
    text = _without_rows_of_brackets(_without_halves(text))
    tokens: list[Any] = _parser().parse(finish_markup(text) if unfinished else text)
    return tokens


def _without_halves(text: str) -> str:
    """Replace halves of characters, which a stream that was cut off can leave, and which nobody can send."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _without_rows_of_brackets(text: str) -> str:
    """Take the meaning off brackets where there are too many: each looks for its end, through the whole paragraph."""
    if text.count("[") <= _MOST_BRACKETS:
        return text
    paragraphs = text.split("\n\n")
    for place, paragraph in enumerate(paragraphs):
        if paragraph.count("[") > _MOST_BRACKETS:
            paragraphs[place] = paragraph.replace("[", "\\[")
    return "\n\n".join(paragraphs)


@functools.cache
def _parser() -> Any:
    try:
        from markdown_it import MarkdownIt
    except ModuleNotFoundError as error:
        if error.name != "markdown_it":
            raise
        raise RuntimeError(
            "from_markdown reads Markdown with markdown-it-py, which is not installed: pip install 'scaletg[markdown]'"
        ) from error
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    # A model that indents a paragraph does not mean code.
    return parser.enable(["table", "strikethrough"]).disable("code")


class _Writer:
    """The text and the entities that a stream of tokens becomes."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._units = 0
        self.entities: list[Entity] = []
        self._newlines = 0  # that come before what is written next
        self._marker: str | None = None  # what begins the next line, in the place of the indent
        self._is_inside = False  # whether a quote or the text has just begun, so that nothing separates the next block
        self._indents = [""]
        self._lists: list[int | None] = []  # the next number of each list around this place; None for bullets
        self._opened: list[tuple[str, int]] = []  # entities that have begun
        self._links: list[tuple[str, int]] = []
        self._quotes = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    # Writing

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._units += count_units(text)
            self._is_inside = False

    def _separate(self, newlines: int) -> None:
        """Let what follows begin on a new line, or behind an empty one."""
        if self._units and not self._is_inside:
            self._newlines = max(self._newlines, newlines)

    def _begin(self, *, indent: bool = True) -> None:
        """Begin the line, if something is to be written on a new one."""
        is_new_line = self._newlines or not self._units or self._marker is not None
        self._add("\n" * self._newlines)
        self._newlines = 0
        if self._marker is not None:
            self._add(self._marker)
        elif is_new_line and indent:
            self._add(self._indents[-1])
        self._marker = None

    def _write(self, text: str) -> None:
        if text:
            self._begin()
            self._add(text.replace("\n", " "))

    def _break_line(self) -> None:
        self._begin()
        self._add("\n" + self._indents[-1])

    def _open(self, kind: str) -> None:
        self._begin()
        self._opened.append((kind, self._units))

    def _close(self, kind: str) -> None:
        """End the innermost entity of a kind; an end without a beginning, as in HTML remains, is nothing."""
        for place in reversed(range(len(self._opened))):
            if self._opened[place][0] == kind:
                begin = self._opened.pop(place)[1]
                self._mark(kind, begin)
                return

    def _mark(self, kind: str, begin: int, **details: Any) -> None:
        if self._units > begin:
            self.entities.append(make_entity(kind, begin, self._units - begin, **details))

    def _close_all(self, count: int) -> None:
        """End what was opened in a block and not closed there, so that no entity reaches over several."""
        while len(self._opened) > count:
            kind, begin = self._opened.pop()
            self._mark(kind, begin)

    # Blocks

    def write_blocks(self, tokens: list[Any]) -> None:
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "table_open":
                end = next(at for at in range(place, len(tokens)) if tokens[at].type == "table_close")
                self._write_table(tokens[place:end])
                place = end
            else:
                write = getattr(self, f"_on_{token.type}", None)
                if write is not None:
                    write(token)
            place += 1

    def _gap(self, token: Any) -> int:
        """Return the newlines around a paragraph: those of a tight list are hidden."""
        return 1 if token.hidden else 2

    def _on_paragraph_open(self, token: Any) -> None:
        if self._marker is None:
            self._separate(self._gap(token))

    def _on_paragraph_close(self, token: Any) -> None:
        self._separate(self._gap(token))

    def _on_heading_open(self, token: Any) -> None:
        if self._marker is None:
            self._separate(2)
        self._open("bold")

    def _on_heading_close(self, token: Any) -> None:
        self._close("bold")
        self._separate(2)

    def _on_inline(self, token: Any) -> None:
        opened = len(self._opened)
        self._write_inline(token.children or [])
        self._close_all(opened)

    def _on_bullet_list_open(self, token: Any) -> None:
        self._begin_list(None)

    def _on_ordered_list_open(self, token: Any) -> None:
        self._begin_list(int(token.attrGet("start") or 1) if token.attrGet("start") != 0 else 0)

    def _begin_list(self, number: int | None) -> None:
        if self._marker is not None:  # a list that begins a list item
            self._begin()
        self._separate(1 if self._lists else 2)
        self._lists.append(number)

    def _on_bullet_list_close(self, token: Any) -> None:
        self._lists.pop()
        self._separate(1 if self._lists else 2)

    _on_ordered_list_close = _on_bullet_list_close

    def _on_list_item_open(self, token: Any) -> None:
        self._separate(1)
        number = self._lists[-1]
        sign = "• "
        if number is not None:
            sign = f"{number}. "
            self._lists[-1] = number + 1
        self._marker = self._indents[-1] + sign
        self._indents.append(self._indents[-1] + "   ")

    def _on_list_item_close(self, token: Any) -> None:
        if self._marker is not None:  # an item without anything in it
            self._begin()
        self._indents.pop()
        self._separate(1)

    def _on_blockquote_open(self, token: Any) -> None:
        if self._marker is None:
            self._separate(2 if not self._quotes else 1)
        self._quotes += 1
        if self._quotes == 1:
            self._open("blockquote")
            self._is_inside = True

    def _on_blockquote_close(self, token: Any) -> None:
        self._quotes -= 1
        if not self._quotes:  # Telegram has no quotes in quotes
            self._close("blockquote")
            self._separate(2)

    def _begin_bare(self) -> None:
        """Begin what stands on lines of its own, without an indent, also in a list."""
        if self._marker is not None:
            self._begin()
            self._separate(1)
        self._begin(indent=False)

    def _on_fence(self, token: Any) -> None:
        self._separate(1 if self._lists else 2)
        self._begin_bare()
        begin = self._units
        self._add(token.content.rstrip("\n") or " ")
        language = token.info.split()[0] if token.info.split() else ""
        self._mark("pre", begin, **({"language": language} if language else {}))
        self._separate(1 if self._lists else 2)

    def _on_hr(self, token: Any) -> None:
        self._separate(2)
        self._write(_RULE)
        self._separate(2)

    def _on_html_block(self, token: Any) -> None:
        self._separate(2)
        opened = len(self._opened)
        self._write_html(token.content.strip("\n"))
        self._close_all(opened)
        self._separate(2)

    # Tables

    def _write_table(self, tokens: list[Any]) -> None:
        rows: list[list[Cell]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(Cell(align=(token.attrGet("style") or "").rpartition(":")[2]))
            elif token.type == "inline":
                writer = _Writer()
                writer._on_inline(token)
                cell = rows[-1][-1]
                cell.text, cell.entities = fix(writer.text, writer.entities, automatic=False, allow_empty=True)
        self._separate(2)
        self._begin_bare()
        text, entities = write_table(rows)
        self.entities += [{**entity, "offset": entity["offset"] + self._units} for entity in entities]
        self._add(text)
        self._separate(2)

    # Inlines

    def _write_inline(self, tokens: list[Any]) -> None:
        for place, token in enumerate(tokens):
            kind, _, step = token.type.rpartition("_")
            if kind in _ENTITY_OF_TOKEN:
                (self._open if step == "open" else self._close)(_ENTITY_OF_TOKEN[kind])
            elif token.type == "text":
                self._write_text(token.content, is_first=place == 0)
            elif token.type == "code_inline":
                self._open("code")
                self._write(token.content)
                self._close("code")
            elif token.type in ("softbreak", "hardbreak"):
                self._break_line()
            elif token.type == "link_open":
                self._begin()
                self._links.append((str(token.attrGet("href") or ""), self._units))
            elif token.type == "link_close":
                self._end_link(*self._links.pop())
            elif token.type == "image":
                self._write_image(token)
            elif token.type == "html_inline":
                self._write_html(token.content)

    def _write_text(self, text: str, *, is_first: bool) -> None:
        box = BOXES.get(text[:4])
        if is_first and box and self._lists:
            text = box + text[4:]
        self._write(text)

    def _end_link(self, address: str, begin: int) -> None:
        """Link what was written since *begin*; an address that is none for Telegram is written behind it."""
        details = link_details(address) if ADDRESS.match(address) else None
        if details is not None:
            self._mark("text_link", begin, url=details["url"])
        elif address and not address.startswith(("#", "tg:")) and self._units > begin:
            self._write(f" ({address})")

    def _write_image(self, token: Any) -> None:
        """Write a picture as a link to it: a message of text has none."""
        self._begin()
        begin = self._units
        self._write_inline(token.children or [])
        if self._units == begin:
            self._write("🖼")
        self._end_link(str(token.attrGet("src") or ""), begin)

    def _write_html(self, html: str) -> None:
        for tag, is_end, text in read_tags(html):
            if tag in ENTITY_OF_TAG:
                (self._close if is_end else self._open)(ENTITY_OF_TAG[tag])
            elif tag == "br":
                self._break_line()
            else:
                for number, line in enumerate(text.split("\n")):
                    if number:
                        self._separate(1)
                    self._write(line)
