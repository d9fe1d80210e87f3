"""Answers what no other app understood."""

import scaletg


@scaletg.app(on="message", fallback=True)
def unknown() -> str:
    return "I did not understand that. Say /note, followed by a text, or /notes."
