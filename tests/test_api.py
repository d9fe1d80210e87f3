"""The API client up to the wire: what is sent, what is made of the answer, what is repeated. No socket is opened."""

import concurrent.futures
import copy
import datetime
import inspect
import io
import itertools
import json
import logging
import os
import pickle
import queue
import threading
import traceback
import urllib.parse
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import MaxRetryError

import scaletg
from fake_telegram import TOKEN
from wire import Wire, fault, hang_up, parse_form, response, unreachable

SECRET = TOKEN.partition(":")[2]


class Clock:
    """The time, which only passes when somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def wire(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return Wire(monkeypatch)


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(scaletg, "time", made)
    return made


@pytest.fixture
def bot(wire):
    return scaletg.Bot(TOKEN)


# The functions


FUNCTIONS = sorted(scaletg.schema.functions)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_takes_its_required_parameters_in_the_official_order(bot, wire, function):
    entry = scaletg.schema.methods[scaletg.schema.functions[function]]
    required = [field.name for field in entry.fields if field.required]
    assert getattr(bot.api, function)(*required) is True
    assert wire.last.url == f"https://api.telegram.org/bot{TOKEN}/{entry.name}"
    assert wire.last.method == "POST"
    assert wire.json == {name: name for name in required}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_takes_all_its_parameters_by_name(bot, wire, function):
    entry = scaletg.schema.methods[scaletg.schema.functions[function]]
    values = {field.name: 5 if field.name == "timeout" else field.name for field in entry.fields}
    getattr(bot.api, function)(**values)
    assert wire.json == values


def test_there_are_185_functions():
    assert len(FUNCTIONS) == 185


MISTAKES = [
    (lambda api: api.send_message(1, "a", "b"), "takes only chat_id, text by position: write the others as name=value"),
    (lambda api: api.send_message(1), "needs text"),
    (lambda api: api.send_message(1, "a", chat_id=2), "two values for 'chat_id'"),
    (lambda api: api.send_message(1, "a", parse_mod="HTML"), "no 'parse_mod'. Did you mean 'parse_mode'?"),
    (lambda api: api("getMe"), "takes a method object, not str"),
    (lambda api: api.send_document(1, io.StringIO("text")), "document: the file 'file' is open as text"),
]


@pytest.mark.parametrize(("call", "text"), MISTAKES)
def test_a_mistake_in_a_call_is_named_before_anything_is_sent(bot, wire, call, text):
    with pytest.raises(TypeError) as caught:
        call(bot.api)
    assert text in str(caught.value)
    assert wire.requests == []


def test_an_unknown_function_is_named_with_a_suggestion(bot):
    with pytest.raises(AttributeError) as caught:
        bot.api.send_mesage
    assert "Did you mean 'send_message'?" in str(caught.value)
    assert "bot.api.call(...)" in str(caught.value)


def test_the_functions_show_what_they_take(bot):
    assert set(FUNCTIONS) <= set(dir(bot.api))
    function = bot.api.send_message
    assert function.__name__ == "send_message"
    assert "https://core.telegram.org/bots/api#sendmessage" in function.__doc__
    parameters = inspect.signature(function).parameters
    assert list(parameters)[:2] == ["chat_id", "text"]
    assert parameters["request_timeout"].kind is inspect.Parameter.KEYWORD_ONLY
    assert {"parse_mode", "progress"} <= parameters.keys()


def test_an_unknown_method_is_called_by_its_name(bot, wire):
    wire.answer({"made": {"up": [{"deep": 1}]}})
    result = bot.api.call("anyNewMethod", name="x", self={"a": None}, method=2)
    assert wire.last.url.endswith("/anyNewMethod")
    assert wire.json == {"name": "x", "self": {}, "method": 2}
    assert result.made.up[0].deep == 1


def test_a_method_object_is_sent(bot, wire):
    method = scaletg.SendMessage(1, "a", disable_notification=True)
    method.text = "b"
    bot.api(method)
    assert wire.json == {"chat_id": 1, "text": "b", "disable_notification": True}


USER = {"id": 1, "is_bot": True, "first_name": "Bot"}
CHAT = {"id": 1, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "text": "a"}
RESULTS = [
    (lambda api: api.get_me(), USER, "User"),
    (lambda api: api.send_message(1, "a"), MESSAGE, "Message"),
    (lambda api: api.edit_message_text(text="a", chat_id=1, message_id=1), MESSAGE, "Message"),
    (lambda api: api.edit_message_text(text="a", inline_message_id="1"), True, "bool"),
    (lambda api: api.delete_message(1, 1), True, "bool"),
    (lambda api: api.get_chat_member_count(1), 3, "int"),
    (lambda api: api.export_chat_invite_link(1), "https://t.me/+a", "str"),
    (lambda api: api.get_chat_member(1, 1), {"status": "left", "user": USER}, "ChatMemberLeft"),
    (lambda api: api.get_chat_member(1, 1), {"status": "new", "user": USER}, "Object"),
    (lambda api: api.call("unknown"), {"a": 1}, "Object"),
    (lambda api: api.call("unknown"), None, "NoneType"),
]


@pytest.mark.parametrize(("call", "result", "kind"), RESULTS)
def test_a_result_is_an_object_of_its_type(bot, wire, call, result, kind):
    wire.answer(result)
    assert type(call(bot.api)).__name__ == kind


def test_a_list_of_results_is_a_list_of_objects_of_this_bot(bot, wire):
    wire.answer([{"update_id": 1, "message": MESSAGE}])
    (update,) = bot.api.get_updates()
    assert type(update).__name__ == "Update"
    wire.answer(MESSAGE)
    assert update.message.answer("b").send().text == "a"
    assert wire.json == {"chat_id": 1, "text": "b"}


def test_defaults_fill_what_a_call_leaves_open(wire):
    bot = scaletg.Bot(TOKEN, defaults={"parse_mode": "HTML", "disable_notification": True})
    bot.api.send_message(1, "a", disable_notification=False)
    assert wire.json == {"chat_id": 1, "text": "a", "parse_mode": "HTML", "disable_notification": False}
    bot.api.send_message(1, "a", entities=[{"type": "bold", "offset": 0, "length": 1}])
    assert "parse_mode" not in wire.json
    bot.api.call("unknown", text="a")
    assert wire.json == {"text": "a"}


# Where and how


ADDRESSES = [
    ({}, f"https://api.telegram.org/bot{TOKEN}/getMe", f"https://api.telegram.org/file/bot{TOKEN}/a/b.png"),
    (
        {"base_url": "http://localhost:8081/"},
        f"http://localhost:8081/bot{TOKEN}/getMe",
        f"http://localhost:8081/file/bot{TOKEN}/a/b.png",
    ),
    (
        {"test_environment": True},
        f"https://api.telegram.org/bot{TOKEN}/test/getMe",
        f"https://api.telegram.org/file/bot{TOKEN}/test/a/b.png",
    ),
]


@pytest.mark.parametrize(("options", "call", "file"), ADDRESSES)
def test_each_bot_calls_its_own_server(wire, options, call, file):
    bot = scaletg.Bot(TOKEN, **options)
    bot.api.get_me()
    assert wire.last.url == call
    bot.api.download(scaletg.File("id", "unique", file_path="a/b.png"))
    assert (wire.last.method, wire.last.url) == ("GET", file)


def test_a_file_without_a_path_is_an_error(wire):
    bot = scaletg.Bot(TOKEN)
    wire.answer({"file_id": "id", "file_unique_id": "unique"})
    with pytest.raises(scaletg.ScaleTGError, match="Telegram gave no path for the file 'id'"):
        bot.api.download("id")


def test_proxies_of_the_bot_win_over_those_of_the_environment(wire, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://environment:1")
    scaletg.Bot(TOKEN).api.get_me()
    assert wire.last.options["proxies"]["https"] == "http://environment:1"
    scaletg.Bot(TOKEN, proxies={"https": "http://bot:2"}).api.get_me()
    assert wire.last.options["proxies"]["https"] == "http://bot:2"


TIMEOUTS = [
    (lambda api: api.get_me(), 30.0),
    (lambda api: api.get_me(request_timeout=5), 5),
    (lambda api: api.call("getMe", request_timeout=6), 6),
    (lambda api: api.get_updates(timeout=50), 80.0),
    (lambda api: api.get_updates(timeout=datetime.timedelta(seconds=20), request_timeout=5), 25),
    (lambda api: api.set_passport_data_errors(1, [], request_timeout=7), 7),
    (lambda api: scaletg.GetMe.from_dict({}, api._bot).send(request_timeout=8), 8),
]


@pytest.mark.parametrize(("call", "seconds"), TIMEOUTS)
def test_a_call_has_the_timeout_of_the_bot_or_its_own(bot, wire, call, seconds):
    wire.answer([])
    call(bot.api)
    assert wire.last.options["timeout"] == seconds


def test_without_a_token_a_call_says_what_to_do(wire, monkeypatch):
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    with pytest.raises(scaletg.ConfigError, match="set TELEGRAM_BOT_TOKEN"):
        scaletg.Bot().api.get_me()


def test_an_address_that_cannot_be_used_is_the_fault_of_the_configuration(wire, clock):
    bot = scaletg.Bot(TOKEN, base_url="http://[half")
    with pytest.raises(scaletg.ConfigError, match="base_url") as caught:
        bot.api.get_me()
    assert SECRET not in str(caught.value)
    assert clock.slept == []


# Refusals


REFUSALS = [
    (400, "Bad Request: message text is empty", {}, "BadRequest", {}),
    (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -100}, "ChatMigrated", {"new_chat_id": -100}),
    (401, "Unauthorized", {}, "Unauthorized", {}),
    (403, "Forbidden: bot was blocked by the user", {}, "Forbidden", {}),
    (404, "Not Found", {}, "NotFound", {}),
    (409, "Conflict: terminated by other getUpdates request", {}, "Conflict", {}),
    (413, "Request Entity Too Large", {}, "ApiError", {}),
    (420, "unheard of", {}, "ApiError", {}),
    (429, "Too Many Requests: retry after 99", {"retry_after": 99}, "TooManyRequests", {"retry_after": 99}),
    (500, "Internal Server Error", {}, "ServerError", {}),
    (502, "Bad Gateway", {}, "ServerError", {}),
]
HINTS = {
    401: "ask @BotFather",
    403: "blocked the bot",
    404: "does not exist",
    409: "A second instance",
    413: "A photo may have 10 MiB, any other file 50 MB",
}


@pytest.mark.parametrize(("code", "description", "extra", "kind", "data"), REFUSALS)
def test_a_refusal_is_an_exception_by_its_meaning(wire, code, description, extra, kind, data):
    bot = scaletg.Bot(TOKEN, retry_budget=0)
    wire.answer(fault(code, description, **extra))
    with pytest.raises(scaletg.ApiError) as caught:
        bot.api.send_message(-5, "text of a user")
    error = caught.value
    assert type(error) is getattr(scaletg, kind)
    assert (error.method, error.code, error.description) == ("sendMessage", code, description)
    assert error.parameters == {"chat_id": -5, "text": "text of a user"}
    assert str(error).startswith(f"sendMessage (chat_id=-5): {code} {description}.")
    assert HINTS.get(code, "") in str(error)
    assert "text of a user" not in str(error)
    assert {name: getattr(error, name) for name in data} == data
    assert error.repeatable is (code == 429 or code >= 500)
    assert len(wire.requests) == 1


def test_the_exceptions_have_one_root_and_survive_pickling(bot, wire):
    wire.answer(fault(400, "Bad Request: migrated", migrate_to_chat_id=-100))
    with pytest.raises(scaletg.ScaleTGError) as caught:
        bot.api.send_message(1, "a")
    for copied in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert type(copied) is scaletg.ChatMigrated
        assert copied.new_chat_id == -100
        assert str(copied) == str(caught.value)


ODD_ANSWERS = [
    (response(502, b"<html>Bad Gateway</html>", "Bad Gateway"), "ServerError", 502, "Bad Gateway (not JSON"),
    (response(200, b"<html>Log in to this network</html>"), "ApiError", 200, "base_url or a proxy may be wrong"),
    (response(302, b"", "Found", Location="http://elsewhere"), "ApiError", 302, "Found"),
    (response(200, [1]), "ApiError", 200, "not JSON"),
    (response(200, b"\xff\xfe\x00"), "ApiError", 200, "not JSON"),
    (response(400, {"ok": False, "error_code": "x", "parameters": []}, "Bad"), "BadRequest", 400, "Bad"),
    (response(400, {"ok": False}, ""), "BadRequest", 400, "no description"),
    (response(429, {"ok": False, "parameters": {"retry_after": "soon"}}, "Slow"), "TooManyRequests", 429, "Slow"),
    (response(429, {"ok": False, "parameters": {"retry_after": -1}}, "Slow"), "TooManyRequests", 429, "Slow"),
]


@pytest.mark.parametrize(("answer", "kind", "code", "text"), ODD_ANSWERS)
def test_an_answer_of_something_in_between_is_an_exception_too(wire, answer, kind, code, text):
    bot = scaletg.Bot(TOKEN, retry_budget=0)
    wire.answer(answer)
    with pytest.raises(scaletg.ApiError) as caught:
        bot.api.get_me()
    assert type(caught.value).__name__ == kind
    assert caught.value.code == code
    assert text in str(caught.value)


# Repeating


def test_429_is_repeated_after_the_time_that_telegram_asks_for(bot, wire, clock):
    wire.answer(
        fault(429, "Too Many Requests", retry_after=7), fault(429, "Too Many Requests", retry_after=20), MESSAGE
    )
    assert bot.api.send_message(1, "a").message_id == 1
    assert clock.slept == [7.0, 20.0]


BUDGETS = [
    ({"retry_budget": 10}, {}, [8.0]),
    ({"retry_budget": 7}, {}, []),
    ({"retry_budget": 0}, {}, []),
    ({}, {"request_timeout": 5}, []),
    ({"retry_budget": 10}, {"request_timeout": 60}, [8.0]),
]


@pytest.mark.parametrize(("options", "call", "slept"), BUDGETS)
def test_429_is_not_repeated_beyond_the_budget(wire, clock, options, call, slept):
    wire.answer(*(fault(429, "Too Many Requests", retry_after=8) for _ in range(9)))
    with pytest.raises(scaletg.TooManyRequests) as caught:
        scaletg.Bot(TOKEN, **options).api.send_message(1, "a", **call)
    assert caught.value.retry_after == 8
    assert clock.slept == slept


def test_a_connection_that_failed_before_anything_was_sent_is_repeated(bot, wire, clock):
    wire.answer(unreachable(), unreachable(), unreachable(), MESSAGE)
    assert bot.api.send_message(1, "a").message_id == 1
    assert clock.slept == [0.5, 1.0, 2.0]


def test_a_network_that_stays_away_is_an_exception_in_the_end(bot, wire, clock):
    wire.answer(*(unreachable() for _ in range(99)))
    with pytest.raises(scaletg.NetworkError) as caught:
        bot.api.send_message(1, "a")
    assert sum(clock.slept) <= 30
    assert len(clock.slept) > 4
    error = caught.value
    assert type(error) is scaletg.NetworkError
    assert (error.method, error.parameters, error.sent) == ("sendMessage", {"chat_id": 1, "text": "a"}, False)
    assert "sendMessage: Telegram could not be reached" in str(error)
    assert "Connection refused" in str(error)


def slow(request):
    raise requests.ReadTimeout("HTTPSConnectionPool: Read timed out.")


@pytest.mark.parametrize(("trouble", "kind"), [(hang_up, "NetworkError"), (slow, "Timeout")])
def test_what_may_have_been_executed_is_not_repeated(bot, wire, clock, trouble, kind):
    wire.answer(trouble)
    with pytest.raises(scaletg.NetworkError) as caught:
        bot.api.send_message(1, "a")
    assert type(caught.value).__name__ == kind
    assert caught.value.sent is True
    assert "may have been executed, so it was not repeated" in str(caught.value)
    assert len(wire.requests) == 1
    assert clock.slept == []


@pytest.mark.parametrize("trouble", [hang_up, slow])
def test_a_method_that_only_asks_is_repeated_whatever_happened(bot, wire, clock, trouble):
    wire.answer(trouble, USER)
    assert bot.api.get_me().id == 1
    assert clock.slept == [0.5]


def test_a_connection_that_breaks_in_the_handshake_has_sent_nothing(bot, wire, clock):
    wire.answer(requests.exceptions.SSLError(MaxRetryError(None, "/", OSError("handshake"))), MESSAGE)
    assert bot.api.send_message(1, "a").message_id == 1


@pytest.mark.parametrize("code", [500, 502, 503, 599])
def test_a_server_error_is_repeated(bot, wire, clock, code):
    wire.answer(fault(code, "Trouble"), fault(code, "Trouble"), MESSAGE)
    assert bot.api.send_message(1, "a").message_id == 1
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 420, 499])
def test_what_is_refused_for_good_is_not_repeated(bot, wire, clock, code):
    wire.answer(fault(code, "No"))
    with pytest.raises(scaletg.ApiError) as caught:
        bot.api.send_message(1, "a")
    assert not caught.value.repeatable
    assert len(wire.requests) == 1


@pytest.mark.parametrize("trouble", [unreachable(), hang_up, fault(500, "Internal Server Error")])
def test_get_updates_is_left_to_whoever_polls(bot, wire, clock, trouble):
    wire.answer(trouble)
    with pytest.raises((scaletg.NetworkError, scaletg.ServerError)) as caught:
        bot.api.get_updates()
    assert caught.value.repeatable
    assert clock.slept == []


REPEATABLE: list[tuple[str, tuple[Any, ...], Any, bool]] = [
    ("send_message", (1, "a"), unreachable(), True),
    ("send_message", (1, "a"), hang_up, False),
    ("get_me", (), unreachable(), True),
    ("get_me", (), hang_up, True),
]


@pytest.mark.parametrize(("function", "values", "trouble", "repeatable"), REPEATABLE)
def test_an_error_of_the_network_says_whether_the_call_can_be_repeated(wire, function, values, trouble, repeatable):
    bot = scaletg.Bot(TOKEN, retry_budget=0)
    wire.answer(trouble)
    with pytest.raises(scaletg.NetworkError) as caught:
        getattr(bot.api, function)(*values)
    assert caught.value.repeatable is repeatable
    assert pickle.loads(pickle.dumps(caught.value)).repeatable is repeatable


@pytest.mark.parametrize("seconds", [5, 0, 2.5])
def test_a_retry_survives_pickling(seconds):
    error = scaletg.Retry(seconds)
    for copied in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (str(copied), copied.seconds) == (str(error), seconds)


# The token


def everything_said_by(error):
    """All that a program may print of an exception: its text, attributes, chain, and the variables of its frames."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in shown.stack if frame.filename == scaletg.__file__]
    chain = [error.__cause__, error.__context__]
    text = "".join(traceback.format_exception(error))
    if isinstance(error, scaletg.NetworkError):  # what a server answered is in the variables as it came
        text += repr([frame.locals for frame in ours])
    return text + repr(error) + repr(vars(error)) + repr(chain)


