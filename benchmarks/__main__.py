"""Measure what ScaleTG costs, beside floors that do the same work without it, and beside other frameworks.

    python -m benchmarks                    # all parts, each in five launches
    python -m benchmarks updates start      # some parts
    python -m benchmarks --check            # also exit with 1 if a row is over its limit
    python -m benchmarks --markdown         # print Markdown tables
    python -m benchmarks --write            # and put them into docs/benchmarks.md, in the place of those of before
    python -m benchmarks --quick            # one launch, few rounds: to see that it runs, not to be quoted

A part is measured in several launches, each a fresh process with a hash seed of its own; the median of the launches
counts. docs/benchmarks.md says what each row means.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from benchmarks.harness import ROOT, Figure, Missing, clean_environ

# Each part is a file of this folder with a function `measure(quick)`, which yields figures.
PARTS = {
    "updates": "Bytes in to reply bytes out (floor: json.loads, a dictionary look-up, the same reads, json.dumps)",
    "updates_orjson": "The same with orjson (the floor without it)",
    "plain_apps": "1,000 apps without a rule (floor: the same functions in a loop)",
    "wsgi": "One WSGI call (floor: a bare Bottle application that parses the same body)",
    "start": "Import, memory and first update (floor: importing bottle, attrs and requests)",
    "calls": "A call of the Bot API (floor: requests.Session.post of the same body)",
    "granian": "Behind granian with one worker (floor: a bare Bottle application there)",
    "peers": "Other frameworks, from bytes in to the handler (value: how much longer they take)",
    "growth": "Growth",
    "jobs": "Growth of jobs, on SQLite",
    "many_bots": "Bots whose tokens are found at run time",
    "polling": "Long polling from the simulator",
    "files": "Files of 1 GiB (floor: requests with the same file)",
    "sessions": "A session in a store",
    "queues": "Queues (floor: the client of the engine, without order per chat)",
    "features": "What contrib adds to an update (floor: the same bot without it)",
    "exchange": "An exchange in the test kit",
}
PAGE = ROOT / "docs" / "benchmarks.md"
LIBRARIES = ("bottle", "attrs", "requests", "orjson")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report and return the exit code."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure, of {', '.join(PARTS)}")
    parser.add_argument("--launches", type=int, metavar="N", help="launches of each part (default: 5, --quick: 1)")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a row is over its limit")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("--write", action="store_true", help="put Markdown tables into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="few rounds: see that it runs")
    parser.add_argument("--launch", action="store_true", help=argparse.SUPPRESS)  # measure here, and print JSON
    options = parser.parse_args(arguments)
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part!r}: choose from {', '.join(PARTS)}")
    if options.launch:
        return measure_here(options.parts[0], options.quick)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    launches = options.launches or (1 if options.quick else 5)
    report = Report(launches, options.quick, markdown=options.markdown or options.write, page=options.write)
    try:
        report.run(options.parts or PARTS)
    except KeyboardInterrupt:
        report.show_progress("")
        print("stopped", file=sys.stderr)
        return 130
    return 1 if report.has_failed or (options.check and report.is_over) else 0


def measure_here(part: str, quick: bool) -> int:
    """Measure one part in this process, and print each figure as a line of JSON."""
    try:
        for figure in importlib.import_module(f"benchmarks.{part}").measure(quick):
            print(json.dumps(figure), flush=True)
    except Missing as missing:
        print(json.dumps({"missing": str(missing)}), flush=True)
    except KeyboardInterrupt:
        return 130
    return 0


def launch(part: str, seed: int, quick: bool) -> Iterator[Figure]:
    """Measure one part in a fresh process. Raises `Missing` if the part needs something that is not there."""
    command = [sys.executable, "-m", "benchmarks", part, "--launch"]
    if quick:
        command.append("--quick")
    environ = clean_environ(PYTHONHASHSEED=str(seed), BENCHMARK_ORJSON="1" if part == "updates_orjson" else "")
    with tempfile.TemporaryDirectory(prefix="scaletg-benchmark-") as folder:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=environ,
            start_new_session=True,  # Ctrl-C is for this process, which then interrupts the other
        )
        try:
            yield from read_figures(process)
        except Missing:
            raise  # it ends by itself
        except BaseException:
            process.send_signal(signal.SIGINT)
            raise
        finally:
            end(process)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def read_figures(process: subprocess.Popen[str]) -> Iterator[Figure]:
    assert process.stdout is not None
    for line in process.stdout:
        found = json.loads(line)
        if "missing" in found:
            raise Missing(found["missing"])
        yield Figure(*found)


def end(process: subprocess.Popen[str]) -> None:
    """Wait for the end of a launch, which stops the servers that it has started."""
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Row(NamedTuple):
    """A figure whose value is the median of the launches, and the values of all of them."""

    figure: Figure
    values: list[float]

    @property
    def verdict(self) -> str:
        if self.figure.limit is None:
            return ""
        return "ok" if self.figure.is_kept else "OVER"

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns of the report: name, value, values of the launches, both costs, limit, verdict."""
        figure = self.figure
        spread = f"{number(min(self.values))} to {number(max(self.values))}" if len(self.values) > 1 else ""
        sides = [number(side) for side in (figure.cost, figure.floor) if side is not None]
        costs = f"{' : '.join(sides)} {figure.unit}" if sides else ""
        limit = ""
        if figure.limit is not None:
            limit = f"{'at least' if figure.is_least else 'at most'} {number(figure.limit)}"
        return figure.name, f"{number(figure.value)} {figure.of}", spread, costs, limit, self.verdict


