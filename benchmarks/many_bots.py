"""Measure what a bot costs whose token is found at run time: `scaletg.host(bot, tokens=lookup)`.

    python benchmarks/many_bots.py [number of bots]

Each of them gets two updates by WSGI. Memory is what Python has allocated; the floor is the same WSGI call to one bot.
"""

from __future__ import annotations

import gc
import io
import json
import sys
import time
import tracemalloc
from typing import Any
from wsgiref.util import setup_testing_defaults

import scaletg

UPDATE = {
    "message_id": 1,
    "date": 1,
    "chat": {"id": 5, "type": "private"},
    "from": {"id": 5, "is_bot": False, "first_name": "Ada"},
    "text": "/start",
}


def post(application: Any, bot: Any, update_id: int) -> None:
    body = json.dumps({"update_id": update_id, "message": UPDATE}).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": bot.webhook_path,
        "CONTENT_LENGTH": str(len(body)),
    }
    environ |= {"CONTENT_TYPE": "application/json", "HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN": bot.secret_token}
    environ["wsgi.input"] = io.BytesIO(body)
    setup_testing_defaults(environ)
    assert b"Hi" in b"".join(application(environ, lambda *_: None))


def make(count: int) -> tuple[Any, list[Any]]:
    bot = scaletg.Bot("1:AA")

    @bot.app("/start")
    def start() -> str:
        return "Hi"

    application = scaletg.host(bot, tokens=lambda bot_id: f"{bot_id}:AAExampleTokenOfNobody")
    return application, [bot, *(application.bot(10 + number) for number in range(count))]


def microseconds(application: Any, bots: list[Any], update_id: int) -> float:
    began = time.process_time()
    for bot in bots:
        post(application, bot, update_id)
    return (time.process_time() - began) / len(bots) * 1e6


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    application, bots = make(1)
    microseconds(application, bots, 1)  # imports what is needed at first use
    tracemalloc.start()
    application, bots = make(0)
    before = tracemalloc.get_traced_memory()[0]
    bots += [application.bot(10 + number) for number in range(count)]
    gc.collect()
    made = tracemalloc.get_traced_memory()[0]
    microseconds(application, bots, 1)
    gc.collect()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    application, bots = make(count)
    began = time.process_time()
    make(count)
    seconds = time.process_time() - began
    first, second = (microseconds(application, bots[1:], number) for number in (1, 2))
    began = time.process_time()
    for update_id in range(count):
        post(application, bots[0], 1000 + update_id)
    floor = (time.process_time() - began) / count * 1e6
    print(
        f"{count} bots: {(made - before) / count / 1024:.1f} KiB each, {(used - before) / count / 1024:.1f} KiB in use"
    )
    print(f"to make one: {seconds / count * 1e6:.0f} us; its first update {first:.0f} us, the next {second:.0f} us")
    print(f"an update of a bot with a path of its own: {floor:.0f} us")


if __name__ == "__main__":
    main()
