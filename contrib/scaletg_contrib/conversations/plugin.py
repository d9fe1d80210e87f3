"""Connect conversations with a bot: start them by their rules, pass answers to them, and send what they yield."""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import logging
import re
import secrets
from collections.abc import Callable
from typing import Any, ClassVar

import scaletg
from scaletg_contrib.callback_data import Signer, shared_secret
from scaletg_contrib.conversations.keeping import KeptTalk, time_of
from scaletg_contrib.conversations.questions import ConversationError, did_you_mean
from scaletg_contrib.conversations.replay import Function, place_of
from scaletg_contrib.conversations.sending import methods_for, read_press
from scaletg_contrib.conversations.talk import Talk
from scaletg_contrib.conversations.timeouts import TimeOuts
from scaletg_contrib.conversations.turn import Answer, Given, Press, Turn, mark_unsent
from scaletg_contrib.feature import Feature
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.jobs.book import Book
from scaletg_contrib.migration import FollowsGroups, move_records
from scaletg_contrib.stores import Record, Store
from scaletg_contrib.texts import Texts, Translation

__all__ = ["Conversations"]

ANSWER = scaletg.Order.ANSWERS  # the order of the app that takes answers: after the gate of a closed bot
REMIND = scaletg.Order.LAST  # the order of the app that gets commands which no app knows
NAME = re.compile(r"[\w-]{1,24}", re.ASCII)
CHANGED = ("restart", "continue", "cancel")
LATE_SECONDS = 3600.0  # how long a time-out waits for its question: a process may stand still before it saves the talk
LOOK_AGAIN_SECONDS = 30.0

log = logging.getLogger("scaletg.conversations")


