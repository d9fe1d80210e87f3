# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Members of groups and channels: who comes and goes, administrators, bans and restrictions.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import chat_of_person, group_of
from scaletg_contrib.simulator.actions import ActionError, Person, Place, action, did_you_mean, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import PERMISSIONS, RIGHTS, BotAccount, Chat, Data, Member, User


def administered(sim: Core, bot: BotAccount, p: Parameters, right: str, refusal: str = "", private: str = "") -> Chat:
    """Return the group of a call, in which the bot needs a right; *private*: the words for a private chat."""
    chat = sim.find_chat(bot, p)
    if not chat.is_private or not private:
        sim.check_access(bot, chat)
    if chat.is_private:
        raise Refused(private or refusal or "method is available for supergroup and channel chats only")
    sim.check_right(bot, chat, right, refusal or "CHAT_ADMIN_REQUIRED")
    return chat


#: The default rights of a new administrator.
_USUAL = [name for name in RIGHTS if name not in ("is_anonymous", "can_promote_members")]
_MEDIA = [f"can_send_{kind}" for kind in ("audios", "documents", "photos", "videos", "video_notes", "voice_notes")]
#: The permission whose value another one takes if it is missing.
_FOLLOWS = {
    "can_manage_topics": "can_pin_messages",
    "can_edit_tag": "can_pin_messages",
    "can_react_to_messages": "can_send_messages",
}


def read_permissions(p: Parameters) -> list[str]:
    """Return the permissions of a call; unless they are independent, the larger ones include the smaller ones."""
    if not p.has("permissions"):
        raise Refused("permissions must be non-empty")
    flags = p.data("permissions", "permissions")
    if not isinstance(flags, dict):
        raise Refused("object expected as permissions")
    with fields.reading("chat permissions"):
        given = _given_permissions(flags)
    if not p.flag("use_independent_chat_permissions"):
        if given & {"can_send_other_messages", "can_add_web_page_previews"}:
            given |= {*_MEDIA, "can_send_messages"}
        if "can_send_polls" in given or fields.flag(flags, "can_send_media_messages"):
            given.add("can_send_messages")
    return [name for name in PERMISSIONS if name in given]


def _given_permissions(flags: Data) -> set[str]:
    """Return the given permissions, and those that follow from them."""
    given = {name for name in PERMISSIONS if fields.flag(flags, name)}
    given |= {name for name, leader in _FOLLOWS.items() if name not in flags and leader in given}
    if fields.flag(flags, "can_send_media_messages") and not any(name in flags for name in _MEDIA):
        given |= set(_MEDIA)
    return given


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
    admins = [member for member in chat.members.values() if member.is_admin]
    others = [admin.user_id for admin in admins if admin.user_id in sim.world.bots and admin.user_id != bot.id]
    return [
        sim.member_data(chat, admin, bot.id) for admin in admins if p.flag("return_bots") or admin.user_id not in others
    ]


