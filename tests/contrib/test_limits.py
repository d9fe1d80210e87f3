"""Who sends too much: `Limits` as a gate, as a condition, and as a module."""

from __future__ import annotations

from typing import Any

import pytest
from session_workers import message

import scaletg
from scaletg_contrib.limits import Limits, Rate
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import Conflict, StoreDown, open_store
from scaletg_contrib.testkit import Telegram


@pytest.fixture
def store(clock):
    return open_store("memory:", clock=clock)


def make_bot(store, limits, **options):
    bot = scaletg.Bot("7:token", username="test_bot", store=store, seen=scaletg.SeenUpdates(), **options)

    @bot.app("/start")
    def start(message):
        return "Hello"

    @bot.app(fallback=True)
    def echo(message):
        return message.text

    bot.load(limits)
    return bot


class Talk:
    """Sends messages of people to a bot, and says what comes back: None is silence."""

    def __init__(self, bot):
        self.bot, self.next_id = bot, 100

    def send(self, text, **options):
        self.next_id += 1
        return self.process(message(self.next_id, text, **options))

    def process(self, update):
        outcome = self.bot.process(update)
        assert outcome.error is None
        assert outcome.retry_after is None
        return getattr(outcome.reply, "text", None)


def query(kind, update_id, **fields):
    person = {"id": 1, "is_bot": False, "first_name": "Ada"}
    return {"update_id": update_id, kind: {"id": str(update_id), "from": person, **fields}}


TOO_FAST = "That was too fast. Please try again in 20 s."


# The gate


def test_who_is_too_fast_is_told_so_once_and_then_there_is_silence(each_store, clock):
    talk = Talk(make_bot(each_store, Limits("3/minute")))
    assert [talk.send("a") for _ in range(6)] == ["a", "a", "a", TOO_FAST, None, None]
    assert talk.send("a", user=2) == "a"
    clock.now += 19
    assert talk.send("a") is None
    clock.now += 2
    assert talk.send("a") == "a"
    assert talk.send("a") is None  # still the same minute of quiet
    clock.now += 40
    assert [talk.send("a") for _ in range(4)] == ["a", "a", "That was too fast. Please try again in 19 s.", None]


def test_after_a_rest_all_is_as_at_the_beginning(each_store, clock):
    talk = Talk(make_bot(each_store, Limits("3/minute")))
    first = [talk.send("a") for _ in range(5)]
    clock.now += 121
    assert [talk.send("a") for _ in range(5)] == first
    clock.now += 121
    assert list(each_store.scan("")) == []


def test_the_silence_ends_when_the_next_place_is_free(store, clock):
    talk = Talk(make_bot(store, Limits("1/hour", quiet=10)))
    assert [talk.send("a") for _ in range(3)] == ["a", "That was too much. Please try again in 60 min.", None]
    clock.now += 3599
    assert talk.send("a") is None
    clock.now += 1
    assert talk.send("a") == "a"


def test_messages_that_are_stopped_use_no_place(store, clock):
    talk = Talk(make_bot(store, Limits("2/minute")))
    for _ in range(60):
        talk.send("a")
        clock.now += 1
    clock.now += 60
    assert [talk.send("a") for _ in range(2)] == ["a", "a"]


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        ("1/minute", "That was too fast. Please try again in 60 s."),
        ("1/90 seconds", "That was too fast. Please try again in 90 s."),
        ("1/2 minutes", "That was too much. Please try again in 2 min."),
        ("1/hour", "That was too much. Please try again in 60 min."),
        ("1/2 hours", "That was too much. Please try again in 2 h."),
        ("1/day", "That was too much. Please try again in 24 h."),
        ("1/3 days", "That was too much. Please try again in 3 days."),
    ],
)
def test_it_says_how_long_to_wait_in_a_unit_for_people(store, rate, text):
    talk = Talk(make_bot(store, Limits(rate)))
    assert [talk.send("a"), talk.send("a")] == ["a", text]


