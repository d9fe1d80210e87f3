# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg", "scaletg-dice"]
#
# [tool.uv.sources]
# scaletg = { path = "../..", editable = true }
# scaletg-dice = { path = "dice-app", editable = true }
# ///
"""A bot with apps of its own and one of an installed package, both named in scaletg.toml. Say /tea, and /dice 2.

pip install examples/modular/dice-app
TELEGRAM_BOT_TOKEN=... python examples/modular/bot.py
"""

from pathlib import Path

import scaletg

bot = scaletg.Bot(config=Path(__file__).with_name("scaletg.toml"))

if __name__ == "__main__":
    bot.run()
