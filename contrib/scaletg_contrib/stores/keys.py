"""The keys of records: `<bot id>/<feature>/<namespace>/<parts>`, the same layout for every feature and every store."""

from __future__ import annotations

import datetime
import re
from typing import Any

__all__ = ["key", "key_parts"]

#: The types of the parts of a key. A float is a time in seconds, as `time.time()` and the clock of a store give it.
Part = str | int | float | datetime.datetime

LATEST = 10**13  # milliseconds: 13 digits last until the year 2286
_OTHERS = re.compile(rb"[^A-Za-z0-9_.-]")
_KEPT = re.compile(r"[A-Za-z0-9_.-]*")
_CODE = re.compile(r"=([0-9A-F]{2})")


def key(bot: Any, feature: str, namespace: str, *parts: Part) -> str:
    """Return the key of a record of *bot*, or of the bot with that id: bots, features and namespaces share no keys.

    Characters other than `[A-Za-z0-9_.-]` become `=` and two digits for each byte in UTF-8. Times become 13 digits of
    milliseconds, so that their order is that of the keys. A bot without an id has the id 0.

        >>> key(None, "sessions", "session", -100, "quiz one")
        '0/sessions/session/-100/quiz=20one'
        >>> key(None, "jobs", "due", 1.5)
        '0/jobs/due/0000000001500'

    Raises `TypeError` for other types and `ValueError` for text that is not valid Unicode or a time out of range.
    """
    bot_id = bot if isinstance(bot, int) else getattr(bot, "id", None)
    return "/".join(_encode(part) for part in (bot_id or 0, feature, namespace, *parts))


def key_parts(text: str) -> list[str]:
    """Return the parts of a key of `key`, decoded: the bot's id, the feature, the namespace and the rest.

    >>> key_parts("0/sessions/session/-100/quiz=20one")
    ['0', 'sessions', 'session', '-100', 'quiz one']
    """
    return [_decode(part) for part in text.split("/")]


def _encode(part: Part) -> str:
    if type(part) is int:  # nearly all parts are ids and plain words
        return str(part)
    if type(part) is str and _KEPT.fullmatch(part):
        return part
    if isinstance(part, datetime.datetime):
        part = _seconds_of(part)
    if isinstance(part, float):
        return _milliseconds(part)
    if isinstance(part, bool) or not isinstance(part, (str, int)):
        raise TypeError(
            f"{part!r} cannot be part of a key: it is of the type {type(part).__name__!r}. "
            "Use a string, an integer, or a time (a float of seconds or a datetime with a time zone)."
        )
    try:
        text = str(part).encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{part!r} cannot be part of a key: it is not valid Unicode ({error.reason}). Use whole characters."
        ) from error
    return _OTHERS.sub(lambda found: b"=%02X" % found[0][0], text).decode()


def _seconds_of(moment: datetime.datetime) -> float:
    if moment.tzinfo is None:
        raise ValueError(
            f"{moment!r} cannot be part of a key: it has no time zone. "
            "Write for example datetime.datetime.now(datetime.timezone.utc)."
        )
    return moment.timestamp()


def _milliseconds(seconds: float) -> str:
    if not 0 <= seconds * 1000 < LATEST:
        raise ValueError(f"the time {seconds!r} cannot be part of a key. Give seconds between 1970 and 2286.")
    return f"{int(seconds * 1000):013}"


def _decode(part: str) -> str:
    return _CODE.sub(lambda found: chr(int(found[1], 16)), part).encode("latin-1").decode()
