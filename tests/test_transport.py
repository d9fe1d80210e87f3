"""Calls that are answered in the same process, as a test kit does it."""

import io
import threading

import pytest

import scaletg
from fake_telegram import TOKEN
from wire import Wire, fault, parse_form, response, unreachable


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


# A transport around the transport


class Counter:
    """A wrapper as in the docs: it counts the calls."""

    def __init__(self, inner):
        self.inner = inner
        self.calls = []

    def call(self, name, parameters, files):
        self.calls.append(name)
        return self.inner.call(name, parameters, files)

    def download(self, path):
        self.calls.append(path)
        return self.inner.download(path)

    def sleep(self, seconds):
        self.calls.append(seconds)
        self.inner.sleep(seconds)


@pytest.fixture
def wire(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return Wire(monkeypatch)


def test_without_a_token_nobody_is_asked_for_the_username_through_a_wrapper():
    bot = scaletg.Bot()
    bot.api.transport = Counter(Counter(bot.api.transport))
    entity = {"type": "bot_command", "offset": 0, "length": 16}
    bot.app("/start")(lambda message: "Hello")
    update = {"message": {**MESSAGE, "text": "/start@other_bot", "entities": [entity]}}
    assert bot.process(update).reply.text == "Hello"
    assert bot.api.transport.calls == []


@pytest.fixture
def wrapped(wire):
    bot = scaletg.Bot(TOKEN)
    bot.api.transport = Counter(bot.api.transport)
    return bot


def test_the_network_is_a_transport_of_its_own():
    bot = scaletg.Bot(TOKEN)
    assert isinstance(bot.api.transport, scaletg.Network)
    assert TOKEN not in repr(bot.api.transport)


def test_a_wrapper_sees_every_attempt_of_a_call(wrapped, wire, monkeypatch):
    monkeypatch.setattr(scaletg.Network, "sleep", lambda network, seconds: None)
    wire.answer(fault(429, "Too Many Requests", retry_after=2), unreachable(), MESSAGE)
    assert wrapped.api.send_message(5, "Hi").message_id == 1
    assert wrapped.api.transport.calls == ["sendMessage", 2.0, "sendMessage", 1.0, "sendMessage"]


def test_the_timeout_of_a_call_reaches_the_network_through_a_wrapper(wrapped, wire):
    wrapped.api.send_message(5, "Hi", request_timeout=7)
    assert wire.last.options["timeout"] == 7
    wrapped.api.send_message(5, "Hi")
    assert wire.last.options["timeout"] == 30.0
    wire.answer({"file_id": "id", "file_unique_id": "unique", "file_path": "a"}, response(200, b"a"))
    wrapped.api.download("id", request_timeout=4)
    assert [request.options["timeout"] for request in wire.requests[-2:]] == [4, 4]


def test_the_progress_of_an_upload_is_seen_through_a_wrapper(wrapped, wire):
    told = []
    wrapped.api.send_document(5, b"x" * 200_000, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(wire.last.content), len(wire.last.content))


def test_a_call_within_a_progress_has_its_own_timeout(wrapped, wire):
    def tell(done, total):
        if len(wire.requests) == 0:
            wrapped.api.send_message(5, "half", request_timeout=3, progress=tell)

    wrapped.api.send_document(5, b"x", request_timeout=9, progress=tell)
    inner, outer = wire.requests
    assert (inner.options["timeout"], outer.options["timeout"]) == (3, 9)
    assert inner.url.endswith("/sendMessage")


def test_a_wrapper_can_make_a_second_attempt_with_the_same_files(wrapped, wire):
    class Stubborn(Counter):
        def call(self, name, parameters, files):
            super().call(name, parameters, files)
            return super().call(name, parameters, files)

    wrapped.api.transport = Stubborn(wrapped.api.transport)
    stream = io.BytesIO(b"skipped:content")
    stream.seek(8)
    wrapped.api.send_media_group(5, [scaletg.InputMediaDocument(source) for source in (b"bytes", stream)])
    for request in wire.requests:
        assert [content for _, content in parse_form(request)[1].values()] == [b"bytes", b"content"]


def test_a_download_passes_through_a_wrapper_in_pieces(wrapped, wire, tmp_path):
    content = b"x" * 200_000
    wire.answer(response(200, content, **{"Content-Length": "200000"}))
    told = []
    file = scaletg.File("id", "unique", file_path="a.bin")
    wrapped.api.download(file, tmp_path / "a.bin", progress=lambda *now: told.append(now))
    assert (tmp_path / "a.bin").read_bytes() == content
    assert len(told) > 2
    assert told[-1] == (200_000, 200_000)
    assert wrapped.api.transport.calls == ["a.bin"]


class Pieces:
    """A content that comes in pieces, says how much it is, and is closed."""

    size = 6
    is_closed = False

    def __iter__(self):
        yield b"one"
        yield b"two"

    def close(self):
        self.is_closed = True


@pytest.mark.parametrize(("content", "size"), [(Pieces(), 6), ([b"one", b"two"], None), (b"onetwo", 6)])
def test_a_transport_may_give_a_file_whole_or_in_pieces(content, size):
    bot = bot_with()
    bot.api.transport.download = lambda path: content
    told = []
    file = scaletg.File("id", "unique", file_path="a.bin")
    assert bot.api.download(file, progress=lambda *now: told.append(now)) == b"onetwo"
    assert told[-1] == (6, size)
    assert getattr(content, "is_closed", True)


def test_a_file_that_a_transport_does_not_have_is_not_found():
    bot = bot_with()

    def download(path):
        raise FileNotFoundError(path)

    bot.api.transport.download = download
    with pytest.raises(scaletg.NotFound, match="download the file by its file_id"):
        bot.api.download(scaletg.File("id", "unique", file_path="a.bin"))


def test_each_attempt_gets_files_that_are_read_from_their_start():
    read = []

    class Flooded(Answering):
        def call(self, name, parameters, files):
            read.append({part: file.source.read() for part, file in files.items()})
            return super().call(name, parameters, files)

    again = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}
    bot = scaletg.Bot()
    bot.api.transport = Flooded(again, {"ok": True, "result": MESSAGE})
    stream = io.BytesIO(b"skipped:content")
    stream.seek(8)
    bot.api.send_document(5, stream)
    assert read == [{"document": b"content"}] * 2
    assert stream.tell() == 8


