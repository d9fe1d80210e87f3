"""Shortcuts: what can be asked of the types, and the methods that their verbs make."""

from __future__ import annotations

import inspect
import linecache
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import samples
import scaletg
from samples import GROUP, PRIVATE, USER

SCHEMA = scaletg.schema


def method(name: str, /, **parameters: Any) -> dict[str, Any]:
    return {"method": name, **parameters}


# Updates

WITH_CHAT = {
    kind
    for kind, type_name in SCHEMA.kinds.items()
    if any(field.name == "chat" and field.required for field in SCHEMA.types[type_name].fields)
}
WITH_USER = {
    kind
    for kind, type_name in SCHEMA.kinds.items()
    if any(field.name in ("from", "user") for field in SCHEMA.types[type_name].fields)
}
MESSAGES = {kind for kind, type_name in SCHEMA.kinds.items() if type_name == "Message"}


@pytest.mark.parametrize("kind", SCHEMA.kinds)
def test_every_kind_of_update_has_its_event_chat_user_and_message(kind: str) -> None:
    raw = samples.complete(SCHEMA.kinds[kind], depth=2)
    update = scaletg.Update.from_dict({"update_id": 1, kind: raw})
    assert update.kind == kind
    assert type(update.event) is getattr(scaletg, SCHEMA.kinds[kind])
    assert update.event is getattr(update, kind)
    has_chat = kind in WITH_CHAT | {"callback_query", "job"}
    has_user = kind in WITH_USER | {"chat_boost", "removed_chat_boost"}
    assert (type(update.chat) if update.chat else None) is (scaletg.Chat if has_chat else None)
    assert (type(update.user) if update.user else None) is (scaletg.User if has_user else None)
    has_message = kind in MESSAGES | {"callback_query"}
    assert (type(update.message_any) if update.message_any else None) is (scaletg.Message if has_message else None)


def test_the_sets_above_are_not_empty() -> None:
    assert len(MESSAGES) == 7
    assert {"chat_member", "message_reaction_count", "deleted_business_messages", *MESSAGES} <= WITH_CHAT
    assert {"inline_query", "poll_answer", "business_connection", "subscription", *MESSAGES} <= WITH_USER


def test_a_callback_query_has_the_chat_and_message_of_its_button() -> None:
    raw = samples.update("callback_query", message=samples.message(chat=GROUP))
    update = scaletg.Update.from_dict(raw)
    assert update.chat.id == GROUP["id"]
    assert update.user.id == 42
    assert update.message_any is update.callback_query.message


def test_an_inaccessible_message_is_the_message_of_an_update() -> None:
    gone = {"chat": GROUP, "message_id": 9, "date": 0}
    update = scaletg.Update.from_dict(samples.update("callback_query", message=gone))
    assert type(update.message_any) is scaletg.InaccessibleMessage
    assert update.chat.title == "Engines"


def test_an_inline_callback_query_has_neither_chat_nor_message() -> None:
    update = scaletg.Update.from_dict(samples.update("callback_query", inline_message_id="i"))
    assert (update.chat, update.message_any) == (None, None)
    assert update.user.id == 42


def test_a_reaction_of_nobody_known_has_no_user() -> None:
    raw = samples.update("message_reaction", chat=GROUP, actor_chat=GROUP)
    assert scaletg.Update.from_dict(raw).user is None


@pytest.mark.parametrize("kind", ["novelty", "event", "kind", "chat", "user", "to_dict", "from"])
def test_a_kind_that_nobody_knows_is_found(kind: str) -> None:
    update = scaletg.Update.from_dict({"update_id": 5, kind: {"from": {"id": 7}, "chat": {"id": 8}, "a": 1}})
    assert update.kind == kind
    assert update.event.a == 1
    assert (update.user.id, update.chat.id, update.message_any) == (7, 8, None)


def test_a_known_kind_comes_before_unknown_keys() -> None:
    update = scaletg.Update.from_dict({"update_id": 5, "novelty": {}, "message": samples.message()})
    assert update.kind == "message"


@pytest.mark.parametrize(
    "raw, kind",
    [
        ({"update_id": 5, "message": {}}, "message"),
        ({"update_id": 5, "novelty": {}, "poll": {}}, "poll"),
        ({"novelty": {}}, "novelty"),
        ({"update_id": 5}, None),
        ({}, None),
    ],
)
def test_the_kind_of_an_update_in_telegrams_form(raw: dict[str, Any], kind: str | None) -> None:
    assert scaletg.kind_of(raw) == kind


@pytest.mark.parametrize(
    "event, key",
    [
        ({"message": {"chat": {"id": -5}, "from": {"id": 7}}}, -5),
        ({"callback_query": {"from": {"id": 7}, "message": {"chat": {"id": -5}}}}, -5),
        ({"inline_query": {"from": {"id": 7}}}, 7),
        ({"poll_answer": {"user": {"id": 7}}}, 7),
        ({"poll": {"id": "9"}}, 3),
        ({"message": {"chat": {"id": [1]}, "from": {"id": 7}}}, 7),
        ({"message": {"chat": 5, "from": {"id": "7"}}}, 3),
        ({}, 3),
    ],
)
def test_the_key_of_an_update_is_its_chat_else_its_user_else_itself(event: dict[str, Any], key: int) -> None:
    assert scaletg.Update.from_dict({"update_id": 3, **event}).key == key


