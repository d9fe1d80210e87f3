"""Let an assistant drive a bot: an MCP server over the control API of a simulator or playground.

    python -m scaletg_contrib.simulator.mcp --url http://127.0.0.1:8081

It speaks the Model Context Protocol over stdin and stdout. https://modelcontextprotocol.io
Part of `scaletg_contrib.simulator`. It needs mcp: `pip install 'scaletg[mcp]'`.
"""

from __future__ import annotations

import argparse
from typing import Any
from urllib.parse import quote, urlencode

import scaletg
from scaletg_contrib.simulator.trigger import URL, request_control

__all__ = ["Tools", "main"]

LONGEST_WAIT = 20.0  #: seconds; a request of the control API ends after 30
ABOUT = (
    "A simulated Telegram with people, chats and bots. Look at show_state, make people act with act "
    "(list_actions says what they can do), and read what the bots answer with read_messages."
)


class Tools:
    """The tools of the server: each public method is one, and its docstring tells the assistant about it."""

    def __init__(self, url: str) -> None:
        self._url = url

    def show_state(self) -> dict[str, Any]:
        """Show the bots, people and chats. A bot is there from its first call of the Bot API."""
        state: dict[str, Any] = self._get("state")
        return state

    def list_actions(self, word: str = "") -> list[dict[str, Any]]:
        """List what people can do, with the parameters and their defaults; only the actions that contain *word*."""
        actions: list[dict[str, Any]] = self._get("")["actions"]
        return [action for action in actions if word in f"{action['name']} {action['summary']}"]

    def act(self, action: str, parameters: dict[str, Any]) -> Any:
        """Make a person do something, such as `send` with {"user": "Ada", "text": "Hello"}, `start` or `press`.

        People, chats and bots are named by id, name or @username. `add_user` with {"first_name": "Ada"} adds a person.
        """
        return self._ask(f"do/{quote(action, safe='')}", parameters)

    def read_messages(self, chat: str, after: int = 0, bot: str = "", timeout: float = 0.0) -> list[dict[str, Any]]:
        """Return the messages of a chat with an id above *after*, and wait at most *timeout* seconds for the first.

        *chat* is an id or a title; the id of a person means their private chat with the bot (*bot*, if there are
        several).
        """
        query = {"after": after, "bot": bot, "timeout": _seconds(timeout)}
        messages: list[dict[str, Any]] = self._get(f"chats/{quote(chat, safe='')}/messages", **query)
        return messages

    def read_events(self, after: int = 0, kinds: str = "", timeout: float = 0.0) -> dict[str, Any]:
        """Return all that happened after the event with number *after*: updates, calls of bots, messages, presses.

        *kinds* are names with commas, such as `call,message`. If there is nothing yet, wait *timeout* seconds.
        """
        events: dict[str, Any] = self._get("events", after=after, type=kinds, timeout=_seconds(timeout))
        return events

    def make_trouble(self, parameters: dict[str, Any]) -> Any:
        """Make calls of a bot fail: {"kind": "429", "method": "sendMessage", "seconds": 5, "times": 2}.

        The kinds are 429, 403, 400, 500, timeout, lost, slow and duplicate.
        """
        return self._ask("trouble", parameters)

    def advance_clock(self, seconds: float) -> Any:
        """Move the clock of the simulated Telegram forward."""
        return self._ask("clock", {"seconds": seconds})

    def _get(self, path: str, **query: Any) -> Any:
        given = {name: value for name, value in query.items() if value != ""}
        return self._ask(f"{path}?{urlencode(given)}" if given else path)

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        from mcp.server.mcpserver.exceptions import ToolError

        try:
            return request_control(self._url, path, body)
        except scaletg.ConfigError as error:
            raise ToolError(str(error)) from error  # the assistant reads only the text of this exception


def _seconds(timeout: float) -> str:
    return f"{min(timeout, LONGEST_WAIT):.3f}"


def main(arguments: list[str] | None = None) -> None:
    """Serve an assistant until it closes stdin."""
    parser = argparse.ArgumentParser("python -m scaletg_contrib.simulator.mcp", description="An MCP server.")
    parser.add_argument("--url", default=URL, help=f"of the simulator or of the playground; by default {URL}")
    options = parser.parse_args(arguments)
    try:
        from mcp.server import MCPServer
    except ImportError:
        parser.error("the package mcp is missing: pip install 'scaletg[mcp]'")
    server = MCPServer("scaletg-simulator", instructions=ABOUT, version=scaletg.__version__, log_level="WARNING")
    tools = Tools(options.url)
    for tool in (
        tools.show_state,
        tools.list_actions,
        tools.act,
        tools.read_messages,
        tools.read_events,
        tools.make_trouble,
        tools.advance_clock,
    ):
        server.tool(structured_output=False)(tool)
    server.run("stdio")


if __name__ == "__main__":
    main()
