"""The connections of the API client, against servers that trickle, forget, break off, or cannot be reached."""

import concurrent.futures
import contextlib
import os
import socket
import struct
import sys
import threading
import time
from typing import Any

import pytest

import scaletg
from fake_telegram import TOKEN

RESULT = b'{"ok":true,"result":true}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(RESULT), RESULT)
MEBIBYTE = 1 << 20


class Server:
    """It gives each connection to *serve*, a function of the connection and of how many there were before it."""

    def __init__(self, serve):
        self.serve = serve
        self.connections = []
        self.stopped = threading.Event()
        self.hung_up = threading.Event()  # a client closed a connection while it was served
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self.connections:
            connection.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections.append(connection)
                number = len(self.connections) - 1
                threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection, number):
        try:
            self.serve(self, connection, number)
        except OSError:
            self.hung_up.set()

    def trickle(self, connection, content, seconds=0.02):
        """Send *content* byte by byte, with pauses."""
        for place in range(len(content)):
            connection.sendall(content[place : place + 1])
            if self.stopped.wait(seconds):
                return


def read_request(connection):
    """Return one request, or nothing if the client closed the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def reset(connection):
    """Close a connection as a NAT does that does not know it any more: with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def answer_all(server, connection, number):
    while read_request(connection):
        connection.sendall(ANSWER)


@pytest.fixture
def make_bot(monkeypatch, tmp_path):
    """Return a function that makes a bot for a server."""
    monkeypatch.chdir(tmp_path)
    bots = []

    def make(server, **options):
        bots.append(scaletg.Bot(TOKEN, base_url=server.url, **{"retry_budget": 0, **options}))
        return bots[-1]

    yield make
    for bot in bots:
        bot.close()


class LaterClock:
    """The real time, and what a test adds to it."""

    def __init__(self):
        self.added = 0.0

    def monotonic(self):
        return time.monotonic() + self.added

    def sleep(self, seconds):
        time.sleep(seconds)


@pytest.fixture
def clock(monkeypatch):
    made = LaterClock()
    monkeypatch.setattr(scaletg, "time", made)
    return made


# The time of a call


LONG_BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
TRICKLES = {
    "status": (b"", b"HTTP/1.1 200 " + b"O" * 60_000),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-Header: value\r\n" * 90),
    "body": (LONG_BODY, b" " * 100_000),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 10_000),
}


@pytest.mark.parametrize("part", TRICKLES)
def test_the_timeout_of_a_call_counts_up_to_the_last_byte(make_bot, part):
    def serve(server, connection, number):
        read_request(connection)
        at_once, slowly = TRICKLES[part]
        connection.sendall(at_once)
        server.trickle(connection, slowly)

    with Server(serve) as server:
        with pytest.raises(scaletg.Timeout, match="sendMessage: Telegram did not answer in time") as caught:
            make_bot(server).api.send_message(1, "a", request_timeout=0.5)
        assert caught.value.sent
        assert not caught.value.repeatable
        assert server.hung_up.wait(60)  # the client did not read on


def test_the_timeout_of_the_bot_is_that_of_its_calls(make_bot):
    def serve(server, connection, number):
        read_request(connection)
        server.trickle(connection, b" " * 100_000)

    with Server(serve) as server, pytest.raises(scaletg.Timeout):
        make_bot(server, timeout=0.5).api.send_message(1, "a")


def test_a_slow_answer_within_the_timeout_is_read(make_bot):
    def serve(server, connection, number):
        read_request(connection)
        server.trickle(connection, ANSWER, 0.001)

    with Server(serve) as server:
        assert make_bot(server, timeout=60).api.send_message(1, "a") is True


def test_a_connection_that_was_used_slowly_has_the_whole_time_for_the_next_call(make_bot):
    def serve(server, connection, number):
        read_request(connection)
        server.trickle(connection, ANSWER, 0.02)
        read_request(connection)
        server.stopped.wait(1.5)
        connection.sendall(ANSWER)

    with Server(serve) as server:
        bot = make_bot(server, timeout=60)
        assert bot.api.get_me(request_timeout=60) is True
        assert bot.api.send_message(1, "a") is True
        assert len(server.connections) == 1