def test_an_update_without_an_id_has_a_key() -> None:
    assert scaletg.Update.from_dict({}).key == 0


@pytest.mark.parametrize("raw", [{"update_id": 5}, {}])
def test_an_update_of_nothing_has_nothing(raw: dict[str, Any]) -> None:
    update = scaletg.Update.from_dict(raw)
    assert (update.kind, update.event, update.chat, update.user, update.message_any) == (None,) * 5


# What is sent to where a message stands

PLACES = {
    "private": (samples.message(), {"chat_id": 42}),
    "group": (samples.message(chat=GROUP), {"chat_id": GROUP["id"]}),
    "topic": (
        samples.message(chat=GROUP, is_topic_message=True, message_thread_id=3),
        {"chat_id": GROUP["id"], "message_thread_id": 3},
    ),
    "thread of replies": (samples.message(chat=GROUP, message_thread_id=3), {"chat_id": GROUP["id"]}),
    "business": (
        samples.message(business_connection_id="b"),
        {"business_connection_id": "b", "chat_id": 42},
    ),
    "direct messages": (
        samples.message(chat=GROUP, direct_messages_topic={"topic_id": 4}),
        {"chat_id": GROUP["id"], "direct_messages_topic_id": 4},
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_answer_and_reply_go_to_where_the_message_stands(place: str) -> None:
    raw, target = PLACES[place]
    message = scaletg.Message.from_dict(raw)
    assert message.answer("hi").to_dict() == method("sendMessage", **target, text="hi")
    quote = {"reply_parameters": {"message_id": 5}}
    assert message.reply("hi").to_dict() == method("sendMessage", **target, text="hi", **quote)


@pytest.mark.parametrize("name", ["answer", "answer_text", "reply", "reply_text"])
@pytest.mark.parametrize(
    "ending, options",
    [("", {}), ("_html", {"parse_mode": "HTML"}), ("_markdown", {"parse_mode": "MarkdownV2"})],
)
def test_texts_in_every_form(name: str, ending: str, options: dict[str, str]) -> None:
    name = name.replace("_text", "") + ending if ending else name
    message = scaletg.Message.from_dict(samples.message())
    quote = {"reply_parameters": {"message_id": 5}} if name.startswith("reply") else {}
    sent = getattr(message, name)("hi", protect_content=True)
    assert sent.to_dict() == method("sendMessage", chat_id=42, text="hi", protect_content=True, **quote, **options)


def test_markdown_is_found_under_its_longer_name_too() -> None:
    message = scaletg.Message.from_dict(samples.message())
    assert message.reply_markdown_v2("a") == message.reply_markdown("a")
    assert message.answer_markdown_v2("a") == message.answer_markdown("a")


SENDABLE: dict[str, Any] = {
    "photo": ("f",),
    "live_photo": ("f", "p"),
    "audio": ("f",),
    "document": ("f",),
    "video": ("f",),
    "animation": ("f",),
    "voice": ("f",),
    "video_note": ("f",),
    "paid_media": (5, [{"type": "photo", "media": "f"}]),
    "media_group": ([{"type": "photo", "media": "f"}] * 2,),
    "location": (1.0, 2.0),
    "venue": (1.0, 2.0, "title", "address"),
    "contact": ("+1", "Ada"),
    "poll": ("?", ["a", "b"]),
    "dice": (),
    "sticker": ("f",),
    "invoice": ("title", "description", "payload", "XTR", [{"label": "a", "amount": 1}]),
    "game": ("short",),
    "rich_message": ({"blocks": []},),
}


def required(name: str) -> list[str]:
    left_out = ("chat_id", "business_connection_id")
    return [field.name for field in SCHEMA.methods[name].fields if field.required and field.name not in left_out]


@pytest.mark.parametrize("kind", SENDABLE)
@pytest.mark.parametrize("verb", ["answer", "reply", "send"])
def test_everything_that_can_be_sent(kind: str, verb: str) -> None:
    name = "send" + kind.title().replace("_", "")
    values = SENDABLE[kind]
    expected = dict(zip(required(name), values))
    assert len(expected) == len(values)
    maker: Any = scaletg.Chat.from_dict(GROUP) if verb == "send" else scaletg.Message.from_dict(PLACES["topic"][0])
    target = {"chat_id": GROUP["id"]} | ({} if verb == "send" else {"message_thread_id": 3})
    quote = {"reply_parameters": {"message_id": 5}} if verb == "reply" else {}
    made = getattr(maker, f"{verb}_{kind}")(*values, disable_notification=True)
    assert made.to_dict() == method(name, **target, **expected, **quote, disable_notification=True)
    by_name = getattr(maker, f"{verb}_{kind}")(**expected, disable_notification=True)
    assert by_name == made


def test_every_method_that_sends_content_has_its_verbs() -> None:
    others = {"message", "checklist", "message_draft", "chat_action", "chat_join_request_web_app", "gift"}
    others |= {"rich_message_draft"}
    sending = {name.removeprefix("send_") for name in SCHEMA.functions if name.startswith("send_")}
    assert sending == SENDABLE.keys() | others


def test_a_checklist_goes_through_the_business_connection() -> None:
    message = scaletg.Message.from_dict(PLACES["business"][0])
    made = message.answer_checklist({"title": "t", "tasks": []})
    target = {"business_connection_id": "b", "chat_id": 42}
    assert made.to_dict() == method("sendChecklist", **target, checklist={"title": "t", "tasks": []})
    with pytest.raises(TypeError, match="sendChecklist needs business_connection_id"):
        scaletg.Message.from_dict(samples.message()).answer_checklist({})


@pytest.mark.parametrize("kind", ["poll", "game"])
def test_a_topic_is_left_out_where_the_method_has_none(kind: str) -> None:
    message = scaletg.Message.from_dict(PLACES["direct messages"][0])
    assert "direct_messages_topic_id" not in getattr(message, f"answer_{kind}")(*SENDABLE[kind]).to_dict()


def test_an_invoice_never_leaves_the_business_connection_in_silence() -> None:
    message = scaletg.Message.from_dict(PLACES["business"][0])
    with pytest.raises(TypeError, match="sendInvoice has no 'business_connection_id'"):
        message.answer_invoice(*SENDABLE["invoice"])


def test_too_many_positional_values_are_refused() -> None:
    message = scaletg.Message.from_dict(samples.message())
    with pytest.raises(TypeError, match="answer_photo takes only photo by position: write the other values"):
        message.answer_photo("f", "caption")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="reply_dice takes nothing by position"):
        message.reply_dice("x")  # type: ignore[call-arg]


def test_verbs_made_from_the_schema_have_a_name_and_a_link() -> None:
    assert scaletg.Message.reply_photo.__name__ == "reply_photo"
    assert "https://core.telegram.org/bots/api#sendphoto" in (scaletg.Message.reply_photo.__doc__ or "")


@pytest.mark.parametrize(
    "verb, shown",
    [
        (scaletg.Message.edit_caption, "(self, caption=None, **more)"),
        (scaletg.Message.answer_text, "(self, text, **more)"),
        (scaletg.Chat.restrict, "(self, user_id, permissions, **more)"),
        (scaletg.Chat.send_poll, "(self, question, options, **more)"),
        (scaletg.Chat.send_dice, "(self, **more)"),
    ],
)
def test_help_shows_what_a_verb_takes_by_place(verb: Any, shown: str) -> None:
    assert str(inspect.signature(verb)) == shown


def test_what_is_sent_can_be_sent_elsewhere_and_what_is_changed_cannot() -> None:
    message = scaletg.Message.from_dict(samples.message(chat=GROUP))
    assert message.answer("a", chat_id=7).to_dict() == method("sendMessage", chat_id=7, text="a")
    assert message.chat.send_message("a", chat_id=7).to_dict() == method("sendMessage", chat_id=7, text="a")
    for change in (message.edit_text, message.edit_media, message.chat.ban):
        with pytest.raises(TypeError, match="multiple values for keyword argument 'chat_id'"):
            change("a", chat_id=7)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="multiple values for keyword argument 'text'"):
        message.reply("a", text="b")  # type: ignore[misc]


