"""The thread of a message: a topic of a forum, or a chain of replies in another supergroup.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.records import Chat, Data, Member

GENERAL = 1  #: the number of the topic "General", whose messages have no thread id


def thread_of_reply(chat: Chat, answered: Data) -> int:
    """Return the thread of a message that answers another one, or 0."""
    if chat.type != "supergroup" or not answered:
        return 0
    thread = int(answered.get("message_thread_id", 0))
    if thread == 0 and not chat.is_forum:
        return int(answered["message_id"])
    return thread


def may_write(chat: Chat, thread: int, member: Member) -> bool:
    """Return whether a member may write in a thread: a closed topic is only for its creator and who manages topics."""
    topic = chat.topics.get(thread, chat.general_topic)
    if not chat.is_forum or not topic["is_closed"]:
        return True
    return topic.get("creator") == member.user_id or member.has_right("can_manage_topics")
