"""Read the Markdown that language models write into blocks of a rich message; part of `scaletg_contrib.formatting`.

Rich messages have headings, lists, tables and 32,768 characters. Old clients show a placeholder in their place.
https://core.telegram.org/bots/api#rich-message-formatting-options
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scaletg_contrib.formatting.commonmark import ADDRESS, BOXES, parse_markdown
from scaletg_contrib.formatting.links import link_details
from scaletg_contrib.formatting.tags import ENTITY_OF_TAG, read_tags

Block = dict[str, Any]
RichText = Any  # a string, a dictionary, or a list of these

MAX_CHARACTERS = 32_768
MAX_BLOCKS = 500  # list items and rows of tables count
MAX_DEPTH = 16
MAX_COLUMNS = 20
_KIND_OF_TOKEN = {"strong": "bold", "em": "italic", "s": "strikethrough"}


def rich_from_markdown(text: str, *, unfinished: bool = False) -> dict[str, Any] | None:
    """Read CommonMark as language models write it into an InputRichMessage; None if it is beyond Telegram's limits.

        >>> rich_from_markdown("# Tea\\n\\nIt is *green*.")["blocks"][1]
        {'type': 'paragraph', 'text': ['It is ', {'type': 'italic', 'text': 'green'}, '.']}

    *unfinished*: the text is still being written, see `from_markdown`, which does the same for ordinary messages.
    """
    blocks = _Reader(parse_markdown(text, unfinished=unfinished)).read_blocks("")
    characters, count, depth = _measure(blocks)
    columns = max((len(row) for table in _tables(blocks) for row in table["cells"]), default=0)
    if characters > MAX_CHARACTERS or count > MAX_BLOCKS or depth > MAX_DEPTH or columns > MAX_COLUMNS:
        return None
    return {"blocks": blocks}


class _Reader:
    """Reads tokens, one after the other."""

    def __init__(self, tokens: list[Any]) -> None:
        self._tokens = tokens
        self._place = 0

    def read_blocks(self, stop: str) -> list[Block]:
        """Return the blocks up to a token, which is read as well."""
        blocks: list[Block] = []
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            self._place += 1
            if token.type == stop:
                break
            blocks += [block for block in self._read_block(token) if block]
        return blocks

    def _read_block(self, token: Any) -> Iterator[Block | None]:
        kind = token.type
        if kind == "paragraph_open":
            yield _with_text({"type": "paragraph"}, self._read_inline())
        elif kind == "heading_open":
            yield _with_text({"type": "heading", "size": int(token.tag[1])}, self._read_inline())
        elif kind in ("bullet_list_open", "ordered_list_open"):
            yield self._read_list(token)
        elif kind == "blockquote_open":
            inner = self.read_blocks("blockquote_close")
            yield {"type": "blockquote", "blocks": inner} if inner else None
        elif kind == "fence":
            language = token.info.split()[:1]
            block = {"type": "pre", "text": token.content.rstrip("\n") or " "}
            yield {**block, "language": language[0]} if language else block
        elif kind == "hr":
            yield {"type": "divider"}
        elif kind == "html_block":
            yield _with_text({"type": "paragraph"}, _read_inlines([token]))
        elif kind == "table_open":
            yield self._read_table()

    def _read_inline(self) -> RichText:
        """Return the text of a paragraph, heading or cell, of which all tokens are read."""
        inline = self._tokens[self._place]
        self._place += 2
        return _read_inlines(inline.children or [])

    def _read_list(self, token: Any) -> Block | None:
        items = []
        is_ordered = token.type.startswith("ordered")
        number = int(token.attrGet("start") if token.attrGet("start") is not None else 1)
        while self._tokens[self._place].type == "list_item_open":
            self._place += 1
            item = self._read_box()
            item["blocks"] = self.read_blocks("list_item_close")
            if is_ordered:
                item |= {"type": "1", "value": number}
                number += 1
            if item["blocks"]:
                items.append(item)
        self._place += 1
        return {"type": "list", "items": items} if items else None

    def _read_box(self) -> dict[str, Any]:
        """Take the box of a task off the first text of a list item, and return what it says."""
        paragraph = self._tokens[self._place : self._place + 2]
        if len(paragraph) < 2 or paragraph[0].type != "paragraph_open" or not paragraph[1].children:
            return {}
        first = paragraph[1].children[0]
        if first.type != "text" or first.content[:4] not in BOXES:
            return {}
        is_checked = first.content[1] != " "
        first.content = first.content[4:]
        return {"has_checkbox": True, "is_checked": True} if is_checked else {"has_checkbox": True}

    def _read_table(self) -> Block:
        rows: list[list[Block]] = []
        while (token := self._tokens[self._place]).type != "table_close":
            self._place += 1
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                align = (token.attrGet("style") or "").rpartition(":")[2] or "left"
                cell = {"text": self._read_inline(), "align": align, "valign": "top"}
                rows[-1].append({**cell, "is_header": True} if token.type == "th_open" else cell)
        self._place += 1
        return {"type": "table", "cells": rows, "is_bordered": True}


def _with_text(block: Block, text: RichText) -> Block | None:
    """Return a block with its text, `None` if nothing would be seen of it."""
    return {**block, "text": text} if "".join(_strings(text)).strip() else None


def _read_inlines(tokens: Iterable[Any]) -> RichText:
    texts = _Texts()
    for token in tokens:
        kind, _, step = token.type.rpartition("_")
        if kind in _KIND_OF_TOKEN:
            (texts.open if step == "open" else texts.close)(_KIND_OF_TOKEN[kind])
        elif token.type in ("text", "softbreak", "hardbreak"):
            texts.add(token.content if token.type == "text" else "\n")
        elif token.type == "code_inline":
            texts.add({"type": "code", "text": token.content})
        elif token.type == "link_open":
            texts.open("url", str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            texts.close("url")
        elif token.type == "image":
            texts.open("url", str(token.attrGet("src") or ""))
            texts.add(_read_inlines(token.children or []) or "🖼")
            texts.close("url")
        elif token.type in ("html_inline", "html_block"):
            _read_html(token.content.strip("\n"), texts)
    return texts.end()


def _read_html(source: str, texts: _Texts) -> None:
    for tag, is_end, text in read_tags(source):
        if tag in ENTITY_OF_TAG:
            (texts.close if is_end else texts.open)(ENTITY_OF_TAG[tag])
        else:
            texts.add("\n" if tag == "br" else text)


class _Texts:
    """A text with parts in parts, while it is read."""

    def __init__(self) -> None:
        self._opened: list[tuple[str, str, list[RichText]]] = [("", "", [])]

    def add(self, text: RichText) -> None:
        """Add a string, a part, or a list of these; strings side by side become one."""
        items = self._opened[-1][2]
        for one in text if isinstance(text, list) else [text]:
            if isinstance(one, str) and items and isinstance(items[-1], str):
                items[-1] += one
            elif one:
                items.append(one)

    def open(self, kind: str, address: str = "") -> None:
        """Begin a part."""
        self._opened.append((kind, address, []))

    def close(self, kind: str) -> None:
        """End the innermost part of a kind, with those in it; an end without a beginning is nothing."""
        if any(opened == kind for opened, _, _ in self._opened):
            while self._close_innermost() != kind:
                pass

    def end(self) -> RichText:
        """End all parts and return the text in its simplest form."""
        while len(self._opened) > 1:
            self._close_innermost()
        return _simplest(self._opened[0][2])

    def _close_innermost(self) -> str:
        kind, address, items = self._opened.pop()
        if kind != "url":
            self.add({"type": kind, "text": _simplest(items)} if items else "")
            return kind
        details = link_details(address) if ADDRESS.match(address) else None
        if details is not None and items:
            self.add({"type": "url", "text": _simplest(items), "url": details["url"]})
        else:
            self.add(items)
            if address and items and not address.startswith(("#", "tg:")):
                self.add(f" ({address})")
        return kind


def _simplest(items: list[RichText]) -> RichText:
    if not items:
        return ""
    return items[0] if len(items) == 1 else items


def _strings(text: RichText) -> Iterator[str]:
    if isinstance(text, str):
        yield text
    elif isinstance(text, dict):
        yield from _strings(text["text"])
    else:
        for one in text:
            yield from _strings(one)


def _measure(value: Any) -> tuple[int, int, int]:
    """Return how many characters there are in blocks and texts, how many blocks, and how deep they nest."""
    if isinstance(value, str):
        return len(value), 0, 0
    if isinstance(value, list):
        sizes = [_measure(one) for one in value]
        rows = sum(isinstance(one, list) for one in value)  # of a table; texts have no lists in lists
        return (
            sum(size[0] for size in sizes),
            sum(size[1] for size in sizes) + rows,
            max((size[2] for size in sizes), default=0),
        )
    inner = [_measure(value[name]) for name in ("text", "blocks", "items", "cells") if name in value]
    is_text = "text" in value and value.get("type") not in ("paragraph", "heading", "pre")
    is_block = not is_text
    return (
        sum(size[0] for size in inner),
        sum(size[1] for size in inner) + is_block,
        1 + max((size[2] for size in inner), default=0),
    )


def _tables(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        if block["type"] == "table":
            yield block
        for item in [block, *block.get("items", ())]:
            yield from _tables(item.get("blocks", []))
