"""Find the texts of a bot for its translators: what `pybabel` finds, descriptions of commands, and `languages.rules`.

`pybabel extract` finds the texts in `_("...")`, `_.ngettext(...)` and `N_("...")` without options. To find the
descriptions of commands as well, either use `scaletg i18n update`, or name this extractor in a mapping file:

    [scaletg: **.py]

Part of `scaletg_contrib.i18n`.
"""

from __future__ import annotations

import ast
import inspect
import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from scaletg_contrib.i18n.catalogs import babel

__all__ = ["Message", "contrib_messages", "extract", "find_messages"]

#: What a text is found by, besides the functions that Babel knows: it is not called by its name in a template.
RULES = "rules"
NOT_OURS = ("scaletg.py", "scaletg_contrib")  # a vendored copy has translations of its own


class Message(NamedTuple):
    """One text of a bot: with its plural form, its context, and the place where it is."""

    text: str
    plural: str | None
    context: str | None
    path: str
    line: int
    comments: list[str]


def extract(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str | None, Any, list[str]]]:
    """Yield the texts of a Python file, in the form that Babel wants: line, function, texts and comments."""
    source = file.read()
    found = babel("messages.extract").extract_python(io.BytesIO(source), [*keywords, RULES], comment_tags, options)
    for line, function, texts, comments in found:
        if function == RULES and isinstance(texts, (list, tuple)):
            texts = texts[0]
        yield line, None if function == RULES else function, texts, comments
    for line, text in _descriptions(source):
        yield line, None, text, ["Describes a command in Telegram's menu."]


def _descriptions(source: bytes) -> Iterator[tuple[int, str]]:
    """Yield the first lines of the docstrings of functions whose decorator has a command."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or not any(
            map(_has_command, node.decorator_list)
        ):
            continue
        docstring = ast.get_docstring(node, clean=False)
        if docstring:
            yield node.body[0].lineno, inspect.cleandoc(docstring).split("\n")[0].strip()


def _has_command(decorator: ast.expr) -> bool:
    """Return whether a decorator is called with a rule that begins with a slash."""
    if not isinstance(decorator, ast.Call):
        return False
    rules = [argument.value for argument in decorator.args if isinstance(argument, ast.Constant)]
    return any(isinstance(rule, str) and rule.startswith("/") for rule in rules)


def find_messages(source: Path) -> Iterator[Message]:
    """Yield the texts in a Python file, or in those of a folder."""
    extraction = babel("messages.extract")
    for path in [source] if source.is_file() else _sources(source):
        name = path.name if path == source else path.relative_to(source).as_posix()
        with path.open("rb") as file:
            for line, texts, comments, context in extraction.extract(extract, file, comment_tags=("Translators:",)):
                text, plural = texts if isinstance(texts, tuple) else (texts, None)
                yield Message(text, plural, context, name, line, comments)


def contrib_messages() -> Iterator[Message]:
    """Yield the sentences of contrib, which are in the constants `TEXTS` of its classes."""
    folder = Path(__file__).parents[1]
    for path in sorted(folder.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "TEXTS:" in source:
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            for line, text in _sentences(source):
                yield Message(text, None, None, name, line, [])


def _sentences(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.value, ast.Dict):
            continue
        if isinstance(node.target, ast.Name) and node.target.id == "TEXTS":
            for value in node.value.values:
                if isinstance(value, ast.Constant) and value.value:
                    yield value.lineno, str(value.value)


def _sources(folder: Path) -> Iterator[Path]:
    """Yield the Python files of a folder, without hidden folders, virtual environments, and copies of ScaleTG."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__pycache__")) or path.name in NOT_OURS or (path / "pyvenv.cfg").exists():
            continue
        if path.is_dir():
            yield from _sources(path)
        elif path.suffix == ".py":
            yield path
