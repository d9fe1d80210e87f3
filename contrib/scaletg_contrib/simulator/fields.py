"""Read the fields of nested JSON objects as Telegram's server does.

Part of `scaletg_contrib.simulator`. A number may be given as a string and a string as a number; `null` is not the same
as a field that is missing; fields that the server does not know are ignored. An invalid value raises
`FieldError` with the server's words, without what the server writes before them.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from scaletg_contrib.simulator.parameters import Refused
from scaletg_contrib.simulator.records import Data, keep_filled

T = TypeVar("T")
MAX_TIPS = 4  #: that an invoice suggests
_WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)


class FieldError(Refused):
    """A field that cannot be read; its text is the whole error message, or the end of one."""


@contextlib.contextmanager
def reading(what: str) -> Iterator[None]:
    """Put a prefix before the error message of a field."""
    try:
        yield
    except FieldError as error:
        raise FieldError(f"Can't parse {what}: {error.description}") from None


def objects(value: Any, kind: str, read: Callable[[Data], T], plural: str = "") -> list[T]:
    """Return the objects of an array, converted by *read*; an empty list if there is no array. *kind* is their type."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise FieldError(f"Expected an Array of {plural or kind}")
    with reading(kind):
        return [read(an_object(item)) for item in value]


def an_object(value: Any, words: str = "expected an Object") -> Data:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise FieldError(words)
    return value


def text(given: Data, name: str, default: str | None = "") -> str:
    """Return a string; without a default it is required."""
    if name not in given:
        return _default(name, default)
    value = given[name]
    if isinstance(value, str):
        return value
    if _is_number(value):
        return json.dumps(value)
    raise FieldError(f'Field "{name}" must be of type String')


def number(given: Data, name: str, default: int | None = 0) -> int:
    """Return a whole number; without a default it is required."""
    if name not in given:
        return _default(name, default)
    value = given[name]
    if not isinstance(value, str) and not _is_number(value):
        raise FieldError(f'Field "{name}" must be a Number')
    written = value if isinstance(value, str) else json.dumps(value)
    if not _WHOLE.fullmatch(written):
        raise FieldError(f'Field "{name}" must be a valid Number')
    return int(written)


def real(given: Data, name: str, default: float | None = 0.0) -> float:
    """Return a number; without a default it is required."""
    if name not in given:
        return _default(name, default)
    if not _is_number(given[name]):
        raise FieldError(f'Field "{name}" must be of type Number')
    return float(given[name])


def flag(given: Data, name: str) -> bool:
    """Return true or false, false if the field is missing."""
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise FieldError(f'Field "{name}" must be of type Boolean')
    return value


def flags(given: Data, names: Iterable[str]) -> Data:
    """Return the fields among *names* that are true."""
    return {name: True for name in names if flag(given, name)}


def inner(given: Data, name: str) -> Data:
    """Return a required object."""
    if name not in given:
        raise FieldError(f'Can\'t find field "{name}"')
    value = given[name]
    if not isinstance(value, dict):
        raise FieldError(f'Field "{name}" must be of type Object')
    return value


def items(given: Data, name: str) -> list[Any] | None:
    """Return an array, `None` if the field is missing."""
    value = given.get(name)
    if name in given and not isinstance(value, list):
        raise FieldError(f'Field "{name}" must be of type Array')
    return value


def _default(name: str, default: T | None) -> T:
    if default is None:
        raise FieldError(f'Can\'t find field "{name}"')
    return default


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


###############################################################################
# Objects that several methods take ###########################################
###############################################################################


#: Entities that the server finds in the text, and that a call cannot set.
_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
_PLAIN = {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote", "expandable_blockquote"}


def read_entities(value: Any) -> list[Data]:
    """Return the entities of a call; a value that is not an array is ignored. Raises `Refused`."""
    if not isinstance(value, list):
        return []
    with reading("MessageEntity"):
        found = [_read_entity(an_object(item)) for item in value]
    return [item for item in found if item is not None]


def _read_entity(given: Data) -> Data | None:
    entity: Data = {"offset": number(given, "offset", None), "length": number(given, "length", None)}
    kind = text(given, "type", None)
    if not kind:
        raise FieldError("Type is not specified")
    if kind in _FOUND:
        return None
    return {"type": kind, **entity, **_entity_details(kind, given)}


def _entity_details(kind: str, given: Data) -> Data:
    if kind in _PLAIN:
        return {}
    if kind == "pre":
        language = text(given, "language")
        return keep_filled(language=language)
    if kind == "text_link":
        return {"url": text(given, "url", None)}
    if kind == "text_mention":
        return {"user": {**inner(given, "user"), "id": number(inner(given, "user"), "id", None)}}
    if kind == "custom_emoji":
        return {"custom_emoji_id": str(number(given, "custom_emoji_id", None))}
    if kind == "date_time":
        form = text(given, "date_time_format")
        if form not in ("", "r", "R") and not set(form) <= set("tTdDwW"):
            raise FieldError("Invalid date-time format specified")
        return {"unix_time": number(given, "unix_time", None), **keep_filled(date_time_format=form)}
    raise FieldError("Unsupported type specified")


def read_prices(value: Any) -> list[Data]:
    """Return the parts of a price. Raises `Refused`."""
    if not isinstance(value, list):
        raise FieldError("Expected an Array of labeled prices")
    with reading("labeled price"):
        prices = [_read_price(an_object(item, "LabeledPrice must be an Object")) for item in value]
    if not prices:
        raise FieldError("There must be at least one price")
    return prices


def read_tips(value: Any, most: int) -> list[int]:
    """Return the tips that are suggested for an invoice, none of which is above *most*. Raises `Refused`."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise FieldError("Expected an Array of suggested tip amounts")
    tips = [_read_tip(item) for item in value]
    if any(tip <= 0 for tip in tips):
        raise FieldError("suggested tip amount must be positive")
    if any(tip > most for tip in tips):
        raise FieldError("suggested tip amount can't be bigger than max_tip_amount")
    if len(tips) > MAX_TIPS:
        raise FieldError(f"there can be at most {MAX_TIPS} suggested tip amounts")
    return tips


def _read_tip(value: Any) -> int:
    if not isinstance(value, str) and not _is_number(value):
        raise FieldError("Suggested tip amount must be of type Number or String")
    written = value if isinstance(value, str) else json.dumps(value)
    if not _WHOLE.fullmatch(written):
        raise FieldError("Can't parse suggested tip amount as Number")
    return int(written)


def _read_price(given: Data) -> Data:
    label = text(given, "label", None)
    if not label:
        raise FieldError("LabeledPrice label must be non-empty")
    return {"label": label, "amount": number(given, "amount", None)}
