"""The grammar of the command line: a table of commands, and a table of their arguments."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, NamedTuple

import scaletg
from scaletg_contrib.cli import bundle, commands, dead, project, vendor

GROUP = "scaletg.commands"


class Command(NamedTuple):
    """A command: what it does (`None`: it has actions of its own), its summary, and the names of its arguments."""

    function: Callable[..., Any] | None
    summary: str
    arguments: str = ""


COMMANDS = {
    "run": Command(
        commands.run,
        "run a bot: poll, or serve its webhook",
        "bot --webhook --server --host --port --workers --threads --no-reload --record",
    ),
    "replay": Command(
        commands.replay, "process recorded updates again, and compare the answers", "file bot --replies --accept"
    ),
    "play": Command(commands.play, "talk to a bot in the browser, without a token", "bot --port --no-reload --state"),
    "apps": Command(commands.show_apps, "show the registry: all processors, in order", "bot"),
    "config": Command(commands.show_config, "show the options in force, and where each comes from", "bot"),
    "webhook": Command(None, "set, show or delete the webhook"),
    "webhook set": Command(
        commands.set_webhook,
        "make Telegram deliver updates to an address",
        "url --certificate --ip-address --max-connections --drop-pending --bot",
    ),
    "webhook info": Command(
        functools.partial(commands.call, "getWebhookInfo", ()), "print what Telegram knows about the webhook", "--bot"
    ),
    "webhook delete": Command(
        commands.delete_webhook, "delete the webhook: then the bot can poll", "--drop-pending --bot"
    ),
    "call": Command(commands.call, "call a method of the Bot API and print the result", "method parameters --bot"),
    "commands": Command(commands.push_menu, "put the commands of the registry into Telegram's menu", "action --bot"),
    "dead": Command(None, "show updates that were given up, or process them again"),
    "dead list": Command(dead.list_dead, "print the updates that were given up, the oldest first", "--bot"),
    "dead retry": Command(dead.retry_dead, "process them again: those with these ids, or all", "ids --bot"),
    "new": Command(project.make_project, "create a project: a bot, two apps, a config and a test", "name"),
    "bundle": Command(
        bundle.bundle,
        "pack a bot and what it imports into one file",
        "bot --output --add --include --simulator",
    ),
    "vendor": Command(vendor.vendor, "copy scaletg.py, and contrib if wanted, into a project", "folder features --all"),
}
#: What the commands do that `scaletg_contrib` offers as an entry point: they are imported only when they are used.
OFFERED = {
    "broadcast": "send something to everybody, and show the progress",
    "conversations": "check that open conversations go on with changed code",
    "i18n": "begin, update and check the translations of a bot",
    "jobs": "show, run and delete jobs, or run the clock alone",
    "queue": "show the queue of a bot, and what was given up",
    "simulator": "start a Telegram on this machine, for bots in any language",
    "trigger": "play a scenario on a simulator: a payment, a migration, ...",
    "worker": "process the updates in the queue of a bot",
}
_BOT = "bot.py, bot:name, or nothing: bot.py or the config file of this folder"
ARGUMENTS: dict[str, dict[str, Any]] = {
    "bot": {"nargs": "?", "help": _BOT},
    "--bot": {"help": _BOT},
    "--webhook": {"metavar": "URL", "help": "set this address as the webhook, and serve it"},
    "--server": {"help": "serve the webhook with this server adapter of Bottle: wsgiref, waitress, gunicorn, ..."},
    "--host": {"help": "the address to listen on (default: 127.0.0.1; with PORT in the environment, all)"},
    "--port": {"type": int, "help": "the port to listen on (default: PORT in the environment, or 8080)"},
    "--workers": {"type": int, "help": "processes of the server, for example of gunicorn"},
    "--threads": {"type": int, "help": "threads that process updates while the bot polls, or of the server"},
    "--no-reload": {"dest": "reload", "action": "store_const", "const": False, "help": "do not restart after changes"},
    "--state": {
        "type": Path,
        "metavar": "FILE",
        "help": "load the chats from this file at the start, if it is there, and save them at the end",
    },
    "--record": {"metavar": "FILE", "help": "add every update to this file, for replay"},
    "file": {"type": Path, "help": "one update per line, as run --record writes it"},
    "--replies": {"type": Path, "help": "what the bot did in the earlier run (default: FILE.replies)"},
    "--accept": {"action": "store_true", "help": "keep what it does now for the next run"},
    "url": {"nargs": "?", "help": "the public address, for example https://example.com"},
    "--certificate": {"type": Path, "metavar": "FILE", "help": "the public key of a certificate that you signed"},
    "--ip-address": {"help": "the IP address that Telegram sends to, instead of the one of the domain"},
    "--max-connections": {"type": int, "help": "how many updates Telegram may deliver at once, 1 to 100"},
    "--drop-pending": {"dest": "drop_pending_updates", "action": "store_true", "help": "drop the waiting updates"},
    "method": {"help": "getMe, sendMessage, ..."},
    "parameters": {"nargs": "*", "metavar": "key=value", "help": "JSON or text; photo=@a.png uploads a file"},
    "action": {"choices": ["push", "show"], "help": "push the commands to Telegram, or show what would be pushed"},
    "ids": {
        "nargs": "*",
        "type": int,
        "metavar": "UPDATE_ID",
        "help": "as `scaletg dead list` shows it (default: all)",
    },
    "name": {"help": "the folder to create"},
    "folder": {"type": Path, "help": "the folder to write to"},
    "features": {"nargs": "*", "help": "parts of contrib to copy with what they need: sessions, stores, cli, ..."},
    "--output": {"type": Path, "metavar": "FILE", "help": "the file to write (default: the bot's name with .pyz)"},
    "--add": {
        "action": "append",
        "default": [],
        "metavar": "NAME",
        "help": "also pack this installed distribution, for example redis; may be repeated",
    },
    "--include": {
        "action": "append",
        "default": [],
        "type": Path,
        "metavar": "PATH",
        "help": "also pack this file or folder beside the bot; may be repeated",
    },
    "--simulator": {"action": "store_true", "help": "pack the simulator in place of a bot, for bots in any language"},
    "--all": {"dest": "everything", "action": "store_true", "help": "copy all of contrib"},
}
#: Arguments that have a short form, too.
SHORT = {"--output": ("-o",)}


def make_parser(words: list[str]) -> argparse.ArgumentParser:
    """Return the parser of the command line; a command of another distribution is imported if *words* name it."""
    epilog = "Begin with: scaletg new mybot. Each command has its own --help."
    about = "Run and manage Telegram bots made with ScaleTG."
    parser = argparse.ArgumentParser("scaletg", description=about, epilog=epilog)
    version = f"ScaleTG {scaletg.__version__}, Bot API {scaletg.API_VERSION}"
    parser.add_argument("--version", action="version", version=version)
    groups: dict[str, Any] = {"": parser.add_subparsers(required=True, metavar="COMMAND")}
    for name, command in COMMANDS.items():
        group, _, action = name.rpartition(" ")
        sub = groups[group].add_parser(action, help=command.summary, description=_sentence(command.summary))
        if command.function is None:
            groups[name] = sub.add_subparsers(required=True, metavar="ACTION")
        sub.set_defaults(command=command.function)
        for argument in command.arguments.split():
            sub.add_argument(*SHORT.get(argument, ()), argument, **ARGUMENTS[argument])
    for entry in sorted(entry_points(group=GROUP)):
        if entry.name not in COMMANDS:
            _add_offered(groups[""], entry, is_used=words[:1] == [entry.name])
    return parser


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."


def _add_offered(commands_of_all: Any, entry: EntryPoint, *, is_used: bool) -> None:
    """Add the command of another distribution, or of a part of contrib."""
    is_ours = entry.value.startswith("scaletg_contrib.")
    summary = OFFERED.get(entry.name) if is_ours else None
    if summary is None:
        summary = f"from {entry.dist.name if entry.dist else entry.value}"
    sub = commands_of_all.add_parser(entry.name, help=summary, description=_sentence(summary))
    if is_used:
        entry.load()(sub)
