"""Compare contrib/formatting.py with TDLib itself, on random texts: text, entities and error texts must be equal.

TDLib comes with the package tdjson. FORMATTING_TEXTS sets how many random texts each test makes; 50000 take a minute.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaletg_contrib import formatting
from scaletg_contrib.formatting import FormatError, finding

if os.environ.get("CI") == "true":
    import tdjson
else:
    tdjson = pytest.importorskip("tdjson", reason="pip install tdjson")

COUNT = int(os.environ.get("FORMATTING_TEXTS", "3000"))
MODES: dict[str, dict[str, Any]] = {
    "HTML": {"@type": "textParseModeHTML"},
    "MarkdownV2": {"@type": "textParseModeMarkdown", "version": 2},
    "Markdown": {"@type": "textParseModeMarkdown", "version": 1},
}

###############################################################################
# TDLib #######################################################################
###############################################################################

PLAIN = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "CustomEmoji": "custom_emoji",
    "DateTime": "date_time",
    "Mention": "mention",
    "Hashtag": "hashtag",
    "Cashtag": "cashtag",
    "BotCommand": "bot_command",
    "Url": "url",
    "EmailAddress": "email",
    "BankCardNumber": "bank_card_number",
    "MediaTimestamp": "media_timestamp",
}


def execute(request: dict[str, Any]) -> Any:
    answer = tdjson.td_execute(json.dumps(request).encode())
    return json.loads(answer) if answer else None


execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def from_tdlib(entity: dict[str, Any]) -> dict[str, Any]:
    kind = entity["type"]
    name = kind["@type"].removeprefix("textEntityType")
    made = {"type": PLAIN[name], "offset": entity["offset"], "length": entity["length"]}
    for key in ("language", "url", "custom_emoji_id", "unix_time"):
        if key in kind:
            made[key] = kind[key]
    if name == "MentionName":
        made["user"] = {"id": kind["user_id"]}
    if "formatting_type" in kind:
        made["date_time_format"] = date_format(kind["formatting_type"])
    return made


def date_format(kind: dict[str, Any]) -> str:
    if kind["@type"] == "dateTimeFormattingTypeRelative":
        return "r"
    precisions = {"None": "", "Short": "dt", "Long": "DT"}
    date, time = (
        precisions[kind[name]["@type"].removeprefix("dateTimePartPrecision")]
        for name in ("date_precision", "time_precision")
    )
    return ("w" if kind["show_day_of_week"] else "") + date[:1] + time[1:]


def answer_of(request: dict[str, Any]) -> Any:
    answer = execute(request)
    if answer["@type"] == "error":
        return answer["message"][0].lower() + answer["message"][1:]
    return answer.get("text"), [from_tdlib(entity) for entity in answer["entities"]]


def tdlib_parse(text: str, mode: str) -> Any:
    return answer_of({"@type": "parseTextEntities", "text": text, "parse_mode": MODES[mode]})


def tdlib_find(text: str) -> list[dict[str, Any]]:
    entities: list[dict[str, Any]] = answer_of({"@type": "getTextEntities", "text": text})[1]
    return entities


def tdlib_fix(text: str, entities: list[dict[str, Any]]) -> Any:
    """Let TDLib clean a text: parseMarkdown does it, without trimming, to texts that hold no marks."""
    formatted = {"@type": "formattedText", "text": text, "entities": entities}
    return answer_of({"@type": "parseMarkdown", "text": formatted})


def outcome(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    try:
        return function(*arguments, **options)
    except FormatError as error:
        return error.description


###############################################################################
# Random texts ################################################################
###############################################################################


def words(text: str) -> list[str]:
    return text.split()


HTML_PIECES = words("""<b> </b> <i> </i> <u> </u> <s> </del> </a> <code> </code> <pre> </pre> </blockquote> <blockquote>
    <tg-spoiler> </tg-spoiler> <span> </span> </tg-emoji> </tg-time> </> < > & &lt; &#65; &#x41 &#X41; &#x1F600; &quot
    = ' " / a B é 😀 א class=tg-spoiler class unix=5 href= expandable language-x &amp; <B> x.com/< - 0 tg- <EM> </em>
    <strong> &# # ; &#xD83D; &copy; x.com ">""")
