# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Groups and channels: their titles, photos and permissions.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scaletg_contrib.simulator.acting import group_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, did_you_mean, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import PERMISSIONS, BotAccount, Chat, Data, Member, User, keep_filled
from scaletg_contrib.simulator.rooms.media import Content, decode_content, picture_of
from scaletg_contrib.simulator.rooms.members import add_members, administered, read_permissions

MAX_TITLE = 128  #: characters; what is longer is cut
MAX_DESCRIPTION = 255  #: likewise
_PHOTO_REFUSALS = ("not enough rights to change chat photo", "can't change private chat photo")


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
    full["accepted_gift_types"] |= _accepted_gifts(sim, chat)
    full |= _private_details(sim, chat) if chat.is_private else _group_details(sim, bot, chat)
    if chat.photo:
        small, big = chat.photo[0], chat.photo[-1]
        full["photo"] = {f"small_{name}": small[name] for name in ("file_id", "file_unique_id")}
        full["photo"] |= {f"big_{name}": big[name] for name in ("file_id", "file_unique_id")}
    if chat.pinned:
        full["pinned_message"] = sim.replied(chat.messages[max(chat.pinned)])
    return full


def _private_details(sim: Core, chat: Chat) -> Data:
    user = sim.world.users[chat.id]
    details = keep_filled(bio=user.bio)
    if user.username:
        details["active_usernames"] = [user.username]
    status, channel = user.emoji_status, sim.world.chats.get(user.personal_chat)
    if status and not 0 < status["until"] <= sim.now:
        details["emoji_status_custom_emoji_id"] = status["custom_emoji_id"]
        details |= keep_filled(emoji_status_expiration_date=status["until"])
    if channel is not None:
        details["personal_chat"] = sim.world.chat_data(channel)
    if user.audios:
        details["first_profile_audio"] = user.audios[0]
    return details


def _accepted_gifts(sim: Core, chat: Chat) -> Data:
    person = sim.world.users.get(chat.id)
    return dict(person.gift_settings.get("accepted_gift_types", {})) if person else {}


def _group_details(sim: Core, bot: BotAccount, chat: Chat) -> Data:
    details: Data = keep_filled(description=chat.description)
    if chat.type != "channel":
        details["permissions"] = _permissions_data(chat.permissions)
    primary = [
        item["invite_link"] for item in chat.invite_links.values() if item["is_primary"] and not item["is_revoked"]
    ]
    if primary and sim.member(chat, bot.id).has_right("can_invite_users"):
        details["invite_link"] = primary[-1]
    if chat.channel_key:
        details["parent_chat"] = sim.world.chat_data(sim.world.chats[chat.channel_key])
    if chat.guard_bot:
        details["guard_bot"] = sim.world.bots[chat.guard_bot].to_telegram()
    if chat.sticker_set:
        details["sticker_set_name"] = chat.sticker_set
    return details


def _permissions_data(permissions: list[str]) -> Data:
    return {name: name in permissions for name in PERMISSIONS}


