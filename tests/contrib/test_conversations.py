"""Conversations, through the test kit, and with updates that come twice, late, and to other code."""

from __future__ import annotations

import gc
import inspect
import itertools
import logging
import threading
from typing import Any

import pytest
from backends import Clock
from session_workers import message, press

import scaletg
from scaletg_contrib.auth import Auth
from scaletg_contrib.conversations import (
    Cancelled,
    ConversationError,
    Conversations,
    TimedOut,
    ask,
    once,
)
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.stores import Store, open_store
from scaletg_contrib.testkit import Telegram
from talking import Recorder

STALE = "This question is for somebody else, or it has been answered already."


@pytest.fixture
def store(clock: Clock) -> Store:
    return open_store("memory:", clock=clock)


def pizza() -> Any:
    size = yield ask("Which size?", buttons=["S", "M", "L"])
    name = yield ask("Your name?")
    return f"{size} for {name}"


def make_bot(store: Store, *functions: Any, development: bool = True, **options: Any) -> scaletg.Bot:
    talks = Conversations(store=store, watch_seconds=None, **options)
    for function in functions:
        talks.conversation(f"/{function.__name__}")(function)
    bot = scaletg.Bot(username="test_bot", development=development)
    bot.api.transport = Recorder()
    bot.load(talks)
    bot.app(on="message:text", fallback=True)(lambda message: "no conversation")
    bot.talks = talks  # type: ignore[attr-defined]  # for the tests
    return bot


def text_of(reply: Any) -> str | None:
    return reply.text if reply else reply


def dues(store: Store) -> list[str]:
    return [record.key for record in store.scan() if "/due/" in record.key]


def said_after(bot: scaletg.Bot, update: dict[str, Any]) -> list[str]:
    """Process the press of a button, whose notice comes last; return what was said before that."""
    outcome = bot.process(update)
    *said, notice = outcome.replies
    assert (outcome.error, notice.to_dict()["method"]) == (None, "answerCallbackQuery")
    return [reply.text for reply in said]


def talk(bot: scaletg.Bot, *texts: str, first: int = 1) -> list[Any]:
    """Say these texts, each with an update id of its own; return what is answered."""
    outcomes = [bot.process(message(number, text)) for number, text in enumerate(texts, first)]
    for outcome in outcomes:
        assert outcome.error is None
    return [text_of(outcome.reply) for outcome in outcomes]


def test_a_conversation_asks_and_ends_on_every_store(any_store: Store) -> None:
    with Telegram(make_bot(any_store, pizza)) as telegram:
        ada = telegram.private("Ada")
        assert ada.send("/pizza").text == "Which size?"
        assert ada.buttons == [["S"], ["M"], ["L"]]
        assert ada.press("M").text == "Your name?"
        assert ada.send("Ada").text == "M for Ada"
        assert ada.send("more").text == "no conversation"


def test_every_answer_may_reach_another_process(any_store: Store) -> None:
    texts = ["/pizza", "l", "Ada"]
    replies = [talk(make_bot(any_store, pizza), text, first=number)[0] for number, text in enumerate(texts, 1)]
    assert replies == ["Which size?", "Your name?", "L for Ada"]


def test_every_update_may_come_twice_and_late(any_store: Store) -> None:
    texts = ["/pizza", "XXL", "S", "Ada"]
    expected = ["Which size?", "Which size?", "Your name?", "S for Ada"]
    for last in range(1, 5):
        for number in range(1, last + 1):
            reply = make_bot(any_store, pizza).process(message(number, texts[number - 1])).reply
            assert text_of(reply) == expected[number - 1]


def test_several_people_in_a_group_are_not_mixed_up(store: Store) -> None:
    with Telegram(make_bot(store, pizza)) as telegram:
        ada = telegram.group("Team", "Ada", "Bob", admin=True)
        bob = ada.by("Bob")
        ada.send("/pizza")
        question = ada.last
        bob.press("S", message=question)
        assert bob.toast == STALE
        bob.send("/pizza")
        bob.press("L")
        assert ada.press("S", message=question).text == "Your name?"
        assert bob.send("Bob").text == "L for Bob"
        assert ada.send("Ada").text == "S for Ada"


def test_conversations_move_when_a_group_becomes_a_supergroup(any_store: Store) -> None:
    def say(number: int, text: str, chat: int, user: int = 1, **fields: Any) -> Any:
        return make_bot(any_store, pizza).process(message(number, text, user=user, chat=chat, **fields)).reply

    for number, user in ((1, 1), (2, 2)):
        assert say(number, "/pizza", -5, user).text == "Which size?"
    say(3, "/pizza", -55)
    say(4, "S", -5)
    for _ in range(2):  # Telegram tells it in both chats, and may do so twice
        assert say(5, "", -5, migrate_to_chat_id=-1005) is None
        assert say(6, "", -1005, migrate_from_chat_id=-5) is None
    name, size = say(7, "Ada", -1005), say(8, "M", -1005, 2)
    assert (name.text, name.chat_id) == ("S for Ada", -1005)
    assert (size.text, size.chat_id) == ("Your name?", -1005)
    assert say(9, "L", -55).text == "Your name?"
    late = say(10, "Bob", -5, 2)  # it was on its way when the group moved
    assert (late.text, late.chat_id) == ("M for Bob", -1005)
    assert say(11, "Bob", -6, 2).text == "no conversation"


def test_buttons_and_time_outs_move_with_the_group(clock: Clock) -> None:
    store = open_store("memory:", clock=clock)

    def hurry() -> Any:
        size = yield ask("Size?", buttons=["S", "M"])
        name = yield ask(f"{size}. Name?", timeout=60, default="nobody")
        return f"{size} for {name}"

    bot = make_bot(store, hurry)
    with Telegram(bot) as telegram:
        group = telegram.group("Team", "Ada", type="group", admin=True)
        group.send("/hurry")
        group.do("migrate", group.chat)
        assert group.send("M").text == "M. Name?"
        group.send("/cancel")
        group.send("/hurry")
        group.press("S")
        assert group.last.text == "S. Name?"
        clock.now += 61
        assert bot.talks.expire(bot) == 1  # type: ignore[attr-defined]
        assert group.last.text == "S for nobody"
    bot = make_bot(store, hurry)
    for number, text in enumerate(["/hurry", "M"], 1):
        bot.process(message(number, text, chat=-7))
    assert bot.talks.move(-7, -1007) == 1  # type: ignore[attr-defined]
    clock.now += 61
    assert bot.talks.expire(bot) == 1  # type: ignore[attr-defined]
    assert bot.api.transport.calls[-1][1]["chat_id"] == -1007  # type: ignore[attr-defined]
    assert dues(store) == []


