"""Options and what is loaded by name: where they come from, who wins, and what is said of a mistake."""

import importlib.metadata
import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest

import scaletg
from fresh import empty_folder
from programs import write

TOKEN = "123456:AAExampleTokenOfNobody"
ADA = {"id": 7, "is_bot": False, "first_name": "Ada"}


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    with empty_folder(monkeypatch, tmp_path):
        sys.path.append(str(tmp_path))
        yield tmp_path


def message(text):
    return {"message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": ADA, "text": text}}


def answers(bot, text="a"):
    reply = bot.process(message(text)).reply
    return reply and reply.text


# Where options come from


DEFAULTS: dict[str, Any] = {
    "token": None,
    "dispatch": "all",
    "on_error": "ack",
    "max_attempts": 3,
    "max_deaths": 5,
    "webhook_reply": True,
    "answer_buttons": True,
    "defaults": {},
    "contrib": {},
    "queue": None,
    "watch": None,
    "stop_seconds": 25.0,
    "webhook_path": "/webhook",
    "secret_token": None,
    "dead_letter": None,
    "base_url": "https://api.telegram.org",
    "test_environment": False,
    "proxies": None,
    "timeout": 30.0,
    "retry_budget": 30.0,
    "development": None,
    "enabled_apps": (),
    "enabled_modules": (),
}


def test_every_option_has_a_default():
    bot = scaletg.Bot()
    assert {name: getattr(bot, name) for name in DEFAULTS} == DEFAULTS
    assert isinstance(bot.seen, scaletg.SeenUpdates)
    assert bot.id is None


ENVIRONMENT = [
    ("TELEGRAM_BOT_TOKEN", f" {TOKEN}\n", "token", TOKEN),
    ("SCALETG_DISPATCH", "first", "dispatch", "first"),
    ("SCALETG_ON_ERROR", "retry", "on_error", "retry"),
    ("SCALETG_MAX_ATTEMPTS", "5", "max_attempts", 5),
    ("SCALETG_MAX_DEATHS", "2", "max_deaths", 2),
    ("SCALETG_STOP_SECONDS", "8.5", "stop_seconds", 8.5),
    ("SCALETG_ANSWER_BUTTONS", "off", "answer_buttons", False),
    ("SCALETG_CONTRIB", '{"sessions": {"key": "chat"}}', "contrib", {"sessions": {"key": "chat"}}),
    ("SCALETG_WEBHOOK_REPLY", "no", "webhook_reply", False),
    ("SCALETG_DEFAULTS", '{"parse_mode": "HTML"}', "defaults", {"parse_mode": "HTML"}),
    ("SCALETG_WEBHOOK_PATH", "/hook", "webhook_path", "/hook"),
    ("SCALETG_SECRET_TOKEN", "s-e_c", "secret_token", "s-e_c"),
    ("SCALETG_BASE_URL", "http://localhost:8081/", "base_url", "http://localhost:8081"),
    ("SCALETG_TEST_ENVIRONMENT", "1", "test_environment", True),
    ("SCALETG_PROXIES", '{"https": "http://p"}', "proxies", {"https": "http://p"}),
    ("SCALETG_TIMEOUT", "2.5", "timeout", 2.5),
    ("SCALETG_RETRY_BUDGET", "0", "retry_budget", 0.0),
    ("SCALETG_USERNAME", "example_bot", "username", "example_bot"),
    ("SCALETG_DEVELOPMENT", "On", "development", True),
    ("SCALETG_ENABLED_APPS", "apps.one, apps.two", "enabled_apps", ["apps.one", "apps.two"]),
    ("SCALETG_ENABLED_MODULES", "one two", "enabled_modules", ["one", "two"]),
    ("SCALETG_DISPATCH", "", "dispatch", "all"),
]


@pytest.mark.parametrize("variable, text, option, value", ENVIRONMENT)
def test_an_option_is_read_from_the_environment(monkeypatch, variable, text, option, value):
    monkeypatch.setenv(variable, text)
    assert getattr(scaletg.Bot(), option) == value


def test_an_argument_wins_over_the_environment_and_that_over_the_file(monkeypatch, folder):
    write(folder, {"scaletg.toml": "timeout = 1\nretry_budget = 1\nmax_attempts = 1\n"})
    monkeypatch.setenv("SCALETG_TIMEOUT", "2")
    monkeypatch.setenv("SCALETG_RETRY_BUDGET", "2")
    bot = scaletg.Bot(timeout=3)
    assert (bot.timeout, bot.retry_budget, bot.max_attempts, bot.dispatch) == (3, 2, 1, "all")
    assert bot.options.sources == {
        "max_attempts": "scaletg.toml",
        "retry_budget": "the environment variable SCALETG_RETRY_BUDGET",
        "timeout": "argument",
    }


