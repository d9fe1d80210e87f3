"""Time-outs of open questions: each is a job, which is made before the talk is saved and taken away after it."""

from __future__ import annotations

from scaletg_contrib.conversations.talk import Talk
from scaletg_contrib.jobs.book import Book, new_job
from scaletg_contrib.stores import key_parts

__all__ = ["TimeOuts"]


class TimeOuts:
    """The time-outs of the conversations of one bot. *name*: of the jobs, which an app of the conversations takes."""

    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name

    def plan(self, due: str, key: str, talk: Talk) -> None:
        """Let the question of the talk with this *key* time out; *due* is the name of the time-out."""
        at = int(due.partition(".")[0])
        message = talk.message
        chat = message.get("chat") or {"id": talk.place["chat_id"], "type": "private"}
        user = message.get("from")
        person = _person_of(key)
        if user is None or user["id"] != person:
            user = None if person <= 0 else {"id": person, "is_bot": False, "first_name": ""}
        data = {"talk": key, "due": due}
        job = new_job(self._name, at, self._book.now, chat=chat, user=user, data=data)
        self._book.put(self._where(due, key), job, None)

    def drop(self, due: str, key: str) -> None:
        """Take a time-out away."""
        self._book.cancel(self._where(due, key))

    def _where(self, due: str, key: str) -> str:
        chat = int(key_parts(key)[4])
        return self._book.where(chat, max(0, _person_of(key)), f"t-{due}")


def _person_of(key: str) -> int:
    """Return whose talk has this key: a person, or a chat below zero for its anonymous administrators."""
    return int(key_parts(key)[6])
