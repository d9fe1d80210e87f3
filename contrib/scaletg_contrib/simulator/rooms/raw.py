"""Updates as they are: anything that a bot may get, also what no action makes.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg import schema
from scaletg_contrib.simulator.actions import ActionError, Bot, action, did_you_mean
from scaletg_contrib.simulator.adopt import adopt
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.records import Data, leave_out

_ALL = ", ".join(schema.usual_kinds)


@action
def deliver(sim: Core, update: dict[str, Any], *, bot: Bot | None = None) -> int:
    """Deliver an update as it is, such as a recorded one; returns its number, which is made up if it has none.

    Its people, chats, messages and queries are added to the simulator, so that the bot can answer them. Unlike what an
    action makes, it is delivered whatever kinds of update the bot asks for.
    """
    with sim.world.changed:
        account = sim.find_bot(bot)
        kind = _kind_of(update)
        _check_fields(kind, update[kind])
        adopt(sim, account, update)
        number = update.get("update_id")
        if not isinstance(number, int):
            number = account.next_update_id
            account.next_update_id += 1
        sim.queue(account, {**update, "update_id": number}, "raw")
    return number


def _kind_of(update: Data) -> str:
    """Return the kind of an update. A kind that is not in the schema may be new, unless it looks misspelt."""
    kinds = list(leave_out(update, "update_id"))
    if len(kinds) != 1 or not isinstance(update[kinds[0]], dict):
        raise ActionError(f"an update has one kind with an object, besides update_id: {_ALL}")
    kind = kinds[0]
    near = did_you_mean(kind, schema.usual_kinds)
    is_misspelt = kind not in schema.kinds and near != ""
    if kind == "job" or is_misspelt:
        raise ActionError(f"Telegram sends no update {kind!r}: {near}Its kinds are {_ALL}")
    return kind


def _check_fields(kind: str, given: Data) -> None:
    """Raise `ActionError` if a required field is missing, unless the schema does not know the kind."""
    name = schema.kinds.get(kind)
    if not name:
        return
    required = [field.name for field in schema.types[name].fields if field.required]
    missing = [name for name in required if name not in given]
    if missing:
        raise ActionError(f"a {name} needs {', '.join(missing)}: add what Telegram sends")
