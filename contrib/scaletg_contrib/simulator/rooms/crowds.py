"""Crowds: many people who talk, spam, flood or join in a group, for bots that moderate and for load.

Part of `scaletg_contrib.simulator`. With the same seed a crowd does the same.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from scaletg_contrib.simulator.acting import group_of
from scaletg_contrib.simulator.actions import ActionError, Person, Place, action
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.records import Chat, Data, User
from scaletg_contrib.simulator.rooms.invites import join
from scaletg_contrib.simulator.rooms.members import leave
from scaletg_contrib.simulator.rooms.messages import send
from scaletg_contrib.simulator.rooms.people import add_user

NAMES = ("Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia", "Tim", "Karen", "Dennis", "Margaret")
TALK = ("Good morning", "Has anybody tea?", "I agree", "See you tomorrow", "That works here", "Why not?", "😂")
SPAM = ("Cheap followers: https://spam.example/buy", "Earn 500 a day, write to @easy_money_now", "FREE GIFT t.me/+spam")
#: What a crowd does.
MOODS = ("talk", "spam", "flood", "joins")
MOST_PEOPLE, MOST_MESSAGES = 1000, 10_000


@action
def crowd(
    sim: Core,
    user: Person,
    chat: Place,
    *,
    mood: str = "talk",
    people: int = 10,
    messages: int = 50,
    seed: int = 0,
    script: Sequence[Sequence[str]] = (),
) -> Data:
    """Let many people act in the user's group; returns how many joined, left, wrote and could not write.

    *mood*: `talk`; `spam` (one in five messages is an advertisement); `flood` (one person writes nearly everything);
    `joins` (people come and go, and hardly write). *script*: instead, what is written, as pairs of a name and a text.
    """
    if mood not in MOODS:
        raise ActionError(f"mood={mood!r}: {', '.join(MOODS)}")
    if not 1 <= people <= MOST_PEOPLE or not 0 <= messages <= MOST_MESSAGES:
        raise ActionError(f"a crowd has from 1 to {MOST_PEOPLE} people and up to {MOST_MESSAGES} messages")
    if any(len(line) != 2 for line in script):
        raise ActionError("the lines of a script are pairs of a name and a text")
    with sim.world.changed:
        sim.find_person(user)
        place = group_of(sim, chat)
        counts = {"joined": 0, "left": 0, "wrote": 0, "refused": 0}
        if script:
            known: dict[str, User] = {}
            for name, text in script:
                if name not in known:
                    known[name] = _new_member(sim, place, name, counts)
                _write(sim, known[name], place, text, counts)
            return counts
        chance = random.Random(seed)
        members = [_new_member(sim, place, f"{NAMES[n % len(NAMES)]} {n + 1}", counts) for n in range(people)]
        for _ in range(messages):
            _act(sim, place, mood, members, chance, counts)
        return counts


def _new_member(sim: Core, chat: Chat, name: str, counts: dict[str, int]) -> User:
    first, _, last = name.partition(" ")
    person = add_user(sim, first, last_name=last)
    join(sim, person, chat)
    counts["joined"] += 1
    return person


def _act(sim: Core, chat: Chat, mood: str, members: list[User], chance: random.Random, counts: dict[str, int]) -> None:
    """Let one of the crowd do something."""
    person = chance.choice(members)
    if mood == "flood" and chance.random() < 0.8:
        person = members[0]
    if mood == "joins" and chance.random() < 0.8:
        _come_or_go(sim, chat, person, counts)
        return
    text = chance.choice(TALK)
    if mood == "spam" and chance.random() < 0.2:
        text = chance.choice(SPAM)
    _write(sim, person, chat, text, counts)


def _come_or_go(sim: Core, chat: Chat, person: User, counts: dict[str, int]) -> None:
    is_here = sim.member(chat, person.id).is_here
    try:
        if is_here:
            leave(sim, person, chat)
        else:
            join(sim, person, chat)
    except ActionError:  # the bot has banned this person
        counts["refused"] += 1
        return
    counts["left" if is_here else "joined"] += 1


def _write(sim: Core, person: User, chat: Chat, text: str, counts: dict[str, int]) -> None:
    try:
        send(sim, person, text, chat=chat)
    except ActionError:  # gone, muted or banned by the bot meanwhile
        counts["refused"] += 1
    else:
        counts["wrote"] += 1
