"""Sessions, through the test kit, and on every kind of store with several processes."""

from __future__ import annotations

import contextlib
import copy
import datetime
import enum
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, Optional, Union

import attrs
import pytest
import session_workers
from backends import KINDS, spawn, unique, url_of
from session_workers import message

import scaletg
from scaletg_contrib import sessions
from scaletg_contrib.sessions import SessionError, Sessions
from scaletg_contrib.stores import SeenUpdates, Store, StoreDown, open_store
from scaletg_contrib.testkit import Telegram
from talking import Recorder


@pytest.fixture
def store() -> Store:
    return open_store("memory:")


def make_bot(store: Store, *apps: Any, **options: Any) -> scaletg.Bot:
    bot = scaletg.Bot(username="test_bot")
    bot.load(Sessions(store=store, **options))
    for app in apps or (session_workers.count,):
        bot.app(app)
    return bot


@contextlib.contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """Write down what the store asks its database: "_read" and "_swap" are one round trip each, and all there is."""
    asked: list[str] = []
    names = ["_read", "_swap", "_range", "_purge"]
    for name in names:
        setattr(store, name, _counting(getattr(store, name), name, asked))
    yield asked
    for name in names:
        delattr(store, name)


def _counting(function: Any, name: str, asked: list[str]) -> Any:
    def call(*values: Any) -> Any:
        asked.append(name)
        return function(*values)

    return call


def test_a_session_remembers_on_every_store(any_store: Store) -> None:
    with Telegram(make_bot(any_store)) as telegram:
        ada, bob = telegram.private("Ada"), telegram.private("Bob")
        assert [ada.send("hi").text, ada.send("hi").text, bob.send("hi").text] == ["1", "2", "1"]


@pytest.mark.parametrize(
    "key, expected",
    [
        ("chat+user", ["1", "1", "1"]),
        ("chat", ["1", "2", "1"]),
        ("user", ["1", "1", "2"]),
        ("topic", ["1", "2", "1"]),
        (lambda update: "all", ["1", "2", "3"]),
    ],
    ids=["chat+user", "chat", "user", "topic", "function"],
)
def test_the_key_says_whose_session_it_is(store: Store, key: Any, expected: list[str]) -> None:
    bot = make_bot(store, key=key)
    places = [(1, -5), (2, -5), (1, -6)]
    updates = [message(number, "hi", user=user, chat=chat) for number, (user, chat) in enumerate(places, 1)]
    assert [bot.process(update).reply.text for update in updates] == expected


def test_topics_have_sessions_of_their_own(store: Store) -> None:
    bot = make_bot(store, key="topic")
    topics = [{"message_thread_id": number, "is_topic_message": True} for number in (7, 8, 7)] + [{}]
    updates = [message(number, "hi", chat=-5, **topic) for number, topic in enumerate(topics, 1)]
    assert [bot.process(update).reply.text for update in updates] == ["1", "1", "2", "1"]


CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
ANONYMOUS_BOT = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@pytest.mark.parametrize("key", ["chat+user", "user"])
def test_who_writes_as_a_channel_or_group_has_the_session_of_that_one(store: Store, key: str) -> None:
    group = {"id": -1005, "type": "supergroup", "title": "Tea"}
    news, fans = ({"id": number, "type": "channel", "title": "Name"} for number in (-1007, -1008))
    senders = [(CHANNEL_BOT, news), (CHANNEL_BOT, fans), (CHANNEL_BOT, news), (ANONYMOUS_BOT, group)]
    with Telegram(make_bot(store, key=key)) as telegram:
        texts = []
        for number, (sender, chat) in enumerate(senders, 1):
            said = {"message_id": number, "date": 0, "chat": group, "from": sender, "sender_chat": chat, "text": "hi"}
            texts.append(telegram.deliver({"message": said}).reply.text)
    assert texts == ["1", "1", "2", "1"]


def test_an_anonymous_reaction_has_the_session_of_its_group(store: Store) -> None:
    @scaletg.app(on="message_reaction")
    def react(update: Any, session: Any) -> str:
        return session_workers.count(None, session)

    bot = make_bot(store)
    bot.load(react)
    group = {"id": -1005, "type": "supergroup", "title": "Tea"}
    reaction = {"chat": group, "message_id": 1, "date": 0, "actor_chat": group, "old_reaction": [], "new_reaction": []}
    bot.process({"update_id": 1, "message_reaction": reaction})
    assert [record.key for record in store.scan()] == ["0/sessions/session/-1005/-1005"]


def test_an_inline_query_has_the_session_of_the_private_chat(store: Store) -> None:
    @scaletg.app(on="inline_query")
    def inline(inline_query: Any, session: Any) -> Any:
        return inline_query.answer([], next_offset=str(session["count"]))

    bot = make_bot(store)
    bot.load(inline)
    bot.process(message(1, "hi", user=7))
    query = {"id": "1", "from": {"id": 7, "is_bot": False, "first_name": "A"}, "query": "", "offset": ""}
    assert bot.process({"update_id": 2, "inline_query": query}).reply.next_offset == "1"


