"""Fixtures for the tests of contrib files: real servers, started at first use, one of each for every pytest worker."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the helpers beside this file, in every import mode

from servers import Missing, Server, mariadb_server, or_skip, postgresql_server, redis_server


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
