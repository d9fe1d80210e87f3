"""Measure what an exchange in the test kit costs, with `bot.process` alone as the floor beside it.

CPU time of one exchange (a user's text, the bot's answer), the median of interleaved rounds.
"""

import statistics
import time

from scaletg_contrib.testkit import Telegram

import scaletg

ROUNDS, EXCHANGES = 9, 1000

bot = scaletg.Bot()


@bot.app("/start")
def start(message):
    return "Hello"


@bot.app
def echo(message):
    return message.text


def process():
    ada, chat = {"id": 5, "is_bot": False, "first_name": "Ada"}, {"id": 5, "type": "private"}
    for number in range(EXCHANGES):
        message = {"message_id": number, "date": 1, "chat": chat, "from": ada, "text": "a word or two"}
        bot.process({"message": message}, trace=True)


def talk():
    with Telegram(bot) as telegram:
        chat = telegram.private("Ada")
        for _ in range(EXCHANGES):
            chat.send("a word or two")


def simulate():
    """Do what the simulator does for an exchange, without a bot."""
    with Telegram(scaletg.Bot()) as telegram:
        chat, sim = telegram.private("Ada"), telegram.sim
        for _ in range(EXCHANGES):
            sim.send(chat.user, "a word or two", chat=chat.chat)
            telegram.account.pending.clear()
            sim.call(telegram.account, "sendMessage", {"chat_id": chat.id, "text": "a word or two"})


def cpu(function):
    started = time.process_time()
    function()
    return (time.process_time() - started) / EXCHANGES * 1e6


def main():
    cases = {
        "bot.process with its trace": process,
        "the simulator alone": simulate,
        "an exchange in the test kit": talk,
    }
    taken = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, function in cases.items():
            taken[name].append(cpu(function))
    for name, values in taken.items():
        median = statistics.median(values)
        print(f"{name:30} {median:8.1f} µs  {1e6 / median:8.0f} a second")


if __name__ == "__main__":
    main()
