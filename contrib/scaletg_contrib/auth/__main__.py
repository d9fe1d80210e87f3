"""Change or show the roles of a bot from a shell: `python -m scaletg_contrib.auth bot.py grant 12345678 admin`."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import scaletg
from scaletg_contrib.auth.plugin import Auth
from scaletg_contrib.auth.roles import OWNER, Roles
from scaletg_contrib.cli.finding import find_bot
from scaletg_contrib.feature import owners_of_processors
from scaletg_contrib.stores import key, open_store

URL = re.compile(r"[a-z+]{2,}:")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command of the arguments; return 0, or 1 after an error message."""
    options = _parser().parse_args(arguments)
    try:
        with _roles_of(options) as (roles, where):
            return _act(roles, where, options)
    except (scaletg.ScaleTGError, scaletg.Retry, ValueError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scaletg_contrib.auth",
        description="Show and change who may do what with a bot.",
        epilog="If BOT is the program of the bot, its store, keys and roles are used. If BOT is the URL of a store, "
        "give the options the values that the program of the bot uses.",
    )
    parser.add_argument("bot", metavar="BOT", help="bot.py, a module, or the URL of the store: sqlite:///bot.db")
    parser.add_argument(
        "--bot-id", type=int, help="with a URL: the id of the bot (default: that of the configured token)"
    )
    parser.add_argument("--table", help="with a URL: the name in open_store(name=...)")
    parser.add_argument("--namespace", default="permissions", help="with a URL: the namespace in Auth(namespace=...)")
    parser.add_argument(
        "--roles", default="admin,member", help="with a URL: the roles in Auth(roles=...), separated by commas"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    for action, summary in (
        ("grant", "give a role"),
        ("revoke", "revoke a role, or all roles"),
        ("invite", "print an invitation link"),
    ):
        command = actions.add_parser(action, help=summary, description=summary)
        if action == "invite":
            command.add_argument("username", help="the username of the bot, for example shop_bot")
        else:
            command.add_argument("id", type=int, help="the id of a person, or of a group (-100...)")
        command.add_argument("role", nargs="?" if action == "revoke" else None)
    actions.add_parser("list", help="print who has which role")
    return parser


@contextlib.contextmanager
def _roles_of(options: argparse.Namespace) -> Iterator[tuple[Roles, str]]:
    """Return the roles that the options name, and a description of where they are."""
    if not URL.match(options.bot):
        bot, auth = _auth_in(options.bot)
        if bot.id is None:
            bot.id = _id_in_use() or None
        yield auth.roles_for(bot), f"the bot of {options.bot} ({auth.store_of(bot)!r})"
        return
    bot_id = options.bot_id if options.bot_id is not None else _id_in_use()
    names = [OWNER, *(role for role in options.roles.split(",") if role != OWNER)]
    table = {} if options.table is None else {"name": options.table}
    with contextlib.closing(open_store(options.bot, **table)) as store:
        where = f"{store!r}, table {store.name!r}, bot {bot_id}, namespace {options.namespace!r}"
        yield Roles(store, lambda *parts: key(bot_id, "auth", options.namespace, *parts), names), where
        print(f"Used: {where}.", file=sys.stderr)


def _id_in_use() -> int:
    """Return the id of the bot whose token is configured here; without a token, the id of the playground's bot."""
    configured = scaletg.Bot().id
    if configured is None:
        with contextlib.suppress(ImportError):
            configured = getattr(importlib.import_module("scaletg_contrib.playground.watched"), "BOT_ID", None)
    return configured or 0


def _auth_in(program: str) -> tuple[Any, Auth]:
    """Return the bot of a program, and the object of the class `Auth` that it has loaded."""
    bot = find_bot(program)
    for owner in owners_of_processors(bot, Auth):
        return bot, owner
    raise ValueError(f"the bot of {program} loads no Auth: write bot.load(Auth(...)) in it.")


def _act(roles: Roles, where: str, options: argparse.Namespace) -> int:
    if options.action == "invite":
        payload = roles.invite(options.role)
        print(scaletg.Bot(username=options.username.lstrip("@")).deep_link(payload))
        return 0
    if options.action == "grant":
        roles.grant(options.id, options.role)
    elif options.action == "revoke":
        held = roles.of(options.id)
        if not held:
            raise ValueError(f"{options.id} has no role in {where}: nothing was changed.")
        if options.role in roles.names and options.role not in held:
            raise ValueError(f"{options.id} does not have the role {options.role!r} in {where}: nothing was changed.")
        roles.revoke(options.id, options.role)
    found = roles.everybody() if options.action == "list" else {options.id: roles.of(options.id)}
    if not found:
        raise ValueError(f"nobody has a role in {where}.")
    for id, names in found.items():
        print(f"{id}: {', '.join(sorted(names)) or 'no role'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
