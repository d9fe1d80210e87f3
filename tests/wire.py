"""The end of the HTTP library, where a network would begin: tests see what would be sent, and say what is answered."""

import io
import json

import requests
from urllib3 import HTTPResponse
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError
from werkzeug.formparser import parse_form_data

from fake_telegram import TOKEN


class Wire:
    """It records requests and gives scripted answers: `True` if none is left."""

    def __init__(self, monkeypatch):
        self.requests = []
        self.answers = []
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", lambda adapter, *a, **o: self.send(adapter, *a, **o))

    def answer(self, *answers):
        """Give these next: a result, an HTTPResponse, an exception to raise, or a function of the request."""
        self.answers.extend(answers)
        return self

    def send(self, adapter, request, **options):
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        body = request.body
        request.content = body if isinstance(body, (bytes, type(None))) else b"".join(body)
        request.options = options
        self.requests.append(request)
        if callable(answer):
            answer = answer(request)
        if not isinstance(answer, HTTPResponse):
            answer = response(200, {"ok": True, "result": answer})
        return adapter.build_response(request, answer)

    @property
    def last(self):
        return self.requests[-1]

    @property
    def json(self):
        return json.loads(self.last.content)

    @property
    def form(self):
        """The fields and the files (name -> (filename, content)) of the last request, as a real parser reads them."""
        return parse_form(self.last)


def parse_form(request):
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": request.headers["Content-Type"],
        "CONTENT_LENGTH": str(len(request.content)),
        "wsgi.input": io.BytesIO(request.content),
    }
    _, fields, files = parse_form_data(environ, silent=False)
    read = {}
    for name, file in files.items():
        read[name] = file.filename, file.read()
        file.close()
    return fields.to_dict(), read


def response(status, body, reason="OK", **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HTTPResponse(io.BytesIO(data), headers, status=status, reason=reason, preload_content=False)


def fault(code, description, **parameters):
    body = {"ok": False, "error_code": code, "description": description}
    return response(code, {**body, "parameters": parameters} if parameters else body)


def unreachable(request=None):
    """What the HTTP library raises if nothing listens, with the address and so the token in its text."""
    error = NewConnectionError(None, "Failed to establish a new connection: [Errno 111] Connection refused")
    return requests.ConnectionError(MaxRetryError(None, f"/bot{TOKEN}/getMe", error), request=request)


def hang_up(request):
    """Take the request and close the connection."""
    raise requests.ConnectionError(
        ProtocolError("Connection aborted.", ConnectionResetError(104, f"reset /bot{TOKEN}/"))
    )
