# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Gifts: a shop with three of them, and what their owners do with them.

Part of `scaletg_contrib.simulator`. A gift is kept as the data that bots get, with `owned_gift_id`, which only those
see who may manage it. What an upgrade looks like is chosen by the simulator's random numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from scaletg_contrib.simulator.actions import ActionError, Person, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, User, keep_filled, leave_out
from scaletg_contrib.simulator.sending import read_text

#: What the simulated shop sells: an emoji and its price in Stars. The last one is limited and can be upgraded.
GIFTS = {"💝": 15, "🎁": 25, "🎂": 50}
UPGRADE_STARS, TRANSFER_STARS = 25, 25
#: What Premium costs as a gift, by months.
PREMIUM_STARS = {3: 1000, 6: 1500, 12: 2500}
MAX_GIFT_TEXT = 128  #: characters
_DAY = 24 * 3600


@method
def get_available_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return {"gifts": _gifts(sim)}


def _gifts(sim: Core) -> list[Data]:
    """Return the gifts for sale; they are created at the first call."""
    if not sim.world.gifts:
        for number, (emoji, price) in enumerate(GIFTS.items(), 5_170_000_000_000_000_001):
            sim.world.gifts.append({"id": str(number), "sticker": _sticker(sim, emoji), "star_count": price})
        sim.world.gifts[-1] |= {"upgrade_star_count": UPGRADE_STARS, "total_count": 1000, "remaining_count": 1000}
    return sim.world.gifts


def _sticker(sim: Core, emoji: str) -> Data:
    look: Data = {"width": 512, "height": 512, "is_animated": True, "is_video": False, "type": "custom_emoji"}
    return sim.file_data(sim.store_file("sticker", b"gift", **look, emoji=emoji))


