# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Photos, videos, documents and other files.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Annotated, Any

from scaletg import schema
from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import write
from scaletg_contrib.simulator.actions import (
    ActionError,
    Bot,
    Person,
    Place,
    action,
    check_values,
    did_you_mean,
    method,
    signature_of,
)
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.pictures import blank_picture, picture_size
from scaletg_contrib.simulator.records import BotAccount, Data, Message, StoredFile, keep_filled
from scaletg_contrib.simulator.sending import Built, read_caption, send_built

UPLOAD_LIMITS = {"photo": 10 * 1024 * 1024, "thumbnail": 200 * 1024 - 1, "video_note": 12 * 1024 * 1024}
UPLOAD_LIMIT = 50 * 1024 * 1024
_SIZES: list[str] = ["width", "height", "duration"]
MAX_DOWNLOAD = 20 * 1024 * 1024
_JSON_TYPES = {"int": int, "datetime": int, "float": float, "str": str, "bool": bool, "True": bool}
Content = Annotated[bytes | str, "a string in base64"]
MEDIA: dict[str, Data] = {
    "document": {},
    "video": {"width": 640, "height": 360, "duration": 5},
    "audio": {"duration": 60},
    "animation": {"width": 320, "height": 240, "duration": 2},
    "voice": {"duration": 3},
    "video_note": {"length": 240, "duration": 3},
    "sticker": {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular", "emoji": "🙂"},
}


def read_file(sim: Core, p: Parameters, name: str, kind: str, value: Any = None, **details: Any) -> StoredFile:
    """Return the file that a parameter (or *value*, from nested JSON) uploads or names."""
    text = p.text(name) if value is None else str(value)
    upload = p.files.get(text[9:]) if text.startswith("attach://") else (p.files.get(name) if not text else None)
    if upload is not None:
        size, limit = len(upload.content), UPLOAD_LIMITS.get(kind, UPLOAD_LIMIT)
        if size > UPLOAD_LIMIT:
            raise Refused("Request Entity Too Large", 413)
        if size > limit:
            what = f"too big for a {kind.replace('_', ' ')}; the maximum size is {limit} bytes"
            raise Refused(f"file of size {size} bytes is {what}")
        if not upload.content:
            raise Refused("file must be non-empty")
        return sim.store_file(kind, upload.content, upload.name, _mime(upload.mime_type), **details)
    if not text or text.startswith("attach://"):
        raise Refused(f"there is no {kind.replace('_', ' ')} in the request")
    if re.match("https?://", text):
        return _from_url(sim, kind, text, details)
    file = sim.world.files.get(text)
    if file is None:
        raise Refused("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise Refused(f"can't use file of type {_title(file.kind)} as {_title(kind)}")
    return file


def _mime(kind: str) -> str:
    return "" if kind == "application/octet-stream" else kind


def _title(kind: str) -> str:
    return {"video_note": "VideoNote", "voice": "VoiceNote"}.get(kind, kind.title())


def _from_url(sim: Core, kind: str, url: str, details: Data) -> StoredFile:
    """Return a made-up file for one that Telegram would download, because the simulator does not use the network."""
    name = re.sub(r"[?#].*", "", url).rpartition("/")[2] or "file"
    picture = kind in ("photo", "sticker", "thumbnail")
    content = blank_picture() if picture else f"The simulator did not fetch {url}".encode()
    return sim.store_file(kind, content, name, "image/png" if picture else "", **details)


def read_photo(sim: Core, p: Parameters, name: str = "photo", value: Any = None) -> list[Data]:
    """Return the sizes of a photo."""
    file = read_file(sim, p, name, "photo", value)
    if "sizes" in file.details:
        return [sim.file_data(sim.world.files[size]) for size in file.details["sizes"]]
    del sim.world.files[file.file_id]
    return sim.photo_sizes(file.content)


def _with_thumbnail(sim: Core, p: Parameters, data: Data, value: Any = None) -> Data:
    """Return a file's object with its thumbnail, under its new and its old name."""
    if value is None and not p.has("thumbnail") and not p.has("thumb") and "thumbnail" not in p.files:
        return data
    name = "thumb" if p.has("thumb") and value is None else "thumbnail"
    file = read_file(sim, p, name, "thumbnail", value)
    width, height = picture_size(file.content) or (320, 320)
    file.details = {"width": width, "height": height}
    thumbnail = sim.file_data(file)
    return {**data, "thumbnail": thumbnail, "thumb": thumbnail}


def build_photo(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    return media_flags(p, {"photo": read_photo(sim, p), **read_caption(sim, p)}), {}


def media_flags(p: Parameters, content: Data) -> Data:
    if p.flag("show_caption_above_media") and "caption" in content:
        content["show_caption_above_media"] = True
    if p.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def _numbers(p: Parameters, **defaults: int) -> Data:
    return {name: p.number(name, default, 0) for name, default in defaults.items()}


def media_builder(
    kind: str, texts: tuple[str, ...] = (), **defaults: int
) -> Callable[[Core, BotAccount, Parameters], Built]:
    """Return a function that builds a message with one file."""

    def build(sim: Core, bot: BotAccount, p: Parameters) -> Built:
        details = {**_numbers(p, **defaults), **keep_filled(**{name: p.text(name) for name in texts})}
        file = read_file(sim, p, kind, kind, **details)
        data = _with_thumbnail(sim, p, sim.file_data(file))
        content: Data = {kind: data}
        if kind == "animation":
            kept = ("file_name", "mime_type", "thumbnail", "thumb", "file_id", "file_unique_id", "file_size")
            content["document"] = {name: data[name] for name in kept if name in data}
        if kind != "video_note":
            content |= read_caption(sim, p)
        return media_flags(p, content), {}

    return build


def build_video(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    content, details = _build_plain_video(sim, bot, p)
    if p.has("cover"):
        content["video"]["cover"] = read_photo(sim, p, "cover")
    content["video"] |= keep_filled(start_timestamp=p.number("start_timestamp"))
    return content, details


def build_live_photo(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    photo = read_photo(sim, p)
    file = read_file(sim, p, "live_photo", "video", p.text("live_photo") or None, width=640, height=480, duration=1)
    data = {"photo": photo, **sim.file_data(file)}
    return media_flags(p, {"photo": photo, "live_photo": data, **read_caption(sim, p)}), {}


def read_media(sim: Core, p: Parameters, item: Any) -> Data:
    """Return the content of an InputMedia."""
    with fields.reading("InputMedia"):
        values = _read_input(fields.an_object(item))
    return _INPUT_MEDIA[values["type"]](sim, BotAccount(0, ""), Parameters(p.method, values, p.files))[0]


def _read_input(given: Data) -> Data:
    """Return the parameters that would send an InputMedia as a single message."""
    texts = {name: fields.text(given, name) for name in ("caption", "parse_mode", "title", "performer", "thumbnail")}
    flags = {name: fields.flag(given, name) for name in ("show_caption_above_media", "has_spoiler")}
    numbers = {name: fields.number(given, name) for name in _SIZES if name in given}
    kind, media = fields.text(given, "type", None), fields.text(given, "media")
    if not media:
        raise FieldError("media not found")
    if kind not in _INPUT_MEDIA:
        raise FieldError(f'type "{kind}" is unsupported')
    photo = {"photo": fields.text(given, "photo")} if kind == "live_photo" else {}
    entities = {"caption_entities": given.get("caption_entities")}
    return {**texts, **flags, **numbers, **photo, **entities, "type": kind, kind: media}


@method
def get_file(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    file = sim.world.files.get(p.required("file_id"))
    if file is None:
        raise Refused("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise Refused("file is too big")
    ids = {"file_id": file.file_id, "file_unique_id": file.unique_id}
    return {**ids, "file_size": len(file.content), "file_path": file.path}


def check_file(kind: str, details: Data) -> None:
    """Raise `ActionError` for an unknown kind of file, or for details that this kind does not have."""
    if kind not in ("photo", *MEDIA):
        near = did_you_mean(kind, ["photo", *MEDIA])
        raise ActionError(f"there is no kind {kind!r} of files: {near}There are photo, {', '.join(MEDIA)}")
    check_values(details, _details_of(kind), f"send_file with the kind {kind!r}")


@action
def send_file(
    sim: Core,
    /,
    user: Person,
    kind: str = "photo",
    content: Content | None = None,
    *,
    name: str = "",
    mime_type: str = "",
    caption: str = "",
    chat: Place | None = None,
    bot: Bot | None = None,
    reply_to: int = 0,
    topic: int = 0,
    media_group_id: str | None = None,
    **details: Any,
) -> Message:
    """Send a file: photo, document, video, audio, animation, voice, video_note or sticker.

    *content* is bytes (base64 over HTTP); without it a file is made up. *details*: duration, width, emoji, ...
    """
    check_file(kind, details)
    data = None if content is None else decode_content(content)
    message: Data = file_content(sim, kind, data, name, mime_type, details)
    if caption:
        text, entities = sim.format(caption)
        message |= {"caption": text, **keep_filled(caption_entities=entities)}
    fields = keep_filled(media_group_id=media_group_id)
    return write(sim, user, message, chat=chat, bot=bot, reply_to=reply_to, topic=topic, **fields)


def file_content(sim: Core, kind: str, data: bytes | None, name: str, mime_type: str, details: Data) -> Data:
    if kind == "photo":
        return {"photo": picture_of(sim, data)}
    data = f"a simulated {kind}\n".encode() if data is None else data
    file = sim.store_file(kind, data, name or f"{kind}.bin", mime_type, **{**MEDIA[kind], **details})
    shown = sim.file_data(file)
    return {kind: shown, **({"document": shown} if kind == "animation" else {})}


def picture_of(sim: Core, data: bytes | None) -> list[Data]:
    try:
        return sim.photo_sizes(blank_picture() if data is None else data)
    except Refused as refused:
        why = f"Telegram does not accept such a photo ({refused.description})"
        raise ActionError(f"{why}: send a JPEG or PNG picture, or the file as a document") from refused


def decode_content(content: bytes | str) -> bytes:
    """Return the bytes of a file that is given as bytes or in base64. Raises `ActionError`."""
    if isinstance(content, bytes):
        return content
    try:
        return base64.b64decode(content)
    except ValueError as error:
        raise ActionError("the content of the file is not base64: encode its bytes so, or leave it out") from error


def _details_of(kind: str) -> Data:
    """Return the details that a kind of file can have, with their types."""
    name = "PhotoSize" if kind == "photo" else kind.title().replace("_", "")
    known = {field.name: _JSON_TYPES.get(field.type, Any) for field in schema.types[name].fields}
    return {**signature_of(send_file)["parameters"], **known}


build_audio = media_builder("audio", ("performer", "title"), duration=0)
build_document = media_builder("document")
_build_plain_video = media_builder("video", width=640, height=360, duration=0)
build_animation = media_builder("animation", width=320, height=320, duration=0)
build_voice = media_builder("voice", duration=0)
build_video_note = media_builder("video_note", length=240, duration=0)
#: The fields of an InputMedia.
_INPUT_MEDIA = {
    "photo": build_photo,
    "video": build_video,
    "animation": build_animation,
    "audio": build_audio,
    "document": build_document,
    "live_photo": build_live_photo,
}


@method
def send_photo(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "photo", build_photo(sim, bot, p))


@method
def send_live_photo(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "live_photo", build_live_photo(sim, bot, p))


@method
def send_audio(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "audio", build_audio(sim, bot, p))


@method
def send_document(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "document", build_document(sim, bot, p))


@method
def send_video(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "video", build_video(sim, bot, p))


@method
def send_animation(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "animation", build_animation(sim, bot, p))


@method
def send_voice(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "voice", build_voice(sim, bot, p))


@method
def send_video_note(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "video_note", build_video_note(sim, bot, p))
