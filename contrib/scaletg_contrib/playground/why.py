"""Explain the outcome of an update in sentences, above all why no app answered.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import GeneratorType
from typing import Any

import scaletg
from scaletg_contrib.playground.values import shown
from scaletg_contrib.simulator import Data

__all__ = ["explain", "trace_data"]

#: The reasons why an app was not called, the nearest miss first.
_MISSES = ("the slash is missing", "what follows it is not", "is for another bot", "its rule", "has not what")


def explain(
    update: Data,
    trace: Data,
    *,
    outcome: Any = None,
    calls: list[Data] | None = None,
    commands: Mapping[str, str] | None = None,
    unsent: list[Data] | None = None,
) -> list[str]:
    """Explain the outcome of an update in sentences, above all why no app answered."""
    told = []
    if trace["note"]:
        told.append(_sentence(trace["note"]))
    told += [f"{_name_of_step(step)} raised {step['reason']}" for step in trace["steps"] if step["status"] == "raised"]
    winner = next((step for step in trace["steps"] if step["status"] in ("answered", "stopped")), None)
    told += [_explain_refusal(call, winner) for call in calls or () if not call["answer"]["ok"]]
    told += [f"{item['text']} ({item['file']}:{item['line']}: {item['code']})." for item in unsent or ()]
    has_failed = any(step["status"] == "raised" and step["name"] == winner["name"] for step in trace["steps"] if winner)
    if winner is not None and not has_failed:
        told.insert(0, _answered(winner, trace, outcome, calls or []))
        return told
    if told and not trace["note"].startswith("app"):
        return told
    return told + _explain_no_answer(update, trace["steps"], commands or {})


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _name_of_step(step: Data) -> str:
    return f"{step['role'].capitalize()} {step['name']!r} ({step['place']})"


def _answered(step: Data, trace: Data, outcome: Any, calls: list[Data]) -> str:
    text = f"{_name_of_step(step)} answered"
    if not calls and (outcome is None or not outcome.reply):
        text += ', but it sent nothing: it returned "", which means that the update is done'
    if trace["discarded"]:
        text += f". The answers of {', '.join(map(repr, trace['discarded']))} were discarded: the first one counts"
    return text + "."


def _explain_refusal(call: Data, winner: Data | None) -> str:
    """Name the refused call and the app whose reply it was, unless the app itself raised an exception."""
    answer = call["answer"]
    source = "" if winner is None else f" of app {winner['name']!r} ({winner['place']})"
    return f"Telegram refused {call['method']}{source}: {answer.get('error_code')} {answer.get('description')}."


def _explain_no_answer(update: Data, steps: list[Data], commands: Mapping[str, str]) -> list[str]:
    """Explain why no app answered: the apps that returned None, then the nearest misses."""
    apps = [step for step in steps if step["role"] == "app"]
    if not apps:
        return ["The bot has no apps yet: write a function below @bot.app(...)."]
    told = ["No app answered."]
    asked = [step for step in apps if step["status"] == "passed"]
    told += [f"{_name_of_step(step)} was asked and returned None, which means: not mine." for step in asked]
    missed = [step for step in apps if step["status"] == "not called"]
    missed.sort(key=lambda step: _nearness(step["reason"]))
    nearest = [step for step in missed if _nearness(step["reason"]) < 3] or missed[:3]
    told += [f"{_name_of_step(step)} was not called: {step['reason']}." for step in nearest]
    if len(missed) > len(nearest):
        told.append(f"Not asked either: {', '.join(repr(step['name']) for step in missed if step not in nearest)}.")
    return told + _suggestion(update, commands)


def _nearness(reason: str) -> int:
    return next((place for place, miss in enumerate(_MISSES) if miss in reason), len(_MISSES))


def _suggestion(update: Data, commands: Mapping[str, str]) -> list[str]:
    """Return the command that the person probably meant."""
    message = next((value for key, value in update.items() if key != "update_id"), None) or {}
    word = str(message.get("text") or "").split(None, 1)[:1]
    if not word or (word[0].lstrip("/").partition("@")[0] in commands and word[0].startswith("/")):
        return []
    near = difflib.get_close_matches(word[0].lstrip("/").lower(), list(commands), 1, 0.7)
    return [f"Did you mean /{near[0]}?"] if near else []


def trace_data(trace: scaletg.Trace, calls: list[Data]) -> Data:
    """Return the trace as data; a generator has the values that it sent, and its whole time."""
    steps = []
    for step in trace.steps:
        told = {**step._asdict(), "result": shown(step.result)}
        if step.role == "app" and isinstance(step.result, GeneratorType):
            told |= _generator(step, trace, calls)
        steps.append(told)
    names = {"winner": trace.winner, "discarded": trace.discarded, "note": trace.note}
    return {"steps": steps, **names, "duration_ms": trace.duration_ms}


def _generator(step: scaletg.TraceStep, trace: scaletg.Trace, calls: list[Data]) -> Data:
    if step.name != trace.winner:
        return {"result": "a generator that was not started"}
    others = sum(other.duration_ms for other in trace.steps if other is not step)
    duration = round(max(step.duration_ms, trace.duration_ms - others), 3)
    return {
        "result": f"a generator: {', then '.join(map(_describe_call, calls)) or 'it sent nothing'}",
        "duration_ms": duration,
    }


def _describe_call(call: Data) -> str:
    text = call["parameters"].get("text") or call["parameters"].get("caption")
    if not isinstance(text, str):
        return str(call["method"])
    return f"{call['method']} {text if len(text) <= 40 else text[:37] + '...'!r}"
