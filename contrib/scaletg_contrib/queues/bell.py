"""Wake the workers on a machine without reading a file: each listens on a port of 127.0.0.1 of its own."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable

__all__ = ["Bell", "ring"]

HERE = "127.0.0.1"


class Bell:
    """Wakes the thread that waits for it; a ring that comes before the wait is not lost."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HERE, 0))
        self.port: int = self._socket.getsockname()[1]

    def wait(self, seconds: float) -> None:
        """Return when the bell has rung, or after *seconds*."""
        with contextlib.suppress(OSError):  # nothing came, or Windows reports what nobody received
            self._socket.settimeout(max(0.001, seconds))
            self._socket.recv(1)
            self._socket.setblocking(False)
            while True:
                self._socket.recv(1)

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


def ring(ports: Iterable[int]) -> None:
    """Ring the bells on these ports; a port on which no process listens any more is ignored."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for port in ports:
            with contextlib.suppress(OSError):
                sender.sendto(b"!", (HERE, port))
