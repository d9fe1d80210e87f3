"""Test a bot by talking to it, in the same process: no token, no network, no waiting.

    >>> import scaletg
    >>> bot = scaletg.Bot()
    >>> @bot.app("/start <name>")
    ... def start(message, name="stranger"):
    ...     return f"Hello, {name}!"
    >>> chat = Telegram(bot).private("Ada")
    >>> chat.send("/start Ada").text
    'Hello, Ada!'
    >>> print(chat.snapshot())
    Ada: /start Ada
    bot: Hello, Ada!

The bot runs unchanged: its replies and its calls go to a `Simulator` (scaletg_contrib.simulator) that refuses what
Telegram refuses. With pytest nothing has to be imported for failures to show the conversation and the trace: see
scaletg_contrib.pytest_plugin. Nothing is stored, and one Telegram serves one thread.
"""

from __future__ import annotations

import itertools
import random
import re
import weakref
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import scaletg
from scaletg_contrib.simulator import ActionError, Chat, Clock, Message, Result, Simulator, Transport, User
from scaletg_contrib.simulator_adopt import adopt
from scaletg_contrib.simulator_state import Data, copy_of

__all__ = ["Conversation", "InlineAnswer", "Telegram", "open_telegrams"]

#: When the clock of a test begins, if the test says nothing else: a Monday.
BEGIN = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
_open: weakref.WeakSet[Telegram] = weakref.WeakSet()
_order = itertools.count()
__tracebackhide__ = True  # pytest shows the line of the test, and the bot's code
_SPOKEN = {"message", "edit"}
_DONE = Result(200)
_message_of = scaletg.Message.from_dict  # looked up once, for every answer is made by it


def open_telegrams() -> list[Telegram]:
    """Return those that are not closed yet, or whose `with` an error ended, in the order in which they were made."""
    return sorted(_open, key=lambda one: one.number)