def refused_with_the_token(request):
    return fault(400, f"Bad Request: no such thing as /bot{TOKEN}/x")


TROUBLE = [
    (unreachable(), "send_message"),
    (hang_up, "send_message"),
    (slow, "get_me"),
    (requests.exceptions.InvalidURL(f"Failed to parse: https:///bot{TOKEN}/getMe"), "get_me"),
    (
        requests.exceptions.ProxyError(MaxRetryError(None, f"/bot{TOKEN}/", OSError("Cannot connect to proxy"))),
        "get_me",
    ),
    (requests.exceptions.TooManyRedirects(f"https://api.telegram.org/bot{TOKEN}/"), "get_me"),
    (refused_with_the_token, "send_message"),
    (response(404, f"/bot{TOKEN}/x".encode(), f"no /bot{TOKEN}/x"), "send_message"),
]


@pytest.mark.parametrize(("trouble", "function"), TROUBLE)
def test_the_token_is_in_nothing_that_an_exception_says(wire, caplog, trouble, function):
    caplog.set_level(logging.DEBUG)
    bot = scaletg.Bot(TOKEN, retry_budget=0)
    wire.answer(trouble)
    with pytest.raises(scaletg.ScaleTGError) as caught:
        getattr(bot.api, function)(*((1, "a") if function == "send_message" else ()))
    assert SECRET not in everything_said_by(caught.value)
    assert SECRET not in caplog.text


