"""Measure what a session costs: updates a second that read and write one, beside two other libraries.

    python benchmarks/sessions.py                  # on SQLite, PostgreSQL, MariaDB and Redis, which it starts
    python benchmarks/sessions.py sqlite redis     # on some of them

Every update is a message of one of 1,000 people that adds one to a counter in the person's session, from the update's
dictionary to the reply. The others do the same through their own dispatch; they are left out if not installed:
pip install aiogram pyTelegramBotAPI. All lines are measured in turn, three times over; the best of each counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import multiprocessing
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "contrib")]

UPDATES, PEOPLE, ROUNDS = 2000, 1000, 3


def update(number: int) -> dict[str, Any]:
    person = {"id": number % PEOPLE + 1, "is_bot": False, "first_name": "Ada"}
    chat = {"id": person["id"], "type": "private", "first_name": "Ada"}
    message = {"message_id": number, "date": 1_700_000_000, "chat": chat, "from": person, "text": "/count"}
    return {"update_id": number, "message": message}


def ours(url: str, name: str, first: int, count: int) -> float:
    import scaletg
    from scaletg_contrib.sessions import Sessions
    from scaletg_contrib.stores import open_store

    bot = scaletg.Bot(username="test_bot")
    bot.load(Sessions(store=open_store(url, name=name, timeout=30)))

    @bot.app("/count")
    def add(message: Any, session: Any) -> str:
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    bot.process(update(first))
    begun = time.perf_counter()
    for number in range(first + 1, first + count + 1):
        assert bot.process(update(number)).reply.text
    return time.perf_counter() - begun


def in_processes(url: str, processes: int) -> float:
    name = f"b{uuid.uuid4().hex[:12]}"
    share = UPDATES // processes
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        jobs = [(url, name, 1 + part * 100_000, share) for part in range(processes)]
        return UPDATES / max(pool.starmap(ours, jobs))


def aiogram_redis(url: str) -> float:
    from aiogram import Bot, Dispatcher, types
    from aiogram.filters import Command
    from aiogram.fsm.context import FSMContext
    from aiogram.fsm.storage.redis import RedisStorage
    from aiogram.methods import SendMessage

    async def run() -> float:
        storage = RedisStorage.from_url(url)
        dispatcher = Dispatcher(storage=storage)

        @dispatcher.message(Command("count"))
        async def add(message: types.Message, state: FSMContext) -> SendMessage:
            data = await state.get_data()
            data["count"] = data.get("count", 0) + 1
            await state.set_data(data)
            return message.answer(str(data["count"]))

        bot = Bot("1:a")
        begun = time.perf_counter()
        for number in range(1, UPDATES + 1):
            assert await dispatcher.feed_webhook_update(bot, update(number))
        seconds = time.perf_counter() - begun
        await storage.close()
        return seconds

    return UPDATES / asyncio.run(run())


def telebot(storage: Any) -> float:
    import telebot as library

    bot = library.TeleBot("1:a", state_storage=storage, threaded=False)
    answers = []

    @bot.message_handler(func=lambda message: True)
    def add(message: Any) -> None:
        person, chat = message.from_user.id, message.chat.id
        with bot.retrieve_data(person, chat) as data:
            data["count"] = data.get("count", 0) + 1
            answers.append(str(data["count"]))

    for person in range(1, PEOPLE + 1):
        bot.set_state(person, "counting", person)
    begun = time.perf_counter()
    for number in range(1, UPDATES + 1):
        bot.process_new_updates([library.types.Update.de_json(update(number))])
    seconds = time.perf_counter() - begun
    assert len(answers) == UPDATES
    return UPDATES / seconds


def telebot_pickle() -> float:
    from telebot.storage import StatePickleStorage

    with tempfile.TemporaryDirectory() as folder:
        return telebot(StatePickleStorage(f"{folder}/states.pkl"))


def telebot_redis(url: str) -> float:
    from urllib.parse import urlsplit

    from telebot.storage import StateRedisStorage

    parts = urlsplit(url)
    return telebot(
        StateRedisStorage(host=parts.hostname, port=parts.port, password=parts.password, prefix=f"b{uuid.uuid4().hex}")
    )


def lines(urls: dict[str, str]) -> dict[str, Callable[[], float]]:
    """Return what is measured: a name and a function that returns updates a second."""
    found: dict[str, Callable[[], float]] = {}
    for kind, url in urls.items():
        for processes in (1, 2):
            name = f"ScaleTG, {kind}, {processes} process{'es' * (processes > 1)}"
            found[name] = functools.partial(in_processes, url, processes)
    if "redis" in urls:
        found["aiogram, Redis FSM, 1 process"] = lambda: aiogram_redis(urls["redis"])
        found["pyTelegramBotAPI, Redis states, 1 process"] = lambda: telebot_redis(urls["redis"])
    return {**found, "pyTelegramBotAPI, pickle states, 1 process": telebot_pickle}


def main() -> None:
    from backends import SHARED, served

    logging.disable(logging.CRITICAL)
    kinds = sys.argv[1:] or SHARED
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.chdir(folder)
        measures = lines({kind: stack.enter_context(served(kind, Path(folder))) for kind in kinds})
        print(
            f"{os.cpu_count()} cores, {UPDATES} updates of {PEOPLE} people, load {os.getloadavg()[0]:.1f}", flush=True
        )
        best = dict.fromkeys(measures, 0.0)
        for _ in range(ROUNDS):
            for name, measure in measures.items():
                with contextlib.suppress(ImportError):  # the other library is not installed
                    best[name] = max(best[name], measure())
        for name, value in best.items():
            print(f"{name:45} " + (f"{value:8,.0f} updates/s" if value else "left out: not installed"))
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
