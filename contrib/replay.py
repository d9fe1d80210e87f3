"""Let recorded updates go through a bot again, and show where it now answers otherwise.

    SCALETG_RECORD=updates.jsonl python bot.py        # records: one update a line
    python -m scaletg replay updates.jsonl bot.py     # the first time: writes updates.jsonl.replies
    python -m scaletg replay updates.jsonl bot.py     # from then on: compares, and shows the difference

The bot's calls go to a simulator (scaletg_contrib.simulator) that knows the people, chats and messages of the updates;
nothing reaches Telegram. Recorded updates hold what people wrote: keep them as you keep other personal data.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from scaletg_contrib.simulator_state import Data
from scaletg_contrib.testkit import Telegram

import scaletg

__all__ = ["difference", "read_updates", "replay", "run"]


def read_updates(path: Path) -> Iterator[Data]:
    """Give the updates of a file with one JSON object a line. Raises `scaletg.ConfigError` for a line that is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            update = json.loads(line)
        except ValueError as error:
            raise scaletg.ConfigError(f"{path}, line {number} is no JSON: {error}") from None
        if not isinstance(update, dict) or "update_id" not in update:
            raise scaletg.ConfigError(f"{path}, line {number} is no update: it has no update_id")
        yield update


def replay(bot: scaletg.Bot, updates: list[Data]) -> list[Data]:
    """Process updates against a simulator; return, for each, the app that answered, the calls made and the error."""
    begin = datetime.fromtimestamp(_date(updates[0]) if updates else 0, timezone.utc)
    with Telegram(bot, strict=False, now=begin) as telegram:
        bot.record, bot.seen = None, scaletg.SeenUpdates()
        return [_replay_one(telegram, update) for update in updates]


def _replay_one(telegram: Telegram, update: Data) -> Data:
    telegram.sim.world.clock.offset = max(
        telegram.sim.world.clock.offset, _date(update) - (telegram.sim.world.clock.frozen_at or 0)
    )
    before = telegram.sim.world.last_event
    outcome = telegram.deliver(update)
    made = telegram.sim.world.events_after(before, {"call"})
    calls = [_call(one) for one in made if one["method"] != "getMe"]
    error = f"{type(outcome.error).__name__}: {outcome.error}" if outcome.error else None
    return {"update_id": update["update_id"], "app": outcome.app, "calls": calls, "error": error}


def _call(event: Data) -> Data:
    answer = event["answer"]
    refused = {} if answer["ok"] else {"refused": answer["description"]}
    return {"method": event["method"], "parameters": event["parameters"], **refused}


def _date(update: Data) -> int:
    """Return when an update happened, 0 if it does not say."""
    event: Any = next((value for key, value in update.items() if key != "update_id"), {})
    event = event if isinstance(event, dict) else {}
    date = event.get("date") or event.get("edit_date") or (event.get("message") or {}).get("date") or 0
    return date if isinstance(date, int) else 0


def difference(old: list[Data], new: list[Data]) -> str:
    """Return where two runs differ, as a unified difference; an empty text if they do not."""
    lines = difflib.unified_diff(_lines(old), _lines(new), "the earlier run", "this run", lineterm="", n=3)
    return "\n".join(lines)


def _lines(replies: list[Data]) -> list[str]:
    lines = []
    for one in replies:
        lines.append(f"update {one['update_id']}: {one['app'] or 'no app'}")
        for call in one["calls"]:
            parameters = json.dumps(call["parameters"], ensure_ascii=False, sort_keys=True)
            refused = f"  REFUSED: {call['refused']}" if "refused" in call else ""
            lines.append(f"    {call['method']} {parameters}{refused}")
        if one["error"]:
            lines.append(f"    {one['error']}")
    return lines


def run(bot: scaletg.Bot, path: Path, *, replies: Path | None = None, accept: bool = False) -> int:
    """Replay a file and compare with the earlier run, for the command line; return the exit code."""
    if not path.is_file():
        raise scaletg.ConfigError(
            f"there is no file {str(path)!r}: record one with SCALETG_RECORD={path} python bot.py"
        )
    updates = list(read_updates(path))
    new = replay(bot, updates)
    kept = replies or path.with_name(f"{path.name}.replies")
    if accept or not kept.is_file():
        kept.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in new), encoding="utf-8")
        print(f"{len(new)} updates were replayed; what the bot did is kept in {kept} for the next run.")
        return 0
    old = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    found = difference(old, new)
    if not found:
        print(f"{len(new)} updates were replayed; the bot does what it did before.")
        return 0
    print(found)
    print(f"\nThe bot does otherwise than before. If that is right: add --accept, which rewrites {kept}.")
    return 1
