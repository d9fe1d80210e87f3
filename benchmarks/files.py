"""Files of 1 GiB to and from a server on loopback: throughput beside that of requests, and memory.

Throughput is bytes for a second of the client's CPU time: the network here is as fast as both sides let it be.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import requests

import scaletg
from benchmarks.bots import TOKEN
from benchmarks.harness import Figure, peak_mib, summary
from benchmarks.loopback import server

THROUGHPUT = 0.8  # of what requests has
MEMORY_MIB = 8.0
PIECE = 64 * 1024


def measure(quick: bool) -> Iterator[Figure]:
    size = (16 if quick else 1024) << 20
    path = Path("large.bin")
    with path.open("wb") as file:
        file.truncate(size)
    with server(size) as url, requests.Session() as session, open(os.devnull, "wb") as target:
        bot = scaletg.Bot(TOKEN, base_url=url)
        file_object = scaletg.File("f", "u", file_path="documents/file.bin")
        file_address = f"{url}/file/bot{TOKEN}/documents/file.bin"

        def upload() -> None:
            bot.api.send_document(1, path, request_timeout=600)

        def upload_floor() -> None:
            with path.open("rb") as file:
                session.post(f"{url}/bot{TOKEN}/sendDocument", data=file, timeout=600).raise_for_status()

        def download() -> None:
            bot.api.download(file_object, target, request_timeout=600)

        def download_floor() -> None:
            with session.get(file_address, stream=True, timeout=600) as response:
                for piece in response.iter_content(PIECE):
                    target.write(piece)

        bot.api.send_message(1, "Hello")  # what the first call of all needs is there then
        for name, work, floor in (("upload", upload, upload_floor), ("download", download, download_floor)):
            yield memory_figure(name, work)
            yield throughput_figure(name, work, floor, size, 1 if quick else 3)


def memory_figure(name: str, work: Callable[[], Any]) -> Figure:
    """Return how much more memory than before was in use at one time."""
    before = peak_mib()
    work()
    return Figure(f"{name}, memory", peak_mib() - before, "MiB", MEMORY_MIB)


def throughput_figure(name: str, work: Callable[[], Any], floor: Callable[[], Any], size: int, rounds: int) -> Figure:
    pairs = [(spent(work), spent(floor)) for _ in range(rounds)]
    ratio, cost, base = summary(pairs)
    speeds = [size / (1 << 20) / (one / 1e6) for one in (cost, base)]
    return Figure(
        f"{name}, throughput", 1 / ratio, "x", THROUGHPUT, is_least=True, cost=speeds[0], floor=speeds[1], unit="MiB/s"
    )


def spent(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
