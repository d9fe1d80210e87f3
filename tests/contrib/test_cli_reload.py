"""Starting a program again: what is watched, what ends it, and who starts it. Whole programs: integration/test_run."""

import os
import signal
import subprocess
import sys
import threading
import types
from pathlib import Path

import pytest

import scaletg
from fresh import empty_folder
from programs import write
from scaletg_contrib.cli import reload
from scaletg_contrib.cli.reload import FOLDER, RELOAD_CODE, SUPERVISOR, Reloader


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(reload, "WATCH_SECONDS", 0.01)
    with empty_folder(monkeypatch, tmp_path):
        yield tmp_path


@pytest.fixture
def interrupted(monkeypatch):
    """An event: the watcher interrupted the program."""
    event = threading.Event()
    monkeypatch.setattr(reload._thread, "interrupt_main", event.set)
    return event


@pytest.fixture
def watched(monkeypatch, folder):
    """Return a function that makes a file one of the program's modules."""

    def watch(place):
        write(folder, {place: "value = 1\n"})
        module = types.ModuleType("watched")
        module.__file__ = str(folder / place)
        monkeypatch.setitem(sys.modules, "watched", module)
        return folder / place

    return watch


@pytest.fixture
def reloader():
    made = []

    def make(config=None):
        made.append(Reloader(config))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.stop()


def change(path, content):
    """Write a file that is newer than before, however coarse the clock of the file system is."""
    later = path.stat().st_mtime_ns + 10**9 if path.exists() else None
    path.write_text(content)
    if later:
        os.utime(path, ns=(later, later))


# What is watched


@pytest.mark.parametrize("place", ["helper.py", "my-packages/helper.py", "packages/site/helper.py"])
def test_a_change_of_a_module_interrupts_the_program(watched, reloader, interrupted, place):
    path = watched(place)
    one = reloader()
    change(path, "value = 2\n")
    assert interrupted.wait(20)
    assert one.has_changed


@pytest.mark.parametrize("place", ["site-packages/helper.py", "lib/dist-packages/a/helper.py"])
def test_what_is_installed_is_not_watched(watched, place):
    path = watched(place)
    assert str(path) not in reload._stamps_of_program(None)


def test_python_itself_is_not_watched():
    assert os.__file__ not in reload._stamps_of_program(None)


def test_the_config_file_is_watched_whatever_it_is(folder, reloader, interrupted):
    write(folder, {"mine.toml": "timeout = 5\n"})
    one = reloader(Path("mine.toml"))
    change(folder / "mine.toml", "this is not Python\n")
    assert interrupted.wait(20)
    assert one.has_changed


def test_a_syntax_error_is_shown_with_its_line_and_changes_nothing(watched, reloader, interrupted, caplog):
    path = watched("helper.py")
    tried = threading.Event()
    one = reloader()
    with pytest.MonkeyPatch.context() as patch:
        compiles = reload._compiles
        patch.setattr(reload, "_compiles", lambda path: compiles(path) or tried.set())
        change(path, "good = 1\nbad = = 2\n")
        assert tried.wait(20)
    assert not interrupted.is_set() and not one.has_changed
    assert "helper.py has a mistake, so the bot continues with the old code" in caplog.text
    assert "invalid syntax (line 2: bad = = 2)" in caplog.text
    change(path, "bad = 2\n")
    assert interrupted.wait(20)


def test_the_files_below_a_folder_are_those_of_the_program(folder):
    ours = ["bot.py", "apps/shop.py", "scaletg.toml", "my-packages/a.py"]
    others = [".git/a.py", "node_modules/a.py", "env/a.py", "env/lib/b.py", "site-packages/a.py", "notes.txt"]
    write(folder, {**dict.fromkeys([*ours, *others], ""), "env/pyvenv.cfg": ""})
    found = {os.path.relpath(path, folder) for path in reload._stamps_of_folder(folder)}
    assert found - {"env/a.py"} == set(ours)


@pytest.mark.parametrize("frozen, is_possible", [(True, False), (False, True)])
def test_a_frozen_program_is_not_started_again(monkeypatch, frozen, is_possible):
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "bot.py", raising=False)
    assert reload.is_possible() is is_possible


# The child


def test_a_child_whose_supervisor_was_killed_before_it_began_ends_at_once(monkeypatch):
    monkeypatch.setenv(SUPERVISOR, str(os.getppid() + 1))
    with pytest.raises(SystemExit):
        Reloader().start()
    assert SUPERVISOR not in os.environ


def test_a_child_whose_supervisor_is_killed_ends(monkeypatch, reloader, interrupted):
    monkeypatch.setenv(SUPERVISOR, str(os.getppid()))
    one = reloader()
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert interrupted.wait(20)
    assert not one.has_changed


def test_a_child_asks_its_supervisor_to_be_started_again(monkeypatch, folder):
    monkeypatch.setenv(SUPERVISOR, str(os.getppid()))
    monkeypatch.setenv(FOLDER, str(folder))
    one = Reloader()
    assert one.state == folder / "kept.json"
    with pytest.raises(SystemExit) as caught:
        one.restart()
    assert caught.value.code == RELOAD_CODE


