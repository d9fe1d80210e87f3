"""Worlds from a seed: workers of the real code whose threads go on one at a time, in an order that the seed decides.

A world has a few processes, each with a bot of its own on one store, a Telegram that delivers updates and executes
calls, and people who write. Every row that a store reads or writes and every call is a point at which the world may
let somebody else go on, end a process, let one stand still until its claims have run out, or take the store or Telegram
away for a moment. Its clock moves only when the world says so. The same seed gives the same run, line by line:

    python tests/worlds.py 4711          # repeat one, and show what happened
    python tests/worlds.py --first 0 --count 5000

A process that dies runs to its end without any effect: whatever it tries raises `Died`.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import gc
import itertools
import json
import logging
import multiprocessing
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import scaletg
from scaletg_contrib.conversations import Conversations, TimedOut, ask, keeping, once, plugin
from scaletg_contrib.jobs import Jobs, asking, book, claims, running
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import SeenUpdates, StoreDown, base, open_store
from scaletg_contrib.stores import seen as seen_file

TOKEN = "123456:AAExampleTokenOfNobody-_aaaaaaaaaaaa"
DOORS = ("webhook", "webhook without replies", "complete", "polling")
STORES = ("memory", "sqlite")
START = 1_800_000_000.0
MOST_STEPS = 30_000  # of a world that comes to no end
MOST_WORDS = 60  # that a person says before it is said that a conversation comes to no end
PATIENCE = 60.0  # seconds after which Telegram gives a request of the webhook up
QUESTIONS = 3
OPERATIONS = ("_read", "_swap", "_drop", "_purge")


class Died(BaseException):
    """The process of this thread is dead."""


class Violation(AssertionError):
    """Something happened that must not happen."""


# Threads and time ############################################################


_here = threading.local()  # its `actor` is the one whose thread this is


def _actor() -> Any:
    return getattr(_here, "actor", None)


class Actor:
    """A thread of a process; it runs only while it has the baton."""

    def __init__(self, world: World, process: Process, run: Callable[[], Any], worker: Worker | None = None) -> None:
        self.world, self.process, self._run, self.worker = world, process, run, worker
        self.wakes_at = 0.0
        self.baton = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._live, daemon=True)
        world.actors.append(self)
        self.thread.start()

    def _live(self) -> None:
        _here.actor = self
        self.baton.acquire()
        try:
            if not self.process.is_dead:
                self._run()
        except Died:
            pass
        except BaseException as error:
            self.world.fail(error)
        finally:
            self.world.actors.remove(self)
            self.world.hand_on()


class WorldTime:
    """Stands for the module `time`: the threads of a world have its clock."""

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def monotonic(self) -> float:
        return _actor().world.now if _actor() else time.monotonic()

    def time(self) -> float:
        return _actor().world.now if _actor() else time.time()

    def sleep(self, seconds: float) -> None:
        if _actor():
            _actor().world.sleep(seconds)
        else:
            time.sleep(seconds)


class WorldLock:
    """A lock for which the threads of a world wait as for all else; who holds it may take it again."""

    def __init__(self) -> None:
        self.owner: Actor | None = None
        self.depth = 0

    def __enter__(self) -> None:
        while self.owner is not None and self.owner is not _actor():
            _actor().world.sleep(0.1)
        self.owner = _actor()
        self.depth += 1

    def __exit__(self, *_: object) -> None:
        self.depth -= 1
        if not self.depth:
            self.owner = None


class WorldCondition(WorldLock):
    """A condition for which the threads of a world wait, each for a moment at a time."""

    def wait(self, timeout: float | None = None) -> None:
        """Wait for a moment: who waits for something looks again."""
        depth, self.depth, self.owner = self.depth, 0, None
        _actor().world.sleep(1.0 if timeout is None else min(max(timeout, 0.001), 1.0))
        self.__enter__()
        self.depth = depth

    def wait_for(self, condition: Callable[[], Any], timeout: float) -> Any:
        end = _actor().world.now + timeout
        while not (value := condition()) and _actor().world.now < end:
            self.wait()
        return value

    def notify_all(self) -> None:
        """Do nothing: who waits looks again by itself."""


class WorldEvent:
    """An event for which the threads of a world wait."""

    def __init__(self) -> None:
        self._is_set = False

    def is_set(self) -> bool:
        return self._is_set

    def set(self) -> None:
        self._is_set = True

    def wait(self, timeout: float) -> bool:
        end = _actor().world.now + timeout
        while not self._is_set and _actor().world.now < end:
            _actor().world.sleep(min(1.0, timeout))
        return self._is_set


class WorldThreading:
    """Stands for the module `threading`: a thread that a process starts belongs to its world."""

    Lock, Condition, Event = WorldLock, WorldCondition, WorldEvent

    def __getattr__(self, name: str) -> Any:
        return getattr(threading, name)

    class Thread:
        def __init__(self, target: Any, name: str, daemon: bool, args: Any = ()) -> None:
            self._run = lambda: target(*args)

        def start(self) -> None:
            Actor(_actor().world, _actor().process, self._run)


def this_process() -> list[int] | None:
    """Stand for the function of the stores: in half of the worlds all processes are on one machine."""
    return [_actor().process.number] if _actor() and _actor().world.is_one_machine else None


def has_ended(holder: list[int] | None) -> bool:
    """Stand for the function of the stores."""
    return holder is not None and all(process.number not in holder for process in _actor().world.processes)


class WorldSecrets:
    """Stands for the module `secrets`."""

    def token_hex(self, size: int) -> str:
        return f"{random.getrandbits(8 * size):0{2 * size}x}"

    def token_urlsafe(self, size: int) -> str:
        return self.token_hex(size)[: size * 4 // 3]


@contextlib.contextmanager
def virtual_modules() -> Iterator[None]:
    """Let the code use the clock and the threads of a world; nothing is logged, and no garbage is collected."""
    state, was_collecting = random.getstate(), gc.isenabled()
    with contextlib.ExitStack() as stack:
        for module in (scaletg, base, seen_file):
            stack.enter_context(mock.patch.object(module, "time", WorldTime()))
        for module in (scaletg, seen_file, running, claims):
            stack.enter_context(mock.patch.object(module, "threading", WorldThreading()))
        for module in (base, claims, seen_file):
            stack.enter_context(mock.patch.object(module, "this_process", this_process))
        for module in (base, book, running, seen_file):
            stack.enter_context(mock.patch.object(module, "has_ended", has_ended))
        for module in (plugin, keeping, asking, claims):
            stack.enter_context(mock.patch.object(module, "secrets", WorldSecrets()))
        stack.enter_context(mock.patch.object(scaletg, "_TICK", 1.0))  # fewer looks make a world quicker
        logging.disable(logging.CRITICAL)
        gc.disable()  # a generator of a dead process would end in the thread of another
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
            random.setstate(state)
            if was_collecting:
                gc.enable()


# Processes ###################################################################


class Process:
    """A process with its own bot, and one or two threads that work on what Telegram delivers."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number = world, number
        self.is_dead = False
        self.stands_until = 0.0
        self.store = world.new_store(self)
        self.bot = make_bot(world, self.store, Transport(self))
        if world.door == "polling":
            self.workers: list[Worker] = []
            self.poller = scaletg._Poller(self.bot, 30)
            self._complete = self.bot.complete
            setattr(self.bot, "complete", self.complete)  # noqa: B010  # notes what its threads work on
            Actor(world, self, lambda: self.poller.run(world.threads + 1))
        else:
            self.workers = [Worker(self) for _ in range(world.threads)]
        self.workers.append(Clock(self))

    def __repr__(self) -> str:
        return f"process {self.number}"

    def complete(self, raw: dict[str, Any], **options: Any) -> scaletg.Outcome:
        """Process an update that polling has fetched, or a job."""
        if "seen" in options:
            return self._complete(raw, **options)
        actor = _actor()
        if actor.worker is None:
            actor.worker = Worker(self, actor)
            self.workers.append(actor.worker)
        update = self.world.updates[raw["update_id"] - 1]
        with actor.worker.at_work_on(Attempt(update, 1)):
            outcome = self._complete(raw)
        if outcome.retry_after is None:
            update.is_finished = True
        return outcome

    @property
    def is_working(self) -> bool:
        return any(worker.attempt for worker in self.workers)

    def workers_on(self, row: bytes) -> list[Worker]:
        """Return those that work on the update of a row of the seen updates; if there are several, its owners."""
        update_id = int(row.rpartition(b"/")[2])
        found = [one for one in self.workers if one.attempt and one.attempt.update.update_id == update_id]
        own = _actor().worker
        if own in found:
            return [own]
        return [one for one in found if one.owns_update] or found


