"""Show the conversation with a bot and the trace of its last update when a test fails; installed with ScaleTG.

Every `scaletg_contrib.testkit.Telegram` that a test makes is closed after it. Two fixtures: `telegram` is one around
the fixture `bot`, which a test suite defines; `talk_to` makes one around any bot:

    def test_start(talk_to):
        assert talk_to(bot).private("Ada").send("/start").text == "Hello, Ada!"
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

__all__ = ["talk_to", "telegram"]


def _open() -> list[Any]:
    """Return what tests left open; nobody who does not use the test kit pays for its import."""
    testkit = sys.modules.get("scaletg_contrib.testkit.telegram")
    return testkit.open_telegrams() if testkit else []


@pytest.fixture
def talk_to() -> Callable[..., Any]:
    """Make a simulated Telegram around a bot: `talk_to(bot).private("Ada")`."""
    from scaletg_contrib.testkit import Telegram

    return Telegram


@pytest.fixture
def telegram(request: pytest.FixtureRequest, talk_to: Callable[..., Any]) -> Any:
    """Return a simulated Telegram around the fixture `bot`."""
    try:
        bot = request.getfixturevalue("bot")
    except pytest.FixtureLookupError:
        pytest.fail("the fixture `telegram` needs a fixture `bot` that returns your bot; or use talk_to(bot)", False)
    return talk_to(bot)


@contextlib.contextmanager
def _no_bot_runs() -> Iterator[None]:
    """Refuse `bot.run()` while a test imports the bot: it would run, and the test would never begin."""
    import scaletg

    def refuse(*_: Any, **__: Any) -> None:
        raise scaletg.ConfigError(
            "bot.run() was called while a test imported the bot, and the test would wait for its end: "
            'write it below `if __name__ == "__main__":`'
        )

    before = scaletg.Bot.run
    scaletg.Bot.run = refuse  # type: ignore[method-assign]  # for this import alone
    try:
        yield
    finally:
        scaletg.Bot.run = before  # type: ignore[method-assign]


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, None]:
    """Look after the import of a file with tests of bots."""
    is_file = isinstance(collector, pytest.Module) and collector.path.is_file()
    is_ours = is_file and re.search(rb"scaletg|talk_to", collector.path.read_bytes())
    with _no_bot_runs() if is_ours else contextlib.nullcontext():
        yield


@pytest.hookimpl(hookwrapper=True)  # the form that old releases of pytest know, too
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Add what was said, and why, to the report of a failure."""
    report = (yield).get_result()
    if report.when == "call" and report.failed:
        shown = str(report.longrepr)
        for one in _open():
            if (one.outcomes or one.calls) and one.trace.split("\n")[0] not in shown:  # `expect` has shown it
                report.sections.append(("conversation with the bot", one.snapshot()))
                report.sections.append(("trace of the last update", one.trace))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Close what the test left open."""
    for one in _open():
        one.close()
