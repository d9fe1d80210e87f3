"""Run a worker in this process, or several in processes of their own, which are replaced when they end."""

from __future__ import annotations

import contextlib
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import scaletg
from scaletg_contrib.queues.contract import Engine
from scaletg_contrib.queues.errors import QueueError
from scaletg_contrib.queues.plugin import FindBot, Queue, queue_of
from scaletg_contrib.queues.showing import Rates, show_line

__all__ = ["run_worker"]

LINE_SECONDS, LOG_SECONDS = 1.0, 60.0  # between two lines of the status: in a terminal, and in a log
LEAST_SECONDS = 5.0  # a process that lives shorter is replaced after a pause
LONGEST_PAUSE = 30.0
TICK = 0.1

log = logging.getLogger("scaletg.queues")


def run_worker(
    bots: Sequence[scaletg.Bot],
    target: str | None,
    threads: int,
    processes: int,
    *,
    find_bot: FindBot | None = None,
    is_supervised: bool = False,
) -> int:
    """Process the updates of bots until Ctrl-C or SIGTERM, and return the exit code.

    *find_bot* returns bots whose tokens are looked up. *target* is how the command line names them, for further
    processes. *is_supervised*: the process ends when its standard input ends, because whoever has started it is dead.
    """
    queue = _queue_of_all(bots)
    stop = threading.Event()
    if is_supervised:
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()
    else:
        threading.Thread(target=_show, args=(queue.engine, stop), daemon=True).start()
    with _signals(stop):
        if processes > 1:
            words = [] if target is None else [target]
            command = [sys.executable, "-m", "scaletg", "worker", *words, "--threads", str(threads), "--supervised"]
            return _Processes(command, processes, stop).run(max(bot.stop_seconds for bot in bots))
        return _work(queue, bots, threads, stop, find_bot)


def _queue_of_all(bots: Sequence[scaletg.Bot]) -> Queue:
    """Return the queue of the bots, which is that of the first; the others must have the same."""
    queue = queue_of(bots[0])
    for bot in bots:
        if queue_of(bot).engine.url != queue.engine.url:
            raise scaletg.ConfigError(f"{bot!r} and {bots[0]!r} have different queues: start a worker for each")
    return queue


def _work(
    queue: Queue, bots: Sequence[scaletg.Bot], threads: int, stop: threading.Event, find_bot: FindBot | None
) -> int:
    for bot in bots:
        bot.start()
    queue.start_for(bots, threads, find_bot)
    log.info("%r: a worker for %s with %d threads; Ctrl-C ends it", queue, ", ".join(map(repr, bots)), threads)
    while not stop.wait(TICK):
        if not queue.is_working:
            log.critical("the worker has ended by itself")
            return 1
    for bot in bots:
        bot.close()
    log.info("the worker has ended")
    return 0


@contextlib.contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM ask for the end; a second Ctrl-C ends at once."""

    def end(number: int, frame: Any) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_end_of_input(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(1):
        pass
    stop.set()


def _show(engine: Engine, stop: threading.Event) -> None:
    """Show how the queue stands: in one line of a terminal that changes, or from time to time in the log."""
    is_terminal = sys.stderr.isatty()
    rates = Rates()
    while not stop.wait(LINE_SECONDS if is_terminal else LOG_SECONDS):
        try:
            status = engine.status()
        except QueueError as error:
            log.warning("%s", error)
            continue
        line = show_line(status, rates.of(status))
        if is_terminal:
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        else:
            log.info("%s", line)
    if is_terminal:
        print(file=sys.stderr)


class _Child:
    """One of several processes."""

    def __init__(self, command: list[str]) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)

    def has_ended(self) -> bool:
        return self.process.poll() is not None


class _Processes:
    """Several workers in processes of their own: one that ends is replaced."""

    def __init__(self, command: list[str], number: int, stop: threading.Event) -> None:
        self._start: Callable[[], _Child] = lambda: _Child(command)
        self._number, self._stop = number, stop
        self._pause = 0.0

    def run(self, stop_seconds: float) -> int:
        """Keep them running until the end; return 1 if one had to be killed then."""
        children = [self._start() for _ in range(self._number)]
        try:
            while not self._stop.wait(TICK):
                for place, child in enumerate(children):
                    if child.has_ended() and not self._stop.is_set():
                        children[place] = self._replace(child)
            for child in children:
                child.process.terminate()
            return self._wait_for(children, stop_seconds + LEAST_SECONDS)
        finally:
            for child in children:
                child.process.kill()
                child.process.wait()
                assert child.process.stdin is not None
                child.process.stdin.close()

    def _replace(self, child: _Child) -> _Child:
        lived = time.monotonic() - child.started
        log.error("a worker process has ended with the code %s, and is replaced", child.process.returncode)
        if lived >= LEAST_SECONDS:
            self._pause = 0.0
        self._stop.wait(self._pause)
        if lived < LEAST_SECONDS:
            self._pause = min(LONGEST_PAUSE, 2 * self._pause or TICK)
        return self._start()

    def _wait_for(self, children: list[_Child], seconds: float) -> int:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if all(child.has_ended() for child in children):
                return 0
            time.sleep(TICK)
        log.warning("worker processes have not ended within %g s, and are killed", seconds)
        return 1
