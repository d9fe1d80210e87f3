"""What tests of limits share: a Telegram that answers in the same process, on the clock of the test."""

from __future__ import annotations

from typing import Any

from backends import Clock

import scaletg


class FakeTelegram:
    """Takes every message, except for chats that it was told to refuse; who sleeps turns the clock on."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls: list[tuple[str, Any]] = []
        self.slept = 0.0
        self.refused: dict[Any, int] = {}
        self.refuses_all: int | None = None

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any], /) -> dict[str, Any]:
        chat = parameters.get("chat_id")
        self.calls.append((name, chat))
        seconds = self.refuses_all or self.refused.get(chat)
        if seconds:
            return {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests",
                "parameters": {"retry_after": seconds},
            }
        return {"ok": True, "result": True}

    def download(self, path: str, /) -> bytes:
        return b""

    def sleep(self, seconds: float, /) -> None:
        self.slept += seconds
        self.clock.now += seconds


def make_bot(store: Any, **options: Any) -> scaletg.Bot:
    """Return a bot whose calls are not repeated."""
    return scaletg.Bot("7:token", username="test_bot", store=store, retry_budget=0, **options)
