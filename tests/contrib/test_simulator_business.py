"""The simulator: accounts to which a bot is connected, their messages, stories, gifts and Stars."""

import pytest

import scaletg
from scaletg_contrib.simulator import ActionError, Clock, Simulator, Upload, blank_picture
from scaletg_contrib.simulator.rooms.business import BUSINESS_RIGHTS

DAY = 24 * 3600
PHOTO = {"a": Upload("a.png", blank_picture())}
STORY = {"content": {"type": "photo", "photo": "attach://a"}, "active_period": DAY}
FORBIDDEN = (403, "Forbidden: BOT_ACCESS_FORBIDDEN")


class World:
    """Ada, a business, has connected the bot; Bob is her customer, and has written to her."""

    def __init__(self):
        self.sim = Simulator(clock=Clock(1_780_000_000), seed=7)
        self.bot = self.sim.add_bot("100:abc", username="the_bot")
        self.ada = self.sim.add_user("Ada", id=42, username="ada")
        self.bob = self.sim.add_user("Bob", id=43)
        self.permit()
        self.sim.write_to(self.bob, self.ada, "Do you have tea?")
        self.chat = self.sim.world.chats["business:42:43"]

    def permit(self, *rights, without=()):
        given = rights or [right for right in BUSINESS_RIGHTS if right not in without]
        self.connection = self.sim.connect_business(self.ada, rights=given)

    def answer(self, method, files=None, **parameters):
        return self.sim.call(self.bot, method, {"business_connection_id": self.connection, **parameters}, files)

    def ok(self, method, files=None, **parameters):
        answer = self.answer(method, files, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, method, files=None, **parameters):
        answer = self.answer(method, files, **parameters)
        assert not answer["ok"], answer
        return answer["error_code"], answer["description"]

    def updates(self, kind):
        found, self.bot.pending = [one.update for one in self.bot.pending], []
        return [one[kind] for one in found if kind in one]


@pytest.fixture
def world():
    return World()


###############################################################################
# Connections #################################################################
###############################################################################


def test_a_connection_is_announced_and_read(world):
    connection = world.updates("business_connection")[0]
    assert connection["user"]["id"] == connection["user_chat_id"] == 42
    assert connection["rights"] == dict.fromkeys(BUSINESS_RIGHTS, True)
    assert world.ok("getBusinessConnection") == connection
    assert scaletg.BusinessConnection.from_dict(connection).rights.can_manage_stories is True


def test_rights_are_changed_and_taken(world):
    world.updates("business_connection")
    world.permit("can_reply")
    world.sim.disconnect_business(world.ada)
    changed, ended = world.updates("business_connection")
    assert (changed["rights"], changed["is_enabled"]) == ({"can_reply": True}, True)
    assert (ended["rights"], ended["is_enabled"], ended["id"]) == ({}, False, changed["id"])
    assert world.refusal("getBusinessConnection") == (400, "Bad Request: business connection not found")


def test_another_bot_replaces_the_connected_one(world):
    other = world.sim.add_bot("200:abc", username="other_bot")
    world.sim.connect_business(world.ada, bot=other)
    assert world.updates("business_connection")[-1]["is_enabled"] is False
    assert world.refusal("sendMessage", chat_id=43, text="x") == (400, "Bad Request: business connection not found")


def test_the_bot_of_somebody_else_cannot_use_a_connection(world):
    other = world.sim.add_bot("200:abc", username="other_bot")
    answer = world.sim.call(other, "getBusinessConnection", {"business_connection_id": world.connection})
    assert answer["description"] == "Bad Request: business connection not found"


@pytest.mark.parametrize("change", ["a right that there is not", "a bot that cannot be connected"])
def test_what_cannot_be_connected_is_said(world, change):
    world.bot.can_connect_to_business = change != "a bot that cannot be connected"
    rights = ["can_replly"] if change == "a right that there is not" else None
    words = "did you mean 'can_reply'" if rights else "cannot be connected: configure_bot"
    with pytest.raises(ActionError, match=words):
        world.sim.connect_business(world.ada, rights=rights)


###############################################################################
# Messages ####################################################################
###############################################################################


