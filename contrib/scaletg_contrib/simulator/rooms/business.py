# ruff: noqa: D103  # a method of the Bot API is described on its own page
"""Business accounts: none exists, so no bot has a business connection.

Part of `scaletg_contrib.simulator`. Messages can be sent with any `business_connection_id`, and contain it.
"""

from __future__ import annotations

from scaletg_contrib.simulator.actions import method
from scaletg_contrib.simulator.core import Core
from scaletg_contrib.simulator.parameters import Parameters, Refused
from scaletg_contrib.simulator.records import BotAccount, Data


@method
def get_business_connection(sim: Core, bot: BotAccount, p: Parameters) -> Data:
    p.required("business_connection_id")
    raise Refused("business connection not found")
