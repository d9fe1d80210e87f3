"""What apps get as `jobs`, and what `bot.jobs` is: they make jobs, list them and cancel them."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

import scaletg
from scaletg_contrib.attrs_json import check_json
from scaletg_contrib.jobs.book import Book, Data, label_of, new_job
from scaletg_contrib.jobs.schedule import check_cron, next_time, zone_of

__all__ = ["BotJobs", "PlannedJob", "UpdateJobs"]

LONGEST_SECONDS = 100 * 366 * 86_400.0
OPTIONS = ("chat", "user", "key", "late", "once", "zone", "data")  # which are not names of data
FROM_UPDATE: Any = type("FromUpdate", (), {"__repr__": lambda self: "that of the update", "__slots__": ()})()


class PlannedData(dict[str, Any]):
    """The data of a job: `data.text` and `data["text"]` are the same, as in the app of the job."""

    def __getattr__(self, name: str) -> Any:
        try:
            value = self[name]
        except KeyError:
            raise AttributeError(f"the data of this job has no {name!r}, but {', '.join(self) or 'nothing'}") from None
        return PlannedData(value) if type(value) is dict else value


class PlannedJob(NamedTuple):
    """A job that is still to be done.

    *due* is in UTC. *key*: None if the job was made without one. *chat_id*, *user_id*: None if the job belongs to
    nobody. *cron*, *zone*: None unless the job is repeated.
    """

    id: str
    name: str
    due: datetime.datetime
    key: str | None
    data: PlannedData
    chat_id: int | None
    user_id: int | None
    cron: str | None
    zone: str | None
    is_paused: bool


Plan = list[PlannedJob]
Names = list[str]
#: Returns the names that a name may mean, or None if an app takes a job of this name.
Knows = Callable[[str], "Names | None"]


def planned(where: str, value: Data) -> PlannedJob:
    """Return what people see of a record."""
    value = value["successor"] or value
    due = datetime.datetime.fromtimestamp(value["due"] / 1000, datetime.UTC)
    chat, user = value["chat"] or {}, value["user"] or {}
    return PlannedJob(
        label_of(where), value["name"], due, value["key"], PlannedData(value["data"]), chat.get("id"),
        user.get("id"), value["cron"], value["zone"], value["is_paused"],
    )  # fmt: skip


class JobMaker:
    """Makes jobs."""

    def __init__(self, find_book: Callable[[], Book], zone: str, knows: Knows) -> None:
        self._find_book = find_book
        self._zone, self._knows = zone, knows
        #: Where the jobs of this update belong.
        self._chat: Data | None = None
        self._user: Data | None = None
        self._place: Data = {}

    @property
    def book(self) -> Book:
        """Return the records, in the store that the bot has now: a test lends it another one."""
        return self._find_book()

    def later(self, seconds: float, name: str, /, **options: Any) -> str:
        """Call the app `name` after *seconds*, from 0 to 100 years; return the id of the job.

        *chat*, *user*: whose job it is, as an id or an object; by default the chat and person of this update. With only
        *chat*, a job of a group belongs to nobody, a job of a private chat to its person. *key*: each person in a chat
        has at most one job with this key; a new one replaces it. *late*: the job is skipped if it begins more than so
        many seconds too late. *once*: after a crash the job is lost rather than done twice. *data*, and all further
        parameters: what the app finds in `job.data`, as JSON.

        Raises `RegistrationError` if no app takes a job of this name, `ValueError` or `TypeError` for wrong values.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds <= LONGEST_SECONDS:
            raise ValueError(f"jobs.later({seconds!r}, {name!r}): give seconds from 0 to 100 years, for example 600")
        return self._plan("later", name, self.book.now + int(seconds * 1000), options)

    def at(self, moment: datetime.datetime, name: str, /, **options: Any) -> str:
        """Call the app `name` at *moment*; return the id of the job. The options are those of `later`.

        *moment* has a time zone, or *zone* names one, for example "Europe/Berlin". A job whose time has passed is done
        at once. Raises what `later` raises, and `ValueError` if there is no time zone.
        """
        if not isinstance(moment, datetime.datetime):
            raise TypeError(f"jobs.at({moment!r}, {name!r}): the time must be a datetime")
        if moment.tzinfo is None:
            if options.get("zone") is None:
                raise ValueError(
                    f"jobs.at({moment!r}, {name!r}): the time has no zone, so nobody knows when it is. "
                    "Write zone='Europe/Berlin', for example, or datetime(..., tzinfo=...)"
                )
            moment = moment.replace(tzinfo=zone_of(options["zone"]))
        options.pop("zone", None)
        return self._plan("at", name, max(0, int(moment.timestamp() * 1000)), options)

    def every(self, cron: str, name: str, /, **options: Any) -> str:
        """Call the app `name` again and again until the job is cancelled; return the id of the job.

        *cron*: minute, hour, day, month, weekday, for example "0 9 * * mon-fri". *zone*: the time zone, for example
        "Europe/Berlin" (default: the zone of `Jobs`). *key*: by default the name, so two jobs of one name need two
        keys. The other options are those of `later`. Raises what `later` raises, and `ValueError` for a cron line that
        is wrong or never due.
        """
        zone = options.pop("zone", None) or self._zone
        check_cron(cron, zone)
        options.setdefault("key", name)
        first = next_time(cron, zone, self.book.now / 1000)
        assert first is not None  # check_cron has found one
        return self._plan("every", name, int(first * 1000), options, cron=cron, zone=zone)

    def cancel(self, key: str, *, chat: Any = FROM_UPDATE, user: Any = FROM_UPDATE) -> bool:
        """Cancel the job with this key or id; return whether there was one.

        A job that is being done ends at its next `job.keep()`.
        """
        where = self._find(key, self._jobs_of(chat, user), self._place_of(chat, user))
        if where is not None:
            self._do("cancel", where)
        return where is not None

    def pause(self, key: str, *, chat: Any = FROM_UPDATE, user: Any = FROM_UPDATE) -> bool:
        """Pause the job with this key or id until `resume`; return whether that changed anything."""
        return self._set_paused(key, chat, user, True)

    def resume(self, key: str, *, chat: Any = FROM_UPDATE, user: Any = FROM_UPDATE) -> bool:
        """Resume a job that was paused; return whether that changed anything."""
        return self._set_paused(key, chat, user, False)

    def _set_paused(self, key: str, chat: Any, user: Any, is_paused: bool) -> bool:
        jobs = self._jobs_of(chat, user)
        where = self._find(key, jobs, self._place_of(chat, user))
        if where is None or jobs[where]["is_paused"] == is_paused:
            return False
        self._do("pause" if is_paused else "resume", where)
        return True

    def list(self, *, chat: Any = FROM_UPDATE, user: Any = FROM_UPDATE) -> Plan:
        """Return the jobs of the person in this chat that are still to be done, the next one first."""
        jobs = [planned(where, value) for where, value in self._jobs_of(chat, user).items() if not _is_ours(value)]
        return sorted(jobs, key=lambda job: job.due)

    def find(self, key: str, *, chat: Any = FROM_UPDATE, user: Any = FROM_UPDATE) -> PlannedJob | None:
        """Return the job with this key or id that is still to be done; None if there is none."""
        jobs = self._jobs_of(chat, user)
        where = self._find(key, jobs, self._place_of(chat, user))
        return None if where is None else planned(where, jobs[where])

    # Whose job it is

    def _chat_and_user_of(self, chat: Any, user: Any) -> tuple[Data | None, Data | None]:
        """Return the chat and the person of a job."""
        if chat is FROM_UPDATE and user is FROM_UPDATE:
            return self._chat, self._user
        if chat is FROM_UPDATE:
            found_user = _user_of(user)
            found_chat = self._chat
            if found_chat is None and found_user is not None:
                found_chat = _chat_of(found_user["id"])
        else:
            found_chat = _chat_of(chat)
            found_user = self._person_of(found_chat) if user is FROM_UPDATE else _user_of(user)
        return _prefer_known(self._chat, found_chat), _prefer_known(self._user, found_user)

    def _person_of(self, chat: Data | None) -> Data | None:
        """Return whose job it is if only the chat is given: that of this update, or of a private chat."""
        if chat is not None and chat["id"] > 0:
            return _user_of(chat["id"])
        if chat is not None and self._chat is not None and chat["id"] == self._chat["id"]:
            return self._user
        return None

    def _place_of(self, chat: Any, user: Any) -> tuple[int, int]:
        found_chat, found_user = self._chat_and_user_of(chat, user)
        return (found_chat or {}).get("id", 0), (found_user or {}).get("id", 0)

    def _find(self, key: str, jobs: dict[str, Data], place: tuple[int, int]) -> str | None:
        """Return where the job with a key or an id is, None if there is none."""
        where = self.book.where(*place, f"k-{key}")
        if where in jobs:
            return where
        return next((one for one in jobs if label_of(one) == key), None)

    def _jobs_of(self, chat: Any, user: Any) -> dict[str, Data]:
        """Return the jobs of a person, by their keys in the store."""
        return dict(self.book.all(*self._place_of(chat, user)))

    # What is done

    def _plan(self, how: str, name: str, at: int, options: Data, **times: Any) -> str:
        chat, user = options.pop("chat", FROM_UPDATE), options.pop("user", FROM_UPDATE)
        key, late, once = options.pop("key", None), options.pop("late", None), options.pop("once", False)
        more = options.pop("data", {})
        self._check(how, name, key, late, once, more, options)
        data = {**more, **options}
        found_chat, found_user = self._chat_and_user_of(chat, user)
        place = self._place if found_chat is not None and found_chat == self._chat else {}
        job = new_job(
            name, at, self.book.now, chat=found_chat, user=found_user, place=place, data=data, key=key, late=late,
            once=once, **times,
        )  # fmt: skip
        maker = self._next_maker()
        label = f"m-{maker or secrets.token_hex(8)}" if key is None else f"k-{key}"
        where = self.book.where(*self._place_of(chat, user), label)
        self._do("put", where, job, maker)
        return label_of(where)

    def _check(self, how: str, name: Any, key: Any, late: Any, once: Any, more: Any, data: Data) -> None:
        """Raise for what cannot be meant. Words such as `user` are options, and not names of data."""
        asked = f"jobs.{how}(..., {name!r})"
        hint = f'{", ".join(OPTIONS)} are options; data of such a name is written data={{"late": ...}}'
        if not isinstance(name, str):
            raise TypeError(f"{asked}: the name of a job is a string, for example 'remind'")
        if key is not None and not (isinstance(key, str) and key):
            raise TypeError(f"{asked} has key={key!r}, which is not a string: {hint}")
        if late is not None and (isinstance(late, bool) or not isinstance(late, (int, float)) or late < 0):
            raise TypeError(f"{asked} has late={late!r}, which is not a number of seconds: {hint}")
        if not isinstance(once, bool):
            raise TypeError(f"{asked} has once={once!r}, which is neither True nor False: {hint}")
        if "zone" in data:
            raise TypeError(f"{asked} has zone=, which belongs to `every` and `at`: {hint}")
        if not isinstance(more, dict):
            raise TypeError(f"{asked} has data={more!r}, which is not a dictionary")
        check_json("job.data", {**more, **data})
        known = self._knows(name)
        if known is not None:
            raise scaletg.RegistrationError(
                f'{asked}: no app takes a job of this name. Write @bot.app({name!r}, on="job") above one; '
                f"there are: {', '.join(known) or 'none'}"
            )

    def _next_maker(self) -> str | None:
        """Return what makes the next job, which is the same if the same update makes it again; None if nothing is."""
        return None

    def _do(self, what: str, where: str, *values: Any) -> None:
        """Do what was asked for, now or later."""
        raise NotImplementedError