def test_a_program_without_a_supervisor_replaces_itself(monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(os, "execve", lambda *arguments: ran.append(arguments))
    monkeypatch.setattr(reload.atexit, "_run_exitfuncs", lambda: ran.append("atexit"))
    one = Reloader(folder=str(tmp_path))
    one.state.write_text("kept")
    os.chdir("/")
    one.restart()
    kept, (path, command, environ) = ran
    assert kept == "atexit"
    assert (path, command) == (sys.executable, [sys.executable, *sys.orig_argv[1:]])
    assert Path(environ[FOLDER], "kept.json").read_text() == "kept"
    assert Path.cwd() == tmp_path
    monkeypatch.setenv(FOLDER, environ[FOLDER])
    assert Reloader().state.read_text() == "kept"


# The supervisor


class Child:
    """A child that does what the test says: it ends with a code, raises in the wait for it, or calls a function."""

    def __init__(self, *does):
        self.does = list(does)
        self.starts = []
        self.events = []

    def __call__(self, command, env):
        self.starts.append((command, env))
        return self

    def wait(self, seconds=None):
        self.events.append(("wait", seconds))
        what = self.does.pop(0)
        if isinstance(what, type):
            raise what if what is KeyboardInterrupt else what("child", seconds)
        return what() if callable(what) else what

    def terminate(self):
        self.events.append("terminated")


@pytest.fixture
def supervise(monkeypatch):
    """Return a function that supervises a child, and returns its exit code and the child."""
    before = signal.getsignal(signal.SIGTERM)

    def run(*does):
        child = Child(*does)
        monkeypatch.setattr(subprocess, "Popen", child)
        code = reload.supervise(["the", "program"])
        assert child.does == []
        return code, child

    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("code, shown", [(0, 0), (1, 1), (-signal.SIGKILL, 128 + signal.SIGKILL)])
def test_the_end_of_a_bot_is_that_of_its_supervisor(supervise, code, shown):
    ended, child = supervise(code)
    ((command, environ),) = child.starts
    assert ended == shown
    assert command == ["the", "program"]
    assert environ[SUPERVISOR] == str(os.getpid())
    assert not Path(environ[FOLDER]).exists()


def test_a_child_that_asks_for_it_is_started_again_and_finds_what_it_left(supervise):
    def leave():
        Path(subprocess.Popen.starts[-1][1][FOLDER], "kept.json").write_text("the chat")
        return RELOAD_CODE

    def find():
        return 0 if Path(subprocess.Popen.starts[-1][1][FOLDER], "kept.json").read_text() == "the chat" else 1

    assert supervise(leave, find)[0] == 0


def test_a_crash_after_a_change_waits_for_the_next_change(supervise, folder, caplog):
    def crash():
        threading.Timer(0.1, write, (folder, {"apps/new.py": ""})).start()
        return 1

    code, child = supervise(RELOAD_CODE, crash, 0)
    assert (code, len(child.starts)) == (0, 3)
    assert "the bot ended with exit code 1: it starts again when a file changes" in caplog.text


def test_ctrl_c_ends_the_wait_for_a_change(supervise, monkeypatch):
    monkeypatch.setattr(reload.time, "sleep", lambda _: signal.raise_signal(signal.SIGTERM))
    assert supervise(RELOAD_CODE, 1)[0] == 130


def test_ctrl_c_gives_the_bot_time_to_end_by_itself(supervise):
    code, child = supervise(KeyboardInterrupt, 0)
    assert code == 0
    assert child.events == [("wait", None), ("wait", 1.0)]


def test_a_bot_that_ctrl_c_did_not_reach_is_ended(supervise):
    code, child = supervise(KeyboardInterrupt, subprocess.TimeoutExpired, 0)
    assert code == 0
    assert child.events == [("wait", None), ("wait", 1.0), "terminated", ("wait", None)]


def test_the_end_of_the_supervisor_is_handed_on_to_the_bot(supervise):
    def terminated():
        signal.raise_signal(signal.SIGTERM)
        return 0

    code, child = supervise(terminated)
    assert code == 0
    assert child.events == [("wait", None), "terminated"]


# The bot


def test_a_bot_starts_again_after_a_change(monkeypatch, watched):
    path = watched("helper.py")
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "bot.py", raising=False)
    monkeypatch.setenv(SUPERVISOR, str(os.getppid()))
    playground = types.ModuleType("scaletg_contrib.playground")
    states = []

    def run(bot, *, state, **_):
        states.append(state)
        change(path, "value = 2\n")
        threading.Event().wait(20)

    playground.run = run
    monkeypatch.setitem(sys.modules, "scaletg_contrib.playground", playground)
    bot = scaletg.Bot()
    bot.app()(lambda message: None)
    with pytest.raises(SystemExit) as caught:
        bot.run()
    assert caught.value.code == RELOAD_CODE
    assert states[0].name == "kept.json"


def test_a_bot_without_the_reloader_runs_and_says_what_is_missing(monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setitem(sys.modules, "scaletg_contrib.cli", None)
    monkeypatch.setitem(sys.modules, "scaletg_contrib.cli.reload", None)
    playground = types.ModuleType("scaletg_contrib.playground")
    playground.run = lambda bot, **_: None
    monkeypatch.setitem(sys.modules, "scaletg_contrib.playground", playground)
    bot = scaletg.Bot()
    bot.app()(lambda message: None)
    bot.run()
    assert "starting again after a change needs scaletg_contrib.cli.reload, which is missing" in caplog.text
    with pytest.raises(scaletg.ConfigError, match="starting again after a change needs"):
        bot.run(reload=True)
