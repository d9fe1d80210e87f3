"""The examples, each talked to in the way that its docstring says."""

import importlib.util
import io
import itertools
import json
import re
import sys
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest

import scaletg

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ADA = {"id": 7, "is_bot": False, "first_name": "Ada"}
CHAT = {"id": 7, "type": "private", "first_name": "Ada"}
numbers = itertools.count(1)


@pytest.fixture
def load(monkeypatch, tmp_path):
    """Return a function that imports an example anew, in an empty folder and without a token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("SCALETG_DEVELOPMENT", "true")

    def load_example(name):
        path = EXAMPLES / name
        spec = importlib.util.spec_from_file_location(f"example_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load_example


def update(kind="message", **event):
    if kind == "message":
        event = {"message_id": 5, "date": 1_700_000_000, "chat": CHAT, "from": ADA, **event}
    return {"update_id": next(numbers), kind: event}


def say(bot, text):
    outcome = bot.process(update(text=text))
    assert outcome.error is None
    return outcome.reply


def press(bot, data):
    message = update(text="?")["message"]
    outcome = bot.process(
        update("callback_query", id="1", chat_instance="1", **{"from": ADA}, message=message, data=data)
    )
    assert outcome.error is None
    return outcome.reply


def test_echo_says_a_text_back_with_its_formatting(load):
    bot = load("echo_bot.py").bot
    entities = [{"type": "bold", "offset": 0, "length": 2}]
    reply = bot.process(update(text="Hi you", entities=entities)).reply
    assert reply.to_dict() == {"method": "sendMessage", "chat_id": 7, "text": "Hi you", "entities": entities}


def test_echo_greets_by_name_and_gives_a_sticker_back(load):
    bot = load("echo_bot.py").bot
    assert say(bot, "/start").text.startswith("Hello, Ada!")
    assert bot.process(update(sticker={"file_id": "s"})).reply == scaletg.CopyMessage(7, 7, 5)


@pytest.mark.parametrize(
    "text, answer",
    [
        ("/add 2 3", "2 + 3 = 5"),
        ("/ADD 2 -3", "2 + -3 = -1"),
        ("/roll 1", "A die has two sides or more."),
        ("/remind 2.5 tea is ready", "In 2.5 minutes I would say: tea is ready"),
        ("/add two three", "Add two whole numbers: /add 2 3"),
        ("hello", "I did not understand that. Say /help."),
    ],
)
def test_commands_are_answered(load, text, answer):
    assert say(load("commands_bot.py").bot, text).text == answer


@pytest.mark.parametrize("text, sides", [("/roll", 6), ("/roll 20", 20)])
def test_commands_roll_a_die(load, text, sides):
    found = re.fullmatch(r"You rolled (\d+) of (\d+)\.", say(load("commands_bot.py").bot, text).text)
    assert 1 <= int(found[1]) <= int(found[2]) == sides


def test_commands_help_lists_every_command(load):
    text = say(load("commands_bot.py").bot, "/help").text
    assert [line.split(":")[0] for line in text.split("\n")] == ["/add", "/roll", "/remind", "/help"]


def test_vote_counts_what_is_pressed(load, monkeypatch):
    module = load("vote_bot.py")
    sent = []
    monkeypatch.setattr(type(module.bot.api), "__call__", lambda self, method, **options: sent.append(method))
    buttons = say(module.bot, "/ask Tea?").reply_markup.inline_keyboard[0]
    assert [button.text for button in buttons] == ["Yes (0)", "No (0)"]

    reply = press(module.bot, buttons[0].callback_data)

    assert reply == scaletg.AnswerCallbackQuery("1", text="You said yes.")
    assert [button.text for button in sent[0].reply_markup.inline_keyboard[0]] == ["Yes (1)", "No (0)"]


def test_vote_says_that_a_button_is_too_old(load):
    assert press(load("vote_bot.py").bot, "vote:old").show_alert is True


def test_inline_answers_in_three_styles(load):
    reply = (
        load("inline_bot.py").bot.process(update("inline_query", id="1", **{"from": ADA}, query="Hi", offset="")).reply
    )
    assert [result.input_message_content.message_text for result in reply.results] == ["HI", "hi", "iH"]


def test_inline_asks_for_a_text_when_none_is_typed(load):
    bot = load("inline_bot.py").bot
    reply = bot.process(update("inline_query", id="1", **{"from": ADA}, query="", offset="")).reply
    assert reply.results == []
    assert reply.button.start_parameter == "inline"
    assert say(bot, "/start inline").text == "Type my name and a text in any chat."


def test_files_gives_a_photo_back_as_a_document(load, monkeypatch):
    bot = load("files_bot.py").bot
    actions = []
    monkeypatch.setattr(bot.api, "download", lambda file, to=None: file.file_id.encode(), raising=False)
    monkeypatch.setattr(bot.api, "send_chat_action", lambda **values: actions.append(values), raising=False)
    sizes = [{"file_id": name, "file_unique_id": name, "width": 1, "height": 1} for name in ("small", "large")]

    reply = bot.process(update(photo=sizes)).reply

    assert (reply.document.source, reply.document.filename) == (b"large", "photo-2023-11-14-5.jpg")
    assert reply.caption == "5 bytes"
    assert actions == [{"chat_id": 7, "action": "upload_document"}]


def test_files_says_so_when_a_photo_cannot_be_loaded(load, monkeypatch):
    bot = load("files_bot.py").bot

    def refuse(file, to=None):
        raise scaletg.BadRequest("getFile: 400 file is too big.")

    monkeypatch.setattr(bot.api, "download", refuse, raising=False)
    monkeypatch.setattr(bot.api, "send_chat_action", lambda **values: None, raising=False)
    size = {"file_id": "f", "file_unique_id": "f", "width": 1, "height": 1}
    assert bot.process(update(photo=[size])).reply.text.startswith("I could not load your photo.")


def test_files_tells_what_to_send(load):
    bot = load("files_bot.py").bot
    assert say(bot, "/start").text == "Send me a photo."
    document = {"file_id": "d", "file_unique_id": "d"}
    assert bot.process(update(document=document)).reply.text.startswith("That is a file already.")


@pytest.fixture
def project(load, monkeypatch):
    """Load the project of several files, and forget its modules afterwards."""
    path = list(sys.path)
    yield load("project/bot.py").bot
    sys.path[:] = path
    for name in [name for name in sys.modules if name == "apps" or name.startswith("apps.")]:
        del sys.modules[name]


def test_project_keeps_notes_of_each_user(project):
    assert say(project, "/notes").text.startswith("There are no notes yet.")
    assert say(project, "/note tea & milk").to_dict()["parse_mode"] == "HTML"
    assert say(project, "/note bread").text == "Written down: <b>bread</b>"
    assert say(project, "/notes").text == "1. tea &amp; milk\n2. bread"
    assert Path("notes.db").is_file()


def test_project_answers_what_it_does_not_understand(project):
    assert say(project, "hello").text.startswith("I did not understand that.")


def call(app, method, path, body=b""):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_TYPE": "application/json"}
    environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    setup_testing_defaults(environ)
    status = []
    answer = app(environ, lambda line, headers, fault=None: status.append(line))
    return status[0], b"".join(answer)


def test_flask_page_and_bot_live_in_one_project(load):
    module = load("flask_mount.py")
    assert call(module.site, "GET", "/") == ("200 OK", b"Visit number 1")

    status, body = call(module.site, "POST", "/bot/webhook", json.dumps(update(text="/visits")).encode())

    assert status == "200 OK"
    assert json.loads(body)["text"] == "The page was opened 1 times."


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_every_example_says_what_to_type_and_takes_its_token_from_the_environment(path):
    source = path.read_text(encoding="utf-8")
    assert source.startswith('"""')
    assert re.search(r'scaletg\.Bot\((dispatch="first")?\)', source)
    assert source.count("\n") <= 60


