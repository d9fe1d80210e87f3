"""Asks a question with buttons and counts the votes. Say /ask Tea or coffee? and press a button.

TELEGRAM_BOT_TOKEN=... python examples/vote_bot.py
"""

import scaletg

bot = scaletg.Bot()

# The rule reads the data of a button, and builds it: typed both ways, and never more than Telegram's 64 bytes.
VOTE = scaletg.Rule("vote:<yes:int>:<no:int>:<choice>", on="callback_query")


def keyboard(yes: int, no: int) -> scaletg.InlineKeyboardMarkup:
    return scaletg.inline_keyboard(
        {
            f"Yes ({yes})": VOTE.build(yes=yes, no=no, choice="yes"),
            f"No ({no})": VOTE.build(yes=yes, no=no, choice="no"),
        }
    )


@bot.app("/ask <question:rest>")
def ask(message: scaletg.Message, question: str) -> scaletg.SendMessage:
    "Ask the chat something: /ask Tea?"
    return message.answer(question, reply_markup=keyboard(0, 0))


@bot.app(VOTE)
def vote(callback_query: scaletg.CallbackQuery, yes: int, no: int, choice: str) -> list[scaletg.Method]:
    yes, no = yes + (choice == "yes"), no + (choice == "no")
    return [
        callback_query.edit_reply_markup(keyboard(yes, no)),
        callback_query.answer(f"You said {choice}."),
    ]


@bot.app(on="callback_query", fallback=True)
def outdated(callback_query: scaletg.CallbackQuery) -> scaletg.AnswerCallbackQuery:
    return callback_query.answer("This button is too old.", show_alert=True)


if __name__ == "__main__":
    bot.run()
