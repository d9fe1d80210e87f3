"""Open conversations meet the code of tomorrow before it is deployed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from session_workers import message

from fresh import empty_folder
from scaletg_contrib.cli.finding import find_bot
from scaletg_contrib.conversations.__main__ import main
from talking import Recorder

BOT = """
import scaletg
from scaletg_contrib.conversations import Conversations, ask, once

bot = scaletg.Bot("1000000001:test", username="test_bot")
talks = Conversations("sqlite:///bot.db", watch_seconds=None)

{code}

bot.load(talks)
"""
PIZZA = """
@talks.conversation("/pizza <number:int>")
def pizza(number, message):
    size = yield ask("Which size?", buttons=["S", "M"])
    order = yield once(int, "7")
    yield f"Order {order}"
    name = yield ask("Your name?", timeout=600)
    return f"{number} {size} for {name}"
"""
TEA = """
@talks.conversation("/tea")
def tea():
    kind = yield ask("Which tea?")
    return kind
"""
ADA = "'pizza' of person 1 in chat 1: breaks at step"
FAILING = '    raise OSError("gone")\n    order = yield'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a store in which three conversations are open, and one has ended."""
    with empty_folder(monkeypatch, tmp_path):
        open_conversations(tmp_path)
        yield tmp_path


def open_conversations(folder: Path) -> None:
    write(folder, PIZZA + TEA)
    bot = find_bot("old_bot.py")
    bot.api.transport = Recorder()
    for person, texts in {1: ["/pizza 3", "M"], 2: ["/pizza 4"], 3: ["/tea"], 4: ["/tea", "green"]}.items():
        for number, text in enumerate(texts):
            assert bot.process(message(person * 10 + number, text, user=person)).error is None


def write(folder: Path, code: str, name: str = "old_bot") -> None:
    (folder / f"{name}.py").write_text(BOT.format(code=code), encoding="utf-8")


