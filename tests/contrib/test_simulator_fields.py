"""The simulator: nested objects are read as the server's JSON reader reads them."""

import pytest

from scaletg_contrib.simulator import Clock, Simulator


class World:
    """A simulator with a bot, Ada who has started it, a supergroup and a channel of hers with the bot."""

    def __init__(self):
        self.sim = Simulator(clock=Clock(1_780_000_000), seed=7)
        self.bot = self.sim.add_bot("100:abc", username="the_bot")
        self.ada = self.sim.add_user("Ada", id=42)
        self.sim.start(self.ada)
        self.group = self.sim.create_group(self.ada, "Team", bot=True)
        self.channel = self.sim.create_group(self.ada, "News", type="channel", bot=True)

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


@pytest.fixture
def world():
    return World()


ENTITY = {"type": "bold", "offset": 0, "length": 3}
WRONG_FORMAT = {"unix_time": 1, "date_time_format": "x"}


@pytest.mark.parametrize(
    "given, shown",
    [
        ([{**ENTITY, "url": None, "language": None, "user": None}], [ENTITY]),  # fields that bold does not have
        ([{**ENTITY, "offset": "0", "length": "3"}], [ENTITY]),
        ([{**ENTITY, "more": {"x": 1}}], [ENTITY]),
        ([{**ENTITY, "type": "mention"}], None),  # mentions are found, and nobody can set one
        ("bold", None),
        (None, None),
        ({}, None),
        ([{**ENTITY, "type": "custom_emoji", "custom_emoji_id": 5}], "5"),
        ([{**ENTITY, "type": "text_mention", "user": {"id": 42}}], "Ada"),
        ([{**ENTITY, "type": "text_mention", "user": {"id": 43}}], None),  # nobody
    ],
)
def test_entities_are_read_as_the_server_reads_them(world, given, shown):
    found = world.call("sendMessage", text="abc", entities=given).get("entities")
    if isinstance(shown, str):
        assert shown in (found[0].get("custom_emoji_id"), found[0].get("user", {}).get("first_name"))
    else:
        assert found == shown


@pytest.mark.parametrize(
    "entity, words",
    [
        ("x", "expected an Object"),
        ({}, 'Can\'t find field "offset"'),
        ({**ENTITY, "offset": None}, 'Field "offset" must be a Number'),
        ({**ENTITY, "length": 3.5}, 'Field "length" must be a valid Number'),
        ({**ENTITY, "length": "three"}, 'Field "length" must be a valid Number'),
        ({**ENTITY, "type": None}, 'Field "type" must be of type String'),
        ({**ENTITY, "type": ""}, "Type is not specified"),
        ({**ENTITY, "type": "nope"}, "Unsupported type specified"),
        ({**ENTITY, "type": "pre", "language": None}, 'Field "language" must be of type String'),
        ({**ENTITY, "type": "text_link"}, 'Can\'t find field "url"'),
        ({**ENTITY, "type": "text_mention"}, 'Can\'t find field "user"'),
        ({**ENTITY, "type": "text_mention", "user": 42}, 'Field "user" must be of type Object'),
        (
            {**ENTITY, "type": "date_time", "unix_time": 1, "date_time_format": "x"},
            "Invalid date-time format specified",
        ),
    ],
)
def test_entities_that_cannot_be_read_are_refused(world, entity, words):
    assert world.refusal("sendMessage", text="abc", entities=[entity]) == f"can't parse MessageEntity: {words}"


BUTTON, KEY = "can't parse inline keyboard button", "can't parse keyboard button"
LINK = "inline keyboard button"


def inline(**button):
    return {"inline_keyboard": [[{"text": "o", **button}]]}