def test_nothing_is_read_before_it_is_needed(folder):
    bot = scaletg.Bot()
    assert repr(bot) == "<Bot>" and repr(scaletg.Bot(TOKEN)) == "<Bot 123456>"
    write(folder, {"scaletg.toml": f"token = {TOKEN!r}\n"})
    assert bot.token == TOKEN
    assert repr(bot) == "<Bot 123456>"


# Config files


CONFIG = "import os\ntoken = '{}'\ntimeout = 7\n_private = 1\nNUMBER = 2\nanything = 3\n\ndef tokens(): ...\n"


@pytest.mark.parametrize("how", ["argument", "path", "environment"])
@pytest.mark.parametrize("name", ["settings/of_mine.py", "config.py"])
def test_a_config_file_in_python_is_run_if_it_is_named(monkeypatch, folder, how, name):
    path = folder / name
    write(folder, {name: CONFIG.format(TOKEN)})
    given = {"argument": str(path), "path": path}.get(how)
    if how == "environment":
        monkeypatch.setenv("SCALETG_CONFIG", str(path))
    bot = scaletg.Bot(config=given)
    assert (bot.token, bot.timeout, bot.id) == (TOKEN, 7, 123456)


def test_the_toml_file_of_the_folder_is_read(folder):
    text = 'timeout = 7\nenabled_apps = ["one"]\n[defaults]\nparse_mode = "HTML"\n'
    write(folder, {"scaletg.toml": text, "one.py": "def process(update): return 'one'\n"})
    bot = scaletg.Bot()
    assert (bot.timeout, bot.defaults) == (7, {"parse_mode": "HTML"})
    assert answers(bot) == "one"


def test_a_toml_file_may_begin_with_the_mark_of_an_editor(folder):
    (folder / "scaletg.toml").write_text("timeout = 7\n", encoding="utf-8-sig")
    assert scaletg.Bot().timeout == 7


PROJECT = '[project]\nname = "shop"\n\n[tool.scaletg]\ntimeout = 7\n\n[tool.scaletg.contrib.sessions]\nkey = "chat"\n'
NOT_OURS = [
    {"config.py": "raise SystemExit('this is the configuration of another program')\n"},
    {"settings.py": "timeout = 7\n"},
    {"pyproject.toml": '[project]\nname = "shop"\n[tool.other]\ntimeout = 7\n'},
    {"pyproject.toml": "this is not TOML, and none of our business\n"},
]


def test_a_table_of_pyproject_toml_is_read(folder):
    write(folder, {"pyproject.toml": PROJECT})
    bot = scaletg.Bot()
    assert (bot.timeout, bot.contrib) == (7, {"sessions": {"key": "chat"}})
    assert bot.config_path == Path("pyproject.toml")


def test_scaletg_toml_comes_before_pyproject_toml(folder):
    write(folder, {"pyproject.toml": PROJECT, "scaletg.toml": "retry_budget = 8\n"})
    assert (scaletg.Bot().timeout, scaletg.Bot().retry_budget) == (30, 8)


def test_pyproject_toml_can_be_named(folder):
    write(folder, {"deep/pyproject.toml": PROJECT})
    assert scaletg.Bot(config="deep/pyproject.toml").timeout == 7


@pytest.mark.parametrize("files", NOT_OURS)
def test_no_other_file_is_read_or_run(folder, files):
    write(folder, files)
    assert scaletg.Bot().timeout == 30
    assert scaletg.Bot().config_path is None


# The token in a file


def test_the_token_can_be_in_a_file(monkeypatch, folder):
    (folder / "secret").write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(folder / "secret"))
    assert scaletg.Bot().token == TOKEN
    assert scaletg.Bot("7:other").token == "7:other"


def test_the_token_is_in_one_place(monkeypatch, folder):
    (folder / "secret").write_text(TOKEN, encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(folder / "secret"))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    with pytest.raises(scaletg.ConfigError, match="are both set: set one of them"):
        scaletg.Bot().token


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_token_file_that_cannot_be_read_is_named(monkeypatch, folder, content):
    if content:
        (folder / "secret").write_bytes(content)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "secret")
    with pytest.raises(scaletg.ConfigError, match="TELEGRAM_BOT_TOKEN_FILE names 'secret', which cannot be read"):
        scaletg.Bot().token


