"""The simulator: what people do, and that every kind of update has an action that makes it."""

import pytest

import scaletg
from scaletg_contrib.simulator import ActionError, Clock, Simulator, blank_picture

PRICES = [{"label": "Tea", "amount": 5}]


class World:
    """A simulator with a bot that gets everything, Ada who has started it, and Bob in her group."""

    def __init__(self):
        self.sim = Simulator(clock=Clock(1_780_000_000), seed=7)
        kinds = [*scaletg.schema.kinds]
        self.bot = self.sim.add_bot("100:abc", username="the_bot", privacy=False, allowed_updates=kinds)
        self.ada = self.sim.add_user("Ada", id=42, is_premium=True)
        self.bob = self.sim.add_user("Bob", id=43)
        self.sim.start(self.ada)
        self.team = self.sim.create_group(self.ada, "Team", members=[self.bob], bot=True)
        self.take()

    def call(self, method, **parameters):
        answer = self.sim.call(self.bot, method, parameters)
        assert answer["ok"], answer
        return answer["result"]

    def promote(self, chat=None):
        self.sim.set_role(self.ada, chat or self.team, self.bot, status="administrator")
        self.take()

    def take(self, kind=None):
        found, self.bot.pending = [one.update for one in self.bot.pending], []
        return [one[kind] for one in found if kind in one] if kind else found


@pytest.fixture
def world():
    return World()


###############################################################################
# All kinds ###################################################################
###############################################################################


def press(world):
    keys = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    world.call("sendMessage", chat_id=42, text="Tea?", reply_markup=keys)
    world.sim.press(world.ada, "Yes")


def post(world, edit=False):
    channel = world.sim.create_group(world.ada, "News", type="channel", bot=True)
    message = world.sim.send(world.ada, "New", chat=channel)
    if edit:
        world.sim.edit(world.ada, "Newer", message_id=message.id, chat=channel)
    return channel


def connect(world):
    world.sim.connect_business(world.ada)
    return world.sim.write_to(world.bob, world.ada, "Hello"), world.sim.world.chats["business:42:43"]


def edit_business_message(world):
    message, chat = connect(world)
    world.sim.edit(world.bob, "Hello!", message_id=message.id, chat=chat)


def delete_business_message(world):
    message, chat = connect(world)
    world.sim.delete(world.bob, message.id, chat=chat)


def call_guest(world):
    chat = world.sim.create_group(world.ada, "Others")
    world.sim.call_guest(world.ada, "@the_bot, tea?", chat=chat)


def choose(world):
    query = world.sim.inline_query(world.ada, "tea")
    content = {"message_text": "Tea"}
    result = {"type": "article", "id": "1", "title": "Tea", "input_message_content": content}
    world.call("answerInlineQuery", inline_query_id=query, results=[result])
    world.sim.choose(world.ada, query)


def buy(world, **more):
    about = {"title": "t", "description": "d", "payload": "p", "currency": "XTR", "prices": PRICES, **more}
    world.call("sendInvoice", chat_id=42, **about)
    return world.sim.pay(world.ada)


def buy_media(world):
    media = [{"type": "photo", "media": "https://e.com/1.jpg"}]
    world.call("sendPaidMedia", chat_id=42, star_count=5, media=media, payload="p")
    world.sim.pay(world.ada)


def vote(world):
    world.call("sendPoll", chat_id=world.team.id, question="Tea?", options=["Yes", "No"], is_anonymous=False)
    world.sim.vote(world.bob, "Yes", chat=world.team)


def ask_to_join(world):
    world.promote()
    link = world.call("createChatInviteLink", chat_id=world.team.id, creates_join_request=True)["invite_link"]
    world.sim.join(world.sim.add_user("Carl"), world.team, invite_link=link)


def boost(world, take_back=False):
    world.promote()
    world.sim.boost(world.ada, world.team)
    if take_back:
        world.sim.remove_boost(world.ada, world.team)


def react_in_channel(world):
    channel = post(world)
    world.sim.react(world.ada, "👍", chat=channel)


def subscribe(world):
    parameters = {"title": "t", "description": "d", "payload": "p", "currency": "XTR", "prices": PRICES}
    link = world.call("createInvoiceLink", **parameters, subscription_period=2_592_000)
    world.call("answerPreCheckoutQuery", pre_checkout_query_id=world.sim.pay(world.ada, link=link), ok=True)
    world.sim.edit_subscription(world.ada)


def stop_draft(world):
    world.call("sendMessageDraft", chat_id=42, draft_id=1, text="Once", can_stop=True)
    world.sim.stop_draft(world.ada)


def leave(world):
    world.promote()
    world.sim.leave(world.bob, world.team)


