"""The wheel and the source distribution: built, installed into a fresh environment, and used there."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipapp
import zipfile
from pathlib import Path

import pytest

from fresh import link_packages, run

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ["LICENSE", "README.md", "contrib", "docs", "pyproject.toml", "scaletg-stubs", "scaletg.py", "setup.py"]


def call(*words, cwd):
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_in(folder):
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    call(sys.executable, ROOT / "tools" / "release.py", "build", "--folder", folder, cwd=folder)
    return folder / "dist"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build both from a copy of the sources, the wheel from the source distribution; return the folder."""
    return build_in(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """Return the Python of an environment in which the wheel is installed, and the path of its dependencies."""
    folder = tmp_path_factory.mktemp("fresh")
    call(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    call(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        wheel,
        cwd=folder,
    )
    return python, link_packages(folder / "dependencies", "bottle", "attrs", "requests")


@pytest.fixture
def use(installed, tmp_path):
    """Return a function that runs the installed Python in an empty folder."""
    python, dependencies = installed
    (packages,) = python.parent.parent.glob("lib/python*/site-packages")
    path = f"{packages}{os.pathsep}{dependencies}"
    return lambda *words: run(*words, path=path, cwd=tmp_path, python=python)


def expected_files():
    found = [path.relative_to(ROOT / "contrib") for path in (ROOT / "contrib").rglob("*") if path.is_file()]
    contrib = {path.as_posix() for path in found if path.suffix != ".pyc"}
    return {"scaletg.py", "scaletg-stubs/__init__.pyi", *contrib}


def test_the_wheel_holds_the_module_contrib_and_the_stubs(built):
    (wheel,) = built.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not re.search(r"\.(dist-info|data)/", name)}
    assert names == expected_files()


def test_the_wheel_brings_the_guides_as_markdown(built, installed):
    python, _ = installed
    folder = python.parent.parent / "share" / "doc" / "scaletg"
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert pages == {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")} | {
        "llms.txt"
    }
    links = re.findall(r"\]\(([\w/]+\.md)\)", (folder / "llms.txt").read_text() + (folder / "index.md").read_text())
    assert len(links) > 50
    assert set(links) <= pages


def test_a_new_project_says_where_the_guides_are(use, installed, tmp_path):
    use("-m", "scaletg", "new", "shop")
    (place,) = re.findall(r"share/doc/\S+", (tmp_path / "shop" / "AGENTS.md").read_text())
    prefix = call(installed[0], "-c", "import sys; print(sys.prefix)", cwd=tmp_path).strip()
    assert (Path(prefix) / place).is_file()


def test_the_source_distribution_holds_what_the_wheel_is_built_from(built):
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {name.replace("scaletg_contrib/", "contrib/scaletg_contrib/") for name in expected_files()} <= names
    assert {"LICENSE", "README.md", "pyproject.toml", "setup.py"} <= names


def test_the_index_would_take_both_and_their_readme_can_be_shown(built):
    assert "FAILED" not in call(sys.executable, "-m", "twine", "check", "--strict", *built.iterdir(), cwd=built)


def test_the_wheel_has_no_stray_files(built):
    (wheel,) = built.glob("*.whl")
    # W009: besides scaletg there are scaletg_contrib and the stub, on purpose.
    call(sys.executable, "-m", "check_wheel_contents", "--ignore", "W009", wheel, cwd=built)


def test_the_wheel_says_what_is_in_it(built):
    (wheel,) = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/sboms/scaletg.cdx.json")]
    bill = json.loads(archive.read(name))
    version = wheel.name.split("-")[1]
    assert (bill["bomFormat"], bill["metadata"]["component"]["version"]) == ("CycloneDX", version)
    needed = {component["name"] for component in bill["components"] if component["scope"] == "required"}
    assert needed == {"attrs", "bottle", "requests"}


def test_the_same_sources_give_the_same_wheel(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    (second,) = build_in(tmp_path).glob("*.whl")
    assert second.read_bytes() == wheel.read_bytes()


def test_the_installed_package_imports_with_contrib(use):
    code = "import scaletg, scaletg_contrib.stores as stores; print(stores.open_store('memory:').put('a', 1) > 0)"
    assert use("-c", code) == "True\n"


@pytest.fixture
def use_zipped(built, tmp_path):
    """Return a function that runs Python with the wheel's files in one archive, as zipapp packs a program."""
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    zipapp.create_archive(tmp_path / "site", tmp_path / "site.pyz", main="scaletg:main")
    shutil.rmtree(tmp_path / "site")
    needs = ("bottle", "attrs", "requests", "pytest", "prometheus_client", "opentelemetry-api")
    dependencies = link_packages(tmp_path / "dependencies", *needs)
    (tmp_path / "empty").mkdir()
    path = f"{tmp_path / 'site.pyz'}{os.pathsep}{dependencies}"
    return lambda *words: run(*words, path=path, cwd=tmp_path / "empty")


def test_everything_imports_from_a_zipped_install(use_zipped):
    folder = ROOT / "contrib"
    paths = [path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py")]
    names = [".".join(path.parts) for path in paths if path.name != "__main__"]
    code = (
        "import importlib, sys\nfor name in sys.argv[1:]:\n"
        "    module = importlib.import_module(name)\n    assert '.pyz/' in module.__file__, module.__file__\n"
        "print(len(sys.argv) - 1)"
    )
    assert use_zipped("-c", code, "scaletg", *names) == f"{len(names) + 1}\n"


PLAY = """
import sys, urllib.request
import scaletg
from scaletg_contrib.playground import Playground

bot = scaletg.Bot()
play = Playground(bot)
server = play.serve("127.0.0.1", 0)
try:
    for name in sys.argv[1:]:
        with urllib.request.urlopen(f"{server.url.rstrip('/')}/page/{name}", timeout=10) as answer:
            print(name, len(answer.read()))
finally:
    play.stop()
"""
TALK = """
import scaletg
from scaletg_contrib.testkit import Telegram

bot = scaletg.Bot()
bot.app("/start")(lambda user: f"Hello, {user.first_name}")
print(Telegram(bot).private("Ada").send("/start").text)
"""


def test_the_page_of_the_playground_is_served_from_a_zipped_install(use_zipped):
    files = sorted((ROOT / "contrib" / "scaletg_contrib" / "playground" / "page").iterdir())
    shown = use_zipped("-c", PLAY, *(path.name for path in files))
    assert shown.splitlines() == [f"{path.name} {path.stat().st_size}" for path in files]


def test_the_test_kit_and_the_command_work_from_a_zipped_install(use_zipped):
    assert use_zipped("-c", TALK) == "Hello, Ada\n"
    assert "replay" in use_zipped("-m", "scaletg", "--help")


def test_the_plugin_for_pytest_is_found_once_installed(use, tmp_path):
    lines = "import importlib.metadata as m\nprint(*(e.value for e in m.entry_points(group='pytest11')))"
    assert use("-c", lines) == "scaletg_contrib.testkit.plugin\n"


def test_the_installed_command_runs(use, installed, tmp_path):
    python, _ = installed
    script = python.with_name("scaletg")
    assert "Bot API" in use(script, "--version")
    use(script, "new", "shop")
    assert "/hello <name>" in use(script, "apps", "shop/bot.py")


def test_an_example_and_its_test_run_from_the_installed_wheel(use, tmp_path):
    shutil.copy(ROOT / "examples" / "echo_bot.py", tmp_path / "bot.py")
    test = "from bot import bot\nfrom scaletg_contrib.testkit import Telegram\n\n\ndef test_it():\n"
    test += "    assert Telegram(bot).private('Ada').send('Hello').text == 'Hello'\n"
    (tmp_path / "test_bot.py").write_text(test, encoding="utf-8")
    link_packages(tmp_path / "more", "pytest")
    code = f"import sys; sys.path[:0] = ['.', {str(tmp_path / 'more')!r}]; import pytest; sys.exit(pytest.main(['-q']))"
    assert "1 passed" in use("-c", code)


def test_the_page_and_the_simulator_run_from_the_installed_wheel(use):
    shown = use("-c", PLAY, "index.html")
    assert shown.startswith("index.html ")
    code = "import json, urllib.request as r\nfrom scaletg_contrib.simulator import Simulator\n"
    code += "server = Simulator().serve('127.0.0.1', 0)\n"
    code += "print(json.load(r.urlopen(server.url.rstrip('/') + '/bot1:A/getMe'))['result']['is_bot'])\nserver.stop()"
    assert use("-c", code) == "True\n"


def test_the_installed_wheel_bundles_a_bot(use, installed, tmp_path):
    shutil.copy(ROOT / "examples" / "echo_bot.py", tmp_path / "bot.py")
    python, _ = installed
    assert "Run it: python echo.pyz" in use(python.with_name("scaletg"), "bundle", "bot.py", "-o", "echo.pyz")


FROZEN = """
import scaletg

bot = scaletg.Bot(store="sqlite:///bot.db", base_url="http://127.0.0.1:1")


@bot.app("/start")
def start(user):
    return f"Hello, {user.first_name}"


if __name__ == "__main__":
    ada = {"id": 1, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "from": ada, "text": "/start"}
    bot.store.put("word", 1)
    print(bot.process({"update_id": 1, "message": message}).reply.text, list(bot.store.keys("word")))
    try:
        bot.api.get_me()
    except scaletg.NetworkError:
        print("requests was there")
"""


def test_the_recipe_for_pyinstaller_makes_a_program(tmp_path):
    """It takes half a minute: most of it is PyInstaller's own reading of Python."""
    page = (ROOT / "docs" / "command_line.md").read_text(encoding="utf-8")
    (words,) = [line.split() for line in page.splitlines() if line.startswith("pyinstaller ")]
    (tmp_path / "bot.py").write_text(FROZEN, encoding="utf-8")
    path = os.pathsep.join([str(ROOT), str(ROOT / "contrib")])
    command = [sys.executable, "-m", "PyInstaller", "--log-level", "ERROR", "--paths", path, *words[1:]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    environment = {"TELEGRAM_BOT_TOKEN": "1:A", "HOME": str(tmp_path), "NO_PROXY": "*"}
    ran = subprocess.run(
        [tmp_path / "dist" / "bot"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.stdout == "Hello, Ada ['word']\nrequests was there\n", ran.stderr


def test_an_installed_distribution_offers_an_app_by_name(use, tmp_path):
    (tmp_path / "greetings.py").write_text(
        "import scaletg\n\n\n@scaletg.app('/greet')\ndef greet(message):\n    \"Greet.\"\n    return 'Good day'\n",
        encoding="utf-8",
    )
    metadata = tmp_path / "greetings-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: greetings\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[scaletg.apps]\npolite = greetings\n", encoding="utf-8")
    code = "import scaletg; bot = scaletg.Bot(); bot.load('polite'); print(*bot.commands['default'])"
    assert use("-c", code) == "greet\n"


def test_a_type_checker_finds_the_stubs_and_a_misspelt_field(installed, tmp_path):
    python, _ = installed
    (tmp_path / "bot.py").write_text(
        "import scaletg\n\n\ndef start(message: scaletg.Message) -> scaletg.SendMessage:\n"
        "    return message.reply(message.txt)\n",
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-executable",
        str(python),
        "--cache-dir",
        os.devnull,
        "bot.py",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert '"Message" has no attribute "txt"' in done.stdout, done.stdout + done.stderr
    assert done.stdout.count("error:") == 1
