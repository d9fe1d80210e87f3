# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Takes an order in a conversation. Say /pizza and answer; /back asks again, /cancel ends it. It survives a restart.

TELEGRAM_BOT_TOKEN=... python examples/pizza_bot.py
"""

import random
from collections.abc import Generator
from typing import Any

import scaletg
from scaletg_contrib.conversations import Conversations, ask, once

bot = scaletg.Bot()
talks = Conversations(store="sqlite:///pizza_bot.db")


def count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 20:
        raise ValueError("Write a number from 1 to 20.")
    return int(text)


@talks.conversation("/pizza")
def pizza() -> Generator[Any, Any, str]:
    "Order pizza."
    size = yield ask("Which size?", buttons=[["S", "M", "L"]])
    number = yield ask("How many?", check=count)
    name = yield ask("Your name?", timeout=3600)
    order = yield once(random.randrange, 1000, 10_000)  # computed once, however often the function is replayed
    return f"Order {order}: {number} of size {size} for {name}."


bot.load(talks)


@bot.app(on="message:text", fallback=True)
def misunderstood() -> str:
    return "Say /pizza to order."


if __name__ == "__main__":
    bot.run()
