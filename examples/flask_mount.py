"""A web page and a bot behind one address. Open the page, which is at port 5000, then say /visits to the bot.

TELEGRAM_BOT_TOKEN=... python examples/flask_mount.py, and in production: gunicorn examples.flask_mount:site
Tell Telegram once where the bot is: bot.set_webhook("https://example.com/bot" + bot.webhook_path)
"""

import itertools
import os
import threading

import flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import run_simple

import scaletg

bot = scaletg.Bot()
app = flask.Flask(__name__)
visits = itertools.count(1)
last_visit = 0


@app.get("/")
def index() -> str:
    global last_visit
    last_visit = next(visits)
    return f"Visit number {last_visit}"


@bot.app("/visits")
def show_visits() -> str:
    "Show how often the page was opened."
    return f"The page was opened {last_visit} times."


# Flask keeps the pages, the bot gets everything below /bot.
site = DispatcherMiddleware(app, {"/bot": bot.wsgi})

if __name__ == "__main__":  # on a developer's machine: the page in a thread, and the bot, which fetches its updates
    port = int(os.environ.get("PORT", "5000"))
    threading.Thread(target=run_simple, args=("127.0.0.1", port, site), daemon=True).start()
    bot.run(reload=False)
