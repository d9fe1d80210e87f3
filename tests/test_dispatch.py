"""The way of one update: modules, apps, replies, errors, retries, the trace, and updates that come twice."""

from __future__ import annotations

import asyncio
import enum
import functools
import gc
import inspect
import json
import logging
import signal
import sys
import threading
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samples
import scaletg
from scaletg import RUNNING, Claim, Kept, Retry, SeenUpdates, Stop
from talking import answers, make_bot, plain, press, say

CHAT = 42


@pytest.fixture
def bot():
    return make_bot()


def text_reply(text, chat=CHAT):
    return {"method": "sendMessage", "chat_id": chat, "text": text}


def trace_of(bot, update=None):
    return bot.process(update or samples.update(), trace=True).trace


def statuses(trace):
    return [(step.name, step.status) for step in trace.steps]


def reasons(trace):
    return {step.name: step.reason for step in trace.steps if step.status == "not called"}


# Which apps are called


def test_every_matching_app_sees_the_update_and_the_first_answer_counts(bot):
    seen = []
    for name, answer in (("silent", None), ("first", "one"), ("second", "two"), ("third", None)):
        bot.app(name=name)(lambda message, name=name, answer=answer: seen.append(name) or answer)
    outcome = bot.process(samples.update())
    assert seen == ["silent", "first", "second", "third"]
    assert (plain(outcome.reply), outcome.app) == (text_reply("one"), "first")


def test_dispatch_first_ends_at_the_first_answer():
    bot, seen = make_bot(dispatch="first"), []
    bot.app(lambda message: seen.append(1))
    bot.app(lambda message: "one")
    bot.app(lambda message: seen.append(2))
    assert (answers(bot), seen) == ("one", [1])


def test_no_answer_is_none_and_a_blank_one_is_an_answer(bot):
    bot.app("/done")(lambda message: "")
    bot.app(fallback=True)(lambda message: "fallback")
    assert say(bot, "/done") == ""
    assert answers(bot, "else") == "fallback"
    assert bot.process(samples.update("poll")).reply is None


@pytest.mark.parametrize("dispatch", ["all", "first"])
def test_a_fallback_is_asked_only_if_no_app_before_it_answered(dispatch):
    bot = make_bot(dispatch=dispatch)
    bot.app(fallback=True)(lambda message: "I did not understand that.")
    bot.app("/start")(lambda message: "Hello")
    assert [answers(bot, "/start"), answers(bot, "what?")] == ["Hello", "I did not understand that."]


def test_a_fallback_of_an_earlier_order_is_not_stopped_by_a_later_answer(bot):
    bot.app(lambda message: "late")
    bot.app(fallback=True, order=-1)(lambda message: "early")
    assert answers(bot) == "early"


# What an app does, with the options and the rules that it is registered with.
WAYS = {
    "silent": (lambda: None, {}, ()),
    "answers": (lambda: "text", {}, ()),
    "blank": (lambda: "", {}, ()),
    "list": (lambda: ["one", "two"], {}, ()),
    "wrong": (lambda: 5, {}, ()),
    "fails": (lambda: 1 / 0, {}, ()),
    "exits": (lambda: sys.exit(3), {}, ()),
    "stops": (lambda: raise_(Stop("stop")), {}, ()),
    "retries": (lambda: raise_(Retry(5)), {}, ()),
    "fallback": (lambda: "fallback", {"fallback": True}, ()),
    "command": (lambda: "command", {}, ("/start",)),
    "other command": (lambda: "other", {}, ("/other",)),
    "query": (lambda: "query", {"on": "message:photo"}, ()),
    "predicate": (lambda: "predicate", {"when": lambda: False}, ()),
    "early": (lambda: "early", {"order": -1}, ()),
}


def raise_(error):
    raise error


@given(st.lists(st.sampled_from(sorted(WAYS)), max_size=6), st.sampled_from(["all", "first"]))
def test_the_same_apps_are_called_with_and_without_a_trace(ways, dispatch):
    """Without a trace the loop takes a shorter way to apps that only their kind decides about."""

    def run(trace):
        bot, called = make_bot(dispatch=dispatch), []
        for number, way in enumerate(ways):
            act, options, rules = WAYS[way]

            def app(message, number=number, act=act):
                called.append((number, message.text))
                return act()

            bot.app(*rules, name=f"{number} by place", **options)(with_one(app))
            bot.app(*rules, name=f"{number} by name", **options)(with_more(app))
        outcome = bot.process(samples.update(text="/start"), trace=trace)
        error = outcome.error and type(outcome.error)
        return called, outcome.app, outcome.reply and plain(outcome.reply), error, outcome.retry_after

    assert run(trace=True) == run(trace=False)


def with_one(app):
    return lambda message: app(message)


def with_more(app):
    return lambda message, chat: app(message)


class Greeter:
    def hello(self, message):
        return f"Hello {message.from_user.first_name}"

    __call__ = hello


def hello(message):
    return f"Hello {message.from_user.first_name}"


@functools.wraps(hello)
def by_name_only(**values):
    return hello(**values)


@functools.wraps(hello)
def with_two(message, again=False):
    return hello(message) + "!" * again


def forged(*values, **named):
    return hello(**named)


forged.__signature__ = inspect.signature(hello)


@pytest.mark.parametrize(
    "function",
    [
        hello,
        lambda message: hello(message),
        lambda message=None: hello(message),
        lambda *, message: hello(message),
        lambda message, **more: hello(message),
        lambda message, user, chat: hello(message),
        lambda bot, message: hello(message),
        Greeter().hello,
        Greeter(),
        functools.partial(hello),
        functools.partial(lambda greeting, message: hello(message), "Hello"),
        by_name_only,
        with_two,
        forged,
    ],
)
@pytest.mark.parametrize("rules", [(), ("/start",)])
def test_every_form_of_a_function_gets_the_message(bot, function, rules):
    bot.app(*rules)(function)
    assert answers(bot, "/start") == "Hello Ada"


def test_an_app_that_takes_every_update_gets_kinds_that_nobody_knows_yet(bot):
    bot.app(lambda update, event: event.word)
    bot.app(lambda message: "known")
    outcome = bot.process({"update_id": 1, "brand_new": {"word": "new", "chat": {"id": 9}}})
    assert plain(outcome.reply) == text_reply("new", 9)


def test_a_module_named_like_a_kind_that_nobody_knows_does_not_hide_what_telegram_sent(bot):
    bot.module(name="brand_new")(lambda: "the module's")
    bot.app(lambda brand_new, event, update: f"{brand_new}, {event.word}, {update.event.word}")
    outcome = bot.process({"update_id": 1, "brand_new": {"word": "Telegram's", "chat": {"id": 9}}})
    assert plain(outcome.reply) == text_reply("the module's, Telegram's, Telegram's", 9)


@pytest.mark.parametrize(
    "update", [{"update_id": 1}, {}, {"update_id": 1, "message": None}, {"update_id": 1, "new": [1]}]
)
def test_an_update_without_an_event_is_nobodys(bot, update):
    bot.app(lambda update: "text")
    assert bot.process(update).reply is None


def test_an_app_is_not_called_where_what_it_names_is_missing(bot):
    bot.app(lambda update, user: "user")
    bot.app(lambda update, chat: "chat")
    bot.app(lambda update, message_any: "message")
    outcome = bot.process(samples.update("poll"))
    assert outcome.reply is None and outcome.error is None
    assert bot.process(samples.update()).app == "<lambda>"


def test_a_default_makes_what_an_app_names_optional(bot):
    bot.app(lambda update, user=None, message=5: {"method": "getMe", "user": user, "message": message})
    reply = bot.process(samples.update("poll")).reply
    assert reply.to_dict() == {"method": "getMe", "user": None, "message": None}


def test_predicates_decide_whether_an_app_is_called(bot):
    @bot.module
    def level(user):
        return 3

    def is_private(chat):
        return chat.type == "private"

    bot.app("/go <n:int>", when=[is_private, lambda n, level: n > level])(lambda message, n: str(n))
    assert [answers(bot, "/go 5"), answers(bot, "/go 2")] == ["5", None]
    assert answers(bot, "/go 5", chat=samples.GROUP) is None


def test_a_predicate_that_names_a_kind_says_no_to_the_others(bot):
    bot.app(on=("message", "poll"), when=lambda message: message.text == "hello")(lambda event: "")
    assert say(bot) == ""
    outcome = bot.process(samples.update("poll"))
    assert (outcome.reply, outcome.error) == (None, None)


def test_the_username_is_asked_for_once_when_a_command_names_a_bot():
    bot = make_bot(username=None)
    bot.app("/start")(lambda message: "Hello")
    assert answers(bot, "/start") == "Hello" and bot.api.transport.calls == []
    assert [answers(bot, text) for text in ("/start@test_bot", "/start@other_bot", "/start@Test_Bot")] == [
        "Hello",
        None,
        "Hello",
    ]
    assert [name for name, _ in bot.api.transport.calls] == ["getMe"]


def test_without_a_known_username_commands_for_other_bots_are_taken_too(caplog):
    bot = make_bot(username=None)
    bot.api.transport.refused["getMe"] = "Unauthorized"
    bot.app("/start")(lambda message: "Hello")
    assert [answers(bot, "/start@other_bot") for _ in range(3)] == ["Hello"] * 3
    assert [name for name, _ in bot.api.transport.calls] == ["getMe"]  # not at every update
    assert "the bot's username is not known, so commands for other bots are accepted, too" in caplog.text


# Modules


def test_a_module_is_evaluated_once_and_only_if_somebody_asks(bot):
    ran = []
    bot.module("used")(lambda: ran.append("used") or 1)
    bot.module("unused")(lambda: ran.append("unused"))
    bot.module("none")(lambda: ran.append("none"))
    bot.app(lambda message, used, none: None)
    bot.app(lambda message, used, none: str(used))
    bot.app("/other")(lambda message, unused: "")
    assert answers(bot) == "1"
    assert ran == ["used", "none"]


def test_modules_get_what_they_name_other_modules_too(bot):
    bot.module("name")(lambda user: user.first_name)
    bot.module("greeting")(lambda name, message: f"{message.text}, {name}")
    bot.app(lambda greeting: greeting)
    assert answers(bot, "Hi") == "Hi, Ada"


def test_autouse_modules_run_first_even_if_no_app_matches(bot):
    ran = []
    bot.app(lambda message: ran.append("app"))
    bot.module("always", autouse=True)(lambda update: ran.append("module"))
    say(bot)
    bot.process(samples.update("poll"))
    assert ran == ["module", "app", "module"]


@pytest.fixture
def generators(bot):
    """Return a list that says when two generator modules, one of which needs the other, begin and end."""
    ran = []

    @bot.module
    def connection():
        ran.append("open")
        yield "connection"
        ran.append("close")

    @bot.module
    def session(connection):
        ran.append("begin")
        yield connection
        ran.append("commit")

    return ran


def test_generator_modules_end_in_reverse_when_the_update_is_done(bot, generators):
    bot.app(lambda session: generators.append("app") or session)
    assert answers(bot) == "connection"
    assert generators == ["open", "begin", "app", "commit", "close"]


@pytest.mark.parametrize("error", [ValueError("no"), Stop("text"), Retry(3), SystemExit(1), KeyboardInterrupt()])
def test_generator_modules_end_also_on_errors(bot, generators, error):
    @bot.app
    def fail(session):
        raise error

    update = samples.update()
    if isinstance(error, (Exception, SystemExit)):  # an app cannot end the server
        bot.process(update)
    else:
        with pytest.raises(type(error)):
            bot.process(update)
        assert bot.seen.claim(f"{bot.id}/{update['update_id']}").deaths == 1  # and the update can come again
    assert generators == ["open", "begin", "commit", "close"]


