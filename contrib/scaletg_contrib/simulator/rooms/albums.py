# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Albums: several files in one message.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, check_call, method, signature_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, Message, leave_out
from scaletg_contrib.simulator.rooms.media import check_file, read_media, send_file
from scaletg_contrib.simulator.sending import content_kind, send_content
from scaletg_contrib.simulator.tables import ALONE_IN_ALBUMS, IN_ALBUMS

MAX_ALBUM = 10  #: messages


@method
def send_media_group(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    p.data("media")  # if the value is not JSON, Telegram names the parameter, not its type
    media = p.list_of("media", "InputMedia")
    if not media:
        raise Refused("there are no messages to send")
    if len(media) > MAX_ALBUM:
        raise Refused("too many messages to send as an album")
    contents = [read_media(sim, p, item) for item in media]
    kinds = {content_kind(content) for content in contents}
    alone = sorted(kinds & ALONE_IN_ALBUMS)
    if alone and len(kinds) > 1:
        raise Refused(f"{alone[0]} can't be mixed with other media types")
    if not kinds <= IN_ALBUMS:
        raise Refused("invalid message content type")
    options = Parameters(p.method, {**p.values, "reply_markup": None})
    group: Data = {}
    if len(media) > 1:
        group["media_group_id"] = sim.world.long_id()
    return [send_content(sim, bot, options, content_kind(content), content, **group).raw for content in contents]


@action
def send_album(
    sim: Core, user: Person, files: Sequence[Data], *, chat: Place | None = None, bot: Bot | None = None
) -> list[Message]:
    """Send two to ten files as one album; each is a dictionary of the parameters of `send_file`.

    Photos and videos mix; documents and audios are among themselves.
    """
    group = {"user": user, "chat": chat, "bot": bot, "media_group_id": sim.world.long_id()}
    usual = signature_of(send_file)["parameters"]
    for number, file in enumerate(files):
        check_call(send_file, {**file, **group}, f"files[{number}] of send_album")
        check_file(file.get("kind", "photo"), leave_out(file, *usual))
    kinds = {file.get("kind", "photo") for file in files}
    if not 2 <= len(files) <= MAX_ALBUM:
        raise ActionError(f"an album has from 2 to {MAX_ALBUM} files, not {len(files)}: send_file sends one")
    if not kinds <= IN_ALBUMS:
        wrong = min(kinds - IN_ALBUMS)
        raise ActionError(f"an album takes no {wrong}: send_file sends it as a message of its own")
    if len(kinds) > 1 and kinds & ALONE_IN_ALBUMS:
        raise ActionError(f"an album cannot mix {' and '.join(sorted(kinds))}: send two albums")
    return [send_file(sim, **{**file, **group}) for file in files]
