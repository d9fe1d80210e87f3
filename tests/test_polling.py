"""Long polling, the start of a bot and reloading, in this process: with an object that answers in place of Telegram.

tests/integration has the same with a server, programs of their own and real signals.
"""

import itertools
import json
import logging
import os
import signal
import socket
import sys
import threading
import types
import wsgiref.simple_server
from typing import Any

import bottle
import pytest

import samples
import scaletg
from fresh import empty_folder
from programs import find_in, write
from scaletg_contrib.stores import StoreDown, open_store
from talking import TOKEN, Intake, plain

USER = {**samples.USER, "id": 7}
CLOSED = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": True, "is_anonymous": True}


def fault(code, description):
    return {"ok": False, "error_code": code, "description": description}


REVOKED = fault(401, "Unauthorized")


class Telegram:
    """Gives a call for updates the next of *answers*; when none is left the token is revoked, which ends the polling.

    An answer is a list of updates, a fault, or a function that returns one.
    """

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = []
        self.slept = []
        self.refuses_its_name = False

    def call(self, name, parameters, files):
        self.calls.append((name, parameters))
        if name == "getMe" and self.refuses_its_name:
            return fault(500, "Internal Server Error")
        if name == "getMe":
            return {"ok": True, "result": {**USER, "is_bot": True, "username": "example_bot"}}
        if name != "getUpdates":
            return {"ok": True, "result": samples.message("sent")}
        answer = self.answers.pop(0) if self.answers else REVOKED
        answer = answer() if callable(answer) else answer
        return answer if isinstance(answer, dict) else {"ok": True, "result": answer}

    def download(self, path):
        raise AssertionError("polling downloads no files")

    def sleep(self, seconds):
        self.slept.append(seconds)

    def of(self, name):
        return [parameters for called, parameters in self.calls if called == name]

    @property
    def texts(self):
        return [parameters["text"] for parameters in self.of("sendMessage")]

    @property
    def offsets(self):
        return [parameters.get("offset") for parameters in self.of("getUpdates")]


