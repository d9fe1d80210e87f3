"""The simulator: what goes wrong on the way of an update or a call stops nothing, and other sites are refused."""

import gzip
import io
import json
import stat
import sys
import threading
import zlib
from wsgiref.util import setup_testing_defaults

import pytest

from scaletg_contrib.simulator import ActionError, Clock, Refused, Result, Simulator, Upload, make_app
from scaletg_contrib.simulator.parameters import MAX_BODY, parse_request


@pytest.fixture
def sim():
    sim = Simulator(clock=Clock(1_780_000_000), seed=1)
    sim.add_bot("1:a", username="b")
    sim.add_user("Ada", id=42)
    return sim


###############################################################################
# Deliveries that fail ########################################################
###############################################################################


@pytest.mark.parametrize("error", [RuntimeError("a mistake"), KeyboardInterrupt()])
def test_an_exception_of_the_receiver_leaves_the_queue_in_motion(sim, error):
    seen = []

    def receive(update):
        seen.append(update["update_id"])
        if len(seen) == 1:
            raise error
        return Result(200)

    sim.attach(sim.find_bot(), receive)
    sim.start("Ada")
    with pytest.raises(type(error)):
        sim.pump()
    assert [(one.in_flight, one.attempts) for one in sim.find_bot().pending] == [(False, 1)]
    sim.send("Ada", "more")
    sim.pump()
    assert seen == [seen[0], seen[0], seen[0] + 1]
    assert sim.find_bot().pending == []


def wait_for(condition, sim):
    """Wait until the simulator has come so far; its events wake this."""
    with sim.world.changed:
        assert sim.world.changed.wait_for(condition, timeout=60)


@pytest.mark.parametrize("url", ["http://a..b/hook", "http://" + "a" * 70 + ".example/hook"])
def test_a_webhook_that_no_resolver_takes_is_a_failed_delivery(url, caplog):
    sim = Simulator(seed=1)
    bot, ada = sim.add_bot("1:abc", username="b"), sim.add_user("Ada")
    assert sim.call(bot, "setWebhook", {"url": url})["ok"]
    sim.start_delivery()
    try:
        sim.start(ada)
        wait_for(lambda: sim.call(bot, "getWebhookInfo", {})["result"].get("last_error_message"), sim)
    finally:
        sim.stop_delivery()
    assert sim.call(bot, "getWebhookInfo", {})["result"]["last_error_message"].startswith("Failed to resolve host")
    assert bot.pending[0].attempts > 0
    assert caplog.text == ""


def test_a_failure_in_the_delivery_itself_is_logged_and_repeated(sim, monkeypatch, caplog):
    bot, answered = sim.find_bot(), threading.Event()
    sim.call(bot, "setWebhook", {"url": "http://127.0.0.1:1/hook"})
    failures = [ZeroDivisionError("a mistake")]

    def request(self, bot, hook, update):
        if failures:
            raise failures.pop()
        answered.set()
        return Result(200), None

    monkeypatch.setattr(Simulator, "_request", request)
    sim.start_delivery()
    try:
        sim.start("Ada")
        assert answered.wait(60)
        wait_for(lambda: not bot.pending, sim)
    finally:
        sim.stop_delivery()
    assert "ZeroDivisionError: a mistake" in caplog.text


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"method": "sendMessage"}', b'{"method": "nope"}', b"\xff", b'{"method": 5}', b"--x", b""],
)
def test_no_answer_of_a_webhook_makes_the_simulator_fail(sim, body):
    for kind in ("application/json", "multipart/form-data", "multipart/form-data; boundary=x", "text/html"):
        sim._run_safely(sim.find_bot(), kind, body)


###############################################################################
# Requests ####################################################################
###############################################################################


