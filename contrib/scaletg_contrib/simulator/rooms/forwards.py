# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Copies and forwarded messages.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.acting import message_of, write
from scaletg_contrib.simulator.actions import Bot, Person, Place, action, method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, Message, leave_out
from scaletg_contrib.simulator.sending import (
    content_kind,
    content_of,
    forward_fields,
    forward_origin,
    read_caption,
    read_message_ids,
    send_content,
)


def _source(sim: Core, bot: BotAccount, p: Parameters, message_id: int, verb: str) -> Message:
    p.required("from_chat_id")
    source = sim.find_chat(bot, p, "from_chat_id")
    if not source.username:  # a public chat can be read by anybody
        sim.check_access(bot, source)
    message = sim.find_message(source, message_id, f"message to {verb} not found")
    if not content_of(message) or "invoice" in message.raw:
        raise Refused("message can't be copied" if verb == "copy" else "message can't be forwarded")
    if message.raw.get("has_protected_content"):
        raise Refused(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _forward(sim: Core, bot: BotAccount, p: Parameters, message: Message, **fields: Any) -> Message:
    content = content_of(message)
    extra = {**forward_fields(forward_origin(sim, message)), **fields}
    return send_content(sim, bot, p, content_kind(content), content, dict(message.details), **extra)


@method
def forward_message(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    message = _source(sim, bot, p, p.number("message_id"), "forward")
    return _forward(sim, bot, p, message).raw


@method
def forward_messages(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    found = _sources(sim, bot, p, "forward")
    return [{"message_id": _forward(sim, bot, p, item).id} for item in found]


@method
def copy_message(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    message = _source(sim, bot, p, p.number("message_id"), "copy")
    content = content_of(message)
    if p.values.get("caption") is not None and "text" not in content:
        content = leave_out(content, "caption", "caption_entities")
        content |= read_caption(sim, p)
    return {"message_id": send_content(sim, bot, p, content_kind(content), content).id}


@method
def copy_messages(sim: Core, bot: BotAccount, p: Parameters) -> list[Data]:
    copies = []
    for message in _sources(sim, bot, p, "copy"):
        content = content_of(message)
        if p.flag("remove_caption"):
            content = leave_out(content, "caption", "caption_entities")
        copies.append({"message_id": send_content(sim, bot, p, content_kind(content), content).id})
    return copies


def _sources(sim: Core, bot: BotAccount, p: Parameters, verb: str) -> list[Message]:
    """Return the existing ones of several messages; refuse the call if there are none."""
    p.required("from_chat_id")
    source = sim.find_chat(bot, p, "from_chat_id")
    ids = read_message_ids(p)
    if ids != sorted(set(ids)):
        raise Refused("message identifiers must be in a strictly increasing order")
    found = [source.messages[item] for item in ids if item in source.messages and not source.messages[item].is_deleted]
    found = [item for item in found if content_of(item)]
    if not found:
        raise Refused(f"there are no messages to {verb}")
    return found


@action
def forward(
    sim: Core,
    user: Person,
    message_id: int,
    *,
    source: Place | None = None,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Forward a message from one chat (*source*) to another."""
    with sim.world.changed:
        person = sim.find_person(user)
        message = message_of(sim, sim.find_place(person, source, bot), message_id, lambda _: False, "")
        fields = forward_fields(forward_origin(sim, message))
        return write(sim, user, content_of(message), chat=chat, bot=bot, **fields)
