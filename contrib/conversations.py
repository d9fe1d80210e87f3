"""Ask one question after another in a plain generator, which goes on after a restart and on another machine.

    talks = Conversations(store="sqlite:///bot.db")

    @talks.conversation("/pizza")
    def pizza():
        size = yield ask("Which size?", buttons=["S", "M", "L"])
        number = yield once(random.randrange, 1000)
        return f"A pizza of size {size} is on its way, number {number}."

    bot.load(talks)

Stored: one record for each person in each chat, with the answers so far. At every answer the function is run again from
its start and given the stored answers, up to the question that is open. So it must ask the same questions when it gets
the same answers; what may differ, or must not happen twice, goes through `once`. Answers are saved by compare-and-set
before anything is sent; an update that is delivered again finds its answer stored, and gets the same reply.

Answers are taken by an app of the order -900, before most other apps, but behind the gate of `auth.py` (-1000): what an
earlier app has answered, or refused with `scaletg.Stop`, is no answer.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import importlib
import inspect
import json
import logging
import operator
import re
import secrets
import threading
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import scaletg

try:
    from scaletg_contrib.stores import Conflict, Held, Store, open_store
except ImportError:  # both files were copied beside the bot
    try:
        from stores import Conflict, Held, Store, open_store  # type: ignore[import-not-found, no-redef, assignment, unused-ignore]  # the same file
    except ImportError as error:
        raise ImportError("conversations.py needs ScaleTG's stores.py: copy contrib/stores.py beside it.") from error

__all__ = ["Ask", "Cancelled", "ConversationError", "Conversations", "Once", "TimedOut", "ask", "once"]

MOVE = -100_000  # the order of the apps that follow a group; they answer nobody
ANSWER = -900  # of the app that takes answers: behind the gate of a closed bot, which has -1000
REMEMBERED = 8  # refused answers of which a second delivery is recognized
ENDED_SECONDS = 86_400.0  # how long a conversation that ended is kept for second deliveries
# The data of a button. A mark is missing in those that were made before there were marks.
NAME = re.compile(r"(?!.*-(due|watch)$)[\w-]{1,24}", re.ASCII)
BUTTON = re.compile(
    r"(?P<name>[^:]+):(?P<token>[\w-]+):(?P<step>\d{1,6}):(?P<place>\d{1,3})(:(?P<mark>\w+))?", re.ASCII
)
ANSWERED = ("value", "message", "timeout", "cancel")  # the steps that are answers
DONE = ("once", "failed")  # the steps that must not happen twice
EXAMPLES = {"ask": "yield ask('Which size?')", "once": "yield once(random.randrange, 1000)"}
CHANGED = ("restart", "continue", "cancel")
MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING"})()
TEXTS = {
    "cancelled": "Cancelled.",
    "timed_out": "That took too long, so I stopped asking.",
    "changed": "I have changed meanwhile, so this conversation begins anew.",
    "stopped": "I have changed meanwhile, so this conversation has ended. Please begin again.",
    "buttons": "Please press one of the buttons.",
    "wrong_kind": "Please send me: {}.",
    "stale": "This question is for somebody else, or answered already.",
    "nothing_before": "This is the first question.",
    "done_before": "What came before is done already, so there is no way back.",
}

log = logging.getLogger("scaletg.conversations")
Data = dict[str, Any]
Talk = Generator[Any, Any, Any]


class ConversationError(scaletg.ScaleTGError):
    """A conversation breaks a rule: it asks something else when it is replayed, or an answer cannot be stored."""


class Cancelled(Exception):
    """Is raised at the open question when the person cancels; a conversation may catch it and end in its own words."""


class TimedOut(Exception):
    """Is raised at the open question when its time is over; a conversation may catch it and go on."""


class _Changed(Exception):
    """The function asks something else than what was answered."""


class _Press(NamedTuple):
    """What a pressed button tells: the step of its question, its place among the buttons, the mark of the question."""

    step: int
    place: int
    mark: str | None


class Ask:
    """A question; `ask` makes it."""

    def __init__(self, text: str, **values: Any) -> None:
        self.text = text
        self.buttons: list[list[tuple[str, Any]]] = _rows(values["buttons"])
        self.on: list[str] = [values["on"]] if isinstance(values["on"], str) else list(values["on"])
        for kind in self.on or [""]:
            if kind not in _fields():
                raise ConversationError(
                    f"ask({text!r}, on={values['on']!r}): a message has no {kind!r}.{_near(kind, _fields())} "
                    "All fields: https://core.telegram.org/bots/api#message; or 'any'."
                )
        self.check: Callable[[Any], Any] | None = values["check"]
        self.timeout: float | None = values["timeout"]
        self.number = 0  # of the step, for the data of its buttons
        self.default, self.key, self.options = values["default"], values["key"], values["options"]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Return the buttons without their rows: pairs of a label and a value."""
        return [button for row in self.buttons for button in row]

    @property
    def print(self) -> str:
        """Return the fingerprint: what must not change while the question is open."""
        return _print("ask", self.key or [self.text, [label for label, _ in self.choices]])

    @property
    def mark(self) -> str:
        """Return what its buttons carry, so that they answer only what the person has read."""
        return _print("buttons", [self.text, [label for label, _ in self.choices]])

    def __repr__(self) -> str:
        return f"ask({self.text!r})"