@pytest.mark.parametrize(
    "button, shown",
    [
        ({"callback_data": 5}, {"callback_data": "5"}),
        ({"callback_data": "a", "url": "https://e.com/"}, {"url": "https://e.com/"}),
        ({"callback_data": "a", "web_app": {"url": "https://e.com/"}}, {"callback_data": "a"}),
        ({"url": "", "callback_data": "a", "unknown": None}, {"callback_data": "a"}),
        ({"callback_data": "a", "style": "Danger"}, {"style": "danger", "callback_data": "a"}),
        ({"callback_data": "a", "style": "default"}, {"callback_data": "a"}),
        ({"callback_data": "a", "icon_custom_emoji_id": 5}, {"icon_custom_emoji_id": "5", "callback_data": "a"}),
        ({"url": "E.com"}, {"url": "http://e.com/"}),
        ({"url": "tg://user?id=42"}, {"url": "tg://user?id=42"}),
        ({"switch_inline_query": ""}, {"switch_inline_query": ""}),
        ({"web_app": {"url": "https://e.com/", "more": 1}}, {"web_app": {"url": "https://e.com/"}}),
    ],
)
def test_a_button_is_what_it_names_first(world, button, shown):
    sent = world.call("sendMessage", text="x", reply_markup=inline(**button))
    assert sent["reply_markup"]["inline_keyboard"] == [[{"text": "o", **shown}]]


