"""What a session costs: updates a second that read and write one, beside two other libraries.

Every update is a message of one of 1,000 people that adds one to a counter in the person's session, from the update's
dictionary to the reply. The others do the same through their own dispatch. Servers are started for it, and stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import multiprocessing
import tempfile
import time
import uuid
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from servers import Missing as MissingServer
from servers import mariadb_server, postgresql_server, redis_server

from benchmarks.harness import Figure

PEOPLE = 1000
SERVERS = {"Redis": redis_server, "PostgreSQL": postgresql_server, "MariaDB": mariadb_server}


class Taken(NamedTuple):
    """What updates took: *cpu* is that of the bots' processes."""

    seconds: float
    cpu: float


class Clock:
    """It runs from when it is made."""

    def __init__(self) -> None:
        self._begun = Taken(time.perf_counter(), time.process_time())

    def taken(self) -> Taken:
        return Taken(time.perf_counter() - self._begun.seconds, time.process_time() - self._begun.cpu)


def measure(quick: bool) -> Iterator[Figure]:
    logging.disable(logging.CRITICAL)
    updates = 100 if quick else 2000
    with tempfile.TemporaryDirectory() as folder:
        yield from figures("SQLite", f"sqlite:///{folder}/bot.db", updates)
    for kind, serve in SERVERS.items():
        if quick and kind != "Redis":
            continue
        with contextlib.suppress(MissingServer), serve() as server:
            yield from figures(kind, server.url, updates)
            if kind == "Redis":
                yield from peers_on_redis(server.url, updates)
    if importlib.util.find_spec("telebot"):
        name = f"pyTelegramBotAPI {version('pyTelegramBotAPI')}, states in a file, 1 process"
        yield figure_of(name, with_telebot_in_a_file(updates), updates)


def figures(kind: str, url: str, updates: int) -> Iterator[Figure]:
    yield figure_of(f"{kind}, 1 process", in_processes(url, updates, 1), updates)
    yield figure_of(f"{kind}, 2 processes", in_processes(url, updates, 2), updates)


def figure_of(name: str, taken: Taken, updates: int) -> Figure:
    return Figure(name, updates / taken.seconds, "updates/s", cost=taken.cpu / updates * 1e6)


def in_processes(url: str, updates: int, processes: int) -> Taken:
    name = f"b{uuid.uuid4().hex[:12]}"
    share = updates // processes
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        jobs = [(url, name, 1 + part * 100_000, share) for part in range(processes)]
        taken = pool.starmap(with_scaletg, jobs)
    return Taken(max(one.seconds for one in taken), sum(one.cpu for one in taken))


def with_scaletg(url: str, name: str, first: int, count: int) -> Taken:
    """Process so many updates, after a first one."""
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
    clock = Clock()
    for number in range(first + 1, first + count + 1):
        assert bot.process(update(number)).reply
    return clock.taken()


def update(number: int) -> dict[str, Any]:
    person = {"id": number % PEOPLE + 1, "is_bot": False, "first_name": "Ada"}
    chat = {"id": person["id"], "type": "private", "first_name": "Ada"}
    message = {"message_id": number, "date": 1_700_000_000, "chat": chat, "from": person, "text": "/count"}
    return {"update_id": number, "message": message}


def peers_on_redis(url: str, updates: int) -> Iterator[Figure]:
    if importlib.util.find_spec("aiogram"):
        name = f"aiogram {version('aiogram')}, FSM on Redis, 1 process"
        yield figure_of(name, with_aiogram(url, updates), updates)
    if importlib.util.find_spec("telebot"):
        name = f"pyTelegramBotAPI {version('pyTelegramBotAPI')}, states on Redis, 1 process"
        yield figure_of(name, with_telebot_on_redis(url, updates), updates)


def with_aiogram(url: str, updates: int) -> Taken:
    from aiogram import Bot, Dispatcher, types
    from aiogram.filters import Command
    from aiogram.fsm.context import FSMContext
    from aiogram.fsm.storage.redis import RedisStorage
    from aiogram.methods import SendMessage

    async def run() -> Taken:
        storage = RedisStorage.from_url(url)
        dispatcher = Dispatcher(storage=storage)

        @dispatcher.message(Command("count"))
        async def add(message: types.Message, state: FSMContext) -> SendMessage:
            data = await state.get_data()
            data["count"] = data.get("count", 0) + 1
            await state.set_data(data)
            return message.answer(str(data["count"]))

        bot = Bot("1:a")
        clock = Clock()
        for number in range(1, updates + 1):
            assert await dispatcher.feed_webhook_update(bot, update(number))
        taken = clock.taken()
        await storage.close()
        return taken

    return asyncio.run(run())


def with_telebot(storage: Any, updates: int) -> Taken:
    import telebot

    bot = telebot.TeleBot("1:a", state_storage=storage, threaded=False)
    answers = []

    @bot.message_handler(func=lambda message: True)
    def add(message: Any) -> None:
        person, chat = message.from_user.id, message.chat.id
        with bot.retrieve_data(person, chat) as data:
            data["count"] = data.get("count", 0) + 1
            answers.append(str(data["count"]))

    for person in range(1, PEOPLE + 1):
        bot.set_state(person, "counting", person)
    clock = Clock()
    for number in range(1, updates + 1):
        bot.process_new_updates([telebot.types.Update.de_json(update(number))])
    taken = clock.taken()
    assert len(answers) == updates
    return taken


def with_telebot_on_redis(url: str, updates: int) -> Taken:
    from telebot.storage import StateRedisStorage

    parts = urlsplit(url)
    place: dict[str, Any] = {"host": parts.hostname, "port": parts.port, "password": parts.password}
    return with_telebot(StateRedisStorage(**place, prefix=f"b{uuid.uuid4().hex}"), updates)


def with_telebot_in_a_file(updates: int) -> Taken:
    from telebot.storage import StatePickleStorage

    with tempfile.TemporaryDirectory() as folder:
        return with_telebot(StatePickleStorage(f"{folder}/states.pkl"), updates)