def ask(
    text: str,
    *,
    buttons: Sequence[Any] | Mapping[str, Any] | None = None,
    on: str | Sequence[str] = "text",
    check: Callable[[Any], Any] | None = None,
    timeout: float | None = None,
    default: Any = MISSING,
    key: str | None = None,
    **options: Any,
) -> Ask:
    """Make a question, to be yielded; the answer comes back from the `yield`.

    *buttons*: labels, rows of labels, or a dictionary of labels and values; also typed labels count.
    *on*: which messages are answers: "text", "photo", "document", ..., or several; all but a text come as `Message`.
    *check*: gets the answer and returns what the conversation gets (of a file, None or True stand for the `Message`);
    its `ValueError` is told, and asked again.
    *timeout*: seconds after which `TimedOut` is raised in the conversation, or *default* is the answer.
    *key*: names the question, so that its text may change while it is open. *options*: of sendMessage.
    """
    return Ask(text, buttons=buttons, on=on, check=check, timeout=timeout, default=default, key=key, options=options)


class Once:
    """A value that is computed once; `once` makes it."""

    def __init__(self, function: Callable[..., Any], values: tuple[Any, ...], named: Data) -> None:
        if not callable(function):
            raise ConversationError(f"once({function!r}): it takes a function and what to give it: {EXAMPLES['once']}.")
        self.compute = functools.partial(function, *values, **named)
        self.name = getattr(function, "__qualname__", type(function).__name__)
        self.print = _print("once", self.name)

    def __repr__(self) -> str:
        return f"once({self.name})"


def once(function: Callable[..., Any], *values: Any, **named: Any) -> Once:
    """Yield it to call *function* once: what it returns (JSON) is stored, and comes back at every replay.

    What it raises is raised at the `yield`. If the conversation catches it, that is stored, too; else nothing is, and
    the function is called again at the next answer. The class of the exception must be found by its name.
    """
    return Once(function, values, named)


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _print(kind: str, what: Any) -> str:
    return f"{zlib.crc32(json.dumps([kind, what]).encode()):08x}"


def _rows(buttons: Any) -> list[list[tuple[str, Any]]]:
    if isinstance(buttons, Mapping):
        return [[(str(label), value)] for label, value in buttons.items()]
    rows = [[one] if isinstance(one, str) else list(one) for one in buttons or ()]
    return [[(label, label) for label in row] for row in rows]


# Loading and answering #######################################################


