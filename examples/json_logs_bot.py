# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""A bot that writes its log as JSON, one line for each update. Say /divide 6 3, and then /divide 6 0.

TELEGRAM_BOT_TOKEN=... python examples/json_logs_bot.py
"""

import json
import logging

import scaletg

FIELDS = ("update_id", "kind", "app", "chat", "error")  # some of them are those of ScaleTG's own lines
log = logging.getLogger("bot")
bot = scaletg.Bot()


class JsonLines(logging.Formatter):
    "Writes a record as one line of JSON."

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": self.formatTime(record), "level": record.levelname, "text": record.getMessage()}
        line |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_update(outcome: scaletg.Outcome) -> None:
    "Write what came of an update."
    error = type(outcome.error).__name__ if outcome.error else None
    fields = {"update_id": outcome.update_id, "kind": outcome.kind, "app": outcome.app, "error": error}
    log.info("update", extra=fields)


@bot.app("/divide <number:float> <divisor:float>")
def divide(message: scaletg.Message, number: float, divisor: float) -> str:
    "Divide two numbers: /divide 6 3"
    return f"{number / divisor:g}"


bot.add_watch(log_update)
handler = logging.StreamHandler()
handler.setFormatter(JsonLines())
logging.basicConfig(level=logging.INFO, handlers=[handler])

if __name__ == "__main__":
    bot.run()
