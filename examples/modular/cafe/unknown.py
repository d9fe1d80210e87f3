"""Answers what no other app has answered, also those of packages: fallbacks are asked last."""

import scaletg


@scaletg.app(fallback=True)
def explain(message: scaletg.Message) -> str:
    return "Say /tea, or /dice 2."
