"""The test kit: bots are talked to in the same process."""

import gc
import importlib
import json
import os
import re
import subprocess
import sys
import threading
import time
import warnings
import weakref
from collections import deque
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

import scaletg
from scaletg_contrib.conversations import Conversations, ask
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.simulator import ActionError, NotSimulated, blank_picture
from scaletg_contrib.simulator.registry import METHODS
from scaletg_contrib.stores import open_store
from scaletg_contrib.testkit import RemoteTelegram, Telegram, open_telegrams

pytest_plugins = ["pytester"]


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _children_import_the_source(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "contrib")]))


@pytest.fixture
def bot():
    bot = scaletg.Bot()

    @bot.app("/start <payload>")
    def start(message, user, payload=""):
        keyboard = scaletg.inline_keyboard([("Yes", "vote:1"), ("No", "vote:0")])
        return message.answer(f"Hello, {user.first_name}{payload}", reply_markup=keyboard)

    @bot.app("vote:<n:int>", on="callback_query")
    def vote(callback_query, n):
        yield callback_query.answer(f"{n} it is")
        yield callback_query.edit_text(f"You chose {n}")

    @bot.app("/keys")
    def keys(message):
        return message.answer("Pick", reply_markup=scaletg.reply_keyboard("One", "Two"))

    @bot.app(on="message:photo")
    def photo(message, bot):
        content = bot.api.download(message.photo[-1])
        return message.reply_document(scaletg.InputFile(content, "back.png"), caption=f"{len(content)} bytes")

    @bot.app("/fail")
    def fail(message):
        raise ZeroDivisionError("on purpose")

    @bot.app("/refused")
    def refused(message):
        return scaletg.SendMessage(12345, "to nobody")

    @bot.app("/later")
    def later(message, bot):
        bot.api.send_message(message.chat.id, "after waiting")
        return ""

    @bot.app(on="inline_query")
    def inline(inline_query):
        content = scaletg.InputTextMessageContent(inline_query.query.upper())
        return inline_query.answer([scaletg.InlineQueryResultArticle("1", "Shout", content)])

    @bot.app("/poll")
    def poll(message):
        return message.answer_poll(
            "Tea?", [scaletg.InputPollOption("Yes"), scaletg.InputPollOption("No")], is_anonymous=False
        )

    @bot.app(on="poll_answer")
    def voted(poll_answer):
        return scaletg.SendMessage(poll_answer.user.id, f"{poll_answer.option_ids}")

    @bot.app("/buy")
    def buy(message):
        price = [scaletg.LabeledPrice("Tea", 3)]
        return scaletg.SendInvoice(message.chat.id, "Tea", "Good tea", "tea", "XTR", price)

    @bot.app(on="pre_checkout_query")
    def checkout(pre_checkout_query):
        return pre_checkout_query.answer()

    @bot.app(on="message:successful_payment")
    def paid(message):
        return "Thank you"

    @bot.app(on="message:new_chat_members")
    def joined(message):
        return f"Welcome, {message.new_chat_members[0].first_name}"

    @bot.app("hi")
    def hi(message, user):
        return f"Hi, {user.first_name}"

    @bot.app(on="edited_message")
    def edited(edited_message):
        return edited_message.reply("I saw that")

    @bot.app(on="message_reaction")
    def reacted(message_reaction):
        return scaletg.SendMessage(message_reaction.chat.id, message_reaction.new_reaction[0].emoji)

    return bot


@pytest.fixture
def chat(bot, talk_to):
    return talk_to(bot).private("Ada")


def test_a_bot_answers_a_text(chat):
    assert chat.start().text == "Hello, Ada"
    assert chat.last.text == "Hello, Ada"


def test_a_deep_link_brings_its_payload(chat):
    assert chat.start("abc").text == "Hello, Adaabc"


def test_buttons_are_pressed_by_text_data_or_place(chat):
    chat.start()
    assert chat.buttons == [["Yes", "No"]]
    assert chat.press("Yes").text == "You chose 1"
    assert chat.toast == "1 it is"
    for button in ("vote:0", (0, 1)):
        chat.start()
        assert chat.press(button).text == "You chose 0"


def test_a_button_that_is_not_there_is_a_clear_error(chat):
    chat.start()
    with pytest.raises(
        ActionError, match="Ada cannot press: there is no button 'Maybe' in this chat: there are 'No', 'Yes'"
    ):
        chat.press("Maybe")


def test_keys_of_the_reply_keyboard_are_tapped(chat):
    chat.send("/keys")
    assert chat.keys == [["One"], ["Two"]] or chat.keys == [["One", "Two"]]
    chat.tap("Two")
    assert chat.messages[-1].text == "Two"


def test_files_go_both_ways(chat, talk_to):
    answer = chat.send_photo(caption="look")
    assert answer.document.file_name == "back.png"
    assert chat.telegram.content(answer)[:4] == b"\x89PNG"


