"""What the faces share: bodies of requests, and answers in JSON.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

import bottle

from scaletg_contrib.simulator.parameters import Refused
from scaletg_contrib.simulator.records import Data
from scaletg_contrib.simulator.saving import to_json

MAX_BODY = 60 * 1024 * 1024


def read_body(environ: Data) -> bytes:
    """Return the body of a request. Raises `Refused` if it is too large."""
    size = int(environ.get("CONTENT_LENGTH") or 0)
    if size > MAX_BODY:
        raise Refused("Request Entity Too Large", 413)
    body: bytes = environ["wsgi.input"].read(size)
    return body


def plain(status: int, data: Any) -> bottle.HTTPResponse:
    """Return an answer in JSON."""
    return bottle.HTTPResponse(to_json(data), status, Content_Type="application/json")
