"""What the other processes of the tests of limits do: they are spawned, so they import nothing of pytest."""

from __future__ import annotations

import itertools
import time
from typing import Any

import scaletg
from scaletg_contrib.limits import Limits, Pace
from scaletg_contrib.stores import open_store

Moments = list[float]


class Silent:
    """A Telegram that nobody calls; who sleeps really sleeps."""

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any], /) -> dict[str, Any]:
        return {"ok": True, "result": True}

    def download(self, path: str, /) -> bytes:
        return b""

    def sleep(self, seconds: float, /) -> None:
        time.sleep(seconds)


def take_places(url: str, name: str, count: int, per_second: int, barrier: Any, answers: Any) -> None:
    """Take places as a broadcast does, and tell when this process tried and when it had one."""
    bot = scaletg.Bot("7:token", username="test_bot", store=open_store(url, name=name, timeout=30))
    bot.api.transport = Silent()
    pace = Pace(per_second=per_second)
    bot.load(pace)
    tried: Moments = []
    free: Moments = []
    barrier.wait(120)
    while len(free) < count:
        tried.append(time.time())
        if pace.of(bot).wait(at_most=0.05):
            free.append(time.time())
    answers.put((tried, free))
    bot.store.close()


def send_too_much(url: str, name: str, seconds: float, rate: str, barrier: Any, answers: Any) -> None:
    """Send messages of one person for a while, and tell when one was let in, and how long this process did not try."""
    store = open_store(url, name=name, timeout=30)
    bot = scaletg.Bot("7:token", username="test_bot", store=store, seen=scaletg.SeenUpdates())
    bot.load(Limits(rate))
    bot.app()(lambda message: "In")
    person = {"id": 1, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "from": person, "text": "x"}
    let_in: Moments = []
    tried: Moments = []
    barrier.wait(120)
    end = time.time() + seconds
    while time.time() < end:
        reply = bot.process({"message": message}).reply
        now = time.time()
        tried = [*tried[:-1], now] if len(tried) > 1 and now - tried[-2] < 0.05 else [*tried, now]
        if getattr(reply, "text", None) == "In":
            let_in.append(now)
    answers.put((tried, let_in))
    store.close()


def stalled(tried: Moments, pause: float) -> float:
    """Return for how many seconds nobody tried although *pause* was over: the machine was busy with others."""
    moments = sorted(tried)
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    return sum(gap - pause for gap in gaps if gap > pause)