# What is done with a message

DONE = [
    (lambda m: m.edit_text("t"), "editMessageText", {"text": "t"}),
    (lambda m: m.edit_caption("c"), "editMessageCaption", {"caption": "c"}),
    (lambda m: m.edit_caption(), "editMessageCaption", {}),
    (lambda m: m.edit_media({"type": "photo"}), "editMessageMedia", {"media": {"type": "photo"}}),
    (
        lambda m: m.edit_reply_markup({"inline_keyboard": []}),
        "editMessageReplyMarkup",
        {"reply_markup": {"inline_keyboard": []}},
    ),
    (lambda m: m.edit_reply_markup(), "editMessageReplyMarkup", {}),
    (lambda m: m.pin(), "pinChatMessage", {}),
    (lambda m: m.unpin(), "unpinChatMessage", {}),
    (lambda m: m.stop_poll(), "stopPoll", {}),
]


@pytest.mark.parametrize("do, name, parameters", DONE)
def test_a_message_is_changed_in_its_chat(do: Any, name: str, parameters: dict[str, Any]) -> None:
    for raw in (samples.message(chat=GROUP), {"chat": GROUP, "message_id": 5, "date": 0}):
        message = scaletg.MaybeInaccessibleMessage.from_dict(raw)
        assert do(message).to_dict() == method(name, chat_id=GROUP["id"], message_id=5, **parameters)
    business = scaletg.Message.from_dict(PLACES["business"][0])
    target = {"business_connection_id": "b", "chat_id": 42, "message_id": 5}
    assert do(business).to_dict() == method(name, **target, **parameters)


OWN = {"from_chat_id": GROUP["id"], "message_id": 5}
PLACED = {"chat_id": GROUP["id"], "message_id": 5}


