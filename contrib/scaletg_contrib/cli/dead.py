"""Dead letters: the updates that a bot with a store has given up and kept, and how to process them again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import scaletg
from scaletg_contrib.cli.finding import find_bot
from scaletg_contrib.stores import Record, key

LIMIT = 100_000  # the largest number of dead letters that one command reads


def _dead_letters(bot: scaletg.Bot) -> list[Record]:
    if bot.options.store is None and not (bot.registry.compiled and bot.has_jobs):
        hint = 'set store=, for example SCALETG_STORE="sqlite:///bot.db"'
        raise scaletg.ConfigError(f"the bot has no store, so nothing that is given up is kept: {hint}")
    low = key(bot, "dead", "updates") + "/"
    records: list[Record] = bot.store.first(low, low[:-1] + "0", LIMIT)  # "0" follows "/"
    return records


def list_dead(bot: str | None) -> None:
    """Print the dead letters, the oldest first."""
    records = _dead_letters(find_bot(bot))
    for record in records:
        value = record.value
        when = datetime.datetime.fromtimestamp(value["time"], datetime.UTC)
        print(f"{value['update']['update_id']}  {when:%Y-%m-%d %H:%M:%S} UTC  {value['error']}")
    print(f"{len(records)} dead letter{'' if len(records) == 1 else 's'}")


def retry_dead(ids: Sequence[int], bot: str | None) -> int:
    """Process the dead letters of *ids*, or all of them, again; return 1 if any of them failed again."""
    found = find_bot(bot)
    records = [record for record in _dead_letters(found) if not ids or record.value["update"]["update_id"] in ids]
    if not records:
        raise scaletg.ConfigError("there is no such dead letter: `scaletg dead list` shows them")
    unfinished = 0
    with found:
        for record in records:
            unfinished += not _retry_one(found, record)
    return 1 if unfinished else 0


def _retry_one(bot: scaletg.Bot, record: Record) -> bool:
    """Process one dead letter, and return whether it succeeded: then it is no longer a dead letter."""
    update: dict[str, Any] = record.value["update"]
    update_id = update["update_id"]
    bot.seen.forget(f"{bot.id or 0}/{update_id}")
    outcome = bot.complete(update)
    if outcome.retry_after is not None:
        print(f"{update_id}  must be processed again in {outcome.retry_after:g} s: it stays a dead letter")
        return False
    bot.store.delete(record.key)  # only now: a process that is killed before leaves it there
    if outcome.given_up:  # and has become another dead letter
        print(f"{update_id}  given up again: {type(outcome.error).__name__}: {outcome.error}")
        return False
    print(f"{update_id}  finished" + (f", answered by {outcome.app!r}" if outcome.app else ""))
    return True
