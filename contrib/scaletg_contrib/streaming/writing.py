"""Read the chunks of a text and show it meanwhile; part of `scaletg_contrib.streaming`.

The thread of the app reads the chunks. A second one shows what has come, in the pace of the chat, so that neither waits
for the other; where time stands still, in tests, there is no second one: what is due is shown after each chunk.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator

import scaletg
from scaletg_contrib.streaming.answer import Streamed
from scaletg_contrib.streaming.pacing import ChatPace
from scaletg_contrib.streaming.places import MessagePlace, Part

__all__ = ["Stop", "Writing"]

log = logging.getLogger("scaletg.streaming")
DOWN_SECONDS = 5.0  # after which it is tried again if Telegram cannot be reached
COST_FACTOR = 10  # so many times as long as it takes to read the text is left to other work: long texts take longer


class Stop:
    """Whether the person has pressed Stop. *look* says whether another process has been told."""

    def __init__(self, look: Callable[[], bool] | None) -> None:
        self.is_pressed = False
        self._look = look

    def press(self) -> None:
        """Let the text end."""
        self.is_pressed = True

    def look(self) -> None:
        """Ask whether another process has got the press."""
        if self._look is not None and not self.is_pressed:
            self.is_pressed = self._look()


class Writing:
    """One text while it is made."""

    def __init__(
        self,
        place: MessagePlace,
        pace: ChatPace,
        split: Callable[[str, bool], list[Part]],
        *,
        stop: Stop,
        still_time: Callable[[], float | None],
    ) -> None:
        self._place, self._pace, self._split = place, pace, split
        self._stop, self._still_time = stop, still_time
        self._chunks: list[str] = []
        self._shown_count = -1  # chunks that the chat shows; before the first call not even the empty text
        self._shown: list[Part] = []
        self._shown_at = 0.0
        self._rested_at = 0.0  # when it may be read again
        self._begin = self._now()
        self._changed = threading.Condition()
        self._is_complete = False
        self._can_show = True
        self._failure: Exception | None = None

    @property
    def text(self) -> str:
        """What has come until now."""
        return "".join(self._chunks)

    def write(self, chunks: Iterable[str | None]) -> Streamed:
        """Show the chunks as they come; return what is left to send when they end, or the person stops them.

        If they raise, what has come is sent by calls, and the exception goes on.
        """
        try:
            with self._showing():
                self._read(chunks)
        except BaseException as error:
            if scaletg.is_failure(error) and not isinstance(error, (scaletg.Retry, scaletg.Stop)):
                self._send_rest()
            raise
        if self._failure is not None:
            raise self._failure
        return self._streamed()

    def _read(self, chunks: Iterable[str | None]) -> None:
        iterator = iter(chunks)
        try:
            for chunk in iterator:
                if self._stop.is_pressed or self._failure is not None:
                    return
                self._add(chunk)
        finally:
            close = getattr(iterator, "close", None) or getattr(chunks, "close", None)
            if callable(close):  # so that a model stops where its text is not wanted any more
                with contextlib.suppress(Exception):
                    close()

    def _add(self, chunk: str | None) -> None:
        if chunk is not None and not isinstance(chunk, str):
            raise TypeError(
                f"message.stream takes an iterable of strings, but got {type(chunk).__name__}: take the text from "
                "the objects of a model, for example (chunk.text for chunk in answer)"
            )
        if not chunk:
            return
        with self._changed:
            self._chunks.append(chunk)
            self._changed.notify()
        if self._still_time() is not None:
            self._show_if_due()

    def _streamed(self) -> Streamed:
        methods = self._place.finish(self._split(self.text, False))
        if methods:  # they leave at once, and the other texts of this chat wait for them
            self._pace.note_call(self._now())
        return Streamed(self._place.bot, methods, self.text, is_stopped=self._stop.is_pressed)

    def _send_rest(self) -> None:
        """Leave what has come in the chat, where a draft would disappear and an edit would be behind."""
        try:
            self._streamed().send()
        except scaletg.ScaleTGError as error:
            log.warning("the text that was streamed before an error was not sent: %s", error)

    # Showing

    @contextlib.contextmanager
    def _showing(self) -> Iterator[None]:
        """Show what comes, until the block ends."""
        if self._still_time() is not None:
            self._show_if_due()
            yield
            return
        shower = threading.Thread(target=self._show_until_complete, name="scaletg-stream", daemon=True)
        shower.start()
        try:
            yield
        finally:
            with self._changed:
                self._is_complete = True
                self._changed.notify()
            shower.join()  # a call that is under way must not come behind the last message

    def _show_until_complete(self) -> None:
        while True:
            with self._changed:
                while not self._is_complete and self._seconds_to_wait() > 0:
                    self._changed.wait(self._seconds_to_wait())
                if self._is_complete:
                    return
            self._show_if_due()

    def _now(self) -> float:
        still = self._still_time()
        return time.monotonic() if still is None else still

    def _seconds_to_wait(self) -> float:
        """Return how long nothing is to be shown: 0 if something is due."""
        if not self._can_show:
            return 3600.0
        now = self._now()
        wait = max(self._begin + self._place.first_seconds, self._pace.next_at, self._rested_at) - now
        if self._shown_count == len(self._chunks) or (not self._chunks and self._place.keep_seconds is None):
            if self._place.keep_seconds is None:
                return 3600.0
            wait = max(wait, self._shown_at + self._place.keep_seconds - now)
        return max(wait, 0.0)

    def _show_if_due(self) -> None:
        if self._seconds_to_wait() > 0:
            return
        count = len(self._chunks)
        parts = self._read_parts("".join(self._chunks[:count]))
        if self._looks_as_before(parts, count):
            self._shown_count = count
            return
        try:
            self._place.show(parts)
            self._shown, self._shown_count, self._shown_at = parts, count, self._now()
            if parts:  # the first word need not wait for a place after "Thinking..."
                self._pace.note_call(self._now())
        except scaletg.TooManyRequests as error:
            self._pace.note_refusal(self._now(), error.retry_after)
        except scaletg.Forbidden as error:  # nobody reads it: the app need not go on
            self._failure = error
        except (scaletg.NetworkError, scaletg.ServerError) as error:
            log.info("a part of a streamed text was not shown: %s", error)
            self._pace.note_refusal(self._now(), DOWN_SECONDS)
        except (scaletg.ApiError, scaletg.ConfigError) as error:  # drafts are refused, or the bot has no token
            log.warning("a streamed text is shown only when it is complete: %s", error)
            self._can_show = False
        except Exception as error:  # noqa: BLE001  # a fault must not end the thread in silence: the app raises it
            self._failure = error
        self._stop.look()

    def _read_parts(self, text: str) -> list[Part]:
        began = self._now()
        parts = self._split(text, True)
        self._rested_at = self._now() + COST_FACTOR * (self._now() - began)
        return parts

    def _looks_as_before(self, parts: list[Part], count: int) -> bool:
        """Return whether the new chunks change nothing that a person sees, such as a mark that is not complete."""
        return self._shown_count not in (-1, count) and parts == self._shown
