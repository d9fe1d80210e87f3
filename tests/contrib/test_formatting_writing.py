"""Writing HTML and MarkdownV2: Telegram reads what was written as it was."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samples
import scaletg
from scaletg_contrib import formatting
from scaletg_contrib.formatting import to_html, to_markdown

NOW = 1767225600
TEXTS = st.text(st.sampled_from("ab 1_*[]()~`>#+-=|{}.!\\<&\"'\n\té😀\u05d0/@:"), max_size=40) | st.text(max_size=20)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entity(kind: str, offset: int, length: int, **details: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **details}


# Formatted text

LINK = "http://example.com/a_(b)?x=1&y=\\"


@pytest.mark.parametrize(
    "text, entities, html, markdown",
    [
        ("plain <b>", [], "plain &lt;b&gt;", "plain <b\\>"),
        ("bold", [entity("bold", 0, 4)], "<b>bold</b>", "*bold*"),
        ("a b c", [entity("italic", 2, 1)], "a <i>b</i> c", "a _b_ c"),
        ("u", [entity("underline", 0, 1)], "<u>u</u>", "__u__"),
        ("s", [entity("strikethrough", 0, 1)], "<s>s</s>", "~s~"),
        ("s", [entity("spoiler", 0, 1)], "<tg-spoiler>s</tg-spoiler>", "||s||"),
        ("😀 <x>", [entity("code", 3, 3)], "😀 <code>&lt;x&gt;</code>", "😀 `<x>`"),
        ("a`\\_", [entity("code", 0, 4)], "<code>a`\\_</code>", "`a\\`\\\\_`"),
        ("x = 1", [entity("pre", 0, 5)], "<pre>x = 1</pre>", "```\nx = 1```"),
        (
            "x = 1",
            [entity("pre", 0, 5, language="python")],
            '<pre><code class="language-python">x = 1</code></pre>',
            "```python\nx = 1```",
        ),
        (
            "x",
            [entity("pre", 0, 1, language="two words")],
            '<pre><code class="language-two words">x</code></pre>',
            "```\nx```",
        ),
        (
            "here",
            [entity("text_link", 0, 4, url=LINK)],
            '<a href="http://example.com/a_(b)?x=1&amp;y=\\">here</a>',
            "[here](http://example.com/a_(b\\)?x=1&y=\\\\)",
        ),
        (
            "Ada",
            [entity("text_mention", 0, 3, user=samples.USER)],
            '<a href="tg://user?id=42">Ada</a>',
            "[Ada](tg://user?id=42)",
        ),
        (
            "👍",
            [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")],
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            "![👍](tg://emoji?id=5368324170671202286)",
        ),
        (
            "soon",
            [entity("date_time", 0, 4, unix_time=NOW, date_time_format="wDT")],
            f'<tg-time unix="{NOW}" format="wDT">soon</tg-time>',
            f"![soon](tg://time?unix={NOW}&format=wDT)",
        ),
        (
            "soon",
            [entity("date_time", 0, 4, unix_time=NOW)],
            f'<tg-time unix="{NOW}">soon</tg-time>',
            f"![soon](tg://time?unix={NOW})",
        ),
        ("a\nb", [entity("blockquote", 0, 3)], "<blockquote>a\nb</blockquote>", ">a\n>b"),
        (
            "a\nb\nc",
            [entity("expandable_blockquote", 0, 3)],
            "<blockquote expandable>a\nb</blockquote>\nc",
            ">a\n>b||\nc",
        ),
        ("@ada #x", [entity("mention", 0, 4), entity("hashtag", 5, 2)], "@ada #x", "@ada \\#x"),
        ("😀b", [entity("bold", 2, 1), entity("novelty", 0, 2)], "😀<b>b</b>", "😀*b*"),
        ("ab", [entity("bold", 0, 2), entity("italic", 1, 1)], "<b>a<i>b</i></b>", "*a_b_*"),
        ("ab", [entity("italic", 0, 1), entity("underline", 1, 1)], "<i>a</i><u>b</u>", "_a_**__b__"),
        ("a", [entity("italic", 0, 1), entity("underline", 0, 1)], "<i><u>a</u></i>", "_**__a__**_"),
        ("a_", [entity("italic", 0, 2)], "<i>a_</i>", "_a\\_**_"),
        ("abc", [entity("bold", 0, 2), entity("italic", 1, 2)], "<b>a<i>b</i></b><i>c</i>", "*a_b_*_c_"),
    ],
)
def test_formatting_is_written_in_both_modes(
    text: str, entities: list[dict[str, Any]], html: str, markdown: str
) -> None:
    message = scaletg.Message.from_dict(samples.message(text, entities=entities))
    assert message.text_html == html == to_html(text, entities)
    assert message.text_markdown_v2 == markdown == to_markdown(text, message.entities)


@pytest.mark.parametrize(
    "text, entities, markdown",
    [
        ("a\nb", [entity("blockquote", 0, 1), entity("blockquote", 2, 1)], ">a\n**>b"),
        ("a\nb", [entity("blockquote", 0, 2), entity("expandable_blockquote", 2, 1)], ">a\n**>b||"),
        ("a\n\nb", [entity("blockquote", 0, 1), entity("blockquote", 3, 1)], ">a\n\n>b"),
        ("a\nb", [entity("blockquote", 0, 2)], ">a\nb"),
        ("a\nb\nc", [entity("blockquote", 0, 3), entity("code", 0, 3)], ">`a\nb`\nc"),
        ("a\nb", [entity("code", 0, 2), entity("blockquote", 2, 1)], "`a`\n>b"),
        ("a\nb", [entity("bold", 0, 3), entity("blockquote", 0, 1)], ">*a*\n*b*"),
        ("a\nb", [entity("bold", 0, 2), entity("blockquote", 2, 1)], "*a\n*>b"),
        ("ab", [entity("blockquote", 0, 2), entity("spoiler", 1, 1)], ">a||b||"),
        ("ab", [entity("expandable_blockquote", 0, 2), entity("spoiler", 1, 1)], ">a||b||||"),
        ("ab", [entity("blockquote", 1, 1), entity("bold", 1, 1)], "a*b*"),
        ("a\nb c", [entity("blockquote", 2, 1)], "a\nb c"),
    ],
)
def test_markdown_quotes_whole_lines_and_leaves_other_quotes_out(
    text: str, entities: list[dict[str, Any]], markdown: str
) -> None:
    assert to_markdown(text, entities) == markdown
    assert formatting.parse(markdown, "MarkdownV2")[0] == text


def test_a_caption_is_formatted_too() -> None:
    raw = samples.message(None, caption="hi", caption_entities=[entity("bold", 0, 2)], photo=[])
    assert scaletg.Message.from_dict(raw).text_html == "<b>hi</b>"
    assert scaletg.Message.from_dict(raw).text_markdown_v2 == "*hi*"
    assert scaletg.Message.from_dict(samples.message(None)).text_html is None
    assert scaletg.Message.from_dict(samples.message(None)).text_markdown_v2 is None


@pytest.mark.parametrize(
    "odd",
    [
        entity("bold", 9, 1),
        entity("bold", 0, 0),
        entity("bold", 2, -1),
        entity("bold", -5, 2),
        {"type": "bold"},
        {"type": "bold", "offset": "0", "length": 1},
        {"type": 5, "offset": 0, "length": 1},
        entity("text_mention", 0, 2),
        entity("text_mention", 0, 2, user=5),
        entity("text_link", 0, 2),
        entity("blockquote", 0, 99),
        "bold",
    ],
)
def test_an_odd_entity_leaves_the_text_as_it_is(odd: Any) -> None:
    assert to_html("ab", [odd]) in ("ab", "<blockquote>ab</blockquote>")
    assert to_markdown("ab", [odd]) == "ab"


# What Telegram makes of a text and its entities is the same before and after.

KINDS = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
]
DETAILS: dict[str, dict[str, Any]] = {
    "text_link": {"url": "http://example.com/a_(b)?x=1&y=%22"},
    "text_mention": {"user": {"id": 123}},
    "custom_emoji": {"custom_emoji_id": "5368324170671202286"},
    "date_time": {"unix_time": NOW, "date_time_format": "wDT"},
}
SIGNS = [
    "é",
    "😀",
    "👨‍👩‍👧",
    "\u05d0",
    "||",
    "__",
    "**",
    "``",
    "```",
    "](",
    "\n",
    "\n",
    *"ab _*[]()~`>#+-=|{}.!\\<&\"'",
]


class Formatted:
    """A random text with nested entities; a quote stands on lines of its own."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        for _ in range(random.randint(1, 3)):
            if random.random() < 0.4:
                self.text += "" if self.text.endswith("\n") else "\n" * bool(self.text)
                self.part(random.choice(["blockquote", "expandable_blockquote"]), 2)
                self.text += random.choice(["\n", "\n\n", "\n "])
            else:
                self.inside(2)

    def inside(self, depth: int) -> None:
        for _ in range(self.random.randint(1, 3)):
            self.text += "".join(self.random.choice(SIGNS) for _ in range(self.random.randint(0, 8)))
            if depth and self.random.random() < 0.7:
                self.part(self.random.choice(KINDS), depth - 1)

    def part(self, kind: str, depth: int) -> None:
        offset = units(self.text)
        made = entity(kind, offset, 0, **DETAILS.get(kind, {}))
        if kind == "pre" and depth:
            made["language"] = "c++"
        self.entities.append(made)
        if kind == "custom_emoji":
            self.text += "😀"
        else:
            self.inside(0 if kind in ("code", "pre") else depth)
        made["length"] = units(self.text) - offset


