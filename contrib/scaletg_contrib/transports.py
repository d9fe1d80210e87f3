"""Put a transport around that of a bot, once: several files of contrib watch or slow down the calls of a bot.

    wrap_transport(bot, Counting, lambda inner: Counting(inner, counts))

A wrapper keeps what it wraps as `inner`. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import scaletg

__all__ = ["wrap_transport"]


def wrap_transport(bot: Any, kind: type[Any], make: Callable[[Any], Any]) -> None:
    """Replace the transport of a bot by `make(transport)`, unless there is one of this *kind* already.

    A transport that does not lead to the network stays as it is: then a test or the playground answers.
    """
    transport = bot.api.transport
    while not isinstance(transport, scaletg.Network):
        if isinstance(transport, kind) or not hasattr(transport, "inner"):
            return
        transport = transport.inner
    bot.api.transport = make(bot.api.transport)
