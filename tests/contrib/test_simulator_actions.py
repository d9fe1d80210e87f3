"""Calls of the control API that are wrong: each one is answered by a sentence that says what to do."""

import inspect
import io
import json
import math
import re
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaletg_contrib.simulator import ActionError, Clock, Simulator, make_app
from scaletg_contrib.simulator.actions import check_call, signature_of
from scaletg_contrib.simulator.registry import ACTIONS

REQUIRED = {
    name: [one for one, default in signature_of(ACTIONS[name])["parameters"].items() if default == "required"]
    for name in ACTIONS
}
#: Something that every required parameter takes.
GOOD = {
    "user": "Ada",
    "first_name": "Bob",
    "title": "Crew",
    "chat": "Team",
    "members": ["Ada"],
    "member": "Ada",
    "status": "member",
    "text": "Hello",
    "files": [{"kind": "photo"}],
    "question": "Tea?",
    "options": ["Yes", "No"],
    "message_id": 1,
    "button": "Yes",
    "key": "Yes",
    "request_id": 1,
    "data": "x",
    "draft_id": 1,
    "query_id": "1",
    "username": "a_shop_bot",
    "managed": "the_bot",
    "person": "Ada",
    "latitude": 38.7,
    "longitude": -9.1,
    "tasks": ["Tea"],
    "topic": 2,
    "name": "News",
    "update": {},
    "scenario": "join",
    "of": "Ada",
    "to": "Ada",
    "button_id": "1",
    "public_key": "not a key",
}
PYTHON = re.compile(r"Core\.|Simulator\.\w+\(|positional|argument|Traceback|NoneType|object is|\w+(Error|Exception)\b")


class Control:
    """A simulator with a bot, Ada, a group and a message with buttons, and its control API without a socket."""

    def __init__(self):
        self.sim = Simulator(clock=Clock(1_780_000_000), seed=7)
        self.bot = self.sim.add_bot("100:abc", username="the_bot", supports_inline_queries=True)
        self.ada = self.sim.add_user("Ada", username="ada")
        self.sim.start(self.ada)
        self.sim.create_group(self.ada, "Team", bot=True)
        keys = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
        self.call("sendMessage", chat_id=self.ada.id, text="Tea?", reply_markup=keys)
        self.app = make_app(self.sim)

    def call(self, method, **parameters):
        answer = self.sim.call(self.bot, method, parameters)
        assert answer["ok"], answer
        return answer["result"]

    def request(self, path, body=b"", verb="POST", query=""):
        environ = {"REQUEST_METHOD": verb, "PATH_INFO": f"/control/{path}", "QUERY_STRING": query}
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "HTTP_HOST": "localhost"}
        setup_testing_defaults(environ)
        status = []
        answer = b"".join(self.app(environ, lambda line, headers, error: status.append(int(line[:3]))))
        return status[0], json.loads(answer)

    def do(self, name, /, **data):
        return self.request(f"do/{name}", json.dumps(data).encode())

    def refusal(self, name, /, **data):
        """Do what is refused, and return the sentence."""
        status, answer = self.do(name, **data)
        assert status == 400, answer
        assert not PYTHON.search(answer["error"]), answer["error"]
        return answer["error"]


@pytest.fixture
def control():
    return Control()


###############################################################################
# All actions #################################################################
###############################################################################


def good(name):
    return {one: GOOD[one] for one in REQUIRED[name]}


def parameters():
    return [(name, one) for name in ACTIONS for one in signature_of(ACTIONS[name])["parameters"]]


def test_there_are_all_actions():
    marked = {name for name, one in vars(Simulator).items() if ACTIONS.get(name) is one}
    assert marked == set(ACTIONS)
    assert len(ACTIONS) > 30


@pytest.mark.parametrize("name", ACTIONS)
def test_all_that_is_missing_is_named(control, name):
    error = control.refusal(name)
    assert error.startswith(f"POST /control/do/{name} lacks ")
    assert re.findall(r"'(\w+)' \(", error) == REQUIRED[name]
    assert f"It takes {', '.join(signature_of(ACTIONS[name])['parameters'])}" in error


