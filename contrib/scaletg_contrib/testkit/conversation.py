"""One person in one chat with the bot, and what the bot offers for an inline query.

Part of `scaletg_contrib.testkit`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Unpack

import scaletg
from scaletg_contrib.simulator import ActionError, Chat, Data, Message, User
from scaletg_contrib.simulator.rooms.bots import commands_for
from scaletg_contrib.testkit.options import (
    Answer,
    AnyMessage,
    DocumentOptions,
    FileKind,
    FileOptions,
    LocationOptions,
    PhotoOptions,
    SendOptions,
)
from scaletg_contrib.testkit.payment import Payment
from scaletg_contrib.testkit.transcript import plain_text, title_of, write_chat

if TYPE_CHECKING:
    from scaletg_contrib.testkit.telegram import Telegram

__all__ = ["Conversation", "InlineAnswer", "WebApp"]

__tracebackhide__ = True  # pytest shows the line of the test, and the bot's code
_SPOKEN = {"message", "edit"}
_message_of = scaletg.Message.from_dict  # looked up once, because every answer uses it


class Conversation:
    """One person in one chat with the bot: what the person does and sees."""

    def __init__(self, telegram: Telegram, chat: Chat, user: User) -> None:
        self.telegram = telegram
        self.user = user
        self._chat = chat
        self._seen = telegram.sim.world.last_event

    def __repr__(self) -> str:
        return f"<Conversation of {self.user.first_name} in {title_of(self.telegram.sim, self.chat)!r}>"

    @property
    def chat(self) -> Chat:
        """The chat; a group that became a supergroup is that supergroup."""
        return self.telegram.sim.find_place(None, self._chat)

    @property
    def id(self) -> int:
        """The id of the chat."""
        return self.chat.id

    def by(self, first_name: str, **fields: Any) -> Conversation:
        """Return the same group for another person, who joins it if necessary."""
        user = self.telegram.user(first_name, **fields)
        other = Conversation(self.telegram, self.chat, user)
        if not self.telegram.sim.member(self.chat, user.id).is_here:
            other.join()
        return other

    ############################################################################
    # What the person does

    def do(self, action: str, *values: Any, **options: Any) -> Any:
        """Perform any action of `Simulator`, and let the bot answer; returns what the action returns."""
        self.telegram.get_ready()
        self._seen = self.telegram.sim.world.last_event
        if "bot" in inspect.signature(getattr(self.telegram.sim, action)).parameters:
            options = {"bot": self.telegram.account, **options}
        try:
            result = getattr(self.telegram.sim, action)(self.user, *values, **options)
        except ActionError as error:
            raise ActionError(f"{self.user.first_name} cannot {action.replace('_', ' ')}: {error}") from None
        self.telegram.settle()
        return result

    def _do(self, action: str, *values: Any, **options: Any) -> Answer:
        """Perform an action in this chat, and return the bot's newest answer, `None` if it is silent."""
        if "reply_to" in options:
            options["reply_to"] = _id(options["reply_to"])
        self.do(action, *values, chat=self.chat, **options)
        return self._answer

    @property
    def _answer(self) -> Answer:
        newest = next(self._answered(), None)
        return None if newest is None else self._message(newest.raw)

    def _answered(self) -> Iterator[Message]:
        """Yield the messages that the bot has sent or changed here since the last action, the newest first."""
        chat = self.chat
        for event in reversed(self.telegram.sim.world.events):
            if event["seq"] <= self._seen:
                break
            if event["type"] in _SPOKEN and event["chat"] == chat.key:
                message = chat.messages[event["message"]["message_id"]]
                if _is_message_from(self, message) and not message.is_deleted:
                    yield message

    def send(self, text: str, **options: Unpack[SendOptions]) -> Answer:
        """Write a text; returns the bot's answer, `None` if it is silent.

        *options*: reply_to=message, quote, topic, as_channel, entities, parse_mode.
        """
        return self._do("send", text, **options)

    def start(self, payload: str = "") -> Answer:
        """Press Start, or open a deep link with a payload."""
        self.do("start", payload)
        return self._answer

    def send_photo(self, content: bytes | None = None, caption: str = "", **options: Unpack[PhotoOptions]) -> Answer:
        """Send a photo; without *content* a grey one."""
        return self._do("send_file", "photo", content, caption=caption, **options)

    def send_document(
        self, content: bytes = b"a file\n", name: str = "file.txt", **options: Unpack[DocumentOptions]
    ) -> Answer:
        """Send a document. *options*: caption, mime_type."""
        return self._do("send_file", "document", content, name=name, **options)

    def send_file(self, kind: FileKind, content: bytes | None = None, **options: Unpack[FileOptions]) -> Answer:
        """Send a file of any kind: video, audio, voice, video_note, animation, sticker."""
        return self._do("send_file", kind, content, **options)

    def send_album(self, *files: Data) -> Answer:
        """Send an album; each file is a dictionary of the parameters of `send_file`: {"kind": "photo"}."""
        return self._do("send_album", files)

    def send_location(
        self, latitude: float = 38.7223, longitude: float = -9.1393, **options: Unpack[LocationOptions]
    ) -> Answer:
        """Send a location; with title and address a venue."""
        return self._do("send_location", latitude, longitude, **options)

    def send_contact(self, who: str | None = None) -> Answer:
        """Send the person's own contact, or somebody else's."""
        return self._do("send_contact", who)

    def send_dice(self, emoji: str = "🎲", value: int | None = None) -> Answer:
        """Throw a die."""
        return self._do("send_dice", emoji, value=value)

    def press(self, button: str | tuple[int, int] | list[int], *, message: AnyMessage | None = None) -> Answer:
        """Press an inline button, named by its text, its data or its position (row, column).

        The newest message that has the button counts. Returns the bot's answer, a message; `toast` is the note that the
        client showed.
        """
        return self._do("press", button, message_id=_id(message))

    def tap(self, key: str) -> Answer:
        """Tap a key of the reply keyboard."""
        return self._do("tap", key)

    def edit(self, text: str, *, message: AnyMessage | None = None) -> Answer:
        """Edit the person's newest message, or another."""
        return self._do("edit", text, message_id=_id(message))

    def delete(self, message: AnyMessage) -> None:
        """Delete a message."""
        self._do("delete", _id(message))

    def react(self, *emoji: str, message: AnyMessage | None = None) -> Answer:
        """React to the newest message, or to another."""
        return self._do("react", emoji, message_id=_id(message))

    def vote(self, *options: str | int, message: AnyMessage | None = None) -> Answer:
        """Vote in the newest poll, or in another; without options the vote is taken back."""
        return self._do("vote", options, message_id=_id(message))

    def join(self, invite_link: str | None = None) -> Answer:
        """Join the group."""
        self.do("join", self.chat, invite_link=invite_link)
        return self._answer

    def leave(self) -> None:
        """Leave the group."""
        self.do("leave", self.chat)

    def block(self) -> None:
        """Block the bot."""
        self.do("block")

    def stop(self) -> None:
        """Press Stop below the text that the bot is writing.

        To be called while it writes: by what makes its text. The bot learns of it at once, as it does of nothing else
        that happens while it answers.
        """
        self.do("stop_draft")
        while self.telegram.sim.deliver_next():  # settle() leaves it to the answer that is being made
            pass

    def unblock(self) -> None:
        """Unblock the bot."""
        self.do("unblock")

    def open(self, button: str = "", *, url: str = "", start: str = "") -> WebApp:
        """Open a Web App as the person: of a button, a key or the menu with this text, or at *url*."""
        opened = self.do("open_app", button, url=url, start=start, chat=self.chat)
        return WebApp(self, button, opened)

    def inline(self, query: str = "", *, offset: str = "", location: Data | None = None) -> InlineAnswer:
        """Type `@bot query`, and return the results that the bot offers."""
        typed = self.do("inline_query", query, offset=offset, location=location, chat=self.chat)
        return InlineAnswer(self, typed)

    def call_guest(self, text: str) -> Answer:
        """Mention the bot in a group of which it is not a member (`Telegram.group(..., bot=False)`).

        Returns the bot's answer, `None` if it has not answered yet.
        """
        self.do("call_guest", text, chat=self.chat)
        return self._answer

    def pay(
        self,
        *,
        message: AnyMessage | None = None,
        link: str | None = None,
        shipping: str | int | None = 0,
        tip: int = 0,
        order_info: Data | None = None,
    ) -> Payment:
        """Pay an invoice, or buy paid media, with everything that is asked for; returns the result.

        *shipping*: the shipping option, by number or id; with `None` the person looks at what the bot offers, and
        chooses later with `payment.choose_shipping`.
        """
        before = self.telegram.sim.world.last_event
        paid = {"message_id": _id(message), "link": link, "tip": tip, "order_info": order_info}
        payment = Payment(self, self.do("pay", chat=self.chat, **paid))
        if payment.shipping_options and shipping is not None:
            payment.choose_shipping(shipping)
        self._seen = before
        payment.answer = self._answer
        return payment

    ############################################################################
    # What the person sees

    def _message(self, raw: Data) -> scaletg.Message:
        return _message_of(raw, self.telegram.bot)

    @property
    def messages(self) -> list[scaletg.Message]:
        """All messages of the chat, as objects; deleted ones are gone."""
        return [self._message(message.raw) for message in self.chat.messages.values() if not message.is_deleted]

    @property
    def last(self) -> scaletg.Message:
        """The bot's newest message. Raises `AssertionError` if it has said nothing."""
        for message in reversed(self.chat.messages.values()):
            if _is_message_from(self, message) and not message.is_deleted:
                return self._message(message.raw)
        raise AssertionError(f"the bot has said nothing in this chat\n\n{self.telegram.report()}")

    @property
    def replies(self) -> list[scaletg.Message]:
        """The messages that the bot has sent or changed in this chat since the person's last action."""
        newest_first = {message.id: message for message in self._answered()}
        return [self._message(message.raw) for message in reversed(newest_first.values())]

    @property
    def is_silent(self) -> bool:
        """Whether the bot has sent and changed nothing here since the person's last action."""
        return next(self._answered(), None) is None

    @property
    def draft(self) -> str | None:
        """The text that the bot is writing now, as a draft; "" before its first word, and `None` if it writes none."""
        newest = next(reversed(self.chat.drafts.values()), None)
        if newest is not None and "rich_message" in newest:
            return plain_text(newest["rich_message"])
        return None if newest is None else str(newest.get("text", ""))

    @property
    def buttons(self) -> list[list[str]]:
        """The texts of the inline buttons under the bot's newest message, row by row."""
        markup = self.last.to_dict().get("reply_markup") or {}
        return [[button["text"] for button in row] for row in markup.get("inline_keyboard", ())]

    @property
    def keys(self) -> list[list[str]]:
        """The texts of the reply keyboard that this person sees, row by row."""
        keyboard = self.chat.keyboards.get(self.user.id, {})
        return [[button["text"] for button in row] for row in keyboard.get("keyboard", ())]

    @property
    def toast(self) -> str | None:
        """The note that the client showed for the last pressed button; `None` if the bot has not answered the query."""
        newest = self.telegram.newest_press(self.user.id)
        return newest["text"] if newest and newest["type"] == "callback_answer" else None

    @property
    def commands(self) -> dict[str, str]:
        """The commands that this person is offered here, with their descriptions."""
        offered = commands_for(self.telegram.sim, self.telegram.account, self.chat, self.user.id)
        return {item["command"]: item["description"] for item in offered}

    def expect(self, text: str | re.Pattern[str] | Callable[[scaletg.Message], bool]) -> scaletg.Message:
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
        return write_chat(self.telegram.sim, self.chat)


