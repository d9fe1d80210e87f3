"""How updates reach a bot: getUpdates, webhooks, or a function in the same process.

Updates of one queue (a chat's messages, a user's button presses) are delivered one after the other; a failed delivery
is repeated at once and then after 2, 4, 8 ... seconds of the simulator's clock.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scaletg_contrib.simulator.actions import ActionError
from scaletg_contrib.simulator.calls import AnswerLost, Calls
from scaletg_contrib.simulator.parameters import Refused, parse_request
from scaletg_contrib.simulator.records import BotAccount, Data, Pending
from scaletg_contrib.simulator.saving import copy_of, to_json

log = logging.getLogger("scaletg.simulator")

WEBHOOK_TIMEOUT = 60
#: The methods that are not executed in the answer of a webhook.
NOT_IN_ANSWER = {"setwebhook", "deletewebhook", "close", "logout"}


@dataclass
class Result:
    """The result of one delivery: an HTTP status (0: no connection), and what to do next."""

    status: int
    retry_after: float | None = None
    error: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the update was delivered."""
        return 200 <= self.status < 300


class Delivery(Calls):
    """Delivers pending updates: to a function with `pump`, to webhooks in threads after `start_delivery`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.receivers: dict[int, Callable[[Data], Result]] = {}
        self._threads: list[threading.Thread] = []
        self._sessions: dict[int, Any] = {}
        self._is_pumping = False

    def attach(self, bot: BotAccount, receive: Callable[[Data], Result]) -> None:
        """Deliver a bot's updates to a function of this process, when `pump` is called."""
        self.receivers[bot.id] = receive

    def pump(self) -> None:
        """Deliver all due updates to functions of this process, one after the other."""
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

        Several threads may call it: each update goes to one of them, and those of one queue are delivered one by one.
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
        except BaseException as error:
            self._settle(bot, pending, Result(500, error=f"{type(error).__name__}: {error}"))  # it is delivered again
            raise
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
                for pending in self._ready_updates(bot) if bot.pending else ():
                    pending.in_flight = True
                    return bot, pending
        return None

    def _ready_updates(self, bot: BotAccount) -> list[Pending]:
        """Return the first update of each queue that is due and has no other update in progress."""
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
        """Remove a delivered update from the queue, or set the time of the next attempt."""
        with self.world.lock:
            pending.in_flight = False
            pending.attempts += 1
            now = self.world.clock.time()
            if result.is_success:
                bot.pending = [other for other in bot.pending if other is not pending]
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
        times += [
            pending.next_try for bot in self.world.bots.values() for pending in bot.pending if not pending.in_flight
        ]
        return min(times, default=None)

    def advance(self, seconds: float) -> None:
        """Move the clock, and do everything that becomes due, in order."""
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

    def redeliver(self, update: Any, *, bot: Any = None, queue: str = "again") -> Data:
        """Deliver an update again, given as a dictionary or by its number, as Telegram does if an answer was lost."""
        with self.world.changed:
            account = self.find_bot(bot)
            if isinstance(update, int):
                sent = [event["update"] for event in self.world.events if event["type"] == "update"]
                found = [event for event in sent if event["update_id"] == update]
                if not found:
                    raise ActionError(f"there was no update {update}: GET /control/events?type=update lists them")
                update = found[0]
            self.queue(account, update, queue)
        again: Data = update
        return again

    ############################################################################
    # Webhooks

    def start_delivery(self) -> None:
        """Start the thread that delivers to webhooks and runs timers."""
        self.is_stopping = False
        thread = threading.Thread(target=self._run, name="simulator-delivery", daemon=True)
        self._threads = [thread]
        thread.start()

    def stop_delivery(self) -> None:
        """End the thread, and the waiting polls."""
        self.is_stopping = True
        with self.world.changed:
            self.world.changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=5)

    def _run(self) -> None:
        while not self.is_stopping:
            try:
                self._run_once()
            except Exception:
                log.exception("the simulator failed to deliver updates, and tries again in a second")
                time.sleep(1.0)

    def _run_once(self) -> None:
        """Run due timers, and send due updates; wait if there are none."""
        with self.world.changed:
            self.tick()
            jobs = [job for bot in self.world.bots.values() if bot.webhook for job in self._jobs(bot)]
            if not jobs:
                self.world.changed.wait(self.seconds_to_rest())
        for bot, pending in jobs:
            threading.Thread(target=self._post, args=(bot, pending), daemon=True).start()

    def _jobs(self, bot: BotAccount) -> list[tuple[BotAccount, Pending]]:
        """Return the updates to send now: up to `max_connections`, and only one while deliveries fail."""
        self.drop_expired(bot)
        busy = sum(pending.in_flight for pending in bot.pending)
        failing = any(pending.attempts for pending in bot.pending)
        silent = self.world.clock.time() - bot.webhook["last_success"] > 10
        limit = 1 if failing and silent else bot.webhook["max_connections"]
        ready = self._ready_updates(bot)[: max(0, limit - busy)]
        for pending in ready:
            pending.in_flight = True
        return [(bot, pending) for pending in ready]

    def seconds_to_rest(self) -> float:
        """Return the seconds until something may be due, half a second at most."""
        due = self.next_due()
        return 0.5 if due is None else min(max(due - self.world.clock.time(), 0.01), 0.5)

    def _post(self, bot: BotAccount, pending: Pending) -> None:
        """Send one update to the webhook, and run the method in its answer."""
        started = time.perf_counter()
        hook, answer = dict(bot.webhook), None
        result = Result(0, error="Webhook connection closed")
        try:
            result, answer = self._request(bot, hook, pending.update)
        except Exception:
            log.exception("the simulator failed to deliver update %s", pending.update["update_id"])
        finally:  # the queue continues after any exception
            self._log_delivery(bot, pending, result, "webhook", started)
            if bot.webhook.get("url") == hook.get("url"):
                self._check_gone(bot, result)
            self._settle(bot, pending, result)
        if result.is_success and answer is not None:
            self._run_safely(bot, *answer)

    def _run_safely(self, bot: BotAccount, content_type: str, body: bytes) -> None:
        """Run the method in a webhook's answer; its result is dropped."""
        try:
            self.run_answer(bot, content_type, body)
        except (Refused, AnswerLost) as error:
            self.world.log("answer_refused", bot_id=bot.id, error=str(error))

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
        except (requests.RequestException, ValueError) as error:  # ValueError: a host name that cannot be looked up
            return Result(0, error=_reason_of(error)), None
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
        """Run the method in a webhook's answer, if there is one."""
        values, files = parse_request("", content_type or "application/json", body)
        name = str(values.pop("method", "") or "")
        if not name or name.lower() in NOT_IN_ANSWER or name.lower().startswith("get"):
            return
        self.call(bot, name, values, files, via="webhook")


def _pause(attempts: int, longest: float) -> float:
    """Return the seconds before the next attempt: none, then 2, 4, 8 ... up to about a minute or two."""
    return 0.0 if attempts == 1 else min(2.0 ** (attempts - 1), longest)


def _reason_of(error: Exception) -> str:
    """Return the error of a failed connection as getWebhookInfo shows it."""
    text = str(error).lower()
    if "refused" in text:
        return "Connection refused"
    if "resolve" in text or "name or service" in text or "getaddrinfo" in text or isinstance(error, UnicodeError):
        return "Failed to resolve host: Name or service not known"
    return "Failed to resolve host: Invalid host" if isinstance(error, ValueError) else "Webhook connection closed"
