"""One suite for all kinds of store, with real servers; see servers.py."""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import store_workers
from backends import ALL_KINDS, SERVERS, Clock, run_processes, spawn, unique, url_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from servers import Server, free_port

import scaletg
from scaletg_contrib.stores import Conflict, Held, LeaseLost, Record, SeenUpdates, Store, StoreDown, base, open_store
from scaletg_contrib.stores.sqlite import SQLiteStore


@pytest.fixture(params=ALL_KINDS)
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a store of each kind."""
    return url_of(request.param, request)


@pytest.fixture(params=[kind for kind in ALL_KINDS if kind != "memory"])
def shared_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a store of each kind that several processes can use."""
    return url_of(request.param, request)


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    opened = open_store(url, name=unique(), clock=clock)
    yield opened
    opened.close()


def value_of(store: Store, key: str) -> Any:
    found = store.get(key)
    return found.value if found else None


# Records #####################################################################


def test_a_record_comes_back_as_it_was_put(store: Store, clock: Clock) -> None:
    version = store.put("cart", {"items": [1, 2]}, ttl=60)
    assert store.get("cart") == Record("cart", {"items": [1, 2]}, version, clock.now + 60)


def test_what_was_never_put_is_none(store: Store) -> None:
    assert store.get("nothing") is None
    assert store.delete("nothing") is False
    assert list(store.scan()) == []


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -1.5,
        2**53,
        "",
        "é 漢 🎈",
        "nul \0 \x7f",
        "\ud83d",
        "quote ' \" \\ % :x {0}",
        [],
        {},
        {"": [None]},
    ],
    ids=ascii,
)
def test_any_json_value_survives(store: Store, value: Any) -> None:
    store.put("value", value)
    assert value_of(store, "value") == value


def test_a_large_value_survives_and_a_larger_one_is_refused(store: Store) -> None:
    store.put("large", "x" * 1_000_000)
    assert value_of(store, "large") == "x" * 1_000_000
    with pytest.raises(ValueError, match=r"'larger' has 1100002 bytes as JSON\. Keep it below"):
        store.put("larger", "x" * 1_100_000)


@pytest.mark.parametrize("value", [{1, 2}, math.nan, b"bytes", object()], ids=["set", "nan", "bytes", "object"])
def test_a_value_that_is_not_json_is_refused_with_its_key(store: Store, value: Any) -> None:
    with pytest.raises(ValueError, match=r"record 'mine' is not JSON.*Store dictionaries"):
        store.put("mine", value)


def test_a_stored_value_is_a_copy(store: Store) -> None:
    value = {"list": [1]}
    store.put("copy", value)
    value["list"].append(2)
    value_of(store, "copy")["list"].append(3)
    assert value_of(store, "copy") == {"list": [1]}


KEYS = [
    "a",
    "A",
    "a ",
    " a",
    "a\0",
    "a%",
    "a_",
    "a*",
    "a?",
    "a[b]",
    "a[",
    "a\\",
    "a^",
    "ä",
    "à",
    "漢",
    "🎈",
    "ﬀ",
    "\uffff",
    "k" * 500,
]


def test_keys_differ_in_case_spaces_and_accents(store: Store) -> None:
    for key in KEYS:
        store.put(key, key)
    assert {key: value_of(store, key) for key in KEYS} == {key: key for key in KEYS}


@pytest.mark.parametrize("prefix", ["", *KEYS, "aa", "a[b"], ids=ascii)
def test_scan_finds_exactly_the_keys_with_the_prefix_in_order(url: str, prefix: str) -> None:
    with contextlib.closing(open_store(url, name=unique())) as store:
        for key in reversed(KEYS):
            store.put(key, key.upper())
        found = [(record.key, record.value) for record in store.scan(prefix)]
    assert found == [(key, key.upper()) for key in sorted(KEYS) if key.startswith(prefix)]


def test_scan_goes_through_many_pages_and_sees_no_leases(store: Store) -> None:
    for number in range(1203):
        store.put(f"n:{number:04}", number)
    store.acquire("n:lease", 60)
    assert [record.value for record in store.scan("n:")] == list(range(1203))


