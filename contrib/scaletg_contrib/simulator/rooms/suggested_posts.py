# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Direct messages of channels, and the posts that people and bots suggest there.

Part of `scaletg_contrib.simulator`. A suggested post is pending, then approved or declined; an approved one is
published at its time, paid a day later, or refunded if it was deleted before.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.acting import check_text, group_of, label_of, message_of, write
from scaletg_contrib.simulator.actions import ActionError, Person, Place, action, method, timer
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User, keep_filled
from scaletg_contrib.simulator.sending import content_of
from scaletg_contrib.simulator.special import PRICES, check_date

PAID_AFTER = 24 * 3600  #: seconds that a paid post must stay
MAX_COMMENT = 128  #: characters


@method
def approve_suggested_post(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, message = _suggested(sim, bot, p)
    if not sim.member(chat, bot.id).has_right("can_post_messages"):
        raise Refused("CHAT_ADMIN_REQUIRED")
    date = p.number("send_date")
    _approve(sim, bot, chat, message, check_date(date, sim.now) if date else 0)
    return True


@method
def decline_suggested_post(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat, message = _suggested(sim, bot, p)
    if not sim.member(chat, bot.id).has_right("can_manage_direct_messages"):
        raise Refused("CHAT_ADMIN_REQUIRED")
    if len(p.text("comment")) > MAX_COMMENT:
        raise Refused("COMMENT_TOO_LONG")
    _decline(sim, bot, chat, message, p.text("comment"))
    return True


def _suggested(sim: Core, bot: BotAccount, p: Parameters) -> tuple[Chat, Message]:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "suggested post not found")
    if not _is_pending(message):
        raise Refused("SUGGESTED_POST_PEER_INVALID" if not chat.channel_key else "MESSAGE_ID_INVALID")
    return chat, message


def _is_pending(message: Message) -> bool:
    return bool(message.raw.get("suggested_post_info", {}).get("state") == "pending")


def _set_state(sim: Core, message: Message, **info: Any) -> Data:
    """Change the state of a suggested post; returns the post as service messages show it."""
    shown = {**message.raw["suggested_post_info"], **info}
    sim.change(message, {**message.raw, "suggested_post_info": shown}, markup=message.markup, edited=False)
    return sim.replied(message)


def _post_service(sim: Core, actor: User, chat: Chat, message: Message, kind: str, content: Data) -> None:
    topic = {key: message.raw[key] for key in ("direct_messages_topic",) if key in message.raw}
    sim.post(chat, actor, {kind: {"suggested_post_message": sim.replied(message), **content}}, **topic)


def _approve(sim: Core, actor: User, chat: Chat, message: Message, date: int) -> None:
    info = message.raw["suggested_post_info"]
    date = date or info.get("send_date") or sim.now
    price = info.get("price")
    payer = sim.world.account(int(message.raw["direct_messages_topic"]["topic_id"]))
    if price and price["currency"] == "XTR" and payer and payer.stars < price["amount"]:
        _set_state(sim, message)
        _post_service(sim, actor, chat, message, "suggested_post_approval_failed", {"price": price})
        return
    _set_state(sim, message, state="approved", send_date=date)
    if price and price["currency"] == "XTR" and payer:
        payer.stars -= price["amount"]
    about = {**keep_filled(price=price), "send_date": date}
    _post_service(sim, actor, chat, message, "suggested_post_approved", about)
    due: Data = {"chat": chat.key, "message_id": message.id, "actor": actor.id}
    if date <= sim.now:
        publish_post(sim, due)
    else:
        sim.at(date, "publish_post", **due)


def _decline(sim: Core, actor: User, chat: Chat, message: Message, comment: str) -> None:
    _set_state(sim, message, state="declined")
    _post_service(sim, actor, chat, message, "suggested_post_declined", keep_filled(comment=comment))


@timer
def publish_post(sim: Core, due: Data) -> None:
    """Publish an approved post in its channel."""
    chat = sim.world.chats[due["chat"]]
    message, channel = chat.messages[due["message_id"]], sim.world.chats[chat.channel_key]
    actor = sim.world.account(due["actor"])
    assert actor is not None
    paid = keep_filled(is_paid_post=bool(message.raw["suggested_post_info"].get("price")))
    post = sim.post(channel, actor, content_of(message), **paid)
    if paid:
        sim.at(sim.now + PAID_AFTER, "pay_post", **due, post_id=post.id)


@timer
def pay_post(sim: Core, due: Data) -> None:
    """Pay the channel for a post that was published a day ago, or return the Stars if it was deleted."""
    chat = sim.world.chats[due["chat"]]
    message, channel = chat.messages[due["message_id"]], sim.world.chats[chat.channel_key]
    price, actor = message.raw["suggested_post_info"]["price"], sim.world.account(due["actor"])
    assert actor is not None
    if channel.messages[due["post_id"]].is_deleted:
        payer = sim.world.account(int(message.raw["direct_messages_topic"]["topic_id"]))
        if payer and price["currency"] == "XTR":
            payer.stars += price["amount"]
        _post_service(sim, actor, chat, message, "suggested_post_refunded", {"reason": "post_deleted"})
        return
    money: Data = {"currency": price["currency"], "amount": price["amount"]}
    if price["currency"] == "XTR":
        money = {"currency": "XTR", "star_amount": {"amount": price["amount"]}}
    _post_service(sim, actor, chat, message, "suggested_post_paid", money)


@action
def open_direct_messages(sim: Core, user: Person, chat: Place, *, price: int = 0) -> Chat:
    """Let people write to a channel, which the person owns, for *price* Stars a message; returns the chat for it."""
    with sim.world.changed:
        owner, channel = sim.find_person(user), group_of(sim, chat)
        if channel.type != "channel" or sim.member(channel, owner.id).status != "creator":
            raise ActionError(f"{label_of(channel)} is not a channel of {owner.first_name}: create_group makes one")
        if not channel.direct_messages_key:
            place = sim.add_chat(f"{channel.title} Direct", "supergroup")
            place.channel_key, channel.direct_messages_key = channel.key, place.key
        opened: Data = {"are_direct_messages_enabled": True, **keep_filled(direct_message_star_count=price)}
        sim.service(channel, owner, {"direct_message_price_changed": opened})
    return sim.world.chats[channel.direct_messages_key]


@action
def suggest_post(sim: Core, user: Person, chat: Place, text: str, *, stars: int = 0, send_date: int = 0) -> Message:
    """Suggest a post to a channel with direct messages, for Stars and a time if the person wants."""
    check_text(text)
    with sim.world.changed:
        person, channel = sim.find_person(user), group_of(sim, chat)
        place = sim.world.chats.get(channel.direct_messages_key or channel.key)
        if place is None or not place.channel_key:
            raise ActionError(f"{label_of(channel)} takes no direct messages: open_direct_messages opens them")
        low, high = PRICES["XTR"]
        if stars and not low <= stars <= high:
            raise ActionError(f"a suggested post costs from {low} to {high} Stars, not {stars}")
        info: Data = {"state": "pending", **keep_filled(send_date=send_date)}
        if stars:
            info["price"] = {"currency": "XTR", "amount": stars}
        found, entities = sim.format(text)
        content: Data = {"text": found, **keep_filled(entities=entities)}
        topic = {"topic_id": person.id, "user": person.to_telegram()}
        about: Data = {"direct_messages_topic": topic, "suggested_post_info": info}
        return write(sim, person, content, chat=place, bot=None, **about)


@action
def decide_on_post(
    sim: Core,
    user: Person,
    chat: Place,
    *,
    approve: bool = True,
    message_id: int = 0,
    send_date: int = 0,
    comment: str = "",
) -> Message:
    """Approve or decline a suggested post, by default the newest, as an administrator of the channel."""
    with sim.world.changed:
        person, channel = sim.find_person(user), group_of(sim, chat)
        place = sim.world.chats.get(channel.direct_messages_key or channel.key, channel)
        if not sim.member(place, person.id).is_admin:
            raise ActionError(f"{person.first_name} is not an administrator of {label_of(channel)}: set_role makes one")
        message = message_of(sim, place, message_id, _is_pending, "that was suggested and not decided on")
        if not _is_pending(message):
            raise ActionError(f"message {message.id} is not a suggested post that waits for a decision")
        if approve:
            _approve(sim, person, place, message, send_date)
        else:
            _decline(sim, person, place, message, comment)
    return message
