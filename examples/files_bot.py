# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Gives a photo back as a file, which Telegram does not press once more. Send it a photo.

TELEGRAM_BOT_TOKEN=... python examples/files_bot.py
"""

import scaletg

bot = scaletg.Bot()


@bot.app(on="message:photo")
def photo(message: scaletg.Message) -> scaletg.SendDocument:
    with message.typing("upload_document"):  # is shown while the block runs
        content = message.download()  # the largest size of the photo, as bytes
    name = f"photo-{message.date:%Y-%m-%d}-{message.message_id}.jpg"
    return message.reply_document(scaletg.InputFile(content, name), caption=f"{len(content):,} bytes")


@bot.app(on="message:document")
def document(message: scaletg.Message) -> str:
    return "That is a file already. Send it as a photo."


@bot.error(scaletg.ApiError, scaletg.NetworkError)
def not_loaded(error: Exception) -> str:
    return "I could not load your photo. Please send it again."


@bot.app("/start")
def start() -> str:
    "Say what I do."
    return "Send me a photo."


if __name__ == "__main__":
    bot.run()