#: For each kind of update, what people do that makes it.
KINDS = {
    "message": lambda world: world.sim.send(world.ada, "Hello"),
    "edited_message": lambda world: (world.sim.send(world.ada, "Helo"), world.sim.edit(world.ada, "Hello")),
    "channel_post": post,
    "edited_channel_post": lambda world: post(world, edit=True),
    "business_connection": connect,
    "business_message": connect,
    "edited_business_message": edit_business_message,
    "deleted_business_messages": delete_business_message,
    "guest_message": call_guest,
    "message_reaction": lambda world: (world.sim.send(world.ada, "Hello"), world.sim.react(world.ada, "👍")),
    "message_reaction_count": react_in_channel,
    "inline_query": lambda world: world.sim.inline_query(world.ada, "tea"),
    "chosen_inline_result": choose,
    "callback_query": press,
    "shipping_query": lambda world: buy(
        world, currency="EUR", provider_token="x", need_shipping_address=True, is_flexible=True
    ),
    "pre_checkout_query": buy,
    "purchased_paid_media": buy_media,
    "poll": vote,
    "poll_answer": vote,
    "my_chat_member": lambda world: world.sim.block(world.ada),
    "chat_member": leave,
    "chat_join_request": ask_to_join,
    "chat_boost": boost,
    "removed_chat_boost": lambda world: boost(world, take_back=True),
    "managed_bot": lambda world: world.sim.create_managed_bot(world.ada, "a_shop_bot"),
    "subscription": subscribe,
    "stopped_message_generation": stop_draft,
}


def test_every_kind_of_update_has_an_action():
    assert list(KINDS) == list(scaletg.schema.usual_kinds)


@pytest.mark.parametrize("kind", KINDS)
def test_the_action_makes_an_update_that_is_complete(world, kind):
    KINDS[kind](world)
    updates = [update for update in world.take() if kind in update]
    assert updates
    for update in updates:
        typed = getattr(scaletg.Update.from_dict(update), kind)
        name = scaletg.schema.kinds[kind]
        assert type(typed).__name__ == name
        assert set(scaletg.schema.types[name].required) <= set(update[kind])


def test_a_raw_update_is_delivered_and_can_be_answered(world):
    person = {"id": 77, "is_bot": False, "first_name": "Eve"}
    message = {"message_id": 5, "from": person, "chat": {"id": 77, "type": "private"}, "date": 1, "text": "Hi"}
    number = world.sim.deliver({"message": message})
    assert world.take() == [{"message": message, "update_id": number}]
    world.call("sendMessage", chat_id=77, text="Hello", reply_parameters={"message_id": 5})
    world.sim.deliver({"update_id": 9, "kind_of_next_year": {"x": 1}})
    assert world.take() == [{"update_id": 9, "kind_of_next_year": {"x": 1}}]


@pytest.mark.parametrize(
    "update, words",
    [
        ({}, "one kind with an object"),
        ({"message": {}, "poll": {}}, "one kind with an object"),
        ({"mesage": {}}, "did you mean 'message'"),
        ({"job": {}}, "Telegram sends no update 'job'"),
        ({"message": {"message_id": 1}}, "a Message needs date, chat"),
    ],
)
def test_what_is_no_update_is_said(world, update, words):
    with pytest.raises(ActionError, match=words):
        world.sim.deliver(update)


###############################################################################
# Writing #####################################################################
###############################################################################


def test_a_part_of_a_message_is_quoted(world):
    first = world.call("sendMessage", chat_id=42, text="🍵 or coffee?")
    message = world.sim.send(world.ada, "This", reply_to=first["message_id"], quote="coffee")
    assert message.raw["quote"] == {"text": "coffee", "position": 6, "is_manual": True}
    with pytest.raises(ActionError, match="does not contain 'cocoa'"):
        world.sim.send(world.ada, "This", reply_to=first["message_id"], quote="cocoa")


def test_a_live_location_moves_and_ends(world):
    world.sim.send_location(world.ada, 38.7, -9.1, live_period=900)
    world.sim.move_location(world.ada, 38.8, -9.2)
    world.sim.move_location(world.ada, 38.9, -9.3, stop=True)
    moved, ended = world.take("edited_message")
    assert (moved["location"]["latitude"], moved["location"]["live_period"]) == (38.8, 900)
    assert ended["location"] == {"latitude": 38.9, "longitude": -9.3}
    with pytest.raises(ActionError, match="no message with a live location that has not ended"):
        world.sim.move_location(world.ada, 1, 1)


@pytest.mark.parametrize("seconds, is_live", [(899, True), (900, False)])
def test_a_live_location_ends_by_itself(world, seconds, is_live):
    world.sim.send_location(world.ada, 38.7, -9.1, live_period=900)
    world.sim.advance(seconds)
    if is_live:
        world.sim.move_location(world.ada, 1, 1)
    else:
        with pytest.raises(ActionError):
            world.sim.move_location(world.ada, 1, 1)


