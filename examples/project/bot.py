# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg"]
#
# [tool.uv.sources]
# scaletg = { path = "../..", editable = true }
# ///
"""A project of several files: a config file, a module and two apps. Say /note buy milk, /notes, or anything else.

TELEGRAM_BOT_TOKEN=... python examples/project/bot.py
"""

from pathlib import Path

import scaletg

bot = scaletg.Bot(config=Path(__file__).with_name("scaletg.toml"))

if __name__ == "__main__":
    bot.run()
