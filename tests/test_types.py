"""Types and methods: every Telegram dictionary as an object."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import pydoc
import subprocess
import sys
from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import samples
import scaletg

TYPES = list(scaletg.schema.types)
METHODS = list(scaletg.schema.methods)
OBJECTS = [name for name, entry in scaletg.schema.types.items() if not entry.members and name != "InputFile"]
UNIONS = {name: entry.members for name, entry in scaletg.schema.types.items() if entry.members}
CLASSES = TYPES + [name[0].upper() + name[1:] for name in METHODS]


def class_of(name: str) -> Any:
    return getattr(scaletg, name[0].upper() + name[1:])


def entry_of(name: str) -> Any:
    return scaletg.schema.types.get(name) or scaletg.schema.methods[name]


def read_all(value: Any) -> int:
    """Read every key of every object in *value*, and the fields that are absent; return how many keys there were."""
    if isinstance(value, list):
        return sum(map(read_all, value))
    if not isinstance(value, scaletg.Object):
        assert not isinstance(value, dict)
        return 0
    for field in value._entry.fields:
        assert field.name in value.to_dict() or getattr(value, field.python_name) is None
    keys = [key for key in value.to_dict() if key != "method"]
    values = {key: getattr(value, key) for key in keys}
    return len(keys) + sum(read_all(one) for key, one in values.items() if key[:1] != "_")  # those are our own


def assert_reads_without_loss(cls: Any, raw: dict[str, Any]) -> Any:
    before = json.dumps(raw)
    made = cls.from_dict(raw)
    assert json.dumps(made.to_dict()) == before
    read_all(made)
    assert json.dumps(made.to_dict()) == before
    assert json.dumps(raw) == before
    return made


# Every class of the schema


def test_there_are_all_types_and_methods_of_the_bot_api() -> None:
    assert (len(TYPES), len(METHODS)) == (402, 185)  # two are ours: Job and JobData
    assert sum(len(entry.fields) for entry in scaletg.schema.types.values()) == 1899
    assert sum(len(entry.fields) for entry in scaletg.schema.methods.values()) == 932


@pytest.mark.parametrize("name", TYPES + METHODS)
def test_attrs_knows_the_fields_of_the_schema(name: str) -> None:
    cls, entry = class_of(name), entry_of(name)
    assert attrs.has(cls)
    described = [(one.name, one.metadata["name"], one.type, one.metadata["required"]) for one in attrs.fields(cls)]
    assert described == [(field.python_name, field.name, field.type, field.required) for field in entry.fields]
    for one, field in zip(attrs.fields(cls), entry.fields):
        needs_value = field.required and field.literal is None
        assert one.default is (attrs.NOTHING if needs_value else field.literal)


@pytest.mark.parametrize("name", OBJECTS + METHODS)
def test_required_fields_are_positional_in_the_official_order_and_the_rest_is_named(name: str) -> None:
    raw, entry = samples.complete(name), entry_of(name)
    first = [raw[field.name] for field in entry.fields if field.required and field.literal is None]
    rest = {field.python_name: raw[field.name] for field in entry.fields if not field.required}
    made = class_of(name)(*first, **rest)
    as_answer = {} if name in TYPES else {"method": name}
    assert json.dumps(made.to_dict()) == json.dumps({**as_answer, **raw})


@pytest.mark.parametrize("name", OBJECTS)
def test_a_complete_object_is_read_without_loss(name: str) -> None:
    raw = samples.complete(name, depth=2)
    made = assert_reads_without_loss(class_of(name), raw)
    for field in entry_of(name).fields:
        assert getattr(made, field.python_name) is not None


@pytest.mark.parametrize("name", METHODS)
def test_a_method_gives_the_form_of_a_webhook_answer_and_takes_it_back(name: str) -> None:
    made = class_of(name).from_dict(samples.complete(name))
    assert made.to_dict() == {"method": name, **samples.complete(name)}
    assert class_of(name).from_dict(made.to_dict()) == made


@pytest.mark.parametrize("name", CLASSES)
def test_help_shows_the_official_section(name: str) -> None:
    if name == "InputFile":
        assert "https://core.telegram.org/bots/api#sending-files" in pydoc.render_doc(scaletg.InputFile)
        return
    link = f"https://core.telegram.org/bots/api#{name.lower()}"
    if name in ("Job", "JobData"):  # which are ours
        link = "scaletg_contrib.jobs"
    assert link in pydoc.plain(pydoc.render_doc(class_of(name)))


def test_help_names_the_fields_and_the_result() -> None:
    text = pydoc.plain(pydoc.render_doc(scaletg.GetMe))
    assert "The method getMe, which returns User." in text
    assert "from_user: User, optional" in pydoc.plain(pydoc.render_doc(scaletg.Message))
    assert "One of MessageOriginUser, MessageOriginHiddenUser" in pydoc.plain(pydoc.render_doc(scaletg.MessageOrigin))


def test_dir_of_the_module_lists_every_class() -> None:
    assert set(CLASSES) <= set(dir(scaletg))


def test_no_field_hides_a_verb_or_property_of_a_shortcut_class() -> None:
    for name in OBJECTS:
        verbs = set(dir(class_of(name).__mro__[1])) - {"__doc__", "__module__", "__slots__"}
        assert not verbs & {field.python_name for field in entry_of(name).fields}, name


def test_no_parameter_of_a_method_hides_a_word_of_its_function() -> None:
    reserved = {"method", "request_timeout", "progress"}
    assert not [name for name in METHODS for field in entry_of(name).fields if field.name in reserved]


def test_a_name_that_nobody_has_raises_with_a_suggestion() -> None:
    with pytest.raises(AttributeError, match=r"module 'scaletg' has no 'Mesage'\. Did you mean 'Message'\?"):
        _ = scaletg.Mesage
    with pytest.raises(AttributeError, match=r"Did you mean 'SendMessage'\?"):
        _ = scaletg.SendMesage
    assert not hasattr(scaletg, "sendMessage")


def test_python_gets_a_short_answer_about_its_own_names() -> None:
    with pytest.raises(AttributeError, match=r"^__path__$"):
        _ = scaletg.__path__


def test_threads_that_ask_at_once_get_one_class() -> None:
    program = """
