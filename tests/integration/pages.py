"""The pages of the playground and of the simulator in a real browser, for the tests here."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds after which something hangs, also on a busy machine
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")


def missing():
    """Return what these tests need and this machine does not have; `None` if it has all."""
    if not (CHROMIUM and DRIVER):
        return "Debian's packages chromium and chromium-driver"
    try:
        import selenium  # noqa: F401  # whether it is there
    except ImportError:
        return "the package selenium"
    return None


class Run:
    """A bot that runs without a token, as `python bot.py` does."""

    def __init__(self, folder, source, *, command=None, **variables):
        self.path = folder / "tea_bot.py"
        self.path.write_text(source)
        command = command or [sys.executable, str(self.path)]
        environ = {name: value for name, value in os.environ.items() if name != "TELEGRAM_BOT_TOKEN"}
        environ |= {"PYTHONUNBUFFERED": "1", **variables}
        environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "contrib")])
        options: dict[str, Any] = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
            "start_new_session": True,
        }
        self.process = subprocess.Popen(command, cwd=folder, env=environ, **options)
        self.lines: list[str] = []
        self.found = threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        assert self.found.wait(PATIENCE), "".join(self.lines)

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            if address:
                self.url = address[0]
                self.found.set()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise
        finally:
            self.reader.join(5)
            self.process.stdout.close()


def open_browser(profile):
    """Return a browser without a window."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += ["--disable-dev-shm-usage", "--window-size=1300,900"]
    for flag in [*flags, f"--user-data-dir={profile}"]:
        options.add_argument(flag)
    return webdriver.Chrome(options, webdriver.ChromeService(DRIVER))


def errors_of(browser):
    """Return what the scripts of the page have complained about."""
    found = browser.get_log("browser")
    return [one for one in found if one["level"] == "SEVERE" and "ERR_" not in one["message"]]


class Page:
    """The page, as a person uses it."""

    def __init__(self, browser, url):
        self.browser = browser
        browser.get(url)
        self.one("body[data-ready]")

    def until(self, check, what="what was waited for"):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                found = check()
            except Exception as error:
                if type(error).__name__ != "StaleElementReferenceException":
                    raise
                found = None
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{what} did not come; the chat: {self.texts()}")

    @contextlib.contextmanager
    def window(self, width, height):
        """Show the page in a window of this size."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        try:
            yield
        finally:
            self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def all(self, selector):
        return self.browser.find_elements("css selector", selector)

    def one(self, selector, text=""):
        def look():
            return next((one for one in self.all(selector) if text in one.text), None)

        return self.until(look, f"{selector} {text!r}")

    def click(self, selector, text=""):
        def press():
            self.one(selector, text).click()
            return True

        self.until(press)

    def write(self, text):
        from selenium.webdriver.common.keys import Keys

        self.one("#input").send_keys(text + Keys.ENTER)

    def texts(self):
        script = "return [...document.querySelectorAll('.message .text')].map((one) => one.textContent)"
        return self.browser.execute_script(script)

    def saw(self, text):
        return self.until(lambda: text in self.texts(), repr(text))
