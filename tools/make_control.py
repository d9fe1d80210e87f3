"""Write docs/control.md: the actions of the simulator's control API with the types of their parameters, and its state.

    python tools/make_control.py            # write the page
    python tools/make_control.py --check    # fail if the page is not what this writes

All comes from the signatures and docstrings of the actions, and from the classes of simulator/records.py.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "contrib")]

from scaletg_contrib.simulator import records  # noqa: E402
from scaletg_contrib.simulator.actions import describe_type, signature_of  # noqa: E402
from scaletg_contrib.simulator.registry import ACTIONS, ROOMS  # noqa: E402
from scaletg_contrib.simulator.world import World  # noqa: E402

PAGE = ROOT / "docs" / "control.md"
#: What the keys of a class mean, where its source does not say it.
MEANINGS = {
    "User": "people; `GET /control/state` shows them as Telegram does",
    "BotAccount": "bots, which have everything that people have",
    "Chat": "chats, by their key",
    "Member": "members of groups and channels, in `Chat.members`",
    "Message": "messages, in `Chat.messages` and from `GET /control/chats/<chat>/messages`",
    "Pending": "updates that wait for delivery, in `BotAccount.pending`",
    "StoredFile": "files, by file_id",
}
#: What a saved state has beside the attributes of `World`.
_OF_THE_CLOCK = {
    "time": ("float", "the time of the simulator, in seconds"),
    "frozen": ("bool", "whether its clock stands still until it is moved"),
}


def write_page() -> str:
    """Return the page."""
    lines = [
        "# The control API",
        "",
        "<!-- Written by tools/make_control.py from the signatures: change them, not this page. -->",
        "",
        "Each action of [the simulator](simulator.md) is `POST /control/do/<name>` with an object of its parameters,",
        "a function of `Simulator` with the same parameters, and `chat.do(name, ...)` in [tests](testing.md).",
        "",
    ]
    for room in ROOMS:
        actions = [function for function in ACTIONS.values() if function.__module__ == room.__name__]
        if actions:
            lines += [f"## {_title(room)}", ""]
            for function in actions:
                lines += _action(function)
    lines += [
        "## The state",
        "",
        "`GET /control/save` returns the whole state, which `POST /control/load` and `--state` take.",
        'Objects of these classes carry their name as `~`; bytes are `{"~bytes": base64}`.',
        "",
        *_world(),
    ]
    for name, about in MEANINGS.items():
        lines += _record(name, about)
    return "\n".join(lines).rstrip("\n") + "\n"


def _title(room: Any) -> str:
    """Return the title of a room: the first words of its docstring."""
    first = (room.__doc__ or "").partition("\n")[0]
    return re.split(r"[:.]", first)[0].strip()


def _action(function: Callable[..., Any]) -> list[str]:
    about = signature_of(function)
    hints = get_type_hints(function, include_extras=True)
    text = inspect.getdoc(function) or ""
    lines = [f"### `{function.__name__}`", "", *text.split("\n"), "", "| Parameter | Type | Default |", "|---|---|---|"]
    for name, default in about["parameters"].items():
        shown = "required" if default == "required" else f"`{_json(default)}`"
        lines.append(f"| `{name}` | {_type(hints[name])} | {shown} |")
    return [*lines, ""]


def _json(value: Any) -> str:
    return {None: "null", True: "true", False: "false"}.get(value, repr(value)) if _is_plain(value) else repr(value)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, bool)


def _type(hint: Any) -> str:
    return _escape(describe_type(hint)) or "anything"


def _escape(text: str) -> str:
    """Return a text for a cell of a table."""
    return text.replace("|", "\\|")


def _world() -> list[str]:
    """Return the keys of the whole state, as the constructor of its class has them."""
    source = inspect.getsource(World.__init__)
    written = re.findall(r"^        self\.(\w+): ([^=\n]+) = [^#\n]*(?:#: (.*))?$", source, re.MULTILINE)
    about = {name: (kind, meaning) for name, kind, meaning in written}
    rows = []
    for key in World().dump():
        kind, meaning = about.get(key) or _OF_THE_CLOCK[key]
        rows.append(f"| `{key}` | `{_escape(kind)}` | {meaning[:1].upper()}{meaning[1:]} |")
    return ["### `World`", "", "The whole state.", "", "| Key | Type | Meaning |", "|---|---|---|", *rows, ""]


def _record(name: str, about: str) -> list[str]:
    kind = getattr(records, name)
    comments = _comments(kind)
    own = [field for field in dataclasses.fields(kind) if field.name in kind.__annotations__]
    rows = [f"| `{field.name}` | `{_escape(str(field.type))}` | {comments.get(field.name, '')} |" for field in own]
    return [
        f"### `{name}`",
        "",
        f"{about[0].upper()}{about[1:]}.",
        "",
        "| Key | Type | Meaning |",
        "|---|---|---|",
        *rows,
        "",
    ]


def _comments(kind: type) -> dict[str, str]:
    """Return the comments behind the fields of a class."""
    source = inspect.getsource(kind)
    found = dict(re.findall(r"^    (\w+): [^#\n]*?#: (.*)$", source, re.MULTILINE))
    above = {name: comment for comment, name in re.findall(r"^    #: (.*)\n    (\w+): ", source, re.MULTILINE)}
    return {name: f"{text[0].upper()}{text[1:]}" for name, text in {**found, **above}.items()}


def main() -> None:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description="Write docs/control.md.")
    parser.add_argument("--check", action="store_true", help="fail if the page is not up to date")
    page = write_page()
    if not parser.parse_args().check:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/control.md is stale: run tools/make_control.py")


if __name__ == "__main__":
    main()