def test_the_sentences_can_be_replaced_and_left_out(store):
    talk = Talk(make_bot(store, Limits("1/minute", texts={"seconds": "Slow down, {count}!"})))
    assert [talk.send("a"), talk.send("a")] == ["a", "Slow down, 60!"]
    talk = Talk(make_bot(store, Limits("1/minute", namespace="other", texts={"seconds": ""})))
    assert [talk.send("a"), talk.send("a")] == ["a", None]


def test_the_sentence_is_sent_without_the_parse_mode_of_the_bot(store):
    bot = make_bot(store, Limits("1/minute"), defaults={"parse_mode": "HTML"})
    bot.process(message(1, "a"))
    assert bot.process(message(2, "a")).reply.parse_mode in (None, "")


@pytest.mark.parametrize(
    ("by", "let_in"),
    [
        ("user", [(1, -5), (2, -5)]),
        ("chat", [(1, -5), (1, -6)]),
        ("chat+user", [(1, -5), (1, -6), (2, -5)]),
        (lambda update: update.user.id % 2, [(1, -5), (2, -5)]),
    ],
)
def test_it_counts_by_what_it_is_told(store, by, let_in):
    talk = Talk(make_bot(store, Limits("1/minute", by=by)))
    answered = []
    for user, chat in [(1, -5), (1, -6), (2, -5)]:
        if talk.send("/start", user=user, chat=chat) == "Hello":
            answered.append((user, chat))
    assert answered == let_in


def test_who_is_not_counted_is_never_stopped(store):
    talk = Talk(make_bot(store, Limits("1/minute", by=lambda update: None if update.user.id == 1 else update.user.id)))
    assert [talk.send("a") for _ in range(5)] == ["a"] * 5
    assert [talk.send("a", user=2) for _ in range(2)] == ["a", "That was too fast. Please try again in 60 s."]


def test_in_a_group_only_a_command_is_answered(store):
    talk = Talk(make_bot(store, Limits("1/minute")))
    talk.send("a", chat=-5)
    assert talk.send("a", chat=-5) is None
    assert talk.send("/start", chat=-5) is None  # who was told, even if it could not be said, is told no more
    assert talk.send("a", user=2, chat=-5) == "a"
    assert talk.send("/start", user=2, chat=-5) == "That was too fast. Please try again in 60 s."


def test_a_button_shows_the_sentence_and_later_stops_waiting(store):
    bot = make_bot(store, Limits("1/minute"))
    replies = [bot.process(query("callback_query", number, chat_instance="1", data="x")).reply for number in range(3)]
    assert replies[0] is None
    assert (replies[1].text, replies[1].show_alert) == ("That was too fast. Please try again in 60 s.", True)
    assert replies[2].to_dict() == {"method": "answerCallbackQuery", "callback_query_id": "2"}


def test_an_inline_query_gets_no_results(store):
    bot = make_bot(store, Limits("1/minute"))
    replies = [bot.process(query("inline_query", number, query="x", offset="")).reply for number in range(3)]
    assert replies[0] is None
    assert replies[1].results == []
    assert replies[2] == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"successful_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "x"}},
        {"refunded_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "x"}},
        {"migrate_to_chat_id": -100},
        {"migrate_from_chat_id": -5},
    ],
)
def test_money_and_migrations_always_pass(store, fields):
    bot = make_bot(store, Limits("1/minute"))
    seen = []
    bot.app(order=-1)(lambda message: seen.append(message.message_id))
    for number in range(4):
        bot.process(message(number + 1, "", **fields))
    assert seen == [1, 2, 3, 4]


def test_kinds_that_people_do_not_send_pass(store):
    bot = make_bot(store, Limits("1/minute"))
    seen = []
    bot.app(on="pre_checkout_query")(lambda pre_checkout_query: seen.append(pre_checkout_query.id))
    for number in range(3):
        bot.process(query("pre_checkout_query", number, currency="XTR", total_amount=1, invoice_payload="x"))
    assert seen == ["0", "1", "2"]


# What is processed again


