"""`python EXAMPLE.py` without a token: each example does in the playground what its docstring says.

People act over the control API, as the page does for whoever sits before it.
"""

import base64
import functools
import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from programs import find_in

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PATIENCE = 120  # seconds after which something hangs, also on a busy machine


class Run:
    """An example in a process of its own, in an empty folder and without a token, and Ada who talks to it."""

    def __init__(self, path, folder):
        self.folder = folder
        environ = {name: value for name, value in os.environ.items() if name != "TELEGRAM_BOT_TOKEN"}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]  # of the page of one example
        packages = f"{ROOT}{os.pathsep}{folder / 'installed'}"
        environ |= {"PYTHONUNBUFFERED": "1", "PYTHONPATH": packages, "PORT": str(self.port)}
        options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen([sys.executable, str(path)], cwd=folder, env=environ, **options)
        self.lines: list[str] = []
        self.found = threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        assert self.found.wait(PATIENCE), "".join(self.lines)
        self.session = requests.Session()
        self.user = self.ask("GET", "/control/state")["users"][0]["id"]

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            address = re.search(r"Talk to your bot: (http://127\.0\.0\.1:\d+)", line)
            if address:
                self.url = address[1]
                self.found.set()

    def stop(self):
        self.session.close()
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.reader.join(5)
        self.process.stdout.close()

    def ask(self, verb, path, data=None):
        answer = self.session.request(verb, self.url + path, json=data, timeout=PATIENCE).json()
        assert answer["ok"], answer
        return answer["result"]

    def events(self, after=0):
        return self.ask("GET", f"/control/events?after={after}")["events"]

    def act(self, name, /, **parameters):
        """Let Ada do something; returns the messages that the bot then sent or changed."""
        began = self.events()[-1]["seq"]
        self.result = self.ask("POST", f"/control/do/{name}", {"user": self.user, **parameters})
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            events = self.events(began)
            updates = {one["update"]["update_id"] for one in events if one["type"] == "update"}
            done = [one for one in events if one["type"] == "trace" and one["update_id"] in updates]
            if updates == {one["update_id"] for one in done}:
                break
            time.sleep(0.02)
        assert updates, "no update came of it"
        assert [one["error"] for one in done] == [None] * len(updates), self.lines
        answers = [one["answer"] for one in events if one["type"] == "call"]
        refused = [one["description"] for one in answers if not one["ok"]]
        assert [one for one in refused if "message is not modified" not in one] == []
        self.toasts = [one["text"] for one in events if one["type"] == "callback_answer"]
        said = [one for one in events if one["type"] in ("message", "edit")]
        return [one["message"] for one in said if one["message"]["from"]["is_bot"]]

    def say(self, text):
        """Write to the bot; returns the texts of its answer."""
        return [one["text"] for one in self.act("send", text=text)]

    def press(self, button):
        """Press an inline button of the newest message; returns the text of the message as the bot then leaves it."""
        self.act("press", button=button)
        return self.newest["text"]

    @property
    def messages(self):
        chat = next(one for one in self.ask("GET", "/control/state")["chats"] if one["id"] == self.user)
        return [one["message"] for one in self.ask("GET", f"/control/chats/{chat['key']}/messages")]

    @property
    def newest(self):
        return self.messages[-1]

    def wait_for(self, begin):
        """Wait until a message of the bot begins like this; it comes by itself, by a job.

        It need not be the newest: here, as behind a webhook, a job that is due at once may overtake the reply to the
        update that made it.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            texts = [one.get("text", "") for one in self.messages if one["from"]["is_bot"]]
            if any(text.startswith(begin) for text in texts):
                return
            assert time.monotonic() < deadline, (begin, texts, self.lines)
            time.sleep(0.05)

    @property
    def buttons(self):
        return [one["text"] for row in self.newest["reply_markup"]["inline_keyboard"] for one in row]


def install(package, folder):
    """Build a package from a copy of its folder, and install it for the example alone."""
    shutil.copytree(package, folder / "package")
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--quiet", "--target", folder / "installed"]
    command = [sys.executable, "-m", "pip", "install", *options, folder / "package"]
    subprocess.run(list(map(str, command)), timeout=120, check=True)


def grant(run, name, bot):
    """Make Ada an owner by a shell, as the docstring says; the bot of the playground has no token that says its id."""
    words = ["-m", "scaletg_contrib.auth", str(EXAMPLES / name), "--bot-id", str(bot), "grant", str(run.user), "owner"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *words], cwd=run.folder, env=environ, timeout=60, check=True)


###############################################################################
# What each docstring says


def admin_bot(run):
    assert run.say("/start") == ["Hello, Ada!"]
    bot = run.ask("GET", "/control/state")["bots"][0]["id"]
    grant(run, "admin_bot.py", bot)
    assert run.say("/admin") == ["1 people, of whom 1 can be written to"]
    run.press("⬜ Closed for guests")
    closed = [one["text"] for one in run.act("send", user="Ben", text="/start")]
    assert closed == ["We are closed. Please come back tomorrow."]


def album_bot(run):
    run.act("send_album", files=[{}, {}])
    deadline = time.monotonic() + 60
    while "document" not in run.newest:
        assert time.monotonic() < deadline, run.lines
        time.sleep(0.05)
    assert (run.newest["document"]["file_name"], run.newest["caption"]) == ("album.zip", "2 files")


def anonymous_bot(run):
    assert run.say("/find") == ["Wait until somebody comes ..."]
    assert len(run.act("send", user="Ben", text="/find")) == 2
    (copy,) = run.act("send", user="Ben", text="Hello")
    assert (copy["text"], copy["chat"]["first_name"]) == ("Hello", "Ada")


def approval_bot(run):
    assert "I begin." in run.say("/work")
    run.wait_for("May I delete the old backups?")
    run.act("press", button="Yes")
    run.wait_for("May I send the invoices?")
    run.act("press", button="No")
    run.wait_for("That was all.")


def captcha_bot(run):
    group = run.ask("POST", "/control/do/create_group", {"user": run.user, "title": "Tea", "bot": True})["id"]
    bot = run.ask("GET", "/control/state")["bots"][0]["id"]
    run.ask("POST", "/control/do/set_role", {"user": run.user, "chat": group, "member": bot, "status": "administrator"})
    bob = run.ask("POST", "/control/do/add_user", {"first_name": "Bob"})["id"]
    (asked,) = run.act("join", user=bob, chat=group)
    assert asked["text"] == "Welcome, Bob! Press the button, then you can write."
    (greeted,) = run.act("press", user=bob, chat=group, button="I am a person")
    assert greeted["text"] == "Welcome, Bob!"


def commands_bot(run):
    assert run.say("/add 2 3") == ["2 + 3 = 5"]
    assert re.fullmatch(r"You rolled [1-6] of 6\.", run.say("/roll")[0])
    assert re.fullmatch(r"You rolled \d+ of 20\.", run.say("/roll 20")[0])
    assert run.say("/pick tea, green tea")[0] in ("tea", "green tea")
    assert "/add: Add two whole numbers" in run.say("/help")[0]


def convert_bot(run):
    content = base64.b64encode(b"name,cups\nAda,2\n").decode()
    (asked,) = run.act("send_file", kind="document", name="tea.csv", content=content)
    assert asked["text"] == "What shall it become?"
    (made,) = run.act("press", button="JSON")
    file = run.session.get(f"{run.url}/control/files/{made['document']['file_id']}", timeout=10)
    assert file.json() == [{"name": "Ada", "cups": "2"}]


def django_site(run):
    assert run.say("/orders") == ["You have ordered nothing."]
    assert run.say("/order tea") == ["tea: you are number 1."]
    assert run.say("/orders") == ["Waiting: tea"]


def echo_bot(run):
    assert run.say("/start") == ["Hello, Ada! Say something, and I say it back."]
    assert run.say("anything") == ["anything"]
    assert "sticker" in run.act("send_file", kind="sticker")[0]
    assert "photo" in run.act("send_file", kind="photo")[0]


def files_bot(run):
    document = run.act("send_file", kind="photo")[0]["document"]
    assert re.fullmatch(r"photo-[\d-]+\.jpg", document["file_name"])
    sent = run.result["message"]["photo"][-1]["file_id"]
    content = [run.session.get(f"{run.url}/control/files/{one}", timeout=10) for one in (sent, document["file_id"])]
    assert content[0].content == content[1].content != b""


def flood_bot(run):
    for _ in range(10):
        said = run.say("Hello")
        assert said == ["I heard you. Ten messages a minute are enough."]
    assert run.say("Hello")[0].startswith("That was too fast. Please try again in ")
    assert run.say("Hello") == []


def flask_mount(run):
    assert run.say("/visits") == ["The page was opened 0 times."]
    assert requests.get(f"http://127.0.0.1:{run.port}/", timeout=10).text == "Visit number 1"
    assert run.say("/visits") == ["The page was opened 1 times."]


def game_bot(run):
    assert run.say("/play") == ["Who begins?"]
    (moved,) = run.act("press", button=[1, 1])
    assert moved["text"] == "Ada ✕"
    assert moved["reply_markup"]["inline_keyboard"][1][1]["text"] == "✕"


def inline_bot(run):
    run.act("inline_query", query="hello")
    query = run.ask("GET", f"/control/queries/{run.result}?timeout=10")
    titles = [one["title"] for one in query["answer"]["results"]]
    assert titles == ["Loud", "Quiet", "Backwards"]
    chosen = run.ask("POST", "/control/do/choose", {"user": run.user, "query_id": run.result, "result": 0})
    assert chosen["message"]["text"] == "HELLO"


def json_logs_bot(run):
    assert run.say("/divide 6 3") == ["2"]
    deadline = time.monotonic() + 30
    while not any('"app": "divide"' in line for line in run.lines):
        assert time.monotonic() < deadline, run.lines
        time.sleep(0.05)


def language_bot(run):
    assert run.say("/start") == ["Hello, Ada!"]
    assert re.fullmatch(r"It is .+: \d+ days? (is|are) left\.", run.say("/days")[0])
    run.say("/language")
    run.act("press", button="Deutsch")
    assert run.say("/start") == ["Hallo, Ada!"]


def link_bot(run):
    (short,) = run.say("https://example.com/tea")
    assert short.startswith(f"http://127.0.0.1:{run.port}/to/")
    followed = requests.get(short, timeout=10, allow_redirects=False)
    assert followed.headers["Location"] == "https://example.com/tea"
    assert run.say("/links")[0].endswith(": 1 × https://example.com/tea")


def list_bot(run):
    assert [run.say(text) for text in ("/add milk", "/add tea")] == [["1 on the list."], ["2 on the list."]]
    assert run.say("/list") == ["milk\ntea"]
    assert run.say("/done milk") == ["1 left."]
    group = run.ask(
        "POST", "/control/do/create_group", {"user": run.user, "title": "Home", "members": ["Ben"], "bot": True}
    )
    run.act("send", chat=group["key"], text="/add bread")
    assert [one["text"] for one in run.act("send", user="Ben", chat=group["key"], text="/list")] == ["bread"]


def members_bot(run):
    refused = run.say("/start")[0]
    assert str(run.user) in refused
    command = [sys.executable, "-m", "scaletg_contrib.auth", "sqlite:///members.db", "grant", str(run.user), "owner"]
    subprocess.run(command, cwd=run.folder, check=True, capture_output=True, timeout=30)
    assert run.say("/start")[0].startswith("Welcome. You are ")
    link = find_in(run.say("/invite member")[0], r"https://t\.me/\w+\?start=(\S+)")
    ben = [one["text"] for one in run.act("start", user="Ben", payload=link[1])]
    assert ben == ["Welcome, you are member now."]
    assert "owner" in run.say("/roles")[0]
    assert run.say("/close") == ["The door is closed."]
    assert run.say("/open") == ["The door is open."]


def menu_bot(run):
    assert run.say("/menu") == ["Your order: nothing yet, any day"]
    assert run.press("Choose a tea") == "Which tea?"
    run.press("Assam")
    assert run.toasts == ["Noted."]
    assert run.press("‹ Back") == "Your order: Assam, any day"
    run.press(next(one for one in run.buttons if "Large" in one))
    assert run.press("Name on the cup") == "Which name is on the cup?"
    assert run.say("Ada")[-2:] == ["Noted.", "Your order: Assam for Ada, any day"]
    assert run.press("Choose a day") == "Which day?"
    run.press(next(one for one in run.buttons if one.isdecimal()))
    assert re.fullmatch(r"Your order: Assam for Ada, \d{4}-\d\d-\d\d", run.press("‹ Back"))
    assert run.press("Cancel the order") == "Cancel the order?"
    assert run.press(run.buttons[0]) == "Your order: nothing yet, any day"
    assert run.press("Done") == "Nothing, size S, any day."


def modular(run):
    assert run.say("/tea") == ["A cup of tea for Ada."]
    assert [one["dice"]["emoji"] for one in run.act("send", text="/dice 2")] == ["🎲", "🎲"]
    assert run.say("/cake") == ["Say /tea, or /dice 2."]


def name_bot(run):
    assert [run.say(text) for text in ("/name", "Ada", "Lovelace")][-1] == ["Hello, Ada Lovelace!"]
    assert [run.say(text) for text in ("/name", "/cancel")][-1] == ["Cancelled."]


def news_bot(run):
    assert run.say("/start") == ["From now on you get the news. To stop them, block me."]
    bot = run.ask("GET", "/control/state")["bots"][0]["id"]
    grant(run, "news_bot.py", bot)
    assert run.say("/news")[0].startswith("Write the message")
    assert run.say("The shop is open.") == ["1 people would get this. Send it?"]
    run.act("press", button="Send")
    run.wait_for("The shop is open.")


def pizza_bot(run):
    assert run.say("/pizza") == ["Which size?"]
    assert run.say("M") == ["How many?"]
    assert run.say("/back") == ["Which size?"]
    assert [run.say(text) for text in ("L", "2")] == [["How many?"], ["Your name?"]]
    assert re.fullmatch(r"Order \d{4}: 2 of size L for Ada\.", run.say("Ada")[0])
    run.say("/pizza")
    run.say("/cancel")
    assert run.say("M") == ["Say /pizza to order."]


def poll_bot(run):
    (asked,) = run.act("send", text="/poll Lunch? pizza, soup, salad")
    assert [option["text"] for option in asked["poll"]["options"]] == ["pizza", "soup", "salad"]
    run.act("vote", options="soup")
    (job,) = run.ask("GET", "/playground/jobs")
    run.ask("POST", "/playground/jobs/run", {"id": job["id"]})
    run.wait_for("pizza: nobody\nsoup: Ada\nsalad: nobody")


def project(run):
    assert run.say("/note buy milk") == ["Written down: buy milk"]
    assert run.say("/notes") == ["1. buy milk"]
    assert run.say("hm")[0].startswith("I did not understand that.")


def queue_bot(run):
    assert run.say("/order tea") == ["Order 1: tea."]
    assert run.say("/count") == ["1: tea"]


def quiz_bot(run):
    (first,) = run.act("send", text="/quiz")
    assert first["poll"]["question"] == "1. How long does green tea steep?"
    (second,) = run.act("vote", options="2 minutes")
    assert second["poll"]["question"] == "2. Where does Darjeeling come from?"
    run.act("vote", options="India")
    (last,) = run.act("vote", options="Matcha")
    assert last["text"] == "You have 2 of 3 points. See the /best."
    assert run.say("/best") == ["2 Ada"]


def remind_bot(run):
    assert run.say("/remind 10 tea") == ["In 10 minutes."]
    assert run.say("/list") == ["1. tea"]
    assert run.say("/forget 1") == ["Forgotten."]
    assert run.say("/list") == ["You have no reminders."]


def rss_bot(run):
    assert run.say("/now") == ["First cup"]
    assert run.say("/now") == ["Nothing new."]
    assert run.say("/daily 8 Europe/Lisbon") == ["Every day at 8:00."]


def sentry_bot(run):
    assert run.say("/divide 6 3") == ["2"]


def shop_bot(run):
    run.act("send", text="/tea")
    run.act("pay", chat=run.user)
    run.wait_for("Here is your tea.")
    assert run.say("/return") == ["You get your Stars back."]
    assert run.say("/return") == ["You have not bought anything."]


def stream_bot(run):
    run.act("send", text="How do I make tea?")
    run.wait_for("You asked: How do I make tea?")
    assert "That is all I know." in run.newest["text"]


def support_bot(run):
    group = run.ask("POST", "/control/do/create_group", {"user": run.user, "title": "Team", "bot": True})["id"]
    run.act("send", chat=group, text="/here")
    (question,) = run.act("send", user="Ben", text="Is it open today?")
    assert question["forward_origin"]["sender_user"]["first_name"] == "Ben"
    (answer,) = run.act("send", chat=group, text="Until six.", reply_to=question["message_id"])
    assert (answer["text"], answer["chat"]["first_name"]) == ("Until six.", "Ben")


def vote_bot(run):
    assert run.say("/ask Tea or coffee?") == ["Tea or coffee?"]
    edited = run.act("press", button="Yes (0)")[-1]
    assert [one["text"] for one in edited["reply_markup"]["inline_keyboard"][0]] == ["Yes (1)", "No (0)"]
    assert run.toasts == ["You said Yes."]


def webapp_bot(run):
    assert run.say("/start") == ["Press the key."]
    opened = run.ask("POST", "/control/do/open_app", {"user": run.user, "button": "Order tea"})
    assert "Assam" in requests.get(opened["url"].partition("#")[0], timeout=10).text
    (answer,) = run.act("send_web_app_data", data='{"tea": "Chai", "cups": 2}')
    assert answer["text"] == "2 × Chai, right away."


# `shops_bot.py` needs a server that Telegram reaches: it is run in test_many_bots.py.
ALONE = [path for path in sorted(EXAMPLES.glob("*.py")) if path.stem != "shops_bot"]
# The bot of examples/any_language is one of another library: test_simulator_alone.py is about it.
FOLDERS = [path for path in sorted(EXAMPLES.glob("*/bot.py")) if path.parent.name != "any_language"]
PATHS = [*ALONE, *FOLDERS]


RSS = "<rss><channel><item><title>First cup</title><link>https://example.com/1</link></item></channel></rss>"


@pytest.fixture
def feed(tmp_path_factory, monkeypatch):
    """Serve a feed, and name its address to the example that reads some."""
    folder = tmp_path_factory.mktemp("feed")
    (folder / "feed.xml").write_text(RSS, encoding="utf-8")
    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("FEEDS", f"http://127.0.0.1:{server.server_port}/feed.xml")
        yield
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem if path.parent == EXAMPLES else path.parent.name)
def test_an_example_does_what_its_docstring_says(path, tmp_path, feed):
    name = path.stem if path.parent == EXAMPLES else path.parent.name
    if name == "modular":
        install(path.parent / "dice-app", tmp_path)
    run = Run(path, tmp_path)
    try:
        globals()[name](run)
    finally:
        run.stop()