# What is set later


def test_an_option_that_is_set_before_the_others_are_read_is_kept(monkeypatch):
    monkeypatch.setenv("SCALETG_WEBHOOK_REPLY", "yes")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    bot = scaletg.Bot()
    bot.webhook_reply = False
    bot.token = None
    assert (bot.webhook_reply, bot.token, bot.webhook_path) == (False, None, "/webhook")


@pytest.mark.parametrize("is_read", [False, True])
def test_an_option_that_is_set_is_checked(is_read):
    bot = scaletg.Bot()
    if is_read:
        bot.token
    with pytest.raises(scaletg.ConfigError, match="the option timeout must be int or float, not str"):
        bot.timeout = "5"  # type: ignore[assignment]  # on purpose
    with pytest.raises(scaletg.ConfigError, match="on_error='explode' must be 'ack' or 'retry'"):
        bot.on_error = "explode"  # type: ignore[assignment]  # on purpose
    bot.timeout = 5
    assert (bot.timeout, bot.on_error) == (5, "ack")
    bot.timeout = None  # type: ignore[assignment]  # the default again
    assert bot.timeout == 30


def test_another_token_is_another_identity():
    bot = scaletg.Bot(TOKEN)
    before = bot.id, bot.webhook_path, bot.secret_token
    bot.token = "7:other"
    assert (bot.id, bot.identity.id) == (7, 7)
    assert {bot.webhook_path, bot.secret_token}.isdisjoint(before)
    bot.id = 8
    assert bot.id == 8


# One registry, two bots


def test_a_bot_with_another_token_has_the_same_registry_and_options():
    bot = scaletg.Bot(TOKEN, timeout=7, username="one_bot", webhook_path="/one", secret_token="one")
    bot.app("/start")(lambda bot: f"I am {bot.id}")
    bot.retry_budget = 8
    other = bot.with_token("7:other")
    assert other.registry is bot.registry
    assert (other.timeout, other.retry_budget) == (7, 8)
    assert answers(bot, "/start") == "I am 123456"
    assert answers(other, "/start") == "I am 7"
    assert other.identity.username is None
    assert other.webhook_path.startswith("/telegram/") and other.secret_token != "one"


def test_a_module_of_scope_bot_belongs_to_one_identity():
    made = []
    bot = scaletg.Bot(TOKEN)
    bot.module("number", scope="bot")(lambda bot: made.append(bot.id) or len(made))
    bot.app()(lambda message, number: str(number))
    other = bot.with_token("7:other")
    assert [answers(one) for one in (bot, other, bot, other)] == ["1", "2", "1", "2"]
    assert made == [123456, 7]


# Stores


def test_the_store_is_opened_once_and_is_what_the_option_says(folder):
    bot = scaletg.Bot(store="memory:")
    assert bot.store is bot.store
    bot.store.put("a", 1)
    assert bot.store.get("a").value == 1
    bot.store = f"sqlite:///{folder}/other.db"
    assert bot.store.get("a") is None and (folder / "other.db").exists()
    mine = bot.store
    bot.store = mine
    assert bot.store is mine


def test_a_bot_without_the_option_has_a_store_in_its_folder(folder):
    bot = scaletg.Bot()
    bot.token
    assert not (folder / "bot.db").exists()
    bot.store.put("a", 1)
    assert (folder / "bot.db").exists()
    assert isinstance(bot.seen, scaletg.SeenUpdates)


@pytest.mark.parametrize("how", ["argument", "environment", "store"])
def test_seen_updates_can_be_on_a_store(monkeypatch, how):
    if how == "environment":
        monkeypatch.setenv("SCALETG_SEEN", "memory:")
    bot = scaletg.Bot(**{"argument": {"seen": "memory:"}, "store": {"store": "memory:"}}.get(how, {}))
    assert type(bot.seen).__module__.startswith("scaletg_contrib.stores")
    assert bot.seen is bot.seen
    mine = scaletg.SeenUpdates()
    bot.seen = mine
    assert bot.seen is mine


def test_a_store_without_contrib_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "scaletg_contrib.stores", None)
    with pytest.raises(scaletg.ConfigError) as caught:
        scaletg.Bot(store="mysql://me:secret@host/bot").store
    assert "needs scaletg_contrib.stores, which is missing: install scaletg" in str(caught.value)
    assert "me:...@host" in str(caught.value) and "secret" not in str(caught.value)


