"""What apps get as `_`: translations, and dates and numbers as people of a language write them.

Part of `scaletg_contrib.i18n`.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Any

from scaletg_contrib.i18n.catalogs import Catalogs, babel, fill

__all__ = ["N_", "Translator"]

Moment = datetime.datetime | datetime.date | datetime.time | int | float
Span = datetime.timedelta | float
Zone = str | datetime.tzinfo | None


def N_(text: str, /) -> str:
    """Return the text as it is: it marks a text for translators that is translated later, with `_(text)`."""
    return text


class Translator:
    """Speaks one language: `_("Hello, {name}!", name=name)`.

    *language*: its code, or a function that finds it out when it is first needed.
    """

    def __init__(self, catalogs: Catalogs, language: str | Callable[[], str]) -> None:
        self._catalogs = catalogs
        self._language = language

    def __repr__(self) -> str:
        if not isinstance(self._language, str):
            return "<Translator>"
        return f"<Translator {self._language}>"

    @property
    def language(self) -> str:
        """Return the code of the language, such as `de` or `pt_BR`."""
        if not isinstance(self._language, str):
            self._language = self._language()
        return self._language

    @property
    def locale(self) -> Any:
        """Return Babel's `Locale` of the language, for what is not a function here."""
        return babel("core").Locale.parse(self.language)

    def __call__(self, text: str, /, **values: Any) -> str:
        """Translate a text, and fill in the values for the names in braces."""
        if not text:
            return ""
        translated = self._catalogs[self.language].gettext(text)
        return fill(translated, text, values)

    def ngettext(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """Translate a text that depends on a number: `_.ngettext("{n} message", "{n} messages", count)`."""
        translated = self._catalogs[self.language].ngettext(one, many, n)
        return fill(translated, _form_for(n, one, many), {"n": n, **values})

    def pgettext(self, context: str, text: str, /, **values: Any) -> str:
        """Translate a text that means something else in another *context*, such as "May" for a month and a verb."""
        translated = self._catalogs[self.language].pgettext(context, text)
        return fill(translated, text, values)

    def npgettext(self, context: str, one: str, many: str, n: int, /, **values: Any) -> str:
        """Translate a text that depends on a number, and on a *context*."""
        translated = self._catalogs[self.language].npgettext(context, one, many, n)
        return fill(translated, _form_for(n, one, many), {"n": n, **values})

    def date(self, value: Moment, format: str = "medium") -> str:
        """Return a date: "1 мар. 2026 г."; *format* is short, medium, long, full, or a pattern of Babel's."""
        date = _date_of(value)
        return str(babel("dates").format_date(date, format, locale=self.locale))

    def time(self, value: Moment, format: str = "short", *, zone: Zone = None) -> str:
        """Return a time of day, in the time zone *zone*, such as "Europe/Berlin", if the value has one."""
        tzinfo = _zone(zone)
        return str(babel("dates").format_time(value, format, tzinfo=tzinfo, locale=self.locale))

    def datetime(self, value: Moment, format: str = "medium", *, zone: Zone = None) -> str:
        """Return a date with its time."""
        tzinfo = _zone(zone)
        return str(babel("dates").format_datetime(value, format, tzinfo=tzinfo, locale=self.locale))

    def duration(self, value: Span, *, ago: bool = False, format: str = "long") -> str:
        """Return a span of time, also given in seconds: "3 hours"; with *ago* "in 3 hours" or "3 hours ago"."""
        value = _span_of(value)
        return str(babel("dates").format_timedelta(value, add_direction=ago, format=format, locale=self.locale))

    def number(self, value: Any) -> str:
        """Return a number: "1 234,5"."""
        return str(babel("numbers").format_decimal(value, locale=self.locale))

    def percent(self, value: Any) -> str:
        """Return a part as a percentage: 0.5 is "50 %"."""
        return str(babel("numbers").format_percent(value, locale=self.locale))

    def money(self, value: Any, currency: str) -> str:
        """Return an amount of money; *currency* is a code such as "EUR"."""
        return str(babel("numbers").format_currency(value, currency, locale=self.locale))


def _form_for(n: int, one: str, many: str) -> str:
    """Return the English form for a number."""
    if n == 1:
        return one
    return many


def _zone(zone: Zone) -> datetime.tzinfo | None:
    if isinstance(zone, str):
        return zoneinfo.ZoneInfo(zone)
    return zone


def _span_of(value: Span) -> datetime.timedelta:
    if isinstance(value, datetime.timedelta):
        return value
    return datetime.timedelta(seconds=value)


def _date_of(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return datetime.datetime.fromtimestamp(value, datetime.UTC)
    return value
