"""The WSGI application of the page: its files, and what it needs beyond the control API.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bottle

import scaletg
from scaletg_contrib.playground import export
from scaletg_contrib.playground.jobs import delete_job, jobs_of, list_jobs, run_job
from scaletg_contrib.playground.program import module_of_bot
from scaletg_contrib.playground.watched import WatchedBot
from scaletg_contrib.simulator import ActionError, Data, guard, make_app, to_json
from scaletg_contrib.simulator.faces.control import Control

__all__ = ["export_test", "make_page", "refusal"]

#: The seconds that a changed program may take to reach `bot.run()`.
TRY_SECONDS = 20
#: How many records of a bot's store are read before and after an update.
RECORDS = 500
#: The files of the page.
SCRIPTS = "app dom inspector jobs messages model panes payments rich text trouble".split()
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
    app.get("/", callback=lambda: _page_file("index.html"))
    app.get("/page/<name>", callback=_page_file)
    PageControl(playground).install(app)
    return app


class PageControl(Control):
    """The routes of the page that the control API does not have, with the same checks and the same answers."""

    def __init__(self, playground: WatchedBot) -> None:
        super().__init__(playground)
        self.playground = playground

    def install(self, app: bottle.Bottle) -> None:
        """Route the paths of the page to this."""
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", "/playground/info", lambda: _info(self.playground)),
            ("GET", "/playground/setup", self.playground.setup),
            ("POST", "/playground/setup", self.with_body(self.add_setup)),
            ("GET", "/playground/test", self.test),
            ("GET", "/playground/jobs", lambda: list_jobs(self.playground.bot)),
            ("POST", "/playground/jobs/run", self.with_body(self.run_job)),
            ("POST", "/playground/jobs/delete", self.with_body(self.delete_job)),
            ("POST", "/playground/deliver", self.with_body(self.deliver)),
            ("POST", "/playground/pause", self.with_body(self.playground.pause)),
            ("POST", "/playground/press_twice", self.with_body(self.playground.press_twice)),
            ("POST", "/playground/clear", self.with_body(self.playground.clear_chat)),
        ]
        for verb, path, function in routes:
            app.route(path, verb, self.guarded(function))

    def add_setup(self, people: list[Data] | None = None, groups: list[Data] | None = None) -> None:
        """Add people and groups, as a file has them."""
        try:
            self.playground.add_setup({"people": people or [], "groups": groups or []})
        except (ValueError, TypeError) as error:
            raise ActionError(str(error)) from error

    def test(self) -> str:
        """Return the conversation of a chat as a test."""
        try:
            return export_test(self.playground, bottle.request.query.getunicode("chat") or "")
        except ValueError as error:
            raise ActionError(str(error)) from error

    def run_job(self, id: str) -> Data:
        """Do a job before it is due."""
        return run_job(self.playground.bot, id)

    def delete_job(self, id: str) -> None:
        """Take a job away."""
        delete_job(self.playground.bot, id)

    def deliver(self, update: Data) -> Data:
        """Deliver an update that was written by hand."""
        account = self.playground.account
        kinds = [name for name in update if name != "update_id"]
        if len(kinds) != 1 or not isinstance(update[kinds[0]], dict):
            raise ActionError("an update has update_id and one more field, such as message, which is an object")
        update_id = update.get("update_id") or account.next_update_id
        if not isinstance(update_id, int) or not 0 < update_id < 2**53:
            raise ActionError(f"update_id is {update_id!r}: it must be a positive integer, or null for the next one")
        made = {"update_id": update_id, kinds[0]: update[kinds[0]]}
        account.next_update_id = max(account.next_update_id, update_id) + 1
        self.playground.queue(account, made, "delivered by hand")
        self.playground.pump()
        return made


def refusal(environ: Data) -> str | None:
    """Return the refusal of a request from another website, or with another host name than this machine's."""
    site = environ.get("HTTP_SEC_FETCH_SITE", "none")
    is_visit = environ.get("PATH_INFO") == "/" and environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
    if site not in ("none", "same-origin") and not is_visit:
        return "the request comes from another site: open the playground itself"
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
        "jobs": bool(jobs_of(playground.bot)),
        "unsimulated": playground.unsimulated(),
        "version": scaletg.__version__,
    }


def export_test(playground: WatchedBot, key: str) -> str:
    """Return a chat as a test for the test kit: what people did, and what the bot answered."""
    found = module_of_bot(playground.bot)
    module, name = (Path(found[0].__file__).stem, found[1]) if found else ("bot", "bot")
    return export.export_test(playground, key, module, name)