def test_the_token_is_in_no_exception_of_a_download(wire):
    bot = scaletg.Bot(TOKEN, retry_budget=0)
    for trouble in (unreachable(), hang_up, fault(404, "Not Found")):
        wire.answer(trouble)
        with pytest.raises(scaletg.ScaleTGError) as caught:
            bot.api.download(scaletg.File("id", "unique", file_path="a.png"))
        assert SECRET not in everything_said_by(caught.value)


def test_the_token_is_in_no_repr(bot):
    method = scaletg.SendMessage.from_dict({"chat_id": 1, "text": "a"}, bot)
    assert SECRET not in f"{bot!r}{bot.api!r}{bot.api.get_me!r}{method!r}{bot.registry!r}{bot.wsgi!r}"
    assert repr(bot) == "<Bot 123456>"
    assert repr(bot.api) == "<Api of <Bot 123456>>"


def test_log_lines_about_repeating_have_no_token(bot, wire, clock, caplog):
    caplog.set_level(logging.DEBUG)
    wire.answer(unreachable(), MESSAGE)
    bot.api.send_message(1, "a")
    assert "sendMessage is repeated in 0.5 s" in caplog.text
    assert SECRET not in caplog.text


ENCODED = TOKEN.replace(":", "%3A")
PARAMETERS = [
    (lambda api: api.set_webhook(f"https://example.com/{TOKEN}"), "url"),
    (lambda api: api.set_webhook(f"https://example.com/?{ENCODED}"), "url"),
    (lambda api: api.call("x", deep=[{"a": ("b", f"x{TOKEN}")}]), "deep"),
    (lambda api: api.send_message(1, TOKEN), "text"),
    (
        lambda api: api.send_message(1, "a", reply_markup=scaletg.ForceReply(input_field_placeholder=TOKEN)),
        "reply_markup",
    ),
    (lambda api: api.send_document(1, b"before " + TOKEN.encode()), "document"),
    (lambda api: api.send_document(1, scaletg.InputFile(TOKEN.encode(), TOKEN)), "document"),
    (lambda api: api.send_message(TOKEN, "a"), "chat_id"),
]


