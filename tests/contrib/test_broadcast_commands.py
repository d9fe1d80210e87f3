"""The command line of broadcasts: `scaletg broadcast start|list|follow|pause|resume|cancel`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import scaletg
from scaletg_contrib.broadcast.__main__ import bar
from scaletg_contrib.broadcast.reports import read_report

BOT = """
import scaletg
from scaletg_contrib.broadcast import Broadcast


class Line:
    def call(self, name, parameters, files):
        with open("said", "a") as file:
            print(parameters["chat_id"], parameters["text"], file=file)
        chat = {"id": parameters["chat_id"], "type": "private"}
        return {"ok": True, "result": {"message_id": 1, "date": 0, "chat": chat}}

    def sleep(self, seconds):
        pass


bot = scaletg.Bot("7:token", username="test_bot", store="sqlite:///bot.db")
bot.api.transport = Line()
news = Broadcast()
bot.load(news)


@news.content
def monday(person):
    return "It is Monday."


@news.recipients
def customers(after):
    yield from (one for one in (3, 5) if after is None or one > after)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "bot.py").write_text(BOT, encoding="utf-8")
    (tmp_path / "ids.txt").write_text("8\n9\n", encoding="utf-8")
    yield tmp_path
    for name in ("bot", "other"):
        module = sys.modules.pop(name, None)
        if module is not None:
            module.bot.close()


def said(folder: Path) -> list[str]:
    path = folder / "said"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_a_dry_run_sends_nothing(folder: Path, capsys: Any) -> None:
    assert scaletg.main(["broadcast", "start", "Hi", "--to", "ids.txt", "--dry-run"]) == 0
    assert capsys.readouterr().out == "2 would get it; 2 sendMessage\n"
    assert said(folder) == []


def test_it_is_sent_here_and_listed(folder: Path, capsys: Any) -> None:
    assert scaletg.main(["broadcast", "start", "monday", "--content", "--to", "customers", "--here"]) == 0
    assert said(folder) == ["3 It is Monday.", "5 It is Monday."]
    assert "done: 2 sent, 2 done" in capsys.readouterr().out
    assert scaletg.main(["broadcast", "list"]) == 0
    assert re.match(r"[0-9a-f]{10}  [\d: -]+ UTC  done: 2 sent, 2 done\n", capsys.readouterr().out)


def test_it_is_paused_resumed_and_cancelled(folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def press_ctrl_c(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", press_ctrl_c)
    assert scaletg.main(["broadcast", "start", "Hi", "--to", "ids.txt"]) == 0
    output = capsys.readouterr()
    number = output.out.split()[1]
    assert f"To see its progress: scaletg broadcast follow {number}" in output.err
    for action, said_of_it in (("pause", "paused"), ("resume", "resumed"), ("cancel", "cancelled")):
        assert scaletg.main(["broadcast", action, number]) == 0
        assert capsys.readouterr().out == f"{number}  {said_of_it}\n"
        assert scaletg.main(["broadcast", action, number]) == 1
        assert f"was not {said_of_it}" in capsys.readouterr().err
    assert scaletg.main(["broadcast", "follow", number]) == 1
    assert capsys.readouterr().out == "cancelled: 0 sent, 0 of 2 done\n"
    assert said(folder) == []


def test_mistakes_are_told(folder: Path, capsys: Any) -> None:
    lost = "which this code does not have (there are:"
    for arguments, hint in (
        (["follow", "nothing"], "there is no broadcast 'nothing'"),
        (["start", "Hi", "--to", "friends"], f"recipients 'friends', {lost} customers)"),
        (["start", "tuesday", "--content"], f"content 'tuesday', {lost} monday)"),
    ):
        assert scaletg.main(["broadcast", *arguments]) == 1
        assert hint in capsys.readouterr().err
    (folder / "other.py").write_text("import scaletg\nbot = scaletg.Bot()\n", encoding="utf-8")
    assert scaletg.main(["broadcast", "list", "--bot", "other.py"]) == 1
    assert "bot.load(Broadcast())" in capsys.readouterr().err


def test_the_bar_is_as_long_as_what_is_done() -> None:
    def report(state: str, **data: Any) -> Any:
        return read_report("x", state, {"started": 0}, data)

    assert bar(report("running", total=4, sent=1)) == f"[{'#' * 7}{'.' * 23}] running: 1 sent, 1 of 4 done"
    assert bar(report("running", sent=1)) == "running: 1 sent, 1 done"
    assert bar(report("running", total=0)) == "running: 0 sent, 0 of 0 done"
    assert bar(report("waiting", total=4)).startswith("waiting for a process")
