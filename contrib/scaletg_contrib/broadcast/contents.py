"""What a broadcast sends: a text, a method, one of these for each language, or what a function makes of a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import scaletg

__all__ = ["check_parameters", "choose_language", "pack_content"]

Data = dict[str, Any]

#: What says where a method is sent: each recipient has a place of its own.
PLACE = ("chat_id", "message_thread_id", "direct_messages_topic_id", "business_connection_id", "reply_parameters")
HINT = (
    "give a string, a method such as message.answer_photo(file_id), a dictionary of these by language, or a function "
    "that was registered by @broadcast.content"
)


def pack_content(content: Any) -> Data:
    """Return a content as JSON. Raises `TypeError` or `ValueError` for what cannot be sent later."""
    if isinstance(content, Mapping) and "method" not in content:
        if not content:
            raise TypeError(f"the content of the broadcast is empty: {HINT}")
        return {"languages": {_language(code): check_parameters(value) for code, value in content.items()}}
    return {"parameters": check_parameters(content)}


def check_parameters(content: Any) -> Data:
    """Return the method and its parameters, in Telegram's form, without the chat that it names."""
    if isinstance(content, str):
        content = {"method": "sendMessage", "text": content}
    elif isinstance(content, scaletg.Method):
        content.discard()  # in development nobody warns that this object itself is not sent
        content = content.to_dict()
    if not isinstance(content, Mapping) or not isinstance(content.get("method"), str):
        raise TypeError(f"the content of the broadcast is {content!r}: {HINT}")
    parameters = {name: value for name, value in content.items() if name not in PLACE}
    if parameters["method"] not in scaletg.schema.methods:
        raise TypeError(f"the content of the broadcast is the unknown method {parameters['method']!r}: {HINT}")
    if not any(field.name == "chat_id" for field in scaletg.schema.methods[parameters["method"]].fields):
        raise TypeError(f"the content of the broadcast is {parameters['method']}, which is not sent to a chat: {HINT}")
    _check_text(parameters)
    try:
        return dict(json.loads(json.dumps(parameters)))
    except (TypeError, ValueError):
        raise TypeError(
            f"the content of the broadcast ({parameters['method']}) has a file or another value that cannot be kept. "
            "Send the file once, and give its file_id."
        ) from None


def _check_text(parameters: Data) -> None:
    """Raise for an empty text, which Telegram would refuse for each recipient."""
    text = parameters.get("text", "text")
    if isinstance(text, str) and not text.strip():
        raise ValueError("the text of the broadcast is empty: write what people are to read")


def _language(code: Any) -> str:
    if not isinstance(code, str):
        raise TypeError(f"the content of the broadcast has {code!r} for a language: write a code such as 'de'")
    return code.lower().replace("_", "-")


def choose_language(languages: Mapping[str, Data], wanted: str | None) -> Data:
    """Return the content of the nearest language: of "pt-BR", of "pt", of "en", or the first one."""
    code = (wanted or "").lower().replace("_", "-")
    for candidate in (code, code.partition("-")[0], "en"):
        if candidate in languages:
            return languages[candidate]
    return next(iter(languages.values()))
