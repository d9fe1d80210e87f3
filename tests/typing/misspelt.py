"""Mistakes that type checkers must find: each line is wrong, and an ignore that is not needed is an error.

Checked, not run.
"""

from __future__ import annotations

import scaletg
from scaletg_contrib.testkit import Conversation

bot = scaletg.Bot()


def fields(message: scaletg.Message, update: scaletg.Update, member: scaletg.ChatMember) -> None:
    print(message.txt)  # type: ignore[attr-defined]
    print(message.from_usr)  # type: ignore[attr-defined]
    print(message.chat.titel)  # type: ignore[attr-defined]
    print(message.photo[0].width)  # type: ignore[index]  # it may be None
    print(update.mesage)  # type: ignore[attr-defined]
    print(message.text.upper())  # type: ignore[union-attr]  # it may be None
    print(member.custom_titel)  # type: ignore[union-attr]
    message.message_id = "1"  # type: ignore[assignment]


def names() -> None:
    print(scaletg.Mesage)  # type: ignore[attr-defined]
    print(scaletg.SendMesage)  # type: ignore[attr-defined]
    print(scaletg.ApiEror)  # type: ignore[attr-defined]


def verbs(message: scaletg.Message, callback_query: scaletg.CallbackQuery) -> None:
    print(message.replly("x"))  # type: ignore[attr-defined]
    message.reply("x", parse_mod="HTML")  # type: ignore[call-arg]
    message.reply("x", parse_mode="HTLM")  # type: ignore[arg-type]
    print(message.reply_photo())  # type: ignore[call-arg]
    print(message.reply_photo(7))  # type: ignore[arg-type]
    message.edit_text("x", chat_id=7)  # type: ignore[call-arg]
    print(message.reply("x").send().txt)  # type: ignore[attr-defined]
    callback_query.answer(alert=True)  # type: ignore[call-arg]


def objects(message: scaletg.Message) -> None:
    print(scaletg.Chat(7))  # type: ignore[call-arg]
    print(scaletg.Chat("7", "private"))  # type: ignore[arg-type]
    print(scaletg.Message(1, 0, message.chat, "text"))  # type: ignore[call-arg, arg-type]  # optional fields go by name
    scaletg.SendMessage(7, "x", reply_makrup=None)  # type: ignore[call-arg]
    print(scaletg.SendMessage(7, "x").txt)  # type: ignore[attr-defined]
    print(scaletg.inline_keyboard("Yes"))  # type: ignore[arg-type]


def calls() -> None:
    print(bot.api.send_mesage(7, "x"))  # type: ignore[attr-defined]
    print(bot.api.send_message(7))  # type: ignore[call-arg]
    bot.api.send_message(7, "x", txt="y")  # type: ignore[call-arg]
    print(bot.api.send_chat_action(7, "typng"))  # type: ignore[arg-type]
    bot.api.get_updates(allowed_updates="message")  # type: ignore[arg-type]
    print(bot.api.get_me().usrname)  # type: ignore[attr-defined]


def registering() -> None:
    bot.app("/x", oder=1)(print)  # type: ignore[call-overload]
    bot.app("/x", menu="admin")(print)  # type: ignore[call-overload]
    bot.app(5)(print)  # type: ignore[call-overload]
    bot.module(scope="chat")(print)  # type: ignore[call-overload]
    bot.error("start")(print)  # type: ignore[call-overload]


def settings() -> None:
    scaletg.Bot(dispach="all")  # type: ignore[call-arg]
    print(bot.dispach)  # type: ignore[attr-defined]
    bot.api.transport = object()  # type: ignore[assignment]  # it cannot call


@bot.app("/start", oder=1)  # type: ignore[call-overload, untyped-decorator]
def start() -> str:
    return "x"


def tests(chat: Conversation) -> None:
    chat.send("hello", replyto=5)  # type: ignore[call-arg]
    chat.send("hello", parse_mode="BBCode")  # type: ignore[arg-type]
    chat.send_file("picture")  # type: ignore[arg-type]
    chat.press(5)  # type: ignore[arg-type]
    chat.press("Tea", message="the last")  # type: ignore[arg-type]