class Worker:
    """A thread of a process: it takes what Telegram delivers, one update after the other."""

    def __init__(self, process: Process, actor: Actor | None = None) -> None:
        self.process, self.world, self.bot = process, process.world, process.bot
        self.attempt: Attempt | None = None
        #: The reply that has left, which is not remembered yet: the next process may send it again.
        self.on_its_way: str | None = None
        #: Whether somebody else may have taken over what it works on: what it sends next may be sent twice.
        self.may_be_late = False
        #: Whether the last row of the seen updates that it wanted to write was its own.
        self.owns_update = False
        self.actor = actor or Actor(process.world, process, self.live, self)

    @contextlib.contextmanager
    def at_work_on(self, attempt: Attempt) -> Iterator[None]:
        self.attempt = attempt
        self.on_its_way, self.may_be_late = None, False
        busy = [worker for worker in self.process.workers if worker.attempt is not None]
        self.world.was_busy_twice |= len(busy) > 1
        try:
            self.world.step(f"takes {attempt}")
            yield
        finally:
            self.attempt = None

    def live(self) -> None:
        while not self.world.is_over():
            attempt = self.world.take()
            if attempt is None:
                self.world.sleep(1.0)
                continue
            with self.at_work_on(attempt):
                answer = self.answer(attempt)
                if self.process.is_dead:  # noticed in a watch, which may raise anything
                    raise Died
                self.world.answered(attempt, answer)

    def answer(self, attempt: Attempt) -> tuple[float | None, bytes]:
        """Process an update; return after how many seconds it is to come again, or `None`, and the answer's body."""
        update = attempt.update.raw
        if self.world.door == "complete":
            return self.bot.complete(update, takeover=attempt.is_takeover).retry_after, b""
        status, headers, body = self.bot.handle(json.dumps(update), {"Content-Type": "application/json"})
        self.world.step(f"has answered {attempt} with {status}")
        if status == 503:
            return float(headers["Retry-After"]), b""
        if status != 200:
            raise Violation(f"{attempt} was answered with {status}: {body!r}")
        return None, body


