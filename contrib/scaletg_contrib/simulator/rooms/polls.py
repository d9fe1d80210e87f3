# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Polls and quizzes.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import chat_of_person, message_of, write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method, names_of, timer
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.markup import read_markup
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, Message, User, keep_filled, leave_out
from scaletg_contrib.simulator.sending import Built, read_text, send_built, with_entities

MAX_QUESTION, MAX_OPTION, MAX_EXPLANATION = 300, 100, 200  # characters
MAX_OPTIONS = 12
MAX_OPEN_PERIOD = 2_628_000  #: seconds; what is longer is cut


def build_poll(sim: Core, bot: BotAccount, p: Parameters) -> Built:
    question, entities = read_text(sim, p, "question", "question_parse_mode", "question_entities")
    if len(question) > MAX_QUESTION:
        raise Refused(f"poll question length must not exceed {MAX_QUESTION}")
    options = [_poll_option(sim, option) for option in p.list_of("options", "options")]
    if not options:
        raise Refused("poll must have at least one answer option")
    if len(options) > MAX_OPTIONS:
        raise Refused(f"poll can't have more than {MAX_OPTIONS} options")
    kind = p.text("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise Refused("unsupported poll type specified")
    poll: Data = {
        "id": sim.world.long_id(),
        **with_entities("question", question, entities),
        "options": options,
        "total_voter_count": 0,
        "is_closed": p.flag("is_closed"),
        "is_anonymous": p.flag("is_anonymous", True),
        "type": kind,
        "allows_multiple_answers": p.flag("allows_multiple_answers"),
        "allows_revoting": p.flag("allows_revoting", kind == "regular"),
        "members_only": p.flag("members_only"),
    }
    poll |= {**_poll_description(sim, p), **_quiz(sim, p, kind, len(options)), **_poll_end(sim, p)}
    return {"poll": poll}, {}


def _poll_description(sim: Core, p: Parameters) -> Data:
    """Return the description of a poll, and the countries whose people may vote."""
    codes = p.list_of("country_codes")
    if not all(isinstance(code, str) and re.fullmatch("[A-Z]{2}", code) for code in codes):
        raise Refused("invalid country code specified")
    about: Data = keep_filled(country_codes=codes)
    if p.has("description"):
        text, entities = read_text(sim, p, "description", "description_parse_mode", "description_entities")
        about |= with_entities("description", text, entities)
    return about


def _poll_option(sim: Core, option: Any) -> Data:
    option = {"text": option} if isinstance(option, str) else option
    if not isinstance(option, dict):
        raise Refused("expected an option to be of type String")
    mode = fields.text(option, "text_parse_mode")
    text, entities = sim.format(fields.text(option, "text", None), mode, option.get("text_entities"))
    if len(text) > MAX_OPTION:
        raise Refused(f"poll options length must not exceed {MAX_OPTION}")
    shown = {**with_entities("text", text, []), **keep_filled(text_entities=entities)}
    return {"persistent_id": sim.world.token(12), "voter_count": 0, **shown}


def _quiz(sim: Core, p: Parameters, kind: str, count: int) -> Data:
    if kind != "quiz":
        return {}
    correct = _correct_options(p)
    if not correct:
        raise Refused("correct quiz option list must be non-empty")
    if correct != sorted(set(correct)):
        raise Refused("correct quiz option list must be increasing")
    if correct[0] < 0 or correct[-1] >= count:
        raise Refused("wrong quiz correct_option_id")
    quiz: Data = {"correct_option_ids": correct, "correct_option_id": correct[0]}
    if p.has("explanation"):
        text, entities = read_text(sim, p, "explanation", "explanation_parse_mode", "explanation_entities")
        if len(text) > MAX_EXPLANATION:
            raise Refused("message is too long")
        quiz |= with_entities("explanation", text, entities)
    return quiz


def _correct_options(p: Parameters) -> list[int]:
    """Return the numbers of the right answers of a quiz."""
    given = p.data("correct_option_ids", "correct option identifiers")
    if given is None:
        return [p.number("correct_option_id")] if p.has("correct_option_id") else []
    if not isinstance(given, list):
        raise Refused("expected an Array of correct option identifiers")
    if not all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in given):
        raise Refused("correct option identifier must be of type Number")
    if not all(isinstance(item, int) for item in given):
        raise Refused("invalid correct option identifier specified")
    return given


