"""Let the tests here find the helpers beside the tests of contrib files, and those here; give them a browser."""

import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "contrib"), str(Path(__file__).resolve().parent)]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Give a browser; in CI it is an error if there is none."""
    import pages

    if pages.missing() and os.environ.get("CI") != "true":
        pytest.skip(f"needs {pages.missing()}")
    assert pages.missing() is None, f"needs {pages.missing()}"
    opened = pages.open_browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.quit()
