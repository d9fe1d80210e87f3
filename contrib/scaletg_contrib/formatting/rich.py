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
    if characters > MAX_CHARACTERS or count > MAX_BLOCKS or depth > MAX_DEPTH:
        return None
    for table in _tables(blocks):
        if max(map(len, table["cells"]), default=0) > MAX_COLUMNS:
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
            if inner:
                yield {"type": "blockquote", "blocks": inner}
        elif kind == "fence":
            block = {"type": "pre", "text": token.content.rstrip("\n") or " "}
            words = token.info.split()
            if words:
                block["language"] = words[0]
            yield block
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
        number = 1
        if token.attrGet("start") is not None:
            number = int(token.attrGet("start"))
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
        if not items:
            return None
        return {"type": "list", "items": items}

    def _read_box(self) -> dict[str, Any]:
        """Take the box of a task off the first text of a list item, and return what it says."""
        paragraph = self._tokens[self._place : self._place + 2]
        if len(paragraph) < 2 or paragraph[0].type != "paragraph_open":
            return {}
        if not paragraph[1].children:
            return {}
        first = paragraph[1].children[0]
        if first.type != "text" or first.content[:4] not in BOXES:
            return {}
        box = {"has_checkbox": True}
        if first.content[1] != " ":
            box["is_checked"] = True
        first.content = first.content[4:]
        return box

    def _read_table(self) -> Block:
        rows: list[list[Block]] = []
        while self._tokens[self._place].type != "table_close":
            token = self._tokens[self._place]
            self._place += 1
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                align = (token.attrGet("style") or "").rpartition(":")[2] or "left"
                cell = {"text": self._read_inline(), "align": align, "valign": "top"}
                if token.type == "th_open":
                    cell["is_header"] = True
                rows[-1].append(cell)
        self._place += 1
        return {"type": "table", "cells": rows, "is_bordered": True}


def _with_text(block: Block, text: RichText) -> Block | None:
    """Return a block with its text, `None` if nothing would be seen of it."""
    if not "".join(_strings(text)).strip():
        return None
    return {**block, "text": text}


def _read_inlines(tokens: Iterable[Any]) -> RichText:
    texts = _Texts()
    for token in tokens:
        kind, _, step = token.type.rpartition("_")
        if kind in _KIND_OF_TOKEN:
            texts.open_or_close(_KIND_OF_TOKEN[kind], step != "open")
        elif token.type == "text":
            texts.add(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            texts.add("\n")
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
            texts.open_or_close(ENTITY_OF_TAG[tag], is_end)
        elif tag == "br":
            texts.add("\n")
        else:
            texts.add(text)


class _Texts:
    """A text with parts in parts, while it is read."""

    def __init__(self) -> None:
        self._opened: list[tuple[str, str, list[RichText]]] = [("", "", [])]

    def add(self, text: RichText) -> None:
        """Add a string, a part, or a list of these; strings side by side become one."""
        if isinstance(text, list):
            for part in text:
                self.add(part)
            return
        items = self._opened[-1][2]
        if isinstance(text, str) and items and isinstance(items[-1], str):
            items[-1] += text
        elif text:
            items.append(text)

    def open_or_close(self, kind: str, is_end: bool) -> None:
        """Begin a part, or end one."""
        if is_end:
            self.close(kind)
        else:
            self.open(kind)

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
        if not items:
            return kind
        if kind != "url":
            self.add({"type": kind, "text": _simplest(items)})
            return kind
        details = None
        if ADDRESS.match(address):
            details = link_details(address)
        if details is not None:
            self.add({"type": "url", "text": _simplest(items), "url": details["url"]})
        else:
            self.add(items)
            if address and not address.startswith(("#", "tg:")):
                self.add(f" ({address})")
        return kind


def _simplest(items: list[RichText]) -> RichText:
    if not items:
        return ""
    if len(items) == 1:
        return items[0]
    return items


def _strings(text: RichText) -> Iterator[str]:
    if isinstance(text, str):
        yield text
    elif isinstance(text, dict):
        yield from _strings(text["text"])
    else:
        for part in text:
            yield from _strings(part)


def _measure(value: Any) -> tuple[int, int, int]:
    """Return how many characters there are in blocks and texts, how many blocks, and how deep they nest."""
    if isinstance(value, str):
        return len(value), 0, 0
    parts = value
    if isinstance(value, dict):
        parts = [value[name] for name in ("text", "blocks", "items", "cells") if name in value]
    characters, count, depth = 0, 0, 0
    for part in parts:
        size = _measure(part)
        characters += size[0]
        count += size[1]
        depth = max(depth, size[2])
        if isinstance(value, list) and isinstance(part, list):  # a row of a table; texts have no lists in lists
            count += 1
    if isinstance(value, list):
        return characters, count, depth
    is_text = "text" in value and value.get("type") not in ("paragraph", "heading", "pre")
    if not is_text:
        count += 1
    return characters, count, depth + 1


def _tables(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        if block["type"] == "table":
            yield block
        for item in [block, *block.get("items", ())]:
            yield from _tables(item.get("blocks", []))
