"""Five hundred worlds from seeds, and faults in the code that they must find: see worlds.py."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import scaletg
import worlds
from scaletg_contrib.conversations.keeping import KeptTalk
from scaletg_contrib.sessions import _OneUpdate
from scaletg_contrib.stores import SeenUpdates

SEEDS, AT_ONCE = 500, 20
MOST_SEEDS = 5000  # until a fault in the code is found; a few hundred are enough, which ones changes with the code


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_nothing_is_lost_and_nothing_happens_twice(first):
    for seed in range(first, first + AT_ONCE):
        worlds.run_world(seed)


@pytest.mark.parametrize("seed", [3, 4])
def test_the_same_seed_gives_the_same_run_also_in_another_process(seed):
    lines = worlds.World(seed).run().lines
    assert worlds.World(seed).run().lines == lines
    command = [sys.executable, str(Path(worlds.__file__)), str(seed)]
    again = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, timeout=120, check=True
    )
    assert again.stdout.splitlines() == lines


def test_the_seeds_reach_all_that_a_world_can_have():
    missing = {f"{store}, {door}" for store in worlds.STORES for door in worlds.DOORS}
    missing |= {f"{kind}: {fault}" for kind, faults in worlds.FAULTS.items() for fault in faults}
    missing |= {f"threads: {count}" for count in (1, 2)} | {"locked sessions", "one machine", "several machines"}
    missing |= {"a generator that ran again", "a button of a question", "two updates at once in one process"}
    missing |= {"one process that polls", "two processes that poll", "one that Telegram sends away"}
    for seed in range(SEEDS):
        world = worlds.World(seed).run()
        missing -= {f"{world.kind}, {world.door}", f"threads: {world.threads}"}
        missing -= {line.partition("FAULT ")[2] for line in world.lines}
        missing -= {"one machine" if world.is_one_machine else "several machines"}
        if world.session_lock:
            missing -= {"locked sessions"}
        if max(world.runs.values(), default=0) > 1:
            missing -= {"a generator that ran again"}
        if any(update.raw.get("callback_query", {}).get("data", "add") != "add" for update in world.updates):
            missing -= {"a button of a question"}
        if world.was_busy_twice:
            missing -= {"two updates at once in one process"}
        if world.door == "polling":
            missing -= {"one process that polls" if len(world.processes) == 1 else "two processes that poll"}
        if world.had_conflict:
            missing -= {"one that Telegram sends away"}
        if not missing:
            return
    pytest.fail(f"no world has {missing}")


def forget_takeover(seen, claim, count):
    """Go on with a list although somebody else has taken it over."""
    original_sent(seen, claim, count)
    return True


def keep_without_comparing(seen, claim, replies, hold):
    """Keep replies also if somebody else has taken the update over."""
    original_made(seen, claim, replies, hold)
    return True


def save_without_comparing(one):
    """Overwrite what others have saved meanwhile."""
    if one._data is not None:
        found = one._store.get(one._key)
        one._version = found.version if found else 0
    original_save(one)


def save_talk_without_comparing(kept, talk):
    found = kept._store.get(kept.key)
    kept._version = found.version if found else 0
    original_save_talk(kept, talk)


def confirm_all(poller):
    """Confirm also updates that are still processed."""
    return None if poller._newest is None else poller._newest + 1


original_sent, original_made = SeenUpdates.sent, SeenUpdates.made
original_save, original_save_talk = _OneUpdate.save, KeptTalk.save
FAULTS = [
    (SeenUpdates, "sent", forget_takeover, "has taken the update over"),
    (SeenUpdates, "made", keep_without_comparing, "has taken the update over"),
    (SeenUpdates, "release", lambda seen, claim, after: None, "comes to no end"),
    (SeenUpdates, "failed", lambda seen, claim, died=False: None, "comes to no end"),
    (_OneUpdate, "save", save_without_comparing, "the session of chat"),
    (KeptTalk, "save", save_talk_without_comparing, "conversation"),
    (_OneUpdate, "save", lambda one: None, "the session of chat"),
    (scaletg._Poller, "_offset", confirm_all, "comes to no end"),
    (scaletg._Poller, "_load_parked", lambda poller: None, "comes to no end"),
]


@pytest.mark.parametrize("owner, name, fault, what", FAULTS)
def test_a_fault_in_the_code_is_found(monkeypatch, owner, name, fault, what):
    monkeypatch.setattr(owner, name, fault)
    with pytest.raises(worlds.Violation) as found:
        for seed in range(MOST_SEEDS):
            worlds.run_world(seed)
    assert what in str(found.value) and "python tests/worlds.py" in str(found.value)
