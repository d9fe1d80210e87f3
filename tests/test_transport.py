"""Calls that are answered in the same process, as a test kit does it."""

import io

import pytest

import scaletg


class Answering:
    """Answer calls with what the test put in, and remember them."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = []
        self.slept = []

    def call(self, name, parameters, files):
        self.calls.append((name, parameters, files))
        return self.answers.pop(0)

    def download(self, path):
        return b"content of " + path.encode()

    def sleep(self, seconds):
        self.slept.append(seconds)


def bot_with(*answers, **options):
    bot = scaletg.Bot(**options)
    bot.api.transport = Answering(*answers)
    return bot


MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "Hi"}


def test_a_call_goes_to_the_transport_without_a_token():
    bot = bot_with({"ok": True, "result": MESSAGE})
    assert bot.api.send_message(5, "Hi").text == "Hi"
    assert bot.api.transport.calls == [("sendMessage", {"chat_id": 5, "text": "Hi"}, {})]


def test_files_are_handed_over_beside_their_parameters():
    bot = bot_with({"ok": True, "result": [MESSAGE]})
    bot.api.send_media_group(5, [scaletg.InputMediaPhoto(b"one"), scaletg.InputMediaPhoto(io.BytesIO(b"two"))])
    _, parameters, files = bot.api.transport.calls[0]
    assert [item["media"] for item in parameters["media"]] == ["attach://file0", "attach://file1"]
    assert files["file0"].source == b"one"


def test_a_refusal_of_the_transport_raises_like_telegrams():
    bot = bot_with({"ok": False, "error_code": 400, "description": "Bad Request: chat not found"})
    with pytest.raises(scaletg.BadRequest, match="chat not found"):
        bot.api.send_message(5, "Hi")


def test_waiting_for_a_429_is_left_to_the_transport():
    again = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}
    bot = bot_with(again, {"ok": True, "result": MESSAGE})
    bot.api.send_message(5, "Hi")
    assert bot.api.transport.slept == [7.0]


def test_the_retry_budget_counts_what_the_transport_slept():
    again = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}
    bot = bot_with(*[again] * 4, retry_budget=20)
    with pytest.raises(scaletg.TooManyRequests):
        bot.api.send_message(5, "Hi")
    assert bot.api.transport.slept == [7.0, 7.0]


def test_downloads_go_to_the_transport(tmp_path):
    bot = bot_with({"ok": True, "result": {"file_id": "f", "file_unique_id": "u", "file_path": "a/b.txt"}})
    target = tmp_path / "b.txt"
    assert bot.api.download("f", to=target) == target
    assert target.read_bytes() == b"content of a/b.txt"


def test_the_username_is_asked_of_the_transport():
    bot = bot_with({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "B", "username": "my_bot"}})

    @bot.app("/start")
    def start(message):
        return "Hello"

    entity = {"type": "bot_command", "offset": 0, "length": 16}
    update = {"message": {**MESSAGE, "text": "/start@other_bot", "entities": [entity]}}
    assert bot.process(update).reply is None