class Conversations:
    """Holds conversations, starts them by their rules, and gives them their answers.

    *store*: a URL for `scaletg_contrib.stores.open_store`, or an open store. *name*: for several in one store or bot.
    *changed*: what is done with conversations whose function asks something else than before: "restart" them,
    "continue" at the first difference, or "cancel" them. *cancel*, *back*: commands for the person, None for none.
    *watch_seconds*: how often a thread of one of the processes looks for questions whose time is over; None: call
    `expire` yourself.
    *once_seconds*: how long one `once` may take; if its worker is killed, the conversation goes on after that time.
    *texts*: replaces some of `TEXTS`, what the bot says on its own.
    """

    def __init__(
        self,
        store: str | Store = "sqlite:///bot.db",
        *,
        name: str = "talk",
        changed: str = "restart",
        cancel: str | None = "/cancel",
        back: str | None = "/back",
        watch_seconds: float | None = 10.0,
        once_seconds: float = 60.0,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        if changed not in CHANGED:
            raise scaletg.ConfigError(f"Conversations(changed={changed!r}): use one of {', '.join(CHANGED)}.")
        if set(texts or ()) - set(TEXTS):
            raise scaletg.ConfigError(f"Conversations(texts=...): there are only {', '.join(TEXTS)}.")
        if not NAME.fullmatch(name):
            raise scaletg.ConfigError(
                f"Conversations(name={name!r}): the name stands in the data of buttons, which are short, and between "
                "colons. Use up to 24 of the signs a-z A-Z 0-9 _ and - (not -due or -watch at the end)."
            )
        self.store = open_store(store) if isinstance(store, str) else store
        self.name, self.changed, self.cancel, self.back = name, changed, cancel, back
        self.watch_seconds, self.once_seconds, self.texts = watch_seconds, once_seconds, {**TEXTS, **(texts or {})}
        self.functions: dict[str, Callable[..., Talk]] = {}
        self._started: list[Any] = []  # bots, which take no more rules
        module_name = "conversations_watch" + ("" if name == "talk" else f"_{name}")
        self.watch = scaletg.module(module_name, scope="bot", autouse=True)(self._make_watch())

    def conversation(self, rule: Any = None, **options: Any) -> Callable[[Callable[..., Talk]], Callable[..., Talk]]:
        """Make a generator function a conversation that starts by *rule*; *options* are those of `bot.app`.

        Its parameters are the wildcards of the rule, and `message`, the one that started it. Without a rule or options
        an app starts it by `start`.
        """
        if inspect.isfunction(rule):
            raise scaletg.RegistrationError(f"conversation {rule.__name__!r}: write @talks.conversation() above it.")

        def register(function: Callable[..., Talk]) -> Callable[..., Talk]:
            if not inspect.isgeneratorfunction(function):
                raise scaletg.RegistrationError(f"conversation {function!r} is no generator: it needs a `yield`.")
            if function.__name__ in self.functions:
                raise scaletg.RegistrationError(f"there are two conversations {function.__name__!r}: rename one.")
            self.functions[function.__name__] = function
            if rule is not None or options:
                setattr(self, f"start {function.__name__}", scaletg.app(rule, **options)(self._starter(function)))
            for bot in self._started:
                self._check_rules(bot)
            return function

        return register

    def _starter(self, function: Callable[..., Talk]) -> Callable[..., Any]:
        """Return the app that starts a conversation; it takes the wildcards that the function takes."""
        wanted = [one for name, one in inspect.signature(function).parameters.items() if name != "message"]
        context = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in ("update", "bot")]

        @functools.wraps(function)
        def start(*, update: Any, bot: Any, **wildcards: Any) -> Any:
            self.start(function.__name__, update, bot, **wildcards)

        named = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in wanted]
        start.__signature__ = inspect.Signature([*context, *named])  # type: ignore[attr-defined]  # functions may have one
        return start

    def start(self, name: str, update: Any, bot: Any, **arguments: Any) -> None:
        """Start the conversation *name* (JSON *arguments*), and end the dispatch: it raises `scaletg.Stop`."""
        if name not in self.functions:
            known = ", ".join(self.functions) or "none"
            raise ConversationError(
                f"there is no conversation {name!r}.{_near(name, self.functions)} There are: {known}."
            )
        key = self._key(update)
        if key is None:
            raise ConversationError(f"conversation {name!r} cannot start: the update names no chat and person.")
        found = self.store.get(key)
        uid = _uid(update)
        if found is None or found.value["begun"] != uid:
            started = update.message_any
            value = {
                "name": name,
                "args": arguments,
                "begun": uid,
                "uid": uid,
                "steps": [],
                "refused": [],
                "open": True,
            }
            value |= {"token": secrets.token_urlsafe(6), "to": _place(started), "message": _raw(started)}
            value |= {"due": None, "asked": None}
            play = _Play(self, bot, key, found.version if found else 0, value)
        else:
            play = _Play(self, bot, key, found.version, found.value)
        raise scaletg.Stop(play.go_on(uid, update))

    @scaletg.app(on=["message", "callback_query"], order=ANSWER, fallback=True)
    def take_answer(self, update: Any, bot: Any) -> None:
        """Take what a person says as the answer to the open question, unless an earlier app has answered it.

        Later apps do not get it.
        """
        token, press = self._pressed(update)
        key = self._key(update)
        if key is None or (update.callback_query and not token) or self._is_command(update, bot):
            return
        found = self.store.get(key)
        uid = _uid(update)
        if found is None or (token and found.value["token"] != token):
            if token:
                raise scaletg.Stop(update.callback_query.answer(self.texts["stale"]))
            return
        play = _Play(self, bot, key, found.version, found.value)
        if play.knows(uid):
            raise scaletg.Stop(play.go_on(uid, update))
        if not found.value["open"]:
            if token:
                raise scaletg.Stop(update.callback_query.answer(self.texts["stale"]))
            return
        said = play.take(update, uid, press)
        if said is not None:
            raise scaletg.Stop(said)

    @scaletg.app(on="message:migrate_to_chat_id", order=MOVE)
    def move_to(self, message: Any) -> None:
        """Take the conversations of a group along when it becomes a supergroup."""
        self.move(message.chat.id, message.migrate_to_chat_id)

    @scaletg.app(on="message:migrate_from_chat_id", order=MOVE)
    def move_from(self, message: Any) -> None:
        """Do the same when the supergroup tells first."""
        self.move(message.migrate_from_chat_id, message.chat.id)

    def move(self, old_chat: int, new_chat: int) -> int:
        """Move the conversations of a chat to another id; return how many. Those that are there already stay."""
        count, old = 0, f"{self.name}:{old_chat}:"
        for record in list(self.store.scan(old)):
            key, value = f"{self.name}:{new_chat}:{record.key[len(old) :]}", _moved(record.value, new_chat)
            ttl = None if record.expires is None else max(1.0, record.expires - self.store.clock())
            with contextlib.suppress(Conflict):
                self.store.put(key, value, version=0, ttl=ttl)
                count += 1
            if value["due"]:
                self.store.put(value["due"], key)
            with contextlib.suppress(Conflict):
                self.store.delete(record.key, record.version)
        return count

    def _make_watch(self) -> Callable[[Any], Iterator[None]]:
        def watch(bot: Any) -> Iterator[None]:
            """Look for questions whose time is over, as long as the bot lives."""
            self._check_rules(bot)
            self._started.append(bot)
            stop = threading.Event()
            if self.watch_seconds is not None:
                threading.Thread(target=self._watch, args=(bot, stop), daemon=True, name="conversations").start()
            yield
            stop.set()
            self._started.remove(bot)

        return watch

    def _check_rules(self, bot: Any) -> None:
        """Raise for a conversation whose rule the bot does not know, for it was made too late."""
        loaded = [app.function for app in bot.registry.apps]
        for name, function in self.functions.items():
            start = getattr(self, f"start {name}", None)
            if start is not None and start not in loaded:
                raise scaletg.RegistrationError(
                    f"conversation {name!r} ({_start_of(function)}) comes after bot.load(...), so its "
                    "rule would never be asked: load the conversations when all are defined."
                )

    def _watch(self, bot: Any, stop: threading.Event) -> None:
        seconds = self.watch_seconds or 0.0
        while not stop.is_set():
            try:
                with contextlib.suppress(Held):  # another process has just looked
                    self.store.acquire(f"{self.name}-watch", seconds * 0.9)
                    self.expire(bot)
            except Exception as error:  # noqa: BLE001 (the next look may do better)
                log.error("conversations: questions whose time is over were not found: %s", error)
            stop.wait(seconds)

    def expire(self, bot: Any) -> int:
        """Tell conversations whose open question has timed out; return how many. One process at a time does it."""
        count = 0
        try:
            lease = self.store.acquire(f"{self.name}-due", 60)
        except Held:
            return 0
        with contextlib.suppress(Conflict), lease:
            for due in list(self.store.scan(f"{self.name}-due:")):
                if float(due.key.split(":")[1]) > self.store.clock():
                    break
                with contextlib.suppress(scaletg.Retry):  # the person was quicker: the next look decides
                    count += self._expire_one(bot, due.value, due.key)
                    self.store.delete(due.key)
        return count

    def _expire_one(self, bot: Any, key: str, due: str) -> int:
        found = self.store.get(key)
        if found is None:
            return 0
        play = _Play(self, bot, key, found.version, found.value)
        if not play.knows(due) and (not found.value["open"] or found.value["due"] != due):
            return 0
        for method in play.go_on(due, None) if play.knows(due) else play.time_out(due, None):
            try:
                bot.api(method)
            except scaletg.ApiError as error:
                log.error("conversation %s: %s", key, error)
        return 1

    def _is_command(self, update: Any, bot: Any) -> bool:
        """Return whether it is a command that is no word to a conversation: commands are never answers."""
        text = _text(update)
        return text.startswith("/") and _own_command(text, bot) not in (self.cancel, self.back)

    def _pressed(self, update: Any) -> tuple[str, _Press | None]:
        """Return the token and the rest that a button of a question carries; no token for another button."""
        found = BUTTON.fullmatch(getattr(update.callback_query, "data", None) or "")
        if found is None or found["name"] != self.name:
            return "", None
        return found["token"], _Press(int(found["step"]), int(found["place"]), found["mark"])

    def _key(self, update: Any) -> str | None:
        if not update.chat or update.person_id is None:
            return None
        topic = _place(update.message_any).get("message_thread_id", 0)
        return f"{self.name}:{update.chat.id}:{topic}:{update.person_id}"