@pytest.fixture
def check(folder: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Check:
    return Check(folder, capsys, f"bot_{abs(hash(request.node.name))}")


class Check:
    """Checks code against the store, or against a dump."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
        self.folder, self._capsys, self._name = folder, capsys, name

    def __call__(self, code: str, source: str = "sqlite:///bot.db") -> tuple[int, list[str]]:
        write(self.folder, code, self._name)
        result = main(["check", source, f"{self._name}.py"])
        return result, self._capsys.readouterr().out.splitlines()


def test_the_same_code_breaks_nothing(check: Check) -> None:
    assert check(PIZZA + TEA) == (0, ["3 open conversations, of which 0 would break."])


def test_texts_after_the_open_question_may_change(check: Check) -> None:
    assert check(PIZZA.replace("for {name}", "is for {name}") + TEA)[0] == 0


@pytest.mark.parametrize(
    "old, new, findings",
    [
        ('ask("Your name?"', 'ask("Who are you?"', [f"{ADA} 4, after ask('Which size?')"]),
        ('ask("Which size?"', 'ask("What size?"', [f"{ADA} 1:", "'pizza' of person 2 in chat 1" ]),
        ('once(int, "7")', 'once(str, "7")', [f"{ADA} 2, after ask('Which size?')"]),
        ("    order = yield", FAILING, [f"{ADA} 2, after ask('Which size?'): it raises OSError"]),
        ("<number:int>", "<size:int>", ["begun with other arguments"]),
        ("pizza(number, message)", "cake(number, message)", ["there is no conversation with this name any more"]),
    ],
)  # fmt: skip
def test_what_would_break_is_named(check: Check, old: str, new: str, findings: list[str]) -> None:
    code = PIZZA.replace(old, new)
    if "<size" in new:
        code = code.replace("def pizza(number", "def pizza(size").replace("{number} {size}", "{size}")
        code = code.replace("size = yield", "letter = yield")
    result, lines = check(code + TEA)
    assert result == 1
    assert any(findings[0] in line for line in lines)
    assert lines[-1] == "What the bot does with these: Conversations(changed='restart')."


def test_nothing_is_changed_sent_or_computed(check: Check, folder: Path) -> None:
    before = (folder / "bot.db").read_bytes()
    changed = PIZZA.replace('once(int, "7")', "once(open, 'made.txt', 'w')")
    check(changed + TEA)
    assert not (folder / "made.txt").exists()
    assert (folder / "bot.db").read_bytes() == before


def test_a_dump_is_checked_on_another_machine(check: Check, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dump", "sqlite:///bot.db"]) == 0
    (folder / "talks.dump").write_text(capsys.readouterr().out, encoding="utf-8")
    (folder / "bot.db").unlink()
    assert check(PIZZA + TEA, "talks.dump")[1] == ["3 open conversations, of which 0 would break."]
    result, lines = check(TEA, "talks.dump")
    assert (result, lines[-2]) == (1, "3 open conversations, of which 2 would break.")


def test_the_conversations_of_other_bots_are_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, PIZZA + TEA, "other_bot")
    other = (folder / "other_bot.py").read_text(encoding="utf-8").replace("1000000001", "7")
    (folder / "other_bot.py").write_text(other, encoding="utf-8")
    bot = find_bot("other_bot.py")
    bot.api.transport = Recorder()
    bot.process(message(50, "/tea", user=5))
    for bot_id, count in (("7", 1), ("1000000001", 3)):
        assert main(["check", "sqlite:///bot.db", "old_bot.py", "--bot-id", bot_id]) == 0
        assert capsys.readouterr().out.startswith(f"{count} open conversations, ")


def test_conversations_of_other_bots_alone_are_not_taken_for_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On another machine the bot often has another token, or the wrong store is named."""
    assert main(["check", "sqlite:///bot.db", "old_bot.py", "--bot-id", "8"]) == 1
    assert "no conversations of bot 8, but of 1000000001: name one with --bot-id" in capsys.readouterr().err
    assert main(["check", "sqlite:///bto.db", "old_bot.py"]) == 1
    assert "sqlite:///bto.db: there is no such file" in capsys.readouterr().err
    assert not (folder / "bto.db").exists()


def test_conversations_that_no_object_reads_would_break(check: Check, folder: Path) -> None:
    code = PIZZA + TEA
    write(folder, code, "renamed_bot")
    path = folder / "renamed_bot.py"
    path.write_text(path.read_text().replace('"sqlite:///bot.db",', '"sqlite:///bot.db", namespace="talks2",'))
    assert main(["check", "sqlite:///bot.db", "renamed_bot.py"]) == 1
    lines = check._capsys.readouterr().out.splitlines()
    assert "'tea' of person 3: no Conversations(namespace='talk') would continue it" in lines
    assert lines[-1] == "3 open conversations, of which 3 would break."


def test_the_table_of_a_store_can_be_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "sqlite:///bot.db", "old_bot.py", "--table", "shop"]) == 0
    assert capsys.readouterr().out.startswith("0 open conversations")
    assert main(["dump", "sqlite:///bot.db", "--table", "scaletg"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


@pytest.mark.parametrize(
    "arguments, error",
    [
        (["check", "sqlite:///bot.db", "missing.py"], "cannot be imported"),
        (["check", "talks.txt", "old_bot.py"], "line 1, is not a line of a dump"),
        (["check", "nothing:", "old_bot.py"], "unknown kind of store"),
        (["check", "sqlite:///bot.db", "plain_bot.py"], "loads no conversations"),
    ],
)
def test_mistakes_are_explained(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], error: str
) -> None:
    (folder / "talks.txt").write_text("hello\n", encoding="utf-8")
    (folder / "plain_bot.py").write_text("import scaletg\nbot = scaletg.Bot()\nbot.app(lambda message: 'x')\n")
    assert main(arguments) == 1
    assert error in capsys.readouterr().err
