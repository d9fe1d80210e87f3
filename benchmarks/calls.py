"""A call of the Bot API, `bot.api.send_message(chat_id, text)`: what the client spends; the server is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import requests

import scaletg
from benchmarks.bots import TOKEN
from benchmarks.harness import Case, Figure, check_same, compare
from benchmarks.loopback import RESULT, server

LIMIT = 0.6
CHAT_ID = 4815162342


def measure(quick: bool) -> Iterator[Figure]:
    with server() as url:
        ((ratio, cost, floor),) = compare({"": make_case(url)}, 3 if quick else 15).values()
        yield Figure("bot.api.send_message", ratio, limit=LIMIT, cost=cost, floor=floor)


def make_case(url: str) -> Case:
    bot, session = scaletg.Bot(TOKEN, base_url=url), requests.Session()
    address = f"{url}/bot{TOKEN}/sendMessage"

    def post(text: str) -> Any:
        answer = session.post(address, json={"chat_id": CHAT_ID, "text": text}, timeout=60)
        answer.raise_for_status()
        return answer.json()["result"]

    def send(text: str) -> Any:
        return bot.api.send_message(CHAT_ID, text)

    check_same(send("Hello").to_dict(), RESULT)
    check_same(post("Hello"), RESULT)
    return Case(lambda count: [f"This is text {number}" for number in range(count)], send, post, batch=100)
