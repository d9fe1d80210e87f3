"""What people see of a queue: lines of a terminal, and the page behind a password."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from engines import Worker, entry, wait_for

import scaletg
from scaletg_contrib.queues import Dead, Engine, Status, Unavailable, WorkerStatus, open_queue
from scaletg_contrib.queues.page import status_page
from scaletg_contrib.queues.showing import Rates, show_line, show_status

PASSWORD = "correct horse"
WORKER = WorkerStatus("host/1", 8, 3, 40, 2, 0.5)
STATUS = Status(1000.0, 5, 2.25, 50, 45, 2, 1, {7: 5}, {"3": 4, "9": 1, "10": 0}, [WORKER])


def test_rates_are_differences_of_two_readings() -> None:
    rates = Rates()
    assert rates.of(STATUS) is None
    assert rates.of(STATUS._replace(time=1002.0, taken_in=60, finished=46)) == (5.0, 0.5)
    assert rates.of(STATUS._replace(time=1002.0)) is None


def test_a_line_has_what_matters() -> None:
    assert show_line(STATUS, (5.0, 0.5)) == (
        "5 waiting, the oldest for 2.2 s; 5/s in, 0/s done; 3 of 8 threads busy; 2 redelivered, 1 dead"
    )
    assert show_line(STATUS, None).startswith("5 waiting, the oldest for 2.2 s; 3 of 8")


def test_the_status_has_bots_partitions_and_workers() -> None:
    shown = show_status(STATUS).splitlines()
    assert "bot 7: 5 waiting" in shown
    assert [line for line in shown if "partition" in line] == ["partition 3: 4 waiting", "partition 9: 1 waiting"]
    assert shown[-1].startswith("worker host/1: 3 of 8 threads busy, 40 finished, 2 redelivered")
    assert "no worker" in show_status(STATUS._replace(workers=[]))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_queue(f"sqlite:///{tmp_path}/u.db")
    yield opened
    opened.close()


def get(engine: Any, password: str | None = PASSWORD, method: str = "GET") -> tuple[str, dict[str, str], str]:
    environ: dict[str, Any] = {"QUERY_STRING": ""}
    setup_testing_defaults(environ)
    environ["REQUEST_METHOD"] = method
    if password is not None:
        environ["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(f"me:{password}".encode()).decode()
    answered: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
        answered.extend((status, dict(headers)))

    body = validator(status_page(engine, PASSWORD))(environ, start_response)
    text = b"".join(body).decode()
    body.close()  # type: ignore[attr-defined]  # the validator's has it
    return answered[0], answered[1], text


def test_the_page_shows_the_queue_and_nothing_that_people_wrote(engine: Engine) -> None:
    worker = Worker(engine)
    worker.verdict = lambda delivery: Dead("<b>no</b>")
    engine.enqueue(entry(41, body=b'{"text": "a secret"}'))
    with worker:
        wait_for(lambda: engine.status().dead)
        status, headers, page = get(engine)
    assert status == "200 OK"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "41  " in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "a secret" not in page
    assert "No worker" in get(engine)[2]


@pytest.mark.parametrize("password", [None, "", "wrong", PASSWORD + "!", "correct hors\u00e9"])
def test_the_page_needs_its_password(engine: Engine, password: str | None) -> None:
    status, headers, page = get(engine, password)
    assert status == "401 Unauthorized"
    assert headers["WWW-Authenticate"].startswith("Basic")
    assert "waiting" not in page


def test_the_page_only_shows(engine: Engine) -> None:
    assert get(engine, method="POST")[0] == "405 Method Not Allowed"


def test_the_page_says_that_the_queue_is_away() -> None:
    class Away:
        def status(self) -> Status:
            raise Unavailable("the disk is full")

    status, _, page = get(Away())
    assert status == "503 Service Unavailable"
    assert "disk" not in page


def test_a_short_password_is_refused(engine: Engine) -> None:
    with pytest.raises(scaletg.ConfigError, match="fewer than 8 characters"):
        status_page(engine, "1234567")
    status_page(engine, "12345678")
