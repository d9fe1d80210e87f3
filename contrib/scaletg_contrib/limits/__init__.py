"""Limit how much people may send, and pace what the bot sends by itself, with one count for all of its processes.

    limits = Limits("20/minute")                            # for each person, before any app is called

    @bot.app("/report", when=limits("3/hour", by="chat"))   # for one app
    def report(message): ...

    @bot.app("/ask <question:rest>")
    def ask(message, limits, question):                     # in an app
        if limits.hit("5/day"):
            return "Tomorrow I answer five more questions."

    bot.load(limits)
    bot.load(Pace())                                        # `pace.wait()` before what is sent in bulk

Stored: for `Limits` one record of about 100 bytes for each person and limit, `<bot id>/limits/limits/<who>/<what>`,
until all places are free again; one read and one write for each update that is let in, one read for one that is stopped
silently. For `Pace` one record for all messages, and one for each chat to which Telegram refuses messages for a time.
Every write is a compare-and-set, so several processes together never let through more than the rate.
"""

from __future__ import annotations

from scaletg_contrib.limits.floods import Floods, SharedFloods
from scaletg_contrib.limits.pace import BotPace, Pace
from scaletg_contrib.limits.plugin import Hits, Limits
from scaletg_contrib.limits.rates import Rate

__all__ = ["BotPace", "Floods", "Hits", "Limits", "Pace", "Rate", "SharedFloods"]
