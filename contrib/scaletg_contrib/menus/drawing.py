"""The argument of a menu function, whose functions add buttons, and the state in the data of a button."""

from __future__ import annotations

import calendar
import datetime
import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import scaletg
from scaletg_contrib.callback_data import reference_of
from scaletg_contrib.menus.asking import Asked, check_kinds
from scaletg_contrib.menus.desk import Desk

__all__ = ["DRAW", "UNASK", "End", "Menu", "Question", "State"]

KEY_BYTES = 12  # so that the name, the signature, a reference and the key fit into 64 bytes
DEPTH = 8  # the largest number of menus in a way back
DRAW = ""  # the key of buttons that only draw
UNASK = "<"  # the key of the button under a question, which draws the menu again
FIRST_MONTH, LAST_MONTH = 12, 12 * 9999 + 11  # the first and the last month, counted from the year 0
NOTHING = "·"  # where the calendar has no day; Telegram refuses an empty button
YES = "!"  # the end of the key of a confirmed button


class State(NamedTuple):
    """The data of every button of a menu besides its key."""

    args: dict[str, Any]
    views: dict[str, int]  # which page, which month
    back: list[Any] | None  # the menu that linked here: its name and its state
    owner: int | None  # of a personal menu, the only person who may press its buttons

    def pack(self) -> list[Any]:
        """Return it as a list, short for the ordinary menu."""
        values: list[Any] = list(self)
        while values and not values[-1]:
            values.pop()
        return values

    @classmethod
    def unpack(cls, values: Sequence[Any]) -> State:
        """Return the state whose `pack` returned the list."""
        args, views, back, owner = [*values, None, None, None, None][:4]
        return cls(args or {}, views or {}, back, owner)