# Mistakes in options


MISTAKES = [
    ({"config.py": "time_out = 1\n"}, "config.py: there is no option 'time_out'. Did you mean 'timeout'?"),
    ({"config.py": "TOKEN = 'a'\n"}, "config.py: there is no option 'TOKEN'. Did you mean 'token'?"),
    ({"config.py": "timeout = 'a'\n"}, "the option timeout must be int or float, not str"),
    ({"config.py": "enabled_apps = 'apps.one'\n"}, "the option enabled_apps must be list or tuple, not str"),
    ({"config.py": "development = 1\n"}, "the option development must be bool, not int"),
    ({"config.py": "max_attempts = True\n"}, "the option max_attempts must be int, not bool"),
    ({"config.py": "dispatch = 'last'\n"}, "dispatch='last' must be 'all' or 'first'"),
    ({"config.py": "timeout = 0\n"}, "timeout=0 must be 0.001 or more"),
    ({"config.py": "timeout = float('nan')\n"}, "timeout=nan must be"),
    ({"config.py": "timeout = float('inf')\n"}, "timeout=inf must be"),
    ({"config.py": "retry_budget = -1\n"}, "retry_budget=-1 must be 0 or more"),
    ({"config.py": "max_attempts = 0\n"}, "max_attempts=0 must be 1 or more"),
    ({"config.py": "token = 'a b'\n"}, "the token has characters that a token never has"),
    (
        {"config.py": "base_url = 'localhost:8081'\n"},
        "base_url='localhost:8081' must start with https://",
    ),
    ({"config.py": "secret_token = 'ä'\n"}, "the secret_token must be 1 to 256 of A-Z a-z 0-9 _ -"),
    ({"config.py": "webhook_path = 'hook'\n"}, "webhook_path='hook' must start with a slash"),
    ({"config.py": "\n\n1 / 0\n"}, "config.py cannot be run: ZeroDivisionError: division by zero (config.py:3)"),
    ({"config.py": "a b\n"}, "config.py cannot be run: SyntaxError"),
    (
        {"config.py": "import missing_thing\n"},
        "config.py cannot be run: ModuleNotFoundError: No module named 'missing_thing'",
    ),
    ({"SCALETG_TIMEOUT": "soon"}, "the environment variable SCALETG_TIMEOUT cannot be read: could not convert"),
    ({"SCALETG_DEVELOPMENT": "maybe"}, "SCALETG_DEVELOPMENT cannot be read: 'maybe' is neither true nor false"),
    ({"SCALETG_DEFAULTS": "{"}, "SCALETG_DEFAULTS cannot be read"),
    ({"SCALETG_DEFAULTS": "[]"}, "the option defaults must be dict, not list"),
    ({"SCALETG_TOKEN": "a"}, "SCALETG_TOKEN is not read: the token is in TELEGRAM_BOT_TOKEN"),
    ({"SCALETG_CONFIG": "missing.py"}, "there is no config file 'missing.py': correct config=, or SCALETG_CONFIG"),
    ({"SCALETG_DEAD_LETTER": "a"}, "SCALETG_DEAD_LETTER cannot be read: dead_letter takes a function"),
    ({"SCALETG_SEEN": "bot.db"}, "SCALETG_SEEN: seen='bot.db' must be the URL of a store, such as sqlite:///bot.db"),
    ({"SCALETG_QUEUE": "u.db"}, "SCALETG_QUEUE: queue='u.db' must be the URL of a queue, such as sqlite:///updates.db"),
    ({"SCALETG_DISPATCH": "last"}, "the environment variable SCALETG_DISPATCH: dispatch='last' must be"),
]
TOML_MISTAKES = [
    ({"scaletg.toml": "anything = 1\n"}, "scaletg.toml: there is no option 'anything'. Options: token, enabled_apps"),
    ({"scaletg.toml": "a b\n"}, "the config file scaletg.toml cannot be read"),
    ({"scaletg.toml": "timeout = true\n"}, "scaletg.toml: the option timeout must be int or float, not bool"),
    ({"scaletg.toml": "[contrib]\nsessions = 5\n"}, "must have a table of options for 'sessions'"),
    ({"pyproject.toml": "[tool.scaletg]\ntime_out = 5\n"}, "pyproject.toml: there is no option 'time_out'. Did you"),
    ({"settings.ini": "", "SCALETG_CONFIG": "settings.ini"}, "must be a TOML or a Python file (.toml or .py)"),
]