def test_tasks_of_a_checklist_are_marked_and_added(world):
    message = world.sim.send_checklist(world.ada, "Shopping", ["Tea", "Milk"], chat=world.team)
    world.take()
    world.sim.mark_tasks(world.bob, ["Tea"], chat=world.team)
    world.sim.mark_tasks(world.bob, [1], done=False, chat=world.team)
    done, undone = [one["checklist_tasks_done"] for one in world.take("message")]
    assert (done["marked_as_done_task_ids"], undone["marked_as_not_done_task_ids"]) == ([1], [1])
    assert done["checklist_message"]["checklist"]["tasks"][0]["completed_by_user"]["id"] == 43
    with pytest.raises(ActionError, match="may not add tasks"):
        world.sim.add_tasks(world.bob, ["Sugar"], chat=world.team)
    world.sim.add_tasks(world.ada, ["Sugar"], chat=world.team)
    assert world.take("message")[0]["checklist_tasks_added"]["tasks"] == [{"id": 3, "text": "Sugar"}]
    assert len(message.raw["checklist"]["tasks"]) == 3


@pytest.mark.parametrize("tasks, is_fine", [(0, False), (1, True), (30, True), (31, False)])
def test_a_checklist_has_one_to_30_tasks(world, tasks, is_fine):
    if is_fine:
        world.sim.send_checklist(world.ada, "x", ["x"] * tasks)
    else:
        with pytest.raises(ActionError, match="from 1 to 30 tasks"):
            world.sim.send_checklist(world.ada, "x", ["x"] * tasks)


def test_a_quiz_shows_its_solution_at_its_end(world):
    world.sim.send_poll(world.ada, "2 + 2?", ["3", "4"], correct=[1], explanation="Count", chat=world.team)
    quiz = world.take("message")[0]["poll"]
    assert (quiz["type"], "correct_option_id" in quiz) == ("quiz", False)
    world.sim.vote(world.bob, "4", chat=world.team)
    world.sim.end_poll(world.ada, chat=world.team)
    ended = world.take("poll")[-1]
    assert (ended["is_closed"], ended["correct_option_ids"], ended["explanation"]) == (True, [1], "Count")
    assert ended["options"][1]["voter_count"] == 1


def test_a_poll_takes_several_answers(world):
    world.sim.send_poll(world.ada, "Tea?", ["Green", "Black", "None"], multiple=True, chat=world.team)
    counted = world.sim.vote(world.bob, ["Green", "Black"], chat=world.team)
    assert [one["voter_count"] for one in counted["options"]] == [1, 1, 0]


@pytest.mark.parametrize(
    "options, correct, is_fine", [(12, [11], True), (13, [], False), (12, [12], False), (1, [], True)]
)
def test_polls_of_people_have_limits(world, options, correct, is_fine):
    if is_fine:
        world.sim.send_poll(world.ada, "?", ["x"] * options, correct=correct)
    else:
        with pytest.raises(ActionError):
            world.sim.send_poll(world.ada, "?", ["x"] * options, correct=correct)


###############################################################################
# Groups ######################################################################
###############################################################################


def test_messages_are_pinned_and_unpinned(world):
    message = world.sim.send(world.ada, "Rules", chat=world.team)
    world.sim.pin(world.ada, message.id, chat=world.team)
    world.sim.unpin(world.ada, chat=world.team)
    assert world.team.pinned == []
    with pytest.raises(ActionError, match="is not pinned"):
        world.sim.unpin(world.ada, message_id=message.id, chat=world.team)


def test_topics_are_made_edited_and_closed(world):
    forum = world.sim.create_group(world.ada, "Forum", members=[world.bob], is_forum=True, bot=True)
    world.take()
    number = world.sim.create_topic(world.bob, forum, "News")
    world.sim.edit_topic(world.bob, forum, number, name="Old news", is_closed=True)
    world.sim.edit_topic(world.ada, forum, number, is_closed=False)
    kinds = [key for one in world.take("message") for key in one if key.startswith("forum_topic_")]
    assert kinds == ["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"]
    with pytest.raises(ActionError, match="has no topics"):
        world.sim.create_topic(world.ada, world.team, "News")


