"""The simulator: what bots and people may do in which chat, and what messages there carry."""

import pytest

from scaletg_contrib.simulator import ActionError, Clock, Simulator
from scaletg_contrib.simulator.money import write_amount
from scaletg_contrib.simulator.records import PERMISSIONS

INVOICE = {"title": "t", "description": "d", "payload": "p"}
STARS = {**INVOICE, "currency": "XTR", "prices": [{"label": "x", "amount": 5}]}


class World:
    """A simulator with a bot, Ada who has started it, and Bob."""

    def __init__(self):
        self.sim = Simulator(clock=Clock(1_780_000_000), seed=7)
        self.bot = self.sim.add_bot("100:abc", username="the_bot", privacy=False)
        self.ada = self.sim.add_user("Ada", id=42)
        self.bob = self.sim.add_user("Bob", id=43, username="bob")
        self.sim.start(self.ada)
        self.updates()

    def group(self, *rights, **options):
        """Return a group of Ada with Bob and the bot, an administrator with these rights if there are any."""
        chat = self.sim.create_group(self.ada, "Team", members=[self.bob], bot=True, **options)
        if rights:
            self.sim.set_role(self.ada, chat, self.bot, status="administrator", rights=rights)
        self.updates()
        return chat

    def answer(self, method, **parameters):
        return self.sim.call(self.bot, method, {"chat_id": 42, **parameters})

    def call(self, method, **parameters):
        answer = self.answer(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, method, **parameters):
        answer = self.answer(method, **parameters)
        assert not answer["ok"], answer
        return answer["description"].removeprefix("Bad Request: ")

    def updates(self, kind=None):
        found, self.bot.pending = [one.update for one in self.bot.pending], []
        return [one[kind] for one in found if kind in one]


@pytest.fixture
def world():
    return World()


###############################################################################
# Rights ######################################################################
###############################################################################


@pytest.mark.parametrize(
    "method, right, values",
    [
        ("createChatInviteLink", "can_invite_users", {}),
        ("exportChatInviteLink", "can_invite_users", {}),
        ("createChatSubscriptionInviteLink", "can_invite_users", {"subscription_period": 2592000}),
        ("setChatTitle", "can_change_info", {"title": "T"}),
        ("setChatDescription", "can_change_info", {"description": "D"}),
        ("setChatPermissions", "can_restrict_members", {"permissions": {}}),
        ("banChatMember", "can_restrict_members", {"user_id": 43}),
        ("restrictChatMember", "can_restrict_members", {"user_id": 43, "permissions": {}}),
        ("pinChatMessage", "can_pin_messages", {"message_id": 1}),
        ("unpinAllChatMessages", "can_pin_messages", {}),
        ("createForumTopic", "can_manage_topics", {"name": "N"}),
        ("editGeneralForumTopic", "can_manage_topics", {"name": "N"}),
        ("hideGeneralForumTopic", "can_manage_topics", {}),
    ],
)
def test_a_bot_has_only_the_rights_that_it_was_given(world, method, right, values):
    member, administrator = world.group(is_forum=True), world.group(right, is_forum=True)
    others = world.group("can_delete_messages", is_forum=True)
    assert "not enough rights" in world.refusal(method, chat_id=member.id, **values)
    assert "not enough rights" in world.refusal(method, chat_id=others.id, **values)
    assert world.call(method, chat_id=administrator.id, **values)


@pytest.mark.parametrize(
    "method, values, words",
    [
        ("setChatTitle", {"title": "x"}, "can't change private chat title"),
        ("setChatDescription", {"description": "x"}, "can't change private chat description"),
        ("deleteChatPhoto", {}, "can't change private chat photo"),
        ("setChatPermissions", {"permissions": {}}, "can't change private chat permissions"),
        ("exportChatInviteLink", {}, "can't invite members to a private chat"),
        ("createChatInviteLink", {}, "can't invite members to a private chat"),
    ],
)
def test_what_private_chats_do_not_have_is_refused_in_the_words_for_them(world, method, values, words):
    assert world.refusal(method, **values) == words


