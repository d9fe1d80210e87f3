"""A chat with the bot in the browser, on this machine: no token, no account, no internet.

`bot.run()` without a token starts it, so does `scaletg play bot.py`. The page shows the chat as Telegram does, and for
every update the way through the bot's registry. Behind it is the simulator (scaletg_contrib.simulator): whatever the
page does goes through its control API. Nothing is stored; when the bot's code changes, its supervisor gives the chat
to the next process in a file. People and groups that are always to be there stand in a file playground.json beside
the bot. One process, which answers at the loopback address only. See docs/playground.md.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import importlib
import itertools
import json
import logging
import math
import os
import pkgutil
import re
import runpy
import secrets
import subprocess
import sys
import sysconfig
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import GeneratorType
from typing import Any

import bottle

import scaletg
from scaletg_contrib import playground_export
from scaletg_contrib.simulator import Result, Simulator, Transport
from scaletg_contrib.simulator_http import Server, guard, make_app
from scaletg_contrib.simulator_state import Chat, Data, User, World, to_json

__all__ = ["Playground", "explain", "export_test", "run"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WORKERS = 4
BOT_ID = 1_000_000_001
#: Who is there, unless a file of this name beside the bot says otherwise.
SETUP: Data = {
    "people": [
        {"first_name": "Ada", "username": "ada", "language_code": "en"},
        {"first_name": "Ben", "username": "ben", "language_code": "en"},
    ]
}
SETUP_FILE = "playground.json"
#: The thread of ScaleTG that interrupts the program when its code has changed.
WATCHER = "scaletg-watcher"
#: So long a changed program may take to come to `bot.run()`.
TRY_SECONDS = 20
#: Of a bot's store, so many records are looked at before and after an update.
RECORDS = 500
#: The files of the page.
PAGE = "index.html style.css icon.svg app.mjs dom.mjs inspector.mjs messages.mjs model.mjs text.mjs".split()
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


class _Notes(logging.Handler):
    """Put warnings and errors of ScaleTG on the page; an exception of the bot is there with its update."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.WARNING)
        self.world = world

    def handle(self, record: logging.LogRecord) -> bool:
        """Log a record as an event; without the handler's lock, for who logs may hold that of the world."""
        if not record.exc_info and not hasattr(record, "is_on_page"):
            is_mistake = record.threadName == WATCHER  # in a file that changed: the bot goes on as it was
            self.world.log("note", level=record.levelname.lower(), text=record.getMessage(), is_mistake=is_mistake)
        return True


