"""The options of what a person does, for editors and type checkers.

Part of `scaletg_contrib.testkit`.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

import scaletg
from scaletg_contrib.simulator import Chat, Data

__all__ = [
    "Answer",
    "AnyMessage",
    "DocumentOptions",
    "FileKind",
    "FileOptions",
    "LocationOptions",
    "PhotoOptions",
    "SendOptions",
]

#: The bot's answer, or `None`, for which `Any` stands: so a test may write `chat.send("hi").text`, and a name that
#: messages lack is still reported.
Answer = scaletg.Message | Any
#: A message, or its number.
AnyMessage = scaletg.Message | int
FileKind = Literal["photo", "video", "audio", "voice", "video_note", "animation", "document", "sticker"]


class SendOptions(TypedDict, total=False):
    """The options of `Conversation.send`."""

    reply_to: AnyMessage
    quote: str  #: the part of that message that is quoted
    topic: int
    as_channel: Chat | int | str  #: a channel of the person, in whose name a message is written to a group
    parse_mode: Literal["", "HTML", "MarkdownV2", "Markdown"]
    entities: list[Data]


class _FileOptions(TypedDict, total=False):
    mime_type: str
    reply_to: AnyMessage
    topic: int
    duration: int
    width: int
    height: int
    length: int
    performer: str
    title: str
    emoji: str
    type: str  #: of a sticker
    is_animated: bool
    is_video: bool
    set_name: str
    file_id: str
    media_group_id: str


class PhotoOptions(_FileOptions, total=False):
    """The options of `Conversation.send_photo`."""

    name: str


class DocumentOptions(_FileOptions, total=False):
    """The options of `Conversation.send_document`."""

    caption: str


class FileOptions(PhotoOptions, DocumentOptions, total=False):
    """The options of `Conversation.send_file`."""


class LocationOptions(TypedDict, total=False):
    """The options of `Conversation.send_location`."""

    title: str  #: of a venue, which has an address as well
    address: str
    live_period: int