def test_generator_modules_end_after_a_generator_app(bot, generators):
    @bot.app
    def two(session):
        yield "one"
        generators.append(session)
        return "two"

    assert answers(bot) == "two"
    assert generators == ["open", "begin", "connection", "commit", "close"]


def test_a_module_that_fails_while_it_ends_drops_the_reply_and_the_others_end(bot, generators, caplog):
    @bot.module
    def broken():
        yield 1
        raise ValueError("cannot end")

    bot.app(lambda session, broken: "fine")
    outcome = bot.process(samples.update())
    assert (outcome.reply, outcome.app, str(outcome.error)) == (None, None, "cannot end")
    assert generators == ["open", "begin", "commit", "close"]
    assert "module 'broken'" in caplog.text and "cannot end" in caplog.text


def test_an_error_handler_answers_for_a_module_that_fails_while_it_ends(bot, generators):
    """The modules have ended by then, so the handler gets them evaluated again."""

    @bot.module
    def broken():
        yield 1
        raise ValueError("cannot end")

    @bot.error
    def sorry(error, session):
        return f"{session}: {error}"

    bot.app(lambda session, broken: "fine")
    outcome = bot.process(samples.update())
    assert (outcome.reply.text, outcome.error) == ("connection: cannot end", None)
    assert generators == ["open", "begin", "commit", "close"] * 2


def test_a_module_that_fails_after_the_error_handlers_too_leaves_no_reply(bot, caplog):
    @bot.module
    def broken():
        yield 1
        raise ValueError("cannot end")

    bot.app(lambda broken: "fine")
    bot.error(lambda error, broken: "sorry")
    outcome = bot.process(samples.update())
    assert (outcome.reply, str(outcome.error)) == (None, "cannot end")
    assert "failed again after an error handler" in caplog.text


def test_a_module_that_yields_twice_is_logged_and_ended(bot, caplog):
    @bot.module
    def twice():
        yield 1
        yield 2

    bot.app(lambda message, twice: "fine")
    assert answers(bot) == "fine"
    assert "module 'twice'" in caplog.text and "yields twice: a module must yield once" in caplog.text


def test_a_module_marked_as_last_ends_after_all_others(bot):
    ended = []

    @bot.module
    def early():
        yield
        ended.append("early")

    @bot.module(last=True)
    def final():
        yield
        ended.append("final")

    @bot.module
    def late():
        yield
        ended.append("late")

    bot.app(lambda message, early, final, late: "fine")
    assert answers(bot) == "fine"
    assert ended == ["late", "early", "final"]


def test_a_module_that_fails_is_not_evaluated_twice(bot, caplog):
    ran = []

    @bot.module
    def broken():
        ran.append(1)
        raise ValueError("broken")

    bot.app(name="one")(lambda message, broken: "one")
    bot.app(name="two")(lambda message, broken: "two")
    bot.app(name="three")(lambda message: "three")
    assert answers(bot) == "three"
    assert ran == [1]
    assert [record.getMessage().split(" (")[0] for record in caplog.records] == ["module 'broken'"]


def test_a_generator_module_has_to_yield(bot, caplog):
    @bot.module
    def empty():
        if False:
            yield

    bot.app(lambda message, empty: "never")
    assert isinstance(bot.process(samples.update()).error, scaletg.RegistrationError)
    assert "is a generator that never yields" in caplog.text


@pytest.mark.parametrize("error", [ValueError("no"), OSError(), MemoryError(), SystemExit(1), GeneratorExit(), Stop(5)])
def test_a_gate_that_fails_lets_nobody_in(bot, caplog, error):
    bot.module("gate", autouse=True)(raiser(error))
    bot.app(lambda message: "let in")
    outcome = bot.process(samples.update())
    assert outcome.reply is None and outcome.error is not None
    assert "module 'gate'" in caplog.text


def test_a_gate_that_fails_at_its_start_lets_nobody_in(bot):
    @bot.module(autouse=True)
    def gate():
        raise ValueError("no")
        yield

    bot.app(lambda message: "let in")
    assert bot.process(samples.update()).reply is None


def test_a_gate_is_skipped_for_updates_that_lack_what_it_names(bot):
    asked = []
    bot.module("gate", autouse=True)(lambda message: asked.append(message.text))
    bot.module("person", autouse=True)(lambda user: asked.append(user.id))
    bot.app(lambda update: "")
    bot.process(samples.update("poll"))
    assert asked == []
    bot.process(samples.update(text="hi"))
    assert asked == ["hi", CHAT]


def test_gates_stand_in_their_order(bot):
    asked = []
    bot.module("second", autouse=True)(lambda: asked.append("second"))
    bot.module("first", autouse=True, order=-1)(lambda: asked.append("first"))
    bot.app(lambda message: "")
    say(bot)
    assert asked == ["first", "second"]


def test_a_module_of_the_bot_that_fails_is_not_a_gate(bot, caplog):
    bot.module("pool", scope="bot", autouse=True)(lambda: 1 / 0)
    bot.app(lambda message: "still here")
    assert answers(bot) == "still here"
    assert "module 'pool'" in caplog.text


def test_what_an_error_handler_answers_for_a_module_is_the_answer(bot):
    bot.module("broken", autouse=True)(lambda: 1 / 0)
    bot.error(lambda app: f"{app} is down")
    assert answers(bot) == "broken is down"


def test_a_module_of_the_bot_lives_until_the_bot_is_closed(bot):
    ran = []

    @bot.module(scope="bot")
    def pool(bot):
        ran.append("open")
        yield "pool"
        ran.append("close")

    @bot.module(scope="bot")
    def table(pool):
        return pool + " table"

    bot.app(lambda message, table, pool: table)
    assert answers(bot) == answers(bot) == "pool table"
    assert ran == ["open"]
    bot.close()
    assert ran == ["open", "close"]
    assert answers(bot) == "pool table"
    assert ran == ["open", "close", "open"]


@pytest.mark.parametrize("generator", [False, True])
def test_a_module_of_the_bot_that_fails_is_tried_once_an_update(bot, generator):
    ran = []

    def connect():
        ran.append(1)
        if len(ran) < 3:
            raise OSError("no database")
        return "connected"

    def connect_generator():
        yield connect()

    bot.module("database", scope="bot")(connect_generator if generator else connect)
    bot.module("rows", scope="bot")(lambda database: database + " rows")
    for _ in range(2):
        bot.app(lambda message, rows: rows)
    assert [answers(bot), answers(bot), answers(bot), answers(bot)] == [None, None, "connected rows", "connected rows"]
    assert len(ran) == 3
    bot.close()


def test_a_generator_module_of_the_bot_has_to_yield(bot, caplog):
    @bot.module(scope="bot")
    def empty():
        yield from ()

    bot.app(lambda message, empty: "never")
    assert say(bot) is None
    assert "is a generator that never yields" in caplog.text


def test_threads_share_one_module_of_the_bot(bot):
    ran, together = [], threading.Barrier(8)
    bot.module("pool", scope="bot")(lambda: ran.append(1) or "pool")
    bot.app(lambda message, pool: pool)

    def work():
        together.wait()
        say(bot)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ran == [1]


# Stop and Retry


def raiser(error):
    def function():
        raise error

    return function


def test_stop_in_an_app_ends_the_dispatch_with_its_reply(bot):
    bot.app(lambda message: None)
    bot.app(name="stopper")(raiser(Stop("stopped")))
    bot.app(lambda message: pytest.fail("asked after Stop"))
    outcome = bot.process(samples.update())
    assert (plain(outcome.reply), outcome.app) == (text_reply("stopped"), "stopper")


def test_stop_without_a_reply_leaves_what_was_answered(bot):
    bot.app(lambda message: "first")
    bot.app(raiser(Stop()))
    bot.app(lambda message: pytest.fail("asked after Stop"))
    assert answers(bot) == "first"


def test_the_reply_of_stop_is_discarded_if_another_app_answered(bot):
    bot.app(lambda message: "first")
    bot.app(raiser(Stop("second")))
    assert answers(bot) == "first"


@pytest.mark.parametrize("autouse", [True, False])
def test_stop_in_a_module_ends_the_dispatch(bot, autouse):
    bot.module("guard", autouse=autouse)(raiser(Stop("Not you.")))
    bot.app(name="asking")(lambda message, guard: "never")
    bot.app(lambda message: pytest.fail("asked after Stop"))
    outcome = bot.process(samples.update())
    assert (plain(outcome.reply), outcome.app) == (text_reply("Not you."), "guard" if autouse else "asking")


def test_stop_in_a_predicate_ends_the_dispatch(bot):
    bot.app(when=raiser(Stop("")))(lambda message: "never")
    bot.app(lambda message: pytest.fail("asked after Stop"))
    assert say(bot) == ""


@pytest.mark.parametrize("reply, expected", [("last", text_reply("last")), (None, "")])
def test_stop_in_a_generator_app_is_its_end(bot, reply, expected):
    @bot.app
    def generator(message):
        yield "one"
        raise Stop(reply)

    assert say(bot) == expected
    assert bot.api.transport.texts == ["one"]


def test_stop_in_an_error_handler_ends_the_dispatch(bot):
    bot.app(name="broken")(lambda message: 1 / 0)
    bot.app(lambda message: pytest.fail("asked after Stop"))
    bot.error(raiser(Stop("Sorry")))
    outcome = bot.process(samples.update())
    assert (plain(outcome.reply), outcome.app) == (text_reply("Sorry"), "broken")


def retry_generator(message):
    yield "one"
    raise Retry(7)


@pytest.mark.parametrize(
    "register",
    [
        lambda bot: bot.app(raiser(Retry(7))),
        lambda bot: (bot.module("store")(raiser(Retry(7))), bot.app(lambda store: "")),
        lambda bot: bot.module("store", autouse=True)(raiser(Retry(7))),
        lambda bot: (bot.module("store", scope="bot")(raiser(Retry(7))), bot.app(lambda store: "")),
        lambda bot: bot.app(when=raiser(Retry(7)))(lambda message: ""),
        lambda bot: bot.app(retry_generator),
        lambda bot: (bot.app(lambda message: 1 / 0), bot.error(raiser(Retry(7)))),
        lambda bot: (bot.app(lambda message: [5]), bot.error(raiser(Retry(7)))),
    ],
)
@pytest.mark.parametrize("on_error", ["ack", "retry"])
def test_retry_asks_telegram_to_deliver_the_update_again(register, on_error):
    bot = make_bot(on_error=on_error)
    bot.app(order=-1)(lambda message: None)
    register(bot)
    update = samples.update()
    for _ in range(5):  # as long as it lasts: nothing is wrong with the update
        outcome = bot.process(update)
        assert (outcome.retry_after, outcome.reply, outcome.app, outcome.duplicate) == (7, None, None, False)


def test_an_answer_before_retry_is_discarded(bot):
    bot.app(lambda message: "answered")
    bot.app(raiser(Retry(5)))
    outcome = bot.process(samples.update())
    assert (outcome.reply, outcome.app, outcome.retry_after) == (None, None, 5)


def test_an_app_that_failed_before_retry_leaves_the_update_free():
    bot = make_bot(on_error="retry")
    store = {"down": True}
    bot.app(lambda message: 1 / 0 if store["down"] else None)

    @bot.app
    def save(message):
        if store["down"]:
            raise Retry(2)
        return "saved"

    update = samples.update()
    assert bot.process(update).retry_after == 2
    store["down"] = False
    assert plain(bot.process(update).reply) == text_reply("saved")


# Errors