@pytest.mark.parametrize("trouble", [unreachable(), hang_up, fault(400, "Bad Request: no")])
@pytest.mark.parametrize(("call", "name"), PARAMETERS)
def test_the_token_is_in_no_parameter_of_an_exception(wire, call, name, trouble):
    bot = scaletg.Bot(TOKEN, retry_budget=0)
    wire.answer(trouble)
    with pytest.raises(scaletg.ScaleTGError) as caught:
        call(bot.api)
    assert name in caught.value.parameters
    shown = repr(shown_parameters(caught.value.parameters)) + str(caught.value)
    assert "<token>" in shown
    assert SECRET not in shown


def shown_parameters(value):
    if isinstance(value, dict):
        return {key: shown_parameters(item) for key, item in value.items()}
    if isinstance(value, scaletg.InputFile):
        return value.filename, value.source
    return value.to_dict() if isinstance(value, scaletg.Object) else value


def test_parameters_without_the_token_stay_as_they_are(wire):
    bot = scaletg.Bot(TOKEN, retry_budget=0)
    markup, path = scaletg.ForceReply(), Path("a")
    path.write_bytes(b"a")
    wire.answer(fault(400, "Bad Request: no"))
    with pytest.raises(scaletg.BadRequest) as caught:
        bot.api.send_document(1, path, reply_markup=markup, caption="a")
    assert caught.value.parameters == {"chat_id": 1, "document": path, "reply_markup": markup, "caption": "a"}
    assert caught.value.parameters["reply_markup"] is markup


@pytest.mark.parametrize("colon", [":", "%3A", "%3a", "%253A"])
def test_redact_takes_the_token_out_in_every_spelling(colon):
    bot = scaletg.Bot(TOKEN)
    number, _, secret = TOKEN.partition(":")
    assert bot.redact(f"/bot{number}{colon}{secret}/x") == "/bot<token>/x"
    assert bot.redact(f"{number}{colon}other") == f"{number}{colon}other"
    assert bot.redact("nothing of it") == "nothing of it"


LOG_LINES = [
    (f"GET /file/bot{TOKEN}/a HTTP/1.1", "GET /file/bot<token>/a HTTP/1.1"),
    (f"GET /file/bot{ENCODED}//var/lib/{ENCODED}/a", "GET /file/bot<token>//var/lib/<token>/a"),
    (f"/var/lib/{TOKEN}/a", "/var/lib/<token>/a"),
    ("bot1:x and 127.0.0.1:8081", "bot<token> and 127.0.0.1:8081"),
]


@pytest.mark.parametrize(("line", "hidden"), LOG_LINES)
def test_log_lines_of_the_http_library_have_no_token(line, hidden):
    record = logging.LogRecord("urllib3", logging.DEBUG, "", 1, "%s", (line,), None)
    assert scaletg._hide_tokens(record) is True
    assert record.getMessage() == hidden


class Unspeakable(requests.RequestException):
    def __str__(self):
        raise RuntimeError("no text")


def test_an_exception_without_a_text_is_an_error_of_ours_too(wire, caplog):
    bot = scaletg.Bot(TOKEN, retry_budget=1)
    wire.answer(Unspeakable(), Unspeakable())
    with pytest.raises(scaletg.NetworkError, match="its text cannot be shown: RuntimeError"):
        bot.api.get_me()
    assert "getMe is repeated" in caplog.text or caplog.records == []


SETTINGS = [
    ({"base_url": "http://" + "a" * 70}, {}, "base_url"),
    ({"base_url": "http://a..b"}, {}, "base_url"),
    ({"base_url": "http://localhost:99999999"}, {}, "base_url"),
    ({"base_url": "https://127.0.0.1:9"}, {"REQUESTS_CA_BUNDLE": "/missing/file.pem"}, "REQUESTS_CA_BUNDLE"),
    ({"proxies": {"https": "nonsense://x"}}, {}, "proxies"),
    ({"base_url": "http://telegram.example", "proxies": {"http": "http://a..b"}}, {}, "proxies"),
]


