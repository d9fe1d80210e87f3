"""The whole of the simulated Telegram, and a transport to it.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections import deque
from pathlib import Path
from typing import Any

import scaletg
from scaletg import schema
from scaletg_contrib.simulator import extras
from scaletg_contrib.simulator.actions import ActionError
from scaletg_contrib.simulator.core import METHODS
from scaletg_contrib.simulator.delivery import Delivery
from scaletg_contrib.simulator.faces import ConnectionLost, Server, make_app
from scaletg_contrib.simulator.methods import commands_for, menu_button
from scaletg_contrib.simulator.parameters import LOGGED_OUT, Parameters, Refused, Upload
from scaletg_contrib.simulator.users import Users
from scaletg_contrib.simulator.world import BotAccount, Chat, Clock, Data, Message, StoredFile, copy_of

__all__ = ["Simulator", "Transport"]

_ = extras  # its methods register themselves, and those of messages
#: The methods that send messages, and how many of them in how many seconds pass where there are flood limits.
SENDING = {
    name
    for name, one in schema.methods.items()
    if re.match("send|copy|forward", name) and "Message" in (one.returns or "")
}
FLOOD_ALL, FLOOD_CHAT, FLOOD_GROUP = (30, 1), (5, 5), (20, 60)
_METHOD_NAMES = {name.lower(): name for name in schema.methods}
#: What a trouble can be, with what it means.
TROUBLES = {
    "429": "Too Many Requests: the call is refused for `seconds`",
    "403": "Forbidden: bot was blocked by the user",
    "400": "Bad Request with the given `description`",
    "500": "Internal Server Error",
    "timeout": "no answer for `seconds`, and the call is not run",
    "lost": "the call is run, and the connection is lost before the answer",
    "slow": "the answer comes `seconds` late",
    "duplicate": "the next update is delivered twice",
}


class Simulator(Users, Delivery):
    """The whole of the simulated Telegram. *open*: any well-formed token is a bot, which is made when it first calls.

    *clock*: by default the real time; `Clock(frozen_at=...)` stands still until `advance`. *seed*: for ids that are
    the same in every run. *local*: webhooks may have any address, as with a server of one's own; without it they are
    refused as the public service does: https, its four ports, no address of a private network, twice in a second.
    *flood_limits*: a bot that sends too much too fast is refused with 429.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int | None = None,
        open: bool = True,
        local: bool = True,
        flood_limits: bool = False,
    ) -> None:
        super().__init__(clock=clock, seed=seed)
        self.open = open
        self.local = local
        self.flood_limits = flood_limits
        self._sent: dict[tuple[Any, ...], deque[float]] = {}  # when each bot sent its last messages, by limit
        self.troubles: list[Data] = []
        self.server: Server | None = None

    ############################################################################
    # Calls of bots

    def bot_of_token(self, token: str) -> BotAccount:
        """Return the bot of a token. Raises `Refused` as Telegram does."""
        number, colon, secret = token.partition(":")
        well_formed = colon and number.isascii() and number.isdigit() and 0 < int(number) < 2**54 and len(token) <= 80
        if not well_formed or number.startswith("0") or not re.fullmatch(r"[\w-]*", secret, re.ASCII):
            raise Refused("Unauthorized: invalid token specified", 401)
        with self.world.changed:
            bot = self.world.bots.get(int(number))
            if bot is None and self.open:
                bot = self.add_bot(token)
            if bot is None or bot.token != token:
                raise Refused("Unauthorized", 401)
        return bot

    def call(
        self, bot: BotAccount, name: str, values: Data, files: dict[str, Upload] | None = None, *, via: str = "http"
    ) -> Data:
        """Run a method of the Bot API and return Telegram's answer, `{"ok": ...}`."""
        started = time.perf_counter()
        known = _METHOD_NAMES.get(name.lower(), name)
        if "method" in values:
            values = {key: value for key, value in values.items() if key != "method"}
        trouble = self._trouble_for(known) if self.troubles else None
        answer = self._answer(bot, known, values, files, trouble)
        parameters = dict(values)
        if files:
            parameters |= {one: f"<file {file.name!r}>" for one, file in files.items()}
        about: Data = {"parameters": parameters, "answer": answer, "via": via}
        if via == "direct":
            about["update_id"] = getattr(self.answering, "update_id", None)  # the update that is being answered
        duration = round((time.perf_counter() - started) * 1000, 3)
        if answer.get("result") != [] or known != "getUpdates":  # a poll that brought nothing is no news
            self.world.log("call", bot_id=bot.id, method=known, **about, duration_ms=duration)
        if trouble and trouble["kind"] in ("lost", "timeout"):
            raise ConnectionLost(known)
        return answer

    def _answer(
        self, bot: BotAccount, name: str, values: Data, files: dict[str, Upload] | None, trouble: Data | None
    ) -> Data:
        try:
            if trouble:
                self._suffer(trouble)
            if bot.logged_out and name != "logOut":
                raise Refused(LOGGED_OUT)
            with self.world.changed:
                self.tick()
                p = Parameters(name, values, files)
                if self.flood_limits and name in SENDING:
                    self._check_flood(bot, p)
                result = self._run_method(bot, name, p)
        except Refused as refused:
            return refused.to_dict()
        if isinstance(result, str) and name.endswith("Webhook"):
            return {"ok": True, "result": True, "description": result}
        return {"ok": True, "result": result}

    def _run_method(self, bot: BotAccount, name: str, p: Parameters) -> Any:
        if name in METHODS:
            return METHODS[name](self, bot, p)
        if name not in schema.methods:
            raise Refused("Not Found: method not found" if name else "Not Found", 404)
        p.check_required()
        p.check_types()
        return _blank(schema.methods[name].returns or "True")

    def _check_flood(self, bot: BotAccount, p: Parameters) -> None:
        """Refuse a message that follows too many others too soon. Telegram tells no exact limits: these are advice."""
        try:
            chat, now = self.find_chat(bot, p), self.world.clock.time()
        except Refused:  # the method refuses it as well, after what it checks before
            return
        limits = [(FLOOD_ALL, ""), (FLOOD_CHAT, chat.key)]
        if chat.type in ("group", "supergroup"):
            limits.append((FLOOD_GROUP, chat.key))
        wait, counts = 0.0, []
        for (most, seconds), key in limits:
            times = self._sent.setdefault((bot.id, most, key), deque(maxlen=most))
            counts.append(times)
            if len(times) == most:
                wait = max(wait, times[0] + seconds - now)
        if wait > 0:
            seconds = math.ceil(wait)
            raise Refused(f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds)
        for times in counts:
            times.append(now)

    def unsimulated(self) -> list[str]:
        """Return the methods that are only checked: they have no effect."""
        return [name for name in schema.methods if name not in METHODS]

    def file_at(self, path: str) -> StoredFile:
        """Return the file of a file_path. Raises `Refused` if there is none."""
        file = self.world.files.get(self.world.paths.get(path, ""))
        if file is None:
            raise Refused("Not Found", 404)
        return file

    ############################################################################
    # Trouble and time

    def make_trouble(
        self, kind: str, *, method: str | None = None, times: int = 1, seconds: float = 5, description: str = ""
    ) -> Data:
        """Let the next *times* calls (of one *method*, or any) go wrong; see `TROUBLES` for the kinds."""
        if kind not in TROUBLES:
            raise ActionError(f"there is no kind {kind!r} of trouble: there are {', '.join(TROUBLES)}")
        trouble = {"kind": kind, "method": method, "times": times, "seconds": seconds, "description": description}
        with self.world.changed:
            self.troubles.append(trouble)
            self.world.log("trouble", trouble=dict(trouble))
        return trouble

    def _trouble_for(self, name: str) -> Data | None:
        with self.world.changed:
            fits = [one for one in self.troubles if one["kind"] != "duplicate" and one["method"] in (None, name)]
            return self._use_up(fits)

    def _use_up(self, troubles: list[Data]) -> Data | None:
        if not troubles:
            return None
        troubles[0]["times"] -= 1
        if troubles[0]["times"] <= 0:
            self.troubles.remove(troubles[0])
        return troubles[0]

    def _suffer(self, trouble: Data) -> None:
        kind, seconds, text = trouble["kind"], trouble["seconds"], trouble["description"]
        if kind == "429":
            raise Refused(f"Too Many Requests: retry after {int(seconds)}", 429, retry_after=int(seconds))
        if kind == "403":
            raise Refused(text or "bot was blocked by the user", 403)
        if kind == "400":
            raise Refused(text or "the simulator was told to refuse this call")
        if kind == "500":
            raise Refused(text or "Internal Server Error", 500)
        if kind in ("slow", "timeout"):
            self.sleep(seconds)
        if kind == "timeout":
            raise Refused("the call timed out", 504)

    def sleep(self, seconds: float) -> None:
        """Let time pass: really, or on a clock that stands still by turning it."""
        if self.world.clock.frozen_at is None:
            time.sleep(seconds)
        else:
            self.world.clock.offset += seconds

    def advance(self, seconds: float) -> None:
        """Turn the clock on, and do all that comes due on the way, in its order."""
        with self.world.changed:
            end = self.world.clock.time() + seconds
        while (due := self.next_due()) is not None and due <= end:
            with self.world.changed:
                self.world.clock.offset += max(0.0, due - self.world.clock.time())
                self.tick()
                self.world.changed.notify_all()
            self.pump()
            if not self.receivers:
                break
        with self.world.changed:
            self.world.clock.offset += max(0.0, end - self.world.clock.time())
            self.world.log("clock", now=self.world.clock.time())
            self.tick()
        self.pump()

    def update(self, bot: BotAccount, kind: str, payload: Data, queue: str) -> Data | None:
        """Queue an update, twice if that trouble was asked for."""
        update = super().update(bot, kind, payload, queue)
        doubled = [one for one in self.troubles if one["kind"] == "duplicate"]
        if update is not None and doubled:
            self._use_up(doubled)
            self.redeliver(update, bot=bot, queue=queue)
        return update

    def redeliver(self, update: Any, *, bot: Any = None, queue: str = "again") -> Data:
        """Deliver an update once more, given as it is or by its number, as Telegram does when an answer got lost."""
        with self.world.changed:
            account = self.find_bot(bot)
            if isinstance(update, int):
                sent = [one["update"] for one in self.world.events if one["type"] == "update"]
                found = [one for one in sent if one["update_id"] == update]
                if not found:
                    raise ActionError(f"there was no update {update}: GET /control/events?type=update lists them")
                update = found[0]
            self.queue(account, update, queue)
        again: Data = update
        return again

    ############################################################################
    # Looking at it

    def overview(self) -> Data:
        """Return bots, people and chats."""
        world = self.world
        bots = [{**bot.get_me(), "webhook": bot.webhook.get("url", "")} for bot in world.bots.values()]
        people = [{**user.to_telegram(), "blocked": user.blocked} for user in world.users.values()]
        chats = [{"key": chat.key, **world.chat_data(chat), "bot_id": chat.bot_id} for chat in world.chats.values()]
        return {"bots": bots, "users": people, "chats": chats, "time": world.clock.time(), "last": world.last_event}

    def show_chat(self, chat: Chat, user_id: int = 0) -> Data:
        """Return all about a chat; with a user also the keyboard that it sees and the commands that it is offered."""
        world = self.world
        members = [self.member_data(chat, one) for one in chat.members.values()] if not chat.is_private else []
        bot = world.bots.get(chat.bot_id) or next((b for b in world.bots.values() if b.id in chat.members), None)
        return {
            "key": chat.key,
            **world.chat_data(chat),
            "description": chat.description,
            "members": members,
            "pinned": chat.pinned,
            "topics": list(chat.topics.values()),
            "action": chat.action if chat.action.get("until", 0) > self.now else {},
            "drafts": {str(number): draft for number, draft in chat.drafts.items()},
            "keyboard": chat.keyboards.get(user_id),
            "commands": commands_for(self, bot, chat, user_id) if bot else [],
            "menu_button": menu_button(bot, chat.id) if bot else None,
            "migrated_to": chat.migrated_to,
        }

    def show_message(self, message: Message) -> Data:
        """Return a message with what only the simulator knows of it."""
        return {
            "chat": message.chat,
            "message": message.raw,
            "markup": message.markup,
            "sender": message.sender,
            "is_deleted": message.is_deleted,
            "versions": message.versions,
            "reactions": message.reactions,
            "votes": message.votes,
        }

    def save(self, path: str | Path) -> None:
        """Write the whole state to a file."""
        Path(path).write_text(json.dumps(self.world.dump()), encoding="utf-8")

    def load(self, path: str | Path) -> None:
        """Read a state that `save` wrote."""
        self.world.restore(json.loads(Path(path).read_text(encoding="utf-8")))

    ############################################################################
    # Serving

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Server:
        """Serve the Bot API and the control API in threads, deliver to webhooks, and return the server."""
        self.server = Server(make_app(self), host, port)
        self.server.start()
        self.start_delivery()
        return self.server

    def stop(self) -> None:
        """End what `serve` began."""
        self.stop_delivery()
        if self.server:
            self.server.stop()
            self.server = None


