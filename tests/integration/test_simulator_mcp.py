"""The MCP server of the simulator, as a process that an assistant speaks to over stdin and stdout."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from scaletg_contrib.simulator import Simulator

mcp = pytest.importorskip("mcp")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sim():
    """Serve a simulator whose bot repeats what Ada writes, as soon as it is told to."""
    simulator = Simulator(open=False)
    simulator.add_bot("100:abc", username="the_bot")
    simulator.start(simulator.add_user("Ada", id=42))
    simulator.serve()
    yield simulator
    simulator.stop()


def speak(url, conversation):
    """Run a conversation of a client with a new server; returns what it returns."""

    async def main():
        parameters = mcp.StdioServerParameters(
            command=sys.executable,
            args=["-m", "scaletg_contrib.simulator.mcp", "--url", url],
            env={"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'contrib'}"},
        )
        async with mcp.Client(parameters) as client:
            return await asyncio.wait_for(conversation(client), 120)

    return asyncio.run(main())


async def use(client, name, **arguments):
    """Return the result of a tool, which is JSON."""
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content
    texts = [json.loads(content.text) for content in result.content]
    return texts[0] if len(texts) == 1 else texts


def test_an_assistant_talks_to_a_bot(sim):
    async def conversation(client):
        tools = (await client.list_tools()).tools
        assert {"show_state", "list_actions", "act", "read_messages"} <= {tool.name for tool in tools}
        assert all(tool.description for tool in tools)
        state = await use(client, "show_state")
        assert [person["first_name"] for person in state["users"]] == ["Ada"]
        action = await use(client, "list_actions", word="send_dice")
        assert action["parameters"]["user"] == "required"
        sent = await use(client, "act", action="send", parameters={"user": "Ada", "text": "Hello"})
        last = sent["message"]["message_id"]
        waiting = asyncio.create_task(use(client, "read_messages", chat="42", after=last, timeout=20))
        bot = next(iter(sim.world.bots.values()))
        await asyncio.to_thread(sim.call, bot, "sendMessage", {"chat_id": 42, "text": "Hello, Ada"})
        answer = await waiting
        assert answer["message"]["text"] == "Hello, Ada"

    speak(sim.server.url, conversation)


def test_an_assistant_reads_why_an_action_is_refused(sim):
    async def conversation(client):
        return await client.call_tool("act", {"action": "send", "parameters": {"usr": "Ada", "text": "Hello"}})

    result = speak(sim.server.url, conversation)
    assert result.is_error
    assert "did you mean 'user'?" in result.content[0].text


def test_an_assistant_reads_that_no_simulator_runs():
    async def conversation(client):
        return await client.call_tool("show_state", {})

    result = speak("http://127.0.0.1:1", conversation)
    assert result.is_error
    assert "no simulator answers at http://127.0.0.1:1: start one" in result.content[0].text
