"""Draw menus that redraw themselves in place: submenus, pages, toggles, choices, confirmation, a calendar.

    bot.load(Menus("sqlite:///bot.db"))

    @menu("/settings")                                  # the command that sends it
    def settings(menu, session):                        # draws it, and may name what an app may name
        menu.toggle("Sound", session.get("sound", True), lambda on: session.update(sound=on))
        menu.link("Language", language)                 # another menu, in the same message
        return "What would you like to change?"         # the text above the buttons

    bot.load(settings)

When a button is pressed, the function draws the menu again, the button of that name does its work, and the menu is
drawn once more. A button that is not drawn any more does nothing, and whoever presses it is told so politely.

Stored: what does not fit into the 64 bytes of a button, for `keep` seconds since it was last drawn; nothing else. All
data are signed and belong to one chat, so they are valid in every process and nobody can make up others. The key of the
signature is made of the bot's token; without a token it lies in the store.
"""

from __future__ import annotations

import base64
import calendar
import contextlib
import datetime
import functools
import hashlib
import hmac
import inspect
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import scaletg
from scaletg_contrib.stores import Conflict, Store, open_store

__all__ = ["Desk", "Menu", "Menus", "menu"]

STALE = "This button is from an earlier time. Please open the menu again."
CHANGED = "This has changed meanwhile: look again."
FOREIGN = "This menu is somebody else's. Open one of your own."
MAC_BYTES, MAC_SIGNS = 8, 11  # as base64
REF_SIGNS = 16  # 96 bits of a hash
KEY_BYTES, NAME_SIGNS = 12, 20  # so that the name, the signature, a reference and the key fit into 64 bytes
DEPTH = 8  # how many menus lie between the first one and the last, so that all know their way back
DRAW = ""  # the key of buttons that only draw
NOTHING = "·"  # stands where the calendar has no day; Telegram refuses an empty button
YES = "!"  # what the key of a confirmed button ends in
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Mo Tu We Th Fr Sa Su".split()


class _Stale(Exception):
    """The data of a button are not ours, or no longer known."""


# The module `menus` ##########################################################


class Menus:
    """Gives menus and apps the module `menus`, and answers buttons that nobody knows any more.

    *store*: a store or its URL. *secret*: the key of the signatures, if not made of the bot's token. *keep*: how many
    seconds the store keeps what did not fit into a button. *name*: bots that share a store take different names.
    *stale*, *changed*, *foreign*: what people are told whose button is too old, has changed, or is somebody else's.
    """

    def __init__(
        self,
        store: str | Store = "sqlite:///bot.db",
        *,
        secret: str | None = None,
        keep: float = 30 * 86_400.0,
        name: str = "bot",
        stale: str = STALE,
        changed: str = CHANGED,
        foreign: str = FOREIGN,
    ) -> None:
        self.store = open_store(store) if isinstance(store, str) else store
        self.keep, self.name, self.stale, self.changed, self.foreign = keep, name, stale, changed, foreign
        self._secret = secret
        self._key: bytes | None = None

    @scaletg.module
    def menus(self, update: Any, bot: Any) -> Desk:
        """Give what packs and unpacks the data of buttons in the chat of this update."""
        return Desk(self, update, bot)

    @scaletg.app(on="callback_query", order=1000, fallback=True)
    def stale_button(self, callback_query: Any) -> Any:
        """Answer a button that no app has answered."""
        return callback_query.answer(self.stale, show_alert=True)

    def key(self, bot: Any) -> bytes:
        """Return the key of the signatures, the same in every process."""
        if self._key is None:
            secret = self._secret or bot.token or self._stored_secret()
            self._key = hmac.digest(secret.encode(), b"scaletg menus " + self.name.encode(), "sha256")
        return self._key

    def _stored_secret(self) -> str:
        """Return the secret of the store, which the first process that asks makes."""
        name = f"menus:{self.name}:secret"
        with contextlib.suppress(Conflict):
            self.store.put(name, secrets.token_hex(32), version=0)
        record = self.store.get(name)
        assert record is not None  # it never expires
        return str(record.value)


