"""A stand-in for Telegram's server: it records the calls that it gets, and answers as it was told.

    with FakeTelegram() as telegram:
        bot = scaletg.Bot(TOKEN, base_url=telegram.url)
        telegram.answer("sendMessage", Fault(429, "Too Many Requests: retry after 1", retry_after=1))
        bot.api.send_message(1, "Hello")  # the second attempt gets what is answered when nothing was told: True
        assert telegram.calls[-1].parameters == {"chat_id": 1, "text": "Hello"}

`getMe`, `sendMessage`, `getFile` and `getUpdates` answer by themselves: `push` puts an update into the queue, and only
a higher offset takes it out again. It is also an HTTP proxy for itself. It does not judge what it gets.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

TOKEN = "123456:AAExampleTokenOfNobody-_aaaaaaaaaaaa"
ADA = {"id": 7, "is_bot": False, "first_name": "Ada"}


class Fault(NamedTuple):
    """A refusal in Telegram's form; *parameters* are those of the answer, such as `retry_after`."""

    code: int
    description: str
    parameters: Mapping[str, Any] = MappingProxyType({})


class Raw(NamedTuple):
    """Any answer of HTTP: with *length* the header says another length than the body has."""

    status: int
    body: bytes
    headers: Mapping[str, str] = MappingProxyType({})
    length: int | None = None


class Delay(NamedTuple):
    """An answer that comes late, or not before the server stops."""

    seconds: float
    answer: Any = True


#: The connection is closed in place of an answer.
DROP = object()