@pytest.mark.parametrize(
    "markup, words",
    [
        (5, "object expected as reply markup"),
        ({"inline_keyboard": None}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": [5]}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
        ({"inline_keyboard": [[5]]}, BUTTON + ": InlineKeyboardButton must be an Object"),
        (inline(), BUTTON + ": Text buttons are unallowed in the inline keyboard"),
        (inline(callback_data=""), BUTTON + ": Text buttons are unallowed"),
        (
            inline(callback_data="a", url=None),
            BUTTON + ': Field "url" must be of type String',
        ),
        (inline(web_app=None), BUTTON + ': Field "web_app" must be of type Object'),
        (inline(login_url={}), BUTTON + ': Can\'t find field "url"'),
        (inline(callback_data="a", style="pink"), BUTTON + ": invalid button style specified"),
        (
            inline(url="http://localhost:8000/"),
            LINK + " URL 'http://localhost:8000/' is invalid: Wrong",
        ),
        (
            inline(web_app={"url": "http://e.com"}),
            LINK + " Web App URL 'http://e.com' is invalid: Only HTTPS",
        ),
        (
            inline(login_url={"url": "http://e.com"}),
            LINK + " login URL 'http://e.com' is invalid: Only HTTPS",
        ),
        ({"keyboard": [[5]]}, KEY + ": KeyboardButton must be a String or an Object"),
        ({"keyboard": [["a"]], "selective": 1}, 'field "selective" must be of type Boolean'),
        (
            {"keyboard": [[{"text": "a", "request_contact": "yes"}]]},
            KEY + ': Field "request_contact"',
        ),
        (
            {"keyboard": [[{"text": "a", "request_users": {}}]]},
            KEY + ': Can\'t find field "request_id"',
        ),
    ],
)
def test_markup_that_cannot_be_read_is_refused(world, markup, words):
    assert world.refusal("sendMessage", text="x", reply_markup=markup).startswith(words)


@pytest.mark.parametrize(
    "key, words",
    [
        ({"request_contact": True}, "phone number can be requested in private chats only"),
        ({"request_location": True}, "location can be requested in private chats only"),
        ({"request_poll": {}}, "poll can be requested in private chats only"),
        ({"request_users": {"request_id": 1}}, "users can be requested in private chats only"),
        ({"request_chat": {"request_id": 1}}, "chats can be requested in private chats only"),
        ({"web_app": {"url": "https://e.com/"}}, "web App buttons can be used in private chats only"),
    ],
)
def test_keys_that_ask_for_something_are_for_private_chats(world, key, words):
    markup = {"keyboard": [[{"text": "o", **key}]]}
    assert world.call("sendMessage", text="x", reply_markup=markup)
    assert world.refusal("sendMessage", chat_id=world.group.id, text="x", reply_markup=markup) == words


def test_a_channel_takes_inline_keyboards_without_switches_only(world):
    send = {"chat_id": world.channel.id, "text": "x"}
    assert world.refusal("sendMessage", **send, reply_markup={"keyboard": [["a"]]}) == "inline keyboard expected"
    assert world.refusal("sendMessage", **send, reply_markup=inline(switch_inline_query="q")).startswith(
        "can't use switch_inline_query button in a channel chat, because users will not be able to use the button"
    )
    assert world.call("sendMessage", **send, reply_markup=inline(url="e.com"))


@pytest.mark.parametrize("markup", [{"keyboard": [["a"]]}, {"force_reply": True}, {"remove_keyboard": True}])
def test_what_was_sent_with_a_reply_keyboard_cannot_be_edited(world, markup):
    number = world.call("sendMessage", text="x", reply_markup=markup)["message_id"]
    assert world.refusal("editMessageText", message_id=number, text="y") == "message can't be edited"
    assert world.refusal("editMessageReplyMarkup", message_id=number) == "message can't be edited"
    assert world.call("deleteMessage", message_id=number)


@pytest.mark.parametrize("markup", [None, {}, {"keyboard": []}, {"inline_keyboard": []}, {"force_reply": False}])
def test_what_was_sent_without_a_keyboard_can_be_edited(world, markup):
    number = world.call("sendMessage", text="x", reply_markup=markup)["message_id"]
    assert world.call("editMessageText", message_id=number, text="y")["text"] == "y"


@pytest.mark.parametrize(
    "reply, words",
    [
        (5, "object expected as reply parameters"),
        ({"quote": "x"}, 'can\'t find field "message_id"'),
        ({"message_id": None}, 'field "message_id" must be a Number'),
        (
            {"message_id": 1, "allow_sending_without_reply": "true"},
            'field "allow_sending_without_reply" must be of type B',
        ),
        ({"message_id": 99}, "message to be replied not found"),
        ({"message_id": 1, "quote": "x", "quote_entities": [5]}, "can't parse MessageEntity: expected an Object"),
    ],
)
def test_reply_parameters_that_cannot_be_read_are_refused(world, reply, words):
    assert world.refusal("sendMessage", text="x", reply_parameters=reply).startswith(words)


def test_reply_parameters_take_numbers_as_strings(world):
    sent = world.call("sendMessage", text="x", reply_parameters={"message_id": "1", "chat_id": 42, "more": None})
    assert sent["reply_to_message"]["message_id"] == 1
    assert "reply_to_message" not in world.call("sendMessage", text="x", reply_parameters={})


INVOICE = {"title": "t", "description": "d", "payload": "p", "currency": "XTR"}


@pytest.mark.parametrize(
    "prices, words",
    [
        (5, "expected an Array of labeled prices"),
        ([], "there must be at least one price"),
        ([5], "can't parse labeled price: LabeledPrice must be an Object"),
        ([{"amount": 5}], "can't parse labeled price: Can't find field \"label\""),
        ([{"label": "", "amount": 5}], "can't parse labeled price: LabeledPrice label must be non-empty"),
        ([{"label": "x", "amount": "abc"}], 'can\'t parse labeled price: Field "amount" must be a valid Number'),
        ([{"label": "x", "amount": None}], 'can\'t parse labeled price: Field "amount" must be a Number'),
        ([{"label": "x", "amount": 1.5}], 'can\'t parse labeled price: Field "amount" must be a valid Number'),
    ],
)
def test_prices_that_cannot_be_read_are_refused(world, prices, words):
    assert world.refusal("sendInvoice", **INVOICE, prices=prices) == words


def test_the_amount_of_a_price_may_be_a_string(world):
    sent = world.call("sendInvoice", **INVOICE, prices=[{"label": "x", "amount": "5", "more": None}])
    assert sent["invoice"]["total_amount"] == 5


def test_the_media_of_an_album_stay_of_their_kind(world):
    def send(*kinds):
        media = [{"type": kind, "media": f"https://e.com/{number}"} for number, kind in enumerate(kinds)]
        return world.call("sendMediaGroup", media=media)[0]["message_id"]

    def change(number, kind):
        media = {"type": kind, "media": "https://e.com/new"}
        return world.answer("editMessageMedia", message_id=number, media=media).get("description")

    photos, documents = send("photo", "photo"), send("document", "document")
    assert change(photos, "document") == "Bad Request: can't change media type in the album"
    assert change(photos, "animation") == "Bad Request: message content type can't be used in an album"
    assert change(documents, "photo") == "Bad Request: can't change media type in the album"
    assert change(photos, "video") is None
    assert change(documents, "document") is None


PHOTO = {"type": "photo", "media": "https://e.com/1"}
ARTICLE = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "x"}}


