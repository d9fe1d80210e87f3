"""Five client libraries run their scenarios against `python -m scaletg_contrib.simulator`."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from programs import find_in

HERE = Path(__file__).parent / "clients"
#: Where npm has put grammY and Telegraf: `npm install --prefix DIR grammy telegraf` puts them into DIR/node_modules.
MODULES = os.environ.get("CLIENTS_MODULES", "")


@pytest.fixture
def simulator():
    """Give the address of a simulator in a process of its own."""
    command = [sys.executable, "-m", "scaletg_contrib.simulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        yield find_in(line, r"http://[\d.]+:\d+")[0]
        process.terminate()
        assert process.wait(timeout=10) == 0


def missing(what):
    """Skip on a person's machine; in CI what is missing is a failure."""
    reason = f"{what} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def run(command, url, least):
    done = subprocess.run([*command, url], cwd=HERE, capture_output=True, text=True, timeout=120)
    found = re.search(r"^(\d+) steps$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert found, done.stdout + done.stderr
    assert int(found[1]) >= least, done.stdout


@pytest.mark.parametrize(
    "module, script, least",
    [("telegram", "ptb.py", 115), ("aiogram", "aiogram_client.py", 90), ("telebot", "telebot_client.py", 80)],
)
def test_a_python_library_goes_through_its_scenario(simulator, module, script, least):
    if importlib.util.find_spec(module) is None:
        missing(module)
    run([sys.executable, script], simulator, least)


@pytest.mark.parametrize("library, least", [("grammy", 80), ("telegraf", 80)])
def test_a_javascript_library_goes_through_its_scenario(simulator, library, least):
    node = shutil.which("node")
    if not node:
        missing("Node.js")
    if not MODULES or not (Path(MODULES) / library).is_dir():
        missing(f"{library} (npm; CLIENTS_MODULES says where)")
    run([node, f"{library}.mjs"], simulator, least)
