"""The simulator's numbers, each at both sides: what is still taken, and what no longer is."""

import pytest

from scaletg_contrib.simulator import Clock, Result, Simulator, Upload, updates

NOW = 1_780_000_000
MIB = 1024 * 1024
CONNECTION = "the connection of the world"
INVOICE = {"title": "t", "description": "d", "payload": "p", "currency": "XTR", "prices": [{"label": "x", "amount": 5}]}


class World:
    """A simulator with a bot, Ada who has started it, and a forum of hers in which the bot may do all."""

    def __init__(self, **options):
        self.sim = Simulator(clock=Clock(NOW), seed=7, **options)
        self.bot = self.sim.add_bot("100:abc", username="the_bot")
        self.ada = self.sim.add_user("Ada", id=42)
        self.sim.start(self.ada)
        self.forum = self.sim.create_group(self.ada, "Team", bot=True, is_forum=True)
        self.sim.set_role(self.ada, self.forum, self.bot, status="administrator")
        bob = self.sim.add_user("Bob", id=43)
        self.connection = self.sim.connect_business(bob)
        self.sim.write_to(self.ada, bob, "Hello")
        self.bot.star_balance = 1000
        self.bot.pending = []

    def answer(self, method, files=None, **parameters):
        if parameters.get("business_connection_id") == CONNECTION:
            parameters["business_connection_id"] = self.connection
        return self.sim.call(self.bot, method, {"chat_id": 42, **parameters}, files)

    def call(self, method, files=None, **parameters):
        answer = self.answer(method, files, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    def sent(self, kind):
        found, self.bot.pending = [one.update for one in self.bot.pending], []
        return [one[kind] for one in found if kind in one]


@pytest.fixture
def world():
    return World()


###############################################################################
# Sizes #######################################################################
###############################################################################


def photos(count):
    return [{"type": "photo", "media": "https://e.com/1.jpg"}] * count


def buttons(count, data="a"):
    return {"inline_keyboard": [[{"text": "o", "callback_data": data}]] * count}


def quiz(text):
    return {"question": "?", "options": ["a", "b"], "type": "quiz", "correct_option_id": 0, "explanation": text}


def checklist(title="t", tasks=1, text="x"):
    return {"title": title, "tasks": [{"id": number, "text": text} for number in range(1, tasks + 1)]}


def commands(count=1, name="a", description="d"):
    return {"commands": [{"command": name, "description": description}] * count}


#: What there may be, up to how many, the method, what to give it for a number, and the words for one more.
SIZES = [
    ("characters of a text", 4096, "sendMessage", lambda n: {"text": "x" * n}, "message is too long"),
    (
        "characters of a caption",
        1024,
        "sendPhoto",
        lambda n: {"photo": "https://e.com/1", "caption": "x" * n},
        "caption is",
    ),
    ("messages of an album", 10, "sendMediaGroup", lambda n: {"media": photos(n)}, "too many messages to send"),
    ("buttons", 100, "sendMessage", lambda n: {"text": "x", "reply_markup": buttons(n)}, "reply markup is too long"),
    (
        "bytes of data",
        64,
        "sendMessage",
        lambda n: {"text": "x", "reply_markup": buttons(1, "x" * n)},
        "BUTTON_DATA_INV",
    ),
    (
        "characters of a question",
        300,
        "sendPoll",
        lambda n: {"question": "x" * n, "options": ["a"]},
        "must not exceed 300",
    ),
    (
        "characters of an option",
        100,
        "sendPoll",
        lambda n: {"question": "?", "options": ["x" * n]},
        "must not exceed 100",
    ),
    ("options", 12, "sendPoll", lambda n: {"question": "?", "options": [*"abcdefghijklm"[:n]]}, "more than 12 options"),
    ("characters of an explanation", 200, "sendPoll", lambda n: quiz("x" * n), "message is too long"),
    ("characters of an invoice's title", 32, "sendInvoice", lambda n: {**INVOICE, "title": "x" * n}, "INVOICE_TITLE"),
    (
        "characters of its description",
        255,
        "sendInvoice",
        lambda n: {**INVOICE, "description": "x" * n},
        "INVOICE_DESC",
    ),
    ("bytes of its payload", 128, "sendInvoice", lambda n: {**INVOICE, "payload": "x" * n}, "INVOICE_PAYLOAD_INVALID"),
    (
        "Stars for media",
        25000,
        "sendPaidMedia",
        lambda n: {"star_count": n, "media": photos(1)},
        "EXTENDED_MEDIA_AMOUNT_INVALID",
    ),
    ("commands", 100, "setMyCommands", lambda n: commands(n), "BOT_COMMANDS_TOO_MUCH"),
    (
        "characters of a command",
        32,
        "setMyCommands",
        lambda n: commands(name="a" * n),
        "command length must not exceed 32",
    ),
    ("those of its description", 256, "setMyCommands", lambda n: commands(description="d" * n), "must not exceed 256"),
    ("characters of a name", 64, "setMyName", lambda n: {"name": "x" * n}, "BOT_NAME_INVALID"),
    ("characters of a description", 512, "setMyDescription", lambda n: {"description": "x" * n}, "description is too"),
    (
        "of a short one",
        120,
        "setMyShortDescription",
        lambda n: {"short_description": "x" * n},
        "description is too long",
    ),
    (
        "messages at once",
        100,
        "deleteMessages",
        lambda n: {"message_ids": [*range(1, n + 1)]},
        "too many message ident",
    ),
    (
        "characters of a secret",
        256,
        "setWebhook",
        lambda n: {"url": "http://e.com", "secret_token": "x" * n},
        "too long",
    ),
    ("degrees of a heading", 360, "sendLocation", lambda n: {"latitude": 1, "longitude": 1, "heading": n}, "heading"),
    (
        "metres",
        100_000,
        "sendLocation",
        lambda n: {"latitude": 1, "longitude": 1, "proximity_alert_radius": n},
        "radius",
    ),
    (
        "seconds alive",
        86_400,
        "sendLocation",
        lambda n: {"latitude": 1, "longitude": 1, "live_period": n},
        "live locat",
    ),
    (
        "degrees of latitude",
        90,
        "sendLocation",
        lambda n: {"latitude": n, "longitude": 1},
        "invalid location specified",
    ),
    (
        "degrees of longitude",
        180,
        "sendVenue",
        lambda n: {"latitude": 1, "longitude": n, "title": "x", "address": "y"},
        "inv",
    ),
    (
        "characters of a checklist's title",
        255,
        "sendChecklist",
        lambda n: {"business_connection_id": CONNECTION, "checklist": checklist("x" * n)},
        "length must not exceed 255",
    ),
    (
        "tasks",
        30,
        "sendChecklist",
        lambda n: {"business_connection_id": CONNECTION, "checklist": checklist(tasks=n)},
        "checklist must have at most 30 tasks",
    ),
    (
        "characters of a task",
        100,
        "sendChecklist",
        lambda n: {"business_connection_id": CONNECTION, "checklist": checklist(text="x" * n)},
        "length must not exceed 100",
    ),
]


@pytest.mark.parametrize("what, most, method, values, words", SIZES, ids=[one[0] for one in SIZES])
def test_what_is_too_large_is_refused_and_nothing_smaller(world, what, most, method, values, words):
    assert world.answer(method, **values(most))["ok"], world.answer(method, **values(most))
    refused = world.answer(method, **values(most + 1))
    assert not refused["ok"] and words in refused["description"], refused


#: What there has to be at least, the method, what to give it, and the words for one less.
LEAST = [
    (
        "seconds alive",
        60,
        "sendLocation",
        lambda n: {"latitude": 1, "longitude": 1, "live_period": n},
        "period specified",
    ),
    (
        "Stars for media",
        1,
        "sendPaidMedia",
        lambda n: {"star_count": n, "media": photos(1)},
        "invalid media price specified",
    ),
    (
        "options",
        1,
        "sendPoll",
        lambda n: {"question": "?", "options": ["a"] * n},
        "must have at least one answer option",
    ),
    ("messages of an album", 1, "sendMediaGroup", lambda n: {"media": photos(n)}, "there are no messages to send"),
    (
        "degrees of latitude",
        -90,
        "sendLocation",
        lambda n: {"latitude": n, "longitude": 1},
        "invalid location specified",
    ),
]


@pytest.mark.parametrize("what, least, method, values, words", LEAST, ids=[one[0] for one in LEAST])
def test_what_is_too_small_is_refused_and_nothing_larger(world, what, least, method, values, words):
    assert world.answer(method, **values(least))["ok"]
    refused = world.answer(method, **values(least - 1))
    assert not refused["ok"] and words in refused["description"], refused


#: What is cut, to how many characters, the method, its parameter, and how to read what became of it.
CUT = [
    (128, "setChatTitle", "title", lambda world, result: world.forum.title),
    (255, "setChatDescription", "description", lambda world, result: world.forum.description),
    (128, "createForumTopic", "name", lambda world, result: result["name"]),
    (32, "createChatInviteLink", "name", lambda world, result: result["name"]),
]


@pytest.mark.parametrize("most, method, name, read", CUT)
def test_what_is_too_long_is_cut_and_nothing_shorter(world, most, method, name, read):
    for letter, length, kept in (("a", most, most), ("b", most + 1, most), ("c", most - 1, most - 1)):
        result = world.call(method, chat_id=world.forum.id, **{name: letter * length})
        assert len(read(world, result)) == kept


@pytest.mark.parametrize("given, kept", [(2_628_000, 2_628_000), (2_628_001, 2_628_000), (5, 5)])
def test_a_poll_that_is_open_too_long_is_cut(world, given, kept):
    poll = world.call("sendPoll", question="?", options=["a"], open_period=given)["poll"]
    assert (poll["open_period"], poll["close_date"]) == (kept, NOW + kept)


@pytest.mark.parametrize("text, is_fine", [("x" * 200, True), ("x" * 201, False)])
def test_a_toast_has_200_characters(world, text, is_fine):
    world.call("sendMessage", text="x", reply_markup=buttons(1))
    query = world.sim.press(world.ada, "o")["callback_query_id"]
    assert world.answer("answerCallbackQuery", callback_query_id=query, text=text)["ok"] == is_fine


@pytest.mark.parametrize("count, is_fine", [(50, True), (51, False)])
def test_an_inline_query_has_50_results(world, count, is_fine):
    query = world.sim.inline_query(world.ada, "x")
    content = {"input_message_content": {"message_text": "x"}}
    results = [{"type": "article", "id": str(number), "title": "x", **content} for number in range(count)]
    assert world.answer("answerInlineQuery", inline_query_id=query, results=results)["ok"] == is_fine


@pytest.mark.parametrize("size, is_fine", [(20 * MIB, True), (20 * MIB + 1, False)])
def test_a_file_of_20_mib_can_be_fetched(world, size, is_fine):
    sent = world.call("sendDocument", {"document": Upload("x.bin", b"x" * size)})
    answer = world.answer("getFile", file_id=sent["document"]["file_id"])
    assert answer["ok"] == is_fine
    assert is_fine or answer["description"] == "Bad Request: file is too big"


@pytest.mark.parametrize("size, is_fine", [(50 * MIB, True), (50 * MIB + 1, False)])
def test_a_file_of_50_mib_can_be_sent(world, size, is_fine):
    answer = world.answer("sendDocument", {"document": Upload("x.bin", b"x" * size)})
    assert answer["ok"] == is_fine
    assert is_fine or answer["error_code"] == 413


@pytest.mark.parametrize("limit", [1, 2])
def test_a_link_lets_in_as_many_as_its_limit_and_no_more(world, limit):
    link = world.call("createChatInviteLink", chat_id=world.forum.id, member_limit=limit)["invite_link"]
    people = [world.sim.add_user(f"U{number}") for number in range(limit + 1)]
    for person in people[:limit]:
        assert world.sim.join(person, world.forum, invite_link=link) == "joined"
    with pytest.raises(ValueError, match="was used as often as its member_limit allows"):
        world.sim.join(people[limit], world.forum, invite_link=link)


def test_more_updates_than_can_wait_are_lost(world, monkeypatch):
    monkeypatch.setattr(updates, "MAX_PENDING", 2)
    for text in "abc":
        world.sim.send(world.ada, text)
    assert [one["text"] for one in world.sent("message")] == ["a", "b"]


###############################################################################
# Times #######################################################################
###############################################################################


def ask_callback(world):
    world.call("sendMessage", text="x", reply_markup=buttons(1))
    return {"callback_query_id": world.sim.press(world.ada, "o")["callback_query_id"]}


def ask_inline(world):
    return {"inline_query_id": world.sim.inline_query(world.ada, "x"), "results": []}


def ask_payment(world):
    world.call("sendInvoice", **INVOICE)
    return {"pre_checkout_query_id": world.sim.pay(world.ada), "ok": True}


def ask_shipping(world):
    money = {"currency": "EUR", "provider_token": "p", "need_shipping_address": True, "is_flexible": True}
    world.call("sendInvoice", **{**INVOICE, **money})
    option = {"id": "1", "title": "Post", "prices": [{"label": "Post", "amount": 1}]}
    return {"shipping_query_id": world.sim.pay(world.ada), "ok": True, "shipping_options": [option]}


#: For how many seconds a query can be answered, how it comes, and the method that answers it.
QUERIES = [
    (150, ask_callback, "answerCallbackQuery"),
    (30, ask_inline, "answerInlineQuery"),
    (10, ask_payment, "answerPreCheckoutQuery"),
    (150, ask_shipping, "answerShippingQuery"),
]


@pytest.mark.parametrize("seconds, ask, method", QUERIES)
def test_a_query_is_answered_in_time_and_not_later(seconds, ask, method):
    for late, is_fine in ((0, True), (1, False)):
        world = World()
        answer = ask(world)
        world.sim.advance(seconds + late)
        assert world.answer(method, **answer)["ok"] == is_fine


#: For how many seconds an update waits, and how it comes.
WAITING = [
    (24 * 3600, "message", lambda world: world.sim.send(world.ada, "x")),
    (150, "callback_query", ask_callback),
    (30, "inline_query", ask_inline),
    (150, "pre_checkout_query", ask_payment),
    (150, "shipping_query", ask_shipping),
]


@pytest.mark.parametrize("seconds, kind, happen", WAITING)
def test_an_update_waits_as_long_as_it_should(seconds, kind, happen):
    for late, count in ((-1, 1), (0, 0)):
        world = World()
        happen(world)
        world.sim.advance(seconds + late)
        assert sum(kind in one for one in world.call("getUpdates")) == count


@pytest.mark.parametrize(
    "seconds, until",
    [(29, 0), (30, NOW + 30), (366 * 86400, NOW + 366 * 86400), (366 * 86400 + 1, 0)],
)
def test_a_ban_of_less_than_30_seconds_or_more_than_366_days_is_for_ever(world, seconds, until):
    bob = world.sim.add_user("Bob")
    world.sim.join(bob, world.forum)
    world.call("banChatMember", chat_id=world.forum.id, user_id=bob.id, until_date=NOW + seconds)
    assert world.call("getChatMember", chat_id=world.forum.id, user_id=bob.id)["until_date"] == until


@pytest.mark.parametrize("seconds, is_fine", [(48 * 3600, True), (48 * 3600 + 1, False)])
def test_a_message_can_be_deleted_for_48_hours(world, seconds, is_fine):
    number = world.call("sendMessage", text="x")["message_id"]
    world.sim.advance(seconds)
    assert world.answer("deleteMessage", message_id=number)["ok"] == is_fine


@pytest.mark.parametrize("seconds, is_fine", [(59, True), (60, False)])
def test_a_live_location_can_be_edited_as_long_as_it_lives(world, seconds, is_fine):
    place = {"latitude": 1, "longitude": 1}
    number = world.call("sendLocation", **place, live_period=60)["message_id"]
    world.sim.advance(seconds)
    moved = {"latitude": 2, "longitude": 2, "message_id": number}
    assert world.answer("editMessageLiveLocation", **moved)["ok"] == is_fine


@pytest.mark.parametrize("seconds, is_closed", [(4, False), (5, True)])
def test_a_poll_closes_when_its_time_is_over(world, seconds, is_closed):
    number = world.call("sendPoll", question="?", options=["a"], open_period=5)["message_id"]
    world.sim.advance(seconds)
    chat = world.sim.world.private_chat(world.bot, world.ada)
    assert chat.messages[number].raw["poll"]["is_closed"] == is_closed


@pytest.mark.parametrize("seconds, is_shown", [(4, True), (5, False)])
def test_a_chat_action_is_shown_for_five_seconds(world, seconds, is_shown):
    world.call("sendChatAction", action="typing")
    world.sim.advance(seconds)
    assert bool(world.sim.show_chat(world.sim.world.private_chat(world.bot, world.ada))["action"]) == is_shown


def test_a_failed_delivery_comes_again_at_once_and_then_after_two_four_and_eight_seconds(world):
    times = []

    def receive(update):
        times.append(world.sim.world.clock.time() - NOW)
        return Result(500)

    world.sim.attach(world.bot, receive)
    world.sim.send(world.ada, "x")
    world.sim.pump()
    world.sim.advance(13.9)
    assert times == [0, 0, 2, 6]
    world.sim.advance(0.1)
    assert times == [0, 0, 2, 6, 14]


@pytest.mark.parametrize("hours, is_there", [(23, True), (23.001, False)])
def test_a_webhook_that_answers_410_for_23_hours_is_deleted(world, hours, is_there):
    world.call("setWebhook", url="http://e.com/")
    world.sim._check_gone(world.bot, Result(410))
    world.sim.world.clock.offset += hours * 3600
    world.sim._check_gone(world.bot, Result(410))
    assert bool(world.bot.webhook) == is_there


#: How many messages in how many seconds pass where there are flood limits, and where they go.
FLOODS = [(5, 5, "one chat"), (20, 60, "one group"), (30, 1, "all chats")]


@pytest.mark.parametrize("most, seconds, where", FLOODS)
def test_messages_that_come_too_fast_are_refused_and_later_taken(most, seconds, where):
    world = World(flood_limits=True)
    people = [world.sim.add_user(f"U{number}") for number in range(most + 1)]
    for person in people:
        world.sim.start(person)

    def send(number):
        place = {"one chat": 42, "one group": world.forum.id, "all chats": people[number].id}[where]
        return world.answer("sendMessage", chat_id=place, text="x")

    pause = 1.3 if where == "one group" else 0  # five in five seconds pass in a group as in any other chat
    for number in range(most):
        assert send(number)["ok"]
        world.sim.advance(pause)
    refused = send(most)
    assert refused["error_code"] == 429
    world.sim.advance(refused["parameters"]["retry_after"])
    assert send(most)["ok"]
    assert refused["parameters"]["retry_after"] <= seconds


@pytest.mark.parametrize(
    "tips, words",
    [
        ([1, 5], None),
        ([1, 2, 3, 4], None),
        (["5"], None),
        ("5", "Expected an Array of suggested tip amounts"),
        ([1.5], "Can't parse suggested tip amount as Number"),
        ([None], "Suggested tip amount must be of type Number or String"),
        ([0], "suggested tip amount must be positive"),
        ([6], "suggested tip amount can't be bigger than max_tip_amount"),
        ([1, 2, 3, 4, 5], "there can be at most 4 suggested tip amounts"),
    ],
)
def test_the_tips_that_an_invoice_suggests_are_checked(world, tips, words):
    """The words are in get_suggested_tip_amounts of the server, and in InputInvoice.cpp of TDLib."""
    answer = world.answer("sendInvoice", **{**INVOICE, "max_tip_amount": 5, "suggested_tip_amounts": tips})
    assert answer["ok"] == (words is None), answer
    if words:
        assert words.lower() in answer["description"].lower()


def test_the_highest_tip_is_not_negative(world):
    answer = world.answer("sendInvoice", **{**INVOICE, "max_tip_amount": -1})
    assert answer["description"] == "Bad Request: invalid max_tip_amount of the currency specified"
