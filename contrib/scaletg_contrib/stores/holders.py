"""Which process holds a record, and whether that process has ended: on the same machine this is known at once.

Elsewhere, and where there is no `/proc`, nothing is known: there a lease has to run out. A process that stands still
has not ended. Process ids mean nothing outside of their machine and container, and are used again: a holder is named by
its machine (boot, pid namespace, host name), its process id and the time of its start.
"""

from __future__ import annotations

import functools
import os
import socket
from pathlib import Path
from typing import Any

__all__ = ["has_ended", "this_process"]

PROC = Path("/proc")
STATE, STARTED = 0, 19  # fields of /proc/<pid>/stat, counted behind the program's name
ENDED = ("Z", "X")  # states of a process of which only its exit code is left


def this_process() -> list[Any] | None:
    """Return what names this process, as JSON; `None` where that is not possible."""
    return _name_process(os.getpid())  # which is another one after a fork


def has_ended(holder: Any) -> bool:
    """Return whether the process that *holder* names is known to have ended."""
    own = this_process()
    if holder is None or own is None:
        return False
    machine, pid, started = holder
    if machine != own[0]:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is of another user
        pass
    fields = _read_fields(pid)
    if fields is None:  # /proc may hide it
        return False
    return fields[STARTED] != started or fields[STATE] in ENDED


@functools.cache
def _name_process(pid: int) -> list[Any] | None:
    fields = _read_fields(pid)
    if fields is None:
        return None
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = (PROC / "self/ns/pid").stat().st_ino
    except OSError:
        return None
    return [f"{socket.gethostname()}/{boot}/{namespace}", pid, fields[STARTED]]


def _read_fields(pid: int) -> list[str] | None:
    try:
        text = (PROC / f"{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
