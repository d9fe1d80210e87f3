"""Real WSGI servers that are ended or killed while a bot works, or whose app exits: Telegram hears nothing wrong."""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from servers import Missing, free_port, or_skip

import samples
import scaletg
from programs import PYTHON, Program, write

TOKEN = "123456:AAHq-test-token-for-the-suite"
HEADERS = {"Content-Type": "application/json", scaletg._SECRET_HEADER: scaletg.Bot(TOKEN).secret_token}
PATH = scaletg.Bot(TOKEN).webhook_path
PATIENCE = 180.0

BOT = f'''
import os, pathlib, sys, time
import scaletg
from scaletg_contrib.conversations import Conversations, ask, once
from scaletg_contrib.menus import Menus
from scaletg_contrib.sessions import Sessions

HERE = pathlib.Path(__file__).parent
bot = scaletg.Bot("{TOKEN}", username="served_bot", store=f"sqlite:///{{HERE}}/bot.db")
talks, menus = Conversations(), Menus()

try:
    from gevent.monkey import get_original
    sleep_without_others = get_original("time", "sleep")
except ImportError:
    sleep_without_others = time.sleep


def note(text):
    with open(HERE / "notes", "a") as file:
        file.write(text + "\\n")


@bot.app("/pid")
def pid():
    return str(os.getpid())


@bot.app("/wait <number:int>")
def wait(number):
    note(f"wait {{number}}")
    while not (HERE / "go").exists():
        time.sleep(0.01)
    return f"waited {{number}}"


@bot.app("/block <number:int>")
def block(number):
    note(f"block {{number}}")
    while not (HERE / "go").exists():
        sleep_without_others(0.01)
    return f"blocked {{number}}"


# Places in which an author's code may exit #####


def leave(*_):
    sys.exit(3)


@bot.app("/exit app")
def from_app(message):
    leave()


@bot.app("/exit generator")
def from_generator(message):
    leave()
    yield "never"


@bot.app("/exit expression")
def from_expression(message):
    return (leave() for _ in range(2))


@bot.module
def before():
    leave()


@bot.app("/exit before")
def from_before(message, before):
    return "never"


@bot.module
def after():
    yield "a value"
    leave()


@bot.app("/exit after")
def from_after(message, after):
    return "never"


@bot.module(scope="bot")
def of_the_bot():
    leave()


@bot.app("/exit bot")
def from_bot(message, of_the_bot):
    return "never"


@bot.module(autouse=True)
def gate(message):
    if message.text == "/exit gate":
        leave()


@bot.app("/exit gate")
def from_gate(message):
    return "never"


@bot.app("/exit predicate", when=lambda message: leave())
def from_predicate(message):
    return "never"


@bot.app("/exit handler")
def from_handler(message):
    raise LookupError


@bot.error(LookupError)
def handle(error):
    leave()


@bot.app("/exit dead")
def from_dead(message):
    raise ArithmeticError


def dead_letter(update, error):
    leave()


bot.dead_letter = dead_letter


def key_of(update):
    if update.message.text == "/exit key":
        leave()
    return "all"


bot.load(Sessions(key=key_of))


@bot.app("/exit key")
def from_key(message, session):
    session["a"] = 1
    return "never"


@talks.conversation("/exit conversation")
def converse():
    leave()
    yield ask("never")


@talks.conversation("/exit once")
def converse_once():
    yield once(leave)
    yield ask("never")


@menus.menu("/exit menu")
def show(menu):
    leave()


bot.load(talks)
bot.load(menus)
application = bot.wsgi
'''
PLACES = (
    *("app", "generator", "expression", "before", "after", "bot", "gate", "predicate", "handler", "dead", "key"),
    *("conversation", "once", "menu"),
)


# The servers #################################################################


