"""What moves when a group becomes a supergroup, whichever message says so, and in whatever order they come."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

import scaletg
from scaletg_contrib.feature import Feature
from scaletg_contrib.migration import FollowsGroups, add_missing, move_records
from scaletg_contrib.stores import Store

GROUP, SUPERGROUP = -100, -1001000
TO_SUPERGROUP = {"chat": {"id": GROUP, "type": "group", "title": "g"}, "migrate_to_chat_id": SUPERGROUP}
FROM_GROUP = {"chat": {"id": SUPERGROUP, "type": "supergroup", "title": "g"}, "migrate_from_chat_id": GROUP}


class Notes(Feature, FollowsGroups):
    """Keeps a dictionary for each chat."""

    feature = "notes"

    def __init__(self, store: Store) -> None:
        super().__init__(store, name="notes", namespace=None)

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        return move_records(self.store, self.key(bot), old_chat, new_chat, add_missing)


def process(bot: scaletg.Bot, *messages: dict[str, Any]) -> None:
    for message in messages:
        bot.process({"update_id": next(numbers), "message": {"message_id": 1, "date": 1, **message}})


numbers = itertools.count(1)


@pytest.mark.parametrize("messages", [[TO_SUPERGROUP], [FROM_GROUP], [TO_SUPERGROUP, FROM_GROUP]])
def test_records_of_the_group_follow_whichever_message_says_so(any_store: Store, messages: list[Any]) -> None:
    bot, notes = scaletg.Bot("1:token"), Notes(any_store)
    bot.load(notes)
    other = [notes.key(bot, -1001), notes.key(bot, -10), notes.key(2, GROUP)]
    for key in (notes.key(bot, GROUP), notes.key(bot, GROUP, "one"), *other):
        any_store.put(key, {"key": key})
    process(bot, *messages)
    moved = [notes.key(bot, SUPERGROUP), notes.key(bot, SUPERGROUP, "one")]
    assert sorted(record.key for record in any_store.scan()) == sorted([*other, *moved])
    for key in moved:
        found = any_store.get(key)
        assert found and found.value == {"key": key.replace(str(SUPERGROUP), str(GROUP))}


@pytest.mark.parametrize("messages", [(TO_SUPERGROUP, FROM_GROUP), (FROM_GROUP, TO_SUPERGROUP)])
def test_what_the_supergroup_has_already_is_kept_beside_the_rest(any_store: Store, messages: tuple[Any, ...]) -> None:
    bot, notes = scaletg.Bot("1:token"), Notes(any_store)
    bot.load(notes)
    any_store.put(notes.key(bot, GROUP), {"group": 1, "both": 1})
    any_store.put(notes.key(bot, SUPERGROUP), {"supergroup": 2, "both": 2})
    process(bot, *messages)
    both = any_store.get(notes.key(bot, SUPERGROUP))
    assert both and both.value == {"group": 1, "both": 2, "supergroup": 2}
    assert any_store.get(notes.key(bot, GROUP)) == both
