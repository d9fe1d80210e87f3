"""Look at the jobs of a bot from a shell, and run its clock alone.

scaletg jobs list                  # the jobs that are to be done, the next one first
scaletg jobs run 1f3a90c2b7        # do one job now
scaletg jobs delete 1f3a90c2b7     # delete it
scaletg jobs clock bot.py          # do what is due, in a process that does nothing else
"""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from typing import Any

import scaletg
from scaletg_contrib.cli.finding import find_bot

__all__ = ["add_arguments"]

BOT = "bot.py, bot:name, or nothing: bot.py or the config file of this folder"

log = logging.getLogger("scaletg.jobs")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser of the command its actions."""
    parser.description = "Look at the jobs of a bot, and run its clock alone."
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for function, summary in (
        (list_jobs, "print the jobs that are to be done, the next one first"),
        (run_jobs, "do jobs now, before they are due; a repeated job still comes at its next time"),
        (delete_jobs, "delete jobs"),
    ):
        command = actions.add_parser(function.__name__.partition("_")[0], help=summary, description=summary)
        if function is not list_jobs:
            command.add_argument("ids", nargs="+", metavar="ID", help="as `scaletg jobs list` shows it")
        command.add_argument("--bot", help=BOT)
        command.set_defaults(command=function)
    summary = "do what is due in this process, which does nothing else: for servers that do not start a clock"
    command = actions.add_parser("clock", help=summary, description=summary)
    command.add_argument("bot", nargs="?", help=BOT)
    command.set_defaults(command=run_clock)


def list_jobs(bot: str | None) -> None:
    """Print the jobs that are still to be done, also those of contrib."""
    jobs = find_bot(bot).jobs.all()
    for job in jobs:
        whose = f"chat {job.chat_id}, person {job.user_id}" if job.chat_id or job.user_id else "the bot itself"
        times = f", {job.cron} {job.zone}" if job.cron else ""
        state = ", paused" if job.is_paused else ""
        print(f"{job.id}  {job.due:%Y-%m-%d %H:%M:%S} UTC  {job.name}  {whose}{times}{state}")
    print(f"{len(jobs)} job{'' if len(jobs) == 1 else 's'}")


def run_jobs(ids: list[str], bot: str | None) -> int:
    """Do jobs now; return 1 if one is unfinished."""
    found = find_bot(bot)
    found.jobs.owner.without_clock.add(found)  # which would be cut off in a job when this process ends
    unfinished = 0
    for job_id in ids:
        outcome = found.jobs.run(job_id)
        if outcome is None:
            raise scaletg.ConfigError(f"there is no job {job_id!r} that can be done now: see `scaletg jobs list`")
        result = "finished" + (f", answered by {outcome.app!r}" if outcome.app else "")
        if outcome.retry_after is not None or outcome.error is not None:
            reason = f": {type(outcome.error).__name__}: {outcome.error}" if outcome.error else ""
            result = f"unfinished{reason}"
            unfinished += 1
        print(f"{job_id}  {result}")
    return 1 if unfinished else 0


def delete_jobs(ids: list[str], bot: str | None) -> None:
    """Delete jobs."""
    jobs = find_bot(bot).jobs
    for job_id in ids:
        if not jobs.cancel(job_id):
            raise scaletg.ConfigError(f"there is no job {job_id!r}: `scaletg jobs list` shows them")
        print(f"{job_id}  deleted")


def run_clock(bot: str | None) -> None:
    """Do what is due until Ctrl-C or SIGTERM."""
    found = find_bot(bot)
    _ = found.jobs  # which says how to get jobs, if the bot has none
    has_ended = threading.Event()

    def end(*_: Any) -> None:
        has_ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    with found:
        log.info("%r does its jobs; Ctrl-C ends it", found)
        has_ended.wait()
