# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""A support desk: people write to the bot, your team answers in a group, by replying to what the bot forwards.

Add the bot to the group of your team, and say /here in it, as an administrator. Then write to the bot in private.

TELEGRAM_BOT_TOKEN=... python examples/support_bot.py
"""

from typing import Any

import scaletg
from scaletg_contrib.auth import Auth, chat_admin
from scaletg_contrib.stores import key

bot = scaletg.Bot()
bot.load(Auth())

MONTH = 30 * 86400


@bot.module
def team(bot: scaletg.Bot) -> int | None:
    """Give the id of the team's group."""
    record = bot.store.get(key(bot, "support", "team"))
    return record.value if record else None


def question_key(group: int, message_id: int) -> str:
    return key(bot, "support", "question", group, message_id)


@bot.app("/here", when=chat_admin(refuse="Only an administrator of a group can say that."), menu=False)
def settle(chat: scaletg.Chat) -> str:
    bot.store.put(key(bot, "support", "team"), chat.id)
    return "What people write to me comes here. Reply to a message to answer its author."


@bot.app("/start", on="message:chat:private")
def start(message: scaletg.Message) -> str:
    "Say what I do."
    return "Write me your question. A person will answer it."


@bot.app(on="message:chat:private", fallback=True)
def forward_question(message: scaletg.Message, team: int | None) -> scaletg.Method | str:
    if team is None:
        return "Nobody is here yet. Please come back tomorrow."
    sent: Any = bot.api.forward_message(team, message.chat.id, message.message_id)
    bot.store.put(question_key(team, sent.message_id), [message.chat.id, message.message_id], ttl=MONTH)
    return message.react("👀")  # it has arrived


@bot.app(on="message:reply_to_message")
def answer_question(message: scaletg.Message, team: int | None) -> scaletg.Method | str | None:
    if message.chat.id != team or message.reply_to_message is None:
        return None
    record = bot.store.get(question_key(message.chat.id, message.reply_to_message.message_id))
    if record is None:
        return None  # a reply to a colleague
    person, question = record.value
    try:
        quote = scaletg.ReplyParameters(message_id=question, allow_sending_without_reply=True)
        bot.api.copy_message(person, message.chat.id, message.message_id, reply_parameters=quote)
    except scaletg.ApiError as error:
        return f"This did not arrive: {error.description}"
    return message.react("👍")


@bot.app(on="message:migrate_to_chat_id")
def follow_team(message: scaletg.Message, team: int | None) -> str:
    if message.chat.id == team:
        bot.store.put(key(bot, "support", "team"), message.migrate_to_chat_id)
    return ""


if __name__ == "__main__":
    bot.run()
