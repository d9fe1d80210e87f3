"""Long polling against a server: what is confirmed and when, order, trouble, and how it ends.

A bot polls in a thread of the test until the server says that its token was revoked, which ends the program.
"""

import logging
import threading

import pytest

import scaletg
from fake_telegram import TOKEN, FakeTelegram, Fault, text_update

REVOKED = Fault(401, "Unauthorized")


@pytest.fixture
def telegram():
    with FakeTelegram() as server:
        yield server


@pytest.fixture
def make_bot(telegram, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def make(**options):
        return scaletg.Bot(TOKEN, base_url=telegram.url, username="example_bot", **options)

    return make


@pytest.fixture
def bot(make_bot):
    return make_bot()


def revoke(telegram):
    """Let the next call for updates end the polling."""
    telegram.answer("getUpdates", REVOKED)


def poll(bot, telegram, **options):
    """Poll in another thread until the token is revoked, and return a function that waits for the end."""
    failures = []

    def run():
        with pytest.raises(SystemExit) as caught:
            bot.run(poll_seconds=5, **options)
        failures.append(caught.value)

    thread = threading.Thread(target=run)
    thread.start()

    def end():
        revoke(telegram)
        telegram.push(text_update(999_999, "wake up"))  # a call that waits returns
        thread.join(20)
        assert failures, "polling did not end"

    return end


def offsets(telegram):
    return [call.parameters.get("offset") for call in telegram.of("getUpdates")]


def test_updates_are_fetched_answered_and_confirmed(bot, telegram):
    @bot.app("/start")
    def start(message):
        return "Hello"

    telegram.push(text_update(500, "/start"), text_update(501, "nothing"))
    end = poll(bot, telegram)
    telegram.wait_for("sendMessage")
    telegram.wait_for(lambda: not telegram.pending)
    end()
    assert [call.parameters for call in telegram.of("sendMessage")] == [{"chat_id": 7, "text": "Hello"}]
    first = telegram.of("getUpdates")[0].parameters
    assert first == {"timeout": 5, "allowed_updates": ["message"], "limit": 100}
    assert offsets(telegram)[1] == 502


def test_an_update_is_confirmed_only_after_it_was_processed(bot, telegram):
    entered, release = threading.Event(), threading.Event()

    @bot.app("slow")
    def slow(message):
        entered.set()
        assert release.wait(20)
        return "done"

    telegram.push(text_update(500, "quick"), text_update(501, "slow"), text_update(502, "after"))
    end = poll(bot, telegram)
    assert entered.wait(20)
    telegram.wait_for(lambda: len(telegram.of("getUpdates")) > 2)
    assert set(offsets(telegram)) == {None, 501}
    assert telegram.pending == [501, 502]
    assert telegram.of("getUpdates")[-1].parameters["timeout"] == 0
    release.set()
    telegram.wait_for(lambda: not telegram.pending)
    end()
    assert len(telegram.of("sendMessage")) == 1


def test_the_updates_of_a_chat_are_processed_in_order(bot, telegram):
    seen = []

    @bot.app()
    def record(message):
        threading.Event().wait(0.002 * (message.message_id % 3))
        seen.append((message.chat.id, message.message_id))

    updates = [text_update(500 + number, "a", chat_id=number % 4 + 1) for number in range(80)]
    telegram.push(*updates)
    end = poll(bot, telegram)
    telegram.wait_for(lambda: not telegram.pending)
    end()
    for chat_id in range(1, 5):
        numbers = [number for chat, number in seen if chat == chat_id]
        assert numbers == sorted(numbers)
        assert len(numbers) == 20


def test_chats_are_processed_side_by_side(bot, telegram):
    meeting = threading.Barrier(3, timeout=20)

    @bot.app()
    def meet(message):
        if message.text == "meet":
            meeting.wait()
            return "met"
        return None

    telegram.push(*(text_update(500 + number, "meet", chat_id=number + 1) for number in range(3)))
    end = poll(bot, telegram)
    telegram.wait_for(lambda: len(telegram.of("sendMessage")) == 3)
    end()


def test_what_comes_while_an_app_is_busy_is_processed_meanwhile(bot, telegram):
    entered, release = threading.Event(), threading.Event()

    @bot.app("slow")
    def slow(message):
        entered.set()
        assert release.wait(20)

    @bot.app("quick")
    def quick(message):
        return "quick"

    telegram.push(text_update(500, "slow", chat_id=1))
    end = poll(bot, telegram)
    assert entered.wait(20)
    telegram.push(text_update(501, "quick", chat_id=2))
    telegram.wait_for("sendMessage")
    assert telegram.pending == [500, 501]
    release.set()
    telegram.wait_for(lambda: not telegram.pending)
    end()
    assert len(telegram.of("sendMessage")) == 1


def test_updates_without_a_chat_are_ordered_by_their_user_or_not_at_all(bot, telegram):
    seen = []

    @bot.app(on=("inline_query", "poll"))
    def record(update):
        seen.append(update.update_id)

    ada = {"id": 7, "is_bot": False, "first_name": "Ada"}
    query = {"id": "1", "from": ada, "query": "a", "offset": ""}
    vote = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True}
    telegram.push(
        {"update_id": 500, "inline_query": query}, {"update_id": 501, "poll": vote}, {"update_id": 502, "new": {}}
    )
    end = poll(bot, telegram)
    telegram.wait_for(lambda: not telegram.pending)
    end()
    assert sorted(seen) == [500, 501]


