"""Process recorded updates again, and show where the bot now answers differently.

    SCALETG_RECORD=updates.jsonl python bot.py        # records: one update per line
    python -m scaletg replay updates.jsonl bot.py     # the first time: writes updates.jsonl.replies
    python -m scaletg replay updates.jsonl bot.py     # later: compares, and shows the differences

The bot's calls go to a simulator (scaletg_contrib.simulator) that knows the people, chats and messages of the updates;
nothing reaches Telegram. Recorded updates hold what people wrote: keep them as you keep other personal data.
"""

from __future__ import annotations

import difflib
import io
import json
import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.simulator import Data
from scaletg_contrib.testkit import Telegram

__all__ = ["difference", "read_updates", "replay", "run"]


def read_updates(path: Path) -> Iterator[Data]:
    """Return the updates of a file with one JSON object per line. Raises `scaletg.ConfigError` for any other line."""
    for number, line, raw in _read_lines(path, "Record again, or delete the file if it is not a record of updates."):
        mend = "Delete the line"
        if not line.endswith("\n"):
            mend = "It was cut off, for example because the bot was killed: delete the line"
        if isinstance(raw, json.JSONDecodeError):
            where = f"{raw.msg} at column {raw.colno}"
            raise scaletg.ConfigError(f"{path}, line {number} is not JSON: {where}. {mend}, or record again.")
        fault = _fault(raw)
        if fault:
            raise scaletg.ConfigError(f"{path}, line {number} is not an update: {fault}. {mend}, or record again.")
        yield raw


