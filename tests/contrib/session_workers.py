"""What the other processes of the tests do that use a store: they are spawned, so they import nothing of pytest."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import scaletg
from scaletg_contrib.auth import Auth
from scaletg_contrib.conversations import Conversations, ask, once
from scaletg_contrib.menus import Menus
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import SeenUpdates, Store, open_store


def message(update_id: int, text: str, *, user: int = 1, chat: int | None = None, **fields: Any) -> dict[str, Any]:
    place = {"id": chat or user, "type": "group" if chat else "private", "title": "Group", "first_name": "Ada"}
    person = {"id": user, "is_bot": False, "first_name": "Ada"}
    event = {"message_id": update_id, "date": 1_700_000_000, "chat": place, "from": person, **fields}
    event |= {"text": text} if text else {}
    return {"update_id": update_id, "message": event}


def press(update_id: int, data: str, *, user: int = 1) -> dict[str, Any]:
    """Return the update of a pressed button."""
    under = message(1, "x", user=user)["message"]
    query = {"id": str(update_id), "chat_instance": "1", "from": under["from"], "message": under, "data": data}
    return {"update_id": update_id, "callback_query": query}


def count(message: Any, session: Any) -> str:
    session["count"] = session.get("count", 0) + 1
    return str(session["count"])


def make_bot(url: str, name: str, *, seconds: float = 90, **options: Any) -> scaletg.Bot:
    store = open_store(url, name=name, timeout=30)
    bot = scaletg.Bot(username="test_bot", seen=SeenUpdates(store, seconds=seconds))
    bot.load(Sessions(store=store, key="chat", **options))
    bot.app("/count")(count)
    return bot


def process(bot: scaletg.Bot, update: dict[str, Any]) -> str:
    """Process an update as Telegram has it processed: again and again, until it is."""
    while (outcome := bot.process(update)).retry_after is not None:
        time.sleep(min(outcome.retry_after, 0.1))
    assert outcome.error is None
    return str(outcome.reply.text)


def increment(url: str, name: str, ids: list[int], threads: int, options: dict[str, Any], answers: Any) -> None:
    """Send one group so many messages, in several threads, and put the answers into a queue."""
    bot = make_bot(url, name, **options)
    with ThreadPoolExecutor(threads) as pool:
        for answer in pool.map(lambda number: process(bot, message(number, "/count", chat=-5)), ids):
            answers.put(answer)


def count_and_wait(url: str, name: str, lock: float, ready: Any) -> None:
    """Stop in the middle of an update that has locked its session, until somebody kills this process."""
    bot = make_bot(url, name, lock=lock)

    @bot.app("/count", order=-1)
    def wait(message: Any, session: Any) -> None:
        session["count"] = 100
        ready.set()
        time.sleep(600)

    bot.process(message(1, "/count", chat=-5))


def bot_of(store: Store, telegram_url: str) -> scaletg.Bot:
    """Make the bot of a worker that is going to be killed; its calls tell which process made them."""
    seen = SeenUpdates(store, seconds=2)
    return scaletg.Bot("1:token", username="test_bot", seen=seen, base_url=f"{telegram_url}/{os.getpid()}")


def make_counter(url: str, name: str, telegram_url: str) -> scaletg.Bot:
    """Make a bot that counts, and says so twice: by a call, and in its answer."""
    store = open_store(url, name=name, timeout=30)
    bot = bot_of(store, telegram_url)
    bot.load(Sessions(store=store, key="chat"))

    @bot.app("/count")
    def count_aloud(message: Any, session: Any) -> list[str]:
        return [f"Number {count(message, session)}", str(session["count"])]

    return bot


def survey(round: int) -> Any:
    total = 0
    for number in range(1, 6):
        answer = yield ask(f"Number {number}?", check=int)
        yield f"Round {round}: {answer} is noted."
        drawn = yield once(int, "1")
        total += answer + drawn
    return f"Sum {total}"


def make_survey(url: str, name: str, telegram_url: str) -> scaletg.Bot:
    """Make a bot that holds conversations, in which every answer is noted by a call."""
    store = open_store(url, name=name, timeout=30)
    bot = bot_of(store, telegram_url)
    talks = Conversations(store=store, watch_seconds=None, once_seconds=1)
    talks.conversation("/survey <round:int>")(survey)
    bot.load(talks)
    return bot


def make_asking(url: str, name: str, telegram_url: str) -> scaletg.Bot:
    """Make a bot whose menu asks for a drink, notes the answer by a call, and counts the answers in the session."""
    store = open_store(url, name=name, timeout=30)
    return ask_in_menu(bot_of(store, telegram_url), store)


def ask_in_menu(bot: scaletg.Bot, store: Store) -> scaletg.Bot:
    menus = Menus(store)

    @menus.menu("/order")
    def order(menu: Any, session: Any) -> str:
        def take(drink: str) -> str:
            session["count"] = session.get("count", 0) + 1
            session["drink"] = drink
            return f"{drink} is noted."

        menu.ask("Drink", "Which drink?", take)
        return f"{session.get('drink')}, {session.get('count', 0)} answers"

    bot.load(Sessions(store=store))
    bot.load(menus)
    return bot


def make_packer(store: Store, *, bot: scaletg.Bot | None = None, **options: Any) -> scaletg.Bot:
    """Make a bot that packs what it is told into the data of a button, and says what it unpacks."""
    bot = bot or scaletg.Bot()
    bot.load(Menus(store, **options))

    @bot.app("/pack <text:rest>")
    def pack(message: Any, menus: Any, text: str) -> Any:
        return menus.pack("p", {"text": text})

    @bot.app("p:<data:rest>", on="callback_query")
    def unpack(callback_query: Any, menus: Any, data: str) -> Any:
        return callback_query.answer(menus.unpack("p", data)["text"])

    return bot


def pack(url: str, name: str, text: str, answers: Any) -> None:
    store = open_store(url, name=name, timeout=30)
    answers.put(process(make_packer(store), message(1, f"/pack {text}", user=5)))
    store.close()


def make_shared_packer(url: str, name: str) -> scaletg.Bot:
    """Make the bot of a worker; it has no token, so the key of the signatures lies in the store."""
    store = open_store(url, name=name, timeout=30)
    return make_packer(store, bot=scaletg.Bot(username="test_bot", seen=SeenUpdates(store, seconds=2)))


ROLES = [f"role{number}" for number in range(20)]
OWNER = 4242


def make_doorman(url: str, name: str) -> scaletg.Bot:
    """Make the bot of a worker that takes invitations and grants roles."""
    store = open_store(url, name=name, timeout=30)
    bot = scaletg.Bot(username="test_bot", seen=SeenUpdates(store, seconds=2))
    bot.load(Auth(store, owners=[OWNER], roles=ROLES))
    return bot
