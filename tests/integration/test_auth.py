"""Invitations and roles, handled by four processes of which one is killed every second."""

from __future__ import annotations

import itertools
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from backends import SHARED, served, unique
from session_workers import OWNER, ROLES, make_doorman, message

import scaletg
from killing import Workers
from scaletg_contrib.auth import Auth
from scaletg_contrib.stores import open_store

SECONDS, AT_MOST = 5, 300
RIVALS = 6


@pytest.mark.parametrize("kind", SHARED)
def test_killed_workers_let_one_person_in_and_lose_no_role(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        invite_and_kill(url)


def invite_and_kill(url: str) -> None:
    """Have several people open each invitation at the same time, and grant one person all roles at the same time."""
    name, numbers, people, stop = unique(), itertools.count(1), itertools.count(1000), threading.Event()
    begun = time.monotonic()
    with (
        closing(open_store(url, name=name, timeout=30)) as store,
        Workers(4, make_doorman, url, name) as workers,
    ):
        auth = Auth(store, owners=[OWNER], roles=ROLES)
        scaletg.Bot().load(auth)
        killer = workers.kill_every(1, stop)
        try:
            while (passed := time.monotonic() - begun) < SECONDS or (not workers.interrupted and passed < AT_MOST):
                payload, rivals, busy = auth.invite("role3"), [next(people) for _ in range(RIVALS)], next(people)
                updates = [message(next(numbers), f"/start {payload}", user=rival) for rival in rivals]
                updates += [message(next(numbers), f"/grant {busy} {role}", user=OWNER) for role in ROLES]
                workers.deliver(updates)
                answers = workers.wait_for([update["update_id"] for update in updates])
                welcome = [rival for rival, answer in zip(rivals, answers) if answer == "Welcome, you are role3 now."]
                refused = [
                    answer for answer in answers[:RIVALS] if answer.startswith("This invitation was used already")
                ]
                assert (len(welcome), len(refused)) == (1, RIVALS - 1)
                assert [rival for rival in rivals if auth.roles_of(rival)] == welcome
                assert all(answer.startswith(f"{busy} now has: ") for answer in answers[RIVALS:])
                assert auth.roles_of(busy) == set(ROLES)
        finally:
            stop.set()
            killer.join()
    assert workers.interrupted
