"""All Python code of README.md and docs/ runs as it stands.

Every block is run in a namespace of its own; one that begins with ```python continued``` goes on in that of the
block before it. A block whose first line is a comment with a file's name, such as `# apps/weather.py`, is also written
to that file, so that later blocks can load it. Nothing reaches the network: Telegram's answers come from the schema.
"""

import io
import json
import re
import sys
from pathlib import Path

import pytest
import requests
from urllib3 import HTTPResponse

import samples
import scaletg

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
OTHER_PAGES = ("CONTRIBUTING.md", "AGENTS.md", "CHANGELOG.md")
BLOCK = re.compile(r"^```python(?P<continued> continued)?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (?P<name>[\w/]+\.py)\b")


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def answer_of(method):
    """Return what Telegram might answer to a call."""
    if method not in scaletg.schema.methods:
        return True
    returns = scaletg.schema.methods[method].returns
    if returns == "File":
        return {"file_id": "f", "file_unique_id": "u", "file_path": "photos/file_1.jpg"}
    if returns in scaletg.schema.types:
        return samples.minimal(returns)
    return [] if returns.startswith("list[") else {"int": 1, "str": "text"}.get(returns, True)


@pytest.fixture
def telegram(monkeypatch):
    """Answer every request of the HTTP library as Telegram would, and return the names of the calls."""
    calls = []

    def send(adapter, request, **options):
        method = request.url.rpartition("/")[2]
        if request.method == "GET":
            content = b"content"
        else:
            b"".join(request.body)  # a file is read while it is sent
            calls.append(method)
            content = json.dumps({"ok": True, "result": answer_of(method)}).encode()
        answer = HTTPResponse(io.BytesIO(content), status=200, preload_content=False)
        return adapter.build_response(request, answer)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    return calls


@pytest.fixture
def newcomer(monkeypatch, tmp_path):
    """Stand in an empty folder with a token, as a reader does; forget afterwards what was imported from there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1234567:a-token")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None) or tmp_path).startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_python_block_runs(page, newcomer, telegram):
    text = page.read_text(encoding="utf-8")
    namespace = {}
    for block in BLOCK.finditer(text):
        if not block["continued"]:
            namespace = {"__name__": "page"}
        line = text[: block.start("code")].count("\n")
        file = FILE.match(block["code"])
        if file:
            path = newcomer / file["name"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["code"], encoding="utf-8")
        code = compile("\n" * line + block["code"], name_of(page), "exec", dont_inherit=True)
        exec(code, namespace)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_fence_is_one_that_is_known(page):
    """A misspelt mark would leave a block out without a word."""
    text = page.read_text(encoding="utf-8")
    fences = re.findall(r"^ *```(.*)$", text, re.MULTILINE)
    assert set(fences[::2]) <= {"python", "python continued", "sh", "text", "toml", "json", "html", "ini", "yaml", "js"}
    assert set(fences[1::2]) <= {""}
    assert len(BLOCK.findall(text)) == sum(fence.startswith("python") for fence in fences[::2])


@pytest.mark.parametrize("page", [*PAGES, *(ROOT / name for name in OTHER_PAGES)], ids=name_of)
def test_every_link_to_a_file_leads_somewhere(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"\w+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_depth_is_under_one_heading_which_the_site_folds(page):
    headings = re.findall(r"^## (In depth.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings in ([], ["In depth"])


def queries_of_tables():
    """Return what stands in the first column of the tables of docs/queries.md."""
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
    return [query for cell in cells for query in re.findall(r"`(.+?)`", cell)]


def test_every_query_of_the_tables_can_be_registered():
    queries = queries_of_tables()
    assert len(queries) > 30
    for query in queries:
        bot = scaletg.Bot("1:a")
        bot.app(on=query)(lambda update: "found")
        assert query.partition(":")[0] in ("", *bot.allowed_updates), query


def guides():
    """Return the pages that the index lists below the tasks of a bot."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", index, flags=re.MULTILINE)
    tasks = [part for part in parts if part.startswith(("Talk to people\n", "Remember and plan\n"))]
    return [page for part in tasks for page in re.findall(r"\]\(([\w/]+\.md)\)", part)]


def test_every_guide_begins_with_a_bot_to_paste():
    assert len(guides()) > 25
    for page in guides():
        if page != "formatting.md":  # which is about functions, without a bot
            (first, *_) = BLOCK.finditer((ROOT / "docs" / page).read_text(encoding="utf-8"))
            assert "scaletg.Bot(" in first["code"] and "bot.run(" in first["code"], page


def test_the_comparison_counts_the_lines_of_the_bots_that_it_compares():
    bots = (ROOT / "docs" / "coming_from.md").read_text(encoding="utf-8")
    programs = re.findall(r"^```\w+\n(?:#|//) (?:\w+_bot\.\w+)\n(.*?)^```$", bots, re.MULTILINE | re.DOTALL)
    counted = sorted(len([line for line in program.splitlines() if line.strip()]) for program in programs)
    page = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
    table = page[page.index("## The same bot") : page.index("## Features")]
    assert [int(number) for number in re.findall(r"\| (\d+) \|$", table, re.MULTILINE)] == counted
    assert len(counted) == 6
