"""Move records when a group becomes a supergroup, in the same way for everything that keeps records of chats.

    class Counters(Feature, FollowsGroups):
        def move(self, old_chat, new_chat, *, bot=None):
            return move_records(self.store_of(bot), self.key(bot), old_chat, new_chat, merge=add_missing)

Telegram sends two notices, in the group (`migrate_to_chat_id`) and in the supergroup (`migrate_from_chat_id`), and a
message of the supergroup may come before both: so both chats can have records. `merge` says what becomes of the two.
Nothing is dropped: for 30 days the record of the group is kept at its old key. Whoever reads that key gets the record
of the supergroup; `store.moved(key)` gives what that of the group was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import scaletg
from scaletg_contrib.stores import Store

__all__ = ["FollowsGroups", "add_missing", "move_records"]

KEEP_SECONDS = 30 * 86_400.0  # how long the record of the old chat stays
FIRST = scaletg.Order.RECORDS  # the order of these apps: before all others


class FollowsGroups:
    """Gives an object the two apps that call its `move` when a group becomes a supergroup."""

    @scaletg.app(on="message:migrate_to_chat_id", order=FIRST)
    def follow_to_supergroup(self, message: Any, bot: Any) -> None:
        """Move the records of a group that becomes a supergroup."""
        self.move(message.chat.id, message.migrate_to_chat_id, bot=bot)

    @scaletg.app(on="message:migrate_from_chat_id", order=FIRST)
    def follow_from_group(self, message: Any, bot: Any) -> None:
        """Move the records of the group that a supergroup was before."""
        self.move(message.migrate_from_chat_id, message.chat.id, bot=bot)

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move the records of *old_chat* to *new_chat* and return how many were moved.

        A second call does no harm. *bot*: whose records these are, if not those of the bot that has loaded the object.
        """
        raise NotImplementedError


def move_records(
    store: Store,
    prefix: str,
    old_chat: int,
    new_chat: int,
    merge: Callable[[Any, Any], Any],
    change: Callable[[Any], Any] = lambda value: value,
) -> int:
    """Move the records of a chat, whose keys are *prefix*, "/" and what begins with its id; return how many.

    *merge* gets the values of the group and of the supergroup where both have a record, and returns the new one; it
    may be called again. *change* is for a value that knows its chat: it gets that of the group, and returns another.
    """
    count, old = 0, f"{prefix}/{old_chat}"
    for key in list(store.keys(old)):
        rest = key[len(old) :]
        if rest[:1].isdigit():
            continue  # the id of another chat begins with the same digits
        count += store.move(key, f"{prefix}/{new_chat}{rest}", change, merge=merge, keep=KEEP_SECONDS)
    return count


def add_missing(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return the value of the supergroup, with the keys that only the group has."""
    return {**old, **new}
