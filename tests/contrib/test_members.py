"""Conditions for what happened to a member: a table of all that a member can be before and after."""

from __future__ import annotations

from typing import Any

import pytest

import scaletg
from scaletg_contrib import members

OUT, IN = ("left", "kicked", "outside"), ("member", "administrator", "creator", "restricted")
#: What is true of a change from one status to another, in a group; "outside" is restricted, and not in the chat.
EXPECTED = {
    **{(before, after): {"came"} for before in OUT for after in IN},
    **{(before, after): {"left"} for before in IN for after in OUT},
}


def expected(before: str, after: str, chat_type: str) -> set[str]:
    """Return the names of the conditions that hold, found in another way than in the code."""
    names = set(EXPECTED.get((before, after), ()))
    before, after = (status.replace("outside", "restricted") for status in (before, after))
    is_private = chat_type == "private"
    if after == "kicked" != before:
        names.add("blocked" if is_private else "banned")
    if before == "kicked" != after:
        names.add("unblocked" if is_private else "unbanned")
    high = {"administrator", "creator"}
    if after in high and before not in high:
        names.add("promoted")
    if before in high and after not in high:
        names.add("demoted")
    if after == "restricted" != before:
        names.add("restricted")
    if before == "restricted" and after in ("member", "administrator", "creator"):
        names.add("released")
    return names


def member(status: str) -> dict[str, Any]:
    user = {"id": 7, "is_bot": False, "first_name": "Ada"}
    if status in ("restricted", "outside"):
        return {"status": "restricted", "user": user, "is_member": status == "restricted", "until_date": 0}
    return {"status": status, "user": user}


@pytest.mark.parametrize("chat_type", ["private", "supergroup"])
@pytest.mark.parametrize("after", [*OUT, *IN])
@pytest.mark.parametrize("before", [*OUT, *IN])
def test_each_change_is_what_its_name_says(before: str, after: str, chat_type: str) -> None:
    event = {
        "chat": {"id": 5, "type": chat_type},
        "from": {"id": 7, "is_bot": False, "first_name": "Ada"},
        "date": 1,
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }
    bot, called = scaletg.Bot("7:token", username="test_bot"), set()
    for name in members.__all__:
        bot.app(on="chat_member", when=getattr(members, name), name=name)(
            lambda chat_member, name=name: called.add(name)
        )
    bot.process({"update_id": 1, "chat_member": event})
    assert called == expected(before, after, chat_type)
