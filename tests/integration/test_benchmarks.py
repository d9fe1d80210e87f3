"""The benchmarks run, and say what is over its limit: not that it is kept, which takes a quiet machine."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import counts
from benchmarks.harness import Figure, Missing, clean_environ
from programs import running

ROOT = Path(__file__).resolve().parents[2]
FAST = Figure("fast", 1.2, limit=1.5)
SLOW = Figure("slow", 1.6, limit=1.5, cost=16.0, floor=10.0)
SPARE = Figure("spare", 3.0, limit=2.8, is_least=True)
SCARCE = Figure("scarce", 2.0, limit=2.8, is_least=True)


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *words],
        cwd=ROOT,
        env=clean_environ(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def measured(monkeypatch, *launches):
    """Let the launches of a part have measured these figures."""
    given = iter(launches)
    monkeypatch.setattr(program, "launch", lambda part, seed, quick: iter(next(given)))


@pytest.mark.parametrize("part", program.PARTS)
def test_a_part_can_be_measured(part):
    done = run("--quick", part)
    assert done.returncode == 0, done.stderr
    title, *rows = done.stdout.splitlines()[2:]
    assert title == program.PARTS[part]
    assert rows
    assert all(row.startswith("  ") for row in rows)
    assert done.stderr == ""


def test_a_part_that_does_not_exist_is_named():
    done = run("update")
    assert done.returncode == 2
    assert "there is no part 'update': choose from updates, " in done.stderr


def test_the_check_fails_only_if_a_row_is_over_its_limit(monkeypatch, capsys):
    measured(monkeypatch, [FAST, SPARE])
    assert program.main(["--quick", "--check", "wsgi"]) == 0
    measured(monkeypatch, [FAST, SLOW])
    assert program.main(["--quick", "--check", "wsgi"]) == 1
    measured(monkeypatch, [SCARCE])
    assert program.main(["--quick", "--check", "wsgi"]) == 1
    measured(monkeypatch, [SLOW])
    assert program.main(["--quick", "wsgi"]) == 0
    verdicts = [line.split()[-1] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert verdicts == ["ok", "ok", "ok", "OVER", "OVER", "OVER"]


def test_the_median_of_the_launches_counts(monkeypatch, capsys):
    measured(monkeypatch, *([FAST._replace(value=value)] for value in (1.6, 1.4, 9.0)))
    assert program.main(["--check", "--launches", "3", "wsgi"]) == 1
    assert "fast  1.60 x  1.40 to 9.00    at most 1.50  OVER" in capsys.readouterr().out


def test_the_rows_are_markdown_on_demand(monkeypatch, capsys):
    measured(monkeypatch, [SLOW])
    program.main(["--quick", "--markdown", "wsgi"])
    assert "| slow | 1.60 x |  | 16.0 : 10.0 us | at most 1.50 | OVER |" in capsys.readouterr().out


def test_a_table_takes_the_place_of_the_one_before(monkeypatch, tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text("before\n<!-- figures of wsgi -->\nold\n<!-- end -->\nafter\n<!-- end -->\n", encoding="utf-8")
    monkeypatch.setattr(program, "PAGE", page)
    measured(monkeypatch, [SLOW])
    program.main(["--quick", "--write", "wsgi"])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- figures of wsgi -->\n\nScaleTG ")
    assert "old" not in text
    assert text.endswith(" | at most 1.50 | OVER |\n\n<!-- end -->\nafter\n<!-- end -->\n")


def test_every_part_has_a_place_in_the_page():
    places = re.findall(r"<!-- figures of (\w+) -->\n(?s:.*?)\n<!-- end -->", program.PAGE.read_text(encoding="utf-8"))
    assert places == list(program.PARTS)


def test_a_part_that_fails_leaves_what_it_has_measured(monkeypatch, capsys):
    def launch(part, seed, quick):
        yield FAST
        raise subprocess.CalledProcessError(3, part)

    monkeypatch.setattr(program, "launch", launch)
    assert program.main(["--quick", "wsgi"]) == 1
    out = capsys.readouterr().out
    assert "fast" in out
    assert "FAILED with exit code 3" in out


def test_a_part_that_lacks_something_is_left_out(monkeypatch, capsys):
    def launch(part, seed, quick):
        raise Missing("granian is not installed: pip install granian")
        yield

    monkeypatch.setattr(program, "launch", launch)
    assert program.main(["--quick", "--check", "granian"]) == 0
    assert capsys.readouterr().out.endswith("\n  left out: granian is not installed: pip install granian\n")


def test_ctrl_c_ends_what_was_started(tmp_path):
    with running(sys.executable, "-m", "benchmarks", "polling", cwd=tmp_path, PYTHONPATH=str(ROOT)) as bench:
        bench.wait_for("Long polling")
        while not (launches := children(bench.process.pid)):
            assert bench.process.poll() is None
        while not (servers := children(launches[0])):
            assert bench.process.poll() is None
        bench.interrupt()
        assert bench.ended() == 130
        assert bench.output.endswith("stopped\n"), bench.output
    wait_for_end(*launches, *servers)


def children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_end(*pids):
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, f"one of {pids} is still running"
        time.sleep(0.01)


def test_the_count_of_instructions_reads_the_file_of_each_side(tmp_path):
    for number, total in enumerate((5, 100, 5, 170, 5, 200, 5, 300), start=1):
        (tmp_path / f"out.{number}").write_text(f"version: 1\ntotals: {total}\n")
    assert dict(counts.ratios(tmp_path, ["message", "photo"])) == {"message": 1.7, "photo": 1.5}


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")
def test_what_has_a_bar_is_counted(monkeypatch, capsys):
    monkeypatch.setattr(counts, "BARS_PYTHON", sys.version_info[:2])
    monkeypatch.setattr(counts, "BARS", dict.fromkeys(counts.BARS, 0.01))
    assert counts.main(["--check"]) == 1
    assert capsys.readouterr().out.count("OVER") == len(counts.BARS)