def _uid(update: Any) -> Any:
    return secrets.token_hex(4) if update.update_id is None else update.update_id


def _text(update: Any) -> str:
    return getattr(update.message, "text", None) or ""


def _own_command(text: str, bot: Any) -> str:
    """Return a command without the mention of this bot; one for another bot keeps its mention."""
    command, mention, name = text.partition("@")
    if not mention or not text.startswith("/"):
        return text
    try:
        own = bot.username
    except scaletg.ScaleTGError:  # it cannot be found out now: then every mention is taken for this bot's
        own = name
    return command if name.casefold() == own.casefold() else text


def _raw(message: Any) -> Data:
    return message.to_dict() if message is not None else {}


def _place(message: Any) -> Data:
    """Return where to answer, as parameters of sendMessage."""
    raw = _raw(message)
    place: Data = {"chat_id": raw["chat"]["id"]} if raw else {}
    if raw.get("is_topic_message"):
        place["message_thread_id"] = raw["message_thread_id"]
    return place


def _moved(record: Data, chat_id: int) -> Data:
    """Return a conversation whose questions go to another chat."""
    message = record["message"]
    chat = {**message["chat"], "id": chat_id, "type": "supergroup"}
    return {**record, "to": {**record["to"], "chat_id": chat_id}, "message": {**message, "chat": chat}}


