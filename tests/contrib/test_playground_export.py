"""A conversation of the playground is exported as a test: pytest runs each as it was exported, beside the bot."""

import base64
import importlib.util
import json
import subprocess
import sys
import tomllib
import types
from pathlib import Path
from typing import Any

import pytest
from test_playground import ask

from scaletg_contrib.playground import Playground, export_test
from scaletg_contrib.playground.jobs import list_jobs, run_job
from scaletg_contrib.simulator import ActionError, blank_picture

ROOT = Path(__file__).resolve().parents[2]
BOT = """
import scaletg
from scaletg_contrib.jobs import Jobs

bot = scaletg.Bot()
bot.load(Jobs("memory:", watch_seconds=None))


@bot.app("/remind <seconds:int> <text>")
def remind(jobs, seconds, text):
    jobs.later(seconds, "reminder", text=text)
    return "I will."


@bot.app("reminder", on="job")
def reminder(job):
    return job.data.text


@bot.app("/start <origin>")
def start(user, origin=None):
    return f"Hello, {user.first_name} from {origin or 'nowhere'}!"


@bot.app("/id")
def show_ids(message, user, chat):
    return f"{user.id} in {chat.id}, {user.language_code}, {user.is_premium}"


@bot.app("/bytes")
def content(message):
    return message.answer_document(b"x", caption="some bytes")


@bot.app("/ask")
def ask(message):
    return message.answer("Choose", reply_markup=scaletg.inline_keyboard({"Tea": "take:tea", "Milk": "take:milk"}))


@bot.app("take:<what>", on="callback_query")
def take(callback_query, what):
    return [callback_query.edit_text(f"You took {what}."), callback_query.answer("Noted")]


@bot.app("/keys")
def keys(message):
    number = scaletg.KeyboardButton("My number", request_contact=True)
    place = scaletg.KeyboardButton("Place", request_location=True)
    return message.answer("Share", reply_markup=scaletg.ReplyKeyboardMarkup([[number, place]]))


@bot.app(on="message:contact")
def contact(message):
    return f"{message.contact.first_name}: {message.contact.phone_number}"


@bot.app(on="message:location")
def location(message):
    return f"at {message.location.latitude}, {message.location.longitude}"


@bot.app(on="message:users_shared")
def users(message):
    return f"users {[one.user_id for one in message.users_shared.users]}"


@bot.app(on="message:chat_shared")
def shared(message):
    return f"chat {message.chat_shared.chat_id}"


@bot.app(on="inline_query")
def styles(inline_query):
    text = inline_query.query
    results = [
        scaletg.InlineQueryResultArticle(name, name, scaletg.InputTextMessageContent(changed))
        for name, changed in {"Loud": text.upper(), "Backwards": text[::-1]}.items()
    ]
    return inline_query.answer(results)


@bot.app(on="message:via_bot", order=-1)
def chosen(message):
    return f"sent by way of me: {message.text}"


@bot.app("/buy <what>")
def buy(message, what):
    flexible = what == "flexible"
    prices = [scaletg.LabeledPrice("Tea", 300)]
    return scaletg.SendInvoice(
        message.chat.id, "Tea", "Good tea", "tea", "EUR" if flexible else "XTR", prices,
        provider_token="1:TEST:x" if flexible else "", need_shipping_address=flexible, is_flexible=flexible,
    )


@bot.app(on="shipping_query")
def shipping(shipping_query):
    options = [scaletg.ShippingOption(name, name, [scaletg.LabeledPrice(name, 100)]) for name in ("slow", "fast")]
    return shipping_query.answer(True, shipping_options=options)


@bot.app(on="pre_checkout_query")
def checkout(pre_checkout_query):
    return pre_checkout_query.answer()


@bot.app(on="message:successful_payment")
def paid(message):
    return f"Thank you for {message.successful_payment.total_amount}, {message.successful_payment.shipping_option_id}"


@bot.app(on=["message:document", "message:voice", "message:photo"])
def file(message):
    kind = next(one for one in ("document", "voice", "photo") if getattr(message, one))
    return f"{kind} of {len(message.download())} bytes, {message.caption}"


@bot.app("/poll")
def poll(message):
    options = [scaletg.InputPollOption("Tea"), scaletg.InputPollOption("Milk")]
    return scaletg.SendPoll(message.chat.id, "Which?", options, is_anonymous=False)


@bot.app(on="poll_answer")
def voted(poll_answer):
    return scaletg.SendMessage(poll_answer.user.id, f"voted {poll_answer.option_ids}")


@bot.app(on="message_reaction")
def reacted(message_reaction):
    shown = [one.emoji for one in message_reaction.new_reaction]
    return scaletg.SendMessage(message_reaction.chat.id, f"reacted {shown}")


@bot.app(on="edited_message")
def edited(edited_message):
    return edited_message.reply(f"edited to {edited_message.text}")


@bot.app("/roles")
def roles(chat, bot):
    return f"{len(bot.api.get_chat_administrators(chat.id))} administrators"
"""
BYTES = base64.b64encode(b"a,b\n1,2\n" * 900).decode()


