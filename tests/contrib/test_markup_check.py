"""The check of marked-up text before a reply leaves: it refuses what Telegram refuses, and says how to mend it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samples
import scaletg
from scaletg_contrib import formatting

HTML = st.sampled_from(["<b>", "</b>", "<i>", "</>", "<x>", "&lt;", "<", ">", "a", " ", "\n", "é🎲", '<a href="x>y">'])
MARKDOWN = st.sampled_from("* _ __ ~ || ` ``` [ ] ( ) ](http://x.y) > **> \\ \\* # + . ! a é🎲".split() + ["\n", " "])


def fault_of(text, mode):
    """Return what is wrong with a reply, `None` if it leaves."""
    bot = scaletg.Bot("123456:abc", username="example_bot")
    bot.app(lambda message: message.answer(text, parse_mode=mode))
    outcome = bot.process(samples.update(text="x"))
    return None if outcome.error is None else str(outcome.error)


def refuses(text, mode):
    try:
        return not formatting.parse(text, mode)[0].strip(" \n\r\t")
    except formatting.FormatError:
        return True


@pytest.mark.parametrize("mode, signs", [("HTML", HTML), ("MarkdownV2", MARKDOWN), ("Markdown", MARKDOWN)])
@given(data=st.data())
def test_the_check_refuses_exactly_what_telegram_refuses(mode, signs, data):
    text = data.draw(st.lists(signs, max_size=8).map("".join))
    assert (fault_of(text, mode) is not None) == refuses(text, mode)


@pytest.mark.parametrize(
    "mode, text, fault",
    [
        ("HTML", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
        ("HTML", "<b>x</i>", 'expected "</b>", found "</i>"'),
        ("HTML", "a < b", "Write &lt; for a plain '<', and use escape_html for what you did not write yourself."),
        ("HTML", "a <br> b", 'Unsupported start tag "br" at byte offset 2'),
        ("MarkdownV2", "a.b", "Character '.' is reserved and must be escaped with the preceding"),
        ("MarkdownV2", "1 > 2", "Use escape_markdown for what you did not write yourself."),
        ("MarkdownV2", "*a", "Can't find end of Bold entity at byte offset 0"),
        ("MarkdownV2", "[a](b", "Can't find end of a URL"),
        ("MarkdownV2", "||a", "Can't find end of Spoiler entity"),
        ("Markdown", "a_b", "Write a backslash before a mark that is not formatting, or use MarkdownV2 or HTML."),
    ],
)
def test_the_everyday_mistakes_say_what_is_wrong_and_how_to_mend_it(mode, text, fault):
    found = fault_of(text, mode)
    assert found.startswith(f"sendMessage has a text that parse_mode='{mode}' cannot read: can't parse entities: ")
    assert fault in found


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
    assert fault_of(text, mode) is None
