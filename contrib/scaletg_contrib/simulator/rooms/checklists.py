# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Checklists.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.markup import read_markup
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data
from scaletg_contrib.simulator.rooms.edits import edit_message
from scaletg_contrib.simulator.sending import send_content

MAX_TITLE, MAX_TASK = 255, 100  # characters
MAX_TASKS = 30
_FLAGS = ("others_can_add_tasks", "others_can_mark_tasks_as_done")


def _checklist(sim: Core, p: Parameters) -> Data:
    """Return the checklist of a call, as a message shows it."""
    p.required("business_connection_id")
    given = p.data("checklist", "InputChecklist")
    with fields.reading("InputChecklist"):
        checklist = fields.an_object(given)
        title = _words(sim, checklist, "title", MAX_TITLE)
        flags = [name for name in _FLAGS if fields.flag(checklist, name)]
        if "tasks" not in checklist:
            raise FieldError('Can\'t find field "tasks"')
        tasks = fields.objects(fields.items(checklist, "tasks"), "InputChecklistTask", lambda task: _task(sim, task))
    if not 1 <= len(tasks) <= MAX_TASKS or len({task["id"] for task in tasks}) < len(tasks):
        raise Refused(f"a checklist must have from 1 to {MAX_TASKS} tasks with unique identifiers")
    return {"checklist": {**title, "tasks": tasks, **dict.fromkeys(flags, True)}}


def _task(sim: Core, given: Data) -> Data:
    number = fields.number(given, "id", None)
    return {**_words(sim, given, "text", MAX_TASK), "id": number}


def _words(sim: Core, given: Data, name: str, limit: int) -> Data:
    """Return a formatted text of a checklist with its entities."""
    mode, entities = fields.text(given, "parse_mode"), given.get(f"{name}_entities")
    text, found = sim.format(fields.text(given, name, None), mode, entities)
    if len(text) > limit:
        raise Refused(f"checklist {name} length must not exceed {limit}")
    return {name: text, f"{name}_entities": found} if found else {name: text}


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
