"""A Python that sees only what it is given: to test a lone copy, the import, and an installed package."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


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