def test_what_telegram_itself_writes_is_no_answer(store: Store) -> None:
    def welcome() -> Any:
        who = yield ask("Bring somebody in.", on="new_chat_members")
        return f"Welcome, {who.new_chat_members[0].first_name}"

    bot = make_bot(store, pizza, welcome)

    def come(number: int) -> Any:
        update = message(number, "", chat=-5, new_chat_members=[{"id": 9, "is_bot": False, "first_name": "Eve"}])
        return bot.process(update).reply

    bot.process(message(1, "/pizza", chat=-5))
    assert come(2) is None
    assert bot.process(message(3, "S", chat=-5)).reply.text == "Your name?"
    bot.process(message(4, "/welcome", chat=-5))
    assert come(5).text == "Welcome, Eve"


def test_a_group_without_buttons_gets_a_forced_reply(store: Store) -> None:
    def name() -> Any:
        return (yield ask("Name?"))

    reply = make_bot(store, name).process(message(1, "/name", chat=-5)).reply
    assert reply.reply_markup.to_dict() == {"force_reply": True, "selective": True}
    assert reply.reply_parameters.message_id == 1


def test_an_old_button_is_answered_politely(store: Store) -> None:
    with Telegram(make_bot(store, pizza)) as telegram:
        ada = telegram.private("Ada")
        question = ada.send("/pizza")
        ada.press("M")
        ada.press("S", message=question)
        assert ada.toast == STALE
        assert ada.send("Ada").text == "M for Ada"
        ada.press("S", message=question)
        assert ada.toast == STALE


def test_a_button_of_another_branch_is_no_answer(store: Store) -> None:
    def branch() -> Any:
        what = yield ask("What?", buttons=["tea", "cake"])
        size = yield ask(f"Which {what}?", buttons=["small", "big"])
        return f"{size} {what}"

    with Telegram(make_bot(store, branch)) as telegram:
        ada = telegram.private("Ada")
        ada.send("/branch")
        tea = ada.press("tea")
        ada.send("/back")
        cake = ada.press("cake")
        ada.press("big", message=tea)
        assert (ada.toast, ada.last.text) == (STALE, "Which cake?")
        assert ada.press("small", message=cake).text == "small cake"


def test_a_button_of_an_earlier_form_of_the_question_is_no_answer(store: Store) -> None:
    def version(*buttons: str) -> Any:
        def rate() -> Any:
            points = yield ask("Rate it", buttons=buttons, key="rate")
            return f"You said {points}"

        return rate

    def data_of(reply: Any) -> str:
        return str(reply.reply_markup.inline_keyboard[0][0].callback_data)

    old = make_bot(store, version("good", "bad")).process(message(1, "/rate")).reply
    bot = make_bot(store, version("bad", "good"))
    asked, notice = bot.process(press(2, data_of(old))).replies
    assert (asked.text, notice.text) == ("Rate it", STALE)
    assert said_after(bot, press(3, data_of(asked))) == ["You said bad"]


def test_a_button_from_before_a_restart_is_no_answer(store: Store) -> None:
    old, new = renamed("Size?", "Name?"), renamed("Colour?", "Name?")

    def data_of(reply: Any) -> str:
        return str(reply.reply_markup.inline_keyboard[0][0].callback_data)

    question = data_of(make_bot(store, old).process(message(1, "/pizza")).reply)
    bot = make_bot(store, new)
    assert bot.process(message(2, "S")).reply.text == "Colour?"
    assert said_after(bot, press(3, question)) == ["Colour?"]
    assert bot.process(message(4, "red")).reply.text == "Name?"


def test_a_button_that_nobody_drew_is_no_answer(store: Store) -> None:
    bot = make_bot(store, pizza)
    data = bot.process(message(1, "/pizza")).reply.reply_markup.inline_keyboard[0][0].callback_data
    for number, forged in enumerate([data.replace("0.0.", "0.1."), data[:-1] + "x", "talk:", "talk:x"], 2):
        assert forged != data
        outcome = bot.process(press(number, forged))
        assert (outcome.error, text_of(outcome.reply)) == (None, STALE)
    assert said_after(bot, press(9, data)) == ["Your name?"]


def test_an_answer_that_fails_its_check_is_asked_again(store: Store) -> None:
    def number(text: str) -> int:
        if not text.isdigit():
            raise ValueError("Write a number.")
        return int(text)

    def order(message: Any) -> Any:
        count = yield ask("How many?", check=number)
        return f"{count + 1}"

    with Telegram(make_bot(store, order)) as telegram:
        ada = telegram.private("Ada")
        ada.send("/order")
        ada.send("x")
        assert [reply.text for reply in ada.replies] == ["Write a number.", "How many?"]
        assert ada.send("41").text == "42"


def test_a_button_may_stand_for_any_value(store: Store) -> None:
    def rate() -> Any:
        value = yield ask("Rate it", buttons={"good": {"points": 2}, "bad": {"points": 0}})
        return f"{value['points']} points"

    assert talk(make_bot(store, rate), "/rate", "good") == ["Rate it", "2 points"]


def test_files_are_answers(store: Store) -> None:
    def report() -> Any:
        photo = yield ask("A photo?", on=["photo", "document"])
        return f"{photo.photo is not None} {photo.caption}"

    with Telegram(make_bot(store, report)) as telegram:
        ada = telegram.private("Ada")
        ada.send("/report")
        ada.send("no")
        assert [reply.text for reply in ada.replies] == ["Please send me: photo, document.", "A photo?"]
        assert ada.send_photo(caption="here").text == "True here"


@pytest.mark.parametrize(
    "check, answer",
    [
        (lambda message: message.document.file_name, "'a.txt'"),
        (lambda message: {"size": message.document.file_size}, "{'size': 7}"),
        (lambda message: None, "Message"),
        (lambda message: True, "Message"),
        (lambda message: message, "Message"),
    ],
)
def test_the_check_of_a_file_may_return_what_the_conversation_gets(store: Store, check: Any, answer: str) -> None:
    def report() -> Any:
        got = yield ask("A file?", on="document", check=check)
        yield ask("More?")
        return "Message" if isinstance(got, scaletg.Message) else repr(got)

    with Telegram(make_bot(store, report)) as telegram:
        ada = telegram.private("Ada")
        ada.send("/report")
        ada.send_document(b"7 bytes", "a.txt")
        assert ada.send("no").text == answer


def test_what_is_computed_once_is_not_computed_again(any_store: Store) -> None:
    numbers = itertools.count(1)

    def draw() -> Any:
        first = yield once(lambda: next(numbers))
        yield f"You drew {first}."
        yield ask("Once more?")
        second = yield once(lambda: next(numbers))
        return f"{first} and {second}"

    with Telegram(make_bot(any_store, draw)) as telegram:
        ada = telegram.private("Ada")
        ada.send("/draw")
        assert [reply.text for reply in ada.replies] == ["You drew 1.", "Once more?"]
        assert ada.send("yes").text == "1 and 2"
    assert next(numbers) == 3


