"""What a bot sends on its own: `Pace`, and the 429s that its processes share."""

from __future__ import annotations

import json
import logging

import pytest
from pacing import FakeTelegram, make_bot

import scaletg
from scaletg_contrib.limits import Pace, SharedFloods
from scaletg_contrib.stores import StoreDown, open_store
from scaletg_contrib.testkit import Telegram


@pytest.fixture
def store(clock):
    return open_store("memory:", clock=clock)


def process_of(store, clock, **options):
    """Return what one process of a bot has: the bot, and the Telegram that its calls reach."""
    bot = make_bot(store)
    bot.load(Pace(**options))
    telegram = FakeTelegram(clock)
    bot.api.transport.inner = telegram
    return bot, telegram


@pytest.fixture
def paced(store, clock):
    """Return what paces the messages of one process."""
    bot = make_bot(store)
    pace = Pace()
    bot.load(pace)
    bot.api.transport.inner = FakeTelegram(clock)
    return pace.of(bot), bot


# Places


def seconds_for(clock, function, count):
    before = clock.now
    for _ in range(count):
        assert function()
    return clock.now - before


def test_thirty_messages_a_second_leave(paced, clock):
    pace, _ = paced
    assert seconds_for(clock, pace.wait, 300) == pytest.approx(10, rel=0.1)


def test_never_more_than_thirty_leave_in_one_second(paced, clock):
    pace, _ = paced
    moments = []
    for _ in range(200):
        pace.wait()
        moments.append(clock.now)
    for moment in moments:
        assert sum(moment <= other < moment + 1 for other in moments) <= 30


def test_a_bot_that_pays_takes_several_places_at_a_time(clock):
    class Counting:
        def __init__(self, store):
            self.inner, self.puts = store, 0

        def __getattr__(self, name):
            return getattr(self.inner, name)

        def put(self, *values, **options):
            self.puts += 1
            return self.inner.put(*values, **options)

    store = Counting(open_store("memory:", clock=clock))
    bot = make_bot(store)
    pace = Pace(per_second=1000)
    bot.load(pace)
    bot.api.transport.inner = FakeTelegram(clock)
    assert seconds_for(clock, pace.of(bot).wait, 5000) == pytest.approx(5, rel=0.1)
    assert store.puts <= 300


def test_two_processes_share_the_places(store, clock):
    one, other = make_bot(store), make_bot(store)
    pace = Pace()
    for bot in (one, other):
        bot.load(pace)
        bot.api.transport.inner = FakeTelegram(clock)
    paces = [pace.of(one), pace.of(other)]
    assert paces[0] is not paces[1]
    assert seconds_for(clock, lambda: paces[0].wait() and paces[1].wait(), 150) == pytest.approx(10, rel=0.1)


def test_one_chat_gets_one_message_a_second(paced, clock):
    pace, _ = paced
    assert seconds_for(clock, lambda: pace.wait(5), 10) == pytest.approx(9, abs=0.2)


def test_another_chat_does_not_wait_for_it(paced, clock):
    pace, _ = paced
    pace.wait(5)
    assert seconds_for(clock, lambda: pace.wait(6), 1) < 0.1


@pytest.mark.parametrize("group", [-100, "@channel"])
def test_a_group_never_gets_more_than_twenty_messages_in_a_minute(paced, clock, group):
    pace, _ = paced
    moments = []
    for _ in range(60):
        pace.wait(group)
        moments.append(clock.now)
    for moment in moments:
        assert sum(moment <= other < moment + 60 for other in moments) <= 20
    assert moments[-1] - moments[0] <= 60 * 60 / 18


def test_what_is_urgent_goes_first(paced, clock):
    pace, _ = paced
    while pace.wait(at_most=0.001):  # a broadcast takes all that it may have
        pass
    assert seconds_for(clock, lambda: pace.wait(urgent=True), 20) == 0
    assert not pace.wait(at_most=0.5)  # the broadcast has to wait for those
    assert pace.wait(at_most=0.5)


def test_what_is_urgent_keeps_to_the_rate_as_well(paced, clock):
    pace, _ = paced
    assert seconds_for(clock, lambda: pace.wait(urgent=True), 90) == pytest.approx(2, rel=0.1)


def test_one_who_may_not_wait_longer_hears_it(paced, clock):
    pace, _ = paced
    pace.wait(5)
    before = clock.now
    assert pace.wait(5, at_most=0.4) is False
    assert clock.now == pytest.approx(before + 0.4)
    assert pace.wait(5, at_most=0.7) is True


def test_answers_of_apps_do_not_wait_but_what_is_paced_gets_what_they_leave(paced, clock):
    pace, bot = paced
    sent = 0
    begin = clock.now
    while clock.now < begin + 10:
        pace.wait()
        bot.api.send_message(1, "News")
        sent += 1
        if sent % 2:  # meanwhile people are answered: a third of all messages
            bot.api.send_message(2, "An answer")
    assert 180 <= sent <= 225


