"""The WSGI application of the page: its files, and what it needs beyond the control API.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import json
import os
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bottle

import scaletg
from scaletg_contrib.playground import export
from scaletg_contrib.playground.program import module_of_bot
from scaletg_contrib.playground.watched import WatchedBot
from scaletg_contrib.simulator import Data, guard, make_app, to_json

__all__ = ["export_test", "make_page", "refusal"]

#: So long a changed program may take to come to `bot.run()`.
TRY_SECONDS = 20
#: Of a bot's store, so many records are looked at before and after an update.
RECORDS = 500
#: The files of the page.
SCRIPTS = "app dom inspector messages model panes payments text".split()
PAGE = ["index.html", "style.css", "icon.svg", *(f"{name}.mjs" for name in SCRIPTS)]
#: The page runs its own scripts only, and asks this server only.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TYPES = {"html": "text/html", "css": "text/css", "mjs": "text/javascript", "svg": "image/svg+xml"}


def make_page(playground: WatchedBot) -> bottle.Bottle:
    """Return the WSGI application: the page, what it needs beyond the control API, and the simulator's own."""
    app = make_app(playground)

    def only_from_here() -> None:
        reason = refusal(bottle.request.environ)
        if reason:
            raise bottle.HTTPResponse(to_json({"ok": False, "error": reason}), 403, Content_Type="application/json")

    app.add_hook("before_request", only_from_here)

    def answer(function: Callable[[Data], Any]) -> Callable[[], bottle.HTTPResponse]:
        def route() -> bottle.HTTPResponse:
            try:
                text = bottle.request.body.read().decode()
                result = function(json.loads(text) if text.strip() else dict(bottle.request.query.decode()))
            except (ValueError, KeyError, TypeError) as error:
                return _response(to_json({"ok": False, "error": str(error)}), "application/json", 400)
            return _response(to_json({"ok": True, "result": result}), "application/json")

        return route

    def deliver(data: Data) -> Any:
        update_id = data["update"].get("update_id") or playground.account.next_update_id
        update = {"update_id": update_id, **{key: one for key, one in data["update"].items() if key != "update_id"}}
        if len(update) != 2:
            raise ValueError("an update has update_id and one more field, such as message")
        playground.account.next_update_id = max(playground.account.next_update_id, update["update_id"]) + 1
        playground.queue(playground.account, update, "delivered by hand")
        playground.pump()
        return update

    app.get("/", callback=lambda: _page_file("index.html"))
    app.get("/page/<name>", callback=_page_file)
    app.get("/playground/info", callback=answer(lambda _: _info(playground)))
    app.get("/playground/setup", callback=answer(lambda _: playground.setup()))
    app.post("/playground/setup", callback=answer(playground.add_setup))
    app.get("/playground/test", callback=answer(lambda data: export_test(playground, data["chat"])))
    app.post("/playground/deliver", callback=answer(deliver))
    app.post("/playground/pause", callback=answer(lambda data: playground.pause(bool(data["is_paused"]))))
    app.post("/playground/press_twice", callback=answer(lambda data: playground.press_twice(**data)))
    app.post("/playground/clear", callback=answer(lambda data: playground.clear_chat(data["chat"])))
    return app


def refusal(environ: Data) -> str | None:
    """Return why a request is not answered: it comes from another site, or by another name than this machine's."""
    site = environ.get("HTTP_SEC_FETCH_SITE", "none")
    is_visit = environ.get("PATH_INFO") == "/" and environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
    if site not in ("none", "same-origin") and not is_visit:
        return "another site asks: open the playground itself"
    return guard(environ)


def _page_file(name: str) -> bottle.HTTPResponse:
    if name not in PAGE:
        return _response("There is no such page. The playground is at /", "text/plain", 404)
    # Not importlib.resources: it finds no files beside a module of a namespace package in a zip file.
    content = pkgutil.get_data(__name__, f"page/{name}") or b""
    return _response(content, _TYPES[name.rpartition(".")[2]])


def _response(body: str | bytes, kind: str, status: int = 200) -> bottle.HTTPResponse:
    content = body.encode() if isinstance(body, str) else body
    return bottle.HTTPResponse(content, status, {**_HEADERS, "Content-Type": f"{kind}; charset=utf-8"})


def _info(playground: WatchedBot) -> Data:
    account = playground.account
    return {
        "bot": {**account.get_me(), "token": account.token, "privacy": account.privacy},
        "file": os.path.relpath(playground.file) if playground.file else None,
        "unsimulated": playground.unsimulated(),
        "version": scaletg.__version__,
    }


def export_test(playground: WatchedBot, key: str) -> str:
    """Return what was said in a chat as a test for the test kit: what people did, and what the bot answered."""
    found = module_of_bot(playground.bot)
    module, name = (Path(found[0].__file__).stem, found[1]) if found else ("bot", "bot")
    return export.export_test(playground, key, module, name)
