# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Takes commands with arguments. Say /add 2 3, /roll, /roll 20, /pick tea, water, or /help.

TELEGRAM_BOT_TOKEN=... python examples/commands_bot.py
"""

import random

import scaletg

bot = scaletg.Bot()


@bot.app("/add <first:int> <second:int>")
def add(first: int, second: int) -> str:
    "Add two whole numbers: /add 2 3"
    return f"{first} + {second} = {first + second}"


@bot.app("/roll <sides:int>")
def roll(sides: int = 6) -> str:
    "Roll a die: /roll, or /roll 20"
    if sides < 2:
        return "A die has two sides or more."
    return f"You rolled {random.randint(1, sides)} of {sides}."


@bot.app("/pick <options:rest>")
def pick(options: str) -> str:
    "Pick one of several: /pick tea, green tea, water"
    found = [option.strip() for option in options.split(",") if option.strip()]
    return random.choice(found) if found else "There is nothing to pick from."


@bot.app("/help")
def show_help() -> str:
    "Show what I can do."
    return "\n".join(f"/{command}: {description}" for command, description in bot.commands["default"].items())


@bot.app(on="message:text", fallback=True)
def misunderstood(message: scaletg.Message) -> str:
    """Say how a command is written that came without its arguments."""
    usage = bot.commands["default"].get(message.command or "")
    return usage or "I did not understand that. Say /help."


if __name__ == "__main__":
    bot.run()
