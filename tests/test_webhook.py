"""The webhook: every request gets an answer that was chosen, and the reply of the bot travels in it."""

from __future__ import annotations

import contextlib
import gc
import io
import itertools
import json
import re
import sys
import warnings
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import bottle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.formparser import parse_form_data

import samples
import scaletg
from scaletg_contrib import stores
from talking import TOKEN, make_bot

CHOSEN = {200, 400, 403, 404, 405, 413, 415, 503}
JSON = "application/json"


def echo_bot(**options):
    """Return a bot that reads whatever it can of an update and answers with it."""
    bot = make_bot(**options)

    @bot.module
    def profile(user):
        return user and user.full_name

    @bot.app("/start <ref>")
    def start(message, profile, ref=None):
        return f"Hello {profile} {ref}"

    @bot.app("vote:<n:int>", on="callback_query")
    def vote(callback_query, n):
        return callback_query.answer(str(n))

    @bot.app(on=("message:photo", ":entities", "message:chat:private"), when=lambda event: event.entities)
    def entities(event):
        return " ".join(str(entity.text) for entity in event.entities)

    @bot.app
    def everything(update, event, chat, user, message_any):
        return f"{update.kind} {chat.id} {user.id} {message_any.text} {message_any.date}"

    @bot.app(fallback=True)
    def echo(message):
        return message.text

    @bot.error
    def mend(error):
        return None

    return bot


@pytest.fixture
def bot():
    return echo_bot()


def post(app, path, body=b"", *, method="POST", secret=None, length=None, kind=JSON, **environ):
    """Send one request through a checker of WSGI's rules; return status, headers and body."""
    given = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body), **environ}
    given["CONTENT_LENGTH"] = str(len(body)) if length is None else length
    given |= {} if kind is None else {"CONTENT_TYPE": kind}
    given |= {} if secret is None else {"HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN": secret}
    given = {name: value for name, value in given.items() if value != ""}
    given |= {"QUERY_STRING": "", "SCRIPT_NAME": "", "wsgi.errors": (errors := io.StringIO())}
    setup_testing_defaults(given)
    answer: dict[Any, Any] = {}

    def start_response(status, headers, exc_info=None):
        answer.update(status=int(status.split()[0]), headers=dict(headers))
        return lambda data: None

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Unknown REQUEST_METHOD")  # that is ours
        chunks = validator(app)(given, start_response)
    try:
        content = b"".join(chunks)
    finally:
        chunks.close()
    assert "Traceback" not in content.decode("utf-8", "replace")
    assert errors.getvalue() == ""
    return answer["status"], answer["headers"], content


def deliver(bot, update, **options):
    """Send an update as Telegram would."""
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    options = {"secret": bot.secret_token, **options}
    return post(bot.wsgi, bot.webhook_path, body, **options)


# Path, secret and configuration


def test_path_and_secret_are_derived_from_the_token():
    one, same, other = (scaletg.Bot(token) for token in (TOKEN, TOKEN, TOKEN + "x"))
    assert (one.webhook_path, one.secret_token) == (same.webhook_path, same.secret_token)
    assert one.webhook_path != other.webhook_path and one.secret_token != other.secret_token
    assert re.fullmatch(r"/telegram/[0-9a-f]{32}", one.webhook_path)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32,256}", one.secret_token)
    for part in TOKEN.split(":"):
        assert part not in f"{one.webhook_path}{one.secret_token}"


def test_path_and_secret_can_be_set():
    bot = echo_bot(webhook_path="/hook", secret_token="s3cret")
    assert post(bot.wsgi, "/hook", b'{"update_id":1}', secret="s3cret")[0] == 200


@pytest.mark.parametrize("path", ["/123:abc", "/<hook>", "/<hook:int>/", "/бот", "/a b", "/"])
def test_a_path_has_no_wildcards(path):
    bot = echo_bot(webhook_path=path)
    given = path.encode().decode("latin-1")
    parent = bottle.Bottle()
    parent.mount("/sub/", bot.wsgi)
    for app, prefix in ((bot.wsgi, ""), (parent, "/sub")):
        assert post(app, prefix + given, b'{"update_id":1}', secret=bot.secret_token)[0] == 200
        assert post(app, prefix + "/12345", b'{"update_id":1}', secret=bot.secret_token)[0] == 404


def webhook_without_token(**options):
    bot = make_bot(None, **options)
    bot.app(lambda message: message.text)
    return bot


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_a_bot_without_a_token_serves_this_machine(address):
    bot = webhook_without_token()
    status, _, body = post(bot.wsgi, "/webhook", json.dumps(samples.update()).encode(), REMOTE_ADDR=address)
    assert (status, json.loads(body)["text"]) == (200, "hello")


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "192.0.2.7"},
    ],
)
def test_a_webhook_without_token_and_secret_refuses_strangers_and_says_why(environ, caplog):
    bot = webhook_without_token()
    body = json.dumps(samples.update()).encode()
    status, headers, _ = post(bot.wsgi, "/webhook", body, **environ)
    assert (status, headers["Retry-After"]) == (503, "60")
    assert "the bot has no token, so anybody could write to it" in caplog.text
    assert bot.handle(body, {})[0] == 503


def test_a_webhook_without_a_token_can_be_open_on_purpose_or_have_a_secret():
    body = json.dumps(samples.update()).encode()
    assert webhook_without_token(secret_token="").handle(body, {})[0] == 200
    guarded = webhook_without_token(secret_token="s3cret")
    assert guarded.handle(body, {})[0] == 403
    assert guarded.handle(body, {SECRET_HEADER: "s3cret"})[0] == 200


@pytest.mark.parametrize("secret", [None, "", "wrong", "ä", "\udc80"])
def test_a_wrong_secret_is_refused_before_the_body_is_read(bot, secret):
    class Unread(io.BytesIO):
        def read(self, *size):
            raise AssertionError("the body was read")

    answer = post(
        bot.wsgi,
        bot.webhook_path,
        secret=secret,
        length="20",
        **{"wsgi.input": Unread()},
    )
    assert answer[0] == 403
    assert json.loads(answer[2]) == {"error": "the header X-Telegram-Bot-Api-Secret-Token is missing or wrong"}