@pytest.mark.parametrize(
    "low, high, limit, found",
    [
        ("n:", "n;", 3, [0, 1, 2]),
        ("n:0002", "n:0004", 9, [2, 3]),
        ("n:0002", "n:0002", 9, []),
        ("n:0003", "n:0002", 9, []),
        ("n:0598", "o", 9, [598, 599, "later"]),
        ("", "n:0001", 9, ["earlier", 0]),
        ("n:", "o", 10_000, [*range(600), "later"]),
    ],
)
def test_first_gives_the_first_records_of_a_range(store: Store, low: str, high: str, limit: int, found: Any) -> None:
    for number in range(600):
        store.put(f"n:{number:04}", number)
    store.put("m", "earlier")
    store.put("n:later", "later")
    store.put("o", "too late")
    store.acquire("n:0000", 60)
    assert [record.value for record in store.first(low, high, limit)] == found


def test_first_counts_only_what_is_there(store: Store, clock: Clock) -> None:
    for number in range(40):
        store.put(f"n:{number:04}", number, ttl=5 if number % 4 == 1 else None)
    for number in range(0, 40, 4):
        store.delete(f"n:{number:04}", remember=number % 8 == 0)
    for number in range(2, 40, 4):
        store.move(f"n:{number:04}", f"z:{number:04}")
    clock.now += 6
    assert [record.value for record in store.first("n:", "o", 4)] == [3, 7, 11, 15]
    assert store.first("n:0007", "o", 1) == [store.get("n:0007")]
    with pytest.raises(ValueError, match=r"first\(limit=0\): give a number above 0"):
        store.first("n:", "o", 0)


def test_first_reads_no_more_than_it_gives(store: Store) -> None:
    """Not even what was deleted, if nobody has to remember it. (NATS lists all names, and reads no more rows.)"""
    for number in range(30):
        store.put(f"n:{number:04}", number)
    for number in range(20):
        store.delete(f"n:{number:04}", remember=False)
    read = list(itertools.islice(store._range(b"r:n:", b"r:o", 3), 3))
    assert [json.loads(row.text) for _, row in read] == [20, 21, 22]


def test_a_record_that_need_not_be_remembered_is_deleted_with_the_same_care(store: Store) -> None:
    old = store.put("key", 1)
    new = store.put("key", 2)
    with pytest.raises(Conflict):
        store.delete("key", version=old, remember=False)
    assert store.delete("key", version=new, remember=False) is True
    assert store.delete("key", remember=False) is False
    with pytest.raises(Conflict):
        store.put("key", 3, version=new)


@pytest.mark.parametrize("key", ["", "k" * 501, "é" * 251, "\ud83d"], ids=["empty", "long", "long in bytes", "half"])
def test_a_key_that_cannot_be_is_refused(store: Store, key: str) -> None:
    for use in (store.get, store.delete, lambda key: store.put(key, 1), lambda key: store.acquire(key, 1)):
        with pytest.raises(ValueError, match=r"^key .* Use "):
            use(key)


def test_stores_of_different_names_share_nothing(url: str) -> None:
    one, two = open_store(url, name=unique()), open_store(url, name=unique())
    one.put("key", 1)
    assert two.get("key") is None
    assert list(two.scan()) == []
    one.close()
    two.close()


def test_a_closed_store_opens_again(store: Store) -> None:
    store.put("key", 1)
    store.close()
    assert value_of(store, "key") == 1


# Versions ####################################################################


def test_every_put_gives_a_higher_version(store: Store) -> None:
    versions = [store.put("key", number) for number in range(5)]
    assert versions == sorted(set(versions))
    assert versions[0] > 0


def test_version_0_stores_only_what_is_new(store: Store) -> None:
    version = store.put("key", 1, version=0)
    with pytest.raises(Conflict, match="record 'key': version 0 was expected, but it has version") as caught:
        store.put("key", 2, version=0)
    assert (caught.value.key, caught.value.expected, caught.value.version) == ("key", 0, version)
    assert value_of(store, "key") == 1


def test_an_old_version_conflicts_and_changes_nothing(store: Store) -> None:
    old = store.put("key", 1)
    new = store.put("key", 2, version=old)
    for write in (lambda: store.put("key", 3, version=old), lambda: store.delete("key", version=old)):
        with pytest.raises(Conflict) as caught:
            write()
        assert caught.value.version == new
    assert store.get("key") == Record("key", 2, new, None)


def test_a_version_of_what_is_gone_conflicts(store: Store) -> None:
    version = store.put("key", 1)
    assert store.delete("key", version=version) is True
    for write in (lambda: store.put("key", 2, version=version), lambda: store.delete("key", version=version)):
        with pytest.raises(Conflict, match="there is no such record"):
            write()
    assert store.get("key") is None