def _poll_end(sim: Core, p: Parameters) -> Data:
    period, date = p.number("open_period", 0, 0, MAX_OPEN_PERIOD), p.number("close_date")
    if period:
        return {"open_period": period, "close_date": sim.now + period}
    return keep_filled(close_date=date)


@method
def stop_poll(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    chat = sim.find_chat(bot, p)
    sim.check_access(bot, chat)
    message = sim.find_message(chat, p.number("message_id"), "message with poll to stop not found")
    if "poll" not in message.raw:
        raise Refused("message with poll to stop not found")
    if message.sender != bot.id:
        raise Refused("poll can't be stopped")
    if message.raw["poll"]["is_closed"]:
        raise Refused("poll has already been closed")
    markup = read_markup(p, inline_only=True)
    if markup != message.raw.get("reply_markup"):
        kept = leave_out(message.raw, "reply_markup")
        sim.change(message, {**kept, **keep_filled(reply_markup=markup)}, markup=markup)
    close_poll(sim, message)
    return dict(message.raw["poll"])


@action
def send_poll(
    sim: Core,
    user: Person,
    question: str,
    options: Sequence[str],
    *,
    chat: Place | None = None,
    bot: Bot | None = None,
    anonymous: bool = True,
    multiple: bool = False,
    correct: Sequence[int] = (),
    explanation: str = "",
) -> Message:
    """Send a poll; *multiple* allows several answers, and with *correct* (numbers of options) it is a quiz."""
    _check_poll(options, correct)
    poll: Data = {
        "id": sim.world.long_id(),
        "question": question,
        "options": [{"persistent_id": sim.world.token(12), "text": option, "voter_count": 0} for option in options],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": anonymous,
        "type": "quiz" if correct else "regular",
        "allows_multiple_answers": multiple,
        "allows_revoting": not correct,
        "members_only": False,
    }
    details: Data = {}
    if correct:  # only its author and those who have answered see the solution of a quiz
        solution = {"correct_option_ids": sorted(correct), "correct_option_id": min(correct)}
        details["solution"] = {**solution, **keep_filled(explanation=explanation)}
    message = write(sim, user, {"poll": poll}, chat=chat, bot=bot, details=details)
    sim.world.polls[poll["id"]] = [message.chat, message.id]
    return message


def _check_poll(options: Sequence[str], correct: Sequence[int]) -> None:
    """Raise `ActionError` for a poll that no client makes."""
    if not 1 <= len(options) <= MAX_OPTIONS:
        raise ActionError(f"a poll has from 1 to {MAX_OPTIONS} options, not {len(options)}")
    if any(not 0 <= number < len(options) for number in correct):
        raise ActionError(f"correct={list(correct)}: give numbers of options, from 0 to {len(options) - 1}")


@action
def end_poll(
    sim: Core, user: Person, *, message_id: int = 0, chat: Place | None = None, bot: Bot | None = None
) -> Data:
    """End a poll of the person; the bots in the chat are notified of the result."""
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)

        def is_own(message: Message) -> bool:
            return message.sender == person.id and "poll" in message.raw and not message.raw["poll"]["is_closed"]

        message = message_of(sim, place, message_id, is_own, "with an open poll of this person")
        if not is_own(message):
            raise ActionError(f"message {message.id} is not an open poll of {person.first_name}")
        poll = {**message.raw["poll"], "is_closed": True, **message.details.get("solution", {})}
        set_poll(sim, message, poll)
        for listener in sim.listeners(place):
            sim.update(listener, "poll", poll, f"poll:{poll['id']}")
    return poll


