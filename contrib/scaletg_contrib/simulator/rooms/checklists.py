# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Checklists.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from typing import Any

from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.markup import read_markup
from scaletg_contrib.simulator.parameters import Parameters, Refused, to_int
from scaletg_contrib.simulator.records import BotAccount, Data
from scaletg_contrib.simulator.rooms.edits import edit_message
from scaletg_contrib.simulator.sending import read_text, send_content


def _checklist(sim: Core, p: Parameters) -> Data:
    """Return the checklist of a call, as a message shows it."""
    p.required("business_connection_id")
    given = p.data("checklist", "InputChecklist")
    if not isinstance(given, dict) or not isinstance(given.get("tasks"), list):
        raise Refused("can't parse InputChecklist JSON object")
    title = _words(sim, given, "title", 255)
    tasks = [{**_words(sim, one, "text", 100), "id": to_int(one.get("id", 0))} for one in given["tasks"]]
    if not 1 <= len(tasks) <= 30 or len({one["id"] for one in tasks}) < len(tasks):
        raise Refused("a checklist must have from 1 to 30 tasks with unique identifiers")
    flags = ("others_can_add_tasks", "others_can_mark_tasks_as_done")
    return {"checklist": {**title, "tasks": tasks, **{name: True for name in flags if given.get(name) is True}}}


def _words(sim: Core, given: Any, name: str, limit: int) -> Data:
    """Return a formatted text of a checklist with its entities."""
    if not isinstance(given, dict):
        raise Refused("can't parse InputChecklist JSON object")
    text, entities = read_text(sim, Parameters("", given), name, entities=f"{name}_entities")
    if len(text) > limit:
        raise Refused(f"checklist {name} length must not exceed {limit}")
    return {name: text, f"{name}_entities": entities} if entities else {name: text}


@method
def send_checklist(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    content = _checklist(sim, p)
    return send_content(sim, bot, p, "text", content).raw


@method
def edit_message_checklist(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    content = _checklist(sim, p)
    markup = read_markup(p, inline_only=True)
    message = sim.find_message(sim.find_chat(bot, p), p.number("message_id"), "message to edit not found")
    if message.sender != bot.id or "checklist" not in message.raw:
        raise Refused("message can't be edited")
    return edit_message(sim, message, ("checklist",), content, markup)
