"""Work on the translations of a bot from a shell: `scaletg i18n`, or `python -m scaletg_contrib.i18n`.

scaletg i18n add de         # begin a language
scaletg i18n update         # put new texts of the code into the files of all languages
scaletg i18n report         # what is not translated, or translated wrongly
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.i18n.extracting import contrib_messages, find_messages
from scaletg_contrib.i18n.working import State, add_language, make_template, report_on, update_languages

__all__ = ["add_arguments", "main"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser of the command its actions: `add`, `update` and `report`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="begin the translation into a language", description="Begin a translation.")
    add.add_argument("language", help="the code of the language, such as de, ru or pt_BR")
    add.set_defaults(command=add_one)
    update = actions.add_parser("update", help="put new texts of the code into the files of all languages")
    update.set_defaults(command=update_all)
    report = actions.add_parser(
        "report", help="show what is not translated, or translated wrongly (the exit code is then 1)"
    )
    report.set_defaults(command=show_report)
    for action in (add, update, report):
        action.add_argument(
            "--source", type=Path, default=Path(), help="the code: a folder or a file (default: this folder)"
        )
        action.add_argument(
            "--folder", type=Path, default=Path("locales"), help="the folder of the translations (default: locales)"
        )
        action.add_argument("--domain", default="messages", help="the name of the files (default: messages)")
        action.add_argument(
            "--contrib", action="store_true", help="also the texts of contrib, for a language that it does not have"
        )


def add_one(language: str, source: Path, folder: Path, domain: str, contrib: bool) -> None:
    """Begin a language."""
    path = add_language(language, folder, domain, _template(source, contrib))
    print(f"Translate the texts in {path}, for example with Poedit. The bot uses them from its next start.")


def update_all(source: Path, folder: Path, domain: str, contrib: bool) -> None:
    """Bring all languages up to date."""
    languages = update_languages(folder, domain, _template(source, contrib))
    print(f"Up to date: {', '.join(languages)}. `scaletg i18n report` shows what is left to translate.")


def show_report(source: Path, folder: Path, domain: str, contrib: bool) -> int:
    """Print how far each language is; return 1 if something is missing."""
    states = report_on(folder, domain, _template(source, contrib))
    for state in states:
        _print_state(state)
    return 1 if any(state.findings for state in states) else 0


def _template(source: Path, contrib: bool) -> Any:
    messages = list(find_messages(source))
    return make_template([*messages, *(contrib_messages() if contrib else ())])


def _print_state(state: State) -> None:
    print(f"{state.language}: {state.translated} of {state.texts} texts are translated")
    for finding in state.findings:
        print(f"  {finding.place}  {finding.text!r} {finding.fault}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; return 0, or 1 after an error message or a finding."""
    parser = argparse.ArgumentParser(prog="python -m scaletg_contrib.i18n", description="Translate a bot.")
    add_arguments(parser)
    options: dict[str, Any] = vars(parser.parse_args(arguments))
    command = options.pop("command")
    try:
        return int(command(**options) or 0)
    except (scaletg.ScaleTGError, OSError, SyntaxError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
