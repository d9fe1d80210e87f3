"""Limits that several processes share: what they let through together is the rate, whatever the store.

Time passes with each attempt, so it does not matter how busy the machine is.
"""

from __future__ import annotations

from backends import run_processes, spawn, unique
from limit_workers import send_too_much, take_places

PROCESSES, PER_SECOND = 4, 50
BEGIN = 1_800_000_000.0


def run_together(target, url, count):
    """Run a function in four processes; return the sum of their answers, and how many seconds passed for them."""
    answers, barrier, value = spawn.Queue(), spawn.Barrier(PROCESSES), spawn.Value("d", BEGIN)
    run_processes(target, url, unique(), count, PER_SECOND, value, barrier, answers, count=PROCESSES)
    return sum(answers.get(timeout=60) for _ in range(PROCESSES)), value.value - BEGIN


def test_four_processes_send_fifty_messages_a_second_together(shared_url):
    sent, seconds = run_together(take_places, shared_url, 60)
    assert sent == 240
    assert 0.9 * PER_SECOND <= sent / seconds <= 1.1 * PER_SECOND


def test_four_processes_let_in_fifty_messages_a_second_together(shared_url):
    """One person has fifty places after a rest, and then fifty in each second."""
    let_in, seconds = run_together(send_too_much, shared_url, 250)
    assert 0.9 * PER_SECOND <= (let_in - PER_SECOND) / seconds <= 1.1 * PER_SECOND
