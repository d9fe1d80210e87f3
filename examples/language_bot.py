# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg[i18n]"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""A bot that speaks English, German and Russian. Say /start, press the button, and change the /language.

TELEGRAM_BOT_TOKEN=... python examples/language_bot.py
"""

import datetime
from pathlib import Path

import scaletg
from scaletg_contrib.i18n import Languages, Translator

bot = scaletg.Bot()
languages = Languages(Path(__file__).with_name("locales"), command="/language")


@bot.app("/start")
def start(message: scaletg.Message, user: scaletg.User, _: Translator) -> scaletg.SendMessage:
    "Say hello."
    keyboard = scaletg.reply_keyboard([_("Days until New Year")])
    return message.answer(_("Hello, {name}!", name=user.first_name), reply_markup=keyboard)


@bot.app("/days", *languages.rules("Days until New Year"))
def days(message: scaletg.Message, _: Translator) -> str:
    "Count the days until New Year."
    today = message.date.date()
    count = (datetime.date(today.year + 1, 1, 1) - today).days
    return _.ngettext("It is {date}: {n} day is left.", "It is {date}: {n} days are left.", count, date=_.date(today))


bot.load(languages)

if __name__ == "__main__":
    bot.run()
