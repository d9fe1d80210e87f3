# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""The profile of a bot: its commands, menu button, names, default rights and photo.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.actions import BotMethod, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.markup import check_link
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import RIGHTS, BotAccount, Chat, Data
from scaletg_contrib.simulator.rooms.media import read_photo

_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


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


def _scope(sim: Core, bot: BotAccount, p: Parameters) -> str:
    """Return the key under which commands are kept: their scope and language."""
    given = p.data("scope", "BotCommandScope")
    with fields.reading("BotCommandScope"):
        scope = {"type": "default"} if given is None else _read_scope(given)
    if "chat_id" in scope:
        scope["chat_id"] = str(sim.find_chat(bot, Parameters("", {"chat_id": scope["chat_id"]})).id)
    return _command_key(":".join(scope.values()), _language(p))


def _read_scope(value: Any) -> dict[str, str]:
    given = fields.an_object(value, "BotCommandScope must be an Object")
    kind = fields.text(given, "type", None)
    if kind not in _SCOPES:
        raise FieldError("Unsupported type specified")
    scope = {"type": kind}
    if "chat_id" in _SCOPES[kind]:
        scope["chat_id"] = fields.text(given, "chat_id", None)
        if not scope["chat_id"]:
            raise FieldError("Empty chat_id specified")
    if "user_id" in _SCOPES[kind]:
        scope["user_id"] = str(fields.number(given, "user_id", None))
        if int(scope["user_id"]) <= 0:
            raise FieldError("Invalid user_id specified")
    return scope


def _language(p: Parameters) -> str:
    """Return the language code of a call: two letters, or nothing."""
    code = p.text("language_code")
    if not re.fullmatch("([a-z][a-z])?", code):
        raise Refused("invalid language code specified")
    return code


def _command_key(scope: str, language: str) -> str:
    return f"{scope}/{language}"


@method
def set_my_commands(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    if not p.has("commands"):
        raise Refused("can't parse commands JSON object")
    given = fields.objects(p.data("commands", "commands"), "BotCommand", _read_command)
    commands = [_command(name, description) for name, description in given]
    if len(commands) > 100:
        raise Refused("BOT_COMMANDS_TOO_MUCH")
    bot.commands[_scope(sim, bot, p)] = commands
    sim.world.log("commands", bot_id=bot.id, commands=bot.commands)
    return True


def _read_command(given: Data) -> tuple[str, str]:
    return fields.text(given, "command", None), fields.text(given, "description", None)


def _command(name: str, description: str) -> Data:
    """Return a command. Raises `Refused`."""
    name, description = name.strip().lstrip("/"), description.strip()
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


def _read_button(value: Any) -> Data:
    given = fields.an_object(value, "MenuButton must be an Object")
    kind = fields.text(given, "type", None)
    if kind == "web_app":
        url = fields.text(fields.inner(given, "web_app"), "url", None)
        return {"type": kind, "text": fields.text(given, "text", None), "web_app": {"url": url}}
    if kind not in ("commands", "default"):
        raise FieldError("MenuButton has unsupported type")
    return {"type": kind}


@method
def set_chat_menu_button(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    given = p.data("menu_button", "menu button")
    with fields.reading("menu button"):
        button: Data = {"type": "default"} if given is None else _read_button(given)
    if "web_app" in button:
        button["web_app"] = {"url": check_link(button["web_app"]["url"], "menu button Web App", https_only=True)}
    key = str(p.number("chat_id")) if p.has("chat_id") else ""
    if button["type"] == "default":
        bot.menu_buttons.pop(key, None)
    else:
        bot.menu_buttons[key] = button
    return True


@method
def get_chat_menu_button(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return menu_button(bot, p.number("chat_id"))


def _text_setting(name: str, attribute: str, limit: int) -> tuple[BotMethod, BotMethod]:
    """Return the pair of methods that set and get one of the bot's texts, by language."""

    def set_text(sim: Core, bot: BotAccount, p: Parameters) -> bool:
        if len(p.text(name)) > limit:
            raise Refused(f"BOT_{name.upper()}_INVALID" if name == "name" else f"{name.replace('_', ' ')} is too long")
        texts: dict[str, str] = getattr(bot, attribute)
        language = _language(p)
        if p.has(name):
            texts[language] = p.text(name)
        else:
            texts.pop(language, None)
        if name == "name" and not p.has("language_code") and p.has(name):
            bot.first_name = p.text(name)
        return True

    def get_text(sim: Core, bot: BotAccount, p: Parameters) -> Data:
        texts: dict[str, str] = getattr(bot, attribute)
        usual = texts.get("", bot.first_name if name == "name" else "")
        return {name: texts.get(_language(p), usual)}

    set_text.__name__, get_text.__name__ = f"set_my_{name}", f"get_my_{name}"
    return method(set_text), method(get_text)


@method
def set_my_default_administrator_rights(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    given = p.data("rights", "ChatAdministratorRights")
    with fields.reading("ChatAdministratorRights"):
        known = {} if given is None else fields.an_object(given, "ChatAdministratorRights must be an Object")
        rights = fields.flags(known, RIGHTS)
    bot.default_rights["channels" if p.flag("for_channels") else "groups"] = rights
    return True


@method
def get_my_default_administrator_rights(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    channels = p.flag("for_channels")
    given = bot.default_rights.get("channels" if channels else "groups", {})
    rights = [name for name in RIGHTS if given.get(name) is True]
    return sim.rights_data(Chat("", 0, "channel" if channels else "supergroup"), rights)


@method
def set_my_profile_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    bot.photos = [read_photo(sim, p, "photo", read_profile_photo(p)), *bot.photos]
    return True


def read_profile_photo(p: Parameters) -> str:
    """Return the file of a call's photo; of an animated one a picture stands for the video."""
    if not p.has("photo"):
        raise Refused("photo isn't specified")
    given = fields.an_object(p.data("photo", "photo"), "object expected as profile photo")
    kind = fields.text(given, "type", None)
    if kind not in ("static", "animated"):
        raise FieldError("invalid profile photo type specified")
    file = fields.text(given, "photo" if kind == "static" else "animation", None)
    if not file.startswith("attach://") or file[9:] not in p.files:
        raise FieldError("photo must be uploaded as a file")
    return file


@method
def remove_my_profile_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    bot.photos = bot.photos[1:]
    return True


set_my_name, get_my_name = _text_setting("name", "names", 64)
set_my_description, get_my_description = _text_setting("description", "descriptions", 512)
set_my_short_description, get_my_short_description = _text_setting("short_description", "short_descriptions", 120)
