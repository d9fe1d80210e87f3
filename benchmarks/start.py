"""What a start costs: the import, the memory after the first update, the CPU of set-up and first update.

Each is measured in fresh processes that alternate, with byte code on disk, as an installation has it.
"""

from __future__ import annotations

import contextlib
import os
import py_compile
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from benchmarks.harness import ROOT, WITHOUT_ORJSON, Figure, Missing, clean_environ

FLOOR = "import bottle, attrs, requests"
IMPORT = "import scaletg"
IMPORT_WSGI = "import scaletg; scaletg.Bot(secret_token='').wsgi"
FIRST_UPDATE = """
bot = scaletg.Bot("4815162342:AAExampleOfATokenThatNobodyWasGiven", secret_token="bench")

@bot.app("/start")
def start(message):
    return f"{message.from_user.first_name} in {message.chat.type}: {message.text}"

body = b'{"update_id":700000000,"message":{"message_id":108,"from":{"id":4815162342,"is_bot":false,"first_name":"Ada",'
body += b'"language_code":"en"},"chat":{"id":4815162342,"first_name":"Ada","type":"private"},"date":1760000000,'
body += b'"text":"/start","entities":[{"offset":0,"length":6,"type":"bot_command"}]}}'
headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": "bench"}
assert b"Ada in private: /start" in bot.handle(body, headers)[2]
"""


def timed(code: str, before: str = "") -> str:
    """Return a program that prints the milliseconds of CPU time that *code* takes."""
    return f"""
import time
{before}
started = time.process_time()
{code}
print((time.process_time() - started) * 1e3)
"""


def weighed(code: str) -> str:
    """Return a program that prints the MiB of memory that it has after *code*."""
    return f"""
{code}
words = open("/proc/self/status").read().split()
print(int(words[words.index("VmRSS:") + 1]) / 1024)
"""


def measure(quick: bool) -> Iterator[Figure]:
    processes = 2 if quick else 7
    programs = {
        "floor": timed(FLOOR),
        "import": timed(IMPORT),
        "import with wsgi": timed(IMPORT_WSGI),
        "first update": timed(FIRST_UPDATE, before=IMPORT),
    }
    times = alternate(programs, processes)
    floor = times["floor"]
    for name, program, limit in (
        ("import scaletg", "import", 0.42),
        ("import scaletg, bot.wsgi made", "import with wsgi", 0.65),
    ):
        ratio = statistics.median(cost / base for cost, base in zip(times[program], floor))
        cost, base = statistics.median(times[program]), statistics.median(floor)
        yield Figure(name, ratio, limit=limit, cost=cost, floor=base, unit="ms")
    first = statistics.median(times["first update"])
    yield Figure("set-up and first update, CPU", first, "ms", 4.0)
    yield from memory_figures(processes)


def memory_figures(processes: int) -> Iterator[Figure]:
    if sys.platform != "linux":
        raise Missing("memory is measured on Linux only")
    weights = alternate(
        {
            "handle": weighed(IMPORT + FIRST_UPDATE),
            "wsgi": weighed(IMPORT + FIRST_UPDATE + "bot.wsgi"),
            "floor": weighed(FLOOR),
        },
        min(processes, 3),
    )
    handle, wsgi, floor = (statistics.median(values) for values in weights.values())
    yield Figure("memory after the first update", handle, "MiB", 21.5, cost=handle, floor=floor, unit="MiB")
    yield Figure("the same with bot.wsgi", wsgi, "MiB", 25.0, cost=wsgi, floor=floor, unit="MiB")


def alternate(programs: dict[str, str], processes: int) -> dict[str, list[float]]:
    """Run each program in so many fresh processes, in turn, and return the numbers that they print."""
    printed: dict[str, list[float]] = {name: [] for name in programs}
    with compiled_copy() as folder:
        for number in range(-1, processes):  # the first processes read from the disk, and write byte code
            for name, code in programs.items():
                value = run(folder, code)
                if number >= 0:
                    printed[name].append(value)
    return printed


@contextlib.contextmanager
def compiled_copy() -> Iterator[str]:
    """Give a folder with scaletg.py and its byte code."""
    with tempfile.TemporaryDirectory(prefix="scaletg-benchmark-") as folder:
        py_compile.compile(shutil.copy(ROOT / "scaletg.py", folder), doraise=True)
        yield folder


def run(folder: str, code: str) -> float:
    """Run a program in a fresh interpreter, and return the number that it prints."""
    environ = environ_for(folder, os.environ.get("PYTHONHASHSEED", "random"))
    command = [sys.executable, "-c", code]
    return float(subprocess.run(command, cwd=folder, env=environ, check=True, stdout=subprocess.PIPE).stdout)


def environ_for(folder: str, seed: str) -> dict[str, str]:
    """Return an environment in which scaletg.py is imported from *folder*."""
    return clean_environ(PYTHONPATH=os.pathsep.join([folder, str(WITHOUT_ORJSON)]), PYTHONHASHSEED=seed)
