"""Replies that leave by calls, while processes are killed and Telegram is in trouble: none is lost, none comes twice.

The exception is the call that a killed process was making: Telegram may have done it, and the next process repeats it.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from backends import SHARED, served, spawn, unique
from session_workers import message

import scaletg
from fake_telegram import DROP, TOKEN, Call, Fault
from killing import SILENCE, CallServer, Workers
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import SeenUpdates, open_store

KILLS = 3
CHATS, PARTS, WAITING = 5, 3, 20
FAULTS = ("bad gateway", "flood", "answer lost", "answer late")
FAULT_RATE, CALL_SECONDS = 0.04, 1.5


class Campaign(NamedTuple):
    """What came of a campaign."""

    updates: int
    kills: int
    calls: int
    faults: Counter[str]
    lost: list[str]
    #: Messages that came again, after a process was killed that had sent them.
    doubled: list[str]


class TroubledServer(CallServer):
    """A Telegram that sometimes refuses a message for now, and sometimes does it and does not say so."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = random.Random(seed)
        self.faults: Counter[str] = Counter()
        self.is_in_trouble = True

    def respond(self, call: Call) -> Any:
        fault = self._draw_fault(call)
        if fault == "bad gateway":
            return Fault(502, "Bad Gateway")
        if fault == "flood":
            return Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        answer = super().respond(call)
        if fault == "answer lost":
            return DROP
        if fault == "answer late":
            time.sleep(CALL_SECONDS + 0.5)
        return answer

    def _draw_fault(self, call: Call) -> str | None:
        if call.method != "sendMessage" or not call.parameters or not self.is_in_trouble:
            return None
        if self.random.random() >= FAULT_RATE:
            return None
        fault = self.random.choice(FAULTS)
        self.faults[fault] += 1
        return fault

    def senders(self) -> dict[str, list[int]]:
        """Return which processes sent each text, in order."""
        found: dict[str, list[int]] = {}
        for call in self.of("sendMessage"):
            if call.parameters:
                found.setdefault(call.parameters["text"], []).append(int(call.path.split("/")[1]))
        return found


def make_bot(url: str, name: str, telegram_url: str) -> scaletg.Bot:
    """Make a bot that counts, and answers each message with a list; its calls tell which process made them."""
    store = open_store(url, name=name, timeout=30)
    bot = scaletg.Bot(
        TOKEN,
        username="test_bot",
        store=store,
        seen=SeenUpdates(store, seconds=3),
        base_url=f"{telegram_url}/{os.getpid()}",
        webhook_reply=False,
        timeout=CALL_SECONDS,
        max_deaths=1000,  # every process dies
    )
    bot.load(Sessions(key="chat"))

    @bot.app("/count")
    def count(message: Any, session: Any) -> list[str]:
        session["count"] = session.get("count", 0) + 1
        return reply_texts(message.message_id)

    return bot


