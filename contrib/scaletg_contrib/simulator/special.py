"""Messages that not everybody in a chat gets: ephemeral ones, and the direct messages of channels.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message

#: What a suggested post may cost, by currency, and when it may be published, in seconds from now.
PRICES = {"XTR": (5, 100_000), "TON": (10_000_000, 10_000_000_000_000)}
SOONEST, LATEST = 300, 2_678_400
ANSWER_SECONDS = 15  #: for which a bot that is no administrator can answer a press with an ephemeral message


###############################################################################
# Suggested posts #############################################################
###############################################################################


def read_suggestion(p: Parameters, now: int) -> Data | None:
    """Return the price and time that a call suggests for a post, `None` without a suggestion."""
    given = p.data("suggested_post_parameters", "suggested post parameters")
    if given is None:
        return None
    given = fields.an_object(given, "object expected as suggested post parameters")
    info: Data = {"state": "pending"}
    if "price" in given:
        info["price"] = _read_price(fields.inner(given, "price"))
    if fields.number(given, "send_date"):
        info["send_date"] = check_date(fields.number(given, "send_date"), now)
    return info


def _read_price(given: Data) -> Data:
    currency, amount = fields.text(given, "currency", None), fields.number(given, "amount", None)
    if currency not in PRICES:
        raise FieldError("invalid suggested post price currency specified")
    if currency == "TON" and amount % PRICES["TON"][0] != 0:
        raise FieldError("suggested post price must be divisible by 10000000 nanotoncoins")
    low, high = PRICES[currency]
    if not low <= amount <= high:
        unit = "Telegram Stars" if currency == "XTR" else "Gram cents"
        raise Refused(f"invalid amount of {unit} specified")
    return {"currency": currency, "amount": amount}


def check_date(date: int, now: int) -> int:
    """Return the time of a suggested post. Raises `Refused`."""
    if not SOONEST <= date - now <= LATEST:
        raise Refused("invalid post send date specified")
    return date


def direct_fields(sim: Core, bot: BotAccount, p: Parameters, chat: Chat, suggestion: Data | None) -> Data:
    """Return the fields of a message of a bot in the direct messages of a channel."""
    if not chat.channel_key:
        if suggestion is not None:
            raise Refused("SUGGESTED_POST_PEER_INVALID")
        return {}
    is_admin = sim.member(chat, bot.id).has_right("can_manage_direct_messages")
    number = p.number("direct_messages_topic_id")
    if is_admin and not number:
        raise Refused("channel direct messages topic must be specified")
    person = sim.world.account(number if is_admin else bot.id)
    if person is None:
        raise Refused("direct messages topic not found")
    found: Data = {"direct_messages_topic": {"topic_id": person.id, "user": person.to_telegram()}}
    return {**found, **({"suggested_post_info": suggestion} if suggestion is not None else {})}


###############################################################################
# Ephemeral messages ##########################################################
###############################################################################


def read_ephemeral(p: Parameters) -> Data | None:
    """Return for whom a message is, and which press it answers; `None` if it is for everybody."""
    given = p.data("ephemeral_message_parameters", "ephemeral message parameters")
    if given is None:
        return None
    given = fields.an_object(given, "object expected as ephemeral message parameters")
    receiver = fields.number(given, "receiver_user_id", None)
    if receiver <= 0:
        raise Refused("invalid receiver_user_id specified")
    replace = fields.flag(given, "replace_callback_query_message")
    return {"receiver": receiver, "query": fields.text(given, "callback_query_id"), "replace": replace}


def send_ephemeral(
    sim: Core, bot: BotAccount, chat: Chat, content: Data, secret: Data, markup: Data | None, reply_to: Data | None
) -> Message:
    """Show a message to one member of a group."""
    if chat.type not in ("group", "supergroup"):
        raise Refused("ephemeral messages can be sent only to group and supergroup chats")
    receiver = sim.world.users.get(secret["receiver"])
    if receiver is None:
        raise Refused("user not found")
    if not sim.member(chat, receiver.id).is_here:
        raise Refused("USER_NOT_PARTICIPANT")
    query = sim.world.callback_queries.get(secret["query"])
    is_answer = (
        query is not None
        and query["bot_id"] == bot.id
        and query["user_id"] == receiver.id
        and sim.now - query["date"] <= ANSWER_SECONDS
    )
    if not sim.member(chat, bot.id).is_admin and not is_answer:
        raise Refused("CHAT_ADMIN_REQUIRED")
    number = sim.world.new_id(f"ephemeral {chat.key}", 1)
    raw: Data = {"message_id": 0, "from": bot.to_telegram(), "chat": sim.world.chat_data(chat), "date": sim.now}
    raw |= {"receiver_user": receiver.to_telegram(), "ephemeral_message_id": number, **(reply_to or {}), **content}
    if markup and "inline_keyboard" in markup:
        raw["reply_markup"] = markup
    message = Message(raw, chat.key, bot.id, markup=markup, details={"receiver": receiver.id, **secret})
    chat.ephemeral[number] = message
    sim.world.log("ephemeral", chat_id=chat.id, chat=chat.key, message=raw, receiver=receiver.id)
    return message
