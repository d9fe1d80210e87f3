"""The registry: what can be registered, in which order it is asked, and every mistake that is told at once."""

from __future__ import annotations

import functools
import importlib
import re
import sys
import textwrap
from typing import Any

import pytest

import samples
import scaletg
from scaletg import RegistrationError
from talking import answers, make_bot, say

HERE = re.escape("test_registry.py:")


@pytest.fixture
def bot():
    return make_bot()


def start(bot):
    """Do what happens at the first update."""
    return bot.registry


def names(bot):
    return [app.name for app in bot.registry.apps]


# Order and names


def test_apps_are_asked_in_the_order_of_registration(bot):
    for name in ("first", "second", "third"):
        bot.app(name=name)(lambda message: None)
    assert names(bot) == ["first", "second", "third"]


def test_order_and_fallback_move_apps(bot):
    bot.app(fallback=True, name="fallback")(lambda message: None)
    bot.app(name="plain")(lambda message: None)
    bot.app(order=-1, name="early")(lambda message: None)
    bot.app(order=1, name="late")(lambda message: None)
    bot.app(fallback=True, order=-1, name="early fallback")(lambda message: None)
    assert names(bot) == ["early", "early fallback", "plain", "fallback", "late"]


def test_the_decorators_give_the_function_back(bot):
    def function(message):
        return None

    assert bot.app(function) is function
    assert bot.app("/x")(function) is function
    assert bot.module(name="x")(function) is function
    assert bot.error(function) is function
    assert bot.error(ValueError)(function) is function


def test_a_processor_knows_its_name_place_and_rule(bot):
    @bot.app("/start <ref>", on="message", name="hello")
    def begin(message, ref):
        """Say hello.

        More of it.
        """

    app = next(iter(bot.registry))
    assert (app.role, app.name, app.rules, app.kinds) == ("app", "hello", ("/start <ref>",), ("message",))
    assert re.search(HERE + r"\d+$", app.place)
    assert app.description == "Say hello."
    assert repr(app) == f"<app 'hello' ({app.place})>"


def test_the_registry_lists_modules_apps_and_error_handlers(bot):
    bot.error(lambda error: None)
    bot.app(lambda message: None)
    bot.module("thing")(lambda: 1)
    assert [one.role for one in bot.registry] == ["module", "app", "error handler"]


def test_whatever_can_be_called_can_be_an_app(bot):
    class Callable:
        def __call__(self, message):
            return "object"

        def method(self, message, text):
            return text

    bot.app("/object")(Callable())
    bot.app("/method <text>")(Callable().method)
    bot.app("/partial")(functools.partial(Callable().method, text="partial"))
    bot.app("/cached")(functools.lru_cache(lambda: "cached"))
    assert [answers(bot, f"/{text}") for text in ("object", "method x", "partial", "cached")] == [
        "object",
        "x",
        "partial",
        "cached",
    ]
    assert all(HERE.replace("\\", "") in app.place for app in bot.registry)


def test_parameters_say_which_kinds_an_app_gets(bot):
    bot.app(name="message")(lambda message: None)
    bot.app(name="query")(lambda event, callback_query: None)
    bot.app(name="asked", on=("channel_post", "poll"))(lambda event: None)
    bot.app(name="optional")(lambda update, message=None: None)
    bot.app("hello", name="rule")(lambda event: None)
    kinds = {app.name: app.kinds for app in bot.registry.apps}
    assert kinds.pop("optional") == scaletg.schema.usual_kinds
    assert kinds == {
        "message": ("message",),
        "query": ("callback_query",),
        "asked": ("channel_post", "poll"),
        "rule": ("message",),
    }


def test_allowed_updates_are_what_the_apps_ask_for(bot):
    bot.app(lambda message: None)
    bot.app(on=("poll", "chat_member"))(lambda event: None)
    assert bot.allowed_updates == ["message", "poll", "chat_member"]