def test_any_right_includes_managing_the_chat(world):
    chat = world.group("can_pin_messages")
    seen = world.call("getChatMember", chat_id=chat.id, user_id=100)
    assert (seen["can_manage_chat"], seen["can_pin_messages"], seen["can_change_info"]) == (True, True, False)


def test_a_bot_can_edit_those_whom_it_promoted(world):
    chat = world.group("can_promote_members", "can_delete_messages")
    world.call("promoteChatMember", chat_id=chat.id, user_id=43, can_delete_messages=True)
    seen = world.call("getChatMember", chat_id=chat.id, user_id=43)
    assert (seen["can_be_edited"], seen["can_manage_chat"]) == (True, True)
    assert world.call("getChatMember", chat_id=chat.id, user_id=100)["can_be_edited"] is False
    by_id = {one["user"]["id"]: one for one in world.call("getChatAdministrators", chat_id=chat.id)}
    assert by_id[43]["can_be_edited"] is True
    assert world.refusal("promoteChatMember", chat_id=chat.id, user_id=43, can_invite_users=True) == "RIGHT_FORBIDDEN"


def test_only_the_owner_can_edit_their_custom_title(world):
    chat = world.group("can_promote_members")
    refusal = world.refusal("setChatAdministratorCustomTitle", chat_id=chat.id, user_id=42, custom_title="x")
    assert refusal == "only the owner can edit their custom title"


OLD = [one for one in PERMISSIONS if one not in ("can_react_to_messages", "can_edit_tag", "can_manage_topics")]


@pytest.mark.parametrize(
    "given, expected",
    [
        (dict.fromkeys(OLD, True), set(PERMISSIONS)),
        ({"can_send_messages": True}, {"can_send_messages", "can_react_to_messages"}),
        ({"can_send_messages": True, "can_react_to_messages": False}, {"can_send_messages"}),
        ({"can_pin_messages": True}, {"can_pin_messages", "can_edit_tag", "can_manage_topics"}),
        ({"can_pin_messages": True, "can_manage_topics": False}, {"can_pin_messages", "can_edit_tag"}),
        ({"can_send_polls": True}, {"can_send_polls", "can_send_messages"}),
        ({"can_send_photos": True}, {"can_send_photos"}),
    ],
)
def test_permissions_left_out_follow_those_that_they_follow(world, given, expected):
    chat = world.group("can_restrict_members")
    world.call("setChatPermissions", chat_id=chat.id, permissions=given)
    assert set(chat.permissions) == expected


def test_permissions_that_cannot_be_read_are_refused(world):
    chat = world.group("can_restrict_members")
    set_them = {"chat_id": chat.id}
    assert world.refusal("setChatPermissions", **set_them) == "permissions must be non-empty"
    assert world.refusal("setChatPermissions", **set_them, permissions=[]) == "object expected as permissions"
    wrong = {"can_send_messages": "true"}
    assert world.refusal("setChatPermissions", **set_them, permissions=wrong) == (
        'can\'t parse chat permissions: Field "can_send_messages" must be of type Boolean'
    )


###############################################################################
# Who writes, and where #######################################################
###############################################################################


def test_an_anonymous_administrator_writes_as_the_group(world):
    chat = world.group("can_delete_messages")
    rights = ["is_anonymous", "can_delete_messages"]
    world.sim.set_role(world.ada, chat, world.bob, status="administrator", rights=rights)
    world.updates()
    world.sim.send(world.bob, "/x", chat=chat)
    (seen,) = world.updates("message")
    assert (seen["from"]["id"], seen["from"]["username"]) == (1087968824, "GroupAnonymousBot")
    assert seen["sender_chat"]["id"] == chat.id


