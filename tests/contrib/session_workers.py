"""What the other processes of the session tests do: they are spawned, so they import this file, nothing of pytest."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scaletg_contrib.conversations import Conversations, ask, once
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import SeenUpdates, Store, open_store

import scaletg


def message(update_id: int, text: str, *, user: int = 1, chat: int | None = None, **fields: Any) -> dict[str, Any]:
    place = {"id": chat or user, "type": "group" if chat else "private", "title": "Group", "first_name": "Ada"}
    person = {"id": user, "is_bot": False, "first_name": "Ada"}
    event = {"message_id": update_id, "date": 1_700_000_000, "chat": place, "from": person, **fields}
    event |= {"text": text} if text else {}
    return {"update_id": update_id, "message": event}


def count(message: Any, session: Any) -> str:
    session["count"] = session.get("count", 0) + 1
    return str(session["count"])


def make_bot(url: str, name: str, *, seconds: float = 90, **options: Any) -> scaletg.Bot:
    store = open_store(url, name=name, timeout=30)
    bot = scaletg.Bot(username="test_bot", seen=SeenUpdates(store, seconds=seconds))
    bot.load(Sessions(store=store, key="chat", **options))
    bot.app("/count")(count)
    return bot


def process(bot: scaletg.Bot, update: dict[str, Any]) -> str:
    """Process an update as Telegram has it processed: again and again, until it is."""
    while (outcome := bot.process(update)).retry_after is not None:
        time.sleep(min(outcome.retry_after, 0.1))
    assert outcome.error is None
    return str(outcome.reply.text)


def increment(url: str, name: str, ids: list[int], threads: int, options: dict[str, Any], answers: Any) -> None:
    """Send one group so many messages, in several threads, and put the answers into a queue."""
    bot = make_bot(url, name, **options)
    with ThreadPoolExecutor(threads) as pool:
        for answer in pool.map(lambda number: process(bot, message(number, "/count", chat=-5)), ids):
            answers.put(answer)


def bot_of(store: Store, telegram_url: str) -> scaletg.Bot:
    """Make the bot of a worker that is going to be killed; its calls tell which process made them."""
    seen = SeenUpdates(store, seconds=2)
    return scaletg.Bot("1:token", username="test_bot", seen=seen, base_url=f"{telegram_url}/{os.getpid()}")


def make_counter(url: str, name: str, telegram_url: str) -> scaletg.Bot:
    """Make a bot that counts, and says so twice: by a call, and in its answer."""
    store = open_store(url, name=name, timeout=30)
    bot = bot_of(store, telegram_url)
    bot.load(Sessions(store=store, key="chat"))

    @bot.app("/count")
    def count_aloud(message: Any, session: Any) -> list[str]:
        return [f"Number {count(message, session)}", str(session["count"])]

    return bot


def survey(round: int) -> Any:
    total = 0
    for number in range(1, 6):
        answer = yield ask(f"Number {number}?", check=int)
        yield f"Round {round}: {answer} is noted."
        drawn = yield once(int, "1")
        total += answer + drawn
    return f"Sum {total}"


def make_survey(url: str, name: str, telegram_url: str) -> scaletg.Bot:
    """Make a bot that holds conversations, in which every answer is noted by a call."""
    store = open_store(url, name=name, timeout=30)
    bot = bot_of(store, telegram_url)
    talks = Conversations(store=store, watch_seconds=None, once_seconds=1)
    talks.conversation("/survey <round:int>")(survey)
    bot.load(talks)
    return bot
