"""Bytes in to reply bytes out with orjson, which reads updates if it is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

from benchmarks.harness import Figure, Missing
from benchmarks.updates import figures

LIMITS = {"message": 1.18, "callback": 1.15, "photo": 1.25}


def measure(quick: bool) -> Iterator[Figure]:
    if importlib.util.find_spec("orjson") is None:
        raise Missing("orjson is not installed: pip install orjson")
    yield from figures(quick, LIMITS)