def test_title_photo_and_permissions_of_a_group_change(world):
    world.sim.edit_group(world.ada, world.team, title="Crew", photo=blank_picture(), permissions=["can_send_messages"])
    world.sim.edit_group(world.ada, world.team, delete_photo=True, description="We")
    kinds = [set(one) & {"new_chat_title", "new_chat_photo", "delete_chat_photo"} for one in world.take("message")]
    assert kinds == [{"new_chat_title"}, {"new_chat_photo"}, {"delete_chat_photo"}]
    assert (world.team.title, world.team.permissions, world.team.description) == ("Crew", ["can_send_messages"], "We")
    with pytest.raises(ActionError, match="Bob may not change 'Crew'"):
        world.sim.edit_group(world.bob, world.team, title="x")
    with pytest.raises(ActionError, match="did you mean 'can_send_polls'"):
        world.sim.edit_group(world.ada, world.team, permissions=["can_send_pols"])


def test_an_administrator_writes_as_the_group(world):
    world.sim.set_anonymous(world.ada, world.team, title="boss")
    raw = world.sim.send(world.ada, "Hello", chat=world.team).raw
    assert (raw["from"]["username"], raw["sender_chat"]["id"]) == ("GroupAnonymousBot", world.team.id)
    assert raw["author_signature"] == "boss"
    world.sim.set_anonymous(world.ada, world.team, anonymous=False)
    assert world.sim.send(world.ada, "Hello", chat=world.team).raw["from"]["id"] == 42
    with pytest.raises(ActionError, match="only administrators of supergroups"):
        world.sim.set_anonymous(world.bob, world.team)


def test_a_message_is_reported(world):
    message = world.sim.send(world.ada, "Buy!", chat=world.team)
    world.sim.report(world.bob, message_id=message.id, chat=world.team)
    event = next(one for one in world.sim.world.events if one["type"] == "report")
    assert (event["user_id"], event["message_id"], event["reason"]) == (43, message.id, "spam")
    with pytest.raises(ActionError, match="spam, violence"):
        world.sim.report(world.bob, reason="bored", chat=world.team)


def test_the_settings_of_the_bot_change(world):
    world.sim.configure_bot(world.ada, privacy=True, star_balance=7)
    assert world.call("getMe")["can_read_all_group_messages"] is False
    assert world.call("getMyStarBalance") == {"amount": 7}


###############################################################################
# Websites ####################################################################
###############################################################################


def test_a_web_app_is_opened_with_signed_data(world):
    web_app = {"url": "https://shop.example/app#cart"}
    keys = {"inline_keyboard": [[{"text": "Shop", "web_app": web_app}]]}
    world.call("sendMessage", chat_id=42, text="Buy", reply_markup=keys)
    opened = world.sim.open_app(world.ada, "Shop")
    data = scaletg.check_init_data(opened["init_data"], "100:abc", now=world.sim.now)
    assert (data.user.id, data.query_id) == (42, opened["query_id"])
    assert opened["url"].startswith("https://shop.example/app#cart&tgWebAppData=")
    content = {"message_text": "Bought"}
    result = {"type": "article", "id": "1", "title": "t", "input_message_content": content}
    world.call("answerWebAppQuery", web_app_query_id=opened["query_id"], result=result)
    pressed = world.sim.press(world.ada, "Shop")
    assert pressed["web_app"] == web_app
    scaletg.check_init_data(pressed["init_data"], "100:abc", now=world.sim.now)


def test_a_key_the_menu_and_a_link_open_web_apps(world):
    with pytest.raises(ActionError, match="no button here opens a Web App with the text 'Shop'"):
        world.sim.open_app(world.ada, "Shop")
    keys = {"keyboard": [[{"text": "Key", "web_app": {"url": "https://e.com/key"}}]]}
    world.call("sendMessage", chat_id=42, text="x", reply_markup=keys)
    assert "query_id" not in world.sim.open_app(world.ada, "Key")
    menu = {"type": "web_app", "text": "Menu", "web_app": {"url": "https://e.com/menu"}}
    world.call("setChatMenuButton", menu_button=menu)
    assert world.sim.open_app(world.ada, "Menu")["url"].startswith("https://e.com/menu#tgWebAppData=")
    linked = world.sim.open_app(world.ada, url="https://e.com/", start="ref_1")
    data = scaletg.check_init_data(linked["init_data"], "100:abc", now=world.sim.now)
    assert data.start_param == "ref_1"


def test_people_log_in_to_a_website(world):
    data = world.sim.log_in(world.ada, write_access=True)
    assert scaletg.check_login(data, "100:abc", now=world.sim.now).id == 42
    assert world.take("message")[0]["write_access_allowed"] == {"from_request": True}
    keys = {"inline_keyboard": [[{"text": "Log in", "login_url": {"url": "https://e.com/login"}}]]}
    world.call("sendMessage", chat_id=42, text="x", reply_markup=keys)
    assert world.sim.press(world.ada, "Log in")["url"].startswith("https://e.com/login?id=42&first_name=Ada&auth_date=")
