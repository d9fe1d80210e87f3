"""Fixtures for the tests of contrib files: stores of all kinds, with servers that are started at their first use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the helpers beside this file, in every import mode

from backends import KINDS, SHARED, Clock, unique, url_of
from servers import Missing, Server, mariadb_server, nats_server, or_skip, postgresql_server, redis_server

from scaletg_contrib.stores import Store, open_store

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def serve(start: Callable[[], AbstractContextManager[Server]]) -> Iterator[Server]:
    try:
        with start() as server:
            yield server
    except Missing as error:
        or_skip(error)


@pytest.fixture(scope="session")
def redis_service() -> Iterator[Server]:
    yield from serve(redis_server)


@pytest.fixture(scope="session")
def postgresql_service() -> Iterator[Server]:
    yield from serve(postgresql_server)


@pytest.fixture(scope="session")
def mariadb_service() -> Iterator[Server]:
    yield from serve(mariadb_server)


@pytest.fixture(scope="session")
def nats_service() -> Iterator[Server]:
    yield from serve(nats_server)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a store of each kind."""
    return url_of(request.param, request)


@pytest.fixture(params=SHARED)
def shared_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a store of each kind that several processes can use."""
    return url_of(request.param, request)


@pytest.fixture
def any_store(url: str) -> Iterator[Store]:
    """Open a new store of each kind."""
    opened = open_store(url, name=unique())
    yield opened
    opened.close()


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Return a function that imports an example anew, in an empty folder and without a token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)

    def load(name: str) -> ModuleType:
        spec = spec_from_file_location(name, EXAMPLES / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=KINDS)
def each_store(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Store]:
    """Open a new store of each kind, with the clock of the test."""
    opened = open_store(url_of(request.param, request), name=unique(), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def memory(clock: Clock) -> Store:
    """Return a store in memory, with the clock of the test."""
    return open_store("memory:", clock=clock)
