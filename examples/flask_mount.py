# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg", "flask"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""A web page and a bot behind one address. Open the page, which is at port 5000, then say /visits to the bot.

TELEGRAM_BOT_TOKEN=... python examples/flask_mount.py, and in production: gunicorn examples.flask_mount:site
Tell Telegram once where the bot is: bot.set_webhook("https://example.com/bot" + bot.webhook_path)
"""

import os
import threading

import flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import run_simple

import scaletg
from scaletg_contrib.stores import key

bot = scaletg.Bot()
app = flask.Flask(__name__)
VISITS = key(bot, "site", "visits")  # in the bot's store, which all processes share


@app.get("/")
def index() -> str:
    number = bot.store.change(VISITS, lambda number: number + 1, default=0)
    return f"Visit number {number}"


@bot.app("/visits")
def show_visits() -> str:
    "Show how often the page was opened."
    record = bot.store.get(VISITS)
    return f"The page was opened {record.value if record else 0} times."


# Flask keeps the pages, the bot gets everything below /bot.
site = DispatcherMiddleware(app, {"/bot": bot.wsgi})

if __name__ == "__main__":  # on a developer's machine: the page in a thread, and the bot, which fetches its updates
    port = int(os.environ.get("PORT", "5000"))
    threading.Thread(target=run_simple, args=("127.0.0.1", port, site), daemon=True).start()
    bot.run(reload=False)
