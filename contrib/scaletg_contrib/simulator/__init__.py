"""Telegram on this machine: a Bot API server with people to talk to, for developing and testing any bot.

    python -m scaletg_contrib.simulator --port 8081

It speaks the Bot API at `http://127.0.0.1:8081/bot<token>/<method>` and serves files at `/file/bot<token>/<path>`, so
every client library can use it as its base URL. Any well-formed token is a bot, unless `--token` names the only ones.
What people do goes through the control API at `/control` (see docs/simulator.md), or in Python through `Simulator`:

    >>> sim = Simulator(seed=1)
    >>> bot, ada = sim.add_bot("1:abc", username="echo_bot"), sim.add_user("Ada")
    >>> _ = sim.start(ada)
    >>> sim.call(bot, "sendMessage", {"chat_id": ada.id, "text": "Hello"})["result"]["message_id"]
    2

All state is in memory (`save` and `load` write and read it as JSON). One process, any number of threads.
https://core.telegram.org/bots/api
"""

from scaletg_contrib.simulator.actions import ActionError
from scaletg_contrib.simulator.adopt import adopt
from scaletg_contrib.simulator.delivery import Result
from scaletg_contrib.simulator.faces.app import make_app
from scaletg_contrib.simulator.faces.wsgi import guard
from scaletg_contrib.simulator.parameters import NotSimulated, Refused, Upload
from scaletg_contrib.simulator.pictures import blank_picture, picture_size
from scaletg_contrib.simulator.records import BotAccount, Chat, Data, Message, User
from scaletg_contrib.simulator.saving import copy_of, to_json
from scaletg_contrib.simulator.server import Server
from scaletg_contrib.simulator.simulator import Simulator
from scaletg_contrib.simulator.transport import Transport
from scaletg_contrib.simulator.world import Clock, World

__all__ = [
    "ActionError",
    "BotAccount",
    "Chat",
    "Clock",
    "Data",
    "Message",
    "NotSimulated",
    "Refused",
    "Result",
    "Server",
    "Simulator",
    "Transport",
    "Upload",
    "User",
    "World",
    "adopt",
    "blank_picture",
    "copy_of",
    "guard",
    "make_app",
    "picture_size",
    "to_json",
]
