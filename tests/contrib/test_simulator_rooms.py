"""The simulator: boosts, subscriptions, suggested posts, ephemeral messages, Passport, verification and profiles."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import scaletg
from scaletg_contrib.simulator import ActionError, Clock, Simulator

DAY = 24 * 3600
MONTH = 2_592_000
NOW = 1_780_000_000


class World:
    """A simulator with a bot that gets everything, Ada who has started it, and Bob."""

    def __init__(self):
        self.sim = Simulator(clock=Clock(NOW), seed=7)
        self.bot = self.sim.add_bot("100:abc", username="the_bot", allowed_updates=[*scaletg.schema.kinds])
        self.ada = self.sim.add_user("Ada", id=42, username="ada")
        self.bob = self.sim.add_user("Bob", id=43)
        self.sim.start(self.ada)
        self.take()

    def group(self, *rights, **options):
        chat = self.sim.create_group(self.ada, "Team", members=[self.bob], bot=True, **options)
        if rights:
            self.sim.set_role(self.ada, chat, self.bot, status="administrator", rights=rights)
        self.take()
        return chat

    def ok(self, method, **parameters):
        answer = self.sim.call(self.bot, method, parameters)
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, method, **parameters):
        answer = self.sim.call(self.bot, method, parameters)
        assert not answer["ok"], answer
        return answer["description"].removeprefix("Bad Request: ")

    def take(self, kind=None):
        found, self.bot.pending = [one.update for one in self.bot.pending], []
        return [one[kind] for one in found if kind in one]

    def services(self, kind):
        return [message[kind] for message in self.take("message") if kind in message]


@pytest.fixture
def world():
    return World()


###############################################################################
# Boosts ######################################################################
###############################################################################


def test_a_boost_is_announced_counted_and_taken_back(world):
    chat = world.group("can_manage_chat")
    world.bob.is_premium = True
    number = world.sim.boost(world.bob, chat)
    updates = [one.update for one in world.bot.pending]
    assert updates[0]["chat_boost"]["boost"]["boost_id"] == number
    assert updates[1]["message"]["boost_added"] == {"boost_count": 1}
    boosts = world.ok("getUserChatBoosts", chat_id=chat.id, user_id=43)["boosts"]
    assert [one["source"]["source"] for one in boosts] == ["premium"]
    assert scaletg.ChatBoost.from_dict(boosts[0]).source.user.id == 43
    world.sim.remove_boost(world.bob, chat)
    assert world.take("removed_chat_boost")[0]["boost_id"] == number
    assert world.ok("getUserChatBoosts", chat_id=chat.id, user_id=43) == {"boosts": []}


def test_a_boost_ends_at_its_time(world):
    chat = world.group("can_manage_chat")
    world.sim.boost(world.bob, chat, source="gift_code", days=1)
    world.sim.advance(DAY - 1)
    assert not world.take("removed_chat_boost")
    world.sim.advance(1)
    assert world.take("removed_chat_boost")[0]["source"]["source"] == "gift_code"


def test_boosts_are_for_administrators(world):
    chat = world.group()
    world.sim.boost(world.bob, chat, source="giveaway", giveaway_message_id=7, prize_star_count=500)
    assert not world.take("chat_boost")
    assert world.refusal("getUserChatBoosts", chat_id=chat.id, user_id=43) == "CHAT_ADMIN_REQUIRED"


@pytest.mark.parametrize(
    "type, source, words", [("group", "gift_code", "basic group"), ("supergroup", "premium", "Premium")]
)
def test_what_cannot_be_boosted_is_said(world, type, source, words):
    with pytest.raises(ActionError, match=words):
        world.sim.boost(world.bob, world.group(type=type), source=source)


###############################################################################
# Subscriptions ###############################################################
###############################################################################


@pytest.fixture
def charge(world):
    """The charge of a subscription for 10 Stars a month that Ada has bought."""
    link = world.ok(
        "createInvoiceLink",
        title="Tea",
        description="Each month",
        payload="tea",
        currency="XTR",
        prices=[{"label": "Tea", "amount": 10}],
        subscription_period=MONTH,
    )
    query = world.sim.pay(world.ada, link=link)
    world.ok("answerPreCheckoutQuery", pre_checkout_query_id=query, ok=True)
    return world.services("successful_payment")[0]["telegram_payment_charge_id"]


def test_a_subscription_renews_until_it_is_cancelled(world, charge):
    world.sim.advance(MONTH - 1)
    assert not world.services("successful_payment")
    world.sim.advance(1)
    paid = world.services("successful_payment")[0]
    assert (paid["is_recurring"], paid["subscription_expiration_date"]) == (True, NOW + 2 * MONTH)
    assert "is_first_recurring" not in paid
    world.sim.edit_subscription(world.ada)
    cancelled = {"user": world.ada.to_telegram(), "invoice_payload": "tea", "state": "canceled"}
    assert world.take("subscription") == [cancelled]
    world.sim.advance(MONTH)
    assert not world.services("successful_payment")
    assert world.bot.star_balance == 20


def test_a_cancelled_subscription_is_resumed(world, charge):
    world.sim.edit_subscription(world.ada)
    world.sim.edit_subscription(world.ada, cancel=False)
    assert [one["state"] for one in world.take("subscription")] == ["canceled", "active"]
    with pytest.raises(ActionError, match="is active already"):
        world.sim.edit_subscription(world.ada, cancel=False)


def test_a_subscription_fails_without_stars(world, charge):
    world.ada.stars = 9
    world.sim.advance(MONTH)
    assert [one["state"] for one in world.take("subscription")] == ["failed"]


def test_the_bot_cancels_a_subscription_and_the_person_cannot_resume_it(world, charge):
    about = {"user_id": 42, "telegram_payment_charge_id": charge}
    world.ok("editUserStarSubscription", **about, is_canceled=True)
    with pytest.raises(ActionError, match="only the bot resumes it"):
        world.sim.edit_subscription(world.ada, cancel=False)
    world.sim.advance(MONTH)
    assert not world.services("successful_payment")


@pytest.mark.parametrize("user, number", [(42, "unknown"), (43, None)])
def test_an_unknown_subscription_is_refused(world, charge, user, number):
    about = {"user_id": user, "telegram_payment_charge_id": number or charge, "is_canceled": True}
    assert world.refusal("editUserStarSubscription", **about) == "CHARGE_ID_INVALID"


def test_a_payment_that_is_no_subscription_is_refused(world):
    prices = [{"label": "x", "amount": 5}]
    world.ok("sendInvoice", chat_id=42, title="t", description="d", payload="p", currency="XTR", prices=prices)
    world.ok("answerPreCheckoutQuery", pre_checkout_query_id=world.sim.pay(world.ada), ok=True)
    number = world.services("successful_payment")[0]["telegram_payment_charge_id"]
    about = {"user_id": 42, "telegram_payment_charge_id": number, "is_canceled": True}
    assert world.refusal("editUserStarSubscription", **about) == "CHARGE_ID_INVALID"


###############################################################################
# Suggested posts #############################################################
###############################################################################


@pytest.fixture
def direct(world):
    """The direct messages of a channel of Ada's, in which the bot is an administrator."""
    channel = world.sim.create_group(world.ada, "News", type="channel", bot=True)
    found = world.sim.open_direct_messages(world.ada, channel)
    world.take()
    return found


