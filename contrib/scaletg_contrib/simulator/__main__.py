"""The command line of the simulator: `python -m scaletg_contrib.simulator`."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from scaletg_contrib.simulator.simulator import Simulator


def main(arguments: list[str] | None = None) -> None:
    """Run the simulator alone."""
    parser = argparse.ArgumentParser("python -m scaletg_contrib.simulator", description="Telegram on this machine.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", action="append", default=[], help="accept only this token; may be repeated")
    parser.add_argument("--username", default="", help="the username of the bot of --token")
    parser.add_argument(
        "--state", type=Path, help="load this file at the start, if it is there, and save it at the end"
    )
    parser.add_argument("--public", action="store_true", help="take the webhooks only that the public service takes")
    parser.add_argument("--flood-limits", action="store_true", help="refuse messages that are sent too fast with 429")
    options = parser.parse_args(arguments)
    sim = Simulator(open=not options.token, local=not options.public, flood_limits=options.flood_limits)
    if options.state and options.state.is_file():
        try:
            sim.load(options.state)
        except (OSError, ValueError) as error:
            parser.error(f"--state {options.state}: {error}")
    for token in options.token:
        sim.add_bot(token, username=options.username)
    server = sim.serve(options.host, options.port)
    print(
        f"The simulated Telegram listens at {server.url}: use it as the base URL. Control: {server.url}/control",
        flush=True,
    )
    _wait_for_signal()
    sim.stop()
    if options.state:
        sim.save(options.state)


def _wait_for_signal() -> None:
    import signal

    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    while not done.wait(1.0):
        pass


if __name__ == "__main__":
    main()