def test_an_app_that_takes_every_update_asks_for_all_but_what_telegram_sends_on_request(bot):
    bot.app(lambda update: None)
    left_out = set(scaletg.schema.usual_kinds) - set(bot.allowed_updates)
    assert left_out == {"chat_member", "message_reaction", "message_reaction_count"}


def test_what_telegram_sends_on_request_is_asked_for_beside_an_app_that_takes_every_update(bot):
    bot.app(lambda update: None)
    bot.app(lambda chat_member: None)
    assert set(scaletg.schema.usual_kinds) - set(bot.allowed_updates) == {"message_reaction", "message_reaction_count"}


def test_commands_have_the_first_lines_of_docstrings(bot):
    @bot.app("/Start <ref>")
    def start(message, ref=""):
        "Begin here."

    @bot.app("/help")
    def help_me(message):
        return None

    def described(message, item=""):
        "Do something."

    for rule in ("/buy_<item>", "/ÄÖ", "hello", "/" + "x" * 33):
        bot.app(rule)(described)
    bot.app("/y" + "x" * 31, "/two")(described)
    assert bot.commands == {
        "default": {"start": "Begin here.", "y" + "x" * 31: "Do something.", "two": "Do something."}
    }


def described(message):
    "Do something."


def test_menus_are_complete_for_each_scope(bot):
    bot.app("/start")(described)
    bot.app("/hidden", menu=False)(described)
    bot.app("/settings", menu="private")(described)
    bot.app("/rules", menu="groups")(described)
    bot.app("/ban", menu="admins")(described)
    bot.app("/help")(described)
    menus = {scope: list(menu) for scope, menu in bot.commands.items()}
    assert menus == {
        "default": ["start", "help"],
        "private": ["start", "settings", "help"],
        "groups": ["start", "rules", "help"],
        "admins": ["start", "rules", "ban", "help"],
    }


def test_a_description_has_at_most_256_signs(bot):
    bot.app("/long")(type("Long", (), {"__call__": lambda self, message: "", "__doc__": "x" * 257})())
    assert bot.commands["default"]["long"] == "x" * 256


@pytest.mark.parametrize(
    "rule, menu, why",
    [
        ("/x", "admin", "has menu='admin': it takes False, 'private', 'groups', 'admins'"),
        ("/x", True, "has menu=True: it takes False"),
        ("x", "groups", "has menu='groups', but none of its rules is a command"),
        ("/x", "groups", "has menu='groups', but no docstring"),
    ],
)
def test_a_menu_that_cannot_be_shown_is_a_mistake(bot, rule, menu, why):
    with pytest.raises(RegistrationError, match=why):
        bot.app(rule, menu=menu)(lambda message: "")


def test_pushing_commands_sets_the_menus_that_there_are_and_deletes_the_others(bot):
    bot.app("/start")(described)
    bot.app("/ban", menu="admins")(described)
    bot.push_commands()
    pushed = [(name, each["scope"]["type"], len(each.get("commands", ()))) for name, each in bot.api.transport.calls]
    assert pushed == [
        ("setMyCommands", "default", 1),
        ("deleteMyCommands", "all_private_chats", 0),
        ("deleteMyCommands", "all_group_chats", 0),
        ("setMyCommands", "all_chat_administrators", 2),
    ]


def test_menus_are_pushed_in_every_language_in_which_they_differ(bot):
    bot.app("/start")(described)
    bot.add_menu_language("de", lambda text: text.upper())
    bot.add_menu_language("fr", lambda text: text)
    bot.push_commands()
    pushed = [
        (name, each.get("language_code"), [one["description"] for one in each.get("commands", ())])
        for name, each in bot.api.transport.calls
        if each["scope"]["type"] == "default"
    ]
    description = bot.commands["default"]["start"]
    assert pushed == [
        ("setMyCommands", None, [description]),
        ("setMyCommands", "de", [description.upper()]),
        ("deleteMyCommands", "fr", []),
    ]


@pytest.mark.parametrize("code", ["deu", "de_AT", "", "DE"])
def test_a_language_of_telegrams_menus_has_two_letters(bot, code):
    with pytest.raises(RegistrationError, match="two letters"):
        bot.add_menu_language(code, str)


