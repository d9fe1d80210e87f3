"""Faults of everything that a bot with a queue runs on, and what must be true afterwards: `make soak` runs it for long.

    python tests/faults.py                          # every engine for a minute each, from a new seed
    python tests/faults.py nats3 --seconds 600 --seed 7

Telegram is played by lanes: a chat is in one, its next update is posted after a 200 for the one before, everything else
is posted again, one of ten that were accepted is posted once more, and lanes pause at random, so that kills do not fall
between two updates. There are two web processes, three workers and the servers of the engine. Each round kills, freezes
or ends some of them. Some updates fail, one kills its worker, some raise `Retry` for long.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), *(str(ROOT / folder) for folder in ("contrib", "tests", "tests/contrib"))]

from engines import notes, wait_for  # noqa: E402
from servers import Server, free_port, nats_cluster, nats_server, postgresql_server  # noqa: E402

import samples  # noqa: E402
from fake_telegram import FakeTelegram  # noqa: E402
from programs import PYTHON, Program, write  # noqa: E402
from scaletg_contrib.queues import Engine, Unavailable, open_queue  # noqa: E402
from scaletg_contrib.stores import open_store  # noqa: E402

TOKEN = "1000000001:AAhdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
ENGINES = ["sqlite", "postgresql", "nats", "nats3"]
MOST_WAITING = 40  # updates that fit into the queue
FULL_SECONDS = 4.0  # without workers, in which it becomes full
FROZEN_SECONDS = 7.0  # longer than any engine waits for a worker that is silent
LANES = 12
RETRY_SECONDS = 3  # of the chat RETRYING, for each update
MOST_SECONDS = 120.0  # until an update is accepted
POISON, FAILING, RETRYING = 103, 104, 105  # chats of their own
POISONED = "poison"  # after which nobody measures how long others wait: it kills all workers
BOT = """
import os, time
import scaletg
from scaletg_contrib.queues import worker, Done
from scaletg_contrib.queues.nats_worker import NATSWorker
from scaletg_contrib.sessions import Sessions

RETRY_SECONDS = float(os.environ["RETRY_SECONDS"])
control = os.environ.get("CONTROL")
seen = scaletg.SeenUpdates() if control == "no memory" else None
bot = scaletg.Bot(base_url=os.environ["API"], username="test_bot", secret_token="", webhook_path="/hook", seen=seen)
bot.load(Sessions())


