"""Keeps the notes in a SQLite file: the module `database`."""

import os
import sqlite3
from collections.abc import Iterator

import scaletg


@scaletg.module
def database() -> Iterator[sqlite3.Connection]:
    """Give the apps of one update a connection, and keep what they wrote when the update is done."""
    connection = sqlite3.connect(os.environ.get("NOTES_DATABASE", "notes.db"))
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (user INTEGER, text TEXT)")
        yield connection
        connection.commit()
    finally:
        connection.close()
