"""Make a release, up to the upload: `python tools/release.py build`, and `check` before it is published.

`build` makes the source distribution and the wheel in dist/, the same bytes for the same commit, and puts a list of
what the package needs (a software bill of materials, CycloneDX in `.dist-info/sboms/`) into the wheel. `check` says
what is still missing: a clean tree, a dated section in CHANGELOG.md, a tag that is free, files that an index takes.
The upload is left to publish.yml beside this file, which runs where the repository is hosted and attests what it made.
"""

from __future__ import annotations

import argparse
import email.parser
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The earliest time that a zip archive can hold: for sources that are in no repository.
EARLIEST = 315532800


def run(*words: str | Path, cwd: Path, **variables: str) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))} failed:\n{done.stdout}")
    return done.stdout.strip()


def build(folder: Path) -> list[Path]:
    """Build both distributions of the sources in *folder*; return their paths."""
    target = folder / "dist"
    for old in target.glob("scaletg-*"):
        old.unlink()
    epoch = commit_time(folder)
    run(sys.executable, "-m", "build", "--no-isolation", ".", cwd=folder, SOURCE_DATE_EPOCH=epoch)
    (wheel,) = target.glob("*.whl")
    with tempfile.TemporaryDirectory() as place:
        run(sys.executable, "-m", "wheel", "unpack", "--dest", place, wheel, cwd=folder)
        (unpacked,) = Path(place).iterdir()
        (metadata,) = unpacked.glob("*.dist-info/METADATA")
        bill = metadata.parent / "sboms" / "scaletg.cdx.json"
        bill.parent.mkdir()
        bill.write_text(json.dumps(bill_of_materials(metadata), indent=2) + "\n", encoding="utf-8")
        wheel.unlink()
        run(sys.executable, "-m", "wheel", "pack", "--dest-dir", target, unpacked, cwd=folder, SOURCE_DATE_EPOCH=epoch)
    return sorted(target.glob("scaletg-*"))


def commit_time(folder: Path) -> str:
    """Return the time of the last commit in seconds, so that files do not depend on when they were made."""
    if not (folder / ".git").exists():
        return str(EARLIEST)
    return run("git", "log", "-1", "--format=%ct", cwd=folder)


def bill_of_materials(metadata: Path) -> dict[str, object]:
    """Return what a package needs, from its metadata: what it requires, and what only some features do."""
    told = email.parser.Parser().parsestr(metadata.read_text(encoding="utf-8"))
    needs: dict[str, dict[str, str]] = {}
    for line in told.get_all("Requires-Dist") or []:
        requirement, _, condition = line.partition(";")
        if 'extra == "dev"' in condition:
            continue
        name = re.split(r"[^\w.-]", requirement.strip())[0]
        scope = "optional" if "extra ==" in condition else "required"
        if name not in needs or scope == "required":
            component = {"type": "library", "name": name, "scope": scope, "purl": f"pkg:pypi/{name.lower()}"}
            needs[name] = {**component, "description": f"versions: {requirement.strip()}"}
    name, version = told["Name"], told["Version"]
    itself = {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [{"license": {"id": "MIT"}}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": itself},
        "components": [needs[need] for need in sorted(needs)],
    }


def check(folder: Path) -> list[str]:
    """Return what keeps these sources from being released."""
    found = []
    source = (folder / "scaletg.py").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)[1]  # type: ignore[index]
    changes = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", changes, re.MULTILINE):
        found.append(f"CHANGELOG.md has no section '## [{version}] - DATE': name it, and open a new '## [Unreleased]'")
    if run("git", "status", "--porcelain", cwd=folder):
        found.append("the tree has changes that are not committed: commit them, or put them away")
    if run("git", "tag", "--list", f"v{version}", cwd=folder):
        found.append(f"the tag v{version} is there already: raise __version__ in scaletg.py")
    files = sorted((folder / "dist").glob(f"scaletg-{version}*"))
    if not any(file.suffix == ".whl" for file in files):
        found.append("dist/ has no wheel of this version: python tools/release.py build")
        return found
    for file in files:
        if file.suffix == ".whl" and not any("/sboms/" in name for name in zipfile.ZipFile(file).namelist()):
            found.append(f"{file.name} has no bill of materials: python tools/release.py build")
    run(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=folder)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["build", "check"])
    parser.add_argument("--folder", type=Path, default=ROOT, help="the sources (default: those of this script)")
    given = parser.parse_args()
    if given.action == "build":
        for path in build(given.folder.resolve()):
            print(path)
        return 0
    problems = check(given.folder.resolve())
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("Ready. Tag the commit, and push the tag: git tag -s vVERSION; git push origin vVERSION")
    return min(len(problems), 1)


if __name__ == "__main__":
    sys.exit(main())