@pytest.mark.parametrize(
    ("answer", "expected"), [("An answer", (180, 225)), (None, (285, 300)), ("delete", (285, 300))]
)
def test_answers_in_the_response_of_the_webhook_are_counted(paced, clock, answer, expected):
    pace, bot = paced

    @bot.app("/start")
    def start(message):
        return message.delete() if answer == "delete" else answer

    sent = 0
    begin = clock.now
    while clock.now < begin + 10:
        pace.wait()
        bot.api.send_message(1, "News")
        sent += 1
        if sent % 2:
            message = {"message_id": 1, "date": 1, "chat": {"id": 2, "type": "private"}, "text": "/start"}
            body = json.dumps({"update_id": sent, "message": message})
            status, _, _ = bot.handle(body, {"X-Telegram-Bot-Api-Secret-Token": bot.secret_token})
            assert status == 200
    assert expected[0] <= sent <= expected[1]


def test_where_nothing_is_paced_answers_cost_the_store_no_write(store, clock):
    bot = make_bot(store)
    bot.load(Pace())
    bot.api.transport.inner = FakeTelegram(clock)
    for _ in range(100):
        bot.api.send_message(1, "Hello")
        clock.now += 1
    assert list(store.keys("")) == []


@pytest.mark.parametrize("value", [0, 1001, -1, 30.5, True, "30", None])
def test_what_is_not_a_number_of_messages_is_refused(value):
    with pytest.raises(scaletg.ConfigError, match="from 1 to 1000"):
        Pace(per_second=value)


def test_apps_name_the_module(store, clock):
    bot, telegram = process_of(store, clock)

    @bot.app("/news")
    def news(message, pace):
        pace.wait(message.chat.id)
        pace.wait(message.chat.id)
        return "Done"

    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "/news"}
    assert bot.process({"message": message}).reply.text == "Done"
    assert telegram.slept == pytest.approx(1)


