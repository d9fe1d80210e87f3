"""Speak with people in their language: texts by gettext, dates and numbers by Babel.

    languages = Languages(command="/language")      # the folder locales/, with locales/de/LC_MESSAGES/messages.po

    @bot.app("/start")
    def start(message, user, _):
        return _("Hello, {name}!", name=user.first_name)

    bot.load(languages)
    bot.load(Menus(texts=languages))                # what contrib says, too: German, Russian and Spanish are there

The texts are in the code; a shell begins a translation and keeps it up to date:

    scaletg i18n add de
    scaletg i18n update
    scaletg i18n report

The language is that of `session["language"]`, else the one that the person has chosen by the command, else that of
their app, else the default.

Stored: the language that a person has chosen, `<bot id>/languages/languages/<person>`: one read for each update in
which `_` is used. Translations are read from `.po` files when they are first needed; nobody has to compile them.
Needs Babel: `pip install 'scaletg[i18n]'`.
"""

from __future__ import annotations

from scaletg_contrib.i18n.plugin import Languages
from scaletg_contrib.i18n.translator import N_, Translator

__all__ = ["N_", "Languages", "Translator"]
