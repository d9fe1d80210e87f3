"""Make a small project: what `scaletg new` writes."""

from __future__ import annotations

from pathlib import Path

import scaletg

FILES = {
    "bot.py": '''\
"""{name}: a Telegram bot. Say /hello to it."""

from pathlib import Path

import scaletg

bot = scaletg.Bot(config=Path(__file__).with_name("scaletg.toml"))  # which names the apps

if __name__ == "__main__":
    bot.run()
''',
    "scaletg.toml": """\
# The token is in the environment: TELEGRAM_BOT_TOKEN. All options: scaletg config
enabled_apps = ["apps.hello"]
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
    "test_bot.py": """\
from bot import bot


def test_hello_says_hello():
    ada = {{"id": 1, "is_bot": False, "first_name": "Ada"}}
    message = {{"message_id": 1, "date": 1, "chat": {{"id": 1, "type": "private"}}, "from": ada, "text": "/hello"}}
    assert bot.process({{"message": message}}).reply.text == "Hello, Ada!"
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
    print(f"Made {folder}. Next: cd {folder}; python bot.py")
