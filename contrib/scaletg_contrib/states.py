"""Ask apps by the state that a person is in: a finite-state machine, for those who prefer it to conversations.

    bot.load(States("sqlite:///bot.db"))

    @bot.app("/name")
    def ask_name(message, state):
        state.set("name")
        return "Your name?"

    @bot.app(on="message:text", when=in_state("name"))
    def take_name(message, state):
        state.clear()
        return f"Hello, {message.text}!"

Stored: a session (scaletg_contrib.sessions), and all that is said there holds: one read and at most one write an
update, right in several processes, and an update that fails changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import scaletg
from scaletg_contrib.sessions import Session, Sessions
from scaletg_contrib.stores import Store

__all__ = ["State", "States", "in_state"]


class State:
    """The state of one person (or chat) and what belongs to it, while one update is processed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._first: list[str | None] = []

    @property
    def at_start(self) -> str | None:
        """Return the state that the update found: an app that changes it does not wake the apps after it."""
        if not self._first:
            self._first.append(self._session.get("state"))
        return self._first[0]

    def get(self) -> str | None:
        """Return the name of the state, None if there is none."""
        self.at_start  # noqa: B018 (reading it keeps it)
        name: str | None = self._session.get("state")
        return name

    def set(self, name: str, /, **data: Any) -> None:
        """Go to the state *name*, and keep *data* (JSON) beside what is kept already."""
        if not isinstance(name, str):
            raise TypeError(f"state.set({name!r}): the name of a state is text. To leave a state: state.clear().")
        self.at_start  # noqa: B018 (reading it keeps it)
        self._session["state"] = name
        self._session["data"] = {**self.data, **data}

    def clear(self) -> None:
        """Leave the state, and forget its data."""
        self.at_start  # noqa: B018 (reading it keeps it)
        self._session.clear()

    @property
    def data(self) -> dict[str, Any]:
        """Return what is kept; changes of it are saved if there is a state."""
        found: dict[str, Any] = self._session.get("data", {})
        return found

    def __repr__(self) -> str:
        return f"State({self._session!r})"


class States(Sessions):
    """Gives apps the module `state`, and `when=in_state(...)` what it asks.

    *options* are those of `Sessions`: key, ttl, lock.
    """

    def __init__(self, store: str | Store = "sqlite:///bot.db", **options: Any) -> None:
        super().__init__(store, name="state_session", **options)

    @scaletg.module
    def state(self, state_session: Session) -> State:
        """Give the state of this update."""
        return State(state_session)


def in_state(*names: str | Iterable[str | None] | None) -> Callable[[State], bool]:
    """Return a condition for `when=`: the update found one of these states; None stands for no state.

    Several states may also be one list. Raises `RegistrationError` for what is no name.
    """
    wanted = {name for one in names for name in ((one,) if one is None or isinstance(one, str) else _names(one))}
    if not wanted:
        raise scaletg.RegistrationError(
            "in_state() names no state: write in_state('name'), or in_state(None) for none."
        )

    def is_in_state(state: State) -> bool:
        return state.at_start in wanted

    return is_in_state


def _names(several: Any) -> list[str | None]:
    """Return the names in a list of names."""
    names = list(several) if isinstance(several, Iterable) else [several]
    for name in names:
        if name is not None and not isinstance(name, str):
            raise scaletg.RegistrationError(f"in_state({name!r}): the name of a state is text, or None for no state.")
    return names