def test_list_is_shared_by_a_chat_and_survives_a_restart(load):
    bot = load("list_bot.py").bot
    assert [say(bot, text).text for text in ("/add milk", "/add green tea")] == ["1 on the list.", "2 on the list."]
    bot = load("list_bot.py").bot
    assert say(bot, "/list").text == "milk\ngreen tea"
    assert [say(bot, text).text for text in ("/done milk", "/done milk")] == ["1 left.", "milk is not on the list."]
    assert say(bot, "hm").text == "Say /add milk, /done milk or /list."


def test_pizza_takes_an_order_over_a_restart(load, monkeypatch):
    monkeypatch.setattr(type(load("pizza_bot.py").bot.api), "__call__", lambda self, method, **options: method)
    texts = ("/pizza", "m", "many", "2", "Ada")
    answers = [say(load("pizza_bot.py").bot, text).text for text in texts]
    assert answers[:4] == ["Which size?", "How many?", "How many?", "Your name?"]
    assert re.fullmatch(r"Order \d{4}: 2 of size M for Ada\.", answers[4])
    assert say(load("pizza_bot.py").bot, "hm").text == "Say /pizza to order."


def test_name_goes_from_state_to_state(load):
    texts = ("/name", "Ada", "/cancel", "Ada", "/name", "Ada", "Lovelace")
    answers = [say(load("name_bot.py").bot, text).text for text in texts]
    assert answers[:4] == ["Your first name?", "Your last name?", "Cancelled.", "Say /name."]
    assert answers[-1] == "Hello, Ada Lovelace!"