class Conversations(Feature, FollowsGroups):
    """Holds conversations, starts them by their rules, and passes answers to them.

    *store*: a URL, an open store, or None for the bot's store. *name*, for several on one bot: it is in the data of
    buttons. *namespace*: the third part of the keys (default: the name).
    *changed*: what is done with conversations whose function asks something else than before: "restart" them,
    "continue" at the first difference, or "cancel" them. *cancel*, *back*: commands for the person, None for none.
    *watch_seconds*: how often the clock of the jobs looks for questions whose time is over, if this object makes it:
    if it has a store of its own, or the bot has loaded no `Jobs`. None: no clock; call `expire` yourself.
    *once_seconds*: how long one `once` may take; if its worker is killed, the conversation goes on after that time.
    *texts*: replaces or translates `TEXTS`, what the bot says on its own (see `scaletg_contrib.texts`).
    """

    feature = "conversations"
    TEXTS: ClassVar[dict[str, str]] = {
        "cancelled": "Cancelled.",
        "timed_out": "That took too long, so I have stopped asking.",
        "changed": "I have changed in the meantime, so this conversation starts again.",
        "stopped": "I have changed in the meantime, so this conversation has ended. Please start again.",
        "buttons": "Please press one of the buttons.",
        "wrong_kind": "Please send me: {kinds}.",
        "stale": "This question is for somebody else, or it has been answered already.",
        "nothing_before": "This is the first question.",
        "done_before": "What came before is done already, so you cannot go back.",
        "unknown_command": "I do not know the command {command}. My question is still open:",
    }

    def __init__(
        self,
        store: str | Store | None = None,
        *,
        name: str = "talk",
        namespace: str | None = None,
        changed: str = "restart",
        cancel: str | None = "/cancel",
        back: str | None = "/back",
        watch_seconds: float | None = 1.0,
        once_seconds: float = 60.0,
        texts: Translation | None = None,
    ) -> None:
        if changed not in CHANGED:
            raise scaletg.ConfigError(f"Conversations(changed={changed!r}): use one of {', '.join(CHANGED)}.")
        if not NAME.fullmatch(name):
            raise scaletg.ConfigError(
                f"Conversations(name={name!r}): the name is part of the data of buttons, which are short, and is "
                "followed by a colon. Use up to 24 of the characters a-z A-Z 0-9 _ and -."
            )
        super().__init__(store, name=name, namespace=namespace)
        self.changed, self.texts = changed, Texts("Conversations", self.TEXTS, texts)
        self.once_seconds = once_seconds
        self.words = {word: scaletg.Rule(text) for word, text in (("cancel", cancel), ("back", back)) if text}
        self.functions: dict[str, Function] = {}
        self._signers: dict[Any, Signer] = {}
        self._make_jobs = functools.partial(Jobs, watch_seconds=watch_seconds)
        #: What does the time-outs, if the conversations have a store of their own; else the jobs of the bot do.
        self.jobs: Jobs | None = None
        if store is not None:
            self.jobs = self._make_jobs(self._store, name=f"{name}_jobs")
        self.job_name = f"scaletg:conversations:{name}"
        self.take_time_out = scaletg.app(self.job_name, on="job", order=ANSWER)(self._make_time_out())
        self.begin_talk = scaletg.app(f"{self.job_name}:begin", on="job", order=ANSWER)(self._make_begin())

    # What the author writes

    def conversation(self, rule: Any = None, **options: Any) -> Callable[[Function], Function]:
        """Register a generator function as a conversation that *rule* starts; *options* are those of `bot.app`.

        Its parameters are the wildcards of the rule, and `message`, the one that started it. Without a rule or options
        an app starts it by `start`.
        """
        if inspect.isfunction(rule):
            raise scaletg.RegistrationError(f"conversation {rule.__name__!r}: write @talks.conversation() above it.")

        def register(function: Function) -> Function:
            if not inspect.isgeneratorfunction(function):
                raise scaletg.RegistrationError(
                    f"conversation {function!r} is not a generator function: it needs a `yield`."
                )
            if function.__name__ in self.functions:
                raise scaletg.RegistrationError(
                    f"there are two conversations with the name {function.__name__!r}: rename one of them."
                )
            if "_" in inspect.signature(function).parameters:
                raise scaletg.RegistrationError(
                    f"conversation {function.__name__!r} ({place_of(function)}) names `_`, but it is replayed, and so "
                    "gets no modules: name `message`, and begin with `_ = languages.of(message.from_user)`."
                )
            if rule is not None or options:
                self._check_time(function)
                wildcards = _wildcards_of(rule, function)
                _check_parameters(function, wildcards)
                starter = self._starter(function, wildcards)
                setattr(self, f"start {function.__name__}", scaletg.app(rule, **options)(starter))
            self.functions[function.__name__] = function
            return function

        return register

    def _check_time(self, function: Function) -> None:
        """Raise an error for a conversation with a rule that is defined after a bot has loaded the others."""
        if self.bot is not None:
            raise scaletg.RegistrationError(
                f"conversation {function.__name__!r} ({place_of(function)}) comes after bot.load(...), so its "
                "rule would never match: load the conversations when all are defined."
            )

    def _starter(self, function: Function, wildcards: list[str]) -> Callable[..., Any]:
        """Return the app that starts a conversation; it takes the wildcards that the function takes."""
        kind = inspect.Parameter.KEYWORD_ONLY
        parameters = [inspect.Parameter(name, kind) for name in ("update", "bot")]
        for name, parameter in inspect.signature(function).parameters.items():
            if name in wildcards:
                parameters.append(parameter.replace(kind=kind))

        @functools.wraps(function)
        def start(*, update: Any, bot: Any, **wildcards: Any) -> Any:
            self.start(function.__name__, update, bot, **wildcards)

        start.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # a function can have this attribute
        return start

    def start(self, name: str, update: Any, bot: Any, **arguments: Any) -> None:
        """Start the conversation *name* (JSON *arguments*), and end the dispatch: it raises `scaletg.Stop`."""
        if name not in self.functions:
            known = ", ".join(self.functions) or "none"
            raise ConversationError(
                f"there is no conversation {name!r}.{did_you_mean(name, self.functions)} There are: {known}."
            )
        if update.chat is None or update.person_id is None:
            raise ConversationError(
                f"conversation {name!r} cannot start: update {update.update_id} has no chat, or no person, like a "
                "channel post. Start it from a message of a person."
            )
        _check_arguments(name, arguments)
        key, cause = self._talk_key(update, bot, update.person_id), _cause_of(update)
        found = self.store_of(bot).get(key)
        begun = None
        if found is None or found.value["begun"] != cause:
            begun = _new_talk(name, arguments, cause, update)
        kept = self.kept_talk(bot, key, found, talk=begun, user=update.user)
        self._say(Turn(kept, kept.talk, cause).go_on(), kept.talk, update, bot)

    def expire(self, bot: Any) -> int:
        """Let the open questions time out whose time is over; return how many jobs were done.

        For platforms on which no process stays; elsewhere the clock of the jobs does it.
        """
        return int(bot.jobs.run_due() if self.jobs is None else self.jobs.run_due(bot))

    def move(self, old_chat: int, new_chat: int, *, bot: Any = None) -> int:
        """Move the conversations of a chat to another id; return how many. The newer one of two continues."""
        bot = self.bot_or(bot)
        prefix = self.key(bot, "talk")
        return move_records(
            self.store_of(bot), prefix, old_chat, new_chat, newer_of, lambda value: _record_in_chat(value, new_chat)
        )

    def forget(self, user_id: int, *, bot: Any = None) -> int:
        """Delete the conversations of a person in all chats; return how many."""
        bot = self.bot_or(bot)
        count, store, end = 0, self.store_of(bot), f"/{user_id}"
        for record in list(store.scan(self.key(bot, "talk") + "/")):
            if record.key.endswith(end):
                count += store.delete(record.key)
        return count

    # Updates

    @scaletg.app(on=["message", "callback_query"], order=ANSWER, fallback=True)
    def take_answer(self, update: Any, bot: Any) -> None:
        """Take a message or press as the answer to the open question, unless an earlier app has answered it.

        Later apps do not get it.
        """
        pressed, is_ours = self._read_press(update, bot)
        word = self._command_word(update, bot)
        if update.chat is None or update.person_id is None or word == "command":
            return
        if update.callback_query and not is_ours:
            return
        found = self.store_of(bot).get(self._talk_key(update, bot, update.person_id))
        token, press = pressed or (None, None)
        if token and (found is None or found.value["token"] != token):
            found = self._of_anonymous(update, bot, token)
        answer = None
        if found is not None and (press or not update.callback_query):
            kept = self.kept_talk(bot, found.key, found, user=update.user)
            answer = Turn(kept, kept.talk, _cause_of(update)).take(_given_by(update, press), word)
            if answer is not None:
                self._say(answer, kept.talk, update, bot)
        if update.callback_query:
            raise scaletg.Stop(update.callback_query.answer(self.texts.say("stale", update.user)))

    @scaletg.app(on="message:text", order=REMIND, fallback=True)
    def remind(self, update: Any, message: Any, bot: Any) -> None:
        """Tell the person that no app knows the command, and ask the open question again."""
        command = message.text.split()[0] if message.text.startswith("/") else ""
        if not command or update.person_id is None or not self._is_for_us(command, message, bot):
            return
        found = self.store_of(bot).get(self._talk_key(update, bot, update.person_id))
        if found is None:
            return
        kept = self.kept_talk(bot, found.key, found, user=update.user)
        text = self.texts.say("unknown_command", update.user, command=command)
        answer = Turn(kept, kept.talk, _cause_of(update)).remind(text)
        if answer is not None:
            self._say(answer, kept.talk, update, bot)

    def _is_for_us(self, command: str, message: Any, bot: Any) -> bool:
        """Return whether a command is certainly for this bot: in a group it must mention the bot."""
        _, mark, mention = command.partition("@")
        if not mark:
            return bool(message.chat.type == "private")
        with contextlib.suppress(scaletg.ScaleTGError):  # the username is not available now
            return bool(mention.casefold() == bot.username.casefold())
        return False

    def reply_left(self, outcome: Any, bot: Any) -> None:
        """Mark the question that an update has asked as not sent, if its reply did not reach the person."""
        if outcome.delivery_error is None or outcome.retry_after is not None:
            return  # it was sent, or will be sent again later
        update, key = outcome.update, None
        cause = _cause_of(update)
        if update.job is not None and update.job.name == self.job_name:
            key, cause = update.job.data.talk, update.job.data.due
        elif update.chat is not None and update.person_id is not None:
            key = self._talk_key(update, bot, update.person_id)
        found = None if key is None else self.store_of(bot).get(key)
        if found is not None:
            self.mark_unsent(bot, found, cause)

    def mark_unsent(self, bot: Any, found: Record, cause: Any) -> None:
        """Record in a talk that the question which *cause* has asked was not sent."""
        kept = self.kept_talk(bot, found.key, found)
        if mark_unsent(kept.talk, cause):
            with contextlib.suppress(scaletg.Retry):  # the person has answered in the meantime, so the question arrived
                kept.save(kept.talk)

    # What belongs to one bot

    def setup(self, bot: Any) -> None:
        """Watch the replies of the bot that loads this object: a question that was not sent is asked again."""
        super().setup(bot)
        if self.jobs is not None:
            bot.load(self.jobs)
        else:
            bot.require("jobs", self._make_jobs)
        bot.add_watch(lambda outcome: self.reply_left(outcome, bot))

    def signer(self, bot: Any) -> Signer:
        """Return the signer for the data of the bot's buttons."""
        if bot.id not in self._signers:
            secret = bot.token or shared_secret(self.store_of(bot), self.key(bot, "secret"))
            self._signers[bot.id] = Signer(f"{self.feature} {self.namespace}", secret)
        return self._signers[bot.id]

    def kept_talk(
        self, bot: Any, key: str, found: Record | None, *, talk: Talk | None = None, user: Any = None
    ) -> KeptTalk:
        """Return a talk with everything that a turn needs."""
        return KeptTalk(
            self.store_of(bot),
            key,
            found,
            talk=talk,
            functions=self.functions,
            changed=self.changed,
            texts=self.texts,
            once_seconds=self.once_seconds,
            time_outs=TimeOuts(self._book(bot), self.job_name),
            bot=bot,
            user=user,
        )

    def _book(self, bot: Any) -> Book:
        """Return the jobs among which the time-outs are."""
        book: Book = bot.jobs.book if self.jobs is None else self.jobs.book(bot)
        return book

    def methods(self, answer: Answer, talk: Talk, bot: Any, message: Any = None) -> list[Any]:
        """Return the output of a turn as methods."""
        return methods_for(talk, answer.parts, signer=self.signer(bot), head=self.name, message=message)

    def _say(self, answer: Answer, talk: Talk, update: Any, bot: Any) -> None:
        """End the dispatch with an answer; the answer to a callback query comes last, because it may be too late."""
        replies = self.methods(answer, talk, bot, getattr(update, "message", None))
        if update.callback_query is not None:
            notice = None if answer.notice is None else str(answer.notice)
            replies.append(update.callback_query.answer(notice))
        raise scaletg.Stop(replies or "")

    def _talk_key(self, update: Any, bot: Any, person_id: int) -> str:
        topic = _place(update).get("message_thread_id", 0)
        return self.key(bot, "talk", update.chat.id, topic, person_id)

    def _command_word(self, update: Any, bot: Any) -> str:
        """Return "cancel" or "back" for these commands, "command" for another one, which is never an answer, or ""."""
        text = getattr(update.message, "text", None) or ""
        if not text.startswith("/"):
            return ""
        username = None  # then every mention counts as one of this bot
        if "@" in text:
            with contextlib.suppress(scaletg.ScaleTGError):  # it is not available now
                username = bot.username
        for word, rule in self.words.items():
            if rule.match(text, username) is not None:
                return word
        return "command"

    def _read_press(self, update: Any, bot: Any) -> tuple[tuple[str, Press] | None, bool]:
        """Return the token and the press of a button of a question, and whether its data begins like ours."""
        data = getattr(update.callback_query, "data", None) or ""
        if not data.startswith(f"{self.name}:"):
            return None, False
        return read_press(self.signer(bot), self.name, data), True

    def _of_anonymous(self, update: Any, bot: Any, token: str) -> Record | None:
        """Return the conversation of a group's anonymous administrators if it has this button and the person is one.

        They write as the group, so they share one, but they press as themselves. ScaleTG asks Telegram who is one.
        """
        found: Record | None = self.store_of(bot).get(self._talk_key(update, bot, update.chat.id))
        if found is None or found.value["token"] != token:
            return None
        try:
            member = bot.api.get_chat_member(update.chat.id, update.user.id)
        except scaletg.ScaleTGError as error:
            log.warning("conversations: a button of %s was refused: %s", found.key, error)
            return None
        return found if getattr(member, "is_anonymous", False) else None

    def begin(self, target: Any, chat: int, *, user: int | None = None, bot: Any = None, **arguments: Any) -> str:
        """Begin a conversation with somebody, at once, by a job; return the id of the job.

        *target*: the function under `@talks.conversation()`, or its name. *chat*: the id of the chat; *user*: of the
        person, in a private chat the same. *arguments* (JSON): what the function gets. The bot must have loaded
        `scaletg_contrib.jobs.Jobs`. A conversation that the person has now ends, as with a command.
        """
        bot, name = self.bot_or(bot), getattr(target, "__name__", target)
        if name not in self.functions:
            known = ", ".join(self.functions) or "none"
            raise ConversationError(f"there is no conversation {name!r} to begin. There are: {known}.")
        whose = {} if user is None else {"user": user}
        data = {"name": name, "arguments": arguments}
        return str(bot.jobs.later(0, f"{self.job_name}:begin", chat=chat, data=data, **whose))

    def _make_begin(self) -> Callable[..., Any]:
        def begin_talk(job: Any, update: Any, bot: Any) -> Any:
            """Begin a conversation that a program has asked for."""
            self.start(job.data.name, update, bot, **job.data.arguments.to_dict())

        return begin_talk

    def _make_time_out(self) -> Callable[..., Any]:
        def take_time_out(job: Any, update: Any, bot: Any) -> Any:
            """Let the open question of a talk time out, unless it was answered in time."""
            found = self.store_of(bot).get(job.data.talk)
            if not _has_time_out(found, job.data.due):
                if self.store_of(bot).clock() < time_of(job.data.due) + LATE_SECONDS:
                    raise scaletg.Retry(LOOK_AGAIN_SECONDS)
                return ""
            kept = self.kept_talk(bot, found.key, found, user=update.user)
            kept.keeps_told_due = True  # it is this job, which is taken away when all is sent
            kept.talk.told = job.data.due
            answer = Turn(kept, kept.talk, job.data.due).time_out()
            if answer is not None:
                self._say(answer, kept.talk, update, bot)
            return ""

        return take_time_out


