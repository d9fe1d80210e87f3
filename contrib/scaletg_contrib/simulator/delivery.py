"""How updates reach a bot: getUpdates, webhooks, or a function in the same process.

Part of `scaletg_contrib.simulator`. Updates of one queue (a chat's messages, a user's button presses) go one after
the other; a failed delivery is repeated at once and then after 2, 4, 8 ... seconds of the simulator's clock.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from scaletg import schema
from scaletg_contrib.simulator.core import Core, method
from scaletg_contrib.simulator.parameters import Parameters, Refused, parse_request
from scaletg_contrib.simulator.world import BotAccount, Data, Pending, copy_of, to_json

__all__ = ["Delivery", "Result", "webhook_info"]

log = logging.getLogger("scaletg.simulator")

WEBHOOK_TIMEOUT = 60
MAX_ANSWER = 4 * 1024 * 1024  #: bytes of updates in one answer of getUpdates
#: Those of the public service.
WEBHOOK_PORTS = (80, 88, 443, 8443)
#: What is not run when it stands in a webhook's answer.
NOT_IN_ANSWER = {"setwebhook", "deletewebhook", "close", "logout"}
_TWO_POLLS = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_DEFAULT_KINDS = [
    kind for kind in schema.kinds if kind not in ("chat_member", "message_reaction", "message_reaction_count")
]


@dataclass
class Result:
    """What came of one delivery: an HTTP status (0: no connection), and what to do next."""

    status: int
    retry_after: float | None = None
    error: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the update is done with."""
        return 200 <= self.status < 300


###############################################################################
# getUpdates ##################################################################
###############################################################################


@method
def get_updates(sim: Any, bot: BotAccount, p: Parameters) -> list[Data]:
    if bot.webhook:
        raise Refused(_WEBHOOK_ACTIVE, 409)
    allowed = _read_allowed(p)
    if allowed is not None:
        bot.allowed_updates = allowed or None
    limit = p.number("limit", 100, 1, 100)
    wait = p.number("timeout", 0, 0, 50)
    _confirm(bot, p.number("offset"))
    turn = sim.polls[bot.id] = sim.polls.get(bot.id, 0) + 1
    sim.world.changed.notify_all()  # a poll that waits is over
    deadline = time.monotonic() + wait
    while True:
        sim.drop_expired(bot)
        if bot.pending or time.monotonic() >= deadline:
            break
        sim.world.changed.wait(min(deadline - time.monotonic(), 1.0))
        if sim.polls.get(bot.id) != turn:
            raise Refused("terminated by setWebhook request" if bot.webhook else _TWO_POLLS, 409)
        if sim.is_stopping:
            break
    updates = _cut([one.update for one in bot.pending[:limit]])
    if updates:
        ids = [one["update_id"] for one in updates]
        sim.world.log("delivery", bot_id=bot.id, via="getUpdates", update_ids=ids, status=200)
    return updates


def _cut(updates: list[Data]) -> list[Data]:
    """Return as many of the first updates as one answer holds: one at least."""
    size = 0
    for count, update in enumerate(updates):
        size += len(to_json(update).encode())
        if count and size > MAX_ANSWER:
            return updates[:count]
    return updates


