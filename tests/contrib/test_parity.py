"""The page of what the simulator has: it is up to date, and every refusal says where it is known from."""

import importlib.util
import re
from pathlib import Path

import pytest

from scaletg_contrib.simulator import Clock, Simulator
from scaletg_contrib.simulator.refusals import MEANINGS, SOURCES, source_of
from scaletg_contrib.simulator.registry import ACTIONS


def _load_tool(name):
    path = Path(__file__).resolve().parents[2] / "tools" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


make_parity = _load_tool("make_parity")


def test_the_page_is_what_the_simulator_has():
    assert make_parity.PAGE.read_text(encoding="utf-8") == make_parity.write_page()


def test_the_page_of_the_control_api_is_what_the_signatures_say():
    tool = _load_tool("make_control")
    page = tool.PAGE.read_text(encoding="utf-8")
    assert page == tool.write_page()
    assert all(f"### `{name}`" in page for name in ACTIONS)
    assert "|  |" not in page  # every key has a meaning
    assert "| `user` | an id, a name or a @username | required |" in page


def test_every_refusal_has_a_source_and_nothing_else_has():
    refusals = make_parity.all_refusals()
    assert len(refusals) > 300
    assert set(refusals) == set(SOURCES)
    assert set(SOURCES.values()) <= set(MEANINGS)


def test_sentences_are_those_of_the_server():
    sentences = [text for text in SOURCES if not re.fullmatch("[A-Z_0-9…]+", text) and SOURCES[text] != "simulator"]
    own = [text for text in sentences if SOURCES[text] in ("server", "library", "answer")]
    assert len(own) / len(sentences) > 0.95


LONG = {"inline_keyboard": [[{"text": "x", "callback_data": "x" * 65}]]}


@pytest.mark.parametrize(
    "parameters, source",
    [
        ({"text": "x", "chat_id": 1}, "server"),
        ({"text": "x" * 4097, "chat_id": 42}, "library"),
        ({"text": "x", "chat_id": 42, "reply_markup": LONG}, "answer"),
        ({"text": "<b", "parse_mode": "HTML", "chat_id": 42}, "server"),
    ],
)
def test_a_refused_call_says_where_its_refusal_is_known_from(parameters, source):
    sim = Simulator(clock=Clock(1_780_000_000), seed=7)
    bot = sim.add_bot("100:abc")
    sim.start(sim.add_user("Ada", id=42))
    assert not sim.call(bot, "sendMessage", parameters)["ok"]
    calls = [event for event in sim.world.events if event["type"] == "call"]
    assert calls[-1]["refusal_source"] == source


def test_a_refusal_is_found_with_its_values():
    assert source_of("Bad Request: poll question length must not exceed 300") == "library"
    assert source_of("no such words") == ""
