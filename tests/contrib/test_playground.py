"""The playground without a browser: what it says about updates, its guard, the export, reloading, its page's files."""

import io
import json
import logging
import re
import socket
import subprocess
import sys
import time
import warnings
import zipfile
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

import scaletg
from scaletg_contrib.playground import (
    Playground,
    describe_error,
    explain,
    export_test,
    make_page,
    refusal,
    routes,
    run,
    watched,
)
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import open_store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bot():
    made = scaletg.Bot(username="tea_bot")

    @made.app("/start <origin>")
    def start(user, origin=None):
        "Say hello."
        return f"Hello, {user.first_name}!"

    @made.app("/add <first:int>")
    def add(first):
        return str(first + 1)

    @made.app("Tea", on="message:text")
    def asked(message):
        return None

    @made.app("/fail")
    def fail():
        raise ValueError("the oven is cold")

    @made.app("/ask")
    def ask(message):
        return message.answer("Choose", reply_markup=scaletg.inline_keyboard({"Tea": "take:tea"}))

    @made.app("take:<what>", on="callback_query")
    def take(callback_query, what):
        return [callback_query.edit_text(f"You took {what}."), callback_query.answer("Noted")]

    @made.app("/badly")
    def badly(message):
        return scaletg.SendMessage(42, "to nobody")

    return made


@pytest.fixture
def play(bot):
    return Playground(bot)


def settle(play):
    while play.deliver_next():
        pass


def traces(play):
    return [event for event in play.world.events if event["type"] == "trace"]


def say(play, text, user="Ada", **options):
    """Let somebody write, over the page's own way, and return the trace."""
    ask(play, "POST", "/control/do/send", {"user": user, "text": text, **options})
    settle(play)
    return traces(play)[-1]


