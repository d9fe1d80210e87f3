# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Keeps programs out of a group. Make it an administrator there who may restrict and ban, and let somebody join.

Whoever comes may write when they have pressed the button under their name, and is removed after two minutes.

TELEGRAM_BOT_TOKEN=... python examples/captcha_bot.py
"""

import scaletg
from scaletg_contrib.jobs import Jobs, UpdateJobs
from scaletg_contrib.members import came, left

bot = scaletg.Bot()
bot.load(Jobs())

SILENT = {"can_send_messages": False}
SECONDS = 120


@bot.app(on="chat_member", when=came)
def ask_newcomer(chat_member: scaletg.ChatMemberUpdated, chat: scaletg.Chat, jobs: UpdateJobs) -> scaletg.Method | str:
    user = chat_member.new_chat_member.user
    if user.is_bot or chat_member.new_chat_member.status == "administrator":
        return ""
    bot.api.restrict_chat_member(chat.id, user.id, SILENT)
    jobs.later(SECONDS, "remove", user=user, key="remove")
    button = scaletg.inline_keyboard([[("I am a person", f"person:{user.id}")]])
    return chat.send_message(f"Welcome, {user.first_name}! Press the button, then you can write.", reply_markup=button)


@bot.app("person:<user_id:int>", on="callback_query")
def let_in(
    callback_query: scaletg.CallbackQuery, user: scaletg.User, chat: scaletg.Chat, jobs: UpdateJobs, user_id: int
) -> scaletg.Method:
    if user.id != user_id:
        return callback_query.answer("This button is for somebody else.")
    jobs.cancel("remove")
    usual = bot.api.get_chat(chat.id).permissions or {"can_send_messages": True}
    bot.api.restrict_chat_member(chat.id, user.id, usual)
    return callback_query.edit_text(f"Welcome, {user.first_name}!")


@bot.app("remove", on="job")
def remove(chat: scaletg.Chat, user: scaletg.User) -> str:
    bot.api.ban_chat_member(chat.id, user.id)
    bot.api.unban_chat_member(chat.id, user.id)  # they may try again
    return f"{user.first_name} did not press the button."


@bot.app(on="chat_member", when=left)
def forget_leaver(chat_member: scaletg.ChatMemberUpdated, jobs: UpdateJobs) -> str:
    jobs.cancel("remove", user=chat_member.new_chat_member.user)
    return ""


if __name__ == "__main__":
    bot.run()
