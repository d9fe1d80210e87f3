"""The simulator: what bots may do and are refused, and which updates they get."""

import functools
import json

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scaletg
from scaletg_contrib.simulator import (
    ActionError,
    Clock,
    Refused,
    Result,
    Simulator,
    blank_picture,
    picture_size,
    updates,
)
from scaletg_contrib.simulator.actions import signature_of
from scaletg_contrib.simulator.parameters import Parameters, Upload, parse_request
from scaletg_contrib.simulator.records import PERMISSIONS
from scaletg_contrib.simulator.registry import ACTIONS, METHODS

ALL_KINDS = [*scaletg.schema.kinds]
KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


class World:
    """A simulator with a bot and Ada, who has started it."""

    def __init__(self, **options):
        self.sim = Simulator(clock=Clock(1_780_000_000), seed=7, **options)
        self.bot = self.sim.add_bot("100:abc", username="the_bot")
        self.ada = self.sim.add_user("Ada", username="ada")
        self.sim.start(self.ada)
        self.updates()
        self.bot.allowed_updates = ALL_KINDS

    def call(self, method, files=None, **parameters):
        return self.sim.call(self.bot, method, parameters, files)

    def ok(self, method, files=None, **parameters):
        answer = self.call(method, files, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, method, files=None, **parameters):
        answer = self.call(method, files, **parameters)
        assert not answer["ok"], answer
        return answer["error_code"], answer["description"]

    def say(self, text="Hi", **parameters):
        return self.ok("sendMessage", chat_id=self.ada.id, text=text, **parameters)

    def updates(self, kind=None):
        """Take all updates that wait; of one kind only its events."""
        found, self.bot.pending = [one.update for one in self.bot.pending], []
        return [one[kind] for one in found if kind in one] if kind else found

    def group(self, *people, admin=True, **options):
        chat = self.sim.create_group(self.ada, "Team", members=people, bot=True, **options)
        if admin:
            rights = [*scaletg.schema.types["ChatAdministratorRights"].required]
            rights += ["can_pin_messages", "can_manage_topics", "can_manage_tags"]
            self.sim.set_role(self.ada, chat, self.bot, status="administrator", rights=rights)
        self.updates()
        return chat


@pytest.fixture
def world():
    return World()


###############################################################################
# Refusals ####################################################################
###############################################################################

