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
import itertools
import json
import logging
import operator
import re
import secrets
import threading
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any

import scaletg
from scaletg_contrib.stores import Conflict, Held, Record, Store, open_store

__all__ = ["Ask", "Cancelled", "ConversationError", "Conversations", "Once", "TimedOut", "ask", "once"]

MOVE = -100_000  # the order of the apps that follow a group; they answer nobody
ANSWER = -900  # of the app that takes answers: behind the gate of a closed bot, which has -1000
REMEMBERED = 8  # refused answers of which a second delivery is recognized
ENDED_SECONDS = 86_400.0  # how long a conversation that ended is kept for second deliveries
NAME = re.compile(r"(?!.*-(due|watch)$)[\w-]{1,24}", re.ASCII)
# The data of a button: its conversation, the step of its question, its place among the buttons, and the mark of the
# question, which is missing in those that were made before there were marks.
BUTTON = re.compile(
    r"(?P<name>[^:]+):(?P<token>[\w-]+):(?P<step>\d{1,6}):(?P<place>\d{1,3})(:(?P<mark>\w+))?", re.ASCII
)
EXAMPLES = {"Ask": "yield ask('Which size?')", "Once": "yield once(random.randrange, 1000)"}
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
Press = re.Match[str]


class ConversationError(scaletg.ScaleTGError):
    """A conversation breaks a rule: it asks something else when it is replayed, or an answer cannot be stored."""


class Cancelled(Exception):
    """Is raised at the open question when the person cancels; a conversation may catch it and end in its own words."""


class TimedOut(Exception):
    """Is raised at the open question when its time is over; a conversation may catch it and go on."""


class _Changed(Exception):
    """The function asks something else than what was answered."""


# What a conversation yields ##################################################


class Ask:
    """A question, to be yielded as `ask(...)`; the answer comes back from the `yield`.

    *buttons*: labels, rows of labels, or a dictionary of labels and values; also typed labels count.
    *on*: which messages are answers: "text", "photo", "document", ..., or several; all but a text come as `Message`.
    *check*: gets the answer and returns what the conversation gets (of a file, None or True stand for the `Message`);
    its `ValueError` is told, and asked again.
    *timeout*: seconds after which `TimedOut` is raised in the conversation, or *default* is the answer.
    *key*: names the question, so that its text may change while it is open. *options*: of sendMessage.
    """

    def __init__(
        self,
        text: str,
        *,
        buttons: Sequence[Any] | Mapping[str, Any] | None = None,
        on: str | Sequence[str] = "text",
        check: Callable[[Any], Any] | None = None,
        timeout: float | None = None,
        default: Any = MISSING,
        key: str | None = None,
        **options: Any,
    ) -> None:
        self.text, self.check, self.timeout, self.default, self.key = text, check, timeout, default, key
        self.options = options
        self.buttons = _rows(buttons)
        self.on = [on] if isinstance(on, str) else list(on)
        self.number = 0  # of the step, for the data of its buttons
        for kind in self.on or [""]:
            if kind not in _fields():
                raise ConversationError(
                    f"ask({text!r}, on={on!r}): a message has no {kind!r}.{_near(kind, _fields())} "
                    "All fields: https://core.telegram.org/bots/api#message; or 'any'."
                )
        #: The buttons without their rows: pairs of a label and a value.
        self.choices = [button for row in self.buttons for button in row]
        #: What its buttons carry, so that they answer only what the person has read.
        self.mark = _print("ask", [text, [label for label, _ in self.choices]])
        #: The fingerprint: what must not change while the question is open.
        self.print = _print("ask", key) if key else self.mark

    def has(self, press: Press) -> bool:
        """Return whether it is one of its buttons, not of another branch or of an earlier form of the question."""
        return press["mark"] == self.mark and int(press["place"]) < len(self.choices)

    def __repr__(self) -> str:
        return f"ask({self.text!r})"


