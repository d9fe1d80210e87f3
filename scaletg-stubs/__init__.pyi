"""What editors and type checkers know of scaletg. tools/make_stub.py writes this file; do not edit it."""

import functools
import inspect
import logging
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, ClassVar, Final, Generic, Literal, NamedTuple, Protocol, TypeAlias
from typing import overload, type_check_only

import bottle  # type: ignore[import-untyped, unused-ignore]  # it has no types so far
from typing_extensions import Self, TypeVar

_Result = TypeVar("_Result", covariant=True, default=Any)
_Target = TypeVar("_Target", bound=str | os.PathLike[str] | IO[bytes])

_Upload: TypeAlias = InputFile | os.PathLike[str] | bytes | IO[bytes]
_File: TypeAlias = _Upload | str

_Pair: TypeAlias = tuple[str | int, str | int]
_InlinePart: TypeAlias = InlineKeyboardButton | _Pair | Mapping[str, str | int]
_ReplyPart: TypeAlias = str | KeyboardButton

@type_check_only
class _Described:
    """What attrs gives a class."""

    __attrs_attrs__: ClassVar[tuple[Any, ...]]

@type_check_only
class _SignedData(Object):
    """What came with a good signature: a field is there if Telegram sent it."""

    auth_date: int
    hash: str
    def __getattr__(self, name: str) -> Any: ...

@type_check_only
class _Host(bottle.Bottle):  # type: ignore[misc, unused-ignore]  # it has no types so far
    """A WSGI application of several bots."""

    def start(self) -> None:
        """Start the bots in this process: jobs and time-outs come in time, also before the first request."""
    def bot(self, bot_id: int) -> Bot | None:
        """Return the bot of an id, whose token is looked up; `None` if there is none."""
    def drop(self, bot_id: int) -> None:
        """Forget the bot of an id: its token is looked up again when it is next needed."""

@type_check_only
class _Streamed(list[Method[Any]]):
    """The last messages of a text that was shown while it was made: what the app returns."""

    text: str
    is_stopped: bool
    def send(self) -> None: ...

_Action: TypeAlias = Literal['typing', 'upload_photo', 'record_video', 'upload_video', 'record_voice', 'upload_voice', 'upload_document', 'choose_sticker', 'find_location', 'record_video_note', 'upload_video_note']
__version__: Final[str]
__all__ = ['API_VERSION', 'Api', 'ApiError', 'BadRequest', 'Bot', 'ChatMigrated', 'Claim', 'ConfigError', 'Conflict', 'Forbidden', 'InputFile', 'Intake', 'InvalidData', 'KINDS_ON_REQUEST', 'Kept', 'Method', 'Network', 'NetworkError', 'NotFound', 'Object', 'Order', 'Outcome', 'ProcessDied', 'Processor', 'RUNNING', 'RegistrationError', 'Retry', 'Rule', 'ScaleTGError', 'Seen', 'SeenUpdates', 'ServerError', 'Stop', 'Timeout', 'TooManyRequests', 'Trace', 'Transport', 'Unauthorized', 'UnsentMethod', 'app', 'author_files', 'bot_of', 'check_init_data', 'check_login', 'decode_payload', 'describe_failure', 'encode_payload', 'error', 'escape_html', 'escape_markdown', 'host', 'inline_keyboard', 'is_author_file', 'is_failure', 'kind_of', 'module', 'read_signed_data', 'reply_keyboard', 'schema', 'split_text']
log: Final[logging.Logger]
F = TypeVar('F', bound=Callable[..., Any])

class ScaleTGError(Exception):
    """The base class of all exceptions of ScaleTG, except `Stop` and `Retry`. The data is in attributes."""

    def __init__(self, message: str, **data: Any) -> None: ...

class RegistrationError(ScaleTGError):
    """A mistake of the bot's author, found at registration or at the start."""

class ConfigError(ScaleTGError):
    """A setting that is missing, unknown or wrong."""

class InvalidData(ScaleTGError):
    """Data from outside that fails its check: Web App and login data, callback data, payloads of links."""

class NetworkError(ScaleTGError):
    """Telegram could not be reached or did not answer. Attributes: *method*, *parameters*, *sent*, *repeatable*."""

    method: str
    parameters: dict[str, Any]
    sent: bool
    @property
    def repeatable(self) -> bool:
        """Return whether the call can be repeated without having an effect twice."""

class Timeout(NetworkError):
    """Telegram did not answer in time."""

class ApiError(ScaleTGError):
    """Telegram refused a call. Attributes: *method*, *parameters*, *code* and Telegram's *description*."""

    method: str
    parameters: dict[str, Any]
    code: int
    description: str
    repeatable: bool

class BadRequest(ApiError):
    """400: a parameter is wrong, or names something that does not exist."""

class ChatMigrated(BadRequest):
    """400: the group became a supergroup, whose id is *new_chat_id*."""

    new_chat_id: int

class Unauthorized(ApiError):
    """401: the token is wrong or was revoked."""

class Forbidden(ApiError):
    """403: the bot may not do this: it was blocked or removed, or the user has never written to it."""

class NotFound(ApiError):
    """404: unknown method or malformed token."""

class Conflict(ApiError):
    """409: another instance polls, or a webhook is set."""

class TooManyRequests(ApiError):
    """429: wait *retry_after* seconds."""

    retry_after: int
    repeatable: bool

class ServerError(ApiError):
    """5xx: Telegram's server failed."""

    repeatable: bool

class ProcessDied(ScaleTGError):
    """Too many processes died while they handled an update: it is given up."""

class Stop(Exception):
    """Raise it in an app or module to end the dispatch with *reply* (`None`: with the answer so far)."""

    reply: Any
    def __init__(self, reply: Any = None) -> None: ...

class Retry(Exception):
    """Raise it when a store is down: Telegram delivers the update again after *seconds* (at most 3600)."""

    seconds: Any
    def __init__(self, seconds: float = 5) -> None: ...

class UnsentMethod(RuntimeWarning):
    """In development: a method object was created, but neither returned nor sent."""

API_VERSION: Final[str]
KINDS_ON_REQUEST: Final[frozenset[str]]

class Field(NamedTuple):
    """A field of a type or a parameter of a method."""

    name: str
    type: str
    required: bool
    literal: str | int | None = None
    zero: bool = False
    attach: bool = False
    about: bool = False
    values: tuple[str, ...] = ()
    @property
    def python_name(self) -> str:
        """Return the attribute's name: `from_user` for `from`, else Telegram's own."""
    @property
    def is_positional(self) -> bool:
        """Return whether a constructor takes it by position: it is required, and has more than one value."""

class Entry(NamedTuple):
    """A type or a method of the schema; a union has *members* instead of *fields*, a method has *returns*."""

    name: str
    fields: tuple[Field, ...]
    members: tuple[str, ...] = ()
    returns: str | None = None
    @property
    def literals(self) -> dict[str, str | int]:
        """Return the fields that have one value only, with that value."""
    @property
    def required(self) -> set[str]:
        """Return the names of the required fields."""
    @property
    def link(self) -> str:
        """Return the address of the official section; of a type of ours, what explains it."""

class Schema:
    """The Bot API as data: `schema.types["Message"]` and `schema.methods["sendMessage"]` are entries with fields."""

    types: Mapping[str, Entry]
    methods: Mapping[str, Entry]
    def __init__(self, text: str) -> None: ...
    @functools.cached_property
    def kinds(self) -> dict[str, str]:
        """Return the kinds of update with the type that each carries."""
    @functools.cached_property
    def usual_kinds(self) -> tuple[str, ...]:
        """Return the kinds of update that Telegram sends; the others come from the bot itself."""
    @functools.cached_property
    def unions(self) -> dict[str, list[str]]:
        """Return the unions of which each type is a member: `ChatMemberOwner` of `ChatMember`."""
    @functools.cached_property
    def functions(self) -> dict[str, str]:
        """Return the Bot API's methods by the names of `bot.api`: `send_message` is `sendMessage`."""

schema: Final[Schema]

class Object:
    """A Telegram dictionary as an object: every key that Telegram sent is an attribute."""

    __hash__: ClassVar[None]  # type: ignore[assignment]  # objects can change, as lists can
    def __init__(self, *values: Any, **fields: Any) -> None:
        """Take the required fields in the official order, the optional ones by name."""
    @classmethod
    def from_dict(cls, data: Mapping[str, Any], bot: Bot | None = None) -> Self:
        """Make an object of a dictionary in Telegram's form, which is kept and not copied. Never raises for a dict."""
    def to_dict(self) -> dict[str, Any]:
        """Return Telegram's own form: nothing that came in is lost, what is not set is left out."""
    def __eq__(self, other: object) -> bool: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: dict[int, Any]) -> Self: ...
    def __replace__(self, /, **changes: Any) -> Self: ...

def bot_of(value: Object) -> Bot | None:
    """Return the bot to which an object was sent; `None` for an object that a program made."""

class Method(Object, Generic[_Result]):
    """A call of the Bot API that is not sent yet: return it from an app, `send()` it, or give it to `bot.api`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], bot: Bot | None = None) -> Self:
        """Make a method object of its parameters; a key `method`, as in a webhook's answer, is left out."""
    def to_dict(self) -> dict[str, Any]:
        """Return the form of a webhook's answer: `method` and the parameters."""
    def discard(self) -> None:
        """Drop it: in development there is no warning that it was not sent."""
    def send(self, *, request_timeout: float | None = None) -> _Result:
        """Send it now and return Telegram's result as an object."""

class InputFile(_Described):
    """A file to upload: a path, bytes, or an open binary file, with the name that the receiver sees."""

    source: Path | bytes | IO[bytes]
    filename: str
    def __init__(
        self, source: str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes],
        filename: str | None = None,
    ) -> None: ...

def escape_html(text: Any) -> str:
    """Escape the characters that parse_mode="HTML" would read as markup. https://core.telegram.org/bots/api#html-style"""

def escape_markdown(text: Any) -> str:
    """Escape the characters that parse_mode="MarkdownV2" would read as markup."""

@overload
def split_text(text: str, limit: int = 4096, entities: None = None) -> list[str]:
    """Split *text* into parts that Telegram accepts, preferring the ends of paragraphs, then of lines, then of words."""

@overload
def split_text(
    text: str, limit: int = 4096, *, entities: Sequence[MessageEntity | dict[str, Any]],
) -> list[tuple[str, list[MessageEntity]]]:
    """Split *text* into parts that Telegram accepts, preferring the ends of paragraphs, then of lines, then of words."""

@overload
def split_text(
    text: str, limit: int, entities: Sequence[MessageEntity | dict[str, Any]],
) -> list[tuple[str, list[MessageEntity]]]:
    """Split *text* into parts that Telegram accepts, preferring the ends of paragraphs, then of lines, then of words."""

def inline_keyboard(
    *rows: _InlinePart | Sequence[_InlinePart | Sequence[_InlinePart]], columns: int | None = None,
) -> InlineKeyboardMarkup:
    """Return an inline keyboard. A row is a dictionary of texts and actions, or a list of buttons."""

def reply_keyboard(
    *rows: _ReplyPart | Sequence[_ReplyPart | Sequence[_ReplyPart]], columns: int | None = None,
    resize: bool = True, is_persistent: bool | None = None, one_time_keyboard: bool | None = None,
    input_field_placeholder: str | None = None, selective: bool | None = None, force_reply: bool | None = None,
) -> ReplyKeyboardMarkup:
    """Return a reply keyboard. A row is a list of strings or of `KeyboardButton`s."""

def encode_payload(data: str) -> str:
    """Return any short text as the payload of a deep link, which takes only 64 of `A-Z a-z 0-9 _ -`."""

def decode_payload(payload: str) -> str:
    """Return the text that `encode_payload` has encoded. Raises `InvalidData` for any other payload."""

def check_init_data(
    init_data: str, token: str, *, max_age_seconds: float = 86400, now: float | None = None,
) -> _SignedData:
    """Check the `initData` of a Web App and return it as an object (`.user.id`, `.auth_date`, ...)."""

def check_login(
    data: str | Mapping[str, Any], token: str, *, max_age_seconds: float = 86400, now: float | None = None,
) -> _SignedData:
    """Check what the Login Widget sent, as a query string or dictionary, and return it as an object."""

def read_signed_data(
    data: str | Mapping[str, Any], check: Callable[[dict[str, str]], None], *, max_age_seconds: float = 86400,
    now: float | None = None,
) -> _SignedData:
    """Return signed data, a query string or a dictionary, as an object if its signature is valid and it is fresh."""

class UpdateShortcuts(Object):
    """The attributes of every update besides its fields."""

    @property
    def kind(self) -> str | None:
        """Return the name of the filled field: `message`, `callback_query`, ..., also if the schema lacks it."""
    @property
    def event(self) -> Object | None:
        """Return the filled field itself: a `Message`, a `CallbackQuery`, ..."""
    @property
    def message_any(self) -> Message | InaccessibleMessage | None:
        """Return the message, of any kind, including that of a callback query; `None` if the update has none."""
    @property
    def chat(self) -> Chat | None:
        """Return the chat of the update; `None` if there is none, for example for an inline query."""
    @property
    def user(self) -> User | None:
        """Return the user who caused the update; `None` if Telegram does not say, for example for a channel post."""
    @property
    def person_id(self) -> int | None:
        """Return the id of the user who caused the update, or of the chat in whose name the user did it."""
    @property
    def key(self) -> int:
        """Return the queue of the update: updates with the same key are processed one after the other."""

def kind_of(update: Mapping[str, Any]) -> str | None:
    """Return the kind of an update in Telegram's form: `message`, `callback_query`, ..., `None` if it has none."""

class EditShortcuts(Object):
    """Functions of a message that the bot has sent."""

    def edit_text(
        self, text: str, *, inline_message_id: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        rich_message: InputRichMessage | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> EditMessageText:
        """Replace the text. https://core.telegram.org/bots/api#editmessagetext"""
    def edit_caption(
        self, caption: str | None = None, *, inline_message_id: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> EditMessageCaption:
        """Replace or remove the caption. https://core.telegram.org/bots/api#editmessagecaption"""
    def edit_media(
        self, media: InputMedia | dict[str, Any], *, inline_message_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> EditMessageMedia:
        """Replace the photo, video, ... https://core.telegram.org/bots/api#editmessagemedia"""
    def edit_reply_markup(
        self, reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, *,
        inline_message_id: str | None = None,
    ) -> EditMessageReplyMarkup:
        """Replace or remove the buttons. https://core.telegram.org/bots/api#editmessagereplymarkup"""

class MessageShortcuts(EditShortcuts):
    """Functions of a message: `answer...` sends to its chat, `reply...` also quotes it."""

    def delete(self) -> DeleteMessage | DeleteBusinessMessages:
        """Delete the message. https://core.telegram.org/bots/api#deletemessage"""
    def react(self, *emoji: str | ReactionType | dict[str, Any], is_big: bool | None = None) -> SetMessageReaction:
        """React with an emoji, or remove the reaction. https://core.telegram.org/bots/api#setmessagereaction"""
    @property
    def link(self) -> str | None:
        """Return the address of the message; `None` in private chats and basic groups, which have none."""
    def typing(self, action: _Action = 'typing') -> AbstractContextManager[None]:
        """Show "typing..." in the chat while the block runs: `with message.typing(): work()`."""
    def stream(self, chunks: Iterable[str | None], **options: Any) -> _Streamed:
        """Show a text in the chat while it is made, and return its last messages for the app to return."""
    @property
    def content_type(self) -> str | None:
        """Return the kind of content: `text`, `photo`, `new_chat_members`, ...; `None` if unknown."""
    @property
    def command(self) -> str | None:
        """Return the command at the start, in lower case and without `/` and `@bot`; `None` if there is none."""
    @property
    def args(self) -> str:
        """Return the text after the command, or an empty string."""
    @property
    def text_html(self) -> str | None:
        """Return the text (or caption) with its formatting as HTML."""
    @property
    def text_markdown_v2(self) -> str | None:
        """Return the text (or caption) with its formatting as MarkdownV2."""
    def parse_entities(self, *types: str) -> list[tuple[MessageEntity, str]]:
        """Return the entities of the text (or caption) with the text that each covers, all or those of *types*."""
    @property
    def file(
        self,
    ) -> Animation | Audio | Video | VideoNote | Voice | Sticker | LivePhoto | Document | PhotoSize | None:
        """Return the file of the message: the largest photo, the document, ...; `None` if there is none."""
    @overload
    def download(
        self, to: None = None, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> bytes:
        """Download the file of the message: `bot.api.download(message.file, to, ...)`."""
    @overload
    def download(
        self, to: _Target, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> _Target:
        """Download the file of the message: `bot.api.download(message.file, to, ...)`."""
    def forward(
        self, chat_id: int | str, *, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, video_start_timestamp: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
    ) -> ForwardMessage:
        """Forward it to another chat. https://core.telegram.org/bots/api#forwardmessage"""
    def copy(
        self, chat_id: int | str, *, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, video_start_timestamp: int | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> CopyMessage:
        """Send a copy without a link to it. https://core.telegram.org/bots/api#copymessage"""
    def pin(self, *, disable_notification: bool | None = None) -> PinChatMessage:
        """Pin it. https://core.telegram.org/bots/api#pinchatmessage"""
    def unpin(self) -> UnpinChatMessage:
        """Unpin it. https://core.telegram.org/bots/api#unpinchatmessage"""
    def stop_poll(self, *, reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None) -> StopPoll:
        """Close the poll in it. https://core.telegram.org/bots/api#stoppoll"""
    def answer_guest_query(self, result: InlineQueryResult | dict[str, Any]) -> AnswerGuestQuery:
        """Answer the guest. https://core.telegram.org/bots/api#answerguestquery"""
    def answer(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text to the chat. https://core.telegram.org/bots/api#sendmessage"""
    def answer_text(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text to the chat. https://core.telegram.org/bots/api#sendmessage"""
    def answer_html(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text with HTML markup to the chat. https://core.telegram.org/bots/api#html-style"""
    def answer_markdown(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text with MarkdownV2 markup to the chat. https://core.telegram.org/bots/api#markdownv2-style"""
    def answer_markdown_v2(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text with MarkdownV2 markup to the chat. https://core.telegram.org/bots/api#markdownv2-style"""
    def reply(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text that quotes this message. https://core.telegram.org/bots/api#sendmessage"""
    def reply_text(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text that quotes this message. https://core.telegram.org/bots/api#sendmessage"""
    def reply_html(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text with HTML markup that quotes this message. https://core.telegram.org/bots/api#html-style"""
    def reply_markdown(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text with MarkdownV2 markup that quotes this message. https://core.telegram.org/bots/api#markdownv2-style"""
    def reply_markdown_v2(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text with MarkdownV2 markup that quotes this message. https://core.telegram.org/bots/api#markdownv2-style"""
    def answer_photo(
        self, photo: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPhoto:
        """Send a photo: SendPhoto's parameters. https://core.telegram.org/bots/api#sendphoto"""
    def reply_photo(
        self, photo: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPhoto:
        """Send a photo: SendPhoto's parameters. https://core.telegram.org/bots/api#sendphoto"""
    def answer_live_photo(
        self, live_photo: _File, photo: _File, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendLivePhoto:
        """Send a live photo: SendLivePhoto's parameters. https://core.telegram.org/bots/api#sendlivephoto"""
    def reply_live_photo(
        self, live_photo: _File, photo: _File, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendLivePhoto:
        """Send a live photo: SendLivePhoto's parameters. https://core.telegram.org/bots/api#sendlivephoto"""
    def answer_audio(
        self, audio: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, performer: str | None = None, title: str | None = None,
        thumbnail: _File | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendAudio:
        """Send a audio: SendAudio's parameters. https://core.telegram.org/bots/api#sendaudio"""
    def reply_audio(
        self, audio: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, performer: str | None = None, title: str | None = None,
        thumbnail: _File | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendAudio:
        """Send a audio: SendAudio's parameters. https://core.telegram.org/bots/api#sendaudio"""
    def answer_document(
        self, document: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        disable_content_type_detection: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendDocument:
        """Send a document: SendDocument's parameters. https://core.telegram.org/bots/api#senddocument"""
    def reply_document(
        self, document: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        disable_content_type_detection: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendDocument:
        """Send a document: SendDocument's parameters. https://core.telegram.org/bots/api#senddocument"""
    def answer_video(
        self, video: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, cover: _File | None = None, start_timestamp: int | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        supports_streaming: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVideo:
        """Send a video: SendVideo's parameters. https://core.telegram.org/bots/api#sendvideo"""
    def reply_video(
        self, video: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, cover: _File | None = None, start_timestamp: int | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        supports_streaming: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVideo:
        """Send a video: SendVideo's parameters. https://core.telegram.org/bots/api#sendvideo"""
    def answer_animation(
        self, animation: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendAnimation:
        """Send a animation: SendAnimation's parameters. https://core.telegram.org/bots/api#sendanimation"""
    def reply_animation(
        self, animation: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendAnimation:
        """Send a animation: SendAnimation's parameters. https://core.telegram.org/bots/api#sendanimation"""
    def answer_voice(
        self, voice: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVoice:
        """Send a voice: SendVoice's parameters. https://core.telegram.org/bots/api#sendvoice"""
    def reply_voice(
        self, voice: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVoice:
        """Send a voice: SendVoice's parameters. https://core.telegram.org/bots/api#sendvoice"""
    def answer_video_note(
        self, video_note: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, length: int | None = None, thumbnail: _File | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVideoNote:
        """Send a video note: SendVideoNote's parameters. https://core.telegram.org/bots/api#sendvideonote"""
    def reply_video_note(
        self, video_note: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, length: int | None = None, thumbnail: _File | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVideoNote:
        """Send a video note: SendVideoNote's parameters. https://core.telegram.org/bots/api#sendvideonote"""
    def answer_paid_media(
        self, star_count: int, media: Sequence[InputPaidMedia | dict[str, Any]], *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        payload: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPaidMedia:
        """Send a paid media: SendPaidMedia's parameters. https://core.telegram.org/bots/api#sendpaidmedia"""
    def reply_paid_media(
        self, star_count: int, media: Sequence[InputPaidMedia | dict[str, Any]], *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        payload: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPaidMedia:
        """Send a paid media: SendPaidMedia's parameters. https://core.telegram.org/bots/api#sendpaidmedia"""
    def answer_media_group(
        self,
        media: Sequence[InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaPhoto | InputMediaVideo | dict[str, Any]],
        *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
    ) -> SendMediaGroup:
        """Send a media group: SendMediaGroup's parameters. https://core.telegram.org/bots/api#sendmediagroup"""
    def reply_media_group(
        self,
        media: Sequence[InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaPhoto | InputMediaVideo | dict[str, Any]],
        *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
    ) -> SendMediaGroup:
        """Send a media group: SendMediaGroup's parameters. https://core.telegram.org/bots/api#sendmediagroup"""
    def answer_location(
        self, latitude: float, longitude: float, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        horizontal_accuracy: float | None = None, live_period: int | timedelta | None = None,
        heading: int | None = None, proximity_alert_radius: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendLocation:
        """Send a location: SendLocation's parameters. https://core.telegram.org/bots/api#sendlocation"""
    def reply_location(
        self, latitude: float, longitude: float, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        horizontal_accuracy: float | None = None, live_period: int | timedelta | None = None,
        heading: int | None = None, proximity_alert_radius: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendLocation:
        """Send a location: SendLocation's parameters. https://core.telegram.org/bots/api#sendlocation"""
    def answer_venue(
        self, latitude: float, longitude: float, title: str, address: str, *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        foursquare_id: str | None = None, foursquare_type: str | None = None, google_place_id: str | None = None,
        google_place_type: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVenue:
        """Send a venue: SendVenue's parameters. https://core.telegram.org/bots/api#sendvenue"""
    def reply_venue(
        self, latitude: float, longitude: float, title: str, address: str, *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        foursquare_id: str | None = None, foursquare_type: str | None = None, google_place_id: str | None = None,
        google_place_type: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVenue:
        """Send a venue: SendVenue's parameters. https://core.telegram.org/bots/api#sendvenue"""
    def answer_contact(
        self, phone_number: str, first_name: str, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        last_name: str | None = None, vcard: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendContact:
        """Send a contact: SendContact's parameters. https://core.telegram.org/bots/api#sendcontact"""
    def reply_contact(
        self, phone_number: str, first_name: str, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        last_name: str | None = None, vcard: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendContact:
        """Send a contact: SendContact's parameters. https://core.telegram.org/bots/api#sendcontact"""
    def answer_poll(
        self, question: str, options: Sequence[InputPollOption | str | dict[str, Any]], *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None,
        question_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        question_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, is_anonymous: bool | None = None,
        type: Literal['quiz', 'regular'] | None = None, allows_multiple_answers: bool | None = None,
        allows_revoting: bool | None = None, shuffle_options: bool | None = None,
        allow_adding_options: bool | None = None, hide_results_until_closes: bool | None = None,
        members_only: bool | None = None, country_codes: list[str] | tuple[str, ...] | None = None,
        correct_option_ids: Sequence[int] | None = None, explanation: str | None = None,
        explanation_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        explanation_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        explanation_media: InputPollMedia | dict[str, Any] | None = None,
        open_period: int | timedelta | None = None, close_date: datetime | timedelta | int | None = None,
        is_closed: bool | None = None, description: str | None = None,
        description_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        description_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        media: InputPollMedia | dict[str, Any] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPoll:
        """Send a poll: SendPoll's parameters. https://core.telegram.org/bots/api#sendpoll"""
    def reply_poll(
        self, question: str, options: Sequence[InputPollOption | str | dict[str, Any]], *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None,
        question_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        question_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, is_anonymous: bool | None = None,
        type: Literal['quiz', 'regular'] | None = None, allows_multiple_answers: bool | None = None,
        allows_revoting: bool | None = None, shuffle_options: bool | None = None,
        allow_adding_options: bool | None = None, hide_results_until_closes: bool | None = None,
        members_only: bool | None = None, country_codes: list[str] | tuple[str, ...] | None = None,
        correct_option_ids: Sequence[int] | None = None, explanation: str | None = None,
        explanation_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        explanation_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        explanation_media: InputPollMedia | dict[str, Any] | None = None,
        open_period: int | timedelta | None = None, close_date: datetime | timedelta | int | None = None,
        is_closed: bool | None = None, description: str | None = None,
        description_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        description_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        media: InputPollMedia | dict[str, Any] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPoll:
        """Send a poll: SendPoll's parameters. https://core.telegram.org/bots/api#sendpoll"""
    def answer_checklist(
        self, checklist: InputChecklist | dict[str, Any], *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, message_effect_id: str | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendChecklist:
        """Send a checklist: SendChecklist's parameters. https://core.telegram.org/bots/api#sendchecklist"""
    def reply_checklist(
        self, checklist: InputChecklist | dict[str, Any], *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, message_effect_id: str | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendChecklist:
        """Send a checklist: SendChecklist's parameters. https://core.telegram.org/bots/api#sendchecklist"""
    def answer_dice(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        emoji: Literal['🎲', '🎯', '🏀', '⚽', '🎳', '🎰'] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendDice:
        """Send a dice: SendDice's parameters. https://core.telegram.org/bots/api#senddice"""
    def reply_dice(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        emoji: Literal['🎲', '🎯', '🏀', '⚽', '🎳', '🎰'] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendDice:
        """Send a dice: SendDice's parameters. https://core.telegram.org/bots/api#senddice"""
    def answer_sticker(
        self, sticker: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        emoji: str | None = None, disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendSticker:
        """Send a sticker: SendSticker's parameters. https://core.telegram.org/bots/api#sendsticker"""
    def reply_sticker(
        self, sticker: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        emoji: str | None = None, disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendSticker:
        """Send a sticker: SendSticker's parameters. https://core.telegram.org/bots/api#sendsticker"""
    def answer_invoice(
        self, title: str, description: str, payload: str, currency: str,
        prices: Sequence[LabeledPrice | dict[str, Any]], *, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        provider_token: str | None = None, max_tip_amount: int | None = None,
        suggested_tip_amounts: Sequence[int] | None = None, start_parameter: str | None = None,
        provider_data: str | None = None, photo_url: str | None = None, photo_size: int | None = None,
        photo_width: int | None = None, photo_height: int | None = None, need_name: bool | None = None,
        need_phone_number: bool | None = None, need_email: bool | None = None,
        need_shipping_address: bool | None = None, send_phone_number_to_provider: bool | None = None,
        send_email_to_provider: bool | None = None, is_flexible: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendInvoice:
        """Send a invoice: SendInvoice's parameters. https://core.telegram.org/bots/api#sendinvoice"""
    def reply_invoice(
        self, title: str, description: str, payload: str, currency: str,
        prices: Sequence[LabeledPrice | dict[str, Any]], *, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        provider_token: str | None = None, max_tip_amount: int | None = None,
        suggested_tip_amounts: Sequence[int] | None = None, start_parameter: str | None = None,
        provider_data: str | None = None, photo_url: str | None = None, photo_size: int | None = None,
        photo_width: int | None = None, photo_height: int | None = None, need_name: bool | None = None,
        need_phone_number: bool | None = None, need_email: bool | None = None,
        need_shipping_address: bool | None = None, send_phone_number_to_provider: bool | None = None,
        send_email_to_provider: bool | None = None, is_flexible: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendInvoice:
        """Send a invoice: SendInvoice's parameters. https://core.telegram.org/bots/api#sendinvoice"""
    def answer_game(
        self, game_short_name: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendGame:
        """Send a game: SendGame's parameters. https://core.telegram.org/bots/api#sendgame"""
    def reply_game(
        self, game_short_name: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendGame:
        """Send a game: SendGame's parameters. https://core.telegram.org/bots/api#sendgame"""
    def answer_rich_message(
        self, rich_message: InputRichMessage | dict[str, Any], *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendRichMessage:
        """Send a rich message: SendRichMessage's parameters. https://core.telegram.org/bots/api#sendrichmessage"""
    def reply_rich_message(
        self, rich_message: InputRichMessage | dict[str, Any], *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendRichMessage:
        """Send a rich message: SendRichMessage's parameters. https://core.telegram.org/bots/api#sendrichmessage"""

class InaccessibleMessageShortcuts(MessageShortcuts):
    """Functions of a message of which Telegram sends only the chat and the id; all its other fields are `None`."""

class ChatShortcuts(Object):
    """Functions of a chat."""

    def typing(self, action: _Action = 'typing') -> AbstractContextManager[None]:
        """Show "typing..." while the block runs: `with chat.typing(): work()`."""
    def stream(self, chunks: Iterable[str | None], **options: Any) -> _Streamed:
        """Show a text in the chat while it is made, and return its last messages: see `message.stream`."""
    @property
    def full_name(self) -> str:
        """Return the title, or the person's name."""
    @property
    def link(self) -> str | None:
        """Return the public address, `None` if the chat has no username."""
    def send_message(
        self, text: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendMessage:
        """Send a text. https://core.telegram.org/bots/api#sendmessage"""
    def ban(
        self, user_id: int, *, until_date: datetime | timedelta | int | None = None,
        revoke_messages: bool | None = None,
    ) -> BanChatMember:
        """Ban a user. https://core.telegram.org/bots/api#banchatmember"""
    def unban(self, user_id: int, *, only_if_banned: bool | None = None) -> UnbanChatMember:
        """Lift a ban. https://core.telegram.org/bots/api#unbanchatmember"""
    def restrict(
        self, user_id: int, permissions: ChatPermissions | dict[str, Any], *,
        use_independent_chat_permissions: bool | None = None, until_date: datetime | timedelta | int | None = None,
    ) -> RestrictChatMember:
        """Restrict a user. https://core.telegram.org/bots/api#restrictchatmember"""
    def promote(
        self, user_id: int, *, is_anonymous: bool | None = None, can_manage_chat: bool | None = None,
        can_delete_messages: bool | None = None, can_manage_video_chats: bool | None = None,
        can_restrict_members: bool | None = None, can_promote_members: bool | None = None,
        can_change_info: bool | None = None, can_invite_users: bool | None = None,
        can_post_stories: bool | None = None, can_edit_stories: bool | None = None,
        can_delete_stories: bool | None = None, can_post_messages: bool | None = None,
        can_edit_messages: bool | None = None, can_pin_messages: bool | None = None,
        can_manage_topics: bool | None = None, can_manage_direct_messages: bool | None = None,
        can_manage_tags: bool | None = None, can_send_welcome_messages: bool | None = None,
    ) -> PromoteChatMember:
        """Make a user an administrator. https://core.telegram.org/bots/api#promotechatmember"""
    def get_member(self, user_id: int) -> GetChatMember:
        """Get a member: `chat.get_member(5).send()`. https://core.telegram.org/bots/api#getchatmember"""
    def get_member_count(self) -> GetChatMemberCount:
        """Get the number of members. https://core.telegram.org/bots/api#getchatmembercount"""
    def get_administrators(self, *, return_bots: bool | None = None) -> GetChatAdministrators:
        """Get the administrators. https://core.telegram.org/bots/api#getchatadministrators"""
    def leave(self) -> LeaveChat:
        """Leave the chat. https://core.telegram.org/bots/api#leavechat"""
    def unpin_all(self) -> UnpinAllChatMessages:
        """Unpin all messages. https://core.telegram.org/bots/api#unpinallchatmessages"""
    def create_invite_link(
        self, *, name: str | None = None, expire_date: datetime | timedelta | int | None = None,
        member_limit: int | None = None, creates_join_request: bool | None = None,
    ) -> CreateChatInviteLink:
        """Make a further invite link. https://core.telegram.org/bots/api#createchatinvitelink"""
    def send_photo(
        self, photo: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPhoto:
        """Send a photo: SendPhoto's parameters. https://core.telegram.org/bots/api#sendphoto"""
    def send_live_photo(
        self, live_photo: _File, photo: _File, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendLivePhoto:
        """Send a live photo: SendLivePhoto's parameters. https://core.telegram.org/bots/api#sendlivephoto"""
    def send_audio(
        self, audio: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, performer: str | None = None, title: str | None = None,
        thumbnail: _File | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendAudio:
        """Send a audio: SendAudio's parameters. https://core.telegram.org/bots/api#sendaudio"""
    def send_document(
        self, document: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        disable_content_type_detection: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendDocument:
        """Send a document: SendDocument's parameters. https://core.telegram.org/bots/api#senddocument"""
    def send_video(
        self, video: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, cover: _File | None = None, start_timestamp: int | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        supports_streaming: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVideo:
        """Send a video: SendVideo's parameters. https://core.telegram.org/bots/api#sendvideo"""
    def send_animation(
        self, animation: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendAnimation:
        """Send a animation: SendAnimation's parameters. https://core.telegram.org/bots/api#sendanimation"""
    def send_voice(
        self, voice: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVoice:
        """Send a voice: SendVoice's parameters. https://core.telegram.org/bots/api#sendvoice"""
    def send_video_note(
        self, video_note: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, length: int | None = None, thumbnail: _File | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVideoNote:
        """Send a video note: SendVideoNote's parameters. https://core.telegram.org/bots/api#sendvideonote"""
    def send_paid_media(
        self, star_count: int, media: Sequence[InputPaidMedia | dict[str, Any]], *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        payload: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPaidMedia:
        """Send a paid media: SendPaidMedia's parameters. https://core.telegram.org/bots/api#sendpaidmedia"""
    def send_media_group(
        self,
        media: Sequence[InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaPhoto | InputMediaVideo | dict[str, Any]],
        *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
    ) -> SendMediaGroup:
        """Send a media group: SendMediaGroup's parameters. https://core.telegram.org/bots/api#sendmediagroup"""
    def send_location(
        self, latitude: float, longitude: float, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        horizontal_accuracy: float | None = None, live_period: int | timedelta | None = None,
        heading: int | None = None, proximity_alert_radius: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendLocation:
        """Send a location: SendLocation's parameters. https://core.telegram.org/bots/api#sendlocation"""
    def send_venue(
        self, latitude: float, longitude: float, title: str, address: str, *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        foursquare_id: str | None = None, foursquare_type: str | None = None, google_place_id: str | None = None,
        google_place_type: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendVenue:
        """Send a venue: SendVenue's parameters. https://core.telegram.org/bots/api#sendvenue"""
    def send_contact(
        self, phone_number: str, first_name: str, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        last_name: str | None = None, vcard: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendContact:
        """Send a contact: SendContact's parameters. https://core.telegram.org/bots/api#sendcontact"""
    def send_poll(
        self, question: str, options: Sequence[InputPollOption | str | dict[str, Any]], *,
        business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None,
        question_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        question_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, is_anonymous: bool | None = None,
        type: Literal['quiz', 'regular'] | None = None, allows_multiple_answers: bool | None = None,
        allows_revoting: bool | None = None, shuffle_options: bool | None = None,
        allow_adding_options: bool | None = None, hide_results_until_closes: bool | None = None,
        members_only: bool | None = None, country_codes: list[str] | tuple[str, ...] | None = None,
        correct_option_ids: Sequence[int] | None = None, explanation: str | None = None,
        explanation_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        explanation_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        explanation_media: InputPollMedia | dict[str, Any] | None = None,
        open_period: int | timedelta | None = None, close_date: datetime | timedelta | int | None = None,
        is_closed: bool | None = None, description: str | None = None,
        description_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        description_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        media: InputPollMedia | dict[str, Any] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendPoll:
        """Send a poll: SendPoll's parameters. https://core.telegram.org/bots/api#sendpoll"""
    def send_checklist(
        self, checklist: InputChecklist | dict[str, Any], *, business_connection_id: str,
        chat_id: int | str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, message_effect_id: str | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendChecklist:
        """Send a checklist: SendChecklist's parameters. https://core.telegram.org/bots/api#sendchecklist"""
    def send_dice(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        emoji: Literal['🎲', '🎯', '🏀', '⚽', '🎳', '🎰'] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendDice:
        """Send a dice: SendDice's parameters. https://core.telegram.org/bots/api#senddice"""
    def send_sticker(
        self, sticker: _File, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        emoji: str | None = None, disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendSticker:
        """Send a sticker: SendSticker's parameters. https://core.telegram.org/bots/api#sendsticker"""
    def send_invoice(
        self, title: str, description: str, payload: str, currency: str,
        prices: Sequence[LabeledPrice | dict[str, Any]], *, chat_id: int | str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        provider_token: str | None = None, max_tip_amount: int | None = None,
        suggested_tip_amounts: Sequence[int] | None = None, start_parameter: str | None = None,
        provider_data: str | None = None, photo_url: str | None = None, photo_size: int | None = None,
        photo_width: int | None = None, photo_height: int | None = None, need_name: bool | None = None,
        need_phone_number: bool | None = None, need_email: bool | None = None,
        need_shipping_address: bool | None = None, send_phone_number_to_provider: bool | None = None,
        send_email_to_provider: bool | None = None, is_flexible: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendInvoice:
        """Send a invoice: SendInvoice's parameters. https://core.telegram.org/bots/api#sendinvoice"""
    def send_game(
        self, game_short_name: str, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_thread_id: int | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> SendGame:
        """Send a game: SendGame's parameters. https://core.telegram.org/bots/api#sendgame"""
    def send_rich_message(
        self, rich_message: InputRichMessage | dict[str, Any], *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> SendRichMessage:
        """Send a rich message: SendRichMessage's parameters. https://core.telegram.org/bots/api#sendrichmessage"""

class UserShortcuts(Object):
    """Functions of a user."""

    @property
    def full_name(self) -> str:
        """Return first and last name."""
    @property
    def link(self) -> str:
        """Return the public address, or one that only Telegram's own apps open."""
    def mention_html(self, name: str | None = None) -> str:
        """Return a mention for HTML that works without a username."""
    def mention_markdown(self, name: str | None = None) -> str:
        """Return a mention for MarkdownV2 that works without a username."""

class CallbackQueryShortcuts(EditShortcuts):
    """Functions of the press of a button: answer the query, edit the message with the button."""

    def answer(
        self, text: str | None = None, *, show_alert: bool | None = None, url: str | None = None,
        cache_time: int | timedelta | None = None,
    ) -> AnswerCallbackQuery:
        """Answer the query, also with a note or alert. https://core.telegram.org/bots/api#answercallbackquery"""

class InlineQueryShortcuts(Object):
    """Functions of an inline query."""

    def answer(
        self, results: Sequence[InlineQueryResult | dict[str, Any]], *, cache_time: int | timedelta | None = None,
        is_personal: bool | None = None, next_offset: str | None = None,
        button: InlineQueryResultsButton | dict[str, Any] | None = None,
    ) -> AnswerInlineQuery:
        """Answer with at most 50 results. https://core.telegram.org/bots/api#answerinlinequery"""

class ShippingQueryShortcuts(Object):
    """Functions of a shipping query."""

    def answer(
        self, ok: bool, *, shipping_options: Sequence[ShippingOption | dict[str, Any]] | None = None,
        error_message: str | None = None,
    ) -> AnswerShippingQuery:
        """Give the options, or say why not. https://core.telegram.org/bots/api#answershippingquery"""

class PreCheckoutQueryShortcuts(Object):
    """Functions of a query before a payment, which must be answered within 10 seconds."""

    def answer(self, ok: bool = True, error_message: str | None = None) -> AnswerPreCheckoutQuery:
        """Accept the payment, or refuse it with a message. https://core.telegram.org/bots/api#answerprecheckoutquery"""

class ChatJoinRequestShortcuts(Object):
    """Functions of a request to join."""

    def approve(self) -> ApproveChatJoinRequest:
        """Let the user in. https://core.telegram.org/bots/api#approvechatjoinrequest"""
    def decline(self) -> DeclineChatJoinRequest:
        """Refuse the user. https://core.telegram.org/bots/api#declinechatjoinrequest"""

class FileShortcuts(Object):
    """Functions of every object with a file_id."""

    @overload
    def download(
        self, to: None = None, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> bytes:
        """Download the file: `bot.api.download(file, to, ...)`."""
    @overload
    def download(
        self, to: _Target, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> _Target:
        """Download the file: `bot.api.download(file, to, ...)`."""

class JobShortcuts(Object):
    """What a job has besides its fields: see `scaletg_contrib.jobs`."""

    def keep(self, **data: Any) -> None:
        """Store the place of a long job, so that it goes on there if its process dies: *data* becomes part of `data`."""

class JobDataShortcuts(Object):
    """The data of a job: `job.data.text` and `job.data["text"]` are the same."""

    def __getattr__(self, name: str) -> Any:
        """Find the data of this name: every name may be there, which type checkers must know."""
    def __getitem__(self, key: str) -> Any: ...
    def __contains__(self, key: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def keys(self) -> Iterable[str]:
        """Return the names of the data, which lets `**job.data` and `dict(job.data)` work."""
    def get(self, key: str, default: Any = None) -> Any:
        """Return what has this name, or *default*."""

class MessageEntityShortcuts(Object):
    """Functions of an entity."""

    def text_in(self, text: str) -> str:
        """Return the part of *text*, the message's text or caption, that the entity covers."""

Progress: TypeAlias = Callable[[int, int | None], Any]

class Transport(Protocol):
    """The object that answers the calls of a bot: `bot.api.transport`. By default a `Network`, which calls Telegram."""

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, InputFile], /) -> Mapping[str, Any]:
        """Return Telegram's answer to a call: `{"ok": True, "result": ...}`, or `{"ok": False, "error_code": ...}`."""
    def download(self, path: str, /) -> bytes | Iterable[bytes]:
        """Return the content of the file at a `file_path`, whole or in pieces. Raises `FileNotFoundError`."""
    def sleep(self, seconds: float, /) -> None:
        """Wait before a call is repeated."""

class Network:
    """The transport that calls Telegram's servers, or your own: the default of `bot.api.transport`."""

    def __init__(self, bot: Bot) -> None: ...
    def call(self, name: str, parameters: dict[str, Any], files: dict[str, InputFile], /) -> dict[str, Any]:
        """Send a call and return the answer in Telegram's form. Raises `NetworkError`."""
    def download(self, path: str, /) -> Any:
        """Return the content of a file in pieces. Raises `NetworkError`, and `ApiError` if there is no such file."""
    def sleep(self, seconds: float, /) -> None:
        """Wait."""
    def share_connections(self, other: Network) -> None:
        """Use the connections of another bot's network: bots with one registry call the same server."""
    def close(self) -> None:
        """Close the connections that no thread uses; the next call opens new ones."""

class Api:
    """Calls of the Bot API: `bot.api.send_message(chat_id, "Hello")`, `bot.api(method)`, `bot.api.call("newMethod")`."""

    transport: Transport
    def __init__(self, bot: Bot) -> None: ...
    def __call__(
        self, method: Method[_Result], *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> _Result:
        """Send a method object and return Telegram's result as an object."""
    def call(
        self, name: str, /, *, request_timeout: float | None = None, progress: Progress | None = None,
        **parameters: Any,
    ) -> Any:
        """Call any method by Telegram's name, including methods that the schema does not know."""
    @overload
    def download(
        self, file: Object | str, to: None = None, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> bytes:
        """Download a file, given by its file_id or by any object that has one, and return *to*."""
    @overload
    def download(
        self, file: Object | str, to: _Target, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> _Target:
        """Download a file, given by its file_id or by any object that has one, and return *to*."""
    def get_updates(
        self, *, offset: int | None = None, limit: int | None = None, timeout: int | None = None,
        allowed_updates: list[str] | tuple[str, ...] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> list[Update]:
        """The method getUpdates. https://core.telegram.org/bots/api#getupdates"""
    def set_webhook(
        self, url: str, *, certificate: _Upload | None = None, ip_address: str | None = None,
        max_connections: int | None = None, allowed_updates: list[str] | tuple[str, ...] | None = None,
        drop_pending_updates: bool | None = None, secret_token: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setWebhook. https://core.telegram.org/bots/api#setwebhook"""
    def delete_webhook(
        self, *, drop_pending_updates: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteWebhook. https://core.telegram.org/bots/api#deletewebhook"""
    def get_webhook_info(
        self, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> WebhookInfo:
        """The method getWebhookInfo. https://core.telegram.org/bots/api#getwebhookinfo"""
    def get_me(self, *, request_timeout: float | None = None, progress: Progress | None = None) -> User:
        """The method getMe. https://core.telegram.org/bots/api#getme"""
    def log_out(self, *, request_timeout: float | None = None, progress: Progress | None = None) -> Literal[True]:
        """The method logOut. https://core.telegram.org/bots/api#logout"""
    def close(self, *, request_timeout: float | None = None, progress: Progress | None = None) -> Literal[True]:
        """The method close. https://core.telegram.org/bots/api#close"""
    def send_message(
        self, chat_id: int | str, text: str, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendMessage. https://core.telegram.org/bots/api#sendmessage"""
    def forward_message(
        self, chat_id: int | str, from_chat_id: int | str, message_id: int, *, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, video_start_timestamp: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method forwardMessage. https://core.telegram.org/bots/api#forwardmessage"""
    def forward_messages(
        self, chat_id: int | str, from_chat_id: int | str, message_ids: Sequence[int], *,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> list[MessageId]:
        """The method forwardMessages. https://core.telegram.org/bots/api#forwardmessages"""
    def copy_message(
        self, chat_id: int | str, from_chat_id: int | str, message_id: int, *, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, video_start_timestamp: int | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> MessageId:
        """The method copyMessage. https://core.telegram.org/bots/api#copymessage"""
    def copy_messages(
        self, chat_id: int | str, from_chat_id: int | str, message_ids: Sequence[int], *,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        remove_caption: bool | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> list[MessageId]:
        """The method copyMessages. https://core.telegram.org/bots/api#copymessages"""
    def send_photo(
        self, chat_id: int | str, photo: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendPhoto. https://core.telegram.org/bots/api#sendphoto"""
    def send_live_photo(
        self, chat_id: int | str, live_photo: _File, photo: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendLivePhoto. https://core.telegram.org/bots/api#sendlivephoto"""
    def send_audio(
        self, chat_id: int | str, audio: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, performer: str | None = None, title: str | None = None,
        thumbnail: _File | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendAudio. https://core.telegram.org/bots/api#sendaudio"""
    def send_document(
        self, chat_id: int | str, document: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        disable_content_type_detection: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendDocument. https://core.telegram.org/bots/api#senddocument"""
    def send_video(
        self, chat_id: int | str, video: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, cover: _File | None = None, start_timestamp: int | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        supports_streaming: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendVideo. https://core.telegram.org/bots/api#sendvideo"""
    def send_animation(
        self, chat_id: int | str, animation: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendAnimation. https://core.telegram.org/bots/api#sendanimation"""
    def send_voice(
        self, chat_id: int | str, voice: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendVoice. https://core.telegram.org/bots/api#sendvoice"""
    def send_video_note(
        self, chat_id: int | str, video_note: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, length: int | None = None, thumbnail: _File | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendVideoNote. https://core.telegram.org/bots/api#sendvideonote"""
    def send_paid_media(
        self, chat_id: int | str, star_count: int, media: Sequence[InputPaidMedia | dict[str, Any]], *,
        business_connection_id: str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, payload: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendPaidMedia. https://core.telegram.org/bots/api#sendpaidmedia"""
    def send_media_group(
        self, chat_id: int | str,
        media: Sequence[InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaPhoto | InputMediaVideo | dict[str, Any]],
        *, business_connection_id: str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> list[Message]:
        """The method sendMediaGroup. https://core.telegram.org/bots/api#sendmediagroup"""
    def send_location(
        self, chat_id: int | str, latitude: float, longitude: float, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        horizontal_accuracy: float | None = None, live_period: int | timedelta | None = None,
        heading: int | None = None, proximity_alert_radius: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendLocation. https://core.telegram.org/bots/api#sendlocation"""
    def send_venue(
        self, chat_id: int | str, latitude: float, longitude: float, title: str, address: str, *,
        business_connection_id: str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        foursquare_id: str | None = None, foursquare_type: str | None = None, google_place_id: str | None = None,
        google_place_type: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendVenue. https://core.telegram.org/bots/api#sendvenue"""
    def send_contact(
        self, chat_id: int | str, phone_number: str, first_name: str, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        last_name: str | None = None, vcard: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendContact. https://core.telegram.org/bots/api#sendcontact"""
    def send_poll(
        self, chat_id: int | str, question: str, options: Sequence[InputPollOption | str | dict[str, Any]], *,
        business_connection_id: str | None = None, message_thread_id: int | None = None,
        question_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        question_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, is_anonymous: bool | None = None,
        type: Literal['quiz', 'regular'] | None = None, allows_multiple_answers: bool | None = None,
        allows_revoting: bool | None = None, shuffle_options: bool | None = None,
        allow_adding_options: bool | None = None, hide_results_until_closes: bool | None = None,
        members_only: bool | None = None, country_codes: list[str] | tuple[str, ...] | None = None,
        correct_option_ids: Sequence[int] | None = None, explanation: str | None = None,
        explanation_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        explanation_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        explanation_media: InputPollMedia | dict[str, Any] | None = None,
        open_period: int | timedelta | None = None, close_date: datetime | timedelta | int | None = None,
        is_closed: bool | None = None, description: str | None = None,
        description_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        description_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        media: InputPollMedia | dict[str, Any] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendPoll. https://core.telegram.org/bots/api#sendpoll"""
    def send_checklist(
        self, business_connection_id: str, chat_id: int | str, checklist: InputChecklist | dict[str, Any], *,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message:
        """The method sendChecklist. https://core.telegram.org/bots/api#sendchecklist"""
    def send_dice(
        self, chat_id: int | str, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        emoji: Literal['🎲', '🎯', '🏀', '⚽', '🎳', '🎰'] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendDice. https://core.telegram.org/bots/api#senddice"""
    def send_message_draft(
        self, chat_id: int, draft_id: int, *, message_thread_id: int | None = None, text: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None, can_stop: bool | None = None,
        keep_on_stop: bool | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method sendMessageDraft. https://core.telegram.org/bots/api#sendmessagedraft"""
    def send_chat_action(
        self, chat_id: int | str,
        action: Literal['typing', 'upload_photo', 'record_video', 'upload_video', 'record_voice', 'upload_voice', 'upload_document', 'choose_sticker', 'find_location', 'record_video_note', 'upload_video_note'],
        *, business_connection_id: str | None = None, message_thread_id: int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method sendChatAction. https://core.telegram.org/bots/api#sendchataction"""
    def set_message_reaction(
        self, chat_id: int | str, message_id: int, *,
        reaction: Sequence[ReactionType | dict[str, Any]] | None = None, is_big: bool | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setMessageReaction. https://core.telegram.org/bots/api#setmessagereaction"""
    def get_user_profile_photos(
        self, user_id: int, *, offset: int | None = None, limit: int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> UserProfilePhotos:
        """The method getUserProfilePhotos. https://core.telegram.org/bots/api#getuserprofilephotos"""
    def get_user_profile_audios(
        self, user_id: int, *, offset: int | None = None, limit: int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> UserProfileAudios:
        """The method getUserProfileAudios. https://core.telegram.org/bots/api#getuserprofileaudios"""
    def set_user_emoji_status(
        self, user_id: int, *, emoji_status_custom_emoji_id: str | None = None,
        emoji_status_expiration_date: datetime | timedelta | int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setUserEmojiStatus. https://core.telegram.org/bots/api#setuseremojistatus"""
    def get_file(
        self, file_id: str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> File:
        """The method getFile. https://core.telegram.org/bots/api#getfile"""
    def ban_chat_member(
        self, chat_id: int | str, user_id: int, *, until_date: datetime | timedelta | int | None = None,
        revoke_messages: bool | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method banChatMember. https://core.telegram.org/bots/api#banchatmember"""
    def unban_chat_member(
        self, chat_id: int | str, user_id: int, *, only_if_banned: bool | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method unbanChatMember. https://core.telegram.org/bots/api#unbanchatmember"""
    def restrict_chat_member(
        self, chat_id: int | str, user_id: int, permissions: ChatPermissions | dict[str, Any], *,
        use_independent_chat_permissions: bool | None = None, until_date: datetime | timedelta | int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method restrictChatMember. https://core.telegram.org/bots/api#restrictchatmember"""
    def promote_chat_member(
        self, chat_id: int | str, user_id: int, *, is_anonymous: bool | None = None,
        can_manage_chat: bool | None = None, can_delete_messages: bool | None = None,
        can_manage_video_chats: bool | None = None, can_restrict_members: bool | None = None,
        can_promote_members: bool | None = None, can_change_info: bool | None = None,
        can_invite_users: bool | None = None, can_post_stories: bool | None = None,
        can_edit_stories: bool | None = None, can_delete_stories: bool | None = None,
        can_post_messages: bool | None = None, can_edit_messages: bool | None = None,
        can_pin_messages: bool | None = None, can_manage_topics: bool | None = None,
        can_manage_direct_messages: bool | None = None, can_manage_tags: bool | None = None,
        can_send_welcome_messages: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method promoteChatMember. https://core.telegram.org/bots/api#promotechatmember"""
    def set_chat_administrator_custom_title(
        self, chat_id: int | str, user_id: int, custom_title: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setChatAdministratorCustomTitle. https://core.telegram.org/bots/api#setchatadministratorcustomtitle"""
    def set_chat_member_tag(
        self, chat_id: int | str, user_id: int, *, tag: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setChatMemberTag. https://core.telegram.org/bots/api#setchatmembertag"""
    def ban_chat_sender_chat(
        self, chat_id: int | str, sender_chat_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method banChatSenderChat. https://core.telegram.org/bots/api#banchatsenderchat"""
    def unban_chat_sender_chat(
        self, chat_id: int | str, sender_chat_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method unbanChatSenderChat. https://core.telegram.org/bots/api#unbanchatsenderchat"""
    def set_chat_permissions(
        self, chat_id: int | str, permissions: ChatPermissions | dict[str, Any], *,
        use_independent_chat_permissions: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setChatPermissions. https://core.telegram.org/bots/api#setchatpermissions"""
    def export_chat_invite_link(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> str:
        """The method exportChatInviteLink. https://core.telegram.org/bots/api#exportchatinvitelink"""
    def create_chat_invite_link(
        self, chat_id: int | str, *, name: str | None = None, expire_date: datetime | timedelta | int | None = None,
        member_limit: int | None = None, creates_join_request: bool | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> ChatInviteLink:
        """The method createChatInviteLink. https://core.telegram.org/bots/api#createchatinvitelink"""
    def edit_chat_invite_link(
        self, chat_id: int | str, invite_link: str, *, name: str | None = None,
        expire_date: datetime | timedelta | int | None = None, member_limit: int | None = None,
        creates_join_request: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> ChatInviteLink:
        """The method editChatInviteLink. https://core.telegram.org/bots/api#editchatinvitelink"""
    def create_chat_subscription_invite_link(
        self, chat_id: int | str, subscription_period: int | timedelta, subscription_price: int, *,
        name: str | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> ChatInviteLink:
        """The method createChatSubscriptionInviteLink. https://core.telegram.org/bots/api#createchatsubscriptioninvitelink"""
    def edit_chat_subscription_invite_link(
        self, chat_id: int | str, invite_link: str, *, name: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> ChatInviteLink:
        """The method editChatSubscriptionInviteLink. https://core.telegram.org/bots/api#editchatsubscriptioninvitelink"""
    def revoke_chat_invite_link(
        self, chat_id: int | str, invite_link: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> ChatInviteLink:
        """The method revokeChatInviteLink. https://core.telegram.org/bots/api#revokechatinvitelink"""
    def approve_chat_join_request(
        self, chat_id: int | str, user_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method approveChatJoinRequest. https://core.telegram.org/bots/api#approvechatjoinrequest"""
    def decline_chat_join_request(
        self, chat_id: int | str, user_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method declineChatJoinRequest. https://core.telegram.org/bots/api#declinechatjoinrequest"""
    def answer_chat_join_request_query(
        self, chat_join_request_query_id: str, result: Literal['approve', 'decline', 'queue'], *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method answerChatJoinRequestQuery. https://core.telegram.org/bots/api#answerchatjoinrequestquery"""
    def send_chat_join_request_web_app(
        self, chat_join_request_query_id: str, web_app_url: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method sendChatJoinRequestWebApp. https://core.telegram.org/bots/api#sendchatjoinrequestwebapp"""
    def set_chat_photo(
        self, chat_id: int | str, photo: _Upload, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setChatPhoto. https://core.telegram.org/bots/api#setchatphoto"""
    def delete_chat_photo(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteChatPhoto. https://core.telegram.org/bots/api#deletechatphoto"""
    def set_chat_title(
        self, chat_id: int | str, title: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setChatTitle. https://core.telegram.org/bots/api#setchattitle"""
    def set_chat_description(
        self, chat_id: int | str, *, description: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setChatDescription. https://core.telegram.org/bots/api#setchatdescription"""
    def pin_chat_message(
        self, chat_id: int | str, message_id: int, *, business_connection_id: str | None = None,
        disable_notification: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method pinChatMessage. https://core.telegram.org/bots/api#pinchatmessage"""
    def unpin_chat_message(
        self, chat_id: int | str, *, business_connection_id: str | None = None, message_id: int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method unpinChatMessage. https://core.telegram.org/bots/api#unpinchatmessage"""
    def unpin_all_chat_messages(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method unpinAllChatMessages. https://core.telegram.org/bots/api#unpinallchatmessages"""
    def leave_chat(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method leaveChat. https://core.telegram.org/bots/api#leavechat"""
    def get_chat(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> ChatFullInfo:
        """The method getChat. https://core.telegram.org/bots/api#getchat"""
    def get_chat_administrators(
        self, chat_id: int | str, *, return_bots: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> list[ChatMember]:
        """The method getChatAdministrators. https://core.telegram.org/bots/api#getchatadministrators"""
    def get_chat_member_count(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> int:
        """The method getChatMemberCount. https://core.telegram.org/bots/api#getchatmembercount"""
    def get_chat_member(
        self, chat_id: int | str, user_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> ChatMember:
        """The method getChatMember. https://core.telegram.org/bots/api#getchatmember"""
    def get_user_personal_chat_messages(
        self, user_id: int, limit: int, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> list[Message]:
        """The method getUserPersonalChatMessages. https://core.telegram.org/bots/api#getuserpersonalchatmessages"""
    def set_chat_sticker_set(
        self, chat_id: int | str, sticker_set_name: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setChatStickerSet. https://core.telegram.org/bots/api#setchatstickerset"""
    def delete_chat_sticker_set(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteChatStickerSet. https://core.telegram.org/bots/api#deletechatstickerset"""
    def get_forum_topic_icon_stickers(
        self, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> list[Sticker]:
        """The method getForumTopicIconStickers. https://core.telegram.org/bots/api#getforumtopiciconstickers"""
    def create_forum_topic(
        self, chat_id: int | str, name: str, *, icon_color: int | None = None,
        icon_custom_emoji_id: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> ForumTopic:
        """The method createForumTopic. https://core.telegram.org/bots/api#createforumtopic"""
    def edit_forum_topic(
        self, chat_id: int | str, message_thread_id: int, *, name: str | None = None,
        icon_custom_emoji_id: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method editForumTopic. https://core.telegram.org/bots/api#editforumtopic"""
    def close_forum_topic(
        self, chat_id: int | str, message_thread_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method closeForumTopic. https://core.telegram.org/bots/api#closeforumtopic"""
    def reopen_forum_topic(
        self, chat_id: int | str, message_thread_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method reopenForumTopic. https://core.telegram.org/bots/api#reopenforumtopic"""
    def delete_forum_topic(
        self, chat_id: int | str, message_thread_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteForumTopic. https://core.telegram.org/bots/api#deleteforumtopic"""
    def unpin_all_forum_topic_messages(
        self, chat_id: int | str, message_thread_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method unpinAllForumTopicMessages. https://core.telegram.org/bots/api#unpinallforumtopicmessages"""
    def edit_general_forum_topic(
        self, chat_id: int | str, name: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method editGeneralForumTopic. https://core.telegram.org/bots/api#editgeneralforumtopic"""
    def close_general_forum_topic(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method closeGeneralForumTopic. https://core.telegram.org/bots/api#closegeneralforumtopic"""
    def reopen_general_forum_topic(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method reopenGeneralForumTopic. https://core.telegram.org/bots/api#reopengeneralforumtopic"""
    def hide_general_forum_topic(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method hideGeneralForumTopic. https://core.telegram.org/bots/api#hidegeneralforumtopic"""
    def unhide_general_forum_topic(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method unhideGeneralForumTopic. https://core.telegram.org/bots/api#unhidegeneralforumtopic"""
    def unpin_all_general_forum_topic_messages(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method unpinAllGeneralForumTopicMessages. https://core.telegram.org/bots/api#unpinallgeneralforumtopicmessages"""
    def answer_callback_query(
        self, callback_query_id: str, *, text: str | None = None, show_alert: bool | None = None,
        url: str | None = None, cache_time: int | timedelta | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method answerCallbackQuery. https://core.telegram.org/bots/api#answercallbackquery"""
    def answer_guest_query(
        self, guest_query_id: str, result: InlineQueryResult | dict[str, Any], *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> SentGuestMessage:
        """The method answerGuestQuery. https://core.telegram.org/bots/api#answerguestquery"""
    def get_user_chat_boosts(
        self, chat_id: int | str, user_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> UserChatBoosts:
        """The method getUserChatBoosts. https://core.telegram.org/bots/api#getuserchatboosts"""
    def get_business_connection(
        self, business_connection_id: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> BusinessConnection:
        """The method getBusinessConnection. https://core.telegram.org/bots/api#getbusinessconnection"""
    def get_managed_bot_token(
        self, user_id: int, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> str:
        """The method getManagedBotToken. https://core.telegram.org/bots/api#getmanagedbottoken"""
    def replace_managed_bot_token(
        self, user_id: int, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> str:
        """The method replaceManagedBotToken. https://core.telegram.org/bots/api#replacemanagedbottoken"""
    def get_managed_bot_access_settings(
        self, user_id: int, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> BotAccessSettings:
        """The method getManagedBotAccessSettings. https://core.telegram.org/bots/api#getmanagedbotaccesssettings"""
    def set_managed_bot_access_settings(
        self, user_id: int, is_access_restricted: bool, *, added_user_ids: Sequence[int] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setManagedBotAccessSettings. https://core.telegram.org/bots/api#setmanagedbotaccesssettings"""
    def set_my_commands(
        self, commands: Sequence[BotCommand | dict[str, Any]], *,
        scope: BotCommandScope | dict[str, Any] | None = None, language_code: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setMyCommands. https://core.telegram.org/bots/api#setmycommands"""
    def delete_my_commands(
        self, *, scope: BotCommandScope | dict[str, Any] | None = None, language_code: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteMyCommands. https://core.telegram.org/bots/api#deletemycommands"""
    def get_my_commands(
        self, *, scope: BotCommandScope | dict[str, Any] | None = None, language_code: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> list[BotCommand]:
        """The method getMyCommands. https://core.telegram.org/bots/api#getmycommands"""
    def set_my_name(
        self, *, name: str | None = None, language_code: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setMyName. https://core.telegram.org/bots/api#setmyname"""
    def get_my_name(
        self, *, language_code: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> BotName:
        """The method getMyName. https://core.telegram.org/bots/api#getmyname"""
    def set_my_description(
        self, *, description: str | None = None, language_code: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setMyDescription. https://core.telegram.org/bots/api#setmydescription"""
    def get_my_description(
        self, *, language_code: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> BotDescription:
        """The method getMyDescription. https://core.telegram.org/bots/api#getmydescription"""
    def set_my_short_description(
        self, *, short_description: str | None = None, language_code: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setMyShortDescription. https://core.telegram.org/bots/api#setmyshortdescription"""
    def get_my_short_description(
        self, *, language_code: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> BotShortDescription:
        """The method getMyShortDescription. https://core.telegram.org/bots/api#getmyshortdescription"""
    def set_my_profile_photo(
        self, photo: InputProfilePhoto | dict[str, Any], *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setMyProfilePhoto. https://core.telegram.org/bots/api#setmyprofilephoto"""
    def remove_my_profile_photo(
        self, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method removeMyProfilePhoto. https://core.telegram.org/bots/api#removemyprofilephoto"""
    def set_chat_menu_button(
        self, *, chat_id: int | None = None, menu_button: MenuButton | dict[str, Any] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setChatMenuButton. https://core.telegram.org/bots/api#setchatmenubutton"""
    def get_chat_menu_button(
        self, *, chat_id: int | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> MenuButton:
        """The method getChatMenuButton. https://core.telegram.org/bots/api#getchatmenubutton"""
    def set_my_default_administrator_rights(
        self, *, rights: ChatAdministratorRights | dict[str, Any] | None = None, for_channels: bool | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setMyDefaultAdministratorRights. https://core.telegram.org/bots/api#setmydefaultadministratorrights"""
    def get_my_default_administrator_rights(
        self, *, for_channels: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> ChatAdministratorRights:
        """The method getMyDefaultAdministratorRights. https://core.telegram.org/bots/api#getmydefaultadministratorrights"""
    def get_available_gifts(
        self, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Gifts:
        """The method getAvailableGifts. https://core.telegram.org/bots/api#getavailablegifts"""
    def send_gift(
        self, gift_id: str, *, user_id: int | None = None, chat_id: int | str | None = None,
        pay_for_upgrade: bool | None = None, text: str | None = None,
        text_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method sendGift. https://core.telegram.org/bots/api#sendgift"""
    def gift_premium_subscription(
        self, user_id: int, month_count: int, star_count: int, *, text: str | None = None,
        text_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method giftPremiumSubscription. https://core.telegram.org/bots/api#giftpremiumsubscription"""
    def verify_user(
        self, user_id: int, *, custom_description: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method verifyUser. https://core.telegram.org/bots/api#verifyuser"""
    def verify_chat(
        self, chat_id: int | str, *, custom_description: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method verifyChat. https://core.telegram.org/bots/api#verifychat"""
    def remove_user_verification(
        self, user_id: int, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method removeUserVerification. https://core.telegram.org/bots/api#removeuserverification"""
    def remove_chat_verification(
        self, chat_id: int | str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method removeChatVerification. https://core.telegram.org/bots/api#removechatverification"""
    def read_business_message(
        self, business_connection_id: str, chat_id: int, message_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method readBusinessMessage. https://core.telegram.org/bots/api#readbusinessmessage"""
    def delete_business_messages(
        self, business_connection_id: str, message_ids: Sequence[int], *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteBusinessMessages. https://core.telegram.org/bots/api#deletebusinessmessages"""
    def set_business_account_name(
        self, business_connection_id: str, first_name: str, *, last_name: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setBusinessAccountName. https://core.telegram.org/bots/api#setbusinessaccountname"""
    def set_business_account_username(
        self, business_connection_id: str, *, username: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setBusinessAccountUsername. https://core.telegram.org/bots/api#setbusinessaccountusername"""
    def set_business_account_bio(
        self, business_connection_id: str, *, bio: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setBusinessAccountBio. https://core.telegram.org/bots/api#setbusinessaccountbio"""
    def set_business_account_profile_photo(
        self, business_connection_id: str, photo: InputProfilePhoto | dict[str, Any], *,
        is_public: bool | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setBusinessAccountProfilePhoto. https://core.telegram.org/bots/api#setbusinessaccountprofilephoto"""
    def remove_business_account_profile_photo(
        self, business_connection_id: str, *, is_public: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method removeBusinessAccountProfilePhoto. https://core.telegram.org/bots/api#removebusinessaccountprofilephoto"""
    def set_business_account_gift_settings(
        self, business_connection_id: str, show_gift_button: bool,
        accepted_gift_types: AcceptedGiftTypes | dict[str, Any], *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setBusinessAccountGiftSettings. https://core.telegram.org/bots/api#setbusinessaccountgiftsettings"""
    def get_business_account_star_balance(
        self, business_connection_id: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> StarAmount:
        """The method getBusinessAccountStarBalance. https://core.telegram.org/bots/api#getbusinessaccountstarbalance"""
    def transfer_business_account_stars(
        self, business_connection_id: str, star_count: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method transferBusinessAccountStars. https://core.telegram.org/bots/api#transferbusinessaccountstars"""
    def get_business_account_gifts(
        self, business_connection_id: str, *, exclude_unsaved: bool | None = None,
        exclude_saved: bool | None = None, exclude_unlimited: bool | None = None,
        exclude_limited_upgradable: bool | None = None, exclude_limited_non_upgradable: bool | None = None,
        exclude_unique: bool | None = None, exclude_from_blockchain: bool | None = None,
        sort_by_price: bool | None = None, offset: str | None = None, limit: int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> OwnedGifts:
        """The method getBusinessAccountGifts. https://core.telegram.org/bots/api#getbusinessaccountgifts"""
    def get_user_gifts(
        self, user_id: int, *, exclude_unlimited: bool | None = None,
        exclude_limited_upgradable: bool | None = None, exclude_limited_non_upgradable: bool | None = None,
        exclude_from_blockchain: bool | None = None, exclude_unique: bool | None = None,
        sort_by_price: bool | None = None, offset: str | None = None, limit: int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> OwnedGifts:
        """The method getUserGifts. https://core.telegram.org/bots/api#getusergifts"""
    def get_chat_gifts(
        self, chat_id: int | str, *, exclude_unsaved: bool | None = None, exclude_saved: bool | None = None,
        exclude_unlimited: bool | None = None, exclude_limited_upgradable: bool | None = None,
        exclude_limited_non_upgradable: bool | None = None, exclude_from_blockchain: bool | None = None,
        exclude_unique: bool | None = None, sort_by_price: bool | None = None, offset: str | None = None,
        limit: int | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> OwnedGifts:
        """The method getChatGifts. https://core.telegram.org/bots/api#getchatgifts"""
    def convert_gift_to_stars(
        self, business_connection_id: str, owned_gift_id: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method convertGiftToStars. https://core.telegram.org/bots/api#convertgifttostars"""
    def upgrade_gift(
        self, business_connection_id: str, owned_gift_id: str, *, keep_original_details: bool | None = None,
        star_count: int | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method upgradeGift. https://core.telegram.org/bots/api#upgradegift"""
    def transfer_gift(
        self, business_connection_id: str, owned_gift_id: str, new_owner_chat_id: int, *,
        star_count: int | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method transferGift. https://core.telegram.org/bots/api#transfergift"""
    def post_story(
        self, business_connection_id: str, content: InputStoryContent | dict[str, Any],
        active_period: int | timedelta, *, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        areas: Sequence[StoryArea | dict[str, Any]] | None = None, post_to_chat_page: bool | None = None,
        protect_content: bool | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Story:
        """The method postStory. https://core.telegram.org/bots/api#poststory"""
    def repost_story(
        self, business_connection_id: str, from_chat_id: int, from_story_id: int, active_period: int | timedelta, *,
        post_to_chat_page: bool | None = None, protect_content: bool | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Story:
        """The method repostStory. https://core.telegram.org/bots/api#repoststory"""
    def edit_story(
        self, business_connection_id: str, story_id: int, content: InputStoryContent | dict[str, Any], *,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        areas: Sequence[StoryArea | dict[str, Any]] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Story:
        """The method editStory. https://core.telegram.org/bots/api#editstory"""
    def delete_story(
        self, business_connection_id: str, story_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteStory. https://core.telegram.org/bots/api#deletestory"""
    def answer_web_app_query(
        self, web_app_query_id: str, result: InlineQueryResult | dict[str, Any], *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> SentWebAppMessage:
        """The method answerWebAppQuery. https://core.telegram.org/bots/api#answerwebappquery"""
    def save_prepared_inline_message(
        self, user_id: int, result: InlineQueryResult | dict[str, Any], *, allow_user_chats: bool | None = None,
        allow_bot_chats: bool | None = None, allow_group_chats: bool | None = None,
        allow_channel_chats: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> PreparedInlineMessage:
        """The method savePreparedInlineMessage. https://core.telegram.org/bots/api#savepreparedinlinemessage"""
    def save_prepared_keyboard_button(
        self, user_id: int, button: KeyboardButton | str | dict[str, Any], *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> PreparedKeyboardButton:
        """The method savePreparedKeyboardButton. https://core.telegram.org/bots/api#savepreparedkeyboardbutton"""
    def edit_message_text(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_id: int | None = None, inline_message_id: str | None = None, text: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        rich_message: InputRichMessage | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message | Literal[True]:
        """The method editMessageText. https://core.telegram.org/bots/api#editmessagetext"""
    def edit_message_caption(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_id: int | None = None, inline_message_id: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message | Literal[True]:
        """The method editMessageCaption. https://core.telegram.org/bots/api#editmessagecaption"""
    def edit_message_media(
        self, media: InputMedia | dict[str, Any], *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_id: int | None = None, inline_message_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message | Literal[True]:
        """The method editMessageMedia. https://core.telegram.org/bots/api#editmessagemedia"""
    def edit_message_live_location(
        self, latitude: float, longitude: float, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_id: int | None = None, inline_message_id: str | None = None,
        live_period: int | timedelta | None = None, horizontal_accuracy: float | None = None,
        heading: int | None = None, proximity_alert_radius: int | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message | Literal[True]:
        """The method editMessageLiveLocation. https://core.telegram.org/bots/api#editmessagelivelocation"""
    def stop_message_live_location(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_id: int | None = None, inline_message_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message | Literal[True]:
        """The method stopMessageLiveLocation. https://core.telegram.org/bots/api#stopmessagelivelocation"""
    def edit_message_checklist(
        self, business_connection_id: str, chat_id: int | str, message_id: int,
        checklist: InputChecklist | dict[str, Any], *,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message:
        """The method editMessageChecklist. https://core.telegram.org/bots/api#editmessagechecklist"""
    def edit_message_reply_markup(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_id: int | None = None, inline_message_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message | Literal[True]:
        """The method editMessageReplyMarkup. https://core.telegram.org/bots/api#editmessagereplymarkup"""
    def stop_poll(
        self, chat_id: int | str, message_id: int, *, business_connection_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Poll:
        """The method stopPoll. https://core.telegram.org/bots/api#stoppoll"""
    def edit_ephemeral_message_text(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int, *, text: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        rich_message: InputRichMessage | dict[str, Any] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method editEphemeralMessageText. https://core.telegram.org/bots/api#editephemeralmessagetext"""
    def edit_ephemeral_message_media(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int,
        media: InputMedia | dict[str, Any], *, reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method editEphemeralMessageMedia. https://core.telegram.org/bots/api#editephemeralmessagemedia"""
    def edit_ephemeral_message_caption(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int, *, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method editEphemeralMessageCaption. https://core.telegram.org/bots/api#editephemeralmessagecaption"""
    def edit_ephemeral_message_reply_markup(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int, *,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method editEphemeralMessageReplyMarkup. https://core.telegram.org/bots/api#editephemeralmessagereplymarkup"""
    def approve_suggested_post(
        self, chat_id: int, message_id: int, *, send_date: datetime | timedelta | int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method approveSuggestedPost. https://core.telegram.org/bots/api#approvesuggestedpost"""
    def decline_suggested_post(
        self, chat_id: int, message_id: int, *, comment: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method declineSuggestedPost. https://core.telegram.org/bots/api#declinesuggestedpost"""
    def delete_message(
        self, chat_id: int | str, message_id: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteMessage. https://core.telegram.org/bots/api#deletemessage"""
    def delete_messages(
        self, chat_id: int | str, message_ids: Sequence[int], *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteMessages. https://core.telegram.org/bots/api#deletemessages"""
    def delete_ephemeral_message(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int, *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteEphemeralMessage. https://core.telegram.org/bots/api#deleteephemeralmessage"""
    def delete_message_reaction(
        self, chat_id: int | str, message_id: int, *, user_id: int | None = None, actor_chat_id: int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteMessageReaction. https://core.telegram.org/bots/api#deletemessagereaction"""
    def delete_all_message_reactions(
        self, chat_id: int | str, *, user_id: int | None = None, actor_chat_id: int | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteAllMessageReactions. https://core.telegram.org/bots/api#deleteallmessagereactions"""
    def send_sticker(
        self, chat_id: int | str, sticker: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        emoji: str | None = None, disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendSticker. https://core.telegram.org/bots/api#sendsticker"""
    def get_sticker_set(
        self, name: str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> StickerSet:
        """The method getStickerSet. https://core.telegram.org/bots/api#getstickerset"""
    def get_custom_emoji_stickers(
        self, custom_emoji_ids: list[str] | tuple[str, ...], *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> list[Sticker]:
        """The method getCustomEmojiStickers. https://core.telegram.org/bots/api#getcustomemojistickers"""
    def upload_sticker_file(
        self, user_id: int, sticker: _Upload, sticker_format: Literal['static', 'animated', 'video'], *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> File:
        """The method uploadStickerFile. https://core.telegram.org/bots/api#uploadstickerfile"""
    def create_new_sticker_set(
        self, user_id: int, name: str, title: str, stickers: Sequence[InputSticker | dict[str, Any]], *,
        sticker_type: Literal['regular', 'mask', 'custom_emoji'] | None = None,
        needs_repainting: bool | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method createNewStickerSet. https://core.telegram.org/bots/api#createnewstickerset"""
    def add_sticker_to_set(
        self, user_id: int, name: str, sticker: InputSticker | dict[str, Any], *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method addStickerToSet. https://core.telegram.org/bots/api#addstickertoset"""
    def set_sticker_position_in_set(
        self, sticker: str, position: int, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setStickerPositionInSet. https://core.telegram.org/bots/api#setstickerpositioninset"""
    def delete_sticker_from_set(
        self, sticker: str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteStickerFromSet. https://core.telegram.org/bots/api#deletestickerfromset"""
    def replace_sticker_in_set(
        self, user_id: int, name: str, old_sticker: str, sticker: InputSticker | dict[str, Any], *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method replaceStickerInSet. https://core.telegram.org/bots/api#replacestickerinset"""
    def set_sticker_emoji_list(
        self, sticker: str, emoji_list: list[str] | tuple[str, ...], *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setStickerEmojiList. https://core.telegram.org/bots/api#setstickeremojilist"""
    def set_sticker_keywords(
        self, sticker: str, *, keywords: list[str] | tuple[str, ...] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setStickerKeywords. https://core.telegram.org/bots/api#setstickerkeywords"""
    def set_sticker_mask_position(
        self, sticker: str, *, mask_position: MaskPosition | dict[str, Any] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setStickerMaskPosition. https://core.telegram.org/bots/api#setstickermaskposition"""
    def set_sticker_set_title(
        self, name: str, title: str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setStickerSetTitle. https://core.telegram.org/bots/api#setstickersettitle"""
    def set_sticker_set_thumbnail(
        self, name: str, user_id: int, format: Literal['static', 'animated', 'video'], *,
        thumbnail: _File | None = None, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setStickerSetThumbnail. https://core.telegram.org/bots/api#setstickersetthumbnail"""
    def set_custom_emoji_sticker_set_thumbnail(
        self, name: str, *, custom_emoji_id: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setCustomEmojiStickerSetThumbnail. https://core.telegram.org/bots/api#setcustomemojistickersetthumbnail"""
    def delete_sticker_set(
        self, name: str, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method deleteStickerSet. https://core.telegram.org/bots/api#deletestickerset"""
    def send_rich_message(
        self, chat_id: int | str, rich_message: InputRichMessage | dict[str, Any], *,
        business_connection_id: str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message:
        """The method sendRichMessage. https://core.telegram.org/bots/api#sendrichmessage"""
    def send_rich_message_draft(
        self, chat_id: int, draft_id: int, rich_message: InputRichMessage | dict[str, Any], *,
        message_thread_id: int | None = None, can_stop: bool | None = None, keep_on_stop: bool | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method sendRichMessageDraft. https://core.telegram.org/bots/api#sendrichmessagedraft"""
    def answer_inline_query(
        self, inline_query_id: str, results: Sequence[InlineQueryResult | dict[str, Any]], *,
        cache_time: int | timedelta | None = None, is_personal: bool | None = None, next_offset: str | None = None,
        button: InlineQueryResultsButton | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method answerInlineQuery. https://core.telegram.org/bots/api#answerinlinequery"""
    def send_invoice(
        self, chat_id: int | str, title: str, description: str, payload: str, currency: str,
        prices: Sequence[LabeledPrice | dict[str, Any]], *, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, provider_token: str | None = None,
        max_tip_amount: int | None = None, suggested_tip_amounts: Sequence[int] | None = None,
        start_parameter: str | None = None, provider_data: str | None = None, photo_url: str | None = None,
        photo_size: int | None = None, photo_width: int | None = None, photo_height: int | None = None,
        need_name: bool | None = None, need_phone_number: bool | None = None, need_email: bool | None = None,
        need_shipping_address: bool | None = None, send_phone_number_to_provider: bool | None = None,
        send_email_to_provider: bool | None = None, is_flexible: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message:
        """The method sendInvoice. https://core.telegram.org/bots/api#sendinvoice"""
    def create_invoice_link(
        self, title: str, description: str, payload: str, currency: str,
        prices: Sequence[LabeledPrice | dict[str, Any]], *, business_connection_id: str | None = None,
        provider_token: str | None = None, subscription_period: int | timedelta | None = None,
        max_tip_amount: int | None = None, suggested_tip_amounts: Sequence[int] | None = None,
        provider_data: str | None = None, photo_url: str | None = None, photo_size: int | None = None,
        photo_width: int | None = None, photo_height: int | None = None, need_name: bool | None = None,
        need_phone_number: bool | None = None, need_email: bool | None = None,
        need_shipping_address: bool | None = None, send_phone_number_to_provider: bool | None = None,
        send_email_to_provider: bool | None = None, is_flexible: bool | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> str:
        """The method createInvoiceLink. https://core.telegram.org/bots/api#createinvoicelink"""
    def answer_shipping_query(
        self, shipping_query_id: str, ok: bool, *,
        shipping_options: Sequence[ShippingOption | dict[str, Any]] | None = None, error_message: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method answerShippingQuery. https://core.telegram.org/bots/api#answershippingquery"""
    def answer_pre_checkout_query(
        self, pre_checkout_query_id: str, ok: bool, *, error_message: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method answerPreCheckoutQuery. https://core.telegram.org/bots/api#answerprecheckoutquery"""
    def get_my_star_balance(
        self, *, request_timeout: float | None = None, progress: Progress | None = None,
    ) -> StarAmount:
        """The method getMyStarBalance. https://core.telegram.org/bots/api#getmystarbalance"""
    def get_star_transactions(
        self, *, offset: int | None = None, limit: int | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> StarTransactions:
        """The method getStarTransactions. https://core.telegram.org/bots/api#getstartransactions"""
    def refund_star_payment(
        self, user_id: int, telegram_payment_charge_id: str, *, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Literal[True]:
        """The method refundStarPayment. https://core.telegram.org/bots/api#refundstarpayment"""
    def edit_user_star_subscription(
        self, user_id: int, telegram_payment_charge_id: str, is_canceled: bool, *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method editUserStarSubscription. https://core.telegram.org/bots/api#edituserstarsubscription"""
    def set_passport_data_errors(
        self, user_id: int, errors: Sequence[PassportElementError | dict[str, Any]], *,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Literal[True]:
        """The method setPassportDataErrors. https://core.telegram.org/bots/api#setpassportdataerrors"""
    def send_game(
        self, chat_id: int | str, game_short_name: str, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Message:
        """The method sendGame. https://core.telegram.org/bots/api#sendgame"""
    def set_game_score(
        self, user_id: int, score: int, *, force: bool | None = None, disable_edit_message: bool | None = None,
        chat_id: int | None = None, message_id: int | None = None, inline_message_id: str | None = None,
        request_timeout: float | None = None, progress: Progress | None = None,
    ) -> Message | Literal[True]:
        """The method setGameScore. https://core.telegram.org/bots/api#setgamescore"""
    def get_game_high_scores(
        self, user_id: int, *, chat_id: int | None = None, message_id: int | None = None,
        inline_message_id: str | None = None, request_timeout: float | None = None,
        progress: Progress | None = None,
    ) -> list[GameHighScore]:
        """The method getGameHighScores. https://core.telegram.org/bots/api#getgamehighscores"""

class Rule:
    """A pattern in Bottle's wildcard syntax that matches text or data, and can also build it."""

    text: str
    on: str
    optional: frozenset[str]
    is_data: bool
    is_command: Any
    is_bare: bool
    names: list[str]
    def __init__(self, text: str, on: str = 'message', optional: Iterable[str] = ()) -> None: ...
    def match(self, text: str, username: str | None = None) -> dict[str, Any] | None:
        """Return the values of the wildcards; `None` if *text* does not match, or names another bot than *username*."""
    def match_command(self, text: str, username: str | None = None) -> bool:
        """Return whether *text* begins with this command, whatever follows."""
    def build(self, **values: Any) -> str:
        """Return the text that matches with *values*."""
    @property
    def key(self) -> tuple[str, bool]:
        """Return the start of the first word of a text that matches, and whether it is the whole word."""

class Query:
    """The value of `on=`: `message`, `message:photo`, `:document`, ..."""

    text: str
    path: tuple[str, ...]
    kinds: tuple[str, ...]
    def __init__(self, text: str) -> None: ...
    def subject_of(self, kind: str) -> str:
        """Return the subject of a rule with this query: `message`, or `message:successful_payment`."""
    def match(self, event: dict[str, Any]) -> bool:
        """Return whether the event of an update matches the query."""

class Mark(NamedTuple):
    """The mark that a decorator of this module leaves on a function, so that `bot.load` creates a processor."""

    kind: type[Processor]
    values: tuple[Any, ...]
    options: dict[str, Any]
    def make(self, function: Any, owner: Any = None, when: Sequence[Callable[..., Any]] = ()) -> Processor:
        """Return the processor; *when* are predicates that are evaluated before those of an app."""

@overload
def app(function: F, /) -> F:
    """Mark a function or method as an app, for `bot.load`; the parameters are those of `Bot.app`."""

@overload
def app(
    *rules: str | Rule, on: str | Sequence[str] | None = None, when: Callable[..., Any] | Sequence[Callable[..., Any]] = (), order: float = 0, fallback: bool = False, name: str | None = None, menu: Literal[False, 'private', 'groups', 'admins'] | None = None, like: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Mark a function or method as an app, for `bot.load`; the parameters are those of `Bot.app`."""

@overload
def module(function: F, /) -> F:
    """Mark a function or method as a module, for `bot.load`; the parameters are those of `Bot.module`."""

@overload
def module(
    name: str | None = None, *, scope: Literal['update', 'bot'] = 'update', autouse: bool = False, order: float = 0, last: bool = False,
) -> Callable[[F], F]:
    """Mark a function or method as a module, for `bot.load`; the parameters are those of `Bot.module`."""

@overload
def error(*kinds: type[BaseException]) -> Callable[[F], F]:
    """Mark a function or method as an error handler, for `bot.load`; the parameters are those of `Bot.error`."""

@overload
def error(function: F, /) -> F:
    """Mark a function or method as an error handler, for `bot.load`; the parameters are those of `Bot.error`."""

class Order:
    """Named positions for `order=`: apps with a lower number are called earlier. Numbers between them are allowed."""

    RECORDS: int
    GATES: int
    ANSWERS: int
    APPS: int
    LEFTOVERS: int
    LAST: int

class Processor:
    """An app, a module or an error handler in the registry: the function, its needs and its place."""

    role: str
    decorator: str
    wildcards: frozenset[str]
    when: Sequence[Predicate]
    needs: tuple[str, ...]
    function: Callable[..., Any]
    name: str
    place: str
    owner: Any
    parameters: dict[str, inspect.Parameter]
    label: Any
    def __init__(
        self, function: Callable[..., Any], name: str | None = None, like: Callable[..., Any] | None = None,
    ) -> None: ...
    @property
    def title(self) -> str:
        """Return its name for errors: `app 'start' (bot.py:12)`."""
    def check_annotation(self, name: str, given: Sequence[Any], source: str, *, or_less: bool = False) -> None:
        """Raise an error if the annotation of a parameter does not fit its value."""
    def needed_names(self) -> list[str]:
        """Return the names of the values that the registry must provide: not the wildcards."""
    def call(self, run: Any | Any, wildcards: dict[str, Any]) -> Any:
        """Call the function with the values of its parameters."""

class Predicate(Processor):
    """A condition of an app, given with `when=`."""

    role: str
    wildcards: frozenset[str]
    def __init__(self, function: Callable[..., Any], wildcards: frozenset[str]) -> None: ...

class App(Processor):
    """An app: it may answer the updates that match its rules, queries, parameters and predicates."""

    role: str
    decorator: str
    order: float
    fallback: bool
    rules: tuple[str, ...]
    wildcards: frozenset[str]
    queries: list[Query]
    kinds: tuple[str, ...]
    takes_all: Any
    whole_text: str | None
    has_commands: bool
    when: Any
    rivals: dict[str, list[App]]
    description: str
    menu: Literal[False, 'private', 'groups', 'admins'] | None
    has_path: bool
    field: str | None
    is_plain: bool
    takes_only_event: bool
    plain_function: Callable[[Any], Any] | None
    def __init__(
        self, function: Callable[..., Any], *rules: str | Rule, on: str | Sequence[str] | None = None,
        when: Callable[..., Any] | Sequence[Callable[..., Any]] = (), order: float = 0, fallback: bool = False,
        name: str | None = None, menu: Literal[False, 'private', 'groups', 'admins'] | None = None,
        like: Callable[..., Any] | None = None,
    ) -> None: ...
    @property
    def subjects(self) -> tuple[str, ...]:
        """Return the subjects of its rules: kinds of update, or payloads such as `message:successful_payment`."""
    @property
    def commands(self) -> list[str]:
        """Return the commands that its rules name: `start` for `/start <ref>`."""
    @property
    def bare_words(self) -> list[str]:
        """Return the rules that look like commands without their slash: they match a single word."""
    def find_shortest_way(self) -> None:
        """Find out how little must be checked before a call, when the registry is compiled."""
    def match_rules(
        self, text: str, kind: str, event: dict[str, Any], username: str | None = None,
    ) -> dict[str, Any] | None:
        """Return the values of the wildcards of the first rule that matches, `None` if none does."""
    def wildcards_for(self, predicate: Predicate, found: dict[str, Any]) -> dict[str, Any]:
        """Return the wildcards that a predicate names; a missing one has the default of the app."""
    def gives_way(self, text: str, kind: str, event: dict[str, Any], answered: Sequence[Processor]) -> bool:
        """Return whether it matches only as a bare command, and another app with the same command has answered."""
    def explain_rules(self, text: str, kind: str, event: dict[str, Any], username: str | None) -> str | None:
        """Return why its rules do not match; `None` if one does."""
    def match_queries(self, kind: str, event: dict[str, Any]) -> bool:
        """Return whether the event matches one of the queries."""

class Module(Processor):
    """A module: it provides a value for apps and other modules."""

    role: str
    decorator: str
    scope: Literal['update', 'bot']
    autouse: bool
    order: float
    last: bool
    gives: list[Any]
    has_end: bool
    def __init__(
        self, function: Callable[..., Any], name: str | None = None, *, scope: Literal['update', 'bot'] = 'update',
        autouse: bool = False, order: float = 0, last: bool = False,
    ) -> None: ...

class ErrorHandler(Processor):
    """An error handler: it is called for exceptions of apps and modules, and may answer instead of them."""

    role: str
    decorator: str
    kinds: tuple[type[BaseException], ...]
    def __init__(self, function: Callable[..., Any], *kinds: type[BaseException]) -> None: ...

class Intake(Protocol):
    """What keeps updates until workers process them: see `Bot.set_intake`."""

    def take_in(self, bot: Bot, update: dict[str, Any], body: bytes, /) -> None:
        """Keep an update durably, unless it was taken in before; raise `Retry` if that is not possible now."""
    def start(self, bot: Bot, threads: int, /) -> None:
        """Start a worker in this process, which processes the updates of the bot in so many threads."""
    def stop(self, bot: Bot, /) -> None:
        """End that worker, if there is one, after the updates that it has in hand."""

class Registry:
    """The ordered processors of a bot, checked and indexed at its first update; then nothing can be added."""

    modules: dict[str, Module]
    error_handlers: list[ErrorHandler]
    compiled: bool
    indexes: dict[str, Any]
    providers: dict[str, Callable[[Any], Any]]
    autouse: list[Module]
    hints: list[str]
    watches: list[Callable[[Outcome], Any]]
    menu_languages: dict[str, Callable[[str], str]]
    ready_checks: dict[str, Callable[[], Any]]
    intake: Intake | None
    loaded: dict[int | str, Any]
    required: dict[str, Callable[[], Any]]
    def __init__(self) -> None: ...
    @property
    def apps(self) -> list[App]:
        """Return the apps in the order of the calls: by `order=`, fallbacks last, then by registration."""
    def __iter__(self) -> Iterator[Processor]: ...
    def add(self, *processors: Processor, source: Any = None) -> None:
        """Add processors, all or none of them; those of an already loaded *source* are left out."""
    def compile(self) -> None:
        """Check that every parameter is provided, and build the indexes; done once, at the first update."""
    def require_apps(self) -> None:
        """Raise `ConfigError` for a bot that would never answer."""
    def find_apps(self, kind: str, event: dict[str, Any]) -> tuple[list[App], str]:
        """Return the apps that an update may match, in order, and the text that their rules are matched with."""
    def find_index(self, kind: str, event: dict[str, Any]) -> Any:
        """Return the index of the apps that an update may match."""
    def asked_kinds(self) -> list[str]:
        """Return the kinds of update that the apps ask for."""
    def menus(self) -> dict[str, dict[str, str]]:
        """Return Telegram's menus of commands: see `Bot.commands`."""
    def table(self) -> str:
        """Return the processors as a table: see `Bot.table`."""

class Claim:
    """The right to process one update; `Bot(seen=...)` gives it. *fence* grows with every claim of the same update."""

    key: str
    since: Any
    pauses: Sequence[float] | None
    fence: int
    failures: int
    deaths: int
    replies: list[Any] | None
    sent: int
    state: str
    def __init__(
        self, key: str, fence: int = 1, *, failures: int = 0, deaths: int = 0, replies: list[Any] | None = None,
        sent: int = 0, pauses: Sequence[float] | None = None, since: float | None = None,
    ) -> None: ...

class Kept(NamedTuple):
    """The record of an update that is done: its *replies*, which were all sent; `None` if no app answered."""

    replies: list[Any] | None

RUNNING: Final[object]

class Seen(Protocol):
    """The memory of updates, so that an update that is delivered twice is processed once: `Bot(seen=...)`."""

    keeps_files: bool
    def claim(self, key: str, takeover: bool = False) -> Claim | Kept | Any:
        """Return a claim, `RUNNING` if a living process holds one, or the record of an update that is done."""
    def made(self, claim: Claim, replies: list[Any] | None, hold: bool) -> bool:
        """Keep the replies before any of them is sent; return False if another process has taken over the update."""
    def sent(self, claim: Claim, count: int) -> bool:
        """Remember that so many replies were sent; return False if another process has taken over the update."""
    def done(self, claim: Claim, replies: list[Any] | None) -> None:
        """Remember that the update is finished, with its replies."""
    def failed(self, claim: Claim, died: bool = False) -> None:
        """Release the claim, and count an exception, or with *died* a death of the process."""
    def release(self, claim: Claim, after: float) -> None:
        """Release the claim without counting anything; the update is repeated in *after* seconds."""
    def forget(self, key: str) -> None:
        """Forget an update, so that it is processed again."""

class SeenUpdates:
    """Remembers recent updates in memory, for one process."""

    keeps_files: bool
    limit: int
    def __init__(self, limit: int = 5000) -> None: ...
    def claim(self, key: str, takeover: bool = False) -> Any:
        """See `Seen.claim`."""
    def made(self, claim: Claim, replies: list[Any] | None, hold: bool) -> bool:
        """See `Seen.made`."""
    def sent(self, claim: Claim, count: int) -> bool:
        """See `Seen.sent`."""
    def done(self, claim: Claim, replies: list[Any] | None) -> None:
        """See `Seen.done`."""
    def failed(self, claim: Claim, died: bool = False) -> None:
        """See `Seen.failed`."""
    def release(self, claim: Claim, after: float) -> None:
        """See `Seen.release`."""
    def forget(self, key: str) -> None:
        """See `Seen.forget`."""

class TraceStep(NamedTuple):
    """One processor in a trace."""

    role: str
    name: str
    place: str
    status: str
    miss: str
    reason: str
    result: Any
    duration_ms: float

class Trace:
    """The way of one update through the registry: `bot.process(update, trace=True).trace`."""

    winner: str | None
    discarded: list[str]
    note: str
    duration_ms: float
    def __init__(self) -> None: ...
    @property
    def steps(self) -> list[TraceStep]:
        """Return the steps in order; the reasons why apps were not called are computed at the first use."""
    def add(
        self, processor: Processor, status: str, started: float | None = None, *, miss: str = '',
        result: Any = None, error: Any = None,
    ) -> None:
        """Add a step; *started* is a value of `time.perf_counter`. Only the first step of a module is kept."""
    def to_dict(self) -> dict[str, Any]:
        """Return the trace as data for JSON; results are shown as text."""
    def __str__(self) -> str: ...

class Outcome:
    """The result of an update: `bot.process(update)` returns it, and a processor that names `outcome` gets it."""

    update_id: int | None
    kind: str
    app: str | None
    duplicate: bool
    error: Exception | None
    delivery_error: Exception | None
    given_up: bool
    retry_after: float | None
    trace: Trace | None
    def __init__(self, bot: Bot, raw: dict[str, Any], kind: str, trace: Trace | None) -> None: ...
    @property
    def bot(self) -> Bot:
        """Return the bot that has processed the update."""
    @property
    def update(self) -> Any:
        """Return the update."""
    @property
    def replies(self) -> list[Method]:
        """Return the sent method objects in order: the parts of a list, and the automatic answer of a button."""
    @property
    def reply(self) -> Method | str | None:
        """Return the method object that is the reply, `""` if an app acted on its own, `None` if none answered."""
    @property
    def reply_in_response(self) -> Method | None:
        """Return the reply that leaves in the webhook's response; `None` if calls have sent all of them."""
    @property
    def stopped_by(self) -> Module | None:
        """Return the gate that ended the update by `Stop`, so that no app was called; `None` if none did."""
    def value(self, name: str) -> Any:
        """Return what a processor of this update gets that names *name*, for example the value of a module."""

def is_failure(error: BaseException) -> bool:
    """Return whether an exception is a failure of the code that raised it, and not the end of the process."""

MAX_BODY: Final[int]
MAX_DEPTH: Final[int]
Answer: TypeAlias = tuple[int, dict[str, str], Any]

def host(
    *bots: Bot, tokens: Callable[[int], str | None] | Mapping[int, str] | None = None, most_bots: int = 10000,
) -> _Host:
    """Return one WSGI application for several bots, each at its own `webhook_path`."""

class Options:
    """The options of one bot as attributes: `bot.options.timeout`. New values are checked."""

    sources: dict[str, str]
    def __init__(self) -> None: ...
    def __setattr__(self, name: str, value: Any) -> None: ...
    @staticmethod
    def names() -> list[str]:
        """Return the names of all options."""
    def set_from(self, source: str, values: Mapping[str, Any]) -> None:
        """Set every option that has a value in *values*. Raises `ConfigError` with the *source* of a wrong value."""
    token: str | None
    enabled_apps: Sequence[Any]
    enabled_modules: Sequence[Any]
    contrib: dict[str, Any]
    store: Any
    seen: Any
    queue: Any
    dispatch: Literal['all', 'first']
    on_error: Literal['ack', 'retry']
    max_attempts: int
    max_deaths: int
    dead_letter: Callable[[Any, Exception], Any] | None
    watch: Callable[[Outcome], Any] | None
    webhook_reply: bool
    answer_buttons: bool
    defaults: dict[str, Any]
    webhook_path: str | None
    secret_token: str | None
    base_url: str
    test_environment: bool
    proxies: dict[str, str] | None
    timeout: float
    retry_budget: float
    stop_seconds: float
    username: str | None
    development: bool | None
    record: str | os.PathLike[str] | None

class Identity:
    """The identity of a bot: its token, and all that follows from it. The other half of a bot is its registry."""

    token: str | None
    id: int | None
    key_start: Any
    username: str | None
    webhook_path: str
    secret_token: str | None
    def __init__(self, options: Options) -> None: ...
    def ask_username(self, api: Api, seconds: float | None = None) -> str:
        """Return the username; Telegram is asked if it is unknown. Raises the exceptions of a call."""
    def find_username(self, api: Api) -> str | None:
        """Return the username, or `None` while it is unknown: then every mention counts as one of this bot."""
    def username_for_log(self, api: Api) -> str:
        """Return the username, or "?" if it is not available at once. Raises for a wrong token."""
    def redact(self, text: str) -> str:
        """Return *text* without the token: see `Bot.redact`."""

def describe_failure(error: Exception) -> str:
    """Describe an error during the import of other code, with its place."""

def is_author_file(path: str) -> bool:
    """Return whether a source file belongs to the bot's author: not to Python, an installed package or ScaleTG."""

def author_files() -> set[str]:
    """Return the source files of the imported Python modules that belong to the bot's author: see `is_author_file`."""

class Bot:
    """A bot: an ordered registry of processors, and the one door through which updates go."""

    api: Api
    def __init__(
        self, token: str | None = None, *, config: str | os.PathLike[str] | None = None,
        enabled_apps: Sequence[Any] | None = None, enabled_modules: Sequence[Any] | None = None,
        contrib: dict[str, Any] | None = None, store: Any = None, seen: Any = None, queue: Any = None,
        dispatch: Literal['all', 'first'] | None = None, on_error: Literal['ack', 'retry'] | None = None,
        max_attempts: int | None = None, max_deaths: int | None = None,
        dead_letter: Callable[[Any, Exception], Any] | None = None, watch: Callable[[Outcome], Any] | None = None,
        webhook_reply: bool | None = None, answer_buttons: bool | None = None,
        defaults: dict[str, Any] | None = None, webhook_path: str | None = None, secret_token: str | None = None,
        base_url: str | None = None, test_environment: bool | None = None, proxies: dict[str, str] | None = None,
        timeout: float | None = None, retry_budget: float | None = None, stop_seconds: float | None = None,
        username: str | None = None, development: bool | None = None, record: str | os.PathLike[str] | None = None,
    ) -> None: ...
    @property
    def options(self) -> Options:
        """Return the options, which are read at the first use; each is also an attribute of the bot."""
    @property
    def config_path(self) -> Path | None:
        """Return the path of the config file, or `None` if there is none."""
    @property
    def identity(self) -> Identity:
        """Return the identity of the bot: its token, and everything that follows from it."""
    def with_token(self, token: str) -> Bot:
        """Return another bot: with this *token*, and with the registry and the options of this one."""
    @property
    def store(self) -> Any:
        """Return the bot's store, which is opened at the first use: the option *store*, else the file `bot.db`."""
    @store.setter
    def store(self, value: Any) -> None: ...
    @property
    def seen(self) -> Any:
        """Return what remembers updates: the option *seen*, else the bot's store if set, else an object in memory."""
    @seen.setter
    def seen(self, value: Any) -> None: ...
    @property
    def id(self) -> int | None:
        """Return the bot's id, which is the first part of its token; `None` without a token."""
    @id.setter
    def id(self, value: int | None) -> None: ...
    @property
    def webhook_path(self) -> str:
        """Return the path of the webhook: an option, or derived from the token."""
    @webhook_path.setter
    def webhook_path(self, value: str | None) -> None: ...
    @property
    def secret_token(self) -> str | None:
        """Return the secret that Telegram sends with each update: an option, or derived from the token."""
    @secret_token.setter
    def secret_token(self, value: str | None) -> None: ...
    @property
    def username(self) -> str:
        """Return the bot's username, asking Telegram for it once. Raises the exceptions of a call."""
    @username.setter
    def username(self, value: str | None) -> None: ...
    def redact(self, text: str) -> str:
        """Return *text* without the token, also where it is percent-encoded."""
    @overload
    def app(self, function: F, /) -> F:
        """Register an app: `@bot.app`, `@bot.app("/start <ref>", "/begin <ref>")`, `@bot.app(on="message:photo")`."""
    @overload
    def app(
        self, *rules: str | Rule, on: str | Sequence[str] | None = None, when: Callable[..., Any] | Sequence[Callable[..., Any]] = (), order: float = 0, fallback: bool = False, name: str | None = None, menu: Literal[False, 'private', 'groups', 'admins'] | None = None, like: Callable[..., Any] | None = None,
    ) -> Callable[[F], F]:
        """Register an app: `@bot.app`, `@bot.app("/start <ref>", "/begin <ref>")`, `@bot.app(on="message:photo")`."""
    @overload
    def module(self, function: F, /) -> F:
        """Register a module: `@bot.module`, `@bot.module("db", scope="bot")`."""
    @overload
    def module(
        self, name: str | None = None, *, scope: Literal['update', 'bot'] = 'update', autouse: bool = False, order: float = 0, last: bool = False,
    ) -> Callable[[F], F]:
        """Register a module: `@bot.module`, `@bot.module("db", scope="bot")`."""
    @overload
    def error(self, *kinds: type[BaseException]) -> Callable[[F], F]:
        """Register an error handler: `@bot.error`, or `@bot.error(ValueError, KeyError)` for these exceptions only."""
    @overload
    def error(self, function: F, /) -> F:
        """Register an error handler: `@bot.error`, or `@bot.error(ValueError, KeyError)` for these exceptions only."""
    def load(self, source: Any, *, when: Callable[..., Any] | Sequence[Callable[..., Any]] = ()) -> None:
        """Register everything that is marked in *source*, in the order of definition."""
    @property
    def registry(self) -> Registry:
        """Return the registry, checked and complete: the configured names are loaded, and nothing more can be added."""
    @property
    def allowed_updates(self) -> list[str]:
        """Return the kinds of update that the registry asks for, for setWebhook and getUpdates."""
    @property
    def commands(self) -> dict[str, dict[str, str]]:
        """Return Telegram's menus: by scope, the commands with the first lines of their docstrings."""
    def push_commands(self) -> dict[str, dict[str, str]]:
        """Send the commands to Telegram's menus and return them; menus that the bot does not have are deleted."""
    def add_menu_language(self, code: str, translate: Callable[[str], str]) -> None:
        """Let `push_commands` show the menus in one more language, for objects that the bot loads."""
    def process(self, update: Update | dict[str, Any], *, trace: bool = False) -> Outcome:
        """Process one update, an `Update` or its dictionary: the one door for webhook, polling, workers and tests."""
    def complete(
        self, update: Any, *, trace: bool = False, takeover: bool = False, seen: Seen | None = None,
    ) -> Outcome:
        """Process an update, and send its replies by calls: for long polling, workers and whatever has no webhook."""
    def deliver(self, outcome: Outcome) -> None:
        """Send the replies of an outcome that have not left yet, by calls; refusals are logged."""
    def in_turn(self, key: int, work: Callable[[Any], Any]) -> bool:
        """Let a thread of polling call *work* when all that it has fetched before with this *key* is finished."""
    @property
    def is_stopping(self) -> bool:
        """Return whether the process is about to end, so that long work should stop at a suitable point."""
    def require(self, name: str, make: Callable[[], Any]) -> None:
        """Ensure that there is a module *name* at the start of the bot: if it is missing, load what *make* returns."""
    def set_intake(self, intake: Intake) -> None:
        """Let *intake* keep the updates of webhook and polling until its workers process them."""
    @property
    def intake(self) -> Intake | None:
        """Return what keeps updates until workers process them; `None` if they are processed where they arrive."""
    def take_in(self, update: dict[str, Any], body: bytes | None = None) -> None:
        """Keep an update for the workers; *body* is its JSON. Raises `Retry` if that is not possible now."""
    @property
    def has_jobs(self) -> bool:
        """Return whether there is a module `jobs`."""
    @property
    def jobs(self) -> Any:
        """Return what makes jobs outside of an update: `bot.jobs.later(60, "remind", chat=7)`."""
    def add_watch(self, watch: Callable[[Outcome], Any]) -> None:
        """Add a function that is called with every outcome, besides the option *watch*: for objects that bots load."""
    def add_ready_check(self, name: str, function: Callable[[], Any]) -> None:
        """Add a check to `GET /ready`: if *function* raises or returns False, the answer is 503 with this *name*."""
    def start(self) -> None:
        """Evaluate the modules of scope "bot" with `autouse=True`, which may have work to do before the first update."""
    def close(self) -> None:
        """End the modules of scope "bot" after the updates in progress, and close the connections."""
    @functools.cached_property
    def wsgi(self) -> bottle.Bottle:
        """Return the WSGI application: the webhook at `webhook_path`, `GET /health` and `GET /ready`."""
    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer as `wsgi` does, because servers such as gunicorn accept `bot:bot`, but no attribute of an object."""
    def handle(
        self, body: bytes | str | None, headers: Mapping[str, str] | Iterable[tuple[str, str]] | None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer one POST of the webhook without WSGI, as on a serverless platform: return status, headers and body."""
    def deep_link(self, payload: str | int = '', *, kind: str = 'start', encode: bool = False) -> str:
        """Return an address that opens the bot and sends it `/start payload`."""
    def check_init_data(self, init_data: str, *, max_age_seconds: float = 86400) -> _SignedData:
        """Check the `initData` of a Web App of this bot: see the function `check_init_data`."""
    def check_login(self, data: str | Mapping[str, Any], *, max_age_seconds: float = 86400) -> _SignedData:
        """Check what the Login Widget of this bot sent: see the function `check_login`."""
    def run(
        self, *, webhook: str | None = None, server: Any = None, host: str | None = None, port: int | None = None,
        reload: bool | None = None, threads: int | None = None, poll_seconds: int = 30,
        record: str | os.PathLike[str] | None = None, **options: Any,
    ) -> None:
        """Run the bot: by long polling in development, in the playground without a token, or as a web server."""
    def stop(self) -> None:
        """End `run`, from an app or another thread, as Ctrl-C does: updates in progress are finished."""
    def __enter__(self) -> Bot:
        """Start the modules of scope "bot", and end them with the block."""
    def __exit__(self, *_: object) -> None: ...
    def table(self) -> str:
        """Return the registry as a table: the processors in order, with their uses, parameters and places."""
    def set_webhook(
        self, address: str, *, certificate: _Upload | None = None, ip_address: str | None = None,
        max_connections: int | None = None, allowed_updates: list[str] | tuple[str, ...] | None = None,
        drop_pending_updates: bool | None = None, secret_token: str | None = None,
    ) -> str:
        """Ask Telegram to deliver updates to *address*; the webhook's path is added if it has none."""
    token: str | None
    enabled_apps: Sequence[Any]
    enabled_modules: Sequence[Any]
    contrib: dict[str, Any]
    queue: Any
    dispatch: Literal['all', 'first']
    on_error: Literal['ack', 'retry']
    max_attempts: int
    max_deaths: int
    dead_letter: Callable[[Any, Exception], Any] | None
    watch: Callable[[Outcome], Any] | None
    webhook_reply: bool
    answer_buttons: bool
    defaults: dict[str, Any]
    base_url: str
    test_environment: bool
    proxies: dict[str, str] | None
    timeout: float
    retry_budget: float
    stop_seconds: float
    development: bool | None
    record: str | os.PathLike[str] | None

def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, `python -m scaletg`, and return its exit code. It is in `scaletg_contrib.cli`."""

class Update(UpdateShortcuts, _Described):
    """Telegram's Update. https://core.telegram.org/bots/api#update"""

    update_id: int
    message: Message | None
    edited_message: Message | None
    channel_post: Message | None
    edited_channel_post: Message | None
    business_connection: BusinessConnection | None
    business_message: Message | None
    edited_business_message: Message | None
    deleted_business_messages: BusinessMessagesDeleted | None
    guest_message: Message | None
    message_reaction: MessageReactionUpdated | None
    message_reaction_count: MessageReactionCountUpdated | None
    inline_query: InlineQuery | None
    chosen_inline_result: ChosenInlineResult | None
    callback_query: CallbackQuery | None
    shipping_query: ShippingQuery | None
    pre_checkout_query: PreCheckoutQuery | None
    purchased_paid_media: PaidMediaPurchased | None
    poll: Poll | None
    poll_answer: PollAnswer | None
    my_chat_member: ChatMemberUpdated | None
    chat_member: ChatMemberUpdated | None
    chat_join_request: ChatJoinRequest | None
    chat_boost: ChatBoostUpdated | None
    removed_chat_boost: ChatBoostRemoved | None
    managed_bot: ManagedBotUpdated | None
    subscription: BotSubscriptionUpdated | None
    stopped_message_generation: MessageGenerationStopped | None
    job: Job | None
    def __init__(
        self, update_id: int, *, message: Message | dict[str, Any] | None = None,
        edited_message: Message | dict[str, Any] | None = None,
        channel_post: Message | dict[str, Any] | None = None,
        edited_channel_post: Message | dict[str, Any] | None = None,
        business_connection: BusinessConnection | dict[str, Any] | None = None,
        business_message: Message | dict[str, Any] | None = None,
        edited_business_message: Message | dict[str, Any] | None = None,
        deleted_business_messages: BusinessMessagesDeleted | dict[str, Any] | None = None,
        guest_message: Message | dict[str, Any] | None = None,
        message_reaction: MessageReactionUpdated | dict[str, Any] | None = None,
        message_reaction_count: MessageReactionCountUpdated | dict[str, Any] | None = None,
        inline_query: InlineQuery | dict[str, Any] | None = None,
        chosen_inline_result: ChosenInlineResult | dict[str, Any] | None = None,
        callback_query: CallbackQuery | dict[str, Any] | None = None,
        shipping_query: ShippingQuery | dict[str, Any] | None = None,
        pre_checkout_query: PreCheckoutQuery | dict[str, Any] | None = None,
        purchased_paid_media: PaidMediaPurchased | dict[str, Any] | None = None,
        poll: Poll | dict[str, Any] | None = None, poll_answer: PollAnswer | dict[str, Any] | None = None,
        my_chat_member: ChatMemberUpdated | dict[str, Any] | None = None,
        chat_member: ChatMemberUpdated | dict[str, Any] | None = None,
        chat_join_request: ChatJoinRequest | dict[str, Any] | None = None,
        chat_boost: ChatBoostUpdated | dict[str, Any] | None = None,
        removed_chat_boost: ChatBoostRemoved | dict[str, Any] | None = None,
        managed_bot: ManagedBotUpdated | dict[str, Any] | None = None,
        subscription: BotSubscriptionUpdated | dict[str, Any] | None = None,
        stopped_message_generation: MessageGenerationStopped | dict[str, Any] | None = None,
        job: Job | dict[str, Any] | None = None,
    ) -> None: ...

class WebhookInfo(Object, _Described):
    """Telegram's WebhookInfo. https://core.telegram.org/bots/api#webhookinfo"""

    url: str
    has_custom_certificate: bool
    pending_update_count: int
    ip_address: str | None
    last_error_date: datetime | None
    last_error_message: str | None
    last_synchronization_error_date: datetime | None
    max_connections: int | None
    allowed_updates: list[str] | None
    def __init__(
        self, url: str, has_custom_certificate: bool, pending_update_count: int, *, ip_address: str | None = None,
        last_error_date: datetime | int | None = None, last_error_message: str | None = None,
        last_synchronization_error_date: datetime | int | None = None, max_connections: int | None = None,
        allowed_updates: list[str] | tuple[str, ...] | None = None,
    ) -> None: ...

class User(UserShortcuts, _Described):
    """Telegram's User. https://core.telegram.org/bots/api#user"""

    id: int
    is_bot: bool
    first_name: str
    last_name: str | None
    username: str | None
    language_code: str | None
    is_premium: bool | None
    added_to_attachment_menu: bool | None
    can_join_groups: bool | None
    can_read_all_group_messages: bool | None
    supports_guest_queries: bool | None
    supports_inline_queries: bool | None
    can_connect_to_business: bool | None
    has_main_web_app: bool | None
    has_topics_enabled: bool | None
    allows_users_to_create_topics: bool | None
    can_manage_bots: bool | None
    supports_join_request_queries: bool | None
    def __init__(
        self, id: int, is_bot: bool, first_name: str, *, last_name: str | None = None, username: str | None = None,
        language_code: str | None = None, is_premium: bool | None = None,
        added_to_attachment_menu: bool | None = None, can_join_groups: bool | None = None,
        can_read_all_group_messages: bool | None = None, supports_guest_queries: bool | None = None,
        supports_inline_queries: bool | None = None, can_connect_to_business: bool | None = None,
        has_main_web_app: bool | None = None, has_topics_enabled: bool | None = None,
        allows_users_to_create_topics: bool | None = None, can_manage_bots: bool | None = None,
        supports_join_request_queries: bool | None = None,
    ) -> None: ...

class Chat(ChatShortcuts, _Described):
    """Telegram's Chat. https://core.telegram.org/bots/api#chat"""

    id: int
    type: str
    title: str | None
    username: str | None
    first_name: str | None
    last_name: str | None
    is_forum: bool | None
    is_direct_messages: bool | None
    def __init__(
        self, id: int, type: str, *, title: str | None = None, username: str | None = None,
        first_name: str | None = None, last_name: str | None = None, is_forum: bool | None = None,
        is_direct_messages: bool | None = None,
    ) -> None: ...

class ChatFullInfo(ChatShortcuts, _Described):
    """Telegram's ChatFullInfo. https://core.telegram.org/bots/api#chatfullinfo"""

    id: int
    type: str
    title: str | None
    username: str | None
    first_name: str | None
    last_name: str | None
    is_forum: bool | None
    is_direct_messages: bool | None
    accent_color_id: int
    max_reaction_count: int
    photo: ChatPhoto | None
    active_usernames: list[str] | None
    birthdate: Birthdate | None
    business_intro: BusinessIntro | None
    business_location: BusinessLocation | None
    business_opening_hours: BusinessOpeningHours | None
    personal_chat: Chat | None
    parent_chat: Chat | None
    available_reactions: list[ReactionType] | None
    background_custom_emoji_id: str | None
    profile_accent_color_id: int | None
    profile_background_custom_emoji_id: str | None
    emoji_status_custom_emoji_id: str | None
    emoji_status_expiration_date: datetime | None
    bio: str | None
    has_private_forwards: bool | None
    has_restricted_voice_and_video_messages: bool | None
    join_to_send_messages: bool | None
    join_by_request: bool | None
    description: str | None
    invite_link: str | None
    pinned_message: Message | None
    permissions: ChatPermissions | None
    accepted_gift_types: AcceptedGiftTypes
    can_send_paid_media: bool | None
    slow_mode_delay: int | None
    unrestrict_boost_count: int | None
    message_auto_delete_time: int | None
    has_aggressive_anti_spam_enabled: bool | None
    has_hidden_members: bool | None
    has_protected_content: bool | None
    has_visible_history: bool | None
    sticker_set_name: str | None
    can_set_sticker_set: bool | None
    custom_emoji_sticker_set_name: str | None
    linked_chat_id: int | None
    location: ChatLocation | None
    rating: UserRating | None
    first_profile_audio: Audio | None
    unique_gift_colors: UniqueGiftColors | None
    paid_message_star_count: int | None
    guard_bot: User | None
    community: Community | None
    def __init__(
        self, id: int, type: str, accent_color_id: int, max_reaction_count: int,
        accepted_gift_types: AcceptedGiftTypes | dict[str, Any], *, title: str | None = None,
        username: str | None = None, first_name: str | None = None, last_name: str | None = None,
        is_forum: bool | None = None, is_direct_messages: bool | None = None,
        photo: ChatPhoto | dict[str, Any] | None = None,
        active_usernames: list[str] | tuple[str, ...] | None = None,
        birthdate: Birthdate | dict[str, Any] | None = None,
        business_intro: BusinessIntro | dict[str, Any] | None = None,
        business_location: BusinessLocation | dict[str, Any] | None = None,
        business_opening_hours: BusinessOpeningHours | dict[str, Any] | None = None,
        personal_chat: Chat | dict[str, Any] | None = None, parent_chat: Chat | dict[str, Any] | None = None,
        available_reactions: Sequence[ReactionType | dict[str, Any]] | None = None,
        background_custom_emoji_id: str | None = None, profile_accent_color_id: int | None = None,
        profile_background_custom_emoji_id: str | None = None, emoji_status_custom_emoji_id: str | None = None,
        emoji_status_expiration_date: datetime | int | None = None, bio: str | None = None,
        has_private_forwards: bool | None = None, has_restricted_voice_and_video_messages: bool | None = None,
        join_to_send_messages: bool | None = None, join_by_request: bool | None = None,
        description: str | None = None, invite_link: str | None = None,
        pinned_message: Message | dict[str, Any] | None = None,
        permissions: ChatPermissions | dict[str, Any] | None = None, can_send_paid_media: bool | None = None,
        slow_mode_delay: int | None = None, unrestrict_boost_count: int | None = None,
        message_auto_delete_time: int | None = None, has_aggressive_anti_spam_enabled: bool | None = None,
        has_hidden_members: bool | None = None, has_protected_content: bool | None = None,
        has_visible_history: bool | None = None, sticker_set_name: str | None = None,
        can_set_sticker_set: bool | None = None, custom_emoji_sticker_set_name: str | None = None,
        linked_chat_id: int | None = None, location: ChatLocation | dict[str, Any] | None = None,
        rating: UserRating | dict[str, Any] | None = None,
        first_profile_audio: Audio | dict[str, Any] | None = None,
        unique_gift_colors: UniqueGiftColors | dict[str, Any] | None = None,
        paid_message_star_count: int | None = None, guard_bot: User | dict[str, Any] | None = None,
        community: Community | dict[str, Any] | None = None,
    ) -> None: ...

class Message(MessageShortcuts, _Described):
    """Telegram's Message. https://core.telegram.org/bots/api#message"""

    message_id: int
    message_thread_id: int | None
    direct_messages_topic: DirectMessagesTopic | None
    from_user: User | None
    sender_chat: Chat | None
    sender_boost_count: int | None
    sender_business_bot: User | None
    sender_tag: str | None
    receiver_user: User | None
    ephemeral_message_id: int | None
    date: datetime
    guest_query_id: str | None
    business_connection_id: str | None
    chat: Chat
    forward_origin: MessageOrigin | None
    is_topic_message: bool | None
    is_automatic_forward: bool | None
    reply_to_message: Message | None
    external_reply: ExternalReplyInfo | None
    quote: TextQuote | None
    reply_to_story: Story | None
    reply_to_checklist_task_id: int | None
    reply_to_poll_option_id: str | None
    via_bot: User | None
    guest_bot_caller_user: User | None
    guest_bot_caller_chat: Chat | None
    edit_date: datetime | None
    has_protected_content: bool | None
    is_from_offline: bool | None
    is_paid_post: bool | None
    media_group_id: str | None
    author_signature: str | None
    paid_star_count: int | None
    text: str | None
    entities: list[MessageEntity] | None
    link_preview_options: LinkPreviewOptions | None
    suggested_post_info: SuggestedPostInfo | None
    effect_id: str | None
    rich_message: RichMessage | None
    animation: Animation | None
    audio: Audio | None
    document: Document | None
    live_photo: LivePhoto | None
    paid_media: PaidMediaInfo | None
    photo: list[PhotoSize] | None
    sticker: Sticker | None
    story: Story | None
    video: Video | None
    video_note: VideoNote | None
    voice: Voice | None
    caption: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    has_media_spoiler: bool | None
    checklist: Checklist | None
    contact: Contact | None
    dice: Dice | None
    game: Game | None
    poll: Poll | None
    venue: Venue | None
    location: Location | None
    new_chat_members: list[User] | None
    left_chat_member: User | None
    chat_owner_left: ChatOwnerLeft | None
    chat_owner_changed: ChatOwnerChanged | None
    new_chat_title: str | None
    new_chat_photo: list[PhotoSize] | None
    delete_chat_photo: bool | None
    group_chat_created: bool | None
    supergroup_chat_created: bool | None
    channel_chat_created: bool | None
    message_auto_delete_timer_changed: MessageAutoDeleteTimerChanged | None
    migrate_to_chat_id: int | None
    migrate_from_chat_id: int | None
    pinned_message: MaybeInaccessibleMessage | None
    invoice: Invoice | None
    successful_payment: SuccessfulPayment | None
    refunded_payment: RefundedPayment | None
    users_shared: UsersShared | None
    chat_shared: ChatShared | None
    gift: GiftInfo | None
    unique_gift: UniqueGiftInfo | None
    gift_upgrade_sent: GiftInfo | None
    connected_website: str | None
    write_access_allowed: WriteAccessAllowed | None
    passport_data: PassportData | None
    proximity_alert_triggered: ProximityAlertTriggered | None
    boost_added: ChatBoostAdded | None
    chat_background_set: ChatBackground | None
    checklist_tasks_done: ChecklistTasksDone | None
    checklist_tasks_added: ChecklistTasksAdded | None
    community_chat_added: CommunityChatAdded | None
    community_chat_joined: CommunityChatJoined | None
    community_chat_removed: CommunityChatRemoved | None
    direct_message_price_changed: DirectMessagePriceChanged | None
    forum_topic_created: ForumTopicCreated | None
    forum_topic_edited: ForumTopicEdited | None
    forum_topic_closed: ForumTopicClosed | None
    forum_topic_reopened: ForumTopicReopened | None
    general_forum_topic_hidden: GeneralForumTopicHidden | None
    general_forum_topic_unhidden: GeneralForumTopicUnhidden | None
    giveaway_created: GiveawayCreated | None
    giveaway: Giveaway | None
    giveaway_winners: GiveawayWinners | None
    giveaway_completed: GiveawayCompleted | None
    managed_bot_created: ManagedBotCreated | None
    paid_message_price_changed: PaidMessagePriceChanged | None
    poll_option_added: PollOptionAdded | None
    poll_option_deleted: PollOptionDeleted | None
    suggested_post_approved: SuggestedPostApproved | None
    suggested_post_approval_failed: SuggestedPostApprovalFailed | None
    suggested_post_declined: SuggestedPostDeclined | None
    suggested_post_paid: SuggestedPostPaid | None
    suggested_post_refunded: SuggestedPostRefunded | None
    video_chat_scheduled: VideoChatScheduled | None
    video_chat_started: VideoChatStarted | None
    video_chat_ended: VideoChatEnded | None
    video_chat_participants_invited: VideoChatParticipantsInvited | None
    web_app_data: WebAppData | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, message_id: int, date: datetime | int, chat: Chat | dict[str, Any], *,
        message_thread_id: int | None = None,
        direct_messages_topic: DirectMessagesTopic | dict[str, Any] | None = None,
        from_user: User | dict[str, Any] | None = None, sender_chat: Chat | dict[str, Any] | None = None,
        sender_boost_count: int | None = None, sender_business_bot: User | dict[str, Any] | None = None,
        sender_tag: str | None = None, receiver_user: User | dict[str, Any] | None = None,
        ephemeral_message_id: int | None = None, guest_query_id: str | None = None,
        business_connection_id: str | None = None, forward_origin: MessageOrigin | dict[str, Any] | None = None,
        is_topic_message: bool | None = None, is_automatic_forward: bool | None = None,
        reply_to_message: Message | dict[str, Any] | None = None,
        external_reply: ExternalReplyInfo | dict[str, Any] | None = None,
        quote: TextQuote | dict[str, Any] | None = None, reply_to_story: Story | dict[str, Any] | None = None,
        reply_to_checklist_task_id: int | None = None, reply_to_poll_option_id: str | None = None,
        via_bot: User | dict[str, Any] | None = None, guest_bot_caller_user: User | dict[str, Any] | None = None,
        guest_bot_caller_chat: Chat | dict[str, Any] | None = None, edit_date: datetime | int | None = None,
        has_protected_content: bool | None = None, is_from_offline: bool | None = None,
        is_paid_post: bool | None = None, media_group_id: str | None = None, author_signature: str | None = None,
        paid_star_count: int | None = None, text: str | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        suggested_post_info: SuggestedPostInfo | dict[str, Any] | None = None, effect_id: str | None = None,
        rich_message: RichMessage | dict[str, Any] | None = None,
        animation: Animation | dict[str, Any] | None = None, audio: Audio | dict[str, Any] | None = None,
        document: Document | dict[str, Any] | None = None, live_photo: LivePhoto | dict[str, Any] | None = None,
        paid_media: PaidMediaInfo | dict[str, Any] | None = None,
        photo: Sequence[PhotoSize | dict[str, Any]] | None = None, sticker: Sticker | dict[str, Any] | None = None,
        story: Story | dict[str, Any] | None = None, video: Video | dict[str, Any] | None = None,
        video_note: VideoNote | dict[str, Any] | None = None, voice: Voice | dict[str, Any] | None = None,
        caption: str | None = None, caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_media_spoiler: bool | None = None,
        checklist: Checklist | dict[str, Any] | None = None, contact: Contact | dict[str, Any] | None = None,
        dice: Dice | dict[str, Any] | None = None, game: Game | dict[str, Any] | None = None,
        poll: Poll | dict[str, Any] | None = None, venue: Venue | dict[str, Any] | None = None,
        location: Location | dict[str, Any] | None = None,
        new_chat_members: Sequence[User | dict[str, Any]] | None = None,
        left_chat_member: User | dict[str, Any] | None = None,
        chat_owner_left: ChatOwnerLeft | dict[str, Any] | None = None,
        chat_owner_changed: ChatOwnerChanged | dict[str, Any] | None = None, new_chat_title: str | None = None,
        new_chat_photo: Sequence[PhotoSize | dict[str, Any]] | None = None, delete_chat_photo: bool | None = None,
        group_chat_created: bool | None = None, supergroup_chat_created: bool | None = None,
        channel_chat_created: bool | None = None,
        message_auto_delete_timer_changed: MessageAutoDeleteTimerChanged | dict[str, Any] | None = None,
        migrate_to_chat_id: int | None = None, migrate_from_chat_id: int | None = None,
        pinned_message: MaybeInaccessibleMessage | dict[str, Any] | None = None,
        invoice: Invoice | dict[str, Any] | None = None,
        successful_payment: SuccessfulPayment | dict[str, Any] | None = None,
        refunded_payment: RefundedPayment | dict[str, Any] | None = None,
        users_shared: UsersShared | dict[str, Any] | None = None,
        chat_shared: ChatShared | dict[str, Any] | None = None, gift: GiftInfo | dict[str, Any] | None = None,
        unique_gift: UniqueGiftInfo | dict[str, Any] | None = None,
        gift_upgrade_sent: GiftInfo | dict[str, Any] | None = None, connected_website: str | None = None,
        write_access_allowed: WriteAccessAllowed | dict[str, Any] | None = None,
        passport_data: PassportData | dict[str, Any] | None = None,
        proximity_alert_triggered: ProximityAlertTriggered | dict[str, Any] | None = None,
        boost_added: ChatBoostAdded | dict[str, Any] | None = None,
        chat_background_set: ChatBackground | dict[str, Any] | None = None,
        checklist_tasks_done: ChecklistTasksDone | dict[str, Any] | None = None,
        checklist_tasks_added: ChecklistTasksAdded | dict[str, Any] | None = None,
        community_chat_added: CommunityChatAdded | dict[str, Any] | None = None,
        community_chat_joined: CommunityChatJoined | dict[str, Any] | None = None,
        community_chat_removed: CommunityChatRemoved | dict[str, Any] | None = None,
        direct_message_price_changed: DirectMessagePriceChanged | dict[str, Any] | None = None,
        forum_topic_created: ForumTopicCreated | dict[str, Any] | None = None,
        forum_topic_edited: ForumTopicEdited | dict[str, Any] | None = None,
        forum_topic_closed: ForumTopicClosed | dict[str, Any] | None = None,
        forum_topic_reopened: ForumTopicReopened | dict[str, Any] | None = None,
        general_forum_topic_hidden: GeneralForumTopicHidden | dict[str, Any] | None = None,
        general_forum_topic_unhidden: GeneralForumTopicUnhidden | dict[str, Any] | None = None,
        giveaway_created: GiveawayCreated | dict[str, Any] | None = None,
        giveaway: Giveaway | dict[str, Any] | None = None,
        giveaway_winners: GiveawayWinners | dict[str, Any] | None = None,
        giveaway_completed: GiveawayCompleted | dict[str, Any] | None = None,
        managed_bot_created: ManagedBotCreated | dict[str, Any] | None = None,
        paid_message_price_changed: PaidMessagePriceChanged | dict[str, Any] | None = None,
        poll_option_added: PollOptionAdded | dict[str, Any] | None = None,
        poll_option_deleted: PollOptionDeleted | dict[str, Any] | None = None,
        suggested_post_approved: SuggestedPostApproved | dict[str, Any] | None = None,
        suggested_post_approval_failed: SuggestedPostApprovalFailed | dict[str, Any] | None = None,
        suggested_post_declined: SuggestedPostDeclined | dict[str, Any] | None = None,
        suggested_post_paid: SuggestedPostPaid | dict[str, Any] | None = None,
        suggested_post_refunded: SuggestedPostRefunded | dict[str, Any] | None = None,
        video_chat_scheduled: VideoChatScheduled | dict[str, Any] | None = None,
        video_chat_started: VideoChatStarted | dict[str, Any] | None = None,
        video_chat_ended: VideoChatEnded | dict[str, Any] | None = None,
        video_chat_participants_invited: VideoChatParticipantsInvited | dict[str, Any] | None = None,
        web_app_data: WebAppData | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class MessageId(Object, _Described):
    """Telegram's MessageId. https://core.telegram.org/bots/api#messageid"""

    message_id: int
    def __init__(self, message_id: int) -> None: ...

class InaccessibleMessage(InaccessibleMessageShortcuts, _Described):
    """Telegram's InaccessibleMessage. https://core.telegram.org/bots/api#inaccessiblemessage"""

    chat: Chat
    message_id: int
    date: Literal[0]
    message_thread_id: None
    direct_messages_topic: None
    from_user: None
    sender_chat: None
    sender_boost_count: None
    sender_business_bot: None
    sender_tag: None
    receiver_user: None
    ephemeral_message_id: None
    guest_query_id: None
    business_connection_id: None
    forward_origin: None
    is_topic_message: None
    is_automatic_forward: None
    reply_to_message: None
    external_reply: None
    quote: None
    reply_to_story: None
    reply_to_checklist_task_id: None
    reply_to_poll_option_id: None
    via_bot: None
    guest_bot_caller_user: None
    guest_bot_caller_chat: None
    edit_date: None
    has_protected_content: None
    is_from_offline: None
    is_paid_post: None
    media_group_id: None
    author_signature: None
    paid_star_count: None
    text: None
    entities: None
    link_preview_options: None
    suggested_post_info: None
    effect_id: None
    rich_message: None
    animation: None
    audio: None
    document: None
    live_photo: None
    paid_media: None
    photo: None
    sticker: None
    story: None
    video: None
    video_note: None
    voice: None
    caption: None
    caption_entities: None
    show_caption_above_media: None
    has_media_spoiler: None
    checklist: None
    contact: None
    dice: None
    game: None
    poll: None
    venue: None
    location: None
    new_chat_members: None
    left_chat_member: None
    chat_owner_left: None
    chat_owner_changed: None
    new_chat_title: None
    new_chat_photo: None
    delete_chat_photo: None
    group_chat_created: None
    supergroup_chat_created: None
    channel_chat_created: None
    message_auto_delete_timer_changed: None
    migrate_to_chat_id: None
    migrate_from_chat_id: None
    pinned_message: None
    invoice: None
    successful_payment: None
    refunded_payment: None
    users_shared: None
    chat_shared: None
    gift: None
    unique_gift: None
    gift_upgrade_sent: None
    connected_website: None
    write_access_allowed: None
    passport_data: None
    proximity_alert_triggered: None
    boost_added: None
    chat_background_set: None
    checklist_tasks_done: None
    checklist_tasks_added: None
    community_chat_added: None
    community_chat_joined: None
    community_chat_removed: None
    direct_message_price_changed: None
    forum_topic_created: None
    forum_topic_edited: None
    forum_topic_closed: None
    forum_topic_reopened: None
    general_forum_topic_hidden: None
    general_forum_topic_unhidden: None
    giveaway_created: None
    giveaway: None
    giveaway_winners: None
    giveaway_completed: None
    managed_bot_created: None
    paid_message_price_changed: None
    poll_option_added: None
    poll_option_deleted: None
    suggested_post_approved: None
    suggested_post_approval_failed: None
    suggested_post_declined: None
    suggested_post_paid: None
    suggested_post_refunded: None
    video_chat_scheduled: None
    video_chat_started: None
    video_chat_ended: None
    video_chat_participants_invited: None
    web_app_data: None
    reply_markup: None
    def __init__(self, chat: Chat | dict[str, Any], message_id: int, *, date: Literal[0] = 0) -> None: ...

MaybeInaccessibleMessage: TypeAlias = Message | InaccessibleMessage

class MessageEntity(MessageEntityShortcuts, _Described):
    """Telegram's MessageEntity. https://core.telegram.org/bots/api#messageentity"""

    type: str
    offset: int
    length: int
    url: str | None
    user: User | None
    language: str | None
    custom_emoji_id: str | None
    unix_time: datetime | None
    date_time_format: str | None
    def __init__(
        self, type: str, offset: int, length: int, *, url: str | None = None,
        user: User | dict[str, Any] | None = None, language: str | None = None, custom_emoji_id: str | None = None,
        unix_time: datetime | int | None = None, date_time_format: str | None = None,
    ) -> None: ...

class TextQuote(Object, _Described):
    """Telegram's TextQuote. https://core.telegram.org/bots/api#textquote"""

    text: str
    entities: list[MessageEntity] | None
    position: int
    is_manual: bool | None
    def __init__(
        self, text: str, position: int, *, entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        is_manual: bool | None = None,
    ) -> None: ...

class ExternalReplyInfo(Object, _Described):
    """Telegram's ExternalReplyInfo. https://core.telegram.org/bots/api#externalreplyinfo"""

    origin: MessageOrigin
    chat: Chat | None
    message_id: int | None
    link_preview_options: LinkPreviewOptions | None
    animation: Animation | None
    audio: Audio | None
    document: Document | None
    live_photo: LivePhoto | None
    paid_media: PaidMediaInfo | None
    photo: list[PhotoSize] | None
    sticker: Sticker | None
    story: Story | None
    video: Video | None
    video_note: VideoNote | None
    voice: Voice | None
    has_media_spoiler: bool | None
    checklist: Checklist | None
    contact: Contact | None
    dice: Dice | None
    game: Game | None
    giveaway: Giveaway | None
    giveaway_winners: GiveawayWinners | None
    invoice: Invoice | None
    location: Location | None
    poll: Poll | None
    venue: Venue | None
    def __init__(
        self, origin: MessageOrigin | dict[str, Any], *, chat: Chat | dict[str, Any] | None = None,
        message_id: int | None = None, link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        animation: Animation | dict[str, Any] | None = None, audio: Audio | dict[str, Any] | None = None,
        document: Document | dict[str, Any] | None = None, live_photo: LivePhoto | dict[str, Any] | None = None,
        paid_media: PaidMediaInfo | dict[str, Any] | None = None,
        photo: Sequence[PhotoSize | dict[str, Any]] | None = None, sticker: Sticker | dict[str, Any] | None = None,
        story: Story | dict[str, Any] | None = None, video: Video | dict[str, Any] | None = None,
        video_note: VideoNote | dict[str, Any] | None = None, voice: Voice | dict[str, Any] | None = None,
        has_media_spoiler: bool | None = None, checklist: Checklist | dict[str, Any] | None = None,
        contact: Contact | dict[str, Any] | None = None, dice: Dice | dict[str, Any] | None = None,
        game: Game | dict[str, Any] | None = None, giveaway: Giveaway | dict[str, Any] | None = None,
        giveaway_winners: GiveawayWinners | dict[str, Any] | None = None,
        invoice: Invoice | dict[str, Any] | None = None, location: Location | dict[str, Any] | None = None,
        poll: Poll | dict[str, Any] | None = None, venue: Venue | dict[str, Any] | None = None,
    ) -> None: ...

class ReplyParameters(Object, _Described):
    """Telegram's ReplyParameters. https://core.telegram.org/bots/api#replyparameters"""

    message_id: int | None
    chat_id: int | str | None
    ephemeral_message_id: int | None
    allow_sending_without_reply: bool | None
    quote: str | None
    quote_parse_mode: str | None
    quote_entities: list[MessageEntity] | None
    quote_position: int | None
    checklist_task_id: int | None
    poll_option_id: str | None
    def __init__(
        self, *, message_id: int | None = None, chat_id: int | str | None = None,
        ephemeral_message_id: int | None = None, allow_sending_without_reply: bool | None = None,
        quote: str | None = None, quote_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        quote_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, quote_position: int | None = None,
        checklist_task_id: int | None = None, poll_option_id: str | None = None,
    ) -> None: ...

class EphemeralMessageParameters(Object, _Described):
    """Telegram's EphemeralMessageParameters. https://core.telegram.org/bots/api#ephemeralmessageparameters"""

    receiver_user_id: int
    callback_query_id: str | None
    replace_callback_query_message: bool | None
    def __init__(
        self, receiver_user_id: int, *, callback_query_id: str | None = None,
        replace_callback_query_message: bool | None = None,
    ) -> None: ...

MessageOrigin: TypeAlias = MessageOriginUser | MessageOriginHiddenUser | MessageOriginChat | MessageOriginChannel

class MessageOriginUser(Object, _Described):
    """Telegram's MessageOriginUser. https://core.telegram.org/bots/api#messageoriginuser"""

    type: Literal['user']
    date: datetime
    sender_user: User
    def __init__(
        self, date: datetime | int, sender_user: User | dict[str, Any], *, type: Literal['user'] = 'user',
    ) -> None: ...

class MessageOriginHiddenUser(Object, _Described):
    """Telegram's MessageOriginHiddenUser. https://core.telegram.org/bots/api#messageoriginhiddenuser"""

    type: Literal['hidden_user']
    date: datetime
    sender_user_name: str
    def __init__(
        self, date: datetime | int, sender_user_name: str, *, type: Literal['hidden_user'] = 'hidden_user',
    ) -> None: ...

class MessageOriginChat(Object, _Described):
    """Telegram's MessageOriginChat. https://core.telegram.org/bots/api#messageoriginchat"""

    type: Literal['chat']
    date: datetime
    sender_chat: Chat
    author_signature: str | None
    def __init__(
        self, date: datetime | int, sender_chat: Chat | dict[str, Any], *, type: Literal['chat'] = 'chat',
        author_signature: str | None = None,
    ) -> None: ...

class MessageOriginChannel(Object, _Described):
    """Telegram's MessageOriginChannel. https://core.telegram.org/bots/api#messageoriginchannel"""

    type: Literal['channel']
    date: datetime
    chat: Chat
    message_id: int
    author_signature: str | None
    def __init__(
        self, date: datetime | int, chat: Chat | dict[str, Any], message_id: int, *,
        type: Literal['channel'] = 'channel', author_signature: str | None = None,
    ) -> None: ...

class PhotoSize(FileShortcuts, _Described):
    """Telegram's PhotoSize. https://core.telegram.org/bots/api#photosize"""

    file_id: str
    file_unique_id: str
    width: int
    height: int
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, width: int, height: int, *, file_size: int | None = None,
    ) -> None: ...

class Animation(FileShortcuts, _Described):
    """Telegram's Animation. https://core.telegram.org/bots/api#animation"""

    file_id: str
    file_unique_id: str
    width: int
    height: int
    duration: int
    thumbnail: PhotoSize | None
    file_name: str | None
    mime_type: str | None
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, width: int, height: int, duration: int | timedelta, *,
        thumbnail: PhotoSize | dict[str, Any] | None = None, file_name: str | None = None,
        mime_type: str | None = None, file_size: int | None = None,
    ) -> None: ...

class Audio(FileShortcuts, _Described):
    """Telegram's Audio. https://core.telegram.org/bots/api#audio"""

    file_id: str
    file_unique_id: str
    duration: int
    performer: str | None
    title: str | None
    file_name: str | None
    mime_type: str | None
    file_size: int | None
    thumbnail: PhotoSize | None
    def __init__(
        self, file_id: str, file_unique_id: str, duration: int | timedelta, *, performer: str | None = None,
        title: str | None = None, file_name: str | None = None, mime_type: str | None = None,
        file_size: int | None = None, thumbnail: PhotoSize | dict[str, Any] | None = None,
    ) -> None: ...

class Document(FileShortcuts, _Described):
    """Telegram's Document. https://core.telegram.org/bots/api#document"""

    file_id: str
    file_unique_id: str
    thumbnail: PhotoSize | None
    file_name: str | None
    mime_type: str | None
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, *, thumbnail: PhotoSize | dict[str, Any] | None = None,
        file_name: str | None = None, mime_type: str | None = None, file_size: int | None = None,
    ) -> None: ...

class LivePhoto(FileShortcuts, _Described):
    """Telegram's LivePhoto. https://core.telegram.org/bots/api#livephoto"""

    photo: list[PhotoSize] | None
    file_id: str
    file_unique_id: str
    width: int
    height: int
    duration: int
    mime_type: str | None
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, width: int, height: int, duration: int | timedelta, *,
        photo: Sequence[PhotoSize | dict[str, Any]] | None = None, mime_type: str | None = None,
        file_size: int | None = None,
    ) -> None: ...

class Story(Object, _Described):
    """Telegram's Story. https://core.telegram.org/bots/api#story"""

    chat: Chat
    id: int
    def __init__(self, chat: Chat | dict[str, Any], id: int) -> None: ...

class VideoQuality(FileShortcuts, _Described):
    """Telegram's VideoQuality. https://core.telegram.org/bots/api#videoquality"""

    file_id: str
    file_unique_id: str
    width: int
    height: int
    codec: str
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, width: int, height: int, codec: str, *,
        file_size: int | None = None,
    ) -> None: ...

class Video(FileShortcuts, _Described):
    """Telegram's Video. https://core.telegram.org/bots/api#video"""

    file_id: str
    file_unique_id: str
    width: int
    height: int
    duration: int
    thumbnail: PhotoSize | None
    cover: list[PhotoSize] | None
    start_timestamp: int | None
    qualities: list[VideoQuality] | None
    file_name: str | None
    mime_type: str | None
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, width: int, height: int, duration: int | timedelta, *,
        thumbnail: PhotoSize | dict[str, Any] | None = None,
        cover: Sequence[PhotoSize | dict[str, Any]] | None = None, start_timestamp: int | None = None,
        qualities: Sequence[VideoQuality | dict[str, Any]] | None = None, file_name: str | None = None,
        mime_type: str | None = None, file_size: int | None = None,
    ) -> None: ...

class VideoNote(FileShortcuts, _Described):
    """Telegram's VideoNote. https://core.telegram.org/bots/api#videonote"""

    file_id: str
    file_unique_id: str
    length: int
    duration: int
    thumbnail: PhotoSize | None
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, length: int, duration: int | timedelta, *,
        thumbnail: PhotoSize | dict[str, Any] | None = None, file_size: int | None = None,
    ) -> None: ...

class Voice(FileShortcuts, _Described):
    """Telegram's Voice. https://core.telegram.org/bots/api#voice"""

    file_id: str
    file_unique_id: str
    duration: int
    mime_type: str | None
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, duration: int | timedelta, *, mime_type: str | None = None,
        file_size: int | None = None,
    ) -> None: ...

class PaidMediaInfo(Object, _Described):
    """Telegram's PaidMediaInfo. https://core.telegram.org/bots/api#paidmediainfo"""

    star_count: int
    paid_media: list[PaidMedia]
    def __init__(self, star_count: int, paid_media: Sequence[PaidMedia | dict[str, Any]]) -> None: ...

PaidMedia: TypeAlias = PaidMediaLivePhoto | PaidMediaPhoto | PaidMediaPreview | PaidMediaVideo

class PaidMediaLivePhoto(Object, _Described):
    """Telegram's PaidMediaLivePhoto. https://core.telegram.org/bots/api#paidmedialivephoto"""

    type: Literal['live_photo']
    live_photo: LivePhoto
    def __init__(
        self, live_photo: LivePhoto | dict[str, Any], *, type: Literal['live_photo'] = 'live_photo',
    ) -> None: ...

class PaidMediaPhoto(Object, _Described):
    """Telegram's PaidMediaPhoto. https://core.telegram.org/bots/api#paidmediaphoto"""

    type: Literal['photo']
    photo: list[PhotoSize]
    def __init__(self, photo: Sequence[PhotoSize | dict[str, Any]], *, type: Literal['photo'] = 'photo') -> None: ...

class PaidMediaPreview(Object, _Described):
    """Telegram's PaidMediaPreview. https://core.telegram.org/bots/api#paidmediapreview"""

    type: Literal['preview']
    width: int | None
    height: int | None
    duration: int | None
    def __init__(
        self, *, type: Literal['preview'] = 'preview', width: int | None = None, height: int | None = None,
        duration: int | timedelta | None = None,
    ) -> None: ...

class PaidMediaVideo(Object, _Described):
    """Telegram's PaidMediaVideo. https://core.telegram.org/bots/api#paidmediavideo"""

    type: Literal['video']
    video: Video
    def __init__(self, video: Video | dict[str, Any], *, type: Literal['video'] = 'video') -> None: ...

class Contact(Object, _Described):
    """Telegram's Contact. https://core.telegram.org/bots/api#contact"""

    phone_number: str
    first_name: str
    last_name: str | None
    user_id: int | None
    vcard: str | None
    def __init__(
        self, phone_number: str, first_name: str, *, last_name: str | None = None, user_id: int | None = None,
        vcard: str | None = None,
    ) -> None: ...

class Dice(Object, _Described):
    """Telegram's Dice. https://core.telegram.org/bots/api#dice"""

    emoji: str
    value: int
    def __init__(self, emoji: str, value: int) -> None: ...

class Link(Object, _Described):
    """Telegram's Link. https://core.telegram.org/bots/api#link"""

    url: str
    def __init__(self, url: str) -> None: ...

class PollMedia(Object, _Described):
    """Telegram's PollMedia. https://core.telegram.org/bots/api#pollmedia"""

    animation: Animation | None
    audio: Audio | None
    document: Document | None
    link: Link | None
    live_photo: LivePhoto | None
    location: Location | None
    photo: list[PhotoSize] | None
    sticker: Sticker | None
    venue: Venue | None
    video: Video | None
    def __init__(
        self, *, animation: Animation | dict[str, Any] | None = None, audio: Audio | dict[str, Any] | None = None,
        document: Document | dict[str, Any] | None = None, link: Link | dict[str, Any] | None = None,
        live_photo: LivePhoto | dict[str, Any] | None = None, location: Location | dict[str, Any] | None = None,
        photo: Sequence[PhotoSize | dict[str, Any]] | None = None, sticker: Sticker | dict[str, Any] | None = None,
        venue: Venue | dict[str, Any] | None = None, video: Video | dict[str, Any] | None = None,
    ) -> None: ...

InputPollMedia: TypeAlias = InputMediaAnimation | InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaLocation | InputMediaPhoto | InputMediaVenue | InputMediaVideo
InputPollOptionMedia: TypeAlias = InputMediaAnimation | InputMediaLink | InputMediaLivePhoto | InputMediaLocation | InputMediaPhoto | InputMediaSticker | InputMediaVenue | InputMediaVideo

class PollOption(Object, _Described):
    """Telegram's PollOption. https://core.telegram.org/bots/api#polloption"""

    persistent_id: str
    text: str
    text_entities: list[MessageEntity] | None
    media: PollMedia | None
    voter_count: int
    added_by_user: User | None
    added_by_chat: Chat | None
    addition_date: datetime | None
    def __init__(
        self, persistent_id: str, text: str, voter_count: int, *,
        text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        media: PollMedia | dict[str, Any] | None = None, added_by_user: User | dict[str, Any] | None = None,
        added_by_chat: Chat | dict[str, Any] | None = None, addition_date: datetime | int | None = None,
    ) -> None: ...

class InputPollOption(Object, _Described):
    """Telegram's InputPollOption. https://core.telegram.org/bots/api#inputpolloption"""

    text: str
    text_parse_mode: str | None
    text_entities: list[MessageEntity] | None
    media: InputPollOptionMedia | None
    def __init__(
        self, text: str, *, text_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        media: InputPollOptionMedia | dict[str, Any] | None = None,
    ) -> None: ...

class PollAnswer(Object, _Described):
    """Telegram's PollAnswer. https://core.telegram.org/bots/api#pollanswer"""

    poll_id: str
    voter_chat: Chat | None
    user: User | None
    option_ids: list[int]
    option_persistent_ids: list[str]
    def __init__(
        self, poll_id: str, option_ids: Sequence[int], option_persistent_ids: list[str] | tuple[str, ...], *,
        voter_chat: Chat | dict[str, Any] | None = None, user: User | dict[str, Any] | None = None,
    ) -> None: ...

class Poll(Object, _Described):
    """Telegram's Poll. https://core.telegram.org/bots/api#poll"""

    id: str
    question: str
    question_entities: list[MessageEntity] | None
    options: list[PollOption]
    total_voter_count: int
    is_closed: bool
    is_anonymous: bool
    type: str
    allows_multiple_answers: bool
    allows_revoting: bool
    members_only: bool
    country_codes: list[str] | None
    correct_option_ids: list[int] | None
    explanation: str | None
    explanation_entities: list[MessageEntity] | None
    explanation_media: PollMedia | None
    open_period: int | None
    close_date: datetime | None
    description: str | None
    description_entities: list[MessageEntity] | None
    media: PollMedia | None
    def __init__(
        self, id: str, question: str, options: Sequence[PollOption | dict[str, Any]], total_voter_count: int,
        is_closed: bool, is_anonymous: bool, type: str, allows_multiple_answers: bool, allows_revoting: bool,
        members_only: bool, *, question_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        country_codes: list[str] | tuple[str, ...] | None = None, correct_option_ids: Sequence[int] | None = None,
        explanation: str | None = None,
        explanation_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        explanation_media: PollMedia | dict[str, Any] | None = None, open_period: int | timedelta | None = None,
        close_date: datetime | int | None = None, description: str | None = None,
        description_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        media: PollMedia | dict[str, Any] | None = None,
    ) -> None: ...

class ChecklistTask(Object, _Described):
    """Telegram's ChecklistTask. https://core.telegram.org/bots/api#checklisttask"""

    id: int
    text: str
    text_entities: list[MessageEntity] | None
    completed_by_user: User | None
    completed_by_chat: Chat | None
    completion_date: datetime | Literal[0] | None
    def __init__(
        self, id: int, text: str, *, text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        completed_by_user: User | dict[str, Any] | None = None,
        completed_by_chat: Chat | dict[str, Any] | None = None, completion_date: datetime | int | None = None,
    ) -> None: ...

class Checklist(Object, _Described):
    """Telegram's Checklist. https://core.telegram.org/bots/api#checklist"""

    title: str
    title_entities: list[MessageEntity] | None
    tasks: list[ChecklistTask]
    others_can_add_tasks: bool | None
    others_can_mark_tasks_as_done: bool | None
    def __init__(
        self, title: str, tasks: Sequence[ChecklistTask | dict[str, Any]], *,
        title_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        others_can_add_tasks: bool | None = None, others_can_mark_tasks_as_done: bool | None = None,
    ) -> None: ...

class InputChecklistTask(Object, _Described):
    """Telegram's InputChecklistTask. https://core.telegram.org/bots/api#inputchecklisttask"""

    id: int
    text: str
    parse_mode: str | None
    text_entities: list[MessageEntity] | None
    def __init__(
        self, id: int, text: str, *, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
    ) -> None: ...

class InputChecklist(Object, _Described):
    """Telegram's InputChecklist. https://core.telegram.org/bots/api#inputchecklist"""

    title: str
    parse_mode: str | None
    title_entities: list[MessageEntity] | None
    tasks: list[InputChecklistTask]
    others_can_add_tasks: bool | None
    others_can_mark_tasks_as_done: bool | None
    def __init__(
        self, title: str, tasks: Sequence[InputChecklistTask | dict[str, Any]], *,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        title_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        others_can_add_tasks: bool | None = None, others_can_mark_tasks_as_done: bool | None = None,
    ) -> None: ...

class Location(Object, _Described):
    """Telegram's Location. https://core.telegram.org/bots/api#location"""

    latitude: float
    longitude: float
    horizontal_accuracy: float | None
    live_period: int | None
    heading: int | None
    proximity_alert_radius: int | None
    def __init__(
        self, latitude: float, longitude: float, *, horizontal_accuracy: float | None = None,
        live_period: int | timedelta | None = None, heading: int | None = None,
        proximity_alert_radius: int | None = None,
    ) -> None: ...

class Venue(Object, _Described):
    """Telegram's Venue. https://core.telegram.org/bots/api#venue"""

    location: Location
    title: str
    address: str
    foursquare_id: str | None
    foursquare_type: str | None
    google_place_id: str | None
    google_place_type: str | None
    def __init__(
        self, location: Location | dict[str, Any], title: str, address: str, *, foursquare_id: str | None = None,
        foursquare_type: str | None = None, google_place_id: str | None = None,
        google_place_type: str | None = None,
    ) -> None: ...

class WebAppData(Object, _Described):
    """Telegram's WebAppData. https://core.telegram.org/bots/api#webappdata"""

    data: str
    button_text: str
    def __init__(self, data: str, button_text: str) -> None: ...

class ProximityAlertTriggered(Object, _Described):
    """Telegram's ProximityAlertTriggered. https://core.telegram.org/bots/api#proximityalerttriggered"""

    traveler: User
    watcher: User
    distance: int
    def __init__(self, traveler: User | dict[str, Any], watcher: User | dict[str, Any], distance: int) -> None: ...

class MessageAutoDeleteTimerChanged(Object, _Described):
    """Telegram's MessageAutoDeleteTimerChanged. https://core.telegram.org/bots/api#messageautodeletetimerchanged"""

    message_auto_delete_time: int
    def __init__(self, message_auto_delete_time: int) -> None: ...

class ManagedBotCreated(Object, _Described):
    """Telegram's ManagedBotCreated. https://core.telegram.org/bots/api#managedbotcreated"""

    bot: User
    def __init__(self, bot: User | dict[str, Any]) -> None: ...

class ManagedBotUpdated(Object, _Described):
    """Telegram's ManagedBotUpdated. https://core.telegram.org/bots/api#managedbotupdated"""

    user: User
    bot: User
    def __init__(self, user: User | dict[str, Any], bot: User | dict[str, Any]) -> None: ...

class BotSubscriptionUpdated(Object, _Described):
    """Telegram's BotSubscriptionUpdated. https://core.telegram.org/bots/api#botsubscriptionupdated"""

    user: User
    invoice_payload: str
    state: str
    def __init__(self, user: User | dict[str, Any], invoice_payload: str, state: str) -> None: ...

class MessageGenerationStopped(Object, _Described):
    """Telegram's MessageGenerationStopped. https://core.telegram.org/bots/api#messagegenerationstopped"""

    chat: Chat
    message_thread_id: int | None
    draft_id: int
    def __init__(
        self, chat: Chat | dict[str, Any], draft_id: int, *, message_thread_id: int | None = None,
    ) -> None: ...

class PollOptionAdded(Object, _Described):
    """Telegram's PollOptionAdded. https://core.telegram.org/bots/api#polloptionadded"""

    poll_message: MaybeInaccessibleMessage | None
    option_persistent_id: str
    option_text: str
    option_text_entities: list[MessageEntity] | None
    def __init__(
        self, option_persistent_id: str, option_text: str, *,
        poll_message: MaybeInaccessibleMessage | dict[str, Any] | None = None,
        option_text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
    ) -> None: ...

class PollOptionDeleted(Object, _Described):
    """Telegram's PollOptionDeleted. https://core.telegram.org/bots/api#polloptiondeleted"""

    poll_message: MaybeInaccessibleMessage | None
    option_persistent_id: str
    option_text: str
    option_text_entities: list[MessageEntity] | None
    def __init__(
        self, option_persistent_id: str, option_text: str, *,
        poll_message: MaybeInaccessibleMessage | dict[str, Any] | None = None,
        option_text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
    ) -> None: ...

class ChatBoostAdded(Object, _Described):
    """Telegram's ChatBoostAdded. https://core.telegram.org/bots/api#chatboostadded"""

    boost_count: int
    def __init__(self, boost_count: int) -> None: ...

BackgroundFill: TypeAlias = BackgroundFillSolid | BackgroundFillGradient | BackgroundFillFreeformGradient

class BackgroundFillSolid(Object, _Described):
    """Telegram's BackgroundFillSolid. https://core.telegram.org/bots/api#backgroundfillsolid"""

    type: Literal['solid']
    color: int
    def __init__(self, color: int, *, type: Literal['solid'] = 'solid') -> None: ...

class BackgroundFillGradient(Object, _Described):
    """Telegram's BackgroundFillGradient. https://core.telegram.org/bots/api#backgroundfillgradient"""

    type: Literal['gradient']
    top_color: int
    bottom_color: int
    rotation_angle: int
    def __init__(
        self, top_color: int, bottom_color: int, rotation_angle: int, *, type: Literal['gradient'] = 'gradient',
    ) -> None: ...

class BackgroundFillFreeformGradient(Object, _Described):
    """Telegram's BackgroundFillFreeformGradient. https://core.telegram.org/bots/api#backgroundfillfreeformgradient"""

    type: Literal['freeform_gradient']
    colors: list[int]
    def __init__(self, colors: Sequence[int], *, type: Literal['freeform_gradient'] = 'freeform_gradient') -> None: ...

BackgroundType: TypeAlias = BackgroundTypeFill | BackgroundTypeWallpaper | BackgroundTypePattern | BackgroundTypeChatTheme

class BackgroundTypeFill(Object, _Described):
    """Telegram's BackgroundTypeFill. https://core.telegram.org/bots/api#backgroundtypefill"""

    type: Literal['fill']
    fill: BackgroundFill
    dark_theme_dimming: int
    def __init__(
        self, fill: BackgroundFill | dict[str, Any], dark_theme_dimming: int, *, type: Literal['fill'] = 'fill',
    ) -> None: ...

class BackgroundTypeWallpaper(Object, _Described):
    """Telegram's BackgroundTypeWallpaper. https://core.telegram.org/bots/api#backgroundtypewallpaper"""

    type: Literal['wallpaper']
    document: Document
    dark_theme_dimming: int
    is_blurred: bool | None
    is_moving: bool | None
    def __init__(
        self, document: Document | dict[str, Any], dark_theme_dimming: int, *,
        type: Literal['wallpaper'] = 'wallpaper', is_blurred: bool | None = None, is_moving: bool | None = None,
    ) -> None: ...

class BackgroundTypePattern(Object, _Described):
    """Telegram's BackgroundTypePattern. https://core.telegram.org/bots/api#backgroundtypepattern"""

    type: Literal['pattern']
    document: Document
    fill: BackgroundFill
    intensity: int
    is_inverted: bool | None
    is_moving: bool | None
    def __init__(
        self, document: Document | dict[str, Any], fill: BackgroundFill | dict[str, Any], intensity: int, *,
        type: Literal['pattern'] = 'pattern', is_inverted: bool | None = None, is_moving: bool | None = None,
    ) -> None: ...

class BackgroundTypeChatTheme(Object, _Described):
    """Telegram's BackgroundTypeChatTheme. https://core.telegram.org/bots/api#backgroundtypechattheme"""

    type: Literal['chat_theme']
    theme_name: str
    def __init__(self, theme_name: str, *, type: Literal['chat_theme'] = 'chat_theme') -> None: ...

class ChatBackground(Object, _Described):
    """Telegram's ChatBackground. https://core.telegram.org/bots/api#chatbackground"""

    type: BackgroundType
    def __init__(self, type: BackgroundType | dict[str, Any]) -> None: ...

class ChecklistTasksDone(Object, _Described):
    """Telegram's ChecklistTasksDone. https://core.telegram.org/bots/api#checklisttasksdone"""

    checklist_message: Message | None
    marked_as_done_task_ids: list[int] | None
    marked_as_not_done_task_ids: list[int] | None
    def __init__(
        self, *, checklist_message: Message | dict[str, Any] | None = None,
        marked_as_done_task_ids: Sequence[int] | None = None,
        marked_as_not_done_task_ids: Sequence[int] | None = None,
    ) -> None: ...

class ChecklistTasksAdded(Object, _Described):
    """Telegram's ChecklistTasksAdded. https://core.telegram.org/bots/api#checklisttasksadded"""

    checklist_message: Message | None
    tasks: list[ChecklistTask]
    def __init__(
        self, tasks: Sequence[ChecklistTask | dict[str, Any]], *,
        checklist_message: Message | dict[str, Any] | None = None,
    ) -> None: ...

class CommunityChatAdded(Object, _Described):
    """Telegram's CommunityChatAdded. https://core.telegram.org/bots/api#communitychatadded"""

    community: Community
    def __init__(self, community: Community | dict[str, Any]) -> None: ...

class CommunityChatJoined(Object, _Described):
    """Telegram's CommunityChatJoined. https://core.telegram.org/bots/api#communitychatjoined"""

    community: Community
    def __init__(self, community: Community | dict[str, Any]) -> None: ...

class CommunityChatRemoved(Object, _Described):
    """Telegram's CommunityChatRemoved. https://core.telegram.org/bots/api#communitychatremoved"""

    def __init__(self) -> None: ...

class ForumTopicCreated(Object, _Described):
    """Telegram's ForumTopicCreated. https://core.telegram.org/bots/api#forumtopiccreated"""

    name: str
    icon_color: int
    icon_custom_emoji_id: str | None
    is_name_implicit: bool | None
    def __init__(
        self, name: str, icon_color: int, *, icon_custom_emoji_id: str | None = None,
        is_name_implicit: bool | None = None,
    ) -> None: ...

class ForumTopicClosed(Object, _Described):
    """Telegram's ForumTopicClosed. https://core.telegram.org/bots/api#forumtopicclosed"""

    def __init__(self) -> None: ...

class ForumTopicEdited(Object, _Described):
    """Telegram's ForumTopicEdited. https://core.telegram.org/bots/api#forumtopicedited"""

    name: str | None
    icon_custom_emoji_id: str | None
    def __init__(self, *, name: str | None = None, icon_custom_emoji_id: str | None = None) -> None: ...

class ForumTopicReopened(Object, _Described):
    """Telegram's ForumTopicReopened. https://core.telegram.org/bots/api#forumtopicreopened"""

    def __init__(self) -> None: ...

class GeneralForumTopicHidden(Object, _Described):
    """Telegram's GeneralForumTopicHidden. https://core.telegram.org/bots/api#generalforumtopichidden"""

    def __init__(self) -> None: ...

class GeneralForumTopicUnhidden(Object, _Described):
    """Telegram's GeneralForumTopicUnhidden. https://core.telegram.org/bots/api#generalforumtopicunhidden"""

    def __init__(self) -> None: ...

class SharedUser(Object, _Described):
    """Telegram's SharedUser. https://core.telegram.org/bots/api#shareduser"""

    user_id: int
    first_name: str | None
    last_name: str | None
    username: str | None
    photo: list[PhotoSize] | None
    def __init__(
        self, user_id: int, *, first_name: str | None = None, last_name: str | None = None,
        username: str | None = None, photo: Sequence[PhotoSize | dict[str, Any]] | None = None,
    ) -> None: ...

class UsersShared(Object, _Described):
    """Telegram's UsersShared. https://core.telegram.org/bots/api#usersshared"""

    request_id: int
    users: list[SharedUser]
    def __init__(self, request_id: int, users: Sequence[SharedUser | dict[str, Any]]) -> None: ...

class ChatShared(Object, _Described):
    """Telegram's ChatShared. https://core.telegram.org/bots/api#chatshared"""

    request_id: int
    chat_id: int
    title: str | None
    username: str | None
    photo: list[PhotoSize] | None
    def __init__(
        self, request_id: int, chat_id: int, *, title: str | None = None, username: str | None = None,
        photo: Sequence[PhotoSize | dict[str, Any]] | None = None,
    ) -> None: ...

class WriteAccessAllowed(Object, _Described):
    """Telegram's WriteAccessAllowed. https://core.telegram.org/bots/api#writeaccessallowed"""

    from_request: bool | None
    web_app_name: str | None
    from_attachment_menu: bool | None
    def __init__(
        self, *, from_request: bool | None = None, web_app_name: str | None = None,
        from_attachment_menu: bool | None = None,
    ) -> None: ...

class VideoChatScheduled(Object, _Described):
    """Telegram's VideoChatScheduled. https://core.telegram.org/bots/api#videochatscheduled"""

    start_date: datetime
    def __init__(self, start_date: datetime | int) -> None: ...

class VideoChatStarted(Object, _Described):
    """Telegram's VideoChatStarted. https://core.telegram.org/bots/api#videochatstarted"""

    def __init__(self) -> None: ...

class VideoChatEnded(Object, _Described):
    """Telegram's VideoChatEnded. https://core.telegram.org/bots/api#videochatended"""

    duration: int
    def __init__(self, duration: int | timedelta) -> None: ...

class VideoChatParticipantsInvited(Object, _Described):
    """Telegram's VideoChatParticipantsInvited. https://core.telegram.org/bots/api#videochatparticipantsinvited"""

    users: list[User]
    def __init__(self, users: Sequence[User | dict[str, Any]]) -> None: ...

class PaidMessagePriceChanged(Object, _Described):
    """Telegram's PaidMessagePriceChanged. https://core.telegram.org/bots/api#paidmessagepricechanged"""

    paid_message_star_count: int
    def __init__(self, paid_message_star_count: int) -> None: ...

class DirectMessagePriceChanged(Object, _Described):
    """Telegram's DirectMessagePriceChanged. https://core.telegram.org/bots/api#directmessagepricechanged"""

    are_direct_messages_enabled: bool
    direct_message_star_count: int | None
    def __init__(self, are_direct_messages_enabled: bool, *, direct_message_star_count: int | None = None) -> None: ...

class SuggestedPostApproved(Object, _Described):
    """Telegram's SuggestedPostApproved. https://core.telegram.org/bots/api#suggestedpostapproved"""

    suggested_post_message: Message | None
    price: SuggestedPostPrice | None
    send_date: datetime
    def __init__(
        self, send_date: datetime | int, *, suggested_post_message: Message | dict[str, Any] | None = None,
        price: SuggestedPostPrice | dict[str, Any] | None = None,
    ) -> None: ...

class SuggestedPostApprovalFailed(Object, _Described):
    """Telegram's SuggestedPostApprovalFailed. https://core.telegram.org/bots/api#suggestedpostapprovalfailed"""

    suggested_post_message: Message | None
    price: SuggestedPostPrice
    def __init__(
        self, price: SuggestedPostPrice | dict[str, Any], *,
        suggested_post_message: Message | dict[str, Any] | None = None,
    ) -> None: ...

class SuggestedPostDeclined(Object, _Described):
    """Telegram's SuggestedPostDeclined. https://core.telegram.org/bots/api#suggestedpostdeclined"""

    suggested_post_message: Message | None
    comment: str | None
    def __init__(
        self, *, suggested_post_message: Message | dict[str, Any] | None = None, comment: str | None = None,
    ) -> None: ...

class SuggestedPostPaid(Object, _Described):
    """Telegram's SuggestedPostPaid. https://core.telegram.org/bots/api#suggestedpostpaid"""

    suggested_post_message: Message | None
    currency: str
    amount: int | None
    star_amount: StarAmount | None
    def __init__(
        self, currency: str, *, suggested_post_message: Message | dict[str, Any] | None = None,
        amount: int | None = None, star_amount: StarAmount | dict[str, Any] | None = None,
    ) -> None: ...

class SuggestedPostRefunded(Object, _Described):
    """Telegram's SuggestedPostRefunded. https://core.telegram.org/bots/api#suggestedpostrefunded"""

    suggested_post_message: Message | None
    reason: str
    def __init__(self, reason: str, *, suggested_post_message: Message | dict[str, Any] | None = None) -> None: ...

class GiveawayCreated(Object, _Described):
    """Telegram's GiveawayCreated. https://core.telegram.org/bots/api#giveawaycreated"""

    prize_star_count: int | None
    def __init__(self, *, prize_star_count: int | None = None) -> None: ...

class Giveaway(Object, _Described):
    """Telegram's Giveaway. https://core.telegram.org/bots/api#giveaway"""

    chats: list[Chat]
    winners_selection_date: datetime
    winner_count: int
    only_new_members: bool | None
    has_public_winners: bool | None
    prize_description: str | None
    country_codes: list[str] | None
    prize_star_count: int | None
    premium_subscription_month_count: int | None
    def __init__(
        self, chats: Sequence[Chat | dict[str, Any]], winners_selection_date: datetime | int, winner_count: int, *,
        only_new_members: bool | None = None, has_public_winners: bool | None = None,
        prize_description: str | None = None, country_codes: list[str] | tuple[str, ...] | None = None,
        prize_star_count: int | None = None, premium_subscription_month_count: int | None = None,
    ) -> None: ...

class GiveawayWinners(Object, _Described):
    """Telegram's GiveawayWinners. https://core.telegram.org/bots/api#giveawaywinners"""

    chat: Chat
    giveaway_message_id: int
    winners_selection_date: datetime
    winner_count: int
    winners: list[User]
    additional_chat_count: int | None
    prize_star_count: int | None
    premium_subscription_month_count: int | None
    unclaimed_prize_count: int | None
    only_new_members: bool | None
    was_refunded: bool | None
    prize_description: str | None
    def __init__(
        self, chat: Chat | dict[str, Any], giveaway_message_id: int, winners_selection_date: datetime | int,
        winner_count: int, winners: Sequence[User | dict[str, Any]], *, additional_chat_count: int | None = None,
        prize_star_count: int | None = None, premium_subscription_month_count: int | None = None,
        unclaimed_prize_count: int | None = None, only_new_members: bool | None = None,
        was_refunded: bool | None = None, prize_description: str | None = None,
    ) -> None: ...

class GiveawayCompleted(Object, _Described):
    """Telegram's GiveawayCompleted. https://core.telegram.org/bots/api#giveawaycompleted"""

    winner_count: int
    unclaimed_prize_count: int | None
    giveaway_message: Message | None
    is_star_giveaway: bool | None
    def __init__(
        self, winner_count: int, *, unclaimed_prize_count: int | None = None,
        giveaway_message: Message | dict[str, Any] | None = None, is_star_giveaway: bool | None = None,
    ) -> None: ...

class LinkPreviewOptions(Object, _Described):
    """Telegram's LinkPreviewOptions. https://core.telegram.org/bots/api#linkpreviewoptions"""

    is_disabled: bool | None
    url: str | None
    prefer_small_media: bool | None
    prefer_large_media: bool | None
    show_above_text: bool | None
    def __init__(
        self, *, is_disabled: bool | None = None, url: str | None = None, prefer_small_media: bool | None = None,
        prefer_large_media: bool | None = None, show_above_text: bool | None = None,
    ) -> None: ...

class SuggestedPostPrice(Object, _Described):
    """Telegram's SuggestedPostPrice. https://core.telegram.org/bots/api#suggestedpostprice"""

    currency: str
    amount: int
    def __init__(self, currency: str, amount: int) -> None: ...

class SuggestedPostInfo(Object, _Described):
    """Telegram's SuggestedPostInfo. https://core.telegram.org/bots/api#suggestedpostinfo"""

    state: str
    price: SuggestedPostPrice | None
    send_date: datetime | None
    def __init__(
        self, state: str, *, price: SuggestedPostPrice | dict[str, Any] | None = None,
        send_date: datetime | int | None = None,
    ) -> None: ...

class SuggestedPostParameters(Object, _Described):
    """Telegram's SuggestedPostParameters. https://core.telegram.org/bots/api#suggestedpostparameters"""

    price: SuggestedPostPrice | None
    send_date: datetime | None
    def __init__(
        self, *, price: SuggestedPostPrice | dict[str, Any] | None = None,
        send_date: datetime | timedelta | int | None = None,
    ) -> None: ...

class DirectMessagesTopic(Object, _Described):
    """Telegram's DirectMessagesTopic. https://core.telegram.org/bots/api#directmessagestopic"""

    topic_id: int
    user: User | None
    def __init__(self, topic_id: int, *, user: User | dict[str, Any] | None = None) -> None: ...

class UserProfilePhotos(Object, _Described):
    """Telegram's UserProfilePhotos. https://core.telegram.org/bots/api#userprofilephotos"""

    total_count: int
    photos: list[list[PhotoSize]]
    def __init__(self, total_count: int, photos: Sequence[Sequence[PhotoSize | dict[str, Any]]]) -> None: ...

class UserProfileAudios(Object, _Described):
    """Telegram's UserProfileAudios. https://core.telegram.org/bots/api#userprofileaudios"""

    total_count: int
    audios: list[Audio]
    def __init__(self, total_count: int, audios: Sequence[Audio | dict[str, Any]]) -> None: ...

class File(FileShortcuts, _Described):
    """Telegram's File. https://core.telegram.org/bots/api#file"""

    file_id: str
    file_unique_id: str
    file_size: int | None
    file_path: str | None
    def __init__(
        self, file_id: str, file_unique_id: str, *, file_size: int | None = None, file_path: str | None = None,
    ) -> None: ...

class WebAppInfo(Object, _Described):
    """Telegram's WebAppInfo. https://core.telegram.org/bots/api#webappinfo"""

    url: str
    def __init__(self, url: str) -> None: ...

class ReplyKeyboardMarkup(Object, _Described):
    """Telegram's ReplyKeyboardMarkup. https://core.telegram.org/bots/api#replykeyboardmarkup"""

    keyboard: list[list[KeyboardButton]]
    is_persistent: bool | None
    resize_keyboard: bool | None
    one_time_keyboard: bool | None
    input_field_placeholder: str | None
    selective: bool | None
    force_reply: bool | None
    def __init__(
        self, keyboard: Sequence[Sequence[KeyboardButton | str | dict[str, Any]]], *,
        is_persistent: bool | None = None, resize_keyboard: bool | None = None,
        one_time_keyboard: bool | None = None, input_field_placeholder: str | None = None,
        selective: bool | None = None, force_reply: bool | None = None,
    ) -> None: ...

class KeyboardButton(Object, _Described):
    """Telegram's KeyboardButton. https://core.telegram.org/bots/api#keyboardbutton"""

    text: str
    icon_custom_emoji_id: str | None
    style: str | None
    request_users: KeyboardButtonRequestUsers | None
    request_chat: KeyboardButtonRequestChat | None
    request_managed_bot: KeyboardButtonRequestManagedBot | None
    request_contact: bool | None
    request_location: bool | None
    request_poll: KeyboardButtonPollType | None
    web_app: WebAppInfo | None
    def __init__(
        self, text: str, *, icon_custom_emoji_id: str | None = None,
        style: Literal['danger', 'success', 'primary'] | None = None,
        request_users: KeyboardButtonRequestUsers | dict[str, Any] | None = None,
        request_chat: KeyboardButtonRequestChat | dict[str, Any] | None = None,
        request_managed_bot: KeyboardButtonRequestManagedBot | dict[str, Any] | None = None,
        request_contact: bool | None = None, request_location: bool | None = None,
        request_poll: KeyboardButtonPollType | dict[str, Any] | None = None,
        web_app: WebAppInfo | dict[str, Any] | None = None,
    ) -> None: ...

class KeyboardButtonRequestUsers(Object, _Described):
    """Telegram's KeyboardButtonRequestUsers. https://core.telegram.org/bots/api#keyboardbuttonrequestusers"""

    request_id: int
    user_is_bot: bool | None
    user_is_premium: bool | None
    max_quantity: int | None
    request_name: bool | None
    request_username: bool | None
    request_photo: bool | None
    def __init__(
        self, request_id: int, *, user_is_bot: bool | None = None, user_is_premium: bool | None = None,
        max_quantity: int | None = None, request_name: bool | None = None, request_username: bool | None = None,
        request_photo: bool | None = None,
    ) -> None: ...

class KeyboardButtonRequestChat(Object, _Described):
    """Telegram's KeyboardButtonRequestChat. https://core.telegram.org/bots/api#keyboardbuttonrequestchat"""

    request_id: int
    chat_is_channel: bool
    chat_is_forum: bool | None
    chat_has_username: bool | None
    chat_is_created: bool | None
    user_administrator_rights: ChatAdministratorRights | None
    bot_administrator_rights: ChatAdministratorRights | None
    bot_is_member: bool | None
    request_title: bool | None
    request_username: bool | None
    request_photo: bool | None
    def __init__(
        self, request_id: int, chat_is_channel: bool, *, chat_is_forum: bool | None = None,
        chat_has_username: bool | None = None, chat_is_created: bool | None = None,
        user_administrator_rights: ChatAdministratorRights | dict[str, Any] | None = None,
        bot_administrator_rights: ChatAdministratorRights | dict[str, Any] | None = None,
        bot_is_member: bool | None = None, request_title: bool | None = None, request_username: bool | None = None,
        request_photo: bool | None = None,
    ) -> None: ...

class KeyboardButtonRequestManagedBot(Object, _Described):
    """Telegram's KeyboardButtonRequestManagedBot. https://core.telegram.org/bots/api#keyboardbuttonrequestmanagedbot"""

    request_id: int
    suggested_name: str | None
    suggested_username: str | None
    def __init__(
        self, request_id: int, *, suggested_name: str | None = None, suggested_username: str | None = None,
    ) -> None: ...

class KeyboardButtonPollType(Object, _Described):
    """Telegram's KeyboardButtonPollType. https://core.telegram.org/bots/api#keyboardbuttonpolltype"""

    type: str | None
    def __init__(self, *, type: Literal['quiz', 'regular'] | None = None) -> None: ...

class ReplyKeyboardRemove(Object, _Described):
    """Telegram's ReplyKeyboardRemove. https://core.telegram.org/bots/api#replykeyboardremove"""

    remove_keyboard: Literal[True]
    selective: bool | None
    def __init__(self, *, remove_keyboard: Literal[True] = True, selective: bool | None = None) -> None: ...

class InlineKeyboardMarkup(Object, _Described):
    """Telegram's InlineKeyboardMarkup. https://core.telegram.org/bots/api#inlinekeyboardmarkup"""

    inline_keyboard: list[list[InlineKeyboardButton]]
    force_reply: bool | None
    def __init__(
        self, inline_keyboard: Sequence[Sequence[InlineKeyboardButton | dict[str, Any]]], *,
        force_reply: bool | None = None,
    ) -> None: ...

class InlineKeyboardButton(Object, _Described):
    """Telegram's InlineKeyboardButton. https://core.telegram.org/bots/api#inlinekeyboardbutton"""

    text: str
    icon_custom_emoji_id: str | None
    style: str | None
    url: str | None
    callback_data: str | None
    web_app: WebAppInfo | None
    login_url: LoginUrl | None
    switch_inline_query: str | None
    switch_inline_query_current_chat: str | None
    switch_inline_query_chosen_chat: SwitchInlineQueryChosenChat | None
    copy_text: CopyTextButton | None
    callback_game: CallbackGame | None
    pay: bool | None
    disabled: DisabledButton | None
    def __init__(
        self, text: str, *, icon_custom_emoji_id: str | None = None, style: str | None = None,
        url: str | None = None, callback_data: str | None = None,
        web_app: WebAppInfo | dict[str, Any] | None = None, login_url: LoginUrl | dict[str, Any] | None = None,
        switch_inline_query: str | None = None, switch_inline_query_current_chat: str | None = None,
        switch_inline_query_chosen_chat: SwitchInlineQueryChosenChat | dict[str, Any] | None = None,
        copy_text: CopyTextButton | dict[str, Any] | None = None,
        callback_game: CallbackGame | dict[str, Any] | None = None, pay: bool | None = None,
        disabled: DisabledButton | dict[str, Any] | None = None,
    ) -> None: ...

class LoginUrl(Object, _Described):
    """Telegram's LoginUrl. https://core.telegram.org/bots/api#loginurl"""

    url: str
    forward_text: str | None
    bot_username: str | None
    request_write_access: bool | None
    def __init__(
        self, url: str, *, forward_text: str | None = None, bot_username: str | None = None,
        request_write_access: bool | None = None,
    ) -> None: ...

class SwitchInlineQueryChosenChat(Object, _Described):
    """Telegram's SwitchInlineQueryChosenChat. https://core.telegram.org/bots/api#switchinlinequerychosenchat"""

    query: str | None
    allow_user_chats: bool | None
    allow_bot_chats: bool | None
    allow_group_chats: bool | None
    allow_channel_chats: bool | None
    def __init__(
        self, *, query: str | None = None, allow_user_chats: bool | None = None,
        allow_bot_chats: bool | None = None, allow_group_chats: bool | None = None,
        allow_channel_chats: bool | None = None,
    ) -> None: ...

class CopyTextButton(Object, _Described):
    """Telegram's CopyTextButton. https://core.telegram.org/bots/api#copytextbutton"""

    text: str
    def __init__(self, text: str) -> None: ...

class DisabledButton(Object, _Described):
    """Telegram's DisabledButton. https://core.telegram.org/bots/api#disabledbutton"""

    def __init__(self) -> None: ...

class CallbackQuery(CallbackQueryShortcuts, _Described):
    """Telegram's CallbackQuery. https://core.telegram.org/bots/api#callbackquery"""

    id: str
    from_user: User
    message: MaybeInaccessibleMessage | None
    inline_message_id: str | None
    chat_instance: str
    data: str | None
    game_short_name: str | None
    def __init__(
        self, id: str, from_user: User | dict[str, Any], chat_instance: str, *,
        message: MaybeInaccessibleMessage | dict[str, Any] | None = None, inline_message_id: str | None = None,
        data: str | None = None, game_short_name: str | None = None,
    ) -> None: ...

class ForceReply(Object, _Described):
    """Telegram's ForceReply. https://core.telegram.org/bots/api#forcereply"""

    force_reply: Literal[True]
    input_field_placeholder: str | None
    selective: bool | None
    def __init__(
        self, *, force_reply: Literal[True] = True, input_field_placeholder: str | None = None,
        selective: bool | None = None,
    ) -> None: ...

class Community(Object, _Described):
    """Telegram's Community. https://core.telegram.org/bots/api#community"""

    id: int
    name: str
    def __init__(self, id: int, name: str) -> None: ...

class ChatPhoto(Object, _Described):
    """Telegram's ChatPhoto. https://core.telegram.org/bots/api#chatphoto"""

    small_file_id: str
    small_file_unique_id: str
    big_file_id: str
    big_file_unique_id: str
    def __init__(
        self, small_file_id: str, small_file_unique_id: str, big_file_id: str, big_file_unique_id: str,
    ) -> None: ...

class ChatInviteLink(Object, _Described):
    """Telegram's ChatInviteLink. https://core.telegram.org/bots/api#chatinvitelink"""

    invite_link: str
    creator: User
    creates_join_request: bool
    is_primary: bool
    is_revoked: bool
    name: str | None
    expire_date: datetime | None
    member_limit: int | None
    pending_join_request_count: int | None
    subscription_period: int | None
    subscription_price: int | None
    def __init__(
        self, invite_link: str, creator: User | dict[str, Any], creates_join_request: bool, is_primary: bool,
        is_revoked: bool, *, name: str | None = None, expire_date: datetime | int | None = None,
        member_limit: int | None = None, pending_join_request_count: int | None = None,
        subscription_period: int | timedelta | None = None, subscription_price: int | None = None,
    ) -> None: ...

class ChatAdministratorRights(Object, _Described):
    """Telegram's ChatAdministratorRights. https://core.telegram.org/bots/api#chatadministratorrights"""

    is_anonymous: bool
    can_manage_chat: bool
    can_delete_messages: bool
    can_manage_video_chats: bool
    can_restrict_members: bool
    can_promote_members: bool
    can_change_info: bool
    can_invite_users: bool
    can_post_stories: bool
    can_edit_stories: bool
    can_delete_stories: bool
    can_post_messages: bool | None
    can_edit_messages: bool | None
    can_pin_messages: bool | None
    can_manage_topics: bool | None
    can_manage_direct_messages: bool | None
    can_manage_tags: bool | None
    can_send_welcome_messages: bool
    def __init__(
        self, is_anonymous: bool, can_manage_chat: bool, can_delete_messages: bool, can_manage_video_chats: bool,
        can_restrict_members: bool, can_promote_members: bool, can_change_info: bool, can_invite_users: bool,
        can_post_stories: bool, can_edit_stories: bool, can_delete_stories: bool, can_send_welcome_messages: bool,
        *, can_post_messages: bool | None = None, can_edit_messages: bool | None = None,
        can_pin_messages: bool | None = None, can_manage_topics: bool | None = None,
        can_manage_direct_messages: bool | None = None, can_manage_tags: bool | None = None,
    ) -> None: ...

class ChatMemberUpdated(Object, _Described):
    """Telegram's ChatMemberUpdated. https://core.telegram.org/bots/api#chatmemberupdated"""

    chat: Chat
    from_user: User
    date: datetime
    old_chat_member: ChatMember
    new_chat_member: ChatMember
    invite_link: ChatInviteLink | None
    via_join_request: bool | None
    via_chat_folder_invite_link: bool | None
    def __init__(
        self, chat: Chat | dict[str, Any], from_user: User | dict[str, Any], date: datetime | int,
        old_chat_member: ChatMember | dict[str, Any], new_chat_member: ChatMember | dict[str, Any], *,
        invite_link: ChatInviteLink | dict[str, Any] | None = None, via_join_request: bool | None = None,
        via_chat_folder_invite_link: bool | None = None,
    ) -> None: ...

ChatMember: TypeAlias = ChatMemberOwner | ChatMemberAdministrator | ChatMemberMember | ChatMemberRestricted | ChatMemberLeft | ChatMemberBanned

class ChatMemberOwner(Object, _Described):
    """Telegram's ChatMemberOwner. https://core.telegram.org/bots/api#chatmemberowner"""

    status: Literal['creator']
    user: User
    is_anonymous: bool
    custom_title: str | None
    def __init__(
        self, user: User | dict[str, Any], is_anonymous: bool, *, status: Literal['creator'] = 'creator',
        custom_title: str | None = None,
    ) -> None: ...

class ChatMemberAdministrator(Object, _Described):
    """Telegram's ChatMemberAdministrator. https://core.telegram.org/bots/api#chatmemberadministrator"""

    status: Literal['administrator']
    user: User
    can_be_edited: bool
    is_anonymous: bool
    can_manage_chat: bool
    can_delete_messages: bool
    can_manage_video_chats: bool
    can_restrict_members: bool
    can_promote_members: bool
    can_change_info: bool
    can_invite_users: bool
    can_post_stories: bool
    can_edit_stories: bool
    can_delete_stories: bool
    can_post_messages: bool | None
    can_edit_messages: bool | None
    can_pin_messages: bool | None
    can_manage_topics: bool | None
    can_manage_direct_messages: bool | None
    can_manage_tags: bool | None
    can_send_welcome_messages: bool
    custom_title: str | None
    def __init__(
        self, user: User | dict[str, Any], can_be_edited: bool, is_anonymous: bool, can_manage_chat: bool,
        can_delete_messages: bool, can_manage_video_chats: bool, can_restrict_members: bool,
        can_promote_members: bool, can_change_info: bool, can_invite_users: bool, can_post_stories: bool,
        can_edit_stories: bool, can_delete_stories: bool, can_send_welcome_messages: bool, *,
        status: Literal['administrator'] = 'administrator', can_post_messages: bool | None = None,
        can_edit_messages: bool | None = None, can_pin_messages: bool | None = None,
        can_manage_topics: bool | None = None, can_manage_direct_messages: bool | None = None,
        can_manage_tags: bool | None = None, custom_title: str | None = None,
    ) -> None: ...

class ChatMemberMember(Object, _Described):
    """Telegram's ChatMemberMember. https://core.telegram.org/bots/api#chatmembermember"""

    status: Literal['member']
    tag: str | None
    user: User
    until_date: datetime | None
    def __init__(
        self, user: User | dict[str, Any], *, status: Literal['member'] = 'member', tag: str | None = None,
        until_date: datetime | int | None = None,
    ) -> None: ...

class ChatMemberRestricted(Object, _Described):
    """Telegram's ChatMemberRestricted. https://core.telegram.org/bots/api#chatmemberrestricted"""

    status: Literal['restricted']
    tag: str | None
    user: User
    is_member: bool
    can_send_messages: bool
    can_send_audios: bool
    can_send_documents: bool
    can_send_photos: bool
    can_send_videos: bool
    can_send_video_notes: bool
    can_send_voice_notes: bool
    can_send_polls: bool
    can_send_other_messages: bool
    can_add_web_page_previews: bool
    can_react_to_messages: bool
    can_edit_tag: bool
    can_change_info: bool
    can_invite_users: bool
    can_pin_messages: bool
    can_manage_topics: bool
    until_date: datetime | Literal[0]
    def __init__(
        self, user: User | dict[str, Any], is_member: bool, can_send_messages: bool, can_send_audios: bool,
        can_send_documents: bool, can_send_photos: bool, can_send_videos: bool, can_send_video_notes: bool,
        can_send_voice_notes: bool, can_send_polls: bool, can_send_other_messages: bool,
        can_add_web_page_previews: bool, can_react_to_messages: bool, can_edit_tag: bool, can_change_info: bool,
        can_invite_users: bool, can_pin_messages: bool, can_manage_topics: bool, until_date: datetime | int, *,
        status: Literal['restricted'] = 'restricted', tag: str | None = None,
    ) -> None: ...

class ChatMemberLeft(Object, _Described):
    """Telegram's ChatMemberLeft. https://core.telegram.org/bots/api#chatmemberleft"""

    status: Literal['left']
    user: User
    def __init__(self, user: User | dict[str, Any], *, status: Literal['left'] = 'left') -> None: ...

class ChatMemberBanned(Object, _Described):
    """Telegram's ChatMemberBanned. https://core.telegram.org/bots/api#chatmemberbanned"""

    status: Literal['kicked']
    user: User
    until_date: datetime | Literal[0]
    def __init__(
        self, user: User | dict[str, Any], until_date: datetime | int, *, status: Literal['kicked'] = 'kicked',
    ) -> None: ...

class ChatJoinRequest(ChatJoinRequestShortcuts, _Described):
    """Telegram's ChatJoinRequest. https://core.telegram.org/bots/api#chatjoinrequest"""

    chat: Chat
    from_user: User
    user_chat_id: int
    date: datetime
    bio: str | None
    invite_link: ChatInviteLink | None
    query_id: str | None
    def __init__(
        self, chat: Chat | dict[str, Any], from_user: User | dict[str, Any], user_chat_id: int,
        date: datetime | int, *, bio: str | None = None, invite_link: ChatInviteLink | dict[str, Any] | None = None,
        query_id: str | None = None,
    ) -> None: ...

class ChatPermissions(Object, _Described):
    """Telegram's ChatPermissions. https://core.telegram.org/bots/api#chatpermissions"""

    can_send_messages: bool | None
    can_send_audios: bool | None
    can_send_documents: bool | None
    can_send_photos: bool | None
    can_send_videos: bool | None
    can_send_video_notes: bool | None
    can_send_voice_notes: bool | None
    can_send_polls: bool | None
    can_send_other_messages: bool | None
    can_add_web_page_previews: bool | None
    can_react_to_messages: bool | None
    can_edit_tag: bool | None
    can_change_info: bool | None
    can_invite_users: bool | None
    can_pin_messages: bool | None
    can_manage_topics: bool | None
    def __init__(
        self, *, can_send_messages: bool | None = None, can_send_audios: bool | None = None,
        can_send_documents: bool | None = None, can_send_photos: bool | None = None,
        can_send_videos: bool | None = None, can_send_video_notes: bool | None = None,
        can_send_voice_notes: bool | None = None, can_send_polls: bool | None = None,
        can_send_other_messages: bool | None = None, can_add_web_page_previews: bool | None = None,
        can_react_to_messages: bool | None = None, can_edit_tag: bool | None = None,
        can_change_info: bool | None = None, can_invite_users: bool | None = None,
        can_pin_messages: bool | None = None, can_manage_topics: bool | None = None,
    ) -> None: ...

class Birthdate(Object, _Described):
    """Telegram's Birthdate. https://core.telegram.org/bots/api#birthdate"""

    day: int
    month: int
    year: int | None
    def __init__(self, day: int, month: int, *, year: int | None = None) -> None: ...

class BusinessIntro(Object, _Described):
    """Telegram's BusinessIntro. https://core.telegram.org/bots/api#businessintro"""

    title: str | None
    message: str | None
    sticker: Sticker | None
    def __init__(
        self, *, title: str | None = None, message: str | None = None,
        sticker: Sticker | dict[str, Any] | None = None,
    ) -> None: ...

class BusinessLocation(Object, _Described):
    """Telegram's BusinessLocation. https://core.telegram.org/bots/api#businesslocation"""

    address: str
    location: Location | None
    def __init__(self, address: str, *, location: Location | dict[str, Any] | None = None) -> None: ...

class BusinessOpeningHoursInterval(Object, _Described):
    """Telegram's BusinessOpeningHoursInterval. https://core.telegram.org/bots/api#businessopeninghoursinterval"""

    opening_minute: int
    closing_minute: int
    def __init__(self, opening_minute: int, closing_minute: int) -> None: ...

class BusinessOpeningHours(Object, _Described):
    """Telegram's BusinessOpeningHours. https://core.telegram.org/bots/api#businessopeninghours"""

    time_zone_name: str
    opening_hours: list[BusinessOpeningHoursInterval]
    def __init__(
        self, time_zone_name: str, opening_hours: Sequence[BusinessOpeningHoursInterval | dict[str, Any]],
    ) -> None: ...

class UserRating(Object, _Described):
    """Telegram's UserRating. https://core.telegram.org/bots/api#userrating"""

    level: int
    rating: int
    current_level_rating: int
    next_level_rating: int | None
    def __init__(
        self, level: int, rating: int, current_level_rating: int, *, next_level_rating: int | None = None,
    ) -> None: ...

class StoryAreaPosition(Object, _Described):
    """Telegram's StoryAreaPosition. https://core.telegram.org/bots/api#storyareaposition"""

    x_percentage: float
    y_percentage: float
    width_percentage: float
    height_percentage: float
    rotation_angle: float
    corner_radius_percentage: float
    def __init__(
        self, x_percentage: float, y_percentage: float, width_percentage: float, height_percentage: float,
        rotation_angle: float, corner_radius_percentage: float,
    ) -> None: ...

class LocationAddress(Object, _Described):
    """Telegram's LocationAddress. https://core.telegram.org/bots/api#locationaddress"""

    country_code: str
    state: str | None
    city: str | None
    street: str | None
    def __init__(
        self, country_code: str, *, state: str | None = None, city: str | None = None, street: str | None = None,
    ) -> None: ...

StoryAreaType: TypeAlias = StoryAreaTypeLocation | StoryAreaTypeSuggestedReaction | StoryAreaTypeLink | StoryAreaTypeWeather | StoryAreaTypeUniqueGift

class StoryAreaTypeLocation(Object, _Described):
    """Telegram's StoryAreaTypeLocation. https://core.telegram.org/bots/api#storyareatypelocation"""

    type: Literal['location']
    latitude: float
    longitude: float
    address: LocationAddress | None
    def __init__(
        self, latitude: float, longitude: float, *, type: Literal['location'] = 'location',
        address: LocationAddress | dict[str, Any] | None = None,
    ) -> None: ...

class StoryAreaTypeSuggestedReaction(Object, _Described):
    """Telegram's StoryAreaTypeSuggestedReaction. https://core.telegram.org/bots/api#storyareatypesuggestedreaction"""

    type: Literal['suggested_reaction']
    reaction_type: ReactionType
    is_dark: bool | None
    is_flipped: bool | None
    def __init__(
        self, reaction_type: ReactionType | dict[str, Any], *,
        type: Literal['suggested_reaction'] = 'suggested_reaction', is_dark: bool | None = None,
        is_flipped: bool | None = None,
    ) -> None: ...

class StoryAreaTypeLink(Object, _Described):
    """Telegram's StoryAreaTypeLink. https://core.telegram.org/bots/api#storyareatypelink"""

    type: Literal['link']
    url: str
    def __init__(self, url: str, *, type: Literal['link'] = 'link') -> None: ...

class StoryAreaTypeWeather(Object, _Described):
    """Telegram's StoryAreaTypeWeather. https://core.telegram.org/bots/api#storyareatypeweather"""

    type: Literal['weather']
    temperature: float
    emoji: str
    background_color: int
    def __init__(
        self, temperature: float, emoji: str, background_color: int, *, type: Literal['weather'] = 'weather',
    ) -> None: ...

class StoryAreaTypeUniqueGift(Object, _Described):
    """Telegram's StoryAreaTypeUniqueGift. https://core.telegram.org/bots/api#storyareatypeuniquegift"""

    type: Literal['unique_gift']
    name: str
    def __init__(self, name: str, *, type: Literal['unique_gift'] = 'unique_gift') -> None: ...

class StoryArea(Object, _Described):
    """Telegram's StoryArea. https://core.telegram.org/bots/api#storyarea"""

    position: StoryAreaPosition
    type: StoryAreaType
    def __init__(self, position: StoryAreaPosition | dict[str, Any], type: StoryAreaType | dict[str, Any]) -> None: ...

class ChatLocation(Object, _Described):
    """Telegram's ChatLocation. https://core.telegram.org/bots/api#chatlocation"""

    location: Location
    address: str
    def __init__(self, location: Location | dict[str, Any], address: str) -> None: ...

ReactionType: TypeAlias = ReactionTypeEmoji | ReactionTypeCustomEmoji | ReactionTypePaid

class ReactionTypeEmoji(Object, _Described):
    """Telegram's ReactionTypeEmoji. https://core.telegram.org/bots/api#reactiontypeemoji"""

    type: Literal['emoji']
    emoji: str
    def __init__(self, emoji: str, *, type: Literal['emoji'] = 'emoji') -> None: ...

class ReactionTypeCustomEmoji(Object, _Described):
    """Telegram's ReactionTypeCustomEmoji. https://core.telegram.org/bots/api#reactiontypecustomemoji"""

    type: Literal['custom_emoji']
    custom_emoji_id: str
    def __init__(self, custom_emoji_id: str, *, type: Literal['custom_emoji'] = 'custom_emoji') -> None: ...

class ReactionTypePaid(Object, _Described):
    """Telegram's ReactionTypePaid. https://core.telegram.org/bots/api#reactiontypepaid"""

    type: Literal['paid']
    def __init__(self, *, type: Literal['paid'] = 'paid') -> None: ...

class ReactionCount(Object, _Described):
    """Telegram's ReactionCount. https://core.telegram.org/bots/api#reactioncount"""

    type: ReactionType
    total_count: int
    def __init__(self, type: ReactionType | dict[str, Any], total_count: int) -> None: ...

class MessageReactionUpdated(Object, _Described):
    """Telegram's MessageReactionUpdated. https://core.telegram.org/bots/api#messagereactionupdated"""

    chat: Chat
    message_id: int
    user: User | None
    actor_chat: Chat | None
    date: datetime
    old_reaction: list[ReactionType]
    new_reaction: list[ReactionType]
    def __init__(
        self, chat: Chat | dict[str, Any], message_id: int, date: datetime | int,
        old_reaction: Sequence[ReactionType | dict[str, Any]],
        new_reaction: Sequence[ReactionType | dict[str, Any]], *, user: User | dict[str, Any] | None = None,
        actor_chat: Chat | dict[str, Any] | None = None,
    ) -> None: ...

class MessageReactionCountUpdated(Object, _Described):
    """Telegram's MessageReactionCountUpdated. https://core.telegram.org/bots/api#messagereactioncountupdated"""

    chat: Chat
    message_id: int
    date: datetime
    reactions: list[ReactionCount]
    def __init__(
        self, chat: Chat | dict[str, Any], message_id: int, date: datetime | int,
        reactions: Sequence[ReactionCount | dict[str, Any]],
    ) -> None: ...

class ForumTopic(Object, _Described):
    """Telegram's ForumTopic. https://core.telegram.org/bots/api#forumtopic"""

    message_thread_id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None
    is_name_implicit: bool | None
    def __init__(
        self, message_thread_id: int, name: str, icon_color: int, *, icon_custom_emoji_id: str | None = None,
        is_name_implicit: bool | None = None,
    ) -> None: ...

class GiftBackground(Object, _Described):
    """Telegram's GiftBackground. https://core.telegram.org/bots/api#giftbackground"""

    center_color: int
    edge_color: int
    text_color: int
    def __init__(self, center_color: int, edge_color: int, text_color: int) -> None: ...

class Gift(Object, _Described):
    """Telegram's Gift. https://core.telegram.org/bots/api#gift"""

    id: str
    sticker: Sticker
    star_count: int
    upgrade_star_count: int | None
    is_premium: bool | None
    has_colors: bool | None
    total_count: int | None
    remaining_count: int | None
    personal_total_count: int | None
    personal_remaining_count: int | None
    background: GiftBackground | None
    unique_gift_variant_count: int | None
    publisher_chat: Chat | None
    def __init__(
        self, id: str, sticker: Sticker | dict[str, Any], star_count: int, *, upgrade_star_count: int | None = None,
        is_premium: bool | None = None, has_colors: bool | None = None, total_count: int | None = None,
        remaining_count: int | None = None, personal_total_count: int | None = None,
        personal_remaining_count: int | None = None, background: GiftBackground | dict[str, Any] | None = None,
        unique_gift_variant_count: int | None = None, publisher_chat: Chat | dict[str, Any] | None = None,
    ) -> None: ...

class Gifts(Object, _Described):
    """Telegram's Gifts. https://core.telegram.org/bots/api#gifts"""

    gifts: list[Gift]
    def __init__(self, gifts: Sequence[Gift | dict[str, Any]]) -> None: ...

class UniqueGiftModel(Object, _Described):
    """Telegram's UniqueGiftModel. https://core.telegram.org/bots/api#uniquegiftmodel"""

    name: str
    sticker: Sticker
    rarity_per_mille: int
    rarity: str | None
    def __init__(
        self, name: str, sticker: Sticker | dict[str, Any], rarity_per_mille: int, *, rarity: str | None = None,
    ) -> None: ...

class UniqueGiftSymbol(Object, _Described):
    """Telegram's UniqueGiftSymbol. https://core.telegram.org/bots/api#uniquegiftsymbol"""

    name: str
    sticker: Sticker
    rarity_per_mille: int
    def __init__(self, name: str, sticker: Sticker | dict[str, Any], rarity_per_mille: int) -> None: ...

class UniqueGiftBackdropColors(Object, _Described):
    """Telegram's UniqueGiftBackdropColors. https://core.telegram.org/bots/api#uniquegiftbackdropcolors"""

    center_color: int
    edge_color: int
    symbol_color: int
    text_color: int
    def __init__(self, center_color: int, edge_color: int, symbol_color: int, text_color: int) -> None: ...

class UniqueGiftBackdrop(Object, _Described):
    """Telegram's UniqueGiftBackdrop. https://core.telegram.org/bots/api#uniquegiftbackdrop"""

    name: str
    colors: UniqueGiftBackdropColors
    rarity_per_mille: int
    def __init__(
        self, name: str, colors: UniqueGiftBackdropColors | dict[str, Any], rarity_per_mille: int,
    ) -> None: ...

class UniqueGiftColors(Object, _Described):
    """Telegram's UniqueGiftColors. https://core.telegram.org/bots/api#uniquegiftcolors"""

    model_custom_emoji_id: str
    symbol_custom_emoji_id: str
    light_theme_main_color: int
    light_theme_other_colors: list[int]
    dark_theme_main_color: int
    dark_theme_other_colors: list[int]
    def __init__(
        self, model_custom_emoji_id: str, symbol_custom_emoji_id: str, light_theme_main_color: int,
        light_theme_other_colors: Sequence[int], dark_theme_main_color: int, dark_theme_other_colors: Sequence[int],
    ) -> None: ...

class UniqueGift(Object, _Described):
    """Telegram's UniqueGift. https://core.telegram.org/bots/api#uniquegift"""

    gift_id: str
    base_name: str
    name: str
    number: int
    model: UniqueGiftModel
    symbol: UniqueGiftSymbol
    backdrop: UniqueGiftBackdrop
    is_premium: bool | None
    is_burned: bool | None
    is_from_blockchain: bool | None
    colors: UniqueGiftColors | None
    publisher_chat: Chat | None
    def __init__(
        self, gift_id: str, base_name: str, name: str, number: int, model: UniqueGiftModel | dict[str, Any],
        symbol: UniqueGiftSymbol | dict[str, Any], backdrop: UniqueGiftBackdrop | dict[str, Any], *,
        is_premium: bool | None = None, is_burned: bool | None = None, is_from_blockchain: bool | None = None,
        colors: UniqueGiftColors | dict[str, Any] | None = None,
        publisher_chat: Chat | dict[str, Any] | None = None,
    ) -> None: ...

class GiftInfo(Object, _Described):
    """Telegram's GiftInfo. https://core.telegram.org/bots/api#giftinfo"""

    gift: Gift
    owned_gift_id: str | None
    convert_star_count: int | None
    prepaid_upgrade_star_count: int | None
    is_upgrade_separate: bool | None
    can_be_upgraded: bool | None
    text: str | None
    entities: list[MessageEntity] | None
    is_private: bool | None
    unique_gift_number: int | None
    def __init__(
        self, gift: Gift | dict[str, Any], *, owned_gift_id: str | None = None,
        convert_star_count: int | None = None, prepaid_upgrade_star_count: int | None = None,
        is_upgrade_separate: bool | None = None, can_be_upgraded: bool | None = None, text: str | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None, is_private: bool | None = None,
        unique_gift_number: int | None = None,
    ) -> None: ...

class UniqueGiftInfo(Object, _Described):
    """Telegram's UniqueGiftInfo. https://core.telegram.org/bots/api#uniquegiftinfo"""

    gift: UniqueGift
    origin: str
    text: str | None
    entities: list[MessageEntity] | None
    is_private: bool | None
    last_resale_currency: str | None
    last_resale_amount: int | None
    owned_gift_id: str | None
    transfer_star_count: int | None
    next_transfer_date: datetime | None
    def __init__(
        self, gift: UniqueGift | dict[str, Any], origin: str, *, text: str | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None, is_private: bool | None = None,
        last_resale_currency: str | None = None, last_resale_amount: int | None = None,
        owned_gift_id: str | None = None, transfer_star_count: int | None = None,
        next_transfer_date: datetime | int | None = None,
    ) -> None: ...

OwnedGift: TypeAlias = OwnedGiftRegular | OwnedGiftUnique

class OwnedGiftRegular(Object, _Described):
    """Telegram's OwnedGiftRegular. https://core.telegram.org/bots/api#ownedgiftregular"""

    type: Literal['regular']
    gift: Gift
    owned_gift_id: str | None
    sender_user: User | None
    send_date: datetime
    text: str | None
    entities: list[MessageEntity] | None
    is_private: bool | None
    is_saved: bool | None
    can_be_upgraded: bool | None
    was_refunded: bool | None
    convert_star_count: int | None
    prepaid_upgrade_star_count: int | None
    is_upgrade_separate: bool | None
    unique_gift_number: int | None
    def __init__(
        self, gift: Gift | dict[str, Any], send_date: datetime | int, *, type: Literal['regular'] = 'regular',
        owned_gift_id: str | None = None, sender_user: User | dict[str, Any] | None = None, text: str | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None, is_private: bool | None = None,
        is_saved: bool | None = None, can_be_upgraded: bool | None = None, was_refunded: bool | None = None,
        convert_star_count: int | None = None, prepaid_upgrade_star_count: int | None = None,
        is_upgrade_separate: bool | None = None, unique_gift_number: int | None = None,
    ) -> None: ...

class OwnedGiftUnique(Object, _Described):
    """Telegram's OwnedGiftUnique. https://core.telegram.org/bots/api#ownedgiftunique"""

    type: Literal['unique']
    gift: UniqueGift
    owned_gift_id: str | None
    sender_user: User | None
    send_date: datetime
    is_saved: bool | None
    can_be_transferred: bool | None
    transfer_star_count: int | None
    next_transfer_date: datetime | None
    def __init__(
        self, gift: UniqueGift | dict[str, Any], send_date: datetime | int, *, type: Literal['unique'] = 'unique',
        owned_gift_id: str | None = None, sender_user: User | dict[str, Any] | None = None,
        is_saved: bool | None = None, can_be_transferred: bool | None = None,
        transfer_star_count: int | None = None, next_transfer_date: datetime | int | None = None,
    ) -> None: ...

class OwnedGifts(Object, _Described):
    """Telegram's OwnedGifts. https://core.telegram.org/bots/api#ownedgifts"""

    total_count: int
    gifts: list[OwnedGift]
    next_offset: str | None
    def __init__(
        self, total_count: int, gifts: Sequence[OwnedGift | dict[str, Any]], *, next_offset: str | None = None,
    ) -> None: ...

class BotAccessSettings(Object, _Described):
    """Telegram's BotAccessSettings. https://core.telegram.org/bots/api#botaccesssettings"""

    is_access_restricted: bool
    added_users: list[User] | None
    def __init__(
        self, is_access_restricted: bool, *, added_users: Sequence[User | dict[str, Any]] | None = None,
    ) -> None: ...

class AcceptedGiftTypes(Object, _Described):
    """Telegram's AcceptedGiftTypes. https://core.telegram.org/bots/api#acceptedgifttypes"""

    unlimited_gifts: bool
    limited_gifts: bool
    unique_gifts: bool
    premium_subscription: bool
    gifts_from_channels: bool
    def __init__(
        self, unlimited_gifts: bool, limited_gifts: bool, unique_gifts: bool, premium_subscription: bool,
        gifts_from_channels: bool,
    ) -> None: ...

class StarAmount(Object, _Described):
    """Telegram's StarAmount. https://core.telegram.org/bots/api#staramount"""

    amount: int
    nanostar_amount: int | None
    def __init__(self, amount: int, *, nanostar_amount: int | None = None) -> None: ...

class BotCommand(Object, _Described):
    """Telegram's BotCommand. https://core.telegram.org/bots/api#botcommand"""

    command: str
    description: str
    is_ephemeral: bool | None
    def __init__(self, command: str, description: str, *, is_ephemeral: bool | None = None) -> None: ...

BotCommandScope: TypeAlias = BotCommandScopeDefault | BotCommandScopeAllPrivateChats | BotCommandScopeAllGroupChats | BotCommandScopeAllChatAdministrators | BotCommandScopeChat | BotCommandScopeChatAdministrators | BotCommandScopeChatMember

class BotCommandScopeDefault(Object, _Described):
    """Telegram's BotCommandScopeDefault. https://core.telegram.org/bots/api#botcommandscopedefault"""

    type: Literal['default']
    def __init__(self, *, type: Literal['default'] = 'default') -> None: ...

class BotCommandScopeAllPrivateChats(Object, _Described):
    """Telegram's BotCommandScopeAllPrivateChats. https://core.telegram.org/bots/api#botcommandscopeallprivatechats"""

    type: Literal['all_private_chats']
    def __init__(self, *, type: Literal['all_private_chats'] = 'all_private_chats') -> None: ...

class BotCommandScopeAllGroupChats(Object, _Described):
    """Telegram's BotCommandScopeAllGroupChats. https://core.telegram.org/bots/api#botcommandscopeallgroupchats"""

    type: Literal['all_group_chats']
    def __init__(self, *, type: Literal['all_group_chats'] = 'all_group_chats') -> None: ...

class BotCommandScopeAllChatAdministrators(Object, _Described):
    """Telegram's BotCommandScopeAllChatAdministrators. https://core.telegram.org/bots/api#botcommandscopeallchatadministrators"""

    type: Literal['all_chat_administrators']
    def __init__(self, *, type: Literal['all_chat_administrators'] = 'all_chat_administrators') -> None: ...

class BotCommandScopeChat(Object, _Described):
    """Telegram's BotCommandScopeChat. https://core.telegram.org/bots/api#botcommandscopechat"""

    type: Literal['chat']
    chat_id: int | str
    def __init__(self, chat_id: int | str, *, type: Literal['chat'] = 'chat') -> None: ...

class BotCommandScopeChatAdministrators(Object, _Described):
    """Telegram's BotCommandScopeChatAdministrators. https://core.telegram.org/bots/api#botcommandscopechatadministrators"""

    type: Literal['chat_administrators']
    chat_id: int | str
    def __init__(
        self, chat_id: int | str, *, type: Literal['chat_administrators'] = 'chat_administrators',
    ) -> None: ...

class BotCommandScopeChatMember(Object, _Described):
    """Telegram's BotCommandScopeChatMember. https://core.telegram.org/bots/api#botcommandscopechatmember"""

    type: Literal['chat_member']
    chat_id: int | str
    user_id: int
    def __init__(self, chat_id: int | str, user_id: int, *, type: Literal['chat_member'] = 'chat_member') -> None: ...

class BotName(Object, _Described):
    """Telegram's BotName. https://core.telegram.org/bots/api#botname"""

    name: str
    def __init__(self, name: str) -> None: ...

class BotDescription(Object, _Described):
    """Telegram's BotDescription. https://core.telegram.org/bots/api#botdescription"""

    description: str
    def __init__(self, description: str) -> None: ...

class BotShortDescription(Object, _Described):
    """Telegram's BotShortDescription. https://core.telegram.org/bots/api#botshortdescription"""

    short_description: str
    def __init__(self, short_description: str) -> None: ...

MenuButton: TypeAlias = MenuButtonCommands | MenuButtonWebApp | MenuButtonDefault

class MenuButtonCommands(Object, _Described):
    """Telegram's MenuButtonCommands. https://core.telegram.org/bots/api#menubuttoncommands"""

    type: Literal['commands']
    def __init__(self, *, type: Literal['commands'] = 'commands') -> None: ...

class MenuButtonWebApp(Object, _Described):
    """Telegram's MenuButtonWebApp. https://core.telegram.org/bots/api#menubuttonwebapp"""

    type: Literal['web_app']
    text: str
    web_app: WebAppInfo
    def __init__(
        self, text: str, web_app: WebAppInfo | dict[str, Any], *, type: Literal['web_app'] = 'web_app',
    ) -> None: ...

class MenuButtonDefault(Object, _Described):
    """Telegram's MenuButtonDefault. https://core.telegram.org/bots/api#menubuttondefault"""

    type: Literal['default']
    def __init__(self, *, type: Literal['default'] = 'default') -> None: ...

ChatBoostSource: TypeAlias = ChatBoostSourcePremium | ChatBoostSourceGiftCode | ChatBoostSourceGiveaway

class ChatBoostSourcePremium(Object, _Described):
    """Telegram's ChatBoostSourcePremium. https://core.telegram.org/bots/api#chatboostsourcepremium"""

    source: Literal['premium']
    user: User
    def __init__(self, user: User | dict[str, Any], *, source: Literal['premium'] = 'premium') -> None: ...

class ChatBoostSourceGiftCode(Object, _Described):
    """Telegram's ChatBoostSourceGiftCode. https://core.telegram.org/bots/api#chatboostsourcegiftcode"""

    source: Literal['gift_code']
    user: User
    def __init__(self, user: User | dict[str, Any], *, source: Literal['gift_code'] = 'gift_code') -> None: ...

class ChatBoostSourceGiveaway(Object, _Described):
    """Telegram's ChatBoostSourceGiveaway. https://core.telegram.org/bots/api#chatboostsourcegiveaway"""

    source: Literal['giveaway']
    giveaway_message_id: int
    user: User | None
    prize_star_count: int | None
    is_unclaimed: bool | None
    def __init__(
        self, giveaway_message_id: int, *, source: Literal['giveaway'] = 'giveaway',
        user: User | dict[str, Any] | None = None, prize_star_count: int | None = None,
        is_unclaimed: bool | None = None,
    ) -> None: ...

class ChatBoost(Object, _Described):
    """Telegram's ChatBoost. https://core.telegram.org/bots/api#chatboost"""

    boost_id: str
    add_date: datetime
    expiration_date: datetime
    source: ChatBoostSource
    def __init__(
        self, boost_id: str, add_date: datetime | int, expiration_date: datetime | int,
        source: ChatBoostSource | dict[str, Any],
    ) -> None: ...

class ChatBoostUpdated(Object, _Described):
    """Telegram's ChatBoostUpdated. https://core.telegram.org/bots/api#chatboostupdated"""

    chat: Chat
    boost: ChatBoost
    def __init__(self, chat: Chat | dict[str, Any], boost: ChatBoost | dict[str, Any]) -> None: ...

class ChatBoostRemoved(Object, _Described):
    """Telegram's ChatBoostRemoved. https://core.telegram.org/bots/api#chatboostremoved"""

    chat: Chat
    boost_id: str
    remove_date: datetime
    source: ChatBoostSource
    def __init__(
        self, chat: Chat | dict[str, Any], boost_id: str, remove_date: datetime | int,
        source: ChatBoostSource | dict[str, Any],
    ) -> None: ...

class ChatOwnerLeft(Object, _Described):
    """Telegram's ChatOwnerLeft. https://core.telegram.org/bots/api#chatownerleft"""

    new_owner: User | None
    def __init__(self, *, new_owner: User | dict[str, Any] | None = None) -> None: ...

class ChatOwnerChanged(Object, _Described):
    """Telegram's ChatOwnerChanged. https://core.telegram.org/bots/api#chatownerchanged"""

    new_owner: User
    def __init__(self, new_owner: User | dict[str, Any]) -> None: ...

class UserChatBoosts(Object, _Described):
    """Telegram's UserChatBoosts. https://core.telegram.org/bots/api#userchatboosts"""

    boosts: list[ChatBoost]
    def __init__(self, boosts: Sequence[ChatBoost | dict[str, Any]]) -> None: ...

class BusinessBotRights(Object, _Described):
    """Telegram's BusinessBotRights. https://core.telegram.org/bots/api#businessbotrights"""

    can_reply: bool | None
    can_read_messages: bool | None
    can_delete_sent_messages: bool | None
    can_delete_all_messages: bool | None
    can_edit_name: bool | None
    can_edit_bio: bool | None
    can_edit_profile_photo: bool | None
    can_edit_username: bool | None
    can_change_gift_settings: bool | None
    can_view_gifts_and_stars: bool | None
    can_convert_gifts_to_stars: bool | None
    can_transfer_and_upgrade_gifts: bool | None
    can_transfer_stars: bool | None
    can_manage_stories: bool | None
    def __init__(
        self, *, can_reply: bool | None = None, can_read_messages: bool | None = None,
        can_delete_sent_messages: bool | None = None, can_delete_all_messages: bool | None = None,
        can_edit_name: bool | None = None, can_edit_bio: bool | None = None,
        can_edit_profile_photo: bool | None = None, can_edit_username: bool | None = None,
        can_change_gift_settings: bool | None = None, can_view_gifts_and_stars: bool | None = None,
        can_convert_gifts_to_stars: bool | None = None, can_transfer_and_upgrade_gifts: bool | None = None,
        can_transfer_stars: bool | None = None, can_manage_stories: bool | None = None,
    ) -> None: ...

class BusinessConnection(Object, _Described):
    """Telegram's BusinessConnection. https://core.telegram.org/bots/api#businessconnection"""

    id: str
    user: User
    user_chat_id: int
    date: datetime
    rights: BusinessBotRights | None
    is_enabled: bool
    def __init__(
        self, id: str, user: User | dict[str, Any], user_chat_id: int, date: datetime | int, is_enabled: bool, *,
        rights: BusinessBotRights | dict[str, Any] | None = None,
    ) -> None: ...

class BusinessMessagesDeleted(Object, _Described):
    """Telegram's BusinessMessagesDeleted. https://core.telegram.org/bots/api#businessmessagesdeleted"""

    business_connection_id: str
    chat: Chat
    message_ids: list[int]
    def __init__(
        self, business_connection_id: str, chat: Chat | dict[str, Any], message_ids: Sequence[int],
    ) -> None: ...

class SentWebAppMessage(Object, _Described):
    """Telegram's SentWebAppMessage. https://core.telegram.org/bots/api#sentwebappmessage"""

    inline_message_id: str | None
    def __init__(self, *, inline_message_id: str | None = None) -> None: ...

class SentGuestMessage(Object, _Described):
    """Telegram's SentGuestMessage. https://core.telegram.org/bots/api#sentguestmessage"""

    inline_message_id: str
    def __init__(self, inline_message_id: str) -> None: ...

class PreparedInlineMessage(Object, _Described):
    """Telegram's PreparedInlineMessage. https://core.telegram.org/bots/api#preparedinlinemessage"""

    id: str
    expiration_date: datetime
    def __init__(self, id: str, expiration_date: datetime | int) -> None: ...

class PreparedKeyboardButton(Object, _Described):
    """Telegram's PreparedKeyboardButton. https://core.telegram.org/bots/api#preparedkeyboardbutton"""

    id: str
    def __init__(self, id: str) -> None: ...

class ResponseParameters(Object, _Described):
    """Telegram's ResponseParameters. https://core.telegram.org/bots/api#responseparameters"""

    migrate_to_chat_id: int | None
    retry_after: int | None
    def __init__(self, *, migrate_to_chat_id: int | None = None, retry_after: int | None = None) -> None: ...

InputMedia: TypeAlias = InputMediaAnimation | InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaPhoto | InputMediaVideo

class InputMediaAnimation(Object, _Described):
    """Telegram's InputMediaAnimation. https://core.telegram.org/bots/api#inputmediaanimation"""

    type: Literal['animation']
    media: _File
    thumbnail: _File | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    width: int | None
    height: int | None
    duration: int | None
    has_spoiler: bool | None
    def __init__(
        self, media: _File, *, type: Literal['animation'] = 'animation', thumbnail: _File | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, width: int | None = None, height: int | None = None,
        duration: int | timedelta | None = None, has_spoiler: bool | None = None,
    ) -> None: ...

class InputMediaAudio(Object, _Described):
    """Telegram's InputMediaAudio. https://core.telegram.org/bots/api#inputmediaaudio"""

    type: Literal['audio']
    media: _File
    thumbnail: _File | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    duration: int | None
    performer: str | None
    title: str | None
    def __init__(
        self, media: _File, *, type: Literal['audio'] = 'audio', thumbnail: _File | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, performer: str | None = None, title: str | None = None,
    ) -> None: ...

class InputMediaDocument(Object, _Described):
    """Telegram's InputMediaDocument. https://core.telegram.org/bots/api#inputmediadocument"""

    type: Literal['document']
    media: _File
    thumbnail: _File | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    disable_content_type_detection: bool | None
    def __init__(
        self, media: _File, *, type: Literal['document'] = 'document', thumbnail: _File | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        disable_content_type_detection: bool | None = None,
    ) -> None: ...

class InputMediaLink(Object, _Described):
    """Telegram's InputMediaLink. https://core.telegram.org/bots/api#inputmedialink"""

    type: Literal['link']
    url: str
    def __init__(self, url: str, *, type: Literal['link'] = 'link') -> None: ...

class InputMediaLivePhoto(Object, _Described):
    """Telegram's InputMediaLivePhoto. https://core.telegram.org/bots/api#inputmedialivephoto"""

    type: Literal['live_photo']
    media: _File
    photo: _File
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    has_spoiler: bool | None
    def __init__(
        self, media: _File, photo: _File, *, type: Literal['live_photo'] = 'live_photo', caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
    ) -> None: ...

class InputMediaLocation(Object, _Described):
    """Telegram's InputMediaLocation. https://core.telegram.org/bots/api#inputmedialocation"""

    type: Literal['location']
    latitude: float
    longitude: float
    horizontal_accuracy: float | None
    def __init__(
        self, latitude: float, longitude: float, *, type: Literal['location'] = 'location',
        horizontal_accuracy: float | None = None,
    ) -> None: ...

class InputMediaPhoto(Object, _Described):
    """Telegram's InputMediaPhoto. https://core.telegram.org/bots/api#inputmediaphoto"""

    type: Literal['photo']
    media: _File
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    has_spoiler: bool | None
    def __init__(
        self, media: _File, *, type: Literal['photo'] = 'photo', caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
    ) -> None: ...

class InputMediaSticker(Object, _Described):
    """Telegram's InputMediaSticker. https://core.telegram.org/bots/api#inputmediasticker"""

    type: Literal['sticker']
    media: _File
    emoji: str | None
    def __init__(self, media: _File, *, type: Literal['sticker'] = 'sticker', emoji: str | None = None) -> None: ...

class InputMediaVenue(Object, _Described):
    """Telegram's InputMediaVenue. https://core.telegram.org/bots/api#inputmediavenue"""

    type: Literal['venue']
    latitude: float
    longitude: float
    title: str
    address: str
    foursquare_id: str | None
    foursquare_type: str | None
    google_place_id: str | None
    google_place_type: str | None
    def __init__(
        self, latitude: float, longitude: float, title: str, address: str, *, type: Literal['venue'] = 'venue',
        foursquare_id: str | None = None, foursquare_type: str | None = None, google_place_id: str | None = None,
        google_place_type: str | None = None,
    ) -> None: ...

class InputMediaVideo(Object, _Described):
    """Telegram's InputMediaVideo. https://core.telegram.org/bots/api#inputmediavideo"""

    type: Literal['video']
    media: _File
    thumbnail: _File | None
    cover: _File | None
    start_timestamp: int | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    width: int | None
    height: int | None
    duration: int | None
    supports_streaming: bool | None
    has_spoiler: bool | None
    def __init__(
        self, media: _File, *, type: Literal['video'] = 'video', thumbnail: _File | None = None,
        cover: _File | None = None, start_timestamp: int | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, width: int | None = None, height: int | None = None,
        duration: int | timedelta | None = None, supports_streaming: bool | None = None,
        has_spoiler: bool | None = None,
    ) -> None: ...

class InputMediaVoiceNote(Object, _Described):
    """Telegram's InputMediaVoiceNote. https://core.telegram.org/bots/api#inputmediavoicenote"""

    type: Literal['voice_note']
    media: _File
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    duration: int | None
    def __init__(
        self, media: _File, *, type: Literal['voice_note'] = 'voice_note', caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None,
    ) -> None: ...

InputPaidMedia: TypeAlias = InputPaidMediaLivePhoto | InputPaidMediaPhoto | InputPaidMediaVideo

class InputPaidMediaLivePhoto(Object, _Described):
    """Telegram's InputPaidMediaLivePhoto. https://core.telegram.org/bots/api#inputpaidmedialivephoto"""

    type: Literal['live_photo']
    media: _File
    photo: _File
    def __init__(self, media: _File, photo: _File, *, type: Literal['live_photo'] = 'live_photo') -> None: ...

class InputPaidMediaPhoto(Object, _Described):
    """Telegram's InputPaidMediaPhoto. https://core.telegram.org/bots/api#inputpaidmediaphoto"""

    type: Literal['photo']
    media: _File
    def __init__(self, media: _File, *, type: Literal['photo'] = 'photo') -> None: ...

class InputPaidMediaVideo(Object, _Described):
    """Telegram's InputPaidMediaVideo. https://core.telegram.org/bots/api#inputpaidmediavideo"""

    type: Literal['video']
    media: _File
    thumbnail: _File | None
    cover: _File | None
    start_timestamp: int | None
    width: int | None
    height: int | None
    duration: int | None
    supports_streaming: bool | None
    def __init__(
        self, media: _File, *, type: Literal['video'] = 'video', thumbnail: _File | None = None,
        cover: _File | None = None, start_timestamp: int | None = None, width: int | None = None,
        height: int | None = None, duration: int | timedelta | None = None, supports_streaming: bool | None = None,
    ) -> None: ...

InputProfilePhoto: TypeAlias = InputProfilePhotoStatic | InputProfilePhotoAnimated

class InputProfilePhotoStatic(Object, _Described):
    """Telegram's InputProfilePhotoStatic. https://core.telegram.org/bots/api#inputprofilephotostatic"""

    type: Literal['static']
    photo: _File
    def __init__(self, photo: _File, *, type: Literal['static'] = 'static') -> None: ...

class InputProfilePhotoAnimated(Object, _Described):
    """Telegram's InputProfilePhotoAnimated. https://core.telegram.org/bots/api#inputprofilephotoanimated"""

    type: Literal['animated']
    animation: _File
    main_frame_timestamp: float | None
    def __init__(
        self, animation: _File, *, type: Literal['animated'] = 'animated',
        main_frame_timestamp: float | None = None,
    ) -> None: ...

InputStoryContent: TypeAlias = InputStoryContentPhoto | InputStoryContentVideo

class InputStoryContentPhoto(Object, _Described):
    """Telegram's InputStoryContentPhoto. https://core.telegram.org/bots/api#inputstorycontentphoto"""

    type: Literal['photo']
    photo: _File
    def __init__(self, photo: _File, *, type: Literal['photo'] = 'photo') -> None: ...

class InputStoryContentVideo(Object, _Described):
    """Telegram's InputStoryContentVideo. https://core.telegram.org/bots/api#inputstorycontentvideo"""

    type: Literal['video']
    video: _File
    duration: float | None
    cover_frame_timestamp: float | None
    is_animation: bool | None
    def __init__(
        self, video: _File, *, type: Literal['video'] = 'video', duration: float | None = None,
        cover_frame_timestamp: float | None = None, is_animation: bool | None = None,
    ) -> None: ...

class Sticker(FileShortcuts, _Described):
    """Telegram's Sticker. https://core.telegram.org/bots/api#sticker"""

    file_id: str
    file_unique_id: str
    type: str
    width: int
    height: int
    is_animated: bool
    is_video: bool
    thumbnail: PhotoSize | None
    emoji: str | None
    set_name: str | None
    premium_animation: File | None
    mask_position: MaskPosition | None
    custom_emoji_id: str | None
    needs_repainting: bool | None
    file_size: int | None
    def __init__(
        self, file_id: str, file_unique_id: str, type: str, width: int, height: int, is_animated: bool,
        is_video: bool, *, thumbnail: PhotoSize | dict[str, Any] | None = None, emoji: str | None = None,
        set_name: str | None = None, premium_animation: File | dict[str, Any] | None = None,
        mask_position: MaskPosition | dict[str, Any] | None = None, custom_emoji_id: str | None = None,
        needs_repainting: bool | None = None, file_size: int | None = None,
    ) -> None: ...

class StickerSet(Object, _Described):
    """Telegram's StickerSet. https://core.telegram.org/bots/api#stickerset"""

    name: str
    title: str
    sticker_type: str
    stickers: list[Sticker]
    thumbnail: PhotoSize | None
    def __init__(
        self, name: str, title: str, sticker_type: str, stickers: Sequence[Sticker | dict[str, Any]], *,
        thumbnail: PhotoSize | dict[str, Any] | None = None,
    ) -> None: ...

class MaskPosition(Object, _Described):
    """Telegram's MaskPosition. https://core.telegram.org/bots/api#maskposition"""

    point: str
    x_shift: float
    y_shift: float
    scale: float
    def __init__(self, point: str, x_shift: float, y_shift: float, scale: float) -> None: ...

class InputSticker(Object, _Described):
    """Telegram's InputSticker. https://core.telegram.org/bots/api#inputsticker"""

    sticker: _File
    format: str
    emoji_list: list[str]
    mask_position: MaskPosition | None
    keywords: list[str] | None
    def __init__(
        self, sticker: _File, format: Literal['static', 'animated', 'video'],
        emoji_list: list[str] | tuple[str, ...], *, mask_position: MaskPosition | dict[str, Any] | None = None,
        keywords: list[str] | tuple[str, ...] | None = None,
    ) -> None: ...

class RichMessage(Object, _Described):
    """Telegram's RichMessage. https://core.telegram.org/bots/api#richmessage"""

    blocks: list[RichBlock]
    is_rtl: bool | None
    def __init__(self, blocks: Sequence[RichBlock | dict[str, Any]], *, is_rtl: bool | None = None) -> None: ...

class InputRichMessage(Object, _Described):
    """Telegram's InputRichMessage. https://core.telegram.org/bots/api#inputrichmessage"""

    blocks: list[InputRichBlock] | None
    html: str | None
    markdown: str | None
    media: list[InputRichMessageMedia] | None
    is_rtl: bool | None
    skip_entity_detection: bool | None
    def __init__(
        self, *, blocks: Sequence[InputRichBlock | dict[str, Any]] | None = None, html: str | None = None,
        markdown: str | None = None, media: Sequence[InputRichMessageMedia | dict[str, Any]] | None = None,
        is_rtl: bool | None = None, skip_entity_detection: bool | None = None,
    ) -> None: ...

class InputRichMessageMedia(Object, _Described):
    """Telegram's InputRichMessageMedia. https://core.telegram.org/bots/api#inputrichmessagemedia"""

    id: str
    media: InputMediaAnimation | InputMediaAudio | InputMediaDocument | InputMediaPhoto | InputMediaVideo | InputMediaVoiceNote
    def __init__(
        self, id: str,
        media: InputMediaAnimation | InputMediaAudio | InputMediaDocument | InputMediaPhoto | InputMediaVideo | InputMediaVoiceNote | dict[str, Any],
    ) -> None: ...

class RichMessageButton(Object, _Described):
    """Telegram's RichMessageButton. https://core.telegram.org/bots/api#richmessagebutton"""

    text: RichText
    style: str | None
    url: str | None
    callback_data: str | None
    web_app: WebAppInfo | None
    login_url: LoginUrl | None
    switch_inline_query: str | None
    switch_inline_query_current_chat: str | None
    switch_inline_query_chosen_chat: SwitchInlineQueryChosenChat | None
    copy_text: CopyTextButton | None
    disabled: DisabledButton | None
    def __init__(
        self, text: RichText | dict[str, Any], *, style: str | None = None, url: str | None = None,
        callback_data: str | None = None, web_app: WebAppInfo | dict[str, Any] | None = None,
        login_url: LoginUrl | dict[str, Any] | None = None, switch_inline_query: str | None = None,
        switch_inline_query_current_chat: str | None = None,
        switch_inline_query_chosen_chat: SwitchInlineQueryChosenChat | dict[str, Any] | None = None,
        copy_text: CopyTextButton | dict[str, Any] | None = None,
        disabled: DisabledButton | dict[str, Any] | None = None,
    ) -> None: ...

RichText: TypeAlias = str | list[RichText] | RichTextBold | RichTextItalic | RichTextUnderline | RichTextStrikethrough | RichTextSpoiler | RichTextDateTime | RichTextTextMention | RichTextSubscript | RichTextSuperscript | RichTextMarked | RichTextCode | RichTextCustomEmoji | RichTextMathematicalExpression | RichTextUrl | RichTextEmailAddress | RichTextPhoneNumber | RichTextBankCardNumber | RichTextMention | RichTextHashtag | RichTextCashtag | RichTextBotCommand | RichTextButton | RichTextAnchor | RichTextAnchorLink | RichTextReference | RichTextReferenceLink

class RichTextBold(Object, _Described):
    """Telegram's RichTextBold. https://core.telegram.org/bots/api#richtextbold"""

    type: Literal['bold']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['bold'] = 'bold') -> None: ...

class RichTextItalic(Object, _Described):
    """Telegram's RichTextItalic. https://core.telegram.org/bots/api#richtextitalic"""

    type: Literal['italic']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['italic'] = 'italic') -> None: ...

class RichTextUnderline(Object, _Described):
    """Telegram's RichTextUnderline. https://core.telegram.org/bots/api#richtextunderline"""

    type: Literal['underline']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['underline'] = 'underline') -> None: ...

class RichTextStrikethrough(Object, _Described):
    """Telegram's RichTextStrikethrough. https://core.telegram.org/bots/api#richtextstrikethrough"""

    type: Literal['strikethrough']
    text: RichText
    def __init__(
        self, text: RichText | dict[str, Any], *, type: Literal['strikethrough'] = 'strikethrough',
    ) -> None: ...

class RichTextSpoiler(Object, _Described):
    """Telegram's RichTextSpoiler. https://core.telegram.org/bots/api#richtextspoiler"""

    type: Literal['spoiler']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['spoiler'] = 'spoiler') -> None: ...

class RichTextDateTime(Object, _Described):
    """Telegram's RichTextDateTime. https://core.telegram.org/bots/api#richtextdatetime"""

    type: Literal['date_time']
    text: RichText
    unix_time: datetime
    date_time_format: str
    def __init__(
        self, text: RichText | dict[str, Any], unix_time: datetime | int, date_time_format: str, *,
        type: Literal['date_time'] = 'date_time',
    ) -> None: ...

class RichTextTextMention(Object, _Described):
    """Telegram's RichTextTextMention. https://core.telegram.org/bots/api#richtexttextmention"""

    type: Literal['text_mention']
    text: RichText
    user: User
    def __init__(
        self, text: RichText | dict[str, Any], user: User | dict[str, Any], *,
        type: Literal['text_mention'] = 'text_mention',
    ) -> None: ...

class RichTextSubscript(Object, _Described):
    """Telegram's RichTextSubscript. https://core.telegram.org/bots/api#richtextsubscript"""

    type: Literal['subscript']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['subscript'] = 'subscript') -> None: ...

class RichTextSuperscript(Object, _Described):
    """Telegram's RichTextSuperscript. https://core.telegram.org/bots/api#richtextsuperscript"""

    type: Literal['superscript']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['superscript'] = 'superscript') -> None: ...

class RichTextMarked(Object, _Described):
    """Telegram's RichTextMarked. https://core.telegram.org/bots/api#richtextmarked"""

    type: Literal['marked']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['marked'] = 'marked') -> None: ...

class RichTextCode(Object, _Described):
    """Telegram's RichTextCode. https://core.telegram.org/bots/api#richtextcode"""

    type: Literal['code']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['code'] = 'code') -> None: ...

class RichTextCustomEmoji(Object, _Described):
    """Telegram's RichTextCustomEmoji. https://core.telegram.org/bots/api#richtextcustomemoji"""

    type: Literal['custom_emoji']
    custom_emoji_id: str
    alternative_text: str
    def __init__(
        self, custom_emoji_id: str, alternative_text: str, *, type: Literal['custom_emoji'] = 'custom_emoji',
    ) -> None: ...

class RichTextMathematicalExpression(Object, _Described):
    """Telegram's RichTextMathematicalExpression. https://core.telegram.org/bots/api#richtextmathematicalexpression"""

    type: Literal['mathematical_expression']
    expression: str
    def __init__(
        self, expression: str, *, type: Literal['mathematical_expression'] = 'mathematical_expression',
    ) -> None: ...

class RichTextUrl(Object, _Described):
    """Telegram's RichTextUrl. https://core.telegram.org/bots/api#richtexturl"""

    type: Literal['url']
    text: RichText
    url: str
    def __init__(self, text: RichText | dict[str, Any], url: str, *, type: Literal['url'] = 'url') -> None: ...

class RichTextEmailAddress(Object, _Described):
    """Telegram's RichTextEmailAddress. https://core.telegram.org/bots/api#richtextemailaddress"""

    type: Literal['email_address']
    text: RichText
    email_address: str
    def __init__(
        self, text: RichText | dict[str, Any], email_address: str, *,
        type: Literal['email_address'] = 'email_address',
    ) -> None: ...

class RichTextPhoneNumber(Object, _Described):
    """Telegram's RichTextPhoneNumber. https://core.telegram.org/bots/api#richtextphonenumber"""

    type: Literal['phone_number']
    text: RichText
    phone_number: str
    def __init__(
        self, text: RichText | dict[str, Any], phone_number: str, *, type: Literal['phone_number'] = 'phone_number',
    ) -> None: ...

class RichTextBankCardNumber(Object, _Described):
    """Telegram's RichTextBankCardNumber. https://core.telegram.org/bots/api#richtextbankcardnumber"""

    type: Literal['bank_card_number']
    text: RichText
    bank_card_number: str
    def __init__(
        self, text: RichText | dict[str, Any], bank_card_number: str, *,
        type: Literal['bank_card_number'] = 'bank_card_number',
    ) -> None: ...

class RichTextMention(Object, _Described):
    """Telegram's RichTextMention. https://core.telegram.org/bots/api#richtextmention"""

    type: Literal['mention']
    text: RichText
    username: str
    def __init__(
        self, text: RichText | dict[str, Any], username: str, *, type: Literal['mention'] = 'mention',
    ) -> None: ...

class RichTextHashtag(Object, _Described):
    """Telegram's RichTextHashtag. https://core.telegram.org/bots/api#richtexthashtag"""

    type: Literal['hashtag']
    text: RichText
    hashtag: str
    def __init__(
        self, text: RichText | dict[str, Any], hashtag: str, *, type: Literal['hashtag'] = 'hashtag',
    ) -> None: ...

class RichTextCashtag(Object, _Described):
    """Telegram's RichTextCashtag. https://core.telegram.org/bots/api#richtextcashtag"""

    type: Literal['cashtag']
    text: RichText
    cashtag: str
    def __init__(
        self, text: RichText | dict[str, Any], cashtag: str, *, type: Literal['cashtag'] = 'cashtag',
    ) -> None: ...

class RichTextBotCommand(Object, _Described):
    """Telegram's RichTextBotCommand. https://core.telegram.org/bots/api#richtextbotcommand"""

    type: Literal['bot_command']
    text: RichText
    bot_command: str
    def __init__(
        self, text: RichText | dict[str, Any], bot_command: str, *, type: Literal['bot_command'] = 'bot_command',
    ) -> None: ...

class RichTextButton(Object, _Described):
    """Telegram's RichTextButton. https://core.telegram.org/bots/api#richtextbutton"""

    type: Literal['button']
    button: RichMessageButton
    def __init__(self, button: RichMessageButton | dict[str, Any], *, type: Literal['button'] = 'button') -> None: ...

class RichTextAnchor(Object, _Described):
    """Telegram's RichTextAnchor. https://core.telegram.org/bots/api#richtextanchor"""

    type: Literal['anchor']
    name: str
    def __init__(self, name: str, *, type: Literal['anchor'] = 'anchor') -> None: ...

class RichTextAnchorLink(Object, _Described):
    """Telegram's RichTextAnchorLink. https://core.telegram.org/bots/api#richtextanchorlink"""

    type: Literal['anchor_link']
    text: RichText
    anchor_name: str
    def __init__(
        self, text: RichText | dict[str, Any], anchor_name: str, *, type: Literal['anchor_link'] = 'anchor_link',
    ) -> None: ...

class RichTextReference(Object, _Described):
    """Telegram's RichTextReference. https://core.telegram.org/bots/api#richtextreference"""

    type: Literal['reference']
    text: RichText
    name: str
    def __init__(
        self, text: RichText | dict[str, Any], name: str, *, type: Literal['reference'] = 'reference',
    ) -> None: ...

class RichTextReferenceLink(Object, _Described):
    """Telegram's RichTextReferenceLink. https://core.telegram.org/bots/api#richtextreferencelink"""

    type: Literal['reference_link']
    text: RichText
    reference_name: str
    def __init__(
        self, text: RichText | dict[str, Any], reference_name: str, *,
        type: Literal['reference_link'] = 'reference_link',
    ) -> None: ...

class RichBlockCaption(Object, _Described):
    """Telegram's RichBlockCaption. https://core.telegram.org/bots/api#richblockcaption"""

    text: RichText
    credit: RichText | None
    def __init__(
        self, text: RichText | dict[str, Any], *, credit: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockTableCell(Object, _Described):
    """Telegram's RichBlockTableCell. https://core.telegram.org/bots/api#richblocktablecell"""

    text: RichText | None
    is_header: bool | None
    colspan: int | None
    rowspan: int | None
    align: str
    valign: str
    def __init__(
        self, align: str, valign: str, *, text: RichText | dict[str, Any] | None = None,
        is_header: bool | None = None, colspan: int | None = None, rowspan: int | None = None,
    ) -> None: ...

class RichBlockListItem(Object, _Described):
    """Telegram's RichBlockListItem. https://core.telegram.org/bots/api#richblocklistitem"""

    label: str
    blocks: list[RichBlock]
    has_checkbox: bool | None
    is_checked: bool | None
    value: int | None
    type: str | None
    def __init__(
        self, label: str, blocks: Sequence[RichBlock | dict[str, Any]], *, has_checkbox: bool | None = None,
        is_checked: bool | None = None, value: int | None = None, type: str | None = None,
    ) -> None: ...

RichBlock: TypeAlias = RichBlockParagraph | RichBlockSectionHeading | RichBlockPreformatted | RichBlockFooter | RichBlockDivider | RichBlockMathematicalExpression | RichBlockAnchor | RichBlockList | RichBlockBlockQuotation | RichBlockExpandableBlockQuotation | RichBlockPullQuotation | RichBlockCollage | RichBlockSlideshow | RichBlockTable | RichBlockDetails | RichBlockMap | RichBlockButtons | RichBlockAnimation | RichBlockAudio | RichBlockDocument | RichBlockPhoto | RichBlockVideo | RichBlockVoiceNote | RichBlockThinking

class RichBlockParagraph(Object, _Described):
    """Telegram's RichBlockParagraph. https://core.telegram.org/bots/api#richblockparagraph"""

    type: Literal['paragraph']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['paragraph'] = 'paragraph') -> None: ...

class RichBlockSectionHeading(Object, _Described):
    """Telegram's RichBlockSectionHeading. https://core.telegram.org/bots/api#richblocksectionheading"""

    type: Literal['heading']
    text: RichText
    size: int
    def __init__(
        self, text: RichText | dict[str, Any], size: int, *, type: Literal['heading'] = 'heading',
    ) -> None: ...

class RichBlockPreformatted(Object, _Described):
    """Telegram's RichBlockPreformatted. https://core.telegram.org/bots/api#richblockpreformatted"""

    type: Literal['pre']
    text: RichText
    language: str | None
    def __init__(
        self, text: RichText | dict[str, Any], *, type: Literal['pre'] = 'pre', language: str | None = None,
    ) -> None: ...

class RichBlockFooter(Object, _Described):
    """Telegram's RichBlockFooter. https://core.telegram.org/bots/api#richblockfooter"""

    type: Literal['footer']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['footer'] = 'footer') -> None: ...

class RichBlockDivider(Object, _Described):
    """Telegram's RichBlockDivider. https://core.telegram.org/bots/api#richblockdivider"""

    type: Literal['divider']
    def __init__(self, *, type: Literal['divider'] = 'divider') -> None: ...

class RichBlockMathematicalExpression(Object, _Described):
    """Telegram's RichBlockMathematicalExpression. https://core.telegram.org/bots/api#richblockmathematicalexpression"""

    type: Literal['mathematical_expression']
    expression: str
    def __init__(
        self, expression: str, *, type: Literal['mathematical_expression'] = 'mathematical_expression',
    ) -> None: ...

class RichBlockAnchor(Object, _Described):
    """Telegram's RichBlockAnchor. https://core.telegram.org/bots/api#richblockanchor"""

    type: Literal['anchor']
    name: str
    def __init__(self, name: str, *, type: Literal['anchor'] = 'anchor') -> None: ...

class RichBlockList(Object, _Described):
    """Telegram's RichBlockList. https://core.telegram.org/bots/api#richblocklist"""

    type: Literal['list']
    items: list[RichBlockListItem]
    def __init__(
        self, items: Sequence[RichBlockListItem | dict[str, Any]], *, type: Literal['list'] = 'list',
    ) -> None: ...

class RichBlockBlockQuotation(Object, _Described):
    """Telegram's RichBlockBlockQuotation. https://core.telegram.org/bots/api#richblockblockquotation"""

    type: Literal['blockquote']
    blocks: list[RichBlock]
    credit: RichText | None
    def __init__(
        self, blocks: Sequence[RichBlock | dict[str, Any]], *, type: Literal['blockquote'] = 'blockquote',
        credit: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockExpandableBlockQuotation(Object, _Described):
    """Telegram's RichBlockExpandableBlockQuotation. https://core.telegram.org/bots/api#richblockexpandableblockquotation"""

    type: Literal['expandable_blockquote']
    text: RichText
    credit: RichText | None
    def __init__(
        self, text: RichText | dict[str, Any], *, type: Literal['expandable_blockquote'] = 'expandable_blockquote',
        credit: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockPullQuotation(Object, _Described):
    """Telegram's RichBlockPullQuotation. https://core.telegram.org/bots/api#richblockpullquotation"""

    type: Literal['pullquote']
    text: RichText
    credit: RichText | None
    def __init__(
        self, text: RichText | dict[str, Any], *, type: Literal['pullquote'] = 'pullquote',
        credit: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockCollage(Object, _Described):
    """Telegram's RichBlockCollage. https://core.telegram.org/bots/api#richblockcollage"""

    type: Literal['collage']
    blocks: list[RichBlock]
    caption: RichBlockCaption | None
    def __init__(
        self, blocks: Sequence[RichBlock | dict[str, Any]], *, type: Literal['collage'] = 'collage',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockSlideshow(Object, _Described):
    """Telegram's RichBlockSlideshow. https://core.telegram.org/bots/api#richblockslideshow"""

    type: Literal['slideshow']
    blocks: list[RichBlock]
    caption: RichBlockCaption | None
    def __init__(
        self, blocks: Sequence[RichBlock | dict[str, Any]], *, type: Literal['slideshow'] = 'slideshow',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockTable(Object, _Described):
    """Telegram's RichBlockTable. https://core.telegram.org/bots/api#richblocktable"""

    type: Literal['table']
    cells: list[list[RichBlockTableCell]]
    is_bordered: bool | None
    is_striped: bool | None
    is_compact: bool | None
    caption: RichText | None
    def __init__(
        self, cells: Sequence[Sequence[RichBlockTableCell | dict[str, Any]]], *, type: Literal['table'] = 'table',
        is_bordered: bool | None = None, is_striped: bool | None = None, is_compact: bool | None = None,
        caption: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockDetails(Object, _Described):
    """Telegram's RichBlockDetails. https://core.telegram.org/bots/api#richblockdetails"""

    type: Literal['details']
    summary: RichText
    blocks: list[RichBlock]
    is_open: bool | None
    def __init__(
        self, summary: RichText | dict[str, Any], blocks: Sequence[RichBlock | dict[str, Any]], *,
        type: Literal['details'] = 'details', is_open: bool | None = None,
    ) -> None: ...

class RichBlockMap(Object, _Described):
    """Telegram's RichBlockMap. https://core.telegram.org/bots/api#richblockmap"""

    type: Literal['map']
    location: Location
    zoom: int
    width: int
    height: int
    caption: RichBlockCaption | None
    def __init__(
        self, location: Location | dict[str, Any], zoom: int, width: int, height: int, *,
        type: Literal['map'] = 'map', caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockButtons(Object, _Described):
    """Telegram's RichBlockButtons. https://core.telegram.org/bots/api#richblockbuttons"""

    type: Literal['buttons']
    buttons: list[RichMessageButton]
    align: str | None
    def __init__(
        self, buttons: Sequence[RichMessageButton | dict[str, Any]], *, type: Literal['buttons'] = 'buttons',
        align: str | None = None,
    ) -> None: ...

class RichBlockAnimation(Object, _Described):
    """Telegram's RichBlockAnimation. https://core.telegram.org/bots/api#richblockanimation"""

    type: Literal['animation']
    animation: Animation
    has_spoiler: bool | None
    caption: RichBlockCaption | None
    def __init__(
        self, animation: Animation | dict[str, Any], *, type: Literal['animation'] = 'animation',
        has_spoiler: bool | None = None, caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockAudio(Object, _Described):
    """Telegram's RichBlockAudio. https://core.telegram.org/bots/api#richblockaudio"""

    type: Literal['audio']
    audio: Audio
    caption: RichBlockCaption | None
    def __init__(
        self, audio: Audio | dict[str, Any], *, type: Literal['audio'] = 'audio',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockDocument(Object, _Described):
    """Telegram's RichBlockDocument. https://core.telegram.org/bots/api#richblockdocument"""

    type: Literal['document']
    document: Document
    caption: RichBlockCaption | None
    def __init__(
        self, document: Document | dict[str, Any], *, type: Literal['document'] = 'document',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockPhoto(Object, _Described):
    """Telegram's RichBlockPhoto. https://core.telegram.org/bots/api#richblockphoto"""

    type: Literal['photo']
    photo: list[PhotoSize]
    has_spoiler: bool | None
    caption: RichBlockCaption | None
    def __init__(
        self, photo: Sequence[PhotoSize | dict[str, Any]], *, type: Literal['photo'] = 'photo',
        has_spoiler: bool | None = None, caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockVideo(Object, _Described):
    """Telegram's RichBlockVideo. https://core.telegram.org/bots/api#richblockvideo"""

    type: Literal['video']
    video: Video
    has_spoiler: bool | None
    caption: RichBlockCaption | None
    def __init__(
        self, video: Video | dict[str, Any], *, type: Literal['video'] = 'video', has_spoiler: bool | None = None,
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockVoiceNote(Object, _Described):
    """Telegram's RichBlockVoiceNote. https://core.telegram.org/bots/api#richblockvoicenote"""

    type: Literal['voice_note']
    voice_note: Voice
    caption: RichBlockCaption | None
    def __init__(
        self, voice_note: Voice | dict[str, Any], *, type: Literal['voice_note'] = 'voice_note',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class RichBlockThinking(Object, _Described):
    """Telegram's RichBlockThinking. https://core.telegram.org/bots/api#richblockthinking"""

    type: Literal['thinking']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['thinking'] = 'thinking') -> None: ...

class InputRichBlockListItem(Object, _Described):
    """Telegram's InputRichBlockListItem. https://core.telegram.org/bots/api#inputrichblocklistitem"""

    blocks: list[InputRichBlock]
    has_checkbox: bool | None
    is_checked: bool | None
    value: int | None
    type: str | None
    def __init__(
        self, blocks: Sequence[InputRichBlock | dict[str, Any]], *, has_checkbox: bool | None = None,
        is_checked: bool | None = None, value: int | None = None,
        type: Literal['a', 'A', 'i', 'I', '1'] | None = None,
    ) -> None: ...

InputRichBlock: TypeAlias = InputRichBlockParagraph | InputRichBlockSectionHeading | InputRichBlockPreformatted | InputRichBlockFooter | InputRichBlockDivider | InputRichBlockMathematicalExpression | InputRichBlockAnchor | InputRichBlockList | InputRichBlockBlockQuotation | InputRichBlockExpandableBlockQuotation | InputRichBlockPullQuotation | InputRichBlockCollage | InputRichBlockSlideshow | InputRichBlockTable | InputRichBlockDetails | InputRichBlockMap | InputRichBlockButtons | InputRichBlockAnimation | InputRichBlockAudio | InputRichBlockDocument | InputRichBlockPhoto | InputRichBlockVideo | InputRichBlockVoiceNote | InputRichBlockThinking

class InputRichBlockParagraph(Object, _Described):
    """Telegram's InputRichBlockParagraph. https://core.telegram.org/bots/api#inputrichblockparagraph"""

    type: Literal['paragraph']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['paragraph'] = 'paragraph') -> None: ...

class InputRichBlockSectionHeading(Object, _Described):
    """Telegram's InputRichBlockSectionHeading. https://core.telegram.org/bots/api#inputrichblocksectionheading"""

    type: Literal['heading']
    text: RichText
    size: int
    def __init__(
        self, text: RichText | dict[str, Any], size: int, *, type: Literal['heading'] = 'heading',
    ) -> None: ...

class InputRichBlockPreformatted(Object, _Described):
    """Telegram's InputRichBlockPreformatted. https://core.telegram.org/bots/api#inputrichblockpreformatted"""

    type: Literal['pre']
    text: RichText
    language: str | None
    def __init__(
        self, text: RichText | dict[str, Any], *, type: Literal['pre'] = 'pre', language: str | None = None,
    ) -> None: ...

class InputRichBlockFooter(Object, _Described):
    """Telegram's InputRichBlockFooter. https://core.telegram.org/bots/api#inputrichblockfooter"""

    type: Literal['footer']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['footer'] = 'footer') -> None: ...

class InputRichBlockDivider(Object, _Described):
    """Telegram's InputRichBlockDivider. https://core.telegram.org/bots/api#inputrichblockdivider"""

    type: Literal['divider']
    def __init__(self, *, type: Literal['divider'] = 'divider') -> None: ...

class InputRichBlockMathematicalExpression(Object, _Described):
    """Telegram's InputRichBlockMathematicalExpression. https://core.telegram.org/bots/api#inputrichblockmathematicalexpression"""

    type: Literal['mathematical_expression']
    expression: str
    def __init__(
        self, expression: str, *, type: Literal['mathematical_expression'] = 'mathematical_expression',
    ) -> None: ...

class InputRichBlockAnchor(Object, _Described):
    """Telegram's InputRichBlockAnchor. https://core.telegram.org/bots/api#inputrichblockanchor"""

    type: Literal['anchor']
    name: str
    def __init__(self, name: str, *, type: Literal['anchor'] = 'anchor') -> None: ...

class InputRichBlockList(Object, _Described):
    """Telegram's InputRichBlockList. https://core.telegram.org/bots/api#inputrichblocklist"""

    type: Literal['list']
    items: list[InputRichBlockListItem]
    def __init__(
        self, items: Sequence[InputRichBlockListItem | dict[str, Any]], *, type: Literal['list'] = 'list',
    ) -> None: ...

class InputRichBlockBlockQuotation(Object, _Described):
    """Telegram's InputRichBlockBlockQuotation. https://core.telegram.org/bots/api#inputrichblockblockquotation"""

    type: Literal['blockquote']
    blocks: list[InputRichBlock]
    credit: RichText | None
    def __init__(
        self, blocks: Sequence[InputRichBlock | dict[str, Any]], *, type: Literal['blockquote'] = 'blockquote',
        credit: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockExpandableBlockQuotation(Object, _Described):
    """Telegram's InputRichBlockExpandableBlockQuotation. https://core.telegram.org/bots/api#inputrichblockexpandableblockquotation"""

    type: Literal['expandable_blockquote']
    text: RichText
    credit: RichText | None
    def __init__(
        self, text: RichText | dict[str, Any], *, type: Literal['expandable_blockquote'] = 'expandable_blockquote',
        credit: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockPullQuotation(Object, _Described):
    """Telegram's InputRichBlockPullQuotation. https://core.telegram.org/bots/api#inputrichblockpullquotation"""

    type: Literal['pullquote']
    text: RichText
    credit: RichText | None
    def __init__(
        self, text: RichText | dict[str, Any], *, type: Literal['pullquote'] = 'pullquote',
        credit: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockCollage(Object, _Described):
    """Telegram's InputRichBlockCollage. https://core.telegram.org/bots/api#inputrichblockcollage"""

    type: Literal['collage']
    blocks: list[InputRichBlock]
    caption: RichBlockCaption | None
    def __init__(
        self, blocks: Sequence[InputRichBlock | dict[str, Any]], *, type: Literal['collage'] = 'collage',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockSlideshow(Object, _Described):
    """Telegram's InputRichBlockSlideshow. https://core.telegram.org/bots/api#inputrichblockslideshow"""

    type: Literal['slideshow']
    blocks: list[InputRichBlock]
    caption: RichBlockCaption | None
    def __init__(
        self, blocks: Sequence[InputRichBlock | dict[str, Any]], *, type: Literal['slideshow'] = 'slideshow',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockTable(Object, _Described):
    """Telegram's InputRichBlockTable. https://core.telegram.org/bots/api#inputrichblocktable"""

    type: Literal['table']
    cells: list[list[RichBlockTableCell]]
    is_bordered: bool | None
    is_striped: bool | None
    is_compact: bool | None
    caption: RichText | None
    def __init__(
        self, cells: Sequence[Sequence[RichBlockTableCell | dict[str, Any]]], *, type: Literal['table'] = 'table',
        is_bordered: bool | None = None, is_striped: bool | None = None, is_compact: bool | None = None,
        caption: RichText | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockDetails(Object, _Described):
    """Telegram's InputRichBlockDetails. https://core.telegram.org/bots/api#inputrichblockdetails"""

    type: Literal['details']
    summary: RichText
    blocks: list[InputRichBlock]
    is_open: bool | None
    def __init__(
        self, summary: RichText | dict[str, Any], blocks: Sequence[InputRichBlock | dict[str, Any]], *,
        type: Literal['details'] = 'details', is_open: bool | None = None,
    ) -> None: ...

class InputRichBlockMap(Object, _Described):
    """Telegram's InputRichBlockMap. https://core.telegram.org/bots/api#inputrichblockmap"""

    type: Literal['map']
    location: Location
    zoom: int | None
    width: int | None
    height: int | None
    caption: RichBlockCaption | None
    def __init__(
        self, location: Location | dict[str, Any], *, type: Literal['map'] = 'map', zoom: int | None = None,
        width: int | None = None, height: int | None = None,
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockButtons(Object, _Described):
    """Telegram's InputRichBlockButtons. https://core.telegram.org/bots/api#inputrichblockbuttons"""

    type: Literal['buttons']
    buttons: list[RichMessageButton]
    align: str | None
    def __init__(
        self, buttons: Sequence[RichMessageButton | dict[str, Any]], *, type: Literal['buttons'] = 'buttons',
        align: Literal['left', 'center', 'right'] | None = None,
    ) -> None: ...

class InputRichBlockAnimation(Object, _Described):
    """Telegram's InputRichBlockAnimation. https://core.telegram.org/bots/api#inputrichblockanimation"""

    type: Literal['animation']
    animation: InputMediaAnimation
    caption: RichBlockCaption | None
    def __init__(
        self, animation: InputMediaAnimation | dict[str, Any], *, type: Literal['animation'] = 'animation',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockAudio(Object, _Described):
    """Telegram's InputRichBlockAudio. https://core.telegram.org/bots/api#inputrichblockaudio"""

    type: Literal['audio']
    audio: InputMediaAudio
    caption: RichBlockCaption | None
    def __init__(
        self, audio: InputMediaAudio | dict[str, Any], *, type: Literal['audio'] = 'audio',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockDocument(Object, _Described):
    """Telegram's InputRichBlockDocument. https://core.telegram.org/bots/api#inputrichblockdocument"""

    type: Literal['document']
    document: InputMediaDocument
    caption: RichBlockCaption | None
    def __init__(
        self, document: InputMediaDocument | dict[str, Any], *, type: Literal['document'] = 'document',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockPhoto(Object, _Described):
    """Telegram's InputRichBlockPhoto. https://core.telegram.org/bots/api#inputrichblockphoto"""

    type: Literal['photo']
    photo: InputMediaPhoto
    caption: RichBlockCaption | None
    def __init__(
        self, photo: InputMediaPhoto | dict[str, Any], *, type: Literal['photo'] = 'photo',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockVideo(Object, _Described):
    """Telegram's InputRichBlockVideo. https://core.telegram.org/bots/api#inputrichblockvideo"""

    type: Literal['video']
    video: InputMediaVideo
    caption: RichBlockCaption | None
    def __init__(
        self, video: InputMediaVideo | dict[str, Any], *, type: Literal['video'] = 'video',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockVoiceNote(Object, _Described):
    """Telegram's InputRichBlockVoiceNote. https://core.telegram.org/bots/api#inputrichblockvoicenote"""

    type: Literal['voice_note']
    voice_note: InputMediaVoiceNote
    caption: RichBlockCaption | None
    def __init__(
        self, voice_note: InputMediaVoiceNote | dict[str, Any], *, type: Literal['voice_note'] = 'voice_note',
        caption: RichBlockCaption | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichBlockThinking(Object, _Described):
    """Telegram's InputRichBlockThinking. https://core.telegram.org/bots/api#inputrichblockthinking"""

    type: Literal['thinking']
    text: RichText
    def __init__(self, text: RichText | dict[str, Any], *, type: Literal['thinking'] = 'thinking') -> None: ...

class InlineQuery(InlineQueryShortcuts, _Described):
    """Telegram's InlineQuery. https://core.telegram.org/bots/api#inlinequery"""

    id: str
    from_user: User
    query: str
    offset: str
    chat_type: str | None
    location: Location | None
    def __init__(
        self, id: str, from_user: User | dict[str, Any], query: str, offset: str, *, chat_type: str | None = None,
        location: Location | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultsButton(Object, _Described):
    """Telegram's InlineQueryResultsButton. https://core.telegram.org/bots/api#inlinequeryresultsbutton"""

    text: str
    web_app: WebAppInfo | None
    start_parameter: str | None
    def __init__(
        self, text: str, *, web_app: WebAppInfo | dict[str, Any] | None = None, start_parameter: str | None = None,
    ) -> None: ...

InlineQueryResult: TypeAlias = InlineQueryResultCachedAudio | InlineQueryResultCachedDocument | InlineQueryResultCachedGif | InlineQueryResultCachedMpeg4Gif | InlineQueryResultCachedPhoto | InlineQueryResultCachedSticker | InlineQueryResultCachedVideo | InlineQueryResultCachedVoice | InlineQueryResultArticle | InlineQueryResultAudio | InlineQueryResultContact | InlineQueryResultGame | InlineQueryResultDocument | InlineQueryResultGif | InlineQueryResultLocation | InlineQueryResultMpeg4Gif | InlineQueryResultPhoto | InlineQueryResultVenue | InlineQueryResultVideo | InlineQueryResultVoice

class InlineQueryResultArticle(Object, _Described):
    """Telegram's InlineQueryResultArticle. https://core.telegram.org/bots/api#inlinequeryresultarticle"""

    type: Literal['article']
    id: str
    title: str
    input_message_content: InputMessageContent
    reply_markup: InlineKeyboardMarkup | None
    url: str | None
    description: str | None
    thumbnail_url: str | None
    thumbnail_width: int | None
    thumbnail_height: int | None
    def __init__(
        self, id: str, title: str, input_message_content: InputMessageContent | dict[str, Any], *,
        type: Literal['article'] = 'article', reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        url: str | None = None, description: str | None = None, thumbnail_url: str | None = None,
        thumbnail_width: int | None = None, thumbnail_height: int | None = None,
    ) -> None: ...

class InlineQueryResultPhoto(Object, _Described):
    """Telegram's InlineQueryResultPhoto. https://core.telegram.org/bots/api#inlinequeryresultphoto"""

    type: Literal['photo']
    id: str
    photo_url: str
    thumbnail_url: str
    photo_width: int | None
    photo_height: int | None
    title: str | None
    description: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, photo_url: str, thumbnail_url: str, *, type: Literal['photo'] = 'photo',
        photo_width: int | None = None, photo_height: int | None = None, title: str | None = None,
        description: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultGif(Object, _Described):
    """Telegram's InlineQueryResultGif. https://core.telegram.org/bots/api#inlinequeryresultgif"""

    type: Literal['gif']
    id: str
    gif_url: str
    gif_width: int | None
    gif_height: int | None
    gif_duration: int | None
    thumbnail_url: str
    thumbnail_mime_type: str | None
    title: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, gif_url: str, thumbnail_url: str, *, type: Literal['gif'] = 'gif',
        gif_width: int | None = None, gif_height: int | None = None, gif_duration: int | timedelta | None = None,
        thumbnail_mime_type: Literal['image/jpeg', 'image/gif', 'video/mp4'] | None = None,
        title: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultMpeg4Gif(Object, _Described):
    """Telegram's InlineQueryResultMpeg4Gif. https://core.telegram.org/bots/api#inlinequeryresultmpeg4gif"""

    type: Literal['mpeg4_gif']
    id: str
    mpeg4_url: str
    mpeg4_width: int | None
    mpeg4_height: int | None
    mpeg4_duration: int | None
    thumbnail_url: str
    thumbnail_mime_type: str | None
    title: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, mpeg4_url: str, thumbnail_url: str, *, type: Literal['mpeg4_gif'] = 'mpeg4_gif',
        mpeg4_width: int | None = None, mpeg4_height: int | None = None,
        mpeg4_duration: int | timedelta | None = None,
        thumbnail_mime_type: Literal['image/jpeg', 'image/gif', 'video/mp4'] | None = None,
        title: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultVideo(Object, _Described):
    """Telegram's InlineQueryResultVideo. https://core.telegram.org/bots/api#inlinequeryresultvideo"""

    type: Literal['video']
    id: str
    video_url: str
    mime_type: str
    thumbnail_url: str
    title: str
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    video_width: int | None
    video_height: int | None
    video_duration: int | None
    description: str | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, video_url: str, mime_type: Literal['text/html', 'video/mp4'], thumbnail_url: str, title: str,
        *, type: Literal['video'] = 'video', caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, video_width: int | None = None,
        video_height: int | None = None, video_duration: int | timedelta | None = None,
        description: str | None = None, reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultAudio(Object, _Described):
    """Telegram's InlineQueryResultAudio. https://core.telegram.org/bots/api#inlinequeryresultaudio"""

    type: Literal['audio']
    id: str
    audio_url: str
    title: str
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    performer: str | None
    audio_duration: int | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, audio_url: str, title: str, *, type: Literal['audio'] = 'audio', caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, performer: str | None = None,
        audio_duration: int | timedelta | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultVoice(Object, _Described):
    """Telegram's InlineQueryResultVoice. https://core.telegram.org/bots/api#inlinequeryresultvoice"""

    type: Literal['voice']
    id: str
    voice_url: str
    title: str
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    voice_duration: int | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, voice_url: str, title: str, *, type: Literal['voice'] = 'voice', caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        voice_duration: int | timedelta | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultDocument(Object, _Described):
    """Telegram's InlineQueryResultDocument. https://core.telegram.org/bots/api#inlinequeryresultdocument"""

    type: Literal['document']
    id: str
    title: str
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    document_url: str
    mime_type: str
    description: str | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    thumbnail_url: str | None
    thumbnail_width: int | None
    thumbnail_height: int | None
    def __init__(
        self, id: str, title: str, document_url: str, mime_type: Literal['application/pdf', 'application/zip'], *,
        type: Literal['document'] = 'document', caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, description: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None, thumbnail_url: str | None = None,
        thumbnail_width: int | None = None, thumbnail_height: int | None = None,
    ) -> None: ...

class InlineQueryResultLocation(Object, _Described):
    """Telegram's InlineQueryResultLocation. https://core.telegram.org/bots/api#inlinequeryresultlocation"""

    type: Literal['location']
    id: str
    latitude: float
    longitude: float
    title: str
    horizontal_accuracy: float | None
    live_period: int | None
    heading: int | None
    proximity_alert_radius: int | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    thumbnail_url: str | None
    thumbnail_width: int | None
    thumbnail_height: int | None
    def __init__(
        self, id: str, latitude: float, longitude: float, title: str, *, type: Literal['location'] = 'location',
        horizontal_accuracy: float | None = None, live_period: int | timedelta | None = None,
        heading: int | None = None, proximity_alert_radius: int | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None, thumbnail_url: str | None = None,
        thumbnail_width: int | None = None, thumbnail_height: int | None = None,
    ) -> None: ...

class InlineQueryResultVenue(Object, _Described):
    """Telegram's InlineQueryResultVenue. https://core.telegram.org/bots/api#inlinequeryresultvenue"""

    type: Literal['venue']
    id: str
    latitude: float
    longitude: float
    title: str
    address: str
    foursquare_id: str | None
    foursquare_type: str | None
    google_place_id: str | None
    google_place_type: str | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    thumbnail_url: str | None
    thumbnail_width: int | None
    thumbnail_height: int | None
    def __init__(
        self, id: str, latitude: float, longitude: float, title: str, address: str, *,
        type: Literal['venue'] = 'venue', foursquare_id: str | None = None, foursquare_type: str | None = None,
        google_place_id: str | None = None, google_place_type: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None, thumbnail_url: str | None = None,
        thumbnail_width: int | None = None, thumbnail_height: int | None = None,
    ) -> None: ...

class InlineQueryResultContact(Object, _Described):
    """Telegram's InlineQueryResultContact. https://core.telegram.org/bots/api#inlinequeryresultcontact"""

    type: Literal['contact']
    id: str
    phone_number: str
    first_name: str
    last_name: str | None
    vcard: str | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    thumbnail_url: str | None
    thumbnail_width: int | None
    thumbnail_height: int | None
    def __init__(
        self, id: str, phone_number: str, first_name: str, *, type: Literal['contact'] = 'contact',
        last_name: str | None = None, vcard: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None, thumbnail_url: str | None = None,
        thumbnail_width: int | None = None, thumbnail_height: int | None = None,
    ) -> None: ...

class InlineQueryResultGame(Object, _Described):
    """Telegram's InlineQueryResultGame. https://core.telegram.org/bots/api#inlinequeryresultgame"""

    type: Literal['game']
    id: str
    game_short_name: str
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, id: str, game_short_name: str, *, type: Literal['game'] = 'game',
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultCachedPhoto(Object, _Described):
    """Telegram's InlineQueryResultCachedPhoto. https://core.telegram.org/bots/api#inlinequeryresultcachedphoto"""

    type: Literal['photo']
    id: str
    photo_file_id: str
    title: str | None
    description: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, photo_file_id: str, *, type: Literal['photo'] = 'photo', title: str | None = None,
        description: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultCachedGif(Object, _Described):
    """Telegram's InlineQueryResultCachedGif. https://core.telegram.org/bots/api#inlinequeryresultcachedgif"""

    type: Literal['gif']
    id: str
    gif_file_id: str
    title: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, gif_file_id: str, *, type: Literal['gif'] = 'gif', title: str | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultCachedMpeg4Gif(Object, _Described):
    """Telegram's InlineQueryResultCachedMpeg4Gif. https://core.telegram.org/bots/api#inlinequeryresultcachedmpeg4gif"""

    type: Literal['mpeg4_gif']
    id: str
    mpeg4_file_id: str
    title: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, mpeg4_file_id: str, *, type: Literal['mpeg4_gif'] = 'mpeg4_gif', title: str | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultCachedSticker(Object, _Described):
    """Telegram's InlineQueryResultCachedSticker. https://core.telegram.org/bots/api#inlinequeryresultcachedsticker"""

    type: Literal['sticker']
    id: str
    sticker_file_id: str
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, sticker_file_id: str, *, type: Literal['sticker'] = 'sticker',
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultCachedDocument(Object, _Described):
    """Telegram's InlineQueryResultCachedDocument. https://core.telegram.org/bots/api#inlinequeryresultcacheddocument"""

    type: Literal['document']
    id: str
    title: str
    document_file_id: str
    description: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, title: str, document_file_id: str, *, type: Literal['document'] = 'document',
        description: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultCachedVideo(Object, _Described):
    """Telegram's InlineQueryResultCachedVideo. https://core.telegram.org/bots/api#inlinequeryresultcachedvideo"""

    type: Literal['video']
    id: str
    video_file_id: str
    title: str
    description: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, video_file_id: str, title: str, *, type: Literal['video'] = 'video',
        description: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultCachedVoice(Object, _Described):
    """Telegram's InlineQueryResultCachedVoice. https://core.telegram.org/bots/api#inlinequeryresultcachedvoice"""

    type: Literal['voice']
    id: str
    voice_file_id: str
    title: str
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, voice_file_id: str, title: str, *, type: Literal['voice'] = 'voice',
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

class InlineQueryResultCachedAudio(Object, _Described):
    """Telegram's InlineQueryResultCachedAudio. https://core.telegram.org/bots/api#inlinequeryresultcachedaudio"""

    type: Literal['audio']
    id: str
    audio_file_id: str
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    reply_markup: InlineKeyboardMarkup | None
    input_message_content: InputMessageContent | None
    def __init__(
        self, id: str, audio_file_id: str, *, type: Literal['audio'] = 'audio', caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
        input_message_content: InputMessageContent | dict[str, Any] | None = None,
    ) -> None: ...

InputMessageContent: TypeAlias = InputTextMessageContent | InputRichMessageContent | InputLocationMessageContent | InputVenueMessageContent | InputContactMessageContent | InputInvoiceMessageContent

class InputTextMessageContent(Object, _Described):
    """Telegram's InputTextMessageContent. https://core.telegram.org/bots/api#inputtextmessagecontent"""

    message_text: str
    parse_mode: str | None
    entities: list[MessageEntity] | None
    link_preview_options: LinkPreviewOptions | None
    def __init__(
        self, message_text: str, *, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
    ) -> None: ...

class InputRichMessageContent(Object, _Described):
    """Telegram's InputRichMessageContent. https://core.telegram.org/bots/api#inputrichmessagecontent"""

    rich_message: InputRichMessage
    def __init__(self, rich_message: InputRichMessage | dict[str, Any]) -> None: ...

class InputLocationMessageContent(Object, _Described):
    """Telegram's InputLocationMessageContent. https://core.telegram.org/bots/api#inputlocationmessagecontent"""

    latitude: float
    longitude: float
    horizontal_accuracy: float | None
    live_period: int | None
    heading: int | None
    proximity_alert_radius: int | None
    def __init__(
        self, latitude: float, longitude: float, *, horizontal_accuracy: float | None = None,
        live_period: int | timedelta | None = None, heading: int | None = None,
        proximity_alert_radius: int | None = None,
    ) -> None: ...

class InputVenueMessageContent(Object, _Described):
    """Telegram's InputVenueMessageContent. https://core.telegram.org/bots/api#inputvenuemessagecontent"""

    latitude: float
    longitude: float
    title: str
    address: str
    foursquare_id: str | None
    foursquare_type: str | None
    google_place_id: str | None
    google_place_type: str | None
    def __init__(
        self, latitude: float, longitude: float, title: str, address: str, *, foursquare_id: str | None = None,
        foursquare_type: str | None = None, google_place_id: str | None = None,
        google_place_type: str | None = None,
    ) -> None: ...

class InputContactMessageContent(Object, _Described):
    """Telegram's InputContactMessageContent. https://core.telegram.org/bots/api#inputcontactmessagecontent"""

    phone_number: str
    first_name: str
    last_name: str | None
    vcard: str | None
    def __init__(
        self, phone_number: str, first_name: str, *, last_name: str | None = None, vcard: str | None = None,
    ) -> None: ...

class InputInvoiceMessageContent(Object, _Described):
    """Telegram's InputInvoiceMessageContent. https://core.telegram.org/bots/api#inputinvoicemessagecontent"""

    title: str
    description: str
    payload: str
    provider_token: str | None
    currency: str
    prices: list[LabeledPrice]
    max_tip_amount: int | None
    suggested_tip_amounts: list[int] | None
    provider_data: str | None
    photo_url: str | None
    photo_size: int | None
    photo_width: int | None
    photo_height: int | None
    need_name: bool | None
    need_phone_number: bool | None
    need_email: bool | None
    need_shipping_address: bool | None
    send_phone_number_to_provider: bool | None
    send_email_to_provider: bool | None
    is_flexible: bool | None
    def __init__(
        self, title: str, description: str, payload: str, currency: str,
        prices: Sequence[LabeledPrice | dict[str, Any]], *, provider_token: str | None = None,
        max_tip_amount: int | None = None, suggested_tip_amounts: Sequence[int] | None = None,
        provider_data: str | None = None, photo_url: str | None = None, photo_size: int | None = None,
        photo_width: int | None = None, photo_height: int | None = None, need_name: bool | None = None,
        need_phone_number: bool | None = None, need_email: bool | None = None,
        need_shipping_address: bool | None = None, send_phone_number_to_provider: bool | None = None,
        send_email_to_provider: bool | None = None, is_flexible: bool | None = None,
    ) -> None: ...

class ChosenInlineResult(Object, _Described):
    """Telegram's ChosenInlineResult. https://core.telegram.org/bots/api#choseninlineresult"""

    result_id: str
    from_user: User
    location: Location | None
    inline_message_id: str | None
    query: str
    def __init__(
        self, result_id: str, from_user: User | dict[str, Any], query: str, *,
        location: Location | dict[str, Any] | None = None, inline_message_id: str | None = None,
    ) -> None: ...

class LabeledPrice(Object, _Described):
    """Telegram's LabeledPrice. https://core.telegram.org/bots/api#labeledprice"""

    label: str
    amount: int
    def __init__(self, label: str, amount: int) -> None: ...

class Invoice(Object, _Described):
    """Telegram's Invoice. https://core.telegram.org/bots/api#invoice"""

    title: str
    description: str
    start_parameter: str
    currency: str
    total_amount: int
    def __init__(
        self, title: str, description: str, start_parameter: str, currency: str, total_amount: int,
    ) -> None: ...

class ShippingAddress(Object, _Described):
    """Telegram's ShippingAddress. https://core.telegram.org/bots/api#shippingaddress"""

    country_code: str
    state: str
    city: str
    street_line1: str
    street_line2: str
    post_code: str
    def __init__(
        self, country_code: str, state: str, city: str, street_line1: str, street_line2: str, post_code: str,
    ) -> None: ...

class OrderInfo(Object, _Described):
    """Telegram's OrderInfo. https://core.telegram.org/bots/api#orderinfo"""

    name: str | None
    phone_number: str | None
    email: str | None
    shipping_address: ShippingAddress | None
    def __init__(
        self, *, name: str | None = None, phone_number: str | None = None, email: str | None = None,
        shipping_address: ShippingAddress | dict[str, Any] | None = None,
    ) -> None: ...

class ShippingOption(Object, _Described):
    """Telegram's ShippingOption. https://core.telegram.org/bots/api#shippingoption"""

    id: str
    title: str
    prices: list[LabeledPrice]
    def __init__(self, id: str, title: str, prices: Sequence[LabeledPrice | dict[str, Any]]) -> None: ...

class SuccessfulPayment(Object, _Described):
    """Telegram's SuccessfulPayment. https://core.telegram.org/bots/api#successfulpayment"""

    currency: str
    total_amount: int
    invoice_payload: str
    subscription_expiration_date: datetime | None
    is_recurring: bool | None
    is_first_recurring: bool | None
    shipping_option_id: str | None
    order_info: OrderInfo | None
    telegram_payment_charge_id: str
    provider_payment_charge_id: str
    def __init__(
        self, currency: str, total_amount: int, invoice_payload: str, telegram_payment_charge_id: str,
        provider_payment_charge_id: str, *, subscription_expiration_date: datetime | int | None = None,
        is_recurring: bool | None = None, is_first_recurring: bool | None = None,
        shipping_option_id: str | None = None, order_info: OrderInfo | dict[str, Any] | None = None,
    ) -> None: ...

class RefundedPayment(Object, _Described):
    """Telegram's RefundedPayment. https://core.telegram.org/bots/api#refundedpayment"""

    currency: str
    total_amount: int
    invoice_payload: str
    telegram_payment_charge_id: str
    provider_payment_charge_id: str | None
    def __init__(
        self, currency: str, total_amount: int, invoice_payload: str, telegram_payment_charge_id: str, *,
        provider_payment_charge_id: str | None = None,
    ) -> None: ...

class ShippingQuery(ShippingQueryShortcuts, _Described):
    """Telegram's ShippingQuery. https://core.telegram.org/bots/api#shippingquery"""

    id: str
    from_user: User
    invoice_payload: str
    shipping_address: ShippingAddress
    def __init__(
        self, id: str, from_user: User | dict[str, Any], invoice_payload: str,
        shipping_address: ShippingAddress | dict[str, Any],
    ) -> None: ...

class PreCheckoutQuery(PreCheckoutQueryShortcuts, _Described):
    """Telegram's PreCheckoutQuery. https://core.telegram.org/bots/api#precheckoutquery"""

    id: str
    from_user: User
    currency: str
    total_amount: int
    invoice_payload: str
    shipping_option_id: str | None
    order_info: OrderInfo | None
    def __init__(
        self, id: str, from_user: User | dict[str, Any], currency: str, total_amount: int, invoice_payload: str, *,
        shipping_option_id: str | None = None, order_info: OrderInfo | dict[str, Any] | None = None,
    ) -> None: ...

class PaidMediaPurchased(Object, _Described):
    """Telegram's PaidMediaPurchased. https://core.telegram.org/bots/api#paidmediapurchased"""

    from_user: User
    paid_media_payload: str
    def __init__(self, from_user: User | dict[str, Any], paid_media_payload: str) -> None: ...

RevenueWithdrawalState: TypeAlias = RevenueWithdrawalStatePending | RevenueWithdrawalStateSucceeded | RevenueWithdrawalStateFailed

class RevenueWithdrawalStatePending(Object, _Described):
    """Telegram's RevenueWithdrawalStatePending. https://core.telegram.org/bots/api#revenuewithdrawalstatepending"""

    type: Literal['pending']
    def __init__(self, *, type: Literal['pending'] = 'pending') -> None: ...

class RevenueWithdrawalStateSucceeded(Object, _Described):
    """Telegram's RevenueWithdrawalStateSucceeded. https://core.telegram.org/bots/api#revenuewithdrawalstatesucceeded"""

    type: Literal['succeeded']
    date: datetime
    url: str
    def __init__(self, date: datetime | int, url: str, *, type: Literal['succeeded'] = 'succeeded') -> None: ...

class RevenueWithdrawalStateFailed(Object, _Described):
    """Telegram's RevenueWithdrawalStateFailed. https://core.telegram.org/bots/api#revenuewithdrawalstatefailed"""

    type: Literal['failed']
    def __init__(self, *, type: Literal['failed'] = 'failed') -> None: ...

class AffiliateInfo(Object, _Described):
    """Telegram's AffiliateInfo. https://core.telegram.org/bots/api#affiliateinfo"""

    affiliate_user: User | None
    affiliate_chat: Chat | None
    commission_per_mille: int
    amount: int
    nanostar_amount: int | None
    def __init__(
        self, commission_per_mille: int, amount: int, *, affiliate_user: User | dict[str, Any] | None = None,
        affiliate_chat: Chat | dict[str, Any] | None = None, nanostar_amount: int | None = None,
    ) -> None: ...

TransactionPartner: TypeAlias = TransactionPartnerUser | TransactionPartnerChat | TransactionPartnerAffiliateProgram | TransactionPartnerFragment | TransactionPartnerTelegramAds | TransactionPartnerTelegramApi | TransactionPartnerOther

class TransactionPartnerUser(Object, _Described):
    """Telegram's TransactionPartnerUser. https://core.telegram.org/bots/api#transactionpartneruser"""

    type: Literal['user']
    transaction_type: str
    user: User
    affiliate: AffiliateInfo | None
    invoice_payload: str | None
    subscription_period: int | None
    paid_media: list[PaidMedia] | None
    paid_media_payload: str | None
    gift: Gift | None
    premium_subscription_duration: int | None
    def __init__(
        self, transaction_type: str, user: User | dict[str, Any], *, type: Literal['user'] = 'user',
        affiliate: AffiliateInfo | dict[str, Any] | None = None, invoice_payload: str | None = None,
        subscription_period: int | timedelta | None = None,
        paid_media: Sequence[PaidMedia | dict[str, Any]] | None = None, paid_media_payload: str | None = None,
        gift: Gift | dict[str, Any] | None = None, premium_subscription_duration: int | timedelta | None = None,
    ) -> None: ...

class TransactionPartnerChat(Object, _Described):
    """Telegram's TransactionPartnerChat. https://core.telegram.org/bots/api#transactionpartnerchat"""

    type: Literal['chat']
    chat: Chat
    gift: Gift | None
    def __init__(
        self, chat: Chat | dict[str, Any], *, type: Literal['chat'] = 'chat',
        gift: Gift | dict[str, Any] | None = None,
    ) -> None: ...

class TransactionPartnerAffiliateProgram(Object, _Described):
    """Telegram's TransactionPartnerAffiliateProgram. https://core.telegram.org/bots/api#transactionpartneraffiliateprogram"""

    type: Literal['affiliate_program']
    sponsor_user: User | None
    commission_per_mille: int
    def __init__(
        self, commission_per_mille: int, *, type: Literal['affiliate_program'] = 'affiliate_program',
        sponsor_user: User | dict[str, Any] | None = None,
    ) -> None: ...

class TransactionPartnerFragment(Object, _Described):
    """Telegram's TransactionPartnerFragment. https://core.telegram.org/bots/api#transactionpartnerfragment"""

    type: Literal['fragment']
    withdrawal_state: RevenueWithdrawalState | None
    def __init__(
        self, *, type: Literal['fragment'] = 'fragment',
        withdrawal_state: RevenueWithdrawalState | dict[str, Any] | None = None,
    ) -> None: ...

class TransactionPartnerTelegramAds(Object, _Described):
    """Telegram's TransactionPartnerTelegramAds. https://core.telegram.org/bots/api#transactionpartnertelegramads"""

    type: Literal['telegram_ads']
    def __init__(self, *, type: Literal['telegram_ads'] = 'telegram_ads') -> None: ...

class TransactionPartnerTelegramApi(Object, _Described):
    """Telegram's TransactionPartnerTelegramApi. https://core.telegram.org/bots/api#transactionpartnertelegramapi"""

    type: Literal['telegram_api']
    request_count: int
    def __init__(self, request_count: int, *, type: Literal['telegram_api'] = 'telegram_api') -> None: ...

class TransactionPartnerOther(Object, _Described):
    """Telegram's TransactionPartnerOther. https://core.telegram.org/bots/api#transactionpartnerother"""

    type: Literal['other']
    def __init__(self, *, type: Literal['other'] = 'other') -> None: ...

class StarTransaction(Object, _Described):
    """Telegram's StarTransaction. https://core.telegram.org/bots/api#startransaction"""

    id: str
    amount: int
    nanostar_amount: int | None
    date: datetime
    source: TransactionPartner | None
    receiver: TransactionPartner | None
    def __init__(
        self, id: str, amount: int, date: datetime | int, *, nanostar_amount: int | None = None,
        source: TransactionPartner | dict[str, Any] | None = None,
        receiver: TransactionPartner | dict[str, Any] | None = None,
    ) -> None: ...

class StarTransactions(Object, _Described):
    """Telegram's StarTransactions. https://core.telegram.org/bots/api#startransactions"""

    transactions: list[StarTransaction]
    def __init__(self, transactions: Sequence[StarTransaction | dict[str, Any]]) -> None: ...

class PassportData(Object, _Described):
    """Telegram's PassportData. https://core.telegram.org/bots/api#passportdata"""

    data: list[EncryptedPassportElement]
    credentials: EncryptedCredentials
    def __init__(
        self, data: Sequence[EncryptedPassportElement | dict[str, Any]],
        credentials: EncryptedCredentials | dict[str, Any],
    ) -> None: ...

class PassportFile(FileShortcuts, _Described):
    """Telegram's PassportFile. https://core.telegram.org/bots/api#passportfile"""

    file_id: str
    file_unique_id: str
    file_size: int
    file_date: datetime
    def __init__(self, file_id: str, file_unique_id: str, file_size: int, file_date: datetime | int) -> None: ...

class EncryptedPassportElement(Object, _Described):
    """Telegram's EncryptedPassportElement. https://core.telegram.org/bots/api#encryptedpassportelement"""

    type: str
    data: str | None
    phone_number: str | None
    email: str | None
    files: list[PassportFile] | None
    front_side: PassportFile | None
    reverse_side: PassportFile | None
    selfie: PassportFile | None
    translation: list[PassportFile] | None
    hash: str
    def __init__(
        self, type: str, hash: str, *, data: str | None = None, phone_number: str | None = None,
        email: str | None = None, files: Sequence[PassportFile | dict[str, Any]] | None = None,
        front_side: PassportFile | dict[str, Any] | None = None,
        reverse_side: PassportFile | dict[str, Any] | None = None,
        selfie: PassportFile | dict[str, Any] | None = None,
        translation: Sequence[PassportFile | dict[str, Any]] | None = None,
    ) -> None: ...

class EncryptedCredentials(Object, _Described):
    """Telegram's EncryptedCredentials. https://core.telegram.org/bots/api#encryptedcredentials"""

    data: str
    hash: str
    secret: str
    def __init__(self, data: str, hash: str, secret: str) -> None: ...

PassportElementError: TypeAlias = PassportElementErrorDataField | PassportElementErrorFrontSide | PassportElementErrorReverseSide | PassportElementErrorSelfie | PassportElementErrorFile | PassportElementErrorFiles | PassportElementErrorTranslationFile | PassportElementErrorTranslationFiles | PassportElementErrorUnspecified

class PassportElementErrorDataField(Object, _Described):
    """Telegram's PassportElementErrorDataField. https://core.telegram.org/bots/api#passportelementerrordatafield"""

    source: Literal['data']
    type: str
    field_name: str
    data_hash: str
    message: str
    def __init__(
        self,
        type: Literal['personal_details', 'passport', 'driver_license', 'identity_card', 'internal_passport', 'address'],
        field_name: str, data_hash: str, message: str, *, source: Literal['data'] = 'data',
    ) -> None: ...

class PassportElementErrorFrontSide(Object, _Described):
    """Telegram's PassportElementErrorFrontSide. https://core.telegram.org/bots/api#passportelementerrorfrontside"""

    source: Literal['front_side']
    type: str
    file_hash: str
    message: str
    def __init__(
        self, type: Literal['passport', 'driver_license', 'identity_card', 'internal_passport'], file_hash: str,
        message: str, *, source: Literal['front_side'] = 'front_side',
    ) -> None: ...

class PassportElementErrorReverseSide(Object, _Described):
    """Telegram's PassportElementErrorReverseSide. https://core.telegram.org/bots/api#passportelementerrorreverseside"""

    source: Literal['reverse_side']
    type: str
    file_hash: str
    message: str
    def __init__(
        self, type: Literal['driver_license', 'identity_card'], file_hash: str, message: str, *,
        source: Literal['reverse_side'] = 'reverse_side',
    ) -> None: ...

class PassportElementErrorSelfie(Object, _Described):
    """Telegram's PassportElementErrorSelfie. https://core.telegram.org/bots/api#passportelementerrorselfie"""

    source: Literal['selfie']
    type: str
    file_hash: str
    message: str
    def __init__(
        self, type: Literal['passport', 'driver_license', 'identity_card', 'internal_passport'], file_hash: str,
        message: str, *, source: Literal['selfie'] = 'selfie',
    ) -> None: ...

class PassportElementErrorFile(Object, _Described):
    """Telegram's PassportElementErrorFile. https://core.telegram.org/bots/api#passportelementerrorfile"""

    source: Literal['file']
    type: str
    file_hash: str
    message: str
    def __init__(
        self,
        type: Literal['utility_bill', 'bank_statement', 'rental_agreement', 'passport_registration', 'temporary_registration'],
        file_hash: str, message: str, *, source: Literal['file'] = 'file',
    ) -> None: ...

class PassportElementErrorFiles(Object, _Described):
    """Telegram's PassportElementErrorFiles. https://core.telegram.org/bots/api#passportelementerrorfiles"""

    source: Literal['files']
    type: str
    file_hashes: list[str]
    message: str
    def __init__(
        self,
        type: Literal['utility_bill', 'bank_statement', 'rental_agreement', 'passport_registration', 'temporary_registration'],
        file_hashes: list[str] | tuple[str, ...], message: str, *, source: Literal['files'] = 'files',
    ) -> None: ...

class PassportElementErrorTranslationFile(Object, _Described):
    """Telegram's PassportElementErrorTranslationFile. https://core.telegram.org/bots/api#passportelementerrortranslationfile"""

    source: Literal['translation_file']
    type: str
    file_hash: str
    message: str
    def __init__(
        self,
        type: Literal['passport', 'driver_license', 'identity_card', 'internal_passport', 'utility_bill', 'bank_statement', 'rental_agreement', 'passport_registration', 'temporary_registration'],
        file_hash: str, message: str, *, source: Literal['translation_file'] = 'translation_file',
    ) -> None: ...

class PassportElementErrorTranslationFiles(Object, _Described):
    """Telegram's PassportElementErrorTranslationFiles. https://core.telegram.org/bots/api#passportelementerrortranslationfiles"""

    source: Literal['translation_files']
    type: str
    file_hashes: list[str]
    message: str
    def __init__(
        self,
        type: Literal['passport', 'driver_license', 'identity_card', 'internal_passport', 'utility_bill', 'bank_statement', 'rental_agreement', 'passport_registration', 'temporary_registration'],
        file_hashes: list[str] | tuple[str, ...], message: str, *,
        source: Literal['translation_files'] = 'translation_files',
    ) -> None: ...

class PassportElementErrorUnspecified(Object, _Described):
    """Telegram's PassportElementErrorUnspecified. https://core.telegram.org/bots/api#passportelementerrorunspecified"""

    source: Literal['unspecified']
    type: str
    element_hash: str
    message: str
    def __init__(
        self, type: str, element_hash: str, message: str, *, source: Literal['unspecified'] = 'unspecified',
    ) -> None: ...

class Game(Object, _Described):
    """Telegram's Game. https://core.telegram.org/bots/api#game"""

    title: str
    description: str
    photo: list[PhotoSize]
    text: str | None
    text_entities: list[MessageEntity] | None
    animation: Animation | None
    def __init__(
        self, title: str, description: str, photo: Sequence[PhotoSize | dict[str, Any]], *, text: str | None = None,
        text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        animation: Animation | dict[str, Any] | None = None,
    ) -> None: ...

class CallbackGame(Object, _Described):
    """Telegram's CallbackGame. https://core.telegram.org/bots/api#callbackgame"""

    def __init__(self) -> None: ...

class GameHighScore(Object, _Described):
    """Telegram's GameHighScore. https://core.telegram.org/bots/api#gamehighscore"""

    position: int
    user: User
    score: int
    def __init__(self, position: int, user: User | dict[str, Any], score: int) -> None: ...

class Job(JobShortcuts, _Described):
    """Telegram's Job. See scaletg_contrib.jobs"""

    id: str
    name: str
    due: datetime
    chat: Chat | None
    user: User | None
    data: JobData
    message_thread_id: int | None
    is_topic_message: bool | None
    business_connection_id: str | None
    direct_messages_topic: DirectMessagesTopic | None
    def __init__(
        self, id: str, name: str, due: datetime | int, data: JobData | dict[str, Any], *,
        chat: Chat | dict[str, Any] | None = None, user: User | dict[str, Any] | None = None,
        message_thread_id: int | None = None, is_topic_message: bool | None = None,
        business_connection_id: str | None = None,
        direct_messages_topic: DirectMessagesTopic | dict[str, Any] | None = None,
    ) -> None: ...

class JobData(JobDataShortcuts, _Described):
    """Telegram's JobData. See scaletg_contrib.jobs"""

    def __init__(self) -> None: ...

class GetUpdates(Method[list[Update]], _Described):
    """The method getUpdates. https://core.telegram.org/bots/api#getupdates"""

    offset: int | None
    limit: int | None
    timeout: int | None
    allowed_updates: list[str] | None
    def __init__(
        self, *, offset: int | None = None, limit: int | None = None, timeout: int | None = None,
        allowed_updates: list[str] | tuple[str, ...] | None = None,
    ) -> None: ...

class SetWebhook(Method[Literal[True]], _Described):
    """The method setWebhook. https://core.telegram.org/bots/api#setwebhook"""

    url: str
    certificate: _Upload | None
    ip_address: str | None
    max_connections: int | None
    allowed_updates: list[str] | None
    drop_pending_updates: bool | None
    secret_token: str | None
    def __init__(
        self, url: str, *, certificate: _Upload | None = None, ip_address: str | None = None,
        max_connections: int | None = None, allowed_updates: list[str] | tuple[str, ...] | None = None,
        drop_pending_updates: bool | None = None, secret_token: str | None = None,
    ) -> None: ...

class DeleteWebhook(Method[Literal[True]], _Described):
    """The method deleteWebhook. https://core.telegram.org/bots/api#deletewebhook"""

    drop_pending_updates: bool | None
    def __init__(self, *, drop_pending_updates: bool | None = None) -> None: ...

class GetWebhookInfo(Method[WebhookInfo], _Described):
    """The method getWebhookInfo. https://core.telegram.org/bots/api#getwebhookinfo"""

    def __init__(self) -> None: ...

class GetMe(Method[User], _Described):
    """The method getMe. https://core.telegram.org/bots/api#getme"""

    def __init__(self) -> None: ...

class LogOut(Method[Literal[True]], _Described):
    """The method logOut. https://core.telegram.org/bots/api#logout"""

    def __init__(self) -> None: ...

class Close(Method[Literal[True]], _Described):
    """The method close. https://core.telegram.org/bots/api#close"""

    def __init__(self) -> None: ...

class SendMessage(Method[Message], _Described):
    """The method sendMessage. https://core.telegram.org/bots/api#sendmessage"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    text: str
    parse_mode: str | None
    entities: list[MessageEntity] | None
    link_preview_options: LinkPreviewOptions | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, text: str, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class ForwardMessage(Method[Message], _Described):
    """The method forwardMessage. https://core.telegram.org/bots/api#forwardmessage"""

    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    from_chat_id: int | str
    video_start_timestamp: int | None
    disable_notification: bool | None
    protect_content: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    message_id: int
    def __init__(
        self, chat_id: int | str, from_chat_id: int | str, message_id: int, *, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, video_start_timestamp: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
    ) -> None: ...

class ForwardMessages(Method[list[MessageId]], _Described):
    """The method forwardMessages. https://core.telegram.org/bots/api#forwardmessages"""

    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    from_chat_id: int | str
    message_ids: list[int]
    disable_notification: bool | None
    protect_content: bool | None
    def __init__(
        self, chat_id: int | str, from_chat_id: int | str, message_ids: Sequence[int], *,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
    ) -> None: ...

class CopyMessage(Method[MessageId], _Described):
    """The method copyMessage. https://core.telegram.org/bots/api#copymessage"""

    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    from_chat_id: int | str
    message_id: int
    video_start_timestamp: int | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, from_chat_id: int | str, message_id: int, *, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, video_start_timestamp: int | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class CopyMessages(Method[list[MessageId]], _Described):
    """The method copyMessages. https://core.telegram.org/bots/api#copymessages"""

    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    from_chat_id: int | str
    message_ids: list[int]
    disable_notification: bool | None
    protect_content: bool | None
    remove_caption: bool | None
    def __init__(
        self, chat_id: int | str, from_chat_id: int | str, message_ids: Sequence[int], *,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        remove_caption: bool | None = None,
    ) -> None: ...

class SendPhoto(Method[Message], _Described):
    """The method sendPhoto. https://core.telegram.org/bots/api#sendphoto"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    photo: _File
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    has_spoiler: bool | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, photo: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendLivePhoto(Method[Message], _Described):
    """The method sendLivePhoto. https://core.telegram.org/bots/api#sendlivephoto"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    live_photo: _File
    photo: _File
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    has_spoiler: bool | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, live_photo: _File, photo: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendAudio(Method[Message], _Described):
    """The method sendAudio. https://core.telegram.org/bots/api#sendaudio"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    audio: _File
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    duration: int | None
    performer: str | None
    title: str | None
    thumbnail: _File | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, audio: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, performer: str | None = None, title: str | None = None,
        thumbnail: _File | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendDocument(Method[Message], _Described):
    """The method sendDocument. https://core.telegram.org/bots/api#senddocument"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    document: _File
    thumbnail: _File | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    disable_content_type_detection: bool | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, document: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        disable_content_type_detection: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendVideo(Method[Message], _Described):
    """The method sendVideo. https://core.telegram.org/bots/api#sendvideo"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    video: _File
    duration: int | None
    width: int | None
    height: int | None
    thumbnail: _File | None
    cover: _File | None
    start_timestamp: int | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    has_spoiler: bool | None
    supports_streaming: bool | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, video: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, cover: _File | None = None, start_timestamp: int | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        supports_streaming: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendAnimation(Method[Message], _Described):
    """The method sendAnimation. https://core.telegram.org/bots/api#sendanimation"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    animation: _File
    duration: int | None
    width: int | None
    height: int | None
    thumbnail: _File | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    has_spoiler: bool | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, animation: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, width: int | None = None, height: int | None = None,
        thumbnail: _File | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, has_spoiler: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendVoice(Method[Message], _Described):
    """The method sendVoice. https://core.telegram.org/bots/api#sendvoice"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    voice: _File
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    duration: int | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, voice: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        duration: int | timedelta | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendVideoNote(Method[Message], _Described):
    """The method sendVideoNote. https://core.telegram.org/bots/api#sendvideonote"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    video_note: _File
    duration: int | None
    length: int | None
    thumbnail: _File | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, video_note: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        duration: int | timedelta | None = None, length: int | None = None, thumbnail: _File | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendPaidMedia(Method[Message], _Described):
    """The method sendPaidMedia. https://core.telegram.org/bots/api#sendpaidmedia"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    star_count: int
    media: list[InputPaidMedia]
    payload: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, star_count: int, media: Sequence[InputPaidMedia | dict[str, Any]], *,
        business_connection_id: str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, payload: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendMediaGroup(Method[list[Message]], _Described):
    """The method sendMediaGroup. https://core.telegram.org/bots/api#sendmediagroup"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    media: list[InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaPhoto | InputMediaVideo]
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    reply_parameters: ReplyParameters | None
    def __init__(
        self, chat_id: int | str,
        media: Sequence[InputMediaAudio | InputMediaDocument | InputMediaLivePhoto | InputMediaPhoto | InputMediaVideo | dict[str, Any]],
        *, business_connection_id: str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
    ) -> None: ...

class SendLocation(Method[Message], _Described):
    """The method sendLocation. https://core.telegram.org/bots/api#sendlocation"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    latitude: float
    longitude: float
    horizontal_accuracy: float | None
    live_period: int | None
    heading: int | None
    proximity_alert_radius: int | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, latitude: float, longitude: float, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        horizontal_accuracy: float | None = None, live_period: int | timedelta | None = None,
        heading: int | None = None, proximity_alert_radius: int | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendVenue(Method[Message], _Described):
    """The method sendVenue. https://core.telegram.org/bots/api#sendvenue"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    latitude: float
    longitude: float
    title: str
    address: str
    foursquare_id: str | None
    foursquare_type: str | None
    google_place_id: str | None
    google_place_type: str | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, latitude: float, longitude: float, title: str, address: str, *,
        business_connection_id: str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        foursquare_id: str | None = None, foursquare_type: str | None = None, google_place_id: str | None = None,
        google_place_type: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendContact(Method[Message], _Described):
    """The method sendContact. https://core.telegram.org/bots/api#sendcontact"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    phone_number: str
    first_name: str
    last_name: str | None
    vcard: str | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, phone_number: str, first_name: str, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        last_name: str | None = None, vcard: str | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendPoll(Method[Message], _Described):
    """The method sendPoll. https://core.telegram.org/bots/api#sendpoll"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    question: str
    question_parse_mode: str | None
    question_entities: list[MessageEntity] | None
    options: list[InputPollOption]
    is_anonymous: bool | None
    type: str | None
    allows_multiple_answers: bool | None
    allows_revoting: bool | None
    shuffle_options: bool | None
    allow_adding_options: bool | None
    hide_results_until_closes: bool | None
    members_only: bool | None
    country_codes: list[str] | None
    correct_option_ids: list[int] | None
    explanation: str | None
    explanation_parse_mode: str | None
    explanation_entities: list[MessageEntity] | None
    explanation_media: InputPollMedia | None
    open_period: int | None
    close_date: datetime | None
    is_closed: bool | None
    description: str | None
    description_parse_mode: str | None
    description_entities: list[MessageEntity] | None
    media: InputPollMedia | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, question: str, options: Sequence[InputPollOption | str | dict[str, Any]], *,
        business_connection_id: str | None = None, message_thread_id: int | None = None,
        question_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        question_entities: Sequence[MessageEntity | dict[str, Any]] | None = None, is_anonymous: bool | None = None,
        type: Literal['quiz', 'regular'] | None = None, allows_multiple_answers: bool | None = None,
        allows_revoting: bool | None = None, shuffle_options: bool | None = None,
        allow_adding_options: bool | None = None, hide_results_until_closes: bool | None = None,
        members_only: bool | None = None, country_codes: list[str] | tuple[str, ...] | None = None,
        correct_option_ids: Sequence[int] | None = None, explanation: str | None = None,
        explanation_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        explanation_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        explanation_media: InputPollMedia | dict[str, Any] | None = None,
        open_period: int | timedelta | None = None, close_date: datetime | timedelta | int | None = None,
        is_closed: bool | None = None, description: str | None = None,
        description_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        description_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        media: InputPollMedia | dict[str, Any] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendChecklist(Method[Message], _Described):
    """The method sendChecklist. https://core.telegram.org/bots/api#sendchecklist"""

    business_connection_id: str
    chat_id: int | str
    checklist: InputChecklist
    disable_notification: bool | None
    protect_content: bool | None
    message_effect_id: str | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, business_connection_id: str, chat_id: int | str, checklist: InputChecklist | dict[str, Any], *,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class SendDice(Method[Message], _Described):
    """The method sendDice. https://core.telegram.org/bots/api#senddice"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    emoji: str | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        emoji: Literal['🎲', '🎯', '🏀', '⚽', '🎳', '🎰'] | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendMessageDraft(Method[Literal[True]], _Described):
    """The method sendMessageDraft. https://core.telegram.org/bots/api#sendmessagedraft"""

    chat_id: int
    message_thread_id: int | None
    draft_id: int
    text: str | None
    parse_mode: str | None
    entities: list[MessageEntity] | None
    can_stop: bool | None
    keep_on_stop: bool | None
    def __init__(
        self, chat_id: int, draft_id: int, *, message_thread_id: int | None = None, text: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None, can_stop: bool | None = None,
        keep_on_stop: bool | None = None,
    ) -> None: ...

class SendChatAction(Method[Literal[True]], _Described):
    """The method sendChatAction. https://core.telegram.org/bots/api#sendchataction"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    action: str
    def __init__(
        self, chat_id: int | str,
        action: Literal['typing', 'upload_photo', 'record_video', 'upload_video', 'record_voice', 'upload_voice', 'upload_document', 'choose_sticker', 'find_location', 'record_video_note', 'upload_video_note'],
        *, business_connection_id: str | None = None, message_thread_id: int | None = None,
    ) -> None: ...

class SetMessageReaction(Method[Literal[True]], _Described):
    """The method setMessageReaction. https://core.telegram.org/bots/api#setmessagereaction"""

    chat_id: int | str
    message_id: int
    reaction: list[ReactionType] | None
    is_big: bool | None
    def __init__(
        self, chat_id: int | str, message_id: int, *,
        reaction: Sequence[ReactionType | dict[str, Any]] | None = None, is_big: bool | None = None,
    ) -> None: ...

class GetUserProfilePhotos(Method[UserProfilePhotos], _Described):
    """The method getUserProfilePhotos. https://core.telegram.org/bots/api#getuserprofilephotos"""

    user_id: int
    offset: int | None
    limit: int | None
    def __init__(self, user_id: int, *, offset: int | None = None, limit: int | None = None) -> None: ...

class GetUserProfileAudios(Method[UserProfileAudios], _Described):
    """The method getUserProfileAudios. https://core.telegram.org/bots/api#getuserprofileaudios"""

    user_id: int
    offset: int | None
    limit: int | None
    def __init__(self, user_id: int, *, offset: int | None = None, limit: int | None = None) -> None: ...

class SetUserEmojiStatus(Method[Literal[True]], _Described):
    """The method setUserEmojiStatus. https://core.telegram.org/bots/api#setuseremojistatus"""

    user_id: int
    emoji_status_custom_emoji_id: str | None
    emoji_status_expiration_date: datetime | None
    def __init__(
        self, user_id: int, *, emoji_status_custom_emoji_id: str | None = None,
        emoji_status_expiration_date: datetime | timedelta | int | None = None,
    ) -> None: ...

class GetFile(Method[File], _Described):
    """The method getFile. https://core.telegram.org/bots/api#getfile"""

    file_id: str
    def __init__(self, file_id: str) -> None: ...

class BanChatMember(Method[Literal[True]], _Described):
    """The method banChatMember. https://core.telegram.org/bots/api#banchatmember"""

    chat_id: int | str
    user_id: int
    until_date: datetime | None
    revoke_messages: bool | None
    def __init__(
        self, chat_id: int | str, user_id: int, *, until_date: datetime | timedelta | int | None = None,
        revoke_messages: bool | None = None,
    ) -> None: ...

class UnbanChatMember(Method[Literal[True]], _Described):
    """The method unbanChatMember. https://core.telegram.org/bots/api#unbanchatmember"""

    chat_id: int | str
    user_id: int
    only_if_banned: bool | None
    def __init__(self, chat_id: int | str, user_id: int, *, only_if_banned: bool | None = None) -> None: ...

class RestrictChatMember(Method[Literal[True]], _Described):
    """The method restrictChatMember. https://core.telegram.org/bots/api#restrictchatmember"""

    chat_id: int | str
    user_id: int
    permissions: ChatPermissions
    use_independent_chat_permissions: bool | None
    until_date: datetime | None
    def __init__(
        self, chat_id: int | str, user_id: int, permissions: ChatPermissions | dict[str, Any], *,
        use_independent_chat_permissions: bool | None = None, until_date: datetime | timedelta | int | None = None,
    ) -> None: ...

class PromoteChatMember(Method[Literal[True]], _Described):
    """The method promoteChatMember. https://core.telegram.org/bots/api#promotechatmember"""

    chat_id: int | str
    user_id: int
    is_anonymous: bool | None
    can_manage_chat: bool | None
    can_delete_messages: bool | None
    can_manage_video_chats: bool | None
    can_restrict_members: bool | None
    can_promote_members: bool | None
    can_change_info: bool | None
    can_invite_users: bool | None
    can_post_stories: bool | None
    can_edit_stories: bool | None
    can_delete_stories: bool | None
    can_post_messages: bool | None
    can_edit_messages: bool | None
    can_pin_messages: bool | None
    can_manage_topics: bool | None
    can_manage_direct_messages: bool | None
    can_manage_tags: bool | None
    can_send_welcome_messages: bool | None
    def __init__(
        self, chat_id: int | str, user_id: int, *, is_anonymous: bool | None = None,
        can_manage_chat: bool | None = None, can_delete_messages: bool | None = None,
        can_manage_video_chats: bool | None = None, can_restrict_members: bool | None = None,
        can_promote_members: bool | None = None, can_change_info: bool | None = None,
        can_invite_users: bool | None = None, can_post_stories: bool | None = None,
        can_edit_stories: bool | None = None, can_delete_stories: bool | None = None,
        can_post_messages: bool | None = None, can_edit_messages: bool | None = None,
        can_pin_messages: bool | None = None, can_manage_topics: bool | None = None,
        can_manage_direct_messages: bool | None = None, can_manage_tags: bool | None = None,
        can_send_welcome_messages: bool | None = None,
    ) -> None: ...

class SetChatAdministratorCustomTitle(Method[Literal[True]], _Described):
    """The method setChatAdministratorCustomTitle. https://core.telegram.org/bots/api#setchatadministratorcustomtitle"""

    chat_id: int | str
    user_id: int
    custom_title: str
    def __init__(self, chat_id: int | str, user_id: int, custom_title: str) -> None: ...

class SetChatMemberTag(Method[Literal[True]], _Described):
    """The method setChatMemberTag. https://core.telegram.org/bots/api#setchatmembertag"""

    chat_id: int | str
    user_id: int
    tag: str | None
    def __init__(self, chat_id: int | str, user_id: int, *, tag: str | None = None) -> None: ...

class BanChatSenderChat(Method[Literal[True]], _Described):
    """The method banChatSenderChat. https://core.telegram.org/bots/api#banchatsenderchat"""

    chat_id: int | str
    sender_chat_id: int
    def __init__(self, chat_id: int | str, sender_chat_id: int) -> None: ...

class UnbanChatSenderChat(Method[Literal[True]], _Described):
    """The method unbanChatSenderChat. https://core.telegram.org/bots/api#unbanchatsenderchat"""

    chat_id: int | str
    sender_chat_id: int
    def __init__(self, chat_id: int | str, sender_chat_id: int) -> None: ...

class SetChatPermissions(Method[Literal[True]], _Described):
    """The method setChatPermissions. https://core.telegram.org/bots/api#setchatpermissions"""

    chat_id: int | str
    permissions: ChatPermissions
    use_independent_chat_permissions: bool | None
    def __init__(
        self, chat_id: int | str, permissions: ChatPermissions | dict[str, Any], *,
        use_independent_chat_permissions: bool | None = None,
    ) -> None: ...

class ExportChatInviteLink(Method[str], _Described):
    """The method exportChatInviteLink. https://core.telegram.org/bots/api#exportchatinvitelink"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class CreateChatInviteLink(Method[ChatInviteLink], _Described):
    """The method createChatInviteLink. https://core.telegram.org/bots/api#createchatinvitelink"""

    chat_id: int | str
    name: str | None
    expire_date: datetime | None
    member_limit: int | None
    creates_join_request: bool | None
    def __init__(
        self, chat_id: int | str, *, name: str | None = None, expire_date: datetime | timedelta | int | None = None,
        member_limit: int | None = None, creates_join_request: bool | None = None,
    ) -> None: ...

class EditChatInviteLink(Method[ChatInviteLink], _Described):
    """The method editChatInviteLink. https://core.telegram.org/bots/api#editchatinvitelink"""

    chat_id: int | str
    invite_link: str
    name: str | None
    expire_date: datetime | None
    member_limit: int | None
    creates_join_request: bool | None
    def __init__(
        self, chat_id: int | str, invite_link: str, *, name: str | None = None,
        expire_date: datetime | timedelta | int | None = None, member_limit: int | None = None,
        creates_join_request: bool | None = None,
    ) -> None: ...

class CreateChatSubscriptionInviteLink(Method[ChatInviteLink], _Described):
    """The method createChatSubscriptionInviteLink. https://core.telegram.org/bots/api#createchatsubscriptioninvitelink"""

    chat_id: int | str
    name: str | None
    subscription_period: int
    subscription_price: int
    def __init__(
        self, chat_id: int | str, subscription_period: int | timedelta, subscription_price: int, *,
        name: str | None = None,
    ) -> None: ...

class EditChatSubscriptionInviteLink(Method[ChatInviteLink], _Described):
    """The method editChatSubscriptionInviteLink. https://core.telegram.org/bots/api#editchatsubscriptioninvitelink"""

    chat_id: int | str
    invite_link: str
    name: str | None
    def __init__(self, chat_id: int | str, invite_link: str, *, name: str | None = None) -> None: ...

class RevokeChatInviteLink(Method[ChatInviteLink], _Described):
    """The method revokeChatInviteLink. https://core.telegram.org/bots/api#revokechatinvitelink"""

    chat_id: int | str
    invite_link: str
    def __init__(self, chat_id: int | str, invite_link: str) -> None: ...

class ApproveChatJoinRequest(Method[Literal[True]], _Described):
    """The method approveChatJoinRequest. https://core.telegram.org/bots/api#approvechatjoinrequest"""

    chat_id: int | str
    user_id: int
    def __init__(self, chat_id: int | str, user_id: int) -> None: ...

class DeclineChatJoinRequest(Method[Literal[True]], _Described):
    """The method declineChatJoinRequest. https://core.telegram.org/bots/api#declinechatjoinrequest"""

    chat_id: int | str
    user_id: int
    def __init__(self, chat_id: int | str, user_id: int) -> None: ...

class AnswerChatJoinRequestQuery(Method[Literal[True]], _Described):
    """The method answerChatJoinRequestQuery. https://core.telegram.org/bots/api#answerchatjoinrequestquery"""

    chat_join_request_query_id: str
    result: str
    def __init__(self, chat_join_request_query_id: str, result: Literal['approve', 'decline', 'queue']) -> None: ...

class SendChatJoinRequestWebApp(Method[Literal[True]], _Described):
    """The method sendChatJoinRequestWebApp. https://core.telegram.org/bots/api#sendchatjoinrequestwebapp"""

    chat_join_request_query_id: str
    web_app_url: str
    def __init__(self, chat_join_request_query_id: str, web_app_url: str) -> None: ...

class SetChatPhoto(Method[Literal[True]], _Described):
    """The method setChatPhoto. https://core.telegram.org/bots/api#setchatphoto"""

    chat_id: int | str
    photo: _Upload
    def __init__(self, chat_id: int | str, photo: _Upload) -> None: ...

class DeleteChatPhoto(Method[Literal[True]], _Described):
    """The method deleteChatPhoto. https://core.telegram.org/bots/api#deletechatphoto"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class SetChatTitle(Method[Literal[True]], _Described):
    """The method setChatTitle. https://core.telegram.org/bots/api#setchattitle"""

    chat_id: int | str
    title: str
    def __init__(self, chat_id: int | str, title: str) -> None: ...

class SetChatDescription(Method[Literal[True]], _Described):
    """The method setChatDescription. https://core.telegram.org/bots/api#setchatdescription"""

    chat_id: int | str
    description: str | None
    def __init__(self, chat_id: int | str, *, description: str | None = None) -> None: ...

class PinChatMessage(Method[Literal[True]], _Described):
    """The method pinChatMessage. https://core.telegram.org/bots/api#pinchatmessage"""

    business_connection_id: str | None
    chat_id: int | str
    message_id: int
    disable_notification: bool | None
    def __init__(
        self, chat_id: int | str, message_id: int, *, business_connection_id: str | None = None,
        disable_notification: bool | None = None,
    ) -> None: ...

class UnpinChatMessage(Method[Literal[True]], _Described):
    """The method unpinChatMessage. https://core.telegram.org/bots/api#unpinchatmessage"""

    business_connection_id: str | None
    chat_id: int | str
    message_id: int | None
    def __init__(
        self, chat_id: int | str, *, business_connection_id: str | None = None, message_id: int | None = None,
    ) -> None: ...

class UnpinAllChatMessages(Method[Literal[True]], _Described):
    """The method unpinAllChatMessages. https://core.telegram.org/bots/api#unpinallchatmessages"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class LeaveChat(Method[Literal[True]], _Described):
    """The method leaveChat. https://core.telegram.org/bots/api#leavechat"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class GetChat(Method[ChatFullInfo], _Described):
    """The method getChat. https://core.telegram.org/bots/api#getchat"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class GetChatAdministrators(Method[list[ChatMember]], _Described):
    """The method getChatAdministrators. https://core.telegram.org/bots/api#getchatadministrators"""

    chat_id: int | str
    return_bots: bool | None
    def __init__(self, chat_id: int | str, *, return_bots: bool | None = None) -> None: ...

class GetChatMemberCount(Method[int], _Described):
    """The method getChatMemberCount. https://core.telegram.org/bots/api#getchatmembercount"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class GetChatMember(Method[ChatMember], _Described):
    """The method getChatMember. https://core.telegram.org/bots/api#getchatmember"""

    chat_id: int | str
    user_id: int
    def __init__(self, chat_id: int | str, user_id: int) -> None: ...

class GetUserPersonalChatMessages(Method[list[Message]], _Described):
    """The method getUserPersonalChatMessages. https://core.telegram.org/bots/api#getuserpersonalchatmessages"""

    user_id: int
    limit: int
    def __init__(self, user_id: int, limit: int) -> None: ...

class SetChatStickerSet(Method[Literal[True]], _Described):
    """The method setChatStickerSet. https://core.telegram.org/bots/api#setchatstickerset"""

    chat_id: int | str
    sticker_set_name: str
    def __init__(self, chat_id: int | str, sticker_set_name: str) -> None: ...

class DeleteChatStickerSet(Method[Literal[True]], _Described):
    """The method deleteChatStickerSet. https://core.telegram.org/bots/api#deletechatstickerset"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class GetForumTopicIconStickers(Method[list[Sticker]], _Described):
    """The method getForumTopicIconStickers. https://core.telegram.org/bots/api#getforumtopiciconstickers"""

    def __init__(self) -> None: ...

class CreateForumTopic(Method[ForumTopic], _Described):
    """The method createForumTopic. https://core.telegram.org/bots/api#createforumtopic"""

    chat_id: int | str
    name: str
    icon_color: int | None
    icon_custom_emoji_id: str | None
    def __init__(
        self, chat_id: int | str, name: str, *, icon_color: int | None = None,
        icon_custom_emoji_id: str | None = None,
    ) -> None: ...

class EditForumTopic(Method[Literal[True]], _Described):
    """The method editForumTopic. https://core.telegram.org/bots/api#editforumtopic"""

    chat_id: int | str
    message_thread_id: int
    name: str | None
    icon_custom_emoji_id: str | None
    def __init__(
        self, chat_id: int | str, message_thread_id: int, *, name: str | None = None,
        icon_custom_emoji_id: str | None = None,
    ) -> None: ...

class CloseForumTopic(Method[Literal[True]], _Described):
    """The method closeForumTopic. https://core.telegram.org/bots/api#closeforumtopic"""

    chat_id: int | str
    message_thread_id: int
    def __init__(self, chat_id: int | str, message_thread_id: int) -> None: ...

class ReopenForumTopic(Method[Literal[True]], _Described):
    """The method reopenForumTopic. https://core.telegram.org/bots/api#reopenforumtopic"""

    chat_id: int | str
    message_thread_id: int
    def __init__(self, chat_id: int | str, message_thread_id: int) -> None: ...

class DeleteForumTopic(Method[Literal[True]], _Described):
    """The method deleteForumTopic. https://core.telegram.org/bots/api#deleteforumtopic"""

    chat_id: int | str
    message_thread_id: int
    def __init__(self, chat_id: int | str, message_thread_id: int) -> None: ...

class UnpinAllForumTopicMessages(Method[Literal[True]], _Described):
    """The method unpinAllForumTopicMessages. https://core.telegram.org/bots/api#unpinallforumtopicmessages"""

    chat_id: int | str
    message_thread_id: int
    def __init__(self, chat_id: int | str, message_thread_id: int) -> None: ...

class EditGeneralForumTopic(Method[Literal[True]], _Described):
    """The method editGeneralForumTopic. https://core.telegram.org/bots/api#editgeneralforumtopic"""

    chat_id: int | str
    name: str
    def __init__(self, chat_id: int | str, name: str) -> None: ...

class CloseGeneralForumTopic(Method[Literal[True]], _Described):
    """The method closeGeneralForumTopic. https://core.telegram.org/bots/api#closegeneralforumtopic"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class ReopenGeneralForumTopic(Method[Literal[True]], _Described):
    """The method reopenGeneralForumTopic. https://core.telegram.org/bots/api#reopengeneralforumtopic"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class HideGeneralForumTopic(Method[Literal[True]], _Described):
    """The method hideGeneralForumTopic. https://core.telegram.org/bots/api#hidegeneralforumtopic"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class UnhideGeneralForumTopic(Method[Literal[True]], _Described):
    """The method unhideGeneralForumTopic. https://core.telegram.org/bots/api#unhidegeneralforumtopic"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class UnpinAllGeneralForumTopicMessages(Method[Literal[True]], _Described):
    """The method unpinAllGeneralForumTopicMessages. https://core.telegram.org/bots/api#unpinallgeneralforumtopicmessages"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class AnswerCallbackQuery(Method[Literal[True]], _Described):
    """The method answerCallbackQuery. https://core.telegram.org/bots/api#answercallbackquery"""

    callback_query_id: str
    text: str | None
    show_alert: bool | None
    url: str | None
    cache_time: int | None
    def __init__(
        self, callback_query_id: str, *, text: str | None = None, show_alert: bool | None = None,
        url: str | None = None, cache_time: int | timedelta | None = None,
    ) -> None: ...

class AnswerGuestQuery(Method[SentGuestMessage], _Described):
    """The method answerGuestQuery. https://core.telegram.org/bots/api#answerguestquery"""

    guest_query_id: str
    result: InlineQueryResult
    def __init__(self, guest_query_id: str, result: InlineQueryResult | dict[str, Any]) -> None: ...

class GetUserChatBoosts(Method[UserChatBoosts], _Described):
    """The method getUserChatBoosts. https://core.telegram.org/bots/api#getuserchatboosts"""

    chat_id: int | str
    user_id: int
    def __init__(self, chat_id: int | str, user_id: int) -> None: ...

class GetBusinessConnection(Method[BusinessConnection], _Described):
    """The method getBusinessConnection. https://core.telegram.org/bots/api#getbusinessconnection"""

    business_connection_id: str
    def __init__(self, business_connection_id: str) -> None: ...

class GetManagedBotToken(Method[str], _Described):
    """The method getManagedBotToken. https://core.telegram.org/bots/api#getmanagedbottoken"""

    user_id: int
    def __init__(self, user_id: int) -> None: ...

class ReplaceManagedBotToken(Method[str], _Described):
    """The method replaceManagedBotToken. https://core.telegram.org/bots/api#replacemanagedbottoken"""

    user_id: int
    def __init__(self, user_id: int) -> None: ...

class GetManagedBotAccessSettings(Method[BotAccessSettings], _Described):
    """The method getManagedBotAccessSettings. https://core.telegram.org/bots/api#getmanagedbotaccesssettings"""

    user_id: int
    def __init__(self, user_id: int) -> None: ...

class SetManagedBotAccessSettings(Method[Literal[True]], _Described):
    """The method setManagedBotAccessSettings. https://core.telegram.org/bots/api#setmanagedbotaccesssettings"""

    user_id: int
    is_access_restricted: bool
    added_user_ids: list[int] | None
    def __init__(
        self, user_id: int, is_access_restricted: bool, *, added_user_ids: Sequence[int] | None = None,
    ) -> None: ...

class SetMyCommands(Method[Literal[True]], _Described):
    """The method setMyCommands. https://core.telegram.org/bots/api#setmycommands"""

    commands: list[BotCommand]
    scope: BotCommandScope | None
    language_code: str | None
    def __init__(
        self, commands: Sequence[BotCommand | dict[str, Any]], *,
        scope: BotCommandScope | dict[str, Any] | None = None, language_code: str | None = None,
    ) -> None: ...

class DeleteMyCommands(Method[Literal[True]], _Described):
    """The method deleteMyCommands. https://core.telegram.org/bots/api#deletemycommands"""

    scope: BotCommandScope | None
    language_code: str | None
    def __init__(
        self, *, scope: BotCommandScope | dict[str, Any] | None = None, language_code: str | None = None,
    ) -> None: ...

class GetMyCommands(Method[list[BotCommand]], _Described):
    """The method getMyCommands. https://core.telegram.org/bots/api#getmycommands"""

    scope: BotCommandScope | None
    language_code: str | None
    def __init__(
        self, *, scope: BotCommandScope | dict[str, Any] | None = None, language_code: str | None = None,
    ) -> None: ...

class SetMyName(Method[Literal[True]], _Described):
    """The method setMyName. https://core.telegram.org/bots/api#setmyname"""

    name: str | None
    language_code: str | None
    def __init__(self, *, name: str | None = None, language_code: str | None = None) -> None: ...

class GetMyName(Method[BotName], _Described):
    """The method getMyName. https://core.telegram.org/bots/api#getmyname"""

    language_code: str | None
    def __init__(self, *, language_code: str | None = None) -> None: ...

class SetMyDescription(Method[Literal[True]], _Described):
    """The method setMyDescription. https://core.telegram.org/bots/api#setmydescription"""

    description: str | None
    language_code: str | None
    def __init__(self, *, description: str | None = None, language_code: str | None = None) -> None: ...

class GetMyDescription(Method[BotDescription], _Described):
    """The method getMyDescription. https://core.telegram.org/bots/api#getmydescription"""

    language_code: str | None
    def __init__(self, *, language_code: str | None = None) -> None: ...

class SetMyShortDescription(Method[Literal[True]], _Described):
    """The method setMyShortDescription. https://core.telegram.org/bots/api#setmyshortdescription"""

    short_description: str | None
    language_code: str | None
    def __init__(self, *, short_description: str | None = None, language_code: str | None = None) -> None: ...

class GetMyShortDescription(Method[BotShortDescription], _Described):
    """The method getMyShortDescription. https://core.telegram.org/bots/api#getmyshortdescription"""

    language_code: str | None
    def __init__(self, *, language_code: str | None = None) -> None: ...

class SetMyProfilePhoto(Method[Literal[True]], _Described):
    """The method setMyProfilePhoto. https://core.telegram.org/bots/api#setmyprofilephoto"""

    photo: InputProfilePhoto
    def __init__(self, photo: InputProfilePhoto | dict[str, Any]) -> None: ...

class RemoveMyProfilePhoto(Method[Literal[True]], _Described):
    """The method removeMyProfilePhoto. https://core.telegram.org/bots/api#removemyprofilephoto"""

    def __init__(self) -> None: ...

class SetChatMenuButton(Method[Literal[True]], _Described):
    """The method setChatMenuButton. https://core.telegram.org/bots/api#setchatmenubutton"""

    chat_id: int | None
    menu_button: MenuButton | None
    def __init__(
        self, *, chat_id: int | None = None, menu_button: MenuButton | dict[str, Any] | None = None,
    ) -> None: ...

class GetChatMenuButton(Method[MenuButton], _Described):
    """The method getChatMenuButton. https://core.telegram.org/bots/api#getchatmenubutton"""

    chat_id: int | None
    def __init__(self, *, chat_id: int | None = None) -> None: ...

class SetMyDefaultAdministratorRights(Method[Literal[True]], _Described):
    """The method setMyDefaultAdministratorRights. https://core.telegram.org/bots/api#setmydefaultadministratorrights"""

    rights: ChatAdministratorRights | None
    for_channels: bool | None
    def __init__(
        self, *, rights: ChatAdministratorRights | dict[str, Any] | None = None, for_channels: bool | None = None,
    ) -> None: ...

class GetMyDefaultAdministratorRights(Method[ChatAdministratorRights], _Described):
    """The method getMyDefaultAdministratorRights. https://core.telegram.org/bots/api#getmydefaultadministratorrights"""

    for_channels: bool | None
    def __init__(self, *, for_channels: bool | None = None) -> None: ...

class GetAvailableGifts(Method[Gifts], _Described):
    """The method getAvailableGifts. https://core.telegram.org/bots/api#getavailablegifts"""

    def __init__(self) -> None: ...

class SendGift(Method[Literal[True]], _Described):
    """The method sendGift. https://core.telegram.org/bots/api#sendgift"""

    user_id: int | None
    chat_id: int | str | None
    gift_id: str
    pay_for_upgrade: bool | None
    text: str | None
    text_parse_mode: str | None
    text_entities: list[MessageEntity] | None
    def __init__(
        self, gift_id: str, *, user_id: int | None = None, chat_id: int | str | None = None,
        pay_for_upgrade: bool | None = None, text: str | None = None,
        text_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
    ) -> None: ...

class GiftPremiumSubscription(Method[Literal[True]], _Described):
    """The method giftPremiumSubscription. https://core.telegram.org/bots/api#giftpremiumsubscription"""

    user_id: int
    month_count: int
    star_count: int
    text: str | None
    text_parse_mode: str | None
    text_entities: list[MessageEntity] | None
    def __init__(
        self, user_id: int, month_count: int, star_count: int, *, text: str | None = None,
        text_parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        text_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
    ) -> None: ...

class VerifyUser(Method[Literal[True]], _Described):
    """The method verifyUser. https://core.telegram.org/bots/api#verifyuser"""

    user_id: int
    custom_description: str | None
    def __init__(self, user_id: int, *, custom_description: str | None = None) -> None: ...

class VerifyChat(Method[Literal[True]], _Described):
    """The method verifyChat. https://core.telegram.org/bots/api#verifychat"""

    chat_id: int | str
    custom_description: str | None
    def __init__(self, chat_id: int | str, *, custom_description: str | None = None) -> None: ...

class RemoveUserVerification(Method[Literal[True]], _Described):
    """The method removeUserVerification. https://core.telegram.org/bots/api#removeuserverification"""

    user_id: int
    def __init__(self, user_id: int) -> None: ...

class RemoveChatVerification(Method[Literal[True]], _Described):
    """The method removeChatVerification. https://core.telegram.org/bots/api#removechatverification"""

    chat_id: int | str
    def __init__(self, chat_id: int | str) -> None: ...

class ReadBusinessMessage(Method[Literal[True]], _Described):
    """The method readBusinessMessage. https://core.telegram.org/bots/api#readbusinessmessage"""

    business_connection_id: str
    chat_id: int
    message_id: int
    def __init__(self, business_connection_id: str, chat_id: int, message_id: int) -> None: ...

class DeleteBusinessMessages(Method[Literal[True]], _Described):
    """The method deleteBusinessMessages. https://core.telegram.org/bots/api#deletebusinessmessages"""

    business_connection_id: str
    message_ids: list[int]
    def __init__(self, business_connection_id: str, message_ids: Sequence[int]) -> None: ...

class SetBusinessAccountName(Method[Literal[True]], _Described):
    """The method setBusinessAccountName. https://core.telegram.org/bots/api#setbusinessaccountname"""

    business_connection_id: str
    first_name: str
    last_name: str | None
    def __init__(self, business_connection_id: str, first_name: str, *, last_name: str | None = None) -> None: ...

class SetBusinessAccountUsername(Method[Literal[True]], _Described):
    """The method setBusinessAccountUsername. https://core.telegram.org/bots/api#setbusinessaccountusername"""

    business_connection_id: str
    username: str | None
    def __init__(self, business_connection_id: str, *, username: str | None = None) -> None: ...

class SetBusinessAccountBio(Method[Literal[True]], _Described):
    """The method setBusinessAccountBio. https://core.telegram.org/bots/api#setbusinessaccountbio"""

    business_connection_id: str
    bio: str | None
    def __init__(self, business_connection_id: str, *, bio: str | None = None) -> None: ...

class SetBusinessAccountProfilePhoto(Method[Literal[True]], _Described):
    """The method setBusinessAccountProfilePhoto. https://core.telegram.org/bots/api#setbusinessaccountprofilephoto"""

    business_connection_id: str
    photo: InputProfilePhoto
    is_public: bool | None
    def __init__(
        self, business_connection_id: str, photo: InputProfilePhoto | dict[str, Any], *,
        is_public: bool | None = None,
    ) -> None: ...

class RemoveBusinessAccountProfilePhoto(Method[Literal[True]], _Described):
    """The method removeBusinessAccountProfilePhoto. https://core.telegram.org/bots/api#removebusinessaccountprofilephoto"""

    business_connection_id: str
    is_public: bool | None
    def __init__(self, business_connection_id: str, *, is_public: bool | None = None) -> None: ...

class SetBusinessAccountGiftSettings(Method[Literal[True]], _Described):
    """The method setBusinessAccountGiftSettings. https://core.telegram.org/bots/api#setbusinessaccountgiftsettings"""

    business_connection_id: str
    show_gift_button: bool
    accepted_gift_types: AcceptedGiftTypes
    def __init__(
        self, business_connection_id: str, show_gift_button: bool,
        accepted_gift_types: AcceptedGiftTypes | dict[str, Any],
    ) -> None: ...

class GetBusinessAccountStarBalance(Method[StarAmount], _Described):
    """The method getBusinessAccountStarBalance. https://core.telegram.org/bots/api#getbusinessaccountstarbalance"""

    business_connection_id: str
    def __init__(self, business_connection_id: str) -> None: ...

class TransferBusinessAccountStars(Method[Literal[True]], _Described):
    """The method transferBusinessAccountStars. https://core.telegram.org/bots/api#transferbusinessaccountstars"""

    business_connection_id: str
    star_count: int
    def __init__(self, business_connection_id: str, star_count: int) -> None: ...

class GetBusinessAccountGifts(Method[OwnedGifts], _Described):
    """The method getBusinessAccountGifts. https://core.telegram.org/bots/api#getbusinessaccountgifts"""

    business_connection_id: str
    exclude_unsaved: bool | None
    exclude_saved: bool | None
    exclude_unlimited: bool | None
    exclude_limited_upgradable: bool | None
    exclude_limited_non_upgradable: bool | None
    exclude_unique: bool | None
    exclude_from_blockchain: bool | None
    sort_by_price: bool | None
    offset: str | None
    limit: int | None
    def __init__(
        self, business_connection_id: str, *, exclude_unsaved: bool | None = None,
        exclude_saved: bool | None = None, exclude_unlimited: bool | None = None,
        exclude_limited_upgradable: bool | None = None, exclude_limited_non_upgradable: bool | None = None,
        exclude_unique: bool | None = None, exclude_from_blockchain: bool | None = None,
        sort_by_price: bool | None = None, offset: str | None = None, limit: int | None = None,
    ) -> None: ...

class GetUserGifts(Method[OwnedGifts], _Described):
    """The method getUserGifts. https://core.telegram.org/bots/api#getusergifts"""

    user_id: int
    exclude_unlimited: bool | None
    exclude_limited_upgradable: bool | None
    exclude_limited_non_upgradable: bool | None
    exclude_from_blockchain: bool | None
    exclude_unique: bool | None
    sort_by_price: bool | None
    offset: str | None
    limit: int | None
    def __init__(
        self, user_id: int, *, exclude_unlimited: bool | None = None,
        exclude_limited_upgradable: bool | None = None, exclude_limited_non_upgradable: bool | None = None,
        exclude_from_blockchain: bool | None = None, exclude_unique: bool | None = None,
        sort_by_price: bool | None = None, offset: str | None = None, limit: int | None = None,
    ) -> None: ...

class GetChatGifts(Method[OwnedGifts], _Described):
    """The method getChatGifts. https://core.telegram.org/bots/api#getchatgifts"""

    chat_id: int | str
    exclude_unsaved: bool | None
    exclude_saved: bool | None
    exclude_unlimited: bool | None
    exclude_limited_upgradable: bool | None
    exclude_limited_non_upgradable: bool | None
    exclude_from_blockchain: bool | None
    exclude_unique: bool | None
    sort_by_price: bool | None
    offset: str | None
    limit: int | None
    def __init__(
        self, chat_id: int | str, *, exclude_unsaved: bool | None = None, exclude_saved: bool | None = None,
        exclude_unlimited: bool | None = None, exclude_limited_upgradable: bool | None = None,
        exclude_limited_non_upgradable: bool | None = None, exclude_from_blockchain: bool | None = None,
        exclude_unique: bool | None = None, sort_by_price: bool | None = None, offset: str | None = None,
        limit: int | None = None,
    ) -> None: ...

class ConvertGiftToStars(Method[Literal[True]], _Described):
    """The method convertGiftToStars. https://core.telegram.org/bots/api#convertgifttostars"""

    business_connection_id: str
    owned_gift_id: str
    def __init__(self, business_connection_id: str, owned_gift_id: str) -> None: ...

class UpgradeGift(Method[Literal[True]], _Described):
    """The method upgradeGift. https://core.telegram.org/bots/api#upgradegift"""

    business_connection_id: str
    owned_gift_id: str
    keep_original_details: bool | None
    star_count: int | None
    def __init__(
        self, business_connection_id: str, owned_gift_id: str, *, keep_original_details: bool | None = None,
        star_count: int | None = None,
    ) -> None: ...

class TransferGift(Method[Literal[True]], _Described):
    """The method transferGift. https://core.telegram.org/bots/api#transfergift"""

    business_connection_id: str
    owned_gift_id: str
    new_owner_chat_id: int
    star_count: int | None
    def __init__(
        self, business_connection_id: str, owned_gift_id: str, new_owner_chat_id: int, *,
        star_count: int | None = None,
    ) -> None: ...

class PostStory(Method[Story], _Described):
    """The method postStory. https://core.telegram.org/bots/api#poststory"""

    business_connection_id: str
    content: InputStoryContent
    active_period: int
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    areas: list[StoryArea] | None
    post_to_chat_page: bool | None
    protect_content: bool | None
    def __init__(
        self, business_connection_id: str, content: InputStoryContent | dict[str, Any],
        active_period: int | timedelta, *, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        areas: Sequence[StoryArea | dict[str, Any]] | None = None, post_to_chat_page: bool | None = None,
        protect_content: bool | None = None,
    ) -> None: ...

class RepostStory(Method[Story], _Described):
    """The method repostStory. https://core.telegram.org/bots/api#repoststory"""

    business_connection_id: str
    from_chat_id: int
    from_story_id: int
    active_period: int
    post_to_chat_page: bool | None
    protect_content: bool | None
    def __init__(
        self, business_connection_id: str, from_chat_id: int, from_story_id: int, active_period: int | timedelta, *,
        post_to_chat_page: bool | None = None, protect_content: bool | None = None,
    ) -> None: ...

class EditStory(Method[Story], _Described):
    """The method editStory. https://core.telegram.org/bots/api#editstory"""

    business_connection_id: str
    story_id: int
    content: InputStoryContent
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    areas: list[StoryArea] | None
    def __init__(
        self, business_connection_id: str, story_id: int, content: InputStoryContent | dict[str, Any], *,
        caption: str | None = None, parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        areas: Sequence[StoryArea | dict[str, Any]] | None = None,
    ) -> None: ...

class DeleteStory(Method[Literal[True]], _Described):
    """The method deleteStory. https://core.telegram.org/bots/api#deletestory"""

    business_connection_id: str
    story_id: int
    def __init__(self, business_connection_id: str, story_id: int) -> None: ...

class AnswerWebAppQuery(Method[SentWebAppMessage], _Described):
    """The method answerWebAppQuery. https://core.telegram.org/bots/api#answerwebappquery"""

    web_app_query_id: str
    result: InlineQueryResult
    def __init__(self, web_app_query_id: str, result: InlineQueryResult | dict[str, Any]) -> None: ...

class SavePreparedInlineMessage(Method[PreparedInlineMessage], _Described):
    """The method savePreparedInlineMessage. https://core.telegram.org/bots/api#savepreparedinlinemessage"""

    user_id: int
    result: InlineQueryResult
    allow_user_chats: bool | None
    allow_bot_chats: bool | None
    allow_group_chats: bool | None
    allow_channel_chats: bool | None
    def __init__(
        self, user_id: int, result: InlineQueryResult | dict[str, Any], *, allow_user_chats: bool | None = None,
        allow_bot_chats: bool | None = None, allow_group_chats: bool | None = None,
        allow_channel_chats: bool | None = None,
    ) -> None: ...

class SavePreparedKeyboardButton(Method[PreparedKeyboardButton], _Described):
    """The method savePreparedKeyboardButton. https://core.telegram.org/bots/api#savepreparedkeyboardbutton"""

    user_id: int
    button: KeyboardButton
    def __init__(self, user_id: int, button: KeyboardButton | str | dict[str, Any]) -> None: ...

class EditMessageText(Method[Message | Literal[True]], _Described):
    """The method editMessageText. https://core.telegram.org/bots/api#editmessagetext"""

    business_connection_id: str | None
    chat_id: int | str | None
    message_id: int | None
    inline_message_id: str | None
    text: str | None
    parse_mode: str | None
    entities: list[MessageEntity] | None
    link_preview_options: LinkPreviewOptions | None
    rich_message: InputRichMessage | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_id: int | None = None, inline_message_id: str | None = None, text: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        rich_message: InputRichMessage | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditMessageCaption(Method[Message | Literal[True]], _Described):
    """The method editMessageCaption. https://core.telegram.org/bots/api#editmessagecaption"""

    business_connection_id: str | None
    chat_id: int | str | None
    message_id: int | None
    inline_message_id: str | None
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_id: int | None = None, inline_message_id: str | None = None, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditMessageMedia(Method[Message | Literal[True]], _Described):
    """The method editMessageMedia. https://core.telegram.org/bots/api#editmessagemedia"""

    business_connection_id: str | None
    chat_id: int | str | None
    message_id: int | None
    inline_message_id: str | None
    media: InputMedia
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, media: InputMedia | dict[str, Any], *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_id: int | None = None, inline_message_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditMessageLiveLocation(Method[Message | Literal[True]], _Described):
    """The method editMessageLiveLocation. https://core.telegram.org/bots/api#editmessagelivelocation"""

    business_connection_id: str | None
    chat_id: int | str | None
    message_id: int | None
    inline_message_id: str | None
    latitude: float
    longitude: float
    live_period: int | None
    horizontal_accuracy: float | None
    heading: int | None
    proximity_alert_radius: int | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, latitude: float, longitude: float, *, business_connection_id: str | None = None,
        chat_id: int | str | None = None, message_id: int | None = None, inline_message_id: str | None = None,
        live_period: int | timedelta | None = None, horizontal_accuracy: float | None = None,
        heading: int | None = None, proximity_alert_radius: int | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class StopMessageLiveLocation(Method[Message | Literal[True]], _Described):
    """The method stopMessageLiveLocation. https://core.telegram.org/bots/api#stopmessagelivelocation"""

    business_connection_id: str | None
    chat_id: int | str | None
    message_id: int | None
    inline_message_id: str | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_id: int | None = None, inline_message_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditMessageChecklist(Method[Message], _Described):
    """The method editMessageChecklist. https://core.telegram.org/bots/api#editmessagechecklist"""

    business_connection_id: str
    chat_id: int | str
    message_id: int
    checklist: InputChecklist
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, business_connection_id: str, chat_id: int | str, message_id: int,
        checklist: InputChecklist | dict[str, Any], *,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditMessageReplyMarkup(Method[Message | Literal[True]], _Described):
    """The method editMessageReplyMarkup. https://core.telegram.org/bots/api#editmessagereplymarkup"""

    business_connection_id: str | None
    chat_id: int | str | None
    message_id: int | None
    inline_message_id: str | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, *, business_connection_id: str | None = None, chat_id: int | str | None = None,
        message_id: int | None = None, inline_message_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class StopPoll(Method[Poll], _Described):
    """The method stopPoll. https://core.telegram.org/bots/api#stoppoll"""

    business_connection_id: str | None
    chat_id: int | str
    message_id: int
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, chat_id: int | str, message_id: int, *, business_connection_id: str | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditEphemeralMessageText(Method[Literal[True]], _Described):
    """The method editEphemeralMessageText. https://core.telegram.org/bots/api#editephemeralmessagetext"""

    chat_id: int | str
    receiver_user_id: int
    ephemeral_message_id: int
    text: str | None
    parse_mode: str | None
    entities: list[MessageEntity] | None
    rich_message: InputRichMessage | None
    link_preview_options: LinkPreviewOptions | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int, *, text: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        rich_message: InputRichMessage | dict[str, Any] | None = None,
        link_preview_options: LinkPreviewOptions | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditEphemeralMessageMedia(Method[Literal[True]], _Described):
    """The method editEphemeralMessageMedia. https://core.telegram.org/bots/api#editephemeralmessagemedia"""

    chat_id: int | str
    receiver_user_id: int
    ephemeral_message_id: int
    media: InputMedia
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int,
        media: InputMedia | dict[str, Any], *, reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditEphemeralMessageCaption(Method[Literal[True]], _Described):
    """The method editEphemeralMessageCaption. https://core.telegram.org/bots/api#editephemeralmessagecaption"""

    chat_id: int | str
    receiver_user_id: int
    ephemeral_message_id: int
    caption: str | None
    parse_mode: str | None
    caption_entities: list[MessageEntity] | None
    show_caption_above_media: bool | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int, *, caption: str | None = None,
        parse_mode: Literal['HTML', 'MarkdownV2', 'Markdown'] | None = None,
        caption_entities: Sequence[MessageEntity | dict[str, Any]] | None = None,
        show_caption_above_media: bool | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class EditEphemeralMessageReplyMarkup(Method[Literal[True]], _Described):
    """The method editEphemeralMessageReplyMarkup. https://core.telegram.org/bots/api#editephemeralmessagereplymarkup"""

    chat_id: int | str
    receiver_user_id: int
    ephemeral_message_id: int
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int, *,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class ApproveSuggestedPost(Method[Literal[True]], _Described):
    """The method approveSuggestedPost. https://core.telegram.org/bots/api#approvesuggestedpost"""

    chat_id: int
    message_id: int
    send_date: datetime | None
    def __init__(
        self, chat_id: int, message_id: int, *, send_date: datetime | timedelta | int | None = None,
    ) -> None: ...

class DeclineSuggestedPost(Method[Literal[True]], _Described):
    """The method declineSuggestedPost. https://core.telegram.org/bots/api#declinesuggestedpost"""

    chat_id: int
    message_id: int
    comment: str | None
    def __init__(self, chat_id: int, message_id: int, *, comment: str | None = None) -> None: ...

class DeleteMessage(Method[Literal[True]], _Described):
    """The method deleteMessage. https://core.telegram.org/bots/api#deletemessage"""

    chat_id: int | str
    message_id: int
    def __init__(self, chat_id: int | str, message_id: int) -> None: ...

class DeleteMessages(Method[Literal[True]], _Described):
    """The method deleteMessages. https://core.telegram.org/bots/api#deletemessages"""

    chat_id: int | str
    message_ids: list[int]
    def __init__(self, chat_id: int | str, message_ids: Sequence[int]) -> None: ...

class DeleteEphemeralMessage(Method[Literal[True]], _Described):
    """The method deleteEphemeralMessage. https://core.telegram.org/bots/api#deleteephemeralmessage"""

    chat_id: int | str
    receiver_user_id: int
    ephemeral_message_id: int
    def __init__(self, chat_id: int | str, receiver_user_id: int, ephemeral_message_id: int) -> None: ...

class DeleteMessageReaction(Method[Literal[True]], _Described):
    """The method deleteMessageReaction. https://core.telegram.org/bots/api#deletemessagereaction"""

    chat_id: int | str
    message_id: int
    user_id: int | None
    actor_chat_id: int | None
    def __init__(
        self, chat_id: int | str, message_id: int, *, user_id: int | None = None, actor_chat_id: int | None = None,
    ) -> None: ...

class DeleteAllMessageReactions(Method[Literal[True]], _Described):
    """The method deleteAllMessageReactions. https://core.telegram.org/bots/api#deleteallmessagereactions"""

    chat_id: int | str
    user_id: int | None
    actor_chat_id: int | None
    def __init__(
        self, chat_id: int | str, *, user_id: int | None = None, actor_chat_id: int | None = None,
    ) -> None: ...

class SendSticker(Method[Message], _Described):
    """The method sendSticker. https://core.telegram.org/bots/api#sendsticker"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    sticker: _File
    emoji: str | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, sticker: _File, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        emoji: str | None = None, disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class GetStickerSet(Method[StickerSet], _Described):
    """The method getStickerSet. https://core.telegram.org/bots/api#getstickerset"""

    name: str
    def __init__(self, name: str) -> None: ...

class GetCustomEmojiStickers(Method[list[Sticker]], _Described):
    """The method getCustomEmojiStickers. https://core.telegram.org/bots/api#getcustomemojistickers"""

    custom_emoji_ids: list[str]
    def __init__(self, custom_emoji_ids: list[str] | tuple[str, ...]) -> None: ...

class UploadStickerFile(Method[File], _Described):
    """The method uploadStickerFile. https://core.telegram.org/bots/api#uploadstickerfile"""

    user_id: int
    sticker: _Upload
    sticker_format: str
    def __init__(
        self, user_id: int, sticker: _Upload, sticker_format: Literal['static', 'animated', 'video'],
    ) -> None: ...

class CreateNewStickerSet(Method[Literal[True]], _Described):
    """The method createNewStickerSet. https://core.telegram.org/bots/api#createnewstickerset"""

    user_id: int
    name: str
    title: str
    stickers: list[InputSticker]
    sticker_type: str | None
    needs_repainting: bool | None
    def __init__(
        self, user_id: int, name: str, title: str, stickers: Sequence[InputSticker | dict[str, Any]], *,
        sticker_type: Literal['regular', 'mask', 'custom_emoji'] | None = None,
        needs_repainting: bool | None = None,
    ) -> None: ...

class AddStickerToSet(Method[Literal[True]], _Described):
    """The method addStickerToSet. https://core.telegram.org/bots/api#addstickertoset"""

    user_id: int
    name: str
    sticker: InputSticker
    def __init__(self, user_id: int, name: str, sticker: InputSticker | dict[str, Any]) -> None: ...

class SetStickerPositionInSet(Method[Literal[True]], _Described):
    """The method setStickerPositionInSet. https://core.telegram.org/bots/api#setstickerpositioninset"""

    sticker: str
    position: int
    def __init__(self, sticker: str, position: int) -> None: ...

class DeleteStickerFromSet(Method[Literal[True]], _Described):
    """The method deleteStickerFromSet. https://core.telegram.org/bots/api#deletestickerfromset"""

    sticker: str
    def __init__(self, sticker: str) -> None: ...

class ReplaceStickerInSet(Method[Literal[True]], _Described):
    """The method replaceStickerInSet. https://core.telegram.org/bots/api#replacestickerinset"""

    user_id: int
    name: str
    old_sticker: str
    sticker: InputSticker
    def __init__(self, user_id: int, name: str, old_sticker: str, sticker: InputSticker | dict[str, Any]) -> None: ...

class SetStickerEmojiList(Method[Literal[True]], _Described):
    """The method setStickerEmojiList. https://core.telegram.org/bots/api#setstickeremojilist"""

    sticker: str
    emoji_list: list[str]
    def __init__(self, sticker: str, emoji_list: list[str] | tuple[str, ...]) -> None: ...

class SetStickerKeywords(Method[Literal[True]], _Described):
    """The method setStickerKeywords. https://core.telegram.org/bots/api#setstickerkeywords"""

    sticker: str
    keywords: list[str] | None
    def __init__(self, sticker: str, *, keywords: list[str] | tuple[str, ...] | None = None) -> None: ...

class SetStickerMaskPosition(Method[Literal[True]], _Described):
    """The method setStickerMaskPosition. https://core.telegram.org/bots/api#setstickermaskposition"""

    sticker: str
    mask_position: MaskPosition | None
    def __init__(self, sticker: str, *, mask_position: MaskPosition | dict[str, Any] | None = None) -> None: ...

class SetStickerSetTitle(Method[Literal[True]], _Described):
    """The method setStickerSetTitle. https://core.telegram.org/bots/api#setstickersettitle"""

    name: str
    title: str
    def __init__(self, name: str, title: str) -> None: ...

class SetStickerSetThumbnail(Method[Literal[True]], _Described):
    """The method setStickerSetThumbnail. https://core.telegram.org/bots/api#setstickersetthumbnail"""

    name: str
    user_id: int
    thumbnail: _File | None
    format: str
    def __init__(
        self, name: str, user_id: int, format: Literal['static', 'animated', 'video'], *,
        thumbnail: _File | None = None,
    ) -> None: ...

class SetCustomEmojiStickerSetThumbnail(Method[Literal[True]], _Described):
    """The method setCustomEmojiStickerSetThumbnail. https://core.telegram.org/bots/api#setcustomemojistickersetthumbnail"""

    name: str
    custom_emoji_id: str | None
    def __init__(self, name: str, *, custom_emoji_id: str | None = None) -> None: ...

class DeleteStickerSet(Method[Literal[True]], _Described):
    """The method deleteStickerSet. https://core.telegram.org/bots/api#deletestickerset"""

    name: str
    def __init__(self, name: str) -> None: ...

class SendRichMessage(Method[Message], _Described):
    """The method sendRichMessage. https://core.telegram.org/bots/api#sendrichmessage"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    ephemeral_message_parameters: EphemeralMessageParameters | None
    rich_message: InputRichMessage
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
    def __init__(
        self, chat_id: int | str, rich_message: InputRichMessage | dict[str, Any], *,
        business_connection_id: str | None = None, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None,
        ephemeral_message_parameters: EphemeralMessageParameters | dict[str, Any] | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | dict[str, Any] | Sequence[Sequence[str]] | None = None,
    ) -> None: ...

class SendRichMessageDraft(Method[Literal[True]], _Described):
    """The method sendRichMessageDraft. https://core.telegram.org/bots/api#sendrichmessagedraft"""

    chat_id: int
    message_thread_id: int | None
    draft_id: int
    rich_message: InputRichMessage
    can_stop: bool | None
    keep_on_stop: bool | None
    def __init__(
        self, chat_id: int, draft_id: int, rich_message: InputRichMessage | dict[str, Any], *,
        message_thread_id: int | None = None, can_stop: bool | None = None, keep_on_stop: bool | None = None,
    ) -> None: ...

class AnswerInlineQuery(Method[Literal[True]], _Described):
    """The method answerInlineQuery. https://core.telegram.org/bots/api#answerinlinequery"""

    inline_query_id: str
    results: list[InlineQueryResult]
    cache_time: int | None
    is_personal: bool | None
    next_offset: str | None
    button: InlineQueryResultsButton | None
    def __init__(
        self, inline_query_id: str, results: Sequence[InlineQueryResult | dict[str, Any]], *,
        cache_time: int | timedelta | None = None, is_personal: bool | None = None, next_offset: str | None = None,
        button: InlineQueryResultsButton | dict[str, Any] | None = None,
    ) -> None: ...

class SendInvoice(Method[Message], _Described):
    """The method sendInvoice. https://core.telegram.org/bots/api#sendinvoice"""

    chat_id: int | str
    message_thread_id: int | None
    direct_messages_topic_id: int | None
    title: str
    description: str
    payload: str
    provider_token: str | None
    currency: str
    prices: list[LabeledPrice]
    max_tip_amount: int | None
    suggested_tip_amounts: list[int] | None
    start_parameter: str | None
    provider_data: str | None
    photo_url: str | None
    photo_size: int | None
    photo_width: int | None
    photo_height: int | None
    need_name: bool | None
    need_phone_number: bool | None
    need_email: bool | None
    need_shipping_address: bool | None
    send_phone_number_to_provider: bool | None
    send_email_to_provider: bool | None
    is_flexible: bool | None
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    suggested_post_parameters: SuggestedPostParameters | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, chat_id: int | str, title: str, description: str, payload: str, currency: str,
        prices: Sequence[LabeledPrice | dict[str, Any]], *, message_thread_id: int | None = None,
        direct_messages_topic_id: int | None = None, provider_token: str | None = None,
        max_tip_amount: int | None = None, suggested_tip_amounts: Sequence[int] | None = None,
        start_parameter: str | None = None, provider_data: str | None = None, photo_url: str | None = None,
        photo_size: int | None = None, photo_width: int | None = None, photo_height: int | None = None,
        need_name: bool | None = None, need_phone_number: bool | None = None, need_email: bool | None = None,
        need_shipping_address: bool | None = None, send_phone_number_to_provider: bool | None = None,
        send_email_to_provider: bool | None = None, is_flexible: bool | None = None,
        disable_notification: bool | None = None, protect_content: bool | None = None,
        allow_paid_broadcast: bool | None = None, message_effect_id: str | None = None,
        suggested_post_parameters: SuggestedPostParameters | dict[str, Any] | None = None,
        reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class CreateInvoiceLink(Method[str], _Described):
    """The method createInvoiceLink. https://core.telegram.org/bots/api#createinvoicelink"""

    business_connection_id: str | None
    title: str
    description: str
    payload: str
    provider_token: str | None
    currency: str
    prices: list[LabeledPrice]
    subscription_period: int | None
    max_tip_amount: int | None
    suggested_tip_amounts: list[int] | None
    provider_data: str | None
    photo_url: str | None
    photo_size: int | None
    photo_width: int | None
    photo_height: int | None
    need_name: bool | None
    need_phone_number: bool | None
    need_email: bool | None
    need_shipping_address: bool | None
    send_phone_number_to_provider: bool | None
    send_email_to_provider: bool | None
    is_flexible: bool | None
    def __init__(
        self, title: str, description: str, payload: str, currency: str,
        prices: Sequence[LabeledPrice | dict[str, Any]], *, business_connection_id: str | None = None,
        provider_token: str | None = None, subscription_period: int | timedelta | None = None,
        max_tip_amount: int | None = None, suggested_tip_amounts: Sequence[int] | None = None,
        provider_data: str | None = None, photo_url: str | None = None, photo_size: int | None = None,
        photo_width: int | None = None, photo_height: int | None = None, need_name: bool | None = None,
        need_phone_number: bool | None = None, need_email: bool | None = None,
        need_shipping_address: bool | None = None, send_phone_number_to_provider: bool | None = None,
        send_email_to_provider: bool | None = None, is_flexible: bool | None = None,
    ) -> None: ...

class AnswerShippingQuery(Method[Literal[True]], _Described):
    """The method answerShippingQuery. https://core.telegram.org/bots/api#answershippingquery"""

    shipping_query_id: str
    ok: bool
    shipping_options: list[ShippingOption] | None
    error_message: str | None
    def __init__(
        self, shipping_query_id: str, ok: bool, *,
        shipping_options: Sequence[ShippingOption | dict[str, Any]] | None = None, error_message: str | None = None,
    ) -> None: ...

class AnswerPreCheckoutQuery(Method[Literal[True]], _Described):
    """The method answerPreCheckoutQuery. https://core.telegram.org/bots/api#answerprecheckoutquery"""

    pre_checkout_query_id: str
    ok: bool
    error_message: str | None
    def __init__(self, pre_checkout_query_id: str, ok: bool, *, error_message: str | None = None) -> None: ...

class GetMyStarBalance(Method[StarAmount], _Described):
    """The method getMyStarBalance. https://core.telegram.org/bots/api#getmystarbalance"""

    def __init__(self) -> None: ...

class GetStarTransactions(Method[StarTransactions], _Described):
    """The method getStarTransactions. https://core.telegram.org/bots/api#getstartransactions"""

    offset: int | None
    limit: int | None
    def __init__(self, *, offset: int | None = None, limit: int | None = None) -> None: ...

class RefundStarPayment(Method[Literal[True]], _Described):
    """The method refundStarPayment. https://core.telegram.org/bots/api#refundstarpayment"""

    user_id: int
    telegram_payment_charge_id: str
    def __init__(self, user_id: int, telegram_payment_charge_id: str) -> None: ...

class EditUserStarSubscription(Method[Literal[True]], _Described):
    """The method editUserStarSubscription. https://core.telegram.org/bots/api#edituserstarsubscription"""

    user_id: int
    telegram_payment_charge_id: str
    is_canceled: bool
    def __init__(self, user_id: int, telegram_payment_charge_id: str, is_canceled: bool) -> None: ...

class SetPassportDataErrors(Method[Literal[True]], _Described):
    """The method setPassportDataErrors. https://core.telegram.org/bots/api#setpassportdataerrors"""

    user_id: int
    errors: list[PassportElementError]
    def __init__(self, user_id: int, errors: Sequence[PassportElementError | dict[str, Any]]) -> None: ...

class SendGame(Method[Message], _Described):
    """The method sendGame. https://core.telegram.org/bots/api#sendgame"""

    business_connection_id: str | None
    chat_id: int | str
    message_thread_id: int | None
    game_short_name: str
    disable_notification: bool | None
    protect_content: bool | None
    allow_paid_broadcast: bool | None
    message_effect_id: str | None
    reply_parameters: ReplyParameters | None
    reply_markup: InlineKeyboardMarkup | None
    def __init__(
        self, chat_id: int | str, game_short_name: str, *, business_connection_id: str | None = None,
        message_thread_id: int | None = None, disable_notification: bool | None = None,
        protect_content: bool | None = None, allow_paid_broadcast: bool | None = None,
        message_effect_id: str | None = None, reply_parameters: ReplyParameters | dict[str, Any] | None = None,
        reply_markup: InlineKeyboardMarkup | dict[str, Any] | None = None,
    ) -> None: ...

class SetGameScore(Method[Message | Literal[True]], _Described):
    """The method setGameScore. https://core.telegram.org/bots/api#setgamescore"""

    user_id: int
    score: int
    force: bool | None
    disable_edit_message: bool | None
    chat_id: int | None
    message_id: int | None
    inline_message_id: str | None
    def __init__(
        self, user_id: int, score: int, *, force: bool | None = None, disable_edit_message: bool | None = None,
        chat_id: int | None = None, message_id: int | None = None, inline_message_id: str | None = None,
    ) -> None: ...

class GetGameHighScores(Method[list[GameHighScore]], _Described):
    """The method getGameHighScores. https://core.telegram.org/bots/api#getgamehighscores"""

    user_id: int
    chat_id: int | None
    message_id: int | None
    inline_message_id: str | None
    def __init__(
        self, user_id: int, *, chat_id: int | None = None, message_id: int | None = None,
        inline_message_id: str | None = None,
    ) -> None: ...
