"""Put the pages of the site together: those of docs/, the reference, the gallery, and the table of contents."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import assistants
import gallery
import reference
import telegram

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]\n]*)\]\((?P<target>[^)\s]+)\)")
FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
PAGE = re.compile(r"\]\((?P<target>[\w/.-]+)\.md\)")


def write_pages(folder: Path) -> list[Path]:
    """Write all pages into a folder as Markdown; return their paths."""
    shutil.copytree(DOCS, folder)
    for page in folder.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(lead_links_inside(text, page.relative_to(folder)), encoding="utf-8")
    for path in (ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"):
        text = path.read_text(encoding="utf-8")
        name = Path(path.name.lower())
        (folder / name).write_text(lead_links_inside(text, name, place=Path()), encoding="utf-8")
    made = {**reference.make_pages(), **telegram.make_pages(), **gallery.make_pages()}
    for name, text in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    gallery.copy_pictures(folder)
    index = folder / "index.md"
    complete = index.read_text(encoding="utf-8") + index_of_made(made)
    assistants.write_lists(folder, complete)
    index.write_text(complete + contents(complete), encoding="utf-8")
    return sorted(folder.rglob("*.md"))


def lead_links_inside(text: str, page: Path, place: Path = Path("docs")) -> str:
    """Let links to files of the repository lead to their pages in the site, or be plain words where it has none."""
    parts = FENCED.split(text)
    parts[::2] = [LINK.sub(lambda found: _lead_inside(found, page, place), part) for part in parts[::2]]
    return "".join(parts)


def _lead_inside(found: re.Match[str], page: Path, place: Path) -> str:
    target, _, anchor = found["target"].partition("#")
    if re.match(r"\w+:", target) or not target:
        return found[0]
    path = (ROOT / place / page.parent / target).resolve()
    inside = page_of(path)
    if inside is None:
        return found["text"]
    up = "../" * len(page.parent.parts)
    return f"[{found['text']}]({up}{inside}{'#' + anchor if anchor else ''})"


def page_of(path: Path) -> str | None:
    """Return the page of the site that stands for a file of the repository."""
    if path.is_relative_to(DOCS):
        return path.relative_to(DOCS).as_posix()
    if path.name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        return path.name.lower()
    if path.is_relative_to(ROOT / "examples"):
        return gallery.page_of(path)
    return None


def index_of_made(made: dict[str, str]) -> str:
    """Return the part of the index for the pages that are made here."""
    lines = ["", "## Gallery", "", "- [Gallery](gallery.md): bots that people want, one file each"]
    lines += ["", "## Reference", ""]
    for name, text in made.items():
        if name.startswith("reference/") and name.count("/") == 1:
            title, summary = text.split("\n", 1)[0].removeprefix("# "), text.split("\n")[2]
            lines.append(f"- [{title}]({name}): {summary}")
    lines += ["", "## Project", "", "- [Changelog](changelog.md)", "- [How to contribute](contributing.md)", ""]
    return "\n".join(lines)


def contents(index: str) -> str:
    """Return the hidden tables of contents that Sphinx needs: one for each part of the index."""
    tables = []
    listed_before: set[str] = set()
    for part in re.split(r"^## ", index, flags=re.MULTILINE)[1:]:
        title, pages = part.split("\n", 1)[0], [found["target"] for found in PAGE.finditer(part)]
        new = [page for page in dict.fromkeys(pages) if page not in listed_before]
        listed_before |= set(new)
        if new:
            listed = "\n".join(new)
            tables.append(f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{listed}\n```\n")
    return "".join(tables)