def test_a_reply_may_hold_the_bytes_of_a_file(talk_to):
    bot = scaletg.Bot()

    @bot.app("/return")
    def returned(message):
        return message.answer_document(b"one")

    @bot.app("/yield")
    def yielded(message):
        yield "first"
        yield message.reply_document(bytearray(b"two"))

    @bot.app("/list")
    def listed(message):
        return ["first", message.answer_media_group([scaletg.InputMediaDocument(part) for part in (b"a", b"b")])]

    telegram = talk_to(bot)
    chat = telegram.private("Ada")
    assert telegram.content(chat.send("/return")) == b"one"
    assert telegram.content(chat.send("/yield")) == b"two"
    chat.send("/list")
    assert [one.text or telegram.content(one) for one in chat.replies] == ["first", b"a", b"b"]


def test_a_silent_bot_is_seen_as_silent(chat):
    assert chat.send("what?") is None
    assert chat.is_silent


def test_last_says_why_there_is_nothing(chat):
    chat.send("what?")
    with pytest.raises(AssertionError, match=r"the bot has said nothing(.|\n)*Ada: what\?(.|\n)*start .* not called"):
        chat.last


def test_expect_shows_conversation_and_trace(chat):
    chat.start()
    assert chat.expect("Hello, Ada").text == "Hello, Ada"
    assert chat.expect(re.compile("^Hello"))
    assert chat.expect(lambda message: message.reply_markup)
    with pytest.raises(AssertionError, match=r"expected 'Bye'(.|\n)*Ada: /start(.|\n)*app start .* answered"):
        chat.expect("Bye")


def test_an_exception_of_the_bot_reaches_the_test(chat):
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        chat.send("/fail")
    assert chat.start().text == "Hello, Ada"


def test_a_refused_reply_reaches_the_test(chat):
    with pytest.raises(scaletg.BadRequest, match="chat not found"):
        chat.send("/refused")


def test_a_refused_reply_was_sent_once(chat, bot, talk_to):
    with pytest.raises(scaletg.BadRequest):
        chat.send("/refused")
    assert [call["answer"]["ok"] for call in chat.telegram.calls if call["method"] == "sendMessage"] == [False]
    assert chat.send("/start").text == "Hello, Ada"


def test_a_bot_that_changes_its_reply_changes_nothing_that_was_sent(talk_to):
    bot = scaletg.Bot()
    kept: list[Any] = []

    @bot.app
    def echo(message):
        if kept:
            kept[0].text = "changed"
        kept[:] = [message.answer("as it was", reply_markup=scaletg.inline_keyboard([("Yes", "1")]))]
        return kept[0]

    chat = talk_to(bot).private("Ada")
    chat.send("a")
    chat.send("b")
    sent = [call["parameters"]["text"] for call in chat.telegram.calls if call["method"] == "sendMessage"]
    assert sent == ["as it was", "as it was"]
    assert [message.text for message in chat.messages] == ["a", "as it was", "b", "as it was"]


def test_defaults_hold_for_replies_and_calls_alike(talk_to):
    bot = scaletg.Bot(defaults={"parse_mode": "HTML"})

    @bot.app
    def bold(message, bot):
        bot.api.send_message(message.chat.id, "<b>call</b>")
        return "<b>reply</b>"

    chat = talk_to(bot).private("Ada")
    chat.send("x")
    assert [(one.text, one.entities[0].type) for one in chat.replies] == [("call", "bold"), ("reply", "bold")]


def test_without_strictness_faults_are_logged_as_in_production(bot, talk_to, caplog):
    chat = talk_to(bot, strict=False).private("Ada")
    assert chat.send("/fail") is None
    assert chat.send("/refused") is None
    assert "on purpose" in caplog.text
    assert "chat not found" in caplog.text


def test_inline_results_can_be_chosen(chat):
    answer = chat.inline("tea")
    assert answer.results[0].title == "Shout"
    assert answer.choose().text == "TEA"


def test_votes_come_as_poll_answers(chat):
    chat.send("/poll")
    assert chat.vote("No").text == "[1]"


def test_a_payment_goes_through(chat):
    chat.send("/buy")
    payment = chat.pay()
    assert (payment.is_paid, payment.error_message, payment.answer.text) == (True, None, "Thank you")


def test_groups_have_several_people(bot, talk_to):
    group = talk_to(bot).group("Team", "Ada", "Bob", admin=True)
    assert group.send("hi").text == "Hi, Ada"
    assert group.by("Bob").send("hi").text == "Hi, Bob"
    assert "Welcome, Cleo" in [message.text for message in group.by("Cleo").messages if message.text]


def test_in_privacy_mode_a_group_is_not_overheard(bot, talk_to):
    group = talk_to(bot).group("Team", "Ada")
    assert group.send("hi") is None
    assert group.send("/start@test_bot").text == "Hello, Ada"
    assert group.send("/start@other_bot") is None


def test_edits_and_reactions_reach_the_bot(chat):
    chat.send("one")
    assert chat.edit("two").text == "I saw that"
    assert chat.react("🔥").text == "🔥"


def test_who_blocked_the_bot_hears_nothing(chat, bot):
    chat.start()
    chat.block()
    with pytest.raises(scaletg.Forbidden, match="blocked"):
        bot.api.send_message(chat.id, "x")
    chat.unblock()
    assert chat.start().text == "Hello, Ada"