def test_the_bot_reads_both_sides_and_not_itself(world):
    world.sim.write_to(world.ada, world.bob, "Yes")
    world.ok("sendMessage", chat_id=43, text="And coffee")
    asked, told = world.updates("business_message")
    assert (asked["from"]["id"], asked["chat"]["id"], asked["business_connection_id"]) == (43, 43, world.connection)
    assert (told["from"]["id"], told["chat"]["id"]) == (42, 43)


def test_what_the_bot_sends_is_from_the_person(world):
    sent = world.ok("sendMessage", chat_id=43, text="Green or black?")
    assert (sent["from"]["id"], sent["sender_business_bot"]["id"]) == (42, 100)
    assert sent["business_connection_id"] == world.connection
    edited = world.ok("editMessageText", chat_id=43, message_id=sent["message_id"], text="Green?")
    assert edited["text"] == "Green?"


def test_people_press_the_buttons_of_such_a_message(world):
    keys = {"inline_keyboard": [[{"text": "Green", "callback_data": "green"}]]}
    world.ok("sendMessage", chat_id=43, text="Which?", reply_markup=keys)
    world.sim.press(world.bob, "Green", chat=world.chat)
    pressed = world.updates("callback_query")[0]
    assert (pressed["from"]["id"], pressed["message"]["business_connection_id"]) == (43, world.connection)


def test_edits_and_deletions_of_people_reach_the_bot(world):
    message = world.sim.write_to(world.bob, world.ada, "Tee?")
    world.sim.edit(world.bob, "Tea?", message_id=message.id, chat=world.chat)
    world.sim.delete(world.bob, message.id, chat=world.chat)
    updates = [one.update for one in world.bot.pending]
    edited = next(one["edited_business_message"] for one in updates if "edited_business_message" in one)
    deleted = next(one["deleted_business_messages"] for one in updates if "deleted_business_messages" in one)
    assert (edited["text"], edited["business_connection_id"]) == ("Tea?", world.connection)
    assert (deleted["message_ids"], deleted["chat"]["id"]) == ([message.id], 43)


@pytest.mark.parametrize(
    "chat_id, words",
    [
        ("", "chat identifier is empty"),
        ("@bob", "chat identifier must be a valid Integer"),
        (-100, "chat must be a private chat"),
        (42, "messages must not be sent to self"),
        (44, "BUSINESS_PEER_INVALID"),
    ],
)
def test_chats_in_which_the_bot_cannot_write_are_refused(world, chat_id, words):
    assert world.refusal("sendMessage", chat_id=chat_id, text="x") == (400, f"Bad Request: {words}")


def test_an_unknown_connection_is_refused(world):
    world.connection = "b"
    assert world.refusal("sendMessage", chat_id=43, text="x") == (400, "Bad Request: business connection not found")


def test_a_person_who_is_silent_for_a_day_gets_no_message(world):
    world.sim.advance(DAY)
    world.ok("sendMessage", chat_id=43, text="x")
    world.sim.advance(1)
    assert world.refusal("sendMessage", chat_id=43, text="x") == (400, "Bad Request: BUSINESS_PEER_USAGE_MISSING")


def test_without_the_right_the_bot_cannot_reply(world):
    world.permit(without=["can_reply"])
    assert world.refusal("sendMessage", chat_id=43, text="x") == FORBIDDEN


def test_messages_are_read(world):
    assert world.ok("readBusinessMessage", chat_id=43, message_id=1) is True
    assert world.chat.read_until == 1
    assert world.refusal("readBusinessMessage", chat_id=43, message_id=2)[1] == "Bad Request: MESSAGE_ID_INVALID"
    world.permit(without=["can_read_messages"])
    assert world.refusal("readBusinessMessage", chat_id=43, message_id=1) == FORBIDDEN