# Values by name


def test_an_app_gets_what_its_parameters_name(bot):
    got = {}

    @bot.module
    def greeting(user):
        return f"Hello, {user.first_name}"

    @bot.app("/start <ref>")
    def start(update, bot, chat, user, message, event, message_any, ref, greeting, *, more="default", **rest):
        got.update(locals())
        return ""

    say(bot, "/start abc")
    assert got["update"].message is got["message"] is got["event"] is got["message_any"]
    assert got["chat"].id == got["user"].id == 42
    assert (got["ref"], got["greeting"], got["more"], got["rest"]) == ("abc", "Hello, Ada", "default", {})


def test_keyword_only_parameters_are_given_too(bot):
    @bot.app("/add <n:int>")
    def add(*, message, user, n, chat=None):
        return f"{user.first_name} {n} {chat.id}"

    assert answers(bot, "/add 3") == "Ada 3 42"


def test_a_default_stays_where_nobody_provides_the_name(bot):
    bot.app(lambda message, something=5: str(something))
    assert answers(bot) == "5"


def test_a_wildcard_that_is_missing_keeps_its_default(bot):
    bot.app("/start <ref>")(lambda message, ref="nobody": ref)
    assert [answers(bot, "/start"), answers(bot, "/start x")] == ["nobody", "x"]


def test_a_rule_object_is_matched_with_its_own_kind(bot):
    vote = scaletg.Rule("vote:<n:int>", on="callback_query")

    @bot.app(vote)
    def count(n, callback_query):
        return callback_query.answer(str(n))

    outcome = bot.process(samples.update("callback_query", data=vote.build(n=3)))
    assert outcome.reply.text == "3"


# Mistakes


def app_with(bot, source, **options):
    return bot.app(**options)(eval(source))


@pytest.mark.parametrize(
    "options, function, why",
    [
        (
            {"on": "message:foto"},
            lambda message: 0,
            "asks for on='message:foto', but 'message' has no field 'foto'. Did",
        ),
        ({"on": "mesage"}, lambda event: 0, "which is not a kind of update. Did you mean 'message'?"),
        ({"on": 5}, lambda event: 0, "has on=5: it takes a query, or several"),
        ({"on": ["message", None]}, lambda event: 0, "it takes a query, or several"),
        ({"on": ""}, lambda event: 0, "asks for on='' does not have the form"),
        ({"rules": 5}, lambda event: 0, "has the rule 5: a rule is a string or a Rule"),
        (
            {"rules": "/a <b>"},
            lambda message: 0,
            "has the wildcard <b> in '/a <b>', but no parameter of that name: add one",
        ),
        (
            {"rules": "/a <chat>"},
            lambda chat: 0,
            "has the wildcard <chat> in '/a <chat>', a name that ScaleTG uses itself: rename it",
        ),
        (
            {"rules": "/a <message>"},
            lambda message: 0,
            "has the wildcard <message> in '/a <message>', a name that ScaleTG uses itself: rename it",
        ),
        ({"rules": "/a <poll>"}, lambda poll: 0, None),
        ({"rules": "/a <b"}, lambda message: 0, "is not part of a wildcard"),
        ({"rules": "/a"}, lambda poll: 0, "is for poll, which has no text"),
        ({"rules": "/a <b> <c>"}, lambda b=1, c=2, *, d=3: 0, None),
        ({"rules": "/a <b> <c>"}, lambda c, b=1: 0, "only wildcards at the end"),
        ({}, lambda message, poll: 0, "asks for message and poll, but an update has one kind only"),
        ({"on": "poll"}, lambda message: 0, "takes 'message', but on=poll never gives one: name `event` or 'poll'"),
        ({"when": 5}, lambda message: 0, "when=5: it takes a function, or several"),
        ({"when": [None]}, lambda message: 0, "it takes a function, or several"),
        ({"order": "first"}, lambda message: 0, "order='first': it takes a number"),
    ],
)
def test_a_mistake_is_told_when_the_app_is_registered(bot, options, function, why):
    options = {**options}
    rules = [options.pop("rules")] if "rules" in options else []
    if why is None:
        assert bot.app(*rules, **options)(function) is function
        return
    with pytest.raises(RegistrationError, match=re.escape(why)) as caught:
        bot.app(*rules, **options)(function)
    assert re.match(rf"app '<lambda>' \(.*{HERE}\d+\) [a-z]+ ", str(caught.value))
    assert caught.value.app == "<lambda>"
    assert re.search(HERE + r"\d+$", caught.value.place)


