"""Pack a bot with everything that it imports into one file: `scaletg bundle bot.py -o bot.pyz`.

`scaletg bundle --simulator` packs the simulator, for authors in any language.
The file is a zip archive that Python runs: `python bot.pyz`. At its first start it unpacks itself into a folder of the
cache, so that modules, data files and compiled modules are used as if they were installed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import re
import stat
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import scaletg
from scaletg_contrib.cli.finding import find_bot

#: Every entry has this time, so that the same bot gives the same file.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_COMPILED = (".so", ".pyd", ".dylib")
#: The program of the simulator's bundle. It needs nothing that is compiled, so that one file runs everywhere.
_SIMULATOR = b"from scaletg_contrib.simulator.__main__ import main\n\nmain()\n"
#: What ScaleTG itself cannot do without.
_NEEDED = {"attrs", "bottle", "requests"}
#: What is imported at the start of every Python where it is installed, whether a program needs it or not.
_ALWAYS_THERE = {"pip", "setuptools"}
#: Options that are secrets, and stay out of the file: whoever has the file could read them.
_SECRETS = ("token", "secret_token")
#: What `python FILE` executes. It stands alone: nothing but Python is there yet.
_START = '''\
"""Unpack this file once into the cache, and run the bot from there."""

import os
import runpy
import shutil
import sys
import tempfile
import zipfile

ARCHIVE = os.path.dirname(os.path.abspath(__file__))
NEEDED = {python!r}
ONLY_HERE = {needs_same_python!r}


def unpack():
    """Return the folder with the contents; another process may unpack the same file at the same time."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    cache = os.environ.get("SCALETG_BUNDLE_CACHE") or os.path.join(cache, "scaletg")
    folder = os.path.join(cache, {name!r})
    if os.path.isdir(folder):
        return folder
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        made = tempfile.mkdtemp(dir=cache)
    except OSError as error:
        sys.exit(f"{{ARCHIVE}} cannot be unpacked: {{error}}. Name a folder in SCALETG_BUNDLE_CACHE")
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(made)
    try:
        os.rename(made, folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        if not os.path.isdir(folder):
            raise
    return folder


if sys.version_info < (3, 11) or (ONLY_HERE and sys.version_info[:2] != NEEDED):
    wanted = ".".join(map(str, NEEDED)) if ONLY_HERE else "3.11 or later"
    sys.exit(f"{{ARCHIVE}} needs Python {{wanted}}; this is {{sys.version.split()[0]}}")
FOLDER = unpack()
sys.path[0] = FOLDER
sys.argv[0] = os.path.join(FOLDER, {program!r})
runpy.run_path(sys.argv[0], run_name="__main__")
'''


def bundle(bot: str | None, output: Path | None, add: list[str], include: list[Path], *, simulator: bool) -> None:
    """Write the file: the bot, what it imports, ScaleTG, the distributions *add*, and the files *include*.

    *simulator*: the simulator takes the place of the bot.
    """
    if simulator:
        if bot or include:
            raise scaletg.ConfigError("bundle --simulator packs no bot: leave out the bot and --include")
        target = output or Path("simulator.pyz")
        return _pack(target, "simulator.py", {"simulator.py": _SIMULATOR}, sorted(_with_needs({*_NEEDED, *add})))
    program = Path(bot or "bot.py").resolve()
    if program.suffix != ".py" or not program.is_file():
        raise scaletg.ConfigError(f"bundle needs the Python file of the bot: there is no file {bot or 'bot.py'!r}")
    found = find_bot(str(program))
    found.commands  # noqa: B018  # loads the apps, so that what they import is known
    target = output or program.with_suffix(".pyz")
    contents = _own_files(program, found)
    for path in include:
        contents |= _included(path, program.parent)
    _pack(target, program.name, contents, sorted(_wanted_distributions(add)))


def _pack(target: Path, program: str, contents: dict[str, bytes], names: list[str]) -> None:
    """Write the file with a program, what it brings along, these distributions and ScaleTG, and say what it holds."""
    for name in names:
        contents |= _distribution_files(name)
    contents |= _scaletg_files()
    compiled = sorted(place for place in contents if place.endswith(_COMPILED))
    _write(target, program, contents, needs_same_python=bool(compiled))
    size = target.stat().st_size / 2**20
    print(f"Made {target}, {size:.1f} MiB, with {', '.join(names)}. Run it: python {target}")
    if compiled:
        owners = sorted({place.split("/")[0] for place in compiled})
        version = ".".join(map(str, sys.version_info[:2]))
        print(f"It holds compiled modules ({', '.join(owners)}): it runs on {sys.platform} with Python {version} only.")


def _own_files(program: Path, bot: scaletg.Bot) -> dict[str, bytes]:
    """Return the program, the modules in its folder that are imported, their packages, and its config file."""
    root = program.parent
    contents = {program.name: program.read_bytes()}
    for name in scaletg.author_files():
        path = Path(name).resolve()
        if not path.is_relative_to(root):
            continue
        top = root / path.relative_to(root).parts[0]
        contents |= _included(top, root)
    if bot.config_path:
        config = Path(bot.config_path).resolve()
        if config.is_relative_to(root):
            _refuse_secrets(bot, config)
            contents[config.relative_to(root).as_posix()] = config.read_bytes()
    return contents


def _refuse_secrets(bot: scaletg.Bot, config: Path) -> None:
    for name in bot.options.names():
        value = getattr(bot.options, name)
        is_secret = name in _SECRETS or re.search(r"://[^/@\s]*:[^/@\s]+@", str(value))
        if is_secret and value and str(config) in str(bot.options.sources.get(name, "")):
            raise scaletg.ConfigError(
                f"{config} contains a secret, {name!r}, which everybody who has the bundle could read: "
                f"set SCALETG_{name.upper()} in the environment instead"
            )


def _included(path: Path, root: Path) -> dict[str, bytes]:
    """Return the content of a file, or of all files of a folder, by their place below *root*."""
    path = path.resolve()
    if not path.is_relative_to(root):
        raise scaletg.ConfigError(f"{path} is not in the folder of the bot, {root}")
    if not path.exists():
        raise scaletg.ConfigError(f"there is no {path} to include")
    paths = [path] if path.is_file() else sorted(path.rglob("*"))
    found = {}
    for inner in paths:
        place = inner.relative_to(root)
        is_hidden = any(part.startswith(".") or part == "__pycache__" for part in place.parts)
        if inner.is_file() and not is_hidden:
            found[place.as_posix()] = inner.read_bytes()
    return found


def _scaletg_files() -> dict[str, bytes]:
    """Return scaletg.py and contrib, from wherever they were imported."""
    core: Any = scaletg.__spec__
    contents = {"scaletg.py": core.loader.get_data(core.origin)}
    found = importlib.util.find_spec("scaletg_contrib")
    for folder in (found and found.submodule_search_locations) or ():
        for path in sorted(Path(folder).rglob("*")):
            place = Path("scaletg_contrib", path.relative_to(folder)).as_posix()
            if path.is_file() and "__pycache__" not in path.parts:
                contents[place] = path.read_bytes()
    return contents


def _wanted_distributions(add: Iterable[str]) -> set[str]:
    """Return the names of the distributions that are needed: ScaleTG's, those that are imported, and *add*."""
    owners = importlib.metadata.packages_distributions()
    imported = {name.partition(".")[0] for name in list(sys.modules)}
    found: set[str] = set()
    for name in imported:
        if _is_installed(name):
            found.update(owners.get(name, ()))
    wanted = {*_NEEDED, *add} | (found - _ALWAYS_THERE)
    return set(_with_needs(wanted)) - {"scaletg"}


def _is_installed(name: str) -> bool:
    place = getattr(sys.modules.get(name), "__file__", None) or ""
    return any(part in ("site-packages", "dist-packages") for part in Path(place).parts)


def _with_needs(names: Iterable[str]) -> Iterator[str]:
    """Yield the distributions, and those that they require on this Python."""
    waiting, seen = list(names), set()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            raise scaletg.ConfigError(f"{name!r} is not installed here: pip install {name}") from None
        yield name
        waiting += [re.split(r"[^\w.-]", need)[0] for need in needs if ";" not in need]


def _distribution_files(name: str) -> dict[str, bytes]:
    """Return the files of an installed distribution, without compiled doubles of Python modules."""
    distribution = importlib.metadata.distribution(name)
    contents = {}
    for file in distribution.files or ():
        place = file.as_posix()
        path = Path(str(distribution.locate_file(file)))
        if place.startswith(("..", "/")) or "__pycache__" in place or not path.is_file():
            continue
        if place.endswith(_COMPILED) and _has_python_form(path):
            continue
        contents[place] = path.read_bytes()
    return contents


def _has_python_form(path: Path) -> bool:
    """Return whether the distribution works without this compiled module: mypyc's have their source beside them."""
    stem = path.name.partition(".")[0]
    return path.with_name(f"{stem}.py").is_file() or stem.endswith("__mypyc")


def _with_first_line(file: BinaryIO) -> BinaryIO:
    """Write what makes the archive a program on Unix; the places in the archive are counted from there."""
    file.write(b"#!/usr/bin/env python3\n")
    return file


def _write(target: Path, program: str, contents: dict[str, bytes], *, needs_same_python: bool) -> None:
    digest = hashlib.sha256()
    for place in sorted(contents):
        digest.update(f"{place}\0{len(contents[place])}\0".encode() + contents[place])
    name = f"{Path(program).stem}-{digest.hexdigest()[:16]}"
    start = _START.format(
        name=name, program=program, python=tuple(sys.version_info[:2]), needs_same_python=needs_same_python
    )
    with target.open("wb") as file, zipfile.ZipFile(_with_first_line(file), "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in sorted({**contents, "__main__.py": start.encode()}.items()):
            entry = zipfile.ZipInfo(place, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