@pytest.mark.parametrize(
    "do, expected",
    [
        (lambda m: m.delete(), method("deleteMessage", **PLACED)),
        (lambda m: m.forward(7), method("forwardMessage", chat_id=7, **OWN)),
        (
            lambda m: m.forward("@x", protect_content=True),
            method("forwardMessage", chat_id="@x", **OWN, protect_content=True),
        ),
        (lambda m: m.copy(7, caption="c"), method("copyMessage", chat_id=7, **OWN, caption="c")),
        (lambda m: m.react("👍"), method("setMessageReaction", **PLACED, reaction=[{"type": "emoji", "emoji": "👍"}])),
        (lambda m: m.react(), method("setMessageReaction", **PLACED, reaction=[])),
        (lambda m: m.react(None), method("setMessageReaction", **PLACED, reaction=[])),
        (
            lambda m: m.react(["👍"], "🔥"),
            method("setMessageReaction", **PLACED, reaction=[{"type": "emoji", "emoji": one} for one in "👍🔥"]),
        ),
        (
            lambda m: m.react("👍", scaletg.ReactionTypeCustomEmoji("5"), {"type": "paid"}, is_big=True),
            method(
                "setMessageReaction",
                **PLACED,
                reaction=[
                    {"type": "emoji", "emoji": "👍"},
                    {"type": "custom_emoji", "custom_emoji_id": "5"},
                    {"type": "paid"},
                ],
                is_big=True,
            ),
        ),
    ],
)
def test_a_message_is_passed_on_or_taken_away(do: Any, expected: dict[str, Any]) -> None:
    assert do(scaletg.Message.from_dict(samples.message(chat=GROUP))).to_dict() == expected
    gone = scaletg.InaccessibleMessage.from_dict({"chat": GROUP, "message_id": 5, "date": 0})
    assert do(gone).to_dict() == expected


def test_an_inaccessible_message_answers_and_has_no_content() -> None:
    gone = scaletg.InaccessibleMessage.from_dict({"chat": GROUP, "message_id": 5, "date": 0})
    assert gone.answer("hi").to_dict() == method("sendMessage", chat_id=GROUP["id"], text="hi")
    quoted = {"message_id": 5, "allow_sending_without_reply": True}  # it may have been deleted
    assert gone.reply("hi").to_dict() == method("sendMessage", chat_id=GROUP["id"], reply_parameters=quoted, text="hi")
    assert gone.reply_photo("id").to_dict()["reply_parameters"] == quoted
    for name in (
        "text",
        "caption",
        "photo",
        "from_user",
        "reply_markup",
        "text_html",
        "content_type",
        "command",
        "file",
    ):
        assert getattr(gone, name) is None, name
    assert (gone.args, gone.parse_entities(), gone.date) == ("", [], 0)
    assert gone.to_dict() == {"chat": GROUP, "message_id": 5, "date": 0}
    with pytest.raises(AttributeError, match="InaccessibleMessage has no 'txt'"):
        gone.txt  # the mistake that is tested


def test_an_accessible_message_is_quoted_only_if_it_is_there() -> None:
    sent = scaletg.Message.from_dict(samples.message(chat=GROUP)).reply("hi").to_dict()
    assert sent["reply_parameters"] == {"message_id": 5}


def test_a_business_message_is_deleted_through_its_connection() -> None:
    message = scaletg.Message.from_dict(PLACES["business"][0])
    expected = method("deleteBusinessMessages", business_connection_id="b", message_ids=[5])
    assert message.delete().to_dict() == expected


def test_verbs_work_after_the_fields_were_set_to_objects() -> None:
    message = scaletg.Message(5, 0, scaletg.Chat(42, "private"), direct_messages_topic=scaletg.DirectMessagesTopic(4))
    assert message.answer("a").to_dict() == method("sendMessage", chat_id=42, direct_messages_topic_id=4, text="a")
    assert message.edit_text("a").to_dict() == method("editMessageText", chat_id=42, message_id=5, text="a")
    request = scaletg.ChatJoinRequest(scaletg.Chat(7, "channel"), scaletg.User(8, False, "A"), 8, 0)
    assert request.approve().to_dict() == method("approveChatJoinRequest", chat_id=7, user_id=8)


@pytest.mark.parametrize(
    "chat, link",
    [
        (PRIVATE, None),
        ({"id": -1001234567890, "type": "supergroup"}, "https://t.me/c/1234567890/5"),
        ({"id": -1001234567890, "type": "supergroup", "username": "engines"}, "https://t.me/engines/5"),
        ({"id": -1000000000012, "type": "channel"}, "https://t.me/c/12/5"),
        ({"id": -1007, "type": "group"}, None),
        ({"id": -1007}, None),
        ({"id": -997852516352, "type": "supergroup"}, None),
        ({"id": -2007852516352, "type": "supergroup"}, "https://t.me/c/1007852516352/5"),
        ({"id": "-1001234567890", "type": "supergroup"}, None),
    ],
)
def test_the_link_of_a_message(chat: dict[str, Any], link: str | None) -> None:
    assert scaletg.Message.from_dict(samples.message(chat=chat)).link == link
    assert scaletg.InaccessibleMessage.from_dict({"chat": chat, "message_id": 5, "date": 0}).link == link


