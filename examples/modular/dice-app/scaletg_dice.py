"""Dice for bots: /dice throws one, /dice 3 throws three. bot.load("dice") is the whole installation."""

import scaletg

__all__ = ["throw"]

MOST = 5


@scaletg.app("/dice <count:int>")
def throw(message: scaletg.Message, count: int = 1) -> list[scaletg.Method] | str:
    "Throw dice: /dice 2"
    if not 1 <= count <= MOST:
        return f"From 1 to {MOST} dice, please."
    return [message.answer_dice(emoji="🎲") for _ in range(count)]