def test_another_token_has_a_budget_of_its_own(store, clock):
    bot, _ = process_of(store, clock)
    other = bot.with_token("8:token")
    other.process({"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}})
    assert isinstance(other.api.transport, SharedFloods)
    assert other.api.transport.floods is not bot.api.transport.floods


def test_a_transport_is_wrapped_once(store):
    bot = make_bot(store)
    pace = Pace()
    bot.load(pace)
    wrapped = bot.api.transport
    bot.start()
    assert bot.api.transport is wrapped
    assert isinstance(wrapped.inner, scaletg.Network)


def test_in_the_test_kit_nobody_really_waits():
    bot = scaletg.Bot()
    bot.load(Pace())

    @bot.app("/count")
    def count(message, pace, bot):
        for number in range(100):
            pace.wait(message.chat.id)
            bot.api.send_message(message.chat.id, str(number))
        return ""

    with Telegram(bot) as telegram:
        begin = telegram.sim.world.clock.time()
        assert telegram.private("Ada").send("/count").text == "99"
        assert telegram.sim.world.clock.time() - begin >= 98


def test_it_also_wraps_a_transport_that_is_wrapped_already(store, clock):
    bot = make_bot(store)
    network = bot.api.transport
    wrapper = Wrapper(network)
    bot.api.transport = wrapper
    bot.load(Pace())
    assert bot.api.transport.inner is wrapper
    assert wrapper.inner is network


class Wrapper(FakeTelegram):
    """A transport around another one."""

    def __init__(self, inner):
        self.inner = inner


def test_what_is_paced_is_not_refused_where_telegram_is_strict():
    bot = scaletg.Bot(retry_budget=0)
    bot.load(Pace())

    @bot.app("/publish")
    def publish(message, pace, bot):
        for reader in readers:
            for chat_id in reader.id, message.chat.id:
                pace.wait(chat_id)
                bot.api.send_message(chat_id, "News")
        return ""

    with Telegram(bot) as telegram:
        readers = [telegram.private(f"Reader {number}") for number in range(90)]
        for reader in readers:
            reader.send("Hello")
        group = telegram.group("Group", "Ada")
        telegram.sim.flood_limits = True
        group.send("/publish")
        refusals = [call for call in telegram.calls if not call["answer"]["ok"]]
        assert refusals == []
        assert sum(call["method"] == "sendMessage" for call in telegram.calls) == 180


# What Telegram refuses


def send(bot, chat):
    """Send a message, and return the seconds of the 429 that came back; 0 if it was taken."""
    try:
        bot.api.send_message(chat, "Hello")
    except scaletg.TooManyRequests as error:
        return error.retry_after
    return 0


def test_what_one_process_was_told_the_others_know(each_store, clock):
    one, telegram = process_of(each_store, clock)
    other, silent = process_of(each_store, clock)
    telegram.refused[5] = 20
    assert send(one, 5) == 20
    clock.now += 5
    assert send(other, 5) == 15
    assert send(one, 5) == 15
    assert silent.calls == []
    assert len(telegram.calls) == 1


def test_only_that_chat_waits(store, clock):
    bot, telegram = process_of(store, clock)
    telegram.refused[5] = 20
    send(bot, 5)
    assert send(bot, 6) == 0
    bot.api.transport.call("getChat", {"chat_id": 5}, {})  # has limits of its own
    bot.api.call("setMyName", name="Bot")
    assert [chat for _, chat in telegram.calls] == [5, 6, 5, None]


def test_a_channel_with_a_name_waits_as_well(store, clock):
    one, telegram = process_of(store, clock)
    other, _ = process_of(store, clock)
    telegram.refused["@news channel"] = 20
    send(one, "@news channel")
    clock.now += 1
    assert send(other, "@news channel") == 19


def test_after_that_time_telegram_is_asked_again(store, clock):
    one, telegram = process_of(store, clock)
    other, second = process_of(store, clock)
    telegram.refused[5] = 20
    send(one, 5)
    clock.now += 19.9
    assert send(other, 5) == 1
    clock.now += 0.2
    assert send(other, 5) == 0
    assert len(second.calls) == 1


def test_others_look_once_a_second_at_most(store, clock):
    one, telegram = process_of(store, clock)
    other, second = process_of(store, clock)
    send(other, 1)  # it has just looked
    telegram.refused[5] = 20
    send(one, 5)
    clock.now += 0.9
    assert send(other, 5) == 0
    clock.now += 0.2
    assert send(other, 5) > 0
    assert len(second.calls) == 2


def test_a_bot_that_is_too_fast_as_a_whole_waits_for_all_chats(store, clock, caplog):
    one, telegram = process_of(store, clock)
    other, second = process_of(store, clock)
    telegram.refuses_all = 4
    for chat in (1, 2):
        assert send(one, chat) == 4
        assert one.api.transport.floods.seconds_left() == 0
    assert send(one, 3) == 4
    assert send(one, 4) == 4
    assert len(telegram.calls) == 3
    assert send(other, 5) == 4
    assert second.calls == []
    assert "all chats for 4 s" in caplog.text


def test_single_chats_are_not_taken_for_all(store, clock):
    """Many chats may be refused, as long as Telegram takes messages to others."""
    bot, telegram = process_of(store, clock)
    telegram.refused = dict.fromkeys(range(10, 20), 60)
    for chat in range(10, 20):
        send(bot, chat)
        assert send(bot, 1) == 0
    assert bot.api.transport.floods.seconds_left() == 0


def test_refusals_that_are_long_over_do_not_count(store, clock):
    bot, telegram = process_of(store, clock)
    telegram.refuses_all = 4
    for chat in range(10):
        assert send(bot, chat) == 4
        clock.now += 5
    assert bot.api.transport.floods.seconds_left() == 0


def test_what_is_paced_waits_for_a_429_as_well(paced, clock):
    pace, bot = paced
    bot.api.transport.inner.refused[5] = 20
    send(bot, 5)
    assert pace.wait()
    before = clock.now
    assert pace.wait(5)
    assert clock.now - before == pytest.approx(20, abs=1.5)
    bot.api.transport.inner.refuses_all = 10
    for chat in (1, 2, 3):
        send(bot, chat)
    before = clock.now
    assert pace.wait(urgent=True)
    assert clock.now - before == pytest.approx(10, abs=0.1)


def test_the_bot_waits_within_its_retry_budget(store, clock):
    one, telegram = process_of(store, clock)
    other, second = process_of(store, clock)
    other.retry_budget = 30
    telegram.refused[5] = 20
    send(one, 5)
    clock.now += 1.5
    assert send(other, 5) == 0
    assert second.slept == pytest.approx(19)
    assert len(second.calls) == 1


def test_without_the_store_each_process_goes_on_with_what_it_knows(store, clock, monkeypatch, caplog):
    bot, telegram = process_of(store, clock)

    def fail(*values, **options):
        raise StoreDown("the store is away", 5)

    for name in ("put", "scan", "get"):
        monkeypatch.setattr(store, name, fail)
    telegram.refused[5] = 20
    with caplog.at_level(logging.WARNING):
        assert send(bot, 5) == 20
    assert send(bot, 5) == 20
    assert send(bot, 6) == 0
    assert len(telegram.calls) == 2
    assert "do not know of this 429" in caplog.text


def test_a_clock_that_was_turned_back_does_not_hide_what_others_were_told(store, clock):
    one, telegram = process_of(store, clock)
    other, _ = process_of(store, clock)
    send(other, 1)
    clock.now -= 3600
    telegram.refused[5] = 20
    send(one, 5)
    assert send(other, 5) == 20


@pytest.mark.parametrize("parameters", [None, {}, {"retry_after": "soon"}, {"retry_after": 0}])
def test_a_429_without_a_time_counts_as_a_second(store, clock, parameters):
    bot, telegram = process_of(store, clock)
    telegram.call = lambda *_: {"ok": False, "error_code": 429, "description": "x", "parameters": parameters}
    bot.api.transport.call("sendMessage", {"chat_id": 5}, {})
    assert bot.api.transport.floods.seconds_left(5) == 1


def test_it_moves_and_forgets_nothing(store):
    pace = Pace(store)
    assert pace.move(-1, -100) == pace.forget(7) == 0
