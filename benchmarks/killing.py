"""Kill one of four worker processes every second, for a minute: sessions count right, conversations lose no answer.

    python benchmarks/killing.py                        # on SQLite, PostgreSQL, MariaDB and Redis, which it starts
    python benchmarks/killing.py sqlite --seconds 300   # on one of them, for longer

Every answer sends one message by an API call of its own before it. A call is cut off when Telegram has done it and the
worker is killed before it has answered the update: nobody can know then that the message was sent, and the next worker
sends it again. These calls are counted; everything else happens once. Any other outcome ends the program with an error.
The suite does the same for some seconds: tests/integration/test_sessions.py and test_conversations.py.
"""

from __future__ import annotations

import argparse
import os
import runpy
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["CI"] = "true"  # a missing server is an error
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "contrib")]


def main() -> None:
    from backends import SHARED, served

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="*", default=SHARED, help=", ".join(SHARED))
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    for kind in options.kind:
        for name, work in (("test_sessions", "count_and_kill"), ("test_conversations", "talk_and_kill")):
            run = runpy.run_path(str(ROOT / "tests" / "integration" / f"{name}.py"))[work]
            with tempfile.TemporaryDirectory() as folder, served(kind, Path(folder)) as url:
                workers = run(url, options.seconds)
            print(
                f"{kind:10} {work:15} {len(workers.answers):5} updates, all answered once and right; "
                f"{len(workers.killed)} workers killed, {len(workers.interrupted)} with an update in hand; "
                f"{workers.calls} calls, {workers.cut_off} cut off, {workers.repeated} of them repeated, "
                f"{workers.unfinished} that never arrived",
                flush=True,
            )


if __name__ == "__main__":
    main()
