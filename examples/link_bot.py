# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Shortens links, and counts who follows them. Send it an address, open the short one, and say /links.

TELEGRAM_BOT_TOKEN=... ADDRESS=https://example.com gunicorn examples.link_bot:bot
Without a token: python examples/link_bot.py; the short links are at port 5000 then.
"""

import os
import secrets
import threading
from typing import Any

import bottle

import scaletg
from scaletg_contrib.sessions import Session, Sessions
from scaletg_contrib.stores import key

bot = scaletg.Bot()
bot.load(Sessions(key="user"))

PORT = int(os.environ.get("PORT", "5000"))
ADDRESS = os.environ.get("ADDRESS", f"http://127.0.0.1:{PORT}")  # where people reach this server
MAX_LINKS = 100


def key_of(code: str) -> str:
    return key(bot, "links", "link", code)


@bot.wsgi.get("/to/<code>")  # type: ignore[untyped-decorator]  # Bottle has no types
def follow(code: str) -> None:
    if bot.store.get(key_of(code)) is None:
        raise bottle.HTTPError(404, "There is no such link.")

    def count(link: dict[str, Any]) -> dict[str, Any]:
        return {**link, "clicks": link["clicks"] + 1}

    bottle.redirect(bot.store.change(key_of(code), count)["url"], 302)


@bot.app(on="message:entities:url")
def shorten(message: scaletg.Message, session: Session) -> scaletg.Method | str:
    _, url = message.parse_entities("url")[0]
    url = url if "://" in url else f"https://{url}"
    if not url.lower().startswith(("https://", "http://")):
        return "I shorten addresses of web pages only."
    codes = session.get("codes", [])
    if len(codes) >= MAX_LINKS:
        return f"You have {MAX_LINKS} links: take some away, see /links."
    code = secrets.token_urlsafe(6)
    bot.store.put(key_of(code), {"url": url, "clicks": 0}, version=0)
    session["codes"] = [*codes, code]
    return message.reply(f"{ADDRESS}/to/{code}", link_preview_options={"is_disabled": True})


@bot.app("/links")
def show_links(message: scaletg.Message, session: Session) -> str:
    "Show your links, and how often each was followed."
    links = [(code, bot.store.get(key_of(code))) for code in session.get("codes", [])]
    lines = [f"/forget {code}: {link.value['clicks']} × {link.value['url'][:30]}" for code, link in links if link]
    return "\n".join(lines) or "You have no links. Send me an address."


@bot.app("/forget <code>")
def forget(message: scaletg.Message, session: Session, code: str) -> str:
    if code not in session.get("codes", []):
        return "You have no such link: see /links."
    session["codes"].remove(code)
    bot.store.delete(key_of(code))
    return "Gone."


@bot.app(fallback=True)
def explain(message: scaletg.Message) -> str:
    return "Send me the address of a page."


if __name__ == "__main__":  # on a developer's machine: the links in a thread
    threading.Thread(target=bottle.run, args=(bot.wsgi,), kwargs={"port": PORT, "quiet": True}, daemon=True).start()
    bot.run(reload=False)
