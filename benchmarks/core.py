"""Measure the core against floors: what the same work costs without ScaleTG.

    python benchmarks/core.py            # print the figures
    python benchmarks/core.py --check    # also exit with 1 if one is over its limit
    python benchmarks/core.py --quick    # fewer rounds: to see that it runs, not to be quoted

Every figure is a ratio of CPU time, measured in one run with its floor beside it: the rounds of both alternate, and the
median of the rounds' ratios counts. docs/benchmarks.md says what each figure means.
"""

from __future__ import annotations

import argparse
import atexit
import functools
import gc
import io
import json
import os
import platform
import py_compile
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import bottle  # noqa: E402  # the path to scaletg.py comes first

import scaletg  # noqa: E402  # as above

SECRET = "bench"
HEADERS = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
APPS = (1, 10, 100, 1_000, 10_000)
WARM_UP = 20
WORDS = ("tea", "coffee", "milk", "water", "juice")


class Figure(NamedTuple):
    """One line of the report: a ratio with its limit, and what both sides cost in *unit*."""

    name: str
    ratio: float
    limit: float | None
    cost: float
    floor: float
    unit: str

    def __str__(self) -> str:
        verdict = "" if self.limit is None else f"limit {self.limit:.2f}  {'ok' if self.is_kept else 'OVER'}"
        costs = f"{self.cost:8.2f} {self.unit}  floor {self.floor:8.2f} {self.unit}"
        return f"  {self.name:<34}{self.ratio:6.3f}   {costs}   {verdict}".rstrip()

    @property
    def is_kept(self) -> bool:
        return self.limit is None or self.ratio <= self.limit


class Case(NamedTuple):
    """Two ways to do the same work; each takes the inputs that *make* gives, which are never given twice."""

    name: str
    make: Callable[[int], list[Any]]
    work: Callable[[Any], Any]
    floor_make: Callable[[int], list[Any]] | None  # None: both take the same inputs
    floor: Callable[[Any], Any]


# Inputs

_next_update_id = iter(range(10**9)).__next__


def message_body(text: str) -> bytes:
    """Return an update as Telegram sends it, with an update_id that was never used before."""
    user = {"id": 4815162342, "is_bot": False, "first_name": "Ada", "last_name": "Lovelace", "language_code": "en"}
    chat = {"id": 4815162342, "first_name": "Ada", "last_name": "Lovelace", "type": "private"}
    entities = [{"offset": 0, "length": len(text.split()[0]), "type": "bot_command"}]
    message = {"message_id": 108, "from": user, "chat": chat, "date": 1760000000, "text": text, "entities": entities}
    update = {"update_id": 700_000_000 + _next_update_id(), "message": message}
    return json.dumps(update, separators=(",", ":"), ensure_ascii=False).encode()


def texts(apps: int, has_word: bool) -> list[str]:
    tails = [f" {word}" for word in WORDS] if has_word else [""]
    return [f"/command{number}{tail}" for number in range(apps) for tail in tails]


def bodies_of(known: Sequence[str]) -> Callable[[int], list[bytes]]:
    chosen = random.Random(7)
    return lambda count: [message_body(chosen.choice(known)) for _ in range(count)]


# Both sides of bytes in to bytes out


def make_bot(apps: int, has_word: bool) -> scaletg.Bot:
    """Return a bot with *apps* commands, each of which answers with a text."""
    bot = scaletg.Bot("1:bench", secret_token=SECRET)
    for number in range(apps):
        add_app(bot, number, has_word)
    return bot


def add_app(bot: scaletg.Bot, number: int, has_word: bool) -> None:
    def answer(message: Any) -> str:
        return f"This is command {number}"

    def answer_word(message: Any, word: str) -> str:
        return f"This is command {number}"

    rule = f"/command{number} <word>" if has_word else f"/command{number}"
    bot.app(rule, name=f"command{number}")(answer_word if has_word else answer)


def make_floor(apps: int, has_word: bool) -> Callable[[bytes], bytes]:
    """Return a function that parses the body, looks its text up in a dictionary, and writes the reply."""
    answers = {text: f"This is command {text.split()[0][8:]}" for text in texts(apps, has_word)}

    def answer(body: bytes) -> bytes:
        message = json.loads(body)["message"]
        reply = {"method": "sendMessage", "chat_id": message["chat"]["id"], "text": answers[message["text"]]}
        return json.dumps(reply).encode()

    return answer


