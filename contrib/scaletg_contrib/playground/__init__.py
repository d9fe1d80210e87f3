"""A chat with the bot in the browser, on this machine: no token, no account, no internet.

`bot.run()` without a token and `scaletg play bot.py` start it. The page shows the chat as Telegram does, and for
every update the way through the bot's registry. Behind it is the simulator (scaletg_contrib.simulator): whatever the
page does goes through its control API. Nothing is stored; when the bot's code changes, its supervisor gives the chat
to the next process in a file. A file playground.json beside the bot lists people and groups that are always
there. One process, which answers at the loopback address only. See docs/playground.md.
"""

from __future__ import annotations

from scaletg_contrib.playground.errors import describe_error
from scaletg_contrib.playground.routes import export_test, make_page, refusal
from scaletg_contrib.playground.running import run
from scaletg_contrib.playground.serving import Playground
from scaletg_contrib.playground.why import explain

__all__ = ["Playground", "describe_error", "explain", "export_test", "make_page", "refusal", "run"]
