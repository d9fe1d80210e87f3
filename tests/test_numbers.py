"""One table of the numbers that limit something: what each is, where people read it, and a test at both sides of it.

A number that changes fails twice here: in the table, and in the test that stands on both sides of the old one. Whoever
changes a number on purpose changes both, and the page. What is tested elsewhere is named: that test has to exist.
"""

from __future__ import annotations

import inspect
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest

import samples
import scaletg
from scaletg_contrib import migration, refusals, sessions
from scaletg_contrib.auth import Auth, roles
from scaletg_contrib.conversations import Conversations, ask, keeping
from scaletg_contrib.menus import Menus, asking
from scaletg_contrib.menus import plugin as menus
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.simulator import parameters
from scaletg_contrib.simulator.rooms import media, webhooks
from scaletg_contrib.stores import SeenUpdates, base, open_store
from scaletg_contrib.stores.memory import MemoryStore
from scaletg_contrib.testkit import Telegram

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "123456:AAExampleTokenOfNobody-_aaaaaaaaaaaa"
DAY = 24 * 3600


def option(name: str) -> Any:
    return getattr(scaletg.Bot().options, name)


def default(function: Any, name: str) -> Any:
    return inspect.signature(function).parameters[name].default


class Number(NamedTuple):
    """A limit: what it is now, what it has to be, and where people read it (a page, and words on it)."""

    now: Any
    number: Any
    page: str = ""
    words: str = ""
    #: A test elsewhere that stands on both sides of it, as `file::function`; without it there is one in this file.
    test: str = ""


