"""The command line: what each command does, and that a mistake is one sentence and the exit code 1."""

import contextlib
import importlib
import json
import logging
import os
import re
import socket
import sys
from pathlib import Path

import bottle
import pytest

import samples
import scaletg
import scaletg_contrib.cli
from fake_telegram import TOKEN
from fresh import empty_folder, link_packages
from fresh import run as run_alone
from programs import PYTHON, run, write
from scaletg_contrib.cli import parser
from scaletg_contrib.cli.reload import SUPERVISOR
from wire import Wire, fault, unreachable

BOT = """
import scaletg
bot = scaletg.Bot("123456:AAExampleTokenOfNobody")
other = scaletg.Bot("654321:AAOther")

@bot.module
def greeting(user):
    return "Hello, " + user.first_name

@bot.app("/start <ref>")
def start(message, greeting, ref=None):
    "Say hello."
    return greeting

@bot.app("/help")
def help_me(message): ...

@bot.app("vote:<choice:int>", on="callback_query")
def vote(callback_query, choice): ...

@bot.app(on=("message:photo", "edited_message"))
def photo(update): ...

@bot.app()
def all_of_it(update): ...

@bot.app(on="message", fallback=True)
def unknown(message): ...
"""


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv(SUPERVISOR, str(os.getppid()))  # else `run` starts a child
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    with empty_folder(monkeypatch, tmp_path):
        yield tmp_path


@pytest.fixture
def wire(monkeypatch):
    return Wire(monkeypatch)


@pytest.fixture
def bot_file(folder):
    write(folder, {"bot.py": BOT})


def fails_with(capsys, text, *arguments):
    """Run a command that fails: one sentence, and no traceback."""
    assert scaletg.main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("scaletg: ")
    assert text in printed.err
    assert "Traceback" not in printed.err
    assert len(printed.err.splitlines()) == 1


# Help