def test_an_update_of_nobody_has_no_session(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    bot = make_bot(store, lambda update, session: session.get("x"))
    poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0}
    outcome = bot.process({"update_id": 1, "poll": poll})
    assert isinstance(outcome.error, SessionError)
    assert str(outcome.error) == (
        "update 1 (poll) has no session: it has no user or chat. "
        "Do not ask for 'session' there, or give Sessions a key function."
    )


# What it costs ###############################################################


def change(message: Any, session: Any) -> str:
    session["x"] = session.get("x", 0) + 1
    return "changed"


def read(message: Any, session: Any) -> str:
    return str(session.get("x"))


def ignore(message: Any, session: Any) -> str:
    return "not touched"


def same(message: Any, session: Any) -> str:
    session["x"] = session.get("x")
    return "the same"


@pytest.mark.parametrize(
    "app, asked",
    [(change, ["_read", "_swap"]), (read, ["_read"]), (ignore, []), (same, ["_read"])],
    ids=["change", "read", "ignore", "same"],
)
@pytest.mark.parametrize("user", [1, 2], ids=["old", "new"])
def test_an_update_is_one_read_and_at_most_one_write(any_store: Store, app: Any, asked: list[str], user: int) -> None:
    make_bot(any_store, change).process(message(1, "hi"))
    bot = make_bot(any_store, app, app)
    with counted(any_store) as found:
        assert bot.process(message(2, "hi", user=user)).error is None
    expected = asked if (app, user) != (same, 2) else ["_read", "_swap"]  # for a new session it is a change
    assert found == expected


def test_an_update_that_is_processed_once_costs_two_more_writes(any_store: Store) -> None:
    bot = scaletg.Bot(seen=SeenUpdates(any_store))
    bot.load(Sessions(store=any_store))
    bot.app(session_workers.count)
    bot.process(message(1, "hi"))
    with counted(any_store) as found:
        assert bot.process(message(2, "hi")).reply.text == "2"
    assert found == ["_swap", "_read", "_swap", "_swap"]


def test_a_change_deep_inside_is_saved(store: Store) -> None:
    def add(message: Any, session: Any) -> str:
        session.setdefault("list", []).append(message.text)
        return " ".join(session["list"])

    bot = make_bot(store, add)
    assert [bot.process(message(number, text)).reply.text for number, text in ((1, "a"), (2, "b"))] == ["a", "a b"]


@pytest.mark.parametrize(
    "key, value, text",
    [
        ("x", object(), "session['x'] is <object object at "),
        ("x", [float("nan")], "session['x'][0] is nan. Use dictionaries with strings as keys"),
        (5, 1, "session[5]: the keys of a session are strings. Write session['5']."),
    ],
)
def test_what_is_not_json_is_refused_at_once(store: Store, key: Any, value: Any, text: str) -> None:
    def put(message: Any, session: Any) -> None:
        session[key] = value

    error = make_bot(store, put).process(message(1, "hi")).error
    assert isinstance(error, TypeError) and str(error).startswith(text)


DEEP = [
    ({1, 2}, "['cart'][0]['wrong'] is {1, 2}, of the type 'set'. Use dictionaries"),
    (datetime.date(2026, 1, 5), "['cart'][0]['wrong'] is datetime.date(2026, 1, 5), of the type 'date'"),
    ((1, 2), "['cart'][0]['wrong'] is (1, 2), of the type 'tuple'"),
    ({7: "x"}, "['cart'][0]['wrong'] has the key 7, which is not a string: write '7'"),
    (float("inf"), "['cart'][0]['wrong'] is inf"),
]


@pytest.mark.parametrize("value, text", DEEP, ids=["set", "date", "tuple", "key", "infinite"])
@pytest.mark.parametrize("style", ["return", "generator", "save"])
def test_what_is_no_json_deep_inside_fails_the_update(store: Store, value: Any, text: str, style: str) -> None:
    handled = []

    def put(message: Any, session: Any) -> Any:
        session.setdefault("cart", []).append({"right": 1})
        session["cart"][0]["wrong"] = value
        if style == "save":
            session.save()
        return "noted"

    def steps(message: Any, session: Any) -> Any:
        yield from ()
        return put(message, session)

    bot = scaletg.Bot()
    bot.load(Sessions(store=store))
    bot.app("/put")(steps if style == "generator" else put)
    bot.app("/count")(session_workers.count)
    bot.error(lambda error: handled.append(error) or "sorry")
    outcome = bot.process(message(1, "/put"))
    assert isinstance(handled[0], SessionError)
    assert str(handled[0]).startswith(f"'0/sessions/session/1/1' was not saved: session{text}")
    assert outcome.reply.text == "sorry"
    assert bot.process(message(2, "/count")).reply.text == "1"
    (record,) = store.scan("0/sessions/")
    assert record.value["data"] == {"count": 1}


def test_an_update_whose_session_cannot_be_saved_is_given_up_after_some_attempts(store: Store) -> None:
    buried = []
    bot = scaletg.Bot(on_error="retry", max_attempts=2, dead_letter=lambda update, error: buried.append(error))
    bot.load(Sessions(store=store))
    bot.app("/put")(lambda message, session: session.setdefault("list", []).append({1}))
    outcomes = [bot.process(message(1, "/put")) for _ in range(3)]
    assert [bool(outcome.retry_after) for outcome in outcomes] == [True, False, False]
    assert len(buried) == 1


