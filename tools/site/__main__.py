"""Build the site of the documentation: `make docs`.

The pages of docs/ are copied, the reference is written from docstrings and the schema, the gallery from examples/, and
Sphinx makes HTML of all of them. The pages as Markdown, and llms.txt, lie beside the HTML, for programs that read.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "contrib"), str(Path(__file__).parent)]

import assistants  # noqa: E402  # found from here on
import pages  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser("make docs", description="Build the site of the documentation.")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site", help="the folder of the site")
    parser.add_argument("--markdown", action="store_true", help="write the pages as Markdown only, without Sphinx")
    options = parser.parse_args()
    began = time.monotonic()
    source, html = options.output / "markdown", options.output / "html"
    for folder in (source, html):
        shutil.rmtree(folder, ignore_errors=True)
    written = pages.write_pages(source)
    if not options.markdown:
        build_html(source, html)
        assistants.add_markdown(source, html)
    print(f"{len(written)} pages in {time.monotonic() - began:.0f} s: {html if html.exists() else source}")


def build_html(source: Path, html: Path) -> None:
    """Let Sphinx build the pages; a warning, such as a link that leads nowhere, is an error."""
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--fail-on-warning", "--keep-going", "--quiet"]
    command += ["--jobs", "auto", "--conf-dir", str(Path(__file__).parent), "--doctree-dir", str(html.parent / "trees")]
    done = subprocess.run([*command, str(source), str(html)], check=False)
    if done.returncode:
        sys.exit("The site was not built: the lines above say why.")


if __name__ == "__main__":
    main()