class Server:
    """A server that serves the bot with one worker process; it can be started again and again."""

    #: How it is ended: the name of a signal, and to whom it goes, to the main process or to the worker.
    ends: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.programs: list[Program] = []
        for need in self.needs:
            if shutil.which(need, path=search_path()) is None and importlib.util.find_spec(need) is None:
                or_skip(Missing(f"{need} is not installed: see `dev` in setup.py, and the packages in .ci/run"))
        write(folder, {"served_bot.py": BOT})

    def commands(self) -> list[list[str]]:
        """Return the command lines; the last one runs the bot."""
        raise NotImplementedError

    def start(self) -> None:
        self.stop()
        for command in self.commands():
            self.programs.append(Program(*command, cwd=self.folder, PATH=search_path()))
        wait_until(lambda: (self.say("/pid") or (0, ""))[0] == 200, self)

    def stop(self) -> None:
        while self.programs:
            self.programs.pop().kill()

    @property
    def main(self) -> Program:
        return self.programs[-1]

    def output(self) -> str:
        return "\n".join(program.output for program in self.programs)

    def post(self, update: dict[str, Any]) -> tuple[int, str] | None:
        """Deliver an update; return the status and the text of the reply, or `None` if the connection broke."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", PATH, json.dumps(update), HEADERS)
            response = connection.getresponse()
            body = response.read()
            has_reply = response.status == 200 and body
            return response.status, json.loads(body)["text"] if has_reply else ""
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def say(self, text: str) -> tuple[int, str] | None:
        return self.post(samples.update(text=text))

    def worker_pid(self) -> int:
        answer = self.say("/pid")
        assert answer is not None and answer[0] == 200, (answer, self.output())
        return int(answer[1])


class Gunicorn(Server):
    ends = (
        *(("SIGTERM", "main"), ("SIGINT", "main"), ("SIGQUIT", "main"), ("SIGHUP", "main")),
        *(("SIGTERM", "worker"), ("SIGQUIT", "worker"), ("SIGABRT", "worker"), ("SIGKILL", "worker")),
    )

    def commands(self) -> list[list[str]]:
        common = [
            "--workers=1",
            "--no-control-socket",
            f"--bind=127.0.0.1:{self.port}",
            "--graceful-timeout=2",
            "--timeout=15",
        ]
        return [[PYTHON, "-m", "gunicorn", *common, *self.options, "served_bot:bot"]]


class GunicornThreads(Gunicorn):
    options = ("--threads=4",)


class GunicornGevent(Gunicorn):
    options = ("--worker-class=gevent",)
    needs = ("gevent",)


class Waitress(Server):
    ends = (("SIGTERM", "main"), ("SIGINT", "main"), ("SIGKILL", "main"))

    def commands(self) -> list[list[str]]:
        code = f"import waitress, served_bot; waitress.serve(served_bot.bot, listen='127.0.0.1:{self.port}')"
        return [[PYTHON, "-c", code]]


class Granian(Server):
    ends = (("SIGTERM", "main"), ("SIGINT", "main"), ("SIGKILL", "worker"))
    needs = ("granian",)

    def commands(self) -> list[list[str]]:
        options = ["--interface=wsgi", "--host=127.0.0.1", f"--port={self.port}", "--respawn-failed-workers"]
        options.append("--workers-kill-timeout=2")
        return [["granian", *options, "--blocking-threads=4", "served_bot:application"]]


NGINX = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/bodies;
  uwsgi_temp_path {folder}/uwsgi;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      include /etc/nginx/uwsgi_params;
      uwsgi_pass 127.0.0.1:{behind};
    }}
  }}
}}
"""


