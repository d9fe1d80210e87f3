"""Tie a queue to bots: what takes their updates in, and a worker in the process of `bot.run()`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import scaletg
from scaletg_contrib.queues.contract import DeadLetter, Engine, Entry
from scaletg_contrib.queues.opening import open_queue
from scaletg_contrib.queues.worker import UpdateHandler

__all__ = ["Queue", "queue_of"]

log = logging.getLogger("scaletg.queues")


#: Returns the bot of an id, or None if there is none.
FindBot = Callable[[int], scaletg.Bot | None]


class Queue:
    """Keeps the updates of the bots that load it until a worker processes them.

    `bot.load(Queue("sqlite:///updates.db"))` is the same as `Bot(queue="sqlite:///updates.db")`. *engine*: a URL, or an
    engine: see `scaletg_contrib.queues.contract`.
    """

    def __init__(self, engine: str | Engine) -> None:
        #: The engine of the queue.
        self.engine: Engine = open_queue(engine) if isinstance(engine, str) else engine
        self._workers: dict[int, _Worker] = {}  # those of this process, by the id of the bot

    def __repr__(self) -> str:
        return f"<Queue {self.engine.url}>"

    def setup(self, bot: scaletg.Bot) -> None:
        """Let the queue take in the updates of a bot, and let `GET /ready` check the engine; `bot.load` calls it."""
        bot.set_intake(self)
        bot.add_ready_check("queue", self.engine.is_ready)

    @scaletg.module("queue", scope="bot")
    def give(self) -> Queue:
        """Give apps the queue, for example for its `engine.status()`."""
        return self

    # What takes updates in: see `scaletg.Intake`

    def take_in(self, bot: scaletg.Bot, update: dict[str, Any], body: bytes) -> None:
        """Keep an update durably; a job that is due is an update of the bot itself, and may be taken in again.

        Raises what `Engine.enqueue` raises.
        """
        job = update.get("job")
        if job is None:
            key = scaletg.Update.from_dict(update, bot).key
        else:
            key = job["turn"] or update["update_id"]
        self.engine.enqueue(Entry(bot.id or 0, update["update_id"], key, body), again=job is not None)

    def start(self, bot: scaletg.Bot, threads: int) -> None:
        """Start a worker of the bot in this process, unless there is one."""
        if (bot.id or 0) not in self._workers:
            self.start_for([bot], threads)

    def start_for(self, bots: Sequence[scaletg.Bot], threads: int, find_bot: FindBot | None = None) -> None:
        """Start one worker for several bots, which ends when the first of them is closed; *find_bot*: see `work`."""
        by_id = {bot.id or 0: bot for bot in bots}
        self._workers |= dict.fromkeys(by_id, _Worker(self, by_id, threads, find_bot))

    def stop(self, bot: scaletg.Bot) -> None:
        """End the worker of a bot, after the updates that it has in hand."""
        worker = self._workers.pop(bot.id or 0, None)
        if worker is not None:
            worker.stop(bot.stop_seconds)

    @property
    def is_working(self) -> bool:
        """Return whether there is a worker in this process, and all of them work."""
        return bool(self._workers) and all(worker.is_working for worker in self._workers.values())

    # What is given up

    def put_back(self, bot: scaletg.Bot, letter: DeadLetter) -> bool:
        """Put a dead letter of a bot back into the queue, to be processed again; return False if it is not there."""
        bot.seen.forget(f"{bot.id or 0}/{letter.entry.update_id}")
        return self.engine.put_back(letter.id)

    def work(
        self,
        bots: Mapping[int, scaletg.Bot],
        *,
        threads: int,
        stop: threading.Event,
        find_bot: FindBot | None = None,
    ) -> None:
        """Process the updates of *bots*, a mapping from their ids, until *stop* is set.

        *find_bot* returns the bot of any other id, for bots whose tokens are looked up; the worker then takes the
        updates of all bots.
        """

        def find(bot_id: int) -> scaletg.Bot | None:
            bot = bots.get(bot_id)
            if bot is None and find_bot is not None:
                bot = find_bot(bot_id)
            return bot

        wanted = frozenset(bots) if find_bot is None else None
        handler = UpdateHandler(find)
        self.engine.work(handler.handle, threads=threads, stop=stop, bots=wanted)
        handler.finish_jobs()


class _Worker:
    """A worker in a thread of this process."""

    def __init__(self, queue: Queue, bots: Mapping[int, scaletg.Bot], threads: int, find_bot: FindBot | None) -> None:
        self._stop = threading.Event()
        options: dict[str, Any] = {"threads": threads, "stop": self._stop, "find_bot": find_bot}
        self._thread = threading.Thread(
            target=queue.work, args=(bots,), kwargs=options, name="scaletg-queue", daemon=True
        )
        self._thread.start()

    @property
    def is_working(self) -> bool:
        return self._thread.is_alive()

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
