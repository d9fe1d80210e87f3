"""Replace and translate the sentences that contrib says to people, in one way for all of its files.

    talks = Conversations(texts={"cancelled": "Stopped."})
    menus = Menus(texts=languages)                  # Languages(): in the language of each person (scaletg_contrib.i18n)
    auth = Auth(texts=translate)

    def translate(key, user):                       # asked for each sentence; None means: as it is
        return GERMAN.get(key) if user and user.language_code == "de" else None

A class that speaks to people has its sentences in its constant `TEXTS`, by their keys; words in braces, such as `{id}`,
are filled in. Translations are in i18n/locales. An empty sentence is not said. The sentences are sent without the bot's
default parse mode.
Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import scaletg

__all__ = ["PLAIN", "Sentence", "Texts", "Translates", "Translation"]

#: The parameters of a method that sends a text as it is, whatever parse mode the bot has.
PLAIN: dict[str, Any] = {"parse_mode": ""}


class Translates(Protocol):
    """An object that knows sentences in the languages of people, such as `Languages`."""

    def translate(self, sentence: str, user: Any, /) -> str:
        """Return a sentence in the language of a user; None: in that of the bot."""


#: What `texts=` takes: sentences by their keys, a function of a key and a user, or what translates each sentence.
Translation = Mapping[str, str] | Callable[[str, Any], str | None] | Translates


class Sentence(str):
    """Marks a string that is to be sent without the bot's default parse mode."""

    __slots__ = ()


class Texts:
    """The sentences of one object: those of its class, and what the author of the bot has put in their place."""

    def __init__(self, owner: str, sentences: Mapping[str, str], replaced: Translation | None = None) -> None:
        self._owner = owner
        self._sentences = dict(sentences)
        self._translate: Callable[[str, Any], str | None] | None = None
        if replaced is None or isinstance(replaced, Mapping):
            self._replace(replaced or {})
        elif callable(replaced):
            self._translate = replaced
        else:
            self._translate = self._ask(replaced)

    def _ask(self, languages: Translates) -> Callable[[str, Any], str]:
        return lambda key, user: languages.translate(self._sentences[key], user)

    def _replace(self, replaced: Mapping[str, str]) -> None:
        for key, sentence in replaced.items():
            if key not in self._sentences:
                raise scaletg.ConfigError(
                    f"{self._owner}(texts=...) has the key {key!r}, which is not one of its sentences. "
                    f"Use some of these keys: {', '.join(self._sentences)}."
                )
            if not isinstance(sentence, str):
                raise scaletg.ConfigError(
                    f'{self._owner}(texts=...) has {sentence!r} for {key!r}: write a string, or "" to say nothing.'
                )
        self._sentences.update(replaced)

    def say(self, key: str, user: Any = None, /, **values: Any) -> str:
        """Return a sentence for a user, with *values* in the place of the words in braces."""
        sentence = self._sentences[key]
        if self._translate is not None:
            translated = self._translate(key, user)
            if translated is not None and not isinstance(translated, str):
                raise scaletg.ConfigError(
                    f"{self._owner}(texts=...): the function returned {translated!r} for {key!r}. "
                    "Return a string, or None for the sentence as it is."
                )
            sentence = sentence if translated is None else translated
        for name, value in values.items():
            sentence = sentence.replace("{" + name + "}", str(value))
        return sentence
