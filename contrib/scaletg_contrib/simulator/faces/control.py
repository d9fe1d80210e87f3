"""The control API: perform actions of people, make trouble, and read everything that happened.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import bottle

from scaletg_contrib.simulator.actions import ActionError, Bot, check_call, did_you_mean, signature_of
from scaletg_contrib.simulator.faces.wsgi import guard, plain, read_body
from scaletg_contrib.simulator.parameters import Refused
from scaletg_contrib.simulator.records import Chat, Data, Message, User
from scaletg_contrib.simulator.registry import ACTIONS, METHODS
from scaletg_contrib.simulator.saving import to_json

if TYPE_CHECKING:
    from scaletg_contrib.simulator.simulator import Simulator

log = logging.getLogger("scaletg.simulator")


class Control:
    """The control API: perform actions of people, make trouble, and read everything that happened."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def install(self, app: bottle.Bottle) -> None:
        """Route the paths of the control API to this."""
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", "/control", self.index),
            ("GET", "/control/", self.index),
            ("GET", "/control/state", self.state),
            ("GET", "/control/chats/<key>", self.chat),
            ("GET", "/control/chats/<key>/messages", self.messages),
            ("GET", "/control/files/<file_id>", self.file),
            ("GET", "/control/events", self.events),
            ("POST", "/control/events", self.with_body(self.add_event)),
            ("GET", "/control/queries/<query_id>", self.query),
            ("POST", "/control/do/<name>", self.act),
            ("GET", "/control/trouble", self.troubles),
            ("POST", "/control/trouble", self.with_body(self.sim.make_trouble)),
            ("DELETE", "/control/trouble", self.no_trouble),
            ("POST", "/control/redeliver", self.with_body(self.redeliver)),
            ("POST", "/control/clock", self.with_body(self.clock)),
            ("GET", "/control/save", self.save),
            ("POST", "/control/load", self.load),
            ("GET", "/control/unsimulated", self.unsimulated),
        ]
        for verb, path, function in routes:
            app.route(path, verb, self.guarded(function))

    def guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that answers with JSON, for every result and exception of this one."""

        def answer(**values: str) -> Any:
            reason = guard(bottle.request.environ)
            if reason:
                return plain(403, {"ok": False, "error": reason})
            try:
                result = function(**{name: unquote(value) for name, value in values.items()})
            except (ActionError, Refused) as error:
                return plain(400, {"ok": False, "error": str(error), "kind": type(error).__name__})
            except Exception:
                log.exception("the simulator failed in %s", bottle.request.path)
                what = (
                    f"the simulator failed in {bottle.request.path}: its log says more. This is a bug in the simulator"
                )
                return plain(500, {"ok": False, "error": what})
            return result if isinstance(result, bottle.HTTPResponse) else plain(200, {"ok": True, "result": result})

        return answer

    def with_body(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that calls this one with the parameters of the body."""
        return lambda: function(**check_call(function, self._body(), _request_line()))

    def _body(self) -> Data:
        body = read_body(bottle.request.environ)
        try:
            data = json.loads(body) if body.strip() else {}
        except (ValueError, RecursionError) as error:
            raise ActionError(
                f"the body of {_request_line()} is not JSON ({error}): send an object of the parameters"
            ) from None
        if b"\\ud" in body.lower():  # a lone surrogate is not text, and people cannot send it
            data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        if not isinstance(data, dict):
            raise ActionError(
                f"the body of {_request_line()} is not a JSON object: send one of the parameters, or nothing"
            )
        return data

    def index(self) -> Any:
        """List the actions."""
        return {"actions": [signature_of(function) for function in ACTIONS.values()], "methods": sorted(METHODS)}

    def state(self) -> Any:
        """Show bots, people and chats."""
        with self.sim.world.changed:
            return self.sim.overview()

    def chat(self, key: str) -> Any:
        """Show a chat with all details."""
        with self.sim.world.changed:
            return self.sim.show_chat(self._chat(key), int(_number("user")))

    def _chat(self, key: str) -> Chat:
        """Return the chat of a key, a title or an id; the id of a person is that of their private chat."""
        known = self.sim.world.chats.get(key)
        if known is None and key.isdecimal() and int(key) in self.sim.world.users:
            bot = bottle.request.query.get("bot")
            return self.sim.find_place(self.sim.find_person(int(key)), None, bot or None)
        return known or self.sim.find_place(None, key)

    def messages(self, key: str) -> Any:
        """Show the messages of a chat with an id above *after*; wait *timeout* seconds for the first, at most 60."""
        after, deadline = int(_number("after")), _deadline()
        world = self.sim.world
        with world.changed:
            while True:
                found = [message for message in self._chat(key).messages.values() if message.id > after]
                left = deadline - time.monotonic()
                if found or left <= 0 or self.sim.is_stopping:
                    return [self.sim.show_message(message) for message in found]
                world.changed.wait(min(left, 1.0))

    def file(self, file_id: str) -> bottle.HTTPResponse:
        """Return a file's content; never as a page, because a bot could have created it."""
        file = self.sim.world.files.get(file_id)
        if file is None:
            return plain(404, {"ok": False, "error": "there is no such file"})
        safe = file.mime_type.startswith(("image/", "audio/", "video/")) and "svg" not in file.mime_type
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        kind = file.mime_type if safe else "application/octet-stream"
        return bottle.HTTPResponse(file.content, 200, headers, Content_Type=kind)

    def query(self, query_id: str) -> Any:
        """Show a callback, inline or payment query with the bot's answer; wait *timeout* seconds for it, at most 60."""
        deadline = _deadline()
        world = self.sim.world
        with world.changed:
            while True:
                known = (world.callback_queries, world.inline_queries, world.checkouts)
                found = next((item[query_id] for item in known if query_id in item), None)
                if found is None:
                    raise ActionError(
                        f"there is no query {query_id!r}: press, inline_query and pay return the ids of queries"
                    )
                if found["answer"] is not None or time.monotonic() >= deadline:
                    return found
                world.changed.wait(deadline - time.monotonic())

    def events(self) -> Any:
        """Return the events after number *after*: at once, after waiting *timeout* seconds, or as a stream."""
        after, kinds = int(_number("after")), set(filter(None, bottle.request.query.get("type", "").split(","))) or None
        if "text/event-stream" in bottle.request.get_header("Accept", ""):
            last = bottle.request.get_header("Last-Event-ID", "")
            after = int(last) if last.isdecimal() else after
            headers = {"Cache-Control": "no-store"}
            return bottle.HTTPResponse(self._stream(after, kinds), 200, headers, Content_Type="text/event-stream")
        deadline = _deadline()
        world = self.sim.world
        with world.changed:
            while not (found := world.events_after(after, kinds)) and time.monotonic() < deadline:
                if self.sim.is_stopping:
                    break
                world.changed.wait(min(max(deadline - time.monotonic(), 0.0), 1.0))
            return {"events": found, "last": world.last_event}

    def _stream(self, after: int, kinds: set[str] | None) -> Iterator[bytes]:
        world = self.sim.world
        yield b": the events of the simulator\n\n"
        while not self.sim.is_stopping:
            with world.changed:
                found = world.events_after(after, kinds)
                last = world.last_event
                if not found:
                    world.changed.wait(5.0)
            for event in found:
                yield f"id: {event['seq']}\ndata: {to_json(event)}\n\n".encode()
            if not found and last == after:
                yield b": still here\n\n"
            after = last

    def add_event(self, /, type: str, **data: Any) -> Any:
        """Add an event of your own to the log, such as the trace of an update."""
        return self.sim.world.log(type, **data)

    def act(self, name: str) -> Any:
        """Perform an action of a person."""
        if name not in ACTIONS:
            raise ActionError(f"there is no action {name!r}: {did_you_mean(name, ACTIONS)}GET /control lists them")
        body, began = check_call(ACTIONS[name], self._body(), _request_line()), self.sim.world.last_event
        self.sim.about_to_act()
        result = getattr(self.sim, name)(**body)
        kept = {name: value for name, value in body.items() if not isinstance(value, str) or len(value) <= 4096}
        self.sim.world.log("act", name=name, parameters=kept, began=began)
        self.sim.pump()
        return self._shown(result)

    def _shown(self, result: Any) -> Any:
        if isinstance(result, Message):
            return self.sim.show_message(result)
        if isinstance(result, list):
            return [self._shown(item) for item in result]
        if isinstance(result, Chat):
            return {"key": result.key, **self.sim.world.chat_data(result)}
        return result.to_telegram() if isinstance(result, User) else result

    def troubles(self) -> Any:
        """Show the trouble that has not happened yet."""
        return self.sim.troubles

    def no_trouble(self) -> Any:
        """Delete the trouble with the id of the query string, or all that has not happened yet."""
        self.sim.end_trouble(int(_number("id")))
        return True

    def redeliver(self, update_id: int, *, times: int = 1, bot: Bot | None = None) -> Any:
        """Deliver an update once more."""
        if not 1 <= times <= 100:
            raise ActionError(f"times={times}: use a number from 1 to 100")
        for _ in range(times):
            update = self.sim.redeliver(update_id, bot=bot)
        self.sim.pump()
        return update

    def clock(self, seconds: float) -> Any:
        """Move the clock forward by *seconds*."""
        self.sim.advance(float(seconds))
        return self.sim.world.clock.time()

    def save(self) -> Any:
        """Return the whole state."""
        return self.sim.world.dump()

    def load(self) -> Any:
        """Restore a saved state."""
        try:
            self.sim.world.restore(self._body())
        except ValueError as error:
            raise ActionError(str(error)) from error
        return True

    def unsimulated(self) -> Any:
        """List the methods that are not simulated."""
        return self.sim.unsimulated()


def _request_line() -> str:
    return f"{bottle.request.method} {bottle.request.path}"


def _deadline() -> float:
    """Return until when a request waits that has a *timeout* in its query string."""
    return time.monotonic() + min(_number("timeout"), 60)


def _number(name: str) -> float:
    """Return a number of the query string, 0 if it is not there."""
    text = bottle.request.query.get(name) or "0"
    if not re.fullmatch(r"-?\d{1,15}(\.\d*)?", text, re.ASCII):
        raise ActionError(f"{_request_line()} has {text!r} as {name!r}: it must be a number, for example {name}=5")
    return float(text)
