"""The engines of queues that the tests go through, and workers in processes of their own."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from backends import spawn, unique

from scaletg_contrib.queues import Again, Dead, Delivery, Done, Engine, Entry, Verdict, open_queue

#: The kinds of engine; `engine_url` says where one of each is.
ENGINE_KINDS = ["sqlite", "postgresql", "nats"]
PATIENCE = 60.0  # seconds after which something hangs


def engine_url(kind: str, request: pytest.FixtureRequest) -> str:
    """Return the URL of a queue of its own; a server is started at its first use."""
    if kind == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path')}/{unique()}.db"
    url = f"{request.getfixturevalue(f'{kind}_service').url}?name={unique()}"
    if kind == "nats":
        return f"{url}&partitions=64&sync=unchecked"
    return url


def wait_for(condition: Callable[[], Any], what: str = "the condition") -> Any:
    """Wait until *condition* returns something true, and return that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f"{what} did not come")


def entry(update_id: int, key: int = 1, bot: int = 7, body: bytes | None = None) -> Entry:
    return Entry(bot, update_id, key, body or b'{"update_id":%d}' % update_id)


class Worker:
    """A worker in this process: what it was given, and what it is to say."""

    def __init__(self, engine: Engine, threads: int = 4, bots: set[int] | None = None) -> None:
        self.given: list[Delivery] = []
        self.verdict: Callable[[Delivery], Verdict] = lambda delivery: Done()
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=engine.work, args=(self.handle,), kwargs={"threads": threads, "stop": self._stop, "bots": bots}
        )

    def handle(self, delivery: Delivery) -> Verdict:
        delivery.begin()
        self.given.append(delivery)
        return self.verdict(delivery)

    @property
    def ids(self) -> list[int]:
        return [delivery.entry.update_id for delivery in self.given]

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        self._stop.set()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the worker has not ended"

    def __enter__(self) -> Worker:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


# Workers in processes of their own, which may be killed


def note(path: str, *words: Any) -> None:
    """Add a line to a file that survives a kill, with the time that all processes share."""
    line = " ".join(map(str, (time.monotonic_ns(), os.getpid(), *words)))
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, line.encode() + b"\n")
    os.close(file)


def notes(path: Path) -> list[list[str]]:
    with contextlib.suppress(FileNotFoundError):
        return [line.split() for line in path.read_text().splitlines()]
    return []


def work_in_process(url: str, path: str, seconds: float, poison: int | None = None, deaths: int = 1000) -> None:
    """Be a worker until somebody kills it; the update *poison* kills it, unless it has killed so many."""

    def handle(delivery: Delivery) -> Verdict:
        delivery.begin()
        update_id = delivery.entry.update_id
        note(path, "begin", delivery.entry.key, update_id, delivery.deaths)
        if update_id == poison:
            if delivery.deaths >= deaths:
                return Dead("it kills")
            os.kill(os.getpid(), 9)
        time.sleep(seconds)
        note(path, "end", delivery.entry.key, update_id, delivery.deaths)
        return Done()

    open_queue(url).work(handle, threads=4, stop=threading.Event())


def come_again_in_process(url: str, path: str, times: int) -> None:
    """Be a worker that has each update come again at once so many times, and then is killed by it."""
    begun: Counter[int] = Counter()

    def handle(delivery: Delivery) -> Verdict:
        delivery.begin()
        update_id = delivery.entry.update_id
        begun[update_id] += 1
        note(path, "begin", delivery.entry.key, update_id, delivery.deaths)
        if begun[update_id] > times:
            os.kill(os.getpid(), 9)
        return Again(0.01)

    open_queue(url).work(handle, threads=4, stop=threading.Event())


@contextlib.contextmanager
def process(target: Callable[..., Any], *arguments: Any) -> Iterator[Any]:
    """Run a function in a process until the end of the block."""
    running = spawn.Process(target=target, args=arguments, daemon=True)
    running.start()
    try:
        yield running
    finally:
        running.kill()
        running.join(PATIENCE)


__all__ = [
    "ENGINE_KINDS", "Again", "Dead", "Delivery", "Done", "Entry", "Worker", "come_again_in_process", "engine_url",
    "entry", "note", "notes", "process", "wait_for", "work_in_process",
]  # fmt: skip