def test_delete_tells_whether_there_was_a_record(store: Store) -> None:
    store.put("key", 1)
    assert store.delete("key") is True
    assert store.delete("key") is False
    assert store.delete("key", version=0) is False


def test_no_version_comes_twice_after_a_deletion_even_if_the_clock_goes_back(store: Store, clock: Clock) -> None:
    seen = [store.put("key", 0)]
    for _ in range(3):
        store.delete("key")
        clock.now -= 10
        seen.append(store.put("key", 0, version=0))
    assert seen == sorted(set(seen))


def test_change_gives_the_new_value(store: Store) -> None:
    assert store.change("key", lambda value: [*value, 1], default=[]) == [1]
    assert store.change("key", lambda value: [*value, 2], default=[]) == [1, 2]


def test_change_keeps_the_expiry_or_sets_another(store: Store, clock: Clock) -> None:
    def expires() -> float | None:
        found = store.get("key")
        assert found
        return found.expires

    store.change("key", lambda value: 1)
    assert expires() is None
    store.put("key", 1, ttl=100)
    clock.now += 50
    store.change("key", lambda value: value + 1)
    assert expires() == clock.now + 50
    store.change("key", lambda value: value + 1, ttl=200)
    assert expires() == clock.now + 200


def test_change_runs_again_if_somebody_came_between(store: Store) -> None:
    store.put("key", 1)
    seen: list[Any] = []

    def add(value: int) -> int:
        if not seen:
            store.put("key", 10)
        seen.append(value)
        return value + 1

    assert store.change("key", add) == 11
    assert seen == [1, 10]


# Moving ######################################################################


def test_a_record_moves_and_is_found_at_both_keys(store: Store, clock: Clock) -> None:
    store.put("old", {"n": 1}, ttl=100)
    assert store.move("old", "new", lambda value: {"n": value["n"] + 1}) is True
    assert store.get("old") == store.get("new")
    assert [(record.key, record.value, record.expires) for record in store.scan()] == [("new", {"n": 2}, clock() + 100)]
    clock.now += 3601
    assert store.get("old") is None


def test_nothing_moves_onto_what_is_there_or_from_what_is_not(store: Store) -> None:
    store.put("old", 1)
    store.put("new", 2)
    assert (store.move("old", "new"), store.move("nothing", "new")) == (False, False)
    assert [(record.key, record.value) for record in store.scan()] == [("new", 2), ("old", 1)]


def test_two_records_are_merged_and_the_old_one_stays_for_a_time(store: Store, clock: Clock) -> None:
    store.put("old", {"a": 1, "b": 1}, ttl=100)
    store.put("new", {"b": 2}, ttl=50)
    for is_moved in (True, False):
        assert store.move("old", "new", merge=lambda old, new: {**old, **new}, keep=1000) is is_moved
        found = store.get("old")
        assert found == store.get("new") and found
        assert (found.value, found.expires) == ({"a": 1, "b": 2}, clock() + 100)
    kept = store.moved("old")
    assert kept and (kept.key, kept.value, kept.expires) == ("old", {"a": 1, "b": 1}, clock() + 1000)
    assert store.moved("new") is None and store.moved("other") is None
    store.put("new", {})  # what was merged is not merged once more
    assert store.move("old", "new", merge=lambda old, new: {**old, **new}) is False
    assert [(record.key, record.value) for record in store.scan()] == [("new", {})]
    clock.now += 999
    assert store.get("old")
    clock.now += 2
    assert store.get("old") is None and store.moved("old") is None


def test_a_merge_that_others_interrupt_starts_again(store: Store) -> None:
    store.put("old", {"a": 1})
    store.put("new", {"b": 1})
    seen: list[Any] = []

    def merge(old: Any, new: Any) -> Any:
        if not seen:
            store.put("new", {"b": 2})
        seen.append(new)
        return {**old, **new}

    assert store.move("old", "new", merge=merge) is True
    assert seen == [{"b": 1}, {"b": 2}]
    assert value_of(store, "new") == {"a": 1, "b": 2}


