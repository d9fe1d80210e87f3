"""Show the conversation with a bot and the trace of its last update when a test fails; installed with ScaleTG.

Every `scaletg_contrib.testkit.Telegram` that a test makes is closed after it. Two fixtures: `telegram` is the one for
the fixture `bot`, which a test suite defines; `talk_to` creates one for any bot:

    def test_start(talk_to):
        assert talk_to(bot).private("Ada").send("/start").text == "Hello, Ada!"
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import sys
from collections.abc import Callable, Generator
from typing import Any

import pytest

__all__ = ["talk_to", "telegram"]


def _open() -> list[Any]:
    """Return what tests left open, without importing the test kit if no test uses it."""
    testkit = sys.modules.get("scaletg_contrib.testkit.telegram")
    return testkit.open_telegrams() if testkit else []


@pytest.fixture
def talk_to() -> Callable[..., Any]:
    """Create a simulated Telegram for a bot: `talk_to(bot).private("Ada")`."""
    from scaletg_contrib.testkit import Telegram

    return Telegram


@pytest.fixture
def telegram(request: pytest.FixtureRequest, talk_to: Callable[..., Any]) -> Any:
    """Return a simulated Telegram for the fixture `bot`."""
    try:
        bot = request.getfixturevalue("bot")
    except pytest.FixtureLookupError:
        pytest.fail("the fixture `telegram` needs a fixture `bot` that returns your bot; or use talk_to(bot)", False)
    return talk_to(bot)


class _Loader(importlib.abc.Loader):
    """Loads a module as its own loader does, and calls a function with it."""

    def __init__(self, loader: Any, then: Callable[[Any], None]) -> None:
        self._loader, self._then = loader, then

    def create_module(self, spec: Any) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._then(module)


class _Guard(importlib.abc.MetaPathFinder):
    """Refuses `bot.run()` while pytest imports files, because it would not return, and no test would run.

    It waits on `sys.meta_path` until scaletg is imported, because most test suites never import it.
    """

    def __init__(self) -> None:
        self._run: Any = None  # the original function

    def begin(self) -> None:
        """Start refusing."""
        if self._run is not None or self in sys.meta_path:
            return
        if "scaletg" in sys.modules:
            self.replace_run(sys.modules["scaletg"])
        else:
            sys.meta_path.insert(0, self)

    def end(self) -> None:
        """Allow `bot.run()` again, because a test may call it on purpose."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        if self._run is not None:
            sys.modules["scaletg"].Bot.run, self._run = self._run, None

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Find scaletg as Python does, and replace its `run` as soon as it is imported."""
        if name != "scaletg":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None:
            spec.loader = _Loader(spec.loader, self.replace_run)
        return spec

    def replace_run(self, scaletg: Any) -> None:
        """Replace `Bot.run` of the module."""

        def refuse(*_: Any, **__: Any) -> None:
            raise scaletg.ConfigError(
                "bot.run() was called while pytest imported the bot, and would not return. "
                'Write it below `if __name__ == "__main__":`.'
            )

        self._run = scaletg.Bot.run
        scaletg.Bot.run = refuse


_guard = _Guard()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Guard the import of conftest.py, which comes first."""
    _guard.begin()


def pytest_configure() -> None:
    """Guard the import of tests, also if this plugin is loaded by name."""
    _guard.begin()


def pytest_collection_finish() -> None:
    """End the guard: everything is imported."""
    _guard.end()


def pytest_unconfigure() -> None:
    """End the guard, also if there was no collection."""
    _guard.end()


@pytest.hookimpl(hookwrapper=True)  # this form also works in old releases of pytest
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Add the conversation and the trace to the report of a failure."""
    report = (yield).get_result()
    if report.when == "call" and report.failed:
        shown = str(report.longrepr)
        for entry in _open():
            if (entry.outcomes or entry.calls) and entry.trace.split("\n")[0] not in shown:  # `expect` has shown them
                report.sections.append(("conversation with the bot", entry.snapshot()))
                report.sections.append(("trace of the last update", entry.trace))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Close what the test has left open."""
    for entry in _open():
        entry.close()
