"""Real database servers for tests: each on a free loopback port, with a data folder of its own, stopped by its process.

    with redis_server() as server:
        open_store(server.url)

When the tests run as root, the servers run as `nobody` (PostgreSQL refuses root). On Linux a server also ends when the
process that started it is killed. `Missing` says which Debian package has the binary; `or_skip` skips or fails.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

START_SECONDS = 120
SERVER_USER = "nobody"


class Missing(Exception):
    """A server's binary is not installed."""


def or_skip(error: Missing) -> None:
    """Skip the test on a person's machine; in CI (CI=true) fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(error))
    pytest.skip(str(error))


class Server:
    """One server process; `stop` and `start` may be called again and again, the data and the port stay."""

    def __init__(
        self,
        folder: Path,
        port: int,
        url: str,
        command: Sequence[str],
        ready: Callable[[], object],
        stop_signal: int = signal.SIGTERM,
    ) -> None:
        self.folder, self.port, self.url = folder, port, url
        self._command, self._ready, self._stop_signal = command, ready, stop_signal
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start the process. On Linux it ends with the thread that does this."""
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [*_as_server_user(self._stop_signal), *self._command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C in the terminal is for pytest, which then stops the servers
            )

    def wait_until_ready(self) -> None:
        """Wait until the server answers. Raises `RuntimeError` if it does not."""
        assert self.process is not None
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                self._ready()
                return
            except Exception as error:
                if self.process.poll() is not None or time.monotonic() > give_up:
                    self.stop()
                    text = (self.folder / "server.log").read_text(errors="replace")[-3000:]
                    raise RuntimeError(f"{self._command[0]} did not start: {text}") from error
            time.sleep(0.05)

    def stop(self) -> None:
        """End the process, in the friendly way first; its children end with it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self._stop_signal)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def kill(self) -> None:
        """End the process at once, as a lack of memory does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def redis_server() -> Iterator[Server]:
    """Start a Redis server (or Valkey, if that is what is installed)."""
    binary = _find("redis-server", "redis-server", also="valkey-server")
    import redis

    with _folder() as folder:
        port = free_port()
        url = f"redis://:secret@127.0.0.1:{port}/0"
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--requirepass", "secret"]
        command += ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]

        def ready() -> None:
            with redis.Redis.from_url(url) as client:
                client.ping()

        yield from _run(Server(folder, port, url, command, ready))


@contextlib.contextmanager
def postgresql_server() -> Iterator[Server]:
    """Start a PostgreSQL server."""
    binary = _find("postgres", "postgresql", folders="/usr/lib/postgresql/*/bin")
    import psycopg

    with _folder() as folder:
        port, data, password = free_port(), folder / "data", folder / "password"
        password.write_text("secret\n")
        _own(password)
        initdb = [str(Path(binary).with_name("initdb")), "-D", str(data), "-U", "scaletg", "--pwfile", str(password)]
        _call(folder, *initdb, "-A", "scram-sha-256", "-E", "UTF8", "--locale", "C", "--no-sync")
        command = [binary, "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", "", "-c", "max_connections=200"]
        command += ["-c", "fsync=off"]  # no test cuts the power
        url = f"postgresql://scaletg:secret@127.0.0.1:{port}/postgres"
        yield from _run(Server(folder, port, url, command, lambda: psycopg.connect(url).close(), signal.SIGINT))


@contextlib.contextmanager
def pgbouncer(server: Server, mode: str) -> Iterator[Server]:
    """Start a pooler in front of a PostgreSQL server."""
    binary = _find("pgbouncer", "pgbouncer", folders="/usr/sbin")
    import psycopg

    with _folder() as folder:
        port, file, users = free_port(), folder / "pgbouncer.ini", folder / "users.txt"
        file.write_text(
            f"[databases]\npostgres = host=127.0.0.1 port={server.port} user=scaletg password=secret\n[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = plain\nauth_file = {users}\n"
            f"pool_mode = {mode}\nunix_socket_dir =\n"
        )
        users.write_text('"scaletg" "secret"\n')
        _own(file)
        _own(users)
        url = f"postgresql://scaletg:secret@127.0.0.1:{port}/postgres"
        yield from _run(Server(folder, port, url, [binary, str(file)], lambda: psycopg.connect(url).close()))