def test_a_person_writes_as_a_channel_unless_it_is_banned(world):
    chat = world.group("can_restrict_members")
    channel = world.sim.create_group(world.bob, "News", type="channel")
    world.sim.send(world.bob, "x", chat=chat, as_channel=channel)
    (seen,) = world.updates("message")
    assert (seen["from"]["username"], seen["sender_chat"]["title"]) == ("Channel_Bot", "News")
    with pytest.raises(ActionError, match="'News' is not a channel of Ada"):
        world.sim.send(world.ada, "x", chat=chat, as_channel=channel)
    world.call("banChatSenderChat", chat_id=chat.id, sender_chat_id=channel.id)
    with pytest.raises(ActionError, match="'News' is banned from 'Team'"):
        world.sim.send(world.bob, "x", chat=chat, as_channel=channel)


def test_messages_in_a_topic_carry_it(world):
    chat = world.group("can_manage_topics", is_forum=True)
    topic = world.call("createForumTopic", chat_id=chat.id, name="Plans")["message_thread_id"]
    world.updates()
    first = world.sim.send(world.bob, "x", chat=chat, topic=topic)
    world.sim.send(world.bob, "y", chat=chat, reply_to=first.id)
    seen, answer = world.updates("message")
    assert (seen["message_thread_id"], seen["is_topic_message"]) == (topic, True)
    assert seen["reply_to_message"]["forum_topic_created"]["name"] == "Plans"
    assert answer["reply_to_message"]["message_id"] == first.id
    assert (answer["message_thread_id"], answer["is_topic_message"]) == (topic, True)
    world.sim.send(world.bob, "x", chat=chat, topic=1)
    assert "message_thread_id" not in world.updates("message")[0]
    with pytest.raises(ActionError, match="there is no topic 99 in 'Team': there are '2'"):
        world.sim.send(world.bob, "x", chat=chat, topic=99)


def test_replies_in_a_supergroup_carry_the_message_they_began_with(world):
    chat = world.group("can_pin_messages")
    first = world.sim.send(world.bob, "x", chat=chat)
    second = world.sim.send(world.ada, "y", chat=chat, reply_to=first.id)
    third = world.call("sendMessage", chat_id=chat.id, text="z", reply_parameters={"message_id": second.id})
    assert "message_thread_id" not in first.raw
    assert (second.raw["message_thread_id"], third["message_thread_id"]) == (first.id, first.id)
    assert "is_topic_message" not in third
    there = {"chat_id": chat.id, "text": "x"}
    assert world.call("sendMessage", **there, message_thread_id=first.id)["message_thread_id"] == first.id
    assert world.refusal("sendMessage", **there, message_thread_id=99) == "message thread not found"


@pytest.mark.parametrize("type", ["group", "private"])
def test_other_chats_have_no_threads(world, type):
    chat = world.group(type="group") if type == "group" else None
    first = world.sim.send(world.ada, "x", chat=chat)
    assert "message_thread_id" not in world.sim.send(world.ada, "y", chat=chat, reply_to=first.id).raw
    place = chat.id if chat else 42
    refusal = world.refusal("sendMessage", chat_id=place, text="x", message_thread_id=first.id)
    assert refusal == "message thread not found"


def test_the_closed_general_topic_is_for_those_who_manage_topics(world):
    chat = world.group("can_manage_topics", is_forum=True)
    world.call("closeGeneralForumTopic", chat_id=chat.id)
    with pytest.raises(ActionError, match="the topic 'General' of 'Team' is closed"):
        world.sim.send(world.bob, "x", chat=chat)
    assert world.call("sendMessage", chat_id=chat.id, text="x")
    world.call("reopenGeneralForumTopic", chat_id=chat.id)
    assert world.sim.send(world.bob, "x", chat=chat)


def test_icons_of_topics_are_custom_emoji(world):
    icons = world.call("getForumTopicIconStickers")
    assert icons and all(one["type"] == "custom_emoji" and one["custom_emoji_id"] for one in icons)
    assert world.call("getForumTopicIconStickers") == icons