def test_own_messages_are_deleted_by_a_smaller_right_than_all(world):
    sent = [world.ok("sendMessage", chat_id=43, text="x")["message_id"] for _ in range(2)]
    world.permit(without=["can_delete_all_messages"])
    assert world.refusal("deleteBusinessMessages", message_ids=[1, sent[0]]) == FORBIDDEN
    assert world.ok("deleteBusinessMessages", message_ids=[sent[0]]) is True
    world.permit(without=["can_delete_sent_messages", "can_delete_all_messages"])
    assert world.refusal("deleteBusinessMessages", message_ids=[sent[1]]) == FORBIDDEN
    world.permit(without=["can_delete_sent_messages"])
    assert world.ok("deleteBusinessMessages", message_ids=[1, sent[1]]) is True
    assert world.refusal("deleteBusinessMessages", message_ids=[99])[1] == "Bad Request: MESSAGE_ID_INVALID"


###############################################################################
# The account #################################################################
###############################################################################


def test_the_profile_is_changed(world):
    world.ok("setBusinessAccountName", first_name="Ada's", last_name="Teas")
    world.ok("setBusinessAccountUsername", username="ada_teas")
    world.ok("setBusinessAccountBio", bio="Tea since 1843")
    world.ok("setBusinessAccountProfilePhoto", PHOTO, photo={"type": "static", "photo": "attach://a"})
    world.sim.start(world.ada)
    chat = world.sim.call(world.bot, "getChat", {"chat_id": 42})["result"]
    shown = (chat["first_name"], chat["last_name"], chat["username"], chat["bio"])
    assert shown == ("Ada's", "Teas", "ada_teas", "Tea since 1843")
    assert len(world.ada.photos) == 1
    world.ok("removeBusinessAccountProfilePhoto")
    assert world.ada.photos == []


@pytest.mark.parametrize(
    "method, good, bad, words",
    [
        ("setBusinessAccountName", {"first_name": "x" * 64}, {"first_name": "x" * 65}, "FIRSTNAME_INVALID"),
        (
            "setBusinessAccountName",
            {"first_name": "x", "last_name": "x" * 64},
            {"first_name": "x", "last_name": "x" * 65},
            "LASTNAME_INVALID",
        ),
        ("setBusinessAccountBio", {"bio": "x" * 140}, {"bio": "x" * 141}, "ABOUT_TOO_LONG"),
        ("setBusinessAccountUsername", {"username": "x" * 5}, {"username": "x" * 4}, "USERNAME_INVALID"),
        ("setBusinessAccountUsername", {"username": "x" * 32}, {"username": "x" * 33}, "USERNAME_INVALID"),
        ("setBusinessAccountUsername", {"username": "ada_b"}, {"username": "ada_b"}, "USERNAME_NOT_MODIFIED"),
        (
            "setBusinessAccountUsername",
            {"username": "my_bot"},
            {"username": "the_bot"},
            "USERNAME_OCCUPIED",
        ),
        (
            "transferBusinessAccountStars",
            {"star_count": 1},
            {"star_count": 0},
            "invalid amount of Telegram Stars to transfer specified",
        ),
        ("transferBusinessAccountStars", {"star_count": 10_000}, {"star_count": 10_001}, "STARS_AMOUNT_INVALID"),
    ],
)
def test_what_an_account_takes_has_limits(world, method, good, bad, words):
    world.ok(method, **good)
    assert world.refusal(method, **bad) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(
    "method, right, parameters",
    [
        ("setBusinessAccountName", "can_edit_name", {"first_name": "x"}),
        ("setBusinessAccountUsername", "can_edit_username", {}),
        ("setBusinessAccountBio", "can_edit_bio", {}),
        (
            "setBusinessAccountProfilePhoto",
            "can_edit_profile_photo",
            {"photo": {"type": "static", "photo": "attach://a"}},
        ),
        ("removeBusinessAccountProfilePhoto", "can_edit_profile_photo", {}),
        ("getBusinessAccountStarBalance", "can_view_gifts_and_stars", {}),
        ("getBusinessAccountGifts", "can_view_gifts_and_stars", {}),
        ("transferBusinessAccountStars", "can_transfer_stars", {"star_count": 1}),
        ("convertGiftToStars", "can_convert_gifts_to_stars", {"owned_gift_id": "x"}),
        ("upgradeGift", "can_transfer_and_upgrade_gifts", {"owned_gift_id": "x"}),
        ("transferGift", "can_transfer_and_upgrade_gifts", {"owned_gift_id": "x", "new_owner_chat_id": 43}),
        ("postStory", "can_manage_stories", STORY),
        ("deleteStory", "can_manage_stories", {"story_id": 1}),
    ],
)
def test_each_method_needs_its_right(world, method, right, parameters):
    world.permit(*[name for name in BUSINESS_RIGHTS if name != right])
    assert world.refusal(method, PHOTO, **parameters) == FORBIDDEN
    world.permit(right)
    assert world.answer(method, PHOTO, **parameters).get("error_code") != 403


