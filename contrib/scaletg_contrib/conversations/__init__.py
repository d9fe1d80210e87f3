"""Ask one question after another in a generator function, which continues after a restart and on another machine.

    talks = Conversations()

    @talks.conversation("/pizza")
    def pizza():
        size = yield ask("Which size?", buttons=["S", "M", "L"])
        number = yield once(random.randrange, 1000)
        return f"A pizza of size {size} is on its way, number {number}."

    bot.load(talks)

Stored: one record for each person in each chat, with all answers. At every answer the function is run again from
its start and given the stored answers, up to the question that is open. So it must ask the same questions when it gets
the same answers; what may differ, or must not happen twice, goes through `once`. Answers are saved by compare-and-set
before anything is sent; an update that is delivered again finds its answer stored, and gets the same reply.

The files, in reading order: `questions` (what a conversation yields), `talk` (what is stored, and the table of
states), `replay` and `turn` (the engine, which knows no bot), then `keeping`, `sending`, `timeouts` and `plugin`.
"""

from scaletg_contrib.conversations.plugin import Conversations
from scaletg_contrib.conversations.questions import Ask, Cancelled, ConversationError, Once, TimedOut, ask, once

__all__ = ["Ask", "Cancelled", "ConversationError", "Conversations", "Once", "TimedOut", "ask", "once"]