def help_of(capsys, monkeypatch, words):
    """Return what a command says of itself, in a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as caught:
        scaletg.main([*words, "--help"])
    assert caught.value.code == 0
    return capsys.readouterr().out


def test_the_help_names_every_command_and_what_it_does(capsys, monkeypatch):
    text = help_of(capsys, monkeypatch, [])
    names = [name for name in [*parser.COMMANDS, *parser.OFFERED] if " " not in name]
    assert re.findall(r"^    (\w+)", text, re.MULTILINE) == names
    assert "from scaletg" not in text
    assert text.endswith("Begin with: scaletg new mybot. Each command has its own --help.\n")


@pytest.mark.parametrize("command", ["", *parser.COMMANDS, *parser.OFFERED])
def test_the_help_of_every_command_reads_well_at_80_columns(capsys, monkeypatch, command):
    text = help_of(capsys, monkeypatch, command.split())
    assert text.startswith(f"usage: scaletg {command}".rstrip())
    assert max(len(line) for line in text.splitlines()) <= 80
    about = text.split("\n\n")[1]
    assert about[0].isupper(), about
    assert about.endswith("."), about
    bare = re.findall(r"^  (?!COMMAND|ACTION)(?:-\S+(?: \S+)?|[A-Za-z]\w*)$(?!\n {10})", text, re.MULTILINE)
    assert bare == [], "arguments without a word about them"
    assert "\x1b" not in text


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit):
        scaletg.main(["--version"])
    assert capsys.readouterr().out == f"ScaleTG {scaletg.__version__}, Bot API {scaletg.API_VERSION}\n"


@pytest.mark.parametrize("arguments", [[], ["explode"], ["webhook"], ["webhook", "explode"], ["call"], ["new"]])
def test_a_wrong_command_line_is_explained(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        scaletg.main(arguments)
    assert caught.value.code == 2
    assert "usage: scaletg" in capsys.readouterr().err


# Which bot


@pytest.mark.parametrize("target", [[], ["bot.py"], ["bot"], ["bot:bot"], ["bot.py:bot"], ["{folder}/bot.py"]])
def test_apps_shows_the_registry_as_a_table(capsys, folder, bot_file, target):
    assert scaletg.main(["apps", *(part.format(folder=folder) for part in target)]) == 0
    lines = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    assert [line[:2] for line in lines] == [
        ["NAME", "FOR"],
        ["module", "greeting"],
        ["app", "start"],
        ["app", "help_me"],
        ["app", "vote"],
        ["app", "photo"],
        ["app", "all_of_it"],
        ["app", "unknown"],
    ]
    table = dict(line[1:] for line in lines[1:])
    assert table["start"].split() == ["/start", "<ref>", "message,", "greeting,", "ref", "bot.py:10"]
    assert table["vote"].startswith("vote:<choice:int>")
    assert table["photo"].startswith("message:photo, edited_message")
    assert table["all_of_it"].startswith("everything")
    assert table["unknown"].startswith("message (fallback)")


def test_another_bot_of_the_file_is_found_by_its_name(capsys, bot_file):
    assert scaletg.main(["apps", "bot.py:other"]) == 0
    assert "start" not in capsys.readouterr().out


def test_a_bot_of_another_name_is_found_if_it_is_the_only_one(capsys, folder):
    write(folder, {"bot.py": "import scaletg\nmine = scaletg.Bot()\nmine.app('/mine')(lambda message: '')\n"})
    assert scaletg.main(["apps"]) == 0
    assert "/mine" in capsys.readouterr().out


def test_a_config_alone_is_a_bot(capsys, folder):
    write(folder, {"scaletg.toml": "enabled_apps = ['weather']\n", "weather.py": "def process(update): ...\n"})
    assert scaletg.main(["apps"]) == 0
    assert "weather" in capsys.readouterr().out


def test_what_imports_the_bot_gets_the_same_one(capsys, folder):
    apps = "from bot import bot\n\n@bot.app('/inside')\ndef inside(message): ...\n"
    write(folder, {"bot.py": "import scaletg\nbot = scaletg.Bot()\nimport apps\n", "apps.py": apps})
    assert scaletg.main(["apps", "bot.py"]) == 0
    assert "/inside" in capsys.readouterr().out


MISTAKES = [
    ({}, [], "there is no bot.py and no config file in this folder"),
    ({}, ["missing.py"], "the bot 'missing.py' cannot be imported: FileNotFoundError"),
    ({}, ["missing"], "the bot 'missing' cannot be imported: ModuleNotFoundError: No module named 'missing'"),
    ({"bot.py": "import scaletg\n"}, [], "'bot.py' has no bot: write bot = scaletg.Bot()"),
    ({"bot.py": BOT}, ["bot.py:third"], "'bot.py:third' has no bot named 'third'"),
    ({"bot.py": "\n1 / 0\n"}, [], "cannot be imported: ZeroDivisionError: division by zero (bot.py:2)"),
    ({"bot.py": "a b\n"}, [], "the bot 'bot.py' cannot be imported: SyntaxError"),
    (
        {"bot.py": "import scaletg\nbot = scaletg.Bot()\nbot.app(on='message:foto')(lambda message: '')\n"},
        [],
        "Did you mean 'photo'?",
    ),
    ({"bot.py": "import scaletg\nbot = scaletg.Bot()\nbot.app()(lambda nothing: '')\n"}, [], "'nothing'"),
    ({"scaletg.toml": "enabled_apps = ['missing']\n"}, [], "the app 'missing' cannot be imported"),
    ({"scaletg.toml": "time_out = 5\n"}, [], "there is no option 'time_out'. Did you mean 'timeout'?"),
]


@pytest.mark.parametrize("files, target, text", MISTAKES)
def test_a_mistake_in_the_bot_is_one_sentence(capsys, folder, files, target, text):
    write(folder, files)
    fails_with(capsys, text, "apps", *target)


@pytest.mark.parametrize("files", [{}, {"half.py": "import scaletg\nbot = scaletg.Bot()\n1 / 0\n"}])
def test_a_file_that_fails_is_not_imported(capsys, folder, files):
    write(folder, files)
    fails_with(capsys, "cannot be imported", "apps", "half.py")
    assert "half" not in sys.modules


# Options


def test_config_shows_every_option_and_where_it_comes_from(capsys, monkeypatch, folder):
    text = 'timeout = 7\nenabled_apps = ["weather"]\nstore = "mysql://me:secret@host/bot"\n'
    write(folder, {"scaletg.toml": text, "weather.py": "def process(update): ...\n"})
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SCALETG_RETRY_BUDGET", "3")
    assert scaletg.main(["config"]) == 0
    printed = capsys.readouterr().out
    rows = {line.split()[0]: line.split(maxsplit=2)[1:] for line in printed.splitlines()[1:]}
    assert rows.keys() == set(scaletg.Options.names())
    assert rows["timeout"] == ["7", "scaletg.toml"]
    assert rows["retry_budget"] == ["3.0", "the environment variable SCALETG_RETRY_BUDGET"]
    assert rows["dispatch"] == ["'all'", "default"]
    assert rows["queue"] == ["-", "default"]
    assert rows["token"] == ["123456:...", "the environment variable TELEGRAM_BOT_TOKEN"]
    assert rows["secret_token"] == ["...", "the token"]
    assert rows["store"] == ["'mysql://me:...@host/bot'", "scaletg.toml"]
    bot = scaletg.Bot()
    assert not any(secret in printed for secret in (TOKEN, bot.secret_token, "secret@"))


def test_config_shows_a_bot_whose_store_is_an_object(capsys, folder):
    bot = "import scaletg\nbot = scaletg.Bot(seen=scaletg.SeenUpdates(), timeout=3)\nbot.app()(lambda message: 1)\n"
    write(folder, {"bot.py": bot})
    assert scaletg.main(["config", "bot.py"]) == 0
    assert "SeenUpdates" in capsys.readouterr().out


# Commands of other distributions


OFFERED = """
def add(parser):
    parser.add_argument("word")
    parser.set_defaults(command=say)

