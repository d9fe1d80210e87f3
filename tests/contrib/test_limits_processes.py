"""Limits that several processes share: what they let through together is the rate, whatever the store."""

from __future__ import annotations

import itertools

from backends import run_processes, spawn, unique
from limit_workers import send_too_much, stalled, take_places

PROCESSES, PER_SECOND = 4, 50


def run_together(target, url, *arguments):
    """Run a function in four processes, and return what they noted together, in order of time: two lists."""
    answers, barrier = spawn.Queue(), spawn.Barrier(PROCESSES)
    run_processes(target, url, unique(), *arguments, barrier, answers, count=PROCESSES)
    notes = [answers.get(timeout=10) for _ in range(PROCESSES)]
    return [sorted(itertools.chain.from_iterable(lists)) for lists in zip(*notes, strict=True)]


def test_four_processes_send_fifty_messages_a_second_together(shared_url):
    tried, free = run_together(take_places, shared_url, 60, PER_SECOND)
    seconds = free[-1] - free[0]
    expected = (len(free) - 1) / PER_SECOND
    assert seconds >= expected * 0.9
    assert seconds <= expected * 1.1 + stalled(tried, 0.1)


def test_four_processes_let_in_fifty_messages_a_second_together(shared_url):
    """One person has fifty places after a rest, and then fifty in each second."""
    tried, let_in = run_together(send_too_much, shared_url, 5.0, f"{PER_SECOND}/second")
    expected = PER_SECOND + PER_SECOND * (tried[-1] - tried[0])
    assert len(let_in) <= expected * 1.1
    assert len(let_in) >= expected * 0.9 - PER_SECOND * stalled(tried, 0.1)
    rest = [moment for moment in let_in if moment > let_in[0] + 1]
    expected = PER_SECOND * (rest[-1] - rest[0])
    assert len(rest) <= expected * 1.1