HTML_PIECES += ['<a href="', "<a href='tg://user?id=5'>", '<pre><code class="language-py">', "<blockquote expandable>"]
HTML_PIECES += ['<span class="tg-spoiler">', '<tg-emoji emoji-id="5">', '<tg-time unix="17" format="wDT">', "</B >"]
HTML_PIECES += [" ", "\n", "\t", "\r", "\v", "\0", "\u200f", "< b>", "<b\n>", "class='tg-spoiler'", "href='y.de'"]
MARKDOWN_PIECES = words(r"""* _ __ ~ || | ` ``` [ ] ( ) ]( ![ ](x.com) ](tg://emoji?id=5) ](tg://time?unix=5&format=dT)
    ](tg://user?id=7) > **> \ \* \\ a bc é 😀 א *b* _i_ __u__ ~s~ ||p|| `c` . ! - # + = { } x \. \_ *> \é""")
MARKDOWN_PIECES += [" ", "\n", "\n>", "||\n", "||\r\n", "\r", "\t", "py\n", "```py\n", "\\\n", "_\r__", "\0", "\x7f"]
PIECES = {"HTML": HTML_PIECES, "MarkdownV2": MARKDOWN_PIECES, "Markdown": MARKDOWN_PIECES}

HTML_PAIRS = [(f"<{tag}>", f"</{tag}>") for tag in words("b strong i em u ins s strike del code pre a tg-spoiler")]
HTML_PAIRS += [("<blockquote>", "</>"), ("<blockquote expandable>", "</blockquote>"), ("<a href=x.com>", "</a>")]
HTML_PAIRS += [("<span class='tg-spoiler'>", "</span>"), ("<tg-emoji emoji-id=7>", "</tg-emoji>"), ("<b>", "</>")]
HTML_PAIRS += [("<tg-time unix=9 format='t'>", "</tg-time>"), ("<pre><code class=language-q>", "</code></pre>")]
MARKDOWN_PAIRS = [(mark, mark) for mark in words("* _ __ ~ || ` ```")]
MARKDOWN_PAIRS += [("```py\n", "```"), ("[", "](x.com)"), ("[", "](tg://user?id=4)"), ("![", "](tg://emoji?id=4)")]
MARKDOWN_PAIRS += [("\n>", "\n"), ("\n>", "||\n"), (">", "\n>"), ("**>", "\n"), ("![", "](tg://time?unix=4&format=r)")]
PAIRS = {"HTML": HTML_PAIRS, "MarkdownV2": MARKDOWN_PAIRS, "Markdown": MARKDOWN_PAIRS}
WORDS = ["a", "é", "😀", " ", "\n", "b c", "אב", "", "\r\n"]

FIND_PIECES = words("""
    @ # $ / . com x.com a Ab http:// https:// ftp:// tg:// ton:// tonsite:// :// mailto: u@ user _ - : 80 ? = & t.me
    ( ) [ ] { } ' " < > « » é 😀 א ٣ ½ · – ’ 1 4111111111111111 42 0 1.2.3.4 USD 1INCH ru xn--p1ai Com COM ~ ! , ; ` + %
    www. gif abcd /a #a @abcd $USD \\ | * ^ рф
""")
FIND_PIECES += ["n" * 30, "#" + "t" * 254, "/" + "c" * 62, "l" * 60, " ", "\n", "\t", "\x01", "\u200c"]

FIX_KINDS: dict[str, dict[str, Any]] = {name: {} for name in PLAIN if name != "MediaTimestamp"}
FIX_KINDS.update(PreCode={"language": "x"}, TextUrl={"url": "http://x.com/"}, MentionName={"user_id": 5})
FIX_KINDS.update(CustomEmoji={"custom_emoji_id": "4"}, DateTime={"unix_time": 4})
FIX_CHARACTERS = "abcé😀א \n\r\t\x01\x0b\u2028\u202e\u030a\u0333\u033f\u200e\u200f"


def broken(chance: random.Random, pieces: list[str]) -> str:
    """Make a text of any pieces: most are faulty."""
    if chance.random() < 0.5:
        pieces = chance.sample(pieces, chance.randint(3, 10))
    return "".join(chance.choices(pieces, k=chance.randint(1, 14)))


def nested(chance: random.Random, mode: str, depth: int = 0) -> str:
    """Make a text of marks in pairs: most are good."""
    parts = []
    for _ in range(chance.randint(1, 3)):
        if depth > 3 or chance.random() < 0.35:
            parts.append(chance.choice(WORDS))
        else:
            begin, end = chance.choice(PAIRS[mode])
            parts.append(begin + nested(chance, mode, depth + 1) + end)
    return "".join(parts)


