"""Limits that several processes share: what they let through together is the rate, whatever the store."""

from __future__ import annotations

from backends import run_processes, spawn, unique
from limit_workers import stalled, take_places

PROCESSES, PER_SECOND = 4, 50


def test_four_processes_send_fifty_messages_a_second_together(shared_url):
    each = 60
    answers, barrier = spawn.Queue(), spawn.Barrier(PROCESSES)
    run_processes(take_places, shared_url, unique(), each, PER_SECOND, barrier, answers, count=PROCESSES)
    tried, free = [], []
    for _ in range(PROCESSES):
        for moments, found in zip((tried, free), answers.get(timeout=10), strict=True):
            moments += found
    free.sort()
    seconds = free[-1] - free[0]
    expected = (len(free) - 1) / PER_SECOND
    assert seconds >= expected * 0.9
    assert seconds <= expected * 1.1 + stalled(tried, 0.1)
