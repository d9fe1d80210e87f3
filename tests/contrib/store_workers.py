"""What the other processes of the store tests do. They are spawned, so they import this file and nothing of pytest."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import scaletg
from scaletg_contrib.stores import Held, SeenUpdates, Store, open_store
from scaletg_contrib.stores import base as base_file
from scaletg_contrib.stores import seen as seen_file


def add_one(value: int) -> int:
    return value + 1


def add_by_version(store: Store) -> None:
    store.change("counter", add_one, default=0)


def add_under_lock(store: Store) -> None:
    with store.lock("counter", 60):
        found = store.get("counter")
        store.put("counter", found.value + 1 if found else 1)


def add_without_care(store: Store) -> None:
    """Lose increments: shows that the test would notice."""
    found = store.get("counter")
    time.sleep(0.001)
    store.put("counter", found.value + 1 if found else 1)


def in_threads(function: Callable[[], object], threads: int) -> None:
    """Run *function* in so many threads at once; raise the first error of any."""
    together = threading.Barrier(threads)
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(lambda: (together.wait(60), function())) for _ in range(threads)]:
            done.result()


def count(url: str, name: str, add: Callable[[Store], None], threads: int, times: int, gate: Any = None) -> None:
    store = open_store(url, name=name, timeout=30)
    if gate:
        gate.wait(60)
    in_threads(lambda: [add(store) for _ in range(times)], threads)
    store.close()


def make_tables(urls_and_names: list[tuple[str, str]], gate: Any) -> None:
    """Use many new stores, each for the first time at the same moment as the other processes."""
    for url, name in urls_and_names:
        store = open_store(url, name=name)
        gate.wait(60)
        store.put(f"process {os.getpid()}", 1)
        store.close()


def hold(url: str, name: str, seconds: float, ready: Any, is_elsewhere: bool = False) -> None:
    """Take the lease and stop there, until somebody kills this process; it may be of another machine."""
    if is_elsewhere:
        base_file.this_process = lambda: ["another machine", 1, "1"]
    open_store(url, name=name).acquire("job", seconds)
    ready.set()
    time.sleep(600)


def take_over(url: str, name: str, together: Any, won: Any) -> None:
    """Take the lease at the same moment as others, and put into a queue whether that was possible."""
    store = open_store(url, name=name, timeout=30)
    together.wait(60)
    try:
        store.acquire("job", 3600)
        won.put(True)
    except Held:
        won.put(False)
    together.wait(60)  # the lease of a process that has ended is free again
    store.close()


def claim_all(url: str, name: str, keys: list[str], gate: Any, won: Any) -> None:
    store = open_store(url, name=name, timeout=30)
    seen = SeenUpdates(store)
    gate.wait(60)
    for key in keys:
        got = seen.claim(key)
        if isinstance(got, scaletg.Claim):
            won.put(key)
            seen.done(got, [{"text": key}])
        else:
            assert got is scaletg.RUNNING or got == scaletg.Kept([{"text": key}]), got
    store.close()


def claim_and_die(url: str, name: str, key: str, seconds: float, is_elsewhere: bool) -> None:
    """Claim an update and die, here or *elsewhere*: on a machine of which this one knows nothing."""
    if is_elsewhere:
        seen_file.this_process = lambda: ["another machine", 1, "1"]
    assert isinstance(SeenUpdates(open_store(url, name=name), seconds=seconds).claim(key), scaletg.Claim)
    os.kill(os.getpid(), 9)


def claim_and_wait(url: str, name: str, key: str, ready: Any) -> None:
    """Claim an update, and do nothing until somebody kills this process."""
    assert isinstance(SeenUpdates(open_store(url, name=name), seconds=3600).claim(key), scaletg.Claim)
    ready.set()
    time.sleep(600)


def fork_in_use(url: str, name: str) -> None:
    """Use a store, fork, and use it on both sides at the same time; exit with 0 if every change arrived."""
    store = open_store(url, name=name, timeout=30)
    store.put("counter", 0)
    in_threads(lambda: [store.get("counter") for _ in range(50)], 4)  # now some connections are idle
    stop, busy = threading.Event(), threading.Event()

    def keep_busy() -> None:  # a thread that holds locks and connections while the process forks
        while not stop.is_set():
            add_by_version(store)
            busy.set()

    thread = threading.Thread(target=keep_busy)
    thread.start()
    busy.wait(30)
    children = []
    for _ in range(3):
        pid = os.fork()
        if not pid:
            status = 1
            try:
                in_threads(lambda: [store.change("children", add_one, default=0) for _ in range(10)], 4)
                store.close()
                status = 0
            finally:
                os._exit(status)
        children.append(pid)
    failed = [status for status in (os.waitpid(pid, 0)[1] for pid in children) if status]
    stop.set()
    thread.join()
    add_by_version(store)
    memory = url == "memory:"
    found = store.get("children")
    right = found is None if memory else found is not None and found.value == 120
    sys.exit(0 if right and not failed else f"children: {found}, failed: {failed}")
