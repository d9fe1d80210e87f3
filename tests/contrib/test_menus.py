"""Menus: redrawn in place, pages, switches, choices, questions, days, and buttons that are old, forged or long."""

import contextlib
import datetime
import functools
from typing import Any

import pytest
import session_workers
from backends import run_processes, spawn, unique
from hypothesis import given
from hypothesis import strategies as st

import scaletg
from scaletg_contrib.conversations import Conversations, ask, once
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.menus import Menus
from scaletg_contrib.stores import StoreDown, open_store
from scaletg_contrib.testkit import Telegram
from talking import Recorder

LONG = "x" * 200
STALE, CHANGED, FOREIGN = (Menus.TEXTS[key] for key in ("stale", "changed", "foreign"))


def menu(rule=None, **options):
    """Note on a function how `make_bot` makes a menu of it: tests define the function before the bot."""

    def note(function):
        function.how = rule, options
        return function

    return note


def make_bot(*functions, store="memory:", defaults=None, **options):
    bot = scaletg.Bot(defaults=defaults or {})
    menus = Menus(store, **options)
    for function in functions:
        rule, how = function.how
        menus.menu(rule, **how)(function)
    bot.load(menus)
    return bot


@pytest.fixture
def new_bot(any_store):
    """Return `make_bot` with a store of each kind."""
    return functools.partial(make_bot, store=any_store)


@pytest.fixture
def open_menu(talk_to, new_bot):
    """Return a function that makes a menu of a drawing function, and sends its command."""

    def open_it(function, *others, command="/m", **options):
        bot = new_bot(menu(command, name="m", **options)(function), *others)
        ada = talk_to(bot).private("Ada")
        ada.send("/m")
        return ada

    return open_it


def flat(rows):
    return [one for row in rows for one in row]


# Mistakes of the author ######################################################


async def coroutine(*values):
    return "x"


def generator(*values):
    yield "x"


MISTAKES = [
    (lambda menu: menu.link("Go", "lang"), "there is no menu 'lang'. There are: m."),
    (lambda menu: menu.link("Go", "m", day=datetime.date(2026, 1, 1)), "link('Go') has an argument that is not JSON"),
    (lambda menu: menu.link("Go", len), "this is not a menu. Put @menus.menu() above"),
    (lambda menu: menu.button("Add", None), "give a function, not what it returns"),
    (lambda menu: menu.button("Add", coroutine), "write a plain `def` without yield"),
    (lambda menu: menu.button("Add", generator), "write a plain `def` without yield"),
    (lambda menu: menu.toggle("On", True, "on"), "toggle('On', 'on'): this is called"),
    (lambda menu: menu.radio(["a"], "a", generator), "radio(..., <function generator"),
    (lambda menu: menu.calendar(5), "calendar(5)"),
    (lambda menu: menu.pages([1], 0), "a page has 1 item or more"),
    (lambda menu: None, "returned None: return the text above the buttons"),
]


@pytest.mark.parametrize("draw, text", MISTAKES, ids=[text[:20] for _, text in MISTAKES])
def test_a_mistake_is_told_when_the_menu_is_drawn(talk_to, draw, text):
    ada = talk_to(make_bot(menu("/m", name="m")(draw)), strict=False).private("Ada")
    assert ada.send("/m") is None
    assert text in str(ada.telegram.last_outcome.error)


def test_a_menu_of_another_object_is_told_when_it_is_drawn(talk_to):
    @Menus("memory:").menu()
    def below(menu):
        return "Below"

    @menu("/m")
    def above(menu):
        menu.link("Go", below)
        return "Above"

    ada = talk_to(make_bot(above), strict=False).private("Ada")
    ada.send("/m")
    assert "this is not a menu" in str(ada.telegram.last_outcome.error)


@pytest.mark.parametrize("function", [coroutine, generator, lambda: "x"], ids=["async", "yield", "no parameter"])
def test_a_function_that_cannot_be_a_menu_is_refused(function):
    with pytest.raises(scaletg.RegistrationError, match="plain `def`|has no parameters"):
        Menus("memory:").menu("/m", name="m")(function)