class Menu:
    """The argument of a menu function, whose functions add buttons; the menu function returns the text."""

    def __init__(self, name: str, desk: Desk, state: State) -> None:
        self.name, self.desk, self._state = name, desk, state
        self._rows: list[list[Any]] = []
        #: The actions of the buttons that were drawn, by their keys.
        self.actions: dict[str, Callable[[], Any]] = {}
        #: The functions that take the answers to questions, by the keys of their buttons.
        self.takers: dict[str, Callable[[Any], Any]] = {}
        #: The arguments: wildcards of the command's rule, or those of `link`.
        self.args = dict(state.args)
        #: Further parameters of the message, for sending and editing: {"parse_mode": "HTML"}.
        self.options: dict[str, Any] = {}
        self.update, self.bot, self.chat, self.user = desk.update, desk.bot, desk.update.chat, desk.update.user

    def button(
        self,
        label: str,
        action: Callable[..., Any],
        *values: Any,
        key: str | None = None,
        confirm: str | None = None,
        yes: str | None = None,
        no: str | None = None,
        row: bool = True,
    ) -> None:
        """Add a button that calls `action(*values)`.

        If that returns a string, it is shown as a note; a method object is sent, or a list of them.
        *key* distinguishes the button from others with the same label, and must be the same in every drawing.
        *confirm* is a question that comes first, with the answers *yes* and *no*. *row*: begin a new row; False puts
        the button beside the one before.
        """
        act = functools.partial(self._check_action(action, f"button({label!r}, "), *values)
        name = _short(key or label)
        if confirm is None:
            self._act(name, act)
        else:
            answers = {yes or self.desk.say("yes"): name + YES, no or self.desk.say("no"): DRAW}
            self._act(name, functools.partial(Question, confirm, answers))
            self._act(name + YES, act)
        self._add(label, self._data(name), row)

    def ask(
        self,
        label: str,
        question: str,
        take: Callable[..., Any],
        *values: Any,
        on: str | Sequence[str] = "text",
        key: str | None = None,
        row: bool = True,
    ) -> None:
        """Add a button that asks a question; the next message of the person is the answer: `take(*values, answer)`.

        *on*: which messages are answers: "text", "photo", or several; the answer is the text, else the `Message`. What
        *take* returns is sent, as for `button`, and the menu comes again. The text of its `ValueError` is sent, too,
        and the question stays open. A command ends it, and so does the button below it.
        """
        where = f"menu {self.name!r}: ask({label!r}, ...)"
        self._check_action(take, f"ask({label!r}, {question!r}, ")
        name = _short(key or label)
        self._act(name, functools.partial(Asked, question, check_kinds(where, on)))
        self.takers[name] = functools.partial(take, *values)
        self._add(label, self._data(name), row)

    def toggle(
        self,
        label: str,
        value: bool,
        change: Callable[[bool], Any],
        *,
        key: str | None = None,
        marks: tuple[str, str] = ("✅", "⬜"),
        row: bool = True,
    ) -> None:
        """Add a switch. Pressing it calls *change* with the value that the person chose, whoever pressed before."""
        self._check_action(change, f"toggle({label!r}, ")
        for wanted in (True, False):
            name = _short(f"{key or label}={int(wanted)}")
            self._act(name, functools.partial(change, wanted))
            if wanted is not bool(value):
                mark = marks[0] if value else marks[1]
                self._add(f"{mark} {label}", self._data(name), row)

    def radio(
        self,
        choices: Mapping[Any, str] | Sequence[Any],
        value: Any,
        change: Callable[[Any], Any],
        *,
        key: str = "radio",
        columns: int = 1,
        marks: tuple[str, str] = ("🔘", "⚪"),
    ) -> None:
        """Add choices, one of which is selected: a dictionary of values and labels, or values that are also labels."""
        self._check_action(change, "radio(..., ")
        labels = choices if isinstance(choices, Mapping) else {choice: str(choice) for choice in choices}
        for place, (choice, label) in enumerate(labels.items()):
            name = _short(f"{key}={choice}")
            self._act(name, functools.partial(change, choice))
            mark = marks[0] if choice == value else marks[1]
            self._add(f"{mark} {label}", self._data(name), place % columns == 0)

    def link(self, label: str, target: Any, *, row: bool = True, **args: Any) -> None:
        """Add a button that shows another menu in the same message: its function, or its name."""
        name = self.desk.owner.name_of(target)
        try:
            data = self._data(DRAW, name, self._state_below(args))
        except TypeError as error:
            raise TypeError(
                f"menu {self.name!r}: link({label!r}) has an argument that is not JSON: {error}. "
                "Give strings, numbers, lists and dictionaries; for a date day.isoformat()."
            ) from error
        self._add(label, data, row)

    def back(self, label: str | None = None, *, row: bool = True) -> None:
        """Add a button to the menu whose link led here; none if the menu was opened by its command."""
        if self._state.back:
            name, state = self._state.back
            self._add(label or self.desk.say("back"), self._data(DRAW, name, State.unpack(state)), row)

    def close(self, label: str | None = None, text: str | None = None, *, row: bool = True) -> None:
        """Add a button that ends the menu: the message is deleted, or replaced by *text* without buttons."""
        self._act("close", lambda: End(text))
        self._add(label or self.desk.say("close"), self._data("close"), row)

    def url(self, label: str, url: str, *, row: bool = True) -> None:
        """Add a button that opens an address."""
        self._put(scaletg.InlineKeyboardButton(label, url=url), row)

    def pages(
        self, items: Any, size: int = 8, *, total: int | None = None, key: str = "p", row: bool = True
    ) -> Sequence[Any]:
        """Return the items of the page that is shown, and add buttons to turn pages if there are several.

        *items* is anything that can be sliced, for example a list or a query of Django or SQLAlchemy, or a function of
        an offset and a limit. *total* is how many there are, if `len(items)` does not say it; without it the last page
        is unknown.
        """
        if type(size) is not int or size < 1:
            raise ValueError(f"menu {self.name!r}: pages(..., {size!r}): a page has 1 item or more.")
        if total is None and isinstance(items, Sequence):
            total = len(items)
        last = None if total is None else max(0, (total - 1) // size)
        page = max(0, self._state.views.get(key, 0))
        if last is not None:
            page = min(page, last)
        found = _slice(items, page * size, size + 1)
        while not found and page:  # this page has become empty
            page -= 1
            found = _slice(items, page * size, size + 1)
        has_more = len(found) > size if last is None else page < last
        if page or has_more:
            for place, (label, to) in enumerate(_page_buttons(page, last, has_more)):
                self._add(label, self._data(DRAW, state=self._state_at_page(key, to)), row and place == 0)
        return found[:size]

    def calendar(
        self,
        choose: Callable[[datetime.date], Any],
        *,
        chosen: datetime.date | None = None,
        first: datetime.date | None = None,
        last: datetime.date | None = None,
        today: datetime.date | None = None,
        key: str = "c",
        first_weekday: int = 0,
        months: Sequence[str] | None = None,
        weekdays: Sequence[str] | None = None,
    ) -> None:
        """Add a month of days, from *first* to *last*; *choose* is called with the day that is pressed.

        It begins with the month of *chosen*, or of *today*. *months* and *weekdays* (from Monday on) are their names.
        """
        months = months or self.desk.say("months").split()
        weekdays = weekdays or self.desk.say("weekdays").split()
        chosen, first, last, today = _day(chosen), _day(first), _day(last), _day(today)
        self._check_action(choose, "calendar(")
        begin = chosen or today or datetime.datetime.now(datetime.UTC).date()
        low = _month(first) if first else FIRST_MONTH
        high = _month(last) if last else LAST_MONTH
        month = min(max(self._state.views.get(key, _month(begin)), low), high)
        same = self._state_at_page(key, month)
        turn = [("‹", month - 1), (f"{months[month % 12]} {month // 12}", month), ("›", month + 1)]
        for place, (label, to) in enumerate(turn):
            near = self._state_at_page(key, min(max(to, low), high))
            self._add(label if low <= to <= high else NOTHING, self._data(DRAW, state=near), place == 0)
        for place in range(7):
            self._add(weekdays[(first_weekday + place) % 7], self._data(DRAW, state=same), place == 0)
        for week in calendar.Calendar(first_weekday).monthdayscalendar(month // 12, month % 12 + 1):
            for place, number in enumerate(week):
                day = datetime.date(month // 12, month % 12 + 1, number) if number else None
                if day is None or (first and day < first) or (last and day > last):
                    self._add(NOTHING, self._data(DRAW, state=same), place == 0)
                    continue
                name = _short(f"{key}{day:%Y%m%d}")
                self._act(name, functools.partial(choose, day))
                self._add(f"[{number}]" if day == chosen else str(number), self._data(name, state=same), place == 0)

    def _check_action(self, action: Any, what: str) -> Callable[..., Any]:
        """Return the action of a button; raise an error if it cannot be called later."""
        where = f"menu {self.name!r}: {what}{action!r})"
        if not callable(action):
            raise TypeError(f"{where}: this is called when somebody presses, so give a function, not what it returns.")
        if inspect.iscoroutinefunction(action) or inspect.isgeneratorfunction(action):
            raise TypeError(
                f"{where}: write a plain `def` without yield; to send several methods return a list of them."
            )
        return action  # type: ignore[no-any-return]  # callable() leaves it Any

    def _state_at_page(self, key: str, value: int) -> State:
        return self._state._replace(views={**self._state.views, key: value})

    def _state_below(self, args: dict[str, Any]) -> State:
        return State(args, {}, _cut([self.name, self._state.pack()], DEPTH), self._state.owner)

    def _data(self, key: str, name: str | None = None, state: State | None = None) -> str:
        return self.desk.packer.pack(f"m:{name or self.name}", key, (state or self._state).pack())

    def _act(self, key: str, action: Callable[[], Any]) -> None:
        if key in self.actions:
            raise ValueError(f"menu {self.name!r} has two buttons {key!r}: distinguish them with key=.")
        self.actions[key] = action

    def _add(self, label: str, data: str, row: bool) -> None:
        self._put(scaletg.InlineKeyboardButton(label, callback_data=data), row)

    def _put(self, button: Any, row: bool) -> None:
        if row or not self._rows:
            self._rows.append([])
        self._rows[-1].append(button)

    @property
    def markup(self) -> Any:
        """The keyboard that was drawn."""
        return scaletg.InlineKeyboardMarkup(self._rows)

    @property
    def packed_state(self) -> list[Any]:
        """What is in the data of every button, besides its key."""
        return self._state.pack()

    def put_question(self, question: Question) -> str:
        """Replace the drawn buttons by a question and its answers."""
        self._rows = []
        for place, (label, key) in enumerate(question.answers.items()):
            self._add(label, self._data(key), place == 0)
        return question.text

    def put_way_back(self) -> None:
        """Replace the drawn buttons by one that leads back to them."""
        self._rows = []
        self._add(self.desk.say("back"), self._data(UNASK), True)


def _page_buttons(page: int, last: int | None, has_more: bool) -> list[tuple[str, int]]:
    """Return the labels of the buttons that turn pages, each with its page; *last* is None if it is unknown."""
    here = f"{page + 1}" if last is None else f"{page + 1}/{last + 1}"
    buttons = [(here, page)]
    if page > 0:
        buttons.insert(0, ("‹", page - 1))
    if has_more:
        buttons.append(("›", page + 1))
    if last is not None and last > 2:
        if page > 1:
            buttons.insert(0, ("«", 0))
        if page < last - 1:
            buttons.append(("»", last))
    return buttons


class Question(NamedTuple):
    """The return value of an action that asks for confirmation: a text, and the labels and keys of its answers."""

    text: str
    answers: dict[str, str]


class End(NamedTuple):
    """The return value of the action of `close`: the text that stays, if any."""

    text: str | None


def _cut(back: list[Any], depth: int) -> list[Any] | None:
    """Return a way back without its oldest menus, because links in a circle would make it longer and longer."""
    name, state = back
    if len(state) < 3 or not state[2]:
        return back
    return [name, [*state[:2], _cut(state[2], depth - 1) if depth > 1 else None, *state[3:]]]


def _short(key: str) -> str:
    """Return a key that fits into 64 bytes together with a reference."""
    return key if len(key.encode()) < KEY_BYTES else "~" + reference_of(key)[: KEY_BYTES - 2]


def _slice(items: Any, start: int, count: int) -> Sequence[Any]:
    if callable(items):
        return list(items(start, count))
    if isinstance(items, (Mapping, Set, Iterator)):
        raise TypeError(f"pages() cannot take a part of a {type(items).__name__}: give it list(...), or a function.")
    return list(items[start : start + count])


def _day(day: datetime.date | None) -> datetime.date | None:
    """Return the date of a datetime, because Python cannot compare the two."""
    return day.date() if isinstance(day, datetime.datetime) else day


def _month(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1
