# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Stories: a bot posts, edits and deletes them for the accounts to which it is connected.

Part of `scaletg_contrib.simulator`. A story ends after its period; pictures and videos are not examined.
"""

from __future__ import annotations

from scaletg_contrib.simulator import fields
from scaletg_contrib.simulator.acting import write
from scaletg_contrib.simulator.actions import ActionError, Bot, Person, Place, action, method, names_of
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.fields import FieldError
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data, Message, User, keep_filled, leave_out
from scaletg_contrib.simulator.rooms.media import read_file, read_photo
from scaletg_contrib.simulator.sending import read_text, with_entities

PERIODS = (6 * 3600, 12 * 3600, 24 * 3600, 48 * 3600)  #: seconds for which a story can be shown
MAX_CAPTION = 2048  #: characters
MAX_AREAS = 10
_POSITION = ("x_percentage", "y_percentage", "width_percentage", "height_percentage", "rotation_angle")
#: The fields that an area of each type must have.
_AREA_FIELDS = {
    "location": ("latitude", "longitude"),
    "suggested_reaction": ("reaction_type",),
    "link": ("url",),
    "weather": ("temperature", "emoji", "background_color"),
    "unique_gift": ("name",),
}


def _read_content(sim: Core, p: Parameters) -> Data:
    if not p.has("content"):
        raise Refused("story content isn't specified")
    given = fields.an_object(p.data("content", "story content"), "object expected as story content")
    kind = fields.text(given, "type", None)
    if kind not in ("photo", "video"):
        raise FieldError("invalid story content type specified")
    file = fields.text(given, kind, None)
    if not file.startswith("attach://") or file[9:] not in p.files:
        raise FieldError(f"story {kind} must be uploaded as a file")
    if kind == "photo":
        return {"photo": read_photo(sim, p, "content", file)}
    seconds = fields.real(given, "duration")
    return {
        "video": sim.file_data(read_file(sim, p, "content", "video", file, width=720, height=1280, duration=seconds))
    }


def _read_areas(p: Parameters) -> list[Data]:
    areas = fields.objects(p.data("areas", "story areas"), "InputStoryArea", _read_area)
    if len(areas) > MAX_AREAS:
        raise Refused("STORY_AREAS_TOO_MANY")
    return areas


def _read_area(given: Data) -> Data:
    position, kind = fields.inner(given, "position"), fields.inner(given, "type")
    for name in (*_POSITION, "corner_radius_percentage"):
        fields.real(position, name, None)
    needed = _AREA_FIELDS.get(fields.text(kind, "type", None))
    if needed is None:
        raise FieldError("invalid story area type specified")
    for name in needed:
        if name not in kind:
            raise FieldError(f'Can\'t find field "{name}"')
    if kind["type"] == "weather" and not 0 <= fields.number(kind, "background_color") <= 0xFFFFFFFF:
        raise FieldError("invalid background color specified")
    return given


def _read_caption(sim: Core, p: Parameters) -> Data:
    if not p.text("caption").strip():
        return {}
    text, entities = read_text(sim, p, "caption", entities="caption_entities")
    if len(text) > MAX_CAPTION:
        raise Refused("MEDIA_CAPTION_TOO_LONG")
    return with_entities("caption", text, entities)


def _owner(sim: Core, bot: BotAccount, p: Parameters) -> User:
    return sim.world.users[sim.find_connection(bot, p, "can_manage_stories")["user_id"]]


def _check_period(p: Parameters) -> int:
    period = p.number("active_period", 0, 0, 10**9)
    if period not in PERIODS:
        raise Refused("STORY_PERIOD_INVALID")
    return period


def _new_story(sim: Core, person: User, content: Data, period: int, p: Parameters) -> Data:
    number = max(person.stories, default=0) + 1
    until = {"date": sim.now, "until": sim.now + period}
    flags = keep_filled(post_to_chat_page=p.flag("post_to_chat_page"), protect_content=p.flag("protect_content"))
    person.stories[number] = {"id": number, **content, **until, **flags}
    sim.world.log("story", user_id=person.id, story=person.stories[number])
    return _story_data(person, number)


def _story_data(person: User, number: int) -> Data:
    chat = {
        key: value
        for key, value in person.to_telegram().items()
        if key in ("id", "first_name", "last_name", "username")
    }
    return {"chat": {**chat, "type": "private"}, "id": number}


def _story(sim: Core, person: User, number: int) -> Data:
    if number <= 0:
        raise Refused("invalid story identifier specified")
    story = person.stories.get(number)
    if story is None or (story["until"] <= sim.now and "post_to_chat_page" not in story):
        raise Refused("STORY_ID_INVALID")
    return story


@method
def post_story(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    content = {**_read_content(sim, p), "areas": _read_areas(p), **_read_caption(sim, p)}
    person = _owner(sim, bot, p)
    return _new_story(sim, person, content, _check_period(p), p)


@method
def repost_story(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    p.required("from_chat_id")
    person = _owner(sim, bot, p)
    source = sim.world.users.get(p.number("from_chat_id"))
    if source is None:
        raise Refused("chat not found")
    connection = sim.world.connection_of(source.id)
    if connection is None or connection["bot_id"] != bot.id or "can_manage_stories" not in connection["rights"]:
        raise Refused("can't access the story to repost")
    story = _story(sim, source, p.number("from_story_id", 0, 0, 10**9))
    kept = leave_out(story, "id", "date", "until", "post_to_chat_page")
    origin = {"reposted_from": _story_data(source, story["id"])}
    return _new_story(sim, person, {**kept, **origin}, _check_period(p), p)


@method
def edit_story(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    content = {**_read_content(sim, p), "areas": _read_areas(p), **_read_caption(sim, p)}
    person = _owner(sim, bot, p)
    story = _story(sim, person, p.number("story_id", 0, 0, 10**9))
    kept = ("id", "date", "until", "post_to_chat_page", "protect_content")
    person.stories[story["id"]] = {**{key: story[key] for key in kept if key in story}, **content}
    sim.world.log("story", user_id=person.id, story=person.stories[story["id"]])
    return _story_data(person, story["id"])


@method
def delete_story(sim: Core, bot: BotAccount, p: Parameters) -> bool:
    person = _owner(sim, bot, p)
    story = _story(sim, person, p.number("story_id", 0, 0, 10**9))
    del person.stories[story["id"]]
    sim.world.log("story", user_id=person.id, story={"id": story["id"], "is_deleted": True})
    return True


@action
def send_story(
    sim: Core, user: Person, of: Person, *, story_id: int = 0, chat: Place | None = None, bot: Bot | None = None
) -> Message:
    """Send a story of somebody, by default the newest, into a chat."""
    with sim.world.changed:
        owner = sim.find_person(of)
        number = story_id or max(owner.stories, default=0)
        if number not in owner.stories:
            there = names_of(owner.stories)
            raise ActionError(f"{owner.first_name} has no story {number}: {there}, and postStory posts one")
        return write(sim, user, {"story": _story_data(owner, number)}, chat=chat, bot=bot)


@action
def reply_to_story(sim: Core, user: Person, of: Person, text: str, *, story_id: int = 0) -> Message:
    """Answer a story of a person; a bot that this person has connected reads it."""
    with sim.world.changed:
        sender, owner = sim.find_person(user), sim.find_person(of)
        number = story_id or max(owner.stories, default=0)
        if number not in owner.stories:
            raise ActionError(f"{owner.first_name} has no story {number}: {names_of(owner.stories)}")
        chat = sim.world.business_chat(owner, sender)
        shown: Data = {"reply_to_story": _story_data(owner, number)}
        return write(sim, sender, {"text": text}, chat=chat, bot=None, **shown)