def test_a_suggested_post_is_approved_published_and_paid(world, direct):
    stars = world.bob.stars
    message = world.sim.suggest_post(world.bob, direct, "My tea", stars=50)
    raw = world.take("message")[0]
    assert raw["suggested_post_info"] == {"state": "pending", "price": {"currency": "XTR", "amount": 50}}
    assert raw["direct_messages_topic"]["topic_id"] == 43
    assert raw["chat"]["is_direct_messages"] is True
    world.ok("approveSuggestedPost", chat_id=direct.id, message_id=message.id)
    assert message.raw["suggested_post_info"]["state"] == "approved"
    assert world.bob.stars == stars - 50
    posts = [one.raw for one in world.sim.world.chats[direct.channel_key].messages.values()]
    assert (posts[-1]["text"], posts[-1]["is_paid_post"]) == ("My tea", True)
    world.sim.advance(DAY)
    kinds = [key for one in direct.messages.values() for key in one.raw if key.startswith("suggested_post_")]
    assert kinds == ["suggested_post_info", "suggested_post_approved", "suggested_post_paid"]


def test_a_paid_post_that_is_deleted_is_refunded(world, direct):
    stars = world.bob.stars
    message = world.sim.suggest_post(world.bob, direct, "My tea", stars=50)
    world.ok("approveSuggestedPost", chat_id=direct.id, message_id=message.id)
    channel = world.sim.world.chats[direct.channel_key]
    world.sim.delete(world.ada, max(channel.messages), chat=channel)
    world.sim.advance(DAY)
    last = [*direct.messages.values()][-1].raw
    assert (last["suggested_post_refunded"]["reason"], world.bob.stars) == ("post_deleted", stars)