class WebApp:
    """A Web App that a person has opened."""

    def __init__(self, conversation: Conversation, button: str, opened: Data) -> None:
        self._conversation, self._button = conversation, button
        #: Its address, with all that a client adds.
        self.url: str = opened["url"]
        #: The signed launch data, for `bot.check_init_data` and for requests to the bot's server.
        self.init_data: str = opened["init_data"]
        #: With which `answerWebAppQuery` sends a message, "" if it was opened by a key of the keyboard.
        self.query_id: str = opened.get("query_id", "")

    def __repr__(self) -> str:
        return f"<WebApp: {self.url.partition('#')[0]}>"

    def send_data(self, data: str) -> Answer:
        """Send data to the bot, as a Web App of a key does; returns the bot's answer."""
        self._conversation.do("send_web_app_data", data, button_text=self._button or "Open")
        return self._conversation._answer


class InlineAnswer:
    """The bot's answer to an inline query."""

    def __init__(self, conversation: Conversation, query_id: str) -> None:
        self._conversation = conversation
        self.query_id = query_id
        answer = conversation.telegram.sim.world.inline_queries[query_id]["answer"] or {}
        #: The results as objects.
        self.results = [_result(item) for item in answer.get("results", ())]
        self.next_offset: str = answer.get("next_offset", "")

    def choose(self, result: int | str = 0) -> scaletg.Message:
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


def _id(message: Any) -> int | None:
    """Return the number of a message; of none, `None`."""
    if message is None or isinstance(message, int):
        return message
    return int(message.message_id)


def _is_message_from(conversation: Conversation, message: Any) -> bool:
    return bool(message.sender == conversation.telegram.account.id)
