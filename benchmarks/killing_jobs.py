"""Kill one of four processes that do jobs every second, for a minute: no job is lost, and no session is wrong.

    python benchmarks/killing_jobs.py                       # on SQLite, PostgreSQL, MariaDB and Redis, which it starts
    python benchmarks/killing_jobs.py sqlite --seconds 300  # on one of them, for longer
    python benchmarks/killing_jobs.py --speed               # how many jobs a second one process does, and its idle time

Each job changes a session and sends a message to a Telegram on this machine. A message comes twice if a process is
killed between Telegram's acceptance and the end of the job: nobody can know then that it was sent. That happens to the
jobs in hand of the killed process at most. The suite does the same for some seconds: tests/integration/test_jobs.py.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["CI"] = "true"  # a missing server is an error
sys.path[:0] = [str(ROOT), str(ROOT / "contrib"), str(ROOT / "tests"), str(ROOT / "tests" / "contrib")]
JOBS_A_SECOND = 33


def kill(kind: str, seconds: float, lease: float) -> str:
    """Run the campaign, and return what came of it in a line."""
    import job_workers
    from backends import served, unique

    with tempfile.TemporaryDirectory() as folder, served(kind, Path(folder)) as url:
        jobs = round(seconds * JOBS_A_SECOND)
        result = job_workers.kill_and_count(url, unique(), seconds=seconds, jobs=jobs, lease=lease)
    return (
        f"{kind:10} {result.jobs} jobs, {result.kills} kills: lost {result.lost}, messages twice {result.doubled} (at "
        f"most {result.kills * job_workers.THREADS}), sessions wrong {result.wrong_sessions} of {result.sessions}, "
        f"left {result.left}"
    )


def measure(kind: str, count: int) -> str:
    """Return how fast one process makes and does jobs that change nothing, and what its clock costs."""
    from backends import served, unique

    import scaletg
    from scaletg_contrib.jobs import Jobs
    from scaletg_contrib.stores import open_store

    with tempfile.TemporaryDirectory() as folder, served(kind, Path(folder)) as url:
        bot = scaletg.Bot("1:token", username="test_bot")
        bot.load(Jobs(open_store(url, name=unique())))
        done = threading.Semaphore(0)

        @bot.app("empty", on="job")
        def empty() -> str:
            done.release()
            return ""

        start = time.perf_counter()
        for number in range(count):
            bot.jobs.later(0, "empty", chat=number + 1)
        made = time.perf_counter()
        bot.start()
        for _ in range(count):
            done.acquire()
        end = time.perf_counter()
        cpu = time.process_time()
        time.sleep(5)
        idle = (time.process_time() - cpu) / 5 * 1000
        bot.close()
    return (
        f"{kind:10} {count / (made - start):6.0f} jobs made a second, {count / (end - made):6.0f} done a second, "
        f"{idle:.1f} ms of CPU a second while there is nothing to do"
    )


def main() -> None:
    from backends import SHARED

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="*", default=SHARED, help=", ".join(SHARED))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--lease", type=float, default=5)
    parser.add_argument("--speed", action="store_true", help="measure instead")
    options = parser.parse_args()
    for kind in options.kind:
        line = measure(kind, 1000) if options.speed else kill(kind, options.seconds, options.lease)
        print(line, flush=True)


if __name__ == "__main__":
    main()
