"""Bytes in to reply bytes out, in process: `bot.handle(body, headers)`, from 1 to 10,000 rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import scaletg
from benchmarks.bots import (
    HEADERS,
    KINDS,
    bodies_of,
    constant_bot,
    floor_of,
    floor_of_text_bot,
    make_body,
    text_bot,
    typed_bot,
)
from benchmarks.harness import Case, Figure, check_same, compare

RULES = (1, 100, 10_000)
LIMITS = {"message": 1.50, "callback": 1.52, "photo": 1.70}
FLAT = 1.10  # how much more the last of RULES may cost than the first


def measure(quick: bool) -> Iterator[Figure]:
    yield from figures(quick, LIMITS)


def figures(quick: bool, limits: dict[str, float]) -> Iterator[Figure]:
    """Compare the apps that read three fields, which have limits, and those that read nothing."""
    cases = {}
    for rules in RULES:
        for app, bot in (("typed", typed_bot(rules)), ("constant", constant_bot(rules))):
            for kind in KINDS:
                cases[kind, app, rules] = case_of(bot, kind, rules, reads=app == "typed")
    cases["callback", "text", 1] = case_with(text_bot(), "callback", 1, floor_of_text_bot)
    results = compare(cases, 3 if quick else 21)
    for app in ("typed", "constant"):
        for kind in KINDS:
            limit = limits[kind] if app == "typed" else None
            for rules in RULES:
                ratio, cost, floor = results[kind, app, rules]
                name = f"{kind}, {app}, {rules:,} rule{'s' if rules > 1 else ''}"
                yield Figure(name, ratio, limit=limit, cost=cost, floor=floor)
            growth = results[kind, app, RULES[-1]][0] / results[kind, app, RULES[0]][0]
            yield Figure(f"{kind}, {app}, {RULES[-1]:,} rules : 1", growth, limit=FLAT)
    ratio, cost, floor = results["callback", "text", 1]
    yield Figure("callback, typed, answered with a text", ratio, limit=limits["callback"], cost=cost, floor=floor)


def case_of(bot: scaletg.Bot, kind: str, rules: int, *, reads: bool) -> Case:
    return case_with(bot, kind, rules, floor_of(kind, rules, reads=reads))


def case_with(bot: scaletg.Bot, kind: str, rules: int, floor: Callable[[bytes], bytes]) -> Case:
    handle = bot.handle
    body = make_body(kind, rules)
    check_same(json.loads(handle(body, HEADERS)[2]), json.loads(floor(body)))
    return Case(bodies_of(kind, rules), lambda body: handle(body, HEADERS), floor)