#: A method, its parameters ("ADA" stands for the id of her chat) and Telegram's description after "Bad Request: ".
REFUSED = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMediaGroup", {"chat_id": "ADA", "media": "["}, "can't parse media JSON object"),
    ("sendMessage", {"chat_id": 4, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "word", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "ADA"}, "message text is empty"),
    ("sendMessage", {"chat_id": 4}, "message text is empty"),
    ("sendMessage", {"chat_id": "ADA", "text": "  "}, "text must be non-empty"),
    ("sendMessage", {"chat_id": "ADA", "text": "x" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": "ADA", "text": "ä" * 20000}, "text is too long"),
    ("sendMessage", {"chat_id": "ADA", "text": "x", "parse_mode": "BB"}, "unsupported parse_mode"),
    (
        "sendMessage",
        {"chat_id": "ADA", "text": "<x>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    ),
    (
        "sendMessage",
        {"chat_id": "ADA", "text": "x", "entities": [{"type": "bold", "offset": 5, "length": 1}]},
        "entity begins after the end of the text at UTF-16 offset 5",
    ),
    (
        "sendMessage",
        {"chat_id": "ADA", "text": "x", "reply_parameters": {"message_id": 99}},
        "message to be replied not found",
    ),
    (
        "sendMessage",
        {"chat_id": "ADA", "text": "x", "reply_parameters": "{"},
        "can't parse reply parameters JSON object",
    ),
    (
        "sendMessage",
        {"chat_id": "ADA", "text": "x", "reply_markup": "{"},
        "can't parse reply keyboard markup JSON object",
    ),
    ("sendMessage", {"chat_id": "ADA", "text": "x", "reply_markup": [1]}, "object expected as reply markup"),
    ("sendMessage", {"chat_id": "ADA", "text": "x", "message_thread_id": 5}, "message thread not found"),
    (
        "sendMessage",
        {"chat_id": "ADA", "text": "x", "reply_markup": {"inline_keyboard": [{"text": "x"}]}},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    (
        "sendMessage",
        {"chat_id": "ADA", "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "sendMessage",
        {"chat_id": "ADA", "text": "x", "reply_markup": {"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}},
        "inline keyboard button text must be non-empty",
    ),
    (
        "sendMessage",
        {
            "chat_id": "ADA",
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "ä" * 33}]]},
        },
        "BUTTON_DATA_INVALID",
    ),
    ("sendPhoto", {"chat_id": "ADA"}, "there is no photo in the request"),
    ("sendVideoNote", {"chat_id": "ADA"}, "there is no video note in the request"),
    ("sendPhoto", {"chat_id": "ADA", "photo": "nonsense"}, "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"chat_id": "ADA", "photo": "http://a.b/c", "caption": "x" * 1025}, "message caption is too long"),
    ("sendMediaGroup", {"chat_id": "ADA", "media": []}, "there are no messages to send"),
    (
        "sendPoll",
        {"chat_id": "ADA", "question": "q" * 301, "options": ["a"]},
        "poll question length must not exceed 300",
    ),
    (
        "sendPoll",
        {"chat_id": "ADA", "question": "q", "options": ["a" * 101]},
        "poll options length must not exceed 100",
    ),
    ("sendPoll", {"chat_id": "ADA", "question": "q", "options": ["a"] * 13}, "poll can't have more than 12 options"),
    ("sendPoll", {"chat_id": "ADA", "question": "q", "options": []}, "poll must have at least one answer option"),
    ("sendChatAction", {"chat_id": "ADA", "action": "dancing"}, "wrong parameter action in request"),
    ("copyMessage", {"chat_id": "ADA", "message_id": 1}, 'parameter "from_chat_id" is required'),
    ("copyMessage", {"chat_id": "ADA", "from_chat_id": "ADA", "message_id": 99}, "message to copy not found"),
    ("forwardMessage", {"chat_id": "ADA", "from_chat_id": "ADA", "message_id": 99}, "message to forward not found"),
    ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    ("editMessageText", {"chat_id": "ADA", "message_id": 99, "text": "x"}, "message to edit not found"),
    ("editMessageText", {"chat_id": "ADA", "message_id": 1, "text": "x"}, "message can't be edited"),
    ("deleteMessage", {"chat_id": "ADA"}, "message identifier is not specified"),
    ("deleteMessage", {"chat_id": "ADA", "message_id": 99}, "message to delete not found"),
    ("deleteMessages", {"chat_id": "ADA", "message_ids": []}, "message identifiers are not specified"),
    ("pinChatMessage", {"chat_id": "ADA", "message_id": 99}, "message to pin not found"),
    ("setMessageReaction", {"chat_id": "ADA", "message_id": 99}, "message to react not found"),
    ("stopPoll", {"chat_id": "ADA", "message_id": 1}, "message with poll to stop not found"),
    (
        "setMessageReaction",
        {"chat_id": "ADA", "message_id": 1, "reaction": [{"type": "emoji", "emoji": "x"}]},
        "REACTION_INVALID",
    ),
    ("getFile", {}, "file_id not specified"),
    ("getFile", {"file_id": "x"}, "invalid file_id"),
    ("getChatAdministrators", {"chat_id": "ADA"}, "there are no administrators in the private chat"),
    ("getChatMember", {"chat_id": "ADA"}, "invalid user_id specified"),
    ("getChatMember", {"chat_id": "ADA", "user_id": 5}, "user not found"),
    ("banChatMember", {"chat_id": "ADA", "user_id": "ADA"}, "can't ban members in private chats"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("setMyCommands", {"commands": [{"command": "", "description": "x"}]}, "command must be non-empty"),
    ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, "command length must not exceed 32"),
    ("setMyCommands", {"commands": [{"command": "x", "description": ""}]}, "command description must be non-empty"),
    ("setMyCommands", {"commands": [{"command": "Ä", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": "["}, "can't parse commands JSON object"),
    ("setWebhook", {"url": "no address"}, "invalid webhook URL specified"),
    ("setWebhook", {"url": "https://a.b", "secret_token": "ä"}, "secret token contains unallowed characters"),
    ("setWebhook", {"url": "https://a.b", "secret_token": "a" * 257}, "secret token is too long"),
    ("createForumTopic", {"chat_id": "ADA", "name": "x"}, "the chat is not a forum"),
    ("sendGift", {"user_id": 5}, 'parameter "gift_id" is required'),
]


@pytest.mark.parametrize("method, parameters, description", REFUSED)
def test_refusals_have_telegrams_words(world, method, parameters, description):
    given = {name: world.ada.id if value == "ADA" else value for name, value in parameters.items()}
    assert world.refusal(method, **given) == (400, f"Bad Request: {description}")


@pytest.mark.parametrize("method, parameters, description", REFUSED[:20])
def test_text_and_json_mean_the_same(world, method, parameters, description):
    given = {name: world.ada.id if value == "ADA" else value for name, value in parameters.items()}
    as_text = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    assert world.refusal(method, **as_text) == (400, f"Bad Request: {description}")


def test_an_unknown_method_is_not_found(world):
    assert world.refusal("sendNonsense") == (404, "Not Found: method not found")


def test_methods_are_known_in_any_case(world):
    assert world.ok("GETME")["id"] == 100


@pytest.mark.parametrize("token", ["", "1", "x:y", "0:abc", "-1:abc", "1" * 40 + ":abc", "100:wrong", "200:abc"])
def test_a_wrong_token_is_unauthorized(token):
    world = World(open=False)
    with pytest.raises(Exception, match="Unauthorized") as caught:
        world.sim.bot_of_token(token)
    assert caught.value.code == 401


def test_every_method_of_the_schema_is_known(world):
    for name in scaletg.schema.methods:
        if name not in ("getUpdates", "logOut"):
            answer = world.call(name)
            assert answer["ok"] or answer["error_code"] == 400, (name, answer)


@pytest.fixture
def unknown(monkeypatch):
    """A method of the schema that the simulator does not have."""
    monkeypatch.delitem(METHODS, "getMyName")
    return "getMyName"


def test_a_method_that_is_not_simulated_is_not_answered(world, unknown, caplog):
    code, text = world.refusal(unknown)
    assert code == 501
    assert text.startswith("Not Implemented: the simulator does not simulate getMyName, and makes up no answer.")
    assert "does not simulate getMyName" in caplog.text
    assert [event["method"] for event in world.sim.world.events if event["type"] == "unsimulated"] == [unknown]
    assert world.sim.unsimulated() == [unknown]


def test_a_method_that_is_not_simulated_gets_an_empty_answer_on_request(unknown):
    assert World(lenient=True).ok(unknown) == {"name": ""}


def test_every_method_is_simulated(world):
    assert world.sim.unsimulated() == []


def test_nested_objects_are_checked(world):
    _, text = world.refusal(
        "setBusinessAccountGiftSettings", business_connection_id="b", show_gift_button=True, accepted_gift_types={}
    )
    assert text == 'Bad Request: can\'t find field "unlimited_gifts"'


###############################################################################
# Messages ####################################################################
###############################################################################


def test_ids_of_private_chats_share_a_counter_and_supergroups_have_their_own(world):
    bob = world.sim.add_user("Bob")
    first = world.say()["message_id"]
    other = world.sim.start(bob).id
    assert [other, world.say()["message_id"]] == [first + 1, first + 2]
    assert world.ok("sendMessage", chat_id=world.group().id, text="x")["message_id"] < first + 2


def test_each_bot_counts_the_messages_of_its_private_chats_and_groups(world):
    first = world.say()["message_id"]
    other = world.sim.add_bot("200:abc", username="other_bot")
    assert [world.sim.start(world.ada, bot=other).id, world.say()["message_id"]] == [1, first + 1]
    group = world.sim.create_group(world.ada, "Both", type="group", bot=other)
    joined = max(group.messages)
    world.sim.add_members(world.ada, group, [world.bot])
    both = world.sim.send(world.ada, "hello", chat=group).id
    assert both > max(joined, first + 1)
    assert world.say()["message_id"] == both + 1
    assert world.sim.send(world.ada, "hello", bot=other).id == both + 1


def test_ids_are_not_used_again_after_deletion(world):
    sent = world.say()["message_id"]
    world.ok("deleteMessage", chat_id=world.ada.id, message_id=sent)
    assert world.say()["message_id"] == sent + 1


def test_entities_are_found_in_plain_text(world):
    kinds = [one["type"] for one in world.say("@somebody #tag $USD /go a.com a@b.com +12025550199")["entities"]]
    assert kinds == ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"]


def test_reply_keyboards_are_accepted_and_not_returned(world):
    sent = world.say(reply_markup={"keyboard": [["One", {"text": "Two"}]]})
    assert "reply_markup" not in sent
    chat = world.sim.find_place(world.ada)
    assert world.sim.show_chat(chat, world.ada.id)["keyboard"]["keyboard"] == [[{"text": "One"}, {"text": "Two"}]]
    world.say(reply_markup={"remove_keyboard": True})
    assert world.sim.show_chat(chat, world.ada.id)["keyboard"] is None


def test_a_reply_holds_the_message_one_level_deep(world):
    first = world.say("one")
    second = world.say("two", reply_parameters={"message_id": first["message_id"]})
    third = world.say("three", reply_to_message_id=second["message_id"])
    assert third["reply_to_message"]["text"] == "two"
    assert "reply_to_message" not in third["reply_to_message"]


def test_the_same_edit_twice_is_refused_and_a_missing_keyboard_is_removed(world):
    sent = world.say(reply_markup=KEYBOARD)
    place = {"chat_id": world.ada.id, "message_id": sent["message_id"]}
    edited = world.ok("editMessageText", **place, text="new")
    assert edited["edit_date"]
    assert "reply_markup" not in edited
    assert "message is not modified" in world.refusal("editMessageText", **place, text="new")[1]


def test_editing_the_wrong_part_is_refused(world):
    text = world.say()
    photo = world.ok("sendPhoto", chat_id=world.ada.id, photo="https://example.com/x.png")
    place = {"chat_id": world.ada.id}
    refused = world.refusal("editMessageText", **place, message_id=photo["message_id"], text="x")
    assert refused[1] == "Bad Request: there is no text in the message to edit"
    refused = world.refusal("editMessageCaption", **place, message_id=text["message_id"], caption="x")
    assert refused[1] == "Bad Request: there is no caption in the message to edit"


def test_photos_have_several_sizes_and_their_content_can_be_fetched(world):
    files = {"photo": Upload("a.png", blank_picture(1000, 500))}
    sizes = world.ok("sendPhoto", files, chat_id=world.ada.id)["photo"]
    assert [one["width"] for one in sizes] == [90, 320, 800, 1000]
    path = world.ok("getFile", file_id=sizes[-1]["file_id"])["file_path"]
    assert world.sim.file_at(path).content == files["photo"].content
    assert world.ok("sendPhoto", chat_id=world.ada.id, photo=sizes[0]["file_id"])["photo"] == sizes


@pytest.mark.parametrize(
    "content, description",
    [
        (b"text", "IMAGE_PROCESS_FAILED"),
        (blank_picture(9000, 2000), "PHOTO_INVALID_DIMENSIONS"),
        (b"", "file must be non-empty"),
    ],
)
def test_what_is_no_photo_is_refused(world, content, description):
    assert (
        world.refusal("sendPhoto", {"photo": Upload("a", content)}, chat_id=world.ada.id)[1]
        == f"Bad Request: {description}"
    )


def test_a_file_is_found_by_attach_or_by_the_parameters_name(world):
    for files, value in (({"document": Upload("a", b"x")}, ""), ({"part": Upload("a", b"x")}, "attach://part")):
        assert world.ok("sendDocument", files, chat_id=world.ada.id, document=value)["document"]["file_size"] == 1


def test_an_album_shares_a_group_id(world):
    media = [{"type": "photo", "media": "https://example.com/1.png"}, {"type": "video", "media": "attach://v"}]
    sent = world.ok("sendMediaGroup", {"v": Upload("v.mp4", b"v")}, chat_id=world.ada.id, media=media)
    assert len({one["media_group_id"] for one in sent}) == 1
    assert [one["message_id"] for one in sent] == [sent[0]["message_id"], sent[0]["message_id"] + 1]


def test_a_forward_says_where_it_came_from_in_the_new_and_the_old_form(world):
    sent = world.ok("forwardMessage", chat_id=world.ada.id, from_chat_id=world.ada.id, message_id=1)
    assert sent["forward_origin"]["sender_user"]["id"] == world.ada.id
    assert sent["forward_from"]["id"] == world.ada.id
    assert sent["forward_date"]


def test_a_copy_has_no_origin_and_gives_only_its_id(world):
    copy = world.ok("copyMessage", chat_id=world.ada.id, from_chat_id=world.ada.id, message_id=1)
    assert list(copy) == ["message_id"]
    chat = world.sim.find_place(world.ada)
    assert "forward_origin" not in chat.messages[copy["message_id"]].raw


def test_a_bots_old_message_cannot_be_deleted(world):
    sent = world.say()
    world.sim.advance(49 * 3600)
    refused = world.refusal("deleteMessage", chat_id=world.ada.id, message_id=sent["message_id"])
    assert refused[1] == "Bad Request: message can't be deleted for everyone"


def test_a_protected_message_cannot_be_copied(world):
    sent = world.say(protect_content=True)
    where = {"chat_id": world.ada.id, "from_chat_id": world.ada.id, "message_id": sent["message_id"]}
    assert world.refusal("copyMessage", **where)[1] == "Bad Request: message can't be copied"


def test_drafts_are_shown_until_the_message_comes(world):
    chat = world.sim.find_place(world.ada)
    world.ok("sendMessageDraft", chat_id=world.ada.id, draft_id=3, text="so f")
    assert chat.drafts[3]["text"] == "so f"
    world.say("so far so good")
    assert chat.drafts == {}


def test_a_draft_without_a_text_is_shown(world):
    world.ok("sendMessageDraft", chat_id=world.ada.id, draft_id=3)
    assert world.sim.find_place(world.ada).drafts[3]["text"] == ""


@pytest.mark.parametrize(("seconds", "is_shown"), [(29, True), (30, False)])
def test_a_draft_is_shown_for_half_a_minute_after_its_last_change(world, seconds, is_shown):
    chat = world.sim.find_place(world.ada)
    world.ok("sendMessageDraft", chat_id=world.ada.id, draft_id=3, text="so f")
    world.sim.advance(20)
    world.ok("sendMessageDraft", chat_id=world.ada.id, draft_id=3, text="so far")
    world.sim.advance(seconds)
    assert (3 in chat.drafts) is is_shown
    assert (world.sim.world.events[-1].get("draft", "gone") is None) is not is_shown


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_draft_can_be_stopped_once_and_is_not_shown_again(world, is_kept):
    chat = world.sim.find_place(world.ada)
    draft = {"chat_id": world.ada.id, "draft_id": 3, "can_stop": True, "keep_on_stop": is_kept}
    world.ok("sendMessageDraft", **draft, text="so f")
    world.sim.stop_draft(world.ada)
    assert world.updates("stopped_message_generation") == [{"chat": world.sim.world.chat_data(chat), "draft_id": 3}]
    shown = world.sim.world.events_after(0, {"draft"})[-1]["draft"]
    assert (shown is not None) is is_kept
    world.ok("sendMessageDraft", **draft, text="so far")
    assert chat.drafts[3]["text"] == "so f"
    with pytest.raises(ActionError, match="there is no draft"):
        world.sim.stop_draft(world.ada)


def test_a_draft_without_the_button_cannot_be_stopped(world):
    world.ok("sendMessageDraft", chat_id=world.ada.id, draft_id=3, text="so f")
    with pytest.raises(ActionError, match="the bot sends it without can_stop"):
        world.sim.stop_draft(world.ada, 3)


def test_the_stop_of_a_draft_overtakes_the_messages_of_its_chat(world):
    world.sim.send(world.ada, "one")
    world.ok("sendMessageDraft", chat_id=world.ada.id, draft_id=3, text="so f", can_stop=True)
    world.sim.stop_draft(world.ada)
    queues = [one.queue for one in world.sim.world.bots[world.bot.id].pending]
    assert len(set(queues[-2:])) == 2


def test_a_poll_closes_when_its_time_comes(world):
    world.ok("sendPoll", chat_id=world.ada.id, question="q", options=["a", "b"], open_period=60)
    world.sim.advance(61)
    assert world.updates("poll")[0]["is_closed"] is True
    with pytest.raises(ActionError, match="not an open poll"):
        world.sim.vote(world.ada, "a")


###############################################################################
# Queries #####################################################################
###############################################################################


def test_a_pressed_button_can_be_answered_once_and_in_time(world):
    world.say(reply_markup=KEYBOARD)
    for seconds, refused in ((0, False), (151, True)):
        query_id = world.sim.press(world.ada, "Yes")["callback_query_id"]
        world.sim.advance(seconds)
        assert world.call("answerCallbackQuery", callback_query_id=query_id)["ok"] is not refused
        assert not world.call("answerCallbackQuery", callback_query_id=query_id)["ok"]


def test_a_callback_query_names_its_message_and_is_made_of_strings(world):
    sent = world.say(reply_markup=KEYBOARD)
    world.sim.press(world.ada, "Yes")
    query = world.updates("callback_query")[0]
    assert query["message"]["message_id"] == sent["message_id"]
    assert query["id"].isdigit()
    assert query["chat_instance"].isdigit()


def test_an_inline_result_with_a_keyboard_can_be_edited_by_its_inline_id(world):
    query_id = world.sim.inline_query(world.ada, "q")
    result = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "m"}}
    world.ok("answerInlineQuery", inline_query_id=query_id, results=[{**result, "reply_markup": KEYBOARD}])
    world.sim.choose(world.ada, query_id)
    inline_id = world.updates("chosen_inline_result")[0]["inline_message_id"]
    assert world.ok("editMessageText", inline_message_id=inline_id, text="changed") is True
    assert (
        world.sim.find_place(world.ada).messages[max(world.sim.find_place(world.ada).messages)].raw["text"] == "changed"
    )


def test_a_web_app_can_send_one_message_for_its_user(world):
    markup = {"inline_keyboard": [[{"text": "Open", "web_app": {"url": "https://example.com/app"}}]]}
    world.say(reply_markup=markup)
    query_id = world.sim.press(world.ada, "Open")["query_id"]
    result = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "from the app"}}
    given_values = {"web_app_query_id": query_id, "result": {**result, "reply_markup": KEYBOARD}}
    assert world.ok("answerWebAppQuery", **given_values)["inline_message_id"]
    assert world.updates("message")[0]["via_bot"]["id"] == world.bot.id
    assert "query is too old" in world.refusal("answerWebAppQuery", **given_values)[1]


def test_inline_results_need_ids_of_their_own(world):
    query_id = world.sim.inline_query(world.ada, "q")
    result = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "m"}}
    refused = world.refusal("answerInlineQuery", inline_query_id=query_id, results=[result, result])
    assert refused[1] == "Bad Request: RESULT_ID_DUPLICATE"


def test_a_payment_in_stars_arrives_and_can_be_refunded_once(world):
    price = [{"label": "Tea", "amount": 5}]
    invoice = {"title": "T", "description": "D", "payload": "p", "currency": "XTR", "prices": price}
    link = world.ok("createInvoiceLink", **invoice)
    world.sim.pay(world.ada, link=link)
    query = world.updates("pre_checkout_query")[0]
    assert query["total_amount"] == 5
    world.ok("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    charge = world.updates("message")[0]["successful_payment"]["telegram_payment_charge_id"]
    assert world.ok("getMyStarBalance") == {"amount": 5}
    assert world.ok("refundStarPayment", user_id=world.ada.id, telegram_payment_charge_id=charge)
    assert world.refusal("refundStarPayment", user_id=world.ada.id, telegram_payment_charge_id=charge)[1].endswith(
        "CHARGE_ALREADY_REFUNDED"
    )
    assert world.ok("getStarTransactions")["transactions"][0]["receiver"]["user"]["id"] == world.ada.id


def test_a_refused_checkout_takes_no_money(world):
    price = [{"label": "Tea", "amount": 5}]
    world.ok("sendInvoice", chat_id=world.ada.id, title="T", description="D", payload="p", currency="XTR", prices=price)
    world.sim.pay(world.ada)
    query = world.updates("pre_checkout_query")[0]
    world.ok("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=False, error_message="sold out")
    assert world.updates("message") == []


###############################################################################
# Groups ######################################################################
###############################################################################


def test_privacy_mode_lets_through_what_is_meant_for_the_bot(world):
    bob = world.sim.add_user("Bob")
    chat = world.group(bob, admin=False)
    sent = world.ok("sendMessage", chat_id=chat.id, text="x")
    for text in ("chat", "/go", "/go@the_bot", "/go@other_bot"):
        world.sim.send(bob, text, chat=chat)
    world.sim.send(bob, "an answer", chat=chat, reply_to=sent["message_id"])
    assert [one["text"] for one in world.updates("message")] == ["/go", "/go@the_bot", "an answer"]


@pytest.mark.parametrize("admin, privacy", [(True, True), (False, False)])
def test_an_administrator_or_a_bot_without_privacy_sees_all(world, admin, privacy):
    world.bot.privacy = privacy
    chat = world.group(admin=admin)
    world.sim.send(world.ada, "chat", chat=chat)
    assert [one["text"] for one in world.updates("message")] == ["chat"]


def test_bots_get_no_updates_about_their_own_messages(world):
    chat = world.group()
    world.ok("sendMessage", chat_id=chat.id, text="x")
    assert world.updates() == []


def test_bots_get_the_service_messages_that_they_cause(world):
    chat = world.group()
    world.ok("setChatTitle", chat_id=chat.id, title="New")
    sent = world.ok("sendMessage", chat_id=chat.id, text="x")["message_id"]
    world.ok("pinChatMessage", chat_id=chat.id, message_id=sent)
    title, pin = world.updates("message")
    assert (title["new_chat_title"], pin["pinned_message"]["text"]) == ("New", "x")


def test_a_ban_ends_when_its_time_comes(world):
    bob = world.sim.add_user("Bob")
    chat = world.group(bob)
    world.ok("banChatMember", chat_id=chat.id, user_id=bob.id, until_date=world.sim.now + 100)
    member = {"chat_id": chat.id, "user_id": bob.id}
    assert world.ok("getChatMember", **member)["status"] == "kicked"
    with pytest.raises(ActionError, match="banned"):
        world.sim.join(bob, chat)
    world.sim.advance(101)
    assert world.ok("getChatMember", **member)["status"] == "left"


def test_a_restricted_member_has_all_flags(world):
    bob = world.sim.add_user("Bob")
    chat = world.group(bob)
    world.ok("restrictChatMember", chat_id=chat.id, user_id=bob.id, permissions={"can_send_messages": True})
    member = world.ok("getChatMember", chat_id=chat.id, user_id=bob.id)
    assert scaletg.schema.types["ChatMemberRestricted"].required - {"user", "status"} <= member.keys()
    assert (member["can_send_messages"], member["can_send_photos"]) == (True, False)


def test_a_restricted_member_cannot_write_until_its_time_comes(world):
    bob = world.sim.add_user("Bob")
    chat = world.group(bob)
    limits = {"permissions": {"can_send_photos": True}, "use_independent_chat_permissions": True}
    world.ok("restrictChatMember", chat_id=chat.id, user_id=bob.id, until_date=world.sim.now + 100, **limits)
    with pytest.raises(ActionError, match="Bob may not send text messages to 'Team': Bob is restricted there"):
        world.sim.send(bob, "hello", chat=chat)
    with pytest.raises(ActionError, match="Bob may not send voice notes"):
        world.sim.send_file(bob, "voice", chat=chat)
    assert "photo" in world.sim.send_file(bob, "photo", chat=chat).raw
    world.sim.advance(101)
    assert world.sim.send(bob, "hello", chat=chat).raw["text"] == "hello"


@pytest.mark.parametrize(
    "permission, action, values",
    [
        ("can_send_messages", "send", ("hello",)),
        ("can_send_messages", "send_location", ()),
        ("can_send_photos", "send_file", ("photo",)),
        ("can_send_videos", "send_file", ("video",)),
        ("can_send_audios", "send_file", ("audio",)),
        ("can_send_documents", "send_file", ("document",)),
        ("can_send_video_notes", "send_file", ("video_note",)),
        ("can_send_other_messages", "send_file", ("sticker",)),
        ("can_send_other_messages", "send_file", ("animation",)),
        ("can_send_other_messages", "send_dice", ()),
        ("can_send_polls", "send_poll", ("Tea?", ["yes", "no"])),
    ],
)
def test_the_permissions_of_a_group_bind_its_members(world, permission, action, values):
    bob = world.sim.add_user("Bob")
    chat = world.group(bob)
    others = {one: one != permission for one in PERMISSIONS}
    world.ok("setChatPermissions", chat_id=chat.id, permissions=others, use_independent_chat_permissions=True)
    with pytest.raises(ActionError, match=f"Bob may not send .*setChatPermissions with {permission}"):
        getattr(world.sim, action)(bob, *values, chat=chat)
    assert getattr(world.sim, action)(world.ada, *values, chat=chat)  # she owns the group
    others = {one: one == permission for one in PERMISSIONS}
    world.ok("setChatPermissions", chat_id=chat.id, permissions=others, use_independent_chat_permissions=True)
    assert getattr(world.sim, action)(bob, *values, chat=chat)


@pytest.mark.parametrize("emoji, sides", [("🎲", 6), ("🎯", 6), ("🎳", 6), ("🏀", 5), ("⚽", 5), ("🎰", 64)])
def test_what_people_throw_shows_each_of_its_sides_and_no_other(world, emoji, sides):
    thrown = {world.sim.send_dice(world.ada, emoji).raw["dice"]["value"] for _ in range(20 * sides)}
    assert thrown == set(range(1, sides + 1))
    with pytest.raises(ActionError, match=f"never shows {sides + 1}: it has the values 1 to {sides}"):
        world.sim.send_dice(world.ada, emoji, value=sides + 1)


def test_what_cannot_be_thrown_is_told(world):
    with pytest.raises(ActionError, match="'x' cannot be thrown: use one of 🎲 🎯"):
        world.sim.send_dice(world.ada, "x")


def test_a_join_request_waits_for_its_answer(world):
    bob = world.sim.add_user("Bob")
    chat = world.group()
    link = world.ok("createChatInviteLink", chat_id=chat.id, creates_join_request=True)
    assert world.sim.join(bob, chat, invite_link=link["invite_link"]) == "requested"
    assert world.updates("chat_join_request")[0]["from"]["id"] == bob.id
    world.ok("approveChatJoinRequest", chat_id=chat.id, user_id=bob.id)
    assert world.updates("chat_member")[0]["new_chat_member"]["status"] == "member"
    assert world.refusal("approveChatJoinRequest", chat_id=chat.id, user_id=bob.id)[1].endswith(
        "USER_ALREADY_PARTICIPANT"
    )


def test_a_group_that_became_a_supergroup_says_so(world):
    chat = world.group(type="group", admin=False)
    new = world.sim.migrate(world.ada, chat)
    answer = world.call("sendMessage", chat_id=chat.id, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    kinds = [key for one in world.updates("message") for key in one if key.startswith("migrate")]
    assert kinds == ["migrate_to_chat_id", "migrate_from_chat_id"]


def test_a_closed_topic_is_for_those_who_manage_topics(world):
    chat, bob = world.group(is_forum=True), world.sim.add_user("Bob")
    other = world.sim.add_bot("101:abc", username="other_bot")
    world.sim.add_members(world.ada, chat, [bob, other])
    topic = world.ok("createForumTopic", chat_id=chat.id, name="Plans")["message_thread_id"]
    assert world.ok("sendMessage", chat_id=chat.id, text="x", message_thread_id=topic)["is_topic_message"] is True
    world.ok("closeForumTopic", chat_id=chat.id, message_thread_id=topic)
    message = {"chat_id": chat.id, "text": "x", "message_thread_id": topic}
    assert world.sim.call(other, "sendMessage", message)["description"] == "Bad Request: TOPIC_CLOSED"
    assert world.ok("sendMessage", **message)
    with pytest.raises(
        ActionError, match="the topic 'Plans' of 'Team' is closed: a bot opens it with reopenForumTopic"
    ):
        world.sim.send(bob, "x", chat=chat, topic=topic)
    assert world.sim.send(world.ada, "x", chat=chat, topic=topic).raw["message_thread_id"] == topic
    world.ok("reopenForumTopic", chat_id=chat.id, message_thread_id=topic)
    assert world.sim.send(bob, "x", chat=chat, topic=topic)
    assert world.sim.call(other, "sendMessage", message)["ok"]


@pytest.mark.parametrize(
    "status, description",
    [("kicked", "bot was kicked from the supergroup chat"), ("left", "bot is not a member of the supergroup chat")],
)
def test_a_bot_that_was_sent_away_is_told(world, status, description):
    chat = world.group()
    world.sim.set_role(world.ada, chat, world.bot, status=status)
    assert world.refusal("sendMessage", chat_id=chat.id, text="x") == (403, f"Forbidden: {description}")


def test_blocking_is_an_update_and_then_a_refusal(world):
    world.sim.block(world.ada)
    assert world.updates("my_chat_member")[0]["new_chat_member"]["status"] == "kicked"
    assert world.refusal("sendMessage", chat_id=world.ada.id, text="x") == (
        403,
        "Forbidden: bot was blocked by the user",
    )


def test_a_user_whom_the_bot_met_in_a_group_cannot_be_written_to(world):
    bob = world.sim.add_user("Bob")
    world.group(bob)
    assert world.refusal("sendMessage", chat_id=bob.id, text="x")[0] == 403


def test_a_bot_without_the_right_cannot_ban(world):
    bob = world.sim.add_user("Bob")
    chat = world.group(bob, admin=False)
    refused = world.refusal("banChatMember", chat_id=chat.id, user_id=bob.id)
    assert refused == (400, "Bad Request: not enough rights to restrict/unrestrict chat member")


def test_the_permissions_of_a_group_bind_the_bot(world):
    chat = world.group(admin=False)
    chat.permissions = []
    refused = world.refusal("sendPoll", chat_id=chat.id, question="q", options=["a"])
    assert refused[1] == "Bad Request: not enough rights to send polls to the chat"


def test_commands_of_the_narrowest_scope_are_offered(world):
    command = [{"command": "a", "description": "b"}]
    world.ok("setMyCommands", commands=command)
    world.ok("setMyCommands", commands=[{"command": "/p", "description": "b"}], scope={"type": "all_private_chats"})
    assert world.ok("getMyCommands") == command
    assert world.ok("getMyCommands", language_code="de") == []
    chat = world.sim.find_place(world.ada)
    assert [one["command"] for one in world.sim.show_chat(chat, world.ada.id)["commands"]] == ["p"]


###############################################################################
# Updates #####################################################################
###############################################################################


def texts(updates):
    return [one["message"]["text"] for one in updates]


def test_updates_stay_until_an_offset_passes_them(world):
    for text in "abc":
        world.sim.send(world.ada, text)
    first = world.ok("getUpdates")
    assert texts(first) == ["a", "b", "c"]
    assert texts(world.ok("getUpdates", limit=2)) == ["a", "b"]
    assert texts(world.ok("getUpdates", offset=first[1]["update_id"])) == ["b", "c"]
    assert texts(world.ok("getUpdates", offset=-1)) == ["c"]
    assert world.ok("getUpdates", offset=first[-1]["update_id"] + 1) == []


def test_an_offset_far_beyond_the_newest_is_taken_as_none(world):
    world.sim.send(world.ada, "a")
    assert texts(world.ok("getUpdates", offset=10**12)) == ["a"]


def test_update_ids_are_consecutive(world):
    for text in "abc":
        world.sim.send(world.ada, text)
    ids = [one["update_id"] for one in world.ok("getUpdates")]
    assert ids == list(range(ids[0], ids[0] + 3))


def test_allowed_updates_stick_and_filter_what_comes_later(world):
    world.sim.send(world.ada, "before")
    world.ok("getUpdates", allowed_updates=["callback_query"])
    world.sim.send(world.ada, "after")
    assert texts(world.ok("getUpdates")) == ["before"]
    world.ok("getUpdates", allowed_updates="[]")
    world.sim.send(world.ada, "again")
    assert texts(world.ok("getUpdates")) == ["before", "again"]


@pytest.mark.parametrize("kinds, reactions", [([], 0), (["message_reaction"], 1), (["nonsense"], 0)])
def test_some_kinds_come_only_on_request(world, kinds, reactions):
    world.ok("getUpdates", allowed_updates=kinds)
    world.sim.react(world.ada, "👍")
    assert len(world.updates("message_reaction")) == reactions


@pytest.mark.parametrize("seconds, left", [(149, ["callback_query", "message"]), (151, ["message"]), (86_401, [])])
def test_updates_expire(world, seconds, left):
    world.say(reply_markup=KEYBOARD)
    world.sim.press(world.ada, "Yes")
    world.sim.send(world.ada, "x")
    world.sim.advance(seconds)
    assert [key for one in world.ok("getUpdates") for key in one if key != "update_id"] == left


@pytest.mark.parametrize("size, fits", [(1_000_000, 4), (1_100_000, 3), (5_000_000, 1), (10, 5)])
def test_an_answer_of_get_updates_is_cut_at_four_mebibytes(world, size, fits):
    for number in range(5):
        update = {"update_id": world.bot.next_update_id + number, "message": {"text": str(number) * size}}
        world.sim.queue(world.bot, update, "chat")
    first = world.ok("getUpdates")
    assert [one["message"]["text"][0] for one in first] == [*"01234"][:fits]
    rest = world.ok("getUpdates", offset=first[-1]["update_id"] + 1)
    assert [one["message"]["text"][0] for one in rest] == [*"01234"][fits : 2 * fits]


def test_long_texts_in_answer_to_long_texts_make_an_answer_that_is_cut(world):
    first = world.sim.send(world.ada, "x" * 30_000)
    for _ in range(99):
        world.sim.send(world.ada, "x" * 30_000, reply_to=first.id)
    found = world.ok("getUpdates", limit=100)
    assert 60 < len(found) < 80
    rest = world.ok("getUpdates", offset=found[-1]["update_id"] + 1)
    assert len(found) + len(rest) == 100


def test_updates_beyond_what_a_queue_holds_are_lost_and_it_is_told(world, monkeypatch):
    monkeypatch.setattr(updates, "MAX_PENDING", 2)
    for text in "abc":
        world.sim.send(world.ada, text)
    found = world.ok("getUpdates")
    assert texts(found) == ["a", "b"]
    assert world.ok("getUpdates", offset=found[1]["update_id"] + 1) == []
    world.sim.send(world.ada, "d")
    assert world.ok("getUpdates")[0]["update_id"] == found[1]["update_id"] + 1
    dropped = world.sim.world.events_after(0, {"dropped"})
    assert [(one["bot_id"], one["kind"]) for one in dropped] == [(100, "message")]


def test_polling_and_a_webhook_exclude_each_other(world):
    assert world.call("setWebhook", url="https://example.com")["description"] == "Webhook was set"
    assert world.call("setWebhook", url="https://example.com")["description"] == "Webhook is already set"
    assert world.refusal("getUpdates")[0] == 409
    world.sim.send(world.ada, "x")
    assert world.ok("getWebhookInfo")["pending_update_count"] == 1
    assert world.call("deleteWebhook")["description"] == "Webhook was deleted"
    assert texts(world.ok("getUpdates")) == ["x"]


@pytest.mark.parametrize(
    "url, options, text",
    [
        ("http://example.com", {}, "An HTTPS URL must be provided for webhook"),
        ("https://example.com:8081", {}, "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://127.0.0.1", {}, "IP address 127.0.0.1 is reserved"),
        ("https://localhost:8443/x", {}, "IP address 127.0.0.1 is reserved"),
        ("https://example.com", {"ip_address": "10.0.0.7"}, "IP address 10.0.0.7 is reserved"),
        ("https://[::1]", {}, "IP address ::1 is reserved"),
    ],
)
def test_the_public_service_takes_no_webhook_of_a_private_address(url, options, text):
    assert World(local=False).refusal("setWebhook", url=url, **options) == (400, f"Bad Request: bad webhook: {text}")
    assert World().ok("setWebhook", url=url, **options) is True


def test_the_public_service_takes_one_webhook_a_second():
    world = World(local=False)
    assert world.ok("setWebhook", url="https://example.com:8443") is True
    refused = world.call("setWebhook", url="https://example.com")
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 1})
    world.sim.advance(1)
    assert world.ok("setWebhook", url="https://example.com") is True


def test_a_webhook_at_a_port_that_is_none_is_refused():
    assert World().refusal("setWebhook", url="https://example.com:99999")[1].endswith("invalid webhook URL specified")


def test_after_log_out_the_bot_is_told_so():
    world = World()
    world.ok("logOut")
    assert world.refusal("getMe") == (400, "Logged out")


@pytest.mark.parametrize(
    "body, values",
    [
        (b'{"a": 1, "b": [2], "c": }', {"a": 1, "b": [2]}),
        (b'{"a": "x", "b"', {"a": "x"}),
        (b'{"a": "x", "b": "\\ud83d"}', {"a": "x"}),
        (b'{"a": "x", "b": NaN}', {"a": "x"}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b"{", {}),
        (b"", {}),
        (b'["a"]', {}),
        (b'{"a": "\xff"}', {"a": "\ufffd"}),
        (b"[" * 100_000, {}),
    ],
)
def test_of_a_broken_body_what_stands_before_the_fault_counts(body, values):
    assert parse_request("", "application/json", body) == (values, {})


def test_whatever_a_bot_sends_can_be_read_back_as_json():
    world = World()
    world.sim.serve()
    try:
        world.call("sendMessage", chat_id=world.ada.id, text="half a pair: \ud83d")
        world.call("sendLocation", chat_id=world.ada.id, latitude=float("nan"), longitude=float("inf"))
        person = requests.post(
            f"{world.sim.server.url}/control/do/send", data=b'{"user": "Ada", "text": "a\\ud83d"}', timeout=5
        )
        read = requests.get(f"{world.sim.server.url}/control/events", timeout=5)
    finally:
        world.sim.stop()
    assert person.json()["result"]["message"]["text"] == "a?"
    events = json.loads(read.content.decode(), parse_constant=pytest.fail)["result"]["events"]
    assert [one["parameters"] for one in events if one["type"] == "call"][-1]["longitude"] == "inf"


def test_failed_deliveries_are_repeated_at_once_and_then_ever_later(world):
    tries = []

    def receive(update):
        tries.append(world.sim.world.clock.time())
        return Result(500)

    world.sim.attach(world.bot, receive)
    world.sim.send(world.ada, "x")
    world.sim.pump()
    world.sim.advance(40)
    assert [round(one - tries[0]) for one in tries] == [0, 0, 2, 6, 14, 30]


def test_retry_after_replaces_the_delay(world):
    tries = []

    def receive(update):
        tries.append(world.sim.world.clock.time())
        return Result(503, retry_after=10) if len(tries) < 3 else Result(200)

    world.sim.attach(world.bot, receive)
    world.sim.send(world.ada, "x")
    world.sim.pump()
    world.sim.advance(100)
    assert [round(one - tries[0]) for one in tries] == [0, 10, 20]


def test_a_blocked_queue_does_not_hold_the_others(world):
    seen = []

    def receive(update):
        seen.append(update.get("message", {}).get("text") or "pressed")
        return Result(500 if "message" in update else 200)

    world.say(reply_markup=KEYBOARD)
    world.sim.attach(world.bot, receive)
    world.sim.send(world.ada, "first")
    world.sim.send(world.ada, "second")
    world.sim.press(world.ada, "Yes")
    world.sim.pump()
    assert "pressed" in seen
    assert "second" not in seen


@pytest.mark.parametrize(
    "content_type, body, runs",
    [
        ("application/json", b'{"method": "sendMessage", "chat_id": ADA, "text": "x"}', True),
        ("application/x-www-form-urlencoded", b"method=sendMessage&chat_id=ADA&text=x", True),
        ("application/json", b'{"method": "getMe"}', False),
        ("application/json", b'{"method": "setWebhook", "url": "https://a.b"}', False),
        ("application/json", b"nonsense", False),
        ("text/plain", b"ok", False),
        ("application/json", b"", False),
    ],
)
def test_methods_in_a_webhooks_answer_are_run_or_ignored(world, content_type, body, runs):
    before = len(world.sim.find_place(world.ada).messages)
    world.sim.run_answer(world.bot, content_type, body.replace(b"ADA", str(world.ada.id).encode()))
    assert len(world.sim.find_place(world.ada).messages) - before == runs
    assert not world.bot.webhook


###############################################################################
# Trouble, state, parameters ##################################################
###############################################################################


def test_trouble_is_made_for_one_method_and_a_number_of_times(world):
    world.sim.make_trouble("429", method="sendMessage", times=2, seconds=3)
    assert world.ok("getMe")
    for _ in range(2):
        answer = world.call("sendMessage", chat_id=world.ada.id, text="x")
        assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 3})
        assert answer["description"] == "Too Many Requests: retry after 3"
    assert world.say()


def test_an_unknown_trouble_names_those_that_there_are(world):
    with pytest.raises(ActionError, match="429, 403"):
        world.sim.make_trouble("flood")


def test_the_whole_state_can_be_saved_and_loaded(world, tmp_path):
    chat = world.group(is_forum=True)
    world.ok("sendPhoto", {"photo": Upload("a.png", blank_picture())}, chat_id=world.ada.id, reply_markup=KEYBOARD)
    world.ok("createForumTopic", chat_id=chat.id, name="T")
    world.sim.save(tmp_path / "state.json")
    other = Simulator(clock=Clock(0))
    other.load(tmp_path / "state.json")
    assert other.world.dump() == world.sim.world.dump()
    other.press("Ada", "Yes")
    answer = other.call(other.find_bot(), "sendMessage", {"chat_id": world.ada.id, "text": "on we go"})
    assert answer["result"]["message_id"] == world.say()["message_id"]


def test_the_log_has_everything_in_order(world):
    world.sim.send(world.ada, "hello")
    world.say("hi")
    kinds = [one["type"] for one in world.sim.world.events_after(0)]
    assert kinds[-4:] == ["message", "update", "message", "call"]
    numbers = [one["seq"] for one in world.sim.world.events_after(0)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert world.sim.world.events_after(numbers[-2]) == world.sim.world.events_after(0)[-1:]


def test_nobody_is_added_twice(world):
    with pytest.raises(ActionError, match="Ada has the username 'ADA' already"):
        world.sim.add_user("Adam", username="ADA")
    with pytest.raises(ActionError, match=f"Ada has the id {world.ada.id} already"):
        world.sim.add_user("Adam", id=world.ada.id)


###############################################################################
# Flood limits ################################################################
###############################################################################


@pytest.fixture
def flood():
    return World(flood_limits=True)


def say_until_refused(world, chats):
    """Send to one chat after the other; return how many messages passed, and the 429 of the next one."""
    for count, chat in enumerate(chats):
        answer = world.call("sendMessage", chat_id=chat.id, text="x")
        if not answer["ok"]:
            return count, answer
    raise AssertionError("nothing was refused")


@pytest.mark.parametrize("seconds, wait", [(0, 5), (1.5, 4), (4.9, 1)])
def test_a_burst_passes_in_one_chat_and_then_a_bot_has_to_wait(flood, seconds, wait):
    count, _ = say_until_refused(flood, [flood.ada] * 6)
    assert count == 5
    flood.sim.advance(seconds)
    assert flood.call("sendMessage", chat_id=flood.ada.id, text="x") == {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {wait}",
        "parameters": {"retry_after": wait},
    }
    flood.sim.advance(wait)
    assert flood.say("again")["text"] == "again"


def test_twenty_messages_pass_in_a_group_in_a_minute(flood):
    group = flood.group()
    for _ in range(4):
        assert say_until_refused(flood, [group] * 6)[0] == 5
        flood.sim.advance(5)
    count, refused = say_until_refused(flood, [group])
    assert (count, refused["parameters"]) == (0, {"retry_after": 40})
    flood.sim.advance(40)
    assert say_until_refused(flood, [group] * 6)[0] == 5


def test_thirty_messages_pass_in_all_chats_in_a_second(flood):
    people = [flood.sim.add_user(f"Person {number}") for number in range(31)]
    for one in people:
        flood.sim.start(one)
    count, refused = say_until_refused(flood, people)
    assert (count, refused["parameters"]) == (30, {"retry_after": 1})
    flood.sim.advance(1)
    assert flood.call("sendMessage", chat_id=people[30].id, text="x")["ok"]


def test_only_messages_count_and_those_of_one_bot(flood):
    assert say_until_refused(flood, [flood.ada] * 6)[0] == 5
    flood.ok("sendChatAction", chat_id=flood.ada.id, action="typing")
    other = flood.sim.add_bot("200:abc")
    flood.sim.start(flood.ada, bot=other)
    assert flood.sim.call(other, "sendMessage", {"chat_id": flood.ada.id, "text": "x"})["ok"]
    assert flood.refusal("sendMessage", chat_id=5, text="")[1] == "Bad Request: message text is empty"


def test_nobody_waits_without_flood_limits(world):
    assert [world.say(str(number))["text"] for number in range(40)][-1] == "39"


###############################################################################
# Errors and requests #########################################################
###############################################################################


def test_parameters_that_may_be_left_out_are_not_required():
    shown = signature_of(ACTIONS["send_file"])
    assert (shown["parameters"]["user"], shown["parameters"]["kind"]) == ("required", "photo")
    assert "duration" in shown["more"]
    assert "more" not in signature_of(ACTIONS["send"])


def test_people_are_named_in_errors(world):
    with pytest.raises(ActionError, match="there is no user 'Bob': there are 'Ada'"):
        world.sim.send("Bob", "x")
    with pytest.raises(ActionError, match="not in 'Team'"):
        world.group()
        world.sim.add_user("Eve")
        world.sim.send("Eve", "x", chat="Team")


@pytest.mark.parametrize(
    "value, number, flag",
    [("5", 5, False), (" -7x", -7, False), ("x", 0, False), (True, 1, True), ("YES", 0, True), ("", 9, False)],
)
def test_parameters_are_read_leniently(value, number, flag):
    parameters = Parameters("", {"a": value})
    assert parameters.number("a", 9) == number
    assert parameters.flag("a") is flag


def test_of_a_name_that_comes_twice_the_first_counts():
    values, _ = parse_request("a=1&a=2", "application/x-www-form-urlencoded", b"a=3&b=4")
    assert values == {"a": "1", "b": "4"}


def test_multipart_is_read_with_quoted_and_bare_names():
    body = (
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\na\r\nb\r\n'
        b'--B\r\nContent-Disposition: form-data; name=file; filename="x \\"y\\".png"\r\nContent-Type: image/png\r\n\r\n'
        b"\x00\r\n--no\r\n--B--\r\n"
    )
    values, files = parse_request("", "multipart/form-data; boundary=B", body)
    assert values == {"text": "a\r\nb"}
    assert files == {"file": Upload('x "y".png', b"\x00\r\n--no", "image/png")}


@pytest.mark.parametrize("count", [100, 101])
def test_a_request_holds_a_hundred_files(count):
    head = '--B\r\nContent-Disposition: form-data; name="f{0}"; filename="f{0}"\r\n\r\nx\r\n'
    body = ("".join(map(head.format, range(count))) + "--B--\r\n").encode()
    if count == 100:
        assert len(parse_request("", "multipart/form-data; boundary=B", body)[1]) == 100
    else:
        with pytest.raises(Refused, match="too much files attached") as refused:
            parse_request("", "multipart/form-data; boundary=B", body)
        assert refused.value.code == 413


def test_broken_json_is_a_call_without_parameters():
    assert parse_request("", "application/json", b'{"a": ') == ({}, {})


@pytest.mark.parametrize("size", [(1, 1), (640, 480), (10, 9000)])
def test_the_size_of_a_picture_is_read(size):
    assert picture_size(blank_picture(*size)) == size


@pytest.mark.parametrize("content", [b"", b"GIF", b"\xff\xd8\xff", b"RIFFxxxxWEBPVP8 ", b"\x89PNG\r\n\x1a\n"])
def test_a_broken_picture_has_no_size(content):
    assert picture_size(content) is None


###############################################################################
# Nonsense ####################################################################
###############################################################################

NUMBERS = st.sampled_from([0, 1, 2, 3, 4, -1, 1.5, 10**30, "0", "x", "", None, True])
WORDS = st.sampled_from(
    ["HTML", "MarkdownV2", "XTR", "regular", "typing", "@team", "attach://f", "https://e.x/y", "[", "{"]
)
LEAVES = NUMBERS | WORDS | st.text(max_size=5)
FIELDS = sorted({one.name for entry in scaletg.schema.types.values() for one in entry.fields})
KINDS = sorted({str(v) for entry in scaletg.schema.types.values() for v in entry.literals.values()})
OBJECTS = st.dictionaries(st.sampled_from(FIELDS), LEAVES | st.sampled_from(KINDS), max_size=4)
KEYBOARDS = st.fixed_dictionaries({"inline_keyboard": st.lists(st.lists(OBJECTS, max_size=2) | LEAVES, max_size=2)})
NESTED = st.recursive(LEAVES | OBJECTS | KEYBOARDS, lambda inner: st.lists(inner, max_size=3), max_leaves=4)


@st.composite
def calls(draw):
    """Draw a method and parameters of the right names with values of any kind."""
    name = draw(st.sampled_from([one for one in scaletg.schema.methods if one not in ("logOut", "getUpdates")]))
    values = {}
    for field in scaletg.schema.methods[name].fields:
        if field.name in ("chat_id", "from_chat_id", "user_id"):
            values[field.name] = draw(st.sampled_from(["ADA", "TEAM", "ADA", "TEAM", "NEWS"]) | LEAVES)
        elif field.required or draw(st.booleans()):
            values[field.name] = draw(NESTED)
    return name, values


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calls())
def test_no_call_makes_the_simulator_fail(call):
    name, values = call
    world = nonsense_world()
    places = {"ADA": world.ada.id, "TEAM": world.team.id, "NEWS": world.news.id}
    given_values = {key: places.get(value, value) if isinstance(value, str) else value for key, value in values.items()}
    answer = world.sim.call(world.bot, name, given_values, {"f": Upload("a.png", b"x")})
    assert answer["ok"] or answer["error_code"] in (400, 403, 404, 409, 413)
    assert json.dumps(answer)


@functools.lru_cache
def nonsense_world():
    world = World()
    world.team = world.group(is_forum=True)
    world.news = world.group(type="channel")
    world.say(reply_markup=KEYBOARD)
    world.ok("sendPoll", chat_id=world.ada.id, question="q", options=["a", "b"])
    return world


def call_guest(world, text="@the_bot what is tea?"):
    group = world.sim.create_group(world.ada, "Strangers")
    return group, world.sim.call_guest(world.ada, text, chat=group)


ARTICLE = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "Leaves."}}


def test_a_guest_is_answered_by_its_query_and_the_answer_can_be_edited(world):
    group, query_id = call_guest(world)
    message = world.updates("guest_message")[0]
    assert (message["guest_query_id"], message["chat"]["id"]) == (query_id, group.id)
    sent = world.ok("answerGuestQuery", guest_query_id=query_id, result=ARTICLE)
    answer = group.messages[max(group.messages)]
    assert (answer.raw["text"], answer.raw["from"]["id"]) == ("Leaves.", world.bot.id)
    assert answer.raw["guest_bot_caller_user"]["id"] == world.ada.id
    assert answer.raw["reply_to_message"]["message_id"] == message["message_id"]
    assert world.ok("editMessageText", **sent, text="Leaves in water.") is True
    assert answer.raw["text"] == "Leaves in water."


def test_a_guest_is_answered_once(world):
    _, query_id = call_guest(world)
    world.ok("answerGuestQuery", guest_query_id=query_id, result=ARTICLE)
    assert "query ID is invalid" in world.refusal("answerGuestQuery", guest_query_id=query_id, result=ARTICLE)[1]
    assert "query ID is invalid" in world.refusal("answerGuestQuery", guest_query_id="1", result=ARTICLE)[1]


def test_a_guest_bot_cannot_write_into_the_chat_as_a_member(world):
    group, _ = call_guest(world)
    assert world.refusal("sendMessage", chat_id=group.id, text="Hi")[0] in (400, 403)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("what is tea?", "does not mention @the_bot"), (" ", "is empty")],
)
def test_a_guest_is_called_by_its_name(world, text, fault):
    with pytest.raises(ActionError, match=fault):
        call_guest(world, text)