def test_photos_must_be_uploaded(world):
    refusal = world.refusal("setBusinessAccountProfilePhoto", photo={"type": "static", "photo": "https://e.com/1.png"})
    assert refusal[1] == "Bad Request: photo must be uploaded as a file"


def test_stars_go_to_the_bot(world):
    before = world.ok("getBusinessAccountStarBalance")["amount"]
    world.ok("transferBusinessAccountStars", star_count=100)
    assert world.ok("getBusinessAccountStarBalance") == {"amount": before - 100}
    assert world.ok("getMyStarBalance") == {"amount": 100}
    source = world.ok("getStarTransactions")["transactions"][0]["source"]
    assert source["transaction_type"] == "business_account_transfer"
    world.ada.stars = 5
    assert world.refusal("transferBusinessAccountStars", star_count=6) == (400, "Bad Request: BALANCE_TOO_LOW")


###############################################################################
# Gifts #######################################################################
###############################################################################


def test_gifts_are_seen_converted_upgraded_and_given_away(world):
    first = world.sim.give_gift(world.bob, world.ada, "💝", text="Thank you")
    second = world.sim.give_gift(world.bob, world.ada, "🎂")
    gifts = world.ok("getBusinessAccountGifts")
    assert [one["owned_gift_id"] for one in gifts["gifts"]] == [second, first]
    scaletg.OwnedGifts.from_dict(gifts)
    before = world.ada.stars
    world.ok("convertGiftToStars", owned_gift_id=first)
    assert world.ada.stars == before + 12
    assert world.refusal("convertGiftToStars", owned_gift_id=first)[1] == "Bad Request: STARGIFT_NOT_FOUND"
    assert world.refusal("upgradeGift", owned_gift_id=second)[1] == "Bad Request: PAYMENT_REQUIRED"
    world.ok("upgradeGift", owned_gift_id=second, star_count=25, keep_original_details=True)
    unique = world.ok("getBusinessAccountGifts")["gifts"][0]
    assert (unique["type"], unique["gift"]["number"], unique["owned_gift_id"]) == ("unique", 1, second)
    scaletg.OwnedGiftUnique.from_dict(unique)
    assert world.refusal("upgradeGift", owned_gift_id=second)[1] == "Bad Request: STARGIFT_ALREADY_UPGRADED"
    assert world.refusal("convertGiftToStars", owned_gift_id=second)[1] == "Bad Request: STARGIFT_ALREADY_UPGRADED"
    world.ok("transferGift", owned_gift_id=second, new_owner_chat_id=43, star_count=25)
    assert world.ok("getBusinessAccountGifts")["total_count"] == 0
    assert world.ok("getUserGifts", user_id=43)["gifts"][0]["type"] == "unique"
    assert world.updates("business_message")[-1]["unique_gift"]["origin"] == "transfer"


def test_gifts_are_counted_in_pages_and_left_out_by_kind(world):
    for gift in "💝🎁🎂":
        world.sim.give_gift(world.bob, world.ada, gift)
    page = world.ok("getBusinessAccountGifts", limit=2)
    assert (page["total_count"], len(page["gifts"]), page["next_offset"]) == (3, 2, "2")
    rest = world.ok("getBusinessAccountGifts", limit=2, offset="2")
    assert (len(rest["gifts"]), "next_offset" in rest) == (1, False)
    assert world.ok("getBusinessAccountGifts", exclude_unlimited=True)["total_count"] == 1
    assert world.ok("getBusinessAccountGifts", exclude_limited_upgradable=True)["total_count"] == 2
    prices = [one["gift"]["star_count"] for one in world.ok("getBusinessAccountGifts", sort_by_price=True)["gifts"]]
    assert prices == [50, 25, 15]


