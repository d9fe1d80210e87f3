"""What the tests of stores, and of what is built on them, share: the kinds of store, a clock, and processes."""

from __future__ import annotations

import contextlib
import multiprocessing
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from servers import Missing, mariadb_server, nats_server, or_skip, postgresql_server, redis_server

KINDS = ["memory", "sqlite", "postgresql", "mariadb", "redis"]
ALL_KINDS = [*KINDS, "nats"]  # NATS keeps no order, so not all features can use it: see docs/stores.md
SHARED = [kind for kind in KINDS if kind != "memory"]  # those that several processes can use
SERVERS = {"postgresql": postgresql_server, "mariadb": mariadb_server, "redis": redis_server, "nats": nats_server}
spawn = multiprocessing.get_context("spawn")


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def unique() -> str:
    """Return a name that no other test gives its store."""
    return f"t{uuid.uuid4().hex[:16]}"


def url_of(kind: str, request: pytest.FixtureRequest) -> str:
    """Return the URL of a store; a server is started at its first use, and shared by the tests of this process."""
    if kind == "memory":
        return "memory:"
    if kind == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path')}/bot.db"
    return str(request.getfixturevalue(f"{kind}_service").url)


@contextlib.contextmanager
def served(kind: str, folder: Path) -> Iterator[str]:
    """Give the URL of a store that several processes can use, with a server of its own if it needs one."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/bot.db"
        return
    try:
        with SERVERS[kind]() as server:
            yield server.url
    except Missing as error:
        or_skip(error)


def run_processes(target: Any, *arguments: Any, count: int = 4) -> None:
    """Run a function in so many processes at once, each of which must end well."""
    running = [spawn.Process(target=target, args=arguments) for _ in range(count)]
    try:
        for process in running:
            process.start()
        for process in running:
            process.join(120)
        assert [process.exitcode for process in running] == [0] * count
    finally:
        for process in running:
            if process.is_alive():
                process.kill()
                process.join()