def test_the_configuration_is_read_when_the_callable_is_made(monkeypatch):
    bot = scaletg.Bot()
    monkeypatch.setenv("SCALETG_WEBHOOK_PATH", "hook")
    with pytest.raises(scaletg.ConfigError, match="must start with a slash"):
        bot.wsgi
    monkeypatch.setenv("SCALETG_WEBHOOK_PATH", "/hook")
    bot.app(lambda message: "registered after")  # no update was there yet
    wsgi = bot.wsgi
    bot.app(lambda message: "later still")
    assert wsgi is bot.wsgi
    assert post(wsgi, "/hook", json.dumps(samples.update()).encode(), REMOTE_ADDR="127.0.0.1")[0] == 200


def test_a_bot_can_stand_for_its_callable(bot):
    body = json.dumps(samples.update(text="/start x")).encode()
    assert post(bot, bot.webhook_path, body, secret=bot.secret_token)[0] == 200


def test_a_bot_whose_configuration_is_wrong_answers_503_and_says_why_in_its_log(caplog):
    status, headers, body = post(scaletg.Bot(webhook_path="hook"), "/hook", b"{}")
    assert (status, headers["Retry-After"], json.loads(body)) == (503, "60", {"error": "try again later"})
    assert "the bot cannot start: webhook_path='hook' must start with a slash" in caplog.text