def test_a_public_channel_is_read_by_anybody(world):
    public = world.sim.create_group(world.ada, "News", type="channel", username="news")
    secret = world.sim.create_group(world.ada, "Secret", type="channel")
    for chat in (public, secret):
        world.sim.send(world.ada, "post", chat=chat)
    assert world.call("forwardMessage", from_chat_id=public.id, message_id=1)
    assert world.call("copyMessage", from_chat_id="@news", message_id=1)
    assert world.answer("forwardMessage", from_chat_id=secret.id, message_id=1)["error_code"] == 403


def test_the_pinned_message_is_the_newest_of_those_that_are_pinned(world):
    chat = world.group("can_pin_messages")
    old, new = (world.call("sendMessage", chat_id=chat.id, text=text)["message_id"] for text in "ab")
    world.call("pinChatMessage", chat_id=chat.id, message_id=new)
    world.call("pinChatMessage", chat_id=chat.id, message_id=old)
    assert world.call("getChat", chat_id=chat.id)["pinned_message"]["message_id"] == new
    world.call("unpinChatMessage", chat_id=chat.id)
    assert world.call("getChat", chat_id=chat.id)["pinned_message"]["message_id"] == old


###############################################################################
# Keys, money and what is not there ###########################################
###############################################################################


@pytest.mark.parametrize(
    "asked, shared",
    [
        ({}, {"user_id": 43}),
        ({"request_name": True}, {"user_id": 43, "first_name": "Bob"}),
        ({"request_username": True}, {"user_id": 43, "username": "bob"}),
    ],
)
def test_shared_users_carry_what_the_key_asks_for(world, asked, shared):
    keys = {"keyboard": [[{"text": "U", "request_users": {"request_id": 3, **asked}}]]}
    world.call("sendMessage", text="x", reply_markup=keys)
    assert world.sim.share(world.ada, 3, users=[world.bob]).raw["users_shared"]["users"] == [shared]


def test_a_shared_chat_carries_what_the_key_asks_for(world):
    chat = world.group(username="team")
    asked = {"request_id": 4, "chat_is_channel": False, "request_title": True, "request_username": True}
    world.call("sendMessage", text="x", reply_markup={"keyboard": [[{"text": "C", "request_chat": asked}]]})
    shared = world.sim.share(world.ada, 4, shared_chat=chat).raw["chat_shared"]
    assert shared == {"request_id": 4, "chat_id": chat.id, "title": "Team", "username": "team"}


@pytest.mark.parametrize(
    "amount, currency, written",
    [
        (5, "XTR", "⭐️5"),
        (145, "USD", "1.45 USD"),
        (5, "EUR", "0.05 EUR"),
        (500, "JPY", "500 JPY"),
        (1500, "KWD", "1.500 KWD"),
    ],
)
def test_amounts_are_written_in_the_units_of_their_currency(world, amount, currency, written):
    assert write_amount(amount, currency) == written
    prices, token = [{"label": "x", "amount": amount}], {"provider_token": "p"}
    sent = world.call("sendInvoice", **INVOICE, currency=currency, prices=prices, **token)
    assert sent["reply_markup"]["inline_keyboard"][0][0]["text"] == f"Pay {written}"


def test_paid_media_can_be_bought(world):
    media = [{"type": "photo", "media": "https://e.com/1.jpg"}]
    world.call("sendPaidMedia", star_count=5, payload="p", media=media)
    world.bot.allowed_updates = ["purchased_paid_media"]
    bought = world.sim.pay(world.ada)
    assert world.updates("purchased_paid_media")[0]["paid_media_payload"] == "p"
    assert world.sim.world.checkouts[bought]["status"] == "paid"
    assert world.call("getMyStarBalance") == {"amount": 5}
    world.ada.stars = 4
    with pytest.raises(ActionError, match="Ada has 4 Stars, and this costs 5"):
        world.sim.pay(world.ada)


