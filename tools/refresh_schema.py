"""Rewrite the schema of scaletg.py from a `spec.json` of the Bot API, and print what changed.

    python tools/refresh_schema.py path/to/spec.json          # rewrite scaletg.py
    python tools/refresh_schema.py --check path/to/spec.json  # only compare: exit code 1 if they differ

`spec.json` holds `version`, `types`, `methods`, `update_kinds` and `message_groups`; the comment above the schema
explains the rows that this script writes. Run tools/make_stub.py afterwards.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "scaletg.py"
REGION = re.compile(r'(?<=^_SCHEMA = """\\\n).*?(?=^""")', re.MULTILINE | re.DOTALL)
VERSION = re.compile(r'(?<=^API_VERSION = ")[^"]*', re.MULTILINE)
HIDDEN = re.compile(r"(?<=^KINDS_ON_REQUEST = )frozenset\(\{[^}]*\}\)", re.MULTILINE)


def main(arguments: list[str] | None = None) -> int:
    """Compare or rewrite, print the differences, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("spec", type=Path, help="the spec.json to read")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the schema differs")
    parser.add_argument("--source", type=Path, default=SOURCE, help="the scaletg.py to rewrite")
    options = parser.parse_args(arguments)
    spec = json.loads(options.spec.read_text(encoding="utf-8"))
    before = options.source.read_text(encoding="utf-8")
    if not all(part.search(before) for part in (REGION, VERSION, HIDDEN)):
        raise SystemExit(f"{options.source} has no schema: name a scaletg.py with --source")
    after = rewrite(before, spec)
    print("\n".join(differences(before, after)) or "The schema is up to date.")
    if not options.check:
        options.source.write_text(after, encoding="utf-8")
    return 1 if options.check and before != after else 0


def rewrite(source: str, spec: dict[str, Any]) -> str:
    """Return *source* with the schema, the version and the kinds on request of *spec*."""
    hidden = sorted(kind["name"] for kind in spec["update_kinds"] if not kind["default_allowed"])
    names = ", ".join(f'"{name}"' for name in hidden)
    source = REGION.sub(lambda _: "".join(line + "\n" for line in rows(spec)), source, count=1)
    source = HIDDEN.sub(lambda _: f"frozenset({{{names}}})", source)
    return VERSION.sub(lambda _: spec["version"], source)


def rows(spec: dict[str, Any]) -> list[str]:
    """Return the lines of the schema text."""
    groups = spec["message_groups"]
    about = {*groups["content"], *groups["service"]}
    lines = []
    for name, entry in spec["types"].items():
        if entry["kind"] == "union":
            also = [short_type([kind]) for kind in entry.get("also", [])]
            words = [name, "=", *also, *entry["subtypes"]]
        else:
            marked = about if name == "Message" else set()
            words = [name, *(field_word(field, marked, name) for field in entry["fields"])]
        lines += wrap(words)
    for name, entry in spec["methods"].items():
        words = [
            name,
            "->",
            short_type(entry["returns"]),
            *(field_word(field, set(), name) for field in entry["params"]),
        ]
        lines += wrap(words)
    return lines


def wrap(words: list[str]) -> list[str]:
    return textwrap.wrap(" ".join(words), 118, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def field_word(field: dict[str, Any], marked: set[str], owner: str) -> str:
    """Return the word of one field: `name`, its marks, and its type unless that is `str`."""
    for value in field.get("enum", []):
        if not re.fullmatch(r"[^\s,{}]+", str(value)):
            raise SystemExit(f"{owner}.{field['name']} has the value {value!r}, which a row of the schema cannot hold")
    word = field["name"]
    word += "" if field["required"] else "?"
    word += "^" if field.get("upload") == "attach" else ""
    word += "*" if field["name"] in marked else ""
    if "literal" in field:
        return f"{word}={field['literal']}"
    kind = short_type(field["types"])
    kind += "0" if "zero" in field else ""
    word = word if kind == "str" else f"{word}:{kind}"
    return word + (f"{{{','.join(map(str, field['enum']))}}}" if "enum" in field else "")


def short_type(alternatives: list[str]) -> str:
    short = "|".join(alternatives).replace(" ", "")
    while "list[" in short:
        short = short.replace("list[", "[", 1)
    return short


def differences(before: str, after: str) -> list[str]:
    """Return one line for each type, method and field that was added, removed or changed, then for all the rest."""
    if before == after:
        return []
    old, new = (parse(REGION.search(text)[0]) for text in (before, after))
    lines = [f"+ {name}" for name in new if name not in old]
    lines += [f"- {name}" for name in old if name not in new]
    for name in old.keys() & new.keys():
        was, now = old[name], new[name]
        lines += [f"+ {name}.{word}" for word in now if word not in was]
        lines += [f"- {name}.{word}" for word in was if word not in now]
    lines.sort(key=lambda line: line[2:])
    for title, part in (("version", VERSION), ("kinds on request", HIDDEN)):
        was, now = (part.search(text)[0] for text in (before, after))
        lines += [] if was == now else [f"- {title} {was}", f"+ {title} {now}"]
    return lines or ["Only the order or the layout of the rows changed."]


def parse(text: str) -> dict[str, list[str]]:
    entries = re.sub(r"\n +", " ", text).splitlines()
    return {words[0]: words[1:] for words in map(str.split, entries) if words}


if __name__ == "__main__":
    sys.exit(main())
