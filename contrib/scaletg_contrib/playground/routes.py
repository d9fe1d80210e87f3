"""The WSGI application of the page: its files, and what it needs beyond the control API.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from typing import Any

import bottle

from scaletg_contrib.playground.bot_routes import BotControl
from scaletg_contrib.playground.session import events_since_cleared
from scaletg_contrib.playground.stage import Stage
from scaletg_contrib.playground.watched import WatchedBot
from scaletg_contrib.simulator import ActionError, Data, guard, make_app, to_json
from scaletg_contrib.simulator.actions import Bot, Person
from scaletg_contrib.simulator.faces.control import Control
from scaletg_contrib.simulator.signing import launch_data
from scaletg_contrib.testkit.transcript import write_chat, write_chats

__all__ = ["make_page", "refusal"]

#: The files of the page.
SCRIPTS = (
    "actions acts app attach broadcasts causes chat composer content details dom endings events exporting icons "
    "inspector jobs keyboard messages model panes path payments places popup registry rich sales saving search "
    "service snippets state states summary text theme traffic travel trouble web_apps welcome"
).split()
STYLES = "colors inspector media messages overlays panes style traffic".split()
PAGE = ["index.html", "icon.svg", *(f"{name}.mjs" for name in SCRIPTS), *(f"{name}.css" for name in STYLES)]
#: The page runs its own scripts only, and asks this server only; Web Apps in its frame are on this machine.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "frame-src http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*; "
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


def make_page(stage: Stage) -> bottle.Bottle:
    """Return the WSGI application: the page, what it needs beyond the control API, and the simulator's own."""
    app = make_app(stage)
    app.get("/", callback=lambda: _page_file("index.html"))
    app.get("/page/<name>", callback=_page_file)
    PageControl(stage).install(app)
    if isinstance(stage, WatchedBot):
        BotControl(stage).install(app)
        app.add_hook("before_request", _only_from_here)
    return app


def _only_from_here() -> None:
    reason = refusal(bottle.request.environ)
    if reason:
        raise bottle.HTTPResponse(to_json({"ok": False, "error": reason}), 403, Content_Type="application/json")


class PageControl(Control):
    """The routes of the page that the control API does not have, with the same checks and the same answers."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stage = stage

    def install(self, app: bottle.Bottle) -> None:
        """Route the paths of the page to this."""
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", "/playground/info", self.stage.info),
            ("GET", "/playground/transcript", self.transcript),
            ("GET", "/playground/setup", self.stage.setup),
            ("POST", "/playground/setup", self.with_body(self.add_setup)),
            ("POST", "/playground/world", self.load_world),
            ("POST", "/playground/deliver", self.with_body(self.deliver)),
            ("POST", "/playground/press_twice", self.with_body(self.stage.press_twice)),
            ("POST", "/playground/clear", self.with_body(self.stage.clear_chat)),
            ("POST", "/playground/travel", self.with_body(self.travel)),
            ("POST", "/playground/web_app", self.with_body(self.web_app)),
        ]
        for verb, path, function in routes:
            app.route(path, verb, self.guarded(function))

    def transcript(self) -> str:
        """Return what people saw in a chat, or in all chats, as text."""
        key = bottle.request.query.getunicode("chat") or ""
        with self.stage.world.changed:
            events = events_since_cleared(self.stage, key)
            return write_chat(self.stage, self._chat(key), events) if key else write_chats(self.stage, events)

    def add_setup(self, people: list[Data] | None = None, groups: list[Data] | None = None) -> None:
        """Add people and groups, as a file has them."""
        try:
            self.stage.add_setup({"people": people or [], "groups": groups or []})
        except (ValueError, TypeError) as error:
            raise ActionError(str(error)) from error

    def load_world(self) -> Any:
        """Restore a saved world, and let the pages read it."""
        if isinstance(self.stage, WatchedBot):
            raise ActionError("this page keeps its world with `scaletg play --state FILE`: load the file that way")
        done = self.load()
        self.stage.world.log("loaded")
        return done

    def travel(self, before: int) -> Data:
        """Go back to the state from before an event."""
        return self.stage.go_back(before)

    def web_app(self, user: Person, bot: Bot, chat: str = "", query_id: str = "", is_key: bool = False) -> Data:
        """Return the launch data of a Web App, signed with the bot's token."""
        if is_key:  # such an app knows nothing of the person
            return {"init_data": ""}
        person, account = self.stage.find_person(user), self.stage.find_bot(bot)
        place = self.stage.world.chats.get(chat)
        return {"init_data": launch_data(self.stage, account, person, query_id=query_id, chat=place)}

    def deliver(self, update: Data, bot: Bot | None = None) -> Data:
        """Deliver an update that was written by hand."""
        account = self.stage.find_bot(bot)
        kinds = [name for name in update if name != "update_id"]
        if len(kinds) != 1 or not isinstance(update[kinds[0]], dict):
            raise ActionError("an update has update_id and one more field, such as message, which is an object")
        update_id = update.get("update_id") or account.next_update_id
        if not isinstance(update_id, int) or not 0 < update_id < 2**53:
            raise ActionError(f"update_id is {update_id!r}: it must be a positive integer, or null for the next one")
        made = {"update_id": update_id, kinds[0]: update[kinds[0]]}
        account.next_update_id = max(account.next_update_id, update_id) + 1
        self.stage.queue(account, made, "delivered by hand")
        self.stage.pump()
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