def _has_time_out(found: Any, due: str) -> bool:
    """Return whether the question of a time-out is open, or has timed out.

    Else it is of no use, or a process stands still between the time-out that it has planned and the question.
    """
    return found is not None and (found.value["due"] == due or Talk.from_record(found.value).knows(due))


def _cause_of(update: Any) -> Any:
    """Return the identity of an update; an update without an id differs from all others."""
    return secrets.token_hex(4) if update.update_id is None else update.update_id


def _place(update: Any) -> dict[str, Any]:
    """Return the place of an update as parameters of sendMessage."""
    message, place = update.message_any or update.job, {"chat_id": update.chat.id}
    if getattr(message, "is_topic_message", None):
        place["message_thread_id"] = message.message_thread_id
    return place


def _wildcards_of(rule: Any, function: Function) -> list[str]:
    """Return the names of the wildcards of a rule."""
    if isinstance(rule, str):
        try:
            rule = scaletg.Rule(rule)
        except ValueError as error:
            raise scaletg.RegistrationError(
                f"conversation {function.__name__!r} ({place_of(function)}) has a wrong rule: {error}", rule=rule
            ) from None
    return rule.names if isinstance(rule, scaletg.Rule) else []


def _check_parameters(function: Function, wildcards: list[str]) -> None:
    """Raise an error for a parameter that neither the rule nor the message gives, such as a module."""
    for name, parameter in inspect.signature(function).parameters.items():
        if name != "message" and name not in wildcards and parameter.default is parameter.empty:
            raise scaletg.RegistrationError(
                f"conversation {function.__name__!r} ({place_of(function)}) has a parameter {name!r}, which is not a "
                "wildcard of its rule. A conversation is replayed, and so gets no modules: it can name `message` and "
                "the wildcards of its rule. Use what modules give in a function that is called by `yield "
                "once(function, ...)`, for example with `sessions.of(chat_id, user_id)`."
            )


