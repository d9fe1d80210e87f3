# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Drafts: texts that are shown while a bot still writes them.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.acting import label_of
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, action, method, names_of, timer
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Chat, Data
from scaletg_contrib.simulator.rooms.messages import build_rich
from scaletg_contrib.simulator.sending import read_text, with_entities

LIFETIME = 30  #: seconds for which a draft is shown if it is not changed


@method
def send_message_draft(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    text, entities = read_text(sim, p, "text") if p.text("text").strip() else ("", [])
    return _draft(sim, bot, p, with_entities("text", text, entities))


@method
def send_rich_message_draft(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    return _draft(sim, bot, p, build_rich(sim, bot, p)[0])


def _draft(sim: Core, bot: BotAccount, p: Parameters, content: Data) -> bool:
    """Show a text that is still being written; the next message takes its place.

    What the user has stopped is not shown again. That is a guess: the source of this part of the server is not public.
    """
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    if not chat.is_private:
        raise Refused("TEXTDRAFT_PEER_INVALID")
    draft_id = p.number("draft_id")
    if not draft_id:
        raise Refused("RANDOM_ID_INVALID")
    if chat.drafts.get(draft_id, {}).get("is_stopped"):
        return True
    draft = {**content, "can_stop": p.flag("can_stop"), "keep_on_stop": p.flag("keep_on_stop"), "date": sim.now}
    if p.number("message_thread_id"):
        draft["message_thread_id"] = p.number("message_thread_id")
    chat.drafts.pop(draft_id, None)  # so that the newest is the last
    chat.drafts[draft_id] = draft
    _log_draft(sim, chat, draft_id, draft)
    sim.at(sim.now + LIFETIME, "expire_draft", chat=chat.key, draft_id=draft_id)
    return True


def _log_draft(sim: Core, chat: Chat, draft_id: int, draft: Data | None) -> None:
    sim.world.log("draft", chat_id=chat.id, chat=chat.key, draft_id=draft_id, draft=draft)


@timer
def expire_draft(sim: Core, due: Data) -> None:
    """Take away a draft that was not changed for so long."""
    chat = sim.world.chats.get(due["chat"])
    draft = chat.drafts.get(due["draft_id"]) if chat else None
    if chat is not None and draft is not None and draft["date"] + LIFETIME <= sim.now:
        del chat.drafts[due["draft_id"]]
        _log_draft(sim, chat, due["draft_id"], None)


@action
def stop_draft(sim: Core, user: Person, draft_id: int = 0, *, bot: Bot | None = None) -> None:
    """Press Stop below a text that the bot is still writing, by default the newest.

    The update has a queue of its own, because it would come too late behind the message that the bot is answering.
    """
    with sim.world.changed:
        person, account = sim.find_person(user), sim.find_bot(bot)
        chat = sim.world.private_chat(account, person)
        shown = [number for number, item in chat.drafts.items() if not item.get("is_stopped")]
        draft_id = draft_id or next(reversed(shown), 0)
        if draft_id not in shown:
            raise ActionError(f"there is no draft {draft_id} in {label_of(chat)}: {names_of(shown)}")
        draft = chat.drafts[draft_id]
        if not draft["can_stop"]:
            raise ActionError(f"draft {draft_id} has no Stop: the bot sends it without can_stop")
        chat.drafts[draft_id] = {**draft, "is_stopped": True}
        _log_draft(sim, chat, draft_id, chat.drafts[draft_id] if draft["keep_on_stop"] else None)
        stopped: Data = {"chat": sim.world.chat_data(chat), "draft_id": draft_id}
        if "message_thread_id" in draft:
            stopped["message_thread_id"] = draft["message_thread_id"]
        sim.update(account, "stopped_message_generation", stopped, f"stop:{chat.key}")
