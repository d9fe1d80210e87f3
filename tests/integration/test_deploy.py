"""The files of examples/deploy, started as they are but for their folders and ports."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from engines import wait_for
from servers import Missing, free_port, or_skip

import samples
from fake_telegram import FakeTelegram
from programs import ROOT, running, write
from scaletg_contrib.queues import open_queue
from scaletg_contrib.stores import open_store
from talking import TOKEN

DEPLOY = ROOT / "examples" / "deploy"
BIN = Path(sys.executable).parent
BOT = """
import os
import scaletg
from scaletg_contrib.sessions import Sessions

bot = scaletg.Bot(base_url=os.environ["API"], username="test_bot", secret_token="", webhook_path="/hook")
bot.load(Sessions())


@bot.app
def count(message, session):
    session["count"] = session.get("count", 0) + 1
    return f"{message.chat.id}: {session['count']}"
"""


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as started:
        yield started


def command_of(unit: str, port: int = 0) -> list[str]:
    """Return what a unit of systemd starts."""
    found = re.search(r"^ExecStart=(.*)$", (DEPLOY / unit).read_text(), re.MULTILINE)
    assert found is not None
    return found[1].replace("/srv/bot/.venv/bin", str(BIN)).replace("%i", str(port)).split()


def environ_of(folder: Path, telegram: FakeTelegram, has_queue: bool) -> dict[str, str]:
    """Return what the environment file sets, with and without the queue."""
    lines = (DEPLOY / "environment").read_text().replace("/srv/bot", str(folder)).splitlines()
    environ = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    if not has_queue:
        del environ["SCALETG_QUEUE"]
    return {**environ, "API": telegram.url, "TELEGRAM_BOT_TOKEN": TOKEN}


def nginx_of(folder: Path, port: int, machines: list[int]) -> list[str]:
    """Write the configuration of nginx around examples/deploy/nginx.conf, and return what starts it."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        or_skip(Missing("nginx is not installed (nginx-light)"))
    site = (DEPLOY / "nginx.conf").read_text()
    for written, used in zip(("8080", "8081", "8082"), (port, *machines), strict=True):
        site = site.replace(f"127.0.0.1:{written}", f"127.0.0.1:{used}")
    folders = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "uwsgi", "fastcgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    write(
        folder,
        {
            "site.conf": site,
            "nginx.conf": f"{user}\ndaemon off;\npid {folder}/nginx.pid;\nerror_log stderr;\nevents {{ }}\n"
            f"http {{\naccess_log off;\n{folders}include {folder}/site.conf;\n}}\n",
        },
    )
    return [str(program), "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def post(port: int, number: int, chat: int) -> tuple[int, str]:
    user = {**samples.USER, "id": chat}
    message = {**samples.message("hello", {"id": chat, "type": "private"}), "from": user}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json"}
    try:
        connection.request("POST", "/hook", json.dumps({"update_id": number, "message": message}), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def get(port: int, path: str) -> int:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


class Chats:
    """Ten chats: each sends its next update when the one before was accepted."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._stopped = threading.Event()
        self.accepted: dict[int, list[str]] = {chat: [] for chat in range(1, 11)}
        self._threads = [threading.Thread(target=self._send, args=(chat,)) for chat in self.accepted]
        for thread in self._threads:
            thread.start()

    @property
    def count(self) -> int:
        return sum(map(len, self.accepted.values()))

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(60)

    def _send(self, chat: int) -> None:
        number = chat * 100_000
        while not self._stopped.is_set():
            number += 1
            status, body = 0, ""
            while status != 200:
                status, body = post(self._port, number, chat)
            self.accepted[chat].append(body)


@pytest.mark.parametrize("has_queue", [False, True], ids=["without a queue", "with a queue"])
def test_two_machines_behind_nginx_of_which_one_dies(has_queue: bool, telegram: FakeTelegram, tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": BOT})
    port, first, second = free_port(), free_port(), free_port()
    environ = environ_of(tmp_path, telegram, has_queue)
    worker = command_of("bot-worker.service") if has_queue else ["sleep", "1000"]
    with (
        running(*command_of("bot-web@.service", first), cwd=tmp_path, **environ) as one,
        running(*command_of("bot-web@.service", second), cwd=tmp_path, **environ),
        running(*worker, cwd=tmp_path, **environ),
        running(*nginx_of(tmp_path, port, [first, second]), cwd=tmp_path),
    ):
        wait_for(lambda: get(first, "/ready") == get(second, "/ready") == 200)
        wait_for(lambda: get(port, "/ready") == 200)
        chats = Chats(port)
        wait_for(lambda: chats.count >= 60)
        os.killpg(one.process.pid, signal.SIGKILL)
        died = chats.count
        wait_for(lambda: chats.count >= died + 60)
        chats.stop()
        if has_queue:
            engine = open_queue(environ["SCALETG_QUEUE"])
            wait_for(lambda: engine.status().depth == 0)
            engine.close()
    expected = {chat: [f"{chat}: {number + 1}" for number in range(len(sent))] for chat, sent in chats.accepted.items()}
    assert texts_of(chats, telegram, has_queue) == expected


def texts_of(chats: Chats, telegram: FakeTelegram, has_queue: bool) -> dict[int, list[str]]:
    """Return the replies of each chat in order: in the responses of the webhook, or by calls."""
    found: dict[int, list[str]] = {chat: [] for chat in chats.accepted}
    if has_queue:
        for call in telegram.of("sendMessage"):
            found[call.parameters["chat_id"]].append(call.parameters["text"])
        return found
    return {chat: [json.loads(body)["text"] for body in bodies] for chat, bodies in chats.accepted.items()}


def test_the_container_runs_what_the_units_run() -> None:
    composed = (DEPLOY / "compose.yaml").read_text()
    commands = re.findall(r"^    command: (.*)$", composed, re.MULTILINE)
    started = [" ".join(command_of(unit, 8080)) for unit in ("bot-web@.service", "bot-worker.service")]
    started = [command.replace(f"{BIN}/", "").replace("127.0.0.1:", "0.0.0.0:") for command in started]
    assert commands == [started[0], started[1].replace(" --processes 2", "")]
    assert "stop_grace_period: 40s" in composed
    for unit in ("bot-web@.service", "bot-worker.service"):
        assert "TimeoutStopSec=40" in (DEPLOY / unit).read_text()


@pytest.mark.parametrize("file", ["compose.yaml", "compose-nats.yaml", "compose-postgresql.yaml"])
def test_what_is_composed_fits_together(file: str) -> None:
    """Docker is not needed: the services, their volumes, and the addresses that they name are there."""
    composed = yaml.safe_load((DEPLOY / file).read_text())
    services = composed["services"]
    assert {"web", "worker"} <= set(services)
    for service in services.values():
        assert "image" in service or service["build"] == "."
        assert service["restart"] == "always"
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in composed["volumes"] or (DEPLOY / source).is_file()
    assert services["web"]["environment"] == services["worker"]["environment"]
    environment = services["web"]["environment"]
    queue = open_queue(environment["SCALETG_QUEUE"])  # which reads the address, and connects at its first use
    store = open_store(environment["SCALETG_STORE"])
    for opened in (environment["SCALETG_QUEUE"], environment["SCALETG_STORE"]):
        assert urlsplit(opened).hostname in {None, *services}
    queue.close()
    store.close()


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd here")
    for unit in ("bot-web@.service", "bot-worker.service"):
        text = (DEPLOY / unit).read_text().replace("/srv/bot/.venv/bin/", f"{BIN}/").replace("/srv/bot", str(tmp_path))
        write(tmp_path, {unit: text.replace("User=bot", "User=root")})
        checked = subprocess.run([program, "verify", str(tmp_path / unit)], capture_output=True, text=True, timeout=60)
        assert unit not in checked.stderr, checked.stderr
