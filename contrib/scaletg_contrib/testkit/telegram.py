"""A simulated Telegram around one bot.

Part of `scaletg_contrib.testkit`.
"""

from __future__ import annotations

import itertools
import logging
import random
import weakref
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import scaletg
from scaletg_contrib.feature import lend_store, owners_of_processors, take_back_store
from scaletg_contrib.simulator import Clock, Data, NotSimulated, Result, Simulator, Transport, User, adopt, copy_of
from scaletg_contrib.simulator.checkpoints import Checkpoints
from scaletg_contrib.stores import open_store
from scaletg_contrib.stores.snapshots import Snapshot, stores_of
from scaletg_contrib.testkit.clock import PatchedTime
from scaletg_contrib.testkit.conversation import Conversation
from scaletg_contrib.testkit.loan import Loan
from scaletg_contrib.testkit.transcript import write_chats
from scaletg_contrib.testkit.unsent import collect_unsent_methods, discard_cut_off

__all__ = ["Telegram", "open_telegrams"]

#: The default start of the clock of a test: a Monday.
BEGIN = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
log = logging.getLogger("scaletg")
_open: weakref.WeakSet[Telegram] = weakref.WeakSet()
_order = itertools.count()
__tracebackhide__ = True  # pytest shows the line of the test, and the bot's code
_DONE = Result(200)


def open_telegrams() -> list[Telegram]:
    """Return the Telegrams that are not closed, or whose `with` block ended with an error, in the order of creation."""
    return sorted(_open, key=lambda telegram: telegram.number)


