"""What parts of contrib cost for each update, beside the same bot without them: limits, languages, metrics, traces."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import scaletg
from benchmarks.bots import HEADERS, SECRET, TOKEN, body_of, message_update
from benchmarks.harness import Case, Figure, Missing, compare

App = Callable[..., str]


def answer(message: Any) -> str:
    return "Hello"


def translate(message: Any, _: Any) -> str:
    text: str = _("Hello")
    return text


def bot_with(feature: Any, store: str, app: App = answer) -> Callable[[bytes], Any]:
    """Return what hands the body of an update to a bot."""
    bot = scaletg.Bot(TOKEN, secret_token=SECRET, store=store, seen=scaletg.SeenUpdates())
    if feature is not None:
        bot.load(feature)
    bot.app("/start")(app)
    return lambda body: bot.handle(body, HEADERS)


def make_bodies(count: int) -> list[bytes]:
    return [body_of(message_update("/start")) for _ in range(count)]


def measure(quick: bool) -> Iterator[Figure]:
    rounds = 1 if quick else 5
    with tempfile.TemporaryDirectory() as folder:
        works = dict(make_works(f"sqlite:///{folder}/bot.db"))
        plain = bot_with(None, "memory:")
        cases = {name: Case(make_bodies, work, plain) for name, work in works.items()}
        for name, (ratio, cost, floor) in compare(cases, rounds).items():
            yield Figure(name, ratio, cost=cost, floor=floor)


def make_works(sqlite: str) -> Iterator[tuple[str, Callable[[bytes], Any]]]:
    try:
        from scaletg_contrib.i18n import Languages
        from scaletg_contrib.limits import Limits, Pace
        from scaletg_contrib.metrics import Metrics
        from scaletg_contrib.tracing import Tracing
    except scaletg.ConfigError as error:
        raise Missing(str(error)) from error
    locales = Path(__file__).parents[1] / "examples" / "locales"
    for kind, url in (("memory", "memory:"), ("SQLite", sqlite)):
        yield f"a gate of limits that lets in, {kind}", bot_with(Limits("1000000/second"), url)
        yield f"a gate of limits that stops, {kind}", bot_with(Limits("1/day", namespace="stop"), url)
        yield f"a translated answer, {kind}", bot_with(Languages(locales), url, translate)
    yield "Pace, when nothing is paced", bot_with(Pace(), "memory:")
    yield "metrics", bot_with(Metrics(), "memory:")
    yield "traces without an SDK", bot_with(Tracing(), "memory:")
