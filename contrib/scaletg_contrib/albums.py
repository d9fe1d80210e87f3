"""Get the photos and videos of an album at once: Telegram sends each as a message of its own.

    albums = Albums()

    @albums.app
    def take_album(album):                      # the messages, in their order
        return f"{len(album)} pictures. Thank you!"

    bot.load(albums)

Stored, in the store of the bot: the messages of an album, as `<bot id>/albums/albums/<chat>/<album>`, for a day; and a
job (`scaletg_contrib.jobs`), which is due a second after the last message. So an album reaches its apps once, also if
its messages come to several processes, and after a crash.
"""

from __future__ import annotations

import functools
import logging
import operator
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import scaletg
from scaletg_contrib.feature import Feature, as_list
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.migration import FollowsGroups, move_records
from scaletg_contrib.stores import Store, key_parts

__all__ = ["Albums"]

JOB = "scaletg:album"
KEEP_SECONDS = 86_400.0  # how long the messages are kept
AFTER_ANSWERS = scaletg.Order.ANSWERS + 50  # an album can be the answer to a question

log = logging.getLogger("scaletg.albums")
Data = dict[str, Any]
F = TypeVar("F", bound=Callable[..., Any])


class Albums(Feature, FollowsGroups):
    """Collects the messages of an album, and calls the apps under `@albums.app` with all of them.

    *seconds*: an album is complete when no message of it has come for this time (above 0, up to 60). Telegram sends the
    messages of an album within a second or two.
    *store*: a URL, an open store, or None for the bot's store. *namespace*: the third part of the keys in the store.
    """

    feature = "albums"

    def __init__(self, store: str | Store | None = None, *, seconds: float = 1.0, namespace: str | None = None) -> None:
        super().__init__(store, name="albums", namespace=namespace)
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds <= 60:
            raise scaletg.ConfigError(f"Albums(seconds={seconds!r}): give seconds above 0, up to 60.")
        self.seconds = seconds
        self._count = 0

        @scaletg.module("album")
        def give_album(update: Any, bot: Any) -> Iterator[list[Any] | None]:
            """Give the messages of an album to its apps, None to all others."""
            yield from self._give(update, bot)

        self.give_album = give_album

    def setup(self, bot: Any) -> None:
        """Load the jobs, if the bot does not load them itself; `bot.load` calls it."""
        if not self._count:
            raise scaletg.RegistrationError(
                "no app takes the albums: write @albums.app above a function of `album`, and call bot.load(albums) "
                "after it."
            )
        super().setup(bot)
        bot.require("jobs", Jobs)

    def app(self, function: F | None = None, /, **options: Any) -> Any:
        """Register an app for albums: `@albums.app`, or with options of `bot.app`, such as `when=`.

        The app names `album`, the list of the messages in their order, and whatever else an app of a job can name.
        Raises `RegistrationError` after `bot.load`.
        """
        if function is None:
            return functools.partial(self.app, **options)
        if self.bot is not None:
            raise scaletg.RegistrationError(
                f"the app {function.__name__!r} for albums comes after bot.load(...): load the albums when all apps "
                "are defined."
            )

        def call_app(**values: Any) -> Any:
            return function(**values)

        self._count += 1
        when = [_is_there, *as_list(options.pop("when", ()))]
        setattr(self, f"app {self._count}", scaletg.app(JOB, on="job", like=function, when=when, **options)(call_app))
        return function

    @scaletg.app(on="message:media_group_id", order=AFTER_ANSWERS)
    def collect(self, message: Any, bot: Any, jobs: Any) -> None:
        """Keep a message of an album; no further app gets it."""
        key = self.key(bot, message.chat.id, message.media_group_id)

        def add(value: Data) -> Data:
            others = [other for other in value["messages"] if other["message_id"] != message.message_id]
            return {**value, "messages": [*others, message.to_dict()]}

        self.store_of(bot).change(key, add, default={"messages": [], "given": []}, ttl=KEEP_SECONDS)
        group = message.media_group_id
        jobs.later(self.seconds, JOB, key=f"album {group}", data={"group": group})
        raise scaletg.Stop("")

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move the albums that are still collected to the new id of a group."""
        bot = self.bot_or(bot)
        return move_records(self.store_of(bot), self.key(bot), old_chat, new_chat, merge=_unite)

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the messages of a person that are still stored, and return how many records were changed."""
        bot, count = self.bot_or(bot), 0
        store = self.store_of(bot)
        for record in list(store.scan(f"{self.key(bot)}/")):
            messages = record.value["messages"]
            others = [message for message in messages if message.get("from", {}).get("id") != user_id]
            if others != messages or key_parts(record.key)[3] == str(user_id):
                count += store.delete(record.key)
        return count

    def _give(self, update: Any, bot: Any) -> Iterator[list[Any] | None]:
        if update.kind != "job" or update.event.name != JOB:
            yield None
            return
        store, key = self.store_of(bot), self.key(bot, update.chat.id, update.event.data.group)
        messages: list[Data] = []
        record = store.get(key)
        if record is None:
            log.warning(
                "the messages of the album %s in chat %s are gone, so no app gets them: they are kept for a day, and "
                "deleted earlier if a person is forgotten; ask the person to send them again",
                update.event.data.group, update.chat.id,
            )  # fmt: skip
        else:
            messages = _messages_for(update.update_id, record.value)
        error = yield [scaletg.Message.from_dict(message, bot) for message in messages] or None
        if error is not None or not messages:
            return
        given = [[message["message_id"], update.update_id] for message in messages]

        def add_given(value: Data | None) -> Data | None:
            if not value:
                return value
            return {**value, "given": [*value["given"], *given]}

        store.change(key, add_given)


def _is_there(album: list[Any] | None) -> bool:
    return album is not None


def _messages_for(job_id: int, value: Data) -> list[Data]:
    """Return the messages for a job: nobody has got them, or the same job, whose process was then killed."""
    given_to_others = {message_id for message_id, by in value["given"] if by != job_id}
    messages = [message for message in value["messages"] if message["message_id"] not in given_to_others]
    messages.sort(key=operator.itemgetter("message_id"))
    return messages


def _unite(old: Data, new: Data) -> Data:
    return {name: [*old[name], *new[name]] for name in ("messages", "given")}
