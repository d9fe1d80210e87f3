"""Close what is open at the end of Markdown that is still being written; part of `scaletg_contrib.formatting`.

    >>> finish_markup("This is **very impor")
    'This is **very impor**'

So a text that is shown while a model writes it does not change its look with every mark. It need not be right in all
cases: what it misses is shown as it was written, until the rest of it comes.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t>*+\-\d.)]*?(`{3,}|~{3,})([^`\n]*)$")
# A last line of which nobody knows yet what it becomes: a list item, a heading, a fence, an underline of a heading.
_BEGUN_LINE = re.compile(r"(?:^|\n)[ \t]*(?:[-=*+_]+|\d{1,9}[.)]?|#{1,6}|[`~]{1,2}|[`~]{3}\w*|\|[-:| ]*)[ \t]*$")
_LINK = re.compile(r"!?\[([^\[\]]*)(?:\](?:\([^()\s]*)?)?$")
_HTML = re.compile(r"<[!/A-Za-z][^<>\n]*$")
_MARK = re.compile(r"\\.?|`+|\*+|_+|~~", re.DOTALL)


def finish_markup(text: str) -> str:
    """Return *text* with its last paragraph finished: marks are closed, a link or a list item that has begun is cut."""
    fence = _open_fence(text)
    if fence is not None:
        last = text.rpartition("\n")[2].strip()
        if last and fence.startswith(last):  # the end of the block is being written
            return text[: len(text) - len(text.rpartition("\n")[2])]
        return text
    text = _BEGUN_LINE.sub("", text)
    begin = max(text.rfind("\n\n") + 2, 0) if "\n\n" in text else 0
    head, tail = text[:begin], text[begin:]
    if "`" not in tail:
        tail = _LINK.sub(r"\1", tail)
        tail = _HTML.sub("", tail)
    return head + _close_marks(tail)


def _open_fence(text: str) -> str | None:
    """Return the marks of the block of code that the text ends in, `None` if it does not."""
    opened: str | None = None
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found is None:
            continue
        if opened is None:
            opened = found[1]
        elif found[1].startswith(opened) and not found[2].strip():
            opened = None
    return opened


def _close_marks(text: str) -> str:
    opened: list[str] = []
    place = 0
    while found := _MARK.search(text, place):
        mark, place = found[0], found.end()
        if mark.startswith("\\"):
            continue
        if mark.startswith("`"):
            end = re.compile(f"(?<!`){mark}(?!`)").search(text, place)
            if end is None:
                rest = text[place:]
                text = text + mark if rest.strip() else text[: found.start()]
                break
            place = end.end()
            continue
        before, after = text[: found.start()][-1:], text[place : place + 1]
        if mark in opened and before and not before.isspace():
            del opened[opened.index(mark) :]
        elif after and not after.isspace() and not (mark.startswith("_") and before.isalnum()):
            opened.append(mark)
        elif not after and not (before.isalnum() or before in ".!?"):
            text = text[: found.start()]
            break
    blanks = len(text) - len(text.rstrip())
    closers = "".join(mark for mark in reversed(opened) if len(mark) <= 3)
    return text[: len(text) - blanks] + closers + text[len(text) - blanks :]