def _read_lines(path: Path, mend: str) -> Iterator[tuple[int, str, Any]]:
    """Yield number, text and value of each line that is not blank; if it is not JSON, the value is the error."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise scaletg.ConfigError(f"{path} cannot be read: {error}. {mend}") from None
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):  # not U+2028
        if line.strip():
            try:
                yield number, line, json.loads(line.strip())
            except json.JSONDecodeError as error:
                yield number, line, error


def _fault(update: Any) -> str | None:
    if not isinstance(update, dict) or "update_id" not in update:
        return "it has no update_id"
    if type(update["update_id"]) is not int:
        return f"its update_id is {update['update_id']!r}, not a number"
    kind = _kind_of(update)
    if kind is None:
        return "it has only an update_id"
    if not isinstance(update[kind], dict):
        return f"its {kind} is not an object"
    return None


def _kind_of(update: Data) -> str | None:
    for key in update:
        if key != "update_id":
            return key
    return None


def replay(bot: scaletg.Bot, updates: list[Data], progress: Callable[[int, int], Any] | None = None) -> list[Data]:
    """Process updates with a simulator; return, for each, the app that answered, its calls and the error.

    *progress* is a function of the updates done and the updates in all.
    """
    first_date = 0
    if updates:
        first_date = _date(updates[0])
    begin = datetime.fromtimestamp(first_date, UTC)
    with Telegram(bot, strict=False, now=begin, seed=1) as telegram:  # makes file_ids the same in every run
        bot.record, bot.seen = None, scaletg.SeenUpdates()
        done = []
        for update in updates:
            done.append(_replay_one(telegram, update))
            if progress:
                progress(len(done), len(updates))
        return done


def _replay_one(telegram: Telegram, update: Data) -> Data:
    world = telegram.sim.world
    offset = _date(update) - (world.clock.frozen_at or 0)
    world.clock.offset = max(world.clock.offset, offset)
    before = world.last_event
    outcome = telegram.deliver(update)
    done: Data = {"update_id": update["update_id"], "about": _describe_update(update), "app": outcome.app}
    done["calls"] = [_call(event) for event in world.events_after(before, {"call"}) if event["method"] != "getMe"]
    done["error"] = None
    if outcome.error is not None:
        done["error"] = f"{type(outcome.error).__name__}: {outcome.error}"
    return done


def _describe_update(update: Data) -> str:
    """Return a short description of an update: `message of Ada: '/start'`."""
    kind = str(_kind_of(update))
    event = update[kind]
    about = kind
    person = event.get("from") or event.get("user") or {}
    if person.get("first_name"):
        about = f"{kind} of {person['first_name']}"
    texts = [event[field] for field in ("text", "data", "query", "caption") if event.get(field)]
    if not texts or not isinstance(texts[0], str):
        return about
    text = texts[0]
    if len(text) > 60:
        text = text[:57] + "..."
    return f"{about}: {text!r}"


def _call(event: Data) -> Data:
    call = {"method": event["method"], "parameters": event["parameters"]}
    if not event["answer"]["ok"]:
        call["refused"] = event["answer"]["description"]
    return call


def _date(update: Data) -> int:
    """Return when an update happened, 0 if it has no date."""
    event = update.get(_kind_of(update) or "")
    if not isinstance(event, dict):
        return 0
    message = event.get("message") or {}
    for date in (event.get("date"), event.get("edit_date"), message.get("date")):
        if date and isinstance(date, int):
            return date
    return 0


def difference(old: list[Data], new: list[Data]) -> str:
    """Return the differences of two runs, update by update; an empty string if there are none."""
    before = {outcome["update_id"]: outcome for outcome in old}
    after = {outcome["update_id"]: outcome for outcome in new}
    parts = [_difference_of(before.get(number), after.get(number)) for number in {**before, **after}]
    return "\n\n".join(filter(None, parts))


def _difference_of(old: Data | None, new: Data | None) -> str:
    """Return the lines of one update that differ between two runs, `-` before and `+` now."""
    outcome: Data = new or old or {}
    head = f"update {outcome['update_id']}, {outcome.get('about', 'unknown')}"
    if new is None:
        return f"{head}\n  is not in this run"
    if old is None:
        return f"{head}\n  is not in the earlier run"
    before, after = _lines(old), _lines(new)
    if before == after:
        return ""
    rows = [line for line in difflib.ndiff(before, after) if not line.startswith("?")]
    return "\n".join([head, *rows])


def _lines(outcome: Data) -> list[str]:
    lines = ["no app answered"]
    if outcome["app"]:
        lines = [f"answered by {outcome['app']}"]
    for call in outcome["calls"]:
        parameters = json.dumps(call["parameters"], ensure_ascii=False, sort_keys=True)
        line = f"{call['method']} {parameters}"
        if "refused" in call:
            line += f"  REFUSED: {call['refused']}"
        lines.append(line)
    if outcome["error"]:
        lines.append(outcome["error"])
    return lines


def run(bot: scaletg.Bot, path: Path, *, replies: Path | None = None, accept: bool = False) -> int:
    """Replay a file and compare it with the earlier run, for the command line; return the exit code."""
    if path.is_dir():
        raise scaletg.ConfigError(f"{str(path)!r} is a folder: name the file with the recorded updates in it")
    if not path.is_file():
        raise scaletg.ConfigError(
            f"there is no file {str(path)!r}: record one with SCALETG_RECORD={path} python bot.py"
        )
    updates = list(read_updates(path))
    if not updates:
        raise scaletg.ConfigError(f"{path} contains no update: run the bot with SCALETG_RECORD={path}, and talk to it")
    kept = replies or path.with_name(f"{path.name}.replies")
    old = None if accept or not kept.is_file() else _read_replies(kept)
    random.seed(1)  # a bot that uses random numbers gets the same numbers in every run
    new = replay(bot, updates, _show_progress if sys.stderr.isatty() else None)
    count = "1 update was" if len(new) == 1 else f"{len(new)} updates were"
    if old is None:
        kept.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in new), encoding="utf-8")
        _print(f"{count} replayed; what the bot did is kept in {kept} for the next run.")
        return 0
    found = difference(old, new)
    if not found:
        _print(f"{count} replayed; the bot does what it did before.")
        return 0
    parts = found.count("\nupdate ") + 1
    differ = "1 differs" if parts == 1 else f"{parts} differ"
    _print(f"{found}\n\n{count} replayed; {differ} from the earlier run (- before, + now).")
    _print(f"If that is right: add --accept, which rewrites {kept}.")
    return 1


def _print(text: str) -> None:
    """Print, also on a terminal that cannot show every character, such as cp1252 on Windows."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def _show_progress(done: int, total: int) -> None:
    if done % 100 == 0 or done == total:
        print(f"\r{done} of {total} updates ", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _read_replies(path: Path) -> list[Data]:
    mend = "Delete the file, or add --accept: then it is written again."
    runs = []
    for number, _, raw in _read_lines(path, mend):
        if not isinstance(raw, dict) or not {"update_id", "app", "calls", "error"} <= raw.keys():
            raise scaletg.ConfigError(f"{path}, line {number} does not say what a bot did. {mend}")
        runs.append(raw)
    return runs
