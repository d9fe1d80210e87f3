# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Lets a group decide. Say /poll Lunch? pizza, soup, salad; an hour later it says who is for what.

TELEGRAM_BOT_TOKEN=... python examples/poll_bot.py
"""

from collections.abc import Generator
from typing import Any

import scaletg
from scaletg_contrib.jobs import Jobs, UpdateJobs
from scaletg_contrib.stores import key

bot = scaletg.Bot()
bot.load(Jobs())

SECONDS = 3600


def key_of(poll_id: str) -> str:
    return key(bot, "polls", "answers", poll_id)


@bot.app("/poll <text:rest>")
def ask(
    message: scaletg.Message, jobs: UpdateJobs, text: str
) -> Generator[scaletg.Method, scaletg.Message, scaletg.Method | str]:
    "Ask the group: /poll Lunch? pizza, soup, salad"
    question, _, choices = text.partition("?")
    options = [option.strip() for option in choices.split(",") if option.strip()]
    if not question or len(options) < 2:
        return "Write a question and two answers or more: /poll Lunch? pizza, soup, salad"
    try:
        # Telegram closes the poll itself. It says who has answered only if the poll is not anonymous.
        sent = yield message.answer_poll(f"{question}?", options, is_anonymous=False, open_period=SECONDS)
    except scaletg.ApiError as error:
        return f"Telegram does not take this poll: {error.description}"
    assert sent.poll
    jobs.later(SECONDS, "result", key=f"poll {sent.message_id}", poll_id=sent.poll.id, options=options)
    return ""


@bot.app(on="poll_answer")
def note_answer(poll_answer: scaletg.PollAnswer, user: scaletg.User) -> str:
    def add(answers: dict[str, Any]) -> dict[str, Any]:
        return {**answers, str(user.id): [user.first_name, *poll_answer.option_ids]}

    bot.store.change(key_of(poll_answer.poll_id), add, default={}, ttl=2 * SECONDS)
    return ""


@bot.app("result", on="job")
def show_result(job: scaletg.Job) -> str:
    record = bot.store.get(key_of(job.data.poll_id))
    answers = record.value.values() if record else []
    lines = []
    for number, option in enumerate(job.data.options):
        names = sorted(name for name, *chosen in answers if number in chosen)
        lines.append(f"{option}: {', '.join(names) or 'nobody'}")
    return "\n".join(lines)


if __name__ == "__main__":
    bot.run()
