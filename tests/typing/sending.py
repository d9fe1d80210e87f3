"""What type checkers know of methods, verbs, files and results. Checked, not run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, assert_type

import scaletg
from scaletg_contrib.formatting import to_html


def verbs(message: scaletg.Message, chat: scaletg.Chat) -> None:
    assert_type(message.reply("x"), scaletg.SendMessage)
    assert_type(message.answer("x", parse_mode="HTML", disable_notification=True), scaletg.SendMessage)
    assert_type(message.reply("x").send(), scaletg.Message)
    assert_type(message.reply_photo("file-id", caption="x"), scaletg.SendPhoto)
    assert_type(message.answer_media_group([scaletg.InputMediaPhoto("a")]).send(), list[scaletg.Message])
    assert_type(message.reply_location(51.5, longitude=0.1), scaletg.SendLocation)
    assert_type(message.reply_dice(emoji="🎲"), scaletg.SendDice)
    assert_type(message.reply_poll("Tea?", ["Yes", scaletg.InputPollOption("No")]), scaletg.SendPoll)
    markup = scaletg.ReplyKeyboardMarkup([["Tea", scaletg.KeyboardButton("Me", request_contact=True)]])
    assert_type(markup.keyboard, list[list[scaletg.KeyboardButton]])
    assert_type(message.edit_text("x"), scaletg.EditMessageText)
    assert_type(message.edit_text("x").send(), scaletg.Message | Literal[True])
    assert_type(message.delete(), scaletg.DeleteMessage | scaletg.DeleteBusinessMessages)
    assert_type(message.copy(chat.id).send(), scaletg.MessageId)
    assert_type(message.react("👍", is_big=True), scaletg.SetMessageReaction)
    assert_type(chat.send_message("x"), scaletg.SendMessage)
    assert_type(chat.send_document(Path("a.pdf")), scaletg.SendDocument)
    assert_type(chat.get_member(7).send(), scaletg.ChatMember)
    assert_type(chat.restrict(7, scaletg.ChatPermissions(can_send_polls=True)), scaletg.RestrictChatMember)
    with message.typing("upload_photo"), chat.typing():
        pass
    streamed = message.stream(iter(["one ", None, "two"]), disable_notification=True)
    assert_type(streamed[0], scaletg.Method[Any])
    assert_type((streamed.text, streamed.is_stopped), tuple[str, bool])
    chat.stream(["x"]).send()


def queries(
    callback_query: scaletg.CallbackQuery,
    inline_query: scaletg.InlineQuery,
    shipping_query: scaletg.ShippingQuery,
    pre_checkout_query: scaletg.PreCheckoutQuery,
    chat_join_request: scaletg.ChatJoinRequest,
) -> None:
    assert_type(callback_query.answer("x", show_alert=True), scaletg.AnswerCallbackQuery)
    assert_type(callback_query.answer(cache_time=timedelta(minutes=1)), scaletg.AnswerCallbackQuery)
    assert_type(callback_query.edit_text("x"), scaletg.EditMessageText)
    content = scaletg.InputTextMessageContent("x")
    articles = [scaletg.InlineQueryResultArticle("1", "One", content)]
    assert_type(inline_query.answer(articles, cache_time=5), scaletg.AnswerInlineQuery)
    assert_type(shipping_query.answer(False, error_message="no"), scaletg.AnswerShippingQuery)
    assert_type(pre_checkout_query.answer(), scaletg.AnswerPreCheckoutQuery)
    assert_type(chat_join_request.approve().send(), Literal[True])


def hosts(bot: scaletg.Bot) -> None:
    assert_type(scaletg.host(bot, tokens={7: "7:a"}, most_bots=5).bot(7), scaletg.Bot | None)
    scaletg.host(bot, bot, tokens=lambda bot_id: None if bot_id == 7 else "7:a").drop(7)


def methods(bot: scaletg.Bot) -> None:
    method = scaletg.SendMessage(7, "x", reply_markup=scaletg.inline_keyboard({"Yes": "1"}))
    assert_type(method.text, str)
    assert_type(method.chat_id, int | str)
    assert_type(bot.api(method), scaletg.Message)
    assert_type(bot.api(scaletg.GetMe(), request_timeout=3), scaletg.User)
    assert_type(method.to_dict(), dict[str, Any])
    replies: list[scaletg.Method] = [method, scaletg.SendPhoto(7, "file-id")]
    assert_type(replies[0].send(), Any)


def calls(bot: scaletg.Bot) -> None:
    api = bot.api
    assert_type(api.send_message(7, "x"), scaletg.Message)
    assert_type(api.send_message("@channel", text="x", request_timeout=3), scaletg.Message)
    assert_type(api.get_me().username, str | None)
    assert_type(api.get_updates(timeout=30), list[scaletg.Update])
    assert_type(api.delete_message(7, 1), Literal[True])
    assert_type(api.edit_message_text(text="x", chat_id=7, message_id=1), scaletg.Message | Literal[True])
    assert_type(api.get_chat_administrators(7), list[scaletg.ChatMember])
    assert_type(api.export_chat_invite_link(7), str)
    api.ban_chat_member(7, 8, until_date=datetime.now().astimezone())
    api.set_my_commands([scaletg.BotCommand("start", "Say hello"), {"command": "help", "description": "Help"}])
    api.call("aNewMethod", anything=1)


def files(bot: scaletg.Bot, message: scaletg.Message, path: str) -> None:
    def progress(done: int, total: int | None) -> None: ...

    for photo in ("file-id", b"content", Path("a.png"), io.BytesIO(b"content"), scaletg.InputFile("a.png", "b.png")):
        bot.api.send_photo(7, photo, progress=progress)
    scaletg.InputMediaVideo(Path("a.mp4"), thumbnail=b"content")
    assert_type(bot.api.download("file-id"), bytes)
    assert_type(bot.api.download("file-id", path, progress=progress), str)
    assert_type(message.download(), bytes)
    assert_type(message.download(Path("a.png")), Path)
    if message.photo:
        assert_type(message.photo[-1].download(io.BytesIO()), io.BytesIO)


def keyboards() -> None:
    pay = scaletg.InlineKeyboardButton("Pay", pay=True)
    assert_type(scaletg.inline_keyboard({"Yes": "1"}, [pay, ("No", "0")], pay), scaletg.InlineKeyboardMarkup)
    assert_type(scaletg.inline_keyboard([{"Yes": "1"}, {"No": 0}], columns=1), scaletg.InlineKeyboardMarkup)
    assert_type(scaletg.reply_keyboard([["A"], ["B"]]), scaletg.ReplyKeyboardMarkup)
    assert_type(scaletg.SendMessage(1, "x", reply_markup=[["A"], ["B"]]), scaletg.SendMessage)
    assert_type(scaletg.SendMessage(1, "x", reply_markup=scaletg.ReplyKeyboardRemove()), scaletg.SendMessage)
    assert_type(scaletg.BanChatMember(1, 2, until_date=timedelta(hours=1)), scaletg.BanChatMember)
    keyboard = scaletg.reply_keyboard(["Small", "Large"], "Cancel", columns=2, one_time_keyboard=True)
    assert_type(keyboard, scaletg.ReplyKeyboardMarkup)


def texts(message: scaletg.Message) -> None:
    assert_type(scaletg.split_text("x"), list[str])
    parts = scaletg.split_text("x", entities=message.entities or [])
    assert_type(parts, list[tuple[str, list[scaletg.MessageEntity]]])
    assert_type(to_html("x", message.entities), str)
    assert_type(scaletg.Rule("vote:<poll:int>", on="callback_query").build(poll=1), str)


def faults(bot: scaletg.Bot) -> None:
    try:
        bot.api.get_me()
    except scaletg.TooManyRequests as error:
        assert_type(error.retry_after, int)
    except scaletg.ApiError as error:
        assert_type(error.description, str)
        assert_type(error.repeatable, bool)
    except scaletg.NetworkError as error:
        assert_type(error.repeatable, bool)
        assert_type(error.sent, bool)


class Slow:
    """A transport around another one."""

    def __init__(self, inner: scaletg.Transport) -> None:
        self.inner = inner

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, scaletg.InputFile]) -> Mapping[str, Any]:
        self.sleep(1)
        return self.inner.call(name, parameters, files)

    def download(self, path: str) -> bytes | Iterable[bytes]:
        return self.inner.download(path)

    def sleep(self, seconds: float) -> None:
        self.inner.sleep(seconds)


def transports(bot: scaletg.Bot) -> None:
    bot.api.transport = Slow(bot.api.transport)
    bot.api.transport = scaletg.Network(bot)
