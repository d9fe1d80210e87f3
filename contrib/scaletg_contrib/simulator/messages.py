# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""The methods of the Bot API that send, copy, change and delete messages.

Part of `scaletg_contrib.simulator`. Checks come in the order of the real server: what is to be sent, then reply
parameters and keyboard, then the chat, the message answered, and the rights.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scaletg_contrib.simulator.core import COPIED, METHODS, Core, blank_picture, method, picture_size
from scaletg_contrib.simulator.parameters import Parameters, Refused, to_int
from scaletg_contrib.simulator.world import BotAccount, Chat, Data, Message, StoredFile, to_json

Built = tuple[Data, Data]  # what the message shows, and what only the simulator knows of it

MAX_TEXT, MAX_CAPTION = 4096, 1024
UPLOAD_LIMITS = {"photo": 10 * 1024 * 1024, "thumbnail": 200 * 1024}
UPLOAD_LIMIT = 50 * 1024 * 1024
#: What can be thrown, and how many sides it has.
DICE = {"🎲": 6, "🎯": 6, "🏀": 5, "⚽": 5, "🎳": 6, "🎰": 64}
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
_ACTIONS_BY_KEY = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}
_BUTTON_ACTIONS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
]
_QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)

###############################################################################
# Texts and keyboards #########################################################
###############################################################################


def read_text(
    sim: Core, p: Parameters, name: str, mode: str = "parse_mode", entities: str = "entities"
) -> tuple[str, list[Data]]:
    """Return the text of a parameter, formatted; entities that cannot be read count as absent."""
    try:
        given = p.data(entities)
    except Refused:
        given = None
    return sim.format(p.text(name), p.text(mode), given)


def with_entities(name: str, text: str, entities: list[Data]) -> Data:
    key = "entities" if name == "text" else f"{name}_entities"
    return {name: text, key: entities} if entities else {name: text}


def read_caption(sim: Core, p: Parameters) -> Data:
    """Return caption and its entities, or nothing."""
    if not p.text("caption").strip():
        return {}
    text, entities = read_text(sim, p, "caption", entities="caption_entities")
    if len(text) > MAX_CAPTION:
        raise Refused("message caption is too long")
    return with_entities("caption", text, entities)


def read_markup(sim: Core, p: Parameters, *, inline_only: bool = False) -> Data | None:
    """Return the keyboard of a call, checked."""
    markup = p.data("reply_markup", "reply keyboard markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise Refused("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup, "inline_keyboard", "InlineKeyboardMarkup")
        if not any(rows):
            return None
        kept: Data = {"inline_keyboard": [[_inline_button(button) for button in row] for row in rows if row]}
        if sum(map(len, kept["inline_keyboard"])) > 100 or len(to_json(kept)) > 20_000:
            raise Refused("reply markup is too long")
        return kept
    if inline_only:
        raise Refused("inline keyboard expected")
    if "keyboard" in markup:
        rows = _rows(markup, "keyboard", "ReplyKeyboardMarkup")
        return {**markup, "keyboard": [[_key(button) for button in row] for row in rows if row]}
    return markup if not _ACTIONS_BY_KEY.isdisjoint(markup) else None


