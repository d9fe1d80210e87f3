"""Rates and places: `scaletg_contrib.limits.rates`."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import scaletg
from scaletg_contrib.limits import Rate

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("text", "count", "seconds"),
    [
        ("20/minute", 20, 60),
        ("1/second", 1, 1),
        ("3 / hours", 3, 3600),
        ("3 per hour", 3, 3600),
        ("100/Day", 100, 86_400),
        ("5/10 seconds", 5, 10),
        ("1/2days", 1, 172_800),
    ],
)
def test_a_rate_is_read(text, count, seconds):
    assert Rate.parse(text) == Rate(count, seconds)


@pytest.mark.parametrize(
    "text", ["", "20", "0/minute", "5/0 minutes", "-1/hour", "1.5/hour", "20/week", "x/hour", None, 20]
)
def test_what_is_not_a_rate_is_refused_with_an_example(text):
    with pytest.raises(scaletg.ConfigError, match="'20/minute'"):
        Rate.parse(text)


def take(rate, moments, **options):
    """Return the moments at which a place was free."""
    until, free = 0.0, []
    for moment in moments:
        until, wait = rate.take(until, NOW + moment, **options)
        if wait == 0:
            free.append(moment)
    return free


def test_after_a_rest_all_places_are_free_at_once_and_then_one_after_the_other():
    assert take(Rate(3, 60), [0, 0, 0, 0, 19, 20, 20, 39, 40]) == [0, 0, 0, 20, 40]


def test_one_who_waits_as_long_as_was_said_gets_a_place():
    rate = Rate(3, 60)
    until = 0.0
    for _ in range(3):
        until, _ = rate.take(until, NOW)
    assert rate.take(until, NOW + 5) == (until, pytest.approx(15))
    assert rate.take(until, NOW + 19.5)[1] == pytest.approx(0.5)
    assert rate.take(until, NOW + 20)[1] == 0


def test_a_smaller_burst_lets_in_fewer_at_once():
    assert take(Rate(30, 1), [0] * 10, burst=4) == [0] * 4


def test_several_places_are_taken_together_or_not_at_all():
    rate = Rate(10, 1)
    until, wait = rate.take(0.0, NOW, wanted=8)
    assert wait == 0
    assert rate.take(until, NOW, wanted=3)[1] == pytest.approx(0.1)
    assert rate.take(until, NOW, wanted=2)[1] == 0


def test_a_clock_that_was_turned_back_shuts_nobody_out_for_longer_than_the_rate():
    rate = Rate(3, 60)
    assert rate.take(NOW + 86_400, NOW)[1] == pytest.approx(20)


def test_what_was_used_without_asking_is_counted_up_to_one_full_rate():
    rate = Rate(30, 1)
    assert rate.charge(0.0, NOW, 15) == pytest.approx(NOW + 0.5)
    assert rate.charge(NOW + 0.5, NOW, 3) == pytest.approx(NOW + 0.6)
    assert rate.charge(0.0, NOW, 1000) == NOW + 1


@given(st.integers(1, 50), st.integers(1, 600), st.lists(st.floats(0, 100), max_size=200))
def test_in_any_time_there_are_never_more_places_than_a_rest_and_the_rate_give(count, seconds, pauses):
    rate = Rate(count, float(seconds))
    moments = [0.0]
    for pause in pauses:
        moments.append(moments[-1] + pause)
    free = take(rate, moments)
    assert free[0] == 0
    for first in range(len(free)):
        for last in range(first, len(free)):
            allowed = count + (free[last] - free[first]) * count / seconds
            assert last - first + 1 <= allowed + 0.001


@given(st.integers(1, 1000), st.integers(1, 86_400))
@example(1000, 1)
def test_a_full_rate_fits_at_once(count, seconds):
    assert len(take(Rate(count, float(seconds)), [0.0] * (count + 1))) == count
