# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Contacts, and the users and chats that a key of a keyboard asks for.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User, keep_filled
from scaletg_contrib.simulator.sending import Built, send_built

#: What a key that is prepared for a Web App can ask for.
PREPARED = ("request_users", "request_chat", "request_managed_bot")
MAX_SHARED = 10  #: users that one key can ask for


def build_contact(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    phone = p.required("phone_number")
    contact = {"phone_number": phone.lstrip("+"), "first_name": p.required("first_name")}
    contact |= keep_filled(last_name=p.text("last_name"), vcard=p.text("vcard"))
    for user in sim.world.users.values():
        if user.phone_number.lstrip("+") == contact["phone_number"]:
            return {"contact": {**contact, "user_id": user.id}}, {}
    return {"contact": contact}, {}


@action
def send_contact(
    sim: Core, user: Person, who: Person | None = None, *, chat: Place | None = None, bot: Bot | None = None
) -> Message:
    """Send the person's own contact, or that of somebody else."""
    person = sim.find_person(user if who is None else who)
    contact = {"phone_number": person.phone_number.lstrip("+"), "first_name": person.first_name}
    last = keep_filled(last_name=person.last_name)
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
    person = sim.find_person(user)
    asked = _request(sim, sim.find_place(person, None, bot), person, request_id)
    if shared_chat is not None:
        chat = _shared_chat(sim, sim.find_place(None, shared_chat), asked)
        return write(sim, person, {"chat_shared": {"request_id": request_id, **chat}}, chat=None, bot=bot)
    if len(users) > asked.get("max_quantity", MAX_SHARED):
        raise ActionError(f"this key takes {asked.get('max_quantity', MAX_SHARED)} users: share fewer")
    people = [_shared_user(sim.find_person(item), asked) for item in users]
    return write(sim, person, {"users_shared": {"request_id": request_id, "users": people}}, chat=None, bot=bot)


def _request(sim: Core, chat: Chat, person: User, request_id: int) -> Data:
    """Return the request of a key in the keyboard that a person sees, empty if there is no such key."""
    keys = [key for row in chat.keyboards.get(person.id, {}).get("keyboard", ()) for key in row]
    asked = [key[name] for key in keys for name in ("request_users", "request_chat") if name in key]
    return next((item for item in asked if item["request_id"] == request_id), {})


def _shared_user(person: User, asked: Data) -> Data:
    shared: Data = {"user_id": person.id}
    if asked.get("request_name"):
        shared |= {"first_name": person.first_name, **keep_filled(last_name=person.last_name)}
    if asked.get("request_username") and person.username:
        shared["username"] = person.username
    if asked.get("request_photo") and person.photos:
        shared["photo"] = person.photos[0]
    return shared


def _shared_chat(sim: Core, chat: Chat, asked: Data) -> Data:
    shared: Data = {"chat_id": chat.id}
    if asked.get("request_title"):
        shared["title"] = chat.title
    if asked.get("request_username") and chat.username:
        shared["username"] = chat.username
    if asked.get("request_photo") and chat.photo:
        shared["photo"] = chat.photo
    return shared


@method
def save_prepared_keyboard_button(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    user = sim.find_user(p)
    given = p.data("button", "keyboard button")
    with fields.reading("keyboard button"):
        given = fields.an_object(given, "KeyboardButton must be a String or an Object")
        text = fields.text(given, "text", None)
    requests = [name for name in PREPARED if name in given]
    if not requests:
        raise Refused("BUTTON_TYPE_INVALID")
    number = sim.world.token(24)
    button = {**given, "text": text}
    sim.world.prepared_buttons[number] = {"bot_id": bot.id, "user_id": user.id, "button": button}
    return {"id": number}


@action
def open_prepared_button(sim: Core, user: Person, button_id: str) -> Data:
    """Press a key that the bot has prepared for the Web App of the person; `share` then answers it. Returns the key."""
    with sim.world.changed:
        person, found = sim.find_person(user), sim.world.prepared_buttons.get(button_id)
        if found is None or found["user_id"] != person.id:
            what = "savePreparedKeyboardButton prepares one"
            raise ActionError(f"there is no key {button_id!r} for {person.first_name}: {what}")
        chat = sim.world.private_chat(sim.world.bots[found["bot_id"]], person)
        chat.keyboards[person.id] = {"keyboard": [[found["button"]]], "message_id": 0}
        return dict(found["button"])


@method
def bot_send_contact(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "contact", build_contact(sim, bot, p))