@pytest.mark.parametrize(("options", "environment", "hint"), SETTINGS)
def test_a_setting_that_cannot_work_is_an_error_of_ours(monkeypatch, tmp_path, options, environment, hint):
    monkeypatch.chdir(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    bot = scaletg.Bot(TOKEN, retry_budget=0, **options)
    with pytest.raises(scaletg.ConfigError, match="getMe cannot be sent") as caught:
        bot.api.get_me()
    assert hint in str(caught.value)
    assert SECRET not in everything_said_by(caught.value)


# Uploads


def test_nested_objects_and_times_are_sent_in_telegrams_form(bot, wire):
    when = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
    keyboard = scaletg.InlineKeyboardMarkup([[scaletg.InlineKeyboardButton("a", callback_data="b")]])
    bot.api.send_message(1, "ä\ud800", reply_markup=keyboard, link_preview_options=None)
    assert wire.last.headers["Content-Type"] == "application/json"
    assert wire.last.headers["Content-Length"] == str(len(wire.last.content))
    assert wire.json["reply_markup"] == {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    assert "link_preview_options" not in wire.json
    bot.api.ban_chat_member(1, 2, until_date=when)
    assert wire.json["until_date"] == 1893456000
    bot.api.send_location(1, 2.5, 3.5, live_period=datetime.timedelta(hours=1))
    assert wire.json["live_period"] == 3600


def open_named(path):
    return path.open("rb")


SOURCES = [
    (lambda path: path, "a b.png"),
    (lambda path: path.read_bytes(), "file"),
    (lambda path: bytearray(path.read_bytes()), "file"),
    (lambda path: memoryview(path.read_bytes()), "file"),
    (lambda path: io.BytesIO(path.read_bytes()), "file"),
    (open_named, "a b.png"),
    (lambda path: scaletg.InputFile(path), "a b.png"),
    (lambda path: scaletg.InputFile(str(path), filename="ж.png"), "ж.png"),
    (lambda path: scaletg.InputFile(bytearray(path.read_bytes()), filename='a"\r\n\\b'), "a____b"),
    (lambda path: scaletg.InputFile(open_named(path), "c.png"), "c.png"),
    (lambda path: Unseekable(path.read_bytes()), "file"),
]


class Unseekable:
    """A stream that only goes forward and does not know its length, as a socket."""

    def __init__(self, content):
        self._stream = io.BytesIO(content)

    def read(self, size):
        return self._stream.read(size)


@pytest.mark.parametrize(("make", "filename"), SOURCES)
def test_a_file_is_sent_from_whatever_holds_it(bot, wire, tmp_path, make, filename):
    path = tmp_path / "a b.png"
    path.write_bytes(b"\r\n--content\x00" * 9999)
    source = make(path)
    bot.api.send_photo(5, source, caption="höhe\r\n--", show_caption_above_media=True)
    fields, files = wire.form
    assert fields == {"chat_id": "5", "caption": "höhe\r\n--", "show_caption_above_media": "true"}
    assert files == {"photo": (filename, path.read_bytes())}
    if isinstance(source, Unseekable):
        assert wire.last.headers["Transfer-Encoding"] == "chunked"
        assert "Content-Length" not in wire.last.headers
    else:
        assert wire.last.headers["Content-Length"] == str(len(wire.last.content))
    opened = getattr(source, "source", source)
    if hasattr(opened, "close"):
        opened.close()


def test_a_string_is_never_a_path(bot, wire, tmp_path):
    (tmp_path / "a.png").write_bytes(b"a")
    bot.api.send_photo(5, "a.png")
    assert wire.json == {"chat_id": 5, "photo": "a.png"}


def test_files_inside_of_other_things_become_parts_of_their_own(bot, wire, tmp_path):
    path = tmp_path / "b.mp4"
    path.write_bytes(b"video")
    media = [
        scaletg.InputMediaPhoto(b"photo", caption="one"),
        scaletg.InputMediaVideo(path, thumbnail=scaletg.InputFile(b"small", "t.jpg")),
        {"type": "photo", "media": "file_id", "caption": None},
    ]
    bot.api.send_media_group(5, media)
    fields, files = wire.form
    assert json.loads(fields["media"]) == [
        {"type": "photo", "media": "attach://file0", "caption": "one"},
        {"type": "video", "media": "attach://file1", "thumbnail": "attach://file2"},
        {"type": "photo", "media": "file_id"},
    ]
    assert files == {"file0": ("file", b"photo"), "file1": ("b.mp4", b"video"), "file2": ("t.jpg", b"small")}


def test_a_file_and_its_thumbnail_stand_under_their_own_names(bot, wire):
    bot.api.send_document(5, b"document", thumbnail=b"thumbnail", caption="")
    assert wire.form == (
        {"chat_id": "5", "caption": ""},
        {"document": ("file", b"document"), "thumbnail": ("file", b"thumbnail")},
    )


def test_an_open_file_is_sent_from_where_it_stands(bot, wire):
    stream = io.BytesIO(b"header:content")
    stream.seek(7)
    bot.api.send_document(5, stream)
    assert wire.form[1] == {"document": ("file", b"content")}


def test_an_open_file_can_be_sent_twice_in_one_call(bot, wire):
    stream = io.BytesIO(b"content")
    bot.api.send_document(5, stream, thumbnail=stream)
    assert wire.form[1] == {"document": ("file", b"content"), "thumbnail": ("file", b"content")}


@given(
    value=st.text(st.characters(exclude_categories=["Cs"])),
    content=st.binary(max_size=300),
    filename=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
)
def test_what_is_sent_is_what_a_parser_reads(value, content, filename):
    parameters = {"caption": value, "document": scaletg.InputFile(content, filename)}
    body = scaletg._Body(*scaletg._split_files(parameters))
    request = requests.Request("POST", "http://x", data=body, headers={"Content-Type": body.content_type}).prepare()
    request.content = b"".join(request.body)
    assert int(request.headers["Content-Length"]) == len(request.content)
    fields, files = parse_form(request)
    assert fields == {"caption": value}
    assert files["document"][1] == content
    assert files["document"][0] == filename.replace('"', "_").replace("\\", "_")


def test_progress_of_an_upload_is_told(bot, wire):
    told = []
    bot.api.send_document(5, b"x" * 200_000, progress=lambda done, total: told.append((done, total)))
    total = len(wire.last.content)
    assert told[-1] == (total, total)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 4
    told.clear()
    bot.api.send_document(5, Unseekable(b"x" * 200_000), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(wire.last.content), None)


def test_a_repeated_upload_begins_at_the_beginning(bot, wire, clock, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"path")
    stream = io.BytesIO(b"skipped:stream")
    stream.seek(8)
    wire.answer(fault(429, "Too Many Requests", retry_after=1), True)
    bot.api.send_media_group(5, [scaletg.InputMediaDocument(one) for one in (path, b"bytes", stream)])
    assert len(wire.requests) == 2
    assert [content for _, content in wire.form[1].values()] == [b"path", b"bytes", b"stream"]
    assert parse_form(wire.requests[0]) == parse_form(wire.requests[1])


def test_a_stream_that_cannot_go_back_is_not_repeated_once_it_was_read(bot, wire, clock):
    wire.answer(fault(429, "Too Many Requests", retry_after=1))
    with pytest.raises(scaletg.TooManyRequests):
        bot.api.send_document(5, Unseekable(b"content"))
    assert clock.slept == []


def test_a_stream_that_was_not_read_yet_is_repeated(bot, wire, clock):
    wire.answer(unreachable(), True)
    bot.api.send_document(5, Unseekable(b"content"))
    assert wire.form[1] == {"document": ("file", b"content")}


def test_a_path_that_cannot_be_read_is_found_before_anything_is_sent(bot, wire, tmp_path):
    with pytest.raises(FileNotFoundError):
        bot.api.send_document(5, tmp_path / "missing")
    with pytest.raises(IsADirectoryError):
        bot.api.send_document(5, tmp_path)
    assert wire.requests == []


def test_a_closed_file_is_found_before_anything_is_sent(bot, wire):
    stream = io.BytesIO(b"a")
    stream.close()
    with pytest.raises(ValueError, match="closed file"):
        bot.api.send_document(5, stream)
    assert wire.requests == []


class Growing(io.BytesIO):
    """A file that grows after its length was asked for, as a log does."""

    def read(self, size=-1):
        place = self.tell()
        self.seek(0, os.SEEK_END)
        self.write(b"more")
        self.seek(place)
        return super().read(size)


def test_a_file_that_grows_meanwhile_is_sent_as_long_as_it_was(bot, wire):
    bot.api.send_document(5, Growing(b"content"))
    assert wire.form[1] == {"document": ("file", b"content")}
    assert wire.last.headers["Content-Length"] == str(len(wire.last.content))


class Shrinking(io.BytesIO):
    def read(self, size=-1):
        self.truncate(3)
        return super().read(size)


def test_a_file_that_shrinks_meanwhile_is_an_error(bot, wire):
    with pytest.raises(scaletg.ScaleTGError, match="the file 'file' lost 4 bytes of its content while it was sent"):
        bot.api.send_document(5, Shrinking(b"content"))


# Files that several read


def test_an_open_file_stands_after_a_call_where_it_stood_before(bot, wire):
    stream = io.BytesIO(b"skipped:content")
    stream.seek(8)
    for _ in range(2):
        bot.api.send_document(5, stream)
        assert wire.form[1] == {"document": ("file", b"content")}
        assert stream.tell() == 8


def open_content(path):
    path.write_bytes(b"skipped:" + CONTENT)
    stream = path.open("rb")
    stream.seek(8)
    return stream


def in_memory(path):
    stream = io.BytesIO(b"skipped:" + CONTENT)
    stream.seek(8)
    return stream


@pytest.mark.parametrize("make", [open_content, in_memory, lambda path: CONTENT])
def test_two_deliveries_of_a_body_have_a_position_each(tmp_path, make):
    source = make(tmp_path / "a")
    plain, files = scaletg._split_files({"document": source})
    body = scaletg._Body(plain, files)
    whole = b"".join(body)
    assert CONTENT in whole
    one, two = iter(body), iter(body)
    pieces: tuple[list[Any], list[Any]] = [], []
    for left, right in itertools.zip_longest(one, two, fillvalue=b""):
        pieces[0].append(left)
        pieces[1].append(right)
    assert [b"".join(read) for read in pieces] == [whole, whole]
    if hasattr(source, "close"):
        source.close()


@pytest.mark.parametrize("make", [open_content, in_memory])
def test_threads_that_send_one_file_do_not_mix_it(tmp_path, make):
    source = make(tmp_path / "a")
    plain, files = scaletg._split_files({"document": source, "thumbnail": source})
    body = scaletg._Body(plain, files)
    whole = b"".join(body)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: b"".join(body), range(40))) == {whole}
    source.close()


