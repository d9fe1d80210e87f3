"""Behind a real server: granian with one worker process, whose CPU time counts, and an app that reads three fields.

Other servers are written in Python, and take most of the time themselves: gunicorn and waitress hide what is behind.
"""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from servers import free_port

from benchmarks.bots import HEADERS, make_body, typed_bot
from benchmarks.harness import Figure, Missing, cpu_seconds, python, started, summary
from benchmarks.wsgi import bare_bottle

LIMIT = 0.90
PATH = "/webhook"
START_SECONDS = 60


def scaletg_application() -> Any:
    """Return what one of the two servers serves."""
    bot = typed_bot(1)
    bot.webhook_path = PATH
    return bot.wsgi


def bare_application() -> Any:
    """Return what the other one serves."""
    return bare_bottle(PATH)


class Served:
    """A server with one application, and a connection to it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                self.connection.connect()
                break
            except ConnectionRefusedError:
                if process.poll() is not None or time.monotonic() > give_up:
                    raise SystemExit("granian did not start") from None
                time.sleep(0.05)
        self.post(make_body("message", 1))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        self.pids = [process.pid, *map(int, children)]

    def post(self, body: bytes) -> None:
        self.connection.request("POST", PATH, body, HEADERS)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != 200 or b"sendMessage" not in answer:
            raise SystemExit(f"A side of the granian benchmark answered {response.status}: {answer[:200]!r}")

    def spent(self, bodies: list[bytes]) -> float:
        """Return the CPU seconds that the server takes for one of these requests."""
        before = sum(map(cpu_seconds, self.pids))
        for body in bodies:
            self.post(body)
        return (sum(map(cpu_seconds, self.pids)) - before) / len(bodies)


def measure(quick: bool) -> Iterator[Figure]:
    if importlib.util.find_spec("granian") is None:
        raise Missing("granian is not installed: pip install granian")
    windows, requests = (4, 50) if quick else (80, 50)  # short ones: what else the machine does then meets both
    with contextlib.ExitStack() as stack:
        work = stack.enter_context(served("scaletg_application"))
        floor = stack.enter_context(served("bare_application"))
        pairs = []
        for number in range(-1, windows):
            bodies = [make_body("message", 1) for _ in range(requests)]
            pair = (work.spent(bodies), floor.spent(bodies))
            if number >= 0:
                pairs.append(pair)
    ratio, cost, base = summary(pairs)
    yield Figure("one request", ratio, limit=LIMIT, cost=cost, floor=base)


@contextlib.contextmanager
def served(factory: str) -> Iterator[Served]:
    port = free_port()
    command = python("-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "1")
    command += ("--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "error")
    with started(*command, "--factory", f"benchmarks.granian:{factory}") as process:
        one = Served(process, port)
        try:
            yield one
        finally:
            one.connection.close()
