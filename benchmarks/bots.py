"""The bots that are measured, the updates that they get, and the same work without ScaleTG."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import scaletg

TOKEN = "4815162342:AAExampleOfATokenThatNobodyWasGiven"
SECRET = "bench"
HEADERS = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
KINDS = ("message", "callback", "photo")

_ADA = {"id": 4815162342, "is_bot": False, "first_name": "Ada", "last_name": "Lovelace", "language_code": "en"}
_CHAT = {"id": 4815162342, "first_name": "Ada", "last_name": "Lovelace", "type": "private"}
_BOT = {"id": 4815162300, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_update_ids = itertools.count(700_000_000)


def message_update(text: str) -> dict[str, Any]:
    entities = [{"offset": 0, "length": len(text.split()[0]), "type": "bot_command"}]
    message = {"message_id": 108, "from": _ADA, "chat": _CHAT, "date": 1760000000, "text": text, "entities": entities}
    return {"update_id": next(_update_ids), "message": message}


def callback_update(data: str) -> dict[str, Any]:
    button = {"text": "Buy", "callback_data": data}
    message = {"message_id": 107, "from": _BOT, "chat": _CHAT, "date": 1760000000, "text": "What do you want?"}
    message["reply_markup"] = {"inline_keyboard": [[button]]}
    query = {"id": "4382bfdwdsb323b2d9", "from": _ADA, "message": message, "chat_instance": "-309", "data": data}
    return {"update_id": next(_update_ids), "callback_query": query}


def photo_update(caption: str) -> dict[str, Any]:
    photo = [
        {
            "file_id": f"AgACAgIAAxkBAAIBQ2abc{size}def",
            "file_unique_id": f"AQADr8UxG{size}",
            "file_size": size * size // 8,
            "width": size,
            "height": size * 3 // 4,
        }
        for size in (90, 320, 800, 1280)
    ]
    message = {"message_id": 109, "from": _ADA, "chat": _CHAT, "date": 1760000000, "photo": photo, "caption": caption}
    return {"update_id": next(_update_ids), "message": message}


def body_of(update: dict[str, Any]) -> bytes:
    """Return an update as Telegram sends it."""
    return json.dumps(update, separators=(",", ":"), ensure_ascii=False).encode()


def make_body(kind: str, rules: int) -> bytes:
    """Return a body of a new update for the app in the middle of so many rules."""
    if kind == "message":
        return body_of(message_update(f"/command{rules // 2}"))
    if kind == "callback":
        return body_of(callback_update(f"item{rules // 2}:buy"))
    return body_of(photo_update("The harbour of Marseille"))


def bodies_of(kind: str, rules: int) -> Callable[[int], list[bytes]]:
    return lambda count: [make_body(kind, rules) for _ in range(count)]


def typed_bot(rules: int) -> scaletg.Bot:
    """Return a bot whose apps read three fields of their event: so many commands and buttons, and one for photos."""
    bot = scaletg.Bot(TOKEN, secret_token=SECRET)

    def message_app(message: Any) -> str:
        return f"{message.from_user.first_name} in {message.chat.type}: {message.text}"

    def callback_app(callback_query: Any) -> Any:
        name, place = callback_query.from_user.first_name, callback_query.message.message_id
        return callback_query.answer(f"{name} at {place}: {callback_query.data}")

    def photo_app(message: Any) -> str:
        return f"{message.from_user.first_name}, {message.caption}: {message.photo[-1].file_id}"

    add_apps(bot, rules, message_app, callback_app, photo_app)
    return bot


def text_bot() -> scaletg.Bot:
    """Return a bot that answers a button with a text to the chat, and leaves the query itself unanswered."""
    bot = scaletg.Bot(TOKEN, secret_token=SECRET, answer_buttons=False)

    @bot.app("item0:buy", on="callback_query")
    def app(callback_query: Any) -> str:
        name, place = callback_query.from_user.first_name, callback_query.message.message_id
        return f"{name} at {place}: {callback_query.data}"

    return bot


def constant_bot(rules: int) -> scaletg.Bot:
    """Return a bot with as many apps that read nothing."""
    bot = scaletg.Bot(TOKEN, secret_token=SECRET)

    def message_app(message: Any) -> str:
        return "Hello"

    def callback_app(callback_query: Any) -> Any:
        return callback_query.answer("Hello")

    add_apps(bot, rules, message_app, callback_app, message_app)
    return bot


def add_apps(bot: scaletg.Bot, rules: int, message_app: Any, callback_app: Any, photo_app: Any) -> None:
    for number in range(rules):
        bot.app(f"/command{number}", name=f"command{number}")(message_app)
        bot.app(f"item{number}:buy", on="callback_query", name=f"item{number}")(callback_app)
    bot.app(on="message:photo", name="photo")(photo_app)


# The floors: what a program without a framework does with the same bytes.


def read_message(message: dict[str, Any]) -> str:
    return f"{message['from']['first_name']} in {message['chat']['type']}: {message['text']}"


def read_callback(query: dict[str, Any]) -> str:
    return f"{query['from']['first_name']} at {query['message']['message_id']}: {query['data']}"


def read_photo(message: dict[str, Any]) -> str:
    return f"{message['from']['first_name']}, {message['caption']}: {message['photo'][-1]['file_id']}"


def read_nothing(event: dict[str, Any]) -> str:
    return "Hello"


def floor_of(kind: str, rules: int, *, reads: bool) -> Callable[[bytes], bytes]:
    """Return a function from the body of an update to the reply: a dictionary finds who answers."""
    if kind == "message":
        return _floor_of_message({f"/command{n}": read_message if reads else read_nothing for n in range(rules)})
    if kind == "callback":
        return _floor_of_callback({f"item{n}:buy": read_callback if reads else read_nothing for n in range(rules)})
    return _floor_of_photo(read_photo if reads else read_nothing)


def _floor_of_message(answers: dict[str, Callable[[dict[str, Any]], str]]) -> Callable[[bytes], bytes]:
    def answer(body: bytes) -> bytes:
        message = json.loads(body)["message"]
        text = answers[message["text"]](message)
        return json.dumps({"method": "sendMessage", "chat_id": message["chat"]["id"], "text": text}).encode()

    return answer


def _floor_of_callback(answers: dict[str, Callable[[dict[str, Any]], str]]) -> Callable[[bytes], bytes]:
    def answer(body: bytes) -> bytes:
        query = json.loads(body)["callback_query"]
        text = answers[query["data"]](query)
        return json.dumps({"method": "answerCallbackQuery", "callback_query_id": query["id"], "text": text}).encode()

    return answer


def floor_of_text_bot(body: bytes) -> bytes:
    query = json.loads(body)["callback_query"]
    text = {"item0:buy": read_callback}[query["data"]](query)
    return json.dumps({"method": "sendMessage", "chat_id": query["message"]["chat"]["id"], "text": text}).encode()


def _floor_of_photo(read: Callable[[dict[str, Any]], str]) -> Callable[[bytes], bytes]:
    def answer(body: bytes) -> bytes:
        message = json.loads(body)["message"]
        text = read(message) if "photo" in message else None
        return json.dumps({"method": "sendMessage", "chat_id": message["chat"]["id"], "text": text}).encode()

    return answer