# What is refused


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
def test_other_methods_than_post_are_refused(bot, method):
    status, headers, _ = deliver(bot, b"", method=method)
    assert (status, headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/", "/telegram", "/webhook", "/health/x", "/../etc/passwd", "/%00", "/\xff\xfe"])
def test_other_paths_are_not_there(bot, path):
    assert post(bot.wsgi, path, b'{"update_id":1}', secret=bot.secret_token)[0] == 404


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
def test_other_contents_than_json_are_refused(bot, kind):
    status, _, body = deliver(bot, {"update_id": 1}, kind=kind)
    assert (status, json.loads(body)) == (415, {"error": "the Content-Type must be application/json"})


@pytest.mark.parametrize("kind", [JSON, "application/json; charset=utf-8", "Application/JSON", " application/json ;x"])
def test_json_may_be_written_in_other_ways(bot, kind):
    assert deliver(bot, {"update_id": 1}, kind=kind)[0] == 200


@pytest.mark.parametrize(
    "length, why",
    [
        ("-1", "the Content-Length is not a number"),
        ("ten", "the Content-Length is not a number"),
        ("1.5", "the Content-Length is not a number"),
        ("\u00b2", "the Content-Length is not a number"),
        ("9" * 30, "the Content-Length is not a number"),
        ("0", "the body is not JSON, or its numbers or its nesting exceed the limits"),
        ("500", "the body is shorter than its Content-Length"),
    ],
)
def test_a_wrong_content_length_is_refused(bot, length, why):
    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": length, "CONTENT_TYPE": JSON}
    environ |= {"wsgi.input": io.BytesIO(b'{"update_id":1}'), "PATH_INFO": bot.webhook_path}
    environ["HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN"] = bot.secret_token
    answer = []
    body = b"".join(bot.wsgi(environ, lambda status, headers: answer.append(status)))
    assert (answer, json.loads(body)) == (["400 Bad Request"], {"error": why})


def test_a_body_needs_a_length_or_a_server_that_knows_its_end(bot):
    body = b'{"update_id":1}'
    assert deliver(bot, body, length="")[0] == 400
    assert deliver(bot, body, length="", HTTP_TRANSFER_ENCODING="chunked")[0] == 400
    assert deliver(bot, body, length="", **{"wsgi.input_terminated": True})[0] == 200
    too_long = body + b" " * scaletg.MAX_BODY
    assert deliver(bot, too_long, length="", **{"wsgi.input_terminated": True})[0] == 413


def test_a_connection_that_breaks_is_a_bad_request(bot):
    class Broken(io.BytesIO):
        def read(self, *size):
            raise OSError("connection reset")

    assert deliver(bot, b"", length="20", **{"wsgi.input": Broken()})[0] == 400


def test_bodies_are_taken_up_to_a_mebibyte_whatever_bottles_limit(bot, monkeypatch):
    monkeypatch.setattr(bottle.BaseRequest, "MEMFILE_MAX", 10)
    start = json.dumps(samples.update(text="x")).encode()
    full = start[:-1] + b" " * (scaletg.MAX_BODY - len(start)) + b"}"
    assert len(full) == scaletg.MAX_BODY
    assert deliver(bot, full)[0] == 200
    status, _, body = deliver(bot, full + b" ")
    assert (status, json.loads(body)) == (413, {"error": "the body has more than 1048576 bytes"})
    assert bot.handle(full + b" ", {scaletg._SECRET_HEADER: bot.secret_token})[0] == 413


BAD_BODIES = [
    (b"", "is not JSON"),
    (b" \n", "is not JSON"),
    (b"{", "is not JSON"),
    (b"{]", "is not JSON"),
    (b"{'update_id': 1}", "is not JSON"),
    (b'{"update_id": 1,}', "is not JSON"),
    (b'{"update_id": 01}', "is not JSON"),
    (b'{"update_id": 1} x', "continues after its JSON"),
    (b'{"update_id": 1}{"update_id": 2}', "continues after its JSON"),
    (b"update_id=1", "is not JSON"),
    (b"\x00", "is not JSON"),
    (b"\xff\xfe{", "is not UTF-8"),
    (b'{"update_id": 1, "x": "\xff"}', "is not UTF-8"),
    (b'{"update_id": 1, "x": "\xed\xa0\x80"}', "is not UTF-8"),
    (b"\xef\xbb\xbf" + b'{"update_id": 1}', "is not JSON"),
    ('{"update_id": 1}'.encode("utf-16"), "is not UTF-8"),
    ('{"update_id": 1}'.encode("utf-16-le"), "is not JSON"),
    (b'{"update_id": NaN}', "is not JSON"),
    (b'{"update_id": 1, "x": Infinity}', "is not JSON"),
    (b'{"update_id": 1, "x": -Infinity}', "is not JSON"),
    (b'{"update_id": 1, "x": "\n"}', "is not JSON"),
    (b'{"update_id": ' + b"9" * 5000 + b"}", "is not JSON"),
    (b'{"update_id": 1, "x": ' + b"9" * 5000 + b"}", "is not JSON"),
    (b"[" * 100_000, "is not JSON"),
    (b'{"x":' * 50_000 + b"1" + b"}" * 50_000, "is not JSON"),
    (b'{"update_id": 1, "x": ' + b"[" * 200 + b" " * 200 + b"]" * 200 + b"}", "is nested more than 128 levels deep"),
    (b'{"update_id": 1, "x": ' + b'{"a":' * 150 + b"1" + b"}" * 150 + b"}", "is nested more than 128 levels deep"),
    (b"null", "an update must be a JSON object"),
    (b"5", "an update must be a JSON object"),
    (b'"update"', "an update must be a JSON object"),
    (b'[{"update_id": 1}]', "an update must be a JSON object"),
    (b"{}", "has no update_id"),
    (b'{"message": {}}', "has no update_id"),
    (b'{"update_id": null}', "has no update_id"),
    (b'{"update_id": "1"}', "has no update_id"),
    (b'{"update_id": 1.0}', "has no update_id"),
    (b'{"update_id": 1e3}', "has no update_id"),
    (b'{"update_id": true}', "has no update_id"),
    (b'{"update_id": [1]}', "has no update_id"),
    (b'{"update_id": 9223372036854775808}', "has no update_id"),
    (b'{"update_id": 1, "update_id": null}', "has no update_id"),
    *[
        (f'{{"update_id": 1, "{kind}": {value}}}'.encode(), f"the field {kind} is not a JSON object")
        for kind in ("message", "callback_query", "poll", "my_chat_member")
        for value in ("null", "5", '"x"', "[]", "true", "[{}]")
    ],
]


@pytest.mark.parametrize("body, why", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_a_bad_body_is_refused_with_its_reason(bot, body, why):
    ran = []
    bot.module("ran", autouse=True)(lambda: ran.append(1))
    status, headers, answer = deliver(bot, body)
    assert (status, headers["Content-Type"]) == (400, JSON)
    assert why in json.loads(answer)["error"]
    assert bot.handle(body, {scaletg._SECRET_HEADER: bot.secret_token}) == (400, {"Content-Type": JSON}, answer)
    assert ran == []


GOOD_BODIES = [
    b'{"update_id": 1}',
    b' \t\r\n{"update_id": 1}\n',
    b'{"update_id": -1, "update_id": 5}',
    b'{"update_id": 9223372036854775807}',
    b'{"update_id": 0, "nothing_known": [[[]]], "": null}',
    b'{"update_id": 1, "message": {}}',
    b'{"update_id": 1, "message": {}, "message": {"text": "\\ud800"}}',
    b'{"update_id": 1, "message": {"text": "\\u0000", "date": 1e400, "chat": {"id": ' + b"9" * 4000 + b"}}}",
    b'{"update_id": 1, "message": {"date": -99999999999999, "chat": null, "from": 5, "entities": [null, 5, {}]}}',
    b'{"update_id": 1, "message": ' + b'{"reply_to_message":' * 100 + b"{}" + b"}" * 100 + b"}",
    b'{"update_id": 1, "x": [' + b"[{}]," * 500 + b"[]]}",
    b'{"update_id": 1, "callback_query": {"data": 5, "message": []}}',
    b'{"update_id": 1, "new_kind": {"chat": {"id": 1}}}',
]


@pytest.mark.parametrize("body", GOOD_BODIES, ids=range(len(GOOD_BODIES)))
def test_what_is_strange_but_json_is_taken(bot, body, caplog):
    assert deliver(bot, body)[0] == 200


@st.composite
def hostile_updates(draw):
    """Draw updates of any kind of which some fields, also deep inside, hold what they should not."""
    kind = draw(st.sampled_from(sorted(scaletg.schema.kinds)))
    event = draw(samples.damaged(scaletg.schema.kinds[kind]) | samples.json_values())
    update = {"update_id": draw(st.integers(0, 2**40) | samples.json_values(2)), kind: event}
    if draw(st.booleans()):
        update |= draw(st.dictionaries(samples.keys(), samples.json_values(), max_size=2))
    return update


@given(update=hostile_updates(), handled=st.booleans())
def test_every_update_gets_an_answer_that_was_chosen(update, handled):
    bot = echo_bot(seen=scaletg.SeenUpdates())
    body = json.dumps(update).encode()
    if handled:
        status, _, answer = bot.handle(body, {scaletg._SECRET_HEADER: bot.secret_token})
    else:
        status, _, answer = deliver(bot, body)
    assert status in (200, 400)
    assert answer == b"" or isinstance(json.loads(answer), dict)


@given(body=st.binary(max_size=200) | st.text(max_size=100).map(str.encode), cut=st.integers(0, 400), data=st.data())
def test_every_body_gets_an_answer_that_was_chosen(body, cut, data):
    bot = echo_bot()
    whole = json.dumps(samples.update(text="/start x")).encode()
    place = data.draw(st.integers(0, len(whole)))
    for hostile in (body, whole[:place] + body + whole[place + cut :]):
        assert deliver(bot, hostile)[0] in (200, 400)


HEADERS = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20)


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD"]) | st.text("ABC", min_size=1, max_size=5),
    path=st.sampled_from(["right", "/health", "/"])
    | st.text(st.characters(max_codepoint=255), max_size=20).map("/{}".format),
    kind=st.sampled_from([JSON, "text/html"]) | HEADERS,
    length=st.none() | st.integers(0, 2000).map(str),
    secret=st.sampled_from(["right", ""]) | HEADERS,
)
def test_every_request_gets_an_answer_that_was_chosen(method, path, kind, length, secret):
    bot = echo_bot()
    path = bot.webhook_path if path == "right" else path
    secret = bot.secret_token if secret == "right" else secret
    body = json.dumps(samples.update()).encode()
    assert post(bot.wsgi, path, body, method=method, kind=kind, length=length, secret=secret)[0] in CHOSEN


