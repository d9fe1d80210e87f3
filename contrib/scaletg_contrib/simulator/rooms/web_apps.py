# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Web Apps: the messages that they send via the bot, and the data that they return.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import chat_of_person, write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters
from scaletg_contrib.simulator.queries import open_query
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User, keep_filled
from scaletg_contrib.simulator.rooms.bots import menu_button
from scaletg_contrib.simulator.rooms.inline import check_result, post_result
from scaletg_contrib.simulator.signing import launch_data, launch_url, login_data

PREPARED_SECONDS = 86_400


@method
def answer_web_app_query(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    query_id = p.required("web_app_query_id")
    result = p.data("result", "inline query result")
    with fields.reading("inline query result"):
        result = check_result(sim, fields.an_object(result, "Inline query result must be an object"))
    query = open_query(sim.world.web_app_queries, bot, query_id, sim.now, 3600)
    return answer_web_app(sim, bot, query, result)


@method
def save_prepared_inline_message(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    sim.find_user(p)
    p.check_required()
    p.check_types()
    return {"id": sim.world.long_id(), "expiration_date": sim.now + PREPARED_SECONDS}


def answer_web_app(sim: Core, bot: BotAccount, query: Data, result: Data) -> Data:
    """Send the message of a Web App, and return the result of answerWebAppQuery."""
    query["answer"] = result
    person, chat = sim.world.users[query["user_id"]], sim.world.chats[query["chat"]]
    message = post_result(sim, person, bot, result, chat)
    inline_id = message.details.get("inline_message_id")
    return keep_filled(inline_message_id=inline_id)


def open_web_app(sim: Core, person: User, chat: Chat) -> str:
    """Return the id with which the Web App can send one message for the person."""
    query_id = sim.world.token(24)
    known = {"bot_id": chat.bot_id, "user_id": person.id, "chat": chat.key, "date": sim.now, "answer": None}
    sim.world.web_app_queries[query_id] = known
    return query_id


def launch(sim: Core, person: User, chat: Chat, bot: BotAccount, url: str, *, has_query: bool, start: str = "") -> Data:
    """Return how a client opens a Web App: its address, its launch data, and the id for answerWebAppQuery if any."""
    query_id = open_web_app(sim, person, chat) if has_query and chat.is_private and chat.bot_id else ""
    init_data = launch_data(sim, bot, person, query_id=query_id, chat=chat, start_param=start)
    sim.world.log("web_app", bot_id=bot.id, user_id=person.id, chat=chat.key, url=url)
    opened: Data = {"url": launch_url(url, init_data), "init_data": init_data}
    return {**opened, "query_id": query_id} if query_id else opened


@action
def open_app(
    sim: Core,
    user: Person,
    button: str = "",
    *,
    url: str = "",
    start: str = "",
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Data:
    """Open a Web App: of a button or key with this text, of the menu button, or at *url*.

    Returns its address as a client opens it (`url`), its signed `init_data`, and the `query_id` for answerWebAppQuery,
    which a key of the keyboard does not have. *start*: the start parameter of a link.
    """
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        account = sim.world.bots[place.bot_id] if place.bot_id else sim.find_bot(bot)
        if url:
            return launch(sim, person, place, account, url, has_query=True, start=start)
        for message in reversed(place.messages.values()):
            rows = (message.raw.get("reply_markup") or {}).get("inline_keyboard", []) if not message.is_deleted else []
            for item in [item for row in rows for item in row]:
                if "web_app" in item and button in ("", item["text"]):
                    return launch(sim, person, place, account, item["web_app"]["url"], has_query=True)
        for item in [item for row in place.keyboards.get(person.id, {}).get("keyboard", ()) for item in row]:
            if isinstance(item, dict) and "web_app" in item and button in ("", item["text"]):
                return launch(sim, person, place, account, item["web_app"]["url"], has_query=False)
        menu = menu_button(account, place.id)
        if menu["type"] == "web_app" and button in ("", menu["text"]):
            return launch(sim, person, place, account, menu["web_app"]["url"], has_query=True)
    raise ActionError(f"no button here opens a Web App{f' with the text {button!r}' if button else ''}: give url=...")


@action
def log_in(sim: Core, user: Person, *, write_access: bool = False, bot: Bot | None = None) -> dict[str, str]:
    """Log in to the website of a bot by the login widget; returns the signed data that the website gets.

    *write_access*: the person also permits the bot to write, and the bot gets a message about it.
    """
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        if write_access:
            chat = sim.world.private_chat(account, person)
            chat.has_started = True
            sim.service(chat, person, {"write_access_allowed": {"from_request": True}})
        return login_data(sim, account, person)


@action
def send_web_app_data(
    sim: Core, user: Person, data: str, *, button_text: str = "Open", bot: Bot | None = None
) -> Message:
    """Send the data of a Web App that was opened by a key."""
    return write(sim, user, {"web_app_data": {"data": data, "button_text": button_text}}, chat=None, bot=bot)