class Once:
    """A call that is made once, to be yielded as `once(function, ...)`: what it returns (JSON) comes back at replays.

    What it raises is raised at the `yield`. If the conversation catches it, that is stored, too; else nothing is, and
    the function is called again at the next answer. The class of the exception must be found by its name.
    """

    def __init__(self, function: Callable[..., Any], /, *values: Any, **named: Any) -> None:
        if not callable(function):
            raise ConversationError(f"once({function!r}): it takes a function and what to give it: {EXAMPLES['Once']}.")
        self.compute = functools.partial(function, *values, **named)
        self.name = getattr(function, "__qualname__", type(function).__name__)
        self.print = _print("once", self.name)

    def __repr__(self) -> str:
        return f"once({self.name})"


ask = Ask
once = Once


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _fingerprint(item: Any) -> str:
    """Return the fingerprint of what was yielded; what is only said has none."""
    return item.print if isinstance(item, (Ask, Once)) else ""


def _print(kind: str, what: Any) -> str:
    return f"{zlib.crc32(json.dumps([kind, what]).encode()):08x}"


def _rows(buttons: Any) -> list[list[tuple[str, Any]]]:
    if isinstance(buttons, Mapping):
        return [[(str(label), value)] for label, value in buttons.items()]
    rows = [[one] if isinstance(one, str) else list(one) for one in buttons or ()]
    return [[(label, label) for label in row] for row in rows]


@functools.cache
def _fields() -> tuple[str, ...]:
    """Return what `on=` may name."""
    return (*(field.name for field in scaletg.schema.types["Message"].fields), "any")