@pytest.mark.parametrize("ok", [True, False])
def test_a_payment_says_what_the_bot_answered(world, ok):
    world.call("sendInvoice", **STARS)
    query = world.sim.pay(world.ada)
    checkout = world.sim.world.checkouts[query]
    assert (checkout["status"], checkout["answer"]) == ("waiting", None)
    error = {} if ok else {"error_message": "Sold out"}
    world.call("answerPreCheckoutQuery", pre_checkout_query_id=query, ok=ok, **error)
    assert checkout["status"] == ("paid" if ok else "refused")
    assert checkout["answer"]["error_message"] == ("" if ok else "Sold out")
    assert len(world.updates("message")) == ok  # of the payment, if it was made


def test_shipping_that_the_bot_refuses_is_told(world):
    asked = {"currency": "EUR", "provider_token": "p", "need_shipping_address": True, "is_flexible": True}
    world.call("sendInvoice", **INVOICE, **asked, prices=[{"label": "x", "amount": 300}])
    query = world.sim.pay(world.ada)
    assert world.sim.world.checkouts[query]["step"] == "shipping"
    world.call("answerShippingQuery", shipping_query_id=query, ok=False, error_message="Too far")
    checkout = world.sim.world.checkouts[query]
    assert (checkout["status"], checkout["answer"]["error_message"]) == ("refused", "Too far")


@pytest.mark.parametrize(
    "option, words",
    [
        (5, "can't parse shipping option: ShippingOption must be an Object"),
        ({"id": "", "title": "x"}, "can't parse shipping option: ShippingOption identifier must be non-empty"),
        (
            {"id": "1", "title": "x", "prices": []},
            "can't parse shipping option: Can't parse shipping option prices: There must be at least one price",
        ),
    ],
)
def test_shipping_options_that_cannot_be_read_are_refused(world, option, words):
    assert world.refusal("answerShippingQuery", shipping_query_id="1", ok=True, shipping_options=[option]) == words


@pytest.mark.parametrize("code, is_fine", [("", True), ("de", True), ("xyz9", False), ("EN", False), ("deu", False)])
def test_language_codes_have_two_letters(world, code, is_fine):
    commands = [{"command": "a", "description": "abc"}]
    answer = world.answer("setMyCommands", commands=commands, language_code=code)
    assert answer["ok"] == is_fine
    assert is_fine or answer["description"] == "Bad Request: invalid language code specified"


@pytest.mark.parametrize(
    "options, words",
    [
        ([5], "expected an option to be of type String"),
        ([{"text": None}], 'field "text" must be of type String'),
        ([{}], 'can\'t find field "text"'),
    ],
)
def test_options_of_polls_that_cannot_be_read_are_refused(world, options, words):
    assert world.refusal("sendPoll", question="?", options=options) == words


def test_a_channel_takes_anonymous_polls_only(world):
    channel = world.sim.create_group(world.ada, "News", type="channel", bot=True)
    poll = {"question": "?", "options": ["a", "b"]}
    refusal = world.refusal("sendPoll", chat_id=channel.id, **poll, is_anonymous=False)
    assert refusal == "non-anonymous polls can't be sent to channel chats"
    assert world.call("sendPoll", chat_id=channel.id, **poll, members_only=True)
    assert "only in channel chats" in world.refusal("sendPoll", **poll, members_only=True)


@pytest.mark.parametrize(
    "given, words",
    [
        ({}, "correct quiz option list must be non-empty"),
        ({"correct_option_ids": [1, 0]}, "correct quiz option list must be increasing"),
        ({"correct_option_ids": [2]}, "wrong quiz correct_option_id"),
        ({"correct_option_ids": ["0"]}, "correct option identifier must be of type Number"),
        ({"correct_option_ids": 0}, "expected an Array of correct option identifiers"),
    ],
)
def test_right_answers_of_quizzes_that_cannot_be_read_are_refused(world, given, words):
    assert world.refusal("sendPoll", question="?", options=["a", "b"], type="quiz", **given) == words
