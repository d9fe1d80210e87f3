"""The mistakes of the first hour, made as newcomers make them: each is answered by a sentence that says what to do.

A wrong token, a second instance and a missing network are in tests/test_polling.py and tests/integration/test_run.py;
a port that is taken, in tests/test_cli.py and tests/integration/test_run.py.
"""

import logging
import sys
from pathlib import Path

import pytest

import scaletg
from scaletg_contrib.testkit import Telegram

LINK = "https://core.telegram.org/bots/api#"
START = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "/start"}


def registered(function, *rules, **options):
    """Register an app, and let the bot get its first update."""
    bot = scaletg.Bot()
    bot.app(*rules, **options)(function)
    bot.process({"update_id": 1, "message": START})
    return bot


@pytest.fixture
def answer(caplog):
    """Return a function that lets a bot answer with what a function returns; errors are raised as in anybody's test."""

    def answer_with(function):
        bot = scaletg.Bot()

        @bot.app("/start")
        def start(message):
            return function(message)

        with Telegram(bot) as telegram:
            return telegram.private("Ada").send("/start")

    caplog.set_level(logging.CRITICAL)
    return answer_with


# While the bot is written


def misspelt_parameter(mesage):
    return "Hello"


def test_a_misspelt_parameter():
    with pytest.raises(scaletg.RegistrationError) as caught:
        registered(misspelt_parameter, "/start")
    assert str(caught.value).startswith("app 'misspelt_parameter' (")
    assert "has a parameter 'mesage' that no module, wildcard or update field provides. Did you mean 'message'?" in str(
        caught.value
    )


def test_a_misspelt_query():
    with pytest.raises(scaletg.RegistrationError) as caught:
        registered(lambda message: "Nice", on="message:foto")
    expected = f"asks for on='message:foto', but 'message' has no field 'foto'. Did you mean 'photo'? See {LINK}message"
    assert str(caught.value).endswith(expected)


def test_a_misspelt_option():
    with pytest.raises(TypeError, match=r"^Bot has no option 'tokn'\. Did you mean 'token'\? Options: token, "):
        scaletg.Bot(tokn="1:a")  # type: ignore[call-arg]  # it is the mistake


async def wait_for_it(message):
    return "Hello"


def test_a_coroutine():
    with pytest.raises(
        scaletg.RegistrationError, match="is a coroutine: ScaleTG calls plain functions, so write `def`"
    ):
        scaletg.Bot().app("/start")(wait_for_it)


def test_an_app_that_is_registered_late():
    bot = registered(lambda message: "Hello", "/start")
    with pytest.raises(scaletg.RegistrationError) as caught:
        bot.app("/late")(lambda message: "Sorry")
    assert str(caught.value).endswith("is registered after the first update: register everything before the bot starts")


def test_a_call_without_a_token():
    with pytest.raises(scaletg.ConfigError) as caught:
        scaletg.Bot().api.get_me()
    assert str(caught.value) == (
        "the bot has no token to call Telegram with: set TELEGRAM_BOT_TOKEN (@BotFather gives you one), or run the bot "
        "without one in the playground"
    )


def test_callback_data_that_is_too_long():
    data = "y" * 65
    with pytest.raises(ValueError) as caught:
        scaletg.inline_keyboard({"Press": data})
    assert str(caught.value) == f"callback data must have 1 to 64 bytes, {data!r} has 65: keep the rest in a store"
    assert scaletg.inline_keyboard({"Press": data[:64]})


def test_an_extra_that_is_not_installed(monkeypatch, tmp_path):
    from scaletg_contrib.jobs import Jobs
    from scaletg_contrib.stores import open_store

    monkeypatch.setitem(sys.modules, "cronsim", None)
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(scaletg.ConfigError, match=r"pip install 'scaletg\[jobs\]'"):
        Jobs(every={"tidy": "0 3 * * *"})
    with pytest.raises(scaletg.ConfigError, match=r"pip install 'scaletg\[redis\]'"):
        open_store("redis://127.0.0.1/0").get("key")


# When the bot answers


def forget_return(message):
    message.answer("Hello")


def test_a_forgotten_return(answer):
    with pytest.raises(scaletg.UnsentMethod) as caught:
        answer(forget_return)
    expected = "SendMessage was made here, but neither returned nor sent: return it, or call .send()"
    line = forget_return.__code__.co_firstlineno + 1
    assert str(caught.value) == f"{__file__}:{line}: {expected}"


MISTAKES = {
    "a wrong return value": (
        lambda message: 42,
        TypeError,
        'returned 42, which is not a reply: return None for `not mine`, "" for `done`, a str, a method object, or a '
        "list of these",
    ),
    "a misspelt field": (
        lambda message: message.txt,
        AttributeError,
        f"Message has no 'txt'. Did you mean 'text'? {LINK}message",
    ),
    "a misspelt parameter of a method": (
        lambda message: message.answer("Hello", parse_mod="HTML"),
        TypeError,
        f"sendMessage has no 'parse_mod'. Did you mean 'parse_mode'? {LINK}sendmessage",
    ),
    "a text that is too long": (
        lambda message: "x" * 4097,
        ValueError,
        "sendMessage has a text of 4097 characters, 4096 are allowed: see split_text",
    ),
    "a wrong parse mode": (
        lambda message: message.answer("Hello", parse_mode="html5"),
        ValueError,
        "sendMessage has a text that parse_mode='html5' cannot read: unsupported parse_mode. "
        "The parse modes are HTML, MarkdownV2 and Markdown.",
    ),
    "HTML that is not escaped": (
        lambda message: message.answer_html("1 < 2"),
        ValueError,
        "sendMessage has a text that parse_mode='HTML' cannot read: can't parse entities: Unsupported start tag \"\" "
        "at byte offset 2. Write &lt; for a plain '<', and use escape_html for what you did not write yourself.",
    ),
    "Markdown that is not escaped": (
        lambda message: message.answer("1.5", parse_mode="MarkdownV2"),
        ValueError,
        "Use escape_markdown for what you did not write yourself.",
    ),
    "the name of a file for the file": (
        lambda message: message.answer_photo("tea.png"),
        ValueError,
        "photo: 'tea.png' is neither a file_id nor an address. A string is a file_id or an address. To upload a file "
        "write Path('tea.png'), with pathlib's Path.",
    ),
    "a missing file": (
        lambda message: message.answer_photo(Path("tea.png")),
        FileNotFoundError,
        "No such file or directory: 'tea.png'",
    ),
    "a photo that is too large": (
        lambda message: message.answer_photo(scaletg.InputFile(b"x" * 11_000_000, "tea.png")),
        scaletg.ApiError,
        "A photo may have 10 MiB, any other file 50 MB; with your own Bot API server up to 2000 MB.",
    ),
    "a chat that the bot does not know": (
        lambda message: scaletg.SendMessage(12345, "Hello"),
        scaletg.ApiError,
        "sendMessage (chat_id=12345): 400 Bad Request: chat not found.",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_an_answer(name, answer):
    function, kind, sentence = MISTAKES[name]
    with pytest.raises(kind) as caught:
        answer(function)
    assert str(caught.value).endswith(sentence)
