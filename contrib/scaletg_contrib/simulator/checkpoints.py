"""Earlier states of the simulated Telegram, to go back to.

Part of `scaletg_contrib.simulator`. A checkpoint holds everything but the log of events, which continues: after going
back, an event `travel` says which of the earlier ones have not happened. People, bots and chats keep their identity, so
whoever holds one of them sees its earlier state. A bot keeps what belongs to its connection (its webhook, the kinds
that it asks for) and the number of its next update, because a bot elsewhere remembers that number.
"""

from __future__ import annotations

import io
import pickle
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from scaletg_contrib.simulator.actions import ActionError
from scaletg_contrib.simulator.records import Data, StoredFile
from scaletg_contrib.simulator.world import World

__all__ = ["Checkpoints", "without_undone"]

#: How many states are kept, and how many bytes they may have together.
MOST, MOST_BYTES = 500, 64 * 1024 * 1024
_LEFT_OUT = {"clock", "random", "lock", "changed", "events", "last_event", "files", "paths"}
_OF_THE_CONNECTION = ("webhook", "allowed_updates", "next_update_id", "token")


class Checkpoint(NamedTuple):
    """One earlier state: the number of the last event before it, the world, its clock, and what else was kept."""

    seq: int
    world: bytes
    ahead: float
    more: Any


class Checkpoints:
    """The earlier states of a world, the oldest first."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._kept: deque[Checkpoint] = deque(maxlen=MOST)
        self._size = 0

    def take(self, more: Callable[[], Any] = lambda: None) -> int:
        """Keep the present state, unless nothing has happened since the last one, and return its number.

        What *more* returns comes back with it.
        """
        world = self.world
        with world.changed:
            if self._kept and self._kept[-1].seq == world.last_event:
                return world.last_event
            state = {name: value for name, value in vars(world).items() if name not in _LEFT_OUT}
            taken = Checkpoint(world.last_event, _pack(state), world.clock.offset, more())
        if len(self._kept) == MOST:
            self._size -= len(self._kept[0].world)
        self._kept.append(taken)
        self._size += len(taken.world)
        while self._size > MOST_BYTES and len(self._kept) > 1:
            self._size -= len(self._kept.popleft().world)
        return taken.seq

    def go_back(self, before: int) -> Any:
        """Restore the newest state from before event number *before*, and return what was kept with it."""
        found = next((one for one in reversed(self._kept) if one.seq < before), None)
        if found is None:
            raise ActionError("this is too long ago: the state from before it is not kept any more")
        while self._kept[-1] is not found:
            self._size -= len(self._kept.pop().world)
        world = self.world
        with world.changed:
            _put_back(world, _unpack(found.world, world.files))
            world.clock.offset = found.ahead
            world.log("travel", to=found.seq)
        return found.more


def without_undone(events: Iterable[Data]) -> list[Data]:
    """Return the events of a log without those that were undone by going back."""
    kept: list[Data] = []
    for event in events:
        if event["type"] == "travel":
            kept = [earlier for earlier in kept if earlier["seq"] <= event["to"]]
        kept.append(event)
    return kept


def _put_back(world: World, state: Data) -> None:
    for bot_id, bot in world.bots.items():
        earlier = state["bots"].setdefault(bot_id, bot)  # a bot that has connected since then is still connected
        for name in _OF_THE_CONNECTION:
            setattr(earlier, name, getattr(bot, name))
    for name, value in state.items():
        if name in ("users", "bots", "chats"):
            value = _keep_identity(getattr(world, name), value)
        setattr(world, name, value)
    for bot in world.bots.values():
        bot.pending = [pending for pending in bot.pending if not pending.in_flight]  # those are being processed


def _keep_identity(present: dict[Any, Any], earlier: dict[Any, Any]) -> dict[Any, Any]:
    """Return the earlier records as the objects of the present ones, where there are any."""
    for key, value in earlier.items():
        if key in present and present[key] is not value:
            vars(present[key]).update(vars(value))
    return {key: present.get(key, value) for key, value in earlier.items()}


class _Packer(pickle.Pickler):
    """Files are never changed, so a checkpoint only has their ids."""

    def persistent_id(self, value: Any) -> Any:
        """Return the id of a file."""
        return value.file_id if isinstance(value, StoredFile) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, content: bytes, files: dict[str, StoredFile]) -> None:
        super().__init__(io.BytesIO(content))
        self._files = files

    def persistent_load(self, file_id: Any) -> Any:
        return self._files[file_id]


def _pack(state: Data) -> bytes:
    content = io.BytesIO()
    _Packer(content, pickle.HIGHEST_PROTOCOL).dump(state)
    return content.getvalue()


def _unpack(content: bytes, files: dict[str, StoredFile]) -> Data:
    state: Data = _Unpacker(content, files).load()
    return state