class UwsgiBehindNginx(Server):
    ends = (("SIGTERM", "main"), ("SIGINT", "main"), ("SIGQUIT", "main"), ("SIGHUP", "main"), ("SIGKILL", "worker"))
    needs = ("uwsgi", "nginx")

    def commands(self) -> list[list[str]]:
        user = "user root;" if os.getuid() == 0 else ""  # else its workers may not read in the folders of tests
        behind = free_port()
        nginx = NGINX.format(user=user, folder=self.folder, port=self.port, behind=behind)
        write(self.folder, {"nginx.conf": nginx})
        uwsgi = [
            *("uwsgi", "--master", "--processes=1", "--threads=4", "--enable-threads", "--die-on-term"),
            *("--worker-reload-mercy=2", f"--socket=127.0.0.1:{behind}", "--module=served_bot:application"),
            *("--virtualenv", sys.prefix, *self.options),
        ]
        return [["nginx", "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)], uwsgi]


def search_path() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin"])


def wait_until(condition: Callable[[], Any], server: Server) -> None:
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, server.output()
        time.sleep(0.02)


SERVERS = {
    "gunicorn": Gunicorn,
    "gunicorn with threads": GunicornThreads,
    "gunicorn with gevent": GunicornGevent,
    "waitress": Waitress,
    "granian": Granian,
    "uWSGI behind nginx": UwsgiBehindNginx,
}


@contextlib.contextmanager
def serving(name: str, folder: Path) -> Iterator[Server]:
    server = SERVERS[name](folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()


# What must hold ##############################################################


@pytest.mark.parametrize("name", SERVERS)
def test_an_exit_in_any_place_is_a_failure_and_not_the_end_of_a_server(name: str, tmp_path: Path) -> None:
    with serving(name, tmp_path) as server:
        pid = server.worker_pid()
        answers = {place: server.say(f"/exit {place}") for place in PLACES}
        assert answers == dict.fromkeys(PLACES, (200, "")), server.output()
        assert server.worker_pid() == pid
        wait_until(lambda: server.output().count("sys.exit(3) was called") >= len(PLACES), server)


class Delivery(threading.Thread):
    """One delivery of an update, for whose answer nobody waits yet."""

    def __init__(self, server: Server, update: dict[str, Any]) -> None:
        super().__init__()
        self.server, self.update = server, update
        self.answer: tuple[int, str] | None = None
        self.start()

    def run(self) -> None:
        self.answer = self.server.post(self.update)


def notes(folder: Path) -> list[str]:
    path = folder / "notes"
    return path.read_text().splitlines() if path.exists() else []


def deliver_until_done(server: Server, update: dict[str, Any]) -> str:
    """Deliver an update as Telegram does, to a server that is started again if it has ended; return the reply."""
    (server.folder / "go").touch()
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if server.main.process.poll() is not None:
            server.start()
        answer = server.post(update)
        if answer is not None and answer[0] == 200:
            return answer[1]
        time.sleep(0.1)
    raise AssertionError(f"the update was never answered: {server.output()}")


CASES = [
    (name, number, whom, how)
    for name, server in SERVERS.items()
    for number, whom in server.ends
    for how in (("hanging", "finishing") if whom == "main" else ("hanging",))
]


@pytest.mark.parametrize(("name", "number", "whom", "how"), CASES)
def test_a_server_that_is_ended_loses_no_update(name: str, number: str, whom: str, how: str, tmp_path: Path) -> None:
    """The app hangs until Telegram has its answer, or it finishes when the signal has been sent."""
    with serving(name, tmp_path) as server:
        pid = server.worker_pid() if whom == "worker" else server.main.process.pid
        update = samples.update(text="/wait 1")
        delivery = Delivery(server, update)
        wait_until(lambda: notes(tmp_path), server)
        os.kill(pid, getattr(signal, number))
        if how == "finishing":
            (tmp_path / "go").touch()
        delivery.join(PATIENCE)
        first = delivery.answer
        assert first is None or first[0] != 200 or first[1] == "waited 1", (first, server.output())
        assert deliver_until_done(server, update) == "waited 1"


# Long enough for a busy machine to start a worker and to answer the second delivery.
TIME_OUTS = {
    "gunicorn": ("--timeout=10", "WORKER TIMEOUT"),
    "gunicorn with gevent": ("--timeout=10", "WORKER TIMEOUT"),
    "uWSGI behind nginx": ("--harakiri=10", "HARAKIRI"),
}


@pytest.mark.parametrize("name", TIME_OUTS)
def test_a_worker_that_takes_too_long_loses_no_update(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    option, line = TIME_OUTS[name]
    monkeypatch.setattr(SERVERS[name], "options", (*SERVERS[name].options, option))
    with serving(name, tmp_path) as server:
        update = samples.update(text="/block 1")
        delivery = Delivery(server, update)
        delivery.join(PATIENCE)
        wait_until(lambda: line in server.output(), server)
        first = delivery.answer
        assert first is None or first[0] != 200, (first, server.output())
        assert deliver_until_done(server, update) == "blocked 1"


@pytest.mark.parametrize("name", SERVERS)
def test_a_refused_request_gets_its_answer_though_nobody_has_read_its_body(name: str, tmp_path: Path) -> None:
    with serving(name, tmp_path) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        wrong = {**HEADERS, scaletg._SECRET_HEADER: "wrong"}
        connection.request("POST", PATH, b"[" * (scaletg.MAX_BODY // 2), wrong)
        assert connection.getresponse().status == 403, server.output()
        connection.close()
        assert server.worker_pid()
