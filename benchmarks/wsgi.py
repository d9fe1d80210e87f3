"""One WSGI call with an app that reads three fields."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import bottle

from benchmarks.bots import SECRET, bodies_of, make_body, read_message, typed_bot
from benchmarks.harness import Case, Figure, check_same, compare

LIMIT = 0.72


def measure(quick: bool) -> Iterator[Figure]:
    for name, (ratio, cost, floor) in compare({"one WSGI call": make_case()}, 3 if quick else 41).items():
        yield Figure(name, ratio, limit=LIMIT, cost=cost, floor=floor)


def make_case() -> Case:
    bot = typed_bot(1)
    path = bot.webhook_path
    work, floor = request_with(bot.wsgi), request_with(bare_bottle(path))
    body = make_body("message", 1)
    check_same(json.loads(work(environ_of(body, path))), json.loads(floor(environ_of(body, path))))

    def make(count: int) -> list[dict[str, Any]]:
        return [environ_of(body, path) for body in bodies_of("message", 1)(count)]

    return Case(make, work, floor, make)  # an environment is used up by one call, so each side has its own


def bare_bottle(path: str) -> bottle.Bottle:
    """Return a Bottle application that parses the same body and returns a dictionary, without any bot."""
    application = bottle.Bottle()

    @application.post(path)  # type: ignore[untyped-decorator]  # Bottle has no types
    def webhook() -> dict[str, Any]:
        message = bottle.request.json["message"]
        return {"method": "sendMessage", "chat_id": message["chat"]["id"], "text": read_message(message)}

    return application


def environ_of(body: bytes, path: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN": SECRET,
        "HTTP_HOST": "127.0.0.1:8080",
        "HTTP_CONNECTION": "keep-alive",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def request_with(application: Any) -> Callable[[dict[str, Any]], bytes]:
    def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> None:
        if status != "200 OK":
            raise SystemExit(f"A side of the WSGI benchmark answered {status}")

    return lambda environ: b"".join(application(environ, start_response))
