"""Send something to everybody: to all people that a bot has met, to groups, or to a list of your own.

    news = Broadcast()

    @bot.app("/news <text:rest>", when=allowed("owner"))
    def send_news(message, broadcast, text):
        broadcast.start(text)
        return "It is on its way."

    bot.load(news)

A broadcast is one job (`scaletg_contrib.jobs`) that keeps its place: after a crash another process continues there.
Nobody is left out; whoever is being written to when the process is killed may get the message twice. All processes of
the bot together keep to what Telegram allows (`scaletg_contrib.limits.Pace`), and the broadcast notes who cannot be
reached (`scaletg_contrib.people`). These three are loaded with it if the bot has not loaded them.

Stored, in the store of the bot: the job, with its place; a report, `<bot id>/broadcast/broadcast/report/<id>`, for 90
days; and recipients that are a list of yours, `<bot id>/broadcast/broadcast/to/<id>/<page>`, for 30 days.
`recipients` says who gets it, `contents` what they get, `sending` how it went; `plugin` ties these to a bot.
"""

from __future__ import annotations

from scaletg_contrib.broadcast.plugin import Broadcast, BroadcastsOfUpdate
from scaletg_contrib.broadcast.reports import Report

__all__ = ["Broadcast", "BroadcastsOfUpdate", "Report"]