def ask(play, verb, path, data=None, **environ):
    """Send the page's server a request; returns the status, the headers and the body."""
    body = data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
    path, _, query = path.partition("?")
    made = {"REQUEST_METHOD": verb, "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body))}
    made |= {"wsgi.input": io.BytesIO(body), "HTTP_HOST": "127.0.0.1:8080", "REMOTE_ADDR": "127.0.0.1", **environ}
    setup_testing_defaults(made)
    heads = []
    parts = make_page(play)(made, lambda status, headers, error=None: heads.append((status, dict(headers))))
    return int(heads[0][0][:3]), heads[0][1], b"".join(parts)


@pytest.mark.parametrize(
    "text, words",
    [
        ("start", ["No app answered.", "the slash is missing", "Did you mean /start?"]),
        ("/add two", ["the command is right, what follows it is not"]),
        ("/start@other_bot", ["the command is for another bot than 'tea_bot'"]),
        ("/stat", ["Did you mean /start?"]),
        ("Tea", ["'asked'", "returned None, which means that the update is not for it."]),
        ("/fail", ["'fail'", "raised ValueError: the oven is cold"]),
        ("/badly", ["Telegram refused sendMessage of app 'badly' ("]),
        ("/start", ["answered."]),
    ],
)
def test_it_says_in_words_what_came_of_an_update(play, text, words):
    why = " ".join(say(play, text)["why"])
    for word in words:
        assert word in why


def test_a_bot_without_apps_is_told_how_to_begin():
    assert "@bot.app" in " ".join(say(Playground(scaletg.Bot()), "hi")["why"])


def test_an_update_delivered_twice_says_so(play):
    update_id = say(play, "/start")["update_id"]
    ask(play, "POST", "/control/redeliver", {"update_id": update_id})
    settle(play)
    assert "was delivered before" in traces(play)[-1]["why"][0]


def test_an_app_that_sends_nothing_says_so():
    bot = scaletg.Bot()
    bot.app("hi")(lambda: "")
    assert 'it returned ""' in say(Playground(bot), "hi")["why"][0]


class Desk:
    """Nothing that can be looked into."""


def test_another_object_is_no_other_state():
    bot, desks = scaletg.Bot(), [Desk(), Desk()]
    bot.module("desk")(lambda event: desks[len(event.text) - 1])
    bot.app(on="message:text")(lambda desk: "hello")
    play = Playground(bot)
    first, second = (say(play, text)["state"][0]["now"] for text in ("a", "bb"))
    assert first == second
    assert "Desk" in first


def test_an_explanation_needs_the_trace_alone():
    step = {"role": "app", "name": "a", "place": "bot.py:1", "status": "not called", "reason": "the slash is missing"}
    told = explain({"update_id": 1}, {"note": "", "steps": [step], "discarded": [], "winner": None})
    assert told == ["No app answered.", "App 'a' (bot.py:1) was not called: the slash is missing."]


def test_an_error_shows_the_frames_of_the_bot(play):
    error = say(play, "/fail")["error"]
    own = [frame for frame in error["frames"] if frame["own"]]
    assert [frame["code"] for frame in own] == ['raise ValueError("the oven is cold")']
    assert any(not frame["own"] for frame in error["frames"])


def test_an_error_shows_what_it_came_from():
    error = ValueError("no tea")
    error.__cause__ = KeyError("tea")
    assert describe_error(error)["cause"]["type"] == "KeyError"


def test_an_answer_that_cannot_be_sent_is_an_error_and_no_answer():
    bot = scaletg.Bot()
    bot.app("hi")(lambda message: message.answer("<b>open", parse_mode="HTML"))
    assert [one.split(" ")[0:1] + one.split(" ")[3:4] for one in say(Playground(bot), "hi")["why"]] == [
        ["App", "raised"]
    ]


@pytest.mark.parametrize(
    "value",
    [
        scaletg.InputFile(b"content", "letter.txt"),
        float("nan"),
        {"deep": [float("inf")]},
        "half a pair: \ud83d",
        {1: object()},
    ],
    ids=["a file", "no number", "infinity", "half a pair", "an object"],
)
def test_whatever_a_bot_answers_can_be_read_as_json(value):
    bot = scaletg.Bot(username="odd_bot")

    @bot.module
    def odd():
        return value

    @bot.app("/odd")
    def answer(message, odd):
        if isinstance(value, scaletg.InputFile):
            return message.answer_document(value)
        return message.answer("odd")

    play = Playground(bot)
    say(play, "/odd")
    status, _, body = ask(play, "GET", "/control/events?after=0&type=trace")

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON for a browser")

    events = json.loads(body.decode(), parse_constant=refuse)["result"]["events"]
    assert (status, events[-1]["app"], events[-1]["state"][0]["module"]) == (200, "answer", "odd")


def test_the_state_of_a_module_shows_what_the_update_changed():
    bot = scaletg.Bot()
    counts: dict[Any, Any] = {}
    bot.module(name="session")(lambda user: counts)

    @bot.app("hi")
    def greet(session):
        session["count"] = session.get("count", 0) + 1
        return "hello"

    play = Playground(bot)
    say(play, "hi")
    state = say(play, "hi")["state"][0]
    assert (state["module"], state["before"], state["now"]) == ("session", {"count": 1}, {"count": 2})


def test_the_records_that_an_update_changed_are_shown(tmp_path):
    bot = scaletg.Bot(username="list_bot")
    store = open_store(f"sqlite:///{tmp_path}/list.db")
    bot.load(Sessions(store=store))

    @bot.app("/add <what>")
    def add(session, what):
        session.setdefault("list", []).append(what)
        return "Noted."

    @bot.app("/nothing")
    def nothing():
        return "I do not look."

    play = Playground(bot)
    stored = [
        [one for one in say(play, text)["state"] if "stored" in one] for text in ("/add tea", "/add rice", "/nothing")
    ]
    assert [[one["now"]["data"] for one in two] for two in stored] == [
        [{"list": ["tea"]}],
        [{"list": ["tea", "rice"]}],
        [],
    ]
    assert (stored[0][0]["before"], stored[1][0]["before"]["data"]) == (None, {"list": ["tea"]})
    store.close()


def test_a_generator_is_shown_as_what_it_sent():
    bot = scaletg.Bot()

    @bot.app("<text:rest>")
    def slow(message, text):
        sent = yield message.answer("a" * 50)
        time.sleep(0.05)
        yield sent.edit_text("second")

    @bot.app(order=1)
    def late(message):
        yield "never"

    play = Playground(bot)
    winner, lost = say(play, "hi")["trace"]["steps"]
    assert winner["result"] == f"a generator: sendMessage '{'a' * 37}...', then editMessageText 'second'"
    assert 50 <= winner["duration_ms"] < 5000
    assert lost["result"] == "a generator that was not started"


def test_a_secret_that_is_stored_is_not_shown():
    class Keeper:
        def __init__(self):
            self.store = open_store("memory:")

        @scaletg.app("/keep")
        def keep(self):
            self.store.put("menus:bot:secret", "do not tell")
            return "Kept."

    bot = scaletg.Bot(username="keeper_bot")
    bot.load(Keeper())
    play = Playground(bot)
    say(play, "/keep")
    status, _, body = ask(play, "GET", "/control/events?after=0")
    assert (status, b"do not tell" in body, b"(not shown)" in body) == (200, False, True)


###############################################################################
# People and groups in a file


def test_people_and_groups_come_from_the_file_beside_the_bot(monkeypatch, tmp_path):
    setup = {
        "people": [{"first_name": "Cem", "username": "cem"}, {"first_name": "Dora", "is_premium": True}],
        "groups": [{"title": "Team", "type": "group", "members": ["cem", "Dora"], "bot": "administrator"}],
    }
    (tmp_path / "playground.json").write_text(json.dumps(setup))
    monkeypatch.setattr(watched, "file_of_bot", lambda bot: tmp_path / "bot.py")
    play = Playground(scaletg.Bot(username="team_bot"))
    assert play.setup() == setup
    play.add_setup(setup)  # what is there already is left as it is
    assert play.setup() == setup


def test_people_and_groups_of_the_page_can_be_kept_and_loaded(play, bot):
    ask(play, "POST", "/control/do/add_user", {"first_name": "Cem"})
    ask(play, "POST", "/control/do/create_group", {"user": "Ada", "title": "Team", "members": ["Cem"], "bot": True})
    _, _, body = ask(play, "GET", "/playground/setup")
    setup = json.loads(body)["result"]
    other = Playground(bot)
    status, _, _ = ask(other, "POST", "/playground/setup", setup)
    assert (status, other.setup()) == (200, setup)
    assert [one["first_name"] for one in setup["people"]] == ["Ada", "Ben", "Cem"]
    assert setup["groups"] == [{"title": "Team", "type": "supergroup", "members": ["ada", "Cem"], "bot": "member"}]


@pytest.mark.parametrize(
    "text, words",
    [
        ("{", "Expecting property name"),
        ("[]", "the setup must be an object that has only the lists people and groups"),
        ('{"people": [{"name": "Ada"}]}', "needs a first_name"),
        ('{"people": [{"first_name": "Ada", "age": 36}]}', "age"),
        ('{"groups": [{"title": "Team"}]}', "the first member is the owner"),
        ('{"groups": [{"title": "Team", "members": ["Zoe"]}]}', "there is no user 'Zoe'"),
    ],
)
def test_a_file_of_people_that_cannot_be_used_says_so(monkeypatch, tmp_path, text, words):
    (tmp_path / "playground.json").write_text(text)
    monkeypatch.setattr(watched, "file_of_bot", lambda bot: tmp_path / "bot.py")
    with pytest.raises(scaletg.ConfigError) as caught:
        Playground(scaletg.Bot(username="team_bot"))
    assert words in str(caught.value)
    assert "playground.json" in str(caught.value)


def test_calls_name_the_update_that_they_belong_to(play):
    trace = say(play, "/start")
    calls = [one for one in play.world.events if one["type"] == "call" and one["method"] == "sendMessage"]
    assert [one["update_id"] for one in calls] == [trace["update_id"]]


###############################################################################
# The page and its guard


@pytest.mark.parametrize(
    "environ, allowed",
    [
        ({"HTTP_HOST": "127.0.0.1:8080"}, True),
        ({"HTTP_HOST": "localhost:8080", "HTTP_ORIGIN": "http://localhost:8080"}, True),
        ({"HTTP_HOST": "evil.example"}, False),
        ({"HTTP_HOST": "127.0.0.1:8080", "HTTP_ORIGIN": "http://evil.example"}, False),
        ({"HTTP_HOST": "127.0.0.1:8080", "HTTP_ORIGIN": "http://127.0.0.1:9999"}, False),
        ({"HTTP_HOST": "127.0.0.1:8080", "HTTP_ORIGIN": "null"}, False),
        ({"HTTP_HOST": "127.0.0.1:8080", "HTTP_SEC_FETCH_SITE": "cross-site"}, False),
        ({"HTTP_HOST": "127.0.0.1:8080", "HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_HOST": "127.0.0.1:8080", "HTTP_SEC_FETCH_SITE": "same-origin"}, True),
    ],
)
def test_other_sites_are_refused(environ, allowed):
    assert (refusal({"PATH_INFO": "/control/state", "REMOTE_ADDR": "127.0.0.1", **environ}) is None) == allowed


def test_a_link_from_another_site_may_open_the_page():
    fetch = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_SEC_FETCH_MODE": "navigate"}
    assert refusal({"PATH_INFO": "/", "HTTP_HOST": "localhost:8080", "REMOTE_ADDR": "127.0.0.1", **fetch}) is None


@pytest.mark.parametrize("path", ["/", "/page/app.mjs", "/playground/info", "/control/state", "/bot1:a/getMe"])
def test_every_address_is_guarded(play, path):
    status, _, body = ask(play, "GET", path, HTTP_HOST="evil.example")
    assert (status, json.loads(body)["ok"]) == (403, False)


def test_the_page_allows_no_script_but_its_own(play):
    status, headers, body = ask(play, "GET", "/")
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert b"<script>" not in body
    assert b"://" not in body  # nothing comes from elsewhere


def test_the_page_never_reads_text_as_markup():
    page = ROOT / "contrib" / "scaletg_contrib" / "playground" / "page"
    for path in page.glob("*.mjs"):
        text = path.read_text()
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert word not in text, f"{path.name} uses {word}"


def test_every_file_of_the_page_is_served(play):
    assert set(routes.PAGE) == {
        path.name for path in (ROOT / "contrib" / "scaletg_contrib" / "playground" / "page").iterdir()
    }
    for name in routes.PAGE:
        status, _, body = ask(play, "GET", f"/page/{name}")
        assert (status, len(body) > 100) == (200, True)


@pytest.mark.parametrize("name", ["nothing.mjs", "..%2Fplayground.py", "__init__.py"])
def test_no_other_file_is_served(play, name):
    assert ask(play, "GET", f"/page/{name}")[0] == 404


def test_the_address_of_the_bot_api_cannot_be_guessed(play):
    assert len(play.account.token.partition(":")[2]) >= 32
    assert ask(play, "GET", "/bot1000000001:playground/getMe")[0] == 401


def test_updates_wait_while_the_bot_is_stopped(play):
    ask(play, "POST", "/playground/pause", {"is_paused": True})
    ask(play, "POST", "/control/do/send", {"user": "Ada", "text": "/start"})
    settle(play)
    assert traces(play) == []
    ask(play, "POST", "/playground/pause", {"is_paused": False})
    settle(play)
    assert [one["app"] for one in traces(play)] == ["start"]


def test_an_update_is_delivered_by_hand(play):
    ada = play.find_person("Ada").to_telegram()
    message = {"message_id": 7, "date": 1, "chat": {"id": ada["id"], "type": "private"}, "from": ada, "text": "/add 4"}
    play.find_place(play.find_person("Ada")).has_started = True
    status, _, body = ask(play, "POST", "/playground/deliver", {"update": {"message": message}})
    settle(play)
    assert status == 200
    assert traces(play)[-1]["update_id"] == json.loads(body)["result"]["update_id"]
    assert traces(play)[-1]["reply"]["text"] == "5"


def test_an_update_that_is_none_is_refused_in_words(play):
    status, _, body = ask(play, "POST", "/playground/deliver", {"update": {}})
    assert (status, "one more field" in json.loads(body)["error"]) == (400, True)


def test_it_answers_on_this_machine_only(bot):
    with pytest.raises(scaletg.ConfigError, match="on this machine only"):
        run(bot, host="0.0.0.0")


def test_a_port_that_is_taken_gives_way_to_the_next(play):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = play.serve("127.0.0.1", port)
        try:
            assert server.server_port != port
        finally:
            play.stop()


def test_commands_stand_in_the_menu(play):
    chat = play.show_chat(play.find_place(play.find_person("Ada")), play.find_person("Ada").id)
    assert {"command": "start", "description": "Say hello."} in chat["commands"]


def test_the_page_comes_out_of_a_zipped_install(tmp_path):
    path = tmp_path / "site.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(ROOT / "scaletg.py", "scaletg.py")
        for file in (ROOT / "contrib").rglob("*"):  # the folders, too: without one the import finds no namespace
            archive.write(file, file.relative_to(ROOT / "contrib"))
    code = (
        f"import sys; sys.path.insert(0, {str(path)!r}); from scaletg_contrib.playground import routes;"
        "print(routes.__file__, len(routes._page_file('app.mjs').body))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith(str(path)), done.stderr


###############################################################################
# Reloading


def test_the_next_process_has_the_same_chat(play, bot, tmp_path):
    say(play, "/start")
    play.account.pending.clear()
    play.save_state(tmp_path / "state.json")
    following = Playground(bot)
    following.load_state(tmp_path / "state.json")
    chat = following.find_place(following.find_person("Ada"))
    assert [one.raw["text"] for one in chat.messages.values()] == ["/start", "Hello, Ada!"]
    assert following.world.events[-1]["type"] == "restart"
    assert following.account.token == play.account.token
    assert say(following, "/add 1")["reply"]["text"] == "2"


@pytest.mark.parametrize("share", [0, 0.5, 0.999])
def test_a_state_that_was_cut_off_does_not_end_the_start(play, bot, tmp_path, share, caplog):
    say(play, "/start")
    path = tmp_path / "state.json"
    play.save_state(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: int(len(text) * share)], encoding="utf-8")
    following = Playground(bot)
    assert following.load_state(path) is None
    assert "cannot be read" in caplog.text
    assert say(following, "/start")["reply"]["text"] == "Hello, Ada!"


@pytest.mark.parametrize("text", ["[]", "{}", '{"port": 1}', '{"port": 1, "states": [], "world": {}}', "null"])
def test_a_state_of_another_form_does_not_end_the_start(bot, tmp_path, text):
    (tmp_path / "state.json").write_text(text)
    following = Playground(bot)
    assert following.load_state(tmp_path / "state.json") is None
    assert say(following, "/start")["app"] == "start"


def test_a_state_that_cannot_be_written_leaves_the_older_one(play, tmp_path, monkeypatch):
    path = tmp_path / "state.json"
    play.save_state(path)
    before = path.read_bytes()

    def fail(*_, **__):
        raise OSError("the disk is full")

    monkeypatch.setattr(json, "dump", fail)
    with pytest.raises(OSError, match="full"):
        play.save_state(path)
    assert path.read_bytes() == before


BAD = [
    ("POST", "/playground/deliver", b"{"),
    ("POST", "/playground/deliver", b"[1]"),
    ("POST", "/playground/deliver", b"\xff"),
    ("POST", "/playground/deliver", b"[" * 100_000),
    ("POST", "/playground/deliver", {}),
    ("POST", "/playground/deliver", {"update": 5}),
    ("POST", "/playground/deliver", {"update": [1]}),
    ("POST", "/playground/deliver", {"update": {"update_id": 1}}),
    ("POST", "/playground/deliver", {"update": {"message": 5}}),
    ("POST", "/playground/deliver", {"update": {"message": {}, "poll": {}}}),
    ("POST", "/playground/deliver", {"update": {"update_id": "1", "message": {}}}),
    ("POST", "/playground/deliver", {"update": {"update_id": -1, "message": {}}}),
    ("POST", "/playground/deliver", {"update": {"update_id": 2**60, "message": {}}}),
    ("POST", "/playground/pause", {}),
    ("POST", "/playground/pause", {"is_paused": "yes"}),
    ("POST", "/playground/pause", {"is_paused": True, "more": 1}),
    ("POST", "/playground/press_twice", {}),
    ("POST", "/playground/press_twice", {"user": "Ada", "button": "Tea"}),
    ("POST", "/playground/press_twice", {"user": "Nobody", "button": [0, 0]}),
    ("POST", "/playground/press_twice", {"user": "Ada", "button": "Tea", "more": 1}),
    ("POST", "/playground/clear", {}),
    ("POST", "/playground/clear", {"chat": 5}),
    ("POST", "/playground/clear", {"chat": "nowhere"}),
    ("POST", "/playground/setup", {"people": 5}),
    ("POST", "/playground/setup", {"people": [5]}),
    ("POST", "/playground/setup", {"people": [{"first_name": "A", "shoe_size": 5}]}),
    ("POST", "/playground/setup", {"groups": [{"title": "A", "members": ["Nobody"]}]}),
    ("POST", "/playground/setup", {"groups": [{"title": "A", "members": 5}]}),
    ("POST", "/playground/setup", {"more": 5}),
    ("GET", "/playground/test?chat=nowhere", None),
]


@pytest.mark.parametrize("verb, path, data", BAD)
def test_bad_input_is_answered_in_words(play, verb, path, data):
    say(play, "/start")
    before = play.account.next_update_id
    status, _, body = ask(play, verb, path, data)
    answer = json.loads(body)
    assert (status, answer["ok"]) == (400, False)
    assert re.search(r"\w+ \w+", answer["error"])
    assert play.account.next_update_id == before
    assert say(play, "/start")["app"] == "start"


def test_a_bot_without_a_token_has_the_id_of_the_playground(play, bot, tmp_path):
    assert bot.id == play.account.id
    play.save_state(tmp_path / "state.json")
    following = Playground(scaletg.Bot(username="tea_bot"))
    following.load_state(tmp_path / "state.json")
    assert following.bot.id == bot.id  # so that it finds what it has stored


def test_nobody_else_can_read_the_chat_that_is_kept(play, tmp_path):
    play.save_state(tmp_path / "state.json")
    assert (tmp_path / "state.json").stat().st_mode & 0o777 == 0o600


def test_an_update_that_was_under_way_comes_to_the_next_process(play, bot, tmp_path):
    ask(play, "POST", "/control/do/send", {"user": "Ada", "text": "/start"})
    play.account.pending[0].in_flight = True
    play.save_state(tmp_path / "state.json")
    following = Playground(bot)
    following.load_state(tmp_path / "state.json")
    settle(following)
    assert traces(following)[-1]["app"] == "start"


###############################################################################
# Export


def run_exported(play, bot, key):
    text = export_test(play, key)
    lines = [line for line in text.splitlines() if not line.startswith("from bot import")]
    names = {"bot": bot}
    exec(compile("\n".join(lines), "exported", "exec"), names)
    [test] = [value for name, value in names.items() if name.startswith("test_")]
    test()
    return text


def act(play, name, **parameters):
    status, _, body = ask(play, "POST", f"/control/do/{name}", {"user": "Ada", **parameters})
    assert status == 200, body
    settle(play)
    return json.loads(body)["result"]


def test_a_private_chat_is_exported_as_a_test_that_passes(play, bot):
    act(play, "start", payload="ad")
    act(play, "send", text="/ask")
    act(play, "press", button=[0, 0])
    act(play, "send", text="nothing\n'for' you")
    act(play, "send_dice")
    act(play, "react", emoji=["👍"])
    act(play, "send_file", kind="photo", caption="look")
    act(play, "send", text="/add 1", reply_to=1)
    act(play, "edit", text="/add 5")
    act(play, "delete", message_id=1)
    text = run_exported(play, bot, play.find_place(play.find_person("Ada")).key)
    assert 'ada.start("ad")\n        assert ada.replies[0].text == "Hello, Ada!"' in text
    assert 'assert ada.toast == "Noted"' in text
    assert "assert ada.is_silent" in text


def test_an_exported_test_fails_when_the_bot_answers_otherwise(play, bot):
    act(play, "send", text="/add 1")
    key = play.find_place(play.find_person("Ada")).key
    other = scaletg.Bot()
    other.app("/add <first:int>")(lambda first: "wrong")
    with pytest.raises(AssertionError):
        run_exported(play, other, key)


def test_a_group_is_exported_with_all_who_speak(play, bot):
    chat = act(play, "create_group", title="Friends", members=["Ben"], bot=True)
    act(play, "send", text="/start", chat=chat["key"])
    ask(play, "POST", "/control/do/send", {"user": "Ben", "text": "/start", "chat": chat["key"]})
    settle(play)
    text = run_exported(play, bot, chat["key"])
    assert 'telegram.group("Friends", "Ada", "Ben")' in text
    assert 'ben.send("/start")\n        assert ben.replies[0].text == "Hello, Ben!"' in text


def test_a_conversation_with_failures_is_exported_without_strictness(play, bot):
    act(play, "send", text="/fail")
    assert "strict=False" in run_exported(play, bot, play.find_place(play.find_person("Ada")).key)


def test_what_was_cleared_is_not_exported(play, bot):
    key = play.find_place(play.find_person("Ada")).key
    act(play, "send", text="/add 1")
    ask(play, "POST", "/playground/clear", {"chat": key})
    act(play, "send", text="/add 2")
    assert "/add 1" not in run_exported(play, bot, key)


def test_an_empty_chat_cannot_be_exported(play):
    status, _, body = ask(play, "GET", f"/playground/test?chat={play.find_place(play.find_person('Ada')).key}")
    assert (status, json.loads(body)["error"]) == (400, "this chat has no messages yet")


def test_warnings_of_the_library_come_to_the_page(play):
    logger = logging.getLogger("scaletg")
    play.serve()
    try:
        logger.warning("a call is tried again")
        logger.error("it failed", exc_info=ValueError("of the bot"))
    finally:
        play.stop()
    logger.warning("after the end")
    notes = play.world.events_after(0, {"note"})
    assert [(one["level"], one["text"], one["is_mistake"]) for one in notes] == [
        ("warning", "a call is tried again", False)
    ]


def wait_for_trace(play, text):
    """Let Ada write to a playground whose threads answer, and return the trace."""
    began = play.world.last_event
    ask(play, "POST", "/control/do/send", {"user": "Ada", "text": text})
    with play.world.changed:
        assert play.world.changed.wait_for(lambda: play.world.events_after(began, {"trace"}), 60)
    return traces(play)[-1]


def test_a_method_that_nobody_sends_is_told_with_its_line():
    bot = scaletg.Bot(username="tea_bot")

    @bot.app("/lost")
    def lost(message):
        message.answer("nobody hears this")
        return "I answer"

    @bot.app("/raises")
    def raises(message):
        reply = message.answer("nobody hears this")
        raise ValueError(reply.text)

    before, shown = warnings.showwarning, []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda *all, **named: shown.append(all[0])
        play = Playground(bot)
        play.serve()
        try:
            trace, raised = (wait_for_trace(play, text) for text in ("/lost", "/raises"))
        finally:
            play.stop()
    assert warnings.showwarning is before
    assert [one["code"] for one in trace["unsent"]] == ['message.answer("nobody hears this")']
    assert trace["unsent"][0]["file"].endswith("test_playground.py")
    assert "SendMessage was made here, but neither returned nor sent" in " ".join(trace["why"])
    assert raised["unsent"] == []
    assert any("SendMessage was made here" in str(one) for one in shown)  # in the terminal, too
