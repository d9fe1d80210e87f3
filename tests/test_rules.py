"""Rules and queries: what matches, what does not, and the index that finds the apps to ask."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import samples
import scaletg
from scaletg import Query, Rule
from talking import make_bot

NO = None  # does not match


@pytest.mark.parametrize(
    "rule, text, values",
    [
        # plain texts
        ("hello", "hello", {}),
        ("hello", "  hello\n", {}),
        ("hello", "HeLLo", {}),
        ("Hello", "hello", {}),
        ("hello", "hello you", NO),
        ("hello", "", NO),
        ("good morning", "good \n\t morning", {}),
        ("good morning", "goodmorning", NO),
        ("  good   morning ", "good morning", {}),
        ("Привет", "привет", {}),
        ("good morning", "GOOD Morning", {}),
        ("my name is <name>", "My Name  is Ada", {"name": "Ada"}),
        ("<a>b<c>", "xBy", {"a": "x", "c": "y"}),
        ("<a>b<c>", "xByBz", {"a": "x", "c": "yBz"}),
        ("🎲", "🎲", {}),
        (r"a \<b\> \\", "a <b> \\", {}),
        ("a.c", "abc", NO),
        # commands
        ("/start", "/start", {}),
        ("/start", "/START", {}),
        ("/Start", "/start", {}),
        ("/start", "start", NO),
        ("/start", "/started", NO),
        ("/start", "/start now", NO),
        ("/start", "//start", NO),
        ("/start", "/start@test_bot", {}),
        ("/start", "/start@TEST_Bot", {}),
        ("/start", "/start@other_bot", NO),
        ("/start", "/start@", NO),
        ("/start", "/start @test_bot", NO),
        ("/старт", "/СТАРТ", {}),
        ("/set mode", "/SET mode", {}),
        ("/set mode", "/set  MODE", {}),
        ("/set mode", "/set mode now", NO),
        # wildcards
        ("/start <ref>", "/start abc", {"ref": "abc"}),
        ("/start <ref>", "/start@test_bot   abc", {"ref": "abc"}),
        ("/start <ref>", "/start@other_bot abc", NO),
        ("/start <ref>", "/start", NO),
        ("/start <ref>", "/start a b", NO),
        ("/start <ref>", "/start AbC", {"ref": "AbC"}),
        ("/start <ref>", "/start é—ß🎲", {"ref": "é—ß🎲"}),
        ("/start <ref>", "/startabc", NO),
        ("/go <a> to <b>", "/go here to there", {"a": "here", "b": "there"}),
        ("<greeting> bot", "hi bot", {"greeting": "hi"}),
        ("<all>", "word", {"all": "word"}),
        ("<all>", "two words", NO),
        ("/buy_<item>", "/buy_apple", {"item": "apple"}),
        ("/buy_<item>", "/BUY_Apple@test_bot", {"item": "Apple"}),
        ("/buy_<item>", "/buy_apple@other_bot", NO),
        ("/buy_<item>_now <n:int>", "/buy_apple_NOW@test_bot 3", {"item": "apple", "n": 3}),
        ("<day>.<month>", "24.12", {"day": "24", "month": "12"}),
        # numbers
        ("/add <n:int>", "/add 5", {"n": 5}),
        ("/add <n:int>", "/add -5", {"n": -5}),
        ("/add <n:int>", "/add 007", {"n": 7}),
        ("/add <n:int>", "/add +5", NO),
        ("/add <n:int>", "/add 5.0", NO),
        ("/add <n:int>", "/add five", NO),
        ("/add <n:int>", "/add ٣", NO),
        ("/add <n:int>", "/add " + "9" * 40, {"n": int("9" * 40)}),
        ("/add <n:int>", "/add " + "9" * 41, NO),
        ("/x <f:float>", "/x 1.5", {"f": 1.5}),
        ("/x <f:float>", "/x -1", {"f": -1.0}),
        ("/x <f:float>", "/x .5", {"f": 0.5}),
        ("/x <f:float>", "/x 5.", {"f": 5.0}),
        ("/x <f:float>", "/x 1e5", NO),
        ("/x <f:float>", "/x .", NO),
        ("/x <f:float>", "/x nan", NO),
        # patterns of one's own
        ("/hex <n:re:[0-9a-f]+>", "/hex ff", {"n": "ff"}),
        ("/hex <n:re:[0-9a-f]+>", "/hex FF", NO),
        ("/two <ab:re:(?:a|b){2}>", "/two ab", {"ab": "ab"}),
        (r"/tag <t:re:\<\w+\>>", "/tag <b>", {"t": "<b>"}),
        ("/any <t:re:.*>", "/any two words", {"t": "two words"}),
        # the rest of the text
        ("/echo <text:rest>", "/echo one  two\nthree ", {"text": "one  two\nthree"}),
        ("/echo <text:rest>", "/echo", NO),
        ("/echo <text:path>", "/echo a/b c", {"text": "a/b c"}),
        ("<text:rest>", " anything \n at all ", {"text": "anything \n at all"}),
        ("/tr <a:rest> to <b:rest>", "/tr good day to all of you", {"a": "good day", "b": "all of you"}),
        ("/tr <a:rest> to <b:rest>", "/tr to me", NO),
        ("/tr <a:rest> end", "/tr one   end", {"a": "one"}),
        ("/tr <a:rest> end", "/tr    end", NO),
        (
            "/book <who:rest> to <place:rest> for <n:int>",
            "/book a to b to c for 3",
            {"who": "a", "place": "b to c", "n": 3},
        ),
        ("/book <who:rest> to <place:rest> for <n:int>", "/book a to b for c", NO),
        ("<a:rest>, <b:rest>", "x,y, z, w", {"a": "x,y", "b": "z, w"}),
        ("<a:rest>,<b:rest>", "x, y,z", {"a": "x, y", "b": "z"}),
        ("<a:rest>? <n:float>. <b:rest>", "x? 1.5. y", {"a": "x", "n": 1.5, "b": "y"}),
        ("<a:rest>? <n:float>. <b:rest>", "x? y. z? 1. a", {"a": "x? y. z", "n": 1.0, "b": "a"}),
        ("<key:rest>=<value>", "k y=" + "v" * 256, {"key": "k y", "value": "v" * 256}),
        ("<key:rest>=<value>", "k y=" + "v" * 257, NO),  # the limit of what follows a rest within a word
        ("<key:rest> = <value>", "k y = " + "v" * 3000, {"key": "k y", "value": "v" * 3000}),
    ],
)
def test_a_rule_for_texts(rule, text, values):
    found = Rule(rule).match(text, "test_bot")
    assert found == values
    assert repr(found) == repr(values)  # the types too: 5 is not 5.0


@pytest.mark.parametrize(
    "rule, optional, text, values",
    [
        ("/start <ref>", "ref", "/start", {}),
        ("/start <ref>", "ref", "/start@test_bot", {}),
        ("/start <ref>", "ref", "/start abc", {"ref": "abc"}),
        ("/start <ref>", "ref", "/starts", NO),
        ("/move <x:int> <y:int>", "y", "/move 1", {"x": 1}),
        ("/move <x:int> <y:int>", "x y", "/move", {}),
        ("/move <x:int> <y:int>", "x y", "/move 1 2", {"x": 1, "y": 2}),
        ("/move <x:int> <y:int>", "y", "/move", NO),
        ("/say <text:rest>", "text", "/say", {}),
        ("/say <text:rest>", "text", "/say  a b", {"text": "a b"}),
        ("/go! <x>", "x", "/go", {}),
        ("/go! <x>", "x", "/go! on", {"x": "on"}),
        ("/page-<n:int>", "n", "/page", {}),
        ("/page-<n:int>", "n", "/page@test_bot", {}),
        ("/page-<n:int>", "n", "/page-3@test_bot", {"n": 3}),
        ("hi!<x>", "x", "hi", {}),
        ("page <n:int>", "n", "page", {}),
        ("page <n:int>", "n", "page ", {}),
        ("page <n:int>", "n", "page x", NO),
    ],
)
def test_a_tail_with_a_default_may_be_missing(rule, optional, text, values):
    assert Rule(rule, optional=optional.split()).match(text, "test_bot") == values


@pytest.mark.parametrize(
    "rule, data, values",
    [
        ("vote", "vote", {}),
        ("vote", "Vote", NO),
        ("vote", " vote", NO),
        ("vote:<choice:int>", "vote:1", {"choice": 1}),
        ("vote:<choice:int>", "vote:", NO),
        ("vote:<poll:int>:<choice>", "vote:7:yes or no", {"poll": 7, "choice": "yes or no"}),
        ("vote:<poll:int>:<choice>", "vote:7:yes:no", NO),
        ("open:<path:rest>", "open:a:b", {"path": "a:b"}),
        ("<action>:<id:int>", "delete:5", {"action": "delete", "id": 5}),
        ("a/<x>/b", "a/1 2/b", {"x": "1 2"}),
        ("item<n:int>", "item5", {"n": 5}),
        (":<x>", ":1", {"x": "1"}),
        ("/start", "/START", NO),  # data is no command
        ("/start", "/start@test_bot", NO),
    ],
)
def test_a_rule_for_data_is_exact(rule, data, values):
    assert Rule(rule, on="callback_query").match(data, "test_bot") == values


def test_a_wildcard_ends_where_a_tail_that_may_be_missing_begins():
    rule = Rule("vote:<poll>-<choice>", on="callback_query", optional=["choice"])
    assert rule.match("vote:7-yes") == {"poll": "7", "choice": "yes"}
    assert rule.match("vote:7") == {"poll": "7"}


def test_without_a_username_every_mention_is_this_bots():
    assert Rule("/start").match("/start@whoever") == {}


@pytest.mark.parametrize(
    "rule, optional, why",
    [
        ("", "", "the rule is empty"),
        ("  ", "", "the rule is empty"),
        ("/a <b", "", "'<' in the rule '/a <b' is not part of a wildcard"),
        ("/a b>", "", "'>' in the rule"),
        ("/a <1b>", "", "is not part of a wildcard"),
        ("/a <>", "", "is not part of a wildcard"),
        ("/a <b:number>", "", "has a wildcard of the unknown type 'number': the types are re, int, float, rest, path"),
        ("/a <b:re>", "", "needs the form <b:re:pattern>"),
        ("/a <b:int:5>", "", "needs the form <b:re:pattern>"),
        ("/a <b:re:[>", "", "the pattern of <b> is wrong"),
        ("/a <b:re:(?P<c>x)>", "", "the pattern of <b> is wrong"),
        (r"/a <b:re:(?P\<c\>x)>", "", "the pattern of <b> is wrong"),
        ("/a <b> <b>", "", "has two wildcards 'b': give them different names"),
        ("/a <b><c>", "", "has two adjacent wildcards: put a character between them"),
        ("/a <b:rest>, <c:path>; <d:rest>", "", "has more than two <...:rest>, which would take too long"),
        ("/a <b> <c>", "b", "only wildcards at the end"),
        ("/a <b> now", "b", "only wildcards at the end"),
        ("/a <b\u00b2>", "", "cannot be read"),
    ],
)
def test_a_rule_that_cannot_be_read_says_why(rule, optional, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        Rule(rule, optional=optional.split())


def test_two_rests_are_as_many_as_a_rule_has():
    assert Rule("/a <b:rest>, <c:rest>").match("/a 1, 2") == {"b": "1", "c": "2"}
    with pytest.raises(ValueError, match="more than two"):
        Rule("/a <b:rest>, <c:rest>, <d:rest>")


@pytest.mark.parametrize(
    "text, accepted",
    [
        ("/start", True),
        ("/START now and then", True),
        ("/start@test_bot now", True),
        ("/start\nnow", True),
        ("/start@other_bot now", False),
        ("/started now", False),
        ("start now", False),
        ("", False),
        (" /start now", True),
    ],
)
def test_a_bare_command_accepts_what_follows_it(text, accepted):
    assert Rule("/start").match_command(text, "test_bot") is accepted
    assert not Rule("/start <x>").match_command(text, "test_bot")


@pytest.mark.parametrize(
    "rule, on", [("start", "message"), ("/set mode", "message"), ("/", "message"), ("/start", "callback_query")]
)
def test_what_is_not_a_bare_command(rule, on):
    assert not Rule(rule, on).is_bare


def test_flags_in_the_middle_of_a_rule_are_a_mistake():
    with pytest.raises(ValueError, match="cannot be read: global flags not at the start"):
        Rule("/a <b:re:(?i)x>")


def test_a_rule_is_for_a_kind_that_has_a_text():
    with pytest.raises(ValueError, match=r"on='mesage' is not a kind of update. Did you mean 'message'\?"):
        Rule("/start", on="mesage")
    with pytest.raises(ValueError, match="is for poll_answer, which has no text"):
        Rule("/start", on="poll_answer")


def test_a_rule_shows_what_it_is():
    assert repr(Rule("vote:<n:int>", on="callback_query")) == "Rule('vote:<n:int>', on='callback_query')"


# Building


@pytest.mark.parametrize(
    "rule, on, optional, values, text",
    [
        ("vote:<poll:int>:<choice>", "callback_query", "", {"poll": 7, "choice": "yes"}, "vote:7:yes"),
        ("vote:<poll:int>:<choice>", "callback_query", "choice", {"poll": 7}, "vote:7"),
        ("page <x>.<n:int>", "message", "n", {"x": "a!"}, "page a!"),
        ("/start <ref>", "message", "ref", {}, "/start"),
        ("/start <ref>", "message", "ref", {"ref": "x"}, "/start x"),
        (r"a \<<x>\>", "message", "", {"x": "1"}, "a <1>"),
        ("x:<f:float>", "callback_query", "", {"f": 0.5}, "x:0.5"),
        ("/buy <n:int> now", "message", "", {"n": -1}, "/buy -1 now"),
    ],
)
def test_a_rule_builds_what_it_matches(rule, on, optional, values, text):
    rule = Rule(rule, on=on, optional=optional.split())
    assert rule.build(**values) == text
    assert rule.match(text) == values


@pytest.mark.parametrize(
    "values",
    [
        {"poll": 7},  # one is missing
        {"poll": 7, "choice": "a:b"},  # would be read otherwise
        {"poll": "seven", "choice": "a"},
        {"poll": 7, "choice": ""},
        {"poll": 7, "choice": None},
        {"poll": 7, "choice": "a", "more": 1},
        {"poll": 10**50, "choice": "a"},
    ],
)
def test_building_what_would_not_be_read_back_raises(values):
    with pytest.raises(ValueError, match="would be read differently"):
        Rule("vote:<poll:int>:<choice>", on="callback_query").build(**values)


def test_callback_data_has_at_most_64_bytes():
    rule = Rule("x:<rest:rest>", on="callback_query")
    assert len(rule.build(rest="é" * 31)) == 33
    with pytest.raises(ValueError, match="must have 1 to 64 bytes, .* has 66"):
        rule.build(rest="é" * 32)


literals = st.text(st.sampled_from("ab:/. -_é<>\\@\n"), max_size=4)
values_of = {
    "": st.text(min_size=1, max_size=5),
    ":int": st.integers(-(10**12), 10**12),
    ":float": st.floats(allow_nan=False, allow_infinity=False),
    ":rest": st.text(min_size=1, max_size=8),
    ":re:[a-z ]+": st.text("abc :", min_size=1, max_size=4),
}


@st.composite
def rules(draw, kinds=("message", "callback_query")):
    """Draw a rule that can be read."""
    text = draw(literals)
    escaped = re.sub(r"([<>\\])", r"\\\1", text)
    names = draw(st.integers(0, 4))
    filters: dict[Any, Any] = {}
    for place in range(names):
        rests = list(filters.values()).count(":rest")
        filters[f"w{place}"] = draw(st.sampled_from([kind for kind in values_of if kind != ":rest" or rests < 2]))
        escaped += f"<w{place}{filters[f'w{place}']}>"
        if place < names - 1 or draw(st.booleans()):
            escaped += re.sub(r"([<>\\])", r"\\\1", draw(literals.filter(bool)))
    optional = draw(st.integers(0, names))
    wanted = list(filters)[names - optional :] if optional else []
    try:
        return Rule(escaped, draw(st.sampled_from(kinds)), wanted), filters
    except ValueError:
        return Rule("plain", optional=()), {}


SAME = [
    ("/go <x>", r"/go <x:re:\S+>", "message"),
    ("go <x>", r"go <x:re:\S+>", "message"),
    ("/go@b <x>", r"/go@b <x:re:\S+>", "message"),
    ("go:<x>", "go:<x:re:[^:]+>", "callback_query"),
]


@pytest.mark.parametrize("plain, searched, on", SAME)
@given(head=st.sampled_from(["/go", "/GO", "go", "/go@b", "/go@c"]), tail=st.text("aZ5é٣ª_-:@ \n\u00a0", max_size=6))
@example(head="/go", tail=" a")
@example(head="go", tail=" a")
@example(head="go", tail=":a")
@example(head="/go@b", tail=" a")
def test_a_wildcard_takes_the_same_whether_it_is_searched_or_not(plain, searched, on, head, tail):
    for username in (None, "b", "d"):
        expected = Rule(searched, on).match(head + tail, username)
        assert Rule(plain, on).match(head + tail, username) == expected


@given(rules(), st.data())
def test_whatever_a_rule_builds_it_reads_back(drawn, data):
    rule, filters = drawn
    values = {name: data.draw(values_of[kind]) for name, kind in filters.items()}
    if rule.optional and data.draw(st.booleans()):
        values = {name: value for name, value in values.items() if name not in rule.optional}
    try:
        text = rule.build(**values)
    except ValueError:
        return
    assert rule.match(text) == values


# The index


APPS = [
    "/start",
    "/start <ref>",
    "/star<t>",
    "/page-<n:int>",
    "/",
    "/<any>",
    "/hi",
    "/ſtart <x>",
    "/ΑΣ<x>",
    "hi!<x>",
    "hi",
    "hello <name>",
    "<word>",
    "<a> b",
    "<text:rest>",
    "! <x>",
    "a! <x>",
    ":<x>",
    "a:<x>",
    "a",
    "a.<x>",
    "é<x>",
    "_<x>",
]


def asked_in_turn(bot, kind, text):
    """Say in plain steps which apps are called, none of which answers, and in which order."""
    apps = bot.registry.apps
    called = []
    for place, app in enumerate(apps):
        rule = Rule(app.rules[0], kind, [name for name in app.wildcards if not app._is_required(name)])
        if rule.match(text, "test_bot") is not None:
            called.append((place, 0, app.name))
        elif rule.is_bare and rule.match_command(text, "test_bot"):
            command = rule.key
            last = max(there for there, other in enumerate(apps) if Rule(other.rules[0], kind).key == command)
            called.append((last, place + 1, app.name))
    return [name for _, _, name in sorted(called)]


def bot_with_rules(texts, kind):
    bot = make_bot()
    for place, text in enumerate(texts):
        names = Rule(text, kind).names
        source = f"lambda event, {', '.join(f'{name}=None' for name in names)}: None"
        options = {"on": kind, "name": f"{place}:{text}"}
        try:
            bot.app(text, **options)(eval(source))
        except scaletg.RegistrationError:  # no wildcard of this one can have a default
            bot.app(text, **options)(eval(source.replace("=None", "")))
    return bot


TEXTS = st.one_of(
    st.sampled_from(APPS),
    st.text(max_size=8),
    st.text(st.sampled_from("/startSTARTſpge-1 hiıİΑΣσς!@_b:aé.\n"), max_size=10),
    st.sampled_from(
        ["/start", "/START", "/start@test_bot", "/ſTART x", "/hı", "/Hİ", "/ασσ", "/page", "hi", "hi!", "!"]
    ),
)


@pytest.mark.parametrize("kind", ["message", "callback_query", "inline_query"])
@given(texts=st.lists(st.sampled_from(APPS), min_size=1, max_size=8, unique=True), text=TEXTS)
@example(texts=["/page-<n:int>"], text="/page")
@example(texts=["hi!<x>"], text="hi")
@example(texts=["/hi"], text="/Hİ")
@example(texts=["! <x>"], text="")
@example(texts=["a! <x>"], text="a! b")
def test_the_index_finds_what_asking_each_app_in_turn_would_find(kind, texts, text):
    bot = bot_with_rules(texts, kind)
    field = {"message": "text", "callback_query": "data", "inline_query": "query"}[kind]
    for _ in range(2):  # the second time from what was kept
        trace = bot.process(samples.update(kind, **{field: text}), trace=True).trace
        assert [step.name for step in trace.steps if step.status == "passed"] == asked_in_turn(bot, kind, text)


@given(st.lists(rules(kinds=("message",)), min_size=1, max_size=6), st.data())
def test_the_index_finds_random_rules_too(drawn, data):
    index = scaletg._KindIndex("message", apps := [_app_of(rule) for rule, _ in drawn])
    rule, filters = data.draw(st.sampled_from(drawn))
    try:
        text = rule.build(**{name: data.draw(values_of[kind]) for name, kind in filters.items()})
    except ValueError:
        text = data.draw(TEXTS)
    found = index.candidates(text)
    for app in apps:
        if app.match_rules(text, "message", {}) is not None:
            assert app in found


# Bare commands


def bot_with(*rows, **options):
    """Return a bot whose apps say which of them were called; a row is rules, then what they return."""
    bot = make_bot(**options)
    called = []
    for number, row in enumerate(rows):
        rules, answer, more = row if len(row) == 3 else (*row, {})
        rules = [rules] if isinstance(rules, str) else rules
        names = dict.fromkeys(name for rule in rules for name in scaletg._wildcards_of(rule))

        def app(message, _number=number, _answer=answer, **values):
            called.append(_number)
            return _answer

        words = "".join(f", {name}=None" for name in names)
        source = f"lambda message{words}: app(message{''.join(f', {name}={name}' for name in names)})"
        bot.app(*rules, name=str(number), **more)(eval(source, {"app": app}))
    return bot, called


@pytest.mark.parametrize(
    "rows, text, called, reply",
    [
        ([("/start", "bare")], "/start now", [0], "bare"),
        ([("/start", "bare"), ("/start <n:int>", "number")], "/start", [0, 1], "bare"),
        ([("/start", "bare"), ("/start <n:int>", "number")], "/start 5", [1], "number"),
        ([("/start", "bare"), ("/start <n:int>", "number")], "/start x", [0], "bare"),
        ([("/start", "bare"), ("/start <n:int>", None)], "/start 5", [1, 0], "bare"),
        ([("/start", "bare"), ("<all:rest>", "all"), ("/start <n:int>", None)], "/start 5", [1, 2, 0], "all"),
        ([("/start", "bare"), ("<all:rest>", "all")], "/start 5", [0, 1], "bare"),
        ([("/start", None), ("/start", "second")], "/start 5", [0, 1], "second"),
        ([("/start", "first"), ("/start", "second")], "/start 5", [0], "first"),
        ([("/start", "first"), ("/start", "second")], "/start", [0, 1], "first"),
        ([("/start", "bare"), ("/start now", "words")], "/start now", [1], "words"),
        ([("/start", "bare"), ("/start now", "words")], "/start  NOW", [1], "words"),
        ([("/start", "bare"), ("/start_<x>", "other")], "/start 5", [0], "bare"),
        # another order is another place
        ([("/start", "bare"), ("/start <n:int>", "late", {"order": 1})], "/start 5", [0, 1], "bare"),
        ([("/start", "bare", {"order": 1}), ("/start <n:int>", "early")], "/start 5", [1, 0], "early"),
        # several rules of one app
        ([(["/start", "/help"], "both")], "/help me", [0], "both"),
        ([(["/start", "/start <n:int>"], "both"), ("/start <x>", "word")], "/start 5", [0, 1], "both"),
        ([(["/start", "/start <n:int>"], "both"), ("/start <x>", None)], "/start x", [1, 0], "both"),
        ([(["/start", "/start <n:int>"], "both"), ("/start <x>", "word")], "/start x", [1], "word"),
        ([(["/start", "/help"], "both"), ("/help <x>", "help")], "/start x", [0], "both"),
        ([(["/start", "/help"], "both"), ("/help <x>", "help")], "/help x", [1], "help"),
        ([(["/go", "go <x>", "walk <x>"], "go")], "Walk HOME", [0], "go"),
    ],
)
@pytest.mark.parametrize("times", [1, 2])  # the second time from what was kept
def test_a_bare_command_is_asked_behind_the_last_app_with_its_command(rows, text, called, reply, times):
    bot, found = bot_with(*rows)
    for _ in range(times):
        found.clear()
        outcome = bot.process(samples.update(text=text))
        assert (found, outcome.reply.text) == (called, reply)


def test_a_bare_command_in_a_caption_is_matched_too():
    bot = make_bot()
    bot.app("/cancel")(lambda message: f"no {message.args}")
    assert bot.process(samples.update(text=None, caption="/cancel now", **PHOTO)).reply.text == "no now"


def test_the_trace_says_that_an_app_with_the_same_command_answered():
    bot, _ = bot_with(("/start", "bare"), ("/start <n:int>", "number"))
    trace = bot.process(samples.update(text="/start 5"), trace=True).trace
    reasons = {step.name: step.reason for step in trace.steps}
    assert reasons["0"] == "an app whose rule begins with the same command answered"


def test_what_people_write_is_not_kept_without_end():
    bot = make_bot()
    bot.app("/start")(lambda message: "")
    bot.app("hello <x>")(lambda message, x: "")
    bot.app("go:<x>", on="callback_query")(lambda x: "")
    for number in range(500):
        letters = "".join(one.upper() if number >> place & 1 else one for place, one in enumerate("start"))
        for text in ("/start@b{0}", "/start{0}", "/start {0}", "Hello {0}", f"/{letters}\n{{0}}"):
            bot.process(samples.update(text=text.format(number)))
        bot.process(samples.update("callback_query", data=f"go:{number}"))
        bot.process(samples.update("callback_query", data=f"{number}:go"))
    for kind in ("message", "callback_query"):
        index = bot.registry.indexes[kind]
        assert len(index._found) + len(index._found_with_more) <= 4


@pytest.mark.parametrize(
    "kind, rule, field, text",
    [
        ("callback_query", "buy:<item>", "data", "buy:42"),
        ("callback_query", "buy", "data", "buy"),
        ("callback_query", ":<item>", "data", ":42"),
        ("message", "/start", "text", "/start"),
        ("message", "/start <n:int>", "text", "/start 5"),
    ],
)
def test_the_word_of_a_text_is_not_looked_for_twice(monkeypatch, kind, rule, field, text):
    bot, looked_for, first_word = bot_with_rules([rule], kind), [], scaletg._first_word
    bot.process(samples.update(kind, **{field: text}))
    monkeypatch.setattr(scaletg, "_first_word", lambda *given: looked_for.append(given) or first_word(*given))
    trace = bot.process(samples.update(kind, **{field: text}), trace=True).trace
    assert trace.steps[0].status == "passed"
    assert not looked_for


# Payloads of messages


@pytest.mark.parametrize(
    "field, word, content",
    [
        ("successful_payment", "invoice_payload", "SuccessfulPayment"),
        ("refunded_payment", "invoice_payload", "RefundedPayment"),
        ("web_app_data", "data", "WebAppData"),
    ],
)
def test_a_rule_beside_a_payload_matches_it_exactly(field, word, content):
    bot = make_bot()
    bot.app("donate:<n:int>", on=f"message:{field}")(lambda message, n: f"{n}")
    bot.app("/donate", "donate:<n:int>")(lambda message, n=0: "typed")
    bot.app(on="message", fallback=True)(lambda message: "other")

    def reply_to(data):
        return bot.process(samples.update(**{field: {**samples.minimal(content), word: data}})).reply.text

    assert [reply_to(data) for data in ("donate:5", "Donate:5", "donate:x", " donate:5", "/donate")] == [
        "5",
        "other",
        "other",
        "other",
        "other",
    ]
    assert bot.process(samples.update(text="donate:5")).reply.text == "typed"
    assert bot.process(samples.update(**{field: "damaged"})).reply.text == "other"


def test_one_app_can_take_a_payload_before_and_after_the_payment():
    bot = make_bot()
    on = ("pre_checkout_query", "message:successful_payment", ":refunded_payment")
    bot.app("donate:<n:int>", on=on)(lambda event, n: "")
    paid = {**samples.minimal("SuccessfulPayment"), "invoice_payload": "donate:5"}
    refunded = {**samples.minimal("RefundedPayment"), "invoice_payload": "donate:5"}
    assert bot.process(samples.update("pre_checkout_query", invoice_payload="donate:5")).reply == ""
    assert bot.process(samples.update(successful_payment=paid)).reply == ""
    assert bot.process(samples.update("channel_post", refunded_payment=refunded)).reply == ""
    assert bot.process(samples.update("channel_post", successful_payment=paid)).reply is None


def test_a_rule_of_a_payload_can_be_built():
    rule = Rule("donate:<n:int>", on="message:successful_payment")
    assert rule.build(n=5) == "donate:5"
    bot = make_bot()
    bot.app(rule)(lambda message, n: str(n))
    paid = {**samples.minimal("SuccessfulPayment"), "invoice_payload": "donate:5"}
    assert bot.process(samples.update(successful_payment=paid)).reply.text == "5"


@pytest.mark.parametrize(
    "on",
    [
        "message:new_chat_members",
        "message:sticker",
        "message:dice",
        ":pinned_message",
        "channel_post:video_chat_started",
        "callback_query:game_short_name",
        ("message", "message:location"),
    ],
)
def test_a_rule_that_can_never_match_is_a_mistake(on):
    with pytest.raises(scaletg.RegistrationError, match="comes without a text: leave the rule out"):
        make_bot().app("hello", on=on)(lambda event: "")


@pytest.mark.parametrize(
    "on", ["message:photo", "message:entities:url", "message:reply_to_message", ":caption", "message:reply_markup"]
)
def test_a_rule_beside_what_can_have_a_text_is_none(on):
    make_bot().app("hello", on=on)(lambda event: "")


@pytest.mark.parametrize("on", ["message:photo", "poll:question", "callback_query:web_app_data"])
def test_a_rule_alone_is_for_a_kind_or_a_payload(on):
    with pytest.raises(ValueError, match="cannot have the rule .*'message:' with one of successful_payment"):
        Rule("hello", on=on)


def test_of_several_rules_each_must_give_what_has_no_default():
    bot = make_bot()
    with pytest.raises(scaletg.RegistrationError, match="takes 'n', but the rule '/go' does not provide it: give it a"):
        bot.app("/go", "/go <n:int>")(lambda message, n: "")
    bot.app("/go", "<n:int> steps")(lambda message, n=1: f"{n}")
    replies = [bot.process(samples.update(text=text)).reply for text in ("/go", "5 steps", "steps")]
    assert [reply and reply.text for reply in replies] == ["1", "5", None]


def _app_of(rule):
    arguments = ", ".join(f"{name}=None" if name in rule.optional else name for name in rule.names)
    return scaletg.App(eval(f"lambda {arguments}: None"), rule)


def test_folding_makes_the_same_of_all_that_patterns_take_for_equal():
    """The index folds words, patterns ignore case: what they take for equal must be folded to one."""
    cased = [one for one in map(chr, range(0x24FF)) if one.lower() != one or one.upper() != one]
    everything = "".join(cased)
    for one in cased:
        same = re.findall(f"(?i:{one})", everything)
        assert {scaletg._fold(other) for other in same} == {scaletg._fold(one)}


def test_a_thousand_commands_cost_no_more_than_ten():
    bots = {size: make_bot() for size in (10, 1000)}
    for size, bot in bots.items():
        for number in range(size):
            bot.app(f"/command{number}", name=str(number))(lambda message: "")
    asked = {}
    for size, bot in bots.items():
        bot.registry
        asked[size] = len(bot.registry.indexes["message"].candidates("/command7"))
    assert asked == {10: 1, 1000: 1}


HOSTILE = ["a" * 4096, " " * 4096, "a " * 2048, "a b " * 1024, ":" * 4096, "1" * 4096, "x" + " " * 4094 + "x"]
HOSTILE += ["/x " + text for text in HOSTILE] + ["\n" * 4000 + "é", "b" * 4095 + "!", "1." * 2048, " b" * 2048]


@pytest.mark.parametrize(
    "rule",
    [
        "/x <a> <b> <c>",
        "/x <a:rest> b",
        "/x <a:rest> b <c:rest>",
        "<a:rest> b <c> d",
        "<a>b<c>d<e>f",
        "/x <a:float>.<b:float>.<c:int>",
        "<a:rest>!",
        "<a:rest> <b:int> <c:rest>",
    ],
)
@pytest.mark.parametrize("kind", ["message", "callback_query"])
def test_hostile_texts_are_matched_in_milliseconds(rule, kind):
    rule = Rule(rule, on=kind)
    started = time.process_time()
    for text in HOSTILE:
        rule.match(text)
    assert (time.process_time() - started) / len(HOSTILE) < 0.02  # mostly below 0.001; a slow machine is no failure


@pytest.mark.parametrize(
    "rule, unit",
    [
        ("/book <who:rest> to <place:rest> for <n:int>", " to x for x"),
        ("/book <who:rest> from <a> to <place:rest> for <n:int>", " from x to x for x"),
        ("<a:rest>, <b:rest>!", "x, "),
        ("<a:rest>:<b:rest>=<n:int>", ":="),
        ("<a:rest>? <b:float>. <c:rest>!", "x? 1. "),
        ("<a:rest>x<b>y", "x"),
        ("<a:rest>#<tag>", "# # #"),
        ("<a:rest>x<b>y<c:rest>z", "xX"),
    ],
)
@pytest.mark.parametrize("kind", ["message", "callback_query"])
def test_the_time_of_a_rule_grows_with_the_length_of_a_text_and_no_faster(rule, unit, kind):
    rule = Rule(rule, on=kind)

    def seconds(length):
        text = ("/book x" + unit * length)[:length] + "\n"
        times = []
        for _ in range(3):
            started = time.process_time()
            rule.match(text)
            times.append(time.process_time() - started)
        return min(times)

    assert seconds(40_000) < 30 * seconds(4_000) + 0.02  # the square would be 100 times


@given(rules(), st.text(st.sampled_from("ab:/ -x#10.,!AB\n"), max_size=40))
@settings(max_examples=300)
def test_matching_never_takes_long(drawn, unit):
    rule, _ = drawn
    started = time.process_time()
    rule.match((unit * 4096)[:4096])
    assert time.process_time() - started < 0.2  # the square of 4096 steps takes longer


# Queries


PHOTO = {"photo": [samples.minimal("PhotoSize")]}


@pytest.mark.parametrize(
    "query, kind, fields, matches",
    [
        ("message", "message", {}, True),
        ("message", "edited_message", {}, False),
        ("message:photo", "message", PHOTO, True),
        ("message:photo", "message", {"photo": []}, False),
        ("message:photo", "message", {}, False),
        ("message:photo", "channel_post", PHOTO, False),
        ("edited_message:text", "edited_message", {}, True),
        (":document", "message", {"document": samples.minimal("Document")}, True),
        (":document", "channel_post", {"document": samples.minimal("Document")}, True),
        (":document", "message", {}, False),
        (":data", "callback_query", {"data": "x"}, True),
        ("message:entities:url", "message", {"entities": [{"type": "bold"}, {"type": "url"}]}, True),
        ("message:entities:url", "message", {"entities": [{"type": "bold"}]}, False),
        ("message:entities:url", "message", {"entities": {"type": "url"}}, True),
        ("message:entities:url", "message", {"entities": "url"}, False),
        ("message:from_user", "message", {}, True),
        ("message:from", "message", {}, True),
        ("message:from_user:is_premium", "message", {"from": {"id": 1, "is_premium": True}}, True),
        ("message:from_user:is_premium", "message", {"from": {"id": 1, "is_premium": False}}, False),
        ("message:location:latitude", "message", {"location": {"latitude": 0, "longitude": 0}}, True),
        ("message:chat:private", "message", {}, True),
        ("message:chat:channel", "message", {}, False),
        ("message:reply_to_message:photo", "message", {"reply_to_message": samples.message(**PHOTO)}, True),
        ("message:forward_origin:hidden_user", "message", {"forward_origin": {"type": "hidden_user"}}, True),
        ("my_chat_member:new_chat_member:kicked", "my_chat_member", {"new_chat_member": {"status": "kicked"}}, True),
        ("my_chat_member:new_chat_member:kicked", "my_chat_member", {"new_chat_member": {"status": "left"}}, False),
    ],
)
def test_a_query_asks_the_schema(query, kind, fields, matches):
    bot = make_bot()
    bot.app(on=query)(lambda event: "")
    assert bot.process(samples.update(kind, **fields)).reply == ("" if matches else None)


def test_of_several_queries_one_is_enough():
    bot = make_bot()
    bot.app(on=("channel_post", "message:photo"))(lambda event: "")
    replies = [bot.process(samples.update(kind, **fields)).reply for kind, fields in OF_SEVERAL]
    assert replies == ["", "", None, None]


OF_SEVERAL = [("channel_post", {}), ("message", PHOTO), ("message", {}), ("edited_message", PHOTO)]


@pytest.mark.parametrize(
    "query, why",
    [
        ("", "does not have the form"),
        (":", "does not have the form"),
        ("message:", "does not have the form"),
        ("message:a:b:c", "does not have the form"),
        ("mesage", "which is not a kind of update. Did you mean 'message'? Known: message, edited_message"),
        ("message:foto", "but 'message' has no field 'foto'. Did you mean 'photo'? See https://core.telegram.org"),
        (":foto", "no kind of update has the field 'foto'. Did you mean 'photo'?"),
        ("message:entities:link", "but 'entities' has no 'link'."),
        ("message:entities:cod", "Did you mean 'code'?"),
        ("message:text:bold", "but 'text' has no 'bold'"),
        ("callback_query:photo", "but 'callback_query' has no field 'photo'"),
    ],
)
def test_a_query_that_asks_for_what_is_not_there_says_what_is(query, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        Query(query)


@given(samples.damaged("Message"), st.sampled_from(["message:entities:url", ":photo", "message:chat:private", ":from"]))
def test_a_query_bears_whatever_a_field_holds(raw, text):
    assert Query(text).match(raw) in (True, False)