def number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def row_of(figures: Sequence[Figure]) -> Row:
    """Return the row for what the launches have measured."""
    values = [figure.value for figure in figures]
    cost, floor = median([figure.cost for figure in figures]), median([figure.floor for figure in figures])
    return Row(figures[0]._replace(value=statistics.median(values), cost=cost, floor=floor), values)


def median(values: Sequence[float | None]) -> float | None:
    """Return the median of those that are known."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def table_of(rows: Sequence[Row]) -> str:
    """Return the rows in Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write_table(part: str, text: str) -> None:
    """Put a table into its place in the page, which two comments enclose."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- figures of {part} -->\n", "\n<!-- end -->"
    before, found, rest = page.partition(begin)
    if not found:
        raise SystemExit(f"{PAGE} has no line {begin.strip()!r}: add it, and <!-- end --> behind it")
    PAGE.write_text(f"{before}{begin}\n{text}\n{rest[rest.index(end) :]}", encoding="utf-8")


HEAD = ("", "Value", "Launches", "ScaleTG : floor", "Limit", "")


class Report:
    """Measures parts and prints their rows."""

    def __init__(self, launches: int, quick: bool, *, markdown: bool, page: bool) -> None:
        self.launches = launches
        self.quick = quick
        self.markdown = markdown
        self.page = page  # whether the tables go into PAGE
        self.is_over = False  # whether a row is over its limit
        self.has_failed = False  # whether a part could not be measured to its end
        self._started = time.monotonic()

    def run(self, parts: Iterable[str]) -> None:
        conditions = f"{describe_machine()}, launches: {self.launches}{', quick' if self.quick else ''}"
        print(conditions, flush=True)
        for part in parts:
            print(f"\n{'### ' if self.markdown else ''}{PARTS[part]}", flush=True)
            found: dict[str, list[Figure]] = {}
            trouble = ""
            try:
                self.measure(part, found)
            except Missing as missing:
                trouble = f"left out: {missing}"
            except subprocess.CalledProcessError as error:
                trouble = f"FAILED with exit code {error.returncode}"
                self.has_failed = True
            self.show_progress("")
            rows = [row_of(figures) for figures in found.values()]
            if rows:
                self.show_rows(rows)
            if rows and self.page:
                write_table(part, f"{conditions}.\n\n{table_of(rows)}")
            if trouble:
                print(f"  {trouble}", flush=True)

    def measure(self, part: str, found: dict[str, list[Figure]]) -> None:
        """Add to *found* what each launch has measured, by the name of the row."""
        for launch_number in range(1, self.launches + 1):
            progress = f"{part}, launch {launch_number} of {self.launches}"
            self.show_progress(progress)
            for figure in launch(part, launch_number, self.quick):
                found.setdefault(figure.name, []).append(figure)
                self.show_progress(f"{progress}: {figure.name}")

    def show_progress(self, text: str) -> None:
        """Replace the progress line of a terminal."""
        if sys.stderr.isatty():
            passed = f"{time.monotonic() - self._started:4.0f} s  " if text else ""
            print(f"\r\033[K{passed}{text}"[:110], end="", file=sys.stderr, flush=True)

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.is_over = self.is_over or any(not row.figure.is_kept for row in rows)
        if self.markdown:
            print(f"\n{table_of(rows)}", flush=True)
            return
        widths = [max(len(cell) for cell in column) for column in zip(*(row.cells for row in rows))]
        for row in rows:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row.cells, widths))
            print(f"  {line}".rstrip(), flush=True)


def describe_machine() -> str:
    import scaletg

    python = f"{platform.python_implementation()} {platform.python_version()}"
    libraries = []
    for name in LIBRARIES:
        try:
            libraries.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            libraries.append(f"no {name}")
    load = f"load {os.getloadavg()[0]:.1f}"
    return f"ScaleTG {scaletg.__version__}, {python}, {', '.join(libraries)}, {os.cpu_count()} cores, {load}"


if __name__ == "__main__":
    sys.exit(main())