def test_the_answer_of_a_webhook_can_be_closed_before_its_end(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(CONTENT)
    body = scaletg._Body(*scaletg._split_files({"document": path}))
    delivery = iter(body)
    next(delivery)
    next(delivery)
    delivery.close()  # a file that stays open is a warning, and so an error
    assert CONTENT in b"".join(body)


ENDS = [(0, 7, True), (6, 7, True), (7, 7, False), (9, 7, False), (0, 0, True)]


@pytest.mark.parametrize(("place", "size", "is_sent"), ENDS)
def test_a_file_that_is_at_its_end_says_what_to_call(bot, wire, place, size, is_sent):
    stream = io.BytesIO(b"content"[:size])
    stream.seek(place)
    if is_sent:
        bot.api.send_document(5, stream)
        assert wire.form[1]["document"][1] == b"content"[place:size]
    else:
        with pytest.raises(ValueError, match=r"document: the file 'file' is at its end, .* call its seek\(0\)"):
            bot.api.send_document(5, stream)
        assert wire.requests == []


TOO_LARGE = [
    ("send_photo", 413, "Request Entity Too Large", "A photo may have 10 MiB"),
    ("send_photo", 400, "Bad Request: file is too big", "A photo may have 10 MiB"),
    ("send_document", 413, "Request Entity Too Large", "any other file 50 MB"),
    ("send_photo", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS", ""),
]


@pytest.mark.parametrize(("function", "code", "description", "hint"), TOO_LARGE)
def test_a_file_that_is_too_large_says_what_is_allowed(bot, wire, function, code, description, hint):
    wire.answer(fault(code, description))
    with pytest.raises(scaletg.ApiError) as caught:
        getattr(bot.api, function)(5, b"x")
    assert hint in str(caught.value)
    assert str(caught.value).endswith(("server up to 2000 MB.", "DIMENSIONS."))


WRONG_FILES = [
    ("cat.jpg", "Bad Request: wrong file identifier/HTTP URL specified", True),
    ("/home/ada/cat pictures/1.jpeg", "Bad Request: invalid file HTTP URL specified: URL host is empty", True),
    ("cat.jpg", "Bad Request: chat not found", False),
    ("AgACAgIAAx", "Bad Request: wrong file identifier/HTTP URL specified", False),
    ("https://example.com/cat.jpg", "Bad Request: failed to get HTTP URL content", False),
]


@pytest.mark.parametrize(("photo", "description", "is_path"), WRONG_FILES)
def test_a_path_in_a_string_says_how_to_upload_it(bot, wire, photo, description, is_path):
    wire.answer(fault(400, description))
    with pytest.raises(scaletg.BadRequest) as caught:
        bot.api.send_photo(5, photo)
    assert (f"To upload a file write Path({photo!r})" in str(caught.value)) is is_path


# Downloads


def file_answer(path="documents/a.bin"):
    return {"file_id": "id", "file_unique_id": "unique", "file_path": path}


CONTENT: bytes = bytes(range(256)) * 1000
DOCUMENT = scaletg.Document("id", "unique")


def downloaded(status=200, body=CONTENT, **headers):
    return response(status, body, **({"Content-Length": str(len(body))} | headers))


@pytest.mark.parametrize(
    "file", ["id", DOCUMENT, scaletg.PhotoSize("id", "unique", 1, 1), scaletg.File("id", "unique")]
)
def test_a_file_is_downloaded_as_bytes(bot, wire, file):
    wire.answer(file_answer(), downloaded())
    assert bot.api.download(file) == CONTENT
    assert json.loads(wire.requests[0].content) == {"file_id": "id"}
    assert wire.last.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("kind", [Path, str])
def test_a_file_is_downloaded_to_a_path(bot, wire, tmp_path, kind):
    wire.answer(file_answer(), downloaded())
    target = kind(tmp_path / "a.bin")
    assert bot.api.download("id", target) is target
    assert Path(target).read_bytes() == CONTENT
    assert os.listdir(tmp_path) == ["a.bin"]


def test_a_file_is_downloaded_into_an_open_file(bot, wire):
    wire.answer(file_answer(), downloaded())
    target = io.BytesIO()
    assert bot.api.download("id", target) is target
    assert target.getvalue() == CONTENT


def test_progress_of_a_download_is_told(bot, wire):
    told = []
    wire.answer(file_answer(), downloaded(), file_answer(), response(200, CONTENT))
    bot.api.download("id", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (256_000, 256_000)
    assert len(told) == 4
    bot.api.download("id", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (256_000, None)


def test_a_download_that_breaks_leaves_nothing_behind(bot, wire, tmp_path):
    (tmp_path / "a.bin").write_bytes(b"older")
    wire.answer(file_answer(), downloaded(**{"Content-Length": "300000"}))
    with pytest.raises(scaletg.NetworkError, match="download: Telegram did not finish its answer") as caught:
        bot.api.download("id", tmp_path / "a.bin")
    assert caught.value.parameters == {"file_path": "documents/a.bin"}
    assert os.listdir(tmp_path) == ["a.bin"]
    assert (tmp_path / "a.bin").read_bytes() == b"older"


def test_a_progress_that_raises_ends_the_download_and_leaves_nothing_behind(bot, wire, tmp_path):
    wire.answer(file_answer(), downloaded())
    with pytest.raises(ZeroDivisionError):
        bot.api.download("id", tmp_path / "a.bin", progress=lambda done, total: 1 / 0)
    assert os.listdir(tmp_path) == []


def test_a_file_that_is_gone_says_so(bot, wire, tmp_path):
    wire.answer(file_answer(), fault(404, "Not Found"))
    with pytest.raises(scaletg.NotFound, match="download the file by its file_id"):
        bot.api.download("id", tmp_path / "a.bin")
    assert os.listdir(tmp_path) == []


def test_a_refused_download_whose_answer_breaks_off_is_a_refusal(bot, wire):
    wire.answer(file_answer(), response(404, b'{"ok":', "Not Found", **{"Content-Length": "300"}))
    with pytest.raises(scaletg.NotFound, match="download: 404 Not Found"):
        bot.api.download("id")


def test_a_download_is_repeated_as_a_call_is(bot, wire, clock):
    wire.answer(file_answer(), unreachable(), fault(429, "Too Many Requests", retry_after=3), downloaded())
    assert bot.api.download("id") == CONTENT
    assert clock.slept == [0.5, 3.0]


def test_a_download_has_its_own_timeout(bot, wire):
    wire.answer(downloaded())
    bot.api.download(scaletg.File("id", "unique", file_path="a"), request_timeout=4)
    assert wire.last.options["timeout"] == 4


def test_an_own_server_shares_its_disk(bot, wire, tmp_path):
    source = tmp_path / "local.bin"
    source.write_bytes(CONTENT)
    told = []
    file = scaletg.File("id", "unique", file_path=str(source))
    assert bot.api.download(file, progress=lambda *now: told.append(now)) == CONTENT
    assert told[-1] == (256_000, 256_000)
    assert wire.requests == []


class Writing(threading.Thread):
    """A download that waits in its middle."""

    def __init__(self, bot, target, content):
        super().__init__()
        self.bot, self.target, self.content = bot, target, content
        self.waiting, self.released = threading.Event(), threading.Event()
        self.start()
        assert self.waiting.wait(60)

    def run(self):
        file = scaletg.File("id", "unique", file_path=f"{self.content[:1].decode()}.bin")
        self.bot.api.download(file, self.target, progress=self.wait)

    def wait(self, done, total):
        self.waiting.set()
        assert self.released.wait(60)


def test_two_downloads_to_one_path_do_not_mix(bot, wire, tmp_path):
    target = tmp_path / "data"
    contents = b"a" * 200_000, b"b" * 150_000
    downloads = []
    for content in contents:
        wire.answer(downloaded(body=content))
        downloads.append(Writing(bot, target, content))
    assert not target.exists()
    for download, content in zip(downloads, contents, strict=True):
        download.released.set()
        download.join()
        assert target.read_bytes() == content
    assert os.listdir(tmp_path) == ["data"]


def test_what_stands_beside_the_target_is_left_alone(bot, wire, tmp_path):
    (tmp_path / "data.part").write_bytes(b"mine")
    wire.answer(file_answer(), downloaded())
    bot.api.download("id", tmp_path / "data")
    assert (tmp_path / "data.part").read_bytes() == b"mine"
    assert sorted(os.listdir(tmp_path)) == ["data", "data.part"]


def test_a_link_in_the_place_of_the_temporary_file_is_not_followed(bot, wire, tmp_path, monkeypatch):
    (tmp_path / "secret").write_bytes(b"secret")
    monkeypatch.setattr(os, "urandom", lambda size: bytes(size))
    (tmp_path / f".scaletg-{'00' * 8}.part").symlink_to(tmp_path / "secret")
    wire.answer(file_answer(), downloaded())
    with pytest.raises(FileExistsError):
        bot.api.download("id", tmp_path / "data")
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_a_link_in_the_place_of_the_target_is_replaced(bot, wire, tmp_path):
    (tmp_path / "other").write_bytes(b"other")
    (tmp_path / "data").symlink_to(tmp_path / "other")
    wire.answer(file_answer(), downloaded())
    bot.api.download("id", tmp_path / "data")
    assert (tmp_path / "data").read_bytes() == CONTENT
    assert (tmp_path / "other").read_bytes() == b"other"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_downloaded_file_has_the_mode_of_a_new_file(bot, wire, tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    wire.answer(file_answer(), downloaded())
    bot.api.download("id", tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_folder_in_the_place_of_the_target_is_found_before_anything_is_sent(bot, wire, tmp_path):
    with pytest.raises(IsADirectoryError, match="is a folder"):
        bot.api.download("id", tmp_path)
    assert wire.requests == []


def test_the_timeout_of_a_download_is_that_of_get_file_too(bot, wire):
    wire.answer(file_answer(), downloaded())
    bot.api.download("id", request_timeout=4)
    assert [request.options["timeout"] for request in wire.requests] == [4, 4]


@pytest.mark.parametrize("path", ["documents/a b#1?.bin", "documents/ü.bin"])
def test_a_path_of_a_file_is_quoted(bot, wire, path):
    wire.answer(downloaded())
    bot.api.download(scaletg.File("id", "unique", file_path=path))
    assert wire.last.url == f"https://api.telegram.org/file/bot{TOKEN}/{urllib.parse.quote(path)}"


# Servers on the same machine, whose paths hold the token


@pytest.fixture
def server_folder(tmp_path):
    """The folder of a server with --local: its name is the token."""
    folder = tmp_path / "server" / TOKEN
    folder.mkdir(parents=True)
    return folder


def printed_of(error):
    """What is printed of an exception. The variables of its frames have the path, as those of the caller have."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))


def local_file(folder, name):
    return scaletg.File("id", "unique", file_path=str(folder / name))


def test_a_local_file_that_cannot_be_read_does_not_show_the_token(bot, wire, server_folder):
    with pytest.raises(scaletg.ConfigError, match="needs the right to read") as caught:
        bot.api.download(local_file(server_folder, "."))
    assert "<token>" in str(caught.value)
    assert SECRET not in printed_of(caught.value)


@pytest.mark.parametrize("trouble", [unreachable(), hang_up, fault(404, "Not Found"), fault(500, "Trouble")])
def test_a_local_file_that_is_not_visible_does_not_show_the_token(wire, caplog, server_folder, trouble):
    caplog.set_level(logging.DEBUG)
    bot = scaletg.Bot(TOKEN, retry_budget=0)
    wire.answer(trouble)
    with pytest.raises(scaletg.ScaleTGError) as caught:
        bot.api.download(local_file(server_folder, "missing"))
    assert "<token>" in caught.value.parameters["file_path"]
    assert SECRET not in printed_of(caught.value)
    assert SECRET not in caplog.text
    if isinstance(caught.value, scaletg.NotFound):
        assert "runs with --local" in str(caught.value)


def test_a_local_download_that_breaks_does_not_show_the_token(bot, wire, server_folder):
    wire.answer(downloaded(**{"Content-Length": "300000"}))
    with pytest.raises(scaletg.NetworkError) as caught:
        bot.api.download(local_file(server_folder, "missing"))
    assert SECRET not in printed_of(caught.value)


# Connections


@pytest.fixture
def adapters(monkeypatch):
    """Return what was made to hold connections."""
    made = []
    plain = scaletg._adapter_class()

    def make(**options):
        made.append(plain(**options))
        return made[-1]

    monkeypatch.setattr(scaletg, "_adapter_class", lambda: make)
    return made


def test_all_threads_share_the_connections_until_they_are_closed(bot, wire, adapters):
    bot.api.get_me()
    thread = threading.Thread(target=bot.api.get_me)
    thread.start()
    thread.join()
    assert len(wire.requests) == 2
    assert len(adapters) == 1
    bot.close()
    bot.close()
    bot.api.get_me()
    assert len(adapters) == 2


@pytest.mark.skipif(
    not hasattr(requests.adapters.HTTPAdapter, "get_connection_with_tls_context"),
    reason="requests before 2.32 looks up the pool in another function",
)
@pytest.mark.parametrize("proxies", [{}, {"https": "http://proxy.example:3128"}])
def test_the_pool_of_a_server_is_looked_up_once_until_it_is_closed(proxies):
    adapter, plain = scaletg._adapter_class()(), requests.adapters.HTTPAdapter
    request = requests.Request("POST", "https://api.telegram.org/bot1:a/getMe").prepare()
    first, second = [adapter.get_connection_with_tls_context(request, True, proxies) for _ in range(2)]
    assert first is second is plain.get_connection_with_tls_context(adapter, request, True, proxies)
    adapter.close()
    assert adapter.get_connection_with_tls_context(request, True, proxies) is not first


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("proxies", [{}, {"http": "http://a.example:3128"}, {"https": "socks5://a.example:1080"}])
def test_a_request_has_the_target_that_requests_would_give_it(scheme, proxies):
    adapter = scaletg._adapter_class()()
    request = requests.Request("POST", f"{scheme}://telegram.example/root/bot1:a/getMe").prepare()
    assert adapter.request_url(request, proxies) == requests.adapters.HTTPAdapter.request_url(adapter, request, proxies)


def test_another_process_gets_connections_of_its_own(bot, wire, adapters, monkeypatch):
    bot.api.get_me()
    monkeypatch.setattr(os, "getpid", lambda: 1)
    bot.api.get_me()
    assert len(adapters) == 2


def test_another_address_gets_connections_of_its_own(bot, wire, adapters):
    bot.api.get_me()
    bot.base_url = "http://localhost:8081"
    bot.api.get_me()
    assert len(adapters) == 2
    assert wire.last.url.startswith("http://localhost:8081/bot")


LEFT = [(0.0, 2.0), (1.5, 0.5), (1.999, 0.001), (2.0, None), (3.0, None)]


@pytest.mark.parametrize(("passed", "left"), LEFT)
def test_a_deadline_leaves_what_has_not_passed(clock, passed, left):
    limit = scaletg._Limit(2.0, is_deadline=True)
    silence = scaletg._Limit(2.0, is_deadline=False)
    clock.now += passed
    assert silence.seconds_left() == 2.0
    if left is None:
        with pytest.raises(TimeoutError, match="2 s are over"):
            limit.seconds_left()
    else:
        assert limit.seconds_left() == pytest.approx(left)


class Closable:
    is_closed = False

    def close(self):
        self.is_closed = True


def test_as_many_idle_connections_are_kept_as_there_is_room_for():
    idle = scaletg._Idle(3)
    for _ in range(9):
        idle.put(None)  # what urllib3 fills its queue with
    connections = [Closable() for _ in range(4)]
    for connection in connections[:3]:
        idle.put(connection)
    assert not any(connection.is_closed for connection in connections)
    idle.put(connections[3])
    assert [connection.is_closed for connection in connections] == [True, False, False, False]
    assert [idle.get() for _ in range(3)] == [connections[3], connections[2], connections[1]]
    with pytest.raises(queue.Empty):
        idle.get()
