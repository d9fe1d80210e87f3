"""Add the people, chats, messages and queries of a real update to the simulator, so that a bot can act on them.

Part of `scaletg_contrib.simulator`: the test kit uses it for updates that a test delivers as they are, and
`python -m scaletg replay` for recorded ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.records import RIGHTS, BotAccount, Chat, Data, Member, Message, User

__all__ = ["adopt"]

_FILES = ("photo", "video", "document", "audio", "animation", "voice", "video_note", "sticker")


def adopt(sim: Core, bot: BotAccount, update: Data) -> None:
    """Add everything that an update contains: its people, its chats with their messages, its queries and files."""
    with sim.world.changed:
        for raw in _objects(update):
            if isinstance(raw.get("first_name"), str) and isinstance(raw.get("is_bot"), bool):
                _adopt_user(sim, bot, raw)
        for raw in _objects(update):
            if isinstance(raw.get("chat"), dict) and isinstance(raw["chat"].get("id"), int):
                _adopt_place(sim, bot, raw)
        _adopt_query(sim, bot, update)


def _objects(value: Any) -> Iterator[Data]:
    """Yield every dictionary inside a value, the inner ones first."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _objects(item)
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


def _adopt_user(sim: Core, bot: BotAccount, raw: Data) -> None:
    if raw["is_bot"] or sim.world.account(raw["id"]):
        return
    known = ("id", "first_name", "last_name", "username", "language_code", "is_premium")
    sim.world.users[raw["id"]] = User(**{name: raw[name] for name in known if name in raw})


def _adopt_place(sim: Core, bot: BotAccount, raw: Data) -> None:
    """Add a chat, in which the bot has all rights, and its message."""
    chat = _adopt_chat(sim, bot, raw["chat"])
    sender = raw.get("from") or {}
    if sender.get("id") in sim.world.users and not chat.is_private:
        chat.members.setdefault(sender["id"], Member(sender["id"]))
    number = raw.get("message_id")
    if not isinstance(number, int) or raw.get("date", 0) == 0 or "new_reaction" in raw or "reactions" in raw:
        return
    _adopt_files(sim, raw)
    author = bot.id if sender.get("is_bot") else sender.get("id", 0)
    chat.messages[number] = Message(raw, chat.key, author, markup=raw.get("reply_markup"))
    sim.world.use_message_id(chat, number)


def _adopt_chat(sim: Core, bot: BotAccount, raw: Data) -> Chat:
    if raw.get("type") == "private" or raw["id"] > 0:
        if raw["id"] not in sim.world.users:
            sim.world.users[raw["id"]] = User(raw["id"], raw.get("first_name") or "Someone")
        chat = sim.world.private_chat(bot, sim.world.users[raw["id"]])
        chat.has_started = True
        return chat
    key = str(raw["id"])
    if key not in sim.world.chats:
        named = {name: raw[name] for name in ("title", "username", "is_forum") if name in raw}
        chat = sim.world.chats[key] = Chat(key, raw["id"], raw.get("type", "supergroup"), **named)
        chat.members[bot.id] = Member(
            bot.id, "administrator", rights=[right for right in RIGHTS if right != "is_anonymous"]
        )
    return sim.world.chats[key]


def _adopt_files(sim: Core, raw: Data) -> None:
    """Give the files of a message some content, so that they can be downloaded and sent on."""
    for kind in _FILES:
        held = raw.get(kind)
        for item in held if isinstance(held, list) else [held]:
            if (
                isinstance(item, dict)
                and isinstance(item.get("file_id"), str)
                and item["file_id"] not in sim.world.files
            ):
                file = sim.store_file(kind, b"the content of a recorded file is not known", item.get("file_name", ""))
                del sim.world.files[file.file_id]
                file.file_id, file.unique_id = item["file_id"], item.get("file_unique_id", file.unique_id)
                file.details = {key: item[key] for key in ("width", "height", "duration") if key in item}
                sim.world.files[file.file_id] = file
                sim.world.paths[file.path] = file.file_id
    if isinstance(raw.get("photo"), list):
        ids = [size["file_id"] for size in raw["photo"]]
        for item in ids:
            sim.world.files[item].details["sizes"] = ids


def _adopt_query(sim: Core, bot: BotAccount, update: Data) -> None:
    """Add a query, so that the bot can answer it."""
    for kind, known in (("callback_query", "callback_queries"), ("inline_query", "inline_queries")):
        query = update.get(kind)
        if query:
            message = query.get("message") or {}
            place = {"chat": str(message.get("chat", {}).get("id", "")), "message_id": message.get("message_id", 0)}
            common = {"bot_id": bot.id, "user_id": query["from"]["id"], "date": sim.now, "answer": None}
            getattr(sim.world, known)[query["id"]] = {**common, **place, "query": query.get("query", "")}
            if "inline_message_id" in query:
                sim.world.inline_messages.setdefault(query["inline_message_id"], {**place, "bot_id": bot.id})
    for kind, step in (("shipping_query", "shipping"), ("pre_checkout_query", "checkout")):
        query = update.get(kind)
        if query:
            person = sim.world.users[query["from"]["id"]]
            sim.world.checkouts[query["id"]] = _checkout(sim, bot, person, query, step)


def _checkout(sim: Core, bot: BotAccount, person: User, query: Data, step: str) -> Data:
    invoice = {"bot_id": bot.id, "payload": query["invoice_payload"], "currency": query.get("currency", "XTR")}
    chat = sim.world.private_chat(bot, person)
    base = {"user_id": person.id, "chat": chat.key, "invoice": invoice, "order": query.get("order_info"), "step": step}
    return {**base, "date": sim.now, "answer": None, "total": query.get("total_amount", 0)}
