"""The conversation as text, one line for each thing that happened.

Part of `scaletg_contrib.testkit`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import scaletg
from scaletg_contrib.simulator import Chat, Data, Simulator

__all__ = ["plain_text", "title_of", "write_chat"]


def title_of(sim: Simulator, chat: Chat) -> str:
    """Return the title of a chat; for a private chat, the name of the person."""
    if not chat.is_private:
        return chat.title
    return sim.world.users[chat.id].first_name


def write_chat(sim: Simulator, chat: Chat) -> str:
    """Return what happened in a chat, one line for each thing."""
    lines: list[str] = []
    for event in sim.world.events:
        if _place_of(sim, event) == chat.key:
            writer = _WRITERS.get(event["type"])
            if writer:
                lines += writer(sim, chat, event)
    return "\n".join(lines)


def _place_of(sim: Simulator, event: Data) -> Any:
    """Return the key of the chat that an event belongs to; payments belong to the chat of their invoice."""
    if event["type"] == "call":
        return _place_of_call(sim, event)
    query_id = _payment_query(event).get("id") if event["type"] == "update" else event.get("query_id")
    checkout = sim.world.checkouts.get(str(query_id))
    return checkout["chat"] if checkout else event.get("chat")


def _place_of_call(sim: Simulator, event: Data) -> str | None:
    """Return the key of the chat that a call names."""
    number = str(event["parameters"].get("chat_id", ""))
    bot = sim.world.bots.get(event["bot_id"])
    if bot is None or not number.lstrip("-").isdecimal():
        return None
    chat = sim.world.chat_of(bot, int(number))
    return chat.key if chat else None


def _payment_query(event: Data) -> Data:
    update: Data = event["update"]
    query: Data = update.get("pre_checkout_query") or update.get("shipping_query") or {}
    return query


def _name(sim: Simulator, number: int) -> str:
    account = sim.world.account(number)
    return account.first_name if account else str(number)


def _write_message(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    raw = event["message"]
    name = _name(sim, event["sender"])
    return _block(f"{name}: ", _describe(raw), event.get("markup"))


def _write_edit(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    message = chat.messages[event["message"]["message_id"]]
    head = f"{_name(sim, message.sender)} edits message {message.id}: "
    return _block(head, _describe(event["message"]), event.get("markup"))


def _block(head: str, text: str, markup: Data | None) -> list[str]:
    """Return a text with its further lines and its keyboard below it."""
    indent = " " * min(len(head), 8)
    first, *others = text.split("\n")
    lines = [head + first, *(indent + line for line in others)]
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or ()
    left, right = ("[", "]") if "inline_keyboard" in (markup or {}) else ("{", "}")
    lines += [indent + " ".join(f"{left}{_button_text(button)}{right}" for button in row) for row in rows]
    if "remove_keyboard" in (markup or {}):
        lines.append(f"{indent}(the keyboard is removed)")
    return [line.rstrip() for line in lines]


def _button_text(button: Any) -> str:
    return button if isinstance(button, str) else str(button["text"])


#: How the content of a message is shown, by its kind, in the fields of the content.
_SHOWN = {
    "contact": "{first_name} {phone_number}",
    "venue": "{title}, {address}",
    "location": "{latitude}, {longitude}",
    "dice": "{emoji} {value}",
    "invoice": "{title}: {total_amount} {currency}",
    "successful_payment": "{total_amount} {currency}",
    "left_chat_member": "{first_name}",
}
_KINDS = [field.name for field in scaletg.schema.types["Message"].fields if field.about]


def _describe(raw: Data) -> str:
    text = str(raw.get("text") or raw.get("caption") or "")
    kind = next((kind for kind in ("venue", "animation", *_KINDS) if kind in raw and kind != "text"), None)
    if kind is None:
        return text
    detail = _detail_of(kind, raw[kind])
    name = kind.replace("_", " ")
    return f"({name} {detail}) {text}".rstrip() if detail else f"({name}) {text}".rstrip()


def _detail_of(kind: str, content: Any) -> str:
    if kind in _SHOWN:
        return _SHOWN[kind].format_map(content)
    if kind == "poll":
        return f"{content['question']} ({' / '.join(option['text'] for option in content['options'])})"
    if kind == "document":
        return str(content.get("file_name", ""))
    if kind == "sticker":
        return str(content.get("emoji", ""))
    if kind == "rich_message":
        return plain_text(content)
    if kind == "new_chat_members":
        return ", ".join(user["first_name"] for user in content)
    return str(content) if kind == "new_chat_title" else ""


def plain_text(rich: Any) -> str:
    """Return all text of a rich message, one line for each paragraph, cell and the like."""
    lines: list[str] = []
    _collect_text(rich["blocks"], lines)
    return "\n".join(lines)


def _collect_text(blocks: list[Data], lines: list[str]) -> None:
    for block in blocks:
        if "text" in block:
            lines.append(_text_of(block["text"]))
        for row in block.get("cells", ()):
            lines.append(" | ".join(_text_of(cell.get("text", "")) for cell in row))
        for item in block.get("items", ()):
            _collect_text(item["blocks"], lines)
        _collect_text(block.get("blocks", []), lines)


def _text_of(text: Any) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(map(_text_of, text))
    return _text_of(text.get("text", ""))


def _line(text: Callable[[Simulator, Data], str]) -> Callable[[Simulator, Chat, Data], list[str]]:
    return lambda sim, chat, event: [text(sim, event)]


def _toast(sim: Simulator, event: Data) -> str:
    kind = "alert" if event["show_alert"] else "toast"
    return f"({kind} for {_name(sim, event['user_id'])}: {event['text'] or event['url']})"


def _write_press(sim: Simulator, event: Data) -> str:
    return f"{_name(sim, event['user_id'])} presses {event.get('data') or event.get('game_short_name')}"


def _write_reaction(sim: Simulator, event: Data) -> str:
    shown = " ".join(reaction.get("emoji") or reaction["type"] for reaction in event["reactions"]) or "nothing"
    return f"{_name(sim, event['actor'])} reacts to message {event['message_id']} with {shown}"


def _voted(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    options = chat.messages[event["message_id"]].raw["poll"]["options"]
    chosen = ", ".join(options[option_id]["text"] for option_id in event["option_ids"])
    name = _name(sim, event["user_id"])
    return [f"{name} votes {chosen}" if chosen else f"{name} takes the vote back"]


def _write_block(sim: Simulator, event: Data) -> str:
    does = "blocks" if event["member"]["status"] == "kicked" else "unblocks"
    return f"{_name(sim, event['actor'])} {does} the bot"


def _write_question(sim: Simulator, event: Data) -> str:
    query = _payment_query(event)
    name = _name(sim, query["from"]["id"])
    if "total_amount" not in query:
        return f"({name} orders {query['invoice_payload']}: the bot is asked for the ways of shipping)"
    amount = f"{query['total_amount']} {query['currency']}"
    return f"({name} is about to pay {amount} for {query['invoice_payload']}: the bot is asked to confirm)"


def _write_decision(sim: Simulator, event: Data) -> str:
    if not event["ok"]:
        return f"(the bot refuses: {event['error_message']})"
    if event["step"] == "shipping":
        titles = ", ".join(option["title"] for option in event["shipping_options"])
        return f"(the bot offers shipping: {titles})"
    return "(the bot confirms)"


def _write_draft(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    draft = event["draft"]
    if draft is None:
        return []
    if draft.get("is_stopped"):
        return [f"({_name(sim, chat.id)} stops the text)"]
    text = plain_text(draft["rich_message"]) if "rich_message" in draft else str(draft.get("text", ""))
    return _block(f"({_name(sim, chat.bot_id)} is writing) ", text or "...", None)


def _write_refusal(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    answer = event["answer"]
    return [] if answer["ok"] else [f"(Telegram refuses {event['method']}: {answer['description']})"]


_WRITERS: dict[str, Callable[[Simulator, Chat, Data], list[str]]] = {
    "message": _write_message,
    "call": _write_refusal,
    "edit": _write_edit,
    "update": lambda sim, chat, event: [_write_question(sim, event)] if _payment_query(event) else [],
    "checkout_answer": _line(_write_decision),
    "draft": _write_draft,
    "delete": _line(lambda sim, event: f"(message {event['message_id']} is deleted)"),
    "press": _line(_write_press),
    "callback_answer": lambda sim, chat, event: [_toast(sim, event)] if event["text"] or event["url"] else [],
    "reaction": _line(_write_reaction),
    "vote": _voted,
    "member": _line(_write_block),  # of a private chat; a group has messages about its members
    "action": _line(lambda sim, event: f"({_name(sim, event['bot_id'])}: {event['action']} ...)"),
}