class BotJobs(JobMaker):
    """Makes jobs outside of an update, at once: `bot.jobs.later(60, "remind", chat=7)`.

    *keep*: stores the place of a long job. *run_due*: does all that is due, *run_one* the job of a key in the store.
    *notify* is called when there is a new job.
    """

    def __init__(
        self,
        find_book: Callable[[], Book],
        zone: str,
        knows: Knows,
        *,
        owner: Any,
        keep: Callable[[Any, Data], None],
        run_due: Callable[[], int],
        run_one: Callable[[str], Any],
        notify: Callable[[int], None],
    ) -> None:
        super().__init__(find_book, zone, knows)
        #: The object `Jobs`.
        self.owner = owner
        self.keep = keep
        #: Do all that is due now, and return how many jobs that was: for platforms on which no process stays.
        self.run_due = run_due
        self._run_one = run_one
        self._notify = notify

    def all(self) -> Plan:
        """Return all jobs that are still to be done, the next one first, including those that contrib makes."""
        jobs = [planned(where, value) for where, value in self._jobs_of(FROM_UPDATE, FROM_UPDATE).items()]
        return sorted(jobs, key=lambda job: job.due)

    def run(self, job_id: str) -> Any:
        """Do the job with this id now, and return the outcome; None if there is none, or it is being done."""
        where = self._find(job_id, self._jobs_of(FROM_UPDATE, FROM_UPDATE), (0, 0))
        return None if where is None else self._run_one(where)

    def _jobs_of(self, chat: Any, user: Any) -> dict[str, Data]:
        """Return the jobs of a person, by default of everybody."""
        if chat is FROM_UPDATE and user is FROM_UPDATE:
            return dict(self.book.all())
        return super()._jobs_of(chat, user)

    def _do(self, what: str, where: str, *values: Any) -> None:
        carry_out(self.book, what, where, *values)
        if what == "put":
            self._notify(values[0]["at"])


