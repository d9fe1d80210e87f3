"""What grows with the size of an update, with apps, modules, updates remembered and parked updates, and what does not.

The value is what one unit costs when there are many, divided by what it costs when there are few.
"""

from __future__ import annotations

import itertools
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import scaletg
from benchmarks.bots import (
    HEADERS,
    SECRET,
    TOKEN,
    bodies_of,
    body_of,
    floor_of,
    make_body,
    message_update,
    typed_bot,
)
from benchmarks.harness import Case, Figure, compare, run_quietly, spent

SIZES = (1024, 64 * 1024, 1024 * 1024)  # the last is the most that the webhook takes
SIZE_LIMIT = 1.5


def measure(quick: bool) -> Iterator[Figure]:
    rounds = 1 if quick else 9
    apps = 1_000 if quick else 10_000
    yield from size_figures(rounds)
    yield plain_app_figure(apps, rounds)
    yield registration_figure(apps, min(rounds, 3))
    yield module_figure(rounds)
    yield remembered_figure("memory", scaletg.SeenUpdates(limit=10**9), 2_000 if quick else 200_000, rounds)
    with tempfile.TemporaryDirectory() as folder:
        from scaletg_contrib.stores import SeenUpdates, open_store

        seen = SeenUpdates(open_store(f"sqlite:///{folder}/bot.db"))
        yield remembered_figure("SQLite", seen, 500 if quick else 20_000, rounds)
    yield parked_figure(100 if quick else 200, 300 if quick else 2_000)


# The size of an update