@pytest.mark.parametrize("files, text", [*MISTAKES, *TOML_MISTAKES])
def test_a_mistake_in_an_option_is_named_with_its_place(monkeypatch, folder, files, text):
    for name, content in files.items():
        if "." in name:
            write(folder, {name: content})
        else:
            monkeypatch.setenv(name, content)
    with pytest.raises(scaletg.ConfigError) as caught:
        scaletg.Bot(config="config.py" if "config.py" in files else None).token
    assert text in str(caught.value)


@pytest.mark.parametrize(
    "options, text",
    [
        ({"seen": 5}, "seen=5 has no function 'claim': it needs claim, done, release"),
        ({"seen": True}, "the option seen must be a URL or an object, not bool"),
        ({"store": "bot.db"}, "store='bot.db' must be the URL of a store"),
        ({"store": 5}, "store=5 has no function 'get'"),
        ({"queue": 5}, "queue=5 has no function 'enqueue': it needs enqueue, work"),
        ({"watch": 5}, "watch=5 must be a function"),
        ({"dead_letter": 5}, "dead_letter=5 must be a function"),
        ({"defaults": {"parse_mod": "HTML"}}, "names 'parse_mod', which no method takes. Did you mean 'parse_mode'"),
        ({"defaults": {"": "HTML"}}, "names '', which no method takes."),
    ],
)
def test_an_option_that_cannot_work_is_an_error(options, text):
    with pytest.raises(scaletg.ConfigError) as caught:
        scaletg.Bot(**options).token
    assert text in str(caught.value)


def test_a_misspelt_variable_of_the_environment_is_an_error(monkeypatch):
    monkeypatch.setenv("SCALETG_DISPACH", "all")
    with pytest.raises(scaletg.ConfigError, match="SCALETG_DISPACH is not an option. Did you mean 'SCALETG_DISPATCH'"):
        scaletg.Bot().token


OF_THE_PLATFORM = {
    "SCALETG_SERVICE_HOST": "10.0.0.1",
    "SCALETG_SERVICE_PORT": "8080",
    "SCALETG_SERVICE_PORT_HTTP": "8080",
    "SCALETG_PORT": "tcp://10.0.0.1:8080",
    "SCALETG_PORT_8080_TCP": "tcp://10.0.0.1:8080",
    "SCALETG_PORT_8080_TCP_ADDR": "10.0.0.1",
    "SCALETG_PORT_8080_TCP_PORT": "8080",
    "SCALETG_PORT_8080_TCP_PROTO": "tcp",
    "SCALETG_BOT_SERVICE_HOST": "10.0.0.1",
    "SCALETG_BOT_PORT": "tcp://10.0.0.1:8080",
    "SCALETG_BOT_PORT_53_UDP_PROTO": "udp",
    "SCALETG_NAME": "/web/scaletg",
    "SCALETG_ENV_LANG": "C",
}


@pytest.mark.parametrize("variable", OF_THE_PLATFORM)
def test_variables_that_kubernetes_and_docker_make_pass(monkeypatch, variable):
    monkeypatch.setenv(variable, OF_THE_PLATFORM[variable])
    assert scaletg.Bot().token is None


@pytest.mark.parametrize("variable, value", [("SCALETG_PORT", "8080"), ("SCALETG_NAME", "shop"), ("SCALETG_HOST", "a")])
def test_a_variable_that_only_looks_like_theirs_is_an_error(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(scaletg.ConfigError, match=f"{variable} is not an option"):
        scaletg.Bot().token


def test_a_username_may_be_written_with_its_sign():
    bot = scaletg.Bot(username="@TestBot")
    assert (bot.username, bot.deep_link(7)) == ("TestBot", "https://t.me/TestBot?start=7")


def test_a_wrong_argument_is_named_too():
    with pytest.raises(TypeError, match="no option 'dispach'. Did you mean 'dispatch'"):
        scaletg.Bot(dispach="first")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="write Bot\\(defaults={'parse_mode': ...}\\)"):
        scaletg.Bot(parse_mode="HTML")  # type: ignore[call-arg]
    with pytest.raises(scaletg.ConfigError, match="on_error='explode' must be 'ack' or 'retry'"):
        scaletg.Bot(on_error="explode").token
    with pytest.raises(AttributeError, match="dispach") as caught:
        scaletg.Bot().dispach
    assert caught.value.name == "dispach" and "dispatch" in dir(caught.value.obj)  # Python itself suggests it


