"""Send the message that a method has built: texts and captions, reply parameters, topics and rights.

The checks have the order of the real server: the content, then reply parameters and keyboard, then the chat, the
message that is answered, and the rights.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.markup import check_markup, read_markup
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, keep_filled
from scaletg_contrib.simulator.special import direct_fields, read_ephemeral, read_suggestion, send_ephemeral
from scaletg_contrib.simulator.tables import COPIED
from scaletg_contrib.simulator.threads import GENERAL, may_write, thread_of_reply

Built = tuple[Data, Data]  # the fields of the message, and the data that only the simulator knows

MAX_CAPTION = 1024


def read_text(
    sim: Core, p: Parameters, name: str, mode: str = "parse_mode", entities: str = "entities"
) -> tuple[str, list[Data]]:
    """Return the text of a parameter, formatted; unreadable entities are ignored."""
    try:
        given = p.data(entities)
    except Refused:
        given = None
    return sim.format(p.text(name), p.text(mode), given)


def with_entities(name: str, text: str, entities: list[Data]) -> Data:
    """Return a text and, if there are any, its entities, in the fields of a message."""
    key = "entities" if name == "text" else f"{name}_entities"
    return {name: text, key: entities} if entities else {name: text}


def read_caption(sim: Core, p: Parameters) -> Data:
    """Return the caption and its entities, or nothing."""
    if not p.text("caption").strip():
        return {}
    text, entities = read_text(sim, p, "caption", entities="caption_entities")
    if len(text) > MAX_CAPTION:
        raise Refused("message caption is too long")
    return with_entities("caption", text, entities)


def send_content(
    sim: Core,
    bot: BotAccount,
    p: Parameters,
    kind: str,
    content: Data,
    details: Data | None = None,
    *,
    button: Data | None = None,
    **more: Any,
) -> Message:
    """Send built content to the chat of a call; *button* is shown below it if the call has no keyboard."""
    reply = _read_reply(p)
    suggestion = read_suggestion(p, sim.now)
    secret = read_ephemeral(p)
    markup = read_markup(p)
    if markup is None and button:
        markup = {"inline_keyboard": [[button]]}
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    reply_to = _find_reply(sim, bot, chat, reply)
    thread = _find_thread(sim, bot, chat, p, reply_to)
    sim.check_can_send(bot, chat, kind)
    check_markup(markup, chat)
    if p.has("business_connection_id"):
        more["business_connection_id"] = p.text("business_connection_id")
    if p.flag("protect_content"):
        more["has_protected_content"] = True
    if p.has("message_effect_id") and chat.is_private:
        more["effect_id"] = p.text("message_effect_id")
    more |= direct_fields(sim, bot, p, chat, suggestion)
    if secret is not None:
        return send_ephemeral(sim, bot, chat, content, secret, markup, reply_to)
    options: Data = {"markup": markup, "reply_to": reply_to, "thread": thread, "details": details}
    message = sim.post(chat, bot, content, **options, **more)
    if "poll" in content:
        _start_poll(sim, chat, message)
    return message


def _start_poll(sim: Core, chat: Chat, message: Message) -> None:
    poll = message.raw["poll"]
    sim.world.polls[poll["id"]] = [chat.key, message.id]
    if "close_date" in poll:
        sim.at(poll["close_date"], "close_due_poll", poll_id=poll["id"])


def _read_reply(p: Parameters) -> Data:
    reply = p.data("reply_parameters", "reply parameters")
    if reply is not None:
        if not isinstance(reply, dict):
            raise Refused("object expected as reply parameters")
        return _reply_fields(reply) if reply else {}
    if p.number("reply_to_message_id"):
        lenient = p.flag("allow_sending_without_reply")
        return {"message_id": p.number("reply_to_message_id"), "allow_sending_without_reply": lenient}
    return {}


def _reply_fields(given: Data) -> Data:
    """Return the reply parameters that the server knows."""
    return {
        "chat_id": fields.text(given, "chat_id"),
        "message_id": fields.number(given, "message_id", None),
        "allow_sending_without_reply": fields.flag(given, "allow_sending_without_reply"),
        "quote": fields.text(given, "quote"),
        "quote_parse_mode": fields.text(given, "quote_parse_mode"),
        "quote_entities": fields.read_entities(given.get("quote_entities")),
    }


def _find_reply(sim: Core, bot: BotAccount, chat: Chat, reply: Data) -> Data | None:
    """Return the fields that name the message that is answered."""
    if reply.get("message_id", 0) <= 0:
        return None
    source = chat
    if reply.get("chat_id", "") not in ("", str(chat.id)):
        source = sim.find_chat(bot, Parameters("", {"chat_id": reply["chat_id"]}))
    target = source.messages.get(reply["message_id"])
    if target is None or target.is_deleted:
        if reply["allow_sending_without_reply"]:
            return None
        raise Refused("message to be replied not found")
    quote = _read_quote(sim, reply, target)
    if source is not chat:
        origin = forward_origin(sim, target)
        shown = {key: value for key, value in target.raw.items() if key in COPIED and key not in ("text", "entities")}
        return {"external_reply": {"origin": origin, "chat": sim.world.chat_data(source), **shown}, **quote}
    return {"reply_to_message": sim.replied(target), **quote}


def _read_quote(sim: Core, reply: Data, target: Message) -> Data:
    if not reply.get("quote"):
        return {}
    text, entities = sim.format(reply["quote"], reply["quote_parse_mode"], reply["quote_entities"])
    place = (target.raw.get("text") or target.raw.get("caption") or "").find(text)
    if place < 0:
        raise Refused("QUOTE_TEXT_INVALID")
    quote: Data = {"text": text, "position": place, "is_manual": True}
    return {"quote": {**quote, **keep_filled(entities=entities)}}


def _find_thread(sim: Core, bot: BotAccount, chat: Chat, p: Parameters, reply_to: Data | None) -> int:
    """Return the thread of a call: a topic of a forum, else the first message of a chain of replies."""
    thread = p.number("message_thread_id")
    answered = (reply_to or {}).get("reply_to_message", {})
    if not thread:
        thread = thread_of_reply(chat, answered)
    elif chat.is_forum and thread == GENERAL:
        thread = 0
    elif thread not in (chat.topics if chat.is_forum else chat.messages) or chat.type != "supergroup":
        raise Refused("message thread not found")
    if not may_write(chat, thread, sim.member(chat, bot.id)):
        raise Refused("TOPIC_CLOSED")
    return thread


def content_kind(content: Data) -> str:
    """Return the kind of content of a message."""
    return next(key for key in content if key in COPIED)


def forward_origin(sim: Core, message: Message) -> Data:
    """Return the origin of a forwarded message."""
    raw = message.raw
    if "forward_origin" in raw:
        return dict(raw["forward_origin"])
    if raw["chat"]["type"] == "channel":
        return {"type": "channel", "chat": raw["chat"], "message_id": raw["message_id"], "date": raw["date"]}
    if "sender_chat" in raw:
        return {"type": "chat", "sender_chat": raw["sender_chat"], "date": raw["date"]}
    return {"type": "user", "sender_user": raw["from"], "date": raw["date"]}


def forward_fields(origin: Data) -> Data:
    """Return the fields of a forwarded message: the new one and the older ones."""
    fields: Data = {"forward_origin": origin}
    if origin["type"] == "user":
        fields["forward_from"] = origin["sender_user"]
    elif origin["type"] == "channel":
        fields |= {"forward_from_chat": origin["chat"], "forward_from_message_id": origin["message_id"]}
    elif origin["type"] == "chat":
        fields["forward_from_chat"] = origin["sender_chat"]
    return {**fields, "forward_date": origin["date"]}


def content_of(message: Message) -> Data:
    """Return the fields of a message that are copied."""
    return {key: value for key, value in message.raw.items() if key in COPIED}


def read_message_ids(p: Parameters) -> list[int]:
    """Return the message_ids of a call."""
    ids = p.list_of("message_ids", "message identifiers")
    if not ids:
        raise Refused("message identifiers are not specified")
    if len(ids) > 100:
        raise Refused("too many message identifiers specified")
    return [int(item) for item in ids if isinstance(item, (int, str)) and str(item).lstrip("-").isdigit()]


def send_built(sim: Core, bot: BotAccount, p: Parameters, kind: str, built: Built) -> Data:
    """Send built content, and return the message as the bot gets it."""
    content, details = built
    return send_content(sim, bot, p, kind, content, details).raw
