"""Text, keyboards, links and signed data."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import samples
import scaletg
from scaletg_contrib import formatting as telegram

TOKEN = "123456:secret"
NOW = 1767225600


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entity(kind: str, offset: int, length: int, **details: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **details}


# Escaping

TEXTS = st.text(st.sampled_from("ab 1_*[]()~`>#+-=|{}.!\\<&\"'\n\té😀\u05d0/@:"), max_size=40) | st.text(max_size=20)


@pytest.mark.parametrize(
    "text, html, markdown",
    [
        ("a < b & c > \"d\" 'e'", "a &lt; b &amp; c &gt; &quot;d&quot; 'e'", "a < b & c \\> \"d\" 'e'"),
        ("1.5 - (2)!", "1.5 - (2)!", "1\\.5 \\- \\(2\\)\\!"),
        ("\\_*[]~`#+={}|", "\\_*[]~`#+={}|", "\\\\\\_\\*\\[\\]\\~\\`\\#\\+\\=\\{\\}\\|"),
        (5, "5", "5"),
    ],
)
def test_escaping(text: Any, html: str, markdown: str) -> None:
    assert scaletg.escape_html(text) == html
    assert scaletg.escape_markdown(text) == markdown


@given(TEXTS)
def test_telegram_reads_an_escaped_text_as_it_was(text: str) -> None:
    assert telegram.parse(scaletg.escape_html(text), "HTML") == (text, [])
    assert telegram.parse(scaletg.escape_markdown(text), "MarkdownV2") == (text, [])


@given(TEXTS.filter(lambda text: "\0" not in text))
def test_escaped_html_can_stand_in_an_attribute(text: str) -> None:
    link = f'<a href="https://example.com/?{scaletg.escape_html(text)}">x</a>'
    assert telegram.parse(link, "HTML")[0] == "x"


# Entities with their text


def test_offsets_count_utf_16_units() -> None:
    text = "😀 hi 👨‍👩‍👧 #tag"
    raw = samples.message(text, entities=[entity("bold", 3, 2), entity("hashtag", 15, 4), entity("custom_emoji", 0, 2)])
    message = scaletg.Message.from_dict(raw)
    assert message.entities is not None
    assert [found for _, found in message.parse_entities()] == ["hi", "#tag", "😀"]
    assert message.parse_entities("hashtag") == [(message.entities[1], "#tag")]
    assert message.parse_entities("hashtag", "bold") == [(message.entities[0], "hi"), (message.entities[1], "#tag")]
    assert message.parse_entities("url") == []
    assert message.entities[0].text_in(text) == "hi"
    caption = scaletg.Message.from_dict(samples.message(None, caption="a b", caption_entities=[entity("bold", 2, 1)]))
    assert [found for _, found in caption.parse_entities()] == ["b"]
    assert scaletg.Message.from_dict(samples.message(None)).parse_entities() == []


@given(st.text(), st.integers(-3, 30), st.integers(-3, 30))
def test_the_text_of_any_entity_can_be_read(text: str, offset: int, length: int) -> None:
    found = scaletg.MessageEntity("bold", offset, length).text_in(text)
    data = text.encode("utf-16-le")
    if offset >= 0 <= length:
        assert found == data[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


# split_text


@pytest.mark.parametrize(
    "text, limit, parts",
    [
        ("", 10, [""]),
        ("short", 10, ["short"]),
        ("one two", 4, ["one ", "two"]),
        ("one\ntwo three", 9, ["one\n", "two three"]),
        ("a b\n\nc d\ne", 8, ["a b\n\n", "c d\ne"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("😀😀😀", 4, ["😀😀", "😀"]),
        ("😀😀😀", 5, ["😀😀", "😀"]),
        ("a😀", 2, ["a", "😀"]),
        (" \n abc", 4, [" \n a", "bc"]),
        ("abcd\n", 4, ["abc", "d\n"]),
        ("ab cd\n ", 5, ["ab ", "cd\n "]),
        ("a b  ", 4, ["a ", "b  "]),
        ("😀  ", 3, ["😀 ", " "]),
        (" " * 9000, 4096, [" " * 4096, " " * 4096, " " * 808]),
        ("a" + "\n" * 9, 4, ["a\n\n\n", "\n" * 4, "\n\n"]),
    ],
)
def test_a_text_is_split_where_it_reads_best(text: str, limit: int, parts: list[str]) -> None:
    assert scaletg.split_text(text, limit) == parts


def test_the_limit_of_a_message_is_the_default() -> None:
    assert list(map(len, scaletg.split_text("x" * 10000))) == [4096, 4096, 1808]
    assert list(map(len, scaletg.split_text("😀" * 4096))) == [2048, 2048]


def test_a_limit_below_two_is_refused() -> None:
    with pytest.raises(ValueError, match="limit=1 is too small: give 2 or more"):
        scaletg.split_text("abc", 1)


WORDS = st.lists(
    st.sampled_from(["a", "word ", "\n", "\n\n", " ", "😀", "👨‍👩‍👧", "é", "\ud800", "x" * 9]), max_size=60
).map("".join)


@given(WORDS | st.text(), st.integers(2, 40))
@example("a" * 4 + " " * 9, 4)
def test_parts_join_back_and_none_is_too_long_or_empty(text: str, limit: int) -> None:
    parts = scaletg.split_text(text, limit)
    assert "".join(parts) == text
    assert all(0 < units(part) <= limit for part in parts) or parts == [""]


@given(st.lists(st.sampled_from(["a", "word", "\n", " ", "😀"]), max_size=60).map("".join), st.integers(8, 40))
def test_no_part_is_blank_if_the_blanks_are_short(text: str, limit: int) -> None:
    text = re.sub(r"\s{4,}", " ", text).strip(" ")
    if text.strip():
        assert all(part.strip() for part in scaletg.split_text(text.lstrip(), limit))


@given(WORDS, st.integers(2, 40), st.data())
def test_entities_are_shared_out_and_lose_nothing(text: str, limit: int, data: st.DataObject) -> None:
    size = units(text)
    places = st.tuples(st.integers(0, size), st.integers(1, 30), st.sampled_from(["bold", "text_link"]))
    entities = [entity(kind, first, length, url="u") for first, length, kind in data.draw(st.lists(places, max_size=4))]
    parts = scaletg.split_text(text, limit, entities)
    assert [part for part, _ in parts] == scaletg.split_text(text, limit)
    covered: dict[str, set[Any]] = {name: set() for name in ("bold", "text_link")}
    start = 0
    for part, found in parts:
        for one in found:
            assert 0 <= one.offset < one.offset + one.length <= units(part)
            assert one.url == "u"
            covered[one.type] |= set(range(start + one.offset, start + one.offset + one.length))
        start += units(part)
    for kind, places_covered in covered.items():
        expected: set[int] = set()
        for raw in entities:
            if raw["type"] == kind:
                expected |= set(range(raw["offset"], min(raw["offset"] + raw["length"], size)))
        assert places_covered == expected


def test_entities_can_be_objects_of_a_message() -> None:
    message = scaletg.Message.from_dict(samples.message("one two", entities=[entity("bold", 0, 7)]))
    parts = scaletg.split_text(message.text, 4, message.entities)
    assert parts == [
        ("one ", [scaletg.MessageEntity("bold", 0, 4)]),
        ("two", [scaletg.MessageEntity("bold", 0, 3)]),
    ]


# Keyboards


def test_an_inline_keyboard_is_built_from_texts_and_actions() -> None:
    markup = scaletg.inline_keyboard(
        {"Yes": "vote:1", "No": "vote:0"},
        {"Help": "https://example.com", "Me": "tg://user?id=5", "Old": "http://example.com"},
        scaletg.InlineKeyboardButton("Pay", pay=True),
        [("One", "1"), scaletg.InlineKeyboardButton("Two", callback_data="2"), {"text": "Three", "callback_data": "3"}],
    )
    assert isinstance(markup, scaletg.InlineKeyboardMarkup)
    assert markup.to_dict() == {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": "vote:1"}, {"text": "No", "callback_data": "vote:0"}],
            [
                {"text": "Help", "url": "https://example.com"},
                {"text": "Me", "url": "tg://user?id=5"},
                {"text": "Old", "url": "http://example.com"},
            ],
            [{"text": "Pay", "pay": True}],
            [
                {"text": "One", "callback_data": "1"},
                {"text": "Two", "callback_data": "2"},
                {"text": "Three", "callback_data": "3"},
            ],
        ]
    }


def test_columns_lay_the_buttons_out_anew() -> None:
    markup = scaletg.inline_keyboard({str(number): str(number) for number in range(5)}, columns=2)
    assert [[button.text for button in row] for row in markup.inline_keyboard] == [["0", "1"], ["2", "3"], ["4"]]
    below = scaletg.reply_keyboard(["a", "b", "c"], columns=1)
    assert [[button.text for button in row] for row in below.keyboard] == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize("data, size", [("", 0), ("x" * 65, 65), ("😀" * 17, 68)])
def test_callback_data_of_a_wrong_size_is_refused_at_once(data: str, size: int) -> None:
    with pytest.raises(ValueError, match=f"callback data must have 1 to 64 bytes, .* has {size}"):
        scaletg.inline_keyboard({"text": data})
    assert scaletg.inline_keyboard({"text": "😀" * 16}).inline_keyboard[0][0].callback_data == "😀" * 16


@pytest.mark.parametrize(
    "button",
    ["Yes", ("Yes",), ("Yes", None), ("Yes", True), ("Yes", "1", "2"), ["Yes", "1"], 5, None, {}.items()]
    + [scaletg.KeyboardButton("Yes"), {"url": {}}, {"Yes": {"url": "https://example.com"}}, iter("ab")],
)
def test_what_cannot_be_an_inline_button_is_refused_at_once(button: Any) -> None:
    for rows in ([button], [["Yes"], button], [[[button]]]):
        with pytest.raises(TypeError, match=r"is not a valid InlineKeyboardButton: write a pair .* such as \('Yes'"):
            scaletg.inline_keyboard(*rows)
    with pytest.raises(TypeError, match="is not a valid InlineKeyboardButton"):
        scaletg.InlineKeyboardMarkup([[button]])


@pytest.mark.parametrize(
    "button", [("Yes", "1"), {"Yes": "1"}, ["Yes"], None, True, b"Yes", scaletg.InlineKeyboardButton("Yes"), iter("ab")]
)
def test_what_cannot_be_a_button_of_a_reply_keyboard_is_refused_at_once(button: Any) -> None:
    for rows in (["Yes", button], [["Yes"], [[button]]], [["Yes", button]]):
        with pytest.raises(TypeError, match=r"is not a valid KeyboardButton: write a string, or KeyboardButton\(text"):
            scaletg.reply_keyboard(rows)
    with pytest.raises(TypeError, match="is not a valid KeyboardButton"):
        scaletg.ReplyKeyboardMarkup([["Yes", button]])


def texts_of(markup: Any) -> list[list[str]]:
    rows = markup.to_dict()
    return [[button["text"] for button in row] for row in rows.get("inline_keyboard") or rows["keyboard"]]


@pytest.mark.parametrize(
    "rows, texts",
    [
        ([[["A"], ["B"]]], [["A"], ["B"]]),
        ([(("A", "B"), ("C",))], [["A", "B"], ["C"]]),
        ([[["A"]]], [["A"]]),
        ([["A", "B"]], [["A", "B"]]),
        ([[{"text": "A"}, "B"]], [["A", "B"]]),
        ([{"text": "A"}, "B"], [["A"], ["B"]]),
        ([[1, 2], 3], [["1", "2"], ["3"]]),
        ([[]], [[]]),
    ],
)
def test_a_list_of_rows_is_the_same_as_the_rows_of_a_reply_keyboard(rows: Any, texts: Any) -> None:
    assert texts_of(scaletg.reply_keyboard(*rows)) == texts


PAY = scaletg.InlineKeyboardButton("Pay", pay=True)


@pytest.mark.parametrize(
    "rows, texts",
    [
        ([[{"A": "a"}, {"B": "b"}]], [["A"], ["B"]]),
        ([[{"A": "a", "B": "b"}]], [["A", "B"]]),
        ([[{"A": "a"}], [{"B": "b"}]], [["A"], ["B"]]),
        ([[{"A": "a"}, PAY]], [["A", "Pay"]]),
        ([[[("A", "a")], [PAY]]], [["A"], ["Pay"]]),
        ([[("A", "a"), ("B", "b")]], [["A", "B"]]),
        ([(("A", "a"), ("B", "b"))], [["A", "B"]]),
        ([("A", "a"), ("B", "b")], [["A"], ["B"]]),
        ([{"text": "A", "callback_data": "a"}], [["A"]]),
        ([{"text": "A", "new_action": {}}], [["A"]]),
        ([{"text": "a", "No": "b"}], [["text", "No"]]),
        ([[[{"text": "A", "pay": True}], [PAY]]], [["A"], ["Pay"]]),
        ([{1: "a", 2: 5}], [["1", "2"]]),
        ([], []),
    ],
)
def test_a_list_of_rows_is_the_same_as_the_rows_of_an_inline_keyboard(rows: Any, texts: Any) -> None:
    markup = scaletg.inline_keyboard(*rows)
    assert ([] if not rows else texts_of(markup)) == texts


def test_a_number_is_callback_data() -> None:
    assert scaletg.inline_keyboard({"A": 5}).inline_keyboard[0][0].callback_data == "5"
    assert scaletg.InlineKeyboardButton("A", callback_data=5).to_dict() == {"text": "A", "callback_data": "5"}


def test_lists_of_strings_are_a_reply_keyboard() -> None:
    wanted = scaletg.reply_keyboard(["A", "B"], ["C"]).to_dict()
    assert scaletg.SendMessage(1, "x", reply_markup=[["A", "B"], ["C"]]).to_dict()["reply_markup"] == wanted
    sent = scaletg.SendMessage(1, "x")
    sent.reply_markup = (("A", "B"), ("C",))  # type: ignore[assignment]  # reading gives a keyboard
    assert sent.to_dict()["reply_markup"] == wanted
    bot = scaletg.Bot(TOKEN, username="example_bot")
    bot.app("/app")(lambda message: {"method": "sendMessage", "chat_id": 1, "text": "x", "reply_markup": [["A"]]})
    message = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "/app"}
    assert texts_of(bot.process({"update_id": 1, "message": message}).reply.reply_markup) == [["A"]]


@pytest.mark.parametrize(
    "markup",
    [["A"], [], [["A", True]], [[PAY]], [[("A", "a")]], [{"A": "a"}], [[["A"]]], PAY, scaletg.Chat(1, "private")]
    + [5, True, {"Yes": "vote:1"}, {"A"}, b"{}"],
)
def test_what_cannot_be_a_keyboard_is_refused_at_once(markup: Any) -> None:
    for make in (scaletg.SendMessage, scaletg.SendPhoto):
        with pytest.raises(TypeError, match="reply_markup takes"):
            make(1, "x", reply_markup=markup)


@pytest.mark.parametrize(
    "markup", [None, {}, {"keyboard": [["A"]]}, {"remove_keyboard": True}, ' {"force_reply":true}']
)
def test_a_keyboard_may_be_written_as_telegram_writes_it(markup: Any) -> None:
    assert scaletg.SendMessage(1, "x", reply_markup=markup).to_dict().get("reply_markup") == markup


@pytest.mark.parametrize(
    "markup", [[["A"]], scaletg.reply_keyboard(["A"]), scaletg.ReplyKeyboardRemove(), {"keyboard": [["A"]]}]
)
def test_an_edited_message_takes_an_inline_keyboard_only(markup: Any) -> None:
    with pytest.raises(TypeError, match="reply_markup takes .*nline"):
        scaletg.EditMessageText(text="x", chat_id=1, message_id=2, reply_markup=markup)
    scaletg.EditMessageText(text="x", chat_id=1, message_id=2, reply_markup=scaletg.inline_keyboard({"A": "a"}))


@pytest.mark.parametrize("rows", [["A"], [[["A"]]], "AB", {"A": "a"}, [{"A": "a"}], None, 5])
def test_rows_that_are_not_lists_of_buttons_are_refused_at_once(rows: Any) -> None:
    for make in (scaletg.InlineKeyboardMarkup, scaletg.ReplyKeyboardMarkup):
        if rows is not None:
            with pytest.raises(TypeError, match="a row is a list of buttons|is not a valid"):
                make(rows)


def test_what_has_one_value_only_need_not_be_given() -> None:
    assert scaletg.ReplyKeyboardRemove().to_dict() == {"remove_keyboard": True}
    assert scaletg.ForceReply(selective=True).to_dict() == {"force_reply": True, "selective": True}
    sent = scaletg.SendMessage.from_dict({"chat_id": 1, "text": "x", "reply_markup": {"remove_keyboard": True}})
    assert type(sent.reply_markup) is scaletg.ReplyKeyboardRemove


def test_a_reply_keyboard_is_built_from_texts_and_buttons() -> None:
    ask = scaletg.KeyboardButton("Where?", request_location=True)
    raw: Any = {"text": "Raw"}
    markup = scaletg.reply_keyboard(["Small", "Large"], "Cancel", [ask, raw], one_time_keyboard=True)
    assert isinstance(markup, scaletg.ReplyKeyboardMarkup)
    assert markup.to_dict() == {
        "keyboard": [
            [{"text": "Small"}, {"text": "Large"}],
            [{"text": "Cancel"}],
            [{"text": "Where?", "request_location": True}, {"text": "Raw"}],
        ],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    assert scaletg.reply_keyboard("a", resize=False).resize_keyboard is False
    with pytest.raises(TypeError, match="Did you mean 'one_time_keyboard'"):
        scaletg.reply_keyboard("a", one_time=True, onetime_keyboard=True)  # type: ignore[call-arg]


# Deep links


@pytest.fixture
def bot() -> scaletg.Bot:
    return scaletg.Bot(TOKEN, username="example_bot")


def test_a_deep_link_opens_the_bot(bot: scaletg.Bot) -> None:
    assert bot.deep_link() == "https://t.me/example_bot"
    assert bot.deep_link("ref_5-A") == "https://t.me/example_bot?start=ref_5-A"
    assert bot.deep_link("x", kind="startgroup") == "https://t.me/example_bot?startgroup=x"
    assert bot.deep_link(kind="startgroup") == "https://t.me/example_bot?startgroup="
    assert bot.deep_link("x", kind="startapp") == "https://t.me/example_bot?startapp=x"
    assert bot.deep_link("ключ 5", encode=True) == "https://t.me/example_bot?start=0LrQu9GO0YcgNQ"


@pytest.mark.parametrize("payload", ["a b", "a.b", "é", "x" * 65, "a\n"])
def test_a_payload_that_telegram_refuses_is_refused_at_once(bot: scaletg.Bot, payload: str) -> None:
    with pytest.raises(ValueError, match="is not a valid payload: use up to 64 of A-Z a-z 0-9 _ -, or encode=True"):
        bot.deep_link(payload)


def test_an_unknown_kind_of_link_is_refused(bot: scaletg.Bot) -> None:
    with pytest.raises(ValueError, match="kind='begin' must be start, startgroup or startapp"):
        bot.deep_link("a", kind="begin")


@given(st.text().filter(lambda text: len(text.encode()) <= 48))
def test_an_encoded_payload_is_decoded(text: str) -> None:
    payload = scaletg.encode_payload(text)
    assert re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload)
    assert scaletg.decode_payload(payload) == text


def test_a_text_that_is_too_long_for_a_link_is_refused() -> None:
    assert len(scaletg.encode_payload("x" * 48)) == 64
    with pytest.raises(ValueError, match="has more than the 48 bytes that fit into a deep link"):
        scaletg.encode_payload("x" * 49)


@pytest.mark.parametrize("payload", ["A", "a b", "é", "_w", "====", "a=b", "AAAAA"])
def test_a_payload_that_was_not_encoded_is_refused(payload: str) -> None:
    with pytest.raises(scaletg.InvalidData, match="is not a payload that encode_payload made"):
        scaletg.decode_payload(payload)


# Web App data


def signed_lines(fields: dict[str, str], *left_out: str) -> bytes:
    return "\n".join(f"{key}={fields[key]}" for key in sorted(fields) if key not in left_out).encode()


def init_data(token: str = TOKEN, **changes: str) -> str:
    fields = {
        "query_id": "AAE",
        "user": '{"id":42,"first_name":"Ada & \\"Co\\"","last_name":"","language_code":"en"}',
        "auth_date": str(NOW),
        "chat_type": "private",
        "chat_instance": "-5",
        **changes,
    }
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    fields["hash"] = hmac.new(secret, signed_lines(fields), hashlib.sha256).hexdigest()
    return urlencode(fields)


def with_field(data: str, name: str, value: str | None) -> str:
    fields = dict(parse_qsl(data, keep_blank_values=True))
    fields.pop(name, None)
    return urlencode(fields if value is None else {**fields, name: value})


def test_web_app_data_of_this_bot_is_read() -> None:
    data = scaletg.check_init_data(init_data(), TOKEN, now=NOW)
    assert isinstance(data.user, scaletg.User)
    assert data.user.first_name == 'Ada & "Co"'
    assert data.query_id == "AAE"
    assert data.auth_date == NOW
    assert data.chat_instance == "-5"


def test_the_signature_of_telegram_belongs_to_what_the_bot_token_signs() -> None:
    data = init_data(signature="c2ln")
    assert scaletg.check_init_data(data, TOKEN, now=NOW).signature == "c2ln"
    with pytest.raises(scaletg.InvalidData):
        scaletg.check_init_data(with_field(data, "signature", None), TOKEN, now=NOW)


@pytest.mark.parametrize(
    "data, reason",
    [
        (init_data("123456:other"), "does not have this bot's signature"),
        (with_field(init_data(), "hash", None), "does not have this bot's signature"),
        (with_field(init_data(), "hash", ""), "does not have this bot's signature"),
        (with_field(init_data(), "hash", "é\u2028"), "does not have this bot's signature"),
        (init_data() + "\ud800", "does not have this bot's signature"),
        (with_field(init_data(), "user", '{"id":43}'), "does not have this bot's signature"),
        (with_field(init_data(), "auth_date", str(NOW + 1)), "does not have this bot's signature"),
        (with_field(init_data(), "admin", "1"), "does not have this bot's signature"),
        (with_field(init_data(), "query_id", None), "does not have this bot's signature"),
        (init_data().upper(), "does not have this bot's signature"),
        (init_data() + "&user=%7B%7D", "names a field twice"),
        ("", "the signed data"),
        ("nonsense", "is not a query string"),
        ("a=%ff", "is not a query string"),
        ("&".join(f"a{number}=1" for number in range(200)), "is not a query string"),
        (init_data(auth_date=""), "has no auth_date"),
        (init_data(auth_date="-5"), "has no auth_date"),
        (init_data(auth_date="1e9"), "has no auth_date"),
        (init_data(auth_date="٣"), "has no auth_date"),
        (init_data(auth_date="9" * 5000), "has no auth_date"),
        (init_data(auth_date=str(NOW - 86401)), "is 86401 s old, more than max_age_seconds=86400"),
    ],
)
def test_web_app_data_that_is_forged_damaged_or_old_is_refused(data: str, reason: str) -> None:
    with pytest.raises(scaletg.InvalidData, match=re.escape(reason)) as caught:
        scaletg.check_init_data(data, TOKEN, now=NOW)
    assert TOKEN not in str(caught.value)


def test_the_age_limit_can_be_set() -> None:
    data = init_data()
    assert scaletg.check_init_data(data, TOKEN, now=NOW + 10, max_age_seconds=10).query_id == "AAE"
    with pytest.raises(scaletg.InvalidData, match="is 11 s old"):
        scaletg.check_init_data(data, TOKEN, now=NOW + 11, max_age_seconds=10)
    with pytest.raises(scaletg.InvalidData, match="s old"):
        scaletg.check_init_data(init_data(auth_date="5"), TOKEN)


def test_json_that_is_damaged_or_hostile_stays_text() -> None:
    deep = "[" * 100_000
    data = scaletg.check_init_data(init_data(user="{", receiver="[1]", start_param=deep), TOKEN, now=NOW)
    assert (data.user, data.receiver, data.start_param) == ("{", [1], deep)


def test_the_bot_checks_with_its_own_token(bot: scaletg.Bot) -> None:
    assert bot.check_init_data(init_data(), max_age_seconds=1e12).user.id == 42
    with pytest.raises(scaletg.InvalidData, match="s old"):
        bot.check_init_data(init_data(auth_date="5"))
    with pytest.raises(scaletg.ConfigError, match="no token"):
        scaletg.Bot().check_init_data(init_data())


# Login data


def login(token: str = TOKEN, **changes: str) -> dict[str, str]:
    fields = {"id": "42", "first_name": "Ada", "username": "ada", "auth_date": str(NOW), **changes}
    secret = hashlib.sha256(token.encode()).digest()
    return {**fields, "hash": hmac.new(secret, signed_lines(fields), hashlib.sha256).hexdigest()}


def test_login_data_is_read_from_a_dictionary_or_a_query_string() -> None:
    for data in (login(), urlencode(login()), {**login(), "id": 42, "auth_date": NOW}):
        found = scaletg.check_login(data, TOKEN, now=NOW)
        assert (found.id, found.first_name, found.auth_date) == (42, "Ada", NOW)


@pytest.mark.parametrize(
    "data, reason",
    [
        (login("123456:other"), "does not have this bot's signature"),
        ({**login(), "id": "43"}, "does not have this bot's signature"),
        ({**login(), "hash": None}, "does not have this bot's signature"),
        ({**login(), "hash": "\ud800"}, "does not have this bot's signature"),
        ({**login(), "id": "\ud800"}, "does not have this bot's signature"),
        ({}, "does not have this bot's signature"),
        ("", "the signed data"),
        (login(auth_date="soon"), "has no auth_date"),
        (login(auth_date=str(NOW - 86401)), "is 86401 s old"),
        (init_data(), "does not have this bot's signature"),
    ],
)
def test_login_data_that_is_forged_damaged_or_old_is_refused(data: Any, reason: str) -> None:
    with pytest.raises(scaletg.InvalidData, match=reason):
        scaletg.check_login(data, TOKEN, now=NOW)


def test_the_bot_checks_login_data_with_its_own_token(bot: scaletg.Bot) -> None:
    assert bot.check_login(login(), max_age_seconds=1e12).username == "ada"


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []

    def compare(given_hash: bytes, expected: bytes) -> bool:
        compared.extend((given_hash, expected))
        return given_hash == expected

    monkeypatch.setattr(scaletg.hmac, "compare_digest", compare)
    scaletg.check_init_data(init_data(), TOKEN, now=NOW)
    scaletg.check_login(login(), TOKEN, now=NOW)
    assert [len(one) for one in compared] == [64, 64, 64, 64]


def test_data_of_a_time_to_come_are_refused() -> None:
    data = login()
    assert scaletg.check_login(data, TOKEN, now=NOW - 200).id == 42
    with pytest.raises(scaletg.InvalidData, match="is the clock right"):
        scaletg.check_login(data, TOKEN, now=NOW - 90_000)


def test_a_long_text_and_many_entities_are_split_in_one_pass() -> None:
    text = "ab 😀" * 20_000
    entities = [entity("bold", place, 5) for place in range(20_000)]
    pairs = scaletg.split_text(text, 4096, entities)
    assert "".join(part for part, _ in pairs) == text
    shares = sum(one.length for _, share in pairs for one in share)
    assert shares == 5 * len(entities)
