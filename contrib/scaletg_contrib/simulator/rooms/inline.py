# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Inline mode: queries, their results, and the messages that are sent from them.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import chat_of_person, check_may_send
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.markup import read_markup
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.queries import open_query
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User, keep_filled, leave_out
from scaletg_contrib.simulator.rooms.media import MEDIA, file_content
from scaletg_contrib.simulator.rooms.messages import read_rich

MAX_RESULTS = 50
MAX_RESULT_ID = 64  #: bytes


@method
def answer_inline_query(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    query_id = p.required("inline_query_id")
    given = p.data("results", "inline query results")
    kind = "inline query result"
    results = fields.objects(given, kind, lambda result: check_result(sim, result), f"{kind}s")
    if len(results) > MAX_RESULTS:
        raise Refused("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) != len(results):
        raise Refused("RESULT_ID_DUPLICATE")
    query = open_query(sim.world.inline_queries, bot, query_id, sim.now, 30)
    query["answer"] = {
        "results": results,
        "cache_time": p.number("cache_time", 300),
        "is_personal": p.flag("is_personal"),
        "next_offset": p.text("next_offset"),
        "button": p.data("button", "inline query results button"),
    }
    sim.world.log("inline_answer", query_id=query_id, user_id=query["user_id"], answer=query["answer"])
    return True


def check_result(sim: Core, given: Data) -> Data:
    """Return an inline query result with its keyboard as a message shows it. Raises `Refused`."""
    result = {**given, "type": fields.text(given, "type", None).lower(), "id": fields.text(given, "id", None)}
    if not result["id"] or len(result["id"].encode("utf-8", "surrogatepass")) > MAX_RESULT_ID:
        raise Refused("RESULT_ID_INVALID")
    if "input_message_content" in given:
        _check_content(sim, fields.inner(given, "input_message_content"))
    elif result["type"] == "article":
        raise Refused("message content is not specified")
    if result["type"] == "article":
        result["title"] = fields.text(given, "title", None)
    markup = read_markup(Parameters("", {"reply_markup": given.get("reply_markup")}), inline_only=True)
    shown = leave_out(result, "reply_markup")
    return {**shown, "reply_markup": markup} if markup else shown


def _check_content(sim: Core, content: Data) -> None:
    """Refuse a message content that cannot be sent."""
    if "message_text" in content:
        written = fields.text(content, "message_text")
        if not written:
            raise Refused("message text is empty")
        sim.format(written, fields.text(content, "parse_mode"), content.get("entities"))
    elif "rich_message" in content:
        read_rich(content["rich_message"])
    elif "latitude" in content and "longitude" in content:
        for name in ("latitude", "longitude"):
            fields.real(content, name, None)
        for name in ("title", "address") if "title" in content and "address" in content else ():
            fields.text(content, name, None)
    elif "phone_number" in content:
        for name in ("phone_number", "first_name"):
            fields.text(content, name, None)
    elif "payload" in content:
        fields.read_prices(content.get("prices"))
    else:
        raise FieldError("Input message content is not specified")


@action
def inline_query(
    sim: Core,
    user: Person,
    query: str = "",
    *,
    offset: str = "",
    chat: Place | None = None,
    bot: Bot | None = None,
    location: Data | None = None,
) -> str:
    """Type `@bot query` into the input field; returns the id of the query."""
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        if not account.supports_inline_queries:
            raise ActionError(f"@{account.username} has no inline mode")
        query_id = sim.world.long_id()
        place = sim.find_place(person, chat, account)
        asked: Data = {"id": query_id, "from": person.to_telegram()}
        asked |= keep_filled(location=location)
        asked |= {"chat_type": "sender" if place.is_private else place.type, "query": query, "offset": offset}
        known = {"bot_id": account.id, "user_id": person.id, "query": query, "date": sim.now}
        sim.world.inline_queries[query_id] = {**known, "answer": None}
        sim.world.log("inline_query", query_id=query_id, **known)
        sim.update(account, "inline_query", asked, f"inline:{person.id}")
    return query_id


@action
def choose(sim: Core, user: Person, query_id: str, result: int | str = 0, *, chat: Place | None = None) -> Message:
    """Send one of the results of an inline query, named by its number or its id."""
    with sim.world.changed:
        person, query = sim.find_person(user), sim.world.inline_queries.get(query_id)
        if query is None:
            raise ActionError(f"there is no inline query {query_id!r}: inline_query returns the id of a new one")
        results = (query["answer"] or {}).get("results", [])
        chosen = [item for place, item in enumerate(results) if result in (place, item.get("id"))]
        if not chosen:
            raise ActionError(f"the query has no result {result!r}: {names_of(item.get('id') for item in results)}")
        bot = sim.world.bots[query["bot_id"]]
        place = chat_of_person(sim, person, chat, bot)
        check_may_send(sim, person, place, "can_send_other_messages", "inline results")
        return _send_result(sim, person, bot, query, chosen[0], place)


def _send_result(sim: Core, person: User, bot: BotAccount, query: Data, result: Data, chat: Chat) -> Message:
    message = post_result(sim, person, bot, result, chat)
    chosen: Data = {"result_id": result["id"], "from": person.to_telegram(), "query": query["query"]}
    chosen |= message.details
    sim.update(bot, "chosen_inline_result", chosen, f"inline:{person.id}")
    return message


def post_result(sim: Core, person: User, bot: BotAccount, result: Data, chat: Chat) -> Message:
    """Send an inline result for a person; if it has a keyboard, it gets an id by which the bot can edit it."""
    markup = result.get("reply_markup")
    message = sim.post(chat, person, inline_content(sim, result), markup=markup, via_bot=bot.to_telegram())
    if markup:
        inline_id = message.details["inline_message_id"] = sim.world.token(27)
        sim.world.inline_messages[inline_id] = {"chat": chat.key, "message_id": message.id, "bot_id": bot.id}
    return message


def inline_content(sim: Core, result: Data) -> Data:
    """Return the content of a message that is sent from an inline result."""
    content = result.get("input_message_content") or {}
    if "rich_message" in content:
        return {"rich_message": read_rich(content["rich_message"])}
    if "message_text" in content:
        text, entities = sim.format(content["message_text"], content.get("parse_mode") or "", content.get("entities"))
        return {"text": text, **keep_filled(entities=entities)}
    for place in (content, result):
        if "title" in place and "address" in place and "latitude" in place:
            location = {"latitude": place["latitude"], "longitude": place["longitude"]}
            venue = {"location": location, "title": place["title"], "address": place["address"]}
            return {"location": location, "venue": venue}
        if "latitude" in place:
            return {"location": {"latitude": place["latitude"], "longitude": place["longitude"]}}
        if "phone_number" in place:
            kept = ("phone_number", "first_name", "last_name")
            return {"contact": {name: place[name] for name in kept if name in place}}
    return _inline_file(sim, result)


def _inline_file(sim: Core, result: Data) -> Data:
    kind = {"gif": "animation", "mpeg4_gif": "animation"}.get(result["type"], result["type"])
    known = next((sim.world.files.get(str(value)) for key, value in result.items() if key.endswith("_file_id")), None)
    shown: Data
    if known is not None and kind == "photo":
        shown = {"photo": [sim.file_data(sim.world.files[size]) for size in known.details["sizes"]]}
    elif known is not None:
        shown = {str(kind): sim.file_data(known)}
    else:
        shown = file_content(sim, kind if kind in ("photo", *MEDIA) else "document", None, "", "", {})
    if result.get("caption"):
        text, entities = sim.format(result["caption"], result.get("parse_mode") or "", result.get("caption_entities"))
        shown |= {"caption": text, **keep_filled(caption_entities=entities)}
    return shown
