"""Count the instructions of both sides with valgrind: the same in every run, however busy the machine is.

    python -m benchmarks.counts           # print the ratios
    python -m benchmarks.counts --check   # and exit with 1 if one is over its bar; `make check` does that

Without valgrind (`apt-get install valgrind`) it says so, and checks nothing. One process does the work of updates and
calls under callgrind, which writes a file each time the process asks the system for its session; so a file holds what
one side has done between two of these calls, after a warm-up. Imports are counted in processes of their own.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import start
from benchmarks.harness import clean_environ, python

MARK = "getsid"  # a function of the C library that nothing else calls
LOOPS = 300

# Instructions of ScaleTG divided by those of the floor: a little more than was counted when it was set. Each release of
# Python counts otherwise, so the bars hold for one.
BARS_PYTHON = (3, 11)
BARS = {
    "import scaletg": 0.37,
    "import, bot.wsgi made": 0.63,
    "set-up, first update": 0.037,
    "message": 1.48,
    "callback": 1.81,
    "photo": 1.56,
    "callback with a text": 1.50,
    "constant message": 1.31,
    "1,000 plain apps": 2.19,
    "one WSGI call": 0.65,
    "bot.api.send_message": 0.45,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the ratios and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.counts", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 if a ratio is over its bar")
    parser.add_argument("--counted", action="store_true", help=argparse.SUPPRESS)  # this is the process to count
    options = parser.parse_args(arguments)
    if options.counted:
        work()
        return 0
    if shutil.which("valgrind") is None:
        print("Instructions are not counted: valgrind is not installed", file=sys.stderr)
        return 0
    is_checked = sys.version_info[:2] == BARS_PYTHON
    is_over = False
    for name, ratio in {**count_starts(), **count_work()}.items():
        verdict = ""
        if is_checked:
            verdict = f", at most {BARS[name]:.3f}  ok"
            if ratio > BARS[name]:
                verdict = f", at most {BARS[name]:.3f}  OVER: see docs/benchmarks.md"
                is_over = True
        print(f"  {name:<24}{ratio:6.3f} x the instructions of its floor{verdict}")
    if not is_checked:
        print("  The bars were set with Python {}.{}: nothing is checked with another".format(*BARS_PYTHON))
    return 1 if options.check and is_over else 0


def count_starts() -> dict[str, float]:
    """Return what the imports and the first update take, divided by importing bottle, attrs and requests."""
    programs = {
        "nothing": "",
        "floor": start.FLOOR,
        "import": start.IMPORT,
        "wsgi": start.IMPORT_WSGI,
        "update": start.IMPORT + start.FIRST_UPDATE,
    }
    with start.compiled_copy() as folder, ThreadPoolExecutor(2) as pool:
        counted = pool.map(lambda code: instructions_of(code, folder), programs.values())
        total = dict(zip(programs, counted))
    floor = total["floor"] - total["nothing"]
    return {
        "import scaletg": (total["import"] - total["nothing"]) / floor,
        "import, bot.wsgi made": (total["wsgi"] - total["nothing"]) / floor,
        "set-up, first update": (total["update"] - total["import"]) / floor,
    }


def instructions_of(code: str, folder: str) -> int:
    """Return the instructions of a fresh interpreter that runs a program, with byte code on the disk."""
    environ = start.environ_for(folder, seed="0")
    program = python("-c", code)
    subprocess.run(program, env=environ, cwd=folder, check=True)  # writes byte code
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *program]
    done = subprocess.run(command, env=environ, cwd=folder, check=True, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if not found:
        raise SystemExit(f"{' '.join(command)} counted nothing:\n{done.stderr[-3000:]}")
    return int(found[1])


def count_work() -> dict[str, float]:
    """Run this file under callgrind and return the ratio of each case."""
    program = python("-m", "benchmarks.counts", "--counted")
    environ = clean_environ(PYTHONHASHSEED="0")
    subprocess.run(program, env=environ, check=True, stdout=subprocess.DEVNULL)  # writes byte code to the disk
    with tempfile.TemporaryDirectory(prefix="scaletg-benchmark-") as folder:
        command = ["valgrind", "--tool=callgrind", f"--dump-before={MARK}", f"--callgrind-out-file={folder}/out"]
        command += program
        done = subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
        return dict(ratios(Path(folder), done.stdout.splitlines()))


def ratios(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Read the files: what was before the first mark, then for each name the floor, a gap, ScaleTG, and a gap."""
    for place, name in enumerate(names):
        floor, ours = (instructions(folder / f"out.{4 * place + number}") for number in (2, 4))
        yield name, ours / floor


def instructions(file: Path) -> int:
    for line in file.read_text().splitlines():
        if line.startswith("totals:"):
            return int(line.split()[1])
    raise SystemExit(f"{file} has no totals")


# The process that is counted


def work() -> None:
    """Do the work of every case, with a mark before and after each side, and print the names."""
    from benchmarks import bots, calls, plain_apps, updates, wsgi
    from benchmarks.loopback import server

    gc.disable()  # it would come at another moment after every change
    for kind in bots.KINDS:
        case = updates.case_of(bots.typed_bot(1), kind, 1, reads=True)
        mark_sides(kind, case.make, case.floor, case.work)
    case = updates.case_with(bots.text_bot(), "callback", 1, bots.floor_of_text_bot)
    mark_sides("callback with a text", case.make, case.floor, case.work)
    case = updates.case_of(bots.constant_bot(1), "message", 1, reads=False)
    mark_sides("constant message", case.make, case.floor, case.work)
    case = plain_apps.message_case()
    mark_sides("1,000 plain apps", case.make, case.floor, case.work, loops=20)
    case = wsgi.make_case()
    mark_sides("one WSGI call", case.make, case.floor, case.work)
    with server() as url:
        case = calls.make_case(url)
        mark_sides("bot.api.send_message", case.make, case.floor, case.work, loops=50)


def mark_sides(
    name: str,
    make: Callable[[int], list[Any]],
    floor: Callable[[Any], object],
    ours: Callable[[Any], object],
    loops: int = LOOPS,
) -> None:
    for side in (floor, ours):
        for one in make(loops // 10):
            side(one)
        inputs = make(loops)
        os.getsid(0)
        for one in inputs:
            side(one)
        os.getsid(0)
    print(name, flush=True)


if __name__ == "__main__":
    sys.exit(main())