# The answer


def test_a_text_is_answered_as_json(bot):
    status, headers, body = deliver(bot, samples.update(text='é "quoted" 🎲\n'))
    assert (status, headers["Content-Type"], headers["Content-Length"]) == (200, JSON, str(len(body)))
    assert json.loads(body) == {
        "method": "sendMessage",
        "chat_id": 42,
        "text": 'message 42 42 é "quoted" 🎲\n 2026-01-01 00:00:00+00:00',
    }


def test_a_lone_surrogate_comes_back_as_it_came(bot):
    body = b'{"update_id":1,"message":{"message_id":1,"date":0,"chat":{"id":1,"type":"private"},"text":"\\ud83c"}}'
    answer = deliver(bot, body)[2]
    assert answer == b'{"method":"sendMessage","chat_id":1,"text":"\\ud83c"}'


@pytest.mark.parametrize("answer", ["", None, [], 1 / 2], ids=["blank", "none", "empty", "wrong"])
def test_where_nothing_is_to_be_sent_the_answer_is_an_empty_200(answer):
    bot = make_bot()
    bot.app(lambda message: answer)
    assert deliver(bot, samples.update())[::2] == (200, b"")


def test_a_method_is_answered_with_all_its_parameters():
    bot = make_bot(defaults={"parse_mode": "HTML"})
    keyboard = scaletg.inline_keyboard([("Yes", "yes")])
    bot.app(lambda message: message.reply_text("<b>Hi</b>", reply_markup=keyboard))
    answer = json.loads(deliver(bot, samples.update())[2])
    assert answer == {
        "method": "sendMessage",
        "chat_id": 42,
        "text": "<b>Hi</b>",
        "parse_mode": "HTML",
        "reply_parameters": {"message_id": 5},
        "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]},
    }


@pytest.mark.parametrize("method", ["getMe", "setWebhook", "deleteWebhook", "close", "logOut", "getChat"])
def test_what_telegram_ignores_in_an_answer_is_called(method):
    bot = make_bot()
    bot.app(lambda message: {"method": method, "url": "https://example.com", "chat_id": 1})
    assert deliver(bot, samples.update())[::2] == (200, b"")
    assert [name for name, _ in bot.api.transport.calls] == [method]


def test_without_webhook_reply_every_reply_is_a_call():
    bot = make_bot(webhook_reply=False)
    bot.app("/text")(lambda message: "text")
    bot.app("/dice")(lambda message: message.answer_dice())
    update = samples.update(text="/text")
    for _ in range(2):  # the second delivery is not sent again
        assert deliver(bot, update)[::2] == (200, b"")
    assert deliver(bot, samples.update(text="/dice"))[::2] == (200, b"")
    assert deliver(bot, samples.update(text="/else"))[::2] == (200, b"")
    assert [name for name, _ in bot.api.transport.calls] == ["sendMessage", "sendDice"]


@pytest.mark.parametrize("webhook_reply", [True, False])
def test_who_watches_knows_which_reply_leaves_in_the_response(webhook_reply):
    bot, heard = make_bot(webhook_reply=webhook_reply), []
    bot.add_watch(lambda outcome: heard.append(outcome.reply_in_response))
    bot.app("/text")(lambda message: ["one", "two"])
    bot.app("/acted")(lambda message: "")

    @bot.app("/again")
    def again(message):
        raise scaletg.Retry(5)

    for text in ("/text", "/acted", "/again", "/else"):
        deliver(bot, samples.update(text=text))
    bot.complete(samples.update(text="/text"))
    texts = [reply and reply.text for reply in heard]
    assert texts == ["two" if webhook_reply else None, None, None, None, None]


def test_without_webhook_reply_a_refusal_is_logged(caplog):
    bot = make_bot(webhook_reply=False)
    bot.api.transport.refused["sendMessage"] = "Bad Request: chat not found"
    bot.app(name="teller")(lambda message: "text")
    assert deliver(bot, samples.update())[0] == 200
    assert "the reply of app 'teller' to update" in caplog.text and "chat not found" in caplog.text


def form(headers, body):
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": headers["Content-Type"], "CONTENT_LENGTH": str(len(body))}
    _, fields, files = parse_form_data({**environ, "wsgi.input": io.BytesIO(body)})
    read = {}
    for name, file in files.items():
        read[name] = (file.filename, file.read())
        file.close()
    return dict(fields), read


class Endless:
    """A file that does not know its length."""

    def __init__(self, *chunks):
        self.chunks = list(chunks)

    def read(self, size=-1):
        return self.chunks.pop(0) if self.chunks else b""


@pytest.mark.parametrize("make", [lambda: b"content", lambda: io.BytesIO(b"content"), lambda: Endless(b"con", b"tent")])
def test_a_reply_with_files_is_answered_as_a_form(make):
    bot = make_bot()
    bot.app(lambda message: message.answer_document(scaletg.InputFile(make(), "a.txt"), caption="é"))
    status, headers, body = deliver(bot, samples.update())
    assert status == 200 and headers["Content-Length"] == str(len(body))
    fields, files = form(headers, body)
    assert fields == {"method": "sendDocument", "chat_id": "42", "caption": "é"}
    assert files == {"document": ("a.txt", b"content")}
    answer = bot.handle(json.dumps(samples.update()).encode(), {scaletg._SECRET_HEADER: bot.secret_token})
    assert form(answer[1], answer[2])[1] == files


