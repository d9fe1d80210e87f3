"""Call apps by the state that a person is in: a finite-state machine, for those who prefer it to conversations.

    bot.load(States())

    @bot.app("/name")
    def ask_name(message, state):
        state.set("name")
        return "Your name?"

    @bot.app(on="message:text", when=in_state("name"))
    def take_name(message, state):
        state.clear()
        return f"Hello, {message.text}!"

Stored: what a session stores (scaletg_contrib.sessions), as `<bot id>/states/state/<chat>/<person>`, and all that is
said there holds: one read and at most one write for each update, right in several processes, and an update that fails
changes nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import scaletg
from scaletg_contrib.sessions import Session, Sessions
from scaletg_contrib.stores import Store

__all__ = ["State", "States", "in_state"]


class State:
    """The state of one person (or chat) and its data, while one update is processed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._first: list[str | None] = []

    @property
    def at_start(self) -> str | None:
        """Return the state before the update: a change by an app does not affect which apps are called after it."""
        if not self._first:
            self._first.append(self._session.get("state"))
        return self._first[0]

    def get(self) -> str | None:
        """Return the name of the state, None if there is none."""
        self.at_start  # noqa: B018 (reading it keeps it)
        name: str | None = self._session.get("state")
        return name

    def set(self, name: str, /, **data: Any) -> None:
        """Change to the state *name*, and add *data* (JSON) to the stored data."""
        if not isinstance(name, str):
            raise TypeError(f"state.set({name!r}): the name of a state is a string. To leave a state: state.clear().")
        self.at_start  # noqa: B018 (reading it keeps it)
        self._session["state"] = name
        self._session["data"] = {**self.data, **data}

    def clear(self) -> None:
        """Leave the state, and delete its data."""
        self.at_start  # noqa: B018 (reading it keeps it)
        self._session.clear()

    @property
    def data(self) -> dict[str, Any]:
        """Return the stored data; changes to it are saved if there is a state."""
        found: dict[str, Any] = self._session.get("data", {})
        return found

    def __repr__(self) -> str:
        return f"State({self._session!r})"


class States(Sessions):
    """Provides the module `state`, which the condition `when=in_state(...)` uses.

    *options* are those of `Sessions`: key, name, namespace, ttl, lock. With another *name* the condition needs it, too:
    `in_state("begun", module="order")`.
    """

    feature = "states"

    def __init__(self, store: str | Store | None = None, *, name: str = "state", **options: Any) -> None:
        if "type" in options or "migrations" in options:
            raise scaletg.ConfigError("States takes neither type= nor migrations=: use Sessions for your own data.")
        super().__init__(store, name=name, **options)

    def _value_of(self, current: Any) -> State:
        return State(Session(current))


def in_state(*names: str | Iterable[str | None] | None, module: str = "state") -> Callable[..., bool]:
    """Return a condition for `when=`: before the update the state was one of these; None means no state.

    Several states may also be one list. *module*: the name that `States` was given.
    Raises `RegistrationError` for what is not a name.
    """
    wanted = {name for item in names for name in ((item,) if item is None or isinstance(item, str) else _names(item))}
    if not wanted:
        raise scaletg.RegistrationError(
            "in_state() names no state: write in_state('name'), or in_state(None) for no state."
        )

    def is_in_state(state: State) -> bool:
        return state.at_start in wanted

    is_in_state.states = sorted(name for name in wanted if name is not None)  # type: ignore[attr-defined]  # for tools
    parameter = inspect.Parameter(module, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if module == "state":
        return is_in_state

    def is_in_named_state(**states: State) -> bool:
        return is_in_state(states[module])

    is_in_named_state.states = is_in_state.states  # type: ignore[attr-defined]
    is_in_named_state.__signature__ = inspect.Signature([parameter])  # type: ignore[attr-defined]
    return is_in_named_state


def _names(several: Any) -> list[str | None]:
    """Return the names in a list of names."""
    names = list(several) if isinstance(several, Iterable) else [several]
    for name in names:
        if name is not None and not isinstance(name, str):
            raise scaletg.RegistrationError(
                f"in_state({name!r}): the name of a state is a string, or None for no state."
            )
    return names
