"""Write the reference from docstrings: scaletg, every file of contrib, the command line, options and sentences."""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import scaletg
from scaletg_contrib.cli.parser import make_parser

ROOT = Path(__file__).resolve().parents[2]
CONTRIB = ROOT / "contrib" / "scaletg_contrib"
#: The commands that contrib adds by entry points.
OFFERED = sorted(
    entry.name for entry in entry_points(group="scaletg.commands") if entry.value.startswith("scaletg_contrib.")
)


def make_pages() -> dict[str, str]:
    """Return the pages by their names."""
    made = {"reference/scaletg.md": module_page(scaletg)}
    made |= {"reference/options.md": options_page(), "reference/command_line.md": command_line_page()}
    made["reference/sentences.md"] = sentences_page()
    made["reference/contrib.md"] = "# contrib\n\nEach feature of `scaletg_contrib`, from its docstrings.\n\n"
    for name in feature_names():
        page = feature_page(name)
        made[f"reference/contrib/{name}.md"] = page
        made["reference/contrib.md"] += f"- [{name}](contrib/{name}.md): {page.split(chr(10))[2]}\n"
    listed = "\n".join(f"contrib/{name}" for name in feature_names())
    made["reference/contrib.md"] += f"\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n"
    return made


def feature_names() -> list[str]:
    """Return the names of the files and packages of contrib."""
    found = (path for path in CONTRIB.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())
    return sorted(path.stem for path in found)


###############################################################################
# Modules


def module_page(module: ModuleType) -> str:
    """Return the page of one module with all of its public names."""
    parts = [f"# {module.__name__}\n", markdown(inspect.getdoc(module) or "")]
    parts += [describe(module, name) for name in public_names(module)]
    return "\n".join(parts)


def feature_page(name: str) -> str:
    """Return the page of a feature: its public names, and for a package those of its other files as well."""
    module = importlib.import_module(f"scaletg_contrib.{name}")
    page = module_page(module)
    known = set(public_names(module))
    for path in sorted((CONTRIB / name).rglob("*.py")) if (CONTRIB / name).is_dir() else []:
        if path.name in ("__init__.py", "__main__.py"):
            continue
        inner = importlib.import_module(".".join(["scaletg_contrib", *path.relative_to(CONTRIB).with_suffix("").parts]))
        page += f"\n## {inner.__name__}\n\n{markdown(inspect.getdoc(inner) or '')}\n"
        own = [public for public in public_names(inner) if public not in known and _is_defined_in(inner, public)]
        page += "\n".join(describe(inner, public, level=3) for public in own)
    return page


def public_names(module: ModuleType) -> list[str]:
    """Return what a module offers, in the order of its source where that is known."""
    return list(getattr(module, "__all__", []))


def _is_defined_in(module: ModuleType, name: str) -> bool:
    value = getattr(module, name)
    return getattr(value, "__module__", module.__name__) == module.__name__


def describe(module: ModuleType, name: str, level: int = 2) -> str:
    """Return the section of a public name."""
    value = getattr(module, name)
    heading = "#" * level
    if inspect.isclass(value):
        return _class(value, name, heading)
    if inspect.isroutine(value):
        return f"{heading} {name}\n\n{_signature(value, name)}\n{markdown(inspect.getdoc(value) or '')}"
    return f"{heading} {name}\n\n{markdown(comment_above(module, name))}"


def _class(cls: Any, name: str, heading: str) -> str:
    own = cls.__doc__ if "__doc__" in vars(cls) else None
    parts = [f"{heading} {name}\n\n{_signature(cls, name)}\n{markdown(inspect.cleandoc(own or ''))}"]
    bases = [base.__name__ for base in cls.__bases__ if base is not object and not base.__name__.startswith("_")]
    if bases:
        parts.append(f"Is a kind of {', '.join(f'`{base}`' for base in bases)}.\n")
    attributes = commented_attributes(cls)
    if attributes:
        parts.append("\n".join(f"- `{one}`: {text}" for one, text in attributes.items()) + "\n")
    for member, value in vars(cls).items():
        text = _member(value, f"{name}.{member}", heading + "#") if not member.startswith("_") else ""
        if text:
            parts.append(text)
    return "\n".join(parts)


def _member(value: Any, name: str, heading: str) -> str:
    plain = value.__func__ if isinstance(value, classmethod | staticmethod) else value
    if isinstance(plain, property):
        return f"{heading} {name}\n\n{markdown(inspect.getdoc(plain) or '')}"
    if inspect.isroutine(plain) and inspect.getdoc(plain):
        return f"{heading} {name}\n\n{_signature(plain, name)}\n{markdown(inspect.getdoc(plain) or '')}"
    return ""


def _signature(value: Any, name: str) -> str:
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    shown = [one for one in signature.parameters.values() if one.name not in ("self", "cls")]
    text = f"{name}{signature.replace(parameters=shown)}"
    text = re.sub(r" at 0x[0-9a-f]+", "", text).replace("'", "")
    return "```text\n" + "\n".join(textwrap.wrap(text, 110, subsequent_indent="    ")) + "\n```\n"