def test_a_post_is_published_at_its_time(world, direct):
    message = world.sim.suggest_post(world.bob, direct, "Later")
    world.ok("approveSuggestedPost", chat_id=direct.id, message_id=message.id, send_date=NOW + 600)
    channel = world.sim.world.chats[direct.channel_key]
    before = len(channel.messages)
    world.sim.advance(599)
    assert len(channel.messages) == before
    world.sim.advance(1)
    assert [*channel.messages.values()][-1].raw["text"] == "Later"


def test_a_post_is_declined_with_a_comment(world, direct):
    message = world.sim.suggest_post(world.bob, direct, "Buy this")
    about = {"chat_id": direct.id, "message_id": message.id}
    assert world.refusal("declineSuggestedPost", **about, comment="x" * 129) == "COMMENT_TOO_LONG"
    world.ok("declineSuggestedPost", **about, comment="x" * 128)
    last = [*direct.messages.values()][-1].raw["suggested_post_declined"]
    assert (last["comment"], last["suggested_post_message"]["message_id"]) == ("x" * 128, message.id)
    assert world.refusal("approveSuggestedPost", **about) == "MESSAGE_ID_INVALID"


def test_a_post_that_its_author_cannot_pay_is_not_approved(world, direct):
    message = world.sim.suggest_post(world.bob, direct, "My tea", stars=50)
    world.bob.stars = 49
    world.ok("approveSuggestedPost", chat_id=direct.id, message_id=message.id)
    assert message.raw["suggested_post_info"]["state"] == "pending"
    assert "suggested_post_approval_failed" in [*direct.messages.values()][-1].raw


@pytest.mark.parametrize("seconds, is_fine", [(299, False), (300, True), (2_678_400, True), (2_678_401, False)])
def test_posts_have_a_first_and_a_last_time(world, direct, seconds, is_fine):
    message = world.sim.suggest_post(world.bob, direct, "x")
    about = {"chat_id": direct.id, "message_id": message.id, "send_date": NOW + seconds}
    answer = world.sim.call(world.bot, "approveSuggestedPost", about)
    assert answer["ok"] is is_fine
    assert is_fine or answer["description"] == "Bad Request: invalid post send date specified"


@pytest.mark.parametrize("stars, is_fine", [(4, False), (5, True), (100_000, True), (100_001, False)])
def test_a_bot_suggests_posts_for_a_price(world, direct, stars, is_fine):
    world.sim.set_role(world.ada, world.sim.world.chats[direct.channel_key], world.bot, status="member")
    price = {"price": {"currency": "XTR", "amount": stars}}
    about = {"chat_id": direct.id, "text": "x", "suggested_post_parameters": price}
    answer = world.sim.call(world.bot, "sendMessage", about)
    assert answer["ok"] is is_fine
    assert is_fine or answer["description"] == "Bad Request: invalid amount of Telegram Stars specified"


def test_people_decide_on_the_posts_of_a_bot(world, direct):
    world.sim.set_role(world.ada, world.sim.world.chats[direct.channel_key], world.bot, status="member")
    world.ok("sendMessage", chat_id=direct.id, text="x", suggested_post_parameters={})
    message = world.sim.decide_on_post(world.ada, direct, approve=False)
    assert message.raw["suggested_post_info"]["state"] == "declined"


def test_an_administrator_names_the_topic(world, direct):
    refused = world.refusal("sendMessage", chat_id=direct.id, text="x")
    assert refused == "channel direct messages topic must be specified"
    sent = world.ok("sendMessage", chat_id=direct.id, text="x", direct_messages_topic_id=43)
    assert sent["direct_messages_topic"]["user"]["id"] == 43