class Playground(Simulator):
    """A simulator around one bot, whose updates are processed in threads and explained in the log of events."""

    is_paused = False

    def __init__(self, bot: scaletg.Bot) -> None:
        super().__init__(open=False)
        self.bot = bot
        self.file = _file_of(bot)
        self._threads_of_bot: list[threading.Thread] = []
        self._notes = _Notes(self.world)
        self._states: dict[Any, Data] = {}  # what modules gave last, by module, chat and user
        name = _username(self.file)
        # The token is random, so that nobody else can guess the address of the Bot API.
        self.account = self.add_bot(f"{BOT_ID}:{secrets.token_urlsafe(24)}", first_name=_title(name), username=name)
        self._take_over()
        self._begin_with(self.file.with_name(SETUP_FILE) if self.file else None)

    def _take_over(self) -> None:
        """Let the bot talk to this simulator, and ask for the kinds of update that it wants."""
        usual = set(scaletg.schema.kinds) - {"chat_member", "message_reaction", "message_reaction_count"}
        self.account.allowed_updates = sorted(usual | set(self.bot.allowed_updates))
        self.bot.api.transport = Transport(self, self.account)
        self.attach(self.account, self.receive)
        self.account.username = self.bot.username or self.account.username
        if self.bot.commands:
            commands = [{"command": name, "description": about[:256]} for name, about in self.bot.commands.items()]
            self.account.commands["default/"] = [one for one in commands if one["description"]]

    def add_user(self, first_name: str, *, id: int | None = None, **fields: Any) -> User:
        """Add a person, whose chat with the bot is on the page at once."""
        user = super().add_user(first_name, id=id, **fields)
        self.world.private_chat(self.account, user)
        return user

    ############################################################################
    # Answering

    def receive(self, update: Data) -> Result:
        """Let the bot process an update as its webhook would, send its reply, and log how it went."""
        began, before = self.world.last_event, _stored(self.bot)
        outcome = self.bot.process(update, trace=True)
        if outcome.retry_after is None and not outcome.duplicate:
            self.bot.deliver(outcome)
        self._log_trace(update, outcome, began, _changed(before, _stored(self.bot)))
        if outcome.retry_after is not None:
            return Result(503, outcome.retry_after)
        return Result(200)

    def _log_trace(self, update: Data, outcome: scaletg.Outcome, began: int, stored: list[Data]) -> None:
        assert outcome.trace is not None  # it was asked for
        update_id = update["update_id"]
        calls = [one for one in self.world.events_after(began, {"call"}) if one.get("update_id") == update_id]
        trace = _with_generators(outcome.trace, calls)
        self.world.log(
            "trace",
            update_id=update_id,
            trace=trace,
            app=outcome.app,
            reply=_reply_of(outcome),
            duplicate=outcome.duplicate,
            retry_after=outcome.retry_after,
            error=None if outcome.error is None else describe_error(outcome.error),
            why=explain(update, trace, outcome=outcome, calls=calls, commands=self.bot.commands),
            state=self._state(update, outcome.trace) + stored,
        )

    def _state(self, update: Data, trace: scaletg.Trace) -> list[Data]:
        """Return what the modules gave, and what of it is not as it was after the last update of this chat and user."""
        event = next((value for key, value in update.items() if key != "update_id"), None) or {}
        message = event.get("message") or event
        place = (message.get("chat", {}).get("id"), event.get("from", {}).get("id"))
        states = []
        for step in trace.steps:
            if step.role == "module" and step.status == "evaluated":
                now = _plain(step.result)
                key = (step.name, *place)
                before = self._states.get(key)
                self._states[key] = now
                states.append({"module": step.name, "place": step.place, "before": before, "now": now})
        return states

    ############################################################################
    # People and groups in a file

    def setup(self) -> Data:
        """Return the people and groups as `add_setup` takes them."""
        names = ("first_name", "last_name", "username", "language_code", "is_premium")
        users = self.world.users.values()
        people = [{name: getattr(one, name) for name in names if getattr(one, name)} for one in users]
        chats = [one for one in self.world.chats.values() if not one.is_private and not one.migrated_to]
        return {"people": people, "groups": [self._group_setup(one) for one in chats]}

    def _group_setup(self, chat: Chat) -> Data:
        here = sorted((one for one in chat.members.values() if one.is_here), key=lambda one: one.status != "creator")
        people = [self.world.users[one.user_id] for one in here if one.user_id in self.world.users]
        bot = self.member(chat, self.account.id)
        group: Data = {
            "title": chat.title,
            "type": chat.type,
            "members": [one.username or one.first_name for one in people],
        }
        return {**group, "bot": bot.status if bot.is_here else None}

    def _begin_with(self, path: Path | None) -> None:
        """Add who stands in the file beside the bot, or the usual two."""
        if path is None or not path.is_file():
            return self.add_setup(SETUP)
        try:
            self.add_setup(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise scaletg.ConfigError(
                f"{path} says who is in the playground, but cannot be used: {error}. Mend the file, or take it away."
            ) from error

    def add_setup(self, setup: Any) -> None:
        """Add people and groups; those of a name that is there already are left as they are."""
        if not isinstance(setup, dict) or not set(setup) <= {"people", "groups"}:
            raise ValueError("a setup is an object with the lists people and groups")
        for person in setup.get("people", []):
            if not isinstance(person, dict) or not isinstance(person.get("first_name"), str):
                raise ValueError(f"people: {person!r} has no first_name")
            if not any(_is_same(person, one) for one in self.world.users.values()):
                self.add_user(**person)
        for group in setup.get("groups", []):
            if not isinstance(group, dict) or not group.get("title") or not group.get("members"):
                raise ValueError(f"groups: {group!r} needs title and members; the first member is the owner")
            if not any(one.title == group["title"] for one in self.world.chats.values() if not one.is_private):
                self._add_group(**group)

    def _add_group(self, title: str, members: list[Any], bot: str | None = "member", **more: Any) -> None:
        owner, *others = members
        chat = self.create_group(owner, title, members=others, bot=bool(bot), **more)
        if bot == "administrator":
            self.set_role(owner, chat, self.account, status=bot)

    ############################################################################
    # Running

    def pump(self) -> None:
        """Wake the threads that process updates: nobody who acts waits for the bot."""
        with self.world.changed:
            self.world.changed.notify_all()

    def pause(self, is_paused: bool) -> None:
        """Let updates wait, as while a bot is down; or let it have them, in their order."""
        with self.world.changed:
            self.is_paused = is_paused
            self.world.log("paused", is_paused=is_paused)
        self.pump()

    def deliver_next(self) -> bool:
        """Let the bot process the next update; return whether there was one."""
        return not self.is_paused and super().deliver_next()

    def _work(self) -> None:
        while not self.is_stopping:
            if not self.deliver_next():
                with self.world.changed:
                    self.world.changed.wait(0.5 if self.is_paused else self._rest())

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Server:
        """Serve the page, the control API and the Bot API in threads; the next free port is taken if *port* is not."""
        self.server = _listen(make_page(self), host, port)
        self.server.start()
        self.start_delivery()
        logging.getLogger("scaletg").addHandler(self._notes)
        self._threads_of_bot = [threading.Thread(target=self._work, daemon=True) for _ in range(WORKERS)]
        for thread in self._threads_of_bot:
            thread.start()
        return self.server

    def stop(self) -> None:
        """End what `serve` began; what is being processed gets some seconds to end."""
        logging.getLogger("scaletg").removeHandler(self._notes)
        super().stop()
        for thread in self._threads_of_bot:
            thread.join(timeout=3)

    def save_state(self, path: Path) -> None:
        """Write the chat for the process that follows this one."""
        port = self.server.server_port if self.server else 0
        state = {"world": self.world.dump(), "port": port, "states": [[list(k), v] for k, v in self._states.items()]}
        readable_by_us = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(readable_by_us, "w", encoding="utf-8") as file:
            json.dump(state, file, default=repr)

    def load_state(self, path: Path) -> int:
        """Take over the chat of the process before this one; returns the port that it had."""
        state = json.loads(path.read_text(encoding="utf-8"))
        self.world.restore(state["world"])
        self._states = {tuple(key): value for key, value in state["states"]}
        self.account = self.world.bots[BOT_ID]
        for pending in self.account.pending:
            pending.in_flight = False
        self._take_over()
        self.world.log("restart")
        return int(state["port"])

    def press_twice(self, user: Any, button: Any, **options: Any) -> None:
        """Press a button twice before the bot hears of it, as an impatient person does."""
        act = {"user": user, "button": button, **options}
        with self.world.changed:
            for _ in range(2):
                began = self.world.last_event
                self.press(**act)
                self.world.log("act", name="press", parameters=act, began=began)
        self.pump()

    def clear_chat(self, key: str) -> None:
        """Forget the messages of a chat, as deleting the chat in a client does."""
        with self.world.changed:
            chat = self.world.chats.get(key)
            if chat is not None:
                chat.messages.clear()
                chat.keyboards.clear()
                chat.pinned.clear()
            self.world.log("cleared", chat=key)


def run(bot: scaletg.Bot, *, host: str = "127.0.0.1", port: int = 8080, state: Path | None = None) -> None:
    """Serve the playground of a bot until Ctrl-C; *state*: the file that keeps the chat while the code is reloaded."""
    if host not in LOOPBACK:
        raise scaletg.ConfigError(
            f"the playground answers on this machine only, not at host={host!r}: leave the host out"
        )
    playground = Playground(bot)
    if state is not None and state.is_file():
        port = playground.load_state(state) or port
    server = playground.serve(host, port)
    print(
        f"\nTalk to your bot: {server.url}\nIt is a simulator: nothing leaves this machine. Ctrl-C ends it.", flush=True
    )
    watcher = next((one for one in threading.enumerate() if one.name == WATCHER), None)
    parent = os.getppid()
    try:
        while True:
            threading.Event().wait(0.2)  # short, for the reloader's interruption is seen between two waits
    except KeyboardInterrupt:
        if watcher is not None:
            watcher.join(0.1)  # it ends when it has interrupted
            if not watcher.is_alive() and os.getppid() == parent:
                _wait_until_mended(playground, parent)
        raise
    finally:
        if state is not None:
            playground.save_state(state)
        playground.stop()


###############################################################################
# Changed code that cannot be imported ########################################
###############################################################################


def _wait_until_mended(playground: Playground, parent: int) -> None:
    """Let the bot go on as it was, and say why on the page, while its changed program cannot be imported."""
    try:
        while os.getppid() == parent:
            stamps = _stamps()
            error = _try_program(playground.bot)
            if error is None:
                return
            text = f"the changed code cannot be imported, the bot goes on as it was: {_brief_error(error)}"
            logging.getLogger("scaletg").error("%s", text, extra={"is_on_page": True})
            playground.world.log("note", level="error", text=text, is_mistake=True, error=error)
            while _stamps() == stamps and os.getppid() == parent:
                time.sleep(0.3)
    except KeyboardInterrupt:  # Ctrl-C: not the reloader's, which would start the program again
        raise SystemExit(0) from None


def _brief_error(error: Data) -> str:
    own = [frame for frame in error["frames"] if frame["own"]]
    where = f" ({own[-1]['file']}:{own[-1]['line']})" if own else ""
    return f"{error['type']}: {error['text']}{where}"


def _try_program(bot: scaletg.Bot) -> Data | None:
    """Run the program up to `bot.run()` in another process; return what is wrong with its code, described."""
    main, found = sys.modules["__main__"], _module_of(bot)
    spec = getattr(main, "__spec__", None)
    by_us = getattr(main, "main", None) is scaletg.main or getattr(spec, "name", "") == "scaletg"  # scaletg play
    how: Data = {"path": sys.path, "argv": sys.argv, "module": None, "file": getattr(main, "__file__", None)}
    if by_us and found:
        how |= {"import": found[0].__name__}
    elif spec is not None:
        how |= {"module": spec.name}
    command = [sys.executable, "-c", f"import {__name__} as one; one.run_to_the_end()", json.dumps(how)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        options: Data = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        done = subprocess.run(command, env=environ, timeout=TRY_SECONDS, check=False, **options)
        answer: Data | None = json.loads(done.stdout or b"null")
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return None  # it starts again, and the terminal says more
    return answer


def run_to_the_end() -> None:
    """Be the process that tries a program: print the mistake that ends it before its bot runs."""
    how = json.loads(sys.argv[1])
    sys.path[:], sys.argv[:] = how["path"], how["argv"]
    scaletg.Bot.run = _run_not  # type: ignore[method-assign, assignment]  # up to there, the program is the usual one
    try:
        with contextlib.redirect_stdout(sys.stderr):
            if "import" in how:
                found = importlib.import_module(how["import"])
                _ = [one.registry for one in vars(found).values() if isinstance(one, scaletg.Bot)]
            elif how["module"]:
                runpy.run_module(how["module"], run_name="__main__", alter_sys=True)
            else:
                runpy.run_path(how["file"], run_name="__main__")
    except Exception as error:  # noqa: BLE001  # whatever it is, it ends the program
        if _is_mistake(error):
            print(json.dumps(describe_error(error)))
    except SystemExit:
        pass
    sys.stdout.flush()
    os._exit(0)  # whatever threads the program has begun


def _run_not(bot: scaletg.Bot, *args: Any, **options: Any) -> None:
    _ = bot.registry  # which looks at what the apps ask for
    raise SystemExit


def _is_mistake(error: Exception) -> bool:
    """Return whether an exception tells of the code, not of a port or a database that the running bot holds."""
    if isinstance(error, (scaletg.RegistrationError, scaletg.ConfigError)):
        return True
    return type(error).__module__ == "builtins" and not isinstance(error, OSError)


def _stamps() -> dict[str, int]:
    """Return when the files of the bot's author, and those beside them, were changed."""
    paths = {getattr(module, "__dict__", {}).get("__file__") or "" for module in list(sys.modules.values())}
    folders = {os.path.dirname(path) for path in paths if path.endswith(".py") and _is_own(path)}
    stamps = {}
    for path in (path for folder in folders for path in Path(folder).glob("*.py")):
        with contextlib.suppress(OSError):  # deleted meanwhile
            stamps[str(path)] = path.stat().st_mtime_ns
    return stamps


###############################################################################
# Where it runs ###############################################################
###############################################################################


def _listen(app: Callable[..., Any], host: str, port: int) -> Server:
    for candidate in (*range(port, port + 20), 0) if port else (0,):
        try:
            return Server(app, host, candidate)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise scaletg.ConfigError(f"no port is free at {host}")


def _is_same(person: Data, user: User) -> bool:
    if person.get("username"):
        return bool(person["username"].lower() == user.username.lower())
    return person["first_name"] == user.first_name and not user.username


def _file_of(bot: scaletg.Bot) -> Path | None:
    """Return the file of the program that holds the bot."""
    found = _module_of(bot)
    return Path(found[0].__file__) if found else None


def _module_of(bot: scaletg.Bot) -> tuple[Any, str] | None:
    """Return the Python module that holds the bot, and its name there."""
    modules = [sys.modules.get("__main__"), *list(sys.modules.values())]
    for module in modules:
        names = vars(module) if module is not None and getattr(module, "__file__", None) else {}
        for name, value in list(names.items()):
            if value is bot:
                return module, name
    return None


def _username(path: Path | None) -> str:
    stem = "".join(one for one in (path.stem if path else "") if one.isascii() and (one.isalnum() or one == "_"))
    stem = path.resolve().parent.name if path and stem == "bot" else stem
    stem = "".join(one for one in stem if one.isascii() and (one.isalnum() or one == "_")).strip("_") or "your"
    return (stem if stem.lower().endswith("bot") else f"{stem}_bot")[-32:]


def _title(username: str) -> str:
    return username.replace("_", " ").strip().capitalize()


###############################################################################
# The page ####################################################################
###############################################################################


def make_page(playground: Playground) -> bottle.Bottle:
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
    content = pkgutil.get_data(__name__, f"playground_page/{name}") or b""
    return _response(content, _TYPES[name.rpartition(".")[2]])


def _response(body: str | bytes, kind: str, status: int = 200) -> bottle.HTTPResponse:
    content = body.encode() if isinstance(body, str) else body
    return bottle.HTTPResponse(content, status, {**_HEADERS, "Content-Type": f"{kind}; charset=utf-8"})


def _info(playground: Playground) -> Data:
    account = playground.account
    return {
        "bot": {**account.get_me(), "token": account.token, "privacy": account.privacy},
        "file": os.path.relpath(playground.file) if playground.file else None,
        "unsimulated": playground.unsimulated(),
        "version": scaletg.__version__,
    }


###############################################################################
# Why did nothing happen? #####################################################
###############################################################################

#: Why an app was not asked, the nearest miss first: what its reason says.
_MISSES = ("the slash is missing", "what follows it is not", "is for another bot", "its rule", "has not what")


def explain(
    update: Data,
    trace: Data,
    *,
    outcome: Any = None,
    calls: list[Data] | None = None,
    commands: Mapping[str, str] | None = None,
) -> list[str]:
    """Say in sentences what came of an update, and above all why nothing did."""
    told = []
    if trace["note"]:
        told.append(_sentence(trace["note"]))
    told += [f"{_who(step)} raised {step['reason']}" for step in trace["steps"] if step["status"] == "raised"]
    told += [_refused(call) for call in calls or () if not call["answer"]["ok"]]
    winner = next((step for step in trace["steps"] if step["status"] in ("answered", "stopped")), None)
    has_failed = any(step["status"] == "raised" and step["name"] == winner["name"] for step in trace["steps"] if winner)
    if winner is not None and not has_failed:
        told.insert(0, _answered(winner, trace, outcome, calls or []))
        return told
    if told and not trace["note"].startswith("app"):
        return told
    return told + _nobody(update, trace["steps"], commands or {})


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _who(step: Data) -> str:
    return f"{step['role'].capitalize()} {step['name']!r} ({step['place']})"


def _answered(step: Data, trace: Data, outcome: Any, calls: list[Data]) -> str:
    text = f"{_who(step)} answered"
    if not calls and (outcome is None or not outcome.reply):
        text += ', but it sent nothing: it returned "", which means that the update is done'
    if trace["discarded"]:
        text += f". The answers of {', '.join(map(repr, trace['discarded']))} were discarded: the first one counts"
    return text + "."


def _refused(call: Data) -> str:
    answer = call["answer"]
    return f"Telegram refused {call['method']}: {answer.get('error_code')} {answer.get('description')}."


def _nobody(update: Data, steps: list[Data], commands: Mapping[str, str]) -> list[str]:
    """Say why no app answered: those that passed, then the nearest misses."""
    apps = [step for step in steps if step["role"] == "app"]
    if not apps:
        return ["The bot has no apps yet: write a function below @bot.app(...)."]
    told = ["No app answered."]
    asked = [step for step in apps if step["status"] == "passed"]
    told += [f"{_who(step)} was asked and returned None, which means: not mine." for step in asked]
    missed = [step for step in apps if step["status"] == "not asked"]
    missed.sort(key=lambda step: _nearness(step["reason"]))
    nearest = [step for step in missed if _nearness(step["reason"]) < 3] or missed[:3]
    told += [f"{_who(step)} was not asked: {step['reason']}." for step in nearest]
    if len(missed) > len(nearest):
        told.append(f"Not asked either: {', '.join(repr(step['name']) for step in missed if step not in nearest)}.")
    return told + _suggestion(update, commands)


def _nearness(reason: str) -> int:
    return next((place for place, miss in enumerate(_MISSES) if miss in reason), len(_MISSES))


def _suggestion(update: Data, commands: Mapping[str, str]) -> list[str]:
    """Name the command that was probably meant."""
    message = next((value for key, value in update.items() if key != "update_id"), None) or {}
    word = str(message.get("text") or "").split(None, 1)[:1]
    if not word or (word[0].lstrip("/").partition("@")[0] in commands and word[0].startswith("/")):
        return []
    near = difflib.get_close_matches(word[0].lstrip("/").lower(), list(commands), 1, 0.7)
    return [f"Did you mean /{near[0]}?"] if near else []


def _with_generators(trace: scaletg.Trace, calls: list[Data]) -> Data:
    """Return the trace as data, in which a generator is what it sent, and took as long as that."""
    told = trace.to_dict()
    for step, shown in zip(trace.steps, told["steps"], strict=True):
        if step.role != "app" or not isinstance(step.result, GeneratorType):
            continue
        if step.name != trace.winner:
            shown["result"] = "a generator that was not started"
            continue
        shown["result"] = f"a generator: {', then '.join(map(_brief, calls)) or 'it sent nothing'}"
        others = sum(one.duration_ms for one in trace.steps if one is not step)
        shown["duration_ms"] = round(max(step.duration_ms, trace.duration_ms - others), 3)
    return told


def _brief(call: Data) -> str:
    text = call["parameters"].get("text") or call["parameters"].get("caption")
    if not isinstance(text, str):
        return str(call["method"])
    return f"{call['method']} {text if len(text) <= 40 else text[:37] + '...'!r}"


def _reply_of(outcome: scaletg.Outcome) -> Any:
    reply = outcome.reply
    return _plain(reply.to_dict() if isinstance(reply, scaletg.Object) else reply)


def describe_error(error: BaseException) -> Data:
    """Return an exception with its frames, those of the bot's author marked as `own`."""
    frames = [
        {"file": _short(file), "line": line, "name": name, "code": code or "", "own": _is_own(file)}
        for file, line, name, code in traceback.extract_tb(error.__traceback__)
    ]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {
        "type": type(error).__name__,
        "text": str(error),
        "frames": frames,
        "cause": None if cause is None else describe_error(cause),
    }


def _is_own(path: str) -> bool:
    """Return whether a file is of the bot's author, not of Python, of a package or of ScaleTG."""
    library = (sysconfig.get_path("stdlib"), os.path.dirname(__file__), os.path.dirname(os.__file__), "<")
    return path != scaletg.__file__ and "-packages" not in path and not path.startswith(library)


def _short(path: str) -> str:
    short = os.path.relpath(path) if os.path.isabs(path) else path
    return path if short.startswith("..") else short


def _stored(bot: scaletg.Bot) -> dict[tuple[str, str], Any]:
    """Return the records of the bot's stores: of what was loaded and keeps a store, as sessions do."""
    found = [getattr(getattr(one.function, "__self__", None), "store", None) for one in bot.registry]
    stores: dict[int, Any] = {id(one): one for one in found if hasattr(one, "scan")}
    records = {}
    for store in stores.values():
        with contextlib.suppress(scaletg.ScaleTGError):  # a store that is down is for the bot to tell
            for record in itertools.islice(store.scan(), RECORDS):
                is_secret = "secret" in record.key.split(":")
                records[repr(store), record.key] = "(not shown)" if is_secret else record.value
    return records


def _changed(before: Mapping[tuple[str, str], Any], now: Mapping[tuple[str, str], Any]) -> list[Data]:
    """Return the records that are not as they were, in the form of a module's state."""
    keys = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    values = [(key, _plain(before.get(key)), _plain(now.get(key))) for key in keys]
    return [{"stored": key, "place": store, "before": old, "now": new} for (store, key), old, new in values]


def _plain(value: Any) -> Any:
    """Return a value as data for JSON, as far as it can be looked into."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()  # half of a surrogate pair is no text for JSON
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, scaletg.Object):
        return value.to_dict()
    if hasattr(type(value), "keys") and hasattr(type(value), "__getitem__"):
        return {str(key): _plain(value[key]) for key in value.keys()}  # noqa: SIM118  # it need not be iterable
    if hasattr(type(value), "__attrs_attrs__"):
        return {one.name: _plain(getattr(value, one.name)) for one in type(value).__attrs_attrs__}
    return re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(value))  # another object is no other state


###############################################################################
# A conversation as a test ####################################################
###############################################################################


def export_test(playground: Playground, key: str) -> str:
    """Return what was said in a chat as a test for the test kit: what people did, and what the bot answered."""
    found = _module_of(playground.bot)
    module, name = (Path(found[0].__file__).stem, found[1]) if found else ("bot", "bot")
    return playground_export.export_test(playground, key, module, name)
