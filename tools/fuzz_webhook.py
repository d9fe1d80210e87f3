"""Fuzz the webhook, guided by coverage: python tools/fuzz_webhook.py [seconds] [options of libFuzzer]

Needs the package atheris. What is sent starts from one update of each kind, and is changed by bytes or by values. A
crash is an answer that was not chosen, an exception that left the WSGI callable, or a field that cannot be read. Its
input is written to a file, whose name is printed and can be given again.
"""

from __future__ import annotations

import io
import json
import logging
import sys
import tempfile
from pathlib import Path
from random import Random
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

with atheris.instrument_imports(include=["scaletg"]):
    import scaletg

import samples  # noqa: E402  # needs the path

CHOSEN = ("200 ", "400 ", "403 ", "404 ", "405 ", "413 ", "415 ", "503 ")
SECRET = "secret"


def make_bot() -> scaletg.Bot:
    """Return a bot that looks at everything in an update."""
    bot = scaletg.Bot(None, secret_token=SECRET, webhook_path="/hook", username="test_bot", on_error="retry")
    bot.app("/start <ref>")(lambda message, ref=None: str(ref))
    bot.app("<word> <n:float>", on=("message", "inline_query"))(lambda event, word, n: "")
    bot.app("vote:<n:int>:<rest:rest>", on="callback_query")(
        lambda callback_query, n, rest: callback_query.answer(rest)
    )
    bot.app(on=("message:entities:url", ":photo", "message:chat:private"))(lambda message: message.text_html)

    @bot.app
    def everything(update, event, chat=None, user=None, message_any=None):
        for item in (update, event, chat, user, message_any):
            for name in item._names.values() if isinstance(item, scaletg.Object) else ():
                getattr(item, name)
        if update.to_dict() != update._raw:
            raise AssertionError(update)
        return message_any.text if isinstance(getattr(message_any, "chat", None), scaletg.Chat) else ""

    @bot.error
    def remember(error, app):
        if app == "everything" and not isinstance(error, (ValueError, KeyError, TypeError)):
            FAULTS.append(error)

    return bot


FAULTS: list[Exception] = []
BOT = make_bot()
APPLICATION = validator(BOT.wsgi)


def test_one(data: bytes) -> None:
    """Send one request: the first byte says what is strange about it beside the body."""
    what, body = data[:1], data[1:]
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "SCRIPT_NAME": "", "QUERY_STRING": ""}
    environ |= {"CONTENT_TYPE": "application/json", "HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN": SECRET}
    environ["CONTENT_LENGTH"] = str(len(body) + (what == b"\xf0"))
    if what == b"\xf1":
        environ["CONTENT_TYPE"] = body[:20].decode("latin-1")
    elif what == b"\xf2":
        environ["HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN"] = body[:20].decode("latin-1")
    elif what == b"\xf3":
        environ["PATH_INFO"] = "/" + body[:20].decode("latin-1")
    setup_testing_defaults(environ)
    environ |= {"wsgi.input": io.BytesIO(body), "wsgi.errors": (errors := io.StringIO())}
    answered = []
    chunks = APPLICATION(environ, lambda status, headers, exc_info=None: answered.append(status) or print)
    content = b"".join(chunks)
    chunks.close()
    assert answered[0].startswith(CHOSEN), answered
    assert b"Traceback" not in content, content
    assert not errors.getvalue(), errors.getvalue()
    assert not FAULTS, FAULTS
    BOT.seen = scaletg.SeenUpdates(10)


VALUES = [
    None,
    True,
    0,
    -1,
    2**40,
    2**70,
    1.5,
    1e308,
    "",
    "x",
    "/start@test_bot x",
    "vote:1:x",
    [],
    {},
    [[]],
    [None],
    "\ud800",
]


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Change one value of the JSON, or some bytes."""
    random = Random(seed)
    try:
        update = json.loads(data[1:])
        place = random.choice(list(places(update)))
    except (ValueError, IndexError, RecursionError):
        return atheris.Mutate(data, max_size)
    if random.random() < 0.2:
        return atheris.Mutate(data, max_size)
    holder, key = place
    if random.random() < 0.2:
        del holder[key]
    elif random.random() < 0.3:
        other, name = random.choice(list(places(update)))
        holder[key] = json.loads(json.dumps(other[name]))
    else:
        holder[key] = random.choice(VALUES)
    changed = data[:1] + json.dumps(update).encode()
    return changed if len(changed) <= max_size else data


def places(value):
    """Yield every place in JSON, as what holds it and its key."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def main() -> None:
    logging.disable()
    seconds = sys.argv[1] if sys.argv[1:2] and sys.argv[1].isdigit() else "60"
    options = [item for item in sys.argv[1:] if not item.isdigit()]
    with tempfile.TemporaryDirectory() as corpus:
        for kind, name in scaletg.schema.kinds.items():
            for depth in (0, 2):
                update = {"update_id": depth, kind: samples.complete(name, depth)}
                Path(corpus, f"{kind}{depth}").write_bytes(b"\x00" + json.dumps(update).encode())
        atheris.Setup(
            [sys.argv[0], corpus, f"-max_total_time={seconds}", "-max_len=8192", *options],
            test_one,
            custom_mutator=mutate,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
