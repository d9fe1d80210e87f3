"""Conditions for what happened to a member of a chat: came, left, was promoted.

    from scaletg_contrib.members import came, blocked

    @bot.app(on="chat_member", when=came)
    def greet(chat_member):
        return f"Welcome, {chat_member.new_chat_member.user.first_name}!"

    @bot.app(on="my_chat_member", when=blocked)         # a person has blocked the bot
    def say_goodbye(my_chat_member): ...

Each compares what somebody was with what they are. Telegram sends `chat_member` only to bots that are administrators of
the chat. Nothing is stored. https://core.telegram.org/bots/api#chatmemberupdated
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "banned", "blocked", "came", "demoted", "left", "promoted", "released", "restricted", "unbanned", "unblocked",
]  # fmt: skip

ADMINISTRATORS = ("creator", "administrator")


def came(event: Any) -> bool:
    """Return whether somebody is in the chat now who was not."""
    return not _is_in(event.old_chat_member) and _is_in(event.new_chat_member)


def left(event: Any) -> bool:
    """Return whether somebody is in the chat no more: they went, or were removed."""
    return _is_in(event.old_chat_member) and not _is_in(event.new_chat_member)


def banned(event: Any) -> bool:
    """Return whether somebody was banned from a group or channel."""
    return not _is_private(event) and _has_become(event, "kicked")


def unbanned(event: Any) -> bool:
    """Return whether a ban in a group or channel has ended."""
    return not _is_private(event) and _was(event, "kicked")


def promoted(event: Any) -> bool:
    """Return whether somebody has become an administrator or the owner."""
    return not _is_administrator(event.old_chat_member) and _is_administrator(event.new_chat_member)


def demoted(event: Any) -> bool:
    """Return whether somebody is an administrator no more."""
    return _is_administrator(event.old_chat_member) and not _is_administrator(event.new_chat_member)


def restricted(event: Any) -> bool:
    """Return whether somebody may do less than the others from now on."""
    return _has_become(event, "restricted")


def released(event: Any) -> bool:
    """Return whether somebody who was restricted is an ordinary member or an administrator again."""
    is_restricted = event.new_chat_member.status == "restricted"
    return event.old_chat_member.status == "restricted" and not is_restricted and _is_in(event.new_chat_member)


def blocked(event: Any) -> bool:
    """Return whether a person has blocked the bot, in `my_chat_member`."""
    return _is_private(event) and _has_become(event, "kicked")


def unblocked(event: Any) -> bool:
    """Return whether a person who had blocked the bot has started it again, in `my_chat_member`."""
    return _is_private(event) and _was(event, "kicked")


def _is_in(member: Any) -> bool:
    if member.status == "restricted":
        return bool(member.is_member)
    return bool(member.status not in ("left", "kicked"))


def _is_administrator(member: Any) -> bool:
    return bool(member.status in ADMINISTRATORS)


def _is_private(event: Any) -> bool:
    return bool(event.chat.type == "private")


def _has_become(event: Any, status: str) -> bool:
    return bool(event.old_chat_member.status != status == event.new_chat_member.status)


def _was(event: Any, status: str) -> bool:
    return bool(event.old_chat_member.status == status != event.new_chat_member.status)
