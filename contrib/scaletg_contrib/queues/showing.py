"""Show a queue to people: as lines of a terminal."""

from __future__ import annotations

import datetime

from scaletg_contrib.queues.contract import DeadLetter, Status

__all__ = ["Rates", "show_letter", "show_line", "show_status"]

MOST_PARTITIONS = 10  # that are shown, those with the most updates


class Rates:
    """Updates taken in and finished per second, from the difference of two readings."""

    def __init__(self) -> None:
        self._before: Status | None = None

    def of(self, status: Status) -> tuple[float, float] | None:
        """Return the rates since the previous reading, in and out; None if this is the first reading."""
        before, self._before = self._before, status
        if before is None or status.time <= before.time:
            return None
        seconds = status.time - before.time
        return (status.taken_in - before.taken_in) / seconds, (status.finished - before.finished) / seconds


def show_line(status: Status, rates: tuple[float, float] | None) -> str:
    """Return the state of a queue in one line."""
    busy = sum(worker.busy for worker in status.workers)
    threads = sum(worker.threads for worker in status.workers)
    shown = f"{status.depth} waiting, the oldest for {status.oldest_seconds:.1f} s"
    if rates is not None:
        shown += f"; {rates[0]:.0f}/s in, {rates[1]:.0f}/s done"
    return shown + f"; {busy} of {threads} threads busy; {status.redelivered} redelivered, {status.dead} dead"


def show_status(status: Status, rates: tuple[float, float] | None = None) -> str:
    """Return the state of a queue, with its bots, partitions and workers."""
    lines = [
        f"waiting      {status.depth}",
        f"the oldest   {status.oldest_seconds:.1f} s",
        f"taken in     {status.taken_in}" + ("" if rates is None else f"  ({rates[0]:.1f} a second)"),
        f"finished     {status.finished}" + ("" if rates is None else f"  ({rates[1]:.1f} a second)"),
        f"redelivered  {status.redelivered}",
        f"dead         {status.dead}",
    ]
    lines += [f"bot {bot}: {count} waiting" for bot, count in sorted(status.by_bot.items())]
    fullest = sorted(status.by_partition.items(), key=_most_first)[:MOST_PARTITIONS]
    lines += [f"partition {name}: {count} waiting" for name, count in fullest if count]
    for worker in status.workers:
        lines.append(
            f"worker {worker.name}: {worker.busy} of {worker.threads} threads busy, {worker.finished} finished, "
            f"{worker.redelivered} redelivered, seen {worker.seen_seconds:.0f} s ago"
        )
    if not status.workers:
        lines.append("no worker: start one with `scaletg worker`")
    return "\n".join(lines)


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def show_letter(letter: DeadLetter) -> str:
    """Return a dead letter in one line."""
    when = datetime.datetime.fromtimestamp(letter.time, datetime.UTC)
    return f"{letter.entry.update_id}  {when:%Y-%m-%d %H:%M:%S} UTC  {letter.reason}"