def test_get_updates_has_its_own_time_on_top(make_bot):
    def serve(server, connection, number):
        read_request(connection)
        server.stopped.wait(1.5)
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{"ok":true,"result":[]}')

    with Server(serve) as server:
        assert make_bot(server).api.get_updates(timeout=60, request_timeout=0.5) == []


def test_all_attempts_of_a_call_share_its_timeout(make_bot):
    def serve(server, connection, number):
        if number == 0:
            return reset(connection)
        read_request(connection)
        return server.stopped.wait()

    with Server(serve) as server:
        bot = make_bot(server, retry_budget=60)
        started = time.monotonic()
        with pytest.raises(scaletg.Timeout):
            bot.api.get_me(request_timeout=3)
        assert 2 < time.monotonic() - started < 20
        assert len(server.connections) >= 2


PIECE = b"x" * 1000


def test_a_download_may_last_longer_than_the_timeout_but_not_be_silent(make_bot):
    def serve(server, connection, number):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n")
        for _ in range(30):
            connection.sendall(PIECE)
            server.stopped.wait(0.1)

    file = scaletg.File("id", "unique", file_path="a.bin")
    with Server(serve) as server:
        assert make_bot(server).api.download(file, request_timeout=2) == PIECE * 30


def test_a_download_that_falls_silent_is_a_timeout(make_bot, tmp_path):
    def serve(server, connection, number):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n" + PIECE)
        server.stopped.wait()

    file = scaletg.File("id", "unique", file_path="a.bin")
    with Server(serve) as server:
        with pytest.raises(scaletg.Timeout, match="download: Telegram did not answer in time"):
            make_bot(server).api.download(file, tmp_path / "a.bin", request_timeout=0.5)
        assert os.listdir(tmp_path) == []


def test_the_timeout_of_a_download_is_that_of_get_file_as_well(make_bot):
    def serve(server, connection, number):
        read_request(connection)
        server.stopped.wait()

    with Server(serve) as server, pytest.raises(scaletg.Timeout, match="getFile"):
        make_bot(server, timeout=600).api.download("id", request_timeout=0.5)


def test_an_upload_may_last_longer_than_the_timeout(make_bot):
    with Server(answer_all) as server:
        bot = make_bot(server, timeout=2)
        bot.api.send_document(1, b"x" * (30 * 65536), progress=lambda done, total: time.sleep(0.1))


def test_an_upload_that_nobody_reads_is_a_timeout(make_bot):
    def serve(server, connection, number):
        server.stopped.wait()

    with Server(serve) as server:
        with pytest.raises(scaletg.Timeout) as caught:
            make_bot(server, timeout=0.5).api.send_document(1, b"x" * (50 * MEBIBYTE))
        assert not caught.value.sent
        assert caught.value.repeatable


def test_a_call_inside_of_a_progress_does_not_change_the_time_of_the_upload(make_bot):
    with Server(answer_all) as server:
        bot = make_bot(server, timeout=20)

        def tell(done, total):
            bot.api.send_message(1, f"{done} of {total}", request_timeout=19)

        assert bot.api.send_document(1, b"x" * 200_000, progress=tell) is True
        assert len(server.connections) == 2


# Several addresses


FULL_QUEUE = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse what a full queue cannot hold")


class BlackHole:
    """A listening port that takes no connection: its queue is full."""

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._waiting = []
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(("127.0.0.1", self.port))
            self._waiting.append(waiting)
        return self

    def __exit__(self, *_):
        for sock in [*self._waiting, self._listener]:
            sock.close()


def resolve_to(monkeypatch, *ports):
    """Let the name `telegram.example` have one address for each of the ports: 127.0.0.1, 127.0.0.2, ..."""
    plain_resolve, plain_connect = socket.getaddrinfo, socket.socket.connect
    addresses = {f"127.0.0.{number}": port for number, port in enumerate(ports, 1)}

    def resolve(host, port, *options):
        if host != "telegram.example":
            return plain_resolve(host, port, *options)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    def connect(sock, address):
        return plain_connect(sock, ("127.0.0.1", addresses[address[0]]))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)


