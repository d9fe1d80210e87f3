# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Checklists.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import chat_of_person, message_of, write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.markup import read_markup
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User, keep_filled, leave_out
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
    if not tasks:
        raise Refused("checklist must have at least 1 task")
    if len(tasks) > MAX_TASKS:
        raise Refused(f"checklist must have at most {MAX_TASKS} tasks")
    if len({task["id"] for task in tasks}) < len(tasks):
        raise Refused("TODO_ITEM_DUPLICATE")
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
def bot_send_checklist(sim: Core, bot: BotAccount, p: Parameters) -> Data:
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


@action
def send_checklist(
    sim: Core,
    user: Person,
    title: str,
    tasks: Sequence[str],
    *,
    others_can_add_tasks: bool = False,
    others_can_mark_tasks_as_done: bool = True,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Send a checklist with these tasks, which are numbered from 1."""
    if not 1 <= len(tasks) <= MAX_TASKS:
        raise ActionError(f"a checklist has from 1 to {MAX_TASKS} tasks, not {len(tasks)}")
    flags = dict(zip(_FLAGS, (others_can_add_tasks, others_can_mark_tasks_as_done), strict=True))
    items = [{"id": number, "text": text} for number, text in enumerate(tasks, 1)]
    shown = {"title": title, "tasks": items, **keep_filled(**flags)}
    return write(sim, user, {"checklist": shown}, chat=chat, bot=bot)


@action
def mark_tasks(
    sim: Core,
    user: Person,
    tasks: Sequence[int | str],
    *,
    done: bool = True,
    message_id: int = 0,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Mark tasks of a checklist, named by number or text, as done, or with *done* False as not done."""
    with sim.world.changed:
        person, place, message = _checklist_of(sim, user, chat, bot, message_id)
        checklist = message.raw["checklist"]
        _check_may_change(person, message, "others_can_mark_tasks_as_done", "mark its tasks")
        chosen = [_task_of(checklist, task)["id"] for task in tasks]
        changed = [_mark(sim, person, task, done) if task["id"] in chosen else task for task in checklist["tasks"]]
        _set_tasks(sim, message, changed)
        name = "marked_as_done_task_ids" if done else "marked_as_not_done_task_ids"
        done_tasks: Data = {"checklist_message": sim.replied(message), name: chosen}
        sim.service(place, person, {"checklist_tasks_done": done_tasks})
    return message


@action
def add_tasks(
    sim: Core,
    user: Person,
    tasks: Sequence[str],
    *,
    message_id: int = 0,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Message:
    """Add tasks to a checklist."""
    with sim.world.changed:
        person, place, message = _checklist_of(sim, user, chat, bot, message_id)
        checklist = message.raw["checklist"]
        _check_may_change(person, message, "others_can_add_tasks", "add tasks to it")
        if len(checklist["tasks"]) + len(tasks) > MAX_TASKS:
            raise ActionError(f"a checklist has at most {MAX_TASKS} tasks: add fewer")
        first = max(task["id"] for task in checklist["tasks"]) + 1
        added = [{"id": number, "text": text} for number, text in enumerate(tasks, first)]
        _set_tasks(sim, message, [*checklist["tasks"], *added])
        about: Data = {"checklist_message": sim.replied(message), "tasks": added}
        sim.service(place, person, {"checklist_tasks_added": about})
    return message


def _checklist_of(
    sim: Core, user: Person, chat: Place | None, bot: Bot | None, message_id: int
) -> tuple[User, Chat, Message]:
    person = sim.find_person(user)
    place = chat_of_person(sim, person, chat, bot)
    message = message_of(sim, place, message_id, lambda message: "checklist" in message.raw, "with a checklist")
    if "checklist" not in message.raw:
        raise ActionError(f"message {message.id} is not a checklist: leave message_id out for the newest one")
    return person, place, message


def _check_may_change(person: User, message: Message, flag: str, what: str) -> None:
    if message.raw.get("from", {}).get("id") != person.id and not message.raw["checklist"].get(flag):
        raise ActionError(f"{person.first_name} may not {what}: the checklist has no {flag}")


def _task_of(checklist: Data, which: int | str) -> Data:
    for task in checklist["tasks"]:
        if which in (task["id"], task["text"]):
            return dict(task)
    raise ActionError(f"the checklist has no task {which!r}: {names_of(task['text'] for task in checklist['tasks'])}")


def _mark(sim: Core, person: User, task: Data, done: bool) -> Data:
    kept = leave_out(task, "completed_by_user", "completion_date")
    return {**kept, "completed_by_user": person.to_telegram(), "completion_date": sim.now} if done else kept


def _set_tasks(sim: Core, message: Message, tasks: list[Data]) -> None:
    raw = {**message.raw, "checklist": {**message.raw["checklist"], "tasks": tasks}}
    sim.change(message, raw, markup=message.markup, edited=False)
