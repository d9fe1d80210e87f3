"""Faults of all that a bot with a queue runs on, with every engine, for some seconds; `make soak` does it for long."""

from __future__ import annotations

import os
import random

import pytest
from servers import Missing, or_skip

import faults

#: How long an update may wait here, where other tests run at the same time. `make soak` asks for 5 seconds.
BUSY_SECONDS = 30.0
#: Runs in which what is broken on purpose has to be found.
ATTEMPTS = 20
SECONDS = float(os.environ.get("FAULT_SECONDS", "9"))


def run(kind: str, **options: object) -> str:
    try:
        return faults.run(kind, SECONDS, random.SystemRandom().randrange(10**6), longest=BUSY_SECONDS, **options)
    except Missing as error:
        or_skip(error)
        raise


@pytest.mark.parametrize("kind", faults.ENGINES)
def test_nothing_is_lost_doubled_or_out_of_order(kind: str) -> None:
    print(run(kind))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql", "nats"])
def test_nothing_is_lost_in_a_full_queue_whose_servers_start_again(kind: str) -> None:
    """The workers come back when the queue was full, and the servers have been killed in between."""
    counted = run(kind, rounds=["backlog", "worker"])
    print(counted)
    assert " 0 times 503" not in counted


@pytest.mark.parametrize(
    "kind, control",
    [("sqlite", "acknowledge first"), ("sqlite", "no memory"), ("nats", "more pending")],
)
def test_what_is_broken_on_purpose_is_found(kind: str, control: str) -> None:
    """A suite that cannot fail proves nothing. Kills fall where they fall: a run may miss what the next one finds."""
    for _ in range(ATTEMPTS):
        try:
            run(kind, control=control, rounds=["worker"])
        except faults.Broken:
            return
    pytest.fail(f"{ATTEMPTS} runs did not find {control!r}")