def test_menu_without_parentheses_is_refused():
    with pytest.raises(scaletg.RegistrationError, match=r"menu 'settings': write @menus.menu\(\) above it"):

        @Menus("memory:").menu
        def settings(menu):
            return "x"


def test_a_calendar_takes_points_in_time(open_menu):
    noon = datetime.datetime(2026, 1, 20, 12, tzinfo=datetime.UTC)

    def draw(menu):
        menu.calendar("{:%d.%m.}".format, first=noon, last=noon, chosen=noon)
        return "When?"

    ada = open_menu(draw)
    ada.press("[20]")
    assert ada.toast == "20.01."


def test_a_wildcard_with_a_default_is_optional(talk_to, new_bot):
    @menu("/top <number:int>")
    def top(menu, number=10):
        menu.button("Again", lambda: None)
        return f"The first {number} {menu.args}"

    ada = talk_to(new_bot(top)).private("Ada")
    assert ada.send("/top 3").text == "The first 3 {'number': 3}"
    assert ada.send("/top").text == "The first 10 {}"
    ada.press("Again")
    assert ada.last.text == "The first 10 {}"


# Drawing #####################################################################


def test_a_menu_is_redrawn_in_the_same_message(open_menu):
    count = [0]

    def draw(menu):
        menu.button("More", lambda: count.append(1))
        return f"{len(count)} times"

    ada = open_menu(draw)
    first = ada.last.message_id
    ada.press("More")
    assert (ada.last.text, ada.last.message_id) == ("2 times", first)


def test_a_menu_names_what_an_app_names(talk_to, new_bot):
    @menu("/hi <word>")
    def hi(menu, user, chat, thing, word, menus, extra=3):
        menu.button("Again", lambda: None)
        return f"{user.first_name} {chat.type} {thing} {word} {menu.args} {extra}"

    bot = new_bot(hi)
    bot.module("thing")(lambda: "tea")
    ada = talk_to(bot).private("Ada")
    assert ada.send("/hi you").text == "Ada private tea you {'word': 'you'} 3"
    ada.press("Again")
    assert ada.last.text == "Ada private tea you {'word': 'you'} 3"


@pytest.mark.parametrize("name", ["message", "callback_query", "data"])
def test_a_menu_cannot_name_what_only_one_of_its_updates_has(name):
    with pytest.raises(scaletg.RegistrationError, match=f"has the parameter '{name}'"):
        eval(f"menu('/x', name='x')(lambda menu, {name}: '')", {"menu": Menus("memory:").menu})


@pytest.mark.parametrize("name", ["a" * 21, "two words", "größe"])
def test_a_menu_needs_a_short_plain_name(name):
    with pytest.raises(scaletg.RegistrationError, match="give it a name="):
        Menus("memory:").menu(name=name)(lambda menu: "")


