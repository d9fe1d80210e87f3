# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""The methods of the Bot API about bots, chats, members, files, payments and all else but messages.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from typing import Any

from scaletg_contrib.simulator.core import Core, method
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.world import PERMISSIONS, RIGHTS, BotAccount, Chat, Data, Member, StoredFile, User

_QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MAX_DOWNLOAD = 20 * 1024 * 1024

###############################################################################
# The bot itself ##############################################################
###############################################################################


@method
def get_me(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return bot.get_me()


@method
def log_out(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    bot.logged_out = True
    return True


@method
def close(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return True


###############################################################################
# Queries #####################################################################
###############################################################################


def _open_query(known: dict[str, Data], bot: BotAccount, query_id: str, now: int, seconds: int) -> Data:
    query = known.get(query_id)
    late = query is not None and now - query["date"] > seconds
    if query is None or query.get("answer") is not None or late:
        raise Refused(_QUERY_TOO_OLD)
    if query.get("bot_id", bot.id) != bot.id:
        raise Refused(_QUERY_TOO_OLD)
    return query


@method
def answer_callback_query(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    query_id = p.required("callback_query_id")
    text = p.text("text")
    if len(text) > 200:
        raise Refused("MESSAGE_TOO_LONG")
    query = _open_query(sim.world.callback_queries, bot, query_id, sim.now, 150)
    query["answer"] = {"text": text, "show_alert": p.flag("show_alert"), "url": p.text("url")}
    sim.world.log("callback_answer", query_id=query_id, user_id=query["user_id"], chat=query["chat"], **query["answer"])
    return True


###############################################################################
# Files #######################################################################
###############################################################################


@method
def get_file(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    file = sim.world.files.get(p.required("file_id"))
    if file is None:
        raise Refused("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise Refused("file is too big")
    ids = {"file_id": file.file_id, "file_unique_id": file.unique_id}
    return {**ids, "file_size": len(file.content), "file_path": file.path}


###############################################################################
# What the bot says of itself #################################################
###############################################################################

_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def _scope(sim: Core, bot: BotAccount, p: Parameters) -> str:
    """Return the key under which commands are kept: their scope and language."""
    scope = p.data("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES:
        raise Refused("can't parse BotCommandScope: unsupported type specified")
    words = [kind]
    if "chat_id" in _SCOPES[kind]:
        words.append(str(sim.find_chat(bot, Parameters("", {"chat_id": scope.get("chat_id")})).id))
    if "user_id" in _SCOPES[kind]:
        words.append(str(scope.get("user_id")))
    return _command_key(":".join(words), p.text("language_code"))


def _command_key(scope: str, language: str) -> str:
    return f"{scope}/{language}"


@method
def set_my_commands(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    if not p.has("commands"):
        raise Refused("can't parse commands JSON object")
    commands = [_command(one) for one in p.list_of("commands", "commands")]
    if len(commands) > 100:
        raise Refused("BOT_COMMANDS_TOO_MUCH")
    bot.commands[_scope(sim, bot, p)] = commands
    sim.world.log("commands", bot_id=bot.id, commands=bot.commands)
    return True


def _command(one: object) -> Data:
    if not isinstance(one, dict):
        raise Refused("can't parse BotCommand: expected an Object")
    name, description = str(one.get("command") or "").strip().lstrip("/"), str(one.get("description") or "").strip()
    if not name:
        raise Refused("command must be non-empty")
    if len(name) > 32:
        raise Refused("command length must not exceed 32")
    if not description:
        raise Refused("command description must be non-empty")
    if len(description) > 256:
        raise Refused("command description length must not exceed 256")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise Refused("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


@method
def get_my_commands(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    return bot.commands.get(_scope(sim, bot, p), [])


@method
def delete_my_commands(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    bot.commands.pop(_scope(sim, bot, p), None)
    sim.world.log("commands", bot_id=bot.id, commands=bot.commands)
    return True


def commands_for(sim: Core, bot: BotAccount, chat: Chat, user_id: int) -> list[Data]:
    """Return the commands that a user is offered in a chat: those of the narrowest scope that has any."""
    user = sim.world.users.get(user_id)
    member = sim.member(chat, user_id)
    scopes = [f"chat_member:{chat.id}:{user_id}"]
    scopes += [f"chat_administrators:{chat.id}"] if member.is_admin else []
    scopes += [f"chat:{chat.id}"]
    scopes += ["all_chat_administrators"] if member.is_admin else []
    scopes += ["all_private_chats" if chat.is_private else "all_group_chats", "default"]
    for scope in scopes:
        for language in (user.language_code if user else "", ""):
            found = bot.commands.get(_command_key(scope, language))
            if found:
                return found
    return []


def menu_button(bot: BotAccount, chat_id: int) -> Data:
    return bot.menu_buttons.get(str(chat_id)) or bot.menu_buttons.get("") or {"type": "commands"}


@method
def set_chat_menu_button(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    button = p.data("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("commands", "web_app", "default"):
        raise Refused("can't parse menu button: unsupported type specified")
    key = str(p.number("chat_id")) if p.has("chat_id") else ""
    if button["type"] == "default":
        bot.menu_buttons.pop(key, None)
    else:
        bot.menu_buttons[key] = button
    return True


@method
def get_chat_menu_button(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return menu_button(bot, p.number("chat_id"))


def _text_setting(name: str, attribute: str, limit: int) -> None:
    """Register the pair of methods that set and get one of the bot's texts, by language."""

    def set_text(sim: Core, bot: BotAccount, p: Parameters) -> bool:
        if len(p.text(name)) > limit:
            raise Refused(f"BOT_{name.upper()}_INVALID" if name == "name" else f"{name.replace('_', ' ')} is too long")
        texts: dict[str, str] = getattr(bot, attribute)
        if p.has(name):
            texts[p.text("language_code")] = p.text(name)
        else:
            texts.pop(p.text("language_code"), None)
        if name == "name" and not p.has("language_code") and p.has(name):
            bot.first_name = p.text(name)
        return True

    def get_text(sim: Core, bot: BotAccount, p: Parameters) -> Data:
        texts: dict[str, str] = getattr(bot, attribute)
        usual = texts.get("", bot.first_name if name == "name" else "")
        return {name: texts.get(p.text("language_code"), usual)}

    set_text.__name__, get_text.__name__ = f"set_my_{name}", f"get_my_{name}"
    method(set_text)
    method(get_text)


_text_setting("name", "names", 64)
_text_setting("description", "descriptions", 512)
_text_setting("short_description", "short_descriptions", 120)


@method
def set_my_default_administrator_rights(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    rights = p.data("rights", "administrator rights") or {}
    if not isinstance(rights, dict):
        raise Refused("can't parse administrator rights JSON object")
    bot.default_rights["channels" if p.flag("for_channels") else "groups"] = rights
    return True


@method
def get_my_default_administrator_rights(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    channels = p.flag("for_channels")
    given = bot.default_rights.get("channels" if channels else "groups", {})
    rights = [name for name in RIGHTS if given.get(name) is True]
    return sim.rights_data(Chat("", 0, "channel" if channels else "supergroup"), rights)


@method
def get_user_profile_photos(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    user = sim.find_user(p)
    first, limit = p.number("offset"), p.number("limit", 100, 1, 100)
    return {"total_count": len(user.photos), "photos": user.photos[first : first + limit]}


###############################################################################
# Chats #######################################################################
###############################################################################


@method
def get_chat(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = sim.find_chat(bot, p)
    if not chat.username and not chat.is_private:
        sim.check_access(bot, chat)
    full = {**sim.world.chat_data(chat), "accent_color_id": 0, "max_reaction_count": 11}
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full["accepted_gift_types"] = dict.fromkeys(gifts, chat.is_private)
    if chat.username:
        full["active_usernames"] = [chat.username]
    full |= _private_details(sim, chat) if chat.is_private else _group_details(sim, bot, chat)
    if chat.photo:
        small, big = chat.photo[0], chat.photo[-1]
        full["photo"] = {f"small_{name}": small[name] for name in ("file_id", "file_unique_id")}
        full["photo"] |= {f"big_{name}": big[name] for name in ("file_id", "file_unique_id")}
    if chat.pinned:
        full["pinned_message"] = sim.replied(chat.messages[chat.pinned[-1]])
    return full


def _private_details(sim: Core, chat: Chat) -> Data:
    user = sim.world.users[chat.id]
    names = {"active_usernames": [user.username]} if user.username else {}
    return {**names, **({"bio": user.bio} if user.bio else {})}


def _group_details(sim: Core, bot: BotAccount, chat: Chat) -> Data:
    details: Data = {"description": chat.description} if chat.description else {}
    if chat.type != "channel":
        details["permissions"] = _permissions_data(chat.permissions)
    primary = [one["invite_link"] for one in chat.invite_links.values() if one["is_primary"] and not one["is_revoked"]]
    if primary and sim.member(chat, bot.id).has_right("can_invite_users"):
        details["invite_link"] = primary[-1]
    if chat.sticker_set:
        details["sticker_set_name"] = chat.sticker_set
    return details


def _permissions_data(permissions: list[str]) -> Data:
    return {name: name in permissions for name in PERMISSIONS}


def _administered(sim: Core, bot: BotAccount, p: Parameters, right: str, refusal: str = "") -> Chat:
    """Return the group of a call, in which the bot needs a right."""
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    if chat.is_private:
        raise Refused(refusal or "method is available only for groups and channels")
    sim.check_right(bot, chat, right, refusal or "CHAT_ADMIN_REQUIRED")
    return chat


@method
def set_chat_title(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    title = p.text("title").strip()
    if not title or len(title) > 128:
        raise Refused("title must be non-empty" if not title else "title is too long")
    chat = _administered(sim, bot, p, "can_change_info", "not enough rights to change chat title")
    if title == chat.title:
        raise Refused("chat title is not modified")
    chat.title = title
    _changed(sim, bot, chat, {"new_chat_title": title})
    return True


def _changed(sim: Core, bot: BotAccount, chat: Chat, content: Data) -> None:
    sim.world.log("chat", chat=sim.world.chat_data(chat))
    sim.service(chat, bot, content)


@method
def set_chat_description(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _administered(sim, bot, p, "can_change_info", "not enough rights to set chat description")
    if len(p.text("description")) > 255:
        raise Refused("chat description is too long")
    if p.text("description") == chat.description:
        raise Refused("chat description is not modified")
    chat.description = p.text("description")
    return True


@method
def set_chat_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    upload = p.upload("photo")
    if upload is None:
        raise Refused("there is no photo in the request")
    chat = _administered(sim, bot, p, "can_change_info", "not enough rights to change chat photo")
    chat.photo = sim.photo_sizes(upload.content)
    _changed(sim, bot, chat, {"new_chat_photo": chat.photo})
    return True


@method
def delete_chat_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _administered(sim, bot, p, "can_change_info", "not enough rights to change chat photo")
    if not chat.photo:
        raise Refused("CHAT_NOT_MODIFIED")
    chat.photo = []
    _changed(sim, bot, chat, {"delete_chat_photo": True})
    return True


def _flags(p: Parameters, name: str) -> Data:
    data = p.data(name, "chat permissions")
    if not isinstance(data, dict):
        raise Refused(f"{name} must be non-empty" if data is None else "object expected as chat permissions")
    return data


def _read_permissions(p: Parameters) -> list[str]:
    """Return the permissions of a call; without independent ones the greater take in the smaller, as of old."""
    given = {
        name for name, value in _flags(p, "permissions").items() if value in (True, "true") and name in PERMISSIONS
    }
    media = {name for name in PERMISSIONS if name.startswith("can_send_") and name.endswith(("s", "notes"))}
    media -= {"can_send_messages", "can_send_polls", "can_send_other_messages"}
    if not p.flag("use_independent_chat_permissions"):
        if given & {"can_send_other_messages", "can_add_web_page_previews"}:
            given |= media
        if given & (media | {"can_send_polls"}):
            given.add("can_send_messages")
    return [name for name in PERMISSIONS if name in given]


@method
def set_chat_permissions(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    permissions = _read_permissions(p)
    chat = _administered(sim, bot, p, "can_restrict_members", "not enough rights to change chat permissions")
    if chat.type == "channel":
        raise Refused("method is available only for groups and supergroups")
    chat.permissions = permissions
    sim.world.log("chat", chat=sim.world.chat_data(chat), permissions=permissions)
    return True


@method
def leave_chat(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    if chat.is_private:
        raise Refused("chat member status can't be changed in private chats")
    sim.check_access(bot, chat)
    sim.set_member(chat, bot, Member(bot.id, "left"))
    if chat.type != "channel":
        raw = bot.to_telegram()
        sim.service(chat, bot, {"left_chat_participant": raw, "left_chat_member": raw})
    return True


@method
def get_chat_administrators(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    chat = sim.find_chat(bot, p)
    if chat.is_private:
        raise Refused("there are no administrators in the private chat")
    sim.check_access(bot, chat)
    admins = [one for one in chat.members.values() if one.is_admin]
    others = [one.user_id for one in admins if one.user_id in sim.world.bots and one.user_id != bot.id]
    return [sim.member_data(chat, one) for one in admins if p.flag("return_bots") or one.user_id not in others]


@method
def get_chat_member_count(sim: Core, bot: BotAccount, p: Parameters) -> int:
    chat = sim.find_chat(bot, p)
    if not chat.is_private and not chat.username:
        sim.check_access(bot, chat)
    return 2 if chat.is_private else sum(one.is_here for one in chat.members.values())


@method
def get_chat_member(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = sim.find_chat(bot, p)
    user = sim.find_user(p)
    if chat.is_private:
        if user.id not in (bot.id, chat.id):
            raise Refused("PARTICIPANT_ID_INVALID")
    elif not chat.username:
        sim.check_access(bot, chat)
    return sim.member_data(chat, sim.member(chat, user.id))


###############################################################################
# Members #####################################################################
###############################################################################


def _restrictable(sim: Core, bot: BotAccount, p: Parameters, private: str) -> tuple[Chat, User]:
    """Return chat and member that the bot may restrict or ban."""
    chat = sim.find_chat(bot, p)
    if chat.is_private:
        raise Refused(private)
    user = sim.find_user(p)
    sim.check_access(bot, chat)
    if user.id == bot.id:
        raise Refused("can't restrict self")
    sim.check_right(bot, chat, "can_restrict_members", "not enough rights to restrict/unrestrict chat member")
    member = sim.member(chat, user.id)
    if member.status == "creator":
        raise Refused("can't remove chat owner")
    if member.status == "administrator" and member.promoted_by != bot.id:
        raise Refused("user is an administrator of the chat")
    return chat, user


def _until(sim: Core, p: Parameters) -> int:
    """Return the end of a ban; less than 30 seconds or more than 366 days away is for ever."""
    until = p.number("until_date")
    return until if 30 <= until - sim.now <= 366 * 24 * 3600 else 0


@method
def ban_chat_member(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, user = _restrictable(sim, bot, p, "can't ban members in private chats")
    was_here = sim.member(chat, user.id).is_here
    sim.set_member(chat, bot, Member(user.id, "kicked", until_date=_until(sim, p)))
    if was_here and chat.type != "channel":
        raw = user.to_telegram()
        sim.service(chat, bot, {"left_chat_participant": raw, "left_chat_member": raw})
    if p.flag("revoke_messages") or (chat.type == "supergroup" and p.flag("revoke_messages", True)):
        _revoke(sim, chat, user)
    return True


def _revoke(sim: Core, chat: Chat, user: User) -> None:
    for message in list(chat.messages.values()):
        if message.sender == user.id and not message.is_deleted and "left_chat_member" not in message.raw:
            sim.remove(chat, message)


@method
def unban_chat_member(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, user = _restrictable(sim, bot, p, "method is available for supergroup and channel chats only")
    if chat.type == "group":
        raise Refused("method is available for supergroup and channel chats only")
    member = sim.member(chat, user.id)
    if member.status == "kicked" or (member.is_here and not p.flag("only_if_banned")):
        sim.set_member(chat, bot, Member(user.id, "left"))
    return True


@method
def restrict_chat_member(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    permissions = _read_permissions(p)
    chat, user = _restrictable(sim, bot, p, "can't restrict members in private chats")
    if chat.type != "supergroup":
        raise Refused("method is available only for supergroups")
    old = sim.member(chat, user.id)
    if set(permissions) >= set(PERMISSIONS):
        new = Member(user.id, "member" if old.is_here else "left", tag=old.tag)
    else:
        limits: Data = {"permissions": permissions, "until_date": _until(sim, p), "is_member": old.is_here}
        new = Member(user.id, "restricted", tag=old.tag, **limits)
    sim.set_member(chat, bot, new)
    return True


@method
def promote_chat_member(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    if chat.is_private:
        raise Refused("can't promote members in private chats")
    user = sim.find_user(p)
    sim.check_access(bot, chat)
    sim.check_right(bot, chat, "can_promote_members", "not enough rights")
    old = sim.member(chat, user.id)
    if old.status == "creator":
        raise Refused("can't remove chat owner")
    if user.id == bot.id:
        raise Refused("can't promote self")
    if not old.is_here:
        raise Refused("USER_NOT_PARTICIPANT")
    rights = [name for name in RIGHTS if p.flag(name)]
    if set(rights) - set(sim.member(chat, bot.id).rights) and sim.member(chat, bot.id).status != "creator":
        raise Refused("RIGHT_FORBIDDEN")
    if (rights and "is_anonymous" not in rights[-1:]) or "can_manage_chat" in rights:
        rights = list(dict.fromkeys(["can_manage_chat", *rights]))
    status = "administrator" if rights else "member"
    sim.set_member(chat, bot, Member(user.id, status, rights=rights, promoted_by=bot.id if rights else 0))
    return True


@method
def set_chat_administrator_custom_title(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    user = sim.find_user(p)
    sim.check_access(bot, chat)
    if chat.type != "supergroup":
        raise Refused("method is available only for supergroups")
    member = sim.member(chat, user.id)
    if member.status == "creator":
        raise Refused("only creator can edit their custom title")
    if member.status != "administrator":
        raise Refused("user is not an administrator")
    if member.promoted_by != bot.id:
        raise Refused("not enough rights to change custom title of the user")
    if len(p.text("custom_title")) > 16:
        raise Refused("ADMIN_RANK_INVALID")
    member.custom_title = p.text("custom_title")
    return True


@method
def set_chat_member_tag(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _administered(sim, bot, p, "can_manage_tags")
    user = sim.find_user(p)
    member = sim.member(chat, user.id)
    if member.status not in ("member", "restricted"):
        raise Refused("user is not a regular member of the chat")
    if len(p.text("tag")) > 16:
        raise Refused("MEMBER_TAG_INVALID")
    member.tag = p.text("tag")
    return True


@method
def ban_chat_sender_chat(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _administered(sim, bot, p, "can_restrict_members")
    if p.number("sender_chat_id") not in chat.banned_chats:
        chat.banned_chats.append(p.number("sender_chat_id"))
    return True


@method
def unban_chat_sender_chat(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _administered(sim, bot, p, "can_restrict_members")
    chat.banned_chats = [one for one in chat.banned_chats if one != p.number("sender_chat_id")]
    return True


###############################################################################
# Invite links and join requests ##############################################
###############################################################################


def _new_link(sim: Core, bot: BotAccount, chat: Chat, **options: object) -> Data:
    address = f"https://t.me/+{sim.world.token(16)}"
    link = {"invite_link": address, "creator": bot.to_telegram(), "creates_join_request": False, "is_primary": False}
    chat.invite_links[address] = {**link, "is_revoked": False, **options}
    return chat.invite_links[address]


def _link_options(p: Parameters) -> Data:
    if p.flag("creates_join_request") and p.number("member_limit"):
        raise Refused("member limit can't be specified for links requiring administrator approval")
    if len(p.text("name")) > 32:
        raise Refused("invite link name is too long")
    options: Data = {"creates_join_request": p.flag("creates_join_request")}
    options |= {"name": p.text("name")} if p.has("name") else {}
    return options | {name: p.number(name) for name in ("expire_date", "member_limit") if p.number(name)}


def _link_of(chat: Chat, p: Parameters) -> Data:
    link = chat.invite_links.get(p.required("invite_link"))
    if link is None:
        raise Refused("INVITE_HASH_INVALID")
    return link


@method
def export_chat_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> str:
    chat = _administered(sim, bot, p, "can_invite_users", "not enough rights to export chat invite link")
    for link in chat.invite_links.values():
        if link["is_primary"]:
            link["is_revoked"] = True
    return str(_new_link(sim, bot, chat, is_primary=True)["invite_link"])


@method
def create_chat_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    options = _link_options(p)
    chat = _administered(sim, bot, p, "can_invite_users", "not enough rights to manage chat invite link")
    return dict(_new_link(sim, bot, chat, **options))


@method
def edit_chat_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    options = _link_options(p)
    chat = _administered(sim, bot, p, "can_invite_users", "not enough rights to manage chat invite link")
    link = _link_of(chat, p)
    kept = {name: value for name, value in link.items() if name not in ("name", "expire_date", "member_limit")}
    chat.invite_links[link["invite_link"]] = {**kept, **options}
    return {**kept, **options}


@method
def create_chat_subscription_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = _administered(sim, bot, p, "can_invite_users")
    if p.number("subscription_period") != 2592000:
        raise Refused("SUBSCRIPTION_PERIOD_INVALID")
    named = {"name": p.text("name")} if p.has("name") else {}
    prices = {name: p.number(name) for name in ("subscription_period", "subscription_price")}
    return dict(_new_link(sim, bot, chat, **named, **prices))


@method
def edit_chat_subscription_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = _administered(sim, bot, p, "can_invite_users")
    link = _link_of(chat, p)
    link["name"] = p.text("name")
    return dict(link)


@method
def revoke_chat_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = _administered(sim, bot, p, "can_invite_users", "not enough rights to manage chat invite link")
    link = _link_of(chat, p)
    link["is_revoked"] = True
    return dict(link)


def _requester(sim: Core, bot: BotAccount, p: Parameters) -> tuple[Chat, User, Data]:
    chat = _administered(sim, bot, p, "can_invite_users", "not enough rights")
    user = sim.find_user(p)
    if user.id not in chat.join_requests:
        taken = sim.member(chat, user.id).is_here
        raise Refused("USER_ALREADY_PARTICIPANT" if taken else "HIDE_REQUESTER_MISSING")
    link = chat.invite_links[chat.join_requests.pop(user.id)]
    link["pending_join_request_count"] -= 1
    return chat, user, link


@method
def approve_chat_join_request(sim: Any, bot: BotAccount, p: Parameters) -> bool:
    chat, user, link = _requester(sim, bot, p)
    sim.admit(bot, user, chat, link, via_join_request=True)
    return True


@method
def decline_chat_join_request(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, user, _ = _requester(sim, bot, p)
    sim.world.log("join_declined", chat_id=chat.id, user_id=user.id)
    return True


###############################################################################
# Pins ########################################################################
###############################################################################


def _pinnable(sim: Core, bot: BotAccount, p: Parameters) -> Chat:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if not chat.is_private:
        sim.check_right(bot, chat, right, "not enough rights to manage pinned messages in the chat")
    return chat


@method
def pin_chat_message(sim: Any, bot: BotAccount, p: Parameters) -> bool:
    chat = _pinnable(sim, bot, p)
    sim.pin_message(chat, bot, sim.find_message(chat, p.number("message_id"), "message to pin not found"))
    return True


@method
def unpin_chat_message(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _pinnable(sim, bot, p)
    number = p.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.messages or chat.messages[number].is_deleted:
        raise Refused("message to unpin not found")
    chat.pinned = [one for one in chat.pinned if one != number]
    sim.world.log("unpin", chat_id=chat.id, chat=chat.key, message_id=number)
    return True


@method
def unpin_all_chat_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _pinnable(sim, bot, p)
    chat.pinned = []
    sim.world.log("unpin", chat_id=chat.id, chat=chat.key, message_id=0)
    return True


###############################################################################
# Forum topics ################################################################
###############################################################################

_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def _forum(sim: Core, bot: BotAccount, p: Parameters) -> Chat:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    if not chat.is_forum:
        raise Refused("the chat is not a forum")
    return chat


def _topic(sim: Core, bot: BotAccount, p: Parameters, right: str = "can_manage_topics") -> tuple[Chat, Data]:
    chat = _forum(sim, bot, p)
    topic = chat.topics.get(p.number("message_thread_id"))
    if topic is None:
        raise Refused("message thread not found")
    if topic["creator"] != bot.id:
        sim.check_right(bot, chat, right, "not enough rights to manage topics")
    return chat, topic


def _topic_name(p: Parameters) -> str:
    name = p.text("name").strip()
    if len(name) > 128:
        raise Refused("topic name is too long")
    return name


@method
def create_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    name = _topic_name(p)
    if not name:
        raise Refused("topic name must be non-empty")
    chat = _forum(sim, bot, p)
    sim.check_right(bot, chat, "can_manage_topics", "not enough rights to create a topic")
    colour = p.number("icon_color") or _COLOURS[0]
    if colour not in _COLOURS:
        raise Refused("TOPIC_ICON_COLOR_INVALID")
    look: Data = {"name": name, "icon_color": colour}
    look |= {"icon_custom_emoji_id": p.text("icon_custom_emoji_id")} if p.has("icon_custom_emoji_id") else {}
    message = sim.service(chat, bot, {"forum_topic_created": look})
    chat.topics[message.id] = {"message_thread_id": message.id, **look, "is_closed": False, "creator": bot.id}
    message.raw = {**message.raw, "message_thread_id": message.id, "is_topic_message": True}
    return {"message_thread_id": message.id, **look}


@method
def edit_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    name = _topic_name(p)
    chat, topic = _topic(sim, bot, p)
    edits: Data = {"name": name} if name else {}
    if p.values.get("icon_custom_emoji_id") is not None:
        edits["icon_custom_emoji_id"] = p.text("icon_custom_emoji_id")
    if not edits or all(topic.get(key) == value for key, value in edits.items()):
        raise Refused("TOPIC_NOT_MODIFIED")
    topic |= edits
    sim.service(chat, bot, {"forum_topic_edited": edits}, thread=topic["message_thread_id"])
    return True


def _close_topic(sim: Core, bot: BotAccount, p: Parameters, closed: bool) -> bool:
    chat, topic = _topic(sim, bot, p)
    if topic["is_closed"] == closed:
        raise Refused("TOPIC_NOT_MODIFIED")
    topic["is_closed"] = closed
    name = "forum_topic_closed" if closed else "forum_topic_reopened"
    sim.service(chat, bot, {name: {}}, thread=topic["message_thread_id"])
    return True


@method
def close_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _close_topic(sim, bot, p, True)


@method
def reopen_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _close_topic(sim, bot, p, False)


@method
def delete_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, topic = _topic(sim, bot, p, "can_delete_messages")
    del chat.topics[topic["message_thread_id"]]
    for message in chat.messages.values():
        if message.raw.get("message_thread_id") == topic["message_thread_id"] and not message.is_deleted:
            sim.remove(chat, message)
    return True


@method
def unpin_all_forum_topic_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, topic = _topic(sim, bot, p, "can_pin_messages")
    number = topic["message_thread_id"]
    chat.pinned = [one for one in chat.pinned if chat.messages[one].raw.get("message_thread_id") != number]
    return True


@method
def unpin_all_general_forum_topic_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _forum(sim, bot, p)
    sim.check_right(bot, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    chat.pinned = [one for one in chat.pinned if "message_thread_id" in chat.messages[one].raw]
    return True


@method
def edit_general_forum_topic(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    name = _topic_name(p)
    chat = _forum(sim, bot, p)
    sim.check_right(bot, chat, "can_manage_topics", "not enough rights to manage topics")
    if not name or name == chat.general_topic["name"]:
        raise Refused("TOPIC_NOT_MODIFIED" if name else "topic name must be non-empty")
    chat.general_topic = {**chat.general_topic, "name": name}
    sim.service(chat, bot, {"forum_topic_edited": {"name": name}})
    return True


def _general(name: str, flag: str, value: bool, service: str) -> None:
    """Register a method that closes, opens, hides or shows the topic "General"."""

    def change(sim: Core, bot: BotAccount, p: Parameters) -> bool:
        chat = _forum(sim, bot, p)
        sim.check_right(bot, chat, "can_manage_topics", "not enough rights to manage topics")
        if chat.general_topic[flag] == value:
            raise Refused("TOPIC_NOT_MODIFIED")
        chat.general_topic = {**chat.general_topic, flag: value}
        sim.service(chat, bot, {service: {}})
        return True

    change.__name__ = name
    method(change)


_general("close_general_forum_topic", "is_closed", True, "forum_topic_closed")
_general("reopen_general_forum_topic", "is_closed", False, "forum_topic_reopened")
_general("hide_general_forum_topic", "is_hidden", True, "general_forum_topic_hidden")
_general("unhide_general_forum_topic", "is_hidden", False, "general_forum_topic_unhidden")


###############################################################################
# Inline mode and Web Apps ####################################################
###############################################################################


@method
def answer_inline_query(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    query_id = p.required("inline_query_id")
    results = p.list_of("results", "inline query results")
    if len(results) > 50:
        raise Refused("RESULTS_TOO_MUCH")
    for one in results:
        _check_result(sim, one)
    if len({str(one["id"]) for one in results}) != len(results):
        raise Refused("RESULT_ID_DUPLICATE")
    query = _open_query(sim.world.inline_queries, bot, query_id, sim.now, 30)
    query["answer"] = {
        "results": results,
        "cache_time": p.number("cache_time", 300),
        "is_personal": p.flag("is_personal"),
        "next_offset": p.text("next_offset"),
        "button": p.data("button", "inline query results button"),
    }
    sim.world.log("inline_answer", query_id=query_id, user_id=query["user_id"], answer=query["answer"])
    return True


def _check_result(sim: Any, result: object) -> None:
    if not isinstance(result, dict) or not result.get("type"):
        raise Refused("can't parse inline query result: expected an Object")
    identifier = str(result.get("id") or "")
    if not identifier or len(identifier.encode()) > 64:
        raise Refused("RESULT_ID_INVALID" if identifier else "can't parse inline query result: Can't find field \"id\"")
    if result["type"] == "article" and not result.get("title"):
        raise Refused("can't parse inline query result: Can't find field \"title\"")
    if result["type"] == "article" and not result.get("input_message_content"):
        raise Refused("message content is not specified")
    content = result.get("input_message_content")
    if isinstance(content, dict) and "message_text" in content:
        if not content["message_text"]:
            raise Refused("message text is empty")
        sim.format(content["message_text"], content.get("parse_mode") or "", content.get("entities"))


@method
def answer_web_app_query(sim: Any, bot: BotAccount, p: Parameters) -> Any:
    query_id = p.required("web_app_query_id")
    result = p.data("result", "inline query result")
    _check_result(sim, result)
    query = _open_query(sim.world.web_app_queries, bot, query_id, sim.now, 3600)
    return sim.answer_web_app(bot, query, result)


###############################################################################
# Payments ####################################################################
###############################################################################


@method
def create_invoice_link(sim: Core, bot: BotAccount, p: Parameters) -> str:
    from scaletg_contrib.simulator.messages import read_invoice

    link = f"https://t.me/${sim.world.token(16)}"
    sim.world.invoices[link] = read_invoice(sim, bot, p)
    return link


def _checkout(sim: Core, bot: BotAccount, p: Parameters, name: str, step: str, seconds: int) -> Data:
    query_id = p.required(name)
    found = sim.world.checkouts.get(query_id)
    if found is None or found["step"] != step or found["invoice"]["bot_id"] != bot.id:
        raise Refused(_QUERY_TOO_OLD)
    return _open_query(sim.world.checkouts, bot, query_id, sim.now, seconds)


@method
def answer_shipping_query(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    ok = p.flag("ok")
    options = p.list_of("shipping_options", "shipping options")
    if ok and not options:
        raise Refused("there must be at least one shipping option")
    if not ok and not p.has("error_message"):
        raise Refused("error message is not specified")
    checkout = _checkout(sim, bot, p, "shipping_query_id", "shipping", 150)
    checkout["answer"] = {"ok": ok, "shipping_options": options, "error_message": p.text("error_message")}
    sim.world.log("checkout_answer", query_id=p.text("shipping_query_id"), step="shipping", **checkout["answer"])
    return True


@method
def answer_pre_checkout_query(sim: Any, bot: BotAccount, p: Parameters) -> bool:
    ok = p.flag("ok")
    if not ok and not p.has("error_message"):
        raise Refused("error message is not specified")
    checkout = _checkout(sim, bot, p, "pre_checkout_query_id", "checkout", 10)
    checkout["answer"] = {"ok": ok, "error_message": p.text("error_message")}
    sim.world.log("checkout_answer", query_id=p.text("pre_checkout_query_id"), step="checkout", **checkout["answer"])
    if ok:
        sim.finish_payment(checkout)
    return True


@method
def get_my_star_balance(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return {"amount": bot.star_balance}


@method
def get_star_transactions(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    first, limit = p.number("offset", 0, 0), p.number("limit", 100, 1, 100)
    return {"transactions": bot.star_transactions[::-1][first : first + limit]}


@method
def refund_star_payment(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    user = sim.find_user(p)
    payment = sim.world.payments.get(p.required("telegram_payment_charge_id"))
    if payment is None or payment["user_id"] != user.id or payment["bot_id"] != bot.id or payment["currency"] != "XTR":
        raise Refused("CHARGE_ID_INVALID")
    if payment["refunded"]:
        raise Refused("CHARGE_ALREADY_REFUNDED")
    payment["refunded"] = True
    amount, charge = payment["total_amount"], payment["telegram_payment_charge_id"]
    bot.star_balance -= amount
    user.stars += amount
    receiver = {"type": "user", "transaction_type": "invoice_payment", "user": user.to_telegram()}
    receiver["invoice_payload"] = payment["invoice_payload"]
    bot.star_transactions.append({"id": charge, "amount": amount, "date": sim.now, "receiver": receiver})
    names = ("currency", "total_amount", "invoice_payload", "telegram_payment_charge_id", "provider_payment_charge_id")
    sim.post(sim.world.private_chat(bot, user), user, {"refunded_payment": {name: payment[name] for name in names}})
    return True


###############################################################################
# Games and stickers ##########################################################
###############################################################################


@method
def set_game_score(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    user, message = sim.find_user(p), _game_message(sim, bot, p)
    scores: dict[str, int] = message.details.setdefault("scores", {})
    if p.number("score") <= scores.get(str(user.id), -1) and not p.flag("force"):
        raise Refused("BOT_SCORE_NOT_MODIFIED")
    scores[str(user.id)] = p.number("score", 0, 0)
    return message.raw


@method
def get_game_high_scores(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    sim.find_user(p)
    scores = _game_message(sim, bot, p).details.get("scores", {})
    order = sorted(scores.items(), key=lambda one: -one[1])
    people = [(sim.world.account(int(user_id)), score) for user_id, score in order]
    found = [(user, score) for user, score in people if user is not None]
    return [{"position": place, "user": one.to_telegram(), "score": n} for place, (one, n) in enumerate(found, 1)]


def _game_message(sim: Core, bot: BotAccount, p: Parameters) -> Any:
    message = sim.find_message(sim.find_chat(bot, p), p.number("message_id"), "message to set game score not found")
    if "game" not in message.raw:
        raise Refused("message to set game score not found")
    return message


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


def new_sticker(sim: Core, p: Parameters, item: Any, set_name: str, kind: str) -> Data:
    """Return a sticker that a call brings for a set."""
    if not isinstance(item, dict) or not item.get("sticker") or not item.get("emoji_list"):
        raise Refused("can't parse InputSticker JSON object")
    look: Data = {"width": 512, "height": 512, "is_animated": item.get("format") == "animated"}
    look |= {"is_video": item.get("format") == "video", "type": kind, "emoji": item["emoji_list"][0]}
    if kind == "custom_emoji":
        look["custom_emoji_id"] = sim.world.long_id()
    upload = p.files.get(str(item["sticker"])[9:]) if str(item["sticker"]).startswith("attach://") else None
    known = sim.world.files.get(str(item["sticker"]))
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
    stickers = [new_sticker(sim, p, one, name, kind) for one in p.list_of("stickers", "InputSticker")]
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
        kept = [one for one in found["stickers"] if one["file_id"] != file_id]
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


@method
def get_forum_topic_icon_stickers(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    return []
