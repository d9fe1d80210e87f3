"""The part that the interfaces share: bodies of requests, and answers in JSON.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import bottle

from scaletg_contrib.simulator.parameters import MAX_BODY, Refused
from scaletg_contrib.simulator.records import Data
from scaletg_contrib.simulator.saving import to_json


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


_LOCAL = {"localhost", "127.0.0.1", "::1"}


def guard(environ: Data) -> str | None:
    """Return the reason to refuse a request, or `None`.

    Pages of other sites that the browser has open must not reach the simulator: neither by a request of their own
    (Origin, Sec-Fetch-Site) nor by a name that they point to this machine (Host).
    """
    host = environ.get("HTTP_HOST", "")
    if environ.get("REMOTE_ADDR", "127.0.0.1") in _LOCAL and _name_of(host) not in _LOCAL:
        return f"the Host {host!r} is not this machine: use localhost or 127.0.0.1"
    origin = environ.get("HTTP_ORIGIN")
    if origin and urlsplit(origin).netloc != host:
        return f"the Origin {origin!r} is another site: open the page of the simulator itself"
    if environ.get("HTTP_SEC_FETCH_SITE") == "cross-site" and not _is_link(environ):
        return "the page that sent the request is of another site: open the page of the simulator itself"
    return None


def _is_link(environ: Data) -> bool:
    """Return whether a person follows a link, of which the Bot API has none."""
    if environ.get("PATH_INFO", "").startswith("/bot"):
        return False
    return bool(environ.get("HTTP_SEC_FETCH_MODE") == "navigate")


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:  # half of an IPv6 address
        return ""
