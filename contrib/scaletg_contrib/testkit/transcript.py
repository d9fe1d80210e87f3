"""The conversation as text, one line for each thing that happened.

Part of `scaletg_contrib.testkit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import scaletg
from scaletg_contrib.simulator import Chat, Data, Simulator

__all__ = ["plain_text", "title_of", "write_chat", "write_chats"]


def title_of(sim: Simulator, chat: Chat) -> str:
    """Return the title of a chat; for a private chat, the name of the person."""
    if not chat.is_private:
        return chat.title
    return sim.world.users[chat.id].first_name


def write_chats(sim: Simulator, events: Iterable[Data] | None = None) -> str:
    """Return what happened in all chats, each with its title if there are several."""
    chats = [chat for chat in sim.world.chats.values() if chat.messages]
    parts = [write_chat(sim, chat, events) for chat in chats]
    if len(parts) == 1:
        return parts[0]
    return "\n\n".join(f"== {title_of(sim, chat)}\n{part}" for chat, part in zip(chats, parts, strict=True))


def write_chat(sim: Simulator, chat: Chat, events: Iterable[Data] | None = None) -> str:
    """Return what happened in a chat, one line for each thing; of all *events*, by default those of the log."""
    lines: list[str] = []
    for event in sim.world.events if events is None else events:
        writer = _WRITERS.get(event["type"])
        if writer is not None and _place_of(sim, event) == chat.key:
            lines += writer(sim, chat, event)
    return "\n".join(lines)


def _place_of(sim: Simulator, event: Data) -> Any:
    """Return the key of the chat that an event belongs to; payments belong to the chat of their invoice."""
    if event["type"] == "call":
        return _place_of_call(sim, event)
    query_id = event.get("query_id")
    if event["type"] == "update":
        query_id = _payment_query(event).get("id")
    checkout = sim.world.checkouts.get(str(query_id))
    if checkout:
        return checkout["chat"]
    return event.get("chat")


def _place_of_call(sim: Simulator, event: Data) -> str | None:
    """Return the key of the chat that a call names."""
    number = str(event["parameters"].get("chat_id", ""))
    bot = sim.world.bots.get(event["bot_id"])
    if bot is None or not number.lstrip("-").isdecimal():
        return None
    chat = sim.world.chat_of(bot, int(number))
    if chat is None:
        return None
    return chat.key


def _payment_query(event: Data) -> Data:
    update: Data = event["update"]
    query: Data = update.get("pre_checkout_query") or update.get("shipping_query") or {}
    return query


def _name(sim: Simulator, number: int) -> str:
    account = sim.world.account(number)
    if account is None:
        return str(number)
    return account.first_name


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
    lines = (head + text.replace("\n", f"\n{indent}")).split("\n")
    markup = markup or {}
    for row in markup.get("inline_keyboard", ()):
        buttons = [f"[{_button_text(button)}]" for button in row]
        lines.append(indent + " ".join(buttons))
    for row in markup.get("keyboard", ()):
        buttons = [f"{{{_button_text(button)}}}" for button in row]
        lines.append(indent + " ".join(buttons))
    if "remove_keyboard" in markup:
        lines.append(f"{indent}(the keyboard is removed)")
    return [line.rstrip() for line in lines]


def _button_text(button: Any) -> str:
    if isinstance(button, str):
        return button
    return str(button["text"])


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
    for kind in ("venue", "animation", *_KINDS):  # a venue has a location, too, and an animation a document
        if kind in raw and kind != "text":
            content = f"{kind.replace('_', ' ')} {_detail_of(kind, raw[kind])}"
            return f"({content.rstrip()}) {text}".rstrip()
    return text


def _detail_of(kind: str, content: Any) -> str:
    if kind in _SHOWN:
        return _SHOWN[kind].format_map(content)
    if kind == "poll":
        options = [option["text"] for option in content["options"]]
        return f"{content['question']} ({' / '.join(options)})"
    if kind == "document":
        return str(content.get("file_name", ""))
    if kind == "sticker":
        return str(content.get("emoji", ""))
    if kind == "rich_message":
        return plain_text(content)
    if kind == "new_chat_members":
        return ", ".join(user["first_name"] for user in content)
    if kind == "new_chat_title":
        return str(content)
    return ""


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
            cells = [_text_of(cell.get("text", "")) for cell in row]
            lines.append(" | ".join(cells))
        for item in block.get("items", ()):
            _collect_text(item["blocks"], lines)
        _collect_text(block.get("blocks", []), lines)


def _text_of(text: Any) -> str:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(map(_text_of, text))
    return _text_of(text.get("text", ""))


def _write_toast(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    shown = event["text"] or event["url"]
    if not shown:
        return []
    kind = "toast"
    if event["show_alert"]:
        kind = "alert"
    return [f"({kind} for {_name(sim, event['user_id'])}: {shown})"]


def _write_press(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    pressed = event.get("data") or event.get("game_short_name")
    return [f"{_name(sim, event['user_id'])} presses {pressed}"]


def _write_reaction(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    reactions = [reaction.get("emoji") or reaction["type"] for reaction in event["reactions"]]
    shown = " ".join(reactions) or "nothing"
    return [f"{_name(sim, event['actor'])} reacts to message {event['message_id']} with {shown}"]


def _write_deletion(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    return [f"(message {event['message_id']} is deleted)"]


def _write_chat_action(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    return [f"({_name(sim, event['bot_id'])}: {event['action']} ...)"]


def _write_vote(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    options = chat.messages[event["message_id"]].raw["poll"]["options"]
    name = _name(sim, event["user_id"])
    chosen = [options[option_id]["text"] for option_id in event["option_ids"]]
    if not chosen:
        return [f"{name} takes the vote back"]
    return [f"{name} votes {', '.join(chosen)}"]


def _write_block(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    name = _name(sim, event["actor"])
    if event["member"]["status"] == "kicked":
        return [f"{name} blocks the bot"]
    return [f"{name} unblocks the bot"]


def _write_question(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    query = _payment_query(event)
    if not query:
        return []
    name = _name(sim, query["from"]["id"])
    if "total_amount" not in query:
        return [f"({name} orders {query['invoice_payload']}: the bot is asked for the ways of shipping)"]
    amount = f"{query['total_amount']} {query['currency']}"
    return [f"({name} is about to pay {amount} for {query['invoice_payload']}: the bot is asked to confirm)"]


def _write_decision(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    if not event["ok"]:
        return [f"(the bot refuses: {event['error_message']})"]
    if event["step"] == "shipping":
        titles = [option["title"] for option in event["shipping_options"]]
        return [f"(the bot offers shipping: {', '.join(titles)})"]
    return ["(the bot confirms)"]


def _write_draft(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    draft = event["draft"]
    if draft is None:
        return []
    if draft.get("is_stopped"):
        return [f"({_name(sim, chat.id)} stops the text)"]
    text = str(draft.get("text", ""))
    if "rich_message" in draft:
        text = plain_text(draft["rich_message"])
    return _block(f"({_name(sim, chat.bot_id)} is writing) ", text or "...", None)


def _write_refusal(sim: Simulator, chat: Chat, event: Data) -> list[str]:
    answer = event["answer"]
    if answer["ok"]:
        return []
    return [f"(Telegram refuses {event['method']}: {answer['description']})"]


_WRITERS: dict[str, Callable[[Simulator, Chat, Data], list[str]]] = {
    "message": _write_message,
    "call": _write_refusal,
    "edit": _write_edit,
    "update": _write_question,
    "checkout_answer": _write_decision,
    "draft": _write_draft,
    "delete": _write_deletion,
    "press": _write_press,
    "callback_answer": _write_toast,
    "reaction": _write_reaction,
    "vote": _write_vote,
    "member": _write_block,  # of a private chat; a group has messages about its members
    "action": _write_chat_action,
}
