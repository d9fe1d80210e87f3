"""The HTTP faces of the simulator: the Bot API, the files, and the control API; and the threaded server for them.

Part of `scaletg_contrib.simulator`. Bottle routes the requests. The server is a thread per connection, speaks
HTTP/1.1 with connections that stay open, and takes chunked bodies and very long request lines, as clients send them.
"""

from __future__ import annotations

import contextlib
import http.client
import http.server
import io
import json
import logging
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import bottle
from scaletg_contrib.simulator_core import METHODS
from scaletg_contrib.simulator_parameters import Refused, parse_request
from scaletg_contrib.simulator_state import Chat, Data, Message, User, to_json
from scaletg_contrib.simulator_users import ACTIONS, ActionError, signature_of

__all__ = ["Server", "guard", "make_app"]

log = logging.getLogger("scaletg.simulator")

MAX_PARAMETERS = 1024 * 1024
MAX_BODY = 60 * 1024 * 1024
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class ConnectionLost(Exception):
    """The connection is to be closed without an answer."""


###############################################################################
# The Bot API #################################################################
###############################################################################


def make_app(sim: Any) -> bottle.Bottle:
    """Return the WSGI application of a simulator."""
    app = bottle.Bottle()
    app.catchall = False
    for path in ("/bot<token:re:[^/]*>/test/<name:re:[^/]*>", "/bot<token:re:[^/]*>/<name:re:[^/]*>"):
        app.route(path, ["GET", "POST"], _bot_api(sim))
    app.route("/bot<token:re:[^/]*>", ["GET", "POST"], _bot_api(sim))
    for path in ("/file/bot<token:re:[^/]*>/test/<path:path>", "/file/bot<token:re:[^/]*>/<path:path>"):
        app.get(path, callback=_download(sim))
    _Control(sim).install(app)
    app.error_handler[404] = lambda error: _plain(404, {"ok": False, "error_code": 404, "description": "Not Found"})
    app.error_handler[405] = lambda error: _plain(
        501, {"ok": False, "error_code": 501, "description": "Not Implemented"}
    )
    return app


def _bot_api(sim: Any) -> Callable[..., bottle.HTTPResponse]:
    def answer(token: str, name: str = "") -> bottle.HTTPResponse:
        status, data = _call(sim, unquote(token), unquote(name))
        headers = {"Retry-After": str(data["parameters"]["retry_after"])} if status == 429 else {}
        return bottle.HTTPResponse(to_json(data), status, Content_Type="application/json", **headers)

    return answer