def _rows(markup: Data, name: str, kind: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(f'field "{name}" of the {kind} must be an Array of Arrays')
    return rows


def _inline_button(button: Any) -> Data:
    if not isinstance(button, dict):
        raise Refused("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise Refused('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not text.strip():
        raise Refused("inline keyboard button text must be non-empty")
    if not any(button.get(name) is not None for name in _BUTTON_ACTIONS):
        raise Refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise Refused("BUTTON_DATA_INVALID")
    if button.get("url") is not None:
        return {**button, "url": _button_url(str(button["url"]))}
    return {name: value for name, value in button.items() if value is not None}


def _button_url(url: str) -> str:
    if not url:
        raise Refused("inline keyboard button URL '' is invalid: URL must be non-empty")
    if re.match(r"(tg|ton)://", url, re.IGNORECASE):
        return url
    address = url if "://" in url else f"http://{url}"
    found = re.fullmatch(r"(https?)://([^/?#]+)(.*)", address, re.IGNORECASE | re.DOTALL)
    if not found:
        raise Refused(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    host = found[2].rpartition("@")[2]
    if not re.fullmatch(r"[^\s.]+(\.[^\s.]+)+(:\d+)?|localhost(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", host):
        raise Refused(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return f"{found[1].lower()}://{found[2].lower()}{found[3] or '/'}"


def _key(button: Any) -> Data:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise Refused('can\'t parse keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise Refused("keyboard button text must be non-empty")
    return {name: value for name, value in button.items() if value is not None}


###############################################################################
# Files #######################################################################
###############################################################################


def read_file(sim: Core, p: Parameters, name: str, kind: str, value: Any = None, **details: Any) -> StoredFile:
    """Return the file that a parameter (or *value*, from nested JSON) uploads or names."""
    text = p.text(name) if value is None else str(value)
    upload = p.files.get(text[9:]) if text.startswith("attach://") else (p.files.get(name) if not text else None)
    if upload is not None:
        if len(upload.content) > UPLOAD_LIMITS.get(kind, UPLOAD_LIMIT):
            raise Refused("Request Entity Too Large", 413)
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
    """Stand in for a file that Telegram would fetch: the simulator does not leave this machine."""
    name = re.sub(r"[?#].*", "", url).rpartition("/")[2] or "file"
    picture = kind in ("photo", "sticker", "thumbnail")
    content = blank_picture() if picture else f"The simulator did not fetch {url}".encode()
    return sim.store_file(kind, content, name, "image/png" if picture else "", **details)


def read_photo(sim: Core, p: Parameters, name: str = "photo", value: Any = None) -> list[Data]:
    """Return the sizes of a photo."""
    file = read_file(sim, p, name, "photo", value)
    if "sizes" in file.details:
        return [sim.file_data(sim.world.files[one]) for one in file.details["sizes"]]
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


###############################################################################
# What each method sends ######################################################
###############################################################################


def _text(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    text, entities = read_text(sim, p, "text")
    if len(text) > MAX_TEXT:
        raise Refused("message is too long")
    content = with_entities("text", text, entities)
    preview = p.data("link_preview_options", "link preview options")
    if preview is not None and not isinstance(preview, dict):
        raise Refused("can't parse link preview options JSON object")
    if preview is None and p.flag("disable_web_page_preview"):
        preview = {"is_disabled": True}
    has_link = any(entity["type"] in ("url", "text_link") for entity in entities)
    if preview and (has_link or preview.get("url")):
        content["link_preview_options"] = preview
    return content, {}


def _photo(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    return _media_flags(p, {"photo": read_photo(sim, p), **read_caption(sim, p)}), {}


def _media_flags(p: Parameters, content: Data) -> Data:
    if p.flag("show_caption_above_media") and "caption" in content:
        content["show_caption_above_media"] = True
    if p.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def _numbers(p: Parameters, **defaults: int) -> Data:
    return {name: p.number(name, default, 0) for name, default in defaults.items()}


def _media(kind: str, texts: tuple[str, ...] = (), **defaults: int) -> Callable[[Core, BotAccount, Parameters], Built]:
    """Return what builds a message around one file."""

    def build(sim: Core, bot: BotAccount, p: Parameters) -> Built:
        details = {**_numbers(p, **defaults), **{name: p.text(name) for name in texts if p.has(name)}}
        file = read_file(sim, p, kind, kind, **details)
        data = _with_thumbnail(sim, p, sim.file_data(file))
        content: Data = {kind: data}
        if kind == "animation":
            kept = ("file_name", "mime_type", "thumbnail", "thumb", "file_id", "file_unique_id", "file_size")
            content["document"] = {name: data[name] for name in kept if name in data}
        if kind != "video_note":
            content |= read_caption(sim, p)
        return _media_flags(p, content), {}

    return build


def _sticker(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    details = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
    emoji = {"emoji": p.text("emoji")} if p.has("emoji") else {}
    file = read_file(sim, p, "sticker", "sticker", **details, **emoji)
    return {"sticker": sim.file_data(file)}, {}


def _location(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    return {"location": _read_location(p)}, {}


def _read_location(p: Parameters) -> Data:
    for name in ("latitude", "longitude"):
        p.required(name)
    latitude, longitude = p.real("latitude"), p.real("longitude")
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise Refused("wrong latitude or longitude specified")
    location: Data = {"latitude": latitude, "longitude": longitude}
    if p.has("horizontal_accuracy"):
        location["horizontal_accuracy"] = p.real("horizontal_accuracy")
    for name in ("live_period", "heading", "proximity_alert_radius"):
        if p.number(name):
            location[name] = p.number(name)
    return location


def _venue(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    location = {name: p.real(name) for name in ("latitude", "longitude") if p.required(name)}
    venue: Data = {"location": location, "title": p.required("title"), "address": p.required("address")}
    names = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    venue |= {name: p.text(name) for name in names if p.has(name)}
    return {"location": location, "venue": venue}, {}


def _contact(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    phone = p.required("phone_number")
    contact = {"phone_number": phone.lstrip("+"), "first_name": p.required("first_name")}
    contact |= {name: p.text(name) for name in ("last_name", "vcard") if p.has(name)}
    known = [one.id for one in sim.world.users.values() if one.phone_number.lstrip("+") == contact["phone_number"]]
    return {"contact": {**contact, **({"user_id": known[0]} if known else {})}}, {}


def _dice(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    emoji = p.text("emoji") or "🎲"
    if emoji.rstrip("\ufe0f") not in DICE:
        raise Refused("wrong emoji specified")
    return {"dice": {"emoji": emoji, "value": sim.world.random.randint(1, DICE[emoji.rstrip("\ufe0f")])}}, {}


def _rich(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    p.required("rich_message")
    rich = p.data("rich_message", "rich message")
    blocks = rich.get("blocks") if isinstance(rich, dict) else None
    if not blocks and isinstance(rich, dict):
        text = str(rich.get("html") or rich.get("markdown") or rich.get("text") or "")
        blocks = [{"type": "paragraph", "text": text}] if text else []
    if not blocks:
        raise Refused("rich message is empty")
    return {"rich_message": {"blocks": blocks}}, {}


def _game(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    name = p.required("game_short_name")
    photo = sim.photo_sizes(blank_picture())
    return {"game": {"title": name, "description": name, "photo": photo}}, {"game_short_name": name}


def _invoice(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    details = read_invoice(sim, bot, p)
    names = ("title", "description", "start_parameter", "currency", "total_amount")
    return {"invoice": {name: details[name] for name in names}}, {"invoice": details}


def read_invoice(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    """Return what an invoice says, checked."""
    texts = {name: p.required(name) for name in ("title", "description", "payload", "currency")}
    if len(texts["title"]) > 32 or len(texts["description"]) > 255:
        raise Refused("INVOICE_TITLE_INVALID" if len(texts["title"]) > 32 else "INVOICE_DESCRIPTION_INVALID")
    if len(texts["payload"].encode()) > 128:
        raise Refused("INVOICE_PAYLOAD_INVALID")
    prices = p.list_of("prices", "prices")
    if not prices or not all(isinstance(one, dict) and one.get("label") and "amount" in one for one in prices):
        raise Refused("can't parse prices JSON object" if prices else "there must be at least one price")
    if texts["currency"] == "XTR" and len(prices) != 1:
        raise Refused("STARS_INVOICE_INVALID")
    if texts["currency"] != "XTR" and not p.has("provider_token"):
        raise Refused("PAYMENT_PROVIDER_INVALID")
    if not re.fullmatch("[A-Z]{3}", texts["currency"]):
        raise Refused("CURRENCY_TOTAL_AMOUNT_INVALID")
    total = sum(int(one["amount"]) for one in prices)
    wants = ("need_name", "need_phone_number", "need_email", "need_shipping_address", "is_flexible")
    return {
        **texts,
        "start_parameter": p.text("start_parameter"),
        "prices": prices,
        "total_amount": total,
        "bot_id": bot.id,
        "max_tip_amount": p.number("max_tip_amount"),
        "subscription_period": p.number("subscription_period"),
        **{name: p.flag(name) for name in wants},
    }


def _poll(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    question, entities = read_text(sim, p, "question", "question_parse_mode", "question_entities")
    if len(question) > 300:
        raise Refused("poll question length must not exceed 300")
    options = [_poll_option(sim, one) for one in p.list_of("options", "options")]
    if not options:
        raise Refused("poll must have at least one answer option")
    if len(options) > 12:
        raise Refused("poll can't have more than 12 options")
    kind = p.text("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise Refused("unsupported poll type specified")
    poll: Data = {
        "id": sim.world.long_id(),
        **with_entities("question", question, entities),
        "options": options,
        "total_voter_count": 0,
        "is_closed": p.flag("is_closed"),
        "is_anonymous": p.flag("is_anonymous", True),
        "type": kind,
        "allows_multiple_answers": p.flag("allows_multiple_answers"),
        "allows_revoting": p.flag("allows_revoting", kind == "regular"),
        "members_only": p.flag("members_only"),
    }
    return {"poll": {**poll, **_quiz(sim, p, kind, len(options)), **_poll_end(sim, p)}}, {}


def _poll_option(sim: Core, option: Any) -> Data:
    option = {"text": option} if isinstance(option, str) else option
    if not isinstance(option, dict) or not isinstance(option.get("text"), str):
        raise Refused("can't parse options JSON object")
    text, entities = sim.format(option["text"], option.get("text_parse_mode") or "", option.get("text_entities"))
    if len(text) > 100:
        raise Refused("poll options length must not exceed 100")
    return {"persistent_id": sim.world.token(12), **with_entities("text", text, []), "voter_count": 0} | (
        {"text_entities": entities} if entities else {}
    )


def _quiz(sim: Core, p: Parameters, kind: str, count: int) -> Data:
    if kind != "quiz":
        return {}
    correct = p.list_of("correct_option_ids")
    if not correct and p.has("correct_option_id"):
        correct = [p.number("correct_option_id")]
    if not correct or not all(isinstance(one, int) and 0 <= one < count for one in correct):
        raise Refused("wrong correct option ID specified")
    quiz: Data = {"correct_option_ids": correct, "correct_option_id": correct[0]}
    if p.has("explanation"):
        text, entities = read_text(sim, p, "explanation", "explanation_parse_mode", "explanation_entities")
        if len(text) > 200:
            raise Refused("message is too long")
        quiz |= with_entities("explanation", text, entities)
    return quiz


def _poll_end(sim: Core, p: Parameters) -> Data:
    if p.has("open_period"):
        return {"open_period": p.number("open_period"), "close_date": sim.now + p.number("open_period")}
    return {"close_date": p.number("close_date")} if p.has("close_date") else {}


def _paid_media(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    stars = p.number("star_count")
    if not 1 <= stars <= 25000:
        raise Refused("STARS_AMOUNT_INVALID")
    media = [_paid_item(sim, p, one) for one in p.list_of("media", "InputPaidMedia")]
    if not media:
        raise Refused("media isn't specified")
    content = {"paid_media": {"star_count": stars, "paid_media": media}, **read_caption(sim, p)}
    return _media_flags(p, content), {"payload": p.text("payload")}


def _paid_item(sim: Core, p: Parameters, item: Any) -> Data:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind == "photo":
        return {"type": "photo", "photo": read_photo(sim, p, value=item.get("media"))}
    if kind == "video":
        file = read_file(sim, p, "video", "video", item.get("media"), width=640, height=360, duration=0)
        return {"type": "video", "video": sim.file_data(file)}
    raise Refused("can't parse InputPaidMedia: unsupported type")


def _live_photo(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    photo = read_photo(sim, p)
    file = read_file(sim, p, "live_photo", "video", p.text("live_photo") or None, width=640, height=480, duration=1)
    data = {"photo": photo, **sim.file_data(file)}
    return _media_flags(p, {"photo": photo, "live_photo": data, **read_caption(sim, p)}), {}


_BUILDERS: dict[str, tuple[str, Callable[[Core, BotAccount, Parameters], Built]]] = {
    "sendMessage": ("text", _text),
    "sendPhoto": ("photo", _photo),
    "sendLivePhoto": ("live_photo", _live_photo),
    "sendAudio": ("audio", _media("audio", ("performer", "title"), duration=0)),
    "sendDocument": ("document", _media("document")),
    "sendVideo": ("video", _media("video", width=640, height=360, duration=0)),
    "sendAnimation": ("animation", _media("animation", width=320, height=320, duration=0)),
    "sendVoice": ("voice", _media("voice", duration=0)),
    "sendVideoNote": ("video_note", _media("video_note", length=240, duration=0)),
    "sendSticker": ("sticker", _sticker),
    "sendLocation": ("location", _location),
    "sendVenue": ("venue", _venue),
    "sendContact": ("contact", _contact),
    "sendPoll": ("poll", _poll),
    "sendDice": ("dice", _dice),
    "sendGame": ("game", _game),
    "sendInvoice": ("invoice", _invoice),
    "sendPaidMedia": ("paid_media", _paid_media),
    "sendRichMessage": ("rich_message", _rich),
}


###############################################################################
# Sending #####################################################################
###############################################################################


def _sender(kind: str, build: Callable[[Core, BotAccount, Parameters], Built]) -> Callable[..., Data]:
    def send(sim: Core, bot: BotAccount, p: Parameters) -> Data:
        content, details = build(sim, bot, p)
        return send_content(sim, bot, p, kind, content, details).raw

    return send


def send_content(
    sim: Core, bot: BotAccount, p: Parameters, kind: str, content: Data, details: Data | None = None, **fields: Any
) -> Message:
    """Send what was built into the chat of a call."""
    reply = _read_reply(p)
    markup = read_markup(sim, p)
    if kind == "invoice" and markup is None:
        markup = {"inline_keyboard": [[{"text": f"Pay {content['invoice']['total_amount'] / 100:.2f}", "pay": True}]]}
    if kind == "game" and markup is None:
        markup = {"inline_keyboard": [[{"text": f"Play {content['game']['title']}", "callback_game": {}}]]}
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    reply_to = _find_reply(sim, bot, chat, reply)
    thread = _find_thread(chat, p, reply_to)
    sim.check_can_send(bot, chat, kind)
    if p.flag("protect_content"):
        fields["has_protected_content"] = True
    if p.has("message_effect_id") and chat.is_private:
        fields["effect_id"] = p.text("message_effect_id")
    options: Data = {"markup": markup, "reply_to": reply_to, "thread": thread, "details": details}
    message = sim.post(chat, bot, content, **options, **fields)
    if "poll" in content:
        _start_poll(sim, chat, message)
    return message


def _start_poll(sim: Core, chat: Chat, message: Message) -> None:
    poll = message.raw["poll"]
    sim.world.polls[poll["id"]] = [chat.key, message.id]
    if "close_date" in poll:
        sim.at(poll["close_date"], "close_poll", poll_id=poll["id"])


def _read_reply(p: Parameters) -> Data:
    reply = p.data("reply_parameters", "reply parameters")
    if reply is not None:
        if not isinstance(reply, dict):
            raise Refused("can't parse reply parameters JSON object")
        return reply
    if p.number("reply_to_message_id"):
        lenient = p.flag("allow_sending_without_reply")
        return {"message_id": p.number("reply_to_message_id"), "allow_sending_without_reply": lenient}
    return {}


def _find_reply(sim: Core, bot: BotAccount, chat: Chat, reply: Data) -> Data | None:
    """Return the fields that say what a message answers."""
    if not reply.get("message_id"):
        return None
    source = chat
    if reply.get("chat_id") not in (None, "", chat.id):
        source = sim.find_chat(bot, Parameters("", {"chat_id": reply["chat_id"]}))
    target = source.messages.get(to_int(reply["message_id"]))
    if target is None or target.is_deleted:
        if reply.get("allow_sending_without_reply") in (True, "true", "True", 1):
            return None
        raise Refused("message to be replied not found")
    quote = _read_quote(sim, reply, target)
    if source is not chat:
        origin = forward_origin(sim, target)
        shown = {key: value for key, value in target.raw.items() if key in COPIED and key not in ("text", "entities")}
        return {"external_reply": {"origin": origin, "chat": sim.world.chat_data(source), **shown}, **quote}
    return {"reply_to_message": sim.replied(target), **quote}


def _read_quote(sim: Core, reply: Data, target: Message) -> Data:
    if not reply.get("quote"):
        return {}
    text, entities = sim.format(reply["quote"], reply.get("quote_parse_mode") or "", reply.get("quote_entities"))
    place = (target.raw.get("text") or target.raw.get("caption") or "").find(text)
    if place < 0:
        raise Refused("QUOTE_TEXT_INVALID")
    quote: Data = {"text": text, "position": place, "is_manual": True}
    return {"quote": {**quote, **({"entities": entities} if entities else {})}}


def _find_thread(chat: Chat, p: Parameters, reply_to: Data | None) -> int:
    thread = p.number("message_thread_id")
    if thread and chat.is_forum and thread not in chat.topics and thread != 1:
        raise Refused("message thread not found")
    if thread in chat.topics and chat.topics[thread].get("is_closed"):
        raise Refused("TOPIC_CLOSED")
    if thread and not chat.is_forum:
        raise Refused("message thread not found")
    if not thread and reply_to and chat.is_forum:
        return int(reply_to.get("reply_to_message", {}).get("message_thread_id", 0))
    return 0 if thread == 1 else thread


for _name, (_content, _builder) in _BUILDERS.items():
    METHODS[_name] = _sender(_content, _builder)


@method
def send_media_group(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    p.data("media")  # of what is no JSON Telegram says the name of the parameter, not that of its type
    media = p.list_of("media", "InputMedia")
    if not media:
        raise Refused("there are no messages to send")
    if len(media) > 10:
        raise Refused("too many messages to send as an album")
    contents = [read_media(sim, p, item) for item in media]
    kinds = {_content_kind(content) for content in contents}
    for alone in ("document", "audio"):
        if alone in kinds and len(kinds) > 1:
            raise Refused(f"{alone} can't be mixed with other media types")
    if not kinds <= {"photo", "video", "document", "audio", "live_photo"}:
        raise Refused("wrong media type in the album")
    options = Parameters(p.method, {**p.values, "reply_markup": None})
    group: Data = {"media_group_id": sim.world.long_id()} if len(media) > 1 else {}
    return [send_content(sim, bot, options, _content_kind(one), one, **group).raw for one in contents]


def _content_kind(content: Data) -> str:
    return next(key for key in content if key in COPIED)


def read_media(sim: Core, p: Parameters, item: Any) -> Data:
    """Return the content that an InputMedia stands for."""
    if not isinstance(item, dict):
        raise Refused("can't parse media JSON object")
    kind = item.get("type")
    builder = next((build for content, build in _BUILDERS.values() if content == kind), None)
    if kind not in ("photo", "video", "animation", "audio", "document", "live_photo") or builder is None:
        raise Refused(f'can\'t parse InputMedia: media type "{kind}" is unsupported' if kind else "media type is empty")
    values = {**item, kind: item.get("media")}
    if not values[kind]:
        raise Refused("media not found")
    return builder(sim, BotAccount(0, ""), Parameters(p.method, values, p.files))[0]


###############################################################################
# Copies and forwards #########################################################
###############################################################################


def forward_origin(sim: Core, message: Message) -> Data:
    """Return where a message came from at first."""
    raw = message.raw
    if "forward_origin" in raw:
        return dict(raw["forward_origin"])
    if raw["chat"]["type"] == "channel":
        return {"type": "channel", "chat": raw["chat"], "message_id": raw["message_id"], "date": raw["date"]}
    if "sender_chat" in raw:
        return {"type": "chat", "sender_chat": raw["sender_chat"], "date": raw["date"]}
    return {"type": "user", "sender_user": raw["from"], "date": raw["date"]}


def forward_fields(origin: Data) -> Data:
    """Return the fields of a forwarded message: the new one and the older ones."""
    fields: Data = {"forward_origin": origin}
    if origin["type"] == "user":
        fields["forward_from"] = origin["sender_user"]
    elif origin["type"] == "channel":
        fields |= {"forward_from_chat": origin["chat"], "forward_from_message_id": origin["message_id"]}
    elif origin["type"] == "chat":
        fields["forward_from_chat"] = origin["sender_chat"]
    return {**fields, "forward_date": origin["date"]}


def content_of(message: Message) -> Data:
    return {key: value for key, value in message.raw.items() if key in COPIED}


def _source(sim: Core, bot: BotAccount, p: Parameters, message_id: int, verb: str) -> Message:
    p.required("from_chat_id")
    source = sim.find_chat(bot, p, "from_chat_id")
    sim.check_access(bot, source)
    message = sim.find_message(source, message_id, f"message to {verb} not found")
    if not content_of(message) or "invoice" in message.raw:
        raise Refused("message can't be copied" if verb == "copy" else "message can't be forwarded")
    if message.raw.get("has_protected_content"):
        raise Refused(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _forward(sim: Core, bot: BotAccount, p: Parameters, message: Message, **fields: Any) -> Message:
    content = content_of(message)
    extra = {**forward_fields(forward_origin(sim, message)), **fields}
    return send_content(sim, bot, p, _content_kind(content), content, dict(message.details), **extra)


@method
def forward_message(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    message = _source(sim, bot, p, p.number("message_id"), "forward")
    return _forward(sim, bot, p, message).raw


@method
def forward_messages(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    found = _sources(sim, bot, p, "forward")
    return [{"message_id": _forward(sim, bot, p, one).id} for one in found]


@method
def copy_message(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    message = _source(sim, bot, p, p.number("message_id"), "copy")
    content = content_of(message)
    if p.values.get("caption") is not None and "text" not in content:
        content = {key: value for key, value in content.items() if key not in ("caption", "caption_entities")}
        content |= read_caption(sim, p)
    return {"message_id": send_content(sim, bot, p, _content_kind(content), content).id}


@method
def copy_messages(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    copies = []
    for message in _sources(sim, bot, p, "copy"):
        content = content_of(message)
        if p.flag("remove_caption"):
            content = {key: value for key, value in content.items() if key not in ("caption", "caption_entities")}
        copies.append({"message_id": send_content(sim, bot, p, _content_kind(content), content).id})
    return copies


def _sources(sim: Core, bot: BotAccount, p: Parameters, verb: str) -> list[Message]:
    """Return those of several messages that are there; none is a refusal."""
    p.required("from_chat_id")
    source = sim.find_chat(bot, p, "from_chat_id")
    ids = _ids(p)
    if ids != sorted(set(ids)):
        raise Refused("message identifiers must be in a strictly increasing order")
    found = [source.messages[one] for one in ids if one in source.messages and not source.messages[one].is_deleted]
    found = [one for one in found if content_of(one)]
    if not found:
        raise Refused(f"there are no messages to {verb}")
    return found


def _ids(p: Parameters) -> list[int]:
    ids = p.list_of("message_ids", "message identifiers")
    if not ids:
        raise Refused("message identifiers are not specified")
    if len(ids) > 100:
        raise Refused("too many message identifiers specified")
    return [int(one) for one in ids if isinstance(one, (int, str)) and str(one).lstrip("-").isdigit()]


###############################################################################
# Changes #####################################################################
###############################################################################


def _editable(sim: Core, bot: BotAccount, p: Parameters) -> Message | None:
    """Return the message that an edit names, `None` for an inline one. Raises `Refused` if it may not be changed."""
    if p.has("inline_message_id"):
        if p.text("inline_message_id") not in sim.world.inline_messages:
            raise Refused("MESSAGE_ID_INVALID")
        return None
    if not p.has("chat_id") and not p.has("message_id"):
        raise Refused("message identifier is not specified")
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "message to edit not found")
    posts = chat.type == "channel" and sim.member(chat, bot.id).has_right("can_edit_messages")
    if message.sender != bot.id and not posts:
        raise Refused("message can't be edited")
    if "forward_origin" in message.raw:
        raise Refused("message can't be edited")
    return message


def _edit(sim: Core, bot: BotAccount, p: Parameters, removed: tuple[str, ...], content: Data) -> Any:
    """Put new content into a message, and the keyboard of the call or none."""
    markup = read_markup(sim, p, inline_only=True)
    message = _editable(sim, bot, p)
    if message is None:
        return _edit_inline(sim, p, removed, content, markup)
    return edit_message(sim, message, removed, content, markup)


def edit_message(sim: Core, message: Message, removed: tuple[str, ...], content: Data, markup: Data | None) -> Data:
    kept = {key: value for key, value in message.raw.items() if key not in removed and key != "reply_markup"}
    raw = {**kept, **content, **({"reply_markup": markup} if markup else {})}
    if {**raw, "edit_date": 0} == {**message.raw, "edit_date": 0}:
        raise Refused(_NOT_MODIFIED)
    sim.change(message, raw, markup=markup)
    return message.raw


def _edit_inline(sim: Core, p: Parameters, removed: tuple[str, ...], content: Data, markup: Data | None) -> bool:
    """Change a message that was sent by way of the bot: it lies in a chat that the bot may not know."""
    inline = sim.world.inline_messages[p.text("inline_message_id")]
    chat = sim.world.chats.get(inline["chat"])
    message = chat.messages.get(inline["message_id"]) if chat else None
    if message is not None:
        edit_message(sim, message, removed, content, markup)
    sim.world.log("inline_edit", inline_message_id=p.text("inline_message_id"), content=content, markup=markup)
    return True


@method
def edit_message_text(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    if p.has("rich_message") and not p.has("text"):
        return _edit(sim, bot, p, ("rich_message", "text", "entities"), _rich(sim, bot, p)[0])
    if not p.has("text"):
        _editable(sim, bot, p)
    content, _ = _text(sim, bot, p)
    message = _editable(sim, bot, p)
    if message is not None and "text" not in message.raw and "rich_message" not in message.raw:
        raise Refused("there is no text in the message to edit")
    return _edit(sim, bot, p, ("text", "entities", "link_preview_options", "rich_message"), content)


@method
def edit_message_caption(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    content = _media_flags(p, read_caption(sim, p))
    message = _editable(sim, bot, p)
    captioned = ("photo", "video", "animation", "audio", "document", "voice", "paid_media", "live_photo")
    if message is not None and not any(kind in message.raw for kind in captioned):
        raise Refused("there is no caption in the message to edit")
    return _edit(sim, bot, p, ("caption", "caption_entities", "show_caption_above_media"), content)


@method
def edit_message_media(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    content = read_media(sim, p, p.data("media", "media") or {})
    message = _editable(sim, bot, p)
    if message is not None and any(kind in message.raw for kind in ("poll", "location", "contact", "invoice", "game")):
        raise Refused("message can't be edited")
    return _edit(sim, bot, p, COPIED, content)


@method
def edit_message_reply_markup(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    return _edit(sim, bot, p, (), {})


@method
def edit_message_live_location(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    location = _read_location(p)
    message = _editable(sim, bot, p)
    if message is not None:
        old = message.raw.get("location", {})
        if not _is_live(sim, message):
            raise Refused("message can't be edited")
        location = {**location, "live_period": location.get("live_period") or old["live_period"]}
    return _edit(sim, bot, p, ("location",), {"location": location})


def _is_live(sim: Core, message: Message) -> bool:
    period = message.raw.get("location", {}).get("live_period", 0)
    return bool(period) and sim.now < message.raw["date"] + period


@method
def stop_message_live_location(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    message = _editable(sim, bot, p)
    if message is None:
        return _edit(sim, bot, p, (), {})
    if not _is_live(sim, message):
        raise Refused("message can't be edited")
    location = {key: value for key, value in message.raw["location"].items() if key in ("latitude", "longitude")}
    return _edit(sim, bot, p, ("location",), {"location": location})


@method
def stop_poll(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "message with poll to stop not found")
    if "poll" not in message.raw:
        raise Refused("message with poll to stop not found")
    if message.sender != bot.id:
        raise Refused("poll can't be stopped")
    if message.raw["poll"]["is_closed"]:
        raise Refused("poll has already been closed")
    markup = read_markup(sim, p, inline_only=True)
    if markup != message.raw.get("reply_markup"):
        kept = {key: value for key, value in message.raw.items() if key != "reply_markup"}
        sim.change(message, {**kept, **({"reply_markup": markup} if markup else {})}, markup=markup)
    sim.close_poll(message)
    return dict(message.raw["poll"])


@method
def delete_message(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    if not p.has("message_id"):
        raise Refused("message identifier is not specified")
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "message to delete not found")
    _check_deletable(sim, bot, chat, message)
    sim.remove(chat, message)
    return True


@method
def delete_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    ids = _ids(p)
    sim.check_access(bot, chat)
    found = [chat.messages[one] for one in ids if one in chat.messages and not chat.messages[one].is_deleted]
    for message in found:
        _check_deletable(sim, bot, chat, message)
    for message in found:
        sim.remove(chat, message)
    return True


def _check_deletable(sim: Core, bot: BotAccount, chat: Chat, message: Message) -> None:
    member = sim.member(chat, bot.id)
    is_old = sim.now - message.raw["date"] > 48 * 3600
    if member.has_right("can_delete_messages"):
        return
    if message.sender != bot.id and not chat.is_private:
        raise Refused("message can't be deleted")
    if is_old:
        raise Refused("message can't be deleted for everyone")


###############################################################################
# Small ones ##################################################################
###############################################################################


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


@method
def send_message_draft(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    text, entities = read_text(sim, p, "text") if p.text("text").strip() else ("", [])
    return _draft(sim, bot, p, with_entities("text", text, entities))


@method
def send_rich_message_draft(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _draft(sim, bot, p, _rich(sim, bot, p)[0])


def _draft(sim: Core, bot: BotAccount, p: Parameters, content: Data) -> bool:
    """Show a text that is still being written; the next message takes its place."""
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    if not chat.is_private:
        raise Refused("message drafts can be sent only to private chats")
    draft_id = p.number("draft_id")
    if not draft_id:
        raise Refused("draft_id must be non-zero")
    draft = {**content, "can_stop": p.flag("can_stop"), "date": sim.now}
    chat.drafts[draft_id] = draft
    sim.world.log("draft", chat_id=chat.id, chat=chat.key, draft_id=draft_id, draft=draft)
    return True


@method
def set_message_reaction(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "message to react not found")
    reactions = [check_reaction(one) for one in p.list_of("reaction", "reaction")]
    if len(reactions) > 1:
        raise Refused("REACTIONS_TOO_MANY")
    message.reactions[str(bot.id)] = reactions
    sim.world.log("reaction", chat_id=chat.id, chat=chat.key, message_id=message.id, actor=bot.id, reactions=reactions)
    return True


_EMOJI = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 "
    "🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ "
    "🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡 "
)
#: The emoji that Telegram takes as reactions.
REACTIONS = frozenset(_EMOJI.split())


def check_reaction(reaction: Any) -> Data:
    """Return a reaction if Telegram knows it."""
    if not isinstance(reaction, dict) or reaction.get("type") not in ("emoji", "custom_emoji", "paid"):
        raise Refused("can't parse reaction type: invalid reaction type specified")
    if reaction["type"] == "emoji" and str(reaction.get("emoji")).replace("\ufe0f", "") not in REACTIONS:
        raise Refused("REACTION_INVALID")
    return reaction


@method
def delete_message_reaction(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    message = sim.find_message(chat, p.number("message_id"), "message to react not found")
    sim.check_right(bot, chat, "can_delete_messages", "CHAT_ADMIN_REQUIRED")
    actor = str(p.number("user_id") or p.number("actor_chat_id"))
    message.reactions.pop(actor, None)
    sim.world.log("reaction", chat_id=chat.id, chat=chat.key, message_id=message.id, actor=int(actor), reactions=[])
    return True
