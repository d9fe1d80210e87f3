# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg", "sentry-sdk"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""A bot that reports its failures to Sentry. Say /divide 6 3, and then /divide 6 0.

TELEGRAM_BOT_TOKEN=... SENTRY_DSN=... python examples/sentry_bot.py
"""

import os
from collections.abc import Iterator

import sentry_sdk

import scaletg

# Sentry reports what is logged as an error, and ScaleTG logs each failure of an app, with its traceback.
sentry_sdk.init(dsn=os.environ.get("SENTRY_DSN"))
bot = scaletg.Bot()


@bot.module(autouse=True)
def sentry(update: scaletg.Update, outcome: scaletg.Outcome) -> Iterator[sentry_sdk.Scope]:
    "Let Sentry know to which update an error belongs."
    with sentry_sdk.new_scope() as scope:
        scope.set_tag("kind", outcome.kind)
        scope.set_tag("update_id", outcome.update_id)
        scope.set_user({"id": update.person_id})
        yield scope


@bot.app("/divide <number:float> <divisor:float>")
def divide(message: scaletg.Message, number: float, divisor: float) -> str:
    "Divide two numbers: /divide 6 3"
    return f"{number / divisor:g}"


@bot.error
def apologize(message: scaletg.Message) -> str:
    return "That did not work. My people have been told."


if __name__ == "__main__":
    bot.run()