async def coroutine(message):
    return None


async def async_generator(message):
    yield None


@pytest.mark.parametrize(
    "function, why",
    [
        (5, "app 5 is not callable: register a function"),
        (coroutine, r"app 'coroutine' (.*) is a coroutine: ScaleTG calls plain functions, so write `def`"),
        (async_generator, "is a coroutine"),
        (lambda message, /: 0, "takes 'message' by position only, but values are given by name: remove the /"),
        (
            lambda message, *more: 0,
            r"takes \*more, but values are given by name; if a decorator added it, use functools",
        ),
        (dict.update, "has no signature that Python can read"),
    ],
)
def test_what_cannot_be_called_with_names_is_refused(bot, function, why):
    with pytest.raises(RegistrationError, match=why.replace("(.*)", r"\(.*\)")):
        bot.app()(function)


def test_an_unknown_name_is_told_at_the_start_with_what_there_is(bot):
    @bot.module
    def session(user):
        return {}

    @bot.app
    def count(message, sesion):
        return ""

    with pytest.raises(RegistrationError) as caught:
        start(bot)
    text = str(caught.value)
    assert re.match(
        rf"app 'count' \(.*{HERE}\d+\) has a parameter 'sesion' that no module, wildcard or update field provides.",
        text,
    )
    assert "Did you mean 'session'?" in text
    assert (
        "Known names are update, bot, outcome, event, chat, user, message_any, session, and the kinds of update" in text
    )
    assert (caught.value.app, caught.value.processor, caught.value.parameter) == ("count", "count", "sesion")


@pytest.mark.parametrize(
    "register",
    [
        lambda bot: bot.module("x")(lambda nothing: 0),
        lambda bot: bot.error(lambda nothing: 0),
        lambda bot: bot.app(when=lambda nothing: True)(lambda message: 0),
        lambda bot: bot.app("/a <n>", when=lambda nothing, n: True)(lambda message, n: 0),
    ],
)
def test_modules_handlers_and_predicates_are_checked_like_apps(bot, register):
    register(bot)
    with pytest.raises(
        RegistrationError, match="has a parameter 'nothing' that no module, wildcard or update field provides"
    ):
        start(bot)


@pytest.mark.parametrize(("name", "load"), [
    ("jobs", "Write `from scaletg_contrib.jobs import Jobs` and bot.load(Jobs())."),
    ("_", "Write `from scaletg_contrib.i18n import Languages` and bot.load(Languages())."),
])  # fmt: skip
def test_a_feature_that_was_not_loaded_is_named(bot, name, load):
    found: dict[str, Any] = {}
    exec(f"def answer(message, {name}): return None", found)
    bot.app("/start")(found["answer"])
    with pytest.raises(RegistrationError) as caught:
        start(bot)
    assert load in str(caught.value)


def test_a_mistake_in_a_predicate_names_it(bot):
    bot.app(when=lambda nothing: True)(lambda message: 0)
    with pytest.raises(RegistrationError, match=rf"predicate '<lambda>' \(.*{HERE}\d+\) has a parameter 'nothing'"):
        start(bot)


def test_a_bot_with_a_mistake_can_be_mended_before_its_first_update(bot):
    bot.app(lambda message, late: late)
    with pytest.raises(RegistrationError):
        say(bot)
    bot.module("late")(lambda: "there")
    assert answers(bot) == "there"


