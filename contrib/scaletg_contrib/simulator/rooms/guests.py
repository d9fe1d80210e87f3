# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Guests: people call a bot in a chat of which it is not a member, and it answers with one message.

From https://core.telegram.org/api/bots/guest-mode and the server's source. How long a query can be answered is not
documented; here it has no end.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import check_text, group_of, label_of, write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters
from scaletg_contrib.simulator.queries import open_query
from scaletg_contrib.simulator.records import BotAccount, Data, keep_filled
from scaletg_contrib.simulator.rooms.inline import check_result, inline_content

_NO_END = 10**9  # seconds


@method
def answer_guest_query(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    query_id = p.required("guest_query_id")
    given = p.data("result", "inline query result")
    with fields.reading("inline query result"):
        result = check_result(sim, fields.an_object(given, "Inline query result must be an object"))
    query = open_query(sim.world.guest_queries, bot, query_id, sim.now, _NO_END)
    query["answer"] = result
    chat, caller = sim.world.chats[query["chat"]], sim.world.users[query["user_id"]]
    about: Data = {"reply_to_message": sim.replied(chat.messages[query["message_id"]])}
    about["guest_bot_caller_user"] = caller.to_telegram()
    message = sim.post(chat, bot, inline_content(sim, result), markup=result.get("reply_markup"), **about)
    inline_id = message.details["inline_message_id"] = sim.world.token(27)
    sim.world.inline_messages[inline_id] = {"chat": chat.key, "message_id": message.id, "bot_id": bot.id}
    sim.world.log("guest_answer", query_id=query_id, chat=chat.key, message_id=message.id)
    return {"inline_message_id": inline_id}


@action
def call_guest(sim: Core, user: Person, text: str, *, chat: Place, bot: Bot | None = None) -> str:
    """Write a text that mentions a bot in a group without that bot; returns the id of the guest query."""
    check_text(text)
    with sim.world.changed:
        account, place = sim.find_bot(bot), group_of(sim, chat)
        if not account.supports_guest_queries:
            raise ActionError(f"@{account.username} answers no guests: its supports_guest_queries is False")
        if f"@{account.username}".lower() not in text.lower():
            raise ActionError(f"the text {text!r} does not mention @{account.username}, so that nobody calls the bot")
        if sim.member(place, account.id).is_here:
            raise ActionError(f"@{account.username} is a member of {label_of(place)}: send the text instead")
        found, entities = sim.format(text)
        content: Data = {"text": found, **keep_filled(entities=entities)}
        message = write(sim, user, content, chat=place, bot=account)
        query_id = sim.world.long_id()
        known = {"bot_id": account.id, "user_id": message.sender, "chat": place.key, "message_id": message.id}
        sim.world.guest_queries[query_id] = {**known, "date": sim.now, "answer": None}
        sim.update(account, "guest_message", {**message.raw, "guest_query_id": query_id}, f"guest:{place.key}")
    return query_id
