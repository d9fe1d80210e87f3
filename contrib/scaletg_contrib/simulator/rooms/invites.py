# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Invite links and join requests.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.acting import group_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.markup import check_link
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.queries import open_query
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Member, User, keep_filled, leave_out
from scaletg_contrib.simulator.rooms.members import administered, joined

MAX_LINK_NAME = 32  #: characters; what is longer is cut
MAX_MEMBER_LIMIT = 99_999
JOIN_QUERY_SECONDS = 300  #: for which a bot can decide on a join request; Telegram does not say how long


def _managed(sim: Core, bot: BotAccount, p: Parameters) -> Chat:
    """Return the chat whose invite links a bot may manage."""
    refusals = ("not enough rights to manage chat invite link", "can't invite members to a private chat")
    return administered(sim, bot, p, "can_invite_users", *refusals)


def _new_link(sim: Core, bot: BotAccount, chat: Chat, **options: object) -> Data:
    address = f"https://t.me/+{sim.world.token(16)}"
    link = {"invite_link": address, "creator": bot.to_telegram(), "creates_join_request": False, "is_primary": False}
    chat.invite_links[address] = {**link, "is_revoked": False, **options}
    return chat.invite_links[address]


def _link_options(p: Parameters) -> Data:
    if p.flag("creates_join_request") and p.number("member_limit"):
        raise Refused("member limit can't be specified for links requiring administrator approval")
    limits = keep_filled(
        name=p.text("name")[:MAX_LINK_NAME],
        expire_date=p.number("expire_date"),
        member_limit=p.number("member_limit", 0, 0, MAX_MEMBER_LIMIT),
    )
    return {"creates_join_request": p.flag("creates_join_request"), **limits}


def _link_of(chat: Chat, p: Parameters) -> Data:
    link = chat.invite_links.get(p.required("invite_link"))
    if link is None:
        raise Refused("INVITE_HASH_INVALID")
    return link


@method
def export_chat_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> str:
    chat = _managed(sim, bot, p)
    for link in chat.invite_links.values():
        if link["is_primary"]:
            link["is_revoked"] = True
    return str(_new_link(sim, bot, chat, is_primary=True)["invite_link"])


@method
def create_chat_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    options = _link_options(p)
    chat = _managed(sim, bot, p)
    return dict(_new_link(sim, bot, chat, **options))


@method
def edit_chat_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    options = _link_options(p)
    chat = _managed(sim, bot, p)
    link = _link_of(chat, p)
    kept = leave_out(link, "name", "expire_date", "member_limit")
    chat.invite_links[link["invite_link"]] = {**kept, **options}
    return {**kept, **options}


@method
def create_chat_subscription_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = _managed(sim, bot, p)
    if p.number("subscription_period") != 2592000:
        raise Refused("SUBSCRIPTION_PERIOD_INVALID")
    named = keep_filled(name=p.text("name")[:MAX_LINK_NAME])
    prices = {name: p.number(name) for name in ("subscription_period", "subscription_price")}
    return dict(_new_link(sim, bot, chat, **named, **prices))


@method
def edit_chat_subscription_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = _managed(sim, bot, p)
    link = _link_of(chat, p)
    link["name"] = p.text("name")[:MAX_LINK_NAME]
    return dict(link)


