"""Make the pictures of the gallery in docs/images/gallery, from the running examples. Needs Chromium and selenium.

python tools/make_gallery.py            # all of them
python tools/make_gallery.py quiz_bot   # some

Each example runs in the playground, and Ada does with it what tests/integration/test_examples.py does; then its page
is shown as on a telephone.
"""

from __future__ import annotations

import contextlib
import http.server
import os
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import Any

from make_screenshots import Page, open_browser

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "integration"), str(ROOT / "tests")]

import test_examples  # noqa: E402 (found by the line above)

PICTURES = ROOT / "docs" / "images" / "gallery"
IN_GROUP = {"captcha_bot", "support_bot"}  # what is worth a picture happens in the group
WIDTH, HEIGHT = 500, 640  # Chromium makes no narrower window


def name_of(path: Path) -> str:
    return path.stem if path.parent == test_examples.EXAMPLES else path.parent.name


def main() -> int:
    chosen = sys.argv[1:]
    paths = [path for path in test_examples.PATHS if not chosen or name_of(path) in chosen]
    PICTURES.mkdir(exist_ok=True)
    failed = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, serve_feed():
        for path in paths:
            place = Path(folder) / name_of(path)
            place.mkdir()
            try:
                take(path, place)
                print(name_of(path), flush=True)
            except Exception:  # noqa: BLE001 (the other pictures are made, and the failure is shown)
                traceback.print_exc()
                failed.append(name_of(path))
    print(f"Failed: {', '.join(failed)}" if failed else "All of them are made.")
    return min(len(failed), 1)


@contextlib.contextmanager
def serve_feed() -> Any:
    """Serve the feed of the tests, for the example that reads some."""

    class Feed(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(test_examples.RSS.encode())

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        os.environ["FEEDS"] = f"http://127.0.0.1:{server.server_port}/feed.xml"
        yield
        server.shutdown()
        thread.join()


def take(path: Path, folder: Path) -> None:
    name = name_of(path)
    if name == "modular":
        test_examples.install(path.parent / "dice-app", folder)
    run = test_examples.Run(path, folder)
    try:
        getattr(test_examples, name)(run)
        browser = open_browser(folder / "profile", scale=1)
        try:
            page = Page(browser, run.url, WIDTH, HEIGHT)
            if name in IN_GROUP:
                page.click("#places-button")
                page.click("#groups button")
            page.wait(".message")
            page.save(f"gallery/{name}.png")
        finally:
            browser.quit()
    finally:
        run.stop()


if __name__ == "__main__":
    sys.exit(main())
