"""Who runs the clock of jobs: real servers that nobody writes to, and a process that is told to end in a long job."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import scaletg

WAIT = 60.0
BOT = """
import sys, time
import scaletg
from scaletg_contrib.jobs import Jobs

bot = scaletg.Bot(username="test_bot", store="sqlite:///bot.db", stop_seconds=30)
bot.load(Jobs())


def write(text):
    with open("done", "a") as file:
        print(text, file=file, flush=True)


@bot.app("note", on="job")
def note(job):
    write(job.data.text)
    return ""


@bot.app("long", on="job")
def long(job):
    for step in range(job.data.get("step", 0), 40):
        write(step)
        time.sleep(0.05)
        job.keep(step=step + 1)
    write("end")
    return ""


@bot.app("/start")
def start(message):
    return "Hello"


if __name__ == "__main__":
    bot.run(server=sys.argv[1], port=0, reload=False)
"""
HOOK = """
def post_worker_init(worker):
    worker.wsgi.start()
"""
SCALETG = "import sys, scaletg; sys.exit(scaletg.main(sys.argv[1:]))"
ROOT = Path(scaletg.__file__).resolve().parent


def done(folder: Path) -> list[str]:
    path = folder / "done"
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def until(check: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("what was waited for did not come")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    (tmp_path / "served.py").write_text(BOT, encoding="utf-8")
    (tmp_path / "gunicorn.conf.py").write_text(HOOK, encoding="utf-8")
    return tmp_path


def plan(seconds: float, name: str, **data: Any) -> None:
    names: dict[str, Any] = {"__name__": "served"}
    exec(compile(BOT, "served.py", "exec"), names)
    names["bot"].jobs.later(seconds, name, chat=7, **data)


@contextlib.contextmanager
def running(folder: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "contrib"), *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(
        [sys.executable, *command], cwd=folder, env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


GUNICORN = ("-m", "gunicorn", "--bind=127.0.0.1:0", "--workers=2", "--no-control-socket")


@pytest.mark.parametrize(
    "command",
    [
        (*GUNICORN, "served:bot"),
        (*GUNICORN, "--threads=4", "served:bot"),
        ("served.py", "gunicorn"),
        ("served.py", "waitress"),
        ("served.py", "wsgiref"),
        ("-c", SCALETG, "jobs", "clock", "served.py"),
    ],
)
def test_what_is_due_at_the_start_is_done_before_anybody_writes(folder: Path, command: tuple[str, ...]) -> None:
    plan(0, "note", text="overdue")
    with running(folder, *command) as process:
        until(lambda: done(folder) == ["overdue"])
        plan(0.5, "note", text="soon")
        until(lambda: done(folder) == ["overdue", "soon"])
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT)


@pytest.mark.parametrize("command", [("-c", SCALETG, "jobs", "clock", "served.py"), ("served.py", "waitress")])
def test_a_long_job_ends_at_sigterm_where_it_keeps_its_place(folder: Path, command: tuple[str, ...]) -> None:
    plan(0, "long")
    with running(folder, *command) as process:
        until(lambda: len(done(folder)) >= 5)
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        process.wait(WAIT)
        assert time.monotonic() - started < 20
    first = done(folder)
    assert "end" not in first
    with running(folder, *command):
        until(lambda: "end" in done(folder))
    assert done(folder) == [*map(str, range(40)), "end"]