@FULL_QUEUE
def test_an_address_that_takes_no_connection_leaves_time_for_the_next(make_bot, monkeypatch):
    with BlackHole() as hole, Server(answer_all) as server:
        resolve_to(monkeypatch, hole.port, server.port)
        bot = scaletg.Bot(TOKEN, base_url="http://telegram.example", retry_budget=0)
        assert bot.api.send_message(1, "a", request_timeout=4) is True
        bot.close()


@FULL_QUEUE
def test_two_addresses_do_not_double_the_timeout(make_bot, monkeypatch):
    with BlackHole() as hole:
        resolve_to(monkeypatch, hole.port, hole.port)
        timeouts = []
        connect = socket.socket.connect

        def note_timeout(sock, to):
            if to[1] == 80:  # a thread of something else may connect elsewhere
                timeouts.append(sock.gettimeout())
            connect(sock, to)

        monkeypatch.setattr(socket.socket, "connect", note_timeout)
        bot = scaletg.Bot(TOKEN, base_url="http://telegram.example", retry_budget=0)
        with pytest.raises(scaletg.Timeout) as caught:
            bot.api.send_message(1, "a", request_timeout=4)
        assert not caught.value.sent
        assert caught.value.repeatable
        first, second = timeouts
        assert 0 < second <= first <= 2
        bot.close()


def test_an_address_that_refuses_is_followed_by_the_next(make_bot, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed, Server(answer_all) as server:
        port = closed.getsockname()[1]
        closed.close()
        resolve_to(monkeypatch, port, server.port)
        bot = scaletg.Bot(TOKEN, base_url="http://telegram.example", retry_budget=0)
        assert bot.api.send_message(1, "a") is True
        bot.close()


# Connections that break, and those that are kept


def test_a_connection_that_breaks_before_the_request_was_sent_is_repeated(make_bot):
    def serve(server, connection, number):
        if number == 0:
            connection.recv(1000)
            return reset(connection)
        return answer_all(server, connection, number)

    with Server(serve) as server:
        assert make_bot(server, retry_budget=20).api.send_document(1, b"x" * (20 * MEBIBYTE)) is True
        assert len(server.connections) == 2


def test_a_connection_that_breaks_after_the_request_was_sent_is_not_repeated(make_bot):
    def serve(server, connection, number):
        read_request(connection)
        reset(connection)

    with Server(serve) as server:
        with pytest.raises(scaletg.NetworkError) as caught:
            make_bot(server, retry_budget=20).api.send_message(1, "a")
        assert caught.value.sent
        assert not caught.value.repeatable
        assert len(server.connections) == 1


@pytest.mark.parametrize("length", [len(RESULT) + 1, 10_000])
def test_an_answer_that_is_cut_off_may_have_been_executed(make_bot, length):
    def serve(server, connection, number):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (length, RESULT))
        connection.close()

    with Server(serve) as server:
        with pytest.raises(scaletg.NetworkError, match="did not finish its answer") as caught:
            make_bot(server).api.send_message(1, "a")
        assert caught.value.sent


def forget_after_one_answer(server, connection, number):
    """Answer once; what comes later on the same connection is met with RST, as by a NAT that has forgotten it."""
    read_request(connection)
    connection.sendall(ANSWER)
    connection.recv(1)
    reset(connection)


@pytest.mark.parametrize("seconds", [61, 3600])
def test_a_connection_that_idled_is_not_used_again(make_bot, clock, seconds):
    with Server(forget_after_one_answer) as server:
        bot = make_bot(server)
        for turn in range(3):
            assert bot.api.send_message(1, str(turn)) is True
            clock.added += seconds
        assert len(server.connections) == 3


def test_a_connection_that_idled_shortly_is_used_again(make_bot, clock):
    with Server(answer_all) as server:
        bot = make_bot(server)
        for turn in range(3):
            assert bot.api.send_message(1, str(turn)) is True
            clock.added += 58
        assert len(server.connections) == 1