def test_posts_are_suggested_to_channels_only(world):
    refused = world.refusal("sendMessage", chat_id=42, text="x", suggested_post_parameters={})
    assert refused == "SUGGESTED_POST_PEER_INVALID"


###############################################################################
# Ephemeral messages ##########################################################
###############################################################################


def secret(world, **more):
    return {"receiver_user_id": world.bob.id, **more}


def test_an_ephemeral_message_is_edited_and_deleted(world):
    chat = world.group("can_manage_chat")
    sent = world.ok("sendMessage", chat_id=chat.id, text="Psst", ephemeral_message_parameters=secret(world))
    assert (sent["receiver_user"]["id"], sent["ephemeral_message_id"], sent["message_id"]) == (43, 1, 0)
    assert all(one.raw.get("text") != "Psst" for one in chat.messages.values())
    about = {"chat_id": chat.id, "receiver_user_id": 43, "ephemeral_message_id": 1}
    assert world.ok("editEphemeralMessageText", **about, text="Pssst") is True
    assert chat.ephemeral[1].raw["text"] == "Pssst"
    assert world.refusal("editEphemeralMessageText", **about, text="Pssst").startswith("message is not modified")
    assert world.refusal("editEphemeralMessageCaption", **about, caption="x").startswith("there is no caption")
    keys = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    world.ok("editEphemeralMessageReplyMarkup", **about, reply_markup=keys)
    media = {"type": "photo", "media": "https://e.com/1.jpg"}
    world.ok("editEphemeralMessageMedia", **about, media=media)
    world.ok("editEphemeralMessageCaption", **about, caption="x")
    world.ok("deleteEphemeralMessage", **about)
    assert world.refusal("deleteEphemeralMessage", **about) == "message to delete not found"
    assert world.refusal("editEphemeralMessageText", **about, text="x") == "message to edit not found"


@pytest.mark.parametrize("seconds, is_fine", [(15, True), (16, False)])
def test_a_bot_that_is_no_administrator_answers_a_press_in_time(world, seconds, is_fine):
    chat = world.group()
    keys = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    world.ok("sendMessage", chat_id=chat.id, text="Tea?", reply_markup=keys)
    query = world.sim.press(world.bob, "Yes", chat=chat)["callback_query_id"]
    world.sim.advance(seconds)
    for receiver, fine in ((world.bob, is_fine), (world.ada, False)):
        parameters = {"receiver_user_id": receiver.id, "callback_query_id": query}
        about = {"chat_id": chat.id, "text": "x", "ephemeral_message_parameters": parameters}
        assert world.sim.call(world.bot, "sendMessage", about)["ok"] is fine


def test_ephemeral_messages_are_for_members_of_groups(world):
    alone = {"receiver_user_id": world.ada.id}
    refused = world.refusal("sendMessage", chat_id=42, text="x", ephemeral_message_parameters=alone)
    assert refused == "ephemeral messages can be sent only to group and supergroup chats"
    chat = world.group("can_manage_chat")
    carl = {"receiver_user_id": world.sim.add_user("Carl").id}
    refused = world.refusal("sendMessage", chat_id=chat.id, text="x", ephemeral_message_parameters=carl)
    assert refused == "USER_NOT_PARTICIPANT"


###############################################################################
# Passport ####################################################################
###############################################################################


def unseal(sealed, secret, digest):
    """Decrypt as the page about Passport says."""
    key = hashlib.sha512(secret + digest).digest()
    decryptor = Cipher(algorithms.AES(key[:32]), modes.CBC(key[32:48])).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    assert hashlib.sha256(padded).digest() == digest
    return padded[padded[0] :]


def test_passport_data_is_decrypted_with_the_private_key(world):
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    public = private.public_key().public_bytes(*form).decode()
    elements = {"personal_details": {"first_name": "Ada"}, "utility_bill": None, "email": "ada@example.com"}
    world.sim.share_passport(world.ada, public, nonce="n", elements=elements)
    data = world.services("passport_data")[0]
    scaletg.PassportData.from_dict(data)
    credentials = {name: base64.b64decode(value) for name, value in data["credentials"].items()}
    scheme = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)
    key = private.decrypt(credentials["secret"], scheme)
    opened = json.loads(unseal(credentials["data"], key, credentials["hash"]))
    assert opened["nonce"] == "n"
    about = opened["secure_data"]["personal_details"]["data"]
    details = unseal(*map(base64.b64decode, (data["data"][0]["data"], about["secret"], about["data_hash"])))
    assert json.loads(details) == {"first_name": "Ada"}
    bill = opened["secure_data"]["utility_bill"]["files"][0]
    file = world.ok("getFile", file_id=data["data"][1]["files"][0]["file_id"])
    content = world.sim.file_at(file["file_path"]).content
    assert unseal(content, base64.b64decode(bill["secret"]), base64.b64decode(bill["file_hash"]))[:4] == b"\x89PNG"
    assert data["data"][2]["email"] == "ada@example.com"