def test_ids_that_begin_anew_are_new_updates(bot, telegram):
    @bot.app()
    def answer(message):
        return None if message.text == "wake up" else str(message.message_id)

    telegram.answer(
        "getUpdates", [text_update(500_000, "a")], [text_update(500_000, "again")], [text_update(30, "anew")]
    )
    end = poll(bot, telegram)
    telegram.wait_for(lambda: len(telegram.of("sendMessage")) == 2)
    end()
    assert [call.parameters["text"] for call in telegram.of("sendMessage")] == ["500000", "30"]


def test_trouble_is_waited_out_with_growing_pauses(bot, telegram, caplog):
    @bot.app()
    def answer(message):
        return "answer"

    telegram.push(text_update(500, "a"))
    telegram.answer("getUpdates", Fault(500, "Internal Server Error"), Fault(400, "Logged out"))
    end = poll(bot, telegram)
    telegram.wait_for("sendMessage")
    end()
    first, second, third = telegram.of("getUpdates")[:3]
    assert 0.9 < second.time - first.time < 1.9
    assert 1.9 < third.time - second.time < 4
    assert "500 Internal Server Error. Next try in 1 s" in caplog.text
    assert "400 Logged out. Next try in 2 s" in caplog.text


def test_a_second_instance_is_explained(bot, telegram, caplog):
    bot.app()(lambda message: None)
    telegram.answer("getUpdates", Fault(409, "Conflict: terminated by other getUpdates request"))
    end = poll(bot, telegram)
    telegram.wait_for(lambda: len(telegram.of("getUpdates")) == 2)
    end()
    assert "A second instance of the bot is polling, or a webhook is set" in caplog.text
    assert "scaletg webhook delete" in caplog.text


@pytest.mark.parametrize("fault", [REVOKED, Fault(404, "Not Found")])
def test_a_wrong_token_ends_the_polling(bot, telegram, caplog, fault):
    bot.app()(lambda message: None)
    telegram.answer("getUpdates", fault)
    with pytest.raises(SystemExit) as caught:
        bot.run(reload=False)
    assert caught.value.code == 1
    assert f"getUpdates: {fault.code} {fault.description}" in caplog.text
    assert len(telegram.of("getUpdates")) == 1


def test_what_is_not_an_update_is_named_and_the_polling_goes_on(bot, telegram, caplog):
    bot.app()(lambda message: message.text)
    telegram.answer("getUpdates", "no list", [1, text_update(500, "a")])
    end = poll(bot, telegram)
    telegram.wait_for("sendMessage")
    end()
    assert "getUpdates returned something that is not an update: 'no list'" in caplog.text
    assert "getUpdates returned something that is not an update: 1" in caplog.text


def test_a_mistake_of_ours_ends_the_polling(bot, monkeypatch):
    bot.app()(lambda message: None)
    monkeypatch.setattr(bot.api, "get_updates", lambda **_: None.nothing)
    with pytest.raises(AttributeError):
        bot.run(reload=False)


def test_what_was_fetched_is_finished_before_the_end(bot, telegram):
    entered, release = threading.Event(), threading.Event()

    @bot.app()
    def slow(message):
        entered.set()
        assert release.wait(20)
        return message.text

    telegram.push(*(text_update(500 + number, f"text {number}") for number in range(5)))
    end = poll(bot, telegram)
    assert entered.wait(20)
    revoke(telegram)
    telegram.wait_for(lambda: len(telegram.of("getUpdates")) >= 2)
    release.set()
    end()
    assert [call.parameters["text"] for call in telegram.of("sendMessage")] == [f"text {number}" for number in range(5)]
    assert offsets(telegram)[-1] == 505


