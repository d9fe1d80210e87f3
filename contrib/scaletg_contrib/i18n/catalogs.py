"""Read translations, and find the language of a person among those that there are.

Part of `scaletg_contrib.i18n`; it knows neither bots nor updates.
"""

from __future__ import annotations

import functools
import gettext
import importlib
import io
import logging
import string
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import scaletg

__all__ = ["Catalogs", "fill", "find_language", "languages_in", "read_catalog"]

CONTRIB_DOMAIN = "scaletg"
SOURCE = "en"  # the language of what contrib says in its code

log = logging.getLogger("scaletg.i18n")


def babel(module: str) -> Any:
    """Return a module of Babel, which is imported when it is first needed."""
    try:
        return importlib.import_module(f"babel.{module}")
    except ImportError:
        raise scaletg.ConfigError(
            "Babel is missing, which reads translations and writes dates. Install it with: pip install 'scaletg[i18n]'"
        ) from None


@functools.cache
def folder_of_contrib() -> Any:
    """Return the folder with the translations of what contrib says, also in a zipped program."""
    return importlib.import_module("importlib.resources").files(__package__) / "locales"


def languages_in(folder: Any, domain: str) -> dict[str, Any]:
    """Return the languages of a folder, each with its file: `LANGUAGE/LC_MESSAGES/DOMAIN.po`, or `.mo` if only that."""
    found = {}
    for language in folder.iterdir() if folder.is_dir() else ():
        for suffix in (".mo", ".po"):
            path = language / "LC_MESSAGES" / f"{domain}{suffix}"
            if path.is_file():
                found[language.name] = path
    return dict(sorted(found.items()))


def read_catalog(path: Any) -> gettext.GNUTranslations:
    """Read a file of translations; what is marked as fuzzy does not count."""
    if path.name.endswith(".mo"):
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)
    compiled = io.BytesIO()
    babel("messages.mofile").write_mo(compiled, read_texts(path))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def read_texts(path: Any) -> Any:
    """Read a `.po` file as Babel's catalog, in which also texts without a translation are. Raises `ConfigError`."""
    files = babel("messages.pofile")
    try:
        with path.open("rb") as file:
            return files.read_po(file, locale=path.parent.parent.name, abort_invalid=True)
    except (ValueError, LookupError, files.PoFileError) as error:
        raise scaletg.ConfigError(f"{path} cannot be read: {error}. Mend it, or write it again.") from error


def find_language(wanted: str | None, available: Collection[str]) -> str | None:
    """Return the language that is nearest to the code of another one: `en-GB` is `en`, if there is no `en_GB`.

    >>> find_language("pt-br", ["de", "pt", "pt_BR"]), find_language("en-GB", ["de", "en"]), find_language("fr", ["de"])
    ('pt_BR', 'en', None)
    """
    codes = {code.lower().replace("_", "-"): code for code in available}
    part = (wanted or "").lower().replace("_", "-")
    while part:
        if part in codes:
            return codes[part]
        part = part.rpartition("-")[0]
    return None


class Catalogs:
    """The translations of a bot, by language: each is read when somebody first needs it.

    What a language lacks is taken from the sentences of contrib in that language, and else is said as in the code.
    """

    def __init__(self, folder: Path, domain: str, default: str) -> None:
        self.folder, self.domain, self.default = folder, domain, default
        self.own = languages_in(folder, domain)
        self.of_contrib = languages_in(folder_of_contrib(), CONTRIB_DOMAIN)
        self._read: dict[str, gettext.NullTranslations] = {}
        self._lock = threading.Lock()

    @property
    def languages(self) -> list[str]:
        """Return the languages that the bot speaks: its own, or those of contrib if it has no translations."""
        return sorted({self.default, *(self.own or [SOURCE, *self.of_contrib])})

    def find(self, wanted: str | None) -> str:
        """Return the language that the bot speaks with somebody who has this language."""
        return find_language(wanted, self.languages) or self.default

    def __getitem__(self, language: str) -> gettext.NullTranslations:
        found = self._read.get(language)
        if found is None:
            with self._lock:
                found = self._read.setdefault(language, self._load(language))
        return found

    def _load(self, language: str) -> gettext.NullTranslations:
        near = find_language(language, self.of_contrib)
        of_contrib = read_catalog(self.of_contrib[near]) if near else gettext.NullTranslations()
        if language not in self.own:
            return of_contrib
        own = read_catalog(self.own[language])
        own.add_fallback(of_contrib)
        return own


class _Formatter(string.Formatter):
    """Fills in names and nothing else: a translation must not reach into the objects that it is given."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        if not field_name.isidentifier():
            raise ValueError(f"{{{field_name}}} is not a plain name")
        return kwargs[field_name], field_name


_formatter = _Formatter()


def fill(text: str, source: str, values: Mapping[str, Any]) -> str:
    """Return a text with *values* in the place of the words in braces; *source* is the text of the code.

    A translation with a mistake in its braces is logged, and the text of the code is taken.
    """
    if not values:
        return text
    try:
        return _formatter.vformat(text, (), values)
    except (KeyError, ValueError, IndexError) as error:
        if text == source:
            raise ValueError(
                f"the text {source!r} cannot be filled in: {_fault_of(error)}. Give a value for each name in braces, "
                "as in _('Hello, {name}!', name=name); a plain brace is {{ or }}."
            ) from error
        log.error("the translation %r of %r cannot be filled in: %s", text, source, _fault_of(error))
        return fill(source, source, values)


def _fault_of(error: Exception) -> str:
    return f"there is no value {error}" if isinstance(error, KeyError) else str(error)


def names_in(text: str) -> Iterator[str]:
    """Yield the names in braces; nothing for a text that has other braces."""
    try:
        for _, name, _, _ in string.Formatter().parse(text):
            if name is not None:
                yield name
    except ValueError:
        return
