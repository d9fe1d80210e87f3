"""What all parts of the benchmark share: a figure, the comparison of contestants, and processes to measure."""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_ORJSON = ROOT / "benchmarks" / "without_orjson"
WARM_UP = 20  # inputs at the start of a batch that do not count

K = TypeVar("K")

#: A contestant: it is called with one input.
Work = Callable[[Any], object]


class Missing(Exception):
    """What a part needs is not there: a library, a program, or a file of Linux. The message says what to install."""


class Figure(NamedTuple):
    """A row of the report: what one launch has measured.

    *value* is what the limit is about. *cost* and *floor* are what both sides took, in *unit*.
    """

    name: str
    value: float
    of: str = "x"  # the unit of the value: "x" for a ratio
    limit: float | None = None
    is_least: bool = False  # whether the value must be at least the limit, instead of at most
    cost: float | None = None
    floor: float | None = None
    unit: str = "us"

    @property
    def is_kept(self) -> bool:
        if self.limit is None:
            return True
        if self.is_least:
            return self.value >= self.limit
        return self.value <= self.limit


class Case(NamedTuple):
    """Two ways to do the same work; each takes the inputs that *make* gives, which are never given twice."""

    make: Callable[[int], list[Any]]
    work: Work
    floor: Work
    make_floor: Callable[[int], list[Any]] | None = None  # None: both take the same inputs
    batch: int = 200


def spent(function: Work, inputs: Sequence[Any]) -> float:
    """Return the CPU seconds of one call of *function*, after those that warm up."""
    warm_up = min(WARM_UP, len(inputs) // 10)
    for one in inputs[:warm_up]:
        function(one)
    counted = inputs[warm_up:]
    started = time.process_time()
    for one in counted:
        function(one)
    return (time.process_time() - started) / len(counted)


def compare(cases: Mapping[K, Case], rounds: int) -> dict[K, tuple[float, float, float]]:
    """Return the ratio of each case, and what both sides cost in microseconds.

    The rounds of all cases alternate, and within a round the two sides of a case: the ratio is taken there.
    """
    taken: dict[K, list[tuple[float, float]]] = {name: [] for name in cases}
    gc.collect()
    gc.freeze()  # the collector need not look at what the other cases hold
    for number in range(-1, rounds):  # one round to warm up
        for name, case in cases.items():
            pair = both_sides(case, floor_first=number % 2 == 0)
            if number >= 0:
                taken[name].append(pair)
    return {name: summary(pairs) for name, pairs in taken.items()}


def both_sides(case: Case, *, floor_first: bool) -> tuple[float, float]:
    count = case.batch + min(WARM_UP, case.batch // 10)
    inputs = case.make(count)
    floor_inputs = case.make_floor(count) if case.make_floor else inputs
    if floor_first:
        floor = spent(case.floor, floor_inputs)
        return spent(case.work, inputs), floor
    return spent(case.work, inputs), spent(case.floor, floor_inputs)


def summary(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the median of the rounds' ratios, and the median costs in microseconds."""
    ratio = statistics.median(work / floor for work, floor in pairs)
    cost, floor = (statistics.median(side) * 1e6 for side in zip(*pairs))
    return ratio, cost, floor


def check_same(one: object, other: object) -> None:
    if one != other:
        raise SystemExit(f"The two sides do not do the same work: {one!r} is not {other!r}")


def run_quietly(bot: Any, **options: Any) -> None:
    """Run a bot by long polling until it is stopped, without what it says to people."""
    logging.disable(logging.WARNING)
    with contextlib.redirect_stderr(io.StringIO()):
        bot.run(reload=False, **options)


# Other processes


# The variables that programs need to run. No others are passed on, because requests reads all of them at each call.
_ENVIRON = frozenset(
    "PATH HOME USER LANG LC_ALL LC_CTYPE TZ TMPDIR TEMP TMP LD_LIBRARY_PATH SYSTEMROOT BENCHMARK_ORJSON".split()
)


def clean_environ(**more: str) -> dict[str, str]:
    """Return an environment that does not depend on who measures: no tokens, no options, no proxies.

    orjson counts as not installed, unless BENCHMARK_ORJSON is set.
    """
    kept = {name: value for name, value in os.environ.items() if name in _ENVIRON} | more
    folders = [ROOT, ROOT / "contrib", ROOT / "tests", ROOT / "tests" / "contrib"]
    if not kept.get("BENCHMARK_ORJSON"):
        folders.insert(0, WITHOUT_ORJSON)
    return {"PYTHONPATH": os.pathsep.join(map(str, folders)), **kept}


@contextlib.contextmanager
def started(*command: str, environ: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start a program, and end it with the block, by SIGTERM.

    It has a process group of its own, so that Ctrl-C in the terminal is for the benchmark, which then ends it. On Linux
    it also ends when the benchmark is killed.
    """
    if shutil.which("setpriv"):
        command = ("setpriv", "--pdeathsig", "TERM", "--", *command)
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(environ or clean_environ()),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def serve_at(address: object) -> None:
    """Tell the benchmark that started this program where it listens, and wait until it ends or does not need it."""
    with contextlib.suppress(BrokenPipeError):
        os.write(sys.stdout.fileno(), f"{address}\n".encode())  # print would say that it cannot at the end
    sys.stdin.read()


def python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of another process, of all its threads."""
    if sys.platform != "linux":
        raise Missing("the CPU time of another process is known on Linux only")
    return time.clock_gettime(~pid << 3 | 2)  # the clock that clock_getcpuclockid(3) gives


def resident_mib() -> float:
    """Return the memory of this process that is in use now."""
    return _memory("VmRSS:")


def peak_mib() -> float:
    """Return the most memory that this process has used."""
    return _memory("VmHWM:")


def _memory(field: str) -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        raise Missing("memory is measured on Linux only")
    words = status.read_text().split()
    return int(words[words.index(field) + 1]) / 1024
