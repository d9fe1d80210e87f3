"""A conversation of the playground is exported as a test: pytest runs each as it was exported, beside the bot."""

import base64
import importlib.util
import json
import subprocess
import sys

import pytest
from test_playground import ask

from scaletg_contrib.playground import Playground, export_test
from scaletg_contrib.playground.jobs import list_jobs, run_job
from scaletg_contrib.simulator import blank_picture

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
    """Let pytest run the exported test, and return it; one that passes has to fail for a bot that is silent."""
    text = export_test(play, key or play.find_place(play.find_person("Ada")).key)
    (tmp_path / "test_tea.py").write_text(text, encoding="utf-8")
    done = pytest_in(tmp_path)
    assert done.returncode == 0, f"{text}\n{done.stdout}"
    (tmp_path / "tea.py").write_text("import scaletg\nbot = scaletg.Bot()\n", encoding="utf-8")
    assert pytest_in(tmp_path).returncode == 1, text
    return text


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
    assert "ada.start('ad')\n        assert ada.replies[0].text == 'Hello, Ada from ad!'" in text
    assert "assert ada.toast == 'Noted'" in text
    assert "assert ada.is_silent" in text
    assert "id=" not in text


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
    assert "offer1 = ada.inline('tea')\n" in text
    assert "assert [result.title for result in offer1.results] == ['Loud', 'Backwards']\n" in text
    assert "offer1.choose(1)\n        assert ada.replies[0].text == 'sent by way of me: aet'" in text
    assert "inline('te')" not in text


def test_a_payment_in_stars(play, tmp_path):
    act(play, "send", text="/buy tea")
    act(play, "press", button=[0, 0], message_id=2)
    act(play, "pay", message_id=2)
    text = run_exported(play, tmp_path)
    assert "ada.pay(message=ada.messages[-3])\n        assert ada.replies[0].text == 'Thank you for 300, None'" in text


@pytest.mark.parametrize("by", ["pay", "press"])
def test_a_payment_with_shipping(play, tmp_path, by):
    act(play, "send", text="/buy flexible")
    query = act(play, by, message_id=2, **({"button": [0, 0]} if by == "press" else {}))
    act(play, "choose_shipping", query_id=query["pay"] if by == "press" else query, option="fast")
    text = run_exported(play, tmp_path)
    assert (
        "ada.do('choose_shipping', payment1, 'fast')\n        assert ada.replies[0].text == 'Thank you for 400, fast'"
        in text
    )


def test_contact_and_location(play, tmp_path):
    act(play, "send", text="/keys")
    act(play, "tap", key="My number")
    act(play, "tap", key="Place")
    act(play, "send_contact", who="Ben")
    act(play, "send_location", latitude=0, longitude=-9.5)
    text = run_exported(play, tmp_path)
    assert "ada.tap('My number')" in text
    assert "ada.send_contact('Ben')" in text
    assert "ada.send_location(0, -9.5)\n        assert ada.replies[0].text == 'at 0, -9.5'" in text


def test_users_and_chats_that_are_shared(play, tmp_path):
    act(play, "create_group", title="Friends", bot=True)
    ben = play.find_person("Ben").id
    act(play, "share", request_id=1, users=["Ben"])
    act(play, "share", request_id=2, shared_chat="Friends")
    text = run_exported(play, tmp_path)
    assert f"telegram.user('Ben', id={ben}" in text
    assert "ada.do('share', request_id=2, shared_chat=place1)" in text


def test_files_with_their_contents(play, tmp_path):
    act(play, "send_file", kind="document", name="table.csv", content=BYTES, caption="look")
    act(play, "send_file", kind="photo", content=base64.b64encode(blank_picture(20, 30)).decode())
    act(play, "send_file", kind="photo", caption="made up")
    act(play, "send_file", kind="voice")
    files = [{"kind": "photo"}, {"kind": "photo", "content": base64.b64encode(blank_picture(9, 9)).decode()}]
    act(play, "send_album", files=files)
    text = run_exported(play, tmp_path)
    assert "assert ada.replies[0].text == 'document of 7200 bytes, look'" in text
    assert text.count("base64.b64decode(") == 3


def test_bytes_in_a_reply(play, tmp_path):
    act(play, "send", text="/bytes")
    text = run_exported(play, tmp_path)
    assert "'some bytes'" in text


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
    assert "assert ada.replies[0].text == 'voted [1]'" in text
    assert "assert ada.replies[0].text == 'voted []'" in text
    assert "assert ada.replies[0].text == 'edited to second'" in text


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
    assert "assert ben.replies[0].text == '2 administrators'" in text
    assert f"id={chat['id']}" in text


def test_who_speaks_is_the_same_person(play, tmp_path):
    act(play, "add_user", first_name="class", last_name="Room", is_premium=True, language_code="pt")
    act(play, "send", user="class", text="/id")
    person = play.find_person("class")
    text = run_exported(play, tmp_path, play.find_place(person).key)
    assert f"user{person.id % 1000} = telegram.private('class', id={person.id}, last_name='Room'" in text
    assert f"{person.id} in {person.id}, pt, True" in text