def _check_arguments(name: str, arguments: dict[str, Any]) -> None:
    """Raise an error for an argument that cannot be stored."""
    for argument, value in arguments.items():
        try:
            json.dumps(value)
        except (TypeError, ValueError):
            raise ConversationError(
                f"conversation {name!r} has a parameter {argument!r}, whose value {type(value).__name__} cannot be "
                "stored until the next answer: give it values that JSON can express, such as an id."
            ) from None


def _new_talk(name: str, arguments: dict[str, Any], cause: Any, update: Any) -> Talk:
    message = update.message_any
    raw = {} if message is None else message.to_dict()
    token = secrets.token_urlsafe(6)
    talk = Talk(name, arguments, cause=cause, token=token, place=_place(update), message=raw)
    talk.album = raw.get("media_group_id")
    return talk


def _given_by(update: Any, press: Press | None) -> Given:
    message = update.message
    if press is not None or message is None:
        return Given(press)
    fields = frozenset(message.to_dict())
    return Given(text=message.text, message=message, fields=fields, album=getattr(message, "media_group_id", None))


def newer_of(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return which of two conversations continues: the open one, else the one with the last answer."""
    if old["has_ended"] != new["has_ended"]:
        return new if old["has_ended"] else old
    return old if _last_update(old) > _last_update(new) else new


def _last_update(record: dict[str, Any]) -> int:
    causes = [record["begun"], *(step["cause"] for step in record["steps"])]
    return max((cause for cause in causes if isinstance(cause, int)), default=0)


def _record_in_chat(record: dict[str, Any], chat_id: int) -> dict[str, Any]:
    """Return the conversation with questions that go to another chat."""
    message = record["message"]
    chat = {**message.get("chat", {}), "id": chat_id, "type": "supergroup"}
    return {**record, "place": {**record["place"], "chat_id": chat_id}, "message": {**message, "chat": chat}}
