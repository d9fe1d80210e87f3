# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Keeps a shopping list for every chat. Say /add milk, /add tea, /list, /done milk; in a group all share one list.

TELEGRAM_BOT_TOKEN=... python examples/list_bot.py
"""

import scaletg
from scaletg_contrib.sessions import Session, Sessions

bot = scaletg.Bot()
bot.load(Sessions(store="sqlite:///list_bot.db", key="chat"))


@bot.app("/add <what:rest>")
def add(session: Session, what: str) -> str:
    "Put something on the list: /add milk"
    session.setdefault("list", []).append(what)
    return f"{len(session['list'])} on the list."


@bot.app("/done <what:rest>")
def done(session: Session, what: str) -> str:
    "Take something off the list: /done milk"
    if what not in session.get("list", []):
        return f"{what} is not on the list."
    session["list"].remove(what)
    return f"{len(session['list'])} left."


@bot.app("/list")
def show(session: Session) -> str:
    "Show the list."
    return "\n".join(session.get("list", [])) or "The list is empty."


@bot.app(on="message:text", fallback=True)
def misunderstood() -> str:
    return "Say /add milk, /done milk or /list."


if __name__ == "__main__":
    bot.run()
