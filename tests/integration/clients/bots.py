"""Bots of three Python libraries, at the simulator whose address is given: `python bots.py LIBRARY ADDRESS`.

The line that points a library there is the one of docs/simulator.md.
"""

import asyncio
import sys

from common import TOKEN


def python_telegram_bot(url):
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
    from telegram.ext import Application, CallbackQueryHandler, CommandHandler

    async def start(update, context):
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Tea", callback_data="tea")]])
        await update.message.reply_text(f"Hello, {update.effective_user.first_name}!", reply_markup=keyboard)

    async def take(update, context):
        await update.callback_query.answer("Noted")
        await update.callback_query.edit_message_text("You took tea.")

    application = Application.builder().token(TOKEN).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(take))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


def aiogram(url):
    from aiogram import Bot, Dispatcher, F
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.filters import CommandStart
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message):
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Tea", callback_data="tea")]])
        await message.answer(f"Hello, {message.from_user.first_name}!", reply_markup=keyboard)

    @dispatcher.callback_query(F.data == "tea")
    async def take(query):
        await query.answer("Noted")
        await query.message.edit_text("You took tea.")

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    asyncio.run(dispatcher.start_polling(bot))


def telebot(url):
    import telebot
    from telebot import types

    telebot.apihelper.API_URL = url + "/bot{0}/{1}"
    telebot.apihelper.FILE_URL = url + "/file/bot{0}/{1}"
    bot = telebot.TeleBot(TOKEN)

    @bot.message_handler(commands=["start"])
    def start(message):
        keyboard = types.InlineKeyboardMarkup([[types.InlineKeyboardButton("Tea", callback_data="tea")]])
        bot.reply_to(message, f"Hello, {message.from_user.first_name}!", reply_markup=keyboard)

    @bot.callback_query_handler(func=lambda query: query.data == "tea")
    def take(query):
        bot.answer_callback_query(query.id, "Noted")
        bot.edit_message_text("You took tea.", query.message.chat.id, query.message.id)

    bot.infinity_polling()


{"telegram": python_telegram_bot, "aiogram": aiogram, "telebot": telebot}[sys.argv[1]](sys.argv[2])