def test_files_of_an_album_stand_beside_their_list(tmp_path):
    (tmp_path / "b.png").write_bytes(b"two")
    bot = make_bot()
    bot.app(
        lambda message: message.answer_media_group(
            [scaletg.InputMediaPhoto(b"one"), scaletg.InputMediaPhoto(tmp_path / "b.png")]
        )
    )
    fields, files = form(*deliver(bot, samples.update())[1:])
    assert [photo["media"] for photo in json.loads(fields["media"])] == ["attach://file0", "attach://file1"]
    assert files == {"file0": ("file", b"one"), "file1": ("b.png", b"two")}


@pytest.mark.parametrize("source", [b"content", io.BytesIO(b"content")], ids=["bytes", "file"])
def test_a_second_delivery_gets_the_files_again(source):
    bot = make_bot()
    bot.app(lambda message: message.answer_document(source))
    update = samples.update()
    answers = [deliver(bot, update) for _ in range(3)]
    assert [form(*answer[1:])[1]["document"][1] for answer in answers] == [b"content"] * 3


@pytest.mark.parametrize("mounted", [False, True])
def test_a_client_that_hangs_up_leaves_no_file_open(bot, tmp_path, mounted):
    (tmp_path / "a.bin").write_bytes(b"x" * 1_000_000)
    bot = make_bot()
    bot.app(lambda message: message.answer_document(tmp_path / "a.bin"))
    body = json.dumps(samples.update(update_id=1)).encode()
    given = {"REQUEST_METHOD": "POST", "PATH_INFO": bot.webhook_path, "CONTENT_TYPE": JSON}
    given |= {"HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN": bot.secret_token, "CONTENT_LENGTH": str(len(body))}
    app = bot.wsgi
    if mounted:
        app = bottle.Bottle()
        app.mount("/bots/", bot.wsgi)
        given["PATH_INFO"] = "/bots" + bot.webhook_path
    whole = []
    for pieces in (2, None, 1, None):  # each delivery gets the answer from its beginning
        environ = {**given, "wsgi.input": io.BytesIO(body)}
        setup_testing_defaults(environ)
        chunks = app(environ, lambda status, headers, exc_info=None: None)
        read = list(itertools.islice(chunks, pieces))
        chunks.close()  # a file that stays open is a warning, and so an error
        whole += [b"".join(read)] if pieces is None else []
    assert len(whole[0]) > 1_000_000
    assert whole[0] == whole[1]


def test_a_file_that_cannot_be_read_again_is_not_sent_again(caplog):
    bot = make_bot()
    bot.app(lambda message: message.answer_document(Endless(b"content")))
    update = samples.update()
    assert b"content" in deliver(bot, update)[2]
    assert deliver(bot, update)[::2] == (200, b"")
    assert "cannot be read again: it was not sent again" in caplog.text


def test_replies_with_files_are_kept_for_the_last_hundred_updates():
    bot = make_bot()
    bot.app(lambda message: message.answer_document(b"content"))
    updates = [samples.update() for _ in range(105)]
    for update in updates:
        deliver(bot, update)
    assert [bool(deliver(bot, update)[2]) for update in updates] == [False] * 5 + [True] * 100


@pytest.mark.parametrize("on_error, status", [("ack", 200), ("retry", 503)])
def test_a_file_that_is_not_there_is_the_error_of_the_app(on_error, status, tmp_path, caplog):
    bot = make_bot(on_error=on_error)
    bot.app(name="sender")(lambda message: message.answer_document(tmp_path / "missing"))
    assert deliver(bot, samples.update())[0] == status
    assert "app 'sender' (" in caplog.text and "missing" in caplog.text


def test_a_value_that_is_no_json_is_the_error_of_the_app(caplog):
    bot = make_bot()
    bot.app(name="odd")(lambda message: message.answer("x", reply_markup={"keyboard": {1, 2}}))
    assert deliver(bot, samples.update())[::2] == (200, b"")
    assert "app 'odd' (" in caplog.text


def read_by(reader, body):
    """Return what a reader of bodies makes of one: a text that shows types and signs, too, or why it is refused."""
    try:
        return repr(reader(body))
    except scaletg._Refused as refused:
        return refused.args


ODD_NUMBERS = ["9" * 18, "9" * 19, "9" * 20, "9" * 5000, f"{2**63 - 1}", f"{2**63 + 1}", f"{2**64 - 1}", f"{2**64}"]
ODD_NUMBERS += ["0", "01", "1.", "1.0", "0.1", "0.0", "1e22", "1e400", "5e-324", "NaN", "Infinity"]
ODD_NUMBERS += [f"0.{'1' * 25}", f"{'1' * 25}.5", f"{'1' * 25}e1"]
PLACES_OF_NUMBERS = ['{{"a":{}}}', '{{"a": -{}}}', "[1,{}]", "[ {} ]", "[\n{}]", "[\t-{}]", '[":{}"]', '["-{}"]']
ODD_BODIES = [place.format(number) for place in PLACES_OF_NUMBERS for number in ODD_NUMBERS]
ODD_BODIES += ["", "{", "nul", "[1,]", '{"a":1,"a":2}', '{"a" 1}', "{a:1}", "{} x", "\x0b{}\x0b", "\ufeff{}"]
ODD_BODIES += [
    '["\\ud800"]',
    '["\\ud83d\\ude00"]',
    '["\x00"]',
    '["\\u0000"]',
    '["\x7f"]',
    '"a',
    "[" * 2000 + "]" * 2000,
]


@pytest.mark.parametrize("body", [*(body.encode() for body in ODD_BODIES), b"\xff", b'["\xed\xa0\x80"]'])
def test_orjson_reads_odd_bodies_as_json_does(body):
    pytest.importorskip("orjson")
    assert scaletg._json_reader() is not scaletg._read_json
    assert read_by(scaletg._json_reader(), body) == read_by(scaletg._read_json, body)


ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
VALUES = st.recursive(ATOMS, lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner))


