"""The simulator's source: what lies below uses nothing above it, and every room is in the registry."""

import re
from pathlib import Path

import pytest

from scaletg import schema
from scaletg_contrib import simulator
from scaletg_contrib.simulator.registry import ACTIONS, METHODS, ROOMS, TIMERS

FOLDER = Path(simulator.__file__).parent
#: From the lowest to the highest: each may import what stands before it, and its own kind where that is said.
LAYERS = [
    ["server", "parameters", "records", "saving", "tables", "pictures", "money", "threads", "refusals"],
    ["fields", "actions", "world", "markup"],
    ["updates", "places", "core", "checkpoints"],
    ["queries", "acting", "sending", "special", "signing", "adopt"],
    ["rooms"],
    ["registry", "calls", "delivery"],
    ["faces", "simulator", "transport"],
    ["__init__", "__main__", "trigger", "mcp"],
]
LEVELS = {name: level for level, names in enumerate(LAYERS) for name in names}
FILES = sorted(FOLDER.rglob("*.py"))
IMPORT = re.compile(r"^from scaletg_contrib\.simulator(?:\.(\w+))? import (.*)", re.MULTILINE)


def name_of(path):
    return path.relative_to(FOLDER).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_file_uses_what_lies_above_it(path):
    for module, names in IMPORT.findall(path.read_text(encoding="utf-8")):
        used = [module] if module else [one.strip() for one in names.split(",")]
        assert all(LEVELS[one] <= LEVELS[name_of(path)] for one in used), (path.name, used)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_file_outgrows_what_is_read_in_an_evening(path):
    assert path.read_text(encoding="utf-8").count("\n") < 500


def test_the_server_knows_nothing_of_telegram():
    source = (FOLDER / "server.py").read_text(encoding="utf-8")
    assert "scaletg_contrib" not in re.sub(r'""".*?"""', "", source, flags=re.DOTALL)


def test_every_room_is_in_the_registry():
    rooms = {path.stem for path in (FOLDER / "rooms").glob("*.py")} - {"__init__"}
    assert {room.__name__.rpartition(".")[2] for room in ROOMS} == rooms


def test_every_action_is_one_of_the_simulator_and_every_method_one_of_the_schema():
    assert {name: getattr(simulator.Simulator, name) for name in ACTIONS} == ACTIONS
    assert set(METHODS) <= set(schema.methods)
    due = {"close_due_poll", "expire_boost", "expire_draft", "pay_post", "publish_post", "renew_subscription"}
    assert set(TIMERS) == due