def test_people_choose_which_gifts_they_accept(world):
    types = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    accepted = {**dict.fromkeys(types, True), "unlimited_gifts": False}
    world.ok("setBusinessAccountGiftSettings", show_gift_button=True, accepted_gift_types=accepted)
    world.sim.start(world.ada)
    assert world.sim.call(world.bot, "getChat", {"chat_id": 42})["result"]["accepted_gift_types"] == accepted
    world.bot.star_balance = 1000
    gift = world.ok("getAvailableGifts")["gifts"][0]["id"]
    refused = world.sim.call(world.bot, "sendGift", {"user_id": 42, "gift_id": gift})
    assert refused["description"] == "Forbidden: USER_DISALLOWED_STARGIFTS"


@pytest.mark.parametrize("months, stars, words", [(4, 1000, "MONTHS"), (3, 999, "STARS"), (3, 1000, "")])
def test_premium_is_given(world, months, stars, words):
    world.sim.start(world.ada)
    world.bot.star_balance = 1000
    answer = world.sim.call(
        world.bot, "giftPremiumSubscription", {"user_id": 42, "month_count": months, "star_count": stars}
    )
    assert words in answer.get("description", "")
    assert (answer["ok"], world.ada.is_premium, world.bot.star_balance) == (
        (True, True, 0) if not words else (False, False, 1000)
    )


###############################################################################
# Stories #####################################################################
###############################################################################


def test_a_story_is_posted_edited_reposted_and_deleted(world):
    story = world.ok("postStory", PHOTO, **STORY, caption="<b>New</b>", parse_mode="HTML")
    assert story == {"chat": {"id": 42, "first_name": "Ada", "username": "ada", "type": "private"}, "id": 1}
    assert world.ada.stories[1]["caption"] == "New"
    edited = {"content": STORY["content"], "caption": "Newer"}
    assert world.ok("editStory", PHOTO, story_id=1, **edited)["id"] == 1
    assert world.ada.stories[1]["caption"] == "Newer"
    again = world.ok("repostStory", from_chat_id=42, from_story_id=1, active_period=6 * 3600)
    assert (again["id"], world.ada.stories[2]["reposted_from"]["id"]) == (2, 1)
    world.ok("deleteStory", story_id=1)
    assert world.refusal("deleteStory", story_id=1)[1] == "Bad Request: STORY_ID_INVALID"


def test_a_story_ends(world):
    world.ok("postStory", PHOTO, **STORY)
    world.sim.advance(DAY - 1)
    world.ok("editStory", PHOTO, story_id=1, content=STORY["content"])
    world.sim.advance(1)
    assert world.refusal("editStory", PHOTO, story_id=1, content=STORY["content"])[1].endswith("STORY_ID_INVALID")


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"active_period": 3600}, "STORY_PERIOD_INVALID"),
        ({"content": {"type": "text"}}, "invalid story content type specified"),
        ({"content": {"type": "photo", "photo": "AgACx"}}, "story photo must be uploaded as a file"),
        ({"content": ""}, "story content isn't specified"),
        ({"areas": [{}]}, "can't parse InputStoryArea: Can't find field \"position\""),
        ({"caption": "x" * 2049}, "MEDIA_CAPTION_TOO_LONG"),
    ],
)
def test_what_is_no_story_is_refused(world, changes, words):
    assert world.refusal("postStory", PHOTO, **{**STORY, **changes})[1] == f"Bad Request: {words}"


def test_people_send_and_answer_stories(world):
    world.ok("postStory", PHOTO, **STORY)
    world.sim.reply_to_story(world.bob, world.ada, "Lovely")
    world.sim.start(world.bob)
    world.sim.send_story(world.bob, world.ada)
    updates = [one.update for one in world.bot.pending]
    answered = next(one["business_message"] for one in updates if "reply_to_story" in one.get("business_message", {}))
    assert answered["reply_to_story"]["id"] == 1
    assert updates[-1]["message"]["story"]["chat"]["id"] == 42
