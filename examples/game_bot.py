# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Noughts and crosses for two in a group. Say /play and press a square; whoever presses next is the other player.

TELEGRAM_BOT_TOKEN=... python examples/game_bot.py
"""

from typing import Any

import scaletg
from scaletg_contrib.stores import key

bot = scaletg.Bot()

LINES = ["012", "345", "678", "036", "147", "258", "048", "246"]
EMPTY = "·" * 9
DAY = 86400


def winner(board: str) -> str | None:
    for line in LINES:
        marks = {board[int(square)] for square in line}
        if len(marks) == 1 and marks != {"·"}:
            return marks.pop()
    return None


def keyboard(board: str) -> scaletg.InlineKeyboardMarkup:
    buttons = [(mark, f"square:{number}") for number, mark in enumerate(board)]
    return scaletg.inline_keyboard(buttons, columns=3)


def move(game: dict[str, Any], user: scaletg.User, square: int) -> dict[str, Any]:
    """Return the game after a move; raise ValueError with what the person reads if it is not allowed."""
    board, players = game["board"], dict(game["players"])
    mark = "✕" if board.count("✕") == board.count("○") else "○"
    if str(user.id) in players.values() and players.get(mark) != str(user.id):
        raise ValueError("It is not your turn.")
    if players.setdefault(mark, str(user.id)) != str(user.id):
        raise ValueError("Two others play here. Say /play for a game of your own.")
    if winner(board) or board[square] != "·":
        raise ValueError("You cannot go there.")
    names = {**game["names"], mark: user.first_name}
    return {"board": board[:square] + mark + board[square + 1 :], "players": players, "names": names}


def describe(game: dict[str, Any]) -> str:
    board, names = game["board"], game["names"]
    best = winner(board)
    if best:
        return f"{names[best]} has won."
    if "·" not in board:
        return "Nobody has won."
    return " against ".join(f"{name} {mark}" for mark, name in names.items())


@bot.app("/play")
def play(message: scaletg.Message) -> scaletg.SendMessage:
    "Begin a game."
    return message.answer("Who begins?", reply_markup=keyboard(EMPTY))


@bot.app("square:<square:re:[0-8]>", on="callback_query")
def press(callback_query: scaletg.CallbackQuery, user: scaletg.User, square: str) -> scaletg.Method:
    message = callback_query.message
    if message is None:
        return callback_query.answer("This game is too old.")
    record = key(bot, "game", "board", message.chat.id, message.message_id)
    new = {"board": EMPTY, "players": {}, "names": {}}
    try:
        # If both press at the same time, the second move is made on the board that the first has left.
        game = bot.store.change(record, lambda game: move(game, user, int(square)), default=new, ttl=DAY)
    except ValueError as refusal:
        return callback_query.answer(str(refusal))
    return callback_query.edit_text(describe(game), reply_markup=keyboard(game["board"]))


if __name__ == "__main__":
    bot.run()
