"""Write the gallery: the bots of examples/, each on a page with its source, its test and its picture."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PICTURES = ROOT / "docs" / "images" / "gallery"


def bots() -> list[Path]:
    return sorted(EXAMPLES.glob("*.py"))


def page_of(path: Path) -> str:
    """Return the page of an example; for a folder or what is not a bot: the gallery."""
    return f"gallery/{path.stem}.md" if path in bots() else "gallery.md"


def copy_pictures(folder: Path) -> None:
    if PICTURES.is_dir():
        shutil.copytree(PICTURES, folder / "images" / "gallery", dirs_exist_ok=True)


def make_pages() -> dict[str, str]:
    """Return the pages of the gallery by their names."""
    made = {f"gallery/{path.stem}.md": _page(path) for path in bots()}
    rows = [f"- [{_title(path)}](gallery/{path.stem}.md): {_summary(path)}" for path in bots()]
    listed = "\n".join(f"gallery/{path.stem}" for path in bots())
    text = "# Gallery\n\nBots that people want, one file each; each has a test that talks to it.\n"
    text += (
        "Run one without a token: `uv run examples/NAME.py`, or `python examples/NAME.py` where ScaleTG is installed.\n"
    )
    text += "\n" + "\n".join(rows) + f"\n\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n"
    return {"gallery.md": text, **made}


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def _title(path: Path) -> str:
    return path.stem.removesuffix("_bot").replace("_", " ").capitalize()


def _summary(path: Path) -> str:
    """Return the first sentence of a bot's docstring."""
    first = _docstring(path).split("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=[.:]) ", first, maxsplit=1)[0].rstrip(".:")


def _page(path: Path) -> str:
    parts = [f"# {_title(path)}\n"]
    picture = PICTURES / f"{path.stem}.png"
    if picture.is_file():
        parts.append(f"![The bot in the playground](../images/gallery/{path.stem}.png)\n")
    source = path.read_text(encoding="utf-8").rstrip()
    parts.append(f"`examples/{path.name}`\n\n```python\n{source}\n```\n")
    tests = "\n\n\n".join(_tests(path))
    if tests:
        parts.append(f"## Its test\n\n`talk` opens a chat with the bot in the test kit.\n\n```python\n{tests}\n```\n")
    return "\n".join(parts)


def _tests(path: Path) -> list[str]:
    """Return the functions of tests/test_examples.py that talk to a bot."""
    source = (ROOT / "tests" / "test_examples.py").read_text(encoding="utf-8")
    lines = source.splitlines()
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            text = "\n".join(lines[first - 1 : node.end_lineno])
            about = f"test_{path.stem.removesuffix('_bot')}_"
            if f'"{path.name}"' in text or node.name.startswith(about):
                found.append(text)
    return found