@given(VALUES)
def test_json_is_written_as_json_dumps_does(value):
    assert scaletg._compact(value) == json.dumps(value, separators=(",", ":")).encode()


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_orjson_reads_bodies_as_json_does(value, indent, is_ascii):
    pytest.importorskip("orjson")
    body = json.dumps({"a": value}, indent=indent, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    assert read_by(scaletg._json_reader(), body) == read_by(scaletg._read_json, body)


def test_without_orjson_json_reads(monkeypatch):
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert scaletg._json_reader.__wrapped__() is scaletg._read_json


@given(st.sampled_from(["sendMessage", "sendDice"]), VALUES, VALUES, st.booleans())
def test_a_text_reply_is_written_as_json_dumps_does(method, chat_id, text, is_silent):
    reply = {"method": method, "chat_id": chat_id, "text": text}
    if is_silent:
        reply["disable_notification"] = True
    assert scaletg._write_json(reply) == json.dumps(reply, separators=(",", ":")).encode()


@given(st.dictionaries(st.sampled_from(["chat_id", "text", "disable_notification", "new key"]), VALUES))
def test_a_method_that_is_flat_is_written_as_json_dumps_does(fields):
    method = scaletg.SendMessage.from_dict(fields)
    form = scaletg._form_of_method("sendMessage")
    written = scaletg._write_flat_method(form.start, form.keys, method._raw)
    if written is not None:
        assert json.loads(written) == method.to_dict()
        assert written == json.dumps(method.to_dict(), separators=(",", ":")).encode()
    else:
        assert any(type(value) not in (str, int, bool) for value in fields.values()) or "new key" in fields


def test_brackets_in_strings_do_not_make_an_update_deep():
    bot = make_bot()
    bot.app(lambda message: f"{len(message.text)} {message.entities[-1].type}")
    entities = [{"type": "bold", "offset": 0, "length": 1}] * 200
    for text in ("[{" * 1000, "]" * 200 + "[" * 200):
        answer = deliver(bot, samples.update(text=text, entities=entities))
        assert json.loads(answer[2])["text"] == f"{len(text)} bold"


def test_json_is_written_where_python_has_no_c_code_for_it(monkeypatch):
    monkeypatch.setattr(json.encoder, "c_make_encoder", None)
    assert scaletg._json_encoder()({"text": ["é", 1]}) == '{"text":["\\u00e9",1]}'


# Retries and failures


@pytest.mark.parametrize("seconds, header", [(5, "5"), (0.2, "1"), (2.6, "3"), (9999, "3600")])
def test_retry_is_a_503_with_the_seconds(seconds, header):
    bot = make_bot()

    @bot.app
    def busy(message):
        raise scaletg.Retry(seconds)

    status, headers, body = deliver(bot, samples.update())
    assert (status, headers["Retry-After"], json.loads(body)) == (503, header, {"error": "try again later"})


def test_a_delivery_while_the_first_one_runs_is_a_503(bot):
    update = samples.update()
    bot.seen.claim(f"{bot.id}/{update['update_id']}")
    status, headers, _ = deliver(bot, update)
    assert (status, headers["Retry-After"]) == (503, "1")


def test_on_error_retry_is_a_503():
    bot = make_bot(on_error="retry", max_attempts=2)
    bot.app(lambda message: 1 / 0)
    update = samples.update()
    answers = [deliver(bot, update) for _ in range(2)]
    assert [answer[0] for answer in answers] == [503, 200]
    assert answers[0][1]["Retry-After"] == "2"


def test_a_bot_that_cannot_start_answers_503_and_says_why_in_its_log(caplog):
    bot = make_bot()
    bot.app(lambda message, nothing: "")
    status, headers, body = deliver(bot, samples.update())
    assert (status, headers["Retry-After"], json.loads(body)) == (503, "60", {"error": "try again later"})
    assert "the bot cannot start: app '<lambda>'" in caplog.text
    assert post(bot.wsgi, "/health", method="GET")[0] == 503


def test_what_fails_at_the_start_is_tried_again_with_the_first_update(caplog):
    bot, tries = make_bot(), []

    @bot.module(scope="bot", autouse=True)
    def watch():
        tries.append(1)
        if len(tries) == 1:
            raise OSError("not yet")

    bot.app(lambda message: "Hello")
    assert post(bot.wsgi, "/health", method="GET")[0] == 200
    assert "module 'watch'" in caplog.text and "failed at the start, and is called again" in caplog.text
    assert deliver(bot, samples.update())[0] == 200 and len(tries) == 2


def test_a_mistake_that_a_module_finds_at_the_start_is_one(caplog):
    bot = make_bot()

    @bot.module(scope="bot", autouse=True)
    def watch():
        raise scaletg.RegistrationError("the rule comes too late")

    with pytest.raises(scaletg.RegistrationError, match="too late"):
        bot.start()
    assert post(bot.wsgi, "/health", method="GET")[0] == 503
    assert "the bot cannot start: the rule comes too late" in caplog.text


def test_a_store_that_breaks_is_a_503(caplog):
    class Broken(scaletg.SeenUpdates):
        def claim(self, key, takeover=False):
            raise OSError("disk full")

    bot = echo_bot(seen=Broken())
    assert deliver(bot, samples.update())[0] == 503
    assert "an update could not be processed" in caplog.text and "disk full" in caplog.text


def test_a_second_delivery_gets_the_same_bytes(bot):
    for update in (
        samples.update(text="/start x"),
        samples.update("callback_query", data="vote:3"),
        samples.update("poll"),
    ):
        assert deliver(bot, update) == deliver(bot, update)


def remembering(kind):
    """Return what remembers updates: in memory, or in a store, which keeps replies as JSON."""
    return stores.SeenUpdates("memory:") if kind == "store" else scaletg.SeenUpdates()


@pytest.mark.parametrize(
    "app",
    [
        lambda message: "text",
        lambda message: message.answer_photo("id"),
        lambda message: message.answer("text", disable_notification=True),
        lambda message: scaletg.SendMessage("@channel", "text"),
        lambda message: scaletg.SendChatAction(1, "typing"),
        lambda message: scaletg.AnswerCallbackQuery("1", text="x"),
        lambda message: [message.answer("first"), message.answer("second")],
        lambda message: ["1", "2", "3"],
    ],
)
@pytest.mark.parametrize("kind", ["memory", "store"])
def test_a_further_delivery_is_answered_like_the_first_and_calls_nothing(kind, app, caplog):
    bot = make_bot(seen=remembering(kind))
    calls = bot.api.transport.calls
    bot.app(app)
    update = samples.update()
    first = deliver(bot, update)
    before = len(calls)
    second, third = deliver(bot, update), deliver(bot, update)
    assert first[0] == 200 and first[2]
    assert [json.loads(answer[2]) for answer in (second, third)] == 2 * [json.loads(first[2])]
    assert len(calls) == before and not caplog.records


@pytest.mark.parametrize("app", [lambda message: "text", lambda message: message.answer("text"), lambda message: None])
def test_what_memory_keeps_of_a_delivery_costs_the_garbage_collector_nothing(app):
    bot = make_bot(seen=scaletg.SeenUpdates())
    bot.app(app)
    updates = [samples.update() for _ in range(3)]
    for update in updates:
        deliver(bot, update)
    assert len({id(kept) for kept in bot.seen._claims.values() if gc.is_tracked(kept)}) <= 1  # "nothing" is shared
    assert [bot.process(update).duplicate for update in updates] == 3 * [True]


@pytest.mark.parametrize(
    "app, sent",
    [
        (lambda message: message.answer_document(scaletg.InputFile(b"x", "x.txt")), ["sendDocument"]),
        (
            lambda message: ["1", message.answer_document(scaletg.InputFile(b"x", "x.txt"))],
            ["sendMessage", "sendDocument"],
        ),
        (
            lambda message: [message.answer_document(scaletg.InputFile(b"x", "x.txt")), "1"],
            ["sendDocument", "sendMessage"],
        ),
    ],
)
def test_files_that_a_store_cannot_keep_are_sent_by_calls_under_the_claim(app, sent, caplog):
    bot = make_bot(seen=remembering("store"))
    calls = bot.api.transport.calls
    bot.app(app)
    update = samples.update()
    assert [deliver(bot, update)[::2] for _ in range(3)] == 3 * [(200, b"")]
    assert [name for name, _ in calls] == sent and not caplog.records


@pytest.mark.parametrize("kind", ["memory", "store"])
@pytest.mark.parametrize(
    "app",
    [
        lambda message: message.answer("text"),
        lambda message: ["1", message.answer("2")],
        lambda message: scaletg.GetMe(),
        lambda message: message.answer_document(scaletg.InputFile(b"x", "x.txt")),
    ],
)
def test_what_left_by_calls_is_remembered_without_a_word(kind, app, caplog):
    bot = make_bot(seen=remembering(kind), webhook_reply=False)
    calls = bot.api.transport.calls
    bot.app(app)
    update = samples.update()
    assert deliver(bot, update)[::2] == (200, b"")
    count = len(calls)
    assert count and deliver(bot, update)[::2] == (200, b"")
    assert len(calls) == count and not caplog.records


# handle


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"X-Telegram-Bot-Api-Secret-Token": "right", "Content-Type": JSON}, 200),
        ({"x-telegram-bot-api-secret-token": "right", "content-type": "application/json; charset=utf-8"}, 200),
        ({"X-TELEGRAM-BOT-API-SECRET-TOKEN": "right"}, 200),
        ({}, 403),
        ({"X-Telegram-Bot-Api-Secret-Token": "wrong"}, 403),
        ({"X-Telegram-Bot-Api-Secret-Token": None}, 403),
        ({"X-Telegram-Bot-Api-Secret-Token": "right", "Content-Type": "text/plain"}, 415),
    ],
)
def test_handle_answers_without_wsgi(bot, headers, status):
    headers = {name: bot.secret_token if value == "right" else value for name, value in headers.items()}
    answer = bot.handle(json.dumps(samples.update(text="/start x")).encode(), headers)
    assert answer[0] == status and isinstance(answer[2], bytes)
    if status == 200:
        assert json.loads(answer[2])["text"] == "Hello Ada Byron x"


