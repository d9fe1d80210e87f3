"""python-telegram-bot talks to the simulator whose address is given."""

import asyncio
import sys

import telegram
from common import TOKEN, Control, Steps, in_a_minute, picture
from telegram import error


async def refused(step, name, kind, text, call):
    try:
        await call
    except kind as fault:
        step(name, text.lower() in str(fault).lower())
    else:
        step(name, False)


async def main(url):
    step, control = Steps(), Control(url)
    bot = telegram.Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
    offset = 0

    async def updates(count=1):
        nonlocal offset
        found = []
        while len(found) < count:
            fresh = await bot.get_updates(
                offset=offset, timeout=5, allowed_updates=[*telegram.constants.UpdateType], read_timeout=10
            )
            found += fresh
            if not fresh:
                break
            offset = fresh[-1].update_id + 1
        return found

    async with bot:
        step("getMe", bot.id == 1000000001 and not bot.can_read_all_group_messages)
        step("setMyCommands", await bot.set_my_commands([("start", "Begin"), ("help", "Ask")]))
        step("getMyCommands", [one.command for one in await bot.get_my_commands()] == ["start", "help"])
        await bot.set_my_description("A bot", language_code="de")
        step("description", (await bot.get_my_description("de")).description == "A bot")
        await bot.set_my_short_description("Short")
        step("short description", (await bot.get_my_short_description()).short_description == "Short")
        await bot.set_my_name("Scenario")
        step("name", (await bot.get_my_name()).name == "Scenario")
        step("menu button", (await bot.get_chat_menu_button()).type == "commands")
        step("deleteWebhook", await bot.delete_webhook())

        ada = control.act("add_user", first_name="Ada", username="ada", language_code="en", is_premium=True)["id"]
        await refused(step, "unknown chat", error.BadRequest, "chat not found", bot.send_message(ada, "Hi"))
        await updates(0)
        await bot.get_updates(allowed_updates=[*telegram.constants.UpdateType])
        control.act("start", user=ada, payload="deep")
        (update,) = await updates()
        step("start", update.message.text == "/start deep" and update.effective_user.id == ada)
        step("entities", update.message.entities[0].type == "bot_command")

        sent = await bot.send_message(ada, "Hello")
        step("sendMessage", sent.text == "Hello" and sent.from_user.id == bot.id)
        sent = await bot.send_message(ada, "<b>Bold</b> <a href='example.com'>x</a>", parse_mode="HTML")
        step("HTML", sent.entities[1].url == "http://example.com/" and sent.text_html_urled.startswith("<b>Bold"))
        sent = await bot.send_message(ada, "*a* ||b|| 👍🏽 `c`", parse_mode="MarkdownV2")
        step("MarkdownV2", [one.type for one in sent.entities] == ["bold", "spoiler", "code"])
        step("UTF-16", sent.parse_entity(sent.entities[2]) == "c")
        await refused(
            step,
            "bad markup",
            error.BadRequest,
            "Can't parse entities",
            bot.send_message(ada, "<b>", parse_mode="HTML"),
        )
        await refused(step, "empty", error.BadRequest, "text is empty", bot.send_message(ada, ""))
        await refused(step, "long", error.BadRequest, "message is too long", bot.send_message(ada, "x" * 4097))
        step("4096 emoji", len((await bot.send_message(ada, "😀" * 4096)).text) == 4096)

        keys = telegram.ReplyKeyboardMarkup([["One", telegram.KeyboardButton("Two", request_contact=True)]])
        sent = await bot.send_message(ada, "Choose", reply_markup=keys)
        step("reply keyboard is not returned", sent.reply_markup is None)
        control.act("tap", user=ada, key="Two")
        (update,) = await updates()
        step("contact", update.message.contact.user_id == ada)
        await bot.send_message(ada, "Gone", reply_markup=telegram.ReplyKeyboardRemove())

        buttons = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Yes", callback_data="yes")]])
        sent = await bot.send_message(ada, "Sure?", reply_markup=buttons)
        step("inline keyboard", sent.reply_markup.inline_keyboard[0][0].callback_data == "yes")
        pressed = control.act("press", user=ada, button="Yes")["callback_query_id"]
        (update,) = await updates()
        query = update.callback_query
        step("callback query", query.data == "yes" and query.message.message_id == sent.message_id)
        step("answer", await query.answer("Fine", show_alert=True))
        step("toast", control.query(pressed)["text"] == "Fine")
        await refused(step, "second answer", error.BadRequest, "query is too old", query.answer())
        edited = await query.edit_message_text("Edited", reply_markup=buttons)
        step("editMessageText", edited.text == "Edited" and edited.edit_date is not None)
        await refused(
            step,
            "not modified",
            error.BadRequest,
            "message is not modified",
            query.edit_message_text("Edited", reply_markup=buttons),
        )
        step("editMessageReplyMarkup", (await query.edit_message_reply_markup()).reply_markup is None)
        await refused(
            step, "edit of others", error.BadRequest, "message can't be edited", bot.edit_message_text("x", ada, 1)
        )

        photo = await bot.send_photo(ada, picture(), caption="<i>cap</i>", parse_mode="HTML", has_spoiler=True)
        step("sendPhoto", photo.photo[-1].width == 300 and photo.caption == "cap" and photo.has_media_spoiler)
        step("photo by file_id", (await bot.send_photo(ada, photo.photo[-1].file_id)).photo[-1] == photo.photo[-1])
        step("photo by URL", (await bot.send_photo(ada, "https://example.com/a.png")).photo)
        await refused(step, "no picture", error.BadRequest, "IMAGE_PROCESS_FAILED", bot.send_photo(ada, b"text"))
        step("editMessageCaption", (await photo.edit_caption("other")).caption == "other")
        media = telegram.InputMediaPhoto(picture(100, 100), caption="new")
        step("editMessageMedia", (await photo.edit_media(media)).photo[-1].width == 100)
        document = await bot.send_document(ada, b"some text", filename="a.txt", thumbnail=picture(90, 90))
        step("sendDocument", document.document.file_name == "a.txt" and document.document.thumbnail.width == 90)
        file = await document.document.get_file()
        step("download", bytes(await file.download_as_bytearray()) == b"some text")
        step("sendVideo", (await bot.send_video(ada, b"v", width=10, height=20, duration=3)).video.height == 20)
        step("sendAudio", (await bot.send_audio(ada, b"a", title="T", performer="P")).audio.title == "T")
        step("sendVoice", (await bot.send_voice(ada, b"v", duration=2)).voice.duration == 2)
        step("sendVideoNote", (await bot.send_video_note(ada, b"v", length=100)).video_note.length == 100)
        step("sendAnimation", (await bot.send_animation(ada, b"v")).animation.mime_type)
        step("sendSticker", (await bot.send_sticker(ada, b"s", emoji="🙂")).sticker.emoji == "🙂")
        album = [telegram.InputMediaPhoto(picture(), caption="1"), telegram.InputMediaVideo(b"v")]
        group = await bot.send_media_group(ada, album)
        step("sendMediaGroup", len(group) == 2 and group[0].media_group_id == group[1].media_group_id)
        place = await bot.send_location(ada, 1.5, 2.5, live_period=600)
        step("sendLocation", place.location.live_period == 600)
        step("live location", (await place.edit_live_location(3.5, 4.5)).location.latitude == 3.5)
        step("stop live location", (await place.stop_live_location()).location.live_period is None)
        step("sendVenue", (await bot.send_venue(ada, 1.0, 2.0, "T", "A")).venue.title == "T")
        step("sendContact", (await bot.send_contact(ada, "+1555", "Bob")).contact.phone_number == "1555")
        step("sendDice", 1 <= (await bot.send_dice(ada)).dice.value <= 6)
        poll = await bot.send_poll(ada, "Q?", ["a", "b"], is_anonymous=False)
        control.act("vote", user=ada, options="b")
        found = await updates(2)
        step("poll answer", found[0].poll_answer.option_ids == (1,))
        step("poll update", found[1].poll.options[1].voter_count == 1)
        step("stopPoll", (await bot.stop_poll(ada, poll.message_id)).is_closed)
        await updates()
        quiz = await bot.send_poll(ada, "Q?", ["a", "b"], type="quiz", correct_option_ids=[1], close_date=in_a_minute())
        step("quiz", quiz.poll.type == "quiz")
        step("sendChatAction", await bot.send_chat_action(ada, "typing"))
        step("forward", (await sent.forward(ada)).forward_origin.sender_user.id == bot.id)
        step("copy", (await sent.copy(ada)).message_id > sent.message_id)
        step("copyMessages", len(await bot.copy_messages(ada, ada, [sent.message_id, photo.message_id])) == 2)
        step("forwardMessages", len(await bot.forward_messages(ada, ada, [sent.message_id, photo.message_id])) == 2)
        step("reply", (await sent.reply_text("re", do_quote=True)).reply_to_message.message_id == sent.message_id)
        step("setMessageReaction", await sent.set_reaction("👍"))
        step("pin", await sent.pin() and (await bot.get_chat(ada)).pinned_message.message_id == sent.message_id)
        step("unpin", await sent.unpin())
        step("deleteMessage", await sent.delete())
        await refused(step, "delete again", error.BadRequest, "message to delete not found", sent.delete())
        step("pinned", (await updates())[0].message.pinned_message.message_id == sent.message_id)
        step("getChat", (await bot.get_chat(ada)).accent_color_id is not None)
        step("member", (await bot.get_chat_member(ada, ada)).status == "member")

        for kind in ("photo", "document", "video", "voice", "sticker", "audio", "animation", "video_note"):
            control.act("send_file", user=ada, kind=kind)
            (update,) = await updates()
            step(f"a user's {kind}", getattr(update.message, kind))
        control.act("send", user=ada, text="first")
        control.act("edit", user=ada, text="changed")
        step("edited message", (await updates(2))[1].edited_message.text == "changed")
        control.act("react", user=ada, emoji="🔥")
        step("reaction", (await updates())[0].message_reaction.new_reaction[0].emoji == "🔥")

        bob = control.act("add_user", first_name="Bob")["id"]
        chat = control.act("create_group", user=ada, title="Team", members=[bob], bot=True, is_forum=True)["id"]
        found = await updates(2)
        step("my_chat_member", found[0].my_chat_member.new_chat_member.status == "member")
        step("new members", found[1].message.new_chat_members[0].id == bot.id)
        control.act("send", user=bob, chat=chat, text="not for the bot")
        control.act("send", user=bob, chat=chat, text="/help")
        step("privacy mode", (await updates())[0].message.text == "/help")
        await refused(step, "no right to ban", error.BadRequest, "not enough rights", bot.ban_chat_member(chat, bob))
        control.act(
            "set_role",
            user=ada,
            chat=chat,
            member=bot.id,
            status="administrator",
            rights=[
                "can_restrict_members",
                "can_promote_members",
                "can_invite_users",
                "can_manage_topics",
                "can_change_info",
                "can_pin_messages",
                "can_delete_messages",
                "can_manage_chat",
            ],
        )
        step("promoted", (await updates())[0].my_chat_member.new_chat_member.can_restrict_members)
        step("administrators", len(await bot.get_chat_administrators(chat)) == 2)
        step("member count", await bot.get_chat_member_count(chat) == 3)
        step("restrict", await bot.restrict_chat_member(chat, bob, telegram.ChatPermissions.no_permissions()))
        step("chat_member", (await updates())[0].chat_member.new_chat_member.status == "restricted")
        step("restricted", (await bot.get_chat_member(chat, bob)).can_send_messages is False)
        step("unrestrict", await bot.restrict_chat_member(chat, bob, telegram.ChatPermissions.all_permissions()))
        step("promote", await bot.promote_chat_member(chat, bob, can_pin_messages=True))
        step("custom title", await bot.set_chat_administrator_custom_title(chat, bob, "Boss"))
        step("administrator", (await bot.get_chat_member(chat, bob)).custom_title == "Boss")
        step("demote", await bot.promote_chat_member(chat, bob))
        step("ban", await bot.ban_chat_member(chat, bob))
        step("banned", (await bot.get_chat_member(chat, bob)).status == "kicked")
        step("unban", await bot.unban_chat_member(chat, bob))
        link = await bot.create_chat_invite_link(chat, name="door", creates_join_request=True)
        step("invite link", link.creates_join_request and link.name == "door")
        while await bot.get_updates(offset=offset, allowed_updates=[*telegram.constants.UpdateType]):
            await updates()
        control.act("join", user=bob, chat=chat, invite_link=link.invite_link)
        request = (await updates())[0].chat_join_request
        step("join request", request.from_user.id == bob)
        step("approve", await request.approve())
        step("title", await bot.set_chat_title(chat, "Team 2") and (await bot.get_chat(chat)).title == "Team 2")
        step("chat photo", await bot.set_chat_photo(chat, picture()) and (await bot.get_chat(chat)).photo)
        topic = await bot.create_forum_topic(chat, "Plans")
        step(
            "topic", (await bot.send_message(chat, "in it", message_thread_id=topic.message_thread_id)).is_topic_message
        )
        step("close topic", await bot.close_forum_topic(chat, topic.message_thread_id))
        step("delete topic", await bot.delete_forum_topic(chat, topic.message_thread_id))
        while await bot.get_updates(offset=offset, allowed_updates=[*telegram.constants.UpdateType]):
            await updates()

        await bot.send_invoice(
            ada, "Tea", "Good tea", "order:1", "XTR", [telegram.LabeledPrice("Tea", 5)], provider_token=""
        )
        control.act("pay", user=ada)
        checkout = (await updates())[0].pre_checkout_query
        step("pre-checkout", checkout.invoice_payload == "order:1" and await checkout.answer(ok=True))
        payment = (await updates())[0].message.successful_payment
        step("payment", payment.total_amount == 5)
        step("refund", await bot.refund_star_payment(ada, payment.telegram_payment_charge_id))
        step(
            "invoice link",
            (await bot.create_invoice_link("T", "D", "p", "XTR", [telegram.LabeledPrice("T", 1)])).startswith(
                "https://t.me/$"
            ),
        )
        await updates()
        asked = control.act("inline_query", user=ada, query="tea")
        found = (await updates())[0].inline_query
        article = telegram.InlineQueryResultArticle("1", "Tea", telegram.InputTextMessageContent("I want tea"))
        step("inline query", found.query == "tea" and await found.answer([article], cache_time=0))
        control.act("choose", user=ada, query_id=asked, result="1")
        found = await updates(2)
        step("chosen", {"1"} == {one.chosen_inline_result.result_id for one in found if one.chosen_inline_result})
        step("via bot", any(one.message and one.message.via_bot for one in found))

        control.trouble("429", seconds=3)
        await refused(step, "flood", error.RetryAfter, "Retry in 3", bot.send_message(ada, "x"))
        control.act("block", user=ada)
        await refused(step, "blocked", error.Forbidden, "bot was blocked by the user", bot.send_message(ada, "x"))
        step("blocked update", (await updates())[0].my_chat_member.new_chat_member.status == "kicked")
        basic = control.act("create_group", user=bob, title="Small", type="group", bot=True)["id"]
        control.act("migrate", user=bob, chat=basic)
        await refused(step, "migrated", error.ChatMigrated, "supergroup", bot.send_message(basic, "x"))
        step("setWebhook", await bot.set_webhook("https://example.com/hook", secret_token="s", max_connections=5))
        info = await bot.get_webhook_info()
        step("getWebhookInfo", info.url == "https://example.com/hook" and info.max_connections == 5)
        await refused(step, "polling with a webhook", error.Conflict, "can't use getUpdates", bot.get_updates())
        step("deleteWebhook", await bot.delete_webhook(drop_pending_updates=True))
    wrong = telegram.Bot("0:x", base_url=f"{url}/bot")
    await refused(step, "wrong token", error.InvalidToken, "", wrong.get_me())
    step.end()


asyncio.run(main(sys.argv[1]))
