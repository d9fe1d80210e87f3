"""Measure a message on its way to its handler, in ScaleTG and in other frameworks, in one run.

    python benchmarks/peers.py

A framework gets the bytes of an update with a command, finds the handler among those of as many commands, and calls it;
none sends anything. ScaleTG does more than that: it checks the secret, remembers the update and writes the reply.
The others (pip install python-telegram-bot aiogram pyTelegramBotAPI) are used as their documentation shows, without
threads of their own. CPU time, the median of interleaved rounds; import and memory are those of fresh processes.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from core import HEADERS, SECRET, message_body, run_fresh, weigh

import scaletg

APPS, ROUNDS, BATCH, PROCESSES = (1, 100, 1000), 21, 100, 9
TOKEN = "123456:AAExampleOfATokenThatNobodyHasGiven"

Work = Callable[[Sequence[bytes]], None]
answered: list[str] = []  # by the handlers, so that it is seen that they ran


def with_scaletg(apps: int) -> Work:
    bot = scaletg.Bot(TOKEN, secret_token=SECRET)

    def add(text: str) -> None:
        @bot.app(f"/{text}", name=text)
        def handler(message: Any) -> str:
            answered.append(message.text)
            return text

    for number in range(apps):
        add(f"command{number}")

    def work(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            bot.handle(body, HEADERS)

    return work


def with_aiogram(apps: int) -> Work:
    from aiogram import Bot, Dispatcher, types
    from aiogram.filters import Command
    from aiogram.methods import SendMessage

    dispatcher, bot, loop = Dispatcher(), Bot(TOKEN), asyncio.new_event_loop()

    def add(text: str) -> None:
        @dispatcher.message(Command(text))
        async def handler(message: types.Message) -> SendMessage:
            answered.append(message.text or "")
            return message.answer(text)

    for number in range(apps):
        add(f"command{number}")

    async def feed(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            await dispatcher.feed_webhook_update(bot, json.loads(body))

    return lambda bodies: loop.run_until_complete(feed(bodies))


def with_ptb(apps: int) -> Work:
    from telegram import Update, User
    from telegram.ext import Application, CommandHandler

    application, loop = Application.builder().token(TOKEN).updater(None).build(), asyncio.new_event_loop()
    application.bot._bot_user = User(1, "bench", True, username="bench_bot")  # what getMe would have told
    application._initialized = True

    def add(text: str) -> None:
        async def handler(update: Any, context: Any) -> None:
            answered.append(update.message.text)

        application.add_handler(CommandHandler(text, handler))

    for number in range(apps):
        add(f"command{number}")

    async def feed(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            await application.process_update(Update.de_json(json.loads(body), application.bot))

    return lambda bodies: loop.run_until_complete(feed(bodies))


def with_telebot(apps: int) -> Work:
    import telebot

    bot = telebot.TeleBot(TOKEN, threaded=False)
    bot._user = telebot.types.User(1, True, "bench", username="bench_bot")

    def add(text: str) -> None:
        @bot.message_handler(commands=[text])
        def handler(message: Any) -> None:
            answered.append(message.text)

    for number in range(apps):
        add(f"command{number}")

    def work(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            bot.process_new_updates([telebot.types.Update.de_json(body.decode())])

    return work


# name: how to make it, and what a bot imports
FRAMEWORKS: dict[str, tuple[Callable[[int], Work], str]] = {
    "ScaleTG": (with_scaletg, "import scaletg"),
    "aiogram": (with_aiogram, "import aiogram"),
    "python-telegram-bot": (with_ptb, "import telegram.ext"),
    "pyTelegramBotAPI": (with_telebot, "import telebot"),
}


def microseconds(work: Work, text: str) -> float:
    bodies = [message_body(text) for _ in range(BATCH)]
    answered.clear()
    started = time.process_time()
    work(bodies)
    spent = time.process_time() - started
    if answered != [text] * BATCH:
        raise SystemExit(f"Not every update came to its handler: {len(answered)} of {BATCH}")
    return spent / BATCH * 1e6


def show(title: str, costs: dict[str, float], unit: str) -> None:
    least = costs["ScaleTG"]
    for name, cost in costs.items():
        print(f"  {title:<24}{name:<22}{cost:10.1f} {unit}{cost / least:8.1f} x", flush=True)


def main() -> None:
    """Print a table for each number of commands, and what an import takes."""
    logging.disable()
    names = [name for name, (_, line) in FRAMEWORKS.items() if importlib.util.find_spec(line.split()[1].split(".")[0])]
    for apps in APPS:
        works = {name: FRAMEWORKS[name][0](apps) for name in names}
        text = f"/command{apps // 2}"
        rounds: dict[str, list[float]] = {name: [] for name in names}
        for number in range(-2, ROUNDS):
            for name, work in works.items():
                cost = microseconds(work, text)
                if number >= 0:
                    rounds[name].append(cost)
        show(f"1 of {apps:,} commands", {name: statistics.median(costs) for name, costs in rounds.items()}, "us ")
    timed = "import time; started = time.process_time(); {}; print(time.process_time() - started)"
    imports: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(PROCESSES):
        for name in names:
            imports[name].append(run_fresh(timed.format(FRAMEWORKS[name][1]))[0] * 1e3)
    show("import", {name: min(costs) for name, costs in imports.items()}, "ms ")
    show("memory of the import", {name: weigh("", FRAMEWORKS[name][1], 3) for name in names}, "MiB")


if __name__ == "__main__":
    main()