def test_time_stands_still_until_it_is_turned(bot, talk_to):
    telegram = talk_to(bot)
    chat = telegram.private("Ada")
    first, second = chat.send("/poll"), None
    telegram.advance(hours=2)
    second = chat.send("/poll")
    assert (second.date - first.date).total_seconds() == 7200


def test_waiting_for_a_flood_limit_takes_no_time(bot, talk_to):
    telegram = talk_to(bot)
    chat = telegram.private("Ada")
    telegram.trouble("429", seconds=20)
    assert chat.send("/later").text == "after waiting"
    assert [call["answer"]["ok"] for call in telegram.calls][-2:] == [False, True]


def test_a_lost_answer_is_a_network_error(bot, talk_to):
    telegram = talk_to(bot)
    telegram.trouble("lost", "sendMessage")
    with pytest.raises(scaletg.NetworkError):
        telegram.private("Ada").send("/later")


def test_an_update_is_delivered_again_when_the_bot_asks_for_it(talk_to):
    bot = scaletg.Bot()
    tries = []

    @bot.app
    def busy(message):
        tries.append(message.text)
        if len(tries) == 1:
            raise scaletg.Retry(30)
        return "now"

    telegram = talk_to(bot)
    chat = telegram.private("Ada")
    assert chat.send("go") is None
    telegram.advance(29)
    assert chat.is_silent
    telegram.advance(2)
    assert chat.last.text == "now"


def test_a_duplicate_is_answered_once(bot, talk_to):
    telegram = talk_to(bot)
    telegram.trouble("duplicate")
    chat = telegram.private("Ada")
    chat.start()
    assert len(telegram.outcomes) == 2
    assert len(chat.replies) == 1


def test_the_snapshot_is_readable(bot, talk_to):
    telegram = talk_to(bot)
    chat = telegram.private("Ada")
    chat.start()
    chat.press("Yes")
    chat.send_photo(caption="look")
    chat.react("👍")
    assert chat.snapshot() == (
        "Ada: /start\n"
        "bot: Hello, Ada\n"
        "     [Yes] [No]\n"
        "Ada presses vote:1\n"
        "(toast for Ada: 1 it is)\n"
        "bot edits message 2: You chose 1\n"
        "Ada: (photo) look\n"
        "bot: (document back.png) 925 bytes\n"
        "Ada reacts to message 4 with 👍\n"
        "bot: 👍"
    )


def test_the_snapshot_has_votes_and_who_blocks_the_bot(bot, talk_to):
    chat = talk_to(bot).private("Ada")
    chat.send("/poll")
    chosen = chat.last.poll.options[1].text
    chat.vote(1)
    chat.vote()
    chat.block()
    chat.unblock()
    lines = chat.snapshot().splitlines()
    assert f"Ada votes {chosen}" in lines
    assert "Ada takes the vote back" in lines
    assert lines[-2:] == ["Ada blocks the bot", "Ada unblocks the bot"]


def test_a_person_with_a_username_is_made_once(bot, talk_to):
    telegram = talk_to(bot)
    ada = telegram.user("Ada", username="ada")
    assert telegram.user("Ada", username="ada") is ada
    assert telegram.user("Ada") is ada
    assert telegram.user("Ada", username="other") is not ada


def test_a_raw_update_needs_no_preparation(bot, talk_to):
    telegram = talk_to(bot)
    ada = {"id": 5, "is_bot": False, "first_name": "Ada"}
    raw = {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}, "from": ada, "text": "hi"}
    assert telegram.deliver({"message": raw}).app == "hi"
    assert telegram.private("Ada").last.text == "Hi, Ada"


def test_tests_that_share_a_bot_do_not_meet(bot):
    network = bot.api.transport
    with Telegram(bot) as one:
        first = one.private("Ada")
        assert first.start()
    with Telegram(bot) as two:
        second = two.private("Ada")
        assert second.start()
    assert first.id != second.id
    assert bot.api.transport is network
    assert open_telegrams() == []


def test_a_bot_keeps_its_own_name(talk_to):
    bot = scaletg.Bot("123:abc", username="shop_bot")
    telegram = talk_to(bot)
    assert bot.api.get_me().username == "shop_bot"
    assert telegram.account.id == 123


def test_every_webhook_reply_is_json(bot, talk_to):
    telegram = talk_to(bot)
    telegram.private("Ada").start()
    assert json.dumps(telegram.calls)


FAILING = """
import scaletg
import pytest

@pytest.fixture
def bot():
    bot = scaletg.Bot()
    @bot.app("/start")
    def start(message):
        return "Hello"
    return bot

def test_wrong({fixture}):
{lines}
"""
SAID = ["chat = telegram.private('Ada')", "chat.send('start')", "assert chat.replies"]


@pytest.mark.parametrize(
    "fixture, lines",
    [
        ("telegram", SAID),
        ("talk_to, bot", ["telegram = talk_to(bot)", *SAID]),
        ("talk_to, bot", ["with talk_to(bot) as telegram:", *(f"    {line}" for line in SAID)]),
    ],
)
def test_a_failing_test_shows_conversation_and_trace(pytester, fixture, lines):
    pytester.makepyfile(FAILING.format(fixture=fixture, lines="\n".join(f"    {line}" for line in lines)))
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*conversation with the bot*", "Ada: start", "*trace of the last update*"])
    result.stdout.fnmatch_lines(["*app start * not called: its rule '/start' does not match 'start'*"])