class Telegram:
    """A simulated Telegram around one bot.

    *now*: when its clock begins; it stands still until `advance`. *strict*: an exception of the bot's code and a call
    that Telegram refuses are raised in the test; otherwise they are logged, as in production. *username*: the bot's,
    if it has none of its own. Ids of people and updates differ from one Telegram to the next, so that bots that are
    shared between tests keep nothing of an earlier test.
    """

    def __init__(
        self,
        bot: scaletg.Bot,
        *,
        now: datetime = BEGIN,
        strict: bool = True,
        username: str = "test_bot",
        first_name: str = "bot",
        seed: int | None = None,
    ) -> None:
        self.bot = bot
        self.strict = strict
        self.number = next(_order)
        #: The simulator behind it: everything else that can be done.
        self.sim = Simulator(clock=Clock(now.timestamp()), seed=seed)
        self.sim.world.last_ids["user"] = random.randrange(5_000_000_000, 9_000_000_000)
        token = bot.token or "1000000001:test"
        self.account = self.sim.add_bot(token, first_name=first_name, username=username)
        self.account.next_update_id = random.randrange(2_000_000, 1_000_000_000)
        #: What came of every update: pairs of the update and the outcome.
        self.outcomes: list[tuple[Data, scaletg.Outcome]] = []
        self._failures: list[Exception] = []
        self._is_closed = False
        self._clocks: list[_StoreClock] = []
        self._before = bot.api.transport
        self._transport = bot.api.transport = _Transport(self.sim, self.account)
        self.account.username = bot.username or username
        self.sim.attach(self.account, self._receive)
        _open.add(self)

    def __enter__(self) -> Telegram:
        return self

    def __exit__(self, kind: object, error: BaseException | None, place: object) -> None:
        self._give_back()
        if error is None:  # else whoever reports the failure still finds it
            _open.discard(self)

    def __repr__(self) -> str:
        return f"<Telegram of {self.bot!r}: {len(self.outcomes)} updates>"

    def close(self) -> None:
        """Give the bot its own way to Telegram back."""
        self._give_back()
        _open.discard(self)

    def _give_back(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self.bot.api.transport = self._before
            for clock in self._clocks:
                clock.stop()

    ############################################################################
    # People and chats

    def user(self, first_name: str = "Ada", **fields: Any) -> User:
        """Return the person of this name, who is made at first: username=..., language_code=..., is_premium=True."""
        asked = {"first_name": first_name, **fields}.items()
        for one in self.sim.world.users.values():
            if all(getattr(one, name, None) == value for name, value in asked):
                return one
        return self.sim.add_user(first_name, **fields)

    def private(self, first_name: str = "Ada", **fields: Any) -> Conversation:
        """Return the private chat of a person with the bot."""
        user = self.user(first_name, **fields)
        return Conversation(self, self.sim.world.private_chat(self.account, user), user)

    def group(
        self, title: str = "Group", *people: str, type: str = "supergroup", admin: bool = False, **options: Any
    ) -> Conversation:
        """Return a new group with these people and the bot; the first one owns it, and speaks.

        *admin*: the bot is an administrator, and so sees all messages. *options*: is_forum, username, description.
        """
        self._get_ready()
        users = [self.user(one) for one in people or ("Ada",)]
        chat = self.sim.create_group(users[0], title, type=type, members=users[1:], bot=self.account, **options)
        if admin:
            self.sim.set_role(users[0], chat, self.account, status="administrator")
        self.settle()
        return Conversation(self, chat, users[0])

    def channel(self, title: str = "Channel", owner: str = "Ada", **options: Any) -> Conversation:
        """Return a new channel with the bot as an administrator."""
        return self.group(title, owner, type="channel", **options)

    ############################################################################
    # Running

    def advance(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Turn the clock on; what is due on the way (polls that close, deliveries that are repeated) is done.

        The stores of what the bot has loaded, and of its `seen`, go along: each `.store` with a `.clock`. What has such
        a store and a function `expire(bot)`, as conversations have, then looks for what is over.
        """
        self._get_ready()
        loaded = [owner for owner in self._loaded() if callable(getattr(getattr(owner, "store", None), "clock", None))]
        for owner in loaded:
            self._take_along(owner.store)
        self.sim.advance(timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days).total_seconds())
        for owner in loaded:
            if callable(getattr(owner, "expire", None)):
                owner.expire(self.bot)
        self._raise_failure()

    def _loaded(self) -> list[Any]:
        """Return the objects whose methods are the bot's processors, and its `seen`."""
        owners = [getattr(processor.function, "__self__", None) for processor in self.bot.registry]
        return list({id(owner): owner for owner in (*owners, self.bot.seen) if owner is not None}.values())

    def _take_along(self, store: Any) -> None:
        """Let the clock of a store go on with ours from now on, until this Telegram is closed."""
        if not any(one.store is store for one in self._clocks):
            self._clocks.append(_StoreClock(store, self.sim.world.clock))

    def trouble(self, kind: str, method: str | None = None, **options: Any) -> None:
        """Let the next call go wrong: kind="429", "403", "500", "timeout", "lost"; see `Simulator.make_trouble`."""
        self.sim.make_trouble(kind, method=method, **options)

    def deliver(self, update: Data) -> scaletg.Outcome:
        """Deliver an update as it is; its people and chats are made known first, and it gets an id if it has none."""
        self._get_ready()
        adopt(self.sim, self.account, update)
        if "update_id" not in update:
            update = {"update_id": self.account.next_update_id, **update}
            self.account.next_update_id += 1
        self.sim.queue(self.account, update, "test")
        self.settle()
        return self.outcomes[-1][1]

    def settle(self) -> None:
        """Deliver all that waits."""
        self.sim.pump()
        self._raise_failure()

    def _get_ready(self) -> None:
        """Ask for the kinds of update that the bot wants, and all that come anyway."""
        if self.account.allowed_updates is None:
            usual = set(scaletg.schema.kinds) - {"chat_member", "message_reaction", "message_reaction_count"}
            self.account.allowed_updates = sorted(usual | set(self.bot.allowed_updates))

    def _receive(self, update: Data) -> Result:
        """Let the bot process an update as its webhook would, and send its reply."""
        outcome = self.bot.process(update, trace=True)
        self.outcomes.append((update, outcome))
        if outcome.error is not None and self.strict:
            self._failures.append(outcome.error)
        if outcome.retry_after is not None:
            return Result(503, outcome.retry_after)
        if outcome.reply and not outcome.duplicate:
            self._send(outcome)
        return _DONE

    def _send(self, outcome: scaletg.Outcome) -> None:
        """Send the reply as it would stand in the webhook's answer; one with files, or in trouble, as a call."""
        if not self.sim.troubles and self._transport.answer(outcome.reply):
            return
        if not self.strict:
            self.bot.deliver(outcome)
            return
        try:
            self.bot.api(outcome.reply)
        except scaletg.ScaleTGError as error:
            self._failures.append(error)

    def _raise_failure(self) -> None:
        if self._failures:
            failure, self._failures = self._failures[0], []
            raise failure

    ############################################################################
    # Looking

    @property
    def calls(self) -> list[Data]:
        """The calls that the bot made, its replies too: each with `method`, `parameters` and Telegram's `answer`."""
        return [event for event in self.sim.world.events if event["type"] == "call"]

    @property
    def last_outcome(self) -> scaletg.Outcome:
        """What came of the newest update."""
        if not self.outcomes:
            raise AssertionError("the bot has got no update yet")
        return self.outcomes[-1][1]

    @property
    def trace(self) -> str:
        """The way of the newest update through the bot's registry, and what was called."""
        if not self.outcomes:
            return "The bot has got no update yet."
        update, outcome = self.outcomes[-1]
        kind = next(key for key in update if key != "update_id")
        end = f"{outcome.app!r} answered." if outcome.app else "No app answered."
        if outcome.error is not None:
            end = f"{end[:-1]}: {type(outcome.error).__name__}: {outcome.error}"
        return f"Update {update['update_id']} ({kind}): {end}\n{outcome.trace}"

    def content(self, file: Any) -> bytes:
        """Return the content of a file: of a message, an object with a file_id, or a file_id."""
        if getattr(file, "message_id", None):
            file = file.file
        file_id = file if isinstance(file, str) else file.file_id
        return self.sim.world.files[file_id].content

    def snapshot(self) -> str:
        """Return all that happened as text, chat by chat where there are several."""
        chats = [chat for chat in self.sim.world.chats.values() if chat.messages]
        parts = [_write(self, chat) for chat in chats]
        if len(parts) == 1:
            return parts[0]
        return "\n\n".join(f"== {_title(self, chat)}\n{part}" for chat, part in zip(chats, parts, strict=True))

    def report(self) -> str:
        """Return what a person needs who reads a failure: the conversation and the trace of the newest update."""
        return f"{self.snapshot()}\n\n{self.trace}"


class _StoreClock:
    """The clock of a store, which is ahead of its own by what a Telegram's was turned since."""

    def __init__(self, store: Any, clock: Clock) -> None:
        self.store, self._own, self._clock = store, store.clock, clock
        self._begin, self._is_stopped = clock.time(), False
        store.clock = self

    def __call__(self) -> float:
        ahead = 0.0 if self._is_stopped else self._clock.time() - self._begin
        return float(self._own() + ahead)

    def stop(self) -> None:
        """Give the store its own clock back; if another Telegram has set its clock since, go as the own one does."""
        self._is_stopped = True
        if self.store.clock is self:
            self.store.clock = self._own


class _Transport(Transport):
    """Answer a bot's calls, and take its replies without the ways of a client where that makes no difference."""

    _refused: Data | None = None

    def answer(self, reply: scaletg.Method) -> bool:
        """Run a reply, and return whether that is all; one that was refused is to be called, which raises the error."""
        try:
            values = copy_of(reply.to_dict())
        except ValueError:  # there is an open file or a path in it
            return False
        if _has_file(values):
            return False
        answer = self.sim.call(self.account, values.pop("method"), values, via="direct")
        self._refused = None if answer["ok"] else answer
        return self._refused is None

    def call(self, name: str, parameters: Data, files: dict[str, scaletg.InputFile]) -> Data:
        """Run a method, or give the answer that it had a moment ago."""
        if self._refused:
            answer, self._refused = self._refused, None
            return answer
        return super().call(name, parameters, files)


class Conversation:
    """One person in one chat with the bot: what it does, and what it sees."""

    def __init__(self, telegram: Telegram, chat: Chat, user: User) -> None:
        self.telegram = telegram
        self.user = user
        self._chat = chat
        self._seen = telegram.sim.world.last_event

    def __repr__(self) -> str:
        return f"<Conversation of {self.user.first_name} in {_title(self.telegram, self.chat)!r}>"

    @property
    def chat(self) -> Chat:
        """The chat; a group that became a supergroup is that supergroup."""
        return self.telegram.sim.find_place(None, self._chat)

    @property
    def id(self) -> int:
        """The id of the chat."""
        return self.chat.id

    def by(self, first_name: str, **fields: Any) -> Conversation:
        """Return the same group as somebody else sees it, who joins it if it is not there."""
        user = self.telegram.user(first_name, **fields)
        other = Conversation(self.telegram, self.chat, user)
        if not self.telegram.sim.member(self.chat, user.id).is_here:
            other.join()
        return other

    ############################################################################
    # Doing

    def do(self, action: str, *values: Any, **options: Any) -> Any:
        """Do anything that `Simulator` lets people do, and let the bot answer; returns what the action returns."""
        self.telegram._get_ready()
        self._seen = self.telegram.sim.world.last_event
        try:
            result = getattr(self.telegram.sim, action)(self.user, *values, **options)
        except ActionError as error:
            raise ActionError(f"{self.user.first_name} cannot {action.replace('_', ' ')}: {error}") from None
        self.telegram.settle()
        return result

    def _do(self, action: str, *values: Any, **options: Any) -> Any:
        """Do something in this chat, and return the bot's newest answer to it, `None` if it is silent."""
        self.do(action, *values, chat=self.chat, **options)
        return self._answer

    @property
    def _answer(self) -> Any:
        newest = next(self._answered(), None)
        return None if newest is None else self._message(newest.raw)

    def _answered(self) -> Iterator[Message]:
        """Give the messages that the bot sent or changed here since the last thing that was done, the newest first."""
        chat = self.chat
        for event in reversed(self.telegram.sim.world.events):
            if event["seq"] <= self._seen:
                break
            if event["type"] in _SPOKEN and event["chat"] == chat.key:
                message = chat.messages[event["message"]["message_id"]]
                if _is_from(self, message) and not message.is_deleted:
                    yield message

    def send(self, text: str, **options: Any) -> Any:
        """Write a text; returns the bot's answer. *options*: reply_to=message_id, topic, entities, parse_mode."""
        return self._do("send", text, **options)

    def start(self, payload: str = "") -> Any:
        """Press Start, or open a deep link with a payload."""
        self.do("start", payload)
        return self._answer

    def send_photo(self, content: bytes | None = None, caption: str = "", **options: Any) -> Any:
        """Send a photo; without *content* a grey one."""
        return self._do("send_file", "photo", content, caption=caption, **options)

    def send_document(self, content: bytes = b"a file\n", name: str = "file.txt", **options: Any) -> Any:
        """Send a document. *options*: caption, mime_type."""
        return self._do("send_file", "document", content, name=name, **options)

    def send_file(self, kind: str, content: bytes | None = None, **options: Any) -> Any:
        """Send a file of any kind: video, audio, voice, video_note, animation, sticker."""
        return self._do("send_file", kind, content, **options)

    def send_album(self, *files: Data) -> Any:
        """Send an album; each file is a dictionary of the parameters of `send_file`: {"kind": "photo"}."""
        return self._do("send_album", files)

    def send_location(self, latitude: float = 38.7223, longitude: float = -9.1393, **options: Any) -> Any:
        """Send a location; with title and address a venue."""
        return self._do("send_location", latitude, longitude, **options)

    def send_contact(self, who: str | None = None) -> Any:
        """Send one's own contact, or somebody else's."""
        return self._do("send_contact", who)

    def send_dice(self, emoji: str = "🎲", value: int | None = None) -> Any:
        """Throw a dice."""
        return self._do("send_dice", emoji, value=value)

    def press(self, button: str | Sequence[int], *, message: Any = None) -> Any:
        """Press an inline button, named by its text, its data or its place (row, column).

        It is looked for from the newest message on. Returns the bot's answer to it, as a message; what the client
        showed is in `toast`.
        """
        return self._do("press", button, message_id=_id(message))

    def tap(self, key: str) -> Any:
        """Tap a key of the reply keyboard."""
        return self._do("tap", key)

    def edit(self, text: str, *, message: Any = None) -> Any:
        """Change one's own newest message, or another."""
        return self._do("edit", text, message_id=_id(message))

    def delete(self, message: Any) -> None:
        """Delete a message."""
        self._do("delete", _id(message))

    def react(self, *emoji: str, message: Any = None) -> Any:
        """React to the newest message, or to another."""
        return self._do("react", emoji, message_id=_id(message))

    def vote(self, *options: str | int, message: Any = None) -> Any:
        """Vote in the newest poll, or in another; without options the vote is taken back."""
        return self._do("vote", options, message_id=_id(message))

    def join(self, invite_link: str | None = None) -> Any:
        """Join the group."""
        self.do("join", self.chat, invite_link=invite_link)
        return self._answer

    def leave(self) -> None:
        """Leave the group."""
        self.do("leave", self.chat)

    def block(self) -> None:
        """Block the bot."""
        self.do("block")

    def unblock(self) -> None:
        """Unblock the bot."""
        self.do("unblock")

    def inline(self, query: str = "", **options: Any) -> InlineAnswer:
        """Type `@bot query`, and return the results that the bot offers."""
        return InlineAnswer(self, self.do("inline_query", query, chat=self.chat, **options))

    def pay(self, *, message: Any = None, link: str | None = None, shipping: str | int = 0, **options: Any) -> Any:
        """Pay an invoice with all that it asks for; returns the bot's answer to the payment."""
        before = self.telegram.sim.world.last_event
        query_id = self.do("pay", message_id=_id(message), link=link, chat=self.chat, **options)
        checkout = self.telegram.sim.world.checkouts[query_id]
        if checkout["step"] == "shipping" and (checkout["answer"] or {}).get("ok"):
            self.do("choose_shipping", query_id, shipping)
        self._seen = before
        return self._answer

    ############################################################################
    # Seeing

    def _message(self, raw: Data) -> Any:
        return _message_of(raw, self.telegram.bot)

    @property
    def messages(self) -> list[Any]:
        """All messages of the chat, as objects; deleted ones are gone."""
        return [self._message(one.raw) for one in self.chat.messages.values() if not one.is_deleted]

    @property
    def last(self) -> Any:
        """The bot's newest message. Raises `AssertionError` if it has said nothing."""
        sent = [one.raw for one in self.chat.messages.values() if _is_from(self, one) and not one.is_deleted]
        if not sent:
            raise AssertionError(f"the bot has said nothing in this chat\n\n{self.telegram.report()}")
        return self._message(sent[-1])

    @property
    def replies(self) -> list[Any]:
        """What the bot sent into this chat, or changed there, since the last thing that this person did."""
        newest_first = {message.id: message for message in self._answered()}
        return [self._message(message.raw) for message in reversed(newest_first.values())]

    @property
    def is_silent(self) -> bool:
        """Whether the bot sent and changed nothing here since the last thing that this person did."""
        return next(self._answered(), None) is None

    @property
    def buttons(self) -> list[list[str]]:
        """The texts of the inline buttons under the bot's newest message, row by row."""
        markup = self.last.to_dict().get("reply_markup") or {}
        return [[one["text"] for one in row] for row in markup.get("inline_keyboard", ())]

    @property
    def keys(self) -> list[list[str]]:
        """The texts of the reply keyboard that this person sees, row by row."""
        keyboard = self.chat.keyboards.get(self.user.id, {})
        return [[one["text"] for one in row] for row in keyboard.get("keyboard", ())]

    @property
    def toast(self) -> str | None:
        """What the client showed for the last button that was pressed; `None` if the bot has not answered it."""
        answers = self.telegram.sim.world.events_after(0, {"press", "callback_answer"})
        mine = [one for one in answers if one["user_id"] == self.user.id]
        return mine[-1]["text"] if mine and mine[-1]["type"] == "callback_answer" else None

    @property
    def commands(self) -> dict[str, str]:
        """The commands that this person is offered here, with their descriptions."""
        shown = self.telegram.sim.show_chat(self.chat, self.user.id)["commands"]
        return {one["command"]: one["description"] for one in shown}

    def expect(self, text: str | re.Pattern[str] | Callable[[Any], bool]) -> Any:
        """Return the bot's newest message if its text is *text*, or fits a pattern or a function.

        Raises `AssertionError` with the conversation and the trace otherwise.
        """
        message = self.last
        shown = message.text if message.text is not None else message.caption
        if isinstance(text, re.Pattern):
            fits = text.search(shown or "") is not None
        else:
            fits = bool(text(message)) if callable(text) else shown == text
        if not fits:
            raise AssertionError(f"expected {text!r}, but the bot said {shown!r}\n\n{self.telegram.report()}")
        return message

    def snapshot(self) -> str:
        """Return the conversation as text."""
        return _write(self.telegram, self.chat)


class InlineAnswer:
    """What the bot offers for an inline query."""

    def __init__(self, conversation: Conversation, query_id: str) -> None:
        self._conversation = conversation
        self.query_id = query_id
        answer = conversation.telegram.sim.world.inline_queries[query_id]["answer"] or {}
        #: The results as objects.
        self.results = [_result(one) for one in answer.get("results", ())]
        self.next_offset: str = answer.get("next_offset", "")

    def choose(self, result: int | str = 0) -> Any:
        """Send a result, named by number or id, into the chat; returns the message."""
        return self._conversation._message(
            self._conversation.do("choose", self.query_id, result, chat=self._conversation.chat).raw
        )


def _result(raw: Data) -> Any:
    kinds = scaletg.schema.types["InlineQueryResult"].members
    literal = [name for name in kinds if scaletg.schema.types[name].literals.get("type") == raw.get("type")]
    cached = any(key.endswith("_file_id") for key in raw)
    named = [name for name in literal if ("Cached" in name) == cached] or literal
    return getattr(scaletg, named[0]).from_dict(raw) if named else raw


def _has_file(value: Any) -> bool:
    """Return whether there are the bytes of a file in the values of a reply."""
    if isinstance(value, (dict, list)):
        return any(map(_has_file, value.values() if isinstance(value, dict) else value))
    return isinstance(value, bytes)


def _id(message: Any) -> int | None:
    if message is None or isinstance(message, int):
        return message
    return int(message.message_id)


def _is_from(conversation: Conversation, message: Any) -> bool:
    return bool(message.sender == conversation.telegram.account.id)


###############################################################################
# The conversation as text ####################################################
###############################################################################


def _title(telegram: Telegram, chat: Chat) -> str:
    if not chat.is_private:
        return chat.title
    return telegram.sim.world.users[chat.id].first_name


def _write(telegram: Telegram, chat: Chat) -> str:
    """Return what happened in a chat, one line for each thing."""
    lines: list[str] = []
    for event in telegram.sim.world.events:
        if event.get("chat") == chat.key:
            writer = _WRITERS.get(event["type"])
            if writer:
                lines += writer(telegram, chat, event)
    return "\n".join(lines)


def _name(telegram: Telegram, number: int) -> str:
    account = telegram.sim.world.account(number)
    return account.first_name if account else str(number)


def _write_message(telegram: Telegram, chat: Chat, event: Data) -> list[str]:
    raw = event["message"]
    name = _name(telegram, event["sender"])
    return _block(f"{name}: ", _describe(raw), event.get("markup"))


def _write_edit(telegram: Telegram, chat: Chat, event: Data) -> list[str]:
    message = chat.messages[event["message"]["message_id"]]
    head = f"{_name(telegram, message.sender)} edits message {message.id}: "
    return _block(head, _describe(event["message"]), event.get("markup"))


def _block(head: str, text: str, markup: Data | None) -> list[str]:
    """Return a text with its further lines and its keyboard below it."""
    indent = " " * min(len(head), 8)
    first, *others = text.split("\n")
    lines = [head + first, *(indent + line for line in others)]
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or ()
    left, right = ("[", "]") if "inline_keyboard" in (markup or {}) else ("{", "}")
    lines += [indent + " ".join(f"{left}{_button_text(one)}{right}" for one in row) for row in rows]
    if "remove_keyboard" in (markup or {}):
        lines.append(f"{indent}(the keyboard is removed)")
    return [line.rstrip() for line in lines]


def _button_text(button: Any) -> str:
    return button if isinstance(button, str) else str(button["text"])


#: What a message without a text is shown as, by its content.
_SHOWN: dict[str, Callable[[Any], str]] = {
    "contact": lambda one: f" {one['first_name']} {one['phone_number']}",
    "venue": lambda one: f" {one['title']}, {one['address']}",
    "location": lambda one: f" {one['latitude']}, {one['longitude']}",
    "dice": lambda one: f" {one['emoji']} {one['value']}",
    "poll": lambda one: f" {one['question']} ({' / '.join(option['text'] for option in one['options'])})",
    "document": lambda one: f" {one.get('file_name', '')}",
    "sticker": lambda one: f" {one.get('emoji', '')}",
    "invoice": lambda one: f" {one['title']}: {one['total_amount']} {one['currency']}",
    "successful_payment": lambda one: f" {one['total_amount']} {one['currency']}",
    "new_chat_members": lambda one: " " + ", ".join(user["first_name"] for user in one),
    "left_chat_member": lambda one: f" {one['first_name']}",
    "new_chat_title": lambda one: f" {one}",
}
_KINDS = [field.name for field in scaletg.schema.types["Message"].fields if field.about]


def _describe(raw: Data) -> str:
    text = str(raw.get("text") or raw.get("caption") or "")
    kind = next((one for one in ("venue", "animation", *_KINDS) if one in raw and one != "text"), None)
    if kind is None:
        return text
    write = _SHOWN.get(kind)
    detail = write(raw[kind]).rstrip() if write else ""
    return f"({kind.replace('_', ' ')}{detail}) {text}".rstrip()


def _line(text: Callable[[Telegram, Data], str]) -> Callable[[Telegram, Chat, Data], list[str]]:
    return lambda telegram, chat, event: [text(telegram, event)]


def _toast(telegram: Telegram, event: Data) -> str:
    kind = "alert" if event["show_alert"] else "toast"
    return f"({kind} for {_name(telegram, event['user_id'])}: {event['text'] or event['url']})"


def _pressed(telegram: Telegram, event: Data) -> str:
    return f"{_name(telegram, event['user_id'])} presses {event.get('data') or event.get('game_short_name')}"


def _reacted(telegram: Telegram, event: Data) -> str:
    shown = " ".join(one.get("emoji") or one["type"] for one in event["reactions"]) or "nothing"
    return f"{_name(telegram, event['actor'])} reacts to message {event['message_id']} with {shown}"


def _voted(telegram: Telegram, chat: Chat, event: Data) -> list[str]:
    options = chat.messages[event["message_id"]].raw["poll"]["options"]
    chosen = ", ".join(options[one]["text"] for one in event["option_ids"])
    name = _name(telegram, event["user_id"])
    return [f"{name} votes {chosen}" if chosen else f"{name} takes the vote back"]


def _blocked(telegram: Telegram, event: Data) -> str:
    does = "blocks" if event["member"]["status"] == "kicked" else "unblocks"
    return f"{_name(telegram, event['actor'])} {does} the bot"


_WRITERS: dict[str, Callable[[Telegram, Chat, Data], list[str]]] = {
    "message": _write_message,
    "edit": _write_edit,
    "delete": _line(lambda telegram, event: f"(message {event['message_id']} is deleted)"),
    "press": _line(_pressed),
    "callback_answer": lambda telegram, chat, event: [_toast(telegram, event)] if event["text"] or event["url"] else [],
    "reaction": _line(_reacted),
    "vote": _voted,
    "member": _line(_blocked),  # of a private chat; a group tells of its members in messages
    "action": _line(lambda telegram, event: f"({_name(telegram, event['bot_id'])}: {event['action']} ...)"),
}
