"""A page that shows a queue, behind a password. It changes nothing, and shows nothing that people have written.

application = status_page(queue_of(bot).engine, password)     # WSGI, to be mounted or served by itself
"""

from __future__ import annotations

import base64
import hmac
import logging
from collections.abc import Callable, Iterable
from html import escape
from itertools import islice
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import scaletg
from scaletg_contrib.queues.contract import Engine, Status
from scaletg_contrib.queues.errors import QueueError
from scaletg_contrib.queues.showing import Rates, show_letter

__all__ = ["serve_page", "status_page"]

REFRESH_SECONDS = 2
MOST_ROWS = 20
LEAST_PASSWORD = 8  # characters

log = logging.getLogger("scaletg.queues")

# The colours and the shapes of the playground.
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="{refresh}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{depth} waiting</title>
<style>
:root {{ color-scheme: light dark; --page: #eef1f6; --panel: #fff; --line: #dfe4ec; --text: #17202c; --soft: #5c6878;
  --bad: #b3261e; --shadow: 0 1px 2px rgb(20 40 70 / 14%); }}
@media (prefers-color-scheme: dark) {{ :root {{ --page: #0f141b; --panel: #18202a; --line: #2b3644; --text: #e8edf4;
  --soft: #9aa8b8; --bad: #ff9a91; --shadow: 0 1px 2px rgb(0 0 0 / 40%); }} }}
body {{ margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.42 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }}
header {{ padding: 8px 14px; background: var(--panel); border-bottom: 1px solid var(--line); }}
h1 {{ font-size: 16px; margin: 0; }} h2 {{ font-size: 13px; color: var(--soft); margin: 18px 0 6px; }}
main {{ max-width: 960px; margin: 0 auto; padding: 14px; }}
dl {{ display: flex; flex-wrap: wrap; gap: 10px; margin: 0; }}
dl div {{ background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 8px 14px;
  box-shadow: var(--shadow); min-width: 110px; }}
dt {{ color: var(--soft); font-size: 12px; }} dd {{ margin: 0; font-size: 20px; font-variant-numeric: tabular-nums; }}
table {{ border-collapse: collapse; width: 100%; background: var(--panel); border: 1px solid var(--line); }}
th, td {{ text-align: left; padding: 5px 10px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }}
th {{ font-size: 12px; color: var(--soft); }} p.bad {{ color: var(--bad); }}
</style>
</head>
<body>
<header><h1>Queue</h1></header>
<main>{content}</main>
</body>
</html>
"""


def status_page(engine: Engine, password: str) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Return the page as a WSGI application. The browser asks for the password; any name does.

    Raises `ConfigError` for a password of less than eight characters.
    """
    if len(password) < LEAST_PASSWORD:
        raise scaletg.ConfigError(
            f"the password of the page has fewer than {LEAST_PASSWORD} characters: choose a longer one"
        )
    rates = Rates()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not _is_password(environ.get("HTTP_AUTHORIZATION", ""), password):
            asks = [("WWW-Authenticate", 'Basic realm="queue", charset="UTF-8"')]
            return _answer(start_response, "401 Unauthorized", "The page needs a password.", *asks)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _answer(start_response, "405 Method Not Allowed", "This page is read-only.", ("Allow", "GET, HEAD"))
        try:
            status = engine.status()
            letters = [show_letter(letter) for letter in islice(engine.dead(), MOST_ROWS)]
        except QueueError as error:
            log.warning("%s", error)
            return _answer(start_response, "503 Service Unavailable", "The queue cannot be reached: see the log.")
        shown = PAGE.format(
            refresh=REFRESH_SECONDS, depth=status.depth, content=_content(status, rates.of(status), letters)
        )
        return _answer(start_response, "200 OK", shown)

    return application


def _is_password(header: str, password: str) -> bool:
    kind, _, value = header.partition(" ")
    try:
        given = base64.b64decode(value, validate=True).partition(b":")[2]
    except ValueError:
        return False
    return kind.lower() == "basic" and hmac.compare_digest(given, password.encode())


def _answer(start_response: Any, status: str, text: str, *headers: tuple[str, str]) -> list[bytes]:
    body = text.encode()
    kind = "text/html" if text.startswith("<") else "text/plain"
    start_response(
        status,
        [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            *headers,
        ],
    )
    return [body]


def _content(status: Status, rates: tuple[float, float] | None, letters: list[str]) -> str:
    figures = {
        "waiting": str(status.depth),
        "the oldest": f"{status.oldest_seconds:.1f} s",
        "taken in": str(status.taken_in),
        "finished": str(status.finished),
        "redelivered": str(status.redelivered),
        "dead": str(status.dead),
    }
    if rates is not None:
        figures["in a second"], figures["done a second"] = (f"{rate:.1f}" for rate in rates)
    shown = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    workers = [
        (one.name, f"{one.busy} of {one.threads}", *one[3:5], f"{one.seen_seconds:.0f} s ago") for one in status.workers
    ]
    partitions = sorted(status.by_partition.items(), key=_depth, reverse=True)
    parts = [
        f"<dl>{shown}</dl>",
        _table("Workers", ("name", "threads busy", "finished", "redelivered", "seen"), workers),
        _table("Bots", ("bot", "waiting"), sorted(status.by_bot.items())),
        _table("Partitions", ("partition", "waiting"), partitions),
        _table("Dead letters, the oldest first", ("update, time, reason",), [(letter,) for letter in letters]),
    ]
    if not status.workers:
        parts.insert(1, '<p class="bad">No worker: start one with <code>scaletg worker</code></p>')
    return "".join(parts)


def _depth(item: tuple[str, int]) -> int:
    return item[1]


def _table(title: str, names: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in islice(rows, MOST_ROWS)]
    if not lines:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<h2>{title}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    timeout = 30

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Write no line for each look."""


def serve_page(engine: Engine, password: str, host: str, port: int) -> None:
    """Serve the page until Ctrl-C."""
    with make_server(host, port, status_page(engine, password), _Server, _Handler) as server:
        log.info("the queue is shown at http://%s:%s; Ctrl-C ends it", host, server.server_port)
        server.serve_forever()
