"""The command line, `scaletg` or `python -m scaletg`, and the reloader of `bot.run()`.

`parser` has the tables of commands and arguments, `commands` their functions; `finding` finds the bot, `project` and
`vendor` write files, `reload` restarts a program when its source changes. A distribution adds a command with an
entry point of the group `scaletg.commands`: see `main`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

import scaletg
from scaletg_contrib.cli import commands
from scaletg_contrib.cli.finding import find_bot
from scaletg_contrib.cli.parser import make_parser
from scaletg_contrib.cli.reload import supervise, wants_supervisor

__all__ = ["find_bot", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    An entry point of the group `scaletg.commands` is a function that takes the parser of its command, adds arguments
    and sets the function to call: `parser.set_defaults(command=function)`. That gets the arguments by name, and returns
    the exit code or `None`.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = vars(make_parser(words).parse_args(words))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    command = options.pop("command")
    try:
        if command in (commands.run, commands.play) and wants_supervisor(options):
            return supervise([sys.executable, "-m", "scaletg", *words])
        return int(command(**options) or 0)
    except (scaletg.ScaleTGError, OSError) as error:  # for example a port that is in use
        print(f"scaletg: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