@pytest.mark.parametrize(
    "error, words",
    [
        ({"type": "tea"}, "can't parse PassportElementError: wrong Telegram Passport element type specified"),
        ({"source": "tea"}, "can't parse PassportElementError: wrong source specified"),
        ({"data_hash": "?"}, "can't parse PassportElementError: hash isn't a valid base64-encoded string"),
        ({"data_hash": base64.b64encode(b"x" * 31).decode()}, "DATA_HASH_SIZE_INVALID"),
        ({}, None),
    ],
)
def test_errors_of_passport_data_are_checked(world, error, words):
    good = {"source": "data", "type": "passport", "field_name": "first_name", "message": "m"}
    given = {**good, "data_hash": base64.b64encode(b"x" * 32).decode(), **error}
    if words is None:
        world.ok("setPassportDataErrors", user_id=42, errors=[given])
        assert world.ada.passport_errors == [given]
    else:
        assert world.refusal("setPassportDataErrors", user_id=42, errors=[given]) == words


def test_what_is_no_key_or_no_element_is_said(world):
    with pytest.raises(ActionError, match="not an RSA key in PEM"):
        world.sim.share_passport(world.ada, "tea")
    with pytest.raises(ActionError, match="no Passport element 'tea'"):
        world.sim.share_passport(world.ada, "tea", elements={"tea": 1})


###############################################################################
# Verification, profiles, managed bots ########################################
###############################################################################


def test_only_a_verifier_gives_its_mark(world):
    assert world.refusal("verifyUser", user_id=42) == "BOT_VERIFIER_FORBIDDEN"
    assert world.refusal("removeUserVerification", user_id=42) == "BOT_VERIFIER_FORBIDDEN"
    world.bot.can_verify = True
    chat = world.group()
    world.ok("verifyUser", user_id=42, custom_description="x" * 70)
    world.ok("verifyChat", chat_id=chat.id)
    assert (world.ada.verified_by, chat.verified_by) == ({100: "x" * 70}, {100: ""})
    assert world.refusal("verifyUser", user_id=42, custom_description="x" * 71) == "CUSTOM_DESCRIPTION_TOO_LONG"
    world.ok("removeUserVerification", user_id=42)
    world.ok("removeChatVerification", chat_id=chat.id)
    assert (world.ada.verified_by, chat.verified_by) == ({}, {})


def test_a_status_needs_the_permission_of_the_person(world):
    about = {"user_id": 42, "emoji_status_custom_emoji_id": "5", "emoji_status_expiration_date": NOW + 60}
    assert world.refusal("setUserEmojiStatus", **about) == "Forbidden: USER_PERMISSION_DENIED"
    world.sim.allow_emoji_status(world.ada)
    world.ok("setUserEmojiStatus", **about)
    assert world.ok("getChat", chat_id=42)["emoji_status_custom_emoji_id"] == "5"
    world.sim.advance(60)
    assert "emoji_status_custom_emoji_id" not in world.ok("getChat", chat_id=42)


def test_music_photos_and_the_channel_of_a_profile_are_read(world):
    world.sim.add_profile_audio(world.ada, "Nocturne", performer="Clara")
    world.sim.add_profile_photo(world.ada)
    audios = world.ok("getUserProfileAudios", user_id=42)
    assert (audios["total_count"], audios["audios"][0]["title"]) == (1, "Nocturne")
    assert world.ok("getUserProfilePhotos", user_id=42)["total_count"] == 1
    assert world.ok("getUserPersonalChatMessages", user_id=42, limit=5) == []
    channel = world.sim.create_group(world.ada, "Notes", type="channel")
    for text in "abc":
        world.sim.send(world.ada, text, chat=channel)
    world.sim.show_channel(world.ada, channel)
    found = world.ok("getUserPersonalChatMessages", user_id=42, limit=2)
    assert [one["text"] for one in found] == ["c", "b"]
    assert world.ok("getChat", chat_id=42)["personal_chat"]["title"] == "Notes"