import sys, threading
import scaletg
sys.setswitchinterval(1e-6)
names = ["Message", "ChatMember", "SendMessage", "Update"]
start, found = threading.Barrier(16), []
def ask():
    start.wait()
    found.extend((name, getattr(scaletg, name)) for name in names)
threads = [threading.Thread(target=ask) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(found) == 64 and len(set(found)) == 4, set(found)
"""
    top = Path(scaletg.__file__).parent
    subprocess.run([sys.executable, "-c", program], check=True, cwd=top, timeout=60)


def test_what_is_remembered_is_computed_once_and_an_error_is_not_remembered() -> None:
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text) // len(text)

    remembered = scaletg._remembered(length)
    assert [remembered("a"), remembered("bc"), remembered("a")] == [1, 1, 1]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            remembered("")
    assert asked == ["a", "bc", "", ""]


def test_a_class_that_another_thread_made_meanwhile_is_taken() -> None:
    assert scaletg._build("Message") is scaletg.Message


# Objects


def test_every_key_is_an_attribute_also_an_unknown_one_and_what_is_inside() -> None:
    raw = samples.message(novelty={"depth": {"of": [{"thought": 5}]}, "from": {"id": 7}}, count=3)
    message = scaletg.Message.from_dict(raw)
    assert message.count == 3
    assert message.novelty.depth.of[0].thought == 5
    assert message.novelty.from_user.id == 7
    assert message.to_dict() == samples.message(novelty={"depth": {"of": [{"thought": 5}]}, "from": {"id": 7}}, count=3)


def test_from_is_from_user() -> None:
    message = scaletg.Message.from_dict(samples.message())
    assert message.from_user.first_name == "Ada"
    assert getattr(message, "from") is message.from_user
    assert scaletg.Message(5, 0, samples.PRIVATE, from_user=samples.USER).to_dict()["from"] == samples.USER
    assert scaletg.Message(5, 0, samples.PRIVATE, **{"from": samples.USER}).to_dict()["from"] == samples.USER


def test_a_known_field_that_is_absent_is_none() -> None:
    message = scaletg.Message.from_dict(samples.message())
    assert message.caption is None
    assert message.reply_to_message is None


@pytest.mark.parametrize(
    "name, hint",
    [
        ("txt", "Message has no 'txt'. Did you mean 'text'? https://core.telegram.org/bots/api#message"),
        (
            "new_thnig",
            "Message has no 'new_thnig'. Did you mean 'new_thing'? https://core.telegram.org/bots/api#message",
        ),
        ("repply", "Message has no 'repply'. Did you mean 'reply'? https://core.telegram.org/bots/api#message"),
        ("zzz", "Message has no 'zzz'. https://core.telegram.org/bots/api#message"),
    ],
)
def test_an_unknown_name_raises_with_a_suggestion(name: str, hint: str) -> None:
    message = scaletg.Message.from_dict(samples.message(new_thing=1))
    with pytest.raises(AttributeError) as caught:
        getattr(message, name)
    assert str(caught.value) == hint
    assert caught.value.name == name
    assert str(pickle.loads(pickle.dumps(caught.value))) == hint


def test_an_object_that_is_not_made_yet_has_no_fields() -> None:
    unmade = scaletg.Message.__new__(scaletg.Message)
    assert not hasattr(unmade, "text")
    assert not hasattr(unmade, "novelty")
    assert not hasattr(scaletg.SendMessage.__new__(scaletg.SendMessage), "_place")


def test_an_object_without_a_type_suggests_its_keys() -> None:
    with pytest.raises(AttributeError, match=r"^Object has no 'colr'\. Did you mean 'color'\?$"):
        _ = scaletg.Object.from_dict({"color": 1}).colr


def test_nested_objects_are_made_once_when_they_are_first_read() -> None:
    message = scaletg.Message.from_dict(samples.message())
    assert message.chat is message.chat
    assert type(message.chat) is scaletg.Chat
    photo = scaletg.Message.from_dict(samples.message(None, photo=[samples.minimal("PhotoSize")])).photo
    assert [type(size) for size in photo] == [scaletg.PhotoSize]


def subclassed(value: Any) -> Any:
    """Return a value whose dictionaries are of a class of their own, as libraries make them."""
    if isinstance(value, dict):
        return OrderedDict((key, subclassed(item)) for key, item in value.items())
    return [subclassed(item) for item in value] if isinstance(value, list) else value


def test_a_subclass_of_dict_is_a_dictionary() -> None:
    raw = samples.complete("Message", depth=2)
    message = scaletg.Message.from_dict(subclassed(raw))
    assert type(message.chat) is scaletg.Chat
    assert message.photo is not None
    assert type(message.photo[0]) is scaletg.PhotoSize
    assert type(message.forward_origin) is type(scaletg.Message.from_dict(raw).forward_origin) is not scaletg.Object
    assert message == scaletg.Message.from_dict(raw)
    assert message.answer("hi").chat_id == raw["chat"]["id"]
    update = scaletg.Update.from_dict(subclassed({"update_id": 1, "message": raw}))
    assert (update.kind, update.chat.id) == ("message", raw["chat"]["id"])


def test_a_subclass_of_dict_is_an_update_and_a_reply() -> None:
    bot = scaletg.Bot("123456:abc", username="example_bot")
    reply = {"method": "sendMessage", "chat_id": 1, "text": "hi"}
    bot.app(lambda message, chat: subclassed(reply))
    outcome = bot.process(subclassed({"update_id": 1, "message": samples.message("x")}))
    assert (outcome.error, outcome.reply.to_dict()) == (None, reply)


def test_a_field_that_was_read_can_be_set() -> None:
    message = scaletg.Message.from_dict(samples.message("hi"))
    before = message.chat
    other = scaletg.Chat(77, "private")
    message.chat = other
    assert message.chat is other is not before
    assert message.to_dict()["chat"] == {"id": 77, "type": "private"}
    assert message.answer("x").chat_id == 77
    message.chat = {"id": 78, "type": "private"}  # type: ignore[assignment]  # reading gives a Chat
    assert (message.chat.id, type(message.chat)) == (78, scaletg.Chat)
    message.text = None
    message.text = None
    assert message.text is None and "text" not in message.to_dict()


def test_a_change_of_what_is_inside_reaches_the_dictionary() -> None:
    message = scaletg.Message.from_dict(samples.message())
    message.chat.title = "New"
    message.text = "other"
    message.from_user = None
    message.caption = None
    expected = samples.message("other", chat={**samples.PRIVATE, "title": "New"})
    del expected["from"]
    assert message.to_dict() == expected


def test_a_name_that_is_no_field_cannot_be_set() -> None:
    with pytest.raises(AttributeError):
        scaletg.Message.from_dict(samples.message()).txt = "x"


def test_repr_shows_what_is_set_and_does_not_depend_on_what_was_read() -> None:
    chat = scaletg.Chat(5, "private", first_name="Ada")
    assert repr(chat) == "Chat(id=5, type='private', first_name='Ada')"
    member = scaletg.ChatJoinRequest.from_dict({"from": {"id": 1}, "novel": {"a": [{}]}})
    assert repr(member) == "ChatJoinRequest(from_user=User(id=1), novel=Object(a=[Object()]))"
    _ = member.from_user, member.novel
    assert repr(member) == "ChatJoinRequest(from_user=User(id=1), novel=Object(a=[Object()]))"
    assert repr(scaletg.SendMessage(5, "hi")) == "SendMessage(chat_id=5, text='hi')"


def test_dir_lists_fields_verbs_and_unknown_keys() -> None:
    assert {"text", "from_user", "reply", "novelty"} <= set(dir(scaletg.Message.from_dict(samples.message(novelty=1))))


@pytest.mark.parametrize("name", ["Message", "ChatMemberOwner", "RichMessage", "sendMessage", "sendMediaGroup"])
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made))])
def test_copies_and_pickles_are_equal_and_independent(name: str, again: Any) -> None:
    made = class_of(name).from_dict(samples.complete(name, novelty={"a": [1]}))
    read_all(made)
    twin = again(made)
    assert type(twin) is type(made)
    assert twin == made
    twin.novelty.a.append(2)
    assert made.novelty.a == [1]
    assert twin != made


def test_the_classes_themselves_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps([scaletg.Message, scaletg.SendMessage])) == [scaletg.Message, scaletg.SendMessage]
    assert pickle.loads(pickle.dumps(scaletg.Object.from_dict({"a": 1}))) == scaletg.Object.from_dict({"a": 1})


def test_objects_are_equal_if_type_and_content_are() -> None:
    assert scaletg.Chat(5, "private") == scaletg.Chat.from_dict({"type": "private", "id": 5})
    assert scaletg.Chat(5, "private") != scaletg.Chat(6, "private")
    assert scaletg.Chat(5, "private") != scaletg.ChatFullInfo.from_dict({"type": "private", "id": 5})
    assert scaletg.Chat(5, "private") != {"type": "private", "id": 5}
    with pytest.raises(TypeError):
        hash(scaletg.Chat(5, "private"))


def test_attrs_can_evolve_and_list_an_object() -> None:
    assert attrs.evolve(scaletg.Chat(5, "private"), title="x") == scaletg.Chat(5, "private", title="x")  # type: ignore[misc]
    assert attrs.asdict(scaletg.BotCommand("start", "Begin"))["command"] == "start"


def test_an_object_can_be_replaced_by_one_with_changes() -> None:
    chat = scaletg.Chat(5, "private", title="x")
    assert chat.__replace__(title="y") == scaletg.Chat(5, "private", title="y")  # what copy.replace calls


def test_what_describes_a_class_is_made_once_and_belongs_to_it() -> None:
    class Mine(scaletg.BotCommand):
        pass

    assert Mine.__doc__ is None
    assert inspect.signature(Mine) == inspect.signature(scaletg.BotCommand)
    assert attrs.fields(Mine) is attrs.fields(scaletg.BotCommand) is attrs.fields(scaletg.BotCommand)  # type: ignore[misc]
    assert scaletg.BotCommand("a", "b").__doc__ is scaletg.BotCommand.__doc__
    assert not attrs.has(scaletg.Object)
    assert attrs.fields(scaletg.InputFile) == ()  # type: ignore[misc]


def test_a_pattern_takes_the_required_fields_by_place() -> None:
    match scaletg.BotCommand("start", "Begin"):
        case scaletg.BotCommand(command, description):  # type: ignore[misc]
            assert (command, description) == ("start", "Begin")
        case _:
            pytest.fail("it did not match")


def test_from_dict_refuses_what_is_no_dictionary() -> None:
    with pytest.raises(TypeError, match=r"Message\.from_dict takes a dictionary, not list"):
        scaletg.Message.from_dict([])


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: scaletg.Chat(5), "Chat needs type: https://core.telegram.org/bots/api#chat"),  # type: ignore[call-arg]
        (lambda: scaletg.Chat(5, "a", "b"), "Chat takes only id, type by position: write the others as name=value. "),  # type: ignore[call-arg]
        (lambda: scaletg.Chat(5, "a", id=6), "Chat got two values for 'id'"),  # type: ignore[misc]
        (lambda: scaletg.Message(5, 0, {}, form_user={}), "Message has no 'form_user'. Did you mean 'from_user'?"),  # type: ignore[call-arg]
        (lambda: scaletg.SendMessage(5, "a", txt="b"), "SendMessage has no 'txt'. Did you mean 'text'?"),  # type: ignore[call-arg]
    ],
)
def test_a_constructor_says_what_is_wrong(make: Any, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        make()
    assert message.lower() in str(caught.value).lower()


def test_constructors_take_objects_dates_and_durations() -> None:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    member = scaletg.BanChatMember(5, 6, until_date=until)
    assert member.to_dict()["until_date"] == 1767225600
    assert member.until_date == until
    markup = scaletg.InlineKeyboardMarkup([[scaletg.InlineKeyboardButton("a", callback_data="b")]])
    sent = scaletg.SendMessage(5, "hi", reply_markup=markup).to_dict()
    assert sent["reply_markup"] == {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    assert scaletg.SendPoll(5, "?", ("a", "b"), open_period=timedelta(minutes=2)).to_dict()["open_period"] == 120
    assert scaletg.SendPoll(5, "?", ("a", "b")).to_dict()["options"] == ["a", "b"]


def test_a_duration_for_a_date_counts_from_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaletg.time, "time", lambda: 1767225600.0)
    hour = timedelta(hours=1)
    ban = scaletg.BanChatMember(5, 6, until_date=hour)
    assert ban.to_dict()["until_date"] == 1767225600 + 3600
    assert ban.until_date == datetime(2026, 1, 1, 1, tzinfo=UTC)
    ban.until_date = 2 * hour  # type: ignore[assignment]  # reading gives a datetime
    assert ban.to_dict()["until_date"] == 1767225600 + 7200
    poll = scaletg.SendPoll(5, "?", ("a", "b"), open_period=hour, close_date=hour).to_dict()
    assert (poll["open_period"], poll["close_date"]) == (3600, 1767225600 + 3600)
    as_dictionary = {"method": "banChatMember", "chat_id": 5, "user_id": 6, "until_date": hour}
    assert scaletg.BanChatMember.from_dict(as_dictionary).to_dict()["until_date"] == 1767225600 + 3600
    offer = scaletg.SuggestedPostParameters(send_date=hour)
    assert offer.to_dict()["send_date"] == 1767225600 + 3600


@pytest.mark.parametrize(
    "make",
    [
        lambda moment: scaletg.BanChatMember(5, 6, until_date=moment),
        lambda moment: scaletg.SuggestedPostParameters(send_date=moment),
        lambda moment: scaletg.BanChatMember.from_dict({"chat_id": 5, "user_id": 6, "until_date": moment}),
        lambda moment: setattr(scaletg.BanChatMember(5, 6), "until_date", moment),
        lambda moment: scaletg.SendMessage(5, "x", entities=[{"type": "date_time", "unix_time": moment}]).to_dict(),
    ],
)
def test_a_date_that_is_not_a_moment_says_how_to_write_the_zone(make: Any) -> None:
    with pytest.raises(ValueError, match=r"datetime\(2030, 1, 2, 3, 0\) has no time zone.*tzinfo=ZoneInfo"):
        make(datetime(2030, 1, 2, 3))  # noqa: DTZ001  # the mistake that is tested
    with pytest.raises(TypeError, match=r"is a whole day.* datetime\(2030, 1, 2, tzinfo=UTC\)"):
        make(date(2030, 1, 2))
    make(datetime(2030, 1, 2, 3, tzinfo=timezone(timedelta(hours=5))))


def test_constructors_keep_the_official_order_and_leave_out_none() -> None:
    made = scaletg.Chat(5, "private", last_name="B", first_name="A", title=None)
    assert list(made.to_dict()) == ["id", "type", "first_name", "last_name"]


# Dates


@pytest.mark.parametrize(
    "seconds, read",
    [
        (1767225600, datetime(2026, 1, 1, tzinfo=UTC)),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (253402300799, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (253402300800, 253402300800),
        (-(10**12), -(10**12)),
        (2**63, 2**63),
        (10**400, 10**400),
        (1.5, 1.5),
        ("soon", "soon"),
        (True, True),
        (None, None),
    ],
)
def test_dates_are_utc_and_what_is_no_date_stays(seconds: Any, read: Any) -> None:
    message = scaletg.Message.from_dict({"date": seconds})
    assert message.date == read
    assert message.to_dict() == {"date": seconds}


@pytest.mark.parametrize("name, field", [(n, f.name) for n in OBJECTS for f in entry_of(n).fields if f.zero])
def test_a_documented_zero_stays_zero(name: str, field: str) -> None:
    assert getattr(class_of(name).from_dict({field: 0}), field) == 0
    assert getattr(class_of(name).from_dict({field: 60}), field) == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    assert isinstance(getattr(class_of(name).from_dict({field: {}}), field), scaletg.Object)  # which is empty, not zero


def test_an_inaccessible_message_has_the_date_zero() -> None:
    query = scaletg.CallbackQuery.from_dict({"message": {"chat": samples.GROUP, "message_id": 5, "date": 0}})
    assert type(query.message) is scaletg.InaccessibleMessage
    assert query.message.date == 0


@given(st.integers(-62135596800, 253402300799))
def test_every_second_survives_reading_and_writing(seconds: int) -> None:
    message = scaletg.Message.from_dict({"date": seconds})
    assert message.date.tzinfo is UTC
    assert message.to_dict() == {"date": seconds}
    message.date = message.date
    assert message.to_dict() == {"date": seconds}


# Unions

DISCRIMINATED = {
    name: members for name, members in UNIONS.items() if name not in ("MaybeInaccessibleMessage", "InputMessageContent")
}


@pytest.mark.parametrize(
    "union, member",
    [(union, member) for union, members in DISCRIMINATED.items() for member in members if member in OBJECTS],
)
def test_a_union_follows_its_discriminator(union: str, member: str) -> None:
    raw = samples.minimal(member)
    assert type(class_of(union).from_dict(raw)) is class_of(member)
    assert type(class_of(union).from_dict(samples.complete(member))) is class_of(member)


@pytest.mark.parametrize("union", UNIONS)
def test_a_member_is_an_instance_of_its_union(union: str) -> None:
    classes = [class_of(member) for member in entry_of(union).members if member in OBJECTS]
    assert classes and all(issubclass(cls, class_of(union)) for cls in classes)
    others = {name for name in OBJECTS if name not in entry_of(union).members} - {union}
    assert not any(issubclass(class_of(name), class_of(union)) for name in sorted(others)[:40])


@pytest.mark.parametrize("union", UNIONS)
def test_a_union_takes_a_value_that_nobody_knows_yet(union: str) -> None:
    raw = {"type": "novelty", "status": "novelty", "source": "novelty", "inner": {"a": 1}}
    made = class_of(union).from_dict(raw)
    assert made.inner.a == 1
    assert made.to_dict() == raw
    if union in DISCRIMINATED:
        assert type(made) is scaletg.Object


@pytest.mark.parametrize(
    "raw, member",
    [
        ({"message_text": "a"}, "InputTextMessageContent"),
        ({"latitude": 1.0, "longitude": 2.0}, "InputLocationMessageContent"),
        ({"latitude": 1.0, "longitude": 2.0, "title": "t", "address": "a"}, "InputVenueMessageContent"),
        ({"phone_number": "1", "first_name": "A"}, "InputContactMessageContent"),
    ],
)
def test_contents_without_a_discriminator_are_told_apart_by_their_fields(raw: dict[str, Any], member: str) -> None:
    result = scaletg.InlineQueryResultArticle.from_dict({"input_message_content": raw})
    assert type(result.input_message_content) is class_of(member)


def test_a_cached_result_is_told_by_its_file_id() -> None:
    photo = {"type": "photo", "id": "1", "photo_file_id": "f"}
    assert type(scaletg.InlineQueryResult.from_dict(photo)) is scaletg.InlineQueryResultCachedPhoto


@pytest.mark.parametrize(
    "union, raw, member",
    [
        ("ReactionType", {"type": ["emoji"]}, "Object"),
        ("ReactionType", {"type": None}, "Object"),
        ("ReactionType", {}, "Object"),
        ("MaybeInaccessibleMessage", {"date": 0}, "InaccessibleMessage"),
        ("MaybeInaccessibleMessage", {"date": 1}, "Message"),
        ("MaybeInaccessibleMessage", {}, "Message"),
    ],
)
def test_an_odd_discriminator_raises_nothing(union: str, raw: dict[str, Any], member: str) -> None:
    assert type(class_of(union).from_dict(raw)) is class_of(member)


def test_lists_of_unions_and_rich_texts_are_converted() -> None:
    members = scaletg.MessageReactionUpdated.from_dict(
        {"old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}, {"type": "star"}]}
    )
    assert [type(one) for one in members.new_reaction] == [scaletg.ReactionTypeEmoji, scaletg.Object]
    text = ["plain", [{"type": "bold", "text": ["a", {"type": "italic", "text": "b"}]}]]
    rich = scaletg.RichTextBold.from_dict({"type": "bold", "text": text})
    parts: Any = rich.text
    assert parts[0] == "plain"
    assert type(parts[1][0].text[1]) is scaletg.RichTextItalic
    assert type(parts[1][0]) is scaletg.RichTextBold
    assert rich.to_dict() == {"type": "bold", "text": text}


def test_a_file_parameter_stays_as_it_was_given() -> None:
    given_file = scaletg.InputFile(b"abc", "a.txt")
    assert scaletg.SendDocument(5, given_file).document is given_file
    assert scaletg.SendDocument.from_dict({"document": {"odd": 1}}).document.odd == 1
    assert repr(given_file) == "InputFile('a.txt')"


@pytest.mark.parametrize(
    "source, name, filename",
    [
        ("folder/a.png", None, "a.png"),
        (Path("folder/a.png"), "b.png", "b.png"),
        (b"abc", None, "file"),
        (bytearray(b"abc"), "c.txt", "c.txt"),
    ],
)
def test_a_file_has_a_name(source: Any, name: str | None, filename: str) -> None:
    assert scaletg.InputFile(source, name).filename == filename


def test_an_open_file_has_the_name_of_its_path() -> None:
    with Path(__file__).open("rb") as opened:
        assert scaletg.InputFile(opened).filename == "test_types.py"


# Whatever Telegram may send


@given(st.data())
def test_what_fits_the_schema_is_read_without_loss(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(OBJECTS))
    assert_reads_without_loss(class_of(name), data.draw(samples.instances(name)))


@given(st.data())
def test_any_json_in_any_field_is_read_without_loss(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["Update", "Message", *OBJECTS]))
    made = assert_reads_without_loss(class_of(name), data.draw(samples.damaged(name)))
    repr(made)
    assert made == copy.deepcopy(made)
    assert pickle.loads(pickle.dumps(made)) == made


@given(samples.damaged("Update"))
def test_whatever_an_update_holds_its_properties_can_be_read(raw: dict[str, Any]) -> None:
    update = scaletg.Update.from_dict(raw)
    for name in ("kind", "event", "chat", "user", "message_any"):
        getattr(update, name)


@given(samples.damaged("Message"))
def test_whatever_a_message_holds_its_properties_can_be_read(raw: dict[str, Any]) -> None:
    message = scaletg.Message.from_dict(raw)
    for name in ("content_type", "command", "args", "text_html", "text_markdown_v2", "file", "link"):
        getattr(message, name)
    message.parse_entities()


@given(samples.damaged("Chat"), samples.damaged("User"))
def test_whatever_a_chat_or_user_holds_its_properties_can_be_read(chat: dict[str, Any], user: dict[str, Any]) -> None:
    for made in (scaletg.Chat.from_dict(chat), scaletg.ChatFullInfo.from_dict(chat), scaletg.User.from_dict(user)):
        _ = made.full_name, made.link


def test_random_objects_of_every_type_are_read_without_loss() -> None:
    for name in OBJECTS:
        for seed in range(3):
            assert_reads_without_loss(class_of(name), samples.randomized(name, Random(seed)))


def test_an_object_knows_the_bot_to_which_it_was_sent() -> None:
    bot = scaletg.Bot()
    update = scaletg.Update.from_dict({"update_id": 1, "message": {"from": {"id": 5}, "chat": {"id": 5}}}, bot)
    assert scaletg.bot_of(update.user) is bot
    assert scaletg.bot_of(scaletg.User(id=5, is_bot=False, first_name="Ada")) is None


def test_objects_that_nothing_was_read_of_share_an_empty_dictionary():
    message = scaletg.Message.from_dict({"from": {"id": 1}, "chat": {"id": 2}, "date": 1, "photo": [{}], "new": {}})
    assert message._read is scaletg._UNREAD
    assert message.from_user is message.from_user and message.photo is message.photo and message.new is message.new
    message.text, message.date = "x", None  # type: ignore[assignment]  # whatever is assigned is kept
    other = scaletg.Message.from_dict({"from": {"id": 3}})
    other.from_user = None
    assert (other.from_user, scaletg._UNREAD) == (None, {})