def test_a_failing_app_is_logged_with_its_name_and_the_next_one_runs(bot, caplog):
    empty: dict[str, str] = {}
    bot.app(name="broken")(lambda message: empty["key"])
    bot.app(lambda message: "fine")
    update = samples.update()
    outcome = bot.process(update)
    assert plain(outcome.reply) == text_reply("fine")
    assert isinstance(outcome.error, KeyError)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR and record.exc_info[1] is outcome.error
    assert record.getMessage().startswith("app 'broken' (")
    assert (record.update_id, record.app, record.chat) == (update["update_id"], "broken", CHAT)
    assert f"failed on update {update['update_id']}: KeyError: 'key'" in record.getMessage()


def test_error_handlers_are_offered_the_error_and_may_answer(bot):
    got = []

    @bot.error(KeyError, ValueError)
    def of_some_kinds(error, app, user, update):
        got.append((type(error), app, user.first_name, update.kind))

    @bot.error
    def of_all(error):
        return f"Sorry: {error}"

    bot.error(lambda error: pytest.fail("offered after an answer"))
    bot.app(name="broken")(raiser(ValueError("bad")))
    bot.app(name="worse")(raiser(OSError("worse")))
    outcome = bot.process(samples.update())
    assert plain(outcome.reply) == text_reply("Sorry: bad")
    assert outcome.error is None and outcome.app == "broken"
    assert got == [(ValueError, "broken", "Ada", "message")]


def test_an_error_handler_that_fails_is_logged_and_the_next_one_is_offered_the_error(bot, caplog):
    bot.error(lambda error: 1 / 0)
    bot.error(lambda error: "second")
    bot.app(raiser(ValueError("bad")))
    assert answers(bot) == "second"
    assert "error handler '<lambda>'" in caplog.text and "division by zero" in caplog.text


def test_an_answer_that_fails_when_it_is_made_a_reply_goes_to_the_error_handlers(bot, caplog):
    bot.app(name="long")(lambda message: "x" * 5000)
    bot.error(lambda error, app: f"{app}: {error}")
    assert answers(bot).startswith("long: sendMessage has a text of 5000 characters")


@pytest.mark.parametrize("on_error, settled", [("ack", True), ("retry", False)])
def test_an_error_handlers_answer_that_is_no_reply_changes_nothing(on_error, settled, caplog):
    bot = make_bot(on_error=on_error)
    bot.app(lambda inline_query: "a text to nowhere")
    bot.error(lambda error: "another text to nowhere")
    update = samples.update("inline_query")
    outcome = bot.process(update)
    assert outcome.reply is None and "no chat to send it to" in str(outcome.error)
    assert bot.process(update).duplicate is settled
    assert "an error handler did not return a reply" in caplog.text


def test_stop_in_an_error_handler_answers_for_a_reply_that_cannot_be_made(bot):
    bot.app(lambda message: "x" * 5000)
    bot.error(raiser(Stop("Too much.")))
    assert answers(bot) == "Too much."


NO_REPLIES = [5, 0, True, False, 1.5, b"bytes", {}, {"text": "x"}, object(), {"a"}]


@pytest.mark.parametrize("answer", NO_REPLIES)
def test_what_is_no_reply_is_the_error_of_the_app_that_gave_it(bot, answer, caplog):
    bot.app(name="odd")(lambda message: answer)
    bot.app(name="fine")(lambda message: "fine")
    outcome = bot.process(samples.update())
    assert plain(outcome.reply) == text_reply("fine")
    assert isinstance(outcome.error, TypeError)
    assert "app 'odd' (" in caplog.text and "which is not a reply: return None for `not mine`" in caplog.text


def test_a_result_of_telegrams_is_no_reply(bot, caplog):
    bot.app(lambda message: message)
    say(bot)
    assert "a Message is a result of Telegram's: if the app has sent its answer, return" in caplog.text


@pytest.mark.parametrize("name", [None, 5, "", "get Me", "SendMessage"])
def test_a_dictionary_names_a_method(bot, name, caplog):
    bot.app(lambda message: {"method": name})
    assert say(bot) is None
    assert "is a reply if its key 'method' names a method of the Bot API" in caplog.text


# on_error


def failing_bot(times, **options):
    """Return a bot with one app that fails the first *times* times, and one that answers."""
    bot = make_bot(**options)
    failures: list[Any] = []

    @bot.app
    def fragile(message):
        if len(failures) < times:
            failures.append(1)
            raise ValueError(f"failure {len(failures)}")

    bot.app(lambda message: "fine")
    return bot


def test_ack_tells_telegram_that_a_failed_update_is_done():
    bot, update = failing_bot(99), samples.update()
    assert plain(bot.process(update).reply) == text_reply("fine")
    assert bot.process(update).duplicate


def test_retry_asks_for_a_failed_update_again():
    bot, update = failing_bot(2, on_error="retry"), samples.update()
    outcomes = [bot.process(update) for _ in range(3)]
    assert [outcome.retry_after for outcome in outcomes] == [2, 4, None]
    assert [plain(outcome.reply) for outcome in outcomes] == [None, None, text_reply("fine")]


@pytest.mark.parametrize("attempts", [1, 3])
def test_after_max_attempts_the_update_goes_to_the_dead_letter_hook(attempts):
    buried = []
    bot = failing_bot(
        99, on_error="retry", max_attempts=attempts, dead_letter=lambda update, error: buried.append((update, error))
    )
    update = samples.update()
    outcomes = [bot.process(update) for _ in range(attempts + 1)]
    assert [outcome.retry_after is None for outcome in outcomes] == [False] * (attempts - 1) + [True, True]
    assert [outcome.given_up for outcome in outcomes] == [False] * (attempts - 1) + [True, False]
    assert [plain(outcome.reply) for outcome in outcomes[attempts - 1 :]] == [text_reply("fine")] * 2
    ((letter, error),) = buried
    assert letter.to_dict() == update and str(error) == f"failure {attempts}"


def test_with_ack_the_dead_letter_hook_is_called_after_the_one_failure():
    buried = []
    bot = failing_bot(99, dead_letter=lambda update, error: buried.append(str(error)))
    update = samples.update()
    assert [bot.process(update).retry_after for _ in range(2)] == [None, None]
    assert buried == ["failure 1"]


def test_a_dead_letter_hook_that_fails_is_logged(caplog):
    bot = failing_bot(99, on_error="retry", max_attempts=1, dead_letter=lambda update, error: 1 / 0)
    assert plain(bot.process(samples.update()).reply) == text_reply("fine")
    assert "dead_letter failed on update" in caplog.text


def test_retry_uses_up_no_attempt():
    bot, raised = make_bot(on_error="retry", max_attempts=2), [Retry(1), ValueError("a"), Retry(1), ValueError("b")]

    @bot.app
    def fragile(message):
        raise raised.pop(0)

    update = samples.update()
    assert [bot.process(update).retry_after for _ in range(4)] == [1, 2, 1, None]


@pytest.mark.parametrize("seconds", [None, "5", float("nan"), float("inf"), -1, True])
def test_retry_takes_seconds_and_nothing_else(seconds):
    with pytest.raises(TypeError, match="Retry takes a number of seconds"):
        Retry(seconds)


def test_an_error_that_a_handler_answered_is_no_reason_to_retry():
    bot = failing_bot(99, on_error="retry")
    bot.error(lambda error: "Sorry")
    assert answers(bot) == "Sorry"


def test_a_generator_that_fails_is_retried_too():
    bot = make_bot(on_error="retry")
    failures: list[Any] = []

    @bot.app
    def fragile(message):
        yield "one"
        if not failures:
            failures.append(1)
            raise ValueError("no")
        return "two"

    update = samples.update()
    assert bot.process(update).retry_after == 2
    assert plain(bot.process(update).reply) == text_reply("two")


def test_an_update_without_an_id_cannot_be_asked_for_again():
    bot, update = failing_bot(99, on_error="retry"), samples.update()
    del update["update_id"]
    assert plain(bot.process(update).reply) == text_reply("fine")


# Forms of a reply


class Word(enum.StrEnum):
    HELLO = "hello"


def generator_expression(message):
    return (text for text in ("one", "two", "three"))


def generator_function(message):
    yield "one"
    yield None
    yield message.answer("two")
    return {"method": "sendMessage", "chat_id": CHAT, "text": "three"}


REPLIES = [
    ("a text", lambda message: "three", []),
    ("a text of another class", lambda message: Word.HELLO, []),
    ("a method", lambda message: scaletg.SendMessage(CHAT, "three"), []),
    ("a shortcut", lambda message: message.answer("three"), []),
    ("a dictionary", lambda message: {"method": "sendMessage", "chat_id": CHAT, "text": "three"}, []),
    ("a list", lambda message: ["one", message.answer("two"), "three"], ["one", "two"]),
    ("a tuple", lambda message: ("one", "two", "three"), ["one", "two"]),
    ("nested lists", lambda message: [["one", ["two"]], ["three"]], ["one", "two"]),
    ("a list with holes", lambda message: ["one", None, "", "two", "three"], ["one", "two"]),
    ("an iterator", lambda message: iter(["one", "two", "three"]), ["one", "two"]),
    ("a generator expression", generator_expression, ["one", "two"]),
    ("a generator", generator_function, ["one", "two"]),
]


@pytest.mark.parametrize("app, sent", [case[1:] for case in REPLIES], ids=[case[0] for case in REPLIES])
def test_a_reply_has_many_forms(bot, app, sent):
    bot.app(app)
    outcome = bot.process(samples.update())
    assert plain(outcome.reply) in (text_reply("three"), text_reply("hello"))
    is_generator = app is generator_function
    assert bot.api.transport.texts == (sent if is_generator else [])  # what is in a list leaves when it is delivered
    bot.deliver(outcome)
    assert bot.api.transport.texts == [*sent, plain(outcome.reply)["text"]]


def test_a_generator_in_a_list_is_an_error(bot):
    bot.app(name="odd")(lambda message: ["zero", generator_function(message)])
    outcome = bot.process(samples.update())
    assert outcome.reply is None and bot.api.transport.calls == []
    assert "app 'odd' (" in str(outcome.error) and "write `yield from` in a generator app" in str(outcome.error)


def test_an_iterator_is_read_while_the_modules_are_open(bot, generators):
    @bot.app
    def numbers(session):
        return (generators.append(number) or str(number) for number in (1, 2))

    assert answers(bot) == "2"
    assert generators == ["open", "begin", 1, 2, "commit", "close"]


@pytest.mark.parametrize("answer", ["", [], [""], [None], ["", None], iter(())])
def test_nothing_to_send_is_a_blank_reply(bot, answer):
    bot.app(lambda message: answer)
    assert say(bot) == ""
    assert bot.api.transport.calls == []


def test_a_method_that_the_schema_lacks_can_be_a_reply(bot):
    bot.app(lambda message: {"method": "sendHologram", "chat_id": 1, "depth": 3})
    assert say(bot) == {"method": "sendHologram", "chat_id": 1, "depth": 3}


def test_a_text_goes_to_where_the_update_came_from(bot):
    bot.app(lambda update: "text")
    topic = samples.update(chat=samples.GROUP, is_topic_message=True, message_thread_id=9)
    business = samples.update("business_message", business_connection_id="b")
    pressed = samples.update("callback_query", message=samples.message(chat=samples.GROUP))
    joins = samples.update("chat_join_request", chat=samples.GROUP)
    replies = [plain(bot.process(update).reply) for update in (topic, business, pressed, joins)]
    group = samples.GROUP["id"]
    assert replies == [
        {**text_reply("text", group), "message_thread_id": 9},
        {**text_reply("text"), "business_connection_id": "b"},
        text_reply("text", group),
        text_reply("text", group),
    ]


@pytest.mark.parametrize("kind", ["inline_query", "poll", "callback_query"])
def test_a_text_needs_a_chat(bot, kind, caplog):
    bot.app(lambda update: "text")
    assert bot.process(samples.update(kind)).reply is None
    assert "returned a str, but the update has no chat to send it to: return a method" in caplog.text