class Desk:
    """Packs any JSON value into the data of a button and unpacks it, in the chat of one update."""

    def __init__(self, menus: Menus, update: Any, bot: Any) -> None:
        self._menus, self.update, self.bot = menus, update, bot
        self._place = str(update.chat.id if update.chat is not None else "")
        self._stored: set[str] = set()

    def pack(self, head: str, value: Any) -> str:
        """Return the data of a button that a rule `head:<data:rest>` matches, whatever the size of *value*.

        It is signed, and valid in this chat only. What is too long is kept in the store.
        """
        return self._pack(head, "", value)

    def unpack(self, head: str, data: str) -> Any:
        """Return the value of `data`; what is forged or too old is answered politely, and no further app is asked."""
        try:
            return self._unpack(head, data)[1]
        except _Stale:
            raise scaletg.Stop(self.update.event.answer(self._menus.stale, show_alert=True)) from None

    def _pack(self, head: str, key: str, value: Any) -> str:
        """Return head:SIGNATURE and the rest: the key and the value as JSON, or * and where they are, and the key."""
        text = json.dumps([key, value], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        data = self._signed(head, text)
        if len(data.encode()) > 64:
            data = self._signed(head, f"*{self._keep(value)}{key}")
        if len(data.encode()) > 64:
            raise ValueError(f"{head!r} is too long for the data of a button: use at most {NAME_SIGNS} letters.")
        return data

    def _unpack(self, head: str, data: str) -> tuple[str, Any]:
        rest = data[MAC_SIGNS:]
        made, given = (text.encode("utf-8", "replace") for text in (self._signed(head, rest), f"{head}:{data}"))
        if not hmac.compare_digest(made, given):
            raise _Stale
        if not rest.startswith("*"):
            key, value = json.loads(rest)
            return key, value
        reference, key = rest[1 : REF_SIGNS + 1], rest[REF_SIGNS + 1 :]
        record = self._menus.store.get(self._record(reference))
        if record is None or _reference(record.value) != reference:
            raise _Stale
        return key, json.loads(record.value)

    def _check_loaded(self, name: str, what: str) -> None:
        """Raise `RegistrationError` where nobody would answer the button."""
        if name not in self._loaded:
            names = ", ".join(sorted(self._loaded))
            raise scaletg.RegistrationError(
                f"{what}, but no menu of this name is loaded. Write bot.load({name}), or use one of: {names}."
            )

    @functools.cached_property
    def _loaded(self) -> set[str]:
        """Return the names of the menus that answer buttons."""
        objects = (getattr(processor.function, "__self__", None) for processor in self.bot.registry)
        return {str(name) for one in objects if (name := getattr(one, "menu_name", None))}

    def _signed(self, head: str, rest: str) -> str:
        text = json.dumps([self._place, head, rest]).encode()
        mac = hmac.digest(self._menus.key(self.bot), text, "sha256")[:MAC_BYTES]
        return f"{head}:{_letters(mac)}{rest}"

    def _keep(self, value: Any) -> str:
        """Store a value under its own hash, once an update: the same value drawn again takes no more room."""
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
        reference = _reference(text)
        if reference not in self._stored:
            self._menus.store.put(self._record(reference), text, ttl=self._menus.keep)
            self._stored.add(reference)
        return reference

    def _record(self, reference: str) -> str:
        return f"menus:{self._menus.name}:data:{reference}"


def _letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _reference(text: str) -> str:
    return _letters(hashlib.sha256(text.encode()).digest())[:REF_SIGNS]


# Drawing #####################################################################


class _State(NamedTuple):
    """What every button of a menu carries besides its key."""

    args: dict[str, Any]
    views: dict[str, int]  # which page, which month
    back: list[Any] | None  # the menu that linked here: its name and its state
    owner: int | None  # who alone may press, of a personal menu

    def pack(self) -> list[Any]:
        """Return it as a list, short for the ordinary menu."""
        values: list[Any] = list(self)
        while values and not values[-1]:
            values.pop()
        return values

    @classmethod
    def unpack(cls, values: Sequence[Any]) -> _State:
        args, views, back, owner = [*values, None, None, None, None][:4]
        return cls(args or {}, views or {}, back, owner)


class Menu:
    """Is what a menu function draws on: each function adds buttons. The text is what the function returns."""

    def __init__(self, name: str, desk: Desk, state: _State) -> None:
        self._name, self._desk, self._state = name, desk, state
        self._rows: list[list[Any]] = []
        self._actions: dict[str, Callable[[], Any]] = {}
        #: The arguments: wildcards of the command's rule, or what `link` was given.
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
        yes: str = "Yes",
        no: str = "No",
        row: bool = True,
    ) -> None:
        """Add a button that calls `action(*values)`.

        If that returns a text, it is shown as a note; a method object is sent, or a list of them.
        *key* tells the button from others with the same label, and must be the same in every drawing. *confirm* is a
        question that is asked first. *row*: begin a new row; False puts it beside the one before.
        """
        act = functools.partial(self._checked(action, f"button({label!r}, "), *values)
        name = _short(key or label)
        if confirm is None:
            self._act(name, act)
        else:
            self._act(name, functools.partial(_Question, confirm, {yes: name + YES, no: DRAW}))
            self._act(name + YES, act)
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
        """Add a switch. Pressing it calls *change* with what the person meant, though somebody else pressed before."""
        self._checked(change, f"toggle({label!r}, ")
        for wanted in (True, False):
            name = _short(f"{key or label}={int(wanted)}")
            self._act(name, functools.partial(change, wanted))
            if wanted is not bool(value):
                self._add(f"{marks[0 if value else 1]} {label}", self._data(name), row)

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
        """Add choices, of which one is chosen: a dictionary of values and labels, or values that name themselves."""
        self._checked(change, "radio(..., ")
        labels = choices if isinstance(choices, Mapping) else {choice: str(choice) for choice in choices}
        for place, (choice, label) in enumerate(labels.items()):
            name = _short(f"{key}={choice}")
            self._act(name, functools.partial(change, choice))
            self._add(f"{marks[choice != value]} {label}", self._data(name), place % columns == 0)

    def link(self, label: str, target: Any, *, row: bool = True, **args: Any) -> None:
        """Add a button that shows another menu in the same message: a function with `@menu`, or its name."""
        name = _name_of(target)
        self._desk._check_loaded(name, f"menu {self._name!r} links to {name!r}")
        try:
            data = self._data(DRAW, name, self._below(args))
        except TypeError as error:
            raise TypeError(
                f"menu {self._name!r}: link({label!r}) has an argument that is no JSON: {error}. "
                "Give texts, numbers, lists and dictionaries, of a date day.isoformat()."
            ) from error
        self._add(label, data, row)

    def back(self, label: str = "‹ Back", *, row: bool = True) -> None:
        """Add a button to the menu whose link led here; none if the menu was opened by its command."""
        if self._state.back:
            name, state = self._state.back
            self._add(label, self._data(DRAW, name, _State.unpack(state)), row)

    def close(self, label: str = "Close", text: str | None = None, *, row: bool = True) -> None:
        """Add a button that ends the menu: the message is deleted, or *text* stands there without buttons."""
        self._act("close", lambda: _End(text))
        self._add(label, self._data("close"), row)

    def url(self, label: str, url: str, *, row: bool = True) -> None:
        """Add a button that opens an address."""
        self._put(scaletg.InlineKeyboardButton(label, url=url), row)

    def pages(
        self, items: Any, size: int = 8, *, total: int | None = None, key: str = "p", row: bool = True
    ) -> Sequence[Any]:
        """Return the items of the page that is shown, and add buttons to turn pages if there are several.

        *items* is anything that can be sliced, as a list or a query of Django or SQLAlchemy, or a function of an offset
        and a limit. *total* is how many there are, if `len(items)` does not tell; else the last page is unknown.
        """
        if type(size) is not int or size < 1:
            raise ValueError(f"menu {self._name!r}: pages(..., {size!r}): a page has 1 item or more.")
        if total is None and isinstance(items, Sequence):
            total = len(items)
        last = None if total is None else max(0, (total - 1) // size)
        page = max(0, self._state.views.get(key, 0) if last is None else min(self._state.views.get(key, 0), last))
        found = _slice(items, page * size, size + 1)
        while not found and page:  # what was on this page is gone
            page -= 1
            found = _slice(items, page * size, size + 1)
        has_more = len(found) > size if last is None else page < last
        if page or has_more:
            here = f"{page + 1}" if last is None else f"{page + 1}/{last + 1}"
            turn = [("‹", page - 1)] * (page > 0) + [(here, page)] + [("›", page + 1)] * has_more
            if last is not None and last > 2:
                turn = [("«", 0)] * (page > 1) + turn + [("»", last)] * (page < last - 1)
            for place, (label, to) in enumerate(turn):
                self._add(label, self._data(DRAW, state=self._viewed(key, to)), row and place == 0)
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
        months: Sequence[str] = MONTHS,
        weekdays: Sequence[str] = WEEKDAYS,
    ) -> None:
        """Add a month of days, from *first* to *last*; *choose* is called with the day that is pressed.

        It begins with the month of *chosen*, or of *today*. *months* and *weekdays* (from Monday on) are their names.
        """
        chosen, first, last, today = (_day(one) for one in (chosen, first, last, today))
        self._checked(choose, "calendar(")
        begin = chosen or today or datetime.datetime.now(datetime.UTC).date()
        low, high = (_month(first) if first else 12), (_month(last) if last else 12 * 9999 + 11)
        month = min(max(self._state.views.get(key, _month(begin)), low), high)
        same = self._viewed(key, month)
        turn = [("‹", month - 1), (f"{months[month % 12]} {month // 12}", month), ("›", month + 1)]
        for place, (label, to) in enumerate(turn):
            near = self._viewed(key, min(max(to, low), high))
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

    def _checked(self, action: Any, what: str) -> Callable[..., Any]:
        """Return the action of a button if it can be called, and does its work then."""
        where = f"menu {self._name!r}: {what}{action!r})"
        if not callable(action):
            raise TypeError(f"{where}: this is called when somebody presses, so give a function, not what it returns.")
        if inspect.iscoroutinefunction(action) or inspect.isgeneratorfunction(action):
            raise TypeError(
                f"{where}: write a plain `def` without yield; to send several methods return a list of them."
            )
        return action  # type: ignore[no-any-return]  # callable() leaves it Any

    def _viewed(self, key: str, value: int) -> _State:
        return self._state._replace(views={**self._state.views, key: value})

    def _below(self, args: dict[str, Any]) -> _State:
        return _State(args, {}, _cut([self._name, self._state.pack()], DEPTH), self._state.owner)

    def _data(self, key: str, name: str | None = None, state: _State | None = None) -> str:
        return self._desk._pack(f"m:{name or self._name}", key, (state or self._state).pack())

    def _act(self, key: str, action: Callable[[], Any]) -> None:
        if key in self._actions:
            raise ValueError(f"menu {self._name!r} has two buttons {key!r}: tell them apart with key=.")
        self._actions[key] = action

    def _add(self, label: str, data: str, row: bool) -> None:
        self._put(scaletg.InlineKeyboardButton(label, callback_data=data), row)

    def _put(self, button: Any, row: bool) -> None:
        if row or not self._rows:
            self._rows.append([])
        self._rows[-1].append(button)

    @property
    def _markup(self) -> Any:
        return scaletg.InlineKeyboardMarkup(self._rows)

    def _ask(self, question: _Question) -> str:
        """Put a question and its answers in the place of what was drawn."""
        self._rows = []
        for place, (label, key) in enumerate(question.answers.items()):
            self._add(label, self._data(key), place == 0)
        return question.text