def test_an_update_that_is_processed_again_is_counted_once(each_store):
    bot = make_bot(each_store, Limits("2/minute"))
    bot.load(Sessions())
    rounds = []

    @bot.app("/twice", order=-1)
    def twice(message, session):
        rounds.append(1)
        if len(rounds) < 5:
            raise scaletg.Retry(0)
        return "Done"

    talk = Talk(bot)
    assert talk.send("/twice") == "Done"
    assert talk.send("a") == "a"
    assert talk.send("a") == "That was too fast. Please try again in 30 s."


def test_a_refusal_that_got_lost_is_said_again(store):
    bot = make_bot(store, Limits("1/minute"))
    bot.seen = Forgetful()
    told = message(2, "a")
    Talk(bot).process(message(1, "a"))
    assert Talk(bot).process(told) == "That was too fast. Please try again in 60 s."
    assert Talk(bot).process(told) == "That was too fast. Please try again in 60 s."
    assert Talk(bot).process(message(3, "a")) is None


class Forgetful(scaletg.SeenUpdates):
    """Knows no update, as after a restart without a store."""

    def claim(self, key, takeover=False):
        return scaletg.Claim(key)

    def made(self, claim, replies, hold=False):
        return True

    def done(self, claim, replies):
        pass


def test_who_loses_a_race_counts_again(store):
    limits = Limits("2/minute")
    bot = make_bot(store, limits)
    put = store.put
    lost: list[Any] = []

    def put_later(key, value, **options):
        if not lost:
            lost.append(key)
            limits.take(bot, Rate.parse("2/minute"), ("user", 1, "gate"))  # somebody else is quicker
            raise Conflict(key, 0, 1)
        return put(key, value, **options)

    store.put = put_later
    talk = Talk(bot)
    assert talk.send("a") == "a"
    assert talk.send("a") == "That was too fast. Please try again in 30 s."


def test_if_the_store_is_away_the_update_comes_again(store, monkeypatch):
    bot = make_bot(store, Limits("1/minute"))

    def fail(key):
        raise StoreDown("away", 5)

    monkeypatch.setattr(store, "get", fail)
    assert bot.process(message(1, "a")).retry_after == 5


# Of single apps, and in apps


def test_an_app_has_a_limit_of_its_own(each_store, clock):
    limits = Limits()
    bot = make_bot(each_store, limits)

    @bot.app("/report", when=limits("3/hour", by="chat"))
    def report(message):
        return "The report"

    talk = Talk(bot)
    assert [talk.send("/report", chat=-5, user=number) for number in range(1, 6)] == [
        "The report", "The report", "The report", "That was too much. Please try again in 20 min.", None
    ]  # fmt: skip
    assert talk.send("/start", chat=-5) == "Hello"
    assert talk.send("/report", chat=-6) == "The report"
    clock.now += 1200
    assert [talk.send("/report", chat=-5) for _ in range(2)] == [
        "The report", "That was too much. Please try again in 20 min."
    ]  # fmt: skip


def test_conditions_count_each_for_itself_unless_apps_share_one(store):
    limits = Limits()
    bot = make_bot(store, limits)
    both = limits("1/hour")
    for command, condition in [("/a", limits("1/hour")), ("/b", limits("1/hour")), ("/c", both), ("/d", both)]:
        bot.app(command, name=command, when=condition)(lambda message: "Yes")
    talk = Talk(bot)
    assert [talk.send(command) for command in ("/a", "/b", "/c")] == ["Yes"] * 3
    assert talk.send("/d") == "That was too much. Please try again in 60 min."


def test_only_those_are_counted_whom_other_conditions_let_through(store):
    limits = Limits()
    bot = make_bot(store, limits)
    bot.app("/odd", when=[lambda update: update.update_id % 2, limits("1/hour")])(lambda message: "Odd")
    assert [Talk(bot).process(message(number, "/odd")) for number in (2, 4, 1)] == ["/odd", "/odd", "Odd"]