@functools.cache
def _fields() -> frozenset[str]:
    """Return what `on=` may name."""
    return frozenset(field.name for field in scaletg.schema.types["Message"].fields) | {"any"}


@functools.cache
def _notices() -> frozenset[str]:
    """Return the fields of messages that Telegram writes itself: its page has them behind those that people send."""
    names = [field.name for field in scaletg.schema.types["Message"].fields]
    return frozenset(names[names.index("new_chat_members") :]) - {"invoice", "reply_markup"}


# One conversation, replayed ##################################################


class _Play:
    """Runs the function of a conversation again with its stored steps, and on from there.

    A step is [kind, fingerprint, value, update]: "say", "once", "failed" (a once that raised), or how a question was
    answered: "value", "message", "timeout", "cancel". The update is what caused the step; all that is
    said until the next one answers that update.
    """

    def __init__(self, owner: Conversations, bot: Any, key: str, version: int, record: Data) -> None:
        self.owner, self.bot, self.key, self.version, self.record = owner, bot, key, version, record
        self.said: list[tuple[Any, Any]] = []  # pairs of an update and what was said because of it
        self.pending: Ask | None = None
        self._old_due, self._index, self._is_changed = record["due"], 0, False
        self._failure: Exception | None = None  # what a once() has just raised
        self._trail: list[tuple[str, str]] = []  # in development: what was yielded or returned, and at which line
        self._uid: Any = None

    def knows(self, uid: Any) -> bool:
        """Return whether an update (or time-out) was taken already."""
        taken = [self.record["uid"], *(step[3] for step in self.record["steps"]), *(one[0] for one in self.refused)]
        return uid is not None and uid in taken

    @property
    def refused(self) -> list[list[Any]]:
        return list(self.record["refused"])

    def go_on(self, uid: Any, update: Any) -> list[Any]:
        """Replay, go on to the next question, save, and return all that is said because of update *uid*."""
        for known, text, number in self.refused:
            if known == uid:
                self.run()
                asked = [what for _, what in self.said if isinstance(what, Ask) and what.number == number]
                return self.methods([text, *asked], update)
        before = json.dumps(self.record)
        self.run()
        if self.version == 0 or json.dumps(self.record) != before:
            self.save()
        return self.methods(self._told(uid), update)

    def _told(self, uid: Any) -> list[Any]:
        """Return what is said because of update *uid*; a replay makes the rest anew, which is not said again."""
        for known, what in self.said:
            if known != uid and isinstance(what, scaletg.Method):
                what.discard()
        return [what for known, what in self.said if known == uid]

    def take(self, update: Any, uid: Any, press: _Press | None) -> list[Any] | None:
        """Take an answer to the open question; return None if it is none: somebody came, the group was renamed."""
        owner, asked, self._uid = self.owner, self.record["asked"], uid
        text = _own_command(_text(update), self.bot)
        self.run()
        if asked != (self.pending.print if self.pending else None) and asked is not None and not self._is_changed:
            log.warning("conversation %r of %s: its open question is another one now", self.record["name"], self.key)
            self._change()
        if self._is_changed or asked is None or self.pending is None:
            return self.ignore(uid, update)
        notices = _notices().intersection(_raw(update.message))
        if notices and not notices.intersection(self.pending.on) and "any" not in self.pending.on:
            return None
        due = self.record["due"]
        if due and float(due.split(":")[1]) <= owner.store.clock():
            self._refuse(uid, "")
            return self.time_out(due, update)
        if owner.cancel and text == owner.cancel:
            return self.answer("cancel", None, uid, update)
        if owner.back and text == owner.back:
            return self.step_back(uid, update)
        if press and press.step != len(self.record["steps"]):
            return [update.callback_query.answer(owner.texts["stale"])]
        if press and press.mark != self.pending.mark:  # of another branch, or of an earlier form of the question
            return self.methods([self.pending], update, toast=owner.texts["stale"])
        try:
            kind, value = self._accept(self.pending, update, press)
        except ValueError as error:
            self._refuse(uid, str(error))
            self.save()
            return self.methods([str(error), self.pending], update)
        return self.answer(kind, value, uid, update)

    def ignore(self, uid: Any, update: Any) -> list[Any]:
        """Take no answer: the person has not seen the question that is open now."""
        said = self._told(uid)
        told = " ".join(one for one in said if isinstance(one, str)) if self._is_changed else ""
        self._refuse(uid, told)
        self.save()
        return self.methods(said or [self.pending], update)

    def _refuse(self, uid: Any, text: str) -> None:
        """Remember that update *uid* answered nothing: it was told *text*, and asked what is open now."""
        number = self.pending.number if self.pending else None
        self.record["refused"] = [*self.refused, [uid, text, number]][-REMEMBERED:]

    def answer(self, kind: str, value: Any, uid: Any, update: Any) -> list[Any]:
        assert self.pending is not None
        self.record["steps"].append([kind, self.pending.print, value, uid])
        return self.go_on(uid, update)

    def time_out(self, due: str, update: Any) -> list[Any]:
        self.run()
        if self.pending is None:
            return self.go_on(due, update)
        has_default = self.pending.default is not MISSING
        kind, value = ("value", self.pending.default) if has_default else ("timeout", None)
        return self.answer(kind, value, due, update)

    def step_back(self, uid: Any, update: Any) -> list[Any]:
        steps = self.record["steps"]
        asked = [index for index, step in enumerate(steps) if step[0] in ("value", "message")]
        told = "" if asked else self.owner.texts["nothing_before"]
        if asked and any(step[0] in DONE for step in steps[asked[-1] :]):  # else it would be done twice
            told = self.owner.texts["done_before"]
        if not told:
            del steps[asked[-1] :]
            self.run()
        self._refuse(uid, told)
        self.save()
        return self.methods([told, self.pending], update)

    def _accept(self, question: Ask, update: Any, press: _Press | None) -> tuple[str, Any]:
        """Return how the question is answered and by what; raise `ValueError` with what to tell the person."""
        choices, texts = question.choices, self.owner.texts
        if press:
            value = choices[press.place][1]
        elif update.message is None:
            raise ValueError(texts["stale"])
        else:
            value = update.message.text if "text" in question.on else None
            if choices and value is not None:
                found = [one for label, one in choices if label.casefold() == value.strip().casefold()]
                if not found and question.check is None:
                    raise ValueError(texts["buttons"])
                value = found[0] if found else value
            if value is None:
                return self._accept_message(question, update.message)
        return "value", self._checked(question, value)

    def _accept_message(self, question: Ask, message: Any) -> tuple[str, Any]:
        kinds = [kind for kind in question.on if kind != "text"]
        if "any" not in kinds and not any(getattr(message, kind, None) is not None for kind in kinds):
            words = "text" if question.on == ["text"] else ", ".join(question.on)
            raise ValueError(self.owner.texts["buttons" if question.buttons else "wrong_kind"].format(words))
        value = None if question.check is None else question.check(message)
        if value is not None and value is not True and not isinstance(value, scaletg.Message):
            return "value", _storable(f"the answer to {question!r}", value)
        return "message", (value if isinstance(value, scaletg.Message) else message).to_dict()

    def _checked(self, question: Ask, value: Any) -> Any:
        value = value if question.check is None else question.check(value)
        return _storable(f"the answer to {question!r}", value)

    # Running the function

    def run(self, repeat: bool = False) -> None:
        """Run the function up to the open question or its end; with *repeat* nothing new is done."""
        try:
            self._run(repeat)
        except _Changed as change:
            log.warning("%s", change)
            self._change()
        if self.bot.development and not repeat and not self._is_changed:
            self._replay_twice()

    def _change(self) -> None:
        """Do what the author chose with a conversation whose function changed."""
        policy, texts, steps, self._is_changed = self.owner.changed, self.owner.texts, self.record["steps"], True
        if policy == "cancel" or self.record["name"] not in self.owner.functions:
            self._end()
            self.said = [(self._uid, texts["stopped"])]
            return
        del steps[self._index if policy == "continue" else 0 :]
        answered = [step for step in steps if step[0] in ANSWERED]
        if answered:  # what follows the last answer is what this update is told
            answered[-1][3] = self._uid
        else:
            self.record["uid"] = self._uid
        self._run(False)
        if policy == "restart":
            self.said.insert(0, (self._uid, texts["changed"]))

    def _run(self, repeat: bool) -> None:
        record = self.record
        function = self.owner.functions.get(record["name"])
        self._told(None)
        self.said, self.pending, self._index, self._trail, uid = [], None, 0, [], record["uid"]
        if function is None:
            raise _Changed(f"conversation {record['name']!r} of {self.key} does not exist any more")
        talk, value, error = self._make(function), None, None
        while True:
            try:
                item = talk.send(value) if error is None else talk.throw(error)
            except StopIteration as end:
                self._note(_End(end.value), self._trail[-1][1] if self._trail else _start_of(function))
                return self._finish(uid, end.value)
            except (Cancelled, TimedOut) as ended:
                return self._finish(uid, self.owner.texts["cancelled" if type(ended) is Cancelled else "timed_out"])
            except Exception as raised:
                if raised is error and self._failure is not None:  # nobody caught what a once() raised
                    raise self._failure from None
                raise
            value, error, self._failure = None, None, None
            self._note(item, _line(talk))
            kind, mark = ("", item.print) if isinstance(item, (Ask, Once)) else ("say", "")
            if self._index < len(record["steps"]):
                step = record["steps"][self._index]
                if step[1] != mark:
                    raise _Changed(self._difference(talk, item))
                if isinstance(item, Ask):
                    self.said.append((uid, self._numbered(item)))
                    uid = step[3]
                value, error = self._value_of(step)
            elif isinstance(item, Ask):
                self.pending = self._numbered(item)
                self.said.append((uid, item))
                if not repeat:
                    self._set_due(item)
                talk.close()
                return
            elif repeat:
                raise _Changed(self._difference(talk, item))
            elif isinstance(item, Once):
                value, error = self._compute(item, uid)
            else:
                record["steps"].append(["say", "", None, uid])
            if kind == "say":
                self.said.append((uid, item))
            self._index += 1

    def _numbered(self, question: Ask) -> Ask:
        question.number = self._index
        return question

    def _make(self, function: Callable[..., Talk]) -> Talk:
        values = dict(self.record["args"])
        if "message" in inspect.signature(function).parameters:
            values["message"] = scaletg.Message.from_dict(self.record["message"], self.bot)
        return function(**values)

    def _value_of(self, step: list[Any]) -> tuple[Any, Exception | None]:
        kind, _, value, _ = step
        if kind in ("timeout", "cancel"):
            return None, TimedOut() if kind == "timeout" else Cancelled()
        if kind == "failed":
            return None, _rebuilt_error(value)
        return (scaletg.Message.from_dict(value, self.bot) if kind == "message" else value), None

    def _compute(self, item: Once, uid: Any) -> tuple[Any, Exception | None]:
        """Compute a value while nobody else does, and save it at once; or return the exception for the conversation.

        An exception is saved with what follows: if the conversation does not catch it, nothing is.
        """
        with self.owner.store.acquire(f"{self.key}:once", self.owner.once_seconds):
            current = self.owner.store.get(self.key)
            if (current.version if current else 0) != self.version:
                raise scaletg.Retry(0)
            try:
                computed = item.compute()
            except (scaletg.Retry, scaletg.Stop):
                raise
            except Exception as error:  # noqa: BLE001 (the conversation decides)
                stored = _stored_error(error)
                self.record["steps"].append(["failed", item.print, stored, uid])
                self.record["asked"], self._failure = None, error
                return None, _rebuilt_error(stored)
            value = _storable(repr(item), computed)
            self.record["steps"].append(["once", item.print, value, uid])
            self.record["asked"] = None  # nobody has been asked what comes next
            self.save()
        return value, None

    def _finish(self, uid: Any, value: Any) -> None:
        self._end()
        parts = list(value) if isinstance(value, (list, tuple)) else [value]
        self.said += [(uid, part) for part in parts if part is not None]

    def _end(self) -> None:
        self.record["open"], self.record["due"], self.record["asked"], self.pending = False, None, None, None

    def _set_due(self, question: Ask) -> None:
        """Say when the question times out, if it was not said yet."""
        self.record["asked"] = question.print
        if question.timeout is None:
            self.record["due"] = None
        elif self.record.get("due_step") != [self.record["uid"], self._index]:
            time = self.owner.store.clock() + question.timeout
            self.record["due"] = f"{self.owner.name}-due:{time:014.3f}:{secrets.token_hex(4)}"
        self.record["due_step"] = [self.record["uid"], self._index]

    def _difference(self, talk: Talk, item: Any) -> str:
        return (
            f"conversation {self.record['name']!r} of {self.key}: step {self._index + 1} is {item!r} now "
            f"({_line(talk)}), but was something else before. Either its code changed, or it does not do the same when "
            "it gets the same answers: what differs each time goes through once()."
        )

    def _replay_twice(self) -> None:
        """Replay what was just done, and tell the author if it comes out differently."""
        second = _Play(self.owner, self.bot, self.key, self.version, json.loads(json.dumps(self.record)))
        try:
            second._run(True)
        except _Changed as change:
            raise ConversationError(str(change)) from None
        finally:
            second._told(None)
        for (first, line), (again, new_line) in zip(self._trail, second._trail):
            if first != again:
                raise ConversationError(
                    f"conversation {self.record['name']!r} ({new_line}): here came {first}"
                    + (f" ({line})" if line != new_line else "")
                    + f", and {again} when it was replayed with the same answers. What differs each time goes through "
                    "once()."
                )

    def _note(self, item: Any, line: str = "") -> None:
        """Check what a conversation yields or returns, and note it in development."""
        what = _shown(item)
        if not what:
            raise ConversationError(f"conversation {self.record['name']!r} ({line}): {_hint(item)}")
        if self.bot.development:
            self._trail.append((what, line))

    # Saving and saying

    def save(self) -> None:
        store, due = self.owner.store, self.record["due"]
        try:
            if due and due != self._old_due:
                store.put(due, self.key)  # first: one too many does no harm
            ttl = None if self.record["open"] else ENDED_SECONDS
            self.version = store.put(self.key, self.record, version=self.version, ttl=ttl)
        except Conflict:
            raise scaletg.Retry(0) from None
        if self._old_due and self._old_due != due:
            store.delete(self._old_due)
        self._old_due = due

    def methods(self, said: Iterable[Any], update: Any, toast: str | None = None) -> list[Any]:
        """Return what is said as methods; a press of a button is answered first, with the *toast*."""
        pressed = getattr(update, "callback_query", None)
        methods = [pressed.answer(toast)] if pressed else []
        return methods + [self._method(one, update) for one in said if one not in (None, "")]

    def _method(self, what: Any, update: Any) -> Any:
        if not isinstance(what, (str, Ask)):
            return what
        to: Data = dict(self.record["to"])
        options: Data = {}
        is_group = to["chat_id"] < 0
        if is_group and update is not None and update.message is not None:
            options["reply_parameters"] = scaletg.ReplyParameters(
                message_id=update.message.message_id, allow_sending_without_reply=True
            )
        if isinstance(what, str):
            return scaletg.SendMessage(text=what, **to, **options)
        if what.buttons:
            options["reply_markup"] = self._keyboard(what)
        elif is_group:
            options["reply_markup"] = scaletg.ForceReply(True, selective=True)  # else a bot may not see the answer
        return scaletg.SendMessage(text=what.text, **{**to, **options, **what.options})

    def _keyboard(self, question: Ask) -> Any:
        start, rows, number = f"{self.owner.name}:{self.record['token']}:{question.number}:", [], 0
        for row in question.buttons:
            rows.append({label: f"{start}{number + place}:{question.mark}" for place, (label, _) in enumerate(row)})
            number += len(row)
        return scaletg.inline_keyboard(*rows)


