"""The bot's default parse mode: which texts it reaches, and which it does not."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

import samples
import scaletg

TOKEN = "123456:abc"
HTML = {"parse_mode": "HTML"}
PHOTO = {"type": "photo", "media": "id"}
MESSAGE = scaletg.Message.from_dict(samples.message("hi"))


class Calls:
    """A transport that keeps the parameters of the last call."""

    def call(self, name: str, parameters: dict[str, Any], files: Any) -> dict[str, Any]:
        self.last = {"method": name, **parameters}
        return {"ok": True, "result": True}

    def download(self, path: str) -> bytes:
        raise AssertionError("no file is downloaded")

    def sleep(self, seconds: float) -> None:
        raise AssertionError("no call is repeated")


def as_reply(method: Any, **defaults: Any) -> dict[str, Any]:
    bot = scaletg.Bot(TOKEN, username="example_bot", webhook_reply=True, defaults=defaults or HTML)
    bot.app(lambda message: method)
    outcome = bot.process({"update_id": 1, "message": samples.message("hi")})
    assert outcome.error is None
    return outcome.reply.to_dict()


def as_call(method: Any, **defaults: Any) -> dict[str, Any]:
    bot = scaletg.Bot(TOKEN, username="example_bot", defaults=defaults or HTML)
    bot.api.transport = Calls()
    bot.api(method)
    return bot.api.transport.last


EITHER_WAY = pytest.mark.parametrize("leave", [as_reply, as_call])


@EITHER_WAY
@pytest.mark.parametrize("entities", [None, [], [{"type": "bold", "offset": 0, "length": 1}]])
def test_whoever_names_the_entities_wants_no_parse_mode(leave: Any, entities: Any) -> None:
    kept = entities or []
    for method in (MESSAGE.answer("1 < 2", entities=entities), MESSAGE.reply("1 < 2", entities=entities)):
        sent = leave(method)
        assert "parse_mode" not in sent
        assert sent["entities"] == kept
    sent = leave(MESSAGE.answer_photo("id", caption="1 < 2", caption_entities=entities))
    assert "parse_mode" not in sent
    assert sent["caption_entities"] == kept


@EITHER_WAY
def test_each_text_of_a_poll_is_open_or_not(leave: Any) -> None:
    options = [{"text": "a"}, scaletg.InputPollOption("b"), {"text": "c", "text_entities": []}, "d"]
    sent = leave(MESSAGE.answer_poll("1 < 2", options, question_entities=None, explanation="x"))
    assert {name: sent[name] for name in sent if "parse_mode" in name} == {"explanation_parse_mode": "HTML"}
    assert sent["options"] == [
        {"text": "a", "text_parse_mode": "HTML"},
        {"text": "b", "text_parse_mode": "HTML"},
        {"text": "c", "text_entities": []},
        "d",
    ]
    assert leave(MESSAGE.answer_poll("q", ["a"]))["question_parse_mode"] == "HTML"
    assert "explanation_parse_mode" not in leave(MESSAGE.answer_poll("q", ["a"]))


def inside(sent: dict[str, Any], *path: Any) -> Any:
    found: Any = sent
    for step in path:
        found = found[step]
    return found


CONTENT = {"message_text": "x"}
ARTICLE = scaletg.InlineQueryResultArticle("1", "t", scaletg.InputTextMessageContent("x"))
RAW_ARTICLE = {"type": "article", "id": "1", "title": "t", "input_message_content": CONTENT}
RESULT = scaletg.InlineQueryResultPhoto("1", "u", "t", caption="x")
INLINE_QUERY = scaletg.InlineQuery.from_dict(
    {"id": "1", "from": {"id": 7, "is_bot": False, "first_name": "Ada"}, "query": "", "offset": ""}
)
INSIDE = [
    (MESSAGE.answer_media_group([scaletg.InputMediaPhoto("id", caption="x"), PHOTO]), ["media", 0]),
    (MESSAGE.answer_media_group([{**PHOTO, "caption": "x"}]), ["media", 0]),
    (MESSAGE.edit_media(scaletg.InputMediaPhoto("id", caption="x")), ["media"]),
    (INLINE_QUERY.answer([ARTICLE]), ["results", 0, "input_message_content"]),
    (INLINE_QUERY.answer([RAW_ARTICLE]), ["results", 0, "input_message_content"]),
    (INLINE_QUERY.answer([RESULT]), ["results", 0]),
    (scaletg.AnswerWebAppQuery("1", ARTICLE), ["result", "input_message_content"]),
    (MESSAGE.answer("x", reply_parameters={"message_id": 1, "quote": "x"}), ["reply_parameters"]),
]


@EITHER_WAY
@pytest.mark.parametrize("method, path", INSIDE)
def test_the_default_reaches_texts_inside_of_a_method(leave: Any, method: Any, path: list[Any]) -> None:
    before = method.to_dict()
    found = inside(leave(scaletg_copy(method)), *path)
    assert [value for name, value in found.items() if name.endswith("parse_mode")] == ["HTML"]
    assert method.to_dict() == before


@EITHER_WAY
@pytest.mark.parametrize("method, path", INSIDE)
def test_a_text_inside_of_a_method_can_have_its_own_mode_or_entities(leave: Any, method: Any, path: list[Any]) -> None:
    for own in ("parse_mode", "entities"):
        raw = scaletg_copy(method).to_dict()
        target = inside(raw, *path)
        (text,) = (
            text for kind in KINDS for text in scaletg._texts_of(kind) if text.text in target and fits(target, text)
        )
        target[getattr(text, own)] = "MarkdownV2" if own == "parse_mode" else []
        found = inside(leave(raw if leave is as_reply else type(method).from_dict(raw)), *path)
        assert found == target


KINDS = ("InputMediaPhoto", "InputTextMessageContent", "ReplyParameters")


def fits(target: dict[str, Any], text: Any) -> bool:
    return text.text != "caption" or "media" in target or "photo_url" in target


def scaletg_copy(method: Any) -> Any:
    return type(method).from_dict(method.to_dict())


def test_what_an_author_made_is_not_changed() -> None:
    media = [scaletg.InputMediaPhoto("id", caption="x")]
    sent = as_call(scaletg.SendMediaGroup(1, media))
    assert sent["media"][0]["parse_mode"] == "HTML"
    assert media[0].to_dict() == {"type": "photo", "media": "id", "caption": "x"}


def test_a_mode_is_for_texts_that_are_there() -> None:
    assert "parse_mode" not in as_call(MESSAGE.answer_photo("id"))
    assert as_call(MESSAGE.answer_photo("id", caption=""))["parse_mode"] == "HTML"
    assert as_call(MESSAGE.reply("x"))["reply_parameters"] == {"message_id": 5}


def test_a_special_default_comes_before_the_general_one() -> None:
    sent = as_call(MESSAGE.answer_poll("q", ["a"]), parse_mode="HTML", question_parse_mode="MarkdownV2")
    assert sent["question_parse_mode"] == "MarkdownV2"


def test_previews_and_captions_are_set_inside_too_and_nothing_else_is() -> None:
    preview = {"is_disabled": True}
    defaults = {"link_preview_options": preview, "show_caption_above_media": True, "chat_id": 9, "reply_markup": {}}
    sent = as_call(INLINE_QUERY.answer([ARTICLE, RESULT]), **defaults)
    article, photo = sent["results"]
    assert article["input_message_content"] == {"message_text": "x", "link_preview_options": preview}
    assert "reply_markup" not in article
    assert photo["show_caption_above_media"] is True
    sent = as_call(MESSAGE.answer("x", reply_parameters={"message_id": 1}), **defaults)
    assert sent["reply_parameters"] == {"message_id": 1}


def test_the_parts_of_a_split_text_keep_their_formatting() -> None:
    parts = scaletg.split_text("one two", 4, [{"type": "bold", "offset": 0, "length": 3}])
    sent = [as_call(MESSAGE.answer(text, entities=entities)) for text, entities in parts]
    assert [one["entities"] for one in sent] == [[{"type": "bold", "offset": 0, "length": 3}], []]
    assert not any("parse_mode" in one for one in sent)


def test_a_copy_of_a_method_is_as_open_as_the_method() -> None:
    assert as_call(attrs.evolve(MESSAGE.answer("x"), text="y"))["parse_mode"] == "HTML"  # type: ignore[misc]
    assert "parse_mode" not in as_call(attrs.evolve(MESSAGE.answer("x", entities=None), text="y"))  # type: ignore[misc]


def test_entities_that_are_set_to_none_are_none() -> None:
    sent = MESSAGE.answer("x")
    sent.entities = None
    assert "parse_mode" not in as_call(sent)


def test_a_call_by_name_knows_the_same() -> None:
    bot = scaletg.Bot(TOKEN, username="example_bot", defaults=HTML)
    bot.api.transport = Calls()
    bot.api.call("sendMessage", chat_id=1, text="x", entities=None)
    assert bot.api.transport.last == {"method": "sendMessage", "chat_id": 1, "text": "x", "entities": []}
    bot.api.call("sendMessage", chat_id=1, text="x")
    assert bot.api.transport.last["parse_mode"] == "HTML"
    bot.api.call("sendNovelty", text="x", parse_mode=None)
    assert bot.api.transport.last == {"method": "sendNovelty", "text": "x"}


def test_every_parse_mode_of_the_schema_belongs_to_a_text_and_its_entities() -> None:
    entries = [*scaletg.schema.types.values(), *scaletg.schema.methods.values()]
    count = 0
    for entry in entries:
        fields = {field.name for field in entry.fields}
        for text in scaletg._texts_of(entry.name[0].upper() + entry.name[1:]):
            assert set(text) <= fields, entry.name
            count += 1
    modes = [field for entry in entries for field in entry.fields if field.name.endswith("parse_mode")]
    assert count == len(modes) > 40
