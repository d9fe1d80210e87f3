"""Explain the outcome of an update in sentences, above all why no app answered.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from types import GeneratorType, MappingProxyType
from typing import Any

import scaletg
from scaletg_contrib.playground.registry import describe_processor
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
    calls: Sequence[Data] = (),
    commands: Mapping[str, str] = MappingProxyType({}),
    unsent: Sequence[Data] = (),
) -> list[str]:
    """Explain the outcome of an update in sentences, above all why no app answered."""
    steps = trace["steps"]
    raised = _steps_with_status(steps, "raised")
    winner = next(iter(_steps_with_status(steps, "answered", "stopped")), None)
    sentences = []
    if trace["note"]:
        sentences.append(_sentence(trace["note"]))
    for step in raised:
        sentences.append(f"{_name_of_step(step)} raised {step['reason']}")
    for call in calls:
        if not call["answer"]["ok"]:
            sentences.append(_explain_refusal(call, winner))
    for method in unsent:
        sentences.append(f"{method['text']} ({method['file']}:{method['line']}: {method['code']}).")
    if winner is not None and winner["name"] not in [step["name"] for step in raised]:
        return [_explain_answer(winner, trace, outcome, calls), *sentences]
    if sentences and not trace["note"].startswith("app"):
        return sentences
    return sentences + _explain_no_answer(update, steps, commands)


def _steps_with_status(steps: list[Data], *statuses: str) -> list[Data]:
    return [step for step in steps if step["status"] in statuses]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _name_of_step(step: Data) -> str:
    return f"{step['role'].capitalize()} {step['name']!r} ({step['place']})"


def _explain_answer(step: Data, trace: Data, outcome: Any, calls: Sequence[Data]) -> str:
    text = f"{_name_of_step(step)} answered"
    has_reply = outcome is not None and bool(outcome.reply)
    if not calls and not has_reply:
        text += ', but it sent nothing: it returned "", which means that the update is done'
    if trace["discarded"]:
        text += f". The answers of {', '.join(map(repr, trace['discarded']))} were discarded: the first one counts"
    return text + "."


def _explain_refusal(call: Data, winner: Data | None) -> str:
    """Name the refused call and the app whose reply it was, unless the app itself raised an exception."""
    answer = call["answer"]
    source = ""
    if winner is not None:
        source = f" of app {winner['name']!r} ({winner['place']})"
    return f"Telegram refused {call['method']}{source}: {answer.get('error_code')} {answer.get('description')}."


def _explain_no_answer(update: Data, steps: list[Data], commands: Mapping[str, str]) -> list[str]:
    """Explain why no app answered: the apps that returned None, then the nearest misses."""
    apps = [step for step in steps if step["role"] == "app"]
    if not apps:
        return ["The bot has no apps yet: write a function below @bot.app(...)."]
    sentences = ["No app answered."]
    for step in _steps_with_status(apps, "passed"):
        sentences.append(f"{_name_of_step(step)} returned None, which means that the update is not for it.")
    sentences += _explain_misses(_steps_with_status(apps, "not called"))
    return sentences + _suggest_command(update, commands)


def _explain_misses(steps: list[Data]) -> list[str]:
    """Say why the nearest apps were not called, and name the others."""
    missed = sorted(steps, key=_distance)
    nearest = [step for step in missed if _distance(step) < 3]
    if not nearest:
        nearest = missed[:3]
    sentences = []
    for step in nearest:
        reason = step["reason"]
        if step.get("hint"):
            reason += f" ({step['hint']})"
        sentences.append(f"{_name_of_step(step)} was not called: {reason}.")
    others = [repr(step["name"]) for step in missed[len(nearest) :]]
    if others:
        sentences.append(f"Not called either: {', '.join(others)}.")
    return sentences


def _distance(step: Data) -> int:
    """Return how far an app was from being called, by the reason why it was not."""
    for distance, miss in enumerate(_MISSES):
        if miss in step["reason"]:
            return distance
    return len(_MISSES)


def _suggest_command(update: Data, commands: Mapping[str, str]) -> list[str]:
    """Return a question with the command that the person probably meant, if there is one."""
    word = _first_word(update)
    name = word.lstrip("/")
    if word.startswith("/") and name.partition("@")[0] in commands:
        return []
    near = difflib.get_close_matches(name.lower(), list(commands), 1, 0.7)
    if not near:
        return []
    return [f"Did you mean /{near[0]}?"]


def _first_word(update: Data) -> str:
    event = update.get(scaletg.kind_of(update) or "") or {}
    words = str(event.get("text") or "").split(None, 1)
    if not words:
        return ""
    return words[0]


def trace_data(trace: scaletg.Trace, calls: list[Data], bot: scaletg.Bot | None = None, text: str = "") -> Data:
    """Return the trace as data; a generator has the values that it sent, and its whole time."""
    steps = []
    for step in trace.steps:
        data = {**step._asdict(), "result": shown(step.result)}
        if step.role == "app" and isinstance(step.result, GeneratorType):
            data |= _describe_generator(step, trace, calls)
        if bot is not None:
            data |= describe_processor(bot, step, text)
        steps.append(data)
    names = {"winner": trace.winner, "discarded": trace.discarded, "note": trace.note}
    return {"steps": steps, **names, "duration_ms": trace.duration_ms}


def _describe_generator(step: scaletg.TraceStep, trace: scaletg.Trace, calls: list[Data]) -> Data:
    if step.name != trace.winner:
        return {"result": "a generator that was not started"}
    others = sum(other.duration_ms for other in trace.steps) - step.duration_ms
    sent = ", then ".join(map(_describe_call, calls)) or "it sent nothing"
    duration = round(max(step.duration_ms, trace.duration_ms - others), 3)
    return {"result": f"a generator: {sent}", "duration_ms": duration}


def _describe_call(call: Data) -> str:
    method, parameters = call["method"], call["parameters"]
    text = parameters.get("text") or parameters.get("caption")
    if not isinstance(text, str):
        return str(method)
    if len(text) > 40:
        text = text[:37] + "..."
    return f"{method} {text!r}"
