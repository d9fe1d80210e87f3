# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Business accounts: people connect a bot to their account, and it reads, answers and deletes their messages.

Part of `scaletg_contrib.simulator`. A chat of two people has two sides in Telegram, with different numbers for the same
messages; here it is one chat, with the numbers that the connected bot gets. The owner and the customer write to it with
`write_to`, or with any other action and `chat="business:OWNER:CUSTOMER"`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scaletg_contrib.simulator.acting import check_text, write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, action, did_you_mean, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, keep_filled
from scaletg_contrib.simulator.sending import read_message_ids

#: What a person may permit to the bot, in Telegram's order.
BUSINESS_RIGHTS = [
    "can_reply",
    "can_read_messages",
    "can_delete_sent_messages",
    "can_delete_all_messages",
    "can_edit_name",
    "can_edit_bio",
    "can_edit_profile_photo",
    "can_edit_username",
    "can_change_gift_settings",
    "can_view_gifts_and_stars",
    "can_convert_gifts_to_stars",
    "can_transfer_and_upgrade_gifts",
    "can_transfer_stars",
    "can_manage_stories",
]


def _connection_data(sim: Core, connection: Data) -> Data:
    """Return a connection in Telegram's form; `can_reply` stands at its old place as well."""
    rights = {name: True for name in BUSINESS_RIGHTS if name in connection["rights"]}
    shown: Data = {"id": connection["id"], "user": sim.world.users[connection["user_id"]].to_telegram()}
    shown |= {"user_chat_id": connection["user_id"], "date": connection["date"]}
    shown |= {"can_reply": "can_reply" in rights, "rights": rights}
    return {**shown, "is_enabled": connection["is_enabled"]}


@method
def get_business_connection(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    found = sim.world.business_connections.get(p.text("business_connection_id"))
    if found is None or found["bot_id"] != bot.id:
        raise Refused("business connection not found")
    return _connection_data(sim, found)


@method
def read_business_message(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = sim.find_chat(bot, p)
    sim.find_connection(bot, p, "can_read_messages")
    number = p.number("message_id")
    if number <= 0:
        raise Refused("invalid message identifier specified")
    if number not in chat.messages:
        raise Refused("MESSAGE_ID_INVALID")
    chat.read_until = max(chat.read_until, number)
    sim.world.log("read", chat_id=chat.id, chat=chat.key, message_id=number, bot_id=bot.id)
    return True


@method
def delete_business_messages(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    ids = read_message_ids(p)
    connection = sim.find_connection(bot, p)
    found = _messages_of(sim, connection, ids)
    for _, message in found:
        needed = {"can_delete_all_messages"}
        if message.sender == bot.id:
            needed.add("can_delete_sent_messages")
        if needed.isdisjoint(connection["rights"]):
            raise Refused("BOT_ACCESS_FORBIDDEN", 403)
    for chat, message in found:
        sim.remove(chat, message)
    return True


def _messages_of(sim: Core, connection: Data, ids: list[int]) -> list[tuple[Chat, Message]]:
    """Return the messages of an account: all must be in the same chat, as the reference says."""
    for chat in sim.world.chats.values():
        if chat.business_owner == connection["user_id"]:
            found = [chat.messages[number] for number in ids if number in chat.messages]
            if found:
                return [(chat, message) for message in found if not message.is_deleted]
    raise Refused("MESSAGE_ID_INVALID")


@action
def connect_business(
    sim: Core, user: Person, *, rights: Sequence[str] | None = None, bot: Bot | None = None, is_enabled: bool = True
) -> str:
    """Connect a bot to the account of a person, or change what it may do there; returns the id of the connection.

    *rights*: names of BusinessBotRights; by default all. *is_enabled*: with False the bot is connected, and paused.
    """
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        given = BUSINESS_RIGHTS if rights is None else list(rights)
        for name in given:
            if name not in BUSINESS_RIGHTS:
                hint = did_you_mean(name, BUSINESS_RIGHTS)
                raise ActionError(f"there is no right {name!r}: {hint}There are {', '.join(BUSINESS_RIGHTS)}")
        if not account.can_connect_to_business:
            raise ActionError(f"@{account.username} cannot be connected: configure_bot with can_connect_to_business")
        old = sim.world.connection_of(person.id)
        if old is not None and old["bot_id"] != account.id:
            _end_connection(sim, old)
            old = None
        connection = old or {"id": sim.world.token(22), "user_id": person.id, "bot_id": account.id, "date": sim.now}
        connection |= {"rights": given, "is_enabled": is_enabled}
        sim.world.business_connections[connection["id"]] = connection
        sim.world.private_chat(account, person).has_started = True  # the bot may write to whoever has connected it
        _notify_of_connection(sim, connection)
    return str(connection["id"])


@action
def disconnect_business(sim: Core, user: Person) -> None:
    """Remove the bot from the account of a person."""
    with sim.world.changed:
        person = sim.find_person(user)
        connection = sim.world.connection_of(person.id)
        if connection is None:
            raise ActionError(f"{person.first_name} has connected no bot: connect_business does")
        _end_connection(sim, connection)


def _end_connection(sim: Core, connection: Data) -> None:
    connection |= {"is_enabled": False, "rights": []}
    _notify_of_connection(sim, connection)
    del sim.world.business_connections[connection["id"]]


def _notify_of_connection(sim: Core, connection: Data) -> None:
    bot, shown = sim.world.bots[connection["bot_id"]], _connection_data(sim, connection)
    sim.world.log("business", bot_id=bot.id, connection=shown)
    sim.update(bot, "business_connection", shown, f"business:{connection['user_id']}")


@action
def write_to(sim: Core, user: Person, person: Person, text: str, *, reply_to: int = 0) -> Message:
    """Write a text to another person; a bot that one of them has connected reads it."""
    check_text(text)
    with sim.world.changed:
        sender, other = sim.find_person(user), sim.find_person(person)
        if sender.id == other.id:
            raise ActionError(f"{sender.first_name} cannot write to the own account here: name another person")
        is_owner = sim.world.connection_of(sender.id) is not None and sim.world.connection_of(other.id) is None
        chat = sim.world.business_chat(sender, other) if is_owner else sim.world.business_chat(other, sender)
        found, entities = sim.format(text)
        content: Data = {"text": found, **keep_filled(entities=entities)}
        return write(sim, sender, content, chat=chat, bot=None, reply_to=reply_to)
