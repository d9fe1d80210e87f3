# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Says everything back. Say /start, then anything; a sticker or a photo comes back, too.

TELEGRAM_BOT_TOKEN=... python examples/echo_bot.py
"""

import scaletg

bot = scaletg.Bot()


@bot.app("/start")
def start(user: scaletg.User) -> str:
    "Say hello."
    return f"Hello, {user.first_name}! Say something, and I say it back."


@bot.app(on="message:text")
def echo(message: scaletg.Message) -> scaletg.SendMessage | None:
    if message.command:
        return None  # not mine
    return message.answer(message.text or "", entities=message.entities)


@bot.app(on="message", fallback=True)
def copy(message: scaletg.Message) -> scaletg.CopyMessage:
    return message.copy(message.chat.id)


if __name__ == "__main__":
    bot.run()
