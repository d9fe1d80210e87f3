"""The simulator as a server: the Bot API on real sockets, webhooks, and the control API."""

import gzip
import http.client
import http.server
import json
import shlex
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

import pytest
import requests

from scaletg_contrib.simulator import ActionError, Simulator

TOKEN = "100:abc"


@pytest.fixture
def sim():
    """Serve a simulator with one bot, and Ada who has started it."""
    simulator = Simulator(open=False)
    simulator.add_bot(TOKEN, username="the_bot")
    simulator.start(simulator.add_user("Ada"))
    simulator.serve()
    yield simulator
    simulator.stop()


@pytest.fixture
def api(sim):
    """Return a function that calls the Bot API over HTTP."""
    with requests.Session() as session:

        def call(method, verb="POST", token=TOKEN, **options):
            return session.request(verb, f"{sim.server.url}/bot{token}/{method}", timeout=20, **options)

        yield call


@pytest.fixture
def control(sim):
    def request(path, data=None, **options):
        verb = "GET" if data is None else "POST"
        return requests.request(verb, f"{sim.server.url}/control/{path}", json=data, timeout=20, **options)

    return request


class Webhook(http.server.ThreadingHTTPServer):
    """A bot's web server: it keeps what it gets, and answers what the test says."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.got = []
        self.answers = []
        self.arrived = threading.Condition()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def wait(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.got) >= count, timeout=15), self.got
            return [one for one, _ in self.got]


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.arrived:
            self.server.got.append((body, self.headers))
            self.server.arrived.notify_all()
            answer = self.server.answers.pop(0) if self.server.answers else (200, {}, b"")
        status, headers, content = answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *values):
        pass


@pytest.fixture
def webhook():
    with Webhook() as server:
        yield server
        server.shutdown()


def wait_for(fact):
    deadline = time.monotonic() + 15
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.01)


###############################################################################
# The Bot API #################################################################
###############################################################################


def test_answers_are_json_on_a_connection_that_stays_open(sim):
    connection = http.client.HTTPConnection("127.0.0.1", sim.server.server_port, timeout=10)
    for _ in range(3):
        connection.request("GET", f"/bot{TOKEN}/getMe")
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "application/json"
        assert json.loads(answer.read())["result"]["username"] == "the_bot"
    connection.close()


@pytest.mark.parametrize(
    "path, verb, status",
    [
        (f"/bot{TOKEN}/test/getMe", "GET", 200),
        (f"/bot{TOKEN}/getNonsense", "POST", 404),
        ("/bot100:wrong/getMe", "GET", 401),
        ("/botnonsense/getMe", "GET", 401),
        ("/something", "GET", 404),
        (f"/bot{TOKEN}/getMe", "PUT", 501),
        (f"/file/bot{TOKEN}/photos/none.jpg", "GET", 404),
        ("/file/bot100:wrong/photos/none.jpg", "GET", 401),
    ],
)
def test_addresses_and_verbs(sim, path, verb, status):
    answer = requests.request(verb, sim.server.url + path, timeout=10)
    assert answer.status_code == status
    assert answer.json()["ok"] is (status == 200)


def test_the_method_may_stand_in_the_body(api):
    assert api("", json={"method": "getMe"}).json()["result"]["id"] == 100


def test_a_request_line_of_many_kilobytes_is_read(sim, api):
    ada = next(iter(sim.world.users))
    query = urllib.parse.urlencode({"chat_id": ada, "text": "😀" * 4096})
    assert api(f"sendMessage?{query}").json()["result"]["text"] == "😀" * 4096


def test_a_chunked_upload_is_read(sim, api):
    ada = next(iter(sim.world.users))
    head = (
        f'--B\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n{ada}\r\n--B\r\nContent-Disposition: form-data; '
    )
    parts = [head.encode(), b'name="document"; filename="a.bin"\r\n\r\n', b"x" * 200_000, b"\r\n--B--\r\n"]
    answer = api("sendDocument", data=iter(parts), headers={"Content-Type": "multipart/form-data; boundary=B"}).json()
    path = api("getFile", json={"file_id": answer["result"]["document"]["file_id"]}).json()["result"]["file_path"]
    assert requests.get(f"{sim.server.url}/file/bot{TOKEN}/{path}", timeout=10).content == b"x" * 200_000


def test_a_compressed_body_is_read(sim, api):
    body = gzip.compress(json.dumps({"chat_id": next(iter(sim.world.users)), "text": "Hi"}).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert api("sendMessage", data=body, headers=headers).json()["result"]["text"] == "Hi"


def test_too_many_parameters_are_refused(api):
    assert api("sendMessage", data={"text": "x" * 1_100_000}).status_code == 413


def test_retry_after_is_a_header_too(sim, api):
    sim.make_trouble("429", seconds=9)
    answer = api("getMe")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "9")


def test_a_lost_connection_has_no_answer_though_the_call_was_run(sim, api):
    sim.make_trouble("lost", method="sendMessage")
    chat = sim.find_place(sim.find_person("Ada"))
    with pytest.raises(requests.ConnectionError):
        api("sendMessage", json={"chat_id": chat.id, "text": "x"})
    assert chat.messages[max(chat.messages)].raw["text"] == "x"


@pytest.mark.parametrize(
    "head", [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"]
)
def test_a_malformed_request_ends_its_connection_only(sim, api, head):
    import socket

    with socket.create_connection(("127.0.0.1", sim.server.server_port), timeout=10) as connection:
        connection.sendall(head)
        while connection.recv(4096):
            pass
    assert api("getMe").status_code == 200


def poll(sim, offset):
    """Poll in a thread; return the list that its answer will be in, and the thread."""
    url = f"{sim.server.url}/bot{TOKEN}/getUpdates?offset={offset}&timeout=10"
    answers = []
    thread = threading.Thread(target=lambda: answers.append(requests.get(url, timeout=20)))
    thread.start()
    return answers, thread


def test_a_poll_that_waits_gets_what_comes(sim, api):
    offset = api("getUpdates").json()["result"][-1]["update_id"] + 1
    answers, thread = poll(sim, offset)
    wait_for(lambda: sim.poll_turns[100] == 2)
    sim.send("Ada", "now")
    thread.join(timeout=10)
    assert answers[0].json()["result"][0]["message"]["text"] == "now"


def test_a_second_poll_ends_the_first_one(sim, api):
    offset = api("getUpdates").json()["result"][-1]["update_id"] + 1
    answers, thread = poll(sim, offset)
    wait_for(lambda: sim.poll_turns[100] == 2)
    assert api("getUpdates", json={"offset": offset}).json() == {"ok": True, "result": []}
    thread.join(timeout=10)
    assert answers[0].status_code == 409
    assert answers[0].json()["description"].startswith("Conflict: terminated by other getUpdates request")


###############################################################################
# Webhooks ####################################################################
###############################################################################


def test_updates_go_to_the_webhook_with_its_secret(sim, api, webhook):
    api("setWebhook", json={"url": webhook.url, "secret_token": "s3cret"})
    sim.send("Ada", "hello")
    assert [one["message"]["text"] for one in webhook.wait(2)] == ["/start", "hello"]
    assert webhook.got[0][1]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
    assert webhook.got[0][1]["Content-Type"] == "application/json"
    wait_for(lambda: api("getWebhookInfo").json()["result"]["pending_update_count"] == 0)


def test_a_method_in_the_answer_is_run(sim, api, webhook):
    chat = sim.find_place(sim.find_person("Ada"))
    reply = json.dumps({"method": "sendMessage", "chat_id": chat.id, "text": "by return"}).encode()
    webhook.answers.append((200, {"Content-Type": "application/json"}, reply))
    api("setWebhook", json={"url": webhook.url})
    wait_for(lambda: chat.messages[max(chat.messages)].raw["text"] == "by return")
    assert sim.world.events_after(0, {"call"})[-1]["via"] == "webhook"


def test_a_failure_is_told_and_repeated(sim, api, webhook):
    webhook.answers += [(500, {}, b""), (302, {"Location": "/"}, b"")]
    api("setWebhook", json={"url": webhook.url})
    webhook.wait(2)
    wait_for(lambda: "last_error_message" in api("getWebhookInfo").json()["result"])
    wait_for(lambda: sim.find_bot().pending and sim.find_bot().pending[0].attempts == 2)
    sim.advance(3)
    updates = webhook.wait(3)
    assert updates[0] == updates[1] == updates[2]
    assert "Wrong response from the webhook: 302" in api("getWebhookInfo").json()["result"]["last_error_message"]


def test_a_webhook_that_nobody_serves_is_told(sim, api, webhook):
    address = webhook.url
    webhook.shutdown()
    webhook.server_close()
    api("setWebhook", json={"url": address})
    wait_for(lambda: api("getWebhookInfo").json()["result"].get("last_error_message") == "Connection refused")


def test_one_chat_waits_for_its_turn_while_another_goes_on(sim, api, webhook):
    sim.start(sim.add_user("Bob"))
    webhook.answers += [(503, {"Retry-After": "60"}, b"")]
    sim.find_bot().pending.clear()
    sim.send("Ada", "first")
    sim.send("Ada", "second")
    api("setWebhook", json={"url": webhook.url})
    webhook.wait(1)
    sim.send("Bob", "other")
    assert [one["message"]["text"] for one in webhook.wait(2)] == ["first", "other"]
    wait_for(lambda: sim.find_bot().pending[0].attempts == 1)
    sim.advance(61)
    assert [one["message"]["text"] for one in webhook.wait(4)][2:] == ["first", "second"]


###############################################################################
# The control API #############################################################
###############################################################################


def test_people_act_over_http(sim, control):
    assert control("do/send", {"user": "Ada", "text": "hello"}).json()["result"]["message"]["text"] == "hello"
    listed = {one["name"]: one for one in control("").json()["result"]["actions"]}
    assert listed["send"]["parameters"]["text"] == "required"
    key = control("state").json()["result"]["chats"][0]["key"]
    assert control(f"chats/{key}/messages").json()["result"][-1]["message"]["text"] == "hello"


@pytest.mark.parametrize(
    "action, data, error",
    [
        ("send", {"user": "Bob", "text": "x"}, "there is no user 'Bob'"),
        ("dance", {}, "there is no action 'dance'"),
        ("send", {"user": "Ada"}, "text"),
        ("press", {"user": "Ada", "button": "Go"}, "there is no button 'Go'"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(control, action, data, error):
    answer = control(f"do/{action}", data)
    assert answer.status_code == 400
    assert error in answer.json()["error"]


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Host": "evil.example"}])
def test_pages_of_other_sites_are_refused(control, headers):
    assert control("state", headers=headers).status_code == 403
    assert control("do/add_user", {"first_name": "Eve"}, headers=headers).status_code == 403


def test_events_are_waited_for(sim, control):
    last = control("state").json()["result"]["last"]
    timer = threading.Timer(0.1, lambda: sim.send("Ada", "later"))
    timer.start()
    found = control(f"events?after={last}&timeout=10&type=message").json()["result"]
    assert found["events"][0]["message"]["text"] == "later"
    timer.join()


def test_events_come_as_a_stream(sim):
    headers = {"Accept": "text/event-stream", "Last-Event-ID": str(sim.world.last_event)}
    with requests.get(f"{sim.server.url}/control/events", headers=headers, stream=True, timeout=10) as answer:
        sim.send("Ada", "streamed")
        lines = (line for line in answer.iter_lines() if line.startswith(b"data: "))
        assert json.loads(next(lines)[6:])["message"]["text"] == "streamed"


def test_a_query_is_waited_for(sim, api, control):
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    ada = next(iter(sim.world.users))
    api("sendMessage", json={"chat_id": ada, "text": "x", "reply_markup": markup})
    query_id = control("do/press", {"user": "Ada", "button": "Go"}).json()["result"]["callback_query_id"]
    timer = threading.Timer(0.1, lambda: api("answerCallbackQuery", json={"callback_query_id": query_id, "text": "ok"}))
    timer.start()
    assert control(f"queries/{query_id}?timeout=10").json()["result"]["answer"]["text"] == "ok"
    timer.join()


def test_files_are_never_pages(sim, control):
    message = sim.send_file("Ada", "document", b"<script>", name="x.html", mime_type="text/html")
    answer = control(f"files/{message.raw['document']['file_id']}")
    assert answer.content == b"<script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_own_events_trouble_clock_and_state_go_over_http(sim, control):
    assert control("events", {"type": "trace", "trace": {"steps": []}}).json()["result"]["type"] == "trace"
    assert control("trouble", {"kind": "403"}).json()["ok"]
    assert control("trouble").json()["result"][0]["kind"] == "403"
    before = sim.world.clock.time()
    assert control("clock", {"seconds": 100}).json()["result"] - before >= 100
    state = control("save").json()["result"]
    sim.add_user("Bob")
    assert control("load", state).json()["ok"]
    assert [one.first_name for one in sim.world.users.values()] == ["Ada"]
    assert control("unsimulated").json()["result"] == []


def test_an_update_is_delivered_again(sim, control):
    number = sim.find_bot().pending[0].update["update_id"]
    control("redeliver", {"update_id": number, "times": 2})
    assert [one.update["update_id"] for one in sim.find_bot().pending] == [number] * 3


def test_the_command_keeps_its_state(tmp_path):
    state = tmp_path / "world.json"
    command = [
        sys.executable,
        "-m",
        "scaletg_contrib.simulator",
        "--port",
        "0",
        "--state",
        str(state),
        "--token",
        TOKEN,
    ]
    for names in (["Ada"], ["Ada", "Bob"]):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            url = process.stdout.readline().split()[5].rstrip(":")
            try:
                added = requests.post(f"{url}/control/do/add_user", json={"first_name": names[-1]}, timeout=10)
                assert added.json()["ok"]
                found = requests.get(f"{url}/control/state", timeout=10).json()["result"]
                assert [one["first_name"] for one in found["users"]] == names
                assert requests.get(f"{url}/bot200:x/getMe", timeout=10).status_code == 401
            finally:
                process.terminate()
            assert process.wait(timeout=10) == 0


def test_the_example_of_the_documentation_works_on_a_fresh_server():
    page = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
    block = next(one for one in page.split("```sh\n") if "/control/do/add_user" in one).split("```")[0]
    lines = block.replace("\\\n", " ").splitlines()
    fresh = Simulator()
    fresh.serve()
    try:
        for line in lines:
            words = shlex.split(line)
            data = words[words.index("-d") + 1].encode() if "-d" in words else b""
            headers = {"Content-Type": "application/json"} if "-H" in words else {}
            address = words[1].replace("localhost:8081", fresh.server.url)
            answer = requests.post(address, data=data, headers=headers, timeout=20).json()
            assert answer["ok"], (line, answer)
    finally:
        fresh.stop()
    assert len(lines) == 7


def test_without_a_bot_it_says_how_to_make_one():
    with pytest.raises(ActionError, match="there is no bot yet: .*getMe"):
        fresh = Simulator()
        fresh.start(fresh.add_user("Ada"))


def test_a_named_chat_needs_no_bot_where_there_are_several(sim, control):
    other = sim.add_bot("200:abc", username="other_bot")
    assert control("do/create_group", {"user": "Ada", "title": "G", "bot": "the_bot"}).json()["ok"]
    assert control("do/send", {"user": "Ada", "chat": "G", "text": "/x"}).json()["ok"]
    key = f"{other.id}:{sim.find_person('Ada').id}"
    assert control("do/send", {"user": "Ada", "chat": key, "text": "hi"}).json()["result"]["chat"] == key
    refused = control("do/send", {"user": "Ada", "text": "hi"})
    assert refused.status_code == 400
    assert "several bots" in refused.json()["error"]


def test_a_saved_state_is_loaded_as_the_control_api_gave_it(sim, control):
    sim.send("Ada", "before")
    saved = control("save")
    sim.send("Ada", "after")
    for form in (saved.json(), saved.json()["result"]):
        assert control("load", form).json() == {"ok": True, "result": True}
        assert list(sim.find_place(sim.find_person("Ada")).messages.values())[-1].raw["text"] == "before"


@pytest.mark.parametrize(
    "spoil, words",
    [
        (lambda state: {"hello": 1}, "this is not a saved state: it lacks"),
        (lambda state: {**state, "users": {"~": "Nobody"}}, "the saved state is damaged"),
    ],
)
def test_a_wrong_state_is_refused_and_changes_nothing(sim, control, spoil, words):
    before = sim.world.dump()
    refused = control("load", spoil(before))
    assert refused.status_code == 400
    assert words in refused.json()["error"]
    assert {**sim.world.dump(), "time": 0} == {**before, "time": 0}
    broken = requests.post(f"{sim.server.url}/control/load", data="{", timeout=20)
    assert (broken.status_code, "the body of POST /control/load is not JSON" in broken.json()["error"]) == (400, True)


def test_a_state_that_was_cut_off_does_not_end_the_start(tmp_path):
    state = tmp_path / "world.json"
    sim = Simulator()
    sim.add_user("Ada")
    sim.save(state)
    state.write_text(state.read_text()[:-10])
    command = [sys.executable, "-m", "scaletg_contrib.simulator", "--port", "0", "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert "listens at http://127.0.0.1:" in process.stdout.readline()
        process.terminate()
        assert process.wait(timeout=60) == 0
        (line,) = process.stderr.read().splitlines()
    assert line.startswith(f"--state {state}: this is not a saved state: it is not JSON (")
    assert line.endswith(f". It is now {state}.damaged, and the simulator starts empty")
    sim.load(state)  # saved at the end


def test_a_taken_port_is_one_sentence(sim):
    port = str(sim.server.server_port)
    command = [sys.executable, "-m", "scaletg_contrib.simulator", "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].endswith(
        f"--host 127.0.0.1 --port {port}: another program uses that port. Choose another port, for example --port 0"
    )


def test_messages_are_waited_for(sim, control):
    ada = next(iter(sim.world.users.values()))
    last = control(f"chats/{ada.id}/messages").json()["result"][-1]["message"]["message_id"]
    assert control(f"chats/{ada.id}/messages?after={last}").json()["result"] == []
    answer = []
    waiting = threading.Thread(
        target=lambda: answer.append(control(f"chats/{ada.id}/messages?after={last}&timeout=30").json()["result"])
    )
    waiting.start()
    sim.call(next(iter(sim.world.bots.values())), "sendMessage", {"chat_id": ada.id, "text": "here"})
    waiting.join()
    assert [one["message"]["text"] for one in answer[0]] == ["here"]
