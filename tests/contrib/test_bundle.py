"""A bot in one file: `scaletg bundle`."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fresh import empty_folder

ROOT = Path(__file__).resolve().parents[2]
BOT = """
import pathlib
import shop.words
import scaletg

bot = scaletg.Bot(config=pathlib.Path(__file__).with_name("scaletg.toml"))


@bot.app("/start")
def start(message):
    return shop.words.HELLO


if __name__ == "__main__":
    print(bot.process({"message": MESSAGE}).reply.text, pathlib.Path(__file__).with_name("cat.txt").read_text())
"""
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "/start"}


@pytest.fixture
def folder(monkeypatch, tmp_path):
    with empty_folder(monkeypatch, tmp_path) as found:
        (found / "shop").mkdir()
        (found / "shop" / "__init__.py").touch()
        (found / "shop" / "words.py").write_text("HELLO = 'Good day'\n")
        (found / "shop" / "prices.txt").write_text("3\n")
        (found / "other.py").write_text("raise SystemExit('nobody imports this')\n")
        (found / "bot.py").write_text(BOT.replace("MESSAGE", repr(MESSAGE)))
        (found / "cat.txt").write_text("meow")
        (found / "scaletg.toml").write_text("webhook_reply = true\n")
        yield found


def bundle(folder, *words):
    """Run the command in a Python of its own: this one has imported what tests need."""
    command = [sys.executable, "-m", "scaletg", "bundle", *words]
    path = os.pathsep.join(map(str, (ROOT, ROOT / "contrib")))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def start(file, tmp_path, *words):
    """Run a bundle in a Python that has nothing installed, and a home of its own."""
    environment = {"HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-S", str(file), *words]
    return subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def names_in(file):
    return set(zipfile.ZipFile(file).namelist())


def test_a_bundle_runs_where_nothing_is_installed(folder, tmp_path_factory):
    done = bundle(folder, "bot.py", "--include", "cat.txt", "-o", "shop.pyz")
    assert "Run it: python shop.pyz\n" in done.stdout, done.stderr
    empty = tmp_path_factory.mktemp("empty")
    for _ in range(2):  # the second start finds it unpacked
        done = start(folder / "shop.pyz", empty)
        assert (done.returncode, done.stdout) == (0, "Good day meow\n"), done.stderr
    (unpacked,) = (empty / "home" / ".cache" / "scaletg").iterdir()
    assert unpacked.name.startswith("bot-")


def test_a_bundle_holds_what_the_bot_imports_and_nothing_else_of_its_folder(folder):
    assert bundle(folder).returncode == 0
    names = names_in(folder / "bot.pyz")
    assert {"bot.py", "shop/words.py", "shop/prices.txt", "scaletg.toml", "scaletg.py", "bottle.py"} <= names
    assert "scaletg_contrib/cli/__init__.py" in names
    assert not {"other.py", "cat.txt", "bot.pyz"} & names
    assert not any(name.startswith(("setuptools/", "pip/")) or "__pycache__" in name for name in names)


def test_a_bundle_of_the_same_bot_is_the_same_file(folder):
    contents = []
    for _ in range(2):
        assert bundle(folder).returncode == 0
        contents.append((folder / "bot.pyz").read_bytes())
    assert contents[0] == contents[1]


def test_two_bundles_are_unpacked_side_by_side(folder, tmp_path_factory):
    empty = tmp_path_factory.mktemp("empty")
    said = []
    for word in ("meow", "purr"):
        (folder / "cat.txt").write_text(word)
        assert bundle(folder, "--include", "cat.txt").returncode == 0
        said.append(start(folder / "bot.pyz", empty).stdout)
    assert said == ["Good day meow\n", "Good day purr\n"]


def test_a_folder_that_cannot_be_written_is_named(folder, tmp_path_factory):
    empty = tmp_path_factory.mktemp("empty")
    (empty / "home").write_text("a file where the cache should be")
    assert bundle(folder).returncode == 0
    done = start(folder / "bot.pyz", empty)
    assert done.returncode == 1
    assert "cannot be unpacked" in done.stderr
    assert "SCALETG_BUNDLE_CACHE" in done.stderr


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("token = '123:secret'", "token"),
        ("secret_token = 'abc'", "secret_token"),
        ("store = 'redis://:pass@127.0.0.1:1/0'", "store"),
    ],
)
def test_a_secret_of_the_config_file_stays_out(folder, line, option):
    (folder / "scaletg.toml").write_text(line + "\n")
    done = bundle(folder)
    assert done.returncode == 1
    said = done.stderr
    assert f"contains a secret, {option!r}" in said
    assert f"SCALETG_{option.upper()}" in said
    assert not {"secret'", "abc", "pass@"} & set(said.split())
    assert not (folder / "bot.pyz").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nothing.py"], "bundle needs the Python file of the bot: there is no file 'nothing.py'"),
        (["--include", "dog.txt"], "dog.txt to include"),
        (["--include", ".."], "is not in the folder of the bot"),
        (["--add", "no-such-thing"], "'no-such-thing' is not installed here: pip install no-such-thing"),
    ],
)
def test_what_cannot_be_packed_is_named(folder, words, sentence):
    done = bundle(folder, *words)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not list(folder.glob("*.pyz"))


def test_a_bundle_with_compiled_modules_says_where_it_runs(folder):
    done = bundle(folder, "--add", "orjson")
    version = ".".join(map(str, sys.version_info[:2]))
    assert f"modules (orjson): it runs on {sys.platform} with Python {version} only.\n" in done.stdout, done.stderr
    assert any(Path(name).suffix == ".so" for name in names_in(folder / "bot.pyz"))


def test_a_bundle_without_compiled_modules_runs_on_every_python(folder):
    assert "compiled modules" not in bundle(folder).stdout
    assert not any(Path(name).suffix == ".so" for name in names_in(folder / "bot.pyz"))
