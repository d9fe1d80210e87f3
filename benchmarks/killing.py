"""Kill one of four worker processes every second, for a minute: sessions count right, conversations lose no answer.

    python benchmarks/killing.py                        # on SQLite, PostgreSQL, MariaDB and Redis, which it starts
    python benchmarks/killing.py sqlite --seconds 300   # on one of them, for longer

Every answer sends one message by an API call of its own before it. A call is cut off when Telegram has done it and the
worker is killed before it has answered the update: nobody can know then that the message was sent, and the next worker
sends it again. These calls are counted; everything else happens once. Any other outcome ends the program with an error.

With `--replies` all replies leave by calls, in long polling and with `webhook_reply=False`, while Telegram refuses some
of them for now, loses its answer, or answers too late.
The suite does the same for some seconds: test_sessions.py, test_conversations.py and test_replies.py.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
os.environ["CI"] = "true"  # a missing server is an error
sys.path[:0] = [str(ROOT), *(str(ROOT / "tests" / folder) for folder in ("", "contrib", "integration"))]


def main() -> None:
    from backends import SHARED, served

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="*", default=SHARED, help=", ".join(SHARED))
    parser.add_argument("--seconds", type=float, default=60, help="about as many processes are killed")
    parser.add_argument("--replies", action="store_true", help="kill what sends its replies by calls")
    options = parser.parse_args()
    for kind in options.kind:
        for run in campaigns_of_replies() if options.replies else campaigns_of_answers():
            with tempfile.TemporaryDirectory() as folder, served(kind, Path(folder)) as url:
                print(f"{kind:10} {run(url, options.seconds)}", flush=True)


def campaigns_of_answers() -> Iterator[Callable[[str, float], str]]:
    from test_conversations import talk_and_kill
    from test_sessions import count_and_kill

    works: list[Callable[..., Any]] = [count_and_kill, talk_and_kill]
    for work in works:

        def run(url: str, seconds: float, work: Callable[..., Any] = work) -> str:
            workers = work(url, seconds)
            return (
                f"{work.__name__:15} {len(workers.answers):5} updates, all answered once and right; "
                f"{len(workers.killed)} workers killed, {len(workers.interrupted)} with an update in hand; "
                f"{workers.calls} calls, {workers.cut_off} cut off, {workers.repeated} of them repeated, "
                f"{workers.unfinished} that never arrived"
            )

        yield run


def campaigns_of_replies() -> Iterator[Callable[[str, float], str]]:
    from test_replies import poll_and_kill, serve_and_kill

    works: list[Callable[..., Any]] = [poll_and_kill, serve_and_kill]
    for work in works:

        def run(url: str, seconds: float, work: Callable[..., Any] = work) -> str:
            found = work(url, seconds)
            return (
                f"{work.__name__:15} {found.updates:5} updates, {found.kills} processes killed; {found.calls} calls, "
                f"{sum(found.faults.values())} of them in trouble: {dict(found.faults)}; "
                f"{len(found.lost)} replies lost, {len(found.doubled)} sent again after a kill"
            )

        yield run


if __name__ == "__main__":
    main()
