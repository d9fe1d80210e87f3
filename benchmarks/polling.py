"""Long polling from the simulator, which runs in another process: updates a second, and what the bot spends on one.

python -m benchmarks.polling 1000     # a simulator in which so many texts were written: prints its address
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator
from typing import Any

import scaletg
from benchmarks.harness import Figure, python, run_quietly, serve_at, started

PEOPLE = 100
TOKEN = "1000000001:test"


def measure(quick: bool) -> Iterator[Figure]:
    updates = 200 if quick else 2000
    for threads in (1, 8):
        for replies in (False, True):
            seconds, cpu = poll(updates, threads, replies=replies)
            name = f"{threads} thread{'s' if threads > 1 else ''}, {'with' if replies else 'without'} a reply"
            yield Figure(name, updates / seconds, "updates/s", cost=cpu / updates * 1e6)


def poll(updates: int, threads: int, *, replies: bool) -> tuple[float, float]:
    """Return the seconds from the first update to the last one, and the CPU time of the bot's process."""
    with started(*python("-m", "benchmarks.polling", str(updates))) as process:
        assert process.stdout is not None
        bot = scaletg.Bot(TOKEN, base_url=process.stdout.readline().strip(), username="bench_bot")
        counted = itertools.count(1)
        begun: list[float] = []

        @bot.app
        def app(message: Any) -> str:
            number = next(counted)
            if number == 1:
                begun.extend((time.perf_counter(), time.process_time()))
            if number == updates:
                bot.stop()
            return "Hello" if replies else ""

        run_quietly(bot, threads=threads)
        if next(counted) <= updates:
            raise KeyboardInterrupt  # which ends a bot that polls without a word
        return time.perf_counter() - begun[0], time.process_time() - begun[1]


def simulate(updates: int) -> None:
    """Let people write so many texts to a bot that has not asked for them yet, and serve them."""
    from scaletg_contrib.simulator import Simulator

    simulator = Simulator()
    simulator.add_bot(TOKEN, username="bench_bot")
    people = [simulator.add_user(f"Person {number}") for number in range(PEOPLE)]
    for number in range(updates):
        simulator.send(people[number % PEOPLE], f"text {number}")
    serve_at(simulator.serve().url)
    simulator.stop()


if __name__ == "__main__":
    simulate(int(sys.argv[1]))
