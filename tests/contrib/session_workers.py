"""What the other processes of the session tests do: they are spawned, so they import this file, nothing of pytest."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scaletg_contrib.conversations import Conversations, ask, once
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import SeenUpdates, open_store

import scaletg


def message(update_id: int, text: str, *, user: int = 1, chat: int | None = None, **fields: Any) -> dict[str, Any]:
    place = {"id": chat or user, "type": "group" if chat else "private", "title": "Group", "first_name": "Ada"}
    person = {"id": user, "is_bot": False, "first_name": "Ada"}
    event = {"message_id": update_id, "date": 1_700_000_000, "chat": place, "from": person, "text": text, **fields}
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


def serve(pipe: Any, url: str, name: str) -> None:
    """Be a worker that somebody may kill: get updates, answer each with the text of the reply."""
    bot = make_bot(url, name, seconds=2)
    pipe.send(os.getpid())
    while (update := pipe.recv()) is not None:
        outcome = bot.process(update)
        pipe.send((outcome.retry_after, outcome.reply.text if outcome.reply else outcome.reply))


def survey() -> Any:
    total = 0
    for number in range(1, 6):
        answer = yield ask(f"Number {number}?", check=int)
        drawn = yield once(int, "1")
        total += answer + drawn
    return f"Sum {total}"


def serve_survey(pipe: Any, url: str, name: str) -> None:
    """Be a worker that holds conversations, until somebody kills it."""
    store = open_store(url, name=name, timeout=30)
    bot = scaletg.Bot(username="test_bot", seen=SeenUpdates(store, seconds=2))
    talks = Conversations(store=store, watch_seconds=None, once_seconds=1)
    talks.conversation("/survey")(survey)
    bot.load(talks)
    pipe.send(os.getpid())
    while (update := pipe.recv()) is not None:
        outcome = bot.process(update)
        pipe.send((outcome.retry_after, outcome.reply.text if outcome.reply else outcome.reply))