def test_a_connection_asks_whether_the_other_side_is_alive(make_bot, monkeypatch):
    sockets = []
    plain = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda sock, address: sockets.append(sock) or plain(sock, address))
    with Server(answer_all) as server:
        make_bot(server).api.send_message(1, "a")
        (sock,) = sockets
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        if hasattr(socket, "TCP_KEEPIDLE"):
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30


def test_threads_that_call_one_after_the_other_share_one_connection(make_bot):
    with Server(answer_all) as server:
        bot = make_bot(server)
        for turn in range(10):
            thread = threading.Thread(target=bot.api.send_message, args=(1, str(turn)))
            thread.start()
            thread.join()
        assert len(server.connections) == 1


def test_threads_that_call_at_the_same_time_have_a_connection_each(make_bot):
    together = threading.Barrier(8)

    def serve(server, connection, number):
        while read_request(connection):
            if number < 8:
                with contextlib.suppress(threading.BrokenBarrierError):
                    together.wait(60)
            connection.sendall(ANSWER)

    with Server(serve) as server, concurrent.futures.ThreadPoolExecutor(8) as pool:
        bot = make_bot(server)
        for _ in range(3):
            assert list(pool.map(lambda chat: bot.api.send_message(chat, "a"), range(8))) == [True] * 8
        assert len(server.connections) == 8


def test_a_fork_with_busy_threads_neither_hangs_nor_shares(make_bot):
    with Server(answer_all) as server:
        bot = make_bot(server)
        stopped = threading.Event()

        def call():
            while not stopped.is_set():
                assert bot.api.send_message(1, "parent") is True

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            parents = [pool.submit(call) for _ in range(4)]
            children: list[Any] = []
            while len(children) < 20:
                children.append(os.fork())
                if children[-1] == 0:
                    _call_in_child(bot)
            codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
            stopped.set()
            assert [parent.result(60) for parent in parents] == [None] * 4
        assert codes == [0] * 20


def _call_in_child(bot):
    try:
        good = all(bot.api.send_message(2, "child", request_timeout=60) is True for _ in range(3))
        os._exit(0 if good else 1)
    except BaseException:
        os._exit(2)


def test_the_environments_proxies_are_not_for_this_machine(make_bot, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Server(answer_all) as server:
        assert make_bot(server).api.send_message(1, "a") is True
        monkeypatch.setattr(server, "url", server.url.replace("127.0.0.1", "localhost"))
        assert make_bot(server).api.send_message(1, "a") is True


def test_connections_to_a_proxy_are_kept_and_have_the_same_limits(make_bot, clock):
    def serve(server, connection, number):
        while request := read_request(connection):
            assert request.startswith(b"POST http://telegram.example/")
            connection.sendall(ANSWER)

    with Server(serve) as server:
        bot = scaletg.Bot(TOKEN, base_url="http://telegram.example", proxies={"http": server.url}, retry_budget=0)
        for _ in range(3):
            assert bot.api.send_message(1, "a") is True
        assert len(server.connections) == 1
        clock.added += 61
        assert bot.api.send_message(1, "a") is True
        assert len(server.connections) == 2
        bot.close()


def test_a_proxy_that_trickles_its_consent_keeps_nobody(make_bot):
    def serve(server, connection, number):
        read_request(connection)
        server.trickle(connection, b"HTTP/1.1 200 O" + b"K" * 60_000)

    with Server(serve) as server:
        bot = scaletg.Bot(TOKEN, base_url="https://telegram.example", proxies={"https": server.url}, retry_budget=0)
        with pytest.raises(scaletg.NetworkError) as caught:
            bot.api.send_message(1, "a", request_timeout=0.5)
        assert not caught.value.sent
        assert server.hung_up.wait(60)
        bot.close()


def test_a_name_without_an_address_is_a_call_that_did_not_reach_telegram(make_bot, monkeypatch):
    def resolve(host, *options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    bot = scaletg.Bot(TOKEN, base_url="http://telegram.example", retry_budget=0)
    with pytest.raises(scaletg.NetworkError, match="Failed to resolve 'telegram.example'") as caught:
        bot.api.send_message(1, "a")
    assert caught.value.repeatable
