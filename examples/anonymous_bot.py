# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Two strangers talk, and neither learns who the other is. Say /find as two people, write, and /stop.

TELEGRAM_BOT_TOKEN=... python examples/anonymous_bot.py
"""

import scaletg
from scaletg_contrib.stores import key

bot = scaletg.Bot()

DAY = 86400
FOUND = "You have found somebody. Say hello! /stop ends it."


def waiting_key() -> str:
    return key(bot, "strangers", "waiting")


def partner_key(user_id: int) -> str:
    return key(bot, "strangers", "partner", user_id)


def partner_of(user_id: int) -> int | None:
    record = bot.store.get(partner_key(user_id))
    return record.value if record else None


def part(user_id: int, other: int) -> None:
    bot.store.delete(partner_key(user_id))
    bot.store.delete(partner_key(other))


@bot.app("/find", on="message:chat:private")
def find(message: scaletg.Message, user: scaletg.User) -> scaletg.Method | list[scaletg.Method]:
    "Find somebody to talk to."
    with bot.store.lock(waiting_key(), 10):  # two who come at the same time get two partners
        if partner_of(user.id):
            return message.answer("You are talking to somebody. Say /stop first.")
        record = bot.store.get(waiting_key())
        other = record.value if record else user.id
        if other == user.id or partner_of(other):
            bot.store.put(waiting_key(), user.id, ttl=DAY)
            return message.answer("Wait until somebody comes ...")
        bot.store.put(partner_key(other), user.id)
        bot.store.put(partner_key(user.id), other)
        bot.store.delete(waiting_key())
    return [message.answer(FOUND), scaletg.SendMessage(other, FOUND)]


@bot.app("/stop", on="message:chat:private")
def stop(message: scaletg.Message, user: scaletg.User) -> scaletg.Method | list[scaletg.Method]:
    "End the conversation, or the waiting."
    with bot.store.lock(waiting_key(), 10):
        other, record = partner_of(user.id), bot.store.get(waiting_key())
        if record and record.value == user.id:
            bot.store.delete(waiting_key())
        if other is None:
            return message.answer("You are talking to nobody. Say /find.")
        part(user.id, other)
    return [message.answer("That was it. Say /find."), scaletg.SendMessage(other, "The other has left. Say /find.")]


@bot.app(on="message:chat:private", fallback=True)
def pass_on(message: scaletg.Message, user: scaletg.User) -> str:
    other = partner_of(user.id)
    if other is None:
        return "Say /find, and I look for somebody."
    try:
        bot.api.copy_message(other, message.chat.id, message.message_id)  # a copy does not say who wrote it
    except scaletg.ApiError as error:
        if error.code != 403:
            return f"This did not arrive: {error.description}"
        part(user.id, other)
        return "The other has gone. Say /find."
    return ""


if __name__ == "__main__":
    bot.run()
