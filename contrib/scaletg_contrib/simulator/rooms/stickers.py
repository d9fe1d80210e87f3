# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Stickers and their sets.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, StoredFile, keep_filled
from scaletg_contrib.simulator.rooms.media import read_file
from scaletg_contrib.simulator.sending import Built, send_built


def build_sticker(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    details = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
    emoji = keep_filled(emoji=p.text("emoji"))
    file = read_file(sim, p, "sticker", "sticker", **details, **emoji)
    return {"sticker": sim.file_data(file)}, {}


def sticker_set_of(sim: Core, p: Parameters, name: str = "name") -> Data:
    """Return the sticker set that a parameter names."""
    found = sim.world.sticker_sets.get(p.required(name).lower())
    if found is None:
        raise Refused("STICKERSET_INVALID")
    return found


@method
def get_sticker_set(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return dict(sticker_set_of(sim, p))


@method
def upload_sticker_file(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    sim.find_user(p)
    upload = p.upload("sticker")
    if upload is None:
        raise Refused("there is no sticker in the request")
    file = sim.store_file("sticker", upload.content, upload.name)
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def _read_input(given: Data) -> tuple[str, str, str]:
    """Return the file of an InputSticker, its format and its first emoji."""
    sticker = fields.text(given, "sticker")
    if not sticker:
        raise FieldError("sticker not found")
    form = fields.text(given, "format", None)
    if form not in ("static", "animated", "video"):
        raise FieldError("invalid sticker format specified")
    if "emoji_list" not in given:
        raise FieldError('Can\'t find field "emoji_list"')
    with fields.reading("emoji list"):
        return sticker, form, _read_emoji(given["emoji_list"])


def _read_emoji(given: Any) -> str:
    """Return the first of the emoji of a sticker."""
    if not isinstance(given, list):
        raise FieldError("expected an Array of string")
    if not given:
        raise FieldError("emoji list must be non-empty")
    if not all(isinstance(item, str) for item in given):
        raise FieldError("emoji must be a string")
    return str(given[0])


def new_sticker(sim: Core, p: Parameters, item: Any, set_name: str, kind: str) -> Data:
    """Return a new sticker of a call for a set."""
    with fields.reading("InputSticker"):
        sticker, form, emoji = _read_input(fields.an_object(item, "InputSticker must be an Object"))
    look: Data = {"width": 512, "height": 512, "is_animated": form == "animated"}
    look |= {"is_video": form == "video", "type": kind, "emoji": emoji}
    if kind == "custom_emoji":
        look["custom_emoji_id"] = sim.world.long_id()
    upload = p.files.get(sticker[9:]) if sticker.startswith("attach://") else None
    known = sim.world.files.get(sticker)
    if upload is None and known is None:
        raise Refused("wrong file identifier/HTTP URL specified")
    content = upload.content if upload else (known.content if known else b"")
    file: StoredFile = sim.store_file("sticker", content, **look, set_name=set_name)
    return sim.file_data(file)


@method
def create_new_sticker_set(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    sim.find_user(p)
    name, title = p.required("name"), p.required("title")
    if not name.lower().endswith(f"_by_{bot.username.lower()}") or not re.fullmatch(r"[A-Za-z]\w{0,63}", name):
        raise Refused("invalid sticker set name is specified")
    if name.lower() in sim.world.sticker_sets:
        raise Refused("sticker set name is already occupied")
    kind = p.text("sticker_type") or "regular"
    stickers = [new_sticker(sim, p, sticker, name, kind) for sticker in p.list_of("stickers", "InputSticker")]
    if not stickers:
        raise Refused("STICKERS_EMPTY")
    sim.world.sticker_sets[name.lower()] = {"name": name, "title": title, "sticker_type": kind, "stickers": stickers}
    return True


@method
def add_sticker_to_set(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    found = sticker_set_of(sim, p)
    new = new_sticker(sim, p, p.data("sticker", "InputSticker"), found["name"], found["sticker_type"])
    found["stickers"] = [*found["stickers"], new]
    return True


@method
def delete_sticker_from_set(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    file_id = p.required("sticker")
    for found in sim.world.sticker_sets.values():
        kept = [sticker for sticker in found["stickers"] if sticker["file_id"] != file_id]
        if len(kept) < len(found["stickers"]):
            found["stickers"] = kept
            return True
    raise Refused("STICKER_INVALID")


@method
def set_sticker_set_title(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    sticker_set_of(sim, p)["title"] = p.required("title")
    return True


@method
def delete_sticker_set(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    del sim.world.sticker_sets[sticker_set_of(sim, p)["name"].lower()]
    return True


def _place_of(sim: Core, file_id: str) -> tuple[Data, int]:
    """Return the set that contains a sticker, and its position there."""
    for found in sim.world.sticker_sets.values():
        for place, sticker in enumerate(found["stickers"]):
            if sticker["file_id"] == file_id:
                return found, place
    raise Refused("STICKER_INVALID")


def _change_sticker(sim: Core, p: Parameters, **changes: Any) -> bool:
    """Change fields of a sticker; `None` removes a field."""
    found, place = _place_of(sim, p.required("sticker"))
    changed = {**found["stickers"][place], **changes}
    kept = {name: value for name, value in changed.items() if value is not None}
    found["stickers"] = [*found["stickers"][:place], kept, *found["stickers"][place + 1 :]]
    return True


@method
def set_sticker_position_in_set(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    found, place = _place_of(sim, p.required("sticker"))
    others = found["stickers"][:place] + found["stickers"][place + 1 :]
    others.insert(p.number("position", 0, 0), found["stickers"][place])
    found["stickers"] = others
    return True


@method
def replace_sticker_in_set(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    sim.find_user(p)
    wanted = sticker_set_of(sim, p)
    found, place = _place_of(sim, p.required("old_sticker"))
    if found is not wanted:
        raise Refused("STICKER_INVALID")
    new = new_sticker(sim, p, p.data("sticker", "InputSticker"), found["name"], found["sticker_type"])
    found["stickers"] = [*found["stickers"][:place], new, *found["stickers"][place + 1 :]]
    return True


@method
def set_sticker_emoji_list(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    given = p.data("emoji_list", "emoji list")
    with fields.reading("emoji list"):
        emoji = _read_emoji(given)
    return _change_sticker(sim, p, emoji=emoji)


@method
def set_sticker_keywords(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    p.list_of("keywords")
    return _change_sticker(sim, p)  # no method returns the keywords


@method
def set_sticker_mask_position(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    p.check_types()
    return _change_sticker(sim, p, mask_position=p.data("mask_position"))


@method
def set_sticker_set_thumbnail(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    sim.find_user(p)
    p.required("format")
    found = sticker_set_of(sim, p)
    upload = p.upload("thumbnail")
    found.pop("thumbnail", None)
    if upload is not None:
        file = sim.store_file("thumbnail", upload.content, upload.name, width=100, height=100)
        found["thumbnail"] = sim.file_data(file)
    return True


@method
def set_custom_emoji_sticker_set_thumbnail(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    sticker_set_of(sim, p)
    return True


@method
def get_custom_emoji_stickers(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    wanted = {str(item) for item in p.list_of("custom_emoji_ids")}
    stickers = [sticker for found in sim.world.sticker_sets.values() for sticker in found["stickers"]]
    return [sticker for sticker in stickers if sticker.get("custom_emoji_id") in wanted]


@method
def set_chat_sticker_set(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _supergroup(sim, bot, p)
    chat.sticker_set = sticker_set_of(sim, p, "sticker_set_name")["name"]
    return True


@method
def delete_chat_sticker_set(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    _supergroup(sim, bot, p).sticker_set = ""
    return True


def _supergroup(sim: Core, bot: BotAccount, p: Parameters) -> Chat:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    if chat.type != "supergroup":
        raise Refused("method is available only for supergroups")
    sim.check_right(bot, chat, "can_change_info", "not enough rights to change supergroup sticker set")
    return chat


@method
def send_sticker(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "sticker", build_sticker(sim, bot, p))