def test_a_member_or_a_bot_without_guest_mode_is_not_called(world):
    group = world.sim.create_group(world.ada, "Team", bot=world.bot)
    with pytest.raises(ActionError, match="is a member of"):
        world.sim.call_guest(world.ada, "@the_bot hi", chat=group)
    world.bot.supports_guest_queries = False
    with pytest.raises(ActionError, match="answers no guests"):
        call_guest(world)


def test_a_managed_bot_has_a_token_that_its_manager_gets(world):
    shop = world.sim.create_managed_bot(world.ada, "a_shop_bot", first_name="Tea")
    created = world.updates("managed_bot")[0]
    assert (created["user"]["id"], created["bot"]["username"]) == (world.ada.id, "a_shop_bot")
    token = world.ok("getManagedBotToken", user_id=shop.id)
    assert world.sim.bot_of_token(token) is shop


@pytest.mark.parametrize("who", ["manager", "owner"])
def test_a_managed_bot_gets_another_token(world, who):
    shop = world.sim.create_managed_bot(world.ada, "a_shop_bot")
    old = world.ok("getManagedBotToken", user_id=shop.id)
    world.updates()
    if who == "manager":
        new = world.ok("replaceManagedBotToken", user_id=shop.id)
    else:
        new = world.sim.replace_token(world.ada, shop)
    assert new != old
    assert world.ok("getManagedBotToken", user_id=shop.id) == new
    assert len(world.updates("managed_bot")) == (who == "owner")
    with pytest.raises(Refused, match="Unauthorized"):
        world.sim.bot_of_token(old)


