# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg[jobs]"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Reminders. Send it /remind 10 tea, /list, and /forget with the number of a reminder.

TELEGRAM_BOT_TOKEN=... python examples/remind_bot.py
"""

import scaletg
from scaletg_contrib.jobs import Jobs, UpdateJobs

bot = scaletg.Bot()
bot.load(Jobs())


@bot.app("/remind <minutes:int> <text:rest>")
def remind(message: scaletg.Message, jobs: UpdateJobs, minutes: int, text: str) -> str:
    "Remind you of something in some minutes."
    if not 0 < minutes <= 60 * 24 * 365:
        return "Give minutes from 1 to a year."
    jobs.later(60 * minutes, "reminder", text=text)
    return f"In {minutes} minutes."


@bot.app("/daily <hour:int> <zone> <text:rest>")
def remind_daily(message: scaletg.Message, jobs: UpdateJobs, hour: int, zone: str, text: str) -> str:
    "Remind you every day: /daily 9 Europe/Lisbon water the flowers"
    try:
        jobs.every(f"0 {hour} * * *", "reminder", zone=zone, key=f"{hour} {text}", text=text)
    except ValueError:
        return "Give an hour from 0 to 23 and a time zone such as Europe/Lisbon."
    return f"Every day at {hour}:00."


@bot.app("/list")
def list_reminders(message: scaletg.Message, jobs: UpdateJobs) -> str:
    "Show your reminders."
    lines = [f"{number}. {job.data['text']}" for number, job in enumerate(jobs.list(), 1)]
    return "\n".join(lines) or "You have no reminders."


@bot.app("/forget <number:int>")
def forget(message: scaletg.Message, jobs: UpdateJobs, number: int) -> str:
    "Take a reminder away, by its number in the list."
    reminders = jobs.list()
    if not 0 < number <= len(reminders):
        return "There is no reminder of that number: see /list."
    jobs.cancel(reminders[number - 1].id)
    return "Forgotten."


@bot.app("reminder", on="job")
def reminder(job: scaletg.Job, user: scaletg.User) -> str:
    return f"{user.first_name}, you wanted: {job.data.text}"


if __name__ == "__main__":
    bot.run()
