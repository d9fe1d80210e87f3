"""Takes commands with arguments. Say /add 2 3, /roll, /roll 20, /remind 10 tea is ready, or /help.

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


@bot.app("/remind <minutes:float> <what:rest>")
def remind(message: scaletg.Message, minutes: float, what: str) -> scaletg.SendMessage:
    "Be told something later: /remind 10 tea is ready"
    return message.reply(f"In {minutes:g} minutes I would say: {what}")


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
