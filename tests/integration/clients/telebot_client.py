"""pyTelegramBotAPI talks to the simulator whose address is given."""

import sys

import telebot
from common import TOKEN, Control, Steps, picture
from telebot import apihelper, types
from telebot.apihelper import ApiTelegramException

ALL = telebot.util.update_types


def main(url):
    step, control = Steps(), Control(url)
    apihelper.API_URL = url + "/bot{0}/{1}"
    apihelper.FILE_URL = url + "/file/bot{0}/{1}"
    bot = telebot.TeleBot(TOKEN, threaded=False)
    offset = None

    def refused(name, code, text, call, *values, **options):
        try:
            call(*values, **options)
        except ApiTelegramException as fault:
            step(name, fault.error_code == code and text in fault.description)
        else:
            step(name, False)

    def updates(count=1):
        nonlocal offset
        found = []
        while len(found) < count:
            fresh = bot.get_updates(offset=offset, timeout=5, long_polling_timeout=5, allowed_updates=ALL)
            found += fresh
            if not fresh:
                break
            offset = fresh[-1].update_id + 1
        return found

    step("getMe", bot.get_me().is_bot)
    bot.get_updates(allowed_updates=ALL, timeout=1, long_polling_timeout=0)
    ada = control.act("add_user", first_name="Ada")["id"]
    step("setMyCommands", bot.set_my_commands([types.BotCommand("go", "Go")]))
    step("getMyCommands", bot.get_my_commands()[0].command == "go")
    step("setMyName", bot.set_my_name("Bot") and bot.get_my_name().name == "Bot")
    step("menu button", bot.set_chat_menu_button(ada, types.MenuButtonCommands()))
    control.act("start", user=ada)
    step("start", updates()[0].message.text == "/start")
    step("sendMessage", bot.send_message(ada, "Hi").text == "Hi")
    step("4096 emoji in the query string", len(bot.send_message(ada, "😀" * 4096).text) == 4096)
    refused("too long", 400, "message is too long", bot.send_message, ada, "x" * 4097)
    step("HTML", bot.send_message(ada, "<u>a</u>", parse_mode="HTML").entities[0].type == "underline")
    step("Markdown", bot.send_message(ada, "*a* [b](http://x.com)", parse_mode="Markdown").entities[1].url)
    refused(
        "legacy Markdown",
        400,
        "can't parse entities: Can't find end of the entity",
        bot.send_message,
        ada,
        "*a",
        parse_mode="Markdown",
    )
    refused("parse mode", 400, "unsupported parse_mode", bot.send_message, ada, "a", parse_mode="BBCode")
    markup = types.InlineKeyboardMarkup()
    markup.add(types.InlineKeyboardButton("A", callback_data="a"), types.InlineKeyboardButton("B", url="example.com"))
    sent = bot.send_message(ada, "Keys", reply_markup=markup)
    step("keyboard", sent.reply_markup.keyboard[0][1].url == "http://example.com/")
    control.act("press", user=ada, button="A")
    query = updates()[0].callback_query
    step("callback", query.data == "a" and query.message.id == sent.id)
    step("answer", bot.answer_callback_query(query.id, "text", show_alert=True))
    refused("answer twice", 400, "query is too old", bot.answer_callback_query, query.id)
    step("edit", bot.edit_message_text("New", ada, sent.id, reply_markup=markup).text == "New")
    refused(
        "not modified", 400, "message is not modified", bot.edit_message_text, "New", ada, sent.id, reply_markup=markup
    )
    step("edit markup", bot.edit_message_reply_markup(ada, sent.id).reply_markup is None)
    refused("edit nothing", 400, "message to edit not found", bot.edit_message_text, "x", ada, 9999)
    keys = types.ReplyKeyboardMarkup(resize_keyboard=True, one_time_keyboard=True)
    keys.add("One", types.KeyboardButton("Phone", request_contact=True))
    step("reply keyboard", bot.send_message(ada, "Keys", reply_markup=keys))
    control.act("tap", user=ada, key="One")
    step("tapped", updates()[0].message.text == "One")
    step("remove keyboard", bot.send_message(ada, "x", reply_markup=types.ReplyKeyboardRemove()))
    photo = bot.send_photo(ada, picture(), caption="c", parse_mode="HTML")
    step("sendPhoto", photo.photo[-1].width == 300 and photo.caption == "c")
    info = bot.get_file(photo.photo[-1].file_id)
    step("download", bot.download_file(info.file_path) == picture())
    step("by file_id", bot.send_photo(ada, photo.photo[-1].file_id).photo)
    step("by URL", bot.send_photo(ada, "https://example.com/x.jpg").photo)
    step("caption", bot.edit_message_caption("d", ada, photo.id).caption == "d")
    step("media", bot.edit_message_media(types.InputMediaPhoto(picture(50, 50)), ada, photo.id).photo[-1].width == 50)
    step("sendDocument", bot.send_document(ada, b"x", visible_file_name="x.txt").document.file_name == "x.txt")
    step("sendVideo", bot.send_video(ada, b"x", width=4, height=5).video.width == 4)
    step("sendAudio", bot.send_audio(ada, b"x", performer="P").audio.performer == "P")
    step("sendVoice", bot.send_voice(ada, b"x").voice)
    step("sendVideoNote", bot.send_video_note(ada, b"x").video_note)
    step("sendAnimation", bot.send_animation(ada, b"x").animation)
    step("sendSticker", bot.send_sticker(ada, b"x").sticker)
    group = bot.send_media_group(ada, [types.InputMediaPhoto(picture()), types.InputMediaPhoto(picture())])
    step("album", len(group) == 2 and group[0].media_group_id)
    place = bot.send_location(ada, 1, 2, live_period=100)
    step("live location", bot.edit_message_live_location(3, 4, ada, place.id).location.latitude == 3)
    step("stop", bot.stop_message_live_location(ada, place.id).location.live_period is None)
    step("sendVenue", bot.send_venue(ada, 1, 2, "T", "A").venue.title == "T")
    step("sendContact", bot.send_contact(ada, "123", "C").contact.phone_number == "123")
    step("sendDice", bot.send_dice(ada, "🎯").dice.emoji == "🎯")
    poll = bot.send_poll(
        ada,
        "Q",
        [types.InputPollOption("a"), types.InputPollOption("b")],
        is_anonymous=False,
        allows_multiple_answers=True,
    )
    control.act("vote", user=ada, options=["a", "b"])
    found = updates(2)
    step("poll answer", found[0].poll_answer.option_ids == [0, 1])
    step("stopPoll", bot.stop_poll(ada, poll.id).is_closed)
    updates()
    step("sendChatAction", bot.send_chat_action(ada, "typing"))
    step("forward", bot.forward_message(ada, ada, sent.id).forward_origin.type == "user")
    step("copy", bot.copy_message(ada, ada, sent.id).message_id)
    step("reply", bot.reply_to(sent, "re").reply_to_message.id == sent.id)
    step("reaction", bot.set_message_reaction(ada, sent.id, [types.ReactionTypeEmoji("🔥")]))
    step("pin", bot.pin_chat_message(ada, sent.id) and bot.unpin_all_chat_messages(ada))
    step("delete", bot.delete_message(ada, sent.id))
    refused("delete again", 400, "message to delete not found", bot.delete_message, ada, sent.id)
    step("pinned", updates()[0].message.content_type == "pinned_message")
    step("getChat", bot.get_chat(ada).type == "private")
    for kind in ("photo", "document", "voice", "sticker"):
        control.act("send_file", user=ada, kind=kind)
        step(f"a user's {kind}", updates()[0].message.content_type == kind)
    control.act("send_contact", user=ada)
    step("a user's contact", updates()[0].message.contact.user_id == ada)
    bob = control.act("add_user", first_name="Bob")["id"]
    chat = control.act("create_group", user=ada, title="Team", members=[bob], bot=True)["id"]
    step("added", updates(2)[0].my_chat_member.new_chat_member.status == "member")
    step("administrators", bot.get_chat_administrators(chat)[0].status == "creator")
    refused("no right", 400, "not enough rights", bot.ban_chat_member, chat, bob)
    control.act("set_role", user=ada, chat=chat, member=bot.get_me().id, status="administrator")
    step("member", bot.get_chat_member(chat, bob).status == "member")
    step("count", bot.get_chat_member_count(chat) == 3)
    step("restrict", bot.restrict_chat_member(chat, bob, permissions=types.ChatPermissions(can_send_messages=False)))
    step("ban", bot.ban_chat_member(chat, bob) and bot.get_chat_member(chat, bob).status == "kicked")
    step("unban", bot.unban_chat_member(chat, bob, only_if_banned=True))
    step("title", bot.set_chat_title(chat, "New") and bot.get_chat(chat).title == "New")
    step("description", bot.set_chat_description(chat, "About") and bot.get_chat(chat).description == "About")
    link = bot.create_chat_invite_link(chat, name="n", member_limit=3)
    step("link", link.member_limit == 3 and bot.revoke_chat_invite_link(chat, link.invite_link).is_revoked)
    while bot.get_updates(offset=offset, timeout=1, long_polling_timeout=0):
        updates()
    bot.send_invoice(ada, "T", "D", "payload", "", "XTR", [types.LabeledPrice("x", 3)])
    control.act("pay", user=ada)
    query = updates()[0].pre_checkout_query
    step("pre-checkout", query.currency == "XTR" and bot.answer_pre_checkout_query(query.id, True))
    step("payment", updates()[0].message.successful_payment.invoice_payload == "payload")
    step("balance", bot.get_my_star_balance().amount == 3)
    asked = control.act("inline_query", user=ada, query="q")
    found = updates()[0].inline_query
    result = types.InlineQueryResultArticle("1", "t", types.InputTextMessageContent("m"))
    step("inline", found.query == "q" and bot.answer_inline_query(found.id, [result]))
    step("results", control.query(asked)["results"][0]["id"] == "1")
    control.trouble("429", seconds=2)
    refused("flood", 429, "retry after 2", bot.send_message, ada, "x")
    control.act("block", user=ada)
    refused("blocked", 403, "bot was blocked by the user", bot.send_message, ada, "x")
    step("setWebhook", bot.set_webhook("https://example.com/x", max_connections=3))
    step("getWebhookInfo", bot.get_webhook_info().max_connections == 3)
    refused("conflict", 409, "webhook is active", bot.get_updates)
    step("removeWebhook", bot.remove_webhook())
    refused("bad token", 401, "Unauthorized", telebot.TeleBot("12:" + "x" * 100).get_me)
    step.end()


main(sys.argv[1])
