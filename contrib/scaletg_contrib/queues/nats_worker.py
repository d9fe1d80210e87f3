"""A worker of the queue in NATS: coroutines take messages and acknowledge them, threads do the work between.

A chat that is to come again later is parked: its updates move to a second stream, in order, and free the partition; a
message that the server redelivers when it is time (`nak` with a delay) wakes it, through its partition as well.
"""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import queue
import threading
import time
from collections.abc import Set
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple

from scaletg_contrib.nats_client import NatsDown, list_subjects
from scaletg_contrib.queues.contract import SHORT_SECONDS, Again, Dead, Delivery, Entry, Handle, Verdict, this_worker
from scaletg_contrib.queues.crew import Crew
from scaletg_contrib.queues.errors import Full, Unavailable

if TYPE_CHECKING:
    from nats.aio.client import Client

    from scaletg_contrib.queues.nats import NATSEngine

__all__ = ["NATSWorker"]

TICK = 0.1
# How many messages one request asks for. For a partition only one: a worker that freezes gets no second one, which
# would wait for `ack_wait` as well. The next request leaves when a message comes, so nobody waits for it.
BATCH = {"wake": 100}
EXPIRES_SECONDS = 30.0  # how long a request lasts
HEARTBEAT_SECONDS, SILENT_SECONDS = 1.5, 3.5  # of a server that has a request; one that is silent has forgotten it
SECOND = 10**9  # in nanoseconds
REQUEST = {"expires": int(EXPIRES_SECONDS * SECOND), "idle_heartbeat": int(HEARTBEAT_SECONDS * SECOND)}
HOLD_SECONDS = 600.0  # an app that takes longer is taken for one that hangs
AT_ONCE = 16  # consumers that are made at the same time
AWAY_SECONDS = 0.5  # between two tries when the server cannot be used
BOTS_SECONDS = 2.0  # between two looks for new bots
WAKE = "Scaletg-Wake"  # the header of a message that wakes a chat: how often its first update has failed, and killed
UPDATE, FAILURES, DEATHS = "Scaletg-Update", "Scaletg-Failures", "Scaletg-Deaths"

log = logging.getLogger("scaletg.queues")

Place = tuple[str, str]  # a stream, and a consumer of it


class _Handed(NamedTuple):
    """What a thread is to do: a delivery, and where its verdict goes; `None`: it was not begun."""

    delivery: Delivery
    verdict: Future[Verdict | None]


class _Chat(NamedTuple):
    """A chat in its partition."""

    bot: int
    partition: str
    key: int

    @property
    def subject(self) -> str:
        """Return the end of the subjects of what is parked."""
        return f"{self.bot}.{self.partition}.{self.key}"


class _Later(NamedTuple):
    """What is to come again in so many seconds, and how often it has failed, and killed a worker."""

    seconds: float
    failures: int
    deaths: int


class _NotBegun(Exception):
    """The worker ends before a thread was free."""