def test_a_bot_gets_the_tokens_of_its_own_managed_bots_only(world):
    other = world.sim.add_bot("200:def")
    assert world.refusal("getManagedBotToken", user_id=other.id)[0] == 400
    assert world.refusal("getManagedBotToken", user_id=world.ada.id)[0] == 400
    with pytest.raises(ActionError, match="is not a bot of Ada"):
        world.sim.replace_token(world.ada, other)


def test_a_managed_bot_needs_a_free_name_and_a_manager(world):
    world.sim.create_managed_bot(world.ada, "a_shop_bot", bot=world.bot)
    with pytest.raises(ActionError, match="there is a bot @A_shop_bot already"):
        world.sim.create_managed_bot(world.ada, "A_shop_bot", bot=world.bot)
    world.bot.can_manage_bots = False
    with pytest.raises(ActionError, match="manages no bots"):
        world.sim.create_managed_bot(world.ada, "other_shop_bot", bot=world.bot)


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ({"type": "heading", "text": "a", "size": 7}, "invalid section heading size specified"),
        ({"type": "list", "items": []}, "list must be non-empty"),
        ({"type": "list", "items": [{"blocks": []}, {"blocks": [], "type": "1"}]}, "either ordered or unordered"),
        ({"type": "blockquote", "blocks": [{"type": "list", "items": []}]}, "list must be non-empty"),
        ({"type": "blockquote", "blocks": [1]}, "expected an Array of InputRichBlock"),
    ],
)
def test_blocks_that_telegram_refuses_are_refused(world, block, fault):
    refused = world.refusal("sendRichMessage", chat_id=world.ada.id, rich_message={"blocks": [block]})
    assert fault in refused[1]


def test_a_guest_gets_a_rich_message(world):
    group, query_id = call_guest(world)
    rich = {"blocks": [{"type": "paragraph", "text": "a"}]}
    world.ok(
        "answerGuestQuery", guest_query_id=query_id, result={**ARTICLE, "input_message_content": {"rich_message": rich}}
    )
    assert group.messages[max(group.messages)].raw["rich_message"] == rich
