"""Data that Telegram signs for the websites of bots: the launch data of Web Apps, and that of the login widget.

Part of `scaletg_contrib.simulator`. https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app,
https://core.telegram.org/widgets/login#checking-authorization
"""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import quote, urlencode

from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, User, keep_filled, leave_out

#: The colours of a light theme, which a Web App gets with its launch.
THEME = {
    "bg_color": "#ffffff",
    "text_color": "#000000",
    "hint_color": "#999999",
    "link_color": "#2481cc",
    "button_color": "#2481cc",
    "button_text_color": "#ffffff",
    "secondary_bg_color": "#f1f1f1",
}
VERSION = "9.1"  #: of the Web Apps, which the client tells


def _sign(values: dict[str, str], secret: bytes) -> str:
    lines = "\n".join(f"{name}={value}" for name, value in sorted(values.items()))
    return hmac.digest(secret, lines.encode(), "sha256").hex()


def launch_data(
    sim: Core, bot: BotAccount, person: User, *, query_id: str = "", chat: Chat | None = None, start_param: str = ""
) -> str:
    """Return the `initData` with which a client opens a Web App for a person."""
    user: Data = leave_out(person.to_telegram(), "is_bot")
    user |= {"allows_write_to_pm": bot.id not in person.blocked}
    values = keep_filled(query_id=query_id)
    values["user"] = json.dumps(user, ensure_ascii=False, separators=(",", ":"))
    if chat is not None and not chat.is_private:
        values |= {"chat_type": chat.type, "chat_instance": str(abs(chat.id))}
    if start_param:
        values["start_param"] = start_param
    values["auth_date"] = str(sim.now)
    secret = hmac.digest(b"WebAppData", bot.token.encode(), "sha256")
    return urlencode({**values, "hash": _sign(values, secret)}, quote_via=quote)


def launch_url(url: str, init_data: str) -> str:
    """Return the address of a Web App with everything that a client adds to it."""
    added = {"tgWebAppData": init_data, "tgWebAppVersion": VERSION, "tgWebAppPlatform": "web"}
    added["tgWebAppThemeParams"] = json.dumps(THEME, separators=(",", ":"))
    before, _, fragment = url.partition("#")
    return f"{before}#{fragment}{'&' if fragment else ''}{urlencode(added, quote_via=quote)}"


def login_data(sim: Core, bot: BotAccount, person: User) -> dict[str, str]:
    """Return what the login widget, or a button with `login_url`, gives to the website of a bot."""
    names = ("id", "first_name", "last_name", "username")
    values = {name: str(value) for name, value in person.to_telegram().items() if name in names}
    values["auth_date"] = str(sim.now)
    return {**values, "hash": _sign(values, hashlib.sha256(bot.token.encode()).digest())}