class Clock(Worker):
    """The thread of a process that does the jobs which are due."""

    def live(self) -> None:
        self.owns_update = True  # a job is no update of Telegram's, and has no row among those seen
        while not self.world.is_over():
            self.on_its_way, self.may_be_late = None, False
            with contextlib.suppress(scaletg.Retry):
                self.bot.jobs.run_due()
            if self.process.is_dead:
                raise Died
            self.world.sleep(5.0)
        if self.world.door == "polling":
            self.process.poller._stop()


class Transport(scaletg.Network):
    """The calls of a process: of the class of the real one, so that polling waits as it does in production."""

    def __init__(self, process: Process) -> None:
        self._process, self._world = process, process.world

    def call(self, name: str, parameters: dict[str, Any], files: Any) -> dict[str, Any]:
        world, process, text = self._world, self._process, text_in(parameters) or name
        world.step(f"calls {name} {text!r}", process)
        fault = world.draw_fault("telegram")
        if name == "getUpdates":
            return self._get_updates(parameters, fault)
        if fault == "unreachable":
            raise network_error(name, parameters, sent=False)
        if fault == "busy":
            return {"ok": False, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 3}}
        if fault == "broken":
            return {"ok": False, "error_code": 502, "description": "Bad Gateway"}
        world.has_left(_actor().worker, text)
        if fault != "request lost":
            world.execute(parameters)
        world.step(f"has called {name} {text!r}", process)
        if fault is not None:
            raise network_error(name, parameters, sent=True)
        message = {"message_id": 1, "date": 1, "chat": {"id": parameters.get("chat_id", 1), "type": "private"}}
        return {"ok": True, "result": message if name == "sendMessage" else True}

    def _get_updates(self, parameters: dict[str, Any], fault: str | None) -> dict[str, Any]:
        """Wait for updates; those below the offset are confirmed also if the answer is lost.

        Of two processes that wait, Telegram sends away the one that has waited longer.
        """
        world = self._world
        world.confirm(parameters.get("offset") or 0)
        if fault is not None:
            raise network_error("getUpdates", parameters, sent=True)
        world.newest_poll = this_poll = object()
        end = world.now + parameters["timeout"]
        while not (found := world.unconfirmed()) and world.now < end:
            world.sleep(1.0)
            if world.newest_poll is not this_poll:
                world.had_conflict = True
                return {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates"}
        return {"ok": True, "result": [update.raw for update in found[: parameters["limit"]]]}

    def download(self, path: str) -> bytes:
        raise FileNotFoundError(path)

    def sleep(self, seconds: float) -> None:
        self._world.sleep(seconds)


def text_in(parameters: dict[str, Any]) -> str:
    return str(parameters.get("text") or parameters.get("caption") or "")


def buttons_in(parameters: dict[str, Any]) -> dict[str, str]:
    """Return the labels and the data of the buttons below a message."""
    markup = parameters.get("reply_markup") or {}
    rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row}


def network_error(name: str, parameters: dict[str, Any], *, sent: bool) -> scaletg.NetworkError:
    return scaletg.NetworkError("the world broke the connection", method=name, parameters=parameters, sent=sent)


# The bot #####################################################################


