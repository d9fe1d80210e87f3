"""aiogram talks to the simulator whose address is given."""

import asyncio
import sys

from aiogram import Bot, exceptions, types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import UpdateType
from common import TOKEN, Control, Steps, picture

ALL = [*UpdateType]


async def refused(step, name, kind, text, call):
    try:
        await call
    except kind as fault:
        step(name, text.lower() in str(fault).lower())
    else:
        step(name, False)


def upload(content=b"file", name="a.bin"):
    return types.BufferedInputFile(content, name)


async def main(url):
    step, control = Steps(), Control(url)
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(TOKEN, session=session)
    offset = 0

    async def updates(count=1):
        nonlocal offset
        found = []
        while len(found) < count:
            fresh = await bot.get_updates(offset=offset, timeout=5, allowed_updates=ALL)
            found += fresh
            if not fresh:
                break
            offset = fresh[-1].update_id + 1
        return found

    async def forget():
        nonlocal offset
        while fresh := await bot.get_updates(offset=offset, timeout=0):
            offset = fresh[-1].update_id + 1

    async with bot:
        step("getMe", (await bot.get_me()).id == 1000000001)
        await bot.get_updates(allowed_updates=ALL)
        ada = control.act("add_user", first_name="Ada", last_name="L", username="ada")["id"]
        scope = types.BotCommandScopeAllPrivateChats()
        step("setMyCommands", await bot.set_my_commands([types.BotCommand(command="a", description="b")], scope=scope))
        step("getMyCommands by scope", (await bot.get_my_commands(scope=scope))[0].command == "a")
        step("no commands elsewhere", await bot.get_my_commands() == [])
        step("deleteMyCommands", await bot.delete_my_commands(scope=scope))
        step("default rights", not (await bot.get_my_default_administrator_rights()).can_manage_chat)
        control.act("start", user=ada)
        update = (await updates())[0]
        step("start", update.message.text == "/start" and update.message.chat.type == "private")
        step("sendMessage", (await bot.send_message(ada, "Hi")).text == "Hi")
        sent = await bot.send_message(ada, "<b>b</b> <i>c</i> <code>x</code>", parse_mode="HTML")
        step("HTML", sent.html_text == "<b>b</b> <i>c</i> <code>x</code>")
        sent = await bot.send_message(ada, "> quote\n\n```py\nx\n```", parse_mode="MarkdownV2")
        step("MarkdownV2", {one.type for one in sent.entities} == {"blockquote", "pre"})
        entity = types.MessageEntity(type="bold", offset=2, length=3)
        sent = await bot.send_message(ada, "😀abc", entities=[entity], parse_mode=None)
        step("entities", sent.entities[0].extract_from("😀abc") == "abc")
        preview = types.LinkPreviewOptions(is_disabled=True)
        sent = await bot.send_message(ada, "see example.com", link_preview_options=preview)
        step("url", sent.entities[0].type == "url" and sent.link_preview_options.is_disabled)
        await refused(
            step,
            "unclosed tag",
            exceptions.TelegramBadRequest,
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
            bot.send_message(ada, "<b>x", parse_mode="HTML"),
        )
        await refused(
            step,
            "reserved",
            exceptions.TelegramBadRequest,
            "Character '.' is reserved",
            bot.send_message(ada, "a.b", parse_mode="MarkdownV2"),
        )
        await refused(
            step, "blanks", exceptions.TelegramBadRequest, "text must be non-empty", bot.send_message(ada, "  ")
        )
        button = types.InlineKeyboardButton(text="Go", callback_data="go")
        keyboard = types.InlineKeyboardMarkup(inline_keyboard=[[button]])
        sent = await bot.send_message(ada, "Press", reply_markup=keyboard)
        control.act("press", user=ada, button="Go")
        query = (await updates())[0].callback_query
        step("callback", query.data == "go" and query.message.message_id == sent.message_id and query.chat_instance)
        step("answerCallbackQuery", await bot.answer_callback_query(query.id, text="ok"))
        await refused(
            step, "twice", exceptions.TelegramBadRequest, "query is too old", bot.answer_callback_query(query.id)
        )
        step("edit", (await sent.edit_text("Pressed")).text == "Pressed")
        await refused(
            step, "not modified", exceptions.TelegramBadRequest, "message is not modified", sent.edit_text("Pressed")
        )
        bad = types.InlineKeyboardMarkup(
            inline_keyboard=[[types.InlineKeyboardButton(text="x", callback_data="y" * 65)]]
        )
        await refused(
            step,
            "long data",
            exceptions.TelegramBadRequest,
            "BUTTON_DATA_INVALID",
            bot.send_message(ada, "x", reply_markup=bad),
        )
        empty = types.InlineKeyboardMarkup(inline_keyboard=[[types.InlineKeyboardButton(text="x")]])
        await refused(
            step,
            "no action",
            exceptions.TelegramBadRequest,
            "Text buttons are unallowed",
            bot.send_message(ada, "x", reply_markup=empty),
        )
        keys = types.ReplyKeyboardMarkup(
            keyboard=[[types.KeyboardButton(text="Here", request_location=True)]], resize_keyboard=True
        )
        await bot.send_message(ada, "Where?", reply_markup=keys)
        control.act("tap", user=ada, key="Here")
        step("location key", (await updates())[0].message.location.latitude)
        step("force reply", await bot.send_message(ada, "Name?", reply_markup=types.ForceReply()))
        photo = await bot.send_photo(ada, upload(picture(), "p.png"), caption="c")
        step("sendPhoto, chunked", photo.photo[-1].width == 300)
        target = await bot.download(photo.photo[-1])
        step("download", target.read() == picture())
        step("by file_id", (await bot.send_photo(ada, photo.photo[0].file_id)).photo)
        await refused(
            step,
            "wrong kind",
            exceptions.TelegramBadRequest,
            "can't use file of type Photo as Document",
            bot.send_document(ada, photo.photo[0].file_id),
        )
        await refused(
            step, "wrong file", exceptions.TelegramBadRequest, "wrong file identifier", bot.send_photo(ada, "nonsense")
        )
        step("caption", (await photo.edit_caption(caption="d")).caption == "d")
        media = types.InputMediaDocument(media=upload(b"doc", "d.txt"))
        document = await bot.send_document(ada, upload(b"text", "t.txt"), thumbnail=upload(picture(80, 80)))
        step("sendDocument", document.document.thumbnail.width == 80)
        step("editMessageMedia", (await document.edit_media(media)).document.file_name == "d.txt")
        step("sendVideo", (await bot.send_video(ada, upload(), supports_streaming=True)).video)
        step("sendAudio", (await bot.send_audio(ada, upload(name="x.mp3"))).audio.file_name == "x.mp3")
        step("sendVoice", (await bot.send_voice(ada, upload())).voice.mime_type == "audio/ogg")
        step("sendVideoNote", (await bot.send_video_note(ada, upload())).video_note.length)
        step("sendAnimation", (await bot.send_animation(ada, upload())).animation)
        step("sendSticker", (await bot.send_sticker(ada, upload())).sticker.type == "regular")
        paid = [types.InputPaidMediaPhoto(media=upload(picture()))]
        step("sendPaidMedia", (await bot.send_paid_media(ada, 5, paid)).paid_media.star_count == 5)
        group = await bot.send_media_group(
            ada, [types.InputMediaDocument(media=upload()), types.InputMediaDocument(media=upload())]
        )
        step("album", len({one.media_group_id for one in group}) == 1 and len({one.message_id for one in group}) == 2)
        mixed = [types.InputMediaDocument(media=upload()), types.InputMediaPhoto(media=upload(picture()))]
        await refused(
            step,
            "mixed album",
            exceptions.TelegramBadRequest,
            "document can't be mixed",
            bot.send_media_group(ada, mixed),
        )
        step("sendLocation", (await bot.send_location(ada, 1.0, 2.0)).location.longitude == 2.0)
        step("sendVenue", (await bot.send_venue(ada, 1.0, 2.0, "T", "A")).venue.address == "A")
        step("sendContact", (await bot.send_contact(ada, "555", "B")).contact.first_name == "B")
        step("sendDice", (await bot.send_dice(ada, emoji="🎰")).dice.value <= 64)
        option = types.InputPollOption(text="*b*", text_parse_mode="MarkdownV2")
        poll = await bot.send_poll(ada, "Q", [types.InputPollOption(text="a"), option], is_anonymous=False)
        step("sendPoll", poll.poll.options[1].text_entities[0].type == "bold")
        control.act("vote", user=ada, options=0)
        found = await updates(2)
        step("poll_answer", found[0].poll_answer.user.id == ada and found[1].poll.total_voter_count == 1)
        step("stopPoll", (await bot.stop_poll(ada, poll.message_id)).is_closed)
        await refused(
            step,
            "stopped twice",
            exceptions.TelegramBadRequest,
            "poll has already been closed",
            bot.stop_poll(ada, poll.message_id),
        )
        step("sendChatAction", await bot.send_chat_action(ada, "upload_photo"))
        await refused(
            step,
            "wrong action",
            exceptions.TelegramBadRequest,
            "wrong parameter action",
            bot.send_chat_action(ada, "dancing"),
        )
        step("copy", (await bot.copy_message(ada, ada, photo.message_id, caption="x")).message_id)
        step("forward", (await bot.forward_message(ada, ada, photo.message_id)).forward_origin.type == "user")
        answer = await bot.send_message(
            ada, "re", reply_parameters=types.ReplyParameters(message_id=sent.message_id, quote="Press")
        )
        step("quote", answer.quote.text == "Press" and answer.reply_to_message.message_id == sent.message_id)
        lost = types.ReplyParameters(message_id=99999)
        await refused(
            step,
            "reply to nothing",
            exceptions.TelegramBadRequest,
            "message to be replied not found",
            bot.send_message(ada, "re", reply_parameters=lost),
        )
        step(
            "lenient reply",
            (
                await bot.send_message(
                    ada,
                    "re",
                    reply_parameters=types.ReplyParameters(message_id=99999, allow_sending_without_reply=True),
                )
            ).reply_to_message
            is None,
        )
        step("reaction", await bot.set_message_reaction(ada, sent.message_id, [types.ReactionTypeEmoji(emoji="👍")]))
        await refused(
            step,
            "no such reaction",
            exceptions.TelegramBadRequest,
            "REACTION_INVALID",
            bot.set_message_reaction(ada, sent.message_id, [types.ReactionTypeEmoji(emoji="x")]),
        )
        step("draft", await bot.send_message_draft(ada, 7, text="writing"))
        step("deleteMessages", await bot.delete_messages(ada, [group[0].message_id, 99999]))
        step("getChat", (await bot.get_chat(ada)).first_name == "Ada")
        step("profile photos", (await bot.get_user_profile_photos(ada)).total_count == 0)
        await forget()
        control.act("send_album", user=ada, files=[{"kind": "photo", "caption": "both"}, {"kind": "photo"}])
        found = await updates(2)
        step("a user's album", found[0].message.media_group_id == found[1].message.media_group_id)
        control.act("send_poll", user=ada, question="Mine?", options=["x", "y"])
        step("a user's poll", (await updates())[0].message.poll.question == "Mine?")
        control.act("send_dice", user=ada, value=3)
        step("a user's dice", (await updates())[0].message.dice.value == 3)
        control.act("send_location", user=ada, title="Café", address="Street")
        step("a user's venue", (await updates())[0].message.venue.title == "Café")

        channel = control.act("create_group", user=ada, title="News", type="channel", bot=True, username="news")["id"]
        step("added to the channel", (await updates())[0].my_chat_member.new_chat_member.status == "administrator")
        post = await bot.send_message("@news", "Post")
        step("channel post", post.sender_chat.id == channel and post.from_user is None)
        control.act("send", user=ada, chat=channel, text="by hand")
        step("channel_post", (await updates())[0].channel_post.text == "by hand")
        step(
            "forward from the channel",
            (await bot.forward_message(ada, channel, post.message_id)).forward_origin.chat.id == channel,
        )
        bob = control.act("add_user", first_name="Bob")["id"]
        chat = control.act("create_group", user=ada, title="Team", bot=True)["id"]
        control.act("set_role", user=ada, chat=chat, member=bot.id, status="administrator")
        await forget()
        control.act("join", user=bob, chat=chat)
        found = await updates(2)
        step("joined", found[0].chat_member.new_chat_member.user.id == bob and found[1].message.new_chat_members)
        step("member", (await bot.get_chat_member(chat, bob)).status == "member")
        step("restrict", await bot.restrict_chat_member(chat, bob, types.ChatPermissions(can_send_messages=True)))
        step("restricted", (await bot.get_chat_member(chat, bob)).can_send_photos is False)
        step("ban", await bot.ban_chat_member(chat, bob))
        await refused(
            step, "the owner", exceptions.TelegramBadRequest, "can't remove chat owner", bot.ban_chat_member(chat, ada)
        )
        step("pin", await bot.pin_chat_message(chat, (await bot.send_message(chat, "x")).message_id))
        step("export link", (await bot.export_chat_invite_link(chat)).startswith("https://t.me/+"))
        step("permissions", await bot.set_chat_permissions(chat, types.ChatPermissions(can_send_messages=False)))
        step("leave", await bot.leave_chat(chat))
        await refused(
            step,
            "gone",
            exceptions.TelegramForbiddenError,
            "bot is not a member of the supergroup chat",
            bot.send_message(chat, "x"),
        )
        await forget()
        price = [types.LabeledPrice(label="T", amount=100)]
        await bot.send_invoice(
            ada, "Tea", "D", "p", "EUR", price, provider_token="1:TEST:x", need_shipping_address=True, is_flexible=True
        )
        paid_query = control.act("pay", user=ada)
        shipping = (await updates())[0].shipping_query
        post = types.ShippingOption(id="post", title="Post", prices=price)
        step(
            "shipping",
            shipping.shipping_address.city
            and await bot.answer_shipping_query(shipping.id, True, shipping_options=[post]),
        )
        control.act("choose_shipping", user=ada, query_id=paid_query)
        checkout = (await updates())[0].pre_checkout_query
        step("pre-checkout", checkout.total_amount == 200 and await bot.answer_pre_checkout_query(checkout.id, True))
        step("paid", (await updates())[0].message.successful_payment.shipping_option_id == "post")
        asked = control.act("inline_query", user=ada, query="x")
        found = (await updates())[0].inline_query
        content = types.InputTextMessageContent(message_text="inline")
        result = types.InlineQueryResultArticle(id="r", title="t", input_message_content=content, reply_markup=keyboard)
        step("inline", await bot.answer_inline_query(found.id, [result]))
        control.act("choose", user=ada, query_id=asked)
        chosen = next(one.chosen_inline_result for one in await updates(2) if one.chosen_inline_result)
        step(
            "edit inline",
            await bot.edit_message_text(text="changed", inline_message_id=chosen.inline_message_id) is True,
        )
        control.trouble("429", seconds=7)
        await refused(step, "flood", exceptions.TelegramRetryAfter, "retry after 7", bot.get_me())
        control.trouble("500")
        await refused(step, "server error", exceptions.TelegramServerError, "", bot.get_me())
        control.trouble("lost")
        await refused(step, "lost connection", exceptions.TelegramNetworkError, "", bot.get_me())
        control.act("block", user=ada)
        await refused(
            step,
            "blocked",
            exceptions.TelegramForbiddenError,
            "bot was blocked by the user",
            bot.send_message(ada, "x"),
        )
        step("setWebhook", await bot.set_webhook("https://example.com/", allowed_updates=["message"]))
        step("getWebhookInfo", (await bot.get_webhook_info()).allowed_updates == ["message"])
        step("deleteWebhook", await bot.delete_webhook())
    step.end()


asyncio.run(main(sys.argv[1]))