def test_menus_are_loaded_by_the_name_of_their_object(tmp_path, monkeypatch, talk_to):
    (tmp_path / "some_menus.py").write_text(
        "from scaletg_contrib.menus import Menus\nmenus = Menus('memory:')\n\n\n"
        "@menus.menu('/x')\ndef x(menu):\n    'Show x.'\n    return 'X'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    bot = scaletg.Bot()
    bot.load("some_menus:menus")
    assert talk_to(bot).private("Ada").send("/x").text == "X"
    assert bot.commands == {"default": {"x": "Show x."}}


def test_a_menu_that_comes_after_loading_is_told_at_once():
    menus = Menus("memory:")
    scaletg.Bot().load(menus)
    with pytest.raises(scaletg.RegistrationError, match=r"menu 'x' comes after bot.load"):
        menus.menu("/x", name="x")(lambda menu: "X")


def test_two_menus_of_one_name_are_told_at_once():
    menus = Menus("memory:")
    menus.menu("/x", name="x")(lambda menu: "X")
    with pytest.raises(scaletg.RegistrationError, match="two menus with the name 'x'"):
        menus.menu("/y", name="x")(lambda menu: "Y")


def test_when_holds_for_the_command_and_for_the_buttons(talk_to, new_bot):
    allowed = [True]

    @menu("/x", when=lambda: allowed[0])
    def x(menu):
        menu.button("Go", lambda: "went")
        return "X"

    ada = talk_to(new_bot(x)).private("Ada")
    ada.send("/x")
    allowed[0] = False
    ada.press("Go")
    assert ada.toast == STALE
    assert ada.send("/x") is None


def test_what_an_action_returns_is_shown_or_sent(open_menu):
    def draw(menu):
        menu.button("Note", lambda: "a note")
        menu.button("Send", menu.chat.send_message, "sent")
        menu.button("Other", lambda: 5)
        return "Text"

    ada = open_menu(draw)
    ada.press("Note")
    assert ada.toast == "a note"
    ada.press("Send")
    assert ada.last.text == "sent"
    ada.press("Other")
    assert not ada.toast


def test_rows_and_options(open_menu):
    def draw(menu):
        menu.button("A", lambda: None)
        menu.button("B", lambda: None, row=False)
        menu.url("C", "https://example.com")
        menu.options = {"parse_mode": "HTML"}
        return "<b>Bold</b>"

    ada = open_menu(draw)
    assert ada.buttons == [["A", "B"], ["C"]]
    ada.press("A")
    assert ada.last.text == "Bold"


def test_two_buttons_of_one_name_are_an_error(talk_to, new_bot):
    @menu("/x")
    def x(menu):
        menu.button("A", lambda: None)
        menu.button("A", lambda: None)
        return "X"

    with pytest.raises(ValueError, match="distinguish them with key="):
        talk_to(new_bot(x)).private("Ada").send("/x")


# Switches, choices, questions ################################################


def test_a_switch_does_what_the_person_saw(open_menu):
    state = {"on": False}

    def draw(menu):
        menu.toggle("Sound", state["on"], lambda on: state.update(on=on))
        return "Text"

    ada = open_menu(draw)
    assert ada.buttons == [["⬜ Sound"]]
    state["on"] = True  # somebody else switched it on meanwhile
    ada.press("⬜ Sound")
    assert state == {"on": True}
    assert ada.buttons == [["✅ Sound"]]
    ada.press("✅ Sound")
    assert state == {"on": False}


def test_one_of_several_choices(open_menu):
    state = {"size": 1, "colour": "red"}

    def draw(menu):
        menu.radio({1: "Small", 2: "Large"}, state["size"], lambda size: state.update(size=size), columns=2)
        menu.radio(["red", "blue"], state["colour"], lambda one: state.update(colour=one), key="colour")
        return "Text"

    ada = open_menu(draw)
    assert ada.buttons == [["🔘 Small", "⚪ Large"], ["🔘 red"], ["⚪ blue"]]
    ada.press("⚪ Large")
    ada.press("⚪ blue")
    assert state == {"size": 2, "colour": "blue"}
    ada.press("🔘 blue")  # nothing changes, and that is no error


@pytest.mark.parametrize("answer, gone", [("Yes", ["all"]), ("No", [])])
def test_a_question_comes_first(open_menu, answer, gone):
    deleted: list[Any] = []

    def draw(menu):
        menu.button("Delete", deleted.append, "all", confirm="Really?")
        return "Text"

    ada = open_menu(draw)
    ada.press("Delete")
    assert (ada.last.text, ada.buttons, deleted) == ("Really?", [["Yes", "No"]], [])
    ada.press(answer)
    assert (ada.last.text, deleted) == ("Text", gone)


# Submenus ####################################################################


@menu()
def leaf(menu):
    menu.back()
    menu.link("Deeper", leaf, n=menu.args["n"] + 1)
    return f"Leaf {menu.args['n']}"


def test_links_go_down_and_back(open_menu):
    def draw(menu):
        for one in menu.pages(range(9), 4):
            menu.link(f"To {one}", leaf, n=one)
        menu.back()
        return "Root"

    ada = open_menu(draw, leaf)
    ada.press("›")
    ada.press("To 5")
    assert ada.last.text == "Leaf 5"
    ada.press("Deeper")
    assert ada.last.text == "Leaf 6"
    ada.press("‹ Back")
    ada.press("‹ Back")
    assert ada.last.text == "Root"
    assert "To 5" in flat(ada.buttons)  # the page where the person was
    assert "‹ Back" not in flat(ada.buttons)


def test_links_in_a_circle_do_not_grow(open_menu):
    def draw(menu):
        menu.link("Down", leaf, n=0)
        return "Root"

    ada = open_menu(draw, leaf)
    ada.press("Down")
    for _ in range(30):
        ada.press("Deeper")
    assert ada.last.text == "Leaf 30"
    for _ in range(8):
        ada.press("‹ Back")
    assert ada.last.text == "Leaf 22"
    assert ada.buttons == [["Deeper"]]


def test_close_deletes_the_message_or_leaves_a_text(open_menu):
    def draw(menu):
        menu.close()
        return "Text"

    ada = open_menu(draw)
    ada.press("Close")
    assert [message.text for message in ada.messages] == ["/m"]

    def draw_again(menu):
        menu.close("Done", text="Bye")
        return "Text"

    ada = open_menu(draw_again)
    ada.press("Done")
    assert (ada.last.text, ada.buttons) == ("Bye", [])


def test_a_message_that_telegram_does_not_delete_loses_its_buttons(open_menu):
    def draw(menu):
        menu.close()
        return "Text"

    ada = open_menu(draw)
    ada.telegram.trouble("400", "deleteMessage", description="Bad Request: message can't be deleted")
    ada.press("Close")
    assert (ada.last.text, ada.buttons) == ("Text", [])


# Pages #######################################################################


class Query:
    """A query that can be sliced and has no length, as SQLAlchemy's."""

    def __getitem__(self, part):
        return range(7)[part]


@pytest.mark.parametrize("items", [Query(), lambda offset, limit: list(range(7))[offset : offset + limit]])
def test_a_query_without_a_length_is_turned_page_by_page(open_menu, items):
    def draw(menu):
        for one in menu.pages(items, 3):
            menu.button(str(one), lambda: None)
        return "Text"

    ada = open_menu(draw)
    assert ada.buttons == [["1", "›"], ["0"], ["1"], ["2"]]
    ada.press("›")
    ada.press("›")
    assert ada.buttons == [["‹", "3"], ["6"]]


def test_the_end_of_a_list_that_became_shorter_is_shown(open_menu):
    items = list("abcdefgh")

    def draw(menu):
        for one in menu.pages(items, 2):
            menu.button(one, items.remove, one)
        return "Text"

    ada = open_menu(draw)
    ada.press("»")
    assert ada.buttons == [["«", "‹", "4/4"], ["g"], ["h"]]
    ada.press("g")
    ada.press("h")
    assert ada.buttons[1:] == [["e"], ["f"]]
    del items[:]
    ada.press("‹")
    assert ada.buttons == []


def test_a_function_that_has_less_to_give_goes_back_to_the_last_page(open_menu):
    items = list("abcdef")

    def draw(menu):
        for one in menu.pages(lambda offset, limit: items[offset : offset + limit], 2):
            menu.button(one, lambda: None)
        return "Text"

    ada = open_menu(draw)
    ada.press("›")
    ada.press("›")
    del items[3:]
    ada.press("3")
    assert ada.buttons == [["‹", "2"], ["c"]]


@pytest.mark.parametrize("items", [{1, 2}, {"a": 1}, iter([1])])
def test_what_cannot_be_sliced_is_refused(talk_to, items, new_bot):
    @menu("/x")
    def x(menu):
        return str(menu.pages(items))

    with pytest.raises(TypeError, match=r"give it list\(...\), or a function"):
        talk_to(new_bot(x)).private("Ada").send("/x")


# The calendar ################################################################


def test_a_day_is_chosen(open_menu):
    chosen: list[Any] = []

    def draw(menu):
        menu.calendar(chosen.append, today=datetime.date(2025, 12, 31), chosen=chosen[-1] if chosen else None)
        return "When?"

    ada = open_menu(draw)
    assert ada.buttons[0] == ["‹", "December 2025", "›"]
    assert ada.buttons[2] == ["1", "2", "3", "4", "5", "6", "7"]
    ada.press("›")
    assert ada.buttons[0] == ["‹", "January 2026", "›"]
    assert ada.buttons[2] == ["·", "·", "·", "1", "2", "3", "4"]
    ada.press("29")
    assert chosen == [datetime.date(2026, 1, 29)]
    assert "[29]" in flat(ada.buttons)


def test_days_out_of_bounds_cannot_be_chosen(open_menu):
    first, last = datetime.date(2026, 2, 27), datetime.date(2026, 3, 2)

    def draw(menu):
        menu.calendar(lambda day: str(day), first=first, last=last, today=datetime.date(2020, 1, 1), first_weekday=6)
        return "When?"

    ada = open_menu(draw)
    assert ada.buttons[:2] == [["·", "February 2026", "›"], ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]]
    assert [one for one in flat(ada.buttons[2:]) if one != "·"] == ["27", "28"]
    ada.press("›")
    assert ada.buttons[0] == ["‹", "March 2026", "·"]
    ada.press("2")
    assert ada.toast == "2026-03-02"


