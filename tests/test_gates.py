"""Gates under random exceptions: whatever is raised and wherever, nobody gets past a gate that has not let them in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import samples
import scaletg
from scaletg_contrib.auth import Auth
from scaletg_contrib.stores import StoreDown
from scaletg_contrib.stores.memory import MemoryStore


class Panic(BaseException):
    """An exception that is not an `Exception`, as libraries in other languages raise it."""


class Strange(Exception):
    """An exception that cannot say what it is."""

    def __str__(self) -> str:
        raise ValueError("no text")


Maker = Callable[[], BaseException]

CLASSES: tuple[Maker, ...] = (
    *(ValueError, OSError, MemoryError, RecursionError, AssertionError, TimeoutError, UnicodeError, StopIteration),
    *(GeneratorExit, SystemExit, asyncio.CancelledError, Panic, Strange, KeyError, TypeError, AttributeError),
    *(lambda: scaletg.Stop(None), lambda: scaletg.Stop("No."), lambda: scaletg.Stop(5), lambda: scaletg.Retry(5)),
    *(lambda: scaletg.ScaleTGError("broken"), lambda: StoreDown("away", 5.0), lambda: SystemExit(3)),
    lambda: scaletg.NetworkError("gone", method="getMe", parameters={}, sent=True),
    lambda: ExceptionGroup("several", [OSError()]),
)
PLACES = ("gate", "after the yield", "module", "module of the bot", "error handler", "predicate")


class Fault(NamedTuple):
    """Where something is raised, and what; how the bot is made."""

    place: str
    make: Maker
    is_generator: bool
    handlers: int
    order: int


faults = st.builds(
    Fault,
    st.sampled_from(PLACES),
    st.sampled_from(CLASSES),
    st.booleans(),
    st.integers(0, 2),
    st.sampled_from([-5, 0, scaletg.Order.GATES, 5]),
)


def make_bot(fault: Fault, secrets: list[str]) -> scaletg.Bot:
    """Make a bot whose gate would let everybody in, if nothing was raised."""
    bot = scaletg.Bot("1000000001:x", username="gated_bot", development=False)

    def pass_by(place: str) -> None:
        if place == fault.place:
            raise fault.make()

    @bot.module
    def needed() -> str:
        pass_by("module")
        return "needed"

    @bot.module(scope="bot")
    def of_the_bot() -> str:
        pass_by("module of the bot")
        return "of the bot"

    def stand(message: Any, needed: str, of_the_bot: str) -> str:
        pass_by("gate")
        if fault.place == "error handler":
            raise LookupError
        return "in"

    def stand_around(message: Any, needed: str, of_the_bot: str) -> Iterator[str]:
        yield stand(message, needed, of_the_bot)
        pass_by("after the yield")

    is_generator = fault.is_generator or fault.place == "after the yield"
    bot.module("gate", autouse=True, order=fault.order)(stand_around if is_generator else stand)

    def make_handler() -> Callable[..., None]:
        def handle(error: Exception) -> None:
            pass_by("error handler")

        return handle

    for _ in range(fault.handlers):
        bot.error(Exception)(make_handler())

    def may(message: Any) -> bool:
        pass_by("predicate")
        return True

    @bot.app("/secret", when=may)
    def secret(message: Any) -> str:
        secrets.append(message.text)
        return "the secret"

    return bot


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fault=faults)
def test_no_exception_lets_anybody_in(fault: Fault) -> None:
    secrets: list[str] = []
    outcome = make_bot(fault, secrets).process(samples.update(text="/secret"))
    assert getattr(outcome.reply, "text", None) != "the secret"
    if fault.place != "after the yield":  # there the app has run, and its reply is dropped
        assert secrets == []


def test_without_a_fault_the_gate_lets_people_in() -> None:
    secrets: list[str] = []
    bot = make_bot(Fault("nowhere", ValueError, is_generator=True, handlers=1, order=0), secrets)
    assert bot.process(samples.update(text="/secret")).reply.text == "the secret"


class FaultyStore(MemoryStore):
    """A store whose operations raise what a test has planned, and work otherwise."""

    plan: Iterator[Maker | None] = iter(())

    def _raise_planned(self) -> None:
        make = next(self.plan, None)
        if make is not None:
            raise make()

    def _read(self, *arguments: Any) -> Any:
        self._raise_planned()
        return super()._read(*arguments)

    def _swap(self, *arguments: Any) -> Any:
        self._raise_planned()
        return super()._swap(*arguments)


OWNER, MEMBER, STRANGER = 1, 2, 3
COMMANDS = ("/secret", "/roles", "/grant 3 admin", "/invite admin", "/revoke 2", "/start invite_0123456789abcdefghijkl")


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=st.lists(st.one_of(st.none(), st.sampled_from(CLASSES)), max_size=6),
    texts=st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=3),
)
def test_a_closed_bot_stays_closed_whatever_its_store_raises(plan: list[Maker | None], texts: list[str]) -> None:
    store = FaultyStore("memory:", "scaletg", lambda: 1_800_000_000.0, 5.0)
    bot, secrets = scaletg.Bot("1000000001:x", username="closed_bot"), list[str]()
    auth = Auth(store, owners=[OWNER], closed=True)
    bot.load(auth)

    @bot.app("/secret")
    def secret(message: Any) -> str:
        secrets.append(message.text)
        return "the secret"

    auth.grant(MEMBER, "member")
    store.plan = iter(plan)
    for text in texts:
        bot.process(message_from(STRANGER, text))
        bot.process(message_from(MEMBER, text.replace("/secret", "/roles")))
    store.plan = iter(())
    assert secrets == []
    assert auth.everybody() == {OWNER: {"owner"}, MEMBER: {"member"}}
    assert bot.process(message_from(MEMBER, "/secret")).reply.text == "the secret"


def message_from(person: int, text: str) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "P"}
    chat = {"id": person, "type": "private", "first_name": "P"}
    return {"message": {"message_id": 1, "date": 1, "chat": chat, "from": user, "text": text}}


def test_an_outcome_names_the_gate_that_stopped_it():
    bot = scaletg.Bot()
    bot.app()(lambda message: "x")

    @bot.module(autouse=True)
    def members_only(message):
        if message.text == "stop":
            raise scaletg.Stop("No.")

    assert bot.process(samples.update(text="x")).stopped_by is None
    assert bot.process(samples.update(text="stop", update_id=2)).stopped_by.name == "members_only"
