"""The Bot API and the files over HTTP, and the whole application.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote

import bottle

from scaletg_contrib.simulator.calls import AnswerLost
from scaletg_contrib.simulator.faces.control import Control
from scaletg_contrib.simulator.faces.wsgi import guard, plain, read_body
from scaletg_contrib.simulator.parameters import Refused, parse_request
from scaletg_contrib.simulator.records import Data
from scaletg_contrib.simulator.saving import to_json
from scaletg_contrib.simulator.server import ConnectionLost

if TYPE_CHECKING:
    from scaletg_contrib.simulator.simulator import Simulator

log = logging.getLogger("scaletg.simulator")

MAX_PARAMETERS = 1024 * 1024


def make_app(sim: Simulator) -> bottle.Bottle:
    """Return the WSGI application of a simulator."""
    app = bottle.Bottle()
    app.catchall = False
    for path in ("/bot<token:re:[^/]*>/test/<name:re:[^/]*>", "/bot<token:re:[^/]*>/<name:re:[^/]*>"):
        app.route(path, ["GET", "POST"], _bot_api(sim))
    app.route("/bot<token:re:[^/]*>", ["GET", "POST"], _bot_api(sim))
    for path in ("/file/bot<token:re:[^/]*>/test/<path:path>", "/file/bot<token:re:[^/]*>/<path:path>"):
        app.get(path, callback=_download(sim))
    Control(sim).install(app)
    app.error_handler[404] = lambda error: _no_route(404, "Not Found")
    app.error_handler[405] = lambda error: _no_route(501, "Not Implemented")
    return app


def _no_route(code: int, description: str) -> bottle.HTTPResponse:
    """Answer a request to an unknown address, with Telegram's error message or that of the control API."""
    if not bottle.request.path.startswith("/control"):
        return plain(code, {"ok": False, "error_code": code, "description": description})
    what = f"there is no {bottle.request.method} {bottle.request.path}"
    how = "actions are POST /control/do/NAME, GET /control lists them, docs/simulator.md has the other paths"
    return plain(404 if code == 404 else 405, {"ok": False, "error": f"{what}: {how}"})


def _bot_api(sim: Simulator) -> Callable[..., bottle.HTTPResponse]:
    def answer(token: str, name: str = "") -> bottle.HTTPResponse:
        status, data = _call(sim, unquote(token), unquote(name))
        headers = {"Retry-After": str(data["parameters"]["retry_after"])} if status == 429 else {}
        return bottle.HTTPResponse(to_json(data), status, Content_Type="application/json", **headers)

    return answer


def _call(sim: Simulator, token: str, name: str) -> tuple[int, Data]:
    environ = bottle.request.environ
    try:
        _check_origin()
        body = read_body(environ)
        kind, encoding = environ.get("CONTENT_TYPE", ""), environ.get("HTTP_CONTENT_ENCODING", "")
        values, files = parse_request(environ.get("QUERY_STRING", ""), kind, body, encoding)
        if sum(len(str(value)) for value in values.values()) > MAX_PARAMETERS:
            raise Refused("Request Entity Too Large", 413)
        name = name or str(values.get("method", ""))
        data = sim.call(sim.bot_of_token(token), name, values, files)
    except Refused as refused:
        data = refused.to_dict()
    except AnswerLost:
        raise ConnectionLost from None
    except Exception:
        log.exception("the simulator failed in %s", name)
        data = {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    return (200, data) if data["ok"] else (data["error_code"], data)


def _check_origin() -> None:
    """Refuse a request from a page of another website."""
    reason = guard(bottle.request.environ)
    if reason:
        raise Refused(reason, 403)


def _download(sim: Simulator) -> Callable[..., bottle.HTTPResponse]:
    def answer(token: str, path: str) -> bottle.HTTPResponse:
        try:
            _check_origin()
            sim.bot_of_token(unquote(token))
            file = sim.file_at(path)
        except Refused as refused:
            return plain(refused.code, refused.to_dict())
        return bottle.HTTPResponse(file.content, 200, Content_Type="application/octet-stream")

    return answer
