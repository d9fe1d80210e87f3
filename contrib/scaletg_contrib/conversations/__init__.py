"""Ask one question after another in a plain generator, which goes on after a restart and on another machine.

    talks = Conversations(store="sqlite:///bot.db")

    @talks.conversation("/pizza")
    def pizza():
        size = yield ask("Which size?", buttons=["S", "M", "L"])
        number = yield once(random.randrange, 1000)
        return f"A pizza of size {size} is on its way, number {number}."

    bot.load(talks)

Each file of this package says what it is for; `Conversations` is in `plugin`.
"""

from scaletg_contrib.conversations.plugin import (
    Ask,
    Cancelled,
    ConversationError,
    Conversations,
    Once,
    TimedOut,
    ask,
    once,
)

__all__ = ["Ask", "Cancelled", "ConversationError", "Conversations", "Once", "TimedOut", "ask", "once"]
