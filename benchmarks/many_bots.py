"""What a bot costs whose token is found at run time, with `scaletg.host(bot, tokens=lookup)`."""

from __future__ import annotations

import gc
import itertools
import tracemalloc
from collections.abc import Iterator, Sequence
from typing import Any

import scaletg
from benchmarks.bots import make_body, typed_bot
from benchmarks.harness import Case, Figure, compare
from benchmarks.wsgi import environ_of, request_with

LIMIT = 1.3


def measure(quick: bool) -> Iterator[Figure]:
    count = 100 if quick else 1000
    update(*host_bots(1))  # imports what is needed at first use
    yield from memory_figures(count)
    application, bots = host_bots(count)
    update(application, bots)
    turns = itertools.cycle(bots)

    def make(number: int) -> list[dict[str, Any]]:
        return [environ_for(bot) for bot in itertools.islice(turns, number)]

    def make_floor(number: int) -> list[dict[str, Any]]:
        return [environ_for(bots[0]) for _ in range(number)]

    request = request_with(application)
    case = Case(make, request, request, make_floor)
    ratio, cost, floor = compare({"": case}, 3 if quick else 21)[""]
    yield Figure(f"an update, to {count:,} bots in turn : to one", ratio, limit=LIMIT, cost=cost, floor=floor)


def memory_figures(count: int) -> Iterator[Figure]:
    """Weigh what Python has allocated for so many bots, before their first update and after it."""
    tracemalloc.start()
    before = allocated_kib()
    application, bots = host_bots(count)
    made = allocated_kib()
    update(application, bots)
    used = allocated_kib()
    tracemalloc.stop()
    yield Figure("a bot, memory", (made - before) / count, "KiB")
    yield Figure("a bot after its first update, memory", (used - before) / count, "KiB")


def allocated_kib() -> float:
    gc.collect()
    return tracemalloc.get_traced_memory()[0] / 1024


def host_bots(count: int) -> tuple[Any, list[scaletg.Bot]]:
    """Return a WSGI application, and so many bots of it whose tokens it has looked up."""
    application = scaletg.host(typed_bot(1), tokens=lambda bot_id: f"{bot_id}:AAExampleOfATokenThatNobodyWasGiven")
    return application, [application.bot(10 + number) for number in range(count)]


def update(application: Any, bots: Sequence[scaletg.Bot]) -> None:
    """Let each of the bots process an update."""
    request = request_with(application)
    for bot in bots:
        request(environ_for(bot))


def environ_for(bot: scaletg.Bot) -> dict[str, Any]:
    environ = environ_of(make_body("message", 1), bot.webhook_path)
    environ["HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN"] = bot.secret_token
    return environ