def test_a_managed_bot_is_for_its_owner_and_those_who_are_added(world):
    managed = world.sim.create_managed_bot(world.ada, "a_shop_bot")
    assert world.ok("getManagedBotAccessSettings", user_id=managed.id) == {"is_access_restricted": False}
    world.ok("setManagedBotAccessSettings", user_id=managed.id, is_access_restricted=True, added_user_ids=[])
    world.sim.start(world.ada, bot=managed)
    with pytest.raises(ActionError, match="Bob may not use @a_shop_bot"):
        world.sim.start(world.bob, bot=managed)
    world.ok("setManagedBotAccessSettings", user_id=managed.id, is_access_restricted=True, added_user_ids=[43])
    world.sim.start(world.bob, bot=managed)
    settings = world.ok("getManagedBotAccessSettings", user_id=managed.id)
    assert [one["id"] for one in settings["added_users"]] == [43]
    many = {"user_id": managed.id, "is_access_restricted": True, "added_user_ids": [43] * 11}
    assert world.refusal("setManagedBotAccessSettings", **many) == "too many user identifiers specified"
    assert world.refusal("getManagedBotAccessSettings", user_id=42) == "BOT_NOT_MANAGED"
    assert world.refusal("getManagedBotToken", user_id=77) == "user not found"


@pytest.mark.parametrize("result, status", [("approve", "member"), ("decline", "left"), ("queue", "left")])
def test_a_guard_bot_decides_on_join_requests(world, result, status):
    chat = world.group("can_invite_users")
    carl = world.sim.add_user("Carl")
    link = world.ok("createChatInviteLink", chat_id=chat.id, creates_join_request=True)["invite_link"]
    world.sim.set_guard_bot(world.ada, chat)
    world.sim.join(carl, chat, invite_link=link)
    query = world.take("chat_join_request")[0]["query_id"]
    about = {"chat_join_request_query_id": query}
    world.ok("sendChatJoinRequestWebApp", **about, web_app_url="https://example.com/rules")
    world.ok("answerChatJoinRequestQuery", **about, result=result)
    assert world.sim.member(chat, carl.id).status == status
    assert (carl.id in chat.join_requests) == (result == "queue")
    assert world.refusal("answerChatJoinRequestQuery", **about, result=result).startswith("query is too old")


def test_a_prepared_key_is_opened_and_answered(world):
    button = {"text": "Friends", "request_users": {"request_id": 7, "request_name": True}}
    number = world.ok("savePreparedKeyboardButton", user_id=42, button=button)["id"]
    world.sim.open_prepared_button(world.ada, number)
    world.sim.share(world.ada, 7, users=[world.bob])
    assert world.services("users_shared")[0]["users"] == [{"user_id": 43, "first_name": "Bob"}]
    assert world.refusal("savePreparedKeyboardButton", user_id=42, button={"text": "x"}) == "BUTTON_TYPE_INVALID"


def test_a_poll_has_a_description_and_countries(world):
    asked = {"chat_id": 42, "question": "Tea?", "options": ["Yes", "No"], "country_codes": ["PT", "DE"]}
    poll = world.ok("sendPoll", **asked, description="<b>Well</b> then", description_parse_mode="HTML")["poll"]
    assert (poll["description"], poll["country_codes"]) == ("Well then", ["PT", "DE"])
    assert poll["description_entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    refused = world.refusal("sendPoll", **{**asked, "country_codes": ["Portugal"]})
    assert "invalid country code specified" in str(refused)


def test_a_video_has_a_cover_and_a_start(world):
    photo = world.sim.send_file(world.ada, "photo").raw["photo"][-1]["file_id"]
    clip = world.sim.send_file(world.ada, "video").raw["video"]["file_id"]
    video = world.ok("sendVideo", chat_id=42, video=clip, cover=photo, start_timestamp=7)["video"]
    assert (video["cover"][-1]["file_id"], video["start_timestamp"]) == (photo, 7)
    assert "cover" not in world.ok("sendVideo", chat_id=42, video=clip)["video"]
