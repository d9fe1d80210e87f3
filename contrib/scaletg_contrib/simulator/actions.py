"""The actions of people in the simulated Telegram, by name, and the check of their calls over HTTP.

Part of `scaletg_contrib.simulator`. Only the signature of an action's function says what it takes: the names, which of
them are optional, and the types.

    >>> def greet(user: str, *, times: int = 1) -> None: ...
    >>> check_call(greet, {"usr": "Ada"}, "POST /greet")
    Traceback (most recent call last):
    ...
    scaletg_contrib.simulator.actions.ActionError: POST /greet has no parameter 'usr': did you mean 'user'? It takes ...
"""

from __future__ import annotations

import collections.abc
import difflib
import inspect
import json
import types
from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from scaletg_contrib.simulator.parameters import Parameters
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, User

F = TypeVar("F", bound=Callable[..., Any])
BotMethod = Callable[[Any, BotAccount, Parameters], Any]
ROLE = "role_in_simulator"  #: the attribute that marks a function of a room
#: How people, bots and chats are named; errors describe such a parameter with this text.
Person = Annotated[User | int | str, "an id, a name or a @username"]
Bot = Annotated[BotAccount | int | str, "the id or @username of a bot"]
Place = Annotated[Chat | int | str, "the id, title or @username of a chat"]

LARGEST = 2**53  #: larger numbers are not exact in JSON
_WORDS: dict[Any, str] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "an object",
}
_LISTS = (list, collections.abc.Sequence)
_UNIONS = (Union, types.UnionType)


class ActionError(ValueError):
    """An action that people cannot do, or with a person, chat or message that does not exist."""


def action(function: F) -> F:
    """Mark a function of a room as an action of people, in Python and over HTTP."""
    setattr(function, ROLE, "action")
    return function


def method(function: F) -> F:
    """Mark a function of a room as a method of the Bot API; it has the method's name, or `bot_` and that name."""
    setattr(function, ROLE, "method")
    return function


def timer(function: F) -> F:
    """Mark a function of a room as the one to call when a timer of its name is due."""
    setattr(function, ROLE, "timer")
    return function


def signature_of(function: Callable[..., Any]) -> Data:
    """Return an action's parameters and description, for the list of actions."""
    parameters, is_open = _parameters_of(function)
    shown = {}
    for name, parameter in parameters.items():
        shown[name] = "required" if _is_required(parameter) else parameter.default
    about, _, more = (inspect.getdoc(function) or "").partition("\n\n")
    signature: Data = {"name": function.__name__, "parameters": shown, "summary": about}
    if is_open:  # the description says which other names it takes
        signature["more"] = " ".join((more or about).split())
    return signature


def _parameters_of(function: Callable[..., Any]) -> tuple[dict[str, inspect.Parameter], bool]:
    """Return the parameters of an action by name, and whether it takes other names, too."""
    named, is_open = {}, False
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            is_open = True
        elif name != "sim":
            named[name] = parameter
    return named, is_open


def _is_required(parameter: inspect.Parameter) -> bool:
    return parameter.default is parameter.empty


def check_call(function: Callable[..., Any], values: Data, where: str) -> Data:
    """Return *values* if they fit the parameters of a function, else raise `ActionError`, which names *where*."""
    parameters, is_open = _parameters_of(function)
    types = get_type_hints(function, include_extras=True)
    hints = {name: types.get(name, Any) for name in parameters}
    check_values(values, hints, where, is_open=is_open)
    missing = []
    for name, parameter in parameters.items():
        if _is_required(parameter) and name not in values:
            missing.append(f"{name!r} ({describe_type(hints[name])})")
    if missing:
        what = "it" if len(missing) == 1 else "them"
        raise ActionError(
            f"{where} lacks {' and '.join(missing)}: add {what} to the JSON object. {_list_parameters(hints)}"
        )
    return values


def check_values(values: Data, hints: Data, where: str, *, is_open: bool = False) -> None:
    """Raise `ActionError` for a wrong type, or for a name that is not in *hints*; *is_open* allows other names."""
    for name, value in values.items():
        if name not in hints and not is_open:
            raise ActionError(
                f"{where} has no parameter {name!r}: {did_you_mean(name, hints)}{_list_parameters(hints)}"
            )
        if not _fits(value, hints.get(name, Any)):
            raise ActionError(f"{where} has {_shorten(value)} as {name!r}: it must be {describe_type(hints[name])}")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question with the most similar name, or ""."""
    near = difflib.get_close_matches(name, known, n=1)
    if not near:
        return ""
    return f"did you mean {near[0]!r}? "


def _list_parameters(names: Iterable[str]) -> str:
    if not names:
        return "It takes nothing"
    return f"It takes {', '.join(names)}"


def _fits(value: Any, hint: Any) -> bool:
    """Return whether a value is of the type of an annotation."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin is Annotated:
        return _fits(value, parts[0])
    if origin in _UNIONS:
        return any(_fits(value, part) for part in parts)
    if origin in _LISTS:
        return isinstance(value, (list, tuple)) and all(_fits(item, parts[0]) for item in value)
    if hint in (int, float):
        if isinstance(value, bool) or not isinstance(value, (int, hint)):
            return False
        return -LARGEST <= value <= LARGEST
    return isinstance(value, origin or hint)


def describe_type(hint: Any) -> str:
    """Describe the type of an annotation in the terms of JSON."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return str(parts[1])
    if origin in _UNIONS:
        return " or ".join(filter(None, map(describe_type, parts)))
    if origin in _LISTS:
        return f"a list (each: {describe_type(parts[0])})"
    return _WORDS.get(origin or hint, "")


def _shorten(value: Any) -> str:
    if isinstance(value, str):
        text = repr(value)
    else:
        text = json.dumps(value, ensure_ascii=False, default=repr)
    if len(text) > 40:
        text = text[:40] + "…"
    return text


def names_of(names: Any) -> str:
    """List the names."""
    known = sorted({str(name) for name in names if name})
    if not known:
        return "there are none"
    return f"there are {', '.join(map(repr, known[:20]))}"
