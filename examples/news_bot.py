# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Sends news to everybody. Say /start as some people, then let yourself in, by a shell:

python -m scaletg_contrib.auth examples/news_bot.py grant YOUR_ID owner

Then say /news: write the message, look at it, and confirm. /reports says what came of it.

TELEGRAM_BOT_TOKEN=... python examples/news_bot.py
"""

from collections.abc import Generator
from typing import Any

import scaletg
from scaletg_contrib.auth import Auth, allowed
from scaletg_contrib.broadcast import Broadcast, BroadcastsOfUpdate
from scaletg_contrib.conversations import Conversations, ask, once
from scaletg_contrib.people import People

bot = scaletg.Bot()
auth, news, talks = Auth(), Broadcast(), Conversations()


@bot.app("/start")
def start(message: scaletg.Message) -> str:
    "Get the news."
    return "From now on you get the news. To stop them, block me."


@talks.conversation("/news", when=allowed("owner"), menu=False)
def write_news(message: scaletg.Message) -> Generator[Any, Any, str]:
    draft = yield ask("Write the message: a text, a photo or a video.", on=["text", "photo", "video"])
    post = {"method": "sendMessage", "text": draft}
    if not isinstance(draft, str):
        post = {"method": "copyMessage", "from_chat_id": message.chat.id, "message_id": draft.message_id}
    count = yield once(how_many, post)
    answer = yield ask(f"{count} people would get this. Send it?", buttons=[["Send", "Stop"]])
    if answer != "Send":
        return "Nothing was sent."
    yield once(send, post, message.chat.id)
    return "It is on its way."


def how_many(post: dict[str, Any]) -> int:
    return sum(news.dry_run(post).values())


def send(post: dict[str, Any], owner: int) -> str:
    return news.start(post, status_chat=owner, owner=owner)


@bot.app("/reports", when=allowed("owner"), menu=False)
def reports(message: scaletg.Message, broadcast: BroadcastsOfUpdate) -> str:
    return "\n".join(f"{report.started:%d %b}: {report}" for report in broadcast.reports()[:10]) or "None yet."


for feature in (auth, People(forget_command="/forget me"), news, talks):
    bot.load(feature)

if __name__ == "__main__":
    bot.run()
