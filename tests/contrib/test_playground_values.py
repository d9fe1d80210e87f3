"""Whatever a module gives, the chat of the playground goes on, and the page shows what can be shown of it."""

from __future__ import annotations

import dataclasses
import json
import shelve
import sys
import time
from collections import OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest

import scaletg
from scaletg_contrib.playground import Playground, describe_error
from scaletg_contrib.playground import values as module
from scaletg_contrib.playground.values import plain_data, shown


@attrs.define(slots=True)
class Late:
    """Has a field without a value."""

    x: int = attrs.field(init=False)


@attrs.define
class Node:
    parent: object = None
    children: list[Any] = attrs.field(factory=list)


@dataclasses.dataclass
class Point:
    x: int
    y: int = 2


class Keys:
    """Has `keys` and `__getitem__`, as the client of a database has, and is no mapping."""

    def keys(self, pattern: str) -> list[str]:
        raise AssertionError("the database was asked")

    def __getitem__(self, key: str) -> str:
        raise AssertionError("the database was asked")


class Remote(Mapping[str, str]):
    """A mapping that asks a database for each of its values."""

    def __getitem__(self, key: str) -> str:
        raise AssertionError("the database was asked")

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("the database was asked")

    def __len__(self) -> int:
        raise AssertionError("the database was asked")

    def __repr__(self) -> str:
        return "Remote"


class Detached:
    def __repr__(self) -> str:
        raise RuntimeError("detached")