class _Question(NamedTuple):
    text: str
    answers: dict[str, str]


class _End(NamedTuple):
    text: str | None


def _cut(back: list[Any], depth: int) -> list[Any] | None:
    """Return a way back without its far end: links in a circle would make it longer and longer."""
    name, state = back
    if len(state) < 3 or not state[2]:
        return back
    return [name, [*state[:2], _cut(state[2], depth - 1) if depth > 1 else None, *state[3:]]]


def _short(key: str) -> str:
    """Return a key that fits beside a reference into 64 bytes."""
    return key if len(key.encode()) < KEY_BYTES else "~" + _reference(key)[: KEY_BYTES - 2]


def _slice(items: Any, start: int, count: int) -> Sequence[Any]:
    if callable(items):
        return list(items(start, count))
    if isinstance(items, (Mapping, Set, Iterator)):
        raise TypeError(f"pages() cannot take a part of a {type(items).__name__}: give it list(...), or a function.")
    return list(items[start : start + count])


def _day(day: datetime.date | None) -> datetime.date | None:
    """Return the day of a point in time: Python compares it with no day."""
    return day.date() if isinstance(day, datetime.datetime) else day


def _month(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1


def _name_of(target: Any) -> str:
    name = target if isinstance(target, str) else getattr(target, "menu_name", None)
    if name is None:
        raise TypeError(
            f"link(..., {target!r}): this is no menu. Put @menu() above the function, or give a menu's name."
        )
    return str(name)


# Menus as apps ###############################################################


def menu(
    rule: str | None = None,
    *,
    name: str | None = None,
    when: Callable[..., Any] | Sequence[Callable[..., Any]] = (),
    order: int = 0,
    personal: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """Make a menu of a function, for `bot.load(the_menu)` or as part of a Python module that is loaded.

    *rule* is the command that sends it, *name* its name in the data of buttons (the function's), *when* and *order* as
    in `bot.app`, for the command and for its buttons. *personal*: only who opened it may press its buttons.
    The function's first parameter is the `Menu`; the others are what an app for every kind can name.
    """
    if callable(rule):
        raise scaletg.RegistrationError(f"menu {rule.__name__!r}: write @menu() above it, with parentheses.")

    def make(function: Callable[..., Any]) -> Any:
        return _make_menu(function, name or function.__name__, rule, personal, {"when": when, "order": order})

    return make


def _make_menu(
    function: Callable[..., Any], name: str, rule: str | None, personal: bool, options: dict[str, Any]
) -> type:
    """Return a class whose marked methods are the two apps: one for the command, one for the buttons."""
    if not name.isidentifier() or not name.isascii() or len(name) > NAME_SIGNS:
        raise scaletg.RegistrationError(f"menu {name!r}: give it a name= of up to {NAME_SIGNS} of a-z, 0-9 and _.")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise scaletg.RegistrationError(f"menu {name!r}: write a plain `def` without yield, which returns the text.")
    wildcards = scaletg.Rule(rule).names if rule else []

    signature = list(inspect.signature(function).parameters.items())
    if not signature:
        raise scaletg.RegistrationError(f"menu {name!r} takes nothing: its first parameter is the menu to draw on.")
    parameters = dict(signature[1:])
    taken = {"message", "callback_query", "data"}.intersection(parameters)
    if taken:
        raise scaletg.RegistrationError(
            f"menu {name!r} names {taken.pop()!r}, but is drawn for commands and for buttons: name `event`, `chat`, ..."
        )

    def call(drawn: Menu, values: dict[str, Any]) -> str:
        known = {**drawn.args, "menus": drawn._desk}
        more = {one: known[one] for one in (*wildcards, "menus") if one in parameters and one in known}
        text = function(drawn, **values, **more)
        if not isinstance(text, str) or not text:
            raise TypeError(f"menu {name!r} returned {text!r}: return the text above the buttons.")
        return text

    def send(self: Any, menus: Desk, message: Any, **values: Any) -> Any:
        args = {wild: values.pop(wild) for wild in wildcards if wild in values}
        owner = menus.update.user.id if personal and menus.update.user else None
        drawn = Menu(name, menus, _State(args, {}, None, owner))
        text = call(drawn, values)
        return message.answer(text, reply_markup=drawn._markup, **drawn.options)

    def press(self: Any, menus: Desk, callback_query: Any, data: str, **values: Any) -> Any:
        return _press(lambda drawn: call(drawn, values), name, menus, callback_query, data)

    given = {one: parameter for one, parameter in parameters.items() if one not in wildcards}
    press.__signature__ = _signature(press, given, [])  # type: ignore[attr-defined]  # inspect reads it
    send.__signature__ = _signature(send, given, [parameters.get(one, one) for one in wildcards])  # type: ignore[attr-defined]  # inspect reads it
    send.__doc__ = press.__doc__ = inspect.getdoc(function)
    press = scaletg.app(f"m:{name}:<data:rest>", on="callback_query", name=f"{name} (button)", **options)(press)
    methods: dict[str, Any] = {"press": press, "menu_name": name, "draw": staticmethod(function)}
    if rule:
        methods["send"] = scaletg.app(rule, name=name, **options)(send)
    return type(function.__name__, (), {**methods, "__module__": function.__module__, "__doc__": send.__doc__})


def _signature(app: Callable[..., Any], given: dict[str, Any], wildcards: list[Any]) -> inspect.Signature:
    """Return what an app asks for: its own parameters, those of the menu function, and the wildcards.

    A wildcard that the function names with a default is optional, as it is for apps.
    """
    kind = inspect.Parameter.KEYWORD_ONLY
    own = [one for one in inspect.signature(app).parameters.values() if one.kind is not one.VAR_KEYWORD]
    names = {one.name for one in own}
    asked = [one.replace(kind=kind) for one in given.values() if one.name not in names]
    wilds = [inspect.Parameter(one, kind) if isinstance(one, str) else one.replace(kind=kind) for one in wildcards]
    return inspect.Signature([*own, *asked, *wilds])


def _press(draw: Callable[[Menu], str], name: str, menus: Desk, query: Any, data: str) -> Any:
    """Do what the button of a menu is for, draw the menu again, and return what is to be sent."""
    try:
        key, packed = menus._unpack(f"m:{name}", data)
    except _Stale:
        return query.answer(menus._menus.stale, show_alert=True)
    state = _State.unpack(packed)
    if state.owner not in (None, query.from_user.id):
        return query.answer(menus._menus.foreign, show_alert=True)
    drawn = Menu(name, menus, state)
    text = draw(drawn)
    if key == DRAW:
        return _deliver(query, text, drawn)
    action = drawn._actions.get(key)
    result = action() if action else menus._menus.changed
    if isinstance(result, _End):
        return _end(query, result.text)
    if isinstance(result, _Question):
        return _deliver(query, drawn._ask(result), drawn)
    drawn = Menu(name, menus, state)
    return _deliver(query, draw(drawn), drawn, result)


def _deliver(query: Any, text: str, drawn: Menu, result: Any = None) -> Iterator[Any]:
    """Edit the message, send what an action returned, and end the waiting of the button."""
    try:
        yield query.edit_text(text, reply_markup=drawn._markup, **drawn.options)
    except scaletg.BadRequest as error:
        if "not modified" not in str(error):  # that it looks the same already is no error
            raise
    for one in result if isinstance(result, list) else [result]:
        if isinstance(one, scaletg.Method):
            yield one
    yield query.answer(result[:200] if isinstance(result, str) and result else None)


def _end(query: Any, text: str | None) -> Iterator[Any]:
    """Take a menu away; Telegram deletes no message that is older than two days, so that one loses its buttons."""
    try:
        yield query.edit_text(text) if text else query.message.delete()
    except scaletg.BadRequest:
        yield query.edit_reply_markup()
    yield query.answer()