def test_a_merge_that_was_cut_off_is_finished_by_the_next_move(
    url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(url, name=unique(), clock=clock)
    store.put("old", {"a": 1})
    store.put("new", {"b": 2})

    def die(old: Any, new: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.move("old", "new", merge=die)
    assert value_of(store, "old") == {"b": 2}
    assert list(store.keys("o")) == ["old"]
    assert store.move("old", "new", merge=lambda old, new: {**old, **new}) is True
    assert value_of(store, "old") == {"a": 1, "b": 2}
    store.close()


def test_a_change_that_was_begun_before_a_move_is_not_lost(store: Store) -> None:
    """By whatever way it is written: with the version that was read, with none, or by `change`."""
    store.put("old", 1)
    read = store.get("old")
    assert read and store.move("old", "new")
    with pytest.raises(Conflict):
        store.put("old", 7, version=read.version)
    with pytest.raises(Conflict):
        store.put("old", 7, version=0)
    assert store.change("old", lambda value: value + 1) == 2
    assert [(record.key, record.value) for record in store.scan()] == [("new", 2)]


def test_a_change_that_comes_between_moves_along(store: Store) -> None:
    store.put("old", [1])
    seen: list[Any] = []

    def add(value: list[int]) -> list[int]:
        if not seen:
            store.put("old", [1, 2])
        seen.append(value)
        return [*value, 0]

    assert store.move("old", "new", add) is True
    found = store.get("new")
    assert found and found.value == [1, 2, 0] and seen == [[1], [1, 2]]


def test_a_record_can_move_back_in_a_circle_and_onto_what_was_deleted(store: Store) -> None:
    store.put("a", 1)
    store.put("c", 0)
    store.delete("c")
    for old, new in ("ab", "bc", "ca", "ab", "ba"):
        assert store.move(old, new, lambda value: value + 1) is True
        assert [store.get(key) for key in "ab"] == [store.get(new)] * 2
    assert store.move("a", "a") is False
    assert [(record.key, record.value) for record in store.scan()] == [("a", 6)]


def test_the_largest_record_moves(store: Store) -> None:
    value = "x" * (base.VALUE_BYTES - 2)
    store.put("old", value)
    assert store.move("old", "new") is True
    found = store.get("old")
    assert found and (found.key, found.value) == ("new", value)


def test_a_move_that_was_cut_off_is_ended_by_who_reads(url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(url, name=unique(), clock=clock)
    store.put("old", 1, ttl=100)
    swap = store._swap

    def swap_or_die(name: bytes, *values: Any) -> bool:
        if name == b"r:new":
            raise KeyboardInterrupt
        return swap(name, *values)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(store, "_swap", swap_or_die)
        store.move("old", "new")
    assert store.get("new") is None
    found = store.get("old")
    assert found and (found.key, found.value, found.expires) == ("new", 1, clock() + 100)
    assert store.delete("new") and store.get("old") is None  # and what ended since does not come back
    store.close()


# Expiry ######################################################################


def test_an_expired_record_is_gone_for_every_operation(store: Store, clock: Clock) -> None:
    version = store.put("key", 1, ttl=10)
    clock.now += 9.99
    assert value_of(store, "key") == 1
    clock.now += 0.02
    assert store.get("key") is None
    assert list(store.scan()) == []
    assert store.delete("key") is False
    with pytest.raises(Conflict, match="there is no such record"):
        store.put("key", 2, version=version)
    assert store.put("key", 3, version=0) > version


def test_a_put_sets_the_expiry_anew_or_ends_it(store: Store, clock: Clock) -> None:
    store.put("key", 1, ttl=10)
    version = store.put("key", 2, ttl=100)
    clock.now += 50
    store.put("key", 3, version=version)
    clock.now += 1000
    record = store.get("key")
    assert record
    assert (record.value, record.expires) == (3, None)


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf])
def test_a_time_that_is_none_is_refused(store: Store, seconds: float) -> None:
    for use in (lambda: store.put("key", 1, ttl=seconds), lambda: store.acquire("key", seconds)):
        with pytest.raises(ValueError, match="Give a number above 0"):
            use()


def test_purge_removes_what_expired_an_hour_ago_and_nothing_else(store: Store, clock: Clock) -> None:
    for number in range(1100):
        store.put(f"old:{number}", 1, ttl=1)
    store.put("later", 1, ttl=7200)
    store.put("always", 1)
    clock.now += 1800
    assert store.purge() == 0
    assert store.purge(keep=60) == 1100
    assert [record.key for record in store.scan()] == ["always", "later"]


def test_writes_purge_in_passing(store: Store, clock: Clock) -> None:
    if not store.has_ranges:
        return  # there the server does it: see test_nats_itself_forgets_what_expired
    for number in range(1100):
        store.put(f"old:{number}", 1, ttl=1)
    clock.now += 7200
    for number in range(3):
        store.put("new", number)
    assert store.purge() == 0


def test_redis_itself_forgets_what_expired(redis_service: Server, clock: Clock) -> None:
    import redis

    name = unique()
    store = open_store(redis_service.url, name=name, clock=clock)
    store.put("short", 1, ttl=10)
    store.put("always", 1, ttl=10)
    store.put("always", 2)
    store.put("deleted", 1)
    store.delete("deleted")
    with redis.Redis.from_url(redis_service.url) as client:
        listed = client.zcard(f"{{{name}}}:names"), client.zcard(f"{{{name}}}:expiries")
        left = {key: client.pttl(f"{{{name}}}:r:{key}") for key in ("short", "always", "deleted")}
    store.close()
    assert listed == (2, 1)  # no more than there are records, and records that expire
    assert 3_600_000 < left["short"] <= 3_610_000
    assert left["always"] == -1
    assert 3_590_000 < left["deleted"] <= 3_600_000


def test_nats_itself_forgets_what_expired(nats_service: Server, clock: Clock) -> None:
    name = unique()
    store: Any = open_store(nats_service.url, name=name, clock=clock)
    store.put("short", 1, ttl=10)
    store.put("always", 1, ttl=10)
    store.put("always", 2)
    store.put("deleted", 1)
    store.delete("deleted")
    store.put("dropped", 1)
    store.delete("dropped", remember=False)

    async def kept(client: Any) -> list[Any]:
        js = client.jetstream()
        subjects = [f"$KV.{name}.r.{key}" for key in ("short", "always", "deleted", "dropped")]
        return [((await js.get_last_msg(f"KV_{name}", one)).headers or {}).get("Nats-TTL") for one in subjects]

    assert store._bridge.run(kept) == ["3610", None, "3600", "1"]
    store.close()


# Leases ######################################################################


def test_a_lease_keeps_others_out_until_it_is_released(store: Store) -> None:
    lease = store.acquire("key", 30)
    with pytest.raises(Held, match=rf"'key' is held by .*process {os.getpid()} for 30\.0 s more") as caught:
        store.acquire("key", 30)
    assert caught.value.seconds == 30
    assert isinstance(caught.value, scaletg.Retry)
    assert lease.release() is True
    assert store.acquire("key", 30).release() is True


def test_leases_of_other_keys_and_records_are_free(store: Store) -> None:
    with store.lock("one", 30), store.lock("two", 30):
        store.put("one", 1)
        assert value_of(store, "one") == 1


def test_a_lease_runs_out_and_its_late_holder_cannot_release_the_next(store: Store, clock: Clock) -> None:
    late = store.acquire("key", 10)
    clock.now += 11
    lease = store.acquire("key", 10)
    assert lease.fence > late.fence
    assert late.release() is False
    with pytest.raises(LeaseLost, match="'key' ran out after 10 s"):
        late.renew()
    with pytest.raises(Held):
        store.acquire("key", 10)
    assert lease.release() is True


def test_renew_holds_on_and_keeps_the_fence(store: Store, clock: Clock) -> None:
    lease = store.acquire("key", 10)
    fence = lease.fence
    for _ in range(3):
        clock.now += 9
        lease.renew()
    assert (lease.fence, lease.expires) == (fence, clock.now + 10)
    lease.renew(100)
    clock.now += 99
    with pytest.raises(Held):
        store.acquire("key", 10)


def test_a_released_lease_is_over(store: Store) -> None:
    lease = store.acquire("key", 10)
    assert lease.release() is True
    other = store.acquire("key", 10)
    assert lease.release() is True
    with pytest.raises(LeaseLost):
        lease.renew()
    with pytest.raises(Held):
        store.acquire("key", 10)
    assert other.release() is True


def test_fences_grow_over_releases_expiry_and_purge(store: Store, clock: Clock) -> None:
    fences = []
    for _ in range(3):
        with store.lock("key", 10) as lease:
            fences.append(lease.fence)
        fences.append(store.acquire("key", 10).fence)
        clock.now += 7200
        store.purge()
    assert fences == sorted(set(fences))


def test_a_with_block_releases_also_after_an_error(store: Store) -> None:
    with pytest.raises(KeyError), store.lock("key", 10):
        raise KeyError
    with store.lock("key", 10, wait=0) as lease:
        lease.release()


def test_a_with_block_tells_that_its_lease_was_taken_by_another(store: Store, clock: Clock) -> None:
    with pytest.raises(LeaseLost), store.lock("key", 10):
        clock.now += 11
        store.acquire("key", 10)


def test_lock_waits_for_the_holder(store: Store) -> None:
    lease = store.acquire("key", 30)
    threading.Timer(0.2, lease.release).start()
    started = time.monotonic()
    with store.lock("key", 30):
        assert 0.1 < time.monotonic() - started < 10


def test_lock_gives_up_after_its_wait(store: Store) -> None:
    store.acquire("key", 30)
    started = time.monotonic()
    with pytest.raises(Held), store.lock("key", 30, wait=0.2):
        pass
    assert 0.2 <= time.monotonic() - started < 10


# The model ###################################################################


class AgainstModel(RuleBasedStateMachine):
    """Does anything with a store and with a dictionary, and compares. Versions that do not fit are guessed, too."""

    url = ""
    keys = st.sampled_from(["a", "a:1", "A", "b", "🎈"])
    versions = st.sampled_from(["any", "new", "current", "last", "old"])
    ttls = st.none() | st.integers(1, 100)

    @initialize()
    def open(self) -> None:
        self.clock = Clock()
        self.stores = [open_store(self.url, name=unique(), clock=self.clock)]
        if self.url != "memory:":
            self.stores.append(open_store(self.url, name=self.stores[0].name, clock=self.clock))
        self.model: dict[str, Record] = {}
        self.highest: dict[str, list[int]] = {}
        self.held: dict[str, list[Any]] = {}

    def current(self, key: str) -> Record | None:
        record = self.model.get(key)
        return record if record and (record.expires is None or record.expires > self.clock.now) else None

    def version(self, key: str, which: str) -> int | None:
        record, past = self.current(key), self.highest.get(key, [])
        named = {"any": None, "new": 0, "current": record.version if record else 0}
        return named[which] if which in named else (past or [7])[-1 if which == "last" else 0]

    @rule(key=keys, value=st.none() | st.integers() | st.text(), which=versions, ttl=ttls, second=st.booleans())
    def put(self, key: str, value: Any, which: str, ttl: int | None, second: bool) -> None:
        version, record = self.version(key, which), self.current(key)
        fits = version is None or version == (record.version if record else 0)
        try:
            new = self.stores[-1 if second else 0].put(key, value, version=version, ttl=ttl)
        except Conflict as error:
            assert (fits, error.version) == (False, record.version if record else 0)  # noqa: PT017 (either may happen)
        else:
            assert fits
            assert new > max(self.highest.get(key, [0]))
            self.highest.setdefault(key, []).append(new)
            self.model[key] = Record(key, value, new, ttl and self.clock.now + ttl)

    @rule(key=keys, which=versions)
    def delete(self, key: str, which: str) -> None:
        version, record = self.version(key, which), self.current(key)
        try:
            assert self.stores[0].delete(key, version=version) == bool(record)
        except Conflict:
            assert version != (record.version if record else 0)
        else:
            assert version in (None, record.version if record else 0)
            self.model.pop(key, None)

    @rule(key=keys, seconds=st.integers(1, 50))
    def acquire(self, key: str, seconds: int) -> None:
        leases = self.held.setdefault(key, [])
        free = not leases or leases[-1].expires <= self.clock.now
        try:
            lease = self.stores[-1].acquire(key, seconds)
        except Held:
            assert not free
        else:
            assert free
            assert not leases or lease.fence > leases[-1].fence
            leases.append(lease)

    @rule(key=keys, newest=st.booleans(), renew=st.booleans())
    def end_or_renew(self, key: str, newest: bool, renew: bool) -> None:
        leases = self.held.get(key, [])
        if not leases:
            return
        lease = leases[-1 if newest else 0]
        if renew:
            try:
                lease.renew()
            except LeaseLost:
                assert lease is not leases[-1] or lease.expires <= self.clock.now
            else:
                assert lease is leases[-1]
        elif lease.release():
            assert lease is leases[-1] or lease.expires == 0
            lease.expires = 0
        else:
            assert lease is not leases[-1]

    @rule(seconds=st.integers(0, 120))
    def wait(self, seconds: int) -> None:
        self.clock.now += seconds

    @rule()
    def purge_all(self) -> None:
        self.stores[0].purge()

    @invariant()
    def same(self) -> None:
        alive = [record for key in sorted(self.model) if (record := self.current(key))]
        one, other = self.stores[0], self.stores[-1]
        assert list(one.scan()) == alive
        assert [other.get(record.key) for record in alive] == alive
        assert list(other.scan("a")) == [record for record in alive if record.key.startswith("a")]

    def teardown(self) -> None:
        for store in self.stores:
            store.close()


def test_a_store_does_what_a_dictionary_would(url: str) -> None:
    machine = type("Machine", (AgainstModel,), {"url": url})
    examples = 10 if "@" in url else 100
    quiet = settings(
        max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=quiet)


# Many threads and processes ##################################################


@pytest.mark.parametrize("add", [store_workers.add_by_version, store_workers.add_under_lock])
def test_200_increments_of_processes_and_threads_lose_none(shared_url: str, add: Any) -> None:
    name = unique()
    run_processes(store_workers.count, shared_url, name, add, 5, 10, spawn.Barrier(4))
    store = open_store(shared_url, name=name)
    assert value_of(store, "counter") == 200
    store.close()


@pytest.mark.parametrize("add", [store_workers.add_by_version, store_workers.add_under_lock])
def test_200_increments_of_threads_lose_none(add: Any) -> None:
    store = open_store("memory:")
    store_workers.in_threads(lambda: [add(store) for _ in range(20)], 10)
    assert value_of(store, "counter") == 200


def test_increments_without_lock_or_version_do_lose_some(url: str) -> None:
    store = open_store(url, name=unique(), timeout=30)
    store_workers.in_threads(lambda: [store_workers.add_without_care(store) for _ in range(20)], 10)
    assert value_of(store, "counter") < 200
    store.close()


def test_several_processes_can_make_the_same_table_at_once(shared_url: str, tmp_path: Path) -> None:
    new = [(shared_url.replace("bot.db", f"{number}.db"), unique()) for number in range(6 if "@" in shared_url else 25)]
    run_processes(store_workers.make_tables, new, spawn.Barrier(4))
    for url, name in new:
        store = open_store(url, name=name)
        assert len(list(store.scan("process "))) == 4
        store.close()


def start_holder(url: str, name: str, seconds: float, is_elsewhere: bool = False) -> Any:
    """Start a process that takes the lease and stops there."""
    ready = spawn.Event()
    holder = spawn.Process(target=store_workers.hold, args=(url, name, seconds, ready, is_elsewhere), daemon=True)
    holder.start()
    assert ready.wait(60)
    return holder


def test_the_lease_of_a_killed_process_of_this_machine_is_free_at_once(shared_url: str) -> None:
    name = unique()
    holder = start_holder(shared_url, name, 3600.0)
    store = open_store(shared_url, name=name)
    with pytest.raises(Held, match=f"process {holder.pid} ") as held:
        store.acquire("job", 1)
    assert held.value.seconds > 3000
    holder.kill()
    with store.lock("job", 3600, wait=60) as lease:  # also while nobody has asked for its exit code
        assert lease.fence
        with pytest.raises(Held, match=f"process {os.getpid()} "):
            store.acquire("job", 1)
    holder.join()
    store.close()


def test_a_process_that_stands_still_keeps_its_lease_until_it_is_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bot.db"
    holder = start_holder(url, "leases", 3600.0)
    store = open_store(url, name="leases")
    os.kill(holder.pid, signal.SIGSTOP)
    with pytest.raises(Held):
        store.acquire("job", 1)
    holder.kill()
    holder.join()
    store.acquire("job", 1)
    store.close()


def test_the_lease_of_a_killed_process_of_another_machine_runs_out(shared_url: str) -> None:
    name = unique()
    holder = start_holder(shared_url, name, 3600.0, is_elsewhere=True)
    holder.kill()
    holder.join()
    clock = Clock()
    clock.now = time.time()
    store = open_store(shared_url, name=name, clock=clock)
    clock.now += 3500
    with pytest.raises(Held, match=f"process {holder.pid} "):
        store.acquire("job", 1)
    clock.now += 150
    store.acquire("job", 1)
    store.close()


def test_one_of_many_takes_the_lease_of_a_killed_process(shared_url: str) -> None:
    name = unique()
    holder = start_holder(shared_url, name, 3600.0)
    holder.kill()
    holder.join()
    won = spawn.Queue()
    run_processes(store_workers.take_over, shared_url, name, spawn.Barrier(4), won)
    assert sorted(won.get(timeout=10) for _ in range(4)) == [False, False, False, True]


def test_a_store_in_use_can_be_forked(url: str) -> None:
    run_processes(store_workers.fork_in_use, url, unique(), count=1)


# Trouble #####################################################################

DOWN = [
    "postgresql://me:sesame@127.0.0.1:{}/bot",
    "mysql://me:sesame@127.0.0.1:{}/bot",
    "redis://:sesame@127.0.0.1:{}/0",
    "nats://me:sesame@127.0.0.1:{}",
]
DOWN_MESSAGE = r"^store \w+://127.0.0.1:\d+(/\w+)?: .*(refused|Connect call failed).* Check that the server"


@pytest.mark.parametrize("url", DOWN)
def test_a_server_that_is_down_is_told_without_the_password(url: str) -> None:
    store = open_store(url.format(free_port()))
    with pytest.raises(StoreDown, match=DOWN_MESSAGE) as caught:
        store.put("key", 1)
    assert isinstance(caught.value, scaletg.Retry)
    assert caught.value.seconds > 0
    assert "sesame" not in f"{caught.value!r} {caught.value} {store!r} {store.url} {vars(caught.value)}"
    with pytest.raises(scaletg.Retry):
        SeenUpdates(store).claim("1/1")
    store.close()


@pytest.mark.parametrize("url", DOWN)
def test_a_server_that_never_answers_is_given_up(url: str) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        store = open_store(url.format(silent.getsockname()[1]), timeout=0.5)
        started = time.monotonic()
        with pytest.raises(StoreDown):
            store.get("key")
        assert time.monotonic() - started < 15
        store.close()


@pytest.mark.parametrize("kind", SERVERS)
def test_a_wrong_password_is_told_without_quoting_it(kind: str, request: pytest.FixtureRequest) -> None:
    store = open_store(url_of(kind, request).replace(":secret@", ":sesame@"))
    with pytest.raises(StoreDown, match=r"(?i)password|denied") as caught:
        store.get("key")
    assert "sesame" not in str(caught.value)
    store.close()


@pytest.mark.parametrize("kind", SERVERS)
def test_a_store_works_again_after_its_server_restarted(kind: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(f"{kind}_service")  # skips or fails if there is no such server
    with SERVERS[kind]() as server:
        store = open_store(server.url)
        store_workers.in_threads(lambda: store.change("key", lambda value: value + 1, default=0), 3)
        server.stop()
        with pytest.raises(StoreDown):
            store.get("key")
        server.start()
        for _ in range(5):
            assert value_of(store, "key") == 3
        store.close()


@pytest.mark.parametrize("kind", SERVERS)
def test_a_connection_that_the_server_closed_is_noticed_before_use(kind: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(f"{kind}_service")
    with SERVERS[kind]() as server:
        store = open_store(server.url)
        store.put("key", 1)
        server.stop()
        server.start()
        assert value_of(store, "key") == 1
        store.close()


def test_sqlite_waits_for_a_writer_no_longer_than_its_timeout_and_reads_all_the_while(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/bot.db", timeout=0.2)
    store.put("key", 1)
    other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert value_of(store, "key") == 1
    with pytest.raises(StoreDown, match=r"^store sqlite://.*: database is locked\. Check "):
        store.put("key", 2)
    other.execute("ROLLBACK")
    other.close()
    store.put("key", 2)
    store.close()


def test_sqlite_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreDown, match=r"no/bot.db: unable to open database file\. Check that the folder exists"):
        open_store(f"sqlite:///{tmp_path}/no/bot.db").get("key")


def test_a_file_that_is_not_a_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"not a database " * 100)
    with pytest.raises(StoreDown, match="file is not a database"):
        open_store(f"sqlite:///{tmp_path}/bot.db", timeout=0.1).get("key")


def test_sqlite_uses_wal_and_syncs_as_the_url_says(tmp_path: Path) -> None:
    for option, level in (("", 1), ("?synchronous=normal", 1), ("?synchronous=full", 2)):
        store = open_store(f"sqlite:///{tmp_path}/b%20ot.db{option}")
        assert isinstance(store, SQLiteStore)
        assert store._run("PRAGMA synchronous")[0] == [(level,)]
        assert store._run("PRAGMA journal_mode")[0] == [("wal",)]
        store.close()
    assert (tmp_path / "b ot.db").exists()


def test_a_relative_sqlite_file_stays_where_it_was_when_the_process_moves(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store("sqlite:///bot.db")
    monkeypatch.chdir("/")
    store.put("key", 1)
    store.close()
    assert (tmp_path / "bot.db").exists()
