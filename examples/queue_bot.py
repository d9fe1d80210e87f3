# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Slow orders of many people. Send it /order tea, several times, and /count; a minute later it asks how it was.

TELEGRAM_BOT_TOKEN=... python examples/queue_bot.py

The same file takes updates in on some machines, and processes them on others. With these in the environment of all,
    SCALETG_STORE=sqlite:///bot.db SCALETG_QUEUE=sqlite:///updates.db    # or postgresql://..., nats://...
run any number of each:
    gunicorn queue_bot:bot
    scaletg worker queue_bot.py --processes 2
"""

import os
import time

import scaletg
from scaletg_contrib.jobs import Jobs, UpdateJobs
from scaletg_contrib.sessions import Session, Sessions

bot = scaletg.Bot()
bot.load(Sessions())
bot.load(Jobs())

KITCHEN_SECONDS = float(os.environ.get("KITCHEN_SECONDS", "0.5"))  # what the app waits for: a bank, a kitchen, a model


@bot.app("/order <dish:rest>")
def order(message: scaletg.Message, session: Session, jobs: UpdateJobs, dish: str) -> str:
    "Order something."
    time.sleep(KITCHEN_SECONDS)
    session["orders"] = [*session.get("orders", []), dish]
    jobs.later(60, "ask", key="ask", dish=dish)
    return f"Order {len(session['orders'])}: {dish}."


@bot.app("/count")
def count(message: scaletg.Message, session: Session) -> str:
    "Show what you have ordered."
    orders = session.get("orders", [])
    return f"{len(orders)}: {', '.join(orders)}" if orders else "You have ordered nothing."


@bot.app("ask", on="job")
def ask(job: scaletg.Job) -> str:
    return f"How was the {job.data.dish}?"


if __name__ == "__main__":
    bot.run()
