"""Streaming with a real bot process, by long polling and by webhook, in one process and in two."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from programs import Program
from scaletg_contrib.simulator import Simulator

TOKEN = "123456:AAExampleTokenOfNobody"
BOT = """
import sys, time
import scaletg
from scaletg_contrib.streaming import Streams

bot = scaletg.Bot(sys.argv[1], base_url=sys.argv[2], store="sqlite:///bot.db")
bot.load(Streams())


def pieces(endless):
    for number in range(10**6 if endless else 30):
        yield f"**word{number}** "
        time.sleep(0.05)


@bot.app("/long")
def long(message):
    return message.stream(pieces(True))


@bot.app("/short")
def short(message):
    return message.stream(pieces(False))


if __name__ == "__main__":
    bot.run(**eval(sys.argv[3]))
"""


@pytest.fixture
def sim() -> Iterator[Simulator]:
    made = Simulator(seed=1)
    made.serve()
    yield made
    made.stop()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running(sim: Simulator, folder: Path, how: str) -> Iterator[list[Program]]:
    """Run a process of the bot in front of the simulated Telegram."""
    (folder / "stream_bot.py").write_text(BOT, encoding="utf-8")
    assert sim.server is not None
    options: dict[str, Any] = {"reload": False}
    if how == "webhook":
        port = free_port()
        options = {"webhook": f"http://127.0.0.1:{port}", "port": port, "server": "waitress", "threads": 4}
    command = [sys.executable, "stream_bot.py", TOKEN, sim.server.url, repr(options)]
    program = Program(*command, cwd=folder)
    try:
        yield [program]
    finally:
        program.kill()


def until(check: Callable[[], Any], what: str, programs: list[Program]) -> Any:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        threading.Event().wait(0.02)
    raise AssertionError(f"{what} did not come; the bot said: {[program.output for program in programs]}")


class Talk:
    """Ada's chat with a bot that runs."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.ada = sim.add_user("Ada")
        self.bot = sim.add_bot(TOKEN, username="stream_bot")
        self.chat = sim.world.private_chat(self.bot, self.ada)

    def ask(self, text: str, how: str, programs: list[Program]) -> None:
        """Write a text when the bot is there, and wait until two words of its answer are seen."""
        until(lambda: how == "polling" or self.bot.webhook, "the webhook", programs)
        self.sim.send(self.ada, text)
        until(lambda: any("word1" in one.get("text", "") for one in self.chat.drafts.values()), "a draft", programs)

    def answer(self, programs: list[Program]) -> Any:
        """Wait for the message and return it."""
        return until(self._newest, "the message", programs).raw

    def _newest(self) -> Any:
        return next((one for one in reversed(self.chat.messages.values()) if one.sender == self.bot.id), None)


@pytest.mark.parametrize("how", ["polling", "webhook"])
def test_text_grows_and_ends_as_a_message(sim: Simulator, tmp_path: Path, how: str) -> None:
    talk = Talk(sim)

    with running(sim, tmp_path, how) as programs:
        talk.ask("/short", how, programs)
        answer = talk.answer(programs)

    assert answer["text"] == " ".join(f"word{number}" for number in range(30))
    assert len(answer["entities"]) == 30
    assert talk.chat.drafts == {}


@pytest.mark.parametrize("how", ["polling", "webhook"])
def test_stop_overtakes_the_answer_that_is_being_made(sim: Simulator, tmp_path: Path, how: str) -> None:
    talk = Talk(sim)

    with running(sim, tmp_path, how) as programs:
        talk.ask("/long", how, programs)
        sim.stop_draft(talk.ada)
        answer = talk.answer(programs)

    assert answer["text"].startswith("word0 word1")


def test_stop_reaches_the_process_that_writes(sim: Simulator, tmp_path: Path) -> None:
    """Two processes of one bot: the one whose webhook is set last gets the press, the other one writes."""
    talk = Talk(sim)

    with running(sim, tmp_path, "webhook") as first:
        talk.ask("/long", "webhook", first)
        address = talk.bot.webhook["url"]
        with running(sim, tmp_path, "webhook") as second:
            until(lambda: talk.bot.webhook["url"] != address, "the other webhook", second)
            sim.stop_draft(talk.ada)
            answer = talk.answer(first + second)

    assert answer["text"].startswith("word0 word1")


def test_killed_process_asks_again_and_the_answer_comes_once(sim: Simulator, tmp_path: Path) -> None:
    talk = Talk(sim)

    with running(sim, tmp_path, "polling") as killed:
        talk.ask("/short", "polling", killed)
        killed[0].kill()
    draft_ids = list(talk.chat.drafts)
    with running(sim, tmp_path, "polling") as programs:
        answer = talk.answer(programs)
        sim.send(talk.ada, "/short")  # what comes behind it has its own answer, so all of the first is there
        until(lambda: len(said(talk)) >= 2, "the second answer", programs)

    assert answer["text"].startswith("word0 word1")
    assert len(said(talk)) == 2
    assert len(draft_ids) == 1
    ids = {event["draft_id"] for event in sim.world.events_after(0, {"draft"}) if event["draft"] is not None}
    assert len(ids) == 2  # one for each question


def said(talk: Talk) -> list[Any]:
    return [one for one in talk.chat.messages.values() if one.sender == talk.bot.id]
