"""Tie languages to a bot: the module `_`, the language of each person, and the command that changes it.

Part of `scaletg_contrib.i18n`.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import scaletg
from scaletg_contrib.feature import Feature, loaded_objects
from scaletg_contrib.i18n.catalogs import Catalogs, babel, find_language
from scaletg_contrib.i18n.translator import Translator
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import Store
from scaletg_contrib.texts import PLAIN

__all__ = ["Languages"]

log = logging.getLogger("scaletg.i18n")


class Languages(Feature):
    """Gives apps the module `_`, which translates into the language of the person.

    *folder*: of the translations, `LANGUAGE/LC_MESSAGES/messages.po`. *default*: the language of the texts in the code,
    for people whose language there is not. *domain*: the name of the files. *command*: where people choose a language,
    for example "/language"; the choice is kept, and comes before the language that Telegram names.
    *session*: the module of sessions whose key "language" comes before both; None: none.
    *store*: a URL, an open store, or None for the bot's store. *name*: of the module. *namespace*: the third part of
    the keys.
    """

    feature = "languages"
    TEXTS: ClassVar[dict[str, str]] = {
        "choose": "Which language do you speak?",
        "chosen": "I will speak {language} with you.",
        "command": "Choose the language.",
    }

    def __init__(
        self,
        folder: str | Path = "locales",
        *,
        default: str = "en",
        domain: str = "messages",
        command: str | None = None,
        session: str | None = "session",
        store: str | Store | None = None,
        name: str = "_",
        namespace: str = "languages",
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        self.folder, self.default, self.domain, self.session = Path(folder), default, domain, session

        @scaletg.module(name)
        def give_translator(update: Any, bot: Any, outcome: Any) -> Translator:
            """Give what translates for the person of this update."""
            return Translator(self.catalogs, lambda: self._language_in(update, bot, outcome))

        self.give_translator = give_translator
        if command is not None:
            self._add_command(command)

    @functools.cached_property
    def catalogs(self) -> Catalogs:
        """Return the translations; the folder is looked at when this is first used."""
        return Catalogs(self.folder, self.domain, self.default)

    @property
    def languages(self) -> list[str]:
        """Return the codes of the languages that the bot speaks."""
        return self.catalogs.languages

    def setup(self, bot: Any) -> None:
        """Let the bot's menus of commands be in all languages; `bot.load` calls it."""
        super().setup(bot)
        if not self.catalogs.own:
            log.warning(
                "there are no translations in %s: `scaletg i18n add de` begins one, or give the folder as "
                "Languages(Path(__file__).with_name('locales'))",
                self.folder.absolute(),
            )
        for language in self.languages:
            code = _code_of_menus(language, self.languages)
            if code is not None:
                bot.add_menu_language(code, Translator(self.catalogs, language))

    def language_of(self, user: Any, *, bot: Any = None) -> str:
        """Return the language that the bot speaks with a user: a `User`, an id, or None.

        It is that of the session of their private chat, else the one that was chosen, else the nearest to the user's
        `language_code`, else the default.
        """
        user_id = user if isinstance(user, int) else getattr(user, "id", None)
        if user_id is None:
            return self._chosen_language(user, None, bot)
        if bot is None and isinstance(user, scaletg.Object):
            bot = scaletg.bot_of(user)
        bot = self.bot_or(bot)
        for sessions in loaded_objects(bot):
            if isinstance(sessions, Sessions) and sessions.name == self.session:
                found = self._language_of_session(sessions.read(user_id, bot=bot))
                if found is not None:
                    return found
        return self._chosen_language(user, user_id, bot)

    def _language_in(self, update: Any, bot: Any, outcome: Any) -> str:
        """Return the language for the person of an update: that of the session of this update comes first."""
        user = update.user
        if user is not None and self.session in bot.registry.modules:
            found = self._language_of_session(outcome.value(self.session))
            if found is not None:
                return found
        return self._chosen_language(user, getattr(user, "id", None), bot)

    def _language_of_session(self, session: Any) -> str | None:
        """Return the language that a session names, a dictionary or an object, if the bot speaks it."""
        language = session.get("language") if isinstance(session, Mapping) else getattr(session, "language", None)
        return find_language(language, self.languages) if isinstance(language, str) else None

    def _chosen_language(self, user: Any, user_id: int | None, bot: Any) -> str:
        if user_id is not None:
            record = self.store_of(bot).get(self.key(bot, user_id))
            if record is not None and record.value in self.languages:
                return str(record.value)
        return self.catalogs.find(getattr(user, "language_code", None))

    def choose(self, user_id: int, language: str, *, bot: Any = None) -> str:
        """Speak a language with a person from now on, and return its code. Raises `ValueError` if there is none."""
        found = find_language(language, self.languages)
        if found is None:
            raise ValueError(f"there is no language {language!r}: the bot speaks {', '.join(self.languages)}")
        bot = self.bot_or(bot)
        self.store_of(bot).put(self.key(bot, user_id), found)
        return found

    def of(self, user: Any, *, bot: Any = None) -> Translator:
        """Return what translates for a user, a `User` or an id: for code outside of an update, such as a broadcast."""
        return Translator(self.catalogs, self.language_of(user, bot=bot))

    def to(self, language: str) -> Translator:
        """Return what translates into a language."""
        return Translator(self.catalogs, self.catalogs.find(language))

    def rules(self, text: str) -> list[str]:
        """Return a rule in all languages: `@bot.app(*languages.rules("Help"))`, for what people type or press."""
        found = [text, *(Translator(self.catalogs, language)(text) for language in self.languages)]
        return list(dict.fromkeys(found))

    def translate(self, sentence: str, user: Any, /) -> str:
        """Return a sentence of contrib in the language of a user: `Menus(texts=languages)` calls it."""
        return str(self.catalogs[self.language_of(user)].gettext(sentence))

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the language that a person has chosen; return how many records that was."""
        bot = self.bot_or(bot)
        return int(self.store_of(bot).delete(self.key(bot, user_id)))

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move nothing: a language belongs to a person."""
        return 0

    # The command

    def _add_command(self, command: str) -> None:
        """Mark the app of the command, and that of its buttons, for `bot.load`."""

        def ask_language(message: Any, user: Any, bot: Any) -> Any:
            text = self.of(user, bot=bot)(self.TEXTS["choose"])
            return message.answer(text, reply_markup=self._keyboard(), **PLAIN)

        def take_language(callback_query: Any, user: Any, bot: Any, code: str) -> Any:
            language = self.choose(user.id, code, bot=bot)
            text = self.to(language)(self.TEXTS["chosen"], language=name_of(language))
            return callback_query.edit_text(text, **PLAIN)

        ask_language.__doc__ = self.TEXTS["command"]
        self.ask_language = scaletg.app(command, name="language")(ask_language)
        button = scaletg.app(f"{self.namespace}:<code>", on="callback_query", name="language (button)")
        self.take_language = button(take_language)

    def _keyboard(self) -> Any:
        buttons = {name_of(language): f"{self.namespace}:{language}" for language in self.languages}
        return scaletg.inline_keyboard(buttons, columns=2)


def name_of(language: str) -> str:
    """Return the name of a language in that language: `Deutsch`."""
    name = str(babel("core").Locale.parse(language).display_name)
    return name[:1].upper() + name[1:]


def _code_of_menus(language: str, languages: list[str]) -> str | None:
    """Return the two letters by which Telegram knows a language; of `pt` and `pt_BR` it is for the first."""
    code = language.replace("-", "_").partition("_")[0]
    if len(code) != 2 or (code != language and code in languages):
        return None
    return code.lower()
