"""Write the state as JSON and read it back.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import marshal
import math
import os
import re
import tempfile
from collections import deque
from pathlib import Path
from typing import Any

from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Member, Message, Pending, StoredFile, User

_CLASSES: dict[str, Any] = {
    kind.__name__: kind for kind in (BotAccount, Chat, Member, Message, Pending, StoredFile, User)
}


def dump_value(value: Any) -> Any:
    """Return any part of the state as data for JSON; other types are marked with a special key."""
    if dataclasses.is_dataclass(value):
        dumped: Data = {"~": type(value).__name__}
        for field in dataclasses.fields(value):
            dumped[field.name] = dump_value(getattr(value, field.name))
        return dumped
    if isinstance(value, bytes):
        return {"~bytes": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        items = [[key, dump_value(item)] for key, item in value.items()]
        for key in value:
            if not isinstance(key, str) or key.startswith("~"):
                return {"~dict": items}
        return dict(items)
    if isinstance(value, (list, tuple, deque)):
        return [dump_value(item) for item in value]
    return value


def restore_value(value: Any) -> Any:
    """Return the value that `dump_value` has converted."""
    if isinstance(value, list):
        return [restore_value(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "~bytes" in value:
        return base64.b64decode(value["~bytes"])
    if "~dict" in value:
        return {key: restore_value(item) for key, item in value["~dict"]}
    restored = {key: restore_value(item) for key, item in value.items()}
    if "~" in value:
        return _CLASSES[restored.pop("~")](**restored)
    return restored


def to_json(value: Any) -> str:
    """Return compact JSON; values of other types become strings, so that everything that a bot did can be shown."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=repr)
    if _NO_NUMBER.search(text):
        text = json.dumps(_without_infinity(value), ensure_ascii=False, separators=(",", ":"), default=repr)
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode()  # a lone surrogate is not text


_NO_NUMBER = re.compile(r"[:,\[]-?(?:NaN|Infinity)")


def _without_infinity(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_infinity(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_infinity(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return value


def copy_of(data: Data) -> Data:
    """Return a copy for a bot in the same process, which may change it."""
    copied: Data = marshal.loads(marshal.dumps(data))  # by far the fastest for plain data
    return copied


def write_whole(path: Path, text: str) -> None:
    """Write a file completely or not at all, readable by its owner only."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
