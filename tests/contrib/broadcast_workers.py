"""Processes that send a broadcast, and the campaign that kills them.

python tests/contrib/broadcast_workers.py 20000 10      # so many recipients and kills, on SQLite
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from backends import spawn

import scaletg
from scaletg_contrib.broadcast import Broadcast, Report
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.limits import Pace
from scaletg_contrib.stores import open_store

PATIENCE = 300.0  # seconds until a broadcast is taken for one that does not end


class Notebook:
    """Stands for Telegram: whoever is written to stands in a file, also if the process is killed directly after it."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
        os.write(self._file, b"%d\n" % parameters["chat_id"])
        message = {"message_id": 1, "date": 0, "chat": {"id": parameters["chat_id"], "type": "private"}}
        return {"ok": True, "result": message}

    def download(self, path: str) -> bytes:
        raise AssertionError("nothing is downloaded")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def make_bot(url: str, name: str, path: str) -> tuple[scaletg.Bot, Broadcast]:
    bot = scaletg.Bot("1:token", username="test_bot", stop_seconds=1)
    bot.store, bot.api.transport = open_store(url, name=name, timeout=30), Notebook(path)
    news = Broadcast()
    bot.load(Jobs(lease=2, watch_seconds=0.2))
    bot.load(Pace(per_second=1000))
    bot.load(news)
    return bot, news


def work(url: str, name: str, path: str, pipe: Any) -> None:
    """Send what is to be sent until this process ends."""
    bot, _ = make_bot(url, name, path)
    bot.start()
    pipe.send(os.getpid())
    pipe.recv()


class Result(NamedTuple):
    """What came of a campaign."""

    kills: int
    missed: int
    twice: int
    report: Report


def kill_and_count(url: str, name: str, folder: Path, *, recipients: int, kills: int) -> Result:
    """Let two processes send to so many, kill that which sends at even steps, and count who got it how often."""
    path = str(folder / "sent")
    bot, news = make_bot(url, name, path)
    number = news.start("Hello", to=range(1, recipients + 1))
    workers = [_start(url, name, path) for _ in range(2)]
    done = 0
    give_up = time.monotonic() + PATIENCE
    try:
        while not _report(news, number).is_over and time.monotonic() < give_up:
            time.sleep(0.02)
            if done < kills and _report(news, number).done >= (done + 1) * recipients // (kills + 1):
                for place, worker in enumerate(workers):  # one of them sends
                    worker.kill()
                    worker.join()
                    workers[place] = _start(url, name, path)
                done += 1
    finally:
        for worker in workers:
            worker.kill()
            worker.join()
    report = _report(news, number)
    bot.store.close()
    counts = Counter(map(int, Path(path).read_text(encoding="ascii").split()))
    missed = sum(1 for one in range(1, recipients + 1) if not counts[one])
    return Result(done, missed, sum(counts.values()) - len(counts), report)


def _start(url: str, name: str, path: str) -> Any:
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=work, args=(url, name, path, theirs), daemon=True)
    process.start()
    theirs.close()
    process.pipe = ours  # type: ignore[attr-defined]  # it lives as long as the process
    return process


def _report(news: Broadcast, number: str) -> Report:
    report = news.report(number)
    assert report is not None
    return report


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as found:
        place = Path(found)
        asked = [int(value) for value in sys.argv[1:]]
        print(kill_and_count(f"sqlite:///{place}/bot.db", "bot", place, recipients=asked[0], kills=asked[1]))
