"""Tie broadcasts to a bot: the module `broadcast`, the job that sends, and its status message."""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import scaletg
from scaletg_contrib.broadcast.contents import check_parameters, choose_language, pack_content
from scaletg_contrib.broadcast.recipients import Recipient, check_query, find_recipients, keep_list, read_ids
from scaletg_contrib.broadcast.reports import COUNTS, Report, read_report
from scaletg_contrib.broadcast.running import Run
from scaletg_contrib.feature import Feature, loaded_objects
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.limits import Pace
from scaletg_contrib.people import People
from scaletg_contrib.stores import Store, key_parts
from scaletg_contrib.texts import PLAIN, Texts, Translation

__all__ = ["Broadcast", "BroadcastsOfUpdate"]

JOB = "scaletg:broadcast"
REPORT_SECONDS = 90 * 86_400.0  # how long a report is kept

Data = dict[str, Any]
F = TypeVar("F", bound=Callable[..., Any])


class Broadcast(Feature):
    """Gives apps the module `broadcast`, and sends what is started.

    *threads*: how many messages one broadcast sends at the same time, from 1 to 100. If a process is killed, at most so
    many people get a message twice. One thread waits for each answer of Telegram, and so sends some 20 messages a
    second.
    *store*: a URL, an open store, or None for the bot's store. *name*: the word that apps write. *namespace*: the third
    part of the keys in the store, if it is not the name. *texts*: replaces or translates `TEXTS` (see
    `scaletg_contrib.texts`).
    """

    feature = "broadcast"
    TEXTS: ClassVar[dict[str, str]] = {
        "status": "Broadcast {id}, {state}",
        "waiting": "waiting",
        "running": "running",
        "paused": "paused",
        "done": "done",
        "cancelled": "cancelled",
        "given up": "given up",
        "counts": "{done} of {total} done, {sent} sent, {blocked} cannot be reached, {failed} failed",
        "pause": "Pause",
        "resume": "Resume",
        "cancel": "Cancel",
        "not_yours": "Only the person who started it can do that.",
    }

    def __init__(
        self,
        store: str | Store | None = None,
        *,
        threads: int = 1,
        name: str = "broadcast",
        namespace: str | None = None,
        texts: Translation | None = None,
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        if isinstance(threads, bool) or not isinstance(threads, int) or not 1 <= threads <= 100:
            raise scaletg.ConfigError(f"Broadcast(threads={threads!r}): give a whole number from 1 to 100.")
        self.threads, self.texts = threads, Texts("Broadcast", self.TEXTS, texts)
        self._contents: dict[str, Callable[..., Any]] = {}
        self._queries: dict[str, Callable[..., Any]] = {}

        @scaletg.module(name)
        def give_broadcasts(update: Any, bot: Any, jobs: Any) -> BroadcastsOfUpdate:
            """Give an app what starts a broadcast."""
            return BroadcastsOfUpdate(self, update, bot, jobs)

        self.give_broadcasts = give_broadcasts

    def setup(self, bot: Any) -> None:
        """Load what broadcasts build on, if the bot does not load it itself; `bot.load` calls it."""
        super().setup(bot)
        bot.require("jobs", Jobs)
        bot.require("pace", Pace)
        bot.require("people", People)

    # What the author registers

    def content(self, function: F) -> F:
        """Register a function of `person`, which returns what this person gets: `broadcast.start(function)`.

        The function returns a string or a method, or None to leave this person out. `person` is None for somebody
        whom the bot has not met.
        """
        self._contents[function.__name__] = function
        return function

    def recipients(self, function: F) -> F:
        """Register who gets a broadcast: `broadcast.start("Hi", to=function)`.

        A function of `person` returns whether this person gets it. A generator function of `after` yields ids in an
        order that does not change: only those that follow the id `after`, or all if it is None. Raises
        `RegistrationError` for a function with other parameters.
        """
        check_query(function)
        self._queries[function.__name__] = function
        return function

    # What is done with a broadcast

    def start(
        self, content: Any, to: Any = "people", *, status_chat: int | None = None, owner: int | None = None,
        bot: Any = None,
    ) -> str:  # fmt: skip
        """Start a broadcast, and return its id.

        *content*: a string, a method (its chat is ignored), a dictionary of these by language code, or a function that
        was registered by `content`. *to*: "people" (whom the bot has met and can write to), "chats" (groups and
        channels), a function that was registered by `recipients`, an iterable of ids, or the `Path` of a file with an
        id in each line. *status_chat*: the id of the chat in which a message shows the progress. *owner*: the id of the
        person who may press its buttons. At least one process of the bot must have a clock of its jobs.

        Raises `TypeError` or `ValueError` for a content that cannot be sent later, `ConfigError` for wrong recipients.
        """
        bot = self.bot_or(bot)
        data = self.plan(secrets.token_hex(5), content, to, status_chat, owner, bot)
        bot.jobs.later(0, JOB, chat=None, user=None, key=_job_key(data["id"]), data=data)
        return str(data["id"])

    def plan(
        self, broadcast_id: str, content: Any, to: Any, status_chat: int | None, owner: int | None, bot: Any
    ) -> Data:
        """Store the recipients and an empty report, and return the data of the job."""
        packed = self._pack(content)
        recipients, total = self._pack_recipients(broadcast_id, to, bot)
        report = {"started": self.store_of(bot).clock(), "owner": owner, "is_begun": False}
        # An update that comes again plans its broadcast again, which may be over.
        self.store_of(bot).change(
            self.key(bot, "report", broadcast_id), lambda kept: kept or report, ttl=REPORT_SECONDS
        )
        data = {"id": broadcast_id, "content": packed, "to": recipients, "status_chat": status_chat, "owner": owner}
        return data if total is None else {**data, "total": total}

    def dry_run(self, content: Any, to: Any = "people", *, bot: Any = None) -> dict[str, int]:
        """Send nothing, and return how many would get it, by the method they would get: `{"sendMessage": 240}`.

        Recipients for whom the content is None are not counted. The content is made for every recipient, so that
        mistakes in a function of yours are found. Raises what `start` raises.
        """
        bot = self.bot_or(bot)
        broadcast_id, packed = f"dry-{secrets.token_hex(5)}", self._pack(content)
        recipients, _ = self._pack_recipients(broadcast_id, to, bot)
        counts: dict[str, int] = {}
        for recipient in self.recipients_of({"id": broadcast_id, "to": recipients}, None, bot):
            parameters = self.parameters_for(packed, recipient, bot)
            if parameters is not None:
                counts[parameters["method"]] = counts.get(parameters["method"], 0) + 1
        self._delete_list(broadcast_id, bot)
        return counts

    def report(self, broadcast_id: str, *, bot: Any = None) -> Report | None:
        """Return the progress of a broadcast; None if there is no broadcast with this id."""
        bot = self.bot_or(bot)
        kept = self.store_of(bot).get(self.key(bot, "report", broadcast_id))
        if kept is None:
            return None
        job = self._job_of(broadcast_id, bot)
        if job is None and not kept.value["is_begun"]:  # the update that was to start it has failed
            return None
        if "ended" in kept.value or job is None:
            state, data = kept.value.get("state", "given up"), kept.value.get("data", {})
        else:
            state, data = "waiting", job.data
            if job.is_paused:
                state = "paused"
            elif "is_open" in data:
                state = "running"
        return read_report(broadcast_id, state, kept.value, data)

    def reports(self, *, bot: Any = None) -> list[Report]:
        """Return the broadcasts of the last 90 days, the newest first."""
        bot = self.bot_or(bot)
        ids = [key_parts(key)[-1] for key in self.store_of(bot).keys(self.key(bot, "report", ""))]
        found = [self.report(broadcast_id, bot=bot) for broadcast_id in ids]
        return sorted((one for one in found if one is not None), key=lambda one: one.started, reverse=True)

    def pause(self, broadcast_id: str, *, bot: Any = None) -> bool:
        """Pause a broadcast until it is resumed; return whether that changed anything."""
        return bool(self.bot_or(bot).jobs.pause(_job_key(broadcast_id), chat=None, user=None))

    def resume(self, broadcast_id: str, *, bot: Any = None) -> bool:
        """Resume a broadcast that was paused; return whether that changed anything."""
        return bool(self.bot_or(bot).jobs.resume(_job_key(broadcast_id), chat=None, user=None))

    def cancel(self, broadcast_id: str, *, bot: Any = None) -> bool:
        """Cancel a broadcast, so that nobody else gets it; return False if it was over or does not exist."""
        bot = self.bot_or(bot)
        job = self._job_of(broadcast_id, bot)
        if job is None or not bot.jobs.cancel(_job_key(broadcast_id), chat=None, user=None):
            return False
        self._note_end(broadcast_id, "cancelled", job.data, bot)
        self._delete_list(broadcast_id, bot)
        return True

    # The job

    @scaletg.app(JOB, on="job")
    def send_broadcast(self, job: Any, bot: Any, pace: Any) -> str:
        """Send to all who have not got it yet."""
        run = Run(self, job, bot, pace)
        try:
            run.send_all()
        except scaletg.Retry:
            run.note_stop()
            raise
        self._note_end(job.data.id, "done", run.data, bot)
        run.show_status("done")
        self._delete_list(job.data.id, bot)
        return ""

    @scaletg.app("scaletg:broadcast:<what>:<broadcast_id>", on="callback_query")
    def press_status(self, callback_query: Any, user: Any, bot: Any, what: str, broadcast_id: str) -> Any:
        """Pause, resume or cancel by the buttons of the status message."""
        kept = self.store_of(bot).get(self.key(bot, "report", broadcast_id))
        if kept is None:
            return callback_query.answer()
        if kept.value.get("owner") != user.id:  # programs of strangers can send any data with any button of the bot
            return callback_query.answer(self.texts.say("not_yours", user), show_alert=True)
        changes = {"pause": self.pause, "resume": self.resume, "cancel": self.cancel}
        if what in changes:
            changes[what](broadcast_id, bot=bot)
        report = self.report(broadcast_id, bot=bot)
        return callback_query.edit_text(**self.status_of(report, user)) if report else callback_query.answer()

    def status_of(self, report: Report, user: Any = None) -> Data:
        """Return the parameters of the status message."""
        say = self.texts.say
        total = "?" if report.total is None else report.total
        counts = say("counts", user, total=total, done=report.done, **{name: getattr(report, name) for name in COUNTS})
        head = say("status", user, id=report.id, state=say(report.state, user))
        buttons = []
        if not report.is_over:
            first = "resume" if report.state == "paused" else "pause"
            buttons = [
                {"text": say(word, user), "callback_data": f"{JOB}:{word}:{report.id}"} for word in (first, "cancel")
            ]
        return {"text": f"{head}\n{counts}", "reply_markup": {"inline_keyboard": [buttons] if buttons else []}, **PLAIN}

    def content_named(self, name: str) -> Callable[..., Any]:
        """Return a function that was registered by `content`, by its name."""
        return self._registered(self._contents, name, "content")

    def recipients_named(self, name: str) -> Callable[..., Any]:
        """Return a function that was registered by `recipients`, by its name."""
        return self._registered(self._queries, name, "recipients")

    # What is stored

    def _pack(self, content: Any) -> Data:
        if callable(content) and not isinstance(content, scaletg.Method):
            return {"function": _name_in(self._contents, content, "content")}
        return pack_content(content)

    def _pack_recipients(self, broadcast_id: str, to: Any, bot: Any) -> tuple[Data, int | None]:
        """Return who gets it as the job stores it, and how many these are if that is known."""
        if isinstance(to, str) and to in ("people", "chats"):
            return {"kind": to}, None
        if callable(to):
            return {"kind": "query", "name": _name_in(self._queries, to, "recipients")}, None
        if isinstance(to, str) or not isinstance(to, (Iterable, Path)):
            raise scaletg.ConfigError(
                f'broadcast.start(to={to!r}): write "people", "chats", a function that was registered by '
                "@broadcast.recipients, a list of ids, or the Path of a file with an id in each line."
            )
        return self._keep_list(broadcast_id, to, bot)

    def keep_chats(self, broadcast_id: str, bot: Any) -> Data:
        """Store the groups and channels as a list, and return what the job keeps of it.

        A group that becomes a supergroup meanwhile gets another place in the order of the records; in the list it keeps
        its own, and Telegram says the new id when it is written to.
        """
        to, total = self._keep_list(broadcast_id, [chat.id for chat in self.people_of(bot).chats()], bot)
        return {"to": to, "total": total}

    def _keep_list(self, broadcast_id: str, to: Iterable[Any] | Path, bot: Any) -> tuple[Data, int]:
        key = functools.partial(self.key, bot, "to", broadcast_id)
        pages, total = keep_list(self.store_of(bot), key, read_ids(to))
        return {"kind": "list", "pages": pages}, total

    def recipients_of(self, data: Mapping[str, Any], after: Any, bot: Any) -> Iterator[Recipient]:
        """Yield who is still to get a broadcast, behind the place *after*."""
        query = None
        to = dict(data["to"])
        if to["kind"] == "query":
            query = self.recipients_named(to["name"])

        def read_page(number: int) -> list[Any]:
            found = self.store_of(bot).get(self.key(bot, "to", data["id"], number))
            return [] if found is None else list(found.value)

        return find_recipients(to, after, self.people_of(bot), query, read_page)

    def parameters_for(self, content: Data, recipient: Recipient, bot: Any) -> Data | None:
        """Return the method and its parameters for one recipient; None if there is nothing for this one."""
        if "parameters" in content:
            return dict(content["parameters"])
        if "languages" in content:
            return dict(choose_language(content["languages"], self._language_of(recipient, bot)))
        made = self.content_named(content["function"])(person=recipient.person)
        return None if made is None else check_parameters(made)

    def _language_of(self, recipient: Recipient, bot: Any) -> str | None:
        """Return the language that a person has chosen, else the one of the person's app."""
        if recipient.person is None:
            return None
        for owner in loaded_objects(bot):
            choose = getattr(owner, "language_of", None)
            if callable(choose):
                return str(choose(recipient.person.user, bot=bot))
        return recipient.person.language_code

    def _registered(self, functions: dict[str, Callable[..., Any]], name: str, what: str) -> Callable[..., Any]:
        if name not in functions:
            there_are = ", ".join(functions) or "none"
            raise scaletg.RegistrationError(
                f"a broadcast names the {what} {name!r}, which this code does not have (there are: {there_are}). Keep "
                f"the function, with @broadcast.{what} above it, until the broadcast is over, or cancel it."
            )
        return functions[name]

    def people_of(self, bot: Any) -> Any:
        """Return the people that a bot has met."""
        return next(owner for owner in loaded_objects(bot) if isinstance(owner, People)).of(bot)

    def _job_of(self, broadcast_id: str, bot: Any) -> Any:
        return bot.jobs.find(_job_key(broadcast_id), chat=None, user=None)

    def note_begin(self, broadcast_id: str, bot: Any) -> None:
        """Remember that there is such a broadcast: from now on it has a report."""
        store, key = self.store_of(bot), self.key(bot, "report", broadcast_id)
        if store.get(key) is not None:  # else it was deleted
            store.change(key, lambda value: {**value, "is_begun": True})

    def _note_end(self, broadcast_id: str, state: str, data: Mapping[str, Any], bot: Any) -> None:
        store, key = self.store_of(bot), self.key(bot, "report", broadcast_id)
        counts = {name: value for name, value in data.items() if name in (*COUNTS, "repeated", "reasons", "total")}
        end = {"state": state, "ended": store.clock(), "data": counts, "is_begun": True}
        store.change(key, lambda value: {**(value or {"started": store.clock()}), **end}, ttl=REPORT_SECONDS)

    def _delete_list(self, broadcast_id: str, bot: Any) -> None:
        store = self.store_of(bot)
        for key in list(store.keys(self.key(bot, "to", broadcast_id, ""))):
            store.delete(key, remember=False)

    # People and chats

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move nothing: lists keep the old id, and Telegram says the new one when the group is written to."""
        return 0

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete nothing: lists of recipients are deleted when their broadcast is over."""
        return 0


class BroadcastsOfUpdate:
    """What an app gets as `broadcast`: a broadcast begins only if the update that starts it succeeds, and once."""

    def __init__(self, owner: Broadcast, update: Any, bot: Any, jobs: Any) -> None:
        self._owner, self._update, self._bot, self._jobs = owner, update, bot, jobs
        self._count = 0

    def start(self, content: Any, to: Any = "people", *, with_status: bool = True) -> str:
        """Start a broadcast, and return its id; see `Broadcast.start`.

        *with_status*: a message in this chat shows the progress; only the person of this update may press its buttons.
        """
        self._count += 1
        text = f"{self._update.update_id} {self._count}"
        broadcast_id = hashlib.blake2b(text.encode(), digest_size=5).hexdigest()
        chat, user = self._update.chat, self._update.user
        status_chat = chat.id if with_status and chat is not None else None
        owner = None if user is None else user.id
        data = self._owner.plan(broadcast_id, content, to, status_chat, owner, self._bot)
        self._jobs.later(0, JOB, chat=None, user=None, key=_job_key(broadcast_id), data=data)
        return broadcast_id

    def dry_run(self, content: Any, to: Any = "people") -> dict[str, int]:
        """Send nothing, and return how many would get it; see `Broadcast.dry_run`."""
        return self._owner.dry_run(content, to, bot=self._bot)

    def report(self, broadcast_id: str) -> Report | None:
        """Return the progress of a broadcast; see `Broadcast.report`."""
        return self._owner.report(broadcast_id, bot=self._bot)

    def reports(self) -> list[Report]:
        """Return the broadcasts of the last 90 days, the newest first."""
        return self._owner.reports(bot=self._bot)

    def pause(self, broadcast_id: str) -> bool:
        """Pause a broadcast until it is resumed; see `Broadcast.pause`."""
        return self._owner.pause(broadcast_id, bot=self._bot)

    def resume(self, broadcast_id: str) -> bool:
        """Resume a broadcast that was paused; see `Broadcast.resume`."""
        return self._owner.resume(broadcast_id, bot=self._bot)

    def cancel(self, broadcast_id: str) -> bool:
        """Cancel a broadcast; see `Broadcast.cancel`."""
        return self._owner.cancel(broadcast_id, bot=self._bot)


def _job_key(broadcast_id: str) -> str:
    return f"broadcast {broadcast_id}"


def _name_in(functions: dict[str, Callable[..., Any]], function: Any, what: str) -> str:
    name = getattr(function, "__name__", "")
    if functions.get(name) is not function:
        raise scaletg.ConfigError(
            f"broadcast.start(...) was given the function {name or function!r}, which another process does not find: "
            f"write @broadcast.{what} above it."
        )
    return name
