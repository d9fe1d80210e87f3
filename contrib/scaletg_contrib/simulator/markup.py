"""Read the keyboards of calls, and refuse them as Telegram does.

Part of `scaletg_contrib.simulator`. `read_markup` reads the keyboard before the chat is known; `check_markup`
refuses buttons that the kind of chat does not allow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import Chat, Data, keep_filled, leave_out
from scaletg_contrib.simulator.saving import to_json

MAX_BUTTONS = 100  #: of an inline keyboard
MAX_MARKUP = 20_000  #: characters of its JSON
MAX_CALLBACK_DATA = 64  #: bytes
STYLES = ("primary", "danger", "success")
#: What a key can ask for, and Telegram's error message outside private chats.
_REQUESTS = {
    "request_contact": "Phone number can be requested in private chats only",
    "request_location": "Location can be requested in private chats only",
    "request_poll": "Poll can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
    "request_users": "Users can be requested in private chats only",
    "request_chat": "Chats can be requested in private chats only",
    "request_managed_bot": "Managed bots can be requested in private chats only",
}
_SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat")


def read_markup(p: Parameters, *, inline_only: bool = False) -> Data | None:
    """Return the keyboard of a call, with the fields that the server knows."""
    markup = p.data("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise Refused("object expected as reply markup")
    keys = _rows(markup, "keyboard", 'field "keyboard" must be an Array of Arrays', "keyboard button", _key)
    wrong_rows = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    buttons = _rows(markup, "inline_keyboard", wrong_rows, "inline keyboard button", _inline_button)
    found = _markup_of(markup, keys, buttons)
    if inline_only and found is not None and "inline_keyboard" not in found:
        raise Refused("inline keyboard expected")
    return found


def _markup_of(markup: Data, keys: list[list[Data]], buttons: list[list[Data]]) -> Data | None:
    """Return the first kind of markup in the object; a keyboard without keys is ignored."""
    names = ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective", "remove_keyboard", "force_reply")
    flags = fields.flags(markup, names)
    placeholder = fields.text(markup, "input_field_placeholder")
    hint = keep_filled(input_field_placeholder=placeholder)
    selective = keep_filled(selective=flags.get("selective"))
    if any(keys):
        shown = leave_out(flags, "remove_keyboard", "force_reply")
        return {"keyboard": [row for row in keys if row], **shown, **hint}
    if any(buttons):
        return _inline_keyboard([row for row in buttons if row])
    if "remove_keyboard" in flags:
        return {"remove_keyboard": True, **selective}
    if "force_reply" in flags:
        return {"force_reply": True, **hint, **selective}
    return None


def _inline_keyboard(rows: list[list[Data]]) -> Data:
    for button in [item for row in rows for item in row]:
        _check_inline_button(button)
    markup: Data = {"inline_keyboard": rows}
    if sum(map(len, rows)) > MAX_BUTTONS or len(to_json(markup)) > MAX_MARKUP:
        raise Refused("reply markup is too long")
    return markup


def _rows(markup: Data, name: str, wrong: str, what: str, read: Callable[[Any], Data]) -> list[list[Data]]:
    rows = fields.items(markup, name) or []
    if not all(isinstance(row, list) for row in rows):
        raise Refused(wrong)
    with fields.reading(what):
        return [[read(button) for button in row] for row in rows]


###############################################################################
# Buttons #####################################################################
###############################################################################


def _look(button: Data) -> Data:
    """Return the fields of buttons of both kinds: their text, icon and style."""
    look: Data = {"text": fields.text(button, "text", None)}
    icon, style = fields.number(button, "icon_custom_emoji_id"), fields.text(button, "style").lower()
    if style not in ("", "default", *STYLES):
        raise FieldError("invalid button style specified")
    if icon:
        look["icon_custom_emoji_id"] = str(icon)
    if style in STYLES:
        look["style"] = style
    return look


def _inline_button(button: Any) -> Data:
    if not isinstance(button, dict):
        raise FieldError("InlineKeyboardButton must be an Object")
    return {**_look(button), **_inline_action(button)}


def _inline_action(button: Data) -> Data:
    """Return the action of a button: the first that it names, in the order of the server."""
    for name in ("url", "callback_data"):
        given = fields.text(button, name)
        if given:
            return {name: given}
    if "callback_game" in button:
        return {"callback_game": {}}
    if "pay" in button:
        return {"pay": True}
    for name in ("switch_inline_query", "switch_inline_query_chosen_chat", "switch_inline_query_current_chat"):
        if name in button:
            if name == "switch_inline_query_chosen_chat":
                return {name: _chosen_chat(fields.inner(button, name))}
            return {name: fields.text(button, name, None)}
    if "login_url" in button:
        login = fields.inner(button, "login_url")
        return {"login_url": {**login, "url": fields.text(login, "url", None)}}
    if "web_app" in button:
        return {"web_app": {"url": fields.text(fields.inner(button, "web_app"), "url", None)}}
    if "copy_text" in button:
        return {"copy_text": {"text": fields.text(fields.inner(button, "copy_text"), "text", None)}}
    if "disabled" in button:
        return {"disabled": button["disabled"]}
    raise FieldError("Text buttons are unallowed in the inline keyboard")


def _chosen_chat(given: Data) -> Data:
    names = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")
    return {"query": fields.text(given, "query"), **fields.flags(given, names)}


def _check_inline_button(button: Data) -> None:
    """Refuse a button that can be read, but not sent."""
    if not button["text"].strip():
        raise Refused("inline keyboard button text must be non-empty")
    if "url" in button and not re.match(r"tg://user\?id=\d+$", button["url"], re.IGNORECASE):
        button["url"] = check_link(button["url"], "inline keyboard button")
    if "login_url" in button:
        url = check_link(button["login_url"]["url"], "inline keyboard button login", https_only=True)
        button["login_url"] = {**button["login_url"], "url": url}
    if "web_app" in button:
        button["web_app"] = {"url": check_link(button["web_app"]["url"], "inline keyboard button Web App", True)}
    if len(button.get("callback_data", "").encode("utf-8", "surrogatepass")) > MAX_CALLBACK_DATA:
        raise Refused("BUTTON_DATA_INVALID")


#: Telegram refuses these addresses; the page opens them, so that one can develop a Web App.
_LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?", re.IGNORECASE)


def check_link(url: str, what: str, https_only: bool = False) -> str:
    """Return an address as Telegram writes it. Raises `Refused`."""
    reason, tidy = _tidy_link(url, https_only)
    if reason:
        raise Refused(f"{what} URL '{url}' is invalid: {reason}")
    return tidy


def _tidy_link(url: str, https_only: bool) -> tuple[str, str]:
    """Return the error in an address, or "", and the address as Telegram writes it."""
    if not url:
        return "URL must be non-empty", ""
    if re.match(r"(tg|ton|tonsite):", url, re.IGNORECASE):
        return ("Only HTTPS links are allowed" if https_only else ""), url
    address = url if "://" in url else f"http://{url}"
    found = re.fullmatch(r"(https?)://([^/?#]+)(.*)", address, re.IGNORECASE | re.DOTALL)
    if not found:
        return "Unsupported URL protocol", ""
    host = found[2].rpartition("@")[2]
    if https_only and found[1].lower() != "https" and not _LOOPBACK.fullmatch(host):
        return "Only HTTPS links are allowed", ""
    if https_only and _LOOPBACK.fullmatch(host):  # a Web App that is being made on this machine
        return "", f"{found[1].lower()}://{found[2].lower()}{found[3] or '/'}"
    if not re.fullmatch(r"[^\s.]+(\.[^\s.]+)+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", host):
        return "Wrong HTTP URL", ""
    return "", f"{found[1].lower()}://{found[2].lower()}{found[3] or '/'}"


def _key(button: Any) -> Data:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise FieldError("KeyboardButton must be a String or an Object")
    return {**_look(button), **_key_action(button)}


def _key_action(button: Data) -> Data:
    """Return what a key asks for: the first that it names, in the order of the server."""
    for name in ("request_contact", "request_location"):
        if fields.flag(button, name):
            return {name: True}
    if "request_poll" in button:
        kind = fields.text(fields.inner(button, "request_poll"), "type")
        if kind in ("quiz", "regular"):
            return {"request_poll": {"type": kind}}
        return {"request_poll": {}}
    if "web_app" in button:
        return {"web_app": {"url": fields.text(fields.inner(button, "web_app"), "url", None)}}
    for name in ("request_users", "request_chat", "request_managed_bot"):
        if name in button:
            asked = fields.inner(button, name)
            return {name: {**asked, "request_id": fields.number(asked, "request_id", None)}}
    return {}


###############################################################################
# The kind of chat ############################################################
###############################################################################


def check_markup(markup: Data | None, chat: Chat) -> None:
    """Refuse a keyboard that a message in this kind of chat cannot have."""
    if markup is None:
        return
    buttons = [button for row in markup.get("inline_keyboard", ()) for button in row]
    if chat.type == "channel":
        _check_in_channel(markup, buttons)
    if not chat.is_private and any("web_app" in button for button in buttons):
        raise Refused("BUTTON_TYPE_INVALID")
    for key in [key for row in markup.get("keyboard", ()) for key in row]:
        if not key["text"].strip():
            raise Refused("keyboard button text must be non-empty")
        for name, refusal in _REQUESTS.items():
            if name in key and not chat.is_private:
                raise Refused(refusal)
        if "web_app" in key:
            check_link(key["web_app"]["url"], "keyboard button Web App", https_only=True)


def _check_in_channel(markup: Data, buttons: list[Data]) -> None:
    if "inline_keyboard" not in markup:
        raise Refused("inline keyboard expected")
    for name in [name for name in _SWITCHES for button in buttons if name in button]:
        shown = "switch_inline_query" if name == "switch_inline_query_chosen_chat" else name
        why = "because users will not be able to use the button without knowing bot's username"
        raise Refused(f"can't use {shown} button in a channel chat, {why}")
