"""What contrib/formatting.py does; test_formatting_tdlib.py compares it with TDLib."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaletg_contrib.formatting import FormatError, find_entities, fix, format_text, parse

Entity = dict[str, Any]


def short(entities: list[Entity]) -> list[tuple[Any, ...]]:
    """Write entities as (type, offset, length, details...)."""
    return [tuple(entity.values()) for entity in entities]


###############################################################################
# parse #######################################################################
###############################################################################


@pytest.mark.parametrize("mode", [None, "", "none", "None", "NONE"])
def test_text_without_a_parse_mode_stays_as_it_is(mode: str | None) -> None:
    assert parse("<b>*a*", mode) == ("<b>*a*", [])


@pytest.mark.parametrize("mode", ["html", "HTML", "Html"])
def test_parse_mode_may_be_in_any_case(mode: str) -> None:
    assert short(parse("<b>a</b>", mode)[1]) == [("bold", 0, 1)]


def test_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(FormatError) as caught:
        parse("a", "markdown3")
    assert caught.value.description == "unsupported parse_mode"


HTML = [
    ("<b>a</b> <strong>b</strong>", "a b", [("bold", 0, 1), ("bold", 2, 1)]),
    ("<u>a<ins>b</ins></u>", "ab", [("underline", 0, 2), ("underline", 1, 1)]),
    ("<i><b>a</b></i>", "a", [("bold", 0, 1), ("italic", 0, 1)]),
    ("😀<i>é</i>", "😀é", [("italic", 2, 1)]),
    ("<S>a</S> <DEL>b</DEL>", "a b", [("strikethrough", 0, 1), ("strikethrough", 2, 1)]),
    ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ("<pre>a</pre>", "a", [("pre", 0, 1)]),
    ("<pre><code class='language-py'>a</code></pre>", "a", [("pre", 0, 1, "py")]),
    ("<pre><code class='language-py'>a</code> </pre>", "a ", [("pre", 0, 2), ("code", 0, 1)]),
    ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    ("<a href='EXAMPLE.com'>a</a>", "a", [("text_link", 0, 1, "http://example.com/")]),
    ("<a>example.com</a>", "example.com", [("text_link", 0, 11, "http://example.com/")]),
    ("<a href='no link'>a</a>", "a", []),
    ("<a href='tg://user?id=7'>a</a>", "a", [("text_mention", 0, 1, {"id": 7})]),
    ("<tg-emoji emoji-id='5'>😀</tg-emoji>", "😀", [("custom_emoji", 0, 2, "5")]),
    ("<tg-time unix='9' format='TDw'>a</tg-time>", "a", [("date_time", 0, 1, 9, "wDT")]),
    ("<tg-time unix='9'>a</tg-time>", "a", [("date_time", 0, 1, 9)]),
    ("<b>a</>", "a", [("bold", 0, 1)]),
    ("&lt;b&gt; &amp;amp; &#65;&#x42 &copy; &quot", '<b> &amp; AB &copy; "', []),
]


@pytest.mark.parametrize("source, text, entities", HTML)
def test_html_is_read(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    parsed, found = parse(source, "HTML")
    assert (parsed, short(found)) == (text, entities)


MARKDOWN_V2 = [
    ("*a* _b_ __c__", "a b c", [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1)]),
    ("~a~ ||b||", "a b", [("strikethrough", 0, 1), ("spoiler", 2, 1)]),
    ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
    ("`a*b`", "a*b", [("code", 0, 3)]),
    ("```\na```", "a", [("pre", 0, 1)]),
    ("```py\na```", "a", [("pre", 0, 1, "py")]),
    ("[a](x.com/\\))", "a", [("text_link", 0, 1, "http://x.com/)")]),
    ("![😀](tg://emoji?id=5)", "😀", [("custom_emoji", 0, 2, "5")]),
    ("![a](tg://time?unix=9&format=r)", "a", [("date_time", 0, 1, 9, "r")]),
    (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
    (">a\n>b||\nc", "a\nb\nc", [("expandable_blockquote", 0, 4)]),
    (">a\n**>b", "a\nb", [("blockquote", 0, 2), ("blockquote", 2, 1)]),
    ("\\*a\\_ \\é", "*a_ \\é", []),
    ("___a_\r__", "a\r", [("underline", 0, 2), ("italic", 0, 1)]),
]


@pytest.mark.parametrize("source, text, entities", MARKDOWN_V2)
def test_markdown_v2_is_read(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    parsed, found = parse(source, "MarkdownV2")
    assert (parsed, short(found)) == (text, entities)


MARKDOWN = [
    ("*a* _b_ `c`", "a b c", [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1)]),
    ("*a _b*", "a _b", [("bold", 0, 4)]),
    ("```py\na```", "a", [("pre", 0, 1, "py")]),
    ("[a](x.com)", "a", [("text_link", 0, 1, "http://x.com/")]),
    ("\\*a\\- b.", "*a\\- b.", []),
]


@pytest.mark.parametrize("source, text, entities", MARKDOWN)
def test_older_markdown_is_read(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    parsed, found = parse(source, "Markdown")
    assert (parsed, short(found)) == (text, entities)


FAULTS = [
    ("HTML", "é<x>", 'Unsupported start tag "x" at byte offset 2'),
    ("HTML", "<b", "Unclosed start tag at byte offset 0"),
    ("HTML", "<b =5>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("HTML", "<b a=x/>", "Unexpected end of name token at byte offset 5"),
    ("HTML", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
    ("HTML", "<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("HTML", "<b>x</b", "Unclosed end tag at byte offset 4"),
    ("HTML", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("HTML", "<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ("HTML", "<tg-time unix=5 format=q>x</tg-time>", "Invalid date format used"),
    ("MarkdownV2", "a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("MarkdownV2", "é*a", "Can't find end of Bold entity at byte offset 2"),
    ("MarkdownV2", "_a__", "Can't find end of Underline entity at byte offset 2"),
    ("MarkdownV2", "```py\na", "Can't find end of PreCode entity at byte offset 0"),
    ("MarkdownV2", "[a](b", "Can't find end of a URL at byte offset 4"),
    ("MarkdownV2", "![a]", "The entity must contain a tg://emoji or tg://time URL"),
    ("MarkdownV2", "![a](x.com)", "Invalid tg://emoji or tg://time URL specified"),
    ("Markdown", "a *b", "Can't find end of the entity starting at byte offset 2"),
]


@pytest.mark.parametrize("mode, source, reason", FAULTS)
def test_faults_have_the_words_of_telegram(mode: str, source: str, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse(source, mode)
    assert caught.value.description == f"can't parse entities: {reason}"


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(FormatError, match="must be encoded in UTF-8"):
        parse("\ud83d", "HTML")
    with pytest.raises(FormatError, match="invalid Unicode characters after decoding"):
        parse("&#55357;", "HTML")


###############################################################################
# find_entities ###############################################################
###############################################################################

FOUND = [
    ("hi @someone", [("mention", 3, 8)]),
    ("@abc @gif", [("mention", 5, 4)]),
    ("mail@example.com", [("email", 0, 16)]),
    ("#tag #1 #é1 a#b", [("hashtag", 0, 4), ("hashtag", 8, 3)]),
    ("$USD $usd", [("cashtag", 0, 4)]),
    ("/start@some_bot /a/b", [("bot_command", 0, 15)]),
    ("see example.com.", [("url", 4, 11)]),
    ("end.And x.Com X.COM", [("url", 14, 5)]),
    ("https://example.qq/a_(b)).", [("url", 0, 24)]),
    ("http://пример.рф/é?x=1#y", [("url", 0, 24)]),
    ("tg://resolve?domain=a", [("url", 0, 21)]),
    ("4111 1111 1111 1111", [("bank_card_number", 0, 19)]),
    ("4111 1111 1111 1112", []),
    ("😀 t.me", [("url", 3, 4)]),
    ("a.b 1.2.3 x_y.com setup.cfg", []),
]


@pytest.mark.parametrize("text, entities", FOUND)
def test_entities_are_found(text: str, entities: list[tuple[Any, ...]]) -> None:
    assert short(find_entities(text)) == entities


###############################################################################
# fix #########################################################################
###############################################################################


def bold(offset: int, length: int) -> Entity:
    return {"type": "bold", "offset": offset, "length": length}


def italic(offset: int, length: int) -> Entity:
    return {"type": "italic", "offset": offset, "length": length}


def code(offset: int, length: int) -> Entity:
    return {"type": "code", "offset": offset, "length": length}


def link(offset: int, length: int) -> Entity:
    return {"type": "text_link", "offset": offset, "length": length, "url": "http://x.com/"}


FIXED = [
    ("nothing to do", "ab", [bold(0, 1)], "ab", [bold(0, 1)]),
    ("control characters", "a\x01b\r\u2028c\x0b.", [bold(1, 4)], "a bc .", [bold(1, 2)]),
    ("direction marks in a row", "a\u200f\u200eb", [], "a\u200c\u200eb", []),
    ("blanks at both ends", " \n a b \n", [], "a b", []),
    ("blanks at the start of an entity stay", "  a", [bold(1, 2)], " a", [bold(0, 2)]),
    ("blanks at the end of an entity go", "a  ", [bold(0, 3)], "a", [bold(0, 1)]),
    ("entities on blanks at the end go", "a  ", [link(1, 2)], "a", []),
    ("empty entities go", "ab", [bold(0, 0), bold(2, 0)], "ab", []),
    ("entities are sorted", "abc", [italic(2, 1), bold(0, 1)], "abc", [bold(0, 1), italic(2, 1)]),
    ("equal ones are joined", "abcd", [bold(0, 2), bold(1, 3)], "abcd", [bold(0, 4)]),
    (
        "crossing ones are split",
        "abc",
        [bold(0, 2), italic(1, 2)],
        "abc",
        [bold(0, 1), italic(1, 2), bold(1, 1)],
    ),
    ("nothing stays in code", "abc", [bold(0, 3), code(1, 1)], "abc", [bold(0, 1), code(1, 1), bold(2, 1)]),
    ("links do not cross", "abc", [link(0, 2), link(1, 2)], "abc", [link(0, 2)]),
    ("text can be bold in a link", "ab", [link(0, 2), bold(0, 1)], "ab", [link(0, 2), bold(0, 1)]),
]


@pytest.mark.parametrize("name, text, entities, fixed_text, fixed", FIXED, ids=[row[0] for row in FIXED])
def test_text_is_fixed(name: str, text: str, entities: list[Entity], fixed_text: str, fixed: list[Entity]) -> None:
    assert fix(text, entities) == (fixed_text, fixed)


def test_found_entities_are_merged_in() -> None:
    mention = {"type": "mention", "offset": 2, "length": 5}
    assert fix("a @user b", [bold(0, 9)])[1] == [bold(0, 2), mention, bold(2, 5), bold(7, 2)]


@pytest.mark.parametrize("given", [code(0, 3), link(0, 3), {"type": "blockquote", "offset": 0, "length": 3}])
def test_given_entities_win_over_found_ones_that_cross_them(given: Entity) -> None:
    assert fix("@username", [given])[1] == [given]


def test_found_entities_stay_whole_inside_a_quote() -> None:
    quote = {"type": "blockquote", "offset": 0, "length": 9}
    assert short(fix("@username", [quote])[1]) == [("blockquote", 0, 9), ("mention", 0, 9)]


def test_the_given_entities_are_left_alone() -> None:
    given = [bold(1, 2)]
    fix("\r  a\r", given)
    assert given == [bold(1, 2)]


PLACES = [
    (bold(-1, 1), "receive an entity with incorrect offset -1"),
    (bold(0, -1), "receive an entity with incorrect length -1"),
    (bold(9, 1), "entity begins after the end of the text at UTF-16 offset 9"),
    (bold(1, 9), "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10"),
    (bold(2, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 5"),
    (bold(0, 2), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5"),
]


@pytest.mark.parametrize("entity, reason", PLACES)
def test_entities_outside_the_text_are_refused(entity: Entity, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        fix("a😀b", [entity])
    assert caught.value.description == reason


@pytest.mark.parametrize("text", ["", " ", "\n \r", "\u2028"])
def test_text_of_blanks_is_refused_unless_allowed(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        fix(text)
    assert caught.value.description == "text must be non-empty"
    assert fix(text, allow_empty=True) == ("", [])


KINDS = ["bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote", "date_time", "url"]
ENTITIES = st.builds(
    lambda kind, offset, length: {"type": kind, "offset": offset, "length": length},
    st.sampled_from(KINDS),
    st.integers(0, 20),
    st.integers(0, 20),
)
TEXTS = st.text(st.sampled_from("ab é😀\n\r\x01\u2028@.#/t.me"), min_size=1, max_size=20)


def inside(text: str, entities: list[Entity]) -> list[Entity]:
    """Leave out the entities that do not begin and end between two characters of *text*."""
    places = {len(text[:i].encode("utf-16-le")) // 2 for i in range(len(text) + 1)}
    return [entity for entity in entities if {entity["offset"], entity["offset"] + entity["length"]} <= places]


@given(TEXTS, st.lists(ENTITIES, max_size=6))
def test_fixed_text_needs_no_more_fixing(text: str, entities: list[Entity]) -> None:
    fixed = fix(text, inside(text, entities), allow_empty=True)
    given = [entity for entity in fixed[1] if entity["type"] in KINDS]
    assert fix(fixed[0], given, allow_empty=True) == fixed


@given(TEXTS, st.lists(ENTITIES, max_size=6))
def test_fixed_entities_lie_in_the_text_and_do_not_cross(text: str, entities: list[Entity]) -> None:
    text, fixed = fix(text, inside(text, entities), allow_empty=True)
    spans = [(entity["offset"], entity["offset"] + entity["length"]) for entity in fixed]
    assert spans == sorted(spans, key=lambda span: (span[0], -span[1]))
    assert all(0 <= begin < end <= len(text.encode("utf-16-le")) // 2 for begin, end in spans)
    assert not any(a[0] < b[0] < a[1] < b[1] for a in spans for b in spans)


###############################################################################
# format_text #################################################################
###############################################################################


def test_text_goes_through_all_steps() -> None:
    text, entities = format_text(" *Hi* @someone, see [here](Example.com)\n", "MarkdownV2")
    assert text == "Hi @someone, see here"
    assert short(entities) == [("bold", 0, 2), ("mention", 3, 8), ("text_link", 17, 4, "http://example.com/")]


def test_with_a_parse_mode_given_entities_are_ignored() -> None:
    assert format_text("ab", "HTML", [bold(0, 99)]) == ("ab", [])


def test_without_one_they_are_used() -> None:
    assert format_text("ab", "None", [bold(0, 1)]) == ("ab", [bold(0, 1)])


def test_found_kinds_are_not_taken_from_the_given_ones() -> None:
    given = [{"type": "url", "offset": 0, "length": 1}, {"type": "phone_number", "offset": 0, "length": 99}]
    assert format_text("t.me", None, given) == ("t.me", [{"type": "url", "offset": 0, "length": 4}])


def test_bank_cards_are_not_shown_to_bots() -> None:
    assert format_text("4111111111111111") == ("4111111111111111", [])


GIVEN = [
    ({"type": "text_link", "url": "X.com"}, {"type": "text_link", "url": "http://x.com/"}),
    ({"type": "text_link", "url": "tg://user?id=5"}, {"type": "text_mention", "user": {"id": 5}}),
    (
        {"type": "text_mention", "user": {"id": 5, "first_name": "A"}},
        {"type": "text_mention", "user": {"id": 5, "first_name": "A"}},
    ),
    ({"type": "pre", "language": "py\x01"}, {"type": "pre", "language": "py "}),
    ({"type": "pre"}, {"type": "pre"}),
    ({"type": "custom_emoji", "custom_emoji_id": "5"}, {"type": "custom_emoji", "custom_emoji_id": "5"}),
    (
        {"type": "date_time", "unix_time": 5, "date_time_format": "Tw"},
        {"type": "date_time", "unix_time": 5, "date_time_format": "wT"},
    ),
]


@pytest.mark.parametrize("given_details, details", GIVEN)
def test_given_entities_are_tidied(given_details: Entity, details: Entity) -> None:
    given = {"offset": 0, "length": 2, **given_details}
    assert format_text("ab", entities=[given]) == ("ab", [{"offset": 0, "length": 2, **details}])


def test_given_mention_of_nobody_is_dropped() -> None:
    assert format_text("ab", entities=[{"type": "text_mention", "offset": 0, "length": 2, "user": {"id": 0}}])[1] == []


REFUSED = [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    ({"text": "é" * 16385}, "text is too long"),
    ({"text": "\ud83d"}, "strings must be encoded in UTF-8"),
    ({"text": "a", "parse_mode": "x"}, "unsupported parse_mode"),
    ({"text": "a", "entities": [{"offset": 0, "length": 1}]}, "can't parse MessageEntity: Can't find field \"type\""),
    ({"text": "a", "entities": [{**bold(0, 1), "type": "x"}]}, "can't parse MessageEntity: Unsupported type specified"),
    ({"text": "a", "entities": [{**link(0, 1), "url": "z"}]}, "entity URL 'z' is invalid: Wrong HTTP URL"),
    ({"text": "a", "entities": [{**bold(0, 1), "type": "custom_emoji"}]}, "invalid custom emoji identifier specified"),
    ({"text": "a", "entities": [{**bold(0, 1), "type": "date_time"}]}, "invalid date specified"),
]


@pytest.mark.parametrize("call, reason", REFUSED)
def test_refusals_have_the_words_of_telegram(call: dict[str, Any], reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        format_text(**call)
    assert caught.value.description == reason
    assert str(caught.value) == reason


ODD = [
    "a",
    ".",
    "a.",
    "@.",
    "1 ",
    "a1",
    "#a",
    "x.com ",
    "http://",
    "tg://a:",
    "😀x.com ",
    "(",
    "\\",
    "`",
    "*a*",
    "[a]",
    "<b>x</b>",
    "&",
]


NUMBERS = [
    "&#{};",
    "&#x{};",
    "<tg-time unix='{}'>a</tg-time>",
    "<tg-emoji emoji-id={}>a</tg-emoji>",
    "<a href='tg://user?id={}'>a</a>",
]


@pytest.mark.parametrize("source", [*NUMBERS, "<a href='x.com:{}'>a</a>", "x.com:{}", "1.2.3.{}", "{}"])
def test_no_number_is_too_long(source: str) -> None:
    with contextlib.suppress(FormatError):
        assert format_text(source.format("7" * 9000), "HTML")[0]


@pytest.mark.parametrize("piece", ODD)
@pytest.mark.parametrize("mode", ["HTML", "MarkdownV2", "Markdown", None])
def test_no_long_text_takes_long(mode: str | None, piece: str) -> None:
    """Guard against work that grows with the square of the length; 5 seconds are many times what it takes."""
    text = (piece * 4096)[:32000].encode()[:32000].decode(errors="ignore")
    start = time.process_time()
    with contextlib.suppress(FormatError):
        format_text(text, mode)
    assert time.process_time() - start < 5
