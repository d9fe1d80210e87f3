"""What a stream leaves for the app to return; part of `scaletg_contrib.streaming`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["Streamed"]


class Streamed(list[Any]):
    """The last messages of a text: the list of method objects that an app returns."""

    def __init__(self, bot: Any, methods: Iterable[Any], text: str, *, is_stopped: bool) -> None:
        super().__init__(methods)
        self._bot = bot
        #: The whole text as it was made: Markdown, if it was that.
        self.text = text
        #: Whether the person has pressed Stop; then the text ends there.
        self.is_stopped = is_stopped

    def send(self) -> None:
        """Send them now, outside of an app, which would return them."""
        while self:
            self._bot.api(self[0])
            del self[0]
