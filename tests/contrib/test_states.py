"""States, through the bot's door, on every kind of store."""

from __future__ import annotations

from typing import Any

from scaletg_contrib.states import States, in_state
from scaletg_contrib.stores import Store, open_store
from scaletg_contrib.testkit import Telegram
from session_workers import message

import scaletg


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
