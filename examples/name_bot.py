# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Asks for a name in two steps, with states. Say /name and answer; /cancel stops it.

TELEGRAM_BOT_TOKEN=... python examples/name_bot.py
"""

import scaletg
from scaletg_contrib.states import State, States, in_state

bot = scaletg.Bot()
bot.load(States(store="sqlite:///name_bot.db"))


@bot.app("/name")
def ask_name(state: State) -> str:
    "Tell me your name."
    state.set("first")
    return "Your first name?"


@bot.app("/cancel", when=in_state("first", "last"))
def cancel(state: State) -> str:
    "Stop asking."
    state.clear()
    return "Cancelled."


# What takes any text is a fallback, asked if no command answered: "/cancel" is no name.
@bot.app(on="message:text", when=in_state("first"), fallback=True)
def take_first(message: scaletg.Message, state: State) -> str:
    state.set("last", first=message.text)
    return "Your last name?"


@bot.app(on="message:text", when=in_state("last"), fallback=True)
def take_last(message: scaletg.Message, state: State) -> str:
    first = state.data["first"]
    state.clear()
    return f"Hello, {first} {message.text}!"


@bot.app(on="message:text", fallback=True)
def misunderstood() -> str:
    return "Say /name."


if __name__ == "__main__":
    bot.run()