@pytest.mark.parametrize("pack, name", [(gzip.compress, "gzip"), (zlib.compress, "deflate")])
def test_a_packed_body_is_read_and_one_that_was_cut_is_refused(pack, name):
    body = pack(b'{"text": "' + b"x" * 1000 + b'"}')
    assert len(parse_request("", "application/json", body, name)[0]["text"]) == 1000
    for cut in (body[:-1], body[: len(body) // 2], body[:3], b"", b"no"):
        with pytest.raises(Refused) as refused:
            parse_request("", "application/json", cut, name)
        assert refused.value.to_dict() == {"ok": False, "error_code": 400, "description": "Bad Request"}


@pytest.mark.parametrize("more, code", [(0, None), (1, 413)])
def test_a_packed_body_may_not_become_too_large(more, code):
    body = gzip.compress(b" " * (MAX_BODY + more), 1)
    if code is None:
        assert parse_request("", "application/json", body, "gzip") == ({}, {})
    else:
        with pytest.raises(Refused) as refused:
            parse_request("", "application/json", body, "gzip")
        assert refused.value.code == code


def request(sim, path, **environ):
    environ = {"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO(), "HTTP_HOST": "localhost:8081", **environ}
    environ["PATH_INFO"], _, environ["QUERY_STRING"] = path.partition("?")
    setup_testing_defaults(environ)
    status = []
    answer = b"".join(make_app(sim)(environ, lambda line, headers, error=None: status.append(int(line[:3]))))
    return status[0], json.loads(answer)


@pytest.mark.parametrize("path", ["/bot1:a/getMe", "/file/bot1:a/photos/file_1.jpg", "/control/state"])
@pytest.mark.parametrize(
    "environ, is_refused",
    [
        ({}, False),
        ({"HTTP_ORIGIN": "http://localhost:8081"}, False),
        ({"HTTP_ORIGIN": "https://evil.example"}, True),
        ({"HTTP_ORIGIN": "http://localhost:3000"}, True),
        ({"HTTP_ORIGIN": "null"}, True),
        ({"HTTP_HOST": "evil.example"}, True),  # a name that was pointed to this machine
        ({"HTTP_HOST": "evil.example", "REMOTE_ADDR": "192.0.2.7"}, False),  # a name in a network of one's own
        ({"HTTP_HOST": "[::1"}, True),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_SEC_FETCH_MODE": "no-cors"}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, False),
    ],
)
def test_pages_of_other_sites_are_refused_everywhere(sim, path, environ, is_refused):
    status, answer = request(sim, path, **environ)
    assert (status == 403) == is_refused, answer
    if is_refused and path.startswith("/bot"):
        assert answer["description"].startswith("Forbidden: the ")


def test_the_private_chat_of_a_person_is_found_by_their_id(sim):
    sim.start("Ada")
    assert request(sim, "/control/chats/42")[1]["result"]["key"] == "1:42"
    assert request(sim, "/control/chats/42/messages")[1]["result"][0]["message"]["text"] == "/start"
    assert "there is no chat '43'" in request(sim, "/control/chats/43")[1]["error"]
    sim.add_bot("2:b", username="other")
    assert "several bots" in request(sim, "/control/chats/42")[1]["error"]
    assert request(sim, "/control/chats/42?bot=other")[1]["result"]["key"] == "2:42"


@pytest.mark.parametrize("kind, limit", [("photo", 10 * 1024 * 1024), ("video_note", 12 * 1024 * 1024)])
def test_files_that_are_too_large_for_their_kind_are_refused(sim, kind, limit):
    def send(size):
        files = {kind: Upload("x", b"\x89PNG\r\n\x1a\n" + b"\0" * (size - 8))}
        method = "send" + kind.title().replace("_", "")
        return sim.call(sim.find_bot(), method, {"chat_id": 42}, files)

    sim.start("Ada")
    words = (
        f"file of size {limit + 1} bytes is too big for a {kind.replace('_', ' ')}; the maximum size is {limit} bytes"
    )
    assert send(limit + 1) == {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}
    assert "too big" not in send(limit).get("description", "")


###############################################################################
# Albums of people, and the state #############################################
###############################################################################


@pytest.mark.parametrize(
    "kinds, words",
    [
        (["photo"], "an album has from 2 to 10 files, not 1"),
        (["photo"] * 11, "an album has from 2 to 10 files, not 11"),
        (["photo", "document"], "an album cannot mix document and photo"),
        (["audio", "document"], "an album cannot mix audio and document"),
        (["photo", "sticker"], "an album takes no sticker"),
        (["voice", "voice"], "an album takes no voice"),
        (["photo", "video"], None),
        (["audio"] * 2, None),
        (["document"] * 10, None),
    ],
)
def test_albums_of_people_mix_what_telegram_mixes(sim, kinds, words):
    files = [{"kind": kind} for kind in kinds]
    if words:
        with pytest.raises(ActionError, match=words):
            sim.send_album("Ada", files)
    else:
        assert len({one.raw["media_group_id"] for one in sim.send_album("Ada", files)}) == 1


def test_a_state_is_written_whole_and_for_its_owner_only(sim, tmp_path, monkeypatch):
    path = tmp_path / "world.json"
    sim.save(path)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text()
    sim.add_user("Bob")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="the disk is full"):
        sim.save(path)
    assert path.read_text() == before
    assert [one.name for one in tmp_path.iterdir()] == ["world.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "5", '{"bots": {}}', "[" * 100_000])
def test_what_is_not_a_state_is_one_sentence_and_changes_nothing(sim, tmp_path, content):
    path = tmp_path / "world.json"
    path.write_text(content)
    with pytest.raises(ValueError, match="this is not a saved state: it "):
        sim.load(path)
    assert [one.first_name for one in sim.world.users.values()] == ["Ada"]