def test_an_error_of_a_transport_is_repeated_if_it_says_so():
    class Away(Answering):
        def call(self, name, parameters, files):
            self.calls.append(name)
            if len(self.calls) < 3:
                raise scaletg.NetworkError("away", method=name, parameters=parameters, sent=False)
            return {"ok": True, "result": True}

    bot = scaletg.Bot()
    bot.api.transport = Away()
    assert bot.api.delete_message(5, 1) is True
    assert bot.api.transport.slept == [0.5, 1.0]


@pytest.mark.parametrize("answer", [{}, {"ok": False}, {"ok": False, "error_code": "x"}, {"ok": 1, "result": 1}])
def test_an_odd_answer_of_a_transport_is_an_error_of_ours(answer):
    bot = bot_with(answer)
    with pytest.raises(scaletg.ApiError, match="no description"):
        bot.api.send_message(5, "Hi")


# The username


class Slow(Answering):
    """It does not answer getMe before the test lets it."""

    def __init__(self):
        super().__init__()
        self.asked = threading.Event()
        self.released = threading.Event()

    def call(self, name, parameters, files):
        self.calls.append(name)
        self.asked.set()
        assert self.released.wait(60)
        return {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "B", "username": "my_bot"}}


def command_for(username):
    text = f"/start@{username}"
    entity = {"type": "bot_command", "offset": 0, "length": len(text)}
    return {"message": {**MESSAGE, "text": text, "entities": [entity]}}


def test_one_thread_asks_for_the_username_and_the_others_go_on():
    bot = scaletg.Bot(TOKEN)
    bot.api.transport = transport = Slow()
    bot.app("/start")(lambda message: "Hello")
    first = threading.Thread(target=bot.process, args=[command_for("other_bot")])
    first.start()
    assert transport.asked.wait(60)
    assert bot.process(command_for("other_bot")).reply.text == "Hello"  # it is not known yet whose this is
    transport.released.set()
    first.join()
    assert bot.process(command_for("other_bot")).reply is None
    assert bot.process(command_for("my_bot")).reply.text == "Hello"
    assert transport.calls == ["getMe"]


def test_a_username_that_cannot_be_found_out_costs_little_and_is_asked_for_again(monkeypatch, caplog):
    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

        time = monotonic

    class Away(Answering):
        def call(self, name, parameters, files):
            self.calls.append((name, scaletg._current_call.timeout))
            raise scaletg.NetworkError("away", method=name, parameters=parameters, sent=False)

    clock = Clock()
    monkeypatch.setattr(scaletg, "time", clock)
    bot = scaletg.Bot(TOKEN)
    bot.api.transport = transport = Away()
    bot.app("/start")(lambda message: "Hello")
    for _ in range(3):
        assert bot.process(command_for("my_bot")).reply.text == "Hello"
    assert transport.calls[0] == ("getMe", 5)
    assert sum(transport.slept) <= 5
    assert caplog.text.count("the bot's username is not known") == 1
    asked = len(transport.calls)
    clock.now += 59
    bot.process(command_for("my_bot"))
    assert len(transport.calls) == asked
    clock.now += 2
    bot.process(command_for("my_bot"))
    assert len(transport.calls) == 2 * asked


def test_a_bot_without_a_token_does_not_ask_for_its_name(caplog):
    bot = scaletg.Bot()
    bot.app("/start")(lambda message: "Hello")
    assert bot.process(command_for("my_bot")).reply.text == "Hello"
    assert caplog.text == ""