def test_the_last_month_of_all_can_be_drawn(open_menu):
    def draw(menu):
        menu.calendar(str, today=datetime.date(9999, 12, 31))
        return "When?"

    assert open_menu(draw).buttons[0] == ["‹", "December 9999", "·"]


# Old, foreign and forged buttons #############################################


def test_a_button_that_is_not_drawn_any_more_does_nothing(open_menu):
    offered = [True]
    done: list[Any] = []

    def draw(menu):
        if offered:
            menu.button("Go", done.append, 1)
        return f"{len(offered)}"

    ada = open_menu(draw)
    del offered[:]
    ada.press("Go")
    assert (ada.toast, ada.last.text, done) == (CHANGED, "0", [])


def press(bot, data, chat=5, user=5):
    place = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "x", "first_name": "A"}
    person = {"id": user, "is_bot": False, "first_name": "A"}
    message = {"message_id": 1, "date": 1, "chat": place, "text": "x"}
    query = {"id": "1", "chat_instance": "1", "from": person, "message": message, "data": data}
    return bot.process({"callback_query": query}).reply


def say(bot, text, chat=5, user=5):
    place = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "x", "first_name": "A"}
    person = {"id": user, "is_bot": False, "first_name": "A"}
    message = {"message_id": 1, "date": 1, "chat": place, "from": person, "text": text}
    return bot.process({"message": message}).reply


