"""A message on its way to its handler, in ScaleTG and in other frameworks, in one run.

A framework gets the bytes of an update with a command, finds the handler among those of as many commands, and calls it;
none sends anything. ScaleTG does more than that: it checks the secret, remembers the update and writes the reply.
The others are used as their documentation shows, without threads of their own.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import statistics
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

import scaletg
from benchmarks.bots import HEADERS, SECRET, TOKEN, body_of, message_update
from benchmarks.harness import Case, Figure, Missing, compare
from benchmarks.start import alternate, timed, weighed

#: It gets the bodies of updates.
Feed = Callable[[Sequence[bytes]], None]

HANDLERS = (1, 1000)
BATCH = 100
answered: list[str] = []  # by the handlers, so that it is seen that they ran


def with_scaletg(handlers: int) -> Feed:
    bot = scaletg.Bot(TOKEN, secret_token=SECRET)

    def add(text: str) -> None:
        @bot.app(f"/{text}", name=text)
        def handler(message: Any) -> str:
            answered.append(message.text)
            return text

    for number in range(handlers):
        add(f"command{number}")

    def feed(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            bot.handle(body, HEADERS)

    return feed


def with_aiogram(handlers: int) -> Feed:
    from aiogram import Bot, Dispatcher, types
    from aiogram.filters import Command
    from aiogram.methods import SendMessage

    dispatcher, bot, loop = Dispatcher(), Bot(TOKEN), asyncio.new_event_loop()

    def add(text: str) -> None:
        @dispatcher.message(Command(text))
        async def handler(message: types.Message) -> SendMessage:
            answered.append(message.text or "")
            return message.answer(text)

    for number in range(handlers):
        add(f"command{number}")

    async def feed(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            await dispatcher.feed_webhook_update(bot, json.loads(body))

    return lambda bodies: loop.run_until_complete(feed(bodies))


def with_ptb(handlers: int) -> Feed:
    from telegram import Update, User
    from telegram.ext import Application, CommandHandler

    application, loop = Application.builder().token(TOKEN).updater(None).build(), asyncio.new_event_loop()
    application.bot._bot_user = User(1, "bench", True, username="bench_bot")  # what getMe would have told
    application._initialized = True

    def add(text: str) -> None:
        async def handler(update: Any, context: Any) -> None:
            answered.append(update.message.text)

        application.add_handler(CommandHandler(text, handler))

    for number in range(handlers):
        add(f"command{number}")

    async def feed(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            await application.process_update(Update.de_json(json.loads(body), application.bot))

    return lambda bodies: loop.run_until_complete(feed(bodies))


def with_telebot(handlers: int) -> Feed:
    import telebot

    bot = telebot.TeleBot(TOKEN, threaded=False)
    bot._user = telebot.types.User(1, True, "bench", username="bench_bot")

    def add(text: str) -> None:
        @bot.message_handler(commands=[text])
        def handler(message: Any) -> None:
            answered.append(message.text)

    for number in range(handlers):
        add(f"command{number}")

    def feed(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            bot.process_new_updates([telebot.types.Update.de_json(body.decode())])

    return feed


class Peer(NamedTuple):
    """Another framework: what it imports, how to make it, and how much longer it has to take for each of HANDLERS."""

    module: str
    make: Callable[[int], Feed]
    limits: tuple[float, float]


PEERS = {
    "pyTelegramBotAPI": Peer("telebot", with_telebot, (2.8, 40.0)),
    "python-telegram-bot": Peer("telegram.ext", with_ptb, (13.0, 60.0)),
    "aiogram": Peer("aiogram", with_aiogram, (13.0, 400.0)),
}


def measure(quick: bool) -> Iterator[Figure]:
    logging.disable()
    peers = {name: peer for name, peer in PEERS.items() if importlib.util.find_spec(peer.module.partition(".")[0])}
    if not peers:
        raise Missing(f"none of them is installed: pip install {' '.join(PEERS)}")
    for place, handlers in enumerate(HANDLERS):
        yield from update_figures(peers, handlers, place, 2 if quick else 7)
    yield from start_figures(peers)


def update_figures(peers: dict[str, Peer], handlers: int, place: int, rounds: int) -> Iterator[Figure]:
    text = f"/command{handlers // 2}"
    ours = checked(with_scaletg(handlers), text)

    def make(count: int) -> list[list[bytes]]:
        return [[body_of(message_update(text)) for _ in range(BATCH)] for _ in range(count)]

    cases = {name: Case(make, checked(peer.make(handlers), text), ours, batch=1) for name, peer in peers.items()}
    for name, (ratio, theirs, mine) in compare(cases, rounds).items():
        title = f"{title_of(name)}, {handlers:,} handler{'s' if handlers > 1 else ''}"
        limit = peers[name].limits[place]
        yield Figure(title, ratio, limit=limit, is_least=True, cost=mine / BATCH, floor=theirs / BATCH)


def checked(feed: Feed, text: str) -> Feed:
    """Return a function that also sees that every update came to its handler."""

    def feed_and_check(bodies: Sequence[bytes]) -> None:
        answered.clear()
        feed(bodies)
        if answered != [text] * len(bodies):
            raise SystemExit(f"Not every update came to its handler: {len(answered)} of {len(bodies)}")

    return feed_and_check


def title_of(name: str) -> str:
    return f"{name} {version(name)}"


def start_figures(peers: dict[str, Peer]) -> Iterator[Figure]:
    lines = {"ScaleTG": "import scaletg", **{name: f"import {peer.module}" for name, peer in peers.items()}}
    for what, unit, make in (("import", "ms", timed), ("memory of the import", "MiB", weighed)):
        found = alternate({name: make(line) for name, line in lines.items()}, processes=1)
        ours = statistics.median(found.pop("ScaleTG"))
        for name, values in found.items():
            theirs = statistics.median(values)
            yield Figure(f"{title_of(name)}, {what}", theirs / ours, cost=ours, floor=theirs, unit=unit)
