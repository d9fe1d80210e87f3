"""Queries that a bot can answer once, within a time limit: those of buttons, inline mode, payments and Web Apps.

Part of `scaletg_contrib.simulator`.
"""

from __future__ import annotations

from scaletg_contrib.simulator.parameters import Refused
from scaletg_contrib.simulator.records import BotAccount, Data

QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def open_query(known: dict[str, Data], bot: BotAccount, query_id: str, now: int, seconds: int) -> Data:
    """Return a query that can still be answered. Raises `Refused`."""
    query = known.get(query_id)
    late = query is not None and now - query["date"] > seconds
    if query is None or query.get("answer") is not None or late:
        raise Refused(QUERY_TOO_OLD)
    if query.get("bot_id", bot.id) != bot.id:
        raise Refused(QUERY_TOO_OLD)
    return query
