"""Write docs/parity.md: what of the Bot API the simulator has, and where each of its refusals is known from.

    python tools/make_parity.py            # write the page
    python tools/make_parity.py --check    # fail if the page is not what this writes
    python tools/make_parity.py --judge ~/telegram-bot-api ~/td    # look for the words in the sources of the server

A refusal is found in the source of the simulator as the words of a `Refused` or `FieldError`, or as words that are
handed to a function which raises one. Each needs a row in scaletg_contrib/simulator/refusals.py; `--judge` prints the
rows of those that have none, or another one than the sources say.
"""

from __future__ import annotations

import argparse
import ast
import functools
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "contrib")]

from scaletg import schema  # noqa: E402
from scaletg_contrib.simulator.refusals import MEANINGS, SOURCES  # noqa: E402
from scaletg_contrib.simulator.registry import ACTIONS, METHODS  # noqa: E402

FOLDER = ROOT / "contrib" / "scaletg_contrib" / "simulator"
PAGE = ROOT / "docs" / "parity.md"
#: Functions that raise a refusal with words that they are given.
RAISING = {"Refused", "FieldError", "check_right", "find_message", "administered", "_restrictable", "an_object"}
RAISING |= {"_require", "_message", "_topic", "open_query", "find_connection"}
#: Names of constants and variables that hold such words.
HOLDING = re.compile(r"refus|NOT_MODIFIED|TOO_OLD|_MISSING|LOGGED_OUT", re.IGNORECASE)
#: What stands for a value in a refusal.
VALUE = "…"


def source_files() -> list[Path]:
    """Return the files of the simulator that refuse calls."""
    skipped = {
        "faces",
        "actions.py",
        "adopt.py",
        "refusals.py",
        "registry.py",
        "server.py",
        "simulator.py",
        "signing.py",
    }
    return [path for path in sorted(FOLDER.rglob("*.py")) if not skipped & set(path.relative_to(FOLDER).parts)]


def words_of(node: ast.AST) -> list[str]:
    """Return the texts in an expression; a value inside a text becomes an ellipsis."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else VALUE for part in node.values)]
    if isinstance(node, (ast.Tuple, ast.List)):
        return [text for item in node.elts for text in words_of(item)]
    if isinstance(node, ast.Dict):
        return [text for item in node.values for text in words_of(item)]
    if isinstance(node, ast.IfExp):
        return [*words_of(node.body), *words_of(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [text for item in node.values for text in words_of(item)]
    return []


def refusals_in(path: Path) -> set[str]:
    """Return the words of all refusals in a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in RAISING:
            found |= {text for item in node.args for text in words_of(item) if _is_sentence(text, node)}
        elif isinstance(node, ast.Assign) and any(HOLDING.search(_name(target)) for target in node.targets):
            found |= {text for text in words_of(node.value) if _is_sentence(text)}
    return found


def _name(node: ast.AST) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _is_sentence(text: str, call: ast.Call | None = None) -> bool:
    """Return whether this is the text of a refusal, not the name of a field or right."""
    if call is not None and _name(call.func) in ("Refused", "FieldError"):
        return len(text) > 2
    return " " in text or (text.isupper() and "_" in text)


@functools.cache
def all_refusals() -> dict[str, list[str]]:
    """Return the files of each refusal, by its words."""
    found: dict[str, list[str]] = {}
    for path in source_files():
        for text in refusals_in(path):
            found.setdefault(text, []).append(str(path.relative_to(FOLDER)))
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


###############################################################################
# The page ####################################################################
###############################################################################


@functools.cache
def names_in_simulator() -> set[str]:
    """Return the words in quotes, and the fields that `keep_filled` is given."""
    names: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        names.update(re.findall(r"[\"'](\w+)[\"']", source))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and _name(node.func) == "keep_filled":
                names.update(keyword.arg for keyword in node.keywords if keyword.arg)
    return names


def unread_parameters() -> dict[str, list[str]]:
    """Return the parameters of methods whose names occur nowhere in the simulator."""
    known = names_in_simulator()
    found: dict[str, list[str]] = {}
    for name, entry in schema.methods.items():
        for field in entry.fields:
            if field.name not in known:
                found.setdefault(field.name, []).append(name)
    return found


def unmade_fields() -> list[str]:
    """Return the fields of messages that occur nowhere in the simulator."""
    known = names_in_simulator()
    return [field.name for field in schema.types["Message"].fields if field.name not in known]