def test_a_refused_part_ends_its_list(bot, caplog):
    bot.api.transport.refused["sendMessage"] = "Bad Request: chat not found"
    bot.app(name="three")(lambda message: ["one", "two", "three"])
    outcome = bot.complete(samples.update())
    assert isinstance(outcome.error, scaletg.BadRequest) and outcome.retry_after is None
    assert bot.api.transport.texts == ["one"]
    assert "the reply of app 'three' to update" in caplog.text


# Generators


def test_a_generator_gets_the_result_of_each_call(bot):
    got = []

    @bot.app
    def progress(message):
        sent = yield "working"
        got.append(sent)
        return sent.edit_text("done")

    reply = say(bot)
    assert got[0].text == "working" and got[0].message_id == 101
    assert reply == {"method": "editMessageText", "chat_id": CHAT, "message_id": 101, "text": "done"}


def test_nothing_yielded_gets_nothing(bot):
    @bot.app
    def generator(message):
        got = [(yield None), (yield ""), (yield [])]
        return str(got)

    assert answers(bot) == "[None, None, None]"


def test_a_call_that_fails_raises_at_its_yield(bot):
    bot.api.transport.refused["sendPhoto"] = "Bad Request: wrong file identifier"

    @bot.app
    def careful(message):
        try:
            yield message.answer_photo("bad")
        except scaletg.BadRequest as error:
            yield f"sorry: {error.description}"
        return "end"

    assert answers(bot) == "end"
    assert bot.api.transport.texts == ["sorry: Bad Request: wrong file identifier"]


def test_a_reply_that_cannot_be_made_raises_at_its_yield(bot, caplog):
    @bot.app
    def careless(message):
        yield "x" * 5000
        pytest.fail("went on")

    assert say(bot) is None
    assert "sendMessage has a text of 5000 characters" in caplog.text


def returned(message):
    yield "one"
    return "two"


def returned_after_nothing(message):
    return "two"
    yield


def returned_from_a_try(message):
    try:
        yield "one"
    finally:
        return "two"  # noqa: B012  # what a generator returns, from wherever it does


@pytest.mark.parametrize("app", [returned, returned_after_nothing, returned_from_a_try])
def test_what_a_generator_returns_is_the_answer_to_the_webhook(bot, app):
    bot.app(app)
    assert answers(bot) == "two"
    assert "two" not in bot.api.transport.texts


def only_yield(message):
    yield "two"


def in_a_loop(message):
    for number in (1, 2):
        yield {1: "one", 2: "two"}[number]


def result_is_used(message):
    sent = yield "two"
    assert sent.text == "two"


def in_a_try(message):
    try:
        yield "two"
    finally:
        message.chat


def with_more_to_do(message):
    yield "two"
    message.chat


def delegated(message):
    yield from in_a_loop(message)


@pytest.mark.parametrize("app", [only_yield, in_a_loop, result_is_used, in_a_try, with_more_to_do, delegated])
def test_what_a_generator_yields_is_sent_by_a_call(bot, app):
    bot.app(app)
    assert say(bot) == ""
    assert bot.api.transport.texts[-1] == "two"


def test_a_generator_whose_answer_is_discarded_never_begins(bot):
    ran = []

    @bot.app(name="second")
    def generator(message):
        ran.append(1)
        yield "second"

    bot.app(order=-1)(lambda message: "first")
    assert answers(bot) == "first"
    assert ran == [] and bot.api.transport.calls == []


# Development


@pytest.fixture
def develop():
    return make_bot(development=True)


def test_two_apps_that_answer_are_told_in_development(develop, caplog):
    develop.app(name="one")(lambda message: "one")
    develop.app(name="two")(lambda message: ["two", develop_method(message)])
    update = samples.update()
    develop.process(update)
    message = f"apps 'one' and 'two' both answered update {update['update_id']}: the first one counts"
    (record,) = caplog.records
    assert record.getMessage() == message
    assert (record.update_id, record.app, record.chat) == (update["update_id"], "one", CHAT)


def test_log_records_about_a_button_carry_the_chat_of_its_message(develop, caplog):
    develop.app(name="one")(lambda callback_query: "one")
    develop.app(name="two")(lambda callback_query: "two")
    update = samples.update("callback_query", message=samples.message())
    develop.process(update)
    (record,) = caplog.records
    assert record.chat == update["callback_query"]["message"]["chat"]["id"]


def develop_method(message):
    return message.answer("made and discarded")


def test_a_method_that_is_neither_returned_nor_sent_is_told_in_development(develop):
    @develop.app
    def forgetful(message):
        message.answer("never sent")
        return ""

    with pytest.warns(scaletg.UnsentMethod, match="SendMessage was made here, but neither returned nor sent") as caught:
        assert say(develop) == "" and gc.collect() >= 0
    assert caught[0].filename == __file__
    assert caught[0].lineno == forgetful.__code__.co_firstlineno + 2


def test_methods_that_are_sent_returned_or_discarded_are_no_fault(develop):
    @develop.app
    def one(message):
        message.answer("sent").send()
        return message.answer("returned")

    @develop.app
    def two(message):
        return (message.answer(text) for text in ("a", "b"))

    @develop.app
    def three(message):
        return [message.answer("discarded")]

    assert answers(develop) == "returned"
    gc.collect()


def test_without_development_nothing_is_watched(bot, caplog):
    bot.app(lambda message: message.answer("forgotten") and "one")
    bot.app(lambda message: "two")
    assert answers(bot) == "one"
    gc.collect()
    assert not caplog.records


# The trace


def test_there_is_no_trace_unless_one_is_asked_for(bot):
    assert bot.process(samples.update()).trace is None


def test_the_trace_tells_who_ran_in_which_order_and_what_came_of_it(bot):
    bot.module("always", autouse=True)(lambda: "everywhere")
    bot.module("name")(lambda user: user.first_name)
    bot.module("pool", scope="bot")(lambda: "pool")
    bot.module("table", scope="bot")(lambda pool: "table")
    bot.app(name="silent")(lambda message: None)
    bot.app(name="winner")(lambda message, name, table: name)
    bot.app(name="late")(lambda message, name: ["late"])
    bot.app(name="broken")(raiser(ValueError("bad")))
    bot.error(lambda error: None)
    trace = trace_of(bot)
    assert statuses(trace) == [
        ("always", "evaluated"),
        ("silent", "passed"),
        ("name", "evaluated"),
        ("pool", "evaluated"),
        ("table", "evaluated"),
        ("winner", "answered"),
        ("late", "answered"),
        ("broken", "raised"),
        ("<lambda>", "passed"),
    ]
    assert (trace.winner, trace.discarded) == ("winner", ["late"])
    results = {step.name: step.result for step in trace.steps}
    assert results["winner"] == results["name"] == "Ada" and results["late"] == ["late"]
    assert trace.steps[7].reason == "ValueError: bad"
    assert all(step.duration_ms >= 0 for step in trace.steps) and trace.duration_ms > 0
    assert ("pool", "evaluated") not in statuses(trace_of(bot))  # it lives on


@pytest.mark.parametrize(
    "register, update, reason",
    [
        (lambda bot, app: bot.app(app), samples.update("poll"), "it asks for message; the update is poll"),
        (lambda bot, app: bot.app(app), {"update_id": 1}, "it asks for message; the update is of no kind"),
        (
            lambda bot, app: bot.app(on=("message", "channel_post", "poll", "poll_answer"))(lambda event: 0),
            samples.update("inline_query"),
            "it asks for message, channel_post, poll, ...; the update is inline_query",
        ),
        (
            lambda bot, app: bot.app(on=("message:photo", ":document"))(app),
            samples.update(),
            "the message does not have what on=message:photo, :document asks for",
        ),
        (lambda bot, app: bot.app("/a")(app), samples.update(), "its rule '/a' does not match 'hello'"),
        (
            lambda bot, app: bot.app("/a")(app),
            samples.update(text="x" * 99),
            "its rule '/a' does not match '" + "x" * 57 + "...'",
        ),
        (
            lambda bot, app: bot.app("/a")(app),
            samples.update(text="a"),
            "its rule '/a' does not match 'a': the slash is missing",
        ),
        (
            lambda bot, app: bot.app("/a <n:int>")(lambda n: app(n)),
            samples.update(text="/a b"),
            "its rule '/a <n:int>' does not match '/a b': the command is right, what follows it is not",
        ),
        (
            lambda bot, app: bot.app("/a")(app),
            samples.update(text="/a@other_bot"),
            "its rule '/a' does not match '/a@other_bot': the command is for another bot than 'test_bot'",
        ),
        (
            lambda bot, app: bot.app(when=[lambda: True, is_late])(app),
            samples.update(),
            "its predicate 'is_late' said no",
        ),
        (
            lambda bot, app: bot.app(on=("message", "poll"))(lambda event, chat: 0),
            samples.update("poll"),
            "the update has no chat",
        ),
        (
            lambda bot, app: (bot.app(order=-1, name="first")(lambda update: ""), bot.app(fallback=True)(app)),
            samples.update(),
            "'first' answered before it, and it is a fallback",
        ),
        (
            lambda bot, app: (bot.app(order=-1, name="first")(raiser(Stop())), bot.app(app)),
            samples.update(),
            "app 'first' raised Stop",
        ),
        (
            lambda bot, app: (bot.app(order=-1, name="first")(raiser(Stop())), bot.app("hello", when=is_late)(app)),
            samples.update(),
            "app 'first' raised Stop",
        ),
        (
            lambda bot, app: (bot.module("guard", autouse=True)(raiser(Stop())), bot.app(app)),
            samples.update(),
            "module 'guard' raised Stop",
        ),
        (
            lambda bot, app: (bot.app(order=-1)(lambda: 1 / 0), bot.error(raiser(Stop())), bot.app(app)),
            samples.update(),
            "an error handler raised Stop",
        ),
        (
            lambda bot, app: (bot.app(order=-1)(raiser(Retry(5))), bot.app(app)),
            samples.update(),
            "Retry was raised: the update is processed again after 5 s",
        ),
    ],
)
def test_the_trace_tells_why_an_app_was_not_asked(bot, register, update, reason):
    def app(message):
        pytest.fail("asked")

    register(bot, app)
    assert list(reasons(trace_of(bot, update)).values())[-1] == reason


def is_late():
    return False


def test_a_trace_is_told_in_a_line(bot):
    bot.app(lambda message: "Hello", name="hello")
    assert repr(trace_of(bot, samples.update())) == "<Trace of 1 steps, the reply is from 'hello'>"


def test_the_trace_tells_that_the_first_answer_ended_the_dispatch():
    bot = make_bot(dispatch="first")
    bot.app(name="choosy", when=is_late)(lambda message: "")
    bot.app(name="one")(lambda message: "one")
    bot.app(name="two")(lambda message: "two")
    assert reasons(trace_of(bot)) == {
        "choosy": "its predicate 'is_late' said no",
        "two": "'one' answered before it, and dispatch is 'first'",
    }


def test_a_predicate_is_asked_once_also_with_a_trace(bot):
    asked = []
    bot.app(when=lambda: asked.append(1))(lambda message: "")
    trace_of(bot)
    assert asked == [1]


def test_the_trace_of_stop_and_retry(bot):
    bot.app(name="stop")(raiser(Stop("x")))
    trace = trace_of(bot)
    assert statuses(trace) == [("stop", "stopped")] and trace.steps[0].result == "x"
    other = make_bot()
    other.module("store")(raiser(Retry(5)))
    other.app(name="asks")(lambda store: "")
    trace = trace_of(other)
    assert statuses(trace) == [("store", "retry"), ("asks", "retry")]


