"""Measure what an exchange in the test kit costs, beside what it is made of: `bot.process` and the simulator's work.

CPU time of one exchange (a user's text, the bot's answer), the median of interleaved rounds. The work of the simulator
is measured without a bot: a text is written, its update is delivered to a function, and that calls sendMessage. Then
both are done as they are in an exchange, one inside of the other, which takes longer than each alone: the code of one
drives that of the other out of the cache. What an exchange takes beyond that is the test kit's own: it keeps the trace,
and finds the answer.
"""

import functools
import statistics
import time

import scaletg
from scaletg_contrib.simulator import Result
from scaletg_contrib.testkit import Telegram

ROUNDS, EXCHANGES = 15, 1000
TEXT = "a word or two"

bot = scaletg.Bot()


@bot.app("/start")
def start(message):
    return "Hello"


@bot.app
def echo(message):
    return message.text


def updates():
    """Give as many updates as there are exchanges, with ids that no other round had."""
    ada, chat = {"id": 5, "is_bot": False, "first_name": "Ada"}, {"id": 5, "first_name": "Ada", "type": "private"}
    first = time.monotonic_ns()
    for number in range(EXCHANGES):
        message = {"message_id": number, "from": ada, "chat": chat, "date": 1, "text": TEXT}
        yield {"update_id": first + number, "message": message}


def process():
    for update in updates():
        bot.process(update)


def run_in_simulator(answer):
    """Write texts to a simulated bot, and let it get each update by a function."""
    with Telegram(scaletg.Bot()) as telegram:
        chat, sim = telegram.private("Ada"), telegram.sim
        sim.attach(telegram.account, functools.partial(answer, sim, telegram.account))
        for _ in range(EXCHANGES):
            sim.send(chat.user, TEXT, chat=chat.chat)
            sim.pump()


def simulate():
    """Do what the simulator does for an exchange, without a bot."""

    def answer(sim, account, update):
        chat_id = update["message"]["chat"]["id"]
        sim.call(account, "sendMessage", {"chat_id": chat_id, "text": update["message"]["text"]})
        return Result(200)

    run_in_simulator(answer)


def simulate_and_process(**options):
    """Do the same with the bot in between."""

    def answer(sim, account, update):
        values = bot.process(update, **options).reply.to_dict()
        sim.call(account, values.pop("method"), values)
        return Result(200)

    run_in_simulator(answer)


def talk():
    with Telegram(bot) as telegram:
        chat = telegram.private("Ada")
        for _ in range(EXCHANGES):
            chat.send(TEXT)


def cpu(function):
    started = time.process_time()
    function()
    return (time.process_time() - started) / EXCHANGES * 1e6


CASES = {
    "bot.process alone": process,
    "the simulator alone": simulate,
    "both, one inside of the other": simulate_and_process,
    "both, with the trace of bot.process": functools.partial(simulate_and_process, trace=True),
    "an exchange in the test kit": talk,
}


def main():
    taken = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, function in CASES.items():
            taken[name].append(cpu(function))
    cost = {name: statistics.median(values) for name, values in taken.items()}
    talking = cost["an exchange in the test kit"]
    for name, median in cost.items():
        print(f"{name:38} {median:7.1f} µs  {1e6 / median:7.0f} a second   exchange / this: {talking / median:5.2f}")


if __name__ == "__main__":
    main()
