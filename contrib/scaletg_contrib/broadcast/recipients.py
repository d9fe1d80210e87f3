"""Who gets a broadcast, in an order that another process can go on with."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import scaletg
from scaletg_contrib.people import KnownPeople, Person
from scaletg_contrib.stores import Store

__all__ = ["Recipient", "check_query", "find_recipients", "keep_list", "read_ids"]

PAGE = 1000  # ids in one record
LIST_SECONDS = 30 * 86_400.0  # how long a list is kept

Data = dict[str, Any]


class Recipient(NamedTuple):
    """One chat that gets a broadcast."""

    place: Any  # what is stored, so that a later run goes on behind it
    chat_id: int | str
    person: Person | None


def check_query(function: Callable[..., Any]) -> None:
    """Raise if a function can be neither of the two forms of a query."""
    names = list(inspect.signature(function).parameters)
    if names not in (["person"], ["after"]):
        raise scaletg.RegistrationError(
            f"the recipients {function.__name__!r} have the parameters {names}: write a function of `person`, which "
            "returns whether this person gets it, or a generator function of `after`, which yields ids in their order, "
            "only those behind the id `after`, or all if it is None."
        )


def find_recipients(
    to: Data, after: Any, people: KnownPeople, query: Callable[..., Any] | None, read_page: Callable[[int], list[Any]]
) -> Iterator[Recipient]:
    """Yield who is still to get it. *to* is what the job has stored, *after* the last place that is done."""
    if to["kind"] == "list":
        return _from_list(after, to["pages"], read_page, people)
    if to["kind"] == "chats":
        return (Recipient(chat.id, chat.id, None) for chat in people.chats())  # of a dry run: else they are a list
    if query is None:
        return (Recipient(person.id, person.id, person) for person in people.reachable(after=after))
    if "after" in inspect.signature(query).parameters:
        return (Recipient(chat_id, chat_id, people.find(chat_id)) for chat_id in query(after=after))
    return (Recipient(one.id, one.id, one) for one in people.reachable(after=after) if query(person=one))


def _from_list(
    after: int | None, pages: int, read_page: Callable[[int], list[Any]], people: KnownPeople
) -> Iterator[Recipient]:
    first = 0 if after is None else after + 1
    for page in range(first // PAGE, pages):
        for number, chat_id in enumerate(read_page(page), page * PAGE):
            if number >= first:
                person = people.find(chat_id) if isinstance(chat_id, int) and chat_id > 0 else None
                yield Recipient(number, chat_id, person)


def read_ids(source: Iterable[Any] | Path) -> Iterator[int | str]:
    """Yield the ids of an iterable, or of a file with one in a line, each once."""
    seen = set()
    for number, line in enumerate(_lines(source), 1):
        chat_id = _id_of(line, source, number)
        if chat_id is not None and chat_id not in seen:
            seen.add(chat_id)
            yield chat_id


def _lines(source: Iterable[Any] | Path) -> Iterable[Any]:
    if isinstance(source, Path):
        try:
            return source.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise scaletg.ConfigError(f"the recipients in {source} cannot be read: {error}") from None
    return source


def _id_of(value: Any, source: Any, number: int) -> int | str | None:
    """Return the id of a line, None for one that is empty or a comment."""
    if isinstance(value, Person):
        return value.id
    if isinstance(value, int) and not isinstance(value, bool) and value != 0:
        return value
    text = value.partition("#")[0].strip() if isinstance(value, str) else None
    if text == "":
        return None
    if text is not None and text.removeprefix("-").isdecimal():
        return int(text)
    if text is not None and text.startswith("@"):
        return text
    where = f"{source}:{number}" if isinstance(source, Path) else f"place {number} of the recipients"
    raise scaletg.ConfigError(f"{where}: {value!r} is not the id of a chat. Write a number such as 42 or -1001234.")


def keep_list(store: Store, key: Callable[[int], str], ids: Iterable[int | str]) -> tuple[int, int]:
    """Store a list, and return how many pages and ids it has."""
    page: list[int | str] = []
    pages = total = 0
    for chat_id in ids:
        page.append(chat_id)
        total += 1
        if len(page) == PAGE:
            store.put(key(pages), page, ttl=LIST_SECONDS)
            pages, page = pages + 1, []
    if page:
        store.put(key(pages), page, ttl=LIST_SECONDS)
        pages += 1
    return pages, total
