"""A bot of another library, python-telegram-bot, which workflow.yml tests: send it /start."""

import os

from telegram.ext import Application, CommandHandler

root = os.environ.get("TELEGRAM_ROOT", "https://api.telegram.org")


async def start(update, context):
    await update.message.reply_text(f"Hello, {update.effective_user.first_name}!")


if __name__ == "__main__":
    application = Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(f"{root}/bot").build()
    application.add_handler(CommandHandler("start", start))
    application.run_polling()