def say(word):
    print("said", word)
    return 5
"""


@pytest.fixture
def offered(monkeypatch, folder):
    """A distribution that is installed, and offers a command."""
    files = {"METADATA": "Metadata-Version: 2.1\nName: polite\nVersion: 1.0\n"}
    files["entry_points.txt"] = "[scaletg.commands]\nsay = saying:add\nrun = saying:missing\n"
    write(folder, {f"polite-1.0.dist-info/{name}": text for name, text in files.items()})
    write(folder, {"saying.py": OFFERED})
    monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()


def test_a_command_of_another_distribution_is_found(capsys, offered):
    assert scaletg.main(["say", "hello"]) == 5
    assert capsys.readouterr().out == "said hello\n"


def test_a_command_that_is_not_used_is_not_imported_but_shown(capsys, offered):
    with pytest.raises(SystemExit):
        scaletg.main(["--help"])
    assert "from polite" in capsys.readouterr().out
    assert "saying" not in sys.modules


# Webhook


def test_webhook_set_tells_telegram_where_and_what(capsys, wire, bot_file):
    assert scaletg.main(["webhook", "set", "https://example.com", "--drop-pending"]) == 0
    bot = sys.modules["bot"].bot
    assert wire.last.url.endswith("/setWebhook")
    assert wire.json == {
        "url": f"https://example.com{bot.webhook_path}",
        "allowed_updates": bot.allowed_updates,
        "secret_token": bot.secret_token,
        "drop_pending_updates": True,
    }
    assert capsys.readouterr().out == f"The webhook is https://example.com{bot.webhook_path}\n"


def test_webhook_set_keeps_a_path_that_is_given(wire, bot_file):
    assert scaletg.main(["webhook", "set", "https://example.com/mine?a=b"]) == 0
    assert wire.json["url"] == "https://example.com/mine?a=b"


def test_webhook_set_keeps_a_query_and_adds_the_path_of_the_bot(wire, bot_file):
    assert scaletg.main(["webhook", "set", "https://example.com/?a=b#top"]) == 0
    assert wire.json["url"] == f"https://example.com{sys.modules['bot'].bot.webhook_path}?a=b"


@pytest.mark.parametrize(
    "path, is_warned", [("/bot", True), ("{}", False), ("/under/a/prefix{}", False), ("{}/", True)]
)
def test_webhook_set_warns_of_an_address_that_does_not_end_in_the_path_of_the_bot(
    wire, bot_file, caplog, path, is_warned
):
    own = scaletg.Bot("123456:AAExampleTokenOfNobody").webhook_path
    assert scaletg.main(["webhook", "set", f"https://example.com{path.format(own)}?a=b"]) == 0
    assert wire.json["url"] == f"https://example.com{path.format(own)}?a=b"
    assert (f"does not end in the path of this bot, {own}" in caplog.text) is is_warned


def test_webhook_set_takes_what_telegram_takes(wire, bot_file, folder):
    (folder / "public.pem").write_bytes(b"a key")
    words = ["--certificate", "public.pem", "--ip-address", "203.0.113.7", "--max-connections", "7"]
    assert scaletg.main(["webhook", "set", "https://203.0.113.7", *words]) == 0
    fields, files = wire.form
    assert files == {"certificate": ("public.pem", b"a key")}
    assert (fields["ip_address"], fields["max_connections"]) == ("203.0.113.7", "7")


def test_webhook_info_prints_what_telegram_knows(capsys, wire, bot_file):
    info = {"url": "https://example.com/ä", "has_custom_certificate": False, "pending_update_count": 3}
    wire.answer(info)
    assert scaletg.main(["webhook", "info", "--bot", "bot.py:other"]) == 0
    assert json.loads(capsys.readouterr().out) == info
    assert "/bot654321:" in wire.last.url


def test_webhook_delete_deletes_it(capsys, wire, bot_file):
    assert scaletg.main(["webhook", "delete"]) == 0
    assert wire.last.url.endswith("/deleteWebhook")
    assert wire.json == {"drop_pending_updates": False}
    assert capsys.readouterr().out == "The webhook is deleted.\n"


@pytest.mark.parametrize(
    "arguments, text",
    [
        (["set"], "webhook set needs the public address: scaletg webhook set https://example.com"),
        (["set", "example.com"], "'example.com' is not an address: write it in full, for example https://example.com"),
    ],
)
def test_webhook_set_needs_an_address(capsys, wire, bot_file, arguments, text):
    fails_with(capsys, text, "webhook", *arguments)
    assert wire.requests == []


# Calls


def test_call_calls_any_method_and_prints_the_result(capsys, monkeypatch, wire):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    wire.answer({"message_id": 5, "text": "ä"})
    arguments = [
        "chat_id=-100",
        "text=a=b",
        "disable_notification=true",
        "chat=@channel",
        'reply_parameters={"message_id":1}',
    ]
    assert scaletg.main(["call", "sendAnything", *arguments]) == 0
    assert wire.last.url.endswith("/sendAnything")
    assert wire.json == {
        "chat_id": -100,
        "text": "a=b",
        "disable_notification": True,
        "chat": "@channel",
        "reply_parameters": {"message_id": 1},
    }
    assert capsys.readouterr().out == '{\n  "message_id": 5,\n  "text": "ä"\n}\n'


def test_call_prints_lists_and_plain_results(capsys, monkeypatch, wire):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    wire.answer([{"command": "start", "description": "Start"}], 7)
    scaletg.main(["call", "getMyCommands"])
    assert json.loads(capsys.readouterr().out) == [{"command": "start", "description": "Start"}]
    scaletg.main(["call", "getChatMemberCount", "chat_id=1"])
    assert capsys.readouterr().out == "7\n"


def test_call_uploads_a_file(capsys, monkeypatch, wire, folder):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    (folder / "a.png").write_bytes(b"picture")
    fails_with(capsys, "there is no file 'b.png'", "call", "sendPhoto", "chat_id=1", "photo=@b.png")
    assert scaletg.main(["call", "sendPhoto", "chat_id=@channel", "photo=@a.png"]) == 0
    assert wire.form == ({"chat_id": "@channel"}, {"photo": ("a.png", b"picture")})


def test_an_upload_shows_in_a_terminal_how_far_it_is(capsys, monkeypatch, wire, folder):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    (folder / "a.mp4").write_bytes(bytes(200_000))
    shown = {}
    for is_terminal in (True, False):
        monkeypatch.setattr(sys.stderr, "isatty", lambda is_terminal=is_terminal: is_terminal)
        assert scaletg.main(["call", "sendVideo", "chat_id=1", "video=@a.mp4"]) == 0
        shown[is_terminal] = capsys.readouterr().err
    steps = shown[True].split("\r")[1:]
    assert steps[0] == "0% sent " and "33% sent " in steps and steps[-1] == "100% sent \n"
    assert shown[False] == ""


CALL_MISTAKES = [
    (["getMe", "chat"], True, "'chat' does not have the form key=value"),
    (
        ["getMe"],
        fault(401, "Unauthorized"),
        "getMe: 401 Unauthorized. The token is wrong or was revoked: ask @BotFather",
    ),
    (["getMe"], unreachable(), "getMe: Telegram could not be reached"),
]


@pytest.mark.parametrize("arguments, answer, text", CALL_MISTAKES)
def test_a_call_that_fails_is_one_sentence(capsys, monkeypatch, wire, arguments, answer, text):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SCALETG_RETRY_BUDGET", "0")
    wire.answer(answer)
    fails_with(capsys, text, "call", *arguments)


def test_a_call_without_a_token_says_what_to_do(capsys):
    fails_with(capsys, "set TELEGRAM_BOT_TOKEN", "call", "getMe")


# The menu


def test_commands_push_puts_names_and_descriptions_into_the_menu(capsys, wire, bot_file):
    assert scaletg.main(["commands", "push"]) == 0
    sent = [(request.url.rpartition("/")[2], json.loads(request.content)) for request in wire.requests]
    assert sent == [
        (
            "setMyCommands",
            {"commands": [{"command": "start", "description": "Say hello."}], "scope": {"type": "default"}},
        ),
        ("deleteMyCommands", {"scope": {"type": "all_private_chats"}}),
        ("deleteMyCommands", {"scope": {"type": "all_group_chats"}}),
        ("deleteMyCommands", {"scope": {"type": "all_chat_administrators"}}),
    ]
    assert capsys.readouterr().out == "/start  Say hello.\n1 command is in Telegram's menu.\n"


def test_commands_show_only_shows_them(capsys, wire, bot_file):
    assert scaletg.main(["commands", "show"]) == 0
    assert capsys.readouterr().out == "/start  Say hello.\n"
    assert wire.requests == []


# Running


def test_run_hands_its_options_to_the_bot(monkeypatch, bot_file):
    given = []
    monkeypatch.setattr(scaletg.Bot, "run", lambda self, **options: given.append((self.id, options)))
    assert scaletg.main(["run"]) == 0
    assert scaletg.main(["run", "bot.py:other", "--webhook", "https://e.x", "--port", "1", "--no-reload"]) == 0
    (first, options), (second, others) = given
    assert first == 123456
    assert options == {}
    assert second == 654321
    assert (others["webhook"], others["port"], others["reload"]) == ("https://e.x", 1, False)


def test_ctrl_c_has_the_exit_code_of_a_shell(monkeypatch, bot_file):
    def interrupt(self, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(scaletg.Bot, "run", interrupt)
    assert scaletg.main(["run"]) == 130


def test_an_unknown_server_is_named_with_those_that_there_are(capsys, bot_file):
    fails = scaletg.main(["run", "--server", "apache"])
    printed = capsys.readouterr().err
    assert fails == 1
    assert "scaletg: the server 'apache' cannot be used: No module named 'apache'. Bottle knows" in printed
    assert "wsgiref" in printed


def test_a_port_that_is_taken_is_one_sentence(capsys, bot_file):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert scaletg.main(["run", "--server", "wsgiref", "--port", str(port)]) == 1
    wanted = f"scaletg: nothing can listen at 127.0.0.1:{port}: Address already in use. Choose another port=, or --port"
    assert wanted in capsys.readouterr().err


def test_a_file_that_a_server_misses_is_not_taken_for_a_port():
    class Secure(bottle.ServerAdapter):
        def run(self, handler):
            Path(self.options["certificate"]).read_bytes()

    bot = scaletg.Bot()
    bot.app()(lambda message: None)
    with pytest.raises(FileNotFoundError, match="missing.pem"):
        bot.run(server=Secure, certificate="missing.pem")


@pytest.mark.parametrize("target", [[], ["bot.py:other"]])
def test_play_runs_a_bot_as_if_it_had_no_token(monkeypatch, bot_file, target):
    ran = []
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setattr(scaletg.Bot, "run", lambda self, **options: ran.append((self.token, options)))
    assert scaletg.main(["play", *target, "--port", "1", "--no-reload"]) == 0
    assert ran == [(None, {"port": 1, "reload": False})]


def test_play_takes_the_token_of_the_environment_away(monkeypatch, folder):
    write(folder, {"bot.py": "import scaletg\nbot = scaletg.Bot()\n"})
    ran = []
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setattr(scaletg.Bot, "run", lambda self, **options: ran.append((self.token, options)))
    assert scaletg.main(["play"]) == 0
    assert ran == [(None, {})]


# Replay


def test_replay_keeps_what_a_bot_does_and_compares(capsys, folder, bot_file):
    update = {"update_id": 1, "message": samples.message("/start")}
    write(folder, {"updates.jsonl": json.dumps(update) + "\n"})
    assert scaletg.main(["replay", "updates.jsonl"]) == 0
    assert "1 update was replayed; what the bot did is kept in updates.jsonl.replies" in capsys.readouterr().out
    assert scaletg.main(["replay", "updates.jsonl", "bot.py:other"]) == 1
    assert "- answered by start\n" in capsys.readouterr().out
    assert scaletg.main(["replay", "updates.jsonl", "bot.py:other", "--replies", "other.replies", "--accept"]) == 0
    assert (folder / "other.replies").is_file()


@pytest.mark.parametrize("missing", ["scaletg_contrib", "scaletg_contrib.cli"])
def test_without_the_contrib_files_the_command_line_says_what_is_missing(capsys, monkeypatch, bot_file, missing):
    for name in [name for name in sys.modules if name.startswith("scaletg_contrib.cli")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    fails_with(capsys, "the command line needs scaletg_contrib.cli, which is missing: install scaletg", "run")


# A new project


def test_a_new_project_runs_and_its_test_passes(capsys, folder):
    assert scaletg.main(["new", "weather"]) == 0
    assert capsys.readouterr().out == "Made weather. Next: cd weather; python -m scaletg play\n"
    made = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    folders = ["apps/__init__.py", "apps/count.py", "apps/hello.py"]
    files = ".gitignore AGENTS.md Containerfile Makefile README.md bot.py gunicorn.conf.py scaletg.toml test_bot.py"
    names = sorted([*folders, *files.split()])
    assert made == [f"weather/{name}" for name in names]
    for where, target in ((folder / "weather", "."), (folder, "weather")):
        tested = run(PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", target, cwd=where)
        assert tested.returncode == 0, tested.stdout + tested.stderr
        assert "2 passed" in tested.stdout
    for where, command in ((folder / "weather", []), (folder, ["weather/bot.py"])):
        shown = run(PYTHON, "-m", "scaletg", "apps", *command, cwd=where)
        assert "/hello <name>" in shown.stdout, shown.stderr


def test_a_new_project_overwrites_nothing(capsys, folder):
    write(folder, {"weather/bot.py": "mine\n"})
    fails_with(capsys, "'weather' exists already: choose another name", "new", "weather")
    assert (folder / "weather" / "bot.py").read_text() == "mine\n"


# A copy in a project


def test_vendor_writes_the_file_and_what_editors_know(capsys, folder):
    assert scaletg.main(["vendor", "lib"]) == 0
    assert sorted(path.name for path in (folder / "lib").iterdir()) == ["scaletg.py", "scaletg.pyi"]
    assert (folder / "lib" / "scaletg.py").read_bytes() == Path(scaletg.__file__).read_bytes()
    assert "class Message(" in (folder / "lib" / "scaletg.pyi").read_text(encoding="utf-8")
    assert scaletg.main(["vendor", "lib"]) == 0  # an update


def test_vendor_copies_a_feature_with_what_it_needs(folder):
    assert scaletg.main(["vendor", ".", "states"]) == 0
    code = "import scaletg, scaletg_contrib.states as s; print(scaletg.__file__, s.__file__)"
    done = run(PYTHON, "-c", code, cwd=folder, PYTHONPATH=str(folder))
    assert done.stdout == f"{folder}/scaletg.py {folder}/scaletg_contrib/states.py\n", done.stderr
    assert (folder / "scaletg_contrib" / "stores").is_dir()
    assert not (folder / "scaletg_contrib" / "simulator").exists()
    assert not list(folder.rglob("*.pyc"))


def test_a_copy_of_some_features_says_which_other_is_missing(folder, tmp_path_factory):
    assert scaletg.main(["vendor", "lib", "states"]) == 0
    needs = link_packages(tmp_path_factory.mktemp("needs") / "packages", "bottle", "attrs", "requests")
    write(folder, {"bot.py": "import scaletg\nbot = scaletg.Bot('1:A')\nbot.app('/start')(lambda: 'Hello')\n"})
    code = "from bot import bot, scaletg\ntry:\n    bot.run(reload=True)\nexcept scaletg.ConfigError as e: print(e)"
    printed = run_alone("-c", code, path=f"{folder / 'lib'}{os.pathsep}{folder}{os.pathsep}{needs}", cwd=folder)
    assert "starting again after a change needs scaletg_contrib.cli.reload, which is missing" in printed


def test_vendor_copies_all_of_contrib(folder):
    assert scaletg.main(["vendor", "lib", "--all"]) == 0
    done = run(PYTHON, "-m", "scaletg", "new", "shop", cwd=folder / "lib", PYTHONPATH="")
    assert (done.returncode, done.stdout) == (0, "Made shop. Next: cd shop; python -m scaletg play\n"), done.stderr


def test_vendor_names_a_feature_that_there_is_not(capsys, folder):
    fails_with(capsys, "contrib has no 'sesions'. It has ", "vendor", "lib", "sesions")
    assert not (folder / "lib").exists()


def test_vendor_overwrites_nothing_of_somebody_elses(capsys, folder):
    write(folder, {"lib/scaletg.py": "mine = 1\n"})
    fails_with(capsys, "lib/scaletg.py is not the scaletg.py of ScaleTG", "vendor", "lib")
    assert (folder / "lib" / "scaletg.py").read_text() == "mine = 1\n"


# As a program


def test_python_m_scaletg_and_a_bot_share_their_classes(folder, bot_file):
    done = run(PYTHON, "-m", "scaletg", "commands", "show", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "/start  Say hello.\n", "")
    done = run(PYTHON, "-m", "scaletg", "apps", "missing.py", cwd=folder)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


# Dead letters


FRAGILE = """
import os
import scaletg
bot = scaletg.Bot("123456:AAExampleTokenOfNobody", store="sqlite:///bot.db", username="test_bot")