class Telegram:
    """A simulated Telegram around one bot.

    *now*: when its clock begins; only `advance` moves it. *strict*: an exception of the bot's code, a call that
    Telegram refuses and a method that was made and neither returned nor sent are raised in the test; otherwise they are
    logged, as in production. *username*: the bot's, if it has none of its own. *store*: the bot's store, or its URL; by
    default one in memory, which ends with this object, so that a test never touches the store of the config file,
    nor one that a contrib object names by a URL. Stores that were given as objects stay. Ids of people and updates
    differ from one Telegram to the next, so that bots that are shared between tests keep nothing of an earlier test.
    *lenient*: a method that the simulator does not have gets an empty answer; otherwise it is raised in the test, also
    if the bot's code catches the error and if *strict* is off. *beside*: the Telegram of another bot, whose people,
    chats and clock this one shares: `telegram.group(..., beside=[second])` is a group of both bots. *patch_time*:
    `datetime.now`, `date.today` and `time.time` follow this clock in the files of the bot's author, until it is closed.
    """

    def __init__(
        self,
        bot: scaletg.Bot,
        *,
        now: datetime = BEGIN,
        strict: bool = True,
        username: str = "test_bot",
        first_name: str = "bot",
        store: Any = None,
        seed: int | None = None,
        lenient: bool = False,
        beside: Telegram | None = None,
        patch_time: bool = False,
    ) -> None:
        self.bot = bot
        self.strict = strict
        self.number = next(_order)
        #: The simulator, for everything else.
        if beside is None:
            self.sim = Simulator(clock=Clock(now.timestamp()), seed=seed, lenient=lenient)
            self.sim.world.last_ids["user"] = random.randrange(5_000_000_000, 9_000_000_000)
            self._checkpoints = Checkpoints(self.sim.world)
            #: The Telegrams of all bots here.
            self.all: list[Telegram] = [self]
        else:
            self.sim, self.all = beside.sim, beside.all
            self._checkpoints = beside._checkpoints
            self.all.append(self)
            username = username if username != "test_bot" else f"test_bot_{len(self.all)}"
        token = bot.token or f"{1_000_000_000 + len(self.all)}:test"
        self.account = self.sim.add_bot(token, first_name=first_name, username=username)
        self.account.next_update_id = random.randrange(2_000_000, 1_000_000_000)
        #: All updates with their outcomes.
        self.outcomes: list[tuple[Data, scaletg.Outcome]] = []
        self._failures: list[Exception] = []
        self._checked_until = 0  # the number of the last event in which something not simulated was looked for
        self._unsent: list[scaletg.UnsentMethod] = []
        self._people: dict[str, list[int]] = {}  # ids by name
        self._known: set[int] = set()  # the ids of all people whose names were read
        self._presses: dict[int, Data] = {}
        self._presses_until = 0  # the number of the last event that was read
        self._is_closed = False
        self._owners: list[Any] | None = None  # of what has something to do at certain times
        self._clocks: list[_StoreClock] = []
        self._transport = _Transport(self.sim, self.account)
        settings = self._settings(store)
        self._loan = Loan(bot, settings)
        self._stand_in = bot.store if "store" in settings else self._open_memory()
        lend_store(bot, self._stand_in)
        self.account.username = bot.username or username
        self.sim.attach(self.account, self._receive)
        self._patched = PatchedTime(self.sim.world.clock.time) if patch_time else None
        _open.add(self)

    def _settings(self, store: Any) -> Data:
        """Return the settings of the bot inside this Telegram."""
        bot = self.bot
        settings: Data = {"transport": self._transport}
        if bot.id is None:
            settings["id"] = self.account.id
        if bot.development is None:
            settings["development"] = True  # finds methods that are not sent
        own = bot.options.store
        if store is not None:
            settings["store"] = store
        elif own is None or isinstance(own, str):
            settings["store"] = self._open_memory()
        if bot.options.seen is None or isinstance(bot.options.seen, str):
            settings["seen"] = scaletg.SeenUpdates()
        return settings

    def _open_memory(self) -> Any:
        return open_store("memory:", clock=self.sim.world.clock.time)  # from the beginning

    def __enter__(self) -> Telegram:
        return self

    def __exit__(self, kind: object, error: BaseException | None, place: object) -> None:
        self._give_back()
        if error is None:  # otherwise the report of the failure still needs it
            _open.discard(self)

    def __repr__(self) -> str:
        return f"<Telegram of {self.bot!r}: {len(self.outcomes)} updates>"

    def close(self) -> None:
        """Restore the bot's own transport and settings."""
        self._give_back()
        _open.discard(self)

    def _give_back(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._loan.end()
            if self._patched:
                self._patched.end()
            take_back_store(self.bot, self._stand_in)
            for clock in self._clocks:
                clock.stop()

    ############################################################################
    # People and chats

    def user(self, first_name: str = "Ada", **fields: Any) -> User:
        """Return the person of this name, who is created if necessary: username=..., is_premium=True."""
        for person in self._people_named(first_name):
            if all(getattr(person, name, None) == value for name, value in fields.items()):
                return person
        return self.sim.add_user(first_name, **fields)

    def _people_named(self, first_name: str) -> list[User]:
        """Return the people of a name, including those of delivered updates; each name is read once."""
        for user in reversed(self.sim.world.users.values()):
            if user.id in self._known:
                break
            self._known.add(user.id)
            self._people.setdefault(user.first_name, []).append(user.id)
        return [self.sim.world.users[person] for person in self._people.get(first_name, ())]

    def private(self, first_name: str = "Ada", **fields: Any) -> Conversation:
        """Return the private chat of a person with the bot."""
        user = self.user(first_name, **fields)
        return Conversation(self, self.sim.world.private_chat(self.account, user), user)

    def group(
        self,
        title: str = "Group",
        *people: str,
        type: str = "supergroup",
        admin: bool = False,
        bot: bool = True,
        beside: Sequence[Telegram] = (),
        **options: Any,
    ) -> Conversation:
        """Return a new group with these people and the bot; the first one owns it, and writes.

        *admin*: the bot is an administrator, so it gets all messages. *bot*: with False it is not a member, and people
        can only call it as a guest. *beside*: the Telegrams of other bots that are members, too.
        *options*: is_forum, username, description.
        """
        self.get_ready()
        users = [self.user(person) for person in people or ("Ada",)]
        account = self.account if bot else None
        chat = self.sim.create_group(users[0], title, type=type, members=users[1:], bot=account, **options)
        if admin:
            self.sim.set_role(users[0], chat, self.account, status="administrator")
        for other in beside:
            other.get_ready()
            self.sim.add_members(users[0], chat, [other.account])
        self.settle()
        return Conversation(self, chat, users[0])

    def channel(self, title: str = "Channel", owner: str = "Ada", **options: Any) -> Conversation:
        """Return a new channel with the bot as an administrator."""
        return self.group(title, owner, type="channel", **options)

    ############################################################################
    # Running

    def advance(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move the clock, and do everything that becomes due at its time: jobs, polls that close, repeated deliveries.

        The clocks of the bot's store, of loaded objects' stores and of its `seen` move as well: each `.store` with a
        `.clock`. A loaded object with the functions `next_due(bot)` and `run_due(bot, complete)`, such as jobs, is
        called each time.
        """
        self.get_ready()
        left = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days).total_seconds()
        clock = self.sim.world.clock
        end = clock.time() + left
        self._run_due()
        while True:
            step = min([end - clock.time(), *self._seconds_until_due()])
            if step <= 0:
                break
            self.sim.advance(step)
            self._run_due()
        self._raise_failure()

    def _seconds_until_due(self) -> list[float]:
        """Return after how many seconds there is something to do again."""
        found = []
        for owner in self._timed_objects():
            due = owner.next_due(self.bot)
            if due is not None:
                seconds = due - owner.store_of(self.bot).clock()
                found.append(seconds if seconds > 0 else 1.0)  # what is over was left, for example to another process
        return found

    def _run_due(self) -> None:
        """Do what is due now."""
        for owner in self._timed_objects():
            owner.run_due(self.bot, self._complete)
        self.sim.pump()

    def _timed_objects(self) -> list[Any]:
        """Return what the bot has loaded and has something to do at certain times; their stores go with our clock."""
        if self._owners is None:
            loaded = self._loaded()
            for store in [self.bot.store, *(getattr(owner, "store", None) for owner in loaded)]:
                if callable(getattr(store, "clock", None)):
                    self._take_along(store)
            self._owners = [owner for owner in loaded if callable(getattr(owner, "run_due", None))]
        return self._owners

    def _loaded(self) -> list[Any]:
        """Return the objects whose methods are the bot's processors, and its `seen`."""
        owners = owners_of_processors(self.bot, object)
        if self.bot.seen is not None and self.bot.seen not in owners:
            owners.append(self.bot.seen)
        return owners

    def _take_along(self, store: Any) -> None:
        """Let the clock of a store follow ours from now on, until this Telegram is closed."""
        if store.clock != self.sim.world.clock.time and not any(clock.store is store for clock in self._clocks):
            self._clocks.append(_StoreClock(store, self.sim.world.clock))

    def trouble(self, kind: str, method: str | None = None, **options: Any) -> None:
        """Make the next call fail: kind="429", "403", "500", "timeout", "lost"; see `Simulator.make_trouble`."""
        self.sim.make_trouble(kind, method=method, **options)

    def checkpoint(self) -> int:
        """Keep the present state of all chats and of the bots' stores, and return its number for `go_back`."""
        return self._checkpoints.take(lambda: [one._keep_stores() for one in self.all])

    def _keep_stores(self) -> tuple[Telegram, Snapshot, int]:
        return self, Snapshot(stores_of([self.bot, *self._loaded()])), len(self.outcomes)

    def go_back(self, point: int) -> None:
        """Go back to an earlier state. What a bot keeps in its own variables stays as it is."""
        for telegram, snapshot, outcomes in self._checkpoints.go_back(point + 1):
            snapshot.restore()
            del telegram.outcomes[outcomes:]

    def deliver(self, update: Data) -> scaletg.Outcome:
        """Deliver an update as it is, after adding its people and chats to the simulator, and an id if it has none."""
        self.get_ready()
        adopt(self.sim, self.account, update)
        self._people.clear()  # a name may have changed
        self._known.clear()
        if "update_id" not in update:
            update = {"update_id": self.account.next_update_id, **update}
            self.account.next_update_id += 1
        self.sim.queue(self.account, update, "test")
        self.settle()
        return self.outcomes[-1][1]

    def settle(self) -> None:
        """Deliver all waiting updates, and do the jobs that are due."""
        self.sim.pump()
        if self.outcomes:
            self._run_due()
        self._raise_failure()

    def get_ready(self) -> None:
        """Request the kinds of update that the bot wants, and all that are delivered by default."""
        if self.account.allowed_updates is None:
            usual = set(scaletg.schema.usual_kinds) - scaletg.KINDS_ON_REQUEST
            self.account.allowed_updates = sorted(usual | set(self.bot.allowed_updates))

    def _receive(self, update: Data) -> Result:
        """Let the bot process an update and send its replies by calls."""
        outcome = self._complete(update)
        return _DONE if outcome.retry_after is None else Result(503, outcome.retry_after)

    def _complete(self, update: Data, **options: Any) -> scaletg.Outcome:
        """Let the bot complete an update, of Telegram or its own, and note what is wrong."""
        with collect_unsent_methods() as unsent:
            outcome = self.bot.complete(update, trace=True, **options)
            self.outcomes.append((update, outcome))
            if outcome.error is not None:
                discard_cut_off(outcome.error)
                self._failures += [outcome.error] if self.strict else []
        for warning in unsent:
            self._report_unsent(warning, outcome)
        return outcome

    def _report_unsent(self, warning: scaletg.UnsentMethod, outcome: scaletg.Outcome) -> None:
        """Raise the author's mistakes in the test; methods of an app that raised an exception do not count."""
        ended_early = {"raised", "stopped", "retry"}
        if outcome.trace and any(step.status in ended_early for step in outcome.trace.steps):
            return
        if self.strict:
            self._failures.append(warning)
        else:
            log.warning("%s", warning)

    def _raise_failure(self) -> None:
        for event in self.sim.world.events_after(self._checked_until, {"unsimulated"}):
            self._failures.insert(0, NotSimulated(event["method"]))
        self._checked_until = self.sim.world.last_event
        for telegram in self.all:
            if telegram._failures:
                failure, telegram._failures = telegram._failures[0], []
                raise failure

    ############################################################################
    # What happened

    @property
    def calls(self) -> list[Data]:
        """The calls that the bot made, its replies too: each with `method`, `parameters` and Telegram's `answer`."""
        return [event for event in self.sim.world.events if event["type"] == "call"]

    @property
    def last_outcome(self) -> scaletg.Outcome:
        """The outcome of the newest update."""
        if not self.outcomes:
            raise AssertionError("the bot has not received an update yet")
        return self.outcomes[-1][1]

    @property
    def trace(self) -> str:
        """The trace of the newest update, and its calls."""
        if not self.outcomes:
            return "The bot has not received an update yet."
        update, outcome = self.outcomes[-1]
        kind = next(key for key in update if key != "update_id")
        end = f"{outcome.app!r} answered." if outcome.app else "No app answered."
        if outcome.error is not None:
            end = f"{end[:-1]}: {type(outcome.error).__name__}: {outcome.error}"
        return f"Update {update['update_id']} ({kind}): {end}\n{outcome.trace}"

    def newest_press(self, user_id: int) -> Data | None:
        """Return the newest event about a button that a person pressed: `press`, or the bot's `callback_answer`."""
        world = self.sim.world
        for event in world.events_after(self._presses_until, {"press", "callback_answer"}):
            self._presses[event["user_id"]] = event
        self._presses_until = world.last_event
        return self._presses.get(user_id)

    def content(self, file: Any) -> bytes:
        """Return the content of a file: of a message, an object with a file_id, or a file_id."""
        if getattr(file, "message_id", None):
            file = file.file
        file_id = file if isinstance(file, str) else file.file_id
        return self.sim.world.files[file_id].content

    def snapshot(self) -> str:
        """Return everything that happened as text, chat by chat if there are several."""
        return write_chats(self.sim)

    def report(self) -> str:
        """Return the report of a failure: the conversation and the trace of the newest update."""
        return f"{self.snapshot()}\n\n{self.trace}"


class _StoreClock:
    """The clock of a store, which is ahead of its own clock by as much as the Telegram's clock was moved."""

    def __init__(self, store: Any, clock: Clock) -> None:
        self.store, self._own, self._clock = store, store.clock, clock
        self._begin, self._is_stopped = clock.time(), False
        store.clock = self

    def __call__(self) -> float:
        ahead = 0.0 if self._is_stopped else self._clock.time() - self._begin
        return float(self._own() + ahead)

    def stop(self) -> None:
        """Restore the store's own clock; if another Telegram has replaced it since then, follow the own clock."""
        self._is_stopped = True
        if self.store.clock is self:
            self.store.clock = self._own


class _Transport(Transport):
    """Answer a bot's calls, and take its replies without encoding them where this makes no difference."""

    #: Time goes on by `advance` only, so no clock of the bot has to run.
    stands_still = True
    _refused: Data | None = None

    def answer(self, reply: scaletg.Method) -> bool:
        """Run a reply, and return whether it succeeded; a refused reply must be called, which raises the error."""
        try:
            values = copy_of(reply.to_dict())
        except ValueError:  # it contains an open file or a path
            return False
        if _has_file(values):
            return False
        answer = self.sim.call(self.account, values.pop("method"), values, via="direct")
        self._refused = None if answer["ok"] else answer
        return self._refused is None

    def call(self, name: str, parameters: Data, files: dict[str, scaletg.InputFile]) -> Data:
        """Run a method, or return the answer that it has just got."""
        if self._refused:
            answer, self._refused = self._refused, None
            return answer
        return super().call(name, parameters, files)


def _has_file(value: Any) -> bool:
    """Return whether the values of a reply contain the bytes of a file."""
    if isinstance(value, (dict, list)):
        return any(map(_has_file, value.values() if isinstance(value, dict) else value))
    return isinstance(value, bytes)