def make_bot(world: World, store: Any, transport: Transport) -> scaletg.Bot:
    """Return the bot of these worlds: it counts in sessions, and holds conversations."""
    talks = Conversations(watch_seconds=None)
    bot = scaletg.Bot(
        TOKEN,
        username="worlds_bot",
        secret_token="",
        store=store,
        seen=SeenUpdates(store, seconds=world.lease_seconds),
        on_error="retry",
        max_attempts=10_000,
        max_deaths=10_000,
        webhook_reply=world.door == "webhook",
        development=False,
        dead_letter=lambda update, error: world.fail(Violation(f"{update.update_id} was given up: {error}")),
    )
    bot.api.transport = transport

    @talks.conversation("/talk <number:int>")
    def talk(number: int) -> Any:
        answers = []
        for question in range(1, QUESTIONS + 1):
            buttons = [f"answer{question}", "other"] if question == 2 else None
            check = world.checks(number, question)
            answers.append((yield ask(f"{number}: question {question}", buttons=buttons, check=check)))
            if question == 2:
                yield once(world.compute, number)
        return f"{number}: " + " ".join(answers)

    @talks.conversation("/sleep <number:int>")
    def sleep(number: int) -> Any:
        try:
            yield ask(f"{number}: question 1", timeout=20, check=world.refuse)
        except TimedOut:
            return f"{number}: over"

    bot.load(Jobs(watch_seconds=None))
    bot.load(Sessions(key="chat", lock=world.session_lock))
    bot.load(talks)

    @bot.app("/add <parts:int>")
    def add(update: Any, session: Any, parts: int) -> Any:
        world.step("runs the app")
        count(update, session)
        if world.draw_fault("app"):
            raise ValueError("the world let the app fail")
        if world.draw_fault("slow app"):
            world.sleep(world.random.uniform(1, 60))
        replies = reply_texts(update.update_id, parts)
        return replies[0] if parts == 1 else replies

    @bot.app("/files <parts:int>")
    def send_files(update: Any, message: Any, session: Any, parts: int) -> Any:
        count(update, session)
        texts = reply_texts(update.update_id, parts)
        return [message.answer_document(b"content", caption=text) for text in texts]

    @bot.app("/generate <parts:int>")
    def generate(update: Any, session: Any, parts: int) -> Any:
        world.runs[update.update_id] += 1
        count(update, session)
        *first, last = reply_texts(update.update_id, parts)
        for text in first:
            yield text
            if world.draw_fault("app"):
                raise ValueError("the world let the app fail")
        return last

    @bot.app("/remind <seconds:int>")
    def remind(update: Any, jobs: Any, seconds: int) -> str:
        jobs.later(seconds, "reminder", number=update.update_id)
        return ""

    @bot.app("reminder", on="job")
    def reminder(job: Any) -> list[str]:
        return reminder_texts(job.data.number)

    @bot.app(on="callback_query", when=lambda callback_query: callback_query.data == "add")
    def press(update: Any, session: Any) -> Any:
        count(update, session)
        return reply_texts(update.update_id, 1)[0]

    return bot


def count(update: Any, session: Any) -> None:
    session["count"] = session.get("count", 0) + 1
    session["ids"] = [*session.get("ids", []), update.update_id]


def reply_texts(update_id: int, parts: int) -> list[str]:
    return [f"{update_id}: part {part}" for part in range(1, parts + 1)]


def reminder_texts(update_id: int) -> list[str]:
    return [f"{update_id}: reminder {part}" for part in (1, 2)]


# Telegram and people #########################################################


class Update:
    """An update, and whether it is finished: Telegram delivers it again until it is."""

    def __init__(self, raw: dict[str, Any], replies: list[str]) -> None:
        self.raw, self.replies = raw, replies
        self.update_id: int = raw["update_id"]
        self.is_finished = self.is_confirmed = False
        self.arrives = 0.0
        #: Whether its replies have files, which stores do not keep: after a death all of them are sent again.
        text = raw.get("message", {}).get("text", "")
        self.has_files = text.startswith("/files")
        #: What a generator app yields, which is sent again whenever the app runs again.
        self.yielded = replies[:-1] if text.startswith("/generate") else []


class Attempt:
    """One delivery of an update. Of an *extra* one nobody waits for the answer."""

    def __init__(self, update: Update, number: int, *, is_extra: bool = False, is_takeover: bool = False) -> None:
        self.update, self.number, self.is_extra, self.is_takeover = update, number, is_extra, is_takeover
        self.is_given_up = False  # Telegram has closed the connection
        self.since = 0.0

    def __repr__(self) -> str:
        return f"update {self.update.update_id}, delivery {self.number}{' (extra)' if self.is_extra else ''}"


class Person:
    """Somebody who holds a conversation: answers the newest question, and waits until that has been delivered."""

    def __init__(self, number: int, is_impatient: bool) -> None:
        self.number, self.chat_id = number, 100 + number
        self.is_impatient = is_impatient  # says more before the bot has answered
        self.words = 0
        self.last: Update | None = None
        self.answered = 0  # the last question to which an answer was sent
        self.is_done = False
        self.read = 0

    def next_text(self, said: list[str]) -> str | None:
        """Return what to say now that all which was said is on the screen; `None` at the end."""
        if any(text == self.expected for text in said):
            return None
        asked = [int(text.split()[-1]) for text in said if text.startswith(f"{self.number}: question ")]
        if not self.words:
            return f"/talk {self.number}"
        news = said[self.read :]
        newest = max(asked, default=0)
        self.read = len(said)
        if newest > self.answered or any(text.endswith(f"question {newest}") for text in news):
            self.answered = newest
            return f"answer{newest}"
        return "hello?"

    @property
    def expected(self) -> str:
        return f"{self.number}: " + " ".join(f"answer{question}" for question in range(1, QUESTIONS + 1))


class Sleeper(Person):
    """Somebody who never answers: the time of the question is over at some time."""

    def next_text(self, said: list[str]) -> str | None:
        if not self.words:
            return f"/sleep {self.number}"
        if self.expected in said:
            return None
        return "" if f"{self.number}: question 1" in said else "hello?"

    @property
    def expected(self) -> str:
        return f"{self.number}: over"


FAULTS = {
    "telegram": ("unreachable", "busy", "broken", "request lost", "answer lost"),
    "store": ("down", "answer lost"),
    "app": ("fails",),
    "slow app": ("slow",),
    "answer": ("lost",),
    "process": ("dies", "stands still", "time passes"),
}


