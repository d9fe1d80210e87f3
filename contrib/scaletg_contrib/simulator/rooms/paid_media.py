# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Media that cost Stars.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data
from scaletg_contrib.simulator.rooms.media import media_flags, read_file, read_photo
from scaletg_contrib.simulator.sending import Built, read_caption, send_built

_SIZES: list[str] = ["width", "height", "duration"]
MAX_PRICE = 25_000  # Stars
MAX_PAID_MEDIA = 10  #: photos and videos


def build_paid_media(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    stars = p.number("star_count")
    if stars <= 0:
        raise Refused("invalid media price specified")
    if stars > MAX_PRICE:
        raise Refused("EXTENDED_MEDIA_AMOUNT_INVALID")
    given = fields.objects(p.data("media", "paid media"), "InputPaidMedia", _read_item)
    if not given:
        raise Refused("paid media must be non-empty" if p.has("media") else "can't parse paid media JSON object")
    if len(given) > MAX_PAID_MEDIA:
        raise Refused("invalid number of paid media specified")
    media = [_paid_item(sim, p, kind, file, numbers) for kind, file, numbers in given]
    content = {"paid_media": {"star_count": stars, "paid_media": media}, **read_caption(sim, p)}
    return media_flags(p, content), {"payload": p.text("payload")}


def _read_item(given: Data) -> tuple[str, str, dict[str, int]]:
    """Return the kind of an InputPaidMedia, its file, and how large and long it is."""
    media = fields.text(given, "media")
    if not media:
        raise FieldError("media not found")
    numbers = {name: fields.number(given, name) for name in _SIZES if name in given}
    kind = fields.text(given, "type", None)
    if kind not in ("photo", "video"):
        raise FieldError(f'type "{kind}" is unsupported')
    return kind, media, numbers


def _paid_item(sim: Core, p: Parameters, kind: str, media: str, numbers: dict[str, int]) -> Data:
    if kind == "photo":
        return {"type": "photo", "photo": read_photo(sim, p, value=media)}
    file = read_file(sim, p, "video", "video", media, **{"width": 640, "height": 360, "duration": 0, **numbers})
    return {"type": "video", "video": sim.file_data(file)}


@method
def send_paid_media(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    return send_built(sim, bot, p, "paid_media", build_paid_media(sim, bot, p))
