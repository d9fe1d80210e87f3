"""Recording updates, and letting them go through a bot again."""

import json
import os
import subprocess
import sys

import pytest

import scaletg
from scaletg_contrib.testkit import Telegram
from scaletg_contrib.testkit.replay import difference, read_updates, replay, run

ADA = {"id": 77, "is_bot": False, "first_name": "Ada"}
BOT = {"id": 1, "is_bot": True, "first_name": "Bot"}
PRIVATE = {"id": 77, "type": "private", "first_name": "Ada"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Team"}


def message(number, text, chat=PRIVATE, **more):
    return {"message_id": number, "date": 1_790_000_000 + number, "chat": chat, "from": ADA, "text": text, **more}


def update(number, **event):
    return {"update_id": number, **event}


RECORDED = [
    update(1, message=message(5, "/start")),
    update(2, message=message(6, "hello", GROUP)),
    update(
        3,
        callback_query={
            "id": "9",
            "from": ADA,
            "chat_instance": "1",
            "data": "yes",
            "message": {**message(7, "Sure?"), "from": BOT},
        },
    ),
]


def make_bot(greeting="Hello", **options):
    bot = scaletg.Bot(**options)

    @bot.app("/start")
    def start(message):
        return greeting

    @bot.app("hello")
    def hello(message):
        return message.reply("Hi")

    @bot.app("yes", on="callback_query")
    def yes(callback_query):
        yield callback_query.answer("ok")
        yield callback_query.edit_text("Done")

    return bot


def test_every_update_is_recorded_once(tmp_path):
    path = tmp_path / "updates.jsonl"
    bot = make_bot(record=path)
    for one in [RECORDED[0], RECORDED[1], RECORDED[0]]:
        bot.process(one)
    assert list(read_updates(path)) == RECORDED[:2]


def test_a_record_that_cannot_be_written_is_logged_and_the_update_answered(tmp_path, caplog):
    bot = make_bot(record=tmp_path)
    assert bot.process(RECORDED[0]).reply.text == "Hello"
    assert "was not recorded" in caplog.text


def test_the_replies_to_recorded_updates_are_accepted_by_the_simulator():
    done = replay(make_bot(), RECORDED)
    assert [one["app"] for one in done] == ["start", "hello", "yes"]
    calls = [call for one in done for call in one["calls"]]
    assert [call["method"] for call in calls] == [
        "sendMessage",
        "sendMessage",
        "answerCallbackQuery",
        "editMessageText",
    ]
    assert not [call for call in calls if "refused" in call]


def test_two_runs_of_one_bot_do_not_differ():
    assert difference(replay(make_bot(), RECORDED), replay(make_bot(), RECORDED)) == ""


def test_a_long_replay_shows_in_a_terminal_how_far_it_is(tmp_path, capsys, monkeypatch):
    path = tmp_path / "updates.jsonl"
    path.write_text("".join(json.dumps(update(n, message=message(n, "hi"))) + "\n" for n in range(1, 251)))
    for is_terminal, shown in (
        (True, "\r100 of 250 updates \r200 of 250 updates \r250 of 250 updates \n"),
        (False, ""),
    ):
        monkeypatch.setattr(sys.stderr, "isatty", lambda is_terminal=is_terminal: is_terminal)
        assert run(make_bot(), path) == 0
        assert capsys.readouterr().err == shown


def test_the_difference_names_update_and_call():
    found = difference(replay(make_bot(), RECORDED), replay(make_bot("Good day"), RECORDED))
    assert found == (
        "update 1, message of Ada: '/start'\n"
        "  answered by start\n"
        '- sendMessage {"chat_id": 77, "text": "Hello"}\n'
        '+ sendMessage {"chat_id": 77, "text": "Good day"}'
    )


def test_the_difference_names_updates_of_one_run_only():
    done = replay(make_bot(), RECORDED)
    assert difference(done[1:], done).endswith("'/start'\n  is not in the earlier run")
    assert difference(done, done[:2]) == "update 3, callback_query of Ada: 'yes'\n  is not in this run"


def test_what_the_bot_raised_is_part_of_the_comparison():
    bot = scaletg.Bot()

    @bot.app
    def fails(message):
        raise ValueError("no")

    assert replay(bot, RECORDED[:1])[0]["error"] == "ValueError: no"


@pytest.mark.parametrize(
    "line, reason",
    [
        (b"{", "line 1 is not JSON: .* It was cut off, for example because the bot was killed: delete the line"),
        (b"{\n", "line 1 is not JSON: .* at column 2. Delete the line, or record again"),
        (b"[]", "line 1 is not an update: it has no update_id"),
        (b"{}", "it has no update_id"),
        (b'{"update_id": "x", "message": {}}', "its update_id is 'x', not a number"),
        (b'{"update_id": 1}', "it has only an update_id"),
        (b'{"update_id": 1, "message": "hi"}', "its message is not an object"),
        (b"\xff\xfe", "cannot be read: 'utf-8' codec"),
    ],
)
def test_a_line_that_is_no_update_is_named(tmp_path, line, reason):
    path = tmp_path / "broken.jsonl"
    path.write_bytes(line)
    with pytest.raises(scaletg.ConfigError, match=reason):
        list(read_updates(path))


BOT_FILE = """
import scaletg
bot = scaletg.Bot(webhook_reply=True)

@bot.app("/start")
def start(message):
    return "{answer}"
"""


def run_replay(folder, *options, encoding="utf-8"):
    command = [sys.executable, "-m", "scaletg", "replay", "updates.jsonl", "bot.py", *options]
    environ = {**os.environ, "PYTHONIOENCODING": encoding}
    return subprocess.run(command, cwd=folder, capture_output=True, encoding=encoding, timeout=120, env=environ)


def test_the_command_keeps_the_first_run_and_shows_the_difference_to_the_next(tmp_path):
    (tmp_path / "updates.jsonl").write_text(json.dumps(RECORDED[0]) + "\n")
    (tmp_path / "bot.py").write_text(BOT_FILE.format(answer="One"))
    assert run_replay(tmp_path).returncode == 0
    assert "does what it did before" in run_replay(tmp_path).stdout
    (tmp_path / "bot.py").write_text(BOT_FILE.format(answer="Two"))
    changed = run_replay(tmp_path)
    assert changed.returncode == 1
    assert '"text": "Two"' in changed.stdout
    assert run_replay(tmp_path, "--accept").returncode == 0
    assert run_replay(tmp_path).returncode == 0


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_difference_is_shown_on_a_terminal_that_knows_few_characters(tmp_path, encoding):
    (tmp_path / "updates.jsonl").write_text(json.dumps(RECORDED[0]) + "\n")
    for answer, code in [("Tea ☕", 0), ("Rice 🍚", 1)]:
        (tmp_path / "bot.py").write_text(BOT_FILE.format(answer=answer), encoding="utf-8")
        done = run_replay(tmp_path, encoding=encoding)
        assert (done.returncode, done.stderr) == (code, "")
    assert r"Rice \U0001f35a" in done.stdout


def test_a_text_may_hold_any_end_of_line(tmp_path):
    path = tmp_path / "updates.jsonl"
    bot = make_bot(record=path)
    odd = update(4, message=message(8, "a\u2028b\x85c\r\nd"))
    bot.process(odd)
    bot.process(RECORDED[0])
    assert list(read_updates(path)) == [odd, RECORDED[0]]


UPDATE = json.dumps(RECORDED[0]) + "\n"


@pytest.mark.parametrize(
    "files, error",
    [
        ({}, "there is no file 'updates.jsonl': record one with SCALETG_RECORD=updates.jsonl python bot.py"),
        ({"updates.jsonl/x": ""}, "'updates.jsonl' is a folder"),
        ({"updates.jsonl": "\n"}, "updates.jsonl contains no update"),
        ({"updates.jsonl": UPDATE + "{"}, "updates.jsonl, line 2 is not JSON"),
        ({"updates.jsonl": UPDATE, "updates.jsonl.replies": "[]\n"}, "updates.jsonl.replies, line 1 does not say what"),
        ({"updates.jsonl": UPDATE, "updates.jsonl.replies": "no\n"}, "updates.jsonl.replies, line 1 does not say what"),
        ({"updates.jsonl": UPDATE, "bot.py": "import missing_one"}, "No module named 'missing_one' (bot.py:1)"),
        ({"updates.jsonl": UPDATE, "bot.py": "bot = ("}, "SyntaxError"),
        ({"updates.jsonl": UPDATE, "bot.py": "x = 1"}, "'bot.py' has no bot"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path, files, error):
    for name, text in {"bot.py": BOT_FILE.format(answer="One"), **files}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    done = run_replay(tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("scaletg: ")
    assert error in done.stderr
    assert done.stderr.count("\n") == 1


def test_files_and_dice_are_the_same_in_every_run(tmp_path):
    (tmp_path / "updates.jsonl").write_text(UPDATE)
    (tmp_path / "bot.py").write_text(
        "import random\nimport scaletg\nbot = scaletg.Bot()\n\n@bot.app\ndef send(message):\n"
        "    sent = yield message.answer_document(scaletg.InputFile(b'x', 'x.txt'))\n"
        "    yield f'{sent.document.file_id} {random.random()}'\n"
    )
    assert "1 update was replayed" in run_replay(tmp_path).stdout
    assert "does what it did before" in run_replay(tmp_path).stdout


def test_bytes_in_a_reply_are_replayed(tmp_path):
    (tmp_path / "updates.jsonl").write_text(UPDATE)
    (tmp_path / "bot.py").write_text(
        "import scaletg\nbot = scaletg.Bot()\n\n@bot.app\n"
        "def send(message):\n    return message.answer_document(b'x')\n"
    )
    assert "1 update was replayed" in run_replay(tmp_path).stdout
    assert "<file 'file'>" in (tmp_path / "updates.jsonl.replies").read_text()
    assert "does what it did before" in run_replay(tmp_path).stdout


def test_what_the_test_kit_recorded_can_be_replayed(tmp_path):
    path = tmp_path / "updates.jsonl"
    with Telegram(make_bot(record=path)) as telegram:
        chat = telegram.private("Ada")
        chat.start()
        chat.send("hello")
    done = replay(make_bot(), list(read_updates(path)))
    assert [one["calls"][0]["parameters"]["text"] for one in done] == ["Hello", "Hi"]
