"""A queue in NATS JetStream, for web processes and workers on any number of machines.

Each bot has a stream of its own. The server puts every chat into one of its partitions (`subject_transform`), each
partition has a consumer with at most one message that is not acknowledged, and all workers ask all consumers: so order,
one update of a chat at a time and fail-over are the server's. A second stream has what is parked or given up.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import logging
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Set
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

import scaletg
from scaletg_contrib.nats_client import HINT, Bridge, NatsDown, list_subjects, read_address, read_stream
from scaletg_contrib.queues.contract import DeadLetter, Entry, Handle, Status, WorkerStatus
from scaletg_contrib.queues.errors import Full, Unavailable
from scaletg_contrib.queues.nats_worker import NATSWorker
from scaletg_contrib.stores.base import without_password

if TYPE_CHECKING:
    from nats.aio.client import Client

__all__ = ["NATSEngine"]

PARTITIONS = 256
KNOWN_SECONDS = 600.0  # how long an update is known after it was taken in
ANSWER_SECONDS = 0.3  # within which workers say that they are there
#: What a URL may say beside the options of the connection. `partitions` and `replicas` are for a stream that is new.
OPTIONS = {"partitions": "", "replicas": "1", "ack_wait": "3", "sync": "always", "monitor": "8222"}
FULL = 10077  # the server's code of an error: the stream has as many messages as it may have
UPDATE, MESSAGE_ID = "Scaletg-Update", "Nats-Msg-Id"  # headers
FAILURES, DEATHS, REASON, TIME = "Scaletg-Failures", "Scaletg-Deaths", "Scaletg-Reason", "Scaletg-Time"

log = logging.getLogger("scaletg.queues")
T = TypeVar("T")


class NATSEngine:
    """See `contract.Engine`."""

    def __init__(self, url: str, *, name: str, max_depth: int, timeout: float) -> None:
        self.url, self.name, self.timeout = without_password(url), name, timeout
        self._max_depth = max_depth
        self._address = read_address("queue", url, OPTIONS)
        self.options = self._address.options
        self.partitions = self._number("partitions", 1, 4096) if self.options["partitions"] else 0
        self.replicas, self.ack_wait = self._number("replicas", 1, 5), self._number("ack_wait", 1, 3600)
        self.bridge = Bridge(self._address, timeout)
        #: The stream of what is parked, given up, or noted about what killed a worker.
        self.kept = f"{name}_kept"

    def _number(self, option: str, least: int, most: int) -> int:
        text = self.options[option]
        if not text.isdecimal() or not least <= int(text) <= most:
            raise scaletg.ConfigError(f"queue {self.url!r}: {option}={text} must be a number from {least} to {most}.")
        return int(text)

    def run(self, use: Callable[[Client], Awaitable[T]]) -> T:
        """Call *use* with the client. Raises `Unavailable`."""
        try:
            return self.bridge.run(use)
        except NatsDown as error:
            raise Unavailable(f"queue {self.url}: {error}. {HINT}") from error

    def stream(self, bot: int) -> str:
        """Return the name of the stream of a bot."""
        return f"{self.name}_{bot}"

    # Streams

    async def make_streams(self, client: Client, bot: int) -> int:
        """Make the streams of a bot that are missing, and return how many partitions it has."""
        from nats.js.api import DiscardPolicy, RetentionPolicy, StreamConfig, SubjectTransform
        from nats.js.errors import NotFoundError

        js = client.jetstream(timeout=self.timeout)
        common: dict[str, Any] = {"retention": RetentionPolicy.WORK_QUEUE, "num_replicas": self.replicas}
        kept = [f"{self.name}.{folder}.>" for folder in ("wait", "wake", "dead", "note")]
        try:
            found = await js.stream_info(self.stream(bot))
        except NotFoundError:
            await js.add_stream(StreamConfig(name=self.kept, subjects=kept, duplicate_window=120, **common))
            transform = SubjectTransform(
                f"{self.name}.in.{bot}.*", self._destination(bot, self.partitions or PARTITIONS)
            )
            config = StreamConfig(
                name=self.stream(bot), subjects=[transform.src], subject_transform=transform, max_msgs=self._max_depth,
                discard=DiscardPolicy.NEW, duplicate_window=KNOWN_SECONDS, **common,
            )  # fmt: skip
            found = await js.add_stream(config)
        assert found.config.subject_transform is not None
        number = int(found.config.subject_transform.dest.partition("partition(")[2].partition(",")[0])
        if self.partitions not in (0, number):
            raise scaletg.ConfigError(
                f"queue {self.url}: the stream {self.stream(bot)} has {number} partitions, but the URL says "
                f"partitions={self.partitions}. Remove that option, or change the stream as docs/queues_nats.md says."
            )
        return number

    def _destination(self, bot: int, partitions: int) -> str:
        return f"{self.name}.do.{bot}.{{{{partition({partitions},1)}}}}.{{{{wildcard(1)}}}}"

    def check_sync(self) -> None:
        """Refuse servers that acknowledge before they have written to disk; warn if they do not say."""
        if self.options["sync"] != "always":
            return
        for server in self._address.servers:
            place = f"http://{urlsplit(server).hostname}:{self.options['monitor']}/varz"
            try:
                with urllib.request.urlopen(place, timeout=1) as answer:
                    settings = json.load(answer)["jetstream"]["config"]
            except (OSError, ValueError, KeyError) as error:
                log.warning(
                    "queue %s: %s does not say whether it writes to disk at once (%s): if `sync_interval: always` is "
                    "not in its jetstream section, a power cut loses updates. Set `http: HOST:8222` there, or "
                    "sync=unchecked in the URL",
                    self.url, place, error,
                )  # fmt: skip
                continue
            if not settings.get("sync_always"):
                raise scaletg.ConfigError(
                    f"queue {self.url}: {server} writes to disk only now and then, so a power cut loses updates that "
                    "Telegram does not send again. Set `sync_interval: always` in the jetstream section of its "
                    "configuration, or sync=unchecked in the URL."
                )

    # Taking in

    def enqueue(self, entry: Entry, *, again: bool = False) -> bool:
        """See `Engine.enqueue`."""
        headers = {UPDATE: str(entry.update_id)}
        if not again:
            headers[MESSAGE_ID] = f"{entry.bot}/{entry.update_id}"
        return self.run(lambda client: self.put(client, entry, headers))

    async def put(self, client: Client, entry: Entry, headers: dict[str, str]) -> bool:
        """Publish an update, and return whether it is new. Raises `Full`."""
        from nats.js.errors import APIError, NoStreamResponseError

        js, subject = client.jetstream(timeout=self.timeout), f"{self.name}.in.{entry.bot}.{entry.key}"
        try:
            try:
                done = await js.publish(subject, entry.body, headers=headers)
            except NoStreamResponseError:
                await self.make_streams(client, entry.bot)
                done = await js.publish(subject, entry.body, headers=headers)
        except APIError as error:
            if error.err_code == FULL:
                raise Full(
                    f"queue {self.url} is full: it has max_depth={self._max_depth} updates of bot {entry.bot}. "
                    "Start more workers."
                ) from None
            raise
        return not done.duplicate

    # Working

    def work(self, handle: Handle, *, threads: int, stop: threading.Event, bots: Set[int] | None = None) -> None:
        """See `Engine.work`."""
        self.check_sync()
        NATSWorker(self, handle, stop, bots).run(threads)

    def note_begin(self, subject: str) -> None:
        """Note that a worker begins an update that was delivered before; in a thread of the worker."""

        async def note(client: Client) -> None:
            await client.jetstream(timeout=self.timeout).publish(subject)

        with contextlib.suppress(Unavailable):  # then a death may be missed
            self.run(note)

    async def bots(self, client: Client) -> list[int]:
        """Return the bots that have a stream."""
        answer = await self._request(client, "$JS.API.STREAM.NAMES", subject=f"{self.name}.in.>")
        return [int(name.removeprefix(f"{self.name}_")) for name in answer["streams"] or ()]

    async def consumers(self, client: Client, stream: str) -> set[str]:
        """Return the names of the consumers of a stream."""
        found: set[str] = set()
        while True:
            answer = await self._request(client, f"$JS.API.CONSUMER.NAMES.{stream}", offset=len(found))
            found.update(answer["consumers"] or ())
            if not answer["consumers"] or len(found) >= answer["total"]:
                return found

    async def _request(self, client: Client, address: str, **question: Any) -> Any:
        answer = json.loads((await client.request(address, json.dumps(question).encode(), timeout=self.timeout)).data)
        if "error" in answer:
            raise NatsDown(answer["error"]["description"])
        return answer

    # Dead letters

    async def bury(self, client: Client, entry: Entry, reason: str, failures: int, deaths: int, mark: str) -> None:
        """Keep an update among the dead letters; *mark*: the same one is not kept twice."""
        headers = {
            MESSAGE_ID: f"dead/{mark}", UPDATE: str(entry.update_id), REASON: quote(reason), TIME: repr(time.time()),
            FAILURES: str(failures), DEATHS: str(deaths),
        }  # fmt: skip
        subject = f"{self.name}.dead.{entry.bot}.{entry.key}"
        await client.jetstream(timeout=self.timeout).publish(subject, entry.body, headers=headers)

    def dead(self, bot: int | None = None) -> Iterator[DeadLetter]:
        """See `Engine.dead`."""
        subject, last = f"{self.name}.dead.{'*' if bot is None else bot}.*", 0
        while (found := self.run(lambda client: self.next_kept(client, subject, last + 1))) is not None:  # noqa: B023
            yield _letter(found)
            last = found.seq

    async def next_kept(self, client: Client, subject: str, sequence: int) -> Any:
        """Return the first message of a subject from a number on, `None` if there is none."""
        from nats.js.errors import NotFoundError

        try:
            return await client.jetstream(timeout=self.timeout).get_msg(self.kept, sequence, subject, next=True)
        except NotFoundError:
            return None

    def put_back(self, letter_id: str) -> bool:
        """See `Engine.put_back`."""

        async def put_back(client: Client) -> bool:
            found = await self._letter_at(client, letter_id)
            if found is None:
                return False
            await self.put(client, found.entry, {UPDATE: str(found.entry.update_id)})
            return await client.jetstream(timeout=self.timeout).delete_msg(self.kept, int(letter_id))

        return self.run(put_back)

    def purge(self, letter_id: str) -> bool:
        """See `Engine.purge`."""

        async def purge(client: Client) -> bool:
            if await self._letter_at(client, letter_id) is None:
                return False
            return await client.jetstream(timeout=self.timeout).delete_msg(self.kept, int(letter_id))

        return self.run(purge)

    async def _letter_at(self, client: Client, letter_id: str) -> DeadLetter | None:
        if not letter_id.isdecimal():
            return None
        found = await self.next_kept(client, f"{self.name}.dead.*.*", int(letter_id))
        return _letter(found) if found is not None and found.seq == int(letter_id) else None

    # State

    def status(self) -> Status:
        """See `Engine.status`. What a chat's end of a pause adds is counted as taken in and finished."""
        return self.run(self._read_status)

    async def _read_status(self, client: Client) -> Status:
        by_bot, by_partition, taken_in, oldest = Counter[int](), Counter[str](), 0, 0.0
        bots = await self.bots(client)
        for bot in bots:
            state, _ = await read_stream(client, self.stream(bot), self.timeout)
            taken_in += state["last_seq"]
            oldest = max(oldest, _age(state))
            for subject, count in (await list_subjects(client, self.stream(bot), ">", self.timeout)).items():
                by_bot[bot] += count
                by_partition[subject.split(".")[3]] += count
        kept = await list_subjects(client, self.kept, ">", self.timeout) if bots else {}
        for subject, count in kept.items():
            _, folder, *place = subject.split(".")
            if folder == "wait":
                by_bot[int(place[0])] += count
                by_partition[place[1]] += count
        dead = sum(count for subject, count in kept.items() if subject.split(".")[1] == "dead")
        workers = await self._ask_workers(client)
        depth, redelivered = by_bot.total(), sum(worker.redelivered for worker in workers)
        return Status(
            time.time(), depth, oldest, taken_in, taken_in - depth, redelivered, dead, dict(by_bot),
            dict(by_partition), workers,
        )  # fmt: skip

    async def _ask_workers(self, client: Client) -> list[WorkerStatus]:
        inbox, found = client.new_inbox(), list[WorkerStatus]()
        answers = await client.subscribe(inbox)
        await client.publish(f"{self.name}.workers", reply=inbox)
        give_up = time.monotonic() + ANSWER_SECONDS
        with contextlib.suppress(TimeoutError):
            while (left := give_up - time.monotonic()) > 0:
                answer = await answers.next_msg(left)
                if answer.data:  # otherwise the server says that nobody answers
                    found.append(WorkerStatus(*json.loads(answer.data)))
        await answers.unsubscribe()
        return sorted(found)

    def is_ready(self) -> bool:
        """See `Engine.is_ready`: the server has its streams at hand, or could make them."""

        async def ask(client: Client) -> bool:
            await client.jetstream(timeout=self.timeout).account_info()
            return True

        return self.run(ask)

    def close(self) -> None:
        """See `Engine.close`."""
        self.bridge.close()


def _letter(message: Any) -> DeadLetter:
    headers, (_, _, bot, key) = message.headers, message.subject.split(".")
    entry = Entry(int(bot), int(headers[UPDATE]), int(key), message.data)
    reason, when = unquote(headers[REASON]), float(headers[TIME])
    return DeadLetter(str(message.seq), entry, reason, when, int(headers[FAILURES]), int(headers[DEATHS]))


def _age(state: dict[str, Any]) -> float:
    """Return how old the first message of a stream is, in seconds."""
    if not state["messages"]:
        return 0.0
    return max(0.0, time.time() - datetime.datetime.fromisoformat(state["first_ts"]).timestamp())