def as_telegram_keeps_it(text: str, entities: list[dict[str, Any]]) -> Any:
    """Return what Telegram makes of it, but for a line end last in a quote, and one last in code before a quote.

    MarkdownV2 cannot tell whether these belong to the entities that end there.
    """
    text, entities = formatting.fix(text, entities)
    data = text.encode("utf-16-le")
    quotes = [one for one in entities if one["type"].endswith("blockquote")]
    starts = {one["offset"] for one in quotes}
    ends = {one["offset"] + one["length"] for one in quotes}

    def kept(one: dict[str, Any]) -> dict[str, Any]:
        end = one["offset"] + one["length"]
        is_cut = end in ends or (end in starts and one["type"] in ("code", "pre"))
        return {**one, "length": one["length"] - (is_cut and data[2 * end - 2 : 2 * end] == b"\n\0")}

    return text, sorted(json.dumps(kept(one), sort_keys=True) for one in entities if kept(one)["length"])


@pytest.mark.parametrize("mode, write", [("HTML", to_html), ("MarkdownV2", to_markdown)])
@given(seed=st.integers(0, 2**32))
def test_telegram_reads_written_formatting_as_it_was(mode: str, write: Any, seed: int) -> None:
    made = Formatted(Random(seed))
    try:
        text, entities = formatting.fix(made.text, made.entities)
    except formatting.FormatError:  # nothing but blanks
        return
    read, found = formatting.parse(write(text, entities), mode)
    assert as_telegram_keeps_it(read, found) == as_telegram_keeps_it(text, entities)


