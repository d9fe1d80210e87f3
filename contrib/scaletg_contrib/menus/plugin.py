"""Connect menus with a bot: an app for the command of each menu, and one for its buttons."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Generator, Sequence
from typing import Any, ClassVar, TypeVar

import scaletg
from scaletg_contrib.callback_data import Packer, Signer, StaleData, shared_secret
from scaletg_contrib.feature import Feature
from scaletg_contrib.menus.asking import Asked, OpenQuestion, answer_in, is_notice
from scaletg_contrib.menus.desk import Desk
from scaletg_contrib.menus.drawing import DRAW, UNASK, End, Menu, Question, State
from scaletg_contrib.stores import Store
from scaletg_contrib.texts import PLAIN, Sentence, Texts, Translation

__all__ = ["Menus"]

NAME_LETTERS = 20  # so that the name, the signature, a reference and the key fit into 64 bytes
NOTE_LETTERS = 200  # the limit of a note above the chat
STALE_ORDER = scaletg.Order.LEFTOVERS  # of the app that answers the buttons that no app has answered

F = TypeVar("F", bound=Callable[..., Any])


class Menus(Feature):
    """Holds menus, provides the module `menus`, and answers buttons that no longer exist.

    *store*: a URL, an open store, or None for the bot's store. *secret*: the signing key, if not derived from the
    bot's token. *keep*: how many seconds the store keeps what did not fit into a button. *name*: of the module.
    *namespace*: the third part of the keys (default: the name).
    *texts*: replaces or translates `TEXTS`, what people read (see `scaletg_contrib.texts`).
    """

    feature = "menus"
    TEXTS: ClassVar[dict[str, str]] = {
        "stale": "This button is from an earlier time. Please open the menu again.",
        "changed": "This has changed in the meantime: look again.",
        "foreign": "This is somebody else's menu. Open one of your own.",
        "yes": "Yes",
        "no": "No",
        "back": "‹ Back",
        "close": "Close",
        "wrong_kind": "Please send me: {kinds}.",
        "months": "January February March April May June July August September October November December",
        "weekdays": "Mo Tu We Th Fr Sa Su",
    }

    def __init__(
        self,
        store: str | Store | None = None,
        *,
        secret: str | None = None,
        keep: float = 30 * 86_400.0,
        name: str = "menus",
        namespace: str | None = None,
        texts: Translation | None = None,
    ) -> None:
        super().__init__(store, name=name, namespace=namespace)
        self.keep, self.texts = keep, Texts("Menus", self.TEXTS, texts)
        self._secret = secret
        self._signers: dict[Any, Signer] = {}
        self._menus: dict[str, _OneMenu] = {}

        def give_desk(update: Any, bot: Any, outcome: Any) -> Desk:
            """Provide the object that shows menus, and packs data of buttons, in the chat of this update."""
            return Desk(self, update, bot, outcome)

        self.give_desk = scaletg.module(name)(give_desk)

    def menu(
        self,
        rule: str | None = None,
        *,
        name: str | None = None,
        when: Callable[..., Any] | Sequence[Callable[..., Any]] = (),
        order: int = 0,
        personal: bool = False,
    ) -> Callable[[F], F]:
        """Register a function as a menu.

        *rule* is the command that sends it, *name* its name in the data of buttons (the function's), *when* and *order*
        as in `bot.app`, for the command and for its buttons. *personal*: only the person who opened it may press its
        buttons. The function's first parameter is the `Menu`; the others are what an app for every kind can name.
        """
        if callable(rule):
            raise scaletg.RegistrationError(
                f"menu {getattr(rule, '__name__', rule)!r}: write @menus.menu() above it, with parentheses."
            )

        def register(function: F) -> F:
            self._add(_OneMenu(self, function, name or function.__name__, rule, personal), when, order)
            return function

        return register

    def _add(self, menu: _OneMenu, when: Any, order: int) -> None:
        """Mark the two apps of a menu, for `bot.load`."""
        if menu.name in self._menus:
            raise scaletg.RegistrationError(
                f"there are two menus with the name {menu.name!r}: give one of them another name=."
            )
        if self.bot is not None:
            raise scaletg.RegistrationError(
                f"menu {menu.name!r} comes after bot.load(...), so nobody would answer its buttons: "
                "load the menus when all are defined."
            )
        self._menus[menu.name] = menu
        press = scaletg.app(
            f"m:{menu.name}:<data:rest>", on="callback_query", name=f"{menu.name} (button)", when=when, order=order
        )
        setattr(self, f"press {menu.name}", press(menu.press_app()))
        if menu.rule:
            send = scaletg.app(menu.rule, name=menu.name, when=when, order=order)
            setattr(self, f"send {menu.name}", send(menu.send_app()))
        send_later = scaletg.app(self._job_of(menu.name), on="job", name=f"{menu.name} (sent)", when=when, order=order)
        setattr(self, f"send {menu.name} later", send_later(menu.job_app()))

    def _job_of(self, name: str) -> str:
        return f"scaletg:{self.name}:{name}"

    def send(self, target: Any, chat: int, *, user: int | None = None, bot: Any = None, **wildcards: Any) -> str:
        """Send a menu to somebody, at once, by a job; return the id of the job.

        *target*: the function of the menu, or its name. *chat*: the id of the chat; *user*: of the person for whom the
        menu is, in a private chat the same. *wildcards*: what the menu's rule would give it. A conversation shows a
        menu by `yield once(menus.send, "settings", chat_id)`. The bot must have loaded `scaletg_contrib.jobs.Jobs`.
        """
        bot = self.bot_or(bot)
        whose = {} if user is None else {"user": user}
        return str(bot.jobs.later(0, self._job_of(self.name_of(target)), chat=chat, data={"args": wildcards}, **whose))

    def draw_for(self, desk: Desk, target: Any, args: dict[str, Any]) -> Any:
        """Return the message with a menu for the chat of an update."""
        return self._menus[self.name_of(target)].show(desk, args)

    def open_question(self, bot: Any, chat: int, person: int) -> OpenQuestion:
        """Return the question that a person in a chat was asked."""
        return OpenQuestion(self.store_of(bot), self.key(bot, "question", chat, person))

    @scaletg.app(on="message", order=scaletg.Order.ANSWERS, fallback=True)
    def take_answer(self, message: Any, update: Any, bot: Any, outcome: Any) -> Any:
        """Take a message as the answer to the question of a menu."""
        desk = Desk(self, update, bot, outcome)
        question = desk.question
        found = None if question is None else question.find(update.update_id)
        if question is None or found is None or found["menu"] not in self._menus:
            return None
        if (message.text or "").startswith("/"):
            question.end(update.update_id)
            return None
        return self._menus[found["menu"]].take(desk, question, found, message)

    @scaletg.app(on="callback_query", order=STALE_ORDER, fallback=True)
    def stale_button(self, callback_query: Any, update: Any) -> Any:
        """Answer a button that no app has answered."""
        return callback_query.answer(self.texts.say("stale", update.user), show_alert=True)

    def name_of(self, target: Any) -> str:
        """Return the name of a menu: of its function, or the name itself."""
        for name, menu in self._menus.items():
            if target is menu.function or target == name:
                return name
        if isinstance(target, str):
            names = ", ".join(sorted(self._menus)) or "none"
            raise scaletg.RegistrationError(f"there is no menu {target!r}. There are: {names}.")
        raise TypeError(f"{target!r}: this is not a menu. Put @menus.menu() above the function, or give its name.")

    def packer(self, bot: Any, place: str) -> Packer:
        """Return the packer for the buttons of a chat."""
        return Packer(
            self._signer(bot),
            self.store_of(bot),
            lambda reference: self.key(bot, "data", reference),
            place=place,
            keep=self.keep,
        )

    def _signer(self, bot: Any) -> Signer:
        """Return the signer for the data of a bot's buttons, which is the same in every process."""
        if bot.id not in self._signers:
            secret = self._secret or bot.token or shared_secret(self.store_of(bot), self.key(bot, "secret"))
            self._signers[bot.id] = Signer(f"{self.feature} {self.namespace}", secret)
        return self._signers[bot.id]

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move nothing: buttons belong to one chat, and those of a group are invalid in its supergroup."""
        return 0

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the open questions of a person, and return how many; other data belongs to no person."""
        bot, count = self.bot_or(bot), 0
        store = self.store_of(bot)
        for key in list(store.keys(self.key(bot, "question") + "/")):
            if key.endswith(f"/{user_id}"):
                count += store.delete(key)
        return count


class _OneMenu:
    """One menu: its function, and its two apps."""

    def __init__(self, owner: Menus, function: Callable[..., Any], name: str, rule: str | None, personal: bool) -> None:
        self.function, self.name, self.rule = function, name, rule
        self._owner, self._personal = owner, personal
        self._check_function()
        self._wildcards = scaletg.Rule(rule).names if rule else []
        self._parameters = dict(list(inspect.signature(function).parameters.items())[1:])
        taken = {"message", "callback_query", "data"}.intersection(self._parameters)
        if taken:
            raise scaletg.RegistrationError(
                f"menu {name!r} has the parameter {taken.pop()!r}, but is drawn for commands and for buttons: "
                "name `event`, `chat`, ..."
            )

    def _check_function(self) -> None:
        name, function = self.name, self.function
        if not name.isidentifier() or not name.isascii() or len(name) > NAME_LETTERS:
            raise scaletg.RegistrationError(
                f"menu {name!r}: give it a name= of up to {NAME_LETTERS} of a-z, 0-9 and _."
            )
        if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
            raise scaletg.RegistrationError(
                f"menu {name!r}: write a plain `def` without yield, which returns the text."
            )
        if not inspect.signature(function).parameters:
            raise scaletg.RegistrationError(f"menu {name!r} has no parameters: its first one is the menu to draw on.")

    def send_app(self) -> Callable[..., Any]:
        """Return the app that sends the menu at its command."""

        def send(*, desk: Desk, message: Any, **values: Any) -> Any:
            args = {wild: values.pop(wild) for wild in self._wildcards if wild in values}
            owner = desk.update.user.id if self._personal and desk.update.user else None
            drawn = Menu(self.name, desk, State(args, {}, None, owner))
            text = self._draw(drawn, values)
            return message.answer(text, reply_markup=drawn.markup, **_parse_mode_of(text), **drawn.options)

        optional = [self._parameters.get(wild, wild) for wild in self._wildcards]
        return self._as_app(send, ["message"], optional)

    def job_app(self) -> Callable[..., Any]:
        """Return the app that sends the menu to somebody: see `Menus.send`."""

        def send(*, desk: Desk, job: Any, **values: Any) -> Any:
            owner = desk.update.person_id if self._personal else None
            drawn = Menu(self.name, desk, State(job.data.args.to_dict(), {}, None, owner))
            text = self._draw(drawn, values)
            return desk.update.chat.send_message(
                text, reply_markup=drawn.markup, **_parse_mode_of(text), **drawn.options
            )

        return self._as_app(send, ["job"], [])

    def show(self, desk: Desk, args: dict[str, Any], state: State | None = None) -> Any:
        """Return the message with the menu, for the chat of an update."""
        update = desk.update
        if update.chat is None:
            raise scaletg.ScaleTGError(f"menu {self.name!r} cannot be shown: update {update.update_id} has no chat.")
        owner = update.person_id if self._personal else None
        drawn = Menu(self.name, desk, state or State(args, {}, None, owner))
        text = self._draw(drawn, self._values_of(desk))
        send = update.chat.send_message if update.message_any is None else update.message_any.answer
        return send(text, reply_markup=drawn.markup, **_parse_mode_of(text), **drawn.options)

    def take(self, desk: Desk, question: OpenQuestion, found: dict[str, Any], message: Any) -> Any:
        """Give the answer to a question to its function, and return what is sent because of it."""
        state = State.unpack(found["state"])
        drawn = Menu(self.name, desk, state)
        self._draw(drawn, self._values_of(desk))
        take, asked = drawn.takers.get(found["key"]), drawn.actions.get(found["key"])
        if take is None or asked is None:  # the menu has changed
            question.end(desk.update.update_id)
            return [Sentence(desk.say("changed")), self.show(desk, {}, state)]
        kinds = asked().kinds
        answer = answer_in(message, kinds)
        if answer is None:
            return None if is_notice(message) else Sentence(desk.say("wrong_kind").replace("{kinds}", ", ".join(kinds)))
        try:
            result = take(answer)
        except ValueError as error:
            return str(error)
        question.end(desk.update.update_id)
        return _close_question(desk, found["message_id"], result, self.show(desk, {}, state))

    def _values_of(self, desk: Desk) -> dict[str, Any]:
        """Return what the menu function names, besides wildcards and the desk."""
        values = {}
        for name, parameter in self._parameters.items():
            if name == self._owner.name or name in self._wildcards:
                continue
            try:
                values[name] = desk.outcome.value(name)
            except LookupError:
                if parameter.default is parameter.empty:
                    raise
        return values

    def press_app(self) -> Callable[..., Any]:
        """Return the app that answers the buttons of the menu."""

        def press(*, desk: Desk, callback_query: Any, data: str, **values: Any) -> Any:
            return _press(lambda drawn: self._draw(drawn, values), self.name, desk, callback_query, data)

        return self._as_app(press, ["callback_query", "data"], [])

    def _draw(self, drawn: Menu, values: dict[str, Any]) -> str:
        """Call the function, and return the text above the buttons."""
        known = {**drawn.args, self._owner.name: drawn.desk}
        named = {name: known[name] for name in (*self._wildcards, self._owner.name) if name in known}
        more = {name: value for name, value in named.items() if name in self._parameters}
        text = self.function(drawn, **values, **more)
        if not isinstance(text, str) or not text:
            raise TypeError(f"menu {self.name!r} returned {text!r}: return the text above the buttons.")
        return text

    def _as_app(self, function: Callable[..., Any], own: list[str], wildcards: list[Any]) -> Callable[..., Any]:
        """Return a function that names the desk, *own*, the parameters of the menu function, and wildcards.

        A wildcard that the menu function names with a default is optional, as it is for apps.
        """
        module, kind = self._owner.name, inspect.Parameter.KEYWORD_ONLY

        @functools.wraps(self.function)
        def app(**values: Any) -> Any:
            return function(desk=values.pop(module), **values)

        parameters = {name: inspect.Parameter(name, kind) for name in (module, *own)}
        for name, parameter in self._parameters.items():
            if name not in parameters and name not in self._wildcards:
                parameters[name] = parameter.replace(kind=kind)
        for wild in wildcards:
            parameter = inspect.Parameter(wild, kind) if isinstance(wild, str) else wild.replace(kind=kind)
            parameters[parameter.name] = parameter
        app.__signature__ = inspect.Signature(list(parameters.values()))  # type: ignore[attr-defined]  # inspect reads it
        return app


def _press(draw: Callable[[Menu], str], name: str, desk: Desk, query: Any, data: str) -> Any:
    """Call the action of a pressed button, draw the menu again, and return the replies."""
    try:
        key, packed = desk.packer.unpack(f"m:{name}", data)
    except StaleData:
        return desk.stale_answer()
    state = State.unpack(packed)
    if state.owner not in (None, query.from_user.id):
        return query.answer(desk.say("foreign"), show_alert=True)
    drawn = Menu(name, desk, state)
    if key == UNASK and desk.question is not None:
        desk.question.drop()
    text = draw(drawn)
    if key in (DRAW, UNASK):
        return _deliver(query, text, drawn)
    action = drawn.actions.get(key)
    result = action() if action else desk.say("changed")
    if isinstance(result, End):
        return _end(query, result.text)
    if isinstance(result, Question):
        return _deliver(query, drawn.put_question(result), drawn)
    if isinstance(result, Asked):
        return _ask(query, result, drawn, key)
    drawn = Menu(name, desk, state)
    return _deliver(query, draw(drawn), drawn, result)


def _deliver(query: Any, text: str, drawn: Menu, result: Any = None) -> Generator[Any, Any, Any]:
    """Edit the message, send the result of the action, and answer the callback query at the end."""
    try:
        yield query.edit_text(text, reply_markup=drawn.markup, **_parse_mode_of(text), **drawn.options)
    except scaletg.BadRequest as error:
        if "not modified" not in str(error):  # it is not an error if the message looks the same already
            raise
    for part in result if isinstance(result, list) else [result]:
        if isinstance(part, scaletg.Method):
            yield part
    note = result[:NOTE_LETTERS] if isinstance(result, str) and result else None
    return query.answer(note)


def _ask(query: Any, asked: Asked, drawn: Menu, key: str) -> Any:
    """Replace the menu by a question, whose answer is the next message of the person."""
    question = drawn.desk.question
    if question is None or query.message is None:  # under a message of an inline query nobody can answer
        return query.answer(drawn.desk.say("stale"), show_alert=True)
    question.ask(drawn.name, key, drawn.packed_state, query.message.message_id)
    drawn.put_way_back()
    return _deliver(query, asked.text, drawn)


def _close_question(desk: Desk, message_id: int, result: Any, shown: Any) -> Generator[Any, Any, Any]:
    """Take the button from a question that was answered, send the result of its function, and the menu again."""
    with contextlib.suppress(scaletg.BadRequest):  # it was deleted, or is too old
        yield scaletg.EditMessageReplyMarkup(chat_id=desk.update.chat.id, message_id=message_id)
    for part in result if isinstance(result, list) else [result]:
        if isinstance(part, (scaletg.Method, str)) and part:
            yield part
    return shown


def _end(query: Any, text: str | None) -> Generator[Any, Any, Any]:
    """Remove a menu; Telegram does not delete a message older than two days, so such a menu only loses its buttons."""
    try:
        yield query.edit_text(text) if text else query.message.delete()
    except scaletg.BadRequest:
        yield query.edit_reply_markup()
    return query.answer()


def _parse_mode_of(text: str) -> dict[str, Any]:
    return PLAIN if isinstance(text, Sentence) else {}
