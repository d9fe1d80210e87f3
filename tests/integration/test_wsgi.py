"""The webhook behind real servers: gunicorn, wsgiref, mounted in Bottle with and without a slash, and in Flask."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import samples
import scaletg

TOKEN = "123456:AAHq-test-token-for-the-suite"
HEADERS = {"Content-Type": "application/json", scaletg._SECRET_HEADER: scaletg.Bot(TOKEN).secret_token}

BOT = f'''
import io, os, sys, threading
import bottle, scaletg

bot = scaletg.Bot("{TOKEN}", username="test_bot")

@bot.app("/count")
def count(message):
    with open(os.environ["COUNT_FILE"], "a") as file:
        file.write("x")
    started.set()
    return "counted"

@bot.app("/wait")
def wait(message):
    started.clear()
    open(os.environ["COUNT_FILE"] + ".waiting", "w").close()
    started.wait(20)
    return "waited"

@bot.app("/file")
def file(message):
    return message.answer_document(scaletg.InputFile(b"x" * 300_000, "x.bin"))

@bot.app("/stream")
def stream(message):
    read, write = os.pipe()
    os.write(write, b"streamed")
    os.close(write)
    return message.answer_document(scaletg.InputFile(open(read, "rb"), "x.bin"))

@bot.app("/broken")
def broken(message):
    raise ValueError("secret detail")

@bot.app("/later")
def later(message):
    raise scaletg.Retry(7)

@bot.app(fallback=True, when=lambda message: message.text != "/broken")
def echo(message):
    return message.text

@bot.app(on=[kind for kind in scaletg.schema.kinds if kind != "message"])
def others(update, event, chat=None, user=None):
    repr(event), repr(chat), repr(user)
    return ""

started = threading.Event()

application = bot.wsgi

slashed = bottle.Bottle()
slashed.mount("/bots/", scaletg.host(bot))  # an application of its own: Bottle changes what it mounts

plain = bottle.Bottle()
if sys.argv[1:] == ["plain"]:
    plain.mount("/bots", bot.wsgi)  # Bottle warns of it: see its documentation

def flask():
    from flask import Flask
    from werkzeug.middleware.dispatcher import DispatcherMiddleware
    app = Flask("test")
    app.get("/")(lambda: "Flask")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {{"/bots": bot.wsgi}})
    return app

def serve(app):
    from wsgiref.simple_server import make_server
    server = make_server("127.0.0.1", 0, app)
    print(f"Listening at: http://127.0.0.1:{{server.server_port}}", file=sys.stderr, flush=True)
    server.serve_forever()

if __name__ == "__main__":
    serve({{"wsgiref": bot.wsgi, "plain": plain, "slashed": slashed}}[sys.argv[1]])
'''

GUNICORN = ["-m", "gunicorn", "--bind=127.0.0.1:0", "--workers=1", "--no-control-socket"]
# name -> the command, and where the bot is mounted
SERVERS = {
    "gunicorn": ([*GUNICORN, "--threads=4", "served_bot:bot"], ""),
    "gunicorn, one thread": ([*GUNICORN, "served_bot:application"], ""),
    "gunicorn and Flask": ([*GUNICORN, "--threads=4", "served_bot:flask()"], "/bots"),
    "gunicorn and Bottle with a slash": ([*GUNICORN, "--threads=4", "served_bot:slashed"], "/bots"),
    "wsgiref": (["served_bot.py", "wsgiref"], ""),
    "wsgiref and Bottle with a slash": (["served_bot.py", "slashed"], "/bots"),
    "wsgiref and Bottle without": (["served_bot.py", "plain"], "/bots"),
}


class Served(NamedTuple):
    """A bot behind a server."""

    name: str
    port: int
    path: str
    counted: Path
    log: Path

    def request(self, method: str, path: str, body: Any = None, headers: Any = HEADERS, **options: Any) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers, **options)
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def post(self, update: Any, **options: Any) -> Any:
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        return self.request("POST", self.path, body, **options)

    def say(self, text: str, **options: Any) -> Any:
        return self.post(samples.update(text=text), **options)

    def raw(self, data: bytes) -> bytes:
        """Send bytes, end the sending side, and return what comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture(scope="module", params=SERVERS)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    command, prefix = SERVERS[request.param]
    folder = tmp_path_factory.mktemp("served")
    (folder / "served_bot.py").write_text(BOT)
    log = folder / "log"
    environment = {**os.environ, "COUNT_FILE": str(folder / "count"), "PYTHONPATH": str(Path(scaletg.__file__).parent)}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment, stderr=stream, stdout=stream
        )
    try:
        port = _wait_for_port(process, log)
        yield Served(request.param, port, prefix + scaletg.Bot(TOKEN).webhook_path, folder / "count", log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for_port(process: subprocess.Popen[bytes], log: Path) -> int:
    for _ in range(600):
        found = re.search(r"Listening at: http://127.0.0.1:(\d+)", log.read_text())
        if found:
            return int(found[1])
        if process.poll() is not None:
            break
        threading.Event().wait(0.05)
    raise AssertionError(f"the server did not start: {log.read_text()}")


def test_a_text_is_answered(served):
    status, headers, body = served.say("é 🎲")
    assert (status, headers["Content-Type"], headers["Content-Length"]) == (200, "application/json", str(len(body)))
    assert json.loads(body) == {"method": "sendMessage", "chat_id": 42, "text": "é 🎲"}


@pytest.mark.parametrize("depth", [0, 2])
def test_updates_of_every_kind_are_taken(served, depth):
    for kind in scaletg.schema.usual_kinds:
        update = {"update_id": samples.update()["update_id"], kind: samples.complete(scaletg.schema.kinds[kind], depth)}
        assert served.post(update)[0] == 200, kind


@pytest.mark.parametrize(
    "body, status",
    [
        (b"", 400),
        (b"{", 400),
        (b'{"update_id": ' + b"9" * 5000 + b"}", 400),
        (b"[" * 100_000, 400),
        (b"\xff", 400),
        (b'{"update_id": 1}' + b" " * (scaletg.MAX_BODY - 16), 200),
        (b'{"update_id": 2}' + b" " * (scaletg.MAX_BODY + 100_000), 413),
    ],
    ids=range(7),
)
def test_hostile_bodies_get_the_answer_that_was_chosen(served, body, status):
    try:
        assert served.post(body)[0] == status
    except (BrokenPipeError, ConnectionResetError):
        assert status == 413  # the server closed the connection before everything was sent


def test_what_is_no_delivery_is_refused(served):
    secret = {name: "wrong" for name in HEADERS if name != "Content-Type"}
    body = b'{"update_id": 1}'
    assert served.post(body, headers={**HEADERS, **secret})[0] == 403
    assert served.post(body, headers={**HEADERS, "Content-Type": "text/plain"})[0] == 415
    assert served.request("GET", served.path)[0] == 405
    assert served.request("POST", served.path + "/x", body)[0] == 404
    assert served.request("GET", served.path.rpartition("/telegram/")[0] + "/health")[0] == 200


def test_a_chunked_body_is_taken_where_the_server_knows_its_end(served):
    body = json.dumps(samples.update(text="chunked")).encode()
    chunks = iter([body[:20], body[20:]])
    headers = {**HEADERS, "Transfer-Encoding": "chunked"}
    try:
        status, _, answer = served.request("POST", served.path, chunks, headers, encode_chunked=True)
    except (BrokenPipeError, ConnectionResetError):
        status, answer = 400, b""  # the server closed the connection before everything was sent
    if "gunicorn" in served.name:
        assert (status, json.loads(answer)["text"]) == (200, "chunked")
    else:
        assert status == 400


def test_a_body_that_ends_early_is_refused(served):
    head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    request = f"POST {served.path} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 500\r\n\r\n" + '{"update_id": 1'
    answer = served.raw(request.encode())
    assert answer == b"" or b" 400 " in answer.split(b"\r\n")[0]


def test_files_travel_in_the_answer(served):
    for text, content in (("/file", b"x" * 300_000), ("/stream", b"streamed")):
        status, headers, body = served.say(text)
        assert (status, headers["Content-Length"]) == (200, str(len(body)))
        assert headers["Content-Type"].startswith("multipart/form-data; boundary=")
        assert content in body and b'name="method"\r\n\r\nsendDocument\r\n' in body


def test_no_error_shows_to_the_outside(served):
    status, _, body = served.say("/broken")
    assert (status, body) == (200, b"")
    assert "ValueError: secret detail" in served.log.read_text()


def test_retry_is_a_503_with_the_seconds(served):
    status, headers, _ = served.say("/later")
    assert (status, headers["Retry-After"]) == (503, "7")


def test_deliveries_at_the_same_time_are_processed_once(served):
    update = samples.update(text="/count")
    before = served.counted.read_text() if served.counted.exists() else ""
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(served.post(update))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer[0] for answer in answers} <= {200, 503}
    assert len({answer[2] for answer in answers if answer[0] == 200}) == 1
    assert served.counted.read_text() == before + "x"


@pytest.mark.parametrize("served", [name for name in SERVERS if "--threads=4" in SERVERS[name][0]], indirect=True)
def test_a_delivery_while_the_first_one_runs_is_a_503(served):
    update = samples.update(text="/wait")
    waiting = Path(f"{served.counted}.waiting")
    waiting.unlink(missing_ok=True)
    first: list[Any] = []
    thread = threading.Thread(target=lambda: first.append(served.post(update)))
    thread.start()
    while not waiting.exists():
        threading.Event().wait(0.01)
    status, headers, _ = served.post(update)
    served.say("/count")  # lets the first one go on
    thread.join()
    assert (status, headers["Retry-After"]) == (503, "1")
    assert json.loads(first[0][2])["text"] == "waited"
    assert served.post(update)[2] == first[0][2]


def test_the_server_is_still_there_and_logged_no_fault_of_ours(served):
    assert json.loads(served.say("last")[2])["text"] == "last"
    log = served.log.read_text()
    last_lines = re.findall("^ValueError: secret detail$", log, re.MULTILINE)  # of the app's tracebacks
    assert log.count("Traceback") == len(last_lines)
