# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""An agent that asks before it acts. Say /work, and answer Yes or No; you may stop the program at any time in between.

TELEGRAM_BOT_TOKEN=... python examples/approval_bot.py
"""

from collections.abc import Generator
from typing import Any

import scaletg
from scaletg_contrib.conversations import Conversations, ask, once
from scaletg_contrib.jobs import Jobs

PLAN = ["delete the old backups", "send the invoices"]  # what a language model would decide, step by step

bot = scaletg.Bot()
talks = Conversations("sqlite:///approval_bot.db")
bot.load(Jobs("sqlite:///approval_bot.db"))


@bot.app("/work")
def work(message: scaletg.Message, jobs: Any) -> str:
    "Let the agent work."
    jobs.later(0, "step", number=0)
    return "I begin."


@bot.app("step", on="job")
def take_step(job: scaletg.Job, update: scaletg.Update, bot: scaletg.Bot) -> str:
    """Ask for the next step; a program that is not the bot begins here: bot.jobs.later(0, "step", chat=, user=)."""
    if job.data.number == len(PLAN):
        return "That was all."
    talks.start("approval", update, bot, number=job.data.number, person=update.person_id)
    return ""


@talks.conversation()
def approval(number: int, person: int) -> Generator[Any, Any, None]:
    """Ask the person, and give the answer back to the program, as a job."""
    answer = yield ask(f"May I {PLAN[number]}?", buttons=[["Yes", "No"]])
    data = {"number": number, "is_allowed": answer == "Yes"}
    yield once(bot.jobs.later, 0, "answered", chat=person, user=person, key=f"step {number}", data=data)


@bot.app("answered", on="job")
def act(job: scaletg.Job, jobs: Any) -> str:
    jobs.later(0, "step", number=job.data.number + 1)
    if not job.data.is_allowed:
        return f"I do not {PLAN[job.data.number]}."
    return f"Done: {PLAN[job.data.number]}."  # here it acts


bot.load(talks)

if __name__ == "__main__":
    bot.run()