@contextlib.contextmanager
def mariadb_server() -> Iterator[Server]:
    """Start a MariaDB server."""
    binary = _find("mariadbd", "mariadb-server", folders="/usr/sbin")
    import pymysql

    with _folder() as folder:
        port, data, setup = free_port(), folder / "data", folder / "setup.sql"
        setup.write_text(
            "CREATE DATABASE IF NOT EXISTS scaletg; CREATE USER IF NOT EXISTS scaletg@'%' IDENTIFIED BY 'secret';\n"
            "GRANT ALL ON scaletg.* TO scaletg@'%';\n".replace("; ", ";\n")
        )
        _own(setup)
        _call(
            folder,
            _find("mariadb-install-db", "mariadb-server"),
            "--no-defaults",
            f"--datadir={data}",
            f"--tmpdir={folder}",  # in one for all, a server that starts deletes what others have in it
            "--skip-test-db",
        )
        command = [
            binary,
            "--no-defaults",
            f"--datadir={data}",
            f"--tmpdir={folder}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
        ]
        command += [
            f"--socket={folder}/sock",
            f"--pid-file={folder}/pid",
            f"--init-file={setup}",
            "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=2",  # no test cuts the power
        ]

        def ready() -> None:
            pymysql.connect(host="127.0.0.1", port=port, user="scaletg", password="secret", database="scaletg").close()

        url = f"mysql://scaletg:secret@127.0.0.1:{port}/scaletg"
        yield from _run(Server(folder, port, url, command, ready))


@contextlib.contextmanager
def nats_server() -> Iterator[Server]:
    """Start one NATS server with JetStream, which writes everything to disk at once."""
    with _folder() as folder:
        server = nats_node(folder, free_port())
        yield from _run(server)


def nats_node(folder: Path, port: int, *, options: str = "", jetstream: str = "sync_interval: always") -> Server:
    """Return a NATS server that is not started yet; *options* and *jetstream*: more of its configuration."""
    binary = _find("nats-server", "nats-server", folders=str(Path(sys.executable).parent))
    monitor, file = free_port(), folder / "nats.conf"
    file.write_text(
        f"listen: 127.0.0.1:{port}\nhttp: 127.0.0.1:{monitor}\nmax_payload: 2MB\n{options}\n"
        f'jetstream {{ store_dir: "{folder}/data", {jetstream} }}\n'
        'authorization { user: "scaletg", password: "secret" }\n'
    )
    _own(file)

    def ready() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{monitor}/healthz", timeout=5):
            return

    url = f"nats://scaletg:secret@127.0.0.1:{port}"
    return Server(folder, port, url, [binary, "-c", str(file)], ready)


@contextlib.contextmanager
def nats_cluster() -> Iterator[list[Server]]:
    """Start three NATS servers that are a cluster."""
    ports = [free_port() for _ in range(3)]
    routes = ", ".join(f"nats://127.0.0.1:{port}" for port in ports)
    with contextlib.ExitStack() as stack:
        nodes = []
        for number, port in enumerate(ports):
            cluster = f"cluster {{ name: tests, listen: 127.0.0.1:{port}, routes: [{routes}] }}"
            folder = stack.enter_context(_folder())
            nodes.append(nats_node(folder, free_port(), options=f"server_name: n{number}\n{cluster}", jetstream=""))
        for node in nodes:
            stack.callback(node.stop)
            node.launch()
        for node in nodes:
            node.wait_until_ready()
        yield nodes


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens at this moment.

    It lies below those that the system gives to outgoing connections: one of these could take it before the server
    does, or while the server is stopped for a moment.
    """
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _run(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder that the server's user can reach (pytest's own are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="scaletg-server-"))
    try:
        _own(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own(path: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam(SERVER_USER)
        os.chown(path, user.pw_uid, user.pw_gid)


def _as_server_user(death_signal: int | None = None) -> list[str]:
    """Return the words before a command that make it run as the server's user and end with us."""
    if not sys.platform.startswith("linux") or not shutil.which("setpriv"):
        return []
    words = ["setpriv"]
    if os.geteuid() == 0:
        user = pwd.getpwnam(SERVER_USER)
        words += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if death_signal:
        words += ["--pdeathsig", signal.Signals(death_signal).name[3:]]
    return [*words, "--"]


def _call(folder: Path, *command: str) -> None:
    done = subprocess.run(
        [*_as_server_user(), *command], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _find(binary: str, package: str, *, folders: str = "", also: str = "") -> str:
    here = sorted(Path("/").glob(folders.lstrip("/"))) if folders else []
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, reversed(here))])
    found = shutil.which(binary, path=path) or (also and shutil.which(also, path=path))
    if not found:
        raise Missing(f"{binary} is missing. Install it with: apt-get install --no-install-recommends {package}")
    return str(found)