def test_a_failure_shows_the_line_of_the_test_and_the_conversation_once(pytester):
    lines = ["chat = telegram.private('Ada')", "chat.send('/start')", "chat.expect('Hi')", "chat.press('Tea')"]
    source = FAILING.format(fixture="telegram", lines="\n".join(f"    {line}" for line in lines[:3]))
    pytester.makepyfile(source + "\n\ndef test_button(telegram):\n    telegram.private('Ada').press('Tea')\n")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=2)
    text = result.stdout.str()
    assert "E       AssertionError: expected 'Hi', but the bot said 'Hello'" in text
    assert "Ada cannot press: there is no button 'Tea' in this chat: there are none" in text
    text = text.partition("short test summary")[0]  # which pytest shortens where nobody set CI
    assert text.count("bot: Hello") == 1
    assert "testkit.py:" not in text
    assert "simulator" not in text.replace("scaletg_contrib.simulator.actions.ActionError", "")


def test_the_trace_begins_with_the_error_of_the_bot(chat):
    with pytest.raises(ZeroDivisionError):
        chat.send("/fail")
    assert "No app answered: ZeroDivisionError: on purpose\n" in chat.telegram.trace


def test_a_bot_has_its_own_way_to_telegram_after_the_with_statement(bot, talk_to):
    before = bot.api.transport
    with pytest.raises(ZeroDivisionError), talk_to(bot) as telegram:
        telegram.private("Ada").send("/fail")
    assert bot.api.transport is before
    assert telegram in open_telegrams()  # for the report
    telegram.close()
    assert telegram not in open_telegrams()


def test_the_fixture_telegram_asks_for_a_bot(pytester):
    pytester.makepyfile("def test_wrong(telegram): pass")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["*needs a fixture `bot`*"])


def test_a_bot_that_runs_when_it_is_imported_is_an_error_in_words(pytester):
    pytester.makepyfile(shop="import scaletg\nbot = scaletg.Bot()\nbot.run()\n")
    pytester.makepyfile("from shop import bot\ndef test_it(talk_to):\n    talk_to(bot)\n")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", timeout=60)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["shop.py:3*", "*bot.run() was called while pytest imported the bot*__main__*"])


@pytest.mark.parametrize("place", [".", "folder"])
def test_a_bot_that_runs_when_conftest_imports_it_is_an_error_in_words(pytester, place):
    pytester.makepyfile(shop="import scaletg\nbot = scaletg.Bot()\nbot.run()\n")
    folder = pytester.path / place
    folder.mkdir(exist_ok=True)
    (folder / "conftest.py").write_text("import sys\nsys.path.insert(0, '.')\nfrom shop import bot\n")
    (folder / "test_it.py").write_text("def test_it():\n    pass\n")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", timeout=60)
    assert result.ret != 0
    (result.stderr if place == "." else result.stdout).fnmatch_lines(["*bot.run() was called while pytest*"])


def test_a_test_may_let_a_bot_run(pytester):
    pytester.makepyfile(
        """
        import scaletg

        def test_it():
            try:
                scaletg.Bot().run(server="none")
            except scaletg.ConfigError as error:
                assert "while pytest imported" not in str(error)
        """
    )
    pytester.runpytest_subprocess("-p", "no:cacheprovider", timeout=60).assert_outcomes(passed=1)


def test_the_plugin_costs_nothing_to_those_who_do_not_use_it():
    code = "import sys, scaletg_contrib.testkit.plugin; print('scaletg_contrib.simulator' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


@pytest.mark.parametrize("kind", ["memory:", "sqlite:///"])
def test_sessions_run_out_when_the_clock_is_turned(kind, tmp_path):
    store = open_store(kind if kind == "memory:" else f"{kind}{tmp_path}/bot.db")
    own = store.clock
    bot = scaletg.Bot()
    bot.load(Sessions(store, ttl=60))

    @bot.app("/count")
    def count(message, session):
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        texts = [ada.send("/count").text]
        for seconds in (30, 50, 61):
            telegram.advance(seconds)
            texts.append(ada.send("/count").text)
    assert texts == ["1", "2", "3", "1"]
    assert store.clock is own
    store.close()


def test_questions_time_out_when_the_clock_is_turned():
    talks = Conversations(store="memory:", watch_seconds=None)

    @talks.conversation("/ask")
    def asking():
        yield ask("Well?", timeout=3600)

    bot = scaletg.Bot()
    bot.load(talks)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("/ask")
        telegram.advance(minutes=50)
        assert ada.last.text == "Well?"
        telegram.advance(minutes=11)
        assert ada.last.text == "That took too long, so I have stopped asking."


