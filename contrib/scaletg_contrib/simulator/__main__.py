"""The command line of the simulator: `python -m scaletg_contrib.simulator`."""

from __future__ import annotations

import argparse
import errno
import functools
import signal
import sys
import threading
from pathlib import Path

from scaletg_contrib.playground.stage import Stage
from scaletg_contrib.simulator.simulator import Simulator


def main(arguments: list[str] | None = None) -> None:
    """Run the simulator alone."""
    parser = argparse.ArgumentParser("python -m scaletg_contrib.simulator", description="Telegram on this machine.")
    add_arguments(parser)
    options = vars(parser.parse_args(arguments))
    options.pop("command")(**options)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command `scaletg simulator`."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8081, help="the port to listen on (default: 8081; 0: a free one)")
    parser.add_argument("--token", action="append", default=[], help="accept only this token; may be repeated")
    parser.add_argument("--username", default="", help="the username of the bot of --token")
    parser.add_argument(
        "--state", type=Path, help="load this file at the start, if it is there, and save it at the end"
    )
    parser.add_argument(
        "--public", action="store_true", help="accept only the webhooks that the public service accepts"
    )
    parser.add_argument("--flood-limits", action="store_true", help="refuse messages that are sent too fast with 429")
    parser.add_argument(
        "--lenient", action="store_true", help="answer methods that are not simulated with empty values"
    )
    parser.set_defaults(command=functools.partial(run, parser=parser))


def run(
    *,
    parser: argparse.ArgumentParser,
    host: str,
    port: int,
    token: list[str],
    username: str,
    state: Path | None,
    public: bool,
    flood_limits: bool,
    lenient: bool,
) -> None:
    """Serve until the process is asked to end."""
    sim = Stage(open=not token, local=not public, flood_limits=flood_limits, lenient=lenient)
    stopped = _signals()
    if state and state.is_file():
        _load(sim, state, parser)
    for one in token:
        sim.add_bot(one, username=username)
    try:
        server = sim.serve(host, port)
    except OSError as error:
        what = "another program uses that port" if error.errno == errno.EADDRINUSE else error.strerror
        parser.error(f"--host {host} --port {port}: {what}. Choose another port, for example --port 0")
    print(
        f"The simulated Telegram listens at {server.url}: use it as the base URL. Control: {server.url}/control\n"
        f"Talk to your bots in the browser: {server.url}",
        flush=True,
    )
    while not stopped.wait(1.0):
        pass
    sim.stop()
    if state:
        sim.save(state)


def _load(sim: Simulator, path: Path, parser: argparse.ArgumentParser) -> None:
    """Read the saved state; a damaged file is renamed, and the simulator starts without it."""
    try:
        sim.load(path)
    except OSError as error:
        parser.error(f"--state {path}: {error.strerror}")
    except ValueError as error:
        aside = path.with_name(f"{path.name}.damaged")
        path.replace(aside)
        print(
            f"--state {path}: {error}. It is now {aside}, and the simulator starts empty", file=sys.stderr, flush=True
        )


def _signals() -> threading.Event:
    """Return an event that is set when the process is asked to end."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


if __name__ == "__main__":
    main()
