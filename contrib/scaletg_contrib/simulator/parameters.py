"""Read the parameters of a call as Telegram's server does, and refuse it with Telegram's error messages.

Part of `scaletg_contrib.simulator`. A call's parameters come as text (query string, form, multipart) or as JSON
values; both mean the same. https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from scaletg import schema

__all__ = ["NotSimulated", "Parameters", "Refused", "Upload", "parse_request", "to_int"]

Data = dict[str, Any]
_PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
MAX_FILES = 100  #: in one request
MAX_BODY = 60 * 1024 * 1024  #: bytes of a request, also after it was decompressed
LOGGED_OUT = "Logged out"  #: the only error message without a prefix for its status
_INTEGER = re.compile(r"\s*([+-]?\d+)")
#: Telegram's error messages for missing parameters; all others have one general form.
_MISSING = {
    "chat_id": "chat_id is empty",
    "user_id": "invalid user_id specified",
    "text": "message text is empty",
    "file_id": "file_id not specified",
    "action": "wrong parameter action in request",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "commands": "can't parse commands JSON object",
    "media": "can't parse media JSON object",
    "permissions": "permissions must be non-empty",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "inline_query_id": "query is too old and response timeout expired or query ID is invalid",
}


class Refused(Exception):
    """A refused call: the code, the description and the `parameters` of the answer."""

    def __init__(self, description: str, code: int = 400, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_dict(self) -> Data:
        """Return Telegram's answer."""
        prefix = None if self.description == LOGGED_OUT else _PREFIXES.get(self.code)
        text = self.description
        if prefix and text != prefix:
            if len(text) > 1 and not (text[1] == "_" or text[1].isupper()) and not text.startswith(prefix):
                text = text[0].lower() + text[1:]
            text = text if text.startswith(prefix) else f"{prefix}: {text}"
        answer: Data = {"ok": False, "error_code": self.code, "description": text}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


class NotSimulated(Exception):
    """A method that the simulator does not have, and for which it does not make up an answer."""

    def __init__(self, method: str) -> None:
        super().__init__(
            f"the simulator does not simulate {method}, and makes up no answer. With lenient=True, or --lenient, it "
            f"checks the parameters and answers with the emptiest value of the right type"
        )
        self.method = method

    def to_dict(self) -> Data:
        """Return the answer over HTTP."""
        return {"ok": False, "error_code": 501, "description": f"Not Implemented: {self}"}


@dataclass
class Upload:
    """A file in a call."""

    name: str
    content: bytes
    mime_type: str = ""


class Parameters:
    """The parameters of one call, which are read according to their types."""

    def __init__(self, method: str, values: Data, files: dict[str, Upload] | None = None) -> None:
        self.method = method
        self.values = values
        self.files = files or {}

    def has(self, name: str) -> bool:
        """Return whether a parameter is given; an empty string counts as missing."""
        value = self.values.get(name)
        return value is not None and value != ""

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter as text; anything else is the text of its JSON."""
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """Return a required text."""
        if not self.has(name):
            raise Refused(_MISSING.get(name, f'parameter "{name}" is required'))
        return self.text(name)

    def number(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """Return a whole number, limited to its range; anything else counts as 0."""
        given = self.values.get(name)
        value = default if given is None or given == "" else to_int(given)
        value = value if low is None else max(value, low)
        return value if high is None else min(value, high)

    def real(self, name: str, default: float = 0.0) -> float:
        """Return a number."""
        if not self.has(name):
            return default
        try:
            value = float(self.values[name])
        except (TypeError, ValueError):
            return 0.0
        return value if math.isfinite(value) else 0.0

    def flag(self, name: str, default: bool = False) -> bool:
        """Return whether a parameter is true, yes or 1."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def data(self, name: str, what: str | None = None) -> Any:
        """Return a parameter that is JSON, or `None`; *what* is its name in Telegram's error message."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(f"can't parse {what or name.replace('_', ' ')} JSON object") from None

    def list_of(self, name: str, what: str | None = None) -> list[Any]:
        """Return a parameter that is a list, empty if it is missing."""
        value = self.data(name, what)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Refused(f"expected an Array of {what or name.replace('_', ' ')}")
        return value

    def upload(self, name: str) -> Upload | None:
        """Return the file of a parameter: under its own name, or the one that `attach://` names."""
        value = self.text(name)
        if value.startswith("attach://"):
            return self.files.get(value[9:])
        return self.files.get(name) if not value else None

    def check_required(self) -> None:
        """Refuse the call if a required parameter of the schema is missing."""
        for parameter in _required_names(self.method):
            if parameter not in self.files:
                self.required(parameter)

    def check_types(self) -> None:
        """Refuse the call if a JSON parameter does not fit the schema."""
        entry = schema.methods.get(self.method)
        for parameter in entry.fields if entry else ():
            if self.has(parameter.name) and _is_nested(parameter.type):
                value = self.data(parameter.name)
                fault = _fault(value, parameter.type)
                if fault:
                    raise Refused(f"can't parse {parameter.name.replace('_', ' ')}: {fault}")


def to_int(value: Any) -> int:
    """Return a value as a whole number; anything else counts as 0."""
    if isinstance(value, (bool, int)):
        return int(value)
    if isinstance(value, float):
        return int(value)
    found = _INTEGER.match(str(value))
    return int(found[1]) if found and len(found[1]) < 25 else 0


@lru_cache(maxsize=256)
def _required_names(method: str) -> tuple[str, ...]:
    entry = schema.methods.get(method)
    return tuple(field.name for field in entry.fields if field.required) if entry else ()


def _is_nested(kind: str) -> bool:
    return kind.startswith("list[") or (kind in schema.types and kind != "InputFile")


def _fault(value: Any, kind: str) -> str | None:
    """Return the error in a JSON value for a type of the schema, or `None`."""
    if kind.startswith("list["):
        if not isinstance(value, list):
            return "expected an Array"
        return next(filter(None, (_fault(item, kind[5:-1]) for item in value)), None)
    if kind not in schema.types or kind == "InputFile":
        return None
    if schema.types[kind].members:
        return None if isinstance(value, (dict, list, str)) else f"expected an Object of type {kind}"
    if not isinstance(value, dict):
        return "expected an Object"
    for field in schema.types[kind].fields:
        if field.required and field.literal is None and field.name not in value:
            return f'Can\'t find field "{field.name}"'
    return None


###############################################################################
# Reading a request ###########################################################
###############################################################################


def parse_request(
    query: str, content_type: str, body: bytes, encoding: str = ""
) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return the parameters and files of a request. If a name occurs twice, the first value counts."""
    values: Data = {}
    files: dict[str, Upload] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values.setdefault(name, value)
    kind = content_type.partition(";")[0].strip().lower()
    body = _decompress(body, encoding)
    if kind == "application/json":
        for name, value in _parse_json(body).items():
            values.setdefault(name, value)
    elif kind == "application/x-www-form-urlencoded":
        for name, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True):
            values.setdefault(name, value)
    elif kind == "multipart/form-data":
        _parse_multipart(content_type, body, values, files)
    return values, files


