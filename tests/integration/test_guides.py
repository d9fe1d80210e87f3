"""What the guides of docs/ say about installed packages and running programs, done as it is written there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from programs import PYTHON, ROOT, run, running, write
from scaletg_contrib.testkit import RemoteTelegram

DOCS = ROOT / "docs"
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
    files = files_of("apps_for_others.md")
    write(source, {name: files[name] for name in ("pyproject.toml", "scaletg_ranking.py")})
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", str(site)]
    done = run(PYTHON, "-m", "pip", "install", *options, str(source), cwd=source)
    assert done.returncode == 0, done.stderr
    path = os.pathsep.join([str(site), str(ROOT), str(ROOT / "contrib")])
    return {"PYTHONPATH": path, "TELEGRAM_BOT_TOKEN": "1234567:a-token"}


def files_of(page: str) -> dict[str, str]:
    """Return the blocks of a page that begin with the name of a file, by these names."""
    found = BLOCK.finditer((DOCS / page).read_text(encoding="utf-8"))
    return {block["name"]: block["code"] for block in found}


def test_an_installed_package_is_loaded_by_its_name(distribution: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": BOT})
    done = run(PYTHON, "bot.py", "ranking", cwd=tmp_path, **distribution)
    assert done.stdout == "1. Ada: 1 [3]\n", done.stderr


def test_the_config_file_loads_it_with_options(distribution: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": BOT, "scaletg.toml": files_of("apps_for_others.md")["scaletg.toml"]})
    done = run(PYTHON, "bot.py", cwd=tmp_path, **distribution)
    assert done.stdout == "1. Ada: 1 [10]\n", done.stderr


def test_the_command_line_shows_its_apps(distribution: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"bot.py": "import scaletg\n\nbot = scaletg.Bot()\nbot.load('ranking')\n"})
    done = run(PYTHON, "-m", "scaletg", "apps", cwd=tmp_path, **distribution)
    assert re.search(r"\bshow\b.*/ranking", done.stdout), done.stdout + done.stderr


def test_a_bot_polls_in_a_thread_of_an_asynchronous_program(tmp_path: Path) -> None:
    work = "    while not os.path.exists('go'):\n        await asyncio.sleep(0.01)\n"
    program = re.sub(r"    await asyncio.sleep\(1\).*\n", work, files_of("async_code.md")["program.py"])
    write(tmp_path, {"program.py": "import os\n" + program})
    with RemoteTelegram(patience=60) as telegram:
        environ = {"TELEGRAM_BOT_TOKEN": "1000000001:test", "SCALETG_BASE_URL": telegram.url}
        with running(PYTHON, "program.py", cwd=tmp_path, **environ) as started:
            ada = telegram.private("Ada", id=1)
            assert ada.send("/start").text == "Hello!"
            (tmp_path / "go").touch()
            assert started.ended() == 0, started.output
            assert ada.last.text == "The program ends."
