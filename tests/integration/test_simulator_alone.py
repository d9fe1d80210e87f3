"""The simulator as one file, and the workflow that tests a bot of another library with it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import yaml
from test_clients import missing

from programs import Program, find_in

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "any_language"
PATH = f"{ROOT}{os.pathsep}{ROOT / 'contrib'}"


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Return the file that `scaletg bundle --simulator` makes."""
    file = tmp_path_factory.mktemp("packed") / "telegram.pyz"
    command = [sys.executable, "-m", "scaletg", "bundle", "--simulator", "-o", file]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": PATH}
    done = subprocess.run(command, cwd=file.parent, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "compiled modules" not in done.stdout
    return file


def get(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


def test_the_simulator_runs_from_one_file_where_nothing_is_installed(packed, tmp_path):
    program = Program(sys.executable, "-S", "-I", packed, "--port", "0", cwd=tmp_path, HOME=str(tmp_path / "home"))
    try:
        program.wait_for("Talk to your bots in the browser")
        url = find_in(program.output, r"http://[\d.]+:\d+")[0]
        bot = json.loads(get(f"{url}/bot1000000001:test/getMe"))["result"]
        assert bot["is_bot"]
        assert '<script type="module"' in get(url)
        assert json.loads(get(f"{url}/control/state"))["result"]["bots"][0]["id"] == bot["id"]
        program.interrupt()
        assert program.process.wait(timeout=20) == 0
    finally:
        program.kill()


def test_a_bundle_of_the_simulator_has_no_bot(packed, tmp_path):
    command = [sys.executable, "-m", "scaletg", "bundle", "bot.py", "--simulator"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": PATH}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "bundle --simulator packs no bot: leave out the bot and --include" in done.stderr


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def run_workflow(folder):
    """Run the steps of the workflow in a shell, as its machine does, without what they install; return the output.

    What the steps start goes on until the last of them has ended.
    """
    workflow = yaml.safe_load((SAMPLE / "workflow.yml").read_text(encoding="utf-8"))
    commands = folder / "commands"
    commands.mkdir()
    for name, words in {"scaletg": "-m scaletg", "python": ""}.items():
        (commands / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        (commands / name).chmod(0o755)
    environment = {
        **workflow["env"],
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": PATH,
        "TELEGRAM_ROOT": f"http://127.0.0.1:{free_port()}",
    }
    said, succeeded = "", True
    for step in workflow["jobs"]["talk"]["steps"]:
        if "run" not in step or "pip install" in step["run"]:
            continue
        if ("if" in step) == succeeded:  # the only condition is failure()
            continue
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        with (folder / "said").open("w") as output:  # a pipe would wait for what was started, too
            done = subprocess.run(
                shell, cwd=folder, env=environment, stdout=output, stderr=output, timeout=120, process_group=0
            )
        said += (folder / "said").read_text()
        succeeded = succeeded and done.returncode == 0
    return succeeded, said


@pytest.fixture
def workplace(tmp_path):
    """A folder with the sample; what the steps have started there is ended."""
    if not shutil.which("curl"):
        missing("curl")
    pytest.importorskip("telegram")
    for name in ("bot.py", "talk.sh"):
        shutil.copy(SAMPLE / name, tmp_path / name)
    yield tmp_path
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and folder_of(process) == tmp_path:
            os.kill(int(process.name), signal.SIGTERM)


def folder_of(process):
    try:
        return (process / "cwd").readlink()
    except OSError:  # it has ended, or is not ours
        return None


def test_the_workflow_talks_to_a_bot_of_another_library(workplace):
    succeeded, said = run_workflow(workplace)
    assert succeeded, said
    assert '"Hello, Ada!"' in said


def test_the_workflow_fails_with_what_happened_if_the_bot_says_something_else(workplace):
    bot = workplace / "bot.py"
    bot.write_text(bot.read_text().replace("Hello, ", "Goodbye, "))
    succeeded, said = run_workflow(workplace)
    assert not succeeded
    assert "The bot did not greet Ada" in said
    assert "Goodbye, Ada!" in said
    assert "The simulated Telegram listens at" in said


def test_the_container_file_starts_what_the_package_has():
    """No container can be built here: this holds only that its command is one of ours."""
    (line,) = re.findall(r"^ENTRYPOINT (.*)$", (SAMPLE / "Containerfile").read_text(), re.MULTILINE)
    command = json.loads(line)
    assert command[:3] == ["python", "-m", "scaletg_contrib.simulator"]
    done = subprocess.run(
        [sys.executable, *command[1:], "--help"], env={"PYTHONPATH": PATH}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    assert "--host" in done.stdout