def _decompress(body: bytes, encoding: str) -> bytes:
    """Return the content of a body. Raises `Refused` if it is incomplete or too large."""
    if encoding.lower() not in ("gzip", "deflate"):
        return body
    reader = zlib.decompressobj(zlib.MAX_WBITS | (16 if encoding.lower() == "gzip" else 0))
    try:
        content = reader.decompress(body, MAX_BODY)
    except zlib.error:
        raise Refused("Bad Request") from None
    if reader.unconsumed_tail:
        raise Refused("Request Entity Too Large", 413)
    if not reader.eof:
        raise Refused("Bad Request")
    return content


def _parse_json(body: bytes) -> Data:
    """Return the object of a JSON body; of an invalid body, the pairs before the error."""
    try:
        text = body.decode()
        value = json.loads(text, parse_constant=_no_constant)
        text = text if "\\ud" not in text.lower() else json.dumps(value, ensure_ascii=False)
        text.encode()  # fails for a lone surrogate
    except RecursionError:
        return {}
    except ValueError:
        return dict(_pairs_of(body.decode("utf-8", "replace")))
    return value if isinstance(value, dict) else {}


def _pairs_of(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of an invalid JSON object, up to the first error."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    place = _skip(text, 0, "{")
    try:
        while place:
            name, place = decoder.raw_decode(text, _skip(text, place))
            value, place = decoder.raw_decode(text, _skip(text, _skip(text, place, ":")))
            json.dumps([name, value], ensure_ascii=False).encode()
            if isinstance(name, str):
                yield name, value
            place = _skip(text, place, ",")
    except (ValueError, RecursionError):
        return


def _skip(text: str, place: int, mark: str = "") -> int:
    """Return the position after blanks and a character; 0 if the character is missing."""
    found = re.compile(rf"\s*{re.escape(mark)}").match(text, place)
    return found.end() if found else 0


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _parse_multipart(content_type: str, body: bytes, values: Data, files: dict[str, Upload]) -> None:
    found = re.search(r'boundary="?([^";]+)', content_type)
    if not found:
        raise Refused("Bad Request", 400)
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode())[1:]:
        head, gap, content = part.partition(b"\r\n\r\n")
        if not gap:
            continue
        headers = head.decode("utf-8", "replace")
        name = _header_value(headers, "name")
        if name is None:
            continue
        filename = _header_value(headers, "filename")
        if filename is None:
            values.setdefault(name, content.decode("utf-8", "replace"))
        else:
            kind = re.search(r"content-type:\s*([^\r\n;]+)", headers, re.IGNORECASE)
            if len(files) == MAX_FILES and name not in files:
                raise Refused("Request Entity Too Large: too much files attached", 413)
            files.setdefault(name, Upload(filename, content, kind[1].strip() if kind else ""))


def _header_value(headers: str, name: str) -> str | None:
    """Return a value of Content-Disposition, which may be quoted or not, or in the extended form of RFC 5987."""
    found = re.search(rf'[;\s]{name}="((?:[^"\\]|\\.)*)"', headers, re.IGNORECASE)
    if found:
        return re.sub(r"\\(.)", r"\1", found[1])
    found = re.search(rf"[;\s]{name}=([^;\s]+)", headers, re.IGNORECASE)
    return found[1] if found else None
