"""Start and watch broadcasts from a shell.

scaletg broadcast start "Hello" --dry-run      # how many would get it
scaletg broadcast start "Hello"                # to all people whom the bot can write to; shows the progress
scaletg broadcast start monday --content       # what the function `monday` under @broadcast.content makes
scaletg broadcast start "Hello" --to ids.txt   # or chats, or the name of a function under @broadcast.recipients
scaletg broadcast list
scaletg broadcast follow|pause|resume|cancel 1f3a90c2b7
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.broadcast.plugin import Broadcast
from scaletg_contrib.broadcast.reports import Report
from scaletg_contrib.cli.finding import find_bot
from scaletg_contrib.feature import loaded_objects

__all__ = ["add_arguments"]

BOT = "bot.py, bot:name, or nothing: bot.py or the config file of this folder"
LOOK_SECONDS = 1.0
BAR = 30  # letters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser of the command its actions."""
    parser.description = "Start and watch broadcasts."
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    summary = "send something to everybody, and show the progress; Ctrl-C ends only the display"
    command = actions.add_parser("start", help=summary, description=summary)
    command.add_argument("content", metavar="TEXT", help="what is sent; with --content the name of a function")
    command.add_argument("--content", dest="is_name", action="store_true", help="TEXT names a function of the bot")
    command.add_argument("--to", default="people", help="people (the default), chats, a file of ids, or a function")
    command.add_argument("--dry-run", action="store_true", help="send nothing: say how many would get it")
    command.add_argument(
        "--here", action="store_true", help="do the work in this process; use it while the bot is not running"
    )
    command.add_argument("--status-chat", type=int, metavar="ID", help="the chat in which a message shows the progress")
    command.add_argument("--bot", help=BOT)
    command.set_defaults(command=start)
    for function, summary in (
        (list_all, "print the broadcasts of the last 90 days, the newest first"),
        (follow, "show the progress of a broadcast until it is over"),
        (pause, "pause a broadcast"),
        (resume, "resume a broadcast that was paused"),
        (cancel, "cancel a broadcast: nobody else gets it"),
    ):
        command = actions.add_parser(function.__name__.partition("_")[0], help=summary, description=summary)
        if function is not list_all:
            command.add_argument("broadcast_id", metavar="ID", help="as `scaletg broadcast list` shows it")
        command.add_argument("--bot", help=BOT)
        command.set_defaults(command=function)


def start(
    content: str, is_name: bool, to: str, dry_run: bool, here: bool, status_chat: int | None, bot: str | None
) -> int:
    """Start a broadcast, and show its progress."""
    found, news = _find(bot)
    what = news.content_named(content) if is_name else content
    whom = _recipients(news, to)
    if dry_run:
        counts = news.dry_run(what, whom, bot=found)
        print(f"{sum(counts.values())} would get it" + "".join(f"; {count} {name}" for name, count in counts.items()))
        return 0
    broadcast_id = news.start(what, whom, status_chat=status_chat, bot=found)
    print(f"broadcast {broadcast_id}")
    if here:
        return _work(found, news, broadcast_id)
    return _show(found, news, broadcast_id)


def list_all(bot: str | None) -> None:
    """Print all broadcasts."""
    found, news = _find(bot)
    for report in news.reports(bot=found):
        print(f"{report.id}  {report.started:%Y-%m-%d %H:%M} UTC  {report}")


def follow(broadcast_id: str, bot: str | None) -> int:
    """Show the progress of a broadcast until it is over."""
    found, news = _find(bot)
    return _show(found, news, broadcast_id)


def pause(broadcast_id: str, bot: str | None) -> None:
    """Pause a broadcast."""
    found, news = _find(bot)
    _print_change(broadcast_id, "paused", news.pause(broadcast_id, bot=found))


def resume(broadcast_id: str, bot: str | None) -> None:
    """Resume a broadcast."""
    found, news = _find(bot)
    _print_change(broadcast_id, "resumed", news.resume(broadcast_id, bot=found))


def cancel(broadcast_id: str, bot: str | None) -> None:
    """End a broadcast."""
    found, news = _find(bot)
    _print_change(broadcast_id, "cancelled", news.cancel(broadcast_id, bot=found))


def _print_change(broadcast_id: str, what: str, has_changed: bool) -> None:
    if not has_changed:
        raise scaletg.ConfigError(
            f"broadcast {broadcast_id!r} was not {what}: it does not exist, is over, or is {what} already; "
            "see `scaletg broadcast list`"
        )
    print(f"{broadcast_id}  {what}")


def _find(target: str | None) -> tuple[Any, Broadcast]:
    bot = find_bot(target)
    _ = bot.registry  # which loads what the config names
    for owner in loaded_objects(bot):
        if isinstance(owner, Broadcast):
            return bot, owner
    raise scaletg.ConfigError(
        "the bot sends no broadcasts: write `from scaletg_contrib.broadcast import Broadcast` and bot.load(Broadcast())"
    )


def _recipients(news: Broadcast, to: str) -> Any:
    if to in ("people", "chats"):
        return to
    if Path(to).is_file():
        return Path(to)
    return news.recipients_named(to)


def _work(bot: Any, news: Broadcast, broadcast_id: str) -> int:
    """Do the work in this process."""
    with bot:
        while not _report(bot, news, broadcast_id).is_over:
            if not bot.jobs.run_due():
                time.sleep(LOOK_SECONDS)
    return _print_end(_report(bot, news, broadcast_id))


def _show(bot: Any, news: Broadcast, broadcast_id: str) -> int:
    """Show the progress until the broadcast is over."""
    is_terminal = sys.stderr.isatty()
    try:
        while not (report := _report(bot, news, broadcast_id)).is_over:
            if is_terminal:
                print(f"\r{bar(report)}\x1b[K", end="", file=sys.stderr, flush=True)
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        print(
            f"\nThe broadcast continues. To see its progress: scaletg broadcast follow {broadcast_id}", file=sys.stderr
        )
        return 0
    if is_terminal:
        print(file=sys.stderr)
    return _print_end(report)


def bar(report: Report) -> str:
    """Return a line with a bar, as far as the number of recipients is known.

    A broadcast that waits needs a process of the bot with a clock of its jobs.
    """
    if report.state == "waiting":
        return "waiting for a process that does the jobs of the bot, such as `scaletg jobs clock`"
    if not report.total:
        return str(report)
    full = min(BAR, BAR * report.done // report.total)
    return f"[{'#' * full}{'.' * (BAR - full)}] {report}"


def _print_end(report: Report) -> int:
    print(report)
    for reason, count in report.reasons.items():
        print(f"  {count} x {reason}")
    return 0 if report.state == "done" else 1


def _report(bot: Any, news: Broadcast, broadcast_id: str) -> Report:
    report = news.report(broadcast_id, bot=bot)
    if report is None:
        raise scaletg.ConfigError(f"there is no broadcast {broadcast_id!r}: see `scaletg broadcast list`")
    return report