def comment_above(module: ModuleType, name: str) -> str:
    """Return what the lines `#: ...` above a constant say."""
    source = inspect.getsource(module)
    found = re.search(rf"((?:^#: .*\n)+){name}\b", source, re.MULTILINE)
    return "\n".join(line[3:] for line in found[1].splitlines()) if found else ""


def commented_attributes(cls: Any) -> dict[str, str]:
    """Return the attributes of a class that have a line `#: ...` above them."""
    try:
        source = inspect.getsource(cls)
    except (OSError, TypeError):
        return {}
    found = re.finditer(r"((?:^ {4,8}#: .*\n)+) +(?:self\.)?(?P<name>[a-z]\w*)\b", source, re.MULTILINE)
    return {one["name"]: " ".join(line.strip()[3:] for line in one[1].splitlines()) for one in found}


def markdown(docstring: str) -> str:
    """Return a docstring as Markdown: indented blocks are fenced, and lines are left as they are."""
    lines: list[str] = []
    block: list[str] = []
    for line in [*docstring.splitlines(), "."]:
        if line.startswith("    ") or (not line.strip() and block):
            block.append(line)
            continue
        if block:
            lines += [*_fenced(textwrap.dedent("\n".join(block)).strip("\n")), ""]
            block = []
        lines.append(_plain(line))
    return "\n".join(lines[:-1]).strip() + "\n"


def _fenced(text: str) -> list[str]:
    try:
        ast.parse(text)
        language = "python"
    except SyntaxError:
        language = "python" if text.startswith(">>>") else "text"
    return [f"```{language}", text, "```"]


def _plain(line: str) -> str:
    """Return a line in which addresses are links, and nothing is taken for markup of another kind."""
    parts = re.split(r"(`[^`]*`)", line)
    parts[::2] = [
        re.sub(r"(?<![(<])https?://[^\s),]+[^\s),.:]", r"<\g<0>>", part.replace("<", r"\<")) for part in parts[::2]
    ]
    return "".join(parts)


###############################################################################
# Options, the command line, sentences


def options_page() -> str:
    """Return the page of all options with the names that they have in the environment."""
    rows = []
    for name, option in scaletg._OPTIONS.items():
        variable = "TELEGRAM_BOT_TOKEN" if name == "token" else f"SCALETG_{name.upper()}"
        shown = f"`{variable}`" if option.kind.parse else "no variable: a function"
        default = "none" if option.default is None else f"`{option.default!r}`"
        rows.append(f"| `{name}` | {shown} | {option.kind.name} | {default} |")
    text = "# Options\n\nAll options of `Bot`, with their names in the environment.\n\n"
    text += "What they mean: see [configuration](../configuration.md).\n"
    text += "Others are `SCALETG_CONFIG` (the config file), `TELEGRAM_BOT_TOKEN_FILE` (a file with the token) "
    text += "and `PORT` (where a server listens).\n\n"
    return text + "\n".join(["| Option | In the environment | Kind | Default |", "|---|---|---|---|", *rows, ""])


def command_line_page() -> str:
    """Return the help of every command."""
    text = "# The command scaletg\n\nThe help of every command, as `--help` prints it.\n\n"
    text += "A guide is at [command line](../command_line.md).\n"
    for name, parser in parsers():
        text += f"\n## {name}\n\n```text\n{parser.format_help().rstrip()}\n```\n"
    return text


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the parser of every command, those of contrib's entry points included."""
    yield "scaletg", make_parser([])
    seen = {"scaletg"}
    for first in ["", *OFFERED]:
        for name, parser in _below(make_parser([first])):
            is_complete = parser.format_help().count("\n") > 4
            if name not in seen and is_complete:
                seen.add(name)
                yield name, parser


def _below(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in dict.fromkeys(action.choices.values()):
                yield inner.prog, inner
                yield from _below(inner)


def sentence_tables() -> dict[str, dict[str, str]]:
    """Return the sentences of every class of contrib that has a constant `TEXTS`, by its name."""
    found = {}
    for path in sorted(CONTRIB.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if re.search(r"^    TEXTS\b", source, re.MULTILINE):
            parts = path.relative_to(CONTRIB).with_suffix("").parts
            module = importlib.import_module(".".join(["scaletg_contrib", *parts]))
            for cls in vars(module).values():
                if inspect.isclass(cls) and cls.__module__ == module.__name__ and "TEXTS" in vars(cls):
                    found[f"{parts[0]}.{cls.__name__}"] = cls.TEXTS
    return found


def sentences_page() -> str:
    """Return the page of all sentences that a bot can replace."""
    text = "# Sentences\n\nWhat contrib says to people, by the keys of `texts=`.\n\n"
    text += '`Menus(texts={"back": "Back"})` replaces a sentence; [languages](../languages.md) translate them.\n'
    for owner, sentences in sentence_tables().items():
        text += f"\n## {owner}\n\n| Key | Sentence |\n|---|---|\n"
        for key, sentence in sentences.items():
            shown = sentence.replace("\n", " ").replace("|", r"\|")
            text += f"| `{key}` | `{shown}` |\n" if shown else f"| `{key}` | (nothing) |\n"
    return text
