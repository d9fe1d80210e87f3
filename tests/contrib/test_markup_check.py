"""The check of marked-up text before a reply leaves: it must never refuse what Telegram accepts.

Telegram's own reading is that of contrib/formatting.py, which is compared with TDLib in its tests.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scaletg
from scaletg_contrib import formatting

TAGS = [
    "b",
    "i",
    "u",
    "s",
    "code",
    "pre",
    "blockquote",
    "tg-spoiler",
    "em",
    "a",
    "span",
    "B",
    "x",
    "br",
    "tg-emoji",
    "",
]
ATTRIBUTES = [
    "",
    " x",
    ' href="http://x.y/?a>b"',
    " href='<b>'",
    ' class="tg-spoiler"',
    " a=b",
    ' a="',
    "\n",
    " =",
    '"',
]
HTML = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
    st.builds("</{}{}>".format, st.sampled_from(TAGS), st.sampled_from(["", " ", " x"])),
    st.sampled_from(["&lt;", "&", "<", ">", "</", "a", " ", "\n", "é🎲"]),
)
MARKS = r"* _ __ ~ || ` ``` [ ] ( ) ](http://x.y) ![ ](tg://emoji?id=5) > **> ** \ \* \` \\ # + = { } . ! a é🎲".split()
MARKDOWN = st.sampled_from([*MARKS, " ", "\n", "\r", "\n>", "||\n", "```py\n", "\\\n", "x y"])


def nested(plain, wrap):
    return st.recursive(plain, lambda inner: st.lists(st.one_of(inner, inner.flatmap(wrap)), max_size=3).map("".join))


def wrap_html(inner):
    tags = st.sampled_from([tag for tag in TAGS if tag not in ("a", "span", "tg-emoji", "")])
    return tags.map(lambda tag: f"<{tag}>{inner}</{tag}>")


def wrap_markdown(inner):
    pairs = ["**", "__", "~~", "``"]
    plain = st.sampled_from(pairs).map(lambda pair: f"{pair[0]}{inner}{pair[1]}")
    others = [f"__{inner}__", f"||{inner}||", f"```{inner}```", f"[{inner}](http://x.y/a\\)b)", f"\n>{inner}||\n"]
    return plain | st.sampled_from(others)


def refuses(text, mode):
    try:
        formatting.parse(text, mode)
    except formatting.FormatError:
        return True
    return False


@pytest.mark.parametrize(
    "mode, texts",
    [
        ("HTML", st.lists(HTML, max_size=8).map("".join)),
        ("HTML", nested(st.sampled_from(["a", "&lt;", "\n"]), wrap_html)),
        ("MarkdownV2", st.lists(MARKDOWN, max_size=8).map("".join)),
        ("MarkdownV2", nested(st.sampled_from(["a", "\\.", "\n", "🎲", "**"]), wrap_markdown)),
        ("Markdown", st.text()),
    ],
    ids=["HTML", "nested HTML", "MarkdownV2", "nested MarkdownV2", "Markdown"],
)
@settings(max_examples=500)
@given(data=st.data())
def test_the_check_refuses_nothing_that_telegram_accepts(mode, texts, data):
    text = data.draw(texts)
    if scaletg._markup_fault(text, mode):
        assert refuses(text, mode)


@pytest.mark.parametrize(
    "mode, text, fault",
    [
        ("HTML", "<b>x", "<b> is not closed"),
        ("HTML", "x</b>", "</b> closes nothing"),
        ("HTML", "<b>x</i>", "</i> closes <b>"),
        ("HTML", "<b><i>x</b></i>", "</b> closes <i>"),
        ("HTML", "a < b", "the tag '< b' has no '>': write &lt; for a plain '<'"),
        ("HTML", '<a href="x>y</a>', "has no '>'"),
        ("HTML", "a <br> b", "<br> is no tag that Telegram knows: write &lt; for a plain '<', or use escape_html"),
        ("MarkdownV2", "a.b", "'.' must be escaped with a backslash, or use escape_markdown"),
        ("MarkdownV2", "1 > 2", "'>' must be escaped"),
        ("MarkdownV2", "a)", "')' must be escaped"),
        ("MarkdownV2", "*a", "'*' is not closed"),
        ("MarkdownV2", "*a_", "'_' is not closed"),
        ("MarkdownV2", "_a__", "'__' is not closed"),
        ("MarkdownV2", "`a", "'`' is not closed"),
        ("MarkdownV2", "```a`", "'`' is not closed"),
        ("MarkdownV2", "[a", "'[' is not closed"),
        ("MarkdownV2", "[a](b", "a '(' after ']' is not closed"),
        ("MarkdownV2", "a]", "']' must be escaped"),
        ("MarkdownV2", ">*a\nb*", "'*' is not closed"),
        ("MarkdownV2", "||a", "'||' is not closed"),
    ],
)
def test_the_everyday_mistakes_are_found(mode, text, fault):
    assert fault in scaletg._markup_fault(text, mode)
    assert refuses(text, mode)


@pytest.mark.parametrize(
    "mode, text",
    [
        (
            "HTML",
            '<a href="http://x.y/?a>b">x</a> &lt; 5 <B>x</b> <i>x</> <pre><code class="language-py">x</code></pre>',
        ),
        ("HTML", "<blockquote expandable>x</blockquote><tg-spoiler>x</tg-spoiler> 1 > 2 & 3"),
        ("MarkdownV2", r"*a _b __c ~d~__ \._* [a *b*](http://x.y/\)) `*_.` ```py" "\nprint('.')```"),
        ("MarkdownV2", ">a\n>b||\n**>c\nd"),
        ("MarkdownV2", "![🎲](tg://emoji?id=5) ||a|| \\\\ \\> \r\n>x"),
    ],
)
def test_what_is_right_has_no_fault(mode, text):
    assert scaletg._markup_fault(text, mode) is None
    assert not refuses(text, mode)