def _call(sim: Any, token: str, name: str) -> tuple[int, Data]:
    environ = bottle.request.environ
    try:
        body = _read_body(environ)
        kind, encoding = environ.get("CONTENT_TYPE", ""), environ.get("HTTP_CONTENT_ENCODING", "")
        values, files = parse_request(environ.get("QUERY_STRING", ""), kind, body, encoding)
        if sum(len(str(value)) for value in values.values()) > MAX_PARAMETERS:
            raise Refused("Request Entity Too Large", 413)
        name = name or str(values.get("method", ""))
        data = sim.call(sim.bot_of_token(token), name, values, files)
    except Refused as refused:
        data = refused.to_dict()
    except ConnectionLost:
        raise
    except Exception:
        log.exception("the simulator failed in %s", name)
        data = {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    return (200, data) if data["ok"] else (data["error_code"], data)


def _read_body(environ: Data) -> bytes:
    size = int(environ.get("CONTENT_LENGTH") or 0)
    if size > MAX_BODY:
        raise Refused("Request Entity Too Large", 413)
    body: bytes = environ["wsgi.input"].read(size)
    return body


def _download(sim: Any) -> Callable[..., bottle.HTTPResponse]:
    def answer(token: str, path: str) -> bottle.HTTPResponse:
        try:
            sim.bot_of_token(unquote(token))
            file = sim.file_at(path)
        except Refused as refused:
            return _plain(refused.code, refused.to_dict())
        return bottle.HTTPResponse(file.content, 200, Content_Type="application/octet-stream")

    return answer


def _plain(status: int, data: Any) -> bottle.HTTPResponse:
    return bottle.HTTPResponse(to_json(data), status, Content_Type="application/json")


###############################################################################
# The control API #############################################################
###############################################################################


def guard(environ: Data) -> str | None:
    """Return why a request may not control the simulator, `None` if it may.

    Pages of other sites that the browser has open must not reach it: neither by a request of their own (Origin) nor
    by a name that they point to this machine (Host).
    """
    host = environ.get("HTTP_HOST", "")
    if environ.get("REMOTE_ADDR", "127.0.0.1") in _LOCAL and _name_of(host) not in _LOCAL:
        return f"the Host {host!r} is not this machine"
    origin = environ.get("HTTP_ORIGIN")
    if origin and urlsplit(origin).netloc != host:
        return f"the Origin {origin!r} is another site"
    return None


def _name_of(host: str) -> str:
    return (urlsplit(f"//{host}").hostname or "").lower()


class _Control:
    """The control API: people act, troubles are made, and everything that happened is read back."""

    def __init__(self, sim: Any) -> None:
        self.sim = sim

    def install(self, app: bottle.Bottle) -> None:
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", "/control", self.index),
            ("GET", "/control/", self.index),
            ("GET", "/control/state", self.state),
            ("GET", "/control/chats/<key>", self.chat),
            ("GET", "/control/chats/<key>/messages", self.messages),
            ("GET", "/control/files/<file_id>", self.file),
            ("GET", "/control/events", self.events),
            ("POST", "/control/events", self.add_event),
            ("GET", "/control/queries/<query_id>", self.query),
            ("POST", "/control/do/<name>", self.act),
            ("GET", "/control/trouble", self.troubles),
            ("POST", "/control/trouble", self.trouble),
            ("DELETE", "/control/trouble", self.no_trouble),
            ("POST", "/control/redeliver", self.redeliver),
            ("POST", "/control/clock", self.clock),
            ("GET", "/control/save", self.save),
            ("POST", "/control/load", self.load),
            ("GET", "/control/unsimulated", self.unsimulated),
        ]
        for verb, path, function in routes:
            app.route(path, verb, self._guarded(function))

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def answer(**values: str) -> Any:
            reason = guard(bottle.request.environ)
            if reason:
                return _plain(403, {"ok": False, "error": reason})
            try:
                result = function(**{name: unquote(value) for name, value in values.items()})
            except (Refused, LookupError, TypeError, ValueError, AttributeError) as error:
                what = error.description if isinstance(error, Refused) else f"{error}"
                return _plain(400, {"ok": False, "error": what, "kind": type(error).__name__})
            return result if isinstance(result, bottle.HTTPResponse) else _plain(200, {"ok": True, "result": result})

        return answer

    def _body(self) -> Data:
        body = _read_body(bottle.request.environ)
        try:
            data = json.loads(body) if body.strip() else {}
        except ValueError as error:
            raise ValueError(f"the body is no JSON: {error}") from None
        if b"\\ud" in body.lower():  # half of a surrogate pair is no text, and nobody can send one
            data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        if not isinstance(data, dict):
            raise ValueError("the body must be a JSON object")
        return data

    def index(self) -> Any:
        """List the actions."""
        return {"actions": [signature_of(name) for name in ACTIONS], "methods": sorted(METHODS)}

    def state(self) -> Any:
        with self.sim.world.changed:
            return self.sim.overview()

    def chat(self, key: str) -> Any:
        with self.sim.world.changed:
            return self.sim.show_chat(self._chat(key), int(bottle.request.query.get("user") or 0))

    def _chat(self, key: str) -> Chat:
        found: Chat = self.sim.world.chats.get(key) or self.sim.find_place(None, key)
        return found

    def messages(self, key: str) -> Any:
        after = int(bottle.request.query.get("after") or 0)
        with self.sim.world.changed:
            chat = self._chat(key)
            return [self.sim.show_message(one) for one in chat.messages.values() if one.id > after]

    def file(self, file_id: str) -> bottle.HTTPResponse:
        """Give a file's content; never as a page, for a bot could have made it."""
        file = self.sim.world.files.get(file_id)
        if file is None:
            return _plain(404, {"ok": False, "error": "there is no such file"})
        safe = file.mime_type.startswith(("image/", "audio/", "video/")) and "svg" not in file.mime_type
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        kind = file.mime_type if safe else "application/octet-stream"
        return bottle.HTTPResponse(file.content, 200, headers, Content_Type=kind)

    def query(self, query_id: str) -> Any:
        """Show a callback, inline or payment query with the bot's answer, waiting for it up to *timeout* seconds."""
        deadline = time.monotonic() + float(bottle.request.query.get("timeout") or 0)
        world = self.sim.world
        with world.changed:
            while True:
                known = (world.callback_queries, world.inline_queries, world.checkouts)
                found = next((one[query_id] for one in known if query_id in one), None)
                if found is None:
                    raise ActionError(f"there is no query {query_id!r}")
                if found["answer"] is not None or time.monotonic() >= deadline:
                    return found
                world.changed.wait(deadline - time.monotonic())

    def events(self) -> Any:
        """Give the events after number *after*: at once, after waiting *timeout* seconds, or as a stream."""
        query = bottle.request.query
        after, kinds = int(query.get("after") or 0), set(filter(None, query.get("type", "").split(","))) or None
        if "text/event-stream" in bottle.request.get_header("Accept", ""):
            after = int(bottle.request.get_header("Last-Event-ID") or after)
            headers = {"Cache-Control": "no-store"}
            return bottle.HTTPResponse(self._stream(after, kinds), 200, headers, Content_Type="text/event-stream")
        deadline = time.monotonic() + min(float(query.get("timeout") or 0), 60)
        world = self.sim.world
        with world.changed:
            while not (found := world.events_after(after, kinds)) and time.monotonic() < deadline:
                if self.sim.is_stopping:
                    break
                world.changed.wait(min(max(deadline - time.monotonic(), 0.0), 1.0))
            return {"events": found, "last": world.last_event}

    def _stream(self, after: int, kinds: set[str] | None) -> Iterator[bytes]:
        world = self.sim.world
        yield b": the events of the simulator\n\n"
        while not self.sim.is_stopping:
            with world.changed:
                found = world.events_after(after, kinds)
                last = world.last_event
                if not found:
                    world.changed.wait(5.0)
            for event in found:
                yield f"id: {event['seq']}\ndata: {to_json(event)}\n\n".encode()
            if not found and last == after:
                yield b": still here\n\n"
            after = last

    def add_event(self) -> Any:
        """Add an event of one's own to the log, such as the trace of an update."""
        data = self._body()
        return self.sim.world.log(str(data.pop("type")), **data)

    def act(self, name: str) -> Any:
        """Let somebody do something."""
        if name not in ACTIONS:
            raise ActionError(f"there is no action {name!r}: GET /control lists them")
        body, began = self._body(), self.sim.world.last_event
        result = getattr(self.sim, name)(**body)
        kept = {one: value for one, value in body.items() if not isinstance(value, str) or len(value) <= 4096}
        self.sim.world.log("act", name=name, parameters=kept, began=began)
        self.sim.pump()
        return self._shown(result)

    def _shown(self, result: Any) -> Any:
        if isinstance(result, Message):
            return self.sim.show_message(result)
        if isinstance(result, list):
            return [self._shown(one) for one in result]
        if isinstance(result, Chat):
            return {"key": result.key, **self.sim.world.chat_data(result)}
        return result.to_telegram() if isinstance(result, User) else result

    def troubles(self) -> Any:
        return self.sim.troubles

    def trouble(self) -> Any:
        return self.sim.make_trouble(**self._body())

    def no_trouble(self) -> Any:
        self.sim.troubles.clear()
        return True

    def redeliver(self) -> Any:
        """Deliver an update once more."""
        data = self._body()
        for _ in range(int(data.get("times", 1))):
            update = self.sim.redeliver(data["update_id"], bot=data.get("bot"))
        self.sim.pump()
        return update

    def clock(self) -> Any:
        """Turn the clock on by *seconds*."""
        self.sim.advance(float(self._body()["seconds"]))
        return self.sim.world.clock.time()

    def save(self) -> Any:
        return self.sim.world.dump()

    def load(self) -> Any:
        self.sim.world.restore(self._body())
        return True

    def unsimulated(self) -> Any:
        return self.sim.unsimulated()