@pytest.mark.parametrize(
    "name, missing", [(name, one) for name in ACTIONS for one in REQUIRED[name] if len(REQUIRED[name]) > 1]
)
def test_one_parameter_that_is_missing_is_named(control, name, missing):
    data = {one: value for one, value in good(name).items() if one != missing}
    assert f"lacks '{missing}' (" in control.refusal(name, **data)


@pytest.mark.parametrize("name", ACTIONS)
def test_a_parameter_that_there_is_not_is_named_with_the_nearest(control, name):
    wanted = REQUIRED[name][0]
    typo = wanted[:-1] + wanted[-1] * 2
    error = control.refusal(name, **good(name), **{typo: "x"})
    assert f"has no parameter '{typo}': did you mean '{wanted}'? It takes " in error


@pytest.mark.parametrize("name, parameter", parameters())
def test_null_is_refused_unless_it_is_the_default(control, name, parameter):
    default = signature_of(ACTIONS[name])["parameters"][parameter]
    status, answer = control.do(name, **{**good(name), parameter: None})
    if default is None:
        assert status == 200 or "null" not in answer["error"]
    else:
        assert f"POST /control/do/{name} has null as '{parameter}': it must be " in answer["error"]
        assert status == 400


@pytest.mark.parametrize("name, parameter", parameters())
def test_what_no_parameter_takes_is_refused(control, name, parameter):
    wrongs: list[Any] = [1.5, "x" * 100, 2**80, [{}], [None], {"a": 1}, True]
    for wrong in wrongs:
        status, answer = control.do(name, **{**good(name), parameter: wrong})
        assert status in (200, 400), answer
        assert status == 200 or not PYTHON.search(answer["error"]), answer["error"]
    assert any(control.do(name, **{**good(name), parameter: one})[0] == 400 for one in (1.5, [None]))


def busy_control():
    """Return a simulator in which a bot has sent something for every action, and the ids of the queries."""
    control = Control()
    ada, sim = control.ada, control.sim
    keys = {"keyboard": [["Yes", {"text": "Me", "request_contact": True}]], "one_time_keyboard": True}
    control.call("sendMessage", chat_id=ada.id, text="Tea?", reply_markup=keys)
    control.call("sendPoll", chat_id=ada.id, question="Tea?", options=["Yes", "No"], is_anonymous=False)
    price = {"title": "Tea", "description": "Tea", "payload": "t", "prices": [{"label": "Tea", "amount": 300}]}
    asked = {"currency": "EUR", "provider_token": "p", "need_shipping_address": True, "is_flexible": True}
    control.call("sendInvoice", chat_id=ada.id, **price, **asked)
    control.call("sendMessageDraft", chat_id=ada.id, draft_id=1, text="so far")
    inline, payment = sim.inline_query(ada, "x"), sim.pay(ada)
    article = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "x"}}
    control.call("answerInlineQuery", inline_query_id=inline, results=[article])
    option = {"id": "1", "title": "Post", "prices": [{"label": "Post", "amount": 100}]}
    control.call("answerShippingQuery", shipping_query_id=payment, ok=True, shipping_options=[option])
    return control, [inline, payment]


BUSY, QUERIES = busy_control()
STATE = BUSY.sim.world.dump()
NAMES = ["", "x", "Ada", "Team", "@the_bot", "Yes", "HTML", "video", "administrator", "👍", f"100:{BUSY.ada.id}"]
LISTS = [
    [],
    [0],
    [0, 1],
    ["Yes"],
    ["Ada", "the_bot"],
    [{"kind": "voice"}],
    [{"type": "bold", "offset": 0, "length": 9}],
]
USUAL = [*GOOD.values(), *QUERIES, *NAMES, *LISTS, {}, {"shipping_address": {}}, *range(-1, 9), BUSY.ada.id, 0.5]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from([*ACTIONS]), st.data())
def test_nothing_that_is_sent_makes_the_simulator_fail(name, data):
    BUSY.sim.world.restore(STATE)
    known = st.sampled_from([*signature_of(ACTIONS[name])["parameters"], "self", "width"])
    values = data.draw(st.dictionaries(known, st.sampled_from(USUAL) | JSON, max_size=4))
    status, answer = BUSY.do(name, **{**good(name), **values})
    assert status in (200, 400), answer
    assert status == 200 or not PYTHON.search(answer["error"]), answer["error"]


###############################################################################
# Sentences ###################################################################
###############################################################################