# What a message is about

ABOUT = [field.name for field in SCHEMA.types["Message"].fields if field.about]


@pytest.mark.parametrize("content", ABOUT)
def test_the_content_type_of_every_content_and_service_message(content: str) -> None:
    value = samples.complete("Message")[content]
    message = scaletg.Message.from_dict({**samples.message(None, caption="c"), content: value})
    assert message.content_type == content


@pytest.mark.parametrize(
    "twins, content",
    [
        (("document", "animation"), "animation"),
        (("location", "venue"), "venue"),
        (("photo", "live_photo"), "live_photo"),
    ],
)
def test_of_two_twins_the_content_is_the_narrower_one(twins: tuple[str, str], content: str) -> None:
    whole = samples.complete("Message")
    message = scaletg.Message.from_dict(samples.message(None, **{name: whole[name] for name in twins}))
    assert message.content_type == content


def test_content_that_nobody_knows_yet_has_no_type() -> None:
    assert scaletg.Message.from_dict(samples.message(None, hologram={"file_id": "f"})).content_type is None


@pytest.mark.parametrize(
    "text, command, args",
    [
        ("/start", "start", ""),
        ("/start ref_5", "start", "ref_5"),
        ("/Start@Example_bot  a  b ", "start", "a  b"),
        ("/set\nline one\nline two", "set", "line one\nline two"),
        ("/привет мир", "привет", "мир"),
        ("/a_1", "a_1", ""),
        ("hello /start", None, ""),
        (" /start", None, ""),
        ("/", None, ""),
        ("/ start", None, ""),
        ("/start!", None, ""),
        ("//start", None, ""),
        ("/start@", None, ""),
        ("/" + "x" * 65, None, ""),
        ("", None, ""),
    ],
)
def test_the_command_and_its_arguments(text: str, command: str | None, args: str) -> None:
    message = scaletg.Message.from_dict(samples.message(text))
    assert (message.command, message.args) == (command, args)
    caption = scaletg.Message.from_dict(samples.message(None, caption=text))
    assert (caption.command, caption.args) == (command, args)


def test_a_message_without_text_has_no_command() -> None:
    message = scaletg.Message.from_dict(samples.message(None, dice={"emoji": "🎲", "value": 1}))
    assert (message.command, message.args) == (None, "")


# Files

FILES = "animation audio video video_note voice sticker live_photo document photo new_chat_photo".split()


