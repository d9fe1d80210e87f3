"""A web page and a bot in one Flask project. Open the page, then say /visits to the bot.

flask --app examples/flask_mount.py run, or in production: gunicorn examples.flask_mount:app
Telegram is told once where the bot is: scaletg webhook set https://example.com/bot/... (the page shows the path).
"""

import itertools

import flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

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
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/bot": bot.wsgi})  # type: ignore[method-assign]  # Flask's own way
