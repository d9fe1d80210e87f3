"""What the other processes of the tests of limits do: they are spawned, so they import nothing of pytest."""

from __future__ import annotations

import time
from typing import Any

import scaletg
from scaletg_contrib.limits import Limits, Pace
from scaletg_contrib.stores import Store, open_store

TICK = 0.005  # seconds that pass with each attempt


class SharedClock:
    """The clock of all processes of a test: it goes on with what they try, however busy the machine is."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __call__(self) -> float:
        return float(self._value.value)

    def go_on(self) -> None:
        with self._value.get_lock():
            self._value.value += TICK


class Silent:
    """A Telegram that nobody calls; while somebody sleeps, time passes."""

    def __init__(self, clock: SharedClock) -> None:
        self._clock = clock

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any], /) -> dict[str, Any]:
        return {"ok": True, "result": True}

    def download(self, path: str, /) -> bytes:
        return b""

    def sleep(self, seconds: float, /) -> None:
        self._clock.go_on()
        time.sleep(0)


def open_shared(url: str, name: str, clock: SharedClock) -> Store:
    return open_store(url, name=name, timeout=60, clock=clock)


def take_places(url: str, name: str, count: int, per_second: int, value: Any, barrier: Any, answers: Any) -> None:
    """Take so many places as a broadcast does."""
    clock = SharedClock(value)
    bot = scaletg.Bot("7:token", username="test_bot", store=open_shared(url, name, clock))
    bot.api.transport = Silent(clock)
    pace = Pace(per_second=per_second)
    bot.load(pace)
    barrier.wait(120)
    for _ in range(count):
        pace.of(bot).wait()
    answers.put(count)
    bot.store.close()


def send_too_much(url: str, name: str, count: int, per_second: int, value: Any, barrier: Any, answers: Any) -> None:
    """Send so many messages of one person, and put into a queue how many were let in."""
    clock = SharedClock(value)
    store = open_shared(url, name, clock)
    bot = scaletg.Bot("7:token", username="test_bot", store=store, seen=scaletg.SeenUpdates())
    bot.load(Limits(f"{per_second}/second"))
    bot.app()(lambda message: "In")
    person = {"id": 1, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "from": person, "text": "x"}
    let_in = 0
    barrier.wait(120)
    for _ in range(count):
        clock.go_on()
        reply = bot.process({"message": message}).reply
        let_in += getattr(reply, "text", None) == "In"
    answers.put(let_in)
    store.close()


def send_when_told(url: str, name: str, telegram_url: str, orders: Any, answers: Any) -> None:
    """Send a message to each chat that comes through a queue, and say what came of it; None ends it."""
    store = open_store(url, name=name, timeout=60)
    bot = scaletg.Bot("7:token", username="test_bot", store=store, base_url=telegram_url, retry_budget=0)
    bot.load(Pace())
    while (chat := orders.get(timeout=120)) is not None:
        try:
            bot.api.send_message(chat, "Hello")
            answers.put("sent")
        except scaletg.TooManyRequests as error:
            answers.put(error.retry_after)
    bot.close()
    store.close()
