"""An exchange in the test kit, a user's text and the bot's answer, beside what it is made of.

The work of the simulator is measured without a bot: a text is written, its update is delivered to a function, and that
calls sendMessage. Then both are done as they are in an exchange, one inside of the other, which takes longer than each
alone: the code of one drives that of the other out of the cache. What an exchange takes beyond that is the test kit's
own: it keeps the trace, and finds the answer.
"""

from __future__ import annotations

import functools
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import scaletg
from benchmarks.bots import message_update
from benchmarks.harness import Figure
from scaletg_contrib.simulator import Result
from scaletg_contrib.testkit import Telegram

TEXT = "a word or two"


def measure(quick: bool) -> Iterator[Figure]:
    rounds, exchanges = (2, 50) if quick else (7, 500)
    bot = make_bot()
    cases: dict[str, Callable[[int], None]] = {
        "bot.process alone": functools.partial(process, bot),
        "the simulator alone": simulate,
        "both, one inside of the other": functools.partial(simulate_and_process, bot),
        "both, with the trace of bot.process": functools.partial(simulate_and_process, bot, trace=True),
    }
    taken: dict[str, list[float]] = {name: [] for name in cases}
    exchange: list[float] = []
    for _ in range(rounds):
        exchange.append(spent(functools.partial(talk, bot), exchanges))
        for name, work in cases.items():
            taken[name].append(spent(work, exchanges))
    cost = statistics.median(exchange)
    yield Figure("an exchange", 1e6 / cost, "a second", cost=cost)
    for name, costs in taken.items():
        ratio = statistics.median(whole / part for whole, part in zip(exchange, costs))
        yield Figure(f"an exchange : {name}", ratio, cost=cost, floor=statistics.median(costs))


def make_bot() -> scaletg.Bot:
    bot = scaletg.Bot()

    @bot.app("/start")
    def start(message: Any) -> str:
        return "Hello"

    @bot.app
    def echo(message: Any) -> str:
        return str(message.text)

    return bot


def spent(work: Callable[[int], None], exchanges: int) -> float:
    started = time.process_time()
    work(exchanges)
    return (time.process_time() - started) / exchanges * 1e6


def process(bot: scaletg.Bot, exchanges: int) -> None:
    for _ in range(exchanges):
        bot.process(message_update(TEXT))


def run_in_simulator(exchanges: int, answer: Callable[..., Result]) -> None:
    """Write texts to a simulated bot, and let it get each update by a function."""
    with Telegram(scaletg.Bot()) as telegram:
        chat, sim = telegram.private("Ada"), telegram.sim
        sim.attach(telegram.account, functools.partial(answer, sim, telegram.account))
        for _ in range(exchanges):
            sim.send(chat.user, TEXT, chat=chat.chat)
            sim.pump()


def simulate(exchanges: int) -> None:
    """Do what the simulator does for an exchange, without a bot."""

    def answer(sim: Any, account: Any, update: dict[str, Any]) -> Result:
        chat_id = update["message"]["chat"]["id"]
        sim.call(account, "sendMessage", {"chat_id": chat_id, "text": update["message"]["text"]})
        return Result(200)

    run_in_simulator(exchanges, answer)


def simulate_and_process(bot: scaletg.Bot, exchanges: int, *, trace: bool = False) -> None:
    """Do the same with the bot in between."""

    def answer(sim: Any, account: Any, update: dict[str, Any]) -> Result:
        reply: Any = bot.process(update, trace=trace).reply
        values = reply.to_dict()
        sim.call(account, values.pop("method"), values)
        return Result(200)

    run_in_simulator(exchanges, answer)


def talk(bot: scaletg.Bot, exchanges: int) -> None:
    with Telegram(bot) as telegram:
        chat = telegram.private("Ada")
        for _ in range(exchanges):
            chat.send(TEXT)