def poll(url: str, name: str, telegram_url: str) -> None:
    """Be a process that polls until somebody ends it, and says nothing."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    make_bot(url, name, telegram_url).run(reload=False, threads=8, poll_seconds=1)


def reply_texts(number: int) -> list[str]:
    return [f"{number}: part {part}" for part in range(1, PARTS + 1)]


def count_updates(ids: Iterable[int]) -> list[dict[str, Any]]:
    return [message(number, "/count", user=number % CHATS + 1) for number in ids]


# The campaigns ###############################################################


def poll_and_kill(url: str, kills: int) -> Campaign:
    """Let processes poll, one after the other, each of which is killed soon after its first call."""
    name, choose = unique(), random.Random()
    numbers, killed = itertools.count(1), set[int]()
    with TroubledServer(choose.randrange(1000)) as telegram:
        while len(killed) < kills:
            missing = WAITING - len(telegram.pending)
            telegram.push(*count_updates(itertools.islice(numbers, max(0, missing))))
            process = start_polling(url, name, telegram)
            time.sleep(choose.uniform(0, 0.5))
            process.kill()
            process.join(SILENCE)
            killed.add(process.pid)
        sent = next(numbers) - 1
        telegram.is_in_trouble = False
        process = start_polling(url, name, telegram)
        wait_for_all(telegram, sent)
        telegram.wait_for(lambda: not telegram.pending, SILENCE)
        os.kill(process.pid, signal.SIGTERM)
        process.join(SILENCE)
        assert process.exitcode == 0
        check_counts(url, name, sent)
        return result_of(telegram, sent, killed)


def start_polling(url: str, name: str, telegram: TroubledServer) -> Any:
    """Start a process, and return it when it has asked for updates."""
    process = spawn.Process(target=poll, args=(url, name, telegram.url))
    process.start()
    path = f"/{process.pid}/"
    telegram.wait_for(lambda: any(call.path.startswith(path) for call in telegram.of("getUpdates")), SILENCE)
    return process


def serve_and_kill(url: str, kills: int) -> Campaign:
    """Deliver updates to four processes that reply by calls, and kill one of them whenever an update was answered."""
    name, stop, sent = unique(), threading.Event(), 0
    with (
        TroubledServer(random.randrange(1000)) as telegram,
        Workers(4, make_bot, url, name, telegram.url) as workers,
    ):
        killer = threading.Thread(target=kill_with_answers, args=(workers, stop))
        killer.start()
        try:
            while len(workers.killed) < kills or not workers.interrupted:
                ids = list(range(sent + 1, sent + WAITING + 1))
                sent += len(ids)
                workers.deliver(count_updates(ids))
                workers.wait_for(ids, 5 * SILENCE)
        finally:
            stop.set()
            killer.join()
        assert set(workers.wait_for(list(range(1, sent + 1)))) == {None}
        check_counts(url, name, sent)
        return result_of(telegram, sent, workers.killed)


def kill_with_answers(workers: Workers, stop: threading.Event) -> None:
    """Kill a worker soon after each answer, so that the others go on also on a machine that is busy."""
    answered = 0
    while not stop.wait(0.02):
        if len(workers.answers) > answered:
            answered = len(workers.answers)
            stop.wait(random.uniform(0, 0.3))
            workers.kill_one()


def wait_for_all(telegram: TroubledServer, sent: int) -> None:
    wanted = {text for number in range(1, sent + 1) for text in reply_texts(number)}
    give_up = time.monotonic() + SILENCE
    while not wanted <= set(telegram.senders()) and time.monotonic() < give_up:
        time.sleep(0.1)


def check_counts(url: str, name: str, sent: int) -> None:
    with closing(open_store(url, name=name, timeout=30)) as store:
        counts = [record.value["data"]["count"] for record in store.scan() if "/sessions/" in record.key]
    assert sum(counts) == sent and len(counts) == min(CHATS, sent)


def result_of(telegram: TroubledServer, sent: int, killed: set[int]) -> Campaign:
    """Return what came of a campaign; raise if a message came twice though nobody was killed over it."""
    senders = telegram.senders()
    wanted = [text for number in range(1, sent + 1) for text in reply_texts(number)]
    assert set(senders) <= set(wanted)
    for text, pids in senders.items():
        assert set(pids[:-1]) <= killed, f"{text!r} was sent {len(pids)} times, by {pids}; killed were {killed}"
        assert len(set(pids)) == len(pids), f"{text!r} was sent twice by one process"
    calls = sum(map(len, senders.values()))
    lost = [text for text in wanted if text not in senders]
    doubled = [text for text, pids in senders.items() if len(pids) > 1]
    assert len(doubled) <= len(killed) * CHATS  # one part of each chat
    return Campaign(sent, len(killed), calls, telegram.faults, lost, doubled)


@pytest.mark.parametrize("kind", SHARED)
@pytest.mark.parametrize("run", [poll_and_kill, serve_and_kill])
def test_no_reply_is_lost(run: Any, kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        assert run(url, KILLS).lost == []
