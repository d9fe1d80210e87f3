"""The command `scaletg trigger`: play a scenario on a simulator that runs already.

    scaletg trigger payment --user Ada
    scaletg trigger migration --url http://127.0.0.1:8080

Part of `scaletg_contrib.simulator`. It uses the control API of the simulator alone, or of the playground.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Callable
from typing import Any

import requests

import scaletg
from scaletg_contrib.simulator.records import Data
from scaletg_contrib.simulator.rooms.scenarios import SCENARIOS

__all__ = ["add_arguments", "request_control"]

URL = "http://127.0.0.1:8081"  #: where `python -m scaletg_contrib.simulator --port 8081` listens


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser of the command its arguments."""
    parser.description = "Play a scenario on a running simulator, and print the ids of what it made."
    about = [textwrap.fill(f"{name}: {_first_line(function)}", 78) for name, function in SCENARIOS.items()]
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(["scenarios:", *(textwrap.indent(text, "  ") for text in about)])
    parser.add_argument("scenario", choices=[*SCENARIOS], metavar="SCENARIO", help="what happens: see below")
    parser.add_argument("--url", default=URL, help=f"of the simulator or of the playground; by default {URL}")
    parser.add_argument("--user", help="who does it: an id or a name; by default the first person, or a new one")
    parser.add_argument("--chat", help="the group in which it happens: an id or a title; by default a new one")
    parser.add_argument("--bot", help="the id or @username of a bot, if there are several")
    parser.set_defaults(command=trigger)


def _first_line(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").strip().partition("\n")[0]


def trigger(scenario: str, url: str, user: str | None, chat: str | None, bot: str | None) -> None:
    """Play a scenario."""
    person = user or _first_person(url)
    named = {"chat": chat, "bot": bot}
    about = {name: value for name, value in named.items() if value is not None}
    print(json.dumps(request_control(url, "do/trigger", {"user": person, "scenario": scenario, **about})))


def _first_person(url: str) -> str:
    people = request_control(url, "state")["users"]
    if not people:
        people = [request_control(url, "do/add_user", {"first_name": "Ada"})]
    return str(people[0]["id"])


def request_control(url: str, path: str, body: Data | None = None) -> Data:
    """Return the result of a request to the control API. Raises `ConfigError` if nobody answers or it is refused."""
    address = f"{url.rstrip('/')}/control/{path}"
    try:
        answer = requests.get(address, timeout=30) if body is None else requests.post(address, json=body, timeout=30)
        data: Data = answer.json()
    except (requests.RequestException, ValueError):
        how = "start one with `python -m scaletg_contrib.simulator --port 8081`, or name its address by --url"
        raise scaletg.ConfigError(f"no simulator answers at {url}: {how}") from None
    if not data["ok"]:
        raise scaletg.ConfigError(data["error"])
    result: Data = data["result"]
    return result
