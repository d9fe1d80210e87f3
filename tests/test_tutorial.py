"""The tutorial: each page ends in a bot that runs and a test that passes."""

import itertools
import re
import sys
from pathlib import Path

import pytest

from programs import run, running

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
FILE = re.compile(r"^```\w+\n# (?P<name>[\w.]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(params=PAGES, ids=lambda page: page.stem)
def folder(request, tmp_path):
    """Write the files of a page into a folder, as a reader does."""
    text = request.param.read_text(encoding="utf-8")
    for found in FILE.finditer(text):
        (tmp_path / found["name"]).write_text(found["text"], encoding="utf-8")
    return tmp_path


def test_the_test_of_each_page_passes(folder):
    done = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b[1-9] passed", done.stdout)


def test_the_bot_of_each_page_runs_in_the_playground(folder):
    with running(sys.executable, "bot.py", cwd=folder) as program:
        program.wait_for("Talk to your bot: http://127.0.0.1:")


def test_there_are_six_pages_and_each_leads_to_the_next():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = re.findall(r"\(tutorial/(\w+)\.md\)", index)
    assert pages == ["commands", "keyboard", "session", "conversation", "job", "deployment"]
    for page, following in itertools.pairwise(pages):
        assert f"]({following}.md)" in (ROOT / "docs" / "tutorial" / f"{page}.md").read_text(encoding="utf-8")