def bearable(text: str, mode: str) -> str:
    """Leave out what makes TDLib itself stop: in the old mode, a link without an address that is not ASCII."""
    if mode == "Markdown" and re.search(r"\](?!\()", text):
        return text.encode("ascii", "ignore").decode()
    return text


def comparable(result: Any) -> Any:
    """Of more than 16 entities, TDLib leaves the order of those with the very same place to chance."""
    if isinstance(result, str) or len(result[1]) <= 16:
        return result
    return result[0], sorted(result[1], key=lambda entity: json.dumps(entity, sort_keys=True))


def check_parse(text: str, mode: str) -> None:
    text = bearable(text, mode)
    assert comparable(outcome(formatting.parse, text, mode)) == comparable(tdlib_parse(text, mode)), ascii(text)


def check_find(text: str) -> None:
    """Compare found entities, but for those under a media timestamp ("1:23"), which bots do not get."""
    expected = tdlib_find(text)
    timestamps = [entity for entity in expected if entity["type"] == "media_timestamp"]

    def counts(entity: dict[str, Any]) -> bool:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        return all(end <= stamp["offset"] or begin >= stamp["offset"] + stamp["length"] for stamp in timestamps)

    found = [entity for entity in formatting.find_entities(text) if counts(entity)]
    assert found == [entity for entity in expected if counts(entity)], ascii(text)


def check_fix(text: str, entities: list[dict[str, Any]]) -> None:
    plain = [from_tdlib(entity) for entity in entities]
    fixed = outcome(formatting.fix, text, plain, automatic=False, trim=False, allow_empty=True)
    assert fixed == tdlib_fix(text, entities), (ascii(text), plain)


###############################################################################
# Tests #######################################################################
###############################################################################


@pytest.mark.parametrize("mode", MODES)
def test_broken_marks_parse_as_in_tdlib(mode: str) -> None:
    chance = random.Random(f"broken {mode}")
    for _ in range(COUNT):
        check_parse(broken(chance, PIECES[mode]), mode)


@pytest.mark.parametrize("mode", MODES)
def test_nested_marks_parse_as_in_tdlib(mode: str) -> None:
    chance = random.Random(f"nested {mode}")
    for _ in range(COUNT):
        check_parse(nested(chance, mode), mode)