@pytest.fixture
def play(tmp_path, monkeypatch):
    """The playground of the bot above, which is a module of its own file, as it is in a program."""
    path = tmp_path / "tea.py"
    path.write_text(BOT, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("played_tea", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "played_tea", module)
    spec.loader.exec_module(module)
    return Playground(module.bot)


def act(play, name, /, user="Ada", **parameters):
    who = {} if name == "add_user" else {"user": user}
    status, _, body = ask(play, "POST", f"/control/do/{name}", {**who, **parameters})
    assert status == 200, body
    while play.deliver_next():
        pass
    return json.loads(body)["result"]


def run_exported(play, tmp_path, key=None):
    """Run the exported test, and return it; one that passes has to fail for a bot that is silent."""
    text = export_test(play, play.find_place(play.find_person("Ada")).key if key is None else key)
    (tmp_path / "test_tea.py").write_text(text, encoding="utf-8")
    check_layout(tmp_path)
    run_test(text, BOT)
    with pytest.raises((AssertionError, IndexError, LookupError, ActionError)):
        run_test(text, "import scaletg\nbot = scaletg.Bot()\n")
    return text


def run_test(text, program):
    """Run the test of a bot with this program."""
    tea = types.ModuleType("tea")
    exec(compile(program, "tea.py", "exec"), vars(tea))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "tea", tea)
        names: dict[str, Any] = {}
        exec(compile(text, "test_tea.py", "exec"), names)
        names["test_tea_answers"]()