@method
def send_gift(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    gift_id = p.required("gift_id")
    if p.has("chat_id"):
        chat = sim.find_chat(bot, p)
    else:
        chat = _chat_with(sim, bot, p)
    gift = _gift_of_shop(sim, gift_id)
    extra = 0
    if p.flag("pay_for_upgrade"):
        extra = UPGRADE_STARS
        if "upgrade_star_count" not in gift:
            raise Refused("STARGIFT_UPGRADE_UNAVAILABLE")
    given = _gift_text(sim, p)
    _check_accepts(sim, chat, "limited_gifts" if "total_count" in gift else "unlimited_gifts")
    _take_stars(bot, gift["star_count"] + extra)
    _give(sim, bot, chat, gift, given, extra)
    return True


def _gift_of_shop(sim: Core, gift_id: str) -> Data:
    for gift in _gifts(sim):
        if gift["id"] == gift_id:
            return gift
    raise Refused("STARGIFT_INVALID")


def _gift_text(sim: Core, p: Parameters) -> Data:
    if not p.has("text"):
        return {}
    text, entities = read_text(sim, p, "text", "text_parse_mode", "text_entities")
    if len(text) > MAX_GIFT_TEXT:
        raise Refused("STARGIFT_MESSAGE_INVALID")
    return keep_filled(text=text, entities=entities)


def _check_accepts(sim: Core, chat: Chat, kind: str) -> None:
    """Refuse a gift of a kind that the person does not accept."""
    person = sim.world.users.get(chat.id)
    if person is None:
        return
    accepted = person.gift_settings.get("accepted_gift_types", {})
    if not accepted.get(kind, True):
        raise Refused("USER_DISALLOWED_STARGIFTS", 403)


def _take_stars(bot: BotAccount, stars: int) -> None:
    if bot.star_balance < stars:
        raise Refused("BALANCE_TOO_LOW")
    bot.star_balance -= stars


def _give(sim: Core, giver: User, chat: Chat, gift: Data, given: Data, paid_upgrade: int = 0) -> Data:
    """Add a gift to those of a person or channel, and show it in the chat."""
    shown: Data = {"gift": gift, "convert_star_count": gift["star_count"] * 85 // 100, **given}
    if "upgrade_star_count" in gift:
        shown["can_be_upgraded"] = True
    if paid_upgrade:
        shown["prepaid_upgrade_star_count"] = paid_upgrade
    number = sim.world.token(12)
    owned: Data = {"type": "regular", **shown, "owned_gift_id": number, "send_date": sim.now, "is_saved": True}
    owned["sender_user"] = giver.to_telegram()
    _owned(sim, chat.business_owner or chat.id).append(owned)
    sim.service(chat, giver, {"gift": shown})
    return owned


def _chat_with(sim: Core, bot: BotAccount, p: Parameters) -> Chat:
    """Return the private chat with the person of a call; bots cannot receive gifts."""
    user = sim.find_user(p)
    if user.is_bot:
        raise Refused("USER_ID_INVALID")
    return sim.world.private_chat(bot, user)


@method
def gift_premium_subscription(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    chat = _chat_with(sim, bot, p)
    months = p.number("month_count", 0, 0, 1000)
    if months not in PREMIUM_STARS:
        raise Refused("GIFT_MONTHS_INVALID")
    if p.number("star_count") != PREMIUM_STARS[months]:
        raise Refused("GIFT_STARS_INVALID")
    _gift_text(sim, p)
    _check_accepts(sim, chat, "premium_subscription")
    _take_stars(bot, PREMIUM_STARS[months])
    person = sim.world.users[chat.id]
    person.is_premium = True
    receiver: Data = {"type": "user", "transaction_type": "premium_purchase", "user": person.to_telegram()}
    receiver["premium_subscription_duration"] = months
    about: Data = {"id": f"stxr{sim.world.token(20)}", "amount": PREMIUM_STARS[months], "date": sim.now}
    bot.star_transactions.append({**about, "receiver": receiver})
    sim.world.log("user", user=person.to_telegram())
    return True


@method
def get_user_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return _page(p, _without_ids(_owned(sim, sim.find_user(p).id)))


@method
def get_chat_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return _page(p, _without_ids(_owned(sim, sim.find_chat(bot, p).id)))


@method
def get_business_account_gifts(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    connection = sim.find_connection(bot, p, "can_view_gifts_and_stars")
    return _page(p, _owned(sim, connection["user_id"]))


def _owned(sim: Core, owner: int) -> list[Data]:
    return sim.world.owned_gifts.setdefault(str(owner), [])


def _without_ids(gifts: list[Data]) -> list[Data]:
    return [leave_out(gift, "owned_gift_id") for gift in gifts]


def _is_regular(gift: Data, limited: bool, upgradable: bool = False) -> bool:
    if gift["type"] != "regular":
        return False
    is_limited = "total_count" in gift["gift"]
    if not limited:
        return not is_limited
    return is_limited and ("upgrade_star_count" in gift["gift"]) == upgradable


#: The parameters that leave out gifts, and which ones.
_EXCLUDED: dict[str, Callable[[Data], bool]] = {
    "exclude_unsaved": lambda gift: not gift.get("is_saved"),
    "exclude_saved": lambda gift: bool(gift.get("is_saved")),
    "exclude_unlimited": lambda gift: _is_regular(gift, limited=False),
    "exclude_limited_upgradable": lambda gift: _is_regular(gift, limited=True, upgradable=True),
    "exclude_limited_non_upgradable": lambda gift: _is_regular(gift, limited=True),
    "exclude_unique": lambda gift: gift["type"] == "unique",
    "exclude_from_blockchain": lambda gift: bool(gift["gift"].get("is_from_blockchain")),
}


def _page(p: Parameters, gifts: list[Data]) -> Data:
    """Return the gifts that a call wants, newest first or by price, from its offset on."""
    excluded = [leaves_out for name, leaves_out in _EXCLUDED.items() if p.flag(name)]
    found = [gift for gift in reversed(gifts) if not any(leaves_out(gift) for leaves_out in excluded)]
    if p.flag("sort_by_price"):
        found.sort(key=lambda gift: -gift["gift"].get("star_count", 0))
    first, limit = p.number("offset", 0, 0), p.number("limit", 100, 1, 100)
    page: Data = {"total_count": len(found), "gifts": found[first : first + limit]}
    if first + limit < len(found):
        page["next_offset"] = str(first + limit)
    return page


def _managed_gift(sim: Core, bot: BotAccount, p: Parameters, right: str) -> tuple[User, Data]:
    """Return the owner and the gift of a call."""
    person = sim.world.users[sim.find_connection(bot, p, right)["user_id"]]
    for gift in _owned(sim, person.id):
        if gift["owned_gift_id"] == p.text("owned_gift_id"):
            return person, gift
    raise Refused("STARGIFT_NOT_FOUND")


@method
def convert_gift_to_stars(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    person, gift = _managed_gift(sim, bot, p, "can_convert_gifts_to_stars")
    if gift["type"] == "unique":
        raise Refused("STARGIFT_ALREADY_UPGRADED")
    _owned(sim, person.id).remove(gift)
    person.stars += gift["convert_star_count"]
    return True


@method
def upgrade_gift(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    person, gift = _managed_gift(sim, bot, p, "can_transfer_and_upgrade_gifts")
    if gift["type"] == "unique":
        raise Refused("STARGIFT_ALREADY_UPGRADED")
    if "can_be_upgraded" not in gift:
        raise Refused("STARGIFT_UPGRADE_UNAVAILABLE")
    if "prepaid_upgrade_star_count" not in gift:
        _pay(sim, bot, p, person, UPGRADE_STARS)
    gifts = _owned(sim, person.id)
    upgraded = {"type": "unique", "gift": _unique(sim, gift["gift"])}
    upgraded |= {key: gift[key] for key in ("owned_gift_id", "send_date", "is_saved")}
    if p.flag("keep_original_details"):
        upgraded["sender_user"] = gift["sender_user"]
    gifts[gifts.index(gift)] = upgraded | _transfer()
    return True


def _transfer() -> Data:
    return {"can_be_transferred": True, "transfer_star_count": TRANSFER_STARS}


def _pay(sim: Core, bot: BotAccount, p: Parameters, person: User, price: int) -> None:
    """Pay with the Stars of the account. Raises `Refused`."""
    if price == 0:
        return
    sim.find_connection(bot, p, "can_transfer_stars")
    if p.number("star_count", 0, 0, 1_000_000) != price:
        raise Refused("PAYMENT_REQUIRED")
    if person.stars < price:
        raise Refused("BALANCE_TOO_LOW")
    person.stars -= price


def _unique(sim: Core, gift: Data) -> Data:
    """Return what a gift becomes by an upgrade."""
    number, random = sim.world.new_id(f"gift {gift['id']}", 1), sim.world.random
    colours = {f"{part}_color": random.randrange(0x1000000) for part in ("center", "edge", "symbol", "text")}
    model = {"name": "Candle", "sticker": gift["sticker"], "rarity_per_mille": random.randrange(1, 30)}
    symbol = {"name": "Star", "sticker": gift["sticker"], "rarity_per_mille": random.randrange(1, 10)}
    look = {"name": "Amber", "colors": colours, "rarity_per_mille": random.randrange(1, 20)}
    names = {"gift_id": gift["id"], "base_name": "Birthday Cake", "name": f"BirthdayCake-{number}", "number": number}
    return {**names, "model": model, "symbol": symbol, "backdrop": look}


@method
def transfer_gift(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    text = p.text("new_owner_chat_id").strip()
    if not text:
        raise Refused("chat identifier is empty")
    if not text.lstrip("-").isdecimal():
        raise Refused("chat identifier must be a valid Integer")
    person, gift = _managed_gift(sim, bot, p, "can_transfer_and_upgrade_gifts")
    if gift["type"] != "unique":
        raise Refused("STARGIFT_NOT_UNIQUE")
    key = f"business:{person.id}:{text}"
    if key not in sim.world.chats and text not in sim.world.chats:
        raise Refused("PEER_ID_INVALID")
    chat = sim.world.chats.get(key) or sim.world.chats[text]
    written = [message.raw["date"] for message in chat.messages.values()]
    if not written or sim.now - written[-1] > _DAY:
        raise Refused("PEER_ID_INVALID")
    _pay(sim, bot, p, person, gift.get("transfer_star_count", 0))
    _owned(sim, person.id).remove(gift)
    _owned(sim, int(text)).append(gift)
    shown = {"gift": gift["gift"], "origin": "transfer", "owned_gift_id": gift["owned_gift_id"]}
    sim.service(chat, person, {"unique_gift": shown})
    return True


@action
def give_gift(sim: Core, user: Person, to: Person, gift: str = "🎂", *, text: str = "") -> str:
    """Give a gift of the shop, named by its emoji or id, to another person; returns its id."""
    with sim.world.changed:
        giver, receiver = sim.find_person(user), sim.find_person(to)
        found = [item for item in _gifts(sim) if gift in (item["id"], item["sticker"]["emoji"])]
        if not found:
            raise ActionError(f"the shop has no gift {gift!r}: {names_of(GIFTS)}")
        if giver.stars < found[0]["star_count"]:
            raise ActionError(f"{giver.first_name} has {giver.stars} Stars, and it costs {found[0]['star_count']}")
        giver.stars -= found[0]["star_count"]
        chat = sim.world.business_chat(receiver, giver)
        return str(_give(sim, giver, chat, found[0], keep_filled(text=text))["owned_gift_id"])