@action
def vote(
    sim: Core,
    user: Person,
    options: int | str | Sequence[int | str],
    *,
    message_id: int | None = None,
    chat: Place | None = None,
    bot: Bot | None = None,
) -> Data:
    """Vote in a poll for options, named by number or text; an empty list takes the vote back."""
    with sim.world.changed:
        person = sim.find_person(user)
        place = chat_of_person(sim, person, chat, bot)
        message = message_of(sim, place, message_id, lambda message: "poll" in message.raw, "with a poll")
        poll = message.raw.get("poll")
        if poll is None or poll["is_closed"]:
            raise ActionError("this is not an open poll")
        chosen = [_option(poll, item) for item in (options if isinstance(options, (list, tuple)) else [options])]
        if len(chosen) > 1 and not poll["allows_multiple_answers"]:
            raise ActionError("this poll accepts one answer")
        if message.votes.get(str(person.id)) and not poll["allows_revoting"]:
            raise ActionError(f"{person.first_name} has voted, and this poll accepts no second vote")
        return _count_vote(sim, person, message, poll, chosen)


def _count_vote(sim: Core, person: User, message: Message, poll: Data, chosen: list[int]) -> Data:
    votes = {**message.votes, str(person.id): chosen}
    message.votes = {voter: item for voter, item in votes.items() if item}
    vote = {"user_id": person.id, "option_ids": chosen}
    sim.world.log("vote", chat=message.chat, message_id=message.id, poll_id=poll["id"], **vote)
    counts = [sum(number in item for item in message.votes.values()) for number in range(len(poll["options"]))]
    options = [{**item, "voter_count": count} for item, count in zip(poll["options"], counts, strict=True)]
    counted = {**poll, "options": options, "total_voter_count": len(message.votes)}
    bot = sim.world.bots.get(message.sender)
    if bot and not poll["is_anonymous"]:
        answer = {"poll_id": poll["id"], "user": person.to_telegram(), "option_ids": chosen}
        ids = [poll["options"][number]["persistent_id"] for number in chosen]
        sim.update(bot, "poll_answer", {**answer, "option_persistent_ids": ids}, f"poll:{poll['id']}")
    set_poll(sim, message, counted)
    return counted


def _option(poll: Data, which: Any) -> int:
    for number, option in enumerate(poll["options"]):
        if which == number or which == option["text"]:
            return number
    raise ActionError(f"the poll has no option {which!r}: {names_of(option['text'] for option in poll['options'])}")


@timer
def close_due_poll(sim: Core, timer: Data) -> None:
    place = sim.world.polls.get(timer["poll_id"])
    if place:
        close_poll(sim, sim.world.chats[place[0]].messages[place[1]])


def close_poll(sim: Core, message: Message) -> None:
    """Close a poll and notify the bot that sent it."""
    poll = {**message.raw["poll"], "is_closed": True}
    set_poll(sim, message, poll)


def set_poll(sim: Core, message: Message, poll: Data) -> None:
    """Replace a poll by its new state, and notify the bot that sent it."""
    message.raw = {**message.raw, "poll": poll}
    sim.world.log("poll", chat=message.chat, message_id=message.id, poll=poll)
    bot = sim.world.bots.get(message.sender)
    if bot:
        sim.update(bot, "poll", poll, f"poll:{poll['id']}")


@method
def bot_send_poll(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    built = build_poll(sim, bot, p)
    poll, chat = built[0]["poll"], sim.find_chat(bot, p)
    if chat.type == "channel" and not poll["is_anonymous"]:
        raise Refused("non-anonymous polls can't be sent to channel chats")
    if chat.type != "channel" and poll["members_only"]:
        raise Refused("poll voters can be restricted only in channel chats")
    return send_built(sim, bot, p, "poll", built)
