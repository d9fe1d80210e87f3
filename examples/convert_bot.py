# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Turns tables into other formats. Send it a .csv or .json file, and choose what it becomes.

TELEGRAM_BOT_TOKEN=... python examples/convert_bot.py
"""

import csv
import functools
import html
import io
import json
from collections.abc import Callable
from typing import Any

import scaletg

bot = scaletg.Bot()

MAX_BYTES = 1_000_000
Rows = list[dict[str, Any]]


def read_csv(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def read_json(text: str) -> Rows:
    rows = json.loads(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("it is not a list of objects")
    return rows


def table_of(rows: Rows) -> list[list[Any]]:
    columns = dict.fromkeys(name for row in rows for name in row)
    return [list(columns), *([row.get(name, "") for name in columns] for row in rows)]


def write_csv(rows: Rows) -> str:
    target = io.StringIO()
    csv.writer(target).writerows(table_of(rows))
    return target.getvalue()


def write_html(rows: Rows) -> str:
    lines = ["".join(f"<td>{html.escape(str(cell))}</td>" for cell in line) for line in table_of(rows)]
    return "<!doctype html>\n<meta charset=utf-8>\n<table>\n<tr>" + "\n<tr>".join(lines) + "\n</table>\n"


READERS = {"csv": read_csv, "json": read_json}
WRITERS: dict[str, Callable[[Rows], str]] = {
    "csv": write_csv,
    "json": functools.partial(json.dumps, indent=2, ensure_ascii=False),
    "html": write_html,
}


@bot.app(on="message")
def offer(message: scaletg.Message) -> scaletg.Method | str:
    document = message.document
    extension = (document.file_name or "").rpartition(".")[2].lower() if document else ""
    if document is None or extension not in READERS:
        return "Send me a .csv or .json file."
    if (document.file_size or 0) > MAX_BYTES:
        return "That is too large: 1 MB is the most."
    buttons = {target.upper(): f"from:{extension}:{target}" for target in WRITERS if target != extension}
    return message.reply("What shall it become?", reply_markup=scaletg.inline_keyboard(buttons))


@bot.app("from:<source:re:csv|json>:<target:re:csv|json|html>", on="callback_query")
def convert(callback_query: scaletg.CallbackQuery, source: str, target: str) -> scaletg.Method:
    # The buttons answer the file, which comes with them: nothing must be stored.
    original: scaletg.Message | None = getattr(callback_query.message, "reply_to_message", None)
    if original is None or not original.document or not original.document.file_name:
        return callback_query.answer("I do not see the file any more. Please send it again.", show_alert=True)
    try:
        content = WRITERS[target](READERS[source](original.download().decode("utf-8-sig")))
    except (ValueError, csv.Error) as error:
        return callback_query.answer(f"I cannot read this file: {error}"[:200], show_alert=True)
    name = original.document.file_name.rpartition(".")[0]
    return original.reply_document(scaletg.InputFile(content.encode(), f"{name}.{target}"))


if __name__ == "__main__":
    bot.run()
