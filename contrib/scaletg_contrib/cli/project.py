"""Make a small project: what `scaletg new` writes."""

from __future__ import annotations

from pathlib import Path

import scaletg

FILES = {
    "bot.py": '''\
"""{name}: a Telegram bot. Say /hello to it, or /count."""

from pathlib import Path

import scaletg

bot = scaletg.Bot(config=Path(__file__).with_name("scaletg.toml"))  # which names the apps

if __name__ == "__main__":
    bot.run()
''',
    "scaletg.toml": """\
# The token is in the environment: TELEGRAM_BOT_TOKEN. All options: scaletg config
store = "sqlite:///{name}.db"
enabled_apps = ["apps.hello", "apps.count"]
""",
    "gunicorn.conf.py": """\
# For `gunicorn bot:bot` in production.
workers = 2
threads = 8


def post_worker_init(worker):
    worker.wsgi.start()  # what happens later is done before the first request, too
""",
    "apps/__init__.py": "",
    "apps/hello.py": """\
import scaletg


@scaletg.app("/hello <name>")
def hello(message, user, name=None):
    "Say hello."
    return f"Hello, {{name or user.first_name}}!"
""",
    "apps/count.py": """\
import scaletg
from scaletg_contrib.sessions import Sessions

sessions = Sessions()  # what the bot knows of a person, in the store that scaletg.toml names


@scaletg.app("/count")
def count(message, session):
    "Count how often you asked."
    session["count"] = session.get("count", 0) + 1
    return f"Number {{session['count']}}"
""",
    "test_bot.py": """\
from bot import bot
from scaletg_contrib.testkit import Telegram


def test_hello_says_hello():
    ada = Telegram(bot).private("Ada")
    assert ada.send("/hello").text == "Hello, Ada!"
    assert ada.send("/hello Bob").text == "Hello, Bob!"


def test_everybody_has_a_count_of_their_own():
    telegram = Telegram(bot)
    ada, bob = telegram.private("Ada"), telegram.private("Bob")
    ada.send("/count")
    assert ada.send("/count").text == "Number 2"
    assert bob.send("/count").text == "Number 1"
""",
    "Makefile": """\
.PHONY: play run test bundle container

play:  # talk to the bot in the browser, without a token
\tpython -m scaletg play bot.py

run:  # poll Telegram; the token is in TELEGRAM_BOT_TOKEN
\tpython bot.py

test:
\tpython -m pytest

bundle:  # the bot and all that it needs in one file
\tpython -m scaletg bundle bot.py -o {name}.pyz

container: bundle
\tdocker build -f Containerfile -t {name} .
""",
    "Containerfile": """\
# `make container` builds it; podman reads this file, too. The volume keeps the store over restarts:
# docker run -e TELEGRAM_BOT_TOKEN -v {name}:/data {name}
FROM python:3.13-slim
COPY {name}.pyz /{name}.pyz
RUN useradd --create-home bot && mkdir /data && chown bot /data
USER bot
WORKDIR /data
CMD ["python", "/{name}.pyz"]
""",
    "README.md": """\
# {name}

A Telegram bot made with ScaleTG.

```sh
make play     # talk to the bot in the browser, without a token
make test     # run the tests; this needs pytest
make run      # poll Telegram; the token of @BotFather is in TELEGRAM_BOT_TOKEN
make bundle   # pack everything into {name}.pyz, which runs where Python 3.11 or later is
```

`apps/` has a file for each group of commands; `scaletg.toml` names those that are used.
`gunicorn bot:bot` serves the webhook, and `scaletg webhook set https://example.com` tells Telegram its address.
""",
    "AGENTS.md": """\
# For assistants that change this bot

- See what it does: `python -m scaletg apps` prints all apps in order, with file and line.
- Add a command: a function with `@scaletg.app("/name <value>")` in a file of `apps/`, and the file in `scaletg.toml`.
  Its parameters say what it gets: `message`, `user`, `chat`, `session`, a value of its rule. What it returns is sent.
- Test with the test kit, as test_bot.py does, and run `python -m pytest`. No test needs a token or a network.
- The guides are Markdown on this machine, a page for each task: share/doc/scaletg/index.md in the folder that
  `python -c "import sys; print(sys.prefix)"` prints.
- Never ask for a token, and never write one into a file: it is in the environment, as TELEGRAM_BOT_TOKEN.
- Telegram is simulated in tests. A method that the simulator cannot do raises an error and makes up no answer.
- An app that forgets its `return` sends nothing; a test that looks at the answer finds it.
""",
    ".gitignore": """\
__pycache__/
.venv/
.env
*.db*
*.pyz
""",
}


def make_project(name: str) -> None:
    """Write a project into a new folder."""
    folder = Path(name)
    if folder.exists():
        raise scaletg.ConfigError(f"{name!r} exists already: choose another name")
    for place, text in FILES.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(name=folder.name), encoding="utf-8")
    print(f"Made {folder}. Next: cd {folder}; python -m scaletg play")
