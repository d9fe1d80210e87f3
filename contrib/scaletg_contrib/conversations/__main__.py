"""Show and check the conversations in a store from a shell.

python -m scaletg_contrib.conversations check sqlite:///bot.db bot.py    # which of them would the new code break?
python -m scaletg_contrib.conversations dump sqlite:///bot.db > talks    # to check them on another machine
python -m scaletg_contrib.conversations check talks bot.py
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import scaletg
from scaletg_contrib.cli.finding import find_bot
from scaletg_contrib.conversations.check import (
    check_talks,
    conversations_of,
    find_strays,
    open_records_of,
    write_dump,
)

__all__ = ["add_arguments", "main"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser of the command its actions: `check` and `dump`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    summary = "replay open conversations with the code of a bot, and say which ones would break, and where"
    command = actions.add_parser("check", help=summary, description=summary)
    command.add_argument("store", help="the URL of the store, for example sqlite:///bot.db, or the file of a dump")
    command.add_argument("bot", help="the file of the bot, for example bot.py")
    command.add_argument(
        "--bot-id", type=int, help="the id of the bot (default: the bot of the token; without a token, all bots)"
    )
    command.add_argument("--table", help="the name that the bot gives to open_store(name=...)")
    command.set_defaults(command=check)
    command = actions.add_parser("dump", help="print the conversations of a store, one per line, for `check`")
    command.add_argument("store", help="the URL of the store")
    command.add_argument("--bot-id", type=int, help="the id of the bot (default: all bots)")
    command.add_argument("--table", help="the name that the bot gives to open_store(name=...)")
    command.set_defaults(command=dump)


def check(store: str, bot: str, bot_id: int | None = None, table: str | None = None) -> int:
    """Print the conversations that would break; return 1 if there are any."""
    found = find_bot(bot)
    all_talks = conversations_of(found)
    if not all_talks:
        raise scaletg.ConfigError(f"{bot} loads no conversations: write bot.load(talks) in it.")
    records = open_records_of(store, found.id if bot_id is None else bot_id, table)
    results = [finding for talks in all_talks for finding in check_talks(talks, records, found)]
    findings = [finding for finding in results if finding is not None]
    strays = list(find_strays(all_talks, records))
    for finding in [*findings, *strays]:
        print(finding)
    print(f"{len(records)} open conversations, of which {len(findings) + len(strays)} would break.")
    if findings:
        print(f"What the bot does with these: Conversations(changed={all_talks[0].changed!r}).")
    return 1 if findings or strays else 0


def dump(store: str, bot_id: int | None = None, table: str | None = None) -> int:
    """Print the conversations of a store."""
    for line in write_dump(store, bot_id, table):
        print(line)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; return 0, or 1 after an error message or a finding."""
    parser = argparse.ArgumentParser(
        prog="python -m scaletg_contrib.conversations", description="Look at the conversations in a store."
    )
    add_arguments(parser)
    options: dict[str, Any] = vars(parser.parse_args(arguments))
    command = options.pop("command")
    try:
        return int(command(**options))
    except (scaletg.ScaleTGError, scaletg.Retry, ValueError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
