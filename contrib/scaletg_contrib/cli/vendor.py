"""Copy ScaleTG into a project: scaletg.py, its stub for editors, and features of contrib with what they need."""

from __future__ import annotations

import ast
import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import scaletg

PACKAGE = "scaletg_contrib"


def vendor(folder: Path, features: list[str], everything: bool = False) -> None:
    """Write scaletg.py and scaletg.pyi to a folder, and into its folder `scaletg_contrib` the *features* named."""
    own = {item.name.removesuffix(".py"): item for item in files(PACKAGE).iterdir() if _is_feature(item)}
    unknown = [name for name in features if name not in own]
    if unknown:
        raise scaletg.ConfigError(f"contrib has no {unknown[0]!r}. It has {', '.join(sorted(own))}")
    wanted = set(own) if everything else _with_needs(features, own)
    source, stub = _read_core()
    _check_target(folder / "scaletg.py", source)
    written = {"scaletg.py": source, "scaletg.pyi": stub}
    if wanted:
        written[f"{PACKAGE}/py.typed"] = b""
    for name in sorted(wanted):
        written |= _contents(own[name], f"{PACKAGE}/{own[name].name}")
    for place, content in written.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    parts = f", and in {PACKAGE} {', '.join(sorted(wanted))}" if wanted else ""
    print(f"ScaleTG {scaletg.__version__} is in {folder}: scaletg.py, scaletg.pyi{parts}.")


def _is_feature(file: Traversable) -> bool:
    return file.name.endswith(".py") or (file.is_dir() and not file.name.startswith((".", "__")))


def _read_core() -> tuple[bytes, bytes]:
    """Return the text of scaletg.py and of its stub, also of a zipped installation."""
    spec: Any = scaletg.__spec__
    folder = os.path.dirname(spec.origin)
    stubs = (os.path.join(folder, "scaletg-stubs", "__init__.pyi"), os.path.join(folder, "scaletg.pyi"))
    for path in stubs:
        try:
            return spec.loader.get_data(spec.origin), spec.loader.get_data(path)
        except OSError:
            continue
    raise scaletg.ConfigError(f"the stub is missing: there is no {' and no '.join(stubs)}. Install scaletg again")


def _check_target(path: Path, source: bytes) -> None:
    """Refuse to overwrite a file that is not an older or newer scaletg.py."""
    if path.exists() and path.read_bytes().split(b"\n", 1)[0].strip() != source.split(b"\n", 1)[0].strip():
        raise scaletg.ConfigError(f"{path} is not the scaletg.py of ScaleTG: choose another folder")


def _with_needs(names: list[str], own: dict[str, Traversable]) -> set[str]:
    """Return the named features, and those that they import."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        for place, content in _contents(own[name], own[name].name).items():
            if place.endswith(".py"):
                waiting += [other for other in _imported_features(content) if other in own]
    return found


def _imported_features(source: bytes) -> set[str]:
    """Return the features that a file of contrib imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            names += [f"{PACKAGE}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return {name.split(".")[1] for name in names if name.startswith(f"{PACKAGE}.")}


def _contents(feature: Traversable, place: str) -> dict[str, bytes]:
    """Return the files of a feature by their place, without what Python compiled."""
    if feature.is_file():
        return {place: feature.read_bytes()}
    found: dict[str, bytes] = {}
    for inner in feature.iterdir():
        if inner.name != "__pycache__":
            found |= _contents(inner, f"{place}/{inner.name}")
    return found
