"""What must stay true of the project as a whole."""

import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import scaletg
from fresh import link_packages, run

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "scaletg.py").read_text(encoding="utf-8")
DOCS = {
    page.relative_to(ROOT / "docs").as_posix(): page.read_text(encoding="utf-8")
    for page in sorted((ROOT / "docs").rglob("*.md"))
}

LONE_BOT = """
import importlib.util
import json
import scaletg

assert scaletg.__file__.startswith(FOLDER), scaletg.__file__
for name in ("flask", "pytest", "scaletg_contrib", "gunicorn"):
    assert importlib.util.find_spec(name) is None, name  # nothing else is there

bot = scaletg.Bot(secret_token="")


@bot.app("/start <name>")
def start(message, name="stranger"):
    return f"Hello, {name}!"


message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "/start Ada"}
status, headers, body = bot.handle(json.dumps({"update_id": 1, "message": message}).encode(), {})
print(status, json.loads(body)["text"])
"""


@pytest.fixture
def dependencies(tmp_path):
    return link_packages(tmp_path / "dependencies", "bottle", "attrs", "requests")


@pytest.fixture
def lone(tmp_path):
    """Return a folder that holds nothing but a copy of scaletg.py."""
    folder = tmp_path / "lone"
    folder.mkdir()
    shutil.copy(ROOT / "scaletg.py", folder)
    return folder


def test_a_lone_copy_works_with_its_three_dependencies(dependencies, lone):
    (lone / "bot.py").write_text(LONE_BOT.replace("FOLDER", repr(str(lone))), encoding="utf-8")
    assert run("bot.py", path=dependencies, cwd=lone) == "200 Hello, Ada!\n"


def test_a_lone_copy_says_where_its_command_line_is(dependencies, lone):
    done = subprocess.run(
        [sys.executable, "-S", "-m", "scaletg", "apps"],
        cwd=lone,
        env={"PYTHONPATH": str(dependencies)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("scaletg: the command line needs scaletg_contrib.cli, which is missing: install")
    assert f"or copy the folder scaletg_contrib beside {lone}/scaletg.py" in done.stderr


def test_the_import_only_defines(dependencies, lone):
    """No thread, no log handler, no file read but the module's own, no connection."""
    (lone / "scaletg.toml").write_text("token = 5", encoding="utf-8")
    code = """
import sys, threading, logging, warnings
opened = []
sys.addaudithook(lambda event, args: opened.append((event, args[0])) if event in ("open", "socket.connect") else None)
warned, handlers = list(warnings.filters), list(logging.getLogger().handlers)
del opened[:]
import scaletg
mine = [what for event, what in opened if event != "open" or not str(what).endswith((".py", ".pyc", ".so"))]
assert not mine, mine
assert threading.active_count() == 1
assert logging.getLogger().handlers == handlers
assert logging.getLogger("scaletg").handlers == [] and logging.getLogger("scaletg").level == logging.NOTSET
assert warnings.filters == warned
"""
    run("-B", "-c", code, path=dependencies, cwd=lone)


def test_the_import_leaves_to_later_what_only_some_bots_need(dependencies, lone):
    code = """
import sys
import inspect
before = set(sys.modules)
import scaletg
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""
    added = set(run("-c", code, path=dependencies, cwd=lone).split())
    heavy = set(
        "argparse asyncio attr base64 bottle concurrent difflib dis http multiprocessing pathlib random requests runpy "
        "signal sqlite3 ssl subprocess tomllib unittest urllib3 xml".split()
    )
    assert added & heavy == set()
    assert "scaletg" in added


def test_an_update_needs_none_of_the_three_dependencies(dependencies, lone):
    update = """
import sys
print(*sorted({"attr", "attrs", "bottle", "requests"} & set(sys.modules)))
"""
    (lone / "bot.py").write_text(LONE_BOT.replace("FOLDER", repr(str(lone))) + update, encoding="utf-8")
    assert run("bot.py", path=dependencies, cwd=lone) == "200 Hello, Ada!\n\n"


def test_the_import_stays_in_its_budget(dependencies, lone):
    """Counted in calls, which are the same in every run; the seconds are measured by `make bench`."""

    def calls(code):
        counted = f"import sys; seen = []; sys.setprofile(lambda *_: seen.append(1)); {code}; sys.setprofile(None)"
        run("-c", code, path=dependencies, cwd=lone)  # which leaves byte code on disk, as an installation does
        return int(run("-c", f"{counted}; print(len(seen))", path=dependencies, cwd=lone))

    assert calls("import scaletg") <= 0.7 * calls("import bottle, attrs, requests")


@pytest.mark.parametrize("name", scaletg.__all__)
def test_every_public_name_is_documented(name):
    value = getattr(scaletg, name)
    if not inspect.isclass(value) and not inspect.isfunction(value):
        assert re.search(rf"^#.*\n(#.*\n|[A-Z_]+ = .*\n)*{name} = ", SOURCE, re.MULTILINE), f"no comment above {name}"
        return
    assert value.__doc__
    for part, verb in vars(value).items() if inspect.isclass(value) else ():
        if not part.startswith("_") and (inspect.isroutine(verb) or isinstance(verb, property)):
            assert verb.__doc__, f"{name}.{part}"


@pytest.mark.parametrize("page", sorted(DOCS.keys() - {"index.md"}))
def test_every_page_is_linked_from_the_index(page):
    assert f"({page})" in DOCS["index.md"]


@pytest.mark.parametrize("name", scaletg.__all__)
def test_every_public_name_is_mentioned_in_the_docs(name):
    text = "\n".join(DOCS.values())
    assert re.search(rf"[`@.( ]{name}\b", text), f"no page of docs/ mentions scaletg.{name}"


def test_every_option_of_a_bot_is_documented():
    options = ["config", *scaletg._OPTIONS]
    page = DOCS["configuration.md"]
    for name in options:
        assert re.search(rf"\*{name}\*|`{name}\b", inspect.getdoc(scaletg.Bot)), f"{name} in the docstring of Bot"
        assert f"`{name}`" in page or name == "config", f"{name} in docs/configuration.md"


def test_every_shortcut_is_documented():
    for kind in scaletg.schema.types:
        for base in getattr(scaletg, kind).__mro__:
            for name, value in vars(base).items() if base.__name__.endswith("Shortcuts") else ():
                assert name.startswith("_") or value.__doc__, f"{base.__name__}.{name}"


def test_the_parts_of_the_source_stand_in_reading_order():
    parts = re.findall(r"^# (.*?) #+\n#{79}$", SOURCE, re.MULTILINE)
    assert parts[:4] == ["Errors", "Schema", "Entries of the schema", "Objects"]
    assert parts[-2:] == ["Bot", "Command line"]


def test_the_version_stands_in_the_changelog():
    assert f"\n## [{scaletg.__version__}] - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