def test_handle_takes_a_text_too(bot):
    answer = bot.handle(
        json.dumps(samples.update(text="/start é"), ensure_ascii=False), {scaletg._SECRET_HEADER: bot.secret_token}
    )
    assert json.loads(answer[2])["text"] == "Hello Ada Byron é"


# Bottle's side


def test_health_answers_without_a_secret(bot):
    status, _, body = post(bot.wsgi, "/health", method="GET", kind=None)
    assert (status, json.loads(body)) == (200, {"status": "ok"})
    assert post(bot.wsgi, "/health", method="HEAD")[::2] == (200, b"")


def test_the_callable_is_a_bottle_application_with_further_routes(bot):
    @bot.wsgi.get("/about")
    def about():
        return "about"

    @bot.wsgi.error(404)
    def missing(error):
        return "no such page"

    assert isinstance(bot.wsgi, bottle.Bottle)
    assert post(bot.wsgi, "/about", method="GET")[2] == b"about"
    assert post(bot.wsgi, "/else", method="GET")[::2] == (404, b"no such page")


@pytest.mark.parametrize("prefix", ["/bots/", "/bots"])
def test_the_callable_can_be_mounted_in_another_application(bot, prefix):
    parent = bottle.Bottle()
    with pytest.warns(DeprecationWarning, match="must end in") if prefix == "/bots" else contextlib.nullcontext():
        parent.mount(prefix, bot.wsgi)
    body = json.dumps(samples.update(text="/start x")).encode()
    status, headers, answer = post(parent, "/bots" + bot.webhook_path, body, secret=bot.secret_token)
    assert (status, json.loads(answer)["text"]) == (200, "Hello Ada Byron x")
    assert headers["Content-Length"] == str(len(answer))
    assert post(parent, "/bots" + bot.webhook_path, body, secret="wrong")[0] == 403
    assert post(parent, "/bots" + bot.webhook_path, method="GET")[0] == 405
    assert post(parent, "/bots/health", method="GET")[0] == 200
    assert post(parent, bot.webhook_path, body, secret=bot.secret_token)[0] == 404


