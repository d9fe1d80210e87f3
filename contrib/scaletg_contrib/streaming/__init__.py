"""Show a text while it is made, for example by a language model.

    bot.load(Streams())                         # only for the button Stop; streaming needs nothing that is loaded

    @bot.app(on="message:text")
    def ask(message):
        return message.stream(model(message.text))      # an iterable of strings, in Markdown

In private chats the text is shown as a draft, elsewhere in a message that is edited; the last message is what
`message.stream` returns, so that it leaves as every reply does. `pip install scaletg[markdown]` reads the Markdown.
Stored: nothing, except a press of Stop, as `<bot id>/streams/<namespace>/<chat>/<draft>` for ten minutes, if the
process that gets it is not the one that writes; for that the bot (or `Streams`) needs a store.
"""

from __future__ import annotations

from scaletg_contrib.streaming.answer import Streamed
from scaletg_contrib.streaming.plugin import Streams, stream

__all__ = ["Streamed", "Streams", "stream"]
