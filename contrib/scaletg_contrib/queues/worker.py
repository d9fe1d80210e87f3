"""What a worker does with an update of the queue: `bot.complete`, as polling does, and what becomes of the update."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import scaletg
from scaletg_contrib.crowd import Crowd
from scaletg_contrib.feature import loaded_objects
from scaletg_contrib.queues.contract import Again, Dead, Delivery, Done, Verdict
from scaletg_contrib.queues.errors import Unavailable

__all__ = ["DeliverySeen", "UpdateHandler"]

DEATHS_BEFORE_ALONE = 2  # from then on, no other update dies together with this one
UNKNOWN_SECONDS = 30.0  # until an update of a bot that this worker does not have comes again
AWAY_SECONDS = 0.5  # until an update comes again that could not be claimed: so short that its chat is not parked
MISTAKE_SECONDS = 5.0  # until an update comes again that the bot could not process at all
MOST_MISTAKES = 3  # after which such an update is given up
SEND_AGAIN = 5  # how often the last reply of an update that is given up is sent again

log = logging.getLogger("scaletg.queues")


class DeliverySeen:
    """The memory of updates as a worker sees it, which adds what the engine knows of this delivery."""

    def __init__(self, inner: scaletg.Seen, delivery: Delivery) -> None:
        self._inner, self._delivery = inner, delivery
        self.keeps_files = inner.keeps_files
        #: Whether the attempt ended in an exception that counts.
        self.has_failed = False
        #: Whether the update was given up: the engine keeps it, and it is forgotten here.
        self.is_dead = False
        #: Whether the store was away, so that nobody has begun the update.
        self.is_away = False

    def claim(self, key: str, takeover: bool = False) -> Any:
        """See `scaletg.Seen.claim`."""
        try:
            found = self._inner.claim(key, takeover)
        except scaletg.Retry:
            self.is_away = True
            raise
        if isinstance(found, scaletg.Claim):
            found.failures = max(found.failures, self._delivery.failures)
            # The engine knows who has died. A claim that was held when the store was away is nobody's death.
            found.deaths = self._delivery.deaths
        return found

    def made(self, claim: scaletg.Claim, replies: list[Any] | None, hold: bool) -> bool:
        """See `scaletg.Seen.made`."""
        return self._inner.made(claim, replies, hold)

    def sent(self, claim: scaletg.Claim, count: int) -> bool:
        """See `scaletg.Seen.sent`."""
        return self._inner.sent(claim, count)

    def done(self, claim: scaletg.Claim, replies: list[Any] | None) -> None:
        """See `scaletg.Seen.done`. What is given up is forgotten: it runs again when it is put back.

        So it does if this worker dies before the engine has it among the dead letters.
        """
        if self.is_dead:
            self._inner.release(claim, 0)
            self._inner.forget(claim.key)
        else:
            self._inner.done(claim, replies)

    def failed(self, claim: scaletg.Claim, died: bool = False) -> None:
        """See `scaletg.Seen.failed`."""
        self.has_failed = self.has_failed or not died
        self._inner.failed(claim, died)

    def release(self, claim: scaletg.Claim, after: float) -> None:
        """See `scaletg.Seen.release`."""
        self._inner.release(claim, after)

    def keep_dead(self, error: Exception) -> None:
        """Note that the update is given up: the verdict says it to the engine."""
        self.is_dead = True

    def forget(self, key: str) -> None:
        """See `scaletg.Seen.forget`."""
        self._inner.forget(key)


class UpdateHandler:
    """Processes deliveries; *find_bot* returns the bot of an id, or None if this worker does not have it."""

    def __init__(self, find_bot: Callable[[int], scaletg.Bot | None]) -> None:
        self._find_bot = find_bot
        self._crowd = Crowd()
        self._jobs: set[threading.Thread] = set()  # also those that have let their chat go on

    def handle(self, delivery: Delivery) -> Verdict:
        """Process an update, and say what becomes of it; see `contract.Handle`."""
        with self._crowd.enter(alone=delivery.deaths >= DEATHS_BEFORE_ALONE):
            try:
                delivery.begin()
                return self._process(delivery)
            except Unavailable:
                return Again(AWAY_SECONDS)
            except BaseException as error:
                if not scaletg.is_failure(error):
                    raise
                return _verdict_of_mistake(delivery, error)

    def _process(self, delivery: Delivery) -> Verdict:
        entry = delivery.entry
        bot = self._find_bot(entry.bot)
        if bot is None:
            text = "update %s belongs to bot %s, which this worker does not have: start a worker with that bot"
            log.error(text, entry.update_id, entry.bot)
            return Again(UNKNOWN_SECONDS)
        update = json.loads(entry.body)
        if "job" in update:
            return self._do_job(bot, update)
        return _complete(bot, update, delivery)

    def _do_job(self, bot: scaletg.Bot, update: dict[str, Any]) -> Verdict:
        """Do a job that is due, which its own record remembers; a long one lets the chat go on before it is done."""
        has_left = threading.Event()

        def run() -> None:
            try:
                _run_job(bot, update["job"], has_left.set)
            finally:
                has_left.set()
                self._jobs.discard(threading.current_thread())

        thread = threading.Thread(target=run, name="scaletg-job", daemon=True)
        self._jobs.add(thread)
        thread.start()
        has_left.wait()
        return Done()

    def finish_jobs(self) -> None:
        """Wait for the jobs that have let their chat go on: at the end of a bot they stop at a suitable point."""
        for thread in list(self._jobs):
            thread.join()


def _complete(bot: scaletg.Bot, update: dict[str, Any], delivery: Delivery) -> Verdict:
    """Process an update of Telegram. It is in no other hands, so a claim of it is taken over at once."""
    seen = DeliverySeen(bot.seen, delivery)
    outcome = bot.complete(update, takeover=True, seen=seen)
    if outcome.given_up:
        _send_the_rest(bot, outcome)
        return Dead(_describe(outcome.error))
    if seen.is_away:
        return Again(AWAY_SECONDS)
    if outcome.retry_after is not None:
        return Again(outcome.retry_after, failed=seen.has_failed)
    return Done()


def _send_the_rest(bot: scaletg.Bot, outcome: scaletg.Outcome) -> None:
    """Send the reply of an error handler, which could not be sent, before its update is a dead letter."""
    for _ in range(SEND_AGAIN):
        if outcome.retry_after is None:
            return
        time.sleep(min(outcome.retry_after, MISTAKE_SECONDS))
        outcome.retry_after = None
        bot.deliver(outcome)


def _run_job(bot: scaletg.Bot, place: dict[str, Any], leave: Callable[[], None]) -> None:
    try:
        for owner in loaded_objects(bot):
            run_queued = getattr(owner, "run_queued", None)
            if callable(run_queued) and run_queued(bot, place, leave):
                return
    except scaletg.Retry as retry:  # the store is away: the clock queues the job again
        log.info("the job %s was not done, and comes again: %s", place, retry)
    except BaseException as error:
        if not scaletg.is_failure(error):
            raise
        log.exception("the job %s was not done, and comes again", place)


def _verdict_of_mistake(delivery: Delivery, error: BaseException) -> Verdict:
    """Say what becomes of an update that the bot could not process at all; an app's exceptions do not come here."""
    log.error("update %s could not be processed", delivery.entry.update_id, exc_info=error)
    if isinstance(error, (scaletg.Retry, scaletg.RegistrationError, scaletg.ConfigError)):  # not of this update
        return Again(MISTAKE_SECONDS)
    if delivery.failures + 1 >= MOST_MISTAKES:
        return Dead(_describe(error))
    return Again(MISTAKE_SECONDS, failed=True)


def _describe(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {error}"
