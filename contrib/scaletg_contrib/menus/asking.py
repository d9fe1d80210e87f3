"""The open question of a person, which a button of a menu has asked: a record until it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import scaletg
from scaletg_contrib.stores import Conflict, Record

__all__ = ["OPEN_SECONDS", "Asked", "OpenQuestion", "answer_in", "check_kinds", "is_notice"]

OPEN_SECONDS = 3600.0  # how long an answer is waited for


class Asked(NamedTuple):
    """The return value of an action that asks: the question, and the kinds of messages that answer it."""

    text: str
    kinds: tuple[str, ...]


class OpenQuestion:
    """What one person was asked in a chat, and has not answered yet."""

    def __init__(self, store: Any, key: str, ttl: float = OPEN_SECONDS) -> None:
        self._store, self._key, self._ttl = store, key, ttl
        self._found: Record | None = None

    def ask(self, menu: str, key: str, state: list[Any], message_id: int) -> None:
        """Remember that the button *key* of a menu has asked, in a message; it replaces an earlier question."""
        value = {"menu": menu, "key": key, "state": state, "message_id": message_id, "answered_by": None}
        self._store.put(self._key, value, ttl=self._ttl)

    def find(self, update_id: int | None) -> dict[str, Any] | None:
        """Return the question, if it is open, or if this update has answered it and is processed again."""
        self._found = self._store.get(self._key)
        if self._found is None or self._found.value["answered_by"] not in (None, update_id):
            return None
        value: dict[str, Any] = self._found.value
        return value

    def end(self, update_id: int | None) -> None:
        """Remember that this update has answered the question, or ended it, so that no other one does."""
        assert self._found is not None
        value = {**self._found.value, "answered_by": update_id or 0}
        try:
            self._store.put(self._key, value, version=self._found.version, ttl=self._ttl)
        except Conflict:  # another process was quicker
            raise scaletg.Retry(0) from None

    def drop(self) -> None:
        """Forget the question."""
        self._store.delete(self._key)


def check_kinds(where: str, on: str | Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of messages that answer a question; raise `ValueError` for what a message cannot have."""
    kinds = (on,) if isinstance(on, str) else tuple(on)
    known = {field.name for field in scaletg.schema.types["Message"].fields}
    for kind in kinds or ("",):
        if kind not in known:
            raise ValueError(
                f"{where} has on={on!r}, but a message has no {kind!r}: write 'text' or 'photo', for example"
            )
    return kinds


def answer_in(message: Any, kinds: tuple[str, ...]) -> Any:
    """Return the answer in a message: its text, else the message itself; None if it is of another kind."""
    if "text" in kinds and message.text is not None:
        return message.text
    raw = message.to_dict()
    return message if any(kind in raw for kind in kinds) else None


def is_notice(message: Any) -> bool:
    """Return whether a message was written by Telegram, for example because a person came."""
    from scaletg_contrib.conversations.questions import notice_fields  # only for what is not an answer

    return bool(notice_fields() & set(message.to_dict()))
