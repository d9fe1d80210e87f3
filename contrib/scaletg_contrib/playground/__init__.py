"""A chat with the bot in the browser, on this machine: no token, no account, no internet.

`bot.run()` without a token and `scaletg play bot.py` start it. The page shows the chat as Telegram does, and the
trace of every update. Behind it is the simulator (scaletg_contrib.simulator), which the page uses through its control
API. Nothing is stored; when the bot's code changes, the chat is passed to the next process in a file. A file
playground.json beside the bot lists people and groups that exist from the start. The playground is one process, which
only accepts connections at the loopback address. See docs/playground.md.
"""

from __future__ import annotations

from scaletg_contrib.playground.bot_routes import export_test
from scaletg_contrib.playground.errors import describe_error
from scaletg_contrib.playground.routes import make_page, refusal
from scaletg_contrib.playground.running import run
from scaletg_contrib.playground.serving import Playground
from scaletg_contrib.playground.why import explain

__all__ = ["Playground", "describe_error", "explain", "export_test", "make_page", "refusal", "run"]
