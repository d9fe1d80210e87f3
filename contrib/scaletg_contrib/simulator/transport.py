"""Answer the calls of a bot in the same process.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from pathlib import Path

import scaletg
from scaletg_contrib.simulator.calls import AnswerLost
from scaletg_contrib.simulator.parameters import Refused, Upload
from scaletg_contrib.simulator.records import BotAccount, Data, leave_out
from scaletg_contrib.simulator.saving import copy_of
from scaletg_contrib.simulator.simulator import Simulator


class Transport:
    """Answer a bot's calls in the same process: `bot.api.transport = Transport(sim, account)`."""

    def __init__(self, sim: Simulator, account: BotAccount) -> None:
        self.sim = sim
        self.account = account

    def sleep(self, seconds: float) -> None:
        """Wait as `Simulator.sleep` does."""
        self.sim.sleep(seconds)

    def time(self) -> float | None:
        """Return the time of a clock that stands still until somebody turns it; `None` if it is the real time."""
        clock = self.sim.world.clock
        return None if clock.frozen_at is None else clock.time()

    def call(self, name: str, parameters: Data, files: dict[str, scaletg.InputFile]) -> Data:
        """Run a method; *parameters* are in Telegram's form, and name their files by `attach://`."""
        uploads = {item: _read(file) for item, file in files.items()}
        values = leave_out(parameters, *uploads)
        try:
            return copy_of(self.sim.call(self.account, name, values, uploads, via="direct"))
        except AnswerLost:
            raise scaletg.Timeout(
                f"{name}: the simulator lost the answer", method=name, parameters=values, sent=True
            ) from None

    def download(self, path: str) -> bytes:
        """Return the content of a file. Raises `FileNotFoundError`."""
        try:
            return self.sim.file_at(path).content
        except Refused:
            raise FileNotFoundError(path) from None


def _read(file: scaletg.InputFile) -> Upload:
    source = file.source
    if isinstance(source, Path):
        return Upload(file.filename, source.read_bytes())
    return Upload(file.filename, source if isinstance(source, bytes) else source.read())
