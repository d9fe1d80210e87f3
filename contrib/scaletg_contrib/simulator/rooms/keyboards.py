# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Pressing buttons under messages and keys of reply keyboards.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from scaletg_contrib.simulator.acting import chat_of_person, message_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.queries import open_query
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User, leave_out
from scaletg_contrib.simulator.rooms.contacts import send_contact
from scaletg_contrib.simulator.rooms.locations import send_location
from scaletg_contrib.simulator.rooms.messages import send
from scaletg_contrib.simulator.rooms.payments import pay
from scaletg_contrib.simulator.rooms.web_apps import launch
from scaletg_contrib.simulator.signing import login_data


@method
def answer_callback_query(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    query_id = p.required("callback_query_id")
    text = p.text("text")
    if len(text) > 200:
        raise Refused("MESSAGE_TOO_LONG")
    query = open_query(sim.world.callback_queries, bot, query_id, sim.now, 150)
    query["answer"] = {"text": text, "show_alert": p.flag("show_alert"), "url": p.text("url")}
    sim.world.log("callback_answer", query_id=query_id, user_id=query["user_id"], chat=query["chat"], **query["answer"])
    return True


@action
def press(
    sim: Core,
    user: Person,
    button: str | Sequence[int],
    *,
    message_id: int | None = None,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Data:
    """Press an inline button, named by its text, its data or its position `[row, column]`.

    Returns what the client does then: `{"callback_query_id": ...}`, `{"url": ...}`, `{"pay": ...}`.
    """
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        if not message_id:
            _check_has_button(place, button)
        message = message_of(
            sim, place, message_id, lambda message: _button(message, button), f"with a button {button!r}"
        )
        found = _button(message, button)
        if found is None:
            raise ActionError(f"message {message.id} has no button {button!r}: {names_of(_button_texts(message))}")
        return _send_press(sim, person, place, message, found)


def _check_has_button(chat: Chat, button: Any) -> None:
    texts: list[str] = []
    for message in chat.messages.values():
        if _button(message, button):
            return
        texts += _button_texts(message)
    raise ActionError(f"there is no button {button!r} in this chat: {names_of(texts)}")


def _send_press(sim: Core, person: User, chat: Chat, message: Message, button: Data) -> Data:
    if "callback_data" in button:
        return {"callback_query_id": _callback(sim, person, chat, message, {"data": button["callback_data"]})}
    if "callback_game" in button:
        game = {"game_short_name": message.details.get("game_short_name", "")}
        return {"callback_query_id": _callback(sim, person, chat, message, game)}
    if button.get("pay"):
        return {"pay": pay(sim, person, message_id=message.id, chat=chat)}
    if "web_app" in button and chat.is_private:
        account = sim.world.bots[chat.bot_id or message.sender]
        opened = launch(sim, person, chat, account, button["web_app"]["url"], has_query=True)
        return {"web_app": button["web_app"], **opened}
    if "login_url" in button and message.sender in sim.world.bots:
        data = urlencode(login_data(sim, sim.world.bots[message.sender], person))
        url = button["login_url"]["url"]
        separator = "&" if "?" in url else "?"
        return {"url": f"{url}{separator}{data}", "login_url": button["login_url"]}
    if "disabled" in button:
        raise ActionError(f"the button {button['text']!r} is disabled")
    return leave_out(button, "text", "style", "icon_custom_emoji_id")


def _callback(sim: Core, person: User, chat: Chat, message: Message, what: Data) -> str:
    query_id = sim.world.long_id()
    inline_id = message.details.get("inline_message_id")
    bot = sim.world.bots.get(message.raw.get("via_bot", {}).get("id", message.sender))
    if bot is None:
        raise ActionError("no bot sent this button")
    query: Data = {"id": query_id, "from": person.to_telegram()}
    if inline_id:
        query["inline_message_id"] = inline_id
    else:
        query["message"] = message.raw
    query |= {"chat_instance": _instance(chat.key), **what}
    known: Data = {"bot_id": bot.id, "user_id": person.id, "chat": chat.key, "message_id": message.id}
    sim.world.callback_queries[query_id] = {**known, "date": sim.now, "answer": None}
    sim.world.log("press", query_id=query_id, **known, **what)
    sim.update(bot, "callback_query", query, f"callback:{person.id}")
    return query_id


@action
def tap(sim: Core, user: Person, key: str, *, chat: Place | None = None, bot: Bot | None = None) -> Message:
    """Tap a key of the reply keyboard: its text is sent, or the contact or location that it asks for."""
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        keyboard = place.keyboards.get(person.id, {})
        keys = [button for row in keyboard.get("keyboard", ()) for button in row]
        found = next((item for item in keys if item["text"] == key), None)
        if found is None:
            raise ActionError(f"there is no key {key!r}: {names_of(item['text'] for item in keys)}")
        if keyboard.get("one_time_keyboard"):
            place.keyboards.pop(person.id, None)
        if found.get("request_contact"):
            return send_contact(sim, person, chat=place)
        if found.get("request_location"):
            return send_location(sim, person, chat=place)
        return send(sim, person, key, chat=place)


def _buttons(message: Message) -> list[list[Data]]:
    return list((message.raw.get("reply_markup") or {}).get("inline_keyboard", []))


def _button_texts(message: Message) -> list[str]:
    return [button["text"] for row in _buttons(message) for button in row]


def _button(message: Message, which: Any) -> Data | None:
    """Return the button of a message by its position, text or data."""
    rows = _buttons(message)
    if isinstance(which, (list, tuple)):
        if len(which) != 2:
            return None
        return _button_at(rows, *which)
    buttons = list(itertools.chain(*rows))
    for key in ("text", "callback_data"):
        for item in buttons:
            if item.get(key) == which:
                return item
    return None


def _button_at(rows: list[list[Data]], row: int, column: int) -> Data | None:
    if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
        return rows[row][column]
    return None


def _instance(key: str) -> str:
    """Return a constant number for a chat."""
    number = 0
    for character in key:
        number = (number * 131 + ord(character)) % (9 * 10**18)
    return str(number + 10**18)