@pytest.mark.parametrize(
    "name, here", [("send_message", "bot.api.send_message"), ("polling", "bot.run()"), ("message_handler", "@bot.app")]
)
def test_a_name_of_another_library_says_how_it_is_written_here(name, here):
    bot = scaletg.Bot()
    with pytest.raises(AttributeError, match=f"a Bot has no attribute '{name}': write .*{re.escape(here)}"):
        getattr(bot, name)
    assert not hasattr(bot, name) and name not in dir(bot)


def test_the_token_is_in_no_error_about_it():
    with pytest.raises(scaletg.ConfigError) as caught:
        scaletg.Bot(f"{TOKEN} and more").token
    assert TOKEN not in str(caught.value)


# Secrets of the webhook


def test_path_and_secret_follow_from_the_token_and_hide_it():
    one, same, other = scaletg.Bot(TOKEN), scaletg.Bot(TOKEN), scaletg.Bot(TOKEN + "2")
    assert (one.webhook_path, one.secret_token) == (same.webhook_path, same.secret_token)
    assert one.webhook_path != other.webhook_path
    assert one.secret_token != other.secret_token
    assert one.secret_token is not None
    assert one.secret_token[:32] not in one.webhook_path
    assert not any(part in f"{one.webhook_path}{one.secret_token}" for part in TOKEN.split(":"))


def test_path_and_secret_can_be_set():
    bot = scaletg.Bot(TOKEN, webhook_path="/mine", secret_token="mine")
    assert (bot.webhook_path, bot.secret_token) == ("/mine", "mine")


def test_an_empty_secret_is_not_derived():
    assert scaletg.Bot(TOKEN, secret_token="").secret_token == ""


# What is enabled


def test_enabled_modules_and_apps_are_loaded_in_the_order_of_the_config(folder):
    write(
        folder,
        {
            "scaletg.toml": "enabled_modules = ['modules']\nenabled_apps = ['apps.second', 'apps.first']\n",
            "modules.py": "import scaletg\n\n@scaletg.module\ndef greeting(user): return 'Hello, ' + user.first_name\n",
            "apps/__init__.py": "",
            "apps/first.py": "def process(update):\n    return 'first'\n",
            "apps/second.py": "import scaletg\n\n@scaletg.app('/hi')\ndef hi(greeting):\n    return greeting\n",
        },
    )
    bot = scaletg.Bot()
    assert [app.name for app in bot.registry.apps] == ["hi", "first"]
    assert answers(bot, "/hi") == "Hello, Ada"
    assert answers(bot, "else") == "first"


def test_a_name_is_loaded_once_however_often_it_is_named(folder):
    code = "import scaletg\n\n@scaletg.module\ndef shared(): return 1\n\ndef process(update, shared): return 'a'\n"
    write(folder, {"scaletg.toml": "enabled_modules = ['both']\nenabled_apps = ['both', 'both']\n", "both.py": code})
    bot = scaletg.Bot()
    bot.load("both")
    assert [processor.name for processor in bot.registry] == ["shared", "both"]


def test_names_in_a_config_are_found_beside_it(folder):
    write(
        folder,
        {"deep/config.py": "enabled_apps = ['neighbour']\n", "deep/neighbour.py": "def process(update): return 'a'\n"},
    )
    assert answers(scaletg.Bot(config="deep/config.py")) == "a"


def test_a_config_can_enable_objects(folder):
    code = "import scaletg\n\nclass Greeter:\n    @scaletg.app()\n    def greet(self, message): return 'object'\n\n"
    write(folder, {"settings.py": code + "enabled_apps = [Greeter()]\n"})
    assert answers(scaletg.Bot(config="settings.py")) == "object"


# Loading


CLASS = """
import scaletg

class Base:
    @scaletg.app("/one")
    def one(self, message):
        return "base one"

    @scaletg.app("/two")
    def two(self, message):
        return "base two"

    @scaletg.error(ZeroDivisionError)
    def mend(self, error):
        return "mended"

class Shop(Base):
    "Has marked functions of its own and of its base."

    def __init__(self, name="shop"):
        self.name = name

    @scaletg.module
    def price(self):
        return 5

    @scaletg.app("/one")
    def one(self, message, price):
        return f"{self.name} {price}"

    def two(self, message):
        return "not an app any more"

    @scaletg.app("/three")
    def three(self, message):
        return 1 / 0

class _Hidden:
    @scaletg.app()
    def hidden(self, message):
        return "hidden"

class Plain:
    pass
"""


