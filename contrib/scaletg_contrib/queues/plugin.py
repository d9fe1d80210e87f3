"""Tie a queue to bots: what takes their updates in, and a worker in the process of `bot.run()`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

import scaletg
from scaletg_contrib.queues.contract import Engine, Entry
from scaletg_contrib.queues.opening import open_queue
from scaletg_contrib.queues.worker import UpdateHandler

__all__ = ["Queue", "queue_of"]

log = logging.getLogger("scaletg.queues")


class Queue:
    """Keeps the updates of the bots that load it until a worker processes them.

    `bot.load(Queue("sqlite:///updates.db"))` is the same as `Bot(queue="sqlite:///updates.db")`. *engine*: a URL, or an
    engine: see `scaletg_contrib.queues.contract`.
    """

    def __init__(self, engine: str | Engine) -> None:
        #: The engine of the queue.
        self.engine: Engine = open_queue(engine) if isinstance(engine, str) else engine
        self._workers: dict[int, _Worker] = {}  # those of `bot.run`, by the id of the bot

    def __repr__(self) -> str:
        return f"<Queue {self.engine.url}>"

    def setup(self, bot: scaletg.Bot) -> None:
        """Take the updates of a bot in, and let `GET /ready` ask the engine; `bot.load` calls it."""
        bot.set_intake(self)
        bot.add_ready_check("queue", self.engine.is_ready)

    @scaletg.module("queue", scope="bot")
    def give(self) -> Queue:
        """Give apps the queue, for example for its `engine.status()`."""
        return self

    # What takes updates in: see `scaletg.Intake`

    def take_in(self, bot: scaletg.Bot, update: dict[str, Any], body: bytes) -> None:
        """Keep an update durably; a job that is due is an update of the bot's own, which may come again."""
        job = update.get("job")
        if job is None:
            key = scaletg.Update.from_dict(update, bot).key
        else:
            key = job["turn"] or update["update_id"]
        self.engine.enqueue(Entry(bot.id or 0, update["update_id"], key, body), again=job is not None)

    def start(self, bot: scaletg.Bot, threads: int) -> None:
        """Start a worker in this process."""
        bot_id = bot.id or 0
        if bot_id not in self._workers:
            self._workers[bot_id] = _Worker(self, {bot_id: bot}, threads)

    def stop(self, bot: scaletg.Bot) -> None:
        """End that worker, after the updates that it has in hand."""
        worker = self._workers.pop(bot.id or 0, None)
        if worker is not None:
            worker.stop(bot.stop_seconds)

    def work(
        self,
        bots: Mapping[int, scaletg.Bot],
        *,
        threads: int,
        stop: threading.Event,
        find_bot: Callable[[int], scaletg.Bot | None] | None = None,
    ) -> None:
        """Process the updates of bots, which are given by their ids, until *stop* is set.

        *find_bot* returns those of other ids, if their tokens are looked up; then the worker takes every update.
        """

        def find(bot_id: int) -> scaletg.Bot | None:
            bot = bots.get(bot_id)
            if bot is None and find_bot is not None:
                bot = find_bot(bot_id)
            return bot

        wanted = frozenset(bots) if find_bot is None else None
        self.engine.work(UpdateHandler(find).handle, threads=threads, stop=stop, bots=wanted)


class _Worker:
    """A worker in a thread of this process."""

    def __init__(self, queue: Queue, bots: Mapping[int, scaletg.Bot], threads: int) -> None:
        self._stop = threading.Event()
        options: dict[str, Any] = {"threads": threads, "stop": self._stop}
        self._thread = threading.Thread(
            target=queue.work, args=(bots,), kwargs=options, name="scaletg-queue", daemon=True
        )
        self._thread.start()

    def stop(self, seconds: float) -> None:
        self._stop.set()
        self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("updates of the queue were not finished within %g s: another worker begins them again", seconds)


def queue_of(bot: scaletg.Bot) -> Queue:
    """Return the queue of a bot. Raises `ConfigError` if it has none."""
    _ = bot.registry
    if isinstance(bot.intake, Queue):
        return bot.intake
    raise scaletg.ConfigError(
        'the bot has no queue: set queue=, for example Bot(queue="sqlite:///updates.db"), or SCALETG_QUEUE'
    )