@given(
    text=TEXTS, raw=st.lists(st.tuples(st.sampled_from(KINDS + ["blockquote"]), st.integers(0, 40), st.integers(0, 40)))
)
def test_crossing_entities_never_damage_the_text(text: str, raw: list[tuple[str, int, int]]) -> None:
    entities = [entity(kind, offset, length, **DETAILS.get(kind, {})) for kind, offset, length in raw]
    pairs = [(one["offset"], one["offset"] + one["length"]) for one in entities]
    data = text.encode("utf-16-le")
    if any(b"\xd8" <= data[2 * place + 1 : 2 * place + 2] < b"\xe0" for pair in pairs for place in pair):
        return  # it would cut an emoji
    assert formatting.parse(to_html(text, entities), "HTML")[0] == text
    assert formatting.parse(to_markdown(text, entities), "MarkdownV2")[0] == text


# What a stranger sends

MANY = 20_000
ANY_KIND = [*KINDS, "blockquote", "expandable_blockquote"]


def many(offset_and_length: Any) -> list[dict[str, Any]]:
    kinds = (ANY_KIND[number % len(ANY_KIND)] for number in range(MANY))
    return [entity(kind, *offset_and_length(number), **DETAILS.get(kind, {})) for number, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    "entities",
    [
        many(lambda number: (number // 2, MANY - number)),
        many(lambda number: (number, 1000 + number % 37)),
        many(lambda number: (number, 1)),
        many(lambda number: (0, MANY)),
        [entity("text_link", number, MANY - 2 * number, url="http://x.y") for number in range(MANY // 2)],
        [*many(lambda number: (0, MANY))[:11], *(entity("blockquote", place, 2) for place in range(0, MANY, 2))],
    ],
    ids=["nested", "staggered", "small", "same", "links", "quotes"],
)
@pytest.mark.parametrize("write, mode", [(to_html, "HTML"), (to_markdown, "MarkdownV2")])
def test_any_number_of_entities_is_written_in_bounded_steps(write: Any, mode: str, entities: Any) -> None:
    text = "a\n" * (MANY // 2)
    written = write(text, entities)
    # What is written has a bounded size for each entity, which is the measure of the work: time would depend on others.
    assert len(written) < 200 * MANY
    assert formatting.parse(written, mode)[0] == text


def test_nesting_has_no_limit() -> None:
    entities = [entity(ANY_KIND[depth % 5], depth, 3000 - 2 * depth) for depth in range(1500)]
    assert to_html("x" * 3000, entities).count("<b>") == 1
    nested = "<b><i>" * 3000 + "x" + "</i></b>" * 3000
    assert formatting.parse(nested, "HTML")[0] == "x"
    assert formatting.parse("[" * 3000 + "x" + "](http://x.y)" * 3000, "MarkdownV2")[0] == "x"


def test_bold_in_bold_is_one_bold() -> None:
    entities = [entity("bold", 0, 3), entity("bold", 1, 4)]
    assert to_html("abcdef", entities) == "<b>abcde</b>f"
    assert to_markdown("abcdef", entities) == "*abcde*f"


def test_of_two_links_that_overlap_the_first_one_stays() -> None:
    entities = [entity("text_link", 0, 3, url="http://a.b"), entity("text_link", 1, 4, url="http://c.d")]
    assert to_html("abcdef", entities) == '<a href="http://a.b">abc</a>def'


def test_entities_can_be_objects() -> None:
    user = scaletg.User(7, False, "Ada")
    entities = [scaletg.MessageEntity("text_mention", 0, 3, user=user), {"type": "bold", "offset": 4, "length": 1}]
    assert to_html("Ada x", entities) == '<a href="tg://user?id=7">Ada</a> <b>x</b>'
    assert to_markdown("Ada x", entities) == "[Ada](tg://user?id=7) *x*"