def test_a_class_is_made_and_its_marked_functions_are_registered(folder):
    write(folder, {"shop.py": CLASS})
    import shop  # type: ignore[import-not-found]

    for source in ("shop:Shop", shop.Shop, shop.Shop()):
        bot = scaletg.Bot()
        bot.load(source)
        assert [app.name for app in bot.registry.apps] == ["one", "three"]
        assert [answers(bot, text) for text in ("/one", "/two", "/three")] == ["shop 5", None, "mended"]


def test_an_object_keeps_what_it_was_made_with(folder):
    write(folder, {"shop.py": CLASS})
    import shop

    bot = scaletg.Bot()
    bot.load(shop.Shop("corner shop"))
    assert answers(bot, "/one") == "corner shop 5"


def test_a_python_module_gives_its_own_public_classes_and_functions(folder):
    code = "from shop import Shop\nimport scaletg\n\n@scaletg.app('/mine')\ndef mine(message):\n    return 'mine'\n"
    write(folder, {"shop.py": CLASS.replace("class Shop(Base)", "class Shop"), "mine.py": code})
    bot = scaletg.Bot()
    bot.load("mine")
    assert [app.name for app in bot.registry.apps] == ["mine"]
    import mine  # type: ignore[import-not-found]

    other = scaletg.Bot()
    other.load(mine)
    assert [app.name for app in other.registry.apps] == ["mine"]


def test_the_public_classes_of_a_python_module_are_made_without_arguments(folder):
    write(folder, {"shop.py": CLASS.replace("class Base", "def helper(): ...\n\nclass Base")})
    bot = scaletg.Bot()
    bot.load("shop")
    places = [(app.name, answers(bot, f"/{app.name}")) for app in bot.registry.apps]
    assert places == [("one", "base one"), ("two", "base two"), ("one", "base one"), ("three", "mended")]


def test_a_plain_function_process_is_an_app_of_its_modules_name(folder):
    write(folder, {"apps/__init__.py": "", "apps/weather.py": "def process(update):\n    return 'sunny'\n"})
    bot = scaletg.Bot()
    bot.load("apps.weather")
    assert [app.name for app in bot.registry.apps] == ["weather"]
    assert answers(bot) == "sunny"


def test_a_function_is_an_app_marked_or_not(folder):
    def plain(message):
        return "plain" if message.text == "plain" else None

    @scaletg.app("/marked")
    @scaletg.app("/twice", name="twice")
    def marked(message):
        return "marked"

    write(folder, {"functions.py": "def one(message):\n    return 'one'\n"})
    bot = scaletg.Bot()
    for source in (plain, marked, "functions:one"):
        bot.load(source)
    assert [answers(bot, text) for text in ("plain", "/marked", "/twice", "x")] == ["plain", "marked", "marked", "one"]


class Entry(types.SimpleNamespace):
    """What an installed distribution says of an app that it offers."""

    def load(self):
        return self.found()


def test_an_installed_distribution_offers_apps_by_a_short_name(monkeypatch, folder):
    write(folder, {"shop.py": CLASS})
    import shop

    entries = [Entry(name="other", found=None), Entry(name="corner-shop", found=lambda: shop.Shop)]
    asked = []
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **group: asked.append(group) or entries)
    bot = scaletg.Bot(enabled_apps=["corner-shop"])
    assert answers(bot, "/one") == "shop 5"
    assert asked == [{"group": "scaletg.apps"}]


def broken_entry():
    raise ImportError("no module named 'dependency'")


def test_an_offered_app_that_is_broken_is_named_with_the_cause(monkeypatch):
    entries = [Entry(name="broken-shop", found=broken_entry)]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **group: entries)
    with pytest.raises(
        scaletg.RegistrationError, match="'broken-shop' cannot be imported: ImportError: no module named 'dep"
    ):
        scaletg.Bot().load("broken-shop")


