"""The examples, each talked to in the way that its docstring says, with the test kit."""

import datetime
import importlib.util
import io
import json
import logging
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from werkzeug.test import Client

from programs import clean_environ, find_in
from scaletg_contrib.simulator import ActionError, blank_picture
from scaletg_contrib.stores import open_store
from scaletg_contrib.testkit import Telegram

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@pytest.fixture
def load(monkeypatch, tmp_path):
    """Return a function that imports an example anew, in an empty folder and without a token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("SCALETG_DEVELOPMENT", "true")

    def load_example(name):
        path = EXAMPLES / name
        spec = importlib.util.spec_from_file_location(f"example_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load_example


@pytest.fixture
def talk(load):
    """Return a function that opens the private chat of Ada with an example."""
    return lambda name: Telegram(load(name).bot).private("Ada")


def answers(chat, *texts):
    """Say one text after the other, and return the answers."""
    return [chat.send(text).text for text in texts]


###############################################################################
# All of them


ALL = pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
HEADER = re.compile(r"\A# /// script\n((?:#(?: .*)?\n)+)# ///\n")
#: The extra of scaletg that a Python module of contrib needs wherever it is imported.
EXTRAS = {"scaletg_contrib.i18n": "i18n"}


@ALL
def test_every_example_says_what_to_type_and_takes_its_token_from_the_environment(path):
    source = HEADER.sub("", path.read_text(encoding="utf-8"))
    assert source.startswith('"""')
    assert "= scaletg.Bot()\n" in source
    assert len([line for line in source.splitlines() if line]) <= 80