def test_a_mounted_bot_answers_with_files():
    bot, parent = make_bot(), bottle.Bottle()
    bot.app(lambda message: message.answer_document(b"content"))
    parent.mount("/bots/", bot.wsgi)
    body = json.dumps(samples.update()).encode()
    _, headers, answer = post(parent, "/bots" + bot.webhook_path, body, secret=bot.secret_token)
    assert form(headers, answer)[1] == {"document": ("file", b"content")}


def test_one_application_hosts_several_bots():
    bots = [make_bot(token) for token in ("1:aaa", "2:bbb")]
    for number, bot in enumerate(bots):
        bot.app(lambda message, number=number: f"bot {number}")
    app = scaletg.host(*bots)
    for number, bot in enumerate(bots):
        body = json.dumps(samples.update()).encode()
        answer = post(app, bot.webhook_path, body, secret=bot.secret_token)[2]
        assert json.loads(answer)["text"] == f"bot {number}"
        assert post(app, bot.webhook_path, body, secret=bots[1 - number].secret_token)[0] == 403
    assert post(app, "/health", method="GET")[0] == 200


def test_two_bots_need_two_paths():
    with pytest.raises(
        scaletg.ConfigError, match="<Bot 1> and <Bot 2> have the same webhook_path|have the same webhook_path"
    ):
        scaletg.host(make_bot("1:a", webhook_path="/hook"), make_bot("2:b", webhook_path="/hook"))


SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.mark.parametrize("headers", [None, [], [(SECRET_HEADER, "wrong")], {SECRET_HEADER: ["a"]}])
def test_headers_of_any_form_are_refused_or_read(headers):
    bot = scaletg.Bot(TOKEN)
    assert bot.handle(b"{}", headers)[0] == 403
    right = [("x-telegram-bot-api-secret-token", bot.secret_token), ("content-type", "application/json")]
    assert bot.handle(b'{"update_id": 1}', right)[0] == 200
    assert bot.handle(b"{}", {SECRET_HEADER: bot.secret_token, "Content-Type": ["text/plain"]})[0] == 415


def test_ready_asks_the_store_and_what_was_added(tmp_path, caplog):
    bot = echo_bot(store=f"sqlite:///{tmp_path}/bot.db")
    state: dict[str, Any] = {"says": True}

    def warehouse():
        if state["says"] is None:
            raise OSError("the line is dead")
        return state["says"]

    bot.add_ready_check("warehouse", warehouse)
    answers = []
    for state["says"] in (True, 0, False, None):
        status, _, body = post(bot.wsgi, "/ready", method="GET", kind=None)
        answers.append((status, json.loads(body).get("failed")))
    assert answers == [(200, None), (200, None), (503, ["warehouse"]), (503, ["warehouse"])]
    assert "the line is dead" in caplog.text
    bot.store = f"sqlite:///{tmp_path}/nowhere/bot.db"
    state["says"] = True
    status, _, body = post(bot.wsgi, "/ready", method="GET", kind=None)
    assert (status, json.loads(body)["failed"]) == (503, ["store"])


def test_a_bot_that_cannot_start_is_not_ready():
    bot = make_bot()
    bot.app(lambda message, nothing: "")
    assert post(bot.wsgi, "/ready", method="GET", kind=None)[0] == 503


# A refused body below uWSGI


class Pipe(io.RawIOBase):
    """A body of so many bytes that a server hands out in pieces; *fault* is raised when half of it is read."""

    def __init__(self, size, fault=None):
        self.left, self.fault, self.breaks_at = size, fault, size // 2

    def read(self, size=-1):
        if self.fault is not None and self.left <= self.breaks_at:
            raise self.fault
        piece = min(size, self.left, 50_000)
        self.left -= piece
        return b"x" * piece


def refuse(body, length, **environ):
    """Send a request without the secret, past the checker of WSGI's rules, which would wrap the body."""
    bot, started = echo_bot(), []
    made = {"REQUEST_METHOD": "POST", "PATH_INFO": bot.webhook_path, "wsgi.input": body, "CONTENT_LENGTH": length}
    b"".join(bot.wsgi({**made, **environ}, lambda status, headers, error=None: started.append(status)))
    assert started[0].startswith("403 ")


@pytest.mark.parametrize(
    "size, length, left",
    [
        (300_000, "300000", 0),
        (300_000, "200000", 100_000),  # what follows belongs to the next request
        (scaletg.MAX_BODY, str(scaletg.MAX_BODY), 0),
        (scaletg.MAX_BODY + 1, str(scaletg.MAX_BODY + 1), 1),
        (1000, "2000", 0),  # cut off
        (1000, "", 1000),
        (1000, "many", 1000),
        (1000, "²", 1000),  # a digit of Unicode
        (1000, "1" * 20, 1000),
    ],
)
def test_uwsgi_gets_the_body_of_a_refused_request_read(size, length, left):
    body = Pipe(size)
    refuse(body, length, **{"uwsgi.version": b"2.0"})
    assert body.left == left


def test_other_servers_read_the_body_of_a_refused_request_themselves():
    body = Pipe(1000)
    refuse(body, "1000")
    assert body.left == 1000


def test_a_refused_body_that_breaks_off_changes_nothing(caplog):
    caplog.set_level("INFO")
    refuse(Pipe(300_000, OSError("the line is dead")), "300000", **{"uwsgi.version": b"2.0"})
    assert "the body of a refused request could not be read: the line is dead" in caplog.text