class Declined(Exception):
    """What a payment raises; its message is made of what it gets."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


def test_a_conversation_may_catch_what_a_once_raises(any_store: Store) -> None:
    payments: list[str] = []

    def pay(card: str) -> str:
        payments.append(card)
        if card != "gold":
            raise Declined(7, f"no {card}")
        return "paid"

    def shop() -> Any:
        seen = []
        for _ in range(3):
            card = yield ask("Which card?")
            try:
                done = yield once(pay, card)
            except Declined as error:
                seen.append(f"{error} ({error.code})")
                yield f"Declined with {error}."
            else:
                return f"{done} after {seen}"

    texts = ["/shop", "tin", "iron", "/back", "gold"]
    replies = [talk(make_bot(any_store, shop), text, first=number)[0] for number, text in enumerate(texts, 1)]
    assert replies == [*["Which card?"] * 4, "paid after ['7: no tin (7)', '7: no iron (7)']"]
    assert payments == ["tin", "iron", "gold"]


def test_an_exception_that_is_not_caught_leaves_the_question_open(store: Store) -> None:
    class Local(Exception):
        pass

    errors: list[Exception] = [Declined(7, "no"), Local("x"), OSError(2, "gone"), scaletg.Retry(0)]

    def pay() -> str:
        if errors:
            raise errors.pop(0)
        return "paid"

    def shop() -> Any:
        yield ask("Which card?")
        return (yield once(pay))

    bot = make_bot(store, shop)
    bot.process(message(1, "/shop"))
    for number, expected in enumerate(list(errors)[:3], 2):
        assert bot.process(message(number, "gold")).error is expected
    assert talk(bot, "gold", first=9) == ["paid"]  # the bot itself tries again
    assert errors == []


def test_an_exception_whose_class_is_gone_is_a_change(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise Declined(7, "no")

    def shop() -> Any:
        try:
            yield once(fail)
        except Exception:
            yield ask("Which card?")

    bot = make_bot(store, shop, changed="cancel")
    assert talk(bot, "/shop") == ["Which card?"]
    monkeypatch.delitem(globals(), "Declined")
    assert talk(bot, "gold", first=2)[0].startswith("I have changed in the meantime")


def test_a_conversation_knows_the_message_and_wildcards_that_started_it(store: Store) -> None:
    talks = Conversations(store=store, watch_seconds=None)

    @talks.conversation("/book <seats:int>")
    def book(message: Any, seats: int = 1) -> Any:
        "Book seats."
        day = yield ask("Which day?")
        return f"{message.from_user.first_name}: {seats} on {day}"

    bot = scaletg.Bot(username="test_bot")
    bot.load(talks)
    assert bot.commands == {"default": {"book": "Book seats."}}
    assert talk(bot, "/book 3", "Monday") == ["Which day?", "Ada: 3 on Monday"]


def address() -> Any:
    street = yield ask("Street?")
    town = yield ask("Town?")
    return f"{street}, {town}"


def order() -> Any:
    where = yield from address()
    what = yield ask("What?")
    return f"{what} to {where}"


def test_conversations_are_nested_by_yield_from(store: Store) -> None:
    assert talk(make_bot(store, order), "/order", "Road 1", "Lisbon", "tea")[-1] == "tea to Road 1, Lisbon"


def test_back_asks_the_last_question_again(store: Store) -> None:
    texts = ["/order", "/back", "Rod 1", "Lisbon", "/back", "/back", "Road 1", "Lisbon", "tea"]
    bot = make_bot(store, order)
    replies = talk(bot, *texts)
    assert replies[1:6] == ["Street?", "Town?", "What?", "Town?", "Street?"]
    assert replies[-1] == "tea to Road 1, Lisbon"


def test_back_keeps_what_was_computed_once(store: Store) -> None:
    paid: list[str] = []

    def shop() -> Any:
        number = yield once(lambda: len(paid))
        what = yield ask("What?")
        size = yield ask("Size?")
        yield once(lambda: paid.append(what))
        name = yield ask("Name?")
        town = yield ask("Town?")
        return f"{number}: {size} {what} for {name} in {town}"

    texts = ["/shop", "cake", "/back", "tea", "big", "/back", "Ada", "/back", "Bob", "Lisbon"]
    bot = make_bot(store, shop)
    assert talk(bot, *texts) == [
        *["What?", "Size?", "What?", "Size?", "Name?", "Name?", "Town?", "Name?", "Town?"],
        "0: big tea for Bob in Lisbon",
    ]
    refused = bot.process(message(6, "/back")).replies[0]  # delivered again
    assert refused.text == "What came before is done already, so you cannot go back."
    assert paid == ["tea"]


def test_a_refused_back_that_comes_again_late_goes_nowhere(store: Store) -> None:
    for number, text, reply in [(1, "/order", "Street?"), (2, "/back", "Street?"), (3, "Road 1", "Town?")]:
        assert talk(make_bot(store, order), text, first=number) == [reply]
    bot = make_bot(store, order)
    said = [reply.text for reply in bot.process(message(2, "/back")).replies]
    assert said[0] == "This is the first question."
    assert talk(bot, "Lisbon", first=4) == ["What?"]


def test_a_command_for_another_bot_is_no_word_to_a_conversation(store: Store) -> None:
    bot = make_bot(store, order)
    texts = ["/order", "Road 1", "/cancel@other_bot", "/back@other_bot", "/back@Test_Bot", "/cancel@test_bot"]
    assert talk(bot, *texts)[1:] == ["Town?", "no conversation", "no conversation", "Street?", "Cancelled."]


def test_every_mention_counts_while_the_username_is_not_known(store: Store) -> None:
    talks = Conversations(store=store, watch_seconds=None)
    talks.conversation("/order")(order)
    bot = scaletg.Bot()
    bot.load(talks)
    assert talk(bot, "/order", "/cancel@any_bot") == ["Street?", "Cancelled."]


def test_cancel_ends_it_and_the_author_may_say_how(store: Store) -> None:
    def careful() -> Any:
        try:
            yield ask("Go on?")
        except Cancelled:
            return "Nothing was ordered."

    assert talk(make_bot(store, pizza, careful), "/pizza", "/cancel", "hi") == [
        "Which size?",
        "Cancelled.",
        "no conversation",
    ]
    assert talk(make_bot(store, pizza, careful), "/careful", "/cancel", first=10) == ["Go on?", "Nothing was ordered."]


def test_a_command_is_no_answer(store: Store) -> None:
    bot = make_bot(store, pizza)
    assert talk(bot, "/pizza", "S", "/help", "Ada") == ["Which size?", "Your name?", "no conversation", "S for Ada"]


def timed() -> Any:
    answer = yield ask("Quick?", timeout=60)
    return f"you said {answer}"


def patient() -> Any:
    try:
        yield ask("Quick?", timeout=60)
    except TimedOut:
        yield "Never mind."
    again = yield ask("And now?", timeout=60, default="nothing")
    return f"you said {again}"


def test_a_question_times_out_when_it_is_due(store: Store, clock: Clock) -> None:
    bot = make_bot(store, timed, patient)
    with Telegram(bot) as telegram:
        ada, bob = telegram.private("Ada"), telegram.private("Bob")
        ada.send("/timed")
        bob.send("/patient")
        assert bot.talks.expire(bot) == 0  # type: ignore[attr-defined]
        clock.now += 61
        assert bot.talks.expire(bot) == 2  # type: ignore[attr-defined]
        assert bot.talks.expire(bot) == 0  # type: ignore[attr-defined]
        assert ada.last.text == "That took too long, so I have stopped asking."
        assert [one.text for one in bob.messages[-2:]] == ["Never mind.", "And now?"]
        clock.now += 61
        bot.talks.expire(bot)  # type: ignore[attr-defined]
        assert bob.last.text == "you said nothing"
        assert dues(store) == []


def test_an_answer_that_comes_too_late_is_told_so(store: Store, clock: Clock) -> None:
    bot = make_bot(store, timed)
    assert talk(bot, "/timed", "yes", first=1)[-1] == "you said yes"
    assert dues(store) == []
    talk(bot, "/timed", first=5)
    clock.now += 61
    assert talk(bot, "yes", first=6) == ["That took too long, so I have stopped asking."]


def test_a_time_out_that_could_not_be_told_is_told_later(store: Store, clock: Clock) -> None:
    bot = make_bot(store, timed)
    talk(bot, "/timed")
    clock.now += 61
    recorder, bot.api.transport = bot.api.transport, Recorder()

    def fail(name: str, parameters: Any, files: Any) -> Any:
        raise scaletg.ServerError("502", code=502, description="Bad Gateway", method=name, parameters={})

    bot.retry_budget = 0
    bot.api.transport.call = fail  # type: ignore[method-assign]  # Telegram fails from now on
    bot.talks.expire(bot)  # type: ignore[attr-defined]
    bot.api.transport = recorder
    assert bot.talks.expire(bot) == 0  # type: ignore[attr-defined]
    clock.now += 5
    assert bot.talks.expire(bot) == 1  # type: ignore[attr-defined]
    assert bot.api.transport.texts == ["That took too long, so I have stopped asking."]  # type: ignore[attr-defined]
    assert bot.talks.expire(bot) == 0  # type: ignore[attr-defined]


def test_a_time_out_of_changed_code_tells_the_change(store: Store, clock: Clock) -> None:
    def version(text: str) -> Any:
        def hurry() -> Any:
            return (yield ask(text, timeout=60, default="nothing"))

        return hurry

    talk(make_bot(store, version("A?")), "/hurry")
    clock.now += 61
    bot = make_bot(store, version("B?"))
    assert bot.talks.expire(bot) == 1  # type: ignore[attr-defined]
    assert bot.api.transport.texts == ["I have changed in the meantime, so this conversation starts again.", "B?"]  # type: ignore[attr-defined]
    assert talk(bot, "b", first=2) == ["b"]


def test_the_time_out_of_a_question_that_was_left_by_back_is_off(store: Store, clock: Clock) -> None:
    def hurry() -> Any:
        name = yield ask("Name?")
        town = yield ask("Town?", timeout=60)
        return f"{name} of {town}"

    bot = make_bot(store, hurry)
    talk(bot, "/hurry", "Ada", "/back")
    clock.now += 61
    assert bot.talks.expire(bot) == 0  # type: ignore[attr-defined]
    assert talk(bot, "Bob", "Lisbon", first=4) == ["Town?", "Bob of Lisbon"]


def test_overdue_questions_are_found_when_a_process_runs_again(store: Store, clock: Clock) -> None:
    talk(make_bot(store, timed), "/timed")
    clock.now += 61
    talks = Conversations(store=store, watch_seconds=0.01)
    talks.conversation("/timed")(timed)
    bot = scaletg.Bot(username="test_bot")
    bot.load(talks)
    came = threading.Event()
    recorder = Recorder()
    call = recorder.call
    recorder.call = lambda *values: (call(*values), came.set())[0]  # type: ignore[method-assign]
    bot.api.transport = recorder
    bot.start()  # as bot.run() does: nobody has to write first
    assert came.wait(20)
    bot.close()
    assert recorder.texts == ["That took too long, so I have stopped asking."]


def test_a_replay_warns_of_no_method_that_it_makes_anew(store: Store, recwarn: pytest.WarningsRecorder) -> None:
    def order(message: Any) -> Any:
        yield message.answer("Welcome")
        yield ask("Which?")
        yield ask("How many?")
        return "Done"

    with Telegram(make_bot(store, order)) as telegram:
        ada = telegram.private("Ada")
        for text in ("/order", "tea", "2"):
            ada.send(text)
        gc.collect()
        assert ada.last.text == "Done"
    assert [str(one.message) for one in recwarn if one.category is scaletg.UnsentMethod] == []


def test_a_refused_answer_warns_of_no_method_either(store: Store, recwarn: pytest.WarningsRecorder) -> None:
    def order(message: Any) -> Any:
        yield message.answer("Welcome")
        yield [message.answer("Here is"), message.answer("the menu")]
        return (yield ask("How many?", check=int))

    bot = make_bot(store, order)
    talk(bot, "/order", "many", "/back", "/help")
    talk(bot, "many", first=2)
    gc.collect()
    assert [str(one.message) for one in recwarn if one.category is scaletg.UnsentMethod] == []


# Other apps that stand before it ##############################################


def test_who_lost_the_role_of_a_closed_bot_answers_no_question(store: Store) -> None:
    paid: list[str] = []

    def order(message: Any) -> Any:
        size = yield ask("Size?", buttons=["S", "M"])
        yield once(lambda: paid.append(size))
        return "Paid."

    auth = Auth(store, owners=[4242], closed=True)
    bot = make_bot(store, order)
    bot.load(auth)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        auth.grant(ada.user.id, "member")
        question = ada.send("/order")
        auth.revoke(ada.user.id)
        assert ada.send("S").text.startswith("This bot is not open to everybody.")
        ada.press("S", message=question)
        assert ada.toast is not None and ada.toast.startswith("This bot is not open to everybody.")
        assert paid == []
        auth.grant(ada.user.id, "member")
        assert ada.press("S", message=question).text == "Paid."
    assert paid == ["S"]


def test_what_an_earlier_app_answered_is_no_answer(store: Store) -> None:
    bot = make_bot(store, pizza)
    bot.app(on="message:text", order=-1000)(lambda message: "Closed." if message.text == "S" else None)
    assert talk(bot, "/pizza", "S", "M") == ["Which size?", "Closed.", "Your name?"]


# Code that changed, and code that breaks the rules ###########################


def renamed(first: str, second: str) -> Any:
    def pizza() -> Any:
        size = yield ask(first, buttons=["one", "red"])
        name = yield ask(second)
        return f"{size} for {name}"

    return pizza


@pytest.mark.parametrize(
    "changed, first, second, replies",
    [
        ("restart", "A?", "C?", ["I have changed in the meantime, so this conversation starts again.", "A?"]),
        ("restart", "X?", "B?", ["I have changed in the meantime, so this conversation starts again.", "X?"]),
        ("continue", "A?", "C?", ["C?"]),
        ("continue", "X?", "B?", ["X?"]),
        ("cancel", "X?", "B?", ["I have changed in the meantime, so this conversation has ended. Please start again."]),
    ],
)
def test_a_changed_conversation_does_what_its_author_chose(
    store: Store, changed: str, first: str, second: str, replies: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    old, new = renamed("A?", "B?"), renamed(first, second)
    with Telegram(make_bot(store, old, changed=changed)) as telegram:
        ada = telegram.private("Ada")
        ada.send("/pizza")
        ada.send("one")
    with Telegram(make_bot(store, new, changed=changed)) as telegram, caplog.at_level(logging.WARNING):
        chat = telegram.private("Ada")
        person = telegram.deliver({"message": {**message(1, "two", user=ada.user.id)["message"]}})
        assert person.error is None
        sent = [call["parameters"]["text"] for call in telegram.calls if call["method"] == "sendMessage"]
    assert sent == replies
    assert chat is not None
    assert "conversation 'pizza'" in caplog.text


def test_the_text_of_a_question_with_a_key_may_change(store: Store) -> None:
    def version(text: str) -> Any:
        def pizza() -> Any:
            size = yield ask(text, key="size")
            name = yield ask("Name?")
            return f"{size} for {name}"

        return pizza

    talk(make_bot(store, version("Sise?")), "/pizza", "M")
    assert talk(make_bot(store, version("Size?")), "Ada", first=3) == ["M for Ada"]


def test_in_development_a_replay_that_differs_is_reported_with_its_line(store: Store) -> None:
    numbers = itertools.count(1)

    def asks() -> Any:
        yield ask(f"Number {next(numbers)}?")

    def asks_deeper() -> Any:
        yield "Hello."
        yield from asks()

    def ends_or_asks() -> Any:
        if next(numbers) % 2:
            return
        yield ask("Number?")

    def asks_or_ends() -> Any:
        if next(numbers) % 2:
            yield ask("Number?")

    def returns() -> Any:
        yield "Hello."
        return f"Number {next(numbers)}"

    def says() -> Any:
        yield f"Number {next(numbers)}"
        yield ask("Number?")

    def shows() -> Any:
        yield scaletg.SendMessage.from_dict({"chat_id": 1, "text": f"Number {next(numbers)}"})
        yield ask("Number?")

    def offers() -> Any:
        yield ask("Number?", key="number", buttons=[str(next(numbers))])

    again = "here, a replay with the same answers came to"
    cases = {
        asks: (1, f"the first run came to ask('Number 1?') {again} ask('Number 2?'). Pass"),
        asks_deeper: (None, f"the first run came to ask('Number 1?') {again} ask('Number 2?')"),
        ends_or_asks: (3, "the first run came to its end ("),
        asks_or_ends: (0, "the first run came to ask('Number?') ("),
        returns: (1, f"the first run came to its end with 'Number 1' {again} its end with 'Number 2'"),
        says: (1, f"the first run came to 'Number 1' {again} 'Number 2'"),
        shows: (1, "Number 2"),
        offers: (1, f"ask('Number?') with the buttons ['1'] {again} ask('Number?') with the buttons ['2']"),
    }
    for function, (offset, text) in cases.items():
        numbers = itertools.count(1)
        error = make_bot(store, function).process(message(1, f"/{function.__name__}")).error
        code = (asks if offset is None else function).__code__
        line = code.co_firstlineno + (1 if offset is None else offset)
        assert isinstance(error, ConversationError) and "once()" in str(error), function
        assert text in str(error) and f"test_conversations.py:{line})" in str(error), (function, str(error))


def test_the_text_of_a_question_with_a_key_may_differ_in_a_replay(store: Store) -> None:
    numbers = itertools.count(1)

    def guess() -> Any:
        yield ask(f"Number {next(numbers)}?", key="number")
        return "Thank you."

    assert talk(make_bot(store, guess), "/guess", "1")[-1] == "Thank you."


@pytest.mark.parametrize("value", [object(), {1, 2}])
def test_what_cannot_be_stored_is_refused(store: Store, value: Any) -> None:
    def bad() -> Any:
        yield once(lambda: value)

    error = make_bot(store, bad).process(message(1, "/bad")).error
    assert isinstance(error, ConversationError) and "which cannot be stored" in str(error)


def yields(value: Any) -> Any:
    def wrong() -> Any:
        yield value()

    return wrong


@pytest.mark.parametrize(
    "value, text",
    [
        (lambda: ask, "it yields ask itself: call it, for example yield ask('Which size?')"),
        (lambda: once, "it yields once itself: call it"),
        (lambda: once(5), "once(5): give a function"),  # type: ignore[arg-type]
        (address, "it yields the generator 'address': write `yield from address(...)`"),
        (lambda: 5, "it yields 5, which is not an ask(...)"),
        (lambda: ask("Photo?", on="foto"), "ask('Photo?', on='foto'): a message has no 'foto'. Did you mean 'photo'?"),
        (lambda: ask("Photo?", on=["photo", "vidio"]), "a message has no 'vidio'. Did you mean 'video'?"),
        (lambda: ask("Photo?", on=[]), "ask('Photo?', on=[]): a message has no ''."),
    ],
)
def test_what_cannot_be_yielded_is_told(store: Store, value: Any, text: str) -> None:
    error = make_bot(store, yields(value), development=False).process(message(1, "/wrong")).error
    assert isinstance(error, ConversationError) and text in str(error)


def test_what_cannot_be_returned_is_told(store: Store) -> None:
    def wrong() -> Any:
        yield "Hello."
        return 5

    error = make_bot(store, wrong).process(message(1, "/wrong")).error
    assert isinstance(error, ConversationError) and "it returned 5, which cannot be sent" in str(error)


def test_a_conversation_that_does_not_exist_cannot_be_started(store: Store) -> None:
    bot = make_bot(store, pizza)
    bot.app("hungry")(lambda update, bot: bot.talks.start("piza", update, bot))
    error = bot.process(message(1, "hungry")).error
    assert isinstance(error, ConversationError)
    assert str(error) == "there is no conversation 'piza'. Did you mean 'pizza'? There are: pizza."


def test_a_rule_that_comes_after_loading_is_told_at_once(store: Store) -> None:
    bot = make_bot(store, pizza)
    talks: Any = bot.talks  # type: ignore[attr-defined]
    assert talks.conversation()(address) is address  # an app may start it
    with pytest.raises(scaletg.RegistrationError, match=r"conversation 'order' \(.*:\d+\) comes after bot.load"):
        talks.conversation("/order")(order)


def test_who_looks_at_the_attributes_changes_nothing(store: Store) -> None:
    talks = Conversations(store=store, watch_seconds=None)
    assert dict(inspect.getmembers(talks))["name"] == "talk"
    talks.conversation("/order")(order)
    bot = scaletg.Bot(username="test_bot")
    bot.load(talks)
    assert talk(bot, "/order", "Road 1") == ["Street?", "Town?"]


def test_mistakes_are_told_at_once(store: Store) -> None:
    talks = Conversations(store=store)
    with pytest.raises(scaletg.RegistrationError, match="is not a generator"):
        talks.conversation("/x")(lambda: None)  # type: ignore[arg-type, return-value]
    with pytest.raises(scaletg.RegistrationError, match="write @talks.conversation"):
        talks.conversation(pizza)
    with pytest.raises(scaletg.RegistrationError, match="two conversations with the name 'pizza'"):
        talks.conversation("/a")(talks.conversation("/b")(pizza))
    with pytest.raises(scaletg.ConfigError, match="use one of restart"):
        Conversations(store=store, changed="ask")
    for name in ("my:talk", "", "x" * 25):
        with pytest.raises(scaletg.ConfigError, match="followed by a colon"):
            Conversations(store=store, name=name)
    with pytest.raises(scaletg.ConfigError, match="has the key 'bye', which is not one of its sentences"):
        Conversations(store=store, texts={"bye": "x"})


def test_an_app_may_start_a_conversation(store: Store) -> None:
    talks = Conversations(store=store, watch_seconds=None)
    talks.conversation()(pizza)
    bot = scaletg.Bot(username="test_bot")
    bot.load(talks)
    bot.app("hungry")(lambda message, update, bot: talks.start("pizza", update, bot))
    assert talk(bot, "hungry", "S", "Ada") == ["Which size?", "Your name?", "S for Ada"]


def test_one_bot_may_have_several_of_them(store: Store, clock: Clock) -> None:
    first, second = Conversations(store, watch_seconds=None), Conversations(store, watch_seconds=None, name="shop")
    first.conversation("/pizza")(pizza)
    second.conversation("/order")(order)
    bot = scaletg.Bot(username="test_bot")
    for talks in (first, second):
        bot.load(talks)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("/pizza")
        assert ada.press("M").text == "Your name?"
        ada.send("Ada")
        assert [ada.send(text).text for text in ("/order", "Road 1")] == ["Street?", "Town?"]
    assert [name for name in bot.registry.modules if name.endswith("_clock")] == ["talk_jobs_clock", "shop_jobs_clock"]
    bot = scaletg.Bot()
    bot.load(first)
    with pytest.raises(scaletg.RegistrationError, match="give one of them name="):
        bot.load(Conversations(store))


def test_who_writes_as_a_channel_has_a_conversation_of_its_own(store: Store) -> None:
    bot = make_bot(store, pizza)

    def say(number: int, text: str, sender: int) -> Any:
        raw = message(number, text, user=136817688, chat=-5)
        raw["message"]["sender_chat"] = {"id": sender, "type": "channel", "title": "Name"}
        return bot.process(raw).reply

    assert say(1, "/pizza", -1007).text == "Which size?"
    assert say(2, "S", -1008) == scaletg.SendMessage(-5, "no conversation")
    assert say(3, "S", -1007).text == "Your name?"


class Chat(Recorder):
    """Answers who is an anonymous administrator: who has one of these ids."""

    def __init__(self, *anonymous: int) -> None:
        super().__init__()
        self.anonymous = anonymous

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
        answer = super().call(name, parameters, files)
        if name == "getChatMember" and answer["ok"]:
            user = {"id": parameters["user_id"], "is_bot": False, "first_name": "Ada"}
            owner = {"status": "creator", "user": user, "is_anonymous": True}
            answer["result"] = owner if user["id"] in self.anonymous else {"status": "member", "user": user}
        return answer


def as_group(number: int, text: str) -> dict[str, Any]:
    """Return what an anonymous administrator writes: in the name of the group, by a user who is nobody."""
    raw = message(number, text, user=1087968824, chat=-5)
    raw["message"]["sender_chat"] = raw["message"]["chat"]
    return raw


def press_in_group(number: int, data: str, user: int) -> dict[str, Any]:
    raw = press(number, data, user=user)
    raw["callback_query"]["message"]["chat"] = {"id": -5, "type": "group", "title": "Group"}
    return raw


def test_an_anonymous_administrator_presses_as_who_it_is(store: Store) -> None:
    bot = make_bot(store, pizza)
    bot.api.transport = Chat(7)
    data = bot.process(as_group(1, "/pizza")).reply.reply_markup.inline_keyboard[0][0].callback_data
    assert bot.process(press_in_group(2, data, 8)).reply.text == STALE  # somebody else of the group
    assert said_after(bot, press_in_group(3, data, 7)) == ["Your name?"]
    assert bot.process(press_in_group(4, data, 7)).reply.text == STALE  # answered already
    assert bot.process(as_group(5, "Ada")).reply.text == "S for Ada"


def test_a_press_is_refused_if_telegram_does_not_say_who_is_anonymous(store: Store) -> None:
    bot = make_bot(store, pizza)
    bot.api.transport = Chat(7)
    bot.api.transport.refused["getChatMember"] = "Bad Request: member list is inaccessible"
    data = bot.process(as_group(1, "/pizza")).reply.reply_markup.inline_keyboard[0][0].callback_data
    outcome = bot.process(press_in_group(2, data, 7))
    assert (outcome.error, outcome.reply.text) == (None, STALE)
    assert bot.process(as_group(3, "s")).reply.text == "Your name?"  # a typed label counts


def test_telegram_is_asked_only_about_the_buttons_of_anonymous_administrators(store: Store) -> None:
    bot = make_bot(store, pizza)
    bot.api.transport = Chat(7)
    data = bot.process(message(1, "/pizza", user=1, chat=-5)).reply.reply_markup.inline_keyboard[0][0].callback_data
    bot.process(as_group(2, "/pizza"))
    assert bot.process(press_in_group(3, data, 7)).reply.text == STALE
    assert "getChatMember" not in [name for name, _ in bot.api.transport.calls]


def test_a_conversation_may_begin_with_what_is_no_message(store: Store) -> None:
    talks = Conversations(store=store, watch_seconds=None)
    talks.conversation()(address)
    bot = scaletg.Bot(username="test_bot")
    bot.load(talks)
    bot.app(on="my_chat_member")(lambda update, bot: talks.start("address", update, bot))
    chat, user = {"id": 1, "type": "private", "first_name": "Ada"}, {"id": 1, "is_bot": False, "first_name": "Ada"}
    me = {"user": {"id": 9, "is_bot": True, "first_name": "Bot"}, "status": "member"}
    event = {"chat": chat, "from": user, "date": 0, "old_chat_member": me, "new_chat_member": me}
    outcome = bot.process({"update_id": 1, "my_chat_member": event})
    assert (outcome.error, text_of(outcome.reply)) == (None, "Street?")
    assert talk(bot, "Road 1", first=2) == ["Town?"]


# Questions that were not sent #################################################


class Delivery:
    """What a bot tells its watchers of one update."""

    def __init__(
        self, bot: scaletg.Bot, raw: dict[str, Any], error: Exception | None, later: float | None = None
    ) -> None:
        self.update = scaletg.Update.from_dict(raw, bot)
        self.error, self.delivery_error, self.retry_after, self.duplicate = None, error, later, False


REFUSED = scaletg.BadRequest("400", code=400, description="Bad Request", method="sendMessage", parameters={})


def lose(bot: scaletg.Bot, raw: dict[str, Any], later: float | None = None) -> None:
    """Process an update whose reply does not reach the person."""
    bot.process(raw)
    bot.talks.reply_left(Delivery(bot, raw, REFUSED, later), bot)  # type: ignore[attr-defined]


def test_a_question_that_was_not_sent_is_asked_again(any_store: Store) -> None:
    bot = make_bot(any_store, order)
    lose(bot, message(1, "/order"))
    assert talk(bot, "Road 1", first=2) == ["Street?"]
    lose(bot, message(3, "Road 1"))
    assert talk(make_bot(any_store, order), "hello?", first=4) == ["Town?"]
    assert talk(bot, "Lisbon", "tea", first=5) == ["What?", "tea to Road 1, Lisbon"]


def test_a_question_that_is_asked_again_may_be_lost_again(store: Store) -> None:
    bot = make_bot(store, order)
    lose(bot, message(1, "/order"))
    lose(bot, message(2, "hello?"))
    assert talk(bot, "hello?", "Road 1", first=3) == ["Street?", "Town?"]


def test_a_reply_that_is_sent_later_counts_as_sent(store: Store) -> None:
    bot = make_bot(store, order)
    lose(bot, message(1, "/order"), later=5)
    assert talk(bot, "Road 1", first=2) == ["Town?"]


def test_a_question_of_a_repeated_update_counts_as_sent(store: Store) -> None:
    bot = make_bot(store, order)
    lose(bot, message(1, "/order"))
    again = talk(make_bot(store, order), "/order", first=1)  # delivered again, to another process
    assert again == ["Street?"]
    assert talk(bot, "Road 1", first=2) == ["Town?"]


def test_the_button_of_a_question_proves_that_it_was_sent(store: Store) -> None:
    bot = make_bot(store, pizza)
    raw = message(1, "/pizza")
    data = bot.process(raw).reply.reply_markup.inline_keyboard[0][0].callback_data
    bot.talks.reply_left(
        Delivery(bot, raw, scaletg.Timeout("lost", sent=True, method="sendMessage", parameters={})), bot
    )  # type: ignore[attr-defined]
    assert said_after(bot, press(2, data)) == ["Your name?"]


@pytest.mark.parametrize("word, reply", [("/cancel", "Cancelled."), ("/back", "Street?")])
def test_the_words_count_at_a_question_that_was_not_sent(store: Store, word: str, reply: str) -> None:
    bot = make_bot(store, order)
    bot.process(message(1, "/order"))
    lose(bot, message(2, "Road 1"))
    assert talk(bot, word, first=3) == [reply]


def test_a_question_that_was_not_sent_has_its_whole_time_when_it_is_asked_again(store: Store, clock: Clock) -> None:
    bot = make_bot(store, timed)
    lose(bot, message(1, "/timed"))
    clock.now += 50
    assert talk(bot, "hello?", first=2) == ["Quick?"]
    clock.now += 50
    assert bot.talks.expire(bot) == 0  # type: ignore[attr-defined]
    assert talk(bot, "yes", first=3) == ["you said yes"]
    assert dues(store) == []


@pytest.mark.parametrize("trouble", ["400", "500", "timeout", "lost", "403"])
def test_a_notice_that_is_refused_stops_nothing(store: Store, trouble: str) -> None:
    with Telegram(make_bot(store, pizza), strict=False) as telegram:
        ada = telegram.private("Ada")
        ada.send("/pizza")
        telegram.trouble(trouble, method="answerCallbackQuery")
        ada.press("S")
        assert ada.last.text == "Your name?"
        assert ada.send("Ada").text == "S for Ada"


@pytest.mark.parametrize("fault", ["400", "403", "timeout"])
def test_polling_learns_that_a_question_was_not_sent(store: Store, fault: str) -> None:
    """The reply is a call here, so its answer says whether the question was sent."""

    class Line(Recorder):
        def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
            if parameters.get("text") == "Town?" and not self.texts:
                self.calls.append((name, parameters))
                if fault == "timeout":
                    raise scaletg.Timeout("lost", sent=True, method=name, parameters={})
                return {"ok": False, "error_code": int(fault), "description": "x"}
            return super().call(name, parameters, files)

    bot = make_bot(store, order)
    bot.process(message(1, "/order"))
    bot.api.transport = Line()
    for number, text in enumerate(["Road 1", "are you there?", "Lisbon"], 2):
        assert bot.complete(message(number, text)).retry_after is None
    assert bot.api.transport.texts == ["Town?", "Town?", "What?"]


# Albums #######################################################################


def album(number: int, name: str, **fields: Any) -> dict[str, Any]:
    photo = [{"file_id": f"f{number}", "file_unique_id": f"u{number}", "width": 1, "height": 1}]
    return message(number, "", photo=photo, media_group_id=name, **fields)


def receipts() -> Any:
    first = yield ask("Receipt?", on="photo")
    second = yield ask("Card?", on=("photo", "document"))
    return f"{first.message_id} and {second.message_id}"


def test_an_album_answers_one_question(any_store: Store) -> None:
    bot = make_bot(any_store, receipts)
    bot.app(on="message:photo", fallback=True)(lambda message: "a photo of nobody")
    replies = [bot.process(message(1, "/receipts")).reply]
    replies += [bot.process(album(number, "a")).reply for number in (2, 3, 4)]
    replies += [bot.process(album(number, "b")).reply for number in (5, 6)]
    replies += [bot.process(album(7, "c")).reply]
    assert [text_of(reply) for reply in replies] == ["Receipt?", "Card?", "", "", "2 and 5", "", "a photo of nobody"]


def test_an_album_that_is_no_answer_is_refused_once(store: Store) -> None:
    bot = make_bot(store, order)
    bot.process(message(1, "/order"))
    said = [[reply.text for reply in bot.process(album(number, "a")).replies] for number in (2, 3)]
    assert said[1] == []
    assert said[0] == ["Please send me: text.", "Street?"]


def test_the_album_that_starts_a_conversation_answers_nothing(store: Store) -> None:
    bot = make_bot(store, receipts)
    said = [bot.process(album(1, "a", caption="/receipts")).reply, bot.process(album(2, "a")).reply]
    assert [text_of(reply) for reply in said] == ["Receipt?", ""]


# Commands during a question ###################################################


def test_a_command_that_nobody_knows_is_answered(store: Store) -> None:
    bot = with_wildcards(store, "/order", order)
    assert talk(bot, "/order", "/menu now", "/menu@test_bot", "Road 1") == ["Street?", "Street?", "Street?", "Town?"]
    said = bot.process(message(2, "/menu now")).replies[0]  # delivered again
    assert said.text == "I do not know the command /menu. My question is still open:"


def test_a_command_that_an_app_knows_is_its_own(store: Store) -> None:
    bot = make_bot(store, order)
    bot.app("/help")(lambda message: "help")
    assert talk(bot, "/order", "/help", "Road 1") == ["Street?", "help", "Town?"]


def test_a_command_in_a_group_is_answered_only_if_it_is_meant_for_this_bot(store: Store) -> None:
    bot = with_wildcards(store, "/order", order)
    bot.process(message(1, "/order", chat=-5))
    replies = [
        bot.process(message(number, text, chat=-5)).reply
        for number, text in enumerate(["/menu", "/menu@other_bot", "/menu@test_bot"], 2)
    ]
    assert [text_of(reply) for reply in replies] == [None, None, "Street?"]


# Wildcards that changed #######################################################


def with_wildcards(store: Store, rule: str, function: Any, **options: Any) -> scaletg.Bot:
    talks = Conversations(store=store, watch_seconds=None, **options)
    talks.conversation(rule)(function)
    bot = scaletg.Bot(username="test_bot")
    bot.api.transport = Recorder()
    bot.load(talks)
    return bot


def book_seats(seats: int) -> Any:
    day = yield ask("Which day?")
    hour = yield ask("Which hour?")
    return f"{seats} on {day} at {hour}"


def book_nothing() -> Any:
    day = yield ask("Which day?")
    hour = yield ask("Which hour?")
    return f"{day} at {hour}"


def book_a_room(seats: int, room: str) -> Any:
    day = yield ask("Which day?")
    return f"{seats} in {room} on {day}"


STOPPED = "I have changed in the meantime, so this conversation has ended. Please start again."
book_seats.__name__ = book_nothing.__name__ = book_a_room.__name__ = "book"


@pytest.mark.parametrize(
    "changed, rule, function, replies",
    [
        ("restart", "/book", book_nothing, ["Which day?", "Which hour?"]),
        ("continue", "/book", book_nothing, ["Which hour?", "Monday at 9"]),
        ("cancel", "/book", book_nothing, [STOPPED, None]),
        ("restart", "/book <seats:int> <room>", book_a_room, [STOPPED, None]),
        ("continue", "/book <seats:int> <room>", book_a_room, [STOPPED, None]),
    ],
)
def test_other_wildcards_are_a_change(store: Store, changed: str, rule: str, function: Any, replies: list[str]) -> None:
    assert talk(with_wildcards(store, "/book <seats:int>", book_seats), "/book 3", "Monday")[-1] == "Which hour?"
    bot = with_wildcards(store, rule, function, changed=changed)
    assert talk(bot, "8", "9", first=3) == replies


@pytest.mark.parametrize("changed", ["restart", "continue", "cancel"])
@pytest.mark.parametrize("rule, function", [("/book", book_nothing), ("/book <seats:int> <room>", book_a_room)])
def test_a_conversation_whose_wildcards_changed_is_left_by_cancel(
    store: Store, changed: str, rule: str, function: Any
) -> None:
    talk(with_wildcards(store, "/book <seats:int>", book_seats), "/book 3", "Monday")
    bot = with_wildcards(store, rule, function, changed=changed)
    assert talk(bot, "/cancel", "9", first=3) == ["Cancelled.", None]


def test_a_conversation_that_fails_is_left_by_cancel(store: Store) -> None:
    def shop() -> Any:
        try:
            yield ask("Which card?")
        except Cancelled:
            raise OSError("no network") from None

    assert talk(make_bot(store, shop), "/shop", "/cancel", "9") == ["Which card?", "Cancelled.", "no conversation"]


# A message while a `once` is computed


def test_a_message_that_comes_while_a_once_is_computed_makes_it_compute_no_second_time(store: Store) -> None:
    """The other update would save the talk, and the value could not be saved: it would be computed again."""
    inside, computed = [], []
    bot = scaletg.Bot("1:token", username="test_bot", store=store)
    talks = Conversations()

    def pay() -> str:
        computed.append("paid")
        if len(computed) == 1:
            inside.append(bot.process(update_of(3, "another")))
        return "receipt"

    @talks.conversation("/buy")
    def buy() -> Any:
        yield ask("How many?", check=int)
        receipt = yield once(pay)
        yield f"Thank you: {receipt}"

    bot.load(talks)
    bot.process(update_of(1, "/buy"))
    outcome = bot.process(update_of(2, "5"))
    assert computed == ["paid"]
    assert inside[0].retry_after == 1  # it comes again, when the conversation has gone on
    assert any("receipt" in reply.text for reply in outcome.replies)
    assert bot.process(update_of(3, "another")).retry_after is None


def update_of(number: int, text: str) -> dict[str, Any]:
    person = {"id": 5, "is_bot": False, "first_name": "Ada"}
    chat = {"id": 5, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": chat, "from": person, "text": text},
    }


# With somebody who has not asked


def test_a_conversation_is_begun_with_somebody():
    bot, talks = scaletg.Bot(store="memory:"), Conversations()

    @talks.conversation()
    def survey(topic):
        mood = yield ask(f"How do you like {topic}?", buttons=[["well", "not at all"]])
        return f"So you like it {mood}."

    bot.load(Jobs())
    bot.load(talks)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("hello")
        talks.begin(survey, ada.id, topic="tea")
        telegram.advance(seconds=1)
        assert ada.last.text == "How do you like tea?"
        assert ada.press("well").text == "So you like it well."
        with pytest.raises(ConversationError, match=r"no conversation 'quiz' to begin. There are: survey"):
            talks.begin("quiz", ada.id)


@pytest.mark.parametrize("name", ["jobs", "theme", "user"])
def test_a_conversation_that_names_a_module_is_refused_where_it_is_defined(name: str) -> None:
    """Also one with a plain JSON value, which would be that of the start for ever."""
    namespace: dict[str, Any] = {"ask": ask}
    exec(f"def plant({name}, seeds, count=1, message=None):\n    yield ask('Which?')", namespace)
    expected = rf"conversation 'plant' .* has a parameter '{name}', which is not a wildcard .* `sessions.of\("
    with pytest.raises(scaletg.RegistrationError, match=expected):
        Conversations().conversation("/plant <seeds:int>")(namespace["plant"])


def test_a_parameter_with_a_default_keeps_it_beside_a_module_of_that_name(store: Store) -> None:
    def plant(theme: str = "green") -> Any:
        yield ask(f"Which {theme} plant?")

    bot = make_bot(store, plant)

    @bot.module
    def theme() -> str:
        return "blue"

    reply = bot.process(message(1, "/plant")).reply
    assert reply is not None
    assert reply.text == "Which green plant?"


def test_a_conversation_with_a_rule_that_cannot_be_read_is_refused() -> None:
    def plant(seeds: int) -> Any:
        yield ask(f"{seeds}?")

    with pytest.raises(scaletg.RegistrationError, match="conversation 'plant' .* has a wrong rule: .*'numbr'"):
        Conversations().conversation("/plant <seeds:numbr>")(plant)


def test_an_argument_of_start_that_cannot_be_kept_is_named(store: Store) -> None:
    def plant(seeds: Any) -> Any:
        yield ask(f"{seeds}?")

    talks = Conversations(store)
    talks.conversation()(plant)
    bot = scaletg.Bot()

    @bot.app("/plant")
    def begin(update: Any, bot: Any) -> None:
        talks.start("plant", update, bot, seeds={1, 2})

    bot.load(talks)
    error = bot.process(message(1, "/plant")).error
    assert isinstance(error, ConversationError)
    assert str(error).startswith("conversation 'plant' has a parameter 'seeds', whose value set cannot be stored")
