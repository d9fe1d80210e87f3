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
import re
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import bottle

from scaletg_contrib.simulator.actions import ACTIONS, ActionError, Bot, check_call, did_you_mean, signature_of
from scaletg_contrib.simulator.core import METHODS
from scaletg_contrib.simulator.parameters import Refused, parse_request
from scaletg_contrib.simulator.world import Chat, Data, Message, User, to_json

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
    app.error_handler[404] = lambda error: _no_route(404, "Not Found")
    app.error_handler[405] = lambda error: _no_route(501, "Not Implemented")
    return app


def _no_route(code: int, description: str) -> bottle.HTTPResponse:
    """Say that there is nothing at an address: in Telegram's words, or for the control API in ours."""
    if not bottle.request.path.startswith("/control"):
        return _plain(code, {"ok": False, "error_code": code, "description": description})
    what = f"there is no {bottle.request.method} {bottle.request.path}"
    how = "actions are POST /control/do/NAME, GET /control lists them, docs/simulator.md has the other paths"
    return _plain(404 if code == 404 else 405, {"ok": False, "error": f"{what}: {how}"})


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
            ("POST", "/control/events", self._with_body(self.add_event)),
            ("GET", "/control/queries/<query_id>", self.query),
            ("POST", "/control/do/<name>", self.act),
            ("GET", "/control/trouble", self.troubles),
            ("POST", "/control/trouble", self._with_body(self.sim.make_trouble)),
            ("DELETE", "/control/trouble", self.no_trouble),
            ("POST", "/control/redeliver", self._with_body(self.redeliver)),
            ("POST", "/control/clock", self._with_body(self.clock)),
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
            except (ActionError, Refused) as error:
                return _plain(400, {"ok": False, "error": str(error), "kind": type(error).__name__})
            except Exception:
                log.exception("the simulator failed in %s", bottle.request.path)
                what = f"the simulator failed in {bottle.request.path}: its log says more. This is a mistake in it"
                return _plain(500, {"ok": False, "error": what})
            return result if isinstance(result, bottle.HTTPResponse) else _plain(200, {"ok": True, "result": result})

        return answer

    def _with_body(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that calls this one with the parameters of the body."""
        return lambda: function(**check_call(function, self._body(), _here()))

    def _body(self) -> Data:
        body = _read_body(bottle.request.environ)
        try:
            data = json.loads(body) if body.strip() else {}
        except (ValueError, RecursionError) as error:
            raise ActionError(f"the body of {_here()} is no JSON ({error}): send an object of the parameters") from None
        if b"\\ud" in body.lower():  # half of a surrogate pair is no text, and nobody can send one
            data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        if not isinstance(data, dict):
            raise ActionError(f"the body of {_here()} is no JSON object: send one of the parameters, or nothing")
        return data

    def index(self) -> Any:
        """List the actions."""
        return {"actions": [signature_of(name) for name in ACTIONS], "methods": sorted(METHODS)}

    def state(self) -> Any:
        with self.sim.world.changed:
            return self.sim.overview()

    def chat(self, key: str) -> Any:
        with self.sim.world.changed:
            return self.sim.show_chat(self._chat(key), int(_number("user")))

    def _chat(self, key: str) -> Chat:
        found: Chat = self.sim.world.chats.get(key) or self.sim.find_place(None, key)
        return found

    def messages(self, key: str) -> Any:
        after = int(_number("after"))
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
        """Show a callback, inline or payment query with the bot's answer; wait *timeout* seconds for it, at most 60."""
        deadline = time.monotonic() + min(_number("timeout"), 60)
        world = self.sim.world
        with world.changed:
            while True:
                known = (world.callback_queries, world.inline_queries, world.checkouts)
                found = next((one[query_id] for one in known if query_id in one), None)
                if found is None:
                    raise ActionError(
                        f"there is no query {query_id!r}: press, inline_query and pay return the ids of queries"
                    )
                if found["answer"] is not None or time.monotonic() >= deadline:
                    return found
                world.changed.wait(deadline - time.monotonic())

    def events(self) -> Any:
        """Give the events after number *after*: at once, after waiting *timeout* seconds, or as a stream."""
        after, kinds = int(_number("after")), set(filter(None, bottle.request.query.get("type", "").split(","))) or None
        if "text/event-stream" in bottle.request.get_header("Accept", ""):
            last = bottle.request.get_header("Last-Event-ID", "")
            after = int(last) if last.isdecimal() else after
            headers = {"Cache-Control": "no-store"}
            return bottle.HTTPResponse(self._stream(after, kinds), 200, headers, Content_Type="text/event-stream")
        deadline = time.monotonic() + min(_number("timeout"), 60)
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

    def add_event(self, /, type: str, **data: Any) -> Any:
        """Add an event of one's own to the log, such as the trace of an update."""
        return self.sim.world.log(type, **data)

    def act(self, name: str) -> Any:
        """Let somebody do something."""
        if name not in ACTIONS:
            raise ActionError(f"there is no action {name!r}: {did_you_mean(name, ACTIONS)}GET /control lists them")
        body, began = check_call(ACTIONS[name], self._body(), _here()), self.sim.world.last_event
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

    def no_trouble(self) -> Any:
        self.sim.troubles.clear()
        return True

    def redeliver(self, update_id: int, *, times: int = 1, bot: Bot | None = None) -> Any:
        """Deliver an update once more."""
        if not 1 <= times <= 100:
            raise ActionError(f"times={times}: an update is delivered again from 1 to 100 times")
        for _ in range(times):
            update = self.sim.redeliver(update_id, bot=bot)
        self.sim.pump()
        return update

    def clock(self, seconds: float) -> Any:
        """Turn the clock on by *seconds*."""
        self.sim.advance(float(seconds))
        return self.sim.world.clock.time()

    def save(self) -> Any:
        return self.sim.world.dump()

    def load(self) -> Any:
        try:
            self.sim.world.restore(self._body())
        except ValueError as error:
            raise ActionError(str(error)) from error
        return True

    def unsimulated(self) -> Any:
        return self.sim.unsimulated()


def _here() -> str:
    return f"{bottle.request.method} {bottle.request.path}"


def _number(name: str) -> float:
    """Return a number of the query string, 0 if it is not there."""
    text = bottle.request.query.get(name) or "0"
    if not re.fullmatch(r"-?\d{1,15}(\.\d*)?", text, re.ASCII):
        raise ActionError(f"{_here()} has {text!r} as {name!r}: it has to be a number, such as {name}=5")
    return float(text)


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
