"""Write the documentation for programs that read it: llms.txt, llms-full.txt, and every page as Markdown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: What the file for those who have only the guides says as well.
ABOUT = (DOCS / "llms.txt").read_text(encoding="utf-8").partition("\n## ")[0]
ABOUT += "All of the guides in one file: llms-full.txt\n"


def write_lists(folder: Path, index: str) -> None:
    """Write llms.txt, the index for programs, and llms-full.txt, all guides in one file."""
    parts = index[index.index("\n## ") :]
    (folder / "llms.txt").write_text(ABOUT + parts, encoding="utf-8")
    names = dict.fromkeys(re.findall(r"\]\(([\w/.-]+\.md)\)", parts))
    guides = [name for name in names if not name.startswith(("reference/", "contributing"))]
    texts = [f"<!-- {name} -->\n{(folder / name).read_text(encoding='utf-8')}" for name in guides]
    (folder / "llms-full.txt").write_text(f"{ABOUT}\n" + "\n".join(texts), encoding="utf-8")


def add_markdown(source: Path, html: Path) -> None:
    """Put the pages as Markdown beside those of HTML: the address of a page with .md for .html."""
    for path in [*source.rglob("*.md"), *source.glob("llms*.txt")]:
        target = html / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    index = html / "index.md"
    text = index.read_text(encoding="utf-8")
    index.write_text(re.sub(r"\n```\{toctree\}.*?```\n", "", text, flags=re.DOTALL), encoding="utf-8")