def test_two_modules_of_one_name_are_a_mistake(bot):
    bot.module("db")(lambda: 1)
    place = rf"\(.*{HERE}\d+\)"
    pattern = rf"module 'db' {place} has the name of module 'db' {place}: give one of them name=\.\.\., or load it"
    with pytest.raises(RegistrationError, match=pattern):
        bot.module("db")(lambda: 2)


@pytest.mark.parametrize("name", ["update", "bot", "chat", "user", "event", "message_any", "poll", "error", "app"])
def test_a_module_cannot_have_a_name_that_means_something_else(bot, name):
    with pytest.raises(RegistrationError, match="has a name that ScaleTG uses itself: give it another with name="):
        bot.module(name)(lambda: 1)


def test_a_circle_of_modules_is_told_at_the_start(bot):
    bot.module("one")(lambda two: 1)
    bot.module("two")(lambda three: 1)
    bot.module("three")(lambda two: 1)
    with pytest.raises(
        RegistrationError, match=rf"module 'two' \(.*{HERE}\d+\) depends on itself: two -> three -> two"
    ):
        start(bot)


def test_a_module_that_needs_itself_is_a_circle(bot):
    bot.module("one")(lambda one: 1)
    with pytest.raises(RegistrationError, match="depends on itself: one -> one"):
        start(bot)


def test_a_module_of_the_bot_asks_for_nothing_that_lives_shorter(bot):
    bot.module("settings", scope="bot")(lambda bot: 1)
    bot.module("good", scope="bot")(lambda settings: 1)
    bot.module("bad", scope="bot")(lambda user: 1)
    with pytest.raises(RegistrationError, match="but asks for 'user', which belongs to one update: remove that"):
        start(bot)


def test_there_are_two_scopes(bot):
    with pytest.raises(RegistrationError, match="has scope='chat': it takes 'update' or 'bot'"):
        bot.module(scope="chat")(lambda: 1)


@pytest.mark.parametrize(
    "register",
    [
        lambda bot: bot.app(lambda message: 0),
        lambda bot: bot.module("x")(lambda: 0),
        lambda bot: bot.error(lambda error: 0),
        lambda bot: bot.load(lambda update: 0),
    ],
)
def test_nothing_is_registered_after_the_first_update(bot, register):
    say(bot)
    with pytest.raises(RegistrationError, match=r"\(.*\) is registered after the first update: register everything"):
        register(bot)


# Marks and load


SOURCE = """
import scaletg

@scaletg.module
def number(user):
    return 5

@scaletg.module("other", scope="bot")
def made():
    return 6

@scaletg.app("/number")
@scaletg.app("/again", name="again")
def tell(message, number, other):
    return f"{number} {other}"

@scaletg.app
def every(poll):
    return ""

@scaletg.error
def mend(error):
    return None

@scaletg.error(ValueError, KeyError)
def mend_two(error):
    return None

def helper():
    return None
"""


