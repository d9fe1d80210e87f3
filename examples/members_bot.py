# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Answers members only. Say /start: you are refused, with your id. Then let yourself in, by a shell:

python -m scaletg_contrib.auth examples/members_bot.py grant YOUR_ID owner

Say /start again, /invite member for a link to hand on, /roles for who is in, and /close and /open to try a role.

TELEGRAM_BOT_TOKEN=... python examples/members_bot.py
"""

import scaletg
from scaletg_contrib.auth import Auth, Permissions, allowed
from scaletg_contrib.stores import key

bot = scaletg.Bot()
auth = Auth("sqlite:///members.db", closed=True, roles=["admin", "member"])
bot.load(auth)


@bot.module
def door(bot: scaletg.Bot) -> str:
    record = bot.store.get(key(bot, "club", "door"))
    return str(record.value) if record else "open"


@bot.app("/start")
def start(message: scaletg.Message, permissions: Permissions, door: str) -> str:
    "Say what you may do."
    return f"Welcome. You are {', '.join(sorted(permissions.roles))}, and the door is {door}."


@bot.app("/close", when=allowed("admin", refuse="Only an admin closes the door."))
def close(message: scaletg.Message) -> str:
    "Close the door, as an admin."
    bot.store.put(key(bot, "club", "door"), "closed")
    return "The door is closed."


@bot.app("/open", when=allowed("admin", refuse="Only an admin opens the door."))
def open_door(message: scaletg.Message) -> str:
    "Open the door, as an admin."
    bot.store.put(key(bot, "club", "door"), "open")
    return "The door is open."


if __name__ == "__main__":
    bot.run()
