"""1,000 apps without a rule, each of which reads one field and does not answer, except the last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import scaletg
from benchmarks.bots import HEADERS, SECRET, TOKEN, bodies_of, make_body
from benchmarks.harness import Case, Figure, check_same, compare

APPS = 1000
LIMIT = 2.2


def measure(quick: bool) -> Iterator[Figure]:
    cases = {}
    for kind, make in (("message", message_case), ("callback", callback_case)):
        cases[kind] = make()
    for kind, (ratio, cost, floor) in compare(cases, 3 if quick else 21).items():
        yield Figure(f"{kind}, {APPS:,} plain apps", ratio, limit=LIMIT, cost=cost, floor=floor)


def message_case() -> Case:
    bot = scaletg.Bot(TOKEN, secret_token=SECRET)
    for number in range(APPS):
        bot.app(name=f"app{number}")(message_app(number))
    functions = [message_function(number) for number in range(APPS)]

    def floor(body: bytes) -> bytes:
        message = json.loads(body)["message"]
        text = first_answer(functions, message)
        return json.dumps({"method": "sendMessage", "chat_id": message["chat"]["id"], "text": text}).encode()

    return case_of(bot, "message", floor)


def message_app(number: int) -> Callable[[Any], str | None]:
    def app(message: Any) -> str | None:
        if message.text == "/other" or number < APPS - 1:
            return None
        return "the last"

    return app


def message_function(number: int) -> Callable[[dict[str, Any]], str | None]:
    def function(message: dict[str, Any]) -> str | None:
        if message["text"] == "/other" or number < APPS - 1:
            return None
        return "the last"

    return function


def callback_case() -> Case:
    bot = scaletg.Bot(TOKEN, secret_token=SECRET)
    for number in range(APPS):
        bot.app(name=f"app{number}")(callback_app(number))
    functions = [callback_function(number) for number in range(APPS)]

    def floor(body: bytes) -> bytes:
        query = json.loads(body)["callback_query"]
        text = first_answer(functions, query)
        return json.dumps({"method": "answerCallbackQuery", "callback_query_id": query["id"], "text": text}).encode()

    return case_of(bot, "callback", floor)


def callback_app(number: int) -> Callable[[Any], Any]:
    def app(callback_query: Any) -> Any:
        if callback_query.data == "other" or number < APPS - 1:
            return None
        return callback_query.answer("the last")

    return app


def callback_function(number: int) -> Callable[[dict[str, Any]], str | None]:
    def function(query: dict[str, Any]) -> str | None:
        if query["data"] == "other" or number < APPS - 1:
            return None
        return "the last"

    return function


def first_answer(functions: list[Callable[[Any], str | None]], event: dict[str, Any]) -> str | None:
    """Call every function, as a bot does whose apps all see the update, and return the first answer."""
    answer = None
    for function in functions:
        given = function(event)
        if answer is None:
            answer = given
    return answer


def case_of(bot: scaletg.Bot, kind: str, floor: Callable[[bytes], bytes]) -> Case:
    handle = bot.handle
    body = make_body(kind, 1)
    check_same(json.loads(handle(body, HEADERS)[2]), json.loads(floor(body)))
    return Case(bodies_of(kind, 1), lambda body: handle(body, HEADERS), floor, batch=20)