def note(*words):
    file = os.open("notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, (" ".join(map(str, (time.monotonic_ns(), os.getpid(), *words))) + "\\n").encode())
    os.close(file)


@bot.app
def count(update, message, session):
    note("begin", message.chat.id, message.text)
    if message.chat.id == 103:
        os.kill(os.getpid(), 9)
    if message.chat.id == 104:
        raise ValueError("poison")
    if message.chat.id == 105 and not os.path.exists(f"retried-{update.update_id}"):
        open(f"retried-{update.update_id}", "w").close()
        raise scaletg.Retry(RETRY_SECONDS)
    time.sleep(0.02)
    if control == "no memory":
        bot.store.change(f"texts/{message.chat.id}", lambda kept: [*kept, message.text], default=[])
    else:
        session["texts"] = [*session.get("texts", []), message.text]
    note("end", message.chat.id, message.text)
    return message.text


if control == "acknowledge first":
    import threading
    handle = worker.UpdateHandler.handle

    def handle_later(self, delivery):
        delivery.begin()
        threading.Thread(target=handle, args=(self, delivery), daemon=True).start()
        return Done()

    worker.UpdateHandler.handle = handle_later
if control == "more pending":
    make = NATSWorker._make_consumers
    NATSWorker._make_consumers = lambda self, client, stream, consumers: make(
        self, client, stream, [(name, subject, max(most, 10)) for name, subject, most in consumers]
    )
if control == "no memory":
    from scaletg_contrib.queues.plugin import queue_of
    engine = queue_of(bot).engine
    enqueue = engine.enqueue
    engine.enqueue = lambda entry, again=False: enqueue(entry, again=True)
"""


class Broken(AssertionError):
    """Something that must be true is not."""


class Lanes:
    """Telegram: what was accepted, when, and how long it took."""

    def __init__(self, ports: list[int], chance: random.Random) -> None:
        self._ports, self._chance, self._lock = ports, chance, threading.Lock()
        self._stopped = threading.Event()
        self._numbers = iter(range(1, 10**9))
        self.texts: dict[int, list[str]] = defaultdict(list)
        self.accepted: dict[str, int] = {}  # when, in nanoseconds
        self.refused: list[str] = []  # for so long that the lane has ended
        self.longest = 0.0
        self.unavailable = 0  # answers with 503: the queue is full, or away
        chats = [*range(1, LANES + 1), FAILING, RETRYING]
        self._threads = [threading.Thread(target=self._lane, args=(chat,)) for chat in chats]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _lane(self, chat: int) -> None:
        while not self._stopped.is_set() and not self.refused:
            with self._lock:
                again, pause = self._chance.random() < 0.1, self._chance.uniform(*_pauses(chat))
            update = self.send(chat)
            self._stopped.wait(pause)
            if again:  # when it is finished, more often than not
                self._post(update)

    def send(self, chat: int) -> dict[str, Any]:
        """Post a new update until it is accepted."""
        with self._lock:
            number = next(self._numbers)
        words = f"{chat}-{number}"
        message = samples.message(words, {"id": chat, "type": "private"})
        update = {"update_id": number, "message": {**message, "from": {**samples.USER, "id": chat}}}
        if self._post(update):
            self.accepted[words] = time.monotonic_ns()
            self.texts[chat].append(words)
        else:
            self.refused.append(words)
        return update

    def _post(self, update: dict[str, Any]) -> bool:
        started = time.monotonic()
        while True:
            one = time.monotonic()
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", random.choice(self._ports), timeout=30)
                with contextlib.closing(connection):
                    connection.request("POST", "/hook", json.dumps(update), {"Content-Type": "application/json"})
                    status = connection.getresponse().status
                self.longest = max(self.longest, time.monotonic() - one)
                if status == 200:
                    return True
                self.unavailable += status == 503
            if time.monotonic() - started > MOST_SECONDS:
                return False
            time.sleep(0.05)


def _pauses(chat: int) -> tuple[float, float]:
    """Return between how many seconds a lane waits: so long that a busy machine keeps up, and no backlog grows."""
    return (RETRY_SECONDS, 2 * RETRY_SECONDS) if chat == RETRYING else (0.1, 0.7)


class World:
    """All that runs: web processes, workers, and the servers of the engine."""

    def __init__(self, folder: Path, servers: list[Server], environ: dict[str, str]) -> None:
        self._folder, self._servers, self._environ = folder, servers, environ
        self.ports = [free_port(), free_port()]
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._kinds = {"web", "worker"}  # what is started again when it has ended
        self.frozen: set[str] = set()
        self.events = [(time.monotonic_ns(), "start")]
        self.down: list[tuple[int, int]] = []  # when servers of the engine were away, in nanoseconds
        self._programs: dict[tuple[str, int], Program] = {}
        for place in [("web", 0), ("web", 1), ("worker", 0), ("worker", 1), ("worker", 2)]:
            self._start(place)
        self._watch = threading.Thread(target=self._replace, daemon=True)
        self._watch.start()

    def _start(self, place: tuple[str, int]) -> None:
        kind, number = place
        command = ["-m", "scaletg", "worker", "bot.py", "--threads", "8"]
        if kind == "web":
            command = f"-m gunicorn -w 1 --threads 8 -b 127.0.0.1:{self.ports[number]} bot:bot".split()
        self._programs[place] = Program(PYTHON, *command, cwd=self._folder, **self._environ)

    def _replace(self) -> None:
        """Start again what has ended, as systemd would."""
        while not self._is_over.wait(0.1):
            with self._lock:
                for place, program in list(self._programs.items()):
                    if place[0] in self._kinds and program.process.poll() is not None:
                        program.kill()
                        self._start(place)

    def round(self, what: str, chance: random.Random) -> None:
        """Do something to some of it."""
        print(f"    {what}", flush=True)
        self.events.append((time.monotonic_ns(), what))
        names = {"web": ["web"], "worker": ["worker"], "all": ["web", "worker"]}.get(what, [])
        with self._lock:
            for name in names:
                self._programs[name, chance.randrange(2)].kill()
            one = self._programs["worker", chance.randrange(3)]
            if what == "term":
                one.process.terminate()
        if what == "backlog":
            self._fill()
        if what in ("node", "all") and self._servers:
            self._restart([chance.choice(self._servers)])
        if what == "nodes" and self._servers:
            self._restart(self._servers)
        if what == "freeze":
            self.frozen.add(str(one.process.pid))
            os.kill(one.process.pid, signal.SIGSTOP)
            time.sleep(FROZEN_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.process.pid, signal.SIGCONT)

    def _fill(self) -> None:
        """Let the queue become full without workers, and the servers start again before there are some."""
        started = time.monotonic_ns()
        with self._lock:
            self._kinds = {"web"}
            for number in range(3):
                self._programs["worker", number].kill()
        time.sleep(FULL_SECONDS)
        if self._servers:
            self._restart_now(self._servers)
        self._kinds = {"web", "worker"}
        self.down.append((started, time.monotonic_ns()))

    def _restart(self, servers: list[Server]) -> None:
        started = time.monotonic_ns()
        try:
            self._restart_now(servers)
        finally:
            self.down.append((started, time.monotonic_ns()))

    def last_event(self, at: int) -> str:
        """Return what was done last before a time."""
        since, what = max(event for event in self.events if event[0] <= at or event[1] == "start")
        return f"{(at - since) / 1e9:.1f} s after {what!r}"

    def seconds_up(self, start: int, end: int) -> float:
        """Return how much of a time all servers were up, in seconds."""
        away = sum(max(0, min(end, until) - max(start, since)) for since, until in self.down)
        return (end - start - away) / 1e9

    def _restart_now(self, servers: list[Server]) -> None:
        for server in servers:
            server.kill()
        time.sleep(0.3)
        for _ in range(40):  # until the children of what was killed have noticed
            for server in servers:
                if server.process is None:
                    server.launch()
            try:
                for server in servers:
                    server.wait_until_ready()
            except RuntimeError:  # it was stopped again
                time.sleep(0.5)
            else:
                return
        raise Broken("a server did not start again")

    def close(self) -> str:
        """End everything, and return what it has printed."""
        self._is_over.set()
        self._watch.join()
        for program in self._programs.values():
            program.kill()
        return "\n".join(program.output[-1500:] for program in self._programs.values())


ROUNDS = ["worker", "web", "node", "term", "freeze", "worker", "all", "nodes", "backlog"]
SQLITE_ROUNDS = ["worker", "web", "term", "worker", "all", "backlog"]  # one that is frozen keeps its chats there


def run(
    kind: str, seconds: float, seed: int, *, longest: float = 5.0, control: str = "", rounds: list[str] | None = None
) -> str:
    """Do faults for so many seconds, and return what was counted. Raises `Broken`."""
    print(f"{kind}: seed {seed}{f', control: {control}' if control else ''}", flush=True)
    chance = random.Random(seed)
    with (
        tempfile.TemporaryDirectory() as name,
        serve(kind, Path(name)) as (servers, queue, store),
        FakeTelegram() as api,
    ):
        folder = Path(name)
        write(folder, {"bot.py": BOT})
        environ = {
            "API": api.url, "TELEGRAM_BOT_TOKEN": TOKEN, "SCALETG_QUEUE": queue, "SCALETG_STORE": store,
            "CONTROL": control, "RETRY_SECONDS": str(RETRY_SECONDS),
        }  # fmt: skip
        engine, world = open_queue(queue), World(folder, servers, environ)
        lanes = Lanes(world.ports, chance)
        try:
            lanes.send(1)  # everything runs
            wait_for(lambda: notes(folder / "notes"), "the first update")
            lanes.start()
            end, number = time.monotonic() + seconds, 0
            if rounds is None:
                rounds = SQLITE_ROUNDS if kind == "sqlite" else ROUNDS
            while time.monotonic() < end:
                time.sleep(chance.uniform(0.5, 2.5))
                world.round(rounds[number % len(rounds)], chance)
                number += 1
            world.events.append((time.monotonic_ns(), POISONED))
            if not control:  # while others come: it kills one worker after the other
                lanes.send(POISON)
                wait_for(lambda: _is_dead(engine), "the end of what kills its worker")
            lanes.stop()
            wait_for(lambda: _depth(engine) == 0, "the end of the queue")
            _settle(api, lanes, control)
            letters = {letter.entry.key for letter in engine.dead()}
            return _check(folder, store, lanes, world, letters, longest, control)
        except BaseException:
            with contextlib.suppress(Unavailable):
                print(engine.status())
            print(world.close())
            raise
        finally:
            lanes.stop()
            world.close()
            engine.close()


def _depth(engine: Engine) -> int | None:
    with contextlib.suppress(Unavailable):
        return engine.status().depth
    return None


def _is_dead(engine: Engine) -> bool:
    with contextlib.suppress(Unavailable):
        return any(letter.entry.key == POISON for letter in engine.dead())
    return False


def _settle(api: FakeTelegram, lanes: Lanes, control: str) -> None:
    wanted = {words for chat, kept in lanes.texts.items() if chat not in (POISON, FAILING) for words in kept}
    if not control:
        wait_for(lambda: wanted <= _sent(api), "the last reply")


def _sent(api: FakeTelegram) -> set[str]:
    return {call.parameters["text"] for call in list(api.of("sendMessage")) if call.parameters}


def _check(
    folder: Path, store: str, lanes: Lanes, world: World, letters: set[int], longest: float, control: str
) -> str:
    if lanes.refused:
        raise Broken(f"{lanes.refused} were not accepted within {MOST_SECONDS:.0f} s")
    noted = notes(folder / "notes")
    begun: dict[str, int] = {}
    times: dict[str, int] = defaultdict(int)
    for at, _, what, _, words in noted:
        if what == "begin":
            begun.setdefault(words, int(at))
            times[words] += 1
    kept = _kept(store, control)
    for chat, texts in lanes.texts.items():
        if chat not in (POISON, FAILING) and kept.get(chat) != texts:
            found = kept.get(chat, [])
            lost, extra = set(texts) - set(found), len(found) - len(set(found))
            raise Broken(f"chat {chat}: {len(lost)} lost, {extra} applied twice, or out of order: {sorted(lost)[:3]}")
        order = [words for words in sorted(begun, key=lambda one: begun[one]) if words.startswith(f"{chat}-")]
        if order != sorted(order, key=lambda words: int(words.partition("-")[2])):
            raise Broken(f"chat {chat} was begun out of order")
    _check_overlap(noted, world.frozen)
    wanted = {chat for chat in (POISON, FAILING) if lanes.texts.get(chat)}
    if letters != wanted:
        raise Broken(f"the dead letters are of the chats {letters}, and the poison of {wanted}")
    if lanes.longest > 10:
        raise Broken(f"a POST was answered after {lanes.longest:.1f} s")
    ordinary = {words: at for words, at in lanes.accepted.items() if int(words.partition("-")[0]) <= LANES}
    del ordinary["1-1"]  # which waits for the start of all
    poisoned = next(at for at, what in world.events if what == POISONED)
    waited = {
        words: world.seconds_up(at, min(begun[words], poisoned)) for words, at in ordinary.items() if at < poisoned
    }
    slowest = max(waited, key=lambda words: waited[words])
    again = sum(number > 1 for words, number in times.items() if int(words.partition("-")[0]) <= LANES)
    after = world.last_event(lanes.accepted[slowest])
    text = (
        f"{len(lanes.accepted)} accepted, {again} begun twice, none lost, doubled or out of order; "
        f"{lanes.unavailable} times 503, longest POST {lanes.longest:.1f} s, "
        f"longest from POST to app {waited[slowest]:.1f} s ({slowest}, accepted {after})"
    )
    if waited[slowest] > longest:
        late = sorted((words for words in waited if waited[words] > longest), key=lambda words: lanes.accepted[words])
        lines = [f"{words}: {waited[words]:.1f} s, {world.last_event(lanes.accepted[words])}" for words in late[:20]]
        raise Broken("\n".join([text, *lines]))
    return text


def _kept(store: str, control: str) -> dict[int, list[str]]:
    opened = open_store(store)
    with contextlib.closing(opened):
        if control == "no memory":
            return {int(record.key.partition("/")[2]): record.value for record in opened.scan("texts/")}
        records = opened.scan(f"{TOKEN.partition(':')[0]}/sessions/")
        return {int(record.key.split("/")[3]): record.value["data"].get("texts", []) for record in records}


def _check_overlap(lines: list[list[str]], frozen: set[str]) -> None:
    """No chat has two updates in hand, unless the first was cut off with its process, or that was frozen."""
    open_by: dict[str, tuple[str, str]] = {}
    for _, pid, what, chat, words in lines:
        other = open_by.get(chat)
        if what == "begin":
            is_same = other is not None and other[0] == pid and int(chat) <= LANES
            if is_same and other != (pid, words):
                raise Broken(f"a process has begun two updates of chat {chat}")
            open_by[chat] = (pid, words)
        elif other == (pid, words):
            del open_by[chat]
        elif pid not in frozen:
            raise Broken(f"two updates of chat {chat} were in hand at the same time")


@contextlib.contextmanager
def serve(kind: str, folder: Path) -> Iterator[tuple[list[Server], str, str]]:
    """Start the servers of an engine; give them, and the URLs of the queue and of the store."""
    if kind == "sqlite":
        yield [], f"sqlite:///{folder}/updates.db?max_depth={MOST_WAITING}", f"sqlite:///{folder}/bot.db"
    elif kind == "postgresql":
        with postgresql_server() as server:
            yield [server], f"{server.url}?silent_seconds=3&max_depth={MOST_WAITING}", server.url
    elif kind == "nats":
        with nats_server() as server:
            yield [server], f"{server.url}?sync=unchecked&partitions=256&max_depth={MOST_WAITING}", server.url
    else:
        with nats_cluster() as nodes:
            hosts = ",".join(node.url.partition("@")[2] for node in nodes)
            url = f"nats://scaletg:secret@{hosts}?replicas=3"
            yield nodes, f"{url}&sync=unchecked&partitions=64&max_depth={MOST_WAITING}", url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="*", default=ENGINES, help=", ".join(ENGINES))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--control", default="", help="break it on purpose: acknowledge first, more pending, no memory")
    options = parser.parse_args()
    for kind in options.kind:
        print(
            f"    {run(kind, options.seconds, options.seed, control=options.control, longest=LONGEST[kind])}",
            flush=True,
        )


#: The longest time from a POST to its app. A cluster of NATS elects new leaders after a kill, which takes 4 to 9 s.
LONGEST = {"sqlite": 5.0, "postgresql": 5.0, "nats": 5.0, "nats3": 20.0}

if __name__ == "__main__":
    main()