@method
def revoke_chat_invite_link(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = _managed(sim, bot, p)
    link = _link_of(chat, p)
    link["is_revoked"] = True
    return dict(link)


def _requester(sim: Core, bot: BotAccount, p: Parameters) -> tuple[Chat, User, Data]:
    chat = administered(sim, bot, p, "can_invite_users", "not enough rights to manage chat join requests")
    user = sim.find_user(p)
    if user.id not in chat.join_requests:
        taken = sim.member(chat, user.id).is_here
        raise Refused("USER_ALREADY_PARTICIPANT" if taken else "HIDE_REQUESTER_MISSING")
    link = chat.invite_links[chat.join_requests.pop(user.id)]
    link["pending_join_request_count"] -= 1
    return chat, user, link


@method
def approve_chat_join_request(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, user, link = _requester(sim, bot, p)
    admit(sim, bot, user, chat, link, via_join_request=True)
    return True


@method
def decline_chat_join_request(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, user, _ = _requester(sim, bot, p)
    sim.world.log("join_declined", chat_id=chat.id, user_id=user.id)
    return True


@method
def answer_chat_join_request_query(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    query, result = _join_query(sim, bot, p), p.required("result")
    if result not in ("approve", "decline", "queue"):
        raise Refused("invalid result specified")
    query["answer"] = result
    chat, user = sim.world.chats[query["chat"]], sim.world.users[query["user_id"]]
    address = chat.join_requests.get(user.id)
    if address is None or result == "queue":  # it stays with the other requests, for people to decide
        return True
    link = chat.invite_links[chat.join_requests.pop(user.id)]
    link["pending_join_request_count"] -= 1
    if result == "approve":
        admit(sim, bot, user, chat, link, via_join_request=True)
    else:
        sim.world.log("join_declined", chat_id=chat.id, user_id=user.id)
    return True


@method
def send_chat_join_request_web_app(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    query, url = _join_query(sim, bot, p), p.required("web_app_url")
    query["web_app"] = check_link(url, "Web App", https_only=True)
    sim.world.log("web_app", bot_id=bot.id, user_id=query["user_id"], chat=query["chat"], url=query["web_app"])
    return True


def _join_query(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    query_id = p.required("chat_join_request_query_id")
    return open_query(sim.world.join_queries, bot, query_id, sim.now, JOIN_QUERY_SECONDS)


@action
def set_guard_bot(sim: Core, user: Person, chat: Place, *, bot: Bot | None = None) -> None:
    """Let a bot, which is an administrator there, decide on the join requests of a group."""
    with sim.world.changed:
        person, place, account = sim.find_person(user), group_of(sim, chat), sim.find_bot(bot)
        if not sim.member(place, person.id).is_admin:
            raise ActionError(f"{person.first_name} is not an administrator of {place.title!r}: set_role makes one")
        if not account.supports_join_request_queries:
            raise ActionError(f"@{account.username} cannot decide: its supports_join_request_queries is False")
        if not sim.member(place, account.id).has_right("can_invite_users"):
            raise ActionError(f"@{account.username} may not invite people to {place.title!r}: set_role gives the right")
        place.guard_bot = account.id


@action
def join(sim: Core, user: Person, chat: Place, *, invite_link: str | None = None) -> str:
    """Join a group directly or by an invite link; returns "joined", or "requested" if an administrator must approve."""
    with sim.world.changed:
        person, place = sim.find_person(user), group_of(sim, chat)
        link = _usable_link(sim, place, invite_link)
        sim.expire_members(place)
        if sim.member(place, person.id).status == "kicked":
            raise ActionError(f"{person.first_name} is banned from {place.title!r}")
        if link and link["creates_join_request"]:
            _request_to_join(sim, person, place, link)
            return "requested"
        admit(sim, person, person, place, link)
    return "joined"


def _usable_link(sim: Core, chat: Chat, address: str | None) -> Data | None:
    if address is None:
        return None
    link = chat.invite_links.get(address)
    if link is None or link["is_revoked"] or 0 < link.get("expire_date", 0) <= sim.now:
        raise ActionError(f"the invite link {address} is not valid")
    if 0 < link.get("member_limit", 0) <= chat.link_uses.get(address, 0):
        raise ActionError(f"the invite link {address} was used as often as its member_limit allows")
    return link


def _request_to_join(sim: Core, person: User, chat: Chat, link: Data) -> None:
    chat.join_requests[person.id] = link["invite_link"]
    link["pending_join_request_count"] = link.get("pending_join_request_count", 0) + 1
    request = {
        "chat": sim.world.chat_data(chat),
        "from": person.to_telegram(),
        "user_chat_id": person.id,
        "date": sim.now,
        **keep_filled(bio=person.bio),
        "invite_link": dict(link),
    }
    for bot in sim.listeners(chat):
        if sim.member(chat, bot.id).has_right("can_invite_users"):
            sim.world.private_chat(bot, person).has_started = True  # the bot may write to the user who asks
            asked = {"query_id": _new_join_query(sim, bot, person, chat)} if bot.id == chat.guard_bot else {}
            sim.update(bot, "chat_join_request", {**request, **asked}, f"member:{chat.key}")


def _new_join_query(sim: Core, bot: BotAccount, person: User, chat: Chat) -> str:
    query_id = sim.world.long_id()
    known: Data = {"bot_id": bot.id, "user_id": person.id, "chat": chat.key, "date": sim.now, "answer": None}
    sim.world.join_queries[query_id] = known
    return query_id


def admit(sim: Core, actor: User, person: User, chat: Chat, link: Data | None, **extra: Any) -> None:
    """Let somebody into a chat."""
    if link:
        address = link["invite_link"]
        chat.link_uses[address] = chat.link_uses.get(address, 0) + 1
    sim.set_member(chat, actor, Member(person.id), link=dict(link) if link else None, **extra)
    if chat.type != "channel":
        sim.service(chat, person, joined([person]))