def size_figures(rounds: int) -> Iterator[Figure]:
    handle, floor = typed_bot(1).handle, floor_of("message", 1, reads=True)
    cases = {}
    for size in SIZES:
        batch = max(2, min(200, 2_000_000 // size))
        cases[size] = Case(bodies_of_size(size), lambda body: handle(body, HEADERS), floor, batch=batch)
    for size, (ratio, cost, base) in compare(cases, rounds).items():
        name = f"an update of {size // 1024:,} KiB : floor"
        yield Figure(name, ratio, limit=SIZE_LIMIT, cost=cost, floor=base)


def bodies_of_size(size: int) -> Callable[[int], list[bytes]]:
    """Return what makes bodies of just below *size* bytes: messages with many entities."""
    entity = {"offset": 0, "length": 8, "type": "text_link", "url": "https://example.com/"}
    update = message_update("/command0")
    room = size - len(body_of(update)) - 1
    update["message"]["entities"] += [entity] * (room // len(body_of(entity) + b","))

    def make(count: int) -> list[bytes]:
        return [body_of({**update, "update_id": message_update("/")["update_id"]}) for _ in range(count)]

    return make


# Apps and modules


def plain_app_figure(apps: int, rounds: int) -> Figure:
    """Compare an app without a rule that is one of many with one of 100."""
    few, many = plain_bot(100).handle, plain_bot(apps).handle
    make, times = bodies_of("message", 1), apps // 100
    case = Case(
        make,
        lambda body: many(body, HEADERS),
        lambda bodies: [few(body, HEADERS) for body in bodies],
        lambda count: [make(times) for _ in range(count)],
        batch=2,
    )
    ratio, cost, floor = compare({"": case}, rounds)[""]
    return Figure(f"a plain app of {apps:,} : of 100", ratio, limit=1.3, cost=cost / apps, floor=floor / apps)


def plain_bot(apps: int) -> scaletg.Bot:
    bot = scaletg.Bot(TOKEN, secret_token=SECRET)

    def app(message: Any) -> None:
        return None

    for number in range(apps):
        bot.app(name=f"app{number}")(app)
    return bot


def registration_figure(apps: int, rounds: int) -> Figure:
    """Compare what it takes to set up a rule that is one of many, up to the first update, with one of 100."""

    def set_up(rules: int) -> None:
        typed_bot(rules // 2).handle(make_body("message", rules // 2), HEADERS)

    def set_up_many_times(times: int) -> None:
        for _ in range(times):
            set_up(100)

    case = Case(lambda count: [apps] * count, set_up, set_up_many_times, lambda count: [apps // 100] * count, batch=1)
    ratio, cost, floor = compare({"": case}, rounds)[""]
    return Figure(f"setting up a rule of {apps:,} : of 100", ratio, limit=2.0, cost=cost / apps, floor=floor / apps)


def module_figure(rounds: int) -> Figure:
    """Compare a module of 100 that an app names with a module of 10."""
    costs = {}
    for modules in (0, 10, 100):
        handle = bot_with_modules(modules).handle
        make = bodies_of("message", 1)
        costs[modules] = min(spent(lambda body: handle(body, HEADERS), make(220)) for _ in range(rounds))  # noqa: B023
    few, many = (costs[10] - costs[0]) / 10, (costs[100] - costs[0]) / 100
    return Figure("a module of 100 : of 10", many / few, limit=1.3, cost=many * 1e6, floor=few * 1e6)


def bot_with_modules(modules: int) -> scaletg.Bot:
    """Return a bot with an app that names so many modules."""
    bot = scaletg.Bot(TOKEN, secret_token=SECRET)
    names = [f"module{number}" for number in range(modules)]
    for name in names:
        bot.module(name)(lambda update: "given")
    space: dict[str, Any] = {}
    exec(f"def app({', '.join(['message', *names])}):\n    return 'Hello'", space)  # the names are the declaration
    bot.app("/command0")(space["app"])
    return bot


# What is remembered and what is parked


def remembered_figure(place: str, seen: Any, many: int, rounds: int) -> Figure:
    """Compare an update when there are many remembered with one when there are few."""
    bot = typed_bot(1)
    bot.seen = seen
    make = bodies_of("message", 1)

    def handle(body: bytes) -> None:
        bot.handle(body, HEADERS)

    few = min(spent(handle, make(110)) for _ in range(rounds))
    for _ in range(many // 100):
        for body in make(100):
            handle(body)
    later = min(spent(handle, make(110)) for _ in range(rounds))
    name = f"an update after {many:,}, seen in {place} : at first"
    return Figure(name, later / few, limit=1.3, cost=later * 1e6, floor=few * 1e6)


def parked_figure(few: int, many: int) -> Figure:
    """Compare what an update costs that is parked: one person writes so many while the first is processed."""
    cost, floor = poll_parked(many), poll_parked(few)
    name = f"a parked update of {many:,} : of {few:,}"
    return Figure(name, cost / floor, limit=1.5, cost=cost * 1e6, floor=floor * 1e6)


def poll_parked(updates: int) -> float:
    """Return the CPU seconds for an update, when all but the first are parked in a store on disk."""
    last = threading.Event()
    with tempfile.TemporaryDirectory() as folder:
        bot = scaletg.Bot(TOKEN, store=f"sqlite:///{folder}/bot.db", username="bench_bot")
        feed = Feed([message_update(f"/command{number}") for number in range(updates)])
        bot.api.transport = feed
        done = itertools.count(1)

        @bot.app
        def app(message: Any) -> str:
            feed.is_empty.wait(300)
            if next(done) == updates:
                last.set()
                bot.stop()
            return ""

        started = time.process_time()
        run_quietly(bot, threads=1)
        seconds = time.process_time() - started
        if not last.is_set():
            raise KeyboardInterrupt  # which ends a bot that polls without a word
    return seconds / updates


class Feed:
    """A transport that has updates, as Telegram's server would give them."""

    def __init__(self, updates: list[dict[str, Any]]) -> None:
        self.updates = updates
        self.is_empty = threading.Event()  # all are confirmed or parked

    def call(self, name: str, parameters: dict[str, Any], files: Any) -> Any:
        if name != "getUpdates":
            return {"ok": True, "result": True}
        offset = parameters.get("offset") or 0
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if len(self.updates) <= 1:
            self.is_empty.set()
            time.sleep(0.01)
        return {"ok": True, "result": self.updates[:100]}

    def download(self, path: str) -> Any:
        raise NotImplementedError

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
