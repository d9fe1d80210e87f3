"""Processes of one bot that share what Telegram refuses, over HTTP and on real stores."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from pathlib import Path

import limit_workers
import pytest
from backends import served, unique

from fake_telegram import FakeTelegram, Fault

spawn = multiprocessing.get_context("spawn")
SECONDS = 3600


@pytest.mark.parametrize("kind", ["sqlite", "postgresql", "redis"])
def test_a_429_of_one_process_holds_in_another_for_this_chat_alone(kind: str, tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(served(kind, tmp_path))
        telegram = stack.enter_context(FakeTelegram())
        name, orders, answers = unique(), [spawn.Queue(), spawn.Queue()], [spawn.Queue(), spawn.Queue()]
        processes = [
            spawn.Process(target=limit_workers.send_when_told, args=(url, name, telegram.url, *queues), daemon=True)
            for queues in zip(orders, answers, strict=True)
        ]
        for process in processes:
            process.start()

        def send(number: int, chat: int) -> object:
            orders[number].put(chat)
            return answers[number].get(timeout=120)

        assert send(1, 6) == "sent"
        telegram.answer("sendMessage", Fault(429, "Too Many Requests: retry after 3600", {"retry_after": SECONDS}))
        assert send(0, 5) == SECONDS
        while (left := send(1, 5)) == "sent":  # it looks again within a second
            time.sleep(0.05)
        asked = len(telegram.calls)
        assert isinstance(left, int)
        assert SECONDS - 300 <= left <= SECONDS
        assert "sent" not in [send(0, 5), send(1, 5)]
        assert len(telegram.calls) == asked  # Telegram was not asked
        assert [send(0, 6), send(1, 6)] == ["sent", "sent"]
        for queue in orders:
            queue.put(None)
        for process in processes:
            process.join(60)
        assert [process.exitcode for process in processes] == [0, 0]
