"""Files of contrib that were copied beside a bot: each runs with scaletg.py, and says which other file it needs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fresh import link_packages, run

ROOT = Path(__file__).resolve().parents[2]
NEEDS = {
    "stores": [],
    "sessions": ["stores"],
    "conversations": ["stores"],
    "states": ["sessions", "stores"],
    "menus": ["stores"],
    "auth": ["stores"],
}
BOTS = {
    "stores": """
from stores import SeenUpdates, open_store
bot = scaletg.Bot(seen=SeenUpdates(open_store("sqlite:///bot.db")))

@bot.app
def repeat(message):
    return message.text
""",
    "sessions": """
from sessions import Sessions
bot = scaletg.Bot()
bot.load(Sessions())

@bot.app
def count(message, session):
    session["count"] = session.get("count", 0) + 1
    return str(session["count"])
""",
    "conversations": """
from conversations import Conversations, ask
bot, talks = scaletg.Bot(), Conversations(watch_seconds=None)

@talks.conversation("/a")
def hello():
    name = yield ask("Name?")
    return f"Hello, {name}"

bot.load(talks)
""",
    "states": """
from states import States, in_state
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
from menus import Menus, menu
bot = scaletg.Bot()
bot.load(Menus())

@menu("/a")
def first(menu):
    menu.link("L", "first", text="long" * 20)
    return f"{len(menu._rows)} button"

@bot.app("b")
def second(message, menus):
    return str(menus.unpack("x", menus.pack("x", 5)[2:]))

bot.load(first)
""",
    "auth": """
from auth import Auth, allowed
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
    "menus": "1 button | 5",
    "auth": "for owners | for owners, too",
}


@pytest.fixture
def dependencies(tmp_path: Path) -> Path:
    return link_packages(tmp_path / "dependencies", "bottle", "attrs", "requests")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with scaletg.py and nothing else."""
    made = tmp_path / "bot"
    made.mkdir()
    shutil.copy(ROOT / "scaletg.py", made)
    return made


def copy(folder: Path, *names: str) -> None:
    for name in names:
        shutil.copy(ROOT / "contrib" / f"{name}.py", folder)


@pytest.mark.parametrize("name", NEEDS)
def test_a_copied_file_works_with_what_it_needs(name: str, folder: Path, dependencies: Path) -> None:
    copy(folder, name, *NEEDS[name])
    (folder / "bot.py").write_text(f"import scaletg\n{BOTS[name]}{SAYS}", encoding="utf-8")
    assert run("bot.py", path=dependencies, cwd=folder) == f"{SAID[name]}\n"
    assert (folder / "bot.db").exists()


@pytest.mark.parametrize("name", [name for name in NEEDS if NEEDS[name]])
def test_a_missing_file_is_named(name: str, folder: Path, dependencies: Path) -> None:
    copy(folder, name)
    code = f"""
try:
    import {name}
except ImportError as error:
    print(error)
"""
    said = run("-c", code, path=dependencies, cwd=folder)
    assert said.startswith(f"{name}.py needs ScaleTG's {NEEDS[name][0]}.py: copy contrib/{NEEDS[name][0]}.py")
    assert all(f"contrib/{needed}.py" in said for needed in NEEDS[name])


def test_the_copied_auth_has_its_command_line(folder: Path, dependencies: Path) -> None:
    copy(folder, "auth", "stores")
    assert run("auth.py", "sqlite:///bot.db", "grant", "5", "admin", path=dependencies, cwd=folder) == "5: admin\n"