def test_the_trace_tells_that_an_answer_was_no_reply_after_all(bot):
    bot.app(name="hasty")(lambda message: message.answer(""))
    assert statuses(trace_of(bot)) == [("hasty", "answered"), ("hasty", "raised")]


def test_the_trace_names_a_module_that_raised_stop_once(bot):
    bot.module("guard", autouse=True)(raiser(Stop()))
    assert statuses(trace_of(bot)) == [("guard", "stopped")]


def test_a_module_that_fails_for_two_apps_is_once_in_the_trace(bot):
    bot.module("broken")(lambda: 1 / 0)
    bot.app(name="one")(lambda broken: "")
    bot.app(name="two")(lambda broken: "")
    assert statuses(trace_of(bot)) == [("broken", "raised"), ("one", "raised"), ("two", "raised")]


def test_the_trace_of_a_second_delivery_says_so(bot):
    bot.app(lambda message: "one")
    update = samples.update()
    bot.process(update)
    trace = trace_of(bot, update)
    assert trace.steps == [] and trace.note == f"update {update['update_id']} was delivered before: no app was called"
    assert str(trace) == trace.note


def test_the_trace_can_be_read_and_sent(bot):
    bot.app("hello", name="one")(lambda message: "x" * 1000)
    bot.app("/two", name="two")(lambda message: "")
    trace = trace_of(bot)
    lines = str(trace).splitlines()
    assert lines[0].startswith("app one (") and lines[0].endswith("ms  <- the reply") and len(lines[0]) < 700
    assert " answered -> 'xxx" in lines[0] and " -> " not in lines[1]
    assert "app two (" in lines[1] and "not called: its rule '/two' does not match 'hello'" in lines[1]
    data = trace.to_dict()
    assert (data["winner"], data["discarded"], data["note"]) == ("one", [], "")
    assert data["steps"][0]["result"].endswith("...") and data["steps"][1]["result"] is None


def test_the_trace_of_a_bot_without_processors_says_so(bot):
    assert str(trace_of(bot)) == "no processor is registered"


def test_an_outcome_shows_its_reply(bot):
    bot.app(lambda message: "Hi")
    update = samples.update()
    assert repr(bot.process(update)) == (
        f"<Outcome of update {update['update_id']}: SendMessage(chat_id=42, text='Hi')>"
    )


# What process takes


def test_process_takes_an_update_or_its_dictionary(bot):
    bot.app(lambda message: message.text)
    raw = samples.update(text="one")
    made = scaletg.Update(5, message=scaletg.Message.from_dict(samples.message("two")))
    assert plain(bot.process(scaletg.Update.from_dict(raw)).reply) == text_reply("one")
    assert plain(bot.process(made).reply) == text_reply("two")


@pytest.mark.parametrize("update", [None, "text", 5, [samples.update()]])
def test_process_takes_nothing_else(bot, update):
    with pytest.raises(TypeError, match="process takes an Update or its dictionary, not"):
        bot.process(update)


# Exactly once


def counting_bot(**options):
    bot, ran = make_bot(**options), []
    bot.app("/text")(lambda message: ran.append(1) or f"answer {len(ran)}")
    bot.app("/method")(lambda message: ran.append(1) or message.answer_dice())
    bot.app("/blank")(lambda message: ran.append(1) or "")
    bot.app("/none")(lambda message: ran.append(1))
    return bot, ran


@pytest.mark.parametrize("text, reply", [("/text", "answer 1"), ("/method", None), ("/blank", ""), ("/none", None)])
def test_a_second_delivery_gets_the_first_reply_and_runs_no_app(text, reply):
    bot, ran = counting_bot()
    update = samples.update(text=text)
    first, second = bot.process(update), bot.process(update)
    assert (first.duplicate, second.duplicate, ran) == (False, True, [1])
    assert first.kind == second.kind == "message"
    assert plain(second.reply) == plain(first.reply)
    if text == "/text":
        assert second.reply.text == reply
    elif text != "/method":
        assert second.reply == reply


def test_updates_without_an_id_are_all_processed():
    bot, _ = counting_bot()
    update = samples.update(text="/text")
    del update["update_id"]
    assert [plain(bot.process(update).reply)["text"] for _ in range(2)] == ["answer 1", "answer 2"]


def test_a_delivery_while_the_first_one_runs_is_sent_away(bot):
    inner = []
    update = samples.update()

    @bot.app
    def slow(message):
        inner.append(bot.process(update))
        return "done"

    assert plain(bot.process(update).reply) == text_reply("done")
    assert (inner[0].retry_after, inner[0].reply, inner[0].duplicate) == (1, None, False)
    assert plain(bot.process(update).reply) == text_reply("done")


def test_seen_updates_forget_the_oldest():
    seen = SeenUpdates(limit=10)
    for number in range(1000):
        seen.done(seen.claim(f"1/{number}"), [{"id": number}])
    assert [seen.claim(f"1/{number}") for number in (990, 999)] == [Kept([{"id": 990}]), Kept([{"id": 999}])]
    assert isinstance(seen.claim("1/979"), Claim)
    assert remembered(seen) <= 21


def test_seen_updates_never_forget_replies_that_leave_now():
    """A webhook that sends several parts holds its claim, with its replies, until the last has left."""
    seen = SeenUpdates(limit=2)
    leaving = seen.claim("1/leaving")
    assert seen.made(leaving, [{"id": 1}], hold=True)
    for number in range(20):
        seen.done(seen.claim(f"1/{number}"), [])
    assert seen.claim("1/leaving") is RUNNING
    assert seen.sent(leaving, 1)


def test_seen_updates_forget_old_files_but_not_those_that_leave_now(monkeypatch):
    monkeypatch.setattr(scaletg, "_KEPT_FILES", 1)
    seen, parts = SeenUpdates(), [scaletg._part_of(scaletg.Bot(), scaletg.SendDocument(CHAT, b"content"))]
    held, given_back, last = [seen.claim(f"1/{number}") for number in range(3)]
    assert seen.made(held, parts, hold=True)
    assert seen.made(given_back, parts, hold=False)
    assert (held.replies, given_back.replies) == (parts, parts)
    assert seen.made(last, parts, hold=False)
    assert (held.replies, given_back.replies, last.replies) == (parts, [], parts)
    assert seen.claim("1/1") == Kept([])


def remembered(seen):
    return len(seen._claims)


def test_seen_updates_keep_what_they_saw_lately():
    seen = SeenUpdates(limit=100)
    for number in range(150):
        seen.done(seen.claim(f"1/{number}"), [])
    assert all(seen.claim(f"1/{number}") == Kept([]) for number in range(50, 150))


def test_seen_updates_never_forget_what_runs():
    seen = SeenUpdates(limit=10)
    running = seen.claim("1/running")
    for number in range(1000):
        seen.done(seen.claim(f"1/{number}"), [])
    assert seen.claim("1/running") is RUNNING
    seen.done(running, [{"id": 1}])
    assert seen.claim("1/running") == Kept([{"id": 1}])
    assert repr(RUNNING) == "scaletg.RUNNING"


def test_failures_and_deaths_are_counted_apart():
    seen = SeenUpdates()
    claim = seen.claim("1/1")
    seen.failed(claim)
    claim = seen.claim("1/1")
    assert (claim.failures, claim.deaths, claim.fence) == (1, 0, 2)
    seen.release(claim, 5)
    claim = seen.claim("1/1")
    assert (claim.failures, claim.deaths, claim.fence) == (1, 0, 3)
    seen.failed(claim, died=True)
    claim = seen.claim("1/1")
    assert (claim.failures, claim.deaths) == (1, 1)
    claim = seen.claim("1/1", takeover=True)
    assert (claim.failures, claim.deaths, claim.fence) == (1, 2, 5)


def test_whoever_lost_a_claim_changes_nothing():
    seen = SeenUpdates()
    late = seen.claim("1/1")
    other = seen.claim("1/1", takeover=True)
    assert not seen.made(late, [{"id": 1}], hold=True)
    seen.done(late, [{"id": 1}])
    assert seen.claim("1/1") is RUNNING
    assert seen.made(other, [{"id": 2}], hold=False)
    again = seen.claim("1/1")
    assert (again.replies, again.sent) == ([{"id": 2}], 0)


def test_a_forgotten_update_runs_again():
    seen = SeenUpdates()
    seen.done(seen.claim("1/1"), [])
    seen.forget("1/1")
    assert isinstance(seen.claim("1/1"), Claim)


@pytest.mark.parametrize("limit", [50, 10_000])
def test_of_many_threads_one_gets_the_claim(limit):
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        seen, mine, start = SeenUpdates(limit), [], threading.Barrier(6)

        def work():
            start.wait()
            for number in range(2000):
                claim = seen.claim(str(number))
                if isinstance(claim, Claim):
                    mine.append(number)
                    seen.done(claim, [])

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(switch)
    if limit == 10_000:
        assert sorted(mine) == list(range(2000))
    assert remembered(seen) <= 2 * limit + 12  # each thread can have one that others have just forgotten


class Shared(SeenUpdates):
    """Updates seen by several processes: it stores only what JSON can hold."""

    keeps_files = False

    def __init__(self):
        super().__init__()
        self.down = False

    def claim(self, key, takeover=False):
        if self.down:
            raise Retry(9)
        return super().claim(key, takeover)

    def made(self, claim, replies, hold):
        json.dumps(replies)
        assert hold or replies is not None
        return super().made(claim, replies, hold)


@pytest.mark.parametrize("text", ["/text", "/method", "/blank", "/none"])
def test_a_store_of_ones_own_remembers_replies_as_data(text):
    bot, ran = counting_bot(seen=Shared())
    update = samples.update(text=text)
    first, second = bot.process(update), bot.process(update)
    assert second.duplicate and ran == [1]
    assert plain(second.reply) == plain(first.reply)


def test_a_reply_with_files_is_sent_under_the_claim_of_a_shared_store():
    bot = make_bot(seen=Shared())
    bot.app(lambda message: message.answer_document(b"content"))
    update = samples.update()
    outcome = bot.process(update)
    assert bot.process(update).retry_after == 1  # it is not kept, so nobody else may process it
    bot.deliver(outcome)
    assert [name for name, _ in bot.api.transport.calls] == ["sendDocument"]
    assert bot.process(update).duplicate


def test_a_store_that_is_down_asks_telegram_to_come_again():
    seen = Shared()
    bot, ran = counting_bot(seen=seen)
    update = samples.update(text="/text")
    seen.down = True
    outcome = bot.process(update)
    assert (outcome.retry_after, outcome.reply, ran) == (9, None, [])
    seen.down = False
    assert plain(bot.process(update).reply) == text_reply("answer 1")


def test_a_reply_is_dropped_when_another_process_took_the_update_over(bot, caplog):
    update = samples.update()
    key = f"{bot.id}/{update['update_id']}"
    bot.app(lambda message: bot.seen.claim(key, takeover=True) and "late")
    outcome = bot.process(update)
    assert (outcome.reply, outcome.retry_after) == (None, 1)
    assert "was taken over by another process" in caplog.text


def test_whoever_lost_an_update_while_it_sent_a_list_leaves_the_rest_to_others(bot, caplog):
    bot.app(lambda message: ["one", "two", "three"])
    update = samples.update()
    call = bot.api.transport.call

    def stand_still(name, parameters, files):
        answer = call(name, parameters, files)
        bot.api.transport.call = call
        assert bot.complete(update, takeover=True).retry_after is None
        return answer

    bot.api.transport.call = stand_still
    assert bot.complete(update).retry_after == 1
    assert bot.api.transport.texts == ["one", "one", "two", "three"]
    assert "was taken over by another process, which sends the rest" in caplog.text