@bot.app
def fragile(message):
    if os.environ.get("IS_ENDED"):
        raise KeyboardInterrupt
    if os.environ.get("IS_BROKEN"):
        raise ValueError("broken")
    return ""
"""


@pytest.fixture
def dead_letter(folder, monkeypatch):
    """Give a bot an update that it gives up, and return the id of that."""
    write(folder, {"bot.py": FRAGILE})
    monkeypatch.setenv("IS_BROKEN", "1")
    update = samples.update(text="hello")
    bot = scaletg_contrib.cli.find_bot("bot.py")
    assert bot.process(update).given_up
    bot.store.close()
    return update["update_id"]


def test_what_was_given_up_is_listed_and_runs_again(dead_letter, monkeypatch, capsys):
    assert scaletg.main(["dead", "list"]) == 0
    listed = capsys.readouterr().out
    assert str(dead_letter) in listed and "ValueError: broken" in listed and "1 dead letter\n" in listed
    assert scaletg.main(["dead", "retry"]) == 1  # it is still broken
    assert "given up again: ValueError: broken" in capsys.readouterr().out
    monkeypatch.delenv("IS_BROKEN")
    assert scaletg.main(["dead", "retry", str(dead_letter)]) == 0
    assert f"{dead_letter}  finished, answered by 'fragile'" in capsys.readouterr().out
    assert scaletg.main(["dead", "list"]) == 0
    assert capsys.readouterr().out == "0 dead letters\n"


ALBUM = """
import os
import scaletg
from scaletg_contrib.albums import Albums