@method
def get_chat_member(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = sim.find_chat(bot, p)
    user = sim.find_user(p)
    if chat.is_private:
        if user.id not in (bot.id, chat.id):
            raise Refused("PARTICIPANT_ID_INVALID")
    elif not chat.username:
        sim.check_access(bot, chat)
    return sim.member_data(chat, sim.member(chat, user.id), bot.id)


def _restrictable(sim: Core, bot: BotAccount, p: Parameters, private: str) -> tuple[Chat, User]:
    """Return a chat, and the member whom the bot may restrict or ban."""
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


def _end_of_ban(sim: Core, p: Parameters) -> int:
    """Return the end of a ban; less than 30 seconds or more than 366 days means for ever."""
    until = p.number("until_date")
    return until if 30 <= until - sim.now <= 366 * 24 * 3600 else 0


@method
def ban_chat_member(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, user = _restrictable(sim, bot, p, "can't ban members in private chats")
    was_here = sim.member(chat, user.id).is_here
    sim.set_member(chat, bot, Member(user.id, "kicked", until_date=_end_of_ban(sim, p)))
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
    permissions = read_permissions(p)
    chat, user = _restrictable(sim, bot, p, "chat member status can't be changed in private chats")
    if chat.type != "supergroup":
        raise Refused("method is available only for supergroups")
    old = sim.member(chat, user.id)
    if set(permissions) >= set(PERMISSIONS):
        new = Member(user.id, "member" if old.is_here else "left", tag=old.tag)
    else:
        limits: Data = {"permissions": permissions, "until_date": _end_of_ban(sim, p), "is_member": old.is_here}
        new = Member(user.id, "restricted", tag=old.tag, **limits)
    sim.set_member(chat, bot, new)
    return True


@method
def promote_chat_member(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    if chat.is_private:
        raise Refused("chat member status can't be changed in private chats")
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
    if (
        set(rights) - {*sim.member(chat, bot.id).rights, "can_manage_chat"}
        and sim.member(chat, bot.id).status != "creator"
    ):
        raise Refused("RIGHT_FORBIDDEN")
    rights = sim.full_rights(chat, rights)
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
        raise Refused("only the owner can edit their custom title")
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
    private = "chat member tag can't be changed in private chats"
    chat = administered(sim, bot, p, "can_manage_tags", private=private)
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
    chat = administered(sim, bot, p, "can_restrict_members")
    if p.number("sender_chat_id") not in chat.banned_chats:
        chat.banned_chats.append(p.number("sender_chat_id"))
    return True


@method
def unban_chat_sender_chat(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = administered(sim, bot, p, "can_restrict_members")
    chat.banned_chats = [item for item in chat.banned_chats if item != p.number("sender_chat_id")]
    return True


@action
def add_members(sim: Core, user: Person, chat: Place, members: Sequence[Person]) -> None:
    """Add people or bots to a group."""
    with sim.world.changed:
        actor, place = sim.find_person(user), group_of(sim, chat)
        added = [member if isinstance(member, User) else _person_or_bot(sim, member) for member in members]
        if not added:
            raise ActionError(f"there is nobody to add to {place.title!r}: members is empty, so name somebody")
        for member in added:
            if place.type == "channel" and member.is_bot:
                sim.set_member(place, actor, Member(member.id, "administrator", rights=sim.full_rights(place, _USUAL)))
            else:
                sim.set_member(place, actor, Member(member.id))
        if place.type != "channel":
            sim.service(place, actor, joined(added))


def _person_or_bot(sim: Core, who: Any) -> User:
    try:
        return sim.find_bot(who)
    except ActionError:
        return sim.find_person(who)


@action
def leave(sim: Core, user: Person, chat: Place) -> None:
    """Leave a group."""
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, group_of(sim, chat))
        sim.set_member(place, person, Member(person.id, "left"))
        if place.type != "channel":
            sim.service(place, person, _left_message(person))


@action
def set_role(
    sim: Core, user: Person, chat: Place, member: Person, *, status: str, rights: Sequence[str] | None = None
) -> None:
    """Set the status of a member, or of the bot, to `administrator`, `member`, `restricted`, `kicked` or `left`.

    *rights*: those of the administrator (default: all but promoting and hiding), or a restricted one's permissions.
    """
    with sim.world.changed:
        actor, place, target = sim.find_person(user), group_of(sim, chat), _person_or_bot(sim, member)
        unknown = [right for right in rights or () if right not in (*RIGHTS, *PERMISSIONS)]
        if unknown:
            known = sorted({*RIGHTS, *PERMISSIONS})
            raise ActionError(f"there is no right {unknown[0]!r}: {did_you_mean(unknown[0], known)}{names_of(known)}")
        if status == "administrator":
            full = sim.full_rights(place, _USUAL if rights is None else ["can_manage_chat", *rights])
            new = Member(target.id, status, rights=full, promoted_by=actor.id)
        elif status in ("member", "kicked", "left", "restricted"):
            new = Member(target.id, status, permissions=list(rights or ()))
        else:
            raise ActionError(f"status={status!r}: administrator, member, restricted, kicked or left")
        sim.set_member(place, actor, new)
        if status in ("kicked", "left") and place.type != "channel":
            sim.service(place, actor, _left_message(target))


@action
def set_anonymous(sim: Core, user: Person, chat: Place, *, anonymous: bool = True, title: str = "") -> None:
    """Let an administrator write as the group from now on, with a title as signature; or under their own name again."""
    with sim.world.changed:
        person, place = sim.find_person(user), group_of(sim, chat)
        member = sim.member(place, person.id)
        if not member.is_admin or place.type != "supergroup":
            what = "only administrators of supergroups write as the group"
            raise ActionError(f"{person.first_name} cannot be anonymous in {place.title!r}: {what}")
        rights = [right for right in member.rights if right != "is_anonymous"]
        given: Data = {"rights": [*rights, "is_anonymous"] if anonymous else rights, "custom_title": title}
        sim.set_member(place, person, replace(member, **given))


def joined(people: Sequence[User]) -> Data:
    raw = [person.to_telegram() for person in people]
    return {"new_chat_participant": raw[0], "new_chat_member": raw[0], "new_chat_members": raw}


def _left_message(person: User) -> Data:
    return {"left_chat_participant": person.to_telegram(), "left_chat_member": person.to_telegram()}