class _End(NamedTuple):
    """The end of a conversation, and what it returned."""

    value: Any


def _shown(item: Any) -> str:
    """Return in words what a conversation yields or returns; nothing for what it must not."""
    if isinstance(item, _End):
        shown = _shown(item.value)
        return shown and ("its end" if item.value is None else f"its end with {shown}")
    if isinstance(item, Ask):
        name = repr(item) if item.key is None or item.choices else f"ask(key={item.key!r})"
        return name + (f" with the buttons {[label for label, _ in item.choices]}" if item.choices else "")
    if isinstance(item, scaletg.Method):
        return repr(item)
    if isinstance(item, (list, tuple)):
        parts = [_shown(part) for part in item]
        return f"[{', '.join(parts)}]" if all(parts) else ""
    return repr(item) if item is None or isinstance(item, (str, dict, Once)) else ""


def _hint(item: Any) -> str:
    """Return what is wrong with a value that no conversation yields or returns."""
    if isinstance(item, _End):
        return f"it returned {item.value!r}, which cannot be sent. Return a text, a method object, or a list of them."
    if item is ask or item is once:
        return f"it yields {item.__name__} itself: call it, as in {EXAMPLES[item.__name__]}."
    if inspect.isgenerator(item):
        return f"it yields the generator {item.__name__!r}: write `yield from {item.__name__}(...)`."
    return f"it yields {item!r}, which is no ask(...), once(...), text or method object."