class UpdateJobs(JobMaker):
    """What an app gets as `jobs`: what it asks for is done only if its update succeeds."""

    def __init__(self, book: Book, zone: str, knows: Knows, update: Any) -> None:
        super().__init__(lambda: book, zone, knows)
        chat, user = update.chat, update.user
        self._chat = None if chat is None else chat.to_dict()
        self._user = None if user is None else user.to_dict()
        if self._chat is None and self._user is not None:  # for example an inline query: the private chat
            self._chat = _chat_of(self._user["id"])
        self._place = _place_of_update(update)
        self._update_id = update.update_id
        self._count = 0
        self._asked: list[tuple[Any, ...]] = []

    def save(self) -> int | None:
        """Do what was asked for, and return when the first new job is due."""
        first = None
        for what, where, *values in self._asked:
            carry_out(self.book, what, where, *values)
            if what == "put":
                first = min(values[0]["at"], first or values[0]["at"])
        self._asked = []
        return first

    def _next_maker(self) -> str | None:
        if self._update_id is None:
            return None
        self._count += 1
        return f"{self._update_id}.{self._count}"

    def _do(self, what: str, where: str, *values: Any) -> None:
        self._asked.append((what, where, *values))

    def _jobs_of(self, chat: Any, user: Any) -> dict[str, Data]:
        start = self.book.where(*self._place_of(chat, user), "")
        jobs = super()._jobs_of(chat, user)
        asked = self._apply_asked(jobs)
        return {where: value for where, value in asked.items() if where.startswith(start)}

    def _apply_asked(self, jobs: dict[str, Data]) -> dict[str, Data]:
        """Return the jobs as they will be when what was asked for is done."""
        for what, where, *values in self._asked:
            if what == "put":
                jobs[where] = values[0]
            elif what == "cancel":
                jobs.pop(where, None)
            elif where in jobs:
                jobs[where] = {**jobs[where], "is_paused": what == "pause"}
        return jobs


