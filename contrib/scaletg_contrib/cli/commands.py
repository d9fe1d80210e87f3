"""The functions of the commands that work with a bot. Each function gets the arguments of its command by name."""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.cli.finding import find_bot

SECRET_OPTIONS = ("token", "secret_token")


def run(bot: str | None, **options: Any) -> None:
    """Run a bot."""
    find_bot(bot).run(**_given(options))


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were written on the command line."""
    return {name: value for name, value in options.items() if value is not None}


def replay(file: Path, bot: str | None, **options: Any) -> Any:
    """Process recorded updates again, and compare the answers."""
    # Importing the test kit is slow, and other commands do not need it.
    engine = importlib.import_module("scaletg_contrib.testkit.replay")
    return engine.run(find_bot(bot), file, **options)


def play(bot: str | None, state: Path | None = None, **options: Any) -> None:
    """Run a bot in the playground, as if it had no token; *state*: the file that keeps its chats."""
    for variable in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE"):
        os.environ.pop(variable, None)
    found = find_bot(bot)
    found.token = None
    found.run(**_given({**options, "world": state}))


def show_apps(bot: str | None) -> None:
    """Print the registry."""
    print(find_bot(bot).table())


def show_config(bot: str | None) -> None:
    """Print every option with its value and where it comes from; of a secret, only that it is set."""
    found = find_bot(bot, needs_apps=False)
    options = found.options
    rows = [("OPTION", "VALUE", "FROM")]
    for name in sorted(options.names()):
        source = options.sources.get(name, "default")
        value = getattr(options, name)
        if name in ("webhook_path", "secret_token") and value is None and found.token:
            value, source = getattr(found, name), "the token"
        rows.append((name, _shown_value(name, value), source))
    names, values, _ = zip(*rows)
    name_width, value_width = max(map(len, names)), max(map(len, values))
    for name, shown, source in rows:
        print(f"{name.ljust(name_width)}  {shown.ljust(value_width)}  {source}")


def _shown_value(name: str, value: Any) -> str:
    if value is None:
        return "-"
    if name == "token":
        return f"{value.partition(':')[0]}:..."
    if name in SECRET_OPTIONS:
        return "..."
    return re.sub(r"(://[^/@\s]*:)[^/@\s]*@", r"\1...@", repr(value))  # the password of a URL


def set_webhook(url: str | None, bot: str | None, **options: Any) -> None:
    """Ask Telegram to deliver updates to an address."""
    if not url:
        raise scaletg.ConfigError("webhook set needs the public address: scaletg webhook set https://example.com")
    address = find_bot(bot).set_webhook(url, **_given(options))
    print(f"The webhook is {address}")


def delete_webhook(bot: str | None, **options: Any) -> None:
    """Delete the webhook."""
    find_bot(bot, needs_apps=False).api.delete_webhook(**options)
    print("The webhook is deleted.")


def call(method: str, parameters: Sequence[str], bot: str | None) -> None:
    """Call a method of the Bot API and print the result."""
    values = {}
    for pair in parameters:
        name, sign, text = pair.partition("=")
        if not sign:
            raise scaletg.ConfigError(f"{pair!r} does not have the form key=value")
        values[name] = _value_of(text)
    result = find_bot(bot, needs_apps=False).api.call(method, progress=_show_progress, **values)
    print(json.dumps(_printable(result), indent=2, ensure_ascii=False))


def _printable(result: Any) -> Any:
    if isinstance(result, list):
        return [_printable(item) for item in result]
    if isinstance(result, scaletg.Object):
        return result.to_dict()
    return result


def _show_progress(done: int, total: int | None) -> None:
    """Show the progress of an upload in a terminal."""
    if total and sys.stderr.isatty():
        print(f"\r{done / total:.0%} sent ", end="", file=sys.stderr, flush=True)
        if done == total:
            print(file=sys.stderr, flush=True)


def _value_of(text: str) -> Any:
    """Return a value of the command line: a file if it begins with `@`, else parsed JSON, else the string."""
    if text.startswith("@") and Path(text[1:]).is_file():
        return Path(text[1:])
    if text.startswith("@") and re.search(r"[./\\]", text):  # the username of a channel contains none of these
        raise scaletg.ConfigError(f"there is no file {text[1:]!r}")
    try:
        return json.loads(text)
    except ValueError:
        return text


def push_menu(action: str, bot: str | None) -> None:
    """Print the commands of the registry; with the action `push`, send them to Telegram's menu."""
    found = find_bot(bot)
    for scope, menu in found.commands.items():
        if len(found.commands) > 1:
            print(f"{scope}:")
        for command, description in menu.items():
            print(f"/{command}  {description}")
    if action == "push":
        commands: set[str] = set()
        for menu in found.push_commands().values():
            commands.update(menu)
        if len(commands) == 1:
            print("1 command is in Telegram's menu.")
        else:
            print(f"{len(commands)} commands are in Telegram's menu.")
