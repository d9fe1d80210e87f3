# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg[jobs]", "requests"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Reads feeds, and sends everybody a digest in their morning. Say /now, or /daily 8 Europe/Lisbon, and /stop.

FEEDS="https://example.com/a.xml https://example.com/b.xml" TELEGRAM_BOT_TOKEN=... python examples/rss_bot.py
"""

import logging
import os
from typing import Any
from xml.etree import ElementTree

import requests

import scaletg
from scaletg_contrib.jobs import Jobs, UpdateJobs
from scaletg_contrib.sessions import Session, Sessions
from scaletg_contrib.stores import key

bot = scaletg.Bot()
bot.load(Sessions())
bot.load(Jobs(every={"fetch": "*/30 * * * *"}))  # each feed is read once for all people

FEEDS = os.environ.get("FEEDS", "https://planetpython.org/rss20.xml").split()
KEPT, SHOWN = 1000, 20

log = logging.getLogger("rss_bot")


def news_key() -> str:
    return key(bot, "news", "items")


def read_feed(content: bytes) -> dict[str, str]:
    """Return the titles of an RSS or Atom feed by their links, the oldest first."""
    found = {}
    for item in ElementTree.fromstring(content).iter():
        if item.tag.rpartition("}")[2] in ("item", "entry"):
            link = item.find("{*}link")
            if link is not None:
                found[link.get("href") or link.text or ""] = item.findtext("{*}title") or "Untitled"
    return dict(reversed(found.items()))


def add_news(news: dict[str, Any], found: dict[str, str]) -> dict[str, Any]:
    """Return the news with what is new; everything has a number, so that a person knows what they have read."""
    known = {link for _, link, _ in news["items"]}
    fresh = [(link, title) for link, title in found.items() if link not in known]
    items = [[number, *item] for number, item in enumerate(fresh, news["count"] + 1)]
    return {"count": news["count"] + len(fresh), "items": [*news["items"], *items][-KEPT:]}


@bot.app("fetch", on="job")
def fetch() -> str:
    for url in FEEDS:
        try:
            answer = requests.get(url, timeout=30)
            answer.raise_for_status()
            found = read_feed(answer.content)
        except (requests.RequestException, ElementTree.ParseError) as error:
            log.warning("The feed %s cannot be read now: %s", url, error)
            continue
        bot.store.change(news_key(), lambda news, found=found: add_news(news, found), default={"count": 0, "items": []})
    return ""


def digest(session: Session) -> str:
    """Return what a person has not read yet, as HTML."""
    record = bot.store.get(news_key())
    items = [item for item in record.value["items"] if item[0] > session.get("read", 0)] if record else []
    if items:
        session["read"] = items[-1][0]
    lines = [f'<a href="{scaletg.escape_html(link)}">{scaletg.escape_html(title)}</a>' for _, link, title in items]
    return "\n".join(lines[-SHOWN:])


@bot.app("/now")
def show_now(message: scaletg.Message, session: Session) -> scaletg.SendMessage:
    "Get what is new."
    if bot.store.get(news_key()) is None:
        fetch()
    return message.answer_html(digest(session) or "Nothing new.", link_preview_options={"is_disabled": True})


@bot.app("/daily <hour:int> <zone>")
def subscribe(message: scaletg.Message, jobs: UpdateJobs, hour: int, zone: str) -> str:
    "Get a digest every day: /daily 8 Europe/Lisbon"
    try:
        jobs.every(f"0 {hour} * * *", "digest", zone=zone)
    except ValueError:
        return "Give an hour from 0 to 23 and a time zone such as Europe/Lisbon."
    return f"Every day at {hour}:00."


@bot.app("/stop")
def unsubscribe(message: scaletg.Message, jobs: UpdateJobs) -> str:
    "Get no more digests."
    return "Stopped." if jobs.cancel("digest") else "You did not get any."


@bot.app("digest", on="job")
def send_digest(chat: scaletg.Chat, session: Session) -> scaletg.SendMessage | str:
    text = digest(session)
    return chat.send_message(text, parse_mode="HTML", link_preview_options={"is_disabled": True}) if text else ""


if __name__ == "__main__":
    bot.run()