def test_load_registers_what_is_marked_in_a_module(bot, tmp_path, monkeypatch):
    (tmp_path / "marked_apps.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    bot.load("marked_apps")
    assert [one.name for one in bot.registry] == ["number", "other", "again", "tell", "every", "mend", "mend_two"]
    assert answers(bot, "/number") == answers(bot, "/again") == "5 6"
    assert [handler.kinds for handler in bot.registry.error_handlers] == [(Exception,), (ValueError, KeyError)]


def test_load_takes_an_object_with_marked_methods(bot):
    class Base:
        @scaletg.app("/greet")
        def greet(self, message):
            return self.word

        @scaletg.app("/gone")
        def gone(self, message):
            return "there"

        @staticmethod
        @scaletg.app("/static")
        def static(message):
            return "static"

    class Greeter(Base):
        def __init__(self, word):
            self.word = word

        def gone(self, message):
            return "overridden without a mark"

        @scaletg.module
        def unused(self):
            return None

    bot.load(Greeter("Hi"))
    assert [answers(bot, text) for text in ("/greet", "/gone", "/static")] == ["Hi", None, "static"]


def test_load_takes_a_function_as_an_app(bot):
    def process(update):
        return update.message.text

    bot.load(process)
    assert answers(bot, "echo") == "echo"


def test_what_has_nothing_to_register_is_a_mistake(bot):
    with pytest.raises(RegistrationError, match="has nothing to register: mark functions with @scaletg.app"):
        bot.load(textwrap)


def test_a_source_that_fails_is_loaded_again_without_doubling_the_others(tmp_path, monkeypatch):
    (tmp_path / "good_apps.py").write_text(SOURCE)
    (tmp_path / "bad_apps.py").write_text(SOURCE.replace('"other"', '"number"'))
    monkeypatch.syspath_prepend(tmp_path)
    bot = make_bot(enabled_apps=["good_apps", "bad_apps"])
    for _ in range(2):
        with pytest.raises(RegistrationError, match=r"module 'number' \(.*bad_apps.py:\d+\) has the name of module"):
            say(bot)


def test_the_table_says_for_which_kinds_a_gate_does_not_stand(bot):
    bot.module("open", autouse=True)(lambda update: 1)
    bot.module("gate", autouse=True)(lambda user: 1)
    bot.module("messages", autouse=True)(lambda message: 1)
    bot.module("pool", autouse=True, scope="bot")(lambda: 1)
    bot.module("asked")(lambda: 1)
    bot.app(on=("message", "poll", "channel_post", "chat_boost"), name="app")(lambda event: "")
    lines = [re.split(r"  +", line) for line in bot.table().splitlines()]
    assert {line[1]: line[2] for line in lines[1:]} == {
        "open": "every update",
        "gate": "every update except poll",
        "messages": "every update except channel_post, poll, chat_boost",
        "pool": "the start",
        "asked": "once an update",
        "app": "message, poll, channel_post, chat_boost",
    }


def test_what_updates_may_have_is_where_it_is_found(bot):
    for kind, type_name in scaletg.schema.kinds.items():
        every: dict[str, Any] = {field.name: {} for field in scaletg.schema.types[type_name].fields}
        update = scaletg.Update.from_dict({"update_id": 1, kind: every}, bot)
        for name in ("chat", "user", "message_any"):
            if getattr(update, name) is not None:
                assert scaletg._may_have(kind, name)


# Annotations


class Colour(str):
    pass


def annotated(source, **names):
    """Return a function whose annotations are strings, as with `from __future__ import annotations`."""
    namespace = {"scaletg": scaletg, "Colour": Colour, **names}
    exec(f"from __future__ import annotations\n{source}", namespace)
    return namespace["f"]


@pytest.mark.parametrize(
    "rule, source, why",
    [
        ("/a <n:int>", "def f(n: str): ...", "'n' annotated str, but the wildcard <n> gives int"),
        ("/a <n:int>", "def f(n: bool): ...", "'n' annotated bool, but the wildcard <n> gives int"),
        ("/a <n:float>", "def f(n: int): ...", "'n' annotated int, but the wildcard <n> gives float"),
        ("/a <n>", "def f(n: int): ...", "'n' annotated int, but the wildcard <n> gives str"),
        ("/a <n>", "def f(n: Colour): ...", "'n' annotated Colour, but the wildcard <n> gives str"),
        ("/a <n>", "def f(n: scaletg.User): ...", "'n' annotated User, but the wildcard <n> gives str"),
        ("/a <n>", "def f(n: int | None = None): ...", "'n' annotated int, but the wildcard <n> gives str"),
        ("/a", "def f(message: str): ...", "'message' annotated str, but the update gives Message"),
        ("/a", "def f(message: scaletg.User): ...", "'message' annotated User, but the update gives Message"),
        ("/a", "def f(user: scaletg.Chat): ...", "'user' annotated Chat, but the update gives User"),
        ("/a", "def f(update: dict): ...", "'update' annotated dict, but the update gives Update"),
        ("/a <n:int>", "def f(n: int, message: scaletg.Message, user: scaletg.User | None = None): ...", None),
        ("/a <n:int>", "def f(n: float): ...", None),
        ("/a <n:int>", "def f(n: int | str): ...", None),
        ("/a <n>", "def f(n: Unknown): ...", None),
        ("/a <n>", "def f(n: object, message: scaletg.Object): ...", None),
        ("/a <n>", "import typing\ndef f(n: typing.Any, message: typing.Any): ...", None),
        ("/a <n>", "import typing\ndef f(n: typing.Optional[str], message: 'scaletg.Message'): ...", None),
        ("/a <n>", "import typing\ndef f(n: typing.Literal['x']): ...", None),
        ("/a", "import typing\nclass P(typing.Protocol): ...\ndef f(message: P): ...", None),
        ("/a", "def f(message_any: scaletg.MaybeInaccessibleMessage): ...", None),
        ("/a", "def f(message_any: scaletg.Message): ...", None),
    ],
)
def test_annotations_are_compared_with_what_is_given(bot, rule, source, why):
    function = annotated(source)
    if why is None:
        bot.app(rule)(function)
        start(bot)
        return
    with pytest.raises(RegistrationError, match=re.escape(f"has the parameter {why}")):
        bot.app(rule)(function)
        start(bot)


def test_annotations_without_strings_are_compared_too(bot):
    with pytest.raises(RegistrationError, match="'n' annotated str, but the wildcard <n> gives int"):
        bot.app("/a <n:int>")(eval("f", {"f": _with_annotations(lambda n: 0, n=str)}))
    bot.app("/a <n:int>")(_with_annotations(lambda n: 0, n=int))
    start(bot)


def _with_annotations(function, **annotations):
    function.__annotations__ = annotations
    return function


@pytest.mark.parametrize(
    "module, annotation, given",
    [
        ("def f() -> int: ...", "str", "int"),
        ("def f() -> dict[str, int]: ...", "str", None),
        ("def f() -> dict: ...", "list", "dict"),
        ("def f() -> int | None: ...", "str", "int"),
        ("def f() -> object: ...", "str", None),
        ("def f() -> int: ...", "bool", None),
        ("def f(): ...", "str", None),
        ("from collections.abc import Iterator\ndef f() -> Iterator[int]:\n yield 1", "str", "int"),
        ("from collections.abc import Generator\ndef f() -> Generator[int, None, None]:\n yield 1", "str", "int"),
        ("from collections.abc import Iterator\ndef f() -> Iterator[int]:\n yield 1", "int", None),
        ("from collections.abc import Iterator\ndef f() -> Iterator[int]: ...", "str", None),
        ("class f: ...", "str", "f"),
    ],
)
def test_what_a_module_gives_is_compared_with_who_asks_for_it(bot, module, annotation, given):
    bot.module("thing")(annotated(module))
    bot.app(annotated(f"def f(thing: {annotation}): ..."))
    if given is None:
        start(bot)
        return
    with pytest.raises(RegistrationError, match=rf"annotated {annotation}, but module 'thing' \(.*\) gives {given}"):
        start(bot)


def test_error_handlers_and_predicates_are_compared_too(bot):
    bot.error(ValueError)(annotated("def f(error: ValueError, app: str): ..."))
    bot.error(annotated("def f(error: KeyError): ..."))  # less than what it gets, but it may know why
    bot.app("/a <n:int>", when=annotated("def f(n: int): ..."))(lambda n: "")
    start(bot)
    other = make_bot()
    other.error(ValueError)(annotated("def f(error: KeyError): ..."))
    with pytest.raises(RegistrationError, match="'error' annotated KeyError, but the failure gives ValueError"):
        start(other)
    with pytest.raises(RegistrationError, match="predicate 'f' .* 'n' annotated str, but the wildcard <n> gives int"):
        bot.app("/a <n:int>", when=annotated("def f(n: str): ..."))(lambda n: "")


# What is said at the start


def hints_of(bot, caplog):
    caplog.clear()
    start(bot)
    return [record.getMessage() for record in caplog.records]


def test_a_bot_without_apps_says_so(bot, caplog):
    assert hints_of(bot, caplog) == [
        "the bot has no apps, so it answers nobody: register functions with @bot.app, or load them"
    ]


def test_a_command_without_its_slash_is_told(bot, caplog):
    def weather(message):
        return ""

    def described(message):
        "Do something."

    for rule, function in (("start", lambda message: ""), ("weather", weather), ("forecast", described)):
        bot.app(rule)(function)
    hints = hints_of(bot, caplog)
    assert [re.sub(r" \(.*\)", "", hint) for hint in hints] == [
        "app '<lambda>' matches the text 'start'; as a command it is '/start'",
        "app 'weather' matches the text 'weather'; as a command it is '/weather'",
        "app 'described' matches the text 'forecast'; as a command it is '/forecast'",
    ]


def test_ordinary_texts_are_no_commands_without_a_slash(bot, caplog):
    for rule in ("hello", "good morning", "Start!", "/start", "<word>"):
        bot.app(rule)(lambda message, word="": "")
    bot.app("start", on="callback_query")(lambda: "")
    assert hints_of(bot, caplog) == []


def test_a_copy_of_an_app_is_told(bot, caplog):
    for _ in range(2):
        bot.app("/start", name="start")(lambda message: None)
    bot.app("/start <x>", name="start")(lambda message, x: None)
    (hint,) = hints_of(bot, caplog)
    assert "have the same name and the same rules: is one an old copy?" in hint


FORGETFUL = """
import scaletg
bot = scaletg.Bot()
@scaletg.app("/forgotten")
def forgotten(message): return ""
def other(message): return ""
"""


@pytest.mark.parametrize("has_app", [True, False])
def test_a_marked_function_beside_a_bot_that_loads_nothing_is_told(caplog, tmp_path, monkeypatch, has_app):
    (tmp_path / "forgetful_bot.py").write_text(FORGETFUL)
    monkeypatch.syspath_prepend(tmp_path)
    found = importlib.import_module("forgetful_bot")
    if has_app:
        found.bot.app("/x")(found.other)
    assert hints_of(found.bot, caplog)[-1] == (
        f"'forgotten' ({scaletg._place_of(found.forgotten)}) is marked with @scaletg.app, but the bot loads nothing: "
        "write @bot.app, or load its module with bot.load('forgetful_bot')"
    )
    other = make_bot()
    other.load(found.forgotten)
    assert hints_of(other, caplog) == []
    del sys.modules["forgetful_bot"]


# Rare forms


def test_an_annotation_in_quotes_is_compared_too(bot):
    def quoted(message):
        return "text"

    quoted.__annotations__["message"] = "'Message'"
    bot.app(quoted)
    assert answers(bot) == "text"
    other = make_bot()
    quoted.__annotations__["message"] = "'Chat'"
    other.app(quoted)
    with pytest.raises(RegistrationError, match="annotated Chat, but the update gives Message"):
        start(other)


def test_a_class_that_cannot_be_compared_is_taken_as_right(bot):
    class Shy(type):
        def __subclasscheck__(cls, other):
            raise TypeError("cannot say")

    class Number(metaclass=Shy):
        pass

    def count(message, n):
        return str(n)

    count.__annotations__["n"] = Number
    bot.app("/count <n:int>")(count)
    assert answers(bot, "/count 5") == "5"


def test_a_default_for_the_wildcard_of_one_rule_counts_at_its_end_only(bot):
    bot.app("/move <what> <place>", "/take <what>")(lambda message, what, place="here": f"{what} {place}")
    assert [answers(bot, text) for text in ("/move it there", "/move it", "/take it", "/move")] == [
        "it there",
        "it here",
        "it here",
        None,
    ]


def test_a_rule_beside_a_field_of_an_inline_query_is_matched_with_its_text(bot):
    bot.app("rome", on="inline_query:location")(lambda inline_query: inline_query.answer([]))
    place = {"latitude": 1.0, "longitude": 2.0}
    found = bot.process(samples.update("inline_query", query="Rome", location=place)).reply
    assert found.to_dict()["method"] == "answerInlineQuery"
    assert bot.process(samples.update("inline_query", query="Rome")).reply is None
    assert bot.process(samples.update("inline_query", query="Paris", location=place)).reply is None
