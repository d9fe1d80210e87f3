# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Texts, and the activity that a chat shows while a bot works.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import check_text, write
from scaletg_contrib.simulator.actions import Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, Message, keep_filled
from scaletg_contrib.simulator.rooms.people import unblock
from scaletg_contrib.simulator.sending import Built, read_text, send_built, with_entities

MAX_TEXT = 4096
_ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "record_audio",
    "upload_voice",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
    "cancel",
]


def build_text(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    text, entities = read_text(sim, p, "text")
    if len(text) > MAX_TEXT:
        raise Refused("message is too long")
    content = with_entities("text", text, entities)
    given = p.data("link_preview_options", "link preview options")
    preview = None if given is None else _read_preview(given)
    if preview is None and p.flag("disable_web_page_preview"):
        preview = {"is_disabled": True}
    has_link = any(entity["type"] in ("url", "text_link") for entity in entities)
    if preview and (has_link or preview.get("url")):
        content["link_preview_options"] = preview
    return content, {}


def _read_preview(given: Any) -> Data:
    """Return how a link is shown."""
    options = fields.an_object(given, "object expected as link preview options")
    names = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")
    url = fields.text(options, "url")
    return {**keep_filled(url=url), **fields.flags(options, names)}


def build_rich(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    p.required("rich_message")
    return {"rich_message": read_rich(p.data("rich_message", "rich message"))}, {}


def read_rich(rich: Any) -> Data:
    """Return a rich message as it is shown; one of HTML or Markdown is a paragraph. Raises `Refused`.

    What TDLib refuses of blocks is in its WebPageBlock.cpp.
    """
    blocks = rich.get("blocks") if isinstance(rich, dict) else None
    if not blocks and isinstance(rich, dict):
        text = str(rich.get("html") or rich.get("markdown") or rich.get("text") or "")
        blocks = [{"type": "paragraph", "text": text}] if text else []
    if not blocks and isinstance(rich, dict) and "markdown" in rich:
        raise Refused("RICH_MESSAGE_MARKDOWN_INVALID")
    if not blocks:
        raise Refused("RICH_MESSAGE_EMPTY")
    _check_blocks(blocks)
    return {"blocks": blocks}


def _check_blocks(blocks: Any) -> None:
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise Refused("can't parse rich message: expected an Array of InputRichBlock")
    for block in blocks:
        if block.get("type") == "heading" and block.get("size") not in range(1, 7):
            raise Refused("invalid section heading size specified")
        items = block.get("items", [])
        if block.get("type") == "list" and not items:
            raise Refused("list must be non-empty")
        if len({bool(item.get("type")) for item in items}) > 1:
            raise Refused("list must be either ordered or unordered")
        for inner in (block, *items):
            _check_blocks(inner.get("blocks", []))


@method
def send_chat_action(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    action = p.required("action")
    if action not in _ACTIONS:
        raise Refused("wrong parameter action in request")
    sim.check_access(bot, chat)
    chat.action = {} if action == "cancel" else {"action": action, "bot_id": bot.id, "until": sim.now + 5}
    sim.world.log("action", chat_id=chat.id, chat=chat.key, bot_id=bot.id, action=action)
    return True


@action
def send(
    sim: Core,
    user: Person,
    text: str,
    *,
    chat: Place | None = None,
    bot: Bot | None = None,
    reply_to: int = 0,
    quote: str = "",
    topic: int = 0,
    as_channel: Place | None = None,
    parse_mode: str = "",
    entities: list[Data] | None = None,
) -> Message:
    """Write a text. Formatting is given by *entities*, or, for tests, by *parse_mode*.

    *quote*: the part of the message *reply_to* that is quoted.
    *as_channel*: a channel of the person, in whose name the message is written to a group.
    """
    check_text(text)
    found, marked = sim.format(text, parse_mode, entities)
    content: Data = {"text": found, **keep_filled(entities=marked)}
    about: Data = {"reply_to": reply_to, "quote": quote, "topic": topic, "as_channel": as_channel}
    return write(sim, user, content, chat=chat, bot=bot, **about)


@action
def start(sim: Core, user: Person, payload: str = "", *, bot: Bot | None = None) -> Message:
    """Press Start, or open a deep link with a payload. Unblocks the bot."""
    unblock(sim, user, bot=bot)
    return send(sim, user, f"/start {payload}".strip(), bot=bot)


@method
def send_message(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "text", build_text(sim, bot, p))


@method
def send_rich_message(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "rich_message", build_rich(sim, bot, p))