def write_page() -> str:
    """Return the page."""
    refusals = all_refusals()
    missing = [name for name in schema.methods if name not in METHODS]
    counts = {source: sum(SOURCES.get(text) == source for text in refusals) for source in MEANINGS}
    literal = counts["server"] + counts["library"]
    lines = [
        "# What the simulator has",
        "",
        "<!-- Written by tools/make_parity.py: change the simulator, not this page. -->",
        "",
        "This page compares [the simulator](simulator.md) with the Bot API.",
        "It also says where each of its refusals is known from.",
        "",
        "| What | Of the Bot API | Simulated |",
        "|---|---|---|",
        f"| methods | {len(schema.methods)} | {len(schema.methods) - len(missing)} |",
        f"| kinds of update | {len(schema.usual_kinds)} | {len(schema.usual_kinds)}, each by an action |",
        f"| actions of people | | {len(ACTIONS)} |",
        f"| refusals | | {len(refusals)} |",
        "",
        *_table("Methods that are not simulated", "Method", missing),
        "## Parameters and fields",
        "",
        "The simulator checks these parameters against the schema and otherwise ignores them:",
        "",
        "| Parameter | Methods |",
        "|---|---|",
        *(f"| `{name}` | {_few(methods)} |" for name, methods in sorted(unread_parameters().items())),
        "",
        "Messages that have these fields are only made by `deliver`, which takes an update as it is:",
        "",
        ", ".join(f"`{name}`" for name in unmade_fields()) + ".",
        "",
        "## Refusals",
        "",
        f"Of the {len(refusals)} refusals, {literal} are in the words of the server's public sources.",
        "",
        "| Source | Refusals | What it means |",
        "|---|---|---|",
        *(f"| {source} | {counts[source]} | {meaning} |" for source, meaning in MEANINGS.items()),
        "",
        "An ellipsis stands for a value.",
        "The server writes the name of the status before a text, and begins most texts with a small letter.",
        "",
        "| Refusal | Source |",
        "|---|---|",
        *(f"| {_code(text)} | {SOURCES.get(text, '')} |" for text in refusals),
    ]
    return "\n".join(lines) + "\n"


def _table(title: str, head: str, names: list[str]) -> list[str]:
    if not names:
        return []
    return [f"## {title}", "", f"| {head} |", "|---|", *(f"| `{name}` |" for name in names), ""]


def _few(methods: list[str]) -> str:
    shown = ", ".join(methods[:4])
    return f"{shown} and {len(methods) - 4} others" if len(methods) > 4 else shown


def _code(text: str) -> str:
    shown = text.replace("|", "\\|")
    return f"``{shown}``" if "`" in shown else f"`{shown}`"


###############################################################################
# The sources of the server ###################################################
###############################################################################


def judge(server: Path, library: Path) -> None:
    """Print the rows that refusals.py lacks, or that the sources contradict."""
    texts = {"server": _read_all(server), "library": _read_all(library)}
    for text in all_refusals():
        found = next((source for source, content in texts.items() if _occurs(text, content)), None)
        row = SOURCES.get(text)
        if row is None or (found is not None and row not in ("server", "library")):
            print(f"    {text!r}: {found or 'guess'!r},")


def _read_all(folder: Path) -> str:
    parts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.cpp"))]
    parts += [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.h"))]
    content = "\n".join(parts).replace('\\"', '"')
    return re.sub(r'"\s*\n\s*"', "", content).lower()  # a text may go on in the next line


def _occurs(text: str, content: str) -> bool:
    """Return whether all longer parts of a text, between its values and numbers, occur in the source."""
    parts = [part.strip(" :\"'") for part in re.split(rf'{VALUE}|\b\d+\b|"\w+"', text.lower())]
    long = [part for part in parts if len(part) > 7]
    if not long:
        return False
    started = long[-1].removesuffix(" not found")  # the server may add this to what it has looked for
    return all(part in content for part in long) or (
        len(started) > 7 and all(p in content for p in [*long[:-1], started])
    )


def main() -> None:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description="Write docs/parity.md.")
    parser.add_argument("--check", action="store_true", help="fail if the page is not up to date")
    parser.add_argument("--judge", nargs=2, type=Path, metavar=("SERVER", "LIBRARY"), help="look into the sources")
    options = parser.parse_args()
    if options.judge:
        judge(*options.judge)
        return
    unknown = [text for text in all_refusals() if text not in SOURCES]
    stale = [text for text in SOURCES if text not in all_refusals()]
    if unknown or stale:
        sys.exit(f"refusals.py lacks rows for {unknown}, and has rows that no code raises: {stale}")
    page = write_page()
    if not options.check:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/parity.md is stale: run tools/make_parity.py")


if __name__ == "__main__":
    main()
