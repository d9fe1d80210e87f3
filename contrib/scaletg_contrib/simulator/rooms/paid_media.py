# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Media that cost Stars.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data
from scaletg_contrib.simulator.rooms.media import media_flags, read_file, read_photo
from scaletg_contrib.simulator.sending import Built, read_caption, send_built


def build_paid_media(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    stars = p.number("star_count")
    if not 1 <= stars <= 25000:
        raise Refused("STARS_AMOUNT_INVALID")
    media = [_paid_item(sim, p, one) for one in p.list_of("media", "InputPaidMedia")]
    if not media:
        raise Refused("media isn't specified")
    content = {"paid_media": {"star_count": stars, "paid_media": media}, **read_caption(sim, p)}
    return media_flags(p, content), {"payload": p.text("payload")}


def _paid_item(sim: Core, p: Parameters, item: Any) -> Data:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind == "photo":
        return {"type": "photo", "photo": read_photo(sim, p, value=item.get("media"))}
    if kind == "video":
        file = read_file(sim, p, "video", "video", item.get("media"), width=640, height=360, duration=0)
        return {"type": "video", "video": sim.file_data(file)}
    raise Refused("can't parse InputPaidMedia: unsupported type")


@method
def send_paid_media(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "paid_media", build_paid_media(sim, bot, p))