def test_an_update_whose_replies_could_not_be_kept_can_be_claimed_again():
    seen = Shared()
    bot, ran = counting_bot(seen=seen)
    made, update = seen.made, samples.update(text="/text")

    def down(claim, replies, hold):
        seen.made = made  # type: ignore[method-assign]  # the store changes
        raise Retry(9)

    seen.made = down  # type: ignore[method-assign]  # the store is away once
    outcome = bot.process(update)
    assert (outcome.retry_after, outcome.reply) == (9, None)
    assert bot.process(update).retry_after is None
    assert ran == [1, 1]


def test_a_store_that_stays_down_does_not_change_what_comes_of_the_update():
    seen = Shared()
    bot, _ = counting_bot(seen=seen)

    def down(*values, **options):
        raise Retry(9)

    seen.made = seen.release = down  # type: ignore[method-assign]  # the store is away
    assert bot.process(samples.update(text="/text")).retry_after == 9


def test_an_update_whose_processes_died_too_often_is_given_up():
    buried, ran = [], []
    bot = make_bot(max_deaths=2, dead_letter=lambda update, error: buried.append(error))
    bot.app(lambda message: ran.append(1))
    update = samples.update()
    for _ in range(2):
        bot.seen.claim(f"{bot.id}/{update['update_id']}", takeover=True)
    outcome = bot.complete(update, takeover=True)
    assert (outcome.given_up, ran) == (True, [])
    assert isinstance(outcome.error, scaletg.ProcessDied) and buried == [outcome.error]
    assert bot.process(update).duplicate


# deliver


def test_deliver_sends_the_replies_once(bot):
    bot.app("/a")(lambda message: ["Hi", "there"])
    outcome = bot.process(samples.update(text="/a"))
    bot.deliver(outcome)
    bot.deliver(outcome)
    bot.deliver(bot.process(samples.update(text="/b")))
    assert bot.api.transport.texts == ["Hi", "there"]


def test_complete_processes_an_update_and_sends_its_replies(bot):
    bot.app(lambda message: ["Hi", "there"])
    update = samples.update()
    outcome = bot.complete(update)
    assert (outcome.retry_after, outcome.duplicate, bot.api.transport.texts) == (None, False, ["Hi", "there"])
    again = bot.complete(update)
    assert (again.retry_after, again.duplicate, bot.api.transport.texts) == (None, True, ["Hi", "there"])


def test_a_refused_reply_is_logged_with_the_apps_name(bot, caplog):
    bot.api.transport.refused["sendMessage"] = "Forbidden: bot was blocked by the user"
    bot.app(name="greeter")(lambda message: "Hi")
    update = samples.update()
    outcome = bot.complete(update)
    assert isinstance(outcome.error, scaletg.ApiError) and outcome.retry_after is None
    (record,) = caplog.records
    assert f"the reply of app 'greeter' to update {update['update_id']} was not sent: " in record.getMessage()
    assert (record.update_id, record.app) == (update["update_id"], "greeter")


# Defaults and what is checked before a reply leaves


def test_defaults_fill_in_what_a_method_leaves_open():
    bot = make_bot(defaults={"parse_mode": "HTML", "disable_notification": True, "text": "default"})
    bot.app("/text")(lambda message: "<b>Hi</b>")
    bot.app("/own")(lambda message: message.answer("Hi", parse_mode="MarkdownV2", disable_notification=False))
    bot.app("/list")(lambda message: ["one", "two"])
    bot.app("/entities")(lambda message: message.answer("Hi", entities=[{"type": "bold", "offset": 0, "length": 1}]))
    common = {"parse_mode": "HTML", "disable_notification": True}
    assert say(bot, "/text") == {**text_reply("<b>Hi</b>"), **common}
    assert say(bot, "/own") == {**text_reply("Hi"), "parse_mode": "MarkdownV2", "disable_notification": False}
    assert say(bot, "/list") == {**text_reply("two"), **common}
    first, _ = bot.process(samples.update(text="/list")).replies
    assert plain(first) == {**text_reply("one"), **common}
    assert "parse_mode" not in say(bot, "/entities")


def test_a_default_fills_in_what_an_app_read_while_it_was_absent():
    preview = {"is_disabled": True}
    bot = make_bot(defaults={"link_preview_options": preview})

    @bot.app
    def app(message):
        reply = message.answer("Hi")
        assert reply.link_preview_options is None
        return reply

    assert say(bot, "Hi") == {**text_reply("Hi"), "link_preview_options": preview}


def test_defaults_are_for_the_parameters_that_a_method_has():
    bot = make_bot(defaults={"parse_mode": "HTML", "protect_content": True})
    bot.app(lambda callback_query: callback_query.answer("x"))
    assert set(press(bot, "x")) == {"method", "callback_query_id", "text"}


ALBUM_PART = {"type": "photo", "media": "id", "caption": "<b>x", "parse_mode": "HTML"}
ARTICLE = scaletg.InlineQueryResultArticle("1", "t", scaletg.InputTextMessageContent("a.b", parse_mode="MarkdownV2"))


def button(**fields):
    return {"inline_keyboard": [[{"text": "x", **fields}]]}


@pytest.mark.parametrize(
    "method, why",
    [
        (
            {"method": "sendMessage", "chat_id": 1},
            "sendMessage lacks text: https://core.telegram.org/bots/api#sendmessage",
        ),
        ({"method": "sendPhoto"}, "sendPhoto lacks chat_id, photo"),
        (scaletg.SendMessage(1, ""), "sendMessage has an empty text"),
        (scaletg.SendMessage(1, " \n"), "sendMessage has an empty text"),
        (scaletg.SendMessage(1, "x" * 4097), "a text of 4097 characters, 4096 are allowed: see split_text"),
        (scaletg.EditMessageText(text="é" * 4097, chat_id=1, message_id=1), "4097 characters"),
        (scaletg.SendPhoto(1, "id", caption="x" * 1025), "a caption of 1025 characters, 1024 are allowed"),
        (scaletg.AnswerCallbackQuery("id", text="x" * 201), "a text of 201 characters, 200 are allowed"),
        (scaletg.SendMessage(1, "x", reply_markup=button(callback_data="x" * 65)), "must have 1 to 64 bytes"),
        (scaletg.SendMessage(1, "x", reply_markup=button(callback_data="é" * 33)), "must have 1 to 64 bytes"),
        (
            scaletg.SendMessage(1, "<b>x", parse_mode="HTML"),
            "a text that parse_mode='HTML' cannot read: can't parse entities: Can't find end tag",
        ),
        (scaletg.SendMessage(1, "a < b", parse_mode="HTML"), "Write &lt; for a plain '<'"),
        (scaletg.SendMessage(1, "a.b", parse_mode="MarkdownV2"), "Character '.' is reserved"),
        (scaletg.SendMessage(1, "a.b", parse_mode="MarkdownV2"), "Use escape_markdown for what you did not write"),
        (scaletg.SendPhoto(1, "id", caption="<x>", parse_mode="html"), "a caption that parse_mode='html' cannot read"),
        (scaletg.SendMessage(1, "x", parse_mode="XHTML"), "The parse modes are HTML, MarkdownV2 and Markdown"),
        (scaletg.SendMessage(1, "*x", parse_mode="Markdown"), "Can't find end of the entity"),
        (scaletg.SendMessage(1, "<b> </b>", parse_mode="HTML"), "sendMessage has an empty text"),
        (
            scaletg.SendMessage(1, f"<b>{'x' * 4097}</b>", parse_mode="HTML"),
            "a text of 4097 characters, 4096 are allowed: see split_text",
        ),
        (
            scaletg.SendMessage(1, "<b></b>" * 4681 + "xx", parse_mode="HTML"),
            "a text of more than 32768 bytes with its markup",
        ),
        (scaletg.SendPoll(1, "a < b", ["a"], question_parse_mode="HTML"), "sendPoll has a question that parse_mode"),
        (
            scaletg.SendMediaGroup(1, [scaletg.InputMediaPhoto("id"), ALBUM_PART]),
            "sendMediaGroup has a media[1].caption that parse_mode='HTML' cannot read",
        ),
        (scaletg.AnswerInlineQuery("1", [ARTICLE]), "a results[0].input_message_content.message_text that parse_mode"),
    ],
)
def test_what_telegram_would_refuse_does_not_leave(bot, method, why, caplog):
    bot.app(name="careless")(lambda message: method)
    outcome = bot.process(samples.update())
    assert outcome.reply is None and isinstance(outcome.error, ValueError)
    assert why in str(outcome.error) and "app 'careless' (" in caplog.text