bot = scaletg.Bot("123456:AAExampleTokenOfNobody", store="sqlite:///bot.db", username="test_bot")
albums = Albums()


@albums.app
def take(album):
    raise ValueError("broken")


bot.load(albums)
"""


def test_who_puts_an_album_back_too_late_hears_that_it_is_gone(folder, capsys):
    write(folder, {"bot.py": ALBUM})
    bot = scaletg_contrib.cli.find_bot("bot.py")
    photo = {"file_id": "a", "file_unique_id": "a", "width": 9, "height": 9}
    with bot:
        bot.process(samples.update(media_group_id="9", photo=[photo]))
        for _ in range(6):  # after five failures it is given up
            for job in bot.jobs.all():
                bot.jobs.run(job.id)
        for key in list(bot.store.keys(f"{bot.id}/albums/")):
            bot.store.delete(key)
    bot.store.close()
    assert scaletg.main(["dead", "retry"]) == 0
    said = capsys.readouterr().out
    assert "  finished, but no app has answered it\n  the messages of the album 9 in chat" in said
    assert "are gone" in said


def test_a_dead_letter_stays_when_its_retry_is_interrupted(dead_letter, monkeypatch, capsys):
    monkeypatch.setenv("IS_ENDED", "1")
    with contextlib.suppress(KeyboardInterrupt):
        assert scaletg.main(["dead", "retry"]) != 0
    monkeypatch.delenv("IS_ENDED")
    assert scaletg.main(["dead", "list"]) == 0
    assert f"{dead_letter}  " in capsys.readouterr().out


def test_a_dead_letter_that_is_not_there_and_a_bot_without_a_store_are_one_sentence(dead_letter, folder, capsys):
    assert scaletg.main(["dead", "retry", "5"]) == 1
    assert "there is no such dead letter" in capsys.readouterr().err
    write(folder, {"bot.py": BOT})
    assert scaletg.main(["dead", "list"]) == 1
    assert "the bot has no store" in capsys.readouterr().err