def test_a_button_of_a_menu_that_is_gone_is_answered_politely(new_bot):
    reply = press(new_bot(), "m:gone:data")
    assert (reply.text, reply.show_alert) == (STALE, True)


@pytest.mark.parametrize("data", ["\ud800", "m:x:\ud800", "m:x:"])
def test_odd_data_are_answered_politely(data):
    assert press(BOT, data).text == STALE


@pytest.fixture
def packing(any_store):
    """A bot that packs what it is told, and says what it unpacks."""

    def make(store=any_store, **options):
        return session_workers.make_packer(store, **options)

    return make


@pytest.mark.parametrize("text", ["short", LONG, "ü" * 100, '"*\\'])
def test_data_of_any_length_come_back(packing, text):
    bot = packing()
    data = say(bot, f"/pack {text}").text
    assert len(data.encode()) <= 64
    assert press(bot, data).text == text


@pytest.mark.parametrize("text", ["short", LONG])
def test_data_are_valid_in_one_chat_only(packing, text):
    bot = packing()
    assert press(bot, say(bot, f"/pack {text}").text, chat=6, user=6).text == STALE


@pytest.mark.parametrize("text", ["short", LONG])
def test_changed_data_are_refused(packing, text):
    bot = packing()
    data = say(bot, f"/pack {text}").text
    for place in range(2, len(data)):
        changed = data[:place] + ("A" if data[place] != "A" else "B") + data[place + 1 :]
        assert press(bot, changed).text == STALE


@menu("/x", name="x")
def drawing_x(menu):
    return "X"


BOT = make_bot(drawing_x)


@given(st.text(max_size=60))
def test_nothing_that_people_make_up_is_an_error(text):
    assert press(BOT, f"m:x:{text}").text == STALE