def carry_out(book: Book, what: str, where: str, *values: Any) -> None:
    """Do one thing that was asked for."""
    if what == "put":
        book.put(where, *values)
    elif what == "cancel":
        book.cancel(where)
    else:
        book.pause(where, is_paused=what == "pause")


def _is_ours(value: Data) -> bool:
    """Return whether a job is one of contrib's own, such as the time-out of a question."""
    return bool(value["name"].startswith("scaletg:"))


def _prefer_known(known: Data | None, found: Data | None) -> Data | None:
    """Return what is known of a chat or a person, if that is who was found."""
    if known is not None and found is not None and known["id"] == found["id"]:
        return known
    return found


def _chat_of(chat: Any) -> Data | None:
    """Return a chat in Telegram's form: of an id, an object, or nothing."""
    if chat is None or isinstance(chat, dict):
        return chat
    if isinstance(chat, scaletg.Object):
        return chat.to_dict()
    if isinstance(chat, bool) or not isinstance(chat, int) or chat == 0:
        raise TypeError(f'chat={chat!r} is not the id of a chat: data of that name is written data={{"chat": ...}}')
    if chat > 0:
        return {"id": chat, "type": "private"}
    return {"id": chat, "type": "supergroup" if chat < -1_000_000_000_000 else "group"}


def _user_of(user: Any) -> Data | None:
    """Return a person in Telegram's form: of an id, an object, or nothing."""
    if user is None or isinstance(user, dict):
        return user
    if isinstance(user, scaletg.Object):
        return user.to_dict()
    if isinstance(user, bool) or not isinstance(user, int) or user <= 0:
        raise TypeError(f'user={user!r} is not the id of a person: data of that name is written data={{"user": ...}}')
    return {"id": user, "is_bot": False, "first_name": ""}


PLACE = ("message_thread_id", "is_topic_message", "business_connection_id", "direct_messages_topic")


def _place_of_update(update: Any) -> Data:
    """Return in which topic, and through which business account, an update came."""
    event = update.event
    source = update.message_any or event
    raw = {} if source is None else source.to_dict()
    place = {name: raw[name] for name in PLACE if name in raw}
    if not place.get("is_topic_message"):
        place.pop("message_thread_id", None)
    return place
