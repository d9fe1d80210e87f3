"""Write the gallery: the bots of examples/, each on a page with its source, its test and its picture."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PICTURES = ROOT / "docs" / "images" / "gallery"


#: Folders beside the files, each with a bot.py.
FOLDERS = ("project", "modular", "django_site")
GROUPS = {
    "First steps": "echo_bot commands_bot name_bot inline_bot",
    "For groups and friends": "poll_bot vote_bot quiz_bot game_bot list_bot anonymous_bot captcha_bot",
    "Business": "shop_bot support_bot pizza_bot menu_bot members_bot admin_bot webapp_bot link_bot",
    "Files and texts": "convert_bot files_bot album_bot stream_bot language_bot",
    "News and reminders": "remind_bot rss_bot news_bot",
    "In production": "queue_bot flood_bot json_logs_bot sentry_bot approval_bot shops_bot",
    "In a project": "project modular flask_mount django_site",
}


def bots() -> list[Path]:
    return [*sorted(EXAMPLES.glob("*.py")), *(EXAMPLES / name for name in FOLDERS)]


def page_of(path: Path) -> str:
    """Return the page of an example; for what is not a bot: the gallery."""
    return f"gallery/{path.stem}.md" if path in bots() else "gallery.md"


def copy_pictures(folder: Path) -> None:
    if PICTURES.is_dir():
        shutil.copytree(PICTURES, folder / "images" / "gallery", dirs_exist_ok=True)


def make_pages() -> dict[str, str]:
    """Return the pages of the gallery by their names."""
    made = {f"gallery/{path.stem}.md": _page(path) for path in bots()}
    by_name = {path.stem: path for path in bots()}
    listed = "\n".join(f"gallery/{name}" for names in GROUPS.values() for name in names.split())
    parts = [
        "# Gallery\n",
        "Bots that people want, each with a test that talks to it.",
        "All of them go on after a restart, and work for several people and in several processes.\n",
        "Run one without a token: `uv run examples/NAME.py` in a clone of the repository, or `python examples/NAME.py` "
        "where ScaleTG is installed.\n",
    ]
    for group, names in GROUPS.items():
        parts.append(f"## {group}\n\n| | |\n|---|---|")
        parts += [_card(by_name.pop(name)) for name in names.split()]
        parts.append("")
    if by_name:
        raise ValueError(f"GROUPS in {__file__} does not have {', '.join(by_name)}")
    parts.append(f"```{{toctree}}\n:hidden:\n\n{listed}\n```\n")
    return {"gallery.md": "\n".join(parts), **made}


def _card(path: Path) -> str:
    """Return the row of a bot: its picture, its name and what it does."""
    link, picture = f"gallery/{path.stem}.md", f"images/gallery/{path.stem}.png"
    shown = f"[![{_title(path)}]({picture})]({link})" if (PICTURES / f"{path.stem}.png").is_file() else ""
    return f"| {shown} | **[{_title(path)}]({link})**: {_summary(path)} |"


def _program(path: Path) -> Path:
    return path if path.is_file() else path / "bot.py"


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(_program(path).read_text(encoding="utf-8"))) or ""


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
    parts += [_listing(file) for file in _files(path)]
    tests = "\n\n\n".join(_tests(path))
    if tests:
        parts.append(f"## Its test\n\n`talk` opens a chat with the bot in the test kit.\n\n```python\n{tests}\n```\n")
    return "\n".join(parts)


def _files(path: Path) -> list[Path]:
    """Return the files of an example that people read, the program first."""
    if path.is_file():
        return [path]
    found = [file for kind in ("*.toml", "*.py") for file in sorted(path.rglob(kind)) if file.stat().st_size]
    return [path / "bot.py", *(file for file in found if file != path / "bot.py" and "build" not in file.parts)]


def _listing(file: Path) -> str:
    language = "python" if file.suffix == ".py" else "toml"
    source = file.read_text(encoding="utf-8").rstrip()
    return f"`{file.relative_to(ROOT).as_posix()}`\n\n```{language}\n{source}\n```\n"


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