def test_what_was_changed_in_the_store_is_refused(packing, any_store):
    store, bot = any_store, packing()
    data = say(bot, f"/pack {LONG}").text
    for record in list(store.scan("0/menus/menus/data/")):
        store.put(record.key, record.value.replace(LONG, "y" * 200))
    assert press(bot, data).text == STALE


def test_what_the_store_forgot_is_stale(packing, url, clock):
    with contextlib.closing(open_store(url, name=unique(), clock=clock)) as store:
        bot = packing(store, keep=60)
        data = say(bot, f"/pack {LONG}").text
        assert press(bot, data).text == LONG
        clock.now += 61
        assert press(bot, data).text == STALE


def test_the_same_data_drawn_again_take_no_more_room(packing, any_store):
    bot = packing()
    for _ in range(3):
        say(bot, f"/pack {LONG}")
    assert len(list(any_store.scan("0/menus/menus/data/"))) == 1


def test_a_store_that_is_down_makes_telegram_deliver_again(any_store):
    @menu("/x", name="x")
    def x(menu):
        menu.link("L", "x", long=LONG)
        return "X"

    bot = make_bot(x, store=any_store)
    data = say(bot, "/x").reply_markup.inline_keyboard[0][0].callback_data

    def down(key):
        raise StoreDown("store memory: is down", 5)

    any_store.get = down
    place = {"id": 5, "type": "private", "first_name": "A"}
    query = {"id": "1", "chat_instance": "1", "from": {"id": 5, "is_bot": False, "first_name": "A"}, "data": data}
    outcome = bot.process({"callback_query": {**query, "message": {"message_id": 1, "date": 1, "chat": place}}})
    assert outcome.retry_after == 5


def test_a_personal_menu_obeys_who_opened_it(talk_to, new_bot):
    pressed: list[Any] = []

    @menu("/x", personal=True)
    def x(menu):
        menu.button("Go", pressed.append, 1)
        menu.link("Down", below)
        return "X"

    @menu()
    def below(menu):
        menu.back()
        return "Below"

    ada = talk_to(new_bot(x, below)).group("Group", "Ada", "Bob", admin=True)
    bob = ada.by("Bob")
    ada.send("/x")
    bob.press("Go")
    assert (bob.toast, pressed) == (FOREIGN, [])
    ada.press("Down")
    ada.press("‹ Back")
    bob.press("Go")
    assert (bob.toast, pressed) == (FOREIGN, [])
    ada.press("Go")
    assert pressed == [1]


# Several processes ###########################################################


@pytest.mark.parametrize("text", ["short", LONG])
def test_a_button_is_valid_in_every_process(shared_url, text):
    name, answers = unique(), spawn.SimpleQueue()
    run_processes(session_workers.pack, shared_url, name, text, answers, count=2)
    with contextlib.closing(open_store(shared_url, name=name)) as store:
        bot = session_workers.make_packer(store)
        for _ in range(2):  # both made the secret at the same time, or found it
            assert press(bot, answers.get()).text == text


def test_another_secret_or_token_makes_other_signatures(packing):
    data = say(packing(secret="one"), "/pack x").text
    assert press(packing(secret="one"), data).text == "x"
    assert press(packing(secret="two"), data).text == STALE
    assert press(packing(), data).text == STALE


def test_the_example_does_as_it_says(example):
    module = example("menu_bot")
    with Telegram(module.bot) as telegram:
        ada = telegram.private("Ada")
        assert ada.send("/menu").text == "Your order: nothing yet, any day"
        for button in ("⚪ Large", "Choose a tea", "›", "Jasmine"):
            ada.press(button)
        assert ada.toast == "Noted."
        for button in ("‹ Back", "Choose a day", "›", "1", "‹ Back"):
            ada.press(button)
        assert ada.last.text.startswith("Your order: Jasmine, 20")
        for button in ("Cancel the order", "Yes", "Done"):
            ada.press(button)
        assert ada.last.text == "Nothing, size S, any day."
    module.store.close()


# Shown by an app, and questions of a menu


SETTINGS: dict[str, Any] = {}


