"""Locks between the processes of a machine that end with their process, one for each chat: no lease, and no clock.

Each is a lock of one byte that the kernel keeps. It belongs to a process: a second handle of the file would get the
same lock, and closing any handle would end all of them. So the file is opened once per process and never closed, a
child of a fork opens it again, and before a lock of the kernel comes one inside of the process.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from zlib import crc32

import scaletg
from scaletg_contrib.stores.base import PerProcess

__all__ = ["ByteLocks", "locks_of", "refuse_network"]

PLACES = 2**31 - 1  # Windows has no more; two chats of one place only wait for each other
# Other machines have locks of their own there, or the file system keeps none.
NETWORK = ("nfs", "cifs", "smb", "afs", "ceph", "lustre", "gluster", "fuse.sshfs", "fuse.gluster", "fuse.ceph")

if sys.platform == "win32":
    import msvcrt

    def _lock_byte(file: int, place: int) -> None:
        os.lseek(file, place, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _free_byte(file: int, place: int) -> None:
        os.lseek(file, place, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock_byte(file: int, place: int) -> None:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)

    def _free_byte(file: int, place: int) -> None:
        fcntl.lockf(file, fcntl.LOCK_UN, 1, place)


class ByteLocks:
    """The locks of one file, as this process has them."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        self._taken: set[int] = set()
        self._changing = threading.Lock()  # on Windows the place is set before it is locked

    def take(self, name: str) -> bool:
        """Take the lock of a name, and return whether nobody else has it."""
        place = crc32(name.encode()) % PLACES
        with self._changing:
            if place in self._taken:
                return False
            try:
                _lock_byte(self._file, place)
            except (BlockingIOError, PermissionError):
                return False
            self._taken.add(place)
            return True

    def has(self, name: str) -> bool:
        """Return whether this process has the lock of a name."""
        return crc32(name.encode()) % PLACES in self._taken

    def free(self, name: str) -> None:
        """Free the lock of a name, which this process has."""
        place = crc32(name.encode()) % PLACES
        with self._changing:
            _free_byte(self._file, place)
            self._taken.discard(place)


_opened: PerProcess[dict[str, ByteLocks]] = PerProcess(dict)
_opening = PerProcess(threading.Lock)


def locks_of(path: str) -> ByteLocks:
    """Return the locks of a file: the same object for the whole process."""
    path = os.path.realpath(path)
    with _opening.get():
        opened = _opened.get()
        if path not in opened:
            opened[path] = ByteLocks(path)
        return opened[path]


def refuse_network(path: str, label: str) -> None:
    """Raise `ConfigError` if a file is on a file system of the network, where locks do not reach other machines."""
    kind = _file_system_of(os.path.realpath(path))
    if kind.startswith(NETWORK):
        raise scaletg.ConfigError(
            f"{label}: the file is on a network file system ({kind}), where SQLite and its locks do not work. "
            "Put it on a disk of this machine; for several machines use postgresql:// or nats://."
        )


def _file_system_of(path: str) -> str:
    """Return the kind of the file system of a path; "" if it is not known."""
    if path.startswith("\\\\"):
        return "smb"
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return ""
    longest, kind = "", ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        place = fields.split()[4].encode().decode("unicode_escape")  # a blank is \040 there
        is_above = path == place or path.startswith(place.rstrip("/") + "/")
        if is_above and len(place) >= len(longest):
            longest, kind = place, rest.split()[0]
    return kind
