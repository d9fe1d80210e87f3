"""What translators and their programs do with the texts of a bot: begin a language, bring it up to date, report.

Part of `scaletg_contrib.i18n`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import scaletg
from scaletg_contrib.i18n.catalogs import babel, languages_in, names_in, read_texts
from scaletg_contrib.i18n.extracting import Message

__all__ = ["Finding", "State", "add_language", "make_template", "report_on", "update_languages"]

WILDCARDS = re.compile(r"(?<!\\)<[A-Za-z_][^<>]*>")


def make_template(messages: Iterable[Message]) -> Any:
    """Return Babel's catalog of texts, without translations."""
    catalog = babel("messages.catalog").Catalog(
        project="bot", version="1", header_comment="# The texts of a bot.", fuzzy=False
    )
    for message in messages:
        text = message.text if message.plural is None else (message.text, message.plural)
        place = (message.path, message.line)
        catalog.add(text, locations=[place], auto_comments=message.comments, context=message.context)
    return catalog


def add_language(language: str, folder: Path, domain: str, template: Any) -> Path:
    """Write the file of a new language and return its path."""
    try:
        locale = babel("core").Locale.parse(language)
    except (ValueError, babel("core").UnknownLocaleError) as error:
        raise scaletg.ConfigError(f"{language!r} is not a language: write a code such as de, ru or pt_BR") from error
    path = folder / str(locale) / "LC_MESSAGES" / f"{domain}.po"
    if path.exists():
        raise scaletg.ConfigError(f"{path} exists already: bring it up to date with `scaletg i18n update`")
    catalog = babel("messages.catalog").Catalog(locale=locale, domain=domain, fuzzy=False)
    catalog.header_comment = "# The texts of a bot."
    catalog.update(template)
    _write(path, catalog)
    return path


def update_languages(folder: Path, domain: str, template: Any) -> list[str]:
    """Put new texts into the files of all languages, and texts that are gone at their ends; return the languages."""
    found = _files(folder, domain)
    for path in found.values():
        catalog = read_texts(path)
        catalog.update(template, update_creation_date=False)
        _write(path, catalog)
    return list(found)


class Finding(NamedTuple):
    """What is wrong with one text in one language."""

    place: str
    text: str
    fault: str


class State(NamedTuple):
    """How far a language is: how many texts there are, and what is wrong with which of them."""

    language: str
    texts: int
    findings: list[Finding]

    @property
    def translated(self) -> int:
        """Return how many texts are translated, rightly."""
        return self.texts - len(self.findings)


def report_on(folder: Path, domain: str, template: Any) -> list[State]:
    """Compare the files of all languages with the texts that there are."""
    states = []
    for language, path in _files(folder, domain).items():
        catalog = read_texts(path)
        messages = sorted((one for one in template if one.id), key=lambda message: message.locations[0])
        findings = [finding for message in messages for finding in _check(message, catalog)]
        states.append(State(language, len(messages), findings))
    return states


def _check(wanted: Any, catalog: Any) -> Iterator[Finding]:
    """Yield what is wrong with the translation of a text; at most one fault."""
    source = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
    path, line = wanted.locations[0]
    message = catalog.get(wanted.id, wanted.context)
    fault = _fault_of(wanted, message)
    if fault:
        yield Finding(f"{path}:{line}", source, fault)


def _fault_of(wanted: Any, message: Any) -> str:
    if message is None:
        return "is new: run `scaletg i18n update`"
    translations = [message.string] if isinstance(message.string, str) else list(message.string)
    if not all(translations):
        return "is not translated"
    if message.fuzzy:
        return "is marked as fuzzy: check it, and remove the mark"
    sources = [wanted.id] if isinstance(wanted.id, str) else list(wanted.id)
    for translation in translations:
        for find, what in ((names_in, "names in braces"), (WILDCARDS.findall, "wildcards")):
            known = {name for text in sources for name in find(text)}
            others = set(find(translation)) - known
            missing = known - set(find(translation)) if len(translations) == 1 else set()
            if others or missing:
                return f"has different {what} in its translation: {', '.join(sorted(others | missing))}"
    return ""


def _files(folder: Path, domain: str) -> dict[str, Path]:
    found = {language: path for language, path in languages_in(folder, domain).items() if path.suffix == ".po"}
    if not found:
        raise scaletg.ConfigError(f"there are no translations in {folder}: begin one with `scaletg i18n add de`")
    return found


def _write(path: Path, catalog: Any) -> None:
    """Write a file of translations, if that changes it."""
    content = io.BytesIO()
    babel("messages.pofile").write_po(content, catalog, width=100, sort_by_file=True, include_previous=True)
    if path.exists() and path.read_bytes() == content.getvalue():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getvalue())