def test_two_telegrams_turn_the_clock_of_one_store():
    store = open_store("memory:", clock=lambda: 1000.0)
    bots = [scaletg.Bot(), scaletg.Bot()]
    for bot in bots:
        bot.load(Sessions(store))
    first, second = (Telegram(bot) for bot in bots)
    first.advance(5)
    second.advance(7)
    assert store.clock() == 1012
    first.close()
    assert store.clock() == 1007
    second.close()
    assert store.clock() == 1000


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1), (2, 0, 1)])
def test_several_telegrams_around_one_bot_are_closed_in_any_order(order):
    bot, store = scaletg.Bot(), open_store("memory:")
    own = bot.api.transport
    bot.seen = seen = scaletg.SeenUpdates()
    bot.store = store
    telegrams = [Telegram(bot) for _ in range(3)]
    for place in order:
        telegrams[place].close()
    assert (bot.api.transport, bot.id, bot.development) == (own, None, None)
    assert (bot.store, bot.seen) == (store, seen)


def test_a_telegram_that_goes_on_is_the_one_that_the_bot_talks_to(bot):
    first, second = Telegram(bot), Telegram(bot)
    first.close()
    assert second.private("Ada").start().text == "Hello, Ada"
    second.close()


def test_closed_telegrams_are_not_kept(bot):
    for _ in range(3):
        first, second = weakref.ref(Telegram(bot)), weakref.ref(Telegram(bot))
        for one in open_telegrams():
            one.close()
        del one
    gc.collect()
    assert (first(), second()) == (None, None)


def test_what_a_test_sets_while_a_telegram_is_open_stays(bot):
    seen = scaletg.SeenUpdates()
    with Telegram(bot):
        bot.seen = seen
    assert bot.seen is seen


def test_a_bot_has_the_id_of_its_account(bot):
    with Telegram(bot) as telegram:
        assert bot.id == telegram.account.id == bot.api.get_me().id
    assert bot.id is None
    with Telegram(scaletg.Bot("42:token")) as telegram:
        assert telegram.bot.id == telegram.account.id == 42


@pytest.mark.parametrize("where", ["file", "argument", "nothing"])
def test_a_bot_has_a_store_in_memory_and_its_own_is_not_touched(where, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/real.db"
    if where == "file":
        Path("scaletg.toml").write_text(f'store = "{url}"\n', encoding="utf-8")
    bot = scaletg.Bot(**({"store": url} if where == "argument" else {}))

    @bot.app("/count")
    def count(bot):
        return str(bot.store.change("count", lambda value: value + 1, default=0))

    for _ in range(2):
        with Telegram(bot) as telegram:
            assert [telegram.private("Ada").send("/count").text for _ in range(2)] == ["1", "2"]
    assert not list(tmp_path.glob("*.db"))
    assert bot.options.store == (None if where == "nothing" else url)


def test_a_bot_has_the_store_that_the_test_names(tmp_path):
    bot = scaletg.Bot()
    url = f"sqlite:///{tmp_path}/test.db"
    with Telegram(bot, store=url):
        bot.store.put("a", 1)
        bot.store.close()
    store = open_store(url)
    assert store.get("a").value == 1
    store.close()


def counting_bot(sessions, **options):
    bot = scaletg.Bot("1000000001:test", **options)
    bot.load(sessions)

    @bot.app("/count")
    def count(session):
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    return bot


def test_a_store_that_a_contrib_object_names_by_a_url_is_not_touched(tmp_path):
    sessions = Sessions(f"sqlite:///{tmp_path}/own.db")
    bot = counting_bot(sessions)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada", id=7)
        assert [ada.send("/count").text for _ in range(2)] == ["1", "2"]
        assert sessions.store is bot.store
    with Telegram(bot) as telegram:
        assert telegram.private("Ada", id=7).send("/count").text == "1"  # the tests share nothing either
    assert list(tmp_path.iterdir()) == []
    message = {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}, "text": "/count"}
    assert bot.process({"message": message}).reply.text == "1"
    assert (tmp_path / "own.db").exists()  # outside of a test it is the one that was named