class NATSWorker:
    """The worker of one call of `Engine.work`. What is not said otherwise happens in the thread of the event loop."""

    def __init__(self, engine: NATSEngine, handle: Handle, stop: threading.Event, bots: Set[int] | None) -> None:
        self._engine, self._handle, self._stop, self._bots = engine, handle, stop, bots
        self._jobs: queue.SimpleQueue[_Handed] = queue.SimpleQueue()
        self._is_over = False
        self._inbox = ""
        self._places: list[Place] = []
        self._known_bots: set[int] = set()
        self._bots_at = 0.0
        self._asked: dict[Place, list[float]] = {}  # messages to come, until when, when the server was heard
        self._in_hand: dict[str, list[Any]] = {}  # a message, since when, and when the server last heard of it
        self._tasks: set[asyncio.Task[None]] = set()
        self._parked: dict[tuple[int, str], tuple[int, set[int]]] = {}  # keys by partition, as of a number of delivery
        self._finished = self._redelivered = 0

    # Threads

    def run(self, threads: int) -> None:
        """Work until the end; see `Engine.work`."""
        self._crew = Crew(threads, self._work)
        serving = self._engine.bridge.start(self._serve())
        while not serving.done():
            self._crew.fill()
            time.sleep(TICK)
        self._is_over = True
        self._crew.wait(lambda: None)
        serving.result()

    def _work(self) -> bool:
        try:
            delivery, verdict = self._jobs.get(timeout=TICK)
        except queue.Empty:
            return not self._is_over
        verdict.set_result(None if self._stop.is_set() else self._crew.handle(self._handle, delivery))
        return True

    # Subscribing

    async def _serve(self) -> None:
        """Take messages until the end, again and again if the connection was closed."""
        import nats.errors

        while not self._stop.is_set():
            try:
                await self._serve_connected(await self._engine.bridge.client())
            except (nats.errors.Error, NatsDown, Unavailable, OSError, TimeoutError) as error:
                log.warning("queue %s: %s. Next try in %s s", self._engine.url, error, AWAY_SECONDS)
                await asyncio.sleep(AWAY_SECONDS)
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _serve_connected(self, client: Client) -> None:
        self._inbox = client.new_inbox()
        self._places, self._known_bots = [], set()
        self._asked.clear()
        reconnects = client.stats["reconnects"]
        answers = await client.subscribe(f"{self._engine.name}.workers", cb=self._answer)
        messages = await client.subscribe(f"{self._inbox}.>", cb=functools.partial(self._take, client))
        try:
            while not self._stop.is_set() and not client.is_closed:
                if client.stats["reconnects"] != reconnects:  # the server has forgotten what it was asked for
                    reconnects = client.stats["reconnects"]
                    self._asked.clear()
                await self._find_bots(client)
                await self._ask_and_hold(client)
                await asyncio.sleep(TICK)
        finally:
            if not client.is_closed:
                await self._give_back_waiting()
                await messages.drain()  # type: ignore[no-untyped-call]  # ends the subscription, and then gives back what has come
                await answers.unsubscribe()
                await client.flush()

    async def _give_back_waiting(self) -> None:
        """At the end, take back what waits for a thread; a lost connection alone leaves it there."""
        while self._stop.is_set() and not self._jobs.empty():
            try:
                self._jobs.get_nowait().verdict.set_result(None)
            except queue.Empty:
                return

    async def _answer(self, question: Any) -> None:
        status = [this_worker(), self._crew.threads, self._crew.busy, self._finished, self._redelivered, 0.0]
        await question.respond(json.dumps(status).encode())

    async def _find_bots(self, client: Client) -> None:
        """Begin with the bots that are new, whose streams and consumers are made if they are missing."""
        if time.monotonic() < self._bots_at and self._known_bots:
            return
        bots = await self._engine.bots(client) if self._bots is None else self._bots
        for bot in sorted(set(bots) - self._known_bots):
            stream, partitions = self._engine.stream(bot), await self._engine.make_streams(client, bot)
            if not self._known_bots:
                await self._make_consumers(client, self._engine.kept, [("wake", f"{self._engine.name}.wake.>", 65_535)])
            consumers = [(f"p{number}", f"{self._engine.name}.do.{bot}.{number}.*", 1) for number in range(partitions)]
            await self._make_consumers(client, stream, consumers)
            self._known_bots.add(bot)
        self._bots_at = time.monotonic() + BOTS_SECONDS

    async def _make_consumers(self, client: Client, stream: str, consumers: list[tuple[str, str, int]]) -> None:
        """Make the consumers that are missing, some at a time, and begin with each at once.

        All of them take a server some seconds, once in the life of a stream; so those with updates come first.
        """
        from nats.js.api import AckPolicy, ConsumerConfig

        js, engine = client.jetstream(timeout=self._engine.timeout), self._engine
        there = await self._engine.consumers(client, stream)
        self._places += [(stream, name) for name, _, _ in consumers if name in there]
        configs = [
            ConsumerConfig(
                name=name, durable_name=name, filter_subject=subject, ack_policy=AckPolicy.EXPLICIT, max_deliver=-1,
                max_ack_pending=most, ack_wait=engine.ack_wait, max_waiting=512, mem_storage=engine.replicas > 1,
            )
            for name, subject, most in consumers if name not in there
        ]  # fmt: skip
        if len(configs) > AT_ONCE:
            subjects = await list_subjects(client, stream, ">", self._engine.timeout)
            waiting = {subject.rpartition(".")[0] + ".*" for subject in subjects}
            configs.sort(key=lambda config: config.filter_subject not in waiting)
        for start in range(0, len(configs), AT_ONCE):
            if not self._stop.is_set():
                some = configs[start : start + AT_ONCE]
                await asyncio.gather(*(js.add_consumer(stream, one) for one in some))
                self._places += [(stream, str(one.name)) for one in some]
                await self._ask_and_hold(client)

    async def _ask_and_hold(self, client: Client) -> None:
        await self._ask(client)
        await self._hold()

    async def _ask(self, client: Client) -> None:
        """Ask for more messages where what was asked for has run out, or was forgotten."""
        now = time.monotonic()
        for place in self._places:
            left, until, heard = self._asked.get(place, (0, 0.0, 0.0))
            if left <= 0 or now >= until or now - heard > SILENT_SECONDS:
                await self._ask_for(client, place)

    async def _ask_for(self, client: Client, place: Place) -> None:
        now, batch = time.monotonic(), BATCH.get(place[1], 1)
        self._asked[place] = [batch, now + EXPIRES_SECONDS + 1, now]
        request = json.dumps({"batch": batch, **REQUEST}).encode()
        subject = "$JS.API.CONSUMER.MSG.NEXT." + ".".join(place)
        await client.publish(subject, request, reply=".".join((self._inbox, *place)))

    async def _hold(self) -> None:
        """Say that what is in hand is worked on, before its time is over."""
        now = time.monotonic()
        for held in list(self._in_hand.values()):
            message, since, heard = held
            if now - heard >= self._engine.ack_wait / 3 and now - since < HOLD_SECONDS:
                held[2] = now
                await message.in_progress()

    async def _take(self, client: Client, message: Any) -> None:
        """Take what a server has sent: a message, or a word about what it was asked for."""
        status = (message.headers or {}).get("Status")
        if status is None:
            place = (message.metadata.stream, message.metadata.consumer)
            task = asyncio.create_task(self._process(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            stream, consumer = message.subject.split(".")[-2:]
            place = (stream, consumer)
        asked = self._asked.get(place)
        if asked is None:
            return
        asked[2] = time.monotonic()
        if status is None:
            asked[0] -= 1
        elif status != "100":  # not a heartbeat: the request has ended
            asked[0] = 0
        if status is None and not asked[0] and not self._stop.is_set():
            await self._ask_for(client, place)

    # Working

    async def _process(self, message: Any) -> None:
        """Work on a message; whatever prevents its acknowledgement, the server delivers it again."""
        import nats.errors

        now = time.monotonic()
        self._in_hand[message.reply] = [message, now, now]
        try:
            client = await self._engine.bridge.client()
            if message.metadata.consumer == "wake":
                await self._wake(client, message)
            else:
                await self._settle(client, message)
        except _NotBegun:
            await self._note(client, message, "back")
            await message.nak()
        except (nats.errors.Error, NatsDown, Unavailable, OSError, TimeoutError) as error:
            log.warning("queue %s: a message comes again: %s", self._engine.url, error)
        finally:
            del self._in_hand[message.reply]

    async def _settle(self, client: Client, message: Any) -> None:
        if self._stop.is_set():
            raise _NotBegun
        _, _, bot, partition, key = message.subject.split(".")
        chat, headers = _Chat(int(bot), partition, int(key)), message.headers
        parked = await self._parked_chats(client, chat, message.metadata.sequence.consumer)
        deaths = await self._count_deaths(client, message)
        entry = Entry(chat.bot, int(headers[UPDATE]), chat.key, message.data)
        mark = f"{message.metadata.stream}/{message.metadata.sequence.stream}"
        if WAKE in headers:
            await self._go_on(client, message, chat, deaths, parked)
        elif chat.key in parked:
            await self._put_behind(client, chat, entry, mark)
        else:
            later = await self._finish(client, message, entry, 0, deaths, mark)
            if later is not None:
                await self._set_alarm(client, chat, later)  # first, so that nothing waits without one
                await self._put_behind(client, chat, entry, mark)
                parked.add(chat.key)
        await message.ack()
        if message.metadata.num_delivered > 1:
            await self._purge(client, self._notes(message, "*"))

    async def _finish(
        self, client: Client, message: Any, entry: Entry, failures: int, deaths: int, mark: str
    ) -> _Later | None:
        """Let a thread work on an update until it is done or given up; return if it has to come again later."""
        begun = self._notes(message, f"begun-{message.metadata.num_delivered}")

        def begin() -> None:
            if message.metadata.num_delivered > 1:  # the first delivery needs no note: see _count_deaths
                self._engine.note_begin(begun)

        while True:
            waited = time.time() - message.metadata.timestamp.timestamp()
            handed = _Handed(
                Delivery(
                    entry, failures=failures, deaths=deaths, waited=max(0.0, waited), begin=begin
                ), Future(),
            )  # fmt: skip
            self._jobs.put(handed)
            verdict = await asyncio.wrap_future(handed.verdict)
            if verdict is None:
                raise _NotBegun
            if not isinstance(verdict, Again):
                break
            if message.metadata.num_delivered > 1:
                await self._purge(client, begun)  # nobody has died
            failures += verdict.failed
            if verdict.seconds > SHORT_SECONDS:
                return _Later(verdict.seconds, failures, deaths)
            await asyncio.sleep(verdict.seconds)
        if isinstance(verdict, Dead):
            await self._engine.bury(client, entry, verdict.reason, failures, deaths, mark)
        self._finished += 1
        return None

    # Deaths

    def _notes(self, message: Any, what: str) -> str:
        stream = message.metadata.stream.removeprefix(f"{self._engine.name}_")
        return f"{self._engine.name}.note.{stream}.{message.metadata.sequence.stream}.{what}"

    async def _note(self, client: Client, message: Any, what: str) -> None:
        await client.jetstream(timeout=self._engine.timeout).publish(self._notes(message, what))

    async def _purge(self, client: Client, subject: str) -> None:
        await client.jetstream(timeout=self._engine.timeout).purge_stream(self._engine.kept, subject=subject)

    async def _count_deaths(self, client: Client, message: Any) -> int:
        """Return how many workers have died over a message: it was begun and got no verdict.

        The first delivery counts if it was not handed back; later ones only if they are noted as begun, since a message
        that waits for a thread when another one kills the process has no part in that.
        """
        earlier = message.metadata.num_delivered - 1
        if not earlier:
            return 0
        notes = await list_subjects(client, self._engine.kept, self._notes(message, "*"), self._engine.timeout)
        back = notes.pop(self._notes(message, "back"), 0)
        begun = len(notes)  # one subject for each delivery, which may begin several times while the store is away
        deaths: int = begun + min(1, max(0, earlier - back - begun))
        self._redelivered += bool(deaths)
        return deaths

    # Parking

    async def _parked_chats(self, client: Client, chat: _Chat, number: int) -> set[int]:
        """Return which chats of a partition are parked.

        What this worker knows is right if the delivery before this one was its own; else somebody else may have parked
        one since, and the stream is asked.
        """
        place = (chat.bot, chat.partition)
        last, parked = self._parked.get(place, (-1, set()))
        if last + 1 != number:
            subject = f"{self._engine.name}.wait.{chat.bot}.{chat.partition}.*"
            found = await list_subjects(client, self._engine.kept, subject, self._engine.timeout)
            parked = {int(one.rpartition(".")[2]) for one in found}
        self._parked[place] = (number, parked)
        return parked

    async def _put_behind(self, client: Client, chat: _Chat, entry: Entry, mark: str) -> None:
        headers = {UPDATE: str(entry.update_id), "Nats-Msg-Id": mark}
        subject = f"{self._engine.name}.wait.{chat.subject}"
        await client.jetstream(timeout=self._engine.timeout).publish(subject, entry.body, headers=headers)

    async def _set_alarm(self, client: Client, chat: _Chat, later: _Later) -> None:
        alarm = json.dumps([time.time() + later.seconds, later.failures, later.deaths]).encode()
        subject = f"{self._engine.name}.wake.{chat.subject}"
        await client.jetstream(timeout=self._engine.timeout).publish(subject, alarm)

    async def _wake(self, client: Client, message: Any) -> None:
        """Let the server bring an alarm again when it is time, and then wake the chat through its partition."""
        due, failures, deaths = json.loads(message.data)
        left = due - time.time()
        if left > 0.01:
            await message.nak(delay=left)
            return
        _, _, bot, _, key = message.subject.split(".")
        headers = {UPDATE: "0", WAKE: f"{failures} {deaths}"}
        try:
            await self._engine.put(client, Entry(int(bot), 0, int(key), b""), headers)
        except Full:
            await message.nak(delay=1)
        else:
            await message.ack()

    async def _go_on(self, client: Client, message: Any, chat: _Chat, deaths: int, parked: set[int]) -> None:
        """Finish what waits in a parked chat, until it is empty or has to be parked again."""
        subject = f"{self._engine.name}.wait.{chat.subject}"
        failures, earlier_deaths = map(int, message.headers[WAKE].split())
        deaths += earlier_deaths
        while (first := await self._engine.next_kept(client, subject, 1)) is not None:
            entry = Entry(chat.bot, int(first.headers[UPDATE]), chat.key, first.data)
            later = await self._finish(client, message, entry, failures, deaths, f"kept/{first.seq}")
            if later is not None:
                await self._set_alarm(client, chat, later)
                return
            await client.jetstream(timeout=self._engine.timeout).delete_msg(self._engine.kept, first.seq)
            failures = deaths = 0
        parked.discard(chat.key)
