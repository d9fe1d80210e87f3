"""Serve the playground of a bot until Ctrl-C, even if its changed program cannot be imported.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import os
import runpy
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.playground.errors import describe_error
from scaletg_contrib.playground.program import module_of_bot
from scaletg_contrib.playground.serving import WATCHER, Playground
from scaletg_contrib.simulator import Data

__all__ = ["run", "run_to_the_end", "wait_until_mended"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: The seconds that a changed program may take to reach `bot.run()`.
TRY_SECONDS = 20


def run(
    bot: scaletg.Bot,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    state: Path | None = None,
    world: Path | None = None,
) -> None:
    """Serve the playground of a bot until Ctrl-C.

    *state*: the file that keeps the chat while the code is reloaded. *world*: one that keeps it until the next start.
    """
    if host not in LOOPBACK:
        raise scaletg.ConfigError(
            f"the playground answers on this machine only, not at host={host!r}: leave the host out"
        )
    playground = Playground(bot)
    if state is not None and state.is_file():
        port = playground.load_state(state) or port
    elif world is not None and world.is_file():
        playground.load_state(world)
    server = playground.serve(host, port)
    bot.start()  # not before the simulator is there: a clock may have something to do at once
    print(
        f"\nTalk to your bot: {server.url}\nIt is a simulator: nothing leaves this machine. Ctrl-C ends it.", flush=True
    )
    watcher = next((thread for thread in threading.enumerate() if thread.name == WATCHER), None)
    parent = os.getppid()
    try:
        while True:
            threading.Event().wait(0.2)  # short, because the interruption of the reloader is noticed between two waits
    except KeyboardInterrupt:
        if watcher is not None:
            watcher.join(0.1)  # its thread ends after an interruption
            if not watcher.is_alive() and os.getppid() == parent:
                wait_until_mended(playground, parent)
        raise
    finally:
        if state is not None:
            playground.save_state(state)
        if world is not None:
            playground.save_state(world)
        playground.stop()


###############################################################################
# Changed code that cannot be imported ########################################
###############################################################################


def wait_until_mended(playground: Playground, parent: int) -> None:
    """Continue with the old code while the changed program cannot be imported, and show the error on the page."""
    try:
        while os.getppid() == parent:
            stamps = _stamps()
            error = _try_program(playground.bot)
            if error is None:
                return
            text = f"the changed code cannot be imported, so the bot continues with the old code: {_brief_error(error)}"
            logging.getLogger("scaletg").error("%s", text, extra={"is_on_page": True})
            playground.world.log("note", level="error", text=text, is_mistake=True, error=error)
            while _stamps() == stamps and os.getppid() == parent:
                time.sleep(0.3)
    except KeyboardInterrupt:  # Ctrl-C by a person; that of the reloader restarts the program
        raise SystemExit(0) from None


def _brief_error(error: Data) -> str:
    own = [frame for frame in error["frames"] if frame["own"]]
    where = f" ({own[-1]['file']}:{own[-1]['line']})" if own else ""
    return f"{error['type']}: {error['text']}{where}"


def _try_program(bot: scaletg.Bot) -> Data | None:
    """Run the program up to `bot.run()` in another process; return the description of an error in its code."""
    main, found = sys.modules["__main__"], module_of_bot(bot)
    spec = getattr(main, "__spec__", None)
    by_us = getattr(main, "main", None) is scaletg.main or getattr(spec, "name", "") == "scaletg"  # scaletg play
    how: Data = {"path": sys.path, "argv": sys.argv, "module": None, "file": getattr(main, "__file__", None)}
    if by_us and found:
        how |= {"import": found[0].__name__}
    elif spec is not None:
        how |= {"module": spec.name}
    command = [sys.executable, "-c", f"import {__name__} as one; one.run_to_the_end()", json.dumps(how)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        options: Data = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        done = subprocess.run(command, env=environ, timeout=TRY_SECONDS, check=False, **options)
        answer: Data | None = json.loads(done.stdout or b"null")
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return None  # the program restarts, and the terminal shows more
    return answer


def run_to_the_end() -> None:
    """Run a program for a try: print the error that ends it before its bot runs."""
    how = json.loads(sys.argv[1])
    sys.path[:], sys.argv[:] = how["path"], how["argv"]
    scaletg.Bot.run = _refuse_to_run  # type: ignore[method-assign, assignment]  # up to that call, the program runs as usual
    try:
        with contextlib.redirect_stdout(sys.stderr):
            if "import" in how:
                found = importlib.import_module(how["import"])
                _ = [value.registry for value in vars(found).values() if isinstance(value, scaletg.Bot)]
            elif how["module"]:
                runpy.run_module(how["module"], run_name="__main__", alter_sys=True)
            else:
                runpy.run_path(how["file"], run_name="__main__")
    except Exception as error:  # noqa: BLE001  # every exception ends the program
        if _is_mistake(error):
            print(json.dumps(describe_error(error)))
    except SystemExit:
        pass
    sys.stdout.flush()
    os._exit(0)  # even if the program has started threads


def _refuse_to_run(bot: scaletg.Bot, *args: Any, **options: Any) -> None:
    _ = bot.registry  # it checks what the apps ask for
    raise SystemExit


def _is_mistake(error: Exception) -> bool:
    """Return whether an exception is an error in the code, not about a port or database that the running bot uses."""
    if isinstance(error, (scaletg.RegistrationError, scaletg.ConfigError)):
        return True
    return type(error).__module__ == "builtins" and not isinstance(error, OSError)


def _stamps() -> dict[str, int]:
    """Return when the files of the bot's author, and those beside them, were changed."""
    folders = {os.path.dirname(path) for path in scaletg.author_files()}
    stamps = {}
    for path in (path for folder in folders for path in Path(folder).glob("*.py")):
        with contextlib.suppress(OSError):  # deleted meanwhile
            stamps[str(path)] = path.stat().st_mtime_ns
    return stamps
