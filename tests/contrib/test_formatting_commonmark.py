"""A model's Markdown as text and entities that Telegram takes, whatever the model wrote."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scaletg_contrib.formatting import commonmark as commonmark_file
from scaletg_contrib.formatting import fix, from_markdown, rich_from_markdown, split_formatted
from scaletg_contrib.simulator import Simulator

Entity = dict[str, Any]


def _bold(text: Any) -> dict[str, Any]:
    return {"type": "bold", "text": text}


def _italic(text: Any) -> dict[str, Any]:
    return {"type": "italic", "text": text}


def _item(text: str, **more: Any) -> dict[str, Any]:
    return {"blocks": [{"type": "paragraph", "text": text}], **more}


def _quote(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "blockquote", "blocks": list(blocks)}


def covered(text: str, entities: list[Entity]) -> list[tuple[Any, ...]]:
    """Write entities as (type, the text that they cover, details...)."""
    data = text.encode("utf-16-le")
    found = []
    for entity in entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        details = [value for name, value in entity.items() if name not in ("type", "offset", "length")]
        found.append((entity["type"], data[2 * begin : 2 * end].decode("utf-16-le"), *details))
    return found


CASES: dict[str, tuple[str, str, list[tuple[Any, ...]]]] = {
    "bold and italic": (
        "**a** *b* __c__ _d_",
        "a b c d",
        [("bold", "a"), ("italic", "b"), ("bold", "c"), ("italic", "d")],
    ),
    "both": ("***a***", "a", [("bold", "a"), ("italic", "a")]),
    "strikethrough": ("~~a~~ ~b~", "a ~b~", [("strikethrough", "a")]),
    "code": ("`a*b*` ``c`d``", "a*b* c`d", [("code", "a*b*"), ("code", "c`d")]),
    "code is bare": ("**a `b` c**", "a b c", [("bold", "a "), ("code", "b"), ("bold", " c")]),
    "an emoji counts twice": ("😀 **a**", "😀 a", [("bold", "a")]),
    "a word with underlines": ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4", []),
    "escaped": (r"\*a\* 1\. b", "*a* 1. b", []),
    "characters by name": ("&lt;b&gt; &amp; &#x41;", "<b> & A", []),
    "heading": ("# A\n\nb\n## C", "A\n\nb\n\nC", [("bold", "A"), ("bold", "C")]),
    "heading with formatting": ("## A *b*", "A b", [("bold", "A "), ("bold", "b"), ("italic", "b")]),
    "underlined heading": ("A\n===\nb", "A\n\nb", [("bold", "A")]),
    "lines stay lines": ("one\ntwo  \nthree\\\nfour", "one\ntwo\nthree\nfour", []),
    "many empty lines": ("a\n\n\n\n\nb", "a\n\nb", []),
    "bullets": ("- a\n* b\n", "• a\n\n• b", []),
    "numbers": ("3. a\n4. b", "3. a\n4. b", []),
    "from nought": ("0. a\n1. b", "0. a\n1. b", []),
    "nested lists": ("- a\n  1. b\n     - c\n- d", "• a\n   1. b\n      • c\n• d", []),
    "a loose list": ("- a\n\n- b", "• a\n\n• b", []),
    "a list of lines": ("- a\n  b\n- c", "• a\n   b\n• c", []),
    "an empty item": ("1.\n2. b", "1. \n2. b", []),
    "tasks": ("- [ ] a\n- [x] b\n- [X] c", "• ☐ a\n• ☑ b\n• ☑ c", []),
    "a box is for lists": ("[ ] a", "[ ] a", []),
    "block of code": (
        "a\n```python\nx = 1\n\n  y\n```\nb",
        "a\n\nx = 1\n\n  y\n\nb",
        [("pre", "x = 1\n\n  y", "python")],
    ),
    "without a language": ("~~~\n<b>*x*\n~~~", "<b>*x*", [("pre", "<b>*x*")]),
    "language with options": ("```py title=x\na\n```", "a", [("pre", "a", "py")]),
    "block in a list": ("1. a\n   ```c\n   x;\n   ```\n2. b", "1. a\nx;\n2. b", [("pre", "x;", "c")]),
    "block begins a list": ("1. ```\n   x\n   ```", "1. \nx", [("pre", "x")]),
    "block without an end": ("```js\nlet x", "let x", [("pre", "let x", "js")]),
    "no code by indent": ("a\n\n    b", "a\n\nb", []),
    "quote": ("> a\n> b\n\nc", "a\nb\n\nc", [("blockquote", "a\nb")]),
    "lazy quote": ("> a\nb", "a\nb", [("blockquote", "a\nb")]),
    "quote in a quote": ("> a\n>> b", "a\n\nb", [("blockquote", "a\n\nb")]),
    "quote with all": (
        "> # A\n> - b\n> ```\n> c\n> ```",
        "A\n\n• b\n\nc",
        [("blockquote", "A\n\n• b\n\nc"), ("bold", "A"), ("pre", "c")],
    ),
    "link": ("[a](http://Example.com/x 'title')", "a", [("text_link", "a", "http://example.com/x")]),
    "link with formatting": (
        "[**a** b](https://x.org)",
        "a b",
        [("text_link", "a b", "https://x.org/"), ("bold", "a")],
    ),
    "link of a reference": ("[a][1]\n\n[1]: https://x.org", "a", [("text_link", "a", "https://x.org/")]),
    "address in brackets": (
        "<https://x.org/a>",
        "https://x.org/a",
        [("text_link", "https://x.org/a", "https://x.org/a")],
    ),
    "link to a file": ("[a](./b.py) [c](#d)", "a (./b.py) c", []),
    "link by mail": ("[a](mailto:b@c.de)", "a (mailto:b@c.de)", []),
    "bad link": ("[a](http://no-host) [b](http://x:99999999)", "a (http://no-host) b (http://x:99999999)", []),
    "nobody is mentioned": ("[a](tg://user?id=7)", "a", []),
    "script": ("[a](javascript:alert(1))", "[a](javascript:alert(1))", []),
    "picture": ("![a **b**](https://x.org/p.png)", "a b", [("text_link", "a b", "https://x.org/p.png"), ("bold", "b")]),
    "picture without words": ("![](https://x.org/p.png)", "🖼", [("text_link", "🖼", "https://x.org/p.png")]),
    "rule": ("a\n\n---\n\nb", "a\n\n———\n\nb", []),
    "tags": ("<b>a</b> <u>b</u> x<sub>2</sub> c<br>d", "a b x2 c\nd", [("bold", "a"), ("underline", "b")]),
    "not tags": ("vector<int> 1 < 2 <notes>", "vector<int> 1 < 2 <notes>", []),
    "tag without an end": ("a <b>b\n\nc", "a b\n\nc", [("bold", "b")]),
    "end without a tag": ("a</b> c", "a c", []),
    "tags across": ("<b>a <i>b</b> c</i>", "a b c", [("bold", "a "), ("italic", "b c"), ("bold", "b")]),
    "comment": ("a <!-- b --> c", "a  c", []),
    "details": ("<details>\n<summary>A</summary>\n\nb\n\n</details>", "A\n\nb", [("bold", "A")]),
    "block of tags": ("<div>\na &amp;\n<p>b</p>\n</div>", "a &\nb", []),
    "table": ("|a|bb|\n|--|-:|\n|*1*|2|", "a | bb\n--+---\n1 |  2", [("pre", "a | bb\n--+---\n1 |  2")]),
    "table of wide letters": (
        "|a|b|\n|-|-|\n|日本|2|",
        "a    | b\n-----+--\n日本 | 2",
        [("pre", "a    | b\n-----+--\n日本 | 2")],
    ),
    "table without rows": ("|a|b|\n|-|-|", "a | b\n--+--", [("pre", "a | b\n--+--")]),
    "row with too few cells": ("|a|b|\n|-|-|\n|1|", "a | b\n--+--\n1 |", [("pre", "a | b\n--+--\n1 |")]),
}


@pytest.mark.parametrize(("source", "text", "entities"), CASES.values(), ids=list(CASES))
def test_markdown_becomes_text_and_entities(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    plain, found = from_markdown(source)

    assert (plain, covered(plain, found)) == (text, entities)


def test_wide_table_is_written_row_by_row() -> None:
    head = "| Method | What it does in a short sentence |\n|--|--|\n"

    text, entities = from_markdown(head + "| `get` | returns a **value**, or nothing |\n| put | stores one |")

    assert text == (
        "get\n• What it does in a short sentence: returns a value, or nothing\n\n"
        "put\n• What it does in a short sentence: stores one"
    )
    assert ("bold", "value") in covered(text, entities)
    assert ("code", "get") in covered(text, entities)


@pytest.mark.parametrize("width", [40, 41])
def test_table_is_aligned_up_to_a_width(width: int) -> None:
    text, _ = from_markdown(f"|a|{'b' * (width - 4)}|\n|-|-|\n|1|2|")

    assert ("-+-" in text) is (width == 40)


@pytest.mark.parametrize("source", ["<!-- only a comment -->", "[a]: http://x.org", "<div></div>"])
def test_markdown_that_shows_nothing_stays_as_it_is_written(source: str) -> None:
    assert from_markdown(source)[0] == source
    assert from_markdown(source, unfinished=True)[0] == ""


@pytest.mark.parametrize("source", ["", " \n\t\n", "\r\n"])
def test_blank_markdown_has_no_messages(source: str) -> None:
    assert split_formatted(*from_markdown(source)) == []


def test_half_a_character_is_replaced() -> None:
    assert from_markdown("a\ud83d b")[0] == "a\ufffd b"


def test_missing_parser_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    commonmark_file._parser.cache_clear()

    with pytest.raises(RuntimeError, match=r"pip install 'scaletg\[markdown\]'"):
        from_markdown("a")


UNFINISHED = [
    ("a **bo", "a bo", [("bold", "bo")]),
    ("a **bo ", "a bo", [("bold", "bo")]),
    ("a **", "a", []),
    ("a *it", "a it", [("italic", "it")]),
    ("**a *b", "a b", [("bold", "a "), ("bold", "b"), ("italic", "b")]),
    ("a `co", "a co", [("code", "co")]),
    ("a `", "a", []),
    ("a ~~st", "a st", [("strikethrough", "st")]),
    ("a **b** c", "a b c", [("bold", "b")]),
    ("2 * 3", "2 * 3", []),
    ("snake_ca", "snake_ca", []),
    ("see [the li", "see the li", []),
    ("see [the link](http", "see the link", []),
    ("see [it](http://x.org/a_b", "see it", []),
    ("a <b", "a", []),
    ("a\n-", "a", []),
    ("- a\n- ", "• a", []),
    ("a\n\n1.", "a", []),
    ("a\n\n#", "a", []),
    ("a\n\n``", "a", []),
    ("a\n\n```py", "a", []),
    ("```py\nx **y\n``", "x **y", [("pre", "x **y", "py")]),
    ("```\na\n```\n\nb **c", "a\n\nb c", [("pre", "a"), ("bold", "c")]),
    ("a **b\n\nc", "a **b\n\nc", []),
]


@pytest.mark.parametrize(("source", "text", "entities"), UNFINISHED)
def test_unfinished_markup_counts_as_finished(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    plain, found = from_markdown(source, unfinished=True)

    assert (plain, covered(plain, found)) == (text, entities)


###############################################################################
# Whatever a model writes #####################################################
###############################################################################

_WORDS = st.text(st.sampled_from("abc 😀é日\u0301\u200b.,:!1"), max_size=12)
_PIECES = """
* ** *** _ __ ~~ ` `` ``` ~~~ [ ] ( ) ![ ]( ](http://x.org) ](http:// ](./a) < > <b> </b> <i> <br> <div> <!-- -->
&amp; &lt; &#0; \\ \\* # ## > >> - + 1. 2) [x] | |- |-|-| --- === :: https://x.org tg://user?id=1
""".split()
_PIECES += ["[ ] ", "\n", "\n\n", "\n  ", "\n    ", "\n> ", "\n- ", "\n1. ", "\n```py\n", "\n```\n", " ", "\t"]
_PIECES += ["\n| a | b |\n|---|:-:|\n| 1 | 2 |\n", "\r\n", "\0", "\u2028", "\ud800", "\U0001f468\u200d\U0001f469"]
_MARKDOWN = st.lists(st.one_of(_WORDS, st.sampled_from(_PIECES)), max_size=30).map("".join)


def accepted(text: str, entities: list[Entity]) -> str:
    """Return the text that the simulator makes of a message; a refusal fails the test."""
    chat_id = _SIM.add_user("Ada").id
    _SIM.start(chat_id)
    answer = _SIM.call(_BOT, "sendMessage", {"chat_id": chat_id, "text": text, "entities": entities})
    assert answer["ok"], answer
    return str(answer["result"]["text"])


_SIM = Simulator(seed=1)
_BOT = _SIM.add_bot("1:abc")


@given(source=_MARKDOWN, unfinished=st.booleans(), limit=st.sampled_from([2, 7, 40, 4096]))
@example(source="[a](http://x.org/\n> ```", unfinished=True, limit=4096)
def test_telegram_accepts_what_any_markdown_becomes(source: str, unfinished: bool, limit: int) -> None:
    text, entities = from_markdown(source, unfinished=unfinished)

    assert fix(text, entities, automatic=False, allow_empty=True) == (text, entities)
    parts = split_formatted(text, entities, limit)
    for part, own in parts:
        assert 0 < len(part.encode("utf-16-le")) // 2 <= limit
        assert len(own) <= 100
        assert accepted(part, own) == part
    assert _letters("".join(part for part, _ in parts)) == _letters(text)


def _letters(text: str) -> str:
    return "".join(text.split())


@given(st.text(max_size=200), st.booleans())
def test_no_text_is_refused(source: str, unfinished: bool) -> None:
    for part, own in split_formatted(*from_markdown(source, unfinished=unfinished)):
        assert accepted(part, own) == part


_PARAGRAPH = st.from_regex(r"[a-zA-Zé日😀]+( [a-zA-Z0-9é,;?]+)*", fullmatch=True)


@given(st.lists(_PARAGRAPH, min_size=1, max_size=6), st.booleans())
def test_plain_text_stays_as_it_is(paragraphs: list[str], unfinished: bool) -> None:
    source = "\n\n".join(paragraphs)

    assert from_markdown(source, unfinished=unfinished) == (source, [])


@given(_MARKDOWN)
def test_each_beginning_of_a_text_can_be_shown(source: str) -> None:
    for end in range(0, len(source), 5):
        text, entities = from_markdown(source[:end], unfinished=True)
        assert fix(text, entities, automatic=False, allow_empty=True) == (text, entities)


@pytest.mark.parametrize("piece", ["[", "![a", "[a](b", "*a ", "`a``b", "> a\n", "<a ", "- a\n", "~~a", "&", "\\"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    """A model that repeats itself takes no longer than one that does not."""
    began = time.process_time()
    from_markdown(piece * 20_000)

    assert time.process_time() - began < 20  # about half a second; in squares it would be minutes


###############################################################################
# split_formatted #############################################################
###############################################################################


def test_block_of_code_continues_in_the_next_part() -> None:
    lines = "\n".join(f"line {number:03}" for number in range(30))
    text, entities = from_markdown(f"Before\n\n```py\n{lines}\n```\n\nAfter")

    parts = split_formatted(text, entities, 100)

    assert len(parts) > 3
    assert "\n".join(part for part, _ in parts[1:]).replace("\n\nAfter", "").replace("\nAfter", "") == lines
    for part, own in parts[1:-1]:
        assert covered(part, own) == [("pre", part, "py")]


def test_indent_at_the_beginning_of_a_part_of_code_stays() -> None:
    parts = split_formatted("a\n  b", [{"type": "pre", "offset": 0, "length": 5}], 3)

    assert parts == [
        ("a", [{"type": "pre", "offset": 0, "length": 1}]),
        ("  b", [{"type": "pre", "offset": 0, "length": 3}]),
    ]


@pytest.mark.parametrize(("count", "expected"), [(100, 1), (101, 2), (200, 2), (201, 3)])
def test_part_has_at_most_a_hundred_entities(count: int, expected: int) -> None:
    text, entities = from_markdown("\n".join(f"**w{number}** x" for number in range(count)))

    parts = split_formatted(text, entities)

    assert len(parts) == expected
    assert sum(len(own) for _, own in parts) == count
    assert "\n".join(part for part, _ in parts) == text


def test_more_entities_at_one_place_than_a_part_has_are_cut() -> None:
    kinds = ["bold", "italic", "underline"]

    parts = split_formatted("a b", [{"type": kind, "offset": 0, "length": 3} for kind in kinds], most_entities=2)

    assert [part for part, _ in parts] == ["a b"]
    assert len(parts[0][1]) == 2


###############################################################################
# rich_from_markdown ##########################################################
###############################################################################

RICH: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "paragraph": ("a **b *c***\nd", [{"type": "paragraph", "text": ["a ", _bold(["b ", _italic("c")]), "\nd"]}]),
    "heading": ("## A", [{"type": "heading", "size": 2, "text": "A"}]),
    "code": ("```py\nx\n```", [{"type": "pre", "text": "x", "language": "py"}]),
    "rule": ("---", [{"type": "divider"}]),
    "link": (
        "[a](http://x.org)",
        [{"type": "paragraph", "text": {"type": "url", "text": "a", "url": "http://x.org/"}}],
    ),
    "bad link": ("[a](b.py)", [{"type": "paragraph", "text": "a (b.py)"}]),
    "tags across": ("<b>a <i>b</b> c", [{"type": "paragraph", "text": [_bold(["a ", _italic("b")]), " c"]}]),
    "end of nothing": ("a</b>", [{"type": "paragraph", "text": "a"}]),
    "tasks": (
        "- [ ] a\n- [x] b",
        [{"type": "list", "items": [_item("a", has_checkbox=True), _item("b", has_checkbox=True, is_checked=True)]}],
    ),
    "numbers": (
        "0. a\n1. b",
        [{"type": "list", "items": [_item("a", type="1", value=0), _item("b", type="1", value=1)]}],
    ),
    "empty items": ("-\n-", []),
    "quote": ("> a\n>> b", [_quote({"type": "paragraph", "text": "a"}, _quote({"type": "paragraph", "text": "b"}))]),
    "empty quote": (">", []),
    "comment": ("<!-- a -->", []),
}


@pytest.mark.parametrize(("source", "blocks"), RICH.values(), ids=list(RICH))
def test_markdown_becomes_blocks(source: str, blocks: list[dict[str, Any]]) -> None:
    assert rich_from_markdown(source) == {"blocks": blocks}


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        ("a" * 32_768, "a" * 32_769),
        ("- a\n" * 249, "- a\n" * 250),
        ("> " * 15 + "a", "> " * 16 + "a"),
        ("|a" * 20 + "|\n" + "|-" * 20 + "|", "|a" * 21 + "|\n" + "|-" * 21 + "|"),
        ("|a|\n|-|\n" + "|b|\n" * 498, "|a|\n|-|\n" + "|b|\n" * 499),
    ],
    ids=["characters", "blocks", "depth", "columns", "rows"],
)
def test_rich_message_keeps_to_the_limits_of_telegram(fits: str, too_much: str) -> None:
    assert rich_from_markdown(fits) is not None
    assert rich_from_markdown(too_much) is None


@given(source=_MARKDOWN, unfinished=st.booleans())
def test_telegram_accepts_the_blocks_that_any_markdown_becomes(source: str, unfinished: bool) -> None:
    rich = rich_from_markdown(source, unfinished=unfinished)

    if rich and rich["blocks"]:
        chat_id = _SIM.add_user("Ada").id
        _SIM.start(chat_id)
        answer = _SIM.call(_BOT, "sendRichMessage", {"chat_id": chat_id, "rich_message": rich})
        assert answer["ok"], (answer, rich)
