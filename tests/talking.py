"""What the tests of the dispatch share: a bot whose calls are recorded, and updates to give it."""

from __future__ import annotations

from typing import Any

import samples
import scaletg

TOKEN = "123456:AAHq-test-token-for-the-suite"


class Recorder:
    """Answers every call like Telegram would, or refuses those that a test names, and remembers them."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refused: dict[str, str] = {}  # method -> description

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
        self.calls.append((name, parameters))
        if name in self.refused:
            return {"ok": False, "error_code": 400, "description": self.refused[name]}
        if name == "getMe":
            return {"ok": True, "result": {**samples.USER, "is_bot": True, "username": "test_bot"}}
        returns = scaletg.schema.methods[name].returns
        if returns == "Message":
            return {"ok": True, "result": samples.message(parameters.get("text"), message_id=100 + len(self.calls))}
        return {"ok": True, "result": True}

    def download(self, path: str) -> bytes:
        raise AssertionError("nothing is downloaded")

    def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing is repeated")

    @property
    def texts(self) -> list[str]:
        """The texts of the messages sent, in order."""
        return [parameters["text"] for name, parameters in self.calls if name == "sendMessage"]


class Intake:
    """Keeps updates in a list, or refuses them."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, Any], bytes]] = []
        self.refusals: list[Exception] = []
        self.events: list[Any] = []

    def take_in(self, bot: scaletg.Bot, update: dict[str, Any], body: bytes) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.taken.append((update, body))

    def start(self, bot: scaletg.Bot, threads: int) -> None:
        self.events.append(("start", threads))

    def stop(self, bot: scaletg.Bot) -> None:
        self.events.append("stop")

    @property
    def ids(self) -> list[int]:
        return [update["update_id"] for update, _ in self.taken]


def make_bot(token: str | None = TOKEN, **options: Any) -> scaletg.Bot:
    """Return a bot that calls nobody; *options* are those of `Bot`."""
    bot = scaletg.Bot(token, **{"username": "test_bot", **options})
    bot.api.transport = Recorder()
    return bot


def say(bot: scaletg.Bot, text: str = "hello", **fields: Any) -> Any:
    """Send the bot a text, and return its reply in Telegram's form, `""` or `None`."""
    return plain(bot.process(samples.update(text=text, **fields)).reply)


def press(bot: scaletg.Bot, data: str) -> Any:
    """Press a button, and return the reply."""
    update = samples.update("callback_query", data=data, message=samples.message())
    return plain(bot.process(update).reply)


def plain(reply: Any) -> Any:
    return reply.to_dict() if isinstance(reply, scaletg.Method) else reply


def answers(bot: scaletg.Bot, text: str = "hello", **fields: Any) -> str | None:
    """Send the bot a text, and return the text that it answers, or `None` if it has no answer."""
    reply = say(bot, text, **fields)
    return reply["text"] if reply else reply