class Proxy:
    """Stands for an object that is not there now, as those of web frameworks do."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise RuntimeError("outside of a request")


class Loud(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


class Stubborn(dict[str, Any]):
    def items(self) -> Any:
        raise AssertionError("the author's code was called")


class Model:
    """An attrs class whose field is a descriptor that asks a database, as mapped classes have them."""

    __attrs_attrs__: Any = ()

    @property
    def name(self) -> str:
        raise AssertionError("the database was asked")


Model.__attrs_attrs__ = (attrs.fields(Node).parent, attrs.fields(Node).children.evolve(name="name"))
Size = namedtuple("Size", "width height")  # people still write them in this form


def loop() -> dict[str, Any]:
    made: dict[str, Any] = {}
    made["self"] = made
    return made


def tree() -> Node:
    root = Node()
    root.children.append(Node(parent=root))
    return root


def deep(depth: int) -> list[Any]:
    made: list[Any] = []
    for _ in range(depth):
        made = [made]
    return made


VALUES: dict[str, Any] = {
    "a field without a value": Late(),
    "a tree with parents": tree(),
    "a dictionary that holds itself": loop(),
    "keys that take a pattern": Keys(),
    "a mapping of a database": Remote(),
    "a repr that raises": Detached(),
    "a repr that raises, deep inside": {"list": [1, {"one": Detached()}]},
    "a plain object": object(),
    "a million numbers": list(range(1_000_000)),
    "ten thousand levels": deep(10_000),
    "a large number": 10**10_000,
    "a long text": "x" * 1_000_000,
    "much content": b"x" * 1_000_000,
    "a class": Point,
    "a module": sys,
    "a generator": (one for one in [1]),
    "half a pair": "\ud83d",
    "not a number": float("nan"),
    "a mapped class": Model(),
}


def talk(bot: scaletg.Bot, *texts: str) -> tuple[Playground, list[str]]:
    """Let Ada write to a bot on the page; returns what it answered."""
    play = Playground(bot)
    ada = play.find_person("Ada")
    for text in texts:
        play.send(ada, text)
        while play.deliver_next():
            pass
    chat = play.world.private_chat(play.account, ada)
    said = [one.raw["text"] for one in chat.messages.values() if one.sender == play.account.id]
    return play, said


@pytest.mark.parametrize("name", VALUES)
def test_the_chat_goes_on_with_any_value_of_a_module(name: str) -> None:
    bot = scaletg.Bot(username="tea_bot")
    bot.module("thing")(lambda: VALUES[name])

    @bot.app("/hi")
    def hi(message: Any, thing: Any) -> str:
        return "hi"

    play, said = talk(bot, "/hi", "/hi")
    assert said == ["hi", "hi"]
    traces = [event for event in play.world.events if event["type"] == "trace"]
    assert [trace["app"] for trace in traces] == ["hi", "hi"]
    assert [one["module"] for one in traces[-1]["state"]] == ["thing"]
    size = len(json.dumps(traces[-1], allow_nan=False).encode())
    assert size < 100_000


def test_a_shelf_is_not_read(tmp_path: Path) -> None:
    with shelve.open(str(tmp_path / "shelf")) as shelf:
        shelf["cart"] = "tea"
        assert "tea" not in plain_data(shelf)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, None),
        (True, True),
        (2**63 - 1, 2**63 - 1),
        (2**63, "(a number of 64 bits)"),
        (1.5, 1.5),
        (float("inf"), "inf"),
        ("tea", "tea"),
        (b"tea", "b'tea'"),
        ([1, (2, {3})], [1, [2, [3]]]),
        (deque([1]), [1]),
        ({"a": {1: 2}}, {"a": {"1": 2}}),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (Stubborn(a=1), {"a": 1}),
        (UserDict({"a": 1}), {"a": 1}),
        (UserList([1]), [1]),
        (Size(1, 2), {"width": 1, "height": 2}),
        (Point(1), {"x": 1, "y": 2}),
        (Late(), {"x": "(not set)"}),
        (Node(children=[Node()]), {"parent": None, "children": [{"parent": None, "children": []}]}),
        (loop(), {"self": "(contains itself)"}),
        (scaletg.User(1, False, "Ada"), {"id": 1, "is_bot": False, "first_name": "Ada"}),
        ([Detached(), 1], ["(Detached cannot be shown: RuntimeError: detached)", 1]),
        (Keys(), f"<{Keys.__module__}.Keys object>"),
        (Remote(), "Remote"),
        ([Model()], [{"parent": "(not set)", "name": "(not set)"}]),
    ],
    ids=repr if sys.flags.verbose else lambda one: type(one).__name__,
)
def test_a_value_is_shown_as_data(value: Any, data: Any) -> None:
    assert plain_data(value) == data


def test_the_same_value_twice_is_shown_twice() -> None:
    one = {"a": 1}
    assert plain_data([one, one]) == [{"a": 1}, {"a": 1}]


def test_a_look_ends_at_a_depth() -> None:
    assert "…" not in json.dumps(plain_data(deep(module.DEPTH - 1)), ensure_ascii=False)
    assert "…" in json.dumps(plain_data(deep(module.DEPTH)), ensure_ascii=False)


def test_a_look_ends_after_so_many_values() -> None:
    assert len(plain_data([0] * (module.VALUES - 1))) == module.VALUES - 1
    data = plain_data([0] * module.VALUES)
    assert (len(data), data[-1]) == (module.VALUES, "…")
    many = {str(number): number for number in range(module.VALUES)}
    assert plain_data(many)["…"] == "…"


def test_a_look_ends_after_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    class Slow:
        def __repr__(self) -> str:
            now[0] += module.SECONDS / 2
            return "slow"

    assert plain_data([Slow() for _ in range(9)]) == ["slow"] * 3 + ["…"]


def test_a_long_text_is_cut() -> None:
    assert plain_data("x" * module.TEXT) == "x" * module.TEXT
    assert plain_data("x" * (module.TEXT + 1)) == "x" * (module.TEXT - 1) + "…"


def test_what_a_processor_returned_is_shown_in_a_line() -> None:
    assert shown(None) is None
    assert shown("hi") == "'hi'"
    assert shown(scaletg.SendMessage(1, "hi")) == "SendMessage(chat_id=1, text='hi')"
    assert shown([1, "a"]) == "[1, 'a']"
    assert len(shown(list(range(10_000))) or "") == module.BRIEF
    assert shown(Proxy()) == "(Proxy cannot be shown: RuntimeError: outside of a request)"


def test_an_exception_without_words_is_described() -> None:
    assert describe_error(Loud())["text"] == "(Loud.__str__ raised RuntimeError)"


def test_a_syntax_error_is_described_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bot.py"
    with pytest.raises(SyntaxError) as caught:
        compile("a = 1\nif a\n", str(file), "exec")
    frame = describe_error(caught.value)["frames"][-1]
    assert frame == {"file": str(file), "line": 2, "name": "", "code": "if a", "own": True}


def test_a_recursion_is_described_by_its_last_frames() -> None:
    def again() -> None:
        again()

    with pytest.raises(RecursionError) as caught:
        again()
    frames = describe_error(caught.value)["frames"]
    assert 50 <= len(frames) <= 100
    assert frames[-1]["name"] == "again"


def test_a_bot_that_cannot_process_says_so_and_the_chat_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    bot = scaletg.Bot(username="tea_bot")
    bot.app("/hi")(lambda: "hi")
    real, failures = bot.complete, [OSError("the disk is full")]

    def complete(update: Any, **options: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(update, **options)

    monkeypatch.setattr(bot, "complete", complete)
    play, said = talk(bot, "/hi", "/hi")
    assert said == ["hi"]
    note = next(event for event in play.world.events if event["type"] == "note")
    assert note["text"].endswith("was not processed: OSError: the disk is full")
    assert note["error"]["type"] == "OSError"
