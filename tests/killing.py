"""Workers that get updates as from Telegram, and are killed in the middle; what is not answered is delivered again."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import random
import signal
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

spawn = multiprocessing.get_context("spawn")
SILENCE = 60.0  # seconds without an answer: something hangs


class Workers:
    """*number* processes that run *serve(pipe, *arguments)*, each replaced when it is killed.

    An update goes to any of them. It is delivered again if the worker died before it answered, or asked for that.
    """

    def __init__(self, number: int, serve: Callable[..., None], *arguments: Any) -> None:
        self._serve, self._arguments = serve, arguments
        self._waiting: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._processes: dict[int, Any] = {}
        self._answered = threading.Condition()
        #: update_id -> the answer that arrived.
        self.answers: dict[int, Any] = {}
        #: How many workers were killed, and how many of them had an update in hand.
        self.killed = self.interrupted = 0
        self.failure: BaseException | None = None
        self._threads = [threading.Thread(target=self._drive, args=(slot,)) for slot in range(number)]
        for thread in self._threads:
            thread.start()

    def deliver(self, updates: Iterable[dict[str, Any]]) -> None:
        for update in updates:
            self._waiting.put(update)

    def answer(self, update: dict[str, Any]) -> Any:
        """Deliver an update and wait for its answer."""
        self.deliver([update])
        return self.wait_for([update["update_id"]])[0]

    def wait_for(self, ids: list[int], seconds: float = SILENCE) -> list[Any]:
        with self._answered:
            done = self._answered.wait_for(lambda: self.failure or all(one in self.answers for one in ids), seconds)
            assert self.failure is None, self.failure
            assert done, f"no answer to {[one for one in ids if one not in self.answers][:10]}"
            return [self.answers[one] for one in ids]

    def kill_one(self) -> None:
        """Kill a worker at random, as the system does when it has no memory left."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(random.choice(list(self._processes.values())).pid, signal.SIGKILL)
            self.killed += 1

    def kill_every(self, seconds: float, stop: threading.Event) -> threading.Thread:
        """Kill one worker every so many seconds, until *stop* is set."""

        def run() -> None:
            while not stop.wait(seconds):
                self.kill_one()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def close(self) -> None:
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(SILENCE)
        for process in self._processes.values():
            process.kill()
            process.join(SILENCE)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _drive(self, slot: int) -> None:
        try:
            pipe = self._start(slot)
            while (update := self._waiting.get()) is not None:
                try:
                    pipe.send(update)
                    retry_after, answer = pipe.recv()
                except (EOFError, OSError):
                    self.interrupted += 1
                    self._waiting.put(update)
                    pipe = self._start(slot)
                    continue
                if retry_after is not None:
                    time.sleep(min(retry_after, 0.1))
                    self._waiting.put(update)
                    continue
                with self._answered:
                    self.answers[update["update_id"]] = answer
                    self._answered.notify_all()
            with contextlib.suppress(OSError):
                pipe.send(None)
        except BaseException as error:
            with self._answered:
                self.failure = error
                self._answered.notify_all()

    def _start(self, slot: int) -> Any:
        """Start a worker, again and again if it is killed before it is ready, and return the pipe to it."""
        while True:
            if slot in self._processes:
                self._processes[slot].join(SILENCE)
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=self._serve, args=(theirs, *self._arguments), daemon=True)
            process.start()
            theirs.close()
            self._processes[slot] = process
            with contextlib.suppress(EOFError, OSError):
                ours.recv()
                return ours
