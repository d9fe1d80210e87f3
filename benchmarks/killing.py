"""Kill one of four worker processes every second, for a minute: sessions count right, conversations lose no answer.

    python benchmarks/killing.py                             # on SQLite
    python benchmarks/killing.py redis://... --seconds 300   # on another store

The suite does the same for some seconds: tests/integration/test_sessions.py and test_conversations.py.
"""

from __future__ import annotations

import argparse
import runpy
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.url or f"sqlite:///{folder}/bot.db"
        for name, work in (("test_sessions", "count_and_kill"), ("test_conversations", "talk_and_kill")):
            workers = runpy.run_path(str(ROOT / "tests" / "integration" / f"{name}.py"))[work](url, options.seconds)
            print(
                f"{work}: {len(workers.answers)} updates, all answered once and right; {workers.killed} workers "
                f"killed, {workers.interrupted} of them with an update in hand",
                flush=True,
            )


if __name__ == "__main__":
    main()