def handle_case(apps: int, *, has_word: bool, asks_all: bool) -> Case:
    bot, floor = make_bot(apps, has_word), make_floor(apps, has_word)
    handle = bot.handle
    known = texts(apps, has_word)
    body = message_body(known[-1])
    check_same(json.loads(handle(body, HEADERS)[2]), json.loads(floor(body)))
    asked = known if asks_all else known[len(known) // 2 :][:1]
    name = f"{apps:>6,} app{'s' if apps > 1 else ''}"
    return Case(name, bodies_of(asked), lambda body: handle(body, HEADERS), None, floor)


def check_same(one: object, other: object) -> None:
    if one != other:
        raise SystemExit(f"The two sides do not do the same work: {one!r} is not {other!r}")


# Both sides of a WSGI call


def environ_of(body: bytes, path: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN": SECRET,
        "HTTP_HOST": "127.0.0.1:8080",
        "HTTP_CONNECTION": "keep-alive",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def bare_bottle(path: str) -> bottle.Bottle:
    """Return a Bottle application that parses the same body and returns a dictionary, without any bot."""
    application = bottle.Bottle()

    @application.post(path)  # type: ignore[untyped-decorator]  # Bottle has no types
    def webhook() -> dict[str, Any]:
        message = bottle.request.json["message"]
        return {"method": "sendMessage", "chat_id": message["chat"]["id"], "text": "This is command 0"}

    return application


def request_with(application: Any) -> Callable[[dict[str, Any]], bytes]:
    def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> None:
        if status != "200 OK":
            raise SystemExit(f"A side of the WSGI benchmark answered {status}")

    return lambda environ: b"".join(application(environ, start_response))


def wsgi_case() -> Case:
    bot = make_bot(1, has_word=False)
    path = bot.webhook_path
    work, floor = request_with(bot.wsgi), request_with(bare_bottle(path))
    body = message_body("/command0")
    check_same(json.loads(work(environ_of(body, path))), json.loads(floor(environ_of(body, path))))
    bodies = bodies_of(["/command0"])

    def make(count: int) -> list[dict[str, Any]]:
        return [environ_of(body, path) for body in bodies(count)]

    return Case("one WSGI call, bare Bottle = 1", make, work, make, floor)


# Measuring


def spent(function: Callable[[Any], Any], inputs: Sequence[Any]) -> float:
    """Return the CPU seconds that *function* takes for the *inputs* after the first few."""
    for one in inputs[:WARM_UP]:
        function(one)
    started = time.process_time()
    for one in inputs[WARM_UP:]:
        function(one)
    return time.process_time() - started


def compare(cases: Sequence[Case], rounds: int, batch: int) -> list[tuple[float, float, float]]:
    """Return ratio, cost and floor (microseconds for one input) of each case; the rounds of all alternate."""
    seen: list[list[tuple[float, float]]] = [[] for _ in cases]
    gc.collect()
    gc.freeze()  # the collector need not look at what the other cases hold
    for number in range(-2, rounds):  # two rounds to warm up
        for case, results in zip(cases, seen):
            pair = both_sides(case, batch, floor_first=number % 2 == 0)
            if number >= 0:
                results.append(pair)
    return [summary(results, batch) for results in seen]


def both_sides(case: Case, batch: int, *, floor_first: bool) -> tuple[float, float]:
    inputs = case.make(batch + WARM_UP)
    floor_inputs = case.floor_make(batch + WARM_UP) if case.floor_make else inputs
    if floor_first:
        floor = spent(case.floor, floor_inputs)
        return spent(case.work, inputs), floor
    return spent(case.work, inputs), spent(case.floor, floor_inputs)


def summary(results: Sequence[tuple[float, float]], batch: int) -> tuple[float, float, float]:
    ratio = statistics.median(work / floor for work, floor in results)
    cost, floor = (statistics.median(side) / batch * 1e6 for side in zip(*results))
    return ratio, cost, floor


def handle_figures(rounds: int, batch: int, *, has_word: bool, asks_all: bool) -> Iterator[Figure]:
    cases = [handle_case(apps, has_word=has_word, asks_all=asks_all) for apps in APPS]
    results = compare(cases, rounds, batch)
    for case, (ratio, cost, floor) in zip(cases, results):
        yield Figure(case.name, ratio, 1.5, cost, floor, "us")
    first = results[0][0]
    for apps, (ratio, _, _) in zip(APPS[1:], results[1:]):
        # Only the same message has to cost the same: here each message may run another function.
        yield Figure(f"{apps:>6,} apps to 1 app", ratio / first, None if asks_all else 1.1, ratio, first, "x ")


def wsgi_figures(rounds: int, batch: int) -> Iterator[Figure]:
    case = wsgi_case()
    ratio, cost, floor = compare([case], rounds, batch)[0]
    yield Figure(case.name, ratio, 0.8, cost, floor, "us")


# Importing, each time in a fresh process

_FLOOR_IMPORT = "import bottle, attrs, requests"
_IMPORT = "import scaletg"
_TIMED = "import time; started = time.process_time(); {}; print(time.process_time() - started)"
_WEIGHED = """
import gc, os
def resident():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
{before}
before = resident()
{after}
print(resident() - before)
"""


@functools.cache
def compiled_copy() -> str:
    """Return a folder with scaletg.py and its byte code, as an installation has it."""
    folder = tempfile.mkdtemp(prefix="scaletg-benchmark-")
    atexit.register(shutil.rmtree, folder)
    py_compile.compile(shutil.copy(ROOT / "scaletg.py", folder), doraise=True)
    return folder


def run_fresh(code: str) -> tuple[float, float]:
    """Run *code* in a fresh interpreter; return the number that it prints and the CPU seconds of the process."""
    command = [sys.executable, "-c", code]
    folder = compiled_copy()
    environment = {**os.environ, "PYTHONPATH": folder}
    before = os.times()
    printed = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout
    after = os.times()
    spent_seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return float(printed), spent_seconds


def import_figures(processes: int) -> Iterator[Figure]:
    pairs = [(run_fresh(_TIMED.format(_IMPORT)), run_fresh(_TIMED.format(_FLOOR_IMPORT))) for _ in range(processes)]
    cost, floor = (min(one[side][0] for one in pairs) * 1e3 for side in (0, 1))
    yield Figure("import scaletg, its 3 parts = 1", cost / floor, 0.8, cost, floor, "ms")
    cost, floor = (min(one[side][1] for one in pairs) * 1e3 for side in (0, 1))
    yield Figure("the same with the interpreter's start", cost / floor, None, cost, floor, "ms")


def memory_figures(processes: int) -> Iterator[Figure]:
    if not Path("/proc/self/statm").exists():
        print("  memory: this system has no /proc/self/statm, so it is not measured")
        return
    added = weigh(_FLOOR_IMPORT, _IMPORT, processes)
    parts = weigh("", _FLOOR_IMPORT, processes)
    alone = weigh("", _IMPORT, processes)
    yield Figure("memory added (of 4 MiB)", added / 4, 1.0, added, 4.0, "MiB")
    yield Figure("memory alone, its 3 parts = 1", alone / parts, None, alone, parts, "MiB")


def weigh(before: str, after: str, processes: int) -> float:
    """Return the MiB that *after* adds to a process that has run *before*."""
    code = _WEIGHED.format(before=before, after=after)
    return statistics.median(run_fresh(code)[0] for _ in range(processes)) / 2**20


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a figure is over its limit")
    parser.add_argument("--quick", action="store_true", help="few rounds: see that it runs")
    options = parser.parse_args(arguments)
    rounds, batch, processes = (3, 100, 2) if options.quick else (61, 500, 60)
    print(f"ScaleTG {scaletg.__version__}, {platform.python_implementation()} {platform.python_version()}")
    floor = "json.loads, a look-up and json.dumps = 1"
    sections: dict[str, Callable[[], Iterable[Figure]]] = {
        f"Bytes in to reply bytes out, one command asked; {floor}": lambda: handle_figures(
            rounds, batch, has_word=False, asks_all=False
        ),
        f"The same, every command asked, each with a wildcard; {floor}": lambda: handle_figures(
            rounds, batch, has_word=True, asks_all=True
        ),
        "WSGI": lambda: wsgi_figures(rounds, batch),
        "Import": lambda: (*import_figures(processes), *memory_figures(min(processes, 15))),
    }
    kept = True
    for title, figures in sections.items():
        print(f"\n{title}", flush=True)
        for figure in figures():
            print(figure, flush=True)
            kept = kept and figure.is_kept
    return 1 if options.check and not kept else 0


if __name__ == "__main__":
    sys.exit(main())
