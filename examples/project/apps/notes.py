"""Writes notes down and shows them."""

import sqlite3

import scaletg


@scaletg.app("/note <text:rest>")
def note(user: scaletg.User, database: sqlite3.Connection, text: str) -> str:
    "Write something down: /note buy milk"
    database.execute("INSERT INTO notes VALUES (?, ?)", (user.id, text))
    return f"Written down: <b>{scaletg.escape_html(text)}</b>"


@scaletg.app("/notes")
def notes(user: scaletg.User, database: sqlite3.Connection) -> str:
    "Show what was written down."
    rows = database.execute("SELECT text FROM notes WHERE user = ?", (user.id,)).fetchall()
    lines = [f"{number}. {scaletg.escape_html(text)}" for number, (text,) in enumerate(rows, 1)]
    return "\n".join(lines) or "There are no notes yet. Say: /note buy milk"