SAME_ANSWER = "contrib/test_sessions.py::test_an_update_gets_the_same_answer_if_what_was_changed_since_is_known"
TOO_LARGE = "contrib/test_simulator_delivery.py::test_files_that_are_too_large_for_their_kind_are_refused"
MIB = 1_048_576
NUMBERS = {
    "updates that are remembered in memory": Number(
        default(scaletg.SeenUpdates, "limit"), 5000, "exactly_once.md", "at least the last 5,000 updates"
    ),
    "replies with files that are kept in memory": Number(scaletg._KEPT_FILES, 100),
    "seconds of a claim in a store": Number(
        default(SeenUpdates, "seconds"), 30, "exactly_once.md", "(30 seconds) counts as dead"
    ),
    "seconds for which replies are kept in a store": Number(
        default(SeenUpdates, "keep"), DAY, "stores.md", "Replies are kept for 24 hours"
    ),
    "bytes of a webhook's body": Number(scaletg.MAX_BODY, 1_048_576),
    "levels of an update": Number(scaletg.MAX_DEPTH, 128),
    "characters of a text": Number(scaletg._LONGEST["sendMessage"], 4096),
    "characters of a notice": Number(scaletg._LONGEST["answerCallbackQuery"], 200),
    "bytes of a text with its markup": Number(scaletg._MOST_BYTES, 32_768),
    "rests of a rule": Number(scaletg._MOST_RESTS, 2),
    "seconds of Retry-After": Number(3600, 3600),
    "seconds in which a call is repeated": Number(option("retry_budget"), 30),
    "seconds of a call": Number(
        option("timeout"), 30, test="integration/test_connections.py::test_the_timeout_of_the_bot_is_that_of_its_calls"
    ),
    "seconds for which a connection may idle": Number(
        scaletg._IDLE_SECONDS,
        60,
        test="integration/test_connections.py::test_a_connection_that_idled_is_not_used_again",
    ),
    "seconds after which a reply is sent again": Number(scaletg._RESEND_SECONDS, 5),
    "failures of an update": Number(option("max_attempts"), 3, "errors.md", "max_attempts"),
    "deaths of an update": Number(option("max_deaths"), 5, "errors.md", "max_deaths"),
    "deaths before an update runs alone": Number(scaletg._DEATHS_BEFORE_ALONE, 2),
    "times that Retry(0) runs an update again": Number(scaletg._RERUNS, 100),
    "seconds before an update is parked": Number(
        scaletg._PARK_SECONDS, 3, "polling.md", "unfinished after three seconds"
    ),
    "updates of a chat before one is parked": Number(
        scaletg._PARK_DEPTH, 5, "polling.md", "more than five updates of its chat before it"
    ),
    "seconds before the log names an update": Number(scaletg._HANG_SECONDS, 30, "polling.md", "more than 30 seconds"),
    "updates of one call": Number(scaletg._WINDOW, 100),
    "seconds in which a bot stops": Number(option("stop_seconds"), 25, "polling.md", "`stop_seconds` (25,"),
    "bytes of a key": Number(base.KEY_BYTES, 500),
    "bytes of a value": Number(base.VALUE_BYTES, 1_048_576, "stores.md", "JSON of up to 1 MiB"),
    "seconds for which a deleted record keeps its version": Number(base.REMEMBER_SECONDS, 3600),
    "seconds of an invitation": Number(
        default(Auth, "invite_seconds"), DAY, "auth.md", "valid for one person and for one day"
    ),
    "seconds for which an opened invitation welcomes": Number(roles.KEEP_USED_SECONDS, DAY),
    "seconds for which administrators are remembered": Number(default(Auth, "admin_seconds"), 300),
    "updates that a session remembers": Number(sessions.REMEMBERED, 32, test=SAME_ANSWER),
    "bytes of what a session remembers": Number(
        sessions.REMEMBERED_SIZE, 65_536, "sessions.md", "up to 64 KB as JSON", SAME_ANSWER
    ),
    "seconds for which an empty session remembers": Number(sessions.EMPTY_SECONDS, DAY),
    "seconds for which a conversation that ended is kept": Number(keeping.ENDED_SECONDS, DAY),
    "seconds for which the record of an old group stays": Number(migration.KEEP_SECONDS, 30 * DAY),
    "characters of a note of a menu": Number(menus.NOTE_LETTERS, 200),
    "characters of a refusal": Number(refusals.NOTE_LETTERS, 200),
    "letters of a menu's name": Number(menus.NAME_LETTERS, 20),
    "seconds for which the question of a menu is open": Number(
        asking.OPEN_SECONDS,
        3600,
        "menus.md",
        "after an hour nobody waits",
        "contrib/test_menus.py::test_an_open_question_waits_an_hour_for_its_answer",
    ),
    "bytes of a photo": Number(media.UPLOAD_LIMITS["photo"], 10 * MIB, "files.md", "photos of up to 10 MiB", TOO_LARGE),
    "bytes of a video note": Number(media.UPLOAD_LIMITS["video_note"], 12 * MIB, test=TOO_LARGE),
    "bytes of a file that is sent": Number(
        media.UPLOAD_LIMIT,
        50 * MIB,
        "files.md",
        "other files of up to 50 MB",
        "contrib/test_simulator_limits.py::test_a_file_of_50_mib_can_be_sent",
    ),
    "bytes of a file that is fetched": Number(
        media.MAX_DOWNLOAD,
        20 * MIB,
        "files.md",
        "files of up to 20 MB",
        "contrib/test_simulator_limits.py::test_a_file_of_20_mib_can_be_fetched",
    ),
    "bytes of one answer of getUpdates": Number(
        webhooks.MAX_ANSWER,
        4 * MIB,
        test="contrib/test_simulator.py::test_an_answer_of_get_updates_is_cut_at_four_mebibytes",
    ),
    "bytes of a packed body": Number(
        parameters.MAX_BODY,
        60 * MIB,
        test="contrib/test_simulator_delivery.py::test_a_packed_body_may_not_become_too_large",
    ),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_is_the_one_that_people_read_and_has_a_test(name: str) -> None:
    row = NUMBERS[name]
    assert row.now == row.number, f"{name}: change the table, the page and the test of both sides as well"
    if row.page:
        assert row.words in (ROOT / "docs" / row.page).read_text(encoding="utf-8"), (
            f"{row.page} does not say {row.words!r}"
        )
    if row.test:
        file, _, function = row.test.partition("::")
        assert re.search(rf"^def {function}\(", (ROOT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE)
    else:
        assert name in PROBES, f"write a test at both sides of it: {name}"


# Both sides ##################################################################


PROBES: dict[str, Callable[[], None]] = {}


def at_both_sides(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    assert name in NUMBERS

    def add(probe: Callable[[], None]) -> Callable[[], None]:
        PROBES[name] = probe
        return probe

    return add


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Answering:
    """Answers every call, the next ones with *answers*."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.slept, self.calls = list(answers), list[float](), list[tuple[str, Any]]()

    def call(self, name: str, parameters: dict[str, Any], files: Any) -> dict[str, Any]:
        self.calls.append((name, parameters))
        answer = self.answers.pop(0) if self.answers else {"ok": True, "result": True}
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)

    def download(self, path: str) -> bytes:
        raise FileNotFoundError(path)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def make_bot(*answers: Any, **options: Any) -> tuple[scaletg.Bot, Answering]:
    bot, telegram = scaletg.Bot(TOKEN, username="test_bot", secret_token="", **options), Answering(*answers)
    bot.api.transport = telegram
    return bot, telegram


def answering(reply: Any, **options: Any) -> scaletg.Bot:
    """Make a bot that answers every message with what this function, or this value, gives."""
    bot, _ = make_bot(**options)
    bot.app(on="message")(lambda message: reply(message) if callable(reply) else reply)
    return bot


def status_of(bot: scaletg.Bot, body: bytes) -> int:
    return bot.handle(body, {"Content-Type": "application/json"})[0]


def fails(bot: scaletg.Bot) -> bool:
    return bot.process(samples.update(text="hi")).error is not None


@at_both_sides("updates that are remembered in memory")
def _() -> None:
    seen = scaletg.SeenUpdates()
    for number in range(10_000):
        seen.done(seen.claim(f"1/{number}"), [])
    assert isinstance(seen.claim("1/0"), scaletg.Kept)  # up to twice as many are
    seen.claim("1/10000")
    kept = [number for number in range(10_000) if f"1/{number}" in seen._claims]
    assert kept == list(range(5000, 10_000))


@at_both_sides("replies with files that are kept in memory")
def _() -> None:
    bot = answering(lambda message: message.answer_document(b"x"))
    updates = [samples.update(text="hi") for _ in range(101)]
    for update in updates[:100]:
        bot.process(update)
    assert bot.process(updates[0]).replies
    bot.process(updates[100])
    assert not bot.process(updates[0]).replies and bot.process(updates[1]).replies


@at_both_sides("seconds of a claim in a store")
def _() -> None:
    clock = Clock()
    seen = SeenUpdates(open_store("memory:", clock=clock))
    claims = [seen.claim("1/1")]
    clock.now += 29.9
    assert seen.claim("1/1") is scaletg.RUNNING
    clock.now += 0.2
    claims.append(seen.claim("1/1"))
    assert claims[1].deaths == 1
    seen.close()


@at_both_sides("seconds for which replies are kept in a store")
def _() -> None:
    clock = Clock()
    seen = SeenUpdates(open_store("memory:", clock=clock))
    seen.done(seen.claim("1/1"), [])
    clock.now += 24 * 3600 - 1
    assert seen.claim("1/1") == scaletg.Kept([])
    clock.now += 2
    claim = seen.claim("1/1")
    assert isinstance(claim, scaletg.Claim)
    seen.close()


@at_both_sides("bytes of a webhook's body")
def _() -> None:
    bot, _ = make_bot()
    bot.app()(lambda message: None)
    body = json.dumps(samples.update(text="hi")).encode()
    assert status_of(bot, body + b" " * (1_048_576 - len(body))) == 200
    assert status_of(bot, body + b" " * (1_048_577 - len(body))) == 413


@at_both_sides("levels of an update")
def _() -> None:
    bot, _ = make_bot()
    bot.app()(lambda message: None)

    def nested(levels: int) -> bytes:
        inner = "[" * (levels - 2) + "]" * (levels - 2)
        return f'{{"update_id": {levels}, "new_kind": {{"deep": {inner}}}, "more": [{"[]," * 600}[]]}}'.encode()

    assert [status_of(bot, nested(levels)) for levels in (128, 129)] == [200, 400]


@at_both_sides("characters of a text")
def _() -> None:
    assert [fails(answering("x" * length)) for length in (4096, 4097)] == [False, True]


@at_both_sides("characters of a notice")
def _() -> None:
    bot, _ = make_bot()
    bot.app("p:<length:int>", on="callback_query")(lambda callback_query, length: callback_query.answer("x" * length))
    outcomes = [bot.process(samples.update("callback_query", data=f"p:{length}")) for length in (200, 201)]
    assert [outcome.error is not None for outcome in outcomes] == [False, True]


@at_both_sides("bytes of a text with its markup")
def _() -> None:
    html = {"defaults": {"parse_mode": "HTML"}}
    assert not fails(answering("<b>x</b>" * 4096, **html))  # 32,768 bytes and 4,096 characters
    assert fails(answering("<b>x</b>" * 4095 + "<i><b>x</b></i>", **html))


@at_both_sides("rests of a rule")
def _() -> None:
    bot, _ = make_bot()
    bot.app("/a <x:rest> by <y:rest>")(lambda message, x, y: x)
    with pytest.raises(scaletg.RegistrationError, match="more than two"):
        bot.app("/b <x:rest> by <y:rest> or <z:rest>")(lambda message, x, y, z: x)
        _ = bot.registry


@at_both_sides("seconds of Retry-After")
def _() -> None:
    for seconds, told in ((3599, "3599"), (3600, "3600"), (3601, "3600")):
        bot, _ = make_bot()

        @bot.app()
        def wait(message: Any, seconds: int = seconds) -> None:
            raise scaletg.Retry(seconds)

        body = json.dumps(samples.update(text="hi"))
        assert bot.handle(body, {"Content-Type": "application/json"})[1]["Retry-After"] == told


@at_both_sides("seconds in which a call is repeated")
def _() -> None:
    for seconds, is_repeated in ((29, True), (30, False)):
        refusal = {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": seconds}}
        bot, telegram = make_bot(refusal)
        if is_repeated:
            bot.api.send_message(1, "hi")
        else:
            with pytest.raises(scaletg.TooManyRequests):
                bot.api.send_message(1, "hi")
        assert telegram.slept == ([29.0] if is_repeated else [])


@at_both_sides("seconds after which a reply is sent again")
def _() -> None:
    lost = scaletg.NetworkError("away", method="sendMessage", parameters={}, sent=False)
    bot, _ = make_bot(lost, retry_budget=0)
    bot.app()(lambda message: "hi")
    assert bot.complete(samples.update(text="hi")).retry_after == 5


@at_both_sides("failures of an update")
def _() -> None:
    bot, _ = make_bot(on_error="retry")

    @bot.app()
    def fail(message: Any) -> None:
        raise ValueError

    update = samples.update(text="hi")
    outcomes = [bot.process(update) for _ in range(3)]
    assert [outcome.given_up for outcome in outcomes] == [False, False, True]


def kill_with(bot: scaletg.Bot, update: dict[str, Any], deaths: int) -> scaletg.Outcome:
    """Let so many processes die over an update, and deliver it again."""
    key = f"{bot.id}/{update['update_id']}"
    for _ in range(deaths):
        bot.seen.claim(key, takeover=True)
    return bot.complete(update, takeover=True)


@at_both_sides("deaths of an update")
def _() -> None:
    for deaths, is_given_up in ((4, False), (5, True)):
        bot = answering("hi", store=open_store("memory:"))
        assert kill_with(bot, samples.update(text="hi"), deaths).given_up is is_given_up


@at_both_sides("deaths before an update runs alone")
def _() -> None:
    assert [is_alone_after(deaths) for deaths in (1, 2)] == [False, True]


def is_alone_after(deaths: int) -> bool:
    found = []
    bot, _ = make_bot(store=open_store("memory:"))

    @bot.app(on="message")
    def look(bot: Any) -> str:
        found.append(bot._crowd._alone is not None)
        return "hi"

    kill_with(bot, samples.update(text="hi"), deaths)
    return found == [True]


@at_both_sides("times that Retry(0) runs an update again")
def _() -> None:
    for most, is_answered in ((100, True), (101, False)):
        runs = list[Any]()
        bot, _ = make_bot()

        @bot.app()
        def again(message: Any, runs: Any = runs, most: int = most) -> str:
            runs.append(message)
            if len(runs) <= most:
                raise scaletg.Retry(0)
            return "in the end"

        with mock.patch.object(scaletg.time, "sleep"):
            outcome = bot.process(samples.update(text="hi"))
        assert (outcome.reply is not None) is is_answered
        assert outcome.retry_after == (None if is_answered else 1)


def make_poller() -> tuple[Any, Clock]:
    bot, _ = make_bot()
    bot.app()(lambda message: None)
    poller, clock = scaletg._Poller(bot, 30), Clock()
    poller._now = clock
    return poller, clock


def fetch(poller: Any, chat: int) -> Any:
    update = scaletg.Update.from_dict(samples.update(text="hi", chat={"id": chat, "type": "private"}), poller.bot)
    with poller._changed:
        return poller._add(update)


@at_both_sides("seconds before an update is parked")
def _() -> None:
    poller, clock = make_poller()
    fetch(poller, 1)
    (pending,) = poller._chats[next(iter(poller._chats))]
    clock.now += 2.99
    poller._look_after()
    assert not pending.is_parked
    clock.now += 0.02
    poller._look_after()
    assert pending.is_parked


@at_both_sides("updates of a chat before one is parked")
def _() -> None:
    poller, _ = make_poller()
    assert [fetch(poller, 1) is not None for _ in range(6)] == [False] * 5 + [True]


@at_both_sides("seconds before the log names an update")
def _() -> None:
    poller, clock = make_poller()
    fetch(poller, 1)
    pending = poller._take()
    for seconds, is_named in ((29.99, False), (0.02, True)):
        clock.now += seconds
        poller._look_after()
        assert pending is not None and pending.is_named is is_named


@at_both_sides("updates of one call")
def _() -> None:
    poller, clock = make_poller()
    for number in range(99):
        fetch(poller, number + 1)
    clock.now += 1
    poller._look_after()
    assert not any(pending.is_parked for chat in poller._chats.values() for pending in chat)
    fetch(poller, 100)  # Telegram gives no more than these until the first is confirmed
    poller._look_after()
    assert all(pending.is_parked for chat in list(poller._chats.values())[:99] for pending in chat)


@at_both_sides("seconds in which a bot stops")
def _() -> None:
    poller, clock = make_poller()
    poller._workers, since = 1, clock.now  # one that never ends

    def wait(seconds: float) -> None:
        clock.now += 0.5

    with mock.patch.object(scaletg.time, "monotonic", clock), mock.patch.object(scaletg.time, "sleep", wait):
        poller._finish()
    assert clock.now - since == 25


@at_both_sides("bytes of a key")
def _() -> None:
    store = open_store("memory:")
    store.put("é" * 250, 1)
    with pytest.raises(ValueError, match="500"):
        store.put("é" * 250 + "x", 1)


@at_both_sides("bytes of a value")
def _() -> None:
    store = open_store("memory:")
    store.put("a", "x" * (1_048_576 - 2))  # with its quotes
    with pytest.raises(ValueError, match="1048576|1 MiB"):
        store.put("a", "x" * (1_048_576 - 1))


@at_both_sides("seconds for which a deleted record keeps its version")
def _() -> None:
    for seconds, is_remembered in ((3599.5, True), (3600.5, False)):
        clock = Clock()
        store = MemoryStore("memory:", "scaletg", clock, 5.0)
        store.put("a", 1)
        store.delete("a")
        clock.now += seconds
        store.put("b", 1)  # which clears up
        assert (base.row_name("r:", "a") in store._rows) is is_remembered


def redeemed(invite: Callable[[Auth], str], seconds: float, *, again: bool = False) -> str | None:
    clock = Clock()
    auth = Auth(open_store("memory:", clock=clock), owners=[1])
    scaletg.Bot(TOKEN, username="b").load(auth)
    payload = invite(auth)
    if again:
        auth.redeem(payload, 7)
    clock.now += seconds
    return auth.redeem(payload, 7)


@at_both_sides("seconds of an invitation")
def _() -> None:
    found = [redeemed(lambda auth: auth.invite("member", by=1), DAY + seconds) for seconds in (-1, 1)]
    assert found == ["member", None]


@at_both_sides("seconds for which an opened invitation welcomes")
def _() -> None:
    found = [redeemed(lambda auth: auth.invite("member", by=1), DAY + seconds, again=True) for seconds in (-1, 1)]
    assert found == ["member", None]


@at_both_sides("seconds for which administrators are remembered")
def _() -> None:
    clock = Clock()
    bot, telegram = make_bot(*[{"ok": True, "result": []}] * 2, store=open_store("memory:", clock=clock))
    auth = Auth()
    bot.load(auth)
    for seconds, calls in ((0, 1), (299, 1), (2, 2)):
        clock.now += seconds
        auth.chat_admins(-5, bot)
        assert len(telegram.calls) == calls


@at_both_sides("seconds for which an empty session remembers")
def _() -> None:
    clock = Clock()
    bot, _ = make_bot(store=open_store("memory:", clock=clock))
    bot.load(Sessions())

    @bot.app()
    def change(message: Any, session: Any) -> str:
        session.clear() if session else session.update(a=1)
        return "changed"

    for _ in range(2):
        bot.process(samples.update(text="hi"))
    for seconds, count in ((DAY - 1, 1), (2, 0)):
        clock.now += seconds
        assert len([record for record in bot.store.scan() if "/sessions/" in record.key]) == count


@at_both_sides("seconds for which a conversation that ended is kept")
def _() -> None:
    clock = Clock()
    bot, _ = make_bot(store=open_store("memory:", clock=clock))
    talks = Conversations(watch_seconds=None)

    @talks.conversation("/talk")
    def talk() -> Any:
        answer = yield ask("What?")
        return answer

    bot.load(talks)
    for text in ("/talk", "that"):
        bot.complete(samples.update(text=text))
    for seconds, count in ((DAY - 1, 1), (2, 0)):
        clock.now += seconds
        assert len([record for record in bot.store.scan() if "/talk/" in record.key]) == count


@at_both_sides("seconds for which the record of an old group stays")
def _() -> None:
    clock = Clock()
    bot, _ = make_bot(store=open_store("memory:", clock=clock))
    counters = Sessions(key="chat")
    bot.load(counters)

    @bot.app()
    def change(message: Any, session: Any) -> str:
        session["a"] = 1
        return "changed"

    bot.process(samples.update(text="hi", chat={"id": -5, "type": "group", "title": "G"}))
    (old,) = [record.key for record in bot.store.scan() if "/sessions/" in record.key]
    counters.move(-5, -1005, bot=bot)
    for seconds, is_there in ((30 * DAY - 1, True), (2, False)):
        clock.now += seconds
        assert (bot.store.get(old) is not None) is is_there


@at_both_sides("characters of a note of a menu")
def _() -> None:
    bot = scaletg.Bot(TOKEN)
    desk = Menus()

    @desk.menu("/notes")
    def notes(menu: Any) -> str:
        for length in (199, 200, 201):
            menu.button(str(length), lambda length=length: "x" * length)
        return "Notes"

    bot.load(desk)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("/notes")
        shown = []
        for length in (199, 200, 201):
            ada.press(str(length))
            shown.append(len(ada.toast))
    assert shown == [199, 200, 200]


@at_both_sides("characters of a refusal")
def _() -> None:
    event = samples.update("callback_query", data="x")
    update = scaletg.Update.from_dict(event, scaletg.Bot(TOKEN))
    assert [len(refusals.refusal_for(update, "x" * length).text) for length in (199, 200, 201)] == [199, 200, 200]


@at_both_sides("letters of a menu's name")
def _() -> None:
    Menus("memory:").menu("/x", name="a" * 20)(lambda menu: "x")
    with pytest.raises(scaletg.RegistrationError, match="of up to 20"):
        Menus("memory:").menu("/x", name="a" * 21)(lambda menu: "x")


@pytest.mark.parametrize("name", PROBES)
def test_both_sides_of_a_number(name: str) -> None:
    logging.disable(logging.CRITICAL)
    try:
        PROBES[name]()
    finally:
        logging.disable(logging.NOTSET)