def text(update_id, words="hello", chat=7):
    return {"update_id": update_id, "message": samples.message(words, {"id": chat, "type": "private"})}


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """Work in an empty folder, and leave the signals as they were."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
    with empty_folder(monkeypatch, tmp_path):
        yield tmp_path
    for number, handler in before.items():
        signal.signal(number, handler)


def make_bot(*answers, token=TOKEN, username="example_bot", **options):
    bot = scaletg.Bot(token, username=username, **options)
    bot.api.transport = Telegram(*answers)
    return bot, bot.api.transport


def poll(bot, **options):
    """Poll until the token is revoked."""
    with pytest.raises(SystemExit) as caught:
        bot.run(reload=False, **options)
    assert caught.value.code == 1


# Fetching and confirming


def test_updates_are_fetched_answered_and_confirmed():
    bot, telegram = make_bot([text(500, "/start"), text(501, "nothing")])
    bot.app("/start")(lambda message: "Hello")
    poll(bot, poll_seconds=5)
    assert telegram.texts == ["Hello"]
    assert telegram.of("getUpdates")[0] == {"timeout": 5, "allowed_updates": ["message"], "limit": 100}
    assert telegram.offsets == [None, 502, 502]


def test_nothing_is_confirmed_where_nothing_came():
    bot, telegram = make_bot([])
    bot.app()(lambda message: None)
    poll(bot)
    assert telegram.offsets == [None, None]


def test_what_is_unfinished_is_not_confirmed_and_fetched_but_once():
    """The next calls for updates come while the app is busy, and ask Telegram not to wait."""
    entered, release, seen = threading.Event(), threading.Event(), []
    quick, slow, after = text(500, "quick", chat=1), text(501, "slow", chat=2), text(502, "after")

    def while_busy():
        assert entered.wait(20)
        if telegram.offsets[-1] != 501:  # the quick one is not finished yet: the machine is busy
            telegram.answers.insert(0, while_busy)
            return [quick, slow]
        release.set()
        return [slow, after]

    def at_the_end():
        if telegram.offsets[-1] != 503:
            telegram.answers.insert(0, at_the_end)
            return [slow, after]
        return []

    bot, telegram = make_bot([quick, slow], while_busy, at_the_end)

    @bot.app()
    def answer(message):
        seen.append(message.text)
        if message.text == "slow":
            entered.set()
            assert release.wait(20)

    poll(bot)
    offsets = list(dict.fromkeys(telegram.offsets))
    assert [offset for offset in offsets if offset not in (500, 502)] == [None, 501, 503]
    timeouts = [call["timeout"] for call in telegram.of("getUpdates")]
    assert [timeout for timeout, _ in itertools.groupby(timeouts)] == [30, 0, 30, 0]
    assert sorted(seen) == ["after", "quick", "slow"]


def test_ids_that_begin_anew_are_new_updates():
    bot, telegram = make_bot([text(500_000, "a")], [text(500_000, "again")], [text(30, "anew")])
    bot.app()(lambda message: message.text)
    poll(bot)
    assert telegram.texts == ["a", "anew"]
    assert telegram.offsets[-1] == 31


# Order


def test_the_updates_of_a_chat_are_processed_in_order():
    seen = []
    bot, _ = make_bot([text(500 + number, str(number), chat=number % 3 + 1) for number in range(60)])
    bot.app()(lambda message: seen.append((message.chat.id, int(message.text))))
    poll(bot)
    for chat in (1, 2, 3):
        assert [number for where, number in seen if where == chat] == list(range(chat - 1, 60, 3))


def test_chats_are_processed_side_by_side():
    meeting = threading.Barrier(3, timeout=20)
    bot, telegram = make_bot([text(500 + number, chat=number + 1) for number in range(3)])

    @bot.app()
    def meet(message):
        meeting.wait()
        return "met"

    poll(bot, threads=3)
    assert telegram.texts == ["met"] * 3


def test_no_chat_waits_for_the_end_of_another():
    seen = []
    bot, _ = make_bot([text(500, "a1", chat=1), text(501, "a2", chat=1), text(502, "b1", chat=2)])
    bot.app()(lambda message: seen.append(message.text))
    poll(bot, threads=1)
    assert seen == ["a1", "b1", "a2"]


def test_updates_without_a_chat_go_by_their_user_or_stand_alone():
    seen = []
    query = {"id": "1", "from": USER, "query": "a", "offset": ""}
    bot, _ = make_bot(
        [
            {"update_id": 500, "inline_query": query},
            {"update_id": 501, "inline_query": query},
            {"update_id": 502, "poll": CLOSED},
            {"update_id": 503, "unheard_of": {}},
        ]
    )
    bot.app(on=("inline_query", "poll"))(lambda update: seen.append(update.update_id))
    poll(bot, threads=1)
    assert seen == [500, 502, 501]


# Trouble


def test_trouble_is_waited_out_with_growing_pauses(caplog):
    down = [fault(500, "Internal Server Error")] * 7
    bot, telegram = make_bot(*down, [text(500)], fault(400, "Logged out"))
    bot.app()(lambda message: "answer")
    poll(bot)
    assert telegram.slept == [1, 2, 4, 8, 16, 30, 30, 1]
    assert telegram.texts == ["answer"]
    assert "500 Internal Server Error. Next try in 1 s" in caplog.text
    assert "400 Logged out. Next try in 1 s" in caplog.text


def test_a_second_instance_is_explained(caplog):
    bot, _ = make_bot(fault(409, "Conflict: terminated by other getUpdates request"))
    bot.app()(lambda message: None)
    poll(bot)
    assert "A second instance of the bot is polling, or a webhook is set" in caplog.text
    assert "scaletg webhook delete" in caplog.text
    assert TOKEN not in caplog.text


def test_a_malformed_token_ends_the_polling(caplog):
    bot, telegram = make_bot(fault(404, "Not Found"))
    bot.app()(lambda message: None)
    poll(bot)
    assert caplog.text.count("the token is malformed") == 1
    assert telegram.slept == []


ODD_ANSWERS: list[Any] = [
    None,
    True,
    {},
    "text",
    ["no update"],
    [None],
    [[]],
    [{"message": {}}],
    [{"update_id": "5"}],
    [{"update_id": None}],
    [{"update_id": 7, "message": None}],
    [{"update_id": 7, "message": {"chat": {"id": [1]}, "from": 5}}],
]


@pytest.mark.parametrize("odd", ODD_ANSWERS, ids=repr)
def test_an_odd_answer_of_telegrams_does_not_end_the_polling(odd, caplog):
    bot, telegram = make_bot(lambda: {"ok": True, "result": odd}, [text(500, "after")])
    bot.app()(lambda message: message.text)
    poll(bot)
    assert telegram.texts == ["after"]
    if odd not in ODD_ANSWERS[-2:]:
        assert "getUpdates returned something that is not an update" in caplog.text
        assert telegram.slept == [1.0]


def test_an_app_that_exits_takes_nothing_down(caplog):
    bot, telegram = make_bot([text(500, "exit"), text(501, "a")])

    @bot.app()
    def leave(message):
        if message.text == "exit":
            raise SystemExit(1)
        return "still here"

    poll(bot, threads=1)
    assert telegram.texts == ["still here"]
    assert telegram.offsets[-1] == 502
    assert "failed on update 500: RuntimeError: sys.exit(1) was called" in caplog.text


def test_a_retry_is_waited_for_and_what_comes_after_it_in_the_chat_as_well():
    attempts = []
    bot, telegram = make_bot([text(500, "first"), text(501, "second")])

    @bot.app()
    def answer(message):
        attempts.append(message.text)
        if len(attempts) < 3:
            raise scaletg.Retry(50 * len(attempts))
        return message.text

    poll(bot)
    assert attempts == ["first", "first", "first", "second"]
    assert telegram.texts == ["first", "second"]
    assert telegram.slept == pytest.approx([50, 100], abs=5)


def test_a_retry_of_one_chat_holds_up_no_other():
    """One thread is enough: a chat that waits holds none."""
    bot, telegram = make_bot(
        [text(500 + number, "busy", chat=number) for number in range(20)] + [text(600, "free", chat=99)]
    )

    @bot.app()
    def answer(message):
        if message.text == "busy" and "free" not in telegram.texts:
            raise scaletg.Retry(3)
        return message.text

    poll(bot, threads=1)
    assert telegram.texts == ["free"] + ["busy"] * 20


# Parking


@pytest.fixture
def impatient(monkeypatch):
    """Park at once what is unfinished."""
    monkeypatch.setattr(scaletg, "_PARK_SECONDS", 0.01)
    monkeypatch.setattr(scaletg, "_HANG_SECONDS", 0.01)
    monkeypatch.setattr(scaletg, "_TICK", 0.01)


def wait_until_confirmed(telegram, update_id, then):
    """Answer calls for updates with nothing, until one confirms *update_id*; then with *then*."""

    def answer():
        offsets = telegram.offsets
        if offsets[-1] is not None and offsets[-1] > update_id:
            return then()
        telegram.answers.insert(0, answer)
        return []

    return answer


def test_what_hangs_is_parked_named_and_holds_up_nobody(impatient, caplog):
    release = threading.Event()
    bot, telegram = make_bot([text(500, "hang", chat=1)])

    @bot.app()
    def answer(message):
        if message.text == "hang":
            assert release.wait(20)
        return message.text

    def deliver_more():
        telegram.answers.append(lambda: release.set() or [])
        return [text(501, "free", chat=2)]

    telegram.answers.append(wait_until_confirmed(telegram, 500, deliver_more))
    poll(bot, threads=1)  # the hanging app has the only thread: another one takes its place
    assert sorted(telegram.texts) == ["free", "hang"]
    assert "update 500 has been processed for" in caplog.text


def test_what_is_parked_in_a_chat_stays_in_order(impatient):
    release = threading.Event()
    updates = [text(500 + number, str(number), chat=1) for number in range(30)]
    bot, telegram = make_bot(updates)
    seen = []

    @bot.app()
    def answer(message):
        assert release.wait(20)
        seen.append(int(message.text))

    telegram.answers.append(wait_until_confirmed(telegram, 529, lambda: release.set() or []))
    poll(bot)
    assert seen == list(range(30))


@pytest.mark.parametrize("depth, is_parked", [(5, False), (6, True)])
def test_more_than_a_few_updates_of_one_chat_are_parked(depth, is_parked, monkeypatch):
    monkeypatch.setattr(scaletg, "_PARK_SECONDS", 1000)
    release, parked = threading.Event(), []
    bot, telegram = make_bot([text(500 + number, "x", chat=1) for number in range(depth)])
    bot.app()(lambda message: release.wait(20) and "")
    original = scaletg._Poller._park
    monkeypatch.setattr(
        scaletg._Poller, "_park", lambda self, several: parked.extend(several) or original(self, several)
    )
    telegram.answers.append(lambda: release.set() or [])
    poll(bot)
    assert [pending.update_id for pending in parked] == ([505] if is_parked else [])


def test_what_was_parked_in_a_store_is_finished_by_the_next_process(impatient, folder, caplog):
    """The first ends while an app hangs; the second gets both updates from the store, in the order of their chat."""
    url = f"sqlite:///{folder}/bot.db"
    release = threading.Event()
    updates = [text(500, "one", chat=1), text(501, "two", chat=1)]
    bot, telegram = make_bot(updates, store=url, stop_seconds=0.05)
    bot.app()(lambda message: release.wait(20) and "too late")
    telegram.answers.append(wait_until_confirmed(telegram, 501, lambda: REVOKED))
    poll(bot)
    assert telegram.texts == []
    assert "update 500 was still running when the bot stopped: the store keeps it" in caplog.text
    assert "update 501 was waiting when the bot stopped" in caplog.text

    second, telegram = make_bot([text(502, "three", chat=1)], store=url)
    second.app()(lambda message: message.text)
    for update_id in (500, 501):
        second.seen.forget(f"{second.id}/{update_id}")
    telegram.answers.append(lambda: REVOKED if len(telegram.texts) == 3 else [])
    telegram.answers += [telegram.answers[-1]] * 50
    poll(second)
    assert telegram.texts == ["one", "two", "three"]
    assert list(second.store.scan(f"{second.id}/parked/")) == []
    release.set()


class Unreliable:
    """A store in memory that refuses one operation on the records of what is parked."""

    def __init__(self, operation):
        self.inner = open_store("memory:")
        self.operation = operation

    def __getattr__(self, name):
        function = getattr(self.inner, name)
        if name != self.operation:
            return function

        def refuse(key, *values, **options):
            if "/parked/" in key:
                raise scaletg.ScaleTGError("the store is away")
            return function(key, *values, **options)

        return refuse


def test_a_bot_that_starts_before_its_store_waits_for_it(caplog):
    """What was parked comes first, so that nothing is fetched before it is known."""
    store = open_store("memory:")
    raw = text(500, "parked", chat=1)
    bot, telegram = make_bot([text(501, "fetched", chat=1)], store=store)
    store.put(f"{bot.id}/parked/polling/{1:013d}/{500:019d}", {"update": raw})
    first, failures = store.first, [StoreDown("the store is away.", 7.0)] * 2

    def refuse(*arguments):
        if failures:
            assert not telegram.calls
            raise failures.pop()
        return first(*arguments)

    store.first = refuse  # type: ignore[method-assign]  # it is away at first
    bot.app()(lambda message: message.text)
    poll(bot)
    assert telegram.texts == ["parked", "fetched"]
    assert caplog.text.count("the store is away. Next try in 7 s") == 2 and telegram.slept[:2] == [7, 7]


@pytest.mark.parametrize(
    "operation, fault", [("put", "500 could not be parked"), ("delete", "505 could not be deleted")]
)
def test_a_store_that_is_away_stops_no_update(operation, fault, monkeypatch, caplog):
    monkeypatch.setattr(scaletg, "_PARK_SECONDS", 1000)
    release = threading.Event()
    store = Unreliable(operation)
    bot, telegram = make_bot([text(500 + number, f"{number}", chat=1) for number in range(6)], store=store)

    @bot.app()
    def slow(message):
        assert release.wait(20)
        return message.text

    telegram.answers.append(lambda: release.set() or [])
    telegram.answers.append(wait_until_confirmed(telegram, 505, lambda: REVOKED))
    poll(bot)
    assert telegram.texts == list("012345")
    assert fault in caplog.text and "the store is away" in caplog.text
    left = list(store.inner.scan(f"{bot.id}/parked/"))
    assert len(left) == (6 if operation == "delete" else 0)  # they are found done when they are loaded again


def test_all_records_of_what_is_parked_are_loaded_in_order(caplog):
    """They are read a thousand at a time."""
    caplog.set_level(logging.INFO)
    store, seen = open_store("memory:"), []
    for number in range(1001):
        record = f"{TOKEN.partition(':')[0]}/parked/polling/{number:013d}/{number}"
        store.put(record, {"update": text(number + 1, f"{number}", chat=1)})
    bot, telegram = make_bot(store=store)
    bot.app()(lambda message: seen.append(message.text))
    telegram.answers.append(lambda: REVOKED)
    poll(bot)
    assert seen == [f"{number}" for number in range(1001)]
    assert "1001 updates that an earlier process has parked are finished first" in caplog.text
    assert list(store.scan(f"{bot.id}/parked/")) == []


def test_an_update_that_cannot_be_processed_at_all_is_tried_three_times(monkeypatch, caplog):
    tries = []
    bot, telegram = make_bot([text(500), text(501)])
    complete = bot.complete

    def fail(update):
        if update["update_id"] == 501:
            return complete(update)
        tries.append(update["update_id"])
        raise MemoryError

    bot.app()(lambda message: "answer")
    monkeypatch.setattr(bot, "complete", fail)
    telegram.answers.append(wait_until_confirmed(telegram, 501, lambda: REVOKED))
    poll(bot)
    assert tries == [500] * 3
    assert telegram.texts == ["answer"]  # of the update behind it
    assert caplog.text.count("update 500 could not be processed") == 3


def test_a_mistake_that_shows_at_the_first_update_ends_the_polling(monkeypatch, caplog):
    bot, _ = make_bot([text(500)], [], [], [])

    def fail(update):
        raise scaletg.ConfigError("the store needs a driver")

    bot.app()(lambda message: "answer")
    monkeypatch.setattr(bot, "complete", fail)
    with pytest.raises((SystemExit, scaletg.ConfigError)) as caught:
        bot.run(reload=False)
    assert "the store needs a driver" in caplog.text + str(caught.value)


def test_what_is_parked_takes_what_comes_before_it_in_its_chat_along(monkeypatch, folder):
    """A kill leaves a prefix of the chat in the store, and the rest with Telegram."""
    monkeypatch.setattr(scaletg, "_PARK_SECONDS", 1000)
    url = f"sqlite:///{folder}/bot.db"
    release = threading.Event()
    texts: list[Any] = []
    updates = [text(995 + number, f"{number}", chat=1) for number in range(15)] + [text(1010, "other", chat=2)]
    bot, telegram = make_bot(updates, store=url)
    bot.app()(lambda message: release.wait(20) and "")

    def look_and_go_on():
        records = bot.store.first(f"{bot.id}/parked/", f"{bot.id}/parked0", 100)
        texts.extend(record.value["update"]["message"]["text"] for record in records)
        release.set()
        return []

    telegram.answers.append(look_and_go_on)
    poll(bot)
    assert texts == [f"{number}" for number in range(15)]
    assert list(bot.store.scan(f"{bot.id}/parked/")) == []


def test_the_end_does_not_wait_for_what_hangs_and_says_what_is_lost(impatient, caplog):
    release = threading.Event()
    bot, telegram = make_bot([text(500, "hang")], stop_seconds=0.05)
    bot.app()(lambda message: release.wait(20) and "")
    telegram.answers.append(wait_until_confirmed(telegram, 500, lambda: REVOKED))
    poll(bot)
    release.set()
    assert "update 500 was still running when the bot stopped: it is lost, because the bot has no store" in caplog.text


def test_the_end_waits_once_for_what_hangs(impatient, monkeypatch):
    waits = []
    monkeypatch.setattr(scaletg._Crowd, "wait_until_empty", lambda crowd, seconds: waits.append(seconds))
    release = threading.Event()
    bot, telegram = make_bot([text(500, "hang")], stop_seconds=0.05)
    bot.app()(lambda message: release.wait(20) and "")
    telegram.answers.append(wait_until_confirmed(telegram, 500, lambda: REVOKED))
    poll(bot)  # which closes the bot, after it has waited for stop_seconds
    release.set()
    assert waits == []


def test_a_reply_that_did_not_reach_telegram_is_sent_again():
    bot, telegram = make_bot([text(500, "hello", chat=1), text(501, "other", chat=2)], retry_budget=0)
    failures = [fault(502, "Bad Gateway"), fault(429, "Too Many Requests: retry after 7")]
    call = telegram.call

    def fail_first(name, parameters, files):
        if name == "sendMessage" and parameters["text"] == "hello" and failures:
            return failures.pop(0)
        return call(name, parameters, files)

    telegram.call = fail_first
    ran = []
    bot.app()(lambda message: ran.append(message.text) or message.text)
    poll(bot)
    assert sorted(telegram.texts) == ["hello", "other"]
    assert sorted(ran) == ["hello", "other"]  # the app runs once: its reply is kept


def test_an_update_that_another_process_has_answered_is_not_answered_again():
    class RememberedBySomebodyElse(scaletg.SeenUpdates):
        def claim(self, key, takeover=False):
            if key.endswith("/500"):
                return scaletg.Kept([{"method": "sendMessage", "chat_id": 7, "text": "first"}])
            return super().claim(key, takeover)

    bot, telegram = make_bot([text(500, "a"), text(501, "b")], seen=RememberedBySomebodyElse())
    bot.app()(lambda message: "second")
    poll(bot)
    assert telegram.texts == ["second"]


# The end


def press(number=signal.SIGINT):
    """Send this process a signal, as Ctrl-C does."""
    signal.pthread_kill(threading.main_thread().ident, number)


def make_ending_bot(*updates):
    """Return a bot with these updates, its Telegram, and a function that waits until the end of polling has begun."""
    callers = []

    def begin():
        callers.append(threading.current_thread())
        telegram.answers.append(go_on)
        return list(updates)

    def go_on():
        telegram.answers.append(go_on)
        return []

    def wait_for_end():
        callers[0].join(20)
        assert not callers[0].is_alive()

    bot, telegram = make_bot(begin)
    return bot, telegram, wait_for_end


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_end_waits_for_what_is_in_flight_and_confirms_it(number):
    bot, telegram, wait_for_end = make_ending_bot(text(500, "slow"), text(501, "next"))
    closed = []

    @bot.module(scope="bot")
    def store():
        yield "store"
        closed.append(list(telegram.texts))

    @bot.app()
    def answer(message, store):
        if message.text == "slow":
            press(number)
            wait_for_end()
        return message.text

    bot.run(reload=False)
    assert telegram.texts == ["slow", "next"]
    assert telegram.of("getUpdates")[-1] == {"offset": 502, "timeout": 0, "limit": 1}
    assert closed == [["slow", "next"]]


def test_a_second_ctrl_c_waits_for_nothing():
    bot, telegram, wait_for_end = make_ending_bot(text(500, "slow"))
    release, finished = threading.Event(), threading.Event()

    @bot.app()
    def answer(message):
        press()
        wait_for_end()
        press()
        assert release.wait(20)
        finished.set()

    bot.run(reload=False)
    assert not finished.is_set()
    assert 501 not in telegram.offsets
    release.set()
    assert finished.wait(20)


def test_a_retry_does_not_hold_the_end_up_and_is_not_confirmed():
    bot, telegram, wait_for_end = make_ending_bot(
        text(500, "ok", chat=1), text(501, "down", chat=2), text(502, "late", chat=2)
    )

    def sleep(seconds):
        press()
        wait_for_end()

    @bot.app()
    def answer(message):
        if message.text == "down":
            raise scaletg.Retry(3600)
        return message.text

    telegram.sleep = sleep
    bot.run(reload=False)
    assert telegram.texts == ["ok"]
    assert telegram.offsets[-1] == 501


def test_what_comes_at_the_end_is_left_to_the_next_start():
    seen, callers, is_over = [], [], threading.Event()

    def end():
        callers.append(threading.current_thread())
        press()
        assert is_over.wait(20)
        return [text(500)]

    bot, telegram = make_bot(end)
    bot.app()(lambda message: seen.append(message.text))
    bot.run(reload=False)
    is_over.set()
    callers[0].join(20)
    assert not callers[0].is_alive()
    assert telegram.offsets == [None]
    assert seen == []


# The start


def test_the_registry_is_printed_as_a_table_without_the_token(capsys, caplog):
    caplog.set_level(logging.INFO)
    bot, _ = make_bot()
    bot.module(scope="bot")(named("store", lambda: None))
    bot.module(autouse=True)(named("clock", lambda: None))
    bot.app("/start <ref>")(named("start", lambda message, store, ref=None: None))
    bot.app(on="message:photo", fallback=True)(named("photo", lambda message: None))
    bot.app(named("query", lambda callback_query: None))
    bot.app(named("everything", lambda update: None))
    poll(bot)
    lines = [line.split()[:-1] for line in capsys.readouterr().err.splitlines()[1:]]
    assert lines == [
        "module store once a bot".split(),
        "module clock every update".split(),
        "app start /start <ref> message, store, ref".split(),
        "app query callback_query callback_query".split(),
        "app everything everything update".split(),
        "app photo message:photo (fallback) message".split(),
    ]
    assert "<Bot 123456> (@example_bot) is polling; stop it with Ctrl-C" in caplog.text
    assert TOKEN not in caplog.text


def named(name, function):
    function.__name__ = name
    return function


def test_the_name_of_the_bot_is_no_condition(caplog):
    caplog.set_level(logging.INFO)
    bot, telegram = make_bot([text(500, "/start")], username=None)
    telegram.refuses_its_name = True
    bot.app("/start")(lambda message: "Hello")
    poll(bot)
    assert telegram.texts == ["Hello"]
    assert "(@?) is polling; stop it with Ctrl-C" in caplog.text


def test_the_start_does_not_wait_long_for_the_name_of_the_bot():
    waited: list[Any] = []

    def note_wait() -> list[Any]:
        waited.append(sum(telegram.slept))
        return []

    bot, telegram = make_bot(note_wait, username=None)
    telegram.refuses_its_name = True
    bot.app("/start")(lambda message: "Hello")
    poll(bot)
    assert 0 < waited[0] <= scaletg._LOG_SECONDS < bot.retry_budget


@pytest.mark.parametrize("given, seen", [(None, True), (False, False)])
def test_development_is_on_while_a_bot_polls(given, seen):
    bot, _ = make_bot(development=given)
    bot.app()(lambda message: None)
    poll(bot)
    assert bot.development is seen


def test_what_is_polled_can_be_recorded(folder):
    bot, _ = make_bot([text(500, "a")])
    bot.app()(lambda message: None)
    poll(bot, record=folder / "updates.jsonl")
    assert (folder / "updates.jsonl").read_text().startswith('{"update_id":500,"message":{')
    assert os.name == "nt" or (folder / "updates.jsonl").stat().st_mode & 0o077 == 0  # for its owner only


def test_a_recording_that_cannot_be_written_takes_nothing_down(folder, caplog):
    bot, telegram = make_bot([text(500, "a")], record=folder / "missing" / "updates.jsonl")
    bot.app()(lambda message: message.text)
    poll(bot)
    assert telegram.texts == ["a"]
    assert "update 500 was not recorded" in caplog.text


# Serving, and a bot without a token


@pytest.fixture
def served(monkeypatch):
    """What Bottle is told to serve, in place of serving it."""
    given = []
    monkeypatch.setattr(bottle, "run", lambda **options: given.append(options))
    return given


def test_a_served_bot_sets_its_webhook_first(served):
    bot, telegram = make_bot()
    bot.app("/start")(lambda message: None)
    bot.run(webhook="https://bot.example", server="waitress", port=8443, threads=2)
    (call,) = telegram.of("setWebhook")
    assert call["url"] == f"https://bot.example{bot.webhook_path}"
    assert (call["allowed_updates"], call["secret_token"]) == (["message"], bot.secret_token)
    (options,) = served
    assert options["app"] is bot.wsgi
    assert (options["host"], options["port"], options["threads"]) == ("127.0.0.1", 8443, 2)
    assert bot.development is None
    assert telegram.of("getUpdates") == []


def test_another_server_of_bottles_is_handed_on(served):
    bot, telegram = make_bot()
    bot.app()(lambda message: None)
    bot.run(server="waitress")
    assert served[0]["server"] == "waitress"
    assert telegram.calls == []


class Server:
    """Stands where the server of the standard library would open its socket, and is interrupted in a request."""

    made: tuple[Any, ...] = ()
    address_family = socket.AF_INET

    def __init__(self, address, handler_class):
        Server.made = (self,)
        self.address = address
        self.server_port = address[1]
        self.handler_class = handler_class
        self.asked_to_end = threading.Event()
        self.events = []

    def set_app(self, app):
        self.app = app

    def serve_forever(self, seconds):
        press(signal.SIGTERM)
        assert self.asked_to_end.wait(20)
        self.events.append("a request is finished")

    def shutdown(self):
        self.asked_to_end.set()

    def server_close(self):
        self.events.append("closed")


@pytest.mark.parametrize("host, family", [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
@pytest.mark.parametrize("options", [{"server": "wsgiref"}, {"webhook": "https://bot.example"}])
def test_the_server_finishes_the_request_that_it_is_in(monkeypatch, capsys, host, family, options):
    monkeypatch.setattr(wsgiref.simple_server, "WSGIServer", Server)
    bot, _ = make_bot()
    bot.app()(lambda message: None)
    bot.run(host=host, port=8443, **options)
    (server,) = Server.made
    assert server.events == ["a request is finished", "closed"]
    assert (server.address, server.address_family, server.app) == ((host, 8443), family, bot.wsgi)
    server.handler_class.log_request(None, 200)  # which writes no line for each update
    assert "200" not in capsys.readouterr().err


def test_without_a_token_and_a_playground_a_curl_line_is_printed(monkeypatch, capsys, served):
    monkeypatch.setitem(sys.modules, "scaletg_contrib.playground", None)
    bot = scaletg.Bot()
    bot.app("/start")(lambda user: f"Hello, {user.first_name}")
    bot.run(reload=False, port=8081)
    printed = capsys.readouterr().out
    assert "set TELEGRAM_BOT_TOKEN" in printed
    body = find_in(printed, "-d '(.*)'")[1].encode()
    assert plain(bot.process(json.loads(body)).reply)["text"] == "Hello, Ada"
    assert f"curl http://127.0.0.1:8081{bot.webhook_path} " in printed
    assert (served[0]["app"], served[0]["port"]) == (bot.wsgi, 8081)


@pytest.fixture
def playground(monkeypatch):
    """What the playground is told, in place of opening it."""
    given = []
    module = types.ModuleType("scaletg_contrib.playground")
    module.run = lambda bot, **options: given.append((bot, options))
    monkeypatch.setitem(sys.modules, "scaletg_contrib.playground", module)
    return given


def test_without_a_token_a_bot_is_run_in_the_playground(playground):
    bot = scaletg.Bot()
    bot.app()(lambda message: None)
    bot.run(reload=False, port=1, color="red")
    assert playground == [(bot, {"host": "127.0.0.1", "port": 1, "color": "red"})]
    assert bot.development is True


def test_a_broken_playground_is_not_taken_for_a_missing_one(monkeypatch, folder):
    write(folder, {"scaletg_contrib/__init__.py": "", "scaletg_contrib/playground.py": "import missing_library\n"})
    monkeypatch.syspath_prepend(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == "scaletg_contrib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scaletg_contrib", None)
    monkeypatch.delitem(sys.modules, "scaletg_contrib")
    bot = scaletg.Bot()
    bot.app()(lambda message: None)
    with pytest.raises(ModuleNotFoundError, match="missing_library"):
        bot.run(reload=False)


def test_modules_that_live_as_long_as_the_bot_begin_before_any_update(caplog):
    bot, telegram = make_bot([text(500, "a")])
    begun = []

    @bot.module(scope="bot", autouse=True)
    def watch():
        begun.append(len(telegram.offsets))
        yield
        begun.append("end")

    @bot.module(scope="bot", autouse=True)
    def store():
        if len(telegram.offsets) < 1:
            raise ValueError("it is down")

    bot.app(lambda message: message.text)
    poll(bot)
    assert begun == [0, "end"]
    assert telegram.texts == ["a"]
    assert "module 'store'" in caplog.text and "failed at the start, and is called again" in caplog.text


# An intake, which keeps updates for workers


def test_an_intake_keeps_updates_before_they_are_confirmed(caplog):
    intake = Intake()
    intake.refusals = [scaletg.Retry(4)]
    updates = [text(500), text(501)]
    bot, telegram = make_bot(updates, updates, [text(502)])
    bot.set_intake(intake)
    bot.app()(lambda message: "not here")
    poll(bot, threads=3)
    assert intake.ids == [500, 501, 502]
    assert json.loads(intake.taken[0][1]) == text(500)
    assert telegram.offsets[:4] == [None, None, 502, 503]
    assert (telegram.texts, telegram.slept[:1]) == ([], [4])
    assert "update 500 stays with Telegram" in caplog.text
    assert intake.events == [("start", 3), "stop"]


def test_an_intake_keeps_what_was_parked_before_it_was_there():
    store, intake = open_store("memory:"), Intake()
    bot, _ = make_bot([text(501, chat=1)], store=store)
    store.put(f"{bot.id}/parked/polling/{1:013d}/{500:019d}", {"update": text(500, chat=1)})
    bot.set_intake(intake)
    bot.app()(lambda message: "not here")
    poll(bot)
    assert intake.ids == [500, 501]
    assert list(store.scan(f"{bot.id}/parked/")) == []
