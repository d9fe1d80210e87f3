"""Which process holds something: it is taken for dead only if that is certain."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from programs import clean_environ, write
from scaletg_contrib.stores import holders

WHO = "import json; from scaletg_contrib.stores import holders; print(json.dumps(holders.this_process()), flush=True)"
pytestmark = pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="this system has no /proc of Linux")


def own() -> list[Any]:
    holder = holders.this_process()
    assert holder is not None
    return holder


def start(*before: str, after: str = "input()") -> tuple[subprocess.Popen[str], Any]:
    """Start a process that says who it is and waits; return it and its name."""
    command = [*before, sys.executable, "-c", f"{WHO}\n{after}"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=clean_environ(), stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    return process, json.loads(line) if line else None


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_living_process_has_not_ended_and_a_dead_one_has() -> None:
    process, holder = start()
    try:
        assert not holders.has_ended(own())
        assert holder[0] == own()[0] and holder[1] == process.pid
        assert not holders.has_ended(holder)
        os.kill(process.pid, signal.SIGSTOP)
        assert not holders.has_ended(holder)
        os.kill(process.pid, signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert holders.has_ended(holder)  # nobody has asked for its exit code, so that its id is not free
    finally:
        end(process)
    assert holders.has_ended(holder)


@pytest.mark.parametrize("is_dead", [False, True])
def test_nothing_is_known_about_a_process_of_another_machine(is_dead: bool) -> None:
    process, (machine, pid, started) = start()
    try:
        if is_dead:
            end(process)
        host, boot, namespace = machine.rsplit("/", 2)
        for other in (f"x{host}/{boot}/{namespace}", f"{host}/x{boot}/{namespace}", f"{host}/{boot}/{namespace}1"):
            assert not holders.has_ended([other, pid, started])
        assert holders.has_ended([machine, pid, started]) is is_dead
    finally:
        end(process)


def test_an_id_that_was_given_to_another_process_is_not_taken_for_it() -> None:
    machine, pid, started = own()
    assert holders.has_ended([machine, pid, str(int(started) + 1)])


def test_a_process_of_another_user_that_proc_hides_is_not_taken_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    machine, _, _ = own()

    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    monkeypatch.setattr(holders, "_read_fields", lambda pid: None)
    assert not holders.has_ended([machine, 1, "1"])


@pytest.mark.parametrize("missing", ["self/ns/pid", "sys/kernel/random/boot_id", "stat"])
def test_where_a_process_has_no_name_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str
) -> None:
    holder = own()
    files = {"self/ns/pid": "", "sys/kernel/random/boot_id": "boot", f"{os.getpid()}/stat": f"1 (python) {'1 ' * 30}"}
    write(tmp_path, {name: text for name, text in files.items() if not name.endswith(missing)})
    monkeypatch.setattr(holders, "PROC", tmp_path)
    holders._name_process.cache_clear()
    assert holders.this_process() is None
    assert not holders.has_ended(holder) and not holders.has_ended([holder[0], 2**22 + 1, "1"])
    write(tmp_path, files)
    holders._name_process.cache_clear()
    assert holders.this_process() is not None
    monkeypatch.undo()
    holders._name_process.cache_clear()


def test_what_has_no_holder_has_none_that_ended() -> None:
    assert not holders.has_ended(None)


def test_a_fork_is_another_process() -> None:
    parent, (read, write) = own(), os.pipe()
    child = os.fork()
    if not child:
        os.write(write, json.dumps([holders.this_process(), holders.has_ended(parent)]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    holder, has_ended = json.loads(os.read(read, 10_000))
    os.close(read), os.close(write)
    assert holder[1] == child and not has_ended
    assert holders.has_ended(holder)


@pytest.mark.skipif(shutil.which("unshare") is None, reason="there is no unshare")
def test_a_container_with_the_same_ids_is_another_machine() -> None:
    process, holder = start("unshare", "--fork", "--pid", "--mount-proc")
    try:
        if holder is None:
            pytest.skip("no pid namespace can be made here")
        assert holder[1] == 1  # as there are in every container
        assert holder[0] != own()[0]
        assert not holders.has_ended(holder)
    finally:
        process.communicate("\n")
    assert not holders.has_ended(holder)
