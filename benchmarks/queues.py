"""What a queue takes in and gives out a second, by engine.

python -m benchmarks.queues                     # SQLite, PostgreSQL and NATS, whose servers it starts
python -m benchmarks.queues sqlite --quick      # to see that it runs, not to be quoted
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.harness import ROOT

os.environ["CI"] = "true"  # a missing server is an error
sys.path[:0] = [str(ROOT), *(str(ROOT / folder) for folder in ("contrib", "tests", "tests/contrib"))]

from faults import serve  # noqa: E402
from scaletg_contrib.queues import Delivery, Done, Engine, Entry, Verdict, open_queue  # noqa: E402

KINDS = ["sqlite", "postgresql", "nats"]
BODY = b'{"update_id": 1, "message": "%s"}' % (b"x" * 400)
CHATS, THREADS = 1_000, 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="*", default=KINDS, help=", ".join(KINDS))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    count = 300 if options.quick else 6_000
    for kind in options.kind:
        with tempfile.TemporaryDirectory() as folder, serve(kind, Path(folder)) as (_, url, _):
            engine = open_queue(url)
            taken = take_in(engine, count)
            print(f"{kind}: taken in {taken:,.0f}/s by {THREADS} threads", flush=True)
            print(f"{kind}: given out {give_out(engine, 0):,.0f}/s, no-op", flush=True)
            take_in(engine, count, first=count)
            print(f"{kind}: given out {give_out(engine, 0.005):,.0f}/s, an app of 5 ms", flush=True)
            middle, most = latencies(engine, count // 4, first=2 * count)
            print(f"{kind}: {middle * 1e3:.1f} ms (median), {most * 1e3:.1f} ms (99 %) at 100/s", flush=True)
            engine.close()


def take_in(engine: Engine, count: int, first: int = 0) -> float:
    """Return how many updates a second are taken in."""
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(first, first + count):
            pool.submit(engine.enqueue, Entry(7, number, number % CHATS, BODY))
    return count / (time.perf_counter() - started)


def give_out(engine: Engine, seconds: float) -> float:
    """Return how many updates a second come out of the queue, from the first to the last."""
    times: list[float] = []

    def handle(delivery: Delivery) -> Verdict:
        times.append(time.perf_counter())
        time.sleep(seconds)
        return Done()

    with Working(engine, handle):
        while engine.status().depth:
            time.sleep(0.2)
    return len(times) / (times[-1] - times[0])


def latencies(engine: Engine, count: int, first: int) -> tuple[float, float]:
    """Return the median and the 99th percentile of the seconds from taking in to the app."""
    begun: dict[int, float] = {}
    taken: dict[int, float] = {}

    def handle(delivery: Delivery) -> Verdict:
        begun[delivery.entry.update_id] = time.perf_counter()
        return Done()

    with Working(engine, handle):
        for number in range(first, first + count):
            taken[number] = time.perf_counter()
            engine.enqueue(Entry(7, number, number % CHATS, BODY))
            time.sleep(0.01)
        while len(begun) < count:
            time.sleep(0.05)
    waited = [begun[number] - at for number, at in taken.items()]
    return statistics.median(waited), statistics.quantiles(waited, n=100)[98]


class Working:
    """A worker in this process, for a block."""

    def __init__(self, engine: Engine, handle: object) -> None:
        self._stop = threading.Event()
        options = {"threads": THREADS, "stop": self._stop}
        self._thread = threading.Thread(target=engine.work, args=(handle,), kwargs=options)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


if __name__ == "__main__":
    main()