def test_a_session_that_contains_itself_or_is_too_large_fails_the_update(store: Store) -> None:
    def circle(message: Any, session: Any) -> None:
        session["list"] = items = []  # type: ignore[var-annotated]
        items.append(items)

    def fill(message: Any, session: Any) -> None:
        session["text"] = "x" * 2_000_000

    assert "session contains itself, or is nested too deep" in str(
        make_bot(store, circle).process(message(1, "hi")).error
    )
    assert "Keep it below 1048576" in str(make_bot(store, fill).process(message(2, "hi")).error)


def test_a_typed_session_with_what_is_no_json_fails_the_update(store: Store) -> None:
    def fill(message: Any, session: Any) -> str:
        session.items.append(object())
        return "filled"

    outcome = make_bot(store, fill, type=Cart).process(message(1, "hi"))
    assert "was not saved: session['items'][0] is <object object at" in str(outcome.error)


# Failures and repetitions ####################################################


@pytest.mark.parametrize("on_error", ["ack", "retry"])
@pytest.mark.parametrize("answered", [True, False])
def test_a_failed_update_changes_nothing(store: Store, on_error: str, answered: bool) -> None:
    def fail(message: Any, session: Any) -> None:
        session["count"] = 100
        raise ValueError("no")

    bot = scaletg.Bot(on_error=on_error)
    bot.load(Sessions(store=store))
    bot.app("/fail")(fail)
    bot.app("/count")(session_workers.count)
    if answered:
        bot.error(lambda error: "sorry")
    bot.process(message(1, "/fail"))
    assert bot.process(message(2, "/count")).reply.text == "1"


def test_a_retry_changes_nothing(store: Store) -> None:
    def later(message: Any, session: Any) -> None:
        session["count"] = 100
        raise scaletg.Retry(3)

    assert make_bot(store, later).process(message(1, "hi")).retry_after == 3
    assert list(store.scan()) == []


def test_a_change_by_somebody_else_has_the_update_processed_again(store: Store) -> None:
    bot, other = make_bot(store), make_bot(store)
    runs = []

    @bot.app
    def disturb(message: Any, session: Any) -> None:
        runs.append(session["count"])
        if len(runs) == 1:
            other.process(globals()["message"](50, "hi"))

    assert bot.process(message(1, "hi")).reply.text == "2"
    assert runs == [1, 2]


