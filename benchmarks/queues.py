"""What a queue takes in and gives out, by engine, beside the engine's own client without ScaleTG.

The bare clients keep no order per chat, count no failures and know no duplicates: see benchmarks/queues_bare.py. Each
ratio is the median of rounds in which both take turns. Workers are processes with 16 threads; they begin together.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from benchmarks.harness import ROOT, Figure
from benchmarks.queues_bare import BARE

sys.path[:0] = [str(ROOT), *(str(ROOT / folder) for folder in ("contrib", "tests", "tests/contrib"))]

from servers import Missing as MissingServer  # noqa: E402
from servers import nats_server, postgresql_server  # noqa: E402

import scaletg  # noqa: E402
from scaletg_contrib.queues import Delivery, Done, Engine, Entry, UpdateHandler, Verdict, open_queue  # noqa: E402

KINDS = ["SQLite", "PostgreSQL", "NATS"]
BOT, TOKEN = 7, "7:AAhdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CHATS, THREADS, ROUNDS, SLOW_CHAT, SLOW_SECONDS = 1_000, 16, 3, 5, 1.0
spawn = multiprocessing.get_context("spawn")


def measure(quick: bool) -> Iterator[Figure]:
    logging.disable(logging.CRITICAL)
    count = 100 if quick else 1_000
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder, contextlib.suppress(MissingServer), serve(kind, folder) as urls:
            yield from figures(kind, Place(*urls), count, quick)


class Place(NamedTuple):
    """Where a queue, a store and a bare client have their data."""

    queue: str
    store: str
    bare: str


@contextlib.contextmanager
def serve(kind: str, folder: str) -> Iterator[tuple[str, str, str]]:
    if kind == "SQLite":
        yield f"sqlite:///{folder}/queue.db", f"sqlite:///{folder}/bot.db", f"{folder}/bare.db"
    elif kind == "PostgreSQL":
        with postgresql_server() as server:
            yield server.url, server.url, server.url
    else:
        with nats_server() as server:
            yield f"{server.url}?sync=unchecked&partitions=64", server.url, server.url


def figures(kind: str, place: Place, count: int, quick: bool) -> Iterator[Figure]:
    engine, numbers = open_queue(place.queue), Numbers()
    bare = BARE[kind](place.bare, THREADS)
    give_out(place, engine, numbers, 10, workers=1)  # what is made once
    taking: list[tuple[float, float]] = []
    giving: list[tuple[float, float]] = []
    for _ in range(1 if quick else ROUNDS):
        taking.append((take_in(engine, numbers.next(count)), bare.take_in(count)))
        giving.append((drain(place, engine, 1, "nothing"), bare.give_out(count)))
    bare.close()
    yield ratio(f"{kind}: take in, {THREADS} threads", taking)
    yield ratio(f"{kind}: give out, one worker", giving)
    for app in ("nothing", "5 ms", "no reply", "a reply"):
        for workers in (1, 2, 4) if app in ("nothing", "5 ms") and not quick else (1,):
            rate = give_out(place, engine, numbers, count, workers=workers, app=app)
            yield Figure(f"{kind}: {app}, {workers} worker{'s' if workers > 1 else ''}", rate, "updates/s")
    yield from latencies(kind, engine, numbers, 100 if quick else 800)
    engine.close()


class Numbers:
    """The ids of updates, of which none comes twice."""

    def __init__(self) -> None:
        self._first = 1

    def next(self, count: int) -> range:
        self._first += count
        return range(self._first - count, self._first)


def ratio(name: str, rounds: list[tuple[float, float]]) -> Figure:
    """Return how much longer an update takes than with the bare client; both sides are updates a second."""
    ours, bare = (statistics.median(side) for side in zip(*rounds, strict=True))
    value = statistics.median(other / own for own, other in rounds)
    return Figure(name, value, cost=1e6 / ours, floor=1e6 / bare)


def entry(number: int) -> Entry:
    chat = {"id": number % CHATS + 1, "type": "private", "first_name": "Ada"}
    person = {"id": chat["id"], "is_bot": False, "first_name": "Ada"}
    message = {"message_id": number, "date": 1_700_000_000, "chat": chat, "from": person, "text": "x" * 300}
    return Entry(BOT, number, number % CHATS + 1, json.dumps({"update_id": number, "message": message}).encode())


def take_in(engine: Engine, numbers: range) -> float:
    """Return how many updates a second are taken in."""
    entries = [entry(number) for number in numbers]
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(engine.enqueue, entries))
    return len(entries) / (time.perf_counter() - started)


def give_out(
    place: Place, engine: Engine, numbers: Numbers, count: int, *, workers: int, app: str = "nothing"
) -> float:
    take_in(engine, numbers.next(count))
    return drain(place, engine, workers, app)


def drain(place: Place, engine: Engine, workers: int, app: str) -> float:
    """Return how many updates a second come out, from the first that is begun to the last that has ended."""
    begin, stop = spawn.Barrier(workers + 1), spawn.Event()
    with spawn.Pool(workers, initializer=set_events, initargs=(begin, stop)) as pool:
        results = pool.starmap_async(work, [(place, app)] * workers, chunksize=1)
        begin.wait()
        while engine.status().depth:
            time.sleep(0.1)
        stop.set()
        spans = [span for span in results.get() if span[2]]
    seconds = max(last for _, last, _ in spans) - min(first for first, _, _ in spans)
    return sum(count for _, _, count in spans) / seconds


_events: list[Any] = []


def set_events(*events: Any) -> None:
    _events[:] = events


def work(place: Place, app: str) -> tuple[float, float, int]:
    """Be a worker until the end; return when the first update began, when the last ended, and how many there were."""
    logging.disable(logging.CRITICAL)
    begin, stop = _events
    engine, app_of = open_queue(place.queue), APPS[app](place.store)
    begun: list[float] = []
    ended: list[float] = []

    def handle(delivery: Delivery) -> Verdict:
        begun.append(time.monotonic())
        delivery.begin()
        verdict = app_of(delivery)
        ended.append(time.monotonic())
        return verdict

    begin.wait()
    engine.work(handle, threads=THREADS, stop=stop)
    engine.close()
    return (min(begun), max(ended), len(ended)) if ended else (0.0, 0.0, 0)


def do_nothing(store: str, seconds: float = 0.0) -> Callable[[Delivery], Verdict]:
    def handle(delivery: Delivery) -> Verdict:
        if seconds:
            time.sleep(seconds)
        return Done()

    return handle


class Answers:
    """Telegram, which answers at once."""

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
        chat = {"id": parameters["chat_id"], "type": "private"}
        return {"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat, "text": parameters["text"]}}


def run_bot(store: str, reply: str) -> Callable[[Delivery], Verdict]:
    """Return what processes updates by a bot that remembers them in a store."""
    bot = scaletg.Bot(TOKEN, username="test_bot", store=store)
    bot.api.transport = Answers()
    bot.app(lambda message: reply)
    return UpdateHandler(lambda bot_id: bot).handle


APPS: dict[str, Callable[[str], Callable[[Delivery], Verdict]]] = {
    "nothing": do_nothing,
    "5 ms": functools.partial(do_nothing, seconds=0.005),
    "no reply": functools.partial(run_bot, reply=""),
    "a reply": functools.partial(run_bot, reply="yes"),
}


def latencies(kind: str, engine: Engine, numbers: Numbers, count: int) -> Iterator[Figure]:
    """Measure the time from taking in to the app at 100 updates a second, also while the app of one chat is slow."""
    for name, slow in (("100/s", 0), (f"100/s, one chat takes {SLOW_SECONDS:g} s", SLOW_CHAT)):
        waited = sorted(wait_of_each(engine, numbers.next(count), slow))
        of_most = statistics.quantiles(waited, n=100)[98]
        yield Figure(f"{kind}: {name}, median wait", statistics.median(waited) * 1e3, "ms")
        yield Figure(f"{kind}: {name}, 99 % wait", of_most * 1e3, "ms")
        if slow:
            late = sum(seconds > 0.3 for seconds in waited)
            yield Figure(f"{kind}: other chats later than 0.3 s beside it", 100 * late / len(waited), "%")


def wait_of_each(engine: Engine, numbers: range, slow: int) -> list[float]:
    """Return how long the updates waited, without those of the slow chat."""
    taken: dict[int, float] = {}
    begun: dict[int, float] = {}
    stop = threading.Event()

    def handle(delivery: Delivery) -> Verdict:
        begun[delivery.entry.update_id] = time.monotonic()
        if delivery.entry.key == slow:
            time.sleep(SLOW_SECONDS)
        return Done()

    worker = threading.Thread(target=engine.work, args=(handle,), kwargs={"threads": THREADS, "stop": stop})
    worker.start()
    time.sleep(1.5)  # until those who take in know it
    for place, number in enumerate(numbers):
        key = slow if slow and place % 100 == 0 else 100 + place % CHATS
        taken[number] = time.monotonic()
        engine.enqueue(entry(number)._replace(key=key))
        time.sleep(0.01)
    while len(begun) < len(numbers):
        time.sleep(0.05)
    stop.set()
    worker.join()
    ordinary = [number for place, number in enumerate(numbers) if not slow or place % 100]
    return [begun[number] - taken[number] for number in ordinary]