@pytest.mark.parametrize(
    "method, values, words",
    [
        ("setMyCommands", {"commands": 5}, "expected an Array of BotCommand"),
        ("setMyCommands", {"commands": ["a"]}, "can't parse BotCommand: expected an Object"),
        ("setMyCommands", {"commands": [{"command": "a"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ("getMyCommands", {"scope": []}, "can't parse BotCommandScope: BotCommandScope must be an Object"),
        ("getMyCommands", {"scope": {}}, "can't parse BotCommandScope: Can't find field \"type\""),
        ("getMyCommands", {"scope": {"type": "x"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ("getMyCommands", {"scope": {"type": "chat"}}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        (
            "setChatMenuButton",
            {"menu_button": {"type": "x"}},
            "can't parse menu button: MenuButton has unsupported type",
        ),
        (
            "setChatMenuButton",
            {"menu_button": {"type": "web_app"}},
            "can't parse menu button: Can't find field \"web_app\"",
        ),
        (
            "setMyDefaultAdministratorRights",
            {"rights": {"can_change_info": 1}},
            "can't parse ChatAdministratorRights: F",
        ),
        ("setMessageReaction", {"message_id": 1, "reaction": [5]}, "can't parse ReactionType: expected an Object"),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "paid"}]},
            "can't parse ReactionType: invalid rea",
        ),
        ("sendMessage", {"text": "x", "link_preview_options": 5}, "object expected as link preview options"),
        (
            "sendMessage",
            {"text": "x", "link_preview_options": {"is_disabled": "x"}},
            'field "is_disabled" must be of type',
        ),
        ("sendMediaGroup", {"media": [5]}, "can't parse InputMedia: expected an Object"),
        ("sendMediaGroup", {"media": [{"type": "photo"}]}, "can't parse InputMedia: media not found"),
        (
            "sendMediaGroup",
            {"media": [{**PHOTO, "has_spoiler": "yes"}]},
            'can\'t parse InputMedia: Field "has_spoiler"',
        ),
        ("sendMediaGroup", {"media": [{**PHOTO, "type": "x"}]}, 'can\'t parse InputMedia: type "x" is unsupported'),
        ("sendPaidMedia", {"star_count": 1, "media": [5]}, "can't parse InputPaidMedia: expected an Object"),
        ("sendPaidMedia", {"star_count": 1, "media": [PHOTO] * 11}, "invalid number of paid media specified"),
        ("answerInlineQuery", {"results": [5]}, "can't parse inline query result: expected an Object"),
        (
            "answerInlineQuery",
            {"results": [{"type": "article"}]},
            "can't parse inline query result: Can't find field \"id\"",
        ),
        (
            "answerInlineQuery",
            {"results": [{**ARTICLE, "reply_markup": {"inline_keyboard": [[{"text": "o"}]]}}]},
            "can't parse inline query result: Can't parse inline keyboard button: Text buttons are unallowed",
        ),
    ],
)
def test_objects_of_all_methods_are_read_by_the_same_rules(world, method, values, words):
    given = {"inline_query_id": "1", **values} if method == "answerInlineQuery" else values
    assert world.refusal(method, **given).startswith(words)


@pytest.mark.parametrize(
    "method, values",
    [
        ("setMyCommands", {"commands": [{"command": 5, "description": 5, "more": None}]}),
        ("getMyCommands", {"scope": {"type": "chat", "chat_id": 42}}),
        ("setChatMenuButton", {"menu_button": {"type": "web_app", "text": 5, "web_app": {"url": "https://e.com"}}}),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍", "custom_emoji_id": None}]},
        ),
        ("sendMediaGroup", {"media": [{**PHOTO, "width": "5", "more": None}] * 2}),
    ],
)
def test_objects_may_have_numbers_as_strings_and_more_fields(world, method, values):
    assert world.answer(method, **values)["ok"], world.answer(method, **values)
