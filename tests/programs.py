"""Programs that tests start: a process with a folder of its own, whose output can be waited for, ended by its id."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def find_in(text: str, pattern: str) -> re.Match[str]:
    """Return what a regular expression finds in *text*, which must have it."""
    found = re.search(pattern, text)
    assert found is not None, f"there is no {pattern!r} in: {text}"
    return found


class Program:
    """A running program. It has a process group of its own, as a program in a terminal has."""

    def __init__(self, *command: str | Path, cwd: Path, **environ: str) -> None:
        self.output = ""
        self._grown = threading.Condition()
        self.process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=clean_environ(**environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # A test run in the background may ignore Ctrl-C, which a program would inherit.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                with self._grown:
                    self.output += line
                    self._grown.notify_all()

    def wait_for(self, text: str, times: int = 1, seconds: float = 30) -> None:
        """Wait until *text* was printed *times* times."""
        deadline = time.monotonic() + seconds
        with self._grown:
            while self.output.count(text) < times:
                assert time.monotonic() < deadline, (
                    f"{text!r} was not printed {times} times in {seconds} s:\n{self.output}"
                )
                self._grown.wait(0.1)

    def interrupt(self) -> None:
        """Press Ctrl-C: every process of the terminal gets it."""
        os.killpg(self.process.pid, signal.SIGINT)

    def ended(self, seconds: float = 30) -> int:
        """Wait for the end of the program and return its exit code; all that it printed is there then."""
        code = self.process.wait(seconds)
        self._reader.join(seconds)
        return code

    def kill(self) -> None:
        """End every process of the program that is left."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self._reader.join(30)


@contextlib.contextmanager
def running(*command: str | Path, cwd: Path, **environ: str) -> Iterator[Program]:
    """Start a program, and end it with the block whatever happens."""
    program = Program(*command, cwd=cwd, **environ)
    try:
        yield program
    finally:
        program.kill()


def run(*command: str | Path, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    parts = [str(part) for part in command]
    return subprocess.run(parts, cwd=cwd, env=clean_environ(**environ), capture_output=True, text=True, timeout=120)


def clean_environ(**environ: str) -> dict[str, str]:
    """Return the environment without settings of a bot, in which programs find what is in this repository.

    Contrib is found there as well: a file that was added after the last installation is not in an editable one.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCALETG_", "TELEGRAM_"))}
    path = os.pathsep.join([str(ROOT), str(ROOT / "contrib")])
    return {**kept, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", **environ}


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


PYTHON: Any = sys.executable
