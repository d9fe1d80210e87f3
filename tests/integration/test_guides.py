"""What the guides of docs/ say about packages that are installed, done as it is written there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from programs import PYTHON, ROOT, run, write

PAGE = ROOT / "docs" / "apps_for_others.md"
BLOCK = re.compile(r"^```\w+\n(?P<code># (?P<name>[\w.]+)\n.*?)^```$", re.MULTILINE | re.DOTALL)
BOT = """
import sys

import scaletg
from scaletg_contrib.feature import loaded_objects
from scaletg_contrib.testkit import Telegram

bot = scaletg.Bot()
for name in sys.argv[1:]:
    bot.load(name)
with Telegram(bot) as telegram:
    ada = telegram.group("Tea", "Ada", "Bob", admin=True)
    ada.send("Hello")
    print(ada.send("/ranking").text, [one.places for one in loaded_objects(bot)])
"""


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Install the package of the page, whose files are its blocks; return the environment in which it is found."""
    source, site = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    files = files_of_page()
    write(source, {name: files[name] for name in ("pyproject.toml", "scaletg_ranking.py")})
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", str(site)]
    done = run(PYTHON, "-m", "pip", "install", *options, str(source), cwd=source)
    assert done.returncode == 0, done.stderr
    path = os.pathsep.join([str(site), str(ROOT), str(ROOT / "contrib")])
    return {"PYTHONPATH": path, "TELEGRAM_BOT_TOKEN": "1234567:a-token"}


def files_of_page() -> dict[str, str]:
    """Return the blocks that begin with the name of a file, by these names."""
    found = BLOCK.finditer(PAGE.read_text(encoding="utf-8"))
    return {block["name"]: block["code"] for block in found}


def test_an_installed_package_is_loaded_by_its_name(distribution: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": BOT})
    done = run(PYTHON, "bot.py", "ranking", cwd=tmp_path, **distribution)
    assert done.stdout == "1. Ada: 1 [3]\n", done.stderr


def test_the_config_file_loads_it_with_options(distribution: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": BOT, "scaletg.toml": files_of_page()["scaletg.toml"]})
    done = run(PYTHON, "bot.py", cwd=tmp_path, **distribution)
    assert done.stdout == "1. Ada: 1 [10]\n", done.stderr


def test_the_command_line_shows_its_apps(distribution: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": "import scaletg\n\nbot = scaletg.Bot()\nbot.load('ranking')\n"})
    done = run(PYTHON, "-m", "scaletg", "apps", cwd=tmp_path, **distribution)
    assert re.search(r"\bshow\b.*/ranking", done.stdout), done.stdout + done.stderr
