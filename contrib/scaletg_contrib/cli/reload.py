"""Restart a program when its source changes: the reloader of `bot.run()` and of `scaletg run`.

`python bot.py` has one process. When a source file has changed and compiles, the bot ends as after Ctrl-C, and the
process runs the program again in its own place (`os.execv`; on Windows in a child). Under `scaletg run` and
`scaletg play` a supervisor, which never runs the program itself, starts it as a child: again after a change, and after
a crash of changed code as soon as a file changes once more.
"""

from __future__ import annotations

import _thread
import atexit
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

import scaletg

__all__ = ["Reloader", "is_possible", "supervise"]

log = logging.getLogger("scaletg")

WATCH_SECONDS = 0.5
#: The exit code of a child that wants to be restarted.
RELOAD_CODE = 3
#: In the environment of a child: the process id of its supervisor.
SUPERVISOR = "_SCALETG_SUPERVISOR"
#: In the environment of a restarted program: the folder with what the previous program has left for it.
FOLDER = "_SCALETG_FOLDER"
#: Folders that do not contain source of the program.
SKIPPED = {"__pycache__", "node_modules", "site-packages", "dist-packages"}
MOST_FILES = 5_000


def is_possible() -> bool:
    """Return whether this program can be restarted: it was started from a file, and is not frozen."""
    return hasattr(sys.modules["__main__"], "__file__") and not getattr(sys, "frozen", False)


class Reloader:
    """Watches the source files of this program, and restarts it after a change."""

    def __init__(self, config: Path | None = None, folder: str | None = None) -> None:
        self._config = config.absolute() if config else None  # the program may change its folder
        self._start = folder  # where the program was started
        self._supervisor = os.environ.pop(SUPERVISOR, None)
        self._folder = os.environ.pop(FOLDER, None)
        self._over = threading.Event()
        self.has_changed = False

    @property
    def state(self) -> Path:
        """Return a file in which the bot may leave data for the restarted program."""
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="scaletg-")
        atexit.register(_remove_folder, self._folder)
        return Path(self._folder, "kept.json")

    def start(self) -> None:
        """Start watching. Ends the program if its supervisor no longer exists."""
        if self._is_alone():
            raise SystemExit(0)
        before = _stamps_of_program(self._config)
        threading.Thread(target=self._watch, args=(before,), name="scaletg-watcher", daemon=True).start()

    def stop(self) -> None:
        """Stop watching."""
        self._over.set()

    def restart(self) -> NoReturn:
        """Restart the program, after calling the functions of `atexit`."""
        atexit.unregister(_remove_folder)  # the next program reads its content
        if self._supervisor:
            raise SystemExit(RELOAD_CODE)
        command = [sys.executable, *sys.orig_argv[1:]]
        if os.name == "nt":  # Windows gives the terminal back when a program replaces itself
            raise SystemExit(supervise(command))
        atexit._run_exitfuncs()  # nothing else calls them
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        if self._start:
            os.chdir(self._start)
        environ = dict(os.environ)
        if self._folder:
            environ[FOLDER] = self._folder
        os.execve(sys.executable, command, environ)

    def _is_alone(self) -> bool:
        """Return whether the supervisor has ended: then this process has another parent."""
        return self._supervisor is not None and os.name != "nt" and os.getppid() != int(self._supervisor)

    def _watch(self, stamps: dict[str, int]) -> None:
        """Interrupt the program when one of its files has changed and compiles, or when the supervisor has ended."""
        while not self._is_alone():
            if self._over.wait(WATCH_SECONDS):
                return
            before, stamps = stamps, _stamps_of_program(self._config)
            changed = [path for path, stamp in stamps.items() if before.get(path, stamp) != stamp]
            if changed and all(_compiles(path) for path in changed):
                log.info("%s changed: starting again", ", ".join(os.path.relpath(path) for path in changed))
                self.has_changed = True
                break
        _thread.interrupt_main()


def _remove_folder(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def supervise(command: list[str]) -> int:
    """Run a program as a child until it ends by itself, restarting it after changes; return its exit code."""
    folder = tempfile.mkdtemp(prefix="scaletg-")
    environ = {**os.environ, SUPERVISOR: str(os.getpid()), FOLDER: folder}
    was_reloaded = False
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # between two children, there is no process to signal
    try:
        while True:
            before = _stamps_of_folder(Path.cwd())
            code = _run_child(command, environ)
            if code == RELOAD_CODE:
                was_reloaded = True
            elif code > 0 and was_reloaded:
                log.error("the bot ended with exit code %s: it starts again when a file changes", code)
                _wait_for_change(before)
            else:
                return code if code >= 0 else 128 - code
    except KeyboardInterrupt:
        return 130
    finally:
        _remove_folder(folder)


def _run_child(command: list[str], environ: dict[str, str]) -> int:
    """Run a child and return its exit code; a signal that ends this process also ends the child."""
    child = subprocess.Popen(command, env=environ)
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    patience = None
    try:
        while True:
            try:
                return child.wait(patience)
            except KeyboardInterrupt:  # in a terminal the child gets the signal as well, and ends by itself
                patience = 1.0
            except subprocess.TimeoutExpired:
                child.terminate()
                patience = None
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait_for_change(before: dict[str, int]) -> None:
    while _stamps_of_folder(Path.cwd()) == before:
        time.sleep(WATCH_SECONDS)


def _stamps_of_program(config: Path | None) -> dict[str, int]:
    """Return when the source files of this program were changed, without those of Python and of installed packages."""
    paths = scaletg.author_files()
    if config is not None:
        paths.add(str(config))
    return _stamps(paths)


def _stamps_of_folder(folder: Path) -> dict[str, int]:
    """Return when the Python and TOML files below a folder were changed: the files of a crashed program are unknown."""
    paths: set[str] = set()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.startswith(".")]
        if "pyvenv.cfg" in names:
            folders.clear()
        paths |= {os.path.join(place, name) for name in names if name.endswith((".py", ".toml"))}
        if len(paths) > MOST_FILES:
            break
    return _stamps(paths)


def _stamps(paths: set[str]) -> dict[str, int]:
    stamps = {}
    for path in paths:
        with contextlib.suppress(OSError):  # deleted meanwhile
            stamps[path] = os.stat(path).st_mtime_ns
    return stamps


def _compiles(path: str) -> bool:
    """Return whether a changed file can be compiled; if not, the program continues with the old code."""
    if not path.endswith(".py"):
        return True
    try:
        compile(Path(path).read_bytes(), path, "exec")
    except (SyntaxError, ValueError, OSError) as error:
        log.error(
            "%s has a mistake, so the bot continues with the old code: %s", os.path.relpath(path), _describe(error)
        )
        return False
    return True


def _describe(error: Exception) -> str:
    """Describe the error in a file, with the line of its source."""
    if isinstance(error, SyntaxError) and error.text:
        return f"{error.msg} (line {error.lineno}: {error.text.strip()})"
    return str(error)


def wants_supervisor(options: dict[str, Any]) -> bool:
    """Return whether a command that runs a bot needs a supervisor: a server does not, nor does the child itself."""
    serves = options.get("webhook") or options.get("server")
    return is_possible() and options.get("reload") is not False and not serves and SUPERVISOR not in os.environ
