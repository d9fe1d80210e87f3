"""Bots with a queue in a SQLite file, as programs of their own: web processes, workers, and what happens to them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import re
import signal
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import PATIENCE, notes, wait_for
from servers import free_port

import samples
from fake_telegram import FakeTelegram
from programs import PYTHON, ROOT, Program, run, running, write
from scaletg_contrib.queues import Engine, Entry, open_queue
from talking import TOKEN, make_bot

BOT_ID = int(TOKEN.partition(":")[0])
HEADERS = {
    "Content-Type": "application/json",
    "X-Telegram-Bot-Api-Secret-Token": make_bot().secret_token or "",
}
BOT = """
import os, sys, time
import scaletg
from scaletg_contrib.sessions import Sessions

bot = scaletg.Bot(base_url=os.environ["API"], username="test_bot", secret_token="", webhook_path="/hook")
bot.load(Sessions())


def note(*words):
    file = os.open("notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, (" ".join(map(str, (time.monotonic_ns(), os.getpid(), *words))) + "\\n").encode())
    os.close(file)


@bot.app
def count(message, session):
    note("begin", message.chat.id, message.text)
    if message.text == "die":
        os.kill(os.getpid(), 9)
    if message.text == "fail" and not os.path.exists("mended"):
        raise ValueError("no")
    time.sleep(float(os.environ.get("SECONDS", 0)))
    session["texts"] = [*session.get("texts", []), message.text]
    note("end", message.chat.id, message.text)
    return message.text


if __name__ == "__main__":
    bot.run(reload=False)
"""


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as started:
        yield started


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    write(tmp_path, {"bot.py": BOT})
    opened = open_queue(f"sqlite:///{tmp_path}/updates.db")
    yield opened
    opened.close()


@pytest.fixture
def environ(telegram: FakeTelegram) -> dict[str, str]:
    return {
        "API": telegram.url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "SCALETG_QUEUE": "sqlite:///updates.db",
        "SCALETG_STORE": "sqlite:///bot.db",
    }


def text(number: int, words: str, chat: int = 7) -> dict[str, Any]:
    user = {**samples.USER, "id": chat}
    message = samples.message(words, {"id": chat, "type": "private"})
    return {"update_id": number, "message": {**message, "from": user}}


def put(engine: Engine, number: int, words: str, chat: int = 7) -> None:
    engine.enqueue(Entry(BOT_ID, number, chat, json.dumps(text(number, words, chat)).encode()))


def worker(*words: str) -> list[str]:
    return [PYTHON, "-m", "scaletg", "worker", "bot.py", *words]


def texts(telegram: FakeTelegram) -> list[str]:
    """Return what was sent, without calls that were cut off before their parameters."""
    return [call.parameters["text"] for call in telegram.of("sendMessage") if call.parameters]


def scaletg(folder: Path, environ: dict[str, str], *words: str) -> str:
    done = run(PYTHON, "-m", "scaletg", *words, cwd=folder, **environ)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_worker_finishes_what_it_has_at_the_end(
    engine: Engine, telegram: FakeTelegram, environ: dict[str, str], tmp_path: Path
) -> None:
    for number in range(6):
        put(engine, number, str(number), chat=number + 1)
    with running(*worker("--threads", "2"), cwd=tmp_path, SECONDS="1", **environ) as program:
        wait_for(lambda: len(notes(tmp_path / "notes")) == 2)
        program.process.terminate()
        assert program.ended() == 0, program.output
    assert len(texts(telegram)) == 2
    assert engine.status().depth == 4
    with running(*worker(), cwd=tmp_path, **environ):
        wait_for(lambda: engine.status().depth == 0)
    assert sorted(texts(telegram)) == [str(number) for number in range(6)]
    with sqlite3.connect(tmp_path / "updates.db") as db:
        assert db.execute("SELECT COUNT(*) FROM scaletg_workers WHERE redelivered > 0").fetchone() == (0,)
    db.close()


def test_nothing_is_lost_or_doubled_when_processes_are_killed(
    engine: Engine, telegram: FakeTelegram, environ: dict[str, str], tmp_path: Path
) -> None:
    """Telegram posts to two web processes, and three processes work; all of them are killed at random."""
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    port = free_port()
    gunicorn = [PYTHON, "-m", "gunicorn", "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{port}", "bot:bot"]
    posts = _Posts(port, chance)
    with (
        running(*gunicorn, cwd=tmp_path, **environ) as web,
        running(*worker("--processes", "3", "--threads", "4"), cwd=tmp_path, SECONDS="0.02", **environ) as work,
    ):
        posts.start()
        for kills in range(8):
            wait_for(lambda kills=kills: len(posts.accepted) >= 25 * kills)  # type: ignore[misc]
            wait_for(lambda: notes(tmp_path / "notes"))
            _kill_child(chance.choice([web, work, work]), chance)
        posts.stop()
        wait_for(lambda: engine.status().depth == 0, "the end of the queue")
        wait_for(lambda: posts.accepted <= set(texts(telegram)), "the last reply")
        work.process.terminate()
        assert work.ended() == 0
    assert list(engine.dead()) == []
    lines = notes(tmp_path / "notes")
    print(len(posts.accepted), "updates,", len(lines), "lines; the longest POST took", posts.longest)
    assert posts.longest < 10
    _check_chats(tmp_path, posts)
    _check_overlap(lines)


def _kill_child(program: Program, chance: random.Random) -> None:
    children = Path(f"/proc/{program.process.pid}/task/{program.process.pid}/children").read_text().split()
    if children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(chance.choice(children)), signal.SIGKILL)


def _check_chats(folder: Path, posts: _Posts) -> None:
    """The sessions have each update of their chat once, in order."""
    with sqlite3.connect(folder / "bot.db") as db:
        rows = db.execute("SELECT value FROM scaletg WHERE CAST(name AS TEXT) LIKE 'r:%/sessions/%'").fetchall()
    db.close()
    sessions = [json.loads(value)["data"]["texts"] for (value,) in rows]
    found = {int(kept[0].partition("-")[0]): kept for kept in sessions}
    for chat, kept in posts.texts.items():
        assert found[chat] == kept, (chat, set(kept) ^ set(found[chat]), len(kept), len(found[chat]))


def _check_overlap(lines: list[list[str]]) -> None:
    """No chat has two updates in hand, except that the first of them was cut off."""
    open_by: dict[str, str] = {}
    pids = {line[1] for line in lines}
    assert len(pids) > 1
    for _, pid, what, chat, _ in lines:
        if what == "begin":
            assert open_by.get(chat) != pid, "a process has begun two updates of a chat"
            open_by[chat] = pid
        else:
            assert open_by.pop(chat, None) == pid, "another process has begun an update of this chat meanwhile"


class _Posts:
    """Telegram: each chat in a lane, the next update after a 200; one of ten is posted again later."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self._port, self._chance = port, chance
        self._stopped = threading.Event()
        self._numbers = iter(range(1, 10**6))
        self._lock = threading.Lock()
        self.texts: dict[int, list[str]] = defaultdict(list)
        self.longest = 0.0
        self._threads = [threading.Thread(target=self._lane, args=(chat,)) for chat in range(1, 13)]

    @property
    def accepted(self) -> set[str]:
        return {words for kept in self.texts.values() for words in kept}

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(60)

    def _lane(self, chat: int) -> None:
        while not self._stopped.is_set():
            with self._lock:
                number = next(self._numbers)
                again, pause = self._chance.random() < 0.1, self._chance.uniform(0, 0.1)
            words = f"{chat}-{number}"
            self._post(text(number, words, chat))
            self.texts[chat].append(words)
            if again:
                self._post(text(number, words, chat))
            time.sleep(pause)

    def _post(self, update: dict[str, Any]) -> None:
        """Post an update until it is accepted."""
        started = time.monotonic()
        while time.monotonic() < started + PATIENCE:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
                connection.request("POST", "/hook", json.dumps(update), HEADERS)
                status = connection.getresponse().status
                connection.close()
                if status == 200:
                    self.longest = max(self.longest, time.monotonic() - started)
                    return
            time.sleep(0.05)
        raise AssertionError(f"update {update['update_id']} was not accepted")


def test_what_kills_its_process_is_given_up_and_takes_nobody_along(
    engine: Engine, telegram: FakeTelegram, environ: dict[str, str], tmp_path: Path
) -> None:
    put(engine, 1, "die", chat=1)
    put(engine, 2, "behind", chat=1)
    for number in range(3, 30):
        put(engine, number, str(number), chat=number)
    with running(*worker("--processes", "2", "--threads", "4"), cwd=tmp_path, SECONDS="0.05", **environ) as program:
        wait_for(lambda: engine.status().depth == 0)
        assert program.output.count("is replaced") == 5
    (letter,) = engine.dead()
    assert (letter.entry.update_id, letter.deaths) == (1, 5)
    assert "5 processes died" in letter.reason
    assert set(texts(telegram)) == {"behind", *map(str, range(3, 30))}
    assert len(texts(telegram)) <= 28 + 2 * 3  # two died among others, whose calls may have been cut off


def test_workers_end_with_the_process_that_started_them(
    engine: Engine, environ: dict[str, str], tmp_path: Path
) -> None:
    with running(*worker("--processes", "2"), cwd=tmp_path, **environ) as program:
        wait_for(lambda: len(engine.status().workers) == 2)
        os.kill(program.process.pid, signal.SIGKILL)
        wait_for(lambda: engine.status().workers == [])


@pytest.mark.parametrize("door", ["webhook", "polling"])
def test_run_takes_in_and_works_in_one_process(
    door: str, engine: Engine, telegram: FakeTelegram, environ: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    command = [PYTHON, "bot.py"]
    if door == "webhook":
        command = [PYTHON, "-m", "scaletg", "run", "bot.py", "--server", "wsgiref", "--port", str(port)]
    with running(*command, cwd=tmp_path, **environ) as program:
        if door == "webhook":
            posts = _Posts(port, random.Random(1))
            for number in range(1, 6):
                posts._post(text(number, str(number)))
        else:
            telegram.push(*(text(number, str(number)) for number in range(1, 6)))
        wait_for(lambda: len(texts(telegram)) == 5)
        program.process.terminate()
        assert program.ended() in (0, -signal.SIGTERM), program.output
    assert texts(telegram) == [str(number) for number in range(1, 6)]
    status = engine.status()
    assert (status.depth, status.finished, status.workers) == (0, 5, [])


def test_the_command_line_shows_and_mends_the_queue(
    engine: Engine, telegram: FakeTelegram, environ: dict[str, str], tmp_path: Path
) -> None:
    put(engine, 1, "fail")
    put(engine, 2, "fail", chat=8)
    put(engine, 3, "good", chat=9)
    assert "waiting      3" in scaletg(tmp_path, environ, "queue", "status")
    with running(*worker(), cwd=tmp_path, **environ):
        wait_for(lambda: engine.status().depth == 0)
        shown = json.loads(scaletg(tmp_path, environ, "queue", "status", "--json"))
        assert (shown["depth"], shown["dead"], len(shown["workers"])) == (0, 2, 1)
        for command in (("queue", "dead"), ("dead", "list")):
            listed = scaletg(tmp_path, environ, *command)
            assert re.search(r"^1  .* UTC  ValueError: no$", listed, re.MULTILINE)
            assert "2 dead letters" in listed
        (tmp_path / "mended").touch()
        assert "1  is in the queue again" in scaletg(tmp_path, environ, "dead", "retry", "1")
        wait_for(lambda: texts(telegram).count("fail") == 1)
        assert "2  is in the queue again" in scaletg(tmp_path, environ, "queue", "retry")
        wait_for(lambda: texts(telegram).count("fail") == 2)
    assert engine.status().dead == 0


def test_top_goes_into_a_file_as_plain_text(engine: Engine, environ: dict[str, str], tmp_path: Path) -> None:
    put(engine, 1, "good")
    with running(PYTHON, "-m", "scaletg", "queue", "top", cwd=tmp_path, **environ) as program:
        program.wait_for("waiting      1", times=2)
        program.interrupt()
        assert program.ended() in (0, 130), program.output
    assert "\x1b" not in program.output
    assert "Traceback" not in program.output


def test_purge_deletes_dead_letters(engine: Engine, environ: dict[str, str], tmp_path: Path) -> None:
    for number in (1, 2, 3):
        put(engine, number, "fail", chat=number)
    with running(*worker(), cwd=tmp_path, **environ):
        wait_for(lambda: engine.status().depth == 0)
    assert "2  deleted" in scaletg(tmp_path, environ, "queue", "purge", "2")
    assert engine.status().dead == 2
    refused = run(PYTHON, "-m", "scaletg", "queue", "purge", cwd=tmp_path, **environ)
    assert (refused.returncode, "--all" in refused.stderr) == (1, True)
    scaletg(tmp_path, environ, "queue", "purge", "--all")
    assert engine.status().dead == 0


@pytest.mark.parametrize("way", ["polling", "polling with a queue", "a webhook and workers"])
def test_the_example_runs_unchanged_in_every_way(
    way: str, engine: Engine, telegram: FakeTelegram, environ: dict[str, str], tmp_path: Path
) -> None:
    """tests/integration/test_examples.py has it in the playground."""
    environ |= {"SCALETG_BASE_URL": telegram.url, "SCALETG_USERNAME": "test_bot", "KITCHEN_SECONDS": "0.1"}
    updates = [text(1, "/order tea"), text(2, "/order cake"), text(3, "/count"), text(4, "/count", chat=8)]
    example = ROOT / "examples" / "queue_bot.py"
    with contextlib.ExitStack() as programs:
        if way == "a webhook and workers":
            port = free_port()
            web = [PYTHON, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--chdir", str(example.parent), "queue_bot:bot"]
            environ |= {
                "SCALETG_WEBHOOK_PATH": "/hook",
                "SCALETG_QUEUE": engine.url,
                "SCALETG_STORE": f"sqlite:///{tmp_path}/bot.db",
            }
            programs.enter_context(running(*web, cwd=tmp_path, **environ))
            work = [PYTHON, "-m", "scaletg", "worker", str(example), "--processes", "2"]
            programs.enter_context(running(*work, cwd=tmp_path, **environ))
            posts = _Posts(port, random.Random(1))
            for update in updates:
                posts._post(update)
        else:
            if way == "polling":
                del environ["SCALETG_QUEUE"]
            telegram.push(*updates)
            programs.enter_context(running(PYTHON, str(example), cwd=tmp_path, **environ))
        wait_for(lambda: len(texts(telegram)) == 4)
        wait_for(lambda: engine.status().depth == 0)
    sent = [(call.parameters["chat_id"], call.parameters["text"]) for call in telegram.of("sendMessage")]
    assert [words for chat, words in sent if chat == 7] == ["Order 1: tea.", "Order 2: cake.", "2: tea, cake"]
    assert (8, "You have ordered nothing.") in sent
    assert engine.status().finished == (0 if way == "polling" else 4)