@pytest.mark.parametrize(
    "method",
    [
        scaletg.SendMessage(1, "🎲" * 4096),
        scaletg.SendMessage(1, "x" * 4096 + " \n" * 3000),
        scaletg.SendMessage(1, "x\r" * 4096),
        scaletg.SendMessage(1, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML"),
        scaletg.SendMessage(1, "x", parse_mode=""),
        scaletg.SendMessage(1, "<b></b>" * 4681 + "x", parse_mode="HTML"),
        scaletg.SendMessage(1, "*x*", parse_mode="Markdown"),
        scaletg.SendPoll(1, "a < b", ["a"], question_entities=[]),
        scaletg.SendMediaGroup(1, [{**ALBUM_PART, "caption": "<b>x</b>"}, {**ALBUM_PART, "parse_mode": ""}]),
        scaletg.SendPhoto(1, "id", caption=""),
        scaletg.SendPhoto(1, "id", caption="x" * 1024),
        scaletg.AnswerCallbackQuery("id", text="x" * 200),
        scaletg.SendMessage(1, "x", reply_markup=button(callback_data="é" * 32)),
        scaletg.SendMessage(1, "x", reply_markup=button(callback_data="", url="https://example.com")),
        scaletg.SendMessage(1, "x", reply_markup={"inline_keyboard": [None, 5, [None, 5]]}),
        scaletg.SendMessage(1, "x", reply_markup='{"inline_keyboard":[]}'),
        scaletg.SendPoll(1, "x" * 250, ["a", "b"]),
    ],
)
def test_what_telegram_may_accept_leaves(bot, method):
    bot.app(lambda message: method)
    outcome = bot.process(samples.update())
    assert outcome.error is None and outcome.reply is method


def answered_with(bot, method):
    bot.app(lambda message: method)
    return bot.process(samples.update())


@pytest.mark.parametrize(
    "path",
    [
        "nope.jpg",
        "My photo.JPEG",
        "./a",
        "../a.b",
        "/tmp/a",
        "~/a.png",
        "C:\\a.png",
        "images/a.png",
        "images\\a",
        "a.pdf",
    ],
)
@pytest.mark.parametrize(
    "make",
    [
        lambda path: scaletg.SendPhoto(1, path),
        lambda path: {"method": "sendDocument", "chat_id": 1, "document": path},
        lambda path: scaletg.SendMediaGroup(1, [scaletg.InputMediaPhoto("id"), scaletg.InputMediaPhoto(path)]),
        lambda path: scaletg.SendMediaGroup(1, [{"type": "photo", "media": path}]),
        lambda path: scaletg.EditMessageMedia(scaletg.InputMediaPhoto(path), chat_id=1, message_id=2),
    ],
)
def test_a_string_that_is_a_path_does_not_leave(bot, make, path):
    error = answered_with(bot, make(path)).error
    assert f"{path!r} is neither a file_id nor an address." in str(error)
    assert f"To upload a file write Path({path!r})" in str(error)


@pytest.mark.parametrize(
    "source",
    ["AgACAgIAAx-_0", "https://example.com/nope.jpg", "http://a/b.jpg", "example.com/nope.jpg", "file:///tmp/a.jpg"],
)
def test_a_file_id_or_an_address_leaves(bot, source):
    assert answered_with(bot, scaletg.SendPhoto(1, source)).error is None


@pytest.mark.parametrize("source", ["id", "example.com/nope.jpg"])
def test_a_file_id_or_an_address_in_an_album_leaves(bot, source):
    assert answered_with(bot, scaletg.SendMediaGroup(1, [scaletg.InputMediaPhoto(source)])).error is None


@pytest.fixture
def without_formatting(monkeypatch):
    """Let it look as if scaletg_contrib.formatting were not installed."""
    monkeypatch.setitem(sys.modules, "scaletg_contrib.formatting", None)
    scaletg._formatting.cache_clear()
    yield
    scaletg._formatting.cache_clear()


@pytest.mark.usefixtures("without_formatting")
def test_without_formatting_only_texts_without_a_parse_mode_are_measured(bot, caplog):
    bot.app("/marked")(lambda message: message.answer_html("<b>" + "x" * 5000))
    bot.app("/poll")(lambda message: message.answer_poll("<", ["a"], question_parse_mode="HTML"))
    bot.app("/plain")(lambda message: message.answer("x" * 5000))
    assert say(bot, "/marked")["text"] == "<b>" + "x" * 5000
    assert say(bot, "/poll")["question"] == "<"
    assert bot.process(samples.update(text="/plain")).reply is None
    assert "a text of 5000 characters, 4096 are allowed" in caplog.text


@pytest.mark.usefixtures("without_formatting")
def test_without_formatting_a_default_parse_mode_is_logged_at_the_start(caplog):
    bot, other = make_bot(defaults={"parse_mode": "HTML"}), make_bot()
    for one in (bot, other):
        one.app("/start")(lambda message: "")
    assert bot.registry is bot.registry
    (record,) = caplog.records
    assert "scaletg_contrib.formatting is missing: texts with markup are not checked" in record.getMessage()
    assert other.registry
    assert len(caplog.records) == 1


@pytest.mark.usefixtures("without_formatting")
def test_without_formatting_the_text_in_a_parse_mode_says_what_is_missing():
    message = scaletg.Message.from_dict(samples.message("hi"))
    for name in ("text_html", "text_markdown_v2"):
        with pytest.raises(scaletg.ConfigError, match=f"{name} needs scaletg_contrib.formatting, which is missing"):
            getattr(message, name)
    assert scaletg.Message.from_dict(samples.message(None)).text_html is None


def test_with_formatting_nothing_is_logged_at_the_start(caplog):
    bot = make_bot(defaults={"parse_mode": "HTML"})
    bot.app("/start")(lambda message: "")
    assert bot.registry
    assert not caplog.records


# Modules that save ###########################################################


@pytest.fixture
def saving(bot):
    """Return what a generator module is told at its end, update by update; it raises what `saving.faults` holds."""

    class Told(list):
        pass

    told = Told()
    told.faults = []

    @bot.module
    def session():
        told.append((yield "session"))
        if told.faults:
            raise told.faults.pop(0)

    return told


def test_a_generator_module_is_told_of_the_first_error(bot, saving):
    error = ValueError("no")

    def fail(session):
        raise error

    bot.app(fail)
    bot.error(lambda error: "sorry")
    say(bot)
    assert saving == [error]


def test_a_generator_module_is_told_of_a_retry_and_of_success(bot, saving):
    faults = [scaletg.Retry(3)]

    @bot.app
    def later(session):
        if faults:
            raise faults.pop()
        return "done"

    assert [say(bot), say(bot)["text"]] == [None, "done"]
    assert isinstance(saving[0], scaletg.Retry) and saving[1:] == [None]


def test_a_module_that_cannot_save_has_the_update_delivered_again(bot, saving):
    saving.faults = [scaletg.Retry(7)]
    bot.app(lambda session: ["one", "two"])
    outcome = bot.process(samples.update(text="hello"), trace=True)
    assert (outcome.retry_after, outcome.reply, outcome.app) == (7, None, None)
    assert "module 'session' raised Retry at its end" in str(outcome.trace)
    assert bot.api.transport.calls == []  # nothing of the list was sent


def test_retry_of_no_seconds_processes_the_update_again_at_once(bot, saving):
    saving.faults = [scaletg.Retry(0), scaletg.Retry(0)]
    runs = []
    bot.app(lambda session: runs.append(session) or f"run {len(runs)}")
    outcome = bot.process(samples.update(text="hello"), trace=True)
    assert (outcome.retry_after, outcome.reply.text) == (None, "run 3")
    assert str(outcome.trace).count("answered") == 1


def test_retry_of_no_seconds_for_ever_is_left_to_telegram(bot, monkeypatch):
    monkeypatch.setattr(scaletg, "_RERUNS", 3)
    runs = []

    @bot.app
    def never(message):
        runs.append(message)
        raise scaletg.Retry(0)

    outcome = bot.process(samples.update(text="hello"))
    assert (outcome.retry_after, outcome.reply, len(runs)) == (1, None, 4)


def test_load_registers_what_is_marked_on_the_object_itself(bot):
    class Named:
        def __init__(self, name):
            def give():
                return f"I am {name}"

            self.give = scaletg.module(name)(give)

    bot.load(Named("one"))
    bot.load(Named("two"))
    bot.app(lambda message, one, two: f"{one}, {two}")
    assert say(bot)["text"] == "I am one, I am two"


# What an update may lack


def test_an_app_is_not_called_without_what_its_modules_need(bot):
    @bot.module
    def writer(user):
        return user.first_name

    @bot.module
    def greeting(writer):
        return "Hello, " + writer

    @bot.app
    def greet(update, greeting):
        return greeting

    outcome = bot.process(samples.update("poll"), trace=True)
    assert (outcome.reply, outcome.error) == (None, None)
    assert outcome.trace.steps[-1].reason == "the update has no user"
    assert answers(bot) == "Hello, Ada"


def test_a_module_that_can_do_without_is_asked_always(bot):
    @bot.module
    def writer(user=None):
        return user.first_name if user else "nobody"

    @bot.app
    def greet(update, writer):
        return "" if writer == "nobody" else None  # a poll has no chat to answer in

    assert bot.process(samples.update("poll")).reply == ""


def test_a_predicate_that_gives_back_a_function_lets_nobody_in(bot):
    def allowed(role="admin"):
        return lambda user: user.first_name == role

    bot.app(lambda message: "secret", when=allowed)
    outcome = bot.process(samples.update())
    assert outcome.reply is None
    assert "its predicate returned a function: write when=allowed(...)" in str(outcome.error)


def test_a_predicate_that_was_not_made_yet_is_refused(bot):
    def allowed(*roles):
        return lambda user: "admin" in roles

    with pytest.raises(scaletg.RegistrationError, match=r"takes \*roles, .*did you mean when=allowed\(...\)\?"):
        bot.app(lambda message: "secret", when=allowed)


def test_a_list_with_a_wrong_item_is_not_half_sent(bot):
    bot.app(lambda message: ["one", None, 5])
    outcome = bot.process(samples.update())
    assert "returned 5, which is not a reply" in str(outcome.error)
    assert bot.api.transport.calls == []


def test_a_guest_message_is_answered_by_its_query(bot):
    guest = {"update_id": 7, "guest_message": {**samples.message("hi"), "guest_query_id": "q1"}}
    bot.app(lambda guest_message: "Hello")
    reply = bot.process(guest).reply.to_dict()
    content = {"message_text": "Hello"}
    assert reply == {
        "method": "answerGuestQuery",
        "guest_query_id": "q1",
        "result": {"type": "article", "id": "1", "title": "Hello", "input_message_content": content},
    }
    verb = scaletg.Update.from_dict(guest).event.answer_guest_query(reply["result"])
    assert verb.to_dict() == reply


# Who watches


def test_watch_hears_of_every_delivery_when_the_reply_has_left():
    heard = []
    bot = make_bot(watch=lambda outcome: heard.append((outcome.update_id, outcome.duplicate, bot.api.transport.texts)))
    bot.add_watch(lambda outcome: heard.append(outcome.update.message.text))
    bot.app(lambda message: ["one", "two"])
    update = samples.update(text="hi")
    bot.complete(update)
    bot.complete(update)
    both = ["one", "two"]
    assert heard == [(update["update_id"], False, both), "hi", (update["update_id"], True, both), "hi"]


def test_a_watch_that_fails_is_logged(caplog):
    bot = make_bot(watch=lambda outcome: 1 / 0)
    bot.app(lambda message: "Hi")
    assert answers(bot) == "Hi"
    assert "watch failed on update" in caplog.text


def test_a_reply_that_is_refused_is_told_to_those_who_watch():
    bot, heard = make_bot(), []
    bot.api.transport.refused["sendMessage"] = "Bad Request: chat not found"
    bot.add_watch(lambda outcome: heard.append(str(outcome.delivery_error)))
    bot.app(lambda message: "Hi")
    bot.complete(samples.update())
    assert len(heard) == 1 and "chat not found" in heard[0]


# Buttons


def test_a_button_is_answered_by_itself(bot):
    bot.app(on="callback_query")(lambda callback_query: callback_query.edit_text("chosen"))
    update = samples.update("callback_query", data="x", message=samples.message())
    outcome = bot.complete(update)
    assert outcome.reply.text == "chosen"
    assert [name for name, _ in bot.api.transport.calls] == ["editMessageText", "answerCallbackQuery"]
    assert bot.api.transport.calls[1][1] == {"callback_query_id": update["callback_query"]["id"]}


def test_an_app_that_acted_on_its_own_has_its_button_answered(bot):
    bot.app(on="callback_query")(lambda callback_query: "")
    outcome = bot.complete(samples.update("callback_query", data="x"))
    assert outcome.reply == ""
    assert [name for name, _ in bot.api.transport.calls] == ["answerCallbackQuery"]


BUTTON_APPS = {
    "returned": lambda bot, query: query.answer("done"),
    "in a list": lambda bot, query: [query.edit_text("x"), query.answer()],
    "sent": lambda bot, query: query.answer().send() and "",
    "called": lambda bot, query: bot.api.answer_callback_query(query.id) and "",
    "not mine": lambda bot, query: None,
}


@pytest.mark.parametrize("name", BUTTON_APPS)
def test_a_button_that_somebody_answers_is_not_answered_twice(bot, name):
    bot.app(on="callback_query")(lambda bot, callback_query: BUTTON_APPS[name](bot, callback_query))
    bot.complete(samples.update("callback_query", data="x", message=samples.message()))
    called = [called for called, _ in bot.api.transport.calls]
    assert called.count("answerCallbackQuery") == (0 if name == "not mine" else 1)


def test_buttons_can_be_left_to_the_apps():
    bot = make_bot(answer_buttons=False)
    bot.app(on="callback_query")(lambda callback_query: callback_query.edit_text("chosen"))
    bot.complete(samples.update("callback_query", data="x", message=samples.message()))
    assert [name for name, _ in bot.api.transport.calls] == ["editMessageText"]


def test_a_refused_answer_of_a_button_ends_nothing(bot, caplog):
    caplog.set_level(logging.INFO)
    bot.api.transport.refused["answerCallbackQuery"] = "Bad Request: query is too old"
    bot.app("list", on="callback_query")(
        lambda callback_query: [callback_query.answer(), callback_query.edit_text("x")]
    )

    @bot.app("generator", on="callback_query")
    def generator(callback_query):
        assert (yield callback_query.answer()) is False
        yield callback_query.edit_text("y")

    for data in ("list", "generator"):
        outcome = bot.complete(samples.update("callback_query", data=data, message=samples.message()))
        assert (outcome.error, outcome.delivery_error) == (None, None)
    assert [p["text"] for name, p in bot.api.transport.calls if name == "editMessageText"] == ["x", "y"]
    assert [record.levelname for record in caplog.records if "query is too old" in record.getMessage()] == ["INFO"] * 2


# Rare ends


@pytest.mark.parametrize("error", [Stop("late"), Retry(7)])
def test_modules_that_raise_stop_or_retry_after_an_error_handler(bot, caplog, error):
    """A module that the handler asked for ends like any other: `Retry` repeats the update, `Stop` is a failure."""

    @bot.module
    def broken():
        yield 1
        raise ValueError("cannot end")

    @bot.module
    def fragile():
        yield 2
        raise error

    bot.app(lambda broken: "fine")
    bot.error(lambda error, fragile: "sorry")
    outcome = bot.process(samples.update())
    assert outcome.reply is None
    if isinstance(error, Retry):
        assert (outcome.retry_after, outcome.error) == (7, None)
    else:
        assert (outcome.retry_after, str(outcome.error)) == (None, "cannot end")
        assert "module 'fragile'" in caplog.text and "failed again after an error handler" in caplog.text


def test_an_error_handler_may_ask_for_another_try_of_a_module_that_fails_at_its_end(bot):
    @bot.module
    def broken():
        yield 1
        raise ValueError("cannot end")

    @bot.error
    def again(error):
        raise Retry(9)

    bot.app(lambda broken: "fine")
    outcome = bot.process(samples.update())
    assert (outcome.reply, outcome.retry_after) == (None, 9)


def test_two_modules_that_fail_at_their_end_are_both_logged(bot, caplog):
    """The later one ends first: its failure is the one that error handlers get."""

    @bot.module
    def early():
        yield 1
        raise ValueError("early fails")

    @bot.module
    def late():
        yield 2
        raise ValueError("late fails")

    handled = []
    bot.app(lambda message, early, late: "fine")
    bot.error(lambda error: handled.append(str(error)))
    assert str(bot.process(samples.update()).error) == "late fails"
    assert handled == ["late fails"]
    assert "early fails" in caplog.text and "late fails" in caplog.text


def test_stop_after_the_yield_of_a_module_is_a_failure_of_it(bot, caplog):
    @bot.module
    def hasty():
        yield 1
        raise Stop("too late")

    bot.app(lambda message, hasty: "fine")
    outcome = bot.process(samples.update())
    assert outcome.reply is None
    assert "module 'hasty'" in str(outcome.error)
    assert "raised Stop after its `yield`, when the apps are already done: raise it before" in caplog.text


def test_the_first_of_two_modules_that_raise_retry_at_their_end_counts(bot):
    heard = []

    @bot.module
    def early():
        heard.append((yield 1))
        raise Retry(50)

    @bot.module
    def late():
        yield 2
        raise Retry(5)

    bot.app(lambda message, early, late: "fine")
    outcome = bot.process(samples.update())
    assert (outcome.reply, outcome.retry_after) == (None, 5)
    assert [type(error) for error in heard] == [Retry]


def test_a_failure_beside_a_retry_is_logged_and_no_error_handler_is_asked(bot, caplog):
    @bot.module
    def early():
        yield 1
        raise ValueError("cannot end")

    @bot.module
    def late():
        yield 2
        raise Retry(5)

    handled = []
    bot.app(lambda message, early, late: "fine")
    bot.error(lambda error: handled.append(error) or "sorry")
    outcome = bot.process(samples.update())
    assert (outcome.reply, outcome.retry_after, handled) == (None, 5, [])
    assert "cannot end" in caplog.text


def test_an_outcome_gives_what_a_processor_could_name(bot):
    made = []
    bot.module("greeting")(lambda user: made.append(1) or f"Hello, {user.first_name}")

    @bot.app
    def both(outcome, greeting):
        assert outcome.value("chat").id == outcome.value("message").chat.id
        with pytest.raises(LookupError, match="no module and no kind of update has this name"):
            outcome.value("nothing")
        return outcome.value("greeting")

    outcome = bot.process(samples.update(text="x"))
    assert outcome.reply.text.startswith("Hello, ") and made == [1]
    with pytest.raises(RuntimeError, match="only a processor that names `outcome`"):
        scaletg.Bot().process(samples.update(text="x")).value("chat")


def test_a_processor_can_name_the_outcome(bot):
    @bot.app
    def look(message, outcome):
        return f"{outcome.kind} {outcome.update_id}"

    update = samples.update()
    assert plain(bot.process(update).reply)["text"] == f"message {update['update_id']}"


def test_an_error_handler_is_not_asked_about_an_update_that_lacks_what_it_names(bot):
    asked = []
    bot.app(on="poll")(lambda event: 1 / 0)
    bot.error(lambda error, chat: asked.append("chat"))
    bot.error(lambda error: asked.append("any"))
    assert isinstance(bot.process(samples.update("poll")).error, ZeroDivisionError)
    assert asked == ["any"]


def test_an_error_handler_that_fails_is_in_the_trace(bot, caplog):
    bot.app(name="broken")(lambda message: 1 / 0)

    @bot.error
    def clumsy(error):
        raise ValueError("the handler fails")

    trace = trace_of(bot)
    assert ("clumsy", "raised") in statuses(trace)
    assert "the handler fails" in caplog.text


@pytest.mark.parametrize(
    "collect, part, why",
    [
        (list, "generator", "returned a list with a generator in it: write `yield from` in a generator app"),
        (list, 5, "returned 5, which is not a reply"),
        (iter, "generator", "a generator is not a part of a list: yield its replies in a generator app"),
        (iter, 5, "5 is not a reply"),
    ],
)
def test_what_cannot_be_a_part_of_a_list_is_a_failure_of_the_app(bot, collect, part, why):
    """Another iterator than a list is read when its parts are made, with the same end."""

    def generate():
        yield "text"

    bot.app(lambda message: collect(["one", generate() if part == "generator" else part]))
    outcome = bot.process(samples.update())
    assert outcome.reply is None and isinstance(outcome.error, TypeError)
    assert why in str(outcome.error)
    assert bot.api.transport.calls == []


def test_a_module_of_the_bot_that_fails_when_it_is_closed_is_logged(bot, caplog):
    ended = []

    @bot.module(scope="bot")
    def pool():
        yield "pool"
        ended.append("pool")

    @bot.module(scope="bot")
    def broken():
        yield "broken"
        raise Stop

    bot.app(lambda message, pool, broken: pool)
    assert answers(bot) == "pool"
    bot.close()
    assert ended == ["pool"]
    assert "module 'broken'" in caplog.text and "failed when the bot was closed" in caplog.text


def test_exceptions_and_values_that_cannot_be_shown_do_no_harm(bot, caplog):
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no words")

    class Hidden:
        def __repr__(self):
            raise RuntimeError("no picture")

    @bot.module
    def hidden():
        return Hidden()

    @bot.app
    def fail(message, hidden):
        raise Mute

    trace = trace_of(bot)
    assert "Mute (its str() raised an exception)" in caplog.text
    assert "<a Hidden whose repr() raised RuntimeError>" in str(trace)


def test_an_update_that_killed_processes_is_processed_alone(bot):
    """The third try of an update waits until the others have ended, and those that come later wait for it."""
    working, release, order = threading.Event(), threading.Event(), []

    @bot.app
    def work(message):
        order.append(f"{message.text} begins")
        if message.text == "long":
            working.set()
            assert release.wait(20)
        order.append(f"{message.text} ends")

    deadly = samples.update(text="deadly")
    for _ in range(2):
        bot.seen.failed(bot.seen.claim(f"{bot.id}/{deadly['update_id']}"), died=True)
    threads = [threading.Thread(target=bot.process, args=[samples.update(text="long")])]
    threads[0].start()
    assert working.wait(20)
    threads.append(threading.Thread(target=bot.process, args=[deadly]))
    threads[1].start()
    while not bot._crowd.is_watched:  # until it waits
        threading.Event().wait(0.001)
    threads.append(threading.Thread(target=bot.process, args=[samples.update(text="later")]))
    threads[2].start()
    release.set()
    for thread in threads:
        thread.join(20)
    assert order == [f"{text} {what}" for text in ("long", "deadly", "later") for what in ("begins", "ends")]


# What ends the process


def test_an_exit_of_the_servers_own_is_not_a_failure_of_an_app(bot):
    """gunicorn ends a worker that takes too long by `sys.exit(1)` in the handler of a signal."""
    told = []

    def leave(number, frame):
        sys.exit(1)

    before = signal.signal(signal.SIGUSR1, leave)

    @bot.module
    def session():
        told.append((yield))

    @bot.app
    def slow(message, session):
        signal.raise_signal(signal.SIGUSR1)
        return "never"

    update = samples.update()
    try:
        with pytest.raises(SystemExit):
            bot.process(update)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert isinstance(told[0], SystemExit)
    assert bot.seen.claim(f"{bot.id}/{update['update_id']}").deaths == 1


EXITS = [SystemExit(3), GeneratorExit(), asyncio.CancelledError(), type("Panic", (BaseException,), {})("panic")]
PLACES = [
    "app",
    "module",
    "end of a module",
    "predicate",
    "error handler",
    "generator",
    "iterator",
    "dead letter",
    "watch",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("error", EXITS, ids=lambda error: type(error).__name__)
def test_whatever_code_of_an_author_raises_is_a_failure_of_it(place, error, caplog):
    def fail():
        raise error

    def hook(*_):
        raise error

    def ends(message):
        yield
        raise error

    def generates(message):
        yield "one"
        raise error

    bot = make_bot(**{"dead letter": {"dead_letter": hook}, "watch": {"watch": hook}}.get(place, {}))
    bot.module("evaluated")(fail if place == "module" else lambda: None)
    bot.module("ended")(ends if place == "end of a module" else lambda: None)
    bot.error(fail if place == "error handler" else lambda error: None)
    broken = {
        "app": fail,
        "generator": generates,
        "iterator": lambda message: (fail() for _ in range(2)),
        "error handler": lambda message: 1 / 0,
        "dead letter": lambda message: 1 / 0,
    }
    bot.app(name="asks")(lambda message, evaluated, ended: None)
    bot.app(name="broken", when=fail if place == "predicate" else ())(broken.get(place, lambda message: None))  # type: ignore[type-var]
    bot.app(name="after")(lambda message: "after")
    update = samples.update()
    outcome = bot.complete(update)
    assert outcome.retry_after is None and caplog.records
    assert bot.process(update).duplicate
    if place not in ("generator", "iterator", "end of a module"):
        assert bot.api.transport.texts == ["after"]


class Together(scaletg.SeenUpdates):
    """Lets several threads claim their updates before any of them goes on."""

    def __init__(self, count):
        super().__init__()
        self.barrier = threading.Barrier(count)

    def claim(self, key, takeover=False):
        claim = super().claim(key, takeover)
        self.barrier.wait(30)
        return claim


def die_with(seen, key, deaths):
    """Let so many processes die while they held an update."""
    for _ in range(deaths):
        seen.failed(scaletg.SeenUpdates.claim(seen, key), died=True)


@pytest.mark.parametrize("deadly", [1, 2, 5])
def test_updates_that_killed_two_processes_run_alone_and_do_not_wait_for_each_other(deadly):
    seen = Together(6)
    bot = make_bot(seen=seen)
    now, crowds = [], {}

    @bot.app
    def watch(message):
        now.append(message.text)
        time.sleep(0.01)  # so that others could come
        crowds[message.text] = list(now)
        now.remove(message.text)
        return message.text

    updates = [samples.update(text=str(number)) for number in range(6)]
    for update in updates[:deadly]:
        die_with(seen, f"{bot.id}/{update['update_id']}", 2)
    threads = [threading.Thread(target=bot.process, args=(update,), daemon=True) for update in updates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(scaletg._ALONE_SECONDS / 2)
    assert len(crowds) == 6
    assert [crowds[str(number)] for number in range(deadly)] == [[str(number)] for number in range(deadly)]
