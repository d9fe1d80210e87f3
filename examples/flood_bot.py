# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""A bot that keeps calm. Send it many messages at once, and /joke more than three times.

TELEGRAM_BOT_TOKEN=... python examples/flood_bot.py
"""

import random

import scaletg
from scaletg_contrib.limits import Hits, Limits

bot = scaletg.Bot()
limits = Limits("10/minute")

JOKES = [
    "There are two hard things in computing: naming, caches, and counting.",
    "A rate limiter walks into a bar, and walks into a bar, and is asked to wait outside.",
    "I would tell you a joke about UDP, but you might not get it.",
]


@bot.app("/joke", when=limits("3/minute", by="chat"))
def joke(message: scaletg.Message) -> str:
    "Tell a joke, three times a minute in a chat."
    return random.choice(JOKES)


@bot.app("/vote <name>")
def vote(message: scaletg.Message, limits: Hits, name: str) -> str:
    "Vote for somebody, once a day."
    if limits.hit("1/day", name="vote"):
        return "You have voted today. Come back tomorrow."
    return f"One vote for {name}."


@bot.app(fallback=True)
def count(message: scaletg.Message) -> str:
    return "I heard you. Ten messages a minute are enough."


bot.load(limits)

if __name__ == "__main__":
    bot.run()