@menu("/settings <kind>")
def settings(menu, user, session=None, kind="plain"):
    menu.button("Count", lambda: str(SETTINGS.update(count=SETTINGS.get("count", 0) + 1) or SETTINGS["count"]))
    menu.ask("Rename", "What is the new name?", rename, kind)
    menu.ask("Picture", "Which picture?", lambda message: SETTINGS.update(photo=message.photo[-1].file_id), on="photo")
    return f"{kind} settings of {user.first_name}: {SETTINGS.get('name', 'no name')}"


def rename(kind, name):
    if len(name) > 10:
        raise ValueError("That is too long.")
    SETTINGS["name"] = name
    return f"Renamed the {kind} one."


@pytest.fixture
def asking(talk_to, new_bot):
    SETTINGS.clear()
    bot = new_bot(settings)
    bot.app("/open <kind>")(lambda menus, kind="plain": menus.show("settings", kind=kind))
    bot.app("open", on="callback_query")(lambda menus: menus.show(settings, kind="fine"))
    bot.app("/other")(lambda message: "Something else")
    bot.app("/keyboard")(lambda message: message.answer("Here", reply_markup=scaletg.inline_keyboard({"Open": "open"})))
    bot.app(fallback=True)(lambda message: "What?")
    return talk_to(bot)


def test_an_app_returns_a_menu(asking):
    ada = asking.private("Ada")
    assert ada.send("/open red").text == "red settings of Ada: no name"
    ada.press("Count")
    assert ada.toast == "1"
    assert ada.send("/open").text == "plain settings of Ada: no name"
    ada.send("/keyboard")
    assert ada.press("Open").text == "fine settings of Ada: no name"
    ada.press("Count")
    assert ada.toast == "2"


def test_a_menu_that_an_app_returns_is_in_the_topic_of_the_message(new_bot):
    bot = new_bot(settings)
    bot.app("/open")(lambda menus: menus.show(settings))
    topic = {"message_thread_id": 9, "is_topic_message": True}
    reply = bot.process(session_workers.message(1, "/open", chat=-100, **topic)).reply
    assert reply.message_thread_id == 9


def test_a_menu_is_not_shown_where_there_is_no_chat(new_bot, caplog):
    bot = new_bot(settings)
    bot.app(on="inline_query")(lambda inline_query, menus: menus.show(settings))
    person = {"id": 7, "is_bot": False, "first_name": "Ada"}
    outcome = bot.process({"update_id": 1, "inline_query": {"id": "1", "from": person, "query": "", "offset": ""}})
    assert "menu 'settings' cannot be shown: update 1 has no chat" in str(outcome.error)


def test_a_question_of_a_menu_takes_the_next_message(asking):
    ada = asking.private("Ada")
    ada.send("/open red")
    assert ada.press("Rename").text == "What is the new name?"
    assert ada.buttons == [["‹ Back"]]
    ada.send("a name of many letters")
    assert ada.last.text == "That is too long."
    ada.send("Tea")
    question, note, shown = ada.replies
    assert (question.text, question.reply_markup) == ("What is the new name?", None)
    assert (note.text, shown.text) == ("Renamed the red one.", "red settings of Ada: Tea")
    assert ada.send("Coffee").text == "What?"  # nobody has asked any more
    assert SETTINGS["name"] == "Tea"
    ada.press("Count")
    assert ada.toast == "1"


def test_a_question_of_a_menu_takes_a_photo(asking):
    ada = asking.private("Ada")
    ada.send("/open")
    ada.press("Picture")
    assert ada.send("here").text == "Please send me: photo."
    ada.send_photo()
    assert SETTINGS["photo"] and ada.last.text == "plain settings of Ada: no name"


def test_back_or_a_command_ends_the_question(asking):
    ada = asking.private("Ada")
    ada.send("/open")
    ada.press("Rename")
    assert ada.press("‹ Back").text == "plain settings of Ada: no name"
    assert ada.send("Tea").text == "What?"
    ada.press("Rename")
    assert ada.send("/other").text == "Something else"
    assert ada.send("Tea").text == "What?"
    assert SETTINGS == {}


