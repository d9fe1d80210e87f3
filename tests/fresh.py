"""A Python that sees only what it is given: to test a lone copy, the import, and an installed package.

And a folder for tests in this process that work as if it had just been started there.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


@contextlib.contextmanager
def empty_folder(monkeypatch: Any, folder: Path) -> Iterator[Path]:
    """Work in an empty folder, without settings in the environment, and forget what is imported from it."""
    for name in list(os.environ):
        if name.startswith(("SCALETG_", "TELEGRAM_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        places = [getattr(sys.modules[name], "__file__", None), *getattr(sys.modules[name], "__path__", ())]
        if any(str(folder) in str(place) for place in places):
            del sys.modules[name]


def link_packages(folder: Path, *names: str) -> Path:
    """Make *folder* hold the named distributions of this Python, and what they need, as links."""
    folder.mkdir()
    for distribution in _with_needs(names, set()):
        for top in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
            (folder / top).symlink_to(Path(str(distribution.locate_file(top))))
    return folder


def _with_needs(names: tuple[str, ...], seen: set[str]) -> Iterator[importlib.metadata.Distribution]:
    for name in names:
        if name in seen:
            continue
        seen.add(name)
        distribution = importlib.metadata.distribution(name)
        yield distribution
        needs = [need for need in distribution.requires or () if ";" not in need]
        yield from _with_needs(tuple(re.split(r"[^\w.-]", need)[0].lower() for need in needs), seen)


def run(*words: str | Path, path: Path, cwd: Path, python: str | Path = sys.executable) -> str:
    """Run Python without its site-packages, but with *path*, and return what it prints; fail if it fails."""
    ours = ("SCALETG", "TELEGRAM", "PY", "COVERAGE", "COV_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [str(python), "-S", *map(str, words)]
    environment["PYTHONPATH"] = str(path)
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
