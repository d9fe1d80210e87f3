# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""How a bot gets its updates: getUpdates and setWebhook.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import time
from typing import Any
from urllib.parse import SplitResult, urlsplit

from scaletg import KINDS_ON_REQUEST, schema
from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data
from scaletg_contrib.simulator.saving import to_json

MAX_ANSWER = 4 * 1024 * 1024  #: bytes of updates in one answer of getUpdates
#: The ports of the public server.
WEBHOOK_PORTS = (80, 88, 443, 8443)
_TWO_POLLS = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_DEFAULT_KINDS = [kind for kind in schema.usual_kinds if kind not in KINDS_ON_REQUEST]


@method
def get_updates(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    if bot.webhook:
        raise Refused(_WEBHOOK_ACTIVE, 409)
    allowed = _read_allowed(p)
    if allowed is not None:
        bot.allowed_updates = allowed or None
    limit = p.number("limit", 100, 1, 100)
    wait = p.number("timeout", 0, 0, 50)
    _confirm(bot, p.number("offset"))
    turn = sim.poll_turns[bot.id] = sim.poll_turns.get(bot.id, 0) + 1
    sim.world.changed.notify_all()  # a waiting poll is over
    deadline = time.monotonic() + wait
    while True:
        sim.drop_expired(bot)
        if bot.pending or time.monotonic() >= deadline:
            break
        sim.world.changed.wait(min(deadline - time.monotonic(), 1.0))
        if sim.poll_turns.get(bot.id) != turn:
            raise Refused("terminated by setWebhook request" if bot.webhook else _TWO_POLLS, 409)
        if sim.is_stopping:
            break
    updates = _cut([item.update for item in bot.pending[:limit]])
    if updates:
        ids = [update["update_id"] for update in updates]
        sim.world.log("delivery", bot_id=bot.id, via="getUpdates", update_ids=ids, status=200)
    return updates


def _cut(updates: list[Data]) -> list[Data]:
    """Return as many updates as fit into one answer, at least one."""
    size = 0
    for count, update in enumerate(updates):
        size += len(to_json(update).encode())
        if count and size > MAX_ANSWER:
            return updates[:count]
    return updates


def _split(url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        _ = address.port  # is read now, and may be missing
        return address
    except ValueError:
        raise Refused("invalid webhook URL specified") from None


def _confirm(bot: BotAccount, offset: int) -> None:
    """Remove the updates that an offset confirms; an invalid offset is ignored."""
    if offset < 0:
        bot.pending = bot.pending[offset:]
    elif offset > 0 and offset <= bot.next_update_id + 10:
        bot.pending = [pending for pending in bot.pending if pending.update["update_id"] >= offset]


def _read_allowed(p: Parameters) -> list[str] | None:
    """Return the kinds of a call, `[]` for the default; an unreadable value is ignored."""
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
    return [kind for kind in kinds if isinstance(kind, str) and kind in schema.usual_kinds]


@method
def set_webhook(sim: Core, bot: BotAccount, p: Parameters) -> Any:
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
    for pending in bot.pending:
        pending.attempts, pending.next_try = 0, sim.world.clock.time()
    sim.poll_turns[bot.id] = sim.poll_turns.get(bot.id, 0) + 1  # ends a waiting poll
    sim.world.log("webhook", bot_id=bot.id, webhook=webhook_info(sim, bot))
    return "Webhook was set"


def _check_public(sim: Core, bot: BotAccount, address: SplitResult, ip_address: str) -> None:
    """Refuse an address that the public server refuses and a local server accepts."""
    if address.scheme != "https":
        raise Refused("bad webhook: An HTTPS URL must be provided for webhook")
    if (address.port or 443) not in WEBHOOK_PORTS:
        raise Refused("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    host = "127.0.0.1" if address.hostname == "localhost" else address.hostname
    with contextlib.suppress(ValueError):  # a host name, which is not looked up
        ip = ipaddress.ip_address(ip_address or host or "")
        if not ip.is_global:
            raise Refused(f"bad webhook: IP address {ip} is reserved")
    now = sim.world.clock.time()
    since, sim.webhook_calls[bot.id] = now - sim.webhook_calls.get(bot.id, 0.0), now
    if since < 1:
        raise Refused("Too Many Requests: retry after 1", 429, retry_after=1)


@method
def delete_webhook(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    if p.flag("drop_pending_updates"):
        bot.pending = []
    if not bot.webhook:
        return "Webhook is already deleted"
    bot.webhook = {}
    sim.world.log("webhook", bot_id=bot.id, webhook=webhook_info(sim, bot))
    return "Webhook was deleted"


@method
def get_webhook_info(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    sim.drop_expired(bot)
    return webhook_info(sim, bot)


def webhook_info(sim: Core, bot: BotAccount) -> Data:
    """Return the result of getWebhookInfo."""
    hook = bot.webhook
    info: Data = {"url": hook.get("url", ""), "has_custom_certificate": hook.get("has_custom_certificate", False)}
    info["pending_update_count"] = len(bot.pending)
    names = ("ip_address", "last_error_date", "last_error_message", "max_connections")
    info |= {name: hook[name] for name in names if name in hook}
    if bot.allowed_updates and bot.allowed_updates != _DEFAULT_KINDS:
        info["allowed_updates"] = bot.allowed_updates
    return info