@method
def set_chat_title(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    title = p.text("title").strip()[:MAX_TITLE]
    if not title:
        raise Refused("title must be non-empty")
    refusals = ("not enough rights to change chat title", "can't change private chat title")
    chat = administered(sim, bot, p, "can_change_info", *refusals)
    if title != chat.title:
        chat.title = title
        _post_service_message(sim, bot, chat, {"new_chat_title": title})
    return True


def _post_service_message(sim: Core, actor: User, chat: Chat, content: Data) -> None:
    sim.world.log("chat", chat=sim.world.chat_data(chat))
    sim.service(chat, actor, content)


@method
def set_chat_description(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    refusals = ("not enough rights to set chat description", "can't change private chat description")
    chat = administered(sim, bot, p, "can_change_info", *refusals)
    description = p.text("description").strip()[:MAX_DESCRIPTION]
    if description == chat.description:
        raise Refused("chat description is not modified")
    chat.description = description
    return True


@method
def set_chat_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    upload = p.upload("photo")
    if upload is None:
        raise Refused("there is no photo in the request")
    chat = administered(sim, bot, p, "can_change_info", *_PHOTO_REFUSALS)
    chat.photo = sim.photo_sizes(upload.content)
    _post_service_message(sim, bot, chat, {"new_chat_photo": chat.photo})
    return True


@method
def delete_chat_photo(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = administered(sim, bot, p, "can_change_info", *_PHOTO_REFUSALS)
    if not chat.photo:
        raise Refused("CHAT_NOT_MODIFIED")
    chat.photo = []
    _post_service_message(sim, bot, chat, {"delete_chat_photo": True})
    return True


@method
def set_chat_permissions(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    permissions = read_permissions(p)
    refusals = ("not enough rights to change chat permissions", "can't change private chat permissions")
    chat = administered(sim, bot, p, "can_restrict_members", *refusals)
    if chat.type == "channel":
        raise Refused("can't change channel chat permissions")
    chat.permissions = permissions
    sim.world.log("chat", chat=sim.world.chat_data(chat), permissions=permissions)
    return True


@method
def get_chat_member_count(sim: Core, bot: BotAccount, p: Parameters) -> int:
    chat = sim.find_chat(bot, p)
    if not chat.is_private and not chat.username:
        sim.check_access(bot, chat)
    return 2 if chat.is_private else sum(member.is_here for member in chat.members.values())


@action
def create_group(
    sim: Core,
    user: Person,
    title: str,
    *,
    type: str = "supergroup",
    members: Sequence[Person] = (),
    bot: Bot | bool | None = None,
    id: int | None = None,
    username: str = "",
    is_forum: bool = False,
    description: str = "",
) -> Chat:
    """Create a group, supergroup or channel with the user as its owner and *members* in it.

    *bot*: a bot that is added, too; `True` for the only one.
    """
    with sim.world.changed:
        owner, people = sim.find_person(user), [sim.find_person(member) for member in members]
        account = sim.find_bot(None if bot is True else bot) if bot else None
        _check_is_new_chat(sim, title, type, id)
        chat = sim.add_chat(title, type, id=id, username=username, is_forum=is_forum, description=description)
        chat.members |= {person.id: Member(person.id) for person in people}
        chat.members[owner.id] = Member(owner.id, "creator", rights=[])
        if account:
            add_members(sim, owner, chat, [account])
    return chat


def _check_is_new_chat(sim: Core, title: str, type: str, number: int | None) -> None:
    if type not in ("group", "supergroup", "channel"):
        raise ActionError(f"type={type!r}: group, supergroup or channel")
    if not title.strip():
        raise ActionError("a group must have a title, and this one is empty")
    if number is not None and (number >= 0 or str(number) in sim.world.chats):
        raise ActionError(f"{number} is not an id for a new group: choose another one below 0, or leave it out")


@action
def edit_group(
    sim: Core,
    user: Person,
    chat: Place,
    *,
    title: str = "",
    description: str | None = None,
    photo: Content | None = None,
    delete_photo: bool = False,
    permissions: Sequence[str] | None = None,
    is_forum: bool | None = None,
) -> Chat:
    """Change the title, the photo, the permissions of all members, or whether a group has topics."""
    with sim.world.changed:
        person, place = sim.find_person(user), group_of(sim, chat)
        if not sim.may_send(place, sim.member(place, person.id), "can_change_info"):
            raise ActionError(f"{person.first_name} may not change {place.title!r}: set_role gives can_change_info")
        if permissions is not None:
            _set_permissions(sim, person, place, permissions)
        if description is not None:
            place.description = description[:MAX_DESCRIPTION]
        if is_forum is not None:
            place.is_forum = is_forum
        if title.strip():
            place.title = title.strip()[:MAX_TITLE]
            _post_service_message(sim, person, place, {"new_chat_title": place.title})
        if photo is not None:
            place.photo = picture_of(sim, decode_content(photo))
            _post_service_message(sim, person, place, {"new_chat_photo": place.photo})
        if delete_photo:
            place.photo = []
            _post_service_message(sim, person, place, {"delete_chat_photo": True})
    return place


def _set_permissions(sim: Core, person: User, chat: Chat, permissions: Sequence[str]) -> None:
    unknown = [name for name in permissions if name not in PERMISSIONS]
    if unknown:
        raise ActionError(f"there is no permission {unknown[0]!r}: {did_you_mean(unknown[0], PERMISSIONS)}")
    if not sim.member(chat, person.id).has_right("can_restrict_members"):
        raise ActionError(f"{person.first_name} may not restrict members of {chat.title!r}: set_role gives the right")
    chat.permissions = [name for name in PERMISSIONS if name in permissions]
    sim.world.log("chat", chat=sim.world.chat_data(chat), permissions=chat.permissions)


@action
def migrate(sim: Core, user: Person, chat: Place) -> Chat:
    """Turn a basic group into a supergroup, which has a new id."""
    with sim.world.changed:
        person, old = sim.find_person(user), group_of(sim, chat)
        if old.type != "group":
            raise ActionError(f"{old.title!r} is a {old.type}: only a basic group becomes a supergroup")
        new = sim.add_chat(old.title, "supergroup", description=old.description)
        new.members, new.permissions, new.photo = old.members, old.permissions, old.photo
        sim.service(old, person, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        sim.service(new, person, {"migrate_from_chat_id": old.id})
    return new
