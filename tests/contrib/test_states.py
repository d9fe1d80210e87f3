"""States, through the bot's door, on every kind of store."""

from __future__ import annotations

from typing import Any

import pytest
from session_workers import message

import scaletg
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.states import States, in_state
from scaletg_contrib.stores import Store, open_store
from scaletg_contrib.testkit import Telegram


def make_bot(store: Store) -> scaletg.Bot:
    bot = scaletg.Bot(username="test_bot")
    bot.load(States(store=store))

    @bot.app("/name")
    def begin(message: Any, state: Any) -> str:
        state.set("first")
        return "First name?"

    @bot.app(on="message:text", when=in_state("first"))
    def first(message: Any, state: Any) -> str:
        state.set("last", first=message.text)
        return "Last name?"

    @bot.app(on="message:text", when=in_state("last"))
    def last(message: Any, state: Any) -> str:
        name = f"{state.data['first']} {message.text}, was {state.get()}"
        state.clear()
        return name

    @bot.app(on="message:text", when=in_state(None), fallback=True)
    def nothing(message: Any, state: Any) -> str:
        return f"in {state.get()}"

    return bot


def test_states_lead_from_app_to_app_in_every_process(any_store: Store) -> None:
    texts = ["hi", "/name", "Ada", "Lovelace", "hi"]
    replies = [make_bot(any_store).process(message(number, text)).reply.text for number, text in enumerate(texts, 1)]
    assert replies == ["in None", "First name?", "Last name?", "Ada Lovelace, was last", "in None"]


def test_everyone_has_a_state_of_their_own(any_store: Store) -> None:
    with Telegram(make_bot(any_store)) as telegram:
        ada = telegram.group("Friends", "Ada", "Bob", admin=True)
        assert ada.send("/name").text == "First name?"
        assert ada.by("Bob").send("Bob").text == "in None"
        assert ada.send("Ada").text == "Last name?"
        assert telegram.private("Ada").send("hi").text == "in None"


def test_an_app_that_changes_the_state_does_not_wake_the_next_one() -> None:
    with Telegram(make_bot(open_store("memory:"))) as telegram:
        ada = telegram.private("Ada")
        ada.send("/name")
        ada.send("Ada")
        assert ada.last.text == "Last name?"
        assert telegram.trace.count(" answered -> ") == 1


def test_a_failed_update_leaves_the_state() -> None:
    store = open_store("memory:")
    bot = make_bot(store)

    @bot.app("fail", order=-1)
    def fail(message: Any, state: Any) -> None:
        state.clear()
        raise ValueError("no")

    bot.process(message(1, "/name"))
    bot.process(message(2, "fail"))
    assert make_bot(store).process(message(3, "Ada")).reply.text == "Last name?"


def test_data_may_have_any_name() -> None:
    bot = scaletg.Bot()
    bot.load(States("memory:"))

    @bot.app("/form")
    def form(message: Any, state: Any) -> str:
        state.set("form", name="Ann", self="me")
        return f"{state.get()} {state.data}"

    with Telegram(bot) as telegram:
        assert telegram.private("Ada").send("/form").text == "form {'name': 'Ann', 'self': 'me'}"


@pytest.mark.parametrize("names", [["a", "b"], ("a", None), {"a"}, (name for name in "ab")], ids=type)
def test_states_may_be_asked_for_as_one_list(names: Any) -> None:
    bot = scaletg.Bot()
    bot.load(States("memory:"))
    bot.app("/go")(lambda message, state: state.set("a") or "gone")
    bot.app(on="message:text", when=in_state(names), fallback=True)(lambda message: "in a")
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        assert ada.send("/go").text == "gone"
        assert ada.send("x").text == ada.send("y").text == "in a"


@pytest.mark.parametrize(
    "names, text",
    [((5,), "in_state(5): the name of a state is a string"), ((["a", 5],), "in_state(5)"), (([],), "names no state")],
)
def test_what_is_no_name_of_a_state_is_told_at_once(names: Any, text: str) -> None:
    with pytest.raises(scaletg.RegistrationError) as caught:
        in_state(*names)
    assert text in str(caught.value)


def test_a_state_that_is_no_text_is_refused() -> None:
    bot = scaletg.Bot()
    bot.load(States("memory:"))
    bot.app("/none")(lambda message, state: state.set(None))
    error = bot.process(message(1, "/none")).error
    assert str(error) == "state.set(None): the name of a state is a string. To leave a state: state.clear()."


@pytest.mark.parametrize("name", ["order", "store", "in_state"])
def test_states_have_any_name(name: str) -> None:
    bot = scaletg.Bot(username="test_bot")
    bot.load(States("memory:", name=name))
    space: dict[str, Any] = {}
    exec(f"def begin(message, {name}):\n    {name}.set('begun')\n    return 'begun'", space)
    bot.app("/begin")(space["begin"])
    bot.app(on="message:text", when=in_state("begun", module=name))(lambda message: "still begun")
    bot.app(on="message:text", when=in_state(None, module=name))(lambda message: "not begun")
    texts = [bot.process(message(number, text)).reply.text for number, text in enumerate(("hi", "/begin", "hi"), 1)]
    assert texts == ["not begun", "begun", "still begun"]


def test_states_and_sessions_of_one_name_do_not_meet() -> None:
    store = open_store("memory:")
    bot = scaletg.Bot(username="test_bot")
    bot.load(States(store, namespace="one"))
    bot.load(Sessions(store, namespace="one"))

    @bot.app("/begin")
    def begin(message: Any, state: Any, session: Any) -> str:
        state.set("begun")
        session["x"] = 1
        return ""

    bot.process(message(1, "/begin"))
    assert [record.key for record in store.scan()] == ["0/sessions/one/1/1", "0/states/one/1/1"]


@pytest.mark.parametrize("option", ["type", "migrations"])
def test_states_refuse_what_is_for_data(option: str) -> None:
    with pytest.raises(scaletg.ConfigError, match="use Sessions for your own data"):
        States("memory:", **{option: None})