def _split(url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        _ = address.port  # is read now, and may be none
        return address
    except ValueError:
        raise Refused("invalid webhook URL specified") from None


def _confirm(bot: BotAccount, offset: int) -> None:
    """Forget what an offset says was received; one that lies far off is taken as none."""
    if offset < 0:
        bot.pending = bot.pending[offset:]
    elif offset > 0 and offset <= bot.next_update_id + 10:
        bot.pending = [one for one in bot.pending if one.update["update_id"] >= offset]


def _read_allowed(p: Parameters) -> list[str] | None:
    """Return the kinds of a call, `[]` for the default ones; what cannot be read is ignored."""
    if p.values.get("allowed_updates") is None:
        return None
    try:
        kinds = p.data("allowed_updates")
    except Refused:
        return None
    if kinds is None:
        return []
    if not isinstance(kinds, list):
        return None
    return [kind for kind in kinds if isinstance(kind, str) and kind in schema.kinds]


###############################################################################
# Webhooks: the methods #######################################################
###############################################################################


@method
def set_webhook(sim: Any, bot: BotAccount, p: Parameters) -> Any:
    url = p.text("url").strip()
    if not url:
        return delete_webhook(sim, bot, p)
    secret = p.text("secret_token")
    if len(secret) > 256:
        raise Refused("secret token is too long")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
        raise Refused("secret token contains unallowed characters")
    address = _split(url if "://" in url else f"https://{url}")
    if address.scheme not in ("http", "https") or not address.hostname or re.search(r"\s", url):
        raise Refused("invalid webhook URL specified")
    if not sim.local:
        _check_public(sim, bot, address, p.text("ip_address"))
    allowed = _read_allowed(p)
    if allowed is not None:
        bot.allowed_updates = allowed or None
    if p.flag("drop_pending_updates"):
        bot.pending = []
    hook = {
        "url": address.geturl(),
        "has_custom_certificate": "certificate" in p.files,
        "max_connections": p.number("max_connections", 40, 1, 100),
        "ip_address": p.text("ip_address") or "127.0.0.1",
        "secret_token": secret,
    }
    if hook == {name: value for name, value in bot.webhook.items() if name in hook}:
        return "Webhook is already set"
    bot.webhook = {**hook, "last_success": sim.world.clock.time()}
    for one in bot.pending:
        one.attempts, one.next_try = 0, sim.world.clock.time()
    sim.polls[bot.id] = sim.polls.get(bot.id, 0) + 1  # ends a poll that waits
    sim.world.log("webhook", bot_id=bot.id, webhook=webhook_info(sim, bot))
    return "Webhook was set"


def _check_public(sim: Any, bot: BotAccount, address: SplitResult, ip_address: str) -> None:
    """Refuse what the public service refuses and a server of one's own does not."""
    if address.scheme != "https":
        raise Refused("bad webhook: An HTTPS URL must be provided for webhook")
    if (address.port or 443) not in WEBHOOK_PORTS:
        raise Refused("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    host = "127.0.0.1" if address.hostname == "localhost" else address.hostname
    with contextlib.suppress(ValueError):  # the name of a host: nobody is asked for its address
        ip = ipaddress.ip_address(ip_address or host or "")
        if not ip.is_global:
            raise Refused(f"bad webhook: IP address {ip} is reserved")
    now = sim.world.clock.time()
    since, sim.webhook_calls[bot.id] = now - sim.webhook_calls.get(bot.id, 0.0), now
    if since < 1:
        raise Refused("Too Many Requests: retry after 1", 429, retry_after=1)


@method
def delete_webhook(sim: Any, bot: BotAccount, p: Parameters) -> Any:
    if p.flag("drop_pending_updates"):
        bot.pending = []
    if not bot.webhook:
        return "Webhook is already deleted"
    bot.webhook = {}
    sim.world.log("webhook", bot_id=bot.id, webhook=webhook_info(sim, bot))
    return "Webhook was deleted"


@method
def get_webhook_info(sim: Any, bot: BotAccount, p: Parameters) -> Data:
    sim.drop_expired(bot)
    return webhook_info(sim, bot)


def webhook_info(sim: Any, bot: BotAccount) -> Data:
    """Return what getWebhookInfo says."""
    hook = bot.webhook
    info: Data = {"url": hook.get("url", ""), "has_custom_certificate": hook.get("has_custom_certificate", False)}
    info["pending_update_count"] = len(bot.pending)
    names = ("ip_address", "last_error_date", "last_error_message", "max_connections")
    info |= {name: hook[name] for name in names if name in hook}
    if bot.allowed_updates and bot.allowed_updates != _DEFAULT_KINDS:
        info["allowed_updates"] = bot.allowed_updates
    return info


###############################################################################
# Delivering ##################################################################
###############################################################################


class Delivery(Core):
    """Deliver what is pending: to a function with `pump`, to webhooks in threads after `start_delivery`."""

    is_stopping = False
    local = True  #: whether webhooks may have any address

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.polls: dict[int, int] = {}  #: how often each bot has called getUpdates
        self.webhook_calls: dict[int, float] = {}  #: when each bot last set one
        self.receivers: dict[int, Callable[[Data], Result]] = {}
        self._threads: list[threading.Thread] = []
        self._sessions: dict[int, Any] = {}
        self._is_pumping = False
        #: Which update this thread delivers (`update_id`), so that the calls of its bot can name it.
        self.answering = threading.local()

    def attach(self, bot: BotAccount, receive: Callable[[Data], Result]) -> None:
        """Deliver a bot's updates to a function of this process, when `pump` is called."""
        self.receivers[bot.id] = receive

    def pump(self) -> None:
        """Deliver, one after the other, all that is due to functions of this process."""
        if self._is_pumping:
            return
        self._is_pumping = True
        try:
            while self.deliver_next():
                pass
        finally:
            self._is_pumping = False

    def deliver_next(self) -> bool:
        """Deliver the next update that is due to a function of this process; return whether there was one.

        Several threads may call it: each update goes to one of them, and those of one queue go one after the other.
        """
        found = self._next_for_receivers()
        if found is None:
            return False
        bot, pending = found
        started = time.perf_counter()
        before = getattr(self.answering, "update_id", None)
        self.answering.update_id = pending.update["update_id"]
        try:
            result = self.receivers[bot.id](copy_of(pending.update))
        finally:
            self.answering.update_id = before
        self._log_delivery(bot, pending, result, "direct", started)
        self._settle(bot, pending, result)
        return True

    def _next_for_receivers(self) -> tuple[BotAccount, Pending] | None:
        with self.world.lock:
            self.tick()
            for bot_id in self.receivers:
                bot = self.world.bots[bot_id]
                self.drop_expired(bot)
                for pending in self._ready(bot) if bot.pending else ():
                    pending.in_flight = True
                    return bot, pending
        return None

    def _ready(self, bot: BotAccount) -> list[Pending]:
        """Return the first update of each queue, if its time has come and none of the queue is under way."""
        now = self.world.clock.time()
        seen: set[str] = set()
        ready = []
        for pending in bot.pending:
            if pending.queue not in seen:
                seen.add(pending.queue)
                if not pending.in_flight and pending.next_try <= now:
                    ready.append(pending)
        return ready

    def _settle(self, bot: BotAccount, pending: Pending, result: Result) -> None:
        """Take a delivered update off the queue, or say when to try again."""
        with self.world.lock:
            pending.in_flight = False
            pending.attempts += 1
            now = self.world.clock.time()
            if result.is_success:
                bot.pending = [one for one in bot.pending if one is not pending]
                if bot.webhook:
                    bot.webhook["last_success"] = now
            else:
                pause = _pause(pending.attempts, self.world.random.uniform(60, 120))
                if result.retry_after is not None:
                    pause = min(max(result.retry_after, 0.0), 3600.0)
                pending.next_try = now + pause
                if bot.webhook and result.error:
                    bot.webhook |= {"last_error_date": self.now, "last_error_message": result.error}
            self.world.changed.notify_all()

    def next_due(self) -> float | None:
        """Return the time at which something is to be delivered or done next."""
        times = [timer["due"] for timer in self.world.timers]
        times += [one.next_try for bot in self.world.bots.values() for one in bot.pending if not one.in_flight]
        return min(times, default=None)

    ############################################################################
    # Webhooks

    def start_delivery(self) -> None:
        """Start the thread that delivers to webhooks and does what the clock says."""
        self.is_stopping = False
        thread = threading.Thread(target=self._run, name="simulator-delivery", daemon=True)
        self._threads = [thread]
        thread.start()

    def stop_delivery(self) -> None:
        """End the thread, and the polls that wait."""
        self.is_stopping = True
        with self.world.changed:
            self.world.changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=5)

    def _run(self) -> None:
        while not self.is_stopping:
            with self.world.changed:
                self.tick()
                jobs = [job for bot in self.world.bots.values() if bot.webhook for job in self._jobs(bot)]
                if not jobs:
                    self.world.changed.wait(self._rest())
            for bot, pending in jobs:
                threading.Thread(target=self._post, args=(bot, pending), daemon=True).start()

    def _jobs(self, bot: BotAccount) -> list[tuple[BotAccount, Pending]]:
        """Return what may be sent now: up to `max_connections`, and one only while nothing succeeds."""
        self.drop_expired(bot)
        busy = sum(one.in_flight for one in bot.pending)
        failing = any(one.attempts for one in bot.pending)
        silent = self.world.clock.time() - bot.webhook["last_success"] > 10
        limit = 1 if failing and silent else bot.webhook["max_connections"]
        ready = self._ready(bot)[: max(0, limit - busy)]
        for pending in ready:
            pending.in_flight = True
        return [(bot, pending) for pending in ready]

    def _rest(self) -> float:
        due = self.next_due()
        return 0.5 if due is None else min(max(due - self.world.clock.time(), 0.01), 0.5)

    def _post(self, bot: BotAccount, pending: Pending) -> None:
        """Send one update to the webhook, and run the method that stands in the answer."""
        started = time.perf_counter()
        hook = dict(bot.webhook)
        result, answer = self._request(bot, hook, pending.update)
        self._log_delivery(bot, pending, result, "webhook", started)
        if bot.webhook.get("url") == hook["url"]:
            self._check_gone(bot, result)
        self._settle(bot, pending, result)
        if result.is_success and answer is not None:
            self.run_answer(bot, *answer)

    def _log_delivery(self, bot: BotAccount, pending: Pending, result: Result, via: str, started: float) -> None:
        duration = round((time.perf_counter() - started) * 1000, 3)
        about = {"update_ids": [pending.update["update_id"]], "status": result.status, "error": result.error}
        self.world.log("delivery", bot_id=bot.id, via=via, **about, duration_ms=duration, attempt=pending.attempts + 1)

    def _request(self, bot: BotAccount, hook: Data, update: Data) -> tuple[Result, Any]:
        import requests

        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip, deflate"}
        if hook["secret_token"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret_token"]
        options: Data = {"headers": headers, "timeout": WEBHOOK_TIMEOUT, "allow_redirects": False}
        try:
            response = self._session(bot).post(hook["url"], data=to_json(update).encode(), **options)
        except requests.Timeout:
            return Result(0, error="Read timeout expired"), None
        except requests.RequestException as error:
            refused = "refused" in str(error).lower()
            return Result(0, error="Connection refused" if refused else "Webhook connection closed"), None
        if not 200 <= response.status_code < 300:
            wait = response.headers.get("Retry-After", "")
            text = f"Wrong response from the webhook: {response.status_code} {response.reason}"
            return Result(response.status_code, float(wait) if wait.isdigit() else None, text), None
        return Result(response.status_code), (response.headers.get("Content-Type", ""), response.content)

    def _session(self, bot: BotAccount) -> Any:
        """Return a bot's connections, which are kept open between updates."""
        import requests
        from requests.adapters import HTTPAdapter

        if bot.id not in self._sessions:
            session = requests.Session()
            session.trust_env = False
            adapter = HTTPAdapter(pool_connections=4, pool_maxsize=100)
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            self._sessions[bot.id] = session
        return self._sessions[bot.id]

    def _check_gone(self, bot: BotAccount, result: Result) -> None:
        """Delete a webhook that has answered 410 for 23 hours."""
        if result.status != 410:
            bot.webhook.pop("gone_since", None)
        elif self.now - bot.webhook.setdefault("gone_since", self.now) > 23 * 3600:
            bot.webhook = {}

    def run_answer(self, bot: BotAccount, content_type: str, body: bytes) -> None:
        """Run the method that a webhook's answer holds, if it does."""
        values, files = parse_request("", content_type or "application/json", body)
        name = str(values.pop("method", "") or "")
        if not name or name.lower() in NOT_IN_ANSWER or name.lower().startswith("get"):
            return
        self.call(bot, name, values, files, via="webhook")

    def call(self, bot: BotAccount, name: str, values: Data, files: Any = None, *, via: str = "http") -> Data:
        """Run a method of the Bot API."""
        raise NotImplementedError


def _pause(attempts: int, longest: float) -> float:
    """Return the seconds before the next attempt: none, then 2, 4, 8 ... up to about a minute or two."""
    return 0.0 if attempts == 1 else min(2.0 ** (attempts - 1), longest)
