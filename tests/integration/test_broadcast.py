"""A broadcast whose processes are killed again and again: everybody gets it, and few get it twice."""

from __future__ import annotations

from pathlib import Path

import broadcast_workers
import pytest
from backends import SHARED, served, unique


@pytest.mark.parametrize("kind", SHARED)
def test_nobody_is_left_out_when_processes_are_killed(kind: str, tmp_path: Path) -> None:
    with served(kind, tmp_path) as url:
        result = broadcast_workers.kill_and_count(url, unique(), tmp_path, recipients=1500, kills=3)
    assert (result.kills, result.missed) == (3, 0)
    assert result.report.state == "done"
    assert result.report.sent == 1500
    assert result.twice <= result.report.repeated <= 3
