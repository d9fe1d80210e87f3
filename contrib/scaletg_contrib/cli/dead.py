"""Dead letters: the updates and jobs that a bot has given up, which its store or its queue keeps."""

from __future__ import annotations

import contextlib
import datetime
import functools
import logging
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import scaletg
from scaletg_contrib.cli.finding import find_bot
from scaletg_contrib.stores import Record, key

LIMIT = 100_000  # the largest number of dead letters that one command reads


class Letter(NamedTuple):
    """A dead letter of either kind: *retry* puts it back or processes it again, and returns whether it succeeded."""

    update_id: int
    time: float
    reason: str
    retry: Callable[[], bool]


def _dead_letters(bot: scaletg.Bot) -> list[Letter]:
    """Return the dead letters of the store and of the queue, the oldest first."""
    has_jobs = bot.registry.compiled and bot.has_jobs
    has_store = bot.options.store is not None or has_jobs
    queue: Any = bot.intake
    if not has_store and queue is None:
        hint = 'set store=, for example SCALETG_STORE="sqlite:///bot.db"'
        raise scaletg.ConfigError(f"the bot has no store, so nothing that is given up is kept: {hint}")
    letters: list[Letter] = []
    if has_store:
        letters += [_letter_of_store(bot, record) for record in _records(bot)]
    if queue is not None:
        letters += [_letter_of_queue(bot, queue, found) for found in queue.engine.dead(bot.id or 0)]
    return sorted(letters, key=operator.attrgetter("time"))


def _records(bot: scaletg.Bot) -> list[Record]:
    low = key(bot, "dead", "updates") + "/"
    records: list[Record] = bot.store.first(low, low[:-1] + "0", LIMIT)  # "0" follows "/"
    return records


def _letter_of_store(bot: scaletg.Bot, record: Record) -> Letter:
    value = record.value
    return Letter(
        value["update"]["update_id"], value["time"], value["error"], functools.partial(_retry_one, bot, record)
    )


def _letter_of_queue(bot: scaletg.Bot, queue: Any, found: Any) -> Letter:
    return Letter(found.entry.update_id, found.time, found.reason, functools.partial(_put_back, bot, queue, found))


def list_dead(bot: str | None) -> None:
    """Print the dead letters, the oldest first."""
    letters = _dead_letters(find_bot(bot))
    for letter in letters:
        when = datetime.datetime.fromtimestamp(letter.time, datetime.UTC)
        print(f"{letter.update_id}  {when:%Y-%m-%d %H:%M:%S} UTC  {letter.reason}")
    print(f"{len(letters)} dead letter{'' if len(letters) == 1 else 's'}")


def retry_dead(ids: Sequence[int], bot: str | None) -> int:
    """Process the dead letters of *ids*, or all of them, again; return 1 if any of them failed again."""
    found = find_bot(bot)
    letters = [letter for letter in _dead_letters(found) if not ids or letter.update_id in ids]
    if not letters:
        raise scaletg.ConfigError("there is no such dead letter: `scaletg dead list` shows them")
    unfinished = 0
    with found:
        for letter in letters:
            unfinished += not letter.retry()
    return 1 if unfinished else 0


def _put_back(bot: scaletg.Bot, queue: Any, letter: Any) -> bool:
    """Put a dead letter back into the queue, where a worker processes it, in the order of its chat."""
    is_back: bool = queue.put_back(bot, letter)
    print(f"{letter.entry.update_id}  {'is in the queue again' if is_back else 'is no longer a dead letter'}")
    return is_back


def _retry_one(bot: scaletg.Bot, record: Record) -> bool:
    """Process one dead letter, and return whether it succeeded: then it is no longer a dead letter."""
    update: dict[str, Any] = record.value["update"]
    update_id = update["update_id"]
    bot.seen.forget(f"{bot.id or 0}/{update_id}")
    if bot.intake is not None and "job" not in update:  # it was given up before the bot had a queue
        bot.take_in(update)
        bot.store.delete(record.key)
        print(f"{update_id}  is in the queue")
        return True
    with _collect_warnings() as warnings:
        outcome = bot.complete(update)
    if outcome.retry_after is not None:
        print(f"{update_id}  must be processed again in {outcome.retry_after:g} s: it stays a dead letter")
        return False
    bot.store.delete(record.key)  # only now: a process that is killed before leaves it there
    if outcome.given_up:  # and has become another dead letter
        print(f"{update_id}  given up again: {type(outcome.error).__name__}: {outcome.error}")
        return False
    print(
        f"{update_id}  finished, " + (f"answered by {outcome.app!r}" if outcome.app else "but no app has answered it")
    )
    for warning in warnings:
        print(f"  {warning}")
    return True


@contextlib.contextmanager
def _collect_warnings() -> Iterator[list[str]]:
    """Give what the bot logs as warnings meanwhile, such as that what an update needs is gone."""
    found: list[str] = []
    collector = logging.Handler(logging.WARNING)
    collector.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]  # all that it does
    log = logging.getLogger("scaletg")
    log.addHandler(collector)
    try:
        yield found
    finally:
        log.removeHandler(collector)
