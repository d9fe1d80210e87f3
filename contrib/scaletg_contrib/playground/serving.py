"""The playground: the simulator around one bot, its threads and its server.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import scaletg
from scaletg_contrib.playground.routes import make_page
from scaletg_contrib.playground.watched import BOT_ID, WatchedBot
from scaletg_contrib.simulator import Server, World

__all__ = ["WATCHER", "Playground"]

log = logging.getLogger("scaletg")
WORKERS = 4
#: The thread of ScaleTG that interrupts the program when its code has changed.
WATCHER = "scaletg-watcher"


class _Notes(logging.Handler):
    """Put warnings and errors of ScaleTG on the page; an exception of the bot is there with its update."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.WARNING)
        self.world = world

    def handle(self, record: logging.LogRecord) -> bool:
        """Log a record as an event; without the handler's lock, for who logs may hold that of the world."""
        if not record.exc_info and not hasattr(record, "is_on_page"):
            is_mistake = record.threadName == WATCHER  # in a file that changed: the bot continues with the old code
            self.world.log("note", level=record.levelname.lower(), text=record.getMessage(), is_mistake=is_mistake)
        return True


class _UnsentMethods:
    """Shows methods that were neither returned nor sent on the page; all warnings also go to the terminal."""

    def __init__(self, note: Callable[[str, str, int], None]) -> None:
        self._note = note
        self._show_others: Any = None

    def begin(self) -> None:
        """Listen to the warnings of this process."""
        self._show_others = warnings.showwarning
        warnings.showwarning = self._show

    def end(self) -> None:
        """Stop listening, unless something else has replaced the listener since then."""
        if warnings.showwarning == self._show:
            warnings.showwarning = self._show_others

    def _show(
        self, message: Any, category: type[Warning], filename: str, lineno: int, *more: Any, **named: Any
    ) -> None:
        if issubclass(category, scaletg.UnsentMethod):
            self._note(str(message), filename, lineno)
        self._show_others(message, category, filename, lineno, *more, **named)


class Playground(WatchedBot):
    """A simulator around one bot, whose updates are processed in threads and explained in the log of events."""

    def __init__(self, bot: scaletg.Bot) -> None:
        super().__init__(bot)
        self._threads_of_bot: list[threading.Thread] = []
        self._notes = _Notes(self.world)
        self._unsent_methods = _UnsentMethods(self.note_unsent)

    def pump(self) -> None:
        """Wake the threads that process updates, so that actions of people do not wait for the bot."""
        with self.world.changed:
            self.world.changed.notify_all()

    def _work(self) -> None:
        while not self.is_stopping:
            if not self.deliver_next():
                with self.world.changed:
                    self.world.changed.wait(0.5 if self.is_paused else self.seconds_to_rest())

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Server:
        """Serve the page, the control API and the Bot API in threads; the next free port is taken if *port* is not."""
        self.server = _listen(make_page(self), host, port)
        self.server.start()
        self.start_delivery()
        logging.getLogger("scaletg").addHandler(self._notes)
        self._unsent_methods.begin()
        self._threads_of_bot = [threading.Thread(target=self._work, daemon=True) for _ in range(WORKERS)]
        for thread in self._threads_of_bot:
            thread.start()
        return self.server

    def stop(self) -> None:
        """Stop the server and the threads; updates in progress get some seconds to finish."""
        logging.getLogger("scaletg").removeHandler(self._notes)
        self._unsent_methods.end()
        super().stop()
        for thread in self._threads_of_bot:
            thread.join(timeout=3)

    def save_state(self, path: Path) -> None:
        """Write the chat for the process that follows this one."""
        port = self.server.server_port if self.server else 0
        state = {"world": self.world.dump(), "port": port, "states": [[list(k), v] for k, v in self._states.items()]}
        new = path.with_name(f"{path.name}.{os.getpid()}.new")  # the process may be killed while it writes
        readable_by_us = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(readable_by_us, "w", encoding="utf-8") as file:
            json.dump(state, file, default=repr)
        os.replace(new, path)

    def load_state(self, path: Path) -> int | None:
        """Take over the chat of the previous process; return the port that it had.

        `None`: the file cannot be used, which is logged, and the chat begins again.
        """
        try:
            state = json.loads(path.read_text(encoding="utf-8"))
            port = int(state["port"])
            states = {tuple(key): value for key, value in state["states"]}
            self.world.restore(state["world"])
        except Exception as error:  # noqa: BLE001  # it is incomplete, or from another version
            log.warning("the earlier chat cannot be read from %s, so a new one begins: %r", path, error)
            return None
        self._states = states
        self.account = self.world.bots[BOT_ID]
        for pending in self.account.pending:
            pending.in_flight = False
        self._take_over()
        self.world.log("restart")
        return port


def _listen(app: Callable[..., Any], host: str, port: int) -> Server:
    for candidate in (*range(port, port + 20), 0) if port else (0,):
        try:
            return Server(app, host, candidate)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise scaletg.ConfigError(f"no port can be opened at {host}: check that programs may listen there")