def test_a_process_that_stood_still_before_it_read_the_session_changes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Meanwhile others did its update, and more than a session remembers."""
    texts, seconds, clock = [], [0.0], time.time
    monkeypatch.setattr(time, "time", lambda: clock() + seconds[0])

    def write(message: Any, outcome: Any, session: Any) -> str:
        if outcome.bot is bot:
            seconds[0] += 2
            assert other.complete(message_of(1), takeover=True).retry_after is None
            for number in range(2, sessions.REMEMBERED + 3):
                other.complete(message_of(number))
        session["texts"] = [*session.get("texts", []), message.text]
        return str(message.text)

    def message_of(number: int) -> dict[str, Any]:
        return message(number, str(number))

    bot, other = (make_bot(store, write) for _ in range(2))
    for one in (bot, other):
        one.seen = SeenUpdates(store)
        one.api.transport = Recorder()
    outcome = bot.process(message_of(1))
    assert (outcome.reply, outcome.retry_after) == (None, 1)
    [record] = [record for record in store.scan() if "/sessions/" in record.key]
    texts = record.value["data"]["texts"]
    assert texts == [str(number) for number in range(1, sessions.REMEMBERED + 3)]
    assert "update 1 was taken over by another process" in caplog.text
    assert "could not be stored" not in caplog.text


def test_a_slow_update_that_nobody_took_over_is_saved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, clock = [0.0], time.time
    monkeypatch.setattr(time, "time", lambda: clock() + seconds[0])

    def slow(message: Any, session: Any) -> str:
        seconds[0] += 20
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    bot = make_bot(store, slow)
    bot.seen = SeenUpdates(store)
    assert [bot.process(message(number, "hi")).reply.text for number in (1, 2, 1)] == ["1", "2", "1"]


def test_an_update_that_never_gets_through_is_asked_for_later(store: Store) -> None:
    bot, other = make_bot(store), make_bot(store)
    numbers = iter(range(1000, 2000))
    bot.app(lambda message, session: other.process(globals()["message"](next(numbers), "hi")) and None)
    outcome = bot.process(message(1, "hi"))
    assert (outcome.retry_after, outcome.reply) == (1, None)


def test_nothing_of_a_list_is_sent_before_the_session_is_saved(store: Store) -> None:
    other = make_bot(store)
    runs: list[int] = []

    def twice(message: Any, session: Any) -> list[str]:
        session["count"] = session.get("count", 0) + 1
        runs.append(1)
        if len(runs) == 1:
            other.process(globals()["message"](50, "hi", user=message.chat.id))
        return [f"first {session['count']}", "second"]

    bot = make_bot(store, twice)
    with Telegram(bot) as telegram:
        other.id = bot.id  # another process of the same bot
        telegram.private("Ada").send("hi")
        assert [call["parameters"]["text"] for call in telegram.calls] == ["first 2", "second"]


def test_save_is_for_apps_that_act_before_they_are_done(store: Store) -> None:
    other = make_bot(store)
    sent = []

    def act(message: Any, session: Any) -> str:
        session["count"] = session.get("count", 0) + 1
        if session["count"] == 1:
            other.process(globals()["message"](50, "hi"))
        session.save()
        sent.append(session["count"])
        return "done"

    make_bot(store, act).process(message(1, "hi"))
    assert sent == [2]


@pytest.mark.parametrize("between", [0, 1, 40])
def test_an_update_whose_worker_died_after_the_save_counts_once(any_store: Store, between: int) -> None:
    make_bot(any_store).process(message(1, "hi"))  # this process is gone now, before it could answer
    for number in range(between):
        make_bot(any_store).process(message(100 + number, "hi"))
    again = make_bot(any_store).process(message(1, "hi")).reply.text
    assert again == "1" or between == 40  # too long ago to be answered alike
    assert make_bot(any_store).process(message(2, "hi")).reply.text == str(between + 2 + (between == 40))


def remember(message: Any, session: Any) -> str:
    """Answer with what the session was: a large part of it changes, another never does, and keys come and go."""
    before = f"{session.get('count', 0)} {session.get('large', '')[:5]} {sorted(session)}"
    session_workers.count(message, session)
    session.setdefault("same", "y" * 100_000)
    session["large"] = f"{session['count']:05}" + "x" * (int(message.text) - 5)
    session.pop(str(session["count"] - 1), None)
    session[str(session["count"])] = True
    return before


# The lengths are those of a text in the session; beside it little is remembered for each update.
@pytest.mark.parametrize(
    "size, between, is_same",
    [(10, 31, True), (10, 32, False), (65_000, 0, True), (65_600, 0, False), (32_000, 1, True), (33_000, 1, False)],
)
def test_an_update_gets_the_same_answer_if_what_was_changed_since_is_known(
    store: Store, size: int, between: int, is_same: bool
) -> None:
    def answer_to(number: int) -> str:
        return str(make_bot(store, remember).process(message(number, str(size))).reply.text)  # in another process

    answer_to(1)
    first = answer_to(2)
    for number in range(between):
        answer_to(100 + number)
    (stored,) = store.scan()
    assert (answer_to(2) == first) is is_same
    if between < 32:
        (record,) = store.scan()
        assert record.value["data"] == stored.value["data"]  # in any case it does not count twice


def test_a_store_that_is_down_has_the_update_come_later(store: Store) -> None:
    def fail(key: str) -> None:
        raise StoreDown("store x: gone.", 5)

    store.get = fail  # type: ignore[assignment, method-assign]

    def careless(message: Any, session: Any) -> str:
        with contextlib.suppress(Exception):
            session["x"] = 1
        return "saved"

    for app in (session_workers.count, careless):
        outcome = make_bot(store, app).process(message(1, "hi"))
        assert (outcome.retry_after, outcome.reply) == (5, None)


def test_a_lock_keeps_others_out_until_the_update_is_done(any_store: Store) -> None:
    inside, most, lock = [0], [0], threading.Lock()

    def enter(message: Any, session: Any) -> str:
        session["count"] = session.get("count", 0) + 1
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.005)
        with lock:
            inside[0] -= 1
        return ""

    bot = make_bot(any_store, enter, lock=30)
    threads = [threading.Thread(target=bot.process, args=(message(number, "hi"),)) for number in range(1, 9)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == [1]
    (record,) = any_store.scan("0/sessions/")
    assert record.value["data"] == {"count": 8}


# Shape, expiry, moving #######################################################


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


@attrs.define
class Item:
    name: str
    size: Size = Size.SMALL


@attrs.define
class Cart:
    items: list[Item] = attrs.Factory(list)
    by_number: dict[int, Item] = attrs.Factory(dict)
    tags: set[str] = attrs.Factory(set)
    pair: tuple[int, str] = (1, "a")
    until: datetime.datetime | None = None
    _hidden: int = 3


def test_a_typed_session_is_an_instance_of_its_class(any_store: Store) -> None:
    until = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    seen = []

    def fill(message: Any, session: Cart) -> str:
        seen.append(copy.deepcopy(session))
        item = Item("tea", Size.LARGE)
        session.items, session.by_number[5], session.until = [item], item, until
        session.tags.add("new")
        session._hidden = 4
        return "ok"

    bot = make_bot(any_store, fill, type=Cart)
    for number in (1, 2):
        assert bot.process(message(number, "hi")).error is None
    item = Item("tea", Size.LARGE)
    assert seen == [Cart(), Cart([item], {5: item}, {"new"}, (1, "a"), until, 4)]


@attrs.frozen
class Point:
    x: int
    y: int = attrs.field(init=False, default=0)


@attrs.define
class Tree:
    name: str = ""
    below: list[Tree] = attrs.Factory(list)


@attrs.define
class Everything:
    time: datetime.time = datetime.time(1)
    delta: datetime.timedelta = datetime.timedelta()
    day: datetime.date = datetime.date(2026, 1, 5)
    points: set[Point] = attrs.Factory(set)
    frozen: frozenset[int] = frozenset()
    scores: dict[float, int] = attrs.Factory(dict)
    sizes: dict[Size, int] = attrs.Factory(dict)
    days: dict[datetime.date, str] = attrs.Factory(dict)
    items: Sequence[Item] = attrs.Factory(list)
    by_name: Mapping[str, Item] = attrs.Factory(dict)
    rows: tuple[Item, ...] = ()
    tree: Tree = attrs.Factory(Tree)
    maybe: Optional[Point] = None  # noqa: UP045 (people write it)
    either: str | int = 0
    anything: Any = None
    found: list[str] = attrs.field(init=False, factory=list)


def filled() -> Everything:
    point = Point(1)
    object.__setattr__(point, "y", 5)
    all_of_it = Everything(
        datetime.time(12, 30, tzinfo=datetime.UTC), datetime.timedelta(days=3, microseconds=1),
        datetime.date(2026, 2, 1), {point, Point(2)}, frozenset({10, 9}), {1.5: 2, 1e300: 3}, {Size.LARGE: 4},
        {datetime.date(2026, 1, 1): "new year"}, [Item("a")], {"b": Item("b", Size.LARGE)}, (Item("c"),),
        Tree("root", [Tree("leaf")]), Point(7), "text", {"deep": [1, None]},
    )  # fmt: skip
    all_of_it.found.append("x")
    return all_of_it


def test_all_that_the_docs_list_comes_back_as_it_was(any_store: Store) -> None:
    seen = []

    def fill(message: Any, session: Any) -> str:
        seen.append(copy.deepcopy(session))
        for field in attrs.fields(Everything):
            setattr(session, field.name, getattr(filled(), field.name))
        return "ok"

    bot = make_bot(any_store, fill, type=Everything)
    assert [bot.process(message(number, "hi")).error for number in (1, 2)] == [None, None]
    assert seen == [Everything(), filled()]


class Odd(enum.Enum):
    PAIR = (1, 2)


@pytest.mark.parametrize(
    "kind, text",
    [
        (Union[Item, Point], "field Bad.x: typing.Union"),  # noqa: UP007 (people write it)
        (
            Item | str,
            "cannot be read back, because JSON does not say which of them it was. Use one type, or two",
        ),
        (bytes, "field Bad.x: 'bytes' cannot be kept. What can: JSON's values, other attrs classes"),
        (list[bytes], "field Bad.x: 'bytes' cannot be kept"),
        (Odd, "'Odd' cannot be kept"),
        (dict[Point, int], "a dictionary with keys of"),
        ("Unknown", "Bad: name 'Unknown' is not defined"),
        (Callable[[], None], "cannot be kept"),
    ],
)
def test_annotations_that_do_not_come_back_are_told_when_sessions_are_made(kind: Any, text: str) -> None:
    bad = attrs.make_class("Bad", {"x": attrs.field(default=None, type=kind)})
    bad.__annotations__ = {"x": kind}
    with pytest.raises(scaletg.ConfigError) as caught:
        Sessions(store="memory:", type=bad)
    assert str(caught.value).startswith("Sessions(type=Bad): ") and text in str(caught.value)


@pytest.mark.parametrize(
    "field, value, text",
    [
        ("anything", {1, 2}, "session['anything'] is {1, 2}, of the type 'set'"),
        ("anything", datetime.time(1), "comes back only if the field's annotation says what it is."),
        ("items", [Point(1)], "['items'][0] is Point(x=1, y=0), of the type 'Point', but its annotation says 'Item'"),
        ("day", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), "but its annotation says 'date'"),
        ("points", [1], "session['points'] is [1], of the type 'list', but its annotation says set["),
        ("scores", 5, "session['scores'] is 5, of the type 'int', but its annotation says a dictionary"),
    ],
)  # fmt: skip
def test_a_value_that_would_come_back_as_another_fails_the_update(
    store: Store, field: str, value: Any, text: str
) -> None:
    def put(message: Any, session: Any) -> None:
        setattr(session, field, value)

    error = make_bot(store, put, type=Everything).process(message(1, "hi")).error
    assert isinstance(error, SessionError)
    assert text in str(error) and "Sessions(type=" not in str(error)
    assert list(store.scan("0/sessions/")) == []


def test_typed_data_that_do_not_fit_say_so(store: Store) -> None:
    @attrs.define
    class Old:
        color: str = "red"

    @attrs.define
    class New:
        needed: int

    def paint(message: Any, session: Any) -> None:
        session.color = "blue"

    make_bot(store, paint, type=Old).process(message(1, "hi"))
    error = make_bot(store, paint, type=New).process(message(2, "hi")).error
    assert isinstance(error, SessionError)
    assert str(error).startswith("session '0/sessions/session/1/1' does not fit New")
    assert str(error).endswith("Give new fields a default, and convert the others in a migration.")


def test_migrations_turn_old_data_into_new(store: Store) -> None:
    def first(data: dict[str, Any]) -> dict[str, Any]:
        return {"n": data["count"]} if data else {}

    def second(data: dict[str, Any]) -> dict[str, Any]:
        return {"total": data.get("n", 0) * 10}

    def show(message: Any, session: Any) -> str:
        session["seen"] = True
        return str(session["total"])

    make_bot(store).process(message(1, "hi"))
    new = make_bot(store, show, migrations=[first, second])
    assert [new.process(message(number, "hi")).reply.text for number in (2, 3)] == ["10", "10"]
    error = make_bot(store, show).process(message(4, "hi")).error
    assert "has shape 2, but this code knows 0 migrations" in str(error)


def test_a_migration_that_returns_nothing_says_so(store: Store) -> None:
    def rename(data: dict[str, Any]) -> None:
        data["n"] = data.pop("count")

    make_bot(store).process(message(1, "hi"))
    error = make_bot(store, migrations=[rename]).process(message(2, "hi")).error
    assert isinstance(error, SessionError)
    assert "the migration 'rename' returned None. Return a dictionary" in str(error)
    assert make_bot(store).process(message(3, "hi")).reply.text == "2"


def test_a_session_is_forgotten_after_its_time() -> None:
    now = [1_800_000_000.0]
    store = open_store("memory:", clock=lambda: now[0])
    bot = make_bot(store, ttl=60)
    texts = []
    for number, seconds in enumerate((0, 59, 59, 61), 1):
        now[0] += seconds
        texts.append(bot.process(message(number, "hi")).reply.text)
    assert texts == ["1", "2", "3", "1"]


def test_an_emptied_session_goes_away_after_a_day() -> None:
    now = [1_800_000_000.0]
    store = open_store("memory:", clock=lambda: now[0])
    make_bot(store).process(message(1, "hi"))
    make_bot(store, lambda message, session: session.clear() or "empty").process(message(2, "hi"))
    assert next(store.scan("0/sessions/")).value["data"] == {}
    now[0] += 86_401
    assert list(store.scan("0/sessions/")) == []


OWN_KEYS = [lambda update: f"{update.chat.id}/x", lambda update: f"{update.chat.id}-{update.user.id}"]


@pytest.mark.parametrize("key", ["chat", "chat+user", "topic", *OWN_KEYS])
def test_sessions_move_when_a_group_becomes_a_supergroup(any_store: Store, key: Any) -> None:
    bot = scaletg.Bot(username="test_bot")
    bot.load(Sessions(store=any_store, key=key))
    bot.app("/count")(session_workers.count)
    bot.process(message(1, "/count", chat=-5))
    bot.process(message(2, "/count", chat=-55))
    bot.process(message(3, "", chat=-5, migrate_to_chat_id=-1005))
    bot.process(message(4, "", chat=-1005, migrate_from_chat_id=-5))
    assert bot.process(message(5, "/count", chat=-1005)).reply.text == "2"
    assert bot.process(message(6, "/count", chat=-55)).reply.text == "2"
    assert bot.process(message(7, "/count", chat=-5)).reply.text == "3"  # one that was on its way


def test_a_change_is_not_lost_when_the_group_moves_while_it_is_made(any_store: Store) -> None:
    elsewhere, moves = Sessions(store=any_store, key="chat"), iter([-1005])

    def count(message: Any, session: Any) -> str:
        session["n"] = session.get("n", 0) + 1
        for new in moves if session["n"] == 2 else ():
            assert elsewhere.move(-5, new) == 1  # as another process does
        return str(session["n"])

    bot = make_bot(any_store, count, key="chat")
    assert [bot.process(message(number, "hi", chat=-5)).reply.text for number in (1, 2)] == ["1", "2"]
    assert bot.process(message(3, "hi", chat=-1005)).reply.text == "3"
    assert next(moves, None) is None


def test_sessions_of_a_group_and_its_supergroup_are_united(any_store: Store) -> None:
    """A message of the supergroup came first: what only the group had is added, and no update counts twice."""

    def put(message: Any, session: Any) -> str:
        for word in (message.text or "").split():
            session[word] = message.chat.id
        return " ".join(f"{key}={session[key]}" for key in sorted(session))

    bot = make_bot(any_store, put, key="chat", migrations=[lambda data: data | {"new": 1}])
    make_bot(any_store, put, key="chat").process(message(1, "group both", chat=-5))
    bot.process(message(2, "supergroup both", chat=-1005))
    bot.process(message(3, "", chat=-1005, migrate_from_chat_id=-5))
    bot.process(message(4, "", chat=-5, migrate_to_chat_id=-1005))
    united = "both=-1005 group=-5 new=1 supergroup=-1005"
    assert [bot.process(message(5 + n, "", chat=chat)).reply.text for n, chat in enumerate((-5, -1005))] == [united] * 2
    assert "again" not in bot.process(message(1, "again", chat=-1005)).reply.text or list(any_store.scan())
    (record,) = any_store.scan()
    assert sorted(record.value["data"]) == ["both", "group", "new", "supergroup"]


def test_a_session_that_is_there_already_is_not_overwritten_by_one_that_moves(store: Store) -> None:
    all_sessions = Sessions(store=store, key="chat")
    bot = make_bot(store, key="chat", ttl=1000)
    for number, chat in enumerate((-5, -5, -1005), 1):
        bot.process(message(number, "hi", chat=chat))
    assert all_sessions.move(-5, -1005) == 1
    assert bot.process(message(9, "hi", chat=-1005)).reply.text == "2"


def test_several_sessions_have_several_names(store: Store) -> None:
    bot = make_bot(store, lambda message, session, team: _both(session, team))
    bot.load(Sessions(store, name="team", key="chat"))
    texts = [bot.process(message(number, "hi", user=number, chat=-5)).reply.text for number in (1, 2)]
    assert texts == ["1 of 1", "1 of 2"]


def _both(session: Any, team: Any) -> str:
    for one in (session, team):
        one["count"] = one.get("count", 0) + 1
    return f"{session['count']} of {team['count']}"


@pytest.mark.parametrize(
    "options, text",
    [
        ({"key": "person"}, "Sessions(key='person'): use one of chat+user"),
        ({"type": int}, "it is not an attrs class"),
        ({"name": "my-session"}, "Sessions(name='my-session'): apps write the name as a parameter"),
        ({"name": "class"}, "Sessions(name='class'): apps write the name as a parameter"),
        ({"ttl": "1"}, "Sessions(ttl='1'): give seconds above 0"),
        ({"ttl": 0}, "Sessions(ttl=0): give seconds"),
        ({"lock": True}, "Sessions(lock=True): give seconds"),
    ],
)
def test_mistakes_are_told_when_sessions_are_made(options: Any, text: str) -> None:
    with pytest.raises(scaletg.ConfigError) as caught:
        Sessions(store="memory:", **options)
    assert text in str(caught.value)


def test_a_session_does_what_a_dictionary_does(store: Store) -> None:
    def use(message: Any, session: Any) -> str:
        session.update({"a": 1})
        session |= {"b": 2}
        session |= [("c", [3])]
        assert isinstance(session, MutableMapping) and isinstance(session, sessions.Session)
        assert session == {"a": 1, "b": 2, "c": [3]}
        assert session | {"a": 5} == {"a": 5, "b": 2, "c": [3]}
        assert {"a": 5, "z": 0} | session == {"a": 1, "z": 0, "b": 2, "c": [3]}
        assert session | session == session.copy()
        copied = session.copy()
        assert type(copied) is dict and json.loads(json.dumps(copied)) == session
        copied["a"] = 7
        assert list(reversed(session)) == ["c", "b", "a"]
        five: Any = 5
        for wrong in (lambda: session | five, lambda: five | session):
            with pytest.raises(TypeError):
                wrong()
        return f"{session['a']} {session.pop('b')} {session.popitem()}"

    outcome = make_bot(store, use).process(message(1, "hi"))
    assert outcome.reply.text == "1 2 ('c', [3])"


NAMES = ["store", "lock", "ttl", "move", "type", "key", "migrations", "namespace", "feature", "setup", "forget", "name"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_that_python_takes_is_a_name_of_sessions(store: Store, name: str) -> None:
    """Also those of attributes of the object, which goes on to work."""
    bot = scaletg.Bot(username="test_bot")
    whole = Sessions(store, name=name, ttl=60)
    bot.load(whole)
    space: dict[str, Any] = {}
    exec(f"def app(message, {name}):\n    {name}['n'] = {name}.get('n', 0) + 1\n    return str({name}['n'])", space)
    bot.app(space["app"])
    assert [bot.process(message(number, "hi", chat=-5)).reply.text for number in (1, 2)] == ["1", "2"]
    assert (whole.store, whole.name, whole.ttl) == (store, name, 60)
    assert whole.move(-5, -1005) == 1
    assert bot.process(message(3, "hi", chat=-1005)).reply.text == "3"
    assert whole.forget(1) == 2  # with what stays of the group


def test_a_namespace_is_the_third_part_of_the_keys(store: Store) -> None:
    bot = make_bot(store, namespace="my shop")
    bot.process(message(1, "hi"))
    assert [record.key for record in store.scan()] == ["0/sessions/my=20shop/1/1"]


def test_two_bots_in_one_store_share_nothing(any_store: Store) -> None:
    bots = [scaletg.Bot(f"{number}:token") for number in (1_000_000_001, 1_000_000_002)]
    for bot in bots:
        bot.load(Sessions(any_store))
        bot.app(session_workers.count)
    for bot in bots:
        assert bot.process(message(1, "hi")).reply.text == "1"


def test_the_bots_store_is_used_if_no_other_is_given(store: Store) -> None:
    bot = scaletg.Bot("5:token", store=store)
    bot.load(whole := Sessions())
    bot.app(session_workers.count)
    assert bot.process(message(1, "hi")).reply.text == "1"
    assert whole.store is store
    assert [record.key for record in store.scan("5/sessions/")] == ["5/sessions/session/1/1"]


@pytest.mark.parametrize(
    "key, count, left",
    [
        ("chat+user", 2, ["-5/8", "-7/-5"]),
        ("chat", 1, ["-5", "-7"]),
        ("user", 1, ["-5", "8"]),
        ("topic", 1, ["-5/0", "-5/7", "-7/0"]),
        (lambda update: update.user.id, 1, ["8"]),
    ],
    ids=["chat+user", "chat", "user", "topic", "function"],
)
def test_a_person_is_forgotten(any_store: Store, key: Any, count: int, left: list[str]) -> None:
    bot = scaletg.Bot(username="test_bot")
    bot.load(whole := Sessions(any_store, key=key))
    bot.app(session_workers.count)
    group = {"id": -5, "type": "supergroup", "title": "Tea"}
    places: list[dict[str, Any]] = [
        {"user": 7, "chat": 7},
        {"user": 7, "chat": -5},
        {"user": 8, "chat": -5, "message_thread_id": 7, "is_topic_message": True},
        {"user": 7, "chat": -7, "sender_chat": group},
    ]
    for number, place in enumerate(places, 1):
        bot.process(message(number, "hi", **place))
    assert whole.forget(7) == count
    assert [record.key.removeprefix("0/sessions/session/") for record in any_store.scan()] == left
    assert whole.forget(7) == 0


@pytest.mark.parametrize("reply", [5, ["fine", {"no": "method"}]], ids=["number", "list"])
def test_nothing_is_saved_if_the_reply_is_refused(store: Store, reply: Any) -> None:
    def change(message: Any, session: Any) -> Any:
        session["count"] = 100
        return reply

    assert make_bot(store, change).process(message(1, "hi")).error is not None
    assert list(store.scan()) == []


def test_the_session_is_a_dictionary(store: Store) -> None:
    def use(message: Any, session: Any) -> str:
        before = repr(session)
        session.update(a=1, b=2)
        del session["a"]
        return f"{before} {session!r} {len(session)} {list(session)} {'b' in session}"

    text = make_bot(store, use).process(message(1, "hi")).reply.text
    assert text == "Session(... not read yet) Session({'b': 2}) 1 ['b'] True"


# Several processes ###########################################################


@pytest.mark.parametrize("options", [{}, {"lock": 30}], ids=["compare-and-set", "lock"])
@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_increments_lose_none(kind: str, options: dict[str, Any], request: pytest.FixtureRequest) -> None:
    url, name, answers = url_of(kind, request), unique(), spawn.SimpleQueue()
    if kind == "memory":
        session_workers.increment(url, name, list(range(1, 201)), 8, options, answers)
    else:
        shares = [list(range(1 + part, 201, 4)) for part in range(4)]
        processes = [
            spawn.Process(target=session_workers.increment, args=(url, name, ids, 2, options, answers))
            for ids in shares
        ]
        for process in processes:
            process.start()
    got = sorted(int(answers.get()) for _ in range(200))
    if kind != "memory":
        for process in processes:
            process.join(60)
            assert process.exitcode == 0
    assert got == list(range(1, 201))


def test_the_lock_of_a_killed_process_holds_nobody_up(shared_url: str) -> None:
    name, ready = unique(), spawn.Event()
    process = spawn.Process(target=session_workers.count_and_wait, args=(shared_url, name, 3600, ready), daemon=True)
    process.start()
    assert ready.wait(60)
    bot = session_workers.make_bot(shared_url, name, lock=3600)
    process.kill()
    process.join()
    assert session_workers.process(bot, message(2, "/count", chat=-5)) == "1"
    assert session_workers.process(bot, message(1, "/count", chat=-5)) == "2"  # the one that was in hand
    bot.seen.store.close()


def test_the_module_says_what_it_offers() -> None:
    assert all(getattr(sessions, name).__doc__ for name in sessions.__all__)


# From outside of an update


def open_outside(bot, sessions):
    bot.load(sessions)

    @bot.app("/credit")
    def credit(message, session):
        return str(session.get("credit", 0))


def test_the_session_of_somebody_is_changed_from_outside(clock):
    sessions, bot = Sessions(open_store("memory:", clock=clock)), scaletg.Bot("7:token", username="test_bot")
    open_outside(bot, sessions)
    with sessions.of(42) as session:
        session["credit"] = 100
    with sessions.of(-100, 42) as session:
        session["credit"] = 5
    assert bot.process(message(1, "/credit", user=42)).reply.text == "100"
    assert bot.process(message(2, "/credit", user=42, chat=-100)).reply.text == "5"
    assert bot.process(message(3, "/credit", user=43)).reply.text == "0"


def test_a_session_can_be_read_from_outside_while_it_is_locked(clock):
    sessions, bot = Sessions(open_store("memory:", clock=clock), lock=1000), scaletg.Bot("7:token", username="test_bot")
    bot.load(sessions)
    assert sessions.read(42) == {}
    with sessions.of(42) as session:
        session["credit"] = 100
    with sessions.of(42) as session:
        session["credit"] = 200
        assert sessions.read(42) == {"credit": 100}


def test_nothing_is_saved_from_outside_after_an_exception(clock):
    sessions, bot = Sessions(open_store("memory:", clock=clock)), scaletg.Bot("7:token", username="test_bot")
    open_outside(bot, sessions)
    with pytest.raises(ZeroDivisionError), sessions.of(42) as session:
        session["credit"] = 1 / 0
    assert bot.process(message(1, "/credit", user=42)).reply.text == "0"


def test_a_session_that_an_update_has_changed_meanwhile_is_not_overwritten(clock):
    sessions, bot = Sessions(open_store("memory:", clock=clock)), scaletg.Bot("7:token", username="test_bot")
    open_outside(bot, sessions)
    with pytest.raises(SessionError, match=r"user 42 in chat -100 was not saved.*Try again"):  # noqa: SIM117
        with sessions.of(-100, 42) as slow:
            slow["credit"] = 1
            with sessions.of(-100, 42) as quick:
                quick["credit"] = 2
    with sessions.of(-100, 42) as session:
        assert session == {"credit": 2}


def test_sessions_without_a_bot_cannot_be_opened_from_outside():
    with pytest.raises(scaletg.RegistrationError, match="does not know its bot yet"), Sessions().of(42):
        raise AssertionError("it is not reached")
