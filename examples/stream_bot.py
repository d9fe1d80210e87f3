# /// script
# requires-python = ">=3.11"
# dependencies = ["scaletg[markdown]"]
#
# [tool.uv.sources]
# scaletg = { path = "..", editable = true }
# ///
"""Answers like a language model, word by word, until you press Stop. Ask it anything, for example: How do I make tea?

pip install scaletg[markdown]
TELEGRAM_BOT_TOKEN=... python examples/stream_bot.py
"""

import time
from collections.abc import Iterator

import scaletg
from scaletg_contrib.sessions import Session, Sessions
from scaletg_contrib.streaming import Streams

ANSWER = """# You asked: {question}

1. **Boil** some water.
2. Wait:

```python
import time
time.sleep(180)
```

That is all I know. I have answered *{count}* of your questions.
"""

bot = scaletg.Bot()
bot.load(Sessions("sqlite:///stream_bot.db"))
bot.load(Streams())


def model(question: str, count: int) -> Iterator[str]:
    """Stand in for a language model: replace it by what the library of yours gives, see docs/streaming.md."""
    for word in ANSWER.format(question=question, count=count).split(" "):
        yield word + " "
        time.sleep(0.05)


@bot.app("/start")
def start() -> str:
    "Say what to do."
    return "Ask me something."


@bot.app(on="message:text", fallback=True)
def answer(message: scaletg.Message, session: Session) -> list[scaletg.Method]:
    session["count"] = session.get("count", 0) + 1
    text = message.stream(model(message.text or "", session["count"]))
    session["last"] = text.text
    return text


if __name__ == "__main__":
    bot.run()
