# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""The methods of the Bot API that few bots call: the look of sticker sets, checklists, gifts, the bot's own photo.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.core import Core, method
from scaletg_contrib.simulator.messages import edit_message, read_markup, read_photo, read_text, send_content
from scaletg_contrib.simulator.methods import new_sticker, sticker_set_of
from scaletg_contrib.simulator.parameters import Parameters, Refused, to_int
from scaletg_contrib.simulator.world import BotAccount, Chat, Data

#: What the simulated shop sells: an emoji and its price in Stars.
GIFTS = {"💝": 15, "🎁": 25, "🎂": 50}
PREPARED_SECONDS = 86_400

###############################################################################
# Sticker sets ################################################################
###############################################################################


def _place_of(sim: Core, file_id: str) -> tuple[Data, int]:
    """Return the set that holds a sticker, and its place there."""
    for found in sim.world.sticker_sets.values():
        for place, one in enumerate(found["stickers"]):
            if one["file_id"] == file_id:
                return found, place
    raise Refused("STICKER_INVALID")


def _change_sticker(sim: Core, p: Parameters, **changes: Any) -> bool:
    """Change what is known of a sticker; `None` takes a field away."""
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
    emoji = p.list_of("emoji_list")
    if not emoji:
        raise Refused("sticker emojis must be non-empty")
    return _change_sticker(sim, p, emoji=str(emoji[0]))


@method
def set_sticker_keywords(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    p.list_of("keywords")
    return _change_sticker(sim, p)  # nobody can read the keywords back


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
    wanted = {str(one) for one in p.list_of("custom_emoji_ids")}
    stickers = [one for found in sim.world.sticker_sets.values() for one in found["stickers"]]
    return [one for one in stickers if one.get("custom_emoji_id") in wanted]


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


###############################################################################
# Checklists ##################################################################
###############################################################################


def _checklist(sim: Core, p: Parameters) -> Data:
    """Return the checklist of a call, as a message shows it."""
    p.required("business_connection_id")
    given = p.data("checklist", "InputChecklist")
    if not isinstance(given, dict) or not isinstance(given.get("tasks"), list):
        raise Refused("can't parse InputChecklist JSON object")
    title = _words(sim, given, "title", 255)
    tasks = [{**_words(sim, one, "text", 100), "id": to_int(one.get("id", 0))} for one in given["tasks"]]
    if not 1 <= len(tasks) <= 30 or len({one["id"] for one in tasks}) < len(tasks):
        raise Refused("a checklist must have from 1 to 30 tasks with unique identifiers")
    flags = ("others_can_add_tasks", "others_can_mark_tasks_as_done")
    return {"checklist": {**title, "tasks": tasks, **{name: True for name in flags if given.get(name) is True}}}


def _words(sim: Core, given: Any, name: str, limit: int) -> Data:
    """Return a formatted text of a checklist with its entities."""
    if not isinstance(given, dict):
        raise Refused("can't parse InputChecklist JSON object")
    text, entities = read_text(sim, Parameters("", given), name, entities=f"{name}_entities")
    if len(text) > limit:
        raise Refused(f"checklist {name} length must not exceed {limit}")
    return {name: text, f"{name}_entities": entities} if entities else {name: text}


@method
def send_checklist(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    content = _checklist(sim, p)
    connection = p.text("business_connection_id")
    return send_content(sim, bot, p, "text", content, business_connection_id=connection).raw


@method
def edit_message_checklist(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    content = _checklist(sim, p)
    markup = read_markup(sim, p, inline_only=True)
    message = sim.find_message(sim.find_chat(bot, p), p.number("message_id"), "message to edit not found")
    if message.sender != bot.id or "checklist" not in message.raw:
        raise Refused("message can't be edited")
    return edit_message(sim, message, ("checklist",), content, markup)


###############################################################################
# Gifts #######################################################################
###############################################################################


@method
def get_available_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return {"gifts": _gifts(sim)}


def _gifts(sim: Core) -> list[Data]:
    """Return what is for sale; the shop opens when the first bot looks at it."""
    if not sim.world.gifts:
        look: Data = {"width": 512, "height": 512, "is_animated": True, "is_video": False, "type": "custom_emoji"}
        for number, (emoji, price) in enumerate(GIFTS.items(), 5_170_000_000_000_000_001):
            sticker = sim.file_data(sim.store_file("sticker", b"gift", **look, emoji=emoji))
            sim.world.gifts.append({"id": str(number), "sticker": sticker, "star_count": price})
    return sim.world.gifts


@method
def send_gift(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    gift_id = p.required("gift_id")
    chat = sim.find_chat(bot, p) if p.has("chat_id") else sim.world.private_chat(bot, sim.find_user(p))
    gift = next((one for one in _gifts(sim) if one["id"] == gift_id), None)
    if gift is None:
        raise Refused("STARGIFT_INVALID")
    text, entities = ("", []) if not p.has("text") else read_text(sim, p, "text", "text_parse_mode", "text_entities")
    if len(text) > 128:
        raise Refused("gift text is too long")
    if bot.star_balance < gift["star_count"]:
        raise Refused("BALANCE_TOO_LOW")
    bot.star_balance -= gift["star_count"]
    given: Data = {"gift": gift, **({"text": text} if text else {}), **({"entities": entities} if entities else {})}
    owned = {"type": "regular", **given, "send_date": sim.now, "sender_user": bot.to_telegram()}
    sim.world.owned_gifts.setdefault(str(chat.id), []).append(owned)
    sim.service(chat, bot, {"gift": given})
    return True


@method
def get_user_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return _owned(sim, sim.find_user(p).id)


@method
def get_chat_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return _owned(sim, sim.find_chat(bot, p).id)


def _owned(sim: Core, owner: int) -> Data:
    gifts = sim.world.owned_gifts.get(str(owner), [])
    return {"total_count": len(gifts), "gifts": gifts}


###############################################################################
# The bot's photo, and the rest ###############################################
###############################################################################


@method
def set_my_profile_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    photo = p.data("photo", "InputProfilePhoto")
    if not isinstance(photo, dict) or photo.get("type") not in ("static", "animated"):
        raise Refused("can't parse InputProfilePhoto JSON object")
    if photo["type"] == "static":
        bot.photos = [read_photo(sim, p, "photo", photo.get("photo")), *bot.photos]
    return True


@method
def remove_my_profile_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    bot.photos = bot.photos[1:]
    return True


@method
def save_prepared_inline_message(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    sim.find_user(p)
    p.check_required()
    p.check_types()
    return {"id": sim.world.long_id(), "expiration_date": sim.now + PREPARED_SECONDS}


@method
def delete_all_message_reactions(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    sim.check_right(bot, chat, "can_delete_messages", "CHAT_ADMIN_REQUIRED")
    actor = str(p.number("user_id") or p.number("actor_chat_id"))
    for message in chat.messages.values():
        if message.reactions.pop(actor, None):
            about: Data = {"message_id": message.id, "actor": int(actor), "reactions": []}
            sim.world.log("reaction", chat_id=chat.id, chat=chat.key, **about)
    return True