# examples/any_language has a bot of another library.
FOLDERS = [path for path in sorted(EXAMPLES.glob("*/bot.py")) if "scaletg" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    "path", [*sorted(EXAMPLES.glob("*.py")), *FOLDERS], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_every_example_says_what_must_be_installed(path):
    """The header is that of PEP 723, so that `uv run` needs no environment; scaletg itself comes from this clone."""
    source = path.read_text(encoding="utf-8")
    told = HEADER.match(source)
    assert told, "it does not begin with # /// script"
    metadata = tomllib.loads("\n".join(line.removeprefix("#").strip() for line in told[1].splitlines()))
    assert metadata["requires-python"] == ">=3.11"
    itself = metadata["tool"]["uv"]["sources"]["scaletg"]
    assert (path.parent / itself["path"]).resolve() == EXAMPLES.parent

    extras = set(re.findall(r"\bscaletg\[([\w,]+)\]", " ".join(metadata["dependencies"])))
    imported = {name for line in source.splitlines() for name in re.findall(r"^(?:import|from) ([\w.]+)", line)}
    assert {EXTRAS[name] for name in imported & set(EXTRAS)} <= extras
    beside = set() if path.parent == EXAMPLES else {one.stem for one in path.parent.iterdir()}
    packages = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names - beside
    named = {re.split(r"[^\w-]", need)[0].replace("-", "_") for need in metadata["dependencies"]}
    come_with_others = {"scaletg", "scaletg_contrib", "bottle", "requests", "attrs", "werkzeug"}
    assert packages - come_with_others <= named


@ALL
def test_every_example_is_talked_to_here(path):
    assert re.search(rf'(talk|load)\("{path.name}"\)', Path(__file__).read_text(encoding="utf-8"))


###############################################################################
# Commands, buttons, inline mode


def test_echo_greets_by_name_and_says_a_text_back_with_its_formatting(talk):
    chat = talk("echo_bot.py")
    assert chat.send("/start").text.startswith("Hello, Ada!")
    answer = chat.send("<b>Hi</b> you", parse_mode="HTML")
    assert (answer.text, [(one.type, one.length) for one in answer.entities]) == ("Hi you", [("bold", 2)])


def test_echo_gives_a_sticker_and_a_photo_back(talk):
    chat = talk("echo_bot.py")
    assert chat.send_file("sticker").sticker.file_id == chat.messages[0].sticker.file_id
    assert chat.send_photo(caption="my cat").caption == "my cat"


@pytest.mark.parametrize(
    "text, answer",
    [
        ("/add 2 3", "2 + 3 = 5"),
        ("/ADD 2 -3", "2 + -3 = -1"),
        ("/roll 1", "A die has two sides or more."),
        ("/pick green tea", "green tea"),
        ("/pick ,  green tea ,,", "green tea"),
        ("/pick , ,", "There is nothing to pick from."),
        ("/add two three", "Add two whole numbers: /add 2 3"),
        ("hello", "I did not understand that. Say /help."),
    ],
)
def test_commands_are_answered(talk, text, answer):
    assert talk("commands_bot.py").send(text).text == answer


@pytest.mark.parametrize("text, sides", [("/roll", 6), ("/roll 20", 20)])
def test_commands_roll_a_die(talk, text, sides):
    found = find_in(talk("commands_bot.py").send(text).text, r"^You rolled (\d+) of (\d+)\.\Z")
    assert 1 <= int(found[1]) <= int(found[2]) == sides


def test_commands_help_lists_every_command(talk):
    text = talk("commands_bot.py").send("/help").text
    assert [line.split(":")[0] for line in text.split("\n")] == ["/add", "/roll", "/pick", "/help"]


def test_vote_counts_what_is_pressed(talk):
    telegram = talk("vote_bot.py").telegram
    ada = telegram.group("Breakfast", "Ada", "Bob")
    bob = ada.by("Bob")
    assert ada.send("/ask Tea?").text == "Tea?"
    ada.press("Yes (0)")
    assert (ada.toast, ada.buttons) == ("You said Yes.", [["Yes (1)", "No (0)"]])
    bob.press("No (0)")
    assert (bob.toast, bob.buttons) == ("You said No.", [["Yes (1)", "No (1)"]])


def test_vote_counts_one_vote_of_each_person(talk):
    telegram = talk("vote_bot.py").telegram
    ada = telegram.group("Breakfast", "Ada", "Bob")
    ada.send("/ask Tea?")
    ada.press("Yes (0)")
    ada.press("Yes (1)")
    assert (ada.toast, ada.buttons) == ("You have said Yes already.", [["Yes (1)", "No (0)"]])
    ada.press("No (0)")
    assert (ada.toast, ada.buttons) == ("You said No.", [["Yes (0)", "No (1)"]])


def test_vote_loses_no_vote_of_those_who_press_an_old_keyboard(talk):
    telegram = talk("vote_bot.py").telegram
    ada = telegram.group("Breakfast", "Ada", *(f"Person {number}" for number in range(9)))
    question = ada.send("/ask Tea?")
    for number in range(9):  # each sees the keyboard as it was at first
        data = {"id": str(number), "from": ada.by(f"Person {number}").user.to_telegram(), "chat_instance": "1"}
        telegram.deliver({"callback_query": {**data, "message": question.to_dict(), "data": "vote:Yes"}})
    assert ada.buttons == [["Yes (9)", "No (0)"]]


def test_vote_says_that_a_button_is_too_old(talk):
    chat = talk("vote_bot.py")
    chat.send("/ask Tea?")
    markup = {"inline_keyboard": [[{"text": "Old", "callback_data": "vote:old"}]]}
    chat.telegram.sim.call(
        chat.telegram.account, "sendMessage", {"chat_id": chat.id, "text": "?", "reply_markup": markup}
    )
    chat.press("Old")
    assert chat.toast == "This button is too old."


def test_inline_answers_in_three_styles(talk):
    chat = talk("inline_bot.py")
    offered = chat.inline("Hi")
    assert [one.input_message_content.message_text for one in offered.results] == ["HI", "hi", "iH"]
    assert offered.choose(2).text == "iH"


def test_inline_asks_for_a_text_when_none_is_typed(talk):
    chat = talk("inline_bot.py")
    assert chat.inline("").results == []
    answer = next(one for one in chat.telegram.calls if one["method"] == "answerInlineQuery")
    payload = answer["parameters"]["button"]["start_parameter"]
    assert chat.start(payload).text == "Type my name and a text in any chat."


def test_poll_closes_by_itself_and_names_who_is_for_what(talk):
    telegram = talk("poll_bot.py").telegram
    ada = telegram.group("Lunch", "Ada", "Bob", "Eve")
    assert ada.send("/poll Lunch?").text.startswith("Write a question")
    assert ada.send("/poll Where? here, there, there " + "x" * 100).text.startswith("Telegram does not take this poll")
    assert ada.send("/poll Lunch? pizza, soup, salad").poll.question == "Lunch?"
    ada.vote("soup")
    ada.by("Bob").vote("soup")
    ada.by("Eve").vote("pizza")
    ada.vote()  # takes it back
    ada.vote("pizza")
    telegram.advance(hours=1)
    assert ada.last.text == "pizza: Ada, Eve\nsoup: Bob\nsalad: nobody"


def test_quiz_counts_points_over_restarts(load):
    store = open_store("memory:")
    with Telegram(load("quiz_bot.py").bot, store=store) as telegram:
        ada = telegram.private("Ada", id=7)
        assert ada.send("/best").text == "Nobody has played yet."
        assert ada.send("/quiz").poll.question == "1. How long does green tea steep?"
        ada.vote("2 minutes")
        assert ada.last.poll.question == "2. Where does Darjeeling come from?"
        ada.vote("Japan")
        ada.vote("Rooibos")
        assert ada.last.text == "You have 2 of 3 points. See the /best."
        bob = telegram.private("Bob", id=8)
        bob.send("/quiz")
        for answer in ("10 minutes", "China", "Oolong"):
            bob.vote(answer)
    with Telegram(load("quiz_bot.py").bot, store=store) as telegram:
        assert telegram.private("Ada", id=7).send("/best").text == "2 Ada\n0 Bob"


def test_quiz_does_not_count_an_answer_to_an_earlier_game(talk):
    chat = talk("quiz_bot.py")
    first = chat.send("/quiz")
    chat.send("/quiz")
    count = len(chat.messages)
    chat.vote("2 minutes", message=first)
    assert len(chat.messages) == count
    chat.vote("2 minutes")
    assert chat.last.poll.question.startswith("2.")


def test_game_is_won_by_three_in_a_line(talk):
    telegram = talk("game_bot.py").telegram
    ada = telegram.group("Play", "Ada", "Bob", "Eve")
    bob, eve = ada.by("Bob"), ada.by("Eve")
    ada.send("/play")
    assert ada.press((0, 0)).text == "Ada ✕"
    ada.press((0, 1))
    assert ada.toast == "It is not your turn."
    bob.press((0, 0))
    assert bob.toast == "You cannot go there."
    assert bob.press((1, 0)).text == "Ada ✕ against Bob ○"
    eve.press((2, 2))
    assert eve.toast == "Two others play here. Say /play for a game of your own."
    for player, square in ((ada, (0, 1)), (bob, (1, 1)), (ada, (0, 2))):
        player.press(square)
    assert ada.last.text == "Ada has won."
    bob.press((2, 2))
    assert bob.toast == "You cannot go there."
    assert ada.buttons == [["✕", "✕", "✕"], ["○", "○", "·"], ["·", "·", "·"]]


def test_game_can_end_without_a_winner(talk):
    telegram = talk("game_bot.py").telegram
    ada = telegram.group("Play", "Ada", "Bob")
    players = ada, ada.by("Bob")
    ada.send("/play")
    for number, square in enumerate([(0, 0), (0, 1), (0, 2), (1, 1), (1, 0), (1, 2), (2, 1), (2, 0), (2, 2)]):
        players[number % 2].press(square)
    assert ada.last.text == "Nobody has won."


@pytest.fixture
def desk(talk):
    """Return a person's chat with the support desk, and the group of the team."""
    person = talk("support_bot.py")
    team = person.telegram.group("Team", "Tom", admin=True)
    return person, team


def test_support_carries_questions_and_answers(desk):
    person, team = desk
    assert person.send("/start").text.startswith("Write me your question.")
    assert person.send("Anybody?").text == "Nobody is here yet. Please come back tomorrow."
    assert team.send("/here").text.startswith("What people write to me comes here.")
    person.send("Is it open today?")
    assert team.last.text == "Is it open today?"
    assert team.last.forward_origin.sender_user.first_name == "Ada"
    team.send("Until six.", reply_to=team.last.message_id)
    assert (person.last.text, person.last.reply_to_message.text) == ("Until six.", "Is it open today?")
    person.send_photo(caption="This one?")
    assert team.last.photo


def test_support_says_so_when_an_answer_does_not_arrive(desk):
    person, team = desk
    team.send("/here")
    person.send("Is it open today?")
    question = team.last
    person.block()
    assert team.send("Until six.", reply_to=question.message_id).text.startswith("This did not arrive:")
    assert team.send("Let us close.", reply_to=team.last.message_id) is None


def test_support_is_settled_by_administrators_only(desk):
    person, team = desk
    assert team.by("Eve").send("/here").text == "Only an administrator of a group can say that."
    assert person.send("Hm").text.startswith("Nobody is here yet.")


def test_anonymous_people_find_each_other_and_talk(talk):
    telegram = talk("anonymous_bot.py").telegram
    ada, bob, eve = telegram.private("Ada"), telegram.private("Bob"), telegram.private("Eve")
    assert ada.send("Hello?").text == "Say /find, and I look for somebody."
    assert ada.send("/find").text == "Wait until somebody comes ..."
    assert ada.send("/find").text == "Wait until somebody comes ..."
    assert bob.send("/find").text.startswith("You have found somebody.")
    assert ada.last.text.startswith("You have found somebody.")
    assert eve.send("/find").text == "Wait until somebody comes ..."
    assert ada.send("/find").text == "You are talking to somebody. Say /stop first."
    assert ada.send("Who are you?") is None
    assert (bob.last.text, bob.last.forward_origin) == ("Who are you?", None)
    bob.send_photo(caption="My cat")
    assert ada.last.caption == "My cat"
    assert ada.send("/stop").text == "That was it. Say /find."
    assert bob.last.text == "The other has left. Say /find."
    assert eve.send("/stop").text == "You are talking to nobody. Say /find."
    assert bob.send("/find").text == "Wait until somebody comes ..."


def test_anonymous_people_hear_that_the_other_has_blocked_the_bot(talk):
    telegram = talk("anonymous_bot.py").telegram
    ada, bob = telegram.private("Ada"), telegram.private("Bob")
    ada.send("/find")
    bob.send("/find")
    bob.block()
    assert ada.send("Are you there?").text == "The other has gone. Say /find."
    assert ada.send("/find").text == "Wait until somebody comes ..."


def test_admin_panel_closes_the_bot_bans_and_makes_admins(load):
    module = load("admin_bot.py")
    with Telegram(module.bot) as telegram:
        ada, bob, eve = telegram.private("Ada"), telegram.private("Bob"), telegram.private("Eve")
        for person in (ada, bob, eve):
            assert person.send("/start").text.startswith("Hello, ")
        assert ada.send("/admin") is None
        module.auth.grant(ada.user.id, "owner")
        assert ada.send("/admin").text == "3 people, of whom 3 can be written to"

        ada.press("⬜ Closed for guests")
        assert bob.send("/start").text == "We are closed. Please come back tomorrow."
        assert ada.send("/start").text == "Hello, Ada!"
        ada.send("/admin")
        ada.press("✅ Closed for guests")

        ada.press("People")
        ada.press(f"Bob ({bob.user.id})")
        assert ada.last.text.startswith("Bob, here since ")
        ada.press("⬜ Banned")
        assert bob.send("/start") is None
        ada.press("‹ Back")
        ada.press(f"Eve ({eve.user.id})")
        ada.press("⬜ Admin")
        eve.send("/admin")
        eve.press("People")
        eve.press(f"Bob ({bob.user.id})")
        assert eve.buttons == [["✅ Banned"], ["‹ Back"]]  # an admin makes no admins
        eve.press("✅ Banned")
        assert bob.send("/start").text == "Hello, Bob!"


def test_link_is_shortened_followed_and_counted(load):
    module = load("link_bot.py")
    with Telegram(module.bot) as telegram:
        ada = telegram.private("Ada")
        assert ada.send("hello").text == "Send me the address of a page."
        assert ada.send("/links").text == "You have no links. Send me an address."
        assert ada.send("ftp://example.com/tea").text == "I shorten addresses of web pages only."
        short = ada.send("look: example.com/tea?kind=green").text
        code = short.rpartition("/")[2]
        assert short == f"{module.ADDRESS}/to/{code}"

        browser = Client(module.bot.wsgi)
        for _ in range(2):
            answer = browser.get(f"/to/{code}")
            assert (answer.status_code, answer.location) == (302, "https://example.com/tea?kind=green")
        assert browser.get("/to/other").status_code == 404

        assert ada.send("/links").text == f"/forget {code}: 2 × https://example.com/tea?kind=g"
        assert telegram.private("Bob").send(f"/forget {code}").text == "You have no such link: see /links."
        assert ada.send(f"/forget {code}").text == "Gone."
        assert browser.get(f"/to/{code}").status_code == 404


def test_webapp_takes_an_order_and_checks_it(load):
    module = load("webapp_bot.py")
    with Telegram(module.bot) as telegram:
        ada = telegram.private("Ada")
        assert ada.send("/start").text == "Press the key."
        app = ada.open("Order tea")
        page = Client(module.bot.wsgi).get("/tea").text
        assert app.url.startswith(f"{module.ADDRESS}/tea")
        assert 'value="Assam"' in page
        assert app.send_data('{"tea": "Assam", "cups": 2}').text == "2 × Assam, right away."
        assert app.send_data('{"tea": "Coffee", "cups": 2}').text == "We do not have that."
        assert app.send_data('{"tea": "Chai", "cups": 10}').text == "We do not have that."
        assert app.send_data("[1]").text == "I do not understand this order."


###############################################################################
# Files


def test_files_gives_a_photo_back_as_a_document(talk):
    chat = talk("files_bot.py")
    picture = blank_picture(320, 200)
    answer = chat.send_photo(picture)
    assert chat.telegram.content(answer.document) == picture
    assert (answer.document.file_name, answer.caption) == ("photo-2026-01-05-1.jpg", f"{len(picture):,} bytes")
    assert "(bot: upload_document ...)" in chat.snapshot()


def test_files_says_so_when_a_photo_cannot_be_loaded(talk):
    chat = talk("files_bot.py")
    chat.telegram.trouble("400", "getFile", description="file is too big")
    assert chat.send_photo().text == "I could not load your photo. Please send it again."


def test_album_is_packed_into_one_file(talk):
    chat = talk("album_bot.py")
    picture = blank_picture(320, 200)
    chat.send_album(
        {"content": picture}, {"kind": "video", "content": b"a film", "name": "sea.mp4"}, {"content": picture}
    )
    chat.telegram.advance(seconds=2)
    assert (chat.last.document.file_name, chat.last.caption) == ("album.zip", "3 files")
    with zipfile.ZipFile(io.BytesIO(chat.telegram.content(chat.last.document))) as archive:
        assert archive.namelist() == ["01.jpg", "02 sea.mp4", "03.jpg"]
        assert archive.read("01.jpg") == picture


def test_album_of_documents_keeps_their_names(talk):
    chat = talk("album_bot.py")
    chat.send_album({"kind": "document", "name": "a.txt"}, {"kind": "document", "name": "a.txt"})
    chat.telegram.advance(seconds=2)
    with zipfile.ZipFile(io.BytesIO(chat.telegram.content(chat.last.document))) as archive:
        assert archive.namelist() == ["01 a.txt", "02 a.txt"]


def test_album_says_so_when_it_cannot_be_loaded(talk):
    chat = talk("album_bot.py")
    assert chat.send("hello").text == "Send me several photos at once."
    chat.telegram.trouble("400", "getFile", description="file is too big")
    chat.send_album({}, {})
    chat.telegram.advance(seconds=2)
    assert chat.last.text == "I could not load your album. Please send it again."


TABLE = b"name,cups\r\nAda,2\r\nB <b>,3\r\n"
OBJECTS = [{"name": "Ada", "cups": "2"}, {"name": "B <b>", "cups": "3"}]


def test_convert_turns_a_table_into_other_formats(talk):
    chat = talk("convert_bot.py")
    assert chat.send_document(TABLE, "tea.CSV").text == "What shall it become?"
    assert chat.buttons == [["JSON", "HTML"]]
    answer = chat.press("JSON")
    assert answer.document.file_name == "tea.json"
    assert json.loads(chat.telegram.content(answer.document)) == OBJECTS
    chat.send_document(chat.telegram.content(answer.document), "tea.json")
    assert chat.telegram.content(chat.press("CSV").document) == TABLE
    chat.send_document(TABLE, "tea.csv")
    assert b"<tr><td>B &lt;b&gt;</td><td>3</td>" in chat.telegram.content(chat.press("HTML").document)


def test_convert_says_what_it_cannot_read(talk):
    chat = talk("convert_bot.py")
    assert chat.send("hello").text == "Send me a .csv or .json file."
    assert chat.send_document(b"%PDF", "tea.pdf").text == "Send me a .csv or .json file."
    assert chat.send_document(b"x" * 1_000_001, "tea.csv").text == "That is too large: 1 MB is the most."
    chat.send_document(b"{}", "tea.json")
    chat.press("CSV")
    assert chat.toast == "I cannot read this file: it is not a list of objects"
    chat.delete(chat.messages[-2])
    question = chat.send_document(TABLE, "tea.csv")
    assert question.text == "What shall it become?"


def test_files_tells_what_to_send(talk):
    chat = talk("files_bot.py")
    assert chat.send("/start").text == "Send me a photo."
    assert chat.send_document().text == "That is a file already. Send it as a photo."


###############################################################################
# What is kept


@pytest.fixture
def project(load):
    """Load the project of several files, and forget its modules afterwards."""
    path = list(sys.path)
    yield Telegram(load("project/bot.py").bot)
    sys.path[:] = path
    for name in [name for name in sys.modules if name == "apps" or name.startswith("apps.")]:
        del sys.modules[name]


def test_project_keeps_notes_of_each_user(project):
    ada, bob = project.private("Ada"), project.private("Bob")
    assert ada.send("/notes").text.startswith("There are no notes yet.")
    assert ada.send("/note tea & milk").text == "Written down: tea & milk"
    assert ada.send("/note bread").entities[0].type == "bold"
    assert ada.send("/notes").text == "1. tea & milk\n2. bread"
    assert bob.send("/notes").text.startswith("There are no notes yet.")
    assert Path("notes.db").is_file()


def test_project_answers_what_it_does_not_understand(project):
    assert project.private("Ada").send("hello").text.startswith("I did not understand that.")


@pytest.fixture
def modular(load, monkeypatch, tmp_path):
    """Load the bot of modules, with its package installed: what tells Python about it, and the package itself."""
    package = EXAMPLES / "modular" / "dice-app"
    metadata = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = tmp_path / "scaletg_dice-1.0.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: scaletg-dice\nVersion: 1.0.0\n", encoding="utf-8")
    offered = metadata["entry-points"]["scaletg.apps"].items()
    lines = ["[scaletg.apps]", *(f"{name} = {module}" for name, module in offered)]
    (told / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    for folder in (tmp_path, package):
        monkeypatch.syspath_prepend(folder)
    path = list(sys.path)
    yield Telegram(load("modular/bot.py").bot)
    sys.path[:] = path
    for name in [name for name in sys.modules if name.partition(".")[0] in ("cafe", "scaletg_dice")]:
        del sys.modules[name]


def test_modular_bot_has_apps_of_its_own_and_of_a_package(modular):
    chat = modular.private("Ada")
    assert chat.send("/tea").text == "A cup of tea for Ada."
    chat.send("/dice 2")
    assert [reply.dice.emoji for reply in chat.replies] == ["🎲", "🎲"]
    assert chat.send("/dice").dice
    assert chat.send("/dice 6").text == "From 1 to 5 dice, please."
    assert chat.send("/cake").text == "Say /tea, or /dice 2."


def test_list_is_shared_by_a_chat_and_survives_a_restart(load):
    store = open_store("memory:")
    with Telegram(load("list_bot.py").bot, store=store) as telegram:
        ada = telegram.group("Kitchen", "Ada", "Bob", id=-1_001_000_000_007)
        assert ada.send("/add milk").text == "1 on the list."
        assert ada.by("Bob").send("/add green tea").text == "2 on the list."
        assert telegram.private("Ada").send("/list").text == "The list is empty."
    with Telegram(load("list_bot.py").bot, store=store) as telegram:
        assert telegram.group("Kitchen", id=-1_001_000_000_007).send("/list").text == "milk\ngreen tea"


def test_list_takes_off_what_is_done(talk):
    chat = talk("list_bot.py")
    assert answers(chat, "/add milk", "/done milk", "/done milk") == [
        "1 on the list.",
        "0 left.",
        "milk is not on the list.",
    ]
    assert chat.send("hm").text == "Say /add milk, /done milk or /list."


def test_name_goes_from_state_to_state(talk):
    chat = talk("name_bot.py")
    assert answers(chat, "/name", "Ada", "/cancel", "Ada") == [
        "Your first name?",
        "Your last name?",
        "Cancelled.",
        "Say /name.",
    ]
    assert answers(chat, "/name", "Ada", "Lovelace")[-1] == "Hello, Ada Lovelace!"


def test_pizza_takes_an_order_over_restarts(load):
    store = open_store("memory:")

    def say(text):
        with Telegram(load("pizza_bot.py").bot, store=store) as telegram:
            chat = telegram.private("Ada", id=7)
            chat.send(text)
            return [one.text for one in chat.replies]

    assert [say(text) for text in ("/pizza", "m")] == [["Which size?"], ["How many?"]]
    assert say("many") == ["Write a number from 1 to 20.", "How many?"]
    assert say("2") == ["Your name?"]
    assert re.fullmatch(r"Order \d{4}: 2 of size M for Ada\.", say("Ada")[0])
    assert say("hm") == ["Say /pizza to order."]


def test_pizza_takes_a_button_as_well(talk):
    chat = talk("pizza_bot.py")
    chat.send("/pizza")
    chat.press("L")
    assert chat.replies[-1].text == "How many?"


def test_members_lets_in_whom_the_shell_lets_in(load):
    module = load("members_bot.py")
    chat = Telegram(module.bot).private("Ada")
    assert str(chat.id) in str(chat.send("/start").text)
    module.auth.grant(chat.user.id, "owner")
    assert chat.send("/start").text.startswith("Welcome. You are ")
    assert answers(chat, "/close", "/open") == ["The door is closed.", "The door is open."]


def test_menu_takes_an_order_in_one_message(talk):
    chat = talk("menu_bot.py")
    chat.send("/menu")
    assert "nothing yet" in chat.last.text
    chat.press("Choose a tea")
    chat.press("Chai")
    assert chat.toast == "Noted."
    chat.send("/menu")
    assert "Chai" in chat.last.text
    assert chat.press("Name on the cup").text == "Which name is on the cup?"
    assert chat.send("Ada Augusta King Noel Lovelace").text.startswith("That does not fit on a cup")
    assert chat.send("Ada").text == "Your order: Chai for Ada, any day"


def test_language_speaks_three(load):
    with Telegram(
        load("language_bot.py").bot, now=datetime.datetime(2026, 12, 10, 12, tzinfo=datetime.UTC)
    ) as telegram:
        ada = telegram.private("Ada", language_code="ru")
        assert ada.send("/start").text == "Здравствуйте, Ada!"
        text = ada.send("Дни до Нового года").text
        assert text.replace("\u202f", " ") == "Сегодня 10 дек. 2026 г.: осталось 22 дня."
        assert telegram.private("Bob").send("/days").text == "It is Dec 10, 2026: 22 days are left."
        ada.send("/language")
        ada.press("Deutsch")
        assert ada.last.text == "Ich spreche mit dir Deutsch."
        assert ada.send("Дни до Нового года").text == "Heute ist der 10.12.2026: Noch 22 Tage."


def test_flood_says_once_that_it_was_too_much(load):
    with Telegram(load("flood_bot.py").bot) as telegram:
        ada = telegram.private("Ada")
        jokes = answers(ada, "/joke", "/joke", "/joke")
        assert all(joke.endswith((".", "it.")) for joke in jokes)
        assert ada.send("/joke").text == "That was too fast. Please try again in 20 s."
        assert ada.send("/joke") is None
        assert answers(ada, "/vote Bob", "/vote Bob") == [
            "One vote for Bob.",
            "You have voted today. Come back tomorrow.",
        ]
        for _ in range(3):
            assert ada.send("Hello").text == "I heard you. Ten messages a minute are enough."
        assert ada.send("Hello").text == "That was too fast. Please try again in 6 s."
        assert telegram.private("Bob").send("Hello").text == "I heard you. Ten messages a minute are enough."
        telegram.advance(minutes=1)
        assert ada.send("/joke").text in jokes + load("flood_bot.py").JOKES


def test_json_logs_says_one_line_for_each_update(load, capsys, monkeypatch):
    monkeypatch.setattr(logging.root, "handlers", [])
    module = load("json_logs_bot.py")
    output = io.StringIO()
    module.handler.setStream(output)
    monkeypatch.setattr(logging.root, "level", logging.INFO)
    chat = Telegram(module.bot, strict=False).private("Ada")
    assert chat.send("/divide 6 3").text == "2"
    assert chat.send("/divide 6 0") is None
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    fine, failed, last = [line for line in lines if "update_id" in line]
    assert (fine["kind"], fine["app"], fine["text"]) == ("message", "divide", "update")
    assert (failed["level"], failed["app"], failed["chat"]) == ("ERROR", "divide", chat.id)
    assert failed["traceback"].endswith("ZeroDivisionError: float division by zero")
    assert (last["error"], last["update_id"]) == ("ZeroDivisionError", failed["update_id"])


SENTRY = """
import runpy, sys, sentry_sdk
sys.path.insert(0, {folder!r})
load = lambda name: runpy.run_path({folder!r} + "/" + name)
bot = load("sentry_bot.py")["bot"]
events = []
sentry_sdk.init(dsn="http://key@127.0.0.1:9/1", before_send=lambda event, hint: events.append(event))
from scaletg_contrib.testkit import Telegram
chat = Telegram(bot, strict=False).private("Ada")
print(chat.send("/divide 6 3").text, chat.send("/divide 6 0").text)
(event,) = events
print(event["exception"]["values"][-1]["type"], event["tags"]["kind"], int(event["user"]["id"]) == chat.user.id)
"""


def test_sentry_gets_failures_with_their_update(tmp_path):
    """In a process of its own, because Sentry changes much of what it is imported into."""
    done = subprocess.run(
        [sys.executable, "-c", SENTRY.format(folder=str(EXAMPLES))],
        cwd=tmp_path, env=clean_environ(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "2 That did not work. My people have been told.",
        "ZeroDivisionError message True",
    ], done


def test_news_are_written_looked_at_and_sent(load):
    module = load("news_bot.py")
    with Telegram(module.bot) as telegram:
        ada, bob = telegram.private("Ada"), telegram.private("Bob")
        ada.send("/start")
        bob.send("/start")
        assert ada.send("/news") is None or "role" in str(ada.last.text)
        module.auth.grant(ada.user.id, "owner")
        assert ada.send("/news").text.startswith("Write the message")
        assert ada.send("The shop is open.").text == "2 people would get this. Send it?"
        ada.press("Send")
        assert "It is on its way." in [reply.text for reply in ada.replies]
        assert bob.last.text == "The shop is open."
        assert "done: 2 sent, 2 of 2 done" in str(ada.send("/reports").text)
        ada.send("/news")
        ada.send("Or not?")
        assert ada.press("Stop").text == "Nothing was sent."


def test_newcomers_of_a_group_press_a_button_or_are_removed(load):
    with Telegram(load("captcha_bot.py").bot) as telegram:
        group = telegram.group("Tea", "Ada", admin=True)
        bob = group.by("Bob")  # who joins
        assert group.last.text == "Welcome, Bob! Press the button, then you can write."
        with pytest.raises(ActionError, match="may not send text messages"):
            bob.send("Buy my coins")
        eve = group.by("Eve")
        eve.press("I am a person")
        assert group.last.text == "Welcome, Eve!"
        eve.send("Hello")
        telegram.advance(minutes=3)
        assert group.last.text == "Bob did not press the button."
        eve.send("Poor Bob")
        bob.join()
        assert group.last.text.startswith("Welcome, Bob!")


def test_tea_is_sold_refused_and_taken_back(load):
    with Telegram(load("shop_bot.py").bot) as telegram:
        ada, bob = telegram.private("Ada"), telegram.private("Bob")
        for person in (ada, bob, ada):
            person.send("/tea")
            assert person.pay().is_paid
            assert person.last.text == "Here is your tea."
        bob.send("/tea")
        payment = bob.pay()
        assert (payment.is_paid, payment.error_message) == (False, "We have no tea left today.")
        stars = ada.user.stars
        assert answers(ada, "/return") == ["You get your Stars back."]
        telegram.advance(seconds=1)
        assert ada.user.stars == stars + 50
        assert answers(ada, "/return") == ["You have not bought anything."]


###############################################################################
# A web page and a bot


def test_flask_page_and_bot_live_in_one_project(load):
    module = load("flask_mount.py")
    with Telegram(module.bot) as telegram:
        browser = module.app.test_client()
        assert browser.get("/").text == "Visit number 1"
        assert telegram.private("Ada").send("/visits").text == "The page was opened 1 times."


def test_flask_gives_the_bot_what_is_below_its_path(load):
    module = load("flask_mount.py")
    ada = {"id": 7, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "from": ada, "text": "/visits"}
    answer = Client(module.site).post(
        "/bot/webhook", json={"update_id": 1, "message": message}, environ_base={"REMOTE_ADDR": "127.0.0.1"}
    )
    assert answer.json is not None
    assert (answer.status_code, answer.json["text"]) == (200, "The page was opened 0 times.")


def test_django_site_passes_its_own_tests(tmp_path):
    """In a process of its own, because Django has one configuration for each process."""
    site = EXAMPLES / "django_site"
    environ = clean_environ() | {"TELEGRAM_BOT_TOKEN": "1234567:a-token", "SITE_DB": str(tmp_path / "site.sqlite3")}
    done = subprocess.run(
        [sys.executable, site / "manage.py", "test", "orders"],
        cwd=site, env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert re.search(r"^Ran 4 tests in .*\n\nOK$", done.stderr, re.MULTILINE), done.stdout + done.stderr


###############################################################################
# Answers that take their time


@pytest.fixture
def stream(load, monkeypatch):
    """Return the example that streams, whose model takes the time of the test's clock, and Ada's chat with it."""
    example = load("stream_bot.py")
    chat = Telegram(example.bot).private("Ada")
    monkeypatch.setattr(example, "time", example.bot.api.transport)  # whose sleep turns the clock of the test
    return example, chat


def test_stream_shows_its_answer_while_it_is_made(stream):
    _, chat = stream
    assert chat.send("/start").text == "Ask me something."
    answer = chat.send("How do I make tea?")
    assert answer.text.startswith("You asked: How do I make tea?\n\n1. Boil some water.\n2. Wait:")
    assert [one.type for one in answer.entities] == ["bold", "bold", "pre", "italic"]
    assert chat.snapshot().count("(bot is writing)") > 2


def test_stream_ends_where_the_person_says_stop(stream, monkeypatch):
    example, chat = stream

    def stop_at_the_list(seconds):
        example.bot.api.transport.sleep(seconds)
        if "Boil" in (chat.draft or ""):
            chat.stop()

    monkeypatch.setattr(example, "time", SimpleNamespace(sleep=stop_at_the_list))
    answer = chat.send("How do I make tea?")
    assert "1. Boil" in answer.text
    assert "I have answered" not in answer.text


def test_queue_counts_slow_orders_and_asks_later(talk, monkeypatch):
    monkeypatch.setenv("KITCHEN_SECONDS", "0")
    chat = talk("queue_bot.py")
    assert answers(chat, "/count", "/order tea", "/order two cakes", "/count") == [
        "You have ordered nothing.", "Order 1: tea.", "Order 2: two cakes.", "2: tea, two cakes",
    ]  # fmt: skip
    chat.telegram.advance(minutes=2)
    assert chat.last.text == "How was the two cakes?"


def test_remind_reminds_in_time_lists_and_forgets(talk):
    chat = talk("remind_bot.py")
    assert chat.send("/list").text == "You have no reminders."
    assert chat.send("/remind 10 tea").text == "In 10 minutes."
    chat.send("/remind 20 cake")
    assert chat.send("/list").text == "1. tea\n2. cake"
    assert chat.send("/forget 3").text == "There is no reminder of that number: see /list."
    assert chat.send("/forget 2").text == "Forgotten."
    chat.telegram.advance(minutes=9)
    assert chat.last.text == "Forgotten."
    chat.telegram.advance(minutes=20)
    assert chat.last.text == "Ada, you wanted: tea"
    assert chat.send("/list").text == "You have no reminders."
    assert chat.send("/remind 0 now").text == "Give minutes from 1 to a year."


def test_remind_comes_every_day_in_the_zone_of_the_person(talk):
    chat = talk("remind_bot.py")  # whose clock begins on a Monday at noon
    assert chat.send("/daily 25 Europe/Lisbon no").text.startswith("Give an hour")
    assert chat.send("/daily 9 Lisbon no").text.startswith("Give an hour")
    assert chat.send("/daily 9 Asia/Tokyo water the flowers").text == "Every day at 9:00."
    chat.telegram.advance(hours=11)
    assert chat.last.text == "Every day at 9:00."
    chat.telegram.advance(days=2)
    assert [message.text for message in chat.messages].count("Ada, you wanted: water the flowers") == 2


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tea</title>
<item><title>Second &lt;cup&gt; &amp; third</title><link>https://example.com/2?a=1&amp;b=2</link></item>
<item><title>First cup</title><link>https://example.com/1</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Cake</title>
<entry><title>A cake</title><link href="https://example.com/cake"/></entry></feed>"""


@pytest.fixture
def feeds(load, monkeypatch):
    """Return the example that reads feeds, and what is at each address."""
    pages = {"https://example.com/tea.xml": RSS, "https://example.com/cake.xml": ATOM}
    monkeypatch.setenv("FEEDS", " ".join([*pages, "https://example.com/gone.xml"]))
    example = load("rss_bot.py")

    def get(url, timeout):
        answer = requests.Response()
        answer.status_code = 200 if url in pages else 404
        answer._content = pages.get(url, "").encode()
        return answer

    monkeypatch.setattr(example.requests, "get", get)
    return example, pages


def test_rss_shows_what_a_person_has_not_read(feeds, caplog):
    example, pages = feeds
    chat = Telegram(example.bot).private("Ada")
    answer = chat.send("/now")
    assert answer.text == "First cup\nSecond <cup> & third\nA cake"
    assert [entity.url for entity in answer.entities] == [
        "https://example.com/1", "https://example.com/2?a=1&b=2", "https://example.com/cake",
    ]  # fmt: skip
    assert "https://example.com/gone.xml cannot be read now: 404" in caplog.text
    assert chat.send("/now").text == "Nothing new."

    pages["https://example.com/cake.xml"] = "this is no feed"
    item = "<item><title>Third cup</title><link>https://example.com/3</link></item>"
    pages["https://example.com/tea.xml"] = RSS.replace("<item>", f"{item}<item>", 1)
    chat.telegram.advance(minutes=30)
    assert chat.send("/now").text == "Third cup"
    assert chat.telegram.private("Bob").send("/now").text.startswith("First cup\n")


def test_rss_sends_a_digest_in_the_morning(feeds):
    chat = Telegram(feeds[0].bot).private("Ada")  # whose clock begins on a Monday at noon
    assert chat.send("/stop").text == "You did not get any."
    assert chat.send("/daily 24 Europe/Lisbon").text.startswith("Give an hour")
    assert chat.send("/daily 8 Europe/Lisbon").text == "Every day at 8:00."
    chat.telegram.advance(hours=19)
    assert chat.last.text == "Every day at 8:00."
    chat.telegram.advance(hours=2)
    assert chat.last.text == "First cup\nSecond <cup> & third\nA cake"
    count = len(chat.messages)
    chat.telegram.advance(days=2)
    assert len(chat.messages) == count  # nothing is new
    assert chat.send("/stop").text == "Stopped."


###############################################################################
# A program that asks


def test_approval_asks_before_it_acts(talk):
    chat = talk("approval_bot.py")
    chat.send("/work")
    assert [one.text for one in chat.replies] == ["I begin.", "May I delete the old backups?"]
    chat.press("Yes")
    chat.telegram.advance(2)
    assert "Done: delete the old backups." in chat.snapshot()
    assert chat.last.text == "May I send the invoices?"
    chat.press("No")
    chat.telegram.advance(2)
    assert [one.text for one in chat.messages][-2:] == ["I do not send the invoices.", "That was all."]


def test_approval_waits_for_its_answer_over_a_restart(load):
    store = open_store("memory:")

    def say(text):
        with Telegram(load("approval_bot.py").bot, store=store) as telegram:
            chat = telegram.private("Ada", id=7)
            chat.send(text)
            telegram.advance(2)
            return [one.text for one in chat.messages if one.from_user.is_bot]

    assert say("/work")[-1] == "May I delete the old backups?"
    assert say("Yes") == ["Done: delete the old backups.", "May I send the invoices?"]
    assert say("No") == ["I do not send the invoices.", "That was all."]


###############################################################################
# Many bots


def test_shops_offers_a_shop(talk):
    """The rest of it is in tests/integration/test_many_bots.py: there are several bots."""
    chat = talk("shops_bot.py")
    assert chat.start().text == "Press the key."
    assert chat.keys == [["Create a shop"]]
