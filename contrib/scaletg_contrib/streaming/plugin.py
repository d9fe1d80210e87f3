"""What ties a stream to its bot: the shortcut, and the button Stop; part of `scaletg_contrib.streaming`."""

from __future__ import annotations

import contextlib
import functools
import random
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import scaletg
from scaletg_contrib.feature import Feature, owners_of_processors
from scaletg_contrib.formatting import from_markdown, rich_from_markdown, split_formatted
from scaletg_contrib.stores import Store, StoreDown
from scaletg_contrib.streaming.answer import Streamed
from scaletg_contrib.streaming.pacing import pace_of
from scaletg_contrib.streaming.places import DraftPlace, GuestPlace, MessagePlace, Part
from scaletg_contrib.streaming.writing import Stop, Writing

__all__ = ["Streams", "stream"]

DRAFT_SECONDS = 0.8  # between two drafts in a private chat
PRIVATE_SECONDS = 1.2  # between two edits in a private chat: a business chat
GROUP_SECONDS = 3.2  # elsewhere: a group may get 20 messages in a minute, edits count, and the last does not wait
STOP_SECONDS = 600.0  # for which a press of Stop is kept
LIMIT = 4096
GUEST_LIMIT = LIMIT - 2  # leaves room for a sign that the text goes on

_Running = tuple[int, int, int]  # bot, chat, draft


