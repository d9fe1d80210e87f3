"""Work on the queue of a bot, and look at it, from a shell.

scaletg worker bot.py              # process its updates, until Ctrl-C or SIGTERM
scaletg queue status               # what waits, for how long, and which workers run; `top` repeats it
scaletg queue dead                 # what was given up; `retry` puts it back, `purge` deletes it
scaletg queue page                 # the same in a browser, behind a password
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

import scaletg
from scaletg_contrib.cli.finding import find_bot, find_bots, find_tokens
from scaletg_contrib.queues.contract import DeadLetter
from scaletg_contrib.queues.page import serve_page
from scaletg_contrib.queues.plugin import Queue, queue_of
from scaletg_contrib.queues.running import run_worker
from scaletg_contrib.queues.showing import Rates, show_letter, show_status

__all__ = ["add_queue", "add_worker"]

BOT = "bot.py, bot:name, or nothing: bot.py or the config file of this folder"
PASSWORD = "SCALETG_QUEUE_PASSWORD"
TOP_SECONDS = 1.0


def add_worker(parser: argparse.ArgumentParser) -> None:
    """Give `scaletg worker` its arguments."""
    parser.description = "Process the updates in the queue of a bot, until Ctrl-C or SIGTERM."
    parser.add_argument("bot", nargs="?", help=BOT)
    parser.add_argument("--threads", type=_number, default=8, help="updates at the same time, per process (default: 8)")
    parser.add_argument("--processes", type=_number, default=1, help="how many processes (default: 1)")
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(command=_work)


def add_queue(parser: argparse.ArgumentParser) -> None:
    """Give `scaletg queue` its actions."""
    parser.description = "Look at the queue of a bot."
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    status = _add_action(
        actions, "status", print_status, "print how many updates wait, for how long, and which workers run"
    )
    status.add_argument("--json", dest="as_json", action="store_true", help="print JSON, for programs")
    _add_action(actions, "top", watch_status, "show the status again and again, with rates, until Ctrl-C")
    _add_action(actions, "dead", list_dead, "print the updates that were given up, the oldest first")
    for name, function, summary in (
        ("retry", retry_dead, "put updates that were given up back into the queue: those with these ids, or all"),
        ("purge", purge_dead, "delete updates that were given up"),
    ):
        action = _add_action(actions, name, function, summary)
        action.add_argument("ids", nargs="*", type=int, metavar="UPDATE_ID", help="as `scaletg queue dead` shows it")
    action.add_argument("--all", dest="everything", action="store_true", help="delete all of them")
    page = _add_action(actions, "page", show_page, f"serve a page that shows the queue; {PASSWORD} is its password")
    page.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    page.add_argument("--port", type=int, default=8090, help="the port to listen on (default: 8090)")


def _add_action(actions: Any, name: str, function: Any, summary: str) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=summary, description=summary)
    action.add_argument("--bot", help=BOT)
    action.set_defaults(command=function)
    return action


def _number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 1000")
    return number


def _work(bot: str | None, threads: int, processes: int, supervised: bool) -> int:
    bots = find_bots(bot)
    find_bot = find_tokens(bot)
    return run_worker(bots, bot, threads, processes, find_bot=find_bot, is_supervised=supervised)


def print_status(bot: str | None, as_json: bool) -> None:
    """Print the state of the queue."""
    status = queue_of(find_bot(bot)).engine.status()
    if as_json:
        print(json.dumps({**status._asdict(), "workers": [worker._asdict() for worker in status.workers]}))
    else:
        print(show_status(status))


def watch_status(bot: str | None) -> None:
    """Show the state of the queue again and again."""
    queue, rates = queue_of(find_bot(bot)), Rates()
    while True:
        status = queue.engine.status()
        if sys.stdout.isatty():
            print("\x1b[2J\x1b[H", end="")  # an empty screen
        print(show_status(status, rates.of(status)), flush=True)
        time.sleep(TOP_SECONDS)


def list_dead(bot: str | None) -> None:
    """Print the dead letters of the queue, the oldest first."""
    found = find_bot(bot)
    count = 0
    for letter in queue_of(found).engine.dead(found.id or 0):
        print(show_letter(letter))
        count += 1
    print(f"{count} dead letter{'' if count == 1 else 's'}")


def retry_dead(bot: str | None, ids: list[int]) -> None:
    """Put dead letters back into the queue."""
    found = find_bot(bot)
    queue, letters = _letters_of(found, ids)
    for letter in letters:
        queue.put_back(found, letter)
        print(f"{letter.entry.update_id}  is in the queue again")


def purge_dead(bot: str | None, ids: list[int], everything: bool) -> None:
    """Delete dead letters."""
    if bool(ids) == everything:
        raise scaletg.ConfigError("queue purge needs the ids of updates, or --all")
    queue, letters = _letters_of(find_bot(bot), ids)
    for letter in letters:
        queue.engine.purge(letter.id)
        print(f"{letter.entry.update_id}  deleted")


def _letters_of(bot: scaletg.Bot, ids: list[int]) -> tuple[Queue, list[DeadLetter]]:
    queue = queue_of(bot)
    letters = [letter for letter in queue.engine.dead(bot.id or 0) if not ids or letter.entry.update_id in ids]
    if not letters:
        raise scaletg.ConfigError("there is no such dead letter: `scaletg queue dead` shows them")
    return queue, letters


def show_page(bot: str | None, host: str, port: int) -> None:
    """Serve the page until Ctrl-C."""
    password = os.environ.get(PASSWORD)
    if not password:
        raise scaletg.ConfigError(f"the page needs a password: set {PASSWORD}")
    serve_page(queue_of(find_bot(bot)).engine, password, host, port)