def test_the_question_of_one_person_is_not_answered_by_another(asking):
    ada = asking.group("Tea", "Ada", "Bob", admin=True)
    ada.send("/open")
    ada.press("Rename")
    ada.by("Bob").send("Bob was here")
    assert SETTINGS == {}
    ada.send("Tea")
    assert SETTINGS == {"name": "Tea"}


@pytest.mark.parametrize(("seconds", "text"), [(3599, "Renamed the plain one."), (3601, "What?")])
def test_an_open_question_waits_an_hour_for_its_answer(new_bot, any_store, clock, seconds, text):
    any_store.clock = clock
    bot = bot_with_an_open_question(new_bot)
    clock.now += seconds
    bot.process(session_workers.message(3, "Tea", user=7))
    assert ([*bot.api.transport.texts, "What?"])[0] == text


def test_an_open_question_is_forgotten_on_request(new_bot):
    bot = bot_with_an_open_question(new_bot)
    (menus,) = {one for one in bot.registry.loaded.values() if isinstance(one, Menus)}
    assert menus.forget(70) == 0
    assert menus.forget(7) == 1
    assert bot.process(session_workers.message(3, "Tea", user=7)).reply.text == "What?"


def bot_with_an_open_question(new_bot):
    """Return a bot whose menu has asked person 7 for a name, by update 2."""
    SETTINGS.clear()
    bot = new_bot(settings)
    bot.app(fallback=True)(lambda message: "What?")
    bot.api.transport = Recorder()
    opened = bot.process(session_workers.message(1, "/settings", user=7)).reply
    data = opened.reply_markup.inline_keyboard[1][0].callback_data
    bot.process(session_workers.press(2, data, user=7))
    return bot


def test_the_answer_is_taken_again_if_its_update_comes_again(new_bot):
    """For example because the process was killed; another message is no answer."""
    bot = bot_with_an_open_question(new_bot)
    for _ in range(2):
        bot.process(session_workers.message(3, "Tea", user=7))
        bot.seen.forget(f"{bot.id or 0}/3")
    assert bot.api.transport.texts == ["Renamed the plain one."] * 2
    assert bot.process(session_workers.message(4, "Coffee", user=7)).reply.text == "What?"


def test_a_question_of_an_unknown_kind_is_told(open_menu):
    def drawing(menu):
        menu.ask("Go", "Where?", print, on="foto")
        return "x"

    with pytest.raises(ValueError, match="ask\\('Go', ...\\) has on='foto', but a message has no 'foto'"):
        open_menu(drawing)


def test_a_menu_follows_a_conversation():
    bot, menus, talks = scaletg.Bot(store="memory:"), Menus(), Conversations()
    SETTINGS.clear()

    @talks.conversation("/setup")
    def setup(message):
        SETTINGS["name"] = yield ask("Who are you?")
        yield once(menus.send, "settings", message.chat.id, kind="new")
        return "Thank you."

    menus.menu("/settings <kind>")(settings)
    bot.load(talks)
    bot.load(menus)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        assert ada.send("/setup").text == "Who are you?"
        ada.send("Tea")  # the job is due at once
        assert [reply.text for reply in ada.replies] == ["Thank you.", "new settings of : Tea"]


# For somebody who has not asked


def test_a_menu_is_sent_to_somebody_and_its_buttons_work():
    bot, menus = scaletg.Bot(store="memory:"), Menus()

    @menus.menu("/tea <kind>", personal=True)
    def tea(menu, kind="green", user=None):
        menu.button("Drink", lambda: f"{kind} is gone")
        return f"A cup of {kind} tea for {user.first_name}"

    bot.load(Jobs())
    bot.load(menus)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("hello")
        menus.send(tea, ada.id, kind="black")
        telegram.advance(seconds=1)
        assert ada.last.text.startswith("A cup of black tea")
        ada.press("Drink")
        assert ada.toast == "black is gone"
        menus.send("tea", ada.id)
        telegram.advance(seconds=1)
        assert ada.last.text.startswith("A cup of green tea")
        with pytest.raises(scaletg.RegistrationError, match="no menu 'coffee'"):
            menus.send("coffee", ada.id)