@pytest.mark.parametrize(
    "name, data, error",
    [
        ("start", {"user": "Bob"}, "there is no user 'Bob': there are 'Ada', and add_user adds one"),
        ("start", {"user": ""}, "there is no user '': "),
        ("start", {"user": "Ada", "bot": "bob"}, "there is no bot 'bob': there are 'the_bot'"),
        (
            "send",
            {"user": "Ada", "text": "x", "chat": "Crew"},
            "there is no chat 'Crew': there are 'Team', and create_",
        ),
        ("send", {"user": "Ada", "text": "x", "chat": ""}, "there is no chat ''"),
        ("send", {"user": "Ada", "text": " "}, "the text ' ' is empty"),
        ("send", {"user": "Ada", "text": 5}, "POST /control/do/send has 5 as 'text': it must be a string"),
        ("pin", {"user": "Ada", "message_id": "1"}, "has '1' as 'message_id': it must be a whole number"),
        ("pin", {"user": "Ada", "message_id": 99}, "there is no message 99 in the private chat 100:"),
        ("send", {"user": "Ada", "text": "x", "reply_to": 99}, "its newest has the number "),
        ("pay", {"user": "Ada"}, "there is no message with an invoice in the private chat"),
        ("pay", {"user": "Ada", "message_id": 1}, "message 1 is not an invoice: leave message_id out"),
        ("pay", {"user": "Ada", "link": "x"}, "there is no invoice 'x': createInvoiceLink returns"),
        ("press", {"user": "Ada", "button": [0, 0, 0]}, "there is no button [0, 0, 0]"),
        ("press", {"user": "Ada", "button": [-9, 0]}, "there is no button [-9, 0]"),
        ("press", {"user": "Ada", "button": 5}, "it must be a string or a list (each: a whole number)"),
        ("choose", {"user": "Ada", "query_id": "1"}, "there is no inline query '1': inline_query returns"),
        ("choose_shipping", {"user": "Ada", "query_id": "1"}, "Ada has no payment '1': pay returns"),
        ("stop_draft", {"user": "Ada", "draft_id": 1}, "there is no draft 1 in the private chat"),
        ("send_file", {"user": "Ada", "kind": "vidoe"}, "there is no kind 'vidoe' of files: did you mean 'video'? "),
        ("send_file", {"user": "Ada", "content": "x"}, "the content of the file is not base64: encode"),
        (
            "send_file",
            {"user": "Ada", "content": "eA=="},
            "Telegram does not accept such a photo (IMAGE_PROC",
        ),
        ("send_file", {"user": "Ada", "cation": "x"}, "send_file with the kind 'photo' has no parameter 'cation': did"),
        ("send_file", {"user": "Ada", "kind": "video", "duration": "3"}, "'3' as 'duration': it must be a whole"),
        ("send_album", {"user": "Ada", "files": [{"kin": "photo"}]}, "no parameter 'kin': did you mean 'kind'?"),
        ("send_album", {"user": "Ada", "files": [{"name": 5}]}, "files[0] of send_album has 5 as 'name'"),
        ("add_user", {"first_name": "Bob", "id": -5}, "-5 is not an id of a person"),
        ("add_user", {"first_name": ""}, "a person must have a first_name"),
        ("create_group", {"user": "Ada", "title": ""}, "a group must have a title"),
        ("create_group", {"user": "Ada", "title": "x", "type": "private"}, "type='private': group, supergroup or"),
        ("create_group", {"user": "Ada", "title": "x", "id": 5}, "5 is not an id for a new group"),
        ("create_group", {"user": "Ada", "title": "x", "members": "Ada"}, "must be a list (each: an id, a name or a"),
        (
            "set_role",
            {"user": "Ada", "chat": "Team", "member": "Ada", "status": "boss"},
            "status='boss': administrator",
        ),
    ],
)
def test_what_cannot_be_done_is_a_sentence_with_its_remedy(control, name, data, error):
    before = control.sim.world.last_event
    assert error in control.refusal(name, **data)
    assert control.sim.world.last_event == before


def test_an_action_that_there_is_not_is_named_with_the_nearest(control):
    assert control.refusal("strat") == "there is no action 'strat': did you mean 'start'? GET /control lists them"


