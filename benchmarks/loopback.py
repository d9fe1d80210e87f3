"""A server on loopback that costs the client as little as can be: it answers every request with the same bytes.

python -m benchmarks.loopback 1073741824     # prints its port; /file/... are that many bytes
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
from collections.abc import Iterator
from http.client import parse_headers

from benchmarks.harness import python, serve_at, started

_CHAT = {"id": 4815162342, "first_name": "Ada", "type": "private"}
_MESSAGE = {"message_id": 1, "date": 1760000000, "chat": _CHAT, "text": "Hello"}
#: The result of every method: a message, which is also what getFile gives.
RESULT = {**_MESSAGE, "file_id": "f", "file_unique_id": "u", "file_path": "documents/file.bin"}
_PIECE = bytes(1 << 20)


def serve(size: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, args=(server, size), daemon=True).start()
        serve_at(server.getsockname()[1])


def accept(server: socket.socket, size: int) -> None:
    while True:
        connection, _ = server.accept()
        threading.Thread(target=talk, args=(connection, size), daemon=True).start()


def talk(connection: socket.socket, size: int) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    answer = json.dumps({"ok": True, "result": RESULT}).encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
    with connection, connection.makefile("rb", buffering=1 << 16) as stream, contextlib.suppress(ConnectionError):
        while True:
            line = stream.readline()
            if not line:
                return
            headers = parse_headers(stream)
            skip(stream, int(headers.get("Content-Length", 0)))
            if line.startswith(b"GET /file/"):
                connection.sendall(head.format(size).encode())
                send_file(connection, size)
            else:
                connection.sendall(head.format(len(answer)).encode() + answer)


def skip(stream: object, size: int) -> None:
    piece = bytearray(1 << 20)
    while size:
        size -= stream.readinto(memoryview(piece)[:size])  # type: ignore[attr-defined]


def send_file(connection: socket.socket, size: int) -> None:
    while size:
        piece = _PIECE[:size]
        connection.sendall(piece)
        size -= len(piece)


@contextlib.contextmanager
def server(size: int = 0) -> Iterator[str]:
    """Run this server in a process of its own, and give its address."""
    with started(*python("-m", "benchmarks.loopback", str(size))) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"


if __name__ == "__main__":
    serve(int(sys.argv[1]))