def check_layout(folder):
    """Let ruff look at the test: with its own settings, and with the rules of this project."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    ignored = ",".join(rules["ignore"] + rules["per-file-ignores"]["tests/**"])
    for words in (
        ["format", "--isolated", "--diff"],
        ["check", "--isolated"],
        ["check", "--isolated", "--select", ",".join(rules["select"]), "--ignore", ignored],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "--no-cache", "test_tea.py"],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def pytest_in(folder):
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--rootdir=.",
        "test_tea.py",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_texts_and_buttons(play, tmp_path):
    act(play, "start", payload="ad")
    act(play, "send", text="/ask")
    act(play, "press", button=[0, 1], message_id=4)
    act(play, "send", text="nothing\n'for' \"you\"")
    text = run_exported(play, tmp_path)
    assert 'ada.start("ad")\n        assert ada.replies[0].text == "Hello, Ada from ad!"' in text
    assert 'ada.press("Milk")\n        assert ada.replies[0].text == "You took milk."' in text
    assert 'assert ada.toast == "Noted"' in text
    assert "assert ada.is_silent" in text
    assert "id=" not in text


def test_pytest_runs_the_exported_test_beside_the_bot(play, tmp_path):
    act(play, "start", payload="ad")
    run_exported(play, tmp_path)
    done = pytest_in(tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_job_that_was_done_is_waited_for(play, tmp_path):
    act(play, "send", text="/remind 600 tea")
    act(play, "send", text="/remind 0 now")
    run_job(play.bot, list_jobs(play.bot)[0]["id"])
    act(play, "send", text="/start")
    run_job(play.bot, list_jobs(play.bot)[0]["id"])
    text = run_exported(play, tmp_path)
    assert text.count("telegram.advance(seconds=60") == 1


def test_an_inline_query_and_what_was_chosen(play, tmp_path):
    for typed in ("t", "te", "tea"):
        query = act(play, "inline_query", query=typed)
    act(play, "choose", query_id=query, result=1)
    text = run_exported(play, tmp_path)
    assert 'offer1 = ada.inline("tea")\n' in text
    assert 'assert [result.title for result in offer1.results] == ["Loud", "Backwards"]\n' in text
    assert 'offer1.choose(1)\n        assert ada.replies[0].text == "sent by way of me: aet"' in text
    assert 'inline("te")' not in text


def test_a_payment_in_stars(play, tmp_path):
    act(play, "send", text="/buy tea")
    act(play, "press", button=[0, 0], message_id=2)
    act(play, "pay", message_id=2)
    text = run_exported(play, tmp_path)
    assert 'ada.pay(message=ada.messages[-3])\n        assert ada.replies[0].text == "Thank you for 300, None"' in text


@pytest.mark.parametrize("by", ["pay", "press"])
def test_a_payment_with_shipping(play, tmp_path, by):
    act(play, "send", text="/buy flexible")
    query = act(play, by, message_id=2, **({"button": [0, 0]} if by == "press" else {}))
    act(play, "choose_shipping", query_id=query["pay"] if by == "press" else query, option="fast")
    text = run_exported(play, tmp_path)
    query = {"pay": "payment1", "press": 'payment1["pay"]'}[by]
    assert (
        f'ada.do("choose_shipping", {query}, "fast")\n        assert ada.replies[0].text == "Thank you for 400' in text
    )


def test_contact_and_location(play, tmp_path):
    act(play, "send", text="/keys")
    act(play, "tap", key="My number")
    act(play, "tap", key="Place")
    act(play, "send_contact", who="Ben")
    act(play, "send_location", latitude=0, longitude=-9.5)
    text = run_exported(play, tmp_path)
    assert 'ada.tap("My number")' in text
    assert 'ada.send_contact("Ben")' in text
    assert 'ada.send_location(0, -9.5)\n        assert ada.replies[0].text == "at 0, -9.5"' in text


def test_users_and_chats_that_are_shared(play, tmp_path):
    act(play, "create_group", title="Friends", bot=True)
    ben = play.find_person("Ben").id
    act(play, "share", request_id=1, users=["Ben"])
    act(play, "share", request_id=2, shared_chat="Friends")
    text = run_exported(play, tmp_path)
    assert f'telegram.user("Ben", id={ben}' in text
    assert 'ada.do("share", request_id=2, shared_chat=place1)' in text


def test_files_with_their_contents(play, tmp_path):
    act(play, "send_file", kind="document", name="table.csv", content=BYTES, caption="look")
    act(play, "send_file", kind="photo", content=base64.b64encode(blank_picture(20, 30)).decode())
    act(play, "send_file", kind="photo", caption="made up")
    act(play, "send_file", kind="voice")
    files = [{"kind": "photo"}, {"kind": "photo", "content": base64.b64encode(blank_picture(9, 9)).decode()}]
    act(play, "send_album", files=files)
    text = run_exported(play, tmp_path)
    assert 'assert ada.replies[0].text == "document of 7200 bytes, look"' in text
    assert text.count("base64.b64decode(") == 3


def test_bytes_in_a_reply(play, tmp_path):
    act(play, "send", text="/bytes")
    text = run_exported(play, tmp_path)
    assert '"some bytes"' in text


def test_votes_reactions_edits_and_deletions(play, tmp_path):
    act(play, "send", text="/poll")
    act(play, "vote", options=[1], message_id=2)
    act(play, "vote", options=[], message_id=2)
    act(play, "react", emoji=["👍"], message_id=1)
    act(play, "react", emoji=[], message_id=1)
    act(play, "send", text="first")
    act(play, "edit", text="second", message_id=play.world.last_message_ids[play.account.id])
    act(play, "delete", message_id=1)
    act(play, "send", text="/start", reply_to=2)
    text = run_exported(play, tmp_path)
    assert 'assert ada.replies[0].text == "voted [1]"' in text
    assert 'assert ada.replies[0].text == "voted []"' in text
    assert 'assert ada.replies[0].text == "edited to second"' in text


def test_a_group_with_its_people_and_their_rights(play, tmp_path):
    chat = act(play, "create_group", title="Friends", members=["Ben"], bot=True)
    here = {"chat": chat["key"]}
    act(play, "send", text="/start", **here)
    act(play, "set_role", member=f"@{play.account.username}", status="administrator", **here)
    act(play, "send", user="Ben", text=f"/roles@{play.account.username}", **here)
    act(play, "pin", message_id=2, **here)
    act(play, "forward", message_id=2, source=chat["key"], **here)
    act(play, "send", user="Ben", text="/id", **here)
    text = run_exported(play, tmp_path, chat["key"])
    assert 'assert ben.replies[0].text == "2 administrators"' in text
    assert f"id={chat['id']}" in text


def test_who_speaks_is_the_same_person(play, tmp_path):
    act(play, "add_user", first_name="class", last_name="Room", is_premium=True, language_code="pt")
    act(play, "send", user="class", text="/id")
    person = play.find_person("class")
    text = run_exported(play, tmp_path, play.find_place(person).key)
    assert f"user{person.id % 1000} = telegram.private(" in text
    assert f'"class",\n            id={person.id},\n            last_name="Room",\n' in text
    assert f"{person.id} in {person.id}, pt, True" in text


def test_all_chats_of_a_session(play, tmp_path):
    chat = act(play, "create_group", title="Old friends", members=["Ben"], bot=True)
    act(play, "start")
    act(play, "send", text="/ask", chat=chat["key"])
    act(play, "start", user="Ben")
    act(play, "press", user="Ben", chat=chat["key"], button="take:tea")
    act(play, "send", text="/poll")
    act(play, "vote", options=["Tea"])
    act(play, "add_user", first_name="Cleo")
    act(play, "join", user="Cleo", chat=chat["key"])
    act(play, "send", user="Cleo", text="/id", chat=chat["key"])
    text = run_exported(play, tmp_path, "")
    assert 'ada = telegram.private("Ada"' in text
    assert 'ben_in_old_friends.press("Tea")' in text
    assert 'cleo_in_old_friends = ada_in_old_friends.by("Cleo", id=' in text
    assert text.index("ada_in_old_friends.send(") < text.index("ben.start(") < text.index("ada.vote(")


def test_a_button_is_pressed_by_its_label_where_this_names_it(play, tmp_path):
    for _ in range(2):
        act(play, "send", text="/ask")
    for message_id, button in ((2, [0, 0]), (4, "take:milk")):
        act(play, "press", message_id=message_id, button=button)
    text = run_exported(play, tmp_path)
    assert 'ada.press("Tea", message=ada.messages[-3])\n' in text  # a newer message has the same button
    assert 'ada.press("Milk")\n' in text


def test_what_is_too_long_is_broken_as_ruff_breaks_it(play, tmp_path):
    act(play, "start")
    act(play, "send", text='a long origin of "somebody\'s" own 👍 ' * 9)
    act(play, "send", text="日本語" * 20, reply_to=2)
    act(play, "send", text="nothing\n" * 20)
    text = run_exported(play, tmp_path)
    assert max(map(len, text.splitlines())) <= 88


def test_what_people_saw_is_a_transcript(play):
    act(play, "start", payload="ad")
    act(play, "send", text="/ask")
    key = play.find_place(play.find_person("Ada")).key
    _, _, text = ask(play, "GET", f"/playground/transcript?chat={key}")
    assert json.loads(text)["result"] == (
        "Ada: /start ad\nTea bot: Hello, Ada from ad!\nAda: /ask\nTea bot: Choose\n        [Tea] [Milk]"
    )
    act(play, "create_group", title="Friends", bot=True)
    _, _, text = ask(play, "GET", "/playground/transcript")
    assert json.loads(text)["result"].startswith("== Ada\nAda: /start ad\n")
    assert "\n\n== Friends\n" in json.loads(text)["result"]
