# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""A quiz of three questions about tea. Say /quiz, answer, and see the /best.

TELEGRAM_BOT_TOKEN=... python examples/quiz_bot.py
"""

from collections.abc import Generator
from typing import NamedTuple

import scaletg
from scaletg_contrib.sessions import Session, Sessions
from scaletg_contrib.stores import key

bot = scaletg.Bot()
bot.load(Sessions(key="user"))  # an answer to a poll has a person, and no chat


class Question(NamedTuple):
    text: str
    answers: list[str]
    correct: int
    explanation: str


QUESTIONS = [
    Question("How long does green tea steep?", ["2 minutes", "10 minutes"], 0, "After ten minutes it is bitter."),
    Question("Where does Darjeeling come from?", ["China", "Japan", "India"], 2, "From the foot of the Himalayas."),
    Question("Which of these is no tea?", ["Oolong", "Rooibos", "Matcha"], 1, "Rooibos is another plant."),
]

Asking = Generator[scaletg.Method, scaletg.Message, str]


def ask(session: Session, user: scaletg.User, number: int) -> Asking:
    """Send a question, and remember its poll: only the answer to that one counts."""
    question = QUESTIONS[number]
    sent = yield scaletg.SendPoll(
        user.id, f"{number + 1}. {question.text}", question.answers, type="quiz", is_anonymous=False,
        correct_option_ids=[question.correct], explanation=question.explanation,
    )  # fmt: skip
    assert sent.poll
    session["asked"] = {"poll": sent.poll.id, "number": number}
    return ""


@bot.app("/quiz", on="message:chat:private")
def begin(message: scaletg.Message, session: Session, user: scaletg.User) -> Asking:
    "Play, from the first question."
    session["points"] = 0
    return (yield from ask(session, user, 0))


@bot.app(on="poll_answer")
def take_answer(poll_answer: scaletg.PollAnswer, session: Session, user: scaletg.User) -> Asking:
    asked = session.get("asked")
    if asked is None or asked["poll"] != poll_answer.poll_id:
        return ""  # of an earlier game
    number = asked["number"]
    session["points"] += poll_answer.option_ids == [QUESTIONS[number].correct]
    if number + 1 < len(QUESTIONS):
        return (yield from ask(session, user, number + 1))
    del session["asked"]
    bot.store.put(key(bot, "quiz", "score", user.id), [session["points"], user.first_name])
    yield scaletg.SendMessage(user.id, f"You have {session['points']} of {len(QUESTIONS)} points. See the /best.")
    return ""


@bot.app("/best")
def show_best(message: scaletg.Message) -> str:
    "Show the ten best."
    scores = sorted((record.value for record in bot.store.scan(f"{key(bot, 'quiz', 'score')}/")), reverse=True)
    return "\n".join(f"{points} {name}" for points, name in scores[:10]) or "Nobody has played yet."


if __name__ == "__main__":
    bot.run()
