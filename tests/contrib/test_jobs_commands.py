"""The command line of jobs: `scaletg jobs list|run|delete|clock`."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import scaletg

BOT = """
import scaletg
from scaletg_contrib.jobs import Jobs

bot = scaletg.Bot(username="test_bot", store="sqlite:///bot.db")
bot.load(Jobs())


@bot.app("say:<text>", on="job")
def say(job, text):
    with open("said", "a") as file:
        print(text, file=file)
    if text == "bad":
        raise OSError("bad")
    return ""
"""
MAKE = """
bot.jobs.later(600, "say:one", chat=7)
bot.jobs.later(300, "say:bad", chat=-5, user=7)
bot.jobs.every("0 9 * * *", "say:daily", chat=7, zone="Europe/Berlin")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "bot.py").write_text(BOT, encoding="utf-8")
    exec(compile(BOT + MAKE, "bot.py", "exec"), {"__name__": "bot"})
    yield tmp_path
    for name in ("bot", "other"):  # which the command line has imported
        sys.modules.pop(name, None)


def said(folder: Path) -> list[str]:
    path = folder / "said"
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def ids(text: str) -> list[str]:
    return re.findall(r"^([0-9a-f]{10})  ", text, re.MULTILINE)


def test_list_shows_the_first_one_first(folder: Path, capsys: Any) -> None:
    assert scaletg.main(["jobs", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "3 jobs"
    texts = [re.sub(r"^\w+  [\d: -]+ UTC  ", "", line) for line in lines[:-1]]
    assert texts[:2] == ["say:bad  chat -5, person 7", "say:one  chat 7, person 7"]
    assert texts[2] == "say:daily  chat 7, person 7, 0 9 * * * Europe/Berlin"


def test_run_does_jobs_before_they_are_due(folder: Path, capsys: Any) -> None:
    scaletg.main(["jobs", "list"])
    listed = capsys.readouterr().out
    bad, one, daily = ids(listed)
    before = set(threading.enumerate())
    assert scaletg.main(["jobs", "run", one, daily]) == 0
    assert not any(thread.name == "scaletg-jobs" for thread in set(threading.enumerate()) - before)
    assert said(folder) == ["one", "daily"]
    assert scaletg.main(["jobs", "run", bad]) == 1
    assert f"{bad}  unfinished: OSError: bad" in capsys.readouterr().out
    assert scaletg.main(["jobs", "run", one]) == 1
    assert "there is no job" in capsys.readouterr().err
    scaletg.main(["jobs", "list"])
    left = capsys.readouterr().out
    assert sorted(ids(left)) == sorted([bad, daily])
    (before,), (after,) = (re.findall(f"{daily}.*", text) for text in (listed, left))
    assert before == after  # it comes at its next time all the same


def test_delete_takes_jobs_away(folder: Path, capsys: Any) -> None:
    scaletg.main(["jobs", "list"])
    first, *others = ids(capsys.readouterr().out)
    assert scaletg.main(["jobs", "delete", *others]) == 0
    assert scaletg.main(["jobs", "delete", others[0]]) == 1
    assert "there is no job" in capsys.readouterr().err
    scaletg.main(["jobs", "list"])
    assert ids(capsys.readouterr().out) == [first]


def test_a_bot_without_jobs_is_told_how_to_get_them(folder: Path, capsys: Any) -> None:
    (folder / "other.py").write_text("import scaletg\nbot = scaletg.Bot()\n", encoding="utf-8")
    assert scaletg.main(["jobs", "list", "--bot", "other.py"]) == 1
    assert "bot.load(Jobs())" in capsys.readouterr().err


def test_the_clock_alone_does_what_is_due_until_sigterm(folder: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(Path(scaletg.__file__).parent)!r}); import scaletg; "
    code += "sys.exit(scaletg.main(['jobs', 'clock', 'bot.py']))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert any("does its jobs" in line for line in process.stderr)
            names: dict[str, Any] = {"__name__": "bot"}
            exec(compile(BOT, "bot.py", "exec"), names)
            names["bot"].jobs.later(0, "say:now", chat=7)
            deadline = time.monotonic() + 60
            while "now" not in said(folder) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert said(folder) == ["now"]
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def test_a_job_that_was_given_up_is_a_dead_letter_and_can_run_again(folder: Path, capsys: Any) -> None:
    code = BOT.replace(', store="sqlite:///bot.db"', "")  # then jobs are in the default store, and dead letters, too
    (folder / "bot.py").write_text(code, encoding="utf-8")
    names: dict[str, Any] = {"__name__": "bot"}
    exec(compile(code, "bot.py", "exec"), names)
    bot = names["bot"]
    bot.jobs.later(0, "say:bad", chat=9, once=True)
    assert bot.jobs.run_due() == 1
    assert scaletg.main(["dead", "list"]) == 0
    update_id, _, shown = capsys.readouterr().out.splitlines()[0].partition("  ")
    assert shown.endswith("OSError: bad")
    (folder / "bot.py").write_text(code.replace('text == "bad"', 'text == "worse"'), encoding="utf-8")
    sys.modules.pop("bot", None)
    assert scaletg.main(["dead", "retry", "--", update_id]) == 0
    assert f"{update_id}  finished, answered by 'say'" in capsys.readouterr().out
    assert said(folder) == ["bad", "bad"]


def test_sessions_and_jobs_are_enabled_by_their_names_in_the_config_file(folder: Path) -> None:
    (folder / "scaletg.toml").write_text(
        """
        store = "sqlite:///other.db"
        enabled_modules = ["scaletg_contrib.sessions", "scaletg_contrib.jobs"]
        [contrib.sessions]
        key = "chat"
        [contrib.jobs]
        every = { tidy = "0 3 * * *" }
        """,
        encoding="utf-8",
    )
    bot = scaletg.Bot(username="test_bot")
    bot.app("tidy", on="job")(lambda job: "")
    assert {"session", "jobs", "jobs_clock"} <= bot.registry.modules.keys()
    bot.jobs.run_due()
    assert [job.cron for job in bot.jobs.all()] == ["0 3 * * *"]
