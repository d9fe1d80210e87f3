"""Read the keyboards of calls, and refuse them as Telegram does.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from typing import Any

from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import Data
from scaletg_contrib.simulator.saving import to_json

_ACTIONS_BY_KEY = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}
_BUTTON_ACTIONS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
]


def read_markup(sim: Core, p: Parameters, *, inline_only: bool = False) -> Data | None:
    """Return the keyboard of a call, checked."""
    markup = p.data("reply_markup", "reply keyboard markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise Refused("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup, "inline_keyboard", "InlineKeyboardMarkup")
        if not any(rows):
            return None
        kept: Data = {"inline_keyboard": [[_inline_button(button) for button in row] for row in rows if row]}
        if sum(map(len, kept["inline_keyboard"])) > 100 or len(to_json(kept)) > 20_000:
            raise Refused("reply markup is too long")
        return kept
    if inline_only:
        raise Refused("inline keyboard expected")
    if "keyboard" in markup:
        rows = _rows(markup, "keyboard", "ReplyKeyboardMarkup")
        return {**markup, "keyboard": [[_key(button) for button in row] for row in rows if row]}
    return markup if not _ACTIONS_BY_KEY.isdisjoint(markup) else None


def _rows(markup: Data, name: str, kind: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(f'field "{name}" of the {kind} must be an Array of Arrays')
    return rows


def _inline_button(button: Any) -> Data:
    if not isinstance(button, dict):
        raise Refused("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise Refused('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not text.strip():
        raise Refused("inline keyboard button text must be non-empty")
    if not any(button.get(name) is not None for name in _BUTTON_ACTIONS):
        raise Refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise Refused("BUTTON_DATA_INVALID")
    if button.get("url") is not None:
        return {**button, "url": _button_url(str(button["url"]))}
    return {name: value for name, value in button.items() if value is not None}


def _button_url(url: str) -> str:
    if not url:
        raise Refused("inline keyboard button URL '' is invalid: URL must be non-empty")
    if re.match(r"(tg|ton)://", url, re.IGNORECASE):
        return url
    address = url if "://" in url else f"http://{url}"
    found = re.fullmatch(r"(https?)://([^/?#]+)(.*)", address, re.IGNORECASE | re.DOTALL)
    if not found:
        raise Refused(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    host = found[2].rpartition("@")[2]
    if not re.fullmatch(r"[^\s.]+(\.[^\s.]+)+(:\d+)?|localhost(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", host):
        raise Refused(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return f"{found[1].lower()}://{found[2].lower()}{found[3] or '/'}"


def _key(button: Any) -> Data:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise Refused('can\'t parse keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise Refused("keyboard button text must be non-empty")
    return {name: value for name, value in button.items() if value is not None}