def _blank(kind: str) -> Any:
    """Return the emptiest value of a type of the schema, for a method that is only checked."""
    kind = kind.split(" | ")[0]
    if kind.startswith("list["):
        return []
    if kind in ("True", "bool"):
        return True
    if kind in ("int", "datetime", "float"):
        return 0
    if kind == "str":
        return ""
    entry = schema.types[kind]
    if entry.members:
        return _blank(entry.members[0])
    given = {one.name: one.literal for one in entry.fields if one.literal is not None}
    return {one.name: given.get(one.name, _blank(one.type)) for one in entry.fields if one.required}


class Transport:
    """Answer a bot's calls in the same process: `bot.api.transport = Transport(sim, account)`."""

    def __init__(self, sim: Simulator, account: BotAccount) -> None:
        self.sim = sim
        self.account = account

    def sleep(self, seconds: float) -> None:
        """Let time pass, as `Simulator.sleep` does."""
        self.sim.sleep(seconds)

    def call(self, name: str, parameters: Data, files: dict[str, scaletg.InputFile]) -> Data:
        """Run a method; *parameters* are in Telegram's form, and name their files by `attach://`."""
        uploads = {one: _read(file) for one, file in files.items()}
        values = {one: value for one, value in parameters.items() if one not in uploads}
        try:
            return copy_of(self.sim.call(self.account, name, values, uploads, via="direct"))
        except ConnectionLost:
            raise scaletg.Timeout(
                f"{name}: the simulator lost the answer", method=name, parameters=values, sent=True
            ) from None

    def download(self, path: str) -> bytes:
        """Return the content of a file. Raises `FileNotFoundError`."""
        try:
            return self.sim.file_at(path).content
        except Refused:
            raise FileNotFoundError(path) from None


def _read(file: scaletg.InputFile) -> Upload:
    source = file.source
    if isinstance(source, Path):
        return Upload(file.filename, source.read_bytes())
    return Upload(file.filename, source if isinstance(source, bytes) else source.read())