def test_a_retry_is_waited_for_and_what_comes_after_it_in_the_chat_as_well(bot, telegram):
    attempts = []

    @bot.app()
    def answer(message):
        attempts.append(message.text)
        if attempts == ["first"]:
            raise scaletg.Retry(0.2)
        return message.text

    telegram.push(text_update(500, "first"), text_update(501, "second"))
    end = poll(bot, telegram)
    telegram.wait_for(lambda: not telegram.pending)
    end()
    assert attempts[:3] == ["first", "first", "second"]
    assert [call.parameters["text"] for call in telegram.of("sendMessage")][:2] == ["first", "second"]


def test_a_retry_at_the_end_is_not_confirmed(bot, telegram):
    asked = threading.Event()

    @bot.app("down")
    def down(message):
        asked.set()
        raise scaletg.Retry(3600)

    @bot.app(on="message", fallback=True)
    def other(message):
        return "other"

    telegram.push(
        text_update(500, "ok", chat_id=1), text_update(501, "down", chat_id=2), text_update(502, "late", chat_id=2)
    )
    end = poll(bot, telegram)
    assert asked.wait(20)
    telegram.wait_for("sendMessage")
    end()
    assert offsets(telegram)[-1] == 501
    assert telegram.pending[:2] == [501, 502]
    assert len(telegram.of("sendMessage")) == 1


def test_a_failing_app_is_asked_again_if_the_bot_is_told_to(make_bot, telegram):
    bot = make_bot(on_error="retry", max_attempts=2)
    attempts = []

    @bot.app()
    def answer(message):
        attempts.append(message.text)
        if len(attempts) == 1:
            raise ValueError("trouble")
        return "in the end"

    telegram.push(text_update(500, "a"))
    end = poll(bot, telegram)
    telegram.wait_for("sendMessage")
    end()
    assert attempts[:2] == ["a", "a"]


def test_an_app_that_exits_takes_nothing_down(bot, telegram, caplog):
    @bot.app()
    def leave(message):
        if message.text == "exit":
            raise SystemExit(1)
        return "still here"

    telegram.push(
        *(text_update(500 + number, "exit", chat_id=number + 1) for number in range(3)), text_update(503, "a")
    )
    end = poll(bot, telegram, threads=1)
    telegram.wait_for("sendMessage")
    telegram.wait_for(lambda: not telegram.pending)
    end()
    assert "failed on update 500: RuntimeError: sys.exit(1) was called" in caplog.text


def test_a_refused_reply_is_logged_with_the_name_of_the_app(bot, telegram, caplog):
    @bot.app(name="greeter")
    def greet(message):
        return "Hello"

    telegram.answer("sendMessage", Fault(403, "Forbidden: bot was blocked by the user"))
    telegram.push(text_update(500, "a"))
    end = poll(bot, telegram)
    telegram.wait_for(lambda: not telegram.pending)
    end()
    assert "the reply of app 'greeter' to update 500 was not sent" in caplog.text
    assert TOKEN not in caplog.text


def test_an_update_that_another_process_has_answered_is_not_answered_again(make_bot, telegram):
    seen = scaletg.SeenUpdates()  # as a store that several processes share
    other, bot = make_bot(seen=seen), make_bot(seen=seen)
    other.app()(lambda message: "first")
    bot.app()(lambda message: "second")
    other.complete(text_update(500, "a"))
    telegram.push(text_update(500, "a"), text_update(501, "b"))
    end = poll(bot, telegram)
    telegram.wait_for(lambda: not telegram.pending)
    assert [call.parameters["text"] for call in telegram.of("sendMessage")] == ["first", "second"]
    end()


def test_the_name_of_the_bot_is_no_condition(telegram, monkeypatch, tmp_path, caplog):
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.INFO)
    bot = scaletg.Bot(TOKEN, base_url=telegram.url, retry_budget=0)
    bot.app("/start")(lambda message: "Hello")
    telegram.answer("getMe", Fault(500, "Internal Server Error"))
    telegram.push(text_update(500, "/start"))
    end = poll(bot, telegram)
    telegram.wait_for("sendMessage")
    end()
    assert "(@?) is polling; stop it with Ctrl-C" in caplog.text


def test_development_is_on_while_a_bot_polls(make_bot, telegram):
    for given, seen in ((None, True), (False, False)):
        bot = make_bot(development=given)
        bot.app()(lambda message: None)
        revoke(telegram)
        with pytest.raises(SystemExit):
            bot.run(reload=False)
        assert bot.development is seen


def test_modules_of_the_bot_are_closed_at_the_end(bot, telegram):
    closed = []

    @bot.module(scope="bot")
    def store():
        yield "store"
        closed.append(True)

    @bot.app()
    def answer(message, store):
        return store

    telegram.push(text_update(500, "a"))
    end = poll(bot, telegram)
    telegram.wait_for("sendMessage")
    end()
    assert closed == [True]