class Streams(Feature):
    """Shows a button Stop below the texts that are being written, in private chats.

    *store*: where a press is kept for the other processes of the bot; None for the bot's store, if it has one.
    *namespace*: the third part of the keys.
    """

    feature = "streams"

    def __init__(
        self, store: str | Store | None = None, *, name: str = "streams", namespace: str | None = None
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        self._running: dict[_Running, Stop] = {}
        self._lock = threading.Lock()

    @scaletg.app(on="stopped_message_generation")
    def stop_text(self, stopped_message_generation: Any, bot: Any) -> str:
        """Stop the text below which the person has pressed Stop, in whichever process it is written."""
        chat_id, draft_id = stopped_message_generation.chat.id, stopped_message_generation.draft_id
        running = self._running.get((bot.id or 0, chat_id, draft_id))
        if running is not None:
            running.press()
        elif self._has_store(bot):
            self.store_of(bot).put(self.key(bot, chat_id, draft_id), True, ttl=STOP_SECONDS)
        return ""

    @contextlib.contextmanager
    def running(self, bot: Any, chat_id: int, draft_id: int) -> Iterator[Stop]:
        """Note that a text is written while the block runs; gives what says whether it was stopped."""
        key = (bot.id or 0, chat_id, draft_id)
        look = functools.partial(self._was_stopped_elsewhere, bot, chat_id, draft_id) if self._has_store(bot) else None
        stop = Stop(look)
        with self._lock:
            self._running[key] = stop
        try:
            yield stop
        finally:
            with self._lock:
                del self._running[key]

    def _was_stopped_elsewhere(self, bot: Any, chat_id: int, draft_id: int) -> bool:
        with contextlib.suppress(StoreDown):  # which the store has logged: then this process goes on
            return self.store_of(bot).get(self.key(bot, chat_id, draft_id)) is not None
        return False

    def _has_store(self, bot: Any) -> bool:
        return self._store is not None or bot.options.store is not None

    def is_running(self, bot: Any, chat_id: int, draft_id: int) -> bool:
        """Return whether this process writes such a draft."""
        return (bot.id or 0, chat_id, draft_id) in self._running

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the presses of a person that are kept, and return how many."""
        bot = self.bot_or(bot)
        if not self._has_store(bot):
            return 0
        store = self.store_of(bot)
        return sum(store.delete(key) for key in list(store.keys(f"{self.key(bot, user_id)}/")))

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move nothing: groups have no drafts."""
        return 0


def stream(
    bot: Any,
    chat: Any,
    chunks: Iterable[str | None],
    *,
    markdown: bool = True,
    rich: bool = False,
    target: dict[str, Any] | None = None,
    number: int = 0,
    guest_query_id: str | None = None,
    **options: Any,
) -> Streamed:
    """Show a text in a chat while it is made; return its last messages, for an app to return.

        return stream(bot, job.chat, model(job.data.question))

    `message.stream(chunks)` and `chat.stream(chunks)` are the short forms. *chat*: a `Chat`, or its id. *chunks*: an
    iterable of strings, such as a generator; it is closed when the person presses Stop. *markdown*: with False the text
    stays as it is. *rich*: a rich message, with headings, lists and tables. *options*: those of `SendMessage`; a
    keyboard comes with the last message.

    *target*: the parameters that say where in the chat; *number*: from which the draft gets its id, so that a message
    that is answered again continues its draft; *guest_query_id*: of the message of a guest, who is answered.
    If *chunks* raises, what has come until then is sent, and the exception goes on.
    """
    chat_id = chat if isinstance(chat, int) else chat.id
    target = target or {"chat_id": chat_id}
    limit = LIMIT if guest_query_id is None else GUEST_LIMIT
    split: Callable[[str, bool], list[Part]] = functools.partial(_split_markdown, limit)
    if not markdown:
        split = functools.partial(_split_plain, limit)
    elif rich:
        split = functools.partial(_split_rich, limit)
    split("", False)  # raises now if what reads Markdown is missing
    is_private = chat_id > 0  # a chat of a job has no type
    with contextlib.ExitStack() as block:
        stop = Stop(None)
        place: MessagePlace
        if guest_query_id is not None:
            place = GuestPlace(bot, guest_query_id, options, GROUP_SECONDS)
        elif is_private and not target.keys() - {"chat_id", "message_thread_id"}:
            streams = _streams_of(bot)
            draft_id = _free_draft_id(streams, bot, target["chat_id"], number)
            place = DraftPlace(bot, target, options, DRAFT_SECONDS, draft_id=draft_id, can_stop=streams is not None)
            if streams is not None:
                stop = block.enter_context(streams.running(bot, target["chat_id"], draft_id))
        else:
            place = MessagePlace(bot, target, options, PRIVATE_SECONDS if is_private else GROUP_SECONDS)
        pace = pace_of(bot, guest_query_id or target["chat_id"], place.seconds)
        writing = Writing(place, pace, split, stop=stop, still_time=functools.partial(_still_time, bot))
        return writing.write(chunks)


def _split_markdown(limit: int, text: str, is_unfinished: bool) -> list[Part]:
    return list(split_formatted(*from_markdown(text, unfinished=is_unfinished), limit))


def _split_rich(limit: int, text: str, is_unfinished: bool) -> list[Part]:
    """Return one rich message, or ordinary ones if the text is beyond the limits of a rich one."""
    rich = rich_from_markdown(text, unfinished=is_unfinished)
    if rich is None:
        return _split_markdown(limit, text, is_unfinished)
    return [rich] if rich["blocks"] else []


def _split_plain(limit: int, text: str, is_unfinished: bool) -> list[Part]:
    return list(split_formatted(text, [], limit))


def _streams_of(bot: Any) -> Streams | None:
    """Return the object that takes the presses of Stop, `None` if the bot has loaded none: then there is no button."""
    return next(iter(owners_of_processors(bot, Streams)), None)


def _free_draft_id(streams: Streams | None, bot: Any, chat_id: int, number: int) -> int:
    """Return an id that no other text has that is written now; the same for the same message, if possible."""
    draft_id = 100 * (number or random.randrange(1, 2**31))
    while streams is not None and streams.is_running(bot, chat_id, draft_id):
        draft_id += 1
    return draft_id


def _still_time(bot: Any) -> float | None:
    """Return the time in a test, in which it stands still; `None` outside of tests."""
    transport = bot.api.transport
    while not hasattr(transport, "time") and hasattr(transport, "inner"):
        transport = transport.inner
    if not hasattr(transport, "time"):
        return None
    still: float | None = transport.time()
    return still
