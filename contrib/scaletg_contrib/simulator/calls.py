"""The calls of bots: the bot of a token, the methods, and simulated trouble.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import logging
import math
import random
import re
import threading
import time
from collections import deque
from typing import Any

from scaletg import schema
from scaletg_contrib.simulator.actions import ActionError, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import LOGGED_OUT, NotSimulated, Parameters, Refused, Upload
from scaletg_contrib.simulator.records import BotAccount, Data, leave_out
from scaletg_contrib.simulator.refusals import source_of
from scaletg_contrib.simulator.registry import METHODS, TIMERS
from scaletg_contrib.simulator.world import Clock

log = logging.getLogger("scaletg.simulator")

#: The methods that send or change messages, and with flood limits, how many of them are allowed in how many seconds.
SENDING = {
    name
    for name, item in schema.methods.items()
    if re.match("send|copy|forward|editMessage", name) and "Message" in (item.returns or "")
}
FLOOD_ALL, FLOOD_CHAT, FLOOD_GROUP = (30, 1), (5, 5), (20, 60)
_METHOD_NAMES = {name.lower(): name for name in schema.methods}
#: The kinds of trouble, with their meaning.
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


class AnswerLost(Exception):
    """The call gets no answer: its connection must be closed."""


class Calls(Core):
    """Answers the calls of bots, and makes trouble on purpose. See `Simulator` for the options."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int | None = None,
        open: bool = True,
        flood_limits: bool = False,
        lenient: bool = False,
    ) -> None:
        super().__init__(clock=clock, seed=seed)
        self.open = open
        self.flood_limits = flood_limits
        self.lenient = lenient
        self._sent: dict[tuple[Any, ...], deque[float]] = {}  # when each bot sent its last messages, by limit
        #: Which update this thread delivers (`update_id`), so that the calls of its bot can name it.
        self.answering = threading.local()

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
            values = leave_out(values, "method")
        trouble = self._trouble_for(known, values) if self.troubles else None
        answer = self._answer(bot, known, values, files, trouble)
        parameters = dict(values)
        if files:
            parameters |= {item: f"<file {file.name!r}>" for item, file in files.items()}
        about: Data = {"parameters": parameters, "answer": answer, "via": via}
        if via == "direct":
            about["update_id"] = getattr(self.answering, "update_id", None)  # the update that is being answered
        if not answer["ok"]:
            about["refusal_source"] = source_of(answer["description"])
        duration = round((time.perf_counter() - started) * 1000, 3)
        if answer.get("result") != [] or known != "getUpdates":  # a poll without updates is not logged
            self.world.log("call", bot_id=bot.id, method=known, **about, duration_ms=duration)
        if trouble and trouble["kind"] in ("lost", "timeout"):
            raise AnswerLost(known)
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
        except NotSimulated as missing:
            log.warning("%s", missing)
            self.world.log("unsimulated", bot_id=bot.id, method=name, error=str(missing))
            return missing.to_dict()
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
        if not self.lenient:
            raise NotSimulated(name)
        return _blank_value(schema.methods[name].returns or "True")

    def _check_flood(self, bot: BotAccount, p: Parameters) -> None:
        """Refuse a message that is sent too fast. Telegram publishes no exact limits: these are its advice."""
        try:
            chat, now = self.find_chat(bot, p), self.world.clock.time()
        except Refused:  # the method itself refuses it later, after its other checks
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
        """Return the methods that the simulator does not have."""
        return [name for name in schema.methods if name not in METHODS]

    def tick(self) -> None:
        """Do everything that is due by the clock."""
        if not self.world.timers:
            return
        now = self.world.clock.time()
        due = [timer for timer in self.world.timers if timer["due"] <= now]
        if due:
            self.world.timers = [timer for timer in self.world.timers if timer["due"] > now]
            for timer in due:
                TIMERS[timer["action"]](self, timer)

    ############################################################################
    # Trouble

    def make_trouble(
        self,
        kind: str,
        *,
        method: str | None = None,
        times: int = 1,
        seconds: float = 5,
        description: str = "",
        probability: float = 1.0,
        chat: int | str | None = None,
        seed: int = 0,
    ) -> Data:
        """Make the next *times* calls (of one *method*, or any) fail; see `TROUBLES` for the kinds.

        *times*: 0 means until it is deleted. *probability*: of each call, by random numbers of *seed*. *chat*: only
        calls with this chat_id. Returns the trouble; its `id` deletes it.
        """
        if kind not in TROUBLES:
            raise ActionError(f"there is no trouble {kind!r}: the kinds are {', '.join(TROUBLES)}")
        if times < 0 or not 0 < probability <= 1:
            raise ActionError("times is 0 (until it is deleted) or more, and probability more than 0 and at most 1")
        with self.world.changed:
            number = self.world.new_id("trouble", 1)
            trouble: Data = {"id": number, "kind": kind, "method": method, "times": times, "seconds": seconds}
            trouble |= {"description": description, "probability": probability, "chat": chat, "seed": seed}
            self.chances[number] = random.Random(seed)
            self.troubles.append(trouble)
            self.world.log("trouble", trouble=dict(trouble))
        return trouble

    def end_trouble(self, number: int = 0) -> int:
        """Delete the trouble with this id, or all; returns how many there were."""
        with self.world.changed:
            ended = [trouble for trouble in self.troubles if number in (0, trouble["id"])]
            if number and not ended:
                raise ActionError(f"there is no trouble {number}: {names_of(item['id'] for item in self.troubles)}")
            self.troubles = [trouble for trouble in self.troubles if trouble not in ended]
        return len(ended)

    def _trouble_for(self, name: str, values: Data) -> Data | None:
        with self.world.changed:
            fits = [trouble for trouble in self.troubles if _concerns(trouble, name, values)]
            return self.use_up_trouble(fits)

    def _suffer(self, trouble: Data) -> None:
        kind, seconds, text = trouble["kind"], trouble["seconds"], trouble["description"]
        if kind == "429":
            raise Refused(f"Too Many Requests: retry after {int(seconds)}", 429, retry_after=int(seconds))
        if kind == "403":
            raise Refused(text or "bot was blocked by the user", 403)
        if kind == "400":
            raise Refused(text or "the simulator refuses this call on request")
        if kind == "500":
            raise Refused(text or "Internal Server Error", 500)
        if kind in ("slow", "timeout"):
            self.sleep(seconds)
        if kind == "timeout":
            raise Refused("the call timed out", 504)

    def sleep(self, seconds: float) -> None:
        """Wait, or move a clock that stands still."""
        if self.world.clock.frozen_at is None:
            time.sleep(seconds)
        else:
            self.world.clock.offset += seconds


def _concerns(trouble: Data, method: str, values: Data) -> bool:
    """Return whether a trouble is for calls of this method, with these parameters."""
    if trouble["kind"] == "duplicate" or trouble["method"] not in (None, method):
        return False
    return trouble["chat"] is None or str(trouble["chat"]) == str(values.get("chat_id"))


def _blank_value(kind: str) -> Any:
    """Return the emptiest value of a type of the schema, for a method that is only checked (`lenient`)."""
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
        return _blank_value(entry.members[0])
    given = {field.name: field.literal for field in entry.fields if field.literal is not None}
    return {field.name: given.get(field.name, _blank_value(field.type)) for field in entry.fields if field.required}
