"""Jobs in four processes, of which one is killed each second, stopped for longer than its lease, or poisoned."""

from __future__ import annotations

from pathlib import Path

import job_workers
import pytest
from backends import SHARED, served, unique

SECONDS = 5
LEASE = 3600.0  # the jobs of a process that was killed need not wait for it


@pytest.mark.parametrize("kind", SHARED)
def test_no_job_is_lost_and_no_session_is_wrong_when_processes_are_killed(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        result = job_workers.kill_and_count(url, unique(), seconds=SECONDS, jobs=200, lease=LEASE)
    assert result.kills >= SECONDS
    assert (result.lost, result.wrong_sessions, result.left) == (0, 0, 0)
    assert result.doubled <= result.kills * job_workers.THREADS


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
def test_a_poisonous_job_takes_no_other_with_it(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        done, left, deaths = job_workers.poison_and_count(url, unique(), innocents=20, lease=LEASE)
    assert (done, left, deaths) == (20, 0, 5)


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
def test_a_process_that_stood_still_for_longer_than_its_lease_says_nothing_twice(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        said, count = job_workers.freeze_and_count(url, unique(), jobs=3, lease=1.0)
    assert said == {"Job 0": 1, "Job 1": 1, "Job 2": 1}
    assert count == 3


@pytest.mark.parametrize("kind", SHARED)
def test_an_update_makes_its_job_once_when_processes_are_killed(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        sent, planned, newest, _ = job_workers.plan_and_kill(url, 4)
    assert planned == dict.fromkeys(range(1, sent + 1), 1)
    assert newest == 10  # one for each person
