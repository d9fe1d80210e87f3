"""Replay the conversations of a store with new code before it is deployed, to find those that it would break.

    for finding in check_talks(talks, records):
        print(finding)

Nothing is changed, sent or computed: a replay ends at the first new step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import scaletg
from scaletg_contrib.conversations.plugin import Conversations
from scaletg_contrib.conversations.questions import Once
from scaletg_contrib.conversations.replay import Changed, Function, Replay
from scaletg_contrib.conversations.talk import Talk
from scaletg_contrib.feature import owners_of_processors
from scaletg_contrib.stores import Record, Store, key_parts, open_store

__all__ = [
    "Finding", "check_talks", "conversations_of", "find_strays", "open_records_of", "read_records", "write_dump",
]  # fmt: skip

KEY_PARTS = 7  # bot id, feature, namespace, "talk", chat, topic, person


class Finding(NamedTuple):
    """An open conversation that would break: of which person, at which question, and why."""

    key: str
    name: str
    #: The number of the step, from 1 on.
    step: int
    #: The last question that the new code asks before it breaks.
    question: str
    why: str

    def __str__(self) -> str:
        *_, chat, topic, person = key_parts(self.key)
        place = f"chat {chat}" if topic == "0" else f"chat {chat}, topic {topic}"
        after = f", after {self.question}" if self.question else ""
        return f"{self.name!r} of person {person} in {place}: breaks at step {self.step}{after}: {self.why}"


class _End(Exception):
    """The replay has reached a new step."""


class _Host:
    """A host of replays that does nothing."""

    def __init__(self, bot: Any) -> None:
        self._bot = bot

    def values_for(self, talk: Talk, function: Function) -> dict[str, Any]:
        values = dict(talk.arguments)
        if "message" in function.__code__.co_varnames[: function.__code__.co_argcount]:
            values["message"] = self.restore_message(talk.message)
        return values

    def restore_message(self, raw: dict[str, Any]) -> Any:
        return scaletg.Message.from_dict(raw, self._bot)

    def compute(self, item: Once, talk: Talk, cause: Any) -> Exception | None:
        raise _End

    def new_time_out(self, seconds: float) -> str:
        raise _End

    def sentence(self, key: str) -> str:
        return key


def check_talks(talks: Conversations, records: Iterable[Record], bot: Any) -> Iterator[Finding | None]:
    """Replay the open conversations among *records*; yield `None` for each that continues, else a finding."""
    for record in records:
        parts = key_parts(record.key)
        is_ours = len(parts) == KEY_PARTS and parts[1:4] == [talks.feature, talks.namespace, "talk"]
        if is_ours and not record.value["has_ended"]:
            yield _check(talks, record, bot)


def _check(talks: Conversations, record: Record, bot: Any) -> Finding | None:
    talk = Talk.from_record(json.loads(json.dumps(record.value)))
    function = talks.functions.get(talk.name)
    if function is None:
        return Finding(record.key, talk.name, 1, "", "there is no conversation with this name any more")
    replay = Replay(_Host(bot), talk, function, object())
    why = ""
    try:
        replay.run()
    except _End:
        pass
    except Changed as change:
        why = str(change)
    except (Exception, SystemExit) as error:  # noqa: BLE001 (the new code may raise any exception)
        why = f"it raises {type(error).__name__}: {error}"
    if not why:
        return None
    return Finding(record.key, talk.name, replay.index + 1, _last_question(replay), why)


def _last_question(replay: Replay) -> str:
    if not replay.questions:
        return ""
    return repr(replay.questions[max(replay.questions)])


# Where the conversations come from ###########################################


def conversations_of(bot: scaletg.Bot) -> list[Conversations]:
    """Return the objects of the class `Conversations` that a bot has loaded."""
    return owners_of_processors(bot, Conversations)


def open_records_of(source: str, bot_id: int | None, table: str | None = None) -> list[Record]:
    """Return the open conversations of a bot; raise `ConfigError` if *source* has only those of other bots."""
    records = read_records(source, bot_id, table)
    if not records and bot_id is not None:
        others = {key_parts(record.key)[0] for record in read_records(source, None, table)}
        if others:
            ids = ", ".join(sorted(others))
            raise scaletg.ConfigError(
                f"{source} has no conversations of bot {bot_id}, but of {ids}: name one with --bot-id."
            )
    return [record for record in records if not record.value["has_ended"]]


def find_strays(all_talks: Iterable[Conversations], records: Iterable[Record]) -> Iterator[str]:
    """Describe the conversations that no object of a bot would read: each has another namespace."""
    namespaces = {talks.namespace for talks in all_talks}
    for record in records:
        parts = key_parts(record.key)
        if parts[2] not in namespaces:
            name, person = record.value["name"], parts[-1]
            yield f"{name!r} of person {person}: no Conversations(namespace={parts[2]!r}) would continue it"


def read_records(source: str, bot_id: int | None, table: str | None = None) -> list[Record]:
    """Return the conversations in a store (its URL) or in a dump (its path), of one bot or of all."""
    path = Path(source)
    if path.is_file():
        return [record for record in _read_dump(path) if _is_record_of(record, bot_id)]
    if source.startswith("sqlite:///"):
        file = unquote(urlsplit(source).path[1:])
        if not Path(file).exists():
            raise scaletg.ConfigError(f"{source}: there is no such file.")
    if table is None:
        store = open_store(source)
    else:
        store = open_store(source, name=table)
    try:
        return [record for record in _scan(store, bot_id) if _is_record_of(record, None)]
    finally:
        store.close()


def _scan(store: Store, bot_id: int | None) -> Iterator[Record]:
    if bot_id is None:
        return store.scan("")
    return store.scan(f"{bot_id}/{Conversations.feature}/")


def _is_record_of(record: Record, bot_id: int | None) -> bool:
    parts = key_parts(record.key)
    if len(parts) != KEY_PARTS or (parts[1], parts[3]) != (Conversations.feature, "talk"):
        return False
    return bot_id is None or parts[0] == str(bot_id)


def _read_dump(path: Path) -> Iterator[Record]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            yield Record(row["key"], row["value"], 1, None)
        except (ValueError, KeyError, TypeError) as error:
            raise scaletg.ConfigError(
                f"{path}, line {number}, is not a line of a dump: {error}. "
                "Make the dump with: python -m scaletg_contrib.conversations dump STORE > FILE"
            ) from error


def write_dump(source: str, bot_id: int | None, table: str | None = None) -> Iterator[str]:
    """Yield the conversations of a store as the lines of a dump."""
    for record in read_records(source, bot_id, table):
        yield json.dumps({"key": record.key, "value": record.value})
