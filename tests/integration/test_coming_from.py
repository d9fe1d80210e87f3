"""The bots of docs/coming_from.md, each in its own framework, answer the same."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from engines import wait_for
from servers import Missing, or_skip

from programs import ROOT, running, write
from scaletg_contrib.testkit import RemoteTelegram

PAGE = (ROOT / "docs" / "coming_from.md").read_text(encoding="utf-8")
TOKEN = "1000000001:test"
#: Where npm has put grammY: see tests/integration/test_clients.py.
MODULES = os.environ.get("CLIENTS_MODULES", "")


def program_of(name: str, *changes: tuple[str, str]) -> str:
    """Return a block of the page by the name in its first line, with what leads it to another server."""
    (found,) = re.findall(rf"^```\w+\n((?:#|//) {name}\n.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    program = str(found)
    for old, new in changes:
        assert old in program
        program = program.replace(old, new)
    return program


def scaletg_bot(url: str) -> str:
    return program_of("drinks_bot.py", ("scaletg.Bot()", f"scaletg.Bot(base_url={url!r})"))


def ptb_bot(url: str) -> str:
    return program_of("ptb_bot.py", ("ApplicationBuilder()", f"ApplicationBuilder().base_url({url + '/bot'!r})"))


def aiogram_bot(url: str) -> str:
    session = f"AiohttpSession(api=TelegramAPIServer.from_base({url!r}))"
    imports = "from aiogram.client.session.aiohttp import AiohttpSession\n"
    imports += "from aiogram.client.telegram import TelegramAPIServer\n"
    token = 'os.environ["TELEGRAM_BOT_TOKEN"]'
    return imports + program_of("aiogram_bot.py", (token, f"{token}, session={session}"))


def telebot_bot(url: str) -> str:
    server = f"import telebot\nfrom telebot import apihelper\napihelper.API_URL = {url + '/bot{0}/{1}'!r}\n"
    return program_of("telebot_bot.py", ("import telebot\n", server))


def grammy_bot(url: str) -> str:
    token = "process.env.TELEGRAM_BOT_TOKEN"
    return program_of("grammy_bot.js", (token, f'{token}, {{ client: {{ apiRoot: "{url}" }} }}'))


def order_and_add(telegram: RemoteTelegram) -> None:
    """Talk to a bot as the page describes it. It may call more than once for an action, so its texts are waited for."""
    ada = telegram.private("Ada")

    def wait_for_text(text: str) -> None:
        wait_for(lambda: text in [message.text for message in ada.messages], f"{text!r} in\n{ada.snapshot()}\n")

    ada.send("/start")
    wait_for_text("Hello, Ada!")
    assert ada.buttons == [["Tea", "Coffee"]]
    ada.press("Tea")
    wait_for_text("One tea, please.")
    ada.send("/add 2 3")
    wait_for_text("5")
    ada.send_photo()
    wait_for_text("A nice picture.")


@pytest.mark.parametrize(
    "module, make",
    [("scaletg", scaletg_bot), ("telegram", ptb_bot), ("aiogram", aiogram_bot), ("telebot", telebot_bot)],
)
def test_a_python_framework_answers_the_same(module: str, make: Callable[[str], str], tmp_path: Path) -> None:
    if importlib.util.find_spec(module) is None:
        or_skip(Missing(f"{module} is not installed: see `dev` in setup.py"))
    with RemoteTelegram(TOKEN, patience=90) as telegram:
        write(tmp_path, {"bot.py": make(telegram.url)})
        with running(sys.executable, "bot.py", cwd=tmp_path, TELEGRAM_BOT_TOKEN=TOKEN):
            order_and_add(telegram)


def test_grammy_answers_the_same(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (Path(MODULES) / "grammy").is_dir() or not MODULES:
        or_skip(Missing("Node.js or grammy is not installed (npm; CLIENTS_MODULES says where)"))
    (tmp_path / "node_modules").symlink_to(Path(MODULES).resolve())
    with RemoteTelegram(TOKEN, patience=90) as telegram:
        write(tmp_path, {"bot.js": grammy_bot(telegram.url)})
        with running(str(node), "bot.js", cwd=tmp_path, TELEGRAM_BOT_TOKEN=TOKEN):
            order_and_add(telegram)
