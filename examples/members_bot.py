"""Answers members only. Say /start: you are refused, with your id. Then let yourself in, by a shell:

python -m scaletg_contrib.auth examples/members_bot.py grant YOUR_ID owner

Say /start again, /invite member for a link to hand on, /roles for who is in, and /close and /open to try a role.

TELEGRAM_BOT_TOKEN=... python examples/members_bot.py
"""

import scaletg
from scaletg_contrib.auth import Auth, Permissions, allowed

bot = scaletg.Bot()
auth = Auth("sqlite:///members.db", closed=True, roles=["admin", "member"])
bot.load(auth)

opened = {"door": True}


@bot.app("/start")
def start(message: scaletg.Message, permissions: Permissions) -> str:
    "Tell what you may do."
    door = "open" if opened["door"] else "closed"
    return f"Welcome. You are {', '.join(sorted(permissions.roles))}, and the door is {door}."


@bot.app("/close", when=allowed("admin", refuse="Only an admin closes the door."))
def close(message: scaletg.Message) -> str:
    "Close the door, as an admin."
    opened["door"] = False
    return "The door is closed."


@bot.app("/open", when=allowed("admin", refuse="Only an admin opens the door."))
def open_door(message: scaletg.Message) -> str:
    "Open the door, as an admin."
    opened["door"] = True
    return "The door is open."


if __name__ == "__main__":
    bot.run()