@functools.cache
def _notices() -> frozenset[str]:
    """Return the fields of messages that Telegram writes itself: its page has them behind those that people send."""
    return frozenset(_fields()[_fields().index("new_chat_members") :]) - {"invoice", "reply_markup", "any"}


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
        self.name, self.changed, self.texts = name, changed, {**TEXTS, **(texts or {})}
        self.watch_seconds, self.once_seconds = watch_seconds, once_seconds
        self.words = {word: scaletg.Rule(text) for word, text in (("cancel", cancel), ("back", back)) if text}
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
        if update.chat is None or update.person_id is None:
            raise ConversationError(f"conversation {name!r} cannot start: the update names no chat and person.")
        key, uid = self._key(update, update.person_id), _uid(update)
        found = self.store.get(key)
        if found is None or found.value["begun"] != uid:
            value = _begun(name, arguments, uid, update)
            found = Record(found.key if found else key, value, found.version if found else 0, None)
        raise scaletg.Stop(_Play(self, bot, found, uid, update).go_on())

    @scaletg.app(on=["message", "callback_query"], order=ANSWER, fallback=True)
    def take_answer(self, update: Any, bot: Any) -> None:
        """Take what a person says as the answer to the open question, unless an earlier app has answered it.

        Later apps do not get it.
        """
        press, word, person_id = self._pressed(update), self._word(update, bot), update.person_id
        if update.chat is None or person_id is None or word == "command" or (update.callback_query and not press):
            return
        found = self.store.get(self._key(update, person_id))
        if press and (found is None or found.value["token"] != press["token"]):
            found = self._of_anonymous(update, bot, press["token"])
        said = None if found is None else _Play(self, bot, found, _uid(update), update).take(press, word)
        if press and said is None:
            said = [update.callback_query.answer(self.texts["stale"])]
        if said is not None:
            raise scaletg.Stop(said)

    def _word(self, update: Any, bot: Any) -> str:
        """Return "cancel" or "back" if that is said, "command" for another command, which is never an answer, or ""."""
        text = getattr(update.message, "text", None) or ""
        username = None  # then every mention is taken for this bot's
        if text.startswith("/") and "@" in text:
            with contextlib.suppress(scaletg.ScaleTGError):  # it cannot be found out now
                username = bot.username
        said = (word for word, rule in self.words.items() if rule.match(text, username) is not None)
        return next(said, "command" if text.startswith("/") else "")

    def _pressed(self, update: Any) -> Press | None:
        """Return what a button of a question carries; None for another button."""
        found = BUTTON.fullmatch(getattr(update.callback_query, "data", None) or "")
        return found if found and found["name"] == self.name else None

    def _key(self, update: Any, person_id: int) -> str:
        topic = _place(update).get("message_thread_id", 0)
        return f"{self.name}:{update.chat.id}:{topic}:{person_id}"

    def _of_anonymous(self, update: Any, bot: Any, token: str) -> Record | None:
        """Return the conversation of a group's anonymous administrators, if the button is its and the person is one.

        They write as the group, so they share one, but they press as themselves. Telegram is asked who is one.
        """
        found = self.store.get(self._key(update, update.chat.id))
        if found is None or found.value["token"] != token:
            return None
        try:
            member = bot.api.get_chat_member(update.chat.id, update.user.id)
        except scaletg.ScaleTGError as error:
            log.warning("conversations: a button of %s was refused: %s", found.key, error)
            return None
        return found if getattr(member, "is_anonymous", False) else None

    @scaletg.app(on=["message:migrate_to_chat_id", "message:migrate_from_chat_id"], order=MOVE)
    def move_along(self, message: Any) -> None:
        """Take the conversations of a group along when it becomes a supergroup; either of the two may tell first."""
        here = message.chat.id
        self.move(message.migrate_from_chat_id or here, message.migrate_to_chat_id or here)

    def move(self, old_chat: int, new_chat: int) -> int:
        """Move the conversations of a chat to another id; return how many. Those that are there already stay."""
        count, old, new = 0, f"{self.name}:{old_chat}:", f"{self.name}:{new_chat}:"
        for record in list(self.store.scan(old)):
            count += self.store.move(record.key, new + record.key[len(old) :], lambda value: _moved(value, new_chat))
        for record in list(self.store.scan(new)):
            if record.value["due"]:
                self.store.put(record.value["due"], record.key)
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
        with lease:
            for due in list(self.store.scan(f"{self.name}-due:")):
                if _time_of(due.key) > self.store.clock():
                    break
                with contextlib.suppress(scaletg.Retry):  # the person was quicker: the next look decides
                    count += self._expire_one(bot, due.value, due.key)
                    self.store.delete(due.key)
        return count

    def _expire_one(self, bot: Any, key: str, due: str) -> int:
        found = self.store.get(key)
        said = None if found is None else _Play(self, bot, found, due).time_out()
        for method in said or ():
            try:
                bot.api(method)
            except scaletg.ApiError as error:
                log.error("conversation %s: %s", key, error)
        return int(said is not None)


def _uid(update: Any) -> Any:
    return secrets.token_hex(4) if update.update_id is None else update.update_id


def _time_of(due: str) -> float:
    """Return when a question times out, by the key under which that is stored."""
    return float(due.split(":")[1])


def _place(update: Any) -> Data:
    """Return where it happened, as parameters of sendMessage."""
    message, place = update.message_any, {"chat_id": update.chat.id}
    if getattr(message, "is_topic_message", None):
        place["message_thread_id"] = message.message_thread_id
    return place


def _begun(name: str, arguments: Data, uid: Any, update: Any) -> Data:
    """Return a new conversation as it is stored."""
    message = update.message_any
    return {
        "name": name,
        "args": arguments,
        "message": {} if message is None else message.to_dict(),  # that started it
        "to": _place(update),
        "token": secrets.token_urlsafe(6),  # in the data of its buttons
        "begun": uid,  # the update that started it
        "uid": uid,  # the update that is answered by what comes before the first step
        "steps": [],
        "refused": [],  # the last updates that answered nothing: each with what was told, and the question asked again
        "open": True,
        "due": None,  # the key under which is stored when the open question times out
    }