###############################################################################
# The server ##################################################################
###############################################################################


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """A threaded HTTP/1.1 server for one WSGI application."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 256

    def __init__(self, app: Callable[..., Iterable[bytes]], host: str = "127.0.0.1", port: int = 0) -> None:
        self.app = app
        self._open: set[socket.socket] = set()
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """The address at which it listens."""
        return f"http://{self.server_name}:{self.server_port}"

    def start(self) -> None:
        """Serve in a thread."""
        threading.Thread(target=self.serve_forever, args=(0.05,), name="simulator-http", daemon=True).start()

    def stop(self) -> None:
        """Close the port and all connections."""
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):  # it is closed already
                connection.shutdown(socket.SHUT_RDWR)

    def server_bind(self) -> None:
        """Take the port, without the look-up of a name that HTTPServer makes."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what went wrong, unless the client just left."""
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            log.error("a request could not be answered", exc_info=error)


class _Handler(http.server.BaseHTTPRequestHandler):
    """Read requests of one connection, give them to the WSGI application, write what it answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server._open.add(self.connection)

    def finish(self) -> None:
        self.server._open.discard(self.connection)
        super().finish()

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(256 * 1024 + 1)
        if not self.raw_requestline:
            self.close_connection = True
        elif len(self.raw_requestline) > 256 * 1024:
            self.requestline, self.request_version, self.command = "", "HTTP/1.1", ""
            self.send_error(431)
        elif self.parse_request():
            self._answer()

    def _answer(self) -> None:
        try:
            body = self._read_body()
        except ValueError:
            self.close_connection = True
            self.send_response(400)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        try:
            self._run(body)
            self.wfile.flush()
        except ConnectionLost:
            self.close_connection = True

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(self._chunks())
        size = int(self.headers.get("Content-Length") or 0)
        if size < 0:
            raise ValueError("a negative length")
        return self.rfile.read(min(size, MAX_BODY + 1)) if size else b""

    def _chunks(self) -> Iterator[bytes]:
        total = 0
        while size := int(self.rfile.readline(1024).partition(b";")[0], 16):
            total += size
            if total > MAX_BODY:
                raise ValueError("the body is too large")
            yield self.rfile.read(size)
            self.rfile.readline(1024)
        while self.rfile.readline(1024) not in (b"\r\n", b"\n", b""):
            pass

    def _run(self, body: bytes) -> None:
        self._head: tuple[str, list[tuple[str, str]]] = ("", [])

        def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> None:
            self._head = (status, headers)

        parts = self.server.app(self._environ(body), start_response)
        try:
            if isinstance(parts, (list, tuple)):
                self._write_whole(b"".join(parts))
            else:
                self._write_stream(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()

    def _environ(self, body: bytes) -> Data:
        path, _, query = self.path.partition("?")
        environ: Data = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": self.server.server_name,
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            environ.setdefault(f"HTTP_{name.upper().replace('-', '_')}", value)
        return environ

    def _write_head(self, *more: tuple[str, str]) -> None:
        status, headers = self._head
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in [*headers, *more]:
            self.send_header(name, value)
        self.end_headers()

    def _write_whole(self, content: bytes) -> None:
        has_length = any(name.lower() == "content-length" for name, _ in self._head[1])
        self._write_head(*(() if has_length else (("Content-Length", str(len(content))),)))
        if self.command != "HEAD":
            self.wfile.write(content)

    def _write_stream(self, parts: Iterable[bytes]) -> None:
        """Write what comes bit by bit, such as the stream of events, in chunks."""
        begun = False
        for part in parts:
            if not begun:
                begun = True
                self._write_head(("Transfer-Encoding", "chunked"))
            if part:
                self.wfile.write(b"%X\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
        if not begun:
            self._write_head(("Transfer-Encoding", "chunked"))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *values: Any) -> None:
        """Write nothing: the address of a request holds the token, and the log of events says more."""


#: The reason phrases of the statuses that the Bot API uses.
REASONS = http.client.responses
