"""Wake the workers of a machine without a look at a file: each listens at a port of its own of 127.0.0.1."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable

__all__ = ["Bell", "ring"]

HERE = "127.0.0.1"


class Bell:
    """What wakes the thread that waits for it; what rings before it waits is not lost."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HERE, 0))
        self.port: int = self._socket.getsockname()[1]

    def wait(self, seconds: float) -> None:
        """Return when it has rung, or after so many seconds."""
        with contextlib.suppress(OSError):  # nothing came, or Windows reports what nobody received
            self._socket.settimeout(max(0.001, seconds))
            self._socket.recv(1)
            self._socket.setblocking(False)
            while True:
                self._socket.recv(1)

    def close(self) -> None:
        """End listening."""
        self._socket.close()


def ring(ports: Iterable[int]) -> None:
    """Ring the bells at these ports; that of a process that has ended is not there."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for port in ports:
            with contextlib.suppress(OSError):
                sender.sendto(b"!", (HERE, port))
