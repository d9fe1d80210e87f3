# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Drafts: texts that are shown while a bot still writes them.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.acting import label_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data
from scaletg_contrib.simulator.rooms.messages import build_rich
from scaletg_contrib.simulator.sending import read_text, with_entities


@method
def send_message_draft(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    text, entities = read_text(sim, p, "text") if p.text("text").strip() else ("", [])
    return _draft(sim, bot, p, with_entities("text", text, entities))


@method
def send_rich_message_draft(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _draft(sim, bot, p, build_rich(sim, bot, p)[0])


def _draft(sim: Core, bot: BotAccount, p: Parameters, content: Data) -> bool:
    """Show a text that is still being written; the next message takes its place."""
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    if not chat.is_private:
        raise Refused("message drafts can be sent only to private chats")
    draft_id = p.number("draft_id")
    if not draft_id:
        raise Refused("draft_id must be non-zero")
    draft = {**content, "can_stop": p.flag("can_stop"), "date": sim.now}
    chat.drafts[draft_id] = draft
    sim.world.log("draft", chat_id=chat.id, chat=chat.key, draft_id=draft_id, draft=draft)
    return True


@action
def stop_draft(sim: Core, user: Person, draft_id: int, *, bot: Bot | None = None) -> None:
    """Stop a text that the bot is still writing."""
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        chat = sim.world.private_chat(account, person)
        drafts = list(chat.drafts)
        if chat.drafts.pop(draft_id, None) is None:
            raise ActionError(f"there is no draft {draft_id} in {label_of(chat)}: {names_of(drafts)}")
        stopped = {"chat": sim.world.chat_data(chat), "draft_id": draft_id}
        sim.update(account, "stopped_message_generation", stopped, f"chat:{chat.key}")