BROKEN = [
    ("missing", {}, "the app 'missing' cannot be imported: ModuleNotFoundError: No module named 'missing'"),
    ("apps.missing", {"apps/__init__.py": ""}, "the app 'apps.missing' cannot be imported: ModuleNotFoundError"),
    ("a", {"a.py": "import b\n", "b.py": "\nimport missing_thing\n"}, "named 'missing_thing' (b.py:2)"),
    ("a", {"a.py": "def f(:\n"}, "the app 'a' cannot be imported: SyntaxError"),
    ("a", {"a.py": "x = 1\n1 / 0\n"}, "the app 'a' cannot be imported: ZeroDivisionError: division by zero (a.py:2)"),
    (
        "a:Missing",
        {"a.py": "x = 1\n"},
        "the app 'a:Missing' cannot be imported: AttributeError: module 'a' has no attribute 'Missing'",
    ),
    ("", {}, "the app '' cannot be imported: ValueError"),
    ("a", {"a.py": "x = 1\n"}, "has nothing to register: mark functions with @scaletg.app or @scaletg.module"),
    ("shop:Plain", {"shop.py": CLASS}, "has nothing to register"),
    ("shop:Shop", {"shop.py": CLASS.replace('name="shop"', "name")}, "Shop cannot be loaded by its name alone"),
]


@pytest.mark.parametrize("name, files, text", BROKEN)
def test_what_cannot_be_loaded_is_named_with_the_cause(folder, name, files, text):
    write(folder, files)
    with pytest.raises(scaletg.RegistrationError) as caught:
        scaletg.Bot().load(name)
    assert text in str(caught.value)


def test_a_broken_enabled_app_is_named_each_time_and_registers_nothing_twice(folder):
    write(folder, {"good.py": "def process(update):\n    return 'good'\n"})
    bot = scaletg.Bot(enabled_apps=["good", "missing"])
    for _ in range(2):
        with pytest.raises(scaletg.RegistrationError, match="the app 'missing' cannot be imported"):
            bot.registry
    write(folder, {"missing.py": "def process(update):\n    return 'found'\n"})
    importlib.invalidate_caches()
    assert [app.name for app in bot.registry.apps] == ["good", "missing"]


def test_loading_after_the_first_update_is_a_mistake():
    bot = scaletg.Bot()
    bot.app()(lambda message: "a")
    assert answers(bot) == "a"
    with pytest.raises(scaletg.RegistrationError):
        bot.load(lambda message: "b")


def test_an_options_sentence_about_each_option_is_in_the_help_of_bot():
    text = str(scaletg.Bot.__doc__)
    assert [name for name in DEFAULTS if f"*{name}*" not in text and name != "dead_letter"] == []
    assert Path(scaletg.__file__).name == "scaletg.py"


# What is set afterwards, and what the platform says


def test_what_follows_from_the_token_can_be_set_afterwards():
    bot = scaletg.Bot(TOKEN)
    derived = bot.webhook_path, bot.secret_token
    bot.webhook_path, bot.secret_token, bot.username = "/hook", "abc", "@ada_bot"
    assert (bot.webhook_path, bot.secret_token, bot.username) == ("/hook", "abc", "ada_bot")
    bot.webhook_path = bot.secret_token = None
    assert (bot.webhook_path, bot.secret_token) == derived
    with pytest.raises(scaletg.ConfigError, match="must start with a slash"):
        bot.webhook_path = "hook"


@pytest.mark.parametrize(
    "port, arguments, expected",
    [
        ("8443", (None, None, True), ("0.0.0.0", 8443)),
        ("65535", ("::1", None, True), ("::1", 65535)),
        ("8443", (None, 9000, True), ("127.0.0.1", 9000)),
        ("8443", (None, None, False), ("127.0.0.1", 8080)),
        ("", (None, None, True), ("127.0.0.1", 8080)),
    ],
)
def test_the_port_of_the_platform_is_for_bots_that_serve(monkeypatch, port, arguments, expected):
    monkeypatch.setenv("PORT", port)
    assert scaletg._address_of_server(*arguments) == expected


@pytest.mark.parametrize("port", ["0", "65536", "tcp://10.0.0.1:80", "-1", "²"])
def test_a_port_of_the_platform_that_is_not_a_port_is_named(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(scaletg.ConfigError, match="PORT must be the number of a port"):
        scaletg._address_of_server(None, None, True)


def test_a_fault_of_a_server_is_told_from_an_option_that_it_refuses():
    refused = TypeError("run() got an unexpected keyword argument 'colour'")
    assert scaletg._is_of_the_server(refused, {"colour": 1})
    assert not scaletg._is_of_the_server(refused, {"col": 1})
    assert scaletg._is_of_the_server(RuntimeError("monkey-patch first"), {})


def test_a_folder_that_was_deleted_is_no_folder(monkeypatch):
    def fail():
        raise FileNotFoundError

    assert scaletg._current_folder() == str(Path.cwd())
    monkeypatch.setattr(scaletg.os, "getcwd", fail)
    assert scaletg._current_folder() is None
