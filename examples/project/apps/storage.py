"""Keeps the notes in a SQLite file: the module `database`."""

import os
import sqlite3
from collections.abc import Iterator

import scaletg


@scaletg.module
def database() -> Iterator[sqlite3.Connection]:
    """Give an app a connection of its own; what it wrote is kept if nothing failed, and it is closed in any case."""
    connection = sqlite3.connect(os.environ.get("NOTES_DATABASE", "notes.db"))
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (user INTEGER, text TEXT)")
        yield connection
        connection.commit()
    finally:
        connection.close()
