"""The API client over real connections: files of a gigabyte, threads, forks, proxies, TLS, servers that misbehave."""

import concurrent.futures
import datetime
import ipaddress
import json
import logging
import os
import socket
import ssl
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import pytest

import scaletg
from fake_telegram import DROP, TOKEN, Delay, FakeTelegram, Fault, Raw

ROOT = Path(__file__).resolve().parents[2]
SECRET = TOKEN.partition(":")[2]
GIBIBYTE = 1 << 30
MEBIBYTE = 1 << 20


@pytest.fixture
def telegram():
    with FakeTelegram() as server:
        yield server


@pytest.fixture
def bot(telegram, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    made = scaletg.Bot(TOKEN, base_url=telegram.url)
    yield made
    made.close()


def run_python(code, *arguments, timeout=300):
    """Run a program in a process of its own and return what it printed, as JSON."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


MEASURE = """
import json, resource, sys
import scaletg

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

url, path, *rest = sys.argv[1:]
bot = scaletg.Bot("123456:of-nobody", base_url=url, timeout=120)
told = []
progress = lambda done, total: told.append((done, total))
"""
UPLOAD = """
from pathlib import Path
bot.api.send_document(1, b"small")
before = peak()
made = {"path": Path, "file": lambda name: open(name, "rb"), "pipe": lambda name: open(name, "rb", buffering=0)}
source = made[rest[0]](path)
bot.api.send_document(1, source, progress=progress)
print(json.dumps([peak() - before, told[-1]]))
if rest[0] != "path":
    source.close()
"""
DOWNLOAD = """
bot.api.download("small")
before = peak()
bot.api.download("large", path, progress=progress)
print(json.dumps([peak() - before, told[-1]]))
"""


@pytest.fixture(scope="module")
def gibibyte(tmp_path_factory):
    """Return a file of 1 GiB that takes no room on the disk."""
    path = tmp_path_factory.mktemp("large") / "large.bin"
    with path.open("wb") as file:
        file.truncate(GIBIBYTE)
    return path


@pytest.mark.parametrize("source", ["path", "file"])
def test_a_gibibyte_is_sent_within_little_memory(telegram, gibibyte, source):
    grown, (done, total) = run_python(MEASURE + UPLOAD, telegram.url, gibibyte, source)
    call = telegram.calls[-1]
    assert call.files["document"].size == GIBIBYTE
    assert done == total == int(call.headers["Content-Length"])
    assert grown < 64 * MEBIBYTE


def test_a_pipe_of_a_gibibyte_is_sent_in_chunks_within_little_memory(telegram, gibibyte, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = subprocess.Popen(["dd", f"if={gibibyte}", f"of={pipe}", "bs=1M", "status=none"])
    try:
        grown, (done, total) = run_python(MEASURE + UPLOAD, telegram.url, pipe, "pipe")
    finally:
        writer.kill()
        writer.wait()
    call = telegram.calls[-1]
    assert call.headers["Transfer-Encoding"] == "chunked"
    assert call.files["document"].size == GIBIBYTE
    assert total is None
    assert done > GIBIBYTE
    assert grown < 64 * MEBIBYTE


def test_a_large_file_is_downloaded_within_little_memory(telegram, tmp_path):
    size = 256 * MEBIBYTE
    telegram.files = {"documents/small.bin": b"a", "documents/large.bin": bytes(size)}
    grown, told = run_python(MEASURE + DOWNLOAD, telegram.url, tmp_path / "large.bin")
    assert (tmp_path / "large.bin").stat().st_size == size
    assert told == [size, size]
    assert grown < 64 * MEBIBYTE


def test_what_a_file_contains_arrives_unchanged(telegram, bot, tmp_path):
    content = os.urandom(3 * MEBIBYTE) + b"\r\n--"
    (tmp_path / "ü b.bin").write_bytes(content)
    bot.api.send_media_group(
        5, [scaletg.InputMediaDocument(tmp_path / "ü b.bin"), scaletg.InputMediaPhoto(content[:9])]
    )
    call = telegram.calls[-1]
    names = [item["media"].removeprefix("attach://") for item in json.loads(call.parameters["media"])]
    assert [call.files[name].filename for name in names] == ["ü b.bin", "file"]
    assert call.files[names[0]].size == len(content)
    assert call.files[names[1]].content == content[:9]


def test_calls_share_one_connection(telegram, bot):
    for number in range(20):
        bot.api.send_message(1, str(number))
    bot.api.send_document(1, b"a")
    telegram.files["documents/a.bin"] = b"content"
    assert bot.api.download("a") == b"content"
    assert telegram.connections == 1


def test_threads_call_side_by_side(telegram, bot):
    def chat(chat_id):
        return [bot.api.send_message(chat_id, str(number)).chat.id for number in range(25)]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(chat, range(1, 9))) == [[chat_id] * 25 for chat_id in range(1, 9)]
    assert len(telegram.calls) == 200
    assert telegram.connections <= 8


FORK = """
import os, sys
import scaletg

bot = scaletg.Bot("123456:of-nobody", base_url=sys.argv[1])
bot.api.send_message(1, "parent")
children = []
for number in range(3):
    child = os.fork()
    if child == 0:
        for turn in range(20):
            assert bot.api.send_message(number, f"{number} {turn}").text == f"{number} {turn}"
        os._exit(0)
    children.append(child)
for turn in range(20):
    assert bot.api.send_message(9, f"9 {turn}").text == f"9 {turn}"
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""


def test_a_fork_does_not_share_connections(telegram):
    assert run_python(FORK, telegram.url) == [0, 0, 0]
    assert len(telegram.calls) == 81
    assert telegram.connections == 4


def test_429_is_repeated_with_the_whole_file(telegram, bot):
    telegram.answer("sendDocument", Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    bot.api.send_document(1, b"content" * 99_999)
    first, second = telegram.calls
    assert second.time - first.time >= 1
    assert first.files["document"].sha256 == second.files["document"].sha256


def test_a_server_that_starts_late_is_waited_for(telegram):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    bot = scaletg.Bot(TOKEN, base_url=f"http://127.0.0.1:{port}")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

    def serve():
        listener.bind(("127.0.0.1", port))
        listener.listen()
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"ok":true,"result":"late"}')

    starter = threading.Timer(0.7, serve)
    starter.start()
    try:
        assert bot.api.call("sendMessage", chat_id=1, text="a") == "late"
    finally:
        starter.join()
        listener.close()
        bot.close()


def test_a_call_that_was_taken_and_not_answered_is_not_repeated(telegram, bot):
    telegram.answer("sendMessage", DROP)
    with pytest.raises(scaletg.NetworkError, match="RemoteDisconnected") as caught:
        bot.api.send_message(1, "a")
    assert caught.value.sent
    assert len(telegram.calls) == 1
    assert bot.api.send_message(1, "b").text == "b"


def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew(telegram, bot):
    telegram.answer("sendMessage", Raw(200, b'{"ok":true,"result":1}', {"Connection": "keep-alive"}, length=22))
    assert bot.api.send_message(1, "a") == 1
    telegram.wait_for(lambda: telegram.hung_up == 1)
    assert bot.api.send_message(1, "b").text == "b"
    assert telegram.connections == 2


def test_a_slow_answer_is_a_timeout(telegram, bot):
    telegram.answer("sendMessage", Delay(30))
    with pytest.raises(scaletg.Timeout, match="sendMessage: Telegram did not answer in time") as caught:
        bot.api.send_message(1, "a", request_timeout=0.2)
    assert caught.value.sent
    assert len(telegram.calls) == 1


def test_a_download_that_breaks_off_leaves_nothing_behind(telegram, bot, tmp_path):
    telegram.files["documents/a.bin"] = Raw(200, b"half", length=8)
    with pytest.raises(scaletg.NetworkError, match="download"):
        bot.api.download("a", tmp_path / "a.bin")
    assert os.listdir(tmp_path) == []


def test_log_lines_of_the_http_library_have_no_token(telegram, bot, caplog):
    caplog.set_level(logging.DEBUG)
    bot.api.send_message(1, "a")
    telegram.files["documents/a.bin"] = b"a"
    bot.api.download("a")
    assert "/bot<token>/sendMessage" in caplog.text
    assert "/file/bot<token>/documents/a.bin" in caplog.text
    assert SECRET not in caplog.text


def test_calls_go_through_the_proxy_of_the_bot(telegram, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    bot = scaletg.Bot(TOKEN, base_url="http://telegram.example", proxies={"http": telegram.url})
    assert bot.api.get_me().username == "example_bot"
    assert telegram.calls[-1].path == f"http://telegram.example/bot{TOKEN}/getMe"
    bot.close()


def test_a_proxy_that_is_away_is_named_without_the_token(telegram, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    proxies = {"http": "http://user:hidden@127.0.0.1:1", "https": "http://user:hidden@127.0.0.1:1"}
    for base_url in ("http://telegram.example", "https://telegram.example"):
        bot = scaletg.Bot(TOKEN, base_url=base_url, proxies=proxies, retry_budget=0)
        with pytest.raises(scaletg.NetworkError, match="Connection refused") as caught:
            bot.api.get_me()
        said = "".join(traceback.format_exception(caught.value))
        assert SECRET not in said
        assert "hidden" not in said
        assert not caught.value.sent
        bot.close()


def self_signed(folder):
    """Write a certificate that nobody trusts, and return the file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = (
        builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1)).add_extension(address, False)
    )
    made = builder.sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form) + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_server_with_a_wrong_certificate_gets_nothing(telegram, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    telegram.wrap(context)
    bot = scaletg.Bot(TOKEN, base_url=telegram.url.replace("http:", "https:"), retry_budget=0)
    with pytest.raises(scaletg.NetworkError, match="certificate verify failed") as caught:
        bot.api.send_message(1, "a")
    assert not caught.value.sent
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert telegram.calls == []
    bot.close()  # what the environment says is read with the first call after it
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
    assert bot.api.send_message(1, "a").text == "a"
    bot.close()