@pytest.mark.parametrize("mode", MODES)
def test_any_text_parses_as_in_tdlib(mode: str) -> None:
    piece = st.sampled_from(PIECES[mode]) | st.text(max_size=3)

    @settings(max_examples=max(COUNT // 10, 100), deadline=None)
    @given(st.lists(piece, max_size=12).map("".join))
    def check(text: str) -> None:
        check_parse(text, mode)

    check()


def test_any_date_format_parses_as_in_tdlib() -> None:
    chance = random.Random("dates")
    for _ in range(COUNT // 4):
        date = "".join(chance.choices("wWdDtTrRx", k=chance.randint(0, 5)))
        unix_time = chance.choice(
            ["0", "5", "-5", "2147483647", "2147483648", "99999999999", "-2147483649", "5x", " 5", "05", ""]
        )
        check_parse(f'<tg-time unix="{unix_time}" format="{date}">a</tg-time>', "HTML")
        check_parse(f"![a](tg://time?unix={unix_time}&format={date})", "MarkdownV2")


def test_any_address_is_tidied_as_in_tdlib() -> None:
    chance = random.Random("addresses")
    pieces = "http:// HTTPS:// ftp:// tg:// tg: ton:// tonsite:// user ?id= 5 x.com X a. . : :80 :0 :65536 @ u:p@"
    pieces += " / ? # % %41 [::1] [ ] é _ - ! $ , ~ * ; & + = user?id=7 1099511627775 1099511627776 1 <b> | ^"
    pieces += " \\ tg:user?a=1&id=3#x"
    for _ in range(COUNT):
        link = "".join(chance.choices([*pieces.split(), " ", "\n", "\t"], k=chance.randint(1, 6)))
        check_parse(f'<a href="{link}">q</a>', "HTML")
        error = outcome(
            formatting.format_text, "q", None, [{"type": "text_link", "offset": 0, "length": 1, "url": link}]
        )
        kind = {"@type": "textEntityTypeTextUrl", "url": link}
        expected = tdlib_fix("q", [{"@type": "textEntity", "offset": 0, "length": 1, "type": kind}])
        assert error == expected, ascii(link)


def test_random_texts_have_the_entities_that_tdlib_finds() -> None:
    chance = random.Random("find")
    for _ in range(2 * COUNT):
        check_find(broken(chance, FIND_PIECES))


def test_any_text_has_the_entities_that_tdlib_finds() -> None:
    known = st.characters(exclude_categories=["Cs", "Cn"])  # TDLib may know characters that this Python does not

    @settings(max_examples=max(COUNT // 10, 100), deadline=None)
    @given(st.lists(st.sampled_from(FIND_PIECES) | st.text(known, max_size=3), max_size=12).map("".join))
    def check(text: str) -> None:
        check_find(text)

    check()


def test_every_top_level_domain_is_one_for_tdlib() -> None:
    for name in sorted(finding._TOP_LEVEL):
        check_find(f"q.{name} Q.{name.upper()} q.{name.title()} q.{name}q http://q.{name}")


def test_bank_cards_are_those_of_tdlib() -> None:
    chance = random.Random("cards")
    for _ in range(COUNT):
        prefix = chance.choice(["4", "51", "2221", "2200", "34", "37", "62", "81", "9", "6011"])
        number = prefix + "".join(chance.choices("0123456789", k=chance.randint(9, 16)))
        last = next(digit for digit in "0123456789" if luhn(number + digit))
        spaced = "".join(digit + chance.choice(["", "", "", " ", "-"]) for digit in number) + last
        check_find(chance.choice([number + last, spaced]) + chance.choice(["", " ", "-", " 1", "a", ".", " " + number]))


def luhn(number: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def test_entities_are_fixed_as_in_tdlib() -> None:
    chance = random.Random("fix")
    for _ in range(2 * COUNT):
        text = "".join(chance.choices(FIX_CHARACTERS, k=chance.randint(1, 10)))
        size = len(text.encode("utf-16-le")) // 2
        kinds = chance.sample(list(FIX_KINDS), chance.choice([3, len(FIX_KINDS)]))
        beyond = int(chance.random() < 0.05)
        entities = []
        for _ in range(chance.randint(0, 6)):
            offset = chance.randint(-beyond, size + beyond)
            name = chance.choice(kinds)
            length = chance.randint(-beyond, max(0, size - offset) + beyond)
            kind = {"@type": f"textEntityType{name}", **FIX_KINDS[name]}
            entities.append({"@type": "textEntity", "offset": offset, "length": length, "type": kind})
        check_fix(text, entities)


def test_every_character_is_cleaned_as_in_tdlib() -> None:
    for code in [*range(1, 0x3000), *range(0xFE00, 0x10000), 0x1F600, 0xE0001, 0x10FFFF]:
        if chr(code) not in "*_~`|[":
            check_fix(f"a{chr(code) * 3}b", [])


@pytest.mark.parametrize("mode", MODES)
def test_formatted_text_stays_the_same_when_fixed_as_in_tdlib(mode: str) -> None:
    """The parts work together: what parse gives, fix takes as TDLib does."""
    chance = random.Random(f"both {mode}")
    for _ in range(COUNT):
        parsed = outcome(formatting.parse, bearable(nested(chance, mode), mode), mode)
        if isinstance(parsed, str) or re.search(r"[*_~`|\[]", parsed[0]):
            continue
        text, entities = parsed
        fixed = outcome(formatting.fix, text, entities, automatic=False, trim=False, allow_empty=True)
        assert fixed == tdlib_fix(text, [to_tdlib(entity) for entity in entities]), ascii(text)


def to_tdlib(entity: dict[str, Any]) -> dict[str, Any]:
    name = next(name for name, plain in PLAIN.items() if plain == entity["type"])
    if "language" in entity:
        name = "PreCode"
    kind: dict[str, Any] = {}
    for key in ("language", "url", "custom_emoji_id", "unix_time"):
        if key in entity:
            kind[key] = entity[key]
    if "user" in entity:
        kind["user_id"] = entity["user"]["id"]
    if "date_time_format" in entity:
        kind["formatting_type"] = formatting_type(entity["date_time_format"])
    kind["@type"] = f"textEntityType{name}"
    return {"@type": "textEntity", "offset": entity["offset"], "length": entity["length"], "type": kind}


def formatting_type(date: str) -> dict[str, Any]:
    if date == "r":
        return {"@type": "dateTimeFormattingTypeRelative"}

    def precision(letter: str) -> dict[str, str]:
        name = "Long" if letter.upper() in date else "Short" if letter in date else "None"
        return {"@type": f"dateTimePartPrecision{name}"}

    return {
        "@type": "dateTimeFormattingTypeAbsolute",
        "show_day_of_week": "w" in date,
        "date_precision": precision("d"),
        "time_precision": precision("t"),
    }
