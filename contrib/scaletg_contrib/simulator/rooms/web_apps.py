# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Web Apps: the messages that they send via the bot, and the data that they return.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import write
from scaletg_contrib.simulator.actions import Bot, Person, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters
from scaletg_contrib.simulator.queries import open_query
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User
from scaletg_contrib.simulator.rooms.inline import check_result, post_result

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
    return {"inline_message_id": inline_id} if inline_id else {}


def open_web_app(sim: Core, person: User, chat: Chat) -> str:
    """Return the id with which the Web App can send one message for the person."""
    query_id = sim.world.token(24)
    known = {"bot_id": chat.bot_id, "user_id": person.id, "chat": chat.key, "date": sim.now, "answer": None}
    sim.world.web_app_queries[query_id] = known
    return query_id


@action
def send_web_app_data(
    sim: Core, user: Person, data: str, *, button_text: str = "Open", bot: Bot | None = None
) -> Message:
    """Send the data of a Web App that was opened by a key."""
    return write(sim, user, {"web_app_data": {"data": data, "button_text": button_text}}, chat=None, bot=bot)
