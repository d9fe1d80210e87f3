# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Writes text in other styles, in any chat. Type @YourBot hello in a message field and choose a result.

Turn inline mode on first: /setinline at @BotFather. TELEGRAM_BOT_TOKEN=... python examples/inline_bot.py
"""

from collections.abc import Callable

import scaletg

bot = scaletg.Bot()

STYLES: dict[str, Callable[[str], str]] = {"Loud": str.upper, "Quiet": str.lower, "Backwards": lambda text: text[::-1]}


@bot.app("<text:rest>", on="inline_query")
def styles(inline_query: scaletg.InlineQuery, text: str) -> scaletg.AnswerInlineQuery:
    results = [
        scaletg.InlineQueryResultArticle(name, name, scaletg.InputTextMessageContent(change(text)))
        for name, change in STYLES.items()
    ]
    return inline_query.answer(results, cache_time=3600)


@bot.app(on="inline_query", fallback=True)
def nothing_typed(inline_query: scaletg.InlineQuery) -> scaletg.AnswerInlineQuery:
    button = scaletg.InlineQueryResultsButton("Type a text after my name", start_parameter="inline")
    return inline_query.answer([], button=button)


@bot.app("/start <origin>")
def start(origin: str | None = None) -> str:
    "Say how I am used."
    return "Type my name and a text in any chat."


if __name__ == "__main__":
    bot.run()