def _start_of(function: Callable[..., Any]) -> str:
    return f"{function.__code__.co_filename}:{function.__code__.co_firstlineno}"


def _line(talk: Any) -> str:
    """Return the line at which a generator stands, the innermost one of nested ones."""
    while talk.gi_yieldfrom is not None and inspect.isgenerator(talk.gi_yieldfrom):
        talk = talk.gi_yieldfrom
    return f"{talk.gi_code.co_filename}:{talk.gi_frame.f_lineno}"


def _stored_error(error: Exception) -> Data:
    """Return an exception as what a replay makes it of; of one that the store cannot keep, the text."""
    kind = type(error)
    stored: Data = {"class": [kind.__module__, kind.__qualname__], "args": list(error.args), "values": vars(error)}
    try:
        stored = json.loads(json.dumps(stored, allow_nan=False))
    except (TypeError, ValueError):
        stored |= {"args": [str(error)], "values": {}}
    _rebuilt_error(stored, error)
    return stored


def _rebuilt_error(stored: Data, cause: Exception | None = None) -> Exception:
    """Return the exception that a `once` has raised; raise *cause* if its class cannot be found."""
    module, name = stored["class"]
    try:
        kind = operator.attrgetter(name)(importlib.import_module(module))
    except (ImportError, AttributeError) as error:  # made in a function, or gone
        raise cause or _Changed(f"once() has raised {module}.{name}, which does not exist any more") from error
    made: Exception = kind.__new__(kind, *stored["args"])
    vars(made).update(stored["values"])
    return made


def _storable(what: str, value: Any) -> Any:
    """Return *value* as it comes back from the store, so that the first run sees what a replay sees."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ConversationError(
            f"{what} is {value!r}, which cannot be stored: {error}. "
            "Return dictionaries, lists, texts, numbers, booleans or None."
        ) from error
