# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg", "gunicorn"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Runs a bot for everybody who wants a shop. Say /start to this bot, and press the key; the new bot greets customers.

TELEGRAM_BOT_TOKEN=... ADDRESS=https://example.com gunicorn examples.shops_bot:application
"""

import os

import scaletg
from scaletg_contrib.stores import key

ADDRESS = os.environ.get("ADDRESS", "https://example.com")  # where Telegram reaches this server

# Its registry is that of the manager and of all shops.
manager = bot = scaletg.Bot()


def key_of(shop_id: int) -> str:
    return str(key(manager, "shops", "tokens", shop_id))


def token_of(shop_id: int) -> str | None:
    """Return the token of a shop, which is kept in the manager's store."""
    found = manager.store.get(key_of(shop_id))
    return None if found is None else str(found.value)


def is_shop(bot: scaletg.Bot) -> bool:
    return bot.id != manager.id


@bot.app("/start", when=is_shop)
def greet(bot: scaletg.Bot) -> str:
    return f"Welcome to @{bot.username}!"


@bot.app("/start")
def begin(message: scaletg.Message) -> scaletg.SendMessage:
    "Create a shop of your own."
    request = scaletg.KeyboardButtonRequestManagedBot(1, suggested_name="Shop")
    button = scaletg.KeyboardButton("Create a shop", request_managed_bot=request)
    return message.answer("Press the key.", reply_markup=scaletg.reply_keyboard([button]))


@bot.app(on="managed_bot")
def open_shop(managed_bot: scaletg.ManagedBotUpdated, bot: scaletg.Bot) -> scaletg.SendMessage:
    shop_id = managed_bot.bot.id
    bot.store.put(key_of(shop_id), bot.api.get_managed_bot_token(shop_id))
    application.drop(shop_id)  # it may have had another token
    shop = application.bot(shop_id)
    assert shop is not None
    shop.set_webhook(ADDRESS)
    return scaletg.SendMessage(managed_bot.user.id, f"@{managed_bot.bot.username} is open.")


application = scaletg.host(bot, tokens=token_of)
