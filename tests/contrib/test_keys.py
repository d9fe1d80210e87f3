"""The layout of keys: who shares none, what comes back, and which order times have."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scaletg
from scaletg_contrib.stores import key, key_parts

texts = st.text(st.characters(exclude_categories=["Cs"]))
parts = st.lists(texts | st.integers(), max_size=4)


def test_a_key_begins_with_the_bot_the_feature_and_the_namespace() -> None:
    bot = scaletg.Bot("1000000001:AAHabcdefghijklmnopqrstuvwxyz1234567")
    assert key(bot, "sessions", "cart", -100, "quiz one") == "1000000001/sessions/cart/-100/quiz=20one"
    assert key(1000000001, "auth", "auth") == "1000000001/auth/auth"
    assert key(scaletg.Bot(), "auth", "auth") == key(None, "auth", "auth") == "0/auth/auth"


@given(texts, parts)
def test_a_key_has_only_plain_characters_and_gives_its_parts_back(namespace: str, rest: list[Any]) -> None:
    made = key(None, "feature", namespace, *rest)
    assert re.fullmatch("[A-Za-z0-9_=./-]*", made)
    assert key_parts(made) == ["0", "feature", namespace, *map(str, rest)]


@given(parts, parts)
def test_other_parts_give_another_key(one: list[Any], two: list[Any]) -> None:
    same = list(map(str, one)) == list(map(str, two))
    assert (key(None, "f", "n", *one) == key(None, "f", "n", *two)) == same


@given(*[st.floats(0, 9_999_999_999)] * 2)
def test_times_have_the_order_of_their_keys(one: float, two: float) -> None:
    earlier, later = sorted([one, two])
    assert key(None, "jobs", "due", earlier) <= key(None, "jobs", "due", later)


@pytest.mark.parametrize(
    "moment, digits",
    [
        (0.0, "0000000000000"),
        (1.5, "0000000001500"),
        (9_999_999_999.9, "9999999999900"),
        (datetime.datetime(2026, 1, 2, 3, 4, 5, 678_000, datetime.UTC), "1767323045678"),
    ],
)
def test_a_time_is_13_digits_of_milliseconds(moment: Any, digits: str) -> None:
    assert key(None, "jobs", "due", moment) == f"0/jobs/due/{digits}"


@pytest.mark.parametrize(
    "part, says",
    [
        (None, "of the type 'NoneType'. Use a string, an integer, or a time"),
        (True, "of the type 'bool'"),
        (b"bytes", "of the type 'bytes'"),
        ("\ud83d", "not valid Unicode .* Use whole characters"),
        (-0.1, "Give seconds between 1970 and 2286"),
        (1e10, "Give seconds between 1970 and 2286"),
        (float("nan"), "Give seconds between 1970 and 2286"),
        (datetime.datetime(2026, 1, 1), "it has no time zone. Write for example"),  # noqa: DTZ001 (that is the mistake)
    ],
)
def test_what_cannot_be_part_of_a_key_is_refused(part: Any, says: str) -> None:
    with pytest.raises((TypeError, ValueError), match=says):
        key(None, "feature", "namespace", part)