class Upload:
    """A file of a call: its bytes are counted and hashed, and kept as long as they are few."""

    def __init__(self, name: str, filename: str) -> None:
        self.name = name
        self.filename = filename
        self.size = 0
        self.content = b""
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Take a piece; the parser calls it."""
        self.size += len(data)
        self._hash.update(data)
        if self.size <= 1 << 20:
            self.content += data
        return len(data)

    def seek(self, place: int) -> None:
        """Do nothing: the parser rewinds what it has written."""

    @property
    def sha256(self) -> str:
        """Return the hash of the whole content."""
        return self._hash.hexdigest()


class Call(NamedTuple):
    """One request, as it came."""

    method: str
    parameters: dict[str, Any]
    files: dict[str, Upload]
    headers: dict[str, str]
    path: str
    time: float


class FakeTelegram:
    """A server on a free port of this machine, in threads of this process."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.connections = 0
        self.hung_up = 0
        #: What `/file/bot<token>/<path>` gives.
        self.files: dict[str, Any] = {}
        self._answers: dict[str, deque[Any]] = defaultdict(deque)
        self._updates: list[dict[str, Any]] = []
        self._polls = 0
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._message_ids = itertools.count(100)
        handler = type("Handler", (_Handler,), {"telegram": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._server.telegram = self
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> FakeTelegram:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with self._changed:
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, *answers: Any) -> None:
        """Answer the next calls of *method* with these, one each: a result, `Fault`, `Raw`, `Delay` or `DROP`."""
        self._answers[method].extend(answers)

    def push(self, *updates: dict[str, Any]) -> None:
        """Put updates into the queue of `getUpdates`."""
        with self._changed:
            self._updates.extend(updates)
            self._changed.notify_all()

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speak TLS on the connections that come from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def pending(self) -> list[int]:
        """Return the ids of the updates that are not confirmed."""
        return [update["update_id"] for update in self._updates]

    def of(self, method: str) -> list[Call]:
        """Return the calls of one method."""
        return [call for call in self.calls if call.method == method]

    def wait_for(self, condition: Any, seconds: float = 20) -> Any:
        """Wait until *condition*, a function or the name of a method that is to be called, holds; return its value."""
        check = condition if callable(condition) else lambda: self.of(condition)
        deadline = time.monotonic() + seconds
        with self._changed:
            while not (value := check()):
                assert time.monotonic() < deadline, f"waited {seconds} s in vain; calls: {self.calls[-20:]}"
                self._changed.wait(0.05)
        return value

    def respond(self, call: Call) -> Any:
        """Record a call and return its answer."""
        with self._changed:
            self.calls.append(call)
            self._changed.notify_all()
            answers = self._answers[call.method]
            answer = answers.popleft() if answers else None
        if isinstance(answer, Delay):
            self._stopped.wait(answer.seconds)
            answer = answer.answer
        if self._stopped.is_set():
            return DROP  # a bot that still polls would get an empty answer at once, again and again
        if answer is None:
            answer = getattr(self, f"_{call.method}", lambda _: True)(call.parameters)
        return answer

    def _getMe(self, _: Any) -> Any:
        return {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "example_bot"}

    def _getFile(self, parameters: dict[str, Any]) -> Any:
        file_id = parameters["file_id"]
        return {"file_id": file_id, "file_unique_id": "u" + file_id, "file_path": f"documents/{file_id}.bin"}

    def _sendMessage(self, parameters: dict[str, Any]) -> Any:
        chat = {"id": parameters["chat_id"], "type": "private", "first_name": "Ada"}
        return {"message_id": next(self._message_ids), "date": 1, "chat": chat, "text": parameters["text"]}

    def _getUpdates(self, parameters: dict[str, Any]) -> Any:
        deadline = time.monotonic() + (parameters.get("timeout") or 0)
        with self._changed:
            self._polls += 1
            mine = self._polls
            self._changed.notify_all()
            offset = parameters.get("offset") or 0
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
            while not self._updates and time.monotonic() < deadline and not self._stopped.is_set():
                if self._polls != mine:
                    return Fault(409, "Conflict: terminated by other getUpdates request; make sure that only one runs")
                self._changed.wait(min(0.2, max(0.0, deadline - time.monotonic())))
            return self._updates[: parameters.get("limit") or 100]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    telegram: FakeTelegram

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.telegram.hung_up += 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients of these tests hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    telegram: FakeTelegram

    def setup(self) -> None:
        super().setup()
        self.telegram.connections += 1

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.telegram.calls.append(Call("download", {}, {}, dict(self.headers), self.path, time.monotonic()))
        content = self.telegram.files.get(path.split("/", 3)[-1])
        if content is None:
            self._write(Fault(404, "Not Found"))
        else:
            self._write(content if isinstance(content, (Raw, Fault)) else Raw(200, content))

    def do_POST(self) -> None:
        stream = _Chunked(self.rfile) if "chunked" in self.headers.get("Transfer-Encoding", "") else None
        length = int(self.headers.get("Content-Length", 0))
        kind, options = parse_options_header(self.headers.get("Content-Type", ""))
        parameters: dict[str, Any] = {}
        files: dict[str, Upload] = {}
        if kind == "multipart/form-data":
            parser = MultiPartParser(lambda *, filename, **_: Upload("", filename or ""), buffer_size=1 << 16)
            body = io.BufferedReader(stream) if stream else _Limited(self.rfile, length)
            form, uploads = parser.parse(body, options["boundary"].encode(), None if stream else length)
            parameters = form.to_dict()
            for name, upload in uploads.items():
                files[name] = upload.stream  # type: ignore[assignment]  # it is the Upload made above
                files[name].name = name
        else:
            parameters = json.loads(self.rfile.read(length) or b"{}")
        method = urlsplit(self.path).path.rpartition("/")[2]
        call = Call(method, parameters, files, dict(self.headers), self.path, time.monotonic())
        self._write(self.telegram.respond(call))

    def _write(self, answer: Any) -> None:
        if answer is DROP:
            self.close_connection = True
            return
        if isinstance(answer, Fault):
            data: dict[str, Any] = {"ok": False, "error_code": answer.code, "description": answer.description}
            data |= {"parameters": dict(answer.parameters)} if answer.parameters else {}
            answer = Raw(answer.code, json.dumps(data).encode())
        elif not isinstance(answer, Raw):
            answer = Raw(200, json.dumps({"ok": True, "result": answer}).encode())
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        self.close_connection = self.close_connection or answer.length is not None
        self.end_headers()
        self.wfile.write(answer.body)


class _Limited(io.RawIOBase):
    """The first bytes of a stream."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data


class _Chunked(io.RawIOBase):
    """What a body in chunks contains."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._left, self._ended = stream, 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left == 0 and not self._ended:
            self._left = int(self._stream.readline(), 16)
            self._ended = self._left == 0
            if self._ended:
                self._stream.readline()
        data = self._stream.read(min(len(buffer), self._left))
        self._left -= len(data)
        if self._left == 0 and not self._ended:
            self._stream.readline()
        buffer[: len(data)] = data
        return len(data)


def text_update(update_id: int, text: str, chat_id: int = 7) -> dict[str, Any]:
    """Return an update with a text message from Ada."""
    chat = {"id": chat_id, "type": "private", "first_name": "Ada"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 1, "chat": chat, "from": ADA, "text": text},
    }