class World:
    """One world: `World(seed).run()` raises `Violation` if something happened that must not happen."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.now = START
        self.kind = self.random.choice(STORES)
        self.door = self.random.choice(DOORS)
        self.faults_left = self.random.choice((0, 1, 2, 4, 8, 16))
        self.fault_rate = self.random.choice((0.01, 0.03, 0.1))
        self.lease_seconds = self.random.choice((5.0, 30.0))
        self.is_one_machine = self.random.random() < 0.5  # where it is known at once that a process has died
        self.threads = self.random.choice((1, 1, 2))  # that work in each process
        self.session_lock = self.random.choice((None, None, 5.0, 30.0))
        self.actors: list[Actor] = []
        self.processes: list[Process] = []
        self.updates: list[Update] = []
        self.waiting: list[tuple[float, int, Attempt]] = []  # what is delivered next, and when
        self.running: list[Attempt] = []
        self.chats: defaultdict[int, list[str]] = defaultdict(list)  # what people see
        #: How often each reply has left, and how often at most it may leave a further time.
        self.left: Counter[str] = Counter()
        self.doubles: Counter[str] = Counter()
        self.computed: Counter[int] = Counter()
        self.runs: Counter[int] = Counter()  # of the generator app, for each update
        #: The labels and the data of the buttons that people see, for each chat.
        self.buttons: defaultdict[int, dict[str, str]] = defaultdict(dict)
        self.had_faults = self.was_busy_twice = self.had_conflict = False
        #: The call of getUpdates that Telegram answers: a further one ends it.
        self.newest_poll: object = None
        self.failure: BaseException | None = None
        self._counter = itertools.count(1)
        self._numbers = itertools.count(1)
        self._steps = 0
        self._over = threading.Semaphore(0)
        self.people = [Person(1, is_impatient=False), Person(2, is_impatient=True), Sleeper(3, is_impatient=False)]
        self.reminders: list[str] = []
        self.folder: Path | None = None
        self._first_store: Any = None

    # Running

    def run(self) -> World:
        shared_memory = Path("/dev/shm")
        parent = shared_memory if shared_memory.is_dir() else None
        self.folder = Path(tempfile.mkdtemp(prefix="world", dir=parent))
        try:
            with virtual_modules():
                random.seed(self.seed)
                self._run()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
        return self

    def _run(self) -> None:
        self._first_store = self._open_store()
        for chat in range(1, self.random.randint(1, 2) + 1):
            for _ in range(self.random.randint(1, 5)):
                self.push_count(chat)
        for _ in range(self.random.randint(1, 2) if self.door == "polling" else self.random.randint(2, 3)):
            self.start_process()
        self.hand_on()
        if not self._over.acquire(timeout=120):
            raise Violation(f"world {self.seed} hangs after {self._steps} steps: {self.lines[-1]}")
        if self.failure is not None:
            raise self.failure
        self.check()
        self._first_store.close()

    def start_process(self) -> None:
        self.processes.append(Process(self, next(self._numbers)))

    def fail(self, error: BaseException) -> None:
        """End the world with an error: all processes die."""
        self.failure = self.failure or error
        for process in self.processes:
            process.is_dead = True

    def is_over(self) -> bool:
        if self.failure is not None:
            return True
        people_are_done = all(person.is_done for person in self.people)
        are_reminded = all(self.left[text] for text in self.reminders)
        if self.door == "polling" and not all(update.is_finished for update in self.updates):
            return False
        return people_are_done and are_reminded and not self.waiting and not self.running

    # The baton

    def step(self, what: str, process: Process | None = None) -> None:
        """Let the world decide who goes on."""
        actor = _actor()
        process = process or (actor.process if actor else None)
        if process is None:
            return
        if process.is_dead or actor.process.is_dead:
            raise Died
        self._steps += 1
        self.lines.append(f"{self.now - START:9.3f} {process}: {what}")
        if self._steps > MOST_STEPS:
            self.fail(Violation(f"it comes to no end; last of all {what!r}"))
        self.now += self.random.random() * 0.02
        fault = self.draw_fault("process")
        if fault is not None:
            self._let_happen(fault)
        self._switch(actor)

    def sleep(self, seconds: float) -> None:
        actor = _actor()
        actor.wakes_at = self.now + seconds
        self._switch(actor)

    def _switch(self, actor: Actor) -> None:
        chosen = self._choose()
        if chosen is not actor:
            assert chosen is not None
            chosen.baton.release()
            actor.baton.acquire()
        if actor.process.is_dead:
            raise Died

    def hand_on(self) -> None:
        """Give the baton away: this thread ends, or waits for the end."""
        chosen = self._choose()
        (self._over if chosen is None else chosen.baton).release()

    def _choose(self) -> Actor | None:
        if not self.actors:
            return None
        for actor in self.actors:
            if actor.process.is_dead:
                return actor
        ready = [actor for actor in self.actors if self._ready_at(actor) <= self.now]
        if not ready:
            self.now = min(self._ready_at(actor) for actor in self.actors)
            ready = [actor for actor in self.actors if self._ready_at(actor) <= self.now]
        return ready[0] if len(ready) == 1 else self.random.choice(ready)

    def _ready_at(self, actor: Actor) -> float:
        return max(actor.wakes_at, actor.process.stands_until)

    # Faults

    def draw_fault(self, kind: str) -> str | None:
        """Return what goes wrong now, or `None`."""
        if self.faults_left <= 0 or self.random.random() >= self.fault_rate:
            return None
        self.faults_left -= 1
        fault = self.random.choice(FAULTS[kind])
        self.had_faults = True
        self.lines.append(f"{self.now - START:9.3f} FAULT {kind}: {fault}")
        return fault

    def _let_happen(self, fault: str) -> None:
        alive = [process for process in self.processes if not process.is_dead]
        process = self.random.choice([process for process in alive if process.is_working] or alive)
        seconds = self.random.uniform(1, 100)
        self.lines.append(f"          FAULT of {process}, {seconds:.1f} s")
        if fault == "time passes":  # which is as if all stood still
            self.now += seconds
            for one in alive:
                self._make_late(one)
        elif fault == "stands still":
            process.stands_until = self.now + seconds
            self._make_late(process)
        else:
            self._kill(process)

    def _make_late(self, process: Process) -> None:
        for worker in process.workers:
            worker.may_be_late = True
            self._allow_doubles(worker)

    def _allow_doubles(self, worker: Worker) -> None:
        """Allow what docs/exactly_once.md says of a process that is taken for dead."""
        attempt = worker.attempt
        if attempt is not None and attempt.update.has_files:
            self.doubles.update(attempt.update.replies)
        elif worker.on_its_way is not None:
            self.doubles[worker.on_its_way] += 1

    def _kill(self, process: Process) -> None:
        process.is_dead = True
        self.processes.remove(process)
        for worker in process.workers:
            self._allow_doubles(worker)
            if worker.attempt is not None and self.door != "polling":
                is_takeover = self.random.random() < 0.5
                self._repeat(worker.attempt, self.random.uniform(0, 5), is_takeover=is_takeover)
        self.start_process()

    # The store

    def _open_store(self) -> Any:
        url = "memory:" if self.kind == "memory" else f"sqlite:///{self.folder}/bot.db"
        return open_store(url, clock=lambda: self.now)

    def new_store(self, process: Process) -> Any:
        """Return the store as a process has it: its operations are points at which things go wrong."""
        store = copy.copy(self._first_store) if self.kind == "memory" else self._open_store()
        for name in OPERATIONS:
            setattr(store, name, self._wrapped(process, name, getattr(store, name)))
        read_range = store._range

        def range_in_steps(*arguments: Any) -> Any:
            rows = self._wrapped(process, "_range", lambda *given: list(read_range(*given)))(*arguments)
            return iter(rows)

        store._range = range_in_steps
        return store

    def _wrapped(self, process: Process, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def run(row: Any, *arguments: Any) -> Any:
            what = f"{name} {row!r}"
            self.step(what, process)
            fault = self.draw_fault("store")
            is_of_seen = isinstance(row, bytes) and b"/seen/" in row and name == "_swap"
            if fault == "down":
                self._note_unknown(process, row if is_of_seen else None)
                raise StoreDown("the world took the store away", 5.0)
            result = operation(row, *arguments)
            if isinstance(_actor().worker, Clock) and name == "_swap":
                _actor().worker.on_its_way = None
            if is_of_seen:
                self._note_claim(process, row, arguments[1].text, result)
            self.step(f"{what}: {result!r}", process)
            if fault is not None:
                self._note_unknown(process, row if is_of_seen else None)
                raise StoreDown("the world took the answer of the store away", 5.0)
            return result

        return run

    def _note_claim(self, process: Process, row: bytes, text: str, is_written: bool) -> None:
        """Note who knows now that the update is its own, and until when it may be."""
        is_renewal = _actor().worker is None
        for worker in process.workers_on(row):
            if not is_renewal:
                worker.owns_update = is_written
            if is_written:
                worker.may_be_late = json.loads(text)["until"] <= self.now  # read off the clock before this step
                if not is_renewal:
                    worker.on_its_way = None

    def _note_unknown(self, process: Process, row: bytes | None) -> None:
        worker = _actor().worker
        if worker is not None:
            worker.owns_update = True  # as far as it knows
        if isinstance(worker, Clock):
            worker.may_be_late = True
            self._allow_doubles(worker)
        for worker in process.workers_on(row) if row else ():
            worker.may_be_late = True
            self._allow_doubles(worker)

    # Telegram

    def push(self, chat: int, text: str, replies: list[str], *, is_press: bool = False) -> Update:
        """Let a person write a text, or press the button with this data."""
        update_id = next(self._counter)
        person = {"id": chat, "is_bot": False, "first_name": "Ada"}
        message = {"message_id": update_id, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person}
        event: dict[str, Any] = {"message": {**message, "text": text}}
        if is_press:
            query = {"id": str(update_id), "from": person, "chat_instance": "1", "data": text, "message": message}
            event = {"callback_query": query}
        update = Update({"update_id": update_id, **event}, replies)
        self.updates.append(update)
        self._deliver(Attempt(update, 1), self.random.uniform(0, 10))
        while self.random.random() < 0.2:
            self._deliver(Attempt(update, 1, is_extra=True), self.random.uniform(0, 150))
        return update

    def push_count(self, chat: int) -> None:
        update_id = len(self.updates) + 1
        if self.random.random() < 0.2:
            self.push(chat, "add", reply_texts(update_id, 1), is_press=True)
            return
        parts = self.random.randint(1, 3)
        command = self.random.choice(("/add", "/add", "/add", "/files", "/generate", "/remind"))
        if command == "/remind":
            self.reminders += reminder_texts(self.push(chat, f"/remind {parts * 10}", []).update_id)
            return
        self.push(chat, f"{command} {parts}", reply_texts(update_id, parts))

    def confirm(self, offset: int) -> None:
        """Deliver what is below the offset no more."""
        for update in self.updates[: max(0, offset - 1)]:
            update.is_confirmed = True

    def unconfirmed(self) -> list[Update]:
        """Return what polling gets now."""
        self._let_people_write()
        return [update for update in self.updates if not update.is_confirmed and update.arrives <= self.now]

    def _deliver(self, attempt: Attempt, after: float) -> None:
        if self.door == "polling":
            if not attempt.is_extra:
                before = max(update.arrives for update in self.updates)
                attempt.update.arrives = max(before, self.now + after)  # in their order
            return
        self.waiting.append((self.now + after, next(self._counter_of_deliveries), attempt))

    _counter_of_deliveries = itertools.count()

    def _repeat(self, attempt: Attempt, after: float, is_takeover: bool = False) -> None:
        if attempt in self.running:
            self.running.remove(attempt)
        if not attempt.is_extra and not attempt.is_given_up and not attempt.update.is_finished:
            self._deliver(Attempt(attempt.update, attempt.number + 1, is_takeover=is_takeover), after)

    def take(self) -> Attempt | None:
        """Return something that is to be delivered now."""
        self._let_people_write()
        self._give_up_slow_requests()
        due = [entry for entry in self.waiting if entry[0] <= self.now and self._may_be_taken(entry[2])]
        if not due:
            return None
        entry = self.random.choice(due)
        self.waiting.remove(entry)
        attempt = entry[2]
        attempt.since = self.now
        self.running.append(attempt)
        return attempt

    def _may_be_taken(self, attempt: Attempt) -> bool:
        """Return whether nobody is at work who is not to be taken for dead."""
        others = [one for one in self.running if one.update is attempt.update]
        return not others or not (attempt.is_takeover or any(one.is_takeover for one in others))

    def _give_up_slow_requests(self) -> None:
        """Deliver again what takes too long: Telegram or a second process does that. Its answer is lost."""
        for attempt in list(self.running):
            is_slow = self.now - attempt.since > PATIENCE
            if is_slow and not attempt.is_given_up and not attempt.is_extra:
                self._repeat(attempt, self.random.uniform(0, 5))
                attempt.is_given_up = True
                self.running.append(attempt)

    def answered(self, attempt: Attempt, answer: tuple[float | None, bytes]) -> None:
        """Take the answer to a delivery: execute the reply in it, or deliver the update again."""
        retry_after, body = answer
        is_lost = attempt.is_given_up or (self.door != "complete" and self.draw_fault("answer") is not None)
        if retry_after is not None or is_lost:
            self._repeat(attempt, self.random.uniform(0, 5) if retry_after is None else retry_after)
            return
        self.running.remove(attempt)
        if not attempt.update.is_finished:
            attempt.update.is_finished = True
            if body:
                parameters = json.loads(body)
                self.left[text_in(parameters) or parameters["method"]] += 1
                self.execute(parameters)

    def has_left(self, worker: Worker, text: str) -> None:
        """Note that a call was sent: Telegram executes it, or it is lost."""
        if not worker.owns_update:
            who = worker.process
            self.fail(Violation(f"{who} sent {text!r} although it knew that another has taken the update over"))
            raise Died
        self.left[text] += 1
        worker.on_its_way = text
        if worker.may_be_late:
            self.doubles[text] += 1

    def execute(self, parameters: dict[str, Any]) -> None:
        text = text_in(parameters)
        if text:
            self.chats[parameters["chat_id"]].append(text)
            self.buttons[parameters["chat_id"]] = buttons_in(parameters)

    # People

    def _let_people_write(self) -> None:
        for person in self.people:
            if person.is_done or (person.last is not None and not person.last.is_finished):
                continue
            text = person.next_text(self.chats[person.chat_id])
            if text is None or self.left[person.expected]:  # it may have been lost on its way
                person.is_done = True
                continue
            if not text:
                continue
            person.words += 1
            if person.words > MOST_WORDS:
                raise Violation(f"conversation {person.number} comes to no end: {self.chats[person.chat_id]}")
            data = self.buttons[person.chat_id].get(text)
            if data is not None and self.random.random() < 0.7:
                person.last = self.push(person.chat_id, data, [], is_press=True)
            else:
                person.last = self.push(person.chat_id, text, [])
            if person.is_impatient and self.random.random() < 0.5:
                person.words += 1
                self.push(person.chat_id, "hello?", [])

    def checks(self, number: int, question: int) -> Callable[[str], str]:
        """Return the check of a question; nobody answers another question than the newest one."""

        def check(text: str) -> str:
            if text == "hello?":
                raise ValueError("That is not an answer.")
            if text != f"answer{question}":
                if not self.people[number - 1].is_impatient:  # those may see a question a second time, and answer again
                    self.fail(Violation(f"conversation {number}: {text!r} answered question {question}"))
                raise ValueError("That is the answer to another question.")
            return text

        return check

    def refuse(self, text: str) -> str:
        """Check what a sleeper says, which is never an answer."""
        raise ValueError("That is not an answer.")

    def compute(self, number: int) -> int:
        self.step("computes a once")
        self.computed[number] += 1
        return number

    # What must hold

    def check(self) -> None:
        """Raise `Violation` if something has happened that must not happen."""
        faults = [*self._wrong_replies(), *self._wrong_sessions(), *self._wrong_talks()]
        if faults:
            raise Violation("; ".join(faults))

    def _wrong_replies(self) -> Iterator[str]:
        for update in self.updates:
            if not update.is_finished:
                yield f"update {update.update_id} was not finished"
            for text in update.replies:
                if not self.left[text]:
                    yield f"the reply {text!r} has never left"
        for text, count in self.left.items():
            is_a_reply = text[:1].isdigit() and any(word in text for word in ("part", "question", "reminder", "over"))
            if is_a_reply and count > self._most_often(text):
                yield f"{text!r} left {count} times, and may leave {self._most_often(text)} times"

    def _most_often(self, text: str) -> int:
        update = self.updates[int(text.partition(":")[0]) - 1] if "part" in text else None
        if update is not None and text in update.yielded:
            return self.runs[update.update_id] + self.doubles[text]
        asked_again = 0  # a person who sees nothing new, or answers a question that counts as not sent
        if "question" in text:
            person = self.people[int(text.partition(":")[0]) - 1]
            asked_again = max(0, person.words - QUESTIONS - 1)
        return 1 + self.doubles[text] + asked_again

    def _wrong_sessions(self) -> Iterator[str]:
        found = {
            int(record.key.split("/")[3]): record.value["data"]
            for record in self._first_store.scan()
            if "/sessions/" in record.key
        }
        expected: defaultdict[int, list[int]] = defaultdict(list)
        for update in self.updates:
            if update.replies:
                event = update.raw.get("message") or update.raw["callback_query"]["message"]
                expected[event["chat"]["id"]].append(update.update_id)
        for chat, ids in expected.items():
            data = found.get(chat, {"count": 0, "ids": []})
            if sorted(data["ids"]) != ids or data["count"] != len(ids):
                yield f"the session of chat {chat} has {data}, for the updates {ids}"

    def _wrong_talks(self) -> Iterator[str]:
        for person in self.people:
            questions = [text for text in self.chats[person.chat_id] if ": question" in text]
            firsts = list(dict.fromkeys(questions))
            if isinstance(person, Sleeper):
                continue  # its end is among what has left, or the world would have come to no end
            if firsts != [f"{person.number}: question {number}" for number in range(1, QUESTIONS + 1)]:
                yield f"conversation {person.number} asked {questions}"
            if not self.computed[person.number] or (self.computed[person.number] > 1 and not self.had_faults):
                yield f"the once of conversation {person.number} was computed {self.computed[person.number]} times"


# Many of them ################################################################


def run_world(seed: int) -> World:
    """Run a world; what it raises says how to repeat it."""
    world = World(seed)
    try:
        return world.run()
    except BaseException as error:
        place = f"world {seed} ({world.kind}, {world.door})"
        raise Violation(f"{place}: {error}. Repeat it with: python tests/worlds.py {seed}") from error


def find_fault(seed: int) -> str | None:
    """Run a world; return what is wrong with it."""
    try:
        run_world(seed)
    except Violation as error:
        return str(error)
    return None


def soak(seeds: range) -> int:
    """Run many worlds on all processors, with a line that says how far it is; return how many failed."""
    failed, since = 0, time.monotonic()
    with multiprocessing.get_context("spawn").Pool() as pool:
        for done, fault in enumerate(pool.imap_unordered(find_fault, seeds, chunksize=10), 1):
            if fault is not None:
                failed += 1
                print(f"\r{fault}", flush=True)
            if done % 50 == 0 or done == len(seeds):
                seconds = time.monotonic() - since
                print(f"\r{done} of {len(seeds)} worlds, {failed} failed, {seconds:.0f} s", end="", flush=True)
    print()
    return failed


def main() -> None:
    """Run one world and print its lines, or many and print what is wrong with those that failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("seed", type=int, nargs="?", help="repeat this world, and print what happens")
    parser.add_argument("--first", type=int, default=random.randrange(10**9), help="the first seed (default: random)")
    parser.add_argument("--count", type=int, default=5000, help="how many worlds (default: 5000)")
    given = parser.parse_args()
    if given.seed is None:
        sys.exit(soak(range(given.first, given.first + given.count)) > 0)
    world = World(given.seed)
    try:
        world.run()
    finally:
        print("\n".join(world.lines))


if __name__ == "__main__":
    main()