def test_a_store_that_a_contrib_object_was_given_stays(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/own.db")
    with Telegram(counting_bot(Sessions(store))) as telegram:
        telegram.private("Ada").send("/count")
    assert len(list(store.scan())) == 1
    store.close()


def test_a_url_of_a_contrib_object_is_not_used_beside_a_store_of_the_bot_that_was_given(tmp_path):
    store = open_store("memory:")
    with Telegram(counting_bot(Sessions(f"sqlite:///{tmp_path}/own.db"), store=store)) as telegram:
        assert telegram.private("Ada").send("/count").text == "1"
        assert telegram.bot.store is store
    assert list(tmp_path.iterdir()) == [] and list(store.scan()) == []


@pytest.mark.parametrize("first", [0, 1])
def test_stores_are_lent_by_two_telegrams_that_end_in_any_order(tmp_path, first):
    sessions = Sessions(f"sqlite:///{tmp_path}/own.db")
    bot = counting_bot(sessions)
    telegrams = [Telegram(bot), Telegram(bot)]
    second = telegrams[1].private("Ada", id=7)
    assert second.send("/count").text == "1"
    telegrams.pop(first).close()
    assert sessions.store.url == "memory:"
    telegrams.pop().close()
    assert sessions.store.url.startswith("sqlite:")
    assert list(tmp_path.iterdir()) == []


def test_the_clock_of_the_bots_store_is_turned():
    with Telegram(scaletg.Bot()) as telegram:
        store = telegram.bot.store
        store.put("a", 1, ttl=60)
        telegram.advance(59)
        assert store.get("a") is not None
        telegram.advance(2)
        assert store.get("a") is None


def forgetful(**options):
    bot = scaletg.Bot(**options)

    @bot.app("/lost")
    def lost(message):
        message.answer("first")
        return message.answer("second")

    @bot.app("/sent")
    def sent(message):
        message.answer("first").send()
        return [message.answer("second"), message.answer("third")]

    @bot.app("/dropped")
    def dropped(message):
        message.answer("first").discard()
        return "second"

    @bot.app("/raises")
    def raises(message):
        reply = message.answer("first")
        raise KeyError(reply.text)

    @bot.app("/stops")
    def stops(message):
        reply = message.answer("first")
        raise scaletg.Stop(reply.text)

    return bot


def test_a_method_that_nobody_sends_is_an_error(talk_to):
    chat = talk_to(forgetful()).private("Ada")
    with pytest.raises(scaletg.UnsentMethod, match=r"test_testkit.py:\d+: SendMessage was made here, but neither"):
        chat.send("/lost")
    assert chat.last.text == "second"


@pytest.mark.parametrize("text, count", [("/sent", 3), ("/dropped", 1), ("/stops", 1)])
def test_methods_that_are_sent_or_dropped_are_no_error(talk_to, text, count):
    chat = talk_to(forgetful()).private("Ada")
    chat.send(text)
    assert len(chat.replies) == count


def test_an_exception_is_the_error_and_not_the_method_that_it_cut_off(talk_to):
    telegram = talk_to(forgetful())
    with pytest.raises(KeyError, match="first"):
        telegram.private("Ada").send("/raises")
    with warnings.catch_warnings(record=True) as caught:
        telegram.outcomes.clear()
        gc.collect()
    assert caught == []


def test_without_strict_a_method_that_nobody_sends_is_logged(talk_to, caplog):
    assert talk_to(forgetful(), strict=False).private("Ada").send("/lost").text == "second"
    assert "SendMessage was made here, but neither returned nor sent" in caplog.text


def test_other_warnings_go_their_way(talk_to):
    bot = scaletg.Bot()

    @bot.app("/old")
    def old():
        warnings.warn("that is old", UserWarning, stacklevel=1)
        return "done"

    with pytest.warns(UserWarning, match="that is old"):
        talk_to(bot).private("Ada").send("/old")


def shop(error=None, silent=False):
    """A bot that sells; *error*: what it says in place of taking money."""
    bot = scaletg.Bot()

    @bot.app("/buy <flexible>")
    def buy(message, flexible=""):
        price = [scaletg.LabeledPrice("Tea", 300)]
        options = {"is_flexible": True, "need_shipping_address": True} if flexible else {}
        currency = {"currency": "EUR", "provider_token": "1:a"} if flexible else {"currency": "XTR"}
        return scaletg.SendInvoice(
            message.chat.id, "Tea", "Good tea", "tea", currency["currency"], price,
            provider_token=currency.get("provider_token", ""), **options,
        )  # fmt: skip

    @bot.app(on="shipping_query")
    def ship(shipping_query):
        if error == "We do not go there":
            return scaletg.AnswerShippingQuery(shipping_query.id, False, error_message=error)
        ways = [
            scaletg.ShippingOption(one, one.title(), [scaletg.LabeledPrice("Way", 100)]) for one in ("fast", "slow")
        ]
        return scaletg.AnswerShippingQuery(shipping_query.id, True, shipping_options=ways)

    @bot.app(on="pre_checkout_query")
    def confirm(pre_checkout_query):
        if silent:
            return ""
        return pre_checkout_query.answer(ok=not error, error_message=error)

    @bot.app(on="message:successful_payment")
    def paid(message):
        return f"Thank you for {message.successful_payment.shipping_option_id}"

    return bot


def test_a_payment_that_the_bot_refuses_says_why(talk_to):
    chat = talk_to(shop(error="Sold out")).private("Ada")
    chat.send("/buy")
    payment = chat.pay()
    assert (payment.is_paid, payment.error_message, payment.answer) == (False, "Sold out", None)
    assert repr(payment) == "<Payment: refused: Sold out>"
    assert chat.snapshot().split("\n")[-2:] == [
        "(Ada is about to pay 300 XTR for tea: the bot is asked to confirm)",
        "(the bot refuses: Sold out)",
    ]


def test_a_payment_that_the_bot_does_not_confirm_says_so(talk_to):
    chat = talk_to(shop(silent=True)).private("Ada")
    chat.send("/buy")
    payment = chat.pay()
    assert (payment.is_paid, payment.error_message) == (False, None)
    assert repr(payment) == "<Payment: the bot has not answered the pre_checkout_query>"


@pytest.mark.parametrize("shipping, way", [(0, "fast"), (1, "slow"), ("slow", "slow")])
def test_a_payment_with_shipping_is_paid(talk_to, shipping, way):
    chat = talk_to(shop()).private("Ada")
    chat.send("/buy flexible")
    payment = chat.pay(shipping=shipping)
    assert (payment.is_paid, payment.answer.text) == (True, f"Thank you for {way}")
    assert chat.snapshot().split("\n")[3:] == [
        "(Ada orders tea: the bot is asked for the ways of shipping)",
        "(the bot offers shipping: Fast, Slow)",
        "(Ada is about to pay 400 EUR for tea: the bot is asked to confirm)",
        "(the bot confirms)",
        "Ada: (successful payment 400 EUR)",
        f"bot: Thank you for {way}",
    ]


def test_a_person_looks_at_the_ways_of_shipping_and_chooses_later(talk_to):
    chat = talk_to(shop()).private("Ada")
    chat.send("/buy flexible")
    payment = chat.pay(shipping=None)
    assert repr(payment) == "<Payment: choose the shipping: fast, slow>"
    assert [(option.title, option.prices[0].amount) for option in payment.shipping_options] == [
        ("Fast", 100),
        ("Slow", 100),
    ]
    assert (payment.is_paid, payment.total_amount, payment.currency) == (False, 300, "EUR")
    assert payment.choose_shipping("slow").text == "Thank you for slow"
    assert (payment.is_paid, payment.total_amount, payment.shipping_options) == (True, 400, [])


def test_paid_media_are_paid_without_a_question(talk_to):
    bot = scaletg.Bot()

    @bot.app("/sell")
    def sell(message):
        return message.answer_paid_media(5, [scaletg.InputPaidMediaPhoto(scaletg.InputFile(blank_picture(), "a.png"))])

    chat = talk_to(bot).private("Ada")
    chat.send("/sell")
    payment = chat.pay()
    assert (payment.is_paid, payment.total_amount, payment.currency) == (True, 5, "XTR")


def test_the_time_of_the_bot_follows_the_clock_of_the_test_on_request(tmp_path, monkeypatch):
    path = tmp_path / "clock_bot.py"
    path.write_text(
        "import datetime, time\n"
        "from datetime import date, datetime as moment\n"
        "import scaletg\n"
        "bot = scaletg.Bot()\n"
        "@bot.app('/now')\n"
        "def now(message):\n"
        "    aware = moment.now(datetime.UTC)\n"
        "    assert isinstance(aware, moment) and isinstance(message.date, datetime.datetime)\n"
        "    assert message.date <= aware\n"
        "    assert time.time() == aware.timestamp()\n"
        "    assert date.today() == datetime.datetime.now().date() == datetime.date.today()\n"
        "    assert moment(2026, 1, 1) == datetime.datetime.fromisoformat('2026-01-01')\n"
        "    return aware.isoformat()\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    module = importlib.import_module("clock_bot")
    monkeypatch.setitem(sys.modules, "clock_bot", module)
    with Telegram(module.bot, patch_time=True) as telegram:
        chat = telegram.private("Ada")
        assert chat.send("/now").text == "2026-01-05T12:00:00+00:00"
        telegram.advance(days=30, seconds=5)
        assert chat.send("/now").text == "2026-02-04T12:00:05+00:00"
    assert module.moment is datetime
    assert module.time is time
    with Telegram(module.bot):
        assert module.moment is datetime


def test_shipping_that_the_bot_refuses_says_why(talk_to):
    chat = talk_to(shop(error="We do not go there")).private("Ada")
    chat.send("/buy flexible")
    payment = chat.pay()
    assert (payment.is_paid, payment.error_message) == (False, "We do not go there")
    assert chat.snapshot().endswith("(the bot refuses: We do not go there)")


def test_looking_at_toasts_people_and_the_last_message_takes_no_longer_in_a_long_conversation(chat):
    """Whatever is asked for looks at what is new, not at all that ever happened."""
    telegram = chat.telegram
    chat.start()
    chat.press("Yes")
    for number in range(200):
        telegram.private(f"Person {number}")
        chat.send("hi")
    assert chat.toast == "1 it is"
    events, users = Counting(telegram.sim.world.events), CountingUsers(telegram.sim.world.users)
    telegram.sim.world.events, telegram.sim.world.users = events, users
    assert (chat.toast, chat.last.text, telegram.private("Person 7").user.first_name) == (
        "1 it is", "Hi, Ada", "Person 7",
    )  # fmt: skip
    assert events.read == 0
    assert users.read <= 2  # the newest person, and one that was known


class Counting(deque):
    """Counts what is read of it."""

    read = 0

    def __iter__(self):
        for one in super().__iter__():
            self.read += 1
            yield one

    def __getitem__(self, index):
        self.read += 1
        return super().__getitem__(index)


class CountingUsers(dict):
    read = 0

    def values(self):
        owner = self

        class Values:
            def __iter__(self):
                for one in dict.values(owner):
                    owner.read += 1
                    yield one

            def __reversed__(self):
                for one in reversed(dict.values(owner)):
                    owner.read += 1
                    yield one

        return Values()


###############################################################################
# What is not simulated #######################################################
###############################################################################


@pytest.fixture
def caught_bot(monkeypatch):
    """A bot that catches the errors of a method that the simulator does not have."""
    monkeypatch.delitem(METHODS, "getMyName")
    bot = scaletg.Bot()

    @bot.app("/name")
    def name(bot):
        try:
            return bot.api.get_my_name().name or "nobody"
        except scaletg.ApiError:
            return "no answer"

    return bot


def test_what_is_not_simulated_is_raised_in_the_test_also_if_the_bot_catches_it(caught_bot):
    chat = Telegram(caught_bot, strict=False).private()
    with pytest.raises(NotSimulated, match="does not simulate getMyName"):
        chat.send("/name")
    assert chat.last.text == "no answer"


def test_a_lenient_telegram_answers_with_empty_values(caught_bot):
    assert Telegram(caught_bot, lenient=True).private().send("/name").text == "nobody"


###############################################################################
# Several bots, Web Apps, refusals, bots of other libraries ###################
###############################################################################


def echo_bot(word):
    bot = scaletg.Bot()

    @bot.app("/say")
    def say(message):
        return word

    @bot.app("/fail_here")
    def fail_here(message):
        raise ZeroDivisionError(word)

    return bot


def test_several_bots_are_in_one_conversation():
    first = Telegram(echo_bot("one"))
    second = Telegram(echo_bot("two"), beside=first)
    team = first.group("Team", "Ada", beside=[second])
    team.send("/say@test_bot")
    team.send("/say@test_bot_2")
    said = [line for line in team.snapshot().split("\n") if line.startswith("bot: ")]
    assert said == ["bot: one", "bot: two"]
    assert (first.private("Ada").send("/say").text, second.private("Ada").send("/say").text) == ("one", "two")
    assert first.private("Ada").user is second.private("Ada").user


def test_an_exception_of_any_of_the_bots_is_raised():
    first = Telegram(echo_bot("one"))
    second = Telegram(echo_bot("two"), beside=first)
    team = first.group("Team", "Ada", beside=[second])
    with pytest.raises(ZeroDivisionError, match="two"):
        team.send("/fail_here@test_bot_2")


def test_a_web_app_is_opened_with_launch_data():
    bot = scaletg.Bot("1000000001:test")

    @bot.app("/shop")
    def shop(message):
        button = {"text": "Shop", "web_app": {"url": "https://shop.example/"}}
        return message.answer("Buy", reply_markup={"inline_keyboard": [[button]]})

    @bot.app(on="message:web_app_data")
    def bought(message):
        return f"You bought {message.web_app_data.data}"

    telegram = Telegram(bot)
    chat = telegram.private("Ada")
    chat.send("/shop")
    app = chat.open("Shop")
    now = telegram.sim.world.clock.time()
    data = scaletg.check_init_data(app.init_data, "1000000001:test", now=now)
    assert (data.user.first_name, data.query_id) == ("Ada", app.query_id)
    assert app.url.startswith("https://shop.example/#tgWebAppData=")
    assert app.send_data("tea").text == "You bought tea"
    with pytest.raises(ActionError, match="Ada cannot open app"):
        chat.open("Office")


def test_a_snapshot_shows_what_telegram_refused():
    bot = scaletg.Bot()

    @bot.app("/long")
    def long(message, bot):
        try:
            bot.api.send_message(message.chat.id, "x" * 5000)
        except scaletg.ApiError:
            return "too long"

    chat = Telegram(bot).private("Ada")
    chat.send("/long")
    assert chat.snapshot().split("\n") == [
        "Ada: /long",
        "(Telegram refuses sendMessage: Bad Request: message is too long)",
        "bot: too long",
    ]


def run_foreign_bot(url, count):
    """Answer some messages, as any library does."""
    api, offset = f"{url}/bot1000000001:test", 0
    while count:
        answer = requests.get(f"{api}/getUpdates", params={"timeout": 5, "offset": offset}, timeout=30).json()
        for update in answer["result"]:
            offset, count = update["update_id"] + 1, count - 1
            message = update["message"]
            about = {"chat_id": message["chat"]["id"], "text": message["text"][::-1]}
            requests.post(f"{api}/sendMessage", json=about, timeout=30)
    requests.get(f"{api}/getUpdates", params={"offset": offset}, timeout=30)


def test_a_bot_of_another_library_is_tested_over_http():
    with RemoteTelegram() as telegram:
        bot = threading.Thread(target=run_foreign_bot, args=[telegram.url, 2])
        bot.start()
        chat = telegram.private("Ada")
        assert chat.send("tea").text == "aet"
        assert chat.send("milk").text == "klim"
        bot.join()
    assert chat.snapshot() == "Ada: tea\nbot: aet\nAda: milk\nbot: klim"


def test_a_remote_bot_that_is_silent_costs_its_patience():
    with RemoteTelegram(patience=0.2) as telegram:
        assert telegram.private("Ada").send("tea") is None


def test_jobs_that_are_made_outside_of_an_update_are_in_the_store_of_the_test():
    """Also if the bot has made some before the test, or in an earlier one."""
    bot = scaletg.Bot(store="memory:")
    bot.load(Jobs())
    bot.app("tea", on="job")(lambda job: "Tea time")
    assert bot.jobs.list() == []
    for _ in range(2):
        with Telegram(bot) as telegram:
            ada = telegram.private("Ada")
            ada.send("hello")
            bot.jobs.later(60, "tea", chat=ada.id)
            assert [job.name for job in bot.jobs.list()] == ["tea"]
            telegram.advance(seconds=60)
            assert ada.last.text == "Tea time"
            bot.jobs.later(60, "tea", chat=ada.id)
        assert bot.jobs.list() == []
