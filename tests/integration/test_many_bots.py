"""Managed bots from the first press to the first customer: bots by HTTP, updates by webhook, tokens at run time."""

from __future__ import annotations

import importlib.util
import logging
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from scaletg_contrib.simulator import BotAccount, Simulator, User

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "shops_bot.py"
TOKEN = "123456:AAExampleTokenOfTheManager"


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    """Notes the lines that an access log would have."""

    lines: list[str] = []  # noqa: RUF012  # of all servers of a test

    def log_message(self, form: str, *values: Any) -> None:
        self.lines.append(form % values)


class Shops:
    """The example behind a server, and people in front of it."""

    def __init__(self, sim: Simulator, example: ModuleType, address: str) -> None:
        self.sim, self.example, self.address = sim, example, address
        self.manager = sim.add_bot(TOKEN, username="manager_bot")
        self.ada = sim.add_user("Ada")
        example.manager.set_webhook(address)

    def until(self, said: str, bot: BotAccount, user: User) -> None:
        """Wait until a bot has said something to a person."""
        chat = self.sim.world.private_chat(bot, user)
        with self.sim.world.changed:
            came = self.sim.world.changed.wait_for(
                lambda: any(one.raw.get("text") == said for one in chat.messages.values()), 30
            )
        assert came, [one.raw.get("text") for one in chat.messages.values()]


@pytest.fixture
def shops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shops]:
    monkeypatch.chdir(tmp_path)
    sim = Simulator(seed=1, open=False)
    simulated = sim.serve()
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SCALETG_BASE_URL", simulated.url)
    spec = importlib.util.spec_from_file_location("shops_bot", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    _Handler.lines.clear()
    server = make_server("127.0.0.1", 0, example.application, _Server, _Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(example, "ADDRESS", address)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Shops(sim, example, address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        sim.stop()


def test_shop_is_opened_by_the_manager_and_greets_its_customers(shops: Shops, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shop = shops.sim.create_managed_bot(shops.ada, "tea_bot", bot=shops.manager)
    shops.sim.start(shops.ada, bot=shops.manager)
    shops.until("@tea_bot is open.", shops.manager, shops.ada)
    bob = shops.sim.add_user("Bob")
    shops.sim.start(bob, bot=shop)
    shops.until("Welcome to @tea_bot!", shop, bob)

    assert shop.webhook["url"].startswith(f"{shops.address}/telegram/{shop.id}/")
    secrets = [token.partition(":")[2] for token in (TOKEN, shop.token)]
    assert _Handler.lines
    assert not any(secret in "\n".join([*_Handler.lines, caplog.text]) for secret in secrets)


def test_shop_whose_owner_replaces_the_token_goes_on(shops: Shops) -> None:
    shops.sim.start(shops.ada, bot=shops.manager)
    shop = shops.sim.create_managed_bot(shops.ada, "tea_bot", bot=shops.manager)
    shops.until("@tea_bot is open.", shops.manager, shops.ada)
    old = shop.webhook["url"]
    with shops.sim.world.changed:
        shops.sim.replace_token(shops.ada, shop)
        assert shops.sim.world.changed.wait_for(lambda: shop.webhook.get("url") not in ("", old), 30)
    bob = shops.sim.add_user("Bob")
    shops.sim.start(bob, bot=shop)
    shops.until("Welcome to @tea_bot!", shop, bob)


def test_shop_is_there_after_a_restart(shops: Shops) -> None:
    shops.sim.start(shops.ada, bot=shops.manager)
    shop = shops.sim.create_managed_bot(shops.ada, "tea_bot", bot=shops.manager)
    shops.until("@tea_bot is open.", shops.manager, shops.ada)

    shops.example.application.drop(shop.id)  # as if the process had just begun: the bot is not known
    bob = shops.sim.add_user("Bob")
    shops.sim.start(bob, bot=shop)

    shops.until("Welcome to @tea_bot!", shop, bob)
