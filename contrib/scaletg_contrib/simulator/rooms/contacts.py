# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Contacts, and users and chats that a key of a keyboard asked for.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scaletg_contrib.simulator.acting import write
from scaletg_contrib.simulator.actions import Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters
from scaletg_contrib.simulator.records import BotAccount, Data, Message
from scaletg_contrib.simulator.sending import Built, send_built


def build_contact(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    phone = p.required("phone_number")
    contact = {"phone_number": phone.lstrip("+"), "first_name": p.required("first_name")}
    contact |= {name: p.text(name) for name in ("last_name", "vcard") if p.has(name)}
    known = [one.id for one in sim.world.users.values() if one.phone_number.lstrip("+") == contact["phone_number"]]
    return {"contact": {**contact, **({"user_id": known[0]} if known else {})}}, {}


@action
def send_contact(
    sim: Core, user: Person, who: Person | None = None, *, chat: Place | None = None, bot: Bot | None = None
) -> Message:
    """Send the contact of oneself, or of somebody else."""
    person = sim.find_person(user if who is None else who)
    contact = {"phone_number": person.phone_number.lstrip("+"), "first_name": person.first_name}
    last = {"last_name": person.last_name} if person.last_name else {}
    return write(sim, user, {"contact": {**contact, **last, "user_id": person.id}}, chat=chat, bot=bot)


@action
def share(
    sim: Core,
    user: Person,
    request_id: int,
    *,
    users: Sequence[Person] = (),
    shared_chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Answer a key that asks for users (`request_users`) or for a chat (`request_chat`)."""
    if shared_chat is not None:
        content: Data = {"chat_shared": {"request_id": request_id, "chat_id": sim.find_place(None, shared_chat).id}}
    else:
        shared = [{"user_id": sim.find_person(one).id} for one in users]
        content = {"users_shared": {"request_id": request_id, "users": shared}}
    return write(sim, user, content, chat=None, bot=bot)


@method
def bot_send_contact(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "contact", build_contact(sim, bot, p))
