"""Take updates in durably, and let any number of workers process them, in order per chat: `Bot(queue="sqlite:///...")`.

    bot.load(Queue("sqlite:///updates.db"))         # the same as Bot(queue=...)

    engine = open_queue("sqlite:///updates.db")     # sqlite: postgresql: nats:
    engine.enqueue(Entry(bot=7, update_id=1, key=42, body=b"{...}"))
    engine.work(handle, threads=8, stop=threading.Event())

The engine owns durability, order, one update of a chat at a time, fail-over, redelivery and back-pressure; see
`contract` for what each must do.
"""

from __future__ import annotations

from scaletg_contrib.queues.contract import (
    SHORT_SECONDS,
    Again,
    Dead,
    DeadLetter,
    Delivery,
    Done,
    Engine,
    Entry,
    Handle,
    Status,
    Verdict,
    WorkerStatus,
    this_worker,
)
from scaletg_contrib.queues.errors import Full, QueueError, Unavailable
from scaletg_contrib.queues.opening import ENGINES, open_queue
from scaletg_contrib.queues.plugin import Queue, queue_of
from scaletg_contrib.queues.worker import UpdateHandler

__all__ = [
    "ENGINES", "SHORT_SECONDS", "Again", "Dead", "DeadLetter", "Delivery", "Done", "Engine", "Entry", "Full", "Handle",
    "Queue", "QueueError", "Status", "Unavailable", "UpdateHandler", "Verdict", "WorkerStatus", "open_queue",
    "queue_of", "this_worker",
]  # fmt: skip
