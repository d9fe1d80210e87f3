"""Workers that get updates as from Telegram, and are killed in the middle; what is not answered is delivered again.

Their API calls go to a `CallServer`, so that afterwards every call can be laid to the worker that made it: was it cut
off, which means that Telegram did what it says, and the worker was killed before it had answered the update?
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import queue
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fake_telegram import DROP, Call, FakeTelegram

spawn = multiprocessing.get_context("spawn")
SILENCE = 300.0  # seconds without an answer: something hangs, also on a busy machine
WAY_SECONDS = 0.005  # how long a call is on its way to Telegram, and its answer back


def serve(pipe: Any, make_bot: Callable[..., Any], *arguments: Any) -> None:
    """Be a webhook that somebody may kill: get updates, answer each with the text of the response."""
    bot = make_bot(*arguments)
    bot.secret_token = ""
    pipe.send(os.getpid())
    while (update := pipe.recv()) is not None:
        status, headers, body = bot.handle(json.dumps(update), {"Content-Type": "application/json"})
        if status == 503:
            pipe.send((float(headers["Retry-After"]), None))
        else:
            pipe.send((None, json.loads(body).get("text") if body else None))


class CallServer(FakeTelegram):
    """A Telegram that is a bit away. A worker calls `url` with its process id behind it."""

    #: Calls of which only the head arrived: they did nothing, and are no danger.
    unfinished = 0

    def respond(self, call: Call) -> Any:
        if not call.parameters:
            self.unfinished += 1
            return DROP
        time.sleep(WAY_SECONDS)
        answer = super().respond(call)
        time.sleep(WAY_SECONDS)
        return answer

    def messages(self) -> Counter[tuple[int, str, int]]:
        """Return how often each was sent: chat, text, and the process that sent it."""
        sent = [(call.parameters, call.path) for call in self.of("sendMessage")]
        return Counter((one["chat_id"], one["text"], int(path.split("/")[1])) for one, path in sent)


class Workers:
    """*number* processes that serve the bot *make_bot(*arguments)*, each replaced when it is killed.

    An update goes to any of them. It is delivered again if the worker died before it answered, or asked for that.
    """

    def __init__(self, number: int, make_bot: Callable[..., Any], *arguments: Any) -> None:
        self._arguments = (make_bot, *arguments)
        self._waiting: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._processes: dict[int, Any] = {}
        self._answered = threading.Condition()
        #: update_id -> the answer that arrived.
        self.answers: dict[int, Any] = {}
        #: update_id -> the process that answered.
        self.answered_by: dict[int, int] = {}
        #: The processes that were killed, and those of them that had an update in hand.
        self.killed: set[int] = set()
        self.interrupted: set[int] = set()
        #: API calls that Telegram did; those of them whose worker was killed before it had answered the update; those
        #: that the next worker repeated; and calls that did not arrive as a whole, so that Telegram did nothing.
        self.calls = self.cut_off = self.repeated = self.unfinished = 0
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
        pid = random.choice(list(self._processes.values())).pid
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.killed.add(pid)

    def kill_every(self, seconds: float, stop: threading.Event) -> threading.Thread:
        """Kill one worker every so many seconds, until *stop* is set.

        Between two kills at least one update is answered: on a busy machine a worker may need longer to start than
        the others have to live.
        """

        def run() -> None:
            while not stop.wait(seconds):
                self.kill_one()
                answered = len(self.answers)
                while len(self.answers) == answered and not stop.wait(0.05):
                    pass

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def check_calls(self, telegram: CallServer, expected: Mapping[tuple[int, str], int]) -> None:
        """Check that every message was sent once, and again only where a call was cut off; count these.

        *expected*: chat and text -> the update that they answer. Every message is another one.
        """
        made, last = telegram.messages(), dict[tuple[int, str], int]()
        assert set(made.values()) <= {1}, "a worker sent the same message twice"
        for chat, text, pid in made:
            message = chat, text
            assert message in expected, f"nobody should have been sent {message}"
            is_confirmed = self.answered_by[expected[message]] == pid
            assert is_confirmed or pid in self.interrupted, f"{message} was sent by a worker that nobody killed"
            self.cut_off += not is_confirmed
            self.repeated += message in last
            last[message] = pid
        assert set(last) == set(expected), "messages were lost"
        assert self.repeated <= self.cut_off
        self.calls, self.unfinished = len(made), telegram.unfinished

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
                    self.interrupted.add(self._processes[slot].pid)
                    self._waiting.put(update)
                    pipe = self._start(slot)
                    continue
                if retry_after is not None:
                    time.sleep(min(retry_after, 0.1))
                    self._waiting.put(update)
                    continue
                with self._answered:
                    self.answers[update["update_id"]] = answer
                    self.answered_by[update["update_id"]] = self._processes[slot].pid
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
            process = spawn.Process(target=serve, args=(theirs, *self._arguments), daemon=True)
            process.start()
            theirs.close()
            self._processes[slot] = process
            with contextlib.suppress(EOFError, OSError):
                ours.recv()
                return ours
