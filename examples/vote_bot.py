# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Asks a question with buttons, and counts one vote of each person. Say /ask Tea or coffee? and press a button.

TELEGRAM_BOT_TOKEN=... python examples/vote_bot.py
The votes are in the bot's store, so that none is lost: in bot.db, or where SCALETG_STORE says.
"""

import scaletg
from scaletg_contrib.stores import key

bot = scaletg.Bot()


def keyboard(votes: dict[str, str]) -> scaletg.InlineKeyboardMarkup:
    choices = list(votes.values())
    return scaletg.inline_keyboard(
        {f"{choice} ({choices.count(choice)})": f"vote:{choice}" for choice in ("Yes", "No")}
    )


@bot.app("/ask <question:rest>")
def ask(message: scaletg.Message, question: str) -> scaletg.SendMessage:
    "Ask the chat something: /ask Tea?"
    return message.answer(question, reply_markup=keyboard({}))


@bot.app("vote:<choice:re:Yes|No>", on="callback_query")
def vote(callback_query: scaletg.CallbackQuery, user: scaletg.User, choice: str) -> list[scaletg.Method]:
    question = callback_query.message
    if question is None:
        return [callback_query.answer("This question is too old.", show_alert=True)]
    record = key(bot, "votes", "vote", question.chat.id, question.message_id)
    before = bot.store.get(record)
    if before and before.value.get(str(user.id)) == choice:
        return [callback_query.answer(f"You have said {choice} already.")]
    # Whoever presses at the same time: each change is made on what the other has left.
    votes = bot.store.change(record, lambda known: {**known, str(user.id): choice}, default={}, ttl=30 * 86400)
    return [callback_query.answer(f"You said {choice}."), callback_query.edit_reply_markup(keyboard(votes))]


@bot.app(on="callback_query", fallback=True)
def outdated(callback_query: scaletg.CallbackQuery) -> scaletg.AnswerCallbackQuery:
    return callback_query.answer("This button is too old.", show_alert=True)


if __name__ == "__main__":
    bot.run()