def test_a_right_that_there_is_not_is_named_with_the_nearest(control):
    data = {"user": "Ada", "chat": "Team", "member": "the_bot", "status": "administrator"}
    error = control.refusal("set_role", **data, rights=["can_pin_message"])
    assert error.startswith("there is no right 'can_pin_message': did you mean 'can_pin_messages'? ")


@pytest.mark.parametrize("name", ["add_members", "join", "leave", "set_role", "migrate"])
def test_a_private_chat_is_no_group(control, name):
    key = f"100:{control.ada.id}"
    assert f"'{key}' is the private chat" in control.refusal(name, **{**good(name), "chat": key})


def test_nobody_writes_in_the_private_chat_of_another(control):
    control.sim.add_user("Bob")
    key = f"100:{control.ada.id}"
    assert "Bob is not in the private chat" in control.refusal("send", user="Bob", text="x", chat=key)


def test_a_parameter_may_be_called_as_one_of_python(control):
    assert control.request("events", b'{"type": "mine", "kind": 1, "self": 2}')[1]["result"]["kind"] == 1
    assert "no parameter 'self'" in control.refusal("send_file", user="Ada", self=1)


@pytest.mark.parametrize(
    "verb, path, body, status, error",
    [
        ("POST", "do/start", b"{", 400, "the body of POST /control/do/start is not JSON ("),
        ("POST", "do/start", b"[1]", 400, "the body of POST /control/do/start is not a JSON object"),
        ("POST", "do/start", b"[" * 200_000, 400, "is not JSON ("),
        ("POST", "do/start", b"\xff\xfe", 400, "is not JSON ("),
        ("GET", "do/start", b"", 405, "there is no GET /control/do/start: actions are POST /control/do/NAME"),
        ("POST", "doo/start", b"", 404, "there is no POST /control/doo/start: "),
        ("POST", "trouble", b"{}", 400, "POST /control/trouble lacks 'kind' (a string)"),
        ("POST", "trouble", b'{"kind": "430"}', 400, "there is no trouble '430': the kinds are 429,"),
        ("POST", "trouble", b'{"kind": 429}', 400, "has 429 as 'kind': it must be a string"),
        ("POST", "clock", b"{}", 400, "POST /control/clock lacks 'seconds' (a number)"),
        ("POST", "clock", b'{"seconds": Infinity}', 400, "has Infinity as 'seconds': it must be a number"),
        ("POST", "redeliver", b"{}", 400, "POST /control/redeliver lacks 'update_id' (a whole number)"),
        ("POST", "redeliver", b'{"update_id": 1}', 400, "there was no update 1: GET /control/events?type=update"),
        ("POST", "redeliver", b'{"update_id": 1, "times": 0}', 400, "times=0: "),
        ("POST", "events", b"{}", 400, "POST /control/events lacks 'type' (a string)"),
        ("POST", "load", b"{}", 400, "this is not a saved state"),
        ("GET", "events?after=x", b"", 400, "GET /control/events has 'x' as 'after': it must be a number"),
        ("GET", "queries/1?timeout=inf", b"", 400, "has 'inf' as 'timeout': it must be a number"),
        ("GET", "queries/1", b"", 400, "there is no query '1': press, inline_query and pay return"),
        ("GET", "chats/x", b"", 400, "there is no chat 'x'"),
    ],
)
def test_wrong_requests_of_all_other_paths_are_told(control, verb, path, body, status, error):
    path, _, query = path.partition("?")
    answered, answer = control.request(path, body, verb, query)
    assert (answered, answer["ok"]) == (status, False)
    assert error in answer["error"]


def test_a_fault_of_the_simulator_is_told_as_one_and_logged(control, monkeypatch, caplog):
    monkeypatch.setattr(control.sim, "overview", lambda: math.sqrt(-1))
    assert control.request("state", verb="GET")[0] == 500
    assert "math domain error" in caplog.text


###############################################################################
# Reading signatures ##########################################################
###############################################################################


def test_every_action_says_of_which_type_its_parameters_are():
    for function in ACTIONS.values():
        for one in inspect.signature(function).parameters.values():
            assert one.name == "sim" or one.kind is one.VAR_KEYWORD or one.annotation != "Any", (function, one)


def test_a_function_that_takes_nothing_says_so():
    with pytest.raises(ActionError, match="here has no parameter 'x': It takes nothing"):
        check_call(lambda: None, {"x": 1}, "here")