class FakeApi:
    """Records the calls that shortcuts make at once."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []

    def __call__(self, made: scaletg.Method, **options: Any) -> Any:
        self.calls.append(("send", made.to_dict()))
        return "sent"

    def download(self, file: Any, to: Any = None, **options: Any) -> Any:
        self.calls.append(("download", (file.file_id, to, options)))
        return b"content"


@pytest.fixture
def bot() -> Any:
    made: Any = scaletg.Bot("123456:secret", username="example_bot")
    made.api = FakeApi()
    return made


@pytest.mark.parametrize("name", FILES)
def test_a_message_downloads_whatever_file_it_carries(bot: Any, name: str) -> None:
    value = samples.complete("Message")[name]
    value = (
        [{**value[0], "file_id": "small"}, {**value[0], "file_id": "f"}]
        if isinstance(value, list)
        else {**value, "file_id": "f"}
    )
    message = scaletg.Message.from_dict(samples.message(None, **{name: value}), bot)
    assert message.file.file_id == "f"
    assert message.download("a.bin", progress=print) == b"content"
    assert message.file.download() == b"content"
    assert bot.api.calls == [
        ("download", ("f", "a.bin", {"progress": print})),
        ("download", ("f", None, {})),
    ]


def test_an_animation_comes_before_its_document_twin() -> None:
    whole = samples.complete("Message")
    raw = samples.message(None, document={**whole["document"], "file_id": "d"}, animation=whole["animation"])
    assert type(scaletg.Message.from_dict(raw).file) is scaletg.Animation


def test_everything_with_a_file_id_can_be_downloaded(bot: Any) -> None:
    names = [name for name, entry in SCHEMA.types.items() if any(field.name == "file_id" for field in entry.fields)]
    assert len(names) == 12
    for name in names:
        assert getattr(scaletg, name).from_dict(samples.minimal(name), bot).download() == b"content"
    assert len(bot.api.calls) == 12


def test_a_message_without_a_file_says_what_it_is(bot: Any) -> None:
    message = scaletg.Message.from_dict(samples.message(), bot)
    assert message.file is None
    with pytest.raises(ValueError, match="the message does not have a file: it is a text"):
        message.download()


def test_an_object_of_no_bot_says_so() -> None:
    with pytest.raises(TypeError, match=r"Document does not belong to a bot: make it with from_dict\(data, bot\)"):
        scaletg.Document("f", "u").download()
    with pytest.raises(TypeError, match=r"SendMessage does not belong to a bot: send it with bot\.api\(\.\.\.\)"):
        scaletg.Message.from_dict(samples.message()).answer("hi").send()


def test_a_method_that_a_shortcut_made_is_sent_by_its_bot(bot: Any) -> None:
    update = scaletg.Update.from_dict(samples.update(text="hi"), bot)
    assert update.message.chat.send_message("hello").send() == "sent"
    assert bot.api.calls == [("send", method("sendMessage", chat_id=42, text="hello"))]


# Chats and users

IN_CHAT = [
    (lambda c: c.send_message("hi", protect_content=True), "sendMessage", {"text": "hi", "protect_content": True}),
    (lambda c: c.ban(5, revoke_messages=True), "banChatMember", {"user_id": 5, "revoke_messages": True}),
    (lambda c: c.unban(5, only_if_banned=True), "unbanChatMember", {"user_id": 5, "only_if_banned": True}),
    (
        lambda c: c.restrict(5, scaletg.ChatPermissions(can_send_messages=False)),
        "restrictChatMember",
        {"user_id": 5, "permissions": {"can_send_messages": False}},
    ),
    (lambda c: c.promote(5, can_pin_messages=True), "promoteChatMember", {"user_id": 5, "can_pin_messages": True}),
    (lambda c: c.get_member(5), "getChatMember", {"user_id": 5}),
    (lambda c: c.get_member_count(), "getChatMemberCount", {}),
    (lambda c: c.get_administrators(), "getChatAdministrators", {}),
    (lambda c: c.leave(), "leaveChat", {}),
    (lambda c: c.unpin_all(), "unpinAllChatMessages", {}),
    (lambda c: c.create_invite_link(name="n"), "createChatInviteLink", {"name": "n"}),
]


@pytest.mark.parametrize("do, name, parameters", IN_CHAT)
def test_a_chat_is_managed(do: Any, name: str, parameters: dict[str, Any]) -> None:
    for kind in (scaletg.Chat, scaletg.ChatFullInfo):
        assert do(kind.from_dict(GROUP)).to_dict() == method(name, chat_id=GROUP["id"], **parameters)


@pytest.mark.parametrize(
    "raw, full_name, link",
    [
        (PRIVATE, "Ada Byron", "https://t.me/ada"),
        (GROUP, "Engines", None),
        ({"id": 1, "type": "private", "first_name": "Ada"}, "Ada", None),
        ({"id": 1, "type": "private"}, "", None),
    ],
)
def test_the_name_and_link_of_a_chat(raw: dict[str, Any], full_name: str, link: str | None) -> None:
    chat = scaletg.Chat.from_dict(raw)
    assert (chat.full_name, chat.link) == (full_name, link)


def test_the_name_link_and_mention_of_a_user() -> None:
    user = scaletg.User.from_dict(USER)
    assert (user.full_name, user.link) == ("Ada Byron", "https://t.me/ada")
    user = scaletg.User(7, False, "A<b>_c")
    assert (user.full_name, user.link) == ("A<b>_c", "tg://user?id=7")
    assert user.mention_html() == '<a href="tg://user?id=7">A&lt;b&gt;_c</a>'
    assert user.mention_html("you & me") == '<a href="tg://user?id=7">you &amp; me</a>'
    assert user.mention_markdown() == "[A<b\\>\\_c](tg://user?id=7)"
    assert user.mention_markdown("you!") == "[you\\!](tg://user?id=7)"


@pytest.mark.parametrize("names", [{"first_name": ""}, {"first_name": " ", "last_name": ""}, {}])
def test_a_mention_of_a_deleted_account_has_a_text(names: dict[str, str]) -> None:
    user = scaletg.User.from_dict({"id": 7, "is_bot": False, **names})
    assert user.mention_html() == '<a href="tg://user?id=7">Deleted Account</a>'
    assert user.mention_markdown("") == "[Deleted Account](tg://user?id=7)"
    assert user.mention_html("Ada") == '<a href="tg://user?id=7">Ada</a>'


# Queries and requests

EDITED = [case for case in DONE if case[1].startswith("edit")]


@pytest.mark.parametrize("do, name, parameters", EDITED)
@pytest.mark.parametrize(
    "fields, target",
    [
        ({"message": samples.message(chat=GROUP)}, {"chat_id": GROUP["id"], "message_id": 5}),
        ({"message": {"chat": GROUP, "message_id": 9, "date": 0}}, {"chat_id": GROUP["id"], "message_id": 9}),
        (
            {"message": PLACES["business"][0]},
            {"business_connection_id": "b", "chat_id": 42, "message_id": 5},
        ),
        ({"inline_message_id": "i"}, {"inline_message_id": "i"}),
    ],
)
def test_a_callback_query_edits_the_message_of_its_button(
    do: Any, name: str, parameters: dict[str, Any], fields: dict[str, Any], target: dict[str, Any]
) -> None:
    query = scaletg.CallbackQuery.from_dict(samples.minimal("CallbackQuery", **fields))
    assert do(query).to_dict() == method(name, **target, **parameters)


def test_a_callback_query_without_a_message_says_so() -> None:
    with pytest.raises(ValueError, match="has neither a message nor an inline_message_id: it cannot be edited"):
        scaletg.CallbackQuery.from_dict(samples.minimal("CallbackQuery")).edit_text("a")


OPTION = scaletg.ShippingOption("o", "t", [scaletg.LabeledPrice("a", 1)])


@pytest.mark.parametrize(
    "kind, do, expected",
    [
        ("CallbackQuery", lambda q: q.answer(), method("answerCallbackQuery", callback_query_id="q")),
        (
            "CallbackQuery",
            lambda q: q.answer("no", show_alert=True),
            method("answerCallbackQuery", callback_query_id="q", text="no", show_alert=True),
        ),
        (
            "InlineQuery",
            lambda q: q.answer([scaletg.InlineQueryResultCachedPhoto("1", "f")], cache_time=0),
            method(
                "answerInlineQuery",
                inline_query_id="q",
                results=[{"type": "photo", "id": "1", "photo_file_id": "f"}],
                cache_time=0,
            ),
        ),
        ("InlineQuery", lambda q: q.answer(iter(())), method("answerInlineQuery", inline_query_id="q", results=[])),
        (
            "ShippingQuery",
            lambda q: q.answer(True, shipping_options=[OPTION]),
            method("answerShippingQuery", shipping_query_id="q", ok=True, shipping_options=[OPTION.to_dict()]),
        ),
        (
            "ShippingQuery",
            lambda q: q.answer(False, error_message="no"),
            method("answerShippingQuery", shipping_query_id="q", ok=False, error_message="no"),
        ),
        (
            "PreCheckoutQuery",
            lambda q: q.answer(),
            method("answerPreCheckoutQuery", pre_checkout_query_id="q", ok=True),
        ),
        (
            "PreCheckoutQuery",
            lambda q: q.answer(False, "sold out"),
            method("answerPreCheckoutQuery", pre_checkout_query_id="q", ok=False, error_message="sold out"),
        ),
    ],
)
def test_queries_are_answered(kind: str, do: Any, expected: dict[str, Any]) -> None:
    query = getattr(scaletg, kind).from_dict(samples.minimal(kind, id="q"))
    assert do(query).to_dict() == expected


def test_a_request_to_join_is_decided() -> None:
    request = scaletg.ChatJoinRequest.from_dict(samples.minimal("ChatJoinRequest", chat=GROUP, **{"from": USER}))
    assert request.approve().to_dict() == method("approveChatJoinRequest", chat_id=GROUP["id"], user_id=42)
    assert request.decline().to_dict() == method("declineChatJoinRequest", chat_id=GROUP["id"], user_id=42)


# Typing


class ActionApi:
    """Takes chat actions, and lets the test wait for them instead of for the clock."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.calls: list[dict[str, Any]] = []
        self.shown = threading.Semaphore(0)
        self.failure = failure

    def send_chat_action(self, **parameters: Any) -> bool:
        self.calls.append(parameters)
        self.shown.release()
        if self.failure:
            raise self.failure
        return True