def test_apps_ask_how_long_to_wait(each_store, clock):
    bot = make_bot(each_store, Limits())

    @bot.app("/ask")
    def ask(message, limits):
        wait = limits.hit("2/minute", by="chat")
        return f"Wait {wait:.0f} s" if wait else "An answer"

    @bot.app("/other")
    def other(message, limits):
        return str(limits.hit("2/minute", by="chat", name="other"))

    talk = Talk(bot)
    assert [talk.send("/ask") for _ in range(3)] == ["An answer", "An answer", "Wait 30 s"]
    assert talk.send("/other") == "0.0"
    clock.now += 30
    assert talk.send("/ask") == "An answer"


def test_where_there_is_nobody_to_count_nothing_is_counted(store):
    bot = make_bot(store, Limits("1/hour"))

    @bot.app(on="channel_post")
    def count(channel_post, limits):
        return str(limits.hit("1/hour"))

    place = {"id": -100, "type": "channel", "title": "News"}
    post = {"message_id": 1, "date": 1, "chat": place, "text": "x"}
    for number in range(3):
        assert Talk(bot).process({"update_id": number + 1, "channel_post": post}) == "0.0"


@pytest.mark.parametrize("make", [lambda: Limits("often"), lambda: Limits()("often")])
def test_a_wrong_rate_is_refused_where_it_is_written(make):
    with pytest.raises(scaletg.ConfigError, match="'often' is not a rate"):
        make()


def test_an_unknown_by_is_refused_where_it_is_written():
    with pytest.raises(scaletg.ConfigError, match="chat\\+user"):
        Limits("1/hour", by="person")


# Housekeeping


def test_a_supergroup_has_the_count_of_its_group(each_store):
    talk = Talk(make_bot(each_store, Limits("2/hour", by="chat")))
    assert [talk.send("/start", chat=-5) for _ in range(2)] == ["Hello", "Hello"]
    talk.send("", chat=-5, migrate_to_chat_id=-100)
    assert talk.send("/start", chat=-100) == "That was too much. Please try again in 30 min."
    assert talk.send("/start", chat=-50) == "Hello"


def test_a_person_can_be_forgotten(each_store):
    limits = Limits("1/hour")
    bot = make_bot(each_store, limits)
    talk = Talk(bot)
    assert [talk.send("a", user=user) for user in (1, 11)] == ["a", "a"]
    assert limits.forget(1) == 1
    assert talk.send("a", user=1) == "a"
    assert talk.send("a", user=11) == "That was too much. Please try again in 60 min."


def test_two_bots_of_one_store_count_for_themselves(store):
    talk = Talk(make_bot(store, Limits("1/hour")))
    other = scaletg.Bot("8:token", username="other_bot", store=store)
    other.app("/start")(lambda message: "Hello")
    other.load(Limits("1/hour"))
    assert talk.send("/start") == Talk(other).send("/start") == "Hello"


def test_its_keys_begin_with_the_id_of_the_bot(store):
    limits = Limits("1/hour")
    bot = make_bot(store, limits)
    bot.app("/x", when=limits("1/hour", by="chat+user"))(lambda message: "x")
    Talk(bot).send("/x", chat=-5)
    assert sorted(store.keys("")) == ["7/limits/limits/chat=2Buser/-5/1/1=2Fhour", "7/limits/limits/user/1/gate"]


def test_it_costs_one_read_and_one_write(store):
    bot = make_bot(store, Limits("2/minute"))
    asked = []

    def note(name, function):
        def call(*values):
            asked.append(name)
            return function(*values)

        return call

    for name in ("_read", "_swap"):
        setattr(store, name, note(name, getattr(store, name)))
    talk = Talk(bot)
    counts = []
    for _ in range(4):
        asked.clear()
        talk.send("a")
        counts.append(asked.copy())
    assert counts == [["_read", "_swap"], ["_read", "_swap"], ["_read", "_swap"], ["_read"]]


def test_in_the_test_kit_the_time_passes_when_it_is_turned_on():
    bot = scaletg.Bot()
    bot.app("/start")(lambda message: "Hello")
    bot.load(Limits("1/minute"))
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        assert ada.send("/start").text == "Hello"
        assert ada.send("/start").text == "That was too fast. Please try again in 60 s."
        telegram.advance(minutes=1)
        assert ada.send("/start").text == "Hello"
