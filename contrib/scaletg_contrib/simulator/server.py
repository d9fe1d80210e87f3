"""A threaded HTTP/1.1 server for one WSGI application.

Each connection has a thread and stays open; the server accepts chunked bodies and very long request lines, which
clients send.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import contextlib
import http.server
import io
import logging
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote

log = logging.getLogger("scaletg.simulator")

MAX_BODY = 60 * 1024 * 1024


class ConnectionLost(Exception):
    """The connection must be closed without an answer."""


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
        """Bind the port, without the name lookup of HTTPServer."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log an error, unless the client has just disconnected."""
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            log.error("a request could not be answered", exc_info=error)


class _Handler(http.server.BaseHTTPRequestHandler):
    """Reads the requests of one connection, passes them to the WSGI application, and writes its answers."""

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

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
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
        """Write a stream, such as that of events, in chunks."""
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
        """Write nothing: the address of a request contains the token, and the log of events has more details."""