@pytest.fixture
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let waiting for the next chat action take no time, however long it is meant to take."""

    class Event(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout is None or timeout < 5  # Telegram shows an action for 5 seconds
            return super().wait(None if timeout is None else 0.001)

    monkeypatch.setattr(scaletg.threading, "Event", Event)


def shown_with(api: ActionApi, place: str = "private") -> Any:
    bot: Any = scaletg.Bot("123456:secret")
    bot.api = api
    return scaletg.Message.from_dict(PLACES[place][0], bot)


@pytest.fixture
def no_thread_left() -> Iterator[None]:
    yield
    assert not [thread for thread in threading.enumerate() if thread.name == "scaletg-action"]


@pytest.mark.usefixtures("no_clock", "no_thread_left")
def test_typing_is_shown_again_and_again_while_the_block_runs() -> None:
    api = ActionApi()
    with shown_with(api).typing():
        assert all(api.shown.acquire(timeout=30) for _ in range(3))
    assert api.calls[:3] == [{"action": "typing", "chat_id": 42}] * 3


@pytest.mark.usefixtures("no_thread_left")
@pytest.mark.parametrize(
    "place, target",
    [
        ("topic", {"chat_id": GROUP["id"], "message_thread_id": 3}),
        ("business", {"business_connection_id": "b", "chat_id": 42}),
        ("direct messages", {"chat_id": GROUP["id"]}),
    ],
)
def test_an_action_is_shown_where_the_message_stands(place: str, target: dict[str, Any]) -> None:
    api = ActionApi()
    with shown_with(api, place).typing("upload_photo"):
        assert api.shown.acquire(timeout=30)
    assert api.calls == [{"action": "upload_photo", **target}]


@pytest.mark.usefixtures("no_thread_left")
def test_a_chat_shows_an_action_too() -> None:
    api = ActionApi()
    with shown_with(api).chat.typing("record_voice"):
        assert api.shown.acquire(timeout=30)
    assert api.calls == [{"action": "record_voice", "chat_id": 42}]


@pytest.mark.usefixtures("no_clock", "no_thread_left")
def test_trouble_with_the_action_does_not_stop_the_work(caplog: pytest.LogCaptureFixture) -> None:
    api = ActionApi(scaletg.Forbidden("blocked", method="sendChatAction", parameters={}, code=403, description="x"))
    with caplog.at_level("INFO", "scaletg"), shown_with(api).typing():
        assert api.shown.acquire(timeout=30)
    assert len(api.calls) == 1
    assert "the chat action 'typing' was not shown: blocked" in caplog.text


@pytest.mark.usefixtures("no_thread_left")
def test_an_error_of_the_work_ends_the_action_and_goes_on() -> None:
    api = ActionApi()
    with pytest.raises(KeyError), shown_with(api).typing():
        raise KeyError


def test_an_action_needs_a_bot() -> None:
    with (
        pytest.raises(TypeError, match="Message does not belong to a bot"),
        scaletg.Message.from_dict(samples.message()).typing(),
    ):
        pass


# Methods that nobody sends


def unsent_by(app: Any, **options: Any) -> list[warnings.WarningMessage]:
    bot = scaletg.Bot(development=True, **options)
    bot.app(app)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        bot.process(samples.update(text="hi"))
    return [one for one in caught if issubclass(one.category, scaletg.UnsentMethod)]


def forgets(message: Any) -> str:
    message.answer("forgotten")  # here
    return "done"


def forgets_a_class(message: Any) -> str:
    scaletg.SendMessage(message.chat.id, "forgotten")  # here
    return "done"


def forgets_a_photo(message: Any) -> str:
    message.reply_photo("f")  # here
    return "done"


@pytest.mark.parametrize(
    "app, name", [(forgets, "SendMessage"), (forgets_a_class, "SendMessage"), (forgets_a_photo, "SendPhoto")]
)
def test_in_development_a_forgotten_method_names_the_line_that_made_it(app: Any, name: str) -> None:
    (warning,) = unsent_by(app)
    assert warning.filename == __file__
    assert linecache.getline(__file__, warning.lineno).rstrip().endswith("# here")
    text = f"{name} was made here, but neither returned nor sent: return it, or call .send()"
    assert str(warning.message) == text


def test_a_shortcut_that_is_used_outside_of_an_app_is_watched_too() -> None:
    bot = scaletg.Bot(development=True)
    message = scaletg.Message.from_dict(samples.message(), bot)
    with pytest.warns(scaletg.UnsentMethod, match="SendMessage was made here") as caught:
        message.answer("forgotten")  # here
    assert caught[0].filename == __file__
    assert linecache.getline(__file__, caught[0].lineno).rstrip().endswith("# here")


def test_a_shortcut_makes_what_the_constructor_makes() -> None:
    bot = scaletg.Bot()
    query = scaletg.CallbackQuery.from_dict(samples.minimal("CallbackQuery"), bot)
    made, plain = query.answer("Hi", cache_time=5), scaletg.AnswerCallbackQuery(query.id, text="Hi", cache_time=5)
    assert made == plain
    assert scaletg.bot_of(made) is bot
    for slot in ("_raw", "_read", "_unsent"):
        assert getattr(made, slot) == getattr(plain, slot)


def test_a_parameter_that_is_given_by_place_and_by_name_is_an_error() -> None:
    message: Any = scaletg.Message.from_dict(samples.message())
    with pytest.raises(TypeError, match="answer_photo got multiple values for keyword argument 'photo'"):
        message.answer_photo("a", photo="b")
    with pytest.raises(TypeError, match="multiple values for keyword argument 'reaction'"):
        message.react("👍", reaction=[])


def returns(message: Any) -> Any:
    return message.answer("kept")


def returns_several(message: Any) -> Any:
    return [message.answer("kept")]


def test_what_is_returned_or_copied_from_a_dictionary_is_not_forgotten() -> None:
    assert unsent_by(returns) == []
    assert unsent_by(returns_several) == []
    assert unsent_by(lambda message: str(scaletg.SendMessage.from_dict({"text": "a"}))) == []


def test_what_is_sent_is_not_forgotten() -> None:
    sent = []

    def sends(message: Any) -> str:
        message.answer("now").send()
        return "done"

    bot = scaletg.Bot("123456:secret", development=True)
    bot.app(sends)
    bot.api.call = lambda name, **parameters: sent.append(name)  # type: ignore[method-assign]  # a fake Telegram
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bot.process(samples.update(text="hi"))
    assert sent == ["sendMessage"]


def test_outside_of_development_nobody_watches() -> None:
    bot = scaletg.Bot(development=False)
    bot.app(forgets)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bot.process(samples.update(text="hi")).reply.text == "done"


@pytest.mark.parametrize("key", ["sender_chat", "actor_chat", "voter_chat", None])
def test_the_person_is_the_chat_in_whose_name_it_was_done(key: str | None) -> None:
    channel = {"id": -1007, "type": "channel", "title": "News"}
    raw = {"update_id": 1, "message": samples.message("hi", **({key: channel} if key else {}))}
    assert scaletg.Update.from_dict(raw).person_id == (-1007 if key else samples.USER["id"])
    assert scaletg.Update.from_dict(samples.update("poll")).person_id is None
