"""The folder of contrib, copied beside a bot and scaletg.py: each feature runs without an installation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fresh import link_packages, run

ROOT = Path(__file__).resolve().parents[2]
BOTS = {
    "stores": """
from scaletg_contrib.stores import SeenUpdates, open_store
bot = scaletg.Bot(seen=SeenUpdates(open_store("sqlite:///bot.db")))

@bot.app
def repeat(message):
    return message.text
""",
    "sessions": """
from scaletg_contrib.sessions import Sessions
bot = scaletg.Bot()
bot.load(Sessions())

@bot.app
def count(message, session):
    session["count"] = session.get("count", 0) + 1
    return str(session["count"])
""",
    "conversations": """
from scaletg_contrib.conversations import Conversations, ask
bot, talks = scaletg.Bot(), Conversations(watch_seconds=None)

@talks.conversation("/a")
def hello():
    name = yield ask("Name?")
    return f"Hello, {name}"

bot.load(talks)
""",
    "streaming": """
from scaletg_contrib.streaming import Streams
bot = scaletg.Bot(store="sqlite:///bot.db")
bot.load(Streams())

@bot.app("/a")
def answer(message):
    return message.stream(["one ", "two"], markdown=False)

@bot.app("b")
def answer_chat(chat):
    return chat.stream(["three"], markdown=False)
""",
    "states": """
from scaletg_contrib.states import States, in_state
bot = scaletg.Bot()
bot.load(States())

@bot.app("/a", when=in_state(None))
def begin(message, state):
    state.set("begun")
    return "begun"

@bot.app(on="message:text", when=in_state("begun"))
def go_on(message, state):
    return f"still {state.get()}"
""",
    "menus": """
from scaletg_contrib.menus import Menus
bot, menus = scaletg.Bot(), Menus()

@menus.menu("/a")
def first(menu):
    menu.link("L", "first", text="long" * 20)
    return f"{len(menu.markup.inline_keyboard)} button"

@bot.app("b")
def second(message, menus):
    return str(menus.unpack("x", menus.pack("x", 5)[2:]))

bot.load(menus)
""",
    "auth": """
from scaletg_contrib.auth import Auth, allowed
bot = scaletg.Bot()
bot.load(Auth(owners=[1]))

@bot.app("/a", when=allowed("admin"))
def secret(message):
    return "for owners"

@bot.app("b", when=allowed("admin", refuse="no"))
def secret_too(message):
    return "for owners, too"
""",
}
SAYS = """
def say(number, text):
    person = {"id": 1, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": number, "date": 1, "chat": {"id": 1, "type": "private"}, "from": person, "text": text}
    reply = bot.process({"update_id": number, "message": message}).reply
    return reply.text

print(say(1, "/a"), "|", say(2, "b"))
bot.close()
"""
SAID = {
    "stores": "/a | b",
    "sessions": "1 | 2",
    "conversations": "Name? | Hello, b",
    "states": "begun | still begun",
    "streaming": "one two | three",
    "menus": "1 button | 5",
    "auth": "for owners | for owners, too",
}


@pytest.fixture
def dependencies(tmp_path: Path) -> Path:
    return link_packages(tmp_path / "dependencies", "bottle", "attrs", "requests")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with scaletg.py and the folder of contrib."""
    made = tmp_path / "bot"
    made.mkdir()
    shutil.copy(ROOT / "scaletg.py", made)
    shutil.copytree(ROOT / "contrib" / "scaletg_contrib", made / "scaletg_contrib")
    return made


@pytest.mark.parametrize("name", BOTS)
def test_a_copied_feature_works(name: str, folder: Path, dependencies: Path) -> None:
    (folder / "bot.py").write_text(f"import scaletg\n{BOTS[name]}{SAYS}", encoding="utf-8")
    assert run("bot.py", path=dependencies, cwd=folder) == f"{SAID[name]}\n"
    assert (folder / "bot.db").exists()


def test_the_copied_auth_has_its_command_line(folder: Path, dependencies: Path) -> None:
    said = run("-m", "scaletg_contrib.auth", "sqlite:///bot.db", "grant", "5", "admin", path=dependencies, cwd=folder)
    assert said == "5: admin\n"