def _moved(record: Data, chat_id: int) -> Data:
    """Return a conversation whose questions go to another chat."""
    message = record["message"]
    chat = {**message.get("chat", {}), "id": chat_id, "type": "supergroup"}
    return {**record, "to": {**record["to"], "chat_id": chat_id}, "message": {**message, "chat": chat}}


# One conversation, replayed ##################################################

# A step is [kind, fingerprint, value, update]: "say", "once", "failed" (a once that raised), "open" (the question that
# waits), or how a question was answered. The update is what caused the step; all that is said until the next one
# answers that update.
DONE = ("once", "failed")  # the steps that must not happen twice
GIVEN = ("value", "message")  # the steps that are answers of the person
RAISED = {"timeout": TimedOut, "cancel": Cancelled}  # the other ends of a question


class _Play:
    """Runs the function of a conversation again with its stored steps, and on from there, because of one update."""

    def __init__(self, owner: Conversations, bot: Any, found: Record, uid: Any, update: Any = None) -> None:
        self.owner, self.bot, self.update = owner, bot, update
        self.key, self.record, self.version = found.key, found.value, found.version
        self.uid = uid  # of the update, or of the time-out
        self.said: list[Any] = []  # because of the update
        self.questions: dict[int, Ask] = {}  # by their steps
        self.pending: Ask | None = None  # the one that is open
        self._old_due, self._is_changed = self.record["due"], False
        self._index, self._cause = 0, None  # of the step that comes next; the update that it answers
        self._failure: Exception | None = None  # what a once() has just raised
        self._trail: list[tuple[str, str]] = []  # in development: what was yielded or returned, and at which line
        self._first_trail: list[tuple[str, str]] = []  # the same of the run that this one repeats

    # Taking an answer

    def knows(self) -> bool:
        """Return whether the update (or time-out) was taken already."""
        steps, refused = self.record["steps"], self.record["refused"]
        return self.uid in [self.record["uid"], *(step[3] for step in steps), *(one[0] for one in refused)]

    def go_on(self) -> list[Any]:
        """Replay, go on to the next question, save, and return all that is said because of the update."""
        for uid, text, number in self.record["refused"]:
            if uid == self.uid:
                self.run()
                return self.methods([text, self.questions.get(number)])
        before = json.dumps(self.record)
        self.run()
        if self.version == 0 or json.dumps(self.record) != before:
            self.save()
        return self.methods(self.said)

    def take(self, press: Press | None, word: str) -> list[Any] | None:
        """Take an answer to the open question; return None if it is none: somebody came, the group was renamed."""
        if self.knows():
            return self.go_on()
        if not self.record["open"]:
            return None
        texts, due, steps = self.owner.texts, self.record["due"], self.record["steps"]
        is_asked = bool(steps) and steps[-1][0] == "open"
        self.run()
        if self._is_changed or not is_asked or self.pending is None:
            return self._tell_change()
        notices = _notices().intersection(() if press else self.update.message.to_dict())
        if notices and (notices | {"any"}).isdisjoint(self.pending.on):
            return None
        if due and _time_of(due) <= self.owner.store.clock():
            self._remember("")
            self.uid = due
            return self.time_out()
        if word:
            return self.answer("cancel", None) if word == "cancel" else self.step_back()
        if press and int(press["step"]) != self.pending.number:
            return self.methods([], texts["stale"])
        if press and not self.pending.has(press):
            return self.methods([self.pending], texts["stale"])
        try:
            kind, value = self._accept(self.pending, press)
        except ValueError as error:
            return self._refuse(str(error))
        return self.answer(kind, value)

    def answer(self, kind: str, value: Any) -> list[Any]:
        """Answer the open question, and go on."""
        assert self.pending is not None
        self.record["steps"][-1] = [kind, self.pending.print, value, self.uid]
        self.record["due"] = None
        return self.go_on()

    def time_out(self) -> list[Any] | None:
        """Answer the open question with its default, or end it; return None if it has not timed out."""
        if self.knows():
            return self.go_on()
        if not self.record["open"] or self.record["due"] != self.uid:
            return None
        self.run()
        if self._is_changed:
            return self._tell_change()
        if self.pending is None:
            return self.go_on()
        if self.pending.default is MISSING:
            return self.answer("timeout", None)
        return self.answer("value", self.pending.default)

    def step_back(self) -> list[Any]:
        """Forget the last answer, and what was said since, unless something was done since that must not be twice."""
        steps, texts = self.record["steps"], self.owner.texts
        given = [index for index, step in enumerate(steps) if step[0] in GIVEN]
        if not given:
            return self._refuse(texts["nothing_before"])
        if any(step[0] in DONE for step in steps[given[-1] :]):
            return self._refuse(texts["done_before"])
        del steps[given[-1] :]
        self.run()
        return self._refuse("")

    def _tell_change(self) -> list[Any]:
        """Take no answer: the person has not seen the question that is open now."""
        text = " ".join(one for one in self.said if isinstance(one, str)) if self._is_changed else ""
        return self._refuse(text, self.said)

    def _refuse(self, text: str, told: Sequence[Any] = ()) -> list[Any]:
        """Take no answer; tell *text* and the open question, or what is *told* instead."""
        self._remember(text)
        self.save()
        return self.methods(told or [text, self.pending])

    def _remember(self, text: str) -> None:
        """Remember that the update answered nothing: it was told *text*, and asked what is open now."""
        number = self.pending.number if self.pending else None
        self.record["refused"] = [*self.record["refused"], [self.uid, text, number]][-REMEMBERED:]

    def _accept(self, question: Ask, press: Press | None) -> tuple[str, Any]:
        """Return how the question is answered and by what; raise `ValueError` with what to tell the person."""
        answer = question.choices[int(press["place"])][1] if press else self._said_to(question, self.update.message)
        checked = answer if question.check is None else question.check(answer)
        if isinstance(answer, scaletg.Message) and (checked is None or checked is True):
            checked = answer
        if isinstance(checked, scaletg.Message):
            return "message", checked.to_dict()
        return "value", _storable(f"the answer to {question!r}", checked)

    def _said_to(self, question: Ask, message: Any) -> Any:
        """Return what a message answers: the value of a button, a text, or the message itself."""
        texts = self.owner.texts
        if "text" in question.on and message.text is not None:
            word = message.text.strip().casefold()
            values = [value for label, value in question.choices if label.casefold() == word]
            if question.choices and not values and question.check is None:
                raise ValueError(texts["buttons"])
            return values[0] if values else message.text
        kinds = [kind for kind in question.on if kind != "text"]
        if "any" in kinds or any(getattr(message, kind) is not None for kind in kinds):
            return message
        raise ValueError(texts["buttons" if question.buttons else "wrong_kind"].format(", ".join(kinds) or "text"))

    # Running the function

    def run(self) -> None:
        """Run the function up to the open question or its end."""
        try:
            self._run()
        except _Changed as change:
            log.warning("%s", change)
            self._change()
        if self.bot.development and not self._is_changed:
            self._replay_twice()

    def _change(self) -> None:
        """Do what the author chose with a conversation whose function changed."""
        policy, texts, steps, self._is_changed = self.owner.changed, self.owner.texts, self.record["steps"], True
        if policy == "cancel" or self.record["name"] not in self.owner.functions:
            self.record |= {"open": False, "due": None}
            self.said = [texts["stopped"]]
            return
        del steps[self._index if policy == "continue" else 0 :]
        answered = [step for step in steps if step[0] in (*GIVEN, *RAISED)]
        if answered:  # what follows the last answer is what this update is told
            answered[-1][3] = self.uid
        else:
            self.record["uid"] = self.uid
        self._run()
        if policy == "restart":
            self.said.insert(0, texts["changed"])

    def _run(self) -> None:
        record, texts = self.record, self.owner.texts
        self._discard(self.said)
        self.said, self.questions, self.pending, self._trail = [], {}, None, []
        self._index, self._cause = 0, record["uid"]
        function = self.owner.functions.get(record["name"])
        if function is None:
            raise _Changed(f"conversation {record['name']!r} of {self.key} does not exist any more")
        talk, place, value, error = self._make(function), _start_of(function), None, None
        while True:
            try:
                item = talk.send(value) if error is None else talk.throw(error)
            except StopIteration as end:
                return self._finish(end.value, place)
            except (Cancelled, TimedOut) as ended:
                return self._finish(texts["cancelled" if isinstance(ended, Cancelled) else "timed_out"], place)
            except Exception as raised:
                if raised is error and self._failure is not None:  # nobody caught what a once() raised
                    raise self._failure from None
                raise
            place, self._failure = _line(talk), None
            self._note(item, place)
            if self._index == len(record["steps"]):
                self._do(item)
            kind, fingerprint, value, uid = record["steps"][self._index]
            if fingerprint != _fingerprint(item):
                raise self._difference(repr(item), place)
            self._say(item)
            if kind == "open":
                self.pending = item
                talk.close()
                return
            value, error = self._result(kind, value)
            self._index += 1
            if isinstance(item, Ask):
                self._cause = uid

    def _make(self, function: Callable[..., Talk]) -> Talk:
        values = dict(self.record["args"])
        if "message" in inspect.signature(function).parameters:
            values["message"] = scaletg.Message.from_dict(self.record["message"], self.bot)
        return function(**values)

    def _do(self, item: Any) -> None:
        """Make the step of what has not come before."""
        if isinstance(item, Once):
            return self._compute(item)
        kind = "say"
        if isinstance(item, Ask):
            kind, self.record["due"] = "open", None
            if item.timeout is not None:
                time = self.owner.store.clock() + item.timeout
                self.record["due"] = f"{self.owner.name}-due:{time:014.3f}:{secrets.token_hex(4)}"
        self.record["steps"].append([kind, _fingerprint(item), None, self._cause])

    def _compute(self, item: Once) -> None:
        """Compute a value while nobody else does, and save it at once.

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
                self._failure, kind, value = error, "failed", _stored_error(error)
            else:
                kind, value = "once", _storable(repr(item), computed)
            self.record["steps"].append([kind, item.print, value, self._cause])
            if kind == "once":
                self.save()

    def _result(self, kind: str, value: Any) -> tuple[Any, Exception | None]:
        """Return what a step gives back to the function: a value, or an exception to raise there."""
        if kind in RAISED:
            return None, RAISED[kind]()
        if kind == "failed":
            return None, _rebuilt_error(value)
        return (scaletg.Message.from_dict(value, self.bot) if kind == "message" else value), None

    def _difference(self, what: str, place: str) -> _Changed:
        return _Changed(
            f"conversation {self.record['name']!r} of {self.key}: step {self._index + 1} is {what} now ({place}), but "
            "was something else before. Either its code changed, or it does not do the same when it gets the same "
            "answers: what differs each time goes through once()."
        )

    def _finish(self, value: Any, place: str) -> None:
        """End the conversation, and say *value*."""
        self._note(value, place, is_end=True)
        if self._index < len(self.record["steps"]):
            raise self._difference("its end", place)
        self.record |= {"open": False, "due": None}
        self._say(value)

    def _say(self, what: Any) -> None:
        """Say it if it is said because of this update; else it was said before, and a replay made it anew."""
        if isinstance(what, Ask):
            what.number = self._index
            self.questions[what.number] = what
        parts = what if isinstance(what, (list, tuple)) else [what]
        if self._cause == self.uid:
            self.said += [part for part in parts if not isinstance(part, Once)]
        else:
            self._discard(parts)

    def _discard(self, said: Iterable[Any]) -> None:
        """Let methods go that are not sent, so that nobody is warned of them."""
        for what in said:
            if isinstance(what, scaletg.Method):
                what.discard()

    def _replay_twice(self) -> None:
        """Replay what was just done; `_note` tells the author if it comes out differently."""
        record = Record(self.key, json.loads(json.dumps(self.record)), self.version, None)
        second = _Play(self.owner, self.bot, record, uid=MISSING)  # to which nothing is said
        second._first_trail = self._trail
        try:
            second._run()
        except _Changed as change:
            raise ConversationError(str(change)) from None

    def _note(self, item: Any, place: str, is_end: bool = False) -> None:
        """Check what a conversation yields or returns; in development compare it with the run that this one repeats."""
        shown = _shown(item)
        if not shown:
            raise ConversationError(f"conversation {self.record['name']!r} ({place}): {_hint(item, is_end)}")
        if not self.bot.development:
            return
        if is_end:
            shown = "its end" if item is None else f"its end with {shown}"
        self._trail.append((shown, place))
        first, line = self._first_trail[len(self._trail) - 1] if self._first_trail else (shown, place)
        if first != shown:
            first += "" if line == place else f" ({line})"
            raise ConversationError(
                f"conversation {self.record['name']!r} ({place}): here came {first}, and {shown} when it was replayed "
                "with the same answers. What differs each time goes through once()."
            )

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
        if self._old_due and self._old_due != due and self.update is not None:
            store.delete(self._old_due)  # what timed out without an update is not told yet: `expire` does both
        self._old_due = due

    def methods(self, told: Sequence[Any], toast: str | None = None) -> list[Any]:
        """Return what is told as methods; a press of a button is answered first, with the *toast*."""
        pressed = getattr(self.update, "callback_query", None)
        methods = [pressed.answer(toast)] if pressed else []
        return methods + [self._method(what) for what in told if what not in (None, "")]

    def _method(self, what: Any) -> Any:
        if not isinstance(what, (str, Ask)):
            return what
        options: Data = dict(self.record["to"])
        is_group, message = options["chat_id"] < 0, getattr(self.update, "message", None)
        if is_group and message is not None:
            options["reply_parameters"] = scaletg.ReplyParameters(
                message_id=message.message_id, allow_sending_without_reply=True
            )
        if isinstance(what, str):
            return scaletg.SendMessage(text=what, **options)
        if what.buttons:
            options["reply_markup"] = self._keyboard(what)
        elif is_group:
            options["reply_markup"] = scaletg.ForceReply(selective=True)  # else a bot may not see the answer
        return scaletg.SendMessage(text=what.text, **{**options, **what.options})

    def _keyboard(self, question: Ask) -> Any:
        start, places = f"{self.owner.name}:{self.record['token']}:{question.number}", itertools.count()
        rows = [{label: f"{start}:{next(places)}:{question.mark}" for label, _ in row} for row in question.buttons]
        return scaletg.inline_keyboard(*rows)


# What an author is told ######################################################


def _shown(item: Any) -> str:
    """Return in words what a conversation yields or returns; nothing for what it must not."""
    if isinstance(item, Ask):
        name = repr(item) if item.key is None or item.choices else f"ask(key={item.key!r})"
        return name + (f" with the buttons {[label for label, _ in item.choices]}" if item.choices else "")
    if isinstance(item, (list, tuple)):
        parts = [_shown(part) for part in item]
        return f"[{', '.join(parts)}]" if all(parts) else ""
    return repr(item) if item is None or isinstance(item, (str, dict, Once, scaletg.Method)) else ""


def _hint(item: Any, is_end: bool) -> str:
    """Return what is wrong with a value that no conversation yields or returns."""
    if is_end:
        return f"it returned {item!r}, which cannot be sent. Return a text, a method object, or a list of them."
    if item is Ask or item is Once:
        return f"it yields {item.__name__.lower()} itself: call it, as in {EXAMPLES[item.__name__]}."
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


# What is stored ##############################################################


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
